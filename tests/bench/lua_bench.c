/* lua_bench.c - what a script costs: a filter's call that reads three fields, a request's way to the host and back, a new state. All
 * limits are on. Prints medians as `figure` lines. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "company/date.h"
#include "company/value.h"
#include "plugin/task.h"

#define ROUNDS 11
#define CALLS 200000
#define TURNS 900
#define STATES 200

static const char filter_text[] =
	"return { kind = 'filter', name = 'bench', summary = 's', version = '1', needs = { 'name', 'city', 'listed' },\n"
	"judge = function(company)\n"
	"  if company.listed and company.city == 'Lyon' and company.name ~= '' then return 'keep' end\n"
	"end }\n";
static const char enricher_text[] =
	"return { kind = 'enricher', name = 'bench', summary = 's', version = '1', needs = { 'name' }, provides = { 'region' },\n"
	"enrich = function(company)\n"
	"  for i = 1, 900 do if not http.get('https://a.example/') then error('no answer') end end\n"
	"end }\n";

struct bench {
	struct wn_arena *arena, *memory;
	struct dictionary *dictionary;
	struct diags *diags;
	struct providers *providers;
	struct company company;
	struct step step;
	void *worker;
	struct wn_error error;
	struct task task;
	char folder[64], path[100];
};

static void die(const struct bench *bench, const char *what)
{
	fprintf(stderr, "lua_bench: %s: %s\n", what, bench->error.text);
	exit(1);
}

static void add_fact(struct bench *bench, const char *name, struct wn_value value)
{
	struct fact fact = {.field = dictionary_find(bench->dictionary, str_of(name)), .provider = 0, .value = value,
	                    .evidence = {.where = WN_STR("register:2"), .day = WN_NO_DAY, .sure = 1000}};

	providers_provide(bench->providers, 0, fact.field);
	company_add(&bench->company, &fact);
}

static void load(struct bench *bench, const char *text)
{
	snprintf(bench->folder, sizeof bench->folder, "/tmp/winnow-bench-XXXXXX");
	if (!mkdtemp(bench->folder))
		die(bench, "no folder");
	snprintf(bench->path, sizeof bench->path, "%s/bench.lua", bench->folder);
	FILE *file = fopen(bench->path, "w");
	if (!file || fputs(text, file) < 0 || fclose(file) != 0 || plugin_load_file(str_of(bench->path), &bench->step.plugin, &bench->error) < 0)
		die(bench, "load");
	unlink(bench->path);
	rmdir(bench->folder);
	bench->step.kind = (enum wn_kind)bench->step.plugin->vtable->kind;
}

static void begin(struct bench *bench, const char *text)
{
	*bench = (struct bench){.arena = arena_new(), .memory = arena_new(), .dictionary = dictionary_new(), .diags = diags_new()};
	bench->providers = providers_new(bench->dictionary);
	providers_add(bench->providers, WN_STR("source"));
	company_init(&bench->company, bench->arena, bench->dictionary);
	add_fact(bench, "name", value_of_text(WN_STR("ACME SAS")));
	add_fact(bench, "city", value_of_text(WN_STR("Lyon")));
	add_fact(bench, "listed", value_of_flag(true));
	bench->step = (struct step){.place = {"bench.lua", 1, 1}, .dictionary = bench->dictionary};
	load(bench, text);
	struct option_context context = {bench->arena, WN_STR("/bench.lua"), bench->dictionary, bench->diags};
	if (step_describe(&bench->step, &context) < 0 || step_open(&bench->step, day_of(2026, 11, 1), &bench->error) < 0 ||
	    step_enter(&bench->step, &bench->worker, &bench->error) < 0)
		die(bench, "open");
}

static void end(struct bench *bench)
{
	step_leave(&bench->step, bench->worker);
	step_close(&bench->step);
	providers_free(bench->providers);
	diags_free(bench->diags);
	dictionary_free(bench->dictionary);
	arena_free(bench->memory);
	arena_free(bench->arena);
}

static void new_task(struct bench *bench)
{
	task_init(&bench->task, &bench->step, bench->worker, &bench->company, bench->providers, bench->memory, &bench->error, day_of(2026, 11, 1));
}

/* Of this process, in microseconds: what else the machine does is not measured. */
static int64_t spent(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* ---- one round of each, in microseconds ---- */

static int64_t filter_calls(struct bench *bench)
{
	const struct wn_filter_ops *ops = bench->step.plugin->vtable->ops;
	int64_t start = spent();

	for (int i = 0; i < CALLS; i++) {
		struct wn_judgement judgement = {0};
		new_task(bench);
		if (ops->judge(&bench->task.public, &judgement) < 0 || judgement.verdict != WN_KEEP)
			die(bench, "judge");
	}
	return spent() - start;
}

static int64_t requests(struct bench *bench)
{
	const struct wn_enricher_ops *ops = bench->step.plugin->vtable->ops;
	int64_t start = spent();
	int result;

	arena_clear(bench->memory);
	new_task(bench);
	while ((result = ops->step(&bench->task.public)) == WN_WAIT) {
		struct wn_answer answer = {.status = 200, .url = WN_STR("https://a.example/"), .body = WN_STR("hello"), .day = WN_NO_DAY};
		task_next_turn(&bench->task, &answer, 1);
	}
	if (result < 0 || bench->task.public.turn != TURNS)
		die(bench, "enrich");
	return spent() - start;
}

static int64_t states(struct bench *bench)
{
	int64_t start = spent();

	for (int i = 0; i < STATES; i++) {
		void *worker;
		if (step_enter(&bench->step, &worker, &bench->error) < 0)
			die(bench, "enter");
		step_leave(&bench->step, worker);
	}
	return spent() - start;
}

static int ascending(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;

	return *a < *b ? -1 : *a > *b;
}

static double median_of(int64_t (*round)(struct bench *bench), const char *text)
{
	int64_t took[ROUNDS];
	struct bench bench;

	begin(&bench, text);
	round(&bench);
	for (int i = 0; i < ROUNDS; i++)
		took[i] = round(&bench);
	end(&bench);
	qsort(took, ROUNDS, sizeof *took, ascending);
	return (double)took[ROUNDS / 2];
}

/* With any argument only the calls, for a profiler. */
int main(int argc, char **argv)
{
	(void)argv;
	printf("figure lua.call_ns %.0f\n", median_of(filter_calls, filter_text) * 1000 / CALLS);
	if (argc > 1)
		return 0;
	printf("figure lua.request_us %.2f\n", median_of(requests, enricher_text) / TURNS);
	printf("figure lua.state_us %.0f\n", median_of(states, filter_text) / STATES);
	return 0;
}
