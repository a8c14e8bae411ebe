/* run.c - the life of a run, and the few helpers that all phases share. */
#include "run/run.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "run/breadth.h"
#include "run/code.h"
#include "run/rates.h"

struct run *run_new(const struct run_options *options)
{
	struct wn_arena *arena = arena_new();
	struct run *run = arena_alloc(arena, sizeof *run);
	run->arena = arena;
	run->options = *options;
	run->dictionary = dictionary_new();
	run->diags = diags_new();
	return run;
}

void candidate_free(struct candidate *candidate)
{
	buf_free(&candidate->packed);
	free(candidate->standings);
	free((char *)candidate->reason.ptr);
	free((char *)candidate->proof.ptr);
}

static void free_candidates(struct run *run)
{
	for (size_t i = 0; i < run->candidate_count; i++)
		candidate_free(&run->candidates[i]);
	free(run->candidates);
}

void run_free(struct run *run)
{
	if (!run)
		return;
	for (size_t i = 0; i < run->step_count; i++)
		step_close(&run->steps[i]);
	breadth_free(run->breadth);
	code_end(run->code);
	net_close(run->net);
	store_close(run->store);
	map_free(run->opted_out);
	map_free(run->objecting);
	free_candidates(run);
	free(run->held);
	providers_free(run->providers);
	diags_free(run->diags);
	dictionary_free(run->dictionary);
	arena_free(run->arena);
}

int run_open(struct run *run)
{
	if (run_need_rates(run) < 0 || net_open(run->options.replay, &run->net, &run->error) < 0)
		return run->error.code;
	run->opted_out = map_new();
	run->objecting = map_new();
	for (size_t i = 0; i < run->step_count; i++)
		if (step_open(&run->steps[i], run->options.as_of, &run->error) < 0)
			return run->error.code;
	return WN_OK;
}

bool run_tell(struct run *run, const struct progress *progress)
{
	if (!run->options.progress || run->options.progress(run->options.context, progress))
		return true;
	run->interrupted = true;
	return false;
}

bool run_progress(struct run *run, const char *phase, const char *unit, uint64_t done, uint64_t total)
{
	return run_tell(run, &(struct progress){.phase = phase, .unit = unit, .done = done, .total = total});
}

unsigned run_threads(const struct run *run)
{
	if (run->options.threads)
		return run->options.threads;
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	return cores > 0 ? (unsigned)cores : 1;
}

struct step *run_next_step(const struct run *run, enum wn_kind kind, size_t *from)
{
	while (*from < run->step_count) {
		struct step *step = &run->steps[(*from)++];
		if (step->kind == kind)
			return step;
	}
	return NULL;
}
