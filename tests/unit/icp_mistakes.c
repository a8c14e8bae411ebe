/* icp_mistakes.c - every mistake that a profile can hold, with its message and its place, all at once. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "support_profile.h"

/* The profile is: icp { name = "t", fields..., then the text of the row on line 2. */
struct mistake {
	int number; /* of the language's table; 0: beyond it */
	const char *text;
	uint32_t line, column;
	const char *message;
};

static const struct mistake mistakes[] = {
	{1, "must = { country = \"FR\" }", 2, 10, "each line of must has its own braces: { country = ... }"},
	{2, "must { { country = \"FR\" } }", 2, 1, "must is a section, not a call: must = { ... }"},
	{3, "mustnot = {}", 2, 1, "'mustnot' is not a section of a profile; did you mean 'must_not'?"},
	{4, "must = { { country = \"UK\" } }", 2, 22, "\"UK\" is not a country code; the United Kingdom is \"GB\""},
	{5, "must = { { country = \"fr\" } }", 2, 22, "\"fr\" is not a country code; write \"FR\""},
	{6, "must = { { industri = nace \"62\" } }", 2, 12, "'industri' is no field; did you mean 'industry'?"},
	{7, "must = { { seats = at_least(5) } }", 2, 12, "'seats' is no field; see winnow fields, or declare it in fields = { x_seats = ... }"},
	{8, "fields = { seats = \"number\" }", 2, 12, "field 'seats' is your own: its name must begin with x_"},
	{9, "must = { { industry = \"62.01\" } }", 2, 23, "which classification is \"62.01\"? write nace \"62.01\", naf, sic, us_sic, naics or isic"},
	{10, "must = { { industry = nace { 62.01 } } }", 2, 30, "codes are text: write \"62.01\" in quotes"},
	{11, "must = { { industry = nace { \"6201Z\" } } }", 2, 30, "\"6201Z\" is not a NACE code; 62.01Z is NAF: naf { \"62.01Z\" }"},
	{12, "must = { { industry = sic { \"7372\" } } }", 2, 29,
	 "\"7372\" has four digits: UK SIC 2007 has five; for American SIC write us_sic; for a British class write nace \"73.72\""},
	{13, "must = { { region = nace { \"62\" } } }", 2, 21, "'region' holds text; nace { } is for industry"},
	{14, "must = { { employees = \"50-500\" } }", 2, 24, "'employees' is a number: write between(50, 500)"},
	{15, "must = { { employees = at_least(\"50\") } }", 2, 24, "at_least needs a number, not \"50\""},
	{16, "must = { { employees = between(500, 50) } }", 2, 24, "between(500, 50): the smaller limit comes first"},
	{17, "must = { { employees = atleast(50) } }", 2, 24, "'atleast' is not a word of the profile language; did you mean 'at_least'?"},
	{18, "must = { { employees = between(1, 5), employees = at_most(9) } }", 2, 39,
	 "'employees' is given twice in the same braces (first on line 2): Lua would keep only one; write all_of { ... }"},
	{19, "must = { { \"a\", any_of { uses = \"A\", uses = \"B\" } } }", 2, 38, "'uses' is given twice"},
	{20, "must = { { openings = at_least(5) } }", 2, 23, "'openings' is a list: write count(at_least(5)), or has { ... }"},
	{21, "must = { { revenue = at_least(2000000) } }", 2, 22, "'revenue' is money: write at_least(money(2000000, \"EUR\"))"},
	{21, "must = { { revenue = between(2e6, 4e6) } }", 2, 22, "'revenue' is money: write between(money(2000000, \"EUR\"), money(4000000, \"EUR\"))"},
	{22, "must = { { employees = at_least(money(5, \"EUR\")) } }", 2, 24, "'employees' is a number, not money"},
	{23, "must = { { founded = within(365) } }", 2, 22, "within needs a length of time: within(days(365))"},
	{24, "must = { { founded = older_than(\"2020\") } }", 2, 22, "older_than needs a length of time; for a day write before(\"2020-01-01\")"},
	{25, "must = { { founded = \"2020\" } }", 2, 22,
	 "'founded' needs a matcher: within(years(3)), older_than(years(3)), since(\"2020-01-01\")"},
	{26, "must = { { signal = has { \"funding\", dat = within(days(3)) } } }", 2, 38, "items of 'signal' have no 'dat'; did you mean 'date'?"},
	{27, "must = { { signal = \"funding\", within = days(365) } }", 2, 32,
	 "'within' is no field: it goes inside, signal = has { \"funding\", date = within(days(365)) }"},
	{28, "must = { { uses = has { \"a\", \"b\" } } }", 2, 30, "has takes one bare value, its name; for several write name = { \"a\", \"b\" }"},
	{29, "must = { { \"x\", has { \"funding\" } } }", 2, 17, "has needs a field before it: signal = has { ... }"},
	{30, "timing = { { 5, \"x\", uses = \"A\", signal = \"funding\", half_life = days(9) } }", 2, 54,
	 "half_life needs one list of dated items; this line has 2: split the line"},
	{30, "timing = { { 5, \"x\", country = \"FR\", half_life = days(9) } }", 2, 38,
	 "half_life needs one list of dated items; this line has none"},
	{31, "timing = { { 5, \"x\", signal = \"funding\", half_life = 120 } }", 2, 54, "'half_life' needs a length of time, such as days(120)"},
	{32, "fit = { { 5, \"x\", signal = \"funding\", half_life = days(120) } }", 2, 39, "half_life is for timing"},
	{33, "timing = { { -5, \"x\", signal = \"funding\" } }", 2, 14, "timing has no minus points: an event is a reason or none"},
	{34, "fit = { { \"x\", country = \"FR\" } }", 2, 9, "a line of fit begins with its points: { 20, \"label\", ... }"},
	{35, "fit = { { 2.5, country = \"FR\" } }", 2, 11, "points are whole numbers from 1 to 1000 or -1 to -1000, not 2.5"},
	{36, "must = { { 20, country = \"FR\" } }", 2, 12, "must lines carry no points (20): a miss decides alone"},
	{36, "must_not = { { 20, country = \"FR\" } }", 2, 16, "must_not lines carry no points (20): a match decides alone"},
	{37, "must = { { country = \"FR\", unknown = \"no\" } }", 2, 38, "unknown is \"keep\" or \"drop\", not \"no\""},
	{38, "fit = { { 5, country = \"FR\", unknown = \"drop\" } }", 2, 30,
	 "unknown is a rule for must and must_not; in fit what is unknown earns nothing"},
	{39, "must = { { country = \"FR\" }, { country = \"BE\" } }", 2, 30,
	 "two lines are called 'country' (first on line 2): give one a label or an id"},
	{40, "must = { any_of { country = \"FR\" } }", 2, 10, "a line needs its own braces: { \"label\", any_of ... }"},
	{41, "must = { { \"a\", any_of { \"FR\", \"BE\" } } }", 2, 26, "any_of here lists conditions; \"FR\" is a value: write country = any_of { ... }"},
	{42, "must = { { country = any_of { { country = \"FR\" } } } }", 2, 31,
	 "after 'country =', any_of lists values or matchers; braces inside it are a condition and belong outside"},
	{43, "must = { { \"a\", any_of {} } }", 2, 17, "any_of is empty: it would decide nothing"},
	{43, "must = { { \"empty\" } }", 2, 10, "a line without a condition decides nothing"},
	{44, "must = { { uses = some_of(3, { \"a\", \"b\" }) } }", 2, 19, "some_of asks for 3 of 2"},
	{45, "must = { { site_text = \"export\" } }", 2, 24, "'site_text' is a whole text: write mentions { \"export\" }"},
	{46, "must = { { stage = \"series A\" } }", 2, 20, "'stage' is never \"series A\"; did you mean \"series_a\"?"},
	{47, "must = { { listed = \"yes\" } }", 2, 21, "'listed' is true or false"},
	{48, "must_not = { best_of { { country = \"FR\" } } }", 2, 14, "best_of is for fit and timing; in must_not use any_of inside a line"},
	{49, "fit = { { 5, country = \"FR\" } }, tiers = { A = 40, B = 70 }", 2, 52, "tier B must begin below tier A"},
	{50, "fit = { { 5, \"x\", when({ \"revenu\" }, function(r) return true end) } }", 2, 26, "'revenu' is no field; did you mean 'revenue'?"},
	{51, "must = { { nationality = \"FR\" } }", 2, 12, "'nationality' is never collected about people and cannot be asked for"},
	{52, "contact = { email = \"no\" }", 2, 21, "contact.email: \"no\" is not ok, needs_notice, needs_consent or blocked"},
	{53, "base = \"base.lua\", without = { \"too-smal\" }", 2, 32, "without: no line 'too-smal' in the base; did you mean 'too-small'?"},
	{54, "base = \"base.lua\", must_not = { { \"x\", id = \"too-small\", employees = at_most(5) } }", 2, 33,
	 "line 'too-small' is already in the base 'What churned': add replace = true, or give it another id"},
	{55, "must = { { \"x\", \"y\", country = \"FR\" } }", 2, 17, "a line has one label; \"y\" is a second"},

	{0, "must = { { country = FR } }", 2, 22, "'FR' is not a word of the profile language; a text stands in quotes: \"FR\""},
	{0, "must = { { site_text = matches \"a(\" } }", 2, 24, "matches \"a(\": this ( has no ) (character 2 of the pattern)"},
	{0, "must = { { site_text = matches { \"a\", \"\\\\1\" } } }", 2, 39,
	 "matches \"\\1\": references to earlier groups (\\1) are not possible in linear time (character 1 of the pattern)"},
	{0, "must = { { name = matches \"a(?=b)\" } }", 2, 19, "matches \"a(?=b)\": looking ahead or behind is not possible in linear time (character 2 of the pattern)"},
	{0, "must = { { name = matches \"a{1,1000}{1,1000}\" } }", 2, 19, "matches \"a{1,1000}{1,1000}\": this repeats what is repeated already: put ( ) around it (character 10 of the pattern)"},
	{0, "must = { { name = matches \"(a{1,1000}){1,1000}\" } }", 2, 19, "matches \"(a{1,1000}){1,1000}\": this pattern is too large: its program would have more than 4000 steps; repeat less"},
	{0, "must = { { name = matches(5) } }", 2, 19, "patterns are text: write \"5\" in quotes"},
	{0, "must = { { uses = matches \"a\" } }", 2, 19, "'uses' is a list: write count(at_least(1)), or has { ... }"},
	{0, "must = { { employees = matches \"a\" } }", 2, 24, "'employees' is a number; matches \"...\" is for text"},
	{0, "must = { { revenue = money(5, \"EUR\") } }", 2, 22, "'revenue' is a range: write at_least(money(5, \"EUR\")), or between two amounts"},
	{0, "must = { { revenue = at_least(money(5, \"EURO\")) } }", 2, 22, "\"EURO\" is not a currency; write its ISO 4217 code, such as \"EUR\""},
	{0, "must = { { revenue = between(money(5, \"EUR\"), money(9, \"USD\")) } }", 2, 22, "between needs two amounts of one currency, not EUR and USD"},
	{0, "must = { { uses = \"A\", version = below(\"9\") } }", 2, 24,
	 "'version' is no field: it goes inside, uses = has { \"A\", version = below \"9\" }"},
	{0, "must = { { uses = has { \"A\", version = below(9) } } }", 2, 40, "a version is a text of numbers and dots, such as below(\"9.1\"), not 9"},
	{0, "must = { { founded = since(\"2020\") } }", 2, 22, "since needs a day such as \"2020-01-01\", not \"2020\""},
	{0, "must = { { founded = within(days(0)) } }", 2, 22, "days needs one whole number from 1 to 365250, such as days(30)"},
	{0, "must = { { legal_form = nace { \"62\" } } }", 2, 25, "'legal_form' holds other codes; nace { } is for industry"},
	{0, "must = { { country = \"FR\", sure = 80 } }", 2, 35, "sure is a number from 0.001 to 1, such as 0.8, not 80"},
	{0, "must = { { country = \"FR\", replace = true } }", 2, 10, "replace: no line 'country' in the base"},
	{0, "must_not = { { \"gone\", id = \"ceased\", status = \"ceased\" } }", 2, 14,
	 "line 'ceased' is built in: leave that one out by without = { \"ceased\" }, or give yours another id"},
	{0, "tiers = { A = 50 }", 2, 1, "tiers need something to reach: fit has no line with points above 0"},
	{0, "review_by = \"soon\"", 2, 13, "review_by is a day such as \"2027-02-01\", not \"soon\""},
	{0, "must = { { \"a\", when({ \"country\" }, function() end), country = \"FR\" } }", 2, 17, "when stands alone in a line: give it a line of its own"},
	{0, "personas = { { titles = \"CEO\" } }", 2, 14, "a persona begins with its label: { \"label\", titles = { ... } }"},
	{0, "base = \"none.lua\"", 2, 8, "none.lua: no such file"},
	{0, "must = { { employees = 2.5 } }", 2, 24, "'employees' counts in whole numbers: it is never 2.5"},
	{0, "must = { { site_text = mentions { \"a*b\" } } }", 2, 35, "\"a*b\": * stands only at the end of a phrase"},
	{0, "must = { { siren = \"123456789\" } }", 2, 20, "\"123456789\" is no siren: its form or check digits are wrong"},
};

