/* support_random_profile.h - random profiles in every word of the language, companies for them, and descriptions with their keys shuffled. */
#ifndef TESTS_UNIT_SUPPORT_RANDOM_PROFILE_H
#define TESTS_UNIT_SUPPORT_RANDOM_PROFILE_H

#include "support_profile.h"
#include "support_random.h"

/* Appends a profile without mistakes. */
void random_profile(struct dice *dice, struct buf *out);
/* A value that the field may have, made in the arena. */
struct wn_value random_value(struct dice *dice, struct wn_arena *arena, const struct field *field);
/* Keys of all tables in another order; `values`: also values where their order has no meaning. In a list field of one's own the
 * first attribute is the key, so these stay. */
void profile_shuffle(struct wn_tree *file, struct dice *dice, bool values);
/* Fails the test unless both profiles say the same of random companies, line by line. */
void random_verdicts_equal(const struct dictionary *dictionary, const struct icp *one, const struct dictionary *other_dictionary,
                           const struct icp *other, struct dice *dice);

#endif
