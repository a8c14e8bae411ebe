/* row.c - a row becomes a company, an opt-out, a bad row or nothing. */
#include "scan/row_facts.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "company/identity.h"
#include "company/pack.h"
#include "company/text.h"
#include "scan/screen.h"
#include "scan/xml.h"

#define NAME_LONGEST 64 /* bytes of what a joined file calls its row */

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
	row_worker_end(worker, NULL);
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

void row_worker_begin(struct row_worker *worker, const struct scan_plan *plan, uint32_t path, bool plainly)
{
	make_room(worker, plan);
	worker->xml = plan->xml ? xml_reader_new(&plan->keys) : NULL;
	worker->glance = plan->xml && !plainly && worker->gate && plan->opt_out_cell == NO_CELL;
	worker->screen = plainly ? NULL : screen_new(plan, worker, (enum marks_path)path);
}

void row_worker_end(struct row_worker *worker, struct cell_count *cells)
{
	if (worker->screen && cells)
		screen_tell(worker->screen, cells);
	screen_free(worker->screen);
	worker->screen = NULL;
	xml_reader_free(worker->xml);
	worker->xml = NULL;
}

/* ---- opt-outs: before everything else ---- */

static bool read_id(struct row *row)
{
	struct wn_str text = str_trim(row_cell(row, row->plan->id_cell));

	return text.len > 0 && id_check(row->worker->arena, row->plan->mapping->id_scheme, text, &row->id) == WN_OK;
}

/* Wherever status and id stand in cells that can be read, in a sound row or not. Whatever is not the open value objects,
 * nothing at all included. */
