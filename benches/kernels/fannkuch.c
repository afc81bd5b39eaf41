// Pancake flips over all permutations.
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
    int n = argc > 1 ? atoi(argv[1]) : 10;
    int p[16], q[16], count[16], sign = 1, most = 0, sum = 0;
    if (n < 2 || n > 15) return 1;
    for (int i = 0; i < n; i++) p[i] = i, count[i] = i;
    for (;;) {
        if (p[0] != 0) {
            int flips = 0;
            for (int i = 0; i < n; i++) q[i] = p[i];
            for (int first; (first = q[0]) != 0; flips++)
                for (int i = 0, j = first; i < j; i++, j--) {
                    int t = q[i];
                    q[i] = q[j];
                    q[j] = t;
                }
            if (flips > most) most = flips;
            sum += sign * flips;
        }
        if (sign == 1) {
            int t = p[0];
            p[0] = p[1];
            p[1] = t;
            sign = -1;
            continue;
        }
        int t = p[1];
        p[1] = p[2];
        p[2] = t;
        sign = 1;
        for (int i = 2;; i++) {
            if (count[i] != 0) {
                count[i]--;
                break;
            }
            if (i == n - 1) {
                printf("%d %d\n", sum, most);
                return 0;
            }
            count[i] = i;
            int first = p[0];
            for (int j = 0; j <= i; j++) p[j] = p[j + 1];
            p[i + 1] = first;
        }
    }
}
