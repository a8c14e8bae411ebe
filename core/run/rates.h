/* rates.h - the pipeline's file of rates. */
#ifndef CORE_RUN_RATES_H
#define CORE_RUN_RATES_H

#include "run/run.h"

/* Reads run->settings.rates_path into run->rates; mistakes of the file to run->diags, what is wrong with it as a whole at
 * `place`. The file is small and part of the description, so that `check` finds its mistakes too; one that is not
 * there is missed only by who runs. */
void run_load_rates(struct run *run, struct place place);
/* Before companies are read: a file of rates that is named must be there. */
int run_need_rates(struct run *run);

#endif
