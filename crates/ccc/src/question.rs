//! What is answered instead of compiling: `-print-…`, `-dump…`, `--version`, `--help`.

use crate::invocation::{Invocation, Question};
use crate::output;
use crate::table::{Form, rows};
use target::TargetInfo;

/// The GCC version that ccc claims: headers decide by it.
const CLAIMED: &str = "12.2.0";

/// The answer to a question, printed to standard output.
///
/// # Errors
/// If standard output can't be written.
pub(crate) fn answer(
    invocation: &Invocation,
    target: &TargetInfo,
    question: &Question,
) -> Result<(), String> {
    let mut text = match question {
        Question::Version => version(invocation),
        Question::Help => help(invocation),
        Question::DumpVersion => CLAIMED.split('.').next().unwrap_or(CLAIMED).to_string(),
        Question::DumpFullVersion => CLAIMED.to_string(),
        Question::DumpMachine => target.triple.to_string(),
        Question::DumpSpecs => String::new(),
        Question::FileName(name) => file_name(invocation, target, name),
        Question::ProgName(name) => prog_name(invocation, name),
        Question::SearchDirs => search_dirs(invocation, target),
        Question::LibgccFileName => "libgcc.a".to_string(),
        Question::Sysroot => invocation.sysroot.clone(),
        Question::MultiLib => ".;".to_string(),
        Question::MultiArch => target.triple.to_string(),
        Question::MultiDirectory => ".".to_string(),
        Question::MultiOsDirectory => "../lib".to_string(),
        Question::SysrootHeadersSuffix => String::new(),
    };
    if !text.is_empty() && !text.ends_with('\n') || matches!(question, Question::Sysroot) && !text.is_empty()
    {
        text.push('\n');
    }
    output::to_stdout(text.as_bytes())
}

fn version(invocation: &Invocation) -> String {
    // Scripts look for a version number at the end of the first line. Meson knows what takes GCC's options by the
    // words Free Software Foundation: ccc says that it is not theirs.
    let name = &invocation.program;
    format!(
        "{name} (ccc {}, compatible with GCC) {CLAIMED}\n\
         Takes the command line of the Free Software Foundation's GCC; this is not GCC.\n\
         Licence: MIT OR Apache-2.0.\n",
        env!("CARGO_PKG_VERSION")
    )
}

/// The line of `-v`.
pub(crate) fn verbose(invocation: &Invocation, target: &TargetInfo) {
    diag::tell!("Target: {}", target.triple);
    diag::tell!("Thread model: posix");
    diag::tell!("gcc version {CLAIMED} (ccc {}, as {})", env!("CARGO_PKG_VERSION"), invocation.program);
}

fn help(invocation: &Invocation) -> String {
    let mut text = format!("Usage: {} [options] file...\nOptions:\n", invocation.program);
    for row in rows().filter(|row| !row.help.is_empty()) {
        let argument = match row.form {
            Form::Flag | Form::Toggle => "",
            Form::Joined => "<arg>",
            Form::Separate | Form::JoinedOrSeparate => " <arg>",
        };
        let left = format!("{}{argument}", row.spelling);
        text.push_str(&format!("  {left:<24} {}\n", row.help));
    }
    text.push_str(
        "\nOther options that GCC has and that do nothing here are taken; all others are refused.\n",
    );
    text
}

/// Where libraries and start files are looked for.
pub(crate) fn library_dirs(invocation: &Invocation, target: &TargetInfo) -> Vec<String> {
    let root = &invocation.sysroot;
    let triple = target.triple;
    let mut dirs = invocation.prefixes.clone();
    dirs.extend(
        std::env::var("LIBRARY_PATH")
            .unwrap_or_default()
            .split(':')
            .filter(|d| !d.is_empty())
            .map(String::from),
    );
    dirs.extend([
        format!("{root}/usr/lib/{triple}/"),
        format!("{root}/lib/{triple}/"),
        format!("{root}/usr/local/lib/"),
        format!("{root}/usr/lib/"),
        format!("{root}/lib/"),
    ]);
    dirs
}

fn file_name(invocation: &Invocation, target: &TargetInfo, name: &str) -> String {
    if name == "include" {
        return headers::DIRECTORY.to_string();
    }
    library_dirs(invocation, target)
        .iter()
        .map(|dir| if dir.ends_with('/') { format!("{dir}{name}") } else { format!("{dir}/{name}") })
        .find(|path| std::fs::exists(path).unwrap_or(false))
        .unwrap_or_else(|| name.to_string())
}

/// `ld` and `as` are this very program under another name, if it was installed so.
fn prog_name(invocation: &Invocation, name: &str) -> String {
    let beside = std::env::current_exe().ok().and_then(|exe| {
        let dir = exe.parent()?.to_path_buf();
        [format!("ccc-{name}"), name.to_string()].into_iter().map(|n| dir.join(n)).find(|path| path.exists())
    });
    let _ = invocation;
    beside.map_or(name.to_string(), |path| path.to_string_lossy().into_owned())
}

fn search_dirs(invocation: &Invocation, target: &TargetInfo) -> String {
    let exe = std::env::current_exe().ok();
    let programs =
        exe.as_ref().and_then(|exe| exe.parent()).map_or(String::new(), |d| d.display().to_string());
    format!(
        "install: {}/\nprograms: ={programs}\nlibraries: ={}\n",
        headers::DIRECTORY,
        library_dirs(invocation, target).join(":")
    )
}
