//! What attributes of functions ask of their calls: `format`, `format_arg`, `nonnull`, `sentinel`, `warn_unused_result`.
//! They are part of the function's type, so that calls by pointer are checked, too; types that differ in nothing else are
//! compatible.

use crate::Sema;
use crate::accesses::Access;
use crate::hir::*;
use crate::types::*;
use crate::warnings::format::table::{Family, LIBRARY, LIBRARY_FORMAT_ARGS, Since};
use diag::{Loc, Span, warn};
use lexer::Symbol;
use parser::ast;

/// `format(FAMILY, STRING, FIRST)`
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FormatRow {
    /// What it is a format of.
    pub family: Family,
    /// The parameter that is the format, from 1.
    pub string: u16,
    /// The first argument that it formats; 0 if the call does not have them.
    pub first: u16,
}

/// The checks of a function type.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CallChecks {
    /// `format`
    pub formats: Vec<FormatRow>,
    /// `format_arg`: parameters of which the result is a translation.
    pub format_args: Vec<u16>,
    /// `nonnull`: these parameters, or if there are none all pointers.
    pub nonnull: Option<Vec<u16>>,
    /// What is accessed through parameters.
    pub accesses: Vec<Access>,
    /// `alloc_size`: the parameters, from 1, that say how much memory is returned.
    pub alloc_size: Option<(u8, Option<u8>)>,
    /// Parameters qualified with `restrict`, the first as the lowest bit.
    pub restricted: u64,
    /// `sentinel`: how many arguments stand behind the null pointer.
    pub sentinel: Option<u32>,
    /// `warn_unused_result`, or `nodiscard` with its reason.
    pub used_result: Option<UsedResult>,
}

/// Why a result should be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum UsedResult {
    /// `warn_unused_result`: even a cast to `void` is no use.
    Warn,
    /// `nodiscard`
    Nodiscard(Box<str>),
}

impl CallChecks {
    /// Adds what another declaration asks.
    pub(crate) fn merge(&mut self, other: &CallChecks) {
        for row in &other.formats {
            if !self.formats.contains(row) {
                self.formats.push(*row);
            }
        }
        self.restricted |= other.restricted;
        for access in &other.accesses {
            let same = |known: &Access| known.pointer == access.pointer && known.form == access.form;
            if !self.accesses.iter().any(same) {
                self.accesses.push(access.clone());
            }
        }
        for position in &other.format_args {
            if !self.format_args.contains(position) {
                self.format_args.push(*position);
            }
        }
        self.alloc_size = self.alloc_size.or(other.alloc_size);
        self.nonnull = match (self.nonnull.take(), &other.nonnull) {
            (Some(mut one), Some(two)) if !one.is_empty() && !two.is_empty() => {
                one.extend(two);
                one.sort_unstable();
                one.dedup();
                Some(one)
            }
            (Some(_), Some(_)) => Some(Vec::new()),
            (one, two) => one.or_else(|| two.clone()),
        };
        self.sentinel = self.sentinel.or(other.sentinel);
        self.used_result = self.used_result.take().or_else(|| other.used_result.clone());
    }
}

impl Types {
    /// What a function's type asks of calls.
    pub fn checks(&self, function: &FunctionType) -> Option<&CallChecks> {
        (function.checks as usize).checked_sub(1).and_then(|index| self.call_checks.get(index))
    }

    pub(crate) fn intern_checks(&mut self, checks: CallChecks) -> u32 {
        let known = self.call_checks.iter().position(|known| *known == checks);
        let index = known.unwrap_or_else(|| {
            self.call_checks.push(checks);
            self.call_checks.len() - 1
        });
        index as u32 + 1
    }

    /// What two declarations of a function ask together.
    pub(crate) fn merge_checks(&mut self, one: u32, other: u32) -> u32 {
        if one == other || other == 0 {
            return one;
        }
        if one == 0 {
            return other;
        }
        let mut checks = self.call_checks[one as usize - 1].clone();
        checks.merge(&self.call_checks[other as usize - 1]);
        self.intern_checks(checks)
    }

    /// The function type whose result need not be used.
    pub(crate) fn without_used_result(&mut self, ty: Ty) -> Ty {
        let Some(mut function) = self.function_of(ty).cloned() else { return ty };
        let Some(checks) = self.checks(&function) else { return ty };
        let checks = CallChecks { used_result: None, ..checks.clone() };
        function.checks = if checks == CallChecks::default() { 0 } else { self.intern_checks(checks) };
        self.intern(TypeKind::Function(function))
    }

