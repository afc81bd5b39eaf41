//! Compatible and composite types (C23 6.2.7).

use crate::types::*;

/// Records that are taken to be the same while their members are compared: a record may contain pointers to itself.
pub(crate) struct Assumed<'a> {
    pair: (RecordId, RecordId),
    outer: Option<&'a Assumed<'a>>,
}

impl Types {
    /// Whether two compatible types are the same type (C23 6.7.9p3 asks that of repeated typedef names): an enumeration is
    /// not its integer type, an array of unknown length none of known length, a function type without a prototype none
    /// with one. Alignments may differ.
    pub(crate) fn same_type(&self, a: Ty, b: Ty) -> bool {
        diag::nested(|| {
            if a == b {
                return true;
            }
            match (self.shape(a), self.shape(b)) {
                (TypeKind::Pointer { pointee: a, .. }, TypeKind::Pointer { pointee: b, .. }) => {
                    self.same_type(*a, *b)
                }
                (TypeKind::Array { elem: a, len: m }, TypeKind::Array { elem: b, len: n }) => {
                    m == n && !matches!(m, ArrayLen::Variable(_)) && self.same_type(*a, *b)
                }
                (TypeKind::Function(a), TypeKind::Function(b)) => {
                    a.prototyped == b.prototyped
                        && self.same_type(a.ret, b.ret)
                        && a.params.len() == b.params.len()
                        && a.params.iter().zip(b.params.iter()).all(|(&a, &b)| self.same_type(a, b))
                }
                (TypeKind::Enum(a), TypeKind::Enum(b)) => a == b,
                (TypeKind::Enum(_), _) | (_, TypeKind::Enum(_)) => false,
                _ => true,
            }
        })
    }

    /// Compatible, qualifiers included (6.2.7p1, 6.7.4.1p11).
    pub fn compatible(&self, a: Ty, b: Ty) -> bool {
        self.compatible_within(a, b, None)
    }

    fn compatible_within(&self, a: Ty, b: Ty, within: Option<&Assumed<'_>>) -> bool {
        a == b || (self.qualifiers(a) == self.qualifiers(b) && self.same_but_qualifiers(a, b, within))
    }

    /// Compatible, qualifiers of the types themselves aside.
    pub fn compatible_unqualified(&self, a: Ty, b: Ty) -> bool {
        self.same_but_qualifiers(a, b, None)
    }

    fn same_but_qualifiers(&self, a: Ty, b: Ty, within: Option<&Assumed<'_>>) -> bool {
        let (a, b) = (self.value_type(a), self.value_type(b));
        if a == b || a == common::ERROR || b == common::ERROR {
            return true;
        }
        match (self.kind(a), self.kind(b)) {
            (TypeKind::Pointer { pointee: a, space: x }, TypeKind::Pointer { pointee: b, space: y }) => {
                x == y && self.compatible_within(*a, *b, within)
            }
            (TypeKind::Array { elem: a, len: x }, TypeKind::Array { elem: b, len: y }) => {
                let lengths = match (x, y) {
                    (ArrayLen::Fixed(x), ArrayLen::Fixed(y)) => x == y,
                    _ => true,
                };
                lengths && self.same_but_qualifiers(*a, *b, within)
            }
            (TypeKind::Function(a), TypeKind::Function(b)) => self.compatible_functions(a, b, within),
            (TypeKind::Enum(id), TypeKind::Int(_)) => {
                self.enums[*id].underlying.is_some_and(|under| under.unqualified() == b)
            }
            (TypeKind::Int(_), TypeKind::Enum(id)) => {
                self.enums[*id].underlying.is_some_and(|under| under.unqualified() == a)
            }
            (TypeKind::Complex(a), TypeKind::Complex(b)) => self.same_but_qualifiers(*a, *b, within),
            (TypeKind::Vector { elem: a, lanes: x }, TypeKind::Vector { elem: b, lanes: y }) => {
                x == y && self.same_but_qualifiers(*a, *b, within)
            }
            (TypeKind::Record(a), TypeKind::Record(b)) if self.same_tags => {
                self.records[*a].tag.is_some() && self.same_records(*a, *b, within)
            }
            (TypeKind::Enum(a), TypeKind::Enum(b)) if self.same_tags => {
                self.enums[*a].tag.is_some() && self.same_enums(*a, *b)
            }
            _ => false,
        }
    }

    /// 6.2.7p1: the same tag, and members that correspond in name, type, width and alignment.
    pub(crate) fn same_records(&self, a: RecordId, b: RecordId, within: Option<&Assumed<'_>>) -> bool {
        let mut outer = within;
        while let Some(assumed) = outer {
            if assumed.pair == (a, b) {
                return true;
            }
            outer = assumed.outer;
        }
        let within = Assumed { pair: (a, b), outer: within };
        let (x, y) = (&self.records[a], &self.records[b]);
        let (Some(fields), Some(others)) = (&x.fields, &y.fields) else { return false };
        x.tag == y.tag
            && (x.is_union, x.reversed) == (y.is_union, y.reversed)
            && (x.size, x.align, x.flexible) == (y.size, y.align, y.flexible)
            && (x.variable_size, y.variable_size) == (None, None)
            && fields.len() == others.len()
            && fields.iter().zip(others).all(|(x, y)| self.same_fields(x, y, &within))
    }

