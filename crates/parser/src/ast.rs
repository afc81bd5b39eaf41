//! The syntax tree of one external declaration (C23 6.5–6.9 and GNU C). Every node lives in a [`bumpalo::Bump`]
//! that is reset once the declaration has been analysed: nodes are plain data, references and slices.

use diag::{Loc, Span};
use lexer::{Encoding, StorageOrder, Symbol};

/// A name and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ident {
    /// The spelling.
    pub name: Symbol,
    /// Where.
    pub loc: Loc,
}

/// Unary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// `&x`
    AddressOf,
    /// `*x`
    Deref,
    /// `+x`
    Plus,
    /// `-x`
    Minus,
    /// `~x`: complement, or complex conjugate.
    Not,
    /// `!x`
    LogicalNot,
    /// `++x`
    PreInc,
    /// `--x`
    PreDec,
    /// `x++`
    PostInc,
    /// `x--`
    PostDec,
    /// `__real__ x`
    Real,
    /// `__imag__ x`
    Imag,
}

/// Binary operators that compound assignment shares, the comparisons and the logical operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `%`
    Rem,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `<<`
    Shl,
    /// `>>`
    Shr,
    /// `<`
    Lt,
    /// `>`
    Gt,
    /// `<=`
    Le,
    /// `>=`
    Ge,
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `&`
    And,
    /// `^`
    Xor,
    /// `|`
    Or,
    /// `&&`
    LogicalAnd,
    /// `||`
    LogicalOr,
}

/// A string literal (C23 6.4.5), adjacent literals joined.
#[derive(Clone, Copy, Debug)]
pub struct StringLit<'a> {
    /// First to last literal.
    pub span: Span,
    /// The prefix that governs the whole.
    pub encoding: Encoding,
    /// Bytes of one element.
    pub unit: u32,
    /// The elements in the target's byte order, without the terminating null.
    pub bytes: &'a [u8],
    /// Where in `bytes` each literal begins, and where it stands; empty if there is only one.
    pub pieces: &'a [(u32, Loc)],
}

/// An expression.
#[derive(Clone, Copy, Debug)]
pub struct Expr<'a> {
    /// First to last token.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind<'a>,
}

