//! `.eh_frame` and `.debug_frame` from CFI directives (DWARF 5 section 6.4; LSB core 10.6).

use super::{ObjectStreamer, Position};
use crate::{
    CfiOp, Fixup, FixupKind, Isa, Place, SectionFlags, SectionId, SectionKind, SectionSpec, SymbolId, Value,
};

/// One `.cfi_startproc` … `.cfi_endproc`.
struct Frame {
    start: SymbolId,
    end: Option<Position>,
    simple: bool,
    place: Place,
    return_column: u16,
    signal: bool,
    personality: Option<(u8, Value)>,
    lsda: Option<(u8, Value)>,
    /// Range in [`Frames::ops`].
    first: u32,
    last: u32,
}

/// All procedures' CFI.
#[derive(Default)]
pub(super) struct Frames {
    frames: Vec<Frame>,
    ops: Vec<(Position, CfiOp)>,
    open: bool,
    debug_frame: bool,
    no_eh_frame: bool,
    /// The CFA's offset now, for `.cfi_adjust_cfa_offset` and `.cfi_rel_offset`; and those remembered.
    cfa: i64,
    saved: Vec<i64>,
}

impl Frames {
    pub(super) fn sections(&mut self, eh_frame: bool, debug_frame: bool) {
        self.no_eh_frame = !eh_frame;
        self.debug_frame = debug_frame;
    }

    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    pub(super) fn start(&mut self, start: SymbolId, simple: bool, place: Place, return_column: u16) {
        self.open = true;
        self.cfa = 0;
        self.saved.clear();
        let first = self.ops.len() as u32;
        self.frames.push(Frame {
            start,
            end: None,
            simple,
            place,
            return_column,
            signal: false,
            personality: None,
            lsda: None,
            first,
            last: first,
        });
    }

    pub(super) fn end(&mut self, here: Position) {
        self.open = false;
        if let Some(frame) = self.frames.last_mut() {
            frame.end = Some(here);
            frame.last = self.ops.len() as u32;
        }
    }

    /// The entry rule's CFA offset of the frame that was just opened.
    pub(super) fn set_cfa(&mut self, offset: i64) {
        self.cfa = offset;
    }

    pub(super) fn op(&mut self, here: Position, op: CfiOp) -> Result<(), &'static str> {
        let Some(frame) = self.frames.last_mut() else { return Ok(()) };
        let op = match op {
            CfiOp::ReturnColumn(column) => {
                frame.return_column = column;
                return Ok(());
            }
            CfiOp::SignalFrame => {
                frame.signal = true;
                return Ok(());
            }
            CfiOp::Personality(encoding, value) => {
                frame.personality = Some((encoding, value)).filter(|_| encoding != 0xFF);
                return Ok(());
            }
            CfiOp::Lsda(encoding, value) => {
                frame.lsda = Some((encoding, value)).filter(|_| encoding != 0xFF);
                return Ok(());
            }
            CfiOp::DefCfa(_, offset) | CfiOp::DefCfaOffset(offset) => {
                self.cfa = offset;
                op
            }
            CfiOp::AdjustCfaOffset(delta) => {
                self.cfa += delta;
                CfiOp::DefCfaOffset(self.cfa)
            }
            CfiOp::RelOffset(reg, offset) => CfiOp::Offset(reg, offset - self.cfa),
            CfiOp::RememberState => {
                self.saved.push(self.cfa);
                op
            }
            CfiOp::RestoreState => {
                self.cfa = self.saved.pop().ok_or("CFI state restore without previous remember")?;
                op
            }
            op => op,
        };
        self.ops.push((here, op));
        Ok(())
    }

    /// All positions, for adjustment when subsections are merged.
    pub(super) fn positions(&mut self) -> impl Iterator<Item = &mut Position> {
        let ends = self.frames.iter_mut().filter_map(|f| f.end.as_mut());
        ends.chain(self.ops.iter_mut().map(|(p, _)| p))
    }
}

/// A CIE that frames can share.
struct Cie {
    offset: u64,
    return_column: u16,
    signal: bool,
    personality: Option<(u8, Value)>,
    lsda_encoding: Option<u8>,
    initial: Vec<CfiOp>,
}

fn uleb(n: u64, out: &mut Vec<u8>) {
    super::layout::write_leb(n as i64, false, out);
}

