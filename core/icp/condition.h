/* condition.h - how a condition looks inside: a tree of conditions on fields, and of matchers on values.
 *
 * A line keeps its condition as written, for people and for the hash of its meaning, and beside it the same
 * condition folded, which is what companies are tested with.
 */
#ifndef CORE_ICP_CONDITION_H
#define CORE_ICP_CONDITION_H

#include "icp/icp.h"

enum junction { JUNCTION_ALL, JUNCTION_ANY, JUNCTION_NONE, JUNCTION_SOME };

enum matcher_kind {
	MATCHER_JUNCTION,
	MATCHER_TEXT,     /* equals one of the terms */
	MATCHER_MEMBER,   /* the set contains the term */
	MATCHER_FLAG,
	MATCHER_KNOWN,
	MATCHER_INTERVAL, /* one word on a number, money or date, as written */
	MATCHER_RANGES,   /* folded: intervals that never move */
	MATCHER_MOVING,   /* folded: days that depend on as-of */
	MATCHER_VERSION,
	MATCHER_PREFIX,
	MATCHER_MENTIONS,
	MATCHER_MATCHES,
	MATCHER_CODE,
	MATCHER_HAS,
	MATCHER_COUNT,
};

enum range_word { RANGE_IS, RANGE_BETWEEN, RANGE_AT_LEAST, RANGE_AT_MOST, RANGE_ABOVE, RANGE_BELOW, RANGE_WITHIN,
	RANGE_OLDER_THAN, RANGE_SINCE, RANGE_BEFORE };

/* A text to compare with. */
struct term {
	struct wn_str text; /* as written; a code: its digits */
	struct wn_str key;  /* text_key; of mentions: text_words; of a code: as written; of matches: the pattern in NFC */
	bool stem;          /* mentions: the last word may go on */
	const struct regex *regex; /* matches */
};

/* An end of an interval: a number, or the day that lies `span` before as-of, plus `shift`. */
struct limit {
	bool moving;
	int64_t value;
	struct span span;
	int64_t shift;
};

struct matcher;

/* What an item of a list must be: all of these. */
struct test {
	struct wn_str attribute;
	bool key;
	struct matcher *matcher;
};
struct filter {
	struct test *tests;
	size_t count;
};

/* A matcher is what stands behind `field =`. */
struct matcher {
	enum matcher_kind kind;
	enum wn_type type; /* of the value it is for; numbers are in the units of this type */
	union {
		struct {
			enum junction word;
			size_t need; /* how many entries must hold; of none_of the one that must not */
			struct matcher **items;
			size_t count;
		} junction;
		struct {
			struct term *at;
			size_t count;
		} terms; /* TEXT, MEMBER (one), PREFIX, MENTIONS, MATCHES */
		bool flag;
		struct {
			enum range_word word;
			struct limit low, high;
			char currency[4];
		} interval;
		struct {
			struct wn_range *at; /* ascending, apart */
			size_t count;
			char currency[4];
		} ranges;
		struct {
			struct limit *points; /* where the answer may change */
			size_t count;
			struct matcher *tree;
		} moving;
		struct {
			enum range_word word;
			struct wn_str text;
		} version;
		struct {
			struct wn_str scheme;
			struct term *at;
			size_t count;
			field_id country; /* cj: the field that says which country's law it is */
		} code;
		struct {
			struct filter filter;
			struct matcher *count;  /* COUNT: a matcher on a whole number */
			struct wn_str dated;    /* the attribute that dates an item; empty: none */
		} items; /* HAS, COUNT; KNOWN of a list has no tests */
	} as;
};

enum condition_kind { CONDITION_JUNCTION, CONDITION_FIELD, CONDITION_WHEN };

struct condition {
	enum condition_kind kind;
	struct place place;
	union {
		struct {
			enum junction word;
			size_t need;
			struct condition **items;
			size_t count;
		} junction;
		struct {
			field_id id;
			struct matcher *matcher;
		} field;
		struct {
			const struct wn_tree *code;
			field_id *fields; /* in the order of its arguments */
			size_t count;
		} when;
	} as;
	struct condition *folded; /* of a line's root: what is evaluated */
};

/* ---- folding ---- */

/* The same condition with all leaves on one range or date folded into one, and texts put together. */
struct condition *condition_fold(struct wn_arena *arena, const struct condition *condition);
/* A matcher that stands alone, such as that of an attribute or a count. */
struct matcher *matcher_fold(struct wn_arena *arena, const struct matcher *matcher);
/* Whether the value `at` lies in an interval or a junction of such. */
bool matcher_holds_at(const struct matcher *matcher, int64_t at, int32_t as_of);
int64_t limit_value(const struct limit *limit, int32_t as_of);

/* ---- meaning ---- */

/* Canonical spelling: equal conditions give equal bytes. */
void condition_spell(struct buf *out, const struct dictionary *dictionary, const struct condition *condition);
/* Hash of a line's meaning, into line->meaning. */
void line_meaning(struct line *line, const struct dictionary *dictionary);
/* Hash over all lines and settings. */
void icp_meaning(struct icp *icp);

/* "employees = between(100, 500)", "country = { \"FR\", \"BE\" }": one field with its matcher as a user writes it. */
void field_print(struct buf *out, const struct dictionary *dictionary, field_id field, const struct matcher *matcher);

/* ---- tests of values ---- */

/* The list field's attribute that says when an item happened, or null. */
const struct attribute *field_dated(const struct field *field);

/* Words of one condition, for labels. */
void condition_words(struct buf *out, const struct dictionary *dictionary, const struct condition *condition);

/* What stands behind a label that the user wrote, in the document: when ("in the last 90 days"), at once, and the details, in
 * brackets. Either may be empty. A choice of values is joined by `conjunction`, or by commas alone where it is null. */
struct aside {
	struct wn_str time, details;
};
struct aside line_aside(struct wn_arena *arena, const struct dictionary *dictionary, const struct line *line, const char *conjunction);

struct wn_str span_words(struct wn_arena *arena, struct span span); /* "365 days" */

#endif
