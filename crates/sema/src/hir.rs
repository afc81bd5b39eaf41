//! HIR: C with nothing implicit.
//!
//! A [`Body`] owns dense tables of expressions and statements and refers to nothing in the AST, so it can wait
//! (an inline function that nobody has called yet) after the AST is gone. Every conversion is a [`ExprKind::Cast`],
//! every read of an object a [`ExprKind::Load`], every decay an [`ExprKind::AddrOf`]; sizes of variably modified
//! types are locals; jumps out of scopes know their cleanups. `lower` makes no decision about the language.
//!
//! An expression is either a *place* (designates an object: `Local`, `Global`, `Str`, `Deref`, `Member`, `BitField`,
//! `Part`, `Lane`, `Compound`) or a *value*. A place stands only under `Load`, `AddrOf`, `Assign`, `Update`, another
//! place, an asm operand, or where a builtin's signature says so.

mod builtin;

use crate::attribute_set::AttributeSet;
use crate::types::{Ty, Types, VlaId};
pub use builtin::Builtin;
use cranelift_entity::{
    EntityList, ListPool, PrimaryMap, SecondaryMap, entity_impl, packed_option::PackedOption,
};
use diag::{Loc, Span};
use lexer::Symbol;
use rustc_hash::{FxHashMap, FxHashSet};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $text:literal;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u32);
        entity_impl!($name, $text);
    )* };
}

ids! {
    /// An object or function with linkage, or a static object: an entry of [`Unit::decls`].
    DeclId "decl";
    /// A string literal: an entry of [`Unit::strings`].
    StringId "str";
    /// An expression of a [`Body`].
    ExprId "e";
    /// A statement of a [`Body`].
    StmtId "s";
    /// An automatic object of a [`Body`], parameters included.
    LocalId "local";
    /// A label of a [`Body`]: of a `goto`, a `case`, or an asm goto.
    LabelId "label";
    /// A value bound by [`ExprKind::Let`] or [`ExprKind::Update`].
    TempId "tmp";
    /// A link of a [`Body`]'s chain of cleanups.
    CleanupId "cleanup";
    /// An inline asm statement of a [`Body`].
    AsmId "asm";
    /// An initialiser of a [`Body`].
    InitId "init";
    /// A `switch` of a [`Body`].
    SwitchId "switch";
}

/// What a translation unit has declared so far. Shared by sema, which extends it, and lower, which reads it.
pub struct Unit {
    /// All types.
    pub types: Types,
    /// Everything with a symbol.
    pub decls: PrimaryMap<DeclId, Decl>,
    /// String literals, terminators included.
    pub strings: PrimaryMap<StringId, StringLit>,
    /// Library functions that declarations gave another symbol: name and symbol.
    pub library_labels: Vec<(Symbol, Symbol)>,
    /// Where names are declared that have attribute `nonstring`.
    pub nonstrings: FxHashSet<Loc>,
    /// The registers of global register variables, as bits by the machine's numbers.
    pub claimed_registers: u64,
    /// Something has asked how much of a member or an array follows a pointer (`__builtin_object_size` in an odd mode).
    pub asks_for_parts: bool,
}

/// A string literal.
#[derive(Clone, Debug)]
pub struct StringLit {
    /// Its bytes in the target's order, terminator included.
    pub bytes: Vec<u8>,
    /// Bytes per element: 1, 2 or 4.
    pub width: u8,
    /// An object of its own, with which no other literal shares bytes: `__func__` (C23 6.4.2.2).
    pub own: bool,
}

/// Linkage (C23 6.2.2). A static local has none of its own; it is emitted as internal under a unique name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Linkage {
    /// Seen by other translation units.
    External,
    /// Of this translation unit.
    Internal,
}

/// ELF visibility.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(missing_docs, reason = "the names are ELF's")]
pub enum Visibility {
    #[default]
    Default,
    Hidden,
    Protected,
    Internal,
}

