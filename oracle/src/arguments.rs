//! The commands and their options.

use clap::{Args, Parser, Subcommand};
use md5::{Digest, Md5};
use oracle::compile::Compilers;
use oracle::process::Limits;
use oracle::{bisect, fuzz};
use std::fs;
use std::path::{Path, PathBuf};

/// Finds what ccc compiles wrongly, and the file, function, pass and site that are to blame.
///
/// Each finding is one line, `ERROR <what> <why>`; the details are in the folder of the hunt. A hunt that was killed goes
/// on when the same command is given again, and several processes may share one by naming the same folder.
///
/// Exit status: 0 if nothing is wrong, 1 if something is, 2 if it can't be found out.
#[derive(Parser, Debug)]
#[command(version, after_long_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLES: &str = "Examples:
  oracle fuzz --programs 2000 --jobs 2
      2,000 random programs at -O0, -O1 and -O2, two beside each other
  oracle bisect --build 'make clean && make' --test 'make check'
      what ccc does to a program in this folder that works when gcc compiles it
  oracle bisect --build '$CC -O2 -o prog *.c' --test './prog < input | cmp - expected' --jobs 4
      the same without a makefile, four builds beside each other";

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    Fuzz(Fuzz),
    Bisect(Bisect),
    /// Whether `reduced.c` in this folder shows what the case says (what cvise asks).
    #[command(hide = true)]
    Interesting {
        /// The description of the case.
        case: PathBuf,
    },
}

/// What all commands take.
#[derive(Args, Debug)]
struct Shared {
    /// Chooses the programs or the subsets; the same seed does the same again.
    #[arg(short, long, default_value_t = 1)]
    seed: u64,
    /// So many beside each other.
    #[arg(short, long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    jobs: u16,
    /// The ccc to doubt; if not said, the one beside this program.
    #[arg(long)]
    ccc: Option<PathBuf>,
    /// The compiler to believe.
    #[arg(long, default_value = "gcc")]
    reference: PathBuf,
    /// Seconds that a compilation may take.
    #[arg(long, default_value_t = 60)]
    compile_time: u64,
}

/// Compares random programs (csmith's) at each level with the reference compiler, reduces what differs (with cvise), and
/// names the transformation that makes the difference.
///
/// In the folder of the hunt, `details/<program>/` has the program, `reduced.c`, and in `report.txt` how to see the
/// difference and what the transformation changed; `summary.txt` has the summary.
#[derive(Args, Debug)]
pub(crate) struct Fuzz {
    #[command(flatten)]
    shared: Shared,
    /// The number of programs.
    #[arg(short = 'n', long, default_value_t = 100)]
    programs: u64,
    /// The number of the first program, of those of the seed.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Levels to compile at, separated by commas.
    #[arg(short, long, value_delimiter = ',', default_value = "0,1,2")]
    levels: Vec<String>,
    /// Folder of the hunt: answers, claims, details, summary.
    #[arg(long, default_value = "oracle-fuzz")]
    hunt: PathBuf,
    /// Seconds that a program may run; ccc's four times as long.
    #[arg(long, default_value_t = 5)]
    time: u64,
    /// Megabytes of address space for compilers and programs.
    #[arg(long, default_value_t = 4096)]
    memory: u64,
    /// Seconds for the reduction of a program; 0 for none.
    #[arg(long, default_value_t = 900)]
    reduction: u64,
    /// One more option for csmith; may be said again.
    #[arg(long, allow_hyphen_values = true)]
    csmith: Vec<String>,
}

/// Finds the files of a program that misbehave when ccc compiles them, those that do only together included; then the
/// function, the pass and the site.
///
/// The commands are the shell's and run in the folder of the program. The build must compile everything anew, with `$CC`,
/// `cc` or `gcc`; the test must fail if the program is wrong. Linking counts as a file.
#[derive(Args, Debug)]
pub(crate) struct Bisect {
    #[command(flatten)]
    shared: Shared,
    /// The command that builds the program.
    #[arg(short, long)]
    build: String,
    /// The command that succeeds if the program is right.
    #[arg(short, long)]
    test: String,
    /// The folder of the program.
    #[arg(short = 'C', long, default_value = ".")]
    folder: PathBuf,
    /// Folder of the hunt: answers, claims, copies of the program, details, summary.
    #[arg(long, default_value = "oracle-bisect")]
    hunt: PathBuf,
    /// Seconds that a build or a test may take.
    #[arg(long, default_value_t = 3600)]
    time: u64,
    /// Megabytes of address space for what a build or a test runs, if it is limited.
    #[arg(long)]
    memory: Option<u64>,
    /// Build in the folder itself, one trial after the other: for programs that know their absolute path.
    #[arg(long)]
    in_place: bool,
}

