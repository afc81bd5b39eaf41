#include <stdio.h>
//> 96 66 5
//> 8 4 8 2
static int sum(int n, int m, int a[n][m]) { int s = 0; for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) s += a[i][j]; return s; }
int main(void) {
    int n = 4, count = 0;
    int a[n][n + 2];
    for (int i = 0; i < n; i++) for (int j = 0; j < n + 2; j++) a[i][j] = i + (j & 1) * 2 + (j == 5) * i;
    for (int i = 0; i < 5; i++) { int b[i + 1]; b[i] = 1; count += b[i]; }
    printf("%zu %d %d\n", sizeof a, sum(n, n + 2, a), count);
    // Only a size that depends on it evaluates an operand (C23 6.7.7.3p5).
    int i = 1;
    size_t pointer = sizeof(int (*)[i++]), array = sizeof(int[i++]), of_typeof = sizeof(__typeof__(int[i++]) *);
    printf("%zu %zu %zu %d\n", pointer, array, of_typeof, i);
    return 0;
}
