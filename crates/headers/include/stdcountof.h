/* The number of an array's elements (C2Y 7.21). */
#ifndef _STDCOUNTOF_H
#define _STDCOUNTOF_H 1
#define countof _Countof
#endif
