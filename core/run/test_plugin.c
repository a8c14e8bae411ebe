/* test_plugin.c - a test of a plugin.
 *
 *     test "finds the region of Lyon" {
 *       plugin  = "region.lua",                     -- beside this file, .lua or .so
 *       options = { },
 *       as_of   = "2026-11-01",
 *       fields  = { x_seats = "number" },           -- your own that the plugin reads or brings
 *       company = { name = "ACME", postcode = "69001" },
 *       answers = { [[GET https://example.com/ ... ]] },   -- in the format of recorded answers
 *       expect  = { region = "FR-69" },             -- enricher: facts, or unknown "cause"
 *     }
 *
 * A filter expects verdict = "keep" | "drop" | "undecided" and perhaps reason; a source rows = { { id = "fr-siren:...",
 * name = "..." } }; sinks are in test_sink.c.
 */
#include <stdlib.h>

#include "base/error.h"
#include "base/str.h"
#include "company/pack.h"
#include "run/ask.h"
#include "run/test_plugin.h"

#define ROWS_MOST 1000
#define PAGES_MOST 1000 /* a run reads a hundred times as many: a test that needs more is one that never ends */

static const char *const known_keys[] = {"plugin", "options", "as_of", "fields", "company", "answers", "accounts", "expect", NULL};

static int load_plugin(struct plugin_test *test)
{
	struct testing *testing = test->testing;
	struct run *run = testing->run;
	const struct wn_tree *tree = tree_value(testing->table, "plugin");
	if (plugin_load_file(testing->subject, &test->step.plugin, &testing->error) < 0) {
		diag_error(run->diags, tree ? tree->place : testing->place, "%s", testing->error.text);
		return WN_FAIL;
	}
	test->step.kind = test->step.plugin->vtable->kind;
	test->step.name = str_of(test->step.plugin->vtable->name);
	test->step.table = tree_value(testing->table, "options");
	test->step.place = testing->place;
	test->step.dictionary = run->dictionary;
	test->step.tested = true;
	struct wn_str file = str_of(testing->place.path);
	struct option_context context = {.arena = testing->arena, .file = file, .dictionary = run->dictionary, .diags = run->diags};
	return step_describe(&test->step, &context);
}

/* Two providers, as in a pipeline: what the test says comes from a source, what is tested comes after it. */
static struct providers *two_providers(struct plugin_test *test)
{
	struct run *run = test->testing->run;
	struct providers *providers = providers_new(run->dictionary);
	provider_id given = providers_add(providers, (struct wn_str)WN_STR("test"));
	for (size_t i = 0; i < dictionary_count(run->dictionary); i++)
		providers_provide(providers, given, (field_id)i);
	providers_sources_end(providers);
	test->step.provider = providers_add(providers, test->step.name);
	for (size_t i = 0; i < test->step.said.provide_count; i++)
		providers_provide(providers, test->step.provider, test->step.said.provides[i]);
	return providers;
}

/* ---- what was said ---- */

static bool said_before(const struct fact *facts, size_t count, field_id field)
{
	for (size_t i = 0; i < count; i++)
		if (facts[i].field == field)
			return true;
	return false;
}

/* One fact a field, as a run sees it: merged with what else the plugin said of it, and with nothing of others. In the order in which
 * they were said. */
