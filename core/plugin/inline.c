/* inline.c - a function that a pipeline gives as a filter: one state per worker, as a script has it. */
#include "plugin/inline.h"

#include <stdlib.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/str.h"
#include "lua/functions.h"
#include "plugin/script.h"
#include "plugin/task.h"

/* Begins with its vtable, as a script does: the pointer in its config is one to both. */
struct inline_plugin {
	struct wn_plugin vtable;
	struct plugin plugin;
	struct wn_str path, text;
	const struct wn_tree *code;
	char version[17];
};

struct inline_config {
	const struct wn_plugin *vtable;
	struct wn_list_value needs;
};

struct worker {
	const struct inline_plugin *plugin;
	struct functions *functions; /* null: to be made when it is needed */
};

static const struct wn_option options[] = {
	{.name = "needs", .type = WN_OPT_LIST, .offset = offsetof(struct inline_config, needs),
	 .help = "fields that are known before it runs, and that it reads; left out, it sees what sources bring"},
	{0},
};

static int describe(const void *config, struct wn_needs *needs, struct wn_error *error)
{
	const struct inline_config *mine = config;
	int result = WN_OK;
	(void)error;

	for (size_t i = 0; result >= 0 && i < mine->needs.count; i++)
		result = needs->host->need(needs, mine->needs.at[i]);
	return result;
}

static int open_step(const struct wn_open *open, void **state, struct wn_error *error)
{
	const struct inline_config *config = open->config;
	(void)error;

	*state = (void *)config->vtable;
	return WN_OK;
}

static int enter(void *state, void **worker, struct wn_error *error)
{
	struct worker *mine = xmalloc(sizeof *mine);
	(void)error;

	*mine = (struct worker){.plugin = state};
	*worker = mine;
	return WN_OK;
}

static void leave(void *worker)
{
	struct worker *mine = worker;

	if (!mine)
		return;
	functions_close(mine->functions);
	free(mine);
}

static int judge(struct wn_task *task, struct wn_judgement *judgement)
{
	struct worker *worker = task->worker;
	const struct inline_plugin *plugin = worker->plugin;

	if (worker->functions && functions_are_worn(worker->functions)) {
		functions_close(worker->functions);
		worker->functions = NULL;
	}
	if (!worker->functions)
		worker->functions = functions_open(plugin->path, plugin->text, task->host, task->error);
	return worker->functions ? functions_judge(worker->functions, plugin->code, task, judgement) : WN_FAIL;
}

static const struct wn_filter_ops ops = {.size = sizeof ops, .judge = judge};

static void fill_vtable(struct inline_plugin *mine)
{
	mine->vtable = (struct wn_plugin){
		WN_PLUGIN_HEAD,
		.kind = WN_FILTER,
		.name = "filter",
		.summary = "a function of the pipeline",
		.version = mine->version,
		.options = options,
		.config_size = sizeof(struct inline_config),
		.describe = describe,
		.open = open_step,
		.enter = enter,
		.leave = leave,
		.ops = &ops,
	};
}

const struct plugin *inline_filter(struct wn_arena *arena, struct wn_str path, struct wn_str text, const struct wn_tree *code)
{
	struct inline_plugin *mine = arena_alloc(arena, sizeof *mine);
	uint8_t digest[DIGEST_SIZE];

	*mine = (struct inline_plugin){.path = path, .text = text, .code = code};
	digest_bytes(code->as.text, digest);
	digest_hex(digest, mine->plugin.digest);
	memcpy(mine->version, mine->plugin.digest, sizeof mine->version - 1);
	fill_vtable(mine);
	mine->plugin.vtable = &mine->vtable;
	mine->plugin.path = path;
	mine->plugin.is_script = true;
	return &mine->plugin;
}
