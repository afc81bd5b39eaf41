//! Hostile input: whatever ccc is given, it accepts or refuses with a diagnostic, in bounded memory and in time that
//! grows with the input.

mod damage;
mod growth;
mod nesting;
mod outputs;
mod preprocessing;
mod run;
mod size;
