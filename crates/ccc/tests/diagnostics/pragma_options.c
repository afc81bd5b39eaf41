#pragma GCC diagnostic error "-Wnoexcept"
#pragma GCC diagnostic error "-fstrict-aliasing"
#pragma GCC diagnostic error "-Werror"
#pragma GCC diagnostic error "-Wvla2"
int i;
