/* report.c - what a run says when it is done. */
#include "cli/report.h"

#include "base/str.h"
#include "cli/cli.h"
#include "run/account.h"
#include "run/profiles.h"

#define ACCOUNTS_SHOWN 10
#define UNREAD_SHOWN 10

static void count_line(FILE *out, uint64_t count, const char *what)
{
	fprintf(out, "%12llu  %s\n", (unsigned long long)count, what);
}

static void some_line(FILE *out, uint64_t count, const char *what)
{
	if (count)
		count_line(out, count, what);
}

static void drop_line(const struct run *run, FILE *out, uint64_t count, const char *section, struct wn_str label)
{
	struct wn_str shown = visible(run->arena, label);
	if (count)
		fprintf(out, "%12s  - %llu %s: %.*s\n", "", (unsigned long long)count, section, STR_ARG(shown));
}

/* Each of several profiles drops for itself; who is dropped by one may be listed under another. */
static void profile_drops(const struct run *run, FILE *out, const uint64_t *by_line, const struct profile *profile)
{
	const struct icp *icp = profile->icp;
	for (size_t i = 0; i < icp->line_count; i++) {
		struct wn_str label = icp->lines[i].label;
		if (run->profile_count > 1)
			label = arena_printf(run->arena, "%.*s, under '%.*s'", STR_ARG(label), STR_ARG(profile->name));
		drop_line(run, out, by_line[profile->first_line + i], section_name(icp->lines[i].section), label);
	}
}

static void drops(const struct run *run, FILE *out, const uint64_t *by_line)
{
	for (size_t i = 0; i < run->profile_count; i++)
		profile_drops(run, out, by_line, &run->profiles[i]);
}

static void filter_drops(const struct run *run, FILE *out)
{
	for (size_t i = 0; i < run->step_count; i++)
		drop_line(run, out, run->funnel.by_filter[i], "filter", run->steps[i].name);
}

static void bad_rows(const struct funnel *funnel, FILE *out)
{
	for (int kind = 0; kind < BAD_KIND_COUNT; kind++)
		if (funnel->bad[kind])
			fprintf(out, "%12s  - %llu bad rows: %s\n", "", (unsigned long long)funnel->bad[kind], bad_kind_name(kind));
}

/* The fields with most of them. */
static void unread_cells(const struct run *run, FILE *out)
{
	const uint64_t *unread = run->funnel.unread;
	uint64_t last = UINT64_MAX;
	field_id at = 0;
	for (int shown = 0; unread && shown < UNREAD_SHOWN; shown++) {
		field_id best = NO_FIELD;
		for (field_id i = 0; i < dictionary_count(run->dictionary); i++)
			if (unread[i] && (unread[i] < last || (unread[i] == last && i > at)) && (best == NO_FIELD || unread[i] > unread[best]))
				best = i;
		if (best == NO_FIELD)
			return;
		last = unread[best];
		at = best;
		fprintf(out, "%12s  - %s: %llu cell%s could not be read\n", "", dictionary_field(run->dictionary, best)->name, (unsigned long long)last,
		        last == 1 ? "" : "s");
	}
}

void report_rows(const struct run *run, FILE *out)
{
	const struct funnel *f = &run->funnel;
	count_line(out, f->rows, "rows read");
	bad_rows(f, out);
	unread_cells(run, out);
	if (f->opted_out)
		fprintf(out, "%12s  - %llu opted out of re-use\n", "", (unsigned long long)f->opted_out);
	if (f->join.rows) {
		count_line(out, f->join.rows, "rows of joined files read");
		fprintf(out, "%12s  - %llu companies have a row there, %llu have none\n", "", (unsigned long long)f->join.found,
		        (unsigned long long)f->join.without);
	}
	if (f->join.several)
		fprintf(out, "%12s  - %llu are a second row of their company: the newest counts\n", "", (unsigned long long)f->join.several);
	some_line(out, f->joined, "rows joined to a company that was there already");
	some_line(out, f->refused_joins, "joins refused: two ids of one scheme");
}

static void profile_counts(const struct run *run, FILE *out)
{
	for (size_t i = 0; i < run->profile_count && run->profile_count > 1; i++) {
		const struct profile *profile = &run->profiles[i];
		fprintf(out, "%12s  - %llu as '%.*s', of %llu that fit it", "", (unsigned long long)profile->listed, STR_ARG(profile->name),
		        (unsigned long long)profile->fitting);
		if (profile->undecided_dropped)
			fprintf(out, ", %llu left out as undecided", (unsigned long long)profile->undecided_dropped);
		if (profile->below_floor)
			fprintf(out, ", %llu below its floor", (unsigned long long)profile->below_floor);
		fputc('\n', out);
	}
}

