/* breadth_count.c - what one thread counts of rows and companies. */
#include <stdlib.h>

#include "base/str.h"
#include "company/pack.h"
#include "icp/condition.h"
#include "run/breadth.h"
#include "run/opt_out.h"
#include "run/scan.h"

static const struct sieve any_fact = {.oldest = WN_NO_DAY};

/* ---- masks ---- */

/* All gate lines; how many of them drop the company, and the last of these. */
static size_t mark_lines(struct breadth *breadth, struct judge *judge, const struct company *company, char *mask, size_t *last)
{
	size_t out = 0;
	judge->subject.final = false;
	subject_begin(&judge->subject, company);
	for (size_t i = 0; i < breadth->gates; i++) {
		line_evaluate(&breadth->icp->lines[i], &judge->subject, false, &judge->results[i]);
		enum bar bar = bar_of(&breadth->icp->lines[i], &judge->results[i], false);
		mask_set(mask, i, bar);
		if (bar_is_out(bar)) {
			*last = i;
			out++;
		}
	}
	return out;
}

static enum bar bar_of_filter(struct breadth *breadth, struct judge *judge, struct step *step, const struct company *company)
{
	struct wn_judgement judgement;
	if (!judge_filter_ready(judge, step, company))
		return BAR_OPEN;
	if (judge_filter(judge, step, company, &judgement) < 0) {
		breadth->parts[judge->number].failed++;
		return BAR_NOT_KNOWN;
	}
	return judgement.verdict == WN_DROP ? BAR_DROPS : judgement.verdict == WN_UNDECIDED ? BAR_OPEN : BAR_PASSES;
}

/* Filters are asked of companies that one line drops at most: who is out twice is nobody's gain. */
static size_t mark_filters(struct breadth *breadth, struct judge *judge, const struct company *company, char *mask, size_t *last)
{
	size_t out = 0;
	for (size_t i = breadth->gates; i < breadth->bars; i++) {
		struct step *step = &breadth->run->steps[breadth->filters[i - breadth->gates]];
		enum bar bar = bar_of_filter(breadth, judge, step, company);
		mask_set(mask, i, bar);
		if (bar_is_out(bar)) {
			*last = i;
			out++;
		}
	}
	return out;
}

/* ---- samples ---- */

static bool reads(const struct line *line, field_id field)
{
	for (size_t i = 0; i < line->field_count; i++)
		if (line->fields[i] == field)
			return true;
	return false;
}

/* Where age plays no part it would only keep apart what says the same. */
static bool needs_day(const struct breadth *breadth, const struct line *line)
{
	bool needs = line->has_fresh;
	for (size_t i = 0; i < line->field_count; i++) {
		enum wn_type type = dictionary_field(breadth->run->dictionary, line->fields[i])->type;
		needs |= type == WN_MONEY || type == WN_LIST;
	}
	return needs;
}

static void add_sample(struct breadth *breadth, struct judge *judge, struct tally *tally, const struct line *line, const struct company *company)
{
	struct breadth_part *part = &breadth->parts[judge->number];
	struct company said = {.arena = judge->scratch, .dictionary = company->dictionary};
	bool day = needs_day(breadth, line);
	said.facts = arena_array(judge->scratch, company->fact_count, sizeof *said.facts);
	for (size_t i = 0; i < company->fact_count; i++) {
		if (!reads(line, company->facts[i].field))
			continue;
		struct fact *fact = &said.facts[said.fact_count++];
		*fact = company->facts[i];
		fact->evidence.where = (struct wn_str){0};
		if (!day)
			fact->evidence.day = WN_NO_DAY;
	}
	buf_clear(&part->packed);
	company_pack(&part->packed, &said);
	tally_add(tally, buf_as_str(&part->packed), 1);
}

/* ---- examples: those of the least ids, so that threads play no part ---- */

/* Written in the line; a code of France reads the country besides, for companies that have no such code. */
static bool mentions(const struct condition *condition, field_id field)
{
	switch (condition->kind) {
	case CONDITION_FIELD:
		return condition->as.field.id == field;
	case CONDITION_WHEN:
		for (size_t i = 0; i < condition->as.when.count; i++)
			if (condition->as.when.fields[i] == field)
				return true;
		return false;
	case CONDITION_JUNCTION:
		for (size_t i = 0; i < condition->as.junction.count; i++)
			if (mentions(condition->as.junction.items[i], field))
				return true;
	}
	return false;
}

