/* row.c - a row becomes a company, an opt-out, a bad row or nothing. */
#include "scan/row.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "company/identity.h"
#include "company/pack.h"
#include "company/text.h"

/* One row on its way. */
struct row {
	struct row_worker *worker;
	const struct scan_plan *plan;
	struct results *results;
	struct wn_str bytes; /* without its line end */
	uint64_t line;
	size_t count;        /* cells that can be read */
	struct wn_str id;    /* canonical */
};

/* ---- results ---- */

void results_clear(struct results *results)
{
	results->count = 0;
	results->rows = results->opted_out = 0;
	if (results->cells)
		memset(results->cells, 0, results->field_count * sizeof *results->cells);
	buf_clear(&results->data);
}

void results_free(struct results *results)
{
	free(results->events);
	free(results->cells);
	buf_free(&results->data);
	*results = (struct results){0};
}

static struct event *new_event(const struct row *row, enum event_kind kind)
{
	struct results *results = row->results;

	if (results->count == results->room) {
		results->room = results->room ? 2 * results->room : 64;
		results->events = xrealloc(results->events, results->room * sizeof *results->events);
	}
	results->events[results->count] = (struct event){.kind = kind, .line = row->line, .at = results->data.len};
	return &results->events[results->count++];
}

static void bad_row(const struct row *row, enum bad_kind kind, size_t column)
{
	struct event *event = new_event(row, EVENT_BAD);

	event->bad = kind;
	event->column = (uint32_t)column;
}

/* ---- workers ---- */

void row_worker_init(struct row_worker *worker, unsigned number, const struct scan_gate *gate)
{
	*worker = (struct row_worker){.number = number, .gate = gate && gate->keep ? gate : NULL, .arena = arena_new()};
}

void row_worker_free(struct row_worker *worker)
{
	arena_free(worker->arena);
	free(worker->cells);
	free(worker->converted);
	free(worker->days);
	free(worker->done);
	free(worker->facts);
}

static void make_room(struct row_worker *worker, const struct scan_plan *plan)
{
	if (worker->cell_room < plan->header_count) {
		worker->cell_room = plan->header_count;
		worker->cells = xrealloc(worker->cells, worker->cell_room * sizeof *worker->cells);
	}
	/* One element more than needed, so that nothing is null. */
	if (worker->bound_room <= plan->bound_count) {
		worker->bound_room = plan->bound_count + 1;
		worker->converted = xrealloc(worker->converted, worker->bound_room * sizeof *worker->converted);
		worker->days = xrealloc(worker->days, worker->bound_room * sizeof *worker->days);
		worker->done = xrealloc(worker->done, worker->bound_room * sizeof *worker->done);
	}
	if (worker->fact_room < plan->bound_count + 2 * plan->group_count) {
		worker->fact_room = plan->bound_count + 2 * plan->group_count;
		worker->facts = xrealloc(worker->facts, worker->fact_room * sizeof *worker->facts);
	}
}

/* ---- cells ---- */

/* Empty where the row is too short for it or the file lacks the column. */
static struct wn_str cell_text(const struct row *row, uint32_t number)
{
	const struct scan_plan *plan = row->plan;
	struct wn_str text;

	if (number == NO_CELL || number >= row->count)
		return (struct wn_str){0};
	text = csv_text(row->worker->arena, &plan->csv, &row->worker->cells[number]);
	if (plan->encoding.len > 0 && !text_decode(row->worker->arena, plan->encoding, text, &text))
		return (struct wn_str){0};
	return text;
}

/* ---- opt-outs: before everything else ---- */

static bool read_id(struct row *row)
{
	struct wn_str text = str_trim(cell_text(row, row->plan->id_cell));

	return text.len > 0 && id_check(row->worker->arena, row->plan->mapping->id_scheme, text, &row->id) == WN_OK;
}

/* Wherever status and id stand in cells that can be read, in a sound row or not. Whatever is not the open value objects,
 * nothing at all included. */
static bool is_opt_out(const struct row *row)
{
	const struct scan_plan *plan = row->plan;

	if (plan->opt_out_cell == NO_CELL || plan->opt_out_cell >= row->count || (plan->id_cell != NO_CELL && plan->id_cell >= row->count))
		return false;
	return !str_equal(cell_text(row, plan->opt_out_cell), plan->mapping->opt_out_open);
}