static void passed_over(const struct run *run, FILE *out)
{
	for (size_t i = 0; i < run->quota_count; i++) {
		const struct quota *quota = &run->quotas[i];
		if (quota->passed_over)
			fprintf(out, "%12s  - %llu passed over: quota '%s' is full (%u)\n", "", (unsigned long long)quota->passed_over,
			        visible(run->arena, quota->line->label).ptr, quota->most);
	}
	if (run->funnel.beside)
		fprintf(out, "%12s  - %llu named beside an account of the same %s\n", "", (unsigned long long)run->funnel.beside, one_per_word(run).ptr);
}

static void funnel(const struct run *run, FILE *out)
{
	const struct funnel *f = &run->funnel;
	report_rows(run, out);
	drops(run, out, f->by_line);
	filter_drops(run, out);
	count_line(out, f->candidates, "candidates");
	if (!run->accounts) /* nobody was asked */
		return;
	some_line(out, f->probes, "probes");
	some_line(out, f->failed_probes, "probes failed");
	drops(run, out, f->by_line_late);
	some_line(out, f->held, "held: a rule's own code failed");
	some_line(out, f->undecided_dropped, "left out as undecided");
	some_line(out, f->below_floor, "below the floor");
	count_line(out, f->fitting, "fit");
	passed_over(run, out);
	count_line(out, f->listed, "on the list");
	profile_counts(run, out);
	some_line(out, f->undecided_listed, "of them undecided: a must or must_not line is open");
	some_line(out, f->unsent, "accounts not yet acknowledged by an outbox sink");
}

static void top_accounts(struct run *run, FILE *out)
{
	for (size_t i = 0; i < run->account_count && i < ACCOUNTS_SHOWN; i++) {
		const struct account *account = &run->accounts[i];
		const struct wn_account *shown = &account->shown;
		struct wn_str name = visible(run->arena, account_name(run, account)), id = visible(run->arena, shown->id), tier = visible(run->arena, shown->tier);
		struct wn_str reasons = visible(run->arena, shown->reasons);
		fprintf(out, "\n%3u. %.*s  (%.*s)\n     tier %.*s, fit %.*s, timing %.*s", shown->place, STR_ARG(name), STR_ARG(id),
		        STR_ARG(tier), STR_ARG(shown->fit), STR_ARG(shown->timing));
		if (shown->undecided)
			fprintf(out, ", %u open", shown->undecided);
		if (shown->icp.len)
			fprintf(out, ", as '%.*s'", STR_ARG(shown->icp));
		fputc('\n', out);
		if (shown->reasons.len)
			fprintf(out, "     %.*s\n", STR_ARG(reasons));
		if (shown->others.len)
			fprintf(out, "     stands for %s\n", visible(run->arena, shown->others).ptr);
	}
	if (run->account_count > ACCOUNTS_SHOWN)
		fprintf(out, "\n     and %zu more\n", run->account_count - ACCOUNTS_SHOWN);
}

static void held_companies(const struct run *run, FILE *out)
{
	for (size_t i = 0; i < run->held_count; i++) {
		struct wn_str id = visible(run->arena, run->held[i].id), reason = visible(run->arena, run->held[i].reason);
		fprintf(out, "%sheld: %.*s: %.*s\n", i ? "" : "\n", STR_ARG(id), STR_ARG(reason));
	}
}

/* What finish finds it finds for the list alone: where it took somebody off, more of those beyond the cap might go too. */
static void too_broad(const struct run *run, FILE *out)
{
	const struct funnel *f = &run->funnel;
	unsigned long long least = run->at_least, most = run->at_most;
	if (!run->too_broad)
		return;
	fprintf(out, "\ntoo broad for the cap of %u: ", run->settings.cap);
	if (least < most)
		fprintf(out, "at least %llu and at most ", least);
	fprintf(out, "%llu companies fit; %s\n", most, run->withheld ? "nothing was delivered (--strict)" : "the list holds the best");
	if (f->left_late)
		fprintf(out, "%llu left the list by what was found in finish; those beyond the cap have not been looked at that closely\n",
		        (unsigned long long)f->left_late);
}

void report_edits(const struct run *run, FILE *out)
{
	if (run->breadth)
		print_proposals(run->breadth, out);
	else if (run->far && run->profile_count > 1)
		fputs("\nNo edits are proposed, since who leaves one profile may stay under another; winnow breadth counts each profile by itself\n", out);
}

void report_text(struct run *run, bool edits, FILE *out)
{
	struct wn_str name = visible(run->arena, profiles_title(run));
	fprintf(out, "%.*s, as of %s\n\n", STR_ARG(name), day_text(run->arena, run->options.as_of).ptr);
	funnel(run, out);
	too_broad(run, out);
	/* A list that holds all who fit needs no advice, however many candidates there were. */
	if (edits && run->too_broad)
		report_edits(run, out);
	if (!run->withheld)
		top_accounts(run, out);
	held_companies(run, out);
}

void report_json(struct run *run, FILE *out)
{
	struct wn_str json = report_of_list(run);
	fprintf(out, "%.*s\n", STR_ARG(json));
}
