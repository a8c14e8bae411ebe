/* scan_sirene.c - the SIRENE source on all its layouts, linked in; and, where WINNOW_SAMPLES names a folder that holds
 * registries/, on real rows of SIRENE and Companies House. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/tree.h"
#include "unit/scan_support.h"

/* The plugin's fail is the host's, not cmocka's. */
#pragma push_macro("fail")
#undef fail
#include "../../plugins/source/sirene/sirene.c"
#pragma pop_macro("fail")

/* ---- the plugin at work ---- */

static char provided[2000];

static int host_provide(struct wn_needs *needs, struct wn_str field)
{
	size_t len = strlen(provided);

	assert_non_null(needs);
	snprintf(provided + len, sizeof provided - len, "%.*s ", STR_ARG(field));
	return WN_OK;
}

/* What the plugin uses of the host. */
static const struct wn_host host = {
	.size = sizeof host, .fail = fail, .provide = host_provide, .map_file = mapping_file, .map_id = mapping_id,
	.map_column = mapping_column, .map_opt_out = mapping_opt_out, .map_sure = mapping_sure,
};

static void open_plugin(struct bench *bench, const char *path, int32_t date)
{
	struct config config = {.file = str_of(path), .date = date};
	struct wn_open open = {.size = sizeof open, .host = &host, .arena = bench->arena, .config = &config, .mapping = bench->mapping};
	void *state = bench;

	if (winnow_plugin.open(&open, &state, &bench->error) < 0)
		fail_msg("%s", bench->error.text);
	assert_null(state);
}

/* ---- layouts ---- */

enum layout { COLUMNS_33, COLUMNS_34, COLUMNS_34_NAF25, COLUMNS_35, LAYOUT_COUNT };

/* A column begins with the layouts that have it, where not all do. */
static const char *const header[] = {"siren", "statutDiffusionUniteLegale", "unitePurgeeUniteLegale", "dateCreationUniteLegale", "sigleUniteLegale",
	"sexeUniteLegale", "prenom1UniteLegale", "prenom2UniteLegale", "prenom3UniteLegale", "prenom4UniteLegale", "prenomUsuelUniteLegale",
	"pseudonymeUniteLegale", "identifiantAssociationUniteLegale", "trancheEffectifsUniteLegale", "anneeEffectifsUniteLegale",
	"dateDernierTraitementUniteLegale", "nombrePeriodesUniteLegale", "categorieEntreprise", "anneeCategorieEntreprise", "dateDebut",
	"etatAdministratifUniteLegale", "nomUniteLegale", "nomUsageUniteLegale", "denominationUniteLegale", "denominationUsuelle1UniteLegale",
	"denominationUsuelle2UniteLegale", "denominationUsuelle3UniteLegale", "categorieJuridiqueUniteLegale", "activitePrincipaleUniteLegale",
	"nomenclatureActivitePrincipaleUniteLegale", "nicSiegeUniteLegale", "economieSocialeSolidaireUniteLegale", "societeMissionUniteLegale",
	"caractereEmployeurUniteLegale", "activitePrincipaleNAF25UniteLegale"};
#define HEADER_COUNT (sizeof header / sizeof *header)

static bool has_column(enum layout layout, const char *name)
{
	if (strcmp(name, "societeMissionUniteLegale") == 0)
		return layout == COLUMNS_34 || layout == COLUMNS_35;
	if (strcmp(name, "activitePrincipaleNAF25UniteLegale") == 0)
		return layout == COLUMNS_34_NAF25 || layout == COLUMNS_35;
	return true;
}

/* One row from "column=value" texts; everything else is empty. */
static void add_row(struct buf *file, enum layout layout, const char *const *cells)
{
	bool first = true;

	for (size_t i = 0; i < HEADER_COUNT; i++) {
		size_t len = strlen(header[i]);

		if (!has_column(layout, header[i]))
			continue;
		if (!first)
			buf_byte(file, ',');
		first = false;
		for (size_t k = 0; cells && cells[k]; k++)
			if (strncmp(cells[k], header[i], len) == 0 && cells[k][len] == '=')
				buf_text(file, cells[k] + len + 1);
		if (!cells)
			buf_text(file, header[i]);
	}
	buf_byte(file, '\n');
}

