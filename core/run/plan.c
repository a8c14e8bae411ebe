/* plan.c - phase two: who brings which field, who is preferred, in which order enrichers run. Pure. */
#include "base/str.h"
#include "run/breadth.h"
#include "run/profiles.h"

bool step_provides(const struct step *step, field_id field)
{
	for (size_t i = 0; i < step->said.provide_count; i++)
		if (step->said.provides[i] == field)
			return true;
	return false;
}

/* ---- providers and preference ---- */

static void add_providers(struct run *run, enum wn_kind kind)
{
	size_t from = 0;
	for (struct step *step; (step = run_next_step(run, kind, &from));) {
		step->provider = providers_add(run->providers, step->name);
		for (size_t i = 0; i < step->said.provide_count; i++)
			providers_provide(run->providers, step->provider, step->said.provides[i]);
	}
}

static void prefer_field(struct run *run, const struct entry *entry)
{
	char near[128];
	struct wn_error error = {0};
	field_id field = dictionary_find(run->dictionary, entry->key);
	if (field == NO_FIELD) {
		diag_error(run->diags, entry->place, "'%.*s' is no field%s", STR_ARG(entry->key),
		           did_you_mean(near, entry->key, dictionary_names(run->dictionary)));
		return;
	}
	if (entry->value->kind != WN_TREE_TABLE || tree_bare_count(entry->value) != entry->value->count) {
		diag_error(run->diags, entry->place, "write %.*s = { \"STEP\", ... }: the preferred step first", STR_ARG(entry->key));
		return;
	}
	struct wn_str *names = arena_array(run->arena, entry->value->count, sizeof *names);
	for (size_t i = 0; i < entry->value->count; i++) {
		const struct wn_tree *name = tree_bare(entry->value, i);
		if (name->kind != WN_TREE_TEXT) {
			diag_error(run->diags, name->place, "a step is named by a text, not %s", tree_kind_name(name));
			return;
		}
		names[i] = name->as.text;
	}
	if (providers_prefer(run->providers, field, names, entry->value->count, &error) < 0)
		diag_error(run->diags, entry->place, "%s", error.text);
}

static void read_preferences(struct run *run)
{
	const struct wn_tree *prefer = run->settings.prefer;
	if (prefer && prefer->kind != WN_TREE_TABLE) {
		diag_error(run->diags, prefer->place, "write prefer = { FIELD = { \"STEP\", ... } }");
		return;
	}
	for (size_t i = 0; prefer && i < prefer->count; i++)
		prefer_field(run, &prefer->entries[i]);
}

/* ---- functions of the pipeline ---- */

static bool source_brings(const struct run *run, field_id field)
{
	size_t from = 0;
	for (struct step *step; (step = run_next_step(run, WN_SOURCE, &from));)
		if (step_provides(step, field))
			return true;
	return false;
}

static void want_source_fields(struct run *run, struct step *step)
{
	size_t fields = dictionary_count(run->dictionary);
	step->said.wants = arena_array(run->arena, fields, sizeof *step->said.wants);
	for (size_t i = 0; i < fields; i++)
		if (source_brings(run, (field_id)i))
			step->said.wants[step->said.want_count++] = (field_id)i;
}

static void fill_wants(struct run *run)
{
	size_t from = 0;
	for (struct step *step; (step = run_next_step(run, WN_FILTER, &from));)
		if (step->sees_sources)
			want_source_fields(run, step);
}

/* ---- order of enrichers ---- */

static bool needs_of(const struct step *step, const struct step *other)
{
	for (size_t i = 0; i < step->said.need_count; i++)
		if (step_provides(other, step->said.needs[i]))
			return true;
	return false;
}

/* The first enricher in file order that is not placed and needs no other that is not placed. */
static struct step *next_ready(struct run *run, const bool *placed)
{
	for (size_t i = 0; i < run->step_count; i++) {
		struct step *step = &run->steps[i];
		bool ready = step->kind == WN_ENRICHER && !placed[i];
		for (size_t j = 0; ready && j < run->step_count; j++)
			ready = j == i || placed[j] || run->steps[j].kind != WN_ENRICHER || !needs_of(step, &run->steps[j]);
		if (ready)
			return step;
	}
	return NULL;
}

