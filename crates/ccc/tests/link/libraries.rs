//! Libraries that GCC brings: what is in ccc's own runtime, what is shared with other programs, what is GCC's alone.

use crate::bench::Bench;

const UNWINDING: &str = r#"
    #include <stdio.h>
    #include <unwind.h>
    static _Unwind_Reason_Code count(struct _Unwind_Context *c, void *n) { ++*(int *)n; return _URC_NO_REASON; }
    int main(void) { int n = 0; _Unwind_Backtrace(count, &n); printf("%s", n > 1 ? "frames" : "none"); return 0; }
"#;

/// Exceptions of all shared objects need one unwinder, which is no load of programs that unwind nothing.
#[test]
fn the_shared_unwinder_is_linked_where_it_is_used() {
    let bench = Bench::new();
    bench.file("main.c", UNWINDING).file("plain.c", "int main(void) { return 0; }");
    let needed = |program: &str| bench.tool("readelf", &format!("-d {program}")).contains("libgcc_s.so.1");
    bench.ccc("main.c -o main");
    assert_eq!((bench.run("main").as_str(), needed("main")), ("frames", true));
    bench.ccc("-static main.c -o main");
    assert_eq!((bench.run("main").as_str(), needed("main")), ("frames", false));
    bench.ccc("-static-libgcc main.c -o main");
    assert_eq!((bench.run("main").as_str(), needed("main")), ("frames", false));
    bench.ccc("plain.c -o plain");
    assert!(!needed("plain"));
}

#[test]
fn libgcc_may_be_asked_for() {
    let bench = Bench::new();
    bench.file(
        "main.c",
        "#include <stdio.h>\nint main(int c, char **v) { printf(\"%d\", (int)((__int128)100 / c)); return 0; }",
    );
    for libraries in
        ["-lgcc", "-lgcc -lgcc_eh -lc", "-nodefaultlibs -lgcc -lc -lgcc_s", "libgcc.a", "-static -lgcc_eh"]
    {
        bench.ccc(&format!("main.c -o main {libraries}"));
        assert_eq!(bench.run("main"), "100", "{libraries}");
    }
}

/// Objects that no instruction holds are locked by the library that all of a program's parts share.
#[test]
fn large_atomic_objects_are_the_librarys() {
    let bench = Bench::new();
    bench.file(
        "main.c",
        r#"
        #include <stdio.h>
        _Atomic struct { char c[12]; } object;
        int main(void) {
            object = (__typeof__(object)){ "kept" };
            __typeof__(object) copy = object;
            printf("%s", copy.c);
            return 0;
        }
        "#,
    );
    bench.ccc("main.c -o main -latomic");
    assert_eq!(bench.run("main"), "kept");
}