#define ROW(...) ((const char *const[]){"siren=552100554", "statutDiffusionUniteLegale=O", __VA_ARGS__, NULL})

/* The facts of one row of the newest layout, or of another. */
static void row_gives(enum layout layout, const char *const *cells, const char *expected)
{
	struct bench bench;
	struct buf file = {0};

	bench_open(&bench);
	bench.with_causes = true;
	add_row(&file, layout, NULL);
	add_row(&file, layout, cells);
	bench_bytes(&bench, "s.csv", buf_as_str(&file));
	open_plugin(&bench, folder_path(bench.folder, "s.csv"), 20000);
	bench_expect(&bench, expected);
	buf_free(&file);
	bench_close(&bench);
}

#define FULL(name, trade, country, form, industry, founded, employees, size, status, person) \
	"company s.csv#552100554 [fr-siren:552100554] name=" name " trade_names=" trade " country=" country " legal_form=" form " industry=" industry \
	" founded=" founded " employees=" employees " size_class=" size " status=" status " natural_person=" person " siren=552100554\n"

static void every_layout_is_read_by_name(void **state)
{
	static const char *const cells[] = {"siren=552100554", "statutDiffusionUniteLegale=O", "denominationUniteLegale=\"AUTOMOBILES \"\"P\"\"\"",
		"dateCreationUniteLegale=1896-04-02", "categorieJuridiqueUniteLegale=5599", "activitePrincipaleUniteLegale=29.10Z",
		"nomenclatureActivitePrincipaleUniteLegale=NAFRev2", "trancheEffectifsUniteLegale=53", "anneeEffectifsUniteLegale=2023",
		"categorieEntreprise=GE", "anneeCategorieEntreprise=2023", "etatAdministratifUniteLegale=A", "societeMissionUniteLegale=N",
		"activitePrincipaleNAF25UniteLegale=29.10Y", "sigleUniteLegale=PSA", NULL};

	(void)state;
	for (int layout = 0; layout < LAYOUT_COUNT; layout++)
		row_gives((enum layout)layout, cells, has_column((enum layout)layout, "activitePrincipaleNAF25UniteLegale") ?
			FULL("AUTOMOBILES \"P\"", "?absent", "FR", "cj 5599", "naf 29.10Z; naf25 29.10Y", "1896-04-02", "10000-", "GE", "active", "no") :
			FULL("AUTOMOBILES \"P\"", "?absent", "FR", "cj 5599", "naf 29.10Z", "1896-04-02", "10000-", "GE", "active", "no"));
}

static void names_of_persons_and_others(void **state)
{
#define NAME(expected, trade, ...) row_gives(COLUMNS_35, ROW(__VA_ARGS__), FULL(expected, trade, "?absent", "?absent", "?absent", "?absent", \
		"?absent", "?absent", "?absent", "?absent"))
	(void)state;
	NAME("DENOMINATION", "?absent", "denominationUniteLegale=DENOMINATION", "prenomUsuelUniteLegale=JEAN", "nomUniteLegale=MARTIN");
	NAME("JEAN DURAND", "?absent", "prenomUsuelUniteLegale=JEAN", "nomUniteLegale=MARTIN", "nomUsageUniteLegale=DURAND");
	NAME("JEAN MARTIN", "?absent", "prenomUsuelUniteLegale=JEAN", "nomUniteLegale=MARTIN", "sigleUniteLegale=JM");
	NAME("TRADE TWO", "TRADE TWO", "nomUniteLegale=MARTIN", "denominationUsuelle2UniteLegale=TRADE TWO", "sigleUniteLegale=JM");
	NAME("JM", "?absent", "nomUniteLegale=MARTIN", "sigleUniteLegale=JM");
	NAME("?absent", "?absent", "nomUniteLegale=MARTIN");
	NAME("A", "A trade_names=B trade_names=C", "denominationUsuelle1UniteLegale=A", "denominationUsuelle2UniteLegale=B", "denominationUsuelle3UniteLegale=C");
}

