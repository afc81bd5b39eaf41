#line 0
#line x
#line 100 "other.c"
#pragma GCC error "said so"
#pragma GCC poison secret
int secret;
_Pragma(1)
