/* Conversions between floating formats that the processor may lack. */
#define CONVERT(name, from_type, from, to_type, to)                                                                   \
    to_type name(from_type x)                                                                                         \
    {                                                                                                                 \
        return to##_write(from##_read(x));                                                                            \
    }

CONVERT(__extendhfsf2, _Float16, hf, float, sf)
CONVERT(__extendhfdf2, _Float16, hf, double, df)
CONVERT(__extendhftf2, _Float16, hf, __float128, tf)
CONVERT(__extendsftf2, float, sf, __float128, tf)
CONVERT(__extenddftf2, double, df, __float128, tf)
CONVERT(__truncsfhf2, float, sf, _Float16, hf)
CONVERT(__truncdfhf2, double, df, _Float16, hf)
CONVERT(__trunctfhf2, __float128, tf, _Float16, hf)
CONVERT(__trunctfsf2, __float128, tf, float, sf)
CONVERT(__trunctfdf2, __float128, tf, double, df)
CONVERT(__extendbfsf2, _Float16, bf, float, sf)
CONVERT(__truncsfbf2, float, sf, _Float16, bf)
CONVERT(__truncdfbf2, double, df, _Float16, bf)
CONVERT(__trunctfbf2, __float128, tf, _Float16, bf)
CONVERT(__trunchfbf2, _Float16, hf, _Float16, bf)
#if __LDBL_MANT_DIG__ == 64
CONVERT(__extendhfxf2, _Float16, hf, long double, xf)
CONVERT(__extendxftf2, long double, xf, __float128, tf)
CONVERT(__truncxfhf2, long double, xf, _Float16, hf)
CONVERT(__trunctfxf2, __float128, tf, long double, xf)
CONVERT(__truncxfbf2, long double, xf, _Float16, bf)
#endif
