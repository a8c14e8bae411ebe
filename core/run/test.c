/* test.c - tests of a plugin.
 *
 *     test "finds the region of Lyon" {
 *       plugin  = "region.lua",                     -- beside this file, .lua or .so
 *       options = { },
 *       as_of   = "2026-11-01",
 *       company = { name = "ACME", postcode = "69001" },
 *       answers = { [[GET https://example.com/ ... ]] },   -- in the format of recorded answers
 *       expect  = { region = "FR-69" },             -- enricher: facts, or unknown "cause"
 *     }
 *
 * A filter expects verdict = "keep" | "drop" | "undecided" and perhaps reason; a source rows = { { id = "fr-siren:...",
 * name = "..." } }; a sink is given accounts = { { name = "..." } } and expects output = [[...]].
 */
#include "run/test.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"
#include "company/pack.h"
#include "lua/lua.h"
#include "run/ask.h"
#include "run/config.h"
#include "run/describe_value.h"

/* One test on its way. */
struct testing {
	struct run *run;
	const struct wn_tree *table;
	struct place place;
	struct wn_arena *arena;
	struct step step;
	struct net *net;
	void *worker;
	bool entered;
	struct wn_error error;
	struct buf failure;
	struct company company;
	struct task task;
};

static const char *const known_keys[] = {"plugin", "options", "as_of", "company", "answers", "accounts", "expect", NULL};

static void expected(struct testing *testing, const char *format, ...) WN_PRINTF(2, 3);

static void expected(struct testing *testing, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	if (testing->failure.len)
		buf_text(&testing->failure, "; ");
	buf_vprintf(&testing->failure, format, args);
	va_end(args);
}

/* ---- reading the description ---- */

static bool check_keys(struct testing *testing)
{
	char near[128];
	bool good = true; /* a count of mistakes would not do: one that was said before is not counted again */
	for (size_t i = 0; i < testing->table->count; i++) {
		const struct entry *entry = &testing->table->entries[i];
		bool known = false;
		for (const char *const *key = known_keys; *key; key++)
			known |= str_is(entry->key, *key);
		good &= known;
		if (!known)
			diag_error(testing->run->diags, entry->place, "'%.*s' is no part of a test%s", STR_ARG(entry->key),
			           did_you_mean(near, entry->key, known_keys));
	}
	if (tree_value(testing->table, "plugin") && tree_value(testing->table, "expect"))
		return good;
	diag_error(testing->run->diags, testing->place, "a test names its plugin = \"FILE\" and what to expect = { ... }");
	return false;
}

static int32_t as_of(struct testing *testing)
{
	const struct wn_tree *tree = tree_value(testing->table, "as_of");
	int32_t day = testing->run->options.as_of;
	if (tree && (tree->kind != WN_TREE_TEXT || !day_parse(tree->as.text, &day)))
		diag_error(testing->run->diags, tree->place, "as_of is a day, such as \"2026-11-01\"");
	return day;
}

static int load_plugin(struct testing *testing)
{
	struct run *run = testing->run;
	const struct wn_tree *tree = tree_value(testing->table, "plugin");
	if (tree->kind != WN_TREE_TEXT) {
		diag_error(run->diags, tree->place, "plugin is the path of a .lua or .so file");
		return WN_FAIL;
	}
	struct wn_str path = path_beside(testing->arena, run->options.path, tree->as.text);
	if (plugin_load_file(path, &testing->step.plugin, &testing->error) < 0) {
		diag_error(run->diags, tree->place, "%s", testing->error.text);
		return WN_FAIL;
	}
	testing->step.kind = testing->step.plugin->vtable->kind;
	testing->step.name = str_of(testing->step.plugin->vtable->name);
	testing->step.table = tree_value(testing->table, "options");
	testing->step.place = testing->place;
	testing->step.dictionary = run->dictionary;
	struct option_context context = {.arena = testing->arena, .file = run->options.path, .dictionary = run->dictionary, .diags = run->diags};
	return step_describe(&testing->step, &context);
}

static int add_answers(struct testing *testing)
{
	const struct wn_tree *answers = tree_value(testing->table, "answers");
	if (net_open((struct wn_str){0}, &testing->net, &testing->error) < 0)
		return testing->error.code;
	for (size_t i = 0; answers && i < answers->count; i++) {
		const struct wn_tree *answer = answers->entries[i].value;
		struct wn_str name = arena_printf(testing->arena, "%s:%u: answer", answer->place.path, answer->place.line);
		if (answer->kind != WN_TREE_TEXT)
			diag_error(testing->run->diags, answer->place, "an answer is a text in the format of recorded answers, not %s", tree_kind_name(answer));
		else if (net_add(testing->net, name, answer->as.text, &testing->error) < 0)
			diag_error(testing->run->diags, answer->place, "%s", testing->error.text);
	}
	return diags_errors(testing->run->diags) ? WN_FAIL : WN_OK;
}