/// What an expression is.
#[derive(Clone, Copy, Debug)]
pub enum ExprKind<'a> {
    /// A syntax error was reported here.
    Error,
    /// An identifier.
    Ident(Symbol),
    /// A number, as it is spelt.
    Number(Symbol),
    /// A floating constant that `#pragma STDC FLOAT_CONST_DECIMAL64` makes decimal, with the suffix that says so.
    DecimalNumber(Symbol),
    /// A character constant: its value, sign-extended if its type is signed.
    Char(Encoding, i64),
    /// A string literal.
    String(&'a StringLit<'a>),
    /// `true` or `false`.
    Bool(bool),
    /// `nullptr`
    Nullptr,
    /// `__func__`, `__FUNCTION__` or `__PRETTY_FUNCTION__`: which one it is.
    FunctionName(Symbol),
    /// `(e)`: kept, because `&(x)`, `(x) = y` and warnings ask.
    Paren(&'a Expr<'a>),
    /// A unary operator.
    Unary(UnaryOp, &'a Expr<'a>),
    /// A binary operator and where it stands.
    Binary(BinaryOp, Loc, &'a Expr<'a>, &'a Expr<'a>),
    /// `l = r`, or `l op= r`.
    Assign(Option<BinaryOp>, Loc, &'a Expr<'a>, &'a Expr<'a>),
    /// `c ? t : e`; the middle operand may be left out.
    Conditional(&'a Expr<'a>, Option<&'a Expr<'a>>, &'a Expr<'a>),
    /// `l, r`
    Comma(&'a Expr<'a>, &'a Expr<'a>),
    /// `f(args)`
    Call(&'a Expr<'a>, &'a [Expr<'a>]),
    /// `a[i]`
    Index(&'a Expr<'a>, &'a Expr<'a>),
    /// `a.m` or `a->m` (`arrow`).
    Member {
        /// The object or pointer.
        base: &'a Expr<'a>,
        /// `->`
        arrow: bool,
        /// The member.
        name: Ident,
    },
    /// `(T)e`
    Cast(&'a TypeName<'a>, &'a Expr<'a>),
    /// `(T){ … }`
    CompoundLiteral(Storage, &'a TypeName<'a>, &'a InitList<'a>),
    /// `sizeof e`
    SizeofExpr(&'a Expr<'a>),
    /// `sizeof(T)`
    SizeofType(&'a TypeName<'a>),
    /// `_Countof e` (C2Y)
    CountofExpr(&'a Expr<'a>),
    /// `_Countof(T)` (C2Y)
    CountofType(&'a TypeName<'a>),
    /// `__alignof__ e`, or `_Alignof e` (`c11`: the minimum alignment is asked).
    AlignofExpr {
        /// The operand.
        expr: &'a Expr<'a>,
        /// Spelt `_Alignof` or `alignof`.
        c11: bool,
    },
    /// `__alignof__(T)`, or `_Alignof(T)`.
    AlignofType {
        /// The operand.
        ty: &'a TypeName<'a>,
        /// Spelt `_Alignof` or `alignof`.
        c11: bool,
    },
    /// `__extension__ e`
    Extension(&'a Expr<'a>),
    /// `({ … })`
    StmtExpr(&'a Block<'a>),
    /// `&&label`
    LabelAddress(Ident),
    /// `_Generic(e, T: e, default: e)`
    Generic(&'a Generic<'a>),
    /// `__builtin_va_arg(ap, T)`
    VaArg(&'a Expr<'a>, &'a TypeName<'a>),
    /// `__builtin_offsetof(T, m.n[i])`
    Offsetof(&'a TypeName<'a>, &'a [Designator<'a>]),
    /// `__builtin_types_compatible_p(T, U)`
    TypesCompatible(&'a TypeName<'a>, &'a TypeName<'a>),
    /// `__builtin_choose_expr(c, a, b)`
    ChooseExpr(&'a Expr<'a>, &'a Expr<'a>, &'a Expr<'a>),
    /// `__builtin_convertvector(v, T)`
    ConvertVector(&'a Expr<'a>, &'a TypeName<'a>),
    /// `__builtin_has_attribute(e, a)`; without `a` if that was no attribute, which has been said.
    HasAttribute(AttributeSubject<'a>, Option<&'a Attribute<'a>>),
}

/// What `__builtin_has_attribute` asks about.
#[derive(Clone, Copy, Debug)]
pub enum AttributeSubject<'a> {
    /// A type.
    Type(&'a TypeName<'a>),
    /// An expression, not evaluated.
    Expr(&'a Expr<'a>),
}

/// `_Generic`.
#[derive(Clone, Copy, Debug)]
pub struct Generic<'a> {
    /// The controlling expression, or (C2Y) type.
    pub control: Result<&'a TypeName<'a>, &'a Expr<'a>>,
    /// The associations; `default` has no type.
    pub arms: &'a [(Option<&'a TypeName<'a>>, Expr<'a>)],
}

/// A step of a designator, or of the member designator of `offsetof`.
#[derive(Clone, Copy, Debug)]
pub enum Designator<'a> {
    /// `.m`, or `m:` (obsolete).
    Field(Ident),
    /// `[i]`
    Index(&'a Expr<'a>),
    /// `[i ... j]`
    Range(&'a Expr<'a>, &'a Expr<'a>),
}

/// An initialiser.
#[derive(Clone, Copy, Debug)]
pub enum Initializer<'a> {
    /// An expression.
    Expr(&'a Expr<'a>),
    /// `{ … }`
    List(&'a InitList<'a>),
}

impl Initializer<'_> {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Initializer::Expr(expr) => expr.span,
            Initializer::List(list) => list.span,
        }
    }
}

/// `{ … }` of an initialiser.
#[derive(Clone, Copy, Debug)]
pub struct InitList<'a> {
    /// From `{` to `}`.
    pub span: Span,
    /// The members.
    pub items: &'a [InitItem<'a>],
}

