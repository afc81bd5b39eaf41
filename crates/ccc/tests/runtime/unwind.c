/* Backtraces and forced unwinding (of a cancelled thread) in a static program. */
#include <execinfo.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

extern void with_cleanup(void (*)(void));

static int depth_seen, handler_depth;
static void *addresses[64];

__attribute__((noinline)) static int deep(int n)
{
    if (n == 0)
        return depth_seen = backtrace(addresses, 64);
    return deep(n - 1) + 1;
}

static void on_signal(int number)
{
    (void)number;
    void *here[64];
    handler_depth = backtrace(here, 64);
}

static void clean(void *text)
{
    printf("clean %s\n", (const char *)text);
}

static void block(void)
{
    for (;;) {
        pthread_testcancel();
        usleep(1000);
    }
}

static void *thread(void *argument)
{
    pthread_cleanup_push(clean, "outer");
    pthread_cleanup_push(clean, "inner");
    with_cleanup(block);
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
    return argument;
}

int main(void)
{
    deep(0);
    int shallow = depth_seen;
    deep(20);
    printf("frames %d\n", depth_seen - shallow);
    signal(SIGUSR1, on_signal);
    raise(SIGUSR1);
    printf("through the signal %d\n", handler_depth >= 4);
    pthread_t t;
    void *result;
    pthread_create(&t, 0, thread, 0);
    usleep(20000);
    pthread_cancel(t);
    pthread_join(t, &result);
    printf("cancelled %d\n", result == PTHREAD_CANCELED);
    return 0;
}
