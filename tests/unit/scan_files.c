/* scan_files.c - files to companies: facts, keys, evidence, the gate, bad rows, objections, threads. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdatomic.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#include "company/date.h"
#include "unit/scan_support.h"

#define DAY_2024_06_30 19904
#define DAY_2023_12_31 19722

static void map_sirene_like(struct bench *bench)
{
	assert_int_equal(mapping_id(bench->mapping, WN_STR("fr-siren"), WN_STR("siren"), &bench->error), WN_OK);
	assert_int_equal(mapping_opt_out(bench->mapping, WN_STR("status"), WN_STR("O"), &bench->error), WN_OK);
	bench_plain(bench, "name", WN_CONV_TEXT, "name");
	bench_plain(bench, "founded", WN_CONV_DATE, "founded");
}

#define HEADER "siren,status,name,founded\n"

/* ---- bad rows ---- */

static void each_kind_of_bad_row_has_its_line_and_column(void **state)
{
	static const char content[] = HEADER
		"552100554,O,Peugeot,1896-04-02\n"
		"552100555,O,wrong digit,1896-04-02\n"             /* 3 */
		"5521\xff" "0554,O,bytes in the id,1896-04-02\n"   /* 4 */
		"552100554,O,too few\n"                             /* 5 */
		"552100554,O,too,1896-04-02,many\n"                 /* 6 */
		"552100554,O,\"two\nlines\",2023-02-30\n"           /* 7, 8 */
		"552100554,O,no day,soon\n"                         /* 9 */
		"552100554,O,nul\0byte,1896-04-02\n"                /* 10 */
		"552100554,O,\"junk\"behind,1896-04-02\n"           /* 11 */
		",O,no id,1896-04-02\n"                             /* 12 */
		"443061841,O,open \"quote\" inside,1998\n"          /* 13 */
		"552100554,O,\"never closed,1896-04-02\n"           /* 14 */
		"443061841,O,last,1998-09-04";                      /* 15 */
	struct bench bench;

	(void)state;
	bench_open(&bench);
	map_sirene_like(&bench);
	bench_file(&bench, "a.csv", (struct wn_str){content, sizeof content - 1}, NULL);
	bench_expect(&bench,
		"company a.csv#552100554 [fr-siren:552100554] name=Peugeot founded=1896-04-02 siren=552100554\n"
		"bad a.csv:3:1 bad id\n"
		"bad a.csv:4:1 bad UTF-8\n"
		"bad a.csv:5:0 wrong number of columns\n"
		"bad a.csv:6:0 wrong number of columns\n"
		"bad a.csv:7:4 impossible date\n"
		"bad a.csv:9:4 impossible date\n"
		"bad a.csv:10:3 NUL byte\n"
		"bad a.csv:11:3 unclosed quote\n"
		"bad a.csv:12:1 bad id\n"
		"company a.csv#443061841 [fr-siren:443061841] name=open \"quote\" inside founded=1998 siren=443061841\n"
		"bad a.csv:14:3 unclosed quote\n"
		"company a.csv#443061841 [fr-siren:443061841] name=last founded=1998-09-04 siren=443061841\n");
	assert_int_equal(bench.counts.rows, 13);
	assert_int_equal(bench.counts.kept, 3);
	assert_int_equal(bench.counts.opted_out, 0);
	assert_int_equal(bench.counts.bad[BAD_ID], 2);
	assert_int_equal(bench.counts.bad[BAD_UTF8], 1);
	assert_int_equal(bench.counts.bad[BAD_COLUMNS], 2);
	assert_int_equal(bench.counts.bad[BAD_DATE], 2);
	assert_int_equal(bench.counts.bad[BAD_NUL], 1);
	assert_int_equal(bench.counts.bad[BAD_QUOTE], 2);
	bench_close(&bench);
}

static void kinds_have_names(void **state)
{
	(void)state;
	for (int i = 0; i < BAD_KIND_COUNT; i++)
		assert_true(strlen(bad_kind_name((enum bad_kind)i)) > 0);
	assert_string_equal(bad_kind_name((enum bad_kind)99), "bad row");
}

