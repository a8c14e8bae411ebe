/* undeclared.c - an enricher that reads and says what it never declared. Its one fact tells how it went. */
#include <winnow/plugin.h>

struct config {
	struct wn_str reads;
};

static const struct wn_option options[] = {
	{"reads", WN_OPT_TEXT, 0, "employees", .help = "the field that it reads without having said so", .offset = offsetof(struct config, reads)},
	{0},
};

static int describe(const void *config, struct wn_needs *needs, struct wn_error *error)
{
	(void)config, (void)error;
	needs->host->need(needs, WN_STR("domain"));
	needs->host->want(needs, WN_STR("country"));
	needs->host->provide(needs, WN_STR("website"));
	return WN_OK;
}

static int undeclared_open(const struct wn_open *open, void **state, struct wn_error *error)
{
	(void)error;
	*state = (void *)open->config;
	return WN_OK;
}

static int step(struct wn_task *task)
{
	const struct config *config = task->state;
	struct wn_fact fact;
	int result = task->host->get(task, config->reads, &fact);
	struct wn_value value = {.type = WN_TEXT, .as.text = WN_STR("https://example.com/")};

	if (result < 0)
		return result;
	return task->host->fact(task, WN_STR("phone"), &value, NULL);
}

static const struct wn_enricher_ops ops = {sizeof ops, step};

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD, .kind = WN_ENRICHER, .name = "undeclared", .summary = "a test", .version = "1", .options = options,
	.config_size = sizeof(struct config), .describe = describe, .open = undeclared_open, .ops = &ops};
