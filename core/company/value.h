/* value.h - what is done with a value: copy, compare, check, print, code. */
#ifndef CORE_COMPANY_VALUE_H
#define CORE_COMPANY_VALUE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "company/field.h"

/* A deep copy in the arena. Sets are sorted and made unique, items of lists sorted by their coding, so equal values have
 * equal bytes. */
struct wn_value value_copy(struct wn_arena *arena, const struct wn_value *value);
/* Fits the field: type, low <= high, known words of an enumeration, currency of three capitals, attributes
 * known and of their type. WN_INVALID with a text that names the field, never the content. */
int value_check(const struct field *field, const struct wn_value *value, struct wn_error *error);
/* A total order over values of one type, by meaning, then bytes. */
int value_compare(const struct wn_value *a, const struct wn_value *b);

/* As the list prints it: ranges 50-99, 10000-, -9; two dots instead of the hyphen where it could be taken for a minus
 * (-5..2.5, ..5 of a number or an amount); dates 2023 or 2023-11 or 2023-11-02, other spans 2023-11-02/2024-01-15, open ends
 * ".."; money "1500000 EUR" in major units; flags yes and no; sets joined by "; "; lists by key, each once; codes
 * "naf 62.01Z", the label where there is no code. `field` is needed for lists. */
void value_print(struct buf *out, const struct field *field, const struct wn_value *value);
struct wn_str value_text(struct wn_arena *arena, const struct field *field, const struct wn_value *value);

/* Packed coding, without the type, which the field knows. */
void value_pack(struct buf *out, const struct wn_value *value);
/* Texts point into the packed bytes, arrays into the arena. False: the bytes are no such value. */
bool value_unpack(struct wn_arena *arena, struct reader *in, enum wn_type type, struct wn_value *value);

/* Short forms. */
struct wn_value value_of_text(struct wn_str text);
struct wn_value value_of_flag(bool flag);
struct wn_value value_of_range(enum wn_type type, int64_t low, int64_t high);
struct wn_value value_of_code(struct wn_arena *arena, struct wn_str scheme, struct wn_str code, struct wn_str label);

const char *cause_name(enum wn_cause cause); /* "not_asked" ... as JSON prints it */
enum wn_cause cause_of(struct wn_str name);  /* WN_CAUSE_COUNT: no such word */
bool cause_may_help(enum wn_cause cause);    /* asking again later may bring the fact */
int cause_expires_days(enum wn_cause cause); /* when to ask again; 0: never */
const char *cause_words(enum wn_cause cause); /* "not asked yet", for people */

#endif
