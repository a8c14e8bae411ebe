/* plugin_option.c - option tables: every type, range, default and mistake, with its place. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "company/date.h"
#include "plugin/option.h"
#include "unit/support_folder.h"
#include "unit/support_plugin.h"

struct config {
	struct wn_str text, file, folder, secret, field;
	int64_t pages, age, size;
	double share;
	int flag, profile;
	int32_t since;
	struct wn_list_value words, files;
	const struct wn_tree *tree;
};

#define AT(member) .offset = offsetof(struct config, member)

static const char *const profiles[] = {"machine", "excel", NULL};

static const struct wn_option options[] = {
	{"text", WN_OPT_TEXT, .help = "a text", AT(text)},
	{"pages", WN_OPT_INTEGER, WN_OPT_HAS_MIN | WN_OPT_HAS_MAX, "6", 1, 20, .help = "how many pages", AT(pages)},
	{"share", WN_OPT_NUMBER, WN_OPT_HAS_MIN | WN_OPT_HAS_MAX, "0.5", 0, 1000, .help = "how large a share", AT(share)},
	{"flag", WN_OPT_FLAG, 0, "true", .help = "whether", AT(flag)},
	{"profile", WN_OPT_CHOICE, 0, "excel", .choices = profiles, .help = "for whom", AT(profile)},
	{"age", WN_OPT_DURATION, WN_OPT_HAS_MIN | WN_OPT_HAS_MAX, "days(30)", 86400, 365 * 86400, .help = "how old", AT(age)},
	{"size", WN_OPT_BYTES, WN_OPT_HAS_MIN, "10MB", 1000, .help = "how large", AT(size)},
	{"since", WN_OPT_DATE, .help = "since when", AT(since)},
	{"file", WN_OPT_FILE, .help = "which file", AT(file)},
	{"folder", WN_OPT_FOLDER, WN_OPT_OUTPUT, .help = "which folder", AT(folder)},
	{"secret", WN_OPT_SECRET, .help = "the key", AT(secret)},
	{"words", WN_OPT_LIST, 0, "{ \"a\", \"b\" }", .help = "which words", AT(words)},
	{"files", WN_OPT_FILES, .help = "which files", AT(files)},
	{"field", WN_OPT_FIELD, 0, "employees", .help = "which field", AT(field)},
	{"tree", WN_OPT_TREE, .help = "what else", AT(tree)},
	{"max_pages", WN_OPT_INTEGER, WN_OPT_GONE, .help = "write pages"},
	{0},
};

static int parse(struct bench *bench, const struct wn_option *table, struct config *config)
{
	struct option_context context = {bench->arena, WN_STR("/pipelines/pipe.lua"), bench->dictionary, bench->diags};

	*config = (struct config){0};
	return options_parse(table, bench->table, bench->step.place, &context, config);
}

static int setup(void **state)
{
	struct bench *bench = malloc(sizeof *bench);

	bench_init(bench);
	*state = bench;
	return 0;
}

static int teardown(void **state)
{
	bench_free(*state);
	free(*state);
	return 0;
}

static void table_is_well_made(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(options_check(options, sizeof(struct config), &bench->error), WN_OK);
	assert_int_equal(options_check(NULL, 0, &bench->error), WN_OK);
}

static void defaults_are_filled(void **state)
{
	struct bench *bench = *state;
	struct config config;

	assert_int_equal(parse(bench, options, &config), WN_OK);
	assert_int_equal(config.text.len, 0);
	assert_int_equal(config.pages, 6);
	assert_true(config.share == 0.5);
	assert_int_equal(config.flag, 1);
	assert_int_equal(config.profile, 1);
	assert_int_equal(config.age, 30 * 86400);
	assert_int_equal(config.size, 10000000);
	assert_int_equal(config.since, WN_NO_DAY);
	assert_int_equal(config.words.count, 2);
	assert_true(str_is(config.words.at[1], "b"));
	assert_true(str_is(config.field, "employees"));
	assert_null(config.tree);
}

static void values_are_read(void **state)
{
	struct bench *bench = *state;
	struct config config;

	option_text(bench, "text", "e\xcc\x81"); /* e and a combining accent: NFC makes one character */
	option_add(bench, "pages", node_number(bench, 7.0));
	option_add(bench, "share", node_integer(bench, 1));
	option_add(bench, "flag", node_flag(bench, false));
	option_text(bench, "profile", "machine");
	option_add(bench, "age", node_call(bench, "months", node_integer(bench, 2)));
	option_text(bench, "size", "3 KiB");
	option_text(bench, "since", "2024-02-29");
	option_text(bench, "file", "../data/./x.csv");
	option_text(bench, "folder", "/tmp/out/");
	option_text(bench, "words", "one");
	option_text(bench, "files", "../data/part1.zip");
	option_text(bench, "field", "domain");
	option_add(bench, "tree", node_integer(bench, 5));
	option_text(bench, "as", "a name");
	option_add(bench, "budget", node_integer(bench, 5));
	assert_int_equal(parse(bench, options, &config), WN_OK);
	assert_true(str_is(config.text, "\xc3\xa9"));
	assert_int_equal(config.pages, 7);
	assert_true(config.share == 1.0);
	assert_int_equal(config.flag, 0);
	assert_int_equal(config.profile, 0);
	assert_int_equal(config.age, 60 * 86400);
	assert_int_equal(config.size, 3072);
	assert_int_equal(config.since, day_of(2024, 2, 29));
	assert_true(str_is(config.file, "/data/x.csv"));
	assert_true(str_is(config.folder, "/tmp/out"));
	assert_int_equal(config.words.count, 1);
	assert_true(str_is(config.words.at[0], "one"));
	assert_int_equal(config.files.count, 1);
	assert_true(str_is(config.files.at[0], "/data/part1.zip"));
	assert_true(str_is(config.field, "domain"));
	assert_int_equal(config.tree->as.integer, 5);
}

