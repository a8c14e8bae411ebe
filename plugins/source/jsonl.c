/* jsonl.c - JSON Lines: the user says which key is which field, or calls the keys as the fields are called. Keys within keys are reached
 * by dots.
 */
#include <stddef.h>
#include <string.h>

#include <winnow/plugin.h>

struct config {
	struct wn_str file;
	struct wn_str member;
	const struct wn_tree *id;
	const struct wn_tree *columns;
	struct wn_str list;
	const struct wn_tree *item;
	struct wn_str on_list;
	double sure;
	int32_t date;
};

static const struct wn_option options[] = {
	{.name = "file", .type = WN_OPT_FILE, .flags = WN_OPT_REQUIRED, .help = "file with a JSON object a line, also as .gz or .zip",
	 .offset = offsetof(struct config, file)},
	{.name = "member", .type = WN_OPT_TEXT, .help = "which file of the .zip, where it holds several", .offset = offsetof(struct config, member)},
	{.name = "columns", .type = WN_OPT_TREE,
	 .help = "which key is which field: { name = \"company.name\", ... }; left out: keys such as name, domain, siren, employees are those fields",
	 .offset = offsetof(struct config, columns)},
	{.name = "id", .type = WN_OPT_TREE, .help = "scheme of the company's id and its key: { \"gb-crn\", \"company.number\" }",
	 .offset = offsetof(struct config, id)},
	{.name = "list", .type = WN_OPT_FIELD, .help = "each row is an item of this list", .offset = offsetof(struct config, list)},
	{.name = "item", .type = WN_OPT_TREE, .help = "which key is which attribute of the item: { kind = const \"visit\", date = \"Day\" }",
	 .offset = offsetof(struct config, item)},
	{.name = "on_list", .type = WN_OPT_TEXT, .help = "each row stands on the list of this name", .offset = offsetof(struct config, on_list)},
	{.name = "sure", .type = WN_OPT_NUMBER, .flags = WN_OPT_HAS_MIN | WN_OPT_HAS_MAX, .default_text = "1", .min = 1, .max = 1000,
	 .help = "how sure the file is, 0.001 to 1", .offset = offsetof(struct config, sure)},
	{.name = "date", .type = WN_OPT_DATE, .help = "day on which the file was true; left out: the day it was last changed",
	 .offset = offsetof(struct config, date)},
	{.name = NULL},
};

/* ---- what the user wrote ---- */

static int is(struct wn_str text, const char *word)
{
	return text.len == strlen(word) && memcmp(text.ptr, word, text.len) == 0;
}

/* The field that holds the ids of a scheme; empty: the host will refuse the scheme. */
static struct wn_str field_of(struct wn_str scheme)
{
	static const char *const fields[][2] = {{"fr-siren", "siren"}, {"gb-crn", "crn"}, {"no-orgnr", "orgnr"}, {"be-kbo", "kbo"},
		{"lei", "lei"}, {"vat", "vat"}, {"domain", "domain"}};

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (is(scheme, fields[i][0]))
			return (struct wn_str){fields[i][1], strlen(fields[i][1])};
	return (struct wn_str){0};
}

static int read_id(const struct wn_host *host, const struct wn_tree *id, struct wn_str *scheme, struct wn_str *column, struct wn_error *error)
{
	if (host->tree_kind(id) != WN_TREE_TABLE || host->tree_count(id) != 2 || host->tree_key(id, 0).len > 0 || host->tree_key(id, 1).len > 0 ||
	    host->tree_kind(host->tree_at(id, 0)) != WN_TREE_TEXT || host->tree_kind(host->tree_at(id, 1)) != WN_TREE_TEXT)
		return host->tree_fail(error, id, "id is a scheme and a key: id = { \"gb-crn\", \"company.number\" }");
	*scheme = host->tree_text(host->tree_at(id, 0));
	*column = host->tree_text(host->tree_at(id, 1));
	return WN_OK;
}

/* ---- the plugin ---- */

/* Without `columns`: what says who a company is and how to reach it. Fields of a closed list of words, codes and lists are mapped
 * by somebody who knows what the file means by them.
 */
static const struct {
	const char *field;
	enum wn_converter convert;
} own_names[] = {
	{"name", WN_CONV_TEXT}, {"country", WN_CONV_TEXT}, {"region", WN_CONV_TEXT}, {"postcode", WN_CONV_TEXT}, {"city", WN_CONV_TEXT},
	{"address", WN_CONV_TEXT}, {"founded", WN_CONV_DATE}, {"employees", WN_CONV_INTEGER}, {"domain", WN_CONV_DOMAIN},
	{"website", WN_CONV_TEXT}, {"phone", WN_CONV_TEXT}, {"email", WN_CONV_TEXT}, {"siren", WN_CONV_TEXT}, {"siret", WN_CONV_TEXT},
	{"crn", WN_CONV_TEXT}, {"orgnr", WN_CONV_TEXT}, {"kbo", WN_CONV_TEXT}, {"vat", WN_CONV_TEXT}, {"lei", WN_CONV_TEXT},
};

#define OWN_NAMES (sizeof own_names / sizeof *own_names)

static int provide_own_names(const struct wn_host *host, struct wn_needs *needs)
{
	int result = WN_OK;

	for (size_t i = 0; result >= 0 && i < OWN_NAMES; i++)
		result = host->provide(needs, (struct wn_str){own_names[i].field, strlen(own_names[i].field)});
	return result;
}

