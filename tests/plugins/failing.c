/* failing.c - fails where it is told to, with or without a word. */
#include <string.h>

#include "minimal.h"

struct config {
	int where, silent;
};

static const char *const places[] = {"nowhere", "describe", "open", "enter", "judge", NULL};

static const struct wn_option options[] = {
	{"where", WN_OPT_CHOICE, 0, "nowhere", .choices = places, .help = "which callback fails", .offset = offsetof(struct config, where)},
	{"silent", WN_OPT_FLAG, .help = "it does not say why", .offset = offsetof(struct config, silent)},
	{0},
};

static int maybe_fail(const struct wn_host *host, const struct config *config, struct wn_error *error, const char *here)
{
	if (strcmp(places[config->where], here) != 0)
		return WN_OK;
	return config->silent ? WN_FAIL : host->fail(error, WN_FAIL, "%s failed\nas it was told", here);
}

static int describe(const void *config, struct wn_needs *needs, struct wn_error *error)
{
	return maybe_fail(needs->host, config, error, "describe");
}

/* What `enter` has no host for is kept here. */
struct state {
	const struct wn_host *host;
	const struct config *config;
};

static int failing_open(const struct wn_open *open, void **state, struct wn_error *error)
{
	struct state *kept = open->host->alloc(open->arena, sizeof *kept);

	*kept = (struct state){open->host, open->config};
	*state = kept;
	return maybe_fail(open->host, open->config, error, "open");
}

static int enter(void *state, void **worker, struct wn_error *error)
{
	const struct state *kept = state;

	*worker = state;
	return maybe_fail(kept->host, kept->config, error, "enter");
}

static int judge(struct wn_task *task, struct wn_judgement *judgement)
{
	const struct state *kept = task->state;

	judgement->verdict = WN_KEEP;
	return maybe_fail(task->host, kept->config, task->error, "judge");
}

static const struct wn_filter_ops ops = {sizeof ops, judge};

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD, .kind = WN_FILTER, .name = "failing", .summary = "a test", .version = "1", .options = options, .config_size = sizeof(struct config),
	.describe = describe, .open = failing_open, .enter = enter, .ops = &ops};
