/* command_plan.c - winnow plan PIPELINE: what would run. */
#include <jansson.h>
#include <stdio.h>

#include "base/str.h"
#include "cli/cli.h"

static void print_fields(const struct run *run, const char *what, const field_id *fields, size_t count)
{
	for (size_t i = 0; i < count; i++)
		printf("%s%s", i ? ", " : what, dictionary_field(run->dictionary, fields[i])->name);
	if (count)
		putchar('\n');
}

static struct wn_str without_folder(struct wn_str path)
{
	const char *slash = memrchr(path.ptr, '/', path.len);
	return slash ? str_from(path, (size_t)(slash + 1 - path.ptr)) : path;
}

/* Each joined file once, with what it brings. */
static void print_joins(const struct run *run, const struct step *step)
{
	const struct joined_field *joined = step->said.joined;
	for (size_t i = 0; i < step->said.joined_count; i++) {
		bool seen = false;
		for (size_t j = 0; j < i; j++)
			seen |= str_equal(joined[j].file, joined[i].file);
		if (seen)
			continue;
		struct wn_str file = visible(run->arena, without_folder(joined[i].file));
		printf("      joins %.*s, read once for the companies that the first file leaves: ", STR_ARG(file));
		for (size_t j = i; j < step->said.joined_count; j++)
			if (str_equal(joined[j].file, joined[i].file))
				printf("%s%s", j > i ? ", " : "", dictionary_field(run->dictionary, joined[j].field)->name);
		putchar('\n');
	}
}

static void print_step(const struct run *run, const struct step *step)
{
	printf("  %s \"%.*s\"", kind_word(step->kind), STR_ARG(visible(run->arena, step->name)));
	if (!str_is(step->name, step->plugin->vtable->name))
		printf(" (%s)", step->plugin->vtable->name);
	printf("  version %s, %s\n", step->plugin->vtable->version, step->plugin->is_script ? "script" : "shared object");
	print_fields(run, "      needs ", step->said.needs, step->said.need_count);
	print_fields(run, "      wants ", step->said.wants, step->said.want_count);
	print_fields(run, "      brings ", step->said.provides, step->said.provide_count);
	print_joins(run, step);
	if (step->said.requests || step->said.credits)
		printf("      costs at most %u requests and %u credits a company\n", step->said.requests, step->said.credits);
}

static void print_kind(const struct run *run, enum wn_kind kind)
{
	size_t from = 0;
	for (struct step *step; (step = run_next_step(run, kind, &from));)
		print_step(run, step);
}

/* A line that no step of the pipeline can decide; only of those that are built in is that no mistake. */
static bool by_nobody(const struct run *run, const struct line *line)
{
	for (size_t i = 0; i < line->field_count; i++) {
		size_t count;
		providers_of(run->providers, line->fields[i], &count);
		if (count)
			return false;
	}
	return line->field_count > 0;
}

/* Can a declared source settle the line while it reads? Then rows that fail it never become companies. */
static bool by_sources(const struct run *run, const struct line *line)
{
	for (size_t i = 0; i < line->field_count; i++) {
		size_t count;
		const provider_id *providers = providers_of(run->providers, line->fields[i], &count);
		bool source = false;
		size_t from = 0;
		for (struct step *step; count && (step = run_next_step(run, WN_SOURCE, &from));)
			source |= step->provider == providers[0];
		if (!source)
			return false;
	}
	return true;
}

static bool brings_joined(const struct step *step, field_id field)
{
	for (size_t i = 0; i < step->said.joined_count; i++)
		if (step->said.joined[i].field == field)
			return true;
	return false;
}

/* Does it wait for a joined file? */
static bool by_joined(const struct run *run, const struct line *line)
{
	size_t from = 0;
	for (struct step *step; (step = run_next_step(run, WN_SOURCE, &from));)
		for (size_t i = 0; i < line->field_count; i++)
			if (brings_joined(step, line->fields[i]))
				return true;
	return false;
}

