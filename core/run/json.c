/* json.c - accounts and the list as JSON: keys sorted, ranges as two-element arrays, unknown with its cause. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "run/account.h"
#include "run/breadth.h"
#include "run/profiles.h"
#include "run/trace.h"

static json_t *text(struct wn_str value)
{
	return json_stringn(value.ptr ? value.ptr : "", value.len);
}

static json_t *day(struct run *run, int32_t value)
{
	return value == WN_NO_DAY ? json_null() : text(day_text(run->arena, value));
}

/* ---- values ---- */

static json_t *bound(struct run *run, enum wn_type type, int64_t value)
{
	if (value == WN_OPEN_LOW || value == WN_OPEN_HIGH)
		return json_null();
	if (type == WN_DATE)
		return day(run, (int32_t)value);
	if (type == WN_NUMBER)
		return json_real((double)value / WN_NUMBER_UNIT);
	return json_integer(value);
}

static json_t *range(struct run *run, enum wn_type type, struct wn_range value)
{
	return json_pack("[o,o]", bound(run, type, value.low), bound(run, type, value.high));
}

static json_t *codes(const struct wn_value *value)
{
	json_t *array = json_array();
	for (size_t i = 0; i < value->as.codes.count; i++) {
		const struct wn_code *code = &value->as.codes.at[i];
		json_array_append_new(array, json_pack("{s:o,s:o,s:o}", "scheme", text(code->scheme), "code", text(code->code), "label", text(code->label)));
	}
	return array;
}

static json_t *texts(const struct wn_str *at, size_t count)
{
	json_t *array = json_array();
	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, text(at[i]));
	return array;
}

static json_t *value_json(struct run *run, const struct wn_value *value);

static json_t *item_json(struct run *run, const struct wn_item *item)
{
	json_t *object = json_object();
	for (size_t i = 0; i < item->count; i++)
		json_object_setn_new(object, item->attributes[i].name.ptr, item->attributes[i].name.len, value_json(run, &item->attributes[i].value));
	if (item->where.len)
		json_object_set_new(object, "where", text(item->where));
	return object;
}

static json_t *items(struct run *run, const struct wn_value *value)
{
	json_t *array = json_array();
	for (size_t i = 0; i < value->as.list.count; i++)
		json_array_append_new(array, item_json(run, &value->as.list.at[i]));
	return array;
}

static json_t *money(struct run *run, const struct wn_money *value)
{
	return json_pack("{s:s,s:o,s:o}", "currency", value->currency, "minor", range(run, WN_MONEY, value->range), "day", day(run, value->day));
}

static json_t *value_json(struct run *run, const struct wn_value *value)
{
	switch ((enum wn_type)value->type) {
	case WN_TEXT:
	case WN_BODY:
	case WN_VERSION:
		return text(value->as.text);
	case WN_INTEGER:
	case WN_NUMBER:
	case WN_DATE:
		return range(run, value->type, value->as.range);
	case WN_MONEY:
		return money(run, &value->as.money);
	case WN_FLAG:
		return json_boolean(value->as.flag);
	case WN_CODE:
		return codes(value);
	case WN_SET:
		return texts(value->as.set.at, value->as.set.count);
	case WN_LIST:
		return items(run, value);
	}
	return json_null();
}

/* ---- facts, lines ---- */

static void add_evidence(struct run *run, json_t *object, const struct fact *fact)
{
	json_object_set_new(object, "provider", text(providers_name(run->providers, fact->provider)));
	json_object_set_new(object, "where", text(fact->evidence.where));
	json_object_set_new(object, "date", day(run, fact->evidence.day));
	json_object_set_new(object, "sure", json_real((fact->evidence.sure ? fact->evidence.sure : 1000) / 1000.0));
}

static json_t *unknown(enum wn_cause cause)
{
	return json_pack("{s:s}", "unknown", cause_name(cause));
}

