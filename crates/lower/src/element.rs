//! What the checks of the IR are told of elements of arrays: which arrays a place goes through, and how many elements they
//! have.

use crate::describe::literal_described;
use crate::function::{Addr, Fx};
use diag::Loc;
use ir::{Described, Reach, Subscript, SubscriptIndex, SubscriptPart, Value};
use lexer::Symbol;
use sema::hir::{Element, ElementIndex, ExprId, ExprKind};
use sema::types::{ArrayLen, RecordId, Ty, TypeKind};
use std::sync::Arc;

/// So many subscripts of one place are told.
const PARTS: usize = 16;
/// So many members are looked at for one of them.
const MEMBERS: usize = 4096;

/// What an array is, or is part of.
pub(crate) struct Designated {
    pub(crate) name: Option<Symbol>,
    pub(crate) declared: Loc,
    /// It is the last member.
    pub(crate) last: bool,
    /// It is one of a union's members.
    pub(crate) shared: bool,
}

impl Designated {
    fn whole(name: Symbol, declared: Loc) -> Designated {
        Designated { name: Some(name), declared, last: false, shared: false }
    }
}

fn unnamed(declared: Loc) -> Designated {
    Designated { name: None, declared, last: false, shared: false }
}

impl Fx<'_, '_> {
    /// Notes of an address that it is of the element that a place is. Accesses are looked at once passes have been at work.
    pub(crate) fn subscripted(&mut self, addr: Addr, place: ExprId) -> Addr {
        if !self.low.options.describe || !self.low.options.optimize {
            return addr;
        }
        let expr = self.body.exprs[place];
        let accessed = match self.body.access_types.get(&place) {
            Some(spelled) => Some(Arc::from(&**spelled)),
            None => self.spelled_access(expr.ty),
        };
        let subscript = match self.subscript(place, None) {
            Some(subscript) => Subscript { accessed, ..subscript },
            None if accessed.is_none() => return addr,
            None => Subscript { parts: Vec::new(), address: None, loc: expr.loc, accessed },
        };
        self.f.subscripts.push((None, subscript));
        Addr { subscript: self.f.subscripts.len() as u32, ..addr }
    }

    /// How messages spell the type of something accessed that has more than a byte: such a thing may lie in an object in part.
    fn spelled_access(&mut self, ty: Ty) -> Option<Arc<str>> {
        let types = &self.unit.types;
        let ty = ty.unqualified();
        if !types.is_scalar(ty) || types.size(ty).is_none_or(|size| size < 2) {
            return None;
        }
        let interner = self.low.interner;
        let spelled = self.access_types.entry(ty).or_insert_with(|| types.spell(ty, interner).into());
        Some(spelled.clone())
    }

    /// Notes that a pointer is the address of an element, if the source takes it.
    pub(crate) fn note_element_address(&mut self, pointer: ExprId, value: Value) {
        if self.body.element_addresses.is_empty() || !self.low.options.describe {
            return;
        }
        if let Some(&place) = self.body.element_addresses.get(&pointer)
            && let Some(subscript) = self.subscript(place, Some(value))
        {
            self.f.subscripts.push((None, subscript));
        }
    }

    /// Remembers how many bytes an index stands for.
    pub(crate) fn note_distance(&mut self, bytes: ExprId, value: Value) {
        if self.low.options.describe && self.low.options.optimize {
            self.distances.insert(bytes, value);
        }
    }

    fn subscript(&self, place: ExprId, address: Option<Value>) -> Option<Subscript> {
        let described = self.low.options.describe && self.low.options.optimize;
        let first = self.body.elements.get(&place).filter(|_| described)?;
        let mut parts = Vec::new();
        let mut next = Some(place);
        while let Some(place) = next.filter(|_| parts.len() < PARTS) {
            let element = &self.body.elements[&place];
            let mut part = self.subscript_part(element);
            if let (Some(part), Some(written)) = (&mut part, self.body.element_types.get(&place)) {
                part.array = Arc::new(Described { ty: written.clone(), ..(*part.array).clone() });
            }
            parts.extend(part);
            next = self.body.element_of(element.array);
        }
        (!parts.is_empty()).then_some(Subscript { parts, address, loc: first.loc, accessed: None })
    }

