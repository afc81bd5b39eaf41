//! `-fsanitize=` and its kin: ccc has no sanitizers, so it refuses to switch one on, and says what is none.

use crate::suggestion;

/// What GCC can sanitize (GCC manual 3.12).
pub(crate) static NAMES: &[&str] = &[
    "address",
    "alignment",
    "bool",
    "bounds",
    "bounds-strict",
    "builtin",
    "enum",
    "float-cast-overflow",
    "float-divide-by-zero",
    "hwaddress",
    "integer-divide-by-zero",
    "kernel-address",
    "kernel-hwaddress",
    "leak",
    "nonnull-attribute",
    "null",
    "object-size",
    "pointer-compare",
    "pointer-overflow",
    "pointer-subtract",
    "return",
    "returns-nonnull-attribute",
    "shadow-call-stack",
    "shift",
    "shift-base",
    "shift-exponent",
    "signed-integer-overflow",
    "thread",
    "undefined",
    "unreachable",
    "vla-bound",
    "vptr",
];

/// What `-fsanitize-coverage=` takes.
static COVERAGE: &[&str] = &["trace-cmp", "trace-pc"];

/// The words of a list that name no sanitizer, one message each.
fn unknown(option: &str, list: &str, hint: bool) -> Vec<String> {
    let takes_all = option != "-fsanitize=";
    let wrong = list.split(',').filter(|name| !(NAMES.contains(name) || takes_all && *name == "all"));
    wrong
        .map(|name| {
            let meant = diag::closest(name, NAMES.iter().map(|name| name.to_string())).filter(|_| hint);
            let hint = meant.map_or(String::new(), |meant| format!("; did you mean '{meant}'?"));
            format!("unrecognized argument to '{option}' option: '{name}'{hint}")
        })
        .collect()
}

fn checked(errors: Vec<String>) -> Result<(), String> {
    if errors.is_empty() { Ok(()) } else { Err(errors.join("\n")) }
}

/// `-fsanitize=`
pub(crate) fn switch_on(list: &str) -> Result<(), String> {
    checked(unknown("-fsanitize=", list, true))?;
    Err(format!("unrecognized command-line option '-fsanitize={list}'"))
}

/// `-fno-sanitize=`, `-fsanitize-recover=` and `-fno-sanitize-recover=`: of none, nothing is left to do.
pub(crate) fn check(option: &str, list: &str) -> Result<(), String> {
    checked(unknown(option, list, option == "-fno-sanitize="))
}

/// `-fsanitize-coverage=`
pub(crate) fn cover(list: &str) -> Result<(), String> {
    let message = format!("unrecognized argument in option '-fsanitize-coverage={list}'");
    match list.split(',').find(|name| !COVERAGE.contains(name)) {
        Some(name) => Err(suggestion::bad_argument(&message, "-fsanitize-coverage=", name, COVERAGE)),
        None => Err(format!("unrecognized command-line option '-fsanitize-coverage={list}'")),
    }
}