/* One option with one value, and the message that it gives. */
static void expect(const char *key, struct wn_tree *(*make)(struct bench *), const char *message)
{
	struct bench bench;
	struct config config;
	char wanted[1024];

	bench_init(&bench);
	option_add(&bench, key, make(&bench));
	assert_int_equal(parse(&bench, options, &config), WN_FAIL);
	snprintf(wanted, sizeof wanted, "%u: %s", bench.table->entries[0].place.line, message);
	assert_string_equal(bench_mistakes(&bench), wanted);
	bench_free(&bench);
}

static struct wn_tree *text_x(struct bench *bench) { return node_text(bench, "x"); }
static struct wn_tree *text_empty(struct bench *bench) { return node_text(bench, ""); }
static struct wn_tree *text_latin(struct bench *bench) { return node_text(bench, "caf\xe9"); }
static struct wn_tree *text_exel(struct bench *bench) { return node_text(bench, "exel"); }
static struct wn_tree *text_feb30(struct bench *bench) { return node_text(bench, "2026-02-30"); }
static struct wn_tree *text_1kb(struct bench *bench) { return node_text(bench, "10 XB"); }
static struct wn_tree *text_999(struct bench *bench) { return node_text(bench, "999"); }
static struct wn_tree *text_emploees(struct bench *bench) { return node_text(bench, "emploees"); }
static struct wn_tree *number_50(struct bench *bench) { return node_integer(bench, 50); }
static struct wn_tree *number_half(struct bench *bench) { return node_number(bench, 2.5); }
static struct wn_tree *days_0(struct bench *bench) { return node_call(bench, "days", node_integer(bench, 0)); }
static struct wn_tree *days_half(struct bench *bench) { return node_call(bench, "days", node_number(bench, 0.5)); }
static struct wn_tree *years_most(struct bench *bench) { return node_call(bench, "years", node_integer(bench, INT64_MAX)); }
static struct wn_tree *fortnights(struct bench *bench) { return node_call(bench, "fortnights", node_integer(bench, 1)); }
static struct wn_tree *secret_path(struct bench *bench) { return node_call(bench, "secret", node_text(bench, "../etc/passwd")); }

static struct wn_tree *mixed_list(struct bench *bench)
{
	struct wn_tree *table = node_table(bench);

	node_add(bench, table, "", node_text(bench, "a"));
	node_add(bench, table, "", node_integer(bench, 3));
	return table;
}

