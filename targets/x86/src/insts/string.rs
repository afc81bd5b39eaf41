//! String instructions and port input/output (Intel SDM vol. 1, 5.1.8, 5.1.9).

use super::insts;
use super::notation::{Row, r};

/// Byte form `op`, wider forms `op + 1`.
const fn string(op: u8) -> [Row; 4] {
    [r("", "w8 00").op(op), r("", "o16 01").op(op), r("", "o32 01").op(op), r("", "o64 01 only64").op(op)]
}

const fn port(op: u8) -> [Row; 3] {
    [r("", "w8 00").op(op), r("", "o16 01").op(op), r("", "o32 01").op(op)]
}

insts! {
    from super::control::END;
    MOVS "movs" Sized = string(0xA4);
    CMPS "cmps" Sized = string(0xA6);
    STOS "stos" Sized = string(0xAA);
    LODS "lods" Sized = string(0xAC);
    SCAS "scas" Sized = string(0xAE);
    INS "ins" Sized = port(0x6C);
    OUTS "outs" Sized = port(0x6E);
    IN "in" Sized = [
        r("al, imm8", "E4 ib"),
        r("ax, imm8", "o16 E5 ib"),
        r("eax, imm8", "o32 E5 ib"),
        r("al, dx", "EC"),
        r("ax, dx", "o16 ED"),
        r("eax, dx", "o32 ED"),
        r("imm8", "w8 E4 ib"),
        r("imm8", "o16 E5 ib"),
        r("imm8", "o32 E5 ib"),
        r("dx", "w8 EC"),
        r("dx", "o16 ED"),
        r("dx", "o32 ED"),
    ];
    OUT "out" Sized = [
        r("imm8, al", "E6 ib"),
        r("imm8, ax", "o16 E7 ib"),
        r("imm8, eax", "o32 E7 ib"),
        r("dx, al", "EE"),
        r("dx, ax", "o16 EF"),
        r("dx, eax", "o32 EF"),
        r("imm8", "w8 E6 ib"),
        r("imm8", "o16 E7 ib"),
        r("imm8", "o32 E7 ib"),
        r("dx", "w8 EE"),
        r("dx", "o16 EF"),
        r("dx", "o32 EF"),
    ];
}
