/* command_breadth.c - winnow breadth PIPELINE: how many companies the profile names, and what each line does to that number. */
#include <stdio.h>

#include "base/str.h"
#include "cli/cli.h"
#include "cli/report.h"

#define COUNT "%9llu"

static unsigned long long plain(uint64_t number)
{
	return (unsigned long long)number;
}

/* ---- the funnel in the order of the file ---- */

static void print_line(const struct breadth *breadth, size_t index)
{
	struct run *run = breadth->run;
	const struct line *line = &breadth->icp->lines[index];
	const struct bar_count *count = &breadth->counts[index];
	bool must = line->section == SECTION_MUST;
	struct wn_str label = visible(run->arena, line->label), needs = breadth_needs(run, line);
	printf(COUNT COUNT COUNT COUNT COUNT "  %s: %.*s", plain(must ? count->passes : count->drops), plain(must ? count->drops : count->passes),
	       plain(count->open + count->not_known), plain(count->left), plain(count->sole), section_name(line->section), STR_ARG(label));
	if (needs.len && count->open)
		printf("  (needs enrich %.*s)", STR_ARG(needs));
	if (line->unknown_drops && line->settled && count->not_known)
		fputs("  (not known means out)", stdout);
	putchar('\n');
}

static void print_filter(const struct breadth *breadth, size_t bar)
{
	struct wn_str name = visible(breadth->run->arena, breadth->run->steps[breadth->filters[bar - breadth->gates]].name);
	printf("%27s" COUNT COUNT "  dropped by filter %.*s\n", "", plain(breadth->counts[bar].left), plain(breadth->counts[bar].sole), STR_ARG(name));
}

static void print_funnel(const struct breadth *breadth)
{
	printf("\n%9s%9s%9s%9s%9s\n", "match", "miss", "unknown", "left", "only it");
	for (size_t i = 0; i < breadth->gates; i++)
		print_line(breadth, i);
	for (size_t i = breadth->gates; i < breadth->bars; i++)
		print_filter(breadth, i);
	fputs("\nleft: after this line and those above it; only it: out by this line alone, and in without it\n", stdout);
}

/* ---- in any order ---- */

static void print_greedy(const struct breadth *breadth)
{
	uint64_t before = breadth->companies;
	fputs("\nThe line that drops most first, then the one that drops most of the rest:\n", stdout);
	for (size_t i = 0; i < breadth->gates && breadth->order_left[i] < before; i++) {
		const struct line *line = &breadth->icp->lines[breadth->order[i]];
		struct wn_str label = visible(breadth->run->arena, line->label);
		printf(COUNT " left  %s: %.*s\n", plain(breadth->order_left[i]), section_name(line->section), STR_ARG(label));
		before = breadth->order_left[i];
	}
}

/* ---- near misses ---- */

static void print_near(const struct breadth *breadth)
{
	bool any = false;
	for (size_t i = 0; i < breadth->gates; i++) {
		const struct line *line = &breadth->icp->lines[i];
		struct wn_str label = visible(breadth->run->arena, line->label);
		if (!breadth->example_counts[i])
			continue;
		if (!any)
			fputs("\nNear misses, out by one line alone:\n", stdout);
		any = true;
		printf(COUNT "  %s: %.*s\n", plain(breadth->counts[i].sole), section_name(line->section), STR_ARG(label));
		for (size_t j = 0; j < breadth->example_counts[i]; j++) {
			const struct example *example = &breadth->examples[i][j];
			struct wn_str name = visible(breadth->run->arena, example->name.len ? example->name : example->id);
			struct wn_str id = visible(breadth->run->arena, example->id), value = visible(breadth->run->arena, example->value);
			printf("%11s%.*s  (%.*s)  %.*s\n", "", STR_ARG(name), STR_ARG(id), STR_ARG(value));
		}
	}
}

/* ---- unknown ---- */

static void print_open(const struct breadth *breadth)
{
	bool any = false;
	for (size_t i = 0; i < breadth->gates; i++) {
		const struct line *line = &breadth->icp->lines[i];
		struct wn_str label = visible(breadth->run->arena, line->label), needs = breadth_needs(breadth->run, line);
		if (!breadth->counts[i].open_left || line->built_in)
			continue;
		if (!any)
			fputs("\nNot known of so many candidates, whom unknown = \"drop\" on the line would take out:\n", stdout);
		any = true;
		printf(COUNT "  %s: %.*s", plain(breadth->counts[i].open_left), section_name(line->section), STR_ARG(label));
		if (needs.len)
			printf("  (at most: enrich %.*s may still tell)", STR_ARG(needs));
		putchar('\n');
	}
}

/* ---- edits ---- */

