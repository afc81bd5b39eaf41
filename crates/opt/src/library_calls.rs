//! Calls of the C library whose effect is known: they become something simpler, or vanish (C23 7.23, 7.26).
//!
//! A row of the table is a function, its signature, and what its calls may become. The functions themselves are told
//! from others that have their names by [`ir::SymbolData::library`].

mod call;
mod checked;
mod math;
mod memory;
mod output;
mod strings;
mod uses;

use crate::Context;
use crate::analysis::Change;
use crate::analysis::flow::Flow;
use call::{Call, Folded};
use ir::{Block, Function, Inst, LibraryFunction, Module, Op, SymbolId, Type, library};
use std::sync::OnceLock;
use uses::Uses;

/// A function of the library.
struct Row {
    function: LibraryFunction,
    /// The result and the parameters: `p` pointers and sizes, `i` int, `d` double, `f` float, `x` long double in
    /// x87's format, `v` nothing, `.` more arguments.
    signature: &'static str,
    /// What a call becomes.
    fold: fn(&mut Call<'_, '_>) -> Option<Folded>,
    /// It does nothing but give its result.
    pure: bool,
}

const fn effect(
    function: LibraryFunction,
    signature: &'static str,
    fold: fn(&mut Call<'_, '_>) -> Option<Folded>,
) -> Row {
    Row { function, signature, fold, pure: false }
}

const fn pure(
    function: LibraryFunction,
    signature: &'static str,
    fold: fn(&mut Call<'_, '_>) -> Option<Folded>,
) -> Row {
    Row { function, signature, fold, pure: true }
}

const TABLE: &[Row] = &[
    pure(library!("strlen"), "pp", strings::strlen),
    pure(library!("strnlen"), "ppp", strings::strnlen),
    pure(library!("strcmp"), "ipp", strings::strcmp),
    pure(library!("strncmp"), "ippp", strings::strncmp),
    pure(library!("strchr"), "ppi", strings::strchr),
    pure(library!("index"), "ppi", strings::strchr),
    pure(library!("strrchr"), "ppi", strings::strrchr),
    pure(library!("rindex"), "ppi", strings::strrchr),
    pure(library!("strstr"), "ppp", strings::strstr),
    pure(library!("strpbrk"), "ppp", strings::strpbrk),
    pure(library!("strspn"), "ppp", strings::strspn),
    pure(library!("strcspn"), "ppp", strings::strcspn),
    effect(library!("strcpy"), "ppp", strings::strcpy),
    effect(library!("stpcpy"), "ppp", strings::stpcpy),
    effect(library!("strncpy"), "pppp", strings::strncpy),
    effect(library!("stpncpy"), "pppp", strings::stpncpy),
    effect(library!("strcat"), "ppp", strings::strcat),
    effect(library!("strncat"), "pppp", strings::strncat),
    pure(library!("memcmp"), "ippp", memory::memcmp),
    pure(library!("bcmp"), "ippp", memory::memcmp),
    pure(library!("memchr"), "ppip", memory::memchr),
    effect(library!("memcpy"), "pppp", memory::memcpy),
    effect(library!("mempcpy"), "pppp", memory::mempcpy),
    effect(library!("memmove"), "pppp", memory::memmove),
    effect(library!("memset"), "ppip", memory::memset),
    effect(library!("bcopy"), "vppp", memory::bcopy),
    effect(library!("bzero"), "vpp", memory::bzero),
    effect(library!("__memcpy_chk"), "ppppp", checked::memcpy),
    effect(library!("__mempcpy_chk"), "ppppp", checked::mempcpy),
    effect(library!("__memmove_chk"), "ppppp", checked::memmove),
    effect(library!("__memset_chk"), "ppipp", checked::memset),
    effect(library!("__strcpy_chk"), "pppp", checked::strcpy),
    effect(library!("__stpcpy_chk"), "pppp", checked::stpcpy),
    effect(library!("__strncpy_chk"), "ppppp", checked::strncpy),
    effect(library!("__stpncpy_chk"), "ppppp", checked::stpncpy),
    effect(library!("__strcat_chk"), "pppp", checked::strcat),
    effect(library!("__strncat_chk"), "ppppp", checked::strncat),
    effect(library!("__sprintf_chk"), "ipipp.", checked::sprintf),
    effect(library!("__vsprintf_chk"), "ipippp", checked::vsprintf),
    effect(library!("__snprintf_chk"), "ippipp.", checked::snprintf),
    effect(library!("__vsnprintf_chk"), "ippippp", checked::vsnprintf),
    effect(library!("__printf_chk"), "iip.", checked::printf),
    effect(library!("__vprintf_chk"), "iipp", checked::vprintf),
    effect(library!("__fprintf_chk"), "ipip.", checked::fprintf),
    effect(library!("__vfprintf_chk"), "ipipp", checked::vfprintf),
    effect(library!("sprintf"), "ipp.", output::sprintf),
    effect(library!("snprintf"), "ippp.", output::snprintf),
    effect(library!("printf"), "ip.", output::printf),
    effect(library!("printf_unlocked"), "ip.", output::printf_unlocked),
    effect(library!("vprintf"), "ipp", output::vprintf),
    effect(library!("fprintf"), "ipp.", output::fprintf),
    effect(library!("fprintf_unlocked"), "ipp.", output::fprintf_unlocked),
    effect(library!("vfprintf"), "ippp", output::vfprintf),
    effect(library!("fputs"), "ipp", output::fputs),
    effect(library!("fputs_unlocked"), "ipp", output::fputs_unlocked),
    effect(library!("fmod"), "ddd", math::fmod),
    effect(library!("fmodf"), "fff", math::fmod),
    effect(library!("fmodl"), "xxx", math::fmod),
    effect(library!("pow"), "ddd", math::pow),
    effect(library!("powf"), "fff", math::pow),
    effect(library!("powl"), "xxx", math::pow),
    pure(library!("ceil"), "dd", math::ceil),
    pure(library!("floor"), "dd", math::floor),
    pure(library!("nearbyint"), "dd", math::nearbyint),
    pure(library!("rint"), "dd", math::rint),
    pure(library!("round"), "dd", math::round),
    pure(library!("trunc"), "dd", math::trunc),
    pure(library!("isascii"), "ii", strings::isascii),
    pure(library!("toascii"), "ii", strings::toascii),
    pure(library!("isdigit"), "ii", strings::isdigit),
];

