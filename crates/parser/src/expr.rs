//! Expressions (C23 6.5): precedence climbing for the binary operators, recursive descent for the rest.

use crate::ast::*;
use crate::cursor::{Cx, Parsed};
use diag::{Loc, warn};
use lexer::{Session, Std, StringLiteral, Symbol, Token, TokenKind, kw};

/// The binary operator that a token is, and how tightly it binds.
fn binary_operator(kind: TokenKind) -> Option<(BinaryOp, u8)> {
    Some(match kind {
        TokenKind::PipePipe => (BinaryOp::LogicalOr, 1),
        TokenKind::AmpAmp => (BinaryOp::LogicalAnd, 2),
        TokenKind::Pipe => (BinaryOp::Or, 3),
        TokenKind::Caret => (BinaryOp::Xor, 4),
        TokenKind::Amp => (BinaryOp::And, 5),
        TokenKind::EqEq => (BinaryOp::Eq, 6),
        TokenKind::Ne => (BinaryOp::Ne, 6),
        TokenKind::Lt => (BinaryOp::Lt, 7),
        TokenKind::Gt => (BinaryOp::Gt, 7),
        TokenKind::Le => (BinaryOp::Le, 7),
        TokenKind::Ge => (BinaryOp::Ge, 7),
        TokenKind::Shl => (BinaryOp::Shl, 8),
        TokenKind::Shr => (BinaryOp::Shr, 8),
        TokenKind::Plus => (BinaryOp::Add, 9),
        TokenKind::Minus => (BinaryOp::Sub, 9),
        TokenKind::Star => (BinaryOp::Mul, 10),
        TokenKind::Slash => (BinaryOp::Div, 10),
        TokenKind::Percent => (BinaryOp::Rem, 10),
        _ => return None,
    })
}

/// The assignment operator that a token is; `Some(None)` for `=`.
fn assignment_operator(kind: TokenKind) -> Option<Option<BinaryOp>> {
    Some(match kind {
        TokenKind::Eq => None,
        TokenKind::StarEq => Some(BinaryOp::Mul),
        TokenKind::SlashEq => Some(BinaryOp::Div),
        TokenKind::PercentEq => Some(BinaryOp::Rem),
        TokenKind::PlusEq => Some(BinaryOp::Add),
        TokenKind::MinusEq => Some(BinaryOp::Sub),
        TokenKind::ShlEq => Some(BinaryOp::Shl),
        TokenKind::ShrEq => Some(BinaryOp::Shr),
        TokenKind::AmpEq => Some(BinaryOp::And),
        TokenKind::CaretEq => Some(BinaryOp::Xor),
        TokenKind::PipeEq => Some(BinaryOp::Or),
        _ => return None,
    })
}

impl<'a> Cx<'_, '_, 'a> {
    pub(crate) fn made(&self, lo: Loc, kind: ExprKind<'a>) -> Expr<'a> {
        Expr { span: self.span_from(lo), kind }
    }

    /// expression
    pub(crate) fn expression(&mut self) -> Parsed<Expr<'a>> {
        let mut left = self.assignment()?;
        while self.eat(TokenKind::Comma) {
            let right = self.assignment()?;
            let kind = ExprKind::Comma(self.alloc(left), self.alloc(right));
            left = self.made(left.span.lo, kind);
        }
        Ok(left)
    }

    /// expression, in the arena
    pub(crate) fn expression_ref(&mut self) -> Parsed<&'a Expr<'a>> {
        let expr = self.expression()?;
        Ok(self.alloc(expr))
    }