static void masked_values_are_unknown_everywhere(void **state)
{
	(void)state;
	row_gives(COLUMNS_35, ROW("denominationUniteLegale=[ND]", "denominationUsuelle1UniteLegale=[ND]", "sigleUniteLegale=[ND]", "nomUniteLegale=[ND]",
	                          "prenomUsuelUniteLegale=[ND]", "categorieJuridiqueUniteLegale=[ND]", "activitePrincipaleUniteLegale=[ND]",
	                          "dateCreationUniteLegale=[ND]", "trancheEffectifsUniteLegale=[ND]", "anneeEffectifsUniteLegale=[ND]",
	                          "categorieEntreprise=[ND]", "etatAdministratifUniteLegale=[ND]", "activitePrincipaleNAF25UniteLegale=[ND]"),
	          FULL("?masked", "?masked", "?masked", "?masked", "?masked", "?masked", "?masked", "?masked", "?masked", "?masked"));
}

static void one_fact(const char *const *cells, const char *wanted)
{
	struct bench bench;
	struct buf file = {0};

	bench_open(&bench);
	bench.with_causes = true;
	add_row(&file, COLUMNS_35, NULL);
	add_row(&file, COLUMNS_35, cells);
	bench_bytes(&bench, "s.csv", buf_as_str(&file));
	open_plugin(&bench, folder_path(bench.folder, "s.csv"), 20000);
	assert_int_equal(bench_scan(&bench), WN_OK);
	if (!strstr(bench.out.data, wanted))
		fail_msg("no \"%s\" in %s", wanted, bench.out.data);
	buf_free(&file);
	bench_close(&bench);
}

static void headcount_bands(void **state)
{
	static const char *const known[][2] = {{"00", "0"}, {"01", "1-2"}, {"02", "3-5"}, {"03", "6-9"}, {"11", "10-19"}, {"12", "20-49"},
		{"21", "50-99"}, {"22", "100-199"}, {"31", "200-249"}, {"32", "250-499"}, {"41", "500-999"}, {"42", "1000-1999"},
		{"51", "2000-4999"}, {"52", "5000-9999"}, {"53", "10000-"}, {"NN", "?absent"}, {"", "?absent"}, {"99", "?malformed"}};

	(void)state;
	for (size_t i = 0; i < COUNT(known); i++) {
		char cell[64], wanted[64];

		snprintf(cell, sizeof cell, "trancheEffectifsUniteLegale=%s", known[i][0]);
		snprintf(wanted, sizeof wanted, " employees=%s ", known[i][1]);
		one_fact(ROW(cell), wanted);
	}
}

static void categories_states_and_nomenclatures(void **state)
{
	(void)state;
	one_fact(ROW("categorieJuridiqueUniteLegale=1000"), " natural_person=yes ");
	one_fact(ROW("categorieJuridiqueUniteLegale=1000"), " country=FR legal_form=cj 1000 ");
	one_fact(ROW("categorieJuridiqueUniteLegale=5710"), " natural_person=no ");
	one_fact(ROW("categorieJuridiqueUniteLegale=3120"), " country=?absent legal_form=cj 3120 ");
	one_fact(ROW("categorieJuridiqueUniteLegale=3290"), " country=?absent ");
	one_fact(ROW("categorieJuridiqueUniteLegale=0000"), " legal_form=cj 0000 ");
	one_fact(ROW("categorieJuridiqueUniteLegale=5720"), " country=FR legal_form=cj 5720 ");
	one_fact(ROW("etatAdministratifUniteLegale=C"), " status=ceased ");
	one_fact(ROW("etatAdministratifUniteLegale=F"), " status=?malformed ");
	one_fact(ROW("dateCreationUniteLegale=1900-01-01"), " founded=?absent ");
	one_fact(ROW("activitePrincipaleUniteLegale=57.10", "nomenclatureActivitePrincipaleUniteLegale=NAP"), " industry=nap 57.10 ");
	one_fact(ROW("activitePrincipaleUniteLegale=20.1A", "nomenclatureActivitePrincipaleUniteLegale=NAF1993"), " industry=naf1993 20.1A ");
	one_fact(ROW("activitePrincipaleUniteLegale=52.4A", "nomenclatureActivitePrincipaleUniteLegale=NAFRev1"), " industry=nafrev1 52.4A ");
	/* From 2027 on the main column changes. */
	one_fact(ROW("activitePrincipaleUniteLegale=62.10Y", "nomenclatureActivitePrincipaleUniteLegale=NAF25"), " industry=naf25 62.10Y ");
	one_fact(ROW("activitePrincipaleUniteLegale=62.01Z"), " industry=?malformed ");
}

