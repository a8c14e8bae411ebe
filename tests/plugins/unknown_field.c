/* unknown_field.c - describes a field that does not exist, and overlooks the refusal. */
#include "minimal.h"

static int describe(const void *config, struct wn_needs *needs, struct wn_error *error)
{
	(void)config, (void)error;
	needs->host->want(needs, WN_STR("domain"));
	needs->host->want(needs, WN_STR("emploees"));
	needs->host->want(needs, WN_STR("country"));
	return WN_OK;
}

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD, .kind = WN_FILTER, .name = "unknown_field", .summary = "a test", .version = "1", .describe = describe, .open = minimal_open,
	.ops = &minimal_filter};
