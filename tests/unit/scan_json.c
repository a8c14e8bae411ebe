/* scan_json.c - JSON Lines: keys to cells, what is broken, and every window and number of threads the same. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "unit/scan_support.h"

static const struct wn_dialect json = {.size = sizeof json, .format = WN_FORMAT_JSON_LINES};

static void map_it(struct bench *bench)
{
	assert_int_equal(mapping_id(bench->mapping, WN_STR("fr-siren"), WN_STR("ids.siren"), &bench->error), WN_OK);
	bench_plain(bench, "name", WN_CONV_TEXT, "name");
	bench_plain(bench, "employees", WN_CONV_INTEGER, "size");
	bench_plain(bench, "city", WN_CONV_TEXT, "address.city");
}

#define ID "\"ids\":{\"siren\":\"552100554\"}"

static void scan_gives(const char *content, const char *transcript)
{
	static const size_t windows[] = {1, 7, 64, 0};

	for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
		for (unsigned threads = 1; threads <= 4; threads += 3) {
			struct bench bench;

			bench_open(&bench);
			bench.options.window = windows[i];
			bench.options.threads = threads;
			map_it(&bench);
			bench_file(&bench, "a.jsonl", str_of(content), &json);
			bench_expect(&bench, transcript);
			bench_close(&bench);
		}
	}
}

static void keys_are_columns(void **state)
{
	(void)state;
	scan_gives("\xef\xbb\xbf{" ID ",\"name\":\"A\\n\\\"B\\\" \\u00e9\",\"size\":50,\"address\":{\"city\":\"Lyon\",\"x\":[1,{}]}}\r\n"
	           "\n  \n"
	           "{\"name\":\"key with a dot\",\"size\":\"50-99\",\"address.city\":\"Nice\",\"ids\":{\"siren\":443061841}}\n"
	           "{\"name\":null,\"size\":12.0," ID ",\"address\":null}",
	           "company a.jsonl#552100554 [fr-siren:552100554] name=A\n\"B\" \xc3\xa9 city=Lyon employees=50 siren=552100554\n"
	           "company a.jsonl#443061841 [fr-siren:443061841] name=key with a dot city=Nice employees=50-99 siren=443061841\n"
	           "company a.jsonl#552100554 [fr-siren:552100554] employees=12 siren=552100554\n");
}

static void each_kind_of_bad_row_has_its_line(void **state)
{
	(void)state;
	scan_gives("{" ID ",\"name\":\"good\",\"size\":1,\"address\":{\"city\":\"X\"}}\n"
	           "{" ID ",\"name\":\"cut\n"             /* 2 */
	           "[1,2]\n"                              /* 3 */
	           "\"text\"\n"                           /* 4 */
	           "{" ID ",\"name\":\"a\",\"name\":\"b\"}\n" /* 5: a key twice */
	           "{" ID ",\"name\":\"\xff\"}\n"         /* 6 */
	           "{" ID ",\"name\":\"\\u0000\"}\n"      /* 7 */
	           "{\"name\":\"no id\"}\n"               /* 8 */
	           "{\"ids\":{\"siren\":\"552100555\"}}\n" /* 9 */
	           "{" ID "} junk\n",                     /* 10 */
	           "company a.jsonl#552100554 [fr-siren:552100554] name=good city=X employees=1 siren=552100554\n"
	           "bad a.jsonl:2:0 no JSON object\n"
	           "bad a.jsonl:3:0 no JSON object\n"
	           "bad a.jsonl:4:0 no JSON object\n"
	           "bad a.jsonl:5:0 no JSON object\n"
	           "bad a.jsonl:6:0 bad UTF-8\n"
	           "bad a.jsonl:7:0 NUL byte\n"
	           "bad a.jsonl:8:0 bad id\n"
	           "bad a.jsonl:9:0 bad id\n"
	           "bad a.jsonl:10:0 no JSON object\n");
}

