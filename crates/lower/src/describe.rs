//! What the checks of the IR are told of the source, if one of them is on: how objects are declared, and which accesses are
//! elements of arrays that have bounds of their own, members included.

use crate::Lowering;
use crate::element::Designated;
use crate::function::{Addr, Fx, Storage};
use diag::Loc;
use ir::{Described, Inst, MemberArgument, Op};
use lexer::Symbol;
use sema::hir::{ElementIndex, ExprId, ExprKind, LocalId, StringLit, Unit};
use sema::types::{ArrayLen, Ty, TypeKind};
use std::sync::Arc;

/// So many arrays of characters in a constant are told.
const TEXTS: usize = 1024;
/// So many members of an object are named.
const MEMBERS: usize = 64;

impl Lowering<'_> {
    /// Says of the library's functions where the unit declares them: what is called by a builtin's reserved name alone is
    /// declared nowhere.
    pub(crate) fn locate_library(&mut self, unit: &Unit) {
        if !self.options.describe {
            return;
        }
        for d in unit.decls.values().skip(self.searched) {
            if d.loc != Loc::NONE
                && let Some(function) = self.library_function(d)
            {
                self.module.symbols[function.symbol()].declared = d.loc;
            }
        }
        self.searched = unit.decls.len();
    }

    /// An object as the source declares it; `None` if its elements have no size.
    pub(crate) fn described(
        &self,
        unit: &Unit,
        name: Symbol,
        ty: Ty,
        declared: Loc,
    ) -> Option<Arc<Described>> {
        self.described_as(unit, self.interner.text(name).into(), ty, declared)
    }

    fn described_as(&self, unit: &Unit, name: Box<str>, ty: Ty, declared: Loc) -> Option<Arc<Described>> {
        let spelled = unit.types.spell(ty, self.interner);
        let (spelled, element) = match unit.types.shape(ty) {
            TypeKind::Array { elem, .. } => (spelled, *elem),
            // A pointer to a function or an array has its declarator within.
            _ if spelled.contains("(*") => (spelled.replacen("(*", "(*[1]", 1), ty),
            _ => (format!("{spelled}[1]"), ty),
        };
        let flexible = |record: sema::types::RecordId| unit.types.records[record].flexible;
        let (texts, wide_texts) = self.texts(unit, ty);
        Some(Arc::new(Described {
            name,
            declared,
            ty: spelled.into(),
            members: if self.options.note_unset { self.members(unit, ty) } else { Vec::new() },
            nonstring: unit.nonstrings.contains(&declared),
            texts,
            wide_texts,
            settled: false,
            element: unit.types.size(element)?.max(1),
            unit: {
                let mut innermost = element;
                while let Some((elem, _)) = unit.types.array_of(innermost) {
                    innermost = elem;
                }
                unit.types.size(innermost)?.max(1)
            },
            flexible: unit.types.record_of(ty).is_some_and(flexible),
            complex: unit.types.complex_part(ty).is_some(),
        }))
    }

    /// The same of one without a name: a compound literal.
    pub(crate) fn described_unnamed(&self, unit: &Unit, ty: Ty, declared: Loc) -> Option<Arc<Described>> {
        self.described_as(unit, "".into(), ty, declared)
    }

    /// Where in a constant arrays of characters begin and end, and those of wide characters; a character is an array of one.
    /// Nothing if there are too many.
    fn texts(&self, unit: &Unit, ty: Ty) -> (Extents, Extents) {
        let types = &unit.types;
        let mut innermost = ty;
        while let Some((elem, _)) = types.array_of(innermost) {
            innermost = elem;
        }
        let (mut texts, mut wide) = (Vec::new(), Vec::new());
        if !innermost.is_const() {
            return (texts, wide);
        }
        let mut stack = vec![(0, ty)];
        while let Some((offset, ty)) = stack.pop() {
            if texts.len() + wide.len() + stack.len() > TEXTS {
                return (Vec::new(), Vec::new());
            }
            let Some(size) = types.size(ty) else { continue };
            if let Some(record) = types.record_of(ty) {
                let fields = types.records[record].fields.iter().flatten();
                stack.extend(fields.map(|field| (offset + field.offset, field.ty)));
                continue;
            }
            let elem = types.array_of(ty).map_or(ty, |(elem, _)| elem);
            let Some(step) = types.size(elem).filter(|&step| step != 0) else { continue };
            match (types.is_integer(elem), step) {
                (true, 1) => texts.push((offset, offset + size)),
                (true, 4) => wide.push((offset, offset + size)),
                _ if types.is_scalar(elem) || types.array_of(ty).is_none() => {}
                _ => {
                    let count = (size / step).min(TEXTS as u64 + 1);
                    stack.extend((0..count).map(|i| (offset + i * step, elem)));
                }
            }
        }
        texts.sort_unstable();
        wide.sort_unstable();
        (texts, wide)
    }

    /// The members of a structure, those of members that are structures included, up to so many.
    fn members(&self, unit: &Unit, ty: Ty) -> Vec<(u64, Box<str>)> {
        let mut members = Vec::new();
        let mut stack = vec![(0, String::new(), ty)];
        while let Some((offset, name, ty)) = stack.pop()
            && members.len() < MEMBERS
        {
            // Structures in an array, too.
            if let Some((elem, ArrayLen::Fixed(count))) = unit.types.array_of(ty)
                && unit.types.record_of(elem).is_some()
                && let Some(size) = unit.types.size(elem)
            {
                let count = count.min(MEMBERS as u64);
                stack.extend((0..count).rev().map(|i| (offset + i * size, format!("{name}[{i}]"), elem)));
                continue;
            }
            let record = unit.types.record_of(ty).map(|record| &unit.types.records[record]);
            let Some(fields) = record.and_then(|record| record.fields.as_ref()) else {
                if !name.is_empty() {
                    members.push((offset, name.into()));
                }
                continue;
            };
            for field in fields.iter().rev() {
                let name = match field.name {
                    Some(member) => format!("{name}.{}", self.interner.text(member)),
                    None => name.clone(),
                };
                stack.push((offset + field.offset, name, field.ty));
            }
        }
        members
    }
}