static const char base[] = "icp { name = \"What churned\", must_not = {\n{ \"small\", id = \"too-small\", employees = at_most(9) } } }";

static bool is_said(struct profile_world *world, const struct mistake *mistake)
{
	const struct diag *diag;

	for (size_t i = 0; (diag = diags_at(world->diags, i)); i++)
		if (diag->severity == SEVERITY_ERROR && diag->place.line == mistake->line && diag->place.column == mistake->column &&
		    strcmp(diag->place.path, "p.lua") == 0 && str_begins(diag->text, str_of(mistake->message)) &&
		    (mistake->number == 19 || diag->text.len == strlen(mistake->message)))
			return true;
	return false;
}

static void each_mistake_has_its_message(void **state)
{
	size_t silent = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		struct buf text = {0};
		struct profile_world world;

		buf_printf(&text, "icp { name = \"t\",\n%s }", mistakes[i].text);
		world = world_with_base(text.data, base);
		if (!is_said(&world, &mistakes[i]) || world.icp || diags_errors(world.diags) != 1) {
			fprintf(stderr, "mistake %d: %s\n  wanted %u:%u: %s\n", mistakes[i].number, mistakes[i].text, mistakes[i].line, mistakes[i].column,
			        mistakes[i].message);
			diags_print(world.diags, stderr);
			silent++;
		}
		world_free(&world);
		buf_free(&text);
	}
	assert_int_equal(silent, 0);
}

