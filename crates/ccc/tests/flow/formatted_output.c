// options: -O2 -Wall
// How much formats write, and strings without an end.
int sprintf(char *, const char *, ...);
int snprintf(char *, __SIZE_TYPE__, const char *, ...);
int __sprintf_chk(char *, int, __SIZE_TYPE__, const char *, ...);
void sink(void *, ...);
char three[3], four[4], ten[10], text[8];
const char open[5] = "12345";
const __WCHAR_TYPE__ wide[2] = L"12";

void f(int i, char *unknown)
{
  sprintf(three, "%s", i ? three : four);
  sink(three);
  sprintf(three, "abcd%s", unknown);
  sink(three);
  sprintf(three, "%.2s%s", unknown, "ab");
  sink(three);
  snprintf(four, sizeof four, "%.3s%s", ten, "a");
  sink(four);
  sink(four, snprintf(four, sizeof four, "%s", ten));
  sprintf(ten, "%s%d", ten, i);
  sink(ten);
  snprintf(text, sizeof text, "a text that is so long that only its begin is quoted");
  sink(text);
  sprintf(unknown, "%.5s%.6s%s", open, open, open);
  sprintf(unknown, "%ls", wide);
  __sprintf_chk(three, 0, 3, "%s", "abc");
}
