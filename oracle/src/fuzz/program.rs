//! Random programs, by csmith (Yang, Chen, Eide and Regehr, "Finding and Understanding Bugs in C Compilers", 2011).

use crate::process::{self, Limits};
use std::path::Path;

/// csmith may search for long, and is deterministic: what takes longer is left out.
const LIMITS: Limits = Limits { time: 60, memory: Some(4096) };

/// Where Debian has csmith's header.
pub const HEADERS: &str = "-I/usr/include/csmith";

/// What programs look like, in turn.
const SHAPES: &[&[&str]] = &[
    &[],
    &["--float"],
    &["--max-funcs", "20", "--max-block-depth", "3"],
    &["--inline-function", "--max-expr-complexity", "20"],
    &["--no-volatiles", "--no-packed-struct"],
    &["--max-array-dim", "4", "--max-pointer-depth", "4", "--fresh-array-ctrl-var-names"],
    &["--max-struct-fields", "20", "--max-union-fields", "8", "--max-struct-nested-level", "5"],
    &["--builtins"],
];

/// Writes program number `index` of those of a seed.
///
/// # Errors
/// csmith can't be run.
pub fn write(seed: u64, index: u64, options: &[String], path: &Path) -> Result<bool, String> {
    let folder = path.parent().ok_or("no folder")?;
    let mut words = vec!["csmith".to_string(), "--seed".into(), number(seed, index).to_string()];
    words.extend(["-o".to_string(), path.display().to_string()]);
    words.extend(SHAPES[index as usize % SHAPES.len()].iter().map(|word| word.to_string()));
    words.extend(options.iter().cloned());
    Ok(process::run(&words, folder, &[], LIMITS)?.success())
}

/// csmith's own seed (SplitMix64: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
fn number(seed: u64, index: u64) -> u32 {
    let mut z = seed.wrapping_add(index.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 32) as u32
}

#[cfg(test)]
mod tests {
    #[test]
    fn seeds_spread() {
        let mut all: Vec<u32> = (0..1000).map(|i| super::number(i / 100, i % 100)).collect();
        assert_eq!(all[7], super::number(0, 7));
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 1000);
    }
}
