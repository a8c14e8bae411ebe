/* keeps.c - the smallest plugin that there is: a filter that keeps everybody. */
#include "minimal.h"

WN_EXPORT const struct wn_plugin winnow_plugin = {WN_PLUGIN_HEAD, MINIMAL_FILTER("keeps")};