static struct fact *merge_said(struct plugin_test *test, const struct fact *said, size_t count, size_t *merged_count)
{
	struct testing *testing = test->testing;
	const struct dictionary *dictionary = testing->run->dictionary;
	struct providers *alone = providers_new(dictionary);
	struct company company;
	struct fact *facts = arena_array(testing->arena, count, sizeof *facts);
	company_init(&company, testing->arena, dictionary);
	while (providers_add(alone, test->step.name) != test->step.provider)
		continue;
	providers_sources_end(alone);
	for (size_t i = 0; i < count; i++) {
		if (!said_before(said, i, said[i].field))
			providers_provide(alone, test->step.provider, said[i].field);
		company_add(&company, &said[i]);
	}
	*merged_count = 0;
	for (size_t i = 0; i < count; i++) {
		if (said_before(said, i, said[i].field))
			continue;
		struct merged merged = company_merge(&company, alone, said[i].field, (struct sieve){.oldest = WN_NO_DAY}, testing->arena);
		struct fact *fact = &facts[(*merged_count)++];
		*fact = said[i];
		fact->cause = (uint16_t)merged.cause;
		fact->value = merged.value;
		if (merged.fact)
			fact->evidence = merged.fact->evidence;
	}
	providers_free(alone);
	return facts;
}

/* ---- enrichers ---- */

/* As in a run: an enricher is asked only about a company of which everything that it needs is known. */
static bool has_needs(struct plugin_test *test)
{
	struct testing *testing = test->testing;
	const struct needs_said *said = &test->step.said;
	bool all = true;
	for (size_t i = 0; i < said->need_count; i++) {
		struct sieve any_day = {.oldest = WN_NO_DAY};
		if (company_merge(&test->company, test->task.providers, said->needs[i], any_day, testing->arena).cause == WN_KNOWN)
			continue;
		expected(testing, "it needs %s, which the company of the test does not have", dictionary_field(testing->run->dictionary, said->needs[i])->name);
		all = false;
	}
	return all;
}

static void test_enricher(struct plugin_test *test)
{
	struct testing *testing = test->testing;
	const struct wn_enricher_ops *ops = test->step.plugin->vtable->ops;
	if (!has_needs(test))
		return;
	int code = task_run(test->net, &test->task, ops->step);
	if (code != WN_OK) {
		failed(testing);
		return;
	}
	if (should_have_failed(testing))
		return;
	size_t count;
	const struct fact *facts = merge_said(test, test->task.facts, test->task.fact_count, &count);
	expect_facts(testing, testing->expect, testing->now, facts, count);
}

/* ---- filters ---- */

static void test_filter(struct plugin_test *test)
{
	static const char *const words[] = {"keep", "drop", "undecided", NULL}, *const keys[] = {"verdict", "reason", "error", NULL};
	struct testing *testing = test->testing;
	const struct wn_filter_ops *ops = test->step.plugin->vtable->ops;
	struct wn_judgement judgement = {0};
	if (!only_keys(testing, testing->expect, "what is expected of a filter", keys) || !one_word(testing, testing->expect, "verdict", words))
		return;
	if (ops->judge(&test->task.public, &judgement) < 0) {
		failed(testing);
		return;
	}
	if (should_have_failed(testing))
		return;
	bool known = judgement.verdict >= WN_KEEP && judgement.verdict <= WN_UNDECIDED;
	expect_text(testing, testing->expect, testing->now, "verdict", str_of(known ? words[judgement.verdict - WN_KEEP] : "no verdict"));
	if (judgement.reason.len || tree_entry(testing->expect, "reason"))
		expect_text(testing, testing->expect, testing->now, "reason", judgement.reason);
}

/* ---- sources ---- */

struct came {
	struct plugin_test *test;
	struct company rows[ROWS_MOST];
	size_t count;
	uint64_t bad, opted_out;
};

static void came_company(void *context, struct wn_str packed)
{
	struct came *came = context;
	struct testing *testing = came->test->testing;
	struct company *row = &came->rows[came->count];
	if (came->count == ROWS_MOST || company_unpack(row, testing->arena, testing->run->dictionary, arena_str(testing->arena, packed), &testing->error) != WN_OK)
		return;
	row->facts = merge_said(came->test, row->facts, row->fact_count, &row->fact_count);
	came->count++;
}

static void came_opt_out(void *context, const struct key *key)
{
	(void)key;
	((struct came *)context)->opted_out++;
}

