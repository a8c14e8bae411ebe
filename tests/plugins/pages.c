/* pages.c - a driven source of two pages: good rows, one with a bad id, one objection, one that it cannot read. */
#include <string.h>

#include <winnow/plugin.h>

static int describe(const void *config, struct wn_needs *needs, struct wn_error *error)
{
	(void)config, (void)error;
	needs->host->provide(needs, WN_STR("name"));
	return needs->host->provide(needs, WN_STR("country"));
}

static int pages_open(const struct wn_open *open, void **state, struct wn_error *error)
{
	(void)error;
	*state = NULL;
	return open->mapping ? WN_FAIL : WN_OK;
}

static int say(struct wn_task *task, const char *field, const char *text)
{
	struct wn_value value = {.type = WN_TEXT, .as.text = {text, strlen(text)}};

	return task->host->fact(task, (struct wn_str){field, strlen(field)}, &value, NULL);
}

static void first_page(struct wn_task *task)
{
	const struct wn_host *host = task->host;

	host->row(task, WN_STR("fr-siren"), WN_STR("552 100 554"), WN_STR("page 1:1"));
	say(task, "name", "Peugeot");
	say(task, "country", "FR");
	/* The check digit is wrong: what is said next belongs to nobody. */
	host->row(task, WN_STR("fr-siren"), WN_STR("552100555"), WN_STR("page 1:2"));
	say(task, "name", "Nobody");
	host->opt_out(task, WN_STR("fr-siren"), WN_STR("443061841"));
	host->bad_row(task, WN_STR("wrong number of columns"), WN_STR("page 1:4"));
}

static int page(struct wn_task *task)
{
	if (!task->data) {
		first_page(task);
		task->host->cursor(task, "2", 2);
		return WN_MORE;
	}
	task->host->row(task, WN_STR(""), WN_STR(""), WN_STR("page 2:1"));
	say(task, "name", "No Number Ltd");
	say(task, "country", "GB");
	return WN_OK;
}

static const struct wn_source_ops ops = {sizeof ops, NULL, page};

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD, .kind = WN_SOURCE, .name = "pages", .summary = "a test that pages", .version = "1", .describe = describe, .open = pages_open,
	.ops = &ops};
