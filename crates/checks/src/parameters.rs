//! Objects that are smaller than the parameters they are passed for: attribute `access`, and parameters declared as arrays
//! (C23 6.7.7.4p6). -Wstringop-overflow, -Wstringop-overread, -Wnonnull.

use crate::Checker;
use crate::pointer::Pointed;
use crate::region::{bracketed, bytes};
use diag::{Loc, warn};
use ir::contract::{Access, AccessForm, AccessMode};
use ir::{Block, Inst, InstData, SymbolData, Value};

impl Checker<'_> {
    /// The arguments of a call that its function accesses something through.
    pub(crate) fn check_parameters(
        &mut self,
        block: Block,
        inst: Inst,
        data: &InstData,
        symbol: &SymbolData,
    ) {
        let Some(contract) = symbol.contract.as_ref() else { return };
        let args = data.list.as_slice(&self.f.lists);
        for access in &contract.accesses {
            if let Some(&pointer) = args.get(usize::from(access.pointer)) {
                self.check_parameter(block, inst, args, pointer, access, symbol);
            }
        }
    }

    fn check_parameter(
        &mut self,
        block: Block,
        inst: Inst,
        args: &[Value],
        pointer: Value,
        access: &Access,
        symbol: &SymbolData,
    ) {
        let at = self.f.locs[inst];
        let called = vec![called(symbol, access, at)];
        let elements = match (&access.form, access.size) {
            (_, Some(size)) => {
                let Some(&size) = args.get(usize::from(size)) else { return };
                let range = self.ranges.of(size, block);
                if range.is_empty() {
                    return;
                }
                (i128::from(range.signed.0), i128::from(range.signed.1))
            }
            (AccessForm::Array(bound), None) => (i128::from(*bound), i128::from(*bound)),
            (_, None) => (1, 1),
        };
        if elements.1 < 0 && self.is_signed(symbol, access) {
            return self.negative(at, access, elements, called);
        }
        let low = u64::try_from(elements.0.max(0)).unwrap_or(u64::MAX).saturating_mul(access.element);
        let high = u64::try_from(elements.1.max(0)).unwrap_or(u64::MAX).saturating_mul(access.element);
        if self.is_null(pointer, block) {
            return self.null_object(at, access, elements, low, called);
        }
        let size = match (access.mode, access.size) {
            (AccessMode::None, None) => (0, 0),
            _ if elements.0 < 0 => return,
            _ => (low, high),
        };
        let room = match self.member_room(access.pointer) {
            Some(room) => (room, None),
            None => {
                let Some(pointed) = self.pointed(pointer, block) else { return };
                // Where nothing is accessed, one past the end is a place, too.
                let beyond = u64::try_from(pointed.offset.0).is_ok_and(|offset| offset > pointed.size.1);
                if size.0 <= pointed.room() && !(size.1 == 0 && beyond) {
                    return;
                }
                (pointed.room(), Some(pointed))
            }
        };
        if size.0 > room.0 || size.1 == 0 && room.1.is_some() {
            self.small_object(at, access, size, room, called);
        }
    }

    fn is_signed(&self, symbol: &SymbolData, access: &Access) -> bool {
        access.size.is_some_and(|size| symbol.signed_params >> size.min(63) & 1 != 0)
    }

    /// The room in the member that an argument of the call at hand points into.
    pub(crate) fn member_room(&self, number: u8) -> Option<u64> {
        let member = self.member_argument(number)?;
        Some(u64::try_from(member.offset).map_or(0, |offset| member.size.saturating_sub(offset)))
    }

    fn negative(&mut self, at: Loc, access: &Access, value: (i128, i128), called: Vec<(Loc, String)>) {
        let number = access.size.map_or(0, |size| u32::from(size) + 1);
        let value = bracketed(value);
        let text = match &access.form {
            AccessForm::Variable(bound) => format!(
                "bound argument {number} value {value} is negative for a variable length array argument {} of type '{}'",
                access.pointer + 1,
                suffixed(&access.spelled, &format!("[{bound}]"))
            ),
            _ => format!("argument {number} value {value} is negative"),
        };
        self.find(warn::STRINGOP_OVERFLOW, at, text, called);
    }

    /// A null pointer where there must be something.
    fn null_object(
        &mut self,
        at: Loc,
        access: &Access,
        elements: (i128, i128),
        size: u64,
        called: Vec<(Loc, String)>,
    ) {
        let pointer = access.pointer + 1;
        let number = access.size.map_or(0, |size| u32::from(size) + 1);
        let value = bracketed(elements);
        let text = match &access.form {
            _ if access.is_static => {
                // What stands in the brackets is bytes, of an array of none those of one.
                let count = if matches!(access.form, AccessForm::Array(0)) { access.element } else { size };
                let element = access.spelled.replacen("' {aka '", " {aka ", 1);
                let element = if element.contains(" {aka ") { format!("{element}}}") } else { element };
                format!("argument {pointer} to '{element}[static {count}]' is null where non-null expected")
            }
            AccessForm::Array(_) => return,
            _ if elements.0 <= 0 => return,
            AccessForm::Variable(bound) => format!(
                "argument {pointer} of variable length array '{}' is null but the corresponding bound argument {number} value is {value}",
                suffixed(&access.spelled, &format!("[{bound}]"))
            ),
            AccessForm::Attribute(_) if access.size.is_none() => return,
            AccessForm::Attribute(_) => {
                format!(
                    "argument {pointer} is null but the corresponding size argument {number} value is {value}"
                )
            }
        };
        self.find(warn::NONNULL, at, text, called);
    }

    fn small_object(
        &mut self,
        at: Loc,
        access: &Access,
        size: (u64, u64),
        (room, pointed): (u64, Option<Pointed>),
        called: Vec<(Loc, String)>,
    ) {
        // What is called through a pointer has no name.
        let name = match called.last().map(|(_, text)| text) {
            Some(text) if text.starts_with("in a call to") => {
                text.split('\'').nth(1).map_or_else(String::new, |name| format!("'{name}' "))
            }
            _ => String::new(),
        };
        let size = bytes(size);
        let (warning, text, role) = match access.mode {
            AccessMode::None => (
                warn::STRINGOP_OVERREAD,
                format!("{name}expecting {size} in a region of size {room}"),
                "source ",
            ),
            AccessMode::ReadOnly => (
                warn::STRINGOP_OVERREAD,
                format!("{name}reading {size} from a region of size {room}"),
                "source ",
            ),
            AccessMode::WriteOnly => (
                warn::STRINGOP_OVERFLOW,
                format!("{name}writing {size} into a region of size {room} overflows the destination"),
                "destination ",
            ),
            AccessMode::ReadWrite => {
                (warn::STRINGOP_OVERFLOW, format!("{name}accessing {size} in a region of size {room}"), "")
            }
        };
        let mut notes = Vec::new();
        match &access.form {
            AccessForm::Attribute(_) => {
                notes.extend(
                    pointed.filter(|_| !role.is_empty()).into_iter().flat_map(|p| self.referent(&p, role)),
                );
            }
            form => {
                let brackets = match form {
                    AccessForm::Array(bound) => format!("[{bound}]"),
                    _ => "[]".to_string(),
                };
                let ty = suffixed(&access.spelled, &brackets);
                notes.push((at, format!("referencing argument {} of type '{ty}'", access.pointer + 1)));
            }
        }
        notes.extend(called);
        self.find(warning, at, text, notes);
    }
}

