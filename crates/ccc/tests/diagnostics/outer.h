/* Included by include_backtrace.c. */
#include "inner.h"
