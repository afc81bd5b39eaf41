// options: -Wbidi-chars=unpaired,ucn
/* ‮ open */ /* ‪ closed ‬ */
/* ⁧ lines
   ⁩ end */
// ⁦ ‪ two
const char *a = "\u202b" "\u2067 \u202a \u2069";
int b\u2066c\u2069;
const char *d = "‫ \u202c \\u202a";
#pragma GCC diagnostic ignored "-Wbidi-chars="
/* ‮ */
