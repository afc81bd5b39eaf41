//! Declaration specifiers, structures and enumerations (C23 6.7).

use crate::ast::*;
use crate::cursor::{Cx, Parsed};
use crate::declarator::Naming;
use diag::{Loc, warn};
use lexer::{StorageOrder, Symbol, Token, TokenKind, kw};

/// The words of an arithmetic type specifier as they are collected (C23 6.7.3.1p2).
#[derive(Default)]
struct Words {
    base: Option<BasicType>,
    base_text: &'static str,
    long: u8,
    short: bool,
    signed: bool,
    unsigned: bool,
    complex: bool,
    int128: bool,
}

impl Words {
    fn any(&self) -> bool {
        self.base.is_some()
            || self.long > 0
            || self.short
            || self.signed
            || self.unsigned
            || self.complex
            || self.int128
    }

    /// A word that modifies a type, as messages show it.
    fn arithmetic(&self) -> Option<&'static str> {
        [
            (self.long == 2, "long long"),
            (self.long == 1, "long"),
            (self.short, "short"),
            (self.signed, "signed"),
            (self.unsigned, "unsigned"),
            (self.complex, "complex"),
        ]
        .into_iter()
        .find_map(|(given, text)| given.then_some(text))
    }

    /// `_Complex` without a type.
    fn plain_complex(&self) -> bool {
        self.complex
            && self.base.is_none()
            && !(self.long > 0 || self.short || self.signed || self.unsigned || self.int128)
    }

    /// Two words that do not go together, if these stand beside `_BitInt(N)`.
    fn not_bit_int(&self) -> Option<(&'static str, &'static str)> {
        if self.signed && self.unsigned {
            return Some(("signed", "unsigned"));
        }
        let word = if self.long > 0 {
            "long"
        } else if self.short {
            "short"
        } else if self.complex {
            "complex"
        } else if self.int128 {
            "__int128"
        } else {
            return None;
        };
        Some(("_BitInt", word))
    }

    /// The type that the words name together; `Err` with GCC's message for a combination that is none.
    fn resolve(&self) -> Result<TypeSpec<'static>, String> {
        use BasicType as B;
        let integer_words = self.long > 0 || self.short || self.signed || self.unsigned;
        let conflict = |a: &str, b: &str| Err(format!("both '{a}' and '{b}' in declaration specifiers"));
        let modifier = if self.long > 1 {
            "long long"
        } else if self.long == 1 {
            "long"
        } else if self.short {
            "short"
        } else if self.signed {
            "signed"
        } else {
            "unsigned"
        };
        if self.long > 0 && self.short {
            return conflict("long", "short");
        }
        if self.signed && self.unsigned {
            return conflict("signed", "unsigned");
        }
        let base = if self.int128 {
            if self.base.is_some() || self.long > 0 || self.short {
                return conflict("__int128", if self.base.is_some() { self.base_text } else { modifier });
            }
            if self.unsigned { B::UInt128 } else { B::Int128 }
        } else {
            match self.base {
                None if self.complex && !integer_words => B::Double,
                None | Some(B::Int) => match (self.short, self.long, self.unsigned) {
                    (true, _, false) => B::Short,
                    (true, _, true) => B::UShort,
                    (_, 0, false) => B::Int,
                    (_, 0, true) => B::UInt,
                    (_, 1, false) => B::Long,
                    (_, 1, true) => B::ULong,
                    (_, _, false) => B::LLong,
                    (_, _, true) => B::ULLong,
                },
                Some(B::Char) => {
                    if self.long > 0 || self.short {
                        return conflict(modifier, "char");
                    }
                    match (self.signed, self.unsigned) {
                        (true, _) => B::SChar,
                        (_, true) => B::UChar,
                        _ => B::Char,
                    }
                }
                Some(B::Double) if self.long == 1 && !self.signed && !self.unsigned => B::LongDouble,
                Some(_) if integer_words => return conflict(modifier, self.base_text),
                Some(base) => base,
            }
        };
        if self.complex && matches!(base, B::Void | B::Bool) {
            return conflict("complex", self.base_text);
        }
        Ok(TypeSpec::Basic { base, complex: self.complex })
    }
}

