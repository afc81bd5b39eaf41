//! Call frame information as the `.cfi_*` directives say it (GNU as manual 7.12; DWARF 5 section 6.4).

use crate::Value;

/// One `.cfi_*` directive inside a procedure. Registers are DWARF numbers, offsets are bytes, not factored.
#[derive(Clone, Debug, PartialEq)]
pub enum CfiOp {
    /// `.cfi_def_cfa reg, offset`
    DefCfa(u16, i64),
    /// `.cfi_def_cfa_register reg`
    DefCfaRegister(u16),
    /// `.cfi_def_cfa_offset offset`
    DefCfaOffset(i64),
    /// `.cfi_adjust_cfa_offset delta`
    AdjustCfaOffset(i64),
    /// `.cfi_offset reg, offset` from the CFA.
    Offset(u16, i64),
    /// `.cfi_rel_offset reg, offset` from the current CFA register.
    RelOffset(u16, i64),
    /// `.cfi_val_offset reg, offset`
    ValOffset(u16, i64),
    /// `.cfi_register reg, reg`
    Register(u16, u16),
    /// `.cfi_restore reg`
    Restore(u16),
    /// `.cfi_undefined reg`
    Undefined(u16),
    /// `.cfi_same_value reg`
    SameValue(u16),
    /// `.cfi_remember_state`
    RememberState,
    /// `.cfi_restore_state`
    RestoreState,
    /// `.cfi_escape bytes`
    Escape(Vec<u8>),
    /// `.cfi_window_save` (`DW_CFA_GNU_window_save`; AArch64's negate_ra_state has the same number).
    WindowSave,
    /// `.cfi_return_column reg`
    ReturnColumn(u16),
    /// `.cfi_signal_frame`
    SignalFrame,
    /// `.cfi_personality encoding, symbol`; encoding is a `DW_EH_PE_*`.
    Personality(u8, Value),
    /// `.cfi_lsda encoding, symbol`
    Lsda(u8, Value),
    /// `.cfi_label name`: a label on the next CFA instruction.
    Label(crate::SymbolId),
}
