//! Jumps into scopes that no jump may enter: of identifiers with variably modified types (C23 6.8.7.2p1, 6.8.5.3p3), and
//! GNU's statement expressions; or that no jump should enter: of objects that are initialised (-Wjump-misses-init).
//!
//! What is entered on the way through a function forms chains: each entry knows the one around it. A jump is good if
//! what its target is in stands in the chain of where it starts.

use crate::Sema;
use crate::hir::LabelId;
use diag::{Loc, Place, warn};
use lexer::Symbol;
use rustc_hash::FxHashMap;

/// What control can't jump into.
#[derive(Clone, Copy)]
enum What {
    VariablyModified(Symbol),
    Initialized(Symbol),
    StatementExpression,
}

/// Where control enters it.
#[derive(Clone, Copy)]
struct Entry {
    what: What,
    loc: Loc,
    /// The entry around it, plus one.
    around: u32,
}

/// What the statement at hand is in: the innermost entry, plus one.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Inside(u32);

/// The entries of a function, and who is in which.
#[derive(Default)]
pub(crate) struct JumpScopes {
    entries: Vec<Entry>,
    pub(crate) here: Inside,
    labels: FxHashMap<LabelId, (Inside, Loc)>,
    gotos: Vec<(LabelId, Inside, Loc)>,
}

impl JumpScopes {
    fn enter(&mut self, what: What, loc: Loc) {
        self.entries.push(Entry { what, loc, around: self.here.0 });
        self.here = Inside(self.entries.len() as u32);
    }

    /// What a jump to a place in `target` gets into if it starts in `from`, from the outside in.
    fn entered(&self, from: Inside, target: Inside) -> Vec<Entry> {
        if target.0 == 0 || from == target {
            return Vec::new();
        }
        // Numbers grow inwards: the chains have met where neither has to be followed any more.
        let mut entered = Vec::new();
        let (mut from, mut target) = (from.0, target.0);
        while from != target {
            if from > target {
                from = self.entries[from as usize - 1].around;
            } else {
                let entry = self.entries[target as usize - 1];
                entered.push(entry);
                target = entry.around;
            }
        }
        entered.reverse();
        entered
    }
}

impl Sema<'_> {
    /// From here to the end of the block no jump gets in.
    pub(crate) fn enter_variably_modified(&mut self, name: Symbol, loc: Loc) {
        if let Some(function) = &mut self.function {
            function.jumps.enter(What::VariablyModified(name), loc);
        }
    }

    /// From here to the end of the block a jump gets past an initialiser.
    pub(crate) fn enter_initialized(&mut self, name: Symbol, loc: Loc) {
        if self.session.diags.may_be_enabled(warn::JUMP_MISSES_INIT)
            && let Some(function) = &mut self.function
        {
            function.jumps.enter(What::Initialized(name), loc);
        }
    }

    /// A statement expression begins.
    pub(crate) fn enter_statement_expression(&mut self, loc: Loc) {
        if let Some(function) = &mut self.function {
            function.jumps.enter(What::StatementExpression, loc);
        }
    }

    /// A label stands here.
    pub(crate) fn note_label(&mut self, label: LabelId, loc: Loc) {
        if let Some(function) = &mut self.function
            && function.jumps.here != Inside::default()
        {
            let here = function.jumps.here;
            function.jumps.labels.insert(label, (here, loc));
        }
    }

    /// A `goto` stands here.
    pub(crate) fn note_goto(&mut self, label: LabelId, loc: Loc) {
        if let Some(function) = &mut self.function {
            let here = function.jumps.here;
            function.jumps.gotos.push((label, here, loc));
        }
    }

    /// Checks the function's jumps at its end.
    pub(crate) fn check_jumps(&self) {
        let Some(function) = &self.function else { return };
        let jumps = &function.jumps;
        if jumps.labels.is_empty() {
            return;
        }
        for &(label, from, loc) in &jumps.gotos {
            let Some(&(target, label_loc)) = jumps.labels.get(&label) else { continue };
            for entry in jumps.entered(from, target) {
                let name = self.body.labels[label].name.map_or_else(String::new, |name| self.text(name));
                let note = format!("label '{name}' defined here");
                self.jumps_into("jump", loc.into(), (label_loc, note), entry);
            }
        }
    }

    /// A `case` or `default` of a switch that stands, by now, in something that the switch does not stand in.
    pub(crate) fn check_case_scope(&self, switch: (Inside, Loc), at: Place) {
        let Some(function) = &self.function else { return };
        for entry in function.jumps.entered(switch.0, function.jumps.here) {
            self.jumps_into("switch jumps", at, (switch.1, "switch starts here".into()), entry);
        }
    }

    fn jumps_into(&self, what: &str, at: Place, (place, note): (Loc, String), entry: Entry) {
        let diags = &self.session.diags;
        let (reported, name) = match entry.what {
            What::VariablyModified(name) => {
                let message = format!("{what} into scope of identifier with variably modified type");
                (diags.error(at, message), Some(name))
            }
            What::StatementExpression => (diags.error(at, format!("{what} into statement expression")), None),
            What::Initialized(name) => {
                let how = if what == "jump" { "skips" } else { "over" };
                let message = format!("{what} {how} variable initialization");
                (diags.warning(warn::JUMP_MISSES_INIT, at, message), Some(name))
            }
        };
        let reported = reported.note(place, note);
        if let Some(name) = name {
            let _ = reported.note(entry.loc, format!("'{}' declared here", self.text(name)));
        }
    }
}
