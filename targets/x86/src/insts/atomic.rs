//! Exchanges, atomics, lone prefixes, fences and cache hints (Intel SDM vol. 2; vol. 3, 9.1).

use super::insts;
use super::notation::{Row, r};

const fn hint(op: u8, n: u8) -> [Row; 1] {
    [r("m", "0F 00 /0").op(op).digit(n)]
}

insts! {
    from super::string::END;
    XCHG "xchg" Sized = [
        r("rax, rax", "w64 90 only64"),
        r("av, rv", "90 +r xchg"),
        r("rv, av", "90 +r xchg"),
        r("r/mv, rv", "87 /r LOCK"),
        r("rv, r/mv", "87 /r LOCK"),
        r("r/m8, r8", "86 /r LOCK"),
        r("r8, r/m8", "86 /r LOCK"),
    ];
    XADD "xadd" Sized = [r("r/mv, rv", "0F C1 /r LOCK"), r("r/m8, r8", "0F C0 /r LOCK")];
    CMPXCHG "cmpxchg" Sized = [r("r/mv, rv", "0F B1 /r LOCK"), r("r/m8, r8", "0F B0 /r LOCK")];
    CMPXCHG8B "cmpxchg8b" Fixed = [r("m", "0F C7 /1 LOCK")];
    CMPXCHG16B "cmpxchg16b" Fixed = [r("m", "REX.W 0F C7 /1 LOCK only64")];
    LOCK "lock" Fixed = [r("", "F0")];
    REP "rep" Fixed = [r("", "F3")];
    REPNE "repne" Fixed = [r("", "F2")];
    DATA16 "data16" Fixed = [r("", "66")];
    ADDR32 "addr32" Fixed = [r("", "67")];
    PREFIX_ES "es" Fixed = [r("", "26 no64")];
    PREFIX_CS "cs" Fixed = [r("", "2E")];
    PREFIX_SS "ss" Fixed = [r("", "36 no64")];
    PREFIX_DS "ds" Fixed = [r("", "3E")];
    PREFIX_FS "fs" Fixed = [r("", "64")];
    PREFIX_GS "gs" Fixed = [r("", "65")];
    REX64 "rex64" Fixed = [r("", "48 only64")];
    LFENCE "lfence" Fixed = [r("", "0F AE E8")];
    MFENCE "mfence" Fixed = [r("", "0F AE F0")];
    SFENCE "sfence" Fixed = [r("", "0F AE F8")];
    PAUSE "pause" Fixed = [r("", "F3 90")];
    PREFETCHNTA "prefetchnta" Fixed = hint(0x18, 0);
    PREFETCHT0 "prefetcht0" Fixed = hint(0x18, 1);
    PREFETCHT1 "prefetcht1" Fixed = hint(0x18, 2);
    PREFETCHT2 "prefetcht2" Fixed = hint(0x18, 3);
    PREFETCH "prefetch" Fixed = hint(0x0D, 0);
    PREFETCHW "prefetchw" Fixed = hint(0x0D, 1);
    PREFETCHWT1 "prefetchwt1" Fixed = hint(0x0D, 2);
    CLFLUSH "clflush" Fixed = hint(0xAE, 7);
    CLFLUSHOPT "clflushopt" Fixed = [r("m", "66 0F AE /7")];
    CLWB "clwb" Fixed = [r("m", "66 0F AE /6")];
    CLDEMOTE "cldemote" Fixed = [r("m", "0F 1C /0")];
    MOVNTI "movnti" Sized = [r("my, ry", "0F C3 /r")];
}