/// The note that names the function.
fn called(symbol: &SymbolData, access: &Access, at: Loc) -> (Loc, String) {
    let name = crate::region::spelled(symbol);
    let place = if symbol.declared == Loc::NONE { at } else { symbol.declared };
    match &access.form {
        AccessForm::Attribute(text) if symbol.spelled.is_some() => {
            let ty = symbol.spelled.as_deref().unwrap_or_default();
            (place, format!("in a call with type '{ty}' and attribute '{text}'"))
        }
        AccessForm::Attribute(text) => {
            (place, format!("in a call to function '{name}' declared with attribute '{text}'"))
        }
        _ => match &symbol.spelled {
            Some(ty) => (place, format!("in a call with type '{ty}'")),
            None => (place, format!("in a call to function '{name}'")),
        },
    }
}

/// An array of a type, which may be spelled with what it stands for: `A' {aka 'B`.
pub(crate) fn suffixed(element: &str, brackets: &str) -> String {
    // The new dimension is the first.
    let add = |ty: &str| match ty.find('[') {
        Some(at) => format!("{}{brackets}{}", &ty[..at], &ty[at..]),
        None => format!("{ty}{brackets}"),
    };
    match element.split_once("' {aka '") {
        Some((name, meaning)) => format!("{}' {{aka '{}", add(name), add(meaning)),
        None => add(element),
    }
}
