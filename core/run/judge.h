/* judge.h - what the profile and the filters say of one company, at any time of the run. */
#ifndef CORE_RUN_JUDGE_H
#define CORE_RUN_JUDGE_H

#include "run/run.h"

/* What one worker needs: its own scratch memory and plugin workers. */
struct judge {
	struct run *run;
	unsigned number;          /* of the worker, from 0 */
	struct wn_arena *scratch; /* cleared for every company */
	struct subject subject;
	struct code_states *code; /* for functions of the profile */
	struct wn_arena *memory;  /* tasks and unpacked companies; cleared by the caller */
	void **workers;           /* of each filter and enricher of the run, by step, from enter */
	size_t entered;           /* so many of them */
	struct result *results;   /* one per line of all profiles */
	size_t *lines;            /* one per profile: scratch of the scan's gate */
	struct wn_error error;
};

int judge_begin(struct judge *judge, struct run *run, unsigned number);
void judge_end(struct judge *judge);

/* Unpacks into judge->memory, which is cleared first. */
int judge_unpack(struct judge *judge, const struct candidate *candidate, struct company *company);
/* The gates of every profile that it is still in, then the filters whose needs are known. Sets fate, by and reason of
 * the candidate and the fates of its standings; `final`: every provider has had its turn. False: it is out, or held. */
bool judge_gates(struct judge *judge, const struct company *company, bool final, struct candidate *candidate);
/* All lines of the profiles that a company is still in: held, undecided, scores. Sets its fate and standings. */
void judge_standing(struct judge *judge, const struct company *company, struct candidate *candidate);
/* Gate lines that stayed unknown and count as undecided; `results` of this profile's lines. */
uint32_t judge_undecided(const struct icp *icp, const struct result *results);
/* Is all that the filter needs known? */
bool judge_filter_ready(struct judge *judge, const struct step *step, const struct company *company);
/* An open line that is a doubt about the company: not one of the built-in lines that no step can tell. */
bool counts_as_undecided(const struct line *line, const struct result *result);
/* One filter. The verdict, or negative: its code failed, judge->error says how. */
int judge_filter(struct judge *judge, struct step *step, const struct company *company, struct wn_judgement *judgement);

#endif
