//! Stack slots taken apart: the pieces of a slot whose address goes nowhere, each always accessed as a whole, become
//! values. Small copies and fills of such slots are done piece by piece first.
//!
//! x87 values are never block parameters, so pieces that hold one stay in memory.

use crate::Context;
use crate::analysis::Change;
use crate::analysis::alias::{self, Aliases, Base};
use crate::ssa::{self, Variables};
use cranelift_entity::SecondaryMap;
use ir::{Function, Inst, InstData, MemFlags, Op, StackSlot, Type, Unset, Value};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// Larger copies are left whole.
const MAX_COPY: i64 = 64;

pub(crate) fn run(f: &mut Function, cx: &mut Context<'_>) -> Change {
    if f.slots.is_empty() {
        return Change::Nothing;
    }
    let aliases = Aliases::of(f, cx.module);
    let mut pieces = Pieces::of(f, &aliases);
    let mut changed = split_copies(f, cx, &aliases, &pieces);
    if changed {
        pieces = Pieces::of(f, &aliases);
    }
    let variables = choose(f, cx, &pieces);
    if !variables.types.is_empty() {
        let (flow, dominators) = (cx.analyses.flow(f), cx.analyses.dominators(f));
        if let Some(frontiers) = dominators.frontiers(&flow)
            && let Some(unwritten) = ssa::promote(f, &flow, &dominators, &frontiers, &variables)
        {
            note_unset(f, &variables, &unwritten);
            changed = true;
        }
    }
    Change::code(changed)
}

/// Says which values stand for scalars of the source that nothing has written. Of an object's parts nothing is said: who
/// copies the whole need not care.
fn note_unset(f: &mut Function, variables: &Variables, unwritten: &[Option<Value>]) {
    for (slot, described) in f.described.iter().filter(|(_, described)| !described.settled) {
        let at = (slot.as_u32(), 0);
        let Some(number) = variables.places.iter().position(|&place| place == at) else { continue };
        let whole = u64::from(variables.types[number].bytes()) == f.slots[*slot].size;
        if let Some(value) = unwritten[number].filter(|_| whole && described.members.is_empty()) {
            let (name, declared) = (described.name.clone(), described.declared);
            f.unset.push(Unset { value, name, declared });
        }
    }
}

/// How a range of a slot is accessed.
#[derive(Clone, Copy, Debug)]
struct Piece {
    start: i64,
    end: i64,
    ty: Type,
    /// Every access is of exactly this range, and may become a value.
    whole: bool,
}

/// The disjoint ranges that accesses of each slot make, in order; nothing for slots that escape.
struct Pieces {
    slots: Vec<SmallVec<[Piece; 1]>>,
}

impl Pieces {
    fn of(f: &Function, aliases: &Aliases<'_>) -> Pieces {
        let mut found: Vec<(u32, Piece)> = Vec::new();
        for &block in &f.layout {
            for &inst in &f.blocks[block].insts {
                found.extend(accesses(f, inst).into_iter().filter(|(slot, _)| !aliases.escapes(*slot)));
            }
        }
        // Of accesses that are alike the first one says the type.
        found.sort_by_key(|(slot, piece)| (*slot, piece.start, piece.end));
        let mut slots: Vec<SmallVec<[Piece; 1]>> = vec![SmallVec::new(); f.slots.len()];
        for (slot, piece) in found {
            let list = &mut slots[slot as usize];
            match list.last_mut() {
                Some(last) if piece.start < last.end => {
                    let same = piece.start == last.start && piece.end == last.end;
                    last.whole &= piece.whole && same;
                    last.end = last.end.max(piece.end);
                }
                _ => list.push(piece),
            }
        }
        Pieces { slots }
    }

    /// The piece that is exactly this range.
    fn exact(&self, slot: u32, start: i64, end: i64) -> Option<(usize, &Piece)> {
        let list = self.slots.get(slot as usize)?;
        let at = list.binary_search_by_key(&start, |piece| piece.start).ok()?;
        Some((at, &list[at])).filter(|(_, piece)| piece.end == end)
    }
}

