/* brreg.c - Enhetsregisteret, the Norwegian register: all units, as the JSON array or the CSV that it publishes every night. Columns are
 * found by name; a path of keys in the one is a column's name in the other. */
#include <stddef.h>
#include <string.h>

#include <winnow/plugin.h>

enum format { BY_NAME, CSV, JSON };

struct config {
	struct wn_str file;
	int format;
	int32_t date;
};

static const char *const formats[] = {"by name", "csv", "json", NULL};

static const struct wn_option options[] = {
	{.name = "file", .type = WN_OPT_FILE, .flags = WN_OPT_REQUIRED, .help = "all units (lastned) as JSON or CSV, also as .gz or .zip",
	 .offset = offsetof(struct config, file)},
	{.name = "format", .type = WN_OPT_CHOICE, .default_text = "by name", .choices = formats,
	 .help = "csv or json, where the file's name does not end in .json or .json.gz for the one and anything else for the other",
	 .offset = offsetof(struct config, format)},
	{.name = "date", .type = WN_OPT_DATE, .help = "day of the download; left out: the day the file was last changed",
	 .offset = offsetof(struct config, date)},
	{.name = NULL},
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define NAMES(...) .columns = (const struct wn_str[]){__VA_ARGS__}, .column_count = COUNT(((const struct wn_str[]){__VA_ARGS__}))
/* WN_STR is a compound literal, which may not stand in a static initialiser of an array of arrays. */
#define S(text) {"" text, sizeof("" text) - 1}
#define TEXT(text_) {.type = WN_TEXT, .as.text = S(text_)}
#define FLAG(flag_) {.type = WN_FLAG, .as.flag = flag_}
#define RANGE(low_, high_) {.type = WN_INTEGER, .as.range = {low_, high_}}
#define TABLE(entries) .table = entries, .table_count = COUNT(entries)

/* ---- tables of raw text ---- */

static const struct wn_table_entry nothing = {.cause = WN_ABSENT};

/* Each state has a column of its own; only what is true says something. */
#define STATE(name, state) static const struct wn_table_entry name[] = { \
	{.raw = S("true"), .value = TEXT(state)}, {.raw = S("True"), .value = TEXT(state)}, {.raw = S("J"), .value = TEXT(state)}}
STATE(bankrupt, "insolvency");
STATE(winding_up, "liquidation");
STATE(struck_off, "strike_off");
static const struct wn_table_entry reconstructing = {.value = TEXT("administration")};
static const struct wn_table_entry insolvent_abroad = {.value = TEXT("insolvency")};

/* A number below five is not shown, only that there is one. */
static const struct wn_table_entry few[] = {
	{.raw = S("true"), .value = RANGE(1, 4)}, {.raw = S("True"), .value = RANGE(1, 4)}, {.raw = S("J"), .value = RANGE(1, 4)},
	{.raw = S("false"), .value = RANGE(0, 0)}, {.raw = S("False"), .value = RANGE(0, 0)}, {.raw = S("N"), .value = RANGE(0, 0)},
};

static const struct wn_table_entry person[] = {{.raw = S("ENK"), .value = FLAG(1)}};
static const struct wn_table_entry no_person = {.value = FLAG(0)};

/* A municipality's number begins with that of its county. */
#define COUNTY(number) {.raw = S(number), .value = TEXT("NO-" number)}
static const struct wn_table_entry counties[] = {
	COUNTY("03"), COUNTY("11"), COUNTY("15"), COUNTY("18"), COUNTY("21"), COUNTY("22"), COUNTY("31"), COUNTY("32"), COUNTY("33"),
	COUNTY("34"), COUNTY("39"), COUNTY("40"), COUNTY("42"), COUNTY("46"), COUNTY("50"), COUNTY("55"), COUNTY("56"),
};

/* ---- columns ---- */

#define COLUMN .size = sizeof(struct wn_column), .optional = 1
#define STATUS(column, entries) {COLUMN, .field = S("status"), .convert = WN_CONV_TABLE, TABLE(entries), .otherwise = &nothing, NAMES(S(column))}

