/* Common definitions (C23 7.21). Parts can be asked for alone, as glibc's headers do: __need_size_t and its like. */
#if !defined __CCC_STDDEF_H || defined __need_size_t || defined __need_ptrdiff_t || defined __need_wchar_t \
    || defined __need_NULL || defined __need_wint_t

#if !defined __need_size_t && !defined __need_ptrdiff_t && !defined __need_wchar_t && !defined __need_NULL \
    && !defined __need_wint_t
#define __CCC_STDDEF_H 1
/* Others look at these names to know that <stddef.h> was read. */
#define _STDDEF_H 1
#define _STDDEF_H_ 1
#define __STDDEF_H__ 1
#define __need_size_t
#define __need_ptrdiff_t
#define __need_wchar_t
#define __need_NULL
#define __CCC_NEED_REST 1
#endif

#ifdef __need_ptrdiff_t
#ifndef __CCC_PTRDIFF_T
#define __CCC_PTRDIFF_T
#define _PTRDIFF_T
typedef __PTRDIFF_TYPE__ ptrdiff_t;
#endif
#undef __need_ptrdiff_t
#endif

#ifdef __need_size_t
#ifndef __CCC_SIZE_T
#define __CCC_SIZE_T
#define _SIZE_T
#define __size_t__
#define _SIZE_T_DEFINED
typedef __SIZE_TYPE__ size_t;
#endif
#undef __need_size_t
#endif

#ifdef __need_wchar_t
#ifndef __CCC_WCHAR_T
#define __CCC_WCHAR_T
#define _WCHAR_T
#define __wchar_t__
typedef __WCHAR_TYPE__ wchar_t;
#endif
#undef __need_wchar_t
#endif

#ifdef __need_wint_t
#ifndef _WINT_T
#define _WINT_T
typedef __WINT_TYPE__ wint_t;
#endif
#undef __need_wint_t
#endif

#ifdef __need_NULL
#undef NULL
#define NULL ((void *) 0)
#undef __need_NULL
#endif

#ifdef __CCC_NEED_REST
#undef __CCC_NEED_REST
#undef offsetof
#define offsetof(type, member) __builtin_offsetof (type, member)

#if defined __STDC_VERSION__ && __STDC_VERSION__ >= 201112L || defined __cplusplus
typedef struct {
  long long __max_align_ll __attribute__ ((__aligned__ (__alignof__ (long long))));
  long double __max_align_ld __attribute__ ((__aligned__ (__alignof__ (long double))));
#ifdef __i386__
  __float128 __max_align_f128 __attribute__ ((__aligned__ (__alignof__ (__float128))));
#endif
} max_align_t;
#define _GCC_MAX_ALIGN_T
#endif

#if defined __STDC_VERSION__ && __STDC_VERSION__ > 201710L
typedef __typeof__ (nullptr) nullptr_t;
#define unreachable() (__builtin_unreachable ())
#define __STDC_VERSION_STDDEF_H__ 202311L
#endif
#endif

#endif
