void foo (void **p)
{
  posix_memalign ();
  posix_memalign (p, "foo");
  posix_memalign (p, 1, 2);
  posix_memalign (p, 1, 2, 3);
  exit ();
}
