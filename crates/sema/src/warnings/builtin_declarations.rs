//! Declarations of library functions that are not what the library has, and calls of those declared without a prototype
//! (-Wbuiltin-declaration-mismatch). Whether a declaration is the library's is decided here.

use crate::Sema;
use crate::assign::Target;
use crate::hir::*;
use crate::redeclare::Declared;
use crate::types::*;
use diag::{Loc, Place, Span, warn};
use parser::ast::Storage;

/// Functions of decimal numbers that GCC knows.
const DECIMAL: &[&str] = &["fabsd32", "fabsd64", "fabsd128", "nand32", "nand64", "nand128"];

impl Sema<'_> {
    /// Whether a declaration is that of the library function of its name; warns if it has only the name.
    pub(crate) fn check_builtin_declaration(&mut self, declared: &Declared) -> bool {
        let name = declared.name.name;
        let Some(library) = self.library_type(name) else {
            self.check_reserved_declaration(declared);
            return false;
        };
        let types = &self.unit.types;
        let (Some(ours), Some(theirs)) = (types.function_of(library), types.function_of(declared.ty)) else {
            return false;
        };
        if declared.storage.has(Storage::STATIC) {
            return false;
        }
        let takes_file = self.takes_file(name);
        // Whatever it points to, a pointer comes back as one.
        let pointers = types.is_pointer(ours.ret) && types.is_pointer(theirs.ret);
        let fits = (pointers || self.is_close(ours.ret, theirs.ret))
            && if theirs.prototyped {
                ours.variadic == theirs.variadic
                    && ours.params.len() == theirs.params.len()
                    && ours.params.iter().zip(&theirs.params).all(|(&a, &b)| {
                        // Whatever the program takes for a `FILE`.
                        self.is_close(a, b) || takes_file && a == common::VOID_PTR && types.is_pointer(b)
                    })
            } else {
                !ours.variadic && !ours.params.iter().any(|&param| self.promotes_by_default(param))
            };
        let before = self.linked_decl(name).is_some_and(|decl| self.unit.decls[decl].loc != Loc::NONE);
        if !before {
            self.warn_of_mismatch(declared, library, fits);
        }
        if fits && takes_file && theirs.prototyped {
            let file = ours.params.iter().zip(&theirs.params).find(|(ours, theirs)| {
                **ours == common::VOID_PTR && types.pointee(**theirs).is_some_and(|to| !types.is_void(to))
            });
            self.file_type = self.file_type.or(file.map(|(_, &theirs)| theirs));
        }
        fits && !self.is_excluded(name)
    }

    /// A name that only the compiler may define is declared: GCC's rule is that it must be with the builtin's own type.
    fn check_reserved_declaration(&mut self, declared: &Declared) {
        let name = self.text(declared.name.name);
        // Functions of decimal numbers are the library's only since C23 (7.12).
        let decimal = self.session.options.std >= lexer::Std::C23 && DECIMAL.contains(&name.as_str());
        let symbol = match decimal {
            true => self.session.interner.intern(format!("__builtin_{name}").as_bytes()),
            false => declared.name.name,
        };
        let row = self.builtins.get(symbol);
        let Some(row) = row.filter(|row| row.reserved && !row.signature.is_empty()) else { return };
        let ours = self.signature(row);
        let types = &self.unit.types;
        let Some(theirs) = types.function_of(declared.ty) else { return };
        let close = |a: Ty, b: Ty| match types.is_pointer(a) && types.is_pointer(b) {
            true => types.compatible_unqualified(a, b),
            false => self.is_close(a, b),
        };
        let fits = close(ours.ret, theirs.ret)
            && (!theirs.prototyped
                || ours.variadic == theirs.variadic
                    && ours.params.len() == theirs.params.len()
                    && ours.params.iter().zip(&theirs.params).all(|(&a, &b)| close(a, b)));
        if !fits {
            let library = self.unit.types.intern(TypeKind::Function(ours));
            self.warn_of_mismatch(declared, library, false);
        }
    }

    /// Whether a type passes for the library's. What the table of builtins calls `void *` may be a structure
    /// of the library, or a pointer to one.
    fn is_close(&self, ours: Ty, theirs: Ty) -> bool {
        let types = &self.unit.types;
        if let (Some(a), Some(b)) = (types.pointee(ours), types.pointee(theirs)) {
            return types.compatible_unqualified(a, b) || types.is_void(a) && !types.is_arithmetic(b);
        }
        if types.is_integer(ours) && types.is_integer(theirs) {
            return types.size(ours) == types.size(theirs);
        }
        types.compatible_unqualified(ours, theirs)
    }

    fn warn_of_mismatch(&self, declared: &Declared, library: Ty, fits: bool) {
        let (name, at) = (self.text(declared.name.name), declared.name.loc);
        let say = |message: String| self.warning(warn::BUILTIN_DECLARATION_MISMATCH, at, message);
        if !fits {
            let ty = self.spell(library);
            return say(format!("conflicting types for built-in function '{name}'; expected '{ty}'"));
        }
        if !self.session.diags.is_enabled(warn::EXTRA, at) {
            return;
        }
        let types = &self.unit.types;
        let (Some(ours), Some(theirs)) = (types.function_of(library), types.function_of(declared.ty)) else {
            return;
        };
        if !types.compatible_unqualified(ours.ret, theirs.ret) {
            let ty = self.spell(ours.ret);
            return say(format!("mismatch in return type of built-in function '{name}'; expected '{ty}'"));
        }
        if !theirs.prototyped {
            if !ours.params.is_empty() {
                let ty = self.spell(library);
                say(format!(
                    "declaration of built-in function '{name}' without a prototype; expected '{ty}'"
                ));
            }
            return;
        }
        let takes_file = self.takes_file(declared.name.name);
        for (index, (&ours, &theirs)) in ours.params.iter().zip(&theirs.params).enumerate() {
            let opaque = types.pointee(ours).is_some_and(|pointee| types.is_void(pointee))
                && types.pointee(theirs).is_some_and(|pointee| !types.is_void(pointee));
            let expected = match self.file_type.filter(|_| opaque && takes_file) {
                Some(file) => file,
                None if opaque => continue,
                None => ours,
            };
            if !types.compatible_unqualified(expected, theirs) {
                let (number, ty) = (index + 1, self.spell(expected));
                return say(format!(
                    "mismatch in argument {number} type of built-in function '{name}'; expected '{ty}'"
                ));
            }
        }
    }

    /// An object with linkage is declared whose name the library has.
    pub(crate) fn check_builtin_object(&mut self, declared: &Declared) {
        let name = declared.name;
        let options = &self.session.options;
        // What ISO C does not reserve is the program's, where only ISO C is asked for.
        if declared.storage.has(Storage::STATIC) || !options.gnu || !options.builtins {
            return;
        }
        if self.library_type(name.name).is_some() && !self.is_excluded(name.name) {
            let message = format!("built-in function '{}' declared as non-function", self.text(name.name));
            self.warning(warn::BUILTIN_DECLARATION_MISMATCH, name.loc, message);
        }
    }

    /// A call of a library function that was declared without a prototype.
    pub(crate) fn check_unprototyped_call(&mut self, decl: DeclId, args: &[(ExprId, Span)], span: Span) {
        let declaration = &self.unit.decls[decl];
        let (name, declared) = (declaration.name, declaration.loc);
        if !declaration.attrs.library || !self.wants(warn::BUILTIN_DECLARATION_MISMATCH) {
            return;
        }
        let Some(library) = self.library_type(name) else { return };
        let Some(ours) = self.unit.types.function_of(library).cloned() else { return };
        let (wanted, text) = (ours.params.len(), self.text(name));
        if declared == Loc::NONE || ours.variadic {
            return;
        }
        // What a call declared is no place to look at.
        let implicit = self.implicit.contains(&decl);
        let group = warn::BUILTIN_DECLARATION_MISMATCH;
        for (index, (&(arg, at), &param)) in args.iter().zip(&ours.params).enumerate() {
            let (number, from) = (index as u32 + 1, self.ty(arg));
            let types = &self.unit.types;
            if types.is_error(from) {
                return;
            }
            if types.is_arithmetic(param) && types.is_arithmetic(from) {
                if let Some(how) = self.unlike_argument(arg, param) {
                    let to = self.spell(param);
                    let message = format!(
                        "'{text}' argument {number} {how} where '{to}' is expected in a call to built-in function declared without prototype"
                    );
                    let reported = self.session.diags.warning(group, at, message);
                    if !implicit {
                        let _ = reported.note(declared, format!("built-in '{text}' declared here"));
                    }
                }
            } else if types.is_scalar(from) {
                // The argument itself is passed as it is.
                self.assign_convert(arg, param, Target::Argument(number, Some(name)), at);
            } else {
                let message = format!("incompatible type for argument {number} of '{text}'");
                let reported = self.session.diags.warning(group, at, message);
                self.converted = Some(arg);
                let place = if implicit { Place::from(at) } else { declared.into() };
                self.note_expected(reported, (number, Some(name)), param, from, place);
            }
        }
        let word = match args.len() {
            count if count < wanted => "few",
            count if count > wanted => "many",
            _ => return,
        };
        let message = format!("too {word} arguments to built-in function '{text}' expecting {wanted}");
        let reported = self.session.diags.warning(group, span, message);
        if !implicit {
            let _ = reported.note(declared, "declared here");
        }
    }

    /// How an argument's type, promoted, differs from a parameter's.
    fn unlike_argument(&self, arg: ExprId, param: Ty) -> Option<String> {
        let (from, written) = (self.ty(arg), self.written_of(arg));
        let types = &self.unit.types;
        let own = types.value_type(from);
        let promoted = match types.shape(from) {
            TypeKind::Float(FloatKind::Float) => common::DOUBLE,
            _ if types.is_integer(from) => self.promoted_type(from),
            _ => own,
        };
        let same = if types.is_integer(promoted) && types.is_integer(param) {
            types.size(promoted) == types.size(param)
                && (types.is_enum(own) || types.is_signed(promoted) == types.is_signed(param))
        } else {
            types.compatible_unqualified(promoted, param)
        };
        // A type by another name counts as another one.
        let changed = types.size(promoted) != types.size(own);
        (!same).then(|| match changed || written.is_some() {
            true => format!("promotes to {}", self.quote(promoted, written.filter(|_| !changed))),
            false => format!("type is '{}'", self.spell(own)),
        })
    }
}
