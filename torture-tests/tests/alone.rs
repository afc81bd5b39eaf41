//! Nothing of GCC or binutils is run or read: C programs are built where these are hidden from sight, by mounts in a
//! name space of their own.

use std::path::Path;
use std::process::Command;

/// What is hidden: GCC's own libraries and start files, and every program of both packages by each of its names.
const HIDE: &str = r#"
set -e
mount -t tmpfs none /usr/lib/gcc
for pattern in '*gcc*' '*g++*' '*-as' as '*-ld' ld '*-ld.bfd' '*-ld.gold' ld.bfd ld.gold cc 'c89*' 'c99*' 'cpp*' '*-ar' ar '*-ranlib' ranlib '*objcopy' '*-nm' nm; do
    for program in /usr/bin/$pattern; do
        if [ -e "$program" ]; then mount --bind "$NOTHING" "$program"; fi
    done
done
for program in gcc as ld; do
    if "$program" --version > /dev/null 2>&1; then echo "$program can still be run"; exit 1; fi
done
"#;

/// What is built then: objects, assembly, a shared library, programs linked with it and statically.
const BUILD: &str = r#"
"$CCC" -O1 -c part.c -o part.o
"$CCC" -fPIC -shared -O1 -o libshared.so shared.c
"$CCC" -O0 -S main.c -o main.s
"$CCC" -o dynamic main.s part.o start.S libshared.so -Wl,-rpath,"$PWD" -lm
"$CCC" -static -o static main.c part.c shared.c start.S -lm
test "$(./dynamic)" = "12 5.000000 3"
test "$(./static)" = "12 5.000000 3"
"#;

const FILES: &[(&str, &str)] = &[
    (
        "main.c",
        "#include <complex.h>\n#include <stdio.h>\nint twice(int), six(void), own(void);\n\
         int main(void) { double complex z = 1 + 2 * I; printf(\"%d %f %d\\n\", twice(six()), cabs(z * z), own()); }\n",
    ),
    (
        "part.c",
        "int twice(int n) { return n + n; }\nlong long slow(__int128 a, __int128 b) { return a / b; }\n",
    ),
    ("shared.c", "__thread int number = 3;\nint own(void) { return number; }\n"),
    (
        "start.S",
        "#define SIX 6\n.globl six\n.type six, @function\nsix: mov $SIX, %eax\nret\n.section .note.GNU-stack,\"\",@progbits\n",
    ),
];

#[test]
fn programs_are_built_without_gcc_and_binutils() {
    let ccc = torture_tests::compiler(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("ccc is built");
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in FILES {
        std::fs::write(folder.path().join(name), text).expect("a source file");
    }
    let nothing = folder.path().join("nothing");
    std::fs::write(&nothing, "").expect("a file that can't be run");
    let output = Command::new("unshare")
        .args(["--mount", "--map-root-user", "sh", "-c", &format!("{HIDE}{BUILD}")])
        .current_dir(folder.path())
        .env("CCC", ccc)
        .env("NOTHING", nothing)
        .output()
        .expect("unshare, of util-linux, is there");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}{said}", String::from_utf8_lossy(&output.stdout));
}
