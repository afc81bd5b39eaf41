#define EMPTY
#define OBJECT (1 + 2)
#define CALL(f, ...) f(__VA_ARGS__ __VA_OPT__(,) 0)
#define PASTE(a, b) a ## b
#define TEXT(x) #x
#define SELF SELF + OTHER
#define OTHER SELF

EMPTY int PASTE(na, me) = OBJECT;
CALL(run) CALL(run, "a" L'b', 0x1p-3f);
TEXT( a  "b\n" ) TEXT(@)
SELF
%:pragma pack(1)
#if __COUNTER__ == 0 && defined EMPTY
yes <: :> ...
#else
no
#endif
__LINE__
