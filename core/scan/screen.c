/* screen.c - rows that are out, dropped by their bytes. */
#include "scan/screen.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "company/identity.h"
#include "scan/memo.h"

#define LINES_MOST 64     /* a bit each */
#define PARTS_MOST 64
#define READINGS_MOST 16  /* of the same cells */
#define TUPLE_MOST 4      /* parts that a line reads */
#define TUPLES_MOST 65536

_Static_assert(MEMO_MOST < 65536, "numbers of entries plus one are packed into 16 bits each");

/* One thing that cells are read for: a field that the gate looks at, or a day that decides only whether the row is a bad
 * one. */
struct reading {
	field_id field;
	const struct bound_group *group; /* null: a day */
	size_t bound;                    /* of the day */
	bool observed;                   /* it stands in the bound's `observed` column */
};

/* Cells that are looked up together. */
struct part {
	uint32_t cells[MEMO_CELLS];
	size_t cell_count;
	struct reading readings[READINGS_MOST];
	size_t reading_count;
	uint64_t lines; /* that read fields of these cells alone */
	struct memo memo;
	bool day_alone; /* nothing but a day in one cell: if it is written plainly there is nothing to look up */
	uint64_t plain_days;
};

/* A line that reads several fields: its verdict by what each of them holds. */
struct tuple_line {
	size_t number;
	size_t parts[TUPLE_MOST], part_count;
	uint64_t *keys;     /* numbers of the entries plus one, 16 bits each; 0: free */
	uint8_t *verdicts;
	size_t mask, count;
};

struct screen {
	const struct scan_plan *plan;
	const struct scan_gate *gate;
	struct row_worker *worker;
	struct wn_arena *arena;
	const struct marks_way *way;
	struct marks marks;
	bool join; /* of a joined file: rows are out that are not meant, or of nobody */
	struct part *parts;
	size_t part_count;
	struct tuple_line *tuples;
	size_t tuple_count;
	uint64_t match, miss;                   /* of lines that read nothing of this file */
	uint64_t drops_by_match, drops_by_miss; /* a bit per line */
	uint64_t blind;                         /* lines that bytes do not decide */
	uint64_t groups[LINES_MOST];            /* the lines of each group */
};

/* ---- what a line says of some facts ---- */

static const struct bound_group *group_of(const struct scan_plan *plan, field_id field)
{
	for (size_t i = 0; i < plan->group_count; i++)
		if (plan->groups[i].id == field)
			return &plan->groups[i];
	return NULL;
}

/* Of the row at hand, which has been cut; fields that the file lacks are as if nobody brought them. */
static enum verdict ask(struct screen *screen, size_t number, const struct row *row)
{
	const struct scan_line *line = &screen->gate->lines[number];
	struct facts facts = {screen->worker->facts, 0};
	struct company company;

	for (size_t i = 0; i < line->field_count; i++) {
		const struct bound_group *group = group_of(screen->plan, line->fields[i]);

		if (group)
			row_add_group(row, &facts, group);
	}
	company = (struct company){.arena = screen->worker->arena, .dictionary = screen->plan->dictionary, .facts = facts.at,
		.fact_count = facts.count, .fact_room = facts.count};
	return screen->gate->verdict(screen->gate->context, screen->worker->number, number, &company);
}

static void set_verdict(enum verdict verdict, size_t line, uint64_t *match, uint64_t *miss)
{
	*match |= (uint64_t)(verdict == VERDICT_MATCH) << line;
	*miss |= (uint64_t)(verdict == VERDICT_MISS) << line;
}

/* ---- cells seen for the first time ---- */

/* The row as row.c would have it. */
static void cut_cells(struct screen *screen, struct row *row, const char *at)
{
	arena_clear(screen->worker->arena);
	for (size_t i = 0; i < screen->marks.count; i++)
		screen->worker->cells[i] = marks_cell(&screen->plan->csv, at, &screen->marks, i);
	row->count = screen->marks.count;
	memset(screen->worker->done, 0, screen->plan->bound_count * sizeof *screen->worker->done);
	for (size_t i = 0; i < screen->plan->bound_count; i++)
		screen->worker->days[i] = WN_NO_DAY;
}

