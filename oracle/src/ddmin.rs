//! Delta debugging (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002): the least part of a
//! set that still fails, so that what fails only together is found together.

/// Says which of the candidates is the first that fails.
pub type FirstFailing<'a, T, E> = dyn FnMut(&[Vec<T>]) -> Result<Option<usize>, E> + 'a;

/// The least part of `items` that still fails, in the order of `items`: without any one of its members it would not fail.
/// All of `items` must fail. `first_failing` is asked about candidates, in order, and says which is the first that fails;
/// it may try them beside each other.
///
/// # Errors
/// Those of `first_failing`.
pub fn minimise<T: Clone, E>(items: &[T], first_failing: &mut FirstFailing<'_, T, E>) -> Result<Vec<T>, E> {
    let mut items = items.to_vec();
    let mut parts = 2;
    while items.len() >= 2 {
        let subsets = split(&items, parts);
        if let Some(i) = first_failing(&subsets)? {
            items = subsets[i].clone();
            parts = 2;
            continue;
        }
        // Of two parts each is the complement of the other.
        let complements: Vec<Vec<T>> =
            if parts > 2 { (0..parts).map(|i| without(&subsets, i)).collect() } else { Vec::new() };
        if let Some(i) = first_failing(&complements)? {
            items = complements[i].clone();
            parts = (parts - 1).max(2);
        } else if parts >= items.len() {
            break;
        } else {
            parts = (2 * parts).min(items.len());
        }
    }
    Ok(items)
}

/// So many parts, none empty, their sizes differing by at most one.
fn split<T: Clone>(items: &[T], parts: usize) -> Vec<Vec<T>> {
    let parts = parts.min(items.len());
    (0..parts).map(|i| items[i * items.len() / parts..(i + 1) * items.len() / parts].to_vec()).collect()
}

fn without<T: Clone>(parts: &[Vec<T>], absent: usize) -> Vec<T> {
    parts
        .iter()
        .enumerate()
        .filter(|(i, _)| *i != absent)
        .flat_map(|(_, part)| part.iter().cloned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    /// What is left of 0..count, and how many candidates were tried.
    fn least(count: u32, fails: impl Fn(&[u32]) -> bool) -> (Vec<u32>, usize) {
        let mut tried = 0;
        let items: Vec<u32> = (0..count).collect();
        let Ok(least) = minimise(&items, &mut |candidates: &[Vec<u32>]| {
            let first = candidates.iter().position(|candidate| fails(candidate));
            tried += first.map_or(candidates.len(), |i| i + 1);
            Ok::<_, Infallible>(first)
        });
        (least, tried)
    }

    #[test]
    fn one_is_found_by_halving() {
        for guilty in [0, 1, 63, 64, 127] {
            let (least, tried) = least(128, |set| set.contains(&guilty));
            assert_eq!(least, [guilty]);
            assert!(tried <= 14, "{tried}");
        }
    }

    #[test]
    fn what_fails_together_is_found_together() {
        for set in [&[3, 90][..], &[0, 99], &[49, 50], &[1, 2, 3, 97]] {
            assert_eq!(least(100, |s| set.iter().all(|i| s.contains(i))).0, set);
        }
    }

    #[test]
    fn of_several_causes_one_is_found() {
        assert_eq!(least(20, |s| s.contains(&5) || s.contains(&15)).0, [5]);
    }

    #[test]
    fn nothing_can_be_left_out() {
        assert_eq!(least(7, |s| s.len() == 7).0, [0, 1, 2, 3, 4, 5, 6]);
        assert_eq!(least(1, |_| true).0, [0]);
    }
}
