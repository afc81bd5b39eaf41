//! What the command line says about warnings: `-W…`, `-Werror…`, `-w`, `-pedantic`, and how to print.

use crate::{Group, TABLE, Warning, warn};

/// When to colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ColorChoice {
    /// If standard error is a terminal.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// A `-W` option that names no warning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UnknownWarning;

/// The state of all warnings.
#[derive(Clone, Debug)]
pub struct WarningOptions {
    /// `-Wx` or `-Wno-x`, per warning.
    explicit: Vec<Option<bool>>,
    /// `-Werror=x` or `-Wno-error=x`, per warning.
    as_error: Vec<Option<bool>>,
    /// C90, where nothing implicit is warned of unless `-Wimplicit` or `-Wall` says so.
    pub c90: bool,
    /// The level of `-Wformat=`.
    format_level: u8,
    /// `-Wnormalized=nfkc`: identifiers should be in that form, not only in NFC.
    pub nfkc: bool,
    /// The level of `-Wstrict-aliasing=`.
    pub(crate) strict_aliasing_level: u8,
    /// The level of `-Wimplicit-fallthrough=`.
    pub(crate) fallthrough_level: u8,
    /// `-Wbidi-chars=any`: not only what is not paired.
    pub(crate) bidi_any: bool,
    /// `-Wbidi-chars=ucn`: universal character names, too.
    pub(crate) bidi_escapes: bool,
    /// The level of `-Wattribute-alias=`.
    pub(crate) attribute_alias_level: u8,
    /// The level of `-Wshift-overflow=`.
    pub(crate) shift_overflow_level: u8,
    /// The number of -Wstrict-overflow=, or 0 if it was not given.
    pub(crate) strict_overflow_level: u8,
    /// `-Wstringop-overflow=1`
    pub(crate) strings_in_whole_objects: bool,
    /// Arguments of warnings about what is larger than so many bytes.
    limits: Vec<(Warning, u64)>,
    /// `-Werror`
    pub werror: bool,
    /// `-Wno-x` of no known x, as given.
    pub unknown: Vec<String>,
    /// `-w`
    pub inhibit: bool,
    /// `-pedantic-errors`
    pub pedantic_errors: bool,
    /// `-Wfatal-errors`
    pub fatal_errors: bool,
    /// `-fmax-errors=`; 0 is no limit.
    pub max_errors: u32,
    /// `-fdiagnostics-color=`
    pub color: ColorChoice,
    /// `-fno-diagnostics-show-caret` clears it.
    pub show_caret: bool,
    /// `-fno-diagnostics-show-option` clears it.
    pub show_option: bool,
    /// `-fno-show-column` clears it.
    pub show_column: bool,
    /// `-ftrack-macro-expansion=0` clears it: what a macro makes is where the macro is invoked.
    pub track_expansion: bool,
}

impl Default for WarningOptions {
    fn default() -> WarningOptions {
        WarningOptions {
            explicit: vec![None; TABLE.len()],
            as_error: vec![None; TABLE.len()],
            c90: false,
            format_level: 1,
            nfkc: false,
            strict_aliasing_level: 3,
            fallthrough_level: 3,
            bidi_any: false,
            bidi_escapes: false,
            attribute_alias_level: 1,
            shift_overflow_level: 1,
            strict_overflow_level: 0,
            strings_in_whole_objects: false,
            limits: Vec::new(),
            werror: false,
            unknown: Vec::new(),
            inhibit: false,
            pedantic_errors: false,
            fatal_errors: false,
            max_errors: 0,
            color: ColorChoice::Auto,
            show_caret: true,
            show_option: true,
            show_column: true,
            track_expansion: true,
        }
    }
}