/// What an instruction accesses in slots. Copies and fills of moderate size say nothing yet: they follow the pieces.
fn accesses(f: &Function, inst: Inst) -> SmallVec<[(u32, Piece); 2]> {
    let data = &f.insts[inst];
    let mut found = SmallVec::new();
    let mut touch = |pointer: Value, offset: i64, size: i64, ty: Type, whole: bool| {
        match alias::resolve(f, pointer, offset) {
            (Base::Slot(slot), start) => {
                found.push((slot, Piece { start, end: start.saturating_add(size), ty, whole }));
            }
            // An address within the slot that is not known: all of it.
            (base, _) => {
                if let Base::Slot(slot) = alias::object(f, base) {
                    found.push((slot, Piece { start: i64::MIN, end: i64::MAX, ty, whole: false }));
                }
            }
        }
    };
    match data.op {
        Op::Load | Op::Store => {
            let pointer = data.args[usize::from(data.op == Op::Store)];
            let plain = !data.mem().volatile && data.mem().space == 0;
            let fits = data.ty != Type::F80 && !data.ty.is_vector();
            touch(pointer, data.imm, i64::from(data.ty.bytes()), data.ty, plain && fits);
        }
        Op::MemCopy => {
            let follows = splittable(f, data);
            for pointer in [data.args[0], data.args[1]] {
                if !follows {
                    touch(pointer, 0, data.imm, Type::NONE, false);
                }
            }
        }
        Op::MemSet if !splittable(f, data) => touch(data.args[0], 0, data.imm, Type::NONE, false),
        Op::Prefetch | Op::Icmp => {
            for &value in data.fixed() {
                if f.ty(value) == Type::PTR && matches!(alias::object(f, Base::Pointer(value)), Base::Slot(_))
                {
                    touch(value, 0, 1, Type::NONE, false);
                }
            }
        }
        _ => {}
    }
    found
}

/// Whether a copy or fill will be done piece by piece.
fn splittable(f: &Function, data: &InstData) -> bool {
    let fixed = |pointer: Value| match alias::resolve(f, pointer, 0) {
        (Base::Slot(_), _) => true,
        (base, _) => !matches!(alias::object(f, base), Base::Slot(_)),
    };
    data.imm > 0
        && data.imm <= MAX_COPY
        && !data.mem().volatile
        && data.mem().space == 0
        && data.fixed().iter().all(|&pointer| fixed(pointer))
}

/// The ranges in which to copy `size` bytes from `start` on: the slot's pieces, and words between them. Nothing if a piece
/// crosses the end.
fn ranges(pieces: &[Piece], start: i64, size: i64) -> Option<Vec<(i64, Type)>> {
    let end = start + size;
    let mut list = Vec::new();
    let mut at = start;
    let fill = |list: &mut Vec<(i64, Type)>, from: i64, to: i64| {
        let mut at = from;
        while at < to {
            let mut bytes = 8;
            while bytes > to - at || (at - start) % bytes != 0 {
                bytes /= 2;
            }
            if let Some(ty) = Type::int_of_bytes(bytes as u32) {
                list.push((at - start, ty));
            }
            at += bytes;
        }
    };
    for piece in pieces.iter().filter(|piece| piece.end > start && piece.start < end) {
        if piece.start < start || piece.end > end || !piece.whole {
            return None;
        }
        fill(&mut list, at, piece.start);
        list.push((piece.start - start, piece.ty));
        at = piece.end;
    }
    fill(&mut list, at, end);
    Some(list)
}

/// Does copies and fills between pieces as loads and stores.
fn split_copies(f: &mut Function, cx: &mut Context<'_>, aliases: &Aliases<'_>, pieces: &Pieces) -> bool {
    let mut changed = false;
    for i in 0..f.layout.len() {
        let block = f.layout[i];
        if !f.blocks[block].insts.iter().any(|&inst| matches!(f.insts[inst].op, Op::MemCopy | Op::MemSet)) {
            continue;
        }
        let insts = std::mem::take(&mut f.blocks[block].insts);
        let mut kept = Vec::with_capacity(insts.len());
        for inst in insts {
            let data = f.insts[inst];
            let list = match data.op {
                Op::MemCopy | Op::MemSet => plan(f, aliases, pieces, &data),
                _ => None,
            };
            match list {
                Some(list) if cx.gate.allows(inst.as_u32()) => {
                    expand(f, inst, &list, &mut kept);
                    changed = true;
                }
                _ => kept.push(inst),
            }
        }
        f.blocks[block].insts = kept;
    }
    changed
}