static void labels_come_with_the_code(void **state)
{
	struct bench bench;
	struct buf file = {0};

	(void)state;
	bench_open(&bench);
	add_row(&file, COLUMNS_35, NULL);
	add_row(&file, COLUMNS_35, ROW("categorieJuridiqueUniteLegale=5710"));
	bench_bytes(&bench, "s.csv", buf_as_str(&file));
	open_plugin(&bench, folder_path(bench.folder, "s.csv"), 20000);
	assert_int_equal(bench_scan(&bench), WN_OK);
	assert_non_null(memmem(bench.raw.data, bench.raw.len, "SAS, soci\xc3\xa9t\xc3\xa9 par actions simplifi\xc3\xa9" "e", 36));
	buf_free(&file);
	bench_close(&bench);
}

static void years_of_observation_count(void **state)
{
	struct bench bench;
	struct buf file = {0};

	(void)state;
	bench_open(&bench);
	bench.with_evidence = true;
	add_row(&file, COLUMNS_35, NULL);
	add_row(&file, COLUMNS_35, ROW("trancheEffectifsUniteLegale=21", "anneeEffectifsUniteLegale=2023", "categorieEntreprise=ETI",
	                               "anneeCategorieEntreprise=2022"));
	bench_bytes(&bench, "s.csv", buf_as_str(&file));
	open_plugin(&bench, folder_path(bench.folder, "s.csv"), 20000);
	bench_expect(&bench, "company [fr-siren:552100554] employees=50-99(s.csv#552100554 19722 0) size_class=ETI(s.csv#552100554 19357 0) siren=552100554(s.csv#552100554 20000 0)\n");
	buf_free(&file);
	bench_close(&bench);
}

static void who_objects_leaves_nothing_but_the_number(void **state)
{
	struct bench bench;
	struct buf file = {0};

	(void)state;
	bench_open(&bench);
	add_row(&file, COLUMNS_35, NULL);
	for (int i = 0; i < 3; i++)
		add_row(&file, COLUMNS_35, (const char *const[]){"siren=552100554", i == 0 ? "statutDiffusionUniteLegale=P" : i == 1 ?
			"statutDiffusionUniteLegale=N" : "x=", "denominationUniteLegale=MARKER", "nomUniteLegale=MARKER", "prenomUsuelUniteLegale=MARKER", NULL});
	bench_bytes(&bench, "s.csv", buf_as_str(&file));
	open_plugin(&bench, folder_path(bench.folder, "s.csv"), 20000);
	bench_expect(&bench, "opt-out fr-siren:552100554\nopt-out fr-siren:552100554\nopt-out fr-siren:552100554\n");
	assert_null(memmem(bench.raw.data, bench.raw.len, "MARKER", 6));
	assert_int_equal(bench.counts.opted_out, 3);
	buf_free(&file);
	bench_close(&bench);
}

static void a_file_without_the_status_is_refused(void **state)
{
	struct bench bench;

	(void)state;
	bench_open(&bench);
	bench_bytes(&bench, "s.csv", WN_STR("siren,denominationUniteLegale\n552100554,X\n"));
	open_plugin(&bench, folder_path(bench.folder, "s.csv"), 20000);
	assert_int_equal(bench_scan(&bench), WN_INVALID);
	assert_non_null(strstr(bench.error.text, "s.csv has no columns \"statutDiffusionUniteLegale\", \"")); /* all that are missing, this first */
	bench_close(&bench);
}