static void bad_bytes_elsewhere_make_a_cell_unknown(void **state)
{
	struct bench bench;

	(void)state;
	bench_open(&bench);
	bench.with_causes = true;
	map_sirene_like(&bench);
	bench_file(&bench, "a.csv", WN_STR(HEADER "552100554,O,Caf\xe9,1896-04-02\n552100554,O,,\n"), NULL);
	bench_expect(&bench,
		"company a.csv#552100554 [fr-siren:552100554] name=?malformed founded=1896-04-02 siren=552100554\n"
		"company a.csv#552100554 [fr-siren:552100554] name=?absent founded=?absent siren=552100554\n");
	bench_close(&bench);
}

/* ---- objections ---- */

/* Whatever else is wrong with the row: the marker in it appears in nothing that comes out. */
static void an_objection_is_heard_before_everything_else(void **state)
{
	static const char content[] = HEADER
		"552100554,P,MARKER,1896-04-02\n"
		"443061841,,MARKER,1998\n"                     /* nothing is not open */
		"443 061 841,N,MARKER\n"                       /* too few cells */
		"443061841,P,MARKER,1998,MARKER\n"
		"443061841,P,MARKER\xff,1998-02-30\n"
		"443061841,P,MARKER\0,1998\n"
		"443061841,P,\"MARKER\"MARKER,1998\n"
		"443061841,o,MARKER,MARKER\n"                  /* the open value is exact */
		"443061841, O,MARKER,1998\n"
		"443061841,\xff,MARKER,1998\n"
		"443061849,P,MARKER wrong digit,1998\n"        /* nobody to forget, but none to list either */
		"4430\xff" "61841,P,MARKER,1998\n"
		",P,MARKER,1998\n"
		"443061841,P,\"MARKER never closed,1998\n";
	static const char *const threes[] = {"opt-out fr-siren:552100554\n", "opt-out fr-siren:443061841\n"};
	struct bench bench;
	struct buf expected = {0};

	(void)state;
	bench_open(&bench);
	map_sirene_like(&bench);
	bench_file(&bench, "a.csv", (struct wn_str){content, sizeof content - 1}, NULL);
	buf_text(&expected, threes[0]);
	for (int i = 0; i < 10; i++)
		buf_text(&expected, threes[1]);
	bench_expect(&bench, expected.data);
	assert_int_equal(bench.counts.rows, 14);
	assert_int_equal(bench.counts.opted_out, 14);
	assert_int_equal(bench.counts.kept, 0);
	for (int i = 0; i < BAD_KIND_COUNT; i++)
		assert_int_equal(bench.counts.bad[i], 0);
	assert_null(memmem(bench.raw.data, bench.raw.len, "MARKER", 6));
	assert_null(strstr(bench.out.data, "MARKER"));
	buf_free(&expected);
	bench_close(&bench);
}

/* A row that ends before its status cannot say that it objects; it is bad and not used either way. */
static void a_row_without_its_status_is_only_bad(void **state)
{
	struct bench bench;

	(void)state;
	bench_open(&bench);
	map_sirene_like(&bench);
	bench_file(&bench, "a.csv", WN_STR(HEADER "552100554\n\"552100554,P,x,1998\n"), NULL);
	bench_expect(&bench, "bad a.csv:2:0 wrong number of columns\nbad a.csv:3:1 unclosed quote\n");
	bench_close(&bench);
}

static void without_an_id_column_an_objection_is_counted(void **state)
{
	struct bench bench;

	(void)state;
	bench_open(&bench);
	assert_int_equal(mapping_opt_out(bench.mapping, WN_STR("status"), WN_STR("O"), &bench.error), WN_OK);
	bench_plain(&bench, "name", WN_CONV_TEXT, "name");
	bench_file(&bench, "a.csv", WN_STR("name,status\nA,O\nB,P\n"), NULL);
	bench_expect(&bench, "company a.csv:2 name=A\n");
	assert_int_equal(bench.counts.opted_out, 1);
	bench_close(&bench);
}

/* ---- headers and dialects ---- */

static void failing(struct bench *bench, const char *text)
{
	int result = bench_scan(bench);

	assert_true(result < 0);
	if (!strstr(bench->error.text, text))
		fail_msg("\"%s\" is not in \"%s\"", text, bench->error.text);
}

static void one_failing_file(struct wn_str content, const char *text)
{
	struct bench bench;

	bench_open(&bench);
	map_sirene_like(&bench);
	bench_file(&bench, "a.csv", content, NULL);
	failing(&bench, text);
	assert_int_equal(bench.counts.rows, 0);
	bench_close(&bench);
}

