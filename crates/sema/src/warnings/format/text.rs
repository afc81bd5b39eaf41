//! Formats in the source: string literals and constant arrays that are arguments, and where in the source the bytes of a
//! literal stand.

use crate::Sema;
use crate::types::*;
use diag::{Loc, Place, SourceMap, Span};
use parser::ast::{self, ExprKind as A};
use std::rc::Rc;

/// A format that is known.
pub(super) struct FormatText {
    pub(super) bytes: Vec<u8>,
    /// Where literals begin in `bytes`, and in the source.
    pieces: Vec<(usize, Loc)>,
    /// The whole argument.
    span: Span,
    sources: Rc<SourceMap>,
}

/// What an argument is as a format.
pub(super) enum Format {
    /// A string.
    Text(FormatText),
    /// A string of wide characters.
    Wide,
    /// An array without a null character.
    Unterminated,
    /// A null pointer.
    Null,
    /// Either of these.
    Either(Box<Format>, Box<Format>),
    /// Who knows.
    Unknown,
}

impl FormatText {
    /// Where a byte of the format stands.
    pub(super) fn place(&self, offset: usize) -> Place {
        let index = self.pieces.partition_point(|&(from, _)| from <= offset);
        let Some(&(from, loc)) = index.checked_sub(1).and_then(|index| self.pieces.get(index)) else {
            return self.span.into();
        };
        if loc.is_macro() {
            return self.span.into();
        }
        match self.column(loc, offset - from) {
            Some(column) => Loc(loc.0 + column).into(),
            None => loc.into(),
        }
    }

    /// How many bytes of source stand between the begin of a literal and the one that gives its byte number `count`.
    fn column(&self, loc: Loc, count: usize) -> Option<u32> {
        let position = self.sources.position(loc)?;
        let source = position.file.bytes.get(position.offset as usize..)?;
        let mut at = source.iter().position(|&byte| byte == b'"')? + 1;
        for _ in 0..count {
            at += match source.get(at)? {
                b'"' | b'\n' => return None,
                b'\\' => match source.get(at + 1)? {
                    b'0'..=b'7' => {
                        1 + source[at + 1..].iter().take(3).take_while(|b| (b'0'..=b'7').contains(b)).count()
                    }
                    b'x' => 2 + source[at + 2..].iter().take_while(|b| b.is_ascii_hexdigit()).count(),
                    b'\n' | b'u' | b'U' => return None,
                    _ => 2,
                },
                _ => 1,
            };
        }
        (at < 4096).then_some(at as u32)
    }
}

