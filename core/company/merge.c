/* merge.c - facts of several providers become one view of a field. Called for every line of every company, so
 * nothing is allocated unless a union has more than one fact. */
#include "company/union.h"

#include <string.h>

#include "base/str.h"

int cause_weight(enum wn_cause cause)
{
	static const uint8_t weights[WN_CAUSE_COUNT] = {
		[WN_ERASED] = 30,     [WN_MASKED] = 29,      [WN_MALFORMED] = 28,       [WN_PLUGIN_ERROR] = 27, [WN_INTERRUPTED] = 26,
		[WN_BUDGET] = 25,     [WN_ROBOTS] = 24,      [WN_REFUSED_ADDRESS] = 23, [WN_LIMIT] = 22,        [WN_TOO_LARGE] = 21,
		[WN_STATUS] = 20,     [WN_TIMEOUT] = 19,     [WN_UNREACHABLE] = 18,     [WN_OFFLINE] = 17,      [WN_EXPIRED] = 16,
		[WN_INCOMPLETE] = 15, [WN_PARTIAL] = 14,     [WN_ABSENT] = 13,          [WN_NOT_ASKED] = 12,    [WN_NO_PROVIDER] = 11,
	};
	return (unsigned)cause < WN_CAUSE_COUNT ? weights[cause] : 0;
}

/* ---- which facts count ---- */

bool fact_passes(const struct fact *fact, struct sieve sieve)
{
	if (fact->cause != WN_KNOWN || evidence_sure(&fact->evidence) < sieve.sure_least)
		return false;
	return sieve.oldest == WN_NO_DAY || (fact->evidence.day != WN_NO_DAY && fact->evidence.day > sieve.oldest);
}

/* The best fact of one provider that passes, among those of a field, or null; `said`: there was one at all. */
static const struct fact *best_by(const struct fact *facts, size_t count, provider_id provider, struct sieve sieve, bool *said)
{
	*said = false;
	for (size_t i = 0; i < count && facts[i].provider <= provider; i++) {
		if (facts[i].provider != provider)
			continue;
		*said = true;
		if (fact_passes(&facts[i], sieve))
			return &facts[i];
	}
	return NULL;
}

/* ---- first and refine ---- */

static bool has_range(const struct wn_value *value)
{
	return value->type == WN_INTEGER || value->type == WN_NUMBER || value->type == WN_DATE || value->type == WN_MONEY;
}

static struct wn_range range_of(const struct wn_value *value)
{
	return value->type == WN_MONEY ? value->as.money.range : value->as.range;
}

static bool same_currency(const struct wn_value *a, const struct wn_value *b)
{
	return a->type != WN_MONEY || memcmp(a->as.money.currency, b->as.money.currency, 3) == 0;
}

static bool narrows(const struct field *field, const struct wn_value *winner, const struct wn_value *other)
{
	if (field->merge != MERGE_REFINE || !has_range(other) || !same_currency(winner, other))
		return false;
	struct wn_range wide = range_of(winner), range = range_of(other);
	return range.low >= wide.low && range.high <= wide.high && (range.low > wide.low || range.high < wide.high);
}

/* Codes of two classifications do not contradict each other, whatever they are. */
static bool codes_contradict(const struct wn_value *a, const struct wn_value *b)
{
	bool comparable = false;
	for (size_t i = 0; i < a->as.codes.count; i++)
		for (size_t j = 0; j < b->as.codes.count; j++) {
			const struct wn_code *x = &a->as.codes.at[i], *y = &b->as.codes.at[j];
			if (!x->code.len || !y->code.len || !str_equal(x->scheme, y->scheme))
				continue;
			if (str_equal(x->code, y->code))
				return false;
			comparable = true;
		}
	return comparable;
}

/* Ranges that have nothing in common, amounts that cannot be compared, any other value that differs. Two readings of a long
 * text are never the same and say nothing against each other. */
static bool contradicts(const struct wn_value *winner, const struct wn_value *other)
{
	if (has_range(other)) {
		struct wn_range a = range_of(winner), b = range_of(other);
		return !same_currency(winner, other) || b.high < a.low || b.low > a.high;
	}
	if (other->type == WN_CODE)
		return codes_contradict(winner, other);
	return other->type != WN_BODY && value_compare(winner, other) != 0;
}

