//! Assembling and linking (GCC manual 3.14, 3.15).

use super::Form::{Joined, JoinedOrSeparate, Separate};
use super::{Row, flag, value};
use crate::invocation::OutputKind;

pub(super) static ROWS: &[Row] = &[
    // Linking.
    value(
        "-l",
        JoinedOrSeparate,
        |i, v| {
            i.inputs.push(crate::invocation::Input::Library(v.into()));
            Ok(())
        },
        "Link with library <name>.",
    ),
    value(
        "-L",
        JoinedOrSeparate,
        |i, v| {
            i.link.library_dirs.push(v.into());
            Ok(())
        },
        "Search <directory> for libraries.",
    ),
    value(
        "-Wl,",
        Joined,
        |i, v| {
            i.inputs.extend(v.split(',').map(|a| crate::invocation::Input::LinkerArgument(a.into())));
            Ok(())
        },
        "Pass comma-separated <options> on to the linker.",
    ),
    value(
        "-Xlinker",
        Separate,
        |i, v| {
            i.inputs.push(crate::invocation::Input::LinkerArgument(v.into()));
            Ok(())
        },
        "Pass <arg> on to the linker.",
    ),
    value(
        "-T",
        JoinedOrSeparate,
        |i, v| {
            i.link.scripts.push(v.into());
            Ok(())
        },
        "Use <file> as the linker script.",
    ),
    value(
        "-u",
        JoinedOrSeparate,
        |i, v| {
            i.link.undefined.push(v.into());
            Ok(())
        },
        "Make <symbol> undefined.",
    ),
    value(
        "-z",
        JoinedOrSeparate,
        |i, v| {
            i.link.z.push(v.into());
            Ok(())
        },
        "Pass -z <keyword> on to the linker.",
    ),
    value(
        "-e",
        JoinedOrSeparate,
        |i, v| {
            i.link.entry = Some(v.into());
            Ok(())
        },
        "Begin execution at <symbol>.",
    ),
    value(
        "--entry=",
        Joined,
        |i, v| {
            i.link.entry = Some(v.into());
            Ok(())
        },
        "",
    ),
    flag("-shared", |i| i.link.kind = OutputKind::Shared, "Create a shared library."),
    flag(
        "-static",
        |i| {
            i.link.kind =
                if i.link.kind == OutputKind::StaticPie { OutputKind::StaticPie } else { OutputKind::Static }
        },
        "Link everything statically.",
    ),
    flag("-static-pie", |i| i.link.kind = OutputKind::StaticPie, "Create a static PIE."),
    flag(
        "-pie",
        |i| {
            if i.link.kind != OutputKind::Shared {
                i.link.kind = OutputKind::Pie
            }
        },
        "Create a PIE (the default).",
    ),
    flag(
        "-no-pie",
        |i| {
            if i.link.kind == OutputKind::Pie {
                i.link.kind = OutputKind::Executable
            }
        },
        "Create an executable at a fixed address.",
    ),
    flag(
        "-nopie",
        |i| {
            if i.link.kind == OutputKind::Pie {
                i.link.kind = OutputKind::Executable
            }
        },
        "",
    ),
    flag("-r", |i| i.link.kind = OutputKind::Relocatable, "Create a relocatable object."),
    flag("-static-libgcc", |i| i.link.static_libgcc = true, "The program has an unwinder of its own."),
    flag("-shared-libgcc", |i| i.link.static_libgcc = false, ""),
    flag(
        "-nostdlib",
        |i| {
            i.link.standard_libraries = false;
            i.link.start_files = false
        },
        "Neither start files nor libraries.",
    ),
    flag("-nodefaultlibs", |i| i.link.standard_libraries = false, "No libraries."),
    flag("-nostartfiles", |i| i.link.start_files = false, "No start files."),
    flag("-nolibc", |i| i.link.c_library = false, "Not the C library."),
    flag(
        "-pthread",
        |i| {
            i.link.pthread = true;
            i.lang.pthread = true
        },
        "Threads.",
    ),
    flag("-rdynamic", |i| i.link.export_dynamic = true, "Export all symbols."),
    flag("-s", |i| i.link.strip = true, "Strip the output."),
    flag("-fuse-ld=bfd", |_| (), ""),
    flag("-fuse-ld=gold", |_| (), ""),
    flag("-fuse-ld=lld", |_| (), ""),
    flag("-fuse-ld=mold", |_| (), ""),
];
