//! System instructions (Intel SDM vol. 1, 5.20 and 5.21).

use super::insts;
use super::notation::{Row, r};

/// `lgdt` and its like: the suffix, if given, must be the mode's own.
const fn table_register(n: u8) -> [Row; 4] {
    [
        r("m", "0F 01 /0").digit(n),
        r("m", "o16 0F 01 /0 no64").digit(n),
        r("m", "o32 0F 01 /0 no64").digit(n),
        r("m", "w64 0F 01 /0 only64").digit(n),
    ]
}

/// `sldt`, `str`: to a register of any width, or 16 bits of memory.
const fn store_selector(n: u8) -> [Row; 3] {
    [
        r("r64", "w64 0F 00 /0 only64").digit(n),
        r("rv", "0F 00 /0").digit(n),
        r("m16", "w16 0F 00 /0").digit(n),
    ]
}

/// `lldt`, `ltr`, `verr`, `verw`.
const fn load_selector(n: u8) -> [Row; 1] {
    [r("r/m16", "w16 0F 00 /0").digit(n)]
}

/// `xsave` and its like.
const fn save(op: u8, n: u8) -> [Row; 1] {
    [r("m", "0F 00 /0").op(op).digit(n)]
}

const fn save64(op: u8, n: u8) -> [Row; 1] {
    [r("m", "REX.W 0F 00 /0 only64").op(op).digit(n)]
}

insts! {
    from super::atomic::END;
    CPUID "cpuid" Fixed = [r("", "0F A2")];
    RDTSC "rdtsc" Fixed = [r("", "0F 31")];
    RDTSCP "rdtscp" Fixed = [r("", "0F 01 F9")];
    RDPMC "rdpmc" Fixed = [r("", "0F 33")];
    RDMSR "rdmsr" Fixed = [r("", "0F 32")];
    WRMSR "wrmsr" Fixed = [r("", "0F 30")];
    RDPID "rdpid" Fixed = [r("r32", "F3 0F C7 /7 no64"), r("r64", "F3 0F C7 /7 only64")];
    RDRAND "rdrand" Optional = [r("rv", "0F C7 /6")];
    RDSEED "rdseed" Optional = [r("rv", "0F C7 /7")];
    RDFSBASE "rdfsbase" Optional = [r("ry", "F3 0F AE /0 only64")];
    RDGSBASE "rdgsbase" Optional = [r("ry", "F3 0F AE /1 only64")];
    WRFSBASE "wrfsbase" Optional = [r("ry", "F3 0F AE /2 only64")];
    WRGSBASE "wrgsbase" Optional = [r("ry", "F3 0F AE /3 only64")];
    HLT "hlt" Fixed = [r("", "F4")];
    CLI "cli" Fixed = [r("", "FA")];
    STI "sti" Fixed = [r("", "FB")];
    CLTS "clts" Fixed = [r("", "0F 06")];
    INVD "invd" Fixed = [r("", "0F 08")];
    WBINVD "wbinvd" Fixed = [r("", "0F 09")];
    WBNOINVD "wbnoinvd" Fixed = [r("", "F3 0F 09")];
    INVLPG "invlpg" Fixed = [r("m", "0F 01 /7")];
    INVPCID "invpcid" Fixed = [r("r32, m", "66 0F 38 82 /r no64"), r("r64, m", "66 0F 38 82 /r only64")];
    SGDT "sgdt" Optional = table_register(0);
    SIDT "sidt" Optional = table_register(1);
    LGDT "lgdt" Optional = table_register(2);
    LIDT "lidt" Optional = table_register(3);
    SLDT "sldt" Optional = store_selector(0);
    STR "str" Optional = store_selector(1);
    LLDT "lldt" Optional = load_selector(2);
    LTR "ltr" Optional = load_selector(3);
    VERR "verr" Optional = load_selector(4);
    VERW "verw" Optional = load_selector(5);
    SMSW "smsw" Optional = [r("rv", "0F 01 /4"), r("m16", "w16 0F 01 /4")];
    LMSW "lmsw" Optional = [r("r/m16", "w16 0F 01 /6")];
    LAR "lar" Sized = [r("rv, rv/m16", "0F 02 /r")];
    LSL "lsl" Sized = [r("rv, rv/m16", "0F 03 /r")];
    ARPL "arpl" Fixed = [r("r/m16, r16", "w16 63 /r no64")];
    SWAPGS "swapgs" Fixed = [r("", "0F 01 F8 only64")];
    CLAC "clac" Fixed = [r("", "0F 01 CA")];
    STAC "stac" Fixed = [r("", "0F 01 CB")];
    XGETBV "xgetbv" Fixed = [r("", "0F 01 D0")];
    XSETBV "xsetbv" Fixed = [r("", "0F 01 D1")];
    RDPKRU "rdpkru" Fixed = [r("", "0F 01 EE")];
    WRPKRU "wrpkru" Fixed = [r("", "0F 01 EF")];
    MONITOR "monitor" Fixed = [r("", "0F 01 C8")];
    MWAIT "mwait" Fixed = [r("", "0F 01 C9")];
    VMCALL "vmcall" Fixed = [r("", "0F 01 C1")];
    VMLAUNCH "vmlaunch" Fixed = [r("", "0F 01 C2")];
    VMRESUME "vmresume" Fixed = [r("", "0F 01 C3")];
    VMXOFF "vmxoff" Fixed = [r("", "0F 01 C4")];
    VMFUNC "vmfunc" Fixed = [r("", "0F 01 D4")];
    VMMCALL "vmmcall" Fixed = [r("", "0F 01 D9")];
    SERIALIZE "serialize" Fixed = [r("", "0F 01 E8")];
    RSM "rsm" Fixed = [r("", "0F AA")];
    FXSAVE "fxsave" Fixed = save(0xAE, 0);
    FXRSTOR "fxrstor" Fixed = save(0xAE, 1);
    FXSAVE64 "fxsave64" Fixed = save64(0xAE, 0);
    FXRSTOR64 "fxrstor64" Fixed = save64(0xAE, 1);
    LDMXCSR "ldmxcsr" Fixed = save(0xAE, 2);
    STMXCSR "stmxcsr" Fixed = save(0xAE, 3);
    XSAVE "xsave" Fixed = save(0xAE, 4);
    XRSTOR "xrstor" Fixed = save(0xAE, 5);
    XSAVEOPT "xsaveopt" Fixed = save(0xAE, 6);
    XSAVEC "xsavec" Fixed = save(0xC7, 4);
    XSAVES "xsaves" Fixed = save(0xC7, 5);
    XRSTORS "xrstors" Fixed = save(0xC7, 3);
    XSAVE64 "xsave64" Fixed = save64(0xAE, 4);
    XRSTOR64 "xrstor64" Fixed = save64(0xAE, 5);
    XSAVEOPT64 "xsaveopt64" Fixed = save64(0xAE, 6);
    XSAVEC64 "xsavec64" Fixed = save64(0xC7, 4);
    XSAVES64 "xsaves64" Fixed = save64(0xC7, 5);
    XRSTORS64 "xrstors64" Fixed = save64(0xC7, 3);
    RDSSPD "rdsspd" Fixed = [r("r32", "F3 0F 1E /1")];
    RDSSPQ "rdsspq" Fixed = [r("r64", "F3 REX.W 0F 1E /1 only64")];
    INCSSPD "incsspd" Fixed = [r("r32", "F3 0F AE /5")];
    INCSSPQ "incsspq" Fixed = [r("r64", "F3 REX.W 0F AE /5 only64")];
    UMONITOR "umonitor" Fixed = [r("r64", "F3 0F AE /6 only64")];
}
