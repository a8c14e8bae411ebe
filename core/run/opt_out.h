/* opt_out.h - companies that object to re-use: out of the run, out of the store, three traces and no others. */
#ifndef CORE_RUN_OPT_OUT_H
#define CORE_RUN_OPT_OUT_H

#include "run/run.h"

/* Before the others: reads the key of tombstones where there is one, so that objections of earlier runs are recognised.
 * Fails where it cannot be read: a list made without it might name whom it must not. */
int opt_out_recall(struct run *run);
/* Does one of its keys object in a file of this run? */
bool opt_out_today(const struct run *run, const struct company *company);
/* Is there a tombstone for this id, from an earlier run? */
bool opt_out_remembered(const struct run *run, const struct key *key);
/* Does one of its keys object today or, where no source of this run could have said so, in an earlier run? Then all its keys
 * are noted, as the store may know it by another one than that of the objection. */
bool opt_out_covers(struct run *run, const struct company *company);
/* Tombstones for those that the store knows: to be part of the decision. */
int opt_out_tombstones(struct run *run, struct tombstone **tombstones, size_t *count);

#endif