fn sleb(n: i64, out: &mut Vec<u8>) {
    super::layout::write_leb(n, true, out);
}

/// Appends one instruction (DWARF 5 section 6.4.2, table 7.29).
fn write_op(op: &CfiOp, data_align: i64, out: &mut Vec<u8>) {
    let factored = |offset: i64| offset / data_align;
    let register = |opcode: u8, reg: u16, out: &mut Vec<u8>| {
        out.push(opcode);
        uleb(u64::from(reg), out);
    };
    match op {
        CfiOp::DefCfa(reg, offset) if *offset >= 0 => {
            register(0x0C, *reg, out);
            uleb(*offset as u64, out);
        }
        CfiOp::DefCfa(reg, offset) => {
            register(0x12, *reg, out);
            sleb(factored(*offset), out);
        }
        CfiOp::DefCfaRegister(reg) => register(0x0D, *reg, out),
        CfiOp::DefCfaOffset(offset) if *offset >= 0 => {
            out.push(0x0E);
            uleb(*offset as u64, out);
        }
        CfiOp::DefCfaOffset(offset) => {
            out.push(0x13);
            sleb(factored(*offset), out);
        }
        CfiOp::Offset(reg, offset) => {
            let n = factored(*offset);
            if n < 0 {
                register(0x11, *reg, out);
                sleb(n, out);
            } else if *reg < 64 {
                out.push(0x80 | *reg as u8);
                uleb(n as u64, out);
            } else {
                register(0x05, *reg, out);
                uleb(n as u64, out);
            }
        }
        CfiOp::ValOffset(reg, offset) => {
            let n = factored(*offset);
            if n < 0 {
                register(0x15, *reg, out);
                sleb(n, out);
            } else {
                register(0x14, *reg, out);
                uleb(n as u64, out);
            }
        }
        CfiOp::Register(a, b) => {
            register(0x09, *a, out);
            uleb(u64::from(*b), out);
        }
        CfiOp::Restore(reg) if *reg < 64 => out.push(0xC0 | *reg as u8),
        CfiOp::Restore(reg) => register(0x06, *reg, out),
        CfiOp::Undefined(reg) => register(0x07, *reg, out),
        CfiOp::SameValue(reg) => register(0x08, *reg, out),
        CfiOp::RememberState => out.push(0x0A),
        CfiOp::RestoreState => out.push(0x0B),
        CfiOp::Escape(bytes) => out.extend_from_slice(bytes),
        CfiOp::WindowSave => out.push(0x2D),
        // Settled when they were streamed.
        CfiOp::AdjustCfaOffset(_)
        | CfiOp::RelOffset(..)
        | CfiOp::ReturnColumn(_)
        | CfiOp::SignalFrame
        | CfiOp::Personality(..)
        | CfiOp::Lsda(..)
        | CfiOp::Label(_) => {}
    }
}

/// Bytes of a pointer in an encoding (LSB core 10.5.1).
fn encoded_size(encoding: u8, pointer: u8) -> u8 {
    match encoding & 0x07 {
        2 => 2,
        3 => 4,
        4 => 8,
        _ => pointer,
    }
}

/// A table under construction.
struct Table<'a> {
    bytes: &'a mut Vec<u8>,
    fixups: &'a mut Vec<Fixup>,
    pointer: u8,
    /// `DW_EH_PE_*` of code addresses.
    code_encoding: u8,
}

impl Table<'_> {
    /// A pointer in an encoding.
    fn pointer(&mut self, encoding: u8, value: Value) {
        let size = encoded_size(encoding, self.pointer);
        let pcrel = encoding & 0x70 == 0x10;
        let kind = match (size, pcrel) {
            (2, _) => FixupKind::DATA2,
            (4, true) => FixupKind::PCREL4,
            (4, false) => FixupKind::DATA4,
            (_, true) => FixupKind::PCREL8,
            (_, false) => FixupKind::DATA8,
        };
        self.fixups.push(Fixup { offset: self.bytes.len() as u32, frag: 0, value, kind });
        self.bytes.extend_from_slice(&[0; 8][..usize::from(size)]);
    }

    fn u32(&mut self, n: u32) {
        self.bytes.extend_from_slice(&n.to_le_bytes());
    }

    /// Pads an entry that started at `start` and writes its length.
    fn close(&mut self, start: usize, align: usize) {
        while !self.bytes.len().is_multiple_of(align) {
            self.bytes.push(0);
        }
        let length = (self.bytes.len() - start - 4) as u32;
        self.bytes[start..start + 4].copy_from_slice(&length.to_le_bytes());
    }
}

