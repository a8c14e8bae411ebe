/* parallel.h - the same work on every candidate, on all threads. */
#ifndef CORE_RUN_PARALLEL_H
#define CORE_RUN_PARALLEL_H

#include "run/judge.h"

/* Calls work(judge, index, context) once for each index below count; each thread has a judge of its own.
 * What work writes for one index it writes nowhere else, so the outcome does not depend on the threads. A negative code stops the
 * rest and is returned, of several that of the smallest index, its text in run->error. */
int run_each(struct run *run, const char *phase, const char *unit, size_t count,
             int (*work)(struct judge *judge, size_t index, void *context), void *context);

#endif