void print_proposals(const struct breadth *breadth, FILE *out)
{
	static const char *const what[] = {[EDIT_VALUE] = "with the line", [EDIT_DROP_UNKNOWN] = "with the line", [EDIT_KEEP_UNKNOWN] = "with the line",
		[EDIT_DELETE] = "without the line", [EDIT_GATE] = "with this line of fit as a line of"};
	if (breadth->proposal_count)
		fprintf(out, "\nTo have %s candidates, one of these, with the number there would be:\n",
		        breadth->candidates > breadth->run->settings.cap ? "fewer" : "more");
	for (size_t i = 0; i < breadth->proposal_count; i++) {
		const struct proposal *proposal = &breadth->proposals[i];
		struct wn_str path = visible(breadth->run->arena, proposal->path), rest = proposal->shown, line;
		fprintf(out, "%11llu  %s%s%s, %.*s:%u\n", plain(proposal->edit.candidates), what[proposal->edit.kind],
		        proposal->edit.kind == EDIT_GATE ? " " : "", proposal->edit.kind == EDIT_GATE ? section_name(proposal->edit.changed.section) : "",
		        STR_ARG(path), proposal->line);
		while (str_cut(&rest, WN_STR("\n"), &line)) {
			struct wn_str shown = visible(breadth->run->arena, str_trim(line));
			fprintf(out, "%15s%.*s\n", "", STR_ARG(shown));
		}
	}
}

static void print_candidates(const struct breadth *breadth)
{
	const struct run *run = breadth->run;
	printf("\n%llu candidates for a cap of %u; ", plain(breadth->candidates), run->settings.cap);
	if (breadth->at_least < breadth->at_most)
		printf("at least %llu and at most ", plain(breadth->at_least));
	printf("%llu of them fit%s\n", plain(breadth->at_most), breadth_too_broad(breadth) ? ": too broad" : "");
	if (!run_lists_all(run))
		fputs("quota and one_per are not counted here: not everybody who fits asks for a place\n", stdout);
	if (breadth->failed)
		printf("%llu answers of filters are missing: their own code failed\n", plain(breadth->failed));
	print_proposals(breadth, stdout);
}

/* ---- each profile by itself ---- */

/* All that is printed or collected of the profiles one after the other. */
struct telling {
	struct arguments arguments;
	size_t profiles;
	json_t *all; /* or null */
	bool too_broad;
};

static void print_title(struct run *run, const struct telling *telling)
{
	struct wn_str title = visible(run->arena, run->profiles[0].icp->name), name = visible(run->arena, run->profiles[0].name);
	if (run->options.profile > 1)
		putchar('\n');
	printf("%.*s", STR_ARG(title));
	if (telling->profiles > 1)
		printf(" (profile '%.*s', as if it were the only one)", STR_ARG(name));
	printf(", as of %s\n\n", day_text(run->arena, run->options.as_of).ptr);
}

static void print_breadth(struct run *run, const struct telling *telling)
{
	const struct breadth *breadth = run->breadth;
	print_title(run, telling);
	report_rows(run, stdout);
	printf("%12llu  companies\n", plain(breadth->companies));
	print_funnel(breadth);
	print_greedy(breadth);
	print_near(breadth);
	print_open(breadth);
	print_candidates(breadth);
}

/* The run is of one profile. */
static int tell(struct run *run, struct telling *telling)
{
	int code = run_breadth(run);
	progress_end();
	if (code < 0) {
		complain("%s", interrupted() ? "interrupted" : run->error.code ? run->error.text : "failed");
		return interrupted() ? 128 + interrupted_by() : RUN_FAILED;
	}
	telling->too_broad |= breadth_too_broad(run->breadth);
	if (telling->all)
		json_array_append_new(telling->all, breadth_profile_json(run->breadth));
	else
		print_breadth(run, telling);
	return RUN_DONE;
}

/* A run of its own: what is read and counted for one profile plays no part in the next. */
static int tell_alone(struct telling *telling, size_t profile)
{
	telling->arguments.run.profile = profile;
	struct run *run = run_new(&telling->arguments.run);
	bool described = run_describe(run) == WN_OK;
	if (!described)
		print_diags(run);
	int code = described ? tell(run, telling) : RUN_USAGE;
	run_free(run);
	return code;
}

static int tell_all(struct run *run, struct telling *telling)
{
	int code = RUN_DONE;
	telling->profiles = run->profile_count;
	telling->all = telling->arguments.json ? json_array() : NULL;
	for (size_t i = 1; code == RUN_DONE && i <= telling->profiles; i++)
		code = telling->profiles == 1 ? tell(run, telling) : tell_alone(telling, i);
	if (code == RUN_DONE && telling->all) {
		struct wn_str all = breadth_json(run, json_incref(telling->all));
		printf("%.*s\n", STR_ARG(all));
	}
	json_decref(telling->all);
	return code == RUN_DONE && telling->too_broad && run->options.strict ? RUN_TOO_BROAD : code;
}

int command_breadth(int argc, char **argv)
{
	struct telling telling = {0};
	if (!arguments_read(argc, argv, 1, 1, &telling.arguments))
		return RUN_USAGE;
	progress_begin(&telling.arguments.run);
	struct run *run = run_new(&telling.arguments.run);
	bool described = run_describe(run) == WN_OK;
	print_diags(run);
	int code = described ? tell_all(run, &telling) : RUN_USAGE;
	run_free(run);
	return code;
}
