/* wrong_kind.c - is of no kind. */
#include "minimal.h"

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD, .kind = 9, .name = "wrong_kind", .summary = "a test", .version = "1", .describe = minimal_describe, .open = minimal_open,
	.ops = &minimal_filter};
