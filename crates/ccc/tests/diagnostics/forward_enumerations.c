// options: -Wpedantic -ftrivial-auto-var-init=zero -Wtrivial-auto-var-init -Wmain
/* Enumerations that are named before they are complete, and objects that a jump keeps from being initialised. */
enum later *pointer;
enum later f(enum later);
enum later { ONE };
enum later;
enum never;
int switched(int n)
{
    switch (n) {
        int local;
        int given = 3;
    case 1:
        local = 2;
        return local;
    default:
        given = 1;
        return given;
    }
}
