/* option_type.h - the types of options, each a row of one table: how it is called, where it fits, how it is read. */
#ifndef CORE_PLUGIN_OPTION_TYPE_H
#define CORE_PLUGIN_OPTION_TYPE_H

#include "base/arena.h"
#include "plugin/option.h"

/* One value on its way into a config. */
struct option_value {
	const struct wn_option *option;
	const struct wn_tree *tree; /* what was written */
	struct place place;
	const struct option_context *context;
	void *at; /* in the config */
};

struct option_type {
	const char *name;  /* for people: "whole number" */
	const char *needs; /* "'pages' needs NEEDS, not ..." */
	size_t size, align;
	bool ranged;       /* min and max may be given */
	int (*read)(const struct option_value *value); /* reports its own mistakes to the context's diags */
};

/* Null: no such type. */
const struct option_type *option_type(uint32_t type);
/* The tree of a default text, or null where it is not written as its type asks. */
const struct wn_tree *option_default(const struct wn_option *option, struct wn_arena *arena, struct place place);
/* min and max, or a default, as the user would write them. */
struct wn_str option_bound(struct wn_arena *arena, const struct wn_option *option, int64_t bound);
/* "between 1 and 20", "at least 1", "at most 20", or empty. */
struct wn_str option_range(struct wn_arena *arena, const struct wn_option *option);
bool option_is_setting(struct wn_str name); /* one of step_settings */
/* The name inside secret "NAME", or empty. */
struct wn_str option_secret_name(const struct wn_tree *tree);

#endif
