//! Strings that are formatted into the memory where they stand: -Wrestrict of `sprintf` and its kin (C23 7.23.6.6).

use crate::Checker;
use crate::origin::{Origin, Root};
use crate::pointer::Object;
use diag::warn;
use ir::{Block, Inst, InstData, LibraryFunction, Value, library};

/// Whether calls of a function are looked at.
pub(crate) fn is_checked(function: LibraryFunction) -> bool {
    function == library!("sprintf") || function == library!("snprintf")
}

impl Checker<'_> {
    /// A call of `sprintf` or `snprintf`.
    pub(crate) fn check_formatted(&mut self, block: Block, inst: Inst, data: &InstData) {
        let Some(function) = self.callee(data).library else { return };
        let format = match function {
            _ if function == library!("sprintf") => 1,
            _ if function == library!("snprintf") => 2,
            _ => return,
        };
        let args = data.list.as_slice(&self.f.lists);
        let (Some(&to), Some(&text)) = (args.first(), args.get(format)) else { return };
        let Some(strings) = self.constant_text(text, block).and_then(|text| strings(&text)) else { return };
        let target = self.origin(to, block);
        for number in strings.into_iter().map(|string| format + 1 + string) {
            let Some(&arg) = args.get(number) else { return };
            let source = self.origin(arg, block);
            if source.root != target.root {
                continue;
            }
            let Some(how) = self.formatted_overlap((to, &target), (arg, &source), number as u8) else {
                continue;
            };
            let Some(object) = self.root_name(&target) else { continue };
            let text = format!(
                "'{}' argument {} {how} destination object '{object}'",
                self.called(data),
                number + 1
            );
            self.find(warn::RESTRICT, self.f.locs[inst], text, Vec::new());
        }
    }

    fn formatted_overlap(
        &self,
        (to, target): (Value, &Origin),
        (arg, source): (Value, &Origin),
        number: u8,
    ) -> Option<&'static str> {
        if self.is_same((to, arg)) || target.fixed().is_some() && target.fixed() == source.fixed() {
            return Some("overlaps");
        }
        // Strings stay within the rows and members that they stand in.
        let begin = |origin: &Origin, number: u8| {
            let member = self.member_argument(number)?;
            Some((origin.fixed()? - i128::from(member.offset), i128::from(member.size)))
        };
        if let (Some((a, size)), Some((b, other))) = (begin(target, 0), begin(source, number))
            && (a + size <= b || b + other <= a)
        {
            return None;
        }
        Some("may overlap")
    }

    /// How the source names the object that a pointer starts in, or the pointer.
    pub(crate) fn root_name(&self, origin: &Origin) -> Option<String> {
        let object = match origin.root {
            Root::Slot(slot) => self.described(&Object::Slot(slot)),
            Root::Symbol(symbol) => self.described(&Object::Symbol(symbol)),
            Root::Value(value) => return self.pointer_name(value).0,
        };
        object.map(|object| object.name.to_string())
    }

    /// The bytes of a constant string, without its end.
    pub(crate) fn constant_text(&self, pointer: Value, block: Block) -> Option<Vec<u8>> {
        let pointed = self.pointed(pointer, block)?;
        let Object::Symbol(symbol) = pointed.object else { return None };
        let data = self.module.symbols[symbol].constant.as_ref()?;
        let start =
            usize::try_from(pointed.offset.0).ok().filter(|_| pointed.offset.0 == pointed.offset.1)?;
        let rest = data.bytes.get(start..)?;
        Some(rest.split(|&byte| byte == 0).next()?.to_vec())
    }
}

/// Which of the arguments behind a format are strings, from 0; nothing if that can't be told.
fn strings(format: &[u8]) -> Option<Vec<usize>> {
    let mut found = Vec::new();
    let mut argument = 0;
    let mut rest = format.iter().copied();
    while rest.by_ref().any(|byte| byte == b'%') {
        let mut long = false;
        loop {
            match rest.next()? {
                b'%' => break,
                b'*' => argument += 1,
                b'$' => return None,
                b'l' => long = true,
                b'-' | b'+' | b' ' | b'#' | b'.' | b'\'' | b'0'..=b'9' => {}
                b'h' | b'j' | b'z' | b't' | b'L' | b'q' => {}
                conversion => {
                    if conversion == b's' && !long {
                        found.push(argument);
                    }
                    argument += 1;
                    break;
                }
            }
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::strings;

    #[test]
    fn strings_are_counted() {
        assert_eq!(strings(b"%d %*.*s%%%s %ls"), Some(vec![3, 4]));
        assert_eq!(strings(b"%1$s"), None);
        assert_eq!(strings(b"%"), None);
    }
}
