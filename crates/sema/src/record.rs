//! Structures, unions and enumerations: definition (C23 6.7.3.2, 6.7.3.3) and layout (x86-64 psABI 3.1.2 and, for
//! bit-fields, GCC's rules for machines where a bit-field's declared type matters).

use crate::Sema;
use crate::attribute::{Attrs, On};
use crate::call_attributes::Asked;
use crate::call_checks::UsedResult;
use crate::constant::ConstantPlace;
use crate::declarator::Role;
use crate::scope::{Binding, Entity, Tag};
use crate::types::*;
use crate::warnings::attribute_places::Bearer;
use diag::{Loc, warn};
use lexer::Symbol;
use parser::ast::{self, MemberDecl};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;

/// Layout in progress. Positions are in bits.
pub(crate) struct Layout {
    pub(crate) is_union: bool,
    packed: bool,
    /// `#pragma pack`, in bytes; 0 is none.
    pack: u32,
    position: u128,
    /// Its scalars have the other storage order than the machine's.
    reversed: bool,
    /// Bit-fields are laid out as Microsoft's compilers do (GCC manual, "x86 Type Attributes").
    ms: bool,
    /// With that: the storage unit that the next bit-field may go on in.
    unit: Option<Unit>,
    /// The largest end of any member.
    end: u128,
    align: u32,
    /// The end of the last member of variable size, which positions count from; of a union, its size so far.
    pub(crate) base: Option<VlaId>,
    /// What the base is a multiple of.
    pub(crate) base_align: u32,
}

/// A storage unit of bit-fields, in bits.
#[derive(Clone, Copy)]
struct Unit {
    start: u128,
    size: u128,
    used: u128,
}

impl Layout {
    /// The position in bytes; positions count from a new base from now on.
    pub(crate) fn take_position(&mut self) -> u64 {
        self.end = 0;
        std::mem::take(&mut self.position).div_ceil(8) as u64
    }

    /// The end of all members, in bytes from the base.
    pub(crate) fn constant_end(&self) -> u64 {
        self.end.div_ceil(8) as u64
    }

    fn start(&mut self) {
        if self.is_union {
            self.position = 0;
        }
    }

    fn finish(&mut self, position: u128) {
        self.position = position;
        self.end = self.end.max(position);
    }

    /// The alignment that a member that is no bit-field gets.
    fn alignment(&self, natural: u32, user: u32, packed: bool) -> u32 {
        let align = if packed || self.packed { 1 } else { natural };
        match (user, self.pack) {
            (0, 0) => align,
            (0, pack) => align.min(pack),
            (user, _) => align.max(user),
        }
    }

    /// Places a member that is no bit-field: its offset in bytes and its alignment.
    fn member(&mut self, size: u64, natural: u32, user: u32, packed: bool) -> (u64, u32) {
        self.start();
        self.unit = None;
        let align = self.alignment(natural, user, packed);
        self.align = self.align.max(align);
        let offset = self.position.div_ceil(8).next_multiple_of(u128::from(align));
        self.finish((offset + u128::from(size)) * 8);
        (offset as u64, align)
    }

    /// Places a bit-field of `width` bits whose declared type has that size and alignment: the byte offset of its
    /// storage unit and its first bit in it.
    fn bit_field(
        &mut self,
        width: u32,
        size: u64,
        natural: u32,
        user: u32,
        packed: bool,
        named: bool,
    ) -> (u64, u16) {
        self.start();
        let packed = packed || self.packed;
        let mut type_align = natural;
        if self.pack > 0 {
            type_align = type_align.min(self.pack);
        }
        let unit = u128::from(size) * 8;
        let width = u128::from(width);
        if self.ms {
            return self.ms_bit_field(width, unit, if packed { 1 } else { type_align }.max(user));
        }
        if width == 0 {
            // Closes the unit, whatever the packing.
            let align = u128::from(if self.pack > 0 { type_align } else { natural }) * 8;
            let position = self.position.next_multiple_of(align);
            self.finish(position);
            return ((position / 8) as u64, 0);
        }
        let mut position = self.position;
        if user > 0 {
            position = position.next_multiple_of(u128::from(user) * 8);
            self.align = self.align.max(user);
        }
        if !packed {
            let align = u128::from(type_align) * 8;
            let spanned = (position % align + width).div_ceil(align);
            if spanned > unit / align {
                position = position.next_multiple_of(align);
            }
        }
        if named {
            let align = if self.pack > 0 {
                type_align
            } else if packed {
                1
            } else {
                natural
            };
            self.align = self.align.max(align);
        }
        self.finish(position + width);
        let in_unit = position % unit;
        if in_unit + width <= unit {
            ((position / unit * u128::from(size)) as u64, in_unit as u16)
        } else {
            ((position / 8) as u64, (position % 8) as u16)
        }
    }
}

impl Layout {
    /// A bit-field as Microsoft's compilers place it: units are of the declared type, whole, and hold only fields whose
    /// types have that size. One of no width ends a unit, and where there is none means nothing.
    fn ms_bit_field(&mut self, width: u128, size: u128, align: u32) -> (u64, u16) {
        let aligned = |position: u128| position.next_multiple_of(u128::from(align) * 8);
        if width == 0 {
            if self.unit.take().is_some() {
                let position = aligned(self.position);
                self.align = self.align.max(align);
                self.finish(position);
            }
            return ((self.position / 8) as u64, 0);
        }
        let fits = self.unit.filter(|unit| !self.is_union && unit.size == size && unit.used + width <= size);
        let mut unit = fits.unwrap_or(Unit { start: aligned(self.position), size, used: 0 });
        let shift = unit.used;
        unit.used += width;
        self.unit = Some(unit);
        self.align = self.align.max(align);
        self.finish(unit.start + size);
        ((unit.start / 8) as u64, shift as u16)
    }
}

/// For each large record that was asked for a member, the place of the member that each name leads to.
pub(crate) type MemberIndices = RefCell<FxHashMap<RecordId, FxHashMap<Symbol, u32>>>;

