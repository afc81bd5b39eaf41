//! The command line. Called by a compiler's name during a build of `oracle bisect`, it is that compiler.

mod arguments;

use arguments::{Arguments, Command};
use clap::Parser;
use oracle::wrapper;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    let program = words.first().map_or("", |word| word.rsplit('/').next().unwrap_or(word));
    if let Some(plan) = std::env::var_os(wrapper::PLAN).filter(|_| wrapper::NAMES.contains(&program)) {
        return wrapper::main(Path::new(&plan), &words[1..]);
    }
    let found = match Arguments::parse().command {
        Command::Fuzz(fuzz) => fuzz.run(),
        Command::Bisect(bisect) => bisect.run(),
        Command::Interesting { case } => arguments::interesting(&case).map(u64::from),
    };
    match found {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(why) => {
            println!("ERROR oracle {why}");
            ExitCode::from(2)
        }
    }
}