/// The warning that a name means, whatever argument it takes: `format=2` and `format` are one.
fn find(name: &str) -> Option<Warning> {
    let name = match name {
        "comments" => "comment",
        "shadow-local" => "shadow=local",
        "shadow-compatible-local" => "shadow=compatible-local",
        "missing-noreturn" => "suggest-attribute=noreturn",
        "missing-format-attribute" => "suggest-attribute=format",
        // A warning with levels may be named without one.
        "format"
        | "attribute-alias"
        | "bidi-chars"
        | "implicit-fallthrough"
        | "array-parameter"
        | "normalized"
        | "shift-overflow"
        | "unused-const-variable"
        | "format-overflow"
        | "format-truncation"
        | "stringop-overflow"
        | "suggest-attribute"
        | "stack-usage"
        | "frame-larger-than"
        | "larger-than"
        | "vla-larger-than"
        | "alloca-larger-than"
        | "alloc-size-larger-than" => {
            return TABLE
                .iter()
                .position(|row| row.name.strip_suffix('=') == Some(name))
                .map(|index| Warning(index as u16));
        }
        _ => name,
    };
    let base = name.split_once('=').map(|(base, _)| base);
    TABLE
        .iter()
        .skip(1)
        .position(|row| {
            row.name == name
                || base.is_some_and(|base| row.name == base || row.name.strip_suffix('=') == Some(base))
        })
        .map(|index| Warning(index as u16 + 1))
}

/// Warnings whose argument is a size.
const LIMITED: &[Warning] = &[
    warn::ALLOC_SIZE_LARGER_THAN,
    warn::ALLOCA_LARGER_THAN,
    warn::FRAME_LARGER_THAN,
    warn::LARGER_THAN,
    warn::STACK_USAGE,
    warn::VLA_LARGER_THAN,
];

/// A size as options spell it (GCC manual, "Options to Request or Suppress Warnings"): a number, and a unit of 1000s or
/// 1024s. What is more than 64 bits can tell is as much as they can.
fn byte_size(text: &str) -> Option<u64> {
    let digits = match text.strip_prefix("0x") {
        Some(hexadecimal) => hexadecimal.bytes().take_while(u8::is_ascii_hexdigit).count() + 2,
        None => text.bytes().take_while(u8::is_ascii_digit).count(),
    };
    let (number, unit) = text.split_at(digits);
    let number = match number.strip_prefix("0x") {
        Some(hexadecimal) => u64::from_str_radix(hexadecimal, 16),
        None => number.parse(),
    };
    let number = match number {
        Ok(number) => number,
        Err(error) if *error.kind() == std::num::IntErrorKind::PosOverflow => u64::MAX,
        Err(_) => return None,
    };
    // The manual and its tests disagree with themselves: this one is 1024 only in capitals.
    let unit = if unit == "KB" { "kib" } else { unit };
    let (base, power) = match unit.to_ascii_lowercase().as_str() {
        "" | "b" | "byte" => (1u64, 1),
        "kb" => (1000, 1),
        "kib" => (1024, 1),
        "mb" => (1000, 2),
        "mib" => (1024, 2),
        "gb" => (1000, 3),
        "gib" => (1024, 3),
        "tb" => (1000, 4),
        "tib" => (1024, 4),
        "pb" => (1000, 5),
        "pib" => (1024, 5),
        "eb" => (1000, 6),
        "eib" => (1024, 6),
        _ => return None,
    };
    Some(number.saturating_mul(base.pow(power)))
}

impl Warning {
    /// The warning called `name` in `-W<name>`.
    pub fn by_name(name: &str) -> Option<Warning> {
        find(name)
    }

