//! Attributes as one table (GCC manual, "Attribute Syntax"): a row is a name, how many arguments it takes, and what
//! it means. What ccc's code generation has no use for is accepted and dropped, knowingly.

use crate::Sema;
use crate::attribute_set::AttributeSet;
use crate::call_attributes::{Asked, CallAttribute};
use crate::constant::ConstantPlace;
use crate::copied_attributes::Copied;
use crate::hir::*;
use crate::redeclare::add;
use crate::types::*;
use crate::warnings::access_attribute::WrittenAccess;
use crate::warnings::positions::Positional;
use diag::{Loc, Place, Span, warn};
use lexer::{Interner, StorageOrder, Symbol};
use parser::ast::{self, AttributeArg};
use rustc_hash::FxHashMap;

/// What an attribute means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Meaning {
    /// Valid, and without effect on what ccc generates.
    Accepted,
    /// It need not be used.
    Unused,
    /// Valid; kept by name in [`DeclAttrs::other`].
    Kept,
    /// Known, but what it asks for can't be done.
    Unsupported,
    Alias,
    Aligned,
    AllocSize,
    AlwaysInline,
    /// Something about calls.
    Call(CallAttribute),
    Cleanup,
    Cold,
    Common,
    Const,
    Constructor,
    Copy,
    Deprecated,
    DesignatedInit,
    Destructor,
    Error,
    Fallthrough,
    GnuInline,
    Hot,
    Ifunc,
    Malloc,
    MayAlias,
    Mode,
    MsAbi,
    Naked,
    NoCommon,
    Noinline,
    Nonstring,
    Noreturn,
    Packed,
    /// Its arguments are numbers that say something of a function's result.
    Positional,
    /// Bit-fields are laid out as Microsoft's compilers do, or as GCC does.
    BitFields(bool),
    Pure,
    Artificial,
    Nothrow,
    ReturnsTwice,
    ScalarStorageOrder,
    Section,
    Symver,
    Target,
    TlsModel,
    TransparentUnion,
    Unavailable,
    Uninitialized,
    ZeroedRegisters,
    Thunk,
    Patchable,
    Retain,
    Used,
    VectorSize,
    Visibility,
    WarnIfNotAligned,
    Warning,
    Weak,
    Weakref,
}

use Meaning as M;

/// What attributes stand at, as bits of the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum On {
    Function = 1,
    /// An object with static storage duration.
    Static = 2,
    /// An automatic object.
    Automatic = 4,
    Typedef = 8,
    Member = 16,
    Parameter = 32,
    /// The definition of a structure, union or enumeration.
    Type = 64,
}

const FN: u16 = On::Function as u16;
const OBJECT: u16 = On::Static as u16;
const LOCAL: u16 = On::Automatic as u16;
const TYPEDEF: u16 = On::Typedef as u16;
const MEMBER: u16 = On::Member as u16;
const PARAMETER: u16 = On::Parameter as u16;
const TYPE: u16 = On::Type as u16;
pub(crate) const ANY: u16 = 127;
/// And what is a pointer to a function.
pub(crate) const TO_FN: u16 = 128;
/// It must have a function's type, or that of a pointer to a function.
pub(crate) const FN_TYPE: u16 = 256;

