#include <pthread.h>
#include <stdio.h>
//> 5 105
static _Thread_local int value = 5;
static void *run(void *out) { value += 100; *(int *)out = value; return 0; }
int main(void) {
    pthread_t t; int other = 0;
    if (pthread_create(&t, 0, run, &other) || pthread_join(t, 0)) return 1;
    printf("%d %d\n", value, other);
    return 0;
}