/// The arithmetic type that a keyword names by itself.
fn basic_type(keyword: Symbol) -> Option<(BasicType, &'static str)> {
    Some(match keyword {
        kw::VOID => (BasicType::Void, "void"),
        kw::BOOL => (BasicType::Bool, "_Bool"),
        kw::CHAR => (BasicType::Char, "char"),
        kw::INT => (BasicType::Int, "int"),
        kw::FLOAT => (BasicType::Float, "float"),
        kw::DOUBLE => (BasicType::Double, "double"),
        kw::FLOAT16 => (BasicType::Float16, "_Float16"),
        kw::FLOAT32 => (BasicType::Float32, "_Float32"),
        kw::FLOAT64 => (BasicType::Float64, "_Float64"),
        kw::FLOAT128 => (BasicType::Float128, "_Float128"),
        kw::FLOAT32X => (BasicType::Float32x, "_Float32x"),
        kw::FLOAT64X => (BasicType::Float64x, "_Float64x"),
        kw::FLOAT80 => (BasicType::Float80, "__float80"),
        kw::DECIMAL32 => (BasicType::Decimal32, "_Decimal32"),
        kw::DECIMAL64 => (BasicType::Decimal64, "_Decimal64"),
        kw::DECIMAL128 => (BasicType::Decimal128, "_Decimal128"),
        _ => return None,
    })
}

fn storage_class(keyword: Symbol) -> Option<Storage> {
    Some(match keyword {
        kw::TYPEDEF => Storage::TYPEDEF,
        kw::EXTERN => Storage::EXTERN,
        kw::STATIC => Storage::STATIC,
        kw::AUTO => Storage::AUTO,
        kw::REGISTER => Storage::REGISTER,
        kw::THREAD => Storage(Storage::THREAD.0 | Storage::GNU_THREAD.0),
        kw::THREAD_LOCAL => Storage::THREAD,
        kw::INLINE => Storage::INLINE,
        kw::NORETURN => Storage::NORETURN,
        kw::CONSTEXPR => Storage::CONSTEXPR,
        _ => return None,
    })
}

/// A storage class that does not go with thread storage duration (C23 6.7.2p3).
fn other_class(storage: Storage) -> Option<&'static str> {
    let words = [(Storage::AUTO, "auto"), (Storage::REGISTER, "register"), (Storage::TYPEDEF, "typedef")];
    words.into_iter().find(|&(class, _)| storage.has(class)).map(|(_, word)| word)
}

impl<'a> Cx<'_, '_, 'a> {
    /// Whether a token begins a type name.
    pub(crate) fn starts_type(&self, token: Token) -> bool {
        if token.kind != TokenKind::Ident {
            return false;
        }
        match self.keyword_of(token) {
            kw::NONE => {
                self.is_typedef(token.symbol)
                    || token.symbol == self.names.seg_fs
                    || token.symbol == self.names.seg_gs
            }
            kw::LONG
            | kw::SHORT
            | kw::SIGNED
            | kw::UNSIGNED
            | kw::COMPLEX
            | kw::ACCUM
            | kw::FRACT
            | kw::SAT
            | kw::INT128
            | kw::BITINT
            | kw::STRUCT
            | kw::UNION
            | kw::ENUM
            | kw::TYPEOF
            | kw::TYPEOF_UNQUAL
            | kw::AUTO_TYPE
            | kw::CONST
            | kw::VOLATILE
            | kw::RESTRICT
            | kw::ATOMIC
            | kw::ATTRIBUTE
            | kw::ALIGNAS => true,
            keyword => basic_type(keyword).is_some(),
        }
    }

    /// Whether the current token is a type specifier by itself: no qualifier, attribute or alignment.
    pub(crate) fn starts_type_specifier(&self) -> bool {
        let others = [kw::CONST, kw::VOLATILE, kw::RESTRICT, kw::ATTRIBUTE, kw::ALIGNAS, kw::ATOMIC];
        self.kw != kw::NONE && !others.contains(&self.kw) && self.starts_type(self.tok)
    }