static void opt_out(struct row *row)
{
	struct key key;
	struct event *event;

	row->results->opted_out++;
	if (row->plan->id_cell == NO_CELL || !read_id(row))
		return;
	key = key_for(row->worker->arena, row->plan->mapping->id_scheme, row->id);
	event = new_event(row, EVENT_OPT_OUT);
	buf_packed_str(&row->results->data, key.scheme);
	buf_packed_str(&row->results->data, key.value);
	event->len = row->results->data.len - event->at;
}

/* ---- conversion ---- */

static void convert_bound(const struct row *row, size_t number)
{
	const struct bound *bound = &row->plan->bounds[number];
	struct row_worker *worker = row->worker;
	struct wn_fact *fact = &worker->converted[number];
	struct wn_str few[8], *cells = few;

	if (worker->done[number])
		return;
	worker->done[number] = true;
	if (bound->lacking) {
		*fact = (struct wn_fact){.cause = WN_ABSENT, .evidence.day = WN_NO_DAY};
		return;
	}
	if (bound->cell_count > sizeof few / sizeof *few)
		cells = arena_array(worker->arena, bound->cell_count, sizeof *cells);
	for (size_t i = 0; i < bound->cell_count; i++)
		cells[i] = cell_text(row, bound->cells[i]);
	convert_cells(worker->arena, &bound->field, bound->column, &bound->lookup, cells, bound->cell_count, fact);
}

/* Days are read before the gate is asked, so that the same rows are bad whatever the gate wants to see. */
static bool read_days(const struct row *row, size_t *bad_cell)
{
	const struct scan_plan *plan = row->plan;
	struct row_worker *worker = row->worker;

	for (size_t i = 0; i < plan->bound_count; i++) {
		const struct bound *bound = &plan->bounds[i];

		worker->done[i] = false;
		worker->days[i] = WN_NO_DAY;
		if (bound->column->convert == WN_CONV_DATE) {
			convert_bound(row, i);
			*bad_cell = bound->cells[0];
			if (worker->converted[i].cause == WN_MALFORMED)
				return false;
		}
		if (bound->observed == NO_CELL)
			continue;
		*bad_cell = bound->observed;
		if (observed_day(bound->column, cell_text(row, bound->observed), &worker->days[i]) == WN_INVALID)
			return false;
	}
	return true;
}

/* ---- facts ---- */

struct facts {
	struct fact *at;
	size_t count;
};

static void add_fact(const struct row *row, struct facts *facts, const struct bound_group *group, size_t bound, uint32_t cause,
                     const struct wn_value *value)
{
	const struct scan_plan *plan = row->plan;
	struct fact *fact = &facts->at[facts->count++];
	int32_t day = bound == SIZE_MAX ? WN_NO_DAY : row->worker->days[bound];

	*fact = (struct fact){.field = group->id, .provider = plan->provider, .cause = (uint16_t)cause};
	if (value)
		fact->value = *value;
	fact->evidence.day = day == WN_NO_DAY || day > plan->day ? plan->day : day;
	fact->evidence.sure = plan->mapping->sure;
}

/* Of the causes why no column gave a value, the one that says most. */
static uint32_t cause_of_group(const struct row *row, const struct bound_group *group)
{
	uint32_t cause = WN_ABSENT;

	for (size_t i = group->first; i < group->first + group->count; i++) {
		uint32_t other = row->worker->converted[i].cause;

		if (other == WN_MASKED || (other != WN_KNOWN && cause == WN_ABSENT))
			cause = other;
	}
	return cause;
}

static size_t first_known(const struct row *row, const struct bound_group *group)
{
	for (size_t i = group->first; i < group->first + group->count; i++)
		if (row->worker->converted[i].cause == WN_KNOWN)
			return i;
	return SIZE_MAX;
}

