/* Variable arguments (C23 7.16). glibc's headers ask for __gnuc_va_list alone with __need___va_list. */
#ifndef __CCC_GNUC_VA_LIST
#define __CCC_GNUC_VA_LIST
#define __GNUC_VA_LIST
typedef __builtin_va_list __gnuc_va_list;
#endif

#ifdef __need___va_list
#undef __need___va_list
#else
#ifndef _STDARG_H
#define _STDARG_H
#if defined __STDC_VERSION__ && __STDC_VERSION__ > 201710L
/* The parameter need not be there and isn't evaluated (C23 7.16.1.4). */
#define va_start(v, ...) __builtin_va_start (v, 0)
#define __STDC_VERSION_STDARG_H__ 202311L
#else
#define va_start(v, l) __builtin_va_start (v, l)
#endif
#define va_end(v) __builtin_va_end (v)
#define va_arg(v, type) __builtin_va_arg (v, type)
#if !defined __STRICT_ANSI__ || __STDC_VERSION__ >= 199900L
#define va_copy(d, s) __builtin_va_copy (d, s)
#endif
#define __va_copy(d, s) __builtin_va_copy (d, s)
/* <stdio.h> may have defined it. */
#if !defined _VA_LIST && !defined _VA_LIST_DEFINED
#define _VA_LIST
#define _VA_LIST_DEFINED
#define _VA_LIST_T_H
#define __va_list__
typedef __gnuc_va_list va_list;
#endif
#endif
#endif