static void files_that_cannot_be_meant_are_refused(void **state)
{
	(void)state;
	one_failing_file(WN_STR(""), "a.csv is empty: there is no header line");
	one_failing_file(WN_STR("\n1,2\n"), "a.csv:1: the first line is empty");
	one_failing_file(WN_STR("siren,status,names,founded\n"), "a.csv has no column \"name\"; did you mean 'names'?");
	one_failing_file(WN_STR("siren,statut,name,founded\n"), "a.csv has no column \"status\"; did you mean 'statut'?");
	one_failing_file(WN_STR("sirene,status,name,founded\n"), "a.csv has no column \"siren\"; did you mean 'sirene'?");
	one_failing_file(WN_STR("siren,status,name,founded,name\n"), "a.csv has two columns \"name\" (numbers 3 and 5): which is meant? rename one");
	one_failing_file(WN_STR("siren,status,\"name,founded\n"), "a.csv:1: a quote in the header line is not closed");
	one_failing_file(WN_STR("siren,status,name,founded\rx,y,z,w\r"), "a.csv:1: lines end in bare carriage returns");
	one_failing_file(WN_STR("siren,status,name,founded\0\n"), "a.csv:1: the header line holds NUL bytes");
	one_failing_file(WN_STR("siren,status,name,founded,caf\xe9\n"), "a.csv:1:5: the name of this column is not UTF-8");
	one_failing_file(WN_STR("\xff\xfes\0i\0"), "a.csv is UTF-16");
	one_failing_file(WN_STR("PK\003\004rest of a zip"), "a.csv is a damaged zip archive: its end record is missing");
	one_failing_file(WN_STR("\x1f\x8b rest"), "a.csv is a damaged gzip archive");
	one_failing_file(WN_STR("BZh9 rest"), "a.csv is compressed in a way that is not read: make it .gz or .zip");
}

static void what_cannot_be_opened(void **state)
{
	struct bench bench;

	(void)state;
	bench_open(&bench);
	failing(&bench, "source test names no file");
	assert_int_equal(mapping_file(bench.mapping, str_of(bench.folder), NULL, &bench.error), WN_OK);
	failing(&bench, "is a folder, not a file");
	bench.mapping->files[0].path = WN_STR("/nowhere/at/all.csv");
	failing(&bench, "cannot open /nowhere/at/all.csv");
	bench_close(&bench);
}

static void dialects(void **state)
{
	struct wn_dialect latin = {.size = sizeof latin, .encoding = WN_STR("windows-1252")};
	struct bench bench;

	(void)state;
	bench_open(&bench);
	bench_plain(&bench, "name", WN_CONV_TEXT, "Soci\xc3\xa9t\xc3\xa9");
	bench_plain(&bench, "city", WN_CONV_TEXT, "city");
	bench_file(&bench, "l.csv", WN_STR("Soci\xe9t\xe9;city\r\n\"Caf\xe9; \x80\";Besan\xe7on\r\n\r\nplain;\"\"\r\n"), &latin);
	bench_file(&bench, "u.tsv", WN_STR("\xef\xbb\xbf" "city\t Soci\xc3\xa9t\xc3\xa9 \nParis\tA, B\n"), NULL);
	bench_file(&bench, "p.txt", WN_STR("city|Soci\xc3\xa9t\xc3\xa9\nLyon|C"), NULL);
	bench_expect(&bench,
		"company l.csv:2 name=Caf\xc3\xa9; \xe2\x82\xac city=Besan\xc3\xa7on\n"
		"company l.csv:4 name=plain\n"
		"company u.tsv:2 name=A, B city=Paris\n"
		"company p.txt:2 name=C city=Lyon\n");
	bench_close(&bench);
}

static void a_header_alone_has_no_rows(void **state)
{
	struct bench bench;

	(void)state;
	bench_open(&bench);
	map_sirene_like(&bench);
	bench_file(&bench, "a.csv", WN_STR("siren,status,name,founded"), NULL);
	bench_file(&bench, "b.csv", WN_STR(HEADER "\n\r\n\n"), NULL);
	bench_expect(&bench, "");
	assert_int_equal(bench.counts.rows, 0);
	bench_close(&bench);
}

/* ---- optional columns ---- */