static void mistakes_have_their_words(void **state)
{
	(void)state;
	expect("pages", text_x, "'pages' needs a whole number, not \"x\"");
	expect("pages", number_half, "'pages' needs a whole number, not 2.5");
	expect("pages", number_50, "'pages' must be between 1 and 20, not 50");
	expect("share", number_half, "'share' must be between 0 and 1, not 2.5");
	expect("share", text_x, "'share' needs a number, not \"x\"");
	expect("text", number_50, "'text' needs a text in quotes, not 50");
	expect("text", text_latin, "'text' is not UTF-8 text: write it without NUL and other bytes that are no characters");
	expect("flag", text_x, "'flag' needs true or false, not \"x\"");
	expect("profile", text_exel, "'profile' is never \"exel\": it is one of \"machine\", \"excel\"; did you mean 'excel'?");
	expect("profile", number_50, "'profile' needs a word in quotes, not 50");
	expect("age", number_50, "'age' needs a length of time, such as days(30), not 50");
	expect("age", days_0, "'age' must be between days(1) and days(365), not days(0)");
	expect("age", days_half, "'age' needs a length of time, such as days(30), not days(0.5)");
	expect("age", years_most, "'age' needs a length of time, such as days(30), not years(9223372036854775807)");
	expect("age", fortnights, "'age' needs a length of time, such as days(30), not fortnights(1)");
	expect("size", text_1kb, "'size' needs a number of bytes, such as \"10MB\", not \"10 XB\"");
	expect("size", text_999, "'size' must be at least \"1kB\", not \"999\"");
	expect("since", text_feb30, "'since' needs a day that exists, such as \"2026-11-01\", not \"2026-02-30\"");
	expect("file", number_50, "'file' needs the path of a file in quotes, not 50");
	expect("file", text_empty, "'file' is no path: it is empty");
	expect("words", mixed_list, "'words' needs a text or a list of texts, such as { \"a\", \"b\" }, not { \"a\", 3 }");
	expect("files", number_50, "'files' needs the path of a file or a list of them, such as { \"a\", \"b\" }, not 50");
	expect("files", text_empty, "'files' is no path: it is empty");
	expect("field", text_emploees, "'field': \"emploees\" is no field (winnow fields lists them); did you mean 'employees'?");
	expect("secret", text_x, "'secret' is a secret: write secret = secret \"NAME\"");
	expect("secret", secret_path, "secret needs one name of letters, digits and _, such as secret = secret \"NAME\"");
	expect("max_pages", number_50, "'max_pages' is gone: write pages");
	expect("pags", number_50,
	       "'pags' is no option: there are text, pages, share, flag, profile, age, size, since, file, folder, secret, words, files, field, tree; did you mean "
	       "'pages'?");
	expect("", number_50, "an option is written name = value; here stands a number alone");
}

static void all_mistakes_at_once(void **state)
{
	static const struct wn_option strict[] = {
		{"file", WN_OPT_FILE, WN_OPT_REQUIRED, .help = "which file", AT(file)},
		{"pages", WN_OPT_INTEGER, .help = "how many", AT(pages)},
		{0},
	};
	struct bench *bench = *state;
	struct config config;

	option_text(bench, "pages", "six");
	option_text(bench, "other", "x");
	assert_int_equal(parse(bench, strict, &config), WN_FAIL);
	assert_string_equal(bench_mistakes(bench), "1: 'file' is missing: file needs the path of a file in quotes (which file)\n"
	                                           "2: 'pages' needs a whole number, not \"six\"\n"
	                                           "3: 'other' is no option: there are file, pages");
	assert_true(option_any_required(strict));
	assert_false(option_any_required(options));
}

static void options_stand_in_braces(void **state)
{
	struct bench *bench = *state;
	struct config config;

	bench->table = node_text(bench, "x");
	assert_int_equal(parse(bench, options, &config), WN_FAIL);
	assert_string_equal(bench_mistakes(bench), "2: options stand in braces, { name = value }; here stands a text");
}

static void no_options_at_all(void **state)
{
	struct bench *bench = *state;
	struct config config;

	option_text(bench, "x", "y");
	assert_int_equal(parse(bench, NULL, &config), WN_FAIL);
	assert_string_equal(bench_mistakes(bench), "2: 'x' is no option: there are none here");
}

/* ---- secrets ---- */

static const struct wn_option one_secret[] = {{"token", WN_OPT_SECRET, .help = "the key", AT(secret)}, {0}};

