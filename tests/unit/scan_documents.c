/* scan_documents.c - one JSON array and records of XML: cut anywhere the same rows, and what is broken or cut off never a shorter list. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "scan/xml.h"
#include "unit/scan_support.h"

static const struct wn_dialect json = {.size = sizeof json, .format = WN_FORMAT_JSON_LINES};
static const struct wn_dialect xml = {.size = sizeof xml, .format = WN_FORMAT_XML_RECORDS, .record = {"Firm", 4}};
static const size_t windows[] = {1, 2, 7, 64, 0};

static void map_json(struct bench *bench)
{
	assert_int_equal(mapping_id(bench->mapping, WN_STR("fr-siren"), WN_STR("siren"), &bench->error), WN_OK);
	bench_plain(bench, "name", WN_CONV_TEXT, "name");
	bench_plain(bench, "city", WN_CONV_TEXT, "seat.city");
}

static void map_xml(struct bench *bench)
{
	struct wn_str names[] = {WN_STR("Names.Name.2"), WN_STR("Names.Name.2.kind")};
	static const struct wn_table_entry brand[] = {{.raw = {"brand", 5}}};

	assert_int_equal(mapping_id(bench->mapping, WN_STR("fr-siren"), WN_STR("Id"), &bench->error), WN_OK);
	bench_plain(bench, "name", WN_CONV_TEXT, "Names.Name");
	bench_column(bench, (struct wn_column){.convert = WN_CONV_WHEN, .field = WN_STR("trade_names"), .columns = names, .column_count = 2, .table = brand,
		.table_count = 1, .optional = 1});
	bench_column(bench, (struct wn_column){.convert = WN_CONV_TEXT, .field = WN_STR("city"), .columns = (struct wn_str[]){WN_STR("City")}, .column_count = 1,
		.optional = 1});
}

static void open_it(struct bench *bench, struct wn_str content, const struct wn_dialect *dialect, size_t window, unsigned threads)
{
	bench_open(bench);
	bench->options.window = window;
	bench->options.threads = threads;
	(dialect == &json ? map_json : map_xml)(bench);
	bench_file(bench, "a", content, dialect);
}

/* However it is read. */
static void gives(const char *content, const struct wn_dialect *dialect, const char *transcript)
{
	for (size_t i = 0; i < sizeof windows / sizeof *windows; i++)
		for (unsigned threads = 1; threads <= 4; threads *= 2) {
			struct bench bench;

			open_it(&bench, str_of(content), dialect, windows[i], threads);
			bench_expect(&bench, transcript);
			bench_close(&bench);
		}
}

static void fails(struct wn_str content, const struct wn_dialect *dialect, const char *text)
{
	for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
		struct bench bench;

		open_it(&bench, content, dialect, windows[i], 2);
		assert_true(bench_scan(&bench) < 0);
		if (!strstr(bench.error.text, text))
			fail_msg("\"%s\" is not in: %s", text, bench.error.text);
		bench_close(&bench);
	}
}

#define A "{\"siren\":\"552100554\",\"name\":\"A\",\"seat\":{\"city\":\"Lyon\"}}"
#define B "{\"siren\":\"443061841\",\"name\":\"B ] } \\\" [\",\"seat\":{\"city\":\"Nice\",\"x\":[[{}],\"]\"]}}"
#define SAYS_A "company a#552100554 [fr-siren:552100554] name=A city=Lyon siren=552100554\n"
#define SAYS_B "company a#443061841 [fr-siren:443061841] name=B ] } \" [ city=Nice siren=443061841\n"

/* ---- one array ---- */

static void any_layout_is_the_same_array(void **state)
{
	(void)state;
	gives("[" A "," B "]", &json, SAYS_A SAYS_B);
	gives("\xef\xbb\xbf\r\n [\n\n" A "\r\n,\r\n\t" B "\n]\n\n", &json, SAYS_A SAYS_B);
	gives("[\n{\n\"siren\"\n:\n\"552100554\",\n\"name\":\n\"A\",\"seat\":\n{\n\"city\":\"Lyon\"\n}\n}\n]", &json, SAYS_A);
	gives(" [ ] ", &json, "");
}