    /// The name after `-W`.
    pub fn name(self) -> &'static str {
        TABLE[self.0 as usize].name
    }

    /// Whether `__extension__` silences it.
    pub(crate) fn is_pedantic(self) -> bool {
        [
            warn::PEDANTIC,
            warn::POINTER_ARITH,
            warn::LONG_LONG,
            warn::TRADITIONAL,
            warn::CXX_COMPAT,
            warn::OVERLENGTH_STRINGS,
            warn::C90_C99_COMPAT,
            warn::C99_C11_COMPAT,
            warn::C11_C2X_COMPAT,
        ]
        .contains(&self)
    }

    /// The group that is itself a warning option and speaks for this one too.
    pub(crate) fn parent(self) -> Option<Warning> {
        match TABLE[self.0 as usize].group {
            Group::Format | Group::Format2 => Some(warn::FORMAT),
            Group::Unused | Group::UnusedExtra => Some(warn::UNUSED),
            Group::UnusedConst => Some(warn::UNUSED_VARIABLE),
            Group::Parentheses => Some(warn::PARENTHESES),
            Group::Conversion => Some(warn::CONVERSION),
            Group::Implicit => Some(warn::IMPLICIT),
            Group::Uninitialized => Some(warn::UNINITIALIZED),
            Group::All | Group::AllOrExtra | Group::AllOrPedantic => Some(warn::ALL),
            Group::Extra | Group::ExtraOrPedantic => Some(warn::EXTRA),
            Group::Pedantic => Some(warn::PEDANTIC),
            Group::Default | Group::Own => None,
        }
    }

    /// The warning and the groups that speak for it, from the inside out.
    pub(crate) fn lineage(self) -> impl Iterator<Item = Warning> {
        std::iter::successors(Some(self), |warning| warning.parent())
    }
}

impl WarningOptions {
    /// Applies `-W<text>`: `all`, `no-unused`, `error=format`, `error`, `fatal-errors`, …
    ///
    /// # Errors
    /// If there is no such warning.
    pub fn apply(&mut self, text: &str) -> Result<(), UnknownWarning> {
        match text {
            "error" => self.werror = true,
            "no-error" => self.werror = false,
            "fatal-errors" => self.fatal_errors = true,
            "no-fatal-errors" => self.fatal_errors = false,
            _ => {
                // An older spelling of one of these.
                let text = match text {
                    "error-implicit-function-declaration" => "error=implicit-function-declaration",
                    _ => text,
                };
                if let Some(name) = text.strip_prefix("error=") {
                    let warning = find(name).ok_or(UnknownWarning)?;
                    self.as_error[warning.0 as usize] = Some(true);
                    self.explicit[warning.0 as usize] = Some(true);
                    self.nfkc |= name == "normalized=nfkc";
                } else if let Some(name) = text.strip_prefix("no-error=") {
                    let warning = find(name).ok_or(UnknownWarning)?;
                    self.as_error[warning.0 as usize] = Some(false);
                } else if let Some(warning) = find(text) {
                    let off = text.ends_with("=0") || text == "normalized=none";
                    let kinds = text.split_once('=').map_or("any", |(_, kinds)| kinds);
                    let off =
                        off || warning == warn::BIDI_CHARS && kinds.split(',').any(|kind| kind == "none");
                    if warning == warn::BIDI_CHARS {
                        self.bidi_any = kinds.split(',').any(|kind| kind == "any");
                        self.bidi_escapes = kinds.split(',').any(|kind| kind == "ucn");
                    }
                    if warning == warn::NORMALIZED {
                        self.nfkc = text == "normalized=nfkc";
                    }
                    if warning == warn::FORMAT {
                        self.format_level = if text == "format=2" { 2 } else { 1 };
                    }
                    if warning == warn::STRICT_OVERFLOW {
                        let level = text.split_once('=').and_then(|(_, level)| level.parse().ok());
                        self.strict_overflow_level = level.unwrap_or(2);
                    }
                    if warning == warn::STRICT_ALIASING {
                        let level = text.split_once('=').and_then(|(_, level)| level.parse().ok());
                        self.strict_aliasing_level = level.unwrap_or(3);
                    }
                    if warning == warn::IMPLICIT_FALLTHROUGH {
                        let level = text.split_once('=').and_then(|(_, level)| level.parse().ok());
                        self.fallthrough_level = level.unwrap_or(3);
                    }
                    if warning == warn::ATTRIBUTE_ALIAS {
                        self.attribute_alias_level = if text.ends_with("=2") { 2 } else { 1 };
                    }
                    if warning == warn::SHIFT_OVERFLOW {
                        self.shift_overflow_level = if text.ends_with("=2") { 2 } else { 1 };
                    }
                    if warning == warn::STRINGOP_OVERFLOW {
                        self.strings_in_whole_objects = text.ends_with("=1");
                    }
                    self.explicit[warning.0 as usize] = Some(!off);
                } else {
                    let warning = text.strip_prefix("no-").and_then(find).ok_or(UnknownWarning)?;
                    self.explicit[warning.0 as usize] = Some(false);
                }
            }
        }
        Ok(())
    }