static int map_own_names(const struct wn_open *open, struct wn_error *error)
{
	int result = WN_OK;

	for (size_t i = 0; result == WN_OK && i < OWN_NAMES; i++) {
		struct wn_str name = {own_names[i].field, strlen(own_names[i].field)};
		struct wn_column column = {.size = sizeof column, .convert = own_names[i].convert, .field = name, .columns = &name, .column_count = 1,
			.optional = 1};

		result = open->host->map_column(open->mapping, &column, error);
	}
	return result;
}

static int provide_columns(const struct wn_host *host, const struct wn_tree *columns, struct wn_needs *needs, struct wn_error *error)
{
	if (host->tree_kind(columns) != WN_TREE_TABLE || host->tree_count(columns) == 0)
		return host->tree_fail(error, columns, "columns is a table: columns = { name = \"Column\" }");
	for (size_t i = 0; i < host->tree_count(columns); i++) {
		struct wn_str field = host->tree_key(columns, i);

		if (field.len == 0)
			return host->tree_fail(error, host->tree_at(columns, i), "each column has its field before it: name = \"Column\"");
		if (host->provide(needs, field) < 0)
			return host->tree_fail(error, host->tree_at(columns, i), "'%.*s' is no field; see winnow fields, or declare your own as x_ in the profile",
			                       (int)field.len, field.ptr);
	}
	return WN_OK;
}

static int provide_lists(const struct wn_host *host, const struct config *config, struct wn_needs *needs, struct wn_error *error)
{
	if (config->list.len > 0 && !config->item)
		return host->fail(error, WN_INVALID, "list needs item: which attribute is in which column, item = { date = \"Column\" }");
	if (config->item && config->list.len == 0)
		return host->tree_fail(error, config->item, "item needs list: of which field is a row an item, list = \"signal\"");
	if (config->list.len > 0 && host->provide(needs, config->list) < 0)
		return host->fail(error, WN_INVALID, "'%.*s' is no field", (int)config->list.len, config->list.ptr);
	return config->on_list.len > 0 ? host->provide(needs, WN_STR("on_list")) : WN_OK;
}

/* The mapping words are read once here, for their mistakes alone, so that a check finds them; `open` reads them again. */
static int check_words(const struct config *config, struct wn_needs *needs, struct wn_error *error)
{
	const struct wn_column *columns;
	size_t count;
	int result = config->columns ? needs->host->read_columns(needs->arena, config->columns, &columns, &count, error) : WN_OK;

	if (result == WN_OK && config->item && config->list.len)
		result = needs->host->read_item(needs->arena, config->list, config->item, &columns, &count, error);
	return result;
}

static int describe(const void *options_given, struct wn_needs *needs, struct wn_error *error)
{
	const struct config *config = options_given;
	const struct wn_host *host = needs->host;
	struct wn_str scheme, column, field;

	if (check_words(config, needs, error) < 0)
		return WN_INVALID;
	if ((config->columns ? provide_columns(host, config->columns, needs, error) : provide_own_names(host, needs)) < 0)
		return WN_INVALID;
	if (provide_lists(host, config, needs, error) < 0)
		return WN_INVALID;
	if (!config->id)
		return WN_OK;
	if (read_id(host, config->id, &scheme, &column, error) < 0)
		return WN_INVALID;
	field = field_of(scheme);
	return field.len > 0 ? host->provide(needs, field) : WN_OK;
}

static int map_on_list(const struct wn_open *open, struct wn_str name, struct wn_error *error)
{
	struct wn_column column = {.size = sizeof column, .convert = WN_CONV_CONSTANT, .field = WN_STR("on_list"), .constant = name};

	return open->host->map_column(open->mapping, &column, error);
}

static int map_item(const struct wn_open *open, const struct config *config, struct wn_error *error)
{
	const struct wn_host *host = open->host;
	const struct wn_column *columns;
	size_t count;
	int result = host->read_item(open->arena, config->list, config->item, &columns, &count, error);

	for (size_t i = 0; result == WN_OK && i < count; i++)
		result = host->map_column(open->mapping, &columns[i], error);
	return result;
}

static int map_id(const struct wn_open *open, const struct wn_tree *id, struct wn_error *error)
{
	struct wn_str scheme, column;
	int result = read_id(open->host, id, &scheme, &column, error);

	return result < 0 ? result : open->host->map_id(open->mapping, scheme, column, error);
}

static int open_file(const struct wn_open *open, void **state, struct wn_error *error)
{
	const struct config *config = open->config;
	const struct wn_host *host = open->host;
	struct wn_dialect dialect = {.size = sizeof dialect, .format = WN_FORMAT_JSON_LINES, .day = config->date, .member = config->member};
	int result = host->map_file(open->mapping, config->file, &dialect, error);

	*state = NULL;
	if (result == WN_OK && config->id)
		result = map_id(open, config->id, error);
	if (result == WN_OK)
		result = config->columns ? host->map_tree(open->mapping, config->columns, error) : map_own_names(open, error);
	if (result == WN_OK && config->item)
		result = map_item(open, config, error);
	if (result == WN_OK && config->on_list.len > 0)
		result = map_on_list(open, config->on_list, error);
	if (result == WN_OK)
		result = host->map_sure(open->mapping, (uint32_t)(config->sure * 1000 + 0.5));
	return result;
}

static const struct wn_source_ops ops = {.size = sizeof ops};

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD,
	.kind = WN_SOURCE,
	.name = "jsonl",
	.summary = "Companies of a JSON Lines file, by a mapping of its keys",
	.version = "1",
	.options = options,
	.config_size = sizeof(struct config),
	.describe = describe,
	.open = open_file,
	.ops = &ops,
};
