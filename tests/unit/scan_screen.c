/* scan_screen.c - with the screen and without it, a scan tells the same, to the last count. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "scan/marks.h"
#include "unit/scan_support.h"

#define LINES_MOST 12
#define THREADS_MOST 4

/* ---- a gate: what a line says is some function of what its fields hold ---- */

struct made_line {
	field_id fields[3];
	uint64_t salt;
};

struct gate_run {
	struct made_line made[LINES_MOST];
	struct scan_line lines[LINES_MOST];
	size_t count, groups;
	struct key wanted;
	_Atomic uint64_t dropped[LINES_MOST], asked, screened;
	const struct dictionary *dictionary;
};

static uint64_t digest(uint64_t hash, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
	return hash ^ hash >> 31;
}

static enum verdict verdict(void *context, unsigned worker, size_t line, const struct company *company)
{
	struct gate_run *run = context;
	const struct made_line *made = &run->made[line];
	uint64_t hash = made->salt;
	struct buf text = {0};

	(void)worker;
	for (size_t i = 0; i < run->lines[line].field_count; i++) {
		size_t count;
		const struct fact *facts = company_facts(company, made->fields[i], &count);

		for (size_t j = 0; j < count; j++) {
			buf_printf(&text, "|%u ", facts[j].cause);
			if (facts[j].cause == WN_KNOWN)
				value_print(&text, dictionary_field(run->dictionary, made->fields[i]), &facts[j].value);
		}
		buf_byte(&text, ';');
	}
	hash = digest(hash, text.data, text.len);
	buf_free(&text);
	return (enum verdict)(hash % 7 < 3 ? hash % 7 : VERDICT_UNKNOWN);
}

static bool is_wanted(void *context, unsigned worker, const struct key *key)
{
	struct gate_run *run = context;

	(void)worker;
	return str_equal(key->value, run->wanted.value);
}

/* A row that a line of every group drops is out, and counted at the first of each. */
static bool count_dropped(struct gate_run *run, uint64_t drops)
{
	size_t first[LINES_MOST];

	for (size_t group = 0, i; group < run->groups; group++) {
		for (i = 0; i < run->count && !(run->lines[i].group == group && (drops >> i & 1));)
			i++;
		if (i == run->count)
			return false;
		first[group] = i;
	}
	for (size_t group = 0; group < run->groups; group++)
		run->dropped[first[group]]++;
	return true;
}

static bool keep(void *context, unsigned worker, const struct company *company)
{
	struct gate_run *run = context;
	uint64_t drops = 0;

	run->asked++;
	for (size_t i = 0; run->wanted.value.len && i < company->key_count; i++)
		if (is_wanted(run, worker, &company->keys[i]))
			return true;
	for (size_t i = 0; i < run->count; i++)
		drops |= (uint64_t)(verdict(run, worker, i, company) == run->lines[i].drops) << i;
	return !count_dropped(run, drops);
}

static void dropped(void *context, unsigned worker, uint64_t match, uint64_t miss)
{
	struct gate_run *run = context;
	uint64_t drops = 0;

	(void)worker;
	run->screened++;
	for (size_t i = 0; i < run->count; i++)
		drops |= ((run->lines[i].drops == VERDICT_MATCH ? match : miss) >> i & 1) << i;
	if (!count_dropped(run, drops))
		fail_msg("a row was dropped that no line drops");
}

/* ---- a register ---- */

static const char *const mapped[] = {"country", "industry", "employees", "founded", "status", "natural_person", "trade_names"};

