char *c = "open;
char e = 'x;
