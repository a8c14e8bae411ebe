/* kbo.c - the Belgian Crossroads Bank for Enterprises: open data in several CSV files, joined by the number of the enterprise. Columns
 * are found by name. */
#include <stddef.h>
#include <string.h>

#include <winnow/plugin.h>

enum language { DUTCH, FRENCH };
enum part { DENOMINATION, ADDRESS, ACTIVITY, CONTACT, PARTS };

struct config {
	struct wn_str file;
	struct wn_str parts[PARTS];
	int language;
	int32_t date;
};

static const char *const languages[] = {"nl", "fr", NULL};

static const struct wn_option options[] = {
	{.name = "file", .type = WN_OPT_FILE, .flags = WN_OPT_REQUIRED, .help = "the .zip of all files (KboOpenData_..._Full.zip), or enterprise.csv",
	 .offset = offsetof(struct config, file)},
	{.name = "denominations", .type = WN_OPT_FILE, .help = "denomination.csv, where file is no .zip: names",
	 .offset = offsetof(struct config, parts[DENOMINATION])},
	{.name = "addresses", .type = WN_OPT_FILE, .help = "address.csv, where file is no .zip: the seat", .offset = offsetof(struct config, parts[ADDRESS])},
	{.name = "activities", .type = WN_OPT_FILE, .help = "activity.csv, where file is no .zip: codes of the main activity",
	 .offset = offsetof(struct config, parts[ACTIVITY])},
	{.name = "contacts", .type = WN_OPT_FILE, .help = "contact.csv, where file is no .zip: web site, telephone, e-mail",
	 .offset = offsetof(struct config, parts[CONTACT])},
	{.name = "language", .type = WN_OPT_CHOICE, .default_text = "nl", .choices = languages, .help = "of towns and streets that have a name in both",
	 .offset = offsetof(struct config, language)},
	{.name = "date", .type = WN_OPT_DATE, .help = "day of the extract; left out: the day each file was last changed",
	 .offset = offsetof(struct config, date)},
	{.name = NULL},
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define NAMES(...) .columns = (const struct wn_str[]){__VA_ARGS__}, .column_count = COUNT(((const struct wn_str[]){__VA_ARGS__}))
/* WN_STR is a compound literal, which may not stand in a static initialiser of an array of arrays. */
#define S(text) {"" text, sizeof("" text) - 1}
#define TEXT(text_) {.type = WN_TEXT, .as.text = S(text_)}
#define FLAG(flag_) {.type = WN_FLAG, .as.flag = flag_}
#define TABLE(entries) .table = entries, .table_count = COUNT(entries)

/* ---- tables of raw text ---- */

static const struct wn_table_entry nothing = {.cause = WN_ABSENT};

/* Every enterprise of the file is registered (AC); what else there is to say of it is in the codes of situations, of which only the
 * normal one is sure. */
static const struct wn_table_entry situations[] = {{.raw = S("000"), .value = TEXT("active")}};
static const struct wn_table_entry types[] = {{.raw = S("1"), .value = FLAG(1)}, {.raw = S("2"), .value = FLAG(0)}};

static const struct wn_table_entry persons[] = {{.raw = S("1"), .value = TEXT("BE")}};

/* Entities of other countries have a number too; their seat is somewhere else. */
static const struct wn_table_entry foreign[] = {{.raw = S("030"), .cause = WN_ABSENT}, {.raw = S("230"), .cause = WN_ABSENT}, {.raw = S("235"), .cause = WN_ABSENT}};
static const struct wn_table_entry in_belgium = {.value = TEXT("BE")};

static const struct wn_table_entry legal_forms[] = {
	{.raw = S("008"), .value = TEXT("CVBA / SCRL")},
	{.raw = S("011"), .value = TEXT("VOF / SNC")},
	{.raw = S("014"), .value = TEXT("NV / SA")},
	{.raw = S("015"), .value = TEXT("BVBA / SPRL")},
	{.raw = S("017"), .value = TEXT("VZW / ASBL")},
	{.raw = S("610"), .value = TEXT("BV / SRL")},
	{.raw = S("612"), .value = TEXT("CommV / SComm")},
	{.raw = S("706"), .value = TEXT("CV / SC")},
};

/* NACE-BEL: a class of NACE and a digit. That of 2003 compares with nothing. */
static const struct wn_table_entry versions[] = {
	{.raw = S("2003"), .value = TEXT("nacebel2003")},
	{.raw = S("2008"), .value = TEXT("nace")},
	{.raw = S("2025"), .value = TEXT("nace21")},
};

static const struct wn_table_entry other_names[] = {{.raw = S("002")}, {.raw = S("003")}};

/* ---- columns ---- */

#define COLUMN .size = sizeof(struct wn_column)

static const struct wn_column columns[] = {
	{COLUMN, .field = S("country"), .convert = WN_CONV_TABLE, TABLE(foreign), .otherwise = &in_belgium, NAMES(S("JuridicalForm"))},
	/* A natural person has no legal form. */
	{COLUMN, .field = S("country"), .convert = WN_CONV_TABLE, TABLE(persons), .otherwise = &nothing, NAMES(S("TypeOfEnterprise"))},
	{COLUMN, .field = S("legal_form"), .convert = WN_CONV_CODE, .scheme = S("be-form"), TABLE(legal_forms), NAMES(S("JuridicalForm"))},
	{COLUMN, .field = S("natural_person"), .convert = WN_CONV_TABLE, TABLE(types), .otherwise = &nothing, NAMES(S("TypeOfEnterprise"))},
	{COLUMN, .field = S("founded"), .convert = WN_CONV_DATE, NAMES(S("StartDate"))},
	{COLUMN, .field = S("status"), .convert = WN_CONV_TABLE, TABLE(situations), .otherwise = &nothing, NAMES(S("JuridicalSituation"))},
};

static const struct wn_column names[] = {{COLUMN, .field = S("name"), .convert = WN_CONV_TEXT, NAMES(S("Denomination"))}};
static const struct wn_column more_names[] = {
	{COLUMN, .field = S("trade_names"), .convert = WN_CONV_WHEN, TABLE(other_names), NAMES(S("Denomination"), S("TypeOfDenomination"))},
};

#define ADDRESS_IN(first, second) { \
	{COLUMN, .field = S("postcode"), .convert = WN_CONV_TEXT, NAMES(S("Zipcode"))}, \
	{COLUMN, .field = S("city"), .convert = WN_CONV_TEXT, NAMES(S("Municipality" first), S("Municipality" second))}, \
	{COLUMN, .field = S("address"), .convert = WN_CONV_JOIN, .separator = S(" "), NAMES(S("Street" first), S("HouseNumber"))}, \
	{COLUMN, .field = S("address"), .convert = WN_CONV_JOIN, .separator = S(" "), NAMES(S("Street" second), S("HouseNumber"))}, \
	{COLUMN, .field = S("address"), .convert = WN_CONV_TEXT, NAMES(S("Street" first), S("Street" second))}, \
}
static const struct wn_column addresses[][5] = {[DUTCH] = ADDRESS_IN("NL", "FR"), [FRENCH] = ADDRESS_IN("FR", "NL")};

