/* { dg-options "-std=c23" } */
// #embed of this file with every parameter, and __has_embed.
#define ELEVEN 1 + 10

#if __has_embed(__FILE__) != __STDC_EMBED_FOUND__ || __has_embed("no such file") != __STDC_EMBED_NOT_FOUND__
#error
#endif
#if __has_embed(__FILE__ limit(0)) != __STDC_EMBED_EMPTY__ || __has_embed(__FILE__ gnu::offset(1000000)) != 2
#error
#endif
#if __has_embed(__FILE__ vendor::parameter(1)) || !defined __has_embed
#error
#endif

static const char begins[] = {
#embed __FILE__ limit(ELEVEN) suffix(, 0)
};

static const unsigned char whole[] = {
#embed __FILE__
};

static const int empty[] = {
#embed __FILE__ limit(0) if_empty(7, 8) prefix(nonsense) suffix(nonsense)
};

static const int parts[] = {
#embed __FILE__ __limit__(2) gnu::offset(3) prefix(ELEVEN,) suffix(, -1)
};

int main(void)
{
    const char expected[] = "/* { dg-opt";
    for (int i = 0; i < 12; i++)
        if (begins[i] != expected[i])
            return 1;
    if (sizeof begins != 12 || sizeof whole < 1000 || whole[sizeof whole - 1] != '\n')
        return 2;
    if (sizeof empty != 2 * sizeof(int) || empty[1] != 8)
        return 3;
    if (sizeof parts != 4 * sizeof(int) || parts[0] != 11 || parts[1] != '{' || parts[2] != ' ' || parts[3] != -1)
        return 4;
    return 0;
}
