/* declares.c - a declared source: a file, its id, two columns. */
#include <winnow/plugin.h>

struct config {
	struct wn_str file;
};

static const struct wn_option options[] = {
	{"file", WN_OPT_FILE, .help = "the register", .offset = offsetof(struct config, file)},
	{0},
};

static int describe(const void *config, struct wn_needs *needs, struct wn_error *error)
{
	(void)config, (void)error;
	return needs->host->provide(needs, WN_STR("name"));
}

static int declares_open(const struct wn_open *open, void **state, struct wn_error *error)
{
	const struct config *config = open->config;
	struct wn_str header = WN_STR("Name");
	struct wn_column column = {.size = sizeof column, .convert = WN_CONV_TEXT, .field = WN_STR("name"), .columns = &header, .column_count = 1};
	int result = WN_OK;

	*state = NULL;
	if (config->file.len)
		result = open->host->map_file(open->mapping, config->file, NULL, error);
	if (result == WN_OK)
		result = open->host->map_id(open->mapping, WN_STR("fr-siren"), WN_STR("Siren"), error);
	return result < 0 ? result : open->host->map_column(open->mapping, &column, error);
}

static const struct wn_source_ops ops = {.size = sizeof ops};

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD, .kind = WN_SOURCE, .name = "declares", .summary = "a test that declares", .version = "1", .options = options,
	.config_size = sizeof(struct config), .describe = describe, .open = declares_open, .ops = &ops};
