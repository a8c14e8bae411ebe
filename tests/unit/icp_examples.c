/* icp_examples.c - profiles that people wrote, from the folder that WINNOW_EXAMPLES names (icp/NAME.lua in it): each is compiled, printed
 * in both forms, and is the same as itself.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <glob.h>
#include <string.h>

#include "base/file.h"
#include "support_profile.h"

static const struct wn_tree *load(void *context, struct wn_str path, struct place place, struct diags *diags)
{
	struct wn_arena *arena = context;

	if (file_exists(path))
		return describe_file(arena, path, diags);
	diag_error(diags, place, "no such file: %.*s", STR_ARG(path));
	return NULL;
}

struct example {
	struct wn_arena *arena;
	struct dictionary *dictionary;
	struct diags *diags;
	struct icp *icp;
};

static struct example example_new(const char *path)
{
	struct example example = {arena_new(), dictionary_new(), diags_new(), NULL};
	struct icp_loader loader = {load, example.arena};
	const struct wn_tree *file = describe_file(example.arena, str_of(path), example.diags);

	if (file)
		example.icp = icp_compile(example.arena, example.dictionary, file, &loader, example.diags);
	if (!example.icp || diags_errors(example.diags)) {
		diags_print(example.diags, stderr);
		fail_msg("%s does not compile", path);
	}
	return example;
}

static void example_free(struct example *example)
{
	diags_free(example->diags);
	dictionary_free(example->dictionary);
	arena_free(example->arena);
}

static void check_example(const char *path)
{
	struct example one = example_new(path), two = example_new(path);
	struct buf markdown = {0}, html = {0};
	struct line_change *changes;
	size_t count;

	assert_true(one.icp->line_count > 0);
	assert_string_equal(one.icp->meaning, two.icp->meaning);
	changes = icp_diff(one.arena, one.icp, two.icp, &count);
	assert_int_equal(count, one.icp->line_count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(changes[i].change, CHANGE_NONE);
	icp_show(one.icp, one.dictionary, &markdown);
	icp_show_html(one.icp, one.dictionary, &html);
	assert_true(str_is_utf8(buf_as_str(&markdown)));
	assert_true(str_begins(buf_as_str(&markdown), WN_STR("# ")));
	assert_true(str_ends(buf_as_str(&html), WN_STR("</html>\n")));
	buf_free(&markdown);
	buf_free(&html);
	example_free(&one);
	example_free(&two);
}

static void all_examples_compile(void **state)
{
	struct wn_arena *arena = arena_new();
	glob_t found;

	(void)state;
	assert_int_equal(glob(arena_printf(arena, "%s/icp/*.lua", getenv("WINNOW_EXAMPLES")).ptr, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		if (!str_ends(str_of(found.gl_pathv[i]), WN_STR(".test.lua")))
			check_example(found.gl_pathv[i]);
	globfree(&found);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(all_examples_compile)};
	const char *folder = getenv("WINNOW_EXAMPLES");

	if (!folder || !*folder) {
		puts("1..0 # SKIP no examples: set WINNOW_EXAMPLES to the folder that holds icp/");
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
