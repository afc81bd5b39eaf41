//! What the dynamic linker does by what it reads: initialisation, loading at run time.

use crate::bench::Bench;

#[test]
fn priorities_order_initialisation_and_its_reverse() {
    let text = r#"
        #include <stdio.h>
        #define F(name, kind) __attribute__((kind)) static void name(void) { printf(#name " "); }
        F(a200, constructor(200)) F(plain, constructor) F(a101, constructor(101))
        F(d101, destructor(101)) F(last, destructor) F(d200, destructor(200))
        int main(int argc, char **argv) { printf("main "); return 0; }
    "#;
    let other = r#"
        #include <stdio.h>
        __attribute__((constructor(150))) static void a150(void) { printf("a150 "); }
        __attribute__((destructor(150))) static void d150(void) { printf("d150 "); }
    "#;
    for kind in ["-pie -fPIE", "-no-pie -fno-pie", "-static", "-static-pie -fPIE"] {
        let bench = Bench::new();
        bench.file("main.c", text).file("other.c", other).ccc(&format!("{kind} main.c other.c -o main"));
        assert_eq!(bench.run("main"), "a101 a150 a200 plain main last d200 d150 d101 ", "{kind}");
    }
}

/// A library that is loaded at run time finds the names that the executable exports.
#[test]
fn a_library_is_loaded_at_run_time() {
    let bench = Bench::new();
    bench.file(
        "plugin.c",
        "int helper(int); __thread int calls;\nint entry(int x) { return helper(x) + ++calls; }",
    );
    bench.file(
        "main.c",
        r#"
        #include <dlfcn.h>
        #include <stdio.h>
        int helper(int x) { return 10 * x; }
        int main(void) {
            void *plugin = dlopen("./plugin.so", RTLD_NOW);
            if (!plugin) { puts(dlerror()); return 1; }
            int (*entry)(int) = (int (*)(int))dlsym(plugin, "entry");
            printf("%d", entry(1));
            printf(" %d %d\n", entry(2), dlclose(plugin));
            return 0;
        }
        "#,
    );
    for hash in ["gnu", "sysv", "both"] {
        bench.ccc(&format!("-shared -fPIC -Wl,--hash-style={hash} plugin.c -o plugin.so"));
        bench.ccc(&format!("-rdynamic -Wl,--hash-style={hash} main.c -ldl -o main"));
        assert_eq!(bench.run("main"), "11 22 0\n", "{hash}");
    }
}

#[test]
fn paths_for_libraries_are_remembered() {
    let bench = Bench::new();
    bench.file("x.c", "int x;").file("main.c", "extern int x; int main(void) { return x; }");
    bench.ccc("-shared -fPIC x.c -Wl,-soname,libx.so.3 -o libx.so");
    bench.ccc("main.c -L. -lx -Wl,-rpath,$ORIGIN/lib -Wl,--as-needed -lm -o main");
    let tags = bench.tool("readelf", "-dW main");
    assert!(tags.contains("RUNPATH") && tags.contains("[$ORIGIN/lib]"), "{tags}");
    assert!(tags.contains("[libx.so.3]") && !tags.contains("[libm.so.6]"), "{tags}");
}

/// `-L` holds for all libraries, in the order of the command line.
#[test]
fn directories_are_searched_in_order() {
    let bench = Bench::new();
    bench
        .file("main.c", "extern int x; int main(void) { return x; }")
        .file("0.c", "int x = 0;")
        .file("1.c", "int x = 1;");
    for (dir, source) in [("first", "0.c"), ("second", "1.c")] {
        std::fs::create_dir(bench.path(dir)).expect("a directory");
        bench.ccc(&format!("-c {source} -o {dir}/x.o"));
        bench.tool("ar", &format!("rcs {dir}/libx.a {dir}/x.o"));
    }
    bench.ccc("main.c -lx -Lfirst -Lsecond -o main");
    assert_eq!(bench.run("main"), "");
    bench.ccc("main.c -Wl,-lx,-L,first,-Lsecond -o main");
    assert_eq!(bench.run("main"), "");
}
