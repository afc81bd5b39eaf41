//! Anything that can stand in itself, 100,000 deep: closed properly, and never closed.

use crate::run::Case;

/// How deep.
const DEPTH: usize = 100_000;

/// One thing that nests: what stands before, what opens a level, the innermost, what closes a level, what follows.
struct Nest {
    name: &'static str,
    before: &'static str,
    open: &'static str,
    core: &'static str,
    close: &'static str,
    after: &'static str,
}

impl Nest {
    /// The text, `depth` levels deep.
    fn closed(&self, depth: usize) -> String {
        [self.before, &self.open.repeat(depth), self.core, &self.close.repeat(depth), self.after].concat()
    }

    /// The text up to the innermost.
    fn unclosed(&self, depth: usize) -> String {
        [self.before, &self.open.repeat(depth), self.core].concat()
    }
}

const fn nest(
    name: &'static str,
    before: &'static str,
    (open, core, close): (&'static str, &'static str, &'static str),
    after: &'static str,
) -> Nest {
    Nest { name, before, open, core, close, after }
}

const EXPR: &str =
    "int g, *p; int f(int); struct s { struct s *n; int i; int a[9]; } v; void h(int a) { g = ";
const STMT: &str = "int g; void h(int a) { ";

/// What nests in C.
const C: &[Nest] = &[
    nest("parentheses", EXPR, ("(", "a", ")"), "; }\n"),
    nest("braces of a scalar", "int g = ", ("{", "1", "}"), ";\n"),
    nest("declarator parentheses", "int ", ("(", "x", ")"), ";\n"),
    nest("pointers", "int ", ("*", "x", ""), ";\n"),
    nest("qualified pointers", "int ", ("*const ", "x", ""), ";\n"),
    nest("array dimensions", "extern int x", ("[1]", "", ""), ";\n"),
    nest("large array dimensions", "extern int x", ("[1000]", "", ""), ";\n"),
    nest("variable dimensions", "void h(int n) { int x", ("[n]", "", ""), "; }\n"),
    nest("pointers to functions", "int ", ("(*", "x", ")(void)"), ";\n"),
    nest("pointers to arrays", "int ", ("(*", "x", ")[2]"), ";\n"),
    nest("parameters of parameters", "void x", ("(void f", "(void)", ")"), ";\n"),
    nest("structures", "", ("struct { int a; ", "int b;", "} m;"), "\n"),
    nest("tagged structures", "", ("struct s { int a; ", "int b;", "} m;"), "\n"),
    nest("anonymous structures", "", ("struct { ", "int b;", "};"), "\n"),
    nest("unions", "", ("union { int a; ", "int b;", "} m;"), "\n"),
    nest("enumerations", "int g = ", ("sizeof(enum { A = ", "1", "})"), ";\n"),
    nest("blocks", STMT, ("{", "", "}"), "}\n"),
    nest("blocks with variables", STMT, ("{ int a;", "", "}"), "}\n"),
    nest("if", STMT, ("if (a) ", ";", ""), "}\n"),
    nest("if in blocks", STMT, ("if (a) {", ";", "}"), "}\n"),
    nest("else if", STMT, ("if (a) g = 1; else ", ";", ""), "}\n"),
    nest("while", STMT, ("while (a) ", ";", ""), "}\n"),
    nest("for", STMT, ("for (;a;) ", ";", ""), "}\n"),
    nest("for with declarations", STMT, ("for (int i = 0; i < a; i++) ", ";", ""), "}\n"),
    nest("do", STMT, ("do ", ";", "while (a);"), "}\n"),
    nest("switch", STMT, ("switch (a) case 1: ", ";", ""), "}\n"),
    nest("case labels", "int g; void h(int a) { switch (a) { ", ("case __COUNTER__: ", ";", ""), "} }\n"),
    nest("default labels", "int g; void h(int a) { switch (a) { ", ("default: ", ";", ""), "} }\n"),
    nest("labels", STMT, ("x: ", ";", ""), "}\n"),
    nest("minus", EXPR, ("- ", "a", ""), "; }\n"),
    nest("constant minus", EXPR, ("- ", "1", ""), "; }\n"),
    nest("logical not", EXPR, ("!", "a", ""), "; }\n"),
    nest("complement", EXPR, ("~", "a", ""), "; }\n"),
    nest("address of indirection", EXPR, ("*&", "a", ""), "; }\n"),
    nest("indirection of a function", "void f(void); void h(void) { ", ("*", "f", ""), "(); }\n"),
    nest("sums", EXPR, ("a + ", "a", ""), "; }\n"),
    nest("sums of constants", "int g = ", ("1 + ", "1", ""), ";\n"),
    nest("sums to the right", EXPR, ("a + (", "a", ")"), "; }\n"),
    nest("constant sums to the right", "int g = ", ("1 + (", "1", ")"), ";\n"),
    nest("products", EXPR, ("a * ", "a", ""), "; }\n"),
    nest("floating sums to the right", "double h(double a) { return ", ("a + (", "a", ")"), "; }\n"),
    nest("comparisons", EXPR, ("a < ", "a", ""), "; }\n"),
    nest("and", EXPR, ("a && ", "a", ""), "; }\n"),
    nest("or", EXPR, ("a || ", "a", ""), "; }\n"),
    nest("and to the right", EXPR, ("a && (", "a", ")"), "; }\n"),
    nest("and in or", EXPR, ("a || a && (", "a", ")"), "; }\n"),
    nest("conditions and", "void h(int a) { if (", ("a && ", "a", ""), ") h(1); }\n"),
    nest("conditional to the right", EXPR, ("a ? 1 : ", "a", ""), "; }\n"),
    nest("conditional in the middle", EXPR, ("a ? ", "a", " : 1"), "; }\n"),
    nest("conditional to the left", EXPR, ("(", "a", " ? 1 : 2)"), "; }\n"),
    nest("conditional without middle", EXPR, ("a ?: ", "a", ""), "; }\n"),
    nest("constant conditional", "int g = ", ("1 ? 2 : ", "3", ""), ";\n"),
    nest("assignments", EXPR, ("g = ", "a", ""), "; }\n"),
    nest("compound assignments", EXPR, ("g += ", "a", ""), "; }\n"),
    nest("commas", EXPR, ("a, ", "a", ""), "; }\n"),
    nest("commas to the right", EXPR, ("(a, ", "a", ")"), "; }\n"),
    nest("casts", EXPR, ("(int)", "a", ""), "; }\n"),
    nest("casts back and forth", EXPR, ("(int)(char)", "a", ""), "; }\n"),
    nest("casts to structures", EXPR, ("(struct s)", "a", ""), "; }\n"),
    nest("compound literals", EXPR, ("(int){", "a", "}"), "; }\n"),
    nest("calls", EXPR, ("f(", "a", ")"), "; }\n"),
    nest("undeclared calls", EXPR, ("u(", "a", ")"), "; }\n"),
    nest("calls of results", "typedef void *(*t)(void); void h(t a) { ", ("((t)", "a", "())"), "; }\n"),
    nest("calls of calls", EXPR, ("", "a", "()"), "; }\n"),
    nest("sizeof", EXPR, ("sizeof ", "a", ""), "; }\n"),
    nest("sizeof in parentheses", EXPR, ("sizeof(", "a", ")"), "; }\n"),
    nest("sizeof of types", EXPR, ("sizeof(char[", "1", "])"), "; }\n"),
    nest("alignof", EXPR, ("__alignof__ ", "a", ""), "; }\n"),
    nest("typeof", "", ("__typeof__(", "int", ")"), " x;\n"),
    nest("typeof of expressions", "int a; ", ("__typeof__(+(", "a", "))"), " x;\n"),
    nest("alignas", "", ("_Alignas(sizeof(struct { ", "_Alignas(8) int x;", "int m; }))"), " int y;\n"),
    nest("atomic", "", ("_Atomic(", "int", ")"), " x;\n"),
    nest("extension", EXPR, ("__extension__ ", "a", ""), "; }\n"),
    nest("real", EXPR, ("__real__ ", "a", ""), "; }\n"),
    nest("members of pointers", EXPR, ("", "v.n", "->n"), "->i; }\n"),
    nest("members that are missing", EXPR, ("", "v", ".missing"), "; }\n"),
    nest("subscripts of subscripts", EXPR, ("v.a[", "a", "]"), "; }\n"),
    nest("subscripts of results", EXPR, ("", "v.a", "[0]"), "; }\n"),
    nest("increments", EXPR, ("++", "a", ""), "; }\n"),
    nest("increments behind", EXPR, ("", "a", "++"), "; }\n"),
    nest("statement expressions", EXPR, ("({", "a;", "})"), "; }\n"),
    nest("statement expressions with variables", EXPR, ("({ int a = 1; ", "a;", "})"), "; }\n"),
    nest("nested functions", STMT, ("void n(void) {", "", "}"), "}\n"),
    nest("generic selections", EXPR, ("_Generic(1, int: ", "a", ")"), "; }\n"),
    nest("controlling expressions", EXPR, ("_Generic(", "a", ", int: 1)"), "; }\n"),
    nest("chosen expressions", EXPR, ("__builtin_choose_expr(1, ", "a", ", 2)"), "; }\n"),
    nest("constants asked for", EXPR, ("__builtin_constant_p(", "a", ")"), "; }\n"),
    nest("expected", EXPR, ("__builtin_expect(", "a", ", 1)"), "; }\n"),
    nest("initialiser lists", "struct s { int a; } x = ", ("{", "1", "}"), ";\n"),
    nest("designators of members", "struct s { struct s *n; } x = { ", (".n", " = 0", ""), "};\n"),
    nest("designators of elements", "int x[1] = { ", ("[0]", " = 1", ""), "};\n"),
    nest("deep array initialised", "int x", ("[1]", " = ", "{"), "1;\n"),
    nest("nested designated lists", "struct s { int a; } x = ", ("{ .a = ", "1", "}"), ";\n"),
    nest(
        "offsetof",
        "struct s { struct s *n; }; int x = __builtin_offsetof(struct s, n",
        (".n", "", ""),
        ");\n",
    ),
    nest("attributes", "int x __attribute__((", ("aligned(", "8", ")"), "));\n"),
    nest("unknown attributes", "int x __attribute__((", ("u(", "8", ")"), "));\n"),
    nest("standard attributes", "", ("[[u(", "8", ")]]"), " int x;\n"),
    nest("attribute lists", "int x ", ("__attribute__((unused)) ", "", ""), ";\n"),
    nest("static assertions", "_Static_assert(", ("(", "1", ")"), ", \"\");\n"),
    nest("strings", "char x[] = ", ("\"a\" ", "\"\"", ""), ";\n"),
    nest("qualifiers", "", ("const ", "int x", ""), ";\n"),
    nest("specifiers", "", ("long ", "x", ""), ";\n"),
    nest("storage classes", "", ("static ", "int x", ""), ";\n"),
    nest("inline asm", STMT, ("__asm__(\"\" : \"+r\"(a));", "", ""), "}\n"),
    nest("old parameters", "int f(a) ", ("int a;", "", ""), "{ return a; }\n"),
    nest("va_arg", "void h(__builtin_va_list a) { ", ("*__builtin_va_arg(a, int *", "", ")"), "; }\n"),
    nest("complex", "_Complex double g; void h(_Complex double a) { g = ", ("a * (", "a", ")"), "; }\n"),
    nest("brackets", "int x = ", ("[", "", "]"), ";\n"),
    nest("all brackets", "int x = ", ("([{", "", "}])"), ";\n"),
    nest("closing braces", "int x; ", ("}", "", ""), "\n"),
    nest("closing parentheses", "int x; ", (")", "", ""), "\n"),
    nest("semicolons", "", (";", "", ""), "\n"),
    nest("at signs", "", ("@", "", ""), "\n"),
];

/// What nests in the preprocessor.
const PREPROCESSOR: &[Nest] = &[
    nest("#if", "", ("#if 1\n", "int x;\n", "#endif\n"), ""),
    nest("skipped #if", "#if 0\n", ("#if 1\n", "int x;\n", "#endif\n"), "#endif\n"),
    nest("#else", "", ("#if 0\n#else\n", "int x;\n", "#endif\n"), ""),
    nest("#elif", "#if 0\n", ("#elif 0\n", "int x;\n", ""), "#endif\n"),
    nest("parentheses in #if", "#if ", ("(", "1", ")"), "\n#endif\n"),
    nest("minus in #if", "#if ", ("-", "1", ""), "\n#endif\n"),
    nest("not in #if", "#if ", ("!", "1", ""), "\n#endif\n"),
    nest("conditional in #if", "#if ", ("1 ? 1 : ", "1", ""), "\n#endif\n"),
    nest("conditional in the middle in #if", "#if ", ("1 ? ", "1", ": 1"), "\n#endif\n"),
    nest("sums in #if", "#if ", ("1 + ", "1", ""), "\n#endif\n"),
    nest("sums to the right in #if", "#if ", ("1 + (", "1", ")"), "\n#endif\n"),
    nest("and in #if", "#if ", ("1 && ", "1", ""), "\n#endif\n"),
    nest("defined in #if", "#if ", ("defined ", "x", ""), "\n#endif\n"),
    nest("macro calls", "#define m(x) x\nint x = ", ("m(", "1", ")"), ";\n"),
    nest("macro calls twice", "#define m(x) n(x)\n#define n(x) x\nint x = ", ("m(", "1", ")"), ";\n"),
    nest("macro calls of calls", "#define m(x) m\nint m = 1; int x = ", ("", "m", "(1)"), ";\n"),
    nest("parentheses in an argument", "#define m(x) x\nint x = m(", ("(", "1", ")"), ");\n"),
    nest("arguments", "#define m(...) \nint x = 1 m(", ("a,", "1", ""), ");\n"),
    nest("parameters", "#define m(", ("a,", "b", ""), ")\n"),
    nest("pasting", "#define m a", ("##a", "", ""), "\nint m;\n"),
    nest("stringising", "#define m(x) #x\nchar x[] = m(", ("m(", "1", ")"), ");\n"),
    nest("variadic options", "#define m(...) ", ("__VA_OPT__(", "1", ")"), "\nint x = m(1);\n"),
    nest("redefinitions", "", ("#define m 1\n", "", ""), "int x = m;\n"),
    nest("pushed macros", "", ("#pragma push_macro(\"m\")\n", "", "#pragma pop_macro(\"m\")\n"), "int x;\n"),
    nest("pushed diagnostics", "", ("#pragma GCC diagnostic push\n", "", "#pragma GCC diagnostic pop\n"), ""),
    nest("pushed packing", "", ("#pragma pack(push, 1)\n", "", "#pragma pack(pop)\n"), "int x;\n"),
    nest("pragma operators", "", ("_Pragma(\"GCC poison x\") ", "", ""), "int y;\n"),
    nest("comments", "", ("/*", "", "*/"), "int x;\n"),
    nest("line continuations", "int x", ("\\\n", "", ""), ";\n"),
    nest("backslashes", "int x = ", ("\\", "1", ""), ";\n"),
    nest("line markers", "", ("# 1 \"a.c\" 1\n", "", "# 2 \"a.c\" 2\n"), "int x;\n"),
    nest("quotes", "int x = ", ("'", "", ""), ";\n"),
    nest("double quotes", "int x = ", ("\"", "", ""), ";\n"),
    nest("hashes", "", ("#", "", ""), "\n"),
    nest("null directives", "", ("#\n", "", ""), "\n"),
    nest("#error", "", ("#error x\n", "", ""), "\n"),
    nest("unknown directives", "", ("#nonsense\n", "", ""), "\n"),
    nest("#endif without #if", "", ("#endif\n", "", ""), "\n"),
];

/// What nests in assembly.
const ASSEMBLY: &[Nest] = &[
    nest("parentheses", ".long ", ("(", "1", ")"), "\n"),
    nest("minus", ".long ", ("-", "1", ""), "\n"),
    nest("sums", ".long ", ("1+", "1", ""), "\n"),
    nest("sums of symbols", ".long ", ("x+", "1", ""), "\n"),
    nest("sums to the right", ".long ", ("1+(", "1", ")"), "\n"),
    nest("symbols to the right", "x: .long ", ("x-(", "x", ")"), "\n"),
    nest(".if", "", (".if 1\n", "nop\n", ".endif\n"), ""),
    nest("skipped .if", ".if 0\n", (".if 1\n", "nop\n", ".endif\n"), ".endif\n"),
    nest(".rept", "", (".rept 1\n", "nop\n", ".endr\n"), ""),
    nest(".rept twice", "", (".rept 2\n", "nop\n", ".endr\n"), ""),
    nest(".irp", "", (".irp a,1\n", "nop\n", ".endr\n"), ""),
    nest(".macro", "", (".macro m\n", "nop\n", ".endm\n"), "m\n"),
    nest(".pushsection", "", (".pushsection .data\n", "", ".popsection\n"), ""),
    nest(".popsection", "", (".popsection\n", "", ""), ""),
    nest(".subsection", "", (".subsection 1\n", "", ".previous\n"), ""),
    nest(".cfi_startproc", "", (".cfi_startproc\n", "", ".cfi_endproc\n"), ""),
    nest(
        ".cfi_remember_state",
        ".cfi_startproc\n",
        (".cfi_remember_state\n", "", ".cfi_restore_state\n"),
        ".cfi_endproc\n",
    ),
    nest("memory operands", "mov ", ("(", "%rax", ")"), ", %rax\n"),
    nest("prefixes", "", ("rep ", "movsb", ""), "\n"),
    nest("locks", "", ("lock;", "nop", ""), "\n"),
    nest("labels", "", ("1:", "nop", ""), "\n"),
    nest("operands", "mov ", ("%eax,", "%eax", ""), "\n"),
    nest("commas", ".long ", ("1,", "1", ""), "\n"),
    nest("strings", ".ascii ", ("\"a\",", "\"\"", ""), "\n"),
    nest("comments", "", ("/*", "", "*/"), "nop\n"),
];

/// What nests in linker scripts.
const SCRIPT: &[Nest] = &[
    nest("parentheses", "x = ", ("(", "1", ")"), ";\n"),
    nest("minus", "x = ", ("-", "1", ""), ";\n"),
    nest("sums", "x = ", ("1 + ", "1", ""), ";\n"),
    nest("sums to the right", "x = ", ("1 + (", "1", ")"), ";\n"),
    nest("conditional", "x = ", ("1 ? 2 : ", "3", ""), ";\n"),
    nest("conditional in the middle", "x = ", ("1 ? ", "3", " : 2"), ";\n"),
    nest("functions", "x = ", ("ALIGN(", "1", ")"), ";\n"),
    nest("braces", "SECTIONS ", ("{", "", "}"), "\n"),
    nest("outputs", "SECTIONS { ", (".a : { *(.a) } ", "", ""), "}\n"),
    nest("outputs in outputs", "SECTIONS ", ("{ .a : ", "", "}"), "\n"),
    nest("inputs", "SECTIONS { .a : { ", ("*(.a) ", "", ""), "} }\n"),
    nest("sorting", "SECTIONS { .a : { *(", ("SORT(", ".a", ")"), ") } }\n"),
    nest("keep", "SECTIONS { .a : { ", ("KEEP(", "*(.a)", ")"), "} }\n"),
    nest("patterns", "SECTIONS { .a : { *(", (".a ", "", ""), ") } }\n"),
    nest("stars", "SECTIONS { .a : { *(", ("*", "", ""), "x) } }\n"),
    nest("names", "INPUT", ("(", "a.o", ")"), "\n"),
    nest("groups", "", ("GROUP(", "a.o", ")"), "\n"),
    nest("needed", "INPUT(", ("AS_NEEDED(", "a.o", ")"), ")\n"),
    nest("assertions", "", ("ASSERT(1, \"\")\n", "", ""), "\n"),
    nest("assignments", "", ("x = .;\n", "", ""), "\n"),
    nest("dots", "SECTIONS { ", (". = . + 1;", "", ""), "}\n"),
    nest("semicolons", "", (";", "", ""), "\n"),
    nest("versions", "VERSION ", ("{ V {", "", "}; }"), "\n"),
    nest("version globs", "VERSION { V { global: ", ("a*;", "", ""), "}; }\n"),
    nest("extern", "VERSION { V { ", ("extern \"C\" {", "a;", "};"), "}; }\n"),
    nest("headers", "PHDRS { ", ("a PT_LOAD;", "", ""), "}\n"),
    nest("comments", "", ("/*", "", "*/"), "\n"),
];

/// Runs every row of a table, closed and unclosed; the complaints are one a line.
#[track_caller]
fn all(table: &[Nest], name: &str, runs: &[&[&str]]) {
    let main = Case::with("main.c", "int main(void) { return 0; }\n");
    main.run(["-c", "main.c"]).must_be_accepted();
    let object = std::fs::read(main.path("main.o")).expect("it was made");
    let mut complaints = String::new();
    for nest in table {
        for (how, text) in [("closed", nest.closed(DEPTH)), ("unclosed", nest.unclosed(DEPTH))] {
            let case = Case::with(name, text);
            case.file("main.o", &object);
            for words in runs {
                let ending = case.run(*words);
                if let Some(complaint) = ending.complaint() {
                    complaints += &format!("{}, {how}, {}: {complaint}\n", nest.name, words.join(" "));
                }
            }
        }
    }
    assert!(complaints.is_empty(), "{complaints}");
}

#[test]
fn c_without_optimisation() {
    all(C, "x.c", &[&["-w", "-c", "-O0", "x.c"]]);
}

#[test]
fn c_optimised() {
    all(C, "x.c", &[&["-w", "-c", "-O1", "x.c"]]);
}

#[test]
fn c_warned_of() {
    all(C, "x.c", &[&["-Wall", "-Wextra", "-fsyntax-only", "x.c"]]);
}

#[test]
fn preprocessor() {
    all(PREPROCESSOR, "x.c", &[&["-w", "-fsyntax-only", "x.c"], &["-E", "-o", "x.i", "x.c"]]);
}

#[test]
fn assembly() {
    all(ASSEMBLY, "x.s", &[&["-c", "x.s"]]);
}

#[test]
fn scripts() {
    all(SCRIPT, "x.ld", &[&["-nostdlib", "-T", "x.ld", "main.o"]]);
}
