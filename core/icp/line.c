/* line.c - sections and their lines: points, label, conditions, options. */
#include <stdlib.h>

#include "company/text.h"
#include "icp/compile.h"

const char *section_name(enum section section)
{
	static const char *const names[] = {"must", "must_not", "fit", "timing", "quota"};

	return section <= SECTION_QUOTA ? names[section] : "";
}

static bool is_gate(enum section section)
{
	return section == SECTION_MUST || section == SECTION_MUST_NOT;
}

/* A line while it is read. */
struct reading {
	struct compiler *compiler;
	const struct wn_tree *table;
	struct draft *draft;
	struct condition **conditions;
	size_t condition_count;
	bool points_given, label_given, good;
	const struct entry *half_life;
};

/* ---- points and label ------------------------------------------------------------------------------------ */

#define QUOTA_MOST 499 /* a list has no more */

/* How many accounts a quota allows. */
static void read_number(struct reading *reading, const struct wn_tree *value)
{
	struct diags *diags = reading->compiler->diags;
	struct wn_str text = tree_print(reading->compiler->arena, value);

	if (reading->points_given)
		diag_error(diags, value->place, "a quota has one bare number, how many accounts at most; %.*s is a second", STR_ARG(text));
	else if (value->kind != WN_TREE_INTEGER || value->as.integer < 1 || value->as.integer > QUOTA_MOST)
		diag_error(diags, value->place, "a quota is a whole number of accounts from 1 to %d, not %.*s", QUOTA_MOST, STR_ARG(text));
	else
		reading->draft->line.points = (int32_t)value->as.integer;
	reading->points_given = true;
}

static void read_points(struct reading *reading, const struct entry *entry)
{
	struct diags *diags = reading->compiler->diags;
	const struct wn_tree *value = entry->value;
	enum section section = reading->draft->line.section;
	struct wn_str text = tree_print(reading->compiler->arena, value);

	if (is_gate(section))
		diag_error(diags, value->place, "%s lines carry no points (%.*s): a %s decides alone", section_name(section), STR_ARG(text),
		           section == SECTION_MUST ? "miss" : "match");
	else if (reading->points_given)
		diag_error(diags, value->place, "a line has one bare number, its points; %.*s is a second", STR_ARG(text));
	else if (section == SECTION_TIMING && (value->kind == WN_TREE_INTEGER ? value->as.integer < 0 : value->as.number < 0))
		diag_error(diags, value->place, "timing has no minus points: an event is a reason or none");
	else if (value->kind != WN_TREE_INTEGER || value->as.integer == 0 || value->as.integer > 1000 || value->as.integer < -1000)
		diag_error(diags, value->place, "points are whole numbers from 1 to 1000%s, not %.*s", section == SECTION_FIT ? " or -1 to -1000" : "",
		           STR_ARG(text));
	else
		reading->draft->line.points = (int32_t)value->as.integer;
	reading->points_given = true;
}

static void read_label(struct reading *reading, const struct entry *entry)
{
	struct wn_str text = entry->value->as.text;

	if (reading->label_given)
		diag_error(reading->compiler->diags, entry->value->place, "a line has one label; \"%.*s\" is a second", STR_ARG(text));
	else if (str_trim(text).len == 0)
		diag_error(reading->compiler->diags, entry->value->place, "this label is empty: leave it out, or say what the line means");
	else
		reading->draft->line.label = text;
	reading->label_given = true;
}

/* ---- options --------------------------------------------------------------------------------------------- */

bool line_id_valid(struct wn_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'))
			return false;
	}
	return text.len > 0 && text.len <= 64;
}

static void option_id(struct reading *reading, const struct entry *entry)
{
	struct compiler *compiler = reading->compiler;
	struct wn_str id;

	if (!read_text(compiler, entry, &id))
		return;
	if (line_id_valid(id))
		reading->draft->line.id = id;
	else
		diag_error(compiler->diags, entry->value->place, "an id is small letters, digits and hyphens: \"%.*s\"",
		           STR_ARG(text_slug(compiler->arena, id)));
}

