/* plugin_sinks.c - sink "csv" and sink "jsonl": the bytes that they write. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "unit/support_folder.h"
#include "unit/support_plugin.h"

static struct wn_account sample(void)
{
	return (struct wn_account){.size = sizeof(struct wn_account), .place = 1, .id = WN_STR("fr-siren:552100554"), .winnow_id = WN_STR("w-1"),
	                           .tier = WN_STR("A"), .heat = WN_STR("-"), .fit = WN_STR("83.3"), .timing = WN_STR("0.0"), .undecided = 2,
	                           .reasons = WN_STR("software; 50 to 500 people, \"B2B\""), .json = WN_STR("{\"id\":\"x\"}"), .hash = WN_STR("")};
}

/* Writes one account of a list with these columns and commits. The content is to be freed. */
static char *written(struct bench *bench, const char *folder, const char *const *columns)
{
	struct wn_list list = {.size = sizeof list};
	struct wn_account account = sample();
	const struct wn_sink_ops *ops = bench->step.plugin->vtable->ops;
	struct wn_task *task = bench_task(bench, true);
	field_id fields[8];
	struct wn_str token;
	char *content;
	size_t count;

	for (count = 0; columns[count]; count++)
		fields[count] = dictionary_find(bench->dictionary, str_of(columns[count]));
	bench->task.list_fields = fields;
	bench->task.list_field_count = count;
	if (ops->begin(task, &list) < 0 || ops->account(task, &account) < 0 || ops->prepare(task, &token) < 0 || ops->commit(task, token) < 0)
		fail_msg("%s", bench->error.text);
	content = folder_read(folder, "new/list.out");
	assert_non_null(content);
	assert_int_equal(folder_count(folder_path(folder, "new")), 1);
	return content;
}

/* Loads, opens and writes: path and profile beside the options that the step has. */
static char *deliver(struct bench *bench, const char *plugin, const char *profile, const char *const *columns)
{
	char *folder = folder_make(), *content;

	bench_load(bench, plugin);
	option_text(bench, "path", folder_path(folder, "new/list.out"));
	if (profile)
		option_text(bench, "profile", profile);
	bench_open(bench);
	content = written(bench, folder, columns);
	folder_remove(folder);
	return content;
}

static void fill(struct bench *bench)
{
	static const struct wn_str languages[] = {{"fr", 2}, {"de", 2}};

	bench_init(bench);
	bench_text(bench, "name", "=Acme, \"The\" Company");
	bench_text(bench, "phone", "+33 1 23 45 67 89");
	bench_fact(bench, "employees", value_of_range(WN_INTEGER, 50, 99));
	bench_fact(bench, "languages", (struct wn_value){.type = WN_SET, .as.set = {languages, 2, NULL, 0}});
}

static const char *const none[] = {NULL};
static const char *const columns[] = {"name", "city", "employees", "phone", "languages", NULL};

static void csv_plain(void **state)
{
	struct bench bench;
	char *content;

	(void)state;
	fill(&bench);
	content = deliver(&bench, "plugins/sink/csv.so", NULL, columns);
	assert_string_equal(content, "name,city,employees,phone,languages,tier,fit,timing,undecided,reasons,winnow_id\n"
	                             "\"=Acme, \"\"The\"\" Company\",,50-99,+33 1 23 45 67 89,de; fr,A,83.3,0.0,2,"
	                             "\"software; 50 to 500 people, \"\"B2B\"\"\",w-1\n");
	free(content);
	bench_free(&bench);
}

static void controls_are_blanks(void **state)
{
	static const char *const name[] = {"name", NULL};
	struct bench bench;
	char *content;

	(void)state;
	bench_init(&bench);
	bench_text(&bench, "name", "a\x1B]2;t\x07" "b\xC2\x9B" "1m \xC3\xA9\xC2\xA0" "c");
	content = deliver(&bench, "plugins/sink/csv.so", NULL, name);
	assert_memory_equal(strchr(content, '\n'), "\na ]2;t b 1m \xC3\xA9\xC2\xA0" "c,A,", 21);
	free(content);
	bench_free(&bench);
}

