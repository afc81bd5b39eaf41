//! The text form: what is printed is read back, and what is wrong is said with its place.

use ir::{parse, print};

fn round_trip(text: &str) -> String {
    let unit = parse::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let mut out = String::new();
    print::unit(&mut out, &unit.module, &unit.data, &unit.functions).expect("strings take everything");
    out
}

const EVERYTHING: &str = r#"symbol @puts .function global error "no \"output\" here"
symbol @f .function global defined dso_local
symbol @"odd name" object weak hidden defined alias
symbol @t tls local defined local_exec
data @"odd name" size 16 align 8 read_only section ".rodata.x" = "0001ff"
  reloc 8 8 @puts +4
  reloc 0 4 @f labels 1 2 -1
function @f(i32 r7, ptr byval 24 +0) -> i64 r0 variadic 1 0 vectors r0=2 stack 32 align 64 noreturn
{
  attributes section ".text.hot" align 32 cold dynamic_stack
  ss0 = slot 8, align 8
  sig0 = sig(i32 r7) -> i32 r0
  wide0 = 0x3fff8000000000000000
  literal0 = "6162"
block0(v0: i32, v9: ptr):
  v1 = iconst i32 -5
  v2, v3 = sadd_ov i32 v0, v1
  v4 = load i16 v9 +12 align 2 volatile space 1 alias 3
  store i32 v2, v9 -4 align 4
  v5 = wconst f80 wide0
  v6 = fcmp.olt f80 v5, v5
  v7 = atomic_rmw.nand i32 v9, v0 align 4
  v8 = call @puts sig0 (v0)
  v20, v21 = asm ("foo %0\n") [="r" i32] [=&"a" i64 {rax}] clobbers ["memory", "cc"] volatile
  switch i32 v0 default: block1, 1|5..7: block3(v2), : block3(v1)
block1 cold label 3:
  v10 = block_addr ptr block1
  indirect_br v10 block1, block2
block2:
  br.1 v6 block1, block3(v0)
block3(v11: i32):
  v12 = sext i64 v11
  v13 = literal_addr ptr literal0 +1
  v14 = object_size.1 i64 v13 +2
  v15 = call @f sig0 (v11)
  v16 = may_throw block4, block5(v11)
block4:
  ret (v12)
block5(v17: i32) cold:
  ret (v12)
}
"#;

#[test]
fn everything_round_trips() {
    // An asm's operand list stands before its template.
    let text = EVERYTHING
        .replace("noreturn\n{", "noreturn {")
        .replace("= asm (\"foo %0\\n\")", "= asm () \"foo %0\\n\"");
    assert_eq!(round_trip(&text), text);
}

#[test]
fn mistakes_have_places() {
    let wrong = |text: &str| match parse::parse(text) {
        Ok(_) => panic!("accepted: {text}"),
        Err(error) => error.to_string(),
    };
    let cases = [
        "function @f() {\nblock0:\n  v0 = iadd i32 v1, v1\n  ret ()\n}\n",
        "function @f() {\nblock0:\n  v0 = frobnicate i32\n}\n",
        "function @f() {\nblock0:\n  jump block7\n}\n",
        "function @f() {\nblock0:\n  v0 = stack_addr ptr ss0\n}\n",
        "function @f(i32) {\n}\n",
        "function @f() {\nblock0:\n  v0 = iconst i32 1\n  v0 = iconst i32 2\n  ret ()\n}\n",
        "function @f() {\nblock99999999:\n}\n",
        "function @f() {\nblock0:\n  v0 = load i32 v0 align 3\n}\n",
        "function @f() {\nblock0:\n  v0, v2 = sadd_ov i32 v0, v0\n}\n",
        "data @x size 1 align 1 = \"0102\"\n",
        "block0:\n",
        "function @f() {\n  \u{1}\n",
    ];
    let report: Vec<String> = cases.iter().map(|text| wrong(text)).collect();
    insta::assert_snapshot!(report.join("\n"));
}

/// An exception is known in its landing pad alone, and there what the call returns is not.
#[test]
fn calls_that_throw_have_two_ways_out() {
    let broken = |pad: &str, on: &str| -> Vec<String> {
        let text = format!(
            "symbol @g .function global\nfunction @f(ptr r7) -> ptr r0 {{\n  sig0 = sig(ptr r7) -> ptr r0\n\
             block0(v0: ptr):\n  v1 = call @g sig0 (v0)\n  v2 = may_throw {on}\nblock1(v3: ptr):\n  ret (v3)\n\
             block2:\n  ret ({pad})\n}}\n"
        );
        let unit = parse::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        ir::verify::verify(&unit.functions[0]).into_iter().map(|violation| violation.rule).collect()
    };
    assert_eq!(broken("v2", "block1(v1), block2"), [""; 0]);
    assert_eq!(broken("v0", "block1(v0), block2"), [""; 0]);
    assert_eq!(broken("v1", "block1(v1), block2"), ["v1 does not dominate its use"]);
    assert_eq!(broken("v0", "block1(v2), block2"), ["v2 does not dominate its use"]);
    assert_eq!(broken("v0", "block2, block1(v1)"), ["the landing pad is given what the call returns"]);
    assert!(broken("v0", "block2, block2").contains(&"the landing pad is where the call returns to".into()));
}
