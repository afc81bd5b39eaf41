/* Stack frames: what describes them (DWARF 5, 6.4, call frame information, and 2.5, expressions), where it is found (Linux
   Standard Base, 10.6: .eh_frame, .eh_frame_hdr), and the step from a frame to its caller. */
typedef __SIZE_TYPE__ size_t;
typedef __INTPTR_TYPE__ intptr_t;
typedef __INT8_TYPE__ int8_t;
typedef __INT16_TYPE__ int16_t;
typedef __INT32_TYPE__ int32_t;
typedef __INT64_TYPE__ int64_t;
typedef __UINT8_TYPE__ uint8_t;
typedef __UINT16_TYPE__ uint16_t;
typedef __UINT32_TYPE__ uint32_t;
typedef __UINT64_TYPE__ uint64_t;

/* Of the C library. */
extern void abort(void) __attribute__((noreturn));
extern void *malloc(size_t);
extern void free(void *);
extern void *memcpy(void *, const void *, size_t);
extern void *memset(void *, int, size_t);
extern size_t strlen(const char *);

/* Program headers (System V gABI, chapter 5), and who tells of them (Linux Standard Base, dl_iterate_phdr). */
enum { PT_LOAD = 1, PT_GNU_EH_FRAME = 0x6474e550 };
struct segment {
    uint32_t type;
#if __SIZEOF_POINTER__ == 8
    uint32_t flags;
#endif
    __UINTPTR_TYPE__ offset, address, physical_address, file_size, memory_size;
#if __SIZEOF_POINTER__ == 4
    uint32_t flags;
#endif
    __UINTPTR_TYPE__ align;
};
struct loaded_object {
    __UINTPTR_TYPE__ base;
    const char *name;
    const struct segment *segments;
    uint16_t segment_count;
};
extern int dl_iterate_phdr(int (*)(struct loaded_object *, size_t, void *), void *);

typedef __UINTPTR_TYPE__ word;
typedef const unsigned char *bytes;

enum code {
    NO_REASON = 0,
    FOREIGN_EXCEPTION = 1,
    FATAL_PHASE2 = 2,
    FATAL_PHASE1 = 3,
    NORMAL_STOP = 4,
    END_OF_STACK = 5,
    HANDLER_FOUND = 6,
    INSTALL_CONTEXT = 7,
    CONTINUE_UNWIND = 8,
};

enum action { SEARCH_PHASE = 1, CLEANUP_PHASE = 2, HANDLER_FRAME = 4, FORCE_UNWIND = 8, STACK_END = 16 };

struct context;

struct exception {
    uint64_t class;
    void (*cleanup)(enum code, struct exception *);
    /* A forced unwind's stop function, or 0 and the stack pointer of the frame with the handler; its parameter. */
    word private_1, private_2;
} __attribute__((aligned(16)));

typedef enum code personality_function(int version, int actions, uint64_t class, struct exception *, struct context *);
typedef enum code stop_function(
    int version, int actions, uint64_t class, struct exception *, struct context *, void *parameter);

/* A frame: the registers that it goes on with when its callee is gone, and what describes it. */
struct context {
    word registers[REGISTERS];
    /* The address is that of the next instruction itself, not behind a call: a signal came between. */
    int interrupted;
    word function, lsda;
    personality_function *personality;
    /* The frame's own description. */
    bytes cie_instructions, cie_end, fde_instructions, fde_end;
    word code_alignment;
    intptr_t data_alignment;
    unsigned return_column;
    int signal_frame;
};

extern void __unwind_install(word *registers) __attribute__((noreturn, visibility("hidden")));

/* Encoded values (Linux Standard Base, 10.5). */
enum { OMIT = 0xff, INDIRECT = 0x80, RELATIVE = 0x70, PC_RELATIVE = 0x10, TEXT_RELATIVE = 0x20, DATA_RELATIVE = 0x30,
    FUNCTION_RELATIVE = 0x40, ALIGNED = 0x50 };

