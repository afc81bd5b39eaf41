//! Types from specifiers and declarators (C23 6.7.3–6.7.8), variable-length arrays included.

use crate::Sema;
use crate::accesses::ParameterNote;
use crate::attribute::{Attrs, On};
use crate::call_checks::CallChecks;
use crate::constant::ConstantPlace;
use crate::hir::*;
use crate::scope::Entity;
use crate::strictness::Flaws;
use crate::sugar::Written;
use crate::types::*;
use crate::warnings::attribute_places::Bearer;
use crate::warnings::cxx_compat::TypeOperand;
use diag::{Loc, warn};
use lexer::Symbol;
use parser::ast::{self, ArraySize, Chunk, Params, Quals};

/// What a declarator is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// Anything but a function's definition.
    Plain,
    /// The declarator of a function being defined: its parameters become locals.
    Definition,
    /// A parameter: `[*]`, `[static n]` and sizes that are not constant are fine.
    Parameter,
    /// A member or type name.
    Member,
}

/// Specifiers, analysed.
pub(crate) struct Specs {
    pub(crate) ty: Ty,
    pub(crate) attrs: Attrs,
    /// `_Alignas`, in bytes; 0 is none.
    pub(crate) alignas: u32,
    /// `__auto_type`: the initialiser gives the type.
    pub(crate) auto: bool,
    /// Address space of what a pointer to this type points to.
    pub(crate) space: u8,
    /// The typedef name that gives the type, if one does.
    pub(crate) written: Option<Written>,
}

/// A parameter that has so far been declared ahead of itself only: `int f(int n; int a[n], int n)`.
pub(crate) struct Forward {
    name: Option<Symbol>,
    ty: Ty,
    /// In a definition.
    local: Option<LocalId>,
    loc: Loc,
}

/// The qualifier bits of a type.
pub(crate) fn qualifier_bits(quals: Quals) -> u32 {
    let mut bits = 0;
    for (quals_bit, bit) in [
        (Quals::CONST, CONST),
        (Quals::VOLATILE, VOLATILE),
        (Quals::RESTRICT, RESTRICT),
        (Quals::ATOMIC, ATOMIC),
    ] {
        if quals.has(quals_bit) {
            bits |= bit;
        }
    }
    bits
}

fn space_of(quals: Quals) -> u8 {
    if quals.has(Quals::SEG_FS) {
        1
    } else if quals.has(Quals::SEG_GS) {
        2
    } else {
        0
    }
}

/// Pointers, arrays and functions that a type may be derived through; C23 5.2.5.2 asks for 12. What is asked of a type
/// looks through all of them.
const MAX_DERIVATIONS: u32 = 1 << 14;

