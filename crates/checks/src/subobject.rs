//! Strings that are copied or appended beyond the member that they begin in: -Warray-bounds.

use crate::Checker;
use crate::access::Call;
use crate::region::bracketed;
use diag::warn;
use ir::{MemberArgument, Value};

impl Checker<'_> {
    /// A string of so many bytes, its end included, that goes to a member, or behind the string that is there; whether
    /// something was said. Of a copy -Wstringop-overflow speaks if that is on.
    pub(crate) fn check_subobject(
        &mut self,
        call: &Call<'_>,
        argument: &MemberArgument,
        pointer: Value,
        size: (u64, u64),
    ) -> bool {
        let appends = call.name.contains("strcat");
        if !self.options.array_bounds || self.options.overflow && !appends || argument.row.is_some() {
            return false;
        }
        let before = match appends {
            true => self.stored_length(pointer, call.block).filter(|length| length.0 == length.1),
            false => Some((0, 0)),
        };
        let origin = self.origin(pointer, call.block);
        let (Some((before, _)), Some(at)) = (before, origin.fixed()) else { return false };
        let begin = at - i128::from(argument.offset);
        let end = begin + i128::from(argument.size);
        let last = at + i128::from(before) + i128::from(size.0) - 1;
        if last < end || !argument.distances.is_empty() {
            return false;
        }
        let Some(object) = self.root_name(&origin) else { return false };
        let member = &argument.member;
        let text = format!(
            "'{}' offset {} from the object at '{object}' is out of the bounds of referenced subobject '{}' with type '{}' at offset {begin}",
            call.name,
            bracketed((end, last)),
            member.name,
            member.ty
        );
        let note = vec![(member.declared, format!("subobject '{}' declared here", member.name))];
        self.find(warn::ARRAY_BOUNDS, call.at, text, note);
        true
    }
}