/// From so many members on, a record's names are indexed.
const INDEXED_MEMBERS: usize = 32;

/// A member of a record, where it is found.
pub(crate) struct Found<'a> {
    /// In bytes from the record's start, or from the sum of the bases.
    pub(crate) offset: u64,
    /// Offsets that are known at run time only.
    pub(crate) bases: Vec<VlaId>,
    pub(crate) field: &'a Field,
}

/// Definitions of structures and unions in each other; C23 5.2.5.2 asks for 63. Members of anonymous ones are looked for
/// through all of them.
const MAX_NESTED_RECORDS: u32 = 1 << 14;

fn record_word(is_union: bool) -> &'static str {
    if is_union { "union" } else { "struct" }
}

impl Sema<'_> {
    /// struct-or-union-specifier
    pub(crate) fn record_specifier(&mut self, spec: &ast::RecordSpec<'_>, alone: bool) -> Ty {
        let Some(members) = spec.members else {
            let Some(tag) = spec.tag else { return common::ERROR };
            let ty = self.record_reference(tag, spec.is_union, alone);
            if alone && !spec.attributes.is_empty() {
                // What changes a definition has no use here; what is wrong is said.
                self.type_attributes(ty, spec.attributes, spec.span);
            }
            return ty;
        };
        let loc = spec.tag.map_or(spec.span.lo, |tag| tag.loc);
        let existing = spec.tag.and_then(|tag| self.scopes.tag_here(tag.name).copied());
        let mut again = None;
        let ty = match existing {
            Some(binding) => match self.unit.types.record_of(binding.entity.ty) {
                Some(id) if self.unit.types.records[id].is_union == spec.is_union => {
                    let old = &self.unit.types.records[id];
                    if old.open {
                        let text = self.spell(binding.entity.ty.unqualified());
                        self.error(loc, format!("nested redefinition of '{text}'"));
                        self.new_record(None, spec.is_union, loc)
                    } else if old.fields.is_some() {
                        again = Some((id, binding));
                        self.new_record(None, spec.is_union, loc)
                    } else {
                        binding.entity.ty
                    }
                }
                _ => {
                    self.wrong_tag(spec.tag, loc);
                    self.new_record(None, spec.is_union, loc)
                }
            },
            None => {
                self.check_parameter_scope(spec.tag, record_word(spec.is_union), loc);
                self.new_record(spec.tag.map(|tag| tag.name), spec.is_union, loc)
            }
        };
        if self.record_depth == MAX_NESTED_RECORDS {
            self.error(loc, format!("structures nested more than {MAX_NESTED_RECORDS} deep"));
            return common::ERROR;
        }
        self.remember_member_type(ty);
        self.record_depth += 1;
        self.open_member_names();
        self.define_record(ty, spec, members);
        self.record_depth -= 1;
        match again {
            Some((old, binding)) => self.redefined_record(old, binding, ty, loc),
            None => ty,
        }
    }

    /// A record that is defined for the second time: C23 wants the same content (6.7.3.4p1), others don't want it.
    fn redefined_record(&mut self, old: RecordId, binding: Binding<Tag>, ty: Ty, loc: Loc) -> Ty {
        let Some(new) = self.unit.types.record_of(ty) else { return ty };
        let types = &mut self.unit.types;
        let defined = types.records[old].definition;
        types.records[new].tag = types.records[old].tag;
        if types.same_tags && types.same_records(old, new, None) {
            return binding.entity.ty;
        }
        let text = self.spell(binding.entity.ty.unqualified());
        let _ = self
            .session
            .diags
            .error(loc, format!("redefinition of '{text}'"))
            .note(defined, "originally defined here");
        ty
    }

    /// A structure or union is declared, maybe in a parameter list, whose scope ends with it.
    fn check_parameter_scope(&self, tag: Option<ast::Ident>, word: &str, at: Loc) {
        if self.prototype_depth == 0 && !self.in_parameters || self.record_depth > 0 {
            return;
        }
        let what = match tag {
            Some(tag) => format!("'{word} {}'", self.text(tag.name)),
            None => format!("anonymous {word}"),
        };
        let message = format!(
            "{what} declared inside parameter list will not be visible outside of this definition or declaration"
        );
        self.warning(warn::NONE, at, message);
    }

    fn wrong_tag(&self, tag: Option<ast::Ident>, loc: Loc) {
        let text = tag.map_or_else(String::new, |tag| self.text(tag.name));
        self.error(loc, format!("'{text}' defined as wrong kind of tag"));
    }

    fn new_record(&mut self, tag: Option<Symbol>, is_union: bool, loc: Loc) -> Ty {
        let record = Record { tag, is_union, loc, align: 1, ..Record::default() };
        let (_, ty) = self.unit.types.new_record(record);
        if let Some(tag) = tag {
            self.check_tag_typedef(tag, ty, loc);
            self.scopes.bind_tag(tag, Tag { ty }, loc);
        }
        ty
    }

    /// `struct tag` without a body.
    fn record_reference(&mut self, tag: ast::Ident, is_union: bool, alone: bool) -> Ty {
        let found = if alone {
            self.scopes.tag_here(tag.name).copied()
        } else {
            self.scopes.tags.get(tag.name).copied()
        };
        if let Some(binding) = found {
            match self.unit.types.record_of(binding.entity.ty) {
                Some(id) if self.unit.types.records[id].is_union == is_union => {
                    self.check_tag_use(binding.entity.ty, tag.loc);
                    return binding.entity.ty;
                }
                _ => {
                    self.wrong_tag(Some(tag), tag.loc);
                    return common::ERROR;
                }
            }
        }
        if !alone {
            self.check_parameter_scope(Some(tag), record_word(is_union), tag.loc);
        }
        self.new_record(Some(tag.name), is_union, tag.loc)
    }

    fn define_record(&mut self, ty: Ty, spec: &ast::RecordSpec<'_>, members: &[MemberDecl<'_>]) {
        let attrs = self.type_attributes(ty, spec.attributes, spec.span);
        if let Some((mode, _)) = attrs.mode {
            let message = format!("mode '{}' applied to inappropriate type", self.text(mode));
            self.error(spec.span.hi, message);
        }
        let declared = self.unit.types.record_of(ty).map(|id| self.unit.types.records[id].loc);
        self.remember_obsolete(declared.unwrap_or(Loc::NONE), &[&attrs]);
        let mut layout = Layout {
            is_union: spec.is_union,
            packed: attrs.packed,
            ms: attrs.ms_bit_fields.unwrap_or(self.session.options.ms_bit_fields),
            unit: None,
            pack: spec.pack,
            reversed: self
                .is_reverse_order(attrs.storage_order.map_or(spec.storage_order, |(order, _)| order)),
            position: 0,
            end: 0,
            align: 1,
            base: None,
            base_align: 1,
        };
        if let Some(id) = self.unit.types.record_of(ty) {
            self.unit.types.records[id].open = true;
        }
        let mut fields: Vec<Field> = Vec::new();
        let mut flexible = false;
        for (index, member) in members.iter().enumerate() {
            match member {
                MemberDecl::StaticAssert(assertion) => self.static_assert(assertion),
                MemberDecl::Unfinished(specs) => {
                    self.specifiers(specs, true);
                }
                MemberDecl::Fields { specs: spec_ast, declarators, span } => {
                    let last = index + 1 == members.len();
                    flexible |= self.in_extension(spec_ast.extension, |sema| {
                        sema.members(spec_ast, declarators, span.lo, last, &mut layout, &mut fields)
                    });
                }
            }
        }
        self.close_member_names(&fields);
        self.check_duplicate_members(&mut fields);
        self.check_members(spec, &fields);
        // Any member of a union may be the one that goes on.
        let last = if spec.is_union { 0 } else { fields.len().saturating_sub(1) };
        flexible |= fields[last..].iter().any(|field| self.has_flexible_member(field.ty));
        if !spec.is_union {
            for field in &fields {
                if self.has_flexible_member(field.ty) {
                    let message = "invalid use of structure with flexible array member";
                    self.pedwarn(warn::PEDANTIC, field.loc, message);
                }
            }
        }
        let mut align = layout.align;
        if attrs.aligned > 0 {
            align = align.max(attrs.aligned);
        }
        let size = layout.end.div_ceil(8).next_multiple_of(u128::from(align));
        let size = u64::try_from(size).ok().filter(|&size| size <= i64::MAX as u64).unwrap_or_else(|| {
            let text = self.spell(ty);
            self.error(spec.span.lo, format!("type '{text}' is too large"));
            0
        });
        let transparent = attrs.transparent_union && spec.is_union && self.may_be_transparent(&fields, size);
        if attrs.transparent_union && spec.is_union && !transparent {
            self.warning(warn::NONE, spec.span.hi, "union cannot be made transparent");
        }
        self.check_layout(ty, &fields, align, spec.span.hi);
        self.check_packed_bits(&fields, spec.span.hi);
        self.check_padding(spec, &fields, size);
        if attrs.packed {
            self.check_packed(spec, &fields, size);
        }
        let variable_size = self.variable_record_size(&mut layout, align, spec.span.lo);
        let Some(id) = self.unit.types.record_of(ty) else { return };
        let user_aligned = attrs.aligned > 0 || fields.iter().any(|field| self.aligns_record(field));
        let record = &mut self.unit.types.records[id];
        record.open = false;
        record.definition = spec.tag.map_or(spec.span.lo, |tag| tag.loc);
        record.variable_size = variable_size;
        record.fields = Some(fields);
        record.size = size;
        record.align = align;
        record.flexible = flexible;
        record.packed = attrs.packed;
        record.user_aligned = user_aligned;
        record.reversed = layout.reversed;
        record.transparent = transparent;
        record.may_alias = attrs.may_alias;
        record.wanted_align = attrs.warn_if_not_aligned;
        record.designated = attrs.designated_init;
    }

    /// Whether a union may be passed like its first member (GCC manual, "Common Type Attributes"): that must be as large as
    /// the union and passed as integers are.
    pub(crate) fn may_be_transparent(&self, fields: &[Field], size: u64) -> bool {
        let types = &self.unit.types;
        fields.first().is_some_and(|first| {
            let integers = !types.is_float(first.ty) && types.complex_part(first.ty).is_none();
            let plain = first.bits.is_none() && types.vector_of(first.ty).is_none();
            integers && plain && types.size(first.ty) == Some(size)
        })
    }

    /// The attributes of a structure, union or enumeration that is defined.
    fn type_attributes(&mut self, ty: Ty, attributes: &[ast::Attribute<'_>], span: diag::Span) -> Attrs {
        let mut attrs = self.attributes(&[attributes]);
        self.settle_attributes(&mut attrs, On::Type, Bearer::of_type(ty), span.hi);
        let union = self.unit.types.record_of(ty).is_some_and(|id| self.unit.types.records[id].is_union);
        if attrs.transparent_union && !union {
            self.ignored(span.hi.into(), "'transparent_union' attribute ignored".into());
        }
        if attrs.designated_init
            && self.unit.types.record_of(ty).is_none_or(|id| self.unit.types.records[id].is_union)
        {
            self.error(span.hi, "'designated_init' attribute is only valid on 'struct' type");
            attrs.designated_init = false;
        }
        for (asked, _) in &attrs.asked {
            if let Asked::UsedResult(UsedResult::Nodiscard(why)) = asked {
                self.nodiscard_types.insert(ty.unqualified(), why.clone());
            }
        }
        attrs
    }

    /// Pedantically: a record has named members (6.7.3.2p10).
    fn check_members(&self, spec: &ast::RecordSpec<'_>, fields: &[Field]) {
        let word = if spec.is_union { "union" } else { "struct" };
        // One that is wrong has been reported.
        let named = spec.members.unwrap_or(&[]).iter().any(|member| match member {
            MemberDecl::Fields { declarators, .. } => {
                declarators.iter().any(|field| field.declarator.name.is_some())
            }
            MemberDecl::Unfinished(_) => true,
            MemberDecl::StaticAssert(_) => false,
        });
        if fields.is_empty() {
            let at = spec.tag.map_or(spec.span.lo, |tag| tag.loc);
            self.warning(warn::CXX_COMPAT, at, format!("empty {word} has size 0 in C, size 1 in C++"));
        }
        if spec.members.is_some_and(<[_]>::is_empty) || !named && fields.is_empty() {
            self.pedwarn(warn::PEDANTIC, spec.span.lo, format!("{word} has no members"));
        } else if !named && !fields.iter().any(|field| field.name.is_some() || field.bits.is_none()) {
            self.pedwarn(warn::PEDANTIC, spec.span.lo, format!("{word} has no named members"));
        }
    }

    /// One member declaration. Returns whether it ends in a flexible array.
    fn members(
        &mut self,
        spec_ast: &ast::DeclSpecs<'_>,
        declarators: &[ast::FieldDeclarator<'_>],
        loc: Loc,
        last: bool,
        layout: &mut Layout,
        fields: &mut Vec<Field>,
    ) -> bool {
        let specs = self.specifiers(spec_ast, declarators.is_empty());
        if specs.auto {
            self.error(spec_ast.span, "'__auto_type' in a member");
        }
        if declarators.is_empty() {
            self.anonymous_member(&specs, spec_ast, loc, layout, fields);
            return false;
        }
        let mut specs = specs;
        self.settle_attributes(&mut specs.attrs, On::Member, Bearer::default(), spec_ast.span.lo);
        let mut flexible = false;
        for (number, declarator) in declarators.iter().enumerate() {
            let last = last && number + 1 == declarators.len();
            flexible |= self.member(&specs, spec_ast, declarator, layout, fields, last);
        }
        flexible
    }

    fn anonymous_member(
        &mut self,
        specs: &crate::declarator::Specs,
        spec_ast: &ast::DeclSpecs<'_>,
        loc: Loc,
        layout: &mut Layout,
        fields: &mut Vec<Field>,
    ) {
        let named_too = self.session.options.ms_extensions || self.session.options.plan9_extensions;
        let untagged = match &spec_ast.ty {
            ast::TypeSpec::Record(record) => record.tag.is_none() || named_too,
            ast::TypeSpec::Typedef(_) => named_too,
            _ => false,
        };
        if let ast::TypeSpec::Implicit = spec_ast.ty {
            return self.empty_member(spec_ast);
        }
        if !untagged || self.unit.types.record_of(specs.ty).is_none() {
            if !self.unit.types.is_error(specs.ty) {
                self.pedwarn(warn::NONE, spec_ast.span.hi, "declaration does not declare anything");
            }
            return;
        }
        if let ast::TypeSpec::Record(record) = &spec_ast.ty
            && record.tag.is_none()
        {
            let name = if self.session.options.std >= lexer::Std::C99 { "C99" } else { "C90" };
            let message = format!("ISO {name} doesn't support unnamed structs/unions");
            // Where the structure ends.
            self.session.newer(lexer::Std::C11, warn::PEDANTIC, spec_ast.span.hi, message);
        }
        if let ast::TypeSpec::Typedef(name) = spec_ast.ty
            && self.session.options.plan9_extensions
        {
            self.plan9_names.insert(loc, name);
        }
        let user = specs.attrs.aligned.max(specs.alignas);
        self.place_member(None, specs.ty, (specs.attrs.packed, user), loc, layout, fields);
    }

    /// One member declarator. Returns whether it is a flexible array.
    fn member(
        &mut self,
        specs: &crate::declarator::Specs,
        spec_ast: &ast::DeclSpecs<'_>,
        declarator: &ast::FieldDeclarator<'_>,
        layout: &mut Layout,
        fields: &mut Vec<Field>,
        last: bool,
    ) -> bool {
        let name = declarator.declarator.name;
        let loc = name.map_or(declarator.declarator.span.lo, |name| name.loc);
        let mark = self.effects.len();
        let mut ty = self.derive(specs, &declarator.declarator, Role::Member);
        if self.function.is_none() || self.prototype_depth > 0 {
            self.effects.truncate(mark);
        }
        let mut own = self.attributes(&[declarator.attributes, declarator.declarator.attributes]);
        let bearer = Bearer { name: name.map(|name| name.name), ty: Some(ty) };
        self.settle_attributes(&mut own, On::Member, bearer, declarator.declarator.span.hi);
        self.check_obsolete_type(spec_ast, specs.ty, &own);
        self.remember_obsolete(loc, &[&specs.attrs, &own]);
        ty = self.apply_type_attributes(ty, &own);
        let bit_field = declarator.width.is_some();
        self.check_member_attributes([&specs.attrs, &own], (ty, bit_field), loc);
        if let ast::TypeSpec::Implicit = spec_ast.ty {
            if spec_ast.attributes.is_empty() && spec_ast.quals.0 == 0 {
                self.error(loc, "expected a type in member declaration");
            } else {
                let message = format!("type defaults to 'int' in declaration of{}", self.name_of(name));
                let _ = self.implicit(warn::IMPLICIT_INT, loc, message);
            }
        }
        let packed = own.packed || specs.attrs.packed;
        self.remember_attributes(loc, &[&specs.attrs, &own], On::Member);
        self.check_reduced_alignment(specs.alignas, ty, name, loc);
        let user = own.aligned.max(specs.attrs.aligned).max(specs.alignas);
        if own.decl.nonstring || specs.attrs.decl.nonstring {
            self.unit.nonstrings.insert(loc);
        }
        let text = || name.map_or_else(|| "<anonymous>".to_string(), |name| self.text(name.name));
        if self.unit.types.is_error(ty) {
            fields.push(Field {
                name: name.map(|name| name.name),
                ty,
                offset: layout.position.div_ceil(8) as u64,
                bits: None,
                loc,
                align: 1,
                base: layout.base,
            });
            return false;
        }
        if let Some(width) = declarator.width {
            let ty = self.plain_bit_field(ty, spec_ast);
            let what = if name.is_some() { "bit-field" } else { "unnamed bit-field" };
            self.no_alignment(spec_ast, what, name, loc);
            self.bit_field(ty, width, name, loc, (packed, user), layout, fields);
            return false;
        }
        if self.unit.types.is_function(ty) {
            self.error(loc, format!("field '{}' declared as a function", text()));
            return false;
        }
        let mut flexible = false;
        let incomplete_array = matches!(self.unit.types.array_of(ty), Some((elem, ArrayLen::Incomplete)) if !self.unit.types.is_incomplete(elem));
        if incomplete_array {
            if !layout.is_union && !last {
                self.error(loc, "flexible array member not at end of struct");
                return false;
            }
            if layout.is_union {
                self.error(loc, "flexible array member in union");
                return false;
            }
            let message = "ISO C90 does not support flexible array members";
            self.session.newer(lexer::Std::C99, warn::PEDANTIC, loc, message);
            flexible = !fields.iter().all(|field| field.name.is_none() && field.bits.is_some());
            if !flexible {
                self.error(loc, "flexible array member in a struct with no named members");
                ty = common::ERROR;
            }
        } else if self.unit.types.is_void(ty) || self.unit.types.is_incomplete(ty) {
            self.error(loc, format!("field '{}' has incomplete type", text()));
            ty = common::ERROR;
        }
        if !layout.is_union && self.has_flexible_member(ty) {
            let message = "invalid use of structure with flexible array member";
            self.pedwarn(warn::PEDANTIC, loc, message);
        }
        if self.unit.types.is_variably_modified(ty) {
            let message = "a member of a structure or union cannot have a variably modified type";
            self.pedwarn(warn::PEDANTIC, loc, message);
        }
        self.place_member(name.map(|name| name.name), ty, (packed, user), loc, layout, fields);
        flexible
    }

    /// Gives a member that is no bit-field its place.
    fn place_member(
        &mut self,
        name: Option<Symbol>,
        ty: Ty,
        (packed, user): (bool, u32),
        loc: Loc,
        layout: &mut Layout,
        fields: &mut Vec<Field>,
    ) {
        let ty = if layout.reversed { self.reversed_member(ty, false, loc) } else { ty };
        if layout.is_union {
            self.check_punned_order(ty, layout.reversed, loc);
        }
        let natural = self.unit.types.align(ty);
        if !layout.is_union {
            self.align_base(layout, layout.alignment(natural, user, packed), loc);
        }
        let size = self.unit.types.size(ty);
        let (offset, align) = layout.member(size.unwrap_or(0), natural, user, packed);
        let base = layout.base.filter(|_| !layout.is_union);
        if let Some(name) = name {
            self.remember_member_name(name);
        }
        fields.push(Field { name, ty, offset, bits: None, loc, align, base });
        if size.is_none() && self.unit.types.is_variably_modified(ty) {
            self.extend_layout(layout, ty, offset, align, loc);
        }
    }

    /// With -funsigned-bitfields a bit-field is unsigned unless it says `signed` (C17 6.7.2p5), itself or by its typedef
    /// name.
    fn plain_bit_field(&self, ty: Ty, specs: &ast::DeclSpecs<'_>) -> Ty {
        if !self.session.options.unsigned_bitfields || self.is_signed_expressly(specs) {
            return ty;
        }
        let kind = match self.int_kind(ty) {
            Some(IntKind::Int) => IntKind::UInt,
            Some(IntKind::Short) => IntKind::UShort,
            Some(IntKind::Long) => IntKind::ULong,
            Some(IntKind::LLong) => IntKind::ULLong,
            Some(IntKind::Char) => IntKind::UChar,
            _ => return ty,
        };
        match self.unit.types.is_enum(ty) {
            true => ty,
            false => self.int_type(kind).with(ty.qualifiers()),
        }
    }

    /// Whether the word `signed` is behind a type.
    pub(crate) fn is_signed_expressly(&self, specs: &ast::DeclSpecs<'_>) -> bool {
        let typedef = match specs.ty {
            ast::TypeSpec::Typedef(name) => self.scopes.ordinary.get(name).map(|binding| binding.loc),
            _ => None,
        };
        specs.signed || typedef.is_some_and(|loc| self.signed_typedefs.contains(&loc))
    }

    #[allow(clippy::too_many_arguments)] // A bit-field is this many things.
    fn bit_field(
        &mut self,
        ty: Ty,
        width: &ast::Expr<'_>,
        name: Option<ast::Ident>,
        loc: Loc,
        (packed, user): (bool, u32),
        layout: &mut Layout,
        fields: &mut Vec<Field>,
    ) {
        let text = match name {
            Some(name) => format!("bit-field '{}'", self.text(name.name)),
            None => "bit-field '<anonymous>'".to_string(),
        };
        let value = self.integer_constant(width, ConstantPlace::Width(&text));
        if self.unit.types.is_enum(ty) && self.unit.types.is_incomplete(ty) {
            let quoted = text.trim_start_matches("bit-field ");
            self.warning(warn::NONE, loc, format!("{quoted} is narrower than values of its type"));
            let field = if name.is_some() { format!("field {quoted}") } else { "unnamed field".to_string() };
            self.error(loc, format!("{field} has incomplete type"));
            return;
        }
        if !self.unit.types.is_integer(ty) {
            self.error(loc, format!("{text} has invalid type"));
            return;
        }
        if ty.qualifiers() & ATOMIC != 0 {
            // Whether there are atomic ones is left to the implementation (C23 6.7.3.2p5).
            let text = if name.is_some() { text.as_str() } else { "bit-field" };
            self.error(loc, format!("{text} has atomic type"));
            return;
        }
        let Some(value) = value else { return };
        let Some((size, natural)) = self.unit.types.layout(ty) else {
            self.error(loc, format!("{text} has invalid type"));
            return;
        };
        let most = self.unit.types.int_width(ty);
        let types = &self.unit.types;
        let plain = matches!(self.int_kind(ty), Some(IntKind::Int | IntKind::UInt | IntKind::Bool))
            && !types.is_enum(ty)
            || types.is_bit_int(ty);
        if !plain && !self.session.sources.in_system_header(loc) {
            let message = format!("type of {text} is a GCC extension");
            self.session.newer(lexer::Std::C99, warn::PEDANTIC, loc, message);
        }
        if value < 0 {
            self.error(width.span, format!("negative width in {text}"));
            return;
        }
        if value > i128::from(most) {
            self.error(width.span, format!("width of {} exceeds its type", &text[10..]));
            return;
        }
        if value == 0 && name.is_some() {
            self.error(width.span, format!("zero width for {text}"));
            return;
        }
        let value = value as u32;
        self.check_enum_width(ty, value, &text, loc);
        let mut packed = packed;
        if !layout.is_union && layout.base.is_some() {
            self.align_base(layout, if value == 0 { natural } else { user }, loc);
            // Where units start is not known here: the field follows the one before it.
            if layout.base_align < natural && !packed {
                packed = true;
                layout.align = layout.align.max(if name.is_some() { natural } else { 1 });
            }
        }
        let (offset, shift) = layout.bit_field(value, size, natural, user, packed, name.is_some());
        let ty = if layout.reversed { self.reversed_member(ty, true, loc) } else { ty };
        if value > 0 {
            fields.push(Field {
                name: name.map(|name| name.name),
                ty,
                offset,
                bits: Some((shift, value as u16)),
                loc,
                align: natural,
                base: layout.base.filter(|_| !layout.is_union),
            });
        }
    }

    /// Members of one name; the later ones lose it.
    fn check_duplicate_members(&mut self, fields: &mut [Field]) {
        let mut seen: FxHashSet<Symbol> = FxHashSet::default();
        let mut twice = Vec::new();
        self.collect_members(fields, None, &mut seen, &mut twice);
        for (record, index) in twice {
            let fields = match record {
                Some(record) => self.unit.types.records[record].fields.as_deref_mut().unwrap_or(&mut []),
                None => &mut *fields,
            };
            if let Some(field) = fields.get_mut(index) {
                field.name = None;
            }
        }
    }

    fn collect_members(
        &self,
        fields: &[Field],
        record: Option<RecordId>,
        seen: &mut FxHashSet<Symbol>,
        twice: &mut Vec<(Option<RecordId>, usize)>,
    ) {
        for (index, field) in fields.iter().enumerate() {
            let name = field.name.or_else(|| self.plan9_name(field));
            if let Some(name) = name
                && !seen.insert(name)
            {
                let text = self.text(name);
                self.error(field.loc, format!("duplicate member '{text}'"));
                if self.unit.types.record_of(field.ty).is_none() {
                    twice.push((record, index));
                }
            }
            if field.name.is_none()
                && field.bits.is_none()
                && let Some(id) = self.unit.types.record_of(field.ty)
            {
                let inner = self.unit.types.records[id].fields.as_deref().unwrap_or(&[]);
                self.collect_members(inner, Some(id), seen, twice);
            }
        }
    }

    /// The member `name` of a record, also in anonymous members.
    pub(crate) fn find_member(&self, record: RecordId, name: Symbol) -> Option<Found<'_>> {
        let fields = self.unit.types.records[record].fields.as_deref()?;
        let start =
            if fields.len() < INDEXED_MEMBERS { 0 } else { self.indexed_member(record, fields, name)? };
        for field in &fields[start..] {
            let mut found = match field.name {
                Some(known) if known == name => Found { offset: 0, bases: Vec::new(), field },
                None if self.plan9_name(field) == Some(name) => Found { offset: 0, bases: Vec::new(), field },
                None if field.bits.is_none() => {
                    let inner = self.unit.types.record_of(field.ty);
                    let Some(found) = inner.and_then(|inner| self.find_member(inner, name)) else { continue };
                    found
                }
                _ => continue,
            };
            found.offset += field.offset;
            found.bases.extend(field.base);
            return Some(found);
        }
        None
    }

    /// Which member of a large record has the name, itself or in it.
    fn indexed_member(&self, record: RecordId, fields: &[Field], name: Symbol) -> Option<usize> {
        let mut indices = self.member_indices.borrow_mut();
        let index = indices.entry(record).or_insert_with(|| {
            let mut index = FxHashMap::default();
            for (i, field) in fields.iter().enumerate() {
                self.index_member(field, i as u32, &mut index);
            }
            index
        });
        index.get(&name).map(|&i| i as usize)
    }

    fn index_member(&self, field: &Field, i: u32, index: &mut FxHashMap<Symbol, u32>) {
        if let Some(name) = field.name.or_else(|| self.plan9_name(field)) {
            index.entry(name).or_insert(i);
        }
        if field.name.is_none()
            && field.bits.is_none()
            && let Some(inner) = self.unit.types.record_of(field.ty)
        {
            let inner = self.unit.types.records[inner].fields.as_deref().unwrap_or(&[]);
            inner.iter().for_each(|field| self.index_member(field, i, index));
        }
    }

    /// An enumeration is used before its constants are known (6.7.3.4p3).
    fn forward_enum(&self, at: Loc) {
        self.pedwarn(warn::PEDANTIC, at, "ISO C forbids forward references to 'enum' types");
    }

    /// enum-specifier
    pub(crate) fn enum_specifier(&mut self, spec: &ast::EnumSpec<'_>, alone: bool) -> Ty {
        let loc = spec.tag.map_or(spec.span.lo, |tag| tag.loc);
        let existing = spec.tag.and_then(|tag| {
            if spec.enumerators.is_some() || alone {
                self.scopes.tag_here(tag.name).copied()
            } else {
                self.scopes.tags.get(tag.name).copied()
            }
        });
        let fixed = spec.underlying.map(|name| self.type_name(name));
        let (mut again, mut nested) = (None, None);
        let ty = match existing {
            Some(binding) => match *self.unit.types.kind(binding.entity.ty) {
                TypeKind::Enum(id) => {
                    let old = &self.unit.types.enums[id];
                    if spec.enumerators.is_some() && old.open && !old.defined {
                        let text = self.spell(binding.entity.ty.unqualified());
                        self.error(loc, format!("nested redefinition of '{text}'"));
                        nested = Some(id);
                        self.new_enum(None, loc)
                    } else if spec.enumerators.is_some() && !old.constants.is_empty() && old.defined {
                        again = Some((id, binding));
                        self.new_enum(None, loc)
                    } else {
                        if spec.enumerators.is_none() && fixed.is_none() && !old.defined && !old.fixed {
                            self.forward_enum(loc);
                        }
                        self.check_tag_use(binding.entity.ty, loc);
                        binding.entity.ty
                    }
                }
                _ => {
                    if spec.enumerators.is_none() && fixed.is_none() {
                        self.forward_enum(loc);
                    }
                    self.wrong_tag(spec.tag, loc);
                    self.new_enum(None, loc)
                }
            },
            None => {
                if spec.enumerators.is_none() && fixed.is_none() {
                    self.forward_enum(loc);
                }
                if !alone {
                    self.check_parameter_scope(spec.tag, "enum", loc);
                }
                self.new_enum(spec.tag.map(|tag| tag.name), loc)
            }
        };
        if fixed.is_some() && spec.enumerators.is_none() && !alone {
            // C23 6.7.3.3p3
            let message = "'enum' underlying type may only be given with its constants or in a declaration of the tag alone";
            self.error(spec.span, message);
        }
        if let (Some(underlying), TypeKind::Enum(id)) = (fixed, self.unit.types.kind(ty).clone()) {
            let old = &self.unit.types.enums[id];
            if let Some(before) = old.underlying
                && before != self.unit.types.value_type(underlying)
                && !self.unit.types.is_error(underlying)
            {
                let message = if old.fixed {
                    "'enum' declared with different underlying types"
                } else {
                    "'enum' declared with but defined without fixed underlying type"
                };
                self.error(spec.span, message);
            } else if self.unit.types.is_integer(underlying)
                && !self.unit.types.is_enum(underlying)
                && !self.unit.types.is_bit_int(underlying)
            {
                let underlying = self.unit.types.value_type(underlying);
                self.unit.types.enums[id].underlying = Some(underlying);
                self.unit.types.enums[id].fixed = true;
            } else {
                self.error(spec.span, "invalid 'enum' underlying type");
            }
        }
        if let Some(enumerators) = spec.enumerators {
            self.remember_member_type(ty);
            if let Some((old, _)) = again {
                // What its own values define is nested in it.
                (self.unit.types.enums[old].open, self.unit.types.enums[old].defined) = (true, false);
            }
            self.define_enum(ty, spec, enumerators, again.map(|(old, _)| old));
            if let Some((old, _)) = again {
                (self.unit.types.enums[old].open, self.unit.types.enums[old].defined) = (false, true);
            }
            if let Some(outer) = nested {
                // GCC's rule: the outer definition has been replaced.
                let inner = match *self.unit.types.kind(ty) {
                    TypeKind::Enum(inner) => self.unit.types.enums[inner].constants.clone(),
                    _ => Vec::new(),
                };
                let outer = &mut self.unit.types.enums[outer];
                (outer.open, outer.defined, outer.constants) = (false, !inner.is_empty(), inner);
            }
        }
        match again {
            Some((old, binding)) => self.redefined_enum(old, binding, ty, loc),
            None => ty,
        }
    }

    fn redefined_enum(&mut self, old: EnumId, binding: Binding<Tag>, ty: Ty, loc: Loc) -> Ty {
        let TypeKind::Enum(new) = *self.unit.types.kind(ty) else { return ty };
        let types = &mut self.unit.types;
        let defined = types.enums[old].definition;
        types.enums[new].tag = types.enums[old].tag;
        if types.same_tags && types.same_enums(old, new) {
            return binding.entity.ty;
        }
        let text = self.spell(binding.entity.ty.unqualified());
        let _ = self
            .session
            .diags
            .error(loc, format!("redeclaration of '{text}'"))
            .note(defined, "originally defined here");
        ty
    }

    fn new_enum(&mut self, tag: Option<Symbol>, loc: Loc) -> Ty {
        let (_, ty) = self.unit.types.new_enum(Enum { tag, loc, ..Enum::default() });
        if let Some(tag) = tag {
            self.check_tag_typedef(tag, ty, loc);
            self.scopes.bind_tag(tag, Tag { ty }, loc);
        }
        ty
    }

    /// Whether an integer type has a value.
    fn holds(&self, ty: Ty, value: i128) -> bool {
        let types = &self.unit.types;
        let width = if types.is_bool(ty) { 1 } else { types.int_width(ty) };
        if width > 64 {
            return types.is_signed(ty) || value >= 0;
        }
        let (least, most) = match types.is_signed(ty) {
            true => (-(1i128 << (width - 1)), (1i128 << (width - 1)) - 1),
            false => (0, (1i128 << width) - 1),
        };
        (least..=most).contains(&value)
    }

    /// 6.7.3.3: an enumerator is an `int` if its value fits, as in C17; the enumeration is `unsigned` unless a
    /// value is negative, and wider if it must be, as GCC chooses.
    fn define_enum(
        &mut self,
        ty: Ty,
        spec: &ast::EnumSpec<'_>,
        enumerators: &[ast::Enumerator<'_>],
        again: Option<EnumId>,
    ) {
        let attrs = self.type_attributes(ty, spec.attributes, spec.span);
        let TypeKind::Enum(id) = *self.unit.types.kind(ty) else { return };
        self.remember_obsolete(self.unit.types.enums[id].loc, &[&attrs]);
        let fixed = self.unit.types.enums[id].fixed;
        let given = self.unit.types.enums[id].underlying.filter(|_| fixed);
        self.unit.types.enums[id].open = true;
        self.unit.types.enums[id].definition = spec.tag.map_or(spec.span.lo, |tag| tag.loc);
        let mut constants: Vec<(Symbol, i128)> = Vec::with_capacity(enumerators.len());
        let (mut low, mut high) = (0i128, 0i128);
        let mut next = 0i128;
        let mut large: Vec<(Symbol, i128)> = Vec::new();
        for enumerator in enumerators {
            let name = enumerator.ident;
            let value = match enumerator.value {
                Some(expr) => {
                    let text = self.text(name.name);
                    self.integer_constant(expr, ConstantPlace::Enumerator(&text)).unwrap_or(next)
                }
                None => next,
            };
            if i32::try_from(value).is_err() && given.is_none() && self.session.options.std < lexer::Std::C23
            {
                let at = enumerator.value.map_or(name.loc.into(), |expr| expr.span);
                // (That one more than the last one is too much, nobody has written.)
                let counted = enumerator.value.is_none() && i32::try_from(value - 1).is_ok();
                if counted && self.pedantic() {
                    self.error(at, "overflow in enumeration values");
                } else if enumerator.value.is_some() {
                    let message = "ISO C restricts enumerator values to range of 'int'";
                    self.pedwarn(warn::PEDANTIC, at, message);
                }
            }
            if value > i128::from(u64::MAX) || value < i128::from(i64::MIN) {
                self.error(name.loc, "enumerator value outside the range of any integer type");
            } else if given.is_some_and(|given| !self.holds(given, value)) {
                // C23 6.7.3.3p6
                let message = match enumerator.value {
                    Some(_) => "enumerator value outside the range of underlying type",
                    None => "overflow in enumeration values",
                };
                let at = enumerator.value.map_or(name.loc.into(), |expr| expr.span);
                self.error(at, message);
            }
            (low, high) = (low.min(value), high.max(value));
            let same = again.filter(|_| self.unit.types.same_tags).is_some_and(|old| {
                let twice = constants.iter().any(|(known, _)| *known == name.name);
                !twice && self.unit.types.enums[old].constants.contains(&(name.name, value))
            });
            constants.push((name.name, value));
            if same {
                next = value.wrapping_add(1);
                continue;
            }
            if let Some(previous) = self.scopes.here(name.name).copied() {
                let text = self.text(name.name);
                let message = match previous.entity {
                    Entity::Enumerator(..) => format!("redeclaration of enumerator '{text}'"),
                    _ => format!("'{text}' redeclared as different kind of symbol"),
                };
                self.note_bound(self.session.diags.error(name.loc, message), &previous);
            }
            if !enumerator.attributes.is_empty() {
                let mut attrs = self.attributes(&[enumerator.attributes]);
                self.settle_attributes(&mut attrs, On::Member, Bearer::default(), name.loc);
                self.remember_obsolete(name.loc, &[&attrs]);
            }
            let in_int = i32::try_from(value).is_ok();
            let constant_type = match given {
                Some(given) => given,
                None if in_int => common::INT,
                None => self.smallest_integer(value.min(0), value.max(0)),
            };
            self.scopes.bind(name.name, Entity::Enumerator(value, constant_type, id), name.loc);
            if !in_int && given.is_none() {
                large.push((name.name, value));
            }
            next = value.wrapping_add(1);
        }
        let definition = &mut self.unit.types.enums[id];
        (definition.open, definition.defined, definition.constants) = (false, true, constants);
        (definition.packed, definition.may_alias) = (attrs.packed, attrs.may_alias);
        if given.is_some() {
            return;
        }
        let underlying = if let Some((mode, loc)) = attrs.mode {
            let plain = if low < 0 { common::INT } else { common::UINT };
            let ty = self.apply_mode(plain, mode, loc);
            let (width, signed) = (self.unit.types.int_width(ty), low < 0);
            let most = if signed { (1i128 << (width - 1)) - 1 } else { (1i128 << width.min(126)) - 1 };
            if high > most || signed && low < -most - 1 {
                self.error(loc, "specified mode too small for enumerated values");
            }
            ty
        } else if attrs.packed || self.session.options.short_enums {
            let fits = |bits: u32, signed: bool| {
                if signed {
                    low >= -(1 << (bits - 1)) && high < 1 << (bits - 1)
                } else {
                    low >= 0 && high < 1 << bits
                }
            };
            if fits(8, false) {
                common::UCHAR
            } else if fits(8, true) {
                common::SCHAR
            } else if fits(16, false) {
                common::USHORT
            } else if fits(16, true) {
                common::SHORT
            } else {
                self.smallest_integer(low, high)
            }
        } else {
            self.smallest_integer(low, high)
        };
        self.unit.types.enums[id].underlying = Some(underlying);
        for (name, value) in large {
            self.scopes.ordinary.replace(name, Entity::Enumerator(value, underlying, id));
        }
    }

    /// `unsigned` or `int`, or wider: GCC's choice for an enumeration with values from `low` to `high`.
    fn smallest_integer(&self, low: i128, high: i128) -> Ty {
        let long_wide = self.session.target.long_size == 8;
        if low >= 0 {
            if high <= i128::from(u32::MAX) {
                common::UINT
            } else if long_wide {
                common::ULONG
            } else {
                common::ULLONG
            }
        } else if low >= i128::from(i32::MIN) && high <= i128::from(i32::MAX) {
            common::INT
        } else if long_wide {
            common::LONG
        } else {
            common::LLONG
        }
    }
}