    /// Whether a type stands where a declarator of the tag just defined, or a semicolon, is wanted. Reports it.
    pub(crate) fn semicolon_forgotten(&self, specs: &DeclSpecs<'_>) -> bool {
        let forgotten = specs.ty.defines_tag() && self.starts_type_specifier();
        if forgotten {
            self.expected("';', identifier or '('");
        }
        forgotten
    }

    /// Whether a token begins a declaration.
    pub(crate) fn starts_declaration(&self, token: Token) -> bool {
        self.starts_type(token) || storage_class(self.keyword_of(token)).is_some()
    }

    /// Whether an identifier that is no typedef name stands where only a type makes sense.
    pub(crate) fn at_unknown_type_name(&mut self) -> bool {
        if !self.at_ident() || self.is_typedef(self.tok.symbol) {
            return false;
        }
        let ahead = self.peek();
        matches!(ahead.kind, TokenKind::Star)
            || (ahead.kind == TokenKind::Ident && !matches!(self.keyword_of(ahead), kw::ASM | kw::ATTRIBUTE))
    }

    /// declaration-specifiers, or specifier-qualifier-list (`storage` false).
    pub(crate) fn specifiers(&mut self, storage: bool) -> Parsed<&'a DeclSpecs<'a>> {
        let attributes = self.list();
        self.specifiers_after(attributes, storage)
    }

