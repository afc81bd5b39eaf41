//! `#pragma GCC optimize` and its `push_options`, `pop_options` and `reset_options` (GCC manual, "Function Specific
//! Option Pragmas"), as far as predefined macros tell of options. The parser sees these pragmas, too.

use crate::Preprocessor;
use crate::macros::{BodyOps, BodyToken, Macro, MacroKind};
use crate::predefined::{annexes, optimization_macros};
use diag::Loc;
use lexer::{LangOptions, Token, TokenFlags, TokenKind};

/// The options in force, once a pragma has changed them.
#[derive(Default)]
pub(crate) struct OptimizePragmas {
    now: Option<Box<LangOptions>>,
    pushed: Vec<Option<Box<LangOptions>>>,
}

impl Preprocessor<'_> {
    /// `#pragma GCC …` with this word and what follows it.
    pub(crate) fn optimize_pragma(&mut self, word: &str, operands: &[Token], loc: Loc) {
        let mut pragmas = std::mem::take(&mut self.optimize);
        let session = self.session;
        let before = pragmas.now.as_deref().unwrap_or(&session.options).clone();
        match word {
            "push_options" => pragmas.pushed.push(pragmas.now.clone()),
            "pop_options" => {
                if let Some(outer) = pragmas.pushed.pop() {
                    pragmas.now = outer;
                }
            }
            "reset_options" => pragmas.now = None,
            _ => {
                let mut options = before.clone();
                for operand in operands {
                    let text = match operand.kind {
                        TokenKind::String => self.string_bytes(operand),
                        TokenKind::Number => self.text(operand.symbol),
                        _ => continue,
                    };
                    text.split(',').for_each(|option| set(&mut options, option.trim()));
                }
                pragmas.now = Some(Box::new(options));
            }
        }
        let after = pragmas.now.as_deref().unwrap_or(&session.options);
        for ((name, old), (_, new)) in
            optimization_macros(&before).into_iter().zip(optimization_macros(after))
        {
            if old != new {
                self.redefine(name, new.then_some("1"), loc);
            }
        }
        let (old, new) = (annexes(&before), annexes(after));
        let word = |level| Some(if level == 0 { "0" } else { "2" });
        for (name, old, new) in [("__GCC_IEC_559", old.0, new.0), ("__GCC_IEC_559_COMPLEX", old.1, new.1)] {
            if old != new {
                self.redefine(name, word(new), loc);
            }
        }
        self.optimize = pragmas;
    }

    /// Defines a macro without parameters as a number, or undefines it.
    fn redefine(&mut self, name: &str, number: Option<&str>, loc: Loc) {
        let name = self.session.interner.intern(name.as_bytes());
        let Some(number) = number else {
            self.macros.set(name, 0);
            return;
        };
        let token = Token {
            kind: TokenKind::Number,
            flags: TokenFlags::default(),
            len: number.len() as u16,
            loc,
            symbol: self.session.interner.intern(number.as_bytes()),
        };
        let first = self.macros.pool.len() as u32;
        self.macros.pool.push(BodyToken { token, param: 0, ops: BodyOps::default() });
        let none = self.macros.macros[0];
        let kind = MacroKind::Object;
        self.macros.define(Macro {
            name,
            kind,
            disabled: false,
            body: (first, first + 1),
            definition: loc,
            ..none
        });
    }
}

/// What one option of the pragma does: `O2` and `2` are levels, everything else is as behind `-f`.
fn set(options: &mut LangOptions, option: &str) {
    let level = option.strip_prefix('-').unwrap_or(option);
    let level = level.strip_prefix('O').unwrap_or(level);
    if let "" | "0" | "1" | "2" | "3" | "s" | "g" | "z" | "fast" = level {
        options.optimize = level.parse().unwrap_or(if level.is_empty() || level == "g" { 1 } else { 2 });
        options.optimize_size = matches!(level, "s" | "z");
        if level == "fast" {
            fast_math(options, true);
        }
        return;
    }
    let option = option.strip_prefix("-f").unwrap_or(option);
    let (name, on) = option.strip_prefix("no-").map_or((option, true), |name| (name, false));
    match name {
        "fast-math" => fast_math(options, on),
        "associative-math" => options.associative_math = on,
        "reciprocal-math" => options.reciprocal_math = on,
        "signed-zeros" => options.signed_zeros = on,
        "trapping-math" => options.trapping_math = on,
        "rounding-math" => options.rounding_math = on,
        "signaling-nans" => options.signaling_nans = on,
        "math-errno" => options.math_errno = on,
        "finite-math-only" => options.finite_math_only = on,
        _ => {}
    }
}

fn fast_math(options: &mut LangOptions, on: bool) {
    options.fast_math = on;
    options.finite_math_only = on;
    options.associative_math = on;
    options.reciprocal_math = on;
    options.math_errno = !on;
    options.signed_zeros = !on;
    options.trapping_math = !on;
    options.rounding_math &= !on;
}