/// Which of the two sections is written.
#[derive(Clone, Copy, PartialEq)]
enum Flavour {
    Eh,
    Debug,
}

impl<I: Isa> ObjectStreamer<I> {
    /// Checks that all procedures are closed.
    pub(super) fn cfi_finish(&mut self) {
        if self.cfi.open {
            let place = self.cfi.frames.last().map_or(Place::default(), |f| f.place);
            self.context.error_at(place, "open CFI at the end of file; missing .cfi_endproc directive");
        }
    }

    /// Makes the frame sections, once code is laid out.
    pub(super) fn write_frames(&mut self) {
        if self.cfi.frames.is_empty() || self.cfi.open {
            return;
        }
        if !self.cfi.no_eh_frame {
            self.write_frame_section(Flavour::Eh);
        }
        if self.cfi.debug_frame {
            self.write_frame_section(Flavour::Debug);
        }
    }

    fn write_frame_section(&mut self, flavour: Flavour) {
        let pointer = self.isa.pointer_size();
        let spec = match flavour {
            Flavour::Eh => SectionSpec {
                kind: self.isa.eh_frame_kind(),
                ..SectionSpec::new(".eh_frame", SectionFlags::ALLOC)
            },
            Flavour::Debug => SectionSpec {
                kind: SectionKind::PROGBITS,
                ..SectionSpec::new(".debug_frame", SectionFlags::default())
            },
        };
        let id: SectionId = self.context.sections.intern(&spec);
        self.grow();
        let start_symbol = self.context.symbols.unnumbered();
        let mut contents = std::mem::take(&mut self.contents[id.0 as usize]);
        self.context.symbols[start_symbol].definition =
            crate::Definition::Label { section: id, frag: contents.frags.len() as u32, offset: 0 };
        contents.align = u64::from(pointer);
        let frames = std::mem::take(&mut self.cfi.frames);
        let mut cies: Vec<Cie> = Vec::new();
        let (code_align, data_align, _, entry_rules) = self.isa.cfi_initial();
        let code_encoding = self.isa.eh_pointer_encoding();
        let mut table =
            Table { bytes: &mut contents.bytes, fixups: &mut contents.fixups, pointer, code_encoding };
        for (i, frame) in frames.iter().enumerate() {
            let Some(end) = frame.end else { continue };
            let Some((start_section, start)) =
                super::layout::place(&self.context, &self.contents, frame.start)
            else {
                continue;
            };
            let address = |p: &Position| self.contents[p.section.0 as usize].address(p.frag, p.offset);
            let ops = &self.cfi.ops[frame.first as usize..frame.last as usize];
            let mut rules: Vec<CfiOp> = if frame.simple { Vec::new() } else { entry_rules.to_vec() };
            // Rules at the very start may be the CIE's.
            let at_start = ops.iter().take_while(|(p, _)| address(p) == start as u64).count();
            let own = rules.len();
            let shareable = ops[..at_start]
                .iter()
                .take_while(|(_, op)| {
                    !matches!(
                        op,
                        CfiOp::RememberState
                            | CfiOp::RestoreState
                            | CfiOp::Escape(_)
                            | CfiOp::Restore(_)
                            | CfiOp::Label(_)
                    )
                })
                .count();
            rules.extend(ops[..shareable].iter().map(|(_, op)| op.clone()));
            let found = cies.iter().find(|c| {
                c.return_column == frame.return_column
                    && c.signal == frame.signal
                    && c.personality == frame.personality
                    && c.lsda_encoding == frame.lsda.map(|l| l.0)
                    && rules.starts_with(&c.initial)
            });
            let (cie_offset, taken) = match found {
                Some(cie) => (cie.offset, cie.initial.len()),
                None => {
                    let offset = table.bytes.len() as u64;
                    write_cie(&mut table, frame, flavour, code_align, i64::from(data_align), &rules);
                    let taken = rules.len();
                    cies.push(Cie {
                        offset,
                        return_column: frame.return_column,
                        signal: frame.signal,
                        personality: frame.personality,
                        lsda_encoding: frame.lsda.map(|l| l.0),
                        initial: std::mem::take(&mut rules),
                    });
                    (offset, taken)
                }
            };
            let begin = table.bytes.len();
            table.u32(0);
            let length = match end.section == start_section {
                true => address(&end).wrapping_sub(start as u64),
                false => 0,
            };
            if flavour == Flavour::Eh {
                table.u32((begin as u64 + 4 - cie_offset) as u32);
                table.pointer(code_encoding, Value::symbol(frame.start));
                let size = usize::from(encoded_size(code_encoding, pointer));
                table.bytes.extend_from_slice(&length.to_le_bytes()[..size]);
                let lsda_size = frame.lsda.map_or(0, |(e, _)| encoded_size(e, pointer));
                uleb(u64::from(lsda_size), table.bytes);
                if let Some((encoding, value)) = frame.lsda {
                    table.pointer(encoding, value);
                }
            } else {
                table.pointer(3, Value::symbol(start_symbol).plus(cie_offset as i64));
                table.pointer(0, Value::symbol(frame.start));
                table.bytes.extend_from_slice(&length.to_le_bytes()[..usize::from(pointer)]);
            }
            // What the CIE already says is skipped; entry rules that it doesn't, come first.
            for rule in entry_rules.iter().take(own).skip(taken) {
                write_op(rule, i64::from(data_align), table.bytes);
            }
            let mut at = start as u64;
            for (position, op) in &ops[taken.saturating_sub(own)..] {
                let to = address(position);
                advance(to.wrapping_sub(at) / u64::from(code_align), table.bytes);
                at = to;
                write_op(op, i64::from(data_align), table.bytes);
            }
            let last = i + 1 == frames.len();
            let align = if flavour == Flavour::Debug || last { usize::from(pointer) } else { 4 };
            table.close(begin, align);
        }
        self.cfi.frames = frames;
        let frag = contents.frags.len() as u32;
        for fixup in &mut contents.fixups {
            fixup.frag = frag;
        }
        self.contents[id.0 as usize] = contents;
    }
}

