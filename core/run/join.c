/* join.c - files that a source joins to its first one: what their rows say of companies that the first has left.
 *
 * The first file is read and its rows meet the gates; fields of joined files are unknown then, so a line that reads them
 * drops nobody. Of the rows that stayed the ids are wanted: a joined file is read at the speed of the scan, by the same
 * threads, and nothing of it stays in memory but rows of wanted ids. Their facts go into the rows of the first, as facts of
 * the same source, so that everything after the scan sees one company; settle.c then decides the lines that waited.
 */
#include <stdlib.h>

#include "base/error.h"
#include "base/log.h"
#include "base/str.h"
#include "company/pack.h"
#include "run/scan.h"

/* A row of a joined file that is kept. */
struct kept_row {
	struct wn_str newest, name, packed;
	struct kept_row *next; /* of the same company, where all rows add up */
};

/* A company of the first file. The workers ask whether there is one; only the thread that reads gives it rows. */
struct wanted {
	struct kept_row *rows;
};

struct joining {
	struct scanning *scanning;
	const struct wn_mapping *mapping; /* of the joined file */
	struct wn_arena *arena;           /* of its rows */
	struct map *wanted;               /* "scheme:value" to struct wanted */
	struct wanted *at;
	uint64_t several;
};

/* ---- whom is asked for ---- */

static const struct key *id_of(const struct wn_mapping *mapping, const struct company *company)
{
	for (size_t i = 0; i < company->key_count; i++)
		if (str_equal(company->keys[i].scheme, mapping->id_scheme))
			return &company->keys[i];
	return NULL;
}

static int unpack(const struct joining *joining, struct company *company, struct wn_arena *arena, struct wn_str packed)
{
	struct run *run = joining->scanning->run;
	return company_unpack(company, arena, run->dictionary, packed, &run->error);
}

static int collect_wanted(struct joining *joining, size_t first)
{
	const struct row_store *rows = &joining->scanning->rows;
	struct wn_arena *arena = arena_new();
	char name[KEY_NAME_ROOM];
	size_t used = 0;
	int code = WN_OK;
	joining->at = arena_array(joining->arena, rows->count - first, sizeof *joining->at);
	for (size_t i = first; code == WN_OK && i < rows->count; i++) {
		struct company company;
		arena_clear(arena);
		code = unpack(joining, &company, arena, rows->at[i]);
		const struct key *id = code == WN_OK ? id_of(joining->mapping, &company) : NULL;
		if (id && !map_has(joining->wanted, key_spell(name, id)))
			map_put(joining->wanted, key_spell(name, id), &joining->at[used++]);
	}
	arena_free(arena);
	return code;
}

/* ---- reading ---- */

static bool is_wanted(void *context, unsigned worker, const struct key *id)
{
	const struct joining *joining = context;
	char name[KEY_NAME_ROOM];
	(void)worker;
	return map_has(joining->wanted, key_spell(name, id));
}

static bool keep_wanted(void *context, unsigned worker, const struct company *company)
{
	const struct joining *joining = context;
	const struct key *id = id_of(joining->mapping, company);
	return id && is_wanted(context, worker, id);
}

/* Which of two rows counts: the newest, then the one with the greater name; the bytes last, so that the order of the file plays no part. */
static int compare_rows(const struct joined_row *row, const struct kept_row *kept)
{
	int order = str_compare(row->newest, kept->newest);
	if (order == 0)
		order = str_compare(row->name, kept->name);
	return order ? order : str_compare(row->packed, kept->packed);
}

static void put_row(struct joining *joining, struct kept_row *kept, const struct joined_row *row)
{
	kept->newest = arena_str(joining->arena, row->newest);
	kept->name = arena_str(joining->arena, row->name);
	kept->packed = arena_str(joining->arena, row->packed);
}

static void on_joined(void *context, const struct joined_row *row)
{
	struct joining *joining = context;
	char name[KEY_NAME_ROOM];
	struct wanted *wanted = map_get(joining->wanted, key_spell(name, &(struct key){joining->mapping->id_scheme, row->id}));
	if (!wanted)
		return;
	if (wanted->rows && !joining->mapping->join.several) {
		joining->several++;
		if (compare_rows(row, wanted->rows) > 0)
			put_row(joining, wanted->rows, row);
		return;
	}
	struct kept_row *kept = arena_alloc(joining->arena, sizeof *kept);
	put_row(joining, kept, row);
	kept->next = wanted->rows;
	wanted->rows = kept;
}

static void on_bad(void *context, const struct bad_row *bad)
{
	struct joining *joining = context;
	joining->scanning->run->funnel.join.bad++;
	count_bad(joining->scanning->run, bad);
}

static bool on_progress(void *context, struct wn_str file, uint64_t rows, uint64_t bytes, uint64_t total)
{
	struct joining *joining = context;
	(void)bytes, (void)total;
	return run_tell(joining->scanning->run, &(struct progress){.phase = "join", .unit = "rows", .done = rows, .file = file});
}

static int read_joined(struct joining *joining, const struct step *step)
{
	struct run *run = joining->scanning->run;
	size_t fields = dictionary_count(run->dictionary);
	struct scan_options options = {.threads = run_threads(run), .provider = step->provider, .file_day = WN_NO_DAY};
	/* Whom a row is of is all that the gate looks at: nothing else is converted of a row that nobody wants. */
	struct scan_gate gate = {.context = joining, .keep = keep_wanted, .wanted = is_wanted, .fields = arena_array(run->arena, fields, sizeof(bool))};
	struct scan_sink sink = {.context = joining, .joined = on_joined, .bad = on_bad, .progress = on_progress};
	struct scan_counts counts = {.cells = arena_array(run->arena, fields, sizeof *counts.cells)};
	int code = scan_files(joining->mapping, &options, &gate, &sink, &counts, &run->error);
	run->funnel.join.rows += counts.rows;
	count_unread(run, step, counts.cells);
	return code;
}

