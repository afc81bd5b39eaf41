//! From syntax to meaning: types, scopes, constants, initialisers; AST in, [`hir`] out.
//!
//! [`Sema`] is handed one external declaration after the other and queues what lower shall see as
//! [`hir::Item`]s; [`Sema::finish`] resolves what only the end of the translation unit decides.

pub mod accesses;
mod alias;
mod apply;
mod asm;
mod assign;
mod attribute;
pub mod attribute_set;
mod big;
mod builtin;
mod builtin_atomic;
mod builtin_call;
mod builtin_fold;
mod call;
mod call_attributes;
pub mod call_checks;
mod compatible;
mod complex_fold;
mod conditional;
mod constant;
mod constexpr;
mod convert;
mod copied_attributes;
mod deallocators;
mod decimal;
mod decl;
mod declarator;
mod element;
mod entry_and_exit;
mod expr;
mod flat;
mod float;
mod function;
mod graft;
mod has_attribute;
pub mod hir;
mod init;
mod init_lower;
mod interrupt;
mod jump;
mod jump_scopes;
mod library_fold;
mod library_headers;
mod modifiable;
mod near;
mod nested;
mod node;
mod old_style;
mod operator;
mod packs;
mod padding;

mod plan9;
mod pointers;
mod primary;
mod print;
mod query;
mod real;
mod record;
mod redeclare;
mod register;
mod scope;
mod spell;
mod spell_expression;
mod standard_names;
mod stmt;
mod storage_order;
mod strictness;
mod sugar;
mod suggestion;
mod switch;
#[cfg(test)]
mod tests;
mod tgmath;
pub mod types;
mod variable_casts;
mod variable_size;
mod vector;
mod visible_types;
mod warnings;

use crate::hir::*;
use crate::scope::Scopes;
use crate::types::*;
use cranelift_entity::packed_option::PackedOption;
use diag::{Loc, Place, Warning};
use lexer::{Session, Symbol};
use parser::ast;
use rustc_hash::{FxHashMap, FxHashSet};
use target::CType;

pub use attribute::is_attribute;
pub use builtin::is_builtin;
pub use print::print_body;

