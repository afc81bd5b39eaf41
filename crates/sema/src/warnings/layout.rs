//! Structures laid out otherwise than their members would like: members that stand where they should not
//! (-Wif-not-aligned, -Wpacked-not-aligned), gaps before members (-Wpadded).

use crate::Sema;
use crate::attribute::Attrs;
use crate::types::*;
use diag::{Loc, warn};
use parser::ast;

impl Sema<'_> {
    /// A member is declared: remembers what alignment it wants, and looks at `packed`, which it may not need.
    pub(crate) fn check_member_attributes(
        &mut self,
        attrs: [&Attrs; 2],
        (ty, bit_field): (Ty, bool),
        loc: Loc,
    ) {
        let own = attrs.iter().map(|attrs| attrs.warn_if_not_aligned).max().unwrap_or(0);
        let of_type = self.unit.types.wanted_align(ty);
        let wanted = if own > 0 { own } else { of_type };
        if wanted != 0 && bit_field {
            let text = self.session.sources.word_at(loc);
            self.error(
                loc,
                match own {
                    0 => format!("cannot declare bit-field '{text}' with 'warn_if_not_aligned' type"),
                    _ => format!("'warn_if_not_aligned' may not be specified for '{text}'"),
                },
            );
        } else if wanted != 0 {
            self.wanted_alignments.insert(loc, wanted);
        }
        let types = &self.unit.types;
        if attrs.iter().any(|attrs| attrs.packed) && !bit_field && types.align(ty) <= 1 && !types.is_error(ty)
        {
            let text = self.spell(ty.unqualified());
            let message = format!("'packed' attribute ignored for field of type '{text}'");
            self.warning(warn::ATTRIBUTES, loc, message);
        }
    }

    /// `packed`, which changes nothing (-Wpacked).
    pub(crate) fn check_packed(&self, spec: &ast::RecordSpec<'_>, fields: &[Field], size: u64) {
        if !self.session.diags.may_be_enabled(warn::PACKED) {
            return;
        }
        let types = &self.unit.types;
        let (mut end, mut align) = (0u64, 1u64);
        for field in fields {
            let own = u64::from(types.align(field.ty)).max(1);
            if field.bits.is_some() || types.is_error(field.ty) {
                return;
            }
            let place = if spec.is_union { 0 } else { end.next_multiple_of(own) };
            if place != field.offset {
                return;
            }
            end = end.max(place + types.size(field.ty).unwrap_or(0));
            align = align.max(own);
        }
        if end.next_multiple_of(align) != size {
            return;
        }
        let message = match spec.tag {
            Some(tag) => format!("packed attribute is unnecessary for '{}'", self.text(tag.name)),
            None => "packed attribute is unnecessary".to_string(),
        };
        self.warning(warn::PACKED, spec.tag.map_or(spec.span.lo, |tag| tag.loc), message);
    }

    /// All members have their places.
    pub(crate) fn check_layout(&self, ty: Ty, fields: &[Field], align: u32, end: Loc) {
        let packed = self.session.diags.may_be_enabled(warn::PACKED_NOT_ALIGNED);
        if self.wanted_alignments.is_empty() && !packed {
            return;
        }
        for field in fields {
            let (wanted, group) = match self.wanted_alignments.get(&field.loc) {
                Some(&wanted) => (wanted, warn::IF_NOT_ALIGNED),
                None if packed => (self.own_alignment(field.ty), warn::PACKED_NOT_ALIGNED),
                None => continue,
            };
            if wanted == 0 {
                continue;
            }
            let text = || self.spell(ty.unqualified());
            if !align.is_multiple_of(wanted) {
                let message = format!("alignment {align} of '{}' is less than {wanted}", text());
                self.warning(group, end, message);
            }
            let name = field.name.map_or_else(String::new, |name| self.text(name));
            // Where members stand that come after one of variable size is not known.
            if field.base.is_none() && !field.offset.is_multiple_of(u64::from(wanted)) {
                let offset = field.offset;
                let message = format!("'{name}' offset {offset} in '{}' isn't aligned to {wanted}", text());
                self.warning(group, field.loc, message);
            }
        }
    }

    /// Bit-fields of type `char` that are packed across bytes: GCC before 4.4 did not (GCC manual, "Warning Options").
    pub(crate) fn check_packed_bits(&self, fields: &[Field], end: Loc) {
        for field in fields {
            let Some((first, width)) = field.bits else { continue };
            let crosses = first % 8 + width > 8 && self.unit.types.size(field.ty) == Some(1);
            if let (true, Some(name)) = (crosses, field.name)
                && self.session.diags.is_enabled(warn::PACKED_BITFIELD_COMPAT, end)
            {
                let name = self.text(name);
                let message = format!("offset of packed bit-field '{name}' has changed in GCC 4.4");
                self.session.diags.remark(end, message);
            }
        }
    }

    /// The alignment of a structure that its members don't ask for, but it does itself; else 0.
    fn own_alignment(&self, ty: Ty) -> u32 {
        let types = &self.unit.types;
        let Some(record) = types.record_of(ty).map(|id| &types.records[id]) else { return 0 };
        let natural = record.fields.iter().flatten().map(|field| field.align).max().unwrap_or(1);
        if record.align > natural { record.align } else { 0 }
    }

    /// A gap before a member, or at the end of the structure.
    pub(crate) fn check_padding(&self, spec: &ast::RecordSpec<'_>, fields: &[Field], whole: u64) {
        if spec.is_union || !self.session.diags.may_be_enabled(warn::PADDED) {
            return;
        }
        let types = &self.unit.types;
        let mut end = 0;
        for field in fields {
            let bits = |field: &Field| field.bits.map(|(first, width)| u64::from(first) + u64::from(width));
            if bits(field).is_none() && field.offset > end {
                let name = field.name.map_or_else(String::new, |name| self.text(name));
                self.warning(warn::PADDED, field.loc, format!("padding struct to align '{name}'"));
            }
            let size = match bits(field) {
                Some(bits) => bits.div_ceil(8),
                None => types.size(field.ty).unwrap_or(0),
            };
            end = end.max(field.offset + size);
        }
        if whole > end && end > 0 {
            let message = format!("padding struct size to alignment boundary with {} bytes", whole - end);
            let at = spec.tag.map_or(spec.span.lo, |tag| tag.loc);
            self.warning(warn::PADDED, at, message);
        }
    }
}
