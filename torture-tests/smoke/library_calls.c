/* Calls of the library that the compiler may fold, against calls by way of pointers, which it may not. */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int failures;
#define CHECK(what) ((what) ? (void)0 : (void)(failures++, printf("line %d: %s\n", __LINE__, #what)))
#define SIGN(x) (((x) > 0) - ((x) < 0))

static size_t (*volatile real_strlen)(const char *) = strlen;
static int (*volatile real_strcmp)(const char *, const char *) = strcmp;
static int (*volatile real_strncmp)(const char *, const char *, size_t) = strncmp;
static char *(*volatile real_strchr)(const char *, int) = strchr;
static char *(*volatile real_strrchr)(const char *, int) = strrchr;
static int (*volatile real_memcmp)(const void *, const void *, size_t) = memcmp;

static const char text[] = "hello\0world";
static const char full[4] = { 'a', 'b', 'c', 'd' };
static const struct { char name[8]; const char *more; int number; } record = { "record", "more", 42 };
static const short numbers[] = { 1, -2, 3 };

static void lengths(int i, const char *unknown)
{
  CHECK(strlen("") == 0 && strlen("abc") == 3 && strlen("a\0b") == 1);
  CHECK(strlen(text) == real_strlen(text) && strlen(text + 6) == real_strlen(text + 6));
  CHECK(strlen(&"hello"[i]) == real_strlen(&"hello"[i]));
  CHECK(strlen(text + 6 - i * 3) == 2 && strlen(&text[6] + i) == 4);
  CHECK(strlen(i == 1 ? "abc" : "def") == 3);
  CHECK(strlen(i == 1 ? "abc" : "d") == 3);
  CHECK((strlen(unknown) == 0) == (real_strlen(unknown) == 0));
  CHECK(!strlen(unknown) == !real_strlen(unknown));
  CHECK((strlen(unknown) > 0) == (real_strlen(unknown) > 0));
  CHECK((strlen(unknown) > 1) == (real_strlen(unknown) > 1));
  CHECK(strnlen("hello", 3) == 3 && strnlen("hello", i) == 1 && strnlen("he", 7) == 2);
  CHECK(strlen(record.name) == 6 && strlen(record.more) == 4 && record.number == 42);
  CHECK(numbers[0] + numbers[1] + numbers[2] == 2);
}

static void comparisons(const char *unknown, int n)
{
  static const char *const all[] = { "", "a", "ab", "b", "\xff", "a\xff" };
#define TRY(a, b)                                                           \
  CHECK(SIGN(strcmp(a, b)) == SIGN(real_strcmp(a, b)));                     \
  CHECK(SIGN(strncmp(a, b, 1)) == SIGN(real_strncmp(a, b, 1)));             \
  CHECK(SIGN(strncmp(a, b, 2)) == SIGN(real_strncmp(a, b, 2)));             \
  CHECK(SIGN(strncmp(a, b, n)) == SIGN(real_strncmp(a, b, n)));             \
  CHECK((strncmp(a, b, 0)) == 0);
  TRY("", "")
  TRY("a", "ab")
  TRY("\xff", "a")
  TRY("ab", "a\xff")
  for (unsigned i = 0; i < sizeof all / sizeof *all; i++) {
    TRY(all[i], "")
    TRY("", all[i])
    TRY(all[i], all[i])
    TRY(unknown, all[i])
  }
  CHECK(memcmp(unknown, unknown, 99) == 0 && memcmp("abc", "abd", 2) == 0 && memcmp("abc", "abd", 3) < 0);
  CHECK(SIGN(memcmp(unknown, "\xff", 1)) == SIGN(real_memcmp(unknown, "\xff", 1)));
  CHECK((memcmp(unknown, "unkn", 4) == 0) == 1 && (memcmp(unknown, "unkx", 4) == 0) == 0);
  CHECK((memcmp(unknown, "un", 2) != 0) == 0 && (memcmp(unknown, "unknown", 8) != 0) == 0);
  CHECK(memcmp(full, "abcd", 4) == 0);
}

static void searches(const char *s, int x)
{
  CHECK(strchr("hello", 'l') - "hello" == 2 || 1);
  CHECK(strchr(text, 'o') == text + 4 && strchr(text, 'w') == 0 && strchr(text, 0) == text + 5);
  CHECK(strchr(s, 0) == real_strchr(s, 0) && strrchr(s, 0) == real_strrchr(s, 0));
  CHECK(strchr(s, x) == real_strchr(s, x) && strrchr(text, 'l') == text + 3 && index(text, 'e') == text + 1);
  CHECK(strstr(text, "lo") == text + 3 && strstr(text, "w") == 0 && strstr(s, "") == s && strstr(s, s) == s);
  CHECK(strstr(s, "k") == real_strchr(s, 'k') && strpbrk(s, "k") == real_strchr(s, 'k') && !strpbrk(s, ""));
  CHECK(strpbrk(text, "xol") == text + 2 && !strpbrk(text, "xyz"));
  CHECK(strspn(text, "leh") == 4 && strspn(s, "") == 0 && strspn("", s) == 0);
  CHECK(strcspn(text, "l") == 2 && strcspn(s, "") == real_strlen(s) && strcspn("", s) == 0);
  CHECK(memchr(text, 'w', sizeof text) == text + 6 && !memchr(text, 'w', 6) && !memchr(s, 'u', 0));
  CHECK(memchr(full, 'z', 4) == 0);
}