static void came_bad(void *context, const struct bad_row *bad)
{
	(void)bad;
	((struct came *)context)->bad++;
}

static int scan_mapping(struct plugin_test *test, struct came *came)
{
	struct scan_sink sink = {.context = came, .company = came_company, .opt_out = came_opt_out, .bad = came_bad};
	struct scan_options options = {.threads = 1, .provider = test->step.provider, .file_day = WN_NO_DAY};
	struct scan_counts counts = {0};
	if (test->step.mapping->join_count)
		return fail(&test->testing->error, WN_REFUSED, "it joins a second file, which the test of a plugin does not read: leave that option out here");
	return scan_files(test->step.mapping, &options, NULL, &sink, &counts, &test->testing->error);
}

static void take_page(struct plugin_test *test, struct came *came)
{
	struct buf packed = {0};
	for (size_t i = 0; i < test->task.row_count; i++) {
		buf_clear(&packed);
		came->opted_out += test->task.rows[i].opt_out;
		if (!test->task.rows[i].opt_out) {
			company_pack(&packed, &test->task.rows[i].company);
			came_company(came, buf_as_str(&packed));
		}
	}
	came->bad += test->task.bad_count;
	buf_free(&packed);
}

static int read_pages(struct plugin_test *test, struct came *came)
{
	const struct wn_source_ops *ops = test->step.plugin->vtable->ops;
	for (int pages = 0;; pages++) {
		if (pages == PAGES_MOST)
			return fail(&test->testing->error, WN_FAIL, "it gave %d pages and there is no end: after the last one page returns nil", PAGES_MOST);
		int code = task_run(test->net, &test->task, ops->page);
		struct wn_str cursor = arena_str(test->testing->arena, test->task.cursor);
		take_page(test, came);
		if (code != WN_MORE)
			return code;
		task_end(&test->task);
		task_init(&test->task, &test->step, test->worker, NULL, NULL, test->testing->arena, &test->testing->error, test->task.public.as_of);
		test->task.public.data = cursor.len ? (void *)cursor.ptr : NULL;
	}
}

/* An id, and the facts; what the source left open is not shown. */
static struct wn_tree *row_tree(struct testing *testing, struct wn_str id, const struct company *row)
{
	struct wn_tree *tree = new_table(testing);
	if (id.len)
		add_named(testing, tree, "id", tree_text(testing->arena, id));
	for (size_t i = 0; i < row->fact_count; i++) {
		const struct field *field = dictionary_field(testing->run->dictionary, row->facts[i].field);
		if (row->facts[i].cause == WN_KNOWN && !tree_entry(tree, field->name))
			add_named(testing, tree, field->name, tree_of_fact(testing->arena, field, &row->facts[i]));
	}
	return tree;
}

static struct wn_tree *rows_tree(struct testing *testing, const struct came *came)
{
	struct wn_tree *tree = new_table(testing);
	for (size_t i = 0; i < came->count; i++)
		tree_add(testing->arena, tree, (struct wn_str){0}, tree->place, row_tree(testing, canonical_id(testing->arena, &came->rows[i]), &came->rows[i]));
	return tree;
}

static void compare_row(struct testing *testing, const struct wn_tree *wanted, struct company *row)
{
	struct wn_tree facts = {.kind = WN_TREE_TABLE, .place = wanted->place};
	for (size_t i = 0; i < wanted->count; i++)
		if (!str_is(wanted->entries[i].key, "id"))
			tree_add(testing->arena, &facts, wanted->entries[i].key, wanted->entries[i].place, wanted->entries[i].value);
	expect_text(testing, wanted, NULL, "id", canonical_id(testing->arena, row));
	expect_facts(testing, &facts, NULL, row->facts, row->fact_count);
}

