/* Stack unwinding in two phases: the interface is that of the Itanium C++ ABI's "Exception Handling", 1. */
/* Phase 2: cleanups, up to the frame that phase 1 found. Returns only on failure. */
static enum code unwind_to_handler(struct exception *exception, struct context *c)
{
    for (;;) {
        if (!find(c))
            return FATAL_PHASE2;
        int handler = c->registers[STACK_POINTER] == exception->private_2 ? HANDLER_FRAME : 0;
        if (c->personality) {
            enum code code = c->personality(1, CLEANUP_PHASE | handler, exception->class, exception, c);
            if (code == INSTALL_CONTEXT)
                __unwind_install(c->registers);
            if (code != CONTINUE_UNWIND)
                return FATAL_PHASE2;
        }
        if (handler)
            abort();
        step(c);
    }
}

/* A forced unwind: the stop function sees each frame first. */
static enum code unwind_forced(struct exception *exception, struct context *c)
{
    stop_function *stop = (stop_function *)exception->private_1;
    void *parameter = (void *)exception->private_2;
    for (;;) {
        int more = find(c);
        int actions = FORCE_UNWIND | CLEANUP_PHASE | (more ? 0 : STACK_END);
        if (stop(1, actions, exception->class, exception, c, parameter) != NO_REASON)
            return FATAL_PHASE2;
        if (!more)
            return END_OF_STACK;
        if (c->personality) {
            enum code code
                = c->personality(1, FORCE_UNWIND | CLEANUP_PHASE, exception->class, exception, c);
            if (code == INSTALL_CONTEXT)
                __unwind_install(c->registers);
            if (code != CONTINUE_UNWIND)
                return FATAL_PHASE2;
        }
        step(c);
    }
}

/* What the machine's entries call. */
#define HIDDEN __attribute__((visibility("hidden"), used))

HIDDEN enum code __unwind_raise(struct exception *exception, const word *registers)
{
    struct context c;
    begin(&c, registers);
    for (;;) {
        if (!find(&c))
            return END_OF_STACK;
        if (c.personality) {
            enum code code = c.personality(1, SEARCH_PHASE, exception->class, exception, &c);
            if (code == HANDLER_FOUND)
                break;
            if (code != CONTINUE_UNWIND)
                return FATAL_PHASE1;
        }
        step(&c);
    }
    exception->private_1 = 0;
    exception->private_2 = c.registers[STACK_POINTER];
    begin(&c, registers);
    return unwind_to_handler(exception, &c);
}

HIDDEN enum code __unwind_forced(
    struct exception *exception, stop_function *stop, void *parameter, const word *registers)
{
    struct context c;
    begin(&c, registers);
    exception->private_1 = (word)stop;
    exception->private_2 = (word)parameter;
    return unwind_forced(exception, &c);
}

HIDDEN void __unwind_resume(struct exception *exception, const word *registers)
{
    struct context c;
    begin(&c, registers);
    if (exception->private_1)
        unwind_forced(exception, &c);
    else
        unwind_to_handler(exception, &c);
    abort();
}

HIDDEN enum code __unwind_resume_or_rethrow(struct exception *exception, const word *registers)
{
    if (exception->private_1 == 0)
        return __unwind_raise(exception, registers);
    struct context c;
    begin(&c, registers);
    unwind_forced(exception, &c);
    abort();
}

HIDDEN enum code __unwind_backtrace(enum code (*trace)(struct context *, void *), void *argument, const word *registers)
{
    struct context c;
    begin(&c, registers);
    for (;;) {
        int more = find(&c);
        if (trace(&c, argument) != NO_REASON)
            return FATAL_PHASE1;
        if (!more)
            return END_OF_STACK;
        step(&c);
    }
}

void _Unwind_DeleteException(struct exception *exception)
{
    if (exception->cleanup)
        exception->cleanup(FOREIGN_EXCEPTION, exception);
}

word _Unwind_GetGR(struct context *c, int number)
{
    if (number < 0 || number >= REGISTERS)
        abort();
    return c->registers[number];
}

void _Unwind_SetGR(struct context *c, int number, word value)
{
    if (number < 0 || number >= REGISTERS)
        abort();
    c->registers[number] = value;
}

word _Unwind_GetIP(struct context *c)
{
    return c->registers[RETURN_ADDRESS];
}

word _Unwind_GetIPInfo(struct context *c, int *before)
{
    *before = c->interrupted;
    return c->registers[RETURN_ADDRESS];
}

void _Unwind_SetIP(struct context *c, word value)
{
    c->registers[RETURN_ADDRESS] = value;
}

word _Unwind_GetCFA(struct context *c)
{
    return c->registers[STACK_POINTER];
}

void *_Unwind_GetLanguageSpecificData(struct context *c)
{
    return (void *)c->lsda;
}

word _Unwind_GetRegionStart(struct context *c)
{
    return c->function;
}

/* Nothing that is compiled today encodes values relative to these. */
word _Unwind_GetDataRelBase(struct context *c)
{
    (void)c;
    return 0;
}

word _Unwind_GetTextRelBase(struct context *c)
{
    (void)c;
    return 0;
}

void *_Unwind_FindEnclosingFunction(void *pc)
{
    struct context c;
    memset(&c, 0, sizeof c);
    c.registers[RETURN_ADDRESS] = (word)pc;
    return find(&c) ? (void *)c.function : 0;
}

/* C's personality: cleanups, no handlers. The LSDA is a header and a table of call sites. */
enum code __gcc_personality_v0(
    int version, int actions, uint64_t class, struct exception *exception, struct context *c)
{
    (void)class;
    if (version != 1)
        return FATAL_PHASE1;
    bytes at = (bytes)c->lsda;
    if (!(actions & CLEANUP_PHASE) || !at)
        return CONTINUE_UNWIND;
    int encoding = *at++;
    word pads = encoding == OMIT ? c->function : encoded(encoding, &at, c->function, 0);
    if (*at++ != OMIT)
        uleb(&at);
    encoding = *at++;
    word size = uleb(&at);
    bytes end = at + size;
    word pc = c->registers[RETURN_ADDRESS] - !c->interrupted;
    while (at < end) {
        word start = plain(encoding, &at), length = plain(encoding, &at), pad = plain(encoding, &at);
        uleb(&at);
        if (pc < c->function + start)
            break;
        if (pc < c->function + start + length) {
            if (pad == 0)
                break;
            c->registers[EXCEPTION_REGISTER] = (word)exception;
            c->registers[SELECTOR_REGISTER] = 0;
            c->registers[RETURN_ADDRESS] = pads + pad;
            return INSTALL_CONTEXT;
        }
    }
    return CONTINUE_UNWIND;
}
