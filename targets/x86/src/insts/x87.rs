//! The x87 (Intel SDM vol. 1, chapter 8). Names are GNU's: with a destination of `%st(i)`, AT&T's `fsub`/`fsubr` and
//! `fdiv`/`fdivr` stand for each other's encodings, and so do they here.

use super::insts;
use super::notation::{Row, r};

/// Arithmetic: `n` is the extension for `st0` as destination, `m` the one for `st(i)` as destination.
const fn arith(n: u8, m: u8) -> [Row; 6] {
    [
        r("m32", "D8 /0").digit(n),
        r("m64", "DC /0").digit(n),
        r("st0, sti", "D8 C0 +r").op(n * 8),
        r("sti, st0", "DC C0 +r").op(m * 8),
        r("sti", "D8 C0 +r").op(n * 8),
        r("", "DE C1").op(m * 8),
    ]
}

const fn arith_pop(m: u8) -> [Row; 3] {
    [r("sti, st0", "DE C0 +r").op(m * 8), r("sti", "DE C0 +r").op(m * 8), r("", "DE C1").op(m * 8)]
}

const fn int_arith(n: u8) -> [Row; 2] {
    [r("m16", "DE /0").digit(n), r("m32", "DA /0").digit(n)]
}

/// `fcom`, `fcomp`
const fn compare(n: u8) -> [Row; 4] {
    [
        r("m32", "D8 /0").digit(n),
        r("m64", "DC /0").digit(n),
        r("sti", "D8 C0 +r").op(n * 8),
        r("", "D8 C1").op(n * 8),
    ]
}

const fn simple(op: u8) -> [Row; 1] {
    [r("", "D9 00").op(op)]
}

