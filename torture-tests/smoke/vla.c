#include <stdio.h>
//> 96 66 5
static int sum(int n, int m, int a[n][m]) { int s = 0; for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) s += a[i][j]; return s; }
int main(void) {
    int n = 4, count = 0;
    int a[n][n + 2];
    for (int i = 0; i < n; i++) for (int j = 0; j < n + 2; j++) a[i][j] = i + (j & 1) * 2 + (j == 5) * i;
    for (int i = 0; i < 5; i++) { int b[i + 1]; b[i] = 1; count += b[i]; }
    printf("%zu %d %d\n", sizeof a, sum(n, n + 2, a), count);
    return 0;
}
