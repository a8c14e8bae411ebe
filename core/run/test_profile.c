/* test_profile.c - a test of a profile: facts of one company in, what the profile says of it out.
 *
 *     test "an agency of thirty people" {
 *       icp     = "uk-agencies.lua",                 -- beside this file; left out in the profile's own file
 *       as_of   = "2026-11-01",
 *       company = { country = "GB", employees = { 20, 30 }, industry = sic "62012" },
 *       also    = { { by = "directory", employees = 200 } },       -- others who speak of it, after the first
 *       expect  = { verdict = "fits", lines = { country = "match" }, fit = "83.3", tier = "A", undecided = 1 },
 *     }
 *
 * What is not stated is not known, and what is stated was observed on the day of the test where it does not say. Every
 * provider has had its turn, as at the end of a run.
 */
#include "base/error.h"
#include "base/str.h"
#include "company/pack.h"
#include "run/account.h"
#include "run/config.h"
#include "run/describe_value.h"
#include "run/judge.h"
#include "run/rates.h"
#include "run/testing.h"

static const char *const test_keys[] = {"icp", "as_of", "rates", "company", "also", "expect", NULL};
static const char *const expect_keys[] = {"verdict", "by", "lines", "fit", "timing", "tier", "heat", "undecided", "reasons", NULL};
static const char *const verdicts[] = {"fits", "dropped", "held", "undecided", "below floor", NULL};
static const char *const line_verdicts[] = {"match", "miss", "unknown", "failed", NULL};

/* ---- the company ---- */

/* Who speaks of it: the test, then each of `also`. A provider brings what it states, so that a set is complete
 * when all who know of it say so. */
static provider_id add_provider(struct testing *testing, struct wn_str name, const struct wn_tree *facts)
{
	struct run *run = testing->run;
	provider_id provider = providers_add(run->providers, name);
	for (size_t i = 0; i < facts->count; i++) {
		field_id field = dictionary_find(run->dictionary, facts->entries[i].key);
		if (field != NO_FIELD)
			providers_provide(run->providers, provider, field);
	}
	return provider;
}

static bool read_other(struct testing *testing, const struct wn_tree *other, struct company *company)
{
	struct wn_tree *facts = new_table(testing);
	if (other->kind != WN_TREE_TABLE || tree_bare_count(other)) {
		diag_error(testing->run->diags, other->place, "write also = { { by = \"NAME\", field = value, ... }, ... }");
		return false;
	}
	struct wn_str by = text_of(testing, other, "by");
	for (size_t i = 0; i < other->count; i++)
		if (!str_is(other->entries[i].key, "by"))
			tree_add(testing->arena, facts, other->entries[i].key, other->entries[i].place, other->entries[i].value);
	provider_id provider = add_provider(testing, by.len ? by : (struct wn_str)WN_STR("another"), facts);
	return facts_of_tree(company, provider, facts, testing->day, testing->run->diags);
}

static bool read_facts(struct testing *testing, struct company *company)
{
	struct run *run = testing->run;
	const struct wn_tree *table = table_of(testing, testing->table, "company"), *also = table_of(testing, testing->table, "also");
	if (!table) {
		if (!tree_entry(testing->table, "company"))
			diag_error(run->diags, testing->place, "no company = { ... }: what is known of the company");
		return false;
	}
	run->providers = providers_new(run->dictionary);
	add_provider(testing, (struct wn_str)WN_STR("test"), table);
	company_init(company, testing->arena, run->dictionary);
	bool good = facts_of_tree(company, 0, table, testing->day, run->diags);
	for (size_t i = 0; also && i < also->count; i++)
		good &= read_other(testing, also->entries[i].value, company);
	providers_sources_end(run->providers);
	if (good)
		settle_company(testing, company);
	return good;
}

/* ---- what is expected ---- */

static bool has_line(const struct icp *icp, struct wn_str id, const char **ids)
{
	bool found = false;
	for (size_t i = 0; i < icp->line_count; i++) {
		found |= str_equal(icp->lines[i].id, id);
		ids[i] = icp->lines[i].id.ptr;
	}
	return found;
}

