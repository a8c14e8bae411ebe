/* finish.c - phase six: facts for the survivors only. They have no effect on the rank; but a suppression list
 * may know a key that only now appears, and then the next company moves up. */
#include "base/error.h"
#include "base/str.h"
#include "run/account.h"
#include "run/enrich.h"
#include "run/parallel.h"
#include "run/select.h"
#include "run/trace.h"

/* Accounts of the run, by place; those finished in an earlier round are left alone. */
static int finish_one(struct judge *judge, size_t index, void *context)
{
	struct candidate *candidate = judge->run->accounts[index].candidate;
	struct company company;
	(void)context;
	if (candidate->finished)
		return WN_OK;
	int code = judge_unpack(judge, candidate, &company);
	if (code < 0)
		return code;
	for (size_t i = 0; i < judge->run->late_count; i++)
		enrich_company(judge, judge->run->late[i], &company, candidate);
	candidate->finished = true;
	judge_gates(judge, &company, true, candidate);
	candidate_repack(candidate, &company);
	return WN_OK;
}

/* Counts what the round did; true: somebody left, and others have moved up. */
static bool count_round(struct run *run)
{
	bool dropped = false;
	for (size_t i = 0; i < run->account_count; i++) {
		struct candidate *candidate = run->accounts[i].candidate;
		count_probes(run, candidate);
		if (candidate->fate == FATE_CANDIDATE)
			continue;
		run->funnel.left_late++;
		count_fate(run, candidate);
		trace_fate(run, candidate, "finish");
		dropped = true;
	}
	return dropped;
}

static int settle_fates(struct run *run)
{
	size_t count;
	struct candidate **ranked = rank_candidates(run, &count);
	for (size_t i = 0; i < run->account_count; i++)
		run->accounts[i].candidate->fate = FATE_LISTED;
	for (size_t i = 0; i < count; i++) {
		if (ranked[i]->fate == FATE_CANDIDATE)
			ranked[i]->fate = FATE_CAP;
		run->funnel.passed_over += ranked[i]->fate == FATE_QUOTA;
		run->funnel.beside += ranked[i]->fate == FATE_BESIDE;
		trace_fate(run, ranked[i], "select");
	}
	run->funnel.listed = run->account_count;
	for (size_t i = 0; i < run->account_count; i++) {
		const struct candidate *candidate = run->accounts[i].candidate;
		run->funnel.undecided_listed += candidate_standing(candidate)->undecided > 0;
		run->profiles[candidate->profile].listed++;
	}
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < run->profile_count; j++)
			run->profiles[j].fitting += ranked[i]->standings[j].fate == FATE_CANDIDATE;
	return fill_behind(run, ranked, count);
}

int run_finish(struct run *run)
{
	int code;
	for (;;) {
		code = run_each(run, "finish", "accounts", run->account_count, finish_one, NULL);
		if (code < 0 || !count_round(run))
			break;
		code = fill_list(run);
		if (code < 0)
			break;
	}
	if (code == WN_OK)
		code = settle_fates(run);
	return code < 0 ? code : accounts_show(run);
}
