/* csv.c - the list as CSV: the fields in the order of the dictionary, then what the profile made of them; or the columns that an
 * importer wants, or those that the user names. */
#include <string.h>
#include <strings.h>

#include "profiles.h"

struct config {
	struct wn_str path;
	int profile;
	const struct wn_tree *columns;
	struct wn_str delimiter, currency;
};

static const char *const profiles[] = {"plain", "excel", "hubspot", "salesforce", "linkedin", "lemlist", NULL};

static const struct wn_option options[] = {
	{"path", WN_OPT_FILE, WN_OPT_REQUIRED | WN_OPT_OUTPUT, .help = "where the list is written", .offset = offsetof(struct config, path)},
	{"profile", WN_OPT_CHOICE, 0, "plain", .choices = profiles,
	 .help = "who reads it: headers and cells as an importer wants them; excel gets a byte order mark, and texts that it would take for formulas"
	         " are made plain",
	 .offset = offsetof(struct config, profile)},
	{"columns", WN_OPT_TREE,
	 .help = "which columns, and their headers: { name = \"Account\", tier = \"Tier\" }; behind those of an importer's profile, else instead of all",
	 .offset = offsetof(struct config, columns)},
	{"delimiter", WN_OPT_TEXT, 0, ",", .help = "one character between cells, or \"tab\"; importers' profiles have the comma", .offset = offsetof(struct config, delimiter)},
	{"currency", WN_OPT_TEXT, .help = "in which the importer keeps amounts: one in another currency is left out, and all where this is not said",
	 .offset = offsetof(struct config, currency)},
	{0},
};

/* What stands behind the fields. `icp` is there where the pipeline has several profiles, `others` where it says one_per. */
static const char *const tail[] = {"icp", "tier", "fit", "timing", "undecided", "reasons", "winnow_id", "others"};
#define TAIL (sizeof tail / sizeof *tail)

/* Read-only after open. */
struct writer {
	const struct config *config;
	char delimiter;
	int all;                /* every field of the list, then the tail */
	struct column *columns; /* else these */
	size_t count;
};

/* ---- describe ---- */

static int check_delimiter(const struct wn_host *host, const struct config *config, struct wn_error *error)
{
	struct wn_str delimiter = config->delimiter;
	int tab = delimiter.len == 3 && memcmp(delimiter.ptr, "tab", 3) == 0;

	if (!tab && (delimiter.len != 1 || memchr("\"\r\n", delimiter.ptr[0], 3) || (unsigned char)delimiter.ptr[0] >= 128))
		return host->fail(error, WN_INVALID, "delimiter is one ASCII character and no quote or line end, or \"tab\"");
	if (config->profile >= HUBSPOT && (tab || delimiter.ptr[0] != ','))
		return host->fail(error, WN_INVALID, "%s reads a file with commas: leave delimiter out", profiles[config->profile]);
	return WN_OK;
}

static int check_currency(const struct wn_host *host, const struct config *config, struct wn_error *error)
{
	int64_t unit;

	if (config->currency.len == 0)
		return WN_OK;
	if (config->profile != HUBSPOT && config->profile != SALESFORCE)
		return host->fail(error, WN_INVALID, "currency is for the amounts of the profiles hubspot and salesforce");
	if (host->parse_money(WN_STR("1"), config->currency, &unit) < 0)
		return host->fail(error, WN_INVALID, "currency is a code of ISO 4217, such as \"EUR\"");
	return WN_OK;
}

/* One entry of columns: field = "Header", or "field" alone. */
static int read_column(const struct wn_host *host, const struct wn_tree *columns, size_t index, struct column *column, struct wn_error *error)
{
	const struct wn_tree *entry = host->tree_at(columns, index);
	struct wn_str key = host->tree_key(columns, index);

	if (host->tree_kind(entry) != WN_TREE_TEXT || host->tree_text(entry).len == 0)
		return host->tree_fail(error, entry, "a column is a field and its header: name = \"Account\"");
	*column = (struct column){host->tree_text(entry), HOW_FIELD, key.len > 0 ? key : host->tree_text(entry)};
	how_of_word(column->field, &column->how);
	return WN_OK;
}