static void report_cycle(struct run *run, const bool *placed)
{
	for (size_t i = 0; i < run->step_count; i++)
		if (run->steps[i].kind == WN_ENRICHER && !placed[i])
			diag_error(run->diags, run->steps[i].place, "enrich \"%.*s\" is part of a circle: it needs what it helps to bring",
			           STR_ARG(run->steps[i].name));
}

static size_t order_enrichers(struct run *run, struct step **order)
{
	bool *placed = arena_array(run->arena, run->step_count + 1, sizeof *placed);
	size_t enrichers = 0, count = 0, from = 0;
	while (run_next_step(run, WN_ENRICHER, &from))
		enrichers++;
	for (struct step *step; count < enrichers && (step = next_ready(run, placed)); count++) {
		order[count] = step;
		placed[step - run->steps] = true;
	}
	if (count < enrichers)
		report_cycle(run, placed);
	return count;
}

/* ---- what is wanted before the rank, and what only the list shows ---- */

static void mark_fields(const struct line *line, bool *wanted)
{
	for (size_t i = 0; i < line->field_count; i++)
		wanted[line->fields[i]] = true;
}

struct wn_str one_per_word(const struct run *run)
{
	static const char *const words[] = {[ONE_PER_COMPANY] = "", [ONE_PER_GROUP] = "group", [ONE_PER_DOMAIN] = "domain"};
	return str_of(words[run->settings.one_per]);
}

field_id one_per_field(const struct run *run)
{
	return run->settings.one_per ? dictionary_find(run->dictionary, one_per_word(run)) : NO_FIELD;
}

/* What fills the list is known before it is filled. */
static void mark_read_by_fill(const struct run *run, bool *wanted)
{
	for (size_t i = 0; i < run->quota_count; i++)
		mark_fields(run->quotas[i].line, wanted);
	if (one_per_field(run) != NO_FIELD)
		wanted[one_per_field(run)] = true;
}

static void mark_read_by_lines(const struct run *run, bool *wanted)
{
	for (size_t i = 0; i < run->profile_count; i++)
		for (size_t j = 0; j < run->profiles[i].icp->line_count; j++)
			mark_fields(&run->profiles[i].icp->lines[j], wanted);
	size_t from = 0;
	for (struct step *filter; (filter = run_next_step(run, WN_FILTER, &from));)
		for (size_t i = 0; i < filter->said.need_count; i++)
			wanted[filter->said.needs[i]] = true;
}

/* Backwards through the order: an enricher counts before the rank if a line, a filter or a later enricher
 * that counts reads what it brings. */
static void split_enrichers(struct run *run, struct step **order, size_t count)
{
	size_t fields = dictionary_count(run->dictionary);
	bool *wanted = arena_array(run->arena, fields, sizeof *wanted);
	bool *early = arena_array(run->arena, count + 1, sizeof *early);
	mark_read_by_lines(run, wanted);
	mark_read_by_fill(run, wanted);
	for (size_t i = count; i-- > 0;) {
		for (size_t j = 0; j < order[i]->said.provide_count; j++)
			early[i] |= wanted[order[i]->said.provides[j]];
		for (size_t j = 0; early[i] && j < order[i]->said.need_count; j++)
			wanted[order[i]->said.needs[j]] = true;
	}
	run->probes = arena_array(run->arena, count + 1, sizeof *run->probes);
	run->late = arena_array(run->arena, count + 1, sizeof *run->late);
	for (size_t i = 0; i < count; i++)
		if (early[i])
			run->probes[run->probe_count++] = order[i];
		else
			run->late[run->late_count++] = order[i];
}

/* What no enricher brings is known when the scan ends. */
bool enricher_brings(const struct run *run, field_id field)
{
	size_t count;
	const provider_id *ranked = providers_of(run->providers, field, &count);
	for (size_t i = 0; i < count; i++)
		if (!providers_is_source(run->providers, ranked[i]))
			return true;
	return false;
}

static void settle_lines(const struct run *run, const struct icp *icp)
{
	for (size_t i = 0; i < icp->line_count; i++) {
		struct line *line = &icp->lines[i];
		line->settled = true;
		for (size_t j = 0; j < line->field_count; j++)
			line->settled &= !enricher_brings(run, line->fields[j]);
	}
}

/* ---- warnings ---- */

static bool provided(const struct run *run, field_id field)
{
	size_t count;
	providers_of(run->providers, field, &count);
	return count > 0;
}

