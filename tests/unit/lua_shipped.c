/* lua_shipped.c - the scripts that come with winnow, run by the real host. The tests run from the repository's root. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "company/date.h"
#include "unit/support_plugin.h"

static void load(struct bench *bench, const char *path)
{
	if (plugin_load_file(str_of(path), &bench->step.plugin, &bench->error) < 0)
		fail_msg("%s", bench->error.text);
	bench->step.kind = (enum wn_kind)bench->step.plugin->vtable->kind;
}

static const struct wn_plugin *vtable(struct bench *bench)
{
	return bench->step.plugin->vtable;
}

/* Opens the step and enters it as a worker. */
static void *enter(struct bench *bench)
{
	void *worker;

	bench_open(bench);
	if (step_enter(&bench->step, &worker, &bench->error) < 0)
		fail_msg("%s", bench->error.text);
	return worker;
}

static struct wn_task *task(struct bench *bench, void *worker, bool with_company)
{
	struct wn_task *public = bench_task(bench, with_company);

	public->worker = worker;
	return public;
}

static void code(struct bench *bench, const char *field, const char *scheme, const char *text)
{
	bench_fact(bench, field, value_of_code(bench->arena, str_of(scheme), str_of(text), WN_STR("")));
}

/* ---- id_list ---- */

static void test_id_list(void **state)
{
	char path[] = "/tmp/winnow-ids-XXXXXX";
	int file = mkstemp(path);
	static const char text[] = "\xef\xbb\xbf# wanted\n552 100 554   # Peugeot\r\n\n552100555\ngb-crn:00445790\nxx-id:1\nlei: 969500KMUQ2B6CBAF162\n732829320";
	struct bench bench;
	(void)state;

	assert_true(file >= 0 && write(file, text, sizeof text - 1) == (ssize_t)sizeof text - 1);
	close(file);
	bench_init(&bench);
	load(&bench, "scripts/source/id_list.lua");
	option_text(&bench, "file", path);
	void *worker = enter(&bench);
	const struct wn_source_ops *ops = vtable(&bench)->ops;
	if (ops->page(task(&bench, worker, false)) != WN_OK)
		fail_msg("%s", bench.error.text);
	/* 552100555 has a wrong check digit, and xx-id is no scheme */
	assert_int_equal(bench.task.bad_count, 2);
	assert_int_equal(bench.task.row_count, 4);
	const struct company *first = &bench.task.rows[0].company;
	assert_true(str_is(first->keys[0].scheme, "fr-siren") && str_is(first->keys[0].value, "552100554"));
	size_t count;
	const struct fact *country = company_facts(first, dictionary_find(bench.dictionary, WN_STR("country")), &count);
	assert_int_equal(count, 1);
	assert_true(str_is(country->value.as.text, "FR"));
	assert_true(str_ends(country->evidence.where, WN_STR(":2")));
	assert_true(str_is(bench.task.rows[1].company.keys[0].scheme, "gb-crn"));
	assert_true(str_is(bench.task.rows[2].company.keys[0].value, "969500KMUQ2B6CBAF162"));
	assert_true(str_is(bench.task.rows[3].company.keys[0].value, "732829320"));
	step_leave(&bench.step, worker);
	bench_free(&bench);
	unlink(path);
}

/* More lines than a page has: the cursor goes on at the right line. */
static void test_id_list_pages(void **state)
{
	char path[] = "/tmp/winnow-ids-XXXXXX";
	FILE *file = fdopen(mkstemp(path), "w");
	size_t pages = 0, rows = 0;
	struct bench bench;
	int result;
	(void)state;

	for (int i = 0; i < 12000; i++)
		fputs("732829320\n", file);
	fclose(file);
	bench_init(&bench);
	load(&bench, "scripts/source/id_list.lua");
	option_text(&bench, "file", path);
	void *worker = enter(&bench), *cursor = NULL;
	const struct wn_source_ops *ops = vtable(&bench)->ops;
	do {
		struct wn_task *page = task(&bench, worker, false);
		page->data = cursor;
		result = ops->page(page);
		if (result < 0)
			fail_msg("%s", bench.error.text);
		rows += bench.task.row_count;
		pages++;
		cursor = result == WN_MORE ? (void *)arena_str(bench.arena, bench.task.cursor).ptr : NULL;
	} while (result == WN_MORE);
	assert_int_equal(rows, 12000);
	assert_int_equal(pages, 3);
	step_leave(&bench.step, worker);
	bench_free(&bench);
	unlink(path);
}

/* ---- recherche_entreprises ---- */