/* ---- enrichers ---- */

/* Two providers, as in a pipeline: what the test says comes from a source, what is tested comes after it. */
static struct providers *two_providers(struct testing *testing)
{
	struct providers *providers = providers_new(testing->run->dictionary);
	provider_id given = providers_add(providers, (struct wn_str)WN_STR("test"));
	for (size_t i = 0; i < dictionary_count(testing->run->dictionary); i++)
		providers_provide(providers, given, (field_id)i);
	providers_sources_end(providers);
	testing->step.provider = providers_add(providers, testing->step.name);
	for (size_t i = 0; i < testing->step.said.provide_count; i++)
		providers_provide(providers, testing->step.provider, testing->step.said.provides[i]);
	return providers;
}

static bool read_company(struct testing *testing, const struct wn_tree *table, struct company *company)
{
	struct wn_arena *arena = testing->arena;
	company_init(company, arena, testing->run->dictionary);
	if (!facts_of_tree(company, 0, table, testing->run->diags))
		return false;
	for (size_t i = 0; i < company->fact_count; i++) {
		const struct field *field = dictionary_field(testing->run->dictionary, company->facts[i].field);
		if (*field->scheme && company->facts[i].cause == WN_KNOWN)
			company_add_key(company, str_of(field->scheme), company->facts[i].value.as.text);
	}
	company->id = canonical_id(arena, company);
	return true;
}

static const struct fact *said_of(const struct fact *facts, size_t count, field_id field)
{
	for (size_t i = 0; i < count; i++)
		if (facts[i].field == field)
			return &facts[i];
	return NULL;
}

static struct wn_str fact_text(struct testing *testing, const struct fact *fact)
{
	const struct field *field = dictionary_field(testing->run->dictionary, fact->field);
	if (fact->cause != WN_KNOWN)
		return arena_printf(testing->arena, "unknown \"%s\"", cause_name(fact->cause));
	return value_text(testing->arena, field, &fact->value);
}

/* What a test can write down: members and attributes, not where each was seen, nor what was looked for in vain. */
static struct wn_value as_written(struct wn_arena *arena, const struct wn_value *value)
{
	struct wn_value copy = value_copy(arena, value);
	if (copy.type == WN_SET)
		copy.as.set.absent_count = 0;
	else if (copy.type == WN_BODY)
		copy.complete = 0;
	if (copy.type != WN_LIST)
		return copy;
	struct wn_item *items = arena_array(arena, copy.as.list.count, sizeof *items);
	for (size_t i = 0; i < copy.as.list.count; i++)
		items[i] = (struct wn_item){.attributes = copy.as.list.at[i].attributes, .count = copy.as.list.at[i].count};
	copy.as.list.at = items;
	copy.as.list.absent_count = 0;
	return value_copy(arena, &copy); /* items are sorted by all that they hold */
}

/* As people read it, with what the printed form leaves out. */
static struct wn_str wanted_text(struct testing *testing, const struct fact *fact)
{
	struct wn_str text = fact_text(testing, fact);
	bool several = fact->cause == WN_KNOWN && (fact->value.type == WN_SET || fact->value.type == WN_LIST);
	return several ? arena_printf(testing->arena, "%.*s (%s)", STR_ARG(text), fact->value.complete ? "complete" : "not complete") : text;
}

static void compare_fact(struct testing *testing, const struct fact *wanted, const struct fact *came)
{
	struct fact nothing = {.field = wanted->field, .cause = WN_ABSENT};
	if (!came)
		came = &nothing;
	bool same = wanted->cause == came->cause;
	if (same && wanted->cause == WN_KNOWN) {
		struct wn_value should = as_written(testing->arena, &wanted->value), is = as_written(testing->arena, &came->value);
		same = value_compare(&should, &is) == 0;
	}
	if (same)
		return;
	struct wn_str should = wanted_text(testing, wanted), is = wanted_text(testing, came);
	expected(testing, "%s: expected %.*s, got %.*s", dictionary_field(testing->run->dictionary, wanted->field)->name, STR_ARG(should), STR_ARG(is));
}

