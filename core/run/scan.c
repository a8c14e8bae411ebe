/* scan.c - phase three: sources become companies, identity is settled once, what no gate drops is a candidate.
 *
 * Small sources are read first and whole; the largest declared source comes last and its rows meet the gates
 * while they are read, unless one of their keys belongs to a company already there: then the row is kept and the
 * lines are decided on the merged company. So dropping a row early is only a shortcut. Sources whose rows are items of a
 * list are always read whole.
 */
#include <stdlib.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/log.h"
#include "base/str.h"
#include "company/pack.h"
#include "run/ask.h"
#include "run/breadth.h"
#include "run/opt_out.h"
#include "run/parallel.h"
#include "run/scan.h"

#define BAD_SHOWN 20 /* bad rows named one by one; the rest are counted */
#define PAGES_MOST 100000
#define CACHE_LINE 16 /* of counters, and room to spare */

/* ---- rows ---- */

void rows_keep(struct row_store *rows, struct wn_str packed)
{
	if (rows->count == rows->room) {
		rows->room = rows->room ? rows->room * 2 : 1024;
		rows->at = xrealloc(rows->at, rows->room * sizeof *rows->at);
	}
	rows->at[rows->count++] = arena_str(rows->arena, packed);
}

static void remember_opt_out(struct run *run, const struct key *key)
{
	char name[KEY_NAME_ROOM];
	map_put(run->opted_out, key_spell(name, key), run);
}

bool key_is_in(const struct map *names, const struct key *key)
{
	char name[KEY_NAME_ROOM];
	return map_has(names, key_spell(name, key));
}

/* ---- what scan_files tells ---- */

static void on_company(void *context, struct wn_str packed)
{
	struct scanning *scanning = context;
	rows_keep(&scanning->rows, packed);
}

static void on_opt_out(void *context, const struct key *key)
{
	struct scanning *scanning = context;
	remember_opt_out(scanning->run, key);
}

void count_bad(struct run *run, const struct bad_row *bad)
{
	run->funnel.bad[bad->kind]++;
	if (run->funnel.bad_rows++ < BAD_SHOWN)
		log_warning("%.*s:%llu:%u: bad row: %s", STR_ARG(bad->file), (unsigned long long)bad->line, bad->column, bad_kind_name(bad->kind));
}

static void on_bad(void *context, const struct bad_row *bad)
{
	struct scanning *scanning = context;
	count_bad(scanning->run, bad);
}

static bool on_progress(void *context, struct wn_str file, uint64_t rows, uint64_t bytes, uint64_t total)
{
	struct scanning *scanning = context;
	(void)bytes, (void)total;
	scanning->rows_told = scanning->rows_before + rows;
	return run_tell(scanning->run, &(struct progress){.phase = "scan", .unit = "rows", .done = scanning->rows_told, .file = file});
}

/* ---- the gate of the last and largest source ---- */

bool has_key(const struct company *company, const struct key *key)
{
	for (size_t i = 0; i < company->key_count; i++)
		if (str_equal(company->keys[i].scheme, key->scheme) && str_equal(company->keys[i].value, key->value))
			return true;
	return false;
}

/* A row that one profile wants stays for all of them. Counts the line of each that drops it if all do. */
static bool dropped_by_all(const struct run *run, struct judge *judge, const struct company *company, uint64_t *dropped)
{
	judge->subject.final = false;
	subject_begin(&judge->subject, company);
	for (size_t i = 0; i < run->profile_count; i++) {
		long line = icp_gate(run->profiles[i].icp, &judge->subject);
		if (line < 0)
			return false;
		judge->lines[i] = run->profiles[i].first_line + (size_t)line;
	}
	for (size_t i = 0; i < run->profile_count; i++)
		dropped[judge->lines[i]]++;
	return true;
}

static bool is_named(const struct scanning *scanning, const struct company *company)
{
	if (scanning->run->only && has_key(company, scanning->run->only))
		return true;
	for (size_t i = 0; scanning->names && i < company->key_count; i++)
		if (key_is_in(scanning->names, &company->keys[i]))
			return true;
	return false;
}

static bool keep_row(void *context, unsigned worker, const struct company *company)
{
	struct scanning *scanning = context;
	struct judge *judge = &scanning->judges[worker];
	bool named = is_named(scanning, company);
	if (scanning->run->breadth)
		return breadth_row(scanning->run->breadth, judge, company, named);
	return named || !dropped_by_all(scanning->run, judge, company, scanning->dropped[worker]);
}

