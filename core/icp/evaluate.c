/* evaluate.c - lines on a company: three-valued, on facts as far as they are known. */
#include "icp/view.h"

#include "base/error.h"
#include "base/str.h"
#include "company/rates.h"
#include "icp/breadth.h"

/* ---- views ----------------------------------------------------------------------------------------------- */

void subject_begin(struct subject *subject, const struct company *company)
{
	arena_clear(subject->scratch);
	subject->company = company;
	subject->views = arena_array(subject->scratch, dictionary_count(company->dictionary), sizeof(struct view *));
}

bool sieve_passes_fact(const struct sieve *sieve, const struct fact *fact)
{
	if (fact->evidence.sure && fact->evidence.sure < sieve->sure_least)
		return false;
	return sieve->oldest == WN_NO_DAY || (fact->evidence.day != WN_NO_DAY && fact->evidence.day > sieve->oldest);
}

bool sieve_passes_item(const struct sieve *sieve, const struct wn_item *item)
{
	return !item->sure || item->sure >= sieve->sure_least;
}

static bool is_doubtful(const struct sieve *sieve, const struct fact *facts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct wn_value *value = &facts[i].value;

		if (facts[i].cause != WN_KNOWN)
			continue;
		if (!sieve_passes_fact(sieve, &facts[i]))
			return true;
		for (size_t j = 0; value->type == WN_LIST && j < value->as.list.count; j++)
			if (!sieve_passes_item(sieve, &value->as.list.at[j]))
				return true;
	}
	return false;
}

static void fill_view(struct view *view, const struct evaluation *evaluation, field_id field)
{
	struct subject *subject = evaluation->subject;
	const struct fact *facts;
	size_t count;

	view->sieve = evaluation->sieve;
	if (subject->given && subject->given->field == field)
		view->merged = (struct merged){.value = subject->given->value, .fact = subject->given, .firm = true};
	else
		view->merged = company_merge(subject->company, subject->providers, field, view->sieve, subject->scratch);
	view->cause = view->merged.cause;
	/* Before every provider has had its turn only what cannot be undone decides. */
	if (view->cause == WN_KNOWN && !subject->final && !view->merged.firm)
		view->cause = WN_NOT_ASKED;
	if (view->cause != WN_KNOWN)
		return;
	view->value = &view->merged.value;
	if (view->value->type != WN_LIST && view->value->type != WN_SET)
		return;
	facts = company_facts(subject->company, field, &count);
	view->doubtful = is_doubtful(&view->sieve, facts, count);
}

struct view *view_of(struct evaluation *evaluation, field_id field)
{
	struct view **first = &evaluation->subject->views[field], *view = *first;

	for (; view; view = view->next)
		if (view->sieve.sure_least == evaluation->sieve.sure_least && view->sieve.oldest == evaluation->sieve.oldest)
			return view;
	view = arena_alloc(evaluation->subject->scratch, sizeof *view);
	fill_view(view, evaluation, field);
	view->next = *first;
	*first = view;
	return view;
}

/* ---- unknown --------------------------------------------------------------------------------------------- */

/* The cause that says most about whether asking on can help. */
static int hope(enum wn_cause cause)
{
	switch (cause) {
	case WN_KNOWN:
		return 0;
	case WN_NO_PROVIDER:
		return 1;
	case WN_NOT_ASKED:
		return 5;
	case WN_PARTIAL:
	case WN_INCOMPLETE:
		return 3;
	default:
		return cause_may_help(cause) ? 4 : 2;
	}
}

enum verdict evaluation_unknown(struct evaluation *evaluation, enum wn_cause cause)
{
	if (hope(cause) > hope(evaluation->cause))
		evaluation->cause = cause;
	return VERDICT_UNKNOWN;
}

static enum verdict junction_verdict(enum junction word, size_t need, size_t n, size_t m, size_t u)
{
	size_t k = word == JUNCTION_ALL ? n : word == JUNCTION_SOME ? need : 1;
	enum verdict verdict = m >= k ? VERDICT_MATCH : m + u < k ? VERDICT_MISS : VERDICT_UNKNOWN;

	return word == JUNCTION_NONE ? (enum verdict)(VERDICT_MATCH - verdict) : verdict;
}

/* ---- conditions ------------------------------------------------------------------------------------------ */

static enum verdict test_condition(struct evaluation *evaluation, const struct condition *condition);

/* An entry that settles the junction by itself. What comes after it is not asked, counts as neither match nor
 * unknown, and so does not change the answer. */
static bool junction_settles(enum junction word, enum verdict verdict)
{
	return word == JUNCTION_ALL ? verdict == VERDICT_MISS : word != JUNCTION_SOME && verdict == VERDICT_MATCH;
}

