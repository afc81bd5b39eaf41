// A bytecode interpreter: once with a switch, once with computed goto.
#include <stdio.h>
#include <stdlib.h>

enum op { PUSH, LOAD, STORE, ADD, SUB, MUL, MOD, LESS, JUMP, BRANCH, DUP, POP, CALL, RET, HALT };

// Sums (i * i + 3) % 7 - 1 for i below n; the term is a subroutine.
static const int code[] = {
    PUSH, 0, STORE, 1, PUSH, 0, STORE, 2,             // 0: sum = i = 0
    LOAD, 1, LOAD, 0, LESS, BRANCH, 17, JUMP, 33,     // 8: if (!(i < n)) goto 33
    LOAD, 1, CALL, 36, LOAD, 2, ADD, STORE, 2,        // 17: sum += term(i)
    LOAD, 1, PUSH, 1, ADD, JUMP, 50,                  // 26: i++, by a detour
    LOAD, 2, HALT,                                    // 33
    DUP, MUL, PUSH, 3, ADD, PUSH, 7, MOD, PUSH, 1, SUB, DUP, POP, RET, // 36: term
    STORE, 1, JUMP, 8,                                // 50
};

static long run_switch(long n) {
    long stack[64], locals[4] = {n};
    int returns[32];
    long *sp = stack;
    int *rp = returns;
    const int *pc = code;
    for (;;) {
        switch (*pc++) {
        case PUSH: *sp++ = *pc++; break;
        case LOAD: *sp++ = locals[*pc++]; break;
        case STORE: locals[*pc++] = *--sp; break;
        case ADD: sp--; sp[-1] += *sp; break;
        case SUB: sp--; sp[-1] -= *sp; break;
        case MUL: sp--; sp[-1] *= *sp; break;
        case MOD: sp--; sp[-1] %= *sp; break;
        case LESS: sp--; sp[-1] = sp[-1] < *sp; break;
        case JUMP: pc = code + *pc; break;
        case BRANCH: pc = *--sp ? code + *pc : pc + 1; break;
        case DUP: *sp = sp[-1]; sp++; break;
        case POP: sp--; break;
        case CALL: *rp++ = (int)(pc + 1 - code); pc = code + *pc; break;
        case RET: pc = code + *--rp; break;
        case HALT: return sp[-1];
        }
    }
}

static long run_goto(long n) {
    static const void *const labels[] = {&&push, &&load, &&store, &&add, &&sub, &&mul, &&mod, &&less,
                                         &&jump, &&branch, &&dup, &&pop, &&call, &&ret, &&halt};
    long stack[64], locals[4] = {n};
    int returns[32];
    long *sp = stack;
    int *rp = returns;
    const int *pc = code;
#define NEXT goto *labels[*pc++]
    NEXT;
push: *sp++ = *pc++; NEXT;
load: *sp++ = locals[*pc++]; NEXT;
store: locals[*pc++] = *--sp; NEXT;
add: sp--; sp[-1] += *sp; NEXT;
sub: sp--; sp[-1] -= *sp; NEXT;
mul: sp--; sp[-1] *= *sp; NEXT;
mod: sp--; sp[-1] %= *sp; NEXT;
less: sp--; sp[-1] = sp[-1] < *sp; NEXT;
jump: pc = code + *pc; NEXT;
branch: pc = *--sp ? code + *pc : pc + 1; NEXT;
dup: *sp = sp[-1]; sp++; NEXT;
pop: sp--; NEXT;
call: *rp++ = (int)(pc + 1 - code); pc = code + *pc; NEXT;
ret: pc = code + *--rp; NEXT;
halt: return sp[-1];
}

int main(int argc, char **argv) {
    int scale = argc > 1 ? atoi(argv[1]) : 4;
    long a = 0, b = 0;
    for (int i = 0; i < scale; i++) {
        a += run_switch(300000 + i);
        b += run_goto(300000 + i);
    }
    printf("%ld %ld\n", a, b);
    return a != b;
}
