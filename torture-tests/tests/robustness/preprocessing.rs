//! The preprocessor's own traps: files that include themselves, macros that multiply, directories and devices as headers.

use crate::run::Case;

#[test]
fn include_of_itself() {
    let case = Case::with("x.c", "#include \"x.c\"\n");
    case.run(["-c", "x.c"]).must_be_refused("#include nested depth");
    case.file("a.h", "#include \"b.h\"\n#include \"b.h\"\n");
    case.file("b.h", "#include \"a.h\"\n#include \"a.h\"\n");
    case.file("y.c", "#include \"a.h\"\n");
    case.run(["-c", "y.c"]).must_be_refused("#include nested depth");
    case.run(["-E", "y.c"]).must_be_refused("#include nested depth");
    case.run(["-M", "y.c"]).must_be_refused("#include nested depth");
}

#[test]
fn include_twice_doubles() {
    // Each level includes the next twice: 2 to the 60th files.
    let case = Case::new();
    for i in 0..60 {
        case.file(&format!("h{i}.h"), format!("#include \"h{0}.h\"\n#include \"h{0}.h\"\n", i + 1));
    }
    case.file("h60.h", "int x;\n");
    case.file("x.c", "#include \"h0.h\"\n");
    case.run(["-c", "x.c"]).must_be_refused("more than 262144 files included");
}

#[test]
fn headers_that_are_no_files() {
    let case = Case::with("x.c", "#include \"/\"\n");
    case.run(["-c", "x.c"]).must_be_refused("error");
    case.file("y.c", "#include \"/dev/null\"\nint x;\n");
    case.run(["-c", "y.c"]).must_be_accepted();
    case.file("z.c", "#include \"\"\n");
    case.run(["-c", "z.c"]).must_be_refused("empty filename");
    std::fs::create_dir(case.path("d.h")).expect("a folder");
    case.file("w.c", "#include \"d.h\"\n");
    case.run(["-c", "w.c"]).must_be_refused("d.h");
    case.run(["-c", "."]).must_be_clear();
    case.run(["-c", "-x", "c", "."]).must_be_refused("error");
    case.run(["-c", "-x", "c", "/dev/zero"]).must_be_refused("error");
}

#[test]
fn macros_that_multiply() {
    let refused = |text: String| {
        let case = Case::with("x.c", text);
        case.run(["-c", "x.c"]).must_be_refused("macro expansion takes more than");
        case.run(["-E", "-o", "x.i", "x.c"]).must_be_refused("macro expansion takes more than");
        assert!(!case.path("x.i").exists());
    };
    let tower = |start: &str, level: &dyn Fn(usize) -> String, end: &str| {
        let levels: String = (1..60).map(level).collect();
        format!("{start}\n{levels}{end}\n")
    };
    refused(tower("#define A0 x x", &|i| format!("#define A{i} A{0} A{0}\n", i - 1), "int y = A59;"));
    refused(tower(
        "#define A0(x) x x",
        &|i| format!("#define A{i}(x) A{0}(x) A{0}(x)\n", i - 1),
        "int y = A59(1);",
    ));
    refused(tower(
        "#define A0(x) x x",
        &|i| format!("#define A{i}(x) A{0}(x x)\n", i - 1),
        "int y = A59(1);",
    ));
    refused(format!("#define D(x) x x\nint y = {}1{};\n", "D(".repeat(60), ")".repeat(60)));
    refused(format!(
        "#define S(x) #x x\n#define D(x) S(x)\nint y = {}1{};\n",
        "D(".repeat(60),
        ")".repeat(60)
    ));
    refused(tower(
        "#define A0(x) x##x\n#define P(x) A0(x)",
        &|i| format!("#define B{i} {i}\n"),
        &format!("int y = {}a{};", "P(".repeat(60), ")".repeat(60)),
    ));
    refused(tower("#define A0 1 + 1", &|i| format!("#define A{i} A{0} + A{0}\n", i - 1), "#if A59\n#endif"));
}

#[test]
fn macros_that_name_themselves() {
    let case = Case::with("x.c", "#define f(x) f(x) f(x)\n#define a b\n#define b a\nint x = a; f(f(f(1)))\n");
    case.run(["-E", "-o", "x.i", "x.c"]).must_be_accepted();
    let chain: String = (1..100_000).map(|i| format!("#define A{i}(x) m(A{}(x))\n", i - 1)).collect();
    case.file("y.c", format!("#define m(x) x\n#define A0(x) x\n{chain}int x = A99999(1);\n"));
    case.run(["-c", "y.c"]).must_be_accepted();
}

#[test]
fn line_numbers() {
    let case = Case::with("x.c", "#line 2147483647\n\n\n\nint x = y;\n");
    case.run(["-c", "x.c"]).must_be_refused("undeclared");
    case.file("y.c", "#line 99999999999999999999\nint x;\n");
    case.run(["-c", "y.c"]).must_be_clear();
    case.file("z.c", "# 1 \"a\" 2\n# 1 \"b\" 2\n# 0 \"c\" 1 2 3 4\nint x = y;\n");
    case.run(["-c", "z.c"]).must_be_clear();
}
