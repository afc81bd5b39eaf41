//! Scopes and name spaces (C23 6.2.1, 6.2.3): per spelling a stack of bindings, found by symbol number.

use crate::hir::{DeclId, LocalId};
use crate::types::{EnumId, Ty};
use diag::Loc;
use lexer::Symbol;

/// What an ordinary identifier denotes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Entity {
    /// A typedef name.
    Typedef(Ty),
    /// An automatic object.
    Local(LocalId),
    /// An object or function with a symbol.
    Global(DeclId),
    /// An enumeration constant: its value, its type, and its enumeration.
    Enumerator(i128, Ty, EnumId),
    /// A parameter in a prototype that is no definition: only its type can be asked for.
    Prototyped(Ty),
    /// Declared wrongly; says nothing more.
    Error,
}

/// What a tag denotes: a record or enumeration type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tag {
    pub(crate) ty: Ty,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Binding<T> {
    pub(crate) entity: T,
    pub(crate) depth: u32,
    pub(crate) loc: Loc,
    /// A typedef name that was used.
    pub(crate) used: bool,
    symbol: Symbol,
    /// The binding that this one hides, plus one.
    hidden: u32,
}

impl<T> Binding<T> {
    /// The name.
    pub(crate) fn symbol(&self) -> Symbol {
        self.symbol
    }
}

/// One name space.
pub(crate) struct Names<T> {
    /// The visible binding of each symbol, plus one.
    heads: Vec<u32>,
    stack: Vec<Binding<T>>,
}

impl<T: Copy> Names<T> {
    fn new() -> Names<T> {
        Names { heads: Vec::new(), stack: Vec::new() }
    }

    #[inline]
    pub(crate) fn get(&self, symbol: Symbol) -> Option<&Binding<T>> {
        let head = *self.heads.get(symbol.0 as usize)?;
        self.stack.get((head as usize).wrapping_sub(1))
    }

    /// All bindings in force, hidden ones included.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Binding<T>> {
        self.stack.iter()
    }

    fn bind(&mut self, symbol: Symbol, entity: T, depth: u32, loc: Loc) {
        let index = symbol.0 as usize;
        if self.heads.len() <= index {
            self.heads.resize(index + 256, 0);
        }
        self.stack.push(Binding { entity, depth, loc, used: false, symbol, hidden: self.heads[index] });
        self.heads[index] = self.stack.len() as u32;
    }

    /// Takes the bindings from `len` on out, in order.
    fn take(&mut self, len: usize) -> Vec<Binding<T>> {
        let taken = self.stack[len..].to_vec();
        self.truncate(len);
        taken
    }

    fn truncate(&mut self, len: usize) {
        while self.stack.len() > len {
            if let Some(binding) = self.stack.pop() {
                self.heads[binding.symbol.0 as usize] = binding.hidden;
            }
        }
    }

    /// Notes that what `symbol` denotes is used.
    pub(crate) fn mark_used(&mut self, symbol: Symbol) {
        if let Some(&head) = self.heads.get(symbol.0 as usize)
            && let Some(binding) = self.stack.get_mut((head as usize).wrapping_sub(1))
        {
            binding.used = true;
        }
    }

    /// Replaces what `symbol` denotes where it is bound now.
    pub(crate) fn replace(&mut self, symbol: Symbol, entity: T) {
        if let Some(&head) = self.heads.get(symbol.0 as usize)
            && let Some(binding) = self.stack.get_mut((head as usize).wrapping_sub(1))
        {
            binding.entity = entity;
        }
    }
}

/// The bindings of a scope that was left.
pub(crate) struct Saved {
    ordinary: Vec<Binding<Entity>>,
    tags: Vec<Binding<Tag>>,
}

/// All scopes.
pub(crate) struct Scopes {
    pub(crate) ordinary: Names<Entity>,
    pub(crate) tags: Names<Tag>,
    marks: Vec<(usize, usize)>,
}

impl Scopes {
    pub(crate) fn new() -> Scopes {
        Scopes { ordinary: Names::new(), tags: Names::new(), marks: Vec::new() }
    }

    /// 0 at file scope.
    pub(crate) fn depth(&self) -> u32 {
        self.marks.len() as u32
    }

    pub(crate) fn push(&mut self) {
        self.marks.push((self.ordinary.stack.len(), self.tags.stack.len()));
    }

    pub(crate) fn pop(&mut self) {
        if let Some((ordinary, tags)) = self.marks.pop() {
            self.ordinary.truncate(ordinary);
            self.tags.truncate(tags);
        }
    }

    /// Ends the innermost scope and keeps its bindings for [`Scopes::push_saved`].
    pub(crate) fn pop_saved(&mut self) -> Saved {
        let (ordinary, tags) = self.marks.pop().unwrap_or((0, 0));
        Saved { ordinary: self.ordinary.take(ordinary), tags: self.tags.take(tags) }
    }

    /// Begins a scope with the bindings of one that was left.
    pub(crate) fn push_saved(&mut self, saved: Saved) {
        self.push();
        let depth = self.depth();
        for binding in saved.ordinary {
            self.ordinary.bind(binding.symbol, binding.entity, depth, binding.loc);
        }
        for binding in saved.tags {
            self.tags.bind(binding.symbol, binding.entity, depth, binding.loc);
        }
    }

    /// The bindings of ordinary identifiers in the innermost scope, in order.
    pub(crate) fn bindings(&self) -> &[Binding<Entity>] {
        let from = self.marks.last().map_or(0, |&(ordinary, _)| ordinary);
        &self.ordinary.stack[from..]
    }

    /// The tags of the innermost scope, in order.
    pub(crate) fn tag_bindings(&self) -> &[Binding<Tag>] {
        let from = self.marks.last().map_or(0, |&(_, tags)| tags);
        &self.tags.stack[from..]
    }

    pub(crate) fn bind(&mut self, symbol: Symbol, entity: Entity, loc: Loc) {
        let depth = self.depth();
        self.ordinary.bind(symbol, entity, depth, loc);
    }

    pub(crate) fn bind_tag(&mut self, symbol: Symbol, tag: Tag, loc: Loc) {
        let depth = self.depth();
        self.tags.bind(symbol, tag, depth, loc);
    }

    /// What `symbol` denotes in the innermost scope itself.
    pub(crate) fn here(&self, symbol: Symbol) -> Option<&Binding<Entity>> {
        self.ordinary.get(symbol).filter(|binding| binding.depth == self.depth())
    }

    /// The tag that `symbol` is in the innermost scope itself.
    pub(crate) fn tag_here(&self, symbol: Symbol) -> Option<&Binding<Tag>> {
        self.tags.get(symbol).filter(|binding| binding.depth == self.depth())
    }
}
