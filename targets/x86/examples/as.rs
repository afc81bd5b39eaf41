//! Assembles x86-64 text with the library: `as input.s output.o`. For comparing with other assemblers by hand.

use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [input, output] = args.as_slice() else {
        eprintln!("usage: as input.s output.o");
        return ExitCode::FAILURE;
    };
    let text = match std::fs::read(input) {
        Ok(text) => text,
        Err(e) => {
            eprintln!("{input}: {e}");
            return ExitCode::FAILURE;
        }
    };
    let start = std::time::Instant::now();
    let (object, context) = assembler::assemble_text(x86::X86::x86_64(), input, &text, Vec::new());
    eprint!("{}", context.format_messages());
    eprintln!("{:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    if context.error_count() > 0 {
        return ExitCode::FAILURE;
    }
    match std::fs::write(output, object) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{output}: {e}");
            ExitCode::FAILURE
        }
    }
}
