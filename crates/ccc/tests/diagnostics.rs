//! Wrong programs and everything that is said about them. Each file of `diagnostics/` has its snapshot beside it, and so
//! has each of `flow/`, whose programs are compiled: what is said of them takes optimisation. A first line
//! `// options: …` gives options.

use std::path::Path;
use std::process::Command;

#[test]
fn wrong_programs() {
    check("diagnostics", 40, &["-fsyntax-only"]);
}

#[test]
fn suspicious_flow() {
    check("flow", 3, &["-S", "-o", "/dev/null"]);
}

fn check(folder: &str, least: usize, stage: &[&str]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let (name, folder) = (folder, &path);
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder of wrong programs")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".c"))
        .collect();
    files.sort();
    assert!(files.len() >= least, "{} wrong programs", files.len());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(name);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut failed = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(folder.join(&file)).expect("a wrong program");
        let options = text.lines().next().and_then(|line| line.strip_prefix("// options: ")).unwrap_or("");
        let output = Command::new(env!("CARGO_BIN_EXE_ccc"))
            .current_dir(folder)
            .args(stage)
            .arg("-fno-diagnostics-color")
            .args(options.split_whitespace())
            .arg(&file)
            .output()
            .expect("ccc starts");
        // Warnings alone are no failure; an internal error is another one.
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        let expected = i32::from(errors.contains("error:"));
        let said = format!("{errors}status {}\n", output.status.code().unwrap_or(-1));
        let name = file.trim_end_matches(".c").to_string();
        let same = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            assert_eq!(output.status.code(), Some(expected), "{file}: {said}");
            settings.bind(|| insta::assert_snapshot!(name.clone(), said.clone()));
        }));
        failed.extend(same.err().map(|_| file));
    }
    assert!(failed.is_empty(), "differing: {}", failed.join(" "));
}
