// options: -std=gnu11 -Wall
#define STRING(x) #x
#define FIRST(x) (x)[0]
static const char plain[] = R"(\n"??=)";
static const unsigned short wide[] = uR"ab(a)a"b)ab";
_Static_assert(sizeof plain == 8 && sizeof wide == 2 * 6, "");
_Static_assert(sizeof STRING(R"(a
"b)") == 11, "");
int first = R"(
x)"[0];
const char *c = R"a b()a b" 0;
const char *d = R"01234567890123456()" 0;
const char *e = R"\()" 0;
unknown f;
const char *g = R"x(
)X";
