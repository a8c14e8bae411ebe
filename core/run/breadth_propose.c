/* breadth_propose.c - the edits of registry lines that help most, each with its exact count, put into the text of the profile and
 * read again: what is proposed is what the file would say.
 */
#include <stdlib.h>

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "company/pack.h"
#include "icp/condition.h"
#include "lua/lua.h"
#include "lua/entry.h"
#include "lua/token.h"
#include "run/breadth.h"

#define FILE_MOST ((size_t)16 << 20)
#define LINES_EDITED 100 /* lines of which other values are tried: those that drop most */
#define EVALUATIONS_MOST ((size_t)20 << 20) /* of what companies say by edited lines; a line that is begun is ended */
#define EDITS_OF_A_LINE 48 /* about */
#define TRIES_MOST 40    /* edits that cannot be put into the text, before no more are tried */

struct edits {
	struct edit *at;
	size_t count, room;
	size_t evaluations; /* so far, about */
};

static void add_edit(struct breadth *breadth, struct edits *edits, const struct edit *edit)
{
	if (edits->count == edits->room) {
		size_t room = edits->room ? 2 * edits->room : 64;
		struct edit *wider = arena_array(breadth->arena, room, sizeof *wider);
		if (edits->count)
			memcpy(wider, edits->at, edits->count * sizeof *wider);
		edits->at = wider;
		edits->room = room;
	}
	edits->at[edits->count++] = *edit;
}

/* ---- samples ---- */

static int unpack(struct breadth *breadth, struct sample *sample, struct wn_str packed)
{
	return company_unpack(&sample->company, breadth->arena, breadth->run->dictionary, packed, &breadth->run->error);
}

/* Both tallies are sorted, so equal values meet. */
static int samples_of(struct breadth *breadth, size_t line, struct sample **samples, size_t *count)
{
	size_t candidate_count, near_count, i = 0, j = 0;
	struct tallied *candidates = tally_sorted(breadth->parts[0].candidates[line], breadth->arena, &candidate_count);
	struct tallied *near = tally_sorted(breadth->parts[0].near[line], breadth->arena, &near_count);
	*samples = arena_array(breadth->arena, candidate_count + near_count, sizeof **samples);
	*count = 0;
	while (i < candidate_count || j < near_count) {
		struct sample *sample = &(*samples)[(*count)++];
		int order = i == candidate_count ? 1 : j == near_count ? -1 : str_compare(candidates[i].value, near[j].value);
		if (unpack(breadth, sample, order <= 0 ? candidates[i].value : near[j].value) < 0)
			return breadth->run->error.code;
		if (order <= 0)
			sample->candidates = candidates[i++].count;
		if (order >= 0)
			sample->near = near[j++].count;
	}
	return WN_OK;
}

/* ---- edits of all lines ---- */

static int edit_values(struct breadth *breadth, size_t index, struct subject *subject, struct edits *edits)
{
	struct sample *samples;
	size_t sample_count, count;
	if (samples_of(breadth, index, &samples, &sample_count) < 0)
		return breadth->run->error.code;
	struct edit *found = edits_of_values(breadth->arena, breadth->run->dictionary, &breadth->icp->lines[index], samples, sample_count,
	                                     breadth->candidates, subject, &count);
	for (size_t i = 0; i < count; i++)
		add_edit(breadth, edits, &found[i]);
	edits->evaluations += sample_count * EDITS_OF_A_LINE;
	return WN_OK;
}

static void edit_unknown(struct breadth *breadth, size_t index, struct edits *edits)
{
	const struct line *line = &breadth->icp->lines[index];
	const struct bar_count *count = &breadth->counts[index];
	struct edit edit = {.kind = line->unknown_drops ? EDIT_KEEP_UNKNOWN : EDIT_DROP_UNKNOWN, .line = line, .changed = *line};
	/* Before the enrichers have spoken nobody knows whom it takes; a function that fails is no unknown. */
	if (!line->settled || line->condition->kind == CONDITION_WHEN)
		return;
	edit.changed.unknown_drops = !line->unknown_drops;
	line_meaning(&edit.changed, breadth->run->dictionary);
	edit.candidates = line->unknown_drops ? breadth->candidates + count->sole_not_known : breadth->candidates - count->open_left;
	add_edit(breadth, edits, &edit);
}

static void edit_gate_line(struct breadth *breadth, size_t index, struct edits *edits)
{
	const struct line *line = &breadth->icp->lines[index];
	edit_unknown(breadth, index, edits);
	add_edit(breadth, edits, &(struct edit){.kind = EDIT_DELETE, .line = line, .candidates = breadth->candidates + breadth->counts[index].sole});
}

