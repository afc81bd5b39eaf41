//! Links whole programs and looks at what comes out: that they run, and what their files hold. GCC and GNU ld serve where
//! there is something to compare with.

mod bench;
mod dynamic;
mod libraries;
mod outputs;
mod refusals;
mod scripts;
mod sections;
mod symbols;
mod thread_local;
