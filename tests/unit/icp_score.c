/* icp_score.c - scores are exact integers: sums, best_of, decay, tiers, floor, ranks. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "icp/view.h"
#include "support_profile.h"
#include "support_random.h"

static void evaluate(struct profile_world *world)
{
	if (!world->icp)
		diags_print(world->diags, stderr);
	assert_non_null(world->icp);
	subject_begin(&world->subject, &world->company);
	icp_evaluate(world->icp, &world->subject, false, world->results);
}

static size_t line_at(const struct profile_world *world, const char *id)
{
	for (size_t i = 0; i < world->icp->line_count; i++)
		if (str_is(world->icp->lines[i].id, id))
			return i;
	fail_msg("no line %s", id);
	return 0;
}

/* ---- decay ----------------------------------------------------------------------------------------------- */

static void whole_half_lives_are_exact(void **state)
{
	(void)state;
	for (int64_t half = 1; half < 400; half += 7)
		for (int64_t times = 0; times < 30; times++)
			assert_int_equal(decay(1000, times * half, half), 1000000 >> times);
	assert_int_equal(decay(1, 0, 30), 1000);
	assert_int_equal(decay(1000, INT32_MAX, 1), 0);
	assert_int_equal(decay(1000, 63, 1), 0);
}

/* Values worked out by hand to many digits: 1000 x 2^(-1/2) = 707.10..., 2^(-1/3) = 793.70..., 2^(-10/120) = 943.87... */
static void fractions_are_rounded_down(void **state)
{
	(void)state;
	assert_int_equal(decay(1, 1, 2), 707);
	assert_int_equal(decay(1000, 1, 2), 707106);
	assert_int_equal(decay(1000, 1, 3), 793700);
	assert_int_equal(decay(1000, 2, 3), 629960);
	assert_int_equal(decay(1000, 10, 120), 943874);
	assert_int_equal(decay(1000, 364, 365), 500950);
	assert_int_equal(decay(20, 60, 120), 14142);
	assert_int_equal(decay(20, 180, 120), 7071);
}

/* v = floor(1000 w 2^(-a/2)) is the one integer with v^2 2^a <= (1000 w)^2 < (v + 1)^2 2^a. */
static void half_powers_agree_with_squares(void **state)
{
	(void)state;
	for (int32_t points = 1; points <= 1000; points += 13)
		for (int64_t age = 0; age < 40; age++) {
			unsigned __int128 square = (unsigned __int128)points * (unsigned)points * 1000000;
			unsigned __int128 value = (unsigned __int128)decay(points, age, 2);

			assert_true(value * value << age <= square);
			assert_true((value + 1) * (value + 1) << age > square);
		}
}

static void decay_never_grows(void **state)
{
	(void)state;
	for (int64_t half = 1; half < 1000; half = half * 3 + 1)
		for (int64_t age = 0; age < 2000; age++)
			assert_true(decay(777, age + 1, half) <= decay(777, age, half));
}

/* ---- lines ----------------------------------------------------------------------------------------------- */

static const char timing[] =
	"icp { name = \"t\", timing = {\n"
	"{ 20, \"raised\", signal = has { \"funding\", date = within(days(365)) }, half_life = days(120) },\n"
	"{ 10, \"months\", signal = has { \"funding\" }, half_life = months(2) },\n"
	"{ 30, \"visits\", signal = count(at_least(2), { \"visit\" }), half_life = days(10) },\n"
	"{ 40, \"either\", signal = any_of { has { \"funding\" }, has { \"visit\" } }, half_life = days(1) },\n"
	"{ 40, \"quiet\", signal = all_of { has { \"funding\" }, none_of { has { \"layoff\" } } }, half_life = days(1) } } }";

static void the_newest_matching_item_counts(void **state)
{
	struct profile_world world = world_new(timing);

	(void)state;
	world_add(&world, "signal", a_list(&world, "signal",
		"kind=funding,date=2026-07-04;kind=funding,date=2025-12-01;kind=funding,date=2024-01-01;kind=visit,date=2026-10-22;"
		"kind=visit,date=2026-10-12;kind=visit,date=2026-12-24", "", true));
	evaluate(&world);
	assert_int_equal(world.results[line_at(&world, "raised")].event_day, day_of(2026, 7, 4));
	assert_int_equal(world.results[line_at(&world, "raised")].earned, 10000); /* 120 days */
	assert_int_equal(world.results[line_at(&world, "months")].earned, decay(10, 120, day_of(2026, 11, 1) - day_of(2026, 9, 1)));
	assert_int_equal(world.results[line_at(&world, "visits")].earned, 15000); /* 10 days; the one of December is not yet */
	assert_int_equal(world.results[line_at(&world, "either")].event_day, day_of(2026, 10, 22));
	assert_int_equal(world.results[line_at(&world, "quiet")].event_day, day_of(2026, 7, 4));
	world_free(&world);
}

