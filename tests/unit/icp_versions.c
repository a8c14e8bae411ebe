/* icp_versions.c - two versions of a profile: by ids and meanings; and the page of a profile. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "support_profile.h"

#define HEAD "icp { name = \"t\", without = { \"ceased\", \"natural-person\" }, "

/* The changes between two profiles, as "changed a, renamed b>c, added d". */
static struct wn_str difference(struct wn_arena *arena, const char *from, const char *to)
{
	struct buf one = {0}, two = {0}, out = {0};
	struct profile_world old, new;
	struct line_change *changes;
	struct wn_str text;
	size_t count;

	buf_printf(&one, HEAD "%s }", from);
	buf_printf(&two, HEAD "%s }", to);
	old = world_new(one.data);
	new = world_new(two.data);
	assert_non_null(old.icp);
	assert_non_null(new.icp);
	changes = icp_diff(arena, old.icp, new.icp, &count);
	for (size_t i = 0; i < count; i++) {
		buf_printf(&out, "%s%s ", i ? ", " : "", change_name(changes[i].change));
		if (changes[i].from)
			buf_str(&out, changes[i].from->id);
		if (changes[i].to && (!changes[i].from || !str_equal(changes[i].from->id, changes[i].to->id)))
			buf_printf(&out, ">%.*s", STR_ARG(changes[i].to->id));
	}
	text = arena_str(arena, buf_as_str(&out));
	world_free(&old);
	world_free(&new);
	buf_free(&one);
	buf_free(&two);
	buf_free(&out);
	return text;
}

static const struct {
	const char *from, *to, *changes;
} versions[] = {
	{"must = { { country = \"FR\" } }", "must = { { country = \"FR\", note = \"why\" } }", "unchanged country"},
	{"must = { { \"a\", country = { \"FR\", \"BE\" } } }", "must = { { \"a\", country = any_of { \"BE\", \"FR\" } } }", "unchanged a"},
	{"must = { { \"a\", country = \"FR\" } }", "must = { { \"b\", country = \"FR\" } }", "renamed a>b"},
	{"must = { { \"a\", country = \"FR\" } }", "must = { { \"a\", country = \"BE\" } }", "changed a"},
	{"must = { { \"a\", country = \"FR\" } }", "must_not = { { \"a\", country = \"FR\" } }", "changed a"},
	{"must = { { \"a\", country = \"FR\" } }", "must = { { \"a\", country = \"FR\", sure = 0.9 } }", "changed a"},
	{"fit = { { 5, \"a\", country = \"FR\" } }", "fit = { { 6, \"a\", country = \"FR\" } }", "changed a"},
	{"must = { { \"a\", country = \"FR\" } }", "must = { { \"b\", country = \"BE\" } }", "added >b, removed a"},
	/* An id that stays is itself, even where another line took its meaning over. */
	{"must = { { \"a\", country = \"FR\" } }", "must = { { \"a\", country = \"BE\" }, { \"b\", country = \"FR\" } }", "changed a, added >b"},
	/* Two of one meaning are not renamed to one and the same. */
	{"must = { { \"a\", country = \"FR\" }, { \"b\", country = \"FR\" } }", "must = { { \"c\", country = \"FR\" } }", "renamed a>c, removed b"},
	{"must = { { \"a\", country = \"FR\" } }", "must = { { \"b\", country = \"FR\" }, { \"c\", country = \"FR\" } }", "renamed a>b, added >c"},
	{"fields = { x_a = \"number\" }, must = { { \"a\", x_a = 5 }, { \"b\", country = \"FR\" } }", "must = { { \"b\", country = \"FR\" } }", "unchanged b, removed a"},
};

static void test_lines(void **state)
{
	struct wn_arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++)
		assert_string_equal(difference(arena, versions[i].from, versions[i].to).ptr, versions[i].changes);
	arena_free(arena);
}

static void test_page(void **state)
{
	struct profile_world world = world_new(HEAD "about = \"1. <x> & *y*\", must_not = { { \"a\\\\b | c\", country = \"FR\" } } }");
	struct buf out = {0};

	(void)state;
	assert_non_null(world.icp);
	icp_show_html(world.icp, world.dictionary, &out);
	buf_byte(&out, 0);
	assert_non_null(strstr(out.data, "<h1>t</h1>"));
	assert_non_null(strstr(out.data, "<p>1. &lt;x&gt; &amp; *y*"));
	assert_non_null(strstr(out.data, "a\\b | c (FR)</p>"));
	assert_null(strstr(out.data, "<x>"));
	buf_free(&out);
	world_free(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_lines), cmocka_unit_test(test_page)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