static const struct wn_column activities[] = {
	{COLUMN, .field = S("industry"), .convert = WN_CONV_CODE, .scheme_column = S("NaceVersion"), TABLE(versions), NAMES(S("NaceCode"))},
};
static const struct wn_column sites[] = {
	{COLUMN, .field = S("domain"), .convert = WN_CONV_DOMAIN, NAMES(S("Value"))},
	{COLUMN, .field = S("website"), .convert = WN_CONV_TEXT, NAMES(S("Value"))},
};
static const struct wn_column phones[] = {{COLUMN, .field = S("phone"), .convert = WN_CONV_TEXT, NAMES(S("Value"))}};
static const struct wn_column emails[] = {{COLUMN, .field = S("email"), .convert = WN_CONV_TEXT, NAMES(S("Value"))}};

/* ---- the other files ---- */

/* All of them also have rows of establishments. */
#define ROWS(column, value) .size = sizeof(struct wn_join), .id_column = S("EntityNumber"), .when_column = S(column), .when_value = S(value), .others = 1
#define OF_ENTERPRISE .also_column = S("EntityContact"), .also_value = S("ENT")

/* A name in several languages is that of the language with the greater number: Dutch before French. */
static const struct join {
	enum part part;
	struct wn_join join;
	const struct wn_column *columns;
	size_t count;
} joins[] = {
	{DENOMINATION, {ROWS("TypeOfDenomination", "001"), .newest_column = S("Language")}, names, COUNT(names)},
	{DENOMINATION, {.size = sizeof(struct wn_join), .id_column = S("EntityNumber"), .several = 1, .others = 1}, more_names, COUNT(more_names)},
	{ADDRESS, {ROWS("TypeOfAddress", "REGO")}, addresses[0], COUNT(addresses[0])},
	{ACTIVITY, {ROWS("Classification", "MAIN"), .several = 1}, activities, COUNT(activities)},
	{CONTACT, {ROWS("ContactType", "WEB"), OF_ENTERPRISE}, sites, COUNT(sites)},
	{CONTACT, {ROWS("ContactType", "TEL"), OF_ENTERPRISE}, phones, COUNT(phones)},
	{CONTACT, {ROWS("ContactType", "EMAIL"), OF_ENTERPRISE}, emails, COUNT(emails)},
};

