//! Functions that look at so many characters of strings: -Wstringop-overread of `strncmp`.

use crate::Checker;
use crate::access::Call;
use crate::options::MAX_OBJECT;
use crate::region::bracketed;
use diag::{Loc, warn};
use ir::Value;

impl Checker<'_> {
    /// What `strncmp` may look at must be there, in an array that need not end, or in both; whether something was said.
    pub(crate) fn check_strncmp(&mut self, call: &Call<'_>, number: u8, bound: u8) -> bool {
        let (&[one, other, ..], Some(&bound)) = (call.args, call.args.get(usize::from(bound))) else {
            return false;
        };
        let range = self.ranges.of(bound, call.block);
        let (low, high) = range.unsigned;
        if range.is_empty() || low > MAX_OBJECT {
            return false;
        }
        let bound = bracketed((i128::from(low), i128::from(high)));
        let pointer = if number == 0 { one } else { other };
        if let Some((room, declared)) = self.open_array(call, pointer)
            && low > room
            && self.is_nonstring(number, pointer, call.block)
        {
            let text = format!(
                "'{}' argument {} declared attribute 'nonstring' is smaller than the specified bound {bound}",
                call.name,
                number + 1
            );
            let note =
                vec![(declared, format!("argument '{}' declared here", self.array_name(call, pointer)))];
            self.find(warn::STRINGOP_OVERREAD, call.at, text, note);
            return true;
        }
        if let Some((0, _)) = self.open_array(call, pointer)
            && low > 1
        {
            let text = format!("'{}' specified bound {bound} exceeds source size 0", call.name);
            self.find(warn::STRINGOP_OVERREAD, call.at, text, Vec::new());
            return true;
        }
        let rooms = self.open_array(call, one).zip(self.open_array(call, other));
        let Some(((first, _), (second, _))) =
            rooms.filter(|rooms| number == 0 && low > rooms.0.0.max(rooms.1.0))
        else {
            return false;
        };
        let size = first.max(second);
        let text = format!("'{}' specified bound {bound} exceeds source size {size}", call.name);
        self.find(warn::STRINGOP_OVERREAD, call.at, text, Vec::new());
        true
    }

    /// The size of the array that a pointer points into, if its string has not just been stored, and where it is declared.
    fn open_array(&self, call: &Call<'_>, pointer: Value) -> Option<(u64, Loc)> {
        let pointed = self.pointed(pointer, call.block)?;
        let object = self.described(&pointed.object).filter(|object| !object.name.is_empty())?;
        let known = self.string_length(pointer, call.block).1 < MAX_OBJECT - 1
            || self.stored_length(pointer, call.block).is_some();
        let room = Some(pointed.room()).filter(|_| pointed.size.1 < MAX_OBJECT && !known)?;
        Some((room, object.declared))
    }

    fn array_name(&self, call: &Call<'_>, pointer: Value) -> String {
        let pointed = self.pointed(pointer, call.block);
        let object = pointed.as_ref().and_then(|pointed| self.described(&pointed.object));
        object.map_or_else(String::new, |object| object.name.to_string())
    }
}