/// `DW_CFA_advance_loc` in its shortest form.
fn advance(delta: u64, out: &mut Vec<u8>) {
    match delta {
        0 => {}
        1..0x40 => out.push(0x40 | delta as u8),
        0x40..0x100 => out.extend_from_slice(&[0x02, delta as u8]),
        0x100..0x1_0000 => {
            out.push(0x03);
            out.extend_from_slice(&(delta as u16).to_le_bytes());
        }
        _ => {
            out.push(0x04);
            out.extend_from_slice(&(delta as u32).to_le_bytes());
        }
    }
}

fn write_cie(
    table: &mut Table<'_>,
    frame: &Frame,
    flavour: Flavour,
    code_align: u8,
    data_align: i64,
    rules: &[CfiOp],
) {
    let begin = table.bytes.len();
    table.u32(0);
    table.u32(if flavour == Flavour::Eh { 0 } else { 0xFFFF_FFFF });
    // Version 1 is what `.eh_frame` has everywhere.
    table.bytes.push(1);
    if flavour == Flavour::Eh {
        table.bytes.push(b'z');
        if frame.personality.is_some() {
            table.bytes.push(b'P');
        }
        if frame.lsda.is_some() {
            table.bytes.push(b'L');
        }
        table.bytes.push(b'R');
        if frame.signal {
            table.bytes.push(b'S');
        }
    }
    table.bytes.push(0);
    uleb(u64::from(code_align), table.bytes);
    sleb(data_align, table.bytes);
    table.bytes.push(frame.return_column as u8);
    if flavour == Flavour::Eh {
        let personality_size = frame.personality.map_or(0, |(e, _)| 1 + encoded_size(e, table.pointer));
        uleb(u64::from(personality_size + u8::from(frame.lsda.is_some()) + 1), table.bytes);
        if let Some((encoding, value)) = frame.personality {
            table.bytes.push(encoding);
            table.pointer(encoding, value);
        }
        if let Some((encoding, _)) = frame.lsda {
            table.bytes.push(encoding);
        }
        table.bytes.push(table.code_encoding);
    }
    for rule in rules {
        write_op(rule, data_align, table.bytes);
    }
    let align = if flavour == Flavour::Eh { 4 } else { usize::from(table.pointer) };
    table.close(begin, align);
}
