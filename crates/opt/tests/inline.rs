//! The inliner: a unit's IR text in, IR text out.

use ir::Definition;
use opt::unit::InlineKinds;
use opt::{Gate, GateOptions};

/// What is left of a unit at a level.
fn after(level: u8, text: &str, options: GateOptions) -> String {
    let unit = ir::parse::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let mut definitions: Vec<Definition> =
        unit.functions.into_iter().map(|f| Definition::Function(Box::new(f))).collect();
    let mut gate = Gate::new(options);
    opt::unit::run(&mut definitions, &unit.module, level, Default::default(), &mut gate, &mut |_, _| {});
    let mut out = String::new();
    for definition in &definitions {
        if let Definition::Function(f) = definition {
            let violations = ir::verify::verify(f);
            assert!(violations.is_empty(), "{violations:?}\n{text}");
            ir::print::function(&mut out, Some(&unit.module), f).expect("strings take everything");
        }
    }
    out
}

const SYMBOLS: &str = "symbol @f .function global defined dso_local\nsymbol @g .function local defined dso_local\n\
    symbol @h .function global\n";

/// `f`, which calls `g` twice, and `g`, whose body is long enough to stay where it is unless it has ATTRIBUTES.
fn calls(attributes: &str, body: &str) -> String {
    format!(
        "{SYMBOLS}function @f(i32 r7) -> i32 r0 {{\n  sig0 = sig(i32 r7) -> i32 r0\nblock0(v0: i32):\n\
         v1 = call @g sig0 (v0)\n  v2 = call @g sig0 (v1)\n  ret (v2)\n}}\n\
         function @g(i32 r7) -> i32 r0 {{\n{attributes}\nblock0(v0: i32):\n{body}\n}}\n"
    )
}

const SHORT: &str = "v1 = imul i32 v0, v0\n  ret (v1)";

fn long() -> String {
    let steps: Vec<String> = (1..200).map(|i| format!("v{i} = imul i32 v{0}, v{0}", i - 1)).collect();
    format!("{}\n  ret (v199)", steps.join("\n"))
}

/// `-fno-inline` and its like leave what must be inlined.
#[test]
fn kinds_can_be_left_out() {
    let text = calls("", SHORT);
    let left = |kinds: InlineKinds, text: &str| {
        let unit = ir::parse::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let mut definitions: Vec<Definition> =
            unit.functions.into_iter().map(|f| Definition::Function(Box::new(f))).collect();
        let mut gate = Gate::new(GateOptions::default());
        opt::unit::run(&mut definitions, &unit.module, 2, kinds, &mut gate, &mut |_, _| {});
        definitions.len()
    };
    assert_eq!(left(InlineKinds::default(), &text), 1);
    let none = InlineKinds { any: false, ..InlineKinds::default() };
    let declared = InlineKinds { plain: false, once: false, ..InlineKinds::default() };
    assert_eq!((left(none, &text), left(declared, &text)), (2, 2));
    assert_eq!(left(declared, &calls("  attributes inline", SHORT)), 1);
    assert_eq!(left(none, &calls("  attributes always_inline", SHORT)), 1);
}

#[test]
fn small_bodies_take_the_place_of_calls() {
    let out = after(1, &calls("", SHORT), GateOptions::default());
    assert!(!out.contains("call") && !out.contains("@g") && out.matches("imul").count() == 2, "{out}");
    let out = after(1, &calls("", &long()), GateOptions::default());
    assert_eq!(out.matches("call").count(), 2, "{out}");
}

#[test]
fn the_source_has_the_last_word() {
    let out = after(1, &calls("  attributes always_inline", &long()), GateOptions::default());
    assert!(!out.contains("call"), "{out}");
    let out = after(3, &calls("  attributes noinline", SHORT), GateOptions::default());
    assert_eq!(out.matches("call").count(), 2, "{out}");
}

/// What the linker or loader may put another definition in the place of is called.
#[test]
fn replaceable_bodies_stay() {
    let of = |kind: &str| {
        let text =
            calls("", SHORT).replace("@g .function local defined dso_local", &format!("@g .function {kind}"));
        after(2, &text, GateOptions::default()).matches("call").count()
    };
    assert_eq!(
        (of("global defined dso_local"), of("global defined"), of("weak defined dso_local")),
        (0, 2, 2)
    );
}

