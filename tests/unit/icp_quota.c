/* Quotas of a pipeline: lines with a number in front, and the field `icp` that only they know. */
#include "support_profile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static const char *const profiles[] = {"mills", "shops", NULL};

/* The quotas of a pipeline with this text; mistakes are in world->diags. */
static struct line *quotas(struct profile_world *world, const char *text, size_t *count)
{
	struct wn_str whole = arena_printf(world->arena, "pipeline { quota = %s }", text);
	const struct wn_tree *file = describe_text(world->arena, WN_STR("pipe.lua"), whole, world->diags);

	assert_non_null(file);
	dictionary_add_pseudo(world->dictionary, WN_STR("icp"), profiles, "profile");
	return quotas_compile(world->arena, world->dictionary, tree_entry(tree_bare(tree_bare(file, 0), 0), "quota"), world->diags, count);
}

static void a_quota_is_a_line_with_a_number(void **state)
{
	struct profile_world world = world_of_line("listed = true");
	size_t count;
	const struct line *line = quotas(&world, "{ { 40, \"Small ones\", employees = at_most(49), country = \"FR\", note = \"why\" }, { 7, icp = \"mills\" } }", &count);

	(void)state;
	assert_int_equal(diags_errors(world.diags), 0);
	assert_int_equal(count, 2);
	assert_int_equal(line[0].points, 40);
	assert_true(str_is(line[0].label, "Small ones"));
	assert_true(str_is(line[0].id, "small-ones"));
	assert_true(str_is(line[0].note, "why"));
	assert_int_equal(line[0].field_count, 2);
	assert_int_equal(line[0].section, SECTION_QUOTA);
	assert_string_equal(section_name(SECTION_QUOTA), "quota");
	assert_false(line_is_gate(&line[0]));
	assert_true(str_is(line[1].label, "icp is mills"));
	assert_string_not_equal(line[0].meaning, line[1].meaning);
	world_free(&world);
}

/* The meaning of a quota is its number and its condition, and not what it is called. */
static void its_meaning_has_the_number(void **state)
{
	static const char *const texts[] = {"{ { 5, \"a\", country = \"FR\" } }", "{ { 5, \"b\", country = any_of { \"FR\" } } }", "{ { 6, \"a\", country = \"FR\" } }"};
	char meaning[3][65];

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct profile_world world = world_of_line("listed = true");
		size_t count;

		memcpy(meaning[i], quotas(&world, texts[i], &count)[0].meaning, 65);
		world_free(&world);
	}
	assert_string_equal(meaning[0], meaning[1]);
	assert_string_not_equal(meaning[0], meaning[2]);
}

static enum verdict verdict_of(struct profile_world *world, const struct line *line, const char *icp)
{
	struct fact given = {.field = dictionary_find(world->dictionary, WN_STR("icp")), .provider = NO_PROVIDER, .value = a_text(icp), .evidence = {.day = WN_NO_DAY}};
	struct result result;

	world->subject.given = &given;
	subject_begin(&world->subject, &world->company);
	line_evaluate(line, &world->subject, false, &result);
	return result.verdict;
}

static void the_profile_is_a_fact_that_nobody_brings(void **state)
{
	struct profile_world world = world_of_line("listed = true");
	size_t count;
	const struct line *line = quotas(&world, "{ { 1, \"a\", icp = \"mills\" }, { 1, \"b\", none_of { icp = \"mills\" } }, { 1, \"c\", icp = \"mills\", employees = at_most(9) },"
	                                         " { 1, \"d\", icp = { \"mills\", \"shops\" } } }", &count);

	(void)state;
	assert_int_equal(count, 4);
	assert_int_equal(verdict_of(&world, &line[0], "mills"), VERDICT_MATCH);
	assert_int_equal(verdict_of(&world, &line[0], "shops"), VERDICT_MISS);
	assert_int_equal(verdict_of(&world, &line[1], "mills"), VERDICT_MISS);
	assert_int_equal(verdict_of(&world, &line[1], "shops"), VERDICT_MATCH);
	assert_int_equal(verdict_of(&world, &line[2], "mills"), VERDICT_UNKNOWN);
	assert_int_equal(verdict_of(&world, &line[2], "shops"), VERDICT_MISS);
	assert_int_equal(verdict_of(&world, &line[3], "shops"), VERDICT_MATCH);
	world_free(&world);
}

/* Before the pipeline adds it there is no such field, so no profile and no step can name it. */
static void no_profile_knows_the_field(void **state)
{
	struct profile_world world = world_new("icp { name = \"t\", must = { { icp = \"mills\" } } }");

	(void)state;
	assert_null(world.icp);
	assert_int_equal(dictionary_find(world.dictionary, WN_STR("icp")), NO_FIELD);
	world_free(&world);
}

static void two_labels_that_make_one_id_are_one(void **state)
{
	struct profile_world world = world_of_line("listed = true");
	size_t count;

	(void)state;
	quotas(&world, "{ { 1, \"In Lyon\", country = \"FR\" }, { 2, \"in lyon\", country = \"BE\" } }", &count);
	assert_int_equal(diags_errors(world.diags), 1);
	assert_string_equal(diags_at(world.diags, 0)->text.ptr, "two quotas are called 'in lyon' (first on line 1): give one a label of its own");
	world_free(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_quota_is_a_line_with_a_number),
		cmocka_unit_test(its_meaning_has_the_number),
		cmocka_unit_test(the_profile_is_a_fact_that_nobody_brings),
		cmocka_unit_test(no_profile_knows_the_field),
		cmocka_unit_test(two_labels_that_make_one_id_are_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