static void add_fact(struct run *run, const struct account *account, field_id field, json_t *facts, json_t *evidence)
{
	const char *name = dictionary_field(run->dictionary, field)->name;
	struct merged merged = company_merge(&account->company, run->providers, field, (struct sieve){.oldest = WN_NO_DAY}, run->arena);
	json_object_set_new(facts, name, merged.cause == WN_KNOWN ? value_json(run, &merged.value) : unknown(merged.cause));
	if (merged.cause != WN_KNOWN || !merged.fact)
		return;
	json_t *object = json_object();
	add_evidence(run, object, merged.fact);
	if (merged.conflict)
		json_object_set_new(object, "conflict", value_json(run, &merged.conflict->value));
	json_object_set_new(evidence, name, object);
}

static json_t *proof_json(struct run *run, const struct proof *proof)
{
	json_t *object = json_object();
	json_object_set_new(object, "field", json_string(dictionary_field(run->dictionary, proof->field)->name));
	json_object_set_new(object, "value", proof->cause == WN_KNOWN ? value_json(run, &proof->value) : unknown(proof->cause));
	if (proof->fact && proof->cause == WN_KNOWN)
		add_evidence(run, object, proof->fact);
	return object;
}

static json_t *line_json(struct run *run, const struct account *account, const struct line *line, size_t index)
{
	const struct result *result = &account->results[index];
	json_t *object = json_object(), *proofs = json_array();
	json_object_set_new(object, "id", text(line->id));
	json_object_set_new(object, "label", text(line->label));
	json_object_set_new(object, "section", json_string(section_name(line->section)));
	json_object_set_new(object, "verdict", json_string(verdict_name(result->verdict)));
	if (result->verdict == VERDICT_UNKNOWN)
		json_object_set_new(object, "cause", json_string(cause_name(result->cause)));
	if (result->failed)
		json_object_set_new(object, "error", text(result->error));
	if (line->points) {
		json_object_set_new(object, "points", json_integer(line->points));
		json_object_set_new(object, "earned_thousandths", json_integer(account->counted[index] ? result->earned : 0));
		json_object_set_new(object, "counted", json_boolean(account->counted[index]));
	}
	for (size_t i = 0; i < result->proof_count; i++)
		json_array_append_new(proofs, proof_json(run, &result->proofs[i]));
	json_object_set_new(object, "proof", proofs);
	return object;
}

static json_t *score_json(struct score score, struct wn_str shown)
{
	return json_pack("{s:I,s:I,s:o}", "earned_thousandths", (json_int_t)score.earned, "possible_thousandths", (json_int_t)score.possible, "score",
	                 text(shown));
}

static json_t *lines_json(struct run *run, const struct account *account, const struct profile *profile)
{
	json_t *lines = json_array();
	for (size_t i = 0; i < profile->icp->line_count; i++)
		json_array_append_new(lines, line_json(run, account, &profile->icp->lines[i], profile->first_line + i));
	return lines;
}

static const char *fate_word(enum fate fate)
{
	static const char *const words[] = {
		[FATE_CANDIDATE] = "fits", [FATE_LINE] = "line", [FATE_FILTER] = "filter", [FATE_HELD] = "held", [FATE_UNDECIDED] = "undecided",
		[FATE_FLOOR] = "floor", [FATE_QUOTA] = "fits", [FATE_BESIDE] = "fits", [FATE_CAP] = "fits", [FATE_LISTED] = "fits", [FATE_OPTED_OUT] = "opted_out"};
	return words[fate];
}

/* What each of several profiles says. Their scores stand side by side and are never added. */
static json_t *profile_json(struct run *run, const struct account *account, size_t index)
{
	const struct profile *profile = &run->profiles[index];
	const struct standing *standing = &account->candidate->standings[index];
	const struct points *points = &account->points[index];
	struct grade grade = account_grade(run, account, index);
	json_t *object = json_pack("{s:o,s:o,s:s,s:o,s:o,s:o,s:o}", "icp", text(profile->name), "name", text(profile->icp->name), "fate",
	                           fate_word(standing->fate), "tier", text(grade.tier), "heat", text(grade.heat), "fit",
	                           score_json(points->fit, grade.fit), "timing", score_json(points->timing, grade.timing));
	if (standing->fate == FATE_LINE)
		json_object_set_new(object, "line", text(profile->icp->lines[standing->line].id));
	else
		json_object_set_new(object, "undecided", json_integer(standing->undecided));
	return object;
}