static const char *facts_of(struct bench *bench, const char *body, uint32_t status, enum wn_cause cause, const char *fields)
{
	struct wn_answer answer = {.cause = cause, .status = status, .body = str_of(body), .day = day_of(2026, 11, 1)};
	struct wn_str rest = str_of(fields), field;
	struct buf out = {0};

	bench_init(bench);
	load(bench, "scripts/enricher/recherche_entreprises.lua");
	bench_text(bench, "siren", "552100554");
	void *worker = enter(bench);
	const struct wn_enricher_ops *ops = vtable(bench)->ops;
	struct wn_task *public = task(bench, worker, true);
	assert_int_equal(ops->step(public), WN_WAIT);
	assert_int_equal(bench->task.request_count, 1);
	assert_true(str_is(bench->task.requests[0].url, "https://recherche-entreprises.api.gouv.fr/search?q=552100554"));
	task_next_turn(&bench->task, &answer, 1);
	if (ops->step(public) != WN_OK)
		fail_msg("%s", bench->error.text);
	while (str_cut(&rest, WN_STR(" "), &field))
		buf_printf(&out, "%.*s: %s\n", STR_ARG(field), bench_said(bench, arena_str(bench->arena, field).ptr));
	const char *text = arena_str(bench->arena, buf_as_str(&out)).ptr;
	buf_free(&out);
	step_leave(&bench->step, worker);
	return text;
}

static void expect_facts(const char *body, uint32_t status, enum wn_cause cause, const char *fields, const char *wanted)
{
	struct bench bench;
	const char *facts = facts_of(&bench, body, status, cause, fields);

	assert_string_equal(facts, wanted);
	bench_free(&bench);
}

#define WHERE " @ https://recherche-entreprises.api.gouv.fr/search?q=552100554 sure "

static void test_recherche_entreprises(void **state)
{
	static const char body[] =
		"{\"results\":[{\"siren\":\"732829320\"},{\"siren\":\"552100554\",\"sigle\":\"ACM\",\"statut_diffusion\":\"O\",\"etat_administratif\":\"A\","
		"\"siege\":{\"siret\":\"55210055400013\",\"code_postal\":\"69002\",\"libelle_commune\":\"LYON\",\"departement\":\"69\",\"numero_voie\":\"15\","
		"\"type_voie\":\"RUE\",\"libelle_voie\":\"DES ECOLES\",\"liste_enseignes\":[\"ACME BOUTIQUE\",\"Acme Boutique\"],\"nom_commercial\":null},"
		"\"finances\":{\"2023\":{\"ca\":1000},\"2024\":{\"ca\":2500000,\"resultat_net\":1},\"2025\":{\"ca\":null}},"
		"\"tranche_effectif_salarie\":\"21\",\"annee_tranche_effectif_salarie\":\"2023\",\"categorie_entreprise\":\"PME\",\"annee_categorie_entreprise\":\"2023\","
		"\"activite_principale\":\"62.01Z\",\"nature_juridique\":\"5710\",\"date_creation\":\"2009-01-31\"}]}";
	(void)state;

	expect_facts(body, 200, WN_KNOWN, "revenue city region employees trade_names",
	             "revenue: 2500000 EUR" WHERE "1000 day 2024-12-31\n"
	             "city: LYON" WHERE "1000 day 2026-11-01\n"
	             "region: FR-69" WHERE "1000 day 2026-11-01\n"
	             "employees: 50-99" WHERE "1000 day 2023-12-31\n"
	             "trade_names: ACM; ACME BOUTIQUE" WHERE "1000 day 2026-11-01\n");
	expect_facts(body, 200, WN_KNOWN, "industry legal_form founded status siret address size_class postcode",
	             "industry: naf 62.01Z" WHERE "1000 day 2026-11-01\nlegal_form: cj 5710" WHERE "1000 day 2026-11-01\n"
	             "founded: 2009-01-31" WHERE "1000 day 2026-11-01\nstatus: active" WHERE "1000 day 2026-11-01\n"
	             "siret: 55210055400013" WHERE "1000 day 2026-11-01\naddress: 15 RUE DES ECOLES" WHERE "1000 day 2026-11-01\n"
	             "size_class: PME" WHERE "1000 day 2023-12-31\npostcode: 69002" WHERE "1000 day 2026-11-01\n");
}

