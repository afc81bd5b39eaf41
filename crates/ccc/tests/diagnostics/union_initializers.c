// Members that a union does not have, after one that it has been given.
union { long b; float c[2]; } v = { .b = 3, .d = 1, 4, .next = &v, .c = { 1 }, .q[2] = 5, 6 };
