//! `-g`: what binutils' addr2line makes of the line tables and the functions.

use object::{Object, ObjectSection, ObjectSymbol};
use std::path::Path;
use std::process::Command;

const FIRST: &str = "int second(int);

static int inner(int x)
{
  return second(x) + 1;
}

int main(void)
{
  return inner(3);
}
";
const SECOND: &str = "#line 100
int second(int x)
{
  return x * 2;
}
";

fn run(command: &mut Command) -> String {
    let output = command.output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The function and place of an address.
fn place(program: &Path, address: u64) -> String {
    run(Command::new("addr2line").args(["-f", "-s", "-e"]).arg(program).arg(format!("{address:#x}")))
        .replace('\n', " ")
}

#[test]
fn functions_have_names_and_lines() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("first.c"), FIRST).expect("it is written");
    std::fs::write(folder.path().join("second.c"), SECOND).expect("it is written");
    let program = folder.path().join("program");
    for options in [&["-O0"][..], &["-O1", "-fno-inline"], &["-O0", "-ffunction-sections"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ccc"));
        command.current_dir(folder.path()).args(options);
        run(command.args(["-g", "-o", "program", "first.c", "second.c"]));
        let bytes = std::fs::read(&program).expect("the program is there");
        let file = object::File::parse(&*bytes).expect("it is ELF");
        let address = |name: &str| {
            let symbol = file.symbols().find(|symbol| symbol.name() == Ok(name));
            symbol.unwrap_or_else(|| panic!("no {name}")).address()
        };
        for (name, line) in [("main", "first.c:8"), ("inner", "first.c:3"), ("second", "second.c:100")] {
            let found = place(&program, address(name));
            assert!(found.starts_with(&format!("{name} ")), "{options:?}: {found}");
            assert_eq!(found.trim().split_once(' ').map(|(_, place)| place), Some(line), "{options:?}");
        }
    }
}

/// What `-fcompare-debug` asks for always holds: it has nothing to do.
#[test]
fn code_does_not_depend_on_debugging() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("first.c"), FIRST).expect("it is written");
    let code = |options: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ccc"));
        run(command.current_dir(folder.path()).args(options).args(["-c", "-o", "x.o", "first.c"]));
        let bytes = std::fs::read(folder.path().join("x.o")).expect("the object is there");
        let file = object::File::parse(&*bytes).expect("it is ELF");
        let text = file.section_by_name(".text").expect("there is code");
        text.data().expect("it has bytes").to_vec()
    };
    for level in ["-O0", "-O1", "-O2"] {
        assert_eq!(code(&[level]), code(&[level, "-g", "-fcompare-debug"]), "{level}");
    }
}

#[test]
fn folders_can_be_renamed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("first.c"), FIRST).expect("it is written");
    let map = format!("-fdebug-prefix-map={}=/renamed", folder.path().display());
    let mut command = Command::new(env!("CARGO_BIN_EXE_ccc"));
    let text = run(command.current_dir(folder.path()).args(["-g", &map, "-S", "-o", "-", "first.c"]));
    assert!(text.contains("\"/renamed\"") && !text.contains(&*folder.path().to_string_lossy()), "{text}");
}

/// Addresses of a sequence only rise, wherever its code was written.
#[test]
fn subsections_have_their_lines() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = ".file 1 \"a.c\"\n.text 1\n.loc 1 1\nnop\n.text 0\n.loc 1 2\nnop\n.text 1\n.loc 1 3\nnop\n";
    std::fs::write(folder.path().join("a.s"), text).expect("it is written");
    run(Command::new(env!("CARGO_BIN_EXE_ccc")).current_dir(folder.path()).args(["-c", "a.s"]));
    let mut dump = Command::new("objdump");
    let shown = run(dump.current_dir(folder.path()).args(["--dwarf=decodedline", "a.o"]));
    let rows = shown.lines().filter_map(|line| {
        let mut words = line.strip_prefix("a.c ")?.split_whitespace();
        Some(format!("{} {}", words.next()?, words.next()?))
    });
    assert_eq!(rows.collect::<Vec<_>>(), ["2 0", "1 0x1", "3 0x2", "- 0x3"]);
}