static void test_recherche_entreprises_without(void **state)
{
	(void)state;
	expect_facts("", 0, WN_OFFLINE, "revenue city", "revenue: unknown offline\ncity: unknown offline\n");
	expect_facts("{}", 429, WN_KNOWN, "revenue", "revenue: unknown status\n");
	expect_facts("<html>", 200, WN_KNOWN, "revenue", "revenue: unknown malformed\n");
	expect_facts("[]", 200, WN_KNOWN, "revenue", "revenue: unknown malformed\n");
	expect_facts("{\"results\":[]}", 200, WN_KNOWN, "city", "city: unknown absent\n");
	expect_facts("{\"results\":[{\"siren\":\"552100554\",\"statut_diffusion\":\"P\"}]}", 200, WN_KNOWN, "city", "city: unknown masked\n");
	expect_facts("{\"results\":[{\"siren\":\"552100554\",\"statut_diffusion\":\"O\",\"siege\":null,\"finances\":{\"2024\":{\"ca\":-5}},"
	             "\"tranche_effectif_salarie\":\"NN\"}]}", 200, WN_KNOWN, "revenue employees city", "revenue: unknown malformed\nemployees: \ncity: \n");
	expect_facts("{\"results\":[{\"siren\":\"552100554\",\"statut_diffusion\":\"O\",\"finances\":{\"2024\":{\"ca\":3000000000.5},\"2019\":{\"ca\":1}}}]}",
	             200, WN_KNOWN, "revenue", "revenue: 3000000000.50 EUR" WHERE "500 day 2024-12-31\n");
	expect_facts("{\"results\":[{\"siren\":\"552100554\",\"statut_diffusion\":\"O\",\"finances\":{\"2019\":{\"ca\":1}}}]}", 200, WN_KNOWN, "revenue",
	             "revenue: \n");
}

/* The recording of a real answer, where the sample data lie beside the repository. */
static void test_recherche_entreprises_recorded(void **state)
{
	const char *samples = getenv("WINNOW_SAMPLES");
	struct wn_arena *arena = arena_new();
	struct wn_str content;
	(void)state;

	if (!samples || file_read(arena, arena_printf(arena, "%s/registries/fr_recherche_entreprises/search_raw_2025-11.json", samples), 1 << 20, &content, NULL) < 0) {
		arena_free(arena);
		print_message("# skipped: WINNOW_SAMPLES names no folder with the recording\n");
		return;
	}
	struct bench bench;
	facts_of(&bench, content.ptr, 200, WN_KNOWN, "city");
	bench_free(&bench);
	arena_free(arena);
}

/* ---- shell_company ---- */

struct shell_case {
	const char *name, *scheme, *code, *form;
	int64_t low, high; /* people; low -1: unknown */
	uint32_t verdict;
	const char *reason;
};

static void expect_shell(const struct shell_case *shell)
{
	struct wn_judgement judgement = {0};
	struct bench bench;

	bench_init(&bench);
	load(&bench, "scripts/filter/shell_company.lua");
	if (shell->name)
		bench_text(&bench, "name", shell->name);
	if (shell->code)
		code(&bench, "industry", shell->scheme, shell->code);
	if (shell->form)
		code(&bench, "legal_form", "cj", shell->form);
	if (shell->low >= 0)
		bench_fact(&bench, "employees", value_of_range(WN_INTEGER, shell->low, shell->high));
	void *worker = enter(&bench);
	const struct wn_filter_ops *ops = vtable(&bench)->ops;
	if (ops->judge(task(&bench, worker, true), &judgement) < 0)
		fail_msg("%s", bench.error.text);
	if (judgement.verdict != shell->verdict)
		fail_msg("%s %s: verdict %u: %.*s", shell->name, shell->code, judgement.verdict, STR_ARG(judgement.reason));
	if (shell->reason && !str_is(judgement.reason, shell->reason))
		fail_msg("%s %s: %.*s", shell->name, shell->code, STR_ARG(judgement.reason));
	step_leave(&bench.step, worker);
	bench_free(&bench);
}

