//! `__builtin_has_attribute` (GCC manual, "Other Built-in Functions"): whether a declaration or a type has an attribute,
//! with the arguments that are asked for, if some are.

use crate::Sema;
use crate::attribute::{self, Attrs, On};
use crate::attribute_set::AttributeSet;
use crate::call_attributes::Asked;
use crate::hir::*;
use crate::types::*;
use crate::warnings::cxx_compat::TypeOperand;
use crate::warnings::format::table::Family;
use crate::warnings::positions::{self, Positional};
use diag::{Loc, warn};
use lexer::Symbol;
use parser::ast::{self, AttributeSubject, ExprKind as A};

/// What is kept of the attributes of an automatic object or of a member, which no [`DeclAttrs`] outlives.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Remembered {
    names: AttributeSet,
    align: u32,
    warn_if_not_aligned: u32,
    cleanup: Option<Symbol>,
    packed: bool,
}

/// What is asked about.
enum Subject {
    /// An object or function with linkage or static storage duration.
    Declared(DeclId),
    /// An automatic object or a member.
    Remembered(Remembered),
    Type,
}

impl Sema<'_> {
    /// Keeps the attributes of an automatic object or a member that is declared at `loc`.
    pub(crate) fn remember_attributes(&mut self, loc: Loc, lists: &[&Attrs], on: On) {
        let mut kept = Remembered::default();
        for attrs in lists {
            kept.names.add(attrs.decl.names);
            kept.align = kept.align.max(attrs.aligned);
            kept.warn_if_not_aligned = kept.warn_if_not_aligned.max(attrs.warn_if_not_aligned);
            kept.cleanup = attrs.cleanup.map(|function| function.name).or(kept.cleanup);
            // Only members are packed.
            kept.packed |= attrs.packed && on == On::Member;
        }
        if kept.packed || kept.names != AttributeSet::default() {
            self.declared_attributes.insert(loc, kept);
        }
    }

    /// `__builtin_has_attribute (subject, attribute)`; `None` if there is an error.
    pub(crate) fn has_attribute_operator(
        &mut self,
        subject: AttributeSubject<'_>,
        attribute: Option<&ast::Attribute<'_>>,
        loc: Loc,
    ) -> Option<bool> {
        let mark = self.effects.len();
        let (subject, ty) = match subject {
            AttributeSubject::Type(name) => {
                let ty = self.unevaluated(|sema| sema.operand_type(name, TypeOperand::Typeof));
                (Subject::Type, ty)
            }
            AttributeSubject::Expr(expr) => {
                let id = self.unevaluated(|sema| sema.expr(expr));
                (self.attribute_subject(expr, id), self.declared_type(id))
            }
        };
        self.effects.truncate(mark);
        let attribute = attribute?;
        let Some((row, name)) = self.attribute_named(attribute.name) else {
            let message = format!("unknown attribute '{}'", self.text(attribute.name));
            self.error(attribute.span.lo, message);
            return None;
        };
        if self.unit.types.is_error(ty) {
            return None;
        }
        if name == "mode" {
            let message = "'mode' attribute not supported in '__builtin_has_attribute'";
            self.warning(warn::ATTRIBUTES, attribute.span.lo, message);
            return Some(false);
        }
        if name == "format" {
            return Some(self.has_format(ty, attribute.args));
        }
        let wanted = match attribute.args.is_empty() {
            true => None,
            false => {
                let errors = self.session.diags.error_count();
                let place = std::mem::replace(&mut self.attribute_place, loc);
                let wanted = self.attributes(&[std::slice::from_ref(attribute)]);
                self.attribute_place = place;
                if self.session.diags.error_count() > errors {
                    return Some(false);
                }
                Some(wanted)
            }
        };
        if wanted.as_ref().is_some_and(|wanted| !self.suits_subject(name, wanted, ty, loc)) {
            return Some(false);
        }
        let wanted = wanted.as_ref();
        Some(match subject {
            Subject::Declared(decl) => self.declaration_has(decl, (row, name), wanted, loc),
            Subject::Remembered(kept) => self.remembered_has(kept, (row, name), ty, wanted),
            Subject::Type => self.type_has(ty, name, wanted),
        })
    }

    fn attribute_subject(&self, mut expr: &ast::Expr<'_>, id: ExprId) -> Subject {
        while let A::Paren(inner) | A::Extension(inner) = expr.kind {
            expr = inner;
        }
        let declared_at = match (self.kind(id), &expr.kind) {
            (ExprKind::Global(decl), _) => return Subject::Declared(decl),
            (ExprKind::Local(local), _) => Some(self.body.locals[local].loc),
            (ExprKind::Member { base, .. } | ExprKind::BitField { base, .. }, A::Member { name, .. }) => {
                self.declaration_of_member(self.ty(base), name.name)
            }
            _ => None,
        };
        match declared_at {
            Some(loc) => Subject::Remembered(self.declared_attributes.get(&loc).copied().unwrap_or_default()),
            None => Subject::Type,
        }
    }

    /// The type that an expression was declared to have: values have no attributes. That of an arithmetic operation has
    /// none, of `?:` those that both operands have.
    pub(crate) fn declared_type(&self, mut id: ExprId) -> Ty {
        let types = &self.unit.types;
        loop {
            id = match self.kind(id) {
                ExprKind::Call { callee, .. } => {
                    let function = types.pointee(self.ty(callee)).and_then(|ty| types.function_of(ty));
                    return function.map_or(self.ty(id), |function| function.ret);
                }
                ExprKind::Cond { then, els, .. } => {
                    let ty = self.place_type(then);
                    return if self.place_type(els) == ty { ty } else { self.ty(id) };
                }
                ExprKind::Load(place) => place,
                ExprKind::Assign { place, .. } | ExprKind::Update { place, .. } => place,
                ExprKind::Comma(_, value) | ExprKind::Let { body: value, .. } => value,
                ExprKind::StmtExpr { value, .. } if value.is_some() => value.expand().unwrap_or(id),
                _ => return self.ty(id),
            }
        }
    }

    /// The type of the place whose value it is, or of the value.
    fn place_type(&self, id: ExprId) -> Ty {
        match self.kind(id) {
            ExprKind::Load(place) => self.ty(place).unqualified(),
            _ => self.ty(id),
        }
    }

    fn declaration_of_member(&self, record: Ty, name: Symbol) -> Option<Loc> {
        let record = self.unit.types.record_of(record)?;
        let fields = self.unit.types.records[record].fields.as_ref()?;
        fields.iter().find(|field| field.name == Some(name)).map(|field| field.loc)
    }

    /// Whether a function has a format of a family; where it stands is not compared, as GCC has it, and need not be given.
    fn has_format(&mut self, ty: Ty, args: &[ast::AttributeArg<'_>]) -> bool {
        let family = match args.first() {
            Some(ast::AttributeArg::Expr(ast::Expr { kind: A::Ident(name), .. })) => {
                let text = self.text(*name);
                match Family::named(attribute::bare(&text)) {
                    Some(family) => Some(family),
                    None => return false,
                }
            }
            Some(_) => return false,
            None => None,
        };
        let types = &self.unit.types;
        let checks = types.function_of(ty).and_then(|function| types.checks(function));
        checks.is_some_and(|checks| {
            checks.formats.iter().any(|format| family.is_none_or(|family| format.family == family))
        })
    }

    /// Whether the attribute, with its arguments, could stand at what is asked about; if not, that is said.
    fn suits_subject(&self, name: &str, wanted: &Attrs, ty: Ty, loc: Loc) -> bool {
        if wanted.positions.is_empty() && wanted.asked.is_empty() {
            return true;
        }
        let Some(function) = self.unit.types.function_of(ty) else {
            let message = format!("'{name}' attribute only applies to function types");
            self.warning(warn::ATTRIBUTES, loc, message);
            return false;
        };
        wanted.positions.iter().all(|positional| self.position_fits(positional, function, loc.into()))
    }

    /// Whether a member is aligned by its declaration or its type; then the structure around it is.
    pub(crate) fn aligns_record(&self, field: &Field) -> bool {
        let aligned = |kept: &Remembered| kept.align > 0;
        self.declared_attributes.get(&field.loc).is_some_and(aligned) || self.is_user_aligned(field.ty)
    }

    /// Whether a member was declared packed itself.
    pub(crate) fn is_packed_member(&self, field: &Field) -> bool {
        self.declared_attributes.get(&field.loc).is_some_and(|kept| kept.packed)
    }

    fn declaration_has(
        &self,
        decl: DeclId,
        (row, name): (u16, &str),
        wanted: Option<&Attrs>,
        loc: Loc,
    ) -> bool {
        let (ty, attrs) = (self.unit.decls[decl].ty, &self.unit.decls[decl].attrs);
        match name {
            "aligned" if attrs.align > 0 => return wanted.is_none_or(|wanted| wanted.aligned == attrs.align),
            "noreturn" if attrs.noreturn => return true,
            // These are of types: ignored at declarations, or part of what is declared.
            "packed" | "transparent_union" | "designated_init" | "nonnull" => {
                return self.type_has(ty, name, wanted);
            }
            _ => {}
        }
        if !attrs.names.contains(row) {
            return self.type_has(ty, name, wanted);
        }
        let Some(wanted) = wanted else { return true };
        let asked = &wanted.decl;
        match name {
            "alias" => asked.alias == attrs.alias,
            "constructor" => asked.constructor == attrs.constructor,
            "deprecated" => asked.deprecated == attrs.deprecated,
            "destructor" => asked.destructor == attrs.destructor,
            "error" => asked.error == attrs.error,
            "ifunc" => asked.ifunc == attrs.ifunc,
            "malloc" => wanted.deallocators.iter().all(|(name, _)| {
                let text = self.text(*name);
                let plain = text.strip_prefix("__builtin_").unwrap_or(&text);
                attrs.deallocators.iter().any(|known| **known == *plain)
            }),
            "section" => asked.section == attrs.section,
            "symver" => asked.symver == attrs.symver,
            "target" => asked.target == attrs.target,
            "unavailable" => asked.unavailable == attrs.unavailable,
            "visibility" => asked.visibility == attrs.visibility,
            "warning" => asked.warning == attrs.warning,
            "weakref" => asked.weakref == attrs.weakref,
            "alloc_align" | "alloc_size" | "assume_aligned" => self.has_positions(decl, wanted, loc),
            _ => self.type_has(ty, name, Some(wanted)),
        }
    }

    /// Arguments of `alloc_size` and its like; any one of two is enough, as GCC has it.
    fn has_positions(&self, decl: DeclId, wanted: &Attrs, loc: Loc) -> bool {
        let Some(kept) = self.positions.get(&self.unit.decls[decl].name) else { return false };
        wanted.positions.iter().all(|asked| {
            let differs = |have: &&Positional| have.name == asked.name && have.values != asked.values;
            if let Some(other) = kept.iter().find(differs).filter(|_| asked.name != "assume_aligned") {
                self.warning(warn::ATTRIBUTES, loc, positions::conflict(asked, other));
            }
            kept.iter().filter(|have| have.name == asked.name).any(|have| match asked.values[..] {
                [one] if have.name == "alloc_size" => have.values.contains(&one),
                _ => have.values == asked.values,
            })
        })
    }

    fn remembered_has(
        &self,
        kept: Remembered,
        (row, name): (u16, &str),
        ty: Ty,
        wanted: Option<&Attrs>,
    ) -> bool {
        match name {
            "aligned" if kept.align > 0 => wanted.is_none_or(|wanted| wanted.aligned == kept.align),
            "warn_if_not_aligned" if kept.warn_if_not_aligned > 0 => {
                wanted.is_none_or(|wanted| wanted.warn_if_not_aligned == kept.warn_if_not_aligned)
            }
            "packed" if kept.packed => true,
            "cleanup" => {
                let function = |attrs: &Attrs| attrs.cleanup.map(|function| function.name);
                kept.cleanup.is_some() && wanted.is_none_or(|wanted| function(wanted) == kept.cleanup)
            }
            "packed" | "vector_size" | "transparent_union" | "designated_init" => {
                self.type_has(ty, name, wanted)
            }
            _ => kept.names.contains(row) || self.type_has(ty, name, wanted),
        }
    }

    /// Whether a type has an attribute, as far as that is seen from what it is.
    fn type_has(&self, ty: Ty, name: &str, wanted: Option<&Attrs>) -> bool {
        let types = &self.unit.types;
        let record = types.record_of(ty).map(|id| &types.records[id]);
        match name {
            "aligned" => {
                self.is_user_aligned(ty) && wanted.is_none_or(|wanted| wanted.aligned == types.align(ty))
            }
            "packed" => match types.shape(ty) {
                TypeKind::Enum(id) => types.enums[*id].packed,
                _ => record.is_some_and(|record| record.packed),
            },
            "may_alias" => types.may_alias(ty),
            "warn_if_not_aligned" => match types.wanted_align(ty) {
                0 => false,
                align => wanted.is_none_or(|wanted| wanted.warn_if_not_aligned == align),
            },
            "transparent_union" => record.is_some_and(|record| record.transparent),
            "designated_init" => record.is_some_and(|record| record.designated),
            "vector_size" => {
                let bytes = match types.shape(ty) {
                    TypeKind::Vector { .. } => types.size(ty),
                    _ => None,
                };
                let asked = |wanted: &Attrs| wanted.vector_size.map(|(bytes, _)| bytes);
                bytes.is_some() && wanted.is_none_or(|wanted| asked(wanted) == bytes)
            }
            _ => types.function_of(ty).is_some_and(|function| self.function_type_has(function, name, wanted)),
        }
    }

    /// An array is aligned as its elements are.
    fn is_user_aligned(&self, mut ty: Ty) -> bool {
        let types = &self.unit.types;
        loop {
            match types.kind(ty) {
                TypeKind::Attributed { marks, .. } if marks.align > 0 => return true,
                TypeKind::Attributed { base, .. } | TypeKind::Reversed { base } => ty = *base,
                TypeKind::Array { elem, .. } => ty = *elem,
                TypeKind::Record(id) => return types.records[*id].user_aligned,
                _ => return false,
            }
        }
    }

    fn function_type_has(&self, function: &FunctionType, name: &str, wanted: Option<&Attrs>) -> bool {
        match name {
            "noreturn" => return function.attributes & FN_NORETURN != 0,
            "ms_abi" => return function.attributes & FN_MS_ABI != 0,
            _ => {}
        }
        let Some(checks) = self.unit.types.checks(function) else { return false };
        let asked = wanted.and_then(|wanted| wanted.asked.first()).map(|(asked, _)| asked);
        match (name, asked) {
            // Without arguments, it is that of all pointers.
            ("nonnull", None) => checks.nonnull.as_ref().is_some_and(Vec::is_empty),
            ("nonnull", Some(Asked::Nonnull(positions))) => checks.nonnull.as_ref().is_some_and(|known| {
                let known_at = |&at: &i128| u16::try_from(at).is_ok_and(|at| known.contains(&at));
                known.is_empty() || positions.iter().all(known_at)
            }),
            ("sentinel", None) => checks.sentinel.is_some(),
            ("sentinel", Some(&Asked::Sentinel(behind))) => {
                checks.sentinel.is_some_and(|known| i128::from(known) == behind)
            }
            ("alloc_size", None) => checks.alloc_size.is_some(),
            ("alloc_size", Some(&Asked::AllocSize(first, second))) => {
                let known = |(one, other): (u8, Option<u8>)| match second {
                    None => one == first || other == Some(first),
                    Some(_) => (one, other) == (first, second),
                };
                checks.alloc_size.is_some_and(known)
            }
            ("format_arg", None) => !checks.format_args.is_empty(),
            ("format_arg", Some(&Asked::FormatArg(position))) => {
                checks.format_args.iter().any(|&known| i128::from(known) == position)
            }
            ("warn_unused_result", _) => checks.used_result.is_some(),
            ("access", None) => !checks.accesses.is_empty(),
            ("access", Some(&Asked::Access(mode, pointer, size))) => checks.accesses.iter().any(|known| {
                (known.mode, known.pointer) == (mode, pointer) && (size.is_none() || known.size == size)
            }),
            _ => false,
        }
    }
}
