//! What a frame must not be, asked when all else is selected.

use super::Cx;
use crate::machine::{RBP, is_claimed};

pub(super) fn check(cx: &mut Cx<'_>) {
    let frame = &cx.out.frame;
    // A function that has a frame pointer can't leave its register alone.
    let pointer = cx.options.frame_pointer || frame.dynamic || frame.needs_frame_pointer;
    let claimed = pointer && is_claimed(frame, RBP);
    // Displacements have 32 bits.
    let size = frame.slots.iter().fold(0u64, |sum, slot| sum.saturating_add(slot.0));
    let large = size.saturating_add(u64::from(frame.outgoing)) > i32::MAX as u64 - 4096;
    let loc = cx.f.loc;
    if claimed {
        cx.out.errors.push((loc, "frame pointer required, but reserved".into()));
    }
    if large {
        cx.out.errors.push((loc, "total size of local objects too large".into()));
    }
}
