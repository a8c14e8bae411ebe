/* tap.c - real companies as they pass between two phases: the phases of a run up to one, and a few of those who leave it. */
#include "run/tap.h"

#include "base/error.h"
#include "base/str.h"
#include "run/account.h"
#include "run/judge.h"
#include "run/opt_out.h"
#include "run/profiles.h"
#include "run/scan.h"
#include "run/select.h"
#include "run/trace.h"
#include "run/why.h"

const char *const tap_names[] = {"scan", "probe", "select", "finish", NULL};

/* ---- choosing ---- */

/* The first of each of `limit` equal shares, so that the same companies come every time, from everywhere. The rest is let go
 * before anybody asks the world about it. */
static void keep_sample(struct run *run, size_t limit)
{
	size_t count = run->candidate_count, kept = 0;
	if (count <= limit)
		return;
	for (size_t i = 0; i < count; i++)
		if (kept < limit && i == kept * count / limit)
			run->candidates[kept++] = run->candidates[i];
		else
			candidate_free(&run->candidates[i]);
	run->candidate_count = kept;
}

/* ---- showing ---- */

/* Before the rank there is no standing: what is known so far is judged, and said with it. */
static int show_one(struct run *run, struct account *account, struct candidate *candidate, bool probed)
{
	*account = (struct account){.candidate = candidate};
	if (account_evaluate(run, account, probed) < 0)
		return run->error.code;
	for (size_t i = 0; i < run->profile_count; i++)
		account_stand(run, account, i);
	choose_profile(candidate, run->profile_count);
	account_count_quotas(run, account);
	account_describe(run, account, 0);
	return WN_OK;
}

static int name_them(struct run *run, struct tapped *tapped)
{
	struct account **all = arena_array(run->arena, tapped->count + 1, sizeof *all);
	for (size_t i = 0; i < tapped->count; i++)
		all[i] = &tapped->accounts[i];
	return accounts_name(run, all, tapped->count);
}

static int show_candidates(struct run *run, bool probed, struct tapped *tapped)
{
	int code = WN_OK;
	tapped->accounts = arena_array(run->arena, run->candidate_count + 1, sizeof *tapped->accounts);
	for (size_t i = 0; code == WN_OK && i < run->candidate_count; i++)
		code = show_one(run, &tapped->accounts[tapped->count++], &run->candidates[i], probed);
	return code == WN_OK ? name_them(run, tapped) : code;
}

/* In rank order, as they are listed: with those beside them, and the quotas that count them. */
static void show_accounts(struct run *run, size_t limit, struct tapped *tapped)
{
	tapped->total = run->account_count;
	tapped->accounts = run->accounts;
	tapped->count = run->account_count < limit ? run->account_count : limit;
}

/* ---- running ---- */

/* The one that was asked for may be out already, or object. */
static int look_for(struct run *run, struct tapped *tapped)
{
	const struct trace *trace = run->trace;
	tapped->opted_out = why_objects(run);
	if (tapped->opted_out)
		return WN_OK;
	tapped->left = trace->phase;
	return trace->seen ? WN_OK : WN_NONE;
}

static int run_phases(struct run *run, enum tap phase, size_t limit, struct tapped *tapped)
{
	if (run_look(run) < 0 || run_open(run) < 0 || run_scan(run) < 0)
		return run->error.code;
	tapped->total = run->candidate_count;
	if (phase <= TAP_PROBE)
		keep_sample(run, limit);
	if (phase >= TAP_PROBE && run_probe(run) < 0)
		return run->error.code;
	if (phase >= TAP_SELECT && run_select(run) < 0)
		return run->error.code;
	if (phase == TAP_SELECT)
		return accounts_show(run);
	return phase == TAP_FINISH ? run_finish(run) : WN_OK; /* which shows them */
}

int run_tap(struct run *run, enum tap phase, size_t limit, const struct key *only, struct tapped *tapped)
{
	*tapped = (struct tapped){0};
	run->only = only;
	if (only)
		trace_begin(run);
	int code = run_phases(run, phase, limit, tapped);
	if (code == WN_OK && only)
		code = look_for(run, tapped);
	if (code != WN_OK || tapped->opted_out)
		return code;
	if (phase < TAP_SELECT)
		return show_candidates(run, phase == TAP_PROBE, tapped);
	show_accounts(run, limit, tapped);
	return WN_OK;
}
