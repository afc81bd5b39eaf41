//! Control flow: jumps, calls, returns, loops, interrupts (Intel SDM vol. 1, 5.1.7).

use super::insts;
use super::notation::{Row, r};

/// A conditional jump; the encoder relaxes between the two.
const fn jcc(cc: u8) -> [Row; 2] {
    [r("rel8", "70 cb").op(cc), r("relz", "0F 80 cz").op(cc)]
}

const fn short(op: u8) -> [Row; 1] {
    [r("rel8", "00 cb").op(op)]
}

insts! {
    from super::integer::END;
    JO "jo" Fixed = jcc(0);
    JNO "jno" Fixed = jcc(1);
    JB "jb" Fixed = jcc(2);
    JAE "jae" Fixed = jcc(3);
    JE "je" Fixed = jcc(4);
    JNE "jne" Fixed = jcc(5);
    JBE "jbe" Fixed = jcc(6);
    JA "ja" Fixed = jcc(7);
    JS "js" Fixed = jcc(8);
    JNS "jns" Fixed = jcc(9);
    JP "jp" Fixed = jcc(10);
    JNP "jnp" Fixed = jcc(11);
    JL "jl" Fixed = jcc(12);
    JGE "jge" Fixed = jcc(13);
    JLE "jle" Fixed = jcc(14);
    JG "jg" Fixed = jcc(15);
    JMP "jmp" Optional = [
        r("rel8", "EB cb"),
        r("relz", "E9 cz"),
        r("r16", "o16 FF /4 no64"),
        r("r32", "o32 FF /4 no64"),
        r("rv", "FF /4 d64"),
        r("mv", "FF /4 d64"),
    ];
    CALL "call" Optional = [
        r("relz", "E8 cz d64"),
        r("rv", "FF /2 d64"),
        r("mv", "FF /2 d64"),
    ];
    RET "ret" Optional = [r("", "C3 d64"), r("imm16", "C2 iw d64")];
    LRET "lret" Optional = [
        r("", "CB"),
        r("imm16", "CA iw"),
        r("", "o16 CB"),
        r("imm16", "o16 CA iw"),
        r("", "o32 CB"),
        r("imm16", "o32 CA iw"),
        r("", "o64 CB"),
        r("imm16", "o64 CA iw"),
    ];
    UIRET "uiret" Fixed = [r("", "F3 0F 01 EC only64")];
    CLUI "clui" Fixed = [r("", "F3 0F 01 EE only64")];
    STUI "stui" Fixed = [r("", "F3 0F 01 EF only64")];
    TESTUI "testui" Fixed = [r("", "F3 0F 01 ED only64")];
    IRET "iret" Optional = [r("", "CF"), r("", "o16 CF"), r("", "o32 CF"), r("", "o64 CF only64")];
    LJMP "ljmp" Optional = [
        r("ptr16, ptrz", "EA cz no64"),
        r("m", "FF /5"),
        r("m", "o16 FF /5"),
        r("m", "o32 FF /5"),
    ];
    LCALL "lcall" Optional = [
        r("ptr16, ptrz", "9A cz no64"),
        r("m", "FF /3"),
        r("m", "o16 FF /3"),
        r("m", "o32 FF /3"),
    ];
    LOOPNE "loopne" Fixed = short(0xE0);
    LOOPE "loope" Fixed = short(0xE1);
    LOOP "loop" Fixed = short(0xE2);
    JCXZ "jcxz" Fixed = short(0xE3);
    JECXZ "jecxz" Fixed = short(0xE3);
    JRCXZ "jrcxz" Fixed = [r("rel8", "E3 cb only64")];
    INT "int" Fixed = [r("3", "CC"), r("imm8", "CD ib")];
    INT3 "int3" Fixed = [r("", "CC")];
    INT1 "int1" Fixed = [r("", "F1")];
    INTO "into" Fixed = [r("", "CE no64")];
    UD2 "ud2" Fixed = [r("", "0F 0B")];
    UD1 "ud1" Sized = [r("rv, r/mv", "0F B9 /r")];
    SYSCALL "syscall" Fixed = [r("", "0F 05")];
    SYSRET "sysret" Optional = [r("", "0F 07"), r("", "o32 0F 07"), r("", "o64 0F 07 only64")];
    SYSENTER "sysenter" Fixed = [r("", "0F 34")];
    SYSEXIT "sysexit" Optional = [r("", "0F 35"), r("", "o64 0F 35 only64")];
    ENDBR64 "endbr64" Fixed = [r("", "F3 0F 1E FA")];
    ENDBR32 "endbr32" Fixed = [r("", "F3 0F 1E FB")];
    XBEGIN "xbegin" Fixed = [r("relz", "C7 F8 cz")];
    XABORT "xabort" Fixed = [r("imm8", "C6 F8 ib")];
    XEND "xend" Fixed = [r("", "0F 01 D5")];
    XTEST "xtest" Fixed = [r("", "0F 01 D6")];
}
