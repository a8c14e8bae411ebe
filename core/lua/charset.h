/* charset.h - the text of a document from bytes: which encoding it is in, and UTF-8 from that. */
#ifndef CORE_LUA_CHARSET_H
#define CORE_LUA_CHARSET_H

#include <stdbool.h>

#include "base/arena.h"

/* In UTF-8 without a byte order mark. Which encoding: the byte order mark, else `label` (of a header; may be empty), else what the
 * document says itself (a meta element; the XML declaration), else UTF-8, and for HTML that is none windows-1252. Labels as
 * browsers read them. HTML: what is wrong becomes U+FFFD, NUL too. XML: false with the reason. */
bool charset_decode(struct wn_arena *arena, struct wn_str bytes, struct wn_str label, bool html, struct wn_str *text, const char **why);
/* The same text, or a copy in which what is no UTF-8 is U+FFFD. */
struct wn_str charset_mend(struct wn_arena *arena, struct wn_str text);
/* Is the label one that browsers know? */
bool charset_is_known(struct wn_str label);
/* charset of a content-type, "text/html; charset=utf-8"; empty where it has none. */
struct wn_str charset_of_type(struct wn_str type);

#endif
