// What a pragma says of other warnings does not make strings const; what it says of -Wwrite-strings does.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-qual"
#pragma GCC diagnostic pop
char *plain = "plain";
#pragma GCC diagnostic push
#pragma GCC diagnostic warning "-Wwrite-strings"
char *strict = "strict";
#pragma GCC diagnostic pop
char *again = "again";
