//! `--check-sections`: no two sections may have the same addresses, where they run or where they are loaded (GNU ld manual,
//! `--check-sections`).

use super::{Layout, OutSection};
use crate::LinkError;
use crate::elf;

/// Refuses sections that overlap.
pub(super) fn check(layout: &Layout<'_>) -> Result<(), LinkError> {
    let all = || {
        // Thread-local variables without contents have their room in each thread, not in the image.
        let template = |s: &OutSection<'_>| s.is_nobits() && s.flags & elf::SHF_TLS != 0;
        layout.sections.iter().filter(move |s| s.exists && s.is_alloc() && s.size != 0 && !template(s))
    };
    let mut wrong = overlaps("VMA", all().map(|s| (s.address, s)).collect());
    wrong.extend(overlaps("LMA", all().filter(|s| !s.is_nobits()).map(|s| (s.load_address, s)).collect()));
    if wrong.is_empty() { Ok(()) } else { Err(LinkError(wrong)) }
}

fn overlaps(kind: &str, mut sections: Vec<(u64, &OutSection<'_>)>) -> Vec<String> {
    sections.sort_by_key(|(start, _)| *start);
    let last = |start: u64, section: &OutSection<'_>| start.saturating_add(section.size - 1);
    let clash = |pair: &[(u64, &OutSection<'_>)]| {
        let ((a, first), (b, second)) = (pair[0], pair[1]);
        (last(a, first) >= b).then(|| {
            format!(
                "section {} {kind} [{b:016x},{:016x}] overlaps section {} {kind} [{a:016x},{:016x}]",
                second.name,
                last(b, second),
                first.name,
                last(a, first)
            )
        })
    };
    sections.windows(2).filter_map(clash).collect()
}