static void edit_fit_line(struct breadth *breadth, size_t index, struct edits *edits)
{
	const struct line *line = &breadth->icp->lines[index];
	struct edit edit = {.kind = EDIT_GATE, .line = line, .changed = *line, .candidates = breadth->candidates - breadth->parts[0].missing[index]};
	if (line->group || line->condition->kind == CONDITION_WHEN || !breadth->parts[0].meeting[index])
		return;
	edit.changed.section = line->points > 0 ? SECTION_MUST : SECTION_MUST_NOT;
	edit.changed.points = 0;
	line_meaning(&edit.changed, breadth->run->dictionary);
	add_edit(breadth, edits, &edit);
}

/* Counting is quick; trying other values is not, and goes on for as long as there is time. */
static void edit_all_lines(struct breadth *breadth, struct edits *edits)
{
	for (size_t i = 0; i < breadth->icp->line_count; i++) {
		const struct line *line = &breadth->icp->lines[i];
		if (line->section == SECTION_FIT)
			edit_fit_line(breadth, i, edits);
		if (!line->built_in && line_is_gate(line))
			edit_gate_line(breadth, i, edits);
	}
}

static int say_progress(struct breadth *breadth, size_t done)
{
	if (run_progress(breadth->run, "edits", "lines", done, 0))
		return WN_OK;
	return fail(&breadth->run->error, WN_FAIL, "interrupted");
}

static int edit_lines(struct breadth *breadth, struct edits *edits)
{
	struct run *run = breadth->run;
	struct wn_arena *scratch = arena_new();
	struct subject subject = {.providers = run->providers, .as_of = run->options.as_of, .rates = run->rates, .scratch = scratch};
	size_t edited = 0;
	int code = say_progress(breadth, 0);
	arena_defer(breadth->arena, (void (*)(void *))arena_free, scratch);
	edit_all_lines(breadth, edits);
	for (size_t i = 0; code == WN_OK && i < breadth->gates && edited < LINES_EDITED && edits->evaluations < EVALUATIONS_MOST; i++) {
		if (!breadth->sampled[breadth->order[i]])
			continue;
		code = edit_values(breadth, breadth->order[i], &subject, edits);
		if (code == WN_OK)
			code = say_progress(breadth, ++edited);
	}
	return code;
}

/* ---- into the text ---- */

struct placing {
	struct breadth *breadth;
	const struct edit *edit;
	struct wn_str path, text; /* of the file that changes */
	struct text_span braces;  /* of the line */
	struct proposal *proposal;
};

static struct wn_str slice(struct wn_str text, size_t from, size_t to)
{
	return (struct wn_str){text.ptr + from, to - from};
}

static void add_change(struct placing *placing, struct text_span span, struct wn_str text)
{
	struct rewrite *change = &placing->proposal->changes[placing->proposal->change_count++];
	*change = (struct rewrite){.path = placing->path, .from = span.from, .to = span.to, .old = slice(placing->text, span.from, span.to), .text = text};
	span_place(placing->text, span.from, &change->line, &change->column);
	span_place(placing->text, span.to, &change->end_line, &change->end_column);
}

/* The line with one part of it replaced. */
static struct wn_str line_with(struct placing *placing, struct text_span part, struct wn_str text)
{
	struct wn_str before = slice(placing->text, placing->braces.from, part.from), after = slice(placing->text, part.to, placing->braces.to);
	return arena_printf(placing->breadth->arena, "%.*s%.*s%.*s", STR_ARG(before), STR_ARG(text), STR_ARG(after));
}

static void replace_line(struct placing *placing, struct wn_str text)
{
	placing->proposal->shown = text;
	add_change(placing, placing->braces, text);
}

static bool place_value(struct placing *placing)
{
	struct text_span span;
	if (!span_of_entry(placing->text, placing->edit->leaf->place, &span) || span.from < placing->braces.from || span.to > placing->braces.to)
		return false;
	replace_line(placing, line_with(placing, span, placing->edit->text));
	return true;
}

