// An absent weak symbol has address zero, wherever the program is loaded; hidden ones too.
#include <stdio.h>
//> 0 0
extern void function(void) __attribute__((weak, visibility("hidden")));
extern int object __attribute__((weak, visibility("hidden")));

int main(void) {
    if (function)
        function();
    printf("%d %d\n", function != 0, &object != 0);
    return 0;
}