impl Sema<'_> {
    /// Declaration specifiers. `alone` is whether no declarator follows: then `struct s;` declares a tag.
    pub(crate) fn specifiers(&mut self, specs: &ast::DeclSpecs<'_>, alone: bool) -> Specs {
        let in_object_file = std::mem::take(&mut self.in_object_file);
        let attribute_place = std::mem::replace(&mut self.attribute_place, Loc::NONE);
        let mut auto = false;
        let base = match &specs.ty {
            ast::TypeSpec::Implicit => common::INT,
            ast::TypeSpec::Error => common::ERROR,
            ast::TypeSpec::Basic { base, complex } => self.basic_type(*base, *complex, specs.span.lo),
            ast::TypeSpec::Record(record) => diag::nested(|| self.record_specifier(record, alone)),
            ast::TypeSpec::Enum(definition) => self.enum_specifier(definition, alone),
            ast::TypeSpec::Typedef(name) => match self.scopes.ordinary.get(*name).map(|b| b.entity) {
                Some(Entity::Typedef(ty)) => {
                    self.scopes.ordinary.mark_used(*name);
                    self.check_member_lookup(*name, specs.span);
                    ty
                }
                Some(Entity::Error) => common::ERROR,
                _ => {
                    let text = self.text(*name);
                    self.error(specs.span, format!("unknown type name '{text}'"));
                    common::ERROR
                }
            },
            ast::TypeSpec::TypeofExpr { expr, unqual } => {
                let mark = self.effects.len();
                let mut id = self.typeof_sizes(|sema| sema.unevaluated(|sema| sema.expr(expr)));
                self.effects.truncate(mark);
                // An operand of variably modified type is evaluated (C23 6.7.3.6p3): sizes in it are computed there.
                if self.unit.types.is_variably_modified(self.ty(id)) && self.evaluates() {
                    id = self.evaluated_for_type(expr);
                }
                let ty = self.unit.types.in_native_order(self.ty(id));
                if self.bit_field_width(id).is_some() && matches!(self.kind(id), ExprKind::BitField { .. }) {
                    self.error(expr.span, "'typeof' applied to a bit-field");
                }
                if *unqual { self.unit.types.strip(ty) } else { ty }
            }
            ast::TypeSpec::TypeofType { ty, unqual } => {
                let ty = diag::nested(|| self.operand_type(ty, TypeOperand::Typeof));
                if *unqual { self.unit.types.strip(ty) } else { ty }
            }
            ast::TypeSpec::Atomic(ty) => {
                let span = ty.span;
                let ty = diag::nested(|| self.type_name(ty));
                // What has no atomic version (C23 6.7.3.5p3).
                let types = &self.unit.types;
                let wrong = match () {
                    () if types.is_array(ty) => "'_Atomic'-qualified array type",
                    () if types.is_function(ty) => "'_Atomic'-qualified function type",
                    () if ty.qualifiers() != 0 => "'_Atomic' applied to a qualified type",
                    () => "",
                };
                if wrong.is_empty() {
                    ty.with(ATOMIC)
                } else {
                    self.error(span, wrong);
                    ty
                }
            }
            ast::TypeSpec::Auto => {
                auto = true;
                common::ERROR
            }
            ast::TypeSpec::BitInt { width, signed } => self.bit_int_type(width, *signed, specs.span),
        };
        let attrs = match specs.attributes {
            [] => Attrs::default(),
            attributes => {
                self.in_object_file = in_object_file;
                self.attribute_place = attribute_place;
                let attrs = self.attributes(&[attributes]);
                self.in_object_file = false;
                self.attribute_place = Loc::NONE;
                attrs
            }
        };
        let mut alignas = 0;
        for align in specs.alignas {
            let value = match align {
                ast::AlignAs::Expr(expr) => {
                    let value = self.integer_constant(expr, ConstantPlace::Other("requested alignment"));
                    let at = self.session.sources.expansion_point(expr.span.lo);
                    let at = if at == expr.span.lo { expr.span } else { at.into() };
                    value.and_then(|value| self.check_alignment(value, at, false))
                }
                ast::AlignAs::Type(name) => {
                    let ty = self.type_name(name);
                    self.type_alignment(ty, name.span.lo)
                }
            };
            alignas = alignas.max(value.unwrap_or(0));
        }
        if self.session.options.std < lexer::Std::C99 {
            let twice = qualifier_bits(specs.quals) & self.unit.types.qualifiers(base);
            for (bit, word) in [(CONST, "const"), (VOLATILE, "volatile"), (RESTRICT, "restrict")] {
                if twice & bit != 0 {
                    self.pedwarn(warn::PEDANTIC, specs.span, format!("duplicate '{word}'"));
                }
            }
        }
        let quals = self.allowed_qualifiers(base, qualifier_bits(specs.quals), specs.span);
        let mut ty = self.unit.types.qualify(base, quals);
        if attrs.mode.is_some() || attrs.vector_size.is_some() {
            ty = self.apply_type_attributes(
                ty,
                &Attrs { mode: attrs.mode, vector_size: attrs.vector_size, ..Attrs::default() },
            );
        }
        let written = match specs.ty {
            ast::TypeSpec::Typedef(name) if ty.unqualified() == base.unqualified() => {
                Some(Written { name, base })
            }
            _ => None,
        };
        Specs { ty, attrs, alignas, auto, space: space_of(specs.quals), written }
    }

    /// `restrict` is for pointers to objects (6.7.4.1p2), `_Atomic` neither for arrays nor for functions (p3), and what the
    /// others would mean for a function is not defined (p10).
    fn allowed_qualifiers(&self, base: Ty, mut quals: u32, at: diag::Span) -> u32 {
        let types = &self.unit.types;
        if quals == 0 || types.is_error(base) {
            return quals;
        }
        if quals & ATOMIC != 0 && (types.is_array(base) || types.is_function(base)) {
            let what = if types.is_array(base) { "array" } else { "function" };
            self.error(at, format!("'_Atomic'-qualified {what} type"));
            quals &= !ATOMIC;
        } else if types.is_function(base) {
            self.pedwarn(warn::PEDANTIC, at, "ISO C forbids qualified function types");
        }
        if quals & RESTRICT == 0 {
            return quals;
        }
        let mut element = base;
        while let Some((inner, _)) = types.array_of(element) {
            element = inner;
        }
        match types.pointee(element) {
            Some(pointee) if !types.is_function(pointee) => quals,
            _ => {
                self.error(at, "invalid use of 'restrict'");
                quals & !RESTRICT
            }
        }
    }

    fn basic_type(&mut self, base: ast::BasicType, complex: bool, loc: Loc) -> Ty {
        use ast::BasicType as B;
        let ty = match base {
            B::Void => common::VOID,
            B::Bool => common::BOOL,
            B::Char => common::CHAR,
            B::SChar => common::SCHAR,
            B::UChar => common::UCHAR,
            B::Short => common::SHORT,
            B::UShort => common::USHORT,
            B::Int => common::INT,
            B::UInt => common::UINT,
            B::Long => common::LONG,
            B::ULong => common::ULONG,
            B::LLong => common::LLONG,
            B::ULLong => common::ULLONG,
            B::Int128 => common::INT128,
            B::UInt128 => common::UINT128,
            B::Float16 => common::FLOAT16,
            B::Float => common::FLOAT,
            B::Double => common::DOUBLE,
            B::LongDouble => common::LONG_DOUBLE,
            B::Float32 => common::FLOAT32,
            B::Float64 => common::FLOAT64,
            B::Float128 => common::FLOAT128,
            B::Float32x => common::FLOAT32X,
            B::Float64x => common::FLOAT64X,
            B::Float80 => common::LONG_DOUBLE,
            B::Decimal32 | B::Decimal64 | B::Decimal128 => {
                let message = "ISO C does not support decimal floating-point before C2X";
                self.session.newer(lexer::Std::C23, warn::PEDANTIC, loc, message);
                match base {
                    B::Decimal32 => common::DECIMAL32,
                    B::Decimal64 => common::DECIMAL64,
                    _ => common::DECIMAL128,
                }
            }
        };
        if !complex {
            return ty;
        }
        if self.unit.types.is_decimal(ty) {
            // 6.7.2p2 has no such list.
            let text = self.spell(ty);
            self.error(loc, format!("both 'complex' and '{text}' in declaration specifiers"));
            return ty;
        }
        if self.unit.types.is_integer(ty) {
            self.pedwarn(warn::PEDANTIC, loc, "ISO C does not support complex integer types");
        }
        self.unit.types.intern(TypeKind::Complex(ty))
    }

    /// A type name. Evaluations that its variable sizes need are left in `effects`.
    pub(crate) fn type_name(&mut self, name: &ast::TypeName<'_>) -> Ty {
        let specs = self.specifiers(name.specs, false);
        if specs.auto {
            self.error(name.span, "'__auto_type' in type name");
        }
        self.check_obsolete_type(name.specs, specs.ty, &specs.attrs);
        let ty = self.derive(&specs, &name.declarator, Role::Member);
        let ty =
            self.apply_type_attributes(ty, &Attrs { mode: None, vector_size: None, ..specs.attrs.clone() });
        self.marked_type(ty, &specs.attrs)
    }

    /// The type with the alignments that attributes of a type name or a typedef give it.
    pub(crate) fn marked_type(&mut self, ty: Ty, attrs: &Attrs) -> Ty {
        if attrs.aligned == 0 && attrs.warn_if_not_aligned == 0 {
            return ty;
        }
        self.unit.types.marked(ty, |marks| {
            marks.align = if attrs.aligned > 0 { attrs.aligned } else { marks.align };
            marks.wanted_align = marks.wanted_align.max(attrs.warn_if_not_aligned);
        })
    }

    /// A type with an alignment of its own.
    pub(crate) fn aligned_type(&mut self, ty: Ty, align: u32) -> Ty {
        self.unit.types.marked(ty, |marks| marks.align = align)
    }

    /// The type that a declarator derives from the specifiers' type.
    pub(crate) fn derive(&mut self, specs: &Specs, declarator: &ast::Declarator<'_>, role: Role) -> Ty {
        let mut ty = specs.ty;
        let mut space = specs.space;
        let name = declarator.name;
        if let Some(name) = name {
            self.remember_written(name.loc, specs.written);
        }
        let own = declarator.chunks.iter().rposition(|chunk| !matches!(chunk, Chunk::Attributes(_)));
        let last_pointer = declarator.chunks.iter().rposition(|chunk| matches!(chunk, Chunk::Pointer { .. }));
        let mut of_declaration = Attrs::default();
        for (index, chunk) in declarator.chunks.iter().enumerate() {
            if self.unit.types.depth(ty) >= MAX_DERIVATIONS {
                let text = self.name_or_type(name);
                let message = format!("type of{text} is derived in more than {MAX_DERIVATIONS} steps");
                self.error(declarator.span, message);
                return common::ERROR;
            }
            match chunk {
                Chunk::Pointer { quals, attributes } => {
                    let mut bits = qualifier_bits(*quals);
                    if bits & RESTRICT != 0 && self.unit.types.is_function(ty) {
                        self.error(declarator.span, "invalid use of 'restrict'");
                        bits &= !RESTRICT;
                    }
                    ty = self.unit.types.intern(TypeKind::Pointer { pointee: ty, space });
                    ty = ty.with(bits);
                    space = space_of(*quals);
                    if !attributes.is_empty() {
                        let mut attrs = self.attributes(&[attributes]);
                        if role == Role::Parameter && last_pointer == Some(index) {
                            let bearer = Bearer::of_type(ty);
                            self.settle_attributes(&mut attrs, On::Parameter, bearer, declarator.span.hi);
                        }
                        if last_pointer == Some(index)
                            && attributes.iter().all(|attribute| !attribute.standard)
                        {
                            let to_function = self.unit.types.is_function_pointer(ty);
                            of_declaration = attrs.of_declaration(to_function);
                        }
                        ty = self.apply_type_attributes(ty, &attrs);
                        if attrs.packed {
                            self.ignore_packed(attributes, ty);
                        }
                        if attrs.aligned > 0 {
                            ty = self.aligned_type(ty, attrs.aligned);
                        }
                    }
                }
                Chunk::Array { span, size, quals, is_static } => {
                    if self.unit.types.is_error(ty) {
                        continue;
                    }
                    let outermost = own == Some(index);
                    if (quals.0 != 0 || *is_static) && !(role == Role::Parameter && outermost) {
                        self.error(*span, "static or type qualifiers in non-parameter array declarator");
                    }
                    ty = self.array_type(ty, size, name, span.lo, role, specs.written);
                    if role == Role::Parameter && outermost && self.wants_array_parameters() {
                        self.array_parameters.types.insert(span.lo, ty);
                    }
                    // The qualifiers in the brackets are those of the pointer that it becomes.
                    if role == Role::Parameter
                        && outermost
                        && quals.0 != 0
                        && let Some((elem, _)) = self.unit.types.array_of(ty)
                    {
                        ty = self.unit.types.pointer(elem).with(qualifier_bits(*quals));
                    }
                }
                Chunk::Function(function) => {
                    let definition = role == Role::Definition && own == Some(index);
                    ty = diag::nested(|| self.function_type(ty, function, definition, name));
                }
                Chunk::Attributes(attributes) => {
                    let mut attrs = self.attributes(&[attributes]);
                    if role == Role::Parameter {
                        let bearer = Bearer::of_type(ty);
                        self.settle_attributes(&mut attrs, On::Parameter, bearer, declarator.span.hi);
                    }
                    ty = self.apply_type_attributes(ty, &attrs);
                }
            }
        }
        if space != 0 && !self.unit.types.is_pointer(ty) && role != Role::Member {
            self.error(declarator.span, "objects in named address spaces are not supported");
        }
        self.pointer_attributes = of_declaration;
        ty
    }

    pub(crate) fn name_of(&self, name: Option<ast::Ident>) -> String {
        name.map_or_else(String::new, |name| format!(" '{}'", self.text(name.name)))
    }

    fn array_type(
        &mut self,
        elem: Ty,
        size: &ArraySize<'_>,
        name: Option<ast::Ident>,
        loc: Loc,
        role: Role,
        written: Option<Written>,
    ) -> Ty {
        let at = name.map_or(loc, |name| name.loc);
        let types = &self.unit.types;
        if types.is_function(elem) {
            let message = format!("declaration of{} as array of functions", self.name_or_type(name));
            self.error(at, message);
            return common::ERROR;
        }
        if types.is_void(elem) {
            self.error(at, format!("declaration of{} as array of voids", self.name_or_type(name)));
            return common::ERROR;
        }
        if types.is_incomplete(elem) {
            let text = self.quote(elem, written);
            let reported =
                self.session.diags.error(at, format!("array type has incomplete element type {text}"));
            if self.unit.types.is_array(elem) {
                let which = match name {
                    Some(name) => format!("'{}' as ", self.text(name.name)),
                    None => String::new(),
                };
                let message = format!(
                    "declaration of {which}multidimensional array must have bounds for all dimensions except the first"
                );
                let _ = reported.note(at, message);
            }
            return common::ERROR;
        }
        let (bytes, align) = (types.size(elem).unwrap_or(0), u64::from(types.align(elem)));
        if bytes > 0 && bytes % align != 0 {
            self.error(
                at,
                if bytes < align {
                    "alignment of array elements is greater than element size"
                } else {
                    "size of array element is not a multiple of its alignment"
                },
            );
        }
        if self.has_flexible_member(elem) {
            let message = "invalid use of structure with flexible array member";
            self.pedwarn(warn::PEDANTIC, at, message);
        }
        let expr = match size {
            ArraySize::Unspecified => return self.unit.types.array(elem, ArrayLen::Incomplete),
            ArraySize::Star => return self.star_array(elem, name, at, role),
            ArraySize::Expr(expr) => expr,
        };
        let mark = self.effects.len();
        let unevaluated = self.is_unevaluated_size(role, name.is_some());
        let id = self.in_size(unevaluated, |sema| sema.expr(expr));
        if self.unit.types.is_void(self.ty(id)) {
            self.error(expr.span, format!("size of {} has non-integer type", self.array_name(name)));
            return common::ERROR;
        }
        let id = self.rvalue(id);
        let id = self.with_effects(mark, id);
        if self.is_error(id) {
            return common::ERROR;
        }
        if !self.unit.types.is_integer(self.ty(id)) {
            self.error(expr.span, format!("size of {} has non-integer type", self.array_name(name)));
            return common::ERROR;
        }
        let constant = if self.is_pure(id) || !self.has_comma(id) { self.evaluate_int(id) } else { None };
        if let Some(count) = constant {
            if count < 0 {
                self.error(expr.span, format!("size of {} is negative", self.array_name(name)));
                return common::ERROR;
            }
            let elem_size = self.unit.types.size(elem).unwrap_or(1).max(1);
            let total = u128::try_from(count).ok().and_then(|count| count.checked_mul(elem_size.into()));
            let fits = total.filter(|&total| total <= i64::MAX as u128);
            let Some(count) = fits.and_then(|_| u64::try_from(count).ok()) else {
                let text = self.name_of(name);
                let most = i64::MAX;
                let message = match total.and_then(|total| u64::try_from(total).ok()) {
                    _ if count > i128::from(most) => format!("size of array{text} is too large"),
                    Some(total) => {
                        format!("size '{total}' of array{text} exceeds maximum object size '{most}'")
                    }
                    None => format!("size of array{text} exceeds maximum object size '{most}'"),
                };
                self.error(name.map_or(expr.span, |name| name.loc.into()), message);
                return common::ERROR;
            };
            if count == 0 {
                let message = format!("ISO C forbids zero-size array{}", self.name_of(name));
                self.pedwarn(warn::PEDANTIC, expr.span, message);
            }
            if !self.is_pure(id) || self.flaws(id).has(Flaws::FOLDED) {
                self.constant_array_size(expr.span, name);
            } else if self.flaws(id).has(Flaws::OVERFLOW) {
                self.constant_overflow(expr.span.into());
            }
            return self.unit.types.array(elem, ArrayLen::Fixed(count));
        }
        if unevaluated {
            self.note_size(id);
            return self.unit.types.array(elem, ArrayLen::Star);
        }
        if self.function.is_some() || self.scopes.depth() > 0 {
            let message = match name {
                Some(_) => format!("ISO C90 forbids variable length array{}", self.name_of(name)),
                None => "ISO C90 forbids variable length array".to_string(),
            };
            self.session.newer(lexer::Std::C99, warn::VLA, at, message);
        }
        if self.function.is_none() {
            if self.scopes.depth() > 0 {
                return self.unit.types.array(elem, ArrayLen::Star);
            }
            if role == Role::Member && name.is_none() {
                // A type name: its size matters only to who asks for it.
                return self.unit.types.array(elem, ArrayLen::Star);
            }
            let text = self.name_of(name);
            self.error(at, format!("variably modified{text} at file scope"));
            return common::ERROR;
        }
        if self.prototype_depth > 0 {
            return self.unit.types.array(elem, ArrayLen::Star);
        }
        self.variable_array(elem, id, loc)
    }

    /// `[*]`: a size that only a parameter of a prototype may leave open (6.7.7.3p5).
    fn star_array(&mut self, elem: Ty, name: Option<ast::Ident>, at: Loc, role: Role) -> Ty {
        let message = "'[*]' not allowed in other than function prototype scope";
        match role {
            Role::Parameter if self.prototype_depth == 0 => {
                // A definition's, which is wrong once its body begins.
                if let Some(function) = &mut self.function {
                    function.star = true;
                }
            }
            Role::Parameter => {}
            // A structure in a parameter list, which has no business there.
            Role::Member if name.is_some() && self.prototype_depth > 0 => {}
            Role::Member if name.is_none() => {
                self.warning(warn::NONE, at, "'[*]' not in a declaration");
            }
            _ => {
                self.error(at, message);
                return common::ERROR;
            }
        }
        self.unit.types.array(elem, ArrayLen::Star)
    }

    /// Whether it is a structure that ends in a flexible array, or a union that has such a member.
    pub(crate) fn has_flexible_member(&self, ty: Ty) -> bool {
        self.unit.types.record_of(ty).is_some_and(|id| self.unit.types.records[id].flexible)
    }

    /// A size that only folds to a constant: at file scope it should be one, in functions C90 has no others.
    fn constant_array_size(&self, span: diag::Span, name: Option<ast::Ident>) {
        let text = self.name_of(name);
        let at = name.map_or(span.lo, |name| name.loc);
        if self.function.is_none() && self.scopes.depth() == 0 {
            self.pedwarn(warn::NONE, at, format!("variably modified{text} at file scope"));
        }
        let message = match name {
            Some(_) => format!("ISO C90 forbids array{text} whose size cannot be evaluated"),
            None => "ISO C90 forbids array whose size cannot be evaluated".to_string(),
        };
        self.session.newer(lexer::Std::C99, warn::VLA, at, message);
    }

    fn array_name(&self, name: Option<ast::Ident>) -> String {
        name.map_or_else(|| "unnamed array".to_string(), |name| format!("array '{}'", self.text(name.name)))
    }

    fn name_or_type(&self, name: Option<ast::Ident>) -> String {
        name.map_or_else(|| " type name".to_string(), |name| format!(" '{}'", self.text(name.name)))
    }

    /// An array of `count` elements, known at run time: its size goes to a hidden local.
    pub(crate) fn variable_array(&mut self, elem: Ty, count: ExprId, loc: Loc) -> Ty {
        let size_type = self.number_types.size;
        let count = self.cast(count, size_type);
        let elem_size = self.size_expr(elem, loc);
        let bytes = self.binary_node(BinaryOp::Mul, count, elem_size, size_type, loc);
        let vla = self.run_time_size(bytes, loc);
        self.unit.types.array(elem, ArrayLen::Variable(vla))
    }

    /// The size in bytes of a complete type, as a value of type `size_t`.
    pub(crate) fn size_expr(&mut self, ty: Ty, loc: Loc) -> ExprId {
        let size_type = self.number_types.size;
        if let Some(size) = self.unit.types.size(ty) {
            return self.size_const(size, loc);
        }
        let record = self.unit.types.record_of(ty);
        if let Some(vla) = record.and_then(|record| self.unit.types.records[record].variable_size) {
            if let Some(place) = self.vla_place(vla, loc) {
                return self.push(ExprKind::Load(place), size_type, loc);
            }
            self.error(loc, "variably modified type used outside of its function");
            return self.error_expr(loc);
        }
        match self.unit.types.array_of(ty) {
            Some((_, ArrayLen::Variable(vla))) => {
                if let Some(place) = self.vla_place(vla, loc) {
                    return self.push(ExprKind::Load(place), size_type, loc);
                }
                self.error(loc, "variably modified type used outside of its function");
                self.error_expr(loc)
            }
            Some((elem, ArrayLen::Fixed(count))) => {
                let elem = self.size_expr(elem, loc);
                let count = self.size_const(count, loc);
                self.binary_node(BinaryOp::Mul, count, elem, size_type, loc)
            }
            // What is computed in a prototype is never evaluated.
            Some((_, ArrayLen::Star)) if self.prototype_depth > 0 || self.ignores_sizes() => {
                self.size_const(1, loc)
            }
            Some((_, ArrayLen::Star)) => {
                self.error(
                    loc,
                    match self.in_static_initializers() {
                        true => "initializer element is not constant",
                        false => "variably modified type at file scope",
                    },
                );
                self.error_expr(loc)
            }
            _ => {
                if !self.unit.types.is_error(ty) {
                    self.incomplete_error(ty, loc);
                }
                self.error_expr(loc)
            }
        }
    }

    /// A function returning `ret`.
    fn function_type(
        &mut self,
        ret: Ty,
        declarator: &ast::FunctionDeclarator<'_>,
        definition: bool,
        name: Option<ast::Ident>,
    ) -> Ty {
        let types = &self.unit.types;
        let mut ret = ret;
        if types.is_function(ret) || types.is_array(ret) {
            let what = if types.is_function(ret) { "a function" } else { "an array" };
            let text = self.name_or_type(name);
            self.error(declarator.span, format!("{} declared as function returning {what}", text.trim()));
            ret = common::INT;
        }
        let ret = if self.unit.types.is_error(ret) { common::INT } else { ret };
        let at = name.map_or(declarator.span.lo, |name| name.loc);
        if !definition {
            self.check_strict_prototype(&declarator.params, at);
        }
        if ret.qualifiers() != 0 {
            let old = self.session.options.std < lexer::Std::C11;
            if definition && old && self.unit.types.is_void(ret) && !ret.is_atomic() {
                let message = "function definition has qualified void return type";
                self.pedwarn(warn::NONE, at, message);
            } else {
                let message = "type qualifiers ignored on function return type";
                self.warning(warn::IGNORED_QUALIFIERS, at, message);
            }
        }
        // A result has no qualifiers (6.7.7.4p5); `volatile void` was GNU's way to say noreturn. Before C11 the type had.
        // `_Atomic` stays part of the function's type.
        let kept = if ret.is_atomic() {
            ATOMIC
        } else if self.session.options.std < lexer::Std::C11 {
            ret.qualifiers() & (CONST | VOLATILE)
        } else {
            0
        };
        let ret =
            if ret.is_atomic() { ret.unqualified() } else { self.unit.types.value_type_keep_align(ret) };
        let ret = ret.with(kept);
        let mut checks = 0;
        let (params, variadic, prototyped) = match declarator.params {
            Params::Empty => (Vec::new(), false, self.session.options.std >= lexer::Std::C23),
            Params::Identifiers(names) => {
                if !definition && self.prototype_depth == 0 && !names.is_empty() {
                    self.pedwarn(
                        warn::NONE,
                        declarator.span,
                        "parameter names (without types) in function declaration",
                    );
                }
                (Vec::new(), false, false)
            }
            Params::Prototype { params, variadic } => {
                if !definition {
                    self.scopes.push();
                    self.prototype_depth += 1;
                }
                let around = std::mem::replace(&mut self.in_parameters, true);
                let (types, notes) = self.parameters(params, variadic, definition);
                let (accesses, restricted) = self.noted_accesses(notes);
                if restricted != 0 || !accesses.is_empty() {
                    let said = CallChecks { accesses, restricted, ..CallChecks::default() };
                    checks = self.unit.types.intern_checks(said);
                }
                self.in_parameters = around;
                if !definition {
                    self.prototype_depth -= 1;
                    let used = self.used_parameters();
                    self.close_scope();
                    for (name, ty) in used {
                        self.check_hidden(name, ty, self.scopes.depth() + 1);
                    }
                }
                (types, variadic, true)
            }
        };
        let function = FunctionType {
            ret,
            params: params.into_boxed_slice(),
            variadic,
            prototyped,
            attributes: 0,
            checks,
        };
        self.unit.types.intern(TypeKind::Function(function))
    }

    /// The types of parameters, GNU's forward declarations of them apart.
    fn parameters(
        &mut self,
        params: &[ast::Param<'_>],
        variadic: bool,
        definition: bool,
    ) -> (Vec<Ty>, Vec<ParameterNote>) {
        let mut types = Vec::with_capacity(params.len());
        let mut notes = Vec::with_capacity(params.len());
        let around = std::mem::take(&mut self.forward);
        for param in params {
            let name = param.declarator.name;
            let count = self.body.params.len();
            let number = (types.len() + 1, params.len() == 1 && !variadic);
            let (ty, note) = self.parameter(param, definition, number);
            let ahead =
                name.and_then(|name| self.forward.iter().position(|ahead| ahead.name == Some(name.name)));
            if param.forward {
                // In a definition it is a local, so that sizes may be computed from it.
                let local = if definition { self.body.params.last().copied() } else { None };
                self.body.params.truncate(count);
                let loc = name.map_or(param.specs.span.lo, |name| name.loc);
                let forward = Forward { name: name.map(|name| name.name), ty, local, loc };
                match ahead {
                    Some(ahead) => self.settle_forward_again(name, ahead, forward),
                    None => self.forward.push(forward),
                }
                continue;
            }
            if let (Some(name), Some(ahead)) = (name, ahead) {
                let ahead = self.forward.remove(ahead);
                self.settle_forward(name, ahead, ty);
            }
            types.push(ty);
            notes.push(note);
        }
        let forward = std::mem::replace(&mut self.forward, around);
        // GCC minds only if a parameter follows.
        if !types.is_empty() {
            for ahead in forward {
                let text = ahead.name.map_or_else(|| "({anonymous})".to_string(), |name| self.text(name));
                self.error(ahead.loc, format!("parameter '{text}' has just a forward declaration"));
            }
        }
        (types, notes)
    }

    /// A parameter is declared that had been declared ahead: they are one.
    fn settle_forward(&mut self, name: ast::Ident, ahead: Forward, ty: Ty) {
        if !self.unit.types.compatible(ahead.ty, ty) {
            let text = self.text(name.name);
            let ty = self.spell(ty);
            self.error(name.loc, format!("conflicting types for '{text}'; have '{ty}'"));
        }
        if let (Some(local), Some(last)) = (ahead.local, self.body.params.last_mut()) {
            self.body.locals[local] = self.body.locals[*last].clone();
            *last = local;
            self.scopes.ordinary.replace(name.name, Entity::Local(local));
        }
    }

    /// The same, once more ahead of itself: the first local stays.
    fn settle_forward_again(&mut self, name: Option<ast::Ident>, ahead: usize, again: Forward) {
        let Some(name) = name else { return };
        let first = &self.forward[ahead];
        let (ty, local) = (first.ty, first.local);
        if !self.unit.types.compatible(ty, again.ty) {
            let text = self.text(name.name);
            let ty = self.spell(again.ty);
            self.error(name.loc, format!("conflicting types for '{text}'; have '{ty}'"));
        }
        if let Some(local) = local {
            self.scopes.ordinary.replace(name.name, Entity::Local(local));
        }
    }

    /// Whether a parameter of that name has been declared ahead of itself.
    fn is_forward(&self, name: Symbol) -> bool {
        self.forward.iter().any(|ahead| ahead.name == Some(name))
    }

    /// What parameter `number` has that none may: no complete type.
    fn wrong_parameter(&self, name: Option<ast::Ident>, number: usize, what: &str) -> String {
        match name {
            Some(name) => format!("parameter {number} ('{}') has {what} type", self.text(name.name)),
            None => format!("parameter {number} has {what} type"),
        }
    }

    /// A parameter: its adjusted type (6.7.7.4p6). In a definition it becomes a local. It is the `number`th, maybe the
    /// only one.
    fn parameter(
        &mut self,
        param: &ast::Param<'_>,
        definition: bool,
        (number, only): (usize, bool),
    ) -> (Ty, ParameterNote) {
        let specs = self.specifiers(param.specs, false);
        if param.declarator.name.is_none() {
            self.remember_written(param.specs.span.lo, specs.written);
        }
        if specs.auto {
            self.error(param.specs.span, "'__auto_type' used in parameter");
        }
        if let ast::TypeSpec::Implicit = param.specs.ty {
            let text = self.name_of(param.declarator.name);
            self.warning(
                warn::IMPLICIT_INT,
                param.declarator.span,
                format!("type of{text} defaults to 'int'"),
            );
        }
        let storage = param.specs.storage;
        let functions = ast::Storage::INLINE.0 | ast::Storage::NORETURN.0;
        if storage.0 & !(ast::Storage::REGISTER.0 | functions) != 0 {
            let message = match param.declarator.name {
                Some(name) => format!("storage class specified for parameter '{}'", self.text(name.name)),
                None => "storage class specified for unnamed parameter".to_string(),
            };
            self.error(param.specs.span, message);
        }
        self.no_function("parameter", param.declarator.name, storage, param.specs.span.lo);
        let parameter = match param.declarator.name {
            Some(_) => "parameter",
            None => "unnamed parameter",
        };
        self.no_alignment(param.specs, parameter, param.declarator.name, param.specs.span.lo);
        let mut ty = self.derive(&specs, &param.declarator, Role::Parameter);
        if self.wants_array_parameters() && (self.unit.types.is_array(ty) || self.unit.types.is_pointer(ty)) {
            self.array_parameters.types.insert(crate::warnings::places::parameter_place(param), ty);
        }
        // The specifiers' mode and vector size are part of the type already.
        let before = Attrs { mode: None, vector_size: None, ..specs.attrs };
        let mut attrs = self.more_attributes(before, &[param.attributes, param.declarator.attributes]);
        let bearer = Bearer { name: param.declarator.name.map(|name| name.name), ty: Some(ty) };
        self.settle_attributes(&mut attrs, On::Parameter, bearer, param.declarator.span.hi);
        ty = self.apply_type_attributes(ty, &attrs);
        let loc = param.declarator.name.map_or(param.specs.span.lo, |name| name.loc);
        self.check_obsolete_type(param.specs, specs.ty, &attrs);
        self.remember_obsolete(loc, &[&attrs]);
        let declared_array = self.unit.types.is_array(ty);
        let note = self.parameter_note(ty, &param.declarator);
        ty = self.adjust_parameter(ty);
        let name = param.declarator.name;
        if self.unit.types.is_void(ty) {
            match name {
                None if only => self.error(loc, "'void' as only parameter may not be qualified"),
                None => self.error(loc, "'void' must be the only parameter"),
                Some(_) if definition => self.error(loc, self.wrong_parameter(name, number, "incomplete")),
                Some(_) => self.warning(warn::NONE, loc, self.wrong_parameter(name, number, "void")),
            }
            ty = common::ERROR;
        }
        if definition && self.unit.types.is_incomplete(ty) && !self.unit.types.is_error(ty) {
            self.error(loc, self.wrong_parameter(name, number, "incomplete"));
            ty = common::ERROR;
        }
        if definition && param.declarator.name.is_none() && !self.unit.types.is_error(ty) {
            let message =
                "ISO C does not support omitting parameter names in function definitions before C2X";
            self.session.newer(lexer::Std::C23, warn::PEDANTIC, loc, message);
        }
        if definition {
            let local = self.bind_parameter(
                param.declarator.name,
                ty,
                loc,
                attrs.aligned.max(specs.alignas),
                attrs.decl.unused,
            );
            self.body.locals[local].in_register = storage.has(ast::Storage::REGISTER);
            self.body.locals[local].declared_array = declared_array;
        } else if let Some(name) = param.declarator.name {
            self.check_repeated_parameter(name);
            self.scopes.bind(name.name, Entity::Prototyped(ty), name.loc);
        }
        // An alignment on a parameter's typedef says nothing about how it is passed.
        (self.unit.types.value_type_keep_align(ty.unqualified()), note)
    }

    /// A list names each parameter once.
    fn check_repeated_parameter(&self, name: ast::Ident) {
        // What an earlier parameter's size used is none.
        if let Some(previous) = self.scopes.here(name.name)
            && !matches!(previous.entity, Entity::Error | Entity::Global(_))
            && !self.is_forward(name.name)
        {
            let message = format!("redefinition of parameter '{}'", self.text(name.name));
            self.note_bound(self.session.diags.error(name.loc, message), previous);
        }
    }

    /// Array to pointer, function to pointer.
    pub(crate) fn adjust_parameter(&mut self, ty: Ty) -> Ty {
        if let Some((elem, _)) = self.unit.types.array_of(ty) {
            return self.unit.types.pointer(elem);
        }
        if self.unit.types.is_function(ty) {
            return self.unit.types.pointer(ty);
        }
        ty
    }

    /// A parameter of the function being defined.
    pub(crate) fn bind_parameter(
        &mut self,
        name: Option<ast::Ident>,
        ty: Ty,
        loc: Loc,
        align: u32,
        unused: bool,
    ) -> LocalId {
        let symbol: Option<Symbol> = name.map(|name| name.name);
        // As [`Sema::variable_argument`] passes it.
        let variable = self.unit.types.is_variable_size(ty);
        let passed_as = variable.then(|| self.unit.types.pointer(ty));
        let local = self.body.locals.push(Local {
            name: symbol,
            ty,
            parameter: true,
            used: false,
            read: false,
            unused,
            address_taken: false,
            align,
            register: None,
            bare: false,
            initialization_settled: false,
            passed_as,
            captured: None,
            in_register: false,
            declared_array: false,
            loc,
        });
        self.body.params.push(local);
        if let Some(name) = name {
            self.check_repeated_parameter(name);
            self.check_shadow(name, ty);
            self.scopes.bind(name.name, Entity::Local(local), name.loc);
        }
        local
    }
}

impl Types {
    /// The type without qualifiers, its own alignment kept: a function's result or parameter.
    pub fn value_type_keep_align(&self, ty: Ty) -> Ty {
        ty.unqualified()
    }
}
