//! Initialisers (C23 6.7.11): designators, brace elision, strings and ranges flattened to a list of stores.

use crate::Sema;
use crate::assign::Target;
use crate::constant::ConstantPlace;
use crate::flat::{Entry, EntryValue, Flat, Mark, Ranged, Slot};
use crate::hir::*;
use crate::near::Object;
use crate::sugar::Destination;
use crate::types::*;
use diag::{Loc, Span, warn};
use parser::ast::{self, Designator, InitItem, Initializer, Storage};

impl Sema<'_> {
    /// Flattens an initialiser of an object of type `ty`; an array of unknown length gets its length.
    pub(crate) fn flatten(&mut self, ty: Ty, init: &Initializer<'_>, is_static: bool) -> (Ty, Flat) {
        let mut flat = Flat {
            entries: Vec::new(),
            end: 0,
            is_static,
            overrides: false,
            high: 0,
            seen: rustc_hash::FxHashSet::default(),
            effects: Vec::new(),
            anew: Vec::new(),
            ranged: None,
            pending: None,
            outermost: None,
            too_large: false,
            elided: false,
            whole: ty,
            object: match init {
                Initializer::List(_) => Some(Object { name: self.initialized, ty }),
                Initializer::Expr(_) => None,
            },
        };
        let ty = self.initialize_top(ty, init, &mut flat);
        if flat.too_large {
            self.error(init.span().hi, "size of array is too large");
        }
        flat.drop_overridden();
        (ty, flat)
    }

    fn initialize_top(&mut self, ty: Ty, init: &Initializer<'_>, flat: &mut Flat) -> Ty {
        let slot = Slot { offset: 0, ty, bits: None };
        match init {
            Initializer::List(list) => {
                let count = self.braced(slot, list, flat);
                let unsized_array = matches!(self.unit.types.array_of(ty), Some((_, ArrayLen::Incomplete)));
                if list.items.is_empty()
                    && unsized_array
                    && self.pedantic()
                    && let Some(name) = self.initialized
                {
                    // C23 6.7.11p5; GNU C has arrays without elements.
                    let text = self.text(name);
                    self.error(init.span(), format!("zero or negative size array '{text}'"));
                }
                self.complete_array(ty, count)
            }
            Initializer::Expr(expr) => {
                if let Some(literal) = string_literal(expr)
                    && let Some(count) = self.string_initializer(slot, literal, expr, flat)
                {
                    return self.complete_array(ty, count);
                }
                if let Some((literal_ty, list)) = compound_literal(expr)
                    && flat.is_static
                {
                    let literal_ty = self.type_name(literal_ty);
                    if self.unit.types.compatible_unqualified(literal_ty, ty) {
                        self.constant_literal(slot, expr.span, flat);
                        let count = self.braced(slot, list, flat);
                        let count = match self.unit.types.array_of(literal_ty) {
                            Some((_, ArrayLen::Fixed(count))) => count,
                            _ => count,
                        };
                        return self.complete_array(ty, count);
                    }
                }
                if self.unit.types.is_array(ty) {
                    let id = self.expr(expr);
                    let is_array = self.unit.types.is_array(self.ty(id));
                    let stays = is_array && (compound_literal(expr).is_some() || self.stays_array(id));
                    if stays {
                        self.error(expr.span, "array initialized from non-constant array expression");
                    } else if !self.is_error(id) {
                        self.error(expr.span, "invalid initializer");
                    }
                    // What its size would be is not known either, which need not be said.
                    let unknown = matches!(self.unit.types.array_of(ty), Some((_, ArrayLen::Incomplete)));
                    return if unknown { self.complete_array(ty, 1) } else { ty };
                }
                let id = self.value(expr);
                self.store_value(slot, id, expr.span, flat);
                ty
            }
        }
    }

    /// GNU: a compound literal's value initialises an object with static storage duration, though it is the value of an
    /// object.
    fn constant_literal(&self, slot: Slot, span: Span, flat: &Flat) {
        if self.pedantic() {
            self.pedwarn(warn::PEDANTIC, span, "initializer element is not constant");
            self.note_near(flat, slot, span);
        }
    }

    fn complete_array(&mut self, ty: Ty, count: u64) -> Ty {
        match self.unit.types.array_of(ty) {
            Some((elem, ArrayLen::Incomplete)) => self.unit.types.array(elem, ArrayLen::Fixed(count)),
            _ => ty,
        }
    }

    /// Whether `ty` is initialised member by member.
    fn is_aggregate(&self, ty: Ty) -> bool {
        let types = &self.unit.types;
        types.is_array(ty) || types.record_of(ty).is_some() || types.vector_of(ty).is_some()
    }

    /// `{ … }` for an object. Returns how many elements an array got.
    fn braced(&mut self, slot: Slot, list: &ast::InitList<'_>, flat: &mut Flat) -> u64 {
        diag::nested(|| self.braced_inner(slot, list, flat))
    }

    fn braced_inner(&mut self, slot: Slot, list: &ast::InitList<'_>, flat: &mut Flat) -> u64 {
        if self.unit.types.is_error(slot.ty) {
            return 0;
        }
        if !self.is_aggregate(slot.ty) {
            return self.braced_scalar(slot, list, flat);
        }
        // `{ "string" }` and `{{ "string" }}` for a character array.
        if let ([InitItem { designators: [], init: Initializer::Expr(expr) }, rest @ ..], true) =
            (list.items, self.unit.types.is_array(slot.ty))
            && let Some(literal) = string_literal(expr)
            && let Some(count) = self.string_initializer(slot, literal, expr, flat)
        {
            if let Some(second) = rest.first() {
                self.error(second.init.span(), "excess elements in 'char' array initializer");
                self.note_near(flat, slot, second.init.span());
            }
            return count;
        }
        self.check_union_initializer(slot.ty, list);
        let outermost = *flat.outermost.get_or_insert(list.span.lo);
        let start = flat.entries.len();
        let mut position = 0;
        let ranged = flat.ranged.take();
        let reached = self.fill(slot, list.items, &mut position, &[], true, flat);
        flat.ranged = ranged;
        if flat.elided && !self.is_zero_list(list, &flat.entries[start..]) {
            self.warning(warn::MISSING_BRACES, outermost, "missing braces around initializer");
        }
        self.check_missing_fields(slot.ty, list, reached);
        reached
    }

    /// `{ 0 }` is how everything is zeroed, whatever braces it would want.
    fn is_zero_list(&self, list: &ast::InitList<'_>, entries: &[Entry]) -> bool {
        let zero = |entry: &Entry| match entry.value {
            EntryValue::Expr(id) => self.const_bits(id) == Some(0),
            _ => false,
        };
        match list.items {
            [] => true,
            [InitItem { init: Initializer::Expr(_), .. }] => entries.iter().all(zero),
            _ => false,
        }
    }

    /// `union u x = { 1 };` (-Wtraditional): zero was what all unions had.
    fn check_union_initializer(&self, ty: Ty, list: &ast::InitList<'_>) {
        let is_union = self.unit.types.record_of(ty).is_some_and(|id| self.unit.types.records[id].is_union);
        if !is_union || !self.session.diags.may_be_enabled(warn::TRADITIONAL) {
            return;
        }
        let zero = |expr: &ast::Expr<'_>| match expr.kind {
            ast::ExprKind::Number(text) => self.text(text).bytes().all(|byte| matches!(byte, b'0' | b'.')),
            _ => false,
        };
        // A designator is no traditional C either, and has been spoken of.
        let first = list.items.first().filter(|item| item.designators.is_empty()).map(|item| item.init);
        let nonzero = match first {
            Some(Initializer::Expr(expr)) => !zero(expr),
            Some(Initializer::List(inner)) => inner.items.iter().any(|item| match item.init {
                Initializer::Expr(expr) => !zero(expr),
                Initializer::List(_) => true,
            }),
            None => false,
        };
        if nonzero {
            let message = "traditional C rejects initialization of unions";
            self.warning(warn::TRADITIONAL, list.span, message);
        }
    }

    /// A structure that its list leaves incomplete (-Wmissing-field-initializers).
    fn check_missing_fields(&self, ty: Ty, list: &ast::InitList<'_>, reached: u64) {
        let Some(record) = self.unit.types.record_of(ty).map(|id| &self.unit.types.records[id]) else {
            return;
        };
        let Some(fields) = &record.fields else { return };
        if record.is_union
            || list.items.is_empty()
            || list.items.iter().any(|item| !item.designators.is_empty())
            || !self.session.diags.may_be_enabled(warn::MISSING_FIELD_INITIALIZERS)
        {
            return;
        }
        // `{ 0 }` is how everything is zeroed.
        if let [InitItem { init: Initializer::Expr(expr), .. }] = list.items
            && let ast::ExprKind::Number(text) = expr.kind
            && self.session.interner.with(text, |text| text == b"0")
        {
            return;
        }
        self.missing_field(ty, fields, reached, list.span.hi);
    }

    /// The same of a structure without braces of its own, at the end of the list around it.
    fn check_elided_fields(&self, ty: Ty, items: &[InitItem<'_>], reached: u64) {
        let Some(record) = self.unit.types.record_of(ty).map(|id| &self.unit.types.records[id]) else {
            return;
        };
        if record.is_union || !self.session.diags.may_be_enabled(warn::MISSING_FIELD_INITIALIZERS) {
            return;
        }
        let (Some(fields), [_, .., last]) = (&record.fields, items) else { return };
        if items.iter().all(|item| item.designators.is_empty()) {
            self.missing_field(ty, fields, reached, last.init.span().hi);
        }
    }

    fn missing_field(&self, ty: Ty, fields: &[Field], reached: u64, at: Loc) {
        let mut rest = fields.iter().skip(reached as usize);
        let Some(field) = rest.find(|field| field.name.is_some()) else { return };
        // A flexible array need not have anything.
        if matches!(self.unit.types.array_of(field.ty), Some((_, ArrayLen::Incomplete))) {
            return;
        }
        let name = field.name.map_or_else(String::new, |name| self.text(name));
        let message = format!("missing initializer for field '{name}' of '{}'", self.spell(ty.unqualified()));
        let _ = self
            .session
            .diags
            .warning(warn::MISSING_FIELD_INITIALIZERS, at, message)
            .note(field.loc, format!("'{name}' declared here"));
    }

    fn braced_scalar(&mut self, slot: Slot, list: &ast::InitList<'_>, flat: &mut Flat) -> u64 {
        let Some(first) = list.items.first() else {
            if self.session.options.std < lexer::Std::C23 && self.unit.types.is_scalar(slot.ty) {
                self.error(list.span, "empty scalar initializer");
                self.note_near(flat, slot, list.span);
            }
            return 1;
        };
        if !first.designators.is_empty() {
            self.error(list.span, "designator in initializer for scalar type");
            self.note_near(flat, slot, list.span);
            return 1;
        }
        if list.items.len() > 1 {
            let at = self.outside_system_macro(list.items[1].init.span().into());
            self.pedwarn(warn::NONE, at, "excess elements in scalar initializer");
            self.note_near(flat, slot, at);
        }
        match first.init {
            Initializer::Expr(expr) => {
                let id = self.value(expr);
                self.store_value(slot, id, expr.span, flat);
            }
            Initializer::List(inner) => {
                self.warning(warn::NONE, inner.span, "braces around scalar initializer");
                self.note_near(flat, slot, inner.span);
                self.braced(slot, inner, flat);
            }
        }
        1
    }

    /// How many subobjects an aggregate has; `None` for an array of unknown length.
    fn slot_count(&self, ty: Ty) -> Option<u64> {
        let types = &self.unit.types;
        if let Some((_, len)) = types.array_of(ty) {
            return match len {
                ArrayLen::Fixed(count) => Some(count),
                _ => None,
            };
        }
        if let Some((_, lanes)) = types.vector_of(ty) {
            return Some(u64::from(lanes));
        }
        let record = types.record_of(ty)?;
        let record = &types.records[record];
        let fields = record.fields.as_ref().map_or(0, Vec::len) as u64;
        Some(if record.is_union { fields.min(1) } else { fields })
    }

    /// Subobject `index` of an aggregate; `None` for an unnamed bit-field.
    fn slot_at(&self, slot: Slot, index: u64) -> Option<Slot> {
        let types = &self.unit.types;
        if let Some((elem, _)) = types.array_of(slot.ty) {
            let size = types.size(elem).unwrap_or(0);
            return Some(Slot { offset: slot.offset + index * size, ty: elem, bits: None });
        }
        if let Some((elem, _)) = types.vector_of(slot.ty) {
            let size = types.size(elem).unwrap_or(0);
            return Some(Slot { offset: slot.offset + index * size, ty: elem, bits: None });
        }
        let record = types.record_of(slot.ty)?;
        let field = types.records[record].fields.as_ref()?.get(index as usize)?;
        if field.name.is_none() && field.bits.is_some() {
            return None;
        }
        Some(Slot { offset: slot.offset + field.offset, ty: field.ty, bits: field.bits })
    }

    /// Fills an aggregate from `items[*position..]`. Without braces of its own it stops at the first item with a
    /// designator, or when it is full. `path` are designators of the first item that lead into this aggregate.
    /// Returns one more than the largest index reached.
    fn fill(
        &mut self,
        slot: Slot,
        items: &[InitItem<'_>],
        position: &mut usize,
        path: &[Designator<'_>],
        braced: bool,
        flat: &mut Flat,
    ) -> u64 {
        let count = self.slot_count(slot.ty);
        let is_union =
            self.unit.types.record_of(slot.ty).is_some_and(|id| self.unit.types.records[id].is_union);
        let elided = path.is_empty();
        let mut path = path;
        let mut first = true;
        let mut index = 0u64;
        let mut reached = 0u64;
        while let Some(item) = items.get(*position) {
            flat.at_item(*position);
            let designators = if first && !path.is_empty() {
                std::mem::take(&mut path)
            } else if first && !braced {
                &[]
            } else {
                item.designators
            };
            if !first && !designators.is_empty() && !braced {
                break;
            }
            let here_first = first;
            first = false;
            if let Some((designator, rest)) = designators.split_first() {
                flat.overrides = true;
                if !self.designated(slot, designator, rest, items, position, &mut index, &mut reached, flat) {
                    *position += 1;
                    // A union may be past its end already.
                    index = index.saturating_add(1);
                    continue;
                }
                if is_union {
                    index = u64::MAX;
                }
                continue;
            }
            // Unnamed bit-fields take no initialiser.
            while count.is_some_and(|count| index < count) && self.slot_at(slot, index).is_none() {
                index += 1;
            }
            if count.is_some_and(|count| index >= count) {
                if !braced {
                    // An empty aggregate takes nothing.
                    let _ = here_first;
                    break;
                }
                self.excess(slot, item, flat);
                *position += 1;
                continue;
            }
            let Some(element) = self.slot_at(slot, index) else { break };
            self.check_positional(slot.ty, item);
            let before = *position;
            self.element(element, items, position, flat);
            if *position == before && count.is_none() {
                // Elements that hold nothing take nothing, however many there may be.
                if !braced {
                    break;
                }
                self.excess(slot, item, flat);
                *position += 1;
                continue;
            }
            reached = reached.max(index + 1);
            index += 1;
            if is_union {
                index = u64::MAX;
            }
            if !braced && count.is_some_and(|count| index >= count) {
                break;
            }
        }
        if !braced && elided && *position >= items.len() && index < count.unwrap_or(0) {
            self.check_elided_fields(slot.ty, items, index);
        }
        // (With braces of its own it is whoever met them that says so.)
        if count.is_none()
            && (!braced || slot.ty == flat.whole)
            && let Some(last) = items.get(position.saturating_sub(1))
        {
            self.flexible_end(slot, reached, &last.init, flat);
        }
        reached
    }

    fn excess(&mut self, slot: Slot, item: &InitItem<'_>, flat: &mut Flat) {
        flat.pending = None;
        let ty = slot.ty;
        let types = &self.unit.types;
        let what = if types.is_array(ty) {
            "array"
        } else if types.vector_of(ty).is_some() {
            "vector"
        } else {
            match types.record_of(ty) {
                Some(id) if types.records[id].is_union => "union",
                _ => "struct",
            }
        };
        let at = self.outside_system_macro(item.init.span().into());
        self.pedwarn(warn::NONE, at, format!("excess elements in {what} initializer"));
        self.note_near(flat, slot, at);
        if let Initializer::Expr(expr) = item.init {
            self.value(expr);
        }
    }

    /// Initialises the subobject that a designator names. False: the designator is wrong.
    #[allow(clippy::too_many_arguments)] // The state of the walk.
    fn designated(
        &mut self,
        slot: Slot,
        designator: &Designator<'_>,
        rest: &[Designator<'_>],
        items: &[InitItem<'_>],
        position: &mut usize,
        index: &mut u64,
        reached: &mut u64,
        flat: &mut Flat,
    ) -> bool {
        match designator {
            Designator::Field(name) => {
                let Some(record) = self.unit.types.record_of(slot.ty) else {
                    self.error(name.loc, "field name not in record or union initializer");
                    self.note_near(flat, slot, name.loc);
                    return false;
                };
                let fields = self.unit.types.records[record].fields.as_deref().unwrap_or(&[]);
                let direct = fields.iter().position(|field| field.name == Some(name.name));
                let through = || {
                    fields.iter().position(|field| {
                        field.name.is_none()
                            && field.bits.is_none()
                            && self
                                .unit
                                .types
                                .record_of(field.ty)
                                .is_some_and(|inner| self.find_member(inner, name.name).is_some())
                    })
                };
                if let Some(at) = direct {
                    *index = at as u64;
                } else if let Some(at) = through() {
                    // A member of an anonymous member: the designator leads on in there.
                    *index = at as u64;
                    let Some(inner) = self.slot_at(slot, *index) else { return false };
                    let mut full = vec![*designator];
                    full.extend_from_slice(rest);
                    self.fill(inner, items, position, &full, false, flat);
                    *reached = (*reached).max(*index + 1);
                    *index += 1;
                    return true;
                } else {
                    self.no_member((slot.ty, None), record, name.name, name.loc);
                    return false;
                }
            }
            Designator::Index(expr) => {
                let Some(value) = self.array_designator(slot, expr, flat) else { return false };
                *index = value;
            }
            Designator::Range(low, high) => {
                let Some(low_value) = self.array_designator(slot, low, flat) else { return false };
                let Some(high_value) = self.range_end(slot, high, flat) else { return false };
                if high_value < low_value {
                    self.error(low.span, "empty index range in initializer");
                    self.note_near(flat, slot, low.span);
                    return false;
                }
                *index = low_value;
                let start = flat.mark();
                let Some(element) = self.slot_at(slot, *index) else { return false };
                let outer = flat.ranged.replace(Ranged { item: *position, done: None });
                if rest.is_empty() {
                    self.element(element, items, position, flat);
                } else {
                    self.fill(element, items, position, rest, false, flat);
                }
                let done = flat.ranged.take().and_then(|ranged| ranged.done);
                let repeated = self.repeat(start, done, element, high_value - low_value, flat);
                flat.ranged = outer;
                if let Some(outer) = flat.ranged.as_mut().filter(|_| done.is_some()) {
                    outer.done.get_or_insert(repeated);
                }
                *index = high_value + 1;
                *reached = (*reached).max(*index);
                return true;
            }
        }
        let Some(element) = self.slot_at(slot, *index) else { return false };
        if rest.is_empty() {
            self.element(element, items, position, flat);
        } else {
            self.fill(element, items, position, rest, false, flat);
        }
        *reached = (*reached).max(*index + 1);
        *index += 1;
        true
    }

    /// Repeats what was flattened from `start` on for the `times` elements after `element`. What came after the item was
    /// `done` belongs to the last of them. Returns where the repetitions end.
    fn repeat(
        &mut self,
        start: Mark,
        done: Option<Mark>,
        element: Slot,
        times: u64,
        flat: &mut Flat,
    ) -> Mark {
        let size = self.unit.types.size(element.ty).unwrap_or(0);
        let done = done.unwrap_or_else(|| flat.mark());
        let mut further = flat.entries.split_off(done.entries);
        let mut further_anew = flat.anew.split_off(done.anew);
        let first: Vec<Entry> = flat.entries[start.entries..].to_vec();
        let first_anew = flat.anew[start.anew..].to_vec();
        if times.saturating_mul(first.len() as u64) > 1 << 26 {
            self.error(Loc::NONE, "index range in initializer is too large");
            return flat.mark();
        }
        let steps = if first.is_empty() && first_anew.is_empty() { 0 } else { times };
        for step in 1..=steps {
            let begin = flat.entries.len();
            for (count, range) in &first_anew {
                let moved = range.start + step * size..range.end + step * size;
                flat.anew.push((begin + (count - start.entries), moved));
            }
            for entry in &first {
                let mut copy = *entry;
                copy.offset += step * size;
                if let EntryValue::Expr(id) = entry.value
                    && !flat.is_static
                    && !self.is_pure(id)
                {
                    // The value is evaluated once.
                    copy.value = EntryValue::Again(entry.offset);
                }
                flat.push(copy, size);
            }
        }
        let repeated = flat.mark();
        for (count, range) in &mut further_anew {
            *count += repeated.entries - done.entries;
            *range = range.start + times * size..range.end + times * size;
        }
        for entry in &mut further {
            entry.offset += times * size;
            if let EntryValue::Again(from) = &mut entry.value {
                *from += times * size;
            }
        }
        flat.high = flat.high.max(element.offset.saturating_add((times + 1).saturating_mul(size)));
        flat.anew.extend(further_anew);
        flat.entries.extend(further);
        repeated
    }

    fn range_end(&mut self, slot: Slot, expr: &ast::Expr<'_>, flat: &mut Flat) -> Option<u64> {
        self.bounded_designator(slot, expr, "array index range", flat)
    }

    fn array_designator(&mut self, slot: Slot, expr: &ast::Expr<'_>, flat: &mut Flat) -> Option<u64> {
        self.bounded_designator(slot, expr, "array index", flat)
    }

    fn bounded_designator(
        &mut self,
        slot: Slot,
        expr: &ast::Expr<'_>,
        what: &str,
        flat: &mut Flat,
    ) -> Option<u64> {
        let ty = slot.ty;
        let count = self.slot_count(ty);
        if !self.unit.types.is_array(ty) && self.unit.types.vector_of(ty).is_none() {
            self.error(expr.span, "array index in non-array initializer");
            self.note_near(flat, slot, expr.span);
            return None;
        }
        let said = self.said();
        let value = self.integer_constant(expr, ConstantPlace::ArrayIndex);
        if self.said() != said {
            self.note_near(flat, slot, expr.span);
        }
        let value = value?;
        let elem = self.unit.types.array_of(ty).and_then(|(elem, _)| self.unit.types.size(elem));
        // The object must not be larger than the address space.
        let fits = |value: u64| {
            (value + 1).checked_mul(elem.unwrap_or(1)).is_some_and(|size| size <= i64::MAX as u64)
        };
        match u64::try_from(value) {
            Ok(value) if count.map_or(value < u64::MAX && fits(value), |count| value < count) => Some(value),
            Ok(_) if count.is_none() => {
                flat.too_large = true;
                None
            }
            _ => {
                self.error(expr.span, format!("{what} in initializer exceeds array bounds"));
                self.note_near(flat, slot, expr.span);
                None
            }
        }
    }

    /// Initialises one subobject from the item at the cursor.
    fn element(&mut self, slot: Slot, items: &[InitItem<'_>], position: &mut usize, flat: &mut Flat) {
        let Some(item) = items.get(*position) else { return };
        let expr = match item.init {
            Initializer::List(list) => {
                *position += 1;
                if self.is_aggregate(slot.ty) {
                    flat.begin_anew(slot.offset, self.unit.types.size(slot.ty).unwrap_or(0));
                } else if !list.items.is_empty() && self.unit.types.is_scalar(slot.ty) {
                    self.warning(warn::NONE, list.span, "braces around scalar initializer");
                    self.note_near(flat, slot, list.span);
                }
                let count = self.braced(slot, list, flat);
                self.flexible_end(slot, count, &item.init, flat);
                return;
            }
            Initializer::Expr(expr) => expr,
        };
        if !self.is_aggregate(slot.ty) {
            let id = match flat.pending.take() {
                Some(id) => id,
                None => self.value(expr),
            };
            self.store_value(slot, id, expr.span, flat);
            *position += 1;
            return;
        }
        if flat.pending.is_none() {
            if let Some(literal) = string_literal(expr)
                && let Some(count) = self.string_initializer(slot, literal, expr, flat)
            {
                self.flexible_end(slot, count, &item.init, flat);
                *position += 1;
                return;
            }
            if let Some((name, list)) = compound_literal(expr)
                && flat.is_static
            {
                let literal_ty = self.type_name(name);
                if self.unit.types.compatible_unqualified(literal_ty, slot.ty) {
                    self.constant_literal(slot, expr.span, flat);
                    *position += 1;
                    let count = self.braced(slot, list, flat);
                    self.flexible_end(slot, count, &item.init, flat);
                    return;
                }
            }
        }
        if flat.pending.is_none() && string_literal(expr).is_some() {
            // It may still initialise a character array further in (6.7.11p22): it is not a value yet.
            let before = *position;
            if self.slot_count(slot.ty) != Some(0) {
                flat.elided = true;
                self.fill(slot, items, position, &[], false, flat);
                *position += usize::from(*position == before);
            }
            return;
        }
        let id = match flat.pending.take() {
            Some(id) => id,
            None => self.value(expr),
        };
        let ty = self.ty(id);
        let whole = self.unit.types.record_of(slot.ty).is_some()
            && self.unit.types.compatible_unqualified(ty, slot.ty)
            || self.unit.types.vector_of(slot.ty).is_some() && self.unit.types.vector_of(ty).is_some();
        if whole || self.is_error(id) {
            self.store_value(slot, id, expr.span, flat);
            *position += 1;
            return;
        }
        if self.slot_count(slot.ty) == Some(0) {
            // Nothing in it can take the value: it belongs to the next member.
            flat.pending = Some(id);
            return;
        }
        flat.pending = Some(id);
        let before = *position;
        flat.elided = true;
        self.fill(slot, items, position, &[], false, flat);
        if *position == before {
            flat.pending = None;
            *position += 1;
        }
    }

    /// A flexible array member makes the object larger than its type.
    fn flexible_end(&mut self, slot: Slot, count: u64, by: &Initializer<'_>, flat: &mut Flat) {
        let span = by.span();
        let by_string = is_string(by);
        if let Some((elem, ArrayLen::Incomplete)) = self.unit.types.array_of(slot.ty) {
            // Only the end of the object can grow: not every element of an array (GCC manual, "Zero Length"). GCC takes
            // strings further in, too, where no array is around.
            let is_string = by_string && self.unit.types.array_of(flat.whole).is_none();
            let own = self
                .unit
                .types
                .record_of(flat.whole)
                .and_then(|id| self.unit.types.records[id].fields.as_ref()?.last())
                .is_some_and(|field| field.ty == slot.ty);
            if count > 0 && slot.ty != flat.whole && !own && !is_string {
                self.error(span, "initialization of flexible array member in a nested context");
                self.note_near(flat, slot, span);
            } else if count > 0 && slot.ty != flat.whole {
                self.pedwarn(warn::PEDANTIC, span, "initialization of a flexible array member");
                self.note_near(flat, slot, span);
            }
            let size = self.unit.types.size(elem).unwrap_or(0);
            flat.end = flat.end.max(slot.offset + count * size);
        }
    }

    /// An element of an automatic aggregate, which C90 wants constant, too (C90 6.5.7).
    fn check_constant_element(&mut self, slot: Slot, value: ExprId, span: Span, flat: &Flat) {
        if !self.pedantic() {
            return;
        }
        if self.evaluate(value).is_none() {
            self.pedwarn(warn::PEDANTIC, span, "initializer element is not computable at load time");
            self.note_near(flat, slot, span);
        } else if self.check_strictness(value) {
            self.note_near(flat, slot, span);
        }
    }

    /// How many diagnostics there were so far.
    fn said(&self) -> (u32, u32) {
        (self.session.diags.error_count(), self.session.diags.warning_count())
    }

    fn store_value(&mut self, slot: Slot, id: ExprId, span: Span, flat: &mut Flat) {
        let ty = slot.ty;
        if self.unit.types.is_array(ty) {
            if !self.is_error(id) {
                self.error(span, "array initialized from non-constant array expression");
                self.note_near(flat, slot, span);
            }
            return;
        }
        self.destination = match (flat.object, self.initialized_at) {
            (None, Some(at)) => Destination::Declared(at),
            _ => Destination::Unknown,
        };
        let said = self.said();
        let value = match slot.bits {
            Some((_, width)) if self.unit.types.is_integer(self.ty(id)) => {
                self.check_bit_field_store(id, ty, u32::from(width), span.into());
                self.into_bit_field = true;
                self.check_enum_conversion(id, ty, Target::Init, span.into());
                self.into_bit_field = false;
                self.quiet += 1;
                let value = self.assign_convert(id, ty, Target::Init, span);
                self.quiet -= 1;
                value
            }
            _ => self.assign_convert(id, ty, Target::Init, span),
        };
        let plain = self.unit.types.is_arithmetic(self.ty(id)) && self.unit.types.is_arithmetic(ty);
        // (Of types that don't fit GCC says no more.)
        if self.said() != said && !self.is_error(value) && (!plain || self.unit.types.is_enum(ty)) {
            self.note_near(flat, slot, span);
        }
        if self.is_error(value) {
            return;
        }
        if !flat.is_static
            && flat.object.is_some_and(|object| self.is_aggregate(object.ty))
            && self.session.options.std < lexer::Std::C99
        {
            self.check_constant_element(slot, value, span, flat);
        }
        if self.constexpr_depth > 0 && !self.check_constexpr_value(id, value, ty, span) {
            return;
        }
        let ty = self.unit.types.stored_type(ty);
        let size = self.unit.types.size(ty).unwrap_or(0);
        if self.is_aggregate(ty) {
            flat.begin_anew(slot.offset, size);
        }
        self.check_override(slot, (value, size), span, flat);
        let entry = Entry { offset: slot.offset, bits: slot.bits, ty, value: EntryValue::Expr(value) };
        flat.push(entry, size);
    }

    /// A string literal for an array of characters (6.7.11p15–16). Returns the element count, or `None` if the
    /// object is no such array.
    fn string_initializer(
        &mut self,
        slot: Slot,
        literal: &ast::StringLit<'_>,
        expr: &ast::Expr<'_>,
        flat: &mut Flat,
    ) -> Option<u64> {
        let span = expr.span;
        let (elem, len) = self.unit.types.array_of(slot.ty)?;
        if !self.unit.types.is_integer(elem) {
            return None;
        }
        let unit = u64::from(literal.unit.max(1));
        let elem_size = self.unit.types.size(elem)?;
        // (An enumeration as wide as a character is none.)
        let character = matches!(self.int_kind(elem), Some(IntKind::Char | IntKind::SChar | IntKind::UChar))
            && !self.unit.types.is_enum(elem);
        let wanted = self.string_element(literal.encoding);
        let same = self.unit.types.compatible_unqualified(elem, wanted);
        if !(character && unit == 1 || same) {
            let wide = [common::USHORT, common::UINT, self.number_types.wchar]
                .contains(&self.unit.types.value_type(elem));
            if character || wide && unit != elem_size || wide && !same && unit > 1 {
                let (elem, wanted) = (self.spell(elem.unqualified()), self.spell(wanted));
                let message = format!(
                    "cannot initialize array of '{elem}' from a string literal with type array of '{wanted}'"
                );
                self.error(span, message);
            } else {
                self.error(span, "array of inappropriate type initialized from string constant");
            }
            return Some(match len {
                ArrayLen::Fixed(count) => count,
                _ => 1,
            });
        }
        if !matches!(expr.kind, ast::ExprKind::Extension(_)) {
            self.check_string_length(literal);
        }
        if let ast::ExprKind::Paren(_) = expr.kind
            && self.pedantic()
        {
            self.pedwarn(warn::PEDANTIC, span, "array initialized from parenthesized string constant");
            self.note_near(flat, slot, span);
        }
        let mut bytes = literal.bytes.to_vec();
        let count = bytes.len() as u64 / unit + 1;
        bytes.resize(bytes.len() + unit as usize, 0);
        if self.unit.types.is_reversed(elem) {
            bytes.chunks_exact_mut(unit as usize).for_each(|character| character.reverse());
        }
        let limit = match len {
            ArrayLen::Fixed(limit) => limit,
            _ => count,
        };
        if count > limit {
            let text = self.spell(elem.unqualified());
            let message = format!("initializer-string for array of '{text}' is too long");
            match count - 1 > limit {
                true => self.pedwarn(warn::NONE, span, message),
                false => self.warning(warn::CXX_COMPAT, span, format!("{message} for C++")),
            }
            self.note_near(flat, slot, span);
        }
        let used = bytes.len().min((limit * unit) as usize) as u64;
        let string = self.string_id(bytes, unit as u8);
        let size = self.unit.types.size(slot.ty).unwrap_or(used);
        flat.begin_anew(slot.offset, size);
        let value = EntryValue::String(string, used);
        flat.push(Entry { offset: slot.offset, bits: None, ty: slot.ty, value }, size);
        Some(count)
    }
}

/// The string literal that an expression is, parentheses aside.
pub(crate) fn string_literal<'a>(mut expr: &ast::Expr<'a>) -> Option<&'a ast::StringLit<'a>> {
    loop {
        match expr.kind {
            ast::ExprKind::String(literal) => return Some(literal),
            ast::ExprKind::Paren(inner) | ast::ExprKind::Extension(inner) => expr = inner,
            _ => return None,
        }
    }
}

/// Whether an initialiser is a string literal, in braces or not.
fn is_string(init: &Initializer<'_>) -> bool {
    match init {
        Initializer::Expr(expr) => string_literal(expr).is_some(),
        Initializer::List(list) => {
            matches!(list.items, [InitItem { init: Initializer::Expr(expr), .. }] if string_literal(expr).is_some())
        }
    }
}

/// The compound literal that an expression is, parentheses aside.
fn compound_literal<'a>(mut expr: &ast::Expr<'a>) -> Option<(&'a ast::TypeName<'a>, &'a ast::InitList<'a>)> {
    loop {
        match expr.kind {
            ast::ExprKind::CompoundLiteral(Storage(0), ty, list) => return Some((ty, list)),
            ast::ExprKind::Paren(inner) | ast::ExprKind::Extension(inner) => expr = inner,
            _ => return None,
        }
    }
}
