/* select.h - inside select: rank and list, used again when `finish` takes an account off the list. */
#ifndef CORE_RUN_SELECT_H
#define CORE_RUN_SELECT_H

#include "run/run.h"

struct score score_raised(struct score score, int32_t points);
/* Candidates that are still in, best first; the array is in the run's arena. */
struct candidate **rank_candidates(struct run *run, size_t *count);
/* run->accounts: the ranking walked once, until the cap; an account whose quota is full is passed over, and of a group only
 * the best is taken (fill.c). Sets the fate of who is not: quota, beside. */
int fill_list(struct run *run);
/* Once the list stands: how many of those behind its last place no full quota bars, into funnel.beyond_cap. */
int fill_behind(struct run *run, struct candidate **ranked, size_t count);
/* Which quotas count an account; the caller gives room for all. Clears the scratch memory. */
void quotas_of(struct run *run, const struct company *company, const struct profile *profile, struct wn_arena *scratch, bool *counts);
/* The same of an account that has been evaluated, into account->quotas. */
void account_count_quotas(struct run *run, struct account *account);

#endif