/// One member of a braced initialiser.
#[derive(Clone, Copy, Debug)]
pub struct InitItem<'a> {
    /// `[1].x =`; empty for the next subobject.
    pub designators: &'a [Designator<'a>],
    /// The value.
    pub init: Initializer<'a>,
}

/// An attribute, GNU (`__attribute__((a))`) or standard (`[[gnu::a]]`).
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'a> {
    /// Where it stands.
    pub span: Span,
    /// Its name, without leading and trailing `__`.
    pub name: Symbol,
    /// The namespace of `[[ns::name]]`, likewise; `None` for GNU syntax and for unprefixed names.
    pub namespace: Option<Symbol>,
    /// `[[…]]` rather than `__attribute__((…))`.
    pub standard: bool,
    /// It stands where a standard attribute is the type's, not the declared entity's (C23 6.7.13.2).
    pub on_type: bool,
    /// Its arguments.
    pub args: &'a [AttributeArg<'a>],
}

/// An argument of an attribute.
#[derive(Clone, Copy, Debug)]
pub enum AttributeArg<'a> {
    /// An expression, an identifier that means something to the attribute, or a string.
    Expr(Expr<'a>),
    /// A type.
    Type(&'a TypeName<'a>),
}

/// Type qualifiers, a bit set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash)]
pub struct Quals(pub u8);

impl Quals {
    /// None.
    pub const NONE: Quals = Quals(0);
    /// `const`
    pub const CONST: Quals = Quals(1);
    /// `volatile`
    pub const VOLATILE: Quals = Quals(2);
    /// `restrict`
    pub const RESTRICT: Quals = Quals(4);
    /// `_Atomic` without parentheses.
    pub const ATOMIC: Quals = Quals(8);
    /// `__seg_fs`
    pub const SEG_FS: Quals = Quals(16);
    /// `__seg_gs`
    pub const SEG_GS: Quals = Quals(32);

    /// Whether any bit of `other` is set.
    pub fn has(self, other: Quals) -> bool {
        self.0 & other.0 != 0
    }

    /// Both.
    #[must_use]
    pub fn with(self, other: Quals) -> Quals {
        Quals(self.0 | other.0)
    }
}

/// Storage-class and function specifiers, a bit set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Storage(pub u16);

impl Storage {
    /// `typedef`
    pub const TYPEDEF: Storage = Storage(1);
    /// `extern`
    pub const EXTERN: Storage = Storage(2);
    /// `static`
    pub const STATIC: Storage = Storage(4);
    /// `auto`
    pub const AUTO: Storage = Storage(8);
    /// `register`
    pub const REGISTER: Storage = Storage(16);
    /// `_Thread_local` or `__thread`
    pub const THREAD: Storage = Storage(32);
    /// `inline`
    pub const INLINE: Storage = Storage(64);
    /// `_Noreturn`
    pub const NORETURN: Storage = Storage(128);
    /// `constexpr`
    pub const CONSTEXPR: Storage = Storage(256);

    /// It is `__thread`, not `_Thread_local`: of no meaning but for messages, with [`Storage::THREAD`].
    pub const GNU_THREAD: Storage = Storage(512);

    /// Whether any bit of `other` is set.
    pub fn has(self, other: Storage) -> bool {
        self.0 & other.0 != 0
    }

    /// How the specifier of thread storage duration is spelled here.
    pub fn thread_word(self) -> &'static str {
        if self.has(Storage::GNU_THREAD) { "__thread" } else { "_Thread_local" }
    }
}