impl Visibility {
    /// The one that the attribute and the pragma call so.
    pub(crate) fn named(text: &str) -> Option<Visibility> {
        Some(match text {
            "default" => Visibility::Default,
            "hidden" => Visibility::Hidden,
            "protected" => Visibility::Protected,
            "internal" => Visibility::Internal,
            _ => return None,
        })
    }
}

/// What becomes of a function's definition.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Emission {
    /// Only declared here, or (C99 `inline`, GNU `extern inline`) defined for inlining only.
    #[default]
    None,
    /// Emitted only if something emitted refers to it: `static`, `static inline`.
    IfUsed,
    /// Emitted.
    Always,
}

/// A thread-local storage model.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names are the psABI's")]
pub enum TlsModel {
    GlobalDynamic,
    LocalDynamic,
    InitialExec,
    LocalExec,
}

/// An object or function with a symbol.
#[derive(Clone, Debug)]
pub struct Decl {
    /// Its name in the source.
    pub name: Symbol,
    /// Its name in the object file: the asm label, the unique name of a static local, or the name itself.
    pub symbol: Symbol,
    /// Its composite type so far.
    pub ty: Ty,
    /// Linkage.
    pub linkage: Linkage,
    /// Function, or object.
    pub is_function: bool,
    /// A definition has been seen (for objects: not a tentative one).
    pub defined: bool,
    /// An object's tentative definition has been seen, and no other yet (6.9.2p2).
    pub tentative: bool,
    /// Something refers to it (evaluated or not).
    pub used: bool,
    /// Something does more than assign to it.
    pub read: bool,
    /// For functions.
    pub emission: Emission,
    /// A nested function that is called with a static chain: the address of the frame around it.
    pub takes_chain: bool,
    /// `_Thread_local`.
    pub thread_local: bool,
    /// A global register variable: the machine's number of the register that it is.
    pub register: Option<u8>,
    /// `tls_model` attribute, else the default by -ftls-model and linkage.
    pub tls_model: Option<TlsModel>,
    /// Attributes that outlive sema.
    pub attrs: DeclAttrs,
    /// Where it was first declared.
    pub loc: Loc,
}

impl Decl {
    /// Whether it is defined: by a body, or as another name of something.
    pub(crate) fn is_definition(&self) -> bool {
        self.defined || self.attrs.alias.is_some() || self.attrs.ifunc.is_some()
    }
}

