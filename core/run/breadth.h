/* breadth.h - how many companies a profile names, and what each line does to that number: one pass over the sources in which no
 * line stops early and no enricher runs.
 *
 * A row of the largest source that a line drops never becomes a company, in a run as here; it is counted in the thread that reads it, by
 * the mask of what all lines say, and where one line alone drops it, by what its fields say. All other rows become companies first,
 * joined as in a run, and are counted then. So the numbers are those of companies.
 */
#ifndef CORE_RUN_BREADTH_H
#define CORE_RUN_BREADTH_H

#include <jansson.h>

#include "icp/breadth.h"
#include "run/judge.h"

#define EXAMPLES_SHOWN 3
#define EXAMPLES_KEPT 8 /* some of them may object to being named */
#define EDITS_SHOWN 5

/* A company that one line alone keeps out. */
struct example {
	struct wn_str id, name, value;
	struct wn_str *keys; /* as maps spell them */
	size_t key_count;
};

/* One replacement in a file: [from, to) becomes `text`. */
struct rewrite {
	struct wn_str path;
	size_t from, to;
	uint32_t line, column, end_line, end_column;
	struct wn_str old, text;
};

/* An edit with what it does to the file; at most two changes, in the order of the file. */
struct proposal {
	struct edit edit;
	struct rewrite changes[2];
	size_t change_count;
	struct wn_str shown;      /* the line as it should be written, or as it stands where it goes */
	struct wn_str path;       /* of it */
	uint32_t line;
};

struct breadth_part;

struct breadth {
	struct run *run;
	const struct icp *icp;   /* the only profile of the run */
	size_t gates, bars;      /* gate lines, then filters */
	size_t *filters;         /* index of the step of each */
	bool late_filter;        /* one of them may still drop when enrichers have spoken */
	bool silent_source;      /* the source that is read last cannot say who objects */
	bool *sampled;           /* of each line: its values are counted */
	struct breadth_part *parts; /* of each worker */
	unsigned part_count;

	/* what came out */
	struct wn_arena *arena;
	struct histogram histogram;
	struct bar_count *counts;   /* of each bar */
	uint64_t companies, candidates, at_least, at_most, failed;
	size_t *order;              /* of gates, each dropping most of what is left */
	uint64_t *order_left;
	struct example **examples;  /* of each gate line */
	size_t *example_counts;
	struct proposal *proposals;
	size_t proposal_count;
};

/* The whole of it, from a described run of one profile: opens sources and filters, scans, counts. The result is run->breadth. Asks nobody and writes
 * nothing; a store that is there is looked at for objections. */
int run_breadth(struct run *run);
/* The same for the candidates of a run whose scan is done, which are all that tightening needs: candidates, at_least, at_most, proposals. */
int breadth_of_candidates(struct run *run, struct breadth **breadth);
void breadth_free(struct breadth *breadth); /* null is allowed */

/* "needs enrich website": the enrichers of this pipeline that bring a field of the line, joined by commas; empty: none. */
struct wn_str breadth_needs(struct run *run, const struct line *line);
json_t *breadth_profile_json(const struct breadth *breadth);
/* All of it, of one profile or several; takes the array. */
struct wn_str breadth_json(struct run *run, json_t *profiles);
bool breadth_too_broad(const struct breadth *breadth);
/* The proposals as an array; in the report of a run too. */
json_t *proposals_json(const struct breadth *breadth);

/* ---- called by the scan ---- */

/* The source that is read last. False: what a line or a filter reads comes from a file that is joined to its rows, so all of them have to
 * become companies. */
bool breadth_source(struct breadth *breadth, const struct step *largest);
/* A row of the largest source, alone, with the facts that gate lines read. False: it is counted. `named`: it belongs to a company of another
 * source, and is not counted here. */
bool breadth_row(struct breadth *breadth, struct judge *judge, const struct company *company, bool named);
/* The same row with all its facts, where one line drops it at most. True: it becomes a company. */
bool breadth_look(struct breadth *breadth, struct judge *judge, const struct company *company);
/* A row that nobody looked at closely: at least two lines drop it. A bit for each gate line. */
void breadth_dropped(struct breadth *breadth, unsigned worker, uint64_t match, uint64_t miss);
/* Does a row with this key have to become a company, for what is known of it from earlier runs? */
bool breadth_wants(const struct breadth *breadth, const struct key *key);
/* A company that all its rows were joined to. Sets its fate. */
void breadth_company(struct breadth *breadth, struct judge *judge, const struct company *company, struct candidate *candidate);

/* ---- the parts of it ---- */

/* What is counted in one thread (breadth_count.c). */
struct breadth_part {
	struct wn_arena *arena;
	struct tally *masks;
	struct tally **candidates, **near; /* of each line that is sampled, by what its fields say */
	uint64_t *missing, *meeting;       /* of each line of fit: candidates that would be out if it were a gate, and that would surely pass */
	uint64_t total, at_least, lost;    /* candidates; those that surely fit; those that surely do not */
	uint64_t failed;                   /* a filter's own code failed */
	struct example **examples;
	size_t *example_counts;
	struct tally *screened;            /* rows by match and miss, as breadth_dropped hears of them */
	char *mask;
	size_t out, last;                  /* of the row at hand: how many lines drop it, and the last of them */
	struct buf packed;
};
/* What a candidate adds: samples, whether it surely fits. judge->results holds the verdicts of all gate lines. */
void breadth_candidate(struct breadth *breadth, struct judge *judge, const struct company *company, const char *mask);
/* Edits from the parts, the best of them placed in the files (breadth_propose.c). */
int breadth_propose(struct breadth *breadth);
bool enricher_brings(const struct run *run, field_id field); /* plan.c */

#endif