    /// assignment-expression
    pub(crate) fn assignment(&mut self) -> Parsed<Expr<'a>> {
        self.nested(|p| {
            let left = p.conditional()?;
            let Some(op) = assignment_operator(p.tok.kind) else { return Ok(left) };
            let at = p.bump().loc;
            let right = p.assignment()?;
            let kind = ExprKind::Assign(op, at, p.alloc(left), p.alloc(right));
            Ok(p.made(left.span.lo, kind))
        })
    }

    /// assignment-expression, in the arena
    pub(crate) fn assignment_ref(&mut self) -> Parsed<&'a Expr<'a>> {
        let expr = self.assignment()?;
        Ok(self.alloc(expr))
    }

    /// conditional-expression: what the grammar calls constant-expression, too.
    pub(crate) fn conditional(&mut self) -> Parsed<Expr<'a>> {
        let condition = self.binary(1)?;
        if !self.eat(TokenKind::Question) {
            return Ok(condition);
        }
        if self.at(TokenKind::Colon) {
            let message = "ISO C forbids omitting the middle term of a '?:' expression";
            self.pedantic(self.tok.loc, message);
        }
        let middle = if self.at(TokenKind::Colon) { None } else { Some(self.expression_ref()?) };
        self.expect(TokenKind::Colon)?;
        let last = self.nested(|p| p.conditional())?;
        let kind = ExprKind::Conditional(self.alloc(condition), middle, self.alloc(last));
        Ok(self.made(condition.span.lo, kind))
    }

    /// constant-expression, in the arena
    pub(crate) fn constant_expression(&mut self) -> Parsed<&'a Expr<'a>> {
        let expr = self.nested(|p| p.conditional())?;
        Ok(self.alloc(expr))
    }

    fn binary(&mut self, min: u8) -> Parsed<Expr<'a>> {
        let mut left = self.cast()?;
        while let Some((op, precedence)) = binary_operator(self.tok.kind) {
            if precedence < min {
                break;
            }
            let at = self.bump().loc;
            let right = self.binary(precedence + 1)?;
            let kind = ExprKind::Binary(op, at, self.alloc(left), self.alloc(right));
            left = self.made(left.span.lo, kind);
        }
        Ok(left)
    }

    /// cast-expression
    fn cast(&mut self) -> Parsed<Expr<'a>> {
        if self.at(TokenKind::LParen) {
            let ahead = self.peek();
            if self.starts_type(ahead) || self.starts_literal_storage(ahead) {
                let lo = self.bump().loc;
                let storage = self.literal_storage();
                let ty = self.operand_type_name()?;
                self.expect(TokenKind::RParen)?;
                if self.at(TokenKind::LBrace) || storage.0 != 0 {
                    let literal = self.compound_literal(lo, storage, ty)?;
                    return self.postfix(literal);
                }
                let operand = self.nested(|p| p.cast())?;
                let kind = ExprKind::Cast(ty, self.alloc(operand));
                return Ok(self.made(lo, kind));
            }
        }
        self.unary()
    }

    fn compound_literal(&mut self, lo: Loc, storage: Storage, ty: &'a TypeName<'a>) -> Parsed<Expr<'a>> {
        self.c99(warn::PEDANTIC, lo, "ISO C90 forbids compound literals");
        let list = self.init_list()?;
        Ok(self.made(lo, ExprKind::CompoundLiteral(storage, ty, list)))
    }

    /// unary-expression
    fn unary(&mut self) -> Parsed<Expr<'a>> {
        let op = match self.tok.kind {
            TokenKind::Ident if self.kw != kw::NONE => return self.keyword_unary(),
            TokenKind::Ident | TokenKind::Number | TokenKind::LParen => {
                let primary = self.primary()?;
                return self.postfix(primary);
            }
            TokenKind::Amp => UnaryOp::AddressOf,
            TokenKind::Star => UnaryOp::Deref,
            TokenKind::Plus => UnaryOp::Plus,
            TokenKind::Minus => UnaryOp::Minus,
            TokenKind::Tilde => UnaryOp::Not,
            TokenKind::Bang => UnaryOp::LogicalNot,
            TokenKind::PlusPlus => UnaryOp::PreInc,
            TokenKind::MinusMinus => UnaryOp::PreDec,
            TokenKind::AmpAmp => {
                let lo = self.bump().loc;
                self.pedantic(lo, "taking the address of a label is non-standard");
                let label = self.expect_ident("identifier")?;
                return Ok(self.made(lo, ExprKind::LabelAddress(label)));
            }
            _ => {
                let primary = self.primary()?;
                return self.postfix(primary);
            }
        };
        let lo = self.bump().loc;
        let operand = self.nested(|p| p.cast())?;
        let kind = ExprKind::Unary(op, self.alloc(operand));
        Ok(self.made(lo, kind))
    }

    /// Unary expressions that begin with a keyword.
    fn keyword_unary(&mut self) -> Parsed<Expr<'a>> {
        let lo = self.tok.loc;
        match self.kw {
            kw::SIZEOF => {
                self.bump();
                Ok(match self.type_or_unary()? {
                    Ok(ty) => self.made(lo, ExprKind::SizeofType(ty)),
                    Err(expr) => self.made(lo, ExprKind::SizeofExpr(expr)),
                })
            }
            kw::COUNTOF => {
                self.newer(Std::C2y, lo, "'_Countof'");
                self.bump();
                Ok(match self.type_or_unary()? {
                    Ok(ty) => self.made(lo, ExprKind::CountofType(ty)),
                    Err(expr) => self.made(lo, ExprKind::CountofExpr(expr)),
                })
            }
            kw::ALIGNOF | kw::GNU_ALIGNOF => {
                let c11 = self.kw == kw::ALIGNOF;
                if c11 {
                    self.c11_word(self.tok, false);
                }
                self.bump();
                Ok(match self.type_or_unary()? {
                    Ok(ty) => self.made(lo, ExprKind::AlignofType { ty, c11 }),
                    Err(expr) if c11 => {
                        let message = "ISO C does not allow '_Alignof (expression)'";
                        self.pedantic(lo, message.replace("_Alignof", self.alignof_spelling()));
                        self.made(lo, ExprKind::AlignofExpr { expr, c11 })
                    }
                    Err(expr) => self.made(lo, ExprKind::AlignofExpr { expr, c11 }),
                })
            }
            kw::EXTENSION => {
                let begun = self.begin_extension();
                let operand = self.nested(|p| p.cast());
                self.end_extension(begun);
                let operand = operand?;
                let kind = ExprKind::Extension(self.alloc(operand));
                Ok(self.made(lo, kind))
            }
            kw::REAL | kw::IMAG => {
                let op = if self.kw == kw::REAL { UnaryOp::Real } else { UnaryOp::Imag };
                self.bump();
                let operand = self.nested(|p| p.cast())?;
                let kind = ExprKind::Unary(op, self.alloc(operand));
                Ok(self.made(lo, kind))
            }
            _ => {
                let primary = self.primary()?;
                self.postfix(primary)
            }
        }
    }

    fn alignof_spelling(&self) -> &'static str {
        if self.session.options.std >= Std::C23 { "alignof" } else { "_Alignof" }
    }

    /// The operand of `sizeof` and its like: `(T)`, or a unary expression.
    fn type_or_unary(&mut self) -> Parsed<Result<&'a TypeName<'a>, &'a Expr<'a>>> {
        if self.at(TokenKind::LParen) {
            let ahead = self.peek();
            if self.starts_type(ahead) || self.starts_literal_storage(ahead) {
                let lo = self.bump().loc;
                let storage = self.literal_storage();
                let ty = self.operand_type_name()?;
                self.expect(TokenKind::RParen)?;
                if self.at(TokenKind::LBrace) || storage.0 != 0 {
                    let literal = self.compound_literal(lo, storage, ty)?;
                    let expr = self.postfix(literal)?;
                    return Ok(Err(self.alloc(expr)));
                }
                return Ok(Ok(ty));
            }
        }
        let operand = self.nested(|p| p.unary())?;
        Ok(Err(self.alloc(operand)))
    }

    fn postfix(&mut self, mut expr: Expr<'a>) -> Parsed<Expr<'a>> {
        let lo = expr.span.lo;
        loop {
            let kind = match self.tok.kind {
                TokenKind::LParen => {
                    self.bump();
                    let args = self.arguments()?;
                    ExprKind::Call(self.alloc(expr), args)
                }
                TokenKind::LBracket => {
                    self.bump();
                    let index = self.expression_ref()?;
                    self.expect(TokenKind::RBracket)?;
                    ExprKind::Index(self.alloc(expr), index)
                }
                TokenKind::Dot | TokenKind::Arrow => {
                    let arrow = self.bump().kind == TokenKind::Arrow;
                    let name = self.expect_ident("identifier")?;
                    ExprKind::Member { base: self.alloc(expr), arrow, name }
                }
                TokenKind::PlusPlus => {
                    self.bump();
                    ExprKind::Unary(UnaryOp::PostInc, self.alloc(expr))
                }
                TokenKind::MinusMinus => {
                    self.bump();
                    ExprKind::Unary(UnaryOp::PostDec, self.alloc(expr))
                }
                _ => return Ok(expr),
            };
            expr = self.made(lo, kind);
        }
    }

    /// The arguments of a call and the closing parenthesis.
    fn arguments(&mut self) -> Parsed<&'a [Expr<'a>]> {
        if self.eat(TokenKind::RParen) {
            return Ok(&[]);
        }
        let mut args = self.list();
        loop {
            args.push(self.assignment()?);
            if !self.eat(TokenKind::Comma) {
                break;
            }
        }
        self.expect(TokenKind::RParen)?;
        Ok(args.into_bump_slice())
    }

    /// primary-expression
    fn primary(&mut self) -> Parsed<Expr<'a>> {
        let lo = self.tok.loc;
        match self.tok.kind {
            TokenKind::Ident if self.kw == kw::NONE => {
                let name = self.bump().symbol;
                Ok(self.made(lo, ExprKind::Ident(name)))
            }
            TokenKind::Ident => self.keyword_primary(),
            TokenKind::Number => {
                let number = self.tok.symbol;
                let decimal = if self.decimal_constants { self.decimal_constant(number) } else { None };
                self.bump();
                Ok(self.made(lo, decimal.map_or(ExprKind::Number(number), ExprKind::DecimalNumber)))
            }
            TokenKind::Char => {
                let token = self.bump();
                let literal = self.session.char_constant(&token);
                Ok(self.made(lo, ExprKind::Char(literal.encoding, literal.value)))
            }
            TokenKind::String => {
                let literal = self.joined_string(Session::execution_string)?;
                Ok(self.made(lo, ExprKind::String(literal)))
            }
            TokenKind::LParen => {
                let ahead = self.peek();
                if ahead.kind == TokenKind::LBrace {
                    self.bump();
                    if !self.in_function() {
                        let message = "braced-group within expression allowed only inside a function";
                        self.error(lo, message);
                        self.bump();
                        self.skip_past(TokenKind::RBrace)?;
                        self.expect(TokenKind::RParen)?;
                        return Ok(self.made(lo, ExprKind::Error));
                    }
                    self.pedantic(lo, "ISO C forbids braced-groups within expressions");
                    let block = self.nested(|p| p.block())?;
                    self.expect(TokenKind::RParen)?;
                    return Ok(self.made(lo, ExprKind::StmtExpr(block)));
                }
                self.bump();
                if self.starts_type(self.tok) {
                    // `((T){…})` reaches here only through `cast`; this is a type where none may stand.
                    return Err(self.expected("expression"));
                }
                let kind = match self.expression_ref() {
                    Ok(inner) => ExprKind::Paren(inner),
                    Err(_) => ExprKind::Error,
                };
                self.close(TokenKind::RParen, matches!(kind, ExprKind::Error))?;
                Ok(self.made(lo, kind))
            }
            _ => Err(self.expected("expression")),
        }
    }

    /// A floating constant without suffix as a `_Decimal64` one (TS 18661-2, 9.2).
    fn decimal_constant(&self, number: Symbol) -> Option<Symbol> {
        let text = self.session.interner.text(number);
        let decimal = !text.starts_with("0x") && !text.starts_with("0X");
        let floating =
            text.contains(['.', 'e', 'E']) && text.ends_with(|c: char| c.is_ascii_digit() || c == '.');
        (decimal && floating).then(|| self.session.interner.intern(format!("{text}dd").as_bytes()))
    }

    /// Adjacent string literals, joined, for the compiler itself.
    pub(crate) fn string(&mut self) -> Parsed<&'a StringLit<'a>> {
        self.joined_string(Session::string_literal)
    }

    fn joined_string(
        &mut self,
        decode: fn(&Session, &[Token]) -> StringLiteral,
    ) -> Parsed<&'a StringLit<'a>> {
        if !self.at(TokenKind::String) {
            return Err(self.expected("string literal"));
        }
        let lo = self.tok.loc;
        let first = self.bump();
        let (literal, pieces) = if self.at(TokenKind::String) {
            let mut tokens = vec![first];
            let second = self.tok.loc;
            while self.at(TokenKind::String) {
                tokens.push(self.bump());
            }
            let message = "traditional C rejects string constant concatenation";
            let _ = self.session.diags.warning(diag::warn::TRADITIONAL, second, message);
            let literal = decode(self.session, &tokens);
            let starts = literal.starts.iter().copied().zip(tokens.iter().map(|token| token.loc));
            let pieces = self.arena.alloc_slice_fill_iter(starts);
            (literal, &*pieces)
        } else {
            (decode(self.session, &[first]), &[][..])
        };
        let bytes = self.arena.alloc_slice_copy(&literal.bytes);
        let span = self.span_from(lo);
        let (encoding, unit) = (literal.encoding, literal.unit);
        Ok(self.alloc(StringLit { span, encoding, unit, bytes, pieces }))
    }

    /// Primary expressions that begin with a keyword.
    fn keyword_primary(&mut self) -> Parsed<Expr<'a>> {
        let lo = self.tok.loc;
        let kind = match self.kw {
            kw::TRUE | kw::FALSE => ExprKind::Bool(self.bump().symbol == kw::TRUE),
            kw::NULLPTR => {
                self.bump();
                ExprKind::Nullptr
            }
            kw::FUNC => ExprKind::FunctionName(self.bump().symbol),
            kw::GENERIC => self.generic()?,
            kw::BUILTIN_VA_ARG => {
                self.open()?;
                let list = self.assignment_ref()?;
                self.expect(TokenKind::Comma)?;
                let ty = self.type_name()?;
                self.expect(TokenKind::RParen)?;
                ExprKind::VaArg(list, ty)
            }
            kw::BUILTIN_OFFSETOF => self.offsetof()?,
            kw::BUILTIN_TYPES_COMPATIBLE_P => {
                self.open()?;
                let one = self.type_name()?;
                self.expect(TokenKind::Comma)?;
                let other = self.type_name()?;
                self.expect(TokenKind::RParen)?;
                ExprKind::TypesCompatible(one, other)
            }
            kw::BUILTIN_CHOOSE_EXPR => {
                self.open()?;
                let condition = self.assignment_ref()?;
                self.expect(TokenKind::Comma)?;
                let then = self.assignment_ref()?;
                self.expect(TokenKind::Comma)?;
                let other = self.assignment_ref()?;
                self.expect(TokenKind::RParen)?;
                ExprKind::ChooseExpr(condition, then, other)
            }
            kw::BUILTIN_CONVERTVECTOR => {
                self.open()?;
                let vector = self.assignment_ref()?;
                self.expect(TokenKind::Comma)?;
                let ty = self.type_name()?;
                self.expect(TokenKind::RParen)?;
                ExprKind::ConvertVector(vector, ty)
            }
            kw::BUILTIN_HAS_ATTRIBUTE => {
                self.open()?;
                let subject = if self.starts_type(self.tok) {
                    AttributeSubject::Type(self.type_name()?)
                } else {
                    AttributeSubject::Expr(self.assignment_ref()?)
                };
                // What is wrong with the first operand is said all the same.
                let attribute = match self.expect(TokenKind::Comma) {
                    Ok(_) => self.gnu_attribute().ok(),
                    Err(_) => None,
                };
                if attribute.is_none() {
                    self.skip_to_comma(TokenKind::RParen);
                    while self.eat(TokenKind::Comma) {
                        self.skip_to_comma(TokenKind::RParen);
                    }
                }
                self.expect(TokenKind::RParen)?;
                ExprKind::HasAttribute(subject, attribute.map(|attribute| self.alloc(attribute)))
            }
            // These look like calls; semantic analysis knows them by name.
            kw::BUILTIN_COMPLEX
            | kw::BUILTIN_SHUFFLE
            | kw::BUILTIN_SHUFFLEVECTOR
            | kw::BUILTIN_TGMATH
            | kw::BUILTIN_CALL_WITH_STATIC_CHAIN => ExprKind::Ident(self.bump().symbol),
            _ => return Err(self.expected("expression")),
        };
        Ok(self.made(lo, kind))
    }

    /// A builtin's name and `(`.
    fn open(&mut self) -> Parsed<()> {
        self.bump();
        self.expect(TokenKind::LParen)?;
        Ok(())
    }

    /// C23 6.5.1.1
    fn generic(&mut self) -> Parsed<ExprKind<'a>> {
        self.c11_word(self.tok, false);
        self.open()?;
        let control = if self.starts_type(self.tok) {
            self.newer(Std::C2y, self.tok.loc, "use of type name as '_Generic' controlling operand");
            Ok(self.type_name()?)
        } else {
            Err(self.assignment_ref()?)
        };
        let mut arms = self.list();
        while self.eat(TokenKind::Comma) {
            let ty = if self.eat_kw(kw::DEFAULT) { None } else { Some(self.type_name()?) };
            self.expect(TokenKind::Colon)?;
            arms.push((ty, self.assignment()?));
        }
        self.expect(TokenKind::RParen)?;
        let arms = arms.into_bump_slice();
        Ok(ExprKind::Generic(self.alloc(Generic { control, arms })))
    }

    fn offsetof(&mut self) -> Parsed<ExprKind<'a>> {
        self.open()?;
        let ty = self.type_name()?;
        self.expect(TokenKind::Comma)?;
        let mut path = self.list();
        path.push(Designator::Field(self.expect_ident("identifier")?));
        loop {
            match self.tok.kind {
                TokenKind::Dot => {
                    self.bump();
                    path.push(Designator::Field(self.expect_ident("identifier")?));
                }
                TokenKind::Arrow => {
                    self.bump();
                    let zero = self.made(self.prev, ExprKind::Bool(false));
                    path.push(Designator::Index(self.alloc(zero)));
                    path.push(Designator::Field(self.expect_ident("identifier")?));
                }
                TokenKind::LBracket => {
                    self.bump();
                    let index = self.expression_ref()?;
                    self.expect(TokenKind::RBracket)?;
                    path.push(Designator::Index(index));
                }
                _ => break,
            }
        }
        self.expect(TokenKind::RParen)?;
        Ok(ExprKind::Offsetof(ty, path.into_bump_slice()))
    }

    /// initializer
    pub(crate) fn initializer(&mut self) -> Parsed<Initializer<'a>> {
        if self.at(TokenKind::LBrace) {
            return Ok(Initializer::List(self.nested(|p| p.init_list())?));
        }
        Ok(Initializer::Expr(self.assignment_ref()?))
    }

    /// `{ … }`
    pub(crate) fn init_list(&mut self) -> Parsed<&'a InitList<'a>> {
        let lo = self.expect(TokenKind::LBrace)?.loc;
        let mut items = self.list();
        if self.at(TokenKind::RBrace) && self.session.options.std < Std::C23 {
            let message = "ISO C forbids empty initializer braces";
            self.session.newer(Std::C23, warn::PEDANTIC, self.tok.loc, message);
        }
        let mut failed = false;
        while !self.at(TokenKind::RBrace) {
            let item = self.init_item();
            failed = item.is_err();
            if failed {
                self.skip_to_comma(TokenKind::RBrace);
            }
            // Of what is not understood it is known that it is there.
            items.push(item.unwrap_or_else(|_| {
                let error = self.made(lo, ExprKind::Error);
                InitItem { designators: &[], init: Initializer::Expr(self.alloc(error)) }
            }));
            if !self.eat(TokenKind::Comma) {
                break;
            }
        }
        self.close(TokenKind::RBrace, failed)?;
        let span = self.span_from(lo);
        Ok(self.alloc(InitList { span, items: items.into_bump_slice() }))
    }

    fn init_item(&mut self) -> Parsed<InitItem<'a>> {
        let plain = match self.tok.kind {
            TokenKind::Dot | TokenKind::LBracket => false,
            TokenKind::Ident if self.kw == kw::NONE => self.peek().kind != TokenKind::Colon,
            _ => true,
        };
        if plain {
            return Ok(InitItem { designators: &[], init: self.initializer()? });
        }
        let mut designators = self.list();
        let first_loc = self.tok.loc;
        if self.at(TokenKind::Ident) {
            // GNU's obsolete `member: value`.
            self.pedantic(self.tok.loc, "obsolete use of designated initializer with ':'");
            let token = self.bump();
            designators.push(Designator::Field(Ident { name: token.symbol, loc: token.loc }));
            self.bump();
            return Ok(InitItem { designators: designators.into_bump_slice(), init: self.initializer()? });
        }
        loop {
            match self.tok.kind {
                TokenKind::Dot => {
                    self.bump();
                    designators.push(Designator::Field(self.expect_ident("identifier")?));
                }
                TokenKind::LBracket => {
                    self.bump();
                    let first = self.constant_expression()?;
                    if self.at(TokenKind::Ellipsis) {
                        let message = "ISO C forbids specifying range of elements to initialize";
                        self.pedantic(self.tok.loc, message);
                        self.bump();
                        let last = self.constant_expression()?;
                        designators.push(Designator::Range(first, last));
                    } else {
                        designators.push(Designator::Index(first));
                    }
                    self.expect(TokenKind::RBracket)?;
                }
                _ => break,
            }
        }
        // GNU's obsolete `[i] value` goes without `=`.
        if self.eat(TokenKind::Eq) {
            self.c99(warn::PEDANTIC, first_loc, "ISO C90 forbids specifying subobject to initialize");
        } else if let [Designator::Index(_) | Designator::Range(..)] = designators.as_slice() {
            self.pedantic(self.tok.loc, "obsolete use of designated initializer without '='");
        } else {
            return Err(self.expected("'='"));
        }
        Ok(InitItem { designators: designators.into_bump_slice(), init: self.initializer()? })
    }

    pub(crate) fn name_expr(&self, name: Symbol, at: Loc) -> Expr<'a> {
        Expr { span: at.into(), kind: ExprKind::Ident(name) }
    }
}