static void all_55_are_there(void **state)
{
	(void)state;
	for (int number = 1; number <= 55; number++) {
		bool found = false;

		for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++)
			found |= mistakes[i].number == number;
		assert_true(found);
	}
}

static void all_are_said_at_once(void **state)
{
	struct profile_world world = world_new(
		"icp { name = \"t\",\n"
		"must = { { country = \"UK\" },\n"
		"{ employees = \"50-500\", industri = 5 },\n"
		"{ 20, stage = \"series A\", unknown = \"no\" } },\n"
		"fit = { { 2.5, country = \"fr\", uses = has { \"a\", \"b\" } } },\n"
		"mustnot = {} }");

	(void)state;
	assert_null(world.icp);
	assert_int_equal(diags_errors(world.diags), 10);
	world_free(&world);
}

static void warnings_do_not_stop(void **state)
{
	struct profile_world world = world_new(
		"icp { name = \"t\",\nmust = { { \"a\", country = \"FR\" }, { \"b\", country = \"FR\" } },\n"
		"fit = { { 10, \"c\", country = \"FR\" }, { -6, \"d\", listed = true } } }");

	(void)state;
	assert_non_null(world.icp);
	assert_int_equal(diags_errors(world.diags), 0);
	assert_int_equal(diags_warnings(world.diags), 3); /* b is a; c is proven by a; d is more than half */
	world_free(&world);
}