/// Semantic analysis of one translation unit.
pub struct Sema<'s> {
    session: &'s Session,
    /// What has been declared so far.
    pub unit: Unit,
    items: Vec<Item>,
    scopes: Scopes,
    /// Declarations with linkage by symbol number, plus one: they are one entity wherever they are declared.
    linked: Vec<u32>,
    /// The function being defined; at file scope, a scratch body for constant expressions.
    body: Body,
    function: Option<function::FunctionState>,
    /// The functions around the nested function being defined, outermost first.
    outer: Vec<nested::Outer>,
    /// How many functions are around each nested function's own declaration, less one.
    nested_in: FxHashMap<DeclId, usize>,
    strings: FxHashMap<(u8, Box<[u8]>), StringId>,
    /// Statements of the blocks being analysed.
    stmts: Vec<StmtId>,
    /// Evaluations that variably modified types of the declarator or type name at hand need.
    effects: Vec<ExprId>,
    /// Parameter lists that are no definition's, around the declarator at hand.
    prototype_depth: u32,
    /// The function being defined had not been declared before.
    first_declaration: bool,
    /// In the parameter list of a function being defined.
    in_parameters: bool,
    /// Parameters of the list at hand that are declared ahead of themselves.
    forward: Vec<declarator::Forward>,
    /// Structures and unions being defined, in each other.
    record_depth: u32,
    /// Nested operands that are analysed, but never evaluated for a constant reason: no warnings about values.
    quiet: u32,
    /// Nested operands that are not evaluated (`sizeof`, `typeof`).
    unevaluated: u32,
    attributes: attribute::AttributeTable,
    builtins: builtin::BuiltinTable,
    names: Names,
    /// `#pragma GCC visibility`
    visibility: Vec<Visibility>,
    /// `#pragma weak` and `redefine_extname` for names not yet declared.
    pending_weak: FxHashMap<Symbol, Option<Symbol>>,
    renamed: FxHashMap<Symbol, Symbol>,
    /// Functions that pass on their variable arguments as such.
    packing: FxHashMap<DeclId, std::rc::Rc<Body>>,
    /// Declared `weakref` without a word of what to, and where.
    bare_references: FxHashMap<Symbol, Loc>,
    /// Functions declared by a call only.
    implicit: FxHashSet<DeclId>,
    /// Functions with a file-scope declaration that isn't just `inline` (6.7.5p10).
    declared_external: FxHashSet<DeclId>,
    /// Functions defined inline in GNU's older sense.
    gnu_inlines: FxHashSet<DeclId>,
    /// Of functions whose definition here is for inlining alone, the function that is defined elsewhere.
    defined_elsewhere: FxHashMap<DeclId, DeclId>,
    /// Objects with tentative definitions, in order.
    tentative: Vec<DeclId>,
    parameter_places: warnings::places::ParameterPlaces,
    array_parameters: warnings::array_parameters::ArrayParameters,
    /// The prototype of the function about to be defined, if the definition has none.
    prototype: Option<old_style::Prototype>,
    /// What old-style definitions take, promoted.
    old_style: FxHashMap<DeclId, Box<[Ty]>>,
    /// The enumerations of enumerators in the body at hand, where a warning asks.
    enumerators: FxHashMap<ExprId, EnumId>,
    /// Types that structures define, where a warning asks.
    member_types: FxHashSet<Ty>,
    member_names: Vec<warnings::cxx_compat::MemberNames>,
    /// Types that a typedef names, where a warning asks.
    typedef_named: FxHashSet<Ty>,
    /// It has been said once what makes vectors convertible.
    explained_vectors: std::cell::Cell<bool>,
    /// It has been said once what to ask `va_arg` for.
    explained_promotion: bool,
    /// The first type that a library function's `FILE *` was declared with.
    file_type: Option<Ty>,
    /// The attributes of functions and objects that exclude others.
    kept_attributes: FxHashMap<Symbol, Vec<&'static str>>,
    /// What `alloc_size` and its like say of functions.
    positions: FxHashMap<Symbol, Vec<warnings::positions::Positional>>,
    /// What attribute `access` says of the pointers of functions.
    accesses: FxHashMap<Symbol, Vec<warnings::access_attribute::KnownAccess>>,
    /// The types that are `nodiscard`, and why.
    nodiscard_types: FxHashMap<Ty, Box<str>>,
    /// Typedef names that may alias anything, by where they were declared.
    /// Attributes of automatic objects and members, by where they are declared.
    declared_attributes: FxHashMap<Loc, has_attribute::Remembered>,
    /// The alignments that members and the objects of typedef names want to have, by where these were declared.
    wanted_alignments: FxHashMap<Loc, u32>,
    /// Typedef names whose objects need not be used, by where they were declared.
    unused_types: FxHashSet<Loc>,
    /// What is deprecated or unavailable and has no linkage, by where it was declared.
    obsolete: FxHashMap<Loc, warnings::obsolescence::Obsolete>,
    /// Where functions declared inline were first called that have no body so far, where a warning asks.
    inline_calls: FxHashMap<DeclId, Loc>,
    /// Functions that can't be inlined, which has been said.
    failed_inlines: FxHashSet<DeclId>,
    /// Builtins of an older meaning that were used.
    nands: FxHashSet<Symbol>,
    /// Numbers the symbols of static locals and anonymous objects.
    unique: u32,
    number_types: NumberTypes,
    /// Values narrower than their types, by precision: computed from bit-fields wider than `int`.
    narrow: FxHashMap<ExprId, u32>,
    /// What declarations wrote for their types, by where they declare something.
    written: FxHashMap<Loc, sugar::Written>,
    /// The value that is converted as if by assignment, and what for: for messages.
    converted: Option<ExprId>,
    destination: sugar::Destination,
    /// What is wrong with constants that are not what they look like.
    flaws: FxHashMap<ExprId, strictness::Flaws>,
    /// Values of `const` scalars with static storage duration.
    constants: FxHashMap<DeclId, constant::Const>,
    /// What scalar compound literals at file scope are initialised with.
    literal_values: FxHashMap<DeclId, constant::Const>,
    /// Values of wide constant expressions.
    bigs: big::Bigs,
    /// Images of `constexpr` objects.
    named_constants: FxHashMap<constexpr::Root, StaticInit>,
    /// Texts of arrays of `const char` that formats may be called by.
    constant_texts: FxHashMap<DeclId, Box<[u8]>>,
    /// Values of automatic `const` scalars, in the function at hand.
    local_constants: FxHashMap<LocalId, constant::Const>,
    /// The same of automatic ones, in the function at hand.
    local_texts: FxHashMap<LocalId, Box<[u8]>>,
    /// Initialisers of `constexpr` objects around what is analysed.
    constexpr_depth: u32,
    /// Static initialisers being evaluated: they may use `constants`.
    in_static: u32,
    /// The name of the object whose initialiser is analysed; none for a compound literal.
    initialized: Option<Symbol>,
    /// What is initialised is a bit-field.
    into_bit_field: bool,
    /// Where it was declared.
    initialized_at: Option<Loc>,
    /// The value of the last scalar that a static initialiser gave.
    last_static: Option<constant::Const>,
    /// Uses (or, where there is no place, declarations) of what has internal linkage, in inline definitions.
    inline_statics: Vec<(DeclId, DeclId, Loc)>,
    /// The unit has an `asm` outside of functions, which may define anything.
    has_asm: bool,
    /// Undeclared identifiers that were compared with declared ones.
    compared: u32,
    /// Undeclared identifiers already reported in this function.
    undeclared: FxHashSet<Symbol>,
    /// What the pointer next to the name of the last declarator says of the declaration: GNU attributes mean that if
    /// they mean nothing to the pointer (GCC manual, "Attribute Syntax").
    pointer_attributes: attribute::Attrs,
    visible_types: visible_types::VisibleTypes,
    variable_casts: variable_casts::VariableCasts,
    /// Typedef names of types that the word `signed` is behind, with -funsigned-bitfields.
    signed_typedefs: FxHashSet<Loc>,
    /// Builtins without an address that the program has named.
    called_only: FxHashMap<Symbol, hir::DeclId>,
    /// The typedef names by which unnamed members, known by where they stand, are known.
    plan9_names: FxHashMap<Loc, Symbol>,
    /// The attributes that are collected are those of a function or object that has a place in the object file.
    in_object_file: bool,
    /// Where the first declarator begins whose specifiers' attributes are collected.
    attribute_place: Loc,
    /// The names of members of large structures and unions.
    member_indices: record::MemberIndices,
    va_list: Ty,
}

