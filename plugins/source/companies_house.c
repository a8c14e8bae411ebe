/* companies_house.c - the British register: BasicCompanyData, as one file or as its parts. Columns are found by name. */
#include <stddef.h>

#include <winnow/plugin.h>

struct config {
	struct wn_str file;
	struct wn_list_value parts;
	int32_t date;
};

static const struct wn_option options[] = {
	{.name = "file", .type = WN_OPT_FILE, .help = "BasicCompanyDataAsOneFile, as .csv, .zip or .gz", .offset = offsetof(struct config, file)},
	{.name = "parts", .type = WN_OPT_FILES, .help = "instead of file: BasicCompanyData in several files, all of them",
	 .offset = offsetof(struct config, parts)},
	{.name = "date", .type = WN_OPT_DATE, .help = "day of the snapshot; left out: the day each file was last changed",
	 .offset = offsetof(struct config, date)},
	{.name = NULL},
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define NAMES(...) .columns = (const struct wn_str[]){__VA_ARGS__}, .column_count = COUNT(((const struct wn_str[]){__VA_ARGS__}))
/* WN_STR is a compound literal, which may not stand in a static initialiser of an array of arrays. */
#define S(text) {"" text, sizeof("" text) - 1}
#define TEXT(text_) {.type = WN_TEXT, .as.text = S(text_)}

/* ---- tables of raw text ---- */

/* What the register calls its states, in the spellings that it uses side by side. A state that is not here is unknown, not active. */
static const struct wn_table_entry states[] = {
	{.raw = S("Active"), .value = TEXT("active")},
	{.raw = S("Active - Proposal to Strike off"), .value = TEXT("strike_off")},
	{.raw = S("Liquidation"), .value = TEXT("liquidation")},
	{.raw = S("In Administration"), .value = TEXT("administration")},
	{.raw = S("ADMINISTRATION ORDER"), .value = TEXT("administration")},
	{.raw = S("In Administration/Administrative Receiver"), .value = TEXT("administration")},
	{.raw = S("In Administration/Receiver Manager"), .value = TEXT("administration")},
	{.raw = S("ADMINISTRATIVE RECEIVER"), .value = TEXT("insolvency")},
	{.raw = S("RECEIVERSHIP"), .value = TEXT("insolvency")},
	{.raw = S("RECEIVER MANAGER / ADMINISTRATIVE RECEIVER"), .value = TEXT("insolvency")},
	{.raw = S("Live but Receiver Manager on at least one charge"), .value = TEXT("insolvency")},
	{.raw = S("Voluntary Arrangement"), .value = TEXT("insolvency")},
	{.raw = S("VOLUNTARY ARRANGEMENT / ADMINISTRATIVE RECEIVER"), .value = TEXT("insolvency")},
	{.raw = S("VOLUNTARY ARRANGEMENT / RECEIVER MANAGER"), .value = TEXT("insolvency")},
	{.raw = S("Insolvency Proceedings"), .value = TEXT("insolvency")},
	{.raw = S("Dissolved"), .value = TEXT("ceased")},
	{.raw = S("Closed"), .value = TEXT("ceased")},
	{.raw = S("Removed"), .value = TEXT("ceased")},
	{.raw = S("Converted / Closed"), .value = TEXT("ceased")},
};

/* Entities of other countries are in the register, their seat is somewhere else. */
static const struct wn_table_entry foreign[] = {
	{.raw = S("Overseas Entity"), .cause = WN_ABSENT},
	{.raw = S("Overseas entity"), .cause = WN_ABSENT},
	{.raw = S("Overseas company"), .cause = WN_ABSENT},
	{.raw = S("Oversea Company"), .cause = WN_ABSENT},
};
static const struct wn_table_entry in_britain = {.value = TEXT("GB")};

#define TABLE(entries) .table = entries, .table_count = COUNT(entries)

/* ---- columns ---- */

#define COLUMN .size = sizeof(struct wn_column)

static const struct wn_column columns[] = {
	{COLUMN, .field = S("name"), .convert = WN_CONV_TEXT, NAMES(S("CompanyName"))},
	{COLUMN, .field = S("country"), .convert = WN_CONV_TABLE, TABLE(foreign), .otherwise = &in_britain, NAMES(S("CompanyCategory"))},
	{COLUMN, .field = S("postcode"), .convert = WN_CONV_TEXT, NAMES(S("RegAddress.PostCode"))},
	{COLUMN, .field = S("city"), .convert = WN_CONV_TEXT, NAMES(S("RegAddress.PostTown"))},
	{COLUMN, .field = S("address"), .convert = WN_CONV_JOIN, .separator = S(", "), NAMES(S("RegAddress.AddressLine1"), S("RegAddress.AddressLine2"))},
	{COLUMN, .field = S("address"), .convert = WN_CONV_TEXT, NAMES(S("RegAddress.AddressLine1"), S("RegAddress.AddressLine2"))},
	{COLUMN, .field = S("legal_form"), .convert = WN_CONV_TEXT, NAMES(S("CompanyCategory"))},
	{COLUMN, .field = S("industry"), .convert = WN_CONV_CODE, .scheme = S("sic"), .sentinel = S("None Supplied"),
	 NAMES(S("SICCode.SicText_1"), S("SICCode.SicText_2"), S("SICCode.SicText_3"), S("SICCode.SicText_4"))},
	{COLUMN, .field = S("founded"), .convert = WN_CONV_DATE, NAMES(S("IncorporationDate"))},
	{COLUMN, .field = S("status"), .convert = WN_CONV_TABLE, TABLE(states), NAMES(S("CompanyStatus"))},
	{COLUMN, .field = S("accounts_category"), .convert = WN_CONV_TEXT, NAMES(S("Accounts.AccountCategory"))},
	{COLUMN, .field = S("accounts_date"), .convert = WN_CONV_DATE, NAMES(S("Accounts.LastMadeUpDate"))},
	{COLUMN, .field = S("charges"), .convert = WN_CONV_INTEGER, NAMES(S("Mortgages.NumMortOutstanding"))},
};

/* ---- the plugin ---- */

static int describe(const void *options_given, struct wn_needs *needs, struct wn_error *error)
{
	const struct config *config = options_given;
	const struct wn_host *host = needs->host;
	int result = host->provide(needs, WN_STR("crn"));

	if ((config->file.len > 0) == (config->parts.count > 0))
		return host->fail(error, WN_INVALID, config->file.len > 0 ? "file and parts exclude each other: write one of them" :
		                  "it needs file = \"BasicCompanyDataAsOneFile.zip\", or parts = { ... } with all of its parts");
	for (size_t i = 0; i < COUNT(columns) && result >= 0; i++)
		result = host->provide(needs, columns[i].field);
	return result < 0 ? host->fail(error, result, "this version of winnow lacks a field that Companies House brings") : WN_OK;
}

static int open_files(const struct wn_open *open, void **state, struct wn_error *error)
{
	const struct config *config = open->config;
	const struct wn_host *host = open->host;
	struct wn_dialect dialect = {.size = sizeof dialect, .delimiter = ',', .quote = '"', .encoding = WN_STR("utf-8"), .day = config->date};
	int result = config->file.len > 0 ? host->map_file(open->mapping, config->file, &dialect, error) : WN_OK;

	*state = NULL;
	for (size_t i = 0; i < config->parts.count && result == WN_OK; i++)
		result = host->map_file(open->mapping, config->parts.at[i], &dialect, error);
	if (result == WN_OK)
		result = host->map_id(open->mapping, WN_STR("gb-crn"), WN_STR("CompanyNumber"), error);
	for (size_t i = 0; i < COUNT(columns) && result == WN_OK; i++)
		result = host->map_column(open->mapping, &columns[i], error);
	return result;
}

static const struct wn_source_ops ops = {.size = sizeof ops};

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD,
	.kind = WN_SOURCE,
	.name = "companies_house",
	.summary = "British companies: BasicCompanyData of Companies House",
	.version = "1",
	.options = options,
	.config_size = sizeof(struct config),
	.describe = describe,
	.open = open_files,
	.ops = &ops,
};