static void test_shell_company(void **state)
{
	static const struct shell_case cases[] = {
		{"ACME HOLDING", "naf", "64.20Z", NULL, 20, 49, WN_KEEP, NULL},
		{"ACME HOLDING", "naf", "64.20Z", NULL, -1, 0, WN_DROP, "its activity is holding or fund (NAF 64.20Z), and its name says 'holding'"},
		{"ACME", "naf", "64.20Z", NULL, -1, 0, WN_UNDECIDED, NULL},
		{"ACME", "naf", "64.20Z", NULL, 1, 2, WN_DROP, "its activity is holding or fund (NAF 64.20Z), and it has at most 2 people"},
		{"ACME", "naf", "64.20Z", NULL, 0, WN_OPEN_HIGH, WN_UNDECIDED, NULL},
		{"ACME", "naf", "68.20B", "6540", -1, 0, WN_DROP, "it is a property company (SCI)"},
		{"ACME", "naf", "68.20B", "6540", 5, 5, WN_KEEP, NULL},
		{"ACME INVEST", "naf", "62.01Z", "5710", -1, 0, WN_KEEP, NULL},
		{"ACME INVEST", NULL, NULL, NULL, 1, 1, WN_DROP, "its name says 'invest', and it has at most 1 person"},
		{"FINANCI\xc3\x88RE DU LAC", NULL, NULL, NULL, -1, 0, WN_UNDECIDED, NULL},
		{"INVESTIGATIONS", NULL, NULL, NULL, 1, 1, WN_UNDECIDED, NULL},
		{"ACME LIMITED", "sic", "99999", NULL, -1, 0, WN_DROP, "it is registered as dormant (SIC 99999)"},
		{"ACME LIMITED", "sic", "64209", NULL, 1, 1, WN_DROP, "its activity is holding or fund (SIC 64209), and it has at most 1 person"},
		{"ACME LIMITED", "sic", "62012", NULL, 1, 1, WN_KEEP, NULL},
		{NULL, NULL, NULL, NULL, -1, 0, WN_UNDECIDED, NULL},
		{NULL, NULL, NULL, NULL, 10, 19, WN_KEEP, NULL},
	};
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		expect_shell(&cases[i]);
}

/* ---- call_sheet ---- */

static void test_call_sheet(void **state)
{
	char folder[] = "/tmp/winnow-sheet-XXXXXX", path[80];
	struct bench bench;
	(void)state;

	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/calls.md", folder);
	bench_init(&bench);
	load(&bench, "scripts/sink/call_sheet.lua");
	option_text(&bench, "path", path);
	option_text(&bench, "title", "Calls # 1");
	option_add(&bench, "max", node_integer(&bench, 1));
	bench_text(&bench, "name", "A*CME <b>\n# x");
	bench_text(&bench, "city", "Lyon");
	bench_fact(&bench, "employees", value_of_range(WN_INTEGER, 50, 99));
	void *worker = enter(&bench);
	const struct wn_sink_ops *ops = vtable(&bench)->ops;
	struct wn_list list = {.size = sizeof list, .pipeline = WN_STR("p"), .icp = WN_STR("SaaS"), .as_of = day_of(2026, 11, 1), .count = 3, .cap = 9};
	struct wn_account account = {.size = sizeof account, .place = 1, .id = WN_STR("fr-siren:552100554"), .winnow_id = WN_STR("w1"), .tier = WN_STR("A"),
		.heat = WN_STR("hot"), .fit = WN_STR("83.3"), .timing = WN_STR("0.0"), .undecided = 1, .reasons = WN_STR("size fits")};
	struct wn_account second = account;
	struct wn_task *public = task(&bench, worker, true);
	struct wn_str token = {0}, content;
	second.place = 2;
	if (ops->begin(public, &list) < 0 || ops->account(public, &account) < 0 || ops->account(public, &second) < 0 || ops->prepare(public, &token) < 0)
		fail_msg("%s", bench.error.text);
	assert_false(file_exists(str_of(path)));
	assert_int_equal(ops->commit(public, token), WN_OK);
	assert_int_equal(file_read(bench.arena, str_of(path), 1 << 20, &content, &bench.error), WN_OK);
	assert_string_equal(content.ptr,
	                    "# Calls \\# 1\n\nSaaS, as of 2026-11-01: 3 accounts\n\n## 1. A\\*CME \\<b\\> \\# x\n\nTier A, fit 83.3, timing 0.0 (hot)\n\n"
	                    "- why: size fits\n- city: Lyon\n- employees: 50-99\n- open: 1 condition not decided\n- id: fr-siren:552100554\n- winnow id: w1\n"
	                    "- [ ] called\n- [ ] reached\n- [ ] meeting\n\n2 more accounts of the list are not on this sheet\n");
	step_leave(&bench.step, worker);
	bench_free(&bench);
	unlink(path);
	rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_id_list), cmocka_unit_test(test_id_list_pages), cmocka_unit_test(test_recherche_entreprises),
		cmocka_unit_test(test_recherche_entreprises_without), cmocka_unit_test(test_recherche_entreprises_recorded),
		cmocka_unit_test(test_shell_company), cmocka_unit_test(test_call_sheet),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
