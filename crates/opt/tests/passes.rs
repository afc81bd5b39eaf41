//! Passes: IR text in, IR text out. What a pass leaves is verified.

use opt::{Context, Gate, GateOptions, pass_named, run_pass};

/// Runs passes by name over the only function of a text.
fn after(passes: &str, text: &str) -> String {
    after_with(passes, text, GateOptions::default())
}

fn after_with(passes: &str, text: &str, options: GateOptions) -> String {
    let mut unit = ir::parse::parse(text).unwrap_or_else(|error| panic!("{error}"));
    let mut gate = Gate::new(options);
    let f = &mut unit.functions[0];
    gate.enter(&unit.module.symbols[f.symbol].name);
    let mut cx = Context {
        module: &unit.module,
        abi: &target::InRegisters,
        gate: &mut gate,
        analyses: Default::default(),
    };
    for name in passes.split(' ') {
        let pass = pass_named(name).unwrap_or_else(|| panic!("no pass {name}"));
        run_pass(pass, f, &mut cx);
        let violations = ir::verify::verify(f);
        assert!(violations.is_empty(), "after {name}: {violations:?}");
    }
    let mut out = String::new();
    ir::print::function(&mut out, Some(&unit.module), f).expect("strings take everything");
    out
}

/// The destination of a copy may be its source (C23 6.5.17.2p3): what it reads is not overwritten by it.
#[test]
fn dse_keeps_what_a_copy_to_itself_reads() {
    let text = "function @f(ptr r7, ptr r6) {\n  ss0 = slot 32, align 8\nblock0(v0: ptr, v1: ptr):\n\
        mem_copy v0, v1 +25 align 1\n  v2 = load ptr v1 +64 align 8\n  mem_copy v0, v2 +25 align 1\n  ret ()\n}\n";
    let out = after("dse", text);
    assert_eq!(out.matches("mem_copy").count(), 2, "{out}");
}

#[test]
fn dse_removes_what_is_overwritten() {
    let text = "function @f(ptr r7, i32 r6) {\nblock0(v0: ptr, v1: i32):\n  store i32 v1, v0 align 4\n\
        v2 = iconst i32 7\n  store i32 v2, v0 align 4\n  ret ()\n}\n";
    let out = after("dse", text);
    assert_eq!(out.matches("store").count(), 1, "{out}");
    // A volatile store happens.
    let out = after("dse", &text.replace("store i32 v1, v0 align 4", "store i32 v1, v0 align 4 volatile"));
    assert_eq!(out.matches("store").count(), 2, "{out}");
}

const LOADS: &str = "symbol @g object global defined\nfunction @f(ptr r7, ptr r6) -> i32 r0 {\n  sig0 = sig()\n\
    block0(v0: ptr, v1: ptr):\n  v2 = load i32 v0 align 4\n  MIDDLE\n  v3 = load i32 v0 align 4\n\
    v4 = iadd i32 v2, v3\n  ret (v4)\n}\n";

#[test]
fn gvn_keeps_loads_apart_that_something_may_change() {
    let loads = |middle: &str| after("gvn", &LOADS.replace("MIDDLE", middle)).matches("= load").count();
    assert_eq!(loads(""), 1);
    assert_eq!(loads("store i32 v2, v0 +4 align 4"), 1);
    assert_eq!(loads("store i32 v2, v1 align 4"), 2);
    assert_eq!(loads("call @h sig0 ()"), 2);
    assert_eq!(loads("fence.5"), 2);
    assert_eq!(loads("v9 = atomic_load i32 v1 align 4"), 2);
    let volatile = LOADS.replace("MIDDLE", "").replace("align 4", "align 4 volatile");
    assert_eq!(after("gvn", &volatile).matches("= load").count(), 2);
}

#[test]
fn sroa_makes_values_of_pieces() {
    let text = "function @f(i32 r7) -> i32 r0 {\n  ss0 = slot 8, align 4\nblock0(v0: i32):\n\
        v1 = stack_addr ptr ss0\n  store i32 v0, v1 align 4\n  br v9 block1, block2\nblock1:\n\
        v2 = iconst i32 5\n  store i32 v2, v1 align 4\n  jump block2\nblock2:\n\
        v3 = load i32 v1 align 4\n  ret (v3)\n}\n"
        .replace("  br v9", "  v9 = trunc i8 v0\n  br v9");
    let out = after("sroa dce", &text);
    assert!(!out.contains("load") && !out.contains("store") && out.contains("block2(v"), "{out}");
    // An address that gets away keeps the slot.
    let escapes = text.replace("v2 = iconst i32 5", "v2 = iconst i32 5\n  store ptr v1, v1 +0 align 4");
    assert!(after("sroa dce", &escapes).contains("load"));
    // x87 values are never block parameters; setjmp may bring back old registers.
    let setjmp = text.replace("{\n  ss0", "{\n  attributes calls_setjmp\n  ss0");
    assert!(after("sroa dce", &setjmp).contains("load"));
}

#[test]
fn the_gate_counts() {
    let text = "function @f(i32 r7) -> i32 r0 {\nblock0(v0: i32):\n  v1 = iconst i32 0\n  v2 = iadd i32 v0, v1\n\
        v3 = iadd i32 v2, v1\n  ret (v3)\n}\n";
    let with_limit = |n: u64| {
        let mut options = GateOptions::default();
        assert_eq!(options.take(&format!("-fopt-bisect-limit={n}")), Ok(true));
        after_with("combine dce", text, options).matches("iadd").count()
    };
    assert_eq!((with_limit(0), with_limit(1), with_limit(100)), (2, 2, 0));
}