/* Codes of all columns in one value. */
static void add_codes(const struct row *row, struct facts *facts, const struct bound_group *group, size_t first)
{
	struct wn_fact *converted = row->worker->converted;
	struct wn_value value = {.type = WN_CODE};
	struct wn_code *codes;
	size_t count = 0;

	for (size_t i = group->first; i < group->first + group->count; i++)
		if (converted[i].cause == WN_KNOWN)
			count += converted[i].value.as.codes.count;
	codes = arena_array(row->worker->arena, count, sizeof *codes);
	for (size_t i = group->first; i < group->first + group->count; i++) {
		if (converted[i].cause != WN_KNOWN)
			continue;
		memcpy(&codes[value.as.codes.count], converted[i].value.as.codes.at, converted[i].value.as.codes.count * sizeof *codes);
		value.as.codes.count += converted[i].value.as.codes.count;
	}
	value.as.codes.at = codes;
	value = value_copy(row->worker->arena, &value);
	add_fact(row, facts, group, first, WN_KNOWN, &value);
}

/* The attributes that are known make one item; without its key there is none. */
static bool make_item(const struct row *row, const struct bound_group *group, struct wn_value *value)
{
	struct wn_arena *arena = row->worker->arena;
	struct wn_attribute *attributes = arena_array(arena, group->count, sizeof *attributes);
	struct wn_item *item = arena_alloc(arena, sizeof *item);
	bool has_key = false;
	size_t count = 0;

	for (size_t i = group->first; i < group->first + group->count; i++) {
		const struct wn_fact *fact = &row->worker->converted[i];
		struct wn_str name = row->plan->bounds[i].attribute;
		bool seen = false;

		for (size_t k = 0; k < count; k++)
			seen |= str_equal(attributes[k].name, name);
		if (name.len == 0 || fact->cause != WN_KNOWN || seen)
			continue;
		attributes[count++] = (struct wn_attribute){name, fact->value};
		has_key |= str_is(name, group->field->attributes[0].name);
	}
	if (!has_key)
		return false;
	*item = (struct wn_item){.attributes = attributes, .count = count};
	*value = (struct wn_value){.type = WN_LIST};
	value->as.list.at = item;
	value->as.list.count = 1;
	return true;
}

/* Sets and lists: each column's own fact; company_add and the merge add them up. */
static void add_each(const struct row *row, struct facts *facts, const struct bound_group *group)
{
	size_t before = facts->count;
	struct wn_value value;

	for (size_t i = group->first; i < group->first + group->count; i++) {
		if (row->worker->converted[i].cause != WN_KNOWN || row->plan->bounds[i].attribute.len > 0)
			continue;
		value = value_copy(row->worker->arena, &row->worker->converted[i].value);
		add_fact(row, facts, group, i, WN_KNOWN, &value);
	}
	if (group->field->type == WN_LIST && make_item(row, group, &value)) {
		value = value_copy(row->worker->arena, &value);
		add_fact(row, facts, group, SIZE_MAX, WN_KNOWN, &value);
	}
	if (facts->count == before)
		add_fact(row, facts, group, SIZE_MAX, cause_of_group(row, group), NULL);
}

/* Every mapped field gets an answer, if only that there is nothing: whoever waits for this source would wait for ever. */
static void add_group(const struct row *row, struct facts *facts, const struct bound_group *group)
{
	struct wn_value value;
	size_t known;

	if (group->is_id) {
		value = value_of_text(row->id);
		add_fact(row, facts, group, SIZE_MAX, WN_KNOWN, &value);
		return;
	}
	for (size_t i = group->first; i < group->first + group->count; i++)
		convert_bound(row, i);
	if (group->field->type == WN_SET || group->field->type == WN_LIST) {
		add_each(row, facts, group);
		return;
	}
	known = first_known(row, group);
	if (known == SIZE_MAX)
		add_fact(row, facts, group, group->count == 1 ? group->first : SIZE_MAX, cause_of_group(row, group), NULL);
	else if (group->field->type == WN_CODE)
		add_codes(row, facts, group, known);
	else
		add_fact(row, facts, group, known, WN_KNOWN, &row->worker->converted[known].value);
}

static void add_key(struct company *company, struct key key)
{
	for (size_t i = 0; i < company->key_count; i++)
		if (str_equal(company->keys[i].scheme, key.scheme))
			return;
	company->keys[company->key_count++] = key;
}