static void compare_rows(struct testing *testing, struct came *came)
{
	const struct wn_tree *rows = table_of(testing, testing->expect, "rows");
	struct wn_tree *now = rows_tree(testing, came);
	add_named(testing, testing->now, "rows", now);
	if (rows && rows->count != came->count)
		differs(testing, rows, now, "rows: expected %zu, got %zu", rows->count, came->count);
	for (size_t i = 0; rows && i < rows->count && i < came->count; i++)
		compare_row(testing, rows->entries[i].value, &came->rows[i]);
}

static void test_source(struct plugin_test *test)
{
	static const char *const keys[] = {"rows", "bad_rows", "opted_out", "error", NULL};
	struct testing *testing = test->testing;
	struct came *came = arena_alloc(testing->arena, sizeof *came);
	came->test = test;
	if (!only_keys(testing, testing->expect, "what is expected of a source", keys))
		return;
	int code = test->step.mapping && test->step.mapping->file_count ? scan_mapping(test, came) : read_pages(test, came);
	if (code < 0) {
		failed(testing);
		return;
	}
	if (should_have_failed(testing))
		return;
	compare_rows(testing, came);
	expect_count(testing, testing->expect, came->bad ? testing->now : NULL, "bad_rows", came->bad);
	expect_count(testing, testing->expect, came->opted_out ? testing->now : NULL, "opted_out", came->opted_out);
}

/* ---- the whole ---- */

static int open_all(struct plugin_test *test)
{
	struct testing *testing = test->testing;
	if (step_open(&test->step, testing->day, &testing->error) < 0 || step_enter(&test->step, &test->worker, &testing->error) < 0)
		return WN_FAIL;
	test->entered = true;
	return WN_OK;
}

/* A test that went wrong may have recorded another request than the one that was made; an answer that nobody asked for proves nothing. */
static void name_requests(struct plugin_test *test)
{
	struct testing *testing = test->testing;
	struct buf missing = {0}, unused = {0};
	net_missing(test->net, &missing);
	net_unused(test->net, &unused);
	if (testing->failure.len && missing.len)
		expected(testing, "nothing is recorded for %.*s", STR_ARG(buf_as_str(&missing)));
	if (unused.len)
		expected(testing, "nobody asked for the recorded answer of %.*s", STR_ARG(buf_as_str(&unused)));
	buf_free(&missing);
	buf_free(&unused);
}

static void run_kind(struct plugin_test *test)
{
	static void (*const kinds[])(struct plugin_test *) = {
		[WN_SOURCE] = test_source, [WN_ENRICHER] = test_enricher, [WN_FILTER] = test_filter, [WN_SINK] = test_sink};
	struct testing *testing = test->testing;
	struct providers *providers = testing->run->providers = two_providers(test);
	const struct wn_tree *company = table_of(testing, testing->table, "company");
	if (read_company(testing, company, WN_NO_DAY, &test->company)) {
		task_init(&test->task, &test->step, test->worker, &test->company, providers, testing->arena, &testing->error, testing->day);
		net_watch(test->net, true);
		kinds[test->step.kind](test);
		name_requests(test);
		task_end(&test->task);
	}
}

static void run_opened(struct plugin_test *test)
{
	if (open_all(test) < 0)
		expected(test->testing, "it failed to open: %s", test->testing->error.text);
	else
		run_kind(test);
	if (test->entered)
		step_leave(&test->step, test->worker);
	step_close(&test->step);
}

void test_plugin(struct testing *testing)
{
	struct plugin_test test = {.testing = testing};
	const struct entry *fields = tree_entry(testing->table, "fields");
	if (!only_keys(testing, testing->table, "a test of a plugin", known_keys))
		return;
	if (fields)
		icp_declare_fields(testing->arena, testing->run->dictionary, fields, testing->run->diags);
	if (net_open((struct wn_str){0}, &test.net, &testing->error) < 0)
		expected(testing, "%s", testing->error.text);
	else if (load_plugin(&test) == WN_OK && add_answers(testing, test.net) == WN_OK && !testing->only_check)
		run_opened(&test);
	net_close(test.net);
}