insts! {
    from super::system::END;
    FADD "fadd" Float = arith(0, 0);
    FMUL "fmul" Float = arith(1, 1);
    FSUB "fsub" Float = arith(4, 4);
    FSUBR "fsubr" Float = arith(5, 5);
    FDIV "fdiv" Float = arith(6, 6);
    FDIVR "fdivr" Float = arith(7, 7);
    FADDP "faddp" Fixed = arith_pop(0);
    FMULP "fmulp" Fixed = arith_pop(1);
    FSUBP "fsubp" Fixed = arith_pop(4);
    FSUBRP "fsubrp" Fixed = arith_pop(5);
    FDIVP "fdivp" Fixed = arith_pop(6);
    FDIVRP "fdivrp" Fixed = arith_pop(7);
    FIADD "fiadd" Int = int_arith(0);
    FIMUL "fimul" Int = int_arith(1);
    FICOM "ficom" Int = int_arith(2);
    FICOMP "ficomp" Int = int_arith(3);
    FISUB "fisub" Int = int_arith(4);
    FISUBR "fisubr" Int = int_arith(5);
    FIDIV "fidiv" Int = int_arith(6);
    FIDIVR "fidivr" Int = int_arith(7);
    FCOM "fcom" Float = compare(2);
    FCOMP "fcomp" Float = compare(3);
    FLD "fld" Float = [r("m32", "D9 /0"), r("m64", "DD /0"), r("m80", "DB /5"), r("sti", "D9 C0 +r")];
    FST "fst" Float = [r("m32", "D9 /2"), r("m64", "DD /2"), r("sti", "DD D0 +r")];
    FSTP "fstp" Float = [r("m32", "D9 /3"), r("m64", "DD /3"), r("m80", "DB /7"), r("sti", "DD D8 +r")];
    FILD "fild" Int = [r("m16", "DF /0"), r("m32", "DB /0"), r("m64", "DF /5")];
    FIST "fist" Int = [r("m16", "DF /2"), r("m32", "DB /2")];
    FISTP "fistp" Int = [r("m16", "DF /3"), r("m32", "DB /3"), r("m64", "DF /7")];
    FISTTP "fisttp" Int = [r("m16", "DF /1"), r("m32", "DB /1"), r("m64", "DD /1")];
    FBLD "fbld" Fixed = [r("m", "DF /4")];
    FBSTP "fbstp" Fixed = [r("m", "DF /6")];
    FXCH "fxch" Fixed = [r("sti", "D9 C8 +r"), r("", "D9 C9")];
    FUCOM "fucom" Fixed = [r("sti", "DD E0 +r"), r("", "DD E1")];
    FUCOMP "fucomp" Fixed = [r("sti", "DD E8 +r"), r("", "DD E9")];
    FUCOMPP "fucompp" Fixed = [r("", "DA E9")];
    FCOMPP "fcompp" Fixed = [r("", "DE D9")];
    FCOMI "fcomi" Fixed = [r("st0, sti", "DB F0 +r"), r("sti", "DB F0 +r"), r("", "DB F1")];
    FCOMIP "fcomip" Fixed = [r("st0, sti", "DF F0 +r"), r("sti", "DF F0 +r"), r("", "DF F1")];
    FUCOMI "fucomi" Fixed = [r("st0, sti", "DB E8 +r"), r("sti", "DB E8 +r"), r("", "DB E9")];
    FUCOMIP "fucomip" Fixed = [r("st0, sti", "DF E8 +r"), r("sti", "DF E8 +r"), r("", "DF E9")];
    FCMOVB "fcmovb" Fixed = [r("st0, sti", "DA C0 +r")];
    FCMOVE "fcmove" Fixed = [r("st0, sti", "DA C8 +r")];
    FCMOVBE "fcmovbe" Fixed = [r("st0, sti", "DA D0 +r")];
    FCMOVU "fcmovu" Fixed = [r("st0, sti", "DA D8 +r")];
    FCMOVNB "fcmovnb" Fixed = [r("st0, sti", "DB C0 +r")];
    FCMOVNE "fcmovne" Fixed = [r("st0, sti", "DB C8 +r")];
    FCMOVNBE "fcmovnbe" Fixed = [r("st0, sti", "DB D0 +r")];
    FCMOVNU "fcmovnu" Fixed = [r("st0, sti", "DB D8 +r")];
    FCHS "fchs" Fixed = simple(0xE0);
    FABS "fabs" Fixed = simple(0xE1);
    FTST "ftst" Fixed = simple(0xE4);
    FXAM "fxam" Fixed = simple(0xE5);
    FLD1 "fld1" Fixed = simple(0xE8);
    FLDL2T "fldl2t" Fixed = simple(0xE9);
    FLDL2E "fldl2e" Fixed = simple(0xEA);
    FLDPI "fldpi" Fixed = simple(0xEB);
    FLDLG2 "fldlg2" Fixed = simple(0xEC);
    FLDLN2 "fldln2" Fixed = simple(0xED);
    FLDZ "fldz" Fixed = simple(0xEE);
    F2XM1 "f2xm1" Fixed = simple(0xF0);
    FYL2X "fyl2x" Fixed = simple(0xF1);
    FPTAN "fptan" Fixed = simple(0xF2);
    FPATAN "fpatan" Fixed = simple(0xF3);
    FXTRACT "fxtract" Fixed = simple(0xF4);
    FPREM1 "fprem1" Fixed = simple(0xF5);
    FDECSTP "fdecstp" Fixed = simple(0xF6);
    FINCSTP "fincstp" Fixed = simple(0xF7);
    FPREM "fprem" Fixed = simple(0xF8);
    FYL2XP1 "fyl2xp1" Fixed = simple(0xF9);
    FSQRT "fsqrt" Fixed = simple(0xFA);
    FSINCOS "fsincos" Fixed = simple(0xFB);
    FRNDINT "frndint" Fixed = simple(0xFC);
    FSCALE "fscale" Fixed = simple(0xFD);
    FSIN "fsin" Fixed = simple(0xFE);
    FCOS "fcos" Fixed = simple(0xFF);
    FNOP "fnop" Fixed = simple(0xD0);
    FFREE "ffree" Fixed = [r("sti", "DD C0 +r")];
    FFREEP "ffreep" Fixed = [r("sti", "DF C0 +r")];
    FWAIT "fwait" Fixed = [r("", "9B")];
    FNINIT "fninit" Fixed = [r("", "DB E3")];
    FNCLEX "fnclex" Fixed = [r("", "DB E2")];
    FINIT "finit" Fixed = [r("", "9B DB E3")];
    FCLEX "fclex" Fixed = [r("", "9B DB E2")];
    FNSTSW "fnstsw" Fixed = [r("ax", "w16 DF E0"), r("m", "DD /7"), r("", "DF E0")];
    FSTSW "fstsw" Fixed = [r("ax", "w16 9B DF E0"), r("m", "9B DD /7"), r("", "9B DF E0")];
    FNSTCW "fnstcw" Fixed = [r("m", "D9 /7")];
    FSTCW "fstcw" Fixed = [r("m", "9B D9 /7")];
    FLDCW "fldcw" Fixed = [r("m", "D9 /5")];
    FNSTENV "fnstenv" Fixed = [r("m", "D9 /6")];
    FSTENV "fstenv" Fixed = [r("m", "9B D9 /6")];
    FLDENV "fldenv" Fixed = [r("m", "D9 /4")];
    FNSAVE "fnsave" Fixed = [r("m", "DD /6")];
    FSAVE "fsave" Fixed = [r("m", "9B DD /6")];
    FRSTOR "frstor" Fixed = [r("m", "DD /4")];
}