enum verdict junction_test(struct evaluation *evaluation, struct entries entries, const struct cell *cell)
{
	enum wn_cause cause = evaluation->cause;
	int32_t day = evaluation->event_day;
	size_t m = 0, u = 0;
	enum verdict verdict;

	for (size_t i = 0; i < entries.count; i++) {
		int32_t before = evaluation->event_day;

		verdict = entries.test(evaluation, entries.of, i, cell);
		m += verdict == VERDICT_MATCH;
		u += verdict == VERDICT_UNKNOWN;
		if (verdict != VERDICT_MATCH)
			evaluation->event_day = before;
		if (!evaluation->full && junction_settles(entries.word, verdict))
			break;
	}
	verdict = junction_verdict(entries.word, entries.need, entries.count, m, u);
	if (verdict != VERDICT_UNKNOWN)
		evaluation->cause = cause;
	if (entries.word == JUNCTION_NONE)
		evaluation->event_day = day;
	return verdict;
}

static enum verdict test_entry(struct evaluation *evaluation, const void *of, size_t index, const struct cell *cell)
{
	const struct condition *condition = of;

	(void)cell;
	return test_condition(evaluation, condition->as.junction.items[index]);
}

static enum verdict test_junction(struct evaluation *evaluation, const struct condition *condition)
{
	struct entries entries = {condition->as.junction.word, condition->as.junction.need, condition->as.junction.count, test_entry, condition};

	return junction_test(evaluation, entries, NULL);
}

static int32_t fact_day(const struct view *view)
{
	return view->merged.fact ? view->merged.fact->evidence.day : WN_NO_DAY;
}

/* Functions see amounts in EUR too, so one without a rate is no fact for them. */
static bool argument_of(struct evaluation *evaluation, field_id field, struct merged *argument)
{
	struct view *view = view_of(evaluation, field);
	struct wn_range in_euro;

	if (!view->value) {
		evaluation_unknown(evaluation, view->cause);
		return false;
	}
	*argument = view->merged;
	if (view->value->type == WN_MONEY && !rates_convert(evaluation->subject->rates, &view->value->as.money, fact_day(view), "EUR", &in_euro)) {
		evaluation_unknown(evaluation, WN_PARTIAL);
		return false;
	}
	return true;
}

static enum verdict test_when(struct evaluation *evaluation, const struct condition *condition)
{
	const struct code_caller *caller = evaluation->subject->caller;
	size_t count = condition->as.when.count;
	struct merged *arguments = arena_array(evaluation->subject->scratch, count, sizeof *arguments);
	enum verdict verdict = VERDICT_UNKNOWN;
	struct wn_error error = {0};
	bool known = true;

	for (size_t i = 0; i < count; i++)
		known &= argument_of(evaluation, condition->as.when.fields[i], &arguments[i]);
	if (!known)
		return VERDICT_UNKNOWN;
	if (!caller)
		return evaluation_unknown(evaluation, WN_NOT_ASKED);
	if (caller->call(caller->context, condition->as.when.code, arguments, count, &verdict, &error) < 0) {
		evaluation->failed = true;
		evaluation->error = arena_str(evaluation->subject->scratch, str_of(error.text));
		return evaluation_unknown(evaluation, WN_PLUGIN_ERROR);
	}
	return verdict == VERDICT_UNKNOWN ? evaluation_unknown(evaluation, WN_ABSENT) : verdict;
}

static enum verdict test_field(struct evaluation *evaluation, const struct condition *condition)
{
	field_id field = condition->as.field.id;
	struct view *view = view_of(evaluation, field);
	struct cell cell = {.value = view->value, .cause = view->cause, .view = view, .field = field, .day = WN_NO_DAY};

	if (view->value) {
		cell.day = fact_day(view);
		cell.sure = view->merged.fact->evidence.sure ? view->merged.fact->evidence.sure : 1000;
	}
	return matcher_test(evaluation, condition->as.field.matcher, &cell);
}

static enum verdict test_condition(struct evaluation *evaluation, const struct condition *condition)
{
	switch (condition->kind) {
	case CONDITION_JUNCTION:
		return test_junction(evaluation, condition);
	case CONDITION_WHEN:
		return test_when(evaluation, condition);
	case CONDITION_FIELD:
		break;
	}
	return test_field(evaluation, condition);
}

/* ---- proofs ---------------------------------------------------------------------------------------------- */

static size_t count_hits(const struct evaluation *evaluation, field_id field)
{
	size_t count = 0;

	for (const struct hit *hit = evaluation->hits; hit; hit = hit->next)
		count += hit->field == field;
	return count;
}