static void print_gates(const struct run *run, const struct profile *profile)
{
	if (run->profile_count > 1)
		printf("  profile '%.*s': %.*s\n", STR_ARG(profile->name), STR_ARG(profile->icp->name));
	for (size_t i = 0; i < profile->icp->line_count; i++) {
		const struct line *line = &profile->icp->lines[i];
		if (!line_is_gate(line))
			continue;
		struct wn_str words = line_words(run->arena, run->dictionary, line);
		printf("%s  %-8s %.*s: %.*s  (%s)\n", run->profile_count > 1 ? "  " : "", section_name(line->section),
		       STR_ARG(visible(run->arena, line->id)), STR_ARG(visible(run->arena, words)),
		       by_nobody(run, line) ? "not asked: no step brings it"
		       : by_sources(run, line) && by_joined(run, line) ? "decided when the joined file has been read"
		       : by_sources(run, line) ? "decided while the sources are read" : "decided after probing");
	}
}

static void print_preferences(const struct run *run)
{
	bool begun = false;
	for (size_t i = 0; i < run->list_field_count; i++) {
		size_t count;
		const provider_id *providers = providers_of(run->providers, run->list_fields[i], &count);
		if (count < 2)
			continue;
		if (!begun)
			puts("several providers of one field, best first");
		begun = true;
		printf("  %s (%s): ", dictionary_field(run->dictionary, run->list_fields[i])->name,
		       merge_name(dictionary_field(run->dictionary, run->list_fields[i])->merge));
		for (size_t j = 0; j < count; j++) {
			struct wn_str name = providers_name(run->providers, providers[j]);
			printf("%s%.*s", j ? ", then " : "", STR_ARG(visible(run->arena, name)));
		}
		putchar('\n');
	}
}

static void print_steps(const struct run *run, struct step **steps, size_t count)
{
	for (size_t i = 0; i < count; i++)
		print_step(run, steps[i]);
}

/* ---- how the list is filled ---- */

static bool by_source(const struct run *run, field_id field)
{
	size_t from = 0;
	for (struct step *step; (step = run_next_step(run, WN_SOURCE, &from));)
		if (step_provides(step, field))
			return true;
	return false;
}

/* Is the step asked for one of these fields, since no source brings it? */
static bool asked_for(const struct run *run, const struct step *step, const field_id *fields, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (fields[i] != run->icp_field && step_provides(step, fields[i]) && !by_source(run, fields[i]))
			return true;
	return false;
}

/* The rank is not enough then: whoever may come to be listed is asked before. */
static void print_cost(const struct run *run, const field_id *fields, size_t count)
{
	for (size_t i = 0; i < run->probe_count; i++) {
		const struct step *step = run->probes[i];
		if (asked_for(run, step, fields, count))
			printf("      costs a probe of every candidate by enrich \"%.*s\", at most %u requests and %u credits each\n", STR_ARG(step->name),
			       step->said.requests, step->said.credits);
	}
}

static void print_fill(const struct run *run)
{
	field_id field = one_per_field(run);
	if (run->quota_count || field != NO_FIELD)
		puts("select, in order of rank");
	for (size_t i = 0; i < run->quota_count; i++) {
		const struct line *line = run->quotas[i].line;
		struct wn_str words = line_words(run->arena, run->dictionary, line);
		printf("  quota    at most %u, %.*s: %.*s\n", run->quotas[i].most, STR_ARG(visible(run->arena, line->label)),
		       STR_ARG(visible(run->arena, words)));
		print_cost(run, line->fields, line->field_count);
	}
	if (field == NO_FIELD)
		return;
	printf("  one_per  %s: the best-ranked company is the account, the others are named beside it\n", one_per_word(run).ptr);
	print_cost(run, &field, 1);
}

static void print_plan(const struct run *run)
{
	puts("scan");
	print_kind(run, WN_SOURCE);
	for (size_t i = 0; i < run->profile_count; i++)
		print_gates(run, &run->profiles[i]);
	print_kind(run, WN_FILTER);
	if (run->probe_count)
		puts("probe, every candidate, in this order");
	print_steps(run, run->probes, run->probe_count);
	if (run->late_count)
		puts("finish, accounts of the list only");
	print_steps(run, run->late, run->late_count);
	print_preferences(run);
	print_fill(run);
	printf("deliver, at most %u accounts\n", run->settings.cap);
	print_kind(run, WN_SINK);
}

/* ---- the same as JSON ---- */