static json_t *profiles_json(struct run *run, const struct account *account)
{
	json_t *profiles = json_array();
	for (size_t i = 0; i < run->profile_count; i++)
		json_array_append_new(profiles, profile_json(run, account, i));
	return profiles;
}

/* ---- the whole ---- */

static struct wn_str dump(struct run *run, json_t *object)
{
	char *line = json_dumps(object, JSON_SORT_KEYS | JSON_COMPACT);
	struct wn_str kept = arena_str(run->arena, str_of(line));
	free(line);
	json_decref(object);
	return kept;
}

/* The labels of those that count it. */
static json_t *account_quotas(const struct run *run, const bool *counts)
{
	json_t *labels = json_array();
	for (size_t i = 0; i < run->quota_count; i++)
		if (counts[i])
			json_array_append_new(labels, text(run->quotas[i].line->label));
	return labels;
}

static json_t *others_json(struct run *run, const struct account *account)
{
	json_t *others = json_array();
	for (size_t i = 0; i < account->other_count; i++) {
		const struct account *other = &account->others[i];
		json_array_append_new(others, json_pack("{s:o,s:o}", "id", text(other->company.id), "name", text(account_name(run, other))));
	}
	return others;
}

static json_t *account_object(struct run *run, const struct account *account)
{
	const struct wn_account *shown = &account->shown;
	const struct points *points = &account->points[account->candidate->profile];
	json_t *object = json_object(), *facts = json_object(), *evidence = json_object();
	for (size_t i = 0; i < run->list_field_count; i++)
		add_fact(run, account, run->list_fields[i], facts, evidence);
	json_object_set_new(object, "id", text(shown->id));
	json_object_set_new(object, "winnow_id", text(shown->winnow_id));
	json_object_set_new(object, "place", json_integer(shown->place));
	json_object_set_new(object, "tier", text(shown->tier));
	json_object_set_new(object, "heat", text(shown->heat));
	json_object_set_new(object, "undecided", json_integer(shown->undecided));
	json_object_set_new(object, "reasons", text(shown->reasons));
	json_object_set_new(object, "fit", score_json(points->fit, shown->fit));
	json_object_set_new(object, "timing", score_json(points->timing, shown->timing));
	json_object_set_new(object, "facts", facts);
	json_object_set_new(object, "evidence", evidence);
	json_object_set_new(object, "lines", lines_json(run, account, &run->profiles[account->candidate->profile]));
	if (run->profile_count > 1) {
		json_object_set_new(object, "icp", text(shown->icp));
		json_object_set_new(object, "profiles", profiles_json(run, account));
	}
	if (run->quota_count)
		json_object_set_new(object, "quota", account_quotas(run, account->quotas));
	if (run->settings.one_per)
		json_object_set_new(object, "others", others_json(run, account));
	return object;
}

struct wn_str account_json(struct run *run, const struct account *account)
{
	return dump(run, account_object(run, account));
}

struct wn_str account_content(struct run *run, const struct account *account)
{
	json_t *object = account_object(run, account);
	json_object_del(object, "place");
	return dump(run, object);
}

/* The lines of every profile, each with its own; `icp` is null where none of them keeps the company. */
static void why_profiles(struct run *run, const struct account *account, json_t *object)
{
	json_t *profiles = json_object_get(object, "profiles");
	for (size_t i = 0; i < run->profile_count; i++)
		json_object_set_new(json_array_get(profiles, i), "lines", lines_json(run, account, &run->profiles[i]));
	json_object_del(object, "lines");
	if (strcmp(fate_word(account->candidate->fate), "fits") != 0)
		json_object_set_new(object, "icp", json_null());
}

/* Those that count it, with how full they were on the last list: its turn depends on all the others. */
static json_t *why_quotas(const struct run *run, const struct account *account)
{
	json_t *quotas = json_array();
	for (size_t i = 0; i < run->quota_count; i++)
		if (account->quotas[i])
			json_array_append_new(quotas, json_pack("{s:o,s:i,s:i}", "label", text(run->quotas[i].line->label), "most", (int)run->quotas[i].most,
			                                        "on_last_list", (int)run->trace->quota_listed[i]));
	return quotas;
}

