//! Functions declared again with arrays of other bounds as parameters (-Warray-parameter, -Wvla-parameter). Such parameters
//! are pointers (C23 6.7.7.4p7); what was written of their bounds is kept here, as the first declaration has it.

use crate::Sema;
use crate::declarator::qualifier_bits;
use crate::hir::DeclId;
use crate::types::*;
use crate::warnings::places::parameter_place;
use diag::{Loc, Warning, warn};
use parser::ast::{self, ArraySize, Chunk, Params};
use rustc_hash::FxHashMap;

/// Bounds of one parameter of which more are not compared.
const MOST_BOUNDS: usize = 1 << 14;

/// A bound that is known at run time only.
#[derive(Clone)]
enum Bound {
    /// `[*]`
    Star,
    /// An expression, as it is shown, and the number of the parameter before it that it is.
    Text(String, Option<usize>),
}

impl Bound {
    fn is_star(&self) -> bool {
        matches!(self, Bound::Star)
    }

    /// Whether two declarations mean the same. Parameters have what names they like.
    fn same(&self, other: &Bound) -> bool {
        match (self, other) {
            (Bound::Star, Bound::Star) => true,
            (Bound::Text(_, Some(one)), Bound::Text(_, Some(other))) => one == other,
            (Bound::Text(one, None), Bound::Text(other, None)) => one == other,
            _ => false,
        }
    }

    fn described(&self) -> String {
        match self {
            Bound::Star => "'*'".to_string(),
            Bound::Text(_, Some(number)) => format!("argument {number}"),
            Bound::Text(text, None) => format!("'{}'", spaced(text)),
        }
    }
}

/// GCC shows a space before the arguments of a call, but not in a type.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        let word = out.ends_with(|last: char| last.is_ascii_alphanumeric() || last == '_');
        // Nor is there one behind a cast.
        let cast = out.ends_with(')') && letter.is_ascii_alphanumeric();
        if letter == '(' && word || cast {
            out.push(' ');
        }
        out.push(letter);
    }
    out
}

/// The size of an array.
#[derive(Clone)]
enum Dimension {
    /// `[]`, or `[0]`, which stands for it.
    Open,
    Count(u64),
    Variable(Bound),
}

impl Dimension {
    fn bound(&self) -> Option<&Bound> {
        match self {
            Dimension::Variable(bound) => Some(bound),
            _ => None,
        }
    }

    /// The number of elements; 0 if it is not known.
    fn count(&self) -> u64 {
        match self {
            Dimension::Count(count) => *count,
            _ => 0,
        }
    }

    fn same(&self, other: &Dimension) -> bool {
        match (self, other) {
            (Dimension::Variable(one @ Bound::Text(..)), Dimension::Variable(other)) => one.same(other),
            (_, Dimension::Variable(Bound::Text(..))) => false,
            (Dimension::Variable(Bound::Text(..)), _) => false,
            _ => self.count() == other.count(),
        }
    }
}

/// A parameter that is a pointer, as it was written.
#[derive(Clone)]
pub(crate) struct Form {
    text: String,
    loc: Loc,
    /// The outermost derivation, if that is an array.
    outer: Option<Dimension>,
    /// The arrays further in, from the outside.
    inner: Vec<Dimension>,
}

impl Form {
    /// The bounds that are known at run time only.
    fn bounds(&self) -> Vec<&Bound> {
        self.outer.iter().chain(&self.inner).filter_map(Dimension::bound).collect()
    }
}

/// The forms of the parameters of functions.
#[derive(Default)]
pub(crate) struct ArrayParameters {
    of: FxHashMap<DeclId, Vec<Option<Form>>>,
    /// Types of parameters before they were adjusted, by place; and of arrays in their outermost brackets.
    pub(crate) types: FxHashMap<Loc, Ty>,
}

