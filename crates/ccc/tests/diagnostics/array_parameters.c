// options: -Wall
/* Bounds of array parameters that declarations of one function give differently. */
void fewer(int a[4]);
void fewer(int a[3]);
void pointer(int *a);
void pointer(int a[2]);
void least(int a[static 3]);
void least(int a[5]);
void rows(int a[2][3]);
void rows(int a[4][3]);
void same(int a[7], char *);
void same(int b[7], char *);
void variable(int n, int a[n]);
void variable(int n, int a[n + 1]);
void unspecified(int n, int a[*]);
void unspecified(int n, int a[n]);
void constant(int n, int a[n]);
void constant(int n, int a[3]);
void defined(int a[8]);
void defined(int a[9]) { a[0] = 0; }