static bool is_opt_out(const struct row *row)
{
	const struct scan_plan *plan = row->plan;

	if (plan->opt_out_cell == NO_CELL || plan->opt_out_cell >= row->count || (plan->id_cell != NO_CELL && plan->id_cell >= row->count))
		return false;
	return !str_equal(row_cell(row, plan->opt_out_cell), plan->mapping->opt_out_open);
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

/* ---- a sound row ---- */

/* What a joined file calls its row; empty where it stands in no readable cell. */
static struct wn_str name_of(const struct row *row)
{
	struct wn_str name = str_trim(row_cell(row, row->plan->name_cell));

	return name.len <= NAME_LONGEST && str_is_utf8(name) ? name : (struct wn_str){0};
}

/* Evidence names the row by its id, which outlives the order of the file; by line where there is none. */
static struct wn_str place_of(const struct row *row)
{
	const struct scan_plan *plan = row->plan;
	struct wn_str name = plan->mapping->of ? name_of(row) : (struct wn_str){0};

	if (name.len > 0)
		return arena_printf(row->worker->arena, "%.*s#%.*s", STR_ARG(plan->file), STR_ARG(name));
	if (plan->id_cell != NO_CELL)
		return arena_printf(row->worker->arena, "%.*s#%.*s", STR_ARG(plan->file), STR_ARG(row->id));
	return arena_printf(row->worker->arena, "%.*s:%llu", STR_ARG(plan->file), (unsigned long long)row->line);
}

/* Whose row it is, and what decides between several: in front of the company. */
static void put_joined(const struct row *row)
{
	struct buf *data = &row->results->data;

	buf_packed_str(data, row->id);
	buf_packed_str(data, row_cell(row, row->plan->newest_cell));
	buf_packed_str(data, name_of(row));
}

static bool stands_a_look(const struct row *row, const struct company *seen, const struct facts *facts)
{
	const struct scan_gate *gate = row->worker->gate;
	struct company whole = *seen;

	whole.facts = facts->at;
	whole.fact_count = whole.fact_room = facts->count;
	return !gate || !gate->look || gate->look(gate->context, row->worker->number, &whole);
}

static void keep(const struct row *row, const struct company *seen)
{
	const struct scan_plan *plan = row->plan;
	struct wn_arena *arena = row->worker->arena;
	struct facts facts = row_gather(row, true);
	struct wn_str where;
	struct company company;
	struct event *event;

	if (!stands_a_look(row, seen, &facts))
		return;
	where = place_of(row);
	company_init(&company, arena, plan->dictionary);
	for (size_t i = 0; i < seen->key_count; i++)
		company_add_key(&company, seen->keys[i].scheme, seen->keys[i].value);
	for (size_t i = 0; i < facts.count; i++) {
		facts.at[i].evidence.where = where;
		company_add(&company, &facts.at[i]);
	}
	event = new_event(row, plan->mapping->of ? EVENT_JOINED : EVENT_COMPANY);
	if (plan->mapping->of)
		put_joined(row);
	company_pack(&row->results->data, &company);
	event->len = row->results->data.len - event->at;
}

static bool is_utf8(const struct row *row, const struct bound *bound)
{
	for (size_t i = 0; i < bound->cell_count; i++)
		if (!str_is_utf8(row_cell(row, bound->cells[i])))
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

static enum json_fault parse(const struct row *row)
{
	struct row_worker *worker = row->worker;

	return row->plan->xml ? xml_row(worker->xml, worker->arena, row->bytes, worker->cells)
	                      : json_row(worker->arena, &row->plan->keys, row->bytes, worker->cells);
}

static void bad_record(const struct row *row, enum json_fault fault)
{
	static const enum bad_kind kinds[] = {[JSON_BAD] = BAD_JSON, [JSON_BAD_UTF8] = BAD_UTF8, [JSON_BAD_NUL] = BAD_NUL};

	bad_row(row, fault == JSON_BAD && row->plan->xml ? BAD_XML : kinds[fault], 0);
}

/* A record that stays after a glance must be sound. */
static bool is_sound(const struct row *row)
{
	enum json_fault fault = row->glanced ? parse(row) : JSON_FINE;

	if (fault != JSON_FINE)
		bad_record(row, fault);
	return fault == JSON_FINE;
}

static void sound_row(const struct row *row)
{
	struct row_worker *worker = row->worker;
	struct facts facts = row_gather(row, !worker->gate);
	/* What the gate sees is put together without copies: it is in order already, and most rows end here. */
	struct company company = {.arena = worker->arena, .dictionary = row->plan->dictionary, .facts = facts.at,
		.fact_count = facts.count, .fact_room = facts.count};

	row_add_keys(row, &company);
	if (!worker->gate || worker->gate->keep(worker->gate->context, worker->number, &company)) {
		if (!is_sound(row))
			return;
		keep(row, &company);
	}
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
	if (!str_is_utf8(row_cell(row, plan->id_cell)))
		bad_row(row, BAD_UTF8, plan->id_cell + 1);
	else if (read_id(row))
		return true;
	else if (!plan->mapping->of || !plan->mapping->join.others)
		bad_row(row, BAD_ID, plan->json ? 0 : plan->id_cell + 1);
	return false;
}

/* Of a joined file not every row is meant. */
static bool is_meant(const struct row *row)
{
	const struct scan_plan *plan = row->plan;

	const struct wn_join *join = &plan->mapping->join;

	if (!plan->mapping->of)
		return true;
	return (plan->when_cell == NO_CELL || str_equal(row_cell(row, plan->when_cell), join->when_value)) &&
	       (plan->also_cell == NO_CELL || str_equal(row_cell(row, plan->also_cell), join->also_value));
}

static bool is_masked(const struct row *row)
{
	const struct scan_plan *plan = row->plan;

	return plan->mapping->of && plan->open_cell != NO_CELL && !str_equal(row_cell(row, plan->open_cell), plan->mapping->join.open_value);
}

/* What all cells are there for. */
static void judge_row(struct row *row)
{
	size_t bad_cell;

	if (!is_meant(row))
		return;
	row->masked = is_masked(row);
	if (!id_is_sound(row))
		return;
	if (row_read_days(row, &bad_cell))
		sound_row(row);
	else
		bad_row(row, BAD_DATE, row->plan->json ? 0 : bad_cell + 1);
}

static void json_line(struct row *row)
{
	enum json_fault fault = JSON_FINE;

	row->glanced = row->worker->glance && xml_glance(row->worker->xml, row->worker->arena, row->bytes, row->worker->cells);
	if (!row->glanced)
		fault = parse(row);
	row->count = fault == JSON_FINE ? row->plan->header_count : 0;
	if (fault != JSON_FINE)
		bad_record(row, fault);
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
		bad_row(row, quote == CSV_NOWHERE ? BAD_LONG : BAD_QUOTE, quote == CSV_NOWHERE ? 0 : cells);
}

/* A record of a document. */
static void one_record(struct row *row, const struct record_span *span)
{
	arena_clear(row->worker->arena);
	row->results->rows++;
	if (span->too_long)
		bad_row(row, BAD_LONG, 0);
	else
		json_line(row);
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
		bad_row(row, BAD_LONG, 0);
	else if (span.state == ROW_WHOLE)
		whole_row(row);
	else
		broken_row(row, span.quote);
}

static void room_for_counts(struct results *results, const struct dictionary *dictionary)
{
	if (results->field_count < dictionary_count(dictionary)) {
		results->field_count = dictionary_count(dictionary);
		results->cells = xrealloc(results->cells, results->field_count * sizeof *results->cells);
	}
}

/* A row that the screen did not drop. Returns where the next begins. */
static size_t close_look(struct row *row, struct wn_str rest)
{
	struct row_span span = csv_row(&row->plan->csv, rest, true);

	row->bytes = str_first(rest, span.end);
	one_row(row, span);
	row->line += csv_lines(str_first(rest, span.end));
	return span.end;
}

void row_window(struct row_worker *worker, const struct scan_plan *plan, const struct window *window, struct results *results)
{
	struct row row = {.worker = worker, .plan = plan, .results = results, .line = window->line};
	struct wn_str rest = {window->bytes, window->len};

	room_for_counts(results, plan->dictionary);
	results_clear(results);
	for (size_t i = 0; i < window->record_count; i++, row.line++) {
		row.bytes = (struct wn_str){window->bytes + window->records[i].from, window->records[i].len};
		one_record(&row, &window->records[i]);
	}
	if (window->record_count > 0)
		return;
	if (window->broken) {
		row.bytes = rest;
		one_row(&row, (struct row_span){ROW_BROKEN, rest.len, window->quote});
		return;
	}
	while (rest.len > 0) {
		size_t next;

		if (!worker->screen || !screen_drops(worker->screen, &row, rest, &next))
			next = close_look(&row, rest);
		rest = str_from(rest, next);
	}
}
