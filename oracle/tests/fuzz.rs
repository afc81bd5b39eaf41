//! `oracle fuzz` against a ccc with a bug in it, and against ccc.

mod tools;

use oracle::compile::Compilers;
use oracle::fuzz::Kind;
use oracle::fuzz::reduce::{self, Case, Settings};
use oracle::process::Limits;
use std::collections::BTreeSet;
use tools::{compilers, errors, files, run, said, start, start_and_kill};

/// Programs that take little time.
const SMALL: &[&str] = &["--csmith=--max-funcs", "--csmith=3", "--csmith=--max-block-depth", "--csmith=2"];

fn words<'a>(more: &[&'a str]) -> Vec<&'a str> {
    ["fuzz", "--levels", "0,1"].iter().chain(SMALL).chain(more).copied().collect()
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// The name of the program, and `pass in function at site`, of a line `ERROR csmith-1-2-O1 pass in function at site: why`.
fn parts(line: &str) -> (&str, Vec<&str>) {
    let (name, rest) =
        line.trim_start_matches("ERROR ").split_once("-O1 ").unwrap_or_else(|| panic!("{line}"));
    let (guilt, why) = rest.split_once(": ").unwrap_or_else(|| panic!("{line}"));
    assert!(why.starts_with("it "), "{line}");
    (name, guilt.split(' ').collect())
}

#[test]
fn the_planted_bug_is_named() {
    let folder = folder();
    let words = words(&["-n", "16", "-j", "2", "--reduction", "0"]);
    let output = run(folder.path(), &compilers().planted, &words);
    let lines = errors(&output);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(!lines.is_empty() && lines.len() < 16, "{lines:?}");
    for line in &lines {
        let (name, guilt) = parts(line);
        let ["combine", "in", function, "at", site] = guilt[..] else { panic!("{line}") };
        let report = folder.path().join("oracle-fuzz/details").join(name).join("report.txt");
        let report = std::fs::read_to_string(report).expect("the finding has details");
        // The transformation is the planted one: a comparison became unsigned, at that site.
        assert!(report.contains(&format!("combine in {function} at {site}\n")), "{report}");
        let changed = |sign: char, ops: &[&str]| {
            report.lines().any(|l| l.starts_with(sign) && ops.iter().any(|op| l.contains(op)))
        };
        assert!(
            changed('-', &["icmp.slt", "icmp.sle"]) && changed('+', &["icmp.ult", "icmp.ule"]),
            "{report}"
        );
    }
    let summary = format!("{:>8}    Differs, combine\n", lines.len());
    assert!(said(&output).ends_with(&summary), "{}", said(&output));
    // Without the bug nothing is wrong with the same programs.
    let output = run(folder.path(), &compilers().ccc, &[&words[..], &["--hunt", "right"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(errors(&output).is_empty());
}

/// A program with much that does not matter.
const NOISE: &str = r#"
#include <stdio.h>
struct pair { int first; long second; };
static int table[8] = { 3, 1, 4, 1, 5, 9, 2, 6 };
static unsigned mix(unsigned a, unsigned b) { return (a << 3 | a >> 29) ^ b; }
static long sum(struct pair p) { return p.first + p.second; }
int clamp(int x) { return x < 100 ? x : 100; }
int main(void) {
    unsigned hash = 1;
    for (unsigned i = 0; i != 8; i++)
        hash = mix(hash, (unsigned)table[i]);
    struct pair p = { table[2], (long)hash };
    printf("%u %ld\n", hash, sum(p));
    for (int i = 0; i != 3; i++)
        printf("%d\n", clamp(table[i] - 4));
    return 0;
}
"#;

#[test]
fn programs_are_reduced() {
    let folder = folder();
    let program = folder.path().join("program.c");
    std::fs::write(&program, NOISE).expect("the program is written");
    let limits = Limits { time: 10, memory: Some(4096) };
    let case = Case {
        compilers: Compilers { reference: "gcc".into(), ccc: compilers().planted.clone(), limits },
        limits,
        level: "-O1".into(),
        kind: Kind::Differs,
        cures: vec!["-fdisable-pass=combine".into(), "-fopt-bisect-limit=0".into()],
        strict: true,
    };
    let settings = Settings { time: 40, jobs: 2, oracle: env!("CARGO_BIN_EXE_oracle").into() };
    assert_eq!(reduce::run(&case, &program, folder.path(), &settings), Ok(true));
    let reduced = std::fs::read_to_string(folder.path().join(reduce::REDUCED)).expect("there is a result");
    // With the headers it was over 12,000 bytes; cvise would go on for some minutes.
    assert!(reduced.len() < 2_500 && reduced.contains('<'), "{reduced}");
    assert_eq!(case.is_interesting(folder.path()), Ok(true));
    // What shows nothing is not reduced to anything.
    std::fs::write(&program, NOISE.replace("< 100", "!= 100")).expect("the program is written");
    std::fs::remove_file(folder.path().join(reduce::REDUCED)).expect("the result was there");
    assert_eq!(reduce::run(&case, &program, folder.path(), &settings), Ok(false));
}

#[test]
fn a_killed_hunt_goes_on() {
    let folder = folder();
    let words = words(&["-n", "10", "--reduction", "0"]);
    let planted = &compilers().planted;
    let before = start_and_kill(folder.path(), planted, &words, "oracle-fuzz", 3);
    let resumed = run(folder.path(), planted, &words);
    let after = files(&folder.path().join("oracle-fuzz/answers"));
    assert_eq!(after.len(), 10);
    // Answers name the worker: those of the first are kept.
    assert!(before.iter().all(|answer| after.contains(answer)));
    let whole = run(folder.path(), planted, &[&words[..], &["--hunt", "whole"]].concat());
    let sorted = |output| said(output).lines().map(String::from).collect::<BTreeSet<_>>();
    assert_eq!(sorted(&resumed), sorted(&whole));
    // Another hunt is not mixed with it.
    let other = run(folder.path(), planted, &[&words[..], &["--seed", "9"]].concat());
    assert_eq!(other.status.code(), Some(2));
    assert!(said(&other).starts_with("ERROR oracle oracle-fuzz holds another hunt"), "{}", said(&other));
}

#[test]
fn workers_share_a_hunt() {
    let folder = folder();
    let words = words(&["-n", "16", "--reduction", "0"]);
    let planted = &compilers().planted;
    let workers = [start(folder.path(), planted, &words), start(folder.path(), planted, &words)];
    let ids: BTreeSet<String> = workers.iter().map(|worker| worker.id().to_string()).collect();
    let outputs = workers.map(|worker| worker.wait_with_output().expect("the oracle ends"));
    let answers = files(&folder.path().join("oracle-fuzz/answers"));
    assert_eq!(answers.len(), 16);
    let worker = |text: &str| {
        let line = text.lines().find_map(|line| line.trim().strip_prefix("\"worker\": "));
        line.unwrap_or_else(|| panic!("{text}")).to_string()
    };
    assert_eq!(answers.iter().map(|(_, text)| worker(text)).collect::<BTreeSet<_>>(), ids);
    // Each says everything, and each finding once.
    let lines = outputs.each_ref().map(|output| {
        let mut lines = errors(output);
        lines.sort();
        lines
    });
    assert!(!lines[0].is_empty());
    assert_eq!(lines[0], lines[1]);
    assert_eq!(lines[0].iter().collect::<BTreeSet<_>>().len(), lines[0].len());
}
