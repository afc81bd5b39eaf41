/* Makes code that was just written visible to the processor's instruction fetch. */
void __clear_cache(void *begin, void *end)
{
    __builtin___clear_cache(begin, end);
}