static struct proof proof_of_field(struct evaluation *evaluation, field_id field)
{
	struct view *view = view_of(evaluation, field);
	struct proof proof = {.field = field, .cause = view->cause};

	if (view->value) {
		proof.fact = view->merged.fact;
		proof.value = *view->value;
	}
	return proof;
}

static struct proof proof_of_item(struct evaluation *evaluation, const struct hit *hit)
{
	struct proof proof = proof_of_field(evaluation, hit->field);
	const struct fact *told = company_item_fact(evaluation->subject->company, hit->field, hit->item);
	if (told)
		proof.fact = told;
	proof.value = (struct wn_value){.type = WN_LIST};
	proof.value.as.list.at = hit->item;
	proof.value.as.list.count = 1;
	return proof;
}

static void prove(struct evaluation *evaluation, const struct line *line, struct result *result)
{
	size_t count = 0;

	for (size_t i = 0; i < line->field_count; i++) {
		size_t hits = count_hits(evaluation, line->fields[i]);

		count += hits ? hits : 1;
	}
	result->proofs = arena_array(evaluation->subject->scratch, count, sizeof *result->proofs);
	for (size_t i = 0; i < line->field_count; i++) {
		if (count_hits(evaluation, line->fields[i]) == 0) {
			result->proofs[result->proof_count++] = proof_of_field(evaluation, line->fields[i]);
			continue;
		}
		for (const struct hit *hit = evaluation->hits; hit; hit = hit->next)
			if (hit->field == line->fields[i])
				result->proofs[result->proof_count++] = proof_of_item(evaluation, hit);
	}
}

/* ---- lines ----------------------------------------------------------------------------------------------- */

static int64_t earned(const struct line *line, const struct subject *subject, const struct result *result)
{
	if (result->verdict != VERDICT_MATCH || line->section == SECTION_MUST || line->section == SECTION_MUST_NOT)
		return 0;
	if (!line->has_half_life)
		return 1000 * (int64_t)line->points;
	/* An event without a day may be of any age: it earns nothing that could be taken back. */
	if (result->event_day == WN_NO_DAY)
		return 0;
	return decay(line->points, (int64_t)subject->as_of - result->event_day, (int64_t)subject->as_of - day_before(subject->as_of, line->half_life));
}

static void evaluate(const struct line *line, struct subject *subject, bool proofs, struct result *result)
{
	struct evaluation evaluation = {.subject = subject, .sieve = line->sieve, .proofs = proofs, .event_day = WN_NO_DAY};

	evaluation.full = proofs || line->has_half_life;
	if (line->has_fresh)
		evaluation.sieve.oldest = day_before(subject->as_of, line->fresh);
	*result = (struct result){.event_day = WN_NO_DAY};
	result->verdict = test_condition(&evaluation, line->condition->folded);
	result->cause = result->verdict == VERDICT_UNKNOWN ? evaluation.cause : WN_KNOWN;
	result->failed = evaluation.failed;
	result->error = evaluation.error;
	if (line->has_half_life && result->verdict == VERDICT_MATCH)
		result->event_day = evaluation.event_day;
	result->earned = earned(line, subject, result);
	if (proofs)
		prove(&evaluation, line, result);
}

static bool has_code(const struct condition *condition)
{
	bool found = condition->kind == CONDITION_WHEN;

	for (size_t i = 0; condition->kind == CONDITION_JUNCTION && !found && i < condition->as.junction.count; i++)
		found = has_code(condition->as.junction.items[i]);
	return found;
}

bool line_by_value(const struct line *line)
{
	return !line->has_fresh && !has_code(line->condition);
}

void line_evaluate(const struct line *line, struct subject *subject, bool proofs, struct result *result)
{
	evaluate(line, subject, proofs, result);
}

void icp_evaluate(const struct icp *icp, struct subject *subject, bool proofs, struct result *results)
{
	for (size_t i = 0; i < icp->line_count; i++)
		evaluate(&icp->lines[i], subject, proofs, &results[i]);
}

long icp_gate(const struct icp *icp, struct subject *subject)
{
	for (size_t i = 0; i < icp->line_count; i++) {
		const struct line *line = &icp->lines[i];
		struct result result;

		if (line->section != SECTION_MUST && line->section != SECTION_MUST_NOT)
			break; /* the gates come first */
		evaluate(line, subject, false, &result);
		enum bar bar = bar_of(line, &result, subject->final);
		if (bar == BAR_DROPS || (bar == BAR_NOT_KNOWN && (subject->scanned || subject->final)))
			return (long)i;
	}
	return -1;
}
