/* gleif.c - the register of legal entity identifiers: the golden copy as CSV or as LEI-CDF XML, whose names of elements are the same
 * paths; and the relationships between its entities (RR-CDF), joined by LEI. */
#include <stddef.h>
#include <string.h>

#include <winnow/plugin.h>

enum format { BY_NAME, CSV, XML };

struct config {
	struct wn_str file;
	struct wn_str relations;
	int format;
	int32_t date;
};

static const char *const formats[] = {"by name", "csv", "xml", NULL};

static const struct wn_option options[] = {
	{.name = "file", .type = WN_OPT_FILE, .flags = WN_OPT_REQUIRED, .help = "the golden copy (lei2) as CSV or XML, also as .zip or .gz",
	 .offset = offsetof(struct config, file)},
	{.name = "relations", .type = WN_OPT_FILE, .help = "the relationships (rr) of the same day as CSV or XML, also as .zip or .gz: groups",
	 .offset = offsetof(struct config, relations)},
	{.name = "format", .type = WN_OPT_CHOICE, .default_text = "by name", .choices = formats,
	 .help = "csv or xml for both, where their names do not end in .xml, .xml.zip or .xml.gz for the one and anything else for the other",
	 .offset = offsetof(struct config, format)},
	{.name = "date", .type = WN_OPT_DATE, .help = "day of publication; left out: the day each file was last changed",
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

/* A record that is kept for the past alone says so of itself, whatever the entity's own state was. */
static const struct wn_table_entry records[] = {
	{.raw = S("RETIRED"), .value = TEXT("ceased")},
	{.raw = S("MERGED"), .value = TEXT("ceased")},
	{.raw = S("DUPLICATE"), .value = TEXT("ceased")},
	{.raw = S("ANNULLED"), .value = TEXT("ceased")},
	{.raw = S("CANCELLED"), .value = TEXT("ceased")},
};
static const struct wn_table_entry states[] = {
	{.raw = S("ACTIVE"), .value = TEXT("active")},
	{.raw = S("INACTIVE"), .value = TEXT("ceased")},
};

static const struct wn_table_entry sole[] = {{.raw = S("SOLE_PROPRIETOR"), .value = FLAG(1)}};
static const struct wn_table_entry no_sole = {.value = FLAG(0)};

/* Registers whose numbers are ids here, by the codes that GLEIF gives them. */
#define RAW(text) {.raw = S(text)}
static const struct wn_table_entry sirene[] = {RAW("RA000189"), RAW("RA000192")};
static const struct wn_table_entry companies_house[] = {RAW("RA000585"), RAW("RA000586"), RAW("RA000587")};
static const struct wn_table_entry brreg[] = {RAW("RA000472"), RAW("RA000473")};
static const struct wn_table_entry kbo[] = {RAW("RA000025")};

/* Former names are no names that it trades under. */
static const struct wn_table_entry other_names[] = {RAW("TRADING_OR_OPERATING_NAME"), RAW("ALTERNATIVE_LANGUAGE_LEGAL_NAME")};

/* ---- columns ---- */

#define COLUMN .size = sizeof(struct wn_column), .optional = 1
#define AUTHORITY "Entity.RegistrationAuthority.RegistrationAuthority"
#define NUMBER(field_, registers) {COLUMN, .field = S(field_), .convert = WN_CONV_WHEN, TABLE(registers), NAMES(S(AUTHORITY "EntityID"), S(AUTHORITY "ID"))}
#define OTHER "Entity.OtherEntityNames.OtherEntityName."
#define OTHER_NAME(number) {COLUMN, .field = S("trade_names"), .convert = WN_CONV_WHEN, TABLE(other_names), NAMES(S(OTHER number), S(OTHER number ".type"))}

static const struct wn_column columns[] = {
	{.size = sizeof(struct wn_column), .field = S("name"), .convert = WN_CONV_TEXT, NAMES(S("Entity.LegalName"))},
	OTHER_NAME("1"), OTHER_NAME("2"), OTHER_NAME("3"), OTHER_NAME("4"), OTHER_NAME("5"),
	{.size = sizeof(struct wn_column), .field = S("country"), .convert = WN_CONV_TEXT, NAMES(S("Entity.LegalAddress.Country"))},
	{COLUMN, .field = S("region"), .convert = WN_CONV_TEXT, NAMES(S("Entity.LegalAddress.Region"))},
	{COLUMN, .field = S("postcode"), .convert = WN_CONV_TEXT, NAMES(S("Entity.LegalAddress.PostalCode"))},
	{COLUMN, .field = S("city"), .convert = WN_CONV_TEXT, NAMES(S("Entity.LegalAddress.City"))},
	{COLUMN, .field = S("address"), .convert = WN_CONV_TEXT, NAMES(S("Entity.LegalAddress.FirstAddressLine"))},
	{COLUMN, .field = S("founded"), .convert = WN_CONV_DATE, NAMES(S("Entity.EntityCreationDate"))},
	{COLUMN, .field = S("status"), .convert = WN_CONV_TABLE, TABLE(records), .otherwise = &nothing, NAMES(S("Registration.RegistrationStatus"))},
	{COLUMN, .field = S("status"), .convert = WN_CONV_TABLE, TABLE(states), .otherwise = &nothing, NAMES(S("Entity.EntityStatus"))},
	{COLUMN, .field = S("natural_person"), .convert = WN_CONV_TABLE, TABLE(sole), .otherwise = &no_sole, NAMES(S("Entity.EntityCategory"))},
	NUMBER("siren", sirene),
	NUMBER("crn", companies_house),
	NUMBER("orgnr", brreg),
	NUMBER("kbo", kbo),
};

/* ---- relationships ---- */

#define SAYS .size = sizeof(struct wn_column)
static const struct wn_column child_columns[] = {
	{SAYS, .field = S("group"), .convert = WN_CONV_TEXT, .scheme = S("lei"), NAMES(S("Relationship.EndNode.NodeID"))},
	{SAYS, .field = S("is_ultimate_parent"), .convert = WN_CONV_CONSTANT, .constant = S("false")},
};
static const struct wn_column parent_columns[] = {
	{SAYS, .field = S("group"), .convert = WN_CONV_TEXT, .scheme = S("lei"), NAMES(S("Relationship.EndNode.NodeID"))},
	{SAYS, .field = S("is_ultimate_parent"), .convert = WN_CONV_CONSTANT, .constant = S("true")},
};
static const struct wn_column holder_columns[] = {
	{SAYS, .field = S("subsidiaries"), .convert = WN_CONV_TEXT, .scheme = S("lei"), NAMES(S("Relationship.StartNode.NodeID"))},
};

#define JOIN(id, type) .size = sizeof(struct wn_join), .id_column = S("Relationship." id ".NodeID"), \
	.when_column = S("Relationship.RelationshipType"), .when_value = S(type), \
	.also_column = S("Relationship.RelationshipStatus"), .also_value = S("ACTIVE"), .several = 1

/* The same file, looked at from below, from the top, and from whoever stands directly above. All rows count: of one parent there are
 * as many as it has subsidiaries. */
static const struct {
	struct wn_join join;
	const struct wn_column *columns;
	size_t count;
} views[] = {
	{{JOIN("StartNode", "IS_ULTIMATELY_CONSOLIDATED_BY")}, child_columns, COUNT(child_columns)},
	{{JOIN("EndNode", "IS_ULTIMATELY_CONSOLIDATED_BY")}, parent_columns, COUNT(parent_columns)},
	{{JOIN("EndNode", "IS_DIRECTLY_CONSOLIDATED_BY")}, holder_columns, COUNT(holder_columns)},
};

/* ---- the plugin ---- */

static int ends_in(struct wn_str text, const char *ending)
{
	size_t len = strlen(ending);

	return text.len >= len && memcmp(text.ptr + text.len - len, ending, len) == 0;
}

static int is_xml(const struct config *config, struct wn_str file)
{
	if (config->format != BY_NAME)
		return config->format == XML;
	return ends_in(file, ".xml") || ends_in(file, ".xml.zip") || ends_in(file, ".xml.gz");
}

static int describe(const void *options_given, struct wn_needs *needs, struct wn_error *error)
{
	const struct config *config = options_given;
	const struct wn_host *host = needs->host;
	int result = host->provide(needs, WN_STR("lei"));

	for (size_t i = 0; i < COUNT(columns) && result >= 0; i++)
		result = host->provide(needs, columns[i].field);
	if (config->relations.len > 0 && result >= 0)
		result = host->provide_joined(needs, WN_STR("group"), config->relations);
	if (config->relations.len > 0 && result >= 0)
		result = host->provide_joined(needs, WN_STR("is_ultimate_parent"), config->relations);
	if (config->relations.len > 0 && result >= 0)
		result = host->provide_joined(needs, WN_STR("subsidiaries"), config->relations);
	return result < 0 ? host->fail(error, result, "this version of winnow lacks a field that GLEIF brings") : WN_OK;
}

static int map_file(const struct wn_open *open, struct wn_mapping *mapping, struct wn_str file, struct wn_str record, struct wn_error *error)
{
	const struct config *config = open->config;
	struct wn_dialect csv = {.size = sizeof csv, .delimiter = ',', .quote = '"', .encoding = WN_STR("utf-8"), .day = config->date};
	struct wn_dialect xml = {.size = sizeof xml, .format = WN_FORMAT_XML_RECORDS, .record = record, .day = config->date};

	return open->host->map_file(mapping, file, is_xml(config, file) ? &xml : &csv, error);
}

static int join_view(const struct wn_open *open, size_t view, struct wn_error *error)
{
	const struct config *config = open->config;
	const struct wn_host *host = open->host;
	struct wn_mapping *joined;
	int result = host->map_join(open->mapping, &views[view].join, &joined, error);

	if (result == WN_OK)
		result = map_file(open, joined, config->relations, WN_STR("RelationshipRecord"), error);
	for (size_t i = 0; i < views[view].count && result == WN_OK; i++)
		result = host->map_column(joined, &views[view].columns[i], error);
	return result;
}

static int open_files(const struct wn_open *open, void **state, struct wn_error *error)
{
	const struct config *config = open->config;
	const struct wn_host *host = open->host;
	int result = map_file(open, open->mapping, config->file, WN_STR("LEIRecord"), error);

	*state = NULL;
	if (result == WN_OK)
		result = host->map_id(open->mapping, WN_STR("lei"), WN_STR("LEI"), error);
	for (size_t i = 0; i < COUNT(columns) && result == WN_OK; i++)
		result = host->map_column(open->mapping, &columns[i], error);
	for (size_t i = 0; config->relations.len > 0 && i < COUNT(views) && result == WN_OK; i++)
		result = join_view(open, i, error);
	return result;
}

static const struct wn_source_ops ops = {.size = sizeof ops};

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD,
	.kind = WN_SOURCE,
	.name = "gleif",
	.summary = "companies with a legal entity identifier: the golden copy of GLEIF, and its relationships",
	.version = "1",
	.options = options,
	.config_size = sizeof(struct config),
	.describe = describe,
	.open = open_files,
	.ops = &ops,
};
