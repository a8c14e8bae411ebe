/* text.h - keys under which texts are equal, and texts from other encodings. */
#ifndef CORE_COMPANY_TEXT_H
#define CORE_COMPANY_TEXT_H

#include <stdbool.h>

#include "base/arena.h"

/* NFC copy; false: invalid UTF-8 or a NUL byte. */
bool text_nfc(struct wn_arena *arena, struct wn_str text, struct wn_str *nfc);
/* NFKC, case folded, accents removed, blanks trimmed and collapsed: the key of equality. Invalid bytes become U+FFFD. */
struct wn_str text_key(struct wn_arena *arena, struct wn_str text);
/* As text_key, punctuation turned into blanks: for `mentions` and slugs. */
struct wn_str text_words(struct wn_arena *arena, struct wn_str text);
/* Label to id: folded, small letters, digits and hyphens, 40 characters. */
struct wn_str text_slug(struct wn_arena *arena, struct wn_str text);
/* latin1 or windows-1252 to UTF-8; false: no such encoding. */
bool text_decode(struct wn_arena *arena, struct wn_str encoding, struct wn_str bytes, struct wn_str *text);

#endif
