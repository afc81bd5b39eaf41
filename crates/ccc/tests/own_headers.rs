//! The compiler's own headers, which are on no disk: builds find them by the paths that it tells.

use std::process::Command;

fn ccc(words: &[&str]) -> (bool, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let source = "#include <stdarg.h>\n#include <stddef.h>\nsize_t size;\n";
    std::fs::write(folder.path().join("x.c"), source).expect("a source file");
    let output = Command::new(env!("CARGO_BIN_EXE_ccc")).current_dir(&folder).args(words).output();
    let output = output.expect("ccc runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// Linux and U-Boot say `-nostdinc -isystem $(CC -print-file-name=include)`, in makefiles and without quotes.
#[test]
fn the_folder_can_be_named() {
    let (_, folder) = ccc(&["-print-file-name=include"]);
    let folder = folder.trim();
    assert!(folder.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_.".contains(&b)), "{folder}");
    assert!(!ccc(&["-nostdinc", "-c", "x.c"]).0);
    for option in ["-isystem", "-I", "-idirafter", "-iquote"] {
        let (found, said) = ccc(&["-nostdinc", option, folder, "-c", "x.c"]);
        assert_eq!(found, option != "-iquote", "{option}: {said}");
    }
    assert!(ccc(&["-v", "-E", "x.c"]).1.contains(&format!("\n {folder}\n")));
}

/// Perl's makedepend and ccache look at the files that linemarkers name, but for those that GCC makes up.
#[test]
fn linemarkers_name_no_file_that_is_not_there() {
    let (_, text) = ccc(&["-E", "x.c"]);
    let names = text.lines().filter(|line| line.starts_with("# ")).filter_map(|line| line.split('"').nth(1));
    let made_up =
        |name: &&str| !name.starts_with('<') && *name != "x.c" && !std::fs::exists(name).unwrap_or(false);
    assert_eq!(names.filter(made_up).collect::<Vec<_>>(), Vec::<&str>::new());
    let (_, rule) = ccc(&["-M", "x.c"]);
    assert!(!rule.contains("stdarg.h"), "{rule}");
}
