/* account.c - what sinks, store and report are shown of an account. */
#include "run/account.h"

#include "base/digest.h"
#include "base/str.h"
#include "company/pack.h"
#include "run/code.h"
#include "run/judge.h"
#include "run/profiles.h"

struct wn_str points_text(struct wn_arena *arena, int64_t thousandths)
{
	const char *sign = thousandths < 0 ? "-" : "";
	uint64_t whole = (uint64_t)(thousandths < 0 ? -thousandths : thousandths);
	struct wn_str text = arena_printf(arena, "%s%llu.%03llu", sign, (unsigned long long)(whole / 1000), (unsigned long long)(whole % 1000));
	while (text.len && text.ptr[text.len - 1] == '0')
		text.len--;
	if (text.len && text.ptr[text.len - 1] == '.')
		text.len--;
	return text;
}

static void add_reason(struct buf *out, struct run *run, const struct line *line, const struct result *result, bool counted)
{
	const char *between = out->len ? "; " : "";
	if (!line_is_gate(line) && result->verdict == VERDICT_MATCH && counted) {
		struct wn_str earned = points_text(run->arena, result->earned);
		buf_printf(out, "%s%.*s of %d: %.*s", between, STR_ARG(earned), line->points, STR_ARG(line->label));
	} else if (line_is_gate(line) && result->verdict == VERDICT_UNKNOWN && !line->built_in) {
		buf_printf(out, "%sopen: %.*s", between, STR_ARG(line->label));
	}
}

struct wn_str account_reasons(struct run *run, const struct account *account)
{
	const struct profile *profile = &run->profiles[account->candidate->profile];
	struct buf out = {0};
	for (size_t i = 0; i < profile->icp->line_count; i++) {
		size_t at = profile->first_line + i;
		add_reason(&out, run, &profile->icp->lines[i], &account->results[at], account->counted[at]);
	}
	struct wn_str reasons = arena_str(run->arena, buf_as_str(&out));
	buf_free(&out);
	return reasons;
}

static void evaluate_under(const struct profile *profile, struct subject *subject, struct account *account, struct points *points)
{
	struct result *results = account->results + profile->first_line;
	bool *counted = account->counted + profile->first_line;
	icp_evaluate(profile->icp, subject, true, results);
	points->fit = icp_score(profile->icp, SECTION_FIT, results, counted);
	points->timing = icp_score(profile->icp, SECTION_TIMING, results, counted);
}

static int account_read(struct run *run, struct account *account)
{
	int code = company_unpack(&account->company, run->arena, run->dictionary, buf_as_str(&account->candidate->packed), &run->error);
	account->company.id = account->candidate->id;
	return code;
}

int account_evaluate(struct run *run, struct account *account, bool final)
{
	int code = account_read(run, account);
	if (code < 0)
		return code;
	account->results = arena_array(run->arena, run->line_count + 1, sizeof *account->results);
	account->counted = arena_array(run->arena, run->line_count + 1, sizeof *account->counted);
	account->points = arena_array(run->arena, run->profile_count, sizeof *account->points);
	/* The run's arena holds the proofs, so it must not be cleared: subjects of accounts get one of their own. */
	struct wn_arena *scratch = arena_new();
	arena_defer(run->arena, (void (*)(void *))arena_free, scratch);
	if (!run->code)
		run->code = code_begin(run);
	struct subject subject = {.providers = run->providers, .as_of = run->options.as_of, .rates = run->rates, .final = final, .scratch = scratch,
	                          .caller = code_caller_of(run->code)};
	subject_begin(&subject, &account->company);
	for (size_t i = 0; i < run->profile_count; i++)
		evaluate_under(&run->profiles[i], &subject, account, &account->points[i]);
	return WN_OK;
}

void account_stand(struct run *run, struct account *account, size_t profile)
{
	const struct profile *under = &run->profiles[profile];
	struct standing *standing = &account->candidate->standings[profile];
	standing->undecided = judge_undecided(under->icp, account->results + under->first_line) + account->candidate->undecided_filters;
	standing->tier = tier_place(under->icp, account->points[profile].fit);
}

static struct wn_str tier_name(const struct tier *tiers, size_t count, size_t index)
{
	return index < count ? tiers[index].name : (struct wn_str)WN_STR("-");
}

/* ---- the id that stays with an account ---- */

/* What the store knows under a name, unless an account of this list has it already. */
static int recall(struct run *run, struct account *account, struct wn_str name, struct map *taken)
{
	struct wn_str winnow_id;
	int code = run->store ? store_winnow_id(run->store, run->arena, name, &winnow_id, &run->error) : WN_NONE;
	if (code != WN_OK || map_has(taken, winnow_id))
		return code == WN_OK ? WN_NONE : code;
	account->shown.winnow_id = winnow_id;
	map_put(taken, winnow_id, account);
	return WN_OK;
}

static int recall_by_id(struct run *run, struct account *account, struct map *taken)
{
	return recall(run, account, account->company.id, taken);
}

static int recall_by_key(struct run *run, struct account *account, struct map *taken)
{
	int code = account->shown.winnow_id.len ? WN_OK : WN_NONE;
	for (size_t i = 0; code == WN_NONE && i < account->company.key_count; i++)
		code = recall(run, account, key_name(run->arena, &account->company.keys[i]), taken);
	return code;
}