/// A string literal as an object, which has no name.
pub(crate) fn literal_described(literal: &StringLit) -> Described {
    let width = u64::from(literal.width.max(1));
    let element = match width {
        1 => "char",
        2 => "short unsigned int",
        _ => "int",
    };
    let size = literal.bytes.len() as u64;
    Described {
        name: "".into(),
        declared: Loc::NONE,
        ty: format!("{element}[{}]", size / width).into(),
        members: Vec::new(),
        settled: false,
        element: width,
        unit: width,
        flexible: false,
        wide_texts: Vec::new(),
        texts: if width == 1 { vec![(0, size)] } else { Vec::new() },
        nonstring: false,
        complex: false,
    }
}

/// Where parts of an object begin and end.
type Extents = Vec<(u64, u64)>;

/// A row of an array.
struct Row {
    /// It, by the name of the array.
    array: Arc<Described>,
    size: u64,
    /// Where it begins, and the size of the array.
    place: Option<(i64, u64)>,
}

impl Fx<'_, '_> {
    /// Notes of the call that was emitted last which arguments point into members.
    pub(crate) fn note_member_arguments(&mut self, args: &[ExprId]) {
        let Some(&call) = self.f.blocks[self.block].insts.last().filter(|_| self.low.options.describe) else {
            return;
        };
        if self.f.insts[call].op != Op::Call {
            return;
        }
        for (number, &arg) in (0..4).zip(args) {
            if let Some(member) = self.member_pointed(number, arg) {
                self.f.member_arguments.push((call, member));
            }
        }
    }

    /// A compound literal is an object, too, without a name.
    pub(crate) fn describe_compound(&mut self, local: LocalId) {
        if !self.low.options.describe {
            return;
        }
        if let Some(Storage::Slot(slot, 0, _)) = self.storage[local]
            && !self.f.described.iter().rev().take(16).any(|(known, _)| *known == slot)
        {
            let object = &self.body.locals[local];
            let described = self.low.described_unnamed(self.unit, object.ty, object.loc);
            self.f.described.extend(described.map(|described| (slot, described)));
        }
    }