static void arrays_and_numbers(void **state)
{
	struct wn_str tags = WN_STR("tags"), codes[] = {WN_STR("codes.0"), WN_STR("codes.1"), WN_STR("codes.2")};
	struct bench bench;

	(void)state;
	bench_open(&bench);
	bench_column(&bench, (struct wn_column){.convert = WN_CONV_SPLIT, .field = WN_STR("languages"), .columns = &tags, .column_count = 1, .separator = WN_STR(";")});
	bench_column(&bench, (struct wn_column){.convert = WN_CONV_CODE, .field = WN_STR("industry"), .scheme = WN_STR("naf"), .columns = codes, .column_count = 3,
		.optional = 1});
	bench_plain(&bench, "growth", WN_CONV_NUMBER, "growth");
	bench_plain(&bench, "listed", WN_CONV_FLAG, "listed");
	bench_file(&bench, "a.jsonl", WN_STR("{\"tags\":[\"fr\",\"en\"],\"codes\":[\"62.01Z\",\"58.29C\"],\"growth\":0.1,\"listed\":true}\n"
	                                    "{\"tags\":\"de;it\",\"codes\":[],\"growth\":-3,\"listed\":false}\n"), &json);
	bench_expect(&bench, "company a.jsonl:1 industry=naf 62.01Z; naf 58.29C listed=yes growth=0.1 languages=en; fr\n"
	                     "company a.jsonl:2 listed=no growth=-3 languages=de; it\n");
	bench_close(&bench);
}

static void fails_with(struct wn_str content, const char *text)
{
	struct bench bench;

	bench_open(&bench);
	map_it(&bench);
	bench_file(&bench, "a.jsonl", content, &json);
	assert_true(bench_scan(&bench) < 0);
	if (!strstr(bench.error.text, text))
		fail_msg("\"%s\" is not in: %s", text, bench.error.text);
	bench_close(&bench);
}

static void files_that_cannot_be_meant_are_refused(void **state)
{
	struct bench bench;

	(void)state;
	fails_with(WN_STR("{" ID ",\"name\":\"A\",\"sise\":3,\"address\":{\"city\":\"X\"}}\n"), "no row of a.jsonl has a key \"size\"");
	fails_with(WN_STR("{" ID ",\"name\":\"A\",\"size\":3,\"city\":\"X\"}\n"), "no row of a.jsonl has a key \"address.city\"");
	fails_with(WN_STR(" [\n{}"), "it ends before its array is closed");
	fails_with(WN_STR("\xff\xfe{"), "a.jsonl is UTF-16");
	bench_open(&bench);
	assert_int_equal(mapping_file(bench.mapping, WN_STR("a"), &(struct wn_dialect){.size = sizeof(struct wn_dialect), .format = 2}, &bench.error), WN_INVALID);
	assert_int_equal(mapping_file(bench.mapping, WN_STR("a"), &(struct wn_dialect){.size = sizeof(struct wn_dialect), .format = WN_FORMAT_JSON_LINES,
		.encoding = WN_STR("latin1")}, &bench.error), WN_INVALID);
	bench_close(&bench);
	/* No rows are no mistake: a week without events. */
	scan_gives("", "");
	scan_gives("\n\n", "");
}

static void a_line_without_end_costs_bounded_memory(void **state)
{
	struct buf content = {0};
	struct bench bench;

	(void)state;
	buf_text(&content, "{\"name\":\"");
	for (int i = 0; i < 300000; i++)
		buf_byte(&content, 'x');
	buf_text(&content, "\n{" ID ",\"name\":\"behind\",\"size\":1,\"address\":{\"city\":\"X\"}}\n");
	bench_open(&bench);
	bench.options.row_limit = 4096;
	bench.options.window = 1024;
	map_it(&bench);
	bench_file(&bench, "a.jsonl", buf_as_str(&content), &json);
	bench_expect(&bench, "bad a.jsonl:1:0 row too long\n"
	                     "company a.jsonl#552100554 [fr-siren:552100554] name=behind city=X employees=1 siren=552100554\n");
	bench_close(&bench);
	buf_free(&content);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_columns),
		cmocka_unit_test(each_kind_of_bad_row_has_its_line),
		cmocka_unit_test(arrays_and_numbers),
		cmocka_unit_test(files_that_cannot_be_meant_are_refused),
		cmocka_unit_test(a_line_without_end_costs_bounded_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