static bool all_utf8(const struct row *row, const struct bound *bound)
{
	for (size_t i = 0; i < bound->cell_count; i++)
		if (!str_is_utf8(row_cell(row, bound->cells[i])))
			return false;
	return true;
}

static void count_bound(const struct row *row, size_t number, struct memo_entry *entry, struct cell_count *adds)
{
	const struct bound *bound = &row->plan->bounds[number];
	uint32_t cause = row->worker->converted[number].cause;

	if (cause != WN_KNOWN && cause != WN_MALFORMED)
		return;
	adds->full++;
	adds->unread += cause == WN_MALFORMED;
	adds->not_utf8 += cause == WN_MALFORMED && !all_utf8(row, bound);
	entry->bad |= cause == WN_MALFORMED && bound->column->convert == WN_CONV_DATE;
}

static void learn_reading(const struct reading *reading, const struct row *row, struct memo_entry *entry, struct cell_count *adds)
{
	const struct bound *bound = &row->plan->bounds[reading->bound];
	size_t first = reading->group ? reading->group->first : reading->bound, count = reading->group ? reading->group->count : 1;
	int32_t day;

	if (reading->observed) {
		entry->bad |= observed_day(bound->column, row_cell(row, bound->observed), &day) == WN_INVALID;
		return;
	}
	for (size_t i = first; i < first + count; i++) {
		row_convert(row, i);
		count_bound(row, i, entry, adds);
	}
}

static struct memo_entry *learn(struct screen *screen, struct part *part, struct row *row, const char *at,
                                const struct cell *cells, uint64_t key)
{
	struct memo_entry *entry = memo_add(&part->memo, cells, part->cell_count, key);

	if (!entry)
		return NULL;
	cut_cells(screen, row, at);
	entry->adds = arena_array(screen->arena, part->reading_count, sizeof *entry->adds);
	for (size_t i = 0; i < part->reading_count; i++)
		learn_reading(&part->readings[i], row, entry, &entry->adds[i]);
	for (uint64_t left = part->lines; left; left &= left - 1) {
		size_t line = (size_t)__builtin_ctzll(left);

		set_verdict(ask(screen, line, row), line, &entry->match, &entry->miss);
	}
	return entry;
}

static struct memo_entry *entry_of(struct screen *screen, struct part *part, struct row *row, const char *at)
{
	struct cell cells[MEMO_CELLS];
	struct memo_entry *entry;
	uint64_t key;

	for (size_t i = 0; i < part->cell_count; i++)
		cells[i] = marks_cell(&screen->plan->csv, at, &screen->marks, part->cells[i]);
	entry = memo_find(&part->memo, cells, part->cell_count, &key);
	return entry ? entry : learn(screen, part, row, at, cells, key);
}

/* A day of this millennium or the last, no later in its month than any month has days. */
static bool is_plain_day(const struct bound *bound, struct cell cell)
{
	const char *at = cell.ptr;
	struct wn_str text = {cell.ptr, cell.len};

	if (cell.len != 10 || at[4] != '-' || at[7] != '-' || (at[0] != '1' && at[0] != '2'))
		return false;
	for (int i = 1; i < 10; i++)
		if (i != 4 && i != 7 && (at[i] < '0' || at[i] > '9'))
			return false;
	int month = 10 * (at[5] - '0') + at[6] - '0', day = 10 * (at[8] - '0') + at[9] - '0';
	return month >= 1 && month <= 12 && day >= 1 && day <= 28 && !str_equal(text, bound->column->sentinel) &&
	       !str_equal(text, bound->column->masked);
}

static bool has_plain_day(const struct screen *screen, const struct part *part, const char *at)
{
	return part->day_alone && is_plain_day(&screen->plan->bounds[part->readings[0].bound],
	                                       marks_cell(&screen->plan->csv, at, &screen->marks, part->cells[0]));
}

