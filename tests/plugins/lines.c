/* lines.c - a transactional sink: one canonical id a line. */
#include <winnow/plugin.h>

struct config {
	struct wn_str path;
};

static const struct wn_option options[] = {
	{"path", WN_OPT_FILE, WN_OPT_REQUIRED | WN_OPT_OUTPUT, .help = "where", .offset = offsetof(struct config, path)},
	{0},
};

static int describe(const void *config, struct wn_needs *needs, struct wn_error *error)
{
	(void)config, (void)needs, (void)error;
	return WN_OK;
}

static int lines_open(const struct wn_open *open, void **state, struct wn_error *error)
{
	(void)error;
	*state = (void *)open->config;
	return WN_OK;
}

static int begin(struct wn_task *task, const struct wn_list *list)
{
	(void)list;
	return task->host->stage_open(task, ((const struct config *)task->state)->path);
}

static int account(struct wn_task *task, const struct wn_account *account)
{
	struct wn_str line = task->host->text(task->arena, "%.*s\n", (int)account->id.len, account->id.ptr);

	return task->host->stage_write(task, line.ptr, line.len);
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

static const struct wn_sink_ops ops = {sizeof ops, WN_TRANSACTIONAL, begin, account, prepare, commit, take_back, NULL};

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD, .kind = WN_SINK, .name = "lines", .summary = "a test that writes lines", .version = "1", .options = options,
	.config_size = sizeof(struct config), .describe = describe, .open = lines_open, .ops = &ops};
