/* scan_join.c - a joined file: what a mapping of it may say, and which of its rows come out how. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "scan/marks.h"
#include "unit/scan_support.h"

static const struct wn_join plain = {.size = sizeof plain, .id_column = WN_STR("siren")};

static struct wn_mapping *join_with(struct bench *bench, const struct wn_join *join)
{
	struct wn_mapping *joined;

	assert_int_equal(mapping_id(bench->mapping, WN_STR("fr-siren"), WN_STR("siren"), &bench->error), WN_OK);
	if (mapping_join(bench->mapping, join, &joined, &bench->error) < 0)
		fail_msg("%s", bench->error.text);
	return joined;
}

static int map_text(struct bench *bench, struct wn_mapping *mapping, const char *field, const char *column)
{
	struct wn_str name = str_of(column);

	return mapping_column(mapping, &(struct wn_column){.size = sizeof(struct wn_column), .convert = WN_CONV_TEXT, .field = str_of(field),
		.columns = &name, .column_count = 1}, &bench->error);
}

static void say_joined(void *context, const struct joined_row *row)
{
	struct bench *bench = context;

	buf_printf(&bench->out, "%.*s '%.*s' '%.*s' ", STR_ARG(row->id), STR_ARG(row->newest), STR_ARG(row->name));
	say_company(context, row->packed);
}

/* The joined file has this content: what comes out. */
static void joined_gives(struct bench *bench, struct wn_mapping *joined, const char *content, const char *expected)
{
	struct scan_sink sink = {.context = bench, .company = say_company, .joined = say_joined, .bad = say_bad};
	struct scan_counts counts = {0};

	bench_bytes(bench, "more.csv", str_of(content));
	assert_int_equal(mapping_file(joined, str_of(folder_path(bench->folder, "more.csv")), NULL, &bench->error), WN_OK);
	bench->with_causes = true;
	if (scan_files(joined, &bench->options, NULL, &sink, &counts, &bench->error) < 0)
		fail_msg("%s", bench->error.text);
	assert_string_equal(bench->out.data ? bench->out.data : "", expected);
}

static void rows_that_are_meant_speak(void **state)
{
	static const struct wn_join join = {.size = sizeof join, .id_column = WN_STR("siren"), .when_column = WN_STR("seat"), .when_value = WN_STR("true"),
		.open_column = WN_STR("status"), .open_value = WN_STR("O"), .name_column = WN_STR("siret"), .newest_column = WN_STR("changed")};
	struct bench bench;
	struct wn_mapping *joined;

	(void)state;
	bench_open(&bench);
	joined = join_with(&bench, &join);
	assert_int_equal(map_text(&bench, joined, "city", "city"), WN_OK);
	assert_int_equal(map_text(&bench, joined, "trade_names", "sign"), WN_OK);
	joined_gives(&bench, joined, "siren,siret,status,seat,changed,city,sign\n"
		"552100554,55210055400013,O,true,2024,PARIS,LE QUAI\n"
		"552100554,55210055400021,O,false,2025,LYON,\n"
		"552100555,1,O,false,2025,not meant and its number is wrong,\n"
		"552100554,55210055400039,P,true,2023,SECRET,SECRET\n"
		"552100554,,O,true,,LILLE,\n"
		"552100555,1,O,true,2025,wrong number,\n"
		"552100554,2,O\n",
		"552100554 '2024' '55210055400013' company more.csv#55210055400013 [fr-siren:552100554] trade_names=LE QUAI city=PARIS\n"
		"552100554 '2023' '55210055400039' company more.csv#55210055400039 [fr-siren:552100554] trade_names=?masked city=?masked\n"
		"552100554 '' '' company more.csv#552100554 [fr-siren:552100554] trade_names=?absent city=LILLE\n"
		"bad more.csv:7:1 bad id\n"
		"bad more.csv:8:0 wrong number of columns\n");
	bench_close(&bench);
}

