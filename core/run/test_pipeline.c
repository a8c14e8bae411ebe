/* test_pipeline.c - a test of a pipeline: companies and recorded answers in, the list out.
 *
 *     test "a customer is kept off the list" {
 *       pipeline  = "fr-saas.lua",                  -- beside this file; left out in the pipeline's own file
 *       as_of     = "2026-11-01",
 *       companies = { { id = "fr-siren:000003129", name = "ACME", country = "FR" }, ... },
 *       answers   = { [[GET https://example.com/ ... ]] },
 *       files     = { ["../crm/customers.csv"] = [[...]] },        -- in the stead of the pipeline's own
 *       expect    = { accounts = { "fr-siren:000003236" }, dropped = { ["fr-siren:000003129"] = 'filter "suppress"' } },
 *     }
 *
 * The companies stand in the place of all sources; sinks and the store are left out; everything between is that of a run.
 */
#include <stdlib.h>

#include "base/str.h"
#include "company/identity.h"
#include "company/pack.h"
#include "run/describe_value.h"
#include "run/scan.h"
#include "run/test_files.h"
#include "run/testing.h"

static const char *const test_keys[] = {"pipeline", "as_of", "companies", "answers", "files", "expect", NULL};
static const char *const expect_keys[] = {"accounts", "dropped", "held", "left_out", NULL};
static const char *const account_keys[] = {"id", "icp", "tier", "fit", "timing", "heat", "undecided", "reasons", "others", "quota", "facts", NULL};

/* What became of one. */
struct settled {
	struct wn_str name; /* its id, or its name where it has none */
	enum fate fate;
	struct wn_str by;   /* line or filter; "undecided", "below floor", "cap", 'quota "LABEL"', "beside ID" */
	struct wn_str reason;
	struct settled *next;
};

struct pipeline_test {
	struct testing *testing;
	struct run *run;
	struct company *companies;
	size_t company_count;
	struct settled *settled; /* newest first */
};

/* ---- companies ---- */

static provider_id source_of(const struct run *run, field_id field)
{
	size_t from = 0;
	for (struct step *step; (step = run_next_step(run, WN_SOURCE, &from));)
		if (step_provides(step, field))
			return step->provider;
	return NO_PROVIDER;
}

/* Said by the first source that brings the field: what no source brings cannot be known at the scan. */
static void read_fact(struct pipeline_test *test, struct company *company, const struct entry *entry)
{
	struct run *run = test->run;
	struct fact fact = {.evidence = {.where = WN_STR("test"), .day = test->testing->day}};
	if (!fact_of_entry(test->testing->arena, run->dictionary, entry, &fact, run->diags))
		return;
	fact.provider = source_of(run, fact.field);
	if (fact.provider == NO_PROVIDER)
		diag_error(run->diags, entry->place, "no source of %.*s brings '%.*s': it comes from an enricher, whose answer stands in answers = { ... }",
		           STR_ARG(path_name(test->testing->subject)), STR_ARG(entry->key));
	else
		company_add(company, &fact);
}

static void read_id(struct pipeline_test *test, struct company *company, const struct wn_tree *tree)
{
	struct wn_error error = {0};
	struct key key;
	if (tree->kind != WN_TREE_TEXT || id_parse(test->testing->arena, tree->as.text, &key, &error) < 0) {
		diag_error(test->run->diags, tree->place, "id: %s", error.text[0] ? error.text : "an id is a text such as \"fr-siren:000003129\"");
		return;
	}
	company_add_key(company, key.scheme, key.value);
	struct fact fact = {.field = dictionary_key_field(test->run->dictionary, key.scheme), .value = value_of_text(key.value), .evidence = {.day = WN_NO_DAY}};
	if (fact.field != NO_FIELD && (fact.provider = source_of(test->run, fact.field)) != NO_PROVIDER)
		company_add(company, &fact);
}

static void read_one(struct pipeline_test *test, const struct wn_tree *table, struct company *company)
{
	struct wn_arena *arena = test->testing->arena;
	const struct wn_tree *id = tree_value(table, "id");
	struct key key;
	company_init(company, arena, test->run->dictionary);
	if (id)
		read_id(test, company, id);
	for (size_t i = 0; i < table->count; i++)
		if (!str_is(table->entries[i].key, "id"))
			read_fact(test, company, &table->entries[i]);
	bool has_id = company->key_count > 0;
	for (size_t i = 0; i < company->fact_count; i++)
		if (key_of_fact(arena, dictionary_field(test->run->dictionary, company->facts[i].field), &company->facts[i], has_id, &key))
			company_add_key(company, key.scheme, key.value);
	company->id = canonical_id(arena, company);
	if (!company->id.len && !diags_errors(test->run->diags))
		diag_error(test->run->diags, table->place, "a company has an id or a name");
}

