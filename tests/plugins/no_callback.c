/* no_callback.c - a sink that can begin and never prepare. */
#include "minimal.h"

static int begin(struct wn_task *task, const struct wn_list *list)
{
	(void)task, (void)list;
	return WN_OK;
}

static int account(struct wn_task *task, const struct wn_account *account)
{
	(void)task, (void)account;
	return WN_OK;
}

static const struct wn_sink_ops ops = {.size = sizeof ops, .mode = WN_TRANSACTIONAL, .begin = begin, .account = account};

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD, .kind = WN_SINK, .name = "no_callback", .summary = "a test", .version = "1", .describe = minimal_describe, .open = minimal_open,
	.ops = &ops};