/* Reports where it is no line of the profile. */
static bool check_line(struct testing *testing, struct wn_str id, struct place place)
{
	const struct icp *icp = testing->run->profiles[0].icp;
	const char **ids = arena_array(testing->arena, icp->line_count + 1, sizeof *ids);
	char near[128];
	if (has_line(icp, id, ids))
		return true;
	diag_error(testing->run->diags, place, "no line of %.*s is called '%.*s'%s", STR_ARG(path_name(icp->path)), STR_ARG(id), did_you_mean(near, id, ids));
	return false;
}

static void check_lines(struct testing *testing)
{
	const struct wn_tree *lines = table_of(testing, testing->expect, "lines");
	for (size_t i = 0; lines && i < lines->count; i++) {
		const struct entry *entry = &lines->entries[i];
		if (!entry->key.len)
			diag_error(testing->run->diags, entry->place, "write lines = { [\"line-id\"] = \"match\", ... }");
		else if (check_line(testing, entry->key, entry->place))
			one_word(testing, lines, arena_str(testing->arena, entry->key).ptr, line_verdicts);
	}
}

static void check_score(struct testing *testing, const char *key)
{
	const struct wn_tree *score = tree_value(testing->expect, key);
	if (score && score->kind != WN_TREE_TEXT && score->kind != WN_TREE_NUMBER && score->kind != WN_TREE_INTEGER)
		diag_error(testing->run->diags, score->place, "%s is a percentage such as \"83.3\", not %s", key, tree_kind_name(score));
}

/* All mistakes at once, before anything is compared. */
static void check_expect(struct testing *testing)
{
	const struct wn_tree *by = tree_value(testing->expect, "by");
	only_keys(testing, testing->expect, "expect", expect_keys);
	one_word(testing, testing->expect, "verdict", verdicts);
	check_lines(testing);
	check_score(testing, "fit");
	check_score(testing, "timing");
	if (text_of(testing, testing->expect, "by").len)
		check_line(testing, by->as.text, by->place);
}

/* ---- what the profile says ---- */

/* As in probe: gates when all have spoken, then the standing; then with proofs, as accounts are shown. */
static int judge_company(struct testing *testing, struct company *company, struct account *account)
{
	struct run *run = testing->run;
	struct candidate *candidate = account->candidate;
	struct judge judge;
	int code = judge_begin(&judge, run, 0);
	company_pack(&candidate->packed, company);
	if (code == WN_OK && judge_gates(&judge, company, true, candidate))
		judge_standing(&judge, company, candidate);
	judge_end(&judge);
	if (code == WN_OK)
		code = account_evaluate(run, account, true);
	if (code != WN_OK)
		return code;
	account_stand(run, account, 0);
	account_describe(run, account, 0);
	return WN_OK;
}

static const char *verdict_of(const struct candidate *candidate)
{
	switch (candidate->fate) {
	case FATE_LINE:
	case FATE_FILTER:
		return "dropped";
	case FATE_HELD:
		return "held";
	case FATE_UNDECIDED:
		return "undecided";
	case FATE_FLOOR:
		return "below floor";
	default:
		return "fits";
	}
}

static const char *verdict_of_line(const struct result *result)
{
	return result->failed ? "failed" : verdict_name(result->verdict);
}

/* A line that decided by failing says how; the reader would otherwise have to guess. */
static struct wn_str proof_of(struct testing *testing, const struct result *result)
{
	struct buf proof = {0};
	if (result->failed)
		buf_printf(&proof, " (%.*s)", STR_ARG(result->error));
	else if (result->verdict == VERDICT_UNKNOWN)
		buf_printf(&proof, " (%s)", result->cause == WN_NO_PROVIDER ? "the test does not state what it reads" : cause_words(result->cause));
	struct wn_str text = arena_str(testing->arena, buf_as_str(&proof));
	buf_free(&proof);
	return text;
}

static void expect_line(struct testing *testing, const struct wn_tree *wanted, struct wn_tree *now, const struct line *line, const struct result *result)
{
	const char *key = arena_str(testing->arena, line->id).ptr, *is = verdict_of_line(result);
	const struct wn_tree *old = wanted ? tree_value(wanted, key) : NULL;
	struct wn_tree *verdict = tree_text(testing->arena, str_of(is));
	struct wn_str proof = proof_of(testing, result);
	if (!line->built_in)
		add_named(testing, now, key, verdict);
	if (old && !str_is(old->as.text, is))
		differs(testing, old, verdict, "line %s: expected %.*s, got %s%.*s", key, STR_ARG(old->as.text), is, STR_ARG(proof));
}

