//! The measurements: contenders take turns within each round, so that a machine that slows down slows them all.

use crate::contender::Contender;
use crate::measure::{self, Usage};
use crate::subject::{Subject, Workload};
use crate::table::Table;
use indicatif::{ProgressBar, ProgressStyle};
use object::{Object, ObjectSection, SectionKind};
use std::path::{Path, PathBuf};

/// Who links what was compiled, and by which words: contender, name, option.
const LINKERS: [(&str, &str, Option<&str>); 4] = [
    ("ccc-O0", "ccc", None),
    ("gcc-O0", "ld", None),
    ("gcc-O0", "mold", Some("-fuse-ld=mold")),
    ("gcc-O0", "lld", Some("-fuse-ld=lld")),
];

/// What all measurements share.
pub(crate) struct Bench<'a> {
    contenders: Vec<Contender>,
    work: &'a Path,
    rounds: u32,
    /// What went wrong, a line each.
    pub errors: Vec<String>,
}

impl<'a> Bench<'a> {
    pub(crate) fn new(contenders: Vec<Contender>, work: &'a Path, rounds: u32) -> Bench<'a> {
        Bench { contenders, work, rounds, errors: Vec::new() }
    }

    fn names(&self) -> Vec<String> {
        self.contenders.iter().map(|contender| contender.name.clone()).collect()
    }

    fn progress(what: &str, length: usize) -> ProgressBar {
        let bar = ProgressBar::new(length as u64).with_message(what.to_string());
        let style = ProgressStyle::with_template("{msg} {bar:40} {pos}/{len} {prefix}");
        bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
    }

    /// The words that compile a source, or link objects.
    fn words(contender: &Contender, subject: &Subject, rest: &[&str]) -> Vec<String> {
        let mut words = vec![contender.program.clone(), "-w".into()];
        words.extend(contender.level.map(String::from));
        words.extend(subject.options.iter().cloned());
        words.extend(rest.iter().map(|word| word.to_string()));
        words
    }

    /// Compiles all sources to objects.
    fn objects(&self, contender: &Contender, subject: &Subject) -> Result<(Usage, Vec<PathBuf>), String> {
        let mut total = Usage::default();
        let mut objects = Vec::new();
        for (number, source) in subject.sources.iter().enumerate() {
            let object = self.work.join(format!("{}-{}-{number}.o", contender.name, subject.name));
            let (from, to) = (source.to_string_lossy(), object.to_string_lossy());
            let words = Self::words(contender, subject, &["-c", &from, "-o", &to]);
            total = total.and(measure::run(&words, None, self.work)?.0);
            objects.push(object);
        }
        Ok((total, objects))
    }

    /// Links objects to `program`, with options of the linker's choice.
    fn link_objects(
        &self,
        program: &str,
        option: Option<&str>,
        objects: &[PathBuf],
        to: &Path,
    ) -> Result<Usage, String> {
        let mut words = vec![program.to_string()];
        words.extend(option.map(String::from));
        words.extend(objects.iter().map(|object| object.display().to_string()));
        words.extend(["-o".into(), to.display().to_string(), "-lm".into(), "-lpthread".into()]);
        measure::run(&words, None, self.work).map(|(usage, _)| usage)
    }

    /// Processor time and peak memory of compiling the large subjects.
    pub(crate) fn compile(&mut self, subjects: &[Subject]) -> Vec<Table> {
        let mut time = Table::new("compile time (CPU seconds)", "gcc-O0", self.names());
        let mut memory = Table::new("compile memory (peak bytes)", "gcc-O0", self.names());
        let large: Vec<&Subject> = subjects.iter().filter(|subject| subject.large).collect();
        let bar = Self::progress("compile", large.len() * self.rounds as usize * self.contenders.len());
        for subject in large {
            let mut best: Vec<Option<Usage>> = vec![None; self.contenders.len()];
            for _ in 0..self.rounds {
                for (at, contender) in self.contenders.clone().iter().enumerate() {
                    bar.set_prefix(format!("{} {}", subject.name, contender.name));
                    match self.objects(contender, subject) {
                        Ok((usage, _)) => best[at] = Some(best[at].map_or(usage, |old| old.least(usage))),
                        Err(why) => self.error("compile", subject, contender, &why),
                    }
                    bar.inc(1);
                }
            }
            time.add(&subject.name, best.iter().map(|usage| usage.map(|usage| usage.cpu)).collect());
            memory.add(&subject.name, best.iter().map(|usage| usage.map(|usage| usage.memory)).collect());
        }
        bar.finish_and_clear();
        vec![time, memory]
    }

    /// Run time and code size; what is printed must be what the first contender's program prints.
    pub(crate) fn run(&mut self, subjects: &[Subject]) -> (Table, Table) {
        let mut time = Table::new("run time (CPU seconds)", "gcc-O0", self.names());
        let mut size = Table::new("code size (bytes of code)", "gcc-O0", self.names());
        let runnable: Vec<&Subject> = subjects.iter().filter(|subject| subject.workload.is_some()).collect();
        let bar = Self::progress("run", runnable.len() * self.contenders.len() * (self.rounds as usize + 1));
        for subject in runnable {
            let Some(workload) = &subject.workload else { continue };
            let mut programs: Vec<Option<PathBuf>> = Vec::new();
            let mut sizes = Vec::new();
            for contender in self.contenders.clone() {
                bar.set_prefix(format!("{} {}", subject.name, contender.name));
                let program = self.work.join(format!("{}-{}", contender.name, subject.name));
                let built = self.objects(&contender, subject).and_then(|(_, objects)| {
                    self.link_objects(&contender.program, None, &objects, &program)?;
                    code_size(&objects)
                });
                if let Err(why) = &built {
                    self.error("build", subject, &contender, why);
                }
                sizes.push(built.as_ref().ok().copied());
                programs.push(built.is_ok().then_some(program));
                bar.inc(1);
            }
            let mut best: Vec<Option<f64>> = vec![None; programs.len()];
            let mut expected: Option<Vec<u8>> = None;
            for _ in 0..self.rounds {
                for (at, contender) in self.contenders.clone().iter().enumerate() {
                    bar.inc(1);
                    let Some(program) = &programs[at] else { continue };
                    match self.execute(program, workload) {
                        Ok((usage, output)) => {
                            if *expected.get_or_insert_with(|| output.clone()) == output {
                                best[at] = Some(best[at].map_or(usage.cpu, |old| old.min(usage.cpu)));
                            } else {
                                let why = format!("prints otherwise than {}", self.contenders[0].name);
                                self.error("run", subject, contender, &why);
                            }
                        }
                        Err(why) => self.error("run", subject, contender, &why),
                    }
                }
            }
            time.add(&subject.name, best);
            size.add(&subject.name, sizes);
        }
        bar.finish_and_clear();
        (time, size)
    }

    fn execute(&self, program: &Path, workload: &Workload) -> Result<(Usage, Vec<u8>), String> {
        let mut words = vec![program.display().to_string()];
        words.extend(workload.arguments.iter().cloned());
        measure::run(&words, workload.input.as_deref(), self.work)
    }

    /// Processor time of linking the large programs, from objects of gcc -O0.
    pub(crate) fn link(&mut self, subjects: &[Subject]) -> Table {
        let names = LINKERS.iter().map(|(_, name, _)| name.to_string()).collect();
        let mut table = Table::new("link time (CPU seconds)", "ld", names);
        let find = |name: &str| self.contenders.iter().find(|contender| contender.name == name).cloned();
        let Some(compiler) = find("gcc-O0") else { return table };
        let linkers: Vec<_> = LINKERS.iter().map(|(name, _, option)| (find(name), *option)).collect();
        for subject in subjects.iter().filter(|subject| subject.large && subject.workload.is_some()) {
            let objects = match self.objects(&compiler, subject) {
                Ok((_, objects)) => objects,
                Err(why) => {
                    self.error("compile", subject, &compiler, &why);
                    continue;
                }
            };
            let mut best: Vec<Option<f64>> = vec![None; linkers.len()];
            for _ in 0..self.rounds {
                for (at, (linker, option)) in linkers.iter().enumerate() {
                    let Some(linker) = linker else { continue };
                    let to = self.work.join("linked");
                    // A linker that isn't installed leaves its column empty.
                    match self.link_objects(&linker.program, *option, &objects, &to) {
                        Ok(usage) => best[at] = Some(best[at].map_or(usage.cpu, |old| old.min(usage.cpu))),
                        Err(why) if option.is_none() => self.error("link", subject, linker, &why),
                        Err(_) => {}
                    }
                }
            }
            table.add(&subject.name, best);
        }
        table
    }

    fn error(&mut self, what: &str, subject: &Subject, contender: &Contender, why: &str) {
        let line = format!("{what}/{}/{} {why}", subject.name, contender.name);
        if !self.errors.contains(&line) {
            self.errors.push(line);
        }
    }
}

/// Bytes of executable sections.
fn code_size(objects: &[PathBuf]) -> Result<f64, String> {
    let mut total = 0;
    for path in objects {
        let bytes = std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
        let file = object::File::parse(&*bytes).map_err(|e| format!("{}: {e}", path.display()))?;
        total += file
            .sections()
            .filter(|section| section.kind() == SectionKind::Text)
            .map(|section| section.size())
            .sum::<u64>();
    }
    Ok(total as f64)
}