/// Spellings that semantic analysis asks for.
struct Names {
    main: Symbol,
    va_list: Symbol,
}

/// The types behind `size_t` and its like.
#[derive(Clone, Copy)]
struct NumberTypes {
    size: Ty,
    ptrdiff: Ty,
    wchar: Ty,
    char16: Ty,
    char32: Ty,
    intmax: Ty,
}

fn ctype(ty: CType) -> Ty {
    match ty {
        CType::SChar => common::SCHAR,
        CType::UChar => common::UCHAR,
        CType::Short => common::SHORT,
        CType::UShort => common::USHORT,
        CType::Int => common::INT,
        CType::UInt => common::UINT,
        CType::Long => common::LONG,
        CType::ULong => common::ULONG,
        CType::LLong => common::LLONG,
        CType::ULLong => common::ULLONG,
    }
}

fn new_body() -> Body {
    Body {
        decl: DeclId::from_u32(0),
        locals: Default::default(),
        params: Vec::new(),
        exprs: Default::default(),
        elements: Default::default(),
        element_addresses: Default::default(),
        element_types: Default::default(),
        access_types: Default::default(),
        stmts: Default::default(),
        expr_lists: Default::default(),
        stmt_lists: Default::default(),
        wide: Vec::new(),
        labels: Default::default(),
        cleanups: Default::default(),
        asms: Default::default(),
        inits: Default::default(),
        switches: Default::default(),
        vla_sizes: Default::default(),
        temps: 0,
        root: None,
        chain: None,
        frame: Frame::default(),
        calls_setjmp: false,
        loop_depth: 0,
        dynamic_stack: false,
        takes_label_address: false,
        labels_in_data: false,
        packs: false,
        span: diag::Span::NONE,
    }
}