/* Behind the last entry, whatever blanks, comments or comma follow it. */
static bool place_unknown(struct placing *placing)
{
	struct text_span span;
	if (span_of_key(placing->text, placing->braces, "unknown", &span)) {
		replace_line(placing, line_with(placing, span, (struct wn_str)WN_STR("unknown = \"drop\"")));
		return true;
	}
	struct tokens tokens = tokens_of(placing->text);
	struct token token, last = {0};
	while (tokens_next(&tokens, &token) && token.kind != TOKEN_END && (size_t)(token.end - placing->text.ptr) < placing->braces.to)
		last = token;
	if (!last.end)
		return false;
	bool comma = last.kind == TOKEN_SIGN && (last.sign == ',' || last.sign == ';');
	size_t at = (size_t)(last.end - placing->text.ptr);
	replace_line(placing, line_with(placing, (struct text_span){at, at}, (struct wn_str)WN_STR(", unknown = \"drop\"")));
	if (!comma)
		return true;
	placing->proposal->change_count = 0;
	replace_line(placing, line_with(placing, (struct text_span){at, at}, (struct wn_str)WN_STR(" unknown = \"drop\"")));
	return true;
}

static bool place_no_unknown(struct placing *placing)
{
	struct text_span span;
	if (!span_of_key(placing->text, placing->braces, "unknown", &span))
		return false;
	replace_line(placing, line_with(placing, span, (struct wn_str)WN_STR("unknown = \"keep\"")));
	return true;
}

static bool place_deletion(struct placing *placing)
{
	placing->proposal->shown = slice(placing->text, placing->braces.from, placing->braces.to);
	add_change(placing, span_to_remove(placing->text, placing->braces), (struct wn_str){"", 0});
	return true;
}

/* The line without its points: the bare number among its entries, with its comma. */
static bool points_of(const struct placing *placing, struct text_span *span)
{
	struct tokens tokens = tokens_of(placing->text);
	struct token token;
	while (tokens_next(&tokens, &token) && token.kind != TOKEN_END && (size_t)(token.start - placing->text.ptr) <= placing->braces.from)
		;
	/* Written first, as everybody does; whatever else is left to the author. */
	span->from = (size_t)(token.start - placing->text.ptr);
	if (token.kind == TOKEN_SIGN && token.sign == '-' && !tokens_next(&tokens, &token))
		return false;
	if (token.kind != TOKEN_NUMBER || !tokens_next(&tokens, &token) || token.kind != TOKEN_SIGN || token.sign != ',')
		return false;
	if (!tokens_next(&tokens, &token))
		return false;
	span->to = (size_t)(token.start - placing->text.ptr);
	return span->to < placing->braces.to;
}

/* It goes before the first line of the section that stands in the same file. */
static const struct line *first_of_section(const struct placing *placing)
{
	const struct icp *icp = placing->breadth->icp;
	for (size_t i = 0; i < icp->line_count; i++)
		if (icp->lines[i].section == placing->edit->changed.section && !icp->lines[i].built_in && icp->lines[i].place.path &&
		    str_equal(str_of(icp->lines[i].place.path), placing->path))
			return &icp->lines[i];
	return NULL;
}

static bool place_gate(struct placing *placing)
{
	const struct line *first = first_of_section(placing);
	struct text_span points, at;
	if (!first || !points_of(placing, &points) || !span_of_braces(placing->text, first->place, &at))
		return false;
	struct wn_str line = line_with(placing, points, (struct wn_str){"", 0});
	size_t begin = at.from;
	while (begin > 0 && placing->text.ptr[begin - 1] != '\n')
		begin--;
	struct wn_str indent = slice(placing->text, begin, at.from);
	bool alone = str_trim(indent).len == 0;
	placing->proposal->shown = line;
	add_change(placing, (struct text_span){at.from, at.from},
	           arena_printf(placing->breadth->arena, "%.*s,%s%.*s", STR_ARG(line), alone ? "\n" : " ", alone ? (int)indent.len : 0, indent.ptr));
	add_change(placing, span_to_remove(placing->text, placing->braces), (struct wn_str){"", 0});
	return placing->proposal->changes[0].to <= placing->proposal->changes[1].from;
}

/* ---- read again ---- */

struct reread {
	struct wn_arena *arena;
	struct wn_str path, text;
};

static const struct wn_tree *load_again(void *context, struct wn_str path, struct place place, struct diags *diags)
{
	struct reread *reread = context;
	(void)place;
	return str_equal(path, reread->path) ? describe_text(reread->arena, path, reread->text, diags) : describe_file(reread->arena, path, diags);
}

static void add_meanings(struct tally *tally, const struct icp *icp, uint64_t count)
{
	for (size_t i = 0; i < icp->line_count; i++)
		tally_add(tally, str_of(icp->lines[i].meaning), count);
}