    /// declaration-specifiers, `attributes` having been read before them.
    pub(crate) fn specifiers_after(
        &mut self,
        mut attributes: bumpalo::collections::Vec<'a, Attribute<'a>>,
        allow_storage: bool,
    ) -> Parsed<&'a DeclSpecs<'a>> {
        let lo = self.tok.loc;
        let mut words = Words::default();
        let mut ty: Option<TypeSpec<'a>> = None;
        let mut storage = Storage::default();
        let mut quals = Quals::NONE;
        // Those that macros spell.
        let mut expanded = Quals::NONE;
        let mut alignas = self.list();
        loop {
            let keyword = self.kw;
            // Behind the definition of a tag another type means that a semicolon is missing.
            if ty.is_some_and(|ty| ty.defines_tag()) && self.starts_type_specifier() {
                break;
            }
            if keyword == kw::NONE {
                if !self.at(TokenKind::Ident) {
                    if self.at_standard_attribute() {
                        if ty.is_some() || words.any() {
                            self.type_attributes_into(&mut attributes)?;
                        } else {
                            self.attributes_into(&mut attributes)?;
                        }
                        continue;
                    }
                    break;
                }
                if let Some(qual) = self.qualifier() {
                    quals = quals.with(qual);
                } else if ty.is_none() && !words.any() && self.is_typedef(self.tok.symbol) {
                    ty = Some(TypeSpec::Typedef(self.tok.symbol));
                } else if ty.is_none() && !words.any() && self.at_unknown_type_name() {
                    self.unknown_type_name();
                    ty = Some(TypeSpec::Error);
                } else {
                    break;
                }
                self.bump();
                continue;
            }
            if keyword == kw::ATOMIC && self.peek().kind == TokenKind::LParen {
                self.c11_word(self.tok, true);
                let first = self.one_type(&ty, &words);
                self.bump();
                self.bump();
                let atomic = TypeSpec::Atomic(self.type_name()?);
                self.expect(TokenKind::RParen)?;
                if first {
                    ty = Some(atomic);
                }
                continue;
            }
            if let Some(qual) = self.qualifier() {
                self.qualifier_again(quals, qual, expanded);
                if self.tok.loc.is_macro() {
                    expanded = expanded.with(qual);
                }
                quals = quals.with(qual);
                self.bump();
                continue;
            }
            if keyword == kw::AUTO
                && self.session.options.std >= lexer::Std::C23
                && ty.is_none()
                && !words.any()
                && self.auto_infers()
            {
                ty = Some(TypeSpec::Auto);
                self.bump();
                continue;
            }
            if let Some(class) = storage_class(keyword) {
                if matches!(keyword, kw::NORETURN | kw::THREAD_LOCAL)
                    && self.session.options.std < lexer::Std::C23
                {
                    self.c11_word(self.tok, false);
                }
                if !allow_storage {
                    return Err(self.expected("specifier-qualifier-list"));
                }
                if quals.0 != 0 || ty.is_some() || words.any() || words.base.is_some() {
                    let text = self.session.interner.text(self.tok.symbol);
                    let message = format!("'{text}' is not at beginning of declaration");
                    let _ = self.session.diags.warning(warn::OLD_STYLE_DECLARATION, lo, message);
                }
                storage = self.add_storage(storage, class);
                self.bump();
                continue;
            }
            if let Some((base, text)) = basic_type(keyword) {
                if keyword == kw::BOOL {
                    self.c99(warn::PEDANTIC, self.tok.loc, "ISO C90 does not support boolean types");
                }
                // Not so `__float128`, which GCC takes as it is.
                if text.starts_with("_Float")
                    && self.session.options.std < lexer::Std::C23
                    && self.session.interner.with(self.tok.symbol, |word| word == text.as_bytes())
                {
                    self.pedantic(self.tok.loc, format!("ISO C does not support the '{text}' type"));
                }
                if ty.is_some() || words.base.is_some() {
                    self.error(self.tok.loc, "two or more data types in declaration specifiers");
                } else {
                    words.base = Some(base);
                    words.base_text = text;
                }
                self.bump();
                continue;
            }
            match keyword {
                kw::LONG => {
                    self.arithmetic_word(&ty);
                    if words.long == 2 {
                        self.error(self.tok.loc, "'long long long' is too long for GCC");
                    } else {
                        words.long += 1;
                        if words.long == 2 {
                            self.c99(warn::LONG_LONG, self.tok.loc, "ISO C90 does not support 'long long'");
                        }
                    }
                }
                kw::SHORT => {
                    self.arithmetic_word(&ty);
                    self.duplicate(words.short, "short");
                    words.short = true;
                }
                kw::SIGNED => {
                    self.arithmetic_word(&ty);
                    self.duplicate(words.signed, "signed");
                    words.signed = true;
                }
                kw::UNSIGNED => {
                    self.arithmetic_word(&ty);
                    self.duplicate(words.unsigned, "unsigned");
                    words.unsigned = true;
                }
                kw::COMPLEX => {
                    self.arithmetic_word(&ty);
                    self.duplicate(words.complex, "complex");
                    self.c99(warn::PEDANTIC, self.tok.loc, "ISO C90 does not support complex types");
                    words.complex = true;
                }
                kw::ACCUM | kw::FRACT | kw::SAT => {
                    // Of the technical report on embedded C.
                    if !matches!(ty, Some(TypeSpec::Error)) {
                        self.error(self.tok.loc, "fixed-point types not supported for this target");
                    }
                    ty = Some(TypeSpec::Error);
                }
                kw::INT128 => {
                    self.arithmetic_word(&ty);
                    self.pedantic(self.tok.loc, "ISO C does not support '__int128' types");
                    if !self.session.target.has_int128 {
                        self.error(self.tok.loc, "'__int128' is not supported on this target");
                    }
                    words.int128 = true;
                }
                kw::EXTENSION => {}
                kw::BITINT => {
                    self.one_type(&ty, &Words::default());
                    self.bump();
                    self.expect(TokenKind::LParen)?;
                    let width = self.constant_expression()?;
                    self.expect(TokenKind::RParen)?;
                    ty = Some(TypeSpec::BitInt { width, signed: true });
                    continue;
                }
                kw::AUTO_TYPE => {
                    if let Some(text) = words.arithmetic() {
                        let message = format!("both '{text}' and '__auto_type' in declaration specifiers");
                        self.error(self.tok.loc, message);
                    } else {
                        self.one_type(&ty, &words);
                    }
                    ty = Some(TypeSpec::Auto);
                }
                kw::STRUCT | kw::UNION => {
                    let first = self.one_type(&ty, &words);
                    let record = self.nested(|p| p.record())?;
                    if first {
                        ty = Some(record);
                    }
                    continue;
                }
                kw::ENUM => {
                    let first = self.one_type(&ty, &words);
                    let enumeration = self.enumeration()?;
                    if first {
                        ty = Some(enumeration);
                    }
                    continue;
                }
                kw::TYPEOF | kw::TYPEOF_UNQUAL => {
                    if ty.is_some() || words.any() {
                        break;
                    }
                    let unqual = keyword == kw::TYPEOF_UNQUAL;
                    self.bump();
                    self.expect(TokenKind::LParen)?;
                    ty = Some(if self.starts_type(self.tok) {
                        TypeSpec::TypeofType { ty: self.nested(Self::type_name)?, unqual }
                    } else {
                        TypeSpec::TypeofExpr { expr: self.expression_ref()?, unqual }
                    });
                    self.expect(TokenKind::RParen)?;
                    continue;
                }
                kw::ATTRIBUTE => {
                    self.attributes_into(&mut attributes)?;
                    continue;
                }
                kw::ALIGNAS => {
                    self.c11_word(self.tok, false);
                    self.bump();
                    self.expect(TokenKind::LParen)?;
                    alignas.push(if self.starts_type(self.tok) {
                        AlignAs::Type(self.type_name()?)
                    } else {
                        AlignAs::Expr(self.constant_expression()?)
                    });
                    self.expect(TokenKind::RParen)?;
                    continue;
                }
                _ => break,
            }
            self.bump();
        }
        let span = self.span_from(lo);
        let ty = match ty {
            Some(TypeSpec::BitInt { width, .. }) => {
                if let Some((one, other)) = words.not_bit_int() {
                    let message = format!("both '{one}' and '{other}' in declaration specifiers");
                    self.error(span, message);
                }
                TypeSpec::BitInt { width, signed: !words.unsigned }
            }
            Some(ty) => ty,
            None if words.any() => match words.resolve() {
                Ok(ty) if words.plain_complex() => {
                    self.pedantic(span, "ISO C does not support plain 'complex' meaning 'double complex'");
                    ty
                }
                Ok(ty) => ty,
                Err(message) => {
                    self.error(span, message);
                    TypeSpec::Error
                }
            },
            None => TypeSpec::Implicit,
        };
        Ok(self.alloc(DeclSpecs {
            span,
            storage,
            quals,
            ty,
            extension: self.extensions > 0,
            signed: words.signed,
            alignas: alignas.into_bump_slice(),
            attributes: attributes.into_bump_slice(),
        }))
    }

