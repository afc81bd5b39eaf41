//! A whole `.s` file to an object: what the driver calls for assembly sources.

use crate::{Context, Isa, ObjectStreamer};
use std::fmt::Write;
use std::path::PathBuf;

/// Assembles a file's text. The context holds errors and warnings; with errors, the bytes are of no use.
pub fn assemble_text<I: Isa>(
    isa: I,
    name: &str,
    text: &[u8],
    include_dirs: Vec<PathBuf>,
) -> (Vec<u8>, Context) {
    let mut streamer = ObjectStreamer::new(isa);
    streamer.set_include_dirs(include_dirs);
    streamer.assemble(name, text);
    streamer.finish()
}

impl Context {
    /// All messages as GNU as prints them: `file:line: Error: text`.
    pub fn format_messages(&self) -> String {
        let mut out = String::new();
        for message in &self.messages {
            let file = self.files.get(message.place.file as usize).map_or("", |f| &**f);
            let kind = if message.warning { "Warning" } else { "Error" };
            let _ = match (file, message.place.line) {
                ("", _) | (_, 0) => writeln!(out, "{kind}: {}", message.text),
                (file, line) => writeln!(out, "{file}:{line}: {kind}: {}", message.text),
            };
        }
        out
    }
}
