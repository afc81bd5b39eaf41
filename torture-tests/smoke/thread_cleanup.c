/* { dg-additional-options "-fexceptions -pthread" } */
/* A thread that is cancelled, or ends itself, unwinds its stack: the handlers of <pthread.h> and cleanups run in turn. */
//> handler 3, 2, cleanup 1, handler 1, cancelled
//> cleanup 7, handler 6, ended 5
//> handler 4, 4
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static int ready[2];

static void handler(void *n) { printf("handler %d, ", *(int *)n); }
static void second(void *n) { printf("%d, ", *(int *)n); }
static void cleanup(int *n) { printf("cleanup %d, ", *n); }

__attribute__((noinline)) static void wait_for_ever(int n) {
    pthread_cleanup_push(handler, &n);
    char c = 0;
    if (write(ready[1], &c, 1) == 1)
        for (;;) pause();
    pthread_cleanup_pop(0);
}

static void *waits(void *argument) {
    int one = 1, two = 2;
    pthread_cleanup_push(handler, &one);
    __attribute__((cleanup(cleanup))) int n = 0;
    n = 1;
    pthread_cleanup_push(second, &two);
    wait_for_ever(3);
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
    return argument;
}

__attribute__((noinline)) static void leaves(void) {
    static int result = 5;
    __attribute__((cleanup(cleanup))) int n = 7;
    pthread_exit(&result);
}

static void *ends(void *argument) {
    int six = 6;
    pthread_cleanup_push(handler, &six);
    leaves();
    pthread_cleanup_pop(0);
    return argument;
}

static void *goes_on(void *argument) {
    int four = 4;
    pthread_cleanup_push(second, &four);
    pthread_cleanup_push(handler, &four);
    pthread_cleanup_pop(1);
    pthread_cleanup_pop(0);
    return argument;
}

int main(void) {
    pthread_t thread;
    void *result;
    char c;
    if (pipe(ready)) return 1;
    pthread_create(&thread, 0, waits, 0);
    if (read(ready[0], &c, 1) != 1) return 1;
    pthread_cancel(thread);
    pthread_join(thread, &result);
    printf("%s\n", result == PTHREAD_CANCELED ? "cancelled" : "not cancelled");
    pthread_create(&thread, 0, ends, 0);
    pthread_join(thread, &result);
    printf("ended %d\n", *(int *)result);
    int four = 4;
    pthread_create(&thread, 0, goes_on, &four);
    pthread_join(thread, &result);
    printf("%d\n", *(int *)result);
}