static void elements_that_are_no_objects_are_bad_rows(void **state)
{
	(void)state;
	gives("[" A ",1, null ,\"a \\\" text\",[" A "]," B ",{\"siren\":\"552100554\",,},{\"siren\":\"552100555\"}]", &json,
	      SAYS_A "bad a:2:0 no JSON object\nbad a:3:0 no JSON object\nbad a:4:0 no JSON object\nbad a:5:0 no JSON object\n" SAYS_B
	      "bad a:7:0 no JSON object\nbad a:8:0 bad id\n");
}

static void arrays_that_are_none_fail(void **state)
{
	static const char cut_off[] = "it ends before its array is closed: it is cut off";

	(void)state;
	fails(WN_STR("["), &json, cut_off);
	fails(WN_STR("[" A), &json, cut_off);
	fails(WN_STR("[" A ","), &json, cut_off);
	fails(WN_STR("[" A ",{\"siren\":\"5"), &json, cut_off);
	fails(WN_STR("[" A ",]"), &json, "an element is missing");
	fails(WN_STR("[," A "]"), &json, "an element is missing");
	fails(WN_STR("[" A " " B "]"), &json, "neither a comma nor ] stands behind an element");
	fails(WN_STR("[" A "]" A), &json, "something stands behind the end of the array");
	fails(WN_STR("[{\"a\":[1}]"), &json, "at record 1: an array is closed by }");
	fails(WN_STR("[" A ",{\"a\":1]"), &json, "at record 2: an object is closed by ]");
	fails(WN_STR("[{\"siren\":\"552\n\"}]"), &json, "a line ends within a text");
}

static void too_deep_and_too_long(void **state)
{
	struct buf content = {0};
	struct bench bench;

	(void)state;
	buf_byte(&content, '[');
	for (int i = 0; i < 100000; i++)
		buf_byte(&content, '[');
	fails(buf_as_str(&content), &json, "it is nested too deep");
	buf_clear(&content);
	buf_text(&content, "[" A ",{\"name\":\"");
	for (int i = 0; i < 300000; i++)
		buf_byte(&content, 'x');
	buf_text(&content, "\"}," B "]");
	for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
		open_it(&bench, buf_as_str(&content), &json, windows[i] < 7 ? 512 : windows[i], 2);
		bench.options.row_limit = 4096;
		bench_expect(&bench, SAYS_A "bad a:2:0 row too long\n" SAYS_B);
		bench_close(&bench);
	}
	buf_free(&content);
}

/* ---- XML ---- */

#define FIRM(p) "<" p "Firm a='>' b=\"/>\"><" p "Id>552100554</" p "Id><" p "Names><" p "Name>A &amp; &#x42;</" p "Name><" p \
	"Name kind=\"brand\">C</" p "Name></" p "Names><!-- </" p "Firm> --><" p "City><![CDATA[<Ly</" p "Firm>on>]]></" p "City></" p "Firm >"
#define SAYS_FIRM "company a#552100554 [fr-siren:552100554] name=A & B trade_names=C city=<Ly</%sFirm>on> siren=552100554\n"

static void records_are_found_under_any_prefix(void **state)
{
	char says[512], both[1024];

	(void)state;
	snprintf(says, sizeof says, SAYS_FIRM, "");
	snprintf(both, sizeof both, "%s%s", says, says);
	gives("<?xml version='1.0' encoding='utf-8'?>\n<!-- <Firm> --><Firms><Head><Firmness/></Head>" FIRM("") "\n" FIRM("") "</Firms>\n<!-- end -->", &xml, both);
	snprintf(says, sizeof says, SAYS_FIRM, "x:");
	gives("\xef\xbb\xbf<x:Firms xmlns:x='urn:x'>" FIRM("x:") "</x:Firms>", &xml, says);
	gives(FIRM("x:"), &xml, says);
}