static word uleb(bytes *at)
{
    word value = 0;
    unsigned shift = 0, byte;
    do {
        byte = *(*at)++;
        if (shift < sizeof value * 8)
            value |= (word)(byte & 0x7f) << shift;
        shift += 7;
    } while (byte & 0x80);
    return value;
}

static intptr_t sleb(bytes *at)
{
    word value = 0;
    unsigned shift = 0, byte;
    do {
        byte = *(*at)++;
        if (shift < sizeof value * 8)
            value |= (word)(byte & 0x7f) << shift;
        shift += 7;
    } while (byte & 0x80);
    if (byte & 0x40 && shift < sizeof value * 8)
        value |= -(word)1 << shift;
    return (intptr_t)value;
}

#define READ(type)                                                                                                    \
    ({                                                                                                                \
        type value_;                                                                                                  \
        memcpy(&value_, *at, sizeof value_);                                                                          \
        *at += sizeof value_;                                                                                         \
        value_;                                                                                                       \
    })

/* The format's size alone, without what the value is relative to. */
static word plain(int encoding, bytes *at)
{
    switch (encoding & 0xf) {
    case 0x0: return READ(word);
    case 0x1: return uleb(at);
    case 0x2: return READ(uint16_t);
    case 0x3: return READ(uint32_t);
    case 0x4: return READ(uint64_t);
    case 0x9: return (word)sleb(at);
    case 0xa: return (word)(intptr_t)READ(int16_t);
    case 0xb: return (word)(intptr_t)READ(int32_t);
    case 0xc: return (word)READ(int64_t);
    }
    abort();
}

static word encoded(int encoding, bytes *at, word function, word data)
{
    if (encoding == OMIT)
        return 0;
    if ((encoding & RELATIVE) == ALIGNED) {
        *at = (bytes)(((word)*at + sizeof(word) - 1) & -sizeof(word));
        return READ(word);
    }
    word place = (word)*at, value = plain(encoding, at);
    if (value == 0)
        return 0;
    switch (encoding & RELATIVE) {
    case PC_RELATIVE: value += place; break;
    case DATA_RELATIVE: value += data; break;
    case FUNCTION_RELATIVE: value += function; break;
    }
    return encoding & INDIRECT ? *(word *)value : value;
}

/* Frame descriptions that programs register themselves. */
struct object {
    bytes start;
    struct object *next;
};
static struct object *registered;
static volatile char lock;

static void acquire(void)
{
    while (__atomic_test_and_set(&lock, __ATOMIC_ACQUIRE))
        ;
}

static void release(void)
{
    __atomic_clear(&lock, __ATOMIC_RELEASE);
}

void __register_frame_info(const void *start, struct object *object)
{
    if (!start || *(const uint32_t *)start == 0)
        return;
    object->start = start;
    acquire();
    object->next = registered;
    registered = object;
    release();
}

void *__deregister_frame_info(const void *start)
{
    struct object *found = 0;
    acquire();
    for (struct object **at = &registered; *at; at = &(*at)->next) {
        if ((*at)->start == start) {
            found = *at;
            *at = found->next;
            break;
        }
    }
    release();
    return found;
}

void __register_frame(void *start)
{
    if (*(uint32_t *)start == 0)
        return;
    struct object *object = malloc(sizeof *object);
    if (object)
        __register_frame_info(start, object);
}

void __deregister_frame(void *start)
{
    free(__deregister_frame_info(start));
}

/* The next entry of .eh_frame: its contents from the CIE pointer on, or 0 at the end. */
static bytes entry(bytes at, bytes *end)
{
    uint32_t length;
    memcpy(&length, at, 4);
    at += 4;
    word size = length;
    if (length == 0xffffffff) {
        memcpy(&size, at, 8);
        at += 8;
    }
    *end = at + size;
    return size ? at : 0;
}