    /// A function type with all that another one asks of calls.
    pub(crate) fn with_calls_of(&mut self, ty: Ty, other: Ty) -> Ty {
        let Some(asked) = self.function_of(other).map(|function| (function.checks, function.attributes))
        else {
            return ty;
        };
        let Some(mut function) = self.function_of(ty).cloned() else { return ty };
        function.checks = self.merge_checks(function.checks, asked.0);
        function.attributes |= asked.1;
        self.intern(TypeKind::Function(function))
    }

    /// The function type, or pointer to one, with checks added.
    pub(crate) fn with_checks(&mut self, ty: Ty, checks: &CallChecks) -> Ty {
        let quals = ty.qualifiers();
        match self.kind(ty).clone() {
            TypeKind::Pointer { pointee, space } => {
                let pointee = self.with_checks(pointee, checks);
                self.intern(TypeKind::Pointer { pointee, space }).with(quals)
            }
            TypeKind::Function(mut function) => {
                let new = self.intern_checks(checks.clone());
                function.checks = self.merge_checks(function.checks, new);
                self.intern(TypeKind::Function(function))
            }
            _ => ty,
        }
    }
}

/// Library functions whose pointers must not be null: all of them, or these.
const NONNULL: &[(&str, &[u16])] = &[
    ("memcpy", &[]),
    ("memmove", &[]),
    ("memset", &[]),
    ("memcmp", &[]),
    ("mempcpy", &[]),
    ("memchr", &[]),
    ("bcmp", &[]),
    ("bcopy", &[]),
    ("bzero", &[]),
    ("index", &[]),
    ("rindex", &[]),
    ("strlen", &[]),
    ("strnlen", &[]),
    ("strcpy", &[]),
    ("strncpy", &[]),
    ("stpcpy", &[]),
    ("stpncpy", &[]),
    ("strcat", &[]),
    ("strncat", &[]),
    ("strcmp", &[]),
    ("strncmp", &[]),
    ("strcasecmp", &[]),
    ("strncasecmp", &[]),
    ("strchr", &[]),
    ("strrchr", &[]),
    ("strstr", &[]),
    ("strpbrk", &[]),
    ("strspn", &[]),
    ("strcspn", &[]),
    ("strdup", &[]),
    ("strndup", &[]),
    ("printf", &[1]),
    ("fprintf", &[1, 2]),
    ("sprintf", &[1, 2]),
    ("snprintf", &[3]),
    ("vprintf", &[1]),
    ("vfprintf", &[1, 2]),
    ("vsprintf", &[1, 2]),
    ("vsnprintf", &[3]),
    ("scanf", &[1]),
    ("fscanf", &[2]),
    ("sscanf", &[2]),
    ("vscanf", &[1]),
    ("vfscanf", &[2]),
    ("vsscanf", &[2]),
    ("puts", &[1]),
    ("fputs", &[1, 2]),
    ("fputc", &[2]),
    ("putc", &[2]),
    ("fwrite", &[1, 4]),
    ("printf_unlocked", &[1]),
    ("fprintf_unlocked", &[1, 2]),
    ("puts_unlocked", &[1]),
    ("fputs_unlocked", &[1, 2]),
    ("fputc_unlocked", &[2]),
    ("putc_unlocked", &[2]),
    ("fwrite_unlocked", &[1, 4]),
    ("nan", &[]),
    ("nanf", &[]),
    ("nanl", &[]),
    ("nans", &[]),
    ("nansf", &[]),
    ("nansl", &[]),
    ("__fprintf_chk", &[1, 3]),
    ("__printf_chk", &[2]),
    ("__sprintf_chk", &[1, 4]),
    ("__snprintf_chk", &[5]),
    ("__vfprintf_chk", &[1, 3]),
    ("__vprintf_chk", &[2]),
    ("__vsprintf_chk", &[1, 4]),
    ("__vsnprintf_chk", &[5]),
    ("__memcpy_chk", &[]),
    ("__memmove_chk", &[]),
    ("__mempcpy_chk", &[]),
    ("__memset_chk", &[]),
    ("__strcpy_chk", &[]),
    ("__strncpy_chk", &[]),
    ("__stpcpy_chk", &[]),
    ("__stpncpy_chk", &[]),
    ("__strcat_chk", &[]),
    ("__strncat_chk", &[]),
    ("strftime", &[3]),
    ("strfmon", &[3]),
    ("gettext", &[1]),
    ("dgettext", &[2]),
    ("dcgettext", &[2]),
    ("modf", &[2]),
    ("frexp", &[2]),
];

/// Functions whose result nobody drops on purpose.
const USED_RESULTS: &[&str] =
    &["aligned_alloc", "alloca", "calloc", "malloc", "realloc", "strdup", "strndup"];