/// Name, fewest and most arguments, meaning, and where it may stand. The names are without underscores around them.
const TABLE: &[(&str, u8, u8, Meaning, u16)] = &[
    ("access", 0, 3, M::Call(CallAttribute::Access), ANY | FN_TYPE),
    ("alias", 1, 1, M::Alias, FN | OBJECT),
    ("aligned", 0, 1, M::Aligned, ANY & !PARAMETER),
    ("alloc_align", 1, 1, M::Positional, ANY | FN_TYPE),
    ("alloc_size", 1, 2, M::AllocSize, ANY | FN_TYPE),
    ("always_inline", 0, 0, M::AlwaysInline, FN),
    ("artificial", 0, 0, M::Artificial, FN),
    ("assume", 1, 255, M::Accepted, ANY),
    ("assume_aligned", 1, 2, M::Positional, ANY | FN_TYPE),
    ("cdecl", 0, 0, M::Accepted, ANY | FN_TYPE),
    ("cf_check", 0, 0, M::Accepted, FN),
    ("cleanup", 1, 1, M::Cleanup, LOCAL),
    ("cold", 0, 0, M::Cold, FN),
    ("common", 0, 0, M::Common, OBJECT | LOCAL),
    ("const", 0, 0, M::Const, FN | TO_FN),
    ("constructor", 0, 1, M::Constructor, FN),
    ("copy", 1, 1, M::Copy, ANY),
    ("deprecated", 0, 1, M::Deprecated, ANY),
    ("designated_init", 0, 0, M::DesignatedInit, TYPE | TYPEDEF),
    ("destructor", 0, 1, M::Destructor, FN),
    ("error", 1, 1, M::Error, FN),
    ("externally_visible", 0, 0, M::Used, FN | OBJECT),
    ("fallthrough", 0, 0, M::Fallthrough, ANY),
    ("fastcall", 0, 0, M::Unsupported, ANY),
    ("fd_arg", 1, 1, M::Accepted, ANY),
    ("fd_arg_read", 1, 1, M::Accepted, ANY),
    ("fd_arg_write", 1, 1, M::Accepted, ANY),
    ("fentry_name", 1, 1, M::Kept, FN),
    ("fentry_section", 1, 1, M::Kept, FN),
    ("flag_enum", 0, 0, M::Accepted, ANY),
    ("flatten", 0, 0, M::Kept, FN),
    ("fn_ret", 1, 1, M::Accepted, ANY),
    ("force_align_arg_pointer", 0, 0, M::Accepted, ANY | FN_TYPE),
    ("format", 3, 3, M::Call(CallAttribute::Format), ANY & !TYPE),
    ("format_arg", 1, 1, M::Call(CallAttribute::FormatArg), ANY & !TYPE),
    ("function_return", 1, 1, M::Thunk, FN),
    ("gcc_struct", 0, 0, M::BitFields(false), TYPE),
    ("gnu_inline", 0, 0, M::GnuInline, FN),
    ("hot", 0, 0, M::Hot, FN),
    ("ifunc", 1, 1, M::Ifunc, FN | OBJECT),
    ("indirect_branch", 1, 1, M::Thunk, FN),
    ("interrupt", 0, 0, M::Kept, ANY | FN_TYPE),
    ("leaf", 0, 0, M::Accepted, FN),
    ("malloc", 0, 2, M::Malloc, FN),
    ("may_alias", 0, 0, M::MayAlias, ANY),
    ("maybe_unused", 0, 0, M::Unused, ANY),
    ("mode", 1, 1, M::Mode, ANY),
    ("ms_abi", 0, 0, M::MsAbi, ANY | FN_TYPE),
    ("ms_struct", 0, 0, M::BitFields(true), TYPE),
    ("naked", 0, 0, M::Naked, FN),
    ("no_address_safety_analysis", 0, 0, M::Accepted, FN),
    ("no_caller_saved_registers", 0, 0, M::Kept, ANY | FN_TYPE),
    ("no_icf", 0, 0, M::Accepted, FN),
    ("no_instrument_function", 0, 0, M::Kept, FN),
    ("no_profile_instrument_function", 0, 0, M::Accepted, FN),
    ("no_reorder", 0, 0, M::Accepted, FN | OBJECT | LOCAL),
    ("no_sanitize", 1, 255, M::Accepted, FN),
    ("no_sanitize_address", 0, 0, M::Accepted, FN),
    ("no_sanitize_coverage", 0, 0, M::Accepted, FN),
    ("no_sanitize_thread", 0, 0, M::Accepted, FN),
    ("no_sanitize_undefined", 0, 0, M::Accepted, FN),
    ("no_stack_limit", 0, 0, M::Accepted, FN),
    ("no_split_stack", 0, 0, M::Kept, FN),
    ("no_stack_protector", 0, 0, M::Kept, FN),
    ("noclone", 0, 0, M::Accepted, FN),
    ("nocf_check", 0, 0, M::Accepted, ANY | FN_TYPE),
    ("nocommon", 0, 0, M::NoCommon, OBJECT | LOCAL),
    ("nodiscard", 0, 1, M::Call(CallAttribute::Nodiscard), FN | TYPE),
    ("noinit", 0, 0, M::Unsupported, ANY),
    ("noinline", 0, 0, M::Noinline, FN),
    ("noipa", 0, 0, M::Noinline, FN),
    ("nonnull", 0, 255, M::Call(CallAttribute::Nonnull), ANY | FN_TYPE),
    ("nonstring", 0, 0, M::Nonstring, OBJECT | LOCAL | MEMBER | PARAMETER),
    ("noplt", 0, 0, M::Accepted, FN),
    ("noreturn", 0, 0, M::Noreturn, FN | TO_FN),
    ("nothrow", 0, 0, M::Nothrow, FN),
    ("optimize", 1, 255, M::Kept, FN),
    ("packed", 0, 0, M::Packed, ANY & !PARAMETER),
    ("patchable_function_entry", 1, 2, M::Patchable, ANY & !TYPE),
    ("pure", 0, 0, M::Pure, FN),
    ("regparm", 1, 1, M::Kept, ANY | FN_TYPE),
    ("reproducible", 0, 0, M::Accepted, ANY),
    ("retain", 0, 0, M::Retain, FN | OBJECT),
    ("returns_nonnull", 0, 0, M::Accepted, ANY | FN_TYPE),
    ("returns_twice", 0, 0, M::ReturnsTwice, FN),
    ("scalar_storage_order", 1, 1, M::ScalarStorageOrder, OBJECT | LOCAL | TYPEDEF | TYPE),
    ("section", 1, 1, M::Section, FN | OBJECT),
    ("sentinel", 0, 1, M::Call(CallAttribute::Sentinel), ANY & !TYPE),
    ("signal", 0, 0, M::Accepted, ANY),
    ("simd", 0, 1, M::Accepted, FN),
    ("stack_protect", 0, 0, M::Kept, FN),
    ("stdcall", 0, 0, M::Unsupported, ANY),
    ("symver", 1, 255, M::Symver, FN | OBJECT),
    ("sysv_abi", 0, 0, M::Accepted, ANY | FN_TYPE),
    ("tainted_args", 0, 0, M::Accepted, FN | MEMBER),
    ("target", 1, 255, M::Target, FN),
    ("target_clones", 1, 255, M::Unsupported, ANY),
    ("thiscall", 0, 0, M::Unsupported, ANY),
    ("tls_model", 1, 1, M::TlsModel, OBJECT),
    ("transparent_union", 0, 0, M::TransparentUnion, TYPE | TYPEDEF),
    ("unavailable", 0, 1, M::Unavailable, ANY),
    ("uninitialized", 0, 0, M::Uninitialized, LOCAL),
    ("unsequenced", 0, 0, M::Accepted, ANY),
    ("unused", 0, 0, M::Unused, ANY),
    ("used", 0, 0, M::Used, FN | OBJECT | TYPEDEF),
    ("vector_size", 1, 1, M::VectorSize, ANY & !TYPE),
    ("visibility", 1, 1, M::Visibility, FN | OBJECT),
    ("warn_if_not_aligned", 1, 1, M::WarnIfNotAligned, ANY),
    ("warn_unused_result", 0, 0, M::Call(CallAttribute::WarnUnusedResult), ANY | FN_TYPE),
    ("warning", 1, 1, M::Warning, FN),
    ("weak", 0, 0, M::Weak, FN | OBJECT),
    ("weakref", 0, 1, M::Weakref, FN | OBJECT),
    ("zero_call_used_regs", 1, 1, M::ZeroedRegisters, FN),
];

