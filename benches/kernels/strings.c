// Strings: splitting into words, reversing, searching, changing case, comparing, printing and reading numbers.
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char text[1 << 16];
static const char *const words[] = {"the", "quick", "Brown", "fox", "JUMPS", "over", "a", "lazy", "dog", "and", "sleeps"};

static int search(const char *hay, const char *needle) {
    int found = 0;
    for (; *hay; hay++) {
        const char *h = hay, *n = needle;
        while (*n && *h == *n) h++, n++;
        found += !*n;
    }
    return found;
}

static void reverse(char *from, char *to) {
    while (from < --to) {
        char c = *from;
        *from++ = *to;
        *to = c;
    }
}

static char *decimal(char *out, unsigned n) {
    char *start = out;
    do *out++ = (char)('0' + n % 10); while (n /= 10);
    reverse(start, out);
    *out = 0;
    return out;
}

static unsigned read_decimal(const char **at) {
    unsigned n = 0;
    while (**at >= '0' && **at <= '9') n = n * 10 + (unsigned)(*(*at)++ - '0');
    return n;
}

static int is_palindrome(const char *s, size_t n) {
    for (size_t i = 0; i < n / 2; i++)
        if (tolower((unsigned char)s[i]) != tolower((unsigned char)s[n - 1 - i])) return 0;
    return 1;
}

int main(int argc, char **argv) {
    int scale = argc > 1 ? atoi(argv[1]) : 200;
    unsigned sum = 0, seed = 7;
    for (int round = 0; round < scale; round++) {
        char *out = text;
        while (out < text + sizeof text - 32) {
            seed = seed * 1103515245 + 12345;
            const char *word = words[(seed >> 16) % (sizeof words / sizeof *words)];
            while (*word) *out++ = *word++;
            *out++ = ' ';
            if (seed >> 30 == 0) out = decimal(out, seed), *out++ = ' ';
        }
        *out = 0;
        sum += (unsigned)search(text, "lazy dog") + (unsigned)search(text, "o");
        for (char *c = text; *c; c++)
            if (*c >= 'A' && *c <= 'Z') *c = (char)(*c - 'A' + 'a');
        const char *at = text;
        while (*at) {
            if (*at >= '0' && *at <= '9') sum += read_decimal(&at);
            const char *end = at;
            while (*end && *end != ' ') end++;
            sum += (unsigned)is_palindrome(at, (size_t)(end - at)) + (unsigned)(end - at) * 3;
            at = *end ? end + 1 : end;
        }
        for (char *start = text; *start;) {
            char *end = start;
            while (*end && *end != ' ') end++;
            reverse(start, end);
            start = *end ? end + 1 : end;
        }
        for (const char *c = text; *c; c++) sum = sum * 31 + (unsigned char)*c;
    }
    printf("%u\n", sum);
    return 0;
}
