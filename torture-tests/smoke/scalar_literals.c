// Compound literals of scalar types as values and as objects that change.
int main(void)
{
    int n = 2;
    if ((int) { 3 } != 3 || (double) { n } != 2.0)
        return 1;
    if (((int) { n } += 5) != 7 || ++(long) { n } != 3)
        return 2;
    for (int i = 0; i < 3; i++)
        if ((int) { i }++ != i)
            return 3;
    return *&(int) { 0 };
}