static void an_older_layout_lacks_optional_columns(void **state)
{
	struct wn_str trade[] = {WN_STR("t1"), WN_STR("t2")}, new = WN_STR("new");
	struct bench bench;

	(void)state;
	bench_open(&bench);
	bench.with_causes = true;
	bench_plain(&bench, "name", WN_CONV_TEXT, "name");
	bench_column(&bench, (struct wn_column){.field = WN_STR("city"), .convert = WN_CONV_TEXT, .columns = trade, .column_count = 2, .optional = 1});
	bench_column(&bench, (struct wn_column){.field = WN_STR("address"), .convert = WN_CONV_TEXT, .columns = &new, .column_count = 1, .optional = 1});
	bench_file(&bench, "old.csv", WN_STR("name,t2\nA,two\n"), NULL);
	bench_file(&bench, "new.csv", WN_STR("t1,new,name,t2\n,street,B,two\n"), NULL);
	bench_expect(&bench,
		"company old.csv:2 name=A city=two address=?absent\n"
		"company new.csv:2 name=B city=two address=street\n");
	bench_close(&bench);
}

/* ---- several columns of one field ---- */

static void what_several_columns_give(void **state)
{
	struct wn_str a = WN_STR("a"), b = WN_STR("b");
	struct bench bench;

	(void)state;
	bench_open(&bench);
	bench.with_causes = true;
	for (int i = 0; i < 2; i++) {
		struct wn_str *column = i ? &b : &a;

		bench_column(&bench, (struct wn_column){.field = WN_STR("name"), .convert = WN_CONV_TEXT, .columns = column, .column_count = 1,
			.masked = WN_STR("[ND]")});
		bench_column(&bench, (struct wn_column){.field = WN_STR("trade_names"), .convert = WN_CONV_TEXT, .columns = column, .column_count = 1,
			.masked = WN_STR("[ND]")});
		bench_column(&bench, (struct wn_column){.field = WN_STR("industry"), .convert = WN_CONV_CODE, .columns = column, .column_count = 1,
			.scheme = i ? WN_STR("naf25") : WN_STR("naf")});
	}
	bench_file(&bench, "a.csv", WN_STR("a,b\nA,B\n,B\n[ND],\n\xff,[ND]\n62.01Z,62.10Y\n,62.10Y\n"), NULL);
	bench_expect(&bench,
		"company a.csv:2 name=A trade_names=A trade_names=B industry=?malformed\n"
		"company a.csv:3 name=B trade_names=B industry=?malformed\n"
		"company a.csv:4 name=?masked trade_names=?masked industry=?malformed\n"
		"company a.csv:5 name=?masked trade_names=?masked industry=?malformed\n"
		"company a.csv:6 name=62.01Z trade_names=62.01Z trade_names=62.10Y industry=naf 62.01Z; naf25 62.10Y\n"
		"company a.csv:7 name=62.10Y trade_names=62.10Y industry=naf25 62.10Y\n");
	bench_close(&bench);
}

static void a_row_is_an_item(void **state)
{
	struct bench bench;

	(void)state;
	bench_open(&bench);
	bench.with_causes = true;
	bench_column(&bench, (struct wn_column){.field = WN_STR("signal.kind"), .convert = WN_CONV_CONSTANT, .constant = WN_STR("visit")});
	bench_plain(&bench, "signal.date", WN_CONV_DATE, "day");
	bench_plain(&bench, "openings.title", WN_CONV_TEXT, "job");
	bench_plain(&bench, "openings.location", WN_CONV_TEXT, "where");
	bench_plain(&bench, "name", WN_CONV_TEXT, "name");
	bench_file(&bench, "a.csv", WN_STR("name,day,job,where\nA,2024-02-01,Developer,Lyon\nB,,,Lyon\nC,2024-13-01,x,y\n"), NULL);
	bench_expect(&bench,
		"company a.csv:2 name=A signal=visit openings=Developer\n"
		"company a.csv:3 name=B signal=visit openings=?absent\n"
		"bad a.csv:4:2 impossible date\n");
	assert_non_null(memmem(bench.raw.data, bench.raw.len, "location", 8));
	bench_close(&bench);
}

/* ---- keys ---- */

