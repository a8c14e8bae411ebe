/* judge.c - what the profiles and the filters say of one company. */
#include "run/judge.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/str.h"
#include "company/pack.h"
#include "run/code.h"

/* Of a company: sources and sinks have workers of their own, and not everything is open for every command. */
static bool is_asked(const struct step *step)
{
	return step->open && (step->kind == WN_FILTER || step->kind == WN_ENRICHER);
}

static int enter_workers(struct judge *judge)
{
	struct run *run = judge->run;
	for (; judge->entered < run->step_count; judge->entered++)
		if (is_asked(&run->steps[judge->entered]) && step_enter(&run->steps[judge->entered], &judge->workers[judge->entered], &judge->error) < 0)
			return judge->error.code;
	return WN_OK;
}

int judge_begin(struct judge *judge, struct run *run, unsigned number)
{
	*judge = (struct judge){.run = run, .number = number, .scratch = arena_new(), .memory = arena_new(), .code = code_begin(run)};
	judge->subject = (struct subject){.providers = run->providers, .as_of = run->options.as_of, .rates = run->rates, .scratch = judge->scratch,
	                                  .caller = code_caller_of(judge->code)};
	judge->results = arena_array(run->arena, run->line_count + 1, sizeof *judge->results);
	judge->lines = arena_array(run->arena, run->profile_count + 1, sizeof *judge->lines);
	judge->workers = arena_array(run->arena, run->step_count + 1, sizeof *judge->workers);
	return enter_workers(judge);
}

void judge_end(struct judge *judge)
{
	for (size_t i = 0; i < judge->entered; i++)
		if (is_asked(&judge->run->steps[i]))
			step_leave(&judge->run->steps[i], judge->workers[i]);
	code_end(judge->code);
	arena_free(judge->scratch);
	arena_free(judge->memory);
}

int judge_unpack(struct judge *judge, const struct candidate *candidate, struct company *company)
{
	arena_clear(judge->memory);
	int code = company_unpack(company, judge->memory, judge->run->dictionary, buf_as_str(&candidate->packed), &judge->error);
	if (code == WN_OK)
		company->id = candidate->id;
	return code;
}

/* ---- filters ---- */

int judge_filter(struct judge *judge, struct step *step, const struct company *company, struct wn_judgement *judgement)
{
	const struct wn_filter_ops *ops = step->plugin->vtable->ops;
	struct task task;
	judge->error = (struct wn_error){0};
	*judgement = (struct wn_judgement){0};
	task_init(&task, step, judge->workers[step - judge->run->steps], company, judge->run->providers, judge->memory, &judge->error,
	          judge->run->options.as_of);
	int code = ops->judge(&task.public, judgement);
	task_end(&task);
	if (code == WN_WAIT)
		return fail(&judge->error, WN_FAIL, "a filter cannot ask the world");
	if (code < 0 && !judge->error.code)
		fail(&judge->error, WN_FAIL, "it failed and did not say why");
	if (code < 0)
		return fail_in(&judge->error, "filter \"%.*s\"", STR_ARG(step->name));
	if (judgement->verdict < WN_KEEP || judgement->verdict > WN_UNDECIDED)
		return fail(&judge->error, WN_FAIL, "filter \"%.*s\": %u is no verdict", STR_ARG(step->name), judgement->verdict);
	return WN_OK;
}

bool judge_filter_ready(struct judge *judge, const struct step *step, const struct company *company)
{
	for (size_t i = 0; i < step->said.need_count; i++) {
		struct merged merged = company_merge(company, judge->run->providers, step->said.needs[i], (struct sieve){.oldest = WN_NO_DAY}, judge->memory);
		if (merged.cause != WN_KNOWN)
			return false;
	}
	return true;
}

/* What is kept of a candidate outlives the task's memory, and an arena of the run would have to be locked. */
static void keep_text(struct wn_str *kept, struct wn_str text)
{
	char *copy = xmalloc(text.len + 1);
	memcpy(copy, text.len ? text.ptr : "", text.len);
	copy[text.len] = 0;
	free((char *)kept->ptr);
	*kept = (struct wn_str){copy, text.len};
}

static void settle(struct candidate *candidate, enum fate fate, size_t by, struct wn_str reason)
{
	candidate->fate = fate;
	candidate->by = by;
	keep_text(&candidate->reason, reason);
}

static void drop_by_filter(struct judge *judge, struct candidate *candidate, size_t by, const struct wn_judgement *judgement)
{
	const char *between = judgement->field.len && judgement->where.len ? ", " : "";
	settle(candidate, FATE_FILTER, by, judgement->reason);
	keep_text(&candidate->proof, arena_printf(judge->memory, "%.*s%s%.*s", STR_ARG(judgement->field), between, STR_ARG(judgement->where)));
}