static void option_note(struct reading *reading, const struct entry *entry)
{
	read_text(reading->compiler, entry, &reading->draft->line.note);
}

static void option_unknown(struct reading *reading, const struct entry *entry)
{
	struct diags *diags = reading->compiler->diags;
	const struct wn_tree *value = entry->value;
	struct line *line = &reading->draft->line;

	if (line->section == SECTION_QUOTA)
		diag_error(diags, entry->place, "unknown is a rule for must and must_not; a quota counts whoever may be meant");
	else if (!is_gate(line->section))
		diag_error(diags, entry->place, "unknown is a rule for must and must_not; in %s what is unknown earns nothing", section_name(line->section));
	else if (value->kind == WN_TREE_TEXT && (str_is(value->as.text, "keep") || str_is(value->as.text, "drop")))
		line->unknown_drops = str_is(value->as.text, "drop");
	else
		diag_error(diags, value->place, "unknown is \"keep\" or \"drop\", not %.*s", STR_ARG(tree_print(reading->compiler->arena, value)));
}

static void option_sure(struct reading *reading, const struct entry *entry)
{
	const struct wn_tree *value = entry->value;
	int64_t millionths;

	if (tree_is_number(value) && tree_millionths(value, &millionths) && millionths > 0 && millionths <= WN_NUMBER_UNIT && millionths % 1000 == 0)
		reading->draft->line.sieve.sure_least = (uint32_t)(millionths / 1000);
	else
		diag_error(reading->compiler->diags, value->place, "sure is a number from 0.001 to 1, such as 0.8, not %.*s",
		           STR_ARG(tree_print(reading->compiler->arena, value)));
}

static bool option_span(struct reading *reading, const struct entry *entry, struct span *span, const char *sample)
{
	bool wrong;

	if (read_span(reading->compiler, entry->value, span, &wrong))
		return true;
	if (!wrong && tree_is_number(entry->value))
		diag_error(reading->compiler->diags, entry->value->place, "'%.*s' needs a length of time, such as days(%.*s)", STR_ARG(entry->key),
		           STR_ARG(tree_print(reading->compiler->arena, entry->value)));
	else if (!wrong)
		diag_error(reading->compiler->diags, entry->value->place, "'%.*s' needs a length of time, such as %s", STR_ARG(entry->key), sample);
	return false;
}

static void option_fresh(struct reading *reading, const struct entry *entry)
{
	struct line *line = &reading->draft->line;

	line->has_fresh = option_span(reading, entry, &line->fresh, "months(30)");
}

static void option_half_life(struct reading *reading, const struct entry *entry)
{
	struct line *line = &reading->draft->line;

	if (line->section != SECTION_TIMING) {
		diag_error(reading->compiler->diags, entry->place, "half_life is for timing");
		return;
	}
	line->has_half_life = option_span(reading, entry, &line->half_life, "days(120)");
	reading->half_life = line->has_half_life ? entry : NULL;
}

static void option_replace(struct reading *reading, const struct entry *entry)
{
	if (reading->draft->line.section == SECTION_QUOTA)
		diag_error(reading->compiler->diags, entry->place, "replace is for lines of a profile with a base");
	else
		read_flag(reading->compiler, entry, &reading->draft->replace);
}

