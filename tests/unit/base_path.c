/* base_path.c - paths as text. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"

struct pair {
	const char *given, *expected;
};

static void paths_are_cleaned(void **state)
{
	static const struct pair cases[] = {{"", "."}, {".", "."}, {"./", "."}, {"a/../b", "b"}, {"./a", "a"}, {"a/.", "a"}, {"a//b///c/", "a/b/c"},
		{"a/..", "."}, {"..", ".."}, {"../a", "../a"}, {"a/../..", ".."}, {"../../a/../b", "../../b"}, {"a/b/../../../c", "../c"},
		{"/", "/"}, {"//", "/"}, {"/..", "/"}, {"/../a", "/a"}, {"/a/../..", "/"}, {"/a/./b/../c", "/a/c"}, {"...", "..."}, {"a/...", "a/..."},
		{"..a/..", "."}, {".a/b", ".a/b"}, {"a..", "a.."}};
	struct wn_arena *arena = arena_new();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct wn_str clean = path_clean(arena, str_of(cases[i].given));

		assert_string_equal(clean.ptr, cases[i].expected);
		assert_int_equal(clean.len, strlen(cases[i].expected));
		assert_true(str_equal(path_clean(arena, clean), clean));
	}
	arena_free(arena);
}

static void paths_are_taken_apart(void **state)
{
	static const struct {
		const char *path, *folder, *name, *stem;
	} cases[] = {{"a", ".", "a", "a"}, {"a/b.c", "a", "b.c", "b"}, {"/b", "/", "b", "b"}, {"/", "/", "", ""}, {"a/b/", "a/b", "", ""},
		{"a//b", "a", "b", "b"}, {"x.tar.gz", ".", "x.tar.gz", "x.tar"}, {"a.b/c", "a.b", "c", "c"}, {"a/.hidden", "a", ".hidden", ".hidden"},
		{".hidden.lua", ".", ".hidden.lua", ".hidden"}, {"a.", ".", "a.", "a"}, {"", ".", "", ""}};
	struct wn_arena *arena = arena_new();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct wn_str path = str_of(cases[i].path);

		assert_string_equal(path_folder(arena, path).ptr, cases[i].folder);
		assert_true(str_is(path_name(path), cases[i].name));
		assert_true(str_is(path_stem(path), cases[i].stem));
	}
	arena_free(arena);
}

static void paths_are_put_together(void **state)
{
	static const struct {
		const char *left, *right, *joined, *beside;
	} cases[] = {{"p/x.lua", "y.lua", "p/x.lua/y.lua", "p/y.lua"}, {"p/x.lua", "../data/z", "p/x.lua/../data/z", "data/z"},
		{"x.lua", "icp/y.lua", "x.lua/icp/y.lua", "icp/y.lua"}, {"x.lua", "../y", "x.lua/../y", "../y"}, {"/e/x.lua", "../../y", "/e/x.lua/../../y", "/y"},
		{"p/x", "/abs/./y", "/abs/./y", "/abs/y"}, {"/", "y", "/y", "/y"}, {".", "y", "y", "y"}, {"", "y", "y", "y"}, {"a/", "y", "a/y", "a/y"},
		{"p/x.lua", "", "p/x.lua", "p"}};
	struct wn_arena *arena = arena_new();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct wn_str left = str_of(cases[i].left), right = str_of(cases[i].right);

		assert_string_equal(path_join(arena, left, right).ptr, cases[i].joined);
		assert_string_equal(path_beside(arena, left, right).ptr, cases[i].beside);
	}
	arena_free(arena);
}

static void a_nul_byte_is_never_lost(void **state)
{
	struct wn_arena *arena = arena_new();
	struct wn_error error = {0};
	char chars[PATH_MAX];
	struct wn_str evil = path_beside(arena, WN_STR("p/x.lua"), WN_STR("ok\0x/etc"));

	(void)state;
	assert_int_equal(path_chars(evil, chars, &error), WN_INVALID);
	assert_non_null(strstr(error.text, "NUL"));
	arena_free(arena);
}

static void impossible_paths_are_refused(void **state)
{
	static char endless[PATH_MAX + 10];
	struct wn_error error = {0};
	char chars[PATH_MAX];

	(void)state;
	memset(endless, 'a', sizeof endless);
	assert_int_equal(path_chars((struct wn_str){0}, chars, &error), WN_INVALID);
	assert_int_equal(path_chars((struct wn_str){endless, PATH_MAX}, chars, &error), WN_INVALID);
	assert_non_null(strstr(error.text, "too long"));
	assert_int_equal(path_chars((struct wn_str){endless, PATH_MAX - 1}, chars, &error), WN_OK);
	assert_int_equal(strlen(chars), PATH_MAX - 1);
	assert_int_equal(path_chars((struct wn_str){endless, PATH_MAX}, chars, NULL), WN_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_are_cleaned),
		cmocka_unit_test(paths_are_taken_apart),
		cmocka_unit_test(paths_are_put_together),
		cmocka_unit_test(a_nul_byte_is_never_lost),
		cmocka_unit_test(impossible_paths_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