static void expect_lines(struct testing *testing, const struct account *account)
{
	const struct icp *icp = testing->run->profiles[0].icp;
	struct wn_tree *now = new_table(testing);
	for (size_t i = 0; i < icp->line_count; i++)
		expect_line(testing, tree_value(testing->expect, "lines"), now, &icp->lines[i], &account->results[i]);
	add_named(testing, testing->now, "lines", now);
}

/* "83.3"; a number will do as well. */
static void expect_score(struct testing *testing, const char *key, struct wn_str is)
{
	const struct wn_tree *old = tree_value(testing->expect, key);
	double number = !old ? 0 : old->kind == WN_TREE_NUMBER ? old->as.number : old->kind == WN_TREE_INTEGER ? (double)old->as.integer : 0;
	bool by_number = old && (old->kind == WN_TREE_NUMBER || old->kind == WN_TREE_INTEGER);
	if (by_number && str_equal(arena_printf(testing->arena, "%.1f", number), is))
		add_named(testing, testing->now, key, tree_text(testing->arena, is));
	else if (by_number)
		differs(testing, old, tree_text(testing->arena, is), "%s: expected %.1f, got %.*s", key, number, STR_ARG(is));
	else
		expect_text(testing, testing->expect, testing->now, key, is);
}

static void expect_by(struct testing *testing, const struct candidate *candidate)
{
	const struct icp *icp = testing->run->profiles[0].icp;
	const struct wn_tree *old = tree_value(testing->expect, "by");
	bool by_line = candidate->fate == FATE_LINE || candidate->fate == FATE_HELD;
	if (by_line)
		expect_text(testing, testing->expect, testing->now, "by", icp->lines[candidate->standings[0].line].id);
	else if (old)
		expected(testing, "by: expected %.*s, and no line decided", STR_ARG(tree_print(testing->arena, old)));
}

static void compare(struct testing *testing, const struct account *account)
{
	const struct wn_tree *expect = testing->expect;
	const struct wn_account *shown = &account->shown;
	const struct candidate *candidate = account->candidate;
	size_t before = testing->failure.len;
	expect_text(testing, expect, testing->now, "verdict", str_of(verdict_of(candidate)));
	if (testing->failure.len > before && candidate->fate == FATE_LINE && !tree_entry(expect, "by"))
		expected(testing, "by line '%.*s'", STR_ARG(testing->run->profiles[0].icp->lines[candidate->standings[0].line].id));
	if (testing->failure.len > before && candidate->fate == FATE_HELD)
		expected(testing, "%.*s", STR_ARG(candidate->reason));
	expect_by(testing, candidate);
	expect_lines(testing, account);
	expect_score(testing, "fit", shown->fit);
	expect_score(testing, "timing", shown->timing);
	expect_text(testing, expect, testing->now, "tier", shown->tier);
	expect_text(testing, expect, testing->now, "heat", shown->heat);
	expect_count(testing, expect, testing->now, "undecided", shown->undecided);
	if (tree_entry(expect, "reasons"))
		expect_text(testing, expect, testing->now, "reasons", shown->reasons);
}

/* ---- the whole ---- */

static void load_profile(struct testing *testing)
{
	struct run *run = testing->run;
	const struct wn_tree *rates = tree_value(testing->table, "rates"), *icp = tree_value(testing->table, "icp");
	struct wn_str file = text_of(testing, testing->table, "rates");
	if (file.len) {
		run->settings.rates_path = path_beside(testing->arena, str_of(testing->place.path), file);
		run_load_rates(run, rates->place);
	}
	run_load_icp(run, testing->subject, icp ? icp->place : testing->place);
}

void test_profile(struct testing *testing)
{
	struct company company;
	struct candidate candidate = {0};
	struct account account = {.candidate = &candidate};
	load_profile(testing);
	only_keys(testing, testing->table, "a test of a profile", test_keys);
	if (!testing->run->profile_count)
		return;
	check_expect(testing);
	if (!read_facts(testing, &company) || diags_errors(testing->run->diags) || testing->only_check)
		return;
	candidate.id = company.id;
	candidate.standings = xmalloc(sizeof *candidate.standings);
	candidate.standings[0] = (struct standing){.tier = NO_TIER};
	if (judge_company(testing, &company, &account) < 0)
		expected(testing, "it failed: %s", testing->run->error.text);
	else
		compare(testing, &account);
	candidate_free(&candidate);
}
