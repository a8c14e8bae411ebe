/* @NAME@.c - drops companies whose name holds a word. docs/plugins-c.md is the guide. */
#include <string.h>

#include <winnow/plugin.h>

struct config {
	struct wn_str word;
};

static const struct wn_option options[] = {
	{.name = "word", .type = WN_OPT_TEXT, .flags = WN_OPT_REQUIRED, .help = "the word, in any case, with or without accents",
     .offset = offsetof(struct config, word)},
	{.name = NULL},
};

/* Read-only after `open`: the word, folded, between two blanks. */
struct state {
	struct wn_str word, shown;
};

static int describe(const void *config, struct wn_needs *needs, struct wn_error *error)
{
	(void)config, (void)error;
	return needs->host->want(needs, WN_STR("name"));
}

static struct wn_str between_blanks(const struct wn_host *host, struct wn_arena *arena, struct wn_str text)
{
	struct wn_str key = host->fold(arena, text);
	return host->text(arena, " %.*s ", (int)key.len, key.ptr);
}

static int open(const struct wn_open *open, void **state, struct wn_error *error)
{
	const struct config *config = open->config;
	struct state *mine = open->host->alloc(open->arena, sizeof *mine);
	(void)error;
	mine->word = between_blanks(open->host, open->arena, config->word);
	mine->shown = config->word;
	*state = mine;
	return WN_OK;
}

static int judge(struct wn_task *task, struct wn_judgement *judgement)
{
	const struct state *mine = task->state;
	struct wn_fact name;
	int code = task->host->get(task, WN_STR("name"), &name);
	if (code != WN_OK)
		return code;
	if (name.cause != WN_KNOWN) {
		judgement->verdict = WN_UNDECIDED;
		return WN_OK;
	}
	struct wn_str text = between_blanks(task->host, task->arena, name.value.as.text);
	judgement->verdict = memmem(text.ptr, text.len, mine->word.ptr, mine->word.len) ? WN_DROP : WN_KEEP;
	judgement->field = WN_STR("name");
	judgement->reason = task->host->text(task->arena, "its name holds '%.*s'", (int)mine->shown.len, mine->shown.ptr);
	return WN_OK;
}

static const struct wn_filter_ops ops = {.size = sizeof ops, .judge = judge};

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD,
	.kind = WN_FILTER,
	.name = "@NAME@",
	.summary = "drops companies whose name holds a word",
	.version = "1",
	.options = options,
	.config_size = sizeof(struct config),
	.describe = describe,
	.open = open,
	.ops = &ops,
};