static bool look_at_row(void *context, unsigned worker, const struct company *company)
{
	struct scanning *scanning = context;
	return breadth_look(scanning->run->breadth, &scanning->judges[worker], company);
}

static bool is_wanted(void *context, unsigned worker, const struct key *key)
{
	const struct scanning *scanning = context;
	const struct key *only = scanning->run->only;
	(void)worker;
	return (only && str_equal(key->scheme, only->scheme) && str_equal(key->value, only->value)) ||
	       (scanning->names && key_is_in(scanning->names, key)) || (scanning->run->breadth && breadth_wants(scanning->run->breadth, key));
}

static enum verdict ask_line(void *context, unsigned worker, size_t line, const struct company *company)
{
	struct scanning *scanning = context;
	struct judge *judge = &scanning->judges[worker];
	struct result result;
	judge->subject.final = false;
	subject_begin(&judge->subject, company);
	line_evaluate(scanning->gates[line].line, &judge->subject, false, &result);
	return result.verdict;
}

/* Of each profile the first line that drops a row is the one it is counted at. */
static void on_dropped(void *context, unsigned worker, uint64_t match, uint64_t miss)
{
	struct scanning *scanning = context;
	uint64_t drops = (match & scanning->drops_by_match) | (miss & scanning->drops_by_miss);
	if (scanning->run->breadth) {
		breadth_dropped(scanning->run->breadth, worker, match, miss);
		return;
	}
	for (size_t i = 0; i < scanning->run->profile_count; i++)
		scanning->dropped[worker][scanning->gates[__builtin_ctzll(drops & scanning->profile_gates[i])].counted]++;
}

/* In a profile the gates come first among the lines. */
static size_t gates_of(const struct icp *icp)
{
	size_t count = 0;
	while (count < icp->line_count && line_is_gate(&icp->lines[count]))
		count++;
	return count;
}

static void add_gate(struct scanning *scanning, size_t profile, size_t index, struct scan_line *lines, size_t at)
{
	const struct profile *of = &scanning->run->profiles[profile];
	const struct line *line = &of->icp->lines[index];
	enum verdict drops = line->section == SECTION_MUST ? VERDICT_MISS : VERDICT_MATCH;
	scanning->gates[at] = (struct gate_line){line, of->first_line + index};
	lines[at] = (struct scan_line){line->fields, line->field_count, line_by_value(line), drops, (uint32_t)profile};
	if (at >= 64)
		return;
	scanning->profile_gates[profile] |= (uint64_t)1 << at;
	*(drops == VERDICT_MATCH ? &scanning->drops_by_match : &scanning->drops_by_miss) |= (uint64_t)1 << at;
}

static void gate_lines(struct scanning *scanning, struct scan_gate *gate)
{
	struct run *run = scanning->run;
	struct scan_line *lines = arena_array(run->arena, run->line_count + 1, sizeof *lines);
	scanning->gates = arena_array(run->arena, run->line_count + 1, sizeof *scanning->gates);
	scanning->profile_gates = arena_array(run->arena, run->profile_count, sizeof *scanning->profile_gates);
	for (size_t i = 0; i < run->profile_count; i++)
		for (size_t j = 0; j < gates_of(run->profiles[i].icp); j++)
			add_gate(scanning, i, j, lines, gate->line_count++);
	gate->lines = lines;
	gate->group_count = run->profile_count;
	gate->verdict = ask_line;
	gate->dropped = on_dropped;
	gate->wanted = scanning->names || run->only ? is_wanted : NULL;
}

static void add_gate_fields(const struct icp *icp, bool *fields)
{
	for (size_t i = 0; i < icp->line_count; i++) {
		const struct line *line = &icp->lines[i];
		for (size_t j = 0; line_is_gate(line) && j < line->field_count; j++)
			fields[line->fields[j]] = true;
	}
}

/* Rows that two lines drop are only counted, the others are looked at closely; rows without an id are told apart by their names. */
static void gate_of_breadth(struct scanning *scanning, const struct step *step, struct scan_gate *gate)
{
	gate->least_drops = 2;
	gate->look = look_at_row;
	gate->line_count = step->mapping->id_column.len ? gate->line_count : 0;
	gate->wanted = scanning->names || scanning->run->suppress_key ? is_wanted : NULL;
}

static bool *gate_fields(struct run *run)
{
	bool *fields = arena_array(run->arena, dictionary_count(run->dictionary), sizeof *fields);
	for (size_t i = 0; i < run->profile_count; i++)
		add_gate_fields(run->profiles[i].icp, fields);
	return fields;
}