static const struct wn_column columns[] = {
	{.size = sizeof(struct wn_column), .field = S("name"), .convert = WN_CONV_TEXT, NAMES(S("navn"))},
	{COLUMN, .field = S("country"), .convert = WN_CONV_TEXT, NAMES(S("forretningsadresse.landkode"))},
	{COLUMN, .field = S("region"), .convert = WN_CONV_PREFIX, TABLE(counties), .otherwise = &nothing, NAMES(S("forretningsadresse.kommunenummer"))},
	{COLUMN, .field = S("postcode"), .convert = WN_CONV_TEXT, NAMES(S("forretningsadresse.postnummer"))},
	{COLUMN, .field = S("city"), .convert = WN_CONV_TEXT, NAMES(S("forretningsadresse.poststed"))},
	{COLUMN, .field = S("legal_form"), .convert = WN_CONV_TEXT, NAMES(S("organisasjonsform.beskrivelse"), S("organisasjonsform.kode"))},
	{COLUMN, .field = S("natural_person"), .convert = WN_CONV_TABLE, TABLE(person), .otherwise = &no_person, NAMES(S("organisasjonsform.kode"))},
	/* SN2007: a class of NACE rev 2 and a digit. */
	{COLUMN, .field = S("industry"), .convert = WN_CONV_CODE, .scheme = S("nace"),
	 NAMES(S("naeringskode1.kode"), S("naeringskode2.kode"), S("naeringskode3.kode"))},
	{COLUMN, .field = S("founded"), .convert = WN_CONV_DATE, NAMES(S("stiftelsesdato"))},
	{COLUMN, .field = S("employees"), .convert = WN_CONV_INTEGER, NAMES(S("antallAnsatte"))},
	{COLUMN, .field = S("employees"), .convert = WN_CONV_TABLE, TABLE(few), .otherwise = &nothing, NAMES(S("harRegistrertAntallAnsatte"))},
	STATUS("konkurs", bankrupt),
	STATUS("underTvangsavviklingEllerTvangsopplosning", struck_off),
	STATUS("underAvvikling", winding_up),
	{COLUMN, .field = S("status"), .convert = WN_CONV_TABLE, TABLE(bankrupt), .otherwise = &insolvent_abroad,
	 NAMES(S("underUtenlandskInsolvensbehandlingDato"))},
	{COLUMN, .field = S("status"), .convert = WN_CONV_TABLE, TABLE(bankrupt), .otherwise = &reconstructing,
	 NAMES(S("underRekonstruksjonsforhandlingDato"))},
	{.size = sizeof(struct wn_column), .field = S("status"), .convert = WN_CONV_CONSTANT, .constant = S("active")},
	{COLUMN, .field = S("vat_registered"), .convert = WN_CONV_FLAG, NAMES(S("registrertIMvaregisteret"))},
	{COLUMN, .field = S("vat_registered"), .convert = WN_CONV_FLAG, NAMES(S("registrertIMvaRegisteret"))},
	{COLUMN, .field = S("capital"), .convert = WN_CONV_MONEY, NAMES(S("kapital.belop"), S("kapital.valuta"))},
	{COLUMN, .field = S("domain"), .convert = WN_CONV_DOMAIN, NAMES(S("hjemmeside"))},
	{COLUMN, .field = S("website"), .convert = WN_CONV_TEXT, NAMES(S("hjemmeside"))},
	{COLUMN, .field = S("phone"), .convert = WN_CONV_TEXT, NAMES(S("telefon"), S("mobil"))},
	{COLUMN, .field = S("email"), .convert = WN_CONV_TEXT, NAMES(S("epostadresse"))},
};

/* The one thing that the two formats have in different places: the address is an array of lines in JSON. */
static const struct wn_column address_of[] = {
	[CSV] = {COLUMN, .field = S("address"), .convert = WN_CONV_TEXT, NAMES(S("forretningsadresse.adresse"))},
	[JSON] = {COLUMN, .field = S("address"), .convert = WN_CONV_TEXT,
	          NAMES(S("forretningsadresse.adresse.0"), S("forretningsadresse.adresse.1"), S("forretningsadresse.adresse.2"))},
};

/* ---- the plugin ---- */

static int ends_in(struct wn_str text, const char *ending)
{
	size_t len = strlen(ending);

	return text.len >= len && memcmp(text.ptr + text.len - len, ending, len) == 0;
}

static enum format format_of(const struct config *config)
{
	if (config->format != BY_NAME)
		return (enum format)config->format;
	return ends_in(config->file, ".json") || ends_in(config->file, ".json.gz") || ends_in(config->file, ".json.zip") ? JSON : CSV;
}

static int describe(const void *options_given, struct wn_needs *needs, struct wn_error *error)
{
	const struct wn_host *host = needs->host;
	int result = host->provide(needs, WN_STR("orgnr"));

	(void)options_given;
	for (size_t i = 0; i < COUNT(columns) && result >= 0; i++)
		result = host->provide(needs, columns[i].field);
	if (result >= 0)
		result = host->provide(needs, WN_STR("address"));
	return result < 0 ? host->fail(error, result, "this version of winnow lacks a field that the Norwegian register brings") : WN_OK;
}

static int open_file(const struct wn_open *open, void **state, struct wn_error *error)
{
	const struct config *config = open->config;
	const struct wn_host *host = open->host;
	enum format format = format_of(config);
	struct wn_dialect csv = {.size = sizeof csv, .quote = '"', .encoding = WN_STR("utf-8"), .day = config->date};
	struct wn_dialect json = {.size = sizeof json, .format = WN_FORMAT_JSON_LINES, .day = config->date};
	int result = host->map_file(open->mapping, config->file, format == JSON ? &json : &csv, error);

	*state = NULL;
	if (result == WN_OK)
		result = host->map_id(open->mapping, WN_STR("no-orgnr"), WN_STR("organisasjonsnummer"), error);
	for (size_t i = 0; i < COUNT(columns) && result == WN_OK; i++)
		result = host->map_column(open->mapping, &columns[i], error);
	return result == WN_OK ? host->map_column(open->mapping, &address_of[format], error) : result;
}

static const struct wn_source_ops ops = {.size = sizeof ops};

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD,
	.kind = WN_SOURCE,
	.name = "brreg",
	.summary = "Norwegian companies: all units of Enhetsregisteret",
	.version = "1",
	.options = options,
	.config_size = sizeof(struct config),
	.describe = describe,
	.open = open_file,
	.ops = &ops,
};
