//! Packages of Debian, configured, built and tested with ccc by their own build systems: Autoconf and libtool, plain
//! makefiles, CMake, Meson; some through ccache or distcc. `torture-tests/setup` unpacks them.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How a package is built. Scripts see the compiler as `$CC` and its options as `$FLAGS`.
struct Package {
    /// The folder in `.cache`.
    name: &'static str,
    /// Configures and builds.
    build: &'static str,
    /// Runs the package's own tests.
    check: &'static str,
    /// What the tests say when all went well.
    wants: &'static str,
}

const AUTOCONF: &str = "./configure CC=\"$CC\" CFLAGS=\"$FLAGS\" && make -j2";
const HELLO: Package = Package { name: "hello", build: AUTOCONF, check: "make check", wants: "# FAIL:  0" };
const XZ: Package = Package { name: "xz-utils", build: AUTOCONF, check: "make check", wants: "# FAIL:  0" };
const BZIP2: Package = Package {
    name: "bzip2",
    build: "make -j2 CC=\"$CC\" CFLAGS=\"$FLAGS -Wall -Winline -D_FILE_OFFSET_BITS=64\" libbz2.a bzip2 bzip2recover",
    check: "make CC=\"$CC\" test",
    wants: "If you got this far and the 'cmp's didn't complain, it looks",
};
const PNG: Package = Package {
    name: "libpng1.6",
    // Debian's patches add tests, and patches keep no modes.
    build: "chmod +x tests/* && autoreconf -fi && ./configure CC=\"$CC\" CFLAGS=\"$FLAGS\" && make -j2",
    check: "make check",
    wants: "# FAIL:  0",
};
const JQ: Package = Package {
    name: "jq",
    build: "autoreconf -fi && ./configure CC=\"$CC\" CFLAGS=\"$FLAGS\" --disable-docs --disable-valgrind && make -j2",
    check: "make check",
    wants: "# FAIL:  0",
};
const TCL: Package = Package {
    name: "tcl8.6",
    build: "cd unix && ./configure CC=\"$CC\" CFLAGS=\"$FLAGS\" && make -j2",
    // The tests of HTTP and sockets want a network, those of time sleep.
    check: "cd unix && make test TESTFLAGS=\"-notfile 'http*.test socket*.test clock.test'\"",
    wants: "Failed\t0",
};
const CMARK: Package = Package {
    name: "cmark",
    build: "cmake -S . -B build -DCMAKE_C_COMPILER=\"${CC##* }\" $LAUNCHER -DCMAKE_C_FLAGS=\"$FLAGS\" && \
            cmake --build build -j2 && grep -rqs 'CMAKE_C_COMPILER_ID \"GNU\"' build/CMakeFiles",
    check: "cd build && ctest",
    wants: "100% tests passed",
};
const FRIBIDI: Package = Package {
    name: "fribidi",
    build: "meson setup build -Ddocs=false -Dc_args=\"$FLAGS\" && ninja -C build && \
            grep -q 'C compiler for the host machine: .*(gcc 12' build/meson-logs/meson-log.txt",
    check: "ninja -C build test",
    wants: "Fail:               0",
};

/// The folder of this crate.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn ccc() -> String {
    torture_tests::compiler(&root()).expect("ccc is built").display().to_string()
}

/// Runs a script in a folder; the log has what it says.
fn script(text: &str, folder: &Path, log: &Path, variables: &[(&str, &str)]) -> bool {
    let out = File::options().create(true).append(true).open(log).expect("a log");
    let status = Command::new("sh")
        .args(["-c", text])
        .current_dir(folder)
        .envs(variables.iter().copied())
        // Configure scripts refuse root for want of knowing better.
        .env("FORCE_UNSAFE_CONFIGURE", "1")
        .stdin(Stdio::null())
        .stdout(out.try_clone().expect("a log"))
        .stderr(out)
        .status()
        .expect("there is a shell");
    status.success()
}