/* A name that is no text, or a page of it, is not what evidence shows. */
static void odd_names_give_way_to_the_id(void **state)
{
	static const struct wn_join join = {.size = sizeof join, .id_column = WN_STR("siren"), .name_column = WN_STR("siret")};
	struct bench bench;
	struct wn_mapping *joined;

	(void)state;
	bench_open(&bench);
	joined = join_with(&bench, &join);
	assert_int_equal(map_text(&bench, joined, "city", "city"), WN_OK);
	joined_gives(&bench, joined, "siren,siret,city\n552100554,\xff,PARIS\n"
		"552100554,12345678901234567890123456789012345678901234567890123456789012345,PARIS\n",
		"552100554 '' '' company more.csv#552100554 [fr-siren:552100554] city=PARIS\n"
		"552100554 '' '' company more.csv#552100554 [fr-siren:552100554] city=PARIS\n");
	bench_close(&bench);
}

static void beginnings_are_found_the_longest_first(void **state)
{
	static const struct wn_table_entry regions[] = {
		{.raw = WN_STR("97"), .cause = WN_ABSENT},
		{.raw = WN_STR("971"), .value = {.type = WN_TEXT, .as.text = WN_STR("FR-971")}},
		{.raw = WN_STR("69"), .value = {.type = WN_TEXT, .as.text = WN_STR("FR-69")}},
		{.raw = WN_STR("2A"), .value = {.type = WN_TEXT, .as.text = WN_STR("FR-2A")}},
	};
	static const char *const cells[][2] = {{"69382", "FR-69"}, {"97105", "FR-971"}, {"97405", "?absent"}, {"2A004", "FR-2A"}, {"75001", "?malformed"},
		{"6", "?malformed"}, {"", "?absent"}, {" 69", "FR-69"}};
	struct wn_str column = WN_STR("commune");

	(void)state;
	for (size_t count = 3; count <= 4; count++) /* looked through, and hashed */
		for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
			struct bench bench;
			struct buf content = {0}, expected = {0};

			if (count == 3 && cells[i][0][0] == '2')
				continue;
			bench_open(&bench);
			bench.with_causes = true;
			buf_printf(&content, "siren,commune\n552100554,%s\n", cells[i][0]);
			buf_printf(&expected, "company a.csv#552100554 [fr-siren:552100554] region=%s siren=552100554\n", cells[i][1]);
			assert_int_equal(mapping_id(bench.mapping, WN_STR("fr-siren"), WN_STR("siren"), &bench.error), WN_OK);
			bench_column(&bench, (struct wn_column){.convert = WN_CONV_PREFIX, .field = WN_STR("region"), .columns = &column, .column_count = 1,
				.table = regions, .table_count = count});
			bench_file(&bench, "a.csv", buf_as_str(&content), NULL);
			bench_expect(&bench, expected.data);
			buf_free(&content);
			buf_free(&expected);
			bench_close(&bench);
		}
}

static void refused(struct bench *bench, int result, const char *text)
{
	assert_true(result < 0);
	assert_string_equal(bench->error.text, text);
	bench->error = (struct wn_error){0};
}