    /// Whether a token in parentheses begins a compound literal by its storage class (C23 6.5.3.6p2).
    pub(crate) fn starts_literal_storage(&self, token: Token) -> bool {
        self.session.options.std >= lexer::Std::C23
            && matches!(
                self.keyword_of(token),
                kw::STATIC | kw::CONSTEXPR | kw::REGISTER | kw::THREAD_LOCAL | kw::THREAD
            )
    }

    /// The storage classes that a compound literal's type begins with.
    pub(crate) fn literal_storage(&mut self) -> Storage {
        let mut storage = Storage::default();
        while self.starts_literal_storage(self.tok) {
            if let Some(class) = storage_class(self.kw) {
                storage = self.add_storage(storage, class);
            }
            self.bump();
        }
        storage
    }

    /// C23's `auto x = …`: no type specifier follows.
    fn auto_infers(&mut self) -> bool {
        let ahead = self.peek();
        !self.starts_type(ahead) || matches!(self.keyword_of(ahead), kw::CONST | kw::VOLATILE)
    }

    /// Says that a qualifier stands here for the second time, or that the standard does not know it.
    pub(crate) fn qualifier_again(&self, quals: Quals, qual: Quals, expanded: Quals) {
        if qual == Quals::ATOMIC {
            self.c11_word(self.tok, true);
        }
        if quals.0 & qual.0 == 0 {
            return;
        }
        let text = self.session.interner.text(self.tok.symbol);
        let message = format!("duplicate '{text}' declaration specifier");
        let compat = self.session.diags.explicit(warn::C90_C99_COMPAT) == Some(true);
        if self.session.options.std < lexer::Std::C99 || compat {
            self.session.newer(lexer::Std::C99, warn::PEDANTIC, self.tok.loc, &message);
        }
        if !compat && !self.tok.loc.is_macro() && expanded.0 & qual.0 == 0 {
            let _ = self.session.diags.warning(warn::DUPLICATE_DECL_SPECIFIER, self.tok.loc, message);
        }
    }