/* Takes a common information entry and the description that refers to it apart. */
static int describe(bytes fde, bytes fde_end, word pc, word data, struct context *c)
{
    uint32_t distance;
    memcpy(&distance, fde, 4);
    bytes cie_end, at = fde - distance;
    at = entry(at, &cie_end);
    if (!at)
        return 0;
    at += 4;
    int version = *at++;
    const char *augmentation = (const char *)at;
    at += strlen(augmentation) + 1;
    if (version >= 4)
        at += 2;
    c->code_alignment = uleb(&at);
    c->data_alignment = sleb(&at);
    c->return_column = version == 1 ? *at++ : (unsigned)uleb(&at);
    int pointer_encoding = 0, lsda_encoding = OMIT;
    c->personality = 0;
    c->signal_frame = 0;
    int sized = *augmentation == 'z';
    if (sized) {
        word size = uleb(&at);
        bytes after = at + size;
        for (augmentation++; *augmentation; augmentation++) {
            switch (*augmentation) {
            case 'R': pointer_encoding = *at++; break;
            case 'L': lsda_encoding = *at++; break;
            case 'S': c->signal_frame = 1; break;
            case 'P': {
                int encoding = *at++;
                c->personality = (personality_function *)encoded(encoding, &at, 0, data);
                break;
            }
            default: goto known;
            }
        }
    known:
        at = after;
    } else if (*augmentation) {
        return 0;
    }
    c->cie_instructions = at;
    c->cie_end = cie_end;
    at = fde + 4;
    word start = encoded(pointer_encoding, &at, 0, data);
    word size = plain(pointer_encoding, &at);
    if (pc - start >= size)
        return 0;
    c->function = start;
    c->lsda = 0;
    if (sized) {
        word length = uleb(&at);
        bytes instructions = at + length;
        if (lsda_encoding != OMIT)
            c->lsda = encoded(lsda_encoding, &at, start, data);
        at = instructions;
    }
    c->fde_instructions = at;
    c->fde_end = fde_end;
    return 1;
}

/* Looks through a section entry by entry. */
static int scan(bytes at, word pc, word data, struct context *c)
{
    bytes end;
    for (bytes body; (body = entry(at, &end)); at = end) {
        uint32_t id;
        memcpy(&id, body, 4);
        if (id != 0 && describe(body, end, pc, data, c))
            return 1;
    }
    return 0;
}

struct search {
    word pc;
    struct context *context;
    int found;
};

