//! What to say of options and arguments that there are not: what was meant, perhaps. Candidates are all options of GCC's
//! that ccc takes, remarks upon or refuses by name.

use crate::sanitizers;
use crate::table::{Form, rows};
use crate::{foreign, noop, parameters};
use diag::closest;

/// The message about a word of the command line that is no option, or none that ccc takes.
pub(crate) fn unrecognized(word: &str) -> String {
    let message = format!("unrecognized command-line option '{word}'");
    match meant(word) {
        Some(meant) => format!("{message}; did you mean '{meant}'?"),
        None => message,
    }
}

/// The option that is written almost like `word`.
pub(crate) fn meant(word: &str) -> Option<String> {
    closest(word, candidates()).filter(|meant| meant != word)
}

/// The message about an argument that an option does not take, with those that it does (in a line of its own, which begins with `note: `).
pub(crate) fn bad_argument(message: &str, option: &str, argument: &str, valid: &[&str]) -> String {
    let list = valid.join(" ");
    let meant = closest(argument, valid.iter().map(|text| text.to_string()));
    let hint = meant.map_or(String::new(), |meant| format!("; did you mean '{meant}'?"));
    format!("{message}\nnote: valid arguments to '{option}' are: {list}{hint}")
}

/// Options of GCC's that ccc refuses.
static REFUSED: &[&str] = &[
    "-fsanitize=",
    "-fno-sanitize=",
    "-fsanitize-recover=",
    "-fno-sanitize-recover=",
    "-fsanitize-coverage=",
    "-fprofile-update=",
    "-fprofile-arcs",
    "-fprofile-generate",
    "-fprofile-use",
    "-fprofile-dir=",
    "-ftest-coverage",
    "-fbranch-probabilities",
    "-fsplit-stack",
    "-fopenmp",
    "-fopenacc",
    "-fharden-compares",
    "-fharden-conditional-branches",
    "-fdump-ipa-inline",
    "-fabi-version=",
    "--param=",
];

fn candidates() -> impl Iterator<Item = String> {
    let both = |prefix: &'static str, names: &'static [&'static str]| {
        names.iter().flat_map(move |name| [format!("{prefix}{name}"), format!("{prefix}no-{name}")])
    };
    let ours = rows().filter(|row| row.spelling.len() > 2).flat_map(|row| {
        let negated = match row.spelling.strip_prefix("-f") {
            Some(name) if row.form == Form::Toggle => Some(format!("-fno-{name}")),
            _ => None,
        };
        std::iter::once(row.spelling.to_string()).chain(negated)
    });
    let warnings = diag::TABLE.iter().skip(1).map(|row| row.name).chain(noop::WARNINGS.iter().copied());
    let foreign = foreign::names();
    let warnings = warnings.chain(foreign.clone().filter_map(|name| name.strip_prefix('W')));
    let spelled = |name: &'static str| {
        [format!("-W{name}"), format!("-Wno-{name}"), format!("--warn-{name}"), format!("--warn-no-{name}")]
    };
    let sanitizers = sanitizers::NAMES.iter().chain(&["all"]).flat_map(|name| {
        ["-fsanitize=", "-fno-sanitize=", "-fsanitize-recover="].map(|option| format!("{option}{name}"))
    });
    let tls_models = crate::table::TLS_MODELS.iter().map(|model| format!("-ftls-model={model}"));
    ours.chain(both("-f", noop::TOGGLES))
        .chain(noop::VALUES.iter().map(|name| format!("-f{name}=")))
        .chain(both("-m", noop::MACHINE))
        .chain(warnings.flat_map(spelled))
        .chain(foreign.filter(|name| name.starts_with('f')).map(|name| format!("-{name}")))
        .chain(REFUSED.iter().map(|name| name.to_string()))
        .chain(sanitizers)
        .chain(tls_models)
        .chain(parameters::TABLE.iter().map(|(name, _)| format!("--param={name}=")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant() {
        let meant = |word: &str| closest(word, candidates());
        assert_eq!(meant("-Wcoercion").as_deref(), Some("-Wconversion"));
        assert_eq!(meant("-fmo-unroll-loops").as_deref(), Some("-fno-unroll-loops"));
        assert_eq!(meant("-sanitize=address").as_deref(), Some("-fsanitize=address"));
        assert_eq!(meant("-Wthis-should-not-get-a-hint"), None);
    }
}
