/* jsonl.c - the list as JSON Lines: one account a line, with every fact, verdict and piece of evidence. */
#include <string.h>

#include <winnow/plugin.h>

struct config {
	struct wn_str path;
};

static const struct wn_option options[] = {
	{"path", WN_OPT_FILE, WN_OPT_REQUIRED | WN_OPT_OUTPUT, .help = "where the list is written", .offset = offsetof(struct config, path)},
	{0},
};

static int describe(const void *given, struct wn_needs *needs, struct wn_error *error)
{
	const struct config *config = given;

	if (memchr(config->path.ptr, '{', config->path.len) || memchr(config->path.ptr, '}', config->path.len))
		return needs->host->fail(error, WN_INVALID, "path holds braces, and there is nothing to put in their place: write the file's name as it is");
	return WN_OK;
}

static int jsonl_open(const struct wn_open *open, void **state, struct wn_error *error)
{
	(void)error;
	*state = (void *)open->config;
	return WN_OK;
}

static int begin(struct wn_task *task, const struct wn_list *list)
{
	const struct config *config = task->state;

	(void)list;
	return task->host->stage_open(task, config->path);
}

static int account(struct wn_task *task, const struct wn_account *account)
{
	int result = task->host->stage_write(task, account->json.ptr, account->json.len);

	return result < 0 ? result : task->host->stage_write(task, "\n", 1);
}

static int prepare(struct wn_task *task, struct wn_str *token)
{
	return task->host->stage_prepare(task, token);
}

static int commit(struct wn_task *task, struct wn_str token)
{
	return task->host->stage_commit(task, token);
}

static int take_back(struct wn_task *task, struct wn_str token)
{
	return task->host->stage_abort(task, token);
}

static const struct wn_sink_ops ops = {
	.size = sizeof ops,
	.mode = WN_TRANSACTIONAL,
	.begin = begin,
	.account = account,
	.prepare = prepare,
	.commit = commit,
	.abort = take_back,
};

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD,
	.kind = WN_SINK,
	.name = "jsonl",
	.summary = "The list as JSON Lines, one account with all of its facts and reasons a line",
	.version = "1",
	.options = options,
	.config_size = sizeof(struct config),
	.describe = describe,
	.open = jsonl_open,
	.ops = &ops,
};