    /// Applies `-Wx-larger-than=<size>` and its like; whether the option is one of them.
    ///
    /// # Errors
    /// If the size is none.
    pub fn apply_limit(&mut self, text: &str) -> Result<bool, String> {
        if let Some(warning) = text.strip_prefix("no-").and_then(find).filter(|w| LIMITED.contains(w)) {
            self.limits.retain(|limit| limit.0 != warning);
            return Ok(false);
        }
        let old = text.strip_prefix("larger-than-").map(|size| ("larger-than", size));
        let Some((name, size)) = text.split_once('=').or(old) else { return Ok(false) };
        let Some(warning) = find(name).filter(|warning| LIMITED.contains(warning)) else { return Ok(false) };
        let Some(limit) = byte_size(size) else {
            return Err(format!(
                "argument to '-W{name}=' should be a non-negative integer optionally followed by a size unit"
            ));
        };
        self.explicit[warning.0 as usize] = Some(true);
        self.limits.retain(|limit| limit.0 != warning);
        self.limits.push((warning, limit));
        Ok(true)
    }

    /// How many bytes a warning about sizes lets pass, if the command line says it.
    pub(crate) fn limit(&self, warning: Warning) -> Option<u64> {
        self.limits.iter().find(|limit| limit.0 == warning).map(|limit| limit.1)
    }

    /// Turns on a warning that the standard in force makes the default, unless the command line says something of it.
    pub fn set_default(&mut self, warning: Warning) {
        self.explicit[warning.0 as usize].get_or_insert(true);
    }

    /// Turns on `-Wpedantic`.
    pub fn set_pedantic(&mut self) {
        self.explicit[warn::PEDANTIC.0 as usize] = Some(true);
    }

    /// What is said of a warning by its own name.
    pub(crate) fn explicit(&self, warning: Warning) -> Option<bool> {
        self.explicit[warning.0 as usize]
    }

    /// Whether a warning is on.
    pub fn enabled(&self, warning: Warning) -> bool {
        let given = |warning: Warning| self.explicit[warning.0 as usize];
        let all = given(warn::ALL) == Some(true);
        let extra = given(warn::EXTRA) == Some(true);
        if let Some(on) = given(warning) {
            return on;
        }
        match TABLE[warning.0 as usize].group {
            Group::Default => true,
            Group::All => all,
            Group::AllOrExtra => all || extra,
            Group::AllOrPedantic => all || given(warn::PEDANTIC) == Some(true),
            Group::Extra => extra,
            Group::ExtraOrPedantic => extra || given(warn::PEDANTIC) == Some(true),
            Group::Pedantic => given(warn::PEDANTIC) == Some(true),
            Group::Format => given(warn::FORMAT).unwrap_or(all),
            Group::Format2 => given(warn::FORMAT) == Some(true) && self.format_level > 1,
            Group::UnusedConst => given(warn::UNUSED_VARIABLE).or(given(warn::UNUSED)).unwrap_or(all),
            Group::Parentheses => given(warn::PARENTHESES).unwrap_or(all),
            Group::Conversion => given(warn::CONVERSION) == Some(true),
            Group::Unused => given(warn::UNUSED).unwrap_or(all),
            Group::UnusedExtra => given(warn::UNUSED).unwrap_or(all) && extra,
            Group::Implicit => given(warn::IMPLICIT).unwrap_or(!self.c90 || all),
            Group::Uninitialized => given(warn::UNINITIALIZED).unwrap_or(all || extra),
            Group::Own => false,
        }
    }

