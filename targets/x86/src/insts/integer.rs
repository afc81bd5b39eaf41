//! Integer instructions: moves, arithmetic, logic, shifts, bits (Intel SDM vol. 1, 5.1; vol. 2).

use super::insts;
use super::notation::{Row, r};

/// The eight classic operations: `n` is the opcode extension and the opcode's bits 5 to 3.
const fn alu(n: u8) -> [Row; 9] {
    [
        r("r/mv, rv", "01 /r LOCK").op(n * 8),
        r("r/mv, imm8s", "83 /0 ib LOCK").digit(n),
        r("rv, r/mv", "03 /r").op(n * 8),
        r("av, immz", "05 iz").op(n * 8),
        r("r/mv, immz", "81 /0 iz LOCK").digit(n),
        r("r/m8, r8", "00 /r LOCK").op(n * 8),
        r("r8, r/m8", "02 /r").op(n * 8),
        r("al, imm8", "04 ib").op(n * 8),
        r("r/m8, imm8", "80 /0 ib LOCK").digit(n),
    ]
}

const fn cmp() -> [Row; 9] {
    let mut rows = alu(7);
    let mut i = 0;
    while i < rows.len() {
        rows[i] = rows[i].unlocked();
        i += 1;
    }
    rows
}

const fn shift(n: u8) -> [Row; 8] {
    [
        r("r/mv, 1", "D1 /0").digit(n),
        r("r/mv, imm8", "C1 /0 ib").digit(n),
        r("r/mv, cl", "D3 /0").digit(n),
        r("r/mv", "D1 /0").digit(n),
        r("r/m8, 1", "D0 /0").digit(n),
        r("r/m8, imm8", "C0 /0 ib").digit(n),
        r("r/m8, cl", "D2 /0").digit(n),
        r("r/m8", "D0 /0").digit(n),
    ]
}

const fn unary(n: u8) -> [Row; 2] {
    [r("r/mv", "F7 /0 LOCK").digit(n), r("r/m8", "F6 /0 LOCK").digit(n)]
}

/// `div` and `idiv`, which may be written with the accumulator.
const fn muldiv(n: u8) -> [Row; 4] {
    [
        r("r/mv", "F7 /0").digit(n),
        r("r/m8", "F6 /0").digit(n),
        r("av, r/mv", "F7 /0").digit(n),
        r("al, r/m8", "F6 /0").digit(n),
    ]
}

const fn bit(op: u8, n: u8, lock: bool) -> [Row; 2] {
    let rows = [r("r/mv, rv", "0F 00 /r LOCK").op(op), r("r/mv, imm8", "0F BA /0 ib LOCK").digit(n)];
    if lock { rows } else { [rows[0].unlocked(), rows[1].unlocked()] }
}

const fn double_shift(op: u8) -> [Row; 3] {
    [
        r("r/mv, rv, imm8", "0F 00 /r ib").op(op),
        r("r/mv, rv, cl", "0F 01 /r").op(op),
        r("r/mv, rv", "0F 01 /r").op(op),
    ]
}

const fn setcc(cc: u8) -> [Row; 1] {
    [r("r/m8", "0F 90 /0").op(cc)]
}

const fn cmovcc(cc: u8) -> [Row; 1] {
    [r("rv, r/mv", "0F 40 /r").op(cc)]
}

