//! Stack protection: a guard between a function's arrays and what its caller needs, compared before it returns
//! (GCC manual 3.19.56, `-mstack-protector-guard=` and its kin).

use crate::frame::put;
use crate::{Backend, Cond, M, Mem, Operand, Reg, Width, X86, spec};
use assembler::{Streamer, Value};
use codegen::Pic;
use codegen::emit::Emitter;

/// Where the guard's value is.
#[derive(Clone, Debug)]
pub struct Guard {
    /// In a segment that each thread, or each processor, has for itself; else in a variable.
    pub segment: Option<Reg>,
    /// The place in it.
    pub offset: i32,
    /// The variable's name.
    pub symbol: Option<String>,
}

impl Default for Guard {
    fn default() -> Guard {
        Guard { segment: Some(Reg::FS), offset: 0x28, symbol: None }
    }
}

impl Guard {
    /// What options say; in kernel code the guard is the processor's rather than the thread's.
    ///
    /// # Errors
    /// An option's value makes no sense.
    pub fn from_options(words: &[String], kernel: bool) -> Result<Guard, String> {
        let mut guard = Guard::default();
        if kernel {
            guard.segment = Some(Reg::GS);
        }
        let mut global = false;
        for word in words {
            let Some(rest) = word.strip_prefix("-mstack-protector-guard") else { continue };
            match rest.split_once('=') {
                Some(("", "tls")) => global = false,
                Some(("", "global")) => global = true,
                Some(("", other)) => {
                    return Err(format!("unrecognized argument in option '-mstack-protector-guard={other}'"));
                }
                Some(("-reg", name @ ("fs" | "gs"))) => guard.segment = Reg::parse(name),
                Some(("-reg", name)) => {
                    return Err(format!(
                        "'{name}' is not a valid base register in '-mstack-protector-guard-reg='"
                    ));
                }
                Some(("-offset", number)) => {
                    let value = match number.strip_prefix("0x") {
                        Some(digits) => i64::from_str_radix(digits, 16),
                        None => number.parse(),
                    };
                    guard.offset =
                        value.ok().and_then(|value| i32::try_from(value).ok()).ok_or_else(|| {
                            format!("'{number}' is not a valid number in '-mstack-protector-guard-offset='")
                        })?;
                }
                Some(("-symbol", name)) => {
                    let valid = |(i, c): (usize, char)| {
                        c.is_ascii_alphabetic() || "_.$".contains(c) || (i > 0 && c.is_ascii_digit())
                    };
                    if name.is_empty() || !name.char_indices().all(valid) {
                        return Err(format!(
                            "'{name}' is not a valid symbol in '-mstack-protector-guard-symbol='"
                        ));
                    }
                    guard.symbol = Some(name.into());
                }
                _ => return Err(format!("unrecognized command-line option '{word}'")),
            }
        }
        if global {
            guard.segment = None;
            guard.symbol = None;
        }
        Ok(guard)
    }
}

/// The guard's value as an operand. Only `r11` may be changed.
fn value<S: Streamer<Isa = X86>>(e: &mut Emitter<'_, Backend, S>) -> Operand {
    let guard = e.target.guard.clone();
    let name = match (&guard.symbol, guard.segment) {
        (Some(name), _) => name.as_str(),
        (None, None) => "__stack_chk_guard",
        (None, Some(segment)) => {
            return Mem::absolute(Value::constant(i64::from(guard.offset))).with_segment(segment).into();
        }
    };
    let symbol = e.out.context().symbols.intern(name);
    let segment = guard.segment.unwrap_or(Reg::NONE);
    if e.options.pic == Pic::Pic {
        let got = Mem::rip(Value::symbol(symbol).with(spec::GOTPCREL));
        put(e.out, M::MOV, Width::W64, &[Reg::R11.into(), got.into()]);
        return Mem::base(Reg::R11, 0).with_segment(segment).into();
    }
    Mem::rip(Value::symbol(symbol)).with_segment(segment).into()
}

/// Where the function keeps it.
fn kept<S: Streamer<Isa = X86>>(e: &Emitter<'_, Backend, S>) -> Option<Operand> {
    let slot = e.compiled.machine.frame.guard?;
    let (base, disp) = e.layout.slot(slot, 0);
    Some(Mem::base(base, disp).into())
}

/// At the end of the prologue: the guard comes into the frame.
pub(crate) fn set<S: Streamer<Isa = X86>>(e: &mut Emitter<'_, Backend, S>) {
    let Some(place) = kept(e) else { return };
    let value = value(e);
    put(e.out, M::MOV, Width::W64, &[Reg::R11.into(), value]);
    put(e.out, M::MOV, Width::W64, &[place, Reg::R11.into()]);
    // It stays in no register that code could spill to where an attacker reads it.
    put(e.out, M::XOR, Width::W32, &[Reg::gpr(11, Width::W32).into(), Reg::gpr(11, Width::W32).into()]);
}

/// Before the epilogue: whether it is still there.
pub(crate) fn check<S: Streamer<Isa = X86>>(e: &mut Emitter<'_, Backend, S>) {
    let Some(place) = kept(e) else { return };
    let value = value(e);
    put(e.out, M::MOV, Width::W64, &[Reg::R11.into(), value]);
    put(e.out, M::SUB, Width::W64, &[Reg::R11.into(), place]);
    let intact = e.out.context().symbols.fresh();
    put(e.out, M::jcc(Cond::E), Width::None, &[intact.into()]);
    let fail = e.state.named(e.out, "__stack_chk_fail");
    let target = match e.options.pic {
        Pic::None => Value::symbol(fail),
        _ => Value::symbol(fail).with(spec::PLT),
    };
    put(e.out, M::CALL, Width::None, &[Operand::Target(target)]);
    e.out.label(intact);
}