    fn subscript_part(&self, element: &Element) -> Option<SubscriptPart> {
        let index = match element.index {
            ElementIndex::Known(n) => SubscriptIndex::Known(n),
            ElementIndex::Bytes(bytes) => SubscriptIndex::Bytes(*self.distances.get(&bytes)?),
        };
        let (place, ty) = (element.array, self.body.exprs[element.array].ty);
        let TypeKind::Array { len, .. } = *self.unit.types.shape(ty) else { return None };
        let Designated { name, declared, last, shared } = match self.body.exprs[place].kind {
            ExprKind::Str(_) => unnamed(Loc::NONE),
            _ => self.designated(place)?,
        };
        let reach = match len {
            ArrayLen::Fixed(0 | 1) if last => Reach::Open { shared },
            ArrayLen::Fixed(0) if self.is_member(place) => Reach::Interior,
            ArrayLen::Fixed(bound) => Reach::Elements(bound),
            ArrayLen::Incomplete if last => Reach::Open { shared },
            _ => return None,
        };
        let array = match self.body.exprs[place].kind {
            ExprKind::Str(string) => Arc::new(literal_described(&self.unit.strings[string])),
            _ => match name {
                Some(name) => self.low.described(self.unit, name, ty, declared)?,
                None => self.low.described_unnamed(self.unit, ty, declared)?,
            },
        };
        let variable = element.name.map(|name| self.low.interner.text(name).into());
        let is_row = self.body.elements.contains_key(&place);
        Some(SubscriptPart { index, variable, reach, array, is_row })
    }

    fn is_member(&self, place: ExprId) -> bool {
        matches!(self.body.exprs[place].kind, ExprKind::Member { .. })
    }

    /// The name of what an array is, or is part of.
    pub(crate) fn designated(&self, place: ExprId) -> Option<Designated> {
        let mut place = place;
        loop {
            match self.body.exprs[place].kind {
                ExprKind::Local(local) => {
                    let local = &self.body.locals[local];
                    return Some(Designated {
                        name: local.name,
                        declared: local.loc,
                        last: false,
                        shared: false,
                    });
                }
                ExprKind::Compound(local, _) => return Some(unnamed(self.body.locals[local].loc)),
                ExprKind::Global(decl) => {
                    let decl = &self.unit.decls[decl];
                    return Some(Designated::whole(decl.name, decl.loc));
                }
                ExprKind::Member { base, offset } => {
                    let record = self.unit.types.record_of(self.body.exprs[base].ty)?;
                    return self.member_at(record, offset, self.body.exprs[place].ty);
                }
                // A row of what a pointer points to, or is in a larger array.
                ExprKind::Deref(pointer) => {
                    let mut pointer = pointer;
                    loop {
                        pointer = match self.body.exprs[pointer].kind {
                            ExprKind::Cast(sema::hir::CastKind::Bitcast, inner)
                            | ExprKind::PtrAdd(inner, _) => inner,
                            _ => break,
                        };
                    }
                    place = match self.body.exprs[pointer].kind {
                        ExprKind::AddrOf(outer) => outer,
                        ExprKind::Load(variable) => match self.body.exprs[variable].kind {
                            ExprKind::Local(_) | ExprKind::Global(_) => variable,
                            _ => return Some(unnamed(Loc::NONE)),
                        },
                        _ => return Some(unnamed(Loc::NONE)),
                    };
                }
                _ => return None,
            }
        }
    }

    /// The member of a type that stands at an offset, in members that are structures, too.
    fn member_at(&self, record: RecordId, offset: u64, ty: Ty) -> Option<Designated> {
        let types = &self.unit.types;
        // Of a constant structure the elements of an array are constant (6.5.3.4p3).
        let same = |field: Ty| {
            field.unqualified() == ty.unqualified()
                || types.array_of(field).zip(types.array_of(ty)).is_some_and(|(a, b)| {
                    a.0.unqualified() == b.0.unqualified() && types.size(field) == types.size(ty)
                })
        };
        let mut seen = 0;
        let mut stack = vec![(record, offset, true, false)];
        while let Some((record, offset, last, shared)) = stack.pop() {
            let record = &types.records[record];
            let fields = record.fields.as_ref()?;
            for (number, field) in fields.iter().enumerate() {
                seen += 1;
                if seen > MEMBERS {
                    return None;
                }
                let last = last && (record.is_union || number + 1 == fields.len());
                if field.offset == offset && same(field.ty) {
                    let shared = shared || record.is_union;
                    return Some(Designated { name: field.name, declared: field.loc, last, shared });
                }
                if let Some(inner) = types.record_of(field.ty)
                    && let Some(within) = offset.checked_sub(field.offset)
                    && types.size(field.ty).is_some_and(|size| within <= size)
                {
                    stack.push((inner, within, last, shared || record.is_union));
                }
            }
        }
        None
    }
}
