char a = 'ab';
char b = '';
int *c = L"a" "b" u8"c";
char *d = "\q \x";
char *e = "\u12 \U00110000 \777";
