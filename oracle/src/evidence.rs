//! What a person wants to see of a guilty transformation: the function before and after it.

use crate::compile::{Compilers, limit};
use crate::gate::Site;
use crate::words::{Goal, Words};
use similar::TextDiff;
use std::path::Path;

/// A compilation of the only source that makes nothing, with options more.
pub fn dry(words: &Words, options: &[String]) -> Result<Vec<String>, String> {
    let source = words.sources().next().ok_or("no source")?;
    Ok([&words.alone(source, Goal::Object, "/dev/null")[..], options].concat())
}

/// With so many transformations, the last of them if there are so many.
///
/// # Errors
/// ccc can't be run.
pub fn last_of(
    compilers: &Compilers,
    words: &Words,
    folder: &Path,
    count: u64,
) -> Result<Option<Site>, String> {
    let ended = compilers.ccc(&dry(words, &[limit(count)])?, folder)?;
    Ok(Site::find(&ended.stderr).filter(|site| site.count == count))
}

/// What a transformation changed in the IR of its function, as a diff.
///
/// # Errors
/// ccc can't be run.
pub fn change(compilers: &Compilers, words: &Words, folder: &Path, site: &Site) -> Result<String, String> {
    let dump = |count: u64| -> Result<String, String> {
        let options = [limit(count), format!("-fdump-ir={}", site.pass)];
        let ended = compilers.ccc(&dry(words, &options)?, folder)?;
        Ok(function(&ended.stderr, &site.function))
    };
    let (before, after) = (dump(site.count - 1)?, dump(site.count)?);
    let titles = (format!("with {} transformations", site.count - 1), format!("with {}", site.count));
    let diff = TextDiff::from_lines(&before, &after);
    Ok(diff.unified_diff().context_radius(8).header(&titles.0, &titles.1).to_string())
}

/// The dumps of one function, of those of all.
fn function(dump: &str, name: &str) -> String {
    let begin = format!("function @{name}(");
    let (mut text, mut inside) = (String::new(), false);
    for line in dump.lines() {
        inside |= line.starts_with(&begin);
        if inside {
            text.push_str(line);
            text.push('\n');
        }
        inside &= line != "}";
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn one_function_of_a_dump() {
        let dump =
            "; after gvn\nfunction @f() {\n  ret\n}\n; after gvn\nfunction @fg() {\n}\nfunction @f() {\n}\n";
        assert_eq!(super::function(dump, "f"), "function @f() {\n  ret\n}\nfunction @f() {\n}\n");
    }
}
