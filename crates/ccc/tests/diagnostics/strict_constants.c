// options: -std=c99 -Wpedantic -Woverflow
/* What an integer constant expression may contain, and what is folded though it may not (6.6). */
int n;
enum e { A = (int)1.5, B = (int)(1.5 + 1), C = 1 ? 2 : n, D = 0 && n };
int one[(int)2.5], two[(int)(2.0 * 2)];
struct bits { int a : (int)3.0; int b : (int)(1.0 + 1.0); int c : 1 ? 3 : (n, 1); };
enum over { F = 2147483647 + 1, G = -2147483647 - 2 };
void *null_pointer = (void *)0, *also = (1 - 1);
int *pointer = (long)&n - (long)&n;
int skipped = 1 || 1 / 0, divided = 0 ? 1 / 0 : 4;
void f(int c)
{
    switch (c) {
    case (int)1.0:
    case (int)(1.0 + 1.0):
    case (0 ? n : 3):
        break;
    }
    static int chosen = 1 ? 3 : 1.5;
    _Bool b = (n, 1);
}
