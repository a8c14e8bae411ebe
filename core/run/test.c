/* test.c - which tests belong to a file, and the running of each. */
#include "run/test.h"

#include "base/file.h"
#include "base/str.h"
#include "company/date.h"
#include "lua/lua.h"
#include "run/config.h"
#include "run/description.h"
#include "run/testing.h"

/* What a test can be of. */
enum tested { TESTED_PLUGIN, TESTED_PROFILE, TESTED_PIPELINE, TESTED_NONE };
static const char *const subject_keys[] = {"plugin", "icp", "pipeline", NULL};

/* ---- one test ---- */

/* False: `as_of` is no day. */
static bool day_of_test(struct testing *testing)
{
	const struct wn_tree *tree = tree_value(testing->table, "as_of");
	testing->day = testing->run->options.as_of;
	return !tree || (tree->kind == WN_TREE_TEXT && day_parse(tree->as.text, &testing->day));
}

/* By the one key that names it; in the file of a profile or pipeline it is that. */
static enum tested subject_of(struct testing *testing, enum tested own)
{
	enum tested subject = own;
	int named = 0;
	for (enum tested i = 0; i < TESTED_NONE; i++)
		if (tree_entry(testing->table, subject_keys[i])) {
			subject = i;
			named++;
		}
	if (named > 1)
		diag_error(testing->run->diags, testing->place, "a test is of one thing: a plugin, an icp or a pipeline");
	else if (subject == TESTED_NONE)
		diag_error(testing->run->diags, testing->place, "a test names its plugin = \"FILE\", icp = \"FILE\" or pipeline = \"FILE\"");
	return named > 1 ? TESTED_NONE : subject;
}

static bool find_subject(struct testing *testing, enum tested own, enum tested *subject)
{
	struct diags *diags = testing->run->diags;
	struct wn_str file = str_of(testing->place.path);
	*subject = subject_of(testing, own);
	if (*subject == TESTED_NONE)
		return false;
	bool named = tree_entry(testing->table, subject_keys[*subject]);
	struct wn_str path = text_of(testing, testing->table, subject_keys[*subject]);
	testing->subject = named ? path_beside(testing->arena, file, path) : file;
	testing->expect = table_of(testing, testing->table, "expect");
	if (!tree_entry(testing->table, "expect"))
		diag_error(diags, testing->place, "a test says what it expects: expect = { ... }; winnow test --update fills an empty one");
	return testing->expect && (path.len || !named);
}

/* Mistakes of the test to those of all; warnings of what is tested are for `check`. */
static void collect_mistakes(struct run *run, struct run *one)
{
	const struct diag *diag;
	for (size_t i = 0; (diag = diags_at(one->diags, i)); i++)
		if (diag->severity == SEVERITY_ERROR)
			diag_error(run->diags, diag->place, "%.*s", STR_ARG(diag->text));
}

static void collect_differences(struct run *run, struct tests *tests, const struct difference *from)
{
	for (; from; from = from->next) {
		struct difference *kept = arena_alloc(run->arena, sizeof *kept);
		*kept = *from;
		kept->now = arena_str(run->arena, from->now);
		kept->text = arena_str(run->arena, from->text);
		kept->raw = arena_str(run->arena, from->raw);
		kept->next = tests->differences;
		tests->differences = kept;
	}
}

static void run_kind(struct testing *testing, enum tested subject)
{
	static void (*const kinds[])(struct testing *) = {[TESTED_PLUGIN] = test_plugin, [TESTED_PROFILE] = test_profile, [TESTED_PIPELINE] = test_pipeline};
	testing->now = new_table(testing);
	bool dated = day_of_test(testing);
	testing->run->options.as_of = testing->day;
	testing->run->options.path = testing->subject;
	kinds[subject](testing);
	if (!dated) /* last, since a profile is not compiled where something is wrong already */
		diag_error(testing->run->diags, tree_value(testing->table, "as_of")->place, "as_of is a day, such as \"2026-11-01\"");
	if (!testing->expect->count && !testing->failure.len && !testing->only_check && !diags_errors(testing->run->diags))
		expects_nothing(testing);
}

