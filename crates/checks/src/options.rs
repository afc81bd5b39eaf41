//! What the command line and the source say of the warnings found here.

use diag::{Diagnostics, Loc, Warning, warn};

/// Objects are no larger than pointers' differences can tell (C23 6.5.6p10).
pub(crate) const MAX_OBJECT: u64 = i64::MAX as u64;

/// Which warnings may be on, and their limits.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// -Walloc-size-larger-than=, -Walloc-zero
    pub(crate) sizes: bool,
    /// -Walloca, -Walloca-larger-than=, -Wvla-larger-than=
    pub(crate) alloca: bool,
    /// The last two of them: they ask for what optimisation finds out.
    pub(crate) limits: bool,
    /// -Warray-bounds
    pub(crate) array_bounds: bool,
    /// -Wstringop-overflow
    pub(crate) overflow: bool,
    /// -Wstringop-overread
    pub(crate) overread: bool,
    /// -Wstring-compare
    pub(crate) comparison: bool,
    /// -Wstringop-truncation
    pub(crate) truncation: bool,
    /// -Wrestrict
    pub(crate) restrict: bool,
    /// -Wnonnull
    pub(crate) nonnull: bool,
    /// -Wfree-nonheap-object, -Wmismatched-dealloc
    pub(crate) releases: bool,
    /// -Wreturn-local-addr
    pub(crate) returns: bool,
    /// -Wformat-overflow=, -Wformat-truncation=
    pub(crate) formats: bool,
    /// Functions of strings are to stay within members.
    pub(crate) members: bool,
    /// Plain stores count as pieces of strings, as where GCC follows those (-foptimize-strlen).
    pub(crate) strings: bool,
    /// Passes have been at work before.
    pub(crate) optimized: bool,
    /// The greatest size that is asked for without a warning.
    pub(crate) alloc_limit: u64,
    /// The same, of `alloca`, if there is a limit.
    pub(crate) alloca_limit: Option<u64>,
    /// Of an array of variable length, as the command line says.
    pub(crate) vla_limit: Option<u64>,
}

impl Options {
    /// As the command line and the source, as far as it has been read, have it.
    pub fn new(diags: &Diagnostics, level: u8) -> Options {
        let optimized = level > 0;
        let on = |warning: Warning| diags.may_be_enabled(warning);
        let limits = on(warn::ALLOCA_LARGER_THAN) || on(warn::VLA_LARGER_THAN);
        Options {
            sizes: on(warn::ALLOC_SIZE_LARGER_THAN) || on(warn::ALLOC_ZERO),
            alloca: on(warn::ALLOCA) || limits,
            limits,
            // Where it is off, other warnings speak of the same: what the command line says decides.
            array_bounds: optimized && diags.is_enabled(warn::ARRAY_BOUNDS, Loc::NONE),
            overflow: on(warn::STRINGOP_OVERFLOW),
            overread: on(warn::STRINGOP_OVERREAD),
            formats: on(warn::FORMAT_OVERFLOW) || on(warn::FORMAT_TRUNCATION),
            members: diags.strings_within_members(),
            comparison: optimized && on(warn::STRING_COMPARE),
            truncation: optimized && on(warn::STRINGOP_TRUNCATION),
            restrict: on(warn::RESTRICT),
            nonnull: on(warn::NONNULL),
            releases: on(warn::FREE_NONHEAP_OBJECT) || on(warn::MISMATCHED_DEALLOC),
            returns: on(warn::RETURN_LOCAL_ADDR),
            optimized,
            strings: level > 1,
            alloc_limit: diags.limit(warn::ALLOC_SIZE_LARGER_THAN).unwrap_or(MAX_OBJECT),
            alloca_limit: diags.limit(warn::ALLOCA_LARGER_THAN),
            vla_limit: diags.limit(warn::VLA_LARGER_THAN),
        }
    }

    /// All but what is asked of returned pointers, and that alone.
    pub fn split_returns(&self) -> (Options, Options) {
        let values = Options { returns: false, ..self.clone() };
        let returns = Options { returns: self.returns, ..Options::default() };
        (values, returns)
    }

    /// Whether any of them may be on.
    pub fn any(&self) -> bool {
        self.sizes || self.alloca || self.objects()
    }

    /// Whether one of them may be on that speaks of objects.
    pub fn objects(&self) -> bool {
        self.array_bounds
            || self.calls()
            || self.returns
            || self.nonnull
            || self.releases
            || self.restrict
            || self.comparison
            || self.formats
            || self.truncation
    }

    /// Whether lowering shall describe objects for notes.
    pub fn describes(&self) -> bool {
        self.objects()
    }

    pub(crate) fn calls(&self) -> bool {
        self.overflow || self.overread || self.array_bounds
    }
}
