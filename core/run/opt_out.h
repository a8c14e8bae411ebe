/* opt_out.h - companies that object to re-use: out of the run, out of the store, three traces and no others. */
#ifndef CORE_RUN_OPT_OUT_H
#define CORE_RUN_OPT_OUT_H

#include "run/run.h"

/* Does one of its keys object, in a file of this run or, where no source of this run could have said so, in an earlier one? */
bool opt_out_covers(struct run *run, const struct company *company);
/* Is there a tombstone for this id, from an earlier run? */
bool opt_out_remembered(struct run *run, const struct key *key);
/* Tombstones for those that the store knows: to be part of the decision. */
int opt_out_tombstones(struct run *run, struct tombstone **tombstones, size_t *count);

#endif