static void warn_lines(struct run *run, const struct icp *icp)
{
	for (size_t i = 0; i < icp->line_count; i++) {
		const struct line *line = &icp->lines[i];
		for (size_t j = 0; j < line->field_count && !line->built_in; j++)
			if (!provided(run, line->fields[j]))
				diag_warning(run->diags, line->place, "no source or enricher of this pipeline provides '%s', which line '%.*s' reads: it stays unknown",
				             dictionary_field(run->dictionary, line->fields[j])->name, STR_ARG(line->id));
	}
}

static void warn_unprovided(struct run *run)
{
	for (size_t i = 0; i < run->profile_count; i++)
		warn_lines(run, run->profiles[i].icp);
	for (size_t i = 0; i < run->step_count; i++)
		for (size_t j = 0; j < run->steps[i].said.need_count; j++)
			if (!provided(run, run->steps[i].said.needs[j]))
				diag_warning(run->diags, run->steps[i].place, "no step provides '%s', which %s \"%.*s\" needs: it will not run",
				             dictionary_field(run->dictionary, run->steps[i].said.needs[j])->name, kind_word(run->steps[i].kind),
				             STR_ARG(run->steps[i].name));
}

/* Then every company counts, or each stands alone. */
static void warn_fill(struct run *run)
{
	for (size_t i = 0; i < run->quota_count; i++) {
		const struct line *line = run->quotas[i].line;
		for (size_t j = 0; j < line->field_count; j++)
			if (line->fields[j] != run->icp_field && !provided(run, line->fields[j]))
				diag_warning(run->diags, line->place, "no source or enricher of this pipeline provides '%s', which quota '%.*s' reads: it may count every"
				             " company", dictionary_field(run->dictionary, line->fields[j])->name, STR_ARG(line->label));
	}
	field_id field = one_per_field(run);
	if (field != NO_FIELD && !provided(run, field))
		diag_warning(run->diags, (struct place){.path = run->options.path.ptr}, "no source or enricher of this pipeline provides '%s', which one_per"
		             " reads: every company stands alone", dictionary_field(run->dictionary, field)->name);
}

static void warn_review(struct run *run, const struct icp *icp)
{
	struct place place = {.path = icp->path.ptr};
	if (icp->review_by != WN_NO_DAY && icp->review_by < run->options.as_of)
		diag_warning(run->diags, place, "review_by has passed (%s): read the profile again, then move the date",
		             day_text(run->arena, icp->review_by).ptr);
}

static void collect_list_fields(struct run *run)
{
	size_t fields = dictionary_count(run->dictionary);
	run->list_fields = arena_array(run->arena, fields, sizeof *run->list_fields);
	for (size_t i = 0; i < fields; i++)
		if (provided(run, (field_id)i))
			run->list_fields[run->list_field_count++] = (field_id)i;
}

/* Mistakes of both phases at once: what was read wrong may still be planned, only warnings would mislead. */
int run_describe(struct run *run)
{
	int code = run_load(run);
	if (run->options.profile && run->options.profile <= run->profile_count)
		keep_profile(run, run->options.profile - 1);
	if (run->profile_count && run_plan(run) < 0)
		code = WN_FAIL;
	return code;
}

int run_plan(struct run *run)
{
	run->providers = providers_new(run->dictionary);
	add_providers(run, WN_SOURCE);
	providers_sources_end(run->providers);
	add_providers(run, WN_ENRICHER);
	fill_wants(run);
	read_preferences(run);
	struct step **order = arena_array(run->arena, run->step_count + 1, sizeof *order);
	split_enrichers(run, order, order_enrichers(run, order));
	for (size_t i = 0; i < run->profile_count; i++)
		settle_lines(run, run->profiles[i].icp);
	collect_list_fields(run);
	run->funnel.by_line = arena_array(run->arena, run->line_count + 1, sizeof *run->funnel.by_line);
	run->funnel.by_line_late = arena_array(run->arena, run->line_count + 1, sizeof *run->funnel.by_line_late);
	run->funnel.by_filter = arena_array(run->arena, run->step_count + 1, sizeof *run->funnel.by_filter);
	if (!diags_errors(run->diags)) {
		warn_unprovided(run);
		warn_fill(run);
		for (size_t i = 0; i < run->profile_count; i++)
			warn_review(run, run->profiles[i].icp);
	}
	return diags_errors(run->diags) ? WN_FAIL : WN_OK;
}
