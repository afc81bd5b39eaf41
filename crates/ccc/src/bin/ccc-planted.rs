//! The program with a bug in it, for the oracle's tests to find. It is built with the feature `planted-bug` alone.

fn main() -> std::process::ExitCode {
    ccc::main()
}