static void add_drops(struct scanning *scanning, unsigned threads)
{
	struct run *run = scanning->run;
	for (unsigned worker = 0; worker < threads; worker++)
		for (size_t i = 0; i < run->line_count; i++)
			run->funnel.by_line[i] += scanning->dropped[worker][i];
}

/* ---- one source ---- */

static int scan_declared(struct scanning *scanning, struct step *step, bool gated)
{
	struct run *run = scanning->run;
	unsigned threads = run_threads(run);
	struct scan_options options = {.threads = threads, .provider = step->provider, .file_day = WN_NO_DAY};
	struct scan_gate gate = {.context = scanning, .keep = keep_row, .fields = gate_fields(run)};
	struct scan_sink sink = {.context = scanning, .company = on_company, .opt_out = on_opt_out, .bad = on_bad, .progress = on_progress};
	struct scan_counts counts = {.cells = arena_array(run->arena, dictionary_count(run->dictionary), sizeof *counts.cells)};
	size_t first = scanning->rows.count;
	scanning->rows_before = run->funnel.rows;
	if (gated)
		gate_lines(scanning, &gate);
	if (gated && run->breadth)
		gate_of_breadth(scanning, step, &gate);
	int code = scan_files(step->mapping, &options, gated ? &gate : NULL, &sink, &counts, &run->error);
	run->funnel.rows += counts.rows;
	run->funnel.opted_out += counts.opted_out;
	count_unread(run, step, counts.cells);
	if (code == WN_OK)
		code = join_files(scanning, step, first);
	return code < 0 ? fail_in(&run->error, "source \"%.*s\"", STR_ARG(step->name)) : WN_OK;
}

/* A driven source says what it has; the rest is completed here as the scan of files does it: its id as a fact, keys
 * from facts, and `absent` for what it provides and did not say, lest anybody wait for it. */
static void complete_row(const struct step *step, struct company *company)
{
	struct key key;
	bool has_id = company->key_count > 0;
	for (size_t i = 0; has_id && i < company->key_count; i++) {
		field_id field = dictionary_key_field(company->dictionary, company->keys[i].scheme);
		struct fact fact = {.field = field, .provider = step->provider, .value = value_of_text(company->keys[i].value), .evidence = {.day = WN_NO_DAY}};
		if (field != NO_FIELD)
			company_add(company, &fact);
	}
	for (size_t i = 0; i < company->fact_count; i++)
		if (key_of_fact(company->arena, dictionary_field(company->dictionary, company->facts[i].field), &company->facts[i], has_id, &key))
			company_add_key(company, key.scheme, key.value);
	for (size_t i = 0; i < step->said.provide_count; i++) {
		size_t said;
		struct fact fact = {.field = step->said.provides[i], .provider = step->provider, .cause = WN_ABSENT, .evidence = {.day = WN_NO_DAY}};
		if (!company_facts(company, fact.field, &said))
			company_add(company, &fact);
	}
}

static void count_cells(struct scanning *scanning, const struct company *company)
{
	for (size_t i = 0; i < company->fact_count; i++) {
		bool unread = company->facts[i].cause == WN_MALFORMED;
		struct cell_count *count = &scanning->cells[company->facts[i].field];
		count->full += unread || company->facts[i].cause == WN_KNOWN;
		count->unread += unread;
		scanning->unread |= unread;
	}
}

static void take_rows(struct scanning *scanning, struct task *task)
{
	struct run *run = scanning->run;
	struct buf packed = {0};
	for (size_t i = 0; i < task->row_count; i++) {
		run->funnel.rows++;
		if (task->rows[i].opt_out) {
			run->funnel.opted_out++;
			remember_opt_out(run, &task->rows[i].key);
			continue;
		}
		buf_clear(&packed);
		count_cells(scanning, &task->rows[i].company);
		complete_row(task->step, &task->rows[i].company);
		company_pack(&packed, &task->rows[i].company);
		rows_keep(&scanning->rows, buf_as_str(&packed));
	}
	buf_free(&packed);
	run->funnel.rows += task->bad_count;
	for (size_t i = 0; i < task->bad_count; i++)
		count_bad(run, &task->bad[i]);
}

/* A source is shown what it could narrow by; the lines of other fields are none of its business. */
static size_t keep_provided(const struct run *run, const struct step *step, struct wn_line *lines, size_t count)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++)
		if (step_provides(step, dictionary_find(run->dictionary, lines[i].field)))
			lines[kept++] = lines[i];
	return kept;
}