static struct wn_str words_of_value(struct breadth *breadth, struct wn_arena *arena, const struct line *line, const struct company *company)
{
	struct buf out = {0};
	for (size_t i = 0; i < line->field_count; i++) {
		const struct field *field = dictionary_field(breadth->run->dictionary, line->fields[i]);
		if (!mentions(line->condition, line->fields[i]))
			continue;
		struct merged merged = company_merge(company, breadth->run->providers, line->fields[i], any_fact, arena);
		buf_printf(&out, "%s%s ", out.len ? ", " : "", field->name);
		if (merged.cause == WN_KNOWN)
			value_print(&out, field, &merged.value);
		else
			buf_text(&out, "not known");
	}
	struct wn_str words = arena_str(arena, buf_as_str(&out));
	buf_free(&out);
	return words;
}

static void fill_example(struct breadth *breadth, struct wn_arena *arena, const struct line *line, const struct company *company, struct wn_str id,
                         struct example *example)
{
	field_id name = dictionary_find(breadth->run->dictionary, (struct wn_str)WN_STR("name"));
	struct merged merged = company_merge(company, breadth->run->providers, name, any_fact, arena);
	*example = (struct example){.id = arena_str(arena, id), .key_count = company->key_count};
	if (merged.cause == WN_KNOWN)
		example->name = arena_str(arena, merged.value.as.text);
	example->value = words_of_value(breadth, arena, line, company);
	example->keys = arena_array(arena, company->key_count, sizeof *example->keys);
	for (size_t i = 0; i < company->key_count; i++)
		example->keys[i] = key_name(arena, &company->keys[i]);
}

/* Nobody is named for being ceased or a sole trader. */
static void add_example(struct breadth *breadth, struct judge *judge, size_t index, const struct company *company)
{
	struct breadth_part *part = &breadth->parts[judge->number];
	const struct line *line = &breadth->icp->lines[index];
	struct example *examples = part->examples[index];
	size_t *count = &part->example_counts[index], at;
	struct wn_str id = company->id.len ? company->id : canonical_id(judge->scratch, company);
	if (line->built_in || (*count == EXAMPLES_KEPT && str_compare(id, examples[*count - 1].id) >= 0))
		return;
	*count += *count < EXAMPLES_KEPT;
	for (at = *count - 1; at > 0 && str_compare(id, examples[at - 1].id) < 0; at--)
		examples[at] = examples[at - 1];
	fill_example(breadth, part->arena, line, company, id, &examples[at]);
}

/* A company that the bar alone drops. */
static void add_near(struct breadth *breadth, struct judge *judge, size_t bar, const struct company *company)
{
	struct breadth_part *part = &breadth->parts[judge->number];
	if (bar >= breadth->gates)
		return;
	if (part->near[bar])
		add_sample(breadth, judge, part->near[bar], &breadth->icp->lines[bar], company);
	add_example(breadth, judge, bar, company);
}

/* ---- candidates ---- */

/* What the fit can still become, from facts that nothing can undo. */
static void fit_between(const struct breadth *breadth, const struct result *results, struct score *least, struct score *most)
{
	*least = *most = icp_score(breadth->icp, SECTION_FIT, results, NULL);
	for (size_t i = 0; i < breadth->icp->line_count; i++) {
		const struct line *line = &breadth->icp->lines[i];
		if (line->section != SECTION_FIT || line->settled || results[i].verdict != VERDICT_UNKNOWN)
			continue;
		if (line->points < 0)
			least->earned += 1000 * (int64_t)line->points;
		else
			most->earned += 1000 * (int64_t)line->points;
	}
}

/* Gates: 1 it surely passes, 0 who knows, -1 it surely does not. */
static int gates_surely(const struct breadth *breadth, const struct result *results, const char *mask)
{
	int surely = breadth->late_filter ? 0 : 1;
	bool open = false;
	for (size_t i = 0; i < breadth->bars; i++) {
		const struct line *line = i < breadth->gates ? &breadth->icp->lines[i] : NULL;
		if (mask_get(mask, i) != BAR_OPEN)
			continue;
		if (line && (!line->settled || results[i].failed))
			surely = 0;
		else if (!line || counts_as_undecided(line, &results[i]))
			open = true;
	}
	return open && breadth->icp->undecided_drops ? -1 : surely;
}

