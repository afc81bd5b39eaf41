//! The compiler's own headers (C23 4p6: what a freestanding implementation has, and GNU's additions), embedded and
//! served from the virtual directory [`DIRECTORY`].

/// The directory that the headers seem to be in. Nothing is there on disk. Its name goes through shells and makefiles:
/// `-isystem $(ccc -print-file-name=include)`.
pub const DIRECTORY: &str = "/usr/lib/ccc/include";

macro_rules! headers {
    ($($name:literal)*) => {
        /// Name and contents of each header.
        pub static FILES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../include/", $name)))),*];
    };
}

headers! {
    "cpuid.h"
    "float.h"
    "iso646.h"
    "limits.h"
    "stdalign.h"
    "stdarg.h"
    "stdatomic.h"
    "stdbit.h"
    "stdbool.h"
    "stdckdint.h"
    "stdcountof.h"
    "stddef.h"
    "stddefer.h"
    "stdint.h"
    "stdnoreturn.h"
    "syslimits.h"
    "unwind.h"
    "varargs.h"
    "x86gprintrin.h"
}

#[cfg(test)]
mod tests {
    use super::FILES;

    #[test]
    fn every_header_is_guarded_and_listed_once() {
        for (index, (name, text)) in FILES.iter().enumerate() {
            assert!(FILES[..index].iter().all(|(other, _)| other != name), "{name}");
            assert!(text.ends_with('\n') && text.contains('#'), "{name}");
        }
    }
}
