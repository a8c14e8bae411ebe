/* scan_source_csv.c - the csv source, linked in: what it takes from its options, and what it refuses. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "plugin/host.h"
#include "unit/scan_support.h"
#include "unit/scan_tree.h"

/* The plugin's fail is the host's, not cmocka's. */
#pragma push_macro("fail")
#undef fail
#include "../../plugins/source/csv.c"
#pragma pop_macro("fail")

static struct dictionary *dictionary;
static char provided[500];

static int provide(struct wn_needs *needs, struct wn_str field)
{
	size_t len = strlen(provided);

	assert_non_null(needs);
	if (dictionary_find(dictionary, field) == NO_FIELD)
		return WN_REFUSED;
	snprintf(provided + len, sizeof provided - len, "%.*s ", STR_ARG(field));
	return WN_OK;
}

/* What the plugin uses of the host. */
static const struct wn_host host = {
	.size = sizeof host, .fail = fail, .provide = provide, .map_file = host_map_file, .map_id = host_map_id, .map_column = host_map_column,
	.map_opt_out = host_map_opt_out, .map_sure = host_map_sure, .map_tree = host_map_tree, .read_item = host_read_item, .read_columns = host_read_columns,
	.tree_kind = host_tree_kind, .tree_count = host_tree_count, .tree_at = host_tree_at, .tree_key = host_tree_key, .tree_get = host_tree_get,
	.tree_text = host_tree_text, .tree_fail = host_tree_fail,
};

static void begin(struct bench *bench)
{
	bench_open(bench);
	dictionary = bench->dictionary;
	host_use_dictionary(bench->arena, dictionary);
	provided[0] = 0;
}

static int describe_and_open(struct bench *bench, const struct config *config)
{
	struct wn_needs needs = {sizeof needs, &host, bench->arena};
	struct wn_open open = {.size = sizeof open, .host = &host, .arena = bench->arena, .config = config, .mapping = bench->mapping};
	void *state;
	int result = winnow_plugin.describe(config, &needs, &bench->error);

	return result < 0 ? result : winnow_plugin.open(&open, &state, &bench->error);
}

static void options_become_a_mapping(void **state)
{
	struct bench bench;
	struct config config = {.sure = 0.6, .date = 19904, .on_list = WN_STR("wish list"), .list = WN_STR("signal"), .encoding = 1};

	(void)state;
	begin(&bench);
	bench_bytes(&bench, "a.csv", WN_STR("No;Name;Sic1;Sic2;Status;Day;Techs\n7687209;Caf\xe9;70229 - Consulting;;Active;29/06/2011;SAP, PHP\n"));
	config.file = str_of(folder_path(bench.folder, "a.csv"));
	config.id = tree_of(bench.arena, "{ \"gb-crn\", \"No\" }");
	config.item = tree_of(bench.arena, "{ kind = const \"visit\", date = \"Day\" }");
	config.columns = tree_of(bench.arena, "{ name = \"Name\", country = const \"GB\", industry = sic { \"Sic1\", \"Sic2\" },"
	                                      " status = map(\"Status\", { [\"Active\"] = \"active\" }), uses = split(\"Techs\", \", \") }");
	if (describe_and_open(&bench, &config) < 0)
		fail_msg("%s", bench.error.text);
	assert_string_equal(provided, "name country industry status uses signal on_list crn ");
	bench_expect(&bench, "company a.csv#07687209 [gb-crn:07687209] name=Caf\xc3\xa9 country=GB industry=sic 70229 status=active on_list=wish list"
	                     " uses=PHP; SAP signal=visit crn=07687209\n");
	bench.with_evidence = true;
	assert_int_equal(bench_scan(&bench), WN_OK);
	assert_non_null(strstr(bench.out.data, "country=GB(a.csv#07687209 19904 600)"));
	bench_close(&bench);
}

static void delimiters_that_are_given(void **state)
{
	static const char *const given[] = {"", "tab", "\t", ":"}, *const content[] = {"a\tname\n1\tX,Y\n", "a\tname\n1\tX,Y\n", "a\tname\n1\tX,Y\n", "a:name\n1:X,Y\n"};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct bench bench;
		struct config config = {.sure = 1, .date = WN_NO_DAY, .delimiter = str_of(given[i])};

		begin(&bench);
		bench_bytes(&bench, "a.csv", str_of(content[i]));
		config.file = str_of(folder_path(bench.folder, "a.csv"));
		config.columns = tree_of(bench.arena, "{ name = \"name\" }");
		assert_int_equal(describe_and_open(&bench, &config), WN_OK);
		bench_expect(&bench, "company a.csv:2 name=X,Y\n");
		bench_close(&bench);
	}
}

static void mistakes_are_told(void **state)
{
	static const struct {
		const char *columns, *id, *list, *item, *delimiter, *text;
	} cases[] = {
		{"{ }", NULL, "", NULL, "", "p.lua:1:1: columns is a table: columns = { name = \"Column\" }"},
		{"{ \"Name\" }", NULL, "", NULL, "", "p.lua:1:3: each column has its field before it: name = \"Name\""},
		{"{ seats = \"S\" }", NULL, "", NULL, "", "p.lua:1:3: 'seats' is no field; did you mean 'status'?"},
		{"{ industry = \"S\" }", NULL, "", NULL, "", "p.lua:1:14: which classification is in \"S\"?"},
		{"{ name = \"N\" }", "\"gb-crn\"", "", NULL, "", "p.lua:1:1: id is a scheme and a column: id = { \"gb-crn\", \"CompanyNumber\" }"},
		{"{ name = \"N\" }", "{ scheme = \"gb-crn\", column = \"N\" }", "", NULL, "", "id is a scheme and a column"},
		{"{ name = \"N\" }", "{ \"gb-cnr\", \"N\" }", "", NULL, "", "there are no ids of the scheme \"gb-cnr\""},
		{"{ name = \"N\" }", NULL, "signal", NULL, "", "list needs item"},
		{"{ name = \"N\" }", NULL, "", "{ date = \"D\" }", "", "item needs list"},
		{"{ name = \"N\" }", NULL, "signals", "{ date = \"D\" }", "", "'signals' is no field"},
		{"{ name = \"N\" }", NULL, "signal", "{ dat = \"D\" }", "", "items of 'signal' have no 'dat'"},
		{"{ name = \"N\" }", NULL, "", NULL, "||", "delimiter is one character, or \"tab\""},
		{"{ name = \"N\" }", NULL, "", NULL, "\"", "they cannot be the same character"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct bench bench;
		struct config config = {.file = WN_STR("/tmp/x.csv"), .sure = 1, .list = str_of(cases[i].list), .delimiter = str_of(cases[i].delimiter)};

		begin(&bench);
		config.columns = tree_of(bench.arena, cases[i].columns);
		config.id = cases[i].id ? tree_of(bench.arena, cases[i].id) : NULL;
		config.item = cases[i].item ? tree_of(bench.arena, cases[i].item) : NULL;
		assert_true(describe_and_open(&bench, &config) < 0);
		if (!strstr(bench.error.text, cases[i].text))
			fail_msg("\"%s\" is not in \"%s\"", cases[i].text, bench.error.text);
		bench_close(&bench);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_become_a_mapping),
		cmocka_unit_test(delimiters_that_are_given),
		cmocka_unit_test(mistakes_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
