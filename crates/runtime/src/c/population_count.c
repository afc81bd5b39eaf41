/* Set bits: counted in pairs, nibbles, bytes, then summed by a multiplication. */
int __popcountdi2(unsigned long x)
{
    x -= x >> 1 & 0x5555555555555555;
    x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333);
    x = x + (x >> 4) & 0x0f0f0f0f0f0f0f0f;
    return x * 0x0101010101010101 >> 56;
}

int __popcountsi2(unsigned x)
{
    return __popcountdi2(x);
}

int __popcountti2(unsigned __int128 x)
{
    return __popcountdi2((unsigned long)x) + __popcountdi2((unsigned long)(x >> 64));
}