impl Sema<'_> {
    pub(crate) fn wants_array_parameters(&self) -> bool {
        self.session.diags.may_be_enabled(warn::ARRAY_PARAMETER)
            || self.session.diags.may_be_enabled(warn::VLA_PARAMETER)
    }

    /// A function is declared.
    pub(crate) fn check_array_parameters(
        &mut self,
        decl: DeclId,
        declarator: &ast::Declarator<'_>,
        defining: bool,
    ) {
        if !self.wants_array_parameters() {
            return;
        }
        let Some(Params::Prototype { params, .. }) = crate::function::parameter_list(declarator) else {
            return;
        };
        let forms: Vec<Option<Form>> =
            (0..params.len()).map(|index| self.parameter_form(params, index)).collect();
        self.array_parameters.types.clear();
        let Some(mut old) = self.array_parameters.of.remove(&decl) else {
            if forms.iter().any(Option::is_some) {
                self.array_parameters.of.insert(decl, forms);
            }
            return;
        };
        for (index, (old, new)) in old.iter_mut().zip(&forms).enumerate() {
            if let (Some(old), Some(new)) = (old, new)
                && !self.compare_forms(index + 1, old, new)
                && defining
            {
                old.loc = new.loc;
            }
        }
        self.array_parameters.of.insert(decl, old);
    }

    /// How a parameter was written; `None` if it is no pointer, or not all of it can be told.
    fn parameter_form(&mut self, params: &[ast::Param<'_>], index: usize) -> Option<Form> {
        let param = &params[index];
        let loc = parameter_place(param);
        let mut chunks =
            param.declarator.chunks.iter().rev().filter(|chunk| !matches!(chunk, Chunk::Attributes(_)));
        let mut rest = chunks.clone();
        let mut outer = None;
        let mut brackets = String::new();
        let mut ty = match chunks.next() {
            Some(Chunk::Array { span, size, quals, is_static }) => {
                rest = chunks.clone();
                let whole = *self.array_parameters.types.get(&span.lo)?;
                let (elem, len) = self.unit.types.array_of(whole)?;
                let dimension = self.dimension(len, Some(size), params, index)?;
                let shown = self.show(&dimension, true);
                let mut words = Vec::new();
                let bits = qualifier_bits(*quals);
                for (bit, word) in
                    [(CONST, "const"), (VOLATILE, "volatile"), (RESTRICT, "restrict"), (ATOMIC, "_Atomic")]
                {
                    if bits & bit != 0 {
                        words.push(word);
                    }
                }
                if *is_static {
                    words.push(if dimension.bound().is_some() { "static " } else { "static" });
                }
                words.extend((!shown.is_empty()).then_some(&*shown));
                brackets = format!("[{}]", words.join(" "));
                outer = Some(dimension);
                elem
            }
            _ => {
                let whole = *self.array_parameters.types.get(&loc)?;
                match self.unit.types.array_of(whole) {
                    // A typedef name stands for the array; for one of unknown size, as for a pointer.
                    Some((elem, ArrayLen::Incomplete)) => self.unit.types.pointer(elem),
                    Some((elem, len)) => {
                        let dimension = self.dimension(len, None, params, index)?;
                        brackets = format!("[{}]", self.show(&dimension, true));
                        outer = Some(dimension);
                        elem
                    }
                    None => whole,
                }
            }
        };
        if outer.is_none() && !self.unit.types.is_pointer(ty) {
            return None;
        }
        let whole = ty;
        let mut inner = Vec::new();
        loop {
            if inner.len() > MOST_BOUNDS {
                return None;
            }
            let chunk = rest.next();
            ty = if let Some((elem, len)) = self.unit.types.array_of(ty) {
                let size = match chunk {
                    Some(Chunk::Array { size, .. }) => Some(size),
                    _ => None,
                };
                inner.push(self.dimension(len, size, params, index)?);
                elem
            } else if let Some(pointee) = self.unit.types.pointee(ty) {
                pointee
            } else if let Some(function) = self.unit.types.function_of(ty) {
                function.ret
            } else {
                break;
            };
        }
        // The type has a star for each bound that it does not know.
        let mut text = String::new();
        let written = self.written.get(&loc).copied().filter(|written| {
            let types = &self.unit.types;
            !types.is_array(written.base) && !types.is_pointer(written.base)
        });
        let name = written.map(|written| (written.base, self.text(written.name)));
        let alias = name.as_ref().map(|(base, name)| (*base, &**name));
        let spelt = self.unit.types.spell_around(whole, brackets, alias, &self.session.interner);
        let mut pieces = spelt.split("[*]");
        text.push_str(pieces.next().unwrap_or_default());
        // (The outermost one stands for itself.)
        let own = outer.iter().filter(|outer| outer.bound().is_some_and(Bound::is_star));
        let mut bounds = own.chain(inner.iter().filter(|dimension| dimension.bound().is_some()));
        for piece in pieces {
            let bound = bounds.next()?;
            let first = outer.as_ref().is_some_and(|outer| std::ptr::eq(outer, bound));
            text.push_str(&format!("[{}]", self.show(bound, first)));
            text.push_str(piece);
        }
        Some(Form { text, loc, outer, inner })
    }

    /// The size of an array by its type, and by what was written if the type doesn't know.
    fn dimension(
        &mut self,
        len: ArrayLen,
        size: Option<&ArraySize<'_>>,
        params: &[ast::Param<'_>],
        index: usize,
    ) -> Option<Dimension> {
        Some(match (len, size) {
            (ArrayLen::Incomplete | ArrayLen::Fixed(0), _) => Dimension::Open,
            (ArrayLen::Fixed(count), _) => Dimension::Count(count),
            (_, Some(ArraySize::Star)) => Dimension::Variable(Bound::Star),
            (_, Some(ArraySize::Expr(expr))) => {
                let mut plain = *expr;
                while let ast::ExprKind::Paren(inner) = plain.kind {
                    plain = inner;
                }
                let named = |param: &ast::Param<'_>| match plain.kind {
                    ast::ExprKind::Ident(name) => param.declarator.name.is_some_and(|own| own.name == name),
                    _ => false,
                };
                let argument = params[..index].iter().position(named).map(|number| number + 1);
                Dimension::Variable(Bound::Text(self.spell_expression(expr), argument))
            }
            _ => return None,
        })
    }

    fn show(&self, dimension: &Dimension, outermost: bool) -> String {
        let _ = self;
        match dimension {
            Dimension::Open => String::new(),
            Dimension::Count(count) => count.to_string(),
            Dimension::Variable(Bound::Star) if outermost => "*".to_string(),
            Dimension::Variable(Bound::Star) => "0".to_string(),
            Dimension::Variable(Bound::Text(text, _)) => text.clone(),
        }
    }

    /// Compares a parameter with what it was declared as before. Whether there is something to say.
    fn compare_forms(&self, number: usize, old: &Form, new: &Form) -> bool {
        if old.outer.is_none() && new.outer.is_none() {
            return self.compare_pointers(number, old, new);
        }
        let (before, now) = (old.bounds(), new.bounds());
        let variable = |form: &Form| form.outer.as_ref().is_some_and(|outer| outer.bound().is_some());
        let kind = |form: &Form| if form.outer.is_some() { "an ordinary array" } else { "a pointer" };
        let subject = format!("argument {number} of type '{}'", new.text);
        if before.is_empty() && variable(new) {
            let message = format!("{subject} declared as a variable length array");
            let note = format!("previously declared as {} '{}'", kind(old), old.text);
            return self.array_warning(warn::VLA_PARAMETER, new.loc, message, old.loc, note);
        }
        if now.is_empty() && variable(old) {
            let message = format!("{subject} declared as {}", kind(new));
            let note = format!("previously declared as a variable length array '{}'", old.text);
            return self.array_warning(warn::VLA_PARAMETER, new.loc, message, old.loc, note);
        }
        if before.len() != now.len() {
            let message = format!("{subject} declared with {}", counted(now.len(), "variable"));
            let before = counted(before.len(), "variable");
            let note = format!("previously declared as '{}' with {before}", old.text);
            return self.array_warning(warn::VLA_PARAMETER, new.loc, message, old.loc, note);
        }
        let stars = |bounds: &[&Bound]| bounds.iter().filter(|bound| bound.is_star()).count();
        let (less, more) = (stars(&before), stars(&now));
        if less != more {
            // The declaration that leaves more of them open is the one to complete.
            let (open, other, when) =
                if more > less { (new, old, "previously") } else { (old, new, "subsequently") };
            let message = format!(
                "argument {number} of type '{}' declared with {}",
                open.text,
                counted(less.max(more), "unspecified variable")
            );
            let few = counted(less.min(more), "unspecified variable");
            let note = format!("{when} declared as '{}' with {few}", other.text);
            return self.array_warning(warn::VLA_PARAMETER, open.loc, message, other.loc, note);
        }
        if let Some((was, is)) = before.iter().zip(&now).find(|(was, is)| !was.same(is))
            && self.session.diags.may_be_enabled(warn::VLA_PARAMETER)
        {
            let message = format!("{subject} declared with mismatched bound {}", is.described());
            let note = format!("previously declared as '{}' with bound {}", old.text, was.described());
            return self.array_warning(warn::VLA_PARAMETER, new.loc, message, old.loc, note);
        }
        let count = |form: &Form| form.outer.as_ref().map_or(0, Dimension::count);
        if count(old) == count(new) {
            return false;
        }
        let (message, note) = match new.outer {
            None => (
                format!("{subject} declared as a pointer"),
                format!("previously declared as an array '{}'", old.text),
            ),
            Some(_) => {
                (format!("{subject} with mismatched bound"), format!("previously declared as '{}'", old.text))
            }
        };
        self.array_warning(warn::ARRAY_PARAMETER, new.loc, message, old.loc, note)
    }

    /// Pointers to arrays.
    fn compare_pointers(&self, number: usize, old: &Form, new: &Form) -> bool {
        let pairs = || old.inner.iter().zip(&new.inner);
        let different: Vec<String> = pairs()
            .enumerate()
            .filter(|(_, (was, is))| !was.same(is))
            .map(|(index, _)| (index + 1).to_string())
            .collect();
        if different.is_empty() {
            return false;
        }
        let named = |dimension: &Dimension| dimension.bound().is_some_and(|bound| !bound.is_star());
        let variable = pairs().any(|(was, is)| !was.same(is) && (named(was) || named(is)));
        let group = if variable { warn::VLA_PARAMETER } else { warn::ARRAY_PARAMETER };
        let plural = if different.len() == 1 { "" } else { "s" };
        let list = different.join(", ");
        let message =
            format!("mismatch in bound{plural} {list} of argument {number} declared as '{}'", new.text);
        let note = format!("previously declared as '{}'", old.text);
        self.array_warning(group, new.loc, message, old.loc, note)
    }

    fn array_warning(&self, group: Warning, at: Loc, message: String, before: Loc, note: String) -> bool {
        let _ = self.session.diags.warning(group, at, message).note(before, note);
        true
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what} bound{}", if count == 1 { "" } else { "s" })
}
