/* numbers.h - numbers as tables write them. */
#ifndef CORE_SCAN_NUMBERS_H
#define CORE_SCAN_NUMBERS_H

#include <stdbool.h>

#include <winnow/value.h>

/* A whole number that counts something, or a range of it: 50, 1,234, 1 234, 50-99, 10000-, 10000+. */
bool count_parse(struct wn_str text, struct wn_range *range);
/* true/false, 1/0, O/N, yes/no, Y/N, in either case. */
bool flag_parse(struct wn_str text, bool *flag);

#endif
