/* bad_options.c - an option that lies beyond the config. */
#include "minimal.h"

static const struct wn_option options[] = {
	{"pages", WN_OPT_INTEGER, .help = "how many", .offset = 8},
	{0},
};

WN_EXPORT const struct wn_plugin winnow_plugin = {WN_PLUGIN_HEAD, MINIMAL_FILTER("bad_options"), .options = options, .config_size = 8};
