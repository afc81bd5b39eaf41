//! The program; all of it is in the library.

// Functions are freed on other threads than made them: with glibc's allocator threads wait for each other's arenas.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    ccc::main()
}
