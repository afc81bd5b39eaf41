//! What the command line says about code.

/// Whether the code may be loaded anywhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Pic {
    /// At the address that it is linked for.
    #[default]
    None,
    /// Anywhere, as part of the executable: `-fpie`.
    Pie,
    /// Anywhere, as part of a shared object: `-fpic`.
    Pic,
}

/// Where code and data are in the address space (x86-64 psABI 3.5.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum CodeModel {
    /// In the low 2 GiB, or within 2 GiB of each other.
    #[default]
    Small,
    /// Code as in small; large data anywhere.
    Medium,
    /// In the top 2 GiB.
    Kernel,
    /// Anything anywhere.
    Large,
}

/// Options of code generation.
#[derive(Clone, Debug)]
pub struct Options {
    /// -O1 or above.
    pub optimize: bool,
    /// For size rather than speed.
    pub for_size: bool,
    /// -fpic, -fpie.
    pub pic: Pic,
    /// -mcmodel.
    pub code_model: CodeModel,
    /// -fno-plt: calls go through the GOT.
    pub no_plt: bool,
    /// -fno-omit-frame-pointer (and -O0).
    pub frame_pointer: bool,
    /// -mpreferred-stack-boundary: what frames keep the stack aligned to, in bytes; at least what the ABI asks for.
    pub stack_boundary: u32,
    /// -mred-zone, where the ABI has one.
    pub red_zone: bool,
    /// -fjump-tables.
    pub jump_tables: bool,
    /// -fasynchronous-unwind-tables.
    pub unwind_tables: bool,
    /// -g: line numbers.
    pub debug_lines: bool,
    /// -ffunction-sections.
    pub function_sections: bool,
    /// -fdata-sections.
    pub data_sections: bool,
    /// -falign-functions, in bytes; 0 is the machine's choice.
    pub align_functions: u32,
    /// -mgeneral-regs-only, or floating registers switched off.
    pub general_regs_only: bool,
    /// -muintr: interrupts are the user's, who return by an instruction of their own.
    pub user_interrupts: bool,
    /// -fcommon.
    pub common: bool,
    /// -fstack-clash-protection, -fstack-check: new stack is touched page by page.
    pub probe_stack: bool,
    /// Bytes of a pointer.
    pub pointer_bytes: u32,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            optimize: false,
            for_size: false,
            pic: Pic::None,
            code_model: CodeModel::Small,
            no_plt: false,
            frame_pointer: true,
            stack_boundary: 16,
            red_zone: true,
            jump_tables: true,
            unwind_tables: true,
            debug_lines: false,
            function_sections: false,
            data_sections: false,
            align_functions: 0,
            general_regs_only: false,
            user_interrupts: false,
            common: false,
            probe_stack: false,
            pointer_bytes: 8,
        }
    }
}
