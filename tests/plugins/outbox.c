/* outbox.c - a sink that posts each account, and is satisfied by a 2xx. */
#include <winnow/plugin.h>

struct config {
	struct wn_str url;
};

static const struct wn_option options[] = {
	{"url", WN_OPT_TEXT, WN_OPT_REQUIRED, .help = "who is told", .offset = offsetof(struct config, url)},
	{0},
};

static int describe(const void *config, struct wn_needs *needs, struct wn_error *error)
{
	(void)config, (void)error;
	return needs->host->cost(needs, 1, 0);
}

static int outbox_open(const struct wn_open *open, void **state, struct wn_error *error)
{
	(void)error;
	*state = (void *)open->config;
	return WN_OK;
}

static int send(struct wn_task *task, const struct wn_account *account)
{
	const struct config *config = task->state;
	struct wn_header key = {WN_STR("idempotency-key"), account->winnow_id};
	struct wn_request request = {.method = WN_STR("POST"), .url = config->url, .headers = &key, .header_count = 1, .body = account->json};
	const struct wn_answer *answer;
	int result;

	if (task->turn == 0) {
		result = task->host->request(task, &request);
		return result < 0 ? result : WN_WAIT;
	}
	answer = task->host->answer(task, 0);
	if (answer->cause != WN_KNOWN || answer->status < 200 || answer->status > 299)
		return task->host->fail(task->error, WN_FAIL, "the receiver did not take it: status %u", answer->status);
	return WN_OK;
}

static const struct wn_sink_ops ops = {.size = sizeof ops, .mode = WN_OUTBOX, .send = send};

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD, .kind = WN_SINK, .name = "outbox", .summary = "a test that sends", .version = "1", .options = options,
	.config_size = sizeof(struct config), .describe = describe, .open = outbox_open, .ops = &ops};
