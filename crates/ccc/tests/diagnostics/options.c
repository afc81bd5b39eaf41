// options: -fno-such-option -Wno-such-warning -march=nosuch
int x;