/// Attributes of a declaration that code generation or linking sees.
#[derive(Clone, Debug, Default)]
pub struct DeclAttrs {
    /// All that were given.
    pub names: AttributeSet,
    /// `section("…")`
    pub section: Option<Box<str>>,
    /// `aligned(n)`, or `_Alignas`, in bytes; 0 is none.
    pub align: u32,
    /// `weak`
    pub weak: bool,
    /// `alias("…")`: the target's symbol.
    pub alias: Option<Box<str>>,
    /// `weakref("…")`
    pub weakref: Option<Box<str>>,
    /// `ifunc("…")`: the resolver's symbol.
    pub ifunc: Option<Box<str>>,
    /// `visibility("…")`, or the pragma, or -fvisibility; `None`: not said.
    pub visibility: Option<Visibility>,
    /// `used`: emitted even if nothing refers to it.
    pub used: bool,
    /// `retain`: kept by the linker even if nothing refers to it.
    pub retain: bool,
    /// `constructor(priority)`; without one, 65535.
    pub constructor: Option<u16>,
    /// `destructor(priority)`
    pub destructor: Option<u16>,
    /// `noreturn`, `_Noreturn`
    pub noreturn: bool,
    /// `artificial`: what it does is its caller's
    pub artificial: bool,
    /// `returns_twice`, and setjmp's names
    pub returns_twice: bool,
    /// `nothrow`: no exception comes out of it
    pub nothrow: bool,
    /// `noinline`
    pub noinline: bool,
    /// `always_inline`
    pub always_inline: bool,
    /// `unused`: it need not be used
    pub unused: bool,
    /// `nonstring`: the array need not end in a zero.
    pub nonstring: bool,
    /// `deprecated`, and why
    pub deprecated: Option<Box<str>>,
    /// `unavailable`, and why.
    pub unavailable: Option<Box<str>>,
    /// GNU `extern inline`: a body for inlining, however large (GCC manual, "An Inline Function is As Fast As a Macro").
    pub like_a_macro: bool,
    /// `inline`, in any spelling
    pub inline: bool,
    /// The C library's function of that name, whose meaning the compiler may use.
    pub library: bool,
    /// `pure`
    pub pure_: bool,
    /// `const`
    pub const_: bool,
    /// `malloc`
    pub malloc: bool,
    /// `malloc(deallocator, n)`: the functions that give the returned memory back, without `__builtin_`.
    pub deallocators: Vec<Box<str>>,
    /// The parameter, from 1, through which the function gives memory back.
    pub releases: Option<u8>,
    /// `alloc_size(n, m)`: which parameters, from 1, say how much memory is returned.
    pub alloc_size: Option<(u8, Option<u8>)>,
    /// `cold`
    pub cold: bool,
    /// `hot`
    pub hot: bool,
    /// `naked`
    pub naked: bool,
    /// `zero_call_used_regs("…")`
    pub zeroed: Option<Box<str>>,
    /// `patchable_function_entry(total, before)`
    pub patchable: Option<(u16, u16)>,
    /// `common` (true) or `nocommon` (false), against -f[no-]common
    pub common: Option<bool>,
    /// `error("…")`: a call that survives optimisation is an error.
    pub error: Option<Box<str>>,
    /// `warning("…")`
    pub warning: Option<Box<str>>,
    /// `no_instrument_function`, `no_stack_protector`, `optimize("…")`… spelled as the source has them.
    pub other: Vec<Box<str>>,
    /// `target("…")`
    pub target: Option<Box<str>>,
    /// `symver("…")`
    pub symver: Option<Box<str>>,
}

/// What sema hands on.
#[derive(Debug)]
pub enum Item {
    /// A function's definition.
    Function(Box<Body>),
    /// An object's definition.
    Variable(DeclId, StaticInit),
    /// A top-level asm.
    Asm(String),
}

/// The value of a static object: bytes, and addresses to be put over them.
#[derive(Clone, Debug, Default)]
pub struct StaticInit {
    /// Size of the object in bytes (more than its type's with a flexible array member).
    pub size: u64,
    /// The first bytes; the rest up to `size` are zero.
    pub bytes: Vec<u8>,
    /// Addresses, in order of offset.
    pub relocs: Vec<StaticReloc>,
}

/// An address in a static object.
#[derive(Clone, Copy, Debug)]
pub struct StaticReloc {
    /// Where.
    pub offset: u64,
    /// How many bytes: the pointer's size, or less for label differences.
    pub size: u8,
    /// Of what.
    pub target: StaticTarget,
    /// Plus this many bytes.
    pub addend: i64,
}

/// What an address constant is relative to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaticTarget {
    /// An object or function.
    Decl(DeclId),
    /// A string literal.
    Str(StringId),
    /// `&&label` in the function.
    Label(DeclId, LabelId),
    /// `&&a - &&b` in the function.
    LabelDifference(DeclId, LabelId, LabelId),
}

/// A list of expressions.
pub type ExprList = EntityList<ExprId>;
/// A list of statements.
pub type StmtList = EntityList<StmtId>;

