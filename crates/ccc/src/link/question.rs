//! What ld says of itself instead of linking, or before it (GNU ld manual, `--help`, `--verbose`, `--version`).

use super::job::Job;
use super::options;
use crate::output;
use x86::LinkX86_64;

/// What `--version` says. Build systems know a linker by the first two words, and what it can by the last.
pub(crate) const VERSION: &str = "GNU ld compatible linker of ccc (this is not GNU ld) 2.40\n";

/// The answer to a question that is asked instead of linking, if it is one.
pub(crate) fn instead(program: &str, word: &str) -> Option<String> {
    match word {
        "--version" => Some(VERSION.to_string()),
        "--help" | "-help" => Some(help(program)),
        _ => None,
    }
}

/// The answer to a question besides which there may be something to link, if it is one.
pub(crate) fn beside(word: &str) -> Option<String> {
    match word {
        "-v" | "-V" => Some(VERSION.to_string()),
        "--verbose" | "-verbose" => Some(verbose()),
        _ => None,
    }
}

/// Answers a question that was asked among other options. With `--verbose`, the files are named, too.
pub(super) fn answer(job: &mut Job, word: &str, text: &str) -> Result<(), String> {
    job.asked = true;
    job.options.trace |= word.ends_with("verbose");
    output::to_stdout(text.as_bytes())
}

fn verbose() -> String {
    let line = "=".repeat(50);
    let script = linker::default_script();
    format!("{VERSION}using internal linker script:\n{line}\n{script}{line}\n")
}

fn help(program: &str) -> String {
    let mut text = format!(
        "Usage: {program} [options] file...\nOptions are those of GNU ld; what is not supported is refused.\n\
         Options that are accepted and change nothing:\n"
    );
    for name in options::IDLE.iter().filter(|name| name.chars().all(|c| c.is_ascii_alphabetic() || c == '-'))
    {
        let dashes = if name.len() > 1 { "--" } else { "-" };
        text.push_str(&format!("  {dashes}{name}\n"));
    }
    // Configure scripts of libtool look for this line.
    let formats = LinkX86_64::FORMATS.join(" ");
    text + &format!(
        "{program}: supported targets: {formats}\n{program}: supported emulations: {}\n",
        LinkX86_64::EMULATION
    )
}