static void nonsense_is_refused(void **state)
{
	static const char *const texts[] = {
		"", "x = 1", "icp", "icp()", "icp {}", "icp { 5 }", "icp { name = 5 }", "icp { name = \"a\" } icp { name = \"b\" }", "pipeline {}",
		"icp { name = \"a\", must = 5 }", "icp { name = \"a\", must = { 5 } }", "icp { name = \"a\", must = { \"x\" } }",
		"icp { name = \"a\", must = { { {} } } }", "icp { name = \"a\", must = { { country = {} } } }",
		"icp { name = \"a\", must = { { country = function() end } } }", "icp { name = \"a\", must = { { country = any_of } } }",
		"icp { name = \"a\", must = { { country = any_of(\"FR\") } } }", "icp { name = \"a\", must = { { uses = some_of(0, { \"a\" }) } } }",
		"icp { name = \"a\", must = { { uses = has {} } } }", "icp { name = \"a\", must = { { uses = count() } } }",
		"icp { name = \"a\", must = { { languages = count(at_least(2), {}) } } }", "icp { name = \"a\", must = { { employees = between(1) } } }",
		"icp { name = \"a\", must = { { employees = between() } } }", "icp { name = \"a\", must = { { employees = at_least(1e300) } } }",
		"icp { name = \"a\", must = { { employees = at_least(0/0) } } }", "icp { name = \"a\", must = { { revenue = at_least(money()) } } }",
		"icp { name = \"a\", must = { { industry = nace {} } } }", "icp { name = \"a\", must = { { industry = nace { x = \"62\" } } } }",
		"icp { name = \"a\", must = { { founded = within() } } }", "icp { name = \"a\", must = { { founded = between(\"2021-01-01\", \"2020-01-01\") } } }",
		"icp { name = \"a\", must = { { site_text = mentions { \"!\" } } } }", "icp { name = \"a\", must = { { page = prefix { \"\" } } } }",
		"icp { name = \"a\", fit = { { 0, country = \"FR\" } } }", "icp { name = \"a\", fit = { best_of {} } }",
		"icp { name = \"a\", fit = { best_of { best_of { { 5, country = \"FR\" } } } } }", "icp { name = \"a\", fit = { best_of } }",
		"icp { name = \"a\", tiers = 5 }", "icp { name = \"a\", heat = { cold = 5 } }", "icp { name = \"a\", floor = 101 }",
		"icp { name = \"a\", undecided = \"no\" }", "icp { name = \"a\", personas = { 5 } }", "icp { name = \"a\", personas = { { \"x\", age = 5 } } }",
		"icp { name = \"a\", contact = { fax = \"ok\" } }", "icp { name = \"a\", base = 5 }", "icp { name = \"a\", without = { 5 } }",
		"icp { name = \"a\", fields = 5 }", "icp { name = \"a\", fields = { x_a = \"version\" } }", "icp { name = \"a\", fields = { x_a = {} } }",
		"icp { name = \"a\", fields = { \"x_a\" } }", "icp { name = \"a\", base = \"p.lua\" }", "icp { name = \"a\", must = { { known() } } }",
		"icp { name = \"a\", must = { { \"x\", when(5) } } }", "icp { name = \"a\", must = { { when({ \"country\" }, function() end) } } }",
		"icp { name = \"a\", must = { { country = \"FR\", id = \"Bad Id\" } } }", "icp { name = \"a\", must = { { \"\", country = \"FR\" } } }",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct profile_world world = world_new(texts[i]);

		if (world.icp || diags_errors(world.diags) == 0)
			fprintf(stderr, "accepted: %s\n", texts[i]);
		assert_null(world.icp);
		assert_true(diags_errors(world.diags) > 0);
		world_free(&world);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_mistake_has_its_message), cmocka_unit_test(all_55_are_there), cmocka_unit_test(all_are_said_at_once),
		cmocka_unit_test(warnings_do_not_stop), cmocka_unit_test(nonsense_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
