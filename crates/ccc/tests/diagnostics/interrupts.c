// What the machine calls has its own rules (GCC manual 6.33.34).
struct frame;
__attribute__((interrupt)) void good(struct frame *f) {}
__attribute__((interrupt)) void good_too(struct frame *f, unsigned long code) {}
__attribute__((interrupt)) int result(struct frame *f) { return 0; }
__attribute__((interrupt)) void number(int f) {}
__attribute__((interrupt)) void narrow(struct frame *f, int code) {}
__attribute__((interrupt)) void many(struct frame *f, unsigned long code, int more) {}
__attribute__((interrupt)) void none(void) {}
void call(struct frame *f) { good(f); }
