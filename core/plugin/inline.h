/* inline.h - a function that a pipeline gives as a filter, behind the same vtable as any plugin. */
#ifndef CORE_PLUGIN_INLINE_H
#define CORE_PLUGIN_INLINE_H

#include "base/tree.h"
#include "plugin/plugin.h"

/* `code` is a leaf of the description that `text` was at `path`; everything must outlive the plugin, which lives in the arena. Its
 * one option is needs, a list of fields. Its version is a hash of the function's text. */
const struct plugin *inline_filter(struct wn_arena *arena, struct wn_str path, struct wn_str text, const struct wn_tree *code);

#endif
