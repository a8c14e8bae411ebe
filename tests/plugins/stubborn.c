/* stubborn.c - a sink whose commit fails while there is a file "PATH.stuck", or that waits where none may. */
#include <stdio.h>

#include <winnow/plugin.h>

struct config {
	struct wn_str path;
	int waits;
};

static const struct wn_option options[] = {
	{"path", WN_OPT_FILE, WN_OPT_REQUIRED | WN_OPT_OUTPUT, .help = "where it writes", .offset = offsetof(struct config, path)},
	{"waits", WN_OPT_FLAG, .help = "prepare says that it waits", .offset = offsetof(struct config, waits)},
	{0},
};

static int describe(const void *config, struct wn_needs *needs, struct wn_error *error)
{
	(void)config, (void)needs, (void)error;
	return WN_OK;
}

static int stubborn_open(const struct wn_open *open, void **state, struct wn_error *error)
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
	int result = task->host->stage_write(task, account->winnow_id.ptr, account->winnow_id.len);

	return result < 0 ? result : task->host->stage_write(task, "\n", 1);
}

static int prepare(struct wn_task *task, struct wn_str *token)
{
	const struct config *config = task->state;

	return config->waits ? WN_WAIT : task->host->stage_prepare(task, token);
}

static int commit(struct wn_task *task, struct wn_str token)
{
	const struct config *config = task->state;
	struct wn_str stuck = task->host->text(task->arena, "%.*s.stuck", (int)config->path.len, config->path.ptr);
	FILE *there = fopen(stuck.ptr, "r");

	if (!there)
		return task->host->stage_commit(task, token);
	fclose(there);
	return task->host->fail(task->error, WN_FAIL, "stuck");
}

static int take_back(struct wn_task *task, struct wn_str token)
{
	return task->host->stage_abort(task, token);
}

static const struct wn_sink_ops ops = {sizeof ops, WN_TRANSACTIONAL, .begin = begin, .account = account, .prepare = prepare, .commit = commit, .abort = take_back};

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD, .kind = WN_SINK, .name = "stubborn", .summary = "a test", .version = "1", .options = options, .config_size = sizeof(struct config),
	.describe = describe, .open = stubborn_open, .ops = &ops};
