//! Builtin functions as one table (GCC manual, "Built-in Functions"): a row is a name, a signature and a meaning.

mod table;

use crate::Sema;
use crate::hir::{Builtin, Decl, DeclAttrs, DeclId, Emission, Linkage};
use crate::types::*;
use diag::Loc;
use lexer::{Interner, LangOptions, Symbol};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;
use table::{INTERCHANGE, INTERCHANGE_TYPES, MATH, TABLE};

/// What a builtin does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Meaning {
    /// Calls the library function of that name, which `__builtin_` may precede.
    Library,
    /// Both: `__builtin_` and plain, done by an operation of HIR.
    Both(Builtin),
    /// An operation of HIR.
    Op(Builtin),
    /// Checked and built by code of its own.
    Special(Special),
}

/// Builtins whose operands no signature describes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Special {
    ConstantP,
    Expect,
    ExpectProbability,
    VaStart,
    NextArg,
    CallWithStaticChain,
    VaEnd,
    VaCopy,
    VaArgPack(Builtin),
    ClassifyType,
    ObjectSize(Builtin),
    Alloca,
    Apply,
    AssumeAligned,
    ClearPadding,
    Complex,
    ComplexAbs,
    ComplexConj,
    ComplexImag,
    ComplexReal,
    Shuffle,
    ShuffleVector,
    Overflow(Builtin),
    OverflowP(Builtin),
    FpClassify,
    /// isnan and its kin: one floating operand of any type.
    FloatTest(Builtin),
    /// isgreater and its kin: two operands of real types.
    FloatCompare(Builtin),
    /// NaN, infinity: of the result type; quiet or not.
    Nan(bool),
    Infinity,
    /// An integer rounded by the math function of that name.
    Rounded(&'static str),
    Strlen,
    FrameAddress(Builtin),
    Prefetch,
    Abort,
    Sync(Builtin),
    SyncSwap(Builtin),
    SyncTestAndSet,
    SyncRelease,
    SyncSynchronize,
    AtomicFetch(Builtin),
    AtomicLoad(bool),
    AtomicStore(bool),
    AtomicExchange(bool),
    AtomicCompareExchange(bool),
    AtomicFence(Builtin),
    AtomicFlag(Builtin),
    AtomicLockFree,
    TypeGeneric,
    AssociationBarrier,
    SpeculationSafeValue,
    ExtendPointer,
    SourceLine,
    SourceFile,
    SourceFunction,
    Unsupported,
}

/// Functions of `MATH`, without the suffix of their type, whose result says all, errors included (C23 7.12).
const SILENT: &[&str] = &[
    "asinh",
    "atan",
    "cbrt",
    "ceil",
    "copysign",
    "erf",
    "fabs",
    "floor",
    "fmax",
    "fmin",
    "__powidf2",
    "__powisf2",
    "__powixf2",
    "round",
    "roundeven",
    "tanh",
    "trunc",
];

/// The complex ones, which say nothing of errors.
const COMPLEX: &[&str] = &[
    "cacos", "cacosh", "carg", "casin", "casinh", "catan", "catanh", "ccos", "ccosh", "cexp", "cimag",
    "clog", "conj", "cpow", "cproj", "creal", "csin", "csinh", "csqrt", "ctan", "ctanh",
];

/// What characters are: by the locale, which others may change between calls.
const CHARACTERS: &[&str] = &[
    "isalnum",
    "isalpha",
    "isascii",
    "isblank",
    "iscntrl",
    "isdigit",
    "isgraph",
    "islower",
    "isprint",
    "ispunct",
    "isspace",
    "isupper",
    "iswalnum",
    "iswalpha",
    "iswblank",
    "iswcntrl",
    "iswdigit",
    "iswgraph",
    "iswlower",
    "iswprint",
    "iswpunct",
    "iswspace",
    "iswupper",
    "iswxdigit",
    "isxdigit",
    "toascii",
    "tolower",
    "toupper",
    "towlower",
    "towupper",
];

/// Others that do nothing else if `errno` is left alone (`-fno-math-errno`).
const COMPUTING: &[&str] = &[
    "acos",
    "acosh",
    "asin",
    "atan2",
    "atanh",
    "cos",
    "cosh",
    "drem",
    "erfc",
    "exp",
    "exp10",
    "exp2",
    "expm1",
    "fdim",
    "fma",
    "fmod",
    "hypot",
    "ilogb",
    "j0",
    "j1",
    "jn",
    "ldexp",
    "llrint",
    "llround",
    "log",
    "log10",
    "log1p",
    "log2",
    "logb",
    "lrint",
    "lround",
    "nextafter",
    "nexttoward",
    "pow",
    "pow10",
    "remainder",
    "rint",
    "scalb",
    "scalbln",
    "scalbn",
    "significand",
    "sin",
    "sinh",
    "sqrt",
    "tan",
    "tgamma",
    "y0",
    "y1",
    "yn",
    "nearbyint",
];