static void run_one(struct run *run, struct tests *tests, const struct wn_tree *call, enum tested own)
{
	struct run *one = run_new(&run->options);
	struct testing testing = {.run = one, .arena = one->arena, .table = tree_bare(call, 1), .place = call->place, .only_check = tests->only_check};
	struct test_outcome *outcome = &tests->outcomes[tests->count];
	enum tested subject;
	one->paths = run->paths;
	outcome->name = tree_bare(call, 0)->as.text;
	outcome->place = call->place;
	if (find_subject(&testing, own, &subject))
		run_kind(&testing, subject);
	tests->expects[tests->count++] = testing.expect;
	outcome->failure = arena_str(run->arena, buf_as_str(&testing.failure));
	collect_mistakes(run, one);
	collect_differences(run, tests, testing.differences);
	buf_free(&testing.failure);
	run_free(one);
}

/* ---- all tests of a file ---- */

static void make_room(struct run *run, struct tests *tests, size_t more)
{
	struct test_outcome *outcomes = arena_array(run->arena, tests->count + more + 1, sizeof *outcomes);
	const struct wn_tree **expects = arena_array(run->arena, tests->count + more + 1, sizeof *expects);
	for (size_t i = 0; i < tests->count; i++) {
		outcomes[i] = tests->outcomes[i];
		expects[i] = tests->expects[i];
	}
	tests->outcomes = outcomes;
	tests->expects = expects;
}

/* In the file of a profile or pipeline everything else is its own; a file of tests holds nothing else. */
static void run_file(struct run *run, struct tests *tests, const struct wn_tree *file, enum tested own)
{
	make_room(run, tests, file->count);
	for (size_t i = 0; i < file->count; i++) {
		const struct wn_tree *call = file->entries[i].value;
		bool good = false;
		if (tree_is_test(call, run->diags, &good) && good)
			run_one(run, tests, call, own);
		else if (!tree_is_call(call, "test") && own == TESTED_NONE)
			diag_error(run->diags, call->place, "a file of tests holds nothing but test \"what it shows\" { ..., expect = { ... } }");
	}
}

/* NAME.test.lua beside it; empty: there is none. */
static struct wn_str beside(struct run *run, struct wn_str path)
{
	struct wn_str stem = path_stem(path_name(path)), name = arena_printf(run->arena, "%.*s.test.lua", STR_ARG(stem));
	return path_beside(run->arena, path, name);
}

static void run_beside(struct run *run, struct tests *tests, struct wn_str path)
{
	struct wn_str name = beside(run, path);
	const struct wn_tree *file = file_exists(name) ? describe_file(run->arena, name, run->diags) : NULL;
	if (file)
		run_file(run, tests, file, TESTED_NONE);
}

static bool is_test_file(struct wn_str path)
{
	return str_ends(path, (struct wn_str)WN_STR(".test.lua"));
}

/* What is wrong with a script comes first: nobody can test it. */
static void complain_of_none(struct run *run, enum tested own, enum description kind)
{
	struct wn_str path = run->options.path;
	struct place place = {.path = path.ptr};
	const struct plugin *plugin;
	struct wn_error error = {0};
	if (kind == DESCRIPTION_PLUGIN && plugin_load_file(path, &plugin, &error) < 0)
		diag_error(run->diags, place, "%s", error.text);
	else if (is_test_file(path))
		diag_error(run->diags, place, "no test in this file: a file without tests proves nothing");
	else
		diag_error(run->diags, place, "no test of it: write test \"what it shows\" { ..., expect = { ... } } %sin %.*s",
		           own == TESTED_NONE ? "" : "below it in this file, or ", STR_ARG(beside(run, path)));
}

static int each_test(struct run *run, struct tests *tests)
{
	struct wn_str path = run->options.path;
	if (run_paths(run) < 0)
		return WN_FAIL;
	enum description kind = description_of(path);
	enum tested own = kind == DESCRIPTION_PROFILE ? TESTED_PROFILE : kind == DESCRIPTION_PIPELINE ? TESTED_PIPELINE : TESTED_NONE;
	const struct wn_tree *file = kind == DESCRIPTION_PLUGIN ? NULL : describe_file(run->arena, path, run->diags);
	if (file)
		run_file(run, tests, file, own);
	if (!is_test_file(path))
		run_beside(run, tests, path);
	if (!tests->count && !diags_errors(run->diags))
		complain_of_none(run, own, kind);
	return diags_errors(run->diags) ? WN_FAIL : WN_OK;
}

int run_tests(struct run *run, struct update *update, struct test_outcome **outcomes, size_t *count)
{
	struct tests tests = {0};
	int code = each_test(run, &tests);
	*outcomes = tests.outcomes;
	*count = tests.count;
	return code == WN_OK && update->asked ? update_files(run, &tests, update) : code;
}

int run_tests_check(struct run *run)
{
	struct tests tests = {.only_check = true};
	return each_test(run, &tests);
}