impl<'s> Sema<'s> {
    /// Semantic analysis at the start of a translation unit.
    pub fn new(session: &'s Session) -> Sema<'s> {
        let target = &*session.target;
        let interner = &session.interner;
        let mut types = Types::new(target, session.options.plain_char_signed(target));
        types.same_tags = session.options.std >= lexer::Std::C23;
        let intmax = ctype(target.intmax_type);
        let number_types = NumberTypes {
            size: ctype(target.size_type),
            ptrdiff: ctype(target.ptrdiff_type),
            wchar: ctype(session.options.wchar_type(target)),
            char16: common::USHORT,
            char32: common::UINT,
            intmax,
        };
        let names = Names { main: interner.intern(b"main"), va_list: interner.intern(b"__builtin_va_list") };
        let va_list = decl::va_list_type(&mut types, target.va_list, interner);
        let mut scopes = Scopes::new();
        scopes.bind(names.va_list, scope::Entity::Typedef(va_list), Loc::NONE);
        if target.has_int128 {
            let (signed, unsigned) = (interner.intern(b"__int128_t"), interner.intern(b"__uint128_t"));
            scopes.bind(signed, scope::Entity::Typedef(common::INT128), Loc::NONE);
            scopes.bind(unsigned, scope::Entity::Typedef(common::UINT128), Loc::NONE);
        }
        Sema {
            session,
            unit: Unit {
                types,
                decls: Default::default(),
                strings: Default::default(),
                library_labels: Vec::new(),
                nonstrings: FxHashSet::default(),
                claimed_registers: 0,
                asks_for_parts: false,
            },
            items: Vec::new(),
            scopes,
            linked: Vec::new(),
            body: new_body(),
            function: None,
            outer: Vec::new(),
            nested_in: FxHashMap::default(),
            strings: FxHashMap::default(),
            stmts: Vec::new(),
            effects: Vec::new(),
            prototype_depth: 0,
            first_declaration: false,
            in_parameters: false,
            forward: Vec::new(),
            record_depth: 0,
            quiet: 0,
            unevaluated: 0,
            attributes: attribute::AttributeTable::new(interner),
            builtins: builtin::BuiltinTable::new(interner),
            names,
            visibility: Vec::new(),
            pending_weak: FxHashMap::default(),
            renamed: FxHashMap::default(),
            packing: FxHashMap::default(),
            bare_references: FxHashMap::default(),
            implicit: FxHashSet::default(),
            declared_external: FxHashSet::default(),
            gnu_inlines: FxHashSet::default(),
            defined_elsewhere: FxHashMap::default(),
            tentative: Vec::new(),
            parameter_places: Default::default(),
            array_parameters: Default::default(),
            prototype: None,
            old_style: FxHashMap::default(),
            enumerators: FxHashMap::default(),
            member_types: FxHashSet::default(),
            member_names: Vec::new(),
            typedef_named: FxHashSet::default(),
            explained_vectors: std::cell::Cell::new(false),
            explained_promotion: false,
            file_type: None,
            kept_attributes: FxHashMap::default(),
            positions: FxHashMap::default(),
            accesses: FxHashMap::default(),
            nodiscard_types: FxHashMap::default(),
            declared_attributes: FxHashMap::default(),
            wanted_alignments: FxHashMap::default(),
            unused_types: FxHashSet::default(),
            obsolete: FxHashMap::default(),
            inline_calls: FxHashMap::default(),
            failed_inlines: FxHashSet::default(),
            nands: FxHashSet::default(),
            unique: 0,
            number_types,
            narrow: FxHashMap::default(),
            written: FxHashMap::default(),
            converted: None,
            destination: sugar::Destination::Unknown,
            flaws: FxHashMap::default(),
            constants: FxHashMap::default(),
            literal_values: FxHashMap::default(),
            bigs: big::Bigs::default(),
            named_constants: FxHashMap::default(),
            constant_texts: FxHashMap::default(),
            local_texts: FxHashMap::default(),
            local_constants: FxHashMap::default(),
            constexpr_depth: 0,
            in_static: 0,
            initialized: None,
            into_bit_field: false,
            initialized_at: None,
            last_static: None,
            inline_statics: Vec::new(),
            compared: 0,
            undeclared: FxHashSet::default(),
            pointer_attributes: attribute::Attrs::default(),
            visible_types: visible_types::VisibleTypes::default(),
            variable_casts: variable_casts::VariableCasts::default(),
            signed_typedefs: FxHashSet::default(),
            called_only: FxHashMap::default(),
            plan9_names: FxHashMap::default(),
            in_object_file: false,
            attribute_place: Loc::NONE,
            member_indices: record::MemberIndices::default(),
            has_asm: false,
            va_list,
        }
    }

    /// The translation unit had no declaration at all.
    pub fn empty_unit(&self, at: Loc) {
        self.pedwarn(diag::warn::PEDANTIC, at, "ISO C forbids an empty translation unit");
    }

    /// Analyses one external declaration. What it defines is queued for [`Sema::take_items`].
    pub fn external_declaration(&mut self, decl: &ast::ExternalDecl<'_>) {
        match decl {
            ast::ExternalDecl::Declaration(declaration) => self.declaration(declaration),
            ast::ExternalDecl::Function(function) => {
                self.in_extension(function.specs.extension, |sema| sema.function_definition(function));
            }
            ast::ExternalDecl::Asm(text) => {
                self.has_asm = true;
                self.items.push(Item::Asm(String::from_utf8_lossy(text.bytes).into_owned()));
            }
            ast::ExternalDecl::StaticAssert(assertion) => self.static_assert(assertion),
            ast::ExternalDecl::Attributes(attributes) => self.attribute_declaration(attributes),
            ast::ExternalDecl::Pragma(pragma) => self.pragma(*pragma),
        }
        debug_assert!(self.function.is_none());
        self.effects.clear();
        self.narrow.clear();
        self.flaws.clear();
        self.enumerators.clear();
        if self.body.exprs.len() > 4096 {
            self.body = new_body();
        } else {
            self.body.exprs.clear();
            self.body.wide.clear();
            self.body.expr_lists.clear();
        }
    }

    /// The definitions that have been completed since the last call, in source order.
    pub fn take_items(&mut self) -> Vec<Item> {
        std::mem::take(&mut self.items)
    }

    /// Ends the translation unit: tentative definitions become definitions (6.9.3p2).
    pub fn finish(&mut self) {
        self.finish_tentative();
        self.finish_weak_aliases();
        self.check_inline_statics();
        self.check_aliases();
        self.check_unused_globals();
        self.check_inline_calls();
    }

    // Diagnostics.

    fn error(&self, at: impl Into<Place>, message: impl AsRef<str>) {
        let _ = self.session.diags.error(at, message);
    }

    fn warning(&self, group: Warning, at: impl Into<Place>, message: impl AsRef<str>) {
        let _ = self.session.diags.warning(group, at, message);
    }

    fn pedwarn(&self, group: Warning, at: impl Into<Place>, message: impl AsRef<str>) {
        let _ = self.session.diags.pedwarn(group, at, message);
    }

    /// What C90 has and C99 took away: there a warning, here a violation.
    fn implicit(&self, group: Warning, at: impl Into<Place>, message: impl AsRef<str>) -> diag::Reported<'_> {
        match self.session.options.std < lexer::Std::C99 {
            true => self.session.diags.warning(group, at, message),
            false => self.session.diags.pedwarn(group, at, message),
        }
    }

