//! Library functions that write or read beyond objects: -Wstringop-overflow, -Wstringop-overread, and -Warray-bounds where
//! that is on and the object is the source's own.

use crate::Checker;
use crate::options::MAX_OBJECT;
use crate::pointer::{Object, Pointed};
use crate::region::{bracketed, bytes, situation};
use diag::{Loc, Warning, warn};
use ir::{Block, Inst, InstData, LibraryFunction, MemberArgument, Op, Value, library};

/// How much a function accesses through a parameter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Extent {
    /// As many bytes as this argument says.
    Bound(u8),
    /// The string that this argument points to, with its end.
    String(u8),
    /// That, but at most as much as the second says, and its end.
    Appended(u8, u8),
    /// A string there: at least its end.
    Itself,
    /// So many bytes.
    Known(u64),
    /// A string there, of which no more is looked at than this argument says.
    Within(u8),
}

/// What a library function does through its pointers; arguments are counted from 0.
struct Row {
    function: LibraryFunction,
    writes: Option<(u8, Extent)>,
    reads: &'static [(u8, Extent)],
}

macro_rules! rows {
    ($($name:literal $writes:expr, $reads:expr;)*) => {
        &[$(Row { function: library!($name), writes: $writes, reads: $reads },)*]
    };
}

use Extent::{Appended, Bound, Itself, Known, String as Text, Within};

const FUNCTIONS: &[Row] = rows! {
    "memcpy" Some((0, Bound(2))), &[(1, Bound(2))];
    "memmove" Some((0, Bound(2))), &[(1, Bound(2))];
    "mempcpy" Some((0, Bound(2))), &[(1, Bound(2))];
    "memset" Some((0, Bound(2))), &[];
    "bcopy" Some((1, Bound(2))), &[(0, Bound(2))];
    "bzero" Some((0, Bound(1))), &[];
    "strcpy" Some((0, Text(1))), &[(1, Itself)];
    "stpcpy" Some((0, Text(1))), &[(1, Itself)];
    "strncpy" Some((0, Bound(2))), &[(1, Within(2))];
    "stpncpy" Some((0, Bound(2))), &[(1, Within(2))];
    "strcat" Some((0, Text(1))), &[(1, Itself)];
    "strncat" Some((0, Appended(1, 2))), &[(1, Within(2))];
    "memcmp" None, &[(0, Bound(2)), (1, Bound(2))];
    "bcmp" None, &[(0, Bound(2)), (1, Bound(2))];
    "memchr" None, &[(0, Bound(2))];
    "strlen" None, &[(0, Itself)];
    "strnlen" None, &[(0, Within(1))];
    "strdup" None, &[(0, Itself)];
    "strndup" None, &[(0, Within(1))];
    "gettext" None, &[(0, Itself)];
    "puts" None, &[(0, Itself)];
    "puts_unlocked" None, &[(0, Itself)];
    "fputs" None, &[(0, Itself)];
    "fputs_unlocked" None, &[(0, Itself)];
    "strchr" None, &[(0, Itself)];
    "strrchr" None, &[(0, Itself)];
    "strcmp" None, &[(0, Itself), (1, Itself)];
    "strncmp" None, &[(0, Within(2)), (1, Within(2))];
    "strspn" None, &[(0, Itself), (1, Itself)];
    "strcspn" None, &[(0, Itself), (1, Itself)];
    "strpbrk" None, &[(0, Itself), (1, Itself)];
    "strstr" None, &[(0, Itself), (1, Itself)];
    "__memcpy_chk" Some((0, Bound(2))), &[(1, Bound(2))];
    "__memmove_chk" Some((0, Bound(2))), &[(1, Bound(2))];
    "__mempcpy_chk" Some((0, Bound(2))), &[(1, Bound(2))];
    "__memset_chk" Some((0, Bound(2))), &[];
    "__strcpy_chk" Some((0, Text(1))), &[(1, Itself)];
    "__stpcpy_chk" Some((0, Text(1))), &[(1, Itself)];
    "__strncpy_chk" Some((0, Bound(2))), &[(1, Within(2))];
    "__stpncpy_chk" Some((0, Bound(2))), &[(1, Within(2))];
    "__strcat_chk" Some((0, Text(1))), &[(1, Itself)];
    "__strncat_chk" Some((0, Appended(1, 2))), &[(1, Within(2))];
};

