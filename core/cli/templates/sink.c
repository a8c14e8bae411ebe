/* @NAME@.c - the list as plain text, one account a line: a transactional sink. docs/plugins-c.md is the guide. */
#include <winnow/plugin.h>

struct config {
	struct wn_str path;
};

static const struct wn_option options[] = {
	{.name = "path", .type = WN_OPT_FILE, .flags = WN_OPT_REQUIRED | WN_OPT_OUTPUT, .help = "the file to write",
     .offset = offsetof(struct config, path)},
	{.name = NULL},
};

static int describe(const void *config, struct wn_needs *needs, struct wn_error *error)
{
	(void)config, (void)needs, (void)error;
	return WN_OK;
}

static int open(const struct wn_open *open, void **state, struct wn_error *error)
{
	(void)error;
	*state = (void *)open->config;
	return WN_OK;
}

static int write_text(struct wn_task *task, struct wn_str text)
{
	return task->host->stage_write(task, text.ptr, text.len);
}

static int begin(struct wn_task *task, const struct wn_list *list)
{
	const struct config *config = task->state;
	struct wn_str day = task->host->format_day(task->arena, list->as_of);
	int code = task->host->stage_open(task, config->path);
	return code < 0 ? code : write_text(task, task->host->text(task->arena, "Accounts as of %.*s\n", (int)day.len, day.ptr));
}

static int account(struct wn_task *task, const struct wn_account *account)
{
	struct wn_str name = task->host->cell(task, WN_STR("name"));
	if (!name.len)
		name = account->id;
	return write_text(task, task->host->text(task->arena, "%u. %.*s (%.*s)\n", account->place, (int)name.len, name.ptr, (int)account->id.len,
	                                         account->id.ptr));
}

/* The host's staged file does the rest: durable first, then visible, or gone. */
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
	.size = sizeof ops, .mode = WN_TRANSACTIONAL, .begin = begin, .account = account, .prepare = prepare, .commit = commit, .abort = take_back};

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD,
	.kind = WN_SINK,
	.name = "@NAME@",
	.summary = "the list as plain text, one account a line",
	.version = "1",
	.options = options,
	.config_size = sizeof(struct config),
	.describe = describe,
	.open = open,
	.ops = &ops,
};