/* An account that was renamed may still have the number that its old name would give. */
static int name_anew(struct run *run, struct account *account, struct map *taken)
{
	struct wn_str id = account->company.id, winnow_id = account->shown.winnow_id;
	for (int turn = 2; !account->shown.winnow_id.len; turn++) {
		winnow_id = winnow_id_new(run->arena, id);
		if (!map_has(taken, winnow_id))
			account->shown.winnow_id = winnow_id;
		id = arena_printf(run->arena, "%.*s#%d", STR_ARG(account->company.id), turn);
	}
	map_put(taken, winnow_id, account);
	return WN_OK;
}

/* First who is known by its own id, then who is known by another key: two companies may claim one key, and each keeps its number. */
int accounts_name(struct run *run, struct account *const *accounts, size_t count)
{
	static int (*const ways[])(struct run *, struct account *, struct map *) = {recall_by_id, recall_by_key, name_anew};
	struct map *taken = map_new();
	int code = WN_OK;
	for (size_t way = 0; code == WN_OK && way < sizeof ways / sizeof *ways; way++)
		for (size_t i = 0; code == WN_OK && i < count; i++) {
			code = ways[way](run, accounts[i], taken);
			code = code == WN_NONE ? WN_OK : code;
		}
	map_free(taken);
	return code;
}

/* ---- the whole ---- */

struct grade account_grade(struct run *run, const struct account *account, size_t profile)
{
	const struct icp *icp = run->profiles[profile].icp;
	const struct points *points = &account->points[profile];
	return (struct grade){.tier = tier_name(icp->tiers, icp->tier_count, account->candidate->standings[profile].tier),
	                      .heat = tier_name(icp->heats, icp->heat_count, icp_heat(icp, points->timing)),
	                      .fit = score_text(run->arena, SECTION_FIT, points->fit),
	                      .timing = score_text(run->arena, SECTION_TIMING, points->timing)};
}

struct wn_str account_name(struct run *run, const struct account *account)
{
	field_id name = dictionary_find(run->dictionary, (struct wn_str)WN_STR("name"));
	struct merged merged = company_merge(&account->company, run->providers, name, (struct sieve){.oldest = WN_NO_DAY}, run->arena);
	return merged.cause == WN_KNOWN ? merged.value.as.text : account->company.id;
}

void other_add(struct buf *out, struct wn_str name, struct wn_str id)
{
	buf_printf(out, "%s%.*s (%.*s)", out->len ? "; " : "", STR_ARG(name), STR_ARG(id));
}

static struct wn_str others_text(struct run *run, const struct account *account)
{
	struct buf out = {0};
	for (size_t i = 0; i < account->other_count; i++)
		other_add(&out, account_name(run, &account->others[i]), account->others[i].company.id);
	struct wn_str text = arena_str(run->arena, buf_as_str(&out));
	buf_free(&out);
	return text;
}

void account_describe(struct run *run, struct account *account, uint32_t place)
{
	struct wn_account *shown = &account->shown;
	const struct candidate *candidate = account->candidate;
	struct grade grade = account_grade(run, account, candidate->profile);
	*shown = (struct wn_account){.size = sizeof *shown, .place = place, .id = candidate->id, .winnow_id = shown->winnow_id,
	                             .tier = grade.tier, .heat = grade.heat, .fit = grade.fit, .timing = grade.timing,
	                             .undecided = candidate_standing(candidate)->undecided};
	shown->others = others_text(run, account);
	if (run->profile_count > 1)
		shown->icp = run->profiles[candidate->profile].name;
	shown->reasons = account_reasons(run, account);
}

static void show(struct run *run, struct account *account, uint32_t place)
{
	struct wn_account *shown = &account->shown;
	uint8_t digest[DIGEST_SIZE];
	char hex[DIGEST_HEX];
	account_describe(run, account, place);
	shown->json = account_json(run, account);
	digest_bytes(account_content(run, account), digest);
	digest_hex(digest, hex);
	shown->hash = arena_str(run->arena, str_of(hex));
}

/* Who is named beside an account has a number too: it may be an account tomorrow, and the store must know whom it forgets. */
static int name_all(struct run *run)
{
	size_t count = 0;
	for (size_t i = 0; i < run->account_count; i++)
		count += 1 + run->accounts[i].other_count;
	struct account **all = arena_array(run->arena, count + 1, sizeof *all);
	count = 0;
	for (size_t i = 0; i < run->account_count; i++)
		all[count++] = &run->accounts[i];
	for (size_t i = 0; i < run->account_count; i++)
		for (size_t j = 0; j < run->accounts[i].other_count; j++)
			all[count++] = &run->accounts[i].others[j];
	return accounts_name(run, all, count);
}

static int read_others(struct run *run, struct account *account)
{
	int code = WN_OK;
	for (size_t i = 0; code == WN_OK && i < account->other_count; i++)
		code = account_read(run, &account->others[i]);
	return code;
}

int accounts_show(struct run *run)
{
	for (size_t i = 0; i < run->account_count; i++)
		if (account_evaluate(run, &run->accounts[i], true) < 0 || read_others(run, &run->accounts[i]) < 0)
			return run->error.code;
	int code = name_all(run);
	for (size_t i = 0; code == WN_OK && i < run->account_count; i++)
		show(run, &run->accounts[i], (uint32_t)i + 1);
	return code;
}
