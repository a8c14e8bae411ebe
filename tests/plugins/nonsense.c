/* nonsense.c - a filter that asks the world, says facts, stages files, and answers with a verdict that does not exist. */
#include "minimal.h"

static int judge(struct wn_task *task, struct wn_judgement *judgement)
{
	const struct wn_host *host = task->host;
	struct wn_request request = {.url = WN_STR("https://example.com/")};
	struct wn_value value = {.type = WN_INTEGER, .as.range = {1, 2}};
	struct wn_fact fact;

	judgement->verdict = 77;
	judgement->reason = WN_STR("nonsense");
	if (host->request(task, &request) >= 0 || host->get(task, WN_STR("employees"), &fact) >= 0 || host->fact(task, WN_STR("employees"), &value, NULL) >= 0)
		judgement->verdict = WN_KEEP;
	if (host->stage_open(task, WN_STR("/nowhere/at/all")) >= 0 || host->row(task, WN_STR(""), WN_STR(""), WN_STR("")) >= 0)
		judgement->verdict = WN_KEEP;
	return WN_OK;
}

static const struct wn_filter_ops ops = {sizeof ops, judge};

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD, .kind = WN_FILTER, .name = "nonsense", .summary = "a test", .version = "1", .describe = minimal_describe, .open = minimal_open,
	.ops = &ops};
