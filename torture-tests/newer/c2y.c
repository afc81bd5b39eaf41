/* { dg-options "-std=c2y -pedantic-errors -fdefer-ts" } */
// What follows C23: named loops, declarations in if and switch, _Countof, type operands of _Generic, 0o, defer, case ranges.
#include <stdcountof.h>
#include <stddefer.h>
#define CHECK(x) if (!(x)) return __LINE__

static int trace[32], count;

static void note(int n) { trace[count++] = n; }

static int loops(void)
{
    int rounds = 0, found = 0;
outer:
    for (int i = 0; i < 10; i++) {
    inner: also:
        for (int j = 0;; j++) {
            rounds++;
            if (j == 3)
                continue outer;
            if (i == 2 && j == 1)
                break outer;
            switch (j) {
            case 2:
                continue also;
            case 1 ... 1:
                found++;
                break;
            }
        }
    }
    CHECK(rounds == 10 && found == 2);
again:
    do {
        while (1)
            if (rounds-- > 5)
                continue again;
            else
                break again;
    } while (rounds > 0);
    CHECK(rounds == 4);
choice:
    switch (rounds) {
    case 4:
        for (;;)
            break choice;
    default:
        return __LINE__;
    }
    return 0;
}

static int get(int n) { return n; }

static int headers(void)
{
    if (int n = get(3)) {
        CHECK(n == 3);
    } else {
        return n;
    }
    if (int a = get(1), b = get(2); a < b)
        CHECK(a + b == 3);
    if (static int hidden = 5; hidden-- == 5)
        ;
    switch (int n = get(7)) {
    case 7:
        n++;
        CHECK(n == 8);
        break;
    default:
        return __LINE__;
    }
    switch (struct { int x; } s = { 4 }; s.x) {
    case 0o4:
        return 0;
    }
    return __LINE__;
}

static int counts(int n)
{
    int fixed[3][5], variable[n], (*pointer)[n + 1] = 0;
    static_assert(_Countof fixed == 3 && countof(fixed[0]) == 5 && _Countof(int[7][n]) == 7);
    static_assert(_Generic(_Countof fixed, typeof(sizeof 0): 1));
    CHECK(_Countof variable == n && countof(*pointer) == n + 1 && _Countof(char[n * 2][3]) == 2 * n);
    static_assert(_Generic(const int, int: 0, const int: 1) && _Generic(int[3], int *: 0, int[3]: 1));
    static_assert(0o17 == 15 && 0O10u == 8);
    _Complex double z = 1;
    z++;
    CHECK(__real z++ == 2 && __real z == 3);
    return 0;
}

static int deferred(int way)
{
    count = 0;
    defer note(1);
    for (int i = 0; i < 3; i++) {
        defer {
            int i = 3;
        skip:
            while (i > 0) {
                i--;
                if (i == 1)
                    continue skip;
                goto next;
            next:;
            }
            note(2 + i);
            switch (way) {
            case 2: note(20); break;
            default: break;
            }
        }
        defer note(10 + i);
        if (way == 0)
            break;
        if (way == 1 && i == 1)
            return 5;
        if (way == 2)
            continue;
        if (way == 3)
            goto out;
    }
out:
    {
        defer note(7);
        defer note(8);
        note(9);
    }
    return count;
}

static int traced(int way, int result, int n, const int *expected)
{
    CHECK(deferred(way) == result);
    CHECK(count == n);
    for (int i = 0; i < n; i++)
        CHECK(trace[i] == expected[i]);
    return 0;
}

int main(void)
{
    int line;
    if ((line = loops()) || (line = headers()) || (line = counts(6)))
        return line;
    if ((line = traced(0, 5, 6, (int[]) { 10, 2, 9, 8, 7, 1 })))
        return line;
    if ((line = traced(1, 5, 5, (int[]) { 10, 2, 11, 2, 1 })))
        return line;
    if ((line = traced(2, 12, 13, (int[]) { 10, 2, 20, 11, 2, 20, 12, 2, 20, 9, 8, 7, 1 })))
        return line;
    return traced(3, 5, 6, (int[]) { 10, 2, 9, 8, 7, 1 });
}