static bool judge_filters(struct judge *judge, const struct company *company, bool final, struct candidate *candidate)
{
	size_t from = 0;
	candidate->undecided_filters = 0;
	for (struct step *step; (step = run_next_step(judge->run, WN_FILTER, &from));) {
		size_t index = (size_t)(step - judge->run->steps);
		struct wn_judgement judgement;
		bool ready = judge_filter_ready(judge, step, company);
		if (!ready && final)
			candidate->undecided_filters++;
		if (!ready)
			continue;
		if (judge_filter(judge, step, company, &judgement) < 0) {
			settle(candidate, FATE_HELD, index, str_of(judge->error.text));
			return false;
		}
		if (judgement.verdict == WN_DROP) {
			drop_by_filter(judge, candidate, index, &judgement);
			return false;
		}
		candidate->undecided_filters += judgement.verdict == WN_UNDECIDED;
	}
	return true;
}

/* ---- the profiles ---- */

static bool is_in(const struct standing *standing)
{
	return standing->fate == FATE_CANDIDATE;
}

/* A company that no profile keeps left with the one under which it came furthest. */
static bool settle_profiles(const struct run *run, struct candidate *candidate)
{
	enum fate furthest = FATE_CANDIDATE;
	for (size_t i = 0; i < run->profile_count; i++) {
		if (is_in(&candidate->standings[i]))
			return true;
		if (candidate->standings[i].fate > furthest)
			furthest = candidate->standings[i].fate;
	}
	candidate->fate = furthest;
	return false;
}

bool judge_gates(struct judge *judge, const struct company *company, bool final, struct candidate *candidate)
{
	const struct run *run = judge->run;
	judge->subject.scanned = true;
	judge->subject.final = final;
	subject_begin(&judge->subject, company);
	candidate->late = final;
	for (size_t i = 0; i < run->profile_count; i++) {
		struct standing *standing = &candidate->standings[i];
		long line = is_in(standing) ? icp_gate(run->profiles[i].icp, &judge->subject) : -1;
		if (line >= 0) {
			standing->fate = FATE_LINE;
			standing->line = (size_t)line;
		}
	}
	return settle_profiles(run, candidate) && judge_filters(judge, company, final, candidate);
}

/* The built-in lines are not the author's: where no step can tell, they are shown and do not count. */
bool counts_as_undecided(const struct line *line, const struct result *result)
{
	return line_is_gate(line) && result->verdict == VERDICT_UNKNOWN && !(line->built_in && (result->cause == WN_NO_PROVIDER || result->cause == WN_NOT_ASKED));
}

uint32_t judge_undecided(const struct icp *icp, const struct result *results)
{
	uint32_t undecided = 0;
	for (size_t i = 0; i < icp->line_count; i++)
		undecided += counts_as_undecided(&icp->lines[i], &results[i]);
	return undecided;
}

/* Held under one profile is held altogether: had its rule worked, the company might belong there, or nowhere. */
static bool held_by_line(struct judge *judge, const struct profile *profile, const struct result *results, struct candidate *candidate,
                         struct standing *standing)
{
	const struct icp *icp = profile->icp;
	for (size_t i = 0; i < icp->line_count; i++) {
		if (!line_is_gate(&icp->lines[i]) || !results[i].failed)
			continue;
		standing->fate = FATE_HELD;
		standing->line = i;
		settle(candidate, FATE_HELD, 0, judge->run->profile_count == 1 ? results[i].error
		       : arena_printf(judge->memory, "profile '%.*s': %.*s", STR_ARG(profile->name), STR_ARG(results[i].error)));
		return true;
	}
	return false;
}

static bool stand(struct judge *judge, const struct profile *profile, struct candidate *candidate, struct standing *standing)
{
	const struct icp *icp = profile->icp;
	struct result *results = judge->results + profile->first_line;
	icp_evaluate(icp, &judge->subject, false, results);
	if (held_by_line(judge, profile, results, candidate, standing))
		return false;
	standing->undecided = judge_undecided(icp, results) + candidate->undecided_filters;
	standing->fit = icp_score(icp, SECTION_FIT, results, NULL);
	standing->timing = icp_score(icp, SECTION_TIMING, results, NULL);
	if (icp->undecided_drops && standing->undecided)
		standing->fate = FATE_UNDECIDED;
	else if (!icp_floor_reached(icp, standing->fit))
		standing->fate = FATE_FLOOR;
	return true;
}

void judge_standing(struct judge *judge, const struct company *company, struct candidate *candidate)
{
	const struct run *run = judge->run;
	judge->subject.final = true;
	subject_begin(&judge->subject, company);
	for (size_t i = 0; i < run->profile_count; i++)
		if (is_in(&candidate->standings[i]) && !stand(judge, &run->profiles[i], candidate, &candidate->standings[i]))
			return;
	settle_profiles(run, candidate);
}