static void it_says_what_it_brings(void **state)
{
	struct wn_needs needs = {sizeof needs, &host};
	struct wn_error error = {0};
	struct config config = {0};

	(void)state;
	provided[0] = 0;
	assert_int_equal(winnow_plugin.describe(&config, &needs, &error), WN_OK);
	assert_string_equal(provided, "siren name name name name name trade_names trade_names trade_names country legal_form natural_person industry "
	                              "industry employees size_class founded status ");
}

/* ---- real rows ---- */

static const char *sample(const char *below)
{
	static char path[4096];
	const char *folder = getenv("WINNOW_SAMPLES");
	FILE *file;

	if (!folder)
		return NULL;
	snprintf(path, sizeof path, "%s/registries/%s", folder, below);
	file = fopen(path, "rb");
	if (!file)
		return NULL;
	fclose(file);
	return path;
}

static void sirene_sample(const char *below, const char *expected)
{
	const char *path = sample(below);
	struct bench bench;

	if (!path) {
		print_message("# skipped, no sample data: set WINNOW_SAMPLES to the folder that holds registries/\n");
		return;
	}
	bench_open(&bench);
	open_plugin(&bench, path, 20000);
	bench_expect(&bench, expected);
	bench_close(&bench);
}

static void real_rows_of_33_columns(void **state)
{
	(void)state;
	sirene_sample("fr_sirene/StockUniteLegale_2018_33col_sample.csv",
		"company StockUniteLegale_2018_33col_sample.csv#000325175 [fr-siren:000325175] name=NAME42 NAME43 country=FR legal_form=cj 1000"
		" industry=naf 32.12Z founded=2000-09-26 size_class=PME status=active natural_person=yes siren=000325175\n"
		"company StockUniteLegale_2018_33col_sample.csv#001807254 [fr-siren:001807254] name=NAME44 NAME45 country=FR legal_form=cj 1000"
		" industry=naf 85.59A founded=1972-05-01 status=ceased natural_person=yes siren=001807254\n"
		"company StockUniteLegale_2018_33col_sample.csv#005410220 [fr-siren:005410220] name=NAME46 NAME47 country=FR legal_form=cj 1000"
		" industry=nap 22.02 founded=1954-12-25 status=ceased natural_person=yes siren=005410220\n");
}

static void real_rows_of_35_columns(void **state)
{
	(void)state;
	sirene_sample("fr_sirene/StockUniteLegale_2026_35col_rows.csv",
		"company StockUniteLegale_2026_35col_rows.csv#016750697 [fr-siren:016750697] name=ETS J VIRLY S A country=FR legal_form=cj 5710"
		" industry=naf 77.39Z; naf25 77.39Y founded=1967-01-01 employees=200-249 size_class=ETI status=active natural_person=no siren=016750697\n"
		"company StockUniteLegale_2026_35col_rows.csv#054501754 [fr-siren:054501754] name=SET - HUILLIER - SOCIETE D'ENTREPOSAGE ET DE TRANSPORTS"
		" country=FR legal_form=cj 5699 industry=naf 64.20Z; naf25 64.21Y founded=1954-01-01 employees=20-49 size_class=ETI status=active"
		" natural_person=no siren=054501754\n"
		"company StockUniteLegale_2026_35col_rows.csv#000325175 [fr-siren:000325175] name=NAME901 NAME902 country=FR legal_form=cj 1000"
		" industry=naf 32.12Z; naf25 32.12Y founded=2000-09-26 size_class=PME status=active natural_person=yes siren=000325175\n"
		"company StockUniteLegale_2026_35col_rows.csv#001807254 [fr-siren:001807254] name=NAME903 NAME904 country=FR legal_form=cj 1000"
		" industry=naf 85.59A founded=1972-05-01 status=ceased natural_person=yes siren=001807254\n");
}