impl Sema<'_> {
    /// What a format argument says.
    pub(super) fn format_of(&mut self, expr: &ast::Expr<'_>) -> Format {
        match &expr.kind {
            A::Paren(inner) | A::Extension(inner) => self.format_of(inner),
            A::Cast(_, inner) if self.is_pointer_cast(expr) => self.format_of(inner),
            // An integer that holds a whole address is as good as the address.
            A::Cast(_, inner) if self.is_address_cast(expr) => self.format_of(inner),
            A::Generic(_) | A::ChooseExpr(..) => Format::Unknown,
            A::Conditional(cond, Some(then), els) => {
                let known = self.known_truth(cond);
                match known {
                    Some(true) => self.format_of(then),
                    Some(false) => self.format_of(els),
                    None => {
                        let (then, els) = (self.format_of(then), self.format_of(els));
                        Format::Either(Box::new(then), Box::new(els))
                    }
                }
            }
            A::String(literal) if literal.unit > 1 => Format::Wide,
            A::String(literal) => Format::Text(self.literal_text(literal, expr.span)),
            A::FunctionName(_) => Format::Unknown,
            A::Binary(op @ (ast::BinaryOp::Add | ast::BinaryOp::Sub), _, lhs, rhs) => {
                let (text, offset) = match (self.format_of(lhs), self.quiet_constant(rhs)) {
                    (Format::Text(text), Some(offset)) => (text, offset),
                    _ => match (self.format_of(rhs), self.quiet_constant(lhs)) {
                        (Format::Text(text), Some(offset)) if *op == ast::BinaryOp::Add => (text, offset),
                        _ => return Format::Unknown,
                    },
                };
                let offset = if *op == ast::BinaryOp::Sub { -offset } else { offset };
                Self::text_from(text, offset)
            }
            A::Unary(ast::UnaryOp::AddressOf, place) => match &place.kind {
                A::Index(base, index) => match (self.format_of(base), self.quiet_constant(index)) {
                    (Format::Text(text), Some(offset)) => Self::text_from(text, offset),
                    _ => Format::Unknown,
                },
                _ => Format::Unknown,
            },
            A::Ident(name) => self.array_text(*name, expr.span),
            A::Call(callee, args) => self.passed_on(callee, args),
            A::Nullptr => Format::Null,
            A::Number(_) => match self.quiet_constant(expr) {
                Some(0) => Format::Null,
                _ => Format::Unknown,
            },
            _ => Format::Unknown,
        }
    }

    /// The format from a byte on.
    fn text_from(mut text: FormatText, offset: i128) -> Format {
        let Some(offset) = usize::try_from(offset).ok().filter(|&offset| offset <= text.bytes.len()) else {
            return Format::Unknown;
        };
        text.bytes.drain(..offset);
        text.pieces.clear();
        Format::Text(text)
    }

    fn literal_text(&self, literal: &ast::StringLit<'_>, span: Span) -> FormatText {
        let pieces = match literal.pieces {
            [] => vec![(0, literal.span.lo)],
            pieces => pieces.iter().map(|&(from, loc)| (from as usize, loc)).collect(),
        };
        let sources = Rc::clone(&self.session.sources);
        FormatText { bytes: literal.bytes.to_vec(), pieces, span, sources }
    }

    /// The operand is analysed once more, and nothing is said of it or kept.
    pub(crate) fn quietly<R>(&mut self, analyse: impl FnOnce(&mut Self) -> R) -> R {
        self.quiet += 1;
        let result = self.unevaluated(analyse);
        self.quiet -= 1;
        result
    }

    fn quiet_constant(&mut self, expr: &ast::Expr<'_>) -> Option<i128> {
        // Only what can be no more than a number: nothing is said twice.
        let plain = |expr: &ast::Expr<'_>| matches!(expr.kind, A::Number(_) | A::Char(..));
        let simple = match &expr.kind {
            A::Paren(inner) | A::Unary(ast::UnaryOp::Minus, inner) => plain(inner),
            A::Binary(_, _, lhs, rhs) => plain(lhs) && plain(rhs),
            A::SizeofType(_) | A::SizeofExpr(_) => true,
            A::Ident(name) => matches!(
                self.scopes.ordinary.get(*name).map(|binding| binding.entity),
                Some(crate::scope::Entity::Enumerator(..))
            ),
            _ => plain(expr),
        };
        if !simple {
            return None;
        }
        self.quietly(|sema| {
            let id = sema.expr(expr);
            sema.const_int(id)
        })
    }

    fn known_truth(&mut self, cond: &ast::Expr<'_>) -> Option<bool> {
        self.quiet_constant(cond).map(|value| value != 0)
    }

    fn is_pointer_cast(&self, expr: &ast::Expr<'_>) -> bool {
        let A::Cast(name, _) = &expr.kind else { return false };
        matches!(name.declarator.chunks.last(), Some(ast::Chunk::Pointer { .. }))
    }

    fn is_address_cast(&mut self, expr: &ast::Expr<'_>) -> bool {
        let id = self.quietly(|sema| sema.expr(expr));
        let types = &self.unit.types;
        let size = types.size(self.ty(id)).filter(|_| types.is_integer(self.ty(id)));
        size == Some(u64::from(self.session.target.pointer_size))
    }

    /// A call of a function that returns one of its arguments, translated: `format_arg`.
    fn passed_on(&mut self, callee: &ast::Expr<'_>, args: &[ast::Expr<'_>]) -> Format {
        let A::Ident(name) = callee.kind else { return Format::Unknown };
        let Some(crate::scope::Entity::Global(decl)) =
            self.scopes.ordinary.get(name).map(|binding| binding.entity)
        else {
            return Format::Unknown;
        };
        let types = &self.unit.types;
        let checks = types.function_of(self.unit.decls[decl].ty).and_then(|function| types.checks(function));
        let Some(checks) = checks.filter(|checks| !checks.format_args.is_empty()) else {
            return Format::Unknown;
        };
        let positions = checks.format_args.clone();
        let mut formats = Vec::new();
        for position in positions {
            let Some(arg) = args.get(usize::from(position) - 1) else { return Format::Unknown };
            formats.push(self.format_of(arg));
        }
        formats
            .into_iter()
            .reduce(|one, other| Format::Either(Box::new(one), Box::new(other)))
            .unwrap_or(Format::Unknown)
    }

    /// The value of an array that can't change: `static const char format[] = "…"`.
    fn array_text(&self, name: lexer::Symbol, span: Span) -> Format {
        let Some(binding) = self.scopes.ordinary.get(name) else { return Format::Unknown };
        let text = match binding.entity {
            crate::scope::Entity::Global(decl) => self.constant_texts.get(&decl),
            crate::scope::Entity::Local(local) if Some(binding.depth) >= self.function_depth() => {
                self.local_texts.get(&local)
            }
            _ => None,
        };
        let Some(text) = text else { return Format::Unknown };
        if !text.contains(&0) {
            return Format::Unterminated;
        }
        // The nulls at the end end the format.
        let end = text.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
        let bytes = text[..end].to_vec();
        let sources = Rc::clone(&self.session.sources);
        Format::Text(FormatText { bytes, pieces: Vec::new(), span, sources })
    }

    fn function_depth(&self) -> Option<u32> {
        self.function.as_ref().map(|function| function.depth)
    }

    /// Keeps the text of an array of `const char` that a string initialises: formats may be called by its name.
    pub(crate) fn remember_text(&self, ty: Ty, init: &ast::Initializer<'_>) -> Option<Box<[u8]>> {
        let (elem, len) = self.unit.types.array_of(ty)?;
        let character = matches!(elem.unqualified(), common::CHAR | common::SCHAR | common::UCHAR);
        if !character || !elem.is_const() || elem.is_volatile() {
            return None;
        }
        let ast::Initializer::Expr(expr) = init else { return None };
        let mut expr = *expr;
        while let A::Paren(inner) = &expr.kind {
            expr = inner;
        }
        let A::String(literal) = expr.kind else { return None };
        if literal.unit > 1 {
            return None;
        }
        let mut bytes = literal.bytes.to_vec();
        bytes.push(0);
        if let ArrayLen::Fixed(count) = len {
            let count = usize::try_from(count).ok().filter(|&count| count <= 1 << 16)?;
            bytes.resize(count, 0);
        }
        Some(bytes.into_boxed_slice())
    }
}
