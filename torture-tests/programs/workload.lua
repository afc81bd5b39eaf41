-- Exercises the interpreter: arithmetic, strings, tables, closures, coroutines, metatables, errors. The output depends
-- on nothing but the language.
local scale = tonumber(arg and arg[1]) or 1

local function report(name, ...) print(name, ...) end

-- Integers and floats.
do
  local sum, product = 0, 1
  for i = 1, 200000 * scale do sum = sum + i * i % 7; product = (product * 31 + i) & 0xffffffff end
  local f = 0.0
  for i = 1, 200000 * scale do f = f + 1 / (i * i) end
  report("numbers", sum, product, string.format("%.12f", math.sqrt(f * 6)))
  report("division", 7 // 2, -7 // 2, 7 % -3, -7 % 3, 7.5 // 2, 2 ^ 10, 1e15, 2 ^ 53, 10 / 2, 3 | 4, 7 ~ 2, ~0, 1 << 62)
  report("limits", math.maxinteger, math.mininteger, math.maxinteger + 1 == math.mininteger, 1 / 0, -1 / 0)
end

-- Strings.
do
  local parts = {}
  for i = 1, 3000 * scale do parts[#parts + 1] = ("%d:%x:%5.2f:%s"):format(i, i * 255, i / 3, ("ab"):rep(i % 4)) end
  local text = table.concat(parts, ",")
  local digits = select(2, text:gsub("%d", ""))
  local words = 0
  for word in text:gmatch("[^,]+") do words = words + #word % 5 end
  report("strings", #text, digits, words, text:sub(100, 130), text:find("1000:", 1, true))
  report("patterns", ("key = value"):match("^(%w+)%s*=%s*(%w+)$"), ("hello world"):gsub("o", "0"), ("x"):byte(), ("%q"):format("a\nb\"c"))
  report("case", ("MiXed"):upper(), ("MiXed"):lower(), ("abc"):reverse(), ("%-8s|%08.3f|%+d"):format("left", 3.14159, 5))
  report("pack", string.unpack("<i4>i2z", string.pack("<i4>i2z", -77, 300, "end")))
end

-- Tables, sorting, closures.
do
  local t, seed = {}, 42
  for i = 1, 20000 * scale do
    seed = (seed * 1103515245 + 12345) & 0x7fffffff
    t[i] = seed
  end
  table.sort(t)
  local ordered = true
  for i = 2, #t do ordered = ordered and t[i - 1] <= t[i] end
  table.sort(t, function(a, b) return a % 1000 > b % 1000 or (a % 1000 == b % 1000 and a < b) end)
  report("sorting", ordered, t[1] % 1000, t[#t] % 1000, #t)
  table.insert(t, 1, "first"); table.remove(t, 2); table.move(t, 1, 3, 5)
  report("tables", t[1], t[5], select("#", table.unpack(t, 1, 10)))
  local function counter() local n = 0; return function() n = n + 1; return n end end
  local a, b = counter(), counter()
  for _ = 1, 5 do a() end
  report("closures", a(), b())
end

-- Objects with metatables.
do
  local Vector = {}
  Vector.__index = Vector
  Vector.__add = function(p, q) return setmetatable({ x = p.x + q.x, y = p.y + q.y }, Vector) end
  Vector.__eq = function(p, q) return p.x == q.x and p.y == q.y end
  Vector.__tostring = function(p) return "(" .. p.x .. ", " .. p.y .. ")" end
  Vector.__len = function() return 2 end
  Vector.__call = function(p, k) return p.x * k end
  Vector.__lt = function(p, q) return p.x < q.x end
  function Vector.new(x, y) return setmetatable({ x = x, y = y }, Vector) end
  local sum = Vector.new(0, 0)
  for i = 1, 50000 * scale do sum = sum + Vector.new(i, -i) end
  report("objects", tostring(sum), sum == Vector.new(sum.x, sum.y), #sum, sum(2), Vector.new(1, 1) < sum)
end

-- Recursion and coroutines.
do
  local function fib(n) return n < 2 and n or fib(n - 1) + fib(n - 2) end
  local function permutations(list, n)
    if n == 0 then coroutine.yield(table.concat(list)) end
    for i = 1, n do
      list[n], list[i] = list[i], list[n]
      permutations(list, n - 1)
      list[n], list[i] = list[i], list[n]
    end
  end
  local count, last = 0, nil
  for p in coroutine.wrap(function() permutations({ "a", "b", "c", "d", "e", "f", "g" }, 7) end) do count = count + 1; last = p end
  report("recursion", fib(22 + (scale > 1 and 4 or 0)), count, last)
end

-- Errors, goto, integer for loops, varargs, to-be-closed variables.
do
  local ok, message = pcall(function() error({ code = 7 }) end)
  report("errors", ok, message.code, select(2, pcall(error, "plain", 0)), (select(2, pcall(function() return 1 + nil end)):gsub("^.-:%d+: ", "")))
  local steps = 0
  for i = 10, 1, -3 do
    if i == 4 then goto continue end
    steps = steps + i
    ::continue::
  end
  local closed = {}
  do
    local guard <close> = setmetatable({}, { __close = function() closed[1] = "closed" end })
    local fixed <const> = 5
    steps = steps + fixed
  end
  report("control", steps, closed[1], select("#", nil, nil), (function(...) return ... end)(1, 2, 3))
  report("utf8", utf8.char(72, 228, 8364, 128512), utf8.len("häßlich"), #utf8.char(0x10ffff))
end

-- A sieve and a small matrix product.
do
  local n, composite, primes = 30000 * scale, {}, 0
  for i = 2, n do
    if not composite[i] then
      primes = primes + 1
      for j = i * i, n, i do composite[j] = true end
    end
  end
  local size, a, b, trace = 40, {}, {}, 0
  for i = 1, size do
    a[i], b[i] = {}, {}
    for j = 1, size do a[i][j], b[i][j] = i + j, i - j end
  end
  for i = 1, size do
    for j = 1, size do
      local sum = 0
      for k = 1, size do sum = sum + a[i][k] * b[k][j] end
      if i == j then trace = trace + sum end
    end
  end
  report("loops", primes, trace)
end
