/* icp_warning.c - what is no mistake and hardly meant: each warning, and what comes close and is none. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "support_profile.h"
#include "support_random.h"

static const char same[] = "the same condition as 'a' (line 1)", proven[] = "'a' in must already asks for this: it gives everybody the same points";
static const char half[] = "this line takes away more than half of what can be earned; if it forbids, say must_not";

/* The inside of a profile, and its only warning; null: there is none. */
static const struct {
	const char *text, *warning;
} rows[] = {
	/* identical conditions */
	{"must = { { \"a\", country = \"FR\" }, { \"b\", country = \"FR\" } }", same},
	{"must = { { \"a\", country = { \"FR\", \"BE\" } }, { \"b\", country = any_of { \"BE\", \"FR\" } } }", same},
	{"fit = { { 5, \"a\", name = matches \"x\" }, { 5, \"b\", name = matches \"x\" } }", same},
	{"must = { { \"a\", country = \"FR\" }, { \"b\", country = \"BE\" } }", NULL},
	{"must = { { \"a\", country = \"FR\" }, { \"b\", country = \"FR\", sure = 0.9 } }", NULL},
	{"must = { { \"a\", country = \"FR\", fresh = days(9) }, { \"b\", country = \"FR\", fresh = days(8) } }", NULL},
	{"must = { { \"a\", country = \"FR\", fresh = days(9) }, { \"b\", country = \"FR\", fresh = days(9) } }", same},
	{"must = { { \"a\", country = \"FR\" } }, must_not = { { \"b\", country = \"FR\" } }", "the same condition as 'a' in must (line 1): nobody can pass both"},
	{"must_not = { { \"a\", country = \"FR\" } }, fit = { { -5, \"b\", country = \"FR\" }, { 50, \"c\", listed = true } }", NULL},
	/* points that everybody gets */
	{"must = { { \"a\", country = \"FR\" } }, fit = { { 5, \"b\", country = \"FR\" } }", proven},
	{"must = { { \"a\", country = \"FR\" } }, fit = { { 5, \"b\", country = { \"FR\", \"BE\" } } }", proven},
	{"must = { { \"a\", country = { \"FR\", \"BE\" } } }, fit = { { 5, \"b\", country = \"FR\" } }", NULL},
	{"must = { { \"a\", country = \"FR\" } }, fit = { { 5, \"b\", country = known() } }", proven},
	{"must = { { \"a\", employees = between(50, 500) } }, fit = { { 5, \"b\", employees = at_least(50) } }", proven},
	{"must = { { \"a\", employees = between(50, 500) } }, fit = { { 5, \"b\", employees = at_least(51) } }", NULL},
	{"must = { { \"a\", employees = any_of { between(1, 9), above(99) } } }, fit = { { 5, \"b\", employees = none_of { between(10, 99) } } }", proven},
	{"must = { { \"a\", employees = above(9), country = \"FR\" } }, fit = { { 5, \"b\", employees = at_least(10) } }", proven},
	{"must = { { \"a\", employees = above(9), country = \"FR\" } }, fit = { { 5, \"b\", country = { \"FR\", \"DE\" }, employees = above(5) } }", proven},
	{"must = { { \"a\", employees = above(9) } }, fit = { { 5, \"b\", country = \"FR\", employees = above(5) } }", NULL},
	{"must = { { \"a\", any_of { employees = above(9), country = \"FR\" } } }, fit = { { 5, \"b\", employees = above(5) } }", NULL},
	{"must = { { \"a\", any_of { employees = above(9), country = \"FR\" } } }, fit = { { 5, \"b\", any_of { country = \"FR\", employees = above(5), listed = true } } }", proven},
	{"must = { { \"a\", revenue = above(money(9, \"EUR\")) } }, fit = { { 5, \"b\", revenue = above(money(5, \"EUR\")) } }", proven},
	{"must = { { \"a\", revenue = above(money(9, \"EUR\")) } }, fit = { { 5, \"b\", revenue = above(money(5, \"USD\")) } }", NULL},
	{"must = { { \"a\", revenue = above(money(9, \"EUR\")) } }, fit = { { 5, \"b\", revenue = known() } }", proven},
	{"must = { { \"a\", industry = nace \"62.01\" } }, fit = { { 5, \"b\", industry = nace \"62\" } }", proven},
	{"must = { { \"a\", industry = nace \"62\" } }, fit = { { 5, \"b\", industry = nace \"62.01\" } }", NULL},
	{"must = { { \"a\", industry = nace \"62\" } }, fit = { { 5, \"b\", industry = naf \"62\" } }", NULL},
	{"must = { { \"a\", uses = has { \"A\", version = below(\"9\") } } }, fit = { { 5, \"b\", uses = \"A\" } }", proven},
	{"must = { { \"a\", uses = \"A\" } }, fit = { { 5, \"b\", uses = has { \"A\", version = below(\"9\") } } }", NULL},
	{"must = { { \"a\", uses = all_of { \"A\", \"B\" } } }, fit = { { 5, \"b\", uses = \"B\" } }", proven},
	{"must = { { \"a\", uses = { \"A\", \"B\" } } }, fit = { { 5, \"b\", uses = \"B\" } }", NULL},
	{"must = { { \"a\", uses = { \"A\", \"B\" } } }, fit = { { 5, \"b\", uses = none_of { \"B\" } } }", NULL},
	{"must = { { \"a\", listed = true } }, fit = { { 5, \"b\", listed = false } }", NULL},
	{"must = { { \"a\", postcode = prefix \"691\" } }, fit = { { 5, \"b\", postcode = prefix { \"69\", \"01\" } } }", proven},
	{"must = { { \"a\", country = \"FR\" } }, fit = { { 5, \"b\", country = \"FR\", sure = 0.9 } }", NULL},
	{"must = { { \"a\", country = \"FR\", sure = 0.9 } }, fit = { { 5, \"b\", country = \"FR\" } }", proven},
	{"must = { { \"a\", country = \"FR\" } }, fit = { { 5, \"b\", country = \"FR\", fresh = days(9) } }", NULL},
	{"must = { { \"a\", employees = above(9) } }, fit = { best_of { { 5, \"b\", employees = above(9) }, { 9, \"c\", employees = above(99) } } }", NULL},
	{"must = { { \"a\", country = \"FR\" } }, fit = { { -5, \"b\", country = \"FR\" }, { 50, \"c\", listed = true } }", NULL},
	{"must = { { \"a\", signal = \"funding\" } }, timing = { { 5, \"b\", signal = \"funding\" } }", proven},
	{"must = { { \"a\", signal = \"funding\" } }, timing = { { 5, \"b\", signal = \"funding\", half_life = days(9) } }", NULL},
	{"must_not = { { \"a\", country = \"FR\" } }, fit = { { 5, \"b\", country = \"FR\" } }", NULL},
	/* minus lines that forbid */
	{"fit = { { 10, \"a\", country = \"FR\" }, { -6, \"b\", listed = true } }", half},
	{"fit = { { 10, \"a\", country = \"FR\" }, { -5, \"b\", listed = true } }", NULL},
	{"fit = { { -5, \"b\", listed = true } }", "minus points count for nothing where no line of fit has points above 0"},
	/* limits that decide nothing */
	{"must = { { \"a\", employees = at_least(-5) } }", "'employees' is never below 0: at_least(-5) decides nothing"},
	{"must = { { \"a\", employees = below(-5) } }", "'employees' is never below 0: below(-5) decides nothing"},
	{"must = { { \"a\", employees = at_least(0) } }", NULL},
	{"fields = { x_growth = \"number\" }, must = { { \"a\", x_growth = at_least(-5) } }", NULL},
	{"must = { { \"a\", openings = count(at_least(0)) } }", "at_least(0) holds for every count: it decides nothing"},
	{"must = { { \"a\", openings = count(at_least(-1)) } }", "at_least(-1) holds for every count: it decides nothing"},
	{"must = { { \"a\", openings = count(above(-1)) } }", "'count' is never below 0: above(-1) decides nothing"},
	{"must = { { \"a\", openings = count(at_least(1)) } }", NULL},
	/* tiers that no sum reaches */
	{"fit = { { 50, \"a\", country = \"FR\" }, { 50, \"b\", listed = true } }, tiers = { A = 70, B = 60, C = 50 }",
	 "no sum of points of fit lands in tier B: nobody can be in it"},
	{"fit = { { 50, \"a\", country = \"FR\" }, { 50, \"b\", listed = true } }, tiers = { A = 70, B = 50 }", NULL},
	{"fit = { { 50, \"a\", country = \"FR\" }, { 50, \"b\", listed = true }, { -20, \"c\", region = \"FR-69\" } }, tiers = { A = 90, B = 80, C = 50 }", NULL},
	{"fit = { best_of { { 60, \"a\", country = \"FR\" }, { 40, \"b\", country = \"BE\" } }, { 40, \"c\", listed = true } }, tiers = { A = 90, B = 80, C = 60 }", NULL},
	{"fit = { best_of { { 60, \"a\", country = \"FR\" }, { 30, \"b\", country = \"BE\" } }, { 40, \"c\", listed = true } }, tiers = { A = 90, B = 80, C = 60 }",
	 "no sum of points of fit lands in tier B: nobody can be in it"},
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf text = {0};
		struct profile_world world;
		const struct diag *said;

		buf_printf(&text, "icp { name = \"t\", without = { \"ceased\", \"natural-person\" }, %s }", rows[i].text);
		world = world_new(text.data);
		if (!world.icp) {
			diags_print(world.diags, stdout);
			fail_msg("%s", rows[i].text);
		}
		said = diags_at(world.diags, 0);
		if ((said == NULL) != (rows[i].warning == NULL) || diags_warnings(world.diags) > 1 || (said && !str_is(said->text, rows[i].warning)))
			fail_msg("%s: said %zu, first '%.*s'", rows[i].text, diags_warnings(world.diags), said ? (int)said->text.len : 0, said ? said->text.ptr : "");
		world_free(&world);
		buf_free(&text);
	}
}

