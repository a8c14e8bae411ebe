/* paths.h - no file that a run reads or keeps is written over by one of its sinks. */
#ifndef CORE_RUN_PATHS_H
#define CORE_RUN_PATHS_H

#include "run/run.h"

/* Compares what the steps write with everything that the pipeline reads, with its store, and with each other: by name
 * after links and "..", and by inode, so that no second name of a file gets past. Mistakes go to run->diags, at the step that
 * writes. Only looks. */
void paths_check(struct run *run);

#endif