/// A body whose blocks branch and loop, with objects of its own, becomes blocks of the caller.
#[test]
fn control_flow_and_slots_come_along() {
    let body = "v1 = stack_addr ptr ss0\n  store i32 v0, v1 align 4\n  jump block1(v0)\nblock1(v2: i32):\n\
        v3 = load i32 v1 align 4\n  v4 = isub i32 v2, v3\n  switch i32 v4 default: block1(v4), 0: block2\nblock2:\n  ret (v4)";
    let text = calls("  ss0 = slot 4, align 4", body);
    let out = after(2, &text, GateOptions::default());
    assert!(!out.contains("call") && out.contains("ss1 = slot 4"), "{out}");
    assert_eq!(out.matches("switch").count(), 2, "{out}");
}

/// What a body throws lands where what the call threw did, unless the body has a landing pad for it.
#[test]
fn exceptions_land_where_those_of_the_call_did() {
    let landing = "v1 = call @h sig0 (v0)\n  v2 = may_throw block1, block2\nblock1:\n  ret (v1)\nblock2:\n\
        v3 = call @h sig0 (v0)\n  unreachable";
    let text = format!(
        "{SYMBOLS}function @f(i32 r7) -> i32 r0 {{\n  sig0 = sig(i32 r7) -> i32 r0\nblock0(v0: i32):\n\
         v1 = call @g sig0 (v0)\n  v2 = may_throw block1, block2\nblock1:\n  ret (v1)\n\
         block2:\n  jump block3(v2)\nblock3(v3: ptr):\n  v4 = bitcast i64 v3\n  v5 = trunc i32 v4\n  ret (v5)\n}}\n\
         function @g(i32 r7) -> i32 r0 {{\n  sig0 = sig(i32 r7) -> i32 r0\nblock0(v0: i32):\n{landing}\n}}\n"
    );
    let out = after(3, &text, GateOptions::default());
    // The first call keeps its own pad; that in the pad gets the caller's.
    assert_eq!((out.matches("call @h").count(), out.matches("may_throw").count()), (2, 2), "{out}");
    // A body that calls nothing throws nothing.
    let out = after(3, &text.replace(landing, "ret (v0)"), GateOptions::default());
    assert!(!out.contains("may_throw"), "{out}");
}

/// An object passed on the stack is a copy of its own.
#[test]
fn arguments_in_memory_are_copied() {
    let text = format!(
        "{SYMBOLS}function @f(ptr r7) -> i64 r0 {{\n  sig0 = sig(ptr byval 40 +0) -> i64 r0 stack 40\n\
         block0(v0: ptr):\n  v1 = call @g sig0 (v0)\n  ret (v1)\n}}\n\
         function @g() -> i64 r0 stack 40 {{\nblock0:\n  v0 = incoming_arg ptr +8\n  v1 = load i64 v0 align 8\n\
         store i64 v1, v0 +8 align 8\n  ret (v1)\n}}\n"
    );
    let out = after(1, &text, GateOptions::default());
    assert!(!out.contains("call") && !out.contains("incoming_arg"), "{out}");
    assert!(
        out.contains("ss0 = slot 40, align 16") && out.contains("mem_copy") && out.contains("ss0 +8"),
        "{out}"
    );
}

#[test]
fn recursion_ends() {
    let body = "v1 = call @g sig0 (v0)\n  ret (v1)";
    let out = after(3, &calls("  sig0 = sig(i32 r7) -> i32 r0", body), GateOptions::default());
    assert_eq!(out.matches("call @g").count(), 3, "{out}");
}

#[test]
fn the_gate_counts_calls() {
    let mut options = GateOptions::default();
    assert_eq!(options.take("-fopt-bisect-limit=1"), Ok(true));
    assert_eq!(after(1, &calls("", SHORT), options).matches("call").count(), 1);
    let mut options = GateOptions::default();
    assert_eq!(options.take("-fdisable-pass=inline@f"), Ok(true));
    assert_eq!(after(1, &calls("", SHORT), options).matches("call").count(), 2);
}
