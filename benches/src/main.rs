//! Side by side with gcc, clang and tcc: time and memory of compiling, time of what was compiled, its size, and the time
//! of linking. Every figure is a ratio to a peer of the same run; absolute times of a shared machine mean little.

mod chart;
mod contender;
mod experiment;
mod measure;
mod subject;
mod table;

use clap::{Parser, ValueEnum};
use contender::Contender;
use std::path::PathBuf;
use std::process::ExitCode;

/// What is measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum What {
    /// Processor time and peak memory of compiling.
    Compile,
    /// Run time of what was compiled.
    Run,
    /// Bytes of code.
    Size,
    /// Processor time of linking.
    Link,
}

/// Builds and times the same inputs with ccc, gcc, clang and tcc, where they are installed.
#[derive(Parser, Debug)]
#[command(version)]
struct Arguments {
    /// What to measure; everything, if not said.
    #[arg(value_enum)]
    what: Vec<What>,
    /// Counted runs of each measurement; the fastest counts.
    #[arg(short = 'n', long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Only subjects whose name contains this.
    #[arg(short, long, default_value = "")]
    filter: String,
    /// Only these contenders, such as `ccc-O1,gcc-O0`.
    #[arg(short, long, value_delimiter = ',')]
    contenders: Vec<String>,
    /// The ccc to measure; if not said, a release build of this tree.
    #[arg(long)]
    ccc: Option<PathBuf>,
    /// Folder for the tables (`tables.txt`) and the chart (`chart.svg`).
    #[arg(short, long)]
    out: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(why) => {
            println!("ERROR benches {why}");
            ExitCode::FAILURE
        }
    }
}

/// Measures, prints the tables and writes them and the chart; says how many measurements failed.
fn run(arguments: &Arguments) -> Result<usize, String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let out = arguments.out.clone().unwrap_or_else(|| root.join(".cache"));
    std::fs::create_dir_all(&out).map_err(|e| format!("{}: {e}", out.display()))?;
    let ccc = match &arguments.ccc {
        Some(path) => path.clone(),
        None => contender::build_ccc(&root)?,
    };
    let contenders: Vec<Contender> = contender::installed(&ccc)
        .into_iter()
        .filter(|c| arguments.contenders.is_empty() || arguments.contenders.contains(&c.name))
        .collect();
    if contenders.is_empty() {
        return Err("no contender of these names is installed".into());
    }
    let wants = |what| arguments.what.is_empty() || arguments.what.contains(&what);
    let work = tempfile::tempdir().map_err(|e| format!("no temporary folder: {e}"))?;
    let subjects = subject::all(&root, work.path())?;
    let subjects: Vec<_> = subjects.into_iter().filter(|s| s.name.contains(&arguments.filter)).collect();
    let mut bench = experiment::Bench::new(contenders, work.path(), arguments.runs);
    let mut tables = Vec::new();
    if wants(What::Compile) {
        tables.extend(bench.compile(&subjects));
    }
    if wants(What::Run) || wants(What::Size) {
        let (time, size) = bench.run(&subjects);
        tables.extend(wants(What::Run).then_some(time));
        tables.extend(wants(What::Size).then_some(size));
    }
    if wants(What::Link) {
        tables.push(bench.link(&subjects));
    }
    let text: String = tables.iter().map(table::Table::render).collect::<Vec<_>>().join("\n");
    print!("{text}");
    let (text_path, chart_path) = (out.join("tables.txt"), out.join("chart.svg"));
    std::fs::write(&text_path, text).map_err(|e| format!("{}: {e}", text_path.display()))?;
    chart::write(&chart_path, &tables).map_err(|e| format!("{}: {e}", chart_path.display()))?;
    println!("\n{} and {}", text_path.display(), chart_path.display());
    for error in &bench.errors {
        println!("ERROR {error}");
    }
    Ok(bench.errors.len())
}