/// The arithmetic types that specifiers name (C23 6.7.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BasicType {
    /// `void`
    Void,
    /// `_Bool`
    Bool,
    /// `char`
    Char,
    /// `signed char`
    SChar,
    /// `unsigned char`
    UChar,
    /// `short`
    Short,
    /// `unsigned short`
    UShort,
    /// `int`
    Int,
    /// `unsigned`
    UInt,
    /// `long`
    Long,
    /// `unsigned long`
    ULong,
    /// `long long`
    LLong,
    /// `unsigned long long`
    ULLong,
    /// `__int128`
    Int128,
    /// `unsigned __int128`
    UInt128,
    /// `_Float16`
    Float16,
    /// `float`
    Float,
    /// `double`
    Double,
    /// `long double`
    LongDouble,
    /// `_Float32`
    Float32,
    /// `_Float64`
    Float64,
    /// `_Float128`, `__float128`
    Float128,
    /// `_Float32x`
    Float32x,
    /// `_Float64x`
    Float64x,
    /// `__float80`
    Float80,
    /// `__ibm128`, `_Decimal32` and their like: refused by semantic analysis by name.
    Decimal32,
    /// `_Decimal64`
    Decimal64,
    /// `_Decimal128`
    Decimal128,
}

/// The type specifier of a declaration.
#[derive(Clone, Copy, Debug)]
pub enum TypeSpec<'a> {
    /// None was given: `int` is implied, with a diagnostic where the language wants one.
    Implicit,
    /// A syntax error was reported.
    Error,
    /// An arithmetic type or `void`; `complex` for `_Complex`.
    Basic {
        /// The type, or the type of the parts.
        base: BasicType,
        /// `_Complex`
        complex: bool,
    },
    /// `struct` or `union`
    Record(&'a RecordSpec<'a>),
    /// `enum`
    Enum(&'a EnumSpec<'a>),
    /// A typedef name.
    Typedef(Symbol),
    /// `typeof(e)`; `unqual` for `typeof_unqual`.
    TypeofExpr {
        /// The operand.
        expr: &'a Expr<'a>,
        /// Drop the qualifiers.
        unqual: bool,
    },
    /// `typeof(T)`
    TypeofType {
        /// The operand.
        ty: &'a TypeName<'a>,
        /// Drop the qualifiers.
        unqual: bool,
    },
    /// `_Atomic(T)`
    Atomic(&'a TypeName<'a>),
    /// `__auto_type`, or C23's `auto`.
    Auto,
    /// `_BitInt(N)`; `signed` unless `unsigned` stands beside it.
    BitInt {
        /// The width.
        width: &'a Expr<'a>,
        /// Signedness.
        signed: bool,
    },
}

impl TypeSpec<'_> {
    /// Whether it is the definition of a structure, union or enumeration.
    pub fn defines_tag(self) -> bool {
        match self {
            TypeSpec::Record(record) => record.members.is_some(),
            TypeSpec::Enum(definition) => definition.enumerators.is_some(),
            _ => false,
        }
    }
}

/// `struct` or `union` with a tag, a body or both.
#[derive(Clone, Copy, Debug)]
pub struct RecordSpec<'a> {
    /// From the keyword to the last token.
    pub span: Span,
    /// `union`
    pub is_union: bool,
    /// The tag.
    pub tag: Option<Ident>,
    /// The body, if there is one.
    pub members: Option<&'a [MemberDecl<'a>]>,
    /// Attributes before the tag and after the body.
    pub attributes: &'a [Attribute<'a>],
    /// `#pragma pack` in force at the end of the body, in bytes; 0 for none.
    pub pack: u32,
    /// The storage order of scalars in force there, which attributes may overrule.
    pub storage_order: StorageOrder,
}

/// A declaration in a structure's body.
#[derive(Clone, Copy, Debug)]
pub enum MemberDecl<'a> {
    /// Members.
    Fields {
        /// The specifiers.
        specs: &'a DeclSpecs<'a>,
        /// The declarators; empty for an unnamed structure (or a useless declaration).
        declarators: &'a [FieldDeclarator<'a>],
        /// Where the declaration stands.
        span: Span,
    },
    /// A tag's definition whose semicolon was forgotten, which has been reported.
    Unfinished(&'a DeclSpecs<'a>),
    /// `_Static_assert`
    StaticAssert(StaticAssert<'a>),
}

/// A member with its width, if it is a bit-field.
#[derive(Clone, Copy, Debug)]
pub struct FieldDeclarator<'a> {
    /// The declarator; nameless for unnamed bit-fields.
    pub declarator: Declarator<'a>,
    /// The width of a bit-field.
    pub width: Option<&'a Expr<'a>>,
    /// Attributes after the declarator.
    pub attributes: &'a [Attribute<'a>],
}