static void csv_for_excel(void **state)
{
	struct bench bench;
	char *content;

	(void)state;
	fill(&bench);
	content = deliver(&bench, "plugins/sink/csv.so", "excel", columns);
	assert_string_equal(content, "\xef\xbb\xbf" "name,city,employees,phone,languages,tier,fit,timing,undecided,reasons,winnow_id\n"
	                             "\"'=Acme, \"\"The\"\" Company\",,50-99,'+33 1 23 45 67 89,de; fr,A,83.3,0.0,2,"
	                             "\"software; 50 to 500 people, \"\"B2B\"\"\",w-1\n");
	free(content);
	bench_free(&bench);
}

static void csv_without_columns(void **state)
{
	struct bench bench;
	char *content;

	(void)state;
	fill(&bench);
	content = deliver(&bench, "plugins/sink/csv.so", "plain", none);
	assert_string_equal(content, "tier,fit,timing,undecided,reasons,winnow_id\nA,83.3,0.0,2,\"software; 50 to 500 people, \"\"B2B\"\"\",w-1\n");
	free(content);
	bench_free(&bench);
}

static void json_lines(void **state)
{
	struct bench bench;
	char *content;

	(void)state;
	fill(&bench);
	content = deliver(&bench, "plugins/sink/jsonl.so", NULL, columns);
	assert_string_equal(content, "{\"id\":\"x\"}\n");
	free(content);
	bench_free(&bench);
}

static void braces_are_refused(void **state)
{
	static const char *const plugins[] = {"plugins/sink/csv.so", "plugins/sink/jsonl.so"};
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		struct bench bench;
		struct option_context context;

		bench_init(&bench);
		bench_load(&bench, plugins[i]);
		option_text(&bench, "path", "out/{country}.csv");
		context = (struct option_context){bench.arena, WN_STR("/pipelines/pipe.lua"), bench.dictionary, bench.diags};
		assert_int_equal(step_describe(&bench.step, &context), WN_FAIL);
		assert_non_null(strstr(bench_mistakes(&bench), "path holds braces, and there is nothing to put in their place"));
		bench_free(&bench);
	}
}

/* ---- importers ---- */

static void fill_in_full(struct bench *bench)
{
	struct wn_value revenue = {.type = WN_MONEY};

	bench_init(bench);
	bench_text(bench, "name", "SARL ACME FRANCE, S.A.S.");
	bench_text(bench, "domain", "acme.fr");
	bench_text(bench, "phone", "+33 1 23 45 67 89");
	bench_text(bench, "email", "hello@mail.acme.fr");
	bench_text(bench, "address", "12 RUE DU PORT, BAT B");
	bench_text(bench, "city", "LYON");
	bench_text(bench, "region", "FR-69");
	bench_text(bench, "postcode", "69002");
	bench_text(bench, "country", "FR");
	bench_fact(bench, "employees", value_of_range(WN_INTEGER, 50, 99));
	revenue.as.money = (struct wn_money){{125000050, 250000000}, "EUR", WN_NO_DAY};
	bench_fact(bench, "revenue", revenue);
}

