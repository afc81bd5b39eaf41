//! Turns the grammars of linker scripts and version scripts into parsers.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    lalrpop::Configuration::new().emit_rerun_directives(true).process_current_dir()
}