/// The definition of a function.
#[derive(Clone, Debug)]
pub struct Body {
    /// The function.
    pub decl: DeclId,
    /// Parameters (in `params` order), variables, compound literals, hidden sizes.
    pub locals: PrimaryMap<LocalId, Local>,
    /// The parameters in order. For a K&R definition whose promoted argument differs from the parameter's type,
    /// [`Local::passed_as`] says how it comes.
    pub params: Vec<LocalId>,
    /// Expressions.
    pub exprs: PrimaryMap<ExprId, Expr>,
    /// Places that are elements of arrays, if a check of values wants to know; those that are surely there are left out.
    pub elements: FxHashMap<ExprId, Element>,
    /// Their arrays' types, where the source names them otherwise than by what they are.
    pub element_types: FxHashMap<ExprId, Box<str>>,
    /// Places behind pointers, and how messages name their types, where the source gives a name to them.
    pub access_types: FxHashMap<ExprId, Box<str>>,
    /// The pointers that are the addresses of such elements, where the source takes them.
    pub element_addresses: FxHashMap<ExprId, ExprId>,
    /// Statements.
    pub stmts: PrimaryMap<StmtId, Stmt>,
    /// The elements of all [`ExprList`]s.
    pub expr_lists: ListPool<ExprId>,
    /// The elements of all [`StmtList`]s.
    pub stmt_lists: ListPool<StmtId>,
    /// Constants wider than 64 bits and floats: bits in the format of the type.
    pub wide: Vec<u128>,
    /// Labels.
    pub labels: PrimaryMap<LabelId, Label>,
    /// Cleanups, linked innermost first.
    pub cleanups: PrimaryMap<CleanupId, Cleanup>,
    /// Inline asm.
    pub asms: PrimaryMap<AsmId, Asm>,
    /// Initialisers of automatic objects.
    pub inits: PrimaryMap<InitId, Init>,
    /// Switches.
    pub switches: PrimaryMap<SwitchId, Switch>,
    /// The local that holds the size in bytes of a variably modified type.
    pub vla_sizes: SecondaryMap<VlaId, PackedOption<LocalId>>,
    /// How many [`TempId`]s there are.
    pub temps: u32,
    /// The outermost block.
    pub root: Option<StmtId>,
    /// In a nested function: the local that holds its static chain, the address of the [`Frame`] of the function
    /// around it.
    pub chain: Option<LocalId>,
    /// What nested functions use of this one.
    pub frame: Frame,
    /// Calls a function that returns twice: nothing may live in registers across it.
    pub calls_setjmp: bool,
    /// How deeply loops nest.
    pub loop_depth: u32,
    /// Has a VLA or `alloca`.
    pub dynamic_stack: bool,
    /// Has `&&label`.
    pub takes_label_address: bool,
    /// Static objects hold addresses of its labels: they are those of its own code, not of copies.
    pub labels_in_data: bool,
    /// Passes on its variable arguments as such: it can only be copied, not called.
    pub packs: bool,
    /// Where the definition starts and its closing brace.
    pub span: Span,
}

/// An element of an array as the source designates it.
#[derive(Clone, Copy, Debug)]
pub struct Element {
    /// The place that is the array.
    pub array: ExprId,
    /// Which element.
    pub index: ElementIndex,
    /// The variable that the index is.
    pub name: Option<Symbol>,
    /// Where the subscript stands.
    pub loc: Loc,
}

/// Which element of an array.
#[derive(Clone, Copy, Debug)]
pub enum ElementIndex {
    /// A constant.
    Known(i128),
    /// So many bytes from the array's begin: the expression of the [`ExprKind::PtrAdd`].
    Bytes(ExprId),
}

impl Body {
    /// The element that a place is, or is part of.
    #[must_use]
    pub fn element_of(&self, place: ExprId) -> Option<ExprId> {
        let mut place = place;
        loop {
            if self.elements.contains_key(&place) {
                return Some(place);
            }
            place = match self.exprs[place].kind {
                ExprKind::Member { base, .. } | ExprKind::Part(base, _) | ExprKind::Lane(base, _) => base,
                _ => return None,
            };
        }
    }
}

/// The part of a function's frame that its nested functions know: captured variables, trampolines, and where a
/// `goto` out of a nested function comes back. Its address is their static chain. Offsets are given once, in order
/// of first use, so that a nested function is complete before the function around it is.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// Size in bytes so far.
    pub size: u32,
    /// Alignment in bytes.
    pub align: u32,
    /// Nested functions whose address is taken, and where the code stands that calls them with their chain.
    pub trampolines: Vec<(DeclId, u32)>,
    /// Labels that nested functions go to, and the buffers (as of `__builtin_setjmp`) that say how.
    pub receivers: Vec<(LabelId, u32)>,
}

