/* command_tap.c - winnow tap PIPELINE PHASE [ID]: real companies as they leave a phase, with their facts. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cli/cli.h"
#include "company/identity.h"
#include "run/account.h"
#include "run/tap.h"
#include "run/why.h"

#define LIMIT_DEFAULT 10

static bool read_phase(const char *word, enum tap *phase)
{
	char near[128];
	for (enum tap i = 0; i < TAP_COUNT; i++)
		if (strcmp(word, tap_names[i]) == 0) {
			*phase = i;
			return true;
		}
	complain("'%s' is no phase that companies leave: scan, probe, select or finish%s", word, did_you_mean(near, str_of(word), tap_names));
	return false;
}

static void print_open(struct run *run, const struct account *account)
{
	const char *before = "  open: ";
	const struct profile *profile = &run->profiles[account->candidate->profile];
	for (size_t i = 0; i < profile->icp->line_count; i++) {
		const struct line *line = &profile->icp->lines[i];
		if (!line_is_gate(line) || account->results[profile->first_line + i].verdict != VERDICT_UNKNOWN || line->built_in)
			continue;
		printf("%s%s", before, visible(run->arena, line->id).ptr);
		before = ", ";
	}
	if (before[0] == ',')
		putchar('\n');
}

static void print_standing(struct run *run, const struct account *account, enum tap phase)
{
	const struct wn_account *shown = &account->shown;
	const struct candidate *candidate = account->candidate;
	printf("  ");
	if (candidate->fate != FATE_CANDIDATE && candidate->fate != FATE_LISTED) {
		print_fate(run, candidate, tap_names[phase]);
		return;
	}
	if (shown->place)
		printf("place %u, ", shown->place);
	else
		printf("%s, ", phase == TAP_SCAN ? "a candidate, as far as the sources know" : "it fits");
	printf("tier %.*s, fit %.*s, timing %.*s", STR_ARG(visible(run->arena, shown->tier)), STR_ARG(shown->fit), STR_ARG(shown->timing));
	if (run->profile_count > 1)
		printf(", as '%.*s'", STR_ARG(visible(run->arena, shown->icp)));
	putchar('\n');
	print_open(run, account);
}

/* Every field that somebody has spoken of. */
static void print_facts(struct run *run, const struct company *company)
{
	for (size_t i = 0; i < company->fact_count; i++) {
		field_id field = company->facts[i].field;
		if (i && company->facts[i - 1].field == field)
			continue;
		struct merged merged = company_merge(company, run->providers, field, (struct sieve){.oldest = WN_NO_DAY}, run->arena);
		print_proof(run, &(struct proof){.field = field, .fact = merged.fact, .cause = merged.cause, .value = merged.value});
	}
}

static void print_company(struct run *run, const struct account *account, enum tap phase)
{
	printf("%s\n", visible(run->arena, account->shown.id).ptr);
	print_standing(run, account, phase);
	print_facts(run, &account->company);
}

static void print_tapped(struct run *run, const struct arguments *arguments, enum tap phase, const struct tapped *tapped)
{
	for (size_t i = 0; i < tapped->count; i++) {
		if (arguments->json) {
			struct wn_str json = tap_json(run, &tapped->accounts[i], tap_names[phase]);
			printf("%.*s\n", STR_ARG(json));
		} else {
			print_company(run, &tapped->accounts[i], phase);
		}
	}
	fflush(stdout);
	if (tapped->left)
		fprintf(stderr, "it left in %s: winnow why %s %s says by what\n", tapped->left, arguments->positional[0], arguments->positional[2]);
	else if (!run->only)
		fprintf(stderr, "%zu of %" PRIu64 " companies that %s %s\n", tapped->count, tapped->total, phase == TAP_PROBE ? "enter" : "leave", tap_names[phase]);
}

static int tap(struct run *run, const struct arguments *arguments, enum tap phase, const struct key *only)
{
	struct tapped tapped;
	int code = run_tap(run, phase, arguments->limit ? arguments->limit : LIMIT_DEFAULT, only, &tapped);
	progress_end();
	if (code == WN_NONE) {
		complain("no source of this pipeline has %s", arguments->positional[2]);
		return RUN_FAILED;
	}
	if (code < 0) {
		complain("%s", run->error.text);
		return interrupted() ? 128 + interrupted_by() : RUN_FAILED;
	}
	if (tapped.opted_out)
		printf("opted out of re-use (%.*s)\n", STR_ARG(why_objecting_source(run)));
	else
		print_tapped(run, arguments, phase, &tapped);
	return RUN_DONE;
}

int command_tap(int argc, char **argv)
{
	struct arguments arguments;
	struct key key, *only = NULL;
	enum tap phase;
	if (!arguments_read(argc, argv, 2, 3, &arguments) || !read_phase(arguments.positional[1], &phase))
		return RUN_USAGE;
	progress_begin(&arguments.run);
	struct run *run = run_new(&arguments.run);
	bool described = run_describe(run) == WN_OK;
	print_diags(run);
	int code = RUN_USAGE;
	if (arguments.positional_count == 3)
		only = &key;
	if (described && only && id_parse(run->arena, str_of(arguments.positional[2]), &key, &run->error) < 0)
		complain("%s", run->error.text);
	else if (described)
		code = tap(run, &arguments, phase, only);
	trace_end(run);
	run_free(run);
	return code;
}