static json_t *fill_json(const struct run *run, const char *what, struct wn_str name, const field_id *fields, size_t count)
{
	json_t *reads = json_array(), *probes = json_array();
	for (size_t i = 0; i < count; i++)
		if (fields[i] != run->icp_field)
			json_array_append_new(reads, json_string(dictionary_field(run->dictionary, fields[i])->name));
	for (size_t i = 0; i < run->probe_count; i++)
		if (asked_for(run, run->probes[i], fields, count))
			json_array_append_new(probes, json_stringn(run->probes[i]->name.ptr, run->probes[i]->name.len));
	return json_pack("{s:s%,s:o,s:o}", what, name.ptr, name.len, "reads", reads, "probes", probes);
}

static void add_fill(const struct run *run, json_t *plan)
{
	json_t *quotas = json_array();
	field_id field = one_per_field(run);
	for (size_t i = 0; i < run->quota_count; i++) {
		const struct line *line = run->quotas[i].line;
		json_t *quota = fill_json(run, "label", line->label, line->fields, line->field_count);
		json_object_set_new(quota, "most", json_integer(run->quotas[i].most));
		json_array_append_new(quotas, quota);
	}
	if (run->quota_count)
		json_object_set(plan, "quota", quotas);
	if (field != NO_FIELD)
		json_object_set_new(plan, "one_per", fill_json(run, "field", one_per_word(run), &field, 1));
	json_decref(quotas);
}

static json_t *step_json(const struct run *run, const struct step *step)
{
	json_t *needs = json_array(), *brings = json_array();
	for (size_t i = 0; i < step->said.need_count; i++)
		json_array_append_new(needs, json_string(dictionary_field(run->dictionary, step->said.needs[i])->name));
	for (size_t i = 0; i < step->said.provide_count; i++)
		json_array_append_new(brings, json_string(dictionary_field(run->dictionary, step->said.provides[i])->name));
	json_t *joins = json_object();
	for (size_t i = 0; i < step->said.joined_count; i++) {
		const struct joined_field *joined = &step->said.joined[i];
		json_t *fields = json_object_getn(joins, joined->file.ptr, joined->file.len);
		if (!fields)
			json_object_setn_new(joins, joined->file.ptr, joined->file.len, fields = json_array());
		json_array_append_new(fields, json_string(dictionary_field(run->dictionary, joined->field)->name));
	}
	return json_pack("{s:s,s:s%,s:s,s:s,s:o,s:o,s:o,s:i,s:i}", "kind", kind_name(step->kind), "name", step->name.ptr, step->name.len, "plugin",
	                 step->plugin->vtable->name, "version", step->plugin->vtable->version, "needs", needs, "brings", brings, "joins", joins, "requests",
	                 (int)step->said.requests, "credits", (int)step->said.credits);
}

static json_t *steps_json(const struct run *run, struct step **steps, size_t count)
{
	json_t *array = json_array();
	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, step_json(run, steps[i]));
	return array;
}

static json_t *kind_json(const struct run *run, enum wn_kind kind)
{
	json_t *array = json_array();
	size_t from = 0;
	for (struct step *step; (step = run_next_step(run, kind, &from));)
		json_array_append_new(array, step_json(run, step));
	return array;
}

static void print_json(const struct run *run)
{
	json_t *plan = json_pack("{s:o,s:o,s:o,s:o,s:o,s:i}", "sources", kind_json(run, WN_SOURCE), "filters", kind_json(run, WN_FILTER), "probe",
	                         steps_json(run, run->probes, run->probe_count), "finish", steps_json(run, run->late, run->late_count), "sinks",
	                         kind_json(run, WN_SINK), "cap", (int)run->settings.cap);
	add_fill(run, plan);
	json_dumpf(plan, stdout, JSON_SORT_KEYS | JSON_INDENT(1));
	putchar('\n');
	json_decref(plan);
}

int command_plan(int argc, char **argv)
{
	struct arguments arguments;
	if (!arguments_read(argc, argv, 1, 1, &arguments))
		return RUN_USAGE;
	struct run *run = run_new(&arguments.run);
	bool described = run_describe(run) == WN_OK;
	print_diags(run);
	if (described && arguments.json)
		print_json(run);
	else if (described)
		print_plan(run);
	run_free(run);
	return described ? RUN_DONE : RUN_USAGE;
}
