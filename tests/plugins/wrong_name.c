/* wrong_name.c - calls itself otherwise than its file. */
#include "minimal.h"

WN_EXPORT const struct wn_plugin winnow_plugin = {WN_PLUGIN_HEAD, MINIMAL_FILTER("right_name")};
