/* code.h - hierarchical codes: NACE, NAF, SIC, NAICS, ISIC, French legal categories; rev 2 and rev 2.1. */
#ifndef CORE_COMPANY_CODE_H
#define CORE_COMPANY_CODE_H

#include <stdbool.h>

#include "base/arena.h"
#include <winnow/value.h>

/* A verdict with three values; also the type of a line's verdict. */
enum verdict { VERDICT_MISS = 0, VERDICT_UNKNOWN = 1, VERDICT_MATCH = 2 };
const char *verdict_name(enum verdict verdict); /* "miss", "unknown", "match" */

/* The words of the profile language: nace nace21 naf naf25 sic us_sic naics isic cj. */
bool code_scheme_known(struct wn_str scheme);
/* Checks a code or prefix as a user writes it; digits without dots and blanks, letters up, into `digits`.
 * WN_INVALID with the message of icp-language section 11 (rows 11 and 12) in `error`. */
int code_prefix(struct wn_arena *arena, struct wn_str scheme, struct wn_str text, struct wn_str *digits, struct wn_error *error);
/* Normal spelling of a code found in data ("6201Z" -> "62.01Z" for naf, "62020" for sic); false if it is no code of the scheme. */
bool code_normal(struct wn_arena *arena, struct wn_str scheme, struct wn_str text, struct wn_str *normal);
/* Does a fact with these codes (normal spelling) begin with the prefix? In its own scheme or family (NAF 62.01Z is NACE 62.01, UK SIC 62020 is NACE 62.02)
 * if present; else through the concordance of rev 2 and rev 2.1: all targets inside match, none miss, some unknown; a fact shorter than the
 * prefix is unknown; no comparable scheme is unknown. One code that matches is a match; a miss needs all. A national prefix that asks for a part
 * of a class (naf 62.02A) is unknown on the class in another scheme; the letter or digit of an undivided class (Z, Y, 0) stands for the class.
 * UK codes that are no class of NACE: 99999 dormant and 74990 non-trading miss under every other scheme, 98000 is unknown. */
enum verdict code_test(const struct wn_code *codes, size_t count, struct wn_str scheme, struct wn_str prefix);

#endif
