/* no_function.c - calls a function that nobody has. */
#include "minimal.h"

int a_function_that_nobody_has(void);

static int judge(struct wn_task *task, struct wn_judgement *judgement)
{
	(void)task;
	judgement->verdict = (uint32_t)a_function_that_nobody_has();
	return WN_OK;
}

static const struct wn_filter_ops ops = {sizeof ops, judge};

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD, .kind = WN_FILTER, .name = "no_function", .summary = "a test", .version = "1", .describe = minimal_describe, .open = minimal_open,
	.ops = &ops};
