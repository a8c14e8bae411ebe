/* why.c - everything there is to say about one company. */
#include "run/why.h"

#include <sys/stat.h>

#include "base/str.h"
#include "run/account.h"
#include "run/opt_out.h"
#include "run/scan.h"

struct wn_str why_objecting_source(struct run *run)
{
	size_t from = 0;
	struct stat status;
	for (struct step *step; (step = run_next_step(run, WN_SOURCE, &from));) {
		if (!step->mapping || !step->mapping->opt_out_column.len)
			continue;
		if (!step->mapping->file_count || stat(step->mapping->files[0].path.ptr, &status) != 0)
			return step->name;
		struct wn_str day = day_text(run->arena, (int32_t)(status.st_mtime / 86400));
		return arena_printf(run->arena, "%.*s, file of %.*s", STR_ARG(step->name), STR_ARG(day));
	}
	return (struct wn_str)WN_STR("an earlier run");
}

static bool objects(struct run *run)
{
	const struct trace *trace = run->trace;
	return trace->opted_out || key_is_in(run->opted_out, run->only) || (!trace->seen && opt_out_remembered(run, run->only));
}

/* A company that the scan dropped is judged once more with all its lines, from what was known then. */
static int judge_as_it_stands(struct run *run, struct account *account)
{
	struct trace *trace = run->trace;
	*account = (struct account){.candidate = &trace->company};
	bool probed = trace->phase == NULL || trace->company.late;
	return account_evaluate(run, account, probed);
}

int run_why(struct run *run, const struct key *key, struct account *account)
{
	run->only = key;
	trace_begin(run);
	if (run_open(run) < 0 || run_look(run) < 0 || run_scan(run) < 0)
		return run->error.code;
	if (objects(run)) {
		run->trace->opted_out = true;
		return WN_OK;
	}
	if (!run->trace->seen)
		return WN_NONE;
	if (run->candidate_count && (run_probe(run) < 0 || run_select(run) < 0 || run_finish(run) < 0))
		return run->error.code;
	return judge_as_it_stands(run, account);
}
