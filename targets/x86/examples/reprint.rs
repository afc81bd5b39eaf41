//! Parses x86-64 text and prints it anew: `reprint input.s output.s`. For testing the printer by hand.

use assembler::TextStreamer;

fn main() -> std::io::Result<()> {
    let args: Vec<String> = std::env::args().collect();
    let text = std::fs::read(&args[1])?;
    let mut streamer = TextStreamer::new(x86::X86::x86_64());
    streamer.reprint(&args[1], &text);
    let (out, context) = streamer.finish();
    eprint!("{}", context.format_messages());
    std::fs::write(&args[2], out)
}
