//! Small programs and what comes of them.

use super::{Interpreter, Library, Limits, Stop};
use crate::parse::parse;

fn run(text: &str, args: &[u128]) -> (Result<Vec<u128>, Stop>, String) {
    let unit = parse(text).unwrap_or_else(|error| panic!("{error}"));
    let mut library = Library::default();
    let limits = Limits { steps: 100_000, bytes: 1 << 20, depth: 100 };
    let symbol = unit.functions[0].symbol;
    let data: Vec<_> = unit.data.iter().collect();
    let outcome = Interpreter::new(&unit.module, unit.functions.iter(), &data, &mut library, limits)
        .and_then(|mut interpreter| interpreter.run(symbol, args));
    (outcome, String::from_utf8_lossy(&library.output).into_owned())
}

const FACTORIAL: &str = "
function @f(i64 r0) -> i64 r0 {
  sig0 = sig(i64 r0) -> i64 r0
block0(v0: i64):
  v1 = iconst i64 1
  v2 = icmp.ule i64 v0, v1
  br v2 block1, block2
block1:
  ret (v1)
block2:
  v3 = isub i64 v0, v1
  v4 = call @f sig0 (v3)
  v5 = imul i64 v0, v4
  ret (v5)
}
";

#[test]
fn calls_itself() {
    assert_eq!(run(FACTORIAL, &[10]).0, Ok(vec![3_628_800]));
}

#[test]
fn stops_at_limits() {
    assert_eq!(run(FACTORIAL, &[1000]).0, Err(Stop::OutOfMemory));
    assert_eq!(run("function @f() {\nblock0:\n  jump block0\n}\n", &[]).0, Err(Stop::OutOfSteps));
}

#[test]
fn edges_read_before_they_write() {
    let text = "
function @f(i32 r0, i32 r1) -> i32 r0, i32 r1 {
block0(v0: i32, v1: i32):
  v2 = iconst i32 0
  jump block1(v0, v1, v2)
block1(v3: i32, v4: i32, v5: i32):
  v6 = iconst i32 1
  v7 = iadd i32 v5, v6
  v8 = iconst i32 3
  v9 = icmp.eq i32 v7, v8
  br v9 block2, block1(v4, v3, v7)
block2:
  ret (v3, v4)
}
";
    assert_eq!(run(text, &[5, 6]).0, Ok(vec![5, 6]));
}

#[test]
fn objects_point_to_each_other() {
    let text = "
symbol @table object local defined
symbol @text object local defined
symbol @puts .function global
data @table size 16 align 8 = \"00000000000000000000000000000000\"
  reloc 8 8 @text +1
data @text size 4 align 1 read_only = \"78686900\"
function @f() -> i32 r0 {
  sig0 = sig(ptr r7) -> i32 r0
block0:
  v0 = symbol_addr ptr @table
  v1 = load ptr v0 +8 align 8
  v2 = call @puts sig0 (v1)
  ret (v2)
}
";
    let (outcome, output) = run(text, &[]);
    assert_eq!((outcome, output.as_str()), (Ok(vec![1]), "hi\n"));
}

#[test]
fn accesses_stay_within_objects() {
    let access = |what: &str| {
        let text = format!(
            "symbol @text object local defined\ndata @text size 4 align 1 read_only = \"78686900\"\n\
             function @f() -> i32 r0 {{\n  ss0 = slot 8, align 8\nblock0:\n  v0 = stack_addr ptr ss0\n  \
             v1 = symbol_addr ptr @text\n  v2 = iconst i32 7\n  {what}\n  ret (v2)\n}}\n"
        );
        run(&text, &[]).0
    };
    assert_eq!(access("store i32 v2, v0 +4 align 4"), Ok(vec![7]));
    assert!(matches!(access("store i32 v2, v0 +5 align 1"), Err(Stop::OutOfBounds { size: 4, .. })));
    assert!(matches!(access("store i32 v2, v0 -4 align 4"), Err(Stop::OutOfBounds { .. })));
    assert!(matches!(access("store i32 v2, v1 align 4"), Err(Stop::ReadOnly { .. })));
    assert!(matches!(access("store i32 v2, v1 +100000 align 4"), Err(Stop::OutOfBounds { .. })));
}

#[test]
fn arguments_go_where_the_signature_says() {
    // The callee's third parameter comes on the stack, the fourth is an object there.
    let text = "
function @f() -> i64 r0 {
  ss0 = slot 16, align 8
  sig0 = sig(i64 r7, i64 +0, ptr byval 16 +8) -> i64 r0 stack 24
block0:
  v0 = iconst i64 1
  v1 = iconst i64 20
  v2 = iconst i64 300
  v3 = stack_addr ptr ss0
  store i64 v2, v3 +8 align 8
  v4 = call @g sig0 (v0, v1, v3)
  v5 = load i64 v3 +8 align 8
  v6 = iadd i64 v4, v5
  ret (v6)
}
function @g(i64 r7, i64 +0) -> i64 r0 {
block0(v0: i64, v1: i64):
  v2 = incoming_arg ptr +8
  v3 = load i64 v2 +8 align 8
  v4 = iadd i64 v0, v1
  v5 = iadd i64 v4, v3
  v6 = iconst i64 0
  store i64 v6, v2 +8 align 8
  ret (v5)
}
";
    assert_eq!(run(text, &[]).0, Ok(vec![621]));
}

#[test]
fn what_only_a_machine_can_do_is_named() {
    let text = "function @f() -> ptr r0 {\nblock0:\n  v0 = thread_pointer ptr\n  ret (v0)\n}\n";
    assert_eq!(run(text, &[]).0, Err(Stop::NotInterpretable("thread_pointer".into())));
    let text = "function @f() {\n  sig0 = sig()\nblock0:\n  call @elsewhere sig0 ()\n  ret ()\n}\n";
    assert_eq!(run(text, &[]).0, Err(Stop::NotInterpretable("a call of elsewhere".into())));
}
