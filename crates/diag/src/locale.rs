//! What of the locale matters for messages: whether characters beyond ASCII can be shown.

use std::borrow::Cow;
use std::sync::OnceLock;

/// Whether the locale's character set is UTF-8 (POSIX.1-2017 8.2: the first of the three that is set decides).
fn is_utf8() -> bool {
    static ANSWER: OnceLock<bool> = OnceLock::new();
    *ANSWER.get_or_init(|| {
        let value = ["LC_ALL", "LC_CTYPE", "LANG"]
            .iter()
            .filter_map(|name| std::env::var(name).ok())
            .find(|value| !value.is_empty())
            .unwrap_or_default()
            .to_ascii_lowercase();
        value.contains("utf-8") || value.contains("utf8")
    })
}

/// A text with universal character names in place of characters beyond ASCII.
pub fn with_character_names(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() { out.push(c) } else { out.push_str(&format!("\\U{:08x}", c as u32)) }
    }
    out
}

/// A message as the locale can show it: in other locales than UTF-8 what stands between single quotes, which are names
/// of the source, gets universal character names.
pub(crate) fn shown(message: &str) -> Cow<'_, str> {
    if message.is_ascii() || is_utf8() {
        return message.into();
    }
    let parts = message.split('\'').enumerate().map(|(index, part)| match index % 2 {
        1 => with_character_names(part),
        _ => part.to_string(),
    });
    parts.collect::<Vec<_>>().join("'").into()
}
