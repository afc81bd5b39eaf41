//! The suites as `cargo test` sees them; all of it is in the library.

fn main() -> std::process::ExitCode {
    torture_tests::main()
}
