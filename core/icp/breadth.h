/* breadth.h - how many companies a profile names, and what each line does to that number: masks of what the gates
 * say, histograms over them, and edits of single lines with exact counts. Pure: `run` brings the companies.
 */
#ifndef CORE_ICP_BREADTH_H
#define CORE_ICP_BREADTH_H

#include "base/map.h"
#include "icp/icp.h"

/* ---- tallies: how often each value came ---- */

struct tally;
struct tally *tally_new(void);
void tally_free(struct tally *tally); /* null is allowed */
void tally_add(struct tally *tally, struct wn_str value, uint64_t count);
void tally_join(struct tally *into, const struct tally *from);
struct tallied {
	struct wn_str value; /* lives as long as the tally */
	uint64_t count;
};
/* By bytes of the value, so the order in which they came plays no part. In the arena. */
struct tallied *tally_sorted(const struct tally *tally, struct wn_arena *arena, size_t *count);

/* ---- masks: two bits a bar ---- */

/* A bar is what can keep a company out: a gate line, or a filter of the pipeline. What it does with one company; the upper bit says
 * that the company is out, the lower that it is not known. */
enum bar { BAR_PASSES = 0, BAR_OPEN = 1, BAR_DROPS = 2, BAR_NOT_KNOWN = 3 };

static inline bool bar_is_out(enum bar bar)
{
	return bar & 2;
}

static inline size_t mask_size(size_t bars)
{
	return (bars + 3) / 4;
}

static inline enum bar mask_get(const char *mask, size_t bar)
{
	return (enum bar)((unsigned char)mask[bar / 4] >> bar % 4 * 2 & 3);
}

/* Of a mask that was all zero. */
static inline void mask_set(char *mask, size_t bar, enum bar value)
{
	mask[bar / 4] = (char)((unsigned char)mask[bar / 4] | (unsigned)value << bar % 4 * 2);
}

/* What a gate line does with a company on this result. Not known is out only where the line says so and nobody is left who could tell. */
enum bar bar_of(const struct line *line, const struct result *result, bool final);

/* ---- histograms ---- */

/* Companies by mask. */
struct histogram {
	size_t bars;
	struct wn_str *masks;
	uint64_t *counts;
	size_t count;
};
/* Of a tally of masks; in the arena. The most frequent mask first. */
struct histogram histogram_of(const struct tally *masks, size_t bars, struct wn_arena *arena);
uint64_t histogram_total(const struct histogram *histogram);
/* Companies that none of these bars drops; null: none of all. */
uint64_t histogram_left(const struct histogram *histogram, const bool *with);

struct bar_count {
	uint64_t passes, open, drops, not_known; /* of all companies */
	uint64_t left;      /* after it and all bars before it */
	uint64_t sole;      /* dropped by it and by no other: what is gained without it */
	uint64_t sole_not_known; /* of these, as not known */
	uint64_t open_left; /* of those that nothing drops: it is open for so many */
};
struct bar_count *histogram_bars(const struct histogram *histogram, struct wn_arena *arena);
/* The first `among` bars in the order in which each drops most of what is left: order[among], left[among]. */
void histogram_greedy(const struct histogram *histogram, size_t among, size_t *order, uint64_t *left);

/* ---- edits of one line ---- */

/* What the fields of a line say of companies, each different saying once. `company` holds these facts and no others. */
struct sample {
	struct company company;
	uint64_t candidates; /* companies that nothing drops */
	uint64_t near;       /* companies that this line alone drops */
};

enum edit_kind {
	EDIT_VALUE,        /* another value behind `field =` */
	EDIT_DROP_UNKNOWN, /* unknown = "drop" is added */
	EDIT_KEEP_UNKNOWN, /* and taken away */
	EDIT_DELETE,       /* the line goes */
	EDIT_GATE,         /* a line of fit becomes one of must; one with minus points of must_not */
};

struct edit {
	enum edit_kind kind;
	const struct line *line;       /* as it is */
	struct line changed;           /* as it would be; not of EDIT_DELETE */
	const struct condition *leaf;  /* EDIT_VALUE: which condition of the line */
	struct wn_str text;            /* EDIT_VALUE: "employees = between(100, 500)" */
	uint64_t reach;                /* how far it goes from what is written: of two that give one number the nearer is better */
	uint64_t candidates;           /* that there would be */
};

/* The line has a value that can be edited: its companies are worth being counted by what they say. */
bool line_has_values(const struct line *line);
/* Edits of the values of a line, each with the number of candidates that there would be. `total` is the number today.
 * Edits that change nothing, or after which nobody is known to pass, are left out. The subject brings providers, as-of day and rates. */
struct edit *edits_of_values(struct wn_arena *arena, const struct dictionary *dictionary, const struct line *line, const struct sample *samples,
                             size_t sample_count, uint64_t total, struct subject *subject, size_t *count);
/* Of several edits the best `most`, best first: for too many candidates those that tighten, else those that loosen. Best is what comes
 * nearest to the cap from below, then what comes nearest from above; nobody wants to be left with nothing, and no line is named
 * more than twice, nor twice with one number, nor one field in two lines with one number. */
size_t edits_choose(struct edit *edits, size_t count, uint64_t total, uint64_t cap, size_t most);

#endif