static void keys_come_from_the_id_and_from_facts(void **state)
{
	struct bench bench;

	(void)state;
	bench_open(&bench);
	assert_int_equal(mapping_id(bench.mapping, WN_STR("gb-crn"), WN_STR("crn"), &bench.error), WN_OK);
	bench_plain(&bench, "vat", WN_CONV_TEXT, "vat");
	bench_plain(&bench, "lei", WN_CONV_TEXT, "lei");
	bench_plain(&bench, "domain", WN_CONV_DOMAIN, "site");
	bench_file(&bench, "a.csv", WN_STR("crn,vat,lei,site\n7687209,FR64443061841,529900T8BM49AURSDO55,www.acme.co.uk\nX!,bad,bad,\n"), NULL);
	bench_expect(&bench,
		"company a.csv#07687209 [fr-siren:443061841] [gb-crn:07687209] [lei:529900T8BM49AURSDO55] domain=acme.co.uk crn=07687209 vat=FR64443061841"
		" lei=529900T8BM49AURSDO55\n"
		"bad a.csv:3:1 bad id\n");
	bench_close(&bench);
}

static void a_domain_is_a_key_only_where_there_is_no_id(void **state)
{
	struct bench bench;

	(void)state;
	bench_open(&bench);
	bench_plain(&bench, "name", WN_CONV_TEXT, "name");
	bench_plain(&bench, "domain", WN_CONV_DOMAIN, "site");
	bench_file(&bench, "a.csv", WN_STR("name,site\nAcme,https://www.acme.co.uk/x\nOther,no site\n"), NULL);
	bench_expect(&bench, "company a.csv:2 [domain:acme.co.uk] name=Acme domain=acme.co.uk\ncompany a.csv:3 name=Other\n");
	bench_close(&bench);
}

/* ---- evidence ---- */

static void map_observed(struct bench *bench)
{
	struct wn_str staff = WN_STR("staff");

	bench->with_evidence = true;
	bench_plain(bench, "name", WN_CONV_TEXT, "name");
	bench_column(bench, (struct wn_column){.field = WN_STR("employees"), .convert = WN_CONV_INTEGER, .columns = &staff, .column_count = 1,
		.observed = WN_STR("year")});
	assert_int_equal(mapping_sure(bench->mapping, 600), WN_OK);
}

#define OBSERVED "name,staff,year\nA,5,2023\nB,5,\nC,5,2031\nD,5,2023-06-30\nE,5,unread\n"

static void days_come_from_the_column_then_the_file(void **state)
{
	struct wn_dialect dated = {.size = sizeof dated, .day = DAY_2024_06_30};
	struct bench bench;

	(void)state;
	bench_open(&bench);
	map_observed(&bench);
	bench_file(&bench, "a.csv", WN_STR(OBSERVED), &dated);
	/* A year is its last day; what lies behind the day of the file cannot have been seen. */
	bench_expect(&bench,
		"company name=A(a.csv:2 19904 600) employees=5(a.csv:2 19722 600)\n"
		"company name=B(a.csv:3 19904 600) employees=5(a.csv:3 19904 600)\n"
		"company name=C(a.csv:4 19904 600) employees=5(a.csv:4 19904 600)\n"
		"company name=D(a.csv:5 19904 600) employees=5(a.csv:5 19538 600)\n"
		"bad a.csv:6:3 impossible date\n");
	/* The day that the mapping says comes before that of the options. */
	bench.options.file_day = 100;
	assert_int_equal(bench_scan(&bench), WN_OK);
	assert_non_null(strstr(bench.out.data, "name=A(a.csv:2 19904 600)"));
	bench.mapping->files[0].dialect.day = 0;
	assert_int_equal(bench_scan(&bench), WN_OK);
	assert_non_null(strstr(bench.out.data, "name=A(a.csv:2 100 600) employees=5(a.csv:2 100 600)"));
	bench_close(&bench);
}

static void without_any_day_the_file_has_its_day_of_change(void **state)
{
	struct timespec times[2] = {{.tv_sec = (time_t)DAY_2023_12_31 * 86400 + 86399}, {.tv_sec = (time_t)DAY_2023_12_31 * 86400 + 86399}};
	struct bench bench;

	(void)state;
	bench_open(&bench);
	map_observed(&bench);
	bench_file(&bench, "a.csv", WN_STR(OBSERVED), NULL);
	assert_int_equal(utimensat(AT_FDCWD, folder_path(bench.folder, "a.csv"), times, 0), 0);
	assert_int_equal(bench_scan(&bench), WN_OK);
	assert_non_null(strstr(bench.out.data, "company name=A(a.csv:2 19722 600) employees=5(a.csv:2 19722 600)\n"));
	bench_close(&bench);
}