    /// Whether the type specifier here is the first one; of several the first counts.
    fn one_type(&self, ty: &Option<TypeSpec<'a>>, words: &Words) -> bool {
        let first = ty.is_none() && !words.any();
        if !first {
            self.error(self.tok.loc, "two or more data types in declaration specifiers");
        }
        first
    }

    fn arithmetic_word(&self, ty: &Option<TypeSpec<'a>>) {
        if let Some(TypeSpec::Auto) = ty {
            let text = match self.kw {
                kw::COMPLEX => "complex".into(),
                word => self.session.interner.text(word),
            };
            self.error(self.tok.loc, format!("both '{text}' and '__auto_type' in declaration specifiers"));
        } else if ty.is_some_and(|ty| !matches!(ty, TypeSpec::BitInt { .. })) {
            self.error(self.tok.loc, "two or more data types in declaration specifiers");
        }
    }

    fn duplicate(&self, seen: bool, word: &str) {
        if seen {
            self.error(self.tok.loc, format!("duplicate '{word}'"));
        }
    }

    fn add_storage(&self, storage: Storage, class: Storage) -> Storage {
        let functions = Storage(Storage::INLINE.0 | Storage::NORETURN.0);
        let linkages = Storage(Storage::EXTERN.0 | Storage::STATIC.0);
        let others = Storage(Storage::TYPEDEF.0 | Storage::AUTO.0 | Storage::REGISTER.0);
        let classes = Storage(linkages.0 | others.0);
        if functions.has(class) {
            return Storage(storage.0 | class.0);
        }
        let at = self.tok.loc;
        let word = |symbol| self.session.interner.text(symbol);
        // What a constant stands beside (C23 6.7.2p3).
        let without_constants = [
            (Storage::EXTERN, "extern"),
            (Storage::TYPEDEF, "typedef"),
            (Storage::THREAD, storage.thread_word()),
        ];
        for (other, text) in without_constants {
            let wrong = class.has(Storage::CONSTEXPR) && storage.has(other)
                || class.has(other) && storage.has(Storage::CONSTEXPR);
            if wrong {
                let text = if class.has(Storage::CONSTEXPR) { text } else { "constexpr" };
                self.error(at, format!("'{}' used with '{text}'", word(self.tok.symbol)));
                return storage;
            }
        }
        if class.has(Storage::THREAD) {
            if storage.has(Storage::THREAD) {
                self.error(at, "duplicate '_Thread_local' or '__thread'");
                return storage;
            }
            if let Some(other) = other_class(storage) {
                self.error(at, format!("'{}' used with '{other}'", word(self.tok.symbol)));
                return storage;
            }
        } else if storage.has(class) {
            self.error(at, format!("duplicate '{}'", word(self.tok.symbol)));
        } else if classes.has(class) && storage.has(classes) {
            self.error(at, "multiple storage classes in declaration specifiers");
            return storage;
        } else if storage.has(Storage::THREAD) {
            if linkages.has(class) && storage.has(Storage::GNU_THREAD) {
                self.error(at, format!("'__thread' before '{}'", word(self.tok.symbol)));
            } else if others.has(class) {
                let message = format!("'{}' used with '{}'", storage.thread_word(), word(self.tok.symbol));
                self.error(at, message);
                return Storage(storage.0 & !(Storage::THREAD.0 | Storage::GNU_THREAD.0) | class.0);
            }
        }
        Storage(storage.0 | class.0)
    }