/* ---- lines that read several fields ---- */

static size_t tuple_slot(const struct tuple_line *line, uint64_t key)
{
	size_t at = (size_t)((key * 0x9e3779b97f4a7c15) >> 32) & line->mask;

	while (line->keys[at] && line->keys[at] != key)
		at = (at + 1) & line->mask;
	return at;
}

static void tuple_grow(struct tuple_line *line)
{
	struct tuple_line old = *line;

	line->mask = 2 * old.mask + 1;
	line->keys = xmalloc((line->mask + 1) * sizeof *line->keys);
	line->verdicts = xmalloc(line->mask + 1);
	memset(line->keys, 0, (line->mask + 1) * sizeof *line->keys);
	for (size_t i = 0; old.keys && i <= old.mask; i++) {
		size_t at = tuple_slot(line, old.keys[i]);

		line->keys[at] = old.keys[i];
		line->verdicts[at] = old.verdicts[i];
	}
	free(old.keys);
	free(old.verdicts);
}

/* False: seen too many already. */
static bool tuple_verdict(struct screen *screen, struct tuple_line *line, struct memo_entry *const *entries, struct row *row, const char *at,
                          enum verdict *verdict)
{
	uint64_t key = 0;
	size_t slot;

	for (size_t i = 0; i < line->part_count; i++)
		key = key << 16 | (uint64_t)(entries[line->parts[i]]->number + 1);
	slot = tuple_slot(line, key);
	if (!line->keys[slot]) {
		if (line->count == TUPLES_MOST)
			return false;
		if (2 * ++line->count > line->mask) {
			tuple_grow(line);
			slot = tuple_slot(line, key);
		}
		cut_cells(screen, row, at);
		line->keys[slot] = key;
		line->verdicts[slot] = (uint8_t)ask(screen, line->number, row);
	}
	*verdict = (enum verdict)line->verdicts[slot];
	return true;
}

/* ---- a row ---- */

/* What makes a row one that is counted otherwise, or looked at more closely, is not for here. */
static bool is_ordinary(const struct screen *screen, struct row *row, const char *at)
{
	const struct scan_plan *plan = screen->plan;
	struct wn_str id, open = plan->mapping->opt_out_open;
	struct cell cell;

	if (screen->marks.count != plan->header_count)
		return false;
	if (plan->opt_out_cell != NO_CELL) {
		cell = marks_cell(&plan->csv, at, &screen->marks, plan->opt_out_cell);
		if (cell.len != open.len || memcmp(cell.ptr, open.ptr, open.len) != 0)
			return false;
	}
	if (plan->id_cell == NO_CELL)
		return true;
	cell = marks_cell(&plan->csv, at, &screen->marks, plan->id_cell);
	id = (struct wn_str){cell.ptr, cell.len};
	if (!id_is_plain(plan->mapping->id_scheme, id))
		return false;
	if (!screen->gate->wanted)
		return true;
	arena_clear(row->worker->arena);
	struct key key = key_for(row->worker->arena, plan->mapping->id_scheme, id);
	return !screen->gate->wanted(screen->gate->context, row->worker->number, &key);
}

/* Null stands for a plain day, of which nothing else need be known. */
static bool find_entries(struct screen *screen, struct row *row, const char *at, struct memo_entry **entries)
{
	for (size_t i = 0; i < screen->part_count; i++) {
		struct part *part = &screen->parts[i];

		entries[i] = NULL;
		if (has_plain_day(screen, part, at))
			continue;
		entries[i] = entry_of(screen, part, row, at);
		if (!entries[i] || entries[i]->bad)
			return false;
	}
	return true;
}

static bool find_verdicts(struct screen *screen, struct row *row, const char *at, struct memo_entry *const *entries, uint64_t *match,
                          uint64_t *miss)
{
	*match = screen->match;
	*miss = screen->miss;
	for (size_t i = 0; i < screen->part_count; i++) {
		*match |= entries[i] ? entries[i]->match : 0;
		*miss |= entries[i] ? entries[i]->miss : 0;
	}
	for (size_t i = 0; i < screen->tuple_count; i++) {
		enum verdict verdict;

		if (!tuple_verdict(screen, &screen->tuples[i], entries, row, at, &verdict))
			return false;
		set_verdict(verdict, screen->tuples[i].number, match, miss);
	}
	return true;
}