static void compare_facts(struct testing *testing, const struct wn_tree *table, const struct fact *facts, size_t count)
{
	struct company wanted;
	company_init(&wanted, testing->arena, testing->run->dictionary);
	if (!facts_of_tree(&wanted, 0, table, testing->run->diags))
		return;
	for (size_t i = 0; i < wanted.fact_count; i++)
		compare_fact(testing, &wanted.facts[i], said_of(facts, count, wanted.facts[i].field));
}

/* As in a run: an enricher is asked only about a company of which everything that it needs is known. */
static bool has_needs(struct testing *testing)
{
	const struct needs_said *said = &testing->step.said;
	bool all = true;
	for (size_t i = 0; i < said->need_count; i++) {
		struct sieve any_day = {.oldest = WN_NO_DAY};
		if (company_merge(&testing->company, testing->task.providers, said->needs[i], any_day, testing->arena).cause == WN_KNOWN)
			continue;
		expected(testing, "it needs %s, which the company of the test does not have", dictionary_field(testing->run->dictionary, said->needs[i])->name);
		all = false;
	}
	return all;
}

static void test_enricher(struct testing *testing, const struct wn_tree *expect)
{
	const struct wn_enricher_ops *ops = testing->step.plugin->vtable->ops;
	if (!has_needs(testing))
		return;
	int code = task_run(testing->net, &testing->task, ops->step);
	if (code != WN_OK)
		expected(testing, "it failed: %s", testing->error.text);
	else
		compare_facts(testing, expect, testing->task.facts, testing->task.fact_count);
}

/* ---- filters ---- */

static void compare_text(struct testing *testing, const struct wn_tree *expect, const char *key, struct wn_str is)
{
	const struct wn_tree *wanted = tree_value(expect, key);
	if (wanted && wanted->kind != WN_TREE_TEXT)
		diag_error(testing->run->diags, wanted->place, "%s is a text", key);
	else if (wanted && !str_equal(wanted->as.text, is))
		expected(testing, "%s: expected \"%.*s\", got \"%.*s\"", key, STR_ARG(wanted->as.text), STR_ARG(is));
}

static void test_filter(struct testing *testing, const struct wn_tree *expect)
{
	static const char *const words[] = {"no verdict", "keep", "drop", "undecided"};
	const struct wn_filter_ops *ops = testing->step.plugin->vtable->ops;
	struct wn_judgement judgement = {0};
	if (ops->judge(&testing->task.public, &judgement) < 0) {
		expected(testing, "it failed: %s", testing->error.text);
		return;
	}
	compare_text(testing, expect, "verdict", str_of(words[judgement.verdict <= WN_UNDECIDED ? judgement.verdict : 0]));
	compare_text(testing, expect, "reason", judgement.reason);
}

/* ---- sources ---- */

struct came {
	struct testing *testing;
	struct company rows[1000];
	size_t count;
	uint64_t bad, opted_out;
};

