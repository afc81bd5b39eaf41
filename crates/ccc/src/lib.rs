//! ccc: a GCC-compatible C compiler, assembler and linker in one program. By the name it is called by, it is `cc`,
//! `cpp`, `as` or `ld`.

mod assemble;
mod command_line;
mod compile;
mod driver;
mod foreign;
mod generate;
mod interruption;
mod invocation;
mod link;
mod machine;
mod noop;
mod output;
mod parameters;
mod preprocess;
mod question;
mod sanitizers;
mod suggestion;
mod table;

pub use compile::text_to_object;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

/// Exit status of an internal compiler error, as GCC's.
const INTERNAL_ERROR: i32 = 4;

/// Deeply nested programs recurse deeply; the memory is touched only if they do.
const STACK_BYTES: usize = 256 << 20;

/// The program: takes the process's arguments, and gives its exit status.
pub fn main() -> ExitCode {
    let mut words = std::env::args_os().map(|word| word.to_string_lossy().into_owned());
    let program = words.next().unwrap_or_else(|| "ccc".into());
    let program = program.rsplit('/').next().unwrap_or("ccc").to_string();
    let words: Vec<String> = words.collect();
    let worker = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || run(&program, words));
    let status = match worker.map(std::thread::JoinHandle::join) {
        Ok(Ok(status)) => status,
        Ok(Err(_)) => INTERNAL_ERROR,
        Err(error) => {
            diag::tell!("ccc: fatal error: cannot start a thread: {error}");
            1
        }
    };
    ExitCode::from(status as u8)
}

/// Runs the personality that the program's name asks for.
fn run(program: &str, words: Vec<String>) -> i32 {
    let reported = words.clone();
    std::panic::set_hook(Box::new(move |info| {
        let place = info.location().map_or("unknown place".into(), |l| format!("{}:{}", l.file(), l.line()));
        let message = info.payload_as_str().unwrap_or("panic");
        diag::tell!("ccc: internal compiler error: {message} (at {place})");
        diag::tell!("The command line was: ccc {}", reported.join(" "));
        diag::tell!("Please report this with the preprocessed source (add -E to the command line).");
    }));
    let work = || match personality(program) {
        "as" => assemble::main(program, &words),
        "ld" => link::main(program, &words),
        "cpp" => {
            let mut all = vec!["-E".to_string()];
            all.extend(words);
            driver::main(program, all)
        }
        _ => driver::main(program, words),
    };
    match catch_unwind(AssertUnwindSafe(|| diag::catch_too_deep(work))) {
        Ok(Ok(status)) => status,
        Ok(Err(deep)) => {
            diag::tell!("{program}: fatal error: {deep}");
            1
        }
        Err(_) => INTERNAL_ERROR,
    }
}

/// The tool that a program name ends with: `x86_64-linux-gnu-ccc-ld` is `ld`.
fn personality(program: &str) -> &str {
    match program.rsplit('-').next().unwrap_or(program) {
        "ld" | "ld.bfd" => "ld",
        "as" => "as",
        "cpp" => "cpp",
        _ => "cc",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn personalities() {
        for (name, tool) in
            [("ccc", "cc"), ("ccc-ld", "ld"), ("ld", "ld"), ("as", "as"), ("cpp", "cpp"), ("gcc", "cc")]
        {
            assert_eq!(super::personality(name), tool, "{name}");
        }
    }
}