static struct wn_str name_of(const struct pipeline_test *test, struct wn_str id)
{
	if (!str_begins(id, (struct wn_str)WN_STR("name:")))
		return id;
	for (size_t i = 0; i < test->company_count; i++) {
		size_t count;
		const struct fact *name = company_facts(&test->companies[i], dictionary_find(test->run->dictionary, (struct wn_str)WN_STR("name")), &count);
		if (name && str_equal(test->companies[i].id, id))
			return name->value.as.text;
	}
	return id;
}

/* Two of one id, or of one name without ids, would be merged, and `expect` could not tell them apart. */
static void check_called(struct pipeline_test *test, const struct wn_tree *table)
{
	const struct company *last = &test->companies[test->company_count - 1];
	struct wn_str name = name_of(test, last->id);
	for (size_t i = 0; name.len && i + 1 < test->company_count; i++)
		if (str_equal(name_of(test, test->companies[i].id), name)) {
			diag_error(test->run->diags, table->place, "two companies are called '%.*s': give each an id of its own", STR_ARG(name));
			return;
		}
}

static bool read_companies(struct pipeline_test *test)
{
	struct testing *testing = test->testing;
	const struct wn_tree *list = table_of(testing, testing->table, "companies");
	if (!list || tree_bare_count(list) != list->count) {
		diag_error(testing->run->diags, list ? list->place : testing->place, "write companies = { { id = \"fr-siren:...\", name = \"...\", ... }, ... }");
		return false;
	}
	test->companies = arena_array(testing->arena, list->count + 1, sizeof *test->companies);
	for (size_t i = 0; i < list->count; i++) {
		const struct wn_tree *table = list->entries[i].value;
		if (table->kind == WN_TREE_TABLE) {
			read_one(test, table, &test->companies[test->company_count++]);
			check_called(test, table);
		} else
			diag_error(testing->run->diags, table->place, "a company is a table of facts, not %s", tree_kind_name(table));
	}
	return !diags_errors(testing->run->diags);
}

/* ---- running ---- */

/* The line that a company left by; under several profiles that of each, behind the profile's name. */
static struct wn_str lines_that_decided(const struct pipeline_test *test, const struct candidate *candidate)
{
	const struct run *run = test->run;
	struct wn_arena *arena = test->testing->arena;
	struct wn_str said = {0};
	for (size_t i = 0; i < run->profile_count; i++) {
		const struct profile *profile = &run->profiles[i];
		const struct standing *standing = &candidate->standings[i];
		struct wn_str id = profile->icp->lines[standing->line].id;
		if (standing->fate != FATE_LINE && standing->fate != FATE_HELD)
			continue;
		if (run->profile_count == 1)
			return id;
		said = arena_printf(arena, "%.*s%s%.*s: %.*s", STR_ARG(said), said.len ? ", " : "", STR_ARG(profile->name), STR_ARG(id));
	}
	return said;
}

static struct wn_str decided_by(const struct pipeline_test *test, const struct candidate *candidate)
{
	const struct run *run = test->run;
	struct wn_arena *arena = test->testing->arena;
	bool filter = candidate->fate == FATE_FILTER;
	if (candidate->fate == FATE_HELD) /* by a filter where the reason says so: the index alone does not tell */
		filter = str_begins(candidate->reason, (struct wn_str)WN_STR("filter \""));
	if (filter)
		return arena_printf(arena, "filter \"%.*s\"", STR_ARG(run->steps[candidate->by].name));
	switch (candidate->fate) {
	case FATE_LINE:
	case FATE_HELD:
		return lines_that_decided(test, candidate);
	case FATE_UNDECIDED:
		return (struct wn_str)WN_STR("undecided");
	case FATE_FLOOR:
		return (struct wn_str)WN_STR("below floor");
	case FATE_QUOTA:
		return arena_printf(arena, "quota \"%.*s\"", STR_ARG(run->quotas[candidate->by].line->label));
	case FATE_BESIDE:
		return arena_printf(arena, "beside %.*s", STR_ARG(name_of(test, run->accounts[candidate->by].candidate->id)));
	case FATE_CAP:
		return (struct wn_str)WN_STR("cap");
	default:
		return (struct wn_str){0};
	}
}

