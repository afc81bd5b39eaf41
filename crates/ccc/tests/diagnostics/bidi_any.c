// options: -Wbidi-chars
/* ‮ open */ /* ‪ closed ‬ */
// ⁩ ‬ ‎
const char *a = "\u202b" "⁧";
