// options: -std=c23 -pedantic -fdefer-ts
/* Named loops, deferred statements and _Countof used wrongly; and what C23 does not have. */
extern int incomplete[];
int f(int n)
{
here:
    n++;
    for (;;)
        break here;
choice:
    switch (n) {
    case 1:
        while (n)
            continue choice;
    }
loop:
    while (n)
        continue elsewhere;
    goto into;
    {
        _Defer {
            if (n)
                return 1;
            goto end;
into:
            n++;
            break;
        }
    }
    if (int m = n)
        n = _Countof incomplete + _Countof(int) + _Countof m;
    if (int m; m)
        ;
    if (int m)
        ;
    goto into;
end:
    return _Generic(int, int: 1);
}