/* ---- the gate ---- */

struct gate_watch {
	struct bench *bench;
	const bool *fields;
	atomic_uint asked;
	unsigned threads;
};

/* Keeps those founded before 1950, and looks whether it is shown what it asked for and nothing else. */
static bool keep_old(void *context, unsigned worker, const struct company *company)
{
	struct gate_watch *watch = context;
	const struct dictionary *dictionary = watch->bench->dictionary;
	size_t count;
	const struct fact *founded = company_facts(company, dictionary_find(dictionary, WN_STR("founded")), &count);

	assert_true(worker < watch->threads);
	atomic_fetch_add(&watch->asked, 1);
	assert_int_equal(company->key_count, 1);
	assert_true(str_is(company->keys[0].scheme, "fr-siren"));
	for (size_t i = 0; watch->fields && i < company->fact_count; i++)
		assert_true(watch->fields[company->facts[i].field] || dictionary_field(dictionary, company->facts[i].field)->scheme[0]);
	assert_non_null(founded);
	assert_int_equal(count, 1);
	return founded->cause == WN_KNOWN && founded->value.as.range.high < day_of(1950, 1, 1);
}

static void the_gate_sees_its_fields_and_decides(void **state)
{
	bool fields[4096] = {0};
	struct bench bench;
	struct gate_watch watch = {.bench = &bench, .fields = fields, .threads = 1};
	struct scan_gate gate = {&watch, keep_old, fields};

	(void)state;
	bench_open(&bench);
	map_sirene_like(&bench);
	bench.gate = &gate;
	fields[dictionary_find(bench.dictionary, WN_STR("founded"))] = true;
	bench_file(&bench, "a.csv", WN_STR(HEADER "552100554,O,Old,1896-04-02\n443061841,O,Young,2002\n443061841,P,x,1900\n443061841,O,Unknown,\n"
	                                          "443061841,O,Bad,1900-13-01\n"), NULL);
	bench_expect(&bench,
		"company a.csv#552100554 [fr-siren:552100554] name=Old founded=1896-04-02 siren=552100554\n"
		"opt-out fr-siren:443061841\n"
		"bad a.csv:6:4 impossible date\n");
	assert_int_equal(watch.asked, 3);
	assert_int_equal(bench.counts.rows, 5);
	assert_int_equal(bench.counts.kept, 1);
	/* All fields: the same outcome. */
	gate.fields = watch.fields = NULL;
	bench_expect(&bench,
		"company a.csv#552100554 [fr-siren:552100554] name=Old founded=1896-04-02 siren=552100554\n"
		"opt-out fr-siren:443061841\n"
		"bad a.csv:6:4 impossible date\n");
	bench_close(&bench);
}

/* ---- threads ---- */

static struct wn_str many_rows(struct wn_arena *arena, struct dice *dice, int rows)
{
	static const char *const names[] = {"Acme", "\"Two\nlines, \"\"quoted\"\"\"", "Caf\xc3\xa9", "", "\xff", "\"junk\"x", "a,b"};
	static const char *const days[] = {"1896-04-02", "2002", "", "1900-02-30", "1949-12-31"};
	struct buf buf = {0};
	struct wn_str text;

	buf_text(&buf, HEADER);
	for (int i = 0; i < rows; i++)
		buf_printf(&buf, "%s,%s,%s,%s%s", dice_below(dice, 5) ? "552100554" : "443061840", dice_below(dice, 9) ? "O" : "P",
		           names[dice_below(dice, sizeof names / sizeof *names)], days[dice_below(dice, sizeof days / sizeof *days)],
		           dice_below(dice, 4) ? "\n" : "\r\n");
	text = arena_str(arena, buf_as_str(&buf));
	buf_free(&buf);
	return text;
}