/* The id, then the keys that facts hold. All of them are early. */
static void add_keys(const struct row *row, struct company *company)
{
	const struct scan_plan *plan = row->plan;
	struct wn_arena *arena = row->worker->arena;

	company->keys = arena_array(arena, plan->group_count + 1, sizeof *company->keys);
	if (plan->id_cell != NO_CELL)
		add_key(company, key_for(arena, plan->mapping->id_scheme, row->id));
	for (size_t i = 0; i < company->fact_count; i++) {
		const struct field *field = dictionary_field(plan->dictionary, company->facts[i].field);
		struct key key;
		if (key_of_fact(arena, field, &company->facts[i], plan->id_cell != NO_CELL, &key))
			add_key(company, key);
	}
}

/* ---- a sound row ---- */

/* Facts of the groups that are early, or of all; in order of the field, as a company keeps them. */
static struct facts gather(const struct row *row, bool all)
{
	const struct scan_plan *plan = row->plan;
	struct facts facts = {row->worker->facts, 0};

	for (size_t i = 0; i < plan->group_count; i++)
		if (all || plan->groups[i].early)
			add_group(row, &facts, &plan->groups[i]);
	return facts;
}

/* Evidence names the row by its id, which outlives the order of the file; by line where there is none. */
static struct wn_str place_of(const struct row *row)
{
	const struct scan_plan *plan = row->plan;
	if (plan->id_cell != NO_CELL)
		return arena_printf(row->worker->arena, "%.*s#%.*s", STR_ARG(plan->file), STR_ARG(row->id));
	return arena_printf(row->worker->arena, "%.*s:%llu", STR_ARG(plan->file), (unsigned long long)row->line);
}

static void keep(const struct row *row, const struct company *seen)
{
	const struct scan_plan *plan = row->plan;
	struct wn_arena *arena = row->worker->arena;
	struct wn_str where = place_of(row);
	struct facts facts = gather(row, true);
	struct company company;
	struct event *event;

	company_init(&company, arena, plan->dictionary);
	for (size_t i = 0; i < seen->key_count; i++)
		company_add_key(&company, seen->keys[i].scheme, seen->keys[i].value);
	for (size_t i = 0; i < facts.count; i++) {
		facts.at[i].evidence.where = where;
		company_add(&company, &facts.at[i]);
	}
	event = new_event(row, EVENT_COMPANY);
	company_pack(&row->results->data, &company);
	event->len = row->results->data.len - event->at;
}

static bool is_utf8(const struct row *row, const struct bound *bound)
{
	for (size_t i = 0; i < bound->cell_count; i++)
		if (!str_is_utf8(cell_text(row, bound->cells[i])))
			return false;
	return true;
}

/* Of what was converted: for a row that the gate dropped, what it wanted to see. */
static void count_cells(const struct row *row)
{
	for (size_t i = 0; i < row->plan->group_count; i++) {
		const struct bound_group *group = &row->plan->groups[i];
		struct cell_count *count = &row->results->cells[group->id];

		for (size_t j = group->first; j < group->first + group->count; j++) {
			uint32_t cause = row->worker->converted[j].cause;

			if (!row->worker->done[j] || (cause != WN_KNOWN && cause != WN_MALFORMED))
				continue;
			count->full++;
			count->unread += cause == WN_MALFORMED;
			count->not_utf8 += cause == WN_MALFORMED && !is_utf8(row, &row->plan->bounds[j]);
		}
	}
}

static void sound_row(const struct row *row)
{
	struct row_worker *worker = row->worker;
	struct facts facts = gather(row, !worker->gate);
	/* What the gate sees is put together without copies: it is in order already, and most rows end here. */
	struct company company = {.arena = worker->arena, .dictionary = row->plan->dictionary, .facts = facts.at,
		.fact_count = facts.count, .fact_room = facts.count};

	add_keys(row, &company);
	if (!worker->gate || worker->gate->keep(worker->gate->context, worker->number, &company))
		keep(row, &company);
	count_cells(row);
}

/* ---- all rows ---- */

/* The first cell with a NUL byte, from 1. */
static size_t nul_column(const struct row *row)
{
	for (size_t i = 0; i < row->count; i++)
		if (memchr(row->worker->cells[i].ptr, 0, row->worker->cells[i].len))
			return i + 1;
	return 0;
}