static void importers_get_their_headers(void **state)
{
	static const struct { const char *profile, *currency, *content; } cases[] = {
		{"hubspot", "EUR", "Company name,Company Domain Name,Website URL,Phone Number,Street Address,City,State/Region,Postal Code,Country/Region,"
			"Number of Employees,Annual Revenue,icp_account_id\n"
			"\"SARL ACME FRANCE, S.A.S.\",acme.fr,https://acme.fr,+33 1 23 45 67 89,\"12 RUE DU PORT, BAT B\",LYON,FR-69,69002,FR,50,1250000,w-1\n"},
		{"salesforce", "USD", "Name,Website,Phone,BillingStreet,BillingCity,BillingPostalCode,BillingCountry,NumberOfEmployees,AnnualRevenue,"
			"Description,ICP_Account_Id__c\n"
			"\"SARL ACME FRANCE, S.A.S.\",https://acme.fr,+33 1 23 45 67 89,\"12 RUE DU PORT, BAT B\",LYON,69002,FR,50,,"
			"\"software; 50 to 500 people, \"\"B2B\"\"\",w-1\n"},
		{"linkedin", NULL, "companyname,companywebsite,companyemaildomain,linkedincompanypageurl,stocksymbol,industry,city,state,companycountry,zipcode\n"
			"ACME FRANCE,https://acme.fr,acme.fr,,,,LYON,,FR,69002\n"},
		{"lemlist", NULL, "email,firstName,lastName,companyName,jobTitle,phone,linkedinUrl,companyDomain,icebreaker,picture,icp_account_id\n"
			",,,ACME FRANCE,,+33 1 23 45 67 89,,acme.fr,,,w-1\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct bench bench;
		char *content;

		fill_in_full(&bench);
		if (cases[i].currency)
			option_text(&bench, "currency", cases[i].currency);
		content = deliver(&bench, "plugins/sink/csv.so", cases[i].profile, columns);
		assert_string_equal(content, cases[i].content);
		free(content);
		bench_free(&bench);
	}
}

/* What an importer insists on is never empty: a company without a name goes by its domain. */
static void required_cells_are_never_empty(void **state)
{
	static const char *const profiles[] = {"hubspot", "salesforce", "linkedin", "lemlist"};

	(void)state;
	for (size_t i = 0; i < 4; i++)
		for (int domain = 0; domain < 2; domain++) {
			struct bench bench;
			char *content;

			bench_init(&bench);
			if (domain)
				bench_text(&bench, "domain", "acme.fr");
			content = deliver(&bench, "plugins/sink/csv.so", profiles[i], none);
			assert_non_null(strstr(strchr(content, '\n'), domain ? "acme.fr" : "fr-siren:552100554"));
			free(content);
			bench_free(&bench);
		}
}

static void legal_forms_go_and_names_stay(void **state)
{
	static const char *const names[][2] = {{"ACME SAS", "ACME"}, {"Acme Ltd.", "Acme"}, {"SAS", "SAS"}, {"SARL DUPONT", "DUPONT"}, {"Lucas AG & Sons", "Lucas AG & Sons"},
		{"SA SAS", "SA"}, {"BRASSERIE SA", "BRASSERIE"}, {"Sasha", "Sasha"}, {"ACME, Inc.", "ACME"}, {"The Limited LLC", "The"}};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct bench bench;
		struct buf row = {0};
		char *content;

		bench_init(&bench);
		bench_text(&bench, "name", names[i][0]);
		content = deliver(&bench, "plugins/sink/csv.so", "linkedin", none);
		buf_printf(&row, "\n%s,,,,,,,,,\n", names[i][1]);
		assert_string_equal(strchr(content, '\n'), row.data);
		buf_free(&row);
		free(content);
		bench_free(&bench);
	}
}

static void states_are_letters_where_everybody_writes_them(void **state)
{
	struct bench bench;
	char *content;

	(void)state;
	bench_init(&bench);
	bench_text(&bench, "name", "Acme");
	bench_text(&bench, "region", "US-CA");
	content = deliver(&bench, "plugins/sink/csv.so", "linkedin", none);
	assert_non_null(strstr(content, "\nAcme,,,,,,,CA,,\n"));
	free(content);
	bench_free(&bench);
}

/* ---- columns of one's own ---- */

static struct wn_tree *own_columns(struct bench *bench)
{
	struct wn_tree *own = node_table(bench);

	node_add(bench, own, "tier", node_text(bench, "Rank; of fit"));
	node_add(bench, own, "name", node_text(bench, "Account"));
	node_add(bench, own, "employees", node_text(bench, "Staff"));
	return own;
}

static void own_columns_replace_all(void **state)
{
	struct bench bench;
	char *content;

	(void)state;
	fill_in_full(&bench);
	option_add(&bench, "columns", own_columns(&bench));
	option_text(&bench, "delimiter", ";");
	content = deliver(&bench, "plugins/sink/csv.so", NULL, columns);
	assert_string_equal(content, "\"Rank; of fit\";Account;Staff\nA;SARL ACME FRANCE, S.A.S.;50-99\n");
	free(content);
	bench_free(&bench);
}

