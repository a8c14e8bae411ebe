/* csv.c - the list as CSV: the fields in the order of the dictionary, then what the profile made of them. */
#include <string.h>

#include <winnow/plugin.h>

enum profile { MACHINE, EXCEL };

struct config {
	struct wn_str path;
	int profile;
};

static const char *const profiles[] = {"machine", "excel", NULL};

static const struct wn_option options[] = {
	{"path", WN_OPT_FILE, WN_OPT_REQUIRED | WN_OPT_OUTPUT, .help = "where the list is written", .offset = offsetof(struct config, path)},
	{"profile", WN_OPT_CHOICE, 0, "machine", .choices = profiles,
	 .help = "who reads it: excel gets a byte order mark, and texts that it would take for formulas are made plain",
	 .offset = offsetof(struct config, profile)},
	{0},
};

static const char *const tail[] = {"tier", "fit", "timing", "undecided", "reasons", "winnow_id"};
#define TAIL (sizeof tail / sizeof *tail)

static int describe(const void *given, struct wn_needs *needs, struct wn_error *error)
{
	const struct config *config = given;

	if (memchr(config->path.ptr, '{', config->path.len) || memchr(config->path.ptr, '}', config->path.len))
		return needs->host->fail(error, WN_INVALID, "path holds braces, and there is nothing to put in their place: write the file's name as it is");
	return WN_OK;
}

static int csv_open(const struct wn_open *open, void **state, struct wn_error *error)
{
	(void)error;
	*state = (void *)open->config;
	return WN_OK;
}

/* ---- cells ---- */

/* What Excel would run; a dash alone, as of who is in no tier, it leaves alone. Phone numbers begin with + too, so other readers get the text as it is. */
static int looks_like_formula(struct wn_str cell)
{
	return cell.len > 0 && !(cell.len == 1 && cell.ptr[0] == '-') && memchr("=+-@\t\r", cell.ptr[0], 6);
}

static int needs_quotes(struct wn_str cell)
{
	size_t i;

	for (i = 0; i < cell.len; i++)
		if (memchr(",\"\r\n", cell.ptr[i], 4))
			return 1;
	return cell.len > 0 && (cell.ptr[0] == ' ' || cell.ptr[cell.len - 1] == ' ');
}

/* The cell as it stands in the file, with its separator in front. */
static int write_cell(struct wn_task *task, size_t column, struct wn_str cell)
{
	const struct config *config = task->state;
	char *text = task->host->alloc(task->arena, 2 * cell.len + 4), *at = text;
	int quoted = needs_quotes(cell);
	size_t i;

	if (column > 0)
		*at++ = ',';
	if (quoted)
		*at++ = '"';
	if (config->profile == EXCEL && looks_like_formula(cell))
		*at++ = '\'';
	for (i = 0; i < cell.len; i++) {
		if (cell.ptr[i] == '"')
			*at++ = '"';
		*at++ = cell.ptr[i];
	}
	if (quoted)
		*at++ = '"';
	return task->host->stage_write(task, text, (size_t)(at - text));
}

/* ---- rows ---- */

static int begin(struct wn_task *task, const struct wn_list *list)
{
	const struct config *config = task->state;
	const struct wn_host *host = task->host;
	const char *field;
	size_t column, i;
	int result = host->stage_open(task, config->path);

	(void)list;
	if (result == WN_OK && config->profile == EXCEL)
		result = host->stage_write(task, "\xef\xbb\xbf", 3);
	for (column = 0; result == WN_OK && (field = host->field_at(task, column)); column++)
		result = write_cell(task, column, (struct wn_str){field, strlen(field)});
	for (i = 0; result == WN_OK && i < TAIL; i++)
		result = write_cell(task, column + i, (struct wn_str){tail[i], strlen(tail[i])});
	return result == WN_OK ? host->stage_write(task, "\n", 1) : result;
}

static int account(struct wn_task *task, const struct wn_account *account)
{
	const struct wn_host *host = task->host;
	const struct wn_str last[TAIL] = {
		account->tier, account->fit, account->timing, host->text(task->arena, "%u", account->undecided), account->reasons, account->winnow_id,
	};
	const char *field;
	size_t column, i;
	int result = WN_OK;

	for (column = 0; result == WN_OK && (field = host->field_at(task, column)); column++)
		result = write_cell(task, column, host->cell(task, (struct wn_str){field, strlen(field)}));
	for (i = 0; result == WN_OK && i < TAIL; i++)
		result = write_cell(task, column + i, last[i]);
	return result == WN_OK ? host->stage_write(task, "\n", 1) : result;
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
	.name = "csv",
	.summary = "The list as CSV, one account a row",
	.version = "1",
	.options = options,
	.config_size = sizeof(struct config),
	.describe = describe,
	.open = csv_open,
	.ops = &ops,
};
