/* Elements without members take no initialiser, however many of them an array may have. */
struct empty { };
struct empty a[] = { 1, 2 };
struct empty b[] = { {}, {} };
int c[][0] = { 3 };
int d[][0][2] = { { }, 4 };