static void threads_and_windows_change_no_byte(void **state)
{
	struct dice dice = dice_new();

	(void)state;
	for (int round = 0; round < 4; round++) {
		struct bench bench;
		struct gate_watch watch = {.bench = &bench, .threads = 4};
		struct scan_gate gate = {&watch, keep_old, NULL};
		struct buf first = {0}, raw = {0};
		struct scan_counts counts;

		bench_open(&bench);
		map_sirene_like(&bench);
		bench.gate = round % 2 ? &gate : NULL;
		bench_file(&bench, "a.csv", many_rows(bench.arena, &dice, 3000), NULL);
		bench_file(&bench, "b.csv", many_rows(bench.arena, &dice, 300), NULL);
		assert_int_equal(bench_scan(&bench), WN_OK);
		buf_str(&first, buf_as_str(&bench.out));
		buf_str(&raw, buf_as_str(&bench.raw));
		counts = bench.counts;
		for (unsigned threads = 1; threads <= 4; threads++) {
			bench.options.threads = threads;
			bench.options.window = 200 + dice_below(&dice, 5000);
			assert_int_equal(bench_scan(&bench), WN_OK);
			assert_string_equal(bench.out.data, first.data);
			assert_int_equal(bench.raw.len, raw.len);
			assert_memory_equal(bench.raw.data, raw.data, raw.len);
			assert_memory_equal(&bench.counts, &counts, sizeof counts);
		}
		buf_free(&first);
		buf_free(&raw);
		bench_close(&bench);
	}
}

struct progress_watch {
	struct bench *bench;
	unsigned calls, stop_at;
	uint64_t rows, bytes, total;
};

static bool watch_progress(void *context, struct wn_str file, uint64_t rows, uint64_t bytes, uint64_t total)
{
	struct progress_watch *watch = context;

	assert_true(str_is(file, bytes <= total / 2 ? "a.csv" : "b.csv"));
	assert_true(rows >= watch->rows && bytes >= watch->bytes && bytes <= total);
	watch->rows = rows;
	watch->bytes = bytes;
	watch->total = total;
	return ++watch->calls != watch->stop_at;
}

static void progress_grows_and_may_stop(void **state)
{
	struct dice dice = dice_new();
	struct bench bench;
	struct progress_watch watch = {.bench = &bench};
	struct scan_sink sink = {.context = &watch, .progress = watch_progress};
	struct scan_counts counts = {0};
	struct wn_str content;

	(void)state;
	bench_open(&bench);
	map_sirene_like(&bench);
	content = many_rows(bench.arena, &dice, 2000);
	bench_file(&bench, "a.csv", content, NULL);
	bench_file(&bench, "b.csv", content, NULL);
	bench.options.window = 3000;
	bench.options.threads = 3;
	assert_int_equal(scan_files(bench.mapping, &bench.options, NULL, &sink, &counts, &bench.error), WN_OK);
	assert_true(watch.calls > 10);
	assert_int_equal(watch.bytes, 2 * content.len);
	assert_int_equal(watch.total, 2 * content.len);
	assert_int_equal(watch.rows, counts.rows);
	watch = (struct progress_watch){.bench = &bench, .stop_at = 5};
	assert_int_equal(scan_files(bench.mapping, &bench.options, NULL, &sink, &counts, &bench.error), WN_FAIL);
	assert_int_equal(watch.calls, 5);
	assert_string_equal(bench.error.text, "stopped while reading a.csv");
	bench_close(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_of_bad_row_has_its_line_and_column),
		cmocka_unit_test(kinds_have_names),
		cmocka_unit_test(bad_bytes_elsewhere_make_a_cell_unknown),
		cmocka_unit_test(an_objection_is_heard_before_everything_else),
		cmocka_unit_test(a_row_without_its_status_is_only_bad),
		cmocka_unit_test(without_an_id_column_an_objection_is_counted),
		cmocka_unit_test(files_that_cannot_be_meant_are_refused),
		cmocka_unit_test(what_cannot_be_opened),
		cmocka_unit_test(dialects),
		cmocka_unit_test(a_header_alone_has_no_rows),
		cmocka_unit_test(an_older_layout_lacks_optional_columns),
		cmocka_unit_test(what_several_columns_give),
		cmocka_unit_test(a_row_is_an_item),
		cmocka_unit_test(keys_come_from_the_id_and_from_facts),
		cmocka_unit_test(a_domain_is_a_key_only_where_there_is_no_id),
		cmocka_unit_test(days_come_from_the_column_then_the_file),
		cmocka_unit_test(without_any_day_the_file_has_its_day_of_change),
		cmocka_unit_test(the_gate_sees_its_fields_and_decides),
		cmocka_unit_test(threads_and_windows_change_no_byte),
		cmocka_unit_test(progress_grows_and_may_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