/* Against the value in the end: what overlapped the winner may have nothing to do with what narrowed it. */
static const struct fact *find_conflict(const struct merged *merged, const struct fact *facts, size_t count, const provider_id *providers,
                                        size_t provider_count, struct sieve sieve)
{
	for (size_t i = 0; i < provider_count; i++) {
		bool said;
		const struct fact *fact = best_by(facts, count, providers[i], sieve, &said);
		if (fact && fact != merged->fact && contradicts(&merged->value, &fact->value))
			return fact;
	}
	return NULL;
}

static struct merged merge_one(const struct field *field, const struct fact *facts, size_t count, const struct providers *all,
                               const provider_id *providers, size_t provider_count, struct sieve sieve)
{
	struct merged merged = {.cause = WN_NO_PROVIDER};
	bool silent = false;
	for (size_t i = 0; i < provider_count && !(merged.fact && field->merge == MERGE_FIRST); i++) {
		bool said;
		const struct fact *fact = best_by(facts, count, providers[i], sieve, &said);
		silent |= !said && !providers_is_source(all, providers[i]);
		if (!fact || (merged.fact && !narrows(field, &merged.value, &fact->value)))
			continue;
		/* Whoever narrows is the winner from here on, so a silent one between the two counts as well. */
		merged = (struct merged){.cause = WN_KNOWN, .value = fact->value, .fact = fact, .firm = !silent};
	}
	if (merged.fact && count > 1)
		merged.conflict = find_conflict(&merged, facts, count, providers, provider_count, sieve);
	return merged;
}

/* ---- why there is nothing ---- */

/* Known, and kept back. For one that is not sure enough, or of an age that nobody said, there is no word of its own in the
 * list of causes; "known, but too roughly to decide" is true of it, "too old now" would not be. */
static enum wn_cause why_kept_back(const struct fact *fact, struct sieve sieve)
{
	bool old = sieve.oldest != WN_NO_DAY && fact->evidence.day != WN_NO_DAY && fact->evidence.day <= sieve.oldest;
	return old ? WN_EXPIRED : WN_PARTIAL;
}

static enum wn_cause best_cause(const struct fact *facts, size_t count, const provider_id *providers, size_t provider_count,
                                struct sieve sieve)
{
	enum wn_cause best = WN_NO_PROVIDER;
	for (size_t i = 0; i < provider_count; i++) {
		bool said = false;
		for (size_t j = 0; j < count; j++) {
			if (facts[j].provider != providers[i])
				continue;
			enum wn_cause cause = facts[j].cause == WN_KNOWN ? why_kept_back(&facts[j], sieve) : (enum wn_cause)facts[j].cause;
			said = true;
			if (cause_weight(cause) > cause_weight(best))
				best = cause;
		}
		if (!said)
			return WN_NOT_ASKED;
	}
	return best;
}

struct merged company_merge(const struct company *company, const struct providers *providers, field_id field, struct sieve sieve,
                            struct wn_arena *arena)
{
	size_t count, provider_count;
	const struct field *described = dictionary_field(company->dictionary, field);
	const struct fact *facts = company_facts(company, field, &count);
	const provider_id *ranked = providers_of(providers, field, &provider_count);
	struct merged merged = described->merge == MERGE_UNION
	                           ? merge_union(described, facts, count, providers, ranked, provider_count, sieve, arena)
	                           : merge_one(described, facts, count, providers, ranked, provider_count, sieve);
	if (merged.cause != WN_KNOWN)
		merged.cause = best_cause(facts, count, ranked, provider_count, sieve);
	return merged;
}

const struct fact *company_only_fact(const struct company *company, const struct providers *providers, field_id field)
{
	size_t count, provider_count;
	const struct fact *fact = company_facts(company, field, &count);

	if (count != 1 || fact->cause != WN_KNOWN || dictionary_field(company->dictionary, field)->merge == MERGE_UNION)
		return NULL;
	const provider_id *ranked = providers_of(providers, field, &provider_count);
	for (size_t i = 0; i < provider_count; i++)
		if (ranked[i] == fact->provider)
			return fact;
	return NULL;
}