/// The largest alignment that objects and types may have, in bytes: GCC's for ELF.
const MAX_ALIGNMENT: u32 = 1 << 28;

/// Constructors and destructors up to this priority are the implementation's (GCC manual).
const MAX_RESERVED_PRIORITY: u16 = 100;

/// The table by symbol.
pub(crate) struct AttributeTable {
    rows: FxHashMap<Symbol, u16>,
}

impl AttributeTable {
    pub(crate) fn new(interner: &Interner) -> AttributeTable {
        let rows = TABLE
            .iter()
            .enumerate()
            .map(|(index, row)| (interner.intern(row.0.as_bytes()), index as u16))
            .collect();
        AttributeTable { rows }
    }
}

const _: () = assert!(TABLE.len() <= AttributeSet::CAPACITY);

/// The row of an attribute.
pub(crate) fn row_of(name: &str) -> Option<u16> {
    TABLE.iter().position(|row| row.0 == name).map(|index| index as u16)
}

/// Whether `name`, without underscores around it, is an attribute: what `__has_attribute` asks.
pub fn is_attribute(name: &str) -> bool {
    TABLE.iter().any(|row| row.0 == name && row.3 != Meaning::Unsupported)
}

/// What a declaration's attributes say together.
#[derive(Clone, Default, Debug)]
pub(crate) struct Attrs {
    pub(crate) packed: bool,
    pub(crate) packed_after_aligned: bool,
    /// `ms_struct` or `gcc_struct`
    pub(crate) ms_bit_fields: Option<bool>,
    /// `aligned`, in bytes; 0 is none.
    pub(crate) aligned: u32,
    /// Each `aligned` by itself.
    pub(crate) alignments: Vec<u32>,
    /// `warn_if_not_aligned`, in bytes; 0 is none.
    pub(crate) warn_if_not_aligned: u32,
    pub(crate) mode: Option<(Symbol, Loc)>,
    /// `malloc(deallocator, n)`: which function gives the memory back, by which parameter.
    pub(crate) deallocators: Vec<(Symbol, u8)>,
    pub(crate) vector_size: Option<(u64, Loc)>,
    pub(crate) designated_init: bool,
    pub(crate) transparent_union: bool,
    pub(crate) uninitialized: bool,
    pub(crate) storage_order: Option<(StorageOrder, Loc)>,
    pub(crate) may_alias: bool,
    pub(crate) gnu_inline: bool,
    pub(crate) ms_abi: bool,
    pub(crate) fallthrough: bool,
    /// `weakref` without an argument.
    pub(crate) weakref: bool,
    pub(crate) cleanup: Option<ast::Ident>,
    pub(crate) tls_model: Option<TlsModel>,
    /// More than one section is named.
    pub(crate) sections_differ: bool,
    /// `alloc_size` and its like.
    pub(crate) positions: Vec<Positional>,
    pub(crate) externally_visible: bool,
    /// `copy`
    pub(crate) copies: Vec<Copied>,
    /// `access`
    pub(crate) accesses: Vec<WrittenAccess>,
    /// What a function asks of its calls, and where.
    pub(crate) asked: Vec<(Asked, Span)>,
    /// Attributes that may not stand everywhere or beside each other, and where they may.
    pub(crate) seen: Vec<(&'static str, u16)>,
    /// What outlives sema.
    pub(crate) decl: DeclAttrs,
}

impl Attrs {
    /// What attributes behind the last `*` of a declarator say of what is declared. About calls they speak only of a
    /// function, and if that is what the pointer points to (`to_function`), of its type.
    pub(crate) fn of_declaration(&mut self, to_function: bool) -> Attrs {
        let mut moved = Attrs { decl: self.decl.clone(), seen: self.seen.clone(), ..Attrs::default() };
        if !to_function {
            moved.asked = std::mem::take(&mut self.asked);
            moved.copies = std::mem::take(&mut self.copies);
            moved.accesses = std::mem::take(&mut self.accesses);
            moved.positions = std::mem::take(&mut self.positions);
        }
        moved
    }