static void own_columns_stand_behind_those_of_an_importer(void **state)
{
	struct bench bench;
	char *content;

	(void)state;
	fill_in_full(&bench);
	option_add(&bench, "columns", own_columns(&bench));
	content = deliver(&bench, "plugins/sink/csv.so", "lemlist", columns);
	assert_string_equal(content, "email,firstName,lastName,companyName,jobTitle,phone,linkedinUrl,companyDomain,icebreaker,picture,icp_account_id,Rank; of fit,Account,Staff\n"
	                             ",,,ACME FRANCE,,+33 1 23 45 67 89,,acme.fr,,,w-1,A,\"SARL ACME FRANCE, S.A.S.\",50-99\n");
	free(content);
	bench_free(&bench);
}

/* Every word that an account has besides its fields, as tabs. */
static void words_of_an_account(void **state)
{
	static const char *const words[] = {"place", "id", "tier", "heat", "fit", "timing", "undecided", "winnow_id"};
	struct bench bench;
	struct wn_tree *own;
	char *content;

	(void)state;
	bench_init(&bench);
	own = node_table(&bench);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		node_add(&bench, own, "", node_text(&bench, words[i]));
	option_add(&bench, "columns", own);
	option_text(&bench, "delimiter", "tab");
	content = deliver(&bench, "plugins/sink/csv.so", NULL, none);
	assert_string_equal(content, "place\tid\ttier\theat\tfit\ttiming\tundecided\twinnow_id\n1\tfr-siren:552100554\tA\t-\t83.3\t0.0\t2\tw-1\n");
	free(content);
	bench_free(&bench);
}

static void refused(struct bench *bench, const char *text)
{
	struct option_context context = {bench->arena, WN_STR("/pipelines/pipe.lua"), bench->dictionary, bench->diags};

	bench_load(bench, "plugins/sink/csv.so");
	option_text(bench, "path", "list.csv");
	assert_int_equal(step_describe(&bench->step, &context), WN_FAIL);
	if (!strstr(bench_mistakes(bench), text))
		fail_msg("'%s' does not say '%s'", bench_mistakes(bench), text);
	bench_free(bench);
}

static void mistakes_in_options(void **state)
{
	static const struct { const char *option, *text, *profile, *message; } cases[] = {
		{"delimiter", ";;", NULL, "delimiter is one ASCII character and no quote or line end, or \"tab\""},
		{"delimiter", "\xC3\xA9", NULL, "delimiter is one ASCII character and no quote or line end"},
		{"delimiter", "\"", NULL, "delimiter is one ASCII character and no quote or line end"},
		{"delimiter", ";", "hubspot", "hubspot reads a file with commas: leave delimiter out"},
		{"currency", "EUR", NULL, "currency is for the amounts of the profiles hubspot and salesforce"},
		{"currency", "euro", "hubspot", "currency is a code of ISO 4217, such as \"EUR\""},
		{"columns", "name", NULL, "columns is a table: columns = { name = \"Account\", tier = \"Tier\" }"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct bench bench;

		bench_init(&bench);
		option_text(&bench, cases[i].option, cases[i].text);
		if (cases[i].profile)
			option_text(&bench, "profile", cases[i].profile);
		refused(&bench, cases[i].message);
	}
	for (int i = 0; i < 3; i++) {
		struct bench bench;
		struct wn_tree *own;

		bench_init(&bench);
		own = node_table(&bench);
		if (i == 1)
			node_add(&bench, own, "nam", node_text(&bench, "Account"));
		if (i == 2)
			node_add(&bench, own, "name", node_integer(&bench, 7));
		option_add(&bench, "columns", own);
		refused(&bench, i == 0 ? "columns is a table" : i == 1 ? "'nam' is no field and nothing that an account has besides" : "a column is a field and its header");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(csv_plain),
		cmocka_unit_test(controls_are_blanks),
		cmocka_unit_test(csv_for_excel),
		cmocka_unit_test(csv_without_columns),
		cmocka_unit_test(importers_get_their_headers),
		cmocka_unit_test(required_cells_are_never_empty),
		cmocka_unit_test(legal_forms_go_and_names_stay),
		cmocka_unit_test(states_are_letters_where_everybody_writes_them),
		cmocka_unit_test(own_columns_replace_all),
		cmocka_unit_test(own_columns_stand_behind_those_of_an_importer),
		cmocka_unit_test(words_of_an_account),
		cmocka_unit_test(mistakes_in_options),
		cmocka_unit_test(json_lines),
		cmocka_unit_test(braces_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
