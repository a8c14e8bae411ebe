/* no_symbol.c - a shared object that is no plugin. */
#include "minimal.h"

extern const struct wn_plugin another_plugin;
WN_EXPORT const struct wn_plugin another_plugin = {WN_PLUGIN_HEAD, MINIMAL_FILTER("no_symbol")};