static void a_broken_record_is_one_bad_row(void **state)
{
#define GOOD "<Firm><Id>552100554</Id><Names><Name>A</Name></Names></Firm>"
#define SAYS_GOOD "company a#552100554 [fr-siren:552100554] name=A siren=552100554\n"
	(void)state;
	gives("<F>" GOOD "<Firm><Id>552100554</Firm>" GOOD "</F>", &xml, SAYS_GOOD "bad a:2:0 no sound XML\n" SAYS_GOOD);
	gives("<F>" GOOD "<Firm><Id>&boom;</Id></Firm>" GOOD "<Firm/><Firm><Id>552100554</Id><Firm><Id>1</Id></Firm><Names><Name>A</Name></Names></Firm></F>",
	      &xml, SAYS_GOOD "bad a:2:0 no sound XML\n" SAYS_GOOD "bad a:4:0 bad id\n" SAYS_GOOD);
	gives("<F>" GOOD "<Firm><Id>\xff</Id></Firm><Firm a=1/></F>", &xml, SAYS_GOOD "bad a:2:0 bad UTF-8\nbad a:3:0 no sound XML\n");
}

static void hostile_documents_fail(void **state)
{
	static const char declared[] = "it has a document type declaration, which is not read";

	(void)state;
	fails(WN_STR("<!DOCTYPE F [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><F>" GOOD "</F>"), &xml, declared);
	fails(WN_STR("<!DOCTYPE F SYSTEM \"file:///etc/passwd\"><F>" GOOD "</F>"), &xml, declared);
	fails(WN_STR("<F>" GOOD "<Firm><!DOCTYPE F [<!ENTITY x SYSTEM \"/etc/passwd\">]><Id>&x;</Id></Firm></F>"), &xml, declared);
	fails(WN_STR("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><F/>"), &xml, "is written in ISO-8859-1");
	fails(WN_STR("<F><Firmen/></F>"), &xml, "has no element Firm");
	fails(WN_STR("siren,name\n"), &xml, "it is no XML");
	fails(WN_STR(""), &xml, "is empty");
	fails(WN_STR("<F>" GOOD "</F>" GOOD), &xml, "something stands behind the end of its first element");
	fails(WN_STR("<F>" GOOD "</F>x"), &xml, "something stands behind the end of its first element");
	fails(WN_STR("<F>" GOOD "</F><Fi"), &xml, "it ends within a tag or comment");
	fails(WN_STR("<F>" GOOD "</F><!-- "), &xml, "it ends within a tag or comment");
	fails(WN_STR("</F>"), &xml, "an end tag closes nothing");
	fails(WN_STR("<F>" GOOD), &xml, "it ends before its first element is closed");
	fails(WN_STR("<F>" GOOD "<Firm><Id>5"), &xml, "it ends before its first element is closed");
	fails(WN_STR("<F><Firm><Idd>552100554</Idd></Firm></F>"), &xml, "has an element \"");
}

static void giant_records_and_tags_cost_bounded_memory(void **state)
{
	struct buf content = {0};
	struct bench bench;

	(void)state;
	buf_text(&content, "<F>" GOOD "<Firm><Id>");
	for (int i = 0; i < 300000; i++)
		buf_byte(&content, 'x');
	buf_text(&content, "</Id></Firm>" GOOD "</F>");
	open_it(&bench, buf_as_str(&content), &xml, 512, 2);
	bench.options.row_limit = 4096;
	bench_expect(&bench, SAYS_GOOD "bad a:2:0 row too long\n" SAYS_GOOD);
	bench_close(&bench);
	buf_clear(&content);
	buf_text(&content, "<F a='");
	for (int i = 0; i < 3 << 20; i++)
		buf_byte(&content, 'x');
	buf_text(&content, "'>" GOOD "</F>");
	buf_byte(&content, 0);
	gives(content.data, &xml, SAYS_GOOD);
	buf_clear(&content);
	buf_text(&content, "<F><");
	for (int i = 0; i < 3 << 20; i++)
		buf_byte(&content, 'x');
	fails(buf_as_str(&content), &xml, "the name of an element is too long");
	buf_clear(&content);
	buf_text(&content, "<F>");
	for (int i = 0; i < 100000; i++)
		buf_text(&content, "<!-- a long comment -->");
	buf_text(&content, GOOD "</F>");
	buf_byte(&content, 0);
	gives(content.data, &xml, SAYS_GOOD);
	buf_free(&content);
}