static void came_company(void *context, struct wn_str packed)
{
	struct came *came = context;
	struct testing *testing = came->testing;
	if (came->count < 1000 &&
	    company_unpack(&came->rows[came->count], testing->arena, testing->run->dictionary, arena_str(testing->arena, packed), &testing->error) == WN_OK)
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

static int scan_mapping(struct testing *testing, struct came *came)
{
	struct scan_sink sink = {.context = came, .company = came_company, .opt_out = came_opt_out, .bad = came_bad};
	struct scan_options options = {.threads = 1, .provider = testing->step.provider, .file_day = WN_NO_DAY};
	struct scan_counts counts = {0};
	if (testing->step.mapping->join_count)
		return fail(&testing->error, WN_REFUSED, "it joins a second file, which the test of a plugin does not read: leave that option out here");
	return scan_files(testing->step.mapping, &options, NULL, &sink, &counts, &testing->error);
}

static void take_page(struct testing *testing, struct came *came)
{
	struct buf packed = {0};
	for (size_t i = 0; i < testing->task.row_count; i++) {
		buf_clear(&packed);
		came->opted_out += testing->task.rows[i].opt_out;
		if (!testing->task.rows[i].opt_out) {
			company_pack(&packed, &testing->task.rows[i].company);
			came_company(came, buf_as_str(&packed));
		}
	}
	came->bad += testing->task.bad_count;
	buf_free(&packed);
}

static int read_pages(struct testing *testing, struct came *came)
{
	const struct wn_source_ops *ops = testing->step.plugin->vtable->ops;
	for (;;) {
		int code = task_run(testing->net, &testing->task, ops->page);
		struct wn_str cursor = arena_str(testing->arena, testing->task.cursor);
		take_page(testing, came);
		if (code != WN_MORE)
			return code;
		task_end(&testing->task);
		task_init(&testing->task, &testing->step, testing->worker, NULL, NULL, testing->arena, &testing->error, testing->task.public.as_of);
		testing->task.public.data = cursor.len ? (void *)cursor.ptr : NULL;
	}
}

static void compare_row(struct testing *testing, const struct wn_tree *wanted, struct company *row)
{
	struct wn_tree facts = {.kind = WN_TREE_TABLE, .place = wanted->place};
	struct wn_str id = canonical_id(testing->arena, row);
	for (size_t i = 0; i < wanted->count; i++)
		if (!str_is(wanted->entries[i].key, "id"))
			tree_add(testing->arena, &facts, wanted->entries[i].key, wanted->entries[i].place, wanted->entries[i].value);
	compare_text(testing, wanted, "id", id);
	compare_facts(testing, &facts, row->facts, row->fact_count);
}

static void compare_count(struct testing *testing, const struct wn_tree *expect, const char *key, uint64_t is)
{
	const struct wn_tree *wanted = tree_value(expect, key);
	if (wanted && (wanted->kind != WN_TREE_INTEGER || (uint64_t)wanted->as.integer != is))
		expected(testing, "%s: got %llu", key, (unsigned long long)is);
}

static void test_source(struct testing *testing, const struct wn_tree *expect)
{
	struct came *came = arena_alloc(testing->arena, sizeof *came);
	const struct wn_tree *rows = tree_value(expect, "rows");
	came->testing = testing;
	int code = testing->step.mapping && testing->step.mapping->file_count ? scan_mapping(testing, came) : read_pages(testing, came);
	if (code < 0) {
		expected(testing, "it failed: %s", testing->error.text);
		return;
	}
	size_t wanted = rows && rows->kind == WN_TREE_TABLE ? rows->count : 0;
	if (rows && wanted != came->count)
		expected(testing, "rows: expected %zu, got %zu", wanted, came->count);
	for (size_t i = 0; i < wanted && i < came->count; i++)
		compare_row(testing, rows->entries[i].value, &came->rows[i]);
	compare_count(testing, expect, "bad_rows", came->bad);
	compare_count(testing, expect, "opted_out", came->opted_out);
}

/* ---- sinks ---- */

static int write_account(struct testing *testing, const struct wn_sink_ops *ops, const struct wn_tree *table, uint32_t place)
{
	struct company company;
	if (!read_company(testing, table, &company))
		return WN_FAIL;
	struct wn_account account = {.size = sizeof account, .place = place, .id = company.id, .winnow_id = arena_printf(testing->arena, "w_test%u", place),
	                             .tier = WN_STR("A"), .heat = WN_STR("-"), .fit = WN_STR("80.0"), .timing = WN_STR("20.0"),
	                             .reasons = WN_STR("20 of 25: a reason"), .json = WN_STR("{}"), .hash = WN_STR("0")};
	testing->task.company = &company;
	return ops->account(&testing->task.public, &account);
}

static int write_list(struct testing *testing, const struct wn_sink_ops *ops, struct wn_str *token)
{
	const struct wn_tree *accounts = tree_value(testing->table, "accounts");
	size_t count = accounts ? accounts->count : 0;
	struct wn_list *list = arena_alloc(testing->arena, sizeof *list);
	*list = (struct wn_list){.size = sizeof *list, .pipeline = WN_STR("test"), .icp = WN_STR("test"), .as_of = testing->task.public.as_of,
	                         .count = (uint32_t)count, .cap = 499, .json = WN_STR("{}")};
	int code = ops->begin(&testing->task.public, list);
	for (size_t i = 0; code == WN_OK && i < count; i++)
		code = write_account(testing, ops, accounts->entries[i].value, (uint32_t)i + 1);
	return code == WN_OK ? ops->prepare(&testing->task.public, token) : code;
}

/* The file that the token names is read before it becomes visible, then taken back: a test leaves nothing. */
static void compare_output(struct testing *testing, const struct wn_tree *expect, struct wn_str token)
{
	struct wn_str rest = token, staged, content;
	str_cut(&rest, (struct wn_str)WN_STR("\n"), &staged);
	str_cut(&rest, (struct wn_str)WN_STR("\n"), &staged);
	if (file_read(testing->arena, staged, 1 << 24, &content, &testing->error) < 0)
		expected(testing, "%s", testing->error.text);
	else
		compare_text(testing, expect, "output", content);
}

static void test_sink(struct testing *testing, const struct wn_tree *expect)
{
	const struct wn_sink_ops *ops = testing->step.plugin->vtable->ops;
	struct wn_str token = {0};
	field_id *fields = arena_array(testing->arena, dictionary_count(testing->run->dictionary), sizeof *fields);
	for (size_t i = 0; i < dictionary_count(testing->run->dictionary); i++)
		fields[i] = (field_id)i;
	testing->task.sees_all = true;
	testing->task.list_fields = fields;
	testing->task.list_field_count = dictionary_count(testing->run->dictionary);
	if (ops->mode != WN_TRANSACTIONAL)
		expected(testing, "outbox sinks are tested by running a pipeline with --replay");
	else if (write_list(testing, ops, &token) < 0)
		expected(testing, "it failed: %s", testing->error.text);
	else
		compare_output(testing, expect, token);
	if (ops->mode == WN_TRANSACTIONAL)
		ops->abort(&testing->task.public, token);
}

/* ---- one test, all tests ---- */

static int open_all(struct testing *testing, int32_t day)
{
	if (step_open(&testing->step, day, &testing->error) < 0 || step_enter(&testing->step, &testing->worker, &testing->error) < 0)
		return WN_FAIL;
	testing->entered = true;
	return WN_OK;
}

static void run_kind(struct testing *testing, const struct wn_tree *expect, int32_t day)
{
	static void (*const kinds[])(struct testing *, const struct wn_tree *) = {
		[WN_SOURCE] = test_source, [WN_ENRICHER] = test_enricher, [WN_FILTER] = test_filter, [WN_SINK] = test_sink};
	struct providers *providers = two_providers(testing);
	const struct wn_tree *company = tree_value(testing->table, "company");
	if (read_company(testing, company, &testing->company)) {
		task_init(&testing->task, &testing->step, testing->worker, &testing->company, providers, testing->arena, &testing->error, day);
		kinds[testing->step.kind](testing, expect);
		task_end(&testing->task);
	}
	providers_free(providers);
}

static void run_opened(struct testing *testing)
{
	int32_t day = as_of(testing);
	const struct wn_tree *expect = tree_value(testing->table, "expect");
	if (expect->kind != WN_TREE_TABLE)
		diag_error(testing->run->diags, expect->place, "expect is a table");
	else if (open_all(testing, day) < 0)
		expected(testing, "it failed to open: %s", testing->error.text);
	else
		run_kind(testing, expect, day);
	if (testing->entered)
		step_leave(&testing->step, testing->worker);
	step_close(&testing->step);
}

static void run_one(struct run *run, const struct wn_tree *call, struct test_outcome *outcome, bool only_check)
{
	struct testing testing = {.run = run, .table = tree_bare(call, 1), .place = call->place, .arena = arena_new()};
	outcome->name = tree_bare(call, 0)->as.text;
	outcome->place = call->place;
	if (check_keys(&testing) && load_plugin(&testing) == WN_OK && add_answers(&testing) == WN_OK && !only_check)
		run_opened(&testing);
	outcome->failure = arena_str(run->arena, buf_as_str(&testing.failure));
	net_close(testing.net);
	buf_free(&testing.failure);
	arena_free(testing.arena);
}

static bool is_test(struct run *run, const struct wn_tree *call)
{
	const struct wn_tree *name = tree_bare(call, 0), *table = tree_bare(call, 1);
	if (tree_is_call(call, "test") && call->count == 2 && name->kind == WN_TREE_TEXT && table->kind == WN_TREE_TABLE)
		return true;
	diag_error(run->diags, call->place, "write test \"what it shows\" { plugin = ..., expect = ... }");
	return false;
}

static int each_test(struct run *run, struct test_outcome **outcomes, size_t *count, bool only_check)
{
	*count = 0;
	if (run_paths(run) < 0)
		return WN_FAIL;
	const struct wn_tree *file = describe_file(run->arena, run->options.path, run->diags);
	*outcomes = arena_array(run->arena, file ? file->count + 1 : 1, sizeof **outcomes);
	if (file && !file->count)
		diag_error(run->diags, file->place, "no test in this file: a file without tests proves nothing");
	for (size_t i = 0; file && i < file->count; i++)
		if (is_test(run, file->entries[i].value))
			run_one(run, file->entries[i].value, &(*outcomes)[(*count)++], only_check);
	return diags_errors(run->diags) ? WN_FAIL : WN_OK;
}

int run_tests(struct run *run, struct test_outcome **outcomes, size_t *count)
{
	return each_test(run, outcomes, count, false);
}

int run_tests_check(struct run *run)
{
	struct test_outcome *outcomes;
	size_t count;
	return each_test(run, &outcomes, &count, true);
}