static void watch(void *context, const struct candidate *candidate, const char *phase)
{
	struct pipeline_test *test = context;
	(void)phase;
	if (candidate->fate == FATE_CANDIDATE || candidate->fate == FATE_LISTED)
		return;
	struct settled *settled = arena_alloc(test->testing->arena, sizeof *settled);
	*settled = (struct settled){.name = name_of(test, arena_str(test->testing->arena, candidate->id)), .fate = candidate->fate,
	                            .reason = arena_str(test->testing->arena, candidate->reason), .next = test->settled};
	settled->by = decided_by(test, candidate);
	test->settled = settled;
}

/* Filters and enrichers; sources and sinks stay closed. */
static int open_steps(struct run *run)
{
	for (size_t i = 0; i < run->step_count; i++) {
		struct step *step = &run->steps[i];
		step->tested = true;
		if ((step->kind == WN_FILTER || step->kind == WN_ENRICHER) && step_open(step, run->options.as_of, &run->error) < 0)
			return run->error.code;
	}
	return WN_OK;
}

static int scan_companies(struct pipeline_test *test)
{
	struct scanning scanning = {.run = test->run, .rows.arena = arena_new()};
	struct buf packed = {0};
	for (size_t i = 0; i < test->company_count; i++) {
		buf_clear(&packed);
		company_pack(&packed, &test->companies[i]);
		rows_keep(&scanning.rows, buf_as_str(&packed));
	}
	int code = settle_companies(&scanning);
	buf_free(&packed);
	free(scanning.rows.at);
	arena_free(scanning.rows.arena);
	return code;
}

static int run_phases(struct pipeline_test *test)
{
	struct run *run = test->run;
	run->watch = watch;
	run->watch_context = test;
	run->opted_out = map_new();
	run->objecting = map_new();
	if (open_steps(run) < 0 || scan_companies(test) < 0 || run_probe(run) < 0 || run_select(run) < 0 || run_finish(run) < 0)
		return run->error.code;
	return WN_OK;
}

/* ---- what is expected ---- */

/* As the test writes it to as results show it: an id in its one spelling, or the name of a company without one. False: reported. */
static bool known_name(struct pipeline_test *test, struct wn_str text, struct place place, struct wn_str *name)
{
	struct wn_error error = {0};
	struct key key;
	struct wn_str spelled = id_parse(test->testing->arena, text, &key, &error) == WN_OK ? key_name(test->testing->arena, &key) : text;
	for (size_t i = 0; i < test->company_count; i++) {
		*name = name_of(test, test->companies[i].id);
		if (str_equal(*name, spelled) || str_equal(*name, text))
			return true;
	}
	*name = text;
	diag_error(test->run->diags, place, "none of the companies of the test is '%.*s'", STR_ARG(text));
	return false;
}

static void check_settled(struct pipeline_test *test, const char *key)
{
	const struct wn_tree *table = table_of(test->testing, test->testing->expect, key);
	struct wn_str name;
	for (size_t i = 0; table && i < table->count; i++) {
		const struct entry *entry = &table->entries[i];
		if (!entry->key.len || entry->value->kind != WN_TREE_TEXT)
			diag_error(test->run->diags, entry->place, "write %s = { [\"ID\"] = \"%s\", ... }", key, strcmp(key, "left_out") ? "LINE\" or 'filter \"NAME\"' or \"..." : "cap");
		else
			known_name(test, entry->key, entry->place, &name);
	}
}

/* A list of texts; of `others` each is a company of the test. */
static void check_list(struct pipeline_test *test, const struct wn_tree *account, const char *key, bool companies)
{
	const struct wn_tree *list = table_of(test->testing, account, key);
	struct wn_str name;
	for (size_t i = 0; list && i < list->count; i++) {
		const struct entry *entry = &list->entries[i];
		if (entry->key.len || entry->value->kind != WN_TREE_TEXT)
			diag_error(test->run->diags, entry->place, "write %s = { \"%s\", ... }", key, companies ? "ID" : "LABEL");
		else if (companies)
			known_name(test, entry->value->as.text, entry->place, &name);
	}
}

