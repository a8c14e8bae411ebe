/* trace.c - what `why` wants to know of its one company. */
#include "run/trace.h"

#include <string.h>

void trace_begin(struct run *run)
{
	run->trace = arena_alloc(run->arena, sizeof *run->trace);
	run->trace->probes = arena_array(run->arena, run->probe_count + 1, sizeof *run->trace->probes);
}

void trace_end(struct run *run)
{
	if (run->trace)
		buf_free(&run->trace->company.packed);
}

void trace_fate(struct run *run, const struct candidate *candidate, const char *phase)
{
	struct trace *trace = run->trace;
	if (run->watch)
		run->watch(run->watch_context, candidate, phase);
	if (!trace)
		return;
	trace->seen = true;
	trace->opted_out |= candidate->fate == FATE_OPTED_OUT;
	buf_free(&trace->company.packed);
	trace->company = *candidate;
	trace->company.packed = (struct buf){0};
	trace->company.reason = arena_str(run->arena, candidate->reason);
	trace->company.proof = arena_str(run->arena, candidate->proof);
	trace->company.standings = arena_array(run->arena, run->profile_count, sizeof *trace->company.standings);
	memcpy(trace->company.standings, candidate->standings, run->profile_count * sizeof *trace->company.standings);
	buf_str(&trace->company.packed, buf_as_str(&candidate->packed));
	bool in = candidate->fate == FATE_CANDIDATE || candidate->fate == FATE_LISTED;
	trace->phase = in ? NULL : phase;
}

/* Called by workers: `why` follows one company, so only one of them ever comes here. */
void trace_probe(struct run *run, const struct step *step, enum probed probed)
{
	for (size_t i = 0; run->trace && i < run->probe_count; i++)
		if (run->probes[i] == step)
			run->trace->probes[i] = probed;
}
