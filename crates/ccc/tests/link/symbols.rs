//! Which definition a name means: versions, visibility, weak ones, indirect functions.

use crate::bench::Bench;

/// A program that was linked against the first version keeps its function when the library gains a second.
#[test]
fn an_old_program_keeps_the_old_version() {
    let bench = Bench::new();
    bench.file(
        "main.c",
        "#include <stdio.h>\nint answer(void);\nint main(void) { printf(\"%d\\n\", answer()); return 0; }",
    );
    bench.file("one.map", "ONE { global: answer; local: *; };");
    bench.file("one.c", "int answer(void) { return 1; } int secret(void) { return 0; }");
    bench.ccc("-shared -fPIC -Wl,-soname,libx.so,--version-script,one.map one.c -o libx.so");
    bench.ccc("main.c -L. -lx -o old");
    bench.file("two.map", "ONE { global: answer; local: *; }; TWO { global: answer; } ONE;");
    bench.file(
        "two.c",
        "__asm__(\".symver first, answer@ONE\"); __asm__(\".symver second, answer@@TWO\");\n\
         int first(void) { return 1; } int second(void) { return 2; }",
    );
    bench.ccc("-shared -fPIC -Wl,-soname,libx.so,--version-script,two.map two.c -o libx.so");
    bench.ccc("main.c -L. -lx -o new");
    assert_eq!((bench.run("old").as_str(), bench.run("new").as_str()), ("1\n", "2\n"));
    let symbols = bench.tool("readelf", "--dyn-syms -W libx.so");
    assert!(symbols.contains("answer@ONE") && symbols.contains("answer@@TWO"), "{symbols}");
    assert!(!symbols.contains("secret"), "{symbols}");
}

/// As zlib's build has it.
#[test]
fn a_version_script_hides_what_it_does_not_name() {
    let bench = Bench::new();
    bench.file(
        "map",
        "Z_1.0 { global: deflate; inflate*; local: _*; internal; };\nZ_1.1 { global: extra; } Z_1.0;\n",
    );
    bench.file("z.c", "int deflate, inflateInit, _tr, internal, extra, other;");
    bench.ccc("-shared -fPIC -Wl,-soname,libz.so.1,--version-script,map -o libz.so.1.0 z.c");
    let symbols = bench.tool("readelf", "--dyn-syms -W libz.so.1.0");
    for name in ["deflate@@Z_1.0", "inflateInit@@Z_1.0", "extra@@Z_1.1", " other"] {
        assert!(symbols.contains(name), "{name}: {symbols}");
    }
    assert!(!symbols.contains("_tr") && !symbols.contains("internal"), "{symbols}");
    assert!(bench.tool("readelf", "-dW libz.so.1.0").contains("[libz.so.1]"));
}

#[test]
fn an_absent_weak_function_is_null() {
    let text = "#include <stdio.h>\nextern int absent(void) __attribute__((weak)); extern int gone __attribute__((weak));\n\
                int (*pointer)(void) = absent;\n\
                int main(void) { printf(\"%d %d %d\\n\", absent ? absent() : 7, &gone == 0, pointer == 0); return 0; }";
    for kind in ["-pie -fPIE", "-no-pie -fno-pie", "-static", "-static-pie -fPIE"] {
        let bench = Bench::new();
        bench.file("main.c", text).ccc(&format!("{kind} main.c -o main"));
        assert_eq!(bench.run("main"), "7 1 1\n", "{kind}");
    }
}

/// An indirect function is chosen when the program starts; its address is one everywhere.
#[test]
fn indirect_functions() {
    let text = r#"
        #include <stdio.h>
        static int seven(void) { return 7; }
        static int (*choose(void))(void) { return seven; }
        int number(void) __attribute__((ifunc("choose")));
        static int own(void) __attribute__((ifunc("choose")));
        int (*table[2])(void) = { number, own };
        int main(void) {
            int (*pointer)(void) = number;
            printf("%d %d %d %d %d\n", number(), own(), table[0](), table[1](), pointer == table[0]);
            return 0;
        }
    "#;
    for kind in ["-pie -fPIE", "-no-pie -fno-pie", "-static", "-static-pie -fPIE", "-pie -fPIC -Wl,-z,now"] {
        for (compiler, level) in [("ccc", "-O0"), ("gcc", "-O1")] {
            let bench = Bench::new();
            bench.file("main.c", text);
            let words = format!("{level} {kind} -c main.c");
            let said = if compiler == "gcc" { bench.gcc(&words) } else { bench.ccc(&words) };
            assert_eq!(said, "");
            bench.ccc(&format!("{kind} main.o -o main"));
            assert_eq!(bench.run("main"), "7 7 7 7 1\n", "{compiler} {kind}");
        }
    }
}

/// The executable's copy of a library's object is the one that the library uses, too, under all its names.
#[test]
fn a_copy_relocation_moves_all_names_of_an_object() {
    let bench = Bench::new();
    bench.file("lib.c", "int value[3] = {1, 2, 3}; extern int again[3] __attribute__((alias(\"value\")));\nint third(void) { return again[2]; }");
    bench.file("main.c", "#include <stdio.h>\nextern int value[3]; int third(void);\nint main(void) { value[2] = 9; printf(\"%d %d\\n\", value[0], third()); return 0; }");
    bench.ccc("-shared -fPIC lib.c -o libx.so");
    bench.gcc("-fno-pie -c main.c");
    bench.ccc("-no-pie main.o -L. -lx -o main");
    assert_eq!(bench.run("main"), "1 9\n");
    assert!(bench.tool("readelf", "-rW main").contains("R_X86_64_COPY"));
}

#[test]
fn undefined_names_are_said_with_their_place() {
    let bench = Bench::new();
    bench.file("main.c", "int missing(void); int main(void) { return missing(); }");
    let said = bench.refused("main.c");
    assert!(said.contains("main") && said.contains("undefined reference to `missing'"), "{said}");
}
