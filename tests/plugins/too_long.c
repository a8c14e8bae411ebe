/* too_long.c - says that its descriptor is longer than the object has bytes for it. */
#include "minimal.h"

WN_EXPORT const struct wn_plugin winnow_plugin = {WN_PLUGIN_MAGIC, WN_ABI_MAJOR, WN_ABI_MINOR, sizeof(struct wn_plugin) + 2000, MINIMAL_FILTER("too_long")};