static struct wn_line *lines_of_all(struct run *run, size_t *count)
{
	const struct icp **profiles = arena_array(run->arena, run->profile_count, sizeof *profiles);
	for (size_t i = 0; i < run->profile_count; i++)
		profiles[i] = run->profiles[i].icp;
	return icp_offer(run->arena, profiles, run->profile_count, run->dictionary, count);
}

static int offer_lines(struct run *run, struct step *step)
{
	const struct wn_source_ops *ops = step->plugin->vtable->ops;
	size_t count;
	/* What a source leaves out by itself nobody could count. */
	if (!ops->offer || run->breadth)
		return WN_OK;
	struct wn_line *lines = lines_of_all(run, &count);
	return ops->offer(step->state, lines, keep_provided(run, step, lines, count), &run->error);
}

/* Pages of a driven source, one task each; the cursor is all that one hands to the next. */
static int scan_pages(struct scanning *scanning, struct step *step, void *worker)
{
	struct run *run = scanning->run;
	const struct wn_source_ops *ops = step->plugin->vtable->ops;
	struct buf cursor = {0};
	int code = WN_MORE;
	for (int page = 0; code == WN_MORE && page < PAGES_MOST; page++) {
		struct wn_arena *arena = arena_new();
		struct task task;
		task_init(&task, step, worker, NULL, run->providers, arena, &run->error, run->options.as_of);
		if (cursor.len)
			task.public.data = (void *)arena_str(arena, buf_as_str(&cursor)).ptr;
		code = task_run(run->net, &task, ops->page);
		take_rows(scanning, &task);
		buf_clear(&cursor);
		buf_str(&cursor, task.cursor);
		task_end(&task);
		arena_free(arena);
		if (!run_progress(run, "scan", "rows", run->funnel.rows, 0))
			code = fail(&run->error, WN_FAIL, "interrupted");
	}
	buf_free(&cursor);
	return code == WN_MORE ? fail(&run->error, WN_FAIL, "more than %d pages: a loop", PAGES_MOST) : code;
}

static int scan_driven(struct scanning *scanning, struct step *step)
{
	struct run *run = scanning->run;
	void *worker = NULL;
	int code = offer_lines(run, step);
	if (code == WN_OK)
		code = step_enter(step, &worker, &run->error);
	if (code == WN_OK) {
		scanning->cells = arena_array(run->arena, dictionary_count(run->dictionary), sizeof *scanning->cells);
		scanning->unread = false;
		code = scan_pages(scanning, step, worker);
		step_leave(step, worker);
		if (scanning->unread)
			count_unread(run, step, scanning->cells);
	}
	return code < 0 ? fail_in(&run->error, "source \"%.*s\"", STR_ARG(step->name)) : WN_OK;
}

/* ---- all sources ---- */

static bool is_declared(const struct step *step)
{
	const struct wn_source_ops *ops = step->plugin->vtable->ops;
	return !ops->page;
}

static uint64_t size_of(const struct step *step)
{
	uint64_t size = 0;
	struct stat status;
	for (size_t i = 0; i < step->mapping->file_count; i++)
		if (stat(step->mapping->files[i].path.ptr, &status) == 0)
			size += (uint64_t)status.st_size;
	return size;
}

/* Where a row is an item of a list ("signal.kind" is a column), a company has many rows, and none of them may be judged alone:
 * the one that speaks against it would go, and the others stay. */
static bool rows_are_items(const struct wn_mapping *mapping)
{
	for (size_t i = 0; i < mapping->column_count; i++)
		if (memchr(mapping->columns[i].field.ptr, '.', mapping->columns[i].field.len))
			return true;
	return false;
}

static struct step *largest_declared(const struct run *run)
{
	struct step *largest = NULL;
	size_t from = 0;
	for (struct step *step; (step = run_next_step(run, WN_SOURCE, &from));)
		if (is_declared(step) && !rows_are_items(step->mapping) && (!largest || size_of(step) > size_of(largest)))
			largest = step;
	return largest;
}

