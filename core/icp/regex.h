/* regex.h - regular expressions that never take longer than pattern times text.
 *
 * A pattern becomes a small program, and a search keeps the set of places in it where the text read so far may have
 * led: one step for each character and place, whatever the pattern, no way back, so no text makes it slow.
 *
 *     a  \.  \t \n \r      the character; a backslash before any sign that is no letter or digit
 *     .                    any character except a line end
 *     [a-z_]  [^0-9]       one of these, none of these; \d \w \s work inside
 *     \d \w \s  \D \W \S   a digit 0-9, a letter or digit of any script or _, a blank of any kind; and what is none
 *     ^  $  \b  \B         the beginning and end of the text; where a word of \w begins or ends, and where not
 *     (a|b)  (?:a|b)       one of these
 *     *  +  ?  {2}  {2,}  {2,5}    as often; a ? behind them changes nothing, as only "is it there" is asked
 *     (?i) at the beginning        capitals and small letters are the same
 *
 * Neither back-references nor looking around: they cannot be had in this time.
 */
#ifndef CORE_ICP_REGEX_H
#define CORE_ICP_REGEX_H

#include <stdbool.h>

#include "base/arena.h"

struct regex;

#define REGEX_PATTERN 1000 /* most bytes of a pattern */
#define REGEX_PROGRAM 4000 /* most steps of its program; a{1,1000} takes 1,999 */
#define REGEX_REPEAT 1000  /* most in { } */

/* Pattern and texts are UTF-8 in NFC. Null: `error` says what is wrong with it and at which character. */
struct regex *regex_compile(struct wn_arena *arena, struct wn_str pattern, struct wn_error *error);
/* Whether it is found anywhere in the text. Working memory, in proportion to the program, comes from `scratch`. */
bool regex_search(const struct regex *regex, struct wn_str text, struct wn_arena *scratch);
/* How many steps its program has. */
size_t regex_size(const struct regex *regex);

#endif