/* ---- tiers against every combination --------------------------------------------------------------------- */

static void test_random_tiers(void **state)
{
	struct dice dice = dice_new();
	size_t warned = 0;

	(void)state;
	for (int round = 0; round < 300; round++) {
		static const char *const fields[] = {"country = \"FR\"", "listed = true", "region = \"FR-69\"", "stage = \"seed\"", "domain = known()"};
		int points[5], tiers[2] = {40 + (int)dice_below(&dice, 60), 0}, possible = 0, count = 2 + (int)dice_below(&dice, 4);
		bool met[2] = {false, false};
		struct buf text = {0};
		struct profile_world world;

		tiers[1] = 1 + (int)dice_below(&dice, (size_t)tiers[0] - 1);
		buf_text(&text, "icp { name = \"t\", fit = { ");
		for (int i = 0; i < count; i++) {
			points[i] = i == 0 || dice_below(&dice, 4) ? 1 + (int)dice_below(&dice, 30) : -1 - (int)dice_below(&dice, 2);
			possible += points[i] > 0 ? points[i] : 0;
			buf_printf(&text, "{ %d, \"l%d\", %s }, ", points[i], i, fields[i]);
		}
		buf_printf(&text, "}, tiers = { A = %d, B = %d } }", tiers[0], tiers[1]);
		for (int mask = 0; mask < 1 << count; mask++) {
			int sum = 0;

			for (int i = 0; i < count; i++)
				sum += mask & 1 << i ? points[i] : 0;
			if (100 * sum >= tiers[0] * possible)
				met[0] = true;
			else if (100 * sum >= tiers[1] * possible)
				met[1] = true;
		}
		world = world_new(text.data);
		assert_non_null(world.icp);
		for (int tier = 0; tier < 2; tier++) {
			bool said = false;
			char message[80];

			snprintf(message, sizeof message, "no sum of points of fit lands in tier %c: nobody can be in it", "AB"[tier]);
			for (size_t i = 0; diags_at(world.diags, i); i++)
				said |= str_is(diags_at(world.diags, i)->text, message);
			if (said == met[tier])
				fail_msg("%s: tier %d", text.data, tier);
			warned += said;
		}
		world_free(&world);
		buf_free(&text);
	}
	assert_true(warned > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_random_tiers)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
