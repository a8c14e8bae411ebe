/* table.c - joins a file of one's own, CSV or JSON Lines, to companies by a key. */
#include <stdlib.h>
#include <string.h>

#include <winnow/plugin.h>

struct config {
	struct wn_str file;
	const struct wn_tree *by, *columns, *item;
	struct wn_str list, on_list;
	int complete;
	double sure;
	int32_t date;
};

/* One mapping: of a field, or, where `list` is not empty, of an attribute of its items. */
struct column {
	const struct wn_column *how;
	struct wn_str field, list, attribute;
	size_t first;  /* of its cells in a row */
	uint32_t type; /* of a field, learnt from the first row that has a value; 0: none has */
};

struct row {
	struct wn_str key;
	uint64_t number;
	const struct wn_str *cells;
};

/* Read-only after open. Rows are sorted by key, then number. */
struct table {
	const struct config *config;
	struct wn_str key_field, key_column, file;
	struct column *columns;
	size_t column_count, cell_count;
	struct row *rows;
	size_t row_count, row_room;
};

static const struct wn_option options[] = {
	{"file", WN_OPT_FILE, WN_OPT_REQUIRED, .help = "CSV or JSON Lines", .offset = offsetof(struct config, file)},
	{"by", WN_OPT_TREE, WN_OPT_REQUIRED, .help = "the join key: a field, or { field, column } where the column is called otherwise",
	 .offset = offsetof(struct config, by)},
	{"columns", WN_OPT_TREE, .help = "which field is in which column", .offset = offsetof(struct config, columns)},
	{"list", WN_OPT_FIELD, .help = "a row is an item of this list", .offset = offsetof(struct config, list)},
	{"item", WN_OPT_TREE, .help = "which attribute of the item is in which column", .offset = offsetof(struct config, item)},
	{"on_list", WN_OPT_TEXT, .help = "a row means that the company is on the list of this name", .offset = offsetof(struct config, on_list)},
	{"complete", WN_OPT_FLAG, .help = "no row means no, not unknown", .offset = offsetof(struct config, complete)},
	{"sure", WN_OPT_NUMBER, WN_OPT_HAS_MIN | WN_OPT_HAS_MAX, "1", 1, 1000, .help = "how sure the file is of what it says",
	 .offset = offsetof(struct config, sure)},
	{"date", WN_OPT_DATE, .help = "the day on which the file was true", .offset = offsetof(struct config, date)},
	{0},
};

/* ---- texts ---- */