static int resolve(struct bench *bench, struct config *config)
{
	*config = (struct config){0};
	bench->error = (struct wn_error){0};
	return options_resolve_secrets(one_secret, bench->table, bench->arena, config, &bench->error);
}

static void secrets_come_from_elsewhere(void **state)
{
	struct bench *bench = *state;
	char *folder = folder_make();
	struct config config;

	option_add(bench, "token", node_call(bench, "secret", node_text(bench, "WINNOW_TEST_TOKEN")));
	unsetenv("WINNOW_SECRETS_DIR");
	unsetenv("WINNOW_TEST_TOKEN");
	assert_int_equal(parse(bench, one_secret, &config), WN_OK);
	assert_int_equal(config.secret.len, 0);
	assert_true(resolve(bench, &config) < 0);
	assert_string_equal(bench->error.text, "'token' wants the secret WINNOW_TEST_TOKEN: set it in the environment, or name a folder of secrets in "
	                                       "WINNOW_SECRETS_DIR");
	setenv("WINNOW_SECRETS_DIR", folder, 1);
	assert_true(resolve(bench, &config) < 0);
	assert_non_null(strstr(bench->error.text, "or write it to '"));
	folder_write(folder, "WINNOW_TEST_TOKEN", "from the folder\n");
	assert_int_equal(chmod(folder_path(folder, "WINNOW_TEST_TOKEN"), 0640), 0);
	assert_true(resolve(bench, &config) < 0);
	assert_non_null(strstr(bench->error.text, "can be read by others: chmod 600 "));
	assert_int_equal(chmod(folder_path(folder, "WINNOW_TEST_TOKEN"), 0600), 0);
	assert_int_equal(resolve(bench, &config), WN_OK);
	assert_true(str_is(config.secret, "from the folder"));
	assert_int_equal(chmod(folder, 0777), 0);
	assert_true(resolve(bench, &config) < 0);
	assert_non_null(strstr(bench->error.text, "can be written by others"));
	assert_int_equal(chmod(folder, 0700), 0);
	setenv("WINNOW_TEST_TOKEN", "from the environment", 1);
	assert_int_equal(resolve(bench, &config), WN_OK);
	assert_true(str_is(config.secret, "from the environment"));
	unsetenv("WINNOW_SECRETS_DIR");
	unsetenv("WINNOW_TEST_TOKEN");
	folder_remove(folder);
}

/* ---- tables that are not well made ---- */

static void expect_bad(const struct wn_option *table, size_t size, const char *message)
{
	struct wn_error error = {0};

	assert_int_equal(options_check(table, size, &error), WN_INVALID);
	assert_string_equal(error.text, message);
}

#define BAD(size, message, ...) expect_bad((const struct wn_option[]){{__VA_ARGS__}, {0}}, size, message)

static void bad_tables_are_refused(void **state)
{
	static const char *const none[] = {NULL};

	(void)state;
	BAD(8, "option number 1 has a bad name: lower case, digits and underscores", "Pages", WN_OPT_INTEGER, .help = "x");
	BAD(8, "option 'budget' has the name of a setting that every step has: give it another", "budget", WN_OPT_INTEGER, .help = "x");
	BAD(8, "option 'a' is of the unknown type 99", "a", 99, .help = "x");
	BAD(8, "option 'a' has no help", "a", WN_OPT_INTEGER);
	BAD(8, "option 'a' has flags that this winnow does not know", "a", WN_OPT_INTEGER, 1u << 20, .help = "x");
	BAD(8, "option 'a' does not lie within the config: 8 bytes at offset 8 of 8", "a", WN_OPT_INTEGER, .help = "x", .offset = 8);
	BAD(64, "option 'a' does not lie within the config: 8 bytes at offset 4 of 64", "a", WN_OPT_INTEGER, .help = "x", .offset = 4);
	BAD(8, "option 'a' does not lie within the config: 8 bytes at offset 18446744073709551608 of 8", "a", WN_OPT_INTEGER, .help = "x",
	    .offset = SIZE_MAX - 7);
	BAD(8, "option 'a' is a choice without choices", "a", WN_OPT_CHOICE, .help = "x", .choices = none);
	BAD(16, "option 'a' is a text: it has no range", "a", WN_OPT_TEXT, WN_OPT_HAS_MIN, .help = "x");
	BAD(8, "option 'a' has a range without a value: its min is above its max", "a", WN_OPT_INTEGER, WN_OPT_HAS_MIN | WN_OPT_HAS_MAX, NULL, 5, 4,
	    .help = "x");
	BAD(8, "option 'a' is required and has a default: one of the two", "a", WN_OPT_INTEGER, WN_OPT_REQUIRED, "5", .help = "x");
	BAD(8, "option 'a' is no file or folder: it cannot be an output", "a", WN_OPT_INTEGER, WN_OPT_OUTPUT, .help = "x");
	BAD(8, "option 'a' has the default 'six', which is not a whole number", "a", WN_OPT_INTEGER, 0, "six", .help = "x");
	BAD(8, "option 'a' has the default 'days(x)', which is not a length of time, such as days(30)", "a", WN_OPT_DURATION, 0, "days(x)", .help = "x");
	BAD(16, "option 'a' has the default 'x', which is not a secret", "a", WN_OPT_SECRET, 0, "x", .help = "x");
	BAD(8, "the default of an option is no value of it: 'a' must be at most 5, not 6", "a", WN_OPT_INTEGER, WN_OPT_HAS_MAX, "6", 0, 5, .help = "x");
	BAD(8, "the default of an option is no value of it: 'a' is never \"big\": it is one of \"machine\", \"excel\"", "a", WN_OPT_CHOICE, 0, "big",
	    .choices = profiles, .help = "x");
}

