/* explain.h - what the files that put conditions into words share. */
#ifndef CORE_ICP_EXPLAIN_H
#define CORE_ICP_EXPLAIN_H

#include "icp/condition.h"

/* ---- values (explain_value.c) ---- */

/* How a sentence about a field is built, where its name alone reads badly. */
struct phrase {
	const char *field, *is, *is_not; /* before texts, numbers and dates; all that is said of a flag */
	const char *after;               /* behind them */
	const char *verb, *one, *many;   /* of lists and sets: "uses", "a product", "products" */
};
/* Never null: an empty one for a field whose name will do. */
const struct phrase *phrase_of(const char *field);

/* x_acme_since reads "acme since". */
void say_name(struct buf *out, struct wn_str name);
void say_lead(struct buf *out, const char *field, bool negative);
void say_after(struct buf *out, const char *field);
/* "A", "A or B", "A, B or C"; without a conjunction "A, B, C": what stands before the next of them. */
void say_joint(struct buf *out, size_t index, size_t count, const char *conjunction);
const struct term *matcher_terms(const struct matcher *matcher, size_t *count);
void say_terms(struct buf *out, const struct matcher *matcher, const char *conjunction, bool enumerated);
void say_interval(struct buf *out, const struct matcher *matcher);
void say_version(struct buf *out, const struct matcher *matcher);
void say_codes(struct buf *out, const struct matcher *matcher);
/* "is A or B", "mentions ..." */
void say_predicate(struct buf *out, const struct matcher *matcher, bool enumerated);
const char *junction_conjunction(enum junction word);
/* "90 days", and "year" instead of "1 year": what stands behind "in the last" */
struct wn_str last_words(struct wn_arena *arena, struct span span);

/* ---- items and fields (explain.c) ---- */

bool junction_all(const struct matcher *junction, bool (*test)(const struct matcher *));
bool matcher_is_simple(const struct matcher *matcher);
/* An item of which nothing but the key is asked. */
bool matcher_is_key_only(const struct matcher *matcher);
bool test_is_dated(const struct test *test);
/* Items of these lists go by their name: Salesforce, a signal "funding". */
bool items_are_named(const char *field, const struct matcher *matcher);
/* What a predicate says without its "is". */
void say_choice(struct buf *out, const struct matcher *matcher);
/* `skip`, a test or null, is said elsewhere. */
void say_item(struct buf *out, const char *field, const struct matcher *matcher, bool none, const struct test *skip);
/* "at least 3 openings in sales", without the verb */
void say_number_of(struct buf *out, const char *field, const struct matcher *matcher, const struct test *skip);
void say_simple_items(struct buf *out, const struct field *field, const struct matcher *matcher, const char *conjunction);
void say_sentence(struct buf *out, const struct field *field, const struct matcher *matcher);

#endif