/// `enum` with a tag, a body or both.
#[derive(Clone, Copy, Debug)]
pub struct EnumSpec<'a> {
    /// From the keyword to the last token.
    pub span: Span,
    /// The tag.
    pub tag: Option<Ident>,
    /// `: T` (C23).
    pub underlying: Option<&'a TypeName<'a>>,
    /// The body, if there is one.
    pub enumerators: Option<&'a [Enumerator<'a>]>,
    /// Attributes before the tag and after the body.
    pub attributes: &'a [Attribute<'a>],
}

/// An enumerator.
#[derive(Clone, Copy, Debug)]
pub struct Enumerator<'a> {
    /// Its name.
    pub ident: Ident,
    /// Its value.
    pub value: Option<&'a Expr<'a>>,
    /// Its attributes.
    pub attributes: &'a [Attribute<'a>],
}

/// `_Alignas`
#[derive(Clone, Copy, Debug)]
pub enum AlignAs<'a> {
    /// `_Alignas(e)`
    Expr(&'a Expr<'a>),
    /// `_Alignas(T)`
    Type(&'a TypeName<'a>),
}

/// Declaration specifiers.
#[derive(Clone, Copy, Debug)]
pub struct DeclSpecs<'a> {
    /// First to last token.
    pub span: Span,
    /// Storage-class and function specifiers.
    pub storage: Storage,
    /// Qualifiers.
    pub quals: Quals,
    /// The type.
    pub ty: TypeSpec<'a>,
    /// `_Alignas`
    pub alignas: &'a [AlignAs<'a>],
    /// Attributes.
    pub attributes: &'a [Attribute<'a>],
    /// `__extension__` stands before the declaration.
    pub extension: bool,
    /// `signed` is one of the words.
    pub signed: bool,
}

/// A declarator: the name, and how the type is derived from the specifiers' type.
#[derive(Clone, Copy, Debug)]
pub struct Declarator<'a> {
    /// First to last token.
    pub span: Span,
    /// The name; none in abstract declarators.
    pub name: Option<Ident>,
    /// Derivations in the order in which they apply to the specifiers' type.
    pub chunks: &'a [Chunk<'a>],
    /// Standard attributes right after the name.
    pub attributes: &'a [Attribute<'a>],
}

/// A step of a declarator's type derivation.
#[derive(Clone, Copy, Debug)]
pub enum Chunk<'a> {
    /// `*`
    Pointer {
        /// Qualifiers of the pointer.
        quals: Quals,
        /// Attributes after the `*`.
        attributes: &'a [Attribute<'a>],
    },
    /// `[…]`
    Array {
        /// The bracketed tokens.
        span: Span,
        /// The size.
        size: ArraySize<'a>,
        /// Qualifiers (parameters only).
        quals: Quals,
        /// `static` (parameters only).
        is_static: bool,
    },
    /// `(…)`
    Function(&'a FunctionDeclarator<'a>),
    /// Attributes inside the parentheses of a nested declarator: they apply to the type so far.
    Attributes(&'a [Attribute<'a>]),
}

/// The size of an array declarator.
#[derive(Clone, Copy, Debug)]
pub enum ArraySize<'a> {
    /// `[]`
    Unspecified,
    /// `[*]`
    Star,
    /// `[e]`
    Expr(&'a Expr<'a>),
}

/// The parameter list of a function declarator.
#[derive(Clone, Copy, Debug)]
pub struct FunctionDeclarator<'a> {
    /// From `(` to `)`.
    pub span: Span,
    /// The parameters.
    pub params: Params<'a>,
}

/// The forms of parameter lists.
#[derive(Clone, Copy, Debug)]
pub enum Params<'a> {
    /// `()`
    Empty,
    /// `(a, b)` of an old-style definition.
    Identifiers(&'a [Ident]),
    /// A prototype; `(void)` has no parameters.
    Prototype {
        /// The parameters.
        params: &'a [Param<'a>],
        /// `, ...`
        variadic: bool,
    },
}