static int zeros(const char *from, const char *to)
{
  while (from < to)
    if (*from++)
      return 0;
  return 1;
}

static void copies(const char *s, size_t n)
{
  char b[64];
#define RESET memset(b, '#', sizeof b)
  RESET;
  CHECK(strcpy(b, "abc") == b && !memcmp(b, "abc\0#", 5));
  CHECK(strcpy(b + 1, text) == b + 1 && !memcmp(b, "ahello\0#", 8));
  RESET;
  CHECK(stpcpy(b, "abc") == b + 3 && !memcmp(b, "abc\0#", 5));
  stpcpy(b, s);
  CHECK(!strcmp(b, s));
  RESET;
  CHECK(strncpy(b, "abc", 2) == b && !memcmp(b, "ab#", 3));
  CHECK(strncpy(b, "abc", 10) == b && !memcmp(b, "abc", 3) && zeros(b + 3, b + 10) && b[10] == '#');
  RESET;
  CHECK(stpncpy(b, "abc", 2) == b + 2 && stpncpy(b, "abc", 6) == b + 3 && zeros(b + 3, b + 6) && b[6] == '#');
  strcpy(b, "x");
  CHECK(strcat(b, "") == b && strcat(b, "yz") == b && !strcmp(b, "xyz"));
  CHECK(strncat(b, "abc", 0) == b && strncat(b, "abc", 3) == b && !strcmp(b, "xyzabc"));
  CHECK(strncat(b, "def", 2) == b && !strcmp(b, "xyzabcde"));
  CHECK(memcpy(b, "0123456789", 10) == b && memmove(b + 1, b, 9) == b + 1 && !memcmp(b, "0012345678", 10));
  CHECK(memmove(b, b + 1, 7) == b && !memcmp(b, "0123456678", 10));
  CHECK(mempcpy(b, "ab", 2) == b + 2 && memset(b, 'q', 3) == b && !memcmp(b, "qqq", 3));
  bcopy(b + 3, b, 4);
  CHECK(!memcmp(b, "3456", 4));
  bzero(b, 3);
  CHECK(zeros(b, b + 3) && b[3] == '6');
  memset(b, (int)n + 300, 1);
  CHECK((unsigned char)b[0] == (unsigned char)(n + 300));
}

static int print(char *b, const char *format, ...)
{
  va_list list;
  va_start(list, format);
  int n = vsprintf(b, format, list);
  va_end(list);
  return n;
}

static void output(const char *s, char c)
{
  char b[64];
  CHECK(sprintf(b, "plain") == 5 && !strcmp(b, "plain"));
  CHECK(sprintf(b, "%s", "string") == 6 && !strcmp(b, "string"));
  sprintf(b, "%s", s);
  CHECK(!strcmp(b, s) && sprintf(b, "%s", s) == 7 && sprintf(b, "%d%s", 1, "x") == 2);
  memset(b, '#', sizeof b);
  CHECK(snprintf(b, 10, "abc") == 3 && !memcmp(b, "abc\0#", 5) && snprintf(b, 3, "xyz") == 3 && !strcmp(b, "xy"));
  CHECK(snprintf(0, 0, "%s", "four") == 4 && print(b, "none") == 4);
  CHECK(__builtin___sprintf_chk(b, 1, 64, "%s-%d-%g", "x", 7, 1.5) == 7 && !strcmp(b, "x-7-1.5"));
  CHECK(__builtin___snprintf_chk(b, 64, 0, 64, "%s-%d-%g", "x", 7, 2.5) == 7 && !strcmp(b, "x-7-2.5"));
  printf("");
  printf("%s", "");
  printf("a");
  printf("line\n");
  printf("%s\n", s);
  printf("%s", "another line\n");
  printf("%c", c);
  printf("%c\n", c);
  printf("100%%\n");
  fprintf(stdout, "");
  fprintf(stdout, "to a stream\n");
  fprintf(stdout, "%s", s);
  fprintf(stdout, "%c", c);
  fprintf(stdout, "\n");
  fputs("", stdout);
  fputs("x", stdout);
  fputs("yz\n", stdout);
  fputs(s, stdout);
  printf("\n");
  CHECK(printf("counted\n") == 8 && fprintf(stdout, "%s", "three") == 5);
  puts("");
}

int main(void)
{
  static char unknown[] = "unknown";
  volatile int one = 1;
  lengths(one, unknown);
  lengths(one, unknown + 7);
  comparisons(unknown, one + 1);
  searches(unknown, 'n');
  copies(unknown, one);
  output(unknown, 'c');
  for (int i = -1; i < 256; i++) {
    CHECK(!isdigit(i) == !(i >= '0' && i <= '9'));
    CHECK(!isascii(i) == !(i >= 0 && i < 128) && toascii(i) == (i & 127));
  }
  return failures != 0;
}
//> aline
//> unknown
//> another line
//> cc
//> 100%
//> to a stream
//> unknownc
//> xyz
//> unknown
//> counted
//> three