/// Exchanged edges have other numbers: what was known of the flow is forgotten.
#[test]
fn combine_forgets_the_edges_that_it_exchanges() {
    let text = "function @f(i32 r7, i32 r6) -> i32 r0 {\nblock0(v0: i32, v1: i32):\n  v2 = trunc i8 v0\n\
        v3 = iconst i8 0\n  v4 = icmp.eq i8 v2, v3\n  v5 = iadd i32 v0, v1\n\
        br v4 block1(v5), block2\nblock2:\n  jump block1(v1)\nblock1(v6: i32):\n  ret (v6)\n}\n";
    let out = after("combine dce", text);
    assert!(out.contains("iadd") && out.contains("br v2 block2, block1(v5)"), "{out}");
}

/// A loop whose body, MIDDLE, runs at least once; v0 and v1 are pointers, v2 a number.
const LOOP: &str = "symbol @g object global defined\nfunction @f(ptr r7, ptr r6, i32 r2) -> i32 r0 {\n\
    ss0 = slot 8, align 4\n  sig0 = sig()\nblock0(v0: ptr, v1: ptr, v2: i32):\n  v3 = iconst i32 0\n\
    v4 = icmp.sgt i32 v2, v3\n  br v4 block1(v3), block2(v3)\nblock1(v5: i32):\n  MIDDLE\n  v8 = iadd i32 v5, v7\n\
    v9 = icmp.slt i32 v8, v2\n  br v9 block1(v8), block2(v8)\nblock2(v10: i32):\n  ret (v10)\n}\n";

/// Whether the operation of this name has left the only loop of a function, whose header is `block1`.
fn hoisted(middle: &str, operation: &str) -> bool {
    let out = after("licm", &LOOP.replace("MIDDLE", middle));
    let body = &out[out.find("\nblock1(").expect("the loop stays")..];
    assert!(out.contains(operation), "{out}");
    !body[..body.find("\nblock2").expect("so does its exit")].contains(operation)
}

#[test]
fn licm_moves_what_each_iteration_computes() {
    assert!(hoisted("v6 = iconst i32 3\n  v7 = imul i32 v2, v6", "imul"));
    assert!(!hoisted("v6 = iconst i32 3\n  v7 = imul i32 v5, v6", "imul"));
    // Division by zero happens only after what may end the program.
    assert!(hoisted("v7 = sdiv i32 v2, v2", "sdiv"));
    assert!(!hoisted("call @g sig0 ()\n  v7 = sdiv i32 v2, v2", "sdiv"));
}

#[test]
fn licm_moves_loads_that_nothing_changes() {
    assert!(hoisted("v7 = load i32 v0 align 4", "= load"));
    assert!(!hoisted("v7 = load i32 v0 align 4 volatile", "= load"));
    assert!(hoisted("v7 = load i32 v0 align 4\n  store i32 v5, v0 +4 align 4", "= load"));
    assert!(!hoisted("v7 = load i32 v0 align 4\n  store i32 v5, v1 align 4", "= load"));
    assert!(!hoisted("call @g sig0 ()\n  v7 = load i32 v0 align 4", "= load"));
    // A slot of one's own is out of reach of both.
    assert!(hoisted("call @g sig0 ()\n  v6 = stack_addr ptr ss0\n  v7 = load i32 v6 align 4", "= load"));
}

/// What moves to the end of a block stands before a call whose exceptions land: else it is not done on that way.
#[test]
fn licm_keeps_calls_at_their_landing_pads() {
    let text = LOOP
        .replace("br v4 block1(v3), block2(v3)", "call @g sig0 ()\n  v11 = may_throw block1(v3), block2(v3)");
    let out = after("licm", &text.replace("MIDDLE", "v6 = iconst i32 3\n  v7 = iadd i32 v5, v6"));
    let (constant, call) = (out.find("v6 = ").expect("a constant"), out.find("call @g").expect("a call"));
    assert!(constant < call && out[call..].starts_with("call @g sig0 ()\n  v11 = may_throw"), "{out}");
}

/// What only some iterations do might trap, or cost more than it saves.
#[test]
fn licm_leaves_what_may_not_happen() {
    let some =
        "v6 = trunc i8 v5\n  br v6 block3, block4(v2)\nblock3:\n  WORK\n  jump block4(v11)\nblock4(v7: i32):";
    for work in ["v11 = load i32 v0 align 4", "v11 = sdiv i32 v2, v2", "v11 = imul i32 v2, v2"] {
        let text = LOOP.replace("MIDDLE", &some.replace("WORK", work));
        let out = after("licm", &text);
        let rest = &out[out.find("\nblock3").expect("the block stays")..];
        assert!(rest.contains(&work[6..10]), "{out}");
    }
}

#[test]
fn hardened_comparisons_are_made_twice() {
    let text = "function @f(i32 r7, i32 r6) -> i8 r0 {\n  attributes harden_compares harden_branches\n\
        block0(v0: i32, v1: i32):\n  v2 = icmp.slt i32 v0, v1\n  br v2 block1, block2\n\
        block1:\n  v3 = icmp.eq i32 v0, v1\n  ret (v3)\nblock2:\n  v4 = iconst i8 7\n  ret (v4)\n}\n";
    let out = after("harden", text);
    let count = |what: &str| out.matches(what).count();
    assert_eq!((count("icmp.slt"), count("icmp.sge"), count("trap")), (2, 1, 1), "{out}");
    assert_eq!((count("icmp.eq i32"), count("icmp.ne i32"), count("icmp.eq i8")), (1, 1, 1), "{out}");
    assert_eq!(
        after("harden", &text.replace(" harden_compares harden_branches", " cold")).matches("icmp").count(),
        2
    );
}