static void mistakes_have_messages(void **state)
{
	static const struct wn_table_entry nothing = {.value = {.type = WN_TEXT, .as.text = WN_STR("FR-69")}};
	struct bench bench;
	struct wn_mapping *joined, *other;
	struct wn_join join = plain;
	struct wn_str city = WN_STR("city");

	(void)state;
	bench_open(&bench);
	refused(&bench, mapping_join(bench.mapping, &plain, &joined, &bench.error), "a file is joined by the company's id: map_id comes first");
	assert_int_equal(map_text(&bench, bench.mapping, "city", "city"), WN_OK);
	assert_int_equal(map_text(&bench, bench.mapping, "trade_names", "sign"), WN_OK);
	joined = join_with(&bench, &plain);
	refused(&bench, mapping_join(joined, &plain, &other, &bench.error), "a joined file cannot be joined to again: join all files to the first");
	refused(&bench, mapping_id(joined, WN_STR("fr-siren"), WN_STR("siren"), &bench.error),
		"a joined file takes no id of its own: it is that of the file it is joined to");
	refused(&bench, mapping_opt_out(joined, WN_STR("status"), WN_STR("O"), &bench.error),
		"a joined file takes no opt-out: say so in the file it is joined to");
	assert_true(mapping_sure(joined, 500) < 0);
	refused(&bench, map_text(&bench, joined, "city", "city"), "field 'city': it takes one value, and the file it is joined to has it already");
	refused(&bench, map_text(&bench, joined, "siren", "siren"), "field 'siren': it is the id, by which the file is joined");
	assert_int_equal(map_text(&bench, joined, "trade_names", "sign"), WN_OK);
	assert_int_equal(map_text(&bench, joined, "postcode", "code"), WN_OK);
	refused(&bench, map_text(&bench, bench.mapping, "postcode", "code"),
		"field 'postcode': it takes one value, and a joined file has it already");
	assert_int_equal(mapping_join(bench.mapping, &plain, &other, &bench.error), WN_OK);
	assert_int_equal(map_text(&bench, other, "postcode", "code"), WN_OK);
	join.id_column = WN_STR(" ");
	refused(&bench, mapping_join(bench.mapping, &join, &other, &bench.error), "the joined file needs the name of the column with the company's id");
	join = plain;
	join.when_value = WN_STR("true");
	refused(&bench, mapping_join(bench.mapping, &join, &other, &bench.error), "there is a value of the rows that are meant, and no column");
	join = plain;
	join.open_value = WN_STR("O");
	refused(&bench, mapping_join(bench.mapping, &join, &other, &bench.error), "there is a value that means open, and no column");
	join = plain;
	join.several = 1;
	join.newest_column = city;
	refused(&bench, mapping_join(bench.mapping, &join, &other, &bench.error), "where all rows add up none is the newest");
	refused(&bench, mapping_column(bench.mapping, &(struct wn_column){.size = sizeof(struct wn_column), .convert = WN_CONV_PREFIX, .field = WN_STR("region"),
		.columns = &city, .column_count = 1, .table = &nothing, .table_count = 1}, &bench.error),
		"field 'region': its table has a beginning that is empty or longer than 64 bytes");
	refused(&bench, mapping_column(bench.mapping, &(struct wn_column){.size = sizeof(struct wn_column), .convert = WN_CONV_PREFIX, .field = WN_STR("region"),
		.columns = &city, .column_count = 1}, &bench.error), "field 'region': its table is empty");
	bench_close(&bench);
}

/* A plugin made for an older minor gives a shorter structure: what it does not know is nothing. */
static void shorter_structures_are_read(void **state)
{
	struct wn_join join = {.size = offsetof(struct wn_join, when_column), .id_column = WN_STR("siren"), .newest_column = WN_STR("changed")};
	struct bench bench;
	struct wn_mapping *joined;

	(void)state;
	bench_open(&bench);
	joined = join_with(&bench, &join);
	assert_int_equal(joined->join.newest_column.len, 0);
	assert_int_equal(joined->join.size, sizeof join);
	assert_int_equal(mapping_sure(bench.mapping, 600), WN_OK);
	assert_int_equal(joined->sure, 600);
	bench_close(&bench);
}

/* A column that decides which rows are meant must be there, in JSON Lines too. */
static void columns_of_the_join_must_be_there(void **state)
{
	static const struct wn_join join = {.size = sizeof join, .id_column = WN_STR("siren"), .when_column = WN_STR("seat"), .when_value = WN_STR("true")};
	static const struct wn_dialect lines = {.size = sizeof lines, .format = WN_FORMAT_JSON_LINES};

	(void)state;
	for (int json = 0; json < 2; json++) {
		struct bench bench;
		struct wn_mapping *joined;
		struct scan_sink sink = {0};

		bench_open(&bench);
		joined = join_with(&bench, &join);
		bench_bytes(&bench, "more", json ? (struct wn_str)WN_STR("{\"siren\":\"552100554\",\"city\":\"PARIS\"}\n") : (struct wn_str)WN_STR("siren,city\n552100554,PARIS\n"));
		assert_int_equal(mapping_file(joined, str_of(folder_path(bench.folder, "more")), json ? &lines : NULL, &bench.error), WN_OK);
		assert_int_equal(map_text(&bench, joined, "city", "city"), WN_OK);
		assert_true(scan_files(joined, &bench.options, NULL, &sink, &bench.counts, &bench.error) < 0);
		assert_string_equal(bench.error.text, json ? "no row of more has a key \"seat\"" : "more has no column \"seat\"");
		bench_close(&bench);
	}
}

