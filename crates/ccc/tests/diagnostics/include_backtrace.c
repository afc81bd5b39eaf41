#include "outer.h"
int f(void) { return from_inner(); }
