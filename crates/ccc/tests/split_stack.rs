//! `-fsplit-stack`: a recursion that needs more stack than there is, arguments on both sides of a switch.

use std::path::Path;
use std::process::Command;

const PROGRAM: &str = r#"
#include <stdarg.h>
#include <stdlib.h>
#include <sys/resource.h>
__attribute__((noipa)) void use(char *p, int n) { for (int i = 0; i < n; i++) p[i] = i; }
int varied(int depth, ...)
{
  char block[5000];
  va_list list;
  va_start(list, depth);
  int sum = 0;
  for (int i = 0; i < 9; i++)
    sum += va_arg(list, int);
  va_end(list);
  use(block, sizeof block);
  return depth == 0 ? sum : varied(depth - 1, 1, 2, 3, 4, 5, 6, 7, 8, sum - 36);
}
int named(int a, int b, int c, int d, int e, int f, int g, long double h, int depth)
{
  char rest[depth * 8 + 3000], *more = __builtin_alloca(2000);
  use(rest, sizeof rest);
  use(more, 2000);
  return depth == 0 ? a + g + h : named(a, b, c, d, e, f, g + 1, h, depth - 1);
}
int nested(int n)
{
  int add(int by) { char block[4000]; use(block, sizeof block); return n + by; }
  char block[3000];
  use(block, sizeof block);
  return n == 0 ? 0 : add(nested(n - 1));
}
__attribute__((no_split_stack)) int main(void)
{
  struct rlimit limit = { 1 << 20, 1 << 20 };
  if (setrlimit(RLIMIT_STACK, &limit) != 0)
    return 1;
  if (varied(1000, 1, 2, 3, 4, 5, 6, 7, 8, 9) != 45)
    return 2;
  if (named(1, 2, 3, 4, 5, 6, 7, 8, 500) != 516)
    return 3;
  return nested(500) == 125250 ? 0 : 4;
}
"#;

#[test]
fn stacks_in_pieces() {
    let dir = tempfile::tempdir().expect("a directory");
    let source = dir.path().join("split.c");
    std::fs::write(&source, PROGRAM).expect("it is written");
    for level in ["-O0", "-O2"] {
        let output = dir.path().join("split");
        let run = |args: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_ccc"));
            command.arg(level).args(args).arg(&source).arg("-o").arg(&output).status().expect("ccc starts")
        };
        assert!(run(&["-fsplit-stack", "-S"]).success());
        let text = std::fs::read_to_string(&output).expect("assembly");
        assert!(
            text.contains("%fs:112")
                && text.contains("__morestack")
                && text.contains(".note.GNU-no-split-stack")
        );
        // What switches is GCC's.
        let library = |entry: std::fs::DirEntry| entry.path().join("libgcc_eh.a").exists();
        let known = Path::new("/usr/lib/gcc/x86_64-linux-gnu").read_dir();
        if !known.is_ok_and(|mut entries| entries.any(|entry| entry.is_ok_and(library))) {
            continue;
        }
        assert!(run(&["-fsplit-stack"]).success());
        let status = Command::new(&output).status().expect("it starts");
        assert!(status.success(), "{level}: {status}");
    }
}
