/* Global register variables: what they hold stays across calls, whatever else wants registers. */
#include <setjmp.h>
//> ok

register unsigned long stack asm("rsp");
register long counter asm("rbx");
register unsigned char *cursor asm("r12");
register int narrow asm("r13");

int printf(const char *, ...);
void abort(void);

static void check(int ok)
{
    if (!ok)
        abort();
}

static __attribute__((noinline)) long busy(long a, long b, long c, long d, long e, long f)
{
    long x[8], i, sum = 0;
    for (i = 0; i < 8; i++) {
        x[i] = a * i + b;
        b += c ^ i;
        c = c * 3 + d;
        d -= e;
        e += f;
        f ^= a;
        sum += x[i] * (a + b + c + d + e + f);
        counter++;
    }
    return sum;
}

static __attribute__((noinline)) int next(void)
{
    return *cursor++;
}

/* The kernel's way of saying that an asm needs the stack to be set up. */
static __attribute__((noinline)) long call_in_asm(long x)
{
    asm volatile("addq $1, %0" : "+r"(x), "+r"(stack));
    return x;
}

static __attribute__((noinline)) int on_stack(void)
{
    int here;
    unsigned long distance = (unsigned long)&here > stack ? (unsigned long)&here - stack : stack - (unsigned long)&here;
    return distance < 4096;
}

static jmp_buf buffer;

int main(void)
{
    long saved = counter;
    unsigned char *saved_cursor = cursor;
    int saved_narrow = narrow;
    unsigned char text[] = "abc";

    counter = 40;
    cursor = text;
    narrow = -7;
    check(busy(1, 2, 3, 4, 5, 6) == busy(1, 2, 3, 4, 5, 6));
    check(counter == 56);
    check(next() == 'a' && next() == 'b' && next() == 'c' && next() == 0);
    check(cursor == text + 4);
    check(call_in_asm(41) == 42);
    check(on_stack());

    counter += 2;
    counter <<= 1;
    check(counter-- == 116 && counter == 115);
    asm volatile("movq $9, %0" : "=r"(counter));
    check(counter == 9);
    asm volatile("addq %1, %0" : "+r"(counter) : "r"(counter));
    check(counter == 18);
    long copy;
    asm volatile("movq %1, %0" : "=r"(copy) : "r"(counter));
    check(copy == 18);
    asm volatile("leaq 1(%1), %0" : "=r"(counter) : "0"(copy));
    check(counter == 19);
    check(narrow == -7 && narrow + 8 == 1);
    narrow = narrow * narrow;
    check(narrow == 49);

    {
        auto void nested(int by);
        void nested(int by) { counter += by; }
        nested(5);
        check(counter == 24);
    }
    counter = 1;
    if (setjmp(buffer) == 0)
        longjmp(buffer, 1);
    check(counter == 1);

    counter = saved;
    cursor = saved_cursor;
    narrow = saved_narrow;
    printf("ok\n");
    return 0;
}