/// Library functions that return new memory: which parameters, from 1, say how many bytes.
const ALLOCATIONS: &[(&str, u8, Option<u8>)] = &[
    ("aligned_alloc", 2, None),
    ("calloc", 1, Some(2)),
    ("malloc", 1, None),
    ("memalign", 2, None),
    ("realloc", 2, None),
];

/// Others, that say for themselves how many.
const DUPLICATIONS: &[&str] = &["strdup", "strndup", "posix_memalign", "valloc"];

/// Which parameters of a library function are pointers, the first as the lowest bit.
pub(crate) fn pointer_parameters(name: &str) -> u64 {
    let known = TABLE.iter().find(|row| row.0.strip_prefix("__builtin_").unwrap_or(row.0) == name);
    let letters = known.map_or("", |row| row.1).bytes().skip(1).enumerate().take(64);
    let pointers = letters.filter(|(_, letter)| b"pPsSIFX".contains(letter));
    pointers.fold(0, |bits, (index, _)| bits | 1 << index)
}

/// Whether only the compiler may define a name.
fn is_reserved(name: &str) -> bool {
    ["__builtin_", "__atomic", "__sync"].iter().any(|front| name.starts_with(front))
        || name == "__clear_cache"
}

/// Does something with the name, signature, meaning and floating type of each builtin.
fn each(add: &mut dyn FnMut(&str, &'static str, Meaning, Ty)) {
    for &(name, signature, meaning) in TABLE {
        add(name, signature, meaning, common::DOUBLE);
    }
    for &(name, signature, meaning) in MATH {
        add(name, signature, meaning, common::DOUBLE);
        // The suffix stands before that of a reentrant variant.
        let (front, end) = name.strip_suffix("_r").map_or((name, ""), |front| (front, "_r"));
        add(&format!("{front}f{end}"), signature, meaning, common::FLOAT);
        add(&format!("{front}l{end}"), signature, meaning, common::LONG_DOUBLE);
    }
    for &(name, signature, meaning) in INTERCHANGE {
        for &(suffix, ty) in INTERCHANGE_TYPES {
            add(&format!("__builtin_{name}{suffix}"), signature, meaning, ty);
        }
    }
}

/// The operation generic in type that `__sync_fetch_and_add_4` and its kin are one of, and the type that they work on.
pub(crate) fn sized_atomic(name: &str) -> Option<(String, Ty)> {
    let (family, size) = name.rsplit_once('_')?;
    let ty = match size {
        "1" => common::UCHAR,
        "2" => common::USHORT,
        "4" => common::UINT,
        "8" => common::ULONG,
        "16" => common::UINT128,
        _ => return None,
    };
    let by_value = match family {
        "__atomic_load" | "__atomic_store" | "__atomic_exchange" | "__atomic_compare_exchange" => "_n",
        _ if family.starts_with("__atomic_") || family.starts_with("__sync_") => "",
        _ => return None,
    };
    Some((format!("{family}{by_value}"), ty))
}

/// A builtin found by name.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    pub(crate) signature: &'static str,
    pub(crate) meaning: Meaning,
    /// The library function's symbol.
    pub(crate) library: Symbol,
    /// The floating type that `x` stands for.
    pub(crate) float: Ty,
    /// What an atomic operation of a certain size works on.
    pub(crate) sized: Option<Ty>,
    /// Spelt with `__builtin_`, or a name that only the compiler may define.
    pub(crate) reserved: bool,
}

/// The table by symbol.
pub(crate) struct BuiltinTable {
    rows: FxHashMap<Symbol, Row>,
}

impl BuiltinTable {
    pub(crate) fn new(interner: &Interner) -> BuiltinTable {
        let mut rows = FxHashMap::default();
        rows.reserve(TABLE.len() * 2 + MATH.len() * 6);
        each(&mut |name, signature, meaning, float| {
            let symbol = interner.intern(name.as_bytes());
            let library = match name.strip_prefix("__builtin_") {
                // GCC's runtime library has these under names of its own.
                Some("powi") => interner.intern(b"__powidf2"),
                Some("powif") => interner.intern(b"__powisf2"),
                Some("powil") => interner.intern(b"__powixf2"),
                Some(bare) => interner.intern(bare.as_bytes()),
                None => symbol,
            };
            let reserved = is_reserved(name);
            let row = Row { signature, meaning, library, float, sized: None, reserved };
            rows.insert(symbol, row);
            if !reserved {
                let prefixed = interner.intern(format!("__builtin_{name}").as_bytes());
                // One that takes operands of every type stands in the table by itself.
                rows.entry(prefixed).or_insert(Row { reserved: true, ..row });
            }
        });
        BuiltinTable { rows }
    }