impl Frame {
    /// Room for `size` bytes: its offset.
    pub fn reserve(&mut self, size: u32, align: u32) -> u32 {
        let offset = self.size.next_multiple_of(align.max(1));
        self.size = offset.saturating_add(size);
        self.align = self.align.max(align);
        offset
    }
}

/// An automatic object.
#[derive(Clone, Debug)]
pub struct Local {
    /// Its name; `None` for hidden ones.
    pub name: Option<Symbol>,
    /// Its type. For a VLA, the array type: the object is then behind the pointer that `Stmt::VlaAlloc` sets.
    pub ty: Ty,
    /// It is a parameter.
    pub parameter: bool,
    /// It is mentioned.
    pub used: bool,
    /// Its value or address is used.
    pub read: bool,
    /// `unused`
    pub unused: bool,
    /// Its address is taken, or it is accessed in another way than whole: it can't live in a register.
    pub address_taken: bool,
    /// `aligned(n)` in bytes; 0 is the type's.
    pub align: u32,
    /// `register T x asm("reg")`
    pub register: Option<Box<str>>,
    /// It is declared `register`: it has no address that one could ask for (6.7.2p6).
    pub in_register: bool,
    /// A parameter that was declared as an array.
    pub declared_array: bool,
    /// Its declaration has no initialiser, and no attribute `uninitialized`.
    pub bare: bool,
    /// Whether it is initialised is not to be asked: it has been said, or is not to be said.
    pub initialization_settled: bool,
    /// A parameter that comes as another type (K&R promotion).
    pub passed_as: Option<Ty>,
    /// Nested functions use it: its offset in the [`Frame`] (of a variable-length object, its address's).
    pub captured: Option<u32>,
    /// Where it was declared.
    pub loc: Loc,
}

impl Local {
    /// One that the source does not name.
    pub fn hidden(ty: Ty, loc: Loc) -> Local {
        Local {
            name: None,
            ty,
            parameter: false,
            used: false,
            read: false,
            unused: true,
            address_taken: false,
            align: 0,
            register: None,
            bare: false,
            initialization_settled: false,
            passed_as: None,
            captured: None,
            in_register: false,
            declared_array: false,
            loc,
        }
    }
}

/// A label.
#[derive(Clone, Debug)]
pub struct Label {
    /// Its name, if the source has one.
    pub name: Option<Symbol>,
    /// The chain of cleanups in force at the label.
    pub cleanups: PackedOption<CleanupId>,
    /// `&&label` is taken.
    pub address_taken: bool,
}

/// What leaving a scope does. Falling off a block, `break`, `continue`, `goto` and `return` run the chain from
/// where they are up to (not including) the link that they have in common with where they go.
#[derive(Clone, Debug)]
pub struct Cleanup {
    /// The next one out.
    pub parent: PackedOption<CleanupId>,
    /// What it does.
    pub action: CleanupAction,
}

/// What a cleanup does.
#[derive(Clone, Copy, Debug)]
pub enum CleanupAction {
    /// Evaluates the expression: the call of an `__attribute__((cleanup))` function.
    Eval(ExprId),
    /// Runs a deferred statement, whose labels these are.
    Defer {
        /// The statement.
        block: StmtId,
        /// The number of its first label.
        first: u32,
        /// One past that of its last.
        last: u32,
    },
    /// Gives the stack of variable-length arrays back to where the local (a `void *`) says; the local was set by
    /// [`StmtKind::SaveStack`].
    RestoreStack(LocalId),
    /// Nothing: the stack is given back with that of the scope around.
    Nothing,
}

/// An expression.
#[derive(Clone, Copy, Debug)]
pub struct Expr {
    /// What it does.
    pub kind: ExprKind,
    /// Its type: of a value, unqualified; of a place, with qualifiers.
    pub ty: Ty,
    /// For diagnostics and line tables.
    pub loc: Loc,
}

