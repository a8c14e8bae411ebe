/* config.h - user settings and single profiles, for commands that need less than a whole pipeline. */
#ifndef CORE_RUN_CONFIG_H
#define CORE_RUN_CONFIG_H

#include "run/run.h"

/* Fills run->paths: flag, environment, beside the binary, installed folders, and the `plugin_path` of
 * ~/.config/winnow/config.lua, then /etc/winnow/config.lua. */
int run_paths(struct run *run);
/* Compiles one profile and adds it to run->profiles; mistakes in run->diags. */
int run_load_icp(struct run *run, struct wn_str path, struct place place);

#endif
