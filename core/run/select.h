/* select.h - inside select: rank and cap, used again when `finish` takes an account off the list. */
#ifndef CORE_RUN_SELECT_H
#define CORE_RUN_SELECT_H

#include "run/run.h"

struct score score_raised(struct score score, int32_t points);
/* Candidates that are still in, best first; the array is in the run's arena. */
struct candidate **rank_candidates(struct run *run, size_t *count);
/* run->accounts: the cap best. */
void fill_list(struct run *run);

#endif