static int same_header(struct wn_str a, struct wn_str b)
{
	return a.len == b.len && strncasecmp(a.ptr, b.ptr, a.len) == 0;
}

/* An importer takes one of two columns of a name, and it does not say which; most do not look at capitals. */
static int check_header(const struct wn_host *host, const struct config *config, size_t index, struct wn_str header, struct wn_error *error)
{
	const struct wn_tree *entry = host->tree_at(config->columns, index);
	struct column other;
	size_t fixed;
	const struct column *columns = profile_columns((enum profile)config->profile, &fixed);

	for (size_t i = 0; columns && i < fixed; i++)
		if (same_header(columns[i].header, header))
			return host->tree_fail(error, entry, "%s has a column '%.*s' already: give this one another header", profiles[config->profile],
			                       (int)header.len, header.ptr);
	for (size_t i = 0; i < index; i++)
		if (read_column(host, config->columns, i, &other, error) == WN_OK && same_header(other.header, header))
			return host->tree_fail(error, entry, "two columns have the header '%.*s': give one another", (int)header.len, header.ptr);
	return WN_OK;
}

static int check_columns(const struct wn_host *host, const struct config *config, struct wn_needs *needs, struct wn_error *error)
{
	struct column column;
	int result = WN_OK;

	if (config->columns && (host->tree_kind(config->columns) != WN_TREE_TABLE || host->tree_count(config->columns) == 0))
		return host->tree_fail(error, config->columns, "columns is a table: columns = { name = \"Account\", tier = \"Tier\" }");
	for (size_t i = 0; result == WN_OK && i < host->tree_count(config->columns); i++) {
		result = read_column(host, config->columns, i, &column, error);
		if (result == WN_OK)
			result = check_header(host, config, i, column.header, error);
		if (result == WN_OK && column.how == HOW_FIELD && host->want(needs, column.field) < 0)
			result = host->tree_fail(error, host->tree_at(config->columns, i), "'%.*s' is no field and nothing that an account has besides (tier, heat, fit, timing,"
			                         " undecided, reasons, winnow_id, id, place, icp, others); see winnow fields", (int)column.field.len, column.field.ptr);
	}
	return result;
}

static int describe(const void *given, struct wn_needs *needs, struct wn_error *error)
{
	const struct config *config = given;
	const struct wn_host *host = needs->host;

	if (memchr(config->path.ptr, '{', config->path.len) || memchr(config->path.ptr, '}', config->path.len))
		return host->fail(error, WN_INVALID, "path holds braces, and there is nothing to put in their place: write the file's name as it is");
	if (check_delimiter(host, config, error) < 0 || check_currency(host, config, error) < 0)
		return WN_INVALID;
	return check_columns(host, config, needs, error);
}

/* ---- open ---- */

static int csv_open(const struct wn_open *open, void **state, struct wn_error *error)
{
	const struct wn_host *host = open->host;
	const struct config *config = open->config;
	struct writer *writer = host->alloc(open->arena, sizeof *writer);
	size_t fixed, own = host->tree_count(config->columns);
	const struct column *columns = profile_columns((enum profile)config->profile, &fixed);
	int result = WN_OK;

	*state = writer;
	writer->config = config;
	writer->delimiter = config->delimiter.len == 3 ? '\t' : config->delimiter.ptr[0];
	writer->all = !columns && !config->columns;
	writer->columns = host->alloc(open->arena, (fixed + own + 1) * sizeof *writer->columns);
	if (columns)
		memcpy(writer->columns, columns, fixed * sizeof *columns);
	writer->count = fixed + own;
	for (size_t i = 0; result == WN_OK && i < own; i++)
		result = read_column(host, config->columns, i, &writer->columns[fixed + i], error);
	return result;
}

/* ---- cells ---- */

/* What Excel would run; a dash alone, as of who is in no tier, it leaves alone. Phone numbers begin with + too, so other readers get the text as it is. */
static int looks_like_formula(struct wn_str cell)
{
	return cell.len > 0 && !(cell.len == 1 && cell.ptr[0] == '-') && memchr("=+-@\t\r", cell.ptr[0], 6);
}

