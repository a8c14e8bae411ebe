/* fill.c - the list is filled: the ranking is walked once, and each company is tested for its group and for its quotas.
 *
 * Whose group has an account already is named beside it; else, if one of its quotas is full, it is passed over, and the next of its
 * group may still be taken. Behind the last place groups are looked at, so that everybody of a group is named,
 * and at the end quotas: who is behind a full quota could not enter a longer list either, so it is not the cap alone that keeps it out.
 */
#include "base/error.h"
#include "base/log.h"
#include "base/map.h"
#include "base/str.h"
#include "company/identity.h"
#include "company/pack.h"
#include "run/code.h"
#include "run/select.h"

struct filling {
	struct run *run;
	struct wn_arena *memory, *scratch; /* of one company; cleared for each */
	struct map *groups;      /* names of groups that have an account, to it */
	bool *counts;            /* which quotas count the company */
};

/* ---- groups ---- */

/* A fact of doubtful standing puts nobody into a group: the threshold is that of a line. */
static struct wn_str text_of(const struct run *run, const struct company *company, field_id field, struct wn_arena *memory)
{
	if (field == NO_FIELD)
		return (struct wn_str){0};
	struct merged merged = company_merge(company, run->providers, field, (struct sieve){.sure_least = 500, .oldest = WN_NO_DAY}, memory);
	return merged.cause == WN_KNOWN ? merged.value.as.text : (struct wn_str){0};
}

/* The names under which others may know its group; none: it stands alone. A company whose parent is not known may be the parent
 * of others, under any of its ids. */
static size_t group_names(struct filling *filling, const struct company *company, struct wn_str *names)
{
	const struct run *run = filling->run;
	struct wn_str text = text_of(run, company, one_per_field(run), filling->memory);
	size_t count = 0;
	if (run->settings.one_per == ONE_PER_DOMAIN && text.len) {
		struct wn_str domain = registrable_domain(filling->memory, text);
		names[count++] = domain.len ? domain : text;
	} else if (run->settings.one_per == ONE_PER_GROUP && text.len) {
		names[count++] = text;
	} else if (run->settings.one_per == ONE_PER_GROUP) {
		names[count++] = company->id;
		for (size_t i = 0; i < company->key_count; i++)
			names[count++] = key_name(filling->memory, &company->keys[i]);
	}
	return count;
}

/* The account of its group, or null. */
static const struct account *account_of(const struct filling *filling, const struct wn_str *names, size_t count)
{
	const struct account *account = NULL;
	for (size_t i = 0; i < count && !account; i++)
		account = map_get(filling->groups, names[i]);
	return account;
}

/* ---- quotas ---- */

/* A function that failed leaves open whether it meant the company, which then counts. */
static void say_failure(struct quota *quota, const struct company *company, const struct result *result)
{
	if (result->failed && !quota->failed)
		log_warning("quota \"%.*s\" on %.*s: %.*s; it counts as unknown", STR_ARG(quota->line->label), STR_ARG(company->id), STR_ARG(result->error));
	quota->failed |= result->failed;
}

void quotas_of(struct run *run, const struct company *company, const struct profile *profile, struct wn_arena *scratch, bool *counts)
{
	struct fact icp = {.field = run->icp_field, .provider = NO_PROVIDER, .value = value_of_text(profile->name), .evidence = {.day = WN_NO_DAY}};
	if (!run->code)
		run->code = code_begin(run);
	struct subject subject = {.providers = run->providers, .as_of = run->options.as_of, .rates = run->rates, .final = true, .given = &icp,
	                          .scratch = scratch, .caller = code_caller_of(run->code)};
	subject_begin(&subject, company);
	for (size_t i = 0; i < run->quota_count; i++) {
		struct result result;
		line_evaluate(run->quotas[i].line, &subject, false, &result);
		say_failure(&run->quotas[i], company, &result);
		counts[i] = result.verdict != VERDICT_MISS;
	}
}

void account_count_quotas(struct run *run, struct account *account)
{
	struct wn_arena *scratch = arena_new();
	account->quotas = arena_array(run->arena, run->quota_count + 1, sizeof *account->quotas);
	quotas_of(run, &account->company, &run->profiles[account->candidate->profile], scratch, account->quotas);
	arena_free(scratch);
}

/* The first that is full among those that count the company, or -1. */
static long full_quota(const struct filling *filling)
{
	const struct run *run = filling->run;
	for (size_t i = 0; i < run->quota_count; i++)
		if (filling->counts[i] && run->quotas[i].listed >= run->quotas[i].most)
			return (long)i;
	return -1;
}

/* ---- the walk ---- */

static void take(struct filling *filling, struct candidate *candidate, const struct wn_str *names, size_t count)
{
	struct run *run = filling->run;
	struct account *account = &run->accounts[run->account_count++];
	account->candidate = candidate;
	candidate->fate = FATE_CANDIDATE;
	for (size_t i = 0; i < count; i++)
		map_put(filling->groups, names[i], account);
	if (!run->quota_count)
		return;
	account->quotas = arena_array(run->arena, run->quota_count, sizeof *account->quotas);
	for (size_t i = 0; i < run->quota_count; i++) {
		account->quotas[i] = filling->counts[i];
		run->quotas[i].listed += filling->counts[i];
	}
}

