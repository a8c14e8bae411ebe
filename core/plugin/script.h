/* script.h - a Lua script as a plugin: the same vtable as a shared object's.
 *
 * All scripts share the same C callbacks, so each must find out whose it is. The convention: the config of a
 * script begins with one pointer, before all of its options, and whoever makes the config stores the
 * plugin's vtable there before `describe` and `open` (step.c does). config_size and the offsets of the options, which
 * are generated from the script's own table, leave room for it.
 *
 *     struct script_config { const struct wn_plugin *vtable; ... options at their offsets ... };
 *
 * A task that has waited must go on with the worker it began with: its coroutine lives in that worker's state.
 */
#ifndef CORE_PLUGIN_SCRIPT_H
#define CORE_PLUGIN_SCRIPT_H

#include <winnow/plugin.h>

/* Runs the script once and reads what it says of itself. The vtable lives until the process ends. WN_FAIL with
 * path, line and text for a script that cannot be used. */
int script_load(struct wn_str path, const struct wn_plugin **vtable, struct wn_error *error);

/* The convention above. */
static inline void script_config_bind(void *config, const struct wn_plugin *vtable)
{
	*(const struct wn_plugin **)config = vtable;
}

#endif
