/* { dg-options "-std=c23" } */
// Types with the same tag and the same content are the same, declared again or in another scope.
struct node { int value; struct node *next; struct { int inner; }; union mixed { int i; float f; } u; int bits : 3; };
struct node { int value; struct node *next; struct { int inner; }; union mixed { int i; float f; } u; int bits : 3; };
enum color { RED, BLUE = 3 };
enum color { BLUE = 3, RED = 0 };
typedef struct node { int value; struct node *next; struct { int inner; }; union mixed { int i; float f; } u; int bits : 3; } node;

#define PAIR(T) struct pair_##T { T first, second; }

static PAIR(int) swap(PAIR(int) pair)
{
    return (PAIR(int)) { pair.second, pair.first };
}

struct node global;

static int copy(struct node *p)
{
    struct node { int value; struct node *next; struct { int inner; }; union mixed { int i; float f; } u; int bits : 3; };
    struct node local = { 4, .inner = 5, .bits = -1 };
    local.next = p;
    p = &local;
    global = *p;
    return _Generic(&local, node *: 1, default: 0);
}

int main(void)
{
    PAIR(int) pair = swap((PAIR(int)) { 1, 2 });
    if (pair.first != 2 || pair.second != 1)
        return 1;
    if (!copy(&global) || global.value != 4 || global.inner != 5 || global.bits != -1 || global.next != &global)
        return 2;
    return BLUE != 3;
}
