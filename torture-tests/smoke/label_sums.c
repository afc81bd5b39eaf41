/* A sum of distances between labels, one of which begins where the other ends, is a distance (GCC manual 6.3). */
#include <stdlib.h>

static long distances(int which)
{
    static const long parts[] = { (char *)&&second - (char *)&&first, (char *)&&third - (char *)&&second };
    static const long whole = ((char *)&&third - (char *)&&second) + ((char *)&&second - (char *)&&first);
    static const long none = ((char *)&&third - (char *)&&first) - ((char *)&&third - (char *)&&first) + 3;
    static void *const places[] = { &&first, &&second, &&third };
    goto *places[which];
first:
    return whole - parts[0] - parts[1];
second:
    return none;
third:
    return whole;
}

int main(void)
{
    if (distances(0) != 0 || distances(1) != 3 || distances(2) == 0)
        abort();
    return 0;
}