/* Where it left the funnel; true: it did. */
static bool add_fate(struct run *run, json_t *object, const struct account *account)
{
	const struct candidate *company = account->candidate;
	if (!account->shown.place)
		json_object_set_new(object, "place", json_null());
	json_object_set_new(object, "fate", json_string(fate_word(company->fate)));
	if (run->profile_count > 1)
		why_profiles(run, account, object);
	else if (company->fate == FATE_LINE)
		json_object_set_new(object, "line", text(run->profiles[0].icp->lines[company->standings[0].line].id));
	if (company->fate == FATE_FILTER)
		json_object_set_new(object, "filter", text(run->steps[company->by].name));
	if (company->reason.len)
		json_object_set_new(object, "reason", text(company->reason));
	if (company->proof.len)
		json_object_set_new(object, "proof", text(company->proof));
	return strcmp(fate_word(company->fate), "fits") != 0;
}

struct wn_str why_json(struct run *run, const struct account *account)
{
	json_t *object = account_object(run, account);
	bool out = add_fate(run, object, account);
	json_object_set_new(object, "last_list", day(run, run->trace->last_list));
	json_object_set_new(object, "phase", out ? json_string(run->trace->phase) : json_null());
	if (run->quota_count)
		json_object_set_new(object, "quota", why_quotas(run, account));
	if (run->settings.one_per) {
		json_object_del(object, "others");
		json_object_set_new(object, "beside", run->trace->beside_place ? json_pack("{s:i,s:o}", "place", (int)run->trace->beside_place, "id",
		                                                                            text(run->trace->beside_id)) : json_null());
	}
	return dump(run, object);
}

struct wn_str tap_json(struct run *run, const struct account *account, const char *phase)
{
	json_t *object = account_object(run, account);
	add_fate(run, object, account);
	json_object_set_new(object, "phase", json_string(phase));
	return dump(run, object);
}

static void add_line_drops(struct run *run, const struct profile *profile, json_t *drops)
{
	for (size_t i = 0; i < profile->icp->line_count; i++) {
		json_int_t scan = (json_int_t)run->funnel.by_line[profile->first_line + i];
		json_int_t late = (json_int_t)run->funnel.by_line_late[profile->first_line + i];
		if (!scan && !late)
			continue;
		json_t *drop = json_pack("{s:o,s:I,s:I}", "line", text(profile->icp->lines[i].id), "scan", scan, "probe", late);
		if (run->profile_count > 1)
			json_object_set_new(drop, "icp", text(profile->name));
		json_array_append_new(drops, drop);
	}
}

static json_t *drops_json(struct run *run)
{
	json_t *drops = json_array();
	for (size_t i = 0; i < run->profile_count; i++)
		add_line_drops(run, &run->profiles[i], drops);
	for (size_t i = 0; i < run->step_count; i++)
		if (run->funnel.by_filter[i])
			json_array_append_new(drops, json_pack("{s:o,s:I}", "filter", text(run->steps[i].name), "dropped", (json_int_t)run->funnel.by_filter[i]));
	return drops;
}

static json_t *held_json(const struct run *run)
{
	json_t *held = json_array();
	for (size_t i = 0; i < run->held_count; i++)
		json_array_append_new(held, json_pack("{s:o,s:o}", "id", text(run->held[i].id), "reason", text(run->held[i].reason)));
	return held;
}

static json_t *bad_json(const struct funnel *funnel)
{
	json_t *bad = json_object();
	for (int kind = 0; kind < BAD_KIND_COUNT; kind++)
		if (funnel->bad[kind])
			json_object_set_new(bad, bad_kind_name(kind), json_integer((json_int_t)funnel->bad[kind]));
	return bad;
}

static json_t *unread_json(const struct run *run)
{
	json_t *unread = json_object();
	for (field_id i = 0; run->funnel.unread && i < dictionary_count(run->dictionary); i++)
		if (run->funnel.unread[i])
			json_object_set_new(unread, dictionary_field(run->dictionary, i)->name, json_integer((json_int_t)run->funnel.unread[i]));
	return unread;
}