static bool read_option(struct reading *reading, const struct entry *entry)
{
	static const struct {
		const char *key;
		void (*read)(struct reading *, const struct entry *);
	} options[] = {
		{"id", option_id},       {"note", option_note},           {"unknown", option_unknown}, {"sure", option_sure},
		{"fresh", option_fresh}, {"half_life", option_half_life}, {"replace", option_replace},
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (str_is(entry->key, options[i].key)) {
			options[i].read(reading, entry);
			return true;
		}
	return false;
}

/* ---- what a line reads ----------------------------------------------------------------------------------- */

struct fields {
	struct wn_arena *arena;
	field_id *at;
	size_t count, room;
};

static void add_field(struct fields *fields, field_id id)
{
	for (size_t i = 0; i < fields->count; i++)
		if (fields->at[i] == id)
			return;
	if (fields->count == fields->room) {
		field_id *wider = arena_array(fields->arena, fields->room ? 2 * fields->room : 4, sizeof *wider);

		if (fields->count)
			memcpy(wider, fields->at, fields->count * sizeof *wider);
		fields->at = wider;
		fields->room = fields->room ? 2 * fields->room : 4;
	}
	fields->at[fields->count++] = id;
}

/* The country decides on a French legal category where there is none. */
static void add_hidden(struct fields *fields, const struct matcher *matcher)
{
	if (matcher->kind == MATCHER_CODE && matcher->as.code.country != NO_FIELD)
		add_field(fields, matcher->as.code.country);
	for (size_t i = 0; matcher->kind == MATCHER_JUNCTION && i < matcher->as.junction.count; i++)
		add_hidden(fields, matcher->as.junction.items[i]);
}

static void add_fields(struct fields *fields, const struct condition *condition, bool hidden)
{
	switch (condition->kind) {
	case CONDITION_FIELD:
		add_field(fields, condition->as.field.id);
		if (hidden)
			add_hidden(fields, condition->as.field.matcher);
		break;
	case CONDITION_WHEN:
		for (size_t i = 0; i < condition->as.when.count; i++)
			add_field(fields, condition->as.when.fields[i]);
		break;
	case CONDITION_JUNCTION:
		for (size_t i = 0; i < condition->as.junction.count; i++)
			add_fields(fields, condition->as.junction.items[i], hidden);
		break;
	}
}

static int by_id(const void *left, const void *right)
{
	field_id a = *(const field_id *)left, b = *(const field_id *)right;

	return (a > b) - (a < b);
}

static int by_name(const void *left, const void *right)
{
	return str_compare(*(const struct wn_str *)left, *(const struct wn_str *)right);
}

/* Names of the fields that the line names, joined by hyphens. */
static struct wn_str id_of_fields(struct reading *reading)
{
	struct compiler *compiler = reading->compiler;
	struct fields fields = {.arena = compiler->arena};
	struct buf out = {0};
	struct wn_str *names, id;

	add_fields(&fields, reading->draft->line.condition, false);
	names = arena_array(compiler->arena, fields.count, sizeof *names);
	for (size_t i = 0; i < fields.count; i++)
		names[i] = str_of(dictionary_field(compiler->dictionary, fields.at[i])->name);
	qsort(names, fields.count, sizeof *names, by_name);
	for (size_t i = 0; i < fields.count; i++) {
		buf_text(&out, i ? "-" : "");
		buf_str(&out, names[i]);
	}
	id = arena_str(compiler->arena, buf_as_str(&out));
	buf_free(&out);
	return id;
}

static void check_half_life(struct reading *reading)
{
	const struct line *line = &reading->draft->line;
	size_t lists = 0;

	for (size_t i = 0; i < line->field_count; i++) {
		const struct field *field = dictionary_field(reading->compiler->dictionary, line->fields[i]);

		lists += field->type == WN_LIST && field_dated(field);
	}
	if (lists == 0)
		diag_error(reading->compiler->diags, reading->half_life->place, "half_life needs one list of dated items; this line has none");
	else if (lists > 1)
		diag_error(reading->compiler->diags, reading->half_life->place, "half_life needs one list of dated items; this line has %zu: split the line",
		           lists);
}

/* ---- a whole line ---------------------------------------------------------------------------------------- */

static void read_condition(struct reading *reading, struct condition *condition)
{
	if (condition)
		reading->conditions[reading->condition_count++] = condition;
	else
		reading->good = false;
}

static void read_bare_entry(struct reading *reading, const struct entry *entry)
{
	struct diags *diags = reading->compiler->diags;
	const struct wn_tree *value = entry->value;

	if (tree_is_number(value) && reading->draft->line.section == SECTION_QUOTA)
		read_number(reading, value);
	else if (tree_is_number(value))
		read_points(reading, entry);
	else if (value->kind == WN_TREE_TEXT)
		read_label(reading, entry);
	else if (value->kind == WN_TREE_CALL)
		read_condition(reading, condition_call(reading->compiler, value));
	else if (value->kind == WN_TREE_TABLE)
		diag_error(diags, entry->place, "braces inside a line need a word before them: any_of { ... } or all_of { ... }");
	else
		diag_error(diags, entry->place, "%s has no meaning in a line: points, a label, field = ..., options", tree_kind_name(value));
	if (value->kind != WN_TREE_CALL && !tree_is_number(value) && value->kind != WN_TREE_TEXT)
		reading->good = false;
}

static void read_entry(struct reading *reading, const struct entry *entry)
{
	if (entry->key.len == 0)
		read_bare_entry(reading, entry);
	else if (!read_option(reading, entry))
		read_condition(reading, condition_field(reading->compiler, entry, reading->table));
}

static bool check_when_alone(struct reading *reading)
{
	for (size_t i = 0; i < reading->condition_count; i++)
		if (reading->conditions[i]->kind == CONDITION_WHEN && reading->condition_count > 1) {
			diag_error(reading->compiler->diags, reading->conditions[i]->place, "when stands alone in a line: give it a line of its own");
			return false;
		}
	return true;
}

static void check_points_given(struct reading *reading)
{
	enum section section = reading->draft->line.section;

	if (section == SECTION_QUOTA && !reading->points_given)
		diag_error(reading->compiler->diags, reading->table->place, "a quota begins with how many accounts it allows: { 20, \"label\", ... }");
	else if (!is_gate(section) && !reading->points_given)
		diag_error(reading->compiler->diags, reading->table->place, "a line of %s begins with its points: { 20, \"label\", ... }",
		           section_name(section));
}

static void name_line(struct reading *reading)
{
	struct compiler *compiler = reading->compiler;
	struct line *line = &reading->draft->line;
	struct buf words = {0};

	if (line->id.len == 0 && line->label.len > 0)
		line->id = text_slug(compiler->arena, line->label);
	if (line->id.len == 0)
		line->id = id_of_fields(reading);
	if (line->label.len > 0)
		return;
	if (line->condition->kind == CONDITION_WHEN)
		diag_error(compiler->diags, reading->table->place, "a line with a function needs a label: { ..., \"label\", when(...) }");
	condition_words(&words, compiler->dictionary, line->condition);
	line->label = arena_str(compiler->arena, buf_as_str(&words));
	buf_free(&words);
}

static void finish_line(struct reading *reading)
{
	struct compiler *compiler = reading->compiler;
	struct line *line = &reading->draft->line;
	struct fields fields = {.arena = compiler->arena};

	conditions_order(reading->conditions, reading->condition_count);
	line->condition = reading->condition_count == 1 ? reading->conditions[0]
	                                                : condition_join(compiler, JUNCTION_ALL, reading->condition_count, reading->conditions,
	                                                                 reading->condition_count, reading->table->place);
	add_fields(&fields, line->condition, true);
	qsort(fields.at, fields.count, sizeof *fields.at, by_id);
	line->fields = fields.at;
	line->field_count = fields.count;
	line->condition->folded = condition_fold(compiler->arena, line->condition);
	if (reading->half_life)
		check_half_life(reading);
	name_line(reading);
}

static struct draft *draft_new(struct compiler *compiler, enum section section, uint32_t group, struct place place)
{
	struct draft *draft = arena_alloc(compiler->arena, sizeof *draft);

	draft->line.section = section;
	draft->line.group = group;
	draft->line.place = draft->place = place;
	draft->line.sieve = (struct sieve){.sure_least = 500, .oldest = WN_NO_DAY};
	return draft;
}

static void line_compile(struct compiler *compiler, struct profile *profile, enum section section, uint32_t group, const struct wn_tree *table)
{
	struct reading reading = {.compiler = compiler, .table = table, .good = true};

	reading.draft = draft_new(compiler, section, group, table->place);
	reading.conditions = arena_array(compiler->arena, table->count, sizeof(struct condition *));
	for (size_t i = 0; i < table->count; i++)
		read_entry(&reading, &table->entries[i]);
	check_points_given(&reading);
	if (!reading.good || !check_when_alone(&reading))
		return;
	if (reading.condition_count == 0) {
		diag_error(compiler->diags, table->place, "a line without a condition decides nothing");
		return;
	}
	finish_line(&reading);
	*profile->last = reading.draft;
	profile->last = &reading.draft->next;
}

/* ---- sections -------------------------------------------------------------------------------------------- */

static void best_of_compile(struct compiler *compiler, struct profile *profile, enum section section, const struct wn_tree *call);

static void complain_of_entry(struct compiler *compiler, enum section section, const struct entry *entry)
{
	const struct wn_tree *value = entry->value;
	const struct word *word = value->kind == WN_TREE_CALL ? word_find(value->as.text) : NULL;

	if (entry->key.len > 0)
		diag_error(compiler->diags, entry->place, "each line of %s has its own braces: { %.*s = ... }", section_name(section), STR_ARG(entry->key));
	else if (value->kind == WN_TREE_CALL && !word)
		word_unknown(compiler, value);
	else if (word)
		diag_error(compiler->diags, value->place, "a line needs its own braces: { \"label\", %s ... }", word->name);
	else
		diag_error(compiler->diags, entry->place, "a line of %s is a table, { ... }, not %s", section_name(section), tree_kind_name(value));
}

static void line_or_group(struct compiler *compiler, struct profile *profile, enum section section, uint32_t group, const struct entry *entry)
{
	if (entry->key.len == 0 && entry->value->kind == WN_TREE_TABLE)
		line_compile(compiler, profile, section, group, entry->value);
	else if (entry->key.len == 0 && tree_is_call(entry->value, "best_of"))
		best_of_compile(compiler, profile, section, entry->value);
	else
		complain_of_entry(compiler, section, entry);
}

static void best_of_compile(struct compiler *compiler, struct profile *profile, enum section section, const struct wn_tree *call)
{
	const struct wn_tree *list = tree_bare(call, 0);
	uint32_t group;

	if (section != SECTION_FIT && section != SECTION_TIMING) {
		diag_error(compiler->diags, call->place, "best_of is for fit and timing; in %s use any_of inside a line", section_name(section));
		return;
	}
	if (call->count != 1 || list->kind != WN_TREE_TABLE) {
		diag_error(compiler->diags, call->place, "best_of needs braces: best_of { { 20, ... }, { 10, ... } }");
		return;
	}
	if (list->count == 0)
		diag_error(compiler->diags, call->place, "best_of is empty: it would decide nothing");
	group = ++profile->groups;
	for (size_t i = 0; i < list->count; i++) {
		const struct entry *entry = &list->entries[i];

		if (entry->key.len == 0 && tree_is_call(entry->value, "best_of"))
			diag_error(compiler->diags, entry->value->place, "best_of stands in no other best_of: put its lines here");
		else
			line_or_group(compiler, profile, section, group, entry);
	}
}

void section_compile(struct compiler *compiler, struct profile *profile, enum section section, const struct entry *entry)
{
	const struct wn_tree *table = entry->value;

	if (table->kind != WN_TREE_TABLE) {
		diag_error(compiler->diags, table->place, "%s is a list of lines: %s = { { ... }, { ... } }", section_name(section), section_name(section));
		return;
	}
	for (size_t i = 0; i < table->count; i++)
		line_or_group(compiler, profile, section, 0, &table->entries[i]);
}