/// The kinds of expressions.
#[derive(Clone, Copy, Debug)]
pub enum ExprKind {
    // Values.
    /// An integer, enumeration or pointer constant of at most 64 bits, zero-extended from its width.
    Int(u64),
    /// A constant of 128 bits, or a floating constant's bits: an index of [`Body::wide`].
    Wide(u32),
    /// A constant of more than 128 bits: the bytes of its object.
    Big(StringId),
    /// Reads a place. The value of a place of array type does not exist: arrays decay.
    Load(ExprId),
    /// Address of a place, of a function, or the decayed array.
    AddrOf(ExprId),
    /// `&&label`
    LabelAddr(LabelId),
    /// A conversion.
    Cast(CastKind, ExprId),
    /// An arithmetic unary operator on a scalar, complex or vector.
    Unary(UnaryOp, ExprId),
    /// A binary operator: both operands have the type that the operation is done in, except that the count of a
    /// shift has its own and comparisons yield `int` (vectors: a mask).
    Binary(BinaryOp, ExprId, ExprId),
    /// Pointer plus a byte offset of type `ptrdiff_t`.
    PtrAdd(ExprId, ExprId),
    /// Difference of two pointers in elements of that many bytes (an expression of type `ptrdiff_t`).
    PtrDiff {
        /// Minuend.
        lhs: ExprId,
        /// Subtrahend.
        rhs: ExprId,
        /// Element size in bytes.
        size: ExprId,
    },
    /// Stores the value in the place; yields the value as stored.
    Assign {
        /// Where.
        place: ExprId,
        /// What.
        value: ExprId,
    },
    /// `op=`, `++`, `--`: evaluates the address of `place` once, binds its old value to `temp`, evaluates `new`, stores it
    /// in the place. On an atomic place it is one read-modify-write.
    Update {
        /// The old value, converted by nothing.
        temp: TempId,
        /// Where.
        place: ExprId,
        /// The new value, of the place's type.
        new: ExprId,
        /// Yields the old value rather than the new one.
        yields_old: bool,
    },
    /// The value bound by a `Let` or an `Update` around it.
    Temp(TempId),
    /// Binds a value for use in `body` (the elided operand of `?:`, results of builtins that use an operand twice).
    Let {
        /// The name.
        temp: TempId,
        /// Evaluated first.
        value: ExprId,
        /// Evaluated second; the result.
        body: ExprId,
    },
    /// A call. The callee is a pointer to a function (usually `AddrOf(Global)`).
    Call {
        /// The function.
        callee: ExprId,
        /// Arguments, converted to parameter types or promoted.
        args: ExprList,
    },
    /// Address of the function's own [`Frame`].
    Frame,
    /// As the callee of a call: a nested function, and the static chain to call it with.
    WithChain {
        /// The address of the function.
        function: ExprId,
        /// The address of the frame around it.
        chain: ExprId,
    },
    /// An operation of the compiler.
    Builtin {
        /// Which.
        op: Builtin,
        /// Its operands.
        args: ExprList,
    },
    /// `cond ? then : els`; `cond` is a truth value (see [`CastKind::ToBool`]).
    Cond {
        /// Of type `_Bool`.
        cond: ExprId,
        /// If it is 1.
        then: ExprId,
        /// If it is 0.
        els: ExprId,
    },
    /// `&&`: both of type `_Bool`, yields `int`.
    LogicalAnd(ExprId, ExprId),
    /// `||`: both of type `_Bool`, yields `int`.
    LogicalOr(ExprId, ExprId),
    /// Evaluates the first for its effects, yields the second.
    Comma(ExprId, ExprId),
    /// `({ … })`: the block, whose last expression statement is taken out as the value.
    StmtExpr {
        /// The block without its value; a `StmtKind::Block` whose cleanups run after the value is computed.
        block: StmtId,
        /// The value, evaluated at the end of the block.
        value: PackedOption<ExprId>,
    },
    /// `va_arg(list, ty)`: the operand is the address of the `va_list` object; the type is the expression's.
    VaArg(ExprId),
    /// A complex value of two real ones.
    Complex(ExprId, ExprId),
    /// Real part of a complex value.
    Real(ExprId),
    /// Imaginary part of a complex value.
    Imag(ExprId),
    /// A vector with all lanes equal to the scalar.
    Splat(ExprId),