/* ---- rows dropped by their bytes ---- */

static bool of_even(void *context, unsigned worker, const struct key *key)
{
	(void)context, (void)worker;
	return key->value.ptr[7] % 2 == 0;
}

static bool keep_even(void *context, unsigned worker, const struct company *company)
{
	return of_even(context, worker, &company->keys[0]);
}

/* Sound rows, and all that may be wrong with one. */
static void odd_rows(struct dice *dice, struct buf *out)
{
	static const char *const ids[] = {"552100554", "000003129", "000003236", "552100555", " 552100554", "552 100 554", "\"552100554\"", "", "x\xff"};
	static const char *const seats[] = {"true", "true", "false", "\"true\"", "true ", "", "\"tr\"\"ue\""};
	static const char *const towns[] = {"LYON", "\"A, B\"", "\"two\nlines\"", "\"open", "", "\xff", "B\"C", "\r"};

	buf_text(out, "siren,seat,city\n");
	for (int i = 0; i < 400; i++) {
		const char *town = towns[dice_below(dice, 20) ? dice_below(dice, 3) : dice_below(dice, 8)];

		buf_printf(out, "%s,%s,%s", ids[dice_below(dice, 9)], seats[dice_below(dice, 7)], town);
		buf_text(out, dice_below(dice, 30) ? "" : ",one more");
		buf_text(out, dice_below(dice, 20) ? "\n" : "\r\n\n");
	}
}

static void joined_transcript(struct bench *bench, struct wn_mapping *joined, const struct scan_gate *gate)
{
	struct scan_sink sink = {.context = bench, .joined = say_joined, .bad = say_bad};
	struct scan_counts counts = {0};

	buf_clear(&bench->out);
	if (scan_files(joined, &bench->options, gate, &sink, &counts, &bench->error) < 0)
		fail_msg("%s", bench->error.text);
	buf_printf(&bench->out, "%llu rows, %llu kept\n", (unsigned long long)counts.rows, (unsigned long long)counts.kept);
}

static void bytes_tell_what_a_close_look_tells(void **state)
{
	static const struct wn_join join = {.size = sizeof join, .id_column = WN_STR("siren"), .when_column = WN_STR("seat"), .when_value = WN_STR("true")};
	struct dice dice = dice_new();

	(void)state;
	for (int turn = 0; turn < 30; turn++) {
		struct bench bench;
		struct buf content = {0};
		struct wn_mapping *joined;
		bool *fields;
		struct scan_gate gate = {.keep = keep_even, .wanted = of_even};
		char *wanted;

		bench_open(&bench);
		joined = join_with(&bench, &join);
		fields = arena_array(bench.arena, dictionary_count(bench.dictionary), sizeof *fields);
		gate.fields = fields;
		assert_int_equal(map_text(&bench, joined, "city", "city"), WN_OK);
		odd_rows(&dice, &content);
		bench_bytes(&bench, "more.csv", buf_as_str(&content));
		assert_int_equal(mapping_file(joined, str_of(folder_path(bench.folder, "more.csv")), NULL, &bench.error), WN_OK);
		bench.options.plainly = true;
		joined_transcript(&bench, joined, &gate);
		wanted = strdup(bench.out.data);
		bench.options.plainly = false;
		for (int path = MARKS_BEST; path < MARKS_PATH_COUNT; path++) {
			if (!marks_of((enum marks_path)path))
				continue;
			bench.options.path = (uint32_t)path;
			joined_transcript(&bench, joined, &gate);
			assert_string_equal(bench.out.data, wanted);
		}
		free(wanted);
		buf_free(&content);
		bench_close(&bench);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_that_are_meant_speak),
		cmocka_unit_test(odd_names_give_way_to_the_id),
		cmocka_unit_test(beginnings_are_found_the_longest_first),
		cmocka_unit_test(mistakes_have_messages),
		cmocka_unit_test(shorter_structures_are_read),
		cmocka_unit_test(columns_of_the_join_must_be_there),
		cmocka_unit_test(bytes_tell_what_a_close_look_tells),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
