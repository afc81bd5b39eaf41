//! Strings that the function itself has stored shortly before: how long they are.

use crate::Checker;
use crate::access;
use crate::origin::{Origin, Root};
use ir::{Block, Inst, InstData, Op, Value, ValueDef, library};

/// So many instructions are looked at.
const STEPS: usize = 96;
/// A string may have been copied from one that was.
const DEPTH: u32 = 3;

/// So many bytes of a string are followed one by one.
const BYTES: usize = 32;

/// Functions of the library that touch nothing but what they return.
const ALLOCATE: &[&str] = &["malloc", "calloc", "aligned_alloc", "memalign", "valloc", "pvalloc"];

/// What an instruction says of a string.
enum Effect {
    /// Nothing.
    None,
    /// Nobody knows it any more.
    Lost,
    /// So long it is.
    Length(u64, u64),
    /// At a distance it has so many bytes of a constant.
    Bytes(i128, u32, i64),
}

impl Checker<'_> {
    /// The least and the greatest length of the string behind a pointer at the instruction at hand, if the way there
    /// tells.
    pub(crate) fn stored_length(&self, pointer: Value, block: Block) -> Option<(u64, u64)> {
        let position = self.f.blocks[block].insts.iter().position(|&inst| inst == self.inst)?;
        self.length_before(pointer, block, position, DEPTH)
    }

    fn length_before(&self, pointer: Value, block: Block, position: usize, depth: u32) -> Option<(u64, u64)> {
        let depth = depth.checked_sub(1)?;
        let origin = self.origin(pointer, block);
        origin.fixed()?;
        let mut bytes = [None; BYTES];
        let (mut block, mut position) = (block, position);
        let mut steps = 0;
        loop {
            for index in (0..position).rev() {
                steps += 1;
                if steps > STEPS {
                    return None;
                }
                let inst = self.f.blocks[block].insts[index];
                match self.effect(inst, block, index, &origin, depth) {
                    Effect::None => {}
                    Effect::Length(..) if bytes.iter().any(Option::is_some) => return None,
                    Effect::Bytes(distance, count, value) => {
                        let length = note_bytes(&mut bytes, distance, count, value);
                        if let Some(length) = length {
                            return Some((length, length));
                        }
                    }
                    Effect::Lost => return None,
                    Effect::Length(low, high) => return Some((low, high)),
                }
            }
            // Where only one way leads here, it is that.
            let [pred] = self.ranges.flow.preds(block) else { return None };
            block = pred.block;
            position = self.f.blocks[block].insts.len();
        }
    }

    fn effect(&self, inst: Inst, block: Block, index: usize, of: &Origin, depth: u32) -> Effect {
        let data = self.f.insts[inst];
        match data.op {
            Op::Store => {
                let to = self.origin(data.args[1], block);
                let value = self.f.constant(self.f.resolve(data.args[0]));
                match (to.root == of.root, to.fixed(), of.fixed(), value) {
                    (true, Some(to), Some(of), Some(value)) if data.ty.is_int() && data.ty.bytes() <= 8 => {
                        Effect::Bytes(to + i128::from(data.imm) - of, data.ty.bytes(), value)
                    }
                    _ if self.is_apart(&to, of) => Effect::None,
                    _ => Effect::Lost,
                }
            }
            Op::MemCopy | Op::MemSet => {
                let to = self.origin(data.args[0], block);
                match self.is_apart(&to, of) {
                    true => Effect::None,
                    false if data.op == Op::MemSet => Effect::Lost,
                    false => self.copied(data.args[1], block, &to, data.imm as u64, of),
                }
            }
            Op::Call => self.effect_of_call(&data, block, index, of, depth),
            op if op.effects() & ir::op::WRITE != 0 => Effect::Lost,
            _ => Effect::None,
        }
    }

    fn effect_of_call(&self, data: &InstData, block: Block, index: usize, of: &Origin, depth: u32) -> Effect {
        let symbol = self.callee(data);
        if symbol.alloc_size.is_some() && ALLOCATE.contains(&&*symbol.name) {
            return Effect::None;
        }
        let Some(function) = symbol.library else {
            // Nobody else knows of an object whose address goes nowhere.
            let own = matches!(of.root, Root::Slot(slot) if !self.aliases().escapes(slot.as_u32()));
            return if own { Effect::None } else { Effect::Lost };
        };
        let args = data.list.as_slice(&self.f.lists);
        let Some(writes) = access::written(function) else {
            return if access::is_checked(function) { Effect::None } else { Effect::Lost };
        };
        let Some(&to) = args.get(usize::from(writes)) else { return Effect::Lost };
        let to = self.origin(to, block);
        if self.is_apart(&to, of) {
            return Effect::None;
        }
        let copies =
            [library!("strcpy"), library!("stpcpy"), library!("__strcpy_chk"), library!("__stpcpy_chk")];
        if copies.contains(&function) {
            let (low, high) = self.string_length(args[1], block);
            let known = high < crate::options::MAX_OBJECT - 1;
            let length = match known {
                true => Some((low, high)),
                false => self.length_before(args[1], block, index, depth),
            };
            return length.map_or(Effect::Lost, |length| behind(length, &to, of));
        }
        let bounded = [library!("strncpy"), library!("stpncpy")];
        if bounded.contains(&function)
            && let Some(bound) = self.ranges.of(args[2], block).single()
        {
            let (bound, (low, high)) = (bound as u64, self.string_length(args[1], block));
            // What does not fit has no end: what follows decides.
            return match (low == high, low < bound) {
                (true, true) => behind((low, high), &to, of),
                (true, false) => behind((bound, crate::options::MAX_OBJECT), &to, of),
                _ => Effect::Lost,
            };
        }
        let blocks = [library!("memcpy"), library!("memmove"), library!("mempcpy"), library!("__memcpy_chk")];
        if blocks.contains(&function)
            && let Some(size) = self.f.constant(self.f.resolve(args[2]))
        {
            return self.copied(args[1], block, &to, size as u64, of);
        }
        Effect::Lost
    }

    /// Bytes of a constant, with the zero that ends it.
    fn copied(&self, from: Value, block: Block, to: &Origin, size: u64, of: &Origin) -> Effect {
        let (low, high) = self.string_length(from, block);
        if low == high && low < size { behind((low, high), to, of) } else { Effect::Lost }
    }

    /// Whether two pointers are surely into different objects.
    fn is_apart(&self, a: &Origin, b: &Origin) -> bool {
        // What a function is given does not point to its own objects.
        let given =
            |value: Value| matches!(self.f.def(value), ValueDef::Param(at, _) if at == self.f.entry());
        match (a.root, b.root) {
            (Root::Value(value), Root::Slot(_)) | (Root::Slot(_), Root::Value(value)) => given(value),
            (Root::Value(_), _) | (_, Root::Value(_)) => false,
            (a, b) => a != b,
        }
    }
}

/// The string at one pointer, when at another there is one of this length.
fn behind((low, high): (u64, u64), to: &Origin, of: &Origin) -> Effect {
    let distance = match (to.root == of.root, to.fixed(), of.fixed()) {
        (true, Some(to), Some(of)) => u64::try_from(of - to).ok(),
        _ => None,
    };
    match distance.filter(|&distance| distance <= low) {
        Some(distance) => Effect::Length(low - distance, high - distance),
        None => Effect::Lost,
    }
}

/// Notes what an earlier store left; the length, if now all is known up to a zero.
fn note_bytes(bytes: &mut [Option<u8>; BYTES], distance: i128, count: u32, value: i64) -> Option<u64> {
    for (i, byte) in value.to_le_bytes().into_iter().take(count as usize).enumerate() {
        let place = usize::try_from(distance + i as i128).ok().and_then(|at| bytes.get_mut(at));
        if let Some(place) = place {
            // What has been stored later stays.
            *place = place.or(Some(byte));
        }
    }
    let end = bytes.iter().position(|byte| byte.is_none_or(|byte| byte == 0))?;
    (bytes[end] == Some(0)).then_some(end as u64)
}