    // Places.
    /// An automatic object.
    Local(LocalId),
    /// An object or function with a symbol.
    Global(DeclId),
    /// A string literal.
    Str(StringId),
    /// What a pointer points to.
    Deref(ExprId),
    /// A member of a place of record type, at a constant byte offset.
    Member {
        /// The record.
        base: ExprId,
        /// In bytes.
        offset: u64,
    },
    /// A bit-field: `width` bits from bit `shift` on (little-endian) of the storage that begins `offset` bytes into the
    /// place `base`. The expression's type is the declared type (its promotion is an explicit cast).
    BitField {
        /// The record.
        base: ExprId,
        /// In bytes, of the storage unit.
        offset: u32,
        /// In bits, from the storage unit's start.
        shift: u16,
        /// In bits.
        width: u16,
    },
    /// The real (0) or imaginary (1) part of a place of complex type.
    Part(ExprId, u8),
    /// A lane of a place of vector type; the index has type `ptrdiff_t`.
    Lane(ExprId, ExprId),
    /// A compound literal: initialises the local each time it is evaluated, then is that local.
    Compound(LocalId, InitId),
    /// A value of record, complex or vector type used as a place (member of a call's result): a temporary object.
    Materialize(ExprId),
}

/// Conversions. The source type is the operand's, the destination type is the expression's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CastKind {
    /// Same representation: qualifiers, signedness, pointer to pointer, enum to integer of the same size.
    Bitcast,
    /// Integer to integer of another width: truncates, or extends by the source's sign.
    IntToInt,
    /// Scalar to `_Bool`: compares unequal to zero.
    ToBool,
    /// Integer to floating.
    IntToFloat,
    /// Floating to integer, truncating.
    FloatToInt,
    /// Floating to floating.
    FloatToFloat,
    /// Pointer to integer of any width.
    PtrToInt,
    /// Integer of any width to pointer (extends by the source's sign).
    IntToPtr,
    /// Real to complex of the same part type: zero imaginary part.
    RealToComplex,
    /// Complex to complex: each part.
    ComplexToComplex,
    /// Complex to `_Bool`: either part unequal to zero.
    ComplexToBool,
    /// Vector to vector of the same lane count, lane by lane (`__builtin_convertvector`).
    ConvertVector,
    /// Value dropped.
    ToVoid,
    /// A scalar or record to a union that contains it (GNU cast to union, transparent unions).
    ToUnion,
    /// Pointers of different address spaces.
    AddressSpace,
}

/// Unary operators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnaryOp {
    /// `-`
    Neg,
    /// `~` on integers.
    Not,
    /// `~` on complex numbers: conjugate.
    Conj,
    /// `!` on vectors: a mask. On scalars sema writes a comparison with zero.
    LogicalNot,
}

/// Binary operators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names are C's operators")]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    Rem,
    Shl,
    Shr,
    And,
    Or,
    Xor,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

/// A statement.
#[derive(Clone, Copy, Debug)]
pub struct Stmt {
    /// What it does.
    pub kind: StmtKind,
    /// For line tables.
    pub loc: Loc,
}