static void count_surely(struct breadth *breadth, struct breadth_part *part, const struct result *results, const char *mask)
{
	struct score least, most;
	int surely = gates_surely(breadth, results, mask);
	fit_between(breadth, results, &least, &most);
	if (surely < 0 || !icp_floor_reached(breadth->icp, most))
		part->lost++;
	else
		part->at_least += surely > 0 && icp_floor_reached(breadth->icp, least);
}

void breadth_candidate(struct breadth *breadth, struct judge *judge, const struct company *company, const char *mask)
{
	struct breadth_part *part = &breadth->parts[judge->number];
	const struct icp *icp = breadth->icp;
	for (size_t i = breadth->gates; i < icp->line_count; i++) {
		line_evaluate(&icp->lines[i], &judge->subject, false, &judge->results[i]);
		enum verdict out = icp->lines[i].points > 0 ? VERDICT_MISS : VERDICT_MATCH;
		part->missing[i] += judge->results[i].verdict == out;
		part->meeting[i] += judge->results[i].verdict != out && judge->results[i].verdict != VERDICT_UNKNOWN;
	}
	part->total++;
	count_surely(breadth, part, judge->results, mask);
	for (size_t i = 0; i < breadth->gates; i++)
		if (part->candidates[i])
			add_sample(breadth, judge, part->candidates[i], &icp->lines[i], company);
}

/* ---- rows and companies ---- */

static char *clean_mask(const struct breadth *breadth, struct breadth_part *part)
{
	return memset(part->mask, 0, mask_size(breadth->bars) + 1);
}

static void count_mask(struct breadth *breadth, struct breadth_part *part)
{
	tally_add(part->masks, (struct wn_str){part->mask, mask_size(breadth->bars)}, 1);
}

/* A company of which an earlier run heard that it objects must not be counted, nor can it be here. */
bool breadth_wants(const struct breadth *breadth, const struct key *key)
{
	return breadth->silent_source && opt_out_remembered(breadth->run, key);
}

static bool wants_any(const struct breadth *breadth, const struct company *company)
{
	for (size_t i = 0; i < company->key_count; i++)
		if (breadth_wants(breadth, &company->keys[i]))
			return true;
	return false;
}

bool breadth_row(struct breadth *breadth, struct judge *judge, const struct company *company, bool named)
{
	struct breadth_part *part = &breadth->parts[judge->number];
	char *mask = clean_mask(breadth, part);
	part->out = 0;
	/* Without a key it is the name that tells rows apart. */
	if (named || !company->key_count || wants_any(breadth, company))
		return true;
	part->out = mark_lines(breadth, judge, company, mask, &part->last);
	if (part->out > 1)
		count_mask(breadth, part);
	return part->out <= 1;
}

bool breadth_look(struct breadth *breadth, struct judge *judge, const struct company *company)
{
	struct breadth_part *part = &breadth->parts[judge->number];
	size_t filter;
	if (part->out == 0)
		return true;
	arena_clear(judge->memory);
	if (mark_filters(breadth, judge, company, part->mask, &filter) == 0)
		add_near(breadth, judge, part->last, company);
	count_mask(breadth, part);
	return false;
}

void breadth_dropped(struct breadth *breadth, unsigned worker, uint64_t match, uint64_t miss)
{
	uint64_t bits[] = {match, miss};
	tally_add(breadth->parts[worker].screened, (struct wn_str){(const char *)bits, sizeof bits}, 1);
}

void breadth_company(struct breadth *breadth, struct judge *judge, const struct company *company, struct candidate *candidate)
{
	struct breadth_part *part = &breadth->parts[judge->number];
	char *mask = clean_mask(breadth, part);
	size_t last;
	size_t out = mark_lines(breadth, judge, company, mask, &last);
	if (out <= 1)
		out += mark_filters(breadth, judge, company, mask, &last);
	count_mask(breadth, part);
	if (out == 0) {
		breadth_candidate(breadth, judge, company, mask);
		return;
	}
	if (out == 1)
		add_near(breadth, judge, last, company);
	if (last >= breadth->gates) {
		candidate->fate = FATE_FILTER;
		candidate->by = breadth->filters[last - breadth->gates];
		return;
	}
	candidate->fate = candidate->standings[0].fate = FATE_LINE;
	candidate->standings[0].line = last;
}