    fn same_fields(&self, x: &Field, y: &Field, within: &Assumed<'_>) -> bool {
        if (x.name, x.offset, x.bits, x.align) != (y.name, y.offset, y.bits, y.align) {
            return false;
        }
        // An anonymous member's type has no tag to go by.
        match (x.name, self.record_of(x.ty), self.record_of(y.ty)) {
            (None, Some(a), Some(b)) => a == b || self.same_records(a, b, Some(within)),
            _ => self.compatible_within(x.ty, y.ty, Some(within)),
        }
    }

    pub(crate) fn same_enums(&self, a: EnumId, b: EnumId) -> bool {
        let (x, y) = (&self.enums[a], &self.enums[b]);
        if (x.tag, x.underlying, x.fixed) != (y.tag, y.underlying, y.fixed) || x.underlying.is_none() {
            return false;
        }
        // The order of constants does not matter.
        let (mut values, mut others) = (x.constants.clone(), y.constants.clone());
        values.sort_unstable();
        others.sort_unstable();
        values == others
    }

    /// 6.7.7.4p14
    fn compatible_functions(&self, a: &FunctionType, b: &FunctionType, within: Option<&Assumed<'_>>) -> bool {
        if !self.same_but_qualifiers(a.ret, b.ret, within) {
            return false;
        }
        match (a.prototyped, b.prototyped) {
            (true, true) => {
                a.variadic == b.variadic
                    && a.params.len() == b.params.len()
                    && a.params.iter().zip(&b.params).all(|(&x, &y)| self.compatible_parameters(x, y, within))
            }
            (true, false) => self.accepts_promoted(a) && self.promoted_match(a, b, within),
            (false, true) => self.accepts_promoted(b) && self.promoted_match(b, a, within),
            (false, false) => true,
        }
    }

    fn compatible_parameters(&self, a: Ty, b: Ty, within: Option<&Assumed<'_>>) -> bool {
        if self.same_but_qualifiers(a, b, within) {
            return true;
        }
        // A transparent union is compatible with any of its members.
        let member_of = |union: Ty, other: Ty| {
            self.record_of(union).is_some_and(|id| {
                let record = &self.records[id];
                record.transparent
                    && record
                        .fields
                        .iter()
                        .flatten()
                        .any(|field| self.same_but_qualifiers(field.ty, other, within))
            })
        };
        member_of(a, b) || member_of(b, a)
    }

    /// Whether default argument promotions leave every parameter's type alone.
    fn accepts_promoted(&self, function: &FunctionType) -> bool {
        !function.variadic && function.params.iter().all(|&param| !self.promotes(param))
    }

    fn promoted_match(
        &self,
        prototype: &FunctionType,
        old: &FunctionType,
        within: Option<&Assumed<'_>>,
    ) -> bool {
        // An old-style definition remembers its parameters for this comparison.
        old.params.is_empty()
            || (old.params.len() == prototype.params.len()
                && old
                    .params
                    .iter()
                    .zip(&prototype.params)
                    .all(|(&x, &y)| self.same_but_qualifiers(x, y, within)))
    }

    /// The composite type of two compatible types (6.2.7p3).
    pub fn composite(&mut self, a: Ty, b: Ty) -> Ty {
        if a == b {
            return a;
        }
        let quals = a.qualifiers();
        match (self.kind(a).clone(), self.kind(b).clone()) {
            (TypeKind::Reversed { .. }, _) => b,
            (_, TypeKind::Reversed { .. }) => a,
            // Alignments are only ever increased.
            (TypeKind::Attributed { .. }, _) if self.align(a) >= self.align(b) => a,
            (_, TypeKind::Attributed { .. }) => b,
            (TypeKind::Attributed { .. }, _) => a,
            (TypeKind::Pointer { pointee: x, space }, TypeKind::Pointer { pointee: y, .. }) => {
                let pointee = self.composite(x, y);
                self.intern(TypeKind::Pointer { pointee, space }).with(quals)
            }
            (TypeKind::Array { elem: x, len: l }, TypeKind::Array { elem: y, len: m }) => {
                let elem = self.composite(x, y);
                let len = match (l, m) {
                    (ArrayLen::Fixed(_), _) => l,
                    (_, ArrayLen::Fixed(_)) => m,
                    (ArrayLen::Variable(_), _) => l,
                    (_, ArrayLen::Variable(_)) => m,
                    _ => l,
                };
                self.array(elem, len)
            }
            (TypeKind::Function(f), TypeKind::Function(g)) => {
                let ret = self.composite(f.ret, g.ret);
                let attributes = f.attributes | g.attributes;
                let checks = self.merge_checks(f.checks, g.checks);
                let function = match (f.prototyped, g.prototyped) {
                    (true, true) => {
                        let pairs: Vec<(Ty, Ty)> =
                            f.params.iter().copied().zip(g.params.iter().copied()).collect();
                        let params = pairs.into_iter().map(|(x, y)| self.composite(x, y)).collect();
                        FunctionType { ret, params, attributes, checks, ..f }
                    }
                    (true, false) => FunctionType { ret, attributes, checks, ..f },
                    _ => FunctionType { ret, attributes, checks, ..g },
                };
                self.intern(TypeKind::Function(function))
            }
            // What a transparent union stands for is the more exact type.
            (TypeKind::Record(id), TypeKind::Pointer { .. }) if self.records[id].transparent => b,
            (TypeKind::Enum(_), TypeKind::Int(_)) => a,
            (TypeKind::Int(_), TypeKind::Enum(_)) => b.unqualified().with(quals),
            _ => a,
        }
    }
}