    /// The array that is an element of a named array, if that is what a pointer to it, computed by an index, decays from; and
    /// where in the whole that is, if the index is a constant.
    fn row_pointed(&self, pointer: ExprId, elem: Ty) -> Option<Row> {
        let types = &self.unit.types;
        let row_ty = types.pointee(self.body.exprs[pointer].ty)?;
        let TypeKind::Array { len: ArrayLen::Fixed(_), elem: own } = *types.shape(row_ty) else {
            return None;
        };
        if own.unqualified() != elem.unqualified() {
            return None;
        }
        let (mut base, mut start) = (pointer, Some(0i64));
        loop {
            base = match self.body.exprs[base].kind {
                ExprKind::Cast(sema::hir::CastKind::Bitcast, inner) => inner,
                ExprKind::PtrAdd(inner, by) => {
                    start = match self.body.exprs[by].kind {
                        ExprKind::Int(by) => start.and_then(|start| start.checked_add(by as i64)),
                        _ => None,
                    };
                    inner
                }
                ExprKind::AddrOf(place) if base != pointer => {
                    let found = self.designated(place)?;
                    let row = self.low.described(self.unit, found.name?, row_ty, found.declared)?;
                    let size = types.size(row_ty)?;
                    let container = start.and_then(|start| self.container(pointer, start, size));
                    let whole = types.size(self.body.exprs[place].ty);
                    let whole = whole.map(|whole| container.map_or(whole, |container| container.min(whole)));
                    return Some(Row { array: row, size, place: start.zip(whole) });
                }
                _ => return None,
            };
        }
    }

    /// Where the array ends that a row at `start` would be an element of, if the source says a constant that it does not have.
    fn container(&self, pointer: ExprId, start: i64, size: u64) -> Option<u64> {
        let place = self.body.element_addresses.get(&pointer)?;
        let element = self.body.elements.get(place)?;
        let ElementIndex::Known(index) = element.index else { return None };
        let before = i64::try_from(index).ok()?.checked_mul(i64::try_from(size).ok()?)?;
        let array = self.unit.types.size(self.body.exprs[element.array].ty)?;
        u64::try_from(start.checked_sub(before)?).ok()?.checked_add(array)
    }

    /// The member or row that an argument points into, its size, and how far from its begin.
    fn member_pointed(&self, number: u8, pointer: ExprId) -> Option<MemberArgument> {
        let (mut pointer, mut offset) = (pointer, 0i64);
        let mut distances = Vec::new();
        loop {
            pointer = match self.body.exprs[pointer].kind {
                ExprKind::Cast(sema::hir::CastKind::Bitcast, inner) => {
                    let elem = self.unit.types.pointee(self.body.exprs[pointer].ty);
                    if let Some(row) = elem.and_then(|elem| self.row_pointed(inner, elem)) {
                        let Row { array, size, place } = row;
                        let row =
                            MemberArgument { number, member: array, size, offset, distances, row: place };
                        return Some(row);
                    }
                    inner
                }
                ExprKind::PtrAdd(base, by) => {
                    match self.body.exprs[by].kind {
                        ExprKind::Int(by) => offset = offset.checked_add(by as i64)?,
                        _ => distances.push(*self.distances.get(&by)?),
                    }
                    base
                }
                ExprKind::AddrOf(place) => match self.body.exprs[place].kind {
                    ExprKind::Deref(inner) => inner,
                    ExprKind::Member { .. } => {
                        let Designated { name, declared, last, .. } = self.designated(place)?;
                        let ty = self.body.exprs[place].ty;
                        let TypeKind::Array { len: ArrayLen::Fixed(bound), .. } = *self.unit.types.shape(ty)
                        else {
                            return None;
                        };
                        if last && bound < 2 {
                            return None;
                        }
                        let size = self.unit.types.size(ty)?;
                        let member = self.low.described(self.unit, name?, ty, declared)?;
                        return Some(MemberArgument { number, member, size, offset, distances, row: None });
                    }
                    _ => return None,
                },
                _ => return None,
            };
        }
    }

    /// The access by way of an address is this instruction.
    pub(crate) fn accessed(&mut self, addr: Addr, inst: Option<Inst>) {
        if let Some(number) = addr.subscript.checked_sub(1)
            && let Some(entry) = self.f.subscripts.get_mut(number as usize)
            && entry.0.is_none()
        {
            entry.0 = inst;
        }
    }
}