/// Whether calls of a function are looked at.
pub(crate) fn is_checked(function: LibraryFunction) -> bool {
    FUNCTIONS.iter().any(|row| row.function == function)
}

/// The argument that a function writes through.
pub(crate) fn written(function: LibraryFunction) -> Option<u8> {
    FUNCTIONS.iter().find(|row| row.function == function)?.writes.map(|(to, _)| to)
}

/// A call of a library function.
pub(crate) struct Call<'c> {
    pub(crate) block: Block,
    pub(crate) at: Loc,
    pub(crate) args: &'c [Value],
    pub(crate) name: String,
    /// The size that a checking function was given.
    given: Option<u64>,
    /// It copies or compares bytes, whatever they are part of.
    is_block: bool,
}

impl Checker<'_> {
    pub(crate) fn check_library_call(&mut self, block: Block, inst: Inst, data: &InstData) {
        let Some(function) = self.callee(data).library else { return };
        let Some(row) = FUNCTIONS.iter().find(|row| row.function == function) else { return };
        let f = self.f;
        let args = data.list.as_slice(&f.lists);
        let name = self.called(data);
        let checking = name.ends_with("_chk");
        let given = args.last().filter(|_| checking).and_then(|&size| f.constant(f.resolve(size)));
        let is_block = name.contains("mem") || name.contains("bc") || name.contains("bzero");
        let given = given.map(|size| size as u64);
        let call = Call { block, at: f.locs[inst], args, name, given, is_block };
        // A copy of an object to itself does nothing.
        let same = |a: u8, b: u8| {
            let (a, b) = (args.get(usize::from(a)), args.get(usize::from(b)));
            a.zip(b).is_some_and(|(&a, &b)| f.resolve(a) == f.resolve(b))
        };
        if let (Some((to, Bound(_))), &[(from, _)]) = (row.writes, row.reads)
            && same(to, from)
        {
            return;
        }
        for &(from, extent) in row.reads {
            if self.check_terminator(&call, from, extent) {
                return;
            }
        }
        if let Some((to, extent)) = row.writes
            && self.check_extent(&call, to, extent, true)
        {
            return;
        }
        for &(from, extent) in row.reads {
            if self.check_extent(&call, from, extent, false) {
                return;
            }
        }
    }

    /// A string is wanted where there is none; whether that was said.
    fn check_terminator(&mut self, call: &Call<'_>, number: u8, extent: Extent) -> bool {
        let Some(&pointer) = call.args.get(usize::from(number)) else { return false };
        let Some(found) = self.unterminated(pointer, call.block) else { return false };
        if matches!(extent, Itself) {
            self.no_terminator(call.at, &call.name, found);
            return true;
        }
        let Within(bound) = extent else { return false };
        let Some(size) = self.extent(call, Bound(bound)) else { return false };
        self.exceeds_text(call.at, &call.name, size, found)
    }

    /// A call of `memcpy` or `memset` that is an operation.
    pub(crate) fn check_block_operation(&mut self, block: Block, inst: Inst, data: &InstData) {
        let (function, args) = match data.op {
            Op::MemSet => (library!("memset"), &data.args[..1]),
            _ if data.aux == ir::op::COPY_CALL => (library!("memcpy"), &data.args[..2]),
            _ => return,
        };
        let name = self.library_name(function);
        let call = Call { block, at: self.f.locs[inst], args, name, given: None, is_block: true };
        let size = Known(data.imm as u64);
        if let [to, from] = args
            && self.f.resolve(*to) == self.f.resolve(*from)
        {
            return;
        }
        if !self.check_extent(&call, 0, size, true) && args.len() > 1 {
            self.check_extent(&call, 1, size, false);
        }
    }

    /// How many bytes are accessed at least and at most.
    fn extent(&self, call: &Call<'_>, extent: Extent) -> Option<(u64, u64)> {
        let arg = |number: u8| call.args.get(usize::from(number)).copied();
        let length = |number: u8| {
            let known = self.string_length(arg(number)?, call.block);
            let stored =
                if known.1 < MAX_OBJECT - 1 { None } else { self.stored_length(arg(number)?, call.block) };
            Some(stored.unwrap_or(known))
        };
        let bound = |number: u8| {
            let range = self.ranges.of(arg(number)?, call.block);
            (!range.is_empty()).then_some(range.unsigned)
        };
        Some(match extent {
            Bound(number) => bound(number)?,
            Known(size) => (size, size),
            Text(number) => {
                let (low, high) = length(number)?;
                (low + 1, high + 1)
            }
            Appended(text, most) => {
                let ((low, high), most) = (length(text)?, bound(most)?);
                (low.min(most.0).saturating_add(1), high.min(most.1).saturating_add(1))
            }
            Itself => (1, MAX_OBJECT),
            Within(number) => {
                let most = bound(number)?;
                (most.0.min(1), most.1)
            }
        })
    }

    /// Whether something was said.
    fn check_extent(&mut self, call: &Call<'_>, number: u8, extent: Extent, writes: bool) -> bool {
        let Some(&pointer) = call.args.get(usize::from(number)) else { return false };
        let Some(size) = self.extent(call, extent) else { return false };
        let warning = if writes { warn::STRINGOP_OVERFLOW } else { warn::STRINGOP_OVERREAD };
        if let Bound(bound) | Within(bound) | Appended(_, bound) = extent
            && self.check_bound(call, bound, warning)
        {
            return true;
        }
        // Of a short string the bound says nothing.
        if let Appended(text, bound) = extent
            && let (Some(&text), Some(bound)) =
                (call.args.get(usize::from(text)), self.extent(call, Bound(bound)))
        {
            let (low, high) = self.string_length(text, call.block);
            if bound.1 == 0 {
                return false;
            }
            if (low != high || low > bound.0)
                && self.check_append_bound(call.at, &call.name, pointer, bound, call.block)
            {
                return true;
            }
        }
        if let Text(text) = extent
            && call.name.contains("cpy")
            && let Some(&text) = call.args.get(usize::from(text))
            && self.lacks_room_for_end(pointer, text, call.block)
        {
            let room = self.pointed(pointer, call.block);
            if let (Some((low, high)), Some(mut pointed)) =
                (self.stored_length(text, call.block), room.clone())
                && low == high
            {
                pointed.size = (low, low);
                self.overflow(call, &pointed, (low + 1, low + 1), extent);
                return true;
            }
            let message = format!(
                "'{}' writing one too many bytes into a region of a size that depends on 'strlen'",
                call.name
            );
            let notes = room.map(|pointed| self.referent(&pointed, "destination ")).unwrap_or_default();
            self.find(warning, call.at, message, notes);
            return true;
        }
        if let Within(bound) = extent
            && call.name.contains("strncmp")
        {
            return self.check_strncmp(call, number, bound);
        }
        let member = match extent {
            Known(_) => None,
            _ if call.is_block || !self.options.members => None,
            // One past the end is the next member's begin as well.
            _ => self.any_member_argument(number).filter(|argument| {
                let is_end = i64::try_from(argument.size) == Ok(argument.offset);
                !is_end || !argument.distances.is_empty() || argument.row.is_some()
            }),
        };
        if writes
            && let (Text(_), Some(argument)) = (extent, &member)
            && self.check_subobject(call, argument, pointer, size)
        {
            return true;
        }
        if let Some(argument) = member {
            return self.check_member(call, &argument, size, writes);
        }
        let Some(mut pointed) = self.pointed(pointer, call.block) else {
            return writes && self.check_unknown(call, pointer, size);
        };
        if let Some(given) = call.given.filter(|&given| writes && given < pointed.room()) {
            pointed.size = (given, given);
            pointed.offset = (0, 0);
        }
        let room = pointed.room();
        if matches!(extent, Within(_)) && ["strnlen", "strndup"].iter().any(|name| call.name.ends_with(name))
        {
            return self.check_strnlen(call, extent, &pointed);
        }
        if size.0 <= room {
            return false;
        }
        if writes {
            self.overflow(call, &pointed, size, extent);
        } else {
            self.overread(call, &pointed, size, extent);
        }
        true
    }

    /// An object of which nothing is known, but that none is so large.
    fn check_unknown(&mut self, call: &Call<'_>, pointer: Value, size: (u64, u64)) -> bool {
        let origin = self.origin(pointer, call.block);
        let chosen = match self.f.def_inst(origin.value) {
            Some(_) => 0,
            None => i128::from(self.ranges.constant_distance(origin.value, 0)),
        };
        let Ok(offset) = u64::try_from(origin.offset.0 + chosen) else { return false };
        let room = MAX_OBJECT.saturating_sub(offset);
        if offset == 0 || size.0 <= room || size.0 > MAX_OBJECT {
            return false;
        }
        let text = format!(
            "'{}' writing {} into a region of size {room} overflows the destination",
            call.name,
            bytes(size)
        );
        let (name, declared) = self.pointer_name(origin.value);
        let declared = declared.or_else(|| self.named(origin.value).map(|named| named.declared));
        let note = match (name, declared) {
            (Some(name), Some(declared)) => {
                Some((declared, format!("at offset {offset} into destination object '{name}'")))
            }
            _ => self.f.def_inst(origin.value).filter(|(_, data)| data.op == Op::Call).map(|(inst, data)| {
                let by = self.called(data);
                let how = format!(
                    "at offset {offset} into destination object of size [0, {MAX_OBJECT}] returned by '{by}'"
                );
                (self.f.locs[inst], how)
            }),
        };
        self.find(warn::STRINGOP_OVERFLOW, call.at, text, note.into_iter().collect());
        true
    }

    /// What `strnlen` may look at must be there.
    fn check_strnlen(&mut self, call: &Call<'_>, extent: Extent, pointed: &Pointed) -> bool {
        let Within(bound) = extent else { return false };
        let Some(bound) = self.extent(call, Bound(bound)) else { return false };
        let (room, pointer) = (pointed.room(), call.args[0]);
        // All of an array without the attribute `nonstring` GCC takes for one that ends somewhere.
        let described = self.described(&pointed.object);
        let whole = call.name.contains("strnlen")
            && bound.0 == bound.1
            && pointed.offset == (0, 0)
            && room != 0
            && described.is_some_and(|object| !object.nonstring && object.ty.contains('['));
        if bound.0 <= room || whole || self.stored_length(pointer, call.block).is_some() {
            return false;
        }
        let range = bracketed((i128::from(bound.0), i128::from(bound.1)));
        let text = format!("'{}' specified bound {range} exceeds source size {room}", call.name);
        let described = self.described(&pointed.object).filter(|object| !object.name.is_empty());
        let declared = described.map(|object| object.declared);
        let note = declared.map(|declared| (declared, "source object allocated here".to_string()));
        self.find(warn::STRINGOP_OVERREAD, call.at, text, note.into_iter().collect());
        true
    }

    /// Whether memory was allocated for the length of a string, which does not count its end.
    fn lacks_room_for_end(&self, pointer: Value, text: Value, block: Block) -> bool {
        let origin = self.origin(pointer, block);
        let Some((_, data)) = self.f.def_inst(origin.value) else { return false };
        let args = data.list.as_slice(&self.f.lists);
        let arg = |number: u8| usize::from(number).checked_sub(1).and_then(|i| args.get(i)).copied();
        let size = match data.op {
            Op::Alloca if data.aux != 0 => Some(data.args[0]),
            Op::Call => match self.callee(data).alloc_size {
                Some((size, None)) => arg(size),
                // So many of one byte.
                Some((size, Some(by))) => {
                    let single = |n: u8| arg(n).and_then(|n| self.f.constant(self.f.resolve(n))) == Some(1);
                    if single(by) { arg(size) } else { None }
                }
                None => None,
            },
            _ => None,
        };
        let length = |size: Value| {
            let mut size = self.f.resolve(size);
            while let Some((_, data)) = self.f.def_inst(size)
                && matches!(data.op, Op::Sext | Op::Zext | Op::Trunc)
            {
                size = self.f.resolve(data.args[0]);
            }
            self.is_length_of(size, text, block)
        };
        origin.fixed() == Some(0) && size.is_some_and(|size| length(size) == Some(u64::MAX))
    }

    /// The member that an argument of the call at hand points into.
    pub(crate) fn member_argument(&self, number: u8) -> Option<MemberArgument> {
        self.any_member_argument(number).filter(|argument| argument.distances.is_empty())
    }

    /// The same, wherever in it that may be.
    fn any_member_argument(&self, number: u8) -> Option<MemberArgument> {
        let of = |(inst, argument): &&(Inst, MemberArgument)| *inst == self.inst && argument.number == number;
        self.f.member_arguments.iter().find(of).map(|(_, argument)| argument.clone())
    }

    /// Functions of strings stay within the member.
    fn check_member(
        &mut self,
        call: &Call<'_>,
        argument: &MemberArgument,
        size: (u64, u64),
        writes: bool,
    ) -> bool {
        let member = &argument.member;
        let by = argument.distances.iter().map(|&by| self.ranges.of(by, call.block));
        let mut pointed = Pointed::within(argument.size, argument.offset, by);
        // A row that the array does not have has nothing.
        if let Some((start, whole)) = argument.row {
            let end = u64::try_from(start).unwrap_or(0).saturating_add(argument.size).min(whole);
            pointed = pointed.plus(start);
            pointed.size = (end, end);
        }
        let room = pointed.room();
        if size.0 <= room {
            return false;
        }
        let (warning, role) = match writes {
            true => (warn::STRINGOP_OVERFLOW, "destination"),
            false => (warn::STRINGOP_OVERREAD, "source"),
        };
        let text = match writes {
            true => format!(
                "'{}' writing {} into a region of size {room} overflows the destination",
                call.name,
                bytes(size)
            ),
            false => format!("'{}' reading {} from a region of size {room}", call.name, bytes(size)),
        };
        let (place, extent) = situation(&pointed);
        let note = format!("{place}{role} object '{}'{extent}", member.name);
        self.find(warning, call.at, text, vec![(member.declared, note)]);
        true
    }

    /// A bound that no object can have.
    fn check_bound(&mut self, call: &Call<'_>, number: u8, warning: Warning) -> bool {
        let Some(&bound) = call.args.get(usize::from(number)) else { return false };
        let range = self.ranges.of(bound, call.block);
        let (low, high) = range.unsigned;
        if range.is_empty() || low <= MAX_OBJECT {
            return false;
        }
        // The source of `strncat` is not that long, either.
        let overflow = self.options.overflow || !call.name.contains("strncat");
        let warning = if overflow { warning } else { warn::STRINGOP_OVERREAD };
        // It stops where the string that has just been stored does.
        if call.name.ends_with("strnlen") && self.stored_length(call.args[0], call.block).is_some() {
            return false;
        }
        // Where that is off, the bounds of objects speak of it.
        let off = match warning {
            warn::STRINGOP_OVERFLOW => !self.options.overflow,
            _ => !self.options.overread,
        };
        if off && self.options.array_bounds && low == high {
            let text = format!("'{}' pointer overflow between offset 0 and size {low}", call.name);
            self.find(warn::ARRAY_BOUNDS, call.at, text, Vec::new());
            return true;
        }
        let looks = ["nlen", "ncmp"].iter().any(|part| call.name.contains(part));
        let bound = match low == high {
            true => format!("specified bound {low}"),
            false if looks => format!("specified bound [{low}, {high}]"),
            false => format!("specified bound between {low} and {high}"),
        };
        let text = format!("'{}' {bound} exceeds maximum object size {MAX_OBJECT}", call.name);
        self.find(warning, call.at, text, Vec::new());
        true
    }

    fn overflow(&mut self, call: &Call<'_>, pointed: &Pointed, size: (u64, u64), extent: Extent) {
        if call.given.is_none() && self.out_of_bounds(call, pointed, size, extent) {
            return;
        }
        let text = format!(
            "'{}' writing {} into a region of size {} overflows the destination",
            call.name,
            bytes(size),
            pointed.room()
        );
        let notes = self.referent(pointed, "destination ");
        self.find(warn::STRINGOP_OVERFLOW, call.at, text, notes);
    }

    fn overread(&mut self, call: &Call<'_>, pointed: &Pointed, size: (u64, u64), extent: Extent) {
        if self.out_of_bounds(call, pointed, size, extent) {
            return;
        }
        let room = pointed.room();
        let compares = call.name.contains("cmp") || call.name.contains("chr") || call.name.contains("nlen");
        if compares && matches!(extent, Bound(_) | Known(_)) && size.0 == size.1 {
            let text = format!("'{}' specified bound {} exceeds source size {room}", call.name, size.0);
            let described = self.described(&pointed.object).filter(|object| !object.name.is_empty());
            let notes = described.map(|object| object.declared);
            let notes = notes.map(|declared| (declared, "source object allocated here".to_string()));
            return self.find(warn::STRINGOP_OVERREAD, call.at, text, notes.into_iter().collect());
        }
        let text = format!("'{}' reading {} from a region of size {room}", call.name, bytes(size));
        let notes = self.referent(pointed, "source ");
        self.find(warn::STRINGOP_OVERREAD, call.at, text, notes);
    }

    /// -Warray-bounds of functions that copy, of an object that the source declares.
    fn out_of_bounds(
        &mut self,
        call: &Call<'_>,
        pointed: &Pointed,
        size: (u64, u64),
        extent: Extent,
    ) -> bool {
        let copies = ["cpy", "move", "memset"].iter().any(|word| call.name.contains(word));
        if !self.options.array_bounds || !copies || matches!(extent, Itself | Within(_)) {
            return false;
        }
        if pointed.object == Object::Nowhere && size.0 != 0 && size.0 <= MAX_OBJECT {
            let last = size.0 - 1;
            let range = if last == 0 { "0".to_string() } else { format!("[0, {last}]") };
            let text = format!("'{}' offset {range} is out of the bounds [0, 0]", call.name);
            self.find(warn::ARRAY_BOUNDS, call.at, text, Vec::new());
            return true;
        }
        let object = self.described(&pointed.object);
        // Memory of a size that is not certain is a matter of -Wstringop-overflow, if that is on.
        let certain = pointed.size.0 == pointed.size.1 || !self.options.overflow;
        let allocated =
            matches!(pointed.object, Object::Allocated(_)) && certain && pointed.size.1 < MAX_OBJECT;
        if object.is_none() && !allocated {
            return false;
        }
        let (offset, limit) = (pointed.offset.0, pointed.size.1);
        let Ok(start) = u64::try_from(offset) else { return false };
        let first = start.max(limit);
        let last = start.saturating_add(size.0).saturating_sub(1);
        if last < first {
            return false;
        }
        let verb = if start >= limit && limit != 0 { "offset" } else { "forming offset" };
        let range = if first == last { first.to_string() } else { format!("[{first}, {last}]") };
        let bounds = format!("'{}' {verb} {range} is out of the bounds [0, {limit}]", call.name);
        let Some(object) = object.filter(|object| !object.name.is_empty()) else {
            let notes = if allocated { self.referent(pointed, "") } else { Vec::new() };
            self.find(warn::ARRAY_BOUNDS, call.at, bounds, notes);
            return true;
        };
        let ty = if object.ty.ends_with("[1]") && object.element == limit {
            object.ty.trim_end_matches("[1]")
        } else {
            &object.ty
        };
        let text = format!("{bounds} of object '{}' with type '{ty}'", object.name);
        let notes = vec![(object.declared, format!("'{}' declared here", object.name))];
        self.find(warn::ARRAY_BOUNDS, call.at, text, notes);
        true
    }
}
