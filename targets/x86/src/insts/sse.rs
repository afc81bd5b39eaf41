//! MMX and SSE to SSE4.2, AES, PCLMUL, SHA (Intel SDM vol. 1, 5.4 to 5.12).

use super::insts;
use super::notation::{Row, r};

/// An operation on MMX registers that SSE2 widened with the prefix `66`.
const fn mmx(op: u8) -> [Row; 2] {
    [r("xmm, xmm/m128", "66 0F 00 /r").op(op), r("mm, mm/m64", "0F 00 /r").op(op)]
}

/// The same on the map `0F38`.
const fn mmx38(op: u8) -> [Row; 2] {
    [r("xmm, xmm/m128", "66 0F 38 00 /r").op(op), r("mm, mm/m64", "0F 38 00 /r").op(op)]
}

/// A shift by a register, or with `imm /n` by an immediate.
const fn shift(op: u8, imm: u8, n: u8) -> [Row; 4] {
    [
        r("xmm, xmm/m128", "66 0F 00 /r").op(op),
        r("xmm, imm8", "66 0F 00 /0 ib").op(imm).digit(n),
        r("mm, mm/m64", "0F 00 /r").op(op),
        r("mm, imm8", "0F 00 /0 ib").op(imm).digit(n),
    ]
}

insts! {
    from super::bmi::END;
    ADDPS "addps" Fixed = [r("xmm, xmm/m128", "NP 0F 58 /r")];
    ADDPD "addpd" Fixed = [r("xmm, xmm/m128", "66 0F 58 /r")];
    ADDSS "addss" Fixed = [r("xmm, xmm/m32", "F3 0F 58 /r")];
    ADDSD "addsd" Fixed = [r("xmm, xmm/m64", "F2 0F 58 /r")];
    MULPS "mulps" Fixed = [r("xmm, xmm/m128", "NP 0F 59 /r")];
    MULPD "mulpd" Fixed = [r("xmm, xmm/m128", "66 0F 59 /r")];
    MULSS "mulss" Fixed = [r("xmm, xmm/m32", "F3 0F 59 /r")];
    MULSD "mulsd" Fixed = [r("xmm, xmm/m64", "F2 0F 59 /r")];
    SUBPS "subps" Fixed = [r("xmm, xmm/m128", "NP 0F 5C /r")];
    SUBPD "subpd" Fixed = [r("xmm, xmm/m128", "66 0F 5C /r")];
    SUBSS "subss" Fixed = [r("xmm, xmm/m32", "F3 0F 5C /r")];
    SUBSD "subsd" Fixed = [r("xmm, xmm/m64", "F2 0F 5C /r")];
    MINPS "minps" Fixed = [r("xmm, xmm/m128", "NP 0F 5D /r")];
    MINPD "minpd" Fixed = [r("xmm, xmm/m128", "66 0F 5D /r")];
    MINSS "minss" Fixed = [r("xmm, xmm/m32", "F3 0F 5D /r")];
    MINSD "minsd" Fixed = [r("xmm, xmm/m64", "F2 0F 5D /r")];
    DIVPS "divps" Fixed = [r("xmm, xmm/m128", "NP 0F 5E /r")];
    DIVPD "divpd" Fixed = [r("xmm, xmm/m128", "66 0F 5E /r")];
    DIVSS "divss" Fixed = [r("xmm, xmm/m32", "F3 0F 5E /r")];
    DIVSD "divsd" Fixed = [r("xmm, xmm/m64", "F2 0F 5E /r")];
    MAXPS "maxps" Fixed = [r("xmm, xmm/m128", "NP 0F 5F /r")];
    MAXPD "maxpd" Fixed = [r("xmm, xmm/m128", "66 0F 5F /r")];
    MAXSS "maxss" Fixed = [r("xmm, xmm/m32", "F3 0F 5F /r")];
    MAXSD "maxsd" Fixed = [r("xmm, xmm/m64", "F2 0F 5F /r")];
    SQRTPS "sqrtps" Fixed = [r("xmm, xmm/m128", "NP 0F 51 /r")];
    CMPPS "cmpps" Fixed = [r("xmm, xmm/m128, imm8", "NP 0F C2 /r ib")];
    SQRTPD "sqrtpd" Fixed = [r("xmm, xmm/m128", "66 0F 51 /r")];
    CMPPD "cmppd" Fixed = [r("xmm, xmm/m128, imm8", "66 0F C2 /r ib")];
    SQRTSS "sqrtss" Fixed = [r("xmm, xmm/m32", "F3 0F 51 /r")];
    CMPSS "cmpss" Fixed = [r("xmm, xmm/m32, imm8", "F3 0F C2 /r ib")];
    SQRTSD "sqrtsd" Fixed = [r("xmm, xmm/m64", "F2 0F 51 /r")];
    CMPSD "cmpsd" Fixed = [r("xmm, xmm/m64, imm8", "F2 0F C2 /r ib")];
    RSQRTPS "rsqrtps" Fixed = [r("xmm, xmm/m128", "NP 0F 52 /r")];
    RSQRTSS "rsqrtss" Fixed = [r("xmm, xmm/m32", "F3 0F 52 /r")];
    RCPPS "rcpps" Fixed = [r("xmm, xmm/m128", "NP 0F 53 /r")];
    RCPSS "rcpss" Fixed = [r("xmm, xmm/m32", "F3 0F 53 /r")];
    ANDPS "andps" Fixed = [r("xmm, xmm/m128", "NP 0F 54 /r")];
    ANDPD "andpd" Fixed = [r("xmm, xmm/m128", "66 0F 54 /r")];
    ANDNPS "andnps" Fixed = [r("xmm, xmm/m128", "NP 0F 55 /r")];
    ANDNPD "andnpd" Fixed = [r("xmm, xmm/m128", "66 0F 55 /r")];
    ORPS "orps" Fixed = [r("xmm, xmm/m128", "NP 0F 56 /r")];
    ORPD "orpd" Fixed = [r("xmm, xmm/m128", "66 0F 56 /r")];
    XORPS "xorps" Fixed = [r("xmm, xmm/m128", "NP 0F 57 /r")];
    XORPD "xorpd" Fixed = [r("xmm, xmm/m128", "66 0F 57 /r")];
    UNPCKLPS "unpcklps" Fixed = [r("xmm, xmm/m128", "NP 0F 14 /r")];
    UNPCKLPD "unpcklpd" Fixed = [r("xmm, xmm/m128", "66 0F 14 /r")];
    UNPCKHPS "unpckhps" Fixed = [r("xmm, xmm/m128", "NP 0F 15 /r")];
    UNPCKHPD "unpckhpd" Fixed = [r("xmm, xmm/m128", "66 0F 15 /r")];
    SHUFPS "shufps" Fixed = [r("xmm, xmm/m128, imm8", "NP 0F C6 /r ib")];
    SHUFPD "shufpd" Fixed = [r("xmm, xmm/m128, imm8", "66 0F C6 /r ib")];
    UCOMISS "ucomiss" Fixed = [r("xmm, xmm/m32", "NP 0F 2E /r")];
    UCOMISD "ucomisd" Fixed = [r("xmm, xmm/m64", "66 0F 2E /r")];
    COMISS "comiss" Fixed = [r("xmm, xmm/m32", "NP 0F 2F /r")];
    COMISD "comisd" Fixed = [r("xmm, xmm/m64", "66 0F 2F /r")];
    MOVAPS "movaps" Fixed = [r("xmm, xmm/m128", "NP 0F 28 /r"), r("m128, xmm", "NP 0F 29 /r")];
    MOVAPD "movapd" Fixed = [r("xmm, xmm/m128", "66 0F 28 /r"), r("m128, xmm", "66 0F 29 /r")];
    MOVUPS "movups" Fixed = [r("xmm, xmm/m128", "NP 0F 10 /r"), r("m128, xmm", "NP 0F 11 /r")];
    MOVUPD "movupd" Fixed = [r("xmm, xmm/m128", "66 0F 10 /r"), r("m128, xmm", "66 0F 11 /r")];
    MOVDQA "movdqa" Fixed = [r("xmm, xmm/m128", "66 0F 6F /r"), r("m128, xmm", "66 0F 7F /r")];
    MOVDQU "movdqu" Fixed = [r("xmm, xmm/m128", "F3 0F 6F /r"), r("m128, xmm", "F3 0F 7F /r")];
    MOVSS "movss" Fixed = [r("xmm, xmm/m32", "F3 0F 10 /r"), r("m32, xmm", "F3 0F 11 /r")];
    MOVSD "movsd" Fixed = [r("xmm, xmm/m64", "F2 0F 10 /r"), r("m64, xmm", "F2 0F 11 /r")];
    MOVLPS "movlps" Fixed = [r("xmm, m64", "NP 0F 12 /r"), r("m64, xmm", "NP 0F 13 /r")];
    MOVLPD "movlpd" Fixed = [r("xmm, m64", "66 0F 12 /r"), r("m64, xmm", "66 0F 13 /r")];
    MOVHPS "movhps" Fixed = [r("xmm, m64", "NP 0F 16 /r"), r("m64, xmm", "NP 0F 17 /r")];
    MOVHPD "movhpd" Fixed = [r("xmm, m64", "66 0F 16 /r"), r("m64, xmm", "66 0F 17 /r")];
    MOVHLPS "movhlps" Fixed = [r("xmm, xmm", "NP 0F 12 /r")];
    MOVLHPS "movlhps" Fixed = [r("xmm, xmm", "NP 0F 16 /r")];
    MOVNTPS "movntps" Fixed = [r("m128, xmm", "NP 0F 2B /r")];
    MOVNTPD "movntpd" Fixed = [r("m128, xmm", "66 0F 2B /r")];
    MOVNTDQ "movntdq" Fixed = [r("m128, xmm", "66 0F E7 /r")];
    MOVNTDQA "movntdqa" Fixed = [r("xmm, m128", "66 0F 38 2A /r")];
    LDDQU "lddqu" Fixed = [r("xmm, m128", "F2 0F F0 /r")];
    MOVNTQ "movntq" Fixed = [r("m64, mm", "NP 0F E7 /r")];
    MASKMOVQ "maskmovq" Fixed = [r("mm, mm", "NP 0F F7 /r")];
    MASKMOVDQU "maskmovdqu" Fixed = [r("xmm, xmm", "66 0F F7 /r")];
    MOVMSKPS "movmskps" Fixed = [r("r32, xmm", "NP 0F 50 /r"), r("r64, xmm", "NP 0F 50 /r")];
    MOVMSKPD "movmskpd" Fixed = [r("r32, xmm", "66 0F 50 /r"), r("r64, xmm", "66 0F 50 /r")];
    PMOVMSKB "pmovmskb" Fixed = [r("r32, xmm", "66 0F D7 /r"), r("r64, xmm", "66 0F D7 /r"), r("r32, mm", "NP 0F D7 /r"), r("r64, mm", "NP 0F D7 /r")];
    MOVD "movd" Fixed = [
        r("xmm, r/m32", "66 0F 6E /r"),
        r("r/m32, xmm", "66 0F 7E /r"),
        r("xmm, r64", "66 REX.W 0F 6E /r only64"),
        r("r64, xmm", "66 REX.W 0F 7E /r only64 store"),
        r("mm, r/m32", "NP 0F 6E /r"),
        r("r/m32, mm", "NP 0F 7E /r"),
        r("mm, r64", "REX.W 0F 6E /r only64"),
        r("r64, mm", "REX.W 0F 7E /r only64 store"),
    ];
    MOVQ "movq" Fixed = [
        r("xmm, xmm/m64", "F3 0F 7E /r"),
        r("m64, xmm", "66 0F D6 /r"),
        r("xmm, r64", "66 REX.W 0F 6E /r only64"),
        r("r64, xmm", "66 REX.W 0F 7E /r only64 store"),
        r("mm, mm/m64", "NP 0F 6F /r"),
        r("m64, mm", "NP 0F 7F /r"),
        r("mm, r64", "REX.W 0F 6E /r only64"),
        r("r64, mm", "REX.W 0F 7E /r only64 store"),
    ];
    MOVQ2DQ "movq2dq" Fixed = [r("xmm, mm", "F3 0F D6 /r")];
    MOVDQ2Q "movdq2q" Fixed = [r("mm, xmm", "F2 0F D6 /r")];
    MOVDDUP "movddup" Fixed = [r("xmm, xmm/m64", "F2 0F 12 /r")];
    MOVSHDUP "movshdup" Fixed = [r("xmm, xmm/m128", "F3 0F 16 /r")];
    MOVSLDUP "movsldup" Fixed = [r("xmm, xmm/m128", "F3 0F 12 /r")];
    CVTSI2SS "cvtsi2ss" Convert = [r("xmm, r/my", "F3 0F 2A /r")];
    CVTSI2SD "cvtsi2sd" Convert = [r("xmm, r/my", "F2 0F 2A /r")];
    CVTTSS2SI "cvttss2si" Sized = [r("ry, xmm/m32", "F3 0F 2C /r")];
    CVTTSD2SI "cvttsd2si" Sized = [r("ry, xmm/m64", "F2 0F 2C /r")];
    CVTSS2SI "cvtss2si" Sized = [r("ry, xmm/m32", "F3 0F 2D /r")];
    CVTSD2SI "cvtsd2si" Sized = [r("ry, xmm/m64", "F2 0F 2D /r")];
    CVTSS2SD "cvtss2sd" Fixed = [r("xmm, xmm/m32", "F3 0F 5A /r")];
    CVTSD2SS "cvtsd2ss" Fixed = [r("xmm, xmm/m64", "F2 0F 5A /r")];
    CVTPS2PD "cvtps2pd" Fixed = [r("xmm, xmm/m64", "NP 0F 5A /r")];
    CVTPD2PS "cvtpd2ps" Fixed = [r("xmm, xmm/m128", "66 0F 5A /r")];
    CVTDQ2PS "cvtdq2ps" Fixed = [r("xmm, xmm/m128", "NP 0F 5B /r")];
    CVTPS2DQ "cvtps2dq" Fixed = [r("xmm, xmm/m128", "66 0F 5B /r")];
    CVTTPS2DQ "cvttps2dq" Fixed = [r("xmm, xmm/m128", "F3 0F 5B /r")];
    CVTDQ2PD "cvtdq2pd" Fixed = [r("xmm, xmm/m64", "F3 0F E6 /r")];
    CVTPD2DQ "cvtpd2dq" Fixed = [r("xmm, xmm/m128", "F2 0F E6 /r")];
    CVTTPD2DQ "cvttpd2dq" Fixed = [r("xmm, xmm/m128", "66 0F E6 /r")];
    CVTPI2PS "cvtpi2ps" Fixed = [r("xmm, mm/m64", "NP 0F 2A /r")];
    CVTPI2PD "cvtpi2pd" Fixed = [r("xmm, mm/m64", "66 0F 2A /r")];
    CVTPS2PI "cvtps2pi" Fixed = [r("mm, xmm/m64", "NP 0F 2D /r")];
    CVTTPS2PI "cvttps2pi" Fixed = [r("mm, xmm/m64", "NP 0F 2C /r")];
    CVTPD2PI "cvtpd2pi" Fixed = [r("mm, xmm/m128", "66 0F 2D /r")];
    CVTTPD2PI "cvttpd2pi" Fixed = [r("mm, xmm/m128", "66 0F 2C /r")];
    PUNPCKLBW "punpcklbw" Fixed = mmx(0x60);
    PUNPCKLWD "punpcklwd" Fixed = mmx(0x61);
    PUNPCKLDQ "punpckldq" Fixed = mmx(0x62);
    PACKSSWB "packsswb" Fixed = mmx(0x63);
    PCMPGTB "pcmpgtb" Fixed = mmx(0x64);
    PCMPGTW "pcmpgtw" Fixed = mmx(0x65);
    PCMPGTD "pcmpgtd" Fixed = mmx(0x66);
    PACKUSWB "packuswb" Fixed = mmx(0x67);
    PUNPCKHBW "punpckhbw" Fixed = mmx(0x68);
    PUNPCKHWD "punpckhwd" Fixed = mmx(0x69);
    PUNPCKHDQ "punpckhdq" Fixed = mmx(0x6A);
    PACKSSDW "packssdw" Fixed = mmx(0x6B);
    PCMPEQB "pcmpeqb" Fixed = mmx(0x74);
    PCMPEQW "pcmpeqw" Fixed = mmx(0x75);
    PCMPEQD "pcmpeqd" Fixed = mmx(0x76);
    PADDQ "paddq" Fixed = mmx(0xD4);
    PMULLW "pmullw" Fixed = mmx(0xD5);
    PSUBUSB "psubusb" Fixed = mmx(0xD8);
    PSUBUSW "psubusw" Fixed = mmx(0xD9);
    PMINUB "pminub" Fixed = mmx(0xDA);
    PAND "pand" Fixed = mmx(0xDB);
    PADDUSB "paddusb" Fixed = mmx(0xDC);
    PADDUSW "paddusw" Fixed = mmx(0xDD);
    PMAXUB "pmaxub" Fixed = mmx(0xDE);
    PANDN "pandn" Fixed = mmx(0xDF);
    PAVGB "pavgb" Fixed = mmx(0xE0);
    PAVGW "pavgw" Fixed = mmx(0xE3);
    PMULHUW "pmulhuw" Fixed = mmx(0xE4);
    PMULHW "pmulhw" Fixed = mmx(0xE5);
    PSUBSB "psubsb" Fixed = mmx(0xE8);
    PSUBSW "psubsw" Fixed = mmx(0xE9);
    PMINSW "pminsw" Fixed = mmx(0xEA);
    POR "por" Fixed = mmx(0xEB);
    PADDSB "paddsb" Fixed = mmx(0xEC);
    PADDSW "paddsw" Fixed = mmx(0xED);
    PMAXSW "pmaxsw" Fixed = mmx(0xEE);
    PXOR "pxor" Fixed = mmx(0xEF);
    PMULUDQ "pmuludq" Fixed = mmx(0xF4);
    PMADDWD "pmaddwd" Fixed = mmx(0xF5);
    PSADBW "psadbw" Fixed = mmx(0xF6);
    PSUBB "psubb" Fixed = mmx(0xF8);
    PSUBW "psubw" Fixed = mmx(0xF9);
    PSUBD "psubd" Fixed = mmx(0xFA);
    PSUBQ "psubq" Fixed = mmx(0xFB);
    PADDB "paddb" Fixed = mmx(0xFC);
    PADDW "paddw" Fixed = mmx(0xFD);
    PADDD "paddd" Fixed = mmx(0xFE);
    PUNPCKLQDQ "punpcklqdq" Fixed = [r("xmm, xmm/m128", "66 0F 6C /r")];
    PUNPCKHQDQ "punpckhqdq" Fixed = [r("xmm, xmm/m128", "66 0F 6D /r")];
    PSRLW "psrlw" Fixed = shift(0xD1, 0x71, 2);
    PSRLD "psrld" Fixed = shift(0xD2, 0x72, 2);
    PSRLQ "psrlq" Fixed = shift(0xD3, 0x73, 2);
    PSRAW "psraw" Fixed = shift(0xE1, 0x71, 4);
    PSRAD "psrad" Fixed = shift(0xE2, 0x72, 4);
    PSLLW "psllw" Fixed = shift(0xF1, 0x71, 6);
    PSLLD "pslld" Fixed = shift(0xF2, 0x72, 6);
    PSLLQ "psllq" Fixed = shift(0xF3, 0x73, 6);
    PSRLDQ "psrldq" Fixed = [r("xmm, imm8", "66 0F 73 /3 ib")];
    PSLLDQ "pslldq" Fixed = [r("xmm, imm8", "66 0F 73 /7 ib")];
    PSHUFW "pshufw" Fixed = [r("mm, mm/m64, imm8", "NP 0F 70 /r ib")];
    PSHUFD "pshufd" Fixed = [r("xmm, xmm/m128, imm8", "66 0F 70 /r ib")];
    PSHUFHW "pshufhw" Fixed = [r("xmm, xmm/m128, imm8", "F3 0F 70 /r ib")];
    PSHUFLW "pshuflw" Fixed = [r("xmm, xmm/m128, imm8", "F2 0F 70 /r ib")];
    EMMS "emms" Fixed = [r("", "0F 77")];
    PINSRW "pinsrw" Fixed = [r("xmm, ry/m16, imm8", "66 0F C4 /r ib"), r("mm, ry/m16, imm8", "NP 0F C4 /r ib")];
    PEXTRW "pextrw" Fixed = [r("r32, xmm, imm8", "66 0F C5 /r ib"), r("r64, xmm, imm8", "66 0F C5 /r ib"), r("m16, xmm, imm8", "66 0F 3A 15 /r ib"), r("r32, mm, imm8", "NP 0F C5 /r ib"), r("r64, mm, imm8", "NP 0F C5 /r ib")];
    PSHUFB "pshufb" Fixed = mmx38(0x00);
    PHADDW "phaddw" Fixed = mmx38(0x01);
    PHADDD "phaddd" Fixed = mmx38(0x02);
    PHADDSW "phaddsw" Fixed = mmx38(0x03);
    PMADDUBSW "pmaddubsw" Fixed = mmx38(0x04);
    PHSUBW "phsubw" Fixed = mmx38(0x05);
    PHSUBD "phsubd" Fixed = mmx38(0x06);
    PHSUBSW "phsubsw" Fixed = mmx38(0x07);
    PSIGNB "psignb" Fixed = mmx38(0x08);
    PSIGNW "psignw" Fixed = mmx38(0x09);
    PSIGND "psignd" Fixed = mmx38(0x0A);
    PMULHRSW "pmulhrsw" Fixed = mmx38(0x0B);
    PABSB "pabsb" Fixed = mmx38(0x1C);
    PABSW "pabsw" Fixed = mmx38(0x1D);
    PABSD "pabsd" Fixed = mmx38(0x1E);
    PALIGNR "palignr" Fixed = [r("xmm, xmm/m128, imm8", "66 0F 3A 0F /r ib"), r("mm, mm/m64, imm8", "NP 0F 3A 0F /r ib")];
    HADDPS "haddps" Fixed = [r("xmm, xmm/m128", "F2 0F 7C /r")];
    HADDPD "haddpd" Fixed = [r("xmm, xmm/m128", "66 0F 7C /r")];
    HSUBPS "hsubps" Fixed = [r("xmm, xmm/m128", "F2 0F 7D /r")];
    HSUBPD "hsubpd" Fixed = [r("xmm, xmm/m128", "66 0F 7D /r")];
    ADDSUBPS "addsubps" Fixed = [r("xmm, xmm/m128", "F2 0F D0 /r")];
    ADDSUBPD "addsubpd" Fixed = [r("xmm, xmm/m128", "66 0F D0 /r")];
    PMULDQ "pmuldq" Fixed = [r("xmm, xmm/m128", "66 0F 38 28 /r")];
    PCMPEQQ "pcmpeqq" Fixed = [r("xmm, xmm/m128", "66 0F 38 29 /r")];
    PACKUSDW "packusdw" Fixed = [r("xmm, xmm/m128", "66 0F 38 2B /r")];
    PCMPGTQ "pcmpgtq" Fixed = [r("xmm, xmm/m128", "66 0F 38 37 /r")];
    PMINSB "pminsb" Fixed = [r("xmm, xmm/m128", "66 0F 38 38 /r")];
    PMINSD "pminsd" Fixed = [r("xmm, xmm/m128", "66 0F 38 39 /r")];
    PMINUW "pminuw" Fixed = [r("xmm, xmm/m128", "66 0F 38 3A /r")];
    PMINUD "pminud" Fixed = [r("xmm, xmm/m128", "66 0F 38 3B /r")];
    PMAXSB "pmaxsb" Fixed = [r("xmm, xmm/m128", "66 0F 38 3C /r")];
    PMAXSD "pmaxsd" Fixed = [r("xmm, xmm/m128", "66 0F 38 3D /r")];
    PMAXUW "pmaxuw" Fixed = [r("xmm, xmm/m128", "66 0F 38 3E /r")];
    PMAXUD "pmaxud" Fixed = [r("xmm, xmm/m128", "66 0F 38 3F /r")];
    PMULLD "pmulld" Fixed = [r("xmm, xmm/m128", "66 0F 38 40 /r")];
    PTEST "ptest" Fixed = [r("xmm, xmm/m128", "66 0F 38 17 /r")];
    PHMINPOSUW "phminposuw" Fixed = [r("xmm, xmm/m128", "66 0F 38 41 /r")];
    PMOVSXBW "pmovsxbw" Fixed = [r("xmm, xmm/m64", "66 0F 38 20 /r")];
    PMOVZXBW "pmovzxbw" Fixed = [r("xmm, xmm/m64", "66 0F 38 30 /r")];
    PMOVSXBD "pmovsxbd" Fixed = [r("xmm, xmm/m32", "66 0F 38 21 /r")];
    PMOVZXBD "pmovzxbd" Fixed = [r("xmm, xmm/m32", "66 0F 38 31 /r")];
    PMOVSXBQ "pmovsxbq" Fixed = [r("xmm, xmm/m16", "66 0F 38 22 /r")];
    PMOVZXBQ "pmovzxbq" Fixed = [r("xmm, xmm/m16", "66 0F 38 32 /r")];
    PMOVSXWD "pmovsxwd" Fixed = [r("xmm, xmm/m64", "66 0F 38 23 /r")];
    PMOVZXWD "pmovzxwd" Fixed = [r("xmm, xmm/m64", "66 0F 38 33 /r")];
    PMOVSXWQ "pmovsxwq" Fixed = [r("xmm, xmm/m32", "66 0F 38 24 /r")];
    PMOVZXWQ "pmovzxwq" Fixed = [r("xmm, xmm/m32", "66 0F 38 34 /r")];
    PMOVSXDQ "pmovsxdq" Fixed = [r("xmm, xmm/m64", "66 0F 38 25 /r")];
    PMOVZXDQ "pmovzxdq" Fixed = [r("xmm, xmm/m64", "66 0F 38 35 /r")];
    PBLENDVB "pblendvb" Fixed = [r("xmm, xmm/m128, xmm0", "66 0F 38 10 /r"), r("xmm, xmm/m128", "66 0F 38 10 /r")];
    BLENDVPS "blendvps" Fixed = [r("xmm, xmm/m128, xmm0", "66 0F 38 14 /r"), r("xmm, xmm/m128", "66 0F 38 14 /r")];
    BLENDVPD "blendvpd" Fixed = [r("xmm, xmm/m128, xmm0", "66 0F 38 15 /r"), r("xmm, xmm/m128", "66 0F 38 15 /r")];
    BLENDPS "blendps" Fixed = [r("xmm, xmm/m128, imm8", "66 0F 3A 0C /r ib")];
    BLENDPD "blendpd" Fixed = [r("xmm, xmm/m128, imm8", "66 0F 3A 0D /r ib")];
    PBLENDW "pblendw" Fixed = [r("xmm, xmm/m128, imm8", "66 0F 3A 0E /r ib")];
    MPSADBW "mpsadbw" Fixed = [r("xmm, xmm/m128, imm8", "66 0F 3A 42 /r ib")];
    DPPS "dpps" Fixed = [r("xmm, xmm/m128, imm8", "66 0F 3A 40 /r ib")];
    DPPD "dppd" Fixed = [r("xmm, xmm/m128, imm8", "66 0F 3A 41 /r ib")];
    ROUNDPS "roundps" Fixed = [r("xmm, xmm/m128, imm8", "66 0F 3A 08 /r ib")];
    ROUNDPD "roundpd" Fixed = [r("xmm, xmm/m128, imm8", "66 0F 3A 09 /r ib")];
    ROUNDSS "roundss" Fixed = [r("xmm, xmm/m32, imm8", "66 0F 3A 0A /r ib")];
    ROUNDSD "roundsd" Fixed = [r("xmm, xmm/m64, imm8", "66 0F 3A 0B /r ib")];
    INSERTPS "insertps" Fixed = [r("xmm, xmm/m32, imm8", "66 0F 3A 21 /r ib")];
    EXTRACTPS "extractps" Fixed = [r("r/m32, xmm, imm8", "66 0F 3A 17 /r ib"), r("r64, xmm, imm8", "66 0F 3A 17 /r ib store only64")];
    PINSRB "pinsrb" Fixed = [r("xmm, ry/m8, imm8", "66 0F 3A 20 /r ib")];
    PINSRD "pinsrd" Fixed = [r("xmm, r/m32, imm8", "66 0F 3A 22 /r ib")];
    PINSRQ "pinsrq" Fixed = [r("xmm, r/m64, imm8", "66 REX.W 0F 3A 22 /r ib only64")];
    PEXTRB "pextrb" Fixed = [r("ry/m8, xmm, imm8", "66 0F 3A 14 /r ib")];
    PEXTRD "pextrd" Fixed = [r("r/m32, xmm, imm8", "66 0F 3A 16 /r ib")];
    PEXTRQ "pextrq" Fixed = [r("r/m64, xmm, imm8", "66 REX.W 0F 3A 16 /r ib only64")];
    PCMPESTRM "pcmpestrm" Fixed = [r("xmm, xmm/m128, imm8", "66 0F 3A 60 /r ib")];
    PCMPESTRI "pcmpestri" Fixed = [r("xmm, xmm/m128, imm8", "66 0F 3A 61 /r ib")];
    PCMPISTRM "pcmpistrm" Fixed = [r("xmm, xmm/m128, imm8", "66 0F 3A 62 /r ib")];
    PCMPISTRI "pcmpistri" Fixed = [r("xmm, xmm/m128, imm8", "66 0F 3A 63 /r ib")];
    AESENC "aesenc" Fixed = [r("xmm, xmm/m128", "66 0F 38 DC /r")];
    AESENCLAST "aesenclast" Fixed = [r("xmm, xmm/m128", "66 0F 38 DD /r")];
    AESDEC "aesdec" Fixed = [r("xmm, xmm/m128", "66 0F 38 DE /r")];
    AESDECLAST "aesdeclast" Fixed = [r("xmm, xmm/m128", "66 0F 38 DF /r")];
    AESIMC "aesimc" Fixed = [r("xmm, xmm/m128", "66 0F 38 DB /r")];
    AESKEYGENASSIST "aeskeygenassist" Fixed = [r("xmm, xmm/m128, imm8", "66 0F 3A DF /r ib")];
    PCLMULQDQ "pclmulqdq" Fixed = [r("xmm, xmm/m128, imm8", "66 0F 3A 44 /r ib")];
    SHA1NEXTE "sha1nexte" Fixed = [r("xmm, xmm/m128", "NP 0F 38 C8 /r")];
    SHA1MSG1 "sha1msg1" Fixed = [r("xmm, xmm/m128", "NP 0F 38 C9 /r")];
    SHA1MSG2 "sha1msg2" Fixed = [r("xmm, xmm/m128", "NP 0F 38 CA /r")];
    SHA256MSG1 "sha256msg1" Fixed = [r("xmm, xmm/m128", "NP 0F 38 CC /r")];
    SHA256MSG2 "sha256msg2" Fixed = [r("xmm, xmm/m128", "NP 0F 38 CD /r")];
    SHA256RNDS2 "sha256rnds2" Fixed = [r("xmm, xmm/m128, xmm0", "NP 0F 38 CB /r"), r("xmm, xmm/m128", "NP 0F 38 CB /r")];
    SHA1RNDS4 "sha1rnds4" Fixed = [r("xmm, xmm/m128, imm8", "NP 0F 3A CC /r ib")];
}
