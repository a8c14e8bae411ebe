/* @NAME@.c - the languages of a company, from its country. docs/plugins-c.md is the guide. */
#include <string.h>

#include <winnow/plugin.h>

struct config {
	double sure;
};

static const struct wn_option options[] = {
	{.name = "sure", .type = WN_OPT_NUMBER, .flags = WN_OPT_HAS_MIN | WN_OPT_HAS_MAX, .min = 1, .max = 1000, .default_text = "0.6",
     .help = "how sure a country's language is the company's", .offset = offsetof(struct config, sure)},
	{.name = NULL},
};

/* The instance: what `open` makes is read-only afterwards and shared by all workers. */
struct state {
	const struct config *config;
};

static int describe(const void *config, struct wn_needs *needs, struct wn_error *error)
{
	(void)config, (void)error;
	needs->host->need(needs, WN_STR("country"));
	return needs->host->provide(needs, WN_STR("languages"));
}

static int open(const struct wn_open *open, void **state, struct wn_error *error)
{
	struct state *mine = open->host->alloc(open->arena, sizeof *mine);
	(void)error;
	mine->config = open->config;
	*state = mine;
	return WN_OK;
}

static const struct {
	const char *country, *language;
} languages[] = {{"DE", "de"}, {"FR", "fr"}, {"GB", "en"}, {"NO", "no"}};

/* One company. The value points into static memory; the host copies. */
static int step(struct wn_task *task)
{
	const struct state *mine = task->state;
	struct wn_fact country;
	if (task->host->get(task, WN_STR("country"), &country) != WN_OK)
		return WN_FAIL;
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
		if (country.value.as.text.len != 2 || memcmp(country.value.as.text.ptr, languages[i].country, 2) != 0)
			continue;
		struct wn_str language = {languages[i].language, 2};
		struct wn_value value = {.type = WN_SET, .as.set = {.at = &language, .count = 1}};
		struct wn_evidence evidence = {.where = WN_STR("table of countries"), .day = WN_NO_DAY, .sure = (uint32_t)(mine->config->sure * 1000)};
		return task->host->fact(task, WN_STR("languages"), &value, &evidence);
	}
	return task->host->unknown(task, WN_STR("languages"), WN_ABSENT);
}

static const struct wn_enricher_ops ops = {.size = sizeof ops, .step = step};

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD,
	.kind = WN_ENRICHER,
	.fresh_days = 365,
	.name = "@NAME@",
	.summary = "languages spoken in the company's country",
	.version = "1",
	.options = options,
	.config_size = sizeof(struct config),
	.describe = describe,
	.open = open,
	.ops = &ops,
};