static int needs_quotes(struct wn_str cell, char delimiter)
{
	size_t i;

	for (i = 0; i < cell.len; i++)
		if (cell.ptr[i] == delimiter || memchr("\"\r\n", cell.ptr[i], 3))
			return 1;
	return cell.len > 0 && (cell.ptr[0] == ' ' || cell.ptr[cell.len - 1] == ' ');
}

/* A control of either set (U+0000 to U+001F without tab and line ends, U+007F to U+009F): its length, or 0. No importer wants one, and a
 * terminal that shows the file would obey it. */
static size_t control_at(struct wn_str cell, size_t at)
{
	unsigned char byte = (unsigned char)cell.ptr[at];

	if (byte == 0xC2 && at + 1 < cell.len)
		return ((unsigned char)cell.ptr[at + 1] & 0xE0) == 0x80 ? 2 : 0;
	return byte == 0x7F || (byte < 0x20 && !memchr("\t\r\n", byte, 3)) ? 1 : 0;
}

/* The cell as it stands in the file, with its separator in front; controls are blanks there. */
static int write_cell(struct wn_task *task, size_t column, struct wn_str cell)
{
	const struct writer *writer = task->state;
	char *text = task->host->alloc(task->arena, 2 * cell.len + 4), *at = text;
	int quoted = needs_quotes(cell, writer->delimiter);

	if (column > 0)
		*at++ = writer->delimiter;
	if (quoted)
		*at++ = '"';
	if (writer->config->profile == EXCEL && looks_like_formula(cell))
		*at++ = '\'';
	for (size_t i = 0; i < cell.len; i++) {
		size_t control = control_at(cell, i);

		if (cell.ptr[i] == '"')
			*at++ = '"';
		*at++ = control > 0 ? ' ' : cell.ptr[i];
		i += control == 2;
	}
	if (quoted)
		*at++ = '"';
	return task->host->stage_write(task, text, (size_t)(at - text));
}

/* ---- rows ---- */

static int has_column(const struct wn_list *list, const char *name)
{
	if (strcmp(name, "icp") == 0)
		return list->icp_count > 1;
	return strcmp(name, "others") != 0 || list->one_per.len > 0;
}

/* A row of every field and the tail: the header, or that of an account. */
static int write_all(struct wn_task *task, const struct wn_account *account)
{
	const struct wn_host *host = task->host;
	const char *field;
	size_t at, i;
	int result = WN_OK;

	for (at = 0; result == WN_OK && (field = host->field_at(task, at)); at++) {
		struct wn_str name = {field, strlen(field)};

		result = write_cell(task, at, account ? host->cell(task, name) : name);
	}
	for (i = 0; result == WN_OK && i < TAIL; i++) {
		struct column column = {.header = {tail[i], strlen(tail[i])}};

		if (!has_column(task->data, tail[i]))
			continue;
		how_of_word(column.header, &column.how);
		result = write_cell(task, at++, account ? column_cell(task, account, &column, (struct wn_str){0}) : column.header);
	}
	return result;
}

static int write_row(struct wn_task *task, const struct wn_account *account)
{
	const struct writer *writer = task->state;
	int result = writer->all ? write_all(task, account) : WN_OK;
	size_t i;

	for (i = 0; result == WN_OK && !writer->all && i < writer->count; i++) {
		const struct column *column = &writer->columns[i];

		result = write_cell(task, i, account ? column_cell(task, account, column, writer->config->currency) : column->header);
	}
	return result == WN_OK ? task->host->stage_write(task, "\n", 1) : result;
}

static int begin(struct wn_task *task, const struct wn_list *list)
{
	const struct writer *writer = task->state;
	const struct wn_host *host = task->host;
	int result = host->stage_open(task, writer->config->path);

	task->data = (void *)list; /* it lives as long as the task */
	if (result == WN_OK && writer->config->profile == EXCEL)
		result = host->stage_write(task, "\xef\xbb\xbf", 3);
	return result == WN_OK ? write_row(task, NULL) : result;
}

static int account(struct wn_task *task, const struct wn_account *account)
{
	return write_row(task, account);
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
