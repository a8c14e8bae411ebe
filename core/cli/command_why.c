/* command_why.c - winnow why PIPELINE ID: one company, every line, on which evidence, where it left the funnel. */
#include <stdio.h>

#include "base/str.h"
#include "cli/cli.h"
#include "run/account.h"
#include "run/why.h"

/* For %s: what comes from rows and profiles as a terminal may be shown it. */
#define SHOWN(text) visible(run->arena, text).ptr

void print_proof(struct run *run, const struct proof *proof)
{
	const struct field *field = dictionary_field(run->dictionary, proof->field);
	if (proof->cause != WN_KNOWN) {
		printf("            %s: %s\n", field->name, cause_words(proof->cause));
		return;
	}
	struct wn_str value = value_text(run->arena, field, &proof->value);
	printf("            %s = %s", field->name, SHOWN(value.len ? value : (struct wn_str)WN_STR("none")));
	if (proof->fact) {
		struct wn_str provider = providers_name(run->providers, proof->fact->provider);
		printf("   [%s, %s", SHOWN(provider), SHOWN(proof->fact->evidence.where));
		if (proof->fact->evidence.day != WN_NO_DAY)
			printf(", %s", day_text(run->arena, proof->fact->evidence.day).ptr);
		putchar(']');
	}
	putchar('\n');
}

static void print_line(struct run *run, const struct account *account, const struct line *line, size_t index)
{
	const struct result *result = &account->results[index];
	printf("  %-8s %-7s %s", section_name(line->section), verdict_name(result->verdict), SHOWN(line->label));
	if (line->points) {
		struct wn_str earned = points_text(run->arena, account->counted[index] ? result->earned : 0);
		printf("   %.*s of %d", STR_ARG(earned), line->points);
	}
	if (result->failed)
		printf("   failed: %s", SHOWN(result->error));
	if (line->built_in && result->verdict == VERDICT_UNKNOWN && (result->cause == WN_NO_PROVIDER || result->cause == WN_NOT_ASKED))
		fputs("   (built in: no step tells, so it does not count)", stdout);
	putchar('\n');
	for (size_t i = 0; i < result->proof_count; i++)
		print_proof(run, &result->proofs[i]);
}

static const char *left_out(enum fate fate)
{
	if (fate == FATE_HELD)
		return "held: the own code of a rule failed";
	return fate == FATE_FLOOR ? "left out: its fit is below the floor"
	                          : "left out: a must or must_not line is undecided, and the profile says undecided = \"drop\"";
}

static void print_dropping_line(struct run *run, const char *phase, const struct line *line)
{
	printf("dropped in %s by %s line '%s' (%s)\n", phase, section_name(line->section), SHOWN(line->id), SHOWN(line->label));
}

void print_fate(struct run *run, const struct candidate *company, const char *phase)
{
	switch (company->fate) {
	case FATE_LINE:
		if (run->profile_count == 1)
			print_dropping_line(run, phase, &run->profiles[0].icp->lines[company->standings[0].line]);
		else
			puts("every profile leaves it out");
		break;
	case FATE_FILTER:
		printf("dropped in %s by filter '%s': %s", phase, SHOWN(run->steps[company->by].name), SHOWN(company->reason));
		if (company->proof.len)
			printf("   [%s]", SHOWN(company->proof));
		putchar('\n');
		break;
	case FATE_HELD:
		printf("held in %s: %s\n", phase, SHOWN(company->reason));
		break;
	case FATE_UNDECIDED:
	case FATE_FLOOR:
		puts(run->profile_count == 1 ? left_out(company->fate) : "every profile leaves it out");
		break;
	default:
		if (run->profile_count == 1)
			puts("it fits");
		else
			printf("it fits, and stands under '%s'\n", SHOWN(run->profiles[company->profile].name));
	}
}

