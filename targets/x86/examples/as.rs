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
    let mut streamer = assembler::ObjectStreamer::new(x86::X86::x86_64());
    streamer.assemble(input, &text);
    let parsed = start.elapsed();
    let (object, context) = streamer.finish();
    eprint!("{}", context.format_messages());
    let ms = |d: std::time::Duration| d.as_secs_f64() * 1e3;
    eprintln!(
        "parse and encode {:.1} ms, lay out and write {:.1} ms",
        ms(parsed),
        ms(start.elapsed() - parsed)
    );
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