static void options_may_not_overlap(void **state)
{
	static const struct wn_option twice[] = {{"a", WN_OPT_INTEGER, .help = "x"}, {"a", WN_OPT_INTEGER, .help = "x", .offset = 8}, {0}};
	static const struct wn_option overlap[] = {{"a", WN_OPT_TEXT, .help = "x"}, {"b", WN_OPT_INTEGER, .help = "x", .offset = 8}, {0}};

	(void)state;
	expect_bad(twice, 16, "option 'a' is there twice");
	expect_bad(overlap, 16, "options 'a' and 'b' lie on the same bytes of the config");
}

/* ---- the rest ---- */

static void collect(void *context, const struct wn_option *option, struct wn_str path)
{
	struct buf *out = context;

	buf_printf(out, "%s=%.*s%s ", option->name, STR_ARG(path), option->flags & WN_OPT_OUTPUT ? "!" : "");
}

static void files_are_shown(void **state)
{
	struct bench *bench = *state;
	struct config config;
	struct buf out = {0};

	option_text(bench, "file", "x.csv");
	option_text(bench, "folder", "out");
	assert_int_equal(parse(bench, options, &config), WN_OK);
	options_each_file(options, &config, collect, &out);
	assert_string_equal(out.data, "file=/pipelines/x.csv folder=/pipelines/out! ");
	buf_free(&out);
}

static void tables_are_printed(void **state)
{
	struct buf out = {0};

	(void)state;
	options_print(options, &out);
	assert_non_null(strstr(out.data, "  pages          how many pages\n                 whole number between 1 and 20; 6 where left out\n"));
	assert_non_null(strstr(out.data, "  profile        for whom\n                 one of \"machine\", \"excel\"; \"excel\" where left out\n"));
	assert_non_null(strstr(out.data, "  age            how old\n                 length of time between days(1) and days(365); days(30) where left out\n"));
	assert_non_null(strstr(out.data, "                 number of bytes at least \"1kB\"; \"10MB\" where left out\n"));
	assert_non_null(strstr(out.data, "  max_pages      gone: write pages\n"));
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(table_is_well_made, setup, teardown),
		cmocka_unit_test_setup_teardown(defaults_are_filled, setup, teardown),
		cmocka_unit_test_setup_teardown(values_are_read, setup, teardown),
		cmocka_unit_test(mistakes_have_their_words),
		cmocka_unit_test_setup_teardown(all_mistakes_at_once, setup, teardown),
		cmocka_unit_test_setup_teardown(options_stand_in_braces, setup, teardown),
		cmocka_unit_test_setup_teardown(no_options_at_all, setup, teardown),
		cmocka_unit_test_setup_teardown(secrets_come_from_elsewhere, setup, teardown),
		cmocka_unit_test(bad_tables_are_refused),
		cmocka_unit_test(options_may_not_overlap),
		cmocka_unit_test_setup_teardown(files_are_shown, setup, teardown),
		cmocka_unit_test(tables_are_printed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
