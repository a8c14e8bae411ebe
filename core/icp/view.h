/* view.h - a company's field as one line sees it, and what goes on while a line is evaluated. */
#ifndef CORE_ICP_VIEW_H
#define CORE_ICP_VIEW_H

#include "icp/condition.h"

/* A merged field under one sieve, with what was derived from it. In the subject's scratch memory. */
struct view {
	struct view *next; /* the same field under another sieve */
	struct sieve sieve;
	struct merged merged;
	const struct wn_value *value; /* null: not known, see cause */
	enum wn_cause cause;
	bool doubtful; /* facts or items were left out by the sieve: what they say is unknown, never absent */
	bool has_key, has_words;
	struct wn_str key, words; /* text_key and text_words of a text */
};

/* An item that a matcher accepted. */
struct hit {
	struct hit *next;
	field_id field;
	const struct wn_item *item;
};

struct evaluation {
	struct subject *subject;
	struct sieve sieve;
	bool full;    /* no short cuts: proofs and half-lives want to see all of it */
	bool proofs;
	enum wn_cause cause; /* the most hopeful cause of an unknown so far; WN_KNOWN: none */
	int32_t event_day;   /* of the newest item that counts, or WN_NO_DAY */
	struct hit *hits;
	bool failed;
	struct wn_str error;
};

/* What a leaf is asked about: a field, an attribute of an item, or a number. */
struct cell {
	const struct wn_value *value; /* null: unknown, see cause */
	enum wn_cause cause;
	struct view *view;            /* of a field; null otherwise */
	field_id field;
	uint32_t sure;                /* of a list's fact, for its items */
	int32_t day;                  /* when the value held, where an amount does not say itself; or WN_NO_DAY */
};

struct view *view_of(struct evaluation *evaluation, field_id field);
/* Whether the sieve lets a fact or an item pass. */
bool sieve_passes_fact(const struct sieve *sieve, const struct fact *fact);
bool sieve_passes_item(const struct sieve *sieve, const struct wn_item *item);

/* Gives VERDICT_UNKNOWN and remembers why. */
enum verdict evaluation_unknown(struct evaluation *evaluation, enum wn_cause cause);
/* What stands in the braces of all_of, any_of, none_of, some_of: conditions of a line, or matchers of a field. `test` gives the
 * verdict of the entry with this index of `of`. */
struct entries {
	enum junction word;
	size_t need, count;
	enum verdict (*test)(struct evaluation *evaluation, const void *of, size_t index, const struct cell *cell);
	const void *of;
};
/* Kleene's and, or, not; the causes and days of entries that did not decide are forgotten. */
enum verdict junction_test(struct evaluation *evaluation, struct entries entries, const struct cell *cell);

enum verdict matcher_test(struct evaluation *evaluation, const struct matcher *matcher, const struct cell *cell);
/* has, count and known on lists (list.c). */
enum verdict items_test(struct evaluation *evaluation, const struct matcher *matcher, const struct cell *cell);
enum verdict version_test(enum range_word word, struct wn_str limit, struct wn_str fact);
/* 1000 x points x 2^(-age / half) in whole thousandths, rounded down; exact integers. half > 0, age >= 0. */
int64_t decay(int32_t points, int64_t age, int64_t half);

#endif