static void map_register(struct bench *bench)
{
	static const struct wn_table_entry bands[] = {
		{.raw = {"01", 2}, .value = {.type = WN_INTEGER, .as.range = {1, 2}}},
		{.raw = {"21", 2}, .value = {.type = WN_INTEGER, .as.range = {50, 99}}},
		{.raw = {"NN", 2}, .cause = WN_ABSENT},
	};
	static const struct wn_table_entry states[] = {
		{.raw = {"A", 1}, .value = {.type = WN_TEXT, .as.text = {"active", 6}}},
		{.raw = {"C", 1}, .value = {.type = WN_TEXT, .as.text = {"ceased", 6}}},
	};
	static const struct wn_table_entry schemes[] = {{.raw = {"NAFRev2", 7}, .value = {.type = WN_TEXT, .as.text = {"naf", 3}}}};
	static const struct wn_table_entry abroad[] = {{.raw = {"3110", 4}, .cause = WN_ABSENT}};
	static const struct wn_table_entry france = {.value = {.type = WN_TEXT, .as.text = {"FR", 2}}};
	static const struct wn_table_entry sole[] = {{.raw = {"1000", 4}, .value = {.type = WN_FLAG, .as.flag = 1}}};
	static const struct wn_table_entry no_sole = {.value = {.type = WN_FLAG, .as.flag = 0}};
	static const struct wn_str cj = {"cj", 2}, ape = {"ape", 3}, band = {"band", 4}, born = {"born", 4}, state = {"state", 5};
	static const struct wn_str signs[] = {{"sign1", 5}, {"sign2", 5}};

	assert_int_equal(mapping_id(bench->mapping, WN_STR("fr-siren"), WN_STR("siren"), &bench->error), WN_OK);
	assert_int_equal(mapping_opt_out(bench->mapping, WN_STR("status"), WN_STR("O"), &bench->error), WN_OK);
	bench_plain(bench, "name", WN_CONV_TEXT, "name");
	bench_column(bench, (struct wn_column){.field = WN_STR("country"), .convert = WN_CONV_TABLE, .columns = &cj, .column_count = 1,
		.table = abroad, .table_count = 1, .otherwise = &france});
	bench_column(bench, (struct wn_column){.field = WN_STR("natural_person"), .convert = WN_CONV_TABLE, .columns = &cj, .column_count = 1,
		.table = sole, .table_count = 1, .otherwise = &no_sole});
	bench_column(bench, (struct wn_column){.field = WN_STR("industry"), .convert = WN_CONV_CODE, .columns = &ape, .column_count = 1,
		.scheme_column = WN_STR("scheme"), .table = schemes, .table_count = 1});
	bench_column(bench, (struct wn_column){.field = WN_STR("employees"), .convert = WN_CONV_TABLE, .columns = &band, .column_count = 1,
		.table = bands, .table_count = 3, .observed = WN_STR("year")});
	bench_column(bench, (struct wn_column){.field = WN_STR("founded"), .convert = WN_CONV_DATE, .columns = &born, .column_count = 1,
		.sentinel = WN_STR("1900-01-01"), .masked = WN_STR("[ND]")});
	bench_column(bench, (struct wn_column){.field = WN_STR("status"), .convert = WN_CONV_TABLE, .columns = &state, .column_count = 1,
		.table = states, .table_count = 2, .masked = WN_STR("[ND]")});
	for (int i = 0; i < 2; i++)
		bench_column(bench, (struct wn_column){.field = WN_STR("trade_names"), .convert = WN_CONV_TEXT, .columns = &signs[i], .column_count = 1});
}

#define HEADER "siren,status,name,cj,ape,scheme,band,year,born,state,sign1,sign2\n"
#define COLUMNS 12

/* The first of each row is what is nearly always there. */
static const char *const cells[COLUMNS][9] = {
	{"552100554", "443061841", "552 100 554", "552100555", "", "5521\xff" "0554", "443061841 "},
	{"O", "O", "O", "P", "", "o"},
	{"Anybody", "Caf\xc3\xa9 \xe2\x82\xac", "bad\xff", "a, b", "two\nlines", "the \"best\""},
	{"5710", "1000", "3110", "", "9999"},
	{"62.01Z", "47.11A", "", "nonsense", "6201Z", "\xe9"},
	{"NAFRev2", "", "NAP"},
	{"21", "01", "NN", "", "77"},
	{"2023", "", "2019", "soon", "2024-02-29"},
	{"2001-02-03", "2001-02-30", "1900-01-01", "[ND]", "1998", "", "1999-12-31", "never", "2001-02-29"},
	{"A", "C", "[ND]", "", "X"},
	{"", "ACME", "\xe9"},
	{"", "", "ACME"},
};

static void add_cell(struct buf *row, struct dice *dice, const char *text)
{
	bool quotes = strpbrk(text, ",\n") || dice_below(dice, 5) == 0;

	if (!quotes) {
		buf_text(row, text);
		return;
	}
	buf_byte(row, '"');
	for (; *text; text++)
		buf_printf(row, *text == '"' ? "\"\"" : "%c", *text);
	buf_byte(row, '"');
}

static void add_row(struct buf *file, struct dice *dice, unsigned trouble)
{
	size_t count = dice_below(dice, 60) == 0 ? dice_below(dice, COLUMNS + 3) : COLUMNS;

	for (size_t i = 0; i < count; i++) {
		size_t column = i < COLUMNS ? i : 0, variants = 0;

		while (variants < 9 && cells[column][variants])
			variants++;
		if (i > 0)
			buf_byte(file, ',');
		if (dice_below(dice, 200) == 0)
			buf_text(file, "stray\" quote");
		if (dice_below(dice, 300) == 0)
			buf_byte(file, 0);
		add_cell(file, dice, cells[column][dice_below(dice, 100) < trouble ? dice_below(dice, variants) : dice_below(dice, 2) % variants]);
	}
	buf_text(file, dice_below(dice, 6) ? "\n" : "\r\n");
}

static void make_file(struct bench *bench, struct dice *dice)
{
	struct buf file = {0};
	unsigned trouble = (unsigned)dice_below(dice, 40);
	size_t rows = dice_below(dice, 400);

	buf_text(&file, HEADER);
	for (size_t i = 0; i < rows; i++)
		add_row(&file, dice, trouble);
	bench_file(bench, "register.csv", buf_as_str(&file), NULL);
	buf_free(&file);
}