fn plan(f: &Function, aliases: &Aliases<'_>, pieces: &Pieces, data: &InstData) -> Option<Vec<(i64, Type)>> {
    if !splittable(f, data) {
        return None;
    }
    // The side with pieces decides; the destination if both have.
    for &pointer in data.fixed() {
        if let (Base::Slot(slot), start) = alias::resolve(f, pointer, 0)
            && !aliases.escapes(slot)
            && let Some(list) = pieces.slots.get(slot as usize)
            && list.iter().any(|p| p.end > start && p.start < start.saturating_add(data.imm))
        {
            return ranges(list, start, data.imm).filter(|list| list.len() <= 16);
        }
    }
    None
}

fn expand(f: &mut Function, inst: Inst, list: &[(i64, Type)], kept: &mut Vec<Inst>) {
    let data = f.insts[inst];
    let loc = f.locs[inst];
    let align = 1u32 << data.mem().align_log2;
    let flags = |offset: i64| {
        let at = if offset == 0 { align } else { 1 << offset.trailing_zeros().min(4) };
        MemFlags::aligned(align.min(at))
    };
    // All reads come before all writes: source and destination may be one object.
    let mut values = Vec::with_capacity(list.len());
    for &(offset, ty) in list {
        let made = if data.op == Op::MemSet {
            let pattern = u128::from(data.aux) * 0x0101_0101_0101_0101_0101_0101_0101_0101;
            let bits = pattern & ir::eval::mask(ir::eval::width(ty));
            crate::constant::instruction(f, ty, bits)
        } else {
            InstData::new(Op::Load, ty, &[data.args[1]]).with_imm(offset).with_mem(flags(offset))
        };
        let new = f.new_inst(made, loc);
        f.make_results(new, &[ty]);
        kept.push(new);
        values.extend(f.result(new));
    }
    for (&(offset, ty), value) in list.iter().zip(values) {
        let store = InstData::new(Op::Store, ty, &[value, data.args[0]]);
        let new = f.new_inst(store.with_imm(offset).with_mem(flags(offset)), loc);
        kept.push(new);
    }
}

/// The pieces that become values, and who accesses them.
fn choose(f: &Function, cx: &mut Context<'_>, pieces: &Pieces) -> Variables {
    let mut variables = Variables { types: Vec::new(), places: Vec::new(), accesses: SecondaryMap::new() };
    // Copies that stay whole keep what they touch in memory.
    let mut pinned: Vec<(u32, i64, i64)> = Vec::new();
    for &block in &f.layout {
        for &inst in &f.blocks[block].insts {
            let data = &f.insts[inst];
            if matches!(data.op, Op::MemCopy | Op::MemSet) {
                for &pointer in data.fixed() {
                    if let (Base::Slot(slot), start) = alias::resolve(f, pointer, 0) {
                        pinned.push((slot, start, start.saturating_add(data.imm)));
                    }
                }
            }
        }
    }
    let mut refused: FxHashMap<(u32, usize), Option<u32>> = FxHashMap::default();
    for &(slot, start, end) in &pinned {
        let Some(list) = pieces.slots.get(slot as usize) else { continue };
        for (at, piece) in list.iter().enumerate() {
            if piece.end > start && piece.start < end {
                refused.insert((slot, at), None);
            }
        }
    }
    let mut numbers = refused;
    for &block in &f.layout {
        for &inst in &f.blocks[block].insts {
            let data = &f.insts[inst];
            let pointer = match data.op {
                Op::Load => data.args[0],
                Op::Store => data.args[1],
                _ => continue,
            };
            let (Base::Slot(slot), start) = alias::resolve(f, pointer, data.imm) else { continue };
            let end = start.saturating_add(i64::from(data.ty.bytes()));
            // What lies outside of its slot is no part of it. Such an access is an error of the program, which those who warn
            // of it shall still see.
            let size = i64::try_from(f.slots[StackSlot::from_u32(slot)].size).unwrap_or(i64::MAX);
            if start < 0 || end > size {
                continue;
            }
            let Some((at, piece)) = pieces.exact(slot, start, end).filter(|(_, piece)| piece.whole) else {
                continue;
            };
            let number = *numbers.entry((slot, at)).or_insert_with(|| {
                let number = variables.types.len() as u32;
                cx.gate.allows(slot << 8 | at as u32 & 255).then(|| {
                    variables.types.push(piece.ty);
                    variables.places.push((slot, start));
                    number
                })
            });
            if let Some(number) = number {
                variables.accesses[inst] = number + 1;
            }
        }
    }
    variables
}