/* A line that bytes do not decide and that comes before the others of its group may be the one that drops the row. */
static bool is_out(const struct screen *screen, uint64_t match, uint64_t miss)
{
	uint64_t drops = (match & screen->drops_by_match) | (miss & screen->drops_by_miss);
	bool out = true;

	if (screen->gate->least_drops > 1)
		return (unsigned)__builtin_popcountll(drops) >= screen->gate->least_drops;

	for (size_t i = 0; i < screen->gate->group_count; i++) {
		uint64_t blind = screen->blind & screen->groups[i];
		uint64_t told = blind ? (blind & -blind) - 1 : ~(uint64_t)0;

		out &= (drops & told & screen->groups[i]) != 0;
	}
	return out;
}

static bool lines_drop(struct screen *screen, struct row *row, struct wn_str rest)
{
	struct memo_entry *entries[PARTS_MOST];
	uint64_t match, miss;

	if (!screen->way->row(&screen->plan->csv, rest, &screen->marks) || !is_ordinary(screen, row, rest.ptr) ||
	    !find_entries(screen, row, rest.ptr, entries) || !find_verdicts(screen, row, rest.ptr, entries, &match, &miss) ||
	    !is_out(screen, match, miss))
		return false;
	screen->gate->dropped(screen->gate->context, row->worker->number, match, miss);
	for (size_t i = 0; i < screen->part_count; i++)
		(*(entries[i] ? &entries[i]->rows : &screen->parts[i].plain_days))++;
	return true;
}

/* Of a joined file nearly all rows are of companies that are gone. */
static bool join_drops(struct screen *screen, struct row *row, struct wn_str rest)
{
	const struct scan_plan *plan = screen->plan;
	struct wn_str when = plan->mapping->join.when_value;
	struct cell cell;

	if (!screen->way->row(&plan->csv, rest, &screen->marks) || screen->marks.count != plan->header_count || screen->marks.ends[0] == 0)
		return false;
	if (plan->when_cell != NO_CELL) {
		cell = marks_cell(&plan->csv, rest.ptr, &screen->marks, plan->when_cell);
		if (!str_equal((struct wn_str){cell.ptr, cell.len}, when))
			return true;
	}
	cell = marks_cell(&plan->csv, rest.ptr, &screen->marks, plan->id_cell);
	if (!id_is_plain(plan->mapping->id_scheme, (struct wn_str){cell.ptr, cell.len}))
		return false;
	arena_clear(row->worker->arena);
	struct key key = key_for(row->worker->arena, plan->mapping->id_scheme, (struct wn_str){cell.ptr, cell.len});
	return !screen->gate->wanted(screen->gate->context, row->worker->number, &key);
}

bool screen_drops(struct screen *screen, struct row *row, struct wn_str rest, size_t *next)
{
	if (!(screen->join ? join_drops : lines_drop)(screen, row, rest))
		return false;
	row->results->rows++;
	*next = screen->marks.next;
	row->line += screen->marks.quoted ? csv_lines(str_first(rest, *next)) : 1;
	return true;
}

static void tell_part(const struct part *part, struct cell_count *cells)
{
	cells[part->readings[0].field].full += part->plain_days;
	for (size_t i = 0; i < part->memo.count; i++) {
		const struct memo_entry *entry = memo_at(&part->memo, i);

		for (size_t j = 0; j < part->reading_count; j++) {
			struct cell_count *count = &cells[part->readings[j].field];

			count->full += entry->rows * entry->adds[j].full;
			count->unread += entry->rows * entry->adds[j].unread;
			count->not_utf8 += entry->rows * entry->adds[j].not_utf8;
		}
	}
}