/// The arguments of the library's function `name` that must not be null, the first as the lowest bit.
pub fn nonnull_arguments(name: &str) -> u64 {
    let Some((_, listed)) = NONNULL.iter().find(|row| row.0 == name) else { return 0 };
    match listed.is_empty() {
        true => crate::builtin::pointer_parameters(name),
        false => listed.iter().fold(0, |bits, number| bits | 1 << (number - 1)),
    }
}

impl Sema<'_> {
    /// What the C library's function `name` asks, which its declaration need not say.
    pub(crate) fn library_checks(&self, name: &str) -> Option<CallChecks> {
        let options = &self.session.options;
        let strict = !options.gnu && options.std < lexer::Std::C99;
        let mut checks = CallChecks::default();
        for &(known, family, string, first, since) in LIBRARY {
            if known == name && (options.gnu || since < Since::Gnu) && !(strict && since > Since::C94) {
                checks.formats.push(FormatRow { family, string, first });
            }
        }
        if options.gnu {
            let known = LIBRARY_FORMAT_ARGS.iter().filter(|row| row.0 == name);
            checks.format_args.extend(known.map(|row| row.1));
        }
        if USED_RESULTS.contains(&name) {
            checks.used_result = Some(UsedResult::Warn);
        }
        checks.nonnull = NONNULL.iter().find(|row| row.0 == name).map(|row| row.1.to_vec());
        (checks != CallChecks::default()).then_some(checks)
    }

    /// Adds to a declared function's type what the library's function of its name asks.
    pub(crate) fn add_library_checks(&mut self, decl: DeclId) {
        let name = self.text(self.unit.decls[decl].name);
        if let Some(checks) = self.library_checks(&name) {
            let ty = self.unit.decls[decl].ty;
            self.unit.decls[decl].ty = self.unit.types.with_checks(ty, &checks);
        }
    }

    /// A call has been made: looks at its arguments as the function's type asks.
    pub(crate) fn check_call(
        &mut self,
        call: ExprId,
        name: Option<Symbol>,
        args: &[ast::Expr<'_>],
        span: Span,
    ) {
        self.check_assumed_square(call, span.lo);
        let is_printf = |name| {
            let text = self.text(name);
            LIBRARY.iter().any(|row| row.0 == text.trim_start_matches("__builtin_"))
        };
        // What a format does with its arguments is known better elsewhere.
        if self.wants(warn::RESTRICT) && !name.is_some_and(is_printf) {
            self.check_restricted_call(call, name, args);
        }
        let (checks, values, decl) = match self.kind(call) {
            ExprKind::Call { callee, args } => {
                let types = &self.unit.types;
                let function = types.pointee(self.ty(callee)).and_then(|ty| types.function_of(ty));
                let Some(checks) = function.and_then(|function| types.checks(function)) else { return };
                let decl = match self.kind(callee) {
                    ExprKind::AddrOf(place) => match self.kind(place) {
                        ExprKind::Global(decl) => Some(decl),
                        _ => None,
                    },
                    _ => None,
                };
                (checks.clone(), args, decl)
            }
            ExprKind::Builtin { args, .. } => {
                let Some(name) = name else { return };
                let text = self.text(name);
                let plain = text.strip_prefix("__builtin_").unwrap_or(&text);
                let Some(checks) = self.library_checks(plain) else { return };
                (checks, args, self.linked_decl(name))
            }
            _ => return,
        };
        let values = values.as_slice(&self.body.expr_lists).to_vec();
        self.check_nonnull(&checks, &values, name, decl, span);
        for &row in &checks.formats {
            self.check_format(row, args, &values, span);
        }
        if let Some(behind) = checks.sentinel {
            self.check_sentinel(behind, &values, call, span);
        }
    }

    /// Null pointers where the function takes none (-Wnonnull).
    fn check_nonnull(
        &self,
        checks: &CallChecks,
        values: &[ExprId],
        name: Option<Symbol>,
        decl: Option<DeclId>,
        span: Span,
    ) {
        let Some(positions) = &checks.nonnull else { return };
        if self.quiet > 0 || self.unevaluated > 0 {
            return;
        }
        for (index, &value) in values.iter().enumerate() {
            let number = index as u16 + 1;
            let listed = positions.is_empty() || positions.contains(&number);
            if !listed || !self.unit.types.is_pointer(self.ty(value)) || !self.may_be_null(value) {
                continue;
            }
            let message = format!("argument {number} null where non-null expected");
            let reported = self.session.diags.warning(warn::NONNULL, span, message);
            let text = name.map_or_else(String::new, |name| self.text(name));
            match decl.map(|decl| self.unit.decls[decl].loc).filter(|&loc| loc != Loc::NONE) {
                Some(loc) => {
                    let _ = reported.note(loc, format!("in a call to function '{text}' declared 'nonnull'"));
                }
                None if text.starts_with("__builtin_") => {
                    let _ = reported.note(span, format!("in a call to built-in function '{text}'"));
                }
                None => {}
            }
        }
    }

    /// Whether a pointer is a null pointer constant, or may turn out to be one.
    fn may_be_null(&self, id: ExprId) -> bool {
        match self.kind(id) {
            ExprKind::Cond { then, els, .. } => self.may_be_null(then) || self.may_be_null(els),
            ExprKind::Cast(CastKind::Bitcast, inner) if !self.is_place(inner) => self.may_be_null(inner),
            _ => self.const_bits(id) == Some(0),
        }
    }

    /// A null pointer at the end of the arguments (-Wformat).
    fn check_sentinel(&self, behind: u32, values: &[ExprId], call: ExprId, span: Span) {
        let ExprKind::Call { callee, .. } = self.kind(call) else { return };
        let types = &self.unit.types;
        let Some(function) = types.pointee(self.ty(callee)).and_then(|ty| types.function_of(ty)) else {
            return;
        };
        let variable = values.get(function.params.len()..).unwrap_or(&[]);
        let Some(at) = variable.len().checked_sub(behind as usize + 1) else {
            let message = "not enough variable arguments to fit a sentinel";
            self.warning(warn::FORMAT, span, message);
            return;
        };
        let value = variable[at];
        let null = self.const_bits(value) == Some(0) && types.is_pointer(self.ty(value));
        if !null {
            self.warning(warn::FORMAT, span, "missing sentinel in function call");
        }
    }

    /// The call whose result an expression statement drops (-Wunused-result).
    pub(crate) fn check_dropped_result(&self, mut id: ExprId, span: Span) {
        let mut cast = false;
        loop {
            id = match self.kind(id) {
                ExprKind::Cast(kind, inner) => {
                    cast |= kind == CastKind::ToVoid;
                    inner
                }
                ExprKind::Comma(first, last) => {
                    self.check_dropped_result(first, span);
                    last
                }
                ExprKind::Cond { then, els, .. } => {
                    self.check_dropped_result(then, span);
                    els
                }
                ExprKind::StmtExpr { value, .. } => match value.expand() {
                    Some(value) => value,
                    None => return,
                },
                _ => break,
            };
        }
        if let ExprKind::Builtin { op: Builtin::Alloca | Builtin::AllocaAlign, .. } = self.kind(id) {
            let name = self.session.sources.word_at(self.loc(id));
            let message =
                format!("ignoring return value of '{name}' declared with attribute 'warn_unused_result'");
            self.warning(warn::UNUSED_RESULT, span, message);
            return;
        }
        let ExprKind::Call { callee, .. } = self.kind(id) else { return };
        let types = &self.unit.types;
        let Some(function) = types.pointee(self.ty(callee)).and_then(|ty| types.function_of(ty)) else {
            return;
        };
        let by_type = self.nodiscard_types.get(&function.ret.unqualified());
        let of_type = by_type.map(|why| UsedResult::Nodiscard(why.clone()));
        let asked = types.checks(function).and_then(|checks| checks.used_result.as_ref());
        let Some(why) = asked.or(of_type.as_ref()) else { return };
        if types.is_void(function.ret) {
            return;
        }
        let decl = match self.kind(callee) {
            ExprKind::AddrOf(place) => match self.kind(place) {
                ExprKind::Global(decl) => Some(&self.unit.decls[decl]),
                _ => None,
            },
            _ => None,
        };
        let of = match decl {
            _ if asked.is_none() => format!(" of type '{}'", self.spell(function.ret)),
            Some(decl) => {
                let name = self.text(decl.name);
                // A builtin is called by its own name.
                let written = self.session.sources.word_at(self.loc(callee));
                match written.strip_prefix("__builtin_") == Some(name.as_str()) {
                    true => format!(" of '{written}'"),
                    false => format!(" of '{name}'"),
                }
            }
            None => " of function".to_string(),
        };
        let message = match why {
            UsedResult::Nodiscard(_) if cast => return,
            UsedResult::Warn => {
                format!("ignoring return value{of} declared with attribute 'warn_unused_result'")
            }
            UsedResult::Nodiscard(reason) if reason.is_empty() => {
                format!("ignoring return value{of}, declared with attribute 'nodiscard'")
            }
            UsedResult::Nodiscard(reason) => {
                format!("ignoring return value{of}, declared with attribute 'nodiscard': \"{reason}\"")
            }
        };
        let reported = self.session.diags.warning(warn::UNUSED_RESULT, span, message);
        let noted = matches!(why, UsedResult::Nodiscard(_));
        if let Some(decl) = decl.filter(|decl| noted && decl.loc != Loc::NONE) {
            let _ = reported.note(decl.loc, "declared here");
        }
    }
}