/* ---- into the rows of the first file ---- */

static bool has_code(const struct wn_value *codes, const struct wn_code *code)
{
	for (size_t i = 0; i < codes->as.codes.count; i++)
		if (str_equal(codes->as.codes.at[i].scheme, code->scheme) && str_equal(codes->as.codes.at[i].code, code->code))
			return true;
	return false;
}

static int order_codes(const void *a, const void *b)
{
	const struct wn_code *x = a, *y = b;
	int order = str_compare(x->scheme, y->scheme);
	return order ? order : str_compare(x->code, y->code);
}

/* Codes of all rows in one value, each once, in an order of their own: that of the rows says nothing. */
static bool add_codes(struct company *company, const struct fact *more)
{
	size_t count, kept;
	struct fact *facts = (struct fact *)company_facts(company, more->field, &count);
	struct wn_code *codes;
	while (count > 0 && (facts->provider != more->provider || facts->cause != WN_KNOWN || facts->value.type != WN_CODE))
		facts++, count--;
	if (count == 0 || more->cause != WN_KNOWN || more->value.type != WN_CODE)
		return false;
	kept = facts->value.as.codes.count;
	codes = arena_array(company->arena, kept + more->value.as.codes.count, sizeof *codes);
	memcpy(codes, facts->value.as.codes.at, kept * sizeof *codes);
	for (size_t i = 0; i < more->value.as.codes.count; i++)
		if (!has_code(&facts->value, &more->value.as.codes.at[i]))
			codes[kept++] = more->value.as.codes.at[i];
	qsort(codes, kept, sizeof *codes, order_codes);
	facts->value.as.codes.at = codes;
	facts->value.as.codes.count = kept;
	return true;
}

static void add_facts(struct company *company, const struct company *more, bool several)
{
	for (size_t i = 0; i < more->fact_count; i++)
		if (!several || !add_codes(company, &more->facts[i]))
			company_add(company, &more->facts[i]);
	for (size_t i = 0; i < more->key_count; i++)
		company_add_key(company, more->keys[i].scheme, more->keys[i].value);
}

/* The file was read and has no row: absent, not "not asked". What the first file has of a field stands. */
static void add_absent(const struct joining *joining, struct company *company, provider_id provider)
{
	for (size_t i = 0; i < joining->mapping->column_count; i++) {
		size_t said;
		struct fact fact = {.field = joining->mapping->fields[i], .provider = provider, .cause = WN_ABSENT, .evidence = {.day = WN_NO_DAY}};
		if (!company_facts(company, fact.field, &said))
			company_add(company, &fact);
	}
}

static int add_rows(struct joining *joining, struct company *company, const struct wanted *wanted)
{
	for (const struct kept_row *row = wanted->rows; row; row = row->next) {
		struct company more;
		if (unpack(joining, &more, company->arena, row->packed) < 0)
			return WN_FAIL;
		add_facts(company, &more, joining->mapping->join.several);
	}
	return WN_OK;
}

static int join_row(struct joining *joining, const struct step *step, struct wn_arena *arena, struct wn_str *packed, struct buf *out)
{
	struct run *run = joining->scanning->run;
	struct company company;
	char name[KEY_NAME_ROOM];
	int code = unpack(joining, &company, arena, *packed);
	const struct key *id = code == WN_OK ? id_of(joining->mapping, &company) : NULL;
	const struct wanted *wanted = id ? map_get(joining->wanted, key_spell(name, id)) : NULL;
	if (code < 0 || !wanted)
		return code;
	code = add_rows(joining, &company, wanted);
	if (!wanted->rows)
		add_absent(joining, &company, step->provider);
	wanted->rows ? run->funnel.join.found++ : run->funnel.join.without++;
	buf_clear(out);
	company_pack(out, &company);
	*packed = arena_str(joining->scanning->rows.arena, buf_as_str(out));
	return code;
}

static int join_rows(struct joining *joining, const struct step *step, size_t first)
{
	struct row_store *rows = &joining->scanning->rows;
	struct wn_arena *arena = arena_new();
	struct buf out = {0};
	int code = WN_OK;
	for (size_t i = first; code == WN_OK && i < rows->count; i++) {
		arena_clear(arena);
		code = join_row(joining, step, arena, &rows->at[i], &out);
	}
	buf_free(&out);
	arena_free(arena);
	return code;
}

static int join_one(struct scanning *scanning, const struct step *step, const struct wn_mapping *mapping, size_t first)
{
	struct joining joining = {.scanning = scanning, .mapping = mapping, .arena = arena_new(), .wanted = map_new()};
	int code = collect_wanted(&joining, first);
	if (code == WN_OK)
		code = read_joined(&joining, step);
	if (code == WN_OK)
		code = join_rows(&joining, step, first);
	if (joining.several)
		log_warning("source \"%.*s\": %llu rows of a joined file are a second one of their company: the newest counts", STR_ARG(step->name),
		            (unsigned long long)joining.several);
	scanning->run->funnel.join.several += joining.several;
	map_free(joining.wanted);
	arena_free(joining.arena);
	return code;
}

int join_files(struct scanning *scanning, const struct step *step, size_t first)
{
	int code = WN_OK;
	for (size_t i = 0; code == WN_OK && i < step->mapping->join_count; i++)
		code = join_one(scanning, step, step->mapping->joins[i], first);
	return code;
}