static void deep_nesting_needs_no_stack(void **state)
{
	struct buf content = {0};

	(void)state;
	buf_text(&content, "<F>" GOOD "<Firm>");
	for (int i = 0; i < 5000; i++)
		buf_text(&content, "<a>");
	for (int i = 0; i < 5000; i++)
		buf_text(&content, "</a>");
	buf_text(&content, "</Firm></F>");
	buf_byte(&content, 0);
	gives(content.data, &xml, SAYS_GOOD "bad a:2:0 bad id\n");
	buf_free(&content);
}

/* ---- both ---- */

/* Every beginning of a document but the whole is an error. */
static void a_beginning_is_never_a_shorter_list(void **state)
{
	static const char array[] = "[\n" A ",\n" B "\n]";
	static const char document[] = "<?xml version='1.0'?><x:F><x:H>1</x:H>" FIRM("x:") "<x:Firm><x:Id>552100554</x:Id></x:Firm></x:F>";

	(void)state;
	for (size_t len = 0; len < 2 * sizeof array; len++) {
		struct bench bench;
		bool is_array = len < sizeof array - 1;

		if (!is_array && len - (sizeof array - 1) >= sizeof document - 1)
			break;
		open_it(&bench, is_array ? (struct wn_str){array, len} : (struct wn_str){document, len - (sizeof array - 1)}, is_array ? &json : &xml, 16, 1);
		/* Without its bracket it is an empty file of lines. */
		if (is_array && len < 1)
			assert_int_equal(bench_scan(&bench), WN_OK);
		else
			assert_true(bench_scan(&bench) < 0);
		bench_close(&bench);
	}
}

/* What is read at a glance is what the parser gives, of any record that is sound. */
static void a_glance_sees_what_the_parser_sees(void **state)
{
	static const char alphabet[] = "<>/&;='\" \t\r\nax:-![]CDAT\xc3\xa9";
	struct wn_arena *arena = arena_new();
	struct json_column at[] = {{.path = WN_STR("Id")}, {.path = WN_STR("Names.Name")}, {.path = WN_STR("Names.Name.2")}, {.path = WN_STR("Names.Name.2.kind")},
		{.path = WN_STR("City")}};
	atomic_bool seen[6] = {false};
	struct json_columns columns = {at, 5, seen};
	struct xml_reader *reader = xml_reader_new(&columns);
	struct dice dice = dice_new();
	unsigned both = 0;

	(void)state;
	for (int round = 0; round < 200000; round++) {
		char record[] = "<x:Firm a='>' b=\"/>\"><x:Id>552100554</x:Id><x:Names><x:Name>A &amp; B</x:Name><x:Name kind=\"brand\">C</x:Name></x:Names><x:City>Lyon</x:City></x:Firm >";
		struct wn_str text = {record, sizeof record - 1};
		struct cell glanced[5], parsed[5];

		for (size_t i = dice_below(&dice, 4); i > 0; i--)
			record[dice_below(&dice, sizeof record - 1)] = alphabet[dice_below(&dice, sizeof alphabet - 1)];
		arena_clear(arena);
		if (!xml_glance(reader, arena, text, glanced) || xml_row(reader, arena, text, parsed) != JSON_FINE)
			continue;
		both++;
		for (int i = 0; i < 5; i++)
			if (glanced[i].len != parsed[i].len || memcmp(glanced[i].ptr, parsed[i].ptr, parsed[i].len) != 0)
				fail_msg("%s: cell %d is \"%.*s\" at a glance, \"%.*s\" parsed", record, i, (int)glanced[i].len, glanced[i].ptr, (int)parsed[i].len, parsed[i].ptr);
	}
	assert_true(both > 1000);
	xml_reader_free(reader);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_layout_is_the_same_array),
		cmocka_unit_test(elements_that_are_no_objects_are_bad_rows),
		cmocka_unit_test(arrays_that_are_none_fail),
		cmocka_unit_test(too_deep_and_too_long),
		cmocka_unit_test(records_are_found_under_any_prefix),
		cmocka_unit_test(a_broken_record_is_one_bad_row),
		cmocka_unit_test(hostile_documents_fail),
		cmocka_unit_test(giant_records_and_tags_cost_bounded_memory),
		cmocka_unit_test(deep_nesting_needs_no_stack),
		cmocka_unit_test(a_glance_sees_what_the_parser_sees),
		cmocka_unit_test(a_beginning_is_never_a_shorter_list),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
