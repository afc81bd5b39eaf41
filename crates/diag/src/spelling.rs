//! What a misspelt word may have been meant to be.

/// The candidate that a word is likely to be a misspelling of.
pub fn closest(word: &str, candidates: impl Iterator<Item = String>) -> Option<String> {
    candidates
        .filter_map(|candidate| {
            let distance = distance(word.as_bytes(), candidate.as_bytes(), limit(word, &candidate))?;
            Some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many mistakes there may be: about one in three characters.
fn limit(word: &str, candidate: &str) -> usize {
    let longer = word.len().max(candidate.len());
    if longer <= 1 {
        return 0;
    }
    if word.len().abs_diff(candidate.len()) <= 1 { (longer / 3).max(1) } else { longer.div_ceil(3) }
}

/// How many insertions, deletions, replacements and exchanges of neighbours lie between two words (the optimal string
/// alignment distance), if that is at most `limit`.
fn distance(a: &[u8], b: &[u8], limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut two_before: Vec<usize> = Vec::new();
    let mut before: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = before[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(before[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(two_before[j - 2] + 1);
            }
            row.push(best);
        }
        two_before = std::mem::replace(&mut before, row);
    }
    before.last().copied().filter(|&found| found <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance(b"abcd", b"abdc", 2), Some(1));
        assert_eq!(distance(b"abc", b"xyz", 2), None);
        assert_eq!(distance(b"", b"ab", 2), Some(2));
    }
}
