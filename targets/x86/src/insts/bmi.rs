//! BMI, POPCNT, LZCNT, ADX, CRC32 (Intel SDM vol. 1, 5.1.16 and vol. 2).

use super::insts;
use super::notation::r;

insts! {
    from super::x87::END;
    POPCNT "popcnt" Sized = [r("rv, r/mv", "F3 0F B8 /r")];
    LZCNT "lzcnt" Sized = [r("rv, r/mv", "F3 0F BD /r")];
    TZCNT "tzcnt" Sized = [r("rv, r/mv", "F3 0F BC /r")];
    ADCX "adcx" Sized = [r("ry, r/my", "66 0F 38 F6 /r")];
    ADOX "adox" Sized = [r("ry, r/my", "F3 0F 38 F6 /r")];
    CRC32B "crc32b" Fixed = [r("r32, r/m8", "w8 F2 0F 38 F0 /r"), r("r64, r/m8", "w8 F2 REX.W 0F 38 F0 /r only64")];
    CRC32W "crc32w" Fixed = [r("r32, r/m16", "o16 F2 0F 38 F1 /r")];
    CRC32L "crc32l" Fixed = [r("r32, r/m32", "o32 F2 0F 38 F1 /r")];
    CRC32Q "crc32q" Fixed = [r("r64, r/m64", "o64 F2 0F 38 F1 /r only64")];
    ANDN "andn" Sized = [r("ry, ry, r/my", "VEX.128.0F38 F2 /r")];
    BEXTR "bextr" Sized = [r("ry, r/my, ry", "VEX.128.0F38 F7 /r")];
    BLSR "blsr" Sized = [r("ry, r/my", "VEX.128.0F38 F3 /1")];
    BLSMSK "blsmsk" Sized = [r("ry, r/my", "VEX.128.0F38 F3 /2")];
    BLSI "blsi" Sized = [r("ry, r/my", "VEX.128.0F38 F3 /3")];
    BZHI "bzhi" Sized = [r("ry, r/my, ry", "VEX.128.0F38 F5 /r")];
    MULX "mulx" Sized = [r("ry, ry, r/my", "VEX.128.F2.0F38 F6 /r")];
    PDEP "pdep" Sized = [r("ry, ry, r/my", "VEX.128.F2.0F38 F5 /r")];
    PEXT "pext" Sized = [r("ry, ry, r/my", "VEX.128.F3.0F38 F5 /r")];
    RORX "rorx" Sized = [r("ry, r/my, imm8", "VEX.128.F2.0F3A F0 /r ib")];
    SARX "sarx" Sized = [r("ry, r/my, ry", "VEX.128.F3.0F38 F7 /r")];
    SHLX "shlx" Sized = [r("ry, r/my, ry", "VEX.128.66.0F38 F7 /r")];
    SHRX "shrx" Sized = [r("ry, r/my, ry", "VEX.128.F2.0F38 F7 /r")];
}
