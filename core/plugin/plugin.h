/* plugin.h - finding, loading, describing and opening plugins; one vtable for shared objects and scripts. */
#ifndef CORE_PLUGIN_PLUGIN_H
#define CORE_PLUGIN_PLUGIN_H

#include "company/company.h"
#include "plugin/option.h"
#include <winnow/plugin.h>

/* Where plugins are looked for, in order: --plugin-path, WINNOW_PLUGIN_PATH (colon-separated), beside the
 * binary (build/plugins and the scripts/ of the source tree, or PREFIX/lib/winnow and
 * PREFIX/share/winnow/scripts), the `plugin_path` of the user settings. In each folder: <kind>/<name>.so, then <kind>/<name>.lua, then
 * <name>.so and <name>.lua. */
struct plugin_paths {
	struct wn_str *folders;
	size_t count;
};
/* `given` is --plugin-path or empty. */
struct plugin_paths plugin_paths_find(struct wn_arena *arena, struct wn_str given);

/* A loaded plugin. Lives until the process ends: shared objects are never unloaded. */
struct plugin {
	const struct wn_plugin *vtable; /* of a shared object, or made for a script */
	struct wn_str path;
	bool is_script;
	char digest[65]; /* of the file */
};

/* kind: source, enricher, filter, sink. WN_NONE: nowhere to be found, the error lists where was looked and
 * near names; WN_FAIL: found and refused, with the loader's own words. */
int plugin_load(const struct plugin_paths *paths, enum wn_kind kind, struct wn_str name, const struct plugin **plugin,
                struct wn_error *error);
/* One file: .so or .lua. */
int plugin_load_file(struct wn_str path, const struct plugin **plugin, struct wn_error *error);
/* Every plugin file on the path, of all kinds, sorted by kind and name; files that are refused have plugin null and a text. */
struct found_plugin {
	enum wn_kind kind;
	struct wn_str name, path;
	const struct plugin *plugin;
	struct wn_str refusal;
};
size_t plugin_list(struct wn_arena *arena, const struct plugin_paths *paths, struct found_plugin **found);
const char *kind_name(enum wn_kind kind);
const char *kind_word(enum wn_kind kind); /* as pipelines write it: source, enrich, filter, sink */

/* A field that a joined file brings. */
struct joined_field {
	field_id field;
	struct wn_str file;
};

/* What `describe` said. */
struct needs_said {
	field_id *needs, *wants, *provides;
	size_t need_count, want_count, provide_count;
	struct joined_field *joined; /* of the provides those that joined files bring */
	size_t joined_count, joined_room;
	uint32_t requests, credits;
};

/* One step of a pipeline: a plugin with options. */
struct step {
	const struct plugin *plugin;
	enum wn_kind kind;
	struct wn_str name;          /* `as`, or the plugin's name */
	struct place place;
	const struct wn_tree *table; /* its options as written, or null */
	void *config;
	struct needs_said said;
	bool sees_sources;           /* a function without needs: plan makes its wants what the sources bring */
	const struct dictionary *dictionary;
	struct wn_arena *arena;      /* of the open instance */
	void *state;                 /* of `open` */
	struct wn_mapping *mapping;  /* declared sources, after step_open */
	bool open;
	bool tested;                 /* in `winnow test`: secrets are not looked up */
	provider_id provider;        /* sources and enrichers; set by plan */
};

/* Parses options and asks describe. All mistakes go to diags. `name` and `dictionary` are filled where they are empty. */
int step_describe(struct step *step, const struct option_context *context);
/* Secrets, then open(). Fails with the step's name in front. */
int step_open(struct step *step, int32_t as_of, struct wn_error *error);
void step_close(struct step *step);
/* enter/leave; *worker may stay null. */
int step_enter(struct step *step, void **worker, struct wn_error *error);
void step_leave(struct step *step, void *worker);

#endif
