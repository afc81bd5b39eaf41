//! Statements that look as if a clause before them guarded them (-Wmisleading-indentation).

use crate::ast::{Stmt, StmtKind};
use crate::cursor::Cx;
use diag::{Loc, Position, warn};
use lexer::{TokenKind, kw};

/// The column that an editor shows, tabs being eight wide, and whether nothing but space stands before it.
fn visual_column(position: &Position) -> (u32, bool) {
    let line = position.file.line(position.physical_line);
    let before = &line[..(position.column as usize - 1).min(line.len())];
    let column = before.iter().fold(0, |column, byte| match byte {
        b'\t' => column / 8 * 8 + 8,
        _ => column + 1,
    });
    (column, before.iter().all(|byte| matches!(byte, b' ' | b'\t')))
}

/// The column at which a line begins.
fn line_column(position: &Position) -> u32 {
    let line = position.file.line(position.physical_line);
    let space = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t'));
    space.fold(0, |column, byte| if *byte == b'\t' { column / 8 * 8 + 8 } else { column + 1 })
}

impl<'a> Cx<'_, '_, 'a> {
    /// Looks at what follows the body of the clause that `keyword` at `guard` begins.
    pub(crate) fn check_guarded(&self, keyword: &str, guard: Loc, body: &Stmt<'a>) {
        self.check_indentation(keyword, guard, body);
        self.check_multistatement(keyword, guard, body);
    }

    fn check_indentation(&self, keyword: &str, guard: Loc, body: &Stmt<'a>) {
        if !self.session.diags.may_be_enabled(warn::MISLEADING_INDENTATION)
            || matches!(body.kind, StmtKind::Block(_) | StmtKind::Labeled(_))
        {
            return;
        }
        let next = self.tok;
        let ends = matches!(next.kind, TokenKind::RBrace | TokenKind::Eof | TokenKind::Semi)
            || self.kw == kw::ELSE
            || keyword == "do" && self.kw == kw::WHILE;
        let from_macro = [guard, body.span.lo, next.loc].into_iter().any(Loc::is_macro);
        if ends || from_macro || !self.is_misleading(guard, body, next.loc) {
            return;
        }
        let _ = self
            .session
            .diags
            .warning(
                warn::MISLEADING_INDENTATION,
                guard,
                format!("this '{keyword}' clause does not guard..."),
            )
            .note(
                next.loc,
                format!(
                    "...this statement, but the latter is misleadingly indented as if it were guarded by the '{keyword}'"
                ),
            );
    }

    fn is_misleading(&self, guard: Loc, body: &Stmt<'a>, next: Loc) -> bool {
        let place = |loc| self.session.sources.position(loc);
        let (Some(guard), Some(first), Some(next)) = (place(guard), place(body.span.lo), place(next)) else {
            return false;
        };
        if guard.name != first.name || first.name != next.name {
            return false;
        }
        let (next_column, next_alone) = visual_column(&next);
        if next.physical_line == first.physical_line {
            // `if (a) b(); c();`, or the two on a line of their own.
            let (_, guard_first) = visual_column(&guard);
            return if guard.physical_line == first.physical_line {
                guard_first
            } else {
                visual_column(&first).1 && line_column(&guard) < line_column(&first)
            };
        }
        if !next_alone || next.physical_line < first.physical_line {
            return false;
        }
        let directive = (first.physical_line + 1..next.physical_line)
            .any(|line| first.file.line(line).trim_ascii_start().first() == Some(&b'#'));
        let guard_column = line_column(&guard);
        if directive {
            return false;
        }
        if let StmtKind::Empty = body.kind {
            return first.physical_line == guard.physical_line && next_column > guard_column;
        }
        let (column, alone) = visual_column(&first);
        alone && column == next_column && guard_column < next_column
    }
}
