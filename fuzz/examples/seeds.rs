//! Writes the seeds of a target into a folder, for libFuzzer to begin with: `cargo run --example seeds TARGET FOLDER`.

fn main() {
    let words: Vec<String> = std::env::args().collect();
    let [_, name, folder] = &words[..] else { panic!("usage: seeds TARGET FOLDER") };
    let target = fuzz::TARGETS.iter().find(|target| target.name == *name);
    let target = target.unwrap_or_else(|| panic!("no target is named {name}"));
    for (i, seed) in (target.seeds)().iter().enumerate() {
        std::fs::write(format!("{folder}/seed{i}"), seed).expect("it can be written");
    }
}
