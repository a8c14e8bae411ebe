/* profiles.h - the profiles of a pipeline: read, and chosen from. */
#ifndef CORE_RUN_PROFILES_H
#define CORE_RUN_PROFILES_H

#include "run/run.h"

/* icp = "a.lua", or icp = { "a.lua", "b.lua" }: into run->profiles, mistakes to run->diags. */
void load_profiles(struct run *run, const struct entry *entry);
/* From here on the run is of this profile alone. */
void keep_profile(struct run *run, size_t index);
/* What a list is called after: the names of all profiles. */
struct wn_str profiles_title(struct run *run);
/* The place of a tier that `fit` reaches, comparable between profiles. */
size_t tier_place(const struct icp *icp, struct score fit);
/* Under which profile a company that is in is listed: that of the best tier, then the first. */
void choose_profile(struct candidate *candidate, size_t profile_count);

#endif