static void check_account(struct pipeline_test *test, const struct wn_tree *account)
{
	only_keys(test->testing, account, "an account", account_keys);
	check_list(test, account, "others", true);
	check_list(test, account, "quota", false);
}

static void check_accounts(struct pipeline_test *test)
{
	const struct wn_tree *accounts = table_of(test->testing, test->testing->expect, "accounts");
	struct wn_str name;
	for (size_t i = 0; accounts && i < accounts->count; i++) {
		const struct wn_tree *account = accounts->entries[i].value;
		const struct wn_tree *id = account->kind == WN_TREE_TABLE ? tree_value(account, "id") : account;
		if (!id || id->kind != WN_TREE_TEXT || accounts->entries[i].key.len)
			diag_error(test->run->diags, account->place, "an account is an id, or { id = \"...\", tier = \"A\", ... }");
		else if (known_name(test, id->as.text, id->place, &name) && account->kind == WN_TREE_TABLE)
			check_account(test, account);
	}
}

static void check_expect(struct pipeline_test *test)
{
	only_keys(test->testing, test->testing->expect, "expect", expect_keys);
	check_accounts(test);
	check_settled(test, "dropped");
	check_settled(test, "held");
	check_settled(test, "left_out");
}

/* ---- comparing ---- */

static const char *kind_of(enum fate fate)
{
	if (fate == FATE_LINE || fate == FATE_FILTER)
		return "dropped";
	return fate == FATE_HELD ? "held" : fate == FATE_OPTED_OUT ? "opted out" : "left_out";
}

/* Where a company is, in words, for who expected it elsewhere. */
static struct wn_str whereabouts(struct pipeline_test *test, struct wn_str name)
{
	struct wn_arena *arena = test->testing->arena;
	for (const struct settled *settled = test->settled; settled; settled = settled->next)
		if (str_equal(settled->name, name))
			return arena_printf(arena, "%s: %.*s%s%.*s", kind_of(settled->fate), STR_ARG(settled->by), settled->reason.len ? ", " : "", STR_ARG(settled->reason));
	for (size_t i = 0; i < test->run->account_count; i++)
		if (str_equal(name_of(test, test->run->accounts[i].shown.id), name))
			return arena_printf(arena, "account %zu", i + 1);
	return (struct wn_str)WN_STR("part of another company");
}

/* Those that the test names and that are there, with what decided. */
static struct wn_tree *settled_of(struct pipeline_test *test, const struct wn_tree *wanted, const struct wn_tree *all)
{
	struct wn_tree *still = new_table(test->testing);
	for (size_t i = 0; i < wanted->count; i++) {
		struct wn_str name;
		known_name(test, wanted->entries[i].key, wanted->place, &name);
		const struct entry *is = tree_entry(all, arena_str(test->testing->arena, name).ptr);
		if (is)
			tree_add(test->testing->arena, still, wanted->entries[i].key, still->place, is->value);
	}
	return still;
}

static void compare_one_settled(struct pipeline_test *test, const char *key, const struct wn_tree *wanted, const struct entry *entry, const struct wn_tree *now)
{
	struct testing *testing = test->testing;
	struct wn_str name;
	known_name(test, entry->key, entry->place, &name);
	const struct wn_tree *is = tree_value(now, arena_str(testing->arena, name).ptr);
	struct wn_str where = whereabouts(test, name);
	if (!is)
		differs(testing, wanted, settled_of(test, wanted, now), "%s: expected %.*s, which is %.*s", key, STR_ARG(name), STR_ARG(where));
	else if (!str_equal(is->as.text, entry->value->as.text))
		differs(testing, entry->value, is, "%s %.*s: expected %.*s, got %.*s", key, STR_ARG(name), STR_ARG(entry->value->as.text), STR_ARG(where));
}

static void compare_settled(struct pipeline_test *test, const char *key)
{
	struct testing *testing = test->testing;
	const struct wn_tree *wanted = tree_value(testing->expect, key);
	struct wn_tree *now = new_table(testing);
	for (const struct settled *settled = test->settled; settled; settled = settled->next)
		if (strcmp(kind_of(settled->fate), key) == 0)
			tree_add(testing->arena, now, settled->name, now->place, tree_text(testing->arena, settled->by));
	if (now->count)
		add_named(testing, testing->now, key, now);
	for (size_t i = 0; wanted && i < wanted->count; i++)
		compare_one_settled(test, key, wanted, &wanted->entries[i], now);
}

