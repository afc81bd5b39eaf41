//! Types as they were written: messages show the typedef name that a declaration uses, and what it stands for
//! (`'T *' {aka 'int *'}`). Types themselves know nothing of names; which one a declaration was written with is kept by
//! the place of what it declares, and found again from an expression that designates that.

use crate::Sema;
use crate::assign::Target;
use crate::hir::*;
use crate::scope::Entity;
use crate::types::*;
use crate::warnings::conversion::bit_field_name;
use diag::Loc;
use lexer::Symbol;
use parser::ast;

/// A typedef name among the specifiers of a declaration, and the type that it stands for.
#[derive(Clone, Copy)]
pub(crate) struct Written {
    pub(crate) name: Symbol,
    pub(crate) base: Ty,
}

/// What a value is converted for, as far as it has been declared.
#[derive(Clone, Copy)]
pub(crate) enum Destination {
    Unknown,
    Place(ExprId),
    Declared(Loc),
}

/// The typedef name that is all of a type name.
pub(crate) fn written_name(name: &ast::TypeName<'_>, ty: Ty) -> Option<Written> {
    match name.specs.ty {
        ast::TypeSpec::Typedef(symbol) if name.declarator.chunks.is_empty() => {
            Some(Written { name: symbol, base: ty })
        }
        _ => None,
    }
}

/// A type without the words before tags.
fn without_keywords(text: &str) -> String {
    text.replace("struct ", "").replace("union ", "").replace("enum ", "")
}

impl Sema<'_> {
    /// A declaration with these specifiers declares something at `at`.
    pub(crate) fn remember_written(&mut self, at: Loc, written: Option<Written>) {
        if let Some(written) = written {
            self.written.insert(at, written);
        }
    }

    /// The typedef name that the type of a value comes from.
    pub(crate) fn written_of(&self, id: ExprId) -> Option<Written> {
        let mut id = id;
        // (As far as a message needs to look.)
        for _ in 0..64 {
            id = match self.kind(id) {
                ExprKind::Load(inner)
                | ExprKind::AddrOf(inner)
                | ExprKind::Deref(inner)
                | ExprKind::PtrAdd(inner, _)
                | ExprKind::Unary(_, inner)
                | ExprKind::Materialize(inner)
                | ExprKind::Assign { place: inner, .. }
                | ExprKind::Update { place: inner, .. }
                | ExprKind::Call { callee: inner, .. }
                | ExprKind::Comma(_, inner) => inner,
                ExprKind::Binary(op, lhs, _) if !crate::operator::is_comparison(op) => lhs,
                ExprKind::Local(local) => return self.written.get(&self.body.locals[local].loc).copied(),
                ExprKind::Global(decl) => return self.written.get(&self.unit.decls[decl].loc).copied(),
                ExprKind::Member { base, offset } => return self.member_written(base, offset, self.ty(id)),
                ExprKind::BitField { base, offset, .. } => {
                    return self.member_written(base, u64::from(offset), self.ty(id));
                }
                _ => return None,
            };
        }
        None
    }

    fn member_written(&self, base: ExprId, offset: u64, ty: Ty) -> Option<Written> {
        let record = self.unit.types.record_of(self.ty(base))?;
        let fields = self.unit.types.records[record].fields.as_ref()?;
        let plain = self.unit.types.value_type(ty);
        let field = fields
            .iter()
            .find(|field| field.offset == offset && self.unit.types.value_type(field.ty) == plain)?;
        self.written.get(&field.loc).copied()
    }

    /// A type in quotes, with the typedef name that it was written with.
    pub(crate) fn quote(&self, ty: Ty, written: Option<Written>) -> String {
        let plain = self.spell(ty);
        if let Some(Written { name, base }) = written {
            let name = self.text(name);
            let text = self.unit.types.spell_as(ty, (base, &name), &self.session.interner);
            // A typedef name that is its type's tag tells nothing new.
            if text == without_keywords(&plain) {
                return format!("'{text}'");
            }
            if text != plain {
                return format!("'{text}' {{aka '{plain}'}}");
            }
        }
        format!("'{plain}'")
    }

    /// The type of the value that is being converted.
    pub(crate) fn quote_from(&self, from: Ty) -> String {
        let written = self.converted.filter(|&id| self.ty(id) == from).and_then(|id| self.written_of(id));
        self.quote(from, written)
    }

    /// The type that it is converted to.
    pub(crate) fn quote_to(&self, target: Target, to: Ty) -> String {
        let written = match target {
            Target::Argument(number, name) => {
                let callee = name.and_then(|name| self.scopes.ordinary.get(name)).map(|bound| bound.entity);
                match callee {
                    Some(Entity::Global(decl)) => self.parameter_of(decl, number),
                    _ => None,
                }
                .and_then(|loc| self.written.get(&loc).copied())
            }
            _ => match self.destination {
                Destination::Place(place) if let ExprKind::BitField { width, .. } = self.kind(place) => {
                    let signed = self.unit.types.is_signed(to);
                    return format!("'{}'", bit_field_name(u32::from(width), signed));
                }
                Destination::Place(place) => self.written_of(place),
                Destination::Declared(loc) => self.written.get(&loc).copied(),
                Destination::Unknown => None,
            },
        };
        self.quote(to, written)
    }
}
