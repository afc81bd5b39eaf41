//! What stands around a compiler in a build: dependency files that make reads, and distcc. (ccache is in packages.rs,
//! make's job server in ccc's own tests.)

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};
use std::time::Duration;

fn ccc() -> PathBuf {
    torture_tests::compiler(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("ccc is built")
}

fn run(program: &Path, words: &[&str], folder: &Path) -> Output {
    let output = Command::new(program).args(words).current_dir(folder).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{} {words:?}: {said}", program.display());
    output
}

/// Rules for files with every odd character in their names are gcc's, byte by byte.
#[test]
fn dependency_files_are_those_of_gcc() {
    let headers = [
        "a b.h",
        "c$d.h",
        "e#f.h",
        "g:h.h",
        "i%j.h",
        "k\\l.h",
        "m;n.h",
        "o|p.h",
        "q  r.h",
        "s\\ t.h",
        "[u]*.h",
        "v\u{e9}w.h",
        "x\ty.h",
        "z=~'&.h",
    ];
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut source = String::new();
    for header in headers {
        source.push_str(&format!("#include \"{header}\"\n"));
        std::fs::write(folder.path().join(header), "").expect("a header");
    }
    std::fs::write(folder.path().join("x y.c"), source).expect("a source file");
    let rules = |compiler: &Path| -> Vec<String> {
        let asked: [&[&str]; 5] = [
            &["-MD", "-MP", "-MF", "out", "-c", "x y.c", "-o", "an o$bject.o"],
            &["-MM", "x y.c", "-MQ", "a b$c", "-MF", "out"],
            &["-M", "-MT", "a b$c", "-MT", "more", "x y.c", "-MF", "out"],
            &["-M", "-MG", "-include", "not there.h", "x y.c", "-MF", "out"],
            &["-MMD", "-MF", "out", "-E", "-o", "a.i", "x y.c"],
        ];
        asked
            .iter()
            .map(|words| {
                run(compiler, words, folder.path());
                std::fs::read_to_string(folder.path().join("out")).expect("a rule")
            })
            .collect()
    };
    assert_eq!(rules(&ccc()), rules(Path::new("gcc")));
}

/// Ends a server when the test ends.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // Asked to end, it ends its workers; killed, it would leave them behind.
        let _ = Command::new("kill").arg(self.0.id().to_string()).status();
        let _ = self.0.wait();
    }
}

/// distcc sends preprocessed source to a server on this machine, which compiles it.
#[test]
fn distcc_compiles_on_a_server() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = folder.path();
    // The server does not run as root, and nobody else may look into root's folders.
    let open = |path: &Path| {
        let everything = std::os::unix::fs::PermissionsExt::from_mode(0o777);
        std::fs::set_permissions(path, everything).expect("the mode is set");
    };
    open(at);
    for name in ["bin", "tmp"] {
        std::fs::create_dir(at.join(name)).expect("a folder");
        open(&at.join(name));
    }
    std::fs::copy(ccc(), at.join("bin/ccc")).expect("a copy");
    let path = format!("{}:{}", at.join("bin").display(), std::env::var("PATH").expect("a path"));
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = free.local_addr().expect("an address").port().to_string();
    drop(free);
    let log = at.join("log");
    let errors = std::fs::File::create(&log).expect("a log");
    let server = Command::new("distccd")
        .args(["--daemon", "--no-detach", "--allow", "127.0.0.1", "--listen", "127.0.0.1", "--port", &port])
        .args(["--jobs", "2", "--enable-tcp-insecure", "--user", "nobody", "--log-stderr"])
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(errors)
        .env("PATH", &path)
        .env("TMPDIR", at.join("tmp"))
        .spawn();
    let _server = Server(server.expect("distccd is installed"));
    for _ in 0..100 {
        if std::net::TcpStream::connect(("127.0.0.1", port.parse().expect("a port"))).is_ok() {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    let source = "#include <stdio.h>\nint main(void) { return puts(\"far\") < 0; }\n";
    std::fs::write(at.join("main.c"), source).expect("a source file");
    let output = Command::new("distcc")
        .args(["ccc", "-O1", "-c", "main.c", "-o", "main.o"])
        .current_dir(at)
        .env("PATH", &path)
        .env("DISTCC_HOSTS", format!("127.0.0.1:{port}"))
        .env("DISTCC_FALLBACK", "0")
        .env("DISTCC_DIR", at)
        .output()
        .expect("distcc is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    run(&ccc(), &["main.o", "-o", "main"], at);
    assert_eq!(run(&at.join("main"), &[], at).stdout, b"far\n");
    let said = std::fs::read_to_string(&log).expect("a log");
    assert!(said.contains("COMPILE_OK"), "{said}");
}