/// The kinds of statements.
#[derive(Clone, Copy, Debug)]
pub enum StmtKind {
    /// Evaluates an expression of any type and drops it.
    Expr(ExprId),
    /// A scope: at its end the cleanups pushed in it run.
    Block(StmtList),
    /// The condition is a `_Bool`.
    If {
        /// Condition.
        cond: ExprId,
        /// If it is 1.
        then: StmtId,
        /// If it is 0.
        els: PackedOption<StmtId>,
    },
    /// `while`, `for` (its initialisation stands before it).
    While {
        /// None is forever.
        cond: PackedOption<ExprId>,
        /// Run after the body and `continue`.
        step: PackedOption<ExprId>,
        /// The body.
        body: StmtId,
    },
    /// `do body while (cond)`
    DoWhile {
        /// The body.
        body: StmtId,
        /// Condition.
        cond: ExprId,
    },
    /// A switch; its cases stand as labels in `body`.
    Switch(SwitchId),
    /// Leaves the innermost loop or switch.
    Break,
    /// Goes on with the innermost loop.
    Continue,
    /// `goto`
    Goto(LabelId),
    /// `goto *address`
    ComputedGoto(ExprId),
    /// A label, also of `case` and `default`, standing before the statement that follows it in the list.
    Label(LabelId),
    /// `return`, the value converted to the function's type.
    Return(PackedOption<ExprId>),
    /// The definition of an automatic variable without initialiser: its lifetime begins (its slot may be reused
    /// after the block).
    Declare(LocalId),
    /// Initialises an automatic object.
    Init(LocalId, InitId),
    /// Makes room for a variable-length array of as many bytes as the second local says, aligned for its type.
    VlaAlloc(LocalId, LocalId),
    /// Notes the stack's height in a local of type `void *` (before the first VLA of a scope).
    SaveStack(LocalId),
    /// From here to the end of the block this cleanup is in force.
    PushCleanup(CleanupId),
    /// Inline asm.
    Asm(AsmId),
    /// Nothing.
    Empty,
}

/// A switch statement.
#[derive(Clone, Debug)]
pub struct Switch {
    /// The promoted controlling expression.
    pub value: ExprId,
    /// Inclusive ranges in the value's type (sign- or zero-extended to 128 bits), disjoint; and where they go.
    pub cases: Vec<(i128, i128, LabelId)>,
    /// `default`
    pub default: Option<LabelId>,
    /// The body.
    pub body: StmtId,
}

/// The initialiser of an automatic object.
#[derive(Clone, Debug, Default)]
pub struct Init {
    /// The whole object is zeroed first (some of it is not written below).
    pub zero: bool,
    /// A constant image to copy first, when most of the object is constant.
    pub image: Option<StringId>,
    /// Stores in order of evaluation.
    pub stores: Vec<InitStore>,
}

/// One store of an initialiser.
#[derive(Clone, Copy, Debug)]
pub struct InitStore {
    /// Byte offset in the object (of the storage unit for bit-fields).
    pub offset: u64,
    /// For bit-fields: shift and width in bits.
    pub bits: Option<(u16, u16)>,
    /// The type stored.
    pub ty: Ty,
    /// The value.
    pub value: ExprId,
}

/// An inline asm statement. Named operands are already numbers in the template (`%3`, `%w3`, `%l5`).
#[derive(Clone, Debug)]
pub struct Asm {
    /// The template, or the plain text of a basic asm (then `basic`).
    pub template: String,
    /// No operands: `%` is not special.
    pub basic: bool,
    /// `volatile`, or without outputs.
    pub volatile: bool,
    /// `inline`
    pub inline: bool,
    /// Outputs: constraint (`=r`, `+m`, `=@ccz`…) and place.
    pub outputs: Vec<AsmOperand>,
    /// Inputs: constraint and value (a place for memory-only constraints).
    pub inputs: Vec<AsmOperand>,
    /// Registers, `memory`, `cc`.
    pub clobbers: Vec<String>,
    /// Labels of `asm goto`.
    pub labels: Vec<LabelId>,
    /// Where.
    pub span: Span,
}

/// An operand of an asm.
#[derive(Clone, Debug)]
pub struct AsmOperand {
    /// The constraint as written.
    pub constraint: String,
    /// Place (outputs; inputs whose constraint allows memory only) or value.
    pub expr: ExprId,
    /// `register … asm("…")` variables pin their operand to that register.
    pub register: Option<Box<str>>,
}
