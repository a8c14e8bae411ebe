/* why.h - everything there is to say about one company: re-scans for its id. */
#ifndef CORE_RUN_WHY_H
#define CORE_RUN_WHY_H

#include "run/trace.h"

/* After run_load and run_plan. Fills run->trace and `account` (results with proofs of every line, as the company
 * stands now; its place is that of the last list, 0: none, since it depends on all the others). WN_NONE: no source has it. An opted-out company has run->trace->opted_out and nothing else. */
int run_why(struct run *run, const struct key *key, struct account *account);
/* After the scan: the company that run->only asks for objects, today or earlier. */
bool why_objects(struct run *run);
/* "sirene, file of 2026-11-01": the source in which the company objects, or "an earlier run". */
struct wn_str why_objecting_source(struct run *run);

#endif