static void make_lines(struct gate_run *run, struct bench *bench, struct dice *dice, bool *fields)
{
	run->dictionary = bench->dictionary;
	run->count = dice_below(dice, LINES_MOST) + 1;
	run->groups = dice_below(dice, 2) ? 1 : dice_below(dice, 3) + 1; /* the last may have no line: then nothing is out */
	run->wanted.value = dice_below(dice, 4) ? (struct wn_str){0} : (struct wn_str)WN_STR("552100554");
	for (size_t i = 0; i < run->count; i++) {
		struct scan_line *line = &run->lines[i];

		run->made[i].salt = dice_bits(dice);
		*line = (struct scan_line){.fields = run->made[i].fields, .by_value = dice_below(dice, 10) > 0,
			.drops = dice_below(dice, 2) ? VERDICT_MATCH : VERDICT_MISS, .group = (uint32_t)(i * run->groups / run->count)};
		/* In order of the field, as the scan is promised; domain is nothing that this file has. */
		for (field_id id = 0; id < dictionary_count(bench->dictionary) && line->field_count < 3; id++) {
			const char *name = dictionary_field(bench->dictionary, id)->name;
			bool ours = strcmp(name, "domain") == 0 || strcmp(name, "siren") == 0;

			for (size_t j = 0; j < sizeof mapped / sizeof *mapped; j++)
				ours |= strcmp(name, mapped[j]) == 0;
			if (!ours || dice_below(dice, 5) || (strcmp(name, "siren") == 0 && dice_below(dice, 4)))
				continue;
			run->made[i].fields[line->field_count++] = id;
			fields[id] = true;
		}
	}
}

struct told {
	struct buf out;
	struct scan_counts counts;
	uint64_t dropped[LINES_MOST], screened;
};

static void scan(struct bench *bench, struct gate_run *run, const bool *fields, struct told *told)
{
	struct scan_gate gate = {.context = run, .keep = keep, .fields = fields, .lines = run->lines, .line_count = run->count, .group_count = run->groups,
		.verdict = verdict, .dropped = dropped, .wanted = run->wanted.value.len ? is_wanted : NULL};
	struct scan_sink sink = {bench, say_company, say_opt_out, say_bad, NULL};

	buf_clear(&bench->out);
	*told = (struct told){.counts.cells = arena_array(bench->arena, dictionary_count(bench->dictionary), sizeof(struct cell_count))};
	for (size_t i = 0; i < LINES_MOST; i++)
		run->dropped[i] = 0;
	run->screened = 0;
	if (scan_files(bench->mapping, &bench->options, &gate, &sink, &told->counts, &bench->error) < 0)
		fail_msg("%s", bench->error.text);
	buf_str(&told->out, buf_as_str(&bench->out));
	for (size_t i = 0; i < LINES_MOST; i++)
		told->dropped[i] = run->dropped[i];
	told->screened = run->screened;
}

static void check_same(const struct bench *bench, const struct told *a, const struct told *b)
{
	assert_string_equal(a->out.data ? a->out.data : "", b->out.data ? b->out.data : "");
	assert_int_equal(a->counts.rows, b->counts.rows);
	assert_int_equal(a->counts.kept, b->counts.kept);
	assert_int_equal(a->counts.opted_out, b->counts.opted_out);
	assert_memory_equal(a->counts.bad, b->counts.bad, sizeof a->counts.bad);
	assert_memory_equal(a->dropped, b->dropped, sizeof a->dropped);
	for (size_t i = 0; i < dictionary_count(bench->dictionary); i++) {
		assert_int_equal(a->counts.cells[i].full, b->counts.cells[i].full);
		assert_int_equal(a->counts.cells[i].unread, b->counts.cells[i].unread);
		assert_int_equal(a->counts.cells[i].not_utf8, b->counts.cells[i].not_utf8);
	}
}

static void random_registers(void **state)
{
	struct dice dice = dice_new();
	uint64_t screened = 0;

	(void)state;
	for (int turn = 0; turn < 150; turn++) {
		struct bench bench;
		struct gate_run run = {0};
		struct told plain, other;
		bool *fields;

		bench_open(&bench);
		bench.with_evidence = bench.with_causes = true;
		map_register(&bench);
		make_file(&bench, &dice);
		fields = arena_array(bench.arena, dictionary_count(bench.dictionary), sizeof *fields);
		make_lines(&run, &bench, &dice, fields);
		bench.options.plainly = true;
		scan(&bench, &run, fields, &plain);
		bench.options.plainly = false;
		for (int path = MARKS_BEST; path < MARKS_PATH_COUNT; path++) {
			if (!marks_of((enum marks_path)path))
				continue;
			bench.options.path = (uint32_t)path;
			bench.options.threads = 1 + (unsigned)dice_below(&dice, THREADS_MOST);
			bench.options.window = dice_below(&dice, 2) ? 0 : 1 + dice_below(&dice, 700);
			scan(&bench, &run, fields, &other);
			check_same(&bench, &plain, &other);
			screened += other.screened;
			buf_free(&other.out);
		}
		buf_free(&plain.out);
		bench_close(&bench);
	}
	printf("# %llu rows dropped by their bytes\n", (unsigned long long)screened);
	assert_true(screened > 1000); /* or this proves nothing */
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(random_registers)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
