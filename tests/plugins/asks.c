/* asks.c - an enricher that asks the world twice: a number from one page, more from another. */
#include <string.h>

#include <winnow/plugin.h>

struct config {
	struct wn_str token;
};

static const struct wn_option options[] = {
	{"token", WN_OPT_SECRET, .help = "sent as a header", .offset = offsetof(struct config, token)},
	{0},
};

static int describe(const void *config, struct wn_needs *needs, struct wn_error *error)
{
	(void)config, (void)error;
	needs->host->need(needs, WN_STR("domain"));
	needs->host->provide(needs, WN_STR("employees"));
	needs->host->provide(needs, WN_STR("languages"));
	return needs->host->cost(needs, 2, 1);
}

static int asks_open(const struct wn_open *open, void **state, struct wn_error *error)
{
	(void)error;
	*state = (void *)open->config;
	return WN_OK;
}

static int ask(struct wn_task *task, const char *page)
{
	const struct config *config = task->state;
	struct wn_header token = {WN_STR("authorization"), config->token};
	struct wn_request request = {.headers = &token, .header_count = config->token.len > 0};
	struct wn_fact domain;
	int result = task->host->get(task, WN_STR("domain"), &domain);

	if (result < 0 || domain.cause != WN_KNOWN)
		return result < 0 ? result : WN_FAIL;
	request.url = task->host->text(task->arena, "https://%.*s/%s", (int)domain.value.as.text.len, domain.value.as.text.ptr, page);
	result = task->host->request(task, &request);
	return result < 0 ? result : WN_WAIT;
}

/* The body is a number. */
static int say_employees(struct wn_task *task, const struct wn_answer *answer)
{
	struct wn_value value = {.type = WN_INTEGER};
	struct wn_evidence evidence = {.where = answer->url, .day = WN_NO_DAY, .sure = 800};
	size_t i;

	if (answer->cause != WN_KNOWN)
		return task->host->unknown(task, WN_STR("employees"), (enum wn_cause)answer->cause);
	for (i = 0; i < answer->body.len && answer->body.ptr[i] >= '0' && answer->body.ptr[i] <= '9'; i++)
		value.as.range.low = value.as.range.low * 10 + (answer->body.ptr[i] - '0');
	if (i == 0)
		return task->host->unknown(task, WN_STR("employees"), WN_MALFORMED);
	value.as.range.high = value.as.range.low;
	return task->host->fact(task, WN_STR("employees"), &value, &evidence);
}

/* The body is one language. */
static int say_languages(struct wn_task *task, const struct wn_answer *answer)
{
	struct wn_value value = {.type = WN_SET, .complete = 1};

	if (answer->cause != WN_KNOWN)
		return task->host->unknown(task, WN_STR("languages"), (enum wn_cause)answer->cause);
	value.as.set.at = &answer->body;
	value.as.set.count = 1;
	return task->host->fact(task, WN_STR("languages"), &value, NULL);
}

static int step(struct wn_task *task)
{
	int result;

	if (task->turn == 0)
		return ask(task, "employees");
	if (task->turn > 1)
		return say_languages(task, task->host->answer(task, 0));
	result = say_employees(task, task->host->answer(task, 0));
	return result < 0 ? result : ask(task, "languages");
}

static const struct wn_enricher_ops ops = {sizeof ops, step};

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD, .kind = WN_ENRICHER, .fresh_days = 30, .name = "asks", .summary = "a test that asks the world", .version = "1", .options = options,
	.config_size = sizeof(struct config), .describe = describe, .open = asks_open, .ops = &ops};
