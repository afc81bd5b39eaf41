/* { dg-options "-std=c23" } */
// constexpr objects and compound literals as named constants, auto, and compound literals with storage classes.
#define CHECK(x) if (!(x)) return __LINE__

constexpr int four = 4;
constexpr auto big = 0x1'0000'0000u + 0ul;
constexpr struct point { int x, y; unsigned bits : 3; struct { float f; } inner; } origin = { 1, -2, 5, { 0.5f } };
constexpr int squares[] = { 0, 1, 4, 9 };
constexpr double half = 0.5, sixteen = 16;
constexpr int *nothing = nullptr;
constexpr _Complex double both = 3;
constexpr unsigned char text[] = "constant";
int sized[four * 2];
static_assert(four == 4 && origin.y == -2 && origin.bits == 5 && sizeof sized == 8 * sizeof(int));
static_assert(big >> 32 == 1 && sizeof big == sizeof(long));
static_assert((int) (half * sixteen) == 8);
static_assert((int) (origin.inner.f * 4) == 2);
static_assert((constexpr int) { 7 } == 7);
enum { FROM_CONSTANT = four + origin.x };
int *pointer = nothing;
double initialised = half;

static int select(int value)
{
    switch (value) {
    case four:
        return 1;
    case origin.y:
        return 2;
    default:
        return 3;
    }
}

static int recurse(int depth, const int *outer)
{
    constexpr int table[20] = { 1, [19] = 9 };
    constexpr struct point local = { .y = 3 };
    static_assert(local.y + four == 7 && local.inner.f == 0);
    static constexpr long kept = local.y * 1000L;
    auto sum = kept + table[19] + table[0];
    static_assert(_Generic(sum, long: 1));
    if (depth == 0)
        return table != outer && sum == 3010;
    return recurse(depth - 1, table);
}

static int *counter(void)
{
    int *p = &(static int) { 10 };
    ++*p;
    return p;
}

static int thread(void)
{
    return ++*(static thread_local int []) { 1, 2 };
}

int main(void)
{
    CHECK(select(4) == 1 && select(-2) == 2 && select(0) == 3);
    CHECK(recurse(1, nullptr));
    CHECK(*counter() == 11 && *counter() == 12 && counter() == counter());
    CHECK(thread() == 2 && thread() == 3);
    CHECK(pointer == nullptr && initialised == 0.5 && __real both == 3);
    CHECK(squares[3] == 9 && sizeof squares == 4 * sizeof(int) && text[8] == 0);
    CHECK(FROM_CONSTANT == 5 && (register int) { 3 } == 3);
    const int *address = &four;
    CHECK(*address == 4);
    constexpr char letter = 'x';
    CHECK(letter == 'x' && &letter != nullptr);
    return 0;
}