/* What one of several profiles says, and its lines. */
static void print_profile(struct run *run, const struct account *account, size_t index)
{
	const struct profile *profile = &run->profiles[index];
	const struct standing *standing = &account->candidate->standings[index];
	struct grade grade = account_grade(run, account, index);
	if (run->profile_count > 1)
		printf("under '%s' (%s): ", SHOWN(profile->name), SHOWN(profile->icp->name));
	if (run->profile_count > 1 && standing->fate == FATE_LINE)
		print_dropping_line(run, standing->late ? "probe" : "scan", &profile->icp->lines[standing->line]);
	else if (run->profile_count > 1 && standing->fate != FATE_CANDIDATE)
		puts(left_out(standing->fate));
	else if (run->profile_count > 1)
		printf("tier %s, fit %s, timing %s\n", SHOWN(grade.tier), SHOWN(grade.fit), SHOWN(grade.timing));
	for (size_t i = 0; i < profile->icp->line_count; i++)
		print_line(run, account, &profile->icp->lines[i], profile->first_line + i);
}

/* Its place depends on all the others, so it is that of the last list. */
static void print_place(struct run *run, const struct account *account)
{
	if (run->trace->last_list == WN_NO_DAY)
		return;
	const char *day = day_text(run->arena, run->trace->last_list).ptr;
	if (account->shown.place)
		printf("on the last list (as of %s) it has place %u\n", day, account->shown.place);
	else
		printf("it is not on the last list (as of %s)\n", day);
	if (run->trace->beside_place)
		printf("there it is named beside place %u, %s\n", run->trace->beside_place, SHOWN(run->trace->beside_id));
	for (size_t i = 0; i < run->quota_count; i++) {
		uint32_t listed = run->trace->quota_listed[i], most = run->quotas[i].most;
		if (account->quotas[i])
			printf("quota '%s' counts it: %u of at most %u stand on that list%s\n", SHOWN(run->quotas[i].line->label), listed, most,
			       listed < most || account->shown.place || run->trace->beside_place ? "" : ", so it is full");
	}
}

static void print_probes(struct run *run)
{
	static const char *const words[] = {"not due", "asked", "failed"};
	for (size_t i = 0; i < run->probe_count; i++)
		printf("  enrich   %-7s %s\n", words[run->trace->probes[i]], SHOWN(run->probes[i]->name));
}

static void print_company(struct run *run, const struct account *account)
{
	const struct candidate *company = account->candidate;
	struct wn_str name = account_name(run, account);
	printf("%s", SHOWN(company->id));
	if (!str_equal(name, company->id))
		printf("  %s", SHOWN(name));
	printf("\nas of %s: ", day_text(run->arena, run->options.as_of).ptr);
	print_fate(run, company, run->trace->phase);
	print_place(run, account);
	for (size_t i = 0; i < run->profile_count; i++)
		print_profile(run, account, i);
	if (run->candidate_count)
		print_probes(run);
	if (run->profile_count == 1)
		printf("  fit %.*s, timing %.*s\n", STR_ARG(account->shown.fit), STR_ARG(account->shown.timing));
}

static int answer(struct run *run, const struct arguments *arguments, const struct key *key)
{
	struct account account = {0};
	int code = run_why(run, key, &account);
	progress_end();
	if (code == WN_NONE) {
		complain("no source of this pipeline has %s", arguments->positional[1]);
		return RUN_FAILED;
	}
	if (code < 0) {
		complain("%s", run->error.text);
		return interrupted() ? 128 + interrupted_by() : RUN_FAILED;
	}
	if (run->trace->opted_out) {
		struct wn_str source = why_objecting_source(run);
		printf("opted out of re-use (%.*s)\n", STR_ARG(source));
	} else if (arguments->json) {
		struct wn_str json = why_json(run, &account);
		printf("%.*s\n", STR_ARG(json));
	} else {
		print_company(run, &account);
	}
	return RUN_DONE;
}

int command_why(int argc, char **argv)
{
	struct arguments arguments;
	struct key key;
	if (!arguments_read(argc, argv, 2, 2, &arguments))
		return RUN_USAGE;
	progress_begin(&arguments.run);
	struct run *run = run_new(&arguments.run);
	bool described = run_describe(run) == WN_OK;
	print_diags(run);
	int code = RUN_USAGE;
	if (described && id_parse(run->arena, str_of(arguments.positional[1]), &key, &run->error) < 0)
		complain("%s", run->error.text);
	else if (described)
		code = answer(run, &arguments, &key);
	trace_end(run);
	run_free(run);
	return code;
}
