/* Thread-local variables without the linker's help, as -femulated-tls has them: a control object a variable, and for
   each thread an array of addresses, grown when a variable is first used. */
typedef __SIZE_TYPE__ size_t;

/* Of the C library. */
extern void abort(void) __attribute__((noreturn));
extern void *malloc(size_t), *realloc(void *, size_t);
extern void free(void *);
extern void *memcpy(void *, const void *, size_t), *memset(void *, int, size_t);
extern int pthread_key_create(unsigned *, void (*)(void *));
extern int pthread_setspecific(unsigned, const void *);
extern void *pthread_getspecific(unsigned);

struct control {
    size_t size, align;
    /* A number from 1 on, once the variable has one. */
    size_t index;
    void *initial;
};

struct variables {
    size_t count;
    void *address[];
};

static unsigned key;
static volatile char lock;
static size_t last_index;

static void destroy(void *p)
{
    struct variables *v = p;
    for (size_t i = 0; i < v->count; i++)
        if (v->address[i])
            free(((void **)v->address[i])[-1]);
    free(v);
}

static void *allocate(struct control *control)
{
    size_t align = control->align > sizeof(void *) ? control->align : sizeof(void *);
    /* The block's own start stands in the word before the object. */
    char *block = malloc(control->size + sizeof(void *) + align - 1);
    if (!block)
        abort();
    char *object = (char *)(((size_t)block + sizeof(void *) + align - 1) & -align);
    ((void **)object)[-1] = block;
    if (control->initial)
        memcpy(object, control->initial, control->size);
    else
        memset(object, 0, control->size);
    return object;
}

void *__emutls_get_address(struct control *control)
{
    size_t index = __atomic_load_n(&control->index, __ATOMIC_ACQUIRE);
    if (index == 0) {
        while (__atomic_test_and_set(&lock, __ATOMIC_ACQUIRE))
            ;
        index = control->index;
        if (last_index == 0 && pthread_key_create(&key, destroy) != 0)
            abort();
        if (index == 0) {
            index = ++last_index;
            __atomic_store_n(&control->index, index, __ATOMIC_RELEASE);
        }
        __atomic_clear(&lock, __ATOMIC_RELEASE);
    }
    struct variables *v = pthread_getspecific(key);
    if (!v || v->count < index) {
        size_t old = v ? v->count : 0, count = index + 16;
        v = realloc(v, sizeof *v + count * sizeof(void *));
        if (!v)
            abort();
        memset(v->address + old, 0, (count - old) * sizeof(void *));
        v->count = count;
        pthread_setspecific(key, v);
    }
    if (!v->address[index - 1])
        v->address[index - 1] = allocate(control);
    return v->address[index - 1];
}
