// options: -Wwrite-strings
/* String literals are arrays of const char; what they initialise is not. */
char array[] = "abc", rows[2][4] = { "abc", { "def" } };
const char *fine = "x";
char *bad = "y";
void take(char *), look(const char *);
void pass(char *p) { take("z"); look("z"); p = "w"; }