    /// struct-or-union-specifier
    fn record(&mut self) -> Parsed<TypeSpec<'a>> {
        let lo = self.tok.loc;
        let is_union = self.kw == kw::UNION;
        self.bump();
        let mut attributes = self.list();
        self.attributes_into(&mut attributes)?;
        let tag = self.tag(if is_union { "union" } else { "struct" });
        let mut members = None;
        let (mut pack, mut storage_order) = (0, StorageOrder::Native);
        if self.at(TokenKind::LBrace) {
            self.bump();
            members = Some(self.member_declarations());
            pack = self.pack;
            storage_order = self.storage_order;
            self.expect(TokenKind::RBrace)?;
            self.attributes_into(&mut attributes)?;
        } else if tag.is_none() {
            return Err(self.expected("'{'"));
        }
        let span = self.span_from(lo);
        let attributes = attributes.into_bump_slice();
        let spec = RecordSpec { span, is_union, tag, members, attributes, pack, storage_order };
        Ok(TypeSpec::Record(self.alloc(spec)))
    }

    /// The tag of a `kind`, a keyword.
    fn tag(&mut self, kind: &'static str) -> Option<Ident> {
        if !self.at_ident() {
            return None;
        }
        let token = self.bump();
        self.tags.insert(token.symbol, kind);
        Some(Ident { name: token.symbol, loc: token.loc })
    }

    fn member_declarations(&mut self) -> &'a [MemberDecl<'a>] {
        let mut members = self.list();
        while !self.at(TokenKind::RBrace) && !self.at(TokenKind::Eof) {
            if self.at(TokenKind::Semi) {
                self.pedantic(self.tok.loc, "extra semicolon in struct or union specified");
                self.bump();
                continue;
            }
            let extension = self.begin_extension();
            let member = self.member_declaration();
            self.end_extension(extension);
            match member {
                Ok(member) => members.push(member),
                Err(_) => self.skip_statement(),
            }
        }
        members.into_bump_slice()
    }

    fn member_declaration(&mut self) -> Parsed<MemberDecl<'a>> {
        if self.kw == kw::STATIC_ASSERT {
            return Ok(MemberDecl::StaticAssert(self.static_assert()?));
        }
        let lo = self.tok.loc;
        if !self.starts_type(self.tok) && !self.at_standard_attribute() && !self.at_unknown_type_name() {
            return Err(self.expected("specifier-qualifier-list"));
        }
        let specs = self.specifiers(false)?;
        let is_record = matches!(specs.ty, TypeSpec::Record(_));
        if is_record && self.semicolon_forgotten(specs) {
            return Ok(MemberDecl::Unfinished(specs));
        }
        if specs.ty.defines_tag() && self.starts_type_specifier() {
            self.expected("identifier or '('");
            self.skip_statement();
            if !self.at(TokenKind::RBrace) {
                return Err(self.expected("';'"));
            }
            let message = "no semicolon at end of struct or union";
            let _ = self.session.diags.pedwarn(warn::NONE, self.tok.loc, message);
            return Ok(MemberDecl::Unfinished(specs));
        }
        let mut declarators = self.list();
        if !self.at(TokenKind::Semi) && !self.at(TokenKind::RBrace) {
            loop {
                let mut attributes = self.list();
                self.attributes_into(&mut attributes)?;
                let declarator = if self.at(TokenKind::Colon) {
                    Declarator { span: self.tok.loc.into(), name: None, chunks: &[], attributes: &[] }
                } else {
                    self.declarator(Naming::Named)?
                };
                let width = if self.eat(TokenKind::Colon) { Some(self.constant_expression()?) } else { None };
                self.attributes_into(&mut attributes)?;
                declarators.push(FieldDeclarator {
                    declarator,
                    width,
                    attributes: attributes.into_bump_slice(),
                });
                if !self.eat(TokenKind::Comma) {
                    break;
                }
            }
        }
        if self.at(TokenKind::RBrace) {
            let message = "no semicolon at end of struct or union";
            let _ = self.session.diags.pedwarn(warn::NONE, self.tok.loc, message);
        } else if !self.eat(TokenKind::Semi) {
            return Err(self.expected("':', ',', ';', '}' or '__attribute__'"));
        }
        let declarators = declarators.into_bump_slice();
        Ok(MemberDecl::Fields { specs, declarators, span: self.span_from(lo) })
    }

    /// enum-specifier
    fn enumeration(&mut self) -> Parsed<TypeSpec<'a>> {
        let lo = self.bump().loc;
        let mut attributes = self.list();
        self.attributes_into(&mut attributes)?;
        let tag = self.tag("enum");
        let mut underlying = None;
        if self.at(TokenKind::Colon) {
            let ahead = self.peek();
            if self.starts_type(ahead) {
                self.bump();
                let lo = self.tok.loc;
                let specs = self.specifiers(false)?;
                let span = self.span_from(lo);
                let declarator = Declarator { span, name: None, chunks: &[], attributes: &[] };
                underlying = Some(self.alloc(TypeName { span, specs, declarator }));
            }
        }
        let mut enumerators = None;
        if self.eat(TokenKind::LBrace) {
            let mut list = self.list();
            while !self.at(TokenKind::RBrace) {
                match self.enumerator() {
                    Ok(enumerator) => list.push(enumerator),
                    Err(_) => self.skip_to_comma(TokenKind::RBrace),
                }
                let comma = self.tok.loc;
                if !self.eat(TokenKind::Comma) {
                    break;
                }
                if self.at(TokenKind::RBrace) {
                    self.c99(warn::PEDANTIC, comma, "comma at end of enumerator list");
                }
            }
            if list.is_empty() && self.at(TokenKind::RBrace) {
                self.error(self.tok.loc, "empty enum is invalid");
            }
            enumerators = Some(list.into_bump_slice() as &[_]);
            if !self.eat(TokenKind::RBrace) {
                self.expected("',' or '}'");
                self.skip_past(TokenKind::RBrace)?;
            }
            self.attributes_into(&mut attributes)?;
        } else if tag.is_none() {
            return Err(self.expected("'{'"));
        }
        let span = self.span_from(lo);
        let attributes = attributes.into_bump_slice();
        Ok(TypeSpec::Enum(self.alloc(EnumSpec { span, tag, underlying, enumerators, attributes })))
    }

    fn enumerator(&mut self) -> Parsed<Enumerator<'a>> {
        let ident = self.expect_ident("identifier")?;
        let attributes = self.attributes()?;
        let value = if self.eat(TokenKind::Eq) { Some(self.constant_expression()?) } else { None };
        self.declare(ident.name, false);
        Ok(Enumerator { ident, value, attributes })
    }

    /// static_assert-declaration, with its semicolon
    pub(crate) fn static_assert(&mut self) -> Parsed<StaticAssert<'a>> {
        if self.session.options.std < lexer::Std::C23 {
            self.c11_word(self.tok, false);
        }
        let word = self.bump();
        let lo: Loc = word.loc;
        self.expect(TokenKind::LParen)?;
        let condition = self.constant_expression()?;
        let std = self.session.options.std;
        // Before C11 that the whole is not ISO C has been said; with C23 it is -Wc11-c2x-compat's.
        if self.at(TokenKind::RParen) && std >= lexer::Std::C11 {
            let text = self.session.interner.text(word.symbol);
            let message = format!("ISO C11 does not support omitting the string in '{text}'");
            self.session.newer(lexer::Std::C23, warn::PEDANTIC, self.tok.loc, message);
        }
        let message = if self.eat(TokenKind::Comma) { Some(self.string()?) } else { None };
        self.expect(TokenKind::RParen)?;
        let span = self.span_from(lo);
        self.expect_semi()?;
        Ok(StaticAssert { span, condition, message })
    }
}
