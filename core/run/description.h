/* description.h - what a file is, before anything of it is reported. */
#ifndef CORE_RUN_DESCRIPTION_H
#define CORE_RUN_DESCRIPTION_H

#include "run/run.h"

enum description { DESCRIPTION_PROFILE, DESCRIPTION_PIPELINE, DESCRIPTION_TESTS, DESCRIPTION_PLUGIN, DESCRIPTION_NONE };

/* By what it calls; a script and a shared object by what they are. A file of none of these may be any of them, with a mistake in it. */
enum description description_of(struct wn_str path);

#endif