static void an_event_without_a_day_earns_nothing(void **state)
{
	struct profile_world world = world_new(timing);

	(void)state;
	world_add(&world, "signal", a_list(&world, "signal", "kind=funding", "", true));
	evaluate(&world);
	assert_int_equal(world.results[line_at(&world, "months")].verdict, VERDICT_MATCH);
	assert_int_equal(world.results[line_at(&world, "months")].earned, 0);
	assert_int_equal(world.results[line_at(&world, "raised")].verdict, VERDICT_UNKNOWN);
	world_free(&world);
}

/* Of a month, the earliest day. */
static void imprecise_days_count_from_their_beginning(void **state)
{
	struct profile_world world = world_new(timing);

	(void)state;
	world_add(&world, "signal", a_list(&world, "signal", "kind=funding,date=2026-07", "", true));
	evaluate(&world);
	assert_int_equal(world.results[line_at(&world, "raised")].event_day, day_of(2026, 7, 1));
	world_free(&world);
}

static const char fit[] =
	"icp { name = \"t\", fit = {\n"
	"{ 30, \"fr\", country = \"FR\" },\n"
	"best_of { { 20, \"large\", employees = at_least(100) }, { 15, \"middle\", employees = between(50, 150) }, { 5, \"small\", employees = at_least(1) } },\n"
	"{ -10, \"listed\", listed = true } },\n"
	"tiers = { A = 60, B = 30, C = 0 }, floor = 20 }";

static void best_of_counts_once(void **state)
{
	struct profile_world world = world_new(fit);
	struct score score;
	bool counted[8];

	(void)state;
	world_add(&world, "country", a_text("FR"));
	world_add(&world, "employees", a_range(60, 70));
	evaluate(&world);
	score = icp_score(world.icp, SECTION_FIT, world.results, counted);
	assert_int_equal(score.possible, 50000);
	assert_int_equal(score.earned, 45000);
	assert_int_equal(score.known, 70);  /* all but the minus line */
	assert_int_equal(score.weight, 80);
	assert_true(counted[line_at(&world, "fr")]);
	assert_false(counted[line_at(&world, "large")]);
	assert_true(counted[line_at(&world, "middle")]);
	assert_false(counted[line_at(&world, "small")]);
	assert_true(counted[line_at(&world, "listed")]);
	world_add(&world, "listed", value_of_flag(true));
	evaluate(&world);
	assert_int_equal(icp_score(world.icp, SECTION_FIT, world.results, NULL).earned, 35000);
	world_free(&world);
}

/* What is shown per line adds up to what is shown for the whole, whatever is known. */
static void contributions_add_up(void **state)
{
	struct dice dice = dice_new();

	(void)state;
	for (int i = 0; i < 200; i++) {
		struct profile_world world = world_new(fit);
		struct score score;
		bool counted[8];
		int64_t sum = 0;

		if (dice_below(&dice, 2))
			world_add(&world, "country", a_text(dice_below(&dice, 2) ? "FR" : "BE"));
		if (dice_below(&dice, 2))
			world_add(&world, "listed", value_of_flag(dice_below(&dice, 2)));
		if (dice_below(&dice, 3)) {
			int64_t low = (int64_t)dice_below(&dice, 200);

			world_add(&world, "employees", a_range(low, low + (int64_t)dice_below(&dice, 100)));
		}
		evaluate(&world);
		score = icp_score(world.icp, SECTION_FIT, world.results, counted);
		for (size_t j = 0; j < world.icp->line_count; j++)
			if (world.icp->lines[j].section == SECTION_FIT && counted[j])
				sum += world.results[j].earned;
		assert_int_equal(sum, score.earned);
		assert_int_equal(score.possible, 50000);
		world_free(&world);
	}
}

/* ---- fractions ------------------------------------------------------------------------------------------- */

