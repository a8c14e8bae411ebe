/* probe.c - phase four: enrichers bring facts. Until probing goes best first, every enricher runs in plan
 * order on every candidate that no gate has dropped; merge rules already say who need not be asked. */
#include "base/error.h"
#include "base/log.h"
#include "base/str.h"
#include "company/pack.h"
#include "run/ask.h"
#include "run/enrich.h"
#include "run/parallel.h"
#include "run/trace.h"

/* ---- may it run, need it run ---- */

static bool known(struct judge *judge, const struct company *company, field_id field, struct merged *merged)
{
	*merged = company_merge(company, judge->run->providers, field, (struct sieve){.oldest = WN_NO_DAY}, judge->memory);
	return merged->cause == WN_KNOWN;
}

static bool needs_met(struct judge *judge, const struct step *step, const struct company *company)
{
	struct merged merged;
	for (size_t i = 0; i < step->said.need_count; i++)
		if (!known(judge, company, step->said.needs[i], &merged))
			return false;
	return true;
}

/* Is provider a preferred to b? */
static bool preferred(const struct run *run, field_id field, provider_id a, provider_id b)
{
	size_t count;
	const provider_id *ranked = providers_of(run->providers, field, &count);
	for (size_t i = 0; i < count && ranked[i] != b; i++)
		if (ranked[i] == a)
			return true;
	return false;
}

/* A field is due from a step unless a provider preferred to it has settled it: `first` by any value, `refine` by an
 * exact one. Unions add up, so all are asked. */
static bool due(struct judge *judge, const struct step *step, const struct company *company, field_id field)
{
	const struct field *described = dictionary_field(judge->run->dictionary, field);
	struct merged merged;
	if (described->merge == MERGE_UNION || !known(judge, company, field, &merged))
		return true;
	if (preferred(judge->run, field, step->provider, merged.fact->provider))
		return true;
	bool exact = merged.value.as.range.low == merged.value.as.range.high;
	return described->merge == MERGE_REFINE && !exact;
}

static bool any_due(struct judge *judge, const struct step *step, const struct company *company)
{
	for (size_t i = 0; i < step->said.provide_count; i++)
		if (due(judge, step, company, step->said.provides[i]))
			return true;
	return false;
}

/* ---- one step on one company ---- */

static void add_unknown(struct company *company, const struct step *step, enum wn_cause cause)
{
	for (size_t i = 0; i < step->said.provide_count; i++) {
		struct fact fact = {.field = step->said.provides[i], .provider = step->provider, .cause = (uint16_t)cause,
		                    .evidence = {.day = WN_NO_DAY}};
		company_add(company, &fact);
	}
}

static bool said(const struct task *task, field_id field)
{
	for (size_t i = 0; i < task->fact_count; i++)
		if (task->facts[i].field == field)
			return true;
	return false;
}

/* What the step found, and `absent` for what it provides and said nothing about. */
static void add_facts(struct company *company, const struct step *step, const struct task *task)
{
	for (size_t i = 0; i < task->fact_count; i++)
		company_add(company, &task->facts[i]);
	for (size_t i = 0; i < step->said.provide_count; i++) {
		struct fact fact = {.field = step->said.provides[i], .provider = step->provider, .cause = WN_ABSENT, .evidence = {.day = WN_NO_DAY}};
		if (!said(task, fact.field))
			company_add(company, &fact);
	}
}

enum probed enrich_company(struct judge *judge, struct step *step, struct company *company, struct candidate *candidate)
{
	const struct wn_enricher_ops *ops = step->plugin->vtable->ops;
	struct task task;
	if (!needs_met(judge, step, company) || !any_due(judge, step, company))
		return PROBE_NOT_DUE;
	judge->error = (struct wn_error){0};
	task_init(&task, step, judge->workers[step - judge->run->steps], company, judge->run->providers, judge->memory, &judge->error,
	          judge->run->options.as_of);
	int code = task_run(judge->run->net, &task, ops->step);
	if (code == WN_OK)
		add_facts(company, step, &task);
	else
		add_unknown(company, step, WN_PLUGIN_ERROR);
	if (code != WN_OK)
		log_warning("enrich \"%.*s\" on %.*s: %s", STR_ARG(step->name), STR_ARG(company->id),
		            judge->error.code ? judge->error.text : "it failed and did not say why");
	task_end(&task);
	candidate->probes++;
	candidate->failed_probes += code != WN_OK;
	return code == WN_OK ? PROBE_DONE : PROBE_FAILED;
}

/* ---- every candidate ---- */

/* The company points into the bytes that are replaced, so the new ones are made beside them. */
void candidate_repack(struct candidate *candidate, const struct company *company)
{
	struct buf packed = {0};
	company_pack(&packed, company);
	buf_free(&candidate->packed);
	candidate->packed = packed;
}

static int probe_one(struct judge *judge, size_t index, void *context)
{
	struct run *run = judge->run;
	struct candidate *candidate = &run->candidates[index];
	struct company company;
	(void)context;
	int code = judge_unpack(judge, candidate, &company);
	bool in = code == WN_OK;
	for (size_t i = 0; in && i < run->probe_count; i++) {
		enum probed probed = enrich_company(judge, run->probes[i], &company, candidate);
		trace_probe(run, run->probes[i], probed);
		if (probed != PROBE_NOT_DUE)
			in = judge_gates(judge, &company, false, candidate);
	}
	if (in && judge_gates(judge, &company, true, candidate))
		judge_standing(judge, &company, candidate);
	candidate->late = true;
	if (code == WN_OK)
		candidate_repack(candidate, &company);
	return code;
}

void count_probes(struct run *run, struct candidate *candidate)
{
	run->funnel.probes += candidate->probes;
	run->funnel.failed_probes += candidate->failed_probes;
	candidate->probes = candidate->failed_probes = 0;
}

int run_probe(struct run *run)
{
	int code = run_each(run, "probe", "companies", run->candidate_count, probe_one, NULL);
	for (size_t i = 0; code == WN_OK && i < run->candidate_count; i++) {
		count_probes(run, &run->candidates[i]);
		count_fate(run, &run->candidates[i]);
		trace_fate(run, &run->candidates[i], "probe");
	}
	return code;
}