/* Of a company whose group is free: an account, unless a quota is full. */
static void take_or_pass(struct filling *filling, struct candidate *candidate, const struct company *company, const struct wn_str *names, size_t count)
{
	struct run *run = filling->run;
	quotas_of(run, company, &run->profiles[candidate->profile], filling->scratch, filling->counts);
	long quota = full_quota(filling);
	if (quota < 0) {
		take(filling, candidate, names, count);
		return;
	}
	candidate->fate = FATE_QUOTA;
	candidate->by = (size_t)quota;
	run->quotas[quota].passed_over++;
}

static int place_candidate(struct filling *filling, struct candidate *candidate)
{
	struct run *run = filling->run;
	struct company company;
	arena_clear(filling->memory);
	int code = company_unpack(&company, filling->memory, run->dictionary, buf_as_str(&candidate->packed), &run->error);
	if (code < 0)
		return code;
	company.id = candidate->id;
	struct wn_str *names = arena_array(filling->memory, company.key_count + 1, sizeof *names);
	size_t count = group_names(filling, &company, names);
	const struct account *account = account_of(filling, names, count);
	if (account) {
		candidate->fate = FATE_BESIDE;
		candidate->by = (size_t)(account - run->accounts);
	} else if (run->account_count < run->settings.cap) {
		take_or_pass(filling, candidate, &company, names, count);
	}
	return WN_OK;
}

/* ---- behind the last place ---- */

static bool any_quota_full(const struct run *run)
{
	for (size_t i = 0; i < run->quota_count; i++)
		if (run->quotas[i].listed >= run->quotas[i].most)
			return true;
	return false;
}

static int ask_quotas(struct filling *filling, struct candidate *candidate, bool *barred)
{
	struct run *run = filling->run;
	struct company company;
	arena_clear(filling->memory);
	int code = company_unpack(&company, filling->memory, run->dictionary, buf_as_str(&candidate->packed), &run->error);
	if (code < 0)
		return code;
	company.id = candidate->id;
	quotas_of(run, &company, &run->profiles[candidate->profile], filling->scratch, filling->counts);
	*barred = full_quota(filling) >= 0;
	return WN_OK;
}

int fill_behind(struct run *run, struct candidate **ranked, size_t count)
{
	struct filling filling = {.run = run, .memory = arena_new(), .scratch = arena_new()};
	bool full = any_quota_full(run), barred = false;
	int code = WN_OK;
	filling.counts = arena_array(run->arena, run->quota_count + 1, sizeof *filling.counts);
	for (size_t i = 0; code == WN_OK && i < count; i++) {
		if (ranked[i]->fate != FATE_CAP)
			continue;
		if (full)
			code = ask_quotas(&filling, ranked[i], &barred);
		run->funnel.beyond_cap += !barred;
	}
	arena_free(filling.scratch);
	arena_free(filling.memory);
	return code;
}

/* ---- the whole list ---- */

/* Where nothing but the rank decides, nobody need be looked at. */
static void fill_by_rank(struct run *run, struct candidate **ranked, size_t count)
{
	run->account_count = count < run->settings.cap ? count : run->settings.cap;
	for (size_t i = 0; i < run->account_count; i++)
		run->accounts[i].candidate = ranked[i];
}

static int fill_by_turn(struct run *run, struct candidate **ranked, size_t count)
{
	struct filling filling = {.run = run, .memory = arena_new(), .scratch = arena_new(), .groups = map_new()};
	int code = WN_OK;
	filling.counts = arena_array(run->arena, run->quota_count + 1, sizeof *filling.counts);
	for (size_t i = 0; i < run->quota_count; i++)
		run->quotas[i].listed = 0, run->quotas[i].passed_over = 0;
	for (size_t i = 0; code == WN_OK && i < count; i++) {
		ranked[i]->fate = FATE_CANDIDATE;
		if (run->settings.one_per || run->account_count < run->settings.cap)
			code = place_candidate(&filling, ranked[i]);
	}
	map_free(filling.groups);
	arena_free(filling.scratch);
	arena_free(filling.memory);
	return code;
}

static void add_others(struct run *run, struct candidate **ranked, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (ranked[i]->fate == FATE_BESIDE)
			run->accounts[ranked[i]->by].other_count++;
	for (size_t i = 0; i < run->account_count; i++) {
		run->accounts[i].others = arena_array(run->arena, run->accounts[i].other_count + 1, sizeof *run->accounts[i].others);
		run->accounts[i].other_count = 0;
	}
	for (size_t i = 0; i < count; i++)
		if (ranked[i]->fate == FATE_BESIDE) {
			struct account *account = &run->accounts[ranked[i]->by];
			account->others[account->other_count++].candidate = ranked[i];
		}
}

int fill_list(struct run *run)
{
	size_t count;
	struct candidate **ranked = rank_candidates(run, &count);
	int code = WN_OK;
	run->funnel.fitting = count;
	run->account_count = 0;
	run->accounts = arena_array(run->arena, (count < run->settings.cap ? count : run->settings.cap) + 1, sizeof *run->accounts);
	if (run->quota_count || run->settings.one_per)
		code = fill_by_turn(run, ranked, count);
	else
		fill_by_rank(run, ranked, count);
	if (code == WN_OK && run->settings.one_per)
		add_others(run, ranked, count);
	return code;
}
