//! What misspelt names of members and identifiers may have been meant to be.

use crate::Sema;
use crate::scope::Entity;
use crate::sugar::Written;
use crate::types::*;
use diag::Loc;
use lexer::Symbol;

/// Undeclared identifiers that are compared with all that are declared: a file of nothing else should not take long.
const COMPARED: u32 = 64;

impl Sema<'_> {
    /// Reports that a structure or union has no such member.
    pub(crate) fn no_member(
        &self,
        (ty, written): (Ty, Option<Written>),
        record: RecordId,
        name: Symbol,
        at: Loc,
    ) {
        let (text, member) = (self.quote(ty.unqualified(), written), self.text(name));
        let mut names = Vec::new();
        let mut records = vec![record];
        while let Some(record) = records.pop() {
            for field in self.unit.types.records[record].fields.iter().flatten() {
                match field.name {
                    Some(name) => names.push(self.text(name)),
                    None => records.extend(self.unit.types.record_of(field.ty)),
                }
            }
        }
        let hint = hint(diag::closest(&member, names.into_iter()));
        self.error(at, format!("{text} has no member named '{member}'{hint}"));
    }

    /// `; did you mean 'x'?` of an identifier that nobody declared.
    pub(crate) fn meant(&mut self, name: Symbol) -> String {
        self.compared += 1;
        if self.compared > COMPARED {
            return String::new();
        }
        let visible =
            self.scopes.ordinary.all().filter(|binding| !matches!(binding.entity, Entity::Typedef(_)));
        let names =
            visible.filter(|binding| binding.loc != Loc::NONE).map(|binding| self.text(binding.symbol()));
        hint(diag::closest(&self.text(name), names))
    }
}

fn hint(meant: Option<String>) -> String {
    meant.map_or_else(String::new, |meant| format!("; did you mean '{meant}'?"))
}
