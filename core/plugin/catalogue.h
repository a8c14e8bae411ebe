/* catalogue.h - the plugin files there are: for `winnow plugins`, and for messages about one that is not there. */
#ifndef CORE_PLUGIN_CATALOGUE_H
#define CORE_PLUGIN_CATALOGUE_H

#include "plugin/plugin.h"

/* Lower case, digits, underscores; begins with a letter. */
bool catalogue_good_name(struct wn_str name);
/* WN_NONE: where was looked, near names, and whether another kind has that name. */
int catalogue_missing(struct wn_arena *arena, const struct plugin_paths *paths, enum wn_kind kind, struct wn_str name,
                      struct wn_error *error);

#endif