/// A parameter.
#[derive(Clone, Copy, Debug)]
pub struct Param<'a> {
    /// The specifiers.
    pub specs: &'a DeclSpecs<'a>,
    /// The declarator.
    pub declarator: Declarator<'a>,
    /// Attributes after it.
    pub attributes: &'a [Attribute<'a>],
    /// GNU: declared ahead of itself, `(int n; int a[n], int n)`.
    pub forward: bool,
}

/// A type name: specifiers and an abstract declarator.
#[derive(Clone, Copy, Debug)]
pub struct TypeName<'a> {
    /// First to last token.
    pub span: Span,
    /// The specifiers.
    pub specs: &'a DeclSpecs<'a>,
    /// The abstract declarator.
    pub declarator: Declarator<'a>,
}

/// A declarator with its label, attributes and initialiser.
#[derive(Clone, Copy, Debug)]
pub struct InitDeclarator<'a> {
    /// The declarator.
    pub declarator: Declarator<'a>,
    /// `asm("name")`
    pub asm_label: Option<&'a StringLit<'a>>,
    /// Attributes before and after the declarator; those that stand before the first declarator are in the specifiers.
    pub attributes: &'a [Attribute<'a>],
    /// The initialiser.
    pub init: Option<Initializer<'a>>,
}

/// A declaration.
#[derive(Clone, Copy, Debug)]
pub struct Declaration<'a> {
    /// First to last token.
    pub span: Span,
    /// The specifiers.
    pub specs: &'a DeclSpecs<'a>,
    /// The declarators.
    pub declarators: &'a [InitDeclarator<'a>],
    /// Its semicolon was forgotten, which has been reported.
    pub unfinished: bool,
}

/// `_Static_assert(e, "message")`
#[derive(Clone, Copy, Debug)]
pub struct StaticAssert<'a> {
    /// From the keyword on.
    pub span: Span,
    /// The condition.
    pub condition: &'a Expr<'a>,
    /// The message.
    pub message: Option<&'a StringLit<'a>>,
}

/// A function definition.
#[derive(Clone, Copy, Debug)]
pub struct FunctionDef<'a> {
    /// From the specifiers to the closing brace.
    pub span: Span,
    /// The specifiers.
    pub specs: &'a DeclSpecs<'a>,
    /// The declarator; its last chunk that matters is a function.
    pub declarator: Declarator<'a>,
    /// Attributes after the declarator.
    pub attributes: &'a [Attribute<'a>],
    /// `asm("name")`
    pub asm_label: Option<&'a StringLit<'a>>,
    /// Declarations of the parameters of an old-style definition.
    pub param_decls: &'a [Declaration<'a>],
    /// The body.
    pub body: &'a Block<'a>,
}

/// What a file consists of.
#[derive(Clone, Copy, Debug)]
pub enum ExternalDecl<'a> {
    /// `[[…]];` (C23 6.7p3), or nothing.
    Attributes(&'a [Attribute<'a>]),
    /// A declaration.
    Declaration(Declaration<'a>),
    /// A function definition.
    Function(&'a FunctionDef<'a>),
    /// `asm("…");`
    Asm(&'a StringLit<'a>),
    /// `_Static_assert`
    StaticAssert(StaticAssert<'a>),
    /// A pragma that concerns semantic analysis.
    Pragma(Pragma),
}

/// A pragma that concerns semantic analysis. (`pack` has been resolved into [`RecordSpec::pack`].)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pragma {
    /// `#pragma weak a`, `#pragma weak a = b`
    Weak(Ident, Option<Ident>),
    /// `#pragma redefine_extname a b`
    RedefineExtname(Ident, Ident),
    /// `#pragma GCC visibility push(v)`
    VisibilityPush(Ident),
    /// `#pragma GCC visibility pop`
    VisibilityPop(Loc),
}

/// `{ … }`
#[derive(Clone, Copy, Debug)]
pub struct Block<'a> {
    /// From `{` to `}`.
    pub span: Span,
    /// `__label__` declarations.
    pub local_labels: &'a [Ident],
    /// The items.
    pub items: &'a [Stmt<'a>],
}