/* What merging makes of the fields that the test names. */
static void compare_account_facts(struct pipeline_test *test, const struct wn_tree *wanted, const struct account *account)
{
	struct testing *testing = test->testing;
	struct fact *facts = arena_array(testing->arena, wanted->count + 1, sizeof *facts);
	for (size_t i = 0; i < wanted->count; i++) {
		field_id field = dictionary_find(test->run->dictionary, wanted->entries[i].key);
		if (field == NO_FIELD)
			continue; /* reported with the others */
		struct merged merged = company_merge(&account->company, test->run->providers, field, (struct sieve){.oldest = WN_NO_DAY}, testing->arena);
		facts[i] = (struct fact){.field = field, .cause = (uint16_t)merged.cause, .value = merged.value};
		if (merged.fact)
			facts[i].evidence = merged.fact->evidence;
	}
	expect_facts(testing, wanted, NULL, facts, wanted->count);
}

static struct wn_tree *account_tree(struct pipeline_test *test, const struct account *account)
{
	struct testing *testing = test->testing;
	struct wn_tree *tree = new_table(testing);
	add_named(testing, tree, "id", tree_text(testing->arena, name_of(test, account->shown.id)));
	if (test->run->profile_count > 1)
		add_named(testing, tree, "icp", tree_text(testing->arena, account->shown.icp));
	add_named(testing, tree, "tier", tree_text(testing->arena, account->shown.tier));
	add_named(testing, tree, "fit", tree_text(testing->arena, account->shown.fit));
	add_named(testing, tree, "undecided", tree_integer(testing->arena, account->shown.undecided));
	return tree;
}

static void add_text(struct testing *testing, struct wn_tree *list, struct wn_str text)
{
	tree_add(testing->arena, list, (struct wn_str){0}, list->place, tree_text(testing->arena, text));
}

/* others = { "ID", ... }, in the order of the ranking. An id that is spelled otherwise is the same. */
static void compare_others(struct pipeline_test *test, const struct wn_tree *wanted, const struct account *account)
{
	struct testing *testing = test->testing;
	struct wn_tree *now = new_table(testing), *spelled = new_table(testing);
	for (size_t i = 0; i < account->other_count; i++)
		add_text(testing, now, name_of(test, account->others[i].company.id));
	for (size_t i = 0; i < wanted->count; i++) {
		struct wn_str name;
		known_name(test, wanted->entries[i].value->as.text, wanted->place, &name);
		add_text(testing, spelled, name);
	}
	struct wn_str should = tree_print(testing->arena, spelled), is = tree_print(testing->arena, now);
	if (!str_equal(should, is))
		differs(testing, wanted, now, "others: expected %.*s, got %.*s", STR_ARG(should), STR_ARG(is));
}

/* quota = { "LABEL", ... }: those that count it, in the order of the pipeline. */
static void compare_quotas(struct pipeline_test *test, const struct wn_tree *wanted, const struct account *account)
{
	struct testing *testing = test->testing;
	struct wn_tree *now = new_table(testing);
	for (size_t i = 0; i < test->run->quota_count; i++)
		if (account->quotas[i])
			add_text(testing, now, test->run->quotas[i].line->label);
	expect_value(testing, wanted, NULL, "quota", now);
}

static void compare_account(struct pipeline_test *test, const struct wn_tree *wanted, const struct account *account)
{
	struct testing *testing = test->testing;
	const struct wn_account *shown = &account->shown;
	const struct wn_tree *facts = table_of(testing, wanted, "facts");
	size_t before = testing->failure.len;
	expect_text(testing, wanted, NULL, "icp", shown->icp);
	expect_text(testing, wanted, NULL, "tier", shown->tier);
	expect_text(testing, wanted, NULL, "fit", shown->fit);
	expect_text(testing, wanted, NULL, "timing", shown->timing);
	expect_text(testing, wanted, NULL, "heat", shown->heat);
	expect_count(testing, wanted, NULL, "undecided", shown->undecided);
	expect_text(testing, wanted, NULL, "reasons", shown->reasons);
	if (tree_entry(wanted, "others"))
		compare_others(test, tree_value(wanted, "others"), account);
	if (tree_entry(wanted, "quota"))
		compare_quotas(test, wanted, account);
	if (facts)
		compare_account_facts(test, facts, account);
	if (testing->failure.len > before)
		expected(testing, "that is account %.*s", STR_ARG(name_of(test, shown->id)));
}

