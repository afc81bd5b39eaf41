// Sorting: quicksort and heapsort of integers, a merge sort of records by a comparison function, insertion sort.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT = 200000 };

struct record {
    unsigned key;
    float weight;
    char name[16];
};

static unsigned state = 12345;
static unsigned next_random(void) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

static void insertion(int *v, int n) {
    for (int i = 1; i < n; i++) {
        int x = v[i], j = i;
        while (j > 0 && v[j - 1] > x) v[j] = v[j - 1], j--;
        v[j] = x;
    }
}

static void quick(int *v, int n) {
    while (n > 16) {
        int pivot = v[n / 2], i = 0, j = n - 1;
        while (i <= j) {
            while (v[i] < pivot) i++;
            while (v[j] > pivot) j--;
            if (i <= j) {
                int t = v[i];
                v[i++] = v[j];
                v[j--] = t;
            }
        }
        if (j + 1 < n - i) {
            quick(v, j + 1);
            v += i, n -= i;
        } else {
            quick(v + i, n - i);
            n = j + 1;
        }
    }
    insertion(v, n);
}

static void sift(int *v, int root, int n) {
    for (int child; (child = 2 * root + 1) < n; root = child) {
        if (child + 1 < n && v[child + 1] > v[child]) child++;
        if (v[root] >= v[child]) return;
        int t = v[root];
        v[root] = v[child];
        v[child] = t;
    }
}

static void heap(int *v, int n) {
    for (int i = n / 2 - 1; i >= 0; i--) sift(v, i, n);
    for (int i = n - 1; i > 0; i--) {
        int t = v[0];
        v[0] = v[i];
        v[i] = t;
        sift(v, 0, i);
    }
}

typedef int order(const struct record *, const struct record *);

static int by_weight(const struct record *a, const struct record *b) {
    return a->weight < b->weight ? -1 : a->weight > b->weight;
}
static int by_name(const struct record *a, const struct record *b) { return strcmp(a->name, b->name); }

static void merge(struct record *v, struct record *spare, int n, order *compare) {
    if (n < 2) return;
    int half = n / 2, i = 0, j = half, k = 0;
    merge(v, spare, half, compare);
    merge(v + half, spare, n - half, compare);
    while (i < half && j < n) spare[k++] = compare(&v[i], &v[j]) <= 0 ? v[i++] : v[j++];
    while (i < half) spare[k++] = v[i++];
    for (i = 0; i < k; i++) v[i] = spare[i];
}

static int numbers[COUNT];
static struct record records[COUNT / 4], spare[COUNT / 4];

static unsigned digest(void) {
    unsigned sum = 0;
    for (int i = 0; i < COUNT; i++) sum = sum * 31 + (unsigned)numbers[i];
    return sum;
}

int main(int argc, char **argv) {
    int scale = argc > 1 ? atoi(argv[1]) : 4;
    unsigned sum = 0;
    for (int round = 0; round < scale; round++) {
        for (int i = 0; i < COUNT; i++) numbers[i] = (int)(next_random() >> 1);
        quick(numbers, COUNT);
        sum += digest();
        for (int i = 0; i < COUNT; i++) numbers[i] = (int)(next_random() >> 1);
        heap(numbers, COUNT);
        sum += digest();
        for (int i = 0; i < COUNT / 4; i++) {
            struct record *r = &records[i];
            r->key = next_random();
            r->weight = (float)(r->key % 1000) / 8;
            for (int c = 0; c < 15; c++) r->name[c] = (char)('a' + (r->key >> c) % 26);
            r->name[15] = 0;
        }
        merge(records, spare, COUNT / 4, by_name);
        merge(records, spare, COUNT / 4, by_weight);
        for (int i = 0; i < COUNT / 4; i++) sum = sum * 17 + records[i].key;
    }
    printf("%u\n", sum);
    return 0;
}