/// A statement or a declaration in a block.
#[derive(Clone, Copy, Debug)]
pub struct Stmt<'a> {
    /// First to last token.
    pub span: Span,
    /// What it is.
    pub kind: StmtKind<'a>,
}

/// The first clause of a `for`.
#[derive(Clone, Copy, Debug)]
pub enum ForInit<'a> {
    /// None.
    None,
    /// An expression.
    Expr(&'a Expr<'a>),
    /// Declarations.
    Decl(&'a Stmt<'a>),
}

/// What a statement is. Labels are items of their own, before the statement that they label.
#[derive(Clone, Copy, Debug)]
pub enum StmtKind<'a> {
    /// `;`, or what a syntax error left.
    Empty,
    /// An expression statement.
    Expr(&'a Expr<'a>),
    /// `{ … }`
    Block(&'a Block<'a>),
    /// Labels and the statement that they label, where the grammar wants one statement. No scope.
    Labeled(&'a [Stmt<'a>]),
    /// `if`
    If(&'a Expr<'a>, &'a Stmt<'a>, Option<&'a Stmt<'a>>),
    /// `while`
    While(&'a Expr<'a>, &'a Stmt<'a>),
    /// `do … while`
    DoWhile(&'a Stmt<'a>, &'a Expr<'a>),
    /// `for`
    For(&'a For<'a>),
    /// `switch`
    Switch(&'a Expr<'a>, &'a Stmt<'a>),
    /// `case a:` or `case a ... b:`
    Case(&'a Expr<'a>, Option<&'a Expr<'a>>),
    /// `default:`
    Default,
    /// `name:`
    Label(Ident, &'a [Attribute<'a>]),
    /// `goto name;`
    Goto(Ident),
    /// `goto *e;`
    GotoComputed(&'a Expr<'a>),
    /// `break;`, or (C2Y) `break name;`
    Break(Option<Ident>),
    /// `continue;`, or (C2Y) `continue name;`
    Continue(Option<Ident>),
    /// `_Defer` of the technical specification ISO/IEC TS 25755
    Defer(&'a Stmt<'a>),
    /// `return e;`
    Return(Option<&'a Expr<'a>>),
    /// `asm`
    Asm(&'a Asm<'a>),
    /// A declaration.
    Declaration(&'a Declaration<'a>),
    /// A nested function.
    NestedFunction(&'a FunctionDef<'a>),
    /// `_Static_assert`
    StaticAssert(&'a StaticAssert<'a>),
    /// An attribute alone: `__attribute__((fallthrough));`
    Attributes(&'a [Attribute<'a>]),
}

/// A `for` statement.
#[derive(Clone, Copy, Debug)]
pub struct For<'a> {
    /// The first clause.
    pub init: ForInit<'a>,
    /// The condition.
    pub condition: Option<&'a Expr<'a>>,
    /// The step.
    pub step: Option<&'a Expr<'a>>,
    /// The body.
    pub body: &'a Stmt<'a>,
}

/// An asm statement.
#[derive(Clone, Copy, Debug)]
pub struct Asm<'a> {
    /// `volatile`
    pub volatile: bool,
    /// `inline`
    pub inline: bool,
    /// `goto`
    pub goto: bool,
    /// With operands (even none, after a colon): `%` is special in the template.
    pub extended: bool,
    /// The template.
    pub template: &'a StringLit<'a>,
    /// Outputs.
    pub outputs: &'a [AsmOperand<'a>],
    /// Inputs.
    pub inputs: &'a [AsmOperand<'a>],
    /// Clobbers.
    pub clobbers: &'a [&'a StringLit<'a>],
    /// Labels.
    pub labels: &'a [Ident],
}

/// An operand of an asm statement.
#[derive(Clone, Copy, Debug)]
pub struct AsmOperand<'a> {
    /// `[name]`
    pub name: Option<Symbol>,
    /// The constraint.
    pub constraint: &'a StringLit<'a>,
    /// The value or lvalue.
    pub expr: Expr<'a>,
}