static struct wn_str id_in(const struct wn_tree *account)
{
	return account->kind == WN_TREE_TABLE ? tree_value(account, "id")->as.text : account->as.text;
}

/* The same companies in the same order? */
static bool same_ids(struct pipeline_test *test, const struct wn_tree *wanted)
{
	bool same = wanted->count == test->run->account_count;
	for (size_t i = 0; same && i < wanted->count; i++) {
		struct wn_str name;
		known_name(test, id_in(wanted->entries[i].value), wanted->place, &name);
		same = str_equal(name, name_of(test, test->run->accounts[i].shown.id));
	}
	return same;
}

static struct wn_str print_ids(struct pipeline_test *test, const struct wn_tree *accounts)
{
	struct wn_tree *ids = new_table(test->testing);
	for (size_t i = 0; i < accounts->count; i++)
		tree_add(test->testing->arena, ids, (struct wn_str){0}, ids->place, tree_text(test->testing->arena, id_in(accounts->entries[i].value)));
	return tree_print(test->testing->arena, ids);
}

/* Who was expected and is not on the list, and why. */
static void explain_missing(struct pipeline_test *test, const struct wn_tree *wanted)
{
	for (size_t i = 0; i < wanted->count; i++) {
		struct wn_str name;
		known_name(test, id_in(wanted->entries[i].value), wanted->place, &name);
		struct wn_str where = whereabouts(test, name);
		if (!str_begins(where, (struct wn_str)WN_STR("account ")))
			expected(test->testing, "%.*s is %.*s", STR_ARG(name), STR_ARG(where));
	}
}

static void compare_accounts(struct pipeline_test *test)
{
	struct testing *testing = test->testing;
	const struct run *run = test->run;
	const struct wn_tree *wanted = tree_value(testing->expect, "accounts");
	bool tables = wanted && wanted->count && wanted->entries[0].value->kind == WN_TREE_TABLE;
	struct wn_tree *now = new_table(testing);
	for (size_t i = 0; i < run->account_count; i++) {
		struct wn_tree *account = tables ? account_tree(test, &run->accounts[i]) : tree_text(testing->arena, name_of(test, run->accounts[i].shown.id));
		tree_add(testing->arena, now, (struct wn_str){0}, now->place, account);
	}
	add_named(testing, testing->now, "accounts", now);
	if (!wanted)
		return;
	if (!same_ids(test, wanted)) {
		differs(testing, wanted, now, "accounts: expected %.*s, got %.*s", STR_ARG(print_ids(test, wanted)), STR_ARG(print_ids(test, now)));
		explain_missing(test, wanted);
		return;
	}
	for (size_t i = 0; i < wanted->count; i++)
		if (wanted->entries[i].value->kind == WN_TREE_TABLE)
			compare_account(test, wanted->entries[i].value, &run->accounts[i]);
}

static void compare(struct pipeline_test *test)
{
	compare_accounts(test);
	compare_settled(test, "dropped");
	compare_settled(test, "held");
	compare_settled(test, "left_out");
}

/* ---- the whole ---- */

static void run_described(struct pipeline_test *test)
{
	struct testing *testing = test->testing;
	if (!read_companies(test) || add_answers(testing, test->run->net) < 0)
		return;
	check_expect(test);
	if (diags_errors(test->run->diags) || testing->only_check)
		return;
	if (run_phases(test) < 0)
		expected(testing, "it failed: %s", test->run->error.text);
	else
		compare(test);
}

void test_pipeline(struct testing *testing)
{
	struct run *run = testing->run;
	struct pipeline_test test = {.testing = testing, .run = run};
	struct test_files *files = NULL;
	const struct wn_tree *given = table_of(testing, testing->table, "files");
	run->options.threads = 1;
	if (net_open((struct wn_str){0}, &run->net, &testing->error) < 0 || (given && files_write(testing, given, &files) < 0)) {
		if (testing->error.code)
			expected(testing, "%s", testing->error.text);
	} else if (run_describe(run) == WN_OK) {
		only_keys(testing, testing->table, "a test of a pipeline", test_keys);
		if (files)
			files_check(testing, files);
		run_described(&test);
	}
	files_remove(files);
}