    /// The answer of [`WarningOptions::enabled`] for each warning.
    pub(crate) fn all_enabled(&self) -> Box<[bool]> {
        (0..TABLE.len()).map(|index| self.enabled(Warning(index as u16))).collect()
    }

    /// Warnings that were asked for, but mean nothing without another one.
    pub fn without_format(&self) -> impl Iterator<Item = Warning> + '_ {
        let parts = [
            warn::FORMAT_EXTRA_ARGS,
            warn::FORMAT_NONLITERAL,
            warn::FORMAT_SECURITY,
            warn::FORMAT_Y2K,
            warn::FORMAT_ZERO_LENGTH,
            warn::FORMAT_CONTAINS_NUL,
        ];
        let off = !self.enabled(warn::FORMAT);
        parts.into_iter().filter(move |&part| off && self.explicit(part) == Some(true))
    }

    /// Whether a warning that is on is an error.
    pub fn is_error(&self, warning: Warning) -> bool {
        warning.lineage().find_map(|this| self.as_error[this.0 as usize]).unwrap_or(self.werror)
    }

    /// Whether `-Werror=x` (not `-Werror`) made it one: says which closing line GCC prints.
    pub(crate) fn werror_is_global(&self) -> bool {
        self.werror
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(flags: &[&str]) -> WarningOptions {
        let mut options = WarningOptions::default();
        for flag in flags {
            assert_eq!(options.apply(flag), Ok(()), "{flag}");
        }
        options
    }

    #[test]
    fn groups_and_exceptions() {
        assert!(!options(&[]).enabled(warn::UNUSED_VARIABLE));
        assert!(options(&["all"]).enabled(warn::UNUSED_VARIABLE));
        // What is said of one warning outlasts what is said of its group, in any order.
        assert!(!options(&["no-unused-variable", "all"]).enabled(warn::UNUSED_VARIABLE));
        assert!(!options(&["all", "no-unused"]).enabled(warn::UNUSED_VARIABLE));
        assert!(!options(&["all"]).enabled(warn::UNUSED_PARAMETER));
        assert!(options(&["all", "extra"]).enabled(warn::UNUSED_PARAMETER));
        assert!(options(&["format=2"]).enabled(warn::FORMAT));
        assert!(options(&["implicit-fallthrough"]).enabled(warn::IMPLICIT_FALLTHROUGH));
        assert!(options(&["implicit-fallthrough=5"]).enabled(warn::IMPLICIT_FALLTHROUGH));
        assert_eq!(WarningOptions::default().apply("nonsense"), Err(UnknownWarning));
    }

    #[test]
    fn sizes() {
        assert_eq!(byte_size("12"), Some(12));
        assert_eq!(byte_size("3MiB"), Some(3 << 20));
        assert_eq!(byte_size("99999EB"), Some(u64::MAX));
        assert_eq!(byte_size("1zb"), None);
        assert_eq!(byte_size("KiB"), None);
        let mut given = WarningOptions::default();
        assert_eq!(given.apply_limit("alloca-larger-than=2kB"), Ok(true));
        assert_eq!(given.limit(warn::ALLOCA_LARGER_THAN), Some(2000));
        assert_eq!(given.apply_limit("no-alloca-larger-than"), Ok(false));
        assert_eq!(given.limit(warn::ALLOCA_LARGER_THAN), None);
        assert!(given.apply_limit("vla-larger-than=x").is_err());
    }

    #[test]
    fn errors() {
        assert!(options(&["error"]).is_error(warn::CPP));
        assert!(!options(&["error", "no-error=cpp"]).is_error(warn::CPP));
        let one = options(&["error=unused-variable"]);
        assert!(one.enabled(warn::UNUSED_VARIABLE) && one.is_error(warn::UNUSED_VARIABLE));
        assert!(!one.is_error(warn::CPP));
        assert!(options(&["error=unused"]).is_error(warn::UNUSED_VARIABLE));
    }
}
