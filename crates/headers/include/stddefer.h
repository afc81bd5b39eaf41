/* Deferred statements (ISO/IEC TS 25755), with -fdefer-ts. */
#ifndef _STDDEFER_H
#define _STDDEFER_H 1
#define defer _Defer
#endif