/* The new profile is the old one but for the edit: what one has and the other has not cancels out. */
static bool means_the_edit(struct wn_arena *arena, const struct icp *old, const struct edit *edit, const struct icp *now)
{
	const uint64_t less = UINT64_MAX; /* minus one, modulo what fits */
	struct tally *tally = tally_new();
	size_t count;
	bool same = true;
	add_meanings(tally, old, 1);
	tally_add(tally, str_of(edit->line->meaning), less);
	if (edit->kind != EDIT_DELETE)
		tally_add(tally, str_of(edit->changed.meaning), 1);
	add_meanings(tally, now, less);
	const struct tallied *all = tally_sorted(tally, arena, &count);
	for (size_t i = 0; i < count; i++)
		same &= all[i].count == 0;
	tally_free(tally);
	return same;
}

static struct wn_str changed_text(const struct placing *placing)
{
	const struct proposal *proposal = placing->proposal;
	struct buf out = {0};
	size_t at = 0;
	for (size_t i = 0; i < proposal->change_count; i++) {
		buf_str(&out, slice(placing->text, at, proposal->changes[i].from));
		buf_str(&out, proposal->changes[i].text);
		at = proposal->changes[i].to;
	}
	buf_str(&out, str_from(placing->text, at));
	struct wn_str text = arena_str(placing->breadth->arena, buf_as_str(&out));
	buf_free(&out);
	return text;
}

static bool reads_as_meant(const struct placing *placing)
{
	struct breadth *breadth = placing->breadth;
	struct diags *diags = diags_new();
	struct reread reread = {breadth->arena, placing->path, changed_text(placing)};
	struct icp_loader loader = {.load = load_again, .context = &reread};
	const struct wn_tree *file = load_again(&reread, breadth->icp->path, (struct place){0}, diags);
	const struct icp *now = file ? icp_compile(breadth->arena, breadth->run->dictionary, file, &loader, diags) : NULL;
	bool meant = now && !diags_errors(diags) && means_the_edit(breadth->arena, breadth->icp, placing->edit, now);
	diags_free(diags);
	return meant;
}

/* False: the line is computed, or written in a way that cannot be edited at one place. */
static bool place_edit(struct breadth *breadth, const struct edit *edit, struct proposal *proposal)
{
	static bool (*const ways[])(struct placing *) = {[EDIT_VALUE] = place_value, [EDIT_DROP_UNKNOWN] = place_unknown,
		[EDIT_KEEP_UNKNOWN] = place_no_unknown, [EDIT_DELETE] = place_deletion, [EDIT_GATE] = place_gate};
	struct placing placing = {.breadth = breadth, .edit = edit, .path = str_of(edit->line->place.path), .proposal = proposal};
	struct wn_error error = {0};
	*proposal = (struct proposal){.edit = *edit, .path = placing.path, .line = edit->line->place.line};
	if (file_read(breadth->arena, placing.path, FILE_MOST, &placing.text, &error) < 0)
		return false;
	return span_of_braces(placing.text, edit->line->place, &placing.braces) && ways[edit->kind](&placing) && reads_as_meant(&placing);
}

/* ---- the best ---- */

/* Places the best; one that cannot be placed leaves the field to the next. Each place is tried by reading the whole profile again, so
 * of a profile whose lines are computed not all are tried; and what has been placed is not placed again. */
static int choose(struct breadth *breadth, struct edits *edits)
{
	breadth->proposals = arena_array(breadth->arena, EDITS_SHOWN, sizeof *breadth->proposals);
	for (size_t tries = 0; tries < TRIES_MOST; tries++) {
		size_t chosen = edits_choose(edits->at, edits->count, breadth->candidates, breadth->run->settings.cap, EDITS_SHOWN);
		while (breadth->proposal_count < chosen &&
		       place_edit(breadth, &edits->at[breadth->proposal_count], &breadth->proposals[breadth->proposal_count]))
			breadth->proposal_count++;
		if (breadth->proposal_count == chosen)
			return WN_OK;
		edits->at[breadth->proposal_count] = edits->at[--edits->count];
		if (say_progress(breadth, breadth->proposal_count) < 0)
			return breadth->run->error.code;
	}
	return WN_OK;
}

int breadth_propose(struct breadth *breadth)
{
	struct edits edits = {0};
	int code = breadth->candidates == breadth->run->settings.cap ? WN_OK : edit_lines(breadth, &edits);
	if (code == WN_OK)
		code = choose(breadth, &edits);
	return code;
}