    pub(crate) fn get(&self, symbol: Symbol) -> Option<Row> {
        self.rows.get(&symbol).copied()
    }
}

/// Whether ccc has a builtin of that name: what `__has_builtin` asks. Functions of the library are builtins by their own
/// names unless the command line says otherwise.
pub fn is_builtin(name: &str, options: &LangOptions) -> bool {
    if !is_reserved(name) && (!options.builtins || options.no_builtin.iter().any(|excluded| excluded == name))
    {
        return false;
    }
    static NAMES: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
        let own = ["offsetof", "types_compatible_p", "choose_expr", "convertvector", "has_attribute"]
            .map(|name| format!("__builtin_{name}"));
        let mut names = FxHashSet::from_iter(own);
        each(&mut |name, _, meaning, _| {
            if meaning != Meaning::Special(Special::Unsupported) {
                names.insert(name.to_string());
                if !is_reserved(name) {
                    names.insert(format!("__builtin_{name}"));
                }
            }
        });
        names
    });
    NAMES.contains(name) || sized_atomic(name).is_some_and(|(family, _)| NAMES.contains(&family))
}

impl Sema<'_> {
    fn signature_type(&mut self, letter: u8, float: Ty) -> Ty {
        match letter {
            b'b' => common::BOOL,
            b'c' => common::CHAR,
            b'h' => common::SHORT,
            b'H' => common::USHORT,
            b'i' => common::INT,
            b'u' => common::UINT,
            b'l' => common::LONG,
            b'k' => common::ULONG,
            b'L' => common::LLONG,
            b'U' => common::ULLONG,
            b'O' => common::UINT128,
            b'z' => self.number_types.size,
            b't' => self.number_types.ptrdiff,
            b'w' => self.number_types.wchar,
            b'm' => self.number_types.intmax,
            b'f' => common::FLOAT,
            b'd' => common::DOUBLE,
            b'D' => common::LONG_DOUBLE,
            b'q' => common::FLOAT128,
            b'1' => common::FLOAT16,
            b'3' => common::FLOAT32,
            b'4' => common::FLOAT32X,
            b'6' => common::FLOAT64,
            b'7' => common::FLOAT64X,
            b'A' => common::DECIMAL32,
            b'B' => common::DECIMAL64,
            b'C' => common::DECIMAL128,
            b'p' | b'F' => common::VOID_PTR,
            b'P' => common::CONST_VOID_PTR,
            b's' => common::CHAR_PTR,
            b'S' => common::CONST_CHAR_PTR,
            b'I' => self.unit.types.pointer(common::INT),
            b'a' => {
                let list = self.va_list;
                self.adjust_parameter(list)
            }
            b'x' => float,
            b'X' => self.unit.types.pointer(float),
            b'y' => self.unit.types.intern(TypeKind::Complex(float)),
            _ => common::VOID,
        }
    }

    /// The function type that a row's signature spells.
    pub(crate) fn signature(&mut self, row: Row) -> FunctionType {
        let mut letters = row.signature.bytes();
        let ret = letters.next().map_or(common::VOID, |letter| self.signature_type(letter, row.float));
        let mut params = Vec::new();
        let mut variadic = false;
        for letter in letters {
            if letter == b'.' {
                variadic = true;
            } else {
                params.push(self.signature_type(letter, row.float));
            }
        }
        let params = params.into_boxed_slice();
        FunctionType { ret, params, variadic, prototyped: true, attributes: 0, checks: 0 }
    }

    /// The type of the library function `name`, if it is one that the compiler knows.
    pub(crate) fn library_type(&mut self, name: Symbol) -> Option<Ty> {
        let row = self.builtins.get(name).filter(|row| !row.reserved && self.session.options.builtins)?;
        if self.is_programs_own(name) {
            return None;
        }
        let function = self.signature(row);
        Some(self.unit.types.intern(TypeKind::Function(function)))
    }

    /// Whether a library function takes a `FILE *`, which only its header can declare.
    pub(crate) fn takes_file(&self, name: Symbol) -> bool {
        self.builtins.get(name).is_some_and(|row| row.signature.contains('F'))
    }

    /// The library function behind a builtin row, declared if the program didn't.
    pub(crate) fn library_decl(&mut self, row: Row) -> DeclId {
        if let Some(decl) = self.linked_decl(row.library)
            && self.unit.decls[decl].is_function
        {
            return self.defined_elsewhere.get(&decl).copied().unwrap_or(decl);
        }
        let function = self.signature(row);
        let ty = self.unit.types.intern(TypeKind::Function(function));
        let noreturn = matches!(row.meaning, Meaning::Special(Special::Abort));
        let symbol = self.renamed.get(&row.library).copied().unwrap_or(row.library);
        let decl = self.unit.decls.push(Decl {
            name: row.library,
            symbol,
            ty,
            linkage: Linkage::External,
            is_function: true,
            defined: false,
            tentative: false,
            used: true,
            read: true,
            emission: Emission::None,
            takes_chain: false,
            thread_local: false,
            register: None,
            tls_model: None,
            attrs: DeclAttrs { noreturn, ..DeclAttrs::default() },
            loc: Loc::NONE,
        });
        self.make_library(decl);
        self.link(row.library, decl);
        decl
    }

    /// A builtin's name used other than in a call: the library function that stands behind it, or one that has no address.
    /// `Some(None)` if it can't be named at all, which has been said.
    pub(crate) fn builtin_function(&mut self, name: Symbol, loc: Loc) -> Option<Option<DeclId>> {
        let row = self.builtins.get(name).filter(|row| row.reserved)?;
        match row.meaning {
            Meaning::Library
            | Meaning::Both(_)
            | Meaning::Special(
                Special::Strlen
                | Special::Nan(_)
                | Special::Abort
                | Special::ComplexAbs
                | Special::ComplexConj
                | Special::ComplexImag
                | Special::ComplexReal,
            ) => Some(Some(self.library_decl(row))),
            Meaning::Special(Special::Complex | Special::Shuffle | Special::CallWithStaticChain) => {
                self.error(loc, format!("cannot take address of '{}'", self.text(name)));
                Some(None)
            }
            _ if row.signature.is_empty() => {
                self.must_be_called(name, loc);
                Some(None)
            }
            _ => {
                if let Some(&decl) = self.called_only.get(&name) {
                    return Some(Some(decl));
                }
                let function = self.signature(row);
                let ty = self.unit.types.intern(TypeKind::Function(function));
                let text = self.text(name);
                let decl = self.anonymous_object(ty, &text, Loc::NONE);
                let declaration = &mut self.unit.decls[decl];
                declaration.name = name;
                declaration.is_function = true;
                declaration.used = false;
                self.called_only.insert(name, decl);
                Some(Some(decl))
            }
        }
    }

    fn must_be_called(&self, name: Symbol, loc: Loc) {
        self.error(loc, format!("built-in function '{}' must be directly called", self.text(name)));
    }

    /// Whether a declaration is a builtin that is no function of the library: it has a type, but no address.
    pub(crate) fn check_called_only(&self, decl: DeclId, loc: Loc) -> bool {
        let name = self.unit.decls[decl].name;
        let only = self.called_only.get(&name) == Some(&decl);
        if only {
            self.must_be_called(name, loc);
        }
        only
    }

    /// A declaration turned out to be a library function's: what follows from its name.
    pub(crate) fn make_library(&mut self, decl: DeclId) {
        let name = self.text(self.unit.decls[decl].name);
        self.unit.decls[decl].attrs.library = true;
        let (plain, symbol) = (self.unit.decls[decl].name, self.unit.decls[decl].symbol);
        if plain != symbol {
            self.unit.library_labels.push((plain, symbol));
        }
        let attrs = &mut self.unit.decls[decl].attrs;
        if let Some(&(_, first, second)) = ALLOCATIONS.iter().find(|row| row.0 == name) {
            attrs.alloc_size = Some((first, second));
        }
        if ALLOCATIONS.iter().any(|row| row.0 == name) || DUPLICATIONS.contains(&name.as_str()) {
            attrs.deallocators.push("free".into());
        }
        let never =
            self.builtins.get(plain).is_some_and(|row| row.meaning == Meaning::Special(Special::Abort));
        let attrs = &mut self.unit.decls[decl].attrs;
        attrs.noreturn |= never;
        if name == "free" || name == "realloc" {
            attrs.releases = Some(1);
        }
        let options = &self.session.options;
        let plain = name.strip_suffix(['f', 'l']).unwrap_or(&name);
        let one_of = |names: &[&str]| names.contains(&&*name) || names.contains(&plain);
        let quiet = one_of(SILENT) || one_of(COMPLEX) || !options.math_errno && one_of(COMPUTING);
        let attrs = &mut self.unit.decls[decl].attrs;
        if quiet {
            // The rounding mode is read as memory is.
            match options.rounding_math {
                true => attrs.pure_ = true,
                false => attrs.const_ = true,
            }
        }
        let reads = matches!(&*name, "nan" | "nanf" | "nanl" | "nans" | "nansf" | "nansl");
        if reads || CHARACTERS.binary_search(&&*name).is_ok() {
            self.unit.decls[decl].attrs.pure_ = true;
        }
        self.add_library_checks(decl);
    }

    /// Whether -fno-builtin-NAME takes a name's meaning from it.
    pub(crate) fn is_excluded(&self, name: Symbol) -> bool {
        let excluded = &self.session.options.no_builtin;
        !excluded.is_empty() && excluded.contains(&self.text(name))
    }
}
