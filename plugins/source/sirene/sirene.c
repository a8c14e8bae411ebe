/* sirene.c - the stock file of French legal units (StockUniteLegale), in all its layouts: columns are found by name. With
 * StockEtablissement beside it the seat of each unit gives the address: the unit file itself has none. */
#include <stddef.h>
#include <string.h>

#include <winnow/plugin.h>

struct config {
	struct wn_str file;
	int32_t date;
	struct wn_str establishments;
};

static const struct wn_option options[] = {
	{.name = "file", .type = WN_OPT_FILE, .flags = WN_OPT_REQUIRED, .help = "StockUniteLegale as CSV, or the .zip or .gz of it",
	 .offset = offsetof(struct config, file)},
	{.name = "establishments", .type = WN_OPT_FILE, .help = "StockEtablissement as CSV, or the .zip or .gz of it: the address of the seat",
	 .offset = offsetof(struct config, establishments)},
	{.name = "date", .type = WN_OPT_DATE, .help = "day of extraction of both files; left out: the day each was last changed",
	 .offset = offsetof(struct config, date)},
	{.name = NULL},
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define MASKED {"[ND]", 4}
#define NAMES(...) .columns = (const struct wn_str[]){__VA_ARGS__}, .column_count = COUNT(((const struct wn_str[]){__VA_ARGS__}))
/* WN_STR is a compound literal, which may not stand in a static initialiser of an array of arrays. */
#define S(text) {"" text, sizeof("" text) - 1}

/* ---- tables of raw text ---- */

#define RANGE(low_, high_) {.type = WN_INTEGER, .as.range = {low_, high_}}
#define TEXT(text_) {.type = WN_TEXT, .as.text = S(text_)}
#define FLAG(flag_) {.type = WN_FLAG, .as.flag = flag_}

static const struct wn_table_entry bands[] = {
#define BAND(code, least, most) {.raw = S(code), .value = RANGE(least, most)},
#include "bands.def"
#undef BAND
	{.raw = S("NN"), .cause = WN_ABSENT},
};

static const struct wn_table_entry legal_forms[] = {
#define FORM(code, label) {.raw = S(code), .value = TEXT(label)},
#include "legal_forms.def"
#undef FORM
};

static const struct wn_table_entry nomenclatures[] = {
	{.raw = S("NAFRev2"), .value = TEXT("naf")},
	{.raw = S("NAF25"), .value = TEXT("naf25")},
	{.raw = S("NAFRev1"), .value = TEXT("nafrev1")},
	{.raw = S("NAF1993"), .value = TEXT("naf1993")},
	{.raw = S("NAP"), .value = TEXT("nap")},
};

static const struct wn_table_entry states[] = {
	{.raw = S("A"), .value = TEXT("active")},
	{.raw = S("C"), .value = TEXT("ceased")},
};

/* The categories of foreign entities: they are in the register, their seat is somewhere else and not in this file. */
static const struct wn_table_entry foreign[] = {
	{.raw = S("3110"), .cause = WN_ABSENT},
	{.raw = S("3120"), .cause = WN_ABSENT},
	{.raw = S("3205"), .cause = WN_ABSENT},
	{.raw = S("3210"), .cause = WN_ABSENT},
	{.raw = S("3220"), .cause = WN_ABSENT},
	{.raw = S("3290"), .cause = WN_ABSENT},
};
static const struct wn_table_entry in_france = {.value = TEXT("FR")};

static const struct wn_table_entry sole_trader[] = {{.raw = S("1000"), .value = FLAG(1)}};
static const struct wn_table_entry no_sole_trader = {.value = FLAG(0)};

#define TABLE(entries) .table = entries, .table_count = COUNT(entries)

/* ---- columns ---- */

#define COLUMN .size = sizeof(struct wn_column), .masked = MASKED

static const struct wn_column columns[] = {
	/* A person has no denomination: the first name in use, and the name in use or of birth. */
	{COLUMN, .field = S("name"), .convert = WN_CONV_TEXT, NAMES(S("denominationUniteLegale"))},
	{COLUMN, .field = S("name"), .convert = WN_CONV_JOIN, .separator = S(" "), NAMES(S("prenomUsuelUniteLegale"), S("nomUsageUniteLegale"))},
	{COLUMN, .field = S("name"), .convert = WN_CONV_JOIN, .separator = S(" "), NAMES(S("prenomUsuelUniteLegale"), S("nomUniteLegale"))},
	{COLUMN, .field = S("name"), .convert = WN_CONV_TEXT, .optional = 1,
	 NAMES(S("denominationUsuelle1UniteLegale"), S("denominationUsuelle2UniteLegale"), S("denominationUsuelle3UniteLegale"))},
	{COLUMN, .field = S("name"), .convert = WN_CONV_TEXT, .optional = 1, NAMES(S("sigleUniteLegale"))},
	{COLUMN, .field = S("trade_names"), .convert = WN_CONV_TEXT, .optional = 1, NAMES(S("denominationUsuelle1UniteLegale"))},
	{COLUMN, .field = S("trade_names"), .convert = WN_CONV_TEXT, .optional = 1, NAMES(S("denominationUsuelle2UniteLegale"))},
	{COLUMN, .field = S("trade_names"), .convert = WN_CONV_TEXT, .optional = 1, NAMES(S("denominationUsuelle3UniteLegale"))},
	{COLUMN, .field = S("country"), .convert = WN_CONV_TABLE, TABLE(foreign), .otherwise = &in_france, NAMES(S("categorieJuridiqueUniteLegale"))},
	{COLUMN, .field = S("legal_form"), .convert = WN_CONV_CODE, .scheme = S("cj"), TABLE(legal_forms), NAMES(S("categorieJuridiqueUniteLegale"))},
	{COLUMN, .field = S("natural_person"), .convert = WN_CONV_TABLE, TABLE(sole_trader), .otherwise = &no_sole_trader,
	 NAMES(S("categorieJuridiqueUniteLegale"))},
	{COLUMN, .field = S("industry"), .convert = WN_CONV_CODE, .scheme_column = S("nomenclatureActivitePrincipaleUniteLegale"),
	 TABLE(nomenclatures), NAMES(S("activitePrincipaleUniteLegale"))},
	{COLUMN, .field = S("industry"), .convert = WN_CONV_CODE, .scheme = S("naf25"), .optional = 1, NAMES(S("activitePrincipaleNAF25UniteLegale"))},
	{COLUMN, .field = S("employees"), .convert = WN_CONV_TABLE, TABLE(bands), .observed = S("anneeEffectifsUniteLegale"),
	 NAMES(S("trancheEffectifsUniteLegale"))},
	{COLUMN, .field = S("size_class"), .convert = WN_CONV_TEXT, .observed = S("anneeCategorieEntreprise"), NAMES(S("categorieEntreprise"))},
	{COLUMN, .field = S("founded"), .convert = WN_CONV_DATE, .sentinel = S("1900-01-01"), NAMES(S("dateCreationUniteLegale"))},
	{COLUMN, .field = S("status"), .convert = WN_CONV_TABLE, TABLE(states), NAMES(S("etatAdministratifUniteLegale"))},
};

/* ---- columns of establishments: of the seat alone ---- */

/* A commune's number begins with that of its departement; overseas it takes three characters. */
static const struct wn_table_entry departements[] = {
#define DEPARTEMENT(number, region) {.raw = S(number), .value = TEXT("FR-" region)},
#include "departements.def"
#undef DEPARTEMENT
};

#define STREET .field = S("address"), .convert = WN_CONV_JOIN, .separator = S(" ")

static const struct wn_column seat_columns[] = {
	{COLUMN, .field = S("siret"), .convert = WN_CONV_TEXT, NAMES(S("siret"))},
	{COLUMN, .field = S("region"), .convert = WN_CONV_PREFIX, TABLE(departements), NAMES(S("codeCommuneEtablissement"))},
	{COLUMN, .field = S("postcode"), .convert = WN_CONV_TEXT, NAMES(S("codePostalEtablissement"))},
	{COLUMN, .field = S("city"), .convert = WN_CONV_TEXT, NAMES(S("libelleCommuneEtablissement"), S("libelleCommuneEtrangerEtablissement"))},
	/* A join of cells has nothing where one of them is empty, so the fullest form comes first. */
	{COLUMN, STREET, NAMES(S("numeroVoieEtablissement"), S("indiceRepetitionEtablissement"), S("typeVoieEtablissement"), S("libelleVoieEtablissement"))},
	{COLUMN, STREET, NAMES(S("numeroVoieEtablissement"), S("typeVoieEtablissement"), S("libelleVoieEtablissement"))},
	{COLUMN, STREET, NAMES(S("numeroVoieEtablissement"), S("indiceRepetitionEtablissement"), S("libelleVoieEtablissement"))},
	{COLUMN, STREET, NAMES(S("numeroVoieEtablissement"), S("libelleVoieEtablissement"))},
	{COLUMN, STREET, NAMES(S("typeVoieEtablissement"), S("libelleVoieEtablissement"))},
	{COLUMN, STREET, NAMES(S("libelleVoieEtablissement"))},
	{COLUMN, .field = S("trade_names"), .convert = WN_CONV_TEXT, NAMES(S("enseigne1Etablissement"))},
	{COLUMN, .field = S("trade_names"), .convert = WN_CONV_TEXT, NAMES(S("enseigne2Etablissement"))},
	{COLUMN, .field = S("trade_names"), .convert = WN_CONV_TEXT, NAMES(S("enseigne3Etablissement"))},
	{COLUMN, .field = S("trade_names"), .convert = WN_CONV_TEXT, NAMES(S("denominationUsuelleEtablissement"))},
};

/* The seat's own diffusion status counts for its address, whatever that of the unit is. Two seats of one unit are a slip of the
 * register: the one that it worked on last is taken. */
static const struct wn_join seat = {
	.size = sizeof seat,
	.id_column = S("siren"),
	.when_column = S("etablissementSiege"), .when_value = S("true"),
	.open_column = S("statutDiffusionEtablissement"), .open_value = S("O"),
	.name_column = S("siret"),
	.newest_column = S("dateDernierTraitementEtablissement"),
};

/* ---- the plugin ---- */

/* Each field once, of how many columns it may come. */
static int provide_seat(const struct wn_host *host, struct wn_needs *needs, size_t column, struct wn_str file)
{
	struct wn_str field = seat_columns[column].field;

	for (size_t i = 0; i < column; i++)
		if (seat_columns[i].field.len == field.len && memcmp(seat_columns[i].field.ptr, field.ptr, field.len) == 0)
			return WN_OK;
	return host->provide_joined(needs, field, file);
}

static int describe(const void *options_given, struct wn_needs *needs, struct wn_error *error)
{
	const struct config *config = options_given;
	const struct wn_host *host = needs->host;
	int result = host->provide(needs, WN_STR("siren"));

	for (size_t i = 0; i < COUNT(columns) && result >= 0; i++)
		result = host->provide(needs, columns[i].field);
	for (size_t i = 0; config->establishments.len > 0 && i < COUNT(seat_columns) && result >= 0; i++)
		result = provide_seat(host, needs, i, config->establishments);
	return result < 0 ? host->fail(error, result, "this version of winnow lacks a field that SIRENE brings") : WN_OK;
}

static int join_seats(const struct wn_open *open, const struct config *config, const struct wn_dialect *dialect, struct wn_error *error)
{
	const struct wn_host *host = open->host;
	struct wn_mapping *joined;
	int result = host->map_join(open->mapping, &seat, &joined, error);

	if (result == WN_OK)
		result = host->map_file(joined, config->establishments, dialect, error);
	for (size_t i = 0; i < COUNT(seat_columns) && result == WN_OK; i++)
		result = host->map_column(joined, &seat_columns[i], error);
	return result;
}

static int open_files(const struct wn_open *open, void **state, struct wn_error *error)
{
	const struct config *config = open->config;
	const struct wn_host *host = open->host;
	/* The dialect is known, so a comma too few in the header is not taken for another one. */
	struct wn_dialect dialect = {.size = sizeof dialect, .delimiter = ',', .quote = '"', .encoding = WN_STR("utf-8"), .day = config->date};
	int result = host->map_file(open->mapping, config->file, &dialect, error);

	*state = NULL;
	if (result == WN_OK)
		result = host->map_id(open->mapping, WN_STR("fr-siren"), WN_STR("siren"), error);
	if (result == WN_OK)
		result = host->map_opt_out(open->mapping, WN_STR("statutDiffusionUniteLegale"), WN_STR("O"), error);
	for (size_t i = 0; i < COUNT(columns) && result == WN_OK; i++)
		result = host->map_column(open->mapping, &columns[i], error);
	if (result == WN_OK && config->establishments.len > 0)
		result = join_seats(open, config, &dialect, error);
	return result;
}

static const struct wn_source_ops ops = {.size = sizeof ops};

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD,
	.kind = WN_SOURCE,
	.name = "sirene",
	.summary = "French companies: the SIRENE stock files of legal units and of establishments",
	.version = "1",
	.options = options,
	.config_size = sizeof(struct config),
	.describe = describe,
	.open = open_files,
	.ops = &ops,
};