void screen_tell(const struct screen *screen, struct cell_count *cells)
{
	for (size_t i = 0; i < screen->part_count; i++)
		tell_part(&screen->parts[i], cells);
}

/* ---- set-up ---- */

static bool add_cell(struct part *part, uint32_t cell)
{
	size_t place = 0;

	if (cell == NO_CELL)
		return true;
	while (place < part->cell_count && part->cells[place] < cell)
		place++;
	if (place < part->cell_count && part->cells[place] == cell)
		return true;
	if (part->cell_count == MEMO_CELLS)
		return false;
	memmove(&part->cells[place + 1], &part->cells[place], (part->cell_count - place) * sizeof *part->cells);
	part->cells[place] = cell;
	part->cell_count++;
	return true;
}

/* The cells of a reading, in the order of the file. */
static bool collect_cells(const struct screen *screen, const struct reading *reading, struct part *part)
{
	size_t first = reading->group ? reading->group->first : reading->bound, count = reading->group ? reading->group->count : 1;

	if (reading->observed)
		return add_cell(part, screen->plan->bounds[reading->bound].observed);
	for (size_t i = first; i < first + count; i++)
		for (size_t j = 0; j < screen->plan->bounds[i].cell_count; j++)
			if (!add_cell(part, screen->plan->bounds[i].cells[j]))
				return false;
	return true;
}

static bool same_cells(const struct part *a, const struct part *b)
{
	return a->cell_count == b->cell_count && memcmp(a->cells, b->cells, a->cell_count * sizeof *a->cells) == 0;
}

static bool add_reading(struct screen *screen, struct reading reading)
{
	struct part wanted = {0}, *part = screen->parts, *end = part + screen->part_count;

	if (!collect_cells(screen, &reading, &wanted))
		return false;
	while (part < end && !same_cells(part, &wanted))
		part++;
	if (part == end && screen->part_count++ == PARTS_MOST)
		return false;
	if (part == end) {
		*part = wanted;
		memo_init(&part->memo, screen->arena);
	}
	if (part->reading_count == READINGS_MOST)
		return false;
	part->readings[part->reading_count++] = reading;
	part->day_alone = part->reading_count == 1 && !reading.group && !reading.observed && part->cell_count == 1;
	return true;
}

/* Days are read whatever the gate looks at. */
static bool add_days(struct screen *screen, const struct bound_group *group)
{
	for (size_t i = group->first; i < group->first + group->count; i++) {
		const struct bound *bound = &screen->plan->bounds[i];
		struct reading day = {.field = group->id, .bound = i}, observed = {.field = group->id, .bound = i, .observed = true};

		if (!group->early && bound->column->convert == WN_CONV_DATE && !add_reading(screen, day))
			return false;
		if (bound->observed != NO_CELL && !add_reading(screen, observed))
			return false;
	}
	return true;
}

/* With `wanted`, a row is looked up by its id alone, so there must be no other key in it. */
static bool add_parts(struct screen *screen)
{
	const struct scan_plan *plan = screen->plan;

	for (size_t i = 0; i < plan->group_count; i++) {
		const struct bound_group *group = &plan->groups[i];
		struct reading field = {.field = group->id, .group = group};

		if (group->is_id)
			continue;
		if (screen->gate->wanted && (plan->id_cell == NO_CELL || group->field->scheme[0]))
			return false;
		if ((group->early && !add_reading(screen, field)) || !add_days(screen, group))
			return false;
	}
	return true;
}

static size_t part_of(const struct screen *screen, const struct bound_group *group)
{
	for (size_t i = 0; i < screen->part_count; i++)
		for (size_t j = 0; j < screen->parts[i].reading_count; j++)
			if (screen->parts[i].readings[j].group == group)
				return i;
	return PARTS_MOST;
}

static bool add_part(struct tuple_line *tuple, size_t part)
{
	for (size_t i = 0; i < tuple->part_count; i++)
		if (tuple->parts[i] == part)
			return true;
	if (part == PARTS_MOST || tuple->part_count == TUPLE_MOST)
		return false;
	tuple->parts[tuple->part_count++] = part;
	return true;
}