/* What they are called in the .zip. */
static const struct wn_str members[PARTS] = {
	[DENOMINATION] = S("denomination.csv"), [ADDRESS] = S("address.csv"), [ACTIVITY] = S("activity.csv"), [CONTACT] = S("contact.csv"),
};

static int is_zip(const struct config *config)
{
	struct wn_str file = config->file;

	return file.len > 4 && memcmp(file.ptr + file.len - 4, ".zip", 4) == 0;
}

/* Empty: the user has not got this part. */
static struct wn_str file_of(const struct config *config, enum part part)
{
	return is_zip(config) ? config->file : config->parts[part];
}

/* ---- the plugin ---- */

static int check(const struct config *config, const struct wn_host *host, struct wn_error *error)
{
	for (int i = 0; i < PARTS; i++)
		if (is_zip(config) && config->parts[i].len > 0)
			return host->fail(error, WN_INVALID, "the .zip has all files: name them one by one, or the .zip alone");
	return WN_OK;
}

static int describe(const void *options_given, struct wn_needs *needs, struct wn_error *error)
{
	const struct config *config = options_given;
	const struct wn_host *host = needs->host;
	int result = check(config, host, error);

	if (result < 0)
		return result;
	result = host->provide(needs, WN_STR("kbo"));
	for (size_t i = 0; i < COUNT(columns) && result >= 0; i++)
		result = host->provide(needs, columns[i].field);
	for (size_t i = 0; i < COUNT(joins) && result >= 0; i++)
		for (size_t k = 0; file_of(config, joins[i].part).len > 0 && k < joins[i].count && result >= 0; k++)
			result = host->provide_joined(needs, joins[i].columns[k].field, file_of(config, joins[i].part));
	return result < 0 ? host->fail(error, result, "this version of winnow lacks a field that the Belgian register brings") : WN_OK;
}

static int map_join(const struct wn_open *open, const struct join *join, struct wn_dialect dialect, struct wn_error *error)
{
	const struct config *config = open->config;
	const struct wn_host *host = open->host;
	const struct wn_column *mapped = join->part == ADDRESS ? addresses[config->language] : join->columns;
	struct wn_mapping *joined;
	int result = host->map_join(open->mapping, &join->join, &joined, error);

	if (is_zip(config))
		dialect.member = members[join->part];
	if (result == WN_OK)
		result = host->map_file(joined, file_of(config, join->part), &dialect, error);
	for (size_t i = 0; i < join->count && result == WN_OK; i++)
		result = host->map_column(joined, &mapped[i], error);
	return result;
}

static int open_files(const struct wn_open *open, void **state, struct wn_error *error)
{
	const struct config *config = open->config;
	const struct wn_host *host = open->host;
	struct wn_dialect dialect = {.size = sizeof dialect, .delimiter = ',', .quote = '"', .encoding = WN_STR("utf-8"), .day = config->date};
	struct wn_dialect first = dialect;
	int result;

	*state = NULL;
	if (is_zip(config))
		first.member = WN_STR("enterprise.csv");
	result = host->map_file(open->mapping, config->file, &first, error);
	if (result == WN_OK)
		result = host->map_id(open->mapping, WN_STR("be-kbo"), WN_STR("EnterpriseNumber"), error);
	for (size_t i = 0; i < COUNT(columns) && result == WN_OK; i++)
		result = host->map_column(open->mapping, &columns[i], error);
	for (size_t i = 0; i < COUNT(joins) && result == WN_OK; i++)
		if (file_of(config, joins[i].part).len > 0)
			result = map_join(open, &joins[i], dialect, error);
	return result;
}

static const struct wn_source_ops ops = {.size = sizeof ops};

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD,
	.kind = WN_SOURCE,
	.name = "kbo",
	.summary = "Belgian companies: open data of the Crossroads Bank for Enterprises",
	.version = "1",
	.options = options,
	.config_size = sizeof(struct config),
	.describe = describe,
	.open = open_files,
	.ops = &ops,
};