/* .eh_frame_hdr: version, three encodings, .eh_frame's address, and a table sorted by address. */
static int search_header(bytes header, struct search *s)
{
    bytes at = header + 4;
    if (header[0] != 1)
        return 0;
    word data = (word)header;
    bytes frames = (bytes)encoded(header[1], &at, 0, data);
    word count = header[2] == OMIT ? 0 : encoded(header[2], &at, 0, data);
    if (header[2] == OMIT || header[3] != (DATA_RELATIVE | 0xb))
        return frames && scan(frames, s->pc, 0, s->context);
    word low = 0, high = count;
    while (low < high) {
        word middle = (low + high) / 2;
        int32_t start;
        memcpy(&start, at + middle * 8, 4);
        if (data + (word)(intptr_t)start <= s->pc)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return 0;
    int32_t offset;
    memcpy(&offset, at + (low - 1) * 8 + 4, 4);
    bytes end, fde = entry((bytes)(data + (word)(intptr_t)offset), &end);
    return fde && describe(fde, end, s->pc, 0, s->context);
}

static int search_object(struct loaded_object *object, size_t size, void *argument)
{
    struct search *s = argument;
    bytes header = 0;
    int inside = 0;
    (void)size;
    for (int i = 0; i < object->segment_count; i++) {
        const struct segment *segment = &object->segments[i];
        word start = object->base + segment->address;
        if (segment->type == PT_LOAD)
            inside |= s->pc - start < segment->memory_size;
        else if (segment->type == PT_GNU_EH_FRAME)
            header = (bytes)start;
    }
    if (!inside)
        return 0;
    s->found = header && search_header(header, s);
    return 1;
}

/* Finds what describes the frame. */
static int find(struct context *c)
{
    word pc = c->registers[RETURN_ADDRESS] - !c->interrupted;
    struct search s = { pc, c, 0 };
    if (c->registers[RETURN_ADDRESS] == 0)
        return 0;
    acquire();
    for (struct object *object = registered; object && !s.found; object = object->next)
        s.found = scan(object->start, pc, 0, c);
    release();
    if (!s.found)
        dl_iterate_phdr(search_object, &s);
    return s.found;
}

/* How a register of the caller is found. */
enum how { SAME, UNDEFINED, AT_OFFSET, IS_OFFSET, IN_REGISTER, AT_EXPRESSION, IS_EXPRESSION };
struct rule {
    enum how how;
    intptr_t offset;
    bytes expression;
};
struct rules {
    struct rule registers[REGISTERS];
    unsigned cfa_register;
    intptr_t cfa_offset;
    bytes cfa_expression;
};

#define STATES 8
struct machine {
    struct rules now, initial, remembered[STATES];
    int states;
};

static void rule(struct machine *m, word number, enum how how, intptr_t offset)
{
    if (number < REGISTERS)
        m->now.registers[number] = (struct rule){ how, offset, 0 };
}

static void expression_rule(struct machine *m, bytes *at, enum how how)
{
    word number = uleb(at);
    bytes expression = *at;
    word size = uleb(at);
    *at += size;
    if (number < REGISTERS)
        m->now.registers[number] = (struct rule){ how, 0, expression };
}

/* Call frame instructions (DWARF 5, 6.4.2) up to the address. */
static void run(struct machine *m, const struct context *c, bytes instructions, bytes end, word pc)
{
    word location = c->function, number;
    bytes *at = &instructions;
    while (instructions < end && location <= pc) {
        int op = *instructions++, low = op & 0x3f;
        switch (op & 0xc0) {
        case 0x40: location += low * c->code_alignment; continue;
        case 0x80: rule(m, low, AT_OFFSET, (intptr_t)uleb(at) * c->data_alignment); continue;
        case 0xc0:
            if (low < REGISTERS)
                m->now.registers[low] = m->initial.registers[low];
            continue;
        }
        switch (op) {
        case 0x00: break;
        case 0x01: location = READ(word); break;
        case 0x02: location += READ(uint8_t) * c->code_alignment; break;
        case 0x03: location += READ(uint16_t) * c->code_alignment; break;
        case 0x04: location += READ(uint32_t) * c->code_alignment; break;
        case 0x05: number = uleb(at); rule(m, number, AT_OFFSET, (intptr_t)uleb(at) * c->data_alignment); break;
        case 0x06:
            number = uleb(at);
            if (number < REGISTERS)
                m->now.registers[number] = m->initial.registers[number];
            break;
        case 0x07: rule(m, uleb(at), UNDEFINED, 0); break;
        case 0x08: rule(m, uleb(at), SAME, 0); break;
        case 0x09: number = uleb(at); rule(m, number, IN_REGISTER, (intptr_t)uleb(at)); break;
        case 0x0a:
            if (m->states == STATES)
                abort();
            m->remembered[m->states++] = m->now;
            break;
        case 0x0b:
            if (m->states == 0)
                abort();
            m->now = m->remembered[--m->states];
            break;
        case 0x0c:
            m->now.cfa_register = (unsigned)uleb(at);
            m->now.cfa_offset = (intptr_t)uleb(at);
            m->now.cfa_expression = 0;
            break;
        case 0x0d: m->now.cfa_register = (unsigned)uleb(at); m->now.cfa_expression = 0; break;
        case 0x0e: m->now.cfa_offset = (intptr_t)uleb(at); break;
        case 0x0f: {
            m->now.cfa_expression = *at;
            word size = uleb(at);
            *at += size;
            break;
        }
        case 0x10: expression_rule(m, at, AT_EXPRESSION); break;
        case 0x11: number = uleb(at); rule(m, number, AT_OFFSET, sleb(at) * c->data_alignment); break;
        case 0x12:
            m->now.cfa_register = (unsigned)uleb(at);
            m->now.cfa_offset = sleb(at) * c->data_alignment;
            m->now.cfa_expression = 0;
            break;
        case 0x13: m->now.cfa_offset = sleb(at) * c->data_alignment; break;
        case 0x14: number = uleb(at); rule(m, number, IS_OFFSET, (intptr_t)uleb(at) * c->data_alignment); break;
        case 0x15: number = uleb(at); rule(m, number, IS_OFFSET, sleb(at) * c->data_alignment); break;
        case 0x16: expression_rule(m, at, IS_EXPRESSION); break;
        case 0x2e: uleb(at); break;
        case 0x2f: number = uleb(at); rule(m, number, AT_OFFSET, -(intptr_t)uleb(at) * c->data_alignment); break;
        default: abort();
        }
    }
}

/* Expressions (DWARF 5, 2.5): `start` is pushed first where the rule says so. */
static word evaluate(bytes expression, const word *registers, const word *start)
{
    word stack[64], size = uleb(&expression);
    int depth = 0;
    bytes end = expression + size, *at = &expression;
    if (start)
        stack[depth++] = *start;
#define NEED(n)                                                                                                       \
    if (depth < (n))                                                                                                  \
    abort()
#define BINARY(operation)                                                                                             \
    NEED(2);                                                                                                          \
    {                                                                                                                 \
        word b = stack[--depth], a = stack[depth - 1];                                                                \
        stack[depth - 1] = (word)(operation);                                                                         \
    }                                                                                                                 \
    break
    while (expression < end) {
        int op = *expression++;
        if (depth >= 63)
            abort();
        if (op >= 0x30 && op <= 0x4f) {
            stack[depth++] = op - 0x30;
            continue;
        }
        if (op >= 0x70 && op <= 0x8f) {
            if (op - 0x70 >= REGISTERS)
                abort();
            stack[depth++] = registers[op - 0x70] + (word)sleb(at);
            continue;
        }
        switch (op) {
        case 0x03: stack[depth++] = READ(word); break;
        case 0x06: NEED(1); stack[depth - 1] = *(word *)stack[depth - 1]; break;
        case 0x08: stack[depth++] = READ(uint8_t); break;
        case 0x09: stack[depth++] = (word)(intptr_t)READ(int8_t); break;
        case 0x0a: stack[depth++] = READ(uint16_t); break;
        case 0x0b: stack[depth++] = (word)(intptr_t)READ(int16_t); break;
        case 0x0c: stack[depth++] = READ(uint32_t); break;
        case 0x0d: stack[depth++] = (word)(intptr_t)READ(int32_t); break;
        case 0x0e: stack[depth++] = (word)READ(uint64_t); break;
        case 0x0f: stack[depth++] = (word)READ(int64_t); break;
        case 0x10: stack[depth++] = uleb(at); break;
        case 0x11: stack[depth++] = (word)sleb(at); break;
        case 0x12: NEED(1); stack[depth] = stack[depth - 1]; depth++; break;
        case 0x13: NEED(1); depth--; break;
        case 0x14: NEED(2); stack[depth] = stack[depth - 2]; depth++; break;
        case 0x15: {
            int n = *expression++;
            NEED(n + 1);
            stack[depth] = stack[depth - 1 - n];
            depth++;
            break;
        }
        case 0x16: NEED(2); {
            word t = stack[depth - 1];
            stack[depth - 1] = stack[depth - 2], stack[depth - 2] = t;
            break;
        }
        case 0x17: NEED(3); {
            word t = stack[depth - 1];
            stack[depth - 1] = stack[depth - 2], stack[depth - 2] = stack[depth - 3], stack[depth - 3] = t;
            break;
        }
        case 0x19: NEED(1); if ((intptr_t)stack[depth - 1] < 0) stack[depth - 1] = -stack[depth - 1]; break;
        case 0x1a: BINARY(a & b);
        case 0x1b: if (stack[depth - 1] == 0) abort(); BINARY((intptr_t)a / (intptr_t)b);
        case 0x1c: BINARY(a - b);
        case 0x1d: if (stack[depth - 1] == 0) abort(); BINARY(a % b);
        case 0x1e: BINARY(a * b);
        case 0x1f: NEED(1); stack[depth - 1] = -stack[depth - 1]; break;
        case 0x20: NEED(1); stack[depth - 1] = ~stack[depth - 1]; break;
        case 0x21: BINARY(a | b);
        case 0x22: BINARY(a + b);
        case 0x23: NEED(1); stack[depth - 1] += uleb(at); break;
        case 0x24: BINARY(a << b);
        case 0x25: BINARY(a >> b);
        case 0x26: BINARY((intptr_t)a >> b);
        case 0x27: BINARY(a ^ b);
        case 0x28: NEED(1); {
            int16_t distance = READ(int16_t);
            if (stack[--depth])
                expression += distance;
            break;
        }
        case 0x29: BINARY(a == b);
        case 0x2a: BINARY((intptr_t)a >= (intptr_t)b);
        case 0x2b: BINARY((intptr_t)a > (intptr_t)b);
        case 0x2c: BINARY((intptr_t)a <= (intptr_t)b);
        case 0x2d: BINARY((intptr_t)a < (intptr_t)b);
        case 0x2e: BINARY(a != b);
        case 0x2f: {
            int16_t distance = READ(int16_t);
            expression += distance;
            break;
        }
        case 0x92: {
            word number = uleb(at);
            if (number >= REGISTERS)
                abort();
            stack[depth++] = registers[number] + (word)sleb(at);
            break;
        }
        case 0x94: NEED(1); {
            int bytes_read = *expression++;
            word value = 0;
            memcpy(&value, (void *)stack[depth - 1], (size_t)bytes_read <= sizeof value ? (size_t)bytes_read : sizeof value);
            stack[depth - 1] = value;
            break;
        }
        case 0x96: break;
        default: abort();
        }
    }
    NEED(1);
    return stack[depth - 1];
}

/* From a frame that `find` has described to its caller. */
static void step(struct context *c)
{
    struct machine m;
    memset(&m, 0, sizeof m);
    word pc = c->registers[RETURN_ADDRESS] - !c->interrupted;
    /* The initial instructions have no location. */
    run(&m, c, c->cie_instructions, c->cie_end, ~(word)0);
    m.initial = m.now;
    run(&m, c, c->fde_instructions, c->fde_end, pc);
    word old[REGISTERS], cfa;
    memcpy(old, c->registers, sizeof old);
    if (m.now.cfa_expression)
        cfa = evaluate(m.now.cfa_expression, old, 0);
    else if (m.now.cfa_register < REGISTERS)
        cfa = old[m.now.cfa_register] + (word)m.now.cfa_offset;
    else
        abort();
    /* The stack pointer before the call is the CFA, where no rule says otherwise. */
    c->registers[STACK_POINTER] = cfa;
    for (unsigned i = 0; i < REGISTERS; i++) {
        const struct rule *r = &m.now.registers[i];
        word *to = &c->registers[i];
        switch (r->how) {
        case SAME: break;
        case UNDEFINED: if (i == c->return_column) *to = 0; break;
        case AT_OFFSET: *to = *(word *)(cfa + (word)r->offset); break;
        case IS_OFFSET: *to = cfa + (word)r->offset; break;
        case IN_REGISTER: if ((word)r->offset < REGISTERS) *to = old[r->offset]; break;
        case AT_EXPRESSION: *to = *(word *)evaluate(r->expression, old, &cfa); break;
        case IS_EXPRESSION: *to = evaluate(r->expression, old, &cfa); break;
        }
    }
    if (c->return_column < REGISTERS && c->return_column != RETURN_ADDRESS)
        c->registers[RETURN_ADDRESS] = c->registers[c->return_column];
    c->interrupted = c->signal_frame;
}

static void begin(struct context *c, const word *registers)
{
    memset(c, 0, sizeof *c);
    memcpy(c->registers, registers, sizeof c->registers);
}