static void printed_scores_are_cut(void **state)
{
	static const struct {
		int64_t earned, possible;
		const char *fit, *timing;
	} rows[] = {
		{25000, 30000, "83.3", "83.3"}, {0, 0, "100.0", "0.0"},      {5000, 0, "100.0", "0.0"},     {2, 3, "66.6", "66.6"},
		{-1, 3000, "-0.1", "-0.1"},     {-30000, 30000, "-100.0", "-100.0"}, {-1, 3, "-33.4", "-33.4"}, {59999, 100000, "59.9", "59.9"},
		{100, 100, "100.0", "100.0"},   {0, 30000, "0.0", "0.0"},    {999999, 1000000, "99.9", "99.9"},
	};
	struct wn_arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct score score = {.earned = rows[i].earned, .possible = rows[i].possible};

		assert_string_equal(score_text(arena, SECTION_FIT, score).ptr, rows[i].fit);
		assert_string_equal(score_text(arena, SECTION_TIMING, score).ptr, rows[i].timing);
	}
	arena_free(arena);
}

static size_t tier_of(const struct profile_world *world, int64_t earned, int64_t possible, int32_t raise)
{
	return icp_tier(world->icp, (struct score){.earned = earned, .possible = possible}, raise);
}

static void tiers_are_never_rounded_into(void **state)
{
	struct profile_world world = world_new(fit);

	(void)state;
	assert_non_null(world.icp);
	assert_int_equal(tier_of(&world, 60000, 100000, 0), 0);
	assert_int_equal(tier_of(&world, 59999, 100000, 0), 1);
	assert_int_equal(tier_of(&world, 599999999, 1000000000, 0), 1);
	assert_int_equal(tier_of(&world, 30000, 100000, 0), 1);
	assert_int_equal(tier_of(&world, 29999, 100000, 0), 2);
	assert_int_equal(tier_of(&world, 0, 100000, 0), 2);
	assert_int_equal(tier_of(&world, -1, 100000, 0), 3); /* below the last: none */
	assert_int_equal(tier_of(&world, 57000, 100000, 3), 0);
	assert_int_equal(tier_of(&world, 56999, 100000, 3), 1);
	assert_int_equal(tier_of(&world, INT64_MAX / 4, INT64_MAX / 2, 0), 1);
	assert_true(icp_floor_reached(world.icp, (struct score){.earned = 20, .possible = 100}));
	assert_false(icp_floor_reached(world.icp, (struct score){.earned = 19999, .possible = 100000}));
	world_free(&world);
	world = world_new("icp { name = \"t\", timing = { { 7, \"a\", listed = true } }, heat = { warm = 20, hot = 50 } }");
	assert_int_equal(icp_heat(world.icp, (struct score){.earned = 50, .possible = 100}), 0);
	assert_int_equal(icp_heat(world.icp, (struct score){.earned = 49, .possible = 100}), 1);
	assert_int_equal(icp_heat(world.icp, (struct score){.earned = 0, .possible = 0}), 2);
	world_free(&world);
}

static void ranks_compare_fractions(void **state)
{
	struct score third = {.earned = 1, .possible = 3}, same = {.earned = 1000, .possible = 3000}, less = {.earned = 333333, .possible = 1000000};
	struct score nothing = {0}, full = {.earned = 5, .possible = 5}, minus = {.earned = -1, .possible = 3};

	(void)state;
	assert_int_equal(score_compare(SECTION_FIT, third, same), 0);
	assert_true(score_compare(SECTION_FIT, third, less) < 0);
	assert_true(score_compare(SECTION_FIT, less, third) > 0);
	assert_int_equal(score_compare(SECTION_FIT, nothing, full), 0);
	assert_true(score_compare(SECTION_TIMING, full, nothing) < 0);
	assert_true(score_compare(SECTION_FIT, minus, third) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_half_lives_are_exact), cmocka_unit_test(fractions_are_rounded_down), cmocka_unit_test(half_powers_agree_with_squares),
		cmocka_unit_test(decay_never_grows), cmocka_unit_test(the_newest_matching_item_counts), cmocka_unit_test(an_event_without_a_day_earns_nothing),
		cmocka_unit_test(imprecise_days_count_from_their_beginning), cmocka_unit_test(best_of_counts_once), cmocka_unit_test(contributions_add_up),
		cmocka_unit_test(printed_scores_are_cut), cmocka_unit_test(tiers_are_never_rounded_into), cmocka_unit_test(ranks_compare_fractions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