insts! {
    from 0;
    ADD "add" Sized = alu(0);
    OR "or" Sized = alu(1);
    ADC "adc" Sized = alu(2);
    SBB "sbb" Sized = alu(3);
    AND "and" Sized = alu(4);
    SUB "sub" Sized = alu(5);
    XOR "xor" Sized = alu(6);
    CMP "cmp" Sized = cmp();
    MOV "mov" Sized = [
        r("moffsv, av", "A3 no64"),
        r("av, moffsv", "A1 no64"),
        r("moffs8, al", "A2 no64"),
        r("al, moffs8", "A0 no64"),
        r("moffsv, av", "A3 only64 far"),
        r("av, moffsv", "A1 only64 far"),
        r("moffs8, al", "A2 only64 far"),
        r("al, moffs8", "A0 only64 far"),
        r("r/mv, rv", "89 /r"),
        r("rv, r/mv", "8B /r"),
        r("r16, imm16", "o16 B8 +r iw"),
        r("r32, immz", "o32 B8 +r iz"),
        r("r/mv, immz", "C7 /0 iz"),
        r("r64, imm64", "o64 B8 +r io"),
        r("r8, imm8", "B0 +r ib"),
        r("r/m8, r8", "88 /r"),
        r("r8, r/m8", "8A /r"),
        r("r/m8, imm8", "C6 /0 ib"),
        r("m16, sreg", "w16 8C /r"),
        r("r64, sreg", "w64 8C /r only64"),
        r("rv, sreg", "8C /r"),
        r("sreg, r16", "w16 8E /r"),
        r("sreg, r32", "w32 8E /r"),
        r("sreg, r64", "w64 8E /r"),
        r("sreg, m16", "w16 8E /r"),
        r("cr, r32", "w32 0F 22 /r no64"),
        r("cr, r64", "w64 0F 22 /r only64"),
        r("r32, cr", "w32 0F 20 /r no64"),
        r("r64, cr", "w64 0F 20 /r only64"),
        r("dr, r32", "w32 0F 23 /r no64"),
        r("dr, r64", "w64 0F 23 /r only64"),
        r("r32, dr", "w32 0F 21 /r no64"),
        r("r64, dr", "w64 0F 21 /r only64"),
    ];
    MOVABS "movabs" Sized = [
        r("r64, imm64", "o64 B8 +r io only64"),
        r("moffsv, av", "A3 only64"),
        r("av, moffsv", "A1 only64"),
        r("moffs8, al", "A2 only64"),
        r("al, moffs8", "A0 only64"),
    ];
    MOVSX "movs" Extend = [
        r("rv, r/m8", "0F BE /r"),
        r("r32, r/m16", "o32 0F BF /r"),
        r("r64, r/m16", "o64 0F BF /r"),
        r("r64, r/m32", "o64 63 /r only64"),
    ];
    MOVZX "movz" Extend = [
        r("rv, r/m8", "0F B6 /r"),
        r("r32, r/m16", "o32 0F B7 /r"),
        r("r64, r/m16", "o64 0F B7 /r"),
    ];
    LEA "lea" Sized = [r("rv, m", "8D /r")];
    TEST "test" Sized = [
        r("r/mv, rv", "85 /r"),
        r("rv, r/mv", "85 /r"),
        r("av, immz", "A9 iz"),
        r("r/mv, immz", "F7 /0 iz"),
        r("r/m8, r8", "84 /r"),
        r("r8, r/m8", "84 /r"),
        r("al, imm8", "A8 ib"),
        r("r/m8, imm8", "F6 /0 ib"),
    ];
    INC "inc" Sized = [
        r("r16", "o16 40 +r no64"),
        r("r32", "o32 40 +r no64"),
        r("r/mv", "FF /0 LOCK"),
        r("r/m8", "FE /0 LOCK"),
    ];
    DEC "dec" Sized = [
        r("r16", "o16 48 +r no64"),
        r("r32", "o32 48 +r no64"),
        r("r/mv", "FF /1 LOCK"),
        r("r/m8", "FE /1 LOCK"),
    ];
    NOT "not" Sized = unary(2);
    NEG "neg" Sized = unary(3);
    MUL "mul" Sized = [r("r/mv", "F7 /4"), r("r/m8", "F6 /4")];
    DIV "div" Sized = muldiv(6);
    IDIV "idiv" Sized = muldiv(7);
    IMUL "imul" Sized = [
        r("rv, r/mv", "0F AF /r"),
        r("rv, r/mv, imm8s", "6B /r ib"),
        r("rv, r/mv, immz", "69 /r iz"),
        r("rv, imm8s", "6B /r ib dup"),
        r("rv, immz", "69 /r iz dup"),
        r("r/mv", "F7 /5"),
        r("r/m8", "F6 /5"),
    ];
    ROL "rol" Sized = shift(0);
    ROR "ror" Sized = shift(1);
    RCL "rcl" Sized = shift(2);
    RCR "rcr" Sized = shift(3);
    SHL "shl" Sized = shift(4);
    SHR "shr" Sized = shift(5);
    SAR "sar" Sized = shift(7);
    SHLD "shld" Sized = double_shift(0xA4);
    SHRD "shrd" Sized = double_shift(0xAC);
    BT "bt" Sized = bit(0xA3, 4, false);
    BTS "bts" Sized = bit(0xAB, 5, true);
    BTR "btr" Sized = bit(0xB3, 6, true);
    BTC "btc" Sized = bit(0xBB, 7, true);
    BSF "bsf" Sized = [r("rv, r/mv", "0F BC /r")];
    BSR "bsr" Sized = [r("rv, r/mv", "0F BD /r")];
    BSWAP "bswap" Sized = [r("r32", "o32 0F C8 +r"), r("r64", "o64 0F C8 +r only64")];
    MOVBE "movbe" Sized = [r("rv, mv", "0F 38 F0 /r"), r("mv, rv", "0F 38 F1 /r")];
    PUSH "push" Sized = [
        r("rv", "50 +r d64"),
        r("imm8s", "6A ib d64"),
        r("immz", "68 iz d64"),
        r("mv", "FF /6 d64"),
        r("fs", "0F A0 d64"),
        r("gs", "0F A8 d64"),
        r("es", "06 no64"),
        r("cs", "0E no64"),
        r("ss", "16 no64"),
        r("ds", "1E no64"),
    ];
    POP "pop" Sized = [
        r("rv", "58 +r d64"),
        r("mv", "8F /0 d64"),
        r("fs", "0F A1 d64"),
        r("gs", "0F A9 d64"),
        r("es", "07 no64"),
        r("ss", "17 no64"),
        r("ds", "1F no64"),
    ];
    PUSHF "pushf" Optional = [r("", "9C d64")];
    POPF "popf" Optional = [r("", "9D d64")];
    PUSHA "pusha" Optional = [r("", "60 no64"), r("", "o16 60 no64"), r("", "o32 60 no64")];
    POPA "popa" Optional = [r("", "61 no64"), r("", "o16 61 no64"), r("", "o32 61 no64")];
    CBTW "cbtw" Fixed = [r("", "o16 98")];
    CWTL "cwtl" Fixed = [r("", "o32 98")];
    CLTQ "cltq" Fixed = [r("", "o64 98 only64")];
    CWTD "cwtd" Fixed = [r("", "o16 99")];
    CLTD "cltd" Fixed = [r("", "o32 99")];
    CQTO "cqto" Fixed = [r("", "o64 99 only64")];
    NOP "nop" Optional = [r("", "90"), r("r/mv", "0F 1F /0")];
    ENTER "enter" Optional = [r("imm16, imm8", "C8 iw ib d64")];
    LEAVE "leave" Optional = [r("", "C9 d64")];
    LAHF "lahf" Fixed = [r("", "9F")];
    SAHF "sahf" Fixed = [r("", "9E")];
    CLC "clc" Fixed = [r("", "F8")];
    STC "stc" Fixed = [r("", "F9")];
    CMC "cmc" Fixed = [r("", "F5")];
    CLD "cld" Fixed = [r("", "FC")];
    STD "std" Fixed = [r("", "FD")];
    XLAT "xlat" Fixed = [r("", "D7")];
    AAA "aaa" Fixed = [r("", "37 no64")];
    AAS "aas" Fixed = [r("", "3F no64")];
    DAA "daa" Fixed = [r("", "27 no64")];
    DAS "das" Fixed = [r("", "2F no64")];
    AAM "aam" Fixed = [r("", "D4 0A no64"), r("imm8", "D4 ib no64")];
    AAD "aad" Fixed = [r("", "D5 0A no64"), r("imm8", "D5 ib no64")];
    BOUND "bound" Sized = [r("r16, m", "o16 62 /r no64"), r("r32, m", "o32 62 /r no64")];
    SETO "seto" Fixed = setcc(0);
    SETNO "setno" Fixed = setcc(1);
    SETB "setb" Fixed = setcc(2);
    SETAE "setae" Fixed = setcc(3);
    SETE "sete" Fixed = setcc(4);
    SETNE "setne" Fixed = setcc(5);
    SETBE "setbe" Fixed = setcc(6);
    SETA "seta" Fixed = setcc(7);
    SETS "sets" Fixed = setcc(8);
    SETNS "setns" Fixed = setcc(9);
    SETP "setp" Fixed = setcc(10);
    SETNP "setnp" Fixed = setcc(11);
    SETL "setl" Fixed = setcc(12);
    SETGE "setge" Fixed = setcc(13);
    SETLE "setle" Fixed = setcc(14);
    SETG "setg" Fixed = setcc(15);
    CMOVO "cmovo" Optional = cmovcc(0);
    CMOVNO "cmovno" Optional = cmovcc(1);
    CMOVB "cmovb" Optional = cmovcc(2);
    CMOVAE "cmovae" Optional = cmovcc(3);
    CMOVE "cmove" Optional = cmovcc(4);
    CMOVNE "cmovne" Optional = cmovcc(5);
    CMOVBE "cmovbe" Optional = cmovcc(6);
    CMOVA "cmova" Optional = cmovcc(7);
    CMOVS "cmovs" Optional = cmovcc(8);
    CMOVNS "cmovns" Optional = cmovcc(9);
    CMOVP "cmovp" Optional = cmovcc(10);
    CMOVNP "cmovnp" Optional = cmovcc(11);
    CMOVL "cmovl" Optional = cmovcc(12);
    CMOVGE "cmovge" Optional = cmovcc(13);
    CMOVLE "cmovle" Optional = cmovcc(14);
    CMOVG "cmovg" Optional = cmovcc(15);
}