    /// Adds what the attributes behind the last `*` said.
    pub(crate) fn append(&mut self, other: Attrs) {
        add(&mut self.decl, &other.decl);
        self.seen.extend(other.seen);
        self.asked.extend(other.asked);
        self.copies.extend(other.copies);
        self.accesses.extend(other.accesses);
        self.positions.extend(other.positions);
    }
}

/// More elements than these no vector has.
const MOST_LANES: u32 = i32::MAX as u32 - 1;

/// A word of an attribute's arguments without the underscores that may stand around it.
pub(crate) fn bare(word: &str) -> &str {
    word.strip_prefix("__").and_then(|word| word.strip_suffix("__")).unwrap_or(word)
}

impl Sema<'_> {
    /// Whether an attribute stands at a declaration.
    pub(crate) fn has_attribute(&self, attrs: &DeclAttrs, name: &str) -> bool {
        row_of(name).is_some_and(|row| attrs.names.contains(row))
    }

    /// The row of an attribute, and its name.
    pub(crate) fn attribute_named(&self, name: Symbol) -> Option<(u16, &'static str)> {
        let &row = self.attributes.rows.get(&name)?;
        Some((row, TABLE[usize::from(row)].0))
    }

    /// Collects attributes. Arguments are evaluated here.
    pub(crate) fn attributes(&mut self, lists: &[&[ast::Attribute<'_>]]) -> Attrs {
        self.more_attributes(Attrs::default(), lists)
    }

    /// The meaning of attributes that stand with others: of a declarator, after those of the specifiers.
    pub(crate) fn more_attributes(&mut self, mut attrs: Attrs, lists: &[&[ast::Attribute<'_>]]) -> Attrs {
        let (place, in_object_file) = (self.attribute_place, self.in_object_file);
        for list in lists {
            for attribute in *list {
                // Types in arguments have attributes of their own.
                (self.attribute_place, self.in_object_file) = (place, in_object_file);
                self.attribute(attribute, &mut attrs);
            }
        }
        attrs
    }

    fn attribute(&mut self, attribute: &ast::Attribute<'_>, out: &mut Attrs) {
        let span = attribute.span;
        if attribute.on_type && attribute.namespace.is_none() {
            return self.ignore_attributes(std::slice::from_ref(attribute));
        }
        let ours =
            attribute.namespace.is_none_or(|space| self.session.interner.with(space, |text| text == b"gnu"));
        let row = self.attributes.rows.get(&attribute.name).filter(|_| ours);
        let Some(&row) = row else {
            let name = self.text(attribute.name);
            if let Some(space) = attribute.namespace {
                let message = format!("'{}::{name}' scoped attribute directive ignored", self.text(space));
                let at = self.session.sources.expansion_point(span.lo);
                self.warning(warn::ATTRIBUTES, at, message);
                return;
            }
            let at = self.session.sources.expansion_point(span.lo);
            self.warning(warn::ATTRIBUTES, at, format!("'{name}' attribute directive ignored"));
            return;
        };
        let (name, fewest, most, meaning, allowed) = TABLE[usize::from(row)];
        if attribute.args.len() < usize::from(fewest) || attribute.args.len() > usize::from(most) {
            let at = self.attribute_at(span);
            let _ = self
                .session
                .diags
                .error(at, format!("wrong number of arguments specified for '{name}' attribute"))
                .note(at, format!("expected between {fewest} and {most}, found {}", attribute.args.len()));
            return;
        }
        if attribute.on_type && allowed & (TYPE | TYPEDEF) == 0 {
            self.warning(warn::ATTRIBUTES, span, format!("'{name}' attribute does not apply to types"));
            return;
        }
        out.decl.names.insert(row);
        if allowed != ANY || crate::warnings::attributes::has_exclusions(name) {
            out.seen.push((name, allowed));
        }
        self.apply_attribute(attribute, name, meaning, out);
    }

    /// Where an attribute is spoken of: if it is one of the specifiers, where that begins what they declare; it may be in
    /// another line.
    fn attribute_at(&self, span: Span) -> Place {
        if self.attribute_place == Loc::NONE { span.into() } else { self.attribute_place.into() }
    }

    /// `malloc`, or `malloc(DEALLOCATOR, N)`: the deallocator gives back what its N-th parameter points to, the first if the
    /// attribute does not say.
    fn malloc_attribute(&mut self, args: &[AttributeArg<'_>], out: &mut Attrs) {
        let Some(AttributeArg::Expr(ast::Expr { kind: ast::ExprKind::Ident(name), .. })) = args.first()
        else {
            out.decl.malloc |= args.is_empty();
            return;
        };
        let number = match args.get(1) {
            Some(AttributeArg::Expr(expr)) => match expr.kind {
                ast::ExprKind::Number(text) => self.text(text).parse::<u8>().unwrap_or(1),
                _ => 1,
            },
            _ => 1,
        };
        out.deallocators.push((*name, number));
    }

    fn apply_attribute(
        &mut self,
        attribute: &ast::Attribute<'_>,
        name: &'static str,
        meaning: Meaning,
        out: &mut Attrs,
    ) {
        let span = attribute.span;
        let args = attribute.args;
        match meaning {
            M::Accepted => {}
            M::Unused => out.decl.unused = true,
            M::Nonstring => out.decl.nonstring = true,
            M::Kept => out.decl.other.push(name.into()),
            M::Unsupported => self.error(span, format!("attribute '{name}' is not supported")),
            M::Alias => out.decl.alias = self.string_argument(args, name, span),
            M::Aligned => {
                let align = match args.first() {
                    None => Some(self.session.target.biggest_alignment),
                    Some(arg) => self.align_argument(arg, span),
                };
                if let Some(align) = align {
                    out.aligned = out.aligned.max(align);
                    out.alignments.push(align);
                }
            }
            M::AlwaysInline => out.decl.always_inline = true,
            M::Call(which) => {
                if which == CallAttribute::Access {
                    let written = self.written_access(args);
                    out.accesses.push(written);
                }
                let asked = self.call_attribute(which, args, span);
                out.asked.extend(asked.map(|asked| (asked, span)));
            }
            M::Cleanup => match args.first() {
                Some(AttributeArg::Expr(ast::Expr { kind: ast::ExprKind::Ident(function), span })) => {
                    out.cleanup = Some(ast::Ident { name: *function, loc: span.lo });
                }
                _ => {
                    let at = self.session.sources.expansion_point(span.lo);
                    self.error(at, "cleanup argument not an identifier");
                }
            },
            M::Cold => out.decl.cold = true,
            M::Copy => out.copies.extend(self.copy_argument(args, self.attribute_at(span))),
            M::Common => out.decl.common = Some(true),
            M::NoCommon => out.decl.common = Some(false),
            M::Const => out.decl.const_ = true,
            M::Constructor => out.decl.constructor = Some(self.priority_argument(args, name, span)),
            M::Destructor => out.decl.destructor = Some(self.priority_argument(args, name, span)),
            M::Deprecated => {
                let why = if args.is_empty() { None } else { self.string_argument(args, name, span) };
                out.decl.deprecated = Some(why.unwrap_or_default());
            }
            M::Unavailable => {
                let why = if args.is_empty() { None } else { self.string_argument(args, name, span) };
                out.decl.unavailable = Some(why.unwrap_or_default());
            }
            M::DesignatedInit => out.designated_init = true,
            M::Error => out.decl.error = self.message_argument(args, name, span),
            M::Warning => out.decl.warning = self.message_argument(args, name, span),
            M::Fallthrough => out.fallthrough = true,
            M::GnuInline => out.gnu_inline = true,
            M::Hot => out.decl.hot = true,
            M::Ifunc => out.decl.ifunc = self.string_argument(args, name, span),
            M::AllocSize => {
                let Some(positional) = self.positional(name, args) else { return };
                let number = |index: usize| {
                    let value = *positional.values.get(index)?;
                    u8::try_from(value).ok().filter(|&number| number != 0)
                };
                out.decl.alloc_size = number(0).map(|first| (first, number(1)));
                if let Some((first, second)) = out.decl.alloc_size.filter(|_| positional.wrong.is_none()) {
                    out.asked.push((Asked::AllocSize(first, second), span));
                }
                out.positions.push(positional);
            }
            M::Positional => out.positions.extend(self.positional(name, args)),
            M::Malloc => self.malloc_attribute(args, out),
            M::MayAlias => out.may_alias = true,
            M::Mode => match args.first() {
                Some(AttributeArg::Expr(ast::Expr { kind: ast::ExprKind::Ident(mode), span })) => {
                    out.mode = Some((*mode, span.lo));
                }
                _ => self.warning(warn::ATTRIBUTES, span, "'mode' attribute ignored"),
            },
            M::MsAbi => out.ms_abi = true,
            M::Naked => out.decl.naked = true,
            M::Noinline => out.decl.noinline = true,
            M::Noreturn => out.decl.noreturn = true,
            M::Packed => {
                out.packed = true;
                out.packed_after_aligned = out.aligned > 0;
            }
            M::BitFields(ms) => out.ms_bit_fields = Some(ms),
            M::Pure => out.decl.pure_ = true,
            M::Artificial => out.decl.artificial = true,
            M::Nothrow => out.decl.nothrow = true,
            M::ReturnsTwice => out.decl.returns_twice = true,
            M::Uninitialized => out.uninitialized = true,
            M::ScalarStorageOrder => {
                let order = self.string_argument(args, name, span);
                let order = self.storage_order_argument(order.as_deref(), span);
                out.storage_order = order.map(|order| (order, span.lo));
            }
            M::Section => {
                let section = self.string_argument(args, name, span);
                out.sections_differ |= out.decl.section.is_some() && out.decl.section != section;
                out.decl.section = section;
            }
            M::Symver => out.decl.symver = self.string_argument(args, name, span),
            M::Target => out.decl.target = self.string_argument(args, name, span),
            M::TlsModel => {
                if !matches!(args, [AttributeArg::Expr(ast::Expr { kind: ast::ExprKind::String(_), .. })]) {
                    self.error(span, "'tls_model' argument not a string");
                    return;
                }
                let model = self.string_argument(args, name, span);
                out.tls_model = match model.as_deref() {
                    Some("global-dynamic") => Some(TlsModel::GlobalDynamic),
                    Some("local-dynamic") => Some(TlsModel::LocalDynamic),
                    Some("initial-exec") => Some(TlsModel::InitialExec),
                    Some("local-exec") => Some(TlsModel::LocalExec),
                    _ => {
                        self.error(
                            span,
                            "'tls_model' argument must be one of 'local-exec', 'initial-exec', 'local-dynamic', or 'global-dynamic'",
                        );
                        None
                    }
                };
            }
            M::TransparentUnion => out.transparent_union = true,
            M::ZeroedRegisters => out.decl.zeroed = self.zeroed_argument(args, span),
            M::Thunk => {
                // What is kept as it is needs no thunk.
                if self.string_argument(args, name, span).is_some_and(|how| &*how != "keep") {
                    self.error(span, format!("attribute '{name}' is not supported"));
                }
            }
            M::Patchable => out.decl.patchable = self.patchable_entry(args, span),
            M::Retain => out.decl.retain = true,
            M::Used => {
                out.decl.used = true;
                out.externally_visible |= name == "externally_visible";
            }
            M::VectorSize => {
                // What is wrong with a type is the declaration's, not the macro's that wrote the attribute.
                let at = match self.attribute_place {
                    Loc::NONE => self.session.sources.expansion_point(span.lo),
                    place => place,
                };
                if let Some(value) = self.integer_argument(args.first(), name, span) {
                    match u64::try_from(value).ok().filter(|&bytes| bytes <= i64::MAX as u64) {
                        Some(0) => self.error(at, "zero vector size"),
                        Some(_) if out.vector_size.is_some() => {
                            self.error(at, "invalid vector type for attribute 'vector_size'");
                        }
                        Some(bytes) => out.vector_size = Some((bytes, at)),
                        None => {
                            let wrong = match value < 0 {
                                true => "is negative".to_string(),
                                false => format!("exceeds {}", i64::MAX),
                            };
                            let message = format!("'vector_size' attribute argument value '{value}' {wrong}");
                            self.error(at, message);
                        }
                    }
                }
            }
            M::Visibility => {
                let text = self.string_argument(args, name, span);
                out.decl.visibility = text.and_then(|text| self.visibility_named(&text, span));
            }
            M::WarnIfNotAligned => {
                if let Some(align) = args.first().and_then(|arg| self.align_argument(arg, span)) {
                    out.warn_if_not_aligned = align;
                }
            }
            M::Weak => out.decl.weak = true,
            M::Weakref => {
                out.weakref = true;
                if !args.is_empty() {
                    out.decl.weakref = self.string_argument(args, name, span);
                }
            }
        }
    }

    pub(crate) fn visibility_named(&self, text: &str, span: Span) -> Option<Visibility> {
        let named = Visibility::named(text);
        if named.is_none() {
            self.error(
                span,
                "attribute 'visibility' argument must be one of 'default', 'hidden', 'protected', or 'internal'",
            );
        }
        named
    }

    pub(crate) fn string_argument(
        &self,
        args: &[AttributeArg<'_>],
        name: &str,
        span: Span,
    ) -> Option<Box<str>> {
        let mut expr = match args.first() {
            Some(AttributeArg::Expr(expr)) => expr,
            _ => {
                self.error(span, format!("attribute '{name}' argument not a string constant"));
                return None;
            }
        };
        while let ast::ExprKind::Paren(inner) = &expr.kind {
            expr = inner;
        }
        match expr.kind {
            ast::ExprKind::String(literal) => Some(String::from_utf8_lossy(literal.bytes).into()),
            _ => {
                self.error(span, format!("attribute '{name}' argument not a string constant"));
                None
            }
        }
    }

    /// The message of `error` and `warning`, which mean nothing without one.
    fn message_argument(&self, args: &[AttributeArg<'_>], name: &str, span: Span) -> Option<Box<str>> {
        if let Some(AttributeArg::Expr(ast::Expr { kind: ast::ExprKind::String(literal), .. })) = args.first()
        {
            return Some(String::from_utf8_lossy(literal.bytes).into());
        }
        self.warning(warn::ATTRIBUTES, span, format!("'{name}' attribute ignored"));
        None
    }

    fn integer_argument(&mut self, arg: Option<&AttributeArg<'_>>, name: &str, span: Span) -> Option<i128> {
        let Some(AttributeArg::Expr(expr)) = arg else {
            self.error(span, format!("attribute '{name}' argument is not an integer constant"));
            return None;
        };
        self.integer_constant(expr, ConstantPlace::Other(&format!("attribute '{name}' argument")))
    }

    fn align_argument(&mut self, arg: &AttributeArg<'_>, span: Span) -> Option<u32> {
        let in_object_file = self.in_object_file;
        let AttributeArg::Expr(expr) = arg else {
            self.error(span, "requested alignment is not an integer constant");
            return None;
        };
        let value = self.integer_constant(expr, ConstantPlace::Other("requested alignment"))?;
        let at = self.session.sources.expansion_point(span.lo);
        if value == 0 {
            self.warning(warn::ATTRIBUTES, at, "requested alignment '0' is not a positive power of 2");
            return None;
        }
        self.check_alignment(value, if at == span.lo { span } else { at.into() }, in_object_file)
    }

    /// An alignment must be a power of two that an object file can hold.
    pub(crate) fn check_alignment(&self, value: i128, span: Span, in_object_file: bool) -> Option<u32> {
        match u32::try_from(value) {
            Ok(0) => None,
            Ok(value) if value.is_power_of_two() && value <= MAX_ALIGNMENT => Some(value),
            _ if value > 0 && (value as u128).is_power_of_two() => {
                let of = if in_object_file { "object file " } else { "" };
                let message = format!("requested alignment '{value}' exceeds {of}maximum {MAX_ALIGNMENT}");
                self.error(span, message);
                None
            }
            _ => {
                self.error(span, format!("requested alignment '{value}' is not a positive power of 2"));
                None
            }
        }
    }

    /// The priority of a constructor or destructor.
    fn priority_argument(&mut self, args: &[AttributeArg<'_>], name: &str, span: Span) -> u16 {
        const NONE: u16 = u16::MAX;
        let Some(AttributeArg::Expr(expr)) = args.first() else { return NONE };
        let id = self.unevaluated(|sema| sema.expr(expr));
        if self.is_error(id) {
            return NONE;
        }
        let value = self.rvalue(id);
        let value = self.const_int(value).filter(|_| self.unit.types.is_integer(self.ty(id)));
        let at = self.session.sources.expansion_point(span.lo);
        let Some(priority) = value.and_then(|value| u16::try_from(value).ok()) else {
            self.error(at, format!("{name} priorities must be integers from 0 to 65535 inclusive"));
            return NONE;
        };
        if priority <= MAX_RESERVED_PRIORITY {
            let message = format!(
                "{name} priorities from 0 to {MAX_RESERVED_PRIORITY} are reserved for the implementation"
            );
            self.warning(warn::PRIO_CTOR_DTOR, at, message);
        }
        priority
    }

    /// The type with the attributes that change types.
    pub(crate) fn apply_type_attributes(&mut self, ty: Ty, attrs: &Attrs) -> Ty {
        let mut ty = ty;
        if let Some((mode, loc)) = attrs.mode {
            ty = self.apply_mode(ty, mode, loc);
        }
        if let Some((bytes, loc)) = attrs.vector_size {
            ty = self.apply_vector_size(ty, bytes, loc);
        }
        let mut bits = 0;
        if attrs.ms_abi {
            bits |= FN_MS_ABI;
        }
        if attrs.decl.noreturn && self.unit.types.is_function_pointer(ty) {
            bits |= FN_NORETURN;
        }
        if bits != 0 {
            ty = self.add_function_attributes(ty, bits);
        }
        if !attrs.asked.is_empty() {
            ty = self.apply_call_attributes(ty, &attrs.asked);
        }
        if attrs.may_alias && !self.unit.types.is_tagged(ty) {
            ty = self.unit.types.marked(ty, |marks| marks.may_alias = true);
        }
        ty
    }

    /// `may_alias` on a declaration of a structure's, union's or enumeration's type, which only its definition can be given.
    pub(crate) fn check_aliasing_tag(&self, attrs: &Attrs, ty: Ty, loc: Loc) {
        let types = &self.unit.types;
        if attrs.may_alias && types.is_tagged(ty) && !types.may_alias(ty) {
            let tag = self.spell(types.value_type(ty));
            let message = format!("ignoring attributes applied to '{tag}' after definition");
            self.warning(warn::ATTRIBUTES, loc, message);
        }
    }

    fn add_function_attributes(&mut self, ty: Ty, bits: u32) -> Ty {
        let quals = ty.qualifiers();
        match self.unit.types.kind(ty).clone() {
            TypeKind::Pointer { pointee, space } => {
                let pointee = self.add_function_attributes(pointee, bits);
                self.unit.types.intern(TypeKind::Pointer { pointee, space }).with(quals)
            }
            TypeKind::Function(mut function) => {
                function.attributes |= bits;
                self.unit.types.intern(TypeKind::Function(function))
            }
            _ => ty,
        }
    }

    /// Applies `change` to the type under pointers, arrays and function results.
    fn at_core(&mut self, ty: Ty, change: &mut dyn FnMut(&mut Self, Ty) -> Ty) -> Ty {
        let quals = ty.qualifiers();
        match self.unit.types.kind(ty).clone() {
            TypeKind::Pointer { pointee, space } => {
                let pointee = self.at_core(pointee, change);
                self.unit.types.intern(TypeKind::Pointer { pointee, space }).with(quals)
            }
            TypeKind::Array { elem, len } => {
                let elem = self.at_core(elem, change);
                self.unit.types.array(elem, len)
            }
            TypeKind::Function(mut function) => {
                function.ret = self.at_core(function.ret, change);
                self.unit.types.intern(TypeKind::Function(function))
            }
            _ => change(self, ty),
        }
    }

    /// An attribute declaration at file scope (C23 6.7.1).
    pub(crate) fn attribute_declaration(&self, attributes: &[ast::Attribute<'_>]) {
        for attribute in attributes {
            let fallthrough = self.session.interner.with(attribute.name, |name| name == b"fallthrough");
            if fallthrough && attribute.namespace.is_none() {
                let at = self.session.sources.expansion_point(attribute.span.lo);
                self.pedwarn(warn::ATTRIBUTES, at, "'fallthrough' attribute at top level");
            } else {
                self.ignore_attributes(std::slice::from_ref(attribute));
            }
        }
    }

    /// `fallthrough` before a declaration: it is for the statement `;` alone (C23 6.7.13.6p2).
    pub(crate) fn misplaced_fallthrough(&self, attributes: &[ast::Attribute<'_>]) {
        for attribute in attributes {
            if self.session.interner.with(attribute.name, |name| name == b"fallthrough") {
                let at = self.session.sources.expansion_point(attribute.span.lo);
                self.warning(warn::ATTRIBUTES, at, "'fallthrough' attribute not followed by ';'");
                self.ignore_attributes(std::slice::from_ref(attribute));
            }
        }
    }

    /// Standard attributes where none means anything.
    pub(crate) fn ignore_attributes(&self, attributes: &[ast::Attribute<'_>]) {
        for attribute in attributes {
            let message = format!("'{}' attribute ignored", self.text(attribute.name));
            let at = self.session.sources.expansion_point(attribute.span.lo);
            if attribute.namespace.is_some() {
                self.warning(warn::ATTRIBUTES, at, message);
            } else {
                self.pedwarn(warn::ATTRIBUTES, at, message);
            }
        }
    }

    fn apply_vector_size(&mut self, ty: Ty, bytes: u64, loc: Loc) -> Ty {
        self.at_core(ty, &mut |sema, elem| {
            let types = &sema.unit.types;
            let valid = types.is_real(elem) && !types.is_bool(elem) && !types.is_bit_int(elem);
            let size = types.size(elem).filter(|_| valid);
            let Some(size) = size else {
                if !types.is_error(elem) {
                    sema.error(loc, "invalid vector type for attribute 'vector_size'");
                }
                return common::ERROR;
            };
            if !bytes.is_multiple_of(size) {
                sema.error(loc, "vector size not an integral multiple of component size");
                return common::ERROR;
            }
            let lanes = bytes / size;
            if !lanes.is_power_of_two() {
                sema.error(loc, format!("number of vector components {lanes} not a power of two"));
                return common::ERROR;
            }
            let Some(lanes) = u32::try_from(lanes).ok().filter(|&lanes| lanes <= MOST_LANES) else {
                let message = format!("number of vector components {lanes} exceeds {MOST_LANES}");
                sema.error(loc, message);
                return common::ERROR;
            };
            let quals = elem.qualifiers();
            let elem = sema.unit.types.value_type(elem);
            sema.unit.types.intern(TypeKind::Vector { elem, lanes }).with(quals)
        })
    }

    pub(crate) fn apply_mode(&mut self, ty: Ty, mode: Symbol, loc: Loc) -> Ty {
        let text = self.text(mode);
        let name = text.trim_matches('_').to_string();
        let pointer = self.session.target.pointer_size;
        if self.unit.types.is_array(ty) || self.unit.types.is_function(ty) {
            self.error(loc, format!("mode '{text}' applied to inappropriate type"));
            return ty;
        }
        if self.unit.types.is_pointer(ty) {
            // Only as wide as addresses may be: as `int` or as `long`.
            if !matches!(name.as_str(), "SI" | "DI" | "word" | "pointer" | "unwind_word") {
                self.error(loc, format!("invalid pointer mode '{text}'"));
            }
            return ty;
        }
        self.at_core(ty, &mut |sema, core| {
            let quals = core.qualifiers();
            let signed = sema.unit.types.is_signed(core);
            let pick = |s: Ty, u: Ty| if signed { s } else { u };
            let (new, integer) = match name.as_str() {
                "QI" | "byte" => (pick(common::SCHAR, common::UCHAR), true),
                "HI" => (pick(common::SHORT, common::USHORT), true),
                "SI" => (pick(common::INT, common::UINT), true),
                "DI" if sema.session.target.long_size == 8 => (pick(common::LONG, common::ULONG), true),
                "DI" => (pick(common::LLONG, common::ULLONG), true),
                "TI" => (pick(common::INT128, common::UINT128), true),
                "word" | "pointer" | "unwind_word" if pointer == 8 => {
                    (pick(common::LONG, common::ULONG), true)
                }
                "word" | "pointer" | "unwind_word" => (pick(common::INT, common::UINT), true),
                "HF" => (common::FLOAT16, false),
                "SF" => (common::FLOAT, false),
                "DF" => (common::DOUBLE, false),
                "XF" => (common::LONG_DOUBLE, false),
                "TF" => (common::FLOAT128, false),
                "SD" => (common::DECIMAL32, false),
                "DD" => (common::DECIMAL64, false),
                "TD" => (common::DECIMAL128, false),
                "SC" => (sema.unit.types.intern(TypeKind::Complex(common::FLOAT)), false),
                "DC" => (sema.unit.types.intern(TypeKind::Complex(common::DOUBLE)), false),
                "XC" => (sema.unit.types.intern(TypeKind::Complex(common::LONG_DOUBLE)), false),
                "TC" => (sema.unit.types.intern(TypeKind::Complex(common::FLOAT128)), false),
                vector if vector.starts_with('V') => {
                    match vector_mode(vector, signed, &sema.session.target) {
                        Some((elem, lanes)) => {
                            return sema.unit.types.intern(TypeKind::Vector { elem, lanes }).with(quals);
                        }
                        None => {
                            sema.error(loc, format!("unknown machine mode '{text}'"));
                            return core;
                        }
                    }
                }
                _ => {
                    sema.error(loc, format!("unknown machine mode '{text}'"));
                    return core;
                }
            };
            let fits = if integer {
                sema.unit.types.is_integer(core)
            } else {
                !sema.unit.types.is_integer(core) || sema.unit.types.is_error(core)
            };
            if !fits {
                sema.error(loc, format!("mode '{text}' applied to inappropriate type"));
                return core;
            }
            new.with(quals)
        })
    }
}

/// `V4SI` and its like.
fn vector_mode(name: &str, signed: bool, target: &target::TargetInfo) -> Option<(Ty, u32)> {
    let digits = name[1..].find(|c: char| !c.is_ascii_digit())? + 1;
    let lanes: u32 = name[1..digits].parse().ok()?;
    let pick = |s: Ty, u: Ty| if signed { s } else { u };
    let elem = match &name[digits..] {
        "QI" => pick(common::SCHAR, common::UCHAR),
        "HI" => pick(common::SHORT, common::USHORT),
        "SI" => pick(common::INT, common::UINT),
        "DI" if target.long_size == 8 => pick(common::LONG, common::ULONG),
        "DI" => pick(common::LLONG, common::ULLONG),
        "SF" => common::FLOAT,
        "DF" => common::DOUBLE,
        _ => return None,
    };
    lanes.is_power_of_two().then_some((elem, lanes))
}
