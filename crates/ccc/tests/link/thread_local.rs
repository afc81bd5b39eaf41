//! Thread-local storage in its four models and by descriptors (Drepper, ELF Handling For Thread-Local Storage), across an
//! executable and a shared library, with the relaxations of a link and without.

use crate::bench::Bench;

const LIBRARY: &str = r#"
__thread int exported = 10;
static __thread int hidden = 20;
static __thread int zero;
int *address(void) { return &exported; }
int sum(void) { hidden++; zero += 2; return exported + hidden + zero; }
"#;

const MAIN: &str = r#"
#include <pthread.h>
#include <stdio.h>
extern __thread int exported;
static __thread int own = 1;
__thread int global = 2;
int *address(void), sum(void);
static void *other(void *unused) {
    exported += 5; own += 100; global += 100;
    printf("%d %d %d %d\n", *address(), sum(), own, global);
    return unused;
}
int main(void) {
    pthread_t thread;
    exported++;
    pthread_create(&thread, 0, other, 0);
    pthread_join(thread, 0);
    printf("%d %d %d %d %d\n", &exported == address(), exported, sum(), own, global);
    return 0;
}
"#;

const SAYS: &str = "15 38 101 102\n1 11 34 1 2\n";

fn check(compile: impl Fn(&Bench, &str), model: &str) {
    let bench = Bench::new();
    bench.file("lib.c", LIBRARY).file("main.c", MAIN);
    compile(&bench, "-fPIC -c lib.c");
    compile(&bench, "-fPIC -c main.c");
    for relax in ["--relax", "--no-relax"] {
        bench.ccc(&format!("-shared -Wl,{relax} lib.o -o libx.so"));
        for kind in ["-pie", "-no-pie"] {
            bench.ccc(&format!("{kind} -Wl,{relax} main.o -L. -lx -lpthread -o main"));
            assert_eq!(bench.run("main"), SAYS, "{model} {relax} {kind}, with a library");
            bench.ccc(&format!("{kind} -Wl,{relax} main.o lib.o -lpthread -o main"));
            assert_eq!(bench.run("main"), SAYS, "{model} {relax} {kind}, alone");
        }
    }
    for kind in ["-static", "-static-pie"] {
        bench.ccc(&format!("{kind} main.o lib.o -lpthread -o main"));
        assert_eq!(bench.run("main"), SAYS, "{model} {kind}");
    }
}

#[test]
fn dynamic_models() {
    for model in ["global-dynamic", "local-dynamic", "initial-exec"] {
        check(|bench, words| drop(bench.ccc(&format!("-ftls-model={model} {words}"))), model);
    }
}

#[test]
fn models_of_gcc() {
    for model in ["global-dynamic", "local-dynamic", "initial-exec"] {
        // GCC would take it at its word for another module's variables, too.
        let local = |words: &str| model != "local-dynamic" || words.ends_with("lib.c");
        check(
            |bench, words| {
                let model = if local(words) { model } else { "global-dynamic" };
                bench.gcc(&format!("-O1 -ftls-model={model} {words}"));
            },
            model,
        );
    }
}

#[test]
fn descriptors() {
    check(|bench, words| drop(bench.gcc(&format!("-O1 -mtls-dialect=gnu2 {words}"))), "gnu2");
}

/// Local exec has its offsets in the code: only executables may have them.
#[test]
fn local_exec() {
    let text = format!("{LIBRARY}{}", MAIN.replace("extern __thread int exported;", ""));
    for kind in ["-pie -fPIE", "-no-pie -fno-pie", "-static", "-static-pie -fPIE"] {
        let bench = Bench::new();
        bench.file("main.c", &text);
        bench.ccc(&format!("{kind} -ftls-model=local-exec main.c -lpthread -o main"));
        assert_eq!(bench.run("main"), SAYS, "{kind}");
    }
    let bench = Bench::new();
    bench.file("lib.s", "mov %fs:x@tpoff, %eax\n.section .tdata,\"awT\"\nx: .long 1\n");
    let said = bench.refused("-shared lib.s");
    assert!(said.contains("R_X86_64_TPOFF32"), "{said}");
}
