void f(int n)
{
    break;
    continue;
    goto nowhere;
    case 1:
    default:
again:
again:
    switch (n) { case 1: case 1: case 2 ... 3: case 3: default: default:; }
}
