/* Pre-standard variable arguments. */
#ifndef _VARARGS_H
#define _VARARGS_H
#error "<varargs.h> is not supported: use <stdarg.h>"
#endif