/* The names of all companies that the small sources brought: rows with one of them are never dropped early. */
static int collect_names(struct scanning *scanning)
{
	struct run *run = scanning->run;
	struct wn_arena *arena = arena_new();
	int code = WN_OK;
	struct wn_str objecting;
	if (scanning->rows.count || (run->breadth && map_count(run->opted_out)))
		scanning->names = map_new();
	for (size_t i = 0; code == WN_OK && i < scanning->rows.count; i++) {
		struct company company;
		arena_clear(arena);
		code = company_unpack(&company, arena, run->dictionary, scanning->rows.at[i], &run->error);
		for (size_t j = 0; code == WN_OK && j < company.key_count; j++)
			map_put(scanning->names, key_name(arena, &company.keys[j]), run);
	}
	/* Who objects in a small source is no company in the large one either: kept, it is recognised when all is joined. */
	for (size_t i = 0; run->breadth && map_at(run->opted_out, i, &objecting, NULL); i++)
		map_put(scanning->names, objecting, run);
	arena_free(arena);
	return code;
}

static int begin_judges(struct scanning *scanning, unsigned threads)
{
	struct run *run = scanning->run;
	scanning->judges = arena_array(run->arena, threads, sizeof *scanning->judges);
	scanning->dropped = arena_array(run->arena, threads, sizeof *scanning->dropped);
	for (unsigned i = 0; i < threads; i++) {
		/* Written for every row: threads must not share the cache line of another. */
		scanning->dropped[i] = arena_array(run->arena, run->line_count + 1 + 2 * CACHE_LINE, sizeof **scanning->dropped);
		scanning->dropped[i] += CACHE_LINE;
		scanning->judge_count++;
		if (judge_begin(&scanning->judges[i], run, i) < 0) {
			run->error = scanning->judges[i].error;
			return run->error.code;
		}
	}
	return WN_OK;
}

static int scan_largest(struct scanning *scanning, struct step *largest)
{
	unsigned threads = run_threads(scanning->run);
	int code = collect_names(scanning);
	if (code == WN_OK)
		code = begin_judges(scanning, threads);
	bool gated = !scanning->run->breadth || breadth_source(scanning->run->breadth, largest);
	if (code == WN_OK)
		code = scan_declared(scanning, largest, gated);
	if (code == WN_OK)
		add_drops(scanning, threads);
	for (unsigned i = 0; i < scanning->judge_count; i++)
		judge_end(&scanning->judges[i]);
	map_free(scanning->names);
	return code;
}

static int scan_sources(struct scanning *scanning)
{
	struct run *run = scanning->run;
	struct step *largest = largest_declared(run);
	size_t from = 0;
	int code = WN_OK;
	for (struct step *step; code == WN_OK && (step = run_next_step(run, WN_SOURCE, &from));)
		if (step != largest)
			code = is_declared(step) ? scan_declared(scanning, step, false) : scan_driven(scanning, step);
	if (code == WN_OK && largest)
		code = scan_largest(scanning, largest);
	return code;
}

/* Joined files have many more rows than the sources: the share is one of each, or theirs would hide that of the others. */
static bool few_are_bad(const struct run *run)
{
	const struct funnel *funnel = &run->funnel;
	return (double)(funnel->bad_rows - funnel->join.bad) <= run->settings.bad_rows * (double)funnel->rows &&
	       (double)funnel->join.bad <= run->settings.bad_rows * (double)funnel->join.rows;
}

static int check_bad_share(struct run *run)
{
	const struct funnel *funnel = &run->funnel;
	if (few_are_bad(run))
		return WN_OK;
	struct buf kinds = {0};
	for (int kind = 0; kind < BAD_KIND_COUNT; kind++)
		if (funnel->bad[kind])
			buf_printf(&kinds, "%s%llu %s", kinds.len ? ", " : "", (unsigned long long)funnel->bad[kind], bad_kind_name(kind));
	int code = fail(&run->error, WN_FAIL, "%llu of %llu rows are bad (%s), more than bad_rows = %g allows; nothing was changed",
	                (unsigned long long)funnel->bad_rows, (unsigned long long)(funnel->rows + funnel->join.rows), kinds.data, run->settings.bad_rows);
	buf_free(&kinds);
	return code;
}

int run_scan(struct run *run)
{
	struct scanning scanning = {.run = run};
	scanning.rows.arena = arena_new();
	int code = opt_out_recall(run);
	if (code == WN_OK)
		code = scan_sources(&scanning);
	if (code == WN_OK && !run->only)
		code = check_bad_share(run);
	if (code == WN_OK)
		code = settle_companies(&scanning);
	if (run->interrupted && code < 0)
		code = fail(&run->error, WN_FAIL, "interrupted");
	free(scanning.rows.at);
	arena_free(scanning.rows.arena);
	return code;
}