/// A replacement may be a call that is simpler in its turn.
const DEPTH: u32 = 8;

pub(crate) fn run(f: &mut Function, cx: &mut Context<'_>) -> Change {
    let blocks = calling_blocks(f, cx.module);
    if blocks.is_empty() {
        return Change::Nothing;
    }
    let flow = cx.analyses.flow(f);
    let uses = Uses::of(f, &flow, |f, inst| library_row(f, cx.module, inst).is_some());
    rewrite_blocks(f, cx, &blocks, Known { flow: Some(&flow), uses })
}

/// The same for -O0, in one look at the instructions: by the arguments alone, whatever becomes of the result.
pub(crate) fn run_at_once(f: &mut Function, cx: &mut Context<'_>) -> Change {
    let blocks = calling_blocks(f, cx.module);
    rewrite_blocks(f, cx, &blocks, Known { flow: None, uses: Uses::unknown() })
}

/// The blocks that have calls of the table's functions.
fn calling_blocks(f: &Function, module: &Module) -> Vec<Block> {
    let calls = |inst: &Inst| f.insts[*inst].op == Op::Call && library_row(f, module, *inst).is_some();
    f.layout.iter().copied().filter(|&block| f.blocks[block].insts.iter().any(calls)).collect()
}

/// What is known around the calls of a function.
struct Known<'a> {
    /// Where values of block parameters come from.
    flow: Option<&'a Flow>,
    uses: Uses,
}

fn rewrite_blocks(f: &mut Function, cx: &mut Context<'_>, blocks: &[Block], mut known: Known<'_>) -> Change {
    let mut changed = false;
    for &block in blocks {
        let old = std::mem::take(&mut f.blocks[block].insts);
        let mut new = Vec::with_capacity(old.len());
        for inst in old {
            match library_row(f, cx.module, inst) {
                Some(row) if cx.gate.allows(inst.as_u32()) => {
                    changed |= rewrite(f, cx, &mut known, (inst, row), DEPTH, &mut new);
                }
                _ => new.push(inst),
            }
        }
        f.blocks[block].insts = new;
    }
    Change::code(changed)
}

/// Appends what a call becomes; whether that is something else.
fn rewrite(
    f: &mut Function,
    cx: &Context<'_>,
    known: &mut Known<'_>,
    (inst, row): (Inst, &Row),
    depth: u32,
    out: &mut Vec<Inst>,
) -> bool {
    let mut call = Call::new(f, cx, known, inst);
    if row.pure && call.unused() {
        return true;
    }
    let Some(folded) = (row.fold)(&mut call) else {
        out.push(inst);
        return false;
    };
    let (made, result) = (call.made, call.result);
    if let (Folded::Value(value), Some(result)) = (folded, result)
        && f.resolve(value) != result
    {
        f.replace(result, value);
    }
    for inst in made {
        match library_row(f, cx.module, inst).filter(|_| depth != 0) {
            Some(row) => _ = rewrite(f, cx, known, (inst, row), depth - 1, out),
            None => out.push(inst),
        }
    }
    true
}

/// For each function that passes know, its row, if it has one.
fn by_function() -> &'static [Option<&'static Row>] {
    static INDEX: OnceLock<Vec<Option<&'static Row>>> = OnceLock::new();
    INDEX.get_or_init(|| {
        LibraryFunction::all().map(|function| TABLE.iter().find(|row| row.function == function)).collect()
    })
}

/// The row of what an instruction calls, if it calls it as it is declared.
fn library_row(f: &Function, module: &Module, inst: Inst) -> Option<&'static Row> {
    let data = &f.insts[inst];
    if data.op != Op::Call {
        return None;
    }
    let function = module.symbols.get(SymbolId::from_u32(data.imm as u32))?.library?;
    let row = by_function()[function.index()]?;
    let mut letters = row.signature.bytes();
    let fits = |letter: u8, ty: Type| match letter {
        b'p' => ty == Type::I64 || ty == Type::PTR,
        b'd' => ty == Type::F64,
        b'f' => ty == Type::F32,
        b'x' => ty == Type::F80,
        _ => letter == b'i' && ty == Type::I32,
    };
    let args = data.list.as_slice(&f.lists);
    let result = f.result(inst).map(|value| f.ty(value));
    let result_fits = match (letters.next(), result) {
        (Some(b'v'), None) => true,
        (Some(letter), Some(ty)) => fits(letter, ty),
        _ => false,
    };
    let mut given = args.iter();
    let args_fit =
        letters.all(|letter| letter == b'.' || given.next().is_some_and(|&value| fits(letter, f.ty(value))));
    let all = row.signature.ends_with('.') || given.next().is_none();
    (result_fits && args_fit && all).then_some(row)
}
