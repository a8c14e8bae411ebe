/* wrong_size.c - says that its descriptor is shorter than the contract has it. */
#include "minimal.h"

WN_EXPORT const struct wn_plugin winnow_plugin = {WN_PLUGIN_MAGIC, WN_ABI_MAJOR, WN_ABI_MINOR, 24, MINIMAL_FILTER("wrong_size")};