static json_t *list_profiles(const struct run *run)
{
	json_t *profiles = json_array();
	for (size_t i = 0; i < run->profile_count; i++) {
		const struct profile *p = &run->profiles[i];
		json_array_append_new(profiles, json_pack("{s:o,s:o,s:s,s:I,s:I,s:I,s:I}", "icp", text(p->name), "name", text(p->icp->name), "meaning",
		                                          p->icp->meaning, "undecided_dropped", (json_int_t)p->undecided_dropped, "below_floor",
		                                          (json_int_t)p->below_floor, "fitting", (json_int_t)p->fitting, "listed",
		                                          (json_int_t)p->listed));
	}
	return profiles;
}

static json_t *list_quotas(const struct run *run)
{
	json_t *quotas = json_array();
	for (size_t i = 0; i < run->quota_count; i++) {
		const struct quota *quota = &run->quotas[i];
		json_array_append_new(quotas, json_pack("{s:o,s:s,s:I,s:I,s:I}", "label", text(quota->line->label), "meaning", quota->line->meaning, "most",
		                                        (json_int_t)quota->most, "listed", (json_int_t)quota->listed, "passed_over",
		                                        (json_int_t)quota->passed_over));
	}
	return quotas;
}

static json_t *list_object(struct run *run)
{
	const struct funnel *f = &run->funnel;
	json_t *funnel = json_object(), *object = json_object();
	const struct { const char *name; uint64_t count; } counts[] = {
		{"rows", f->rows}, {"opted_out", f->opted_out}, {"bad_rows", f->bad_rows}, {"joined", f->joined},
		{"refused_joins", f->refused_joins}, {"candidates", f->candidates}, {"probes", f->probes}, {"failed_probes", f->failed_probes},
		{"held", f->held}, {"undecided_dropped", f->undecided_dropped}, {"below_floor", f->below_floor}, {"fitting", f->fitting},
		{"listed", f->listed}, {"undecided", f->undecided_listed}};
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		json_object_set_new(funnel, counts[i].name, json_integer((json_int_t)counts[i].count));
	if (f->join.rows)
		json_object_set_new(funnel, "joined_files", json_pack("{s:I,s:I,s:I,s:I,s:I}", "rows", (json_int_t)f->join.rows, "bad_rows",
		                    (json_int_t)f->join.bad, "found", (json_int_t)f->join.found, "without", (json_int_t)f->join.without, "several",
		                    (json_int_t)f->join.several));
	if (f->left_late)
		json_object_set_new(funnel, "left_in_finish", json_integer((json_int_t)f->left_late));
	if (f->unsent) /* never in a manifest, which is written before anything is sent */
		json_object_set_new(funnel, "unsent", json_integer((json_int_t)f->unsent));
	json_object_set_new(funnel, "bad", bad_json(f));
	json_object_set_new(funnel, "unread", unread_json(run));
	json_object_set_new(funnel, "dropped", drops_json(run));
	json_object_set_new(object, "pipeline", text(run->settings.name));
	json_object_set_new(object, "icp", text(profiles_title(run)));
	if (run->profile_count > 1)
		json_object_set_new(object, "profiles", list_profiles(run));
	else
		json_object_set_new(object, "meaning", json_string(run->profiles[0].icp->meaning));
	if (run->rates)
		json_object_set_new(object, "rates", json_string(run->rates_digest));
	json_object_set_new(object, "as_of", day(run, run->options.as_of));
	json_object_set_new(object, "cap", json_integer(run->settings.cap));
	if (run->quota_count)
		json_object_set_new(object, "quota", list_quotas(run));
	if (run->settings.one_per) {
		json_object_set_new(object, "one_per", text(one_per_word(run)));
		json_object_set_new(funnel, "beside", json_integer((json_int_t)f->beside));
	}
	json_object_set_new(object, "funnel", funnel);
	return object;
}

struct wn_str list_json(struct run *run)
{
	return dump(run, list_object(run));
}

struct wn_str report_of_list(struct run *run)
{
	json_t *object = list_object(run);
	json_object_set_new(object, "held", held_json(run));
	json_object_set_new(object, "at_least", json_integer((json_int_t)run->at_least));
	json_object_set_new(object, "at_most", json_integer((json_int_t)run->at_most));
	json_object_set_new(object, "too_broad", json_boolean(run->too_broad));
	json_object_set_new(object, "delivered", json_boolean(!run->withheld));
	if (run->breadth)
		json_object_set_new(object, "edits", proposals_json(run->breadth));
	return dump(run, object);
}