impl Shared {
    fn compilers(&self, memory: Option<u64>) -> Result<(Compilers, String), String> {
        let beside = || Ok(oracle()?.with_file_name("ccc"));
        let ccc = self.ccc.clone().map_or_else(beside, Ok::<_, String>)?;
        let ccc = fs::canonicalize(&ccc).map_err(|e| format!("{}: {e} (say --ccc)", ccc.display()))?;
        let bytes = fs::read(&ccc).map_err(|e| format!("{}: {e}", ccc.display()))?;
        let digest = Md5::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let limits = Limits { time: self.compile_time, memory };
        Ok((Compilers { reference: found(&self.reference)?, ccc, limits }, digest))
    }
}

/// The oracle's own program.
fn oracle() -> Result<PathBuf, String> {
    std::env::current_exe().map_err(|e| format!("where the oracle is: {e}"))
}

/// A program by its absolute path: builds see another PATH.
fn found(program: &Path) -> Result<PathBuf, String> {
    let in_path = |program: &Path| {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).map(|folder| folder.join(program)).find(|path| path.is_file())
    };
    let path = match program.components().count() {
        1 => in_path(program).ok_or_else(|| format!("{} is not installed", program.display()))?,
        _ => program.to_path_buf(),
    };
    // A compiler may look at the name that it is called by: links are kept.
    std::path::absolute(&path).map_err(|e| format!("{}: {e}", path.display()))
}

impl Fuzz {
    pub(crate) fn run(self) -> Result<u64, String> {
        let needed: &[&str] =
            if self.reduction > 0 { &["csmith", "cvise", "prlimit"] } else { &["csmith", "prlimit"] };
        needed.iter().try_for_each(|name| found(Path::new(name)).map(|_| ()))?;
        let (compilers, digest) = self.shared.compilers(Some(self.memory))?;
        let terms = fuzz::Terms {
            seed: self.shared.seed,
            levels: self.levels.iter().map(|level| format!("-O{}", level.trim_start_matches("-O"))).collect(),
            compilers,
            digest,
            limits: Limits { time: self.time, memory: Some(self.memory) },
            reduction: self.reduction,
            csmith: self.csmith,
        };
        let jobs = usize::from(self.shared.jobs);
        let programs = self.from..self.from.saturating_add(self.programs);
        let settings = fuzz::Settings { programs, jobs, folder: self.hunt, oracle: oracle()? };
        fuzz::run(&terms, &settings)
    }
}

impl Bisect {
    pub(crate) fn run(self) -> Result<u64, String> {
        found(Path::new("prlimit"))?;
        let (compilers, digest) = self.shared.compilers(None)?;
        let folder = fs::canonicalize(&self.folder).map_err(|e| format!("{}: {e}", self.folder.display()))?;
        let terms = bisect::Terms {
            folder,
            build: self.build,
            test: self.test,
            compilers,
            digest,
            limits: Limits { time: self.time, memory: self.memory },
            seed: self.shared.seed,
            in_place: self.in_place,
            oracle: oracle()?,
        };
        let settings = bisect::Settings { jobs: usize::from(self.shared.jobs), folder: self.hunt };
        bisect::run(&terms, &settings).map(|found| found as u64)
    }
}

/// 0 if the case is interesting, 1 if not.
pub(crate) fn interesting(case: &Path) -> Result<bool, String> {
    let told = |e: &dyn std::fmt::Display| format!("{}: {e}", case.display());
    let text = fs::read(case).map_err(|e| told(&e))?;
    let case: fuzz::reduce::Case = serde_json::from_slice(&text).map_err(|e| told(&e))?;
    case.is_interesting(Path::new(".")).map(|interesting| !interesting)
}
