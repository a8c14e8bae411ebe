/* parts.c - a register in two files: companies, and JSON Lines of which all rows of a company add up. */
#include <string.h>

#include <winnow/plugin.h>

struct config {
	struct wn_str file, more;
};

static const struct wn_option options[] = {
	{"file", WN_OPT_FILE, WN_OPT_REQUIRED, .help = "the register", .offset = offsetof(struct config, file)},
	{"more", WN_OPT_FILE, WN_OPT_REQUIRED, .help = "trade names and sites", .offset = offsetof(struct config, more)},
	{0},
};

static int describe(const void *given, struct wn_needs *needs, struct wn_error *error)
{
	const struct config *config = given;
	const struct wn_host *host = needs->host;

	(void)error;
	host->provide(needs, WN_STR("siren"));
	host->provide(needs, WN_STR("name"));
	host->provide(needs, WN_STR("country"));
	host->provide_joined(needs, WN_STR("trade_names"), config->more);
	return host->provide_joined(needs, WN_STR("domain"), config->more);
}

static int text(const struct wn_host *host, struct wn_mapping *mapping, const char *field, const char *header, uint32_t optional, struct wn_error *error)
{
	struct wn_str name = {header, strlen(header)};
	struct wn_column column = {.size = sizeof column, .convert = WN_CONV_TEXT, .field = {field, strlen(field)}, .columns = &name, .column_count = 1,
		.optional = optional};

	return host->map_column(mapping, &column, error);
}

static int parts_open(const struct wn_open *open, void **state, struct wn_error *error)
{
	const struct config *config = open->config;
	const struct wn_host *host = open->host;
	const struct wn_join join = {.size = sizeof join, .several = 1, .id_column = WN_STR("owner.siren"), .name_column = WN_STR("number")};
	const struct wn_dialect json = {.size = sizeof json, .format = WN_FORMAT_JSON_LINES};
	struct wn_column country = {.size = sizeof country, .convert = WN_CONV_CONSTANT, .field = WN_STR("country"), .constant = WN_STR("FR")};
	struct wn_mapping *joined;
	int result = host->map_file(open->mapping, config->file, NULL, error);

	*state = NULL;
	if (result == WN_OK)
		result = host->map_id(open->mapping, WN_STR("fr-siren"), WN_STR("Siren"), error);
	if (result == WN_OK)
		result = text(host, open->mapping, "name", "Name", 0, error);
	if (result == WN_OK)
		result = host->map_column(open->mapping, &country, error);
	if (result == WN_OK)
		result = host->map_join(open->mapping, &join, &joined, error);
	if (result == WN_OK)
		result = host->map_file(joined, config->more, &json, error);
	if (result == WN_OK)
		result = text(host, joined, "trade_names", "sign", 0, error);
	return result == WN_OK ? text(host, joined, "domain", "site", 1, error) : result;
}

static const struct wn_source_ops ops = {.size = sizeof ops};

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD, .kind = WN_SOURCE, .name = "parts", .summary = "a test that joins", .version = "1", .options = options,
	.config_size = sizeof(struct config), .describe = describe, .open = parts_open, .ops = &ops};