/// The last lines of a log.
fn end_of(log: &Path) -> String {
    let text = String::from_utf8_lossy(&std::fs::read(log).unwrap_or_default()).into_owned();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(8)..].join("\n")
}

/// Builds a package in a copy of its source, by a compiler that may have a launcher, and runs its tests if asked to.
/// The copy is always at the same place below the folder.
fn build(
    package: &Package,
    folder: &Path,
    level: &str,
    launcher: &str,
    tested: bool,
    variables: &[(&str, &str)],
) {
    let source = root().join(".cache").join(package.name);
    let details = root().join(".cache/details");
    std::fs::create_dir_all(&details).expect("a folder for details");
    let log = details.join(format!("package-{}{level}{launcher}.txt", package.name));
    let _ = std::fs::remove_file(&log);
    let compiler = ccc();
    let through = format!("{launcher} {compiler}");
    let cmake = format!("-DCMAKE_C_COMPILER_LAUNCHER={launcher}");
    let mut all = vec![("CC", through.trim_start()), ("FLAGS", level)];
    if !launcher.is_empty() {
        all.push(("LAUNCHER", &cmake));
    }
    all.extend(variables);
    let copy = format!("rm -rf copy && cp -a '{}' copy", source.display());
    let at = folder.join("copy");
    let check = if tested { package.check } else { "true" };
    for (what, text, at) in
        [("copy", copy.as_str(), folder), ("build", package.build, &at), ("check", check, &at)]
    {
        assert!(
            script(text, at, &log, &all),
            "ERROR packages/{}/{level} {what} fails: {}\n{}",
            package.name,
            log.display(),
            end_of(&log)
        );
    }
    let said = std::fs::read(&log).unwrap_or_default();
    assert!(
        !tested || String::from_utf8_lossy(&said).contains(package.wants),
        "ERROR packages/{}/{level} does not say `{}`: {}",
        package.name,
        package.wants,
        log.display()
    );
}

/// At -O0 as it is; at -O1 through ccache, which must find everything when it is built again.
fn passes(package: &Package) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    build(package, folder, "-O0", "", true, &[]);
    let cache = folder.join("cache").display().to_string();
    let variables = [("CCACHE_DIR", cache.as_str())];
    build(package, folder, "-O1", "ccache", true, &variables);
    let (_, misses) = cache_counts(&cache);
    build(package, folder, "-O1", "ccache", false, &variables);
    let (hits, more) = cache_counts(&cache);
    assert!(misses > 0 && hits >= misses / 2, "{}: {misses} misses, {hits} hits", package.name);
    // What configure scripts try has names and contents of the moment.
    assert!(more - misses <= misses / 10, "{}: {misses} misses, {more} with the second build", package.name);
}

/// How often ccache found something, and how often not.
fn cache_counts(cache: &str) -> (u64, u64) {
    let mut ask = Command::new("ccache");
    let statistics = ask.arg("--print-stats").env("CCACHE_DIR", cache).output().expect("ccache is installed");
    let text = String::from_utf8_lossy(&statistics.stdout).into_owned();
    let count = |name: &str| -> u64 {
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|value| value.trim().parse().ok()).unwrap_or(0)
    };
    (count("direct_cache_hit") + count("preprocessed_cache_hit"), count("cache_miss"))
}

#[test]
fn hello_passes_its_tests() {
    passes(&HELLO);
}

#[test]
fn xz_passes_its_tests() {
    passes(&XZ);
}

#[test]
fn bzip2_passes_its_tests() {
    passes(&BZIP2);
}

#[test]
fn libpng_passes_its_tests() {
    passes(&PNG);
}

#[test]
fn jq_passes_its_tests() {
    passes(&JQ);
}

#[test]
fn tcl_passes_its_tests() {
    passes(&TCL);
}

#[test]
fn cmark_passes_its_tests() {
    passes(&CMARK);
}

#[test]
fn fribidi_passes_its_tests() {
    passes(&FRIBIDI);
}