static int equal(struct wn_str a, struct wn_str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static int compare(struct wn_str a, struct wn_str b)
{
	size_t shared = a.len < b.len ? a.len : b.len;
	int order = shared ? memcmp(a.ptr, b.ptr, shared) : 0;

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

static struct wn_str copy(const struct wn_host *host, struct wn_arena *arena, struct wn_str text)
{
	char *bytes = host->alloc(arena, text.len + 1);

	if (text.len)
		memcpy(bytes, text.ptr, text.len);
	return (struct wn_str){bytes, text.len};
}

static struct wn_str behind(struct wn_str text, char byte)
{
	const char *at = text.len ? memrchr(text.ptr, byte, text.len) : NULL;

	return at ? (struct wn_str){at + 1, text.len - (size_t)(at + 1 - text.ptr)} : text;
}

/* The one spelling under which keys of this field meet; empty: it is none. */
static struct wn_str canonical(const struct wn_host *host, struct wn_arena *arena, struct wn_str field, struct wn_str text)
{
	static const char *const ids[] = {"siren", "siret", "vat", "lei", "crn", "orgnr", "kbo"};
	struct wn_str id;
	size_t i;

	if (equal(field, WN_STR("domain")))
		return host->domain(arena, text);
	for (i = 0; i < sizeof ids / sizeof *ids; i++)
		if (equal(field, (struct wn_str){ids[i], strlen(ids[i])}))
			return host->id_check(arena, field, text, &id) == WN_OK ? id : (struct wn_str){0};
	return host->fold(arena, text);
}

/* ---- describe ---- */

static int read_by(const struct wn_host *host, const struct wn_tree *by, struct wn_str *field, struct wn_str *column, struct wn_error *error)
{
	const struct wn_tree *first = by, *second = by;

	if (host->tree_kind(by) == WN_TREE_TABLE && host->tree_count(by) == 2) {
		first = host->tree_at(by, 0);
		second = host->tree_at(by, 1);
	}
	if (host->tree_kind(first) != WN_TREE_TEXT || host->tree_kind(second) != WN_TREE_TEXT)
		return host->tree_fail(error, by, "by is a field, by = \"siren\", or a field and its column, by = { \"siren\", \"Column\" }");
	*field = host->tree_text(first);
	*column = host->tree_text(second);
	return WN_OK;
}

static int check_together(const struct wn_host *host, const struct config *config, struct wn_error *error)
{
	if (config->list.len && !config->item)
		return host->fail(error, WN_INVALID, "list needs item: which attribute is in which column, item = { date = \"Column\" }");
	if (config->item && !config->list.len)
		return host->tree_fail(error, config->item, "item needs list: of which field is a row an item, list = \"signal\"");
	if (!config->columns && !config->list.len && !config->on_list.len)
		return host->fail(error, WN_INVALID, "the table brings nothing: write columns, or list and item, or on_list");
	return WN_OK;
}

/* The mapping words are read once here, for their mistakes alone, so that a check finds them; `open` reads them again. */
static int check_words(const struct config *config, struct wn_needs *needs, struct wn_error *error)
{
	const struct wn_column *columns;
	size_t count;
	int result = WN_OK;

	if (config->columns)
		result = needs->host->read_columns(needs->arena, config->columns, &columns, &count, error);
	if (result == WN_OK && config->item)
		result = needs->host->read_item(needs->arena, config->list, config->item, &columns, &count, error);
	return result;
}

static int describe(const void *given, struct wn_needs *needs, struct wn_error *error)
{
	const struct wn_host *host = needs->host;
	const struct config *config = given;
	struct wn_str field, column;
	size_t i;
	int result = read_by(host, config->by, &field, &column, error);

	if (result == WN_OK)
		result = check_together(host, config, error);
	if (result == WN_OK)
		result = check_words(config, needs, error);
	if (result == WN_OK)
		result = host->need(needs, field);
	for (i = 0; result == WN_OK && i < host->tree_count(config->columns); i++) {
		struct wn_str key = host->tree_key(config->columns, i);

		if (key.len == 0)
			return host->tree_fail(error, host->tree_at(config->columns, i), "each column has its field before it: domain = \"Column\"");
		result = host->provide(needs, key);
	}
	if (result == WN_OK && config->list.len)
		result = host->provide(needs, config->list);
	if (result == WN_OK && config->on_list.len)
		result = host->provide(needs, WN_STR("on_list"));
	return result;
}

/* ---- open: mappings ---- */

static void add_columns(const struct wn_host *host, struct wn_arena *arena, struct table *table, const struct wn_column *columns, size_t count)
{
	struct column *all = host->alloc(arena, (table->column_count + count) * sizeof *all);
	size_t i;

	if (table->column_count)
		memcpy(all, table->columns, table->column_count * sizeof *all);
	for (i = 0; i < count; i++) {
		struct column *column = &all[table->column_count + i];
		struct wn_str name = columns[i].field, attribute = behind(name, '.');

		*column = (struct column){.how = &columns[i], .field = name, .first = table->cell_count};
		if (attribute.len < name.len) {
			column->list = (struct wn_str){name.ptr, name.len - attribute.len - 1};
			column->attribute = attribute;
		}
		table->cell_count += columns[i].column_count;
	}
	table->columns = all;
	table->column_count += count;
}

static int read_mappings(const struct wn_open *open, struct table *table, struct wn_error *error)
{
	const struct wn_host *host = open->host;
	const struct config *config = table->config;
	const struct wn_column *columns;
	size_t count;
	int result = WN_OK;

	if (config->columns) {
		result = host->read_columns(open->arena, config->columns, &columns, &count, error);
		if (result == WN_OK)
			add_columns(host, open->arena, table, columns, count);
	}
	if (result == WN_OK && config->item) {
		result = host->read_item(open->arena, config->list, config->item, &columns, &count, error);
		if (result == WN_OK)
			add_columns(host, open->arena, table, columns, count);
	}
	return result;
}

/* ---- open: rows ---- */

/* While the file is read. */
struct loading {
	const struct wn_open *open;
	struct table *table;
	struct wn_rows *rows;
	size_t key;
	size_t *cells;      /* of the file, for each cell that is kept */
	size_t keyless;     /* rows without a usable key */
	uint64_t first_one; /* line of the first of them */
};

static int find_column(const struct loading *loading, struct wn_str name, size_t *index, struct wn_error *error)
{
	int found = loading->open->host->rows_column(loading->rows, name);

	if (found < 0)
		return loading->open->host->fail(error, WN_INVALID, "%.*s has no column '%.*s'", (int)loading->table->file.len, loading->table->file.ptr,
		                                 (int)name.len, name.ptr);
	*index = (size_t)found;
	return WN_OK;
}

static int find_columns(struct loading *loading, struct wn_error *error)
{
	const struct table *table = loading->table;
	size_t i, j;
	int result = find_column(loading, table->key_column, &loading->key, error);

	loading->cells = loading->open->host->alloc(loading->open->arena, (table->cell_count + 1) * sizeof *loading->cells);
	for (i = 0; result == WN_OK && i < table->column_count; i++)
		for (j = 0; result == WN_OK && j < table->columns[i].how->column_count; j++)
			result = find_column(loading, table->columns[i].how->columns[j], &loading->cells[table->columns[i].first + j], error);
	return result;
}

static struct row *add_row(const struct loading *loading)
{
	struct table *table = loading->table;

	if (table->row_count == table->row_room) {
		size_t room = table->row_room ? 2 * table->row_room : 64;
		struct row *grown = loading->open->host->alloc(loading->open->arena, room * sizeof *grown);

		if (table->row_count)
			memcpy(grown, table->rows, table->row_count * sizeof *grown);
		table->rows = grown;
		table->row_room = room;
	}
	return &table->rows[table->row_count++];
}

static void keep_row(struct loading *loading, const struct wn_row *raw)
{
	const struct wn_host *host = loading->open->host;
	struct wn_arena *arena = loading->open->arena;
	size_t count = loading->table->cell_count, i;
	struct wn_str *cells, key = {0};
	struct row *row;

	if (loading->key < raw->count && raw->cells[loading->key].len)
		key = canonical(host, arena, loading->table->key_field, raw->cells[loading->key]);
	if (key.len == 0) {
		loading->first_one = loading->keyless++ ? loading->first_one : raw->number;
		return;
	}
	cells = host->alloc(arena, (count + 1) * sizeof *cells);
	for (i = 0; i < count; i++)
		if (loading->cells[i] < raw->count)
			cells[i] = copy(host, arena, raw->cells[loading->cells[i]]);
	row = add_row(loading);
	*row = (struct row){key, raw->number, cells};
}

static void learn_types(const struct wn_host *host, struct wn_arena *arena, struct table *table)
{
	struct wn_fact fact;
	size_t i, j;

	for (i = 0; i < table->column_count; i++)
		for (j = 0; j < table->row_count && !table->columns[i].type; j++)
			if (host->convert(arena, table->columns[i].how, table->rows[j].cells + table->columns[i].first, table->columns[i].how->column_count, &fact) == WN_OK
			    && fact.cause == WN_KNOWN)
				table->columns[i].type = fact.value.type;
}

static int by_key_and_number(const void *a, const void *b)
{
	const struct row *left = a, *right = b;
	int order = compare(left->key, right->key);

	return order ? order : (left->number > right->number) - (left->number < right->number);
}

static int load_rows(struct loading *loading, struct wn_error *error)
{
	const struct wn_host *host = loading->open->host;
	struct table *table = loading->table;
	struct wn_row row;
	int result = find_columns(loading, error);

	while (result == WN_OK && (result = host->rows_next(loading->rows, &row, error)) == WN_OK)
		keep_row(loading, &row);
	if (result != WN_NONE)
		return result;
	if (loading->keyless)
		host->say(WN_WARNING, loading->open->name, "%zu rows of %.*s have no usable %.*s, the first in line %llu: they join nothing", loading->keyless,
		          (int)table->file.len, table->file.ptr, (int)table->key_field.len, table->key_field.ptr, (unsigned long long)loading->first_one);
	if (table->config->complete)
		learn_types(host, loading->open->arena, table);
	if (table->row_count)
		qsort(table->rows, table->row_count, sizeof *table->rows, by_key_and_number);
	return WN_OK;
}

static int table_open(const struct wn_open *open, void **state, struct wn_error *error)
{
	const struct wn_host *host = open->host;
	const struct config *config = open->config;
	struct table *table = host->alloc(open->arena, sizeof *table);
	struct loading loading = {.open = open, .table = table};
	int result;

	table->config = config;
	table->file = behind(config->file, '/');
	*state = table;
	result = read_by(host, config->by, &table->key_field, &table->key_column, error);
	if (result == WN_OK)
		result = read_mappings(open, table, error);
	if (result == WN_OK)
		result = host->rows_open(config->file, &loading.rows, error);
	if (result < 0)
		return result;
	result = load_rows(&loading, error);
	host->rows_close(loading.rows);
	return result;
}

/* ---- one company ---- */

/* What a step works with: the rows of the company. */
struct match {
	struct wn_task *task;
	const struct wn_host *host;
	const struct table *table;
	const struct row **rows;
	size_t count;
};

static size_t lower_bound(const struct table *table, struct wn_str key)
{
	size_t low = 0, high = table->row_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(table->rows[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void match_key(struct match *match, struct wn_str text)
{
	const struct table *table = match->table;
	struct wn_str key = canonical(match->host, match->task->arena, table->key_field, text);
	size_t from = key.len ? lower_bound(table, key) : table->row_count, to = from;
	const struct row **rows;

	while (to < table->row_count && equal(table->rows[to].key, key))
		to++;
	rows = match->host->alloc(match->task->arena, (match->count + to - from + 1) * sizeof *rows);
	if (match->count)
		memcpy(rows, match->rows, match->count * sizeof *rows);
	for (; from < to; from++)
		rows[match->count++] = &table->rows[from];
	match->rows = rows;
}

static int match_company(struct match *match)
{
	struct wn_str field = match->table->key_field;
	struct wn_fact fact;
	size_t i;
	int result = match->host->get(match->task, field, &fact);

	if (result < 0 || fact.cause != WN_KNOWN)
		return result;
	if (fact.value.type == WN_TEXT)
		match_key(match, fact.value.as.text);
	else if (fact.value.type == WN_SET)
		for (i = 0; i < fact.value.as.set.count; i++)
			match_key(match, fact.value.as.set.at[i]);
	else
		return match->host->fail(match->task->error, WN_FAIL, "'%.*s' cannot be a join key: only texts and sets of texts can", (int)field.len, field.ptr);
	return WN_OK;
}

static struct wn_evidence evidence_of(const struct match *match, const struct row *row, int32_t day)
{
	const struct table *table = match->table;
	struct wn_evidence evidence = {.day = day, .sure = (uint32_t)(table->config->sure * 1000 + 0.5)};

	if (day == WN_NO_DAY)
		evidence.day = table->config->date;
	evidence.where = table->file;
	if (row)
		evidence.where = match->host->text(match->task->arena, "%.*s:%llu", (int)table->file.len, table->file.ptr, (unsigned long long)row->number);
	return evidence;
}

static int convert(const struct match *match, const struct column *column, const struct row *row, struct wn_fact *fact)
{
	return match->host->convert(match->task->arena, column->how, row->cells + column->first, column->how->column_count, fact);
}

/* Every row says its fact: what a field of one value makes of several is the host's affair. */
static int say_field(const struct match *match, const struct column *column)
{
	uint32_t cause = WN_ABSENT;
	struct wn_fact fact;
	size_t i, known = 0;
	int result = WN_OK;

	for (i = 0; result == WN_OK && i < match->count; i++) {
		struct wn_evidence evidence;

		result = convert(match, column, match->rows[i], &fact);
		if (result == WN_OK && fact.cause != WN_KNOWN)
			cause = fact.cause == WN_ABSENT ? cause : fact.cause;
		if (result < 0 || fact.cause != WN_KNOWN)
			continue;
		if (match->table->config->complete && (fact.value.type == WN_SET || fact.value.type == WN_LIST))
			fact.value.complete = 1;
		evidence = evidence_of(match, match->rows[i], fact.evidence.day);
		result = match->host->fact(match->task, column->field, &fact.value, &evidence);
		known++;
	}
	return result == WN_OK && known == 0 ? match->host->unknown(match->task, column->field, (enum wn_cause)cause) : result;
}

/* One item: the attributes that this row has. */
static int say_item(const struct match *match, struct wn_str list, const struct row *row)
{
	const struct table *table = match->table;
	struct wn_attribute *attributes = match->host->alloc(match->task->arena, table->column_count * sizeof *attributes);
	struct wn_item item = {.attributes = attributes};
	struct wn_value value = {.type = WN_LIST, .complete = (uint32_t)table->config->complete};
	struct wn_evidence evidence = evidence_of(match, row, WN_NO_DAY);
	struct wn_fact fact;
	size_t i;

	for (i = 0; i < table->column_count; i++)
		if (equal(table->columns[i].list, list) && convert(match, &table->columns[i], row, &fact) == WN_OK && fact.cause == WN_KNOWN)
			attributes[item.count++] = (struct wn_attribute){table->columns[i].attribute, fact.value};
	if (item.count == 0)
		return WN_NONE;
	value.as.list.at = &item;
	value.as.list.count = 1;
	return match->host->fact(match->task, list, &value, &evidence);
}

/* A row that makes no item, say without a kind, is passed over as long as another makes one. */
static int say_list(const struct match *match, struct wn_str list)
{
	size_t i, known = 0;

	for (i = 0; i < match->count; i++)
		known += say_item(match, list, match->rows[i]) == WN_OK;
	return known ? WN_OK : match->host->unknown(match->task, list, WN_MALFORMED);
}

static int say_nothing_there(const struct match *match, struct wn_str field, uint32_t type)
{
	struct wn_value value = {.type = type, .complete = 1};
	struct wn_evidence evidence = evidence_of(match, NULL, WN_NO_DAY);

	if (type == WN_FLAG)
		value.complete = 0;
	else if (type != WN_SET && type != WN_LIST)
		return WN_OK;
	return match->host->fact(match->task, field, &value, &evidence);
}

static int first_of_list(const struct table *table, size_t column)
{
	size_t i;

	for (i = 0; i < column; i++)
		if (equal(table->columns[i].list, table->columns[column].list))
			return 0;
	return 1;
}

static int say_columns(const struct match *match)
{
	const struct table *table = match->table;
	size_t i;
	int result = WN_OK;

	for (i = 0; result == WN_OK && i < table->column_count; i++) {
		const struct column *column = &table->columns[i];
		int is_list = column->list.len > 0;

		if (is_list && !first_of_list(table, i))
			continue;
		if (match->count)
			result = is_list ? say_list(match, column->list) : say_field(match, column);
		else if (table->config->complete)
			result = say_nothing_there(match, is_list ? column->list : column->field, is_list ? (uint32_t)WN_LIST : column->type);
	}
	return result;
}

static int say_membership(const struct match *match)
{
	const struct config *config = match->table->config;
	struct wn_value value = {.type = WN_SET, .complete = (uint32_t)config->complete};
	struct wn_evidence evidence = evidence_of(match, match->count ? match->rows[0] : NULL, WN_NO_DAY);

	if (!config->on_list.len || (!match->count && !config->complete))
		return WN_OK;
	if (match->count) {
		value.as.set.at = &config->on_list;
		value.as.set.count = 1;
	} else {
		value.as.set.absent = &config->on_list;
		value.as.set.absent_count = 1;
	}
	return match->host->fact(match->task, WN_STR("on_list"), &value, &evidence);
}

static int step(struct wn_task *task)
{
	struct match match = {.task = task, .host = task->host, .table = task->state};
	int result = match_company(&match);

	if (result == WN_OK)
		result = say_columns(&match);
	return result == WN_OK ? say_membership(&match) : result;
}

static const struct wn_enricher_ops ops = {sizeof ops, step};

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD,
	.kind = WN_ENRICHER,
	.fresh_days = 1,
	.name = "table",
	.summary = "Facts from a CSV or JSON Lines file of your own, joined by a key",
	.version = "1",
	.options = options,
	.config_size = sizeof(struct config),
	.describe = describe,
	.open = table_open,
	.ops = &ops,
};
