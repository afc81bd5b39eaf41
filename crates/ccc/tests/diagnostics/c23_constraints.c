// options: -std=c2x
/* Enumerations with a type of their own, constants beside storage classes, and nullptr. */
enum a : unsigned char { A = 256 };
enum b : unsigned char { B = 255, OVER };
enum c : bool { NO, YES, MORE };
enum d : long { WIDE = 0x7fffffffffffffff, WIDEST };
extern constexpr int x = 1;
typedef constexpr int T;
constexpr int function(void);
int from_null = nullptr;
typeof(nullptr) null = 1, zero = 0, same = nullptr;
bool truth = nullptr;
int *pointer = nullptr;
void none(void), take(int);
void f(void) { null = pointer; pointer = null; take(none()); }
enum tag : int;
enum tag : int object;
int ordered(void *p) { return nullptr < p || p >= nullptr || p == nullptr; }
