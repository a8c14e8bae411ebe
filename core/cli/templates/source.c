/* @NAME@.c - companies from a CSV file: a declared source. It says in `open` which column becomes which field;
 * from then on no code of it runs. docs/plugins-c.md is the guide. */
#include <winnow/plugin.h>

struct config {
	struct wn_str file;
};

static const struct wn_option options[] = {
	{.name = "file", .type = WN_OPT_FILE, .flags = WN_OPT_REQUIRED, .help = "CSV with the columns siren, name and city",
     .offset = offsetof(struct config, file)},
	{.name = NULL},
};

static int describe(const void *config, struct wn_needs *needs, struct wn_error *error)
{
	(void)config, (void)error;
	needs->host->provide(needs, WN_STR("siren"));
	needs->host->provide(needs, WN_STR("name"));
	needs->host->provide(needs, WN_STR("city"));
	return needs->host->provide(needs, WN_STR("country"));
}

static int map_text(const struct wn_open *open, struct wn_str field, struct wn_str column, struct wn_error *error)
{
	struct wn_column mapped = {.size = sizeof mapped, .convert = WN_CONV_TEXT, .field = field, .columns = &column, .column_count = 1};
	return open->host->map_column(open->mapping, &mapped, error);
}

static int open(const struct wn_open *open, void **state, struct wn_error *error)
{
	const struct config *config = open->config;
	struct wn_column country = {.size = sizeof country, .convert = WN_CONV_CONSTANT, .field = WN_STR("country"), .constant = WN_STR("FR")};
	(void)state;
	int code = open->host->map_file(open->mapping, config->file, NULL, error);
	if (code == WN_OK)
		code = open->host->map_id(open->mapping, WN_STR("fr-siren"), WN_STR("siren"), error);
	if (code == WN_OK)
		code = map_text(open, WN_STR("name"), WN_STR("name"), error);
	if (code == WN_OK)
		code = map_text(open, WN_STR("city"), WN_STR("city"), error);
	return code == WN_OK ? open->host->map_column(open->mapping, &country, error) : code;
}

static const struct wn_source_ops ops = {.size = sizeof ops};

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD,
	.kind = WN_SOURCE,
	.name = "@NAME@",
	.summary = "companies from a file with the columns siren, name and city",
	.version = "1",
	.options = options,
	.config_size = sizeof(struct config),
	.describe = describe,
	.open = open,
	.ops = &ops,
};