static void real_rows_of_34_columns(void **state)
{
	const char *path = sample("fr_sirene/synthetic_test_uniteLegale.csv");
	struct bench bench;

	(void)state;
	if (!path)
		return;
	bench_open(&bench);
	open_plugin(&bench, path, 20000);
	assert_int_equal(bench_scan(&bench), WN_OK);
	/* Invented numbers: only these pass the check. */
	assert_int_equal(bench.counts.rows, 6);
	assert_int_equal(bench.counts.bad[BAD_ID] + bench.counts.kept, 6);
	bench_close(&bench);
}

/* Statuses that nobody knows are objections, whatever else is wrong in the row. */
static void rows_of_34_columns_with_naf25(void **state)
{
	const char *path = sample("fr_sirene/synthetic_sireneULTestData.csv");
	struct bench bench;

	(void)state;
	if (!path)
		return;
	bench_open(&bench);
	open_plugin(&bench, path, 20000);
	assert_int_equal(bench_scan(&bench), WN_OK);
	assert_int_equal(bench.counts.rows, 4);
	assert_int_equal(bench.counts.opted_out, 4);
	bench_close(&bench);
}

static void real_rows_of_companies_house(void **state)
{
	static const struct wn_str sic[] = {S("SICCode.SicText_1"), S("SICCode.SicText_2"), S("SICCode.SicText_3"), S("SICCode.SicText_4")};
	const char *path = sample("uk_companies_house/BasicCompanyData_sample.csv");
	struct bench bench;

	(void)state;
	if (!path)
		return;
	bench_open(&bench);
	assert_int_equal(mapping_file(bench.mapping, str_of(path), NULL, &bench.error), WN_OK);
	/* The header has a blank before this name. */
	assert_int_equal(mapping_id(bench.mapping, WN_STR("gb-crn"), WN_STR("CompanyNumber"), &bench.error), WN_OK);
	bench_plain(&bench, "name", WN_CONV_TEXT, "CompanyName");
	bench_plain(&bench, "postcode", WN_CONV_TEXT, "RegAddress.PostCode");
	bench_plain(&bench, "founded", WN_CONV_DATE, "IncorporationDate");
	bench_plain(&bench, "legal_form", WN_CONV_TEXT, "CompanyCategory");
	bench_plain(&bench, "charges", WN_CONV_INTEGER, "Mortgages.NumMortOutstanding");
	bench_column(&bench, (struct wn_column){.field = WN_STR("industry"), .convert = WN_CONV_CODE, .scheme = WN_STR("sic"), .columns = sic, .column_count = 4});
	bench_expect(&bench,
		"company BasicCompanyData_sample.csv#07687209 [gb-crn:07687209] name=!OBAC UK LIMITED postcode=RG26 5AT legal_form=Private Limited Company"
		" industry=sic 70229 founded=2011-06-29 charges=0 crn=07687209\n"
		"company BasicCompanyData_sample.csv#08209948 [gb-crn:08209948] name=! LTD postcode=LS10 2RU legal_form=Private Limited Company"
		" industry=sic 99999 founded=2012-09-11 charges=0 crn=08209948\n");
	bench_close(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_layout_is_read_by_name),
		cmocka_unit_test(names_of_persons_and_others),
		cmocka_unit_test(masked_values_are_unknown_everywhere),
		cmocka_unit_test(headcount_bands),
		cmocka_unit_test(categories_states_and_nomenclatures),
		cmocka_unit_test(labels_come_with_the_code),
		cmocka_unit_test(years_of_observation_count),
		cmocka_unit_test(who_objects_leaves_nothing_but_the_number),
		cmocka_unit_test(a_file_without_the_status_is_refused),
		cmocka_unit_test(it_says_what_it_brings),
		cmocka_unit_test(real_rows_of_33_columns),
		cmocka_unit_test(real_rows_of_35_columns),
		cmocka_unit_test(real_rows_of_34_columns),
		cmocka_unit_test(rows_of_34_columns_with_naf25),
		cmocka_unit_test(real_rows_of_companies_house),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