/* False: it reads more parts than are looked up together, or the id, which every row has another of. */
static bool parts_of_line(const struct screen *screen, const struct scan_line *line, struct tuple_line *tuple)
{
	for (size_t i = 0; i < line->field_count; i++) {
		const struct bound_group *group = group_of(screen->plan, line->fields[i]);

		if (group && !add_part(tuple, part_of(screen, group)))
			return false;
	}
	return true;
}

static void add_line(struct screen *screen, size_t number)
{
	const struct scan_line *line = &screen->gate->lines[number];
	struct tuple_line tuple = {.number = number, .mask = 63};

	if (!line->by_value || !parts_of_line(screen, line, &tuple)) {
		screen->blind |= (uint64_t)1 << number;
	} else if (tuple.part_count == 0) {
		set_verdict(ask(screen, number, NULL), number, &screen->match, &screen->miss);
	} else if (tuple.part_count == 1) {
		screen->parts[tuple.parts[0]].lines |= (uint64_t)1 << number;
	} else {
		tuple_grow(&tuple);
		screen->tuples[screen->tuple_count++] = tuple;
	}
	screen->groups[line->group] |= (uint64_t)1 << number;
	*(line->drops == VERDICT_MATCH ? &screen->drops_by_match : &screen->drops_by_miss) |= (uint64_t)1 << number;
}

static bool is_ascii(struct wn_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] >= 0x80)
			return false;
	return true;
}

/* A day that cannot be read makes a row a bad one, whoever it is of. */
static bool reads_days(const struct scan_plan *plan)
{
	for (size_t i = 0; i < plan->bound_count; i++)
		if (plan->bounds[i].column->convert == WN_CONV_DATE || plan->bounds[i].observed != NO_CELL)
			return true;
	return false;
}

static bool can_screen(const struct scan_plan *plan, const struct scan_gate *gate)
{
	if (plan->mapping->of)
		return gate && gate->wanted && !plan->json && is_ascii(plan->mapping->join.when_value) && !reads_days(plan);
	return gate && gate->verdict && gate->line_count > 0 && gate->line_count <= LINES_MOST && gate->group_count > 0 &&
	       gate->group_count <= LINES_MOST && !plan->json &&
	       is_ascii(plan->mapping->opt_out_open);
}

struct screen *screen_new(const struct scan_plan *plan, struct row_worker *worker, enum marks_path path)
{
	struct wn_arena *arena;
	struct screen *screen;

	if (!can_screen(plan, worker->gate))
		return NULL;
	arena = arena_new();
	screen = arena_alloc(arena, sizeof *screen);
	*screen = (struct screen){.plan = plan, .gate = worker->gate, .worker = worker, .arena = arena, .way = marks_of(path)};
	screen->join = plan->mapping->of != NULL;
	screen->marks.room = plan->header_count + 1;
	screen->marks.ends = arena_array(arena, screen->marks.room + MARKS_SPARE, sizeof *screen->marks.ends);
	screen->parts = arena_array(arena, PARTS_MOST + 1, sizeof *screen->parts);
	screen->tuples = arena_array(arena, LINES_MOST, sizeof *screen->tuples);
	if (!screen->way || (!screen->join && !add_parts(screen))) {
		screen_free(screen);
		return NULL;
	}
	for (size_t i = 0; i < screen->gate->line_count; i++)
		add_line(screen, i);
	if (screen->blind && screen->gate->least_drops > 1) {
		screen_free(screen);
		return NULL;
	}
	return screen;
}

void screen_free(struct screen *screen)
{
	if (!screen)
		return;
	for (size_t i = 0; i < screen->tuple_count; i++) {
		free(screen->tuples[i].keys);
		free(screen->tuples[i].verdicts);
	}
	for (size_t i = 0; i < PARTS_MOST; i++)
		memo_end(&screen->parts[i].memo);
	arena_free(screen->arena);
}