    fn text(&self, symbol: Symbol) -> String {
        self.session.interner.text(symbol)
    }

    fn spell(&self, ty: Ty) -> String {
        self.unit.types.spell(ty, &self.session.interner)
    }

    /// The declaration with linkage of that name, in scope or not.
    fn linked_decl(&self, name: Symbol) -> Option<DeclId> {
        let index = *self.linked.get(name.0 as usize)?;
        (index > 0).then(|| DeclId::from_u32(index - 1))
    }

    fn link(&mut self, name: Symbol, decl: DeclId) {
        let index = name.0 as usize;
        if self.linked.len() <= index {
            self.linked.resize(index + 256, 0);
        }
        self.linked[index] = decl.as_u32() + 1;
    }

    /// Runs `analyse` on an operand that is not evaluated.
    fn unevaluated<R>(&mut self, analyse: impl FnOnce(&mut Self) -> R) -> R {
        self.unevaluated += 1;
        let result = analyse(self);
        self.unevaluated -= 1;
        result
    }

    /// Runs `analyse` on what `__extension__` stands before, if it does.
    fn in_extension<R>(&mut self, extension: bool, analyse: impl FnOnce(&mut Self) -> R) -> R {
        if extension {
            self.session.diags.enter_extension();
        }
        let result = analyse(self);
        if extension {
            self.session.diags.leave_extension();
        }
        result
    }

    fn new_temp(&mut self) -> TempId {
        self.body.temps += 1;
        TempId::from_u32(self.body.temps - 1)
    }

    /// A string literal's number; equal literals share one.
    fn string_id(&mut self, bytes: Vec<u8>, width: u8) -> StringId {
        let key = (width, bytes.into_boxed_slice());
        if let Some(&id) = self.strings.get(&key) {
            return id;
        }
        let id = self.unit.strings.push(StringLit { bytes: key.1.to_vec(), width, own: false });
        self.strings.insert(key, id);
        id
    }

    fn hidden_local(&mut self, ty: Ty, loc: Loc) -> LocalId {
        self.body.locals.push(Local::hidden(ty, loc))
    }

    fn cleanup_chain(&self) -> PackedOption<CleanupId> {
        self.function.as_ref().map_or(PackedOption::default(), |function| function.cleanups)
    }
}