static bool id_is_sound(struct row *row)
{
	const struct scan_plan *plan = row->plan;

	if (plan->id_cell == NO_CELL)
		return true;
	if (!str_is_utf8(cell_text(row, plan->id_cell)))
		bad_row(row, BAD_UTF8, plan->id_cell + 1);
	else if (!read_id(row))
		bad_row(row, BAD_ID, plan->json ? 0 : plan->id_cell + 1);
	else
		return true;
	return false;
}

/* What all cells are there for. */
static void judge_row(struct row *row)
{
	size_t bad_cell;

	if (!id_is_sound(row))
		return;
	if (read_days(row, &bad_cell))
		sound_row(row);
	else
		bad_row(row, BAD_DATE, row->plan->json ? 0 : bad_cell + 1);
}

static void json_line(struct row *row)
{
	static const enum bad_kind kinds[] = {[JSON_BAD] = BAD_JSON, [JSON_BAD_UTF8] = BAD_UTF8, [JSON_BAD_NUL] = BAD_NUL};
	enum json_fault fault = json_row(row->worker->arena, &row->plan->keys, row->bytes, row->worker->cells);

	row->count = fault == JSON_FINE ? row->plan->header_count : 0;
	if (fault != JSON_FINE)
		bad_row(row, kinds[fault], 0);
	else if (is_opt_out(row))
		opt_out(row);
	else
		judge_row(row);
}

static void whole_row(struct row *row)
{
	const struct scan_plan *plan = row->plan;
	size_t cells = csv_split(&plan->csv, row->bytes, row->worker->cells, plan->header_count);

	row->count = cells > plan->header_count ? plan->header_count : cells;
	if (is_opt_out(row))
		opt_out(row);
	else if (memchr(row->bytes.ptr, 0, row->bytes.len))
		bad_row(row, BAD_NUL, nul_column(row));
	else if (cells != plan->header_count)
		bad_row(row, BAD_COLUMNS, 0);
	else
		judge_row(row);
}

/* Of a broken row the cells before the quote that opened can be read; of one that is too long all but the last. */
static void broken_row(struct row *row, size_t quote)
{
	const struct scan_plan *plan = row->plan;
	struct wn_str sound = str_first(row->bytes, quote == CSV_NOWHERE ? plan->csv.limit : quote);
	size_t cells = csv_split(&plan->csv, sound, row->worker->cells, plan->header_count);

	row->count = (cells > plan->header_count ? plan->header_count + 1 : cells) - 1;
	if (is_opt_out(row))
		opt_out(row);
	else
		bad_row(row, BAD_QUOTE, quote == CSV_NOWHERE ? 0 : cells);
}

static void one_row(struct row *row, struct row_span span)
{
	arena_clear(row->worker->arena);
	if (span.state == ROW_WHOLE) {
		row->bytes = csv_line(row->bytes);
		if (row->bytes.len == 0 || (row->plan->json && str_trim(row->bytes).len == 0))
			return;
	}
	row->results->rows++;
	if (row->plan->json && span.state == ROW_WHOLE)
		json_line(row);
	else if (row->plan->json)
		bad_row(row, BAD_JSON, 0);
	else if (span.state == ROW_WHOLE)
		whole_row(row);
	else
		broken_row(row, span.quote);
}

void row_window(struct row_worker *worker, const struct scan_plan *plan, const struct window *window, struct results *results)
{
	struct row row = {.worker = worker, .plan = plan, .results = results, .line = window->line};
	struct wn_str rest = {window->bytes, window->len};

	make_room(worker, plan);
	if (results->field_count < dictionary_count(plan->dictionary)) {
		results->field_count = dictionary_count(plan->dictionary);
		results->cells = xrealloc(results->cells, results->field_count * sizeof *results->cells);
	}
	results_clear(results);
	if (window->broken) {
		row.bytes = rest;
		one_row(&row, (struct row_span){ROW_BROKEN, rest.len, window->quote});
		return;
	}
	while (rest.len > 0) {
		struct row_span span = csv_row(&plan->csv, rest, true);

		row.bytes = str_first(rest, span.end);
		rest = str_from(rest, span.end);
		one_row(&row, span);
		row.line += csv_lines((struct wn_str){row.bytes.ptr, span.end});
	}
}
