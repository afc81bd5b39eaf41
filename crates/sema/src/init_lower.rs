//! Flattened initialisers made final: a byte image with relocations for static objects, stores for automatic ones;
//! and compound literals, which are both.

use crate::Sema;
use crate::constant::Const;
use crate::constexpr::Root;
use crate::flat::{Entry, EntryValue, Flat, Slot};
use crate::hir::*;
use crate::sugar::written_name;
use crate::types::*;
use crate::warnings::cxx_compat::TypeOperand;
use diag::{Loc, Span, warn};
use parser::ast::{self, Initializer, Storage};

/// From this many zeros on, the end of an image is not part of it.
const CLEARED_TAIL: u64 = 32;

/// From this many constant bytes on, an automatic object gets them as one image.
const IMAGE_THRESHOLD: u64 = 64;

/// Up to which offset of an object the bytes of its initialiser are kept.
const MAX_IMAGE: u64 = 1 << 31;

impl Sema<'_> {
    /// The initialiser of an object with static storage duration, and the object's completed type.
    pub(crate) fn static_initializer(&mut self, ty: Ty, init: &Initializer<'_>) -> (Ty, StaticInit) {
        let (ty, flat) = self.in_static_initializer(|sema| sema.flatten(ty, init, true));
        let size = self.unit.types.size(ty).unwrap_or(0);
        let init = self.static_image(size, &flat);
        (ty, init)
    }

    /// The same of an object with a name.
    pub(crate) fn named_static(
        &mut self,
        name: ast::Ident,
        ty: Ty,
        init: &Initializer<'_>,
    ) -> (Ty, StaticInit) {
        let outer = self.initialized.replace(name.name);
        self.initialized_at = Some(name.loc);
        let result = self.static_initializer(ty, init);
        self.initialized_at = None;
        self.initialized = outer;
        result
    }

    fn static_image(&mut self, size: u64, flat: &Flat) -> StaticInit {
        let mut init = StaticInit { size: size.max(flat.end), bytes: Vec::new(), relocs: Vec::new() };
        for entry in &flat.entries {
            self.static_entry(entry, &mut init, flat);
        }
        init.relocs.sort_by_key(|reloc| reloc.offset);
        let used = init.bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
        init.bytes.truncate(used);
        init
    }

    fn static_entry(&mut self, entry: &Entry, init: &mut StaticInit, flat: &Flat) {
        match entry.value {
            EntryValue::String(string, used) => {
                let bytes = &self.unit.strings[string].bytes[..used as usize];
                self.static_bytes(init, entry.offset, bytes, Loc::NONE);
            }
            EntryValue::Again(_) => {}
            EntryValue::Expr(id) => {
                self.in_static += 1;
                let value = self.evaluate(id);
                self.in_static -= 1;
                self.last_static = value;
                let value = value.or_else(|| self.literal_value(id, entry, flat));
                let Some(value) = value else {
                    if !self.is_error(id) && !self.static_aggregate(id, entry, init, flat) {
                        let loc = self.loc(id);
                        self.error(loc, "initializer element is not constant");
                        self.note_near(flat, entry.slot(), loc);
                    }
                    return;
                };
                if let Some((shift, width)) = entry.bits {
                    if entry.offset >= MAX_IMAGE {
                        self.beyond_image(self.loc(id));
                        return;
                    }
                    self.static_bits(entry, (shift, width), value, self.loc(id), &mut init.bytes);
                    return;
                }
                if !self.is_pure(id) && !self.pedantic() && self.has_comma(id) {
                    // With -pedantic GCC takes it, and says that it is no constant expression.
                    let loc = self.loc(id);
                    self.error(loc, "initializer element is not constant");
                    self.note_near(flat, entry.slot(), loc);
                    return;
                }
                if self.check_strictness(id) {
                    self.note_near(flat, entry.slot(), self.loc(id));
                }
                let mut bytes = Vec::with_capacity(16);
                let reloc = self.const_bytes(value, entry.ty, &mut bytes);
                if let Some((StaticTarget::Label(..) | StaticTarget::LabelDifference(..), _)) = reloc {
                    self.body.labels_in_data = true;
                }
                if reloc.is_some()
                    && bytes.len() > self.session.target.pointer_size as usize
                    && let ExprKind::Cast(CastKind::IntToInt, inner) = self.kind(id)
                    && self.unit.types.is_signed(self.ty(inner))
                {
                    // No relocation extends a sign.
                    let loc = self.loc(id);
                    self.error(loc, "initializer element is not computable at load time");
                    self.note_near(flat, entry.slot(), loc);
                    return;
                }
                if reloc.is_some() && self.unit.types.has_storage_order(entry.ty) {
                    // GCC's rule: an address in a structure of the other storage order is no constant.
                    let loc = self.loc(id);
                    self.error(loc, "initializer element is not constant");
                }
                self.static_bytes(init, entry.offset, &bytes, self.loc(id));
                let end = entry.offset + bytes.len() as u64;
                // In order of offset; what is initialised again is overridden (6.7.9p19).
                let first =
                    init.relocs.partition_point(|old| old.offset + u64::from(old.size) <= entry.offset);
                let last = init.relocs.partition_point(|old| old.offset < end).max(first);
                let new = reloc.map(|(target, addend)| StaticReloc {
                    offset: entry.offset,
                    size: bytes.len() as u8,
                    target,
                    addend,
                });
                init.relocs.splice(first..last, new);
            }
        }
    }

    /// Puts bytes into an image, which is made longer only for what is not zero: an address is all in its relocation.
    fn static_bytes(&self, init: &mut StaticInit, offset: u64, bytes: &[u8], loc: Loc) {
        let used = bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
        if used != 0 && offset + used as u64 > MAX_IMAGE {
            return self.beyond_image(loc);
        }
        let at = usize::try_from(offset).unwrap_or(usize::MAX);
        if used != 0 {
            reserve(&mut init.bytes, offset, used);
        }
        let kept = init.bytes.len().saturating_sub(at).min(bytes.len());
        if kept != 0 {
            init.bytes[at..at + kept].copy_from_slice(&bytes[..kept]);
        }
    }

    fn beyond_image(&self, loc: Loc) {
        self.error(loc, format!("objects initialized beyond {MAX_IMAGE} bytes are not supported"));
    }

    /// GNU: the value of a scalar compound literal at file scope, as an initialiser of its own.
    fn literal_value(&mut self, id: ExprId, entry: &Entry, flat: &Flat) -> Option<Const> {
        let ExprKind::Load(place) = self.kind(id) else { return None };
        let ExprKind::Global(decl) = self.kind(place) else { return None };
        let value = self.literal_values.get(&decl).copied()?;
        if self.pedantic() {
            let loc = self.loc(id);
            self.pedwarn(warn::PEDANTIC, loc, "initializer element is not constant");
            self.note_near(flat, entry.slot(), loc);
        }
        Some(value)
    }

    fn static_bits(
        &self,
        entry: &Entry,
        (shift, width): (u16, u16),
        value: Const,
        loc: Loc,
        bytes: &mut Vec<u8>,
    ) {
        let big_endian = self.session.target.big_endian != self.unit.types.is_reversed(entry.ty);
        let bit: &dyn Fn(usize) -> bool = match value {
            Const::Int(bits) => &move |at| bits.checked_shr(at as u32).unwrap_or(0) & 1 != 0,
            Const::Big(index) => &move |at| self.big_bit(index, at as u64),
            _ => return self.error(loc, "initializer element is not computable at load time"),
        };
        insert_bits(bytes, entry.offset, shift, width, bit, big_endian);
    }

    /// A value of record, union or vector type that is constant after all: built from a scalar, or read from a
    /// compound literal.
    fn static_aggregate(&mut self, id: ExprId, entry: &Entry, init: &mut StaticInit, flat: &Flat) -> bool {
        match self.kind(id) {
            ExprKind::Cast(CastKind::ToUnion, value) | ExprKind::Cast(CastKind::Bitcast, value) => {
                let inner = Entry { ty: self.ty(value), value: EntryValue::Expr(value), ..*entry };
                self.static_entry(&inner, init, flat);
                true
            }
            ExprKind::Splat(value) => {
                let Some((elem, lanes)) = self.unit.types.vector_of(entry.ty) else { return false };
                let size = self.unit.types.size(elem).unwrap_or(0);
                for lane in 0..u64::from(lanes) {
                    let offset = entry.offset + lane * size;
                    let inner = Entry { offset, bits: None, ty: elem, value: EntryValue::Expr(value) };
                    self.static_entry(&inner, init, flat);
                }
                true
            }
            ExprKind::Load(place) => match self.kind(place) {
                ExprKind::Compound(_, literal) => {
                    let stores = self.body.inits[literal].stores.clone();
                    let image = self.body.inits[literal].image;
                    if let Some(image) = image {
                        let length = self.unit.strings[image].bytes.len();
                        let at = reserve(&mut init.bytes, entry.offset, length);
                        let bytes = self.unit.strings[image].bytes.clone();
                        init.bytes[at..at + length].copy_from_slice(&bytes);
                    }
                    for store in stores {
                        let inner = Entry {
                            offset: entry.offset + store.offset,
                            bits: store.bits,
                            ty: store.ty,
                            value: EntryValue::Expr(store.value),
                        };
                        self.static_entry(&inner, init, flat);
                    }
                    true
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// The initialiser of an automatic object, whose place is `local`; and its completed type.
    pub(crate) fn auto_initializer(
        &mut self,
        local: LocalId,
        ty: Ty,
        init: &Initializer<'_>,
    ) -> (Ty, InitId) {
        let (ty, flat) = self.flatten(ty, init, false);
        if self.unit.types.is_array(ty) {
            self.body.locals[local].ty = ty;
        }
        if flat.end > self.unit.types.size(ty).unwrap_or(0) {
            self.error(init.span(), "non-static initialization of a flexible array member");
            self.note_near(&flat, Slot { offset: 0, ty: flat.whole, bits: None }, init.span());
        }
        let size = self.unit.types.size(ty).unwrap_or(0);
        let init = self.lower_stores(local, size, flat, init.span().lo);
        let id = self.body.inits.push(init);
        (ty, id)
    }

    /// `_Alignas` among the specifiers of a compound literal (6.7.5p2).
    fn align_literal(&mut self, literal: ExprId, name: &ast::TypeName<'_>) {
        // What they define has been defined.
        let specs = ast::DeclSpecs { ty: ast::TypeSpec::Implicit, attributes: &[], ..*name.specs };
        let align = self.quietly(|sema| sema.specifiers(&specs, false)).alignas;
        let (ty, at) = (self.ty(literal), self.loc(literal));
        if align != 0 && align < self.unit.types.align(ty) {
            for what in ["unnamed field", "compound literal"] {
                self.error(at, format!("'_Alignas' specifiers cannot reduce alignment of {what}"));
            }
        }
        match self.kind(literal) {
            ExprKind::Compound(local, _) => {
                let local = &mut self.body.locals[local];
                local.align = local.align.max(align);
            }
            ExprKind::Global(decl) => {
                let attrs = &mut self.unit.decls[decl].attrs;
                attrs.align = attrs.align.max(align);
            }
            _ => {}
        }
    }

    fn lower_stores(&mut self, local: LocalId, size: u64, flat: Flat, loc: Loc) -> Init {
        let mut init = Init { zero: !self.covers(&flat.entries, size), image: None, stores: Vec::new() };
        let mut image: Vec<u8> = Vec::new();
        let constant_bytes: u64 = flat
            .entries
            .iter()
            .map(|entry| match entry.value {
                EntryValue::String(_, used) => used,
                EntryValue::Expr(id) if self.is_pure(id) => self.unit.types.size(entry.ty).unwrap_or(0),
                _ => 0,
            })
            .sum();
        let use_image = constant_bytes >= IMAGE_THRESHOLD
            && !flat.overrides
            && flat.entries.iter().all(|entry| entry.offset < MAX_IMAGE);
        for entry in &flat.entries {
            match entry.value {
                EntryValue::String(string, used) => {
                    let bytes = self.unit.strings[string].bytes[..used as usize].to_vec();
                    if use_image {
                        let at = reserve(&mut image, entry.offset, bytes.len());
                        image[at..at + bytes.len()].copy_from_slice(&bytes);
                        // The array's tail is zero.
                        let tail = self.unit.types.size(entry.ty).unwrap_or(used);
                        init.zero |= tail > used;
                    } else {
                        self.store_bytes(entry, &bytes, &mut init, loc);
                    }
                }
                EntryValue::Expr(id) => {
                    if use_image
                        && entry.bits.is_none()
                        && self.is_pure(id)
                        && let Some(value) = self.evaluate(id)
                    {
                        let mut bytes = Vec::with_capacity(16);
                        self.const_bytes(value, entry.ty, &mut bytes);
                        let at = reserve(&mut image, entry.offset, bytes.len());
                        image[at..at + bytes.len()].copy_from_slice(&bytes);
                        continue;
                    }
                    init.stores.push(InitStore {
                        offset: entry.offset,
                        bits: entry.bits,
                        ty: entry.ty,
                        value: id,
                    });
                }
                EntryValue::Again(from) => {
                    self.body.locals[local].address_taken = true;
                    let object = self.body.locals[local].ty;
                    let base = self.push(ExprKind::Local(local), object, loc);
                    let place = match entry.bits {
                        Some((shift, width)) => self.push(
                            ExprKind::BitField { base, offset: from as u32, shift, width },
                            entry.ty,
                            loc,
                        ),
                        None => self.push(ExprKind::Member { base, offset: from }, entry.ty, loc),
                    };
                    let value = self.push(ExprKind::Load(place), entry.ty, loc);
                    init.stores.push(InitStore {
                        offset: entry.offset,
                        bits: entry.bits,
                        ty: entry.ty,
                        value,
                    });
                }
            }
        }
        if !image.is_empty() {
            let used = image.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
            init.zero |= (used as u64) < size;
            // A long tail of zeros is cleared instead of copied; a short one is worth no code of its own.
            let whole = size - used as u64 <= CLEARED_TAIL;
            image.resize(if whole { size as usize } else { used.next_multiple_of(8) }, 0);
            if used == 0 {
                image.clear();
            }
            if !image.is_empty() {
                init.image = Some(self.string_id(image, 1));
            }
        }
        init
    }

    /// A string as stores of machine words.
    fn store_bytes(&mut self, entry: &Entry, bytes: &[u8], init: &mut Init, loc: Loc) {
        let total = self.unit.types.size(entry.ty).unwrap_or(bytes.len() as u64);
        init.zero |= total > bytes.len() as u64;
        let mut at = 0;
        while at < bytes.len() {
            let rest = bytes.len() - at;
            let (width, ty) = match rest {
                8.. => (8, common::ULLONG),
                4.. => (4, common::UINT),
                2.. => (2, common::USHORT),
                _ => (1, common::UCHAR),
            };
            let piece = &bytes[at..at + width];
            let fold = |value: u64, &byte: &u8| value << 8 | u64::from(byte);
            let value = if self.session.target.big_endian {
                piece.iter().fold(0, fold)
            } else {
                piece.iter().rev().fold(0, fold)
            };
            if value != 0 || !init.zero {
                let value = self.int(i128::from(value), ty, loc);
                init.stores.push(InitStore { offset: entry.offset + at as u64, bits: None, ty, value });
            }
            at += width;
        }
    }

    /// Whether the entries write every byte of the object.
    fn covers(&self, entries: &[Entry], size: u64) -> bool {
        if entries.iter().any(|entry| entry.bits.is_some()) {
            return false;
        }
        let mut spans: Vec<(u64, u64)> = entries
            .iter()
            .map(|entry| {
                let bytes = match entry.value {
                    EntryValue::String(_, used) => used,
                    _ => match self.unit.types.format_of(entry.ty) {
                        // The x87 format leaves bytes of its object alone.
                        Some(format) => crate::float::significant_bytes(format) as u64,
                        None => self.unit.types.size(entry.ty).unwrap_or(0),
                    },
                };
                (entry.offset, entry.offset + bytes)
            })
            .collect();
        spans.sort_unstable();
        let mut end = 0;
        for (from, to) in spans {
            if from > end {
                return false;
            }
            end = end.max(to);
        }
        end >= size
    }

    /// `(T){ … }`: an automatic object in a function unless its storage class says otherwise, a static one at file
    /// scope (6.5.3.6).
    pub(crate) fn compound_literal(
        &mut self,
        storage: Storage,
        name: &ast::TypeName<'_>,
        list: &ast::InitList<'_>,
        span: Span,
    ) -> ExprId {
        let loc = span.lo;
        let mark = self.effects.len();
        let ty = self.operand_type(name, TypeOperand::CompoundLiteral);
        if self.unit.types.is_error(ty) {
            return self.error_expr(loc);
        }
        let types = &self.unit.types;
        if types.is_function(ty) || types.is_void(ty) {
            self.error(span, "invalid initializer");
            return self.error_expr(loc);
        }
        if types.is_incomplete(ty) && !matches!(types.array_of(ty), Some((_, ArrayLen::Incomplete))) {
            let outer = self.initialized.take();
            self.flatten(ty, &Initializer::List(list), false);
            self.initialized = outer;
            self.incomplete_use(ty, written_name(name, ty), loc);
            return self.error_expr(loc);
        }
        if types.is_variable_size(ty) {
            self.error(span, "compound literal has variable size");
            return self.error_expr(loc);
        }
        let init = Initializer::List(list);
        let outer = self.initialized.take();
        let literal = self.compound_object(storage, ty, &init, (loc, mark));
        self.initialized = outer;
        if !name.specs.alignas.is_empty() {
            self.align_literal(literal, name);
        }
        literal
    }

    /// The object of a compound literal of type `ty`; what its type's sizes need stands in the effects from `mark` on.
    fn compound_object(
        &mut self,
        storage: Storage,
        ty: Ty,
        init: &Initializer<'_>,
        (loc, mark): (Loc, usize),
    ) -> ExprId {
        let is_constexpr = storage.has(Storage::CONSTEXPR);
        if is_constexpr && !self.may_be_constexpr(ty, loc) {
            return self.error_expr(loc);
        }
        // A constant can't be told from its copies in other calls but by its address: one serves all.
        if self.function.is_none()
            || storage.has(Storage(Storage::STATIC.0 | Storage::THREAD.0 | Storage::CONSTEXPR.0))
        {
            let ty = if is_constexpr { self.unit.types.qualify(ty, CONST) } else { ty };
            self.constexpr_depth += u32::from(is_constexpr);
            let (ty, value) = self.static_initializer(ty, init);
            self.constexpr_depth -= u32::from(is_constexpr);
            let known = self.last_static.take();
            let decl = self.anonymous_object(ty, "__compound_literal", loc);
            if let Some(known) = known
                && self.unit.types.is_scalar(ty)
            {
                // (The object's address may be taken, but until then it holds what it was given.)
                self.literal_values.insert(decl, known);
            }
            self.unit.decls[decl].thread_local = storage.has(Storage::THREAD);
            if is_constexpr {
                self.named_constants.insert(Root::Static(decl), value.clone());
            }
            self.items.push(Item::Variable(decl, value));
            return self.push(ExprKind::Global(decl), ty, loc);
        }
        let local = self.hidden_local(ty, loc);
        let (ty, init) = self.auto_initializer(local, ty, init);
        let literal = self.push(ExprKind::Compound(local, init), ty, loc);
        if self.effects.len() == mark {
            return literal;
        }
        // The sizes in its type are computed before it is made.
        let pointer = self.unit.types.pointer(ty);
        let address = self.address(literal, pointer, loc);
        let address = self.with_effects(mark, address);
        self.push(ExprKind::Deref(address), ty, loc)
    }

    /// A static object without a name.
    pub(crate) fn anonymous_object(&mut self, ty: Ty, prefix: &str, loc: Loc) -> DeclId {
        self.unique += 1;
        let symbol = self.session.interner.intern(format!("{prefix}.{}", self.unique).as_bytes());
        self.unit.decls.push(Decl {
            name: symbol,
            symbol,
            ty,
            linkage: Linkage::Internal,
            is_function: false,
            defined: true,
            tentative: false,
            used: true,
            read: false,
            emission: Emission::default(),
            takes_chain: false,
            thread_local: false,
            register: None,
            tls_model: None,
            attrs: DeclAttrs::default(),
            loc,
        })
    }
}

/// Makes room for `count` bytes at `offset`.
fn reserve(bytes: &mut Vec<u8>, offset: u64, count: usize) -> usize {
    let at = offset as usize;
    if bytes.len() < at + count {
        bytes.resize(at + count, 0);
    }
    at
}

/// Puts the low `width` bits of a value at bit `shift` from byte `offset` on. Big-endian bits are counted from the most
/// significant one of each byte, and the value's most significant bit comes first.
fn insert_bits(
    bytes: &mut Vec<u8>,
    offset: u64,
    shift: u16,
    width: u16,
    value: &dyn Fn(usize) -> bool,
    big_endian: bool,
) {
    let last = (usize::from(shift) + usize::from(width)).div_ceil(8);
    let at = reserve(bytes, offset, last);
    for bit in 0..usize::from(width) {
        let position = usize::from(shift) + if big_endian { usize::from(width) - 1 - bit } else { bit };
        let byte = at + position / 8;
        let mask = if big_endian { 0x80 >> (position % 8) } else { 1u8 << (position % 8) };
        if value(bit) {
            bytes[byte] |= mask;
        } else {
            bytes[byte] &= !mask;
        }
    }
}
