//! Dead stores: to slots that nobody reads, and to places that are written again before anybody can look.

use crate::Context;
use crate::analysis::Change;
use crate::analysis::alias::{self, Aliases, Base, Location};
use ir::{Function, Op, Value};

/// So many later stores are remembered.
const LIMIT: usize = 16;

pub(crate) fn run(f: &mut Function, cx: &mut Context<'_>) -> Change {
    let aliases = Aliases::of(f, cx.module);
    let read = read_slots(f, &aliases);
    let mut changed = false;
    for i in 0..f.layout.len() {
        let block = f.layout[i];
        let insts = std::mem::take(&mut f.blocks[block].insts);
        // What will be written before it can be read.
        let mut overwritten: Vec<Location> = Vec::new();
        let mut kept = Vec::with_capacity(insts.len());
        for &inst in insts.iter().rev() {
            let data = &f.insts[inst];
            let written = match data.op {
                Op::Store if !data.mem().volatile => alias::accessed(f, data),
                Op::MemSet | Op::MemCopy if data.mem().space == 0 && !data.mem().volatile => {
                    Some(whole(f, data.args[0], data.imm))
                }
                _ => None,
            };
            if let Some(location) = written {
                let unread = matches!(object(f, &location), Base::Slot(slot) if !read[slot as usize]);
                if (unread || overwritten.iter().any(|later| covers(later, &location)))
                    && cx.gate.allows(inst.as_u32())
                {
                    changed = true;
                    continue;
                }
                if overwritten.len() == LIMIT {
                    overwritten.remove(0);
                }
                overwritten.push(location);
                // A copy reads before it writes, and may be of an object to itself.
                if f.insts[inst].op == Op::MemCopy {
                    overwritten.retain(|later| !aliases.reads(f, inst, later));
                }
            } else if data.op == Op::Load && !data.mem().volatile {
                overwritten.retain(|later| !aliases.reads(f, inst, later));
            } else if data.has_effect() || data.op == Op::Call {
                // Whatever else has an effect may end the function or show memory to others.
                overwritten.clear();
            }
            kept.push(inst);
        }
        kept.reverse();
        f.blocks[block].insts = kept;
    }
    Change::code(changed)
}

fn whole(f: &Function, pointer: Value, size: i64) -> Location {
    let (base, offset) = alias::resolve(f, pointer, 0);
    Location { base, offset, size: size as u64 }
}

fn covers(outer: &Location, inner: &Location) -> bool {
    outer.base == inner.base
        && inner.offset.checked_sub(outer.offset).is_some_and(|gap| {
            gap >= 0 && (gap as u64).checked_add(inner.size).is_some_and(|end| end <= outer.size)
        })
}

fn object(f: &Function, location: &Location) -> Base {
    alias::object(f, location.base)
}

/// Slots that something reads, or whose address others know.
fn read_slots(f: &Function, aliases: &Aliases<'_>) -> Vec<bool> {
    let mut read: Vec<bool> = (0..f.slots.len()).map(|slot| aliases.escapes(slot as u32)).collect();
    let mut mark = |pointer: Value| {
        if let Base::Slot(slot) = alias::object(f, Base::Pointer(f.resolve(pointer))) {
            read[slot as usize] = true;
        }
    };
    for &block in &f.layout {
        for &inst in &f.blocks[block].insts {
            let data = &f.insts[inst];
            match data.op {
                Op::Load => mark(data.args[0]),
                Op::MemCopy => {
                    mark(data.args[1]);
                    if data.mem().volatile {
                        mark(data.args[0]);
                    }
                }
                Op::Store if data.mem().volatile || data.mem().space != 0 => mark(data.args[1]),
                Op::MemSet if data.mem().volatile => mark(data.args[0]),
                _ => {}
            }
        }
    }
    read
}
