/* icp_profile.c - what spans lines: ids, labels, meanings, bases, the document, what sources are shown. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "support_profile.h"

static struct profile_world good(const char *text, const char *base)
{
	struct profile_world world = world_with_base(text, base);

	if (!world.icp) {
		fprintf(stderr, "%s\n", text);
		diags_print(world.diags, stderr);
	}
	assert_non_null(world.icp);
	return world;
}

/* "must country, must_not ceased, ..." */
static void expect_lines(const struct profile_world *world, const char *wanted)
{
	struct buf out = {0};

	for (size_t i = 0; i < world->icp->line_count; i++)
		buf_printf(&out, "%s%s %.*s", i ? ", " : "", section_name(world->icp->lines[i].section), STR_ARG(world->icp->lines[i].id));
	assert_string_equal(out.data, wanted);
	buf_free(&out);
}

/* ---- ids and labels --------------------------------------------------------------------------------------- */

static void ids_come_from_labels_or_fields(void **state)
{
	struct profile_world world = good(
		"icp { name = \"t\", without = { \"ceased\", \"natural-person\" }, must = {\n"
		"{ \"Large: \xc3\xa9norme & more\", employees = at_least(5) },\n"
		"{ any_of { region = \"FR-69\", country = \"FR\" } },\n"
		"{ legal_form = cj \"5\" },\n"
		"{ \"x\", id = \"my-id\", listed = true } } }", NULL);

	(void)state;
	expect_lines(&world, "must large-enorme-more, must country-region, must legal_form, must my-id");
	assert_int_equal(world.icp->lines[2].field_count, 2); /* the country decides on French categories */
	world_free(&world);
}

static void labels_are_made_from_conditions(void **state)
{
	static const char *const rows[][2] = {
		{"country = { \"US\" }", "country is US"},
		{"industry = nace { \"62\", \"63.1\" }", "industry is NACE 62 or 63.1"},
		{"industry = any_of { naics { \"5132\", \"5415\" }, us_sic { \"7372\" } }", "industry is NAICS 5132 or 5415, or US SIC 7372"},
		{"industry = all_of { naf { \"46\" }, none_of { naf { \"46.1\" } } }", "industry is NAF 46, but not NAF 46.1"},
		{"industry = none_of { nace { \"62\" }, sic { \"62012\" } }", "industry is not NACE 62, nor UK SIC 62012"},
		{"legal_form = cj { \"5\" }", "legal form is of French category 5"},
		{"employees = between(50, 1500)", "50 to 1,500 employees"},
		{"employees = below(10)", "less than 10 employees"},
		{"employees = below(1)", "less than 1 employee"},
		{"employees = at_least(1)", "at least 1 employee"},
		{"employees = above(1)", "more than 1 employee"},
		{"employees = between(0, 1)", "0 to 1 employees"},
		{"group_employees = 1", "1 employee in the group"},
		{"stage = { \"series_a\", \"series_b\" }", "funding stage is series A or series B"},
		{"uses = \"Salesforce\"", "uses Salesforce"},
		{"stage = { \"pre_seed\", \"seed\" }", "funding stage is pre-seed or seed"},
		{"growth = at_least(33)", "growth is at least 33 %"},
		{"accounts_date = older_than(years(2))", "last accounts at least 2 years ago"},
		{"is_ultimate_parent = true", "head of its group"},
		{"is_ultimate_parent = false", "not the head of its group"},
		{"teams = { \"sales\", \"engineering\" }", "has a sales or engineering team"},
		{"teams = \"engineering\"", "has an engineering team"},
		{"uses = none_of { \"A\", \"B\" }", "uses none of A or B"},
		{"uses = none_of { \"A\" }", "does not use A"},
		{"uses = none_of { has { category = \"erp\" } }", "uses no product of the category erp"},
		{"uses = some_of(2, { \"A\", \"B\", \"C\" })", "uses at least 2 of A, B and C"},
		{"uses = has { \"A\", version = below(\"9\"), sure = at_least(0.7) }", "uses A, version below 9, at least 70 % sure"},
		{"uses = has { \"A\", since = within(months(6)) }", "uses A, begun in the last 6 months"},
		{"signal = { \"funding\", \"new_site\" }", "had a signal funding or new_site"},
		{"revenue = at_least(money(2e6, \"EUR\"))", "revenue is at least 2,000,000 EUR"},
		{"founded = within(years(3))", "founded in the last 3 years"},
		{"listed = false", "not listed"},
		{"openings = has { title = mentions { \"revops\" }, date = within(days(90)) }",
		 "has an opening whose title mentions \"revops\" in the last 90 days"},
		{"openings = count(at_least(3), { department = \"sales\" })", "has at least 3 openings in sales"},
		{"signal = count(at_least(5), { \"visit\", date = within(years(1)) })", "had at least 5 signals \"visit\" in the last year"},
		{"signal = has { \"funding\", date = within(days(365)) }", "had a signal \"funding\" in the last 365 days"},
		{"languages = count(at_least(2))", "its site speaks at least 2 languages"},
		{"domain = known()", "domain is known"},
		{"site_text = mentions { \"export*\" }", "its site mentions \"export*\""},
		{"site_text = some_of(2, { mentions { \"a\" }, mentions { \"b*\" }, mentions { \"c\" } })", "its site mentions at least 2 of \"a\", \"b*\" and \"c\""},
		{"any_of { country = \"FR\", { country = \"BE\", listed = true } }", "country is FR, or (country is BE and listed)"},
		{"none_of { listed = true, country = \"FR\" }", "none of: country is FR; listed"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf text = {0};
		struct profile_world world;

		buf_printf(&text, "icp { name = \"t\", must = { { %s } } }", rows[i][0]);
		world = good(text.data, NULL);
		assert_string_equal(line_words(world.arena, world.dictionary, &world.icp->lines[0]).ptr, rows[i][1]);
		assert_true(str_is(world.icp->lines[0].label, rows[i][1]));
		world_free(&world);
		buf_free(&text);
	}
}

/* ---- meaning ----------------------------------------------------------------------------------------------- */

/* The hash of the first line of a section. */
static void meaning_of(const char *line, bool fit, char meaning[65])
{
	struct buf text = {0};
	struct profile_world world;

	buf_printf(&text, "icp { name = \"t\", %s = { { %s } } }", fit ? "fit" : "must", line);
	world = good(text.data, NULL);
	for (size_t i = 0; i < world.icp->line_count; i++)
		if (!world.icp->lines[i].built_in)
			memcpy(meaning, world.icp->lines[i].meaning, 65);
	world_free(&world);
	buf_free(&text);
}

static void order_and_spelling_have_no_meaning(void **state)
{
	static const char *const same[][2] = {
		{"country = \"FR\", employees = at_least(5)", "employees = at_least(5), country = \"FR\""},
		{"\"a\", country = \"FR\"", "\"b\", country = \"FR\", id = \"c\", note = \"d\""},
		{"country = { \"FR\", \"BE\" }", "country = any_of { \"BE\", \"FR\" }"},
		{"country = \"FR\"", "country = { \"FR\" }"},
		{"uses = \"Wix\"", "uses = has { \"wix\" }"},
		{"industry = nace { \"62.01\", \"63\" }", "industry = nace { \"63\", \"6201\" }"},
		{"uses = has { \"A\", version = below(\"9\"), category = \"c\" }", "uses = has { category = \"c\", \"A\", version = below(\"9\") }"},
		{"any_of { country = \"FR\", listed = true }", "any_of { listed = true, { country = \"FR\" } }"},
		{"employees = at_least(5), unknown = \"keep\"", "employees = above(4), sure = 0.5"},
		{"revenue = at_least(money(2e6, \"EUR\"))", "revenue = at_least(money(2000000, \"EUR\"))"},
	};
	static const char *const other[][2] = {
		{"country = \"FR\"", "country = \"BE\""},
		{"country = \"FR\"", "country = none_of { \"FR\" }"},
		{"country = \"FR\"", "country = \"FR\", unknown = \"drop\""},
		{"country = \"FR\"", "country = \"FR\", sure = 0.8"},
		{"country = \"FR\"", "country = \"FR\", fresh = days(30)"},
		{"uses = { \"A\", \"B\" }", "uses = all_of { \"A\", \"B\" }"},
		{"uses = some_of(1, { \"A\", \"B\", \"C\" })", "uses = some_of(2, { \"A\", \"B\", \"C\" })"},
		{"employees = at_least(5)", "employees = at_most(5)"},
		{"founded = within(days(365))", "founded = within(years(1))"},
		{"site_text = mentions { \"a\" }", "site_text = mentions { \"a*\" }"},
		{"industry = nace { \"62\" }", "industry = naf { \"62\" }"},
		{"revenue = at_least(money(5, \"EUR\"))", "revenue = at_least(money(5, \"USD\"))"},
		{"\"a\", when({ \"employees\" }, function(e) return true end)", "\"a\", when({ \"employees\" }, function(e) return false end)"},
	};
	char a[65], b[65];

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		meaning_of(same[i][0], false, a);
		meaning_of(same[i][1], false, b);
		if (strcmp(a, b) != 0)
			fprintf(stderr, "{ %s } and { %s } differ\n", same[i][0], same[i][1]);
		assert_string_equal(a, b);
	}
	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
		meaning_of(other[i][0], false, a);
		meaning_of(other[i][1], false, b);
		if (strcmp(a, b) == 0)
			fprintf(stderr, "{ %s } and { %s } are one\n", other[i][0], other[i][1]);
		assert_string_not_equal(a, b);
	}
	meaning_of("20, country = \"FR\"", true, a);
	meaning_of("country = \"FR\", 20", true, b);
	assert_string_equal(a, b);
	meaning_of("21, country = \"FR\"", true, b);
	assert_string_not_equal(a, b);
}

static void the_whole_has_a_meaning(void **state)
{
	static const char *const texts[] = {
		"icp { name = \"a\", must = { { \"x\", country = \"FR\" }, { listed = true } }, fit = { { 5, \"y\", employees = 5 } }, tiers = { A = 60, B = 30 } }",
		"icp { tiers = { B = 30, A = 60 }, fit = { { 5, \"z\", employees = 5 } }, must = { { listed = true }, { country = \"FR\" } }, about = \"b\", name = \"c\" }",
		"icp { name = \"a\", must = { { \"x\", country = \"FR\" }, { listed = true } }, fit = { { 5, \"y\", employees = 5 } }, tiers = { A = 61, B = 30 } }",
		"icp { name = \"a\", must = { { \"x\", country = \"FR\" } }, fit = { { 5, \"y\", employees = 5 } }, tiers = { A = 60, B = 30 } }",
		"icp { name = \"a\", must = { { \"x\", country = \"FR\" }, { listed = true } }, fit = { best_of { { 5, \"y\", employees = 5 } } }, tiers = { A = 60, B = 30 } }",
	};
	char meanings[5][65];

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		struct profile_world world = good(texts[i], NULL);

		memcpy(meanings[i], world.icp->meaning, 65);
		world_free(&world);
	}
	assert_string_equal(meanings[0], meanings[1]);
	for (size_t i = 2; i < 5; i++)
		assert_string_not_equal(meanings[0], meanings[i]);
}

/* Stores keep it: a profile that did not change must not look changed after an upgrade. */
static void the_meaning_of_the_whole_stays(void **state)
{
	static const char small[] =
		"icp { name = \"a\", must = { { \"x\", country = \"FR\" }, { listed = true } }, fit = { { 5, \"y\", employees = 5 }, "
		"best_of { { 5, \"y\", id = \"second\", employees = 5 }, { 9, \"z\", employees = 50 } }, "
		"best_of { { 5, \"y\", id = \"again\", employees = 5 }, { 8, \"w\", employees = 60 } }, "
		"best_of { { 5, \"y\", id = \"third\", employees = 5 } } }, tiers = { A = 60, B = 30 } }";
	struct profile_world world = good(small, NULL);
	struct buf large = {0};

	(void)state;
	assert_string_equal(world.icp->meaning, "40b1b6de9bf953e48a76aea44919cab78ab21ccb07dfd9403970bb86cc9168a6");
	world_free(&world);
	buf_text(&large, "icp { name = \"a\", fit = {");
	for (int i = 1; i <= 300; i++)
		buf_printf(&large, "{ %d, \"l%d\", employees = at_least(%d) },", i, i, i);
	buf_text(&large, "} }");
	world = good(large.data, NULL);
	assert_string_equal(world.icp->meaning, "e31dbaac7d75d251496a9eef2fe31c2042c386833661471caee91a7eec617c40");
	world_free(&world);
	buf_free(&large);
}

/* Text of the user is text wherever it stands, also where a line begins. */
static void the_document_shows_text_as_text(void **state)
{
	struct profile_world world = good(
		"icp { name = \"a\\27[31m & <b>\", about = \"- not a list\\n1. nor\\nthis\", owner = \"x~~y~~\", without = { \"ceased\", \"natural-person\" },\n"
		"fit = { { 5, \"cell | other\", country = \"FR\" } }, tiers = { A = 60 } }", NULL);
	struct buf page = {0}, html = {0};

	(void)state;
	icp_show(world.icp, world.dictionary, &page);
	icp_show_html(world.icp, world.dictionary, &html);
	assert_non_null(strstr(page.data, "# a\\\\x1B\\[31m \\& \\<b\\>\n"));
	assert_non_null(strstr(page.data, "\n\\- not a list 1. nor this\n"));
	assert_non_null(strstr(page.data, "x\\~\\~y\\~\\~"));
	assert_non_null(strstr(page.data, "| cell \\| other ("));
	assert_null(strchr(page.data, 27));
	assert_null(strchr(html.data, 27));
	assert_non_null(strstr(html.data, "<h1>a\\x1B[31m &amp; &lt;b&gt;</h1>"));
	assert_non_null(strstr(html.data, "<p>- not a list 1. nor this"));
	assert_non_null(strstr(html.data, "<td>cell | other ("));
	buf_free(&page);
	buf_free(&html);
	world_free(&world);
}

/* ---- bases ------------------------------------------------------------------------------------------------- */

static const char base[] =
	"icp { name = \"What churned\", owner = \"them\", floor = 5, fields = { x_seats = \"number\" },\n"
	"must_not = { { \"small\", id = \"too-small\", employees = at_most(9) }, { \"old\", founded = older_than(years(50)) } },\n"
	"fit = { { -10, \"agency\", industry = nace \"73.1\" }, best_of { { 5, \"seats\", x_seats = at_least(5) }, { 9, \"more\", x_seats = at_least(50) } } },\n"
	"tiers = { A = 50 } }";

static void bases_come_first(void **state)
{
	struct profile_world world = good(
		"icp { name = \"t\", base = \"base.lua\", without = { \"old\", \"ceased\" },\n"
		"must_not = { { \"listed\", listed = true }, { \"smaller\", id = \"too-small\", employees = at_most(3), replace = true } },\n"
		"fit = { { 20, \"fr\", country = \"FR\" }, best_of { { 1, \"a\", listed = true } } }, tiers = { A = 70, B = 20 } }", base);

	(void)state;
	expect_lines(&world, "must_not too-small, must_not listed, must_not natural-person, fit agency, fit seats, fit more, fit fr, fit a");
	assert_true(str_is(world.icp->lines[0].label, "smaller"));
	assert_int_equal(world.icp->lines[0].from.len, 0);
	assert_true(str_is(world.icp->lines[3].from, "What churned"));
	assert_int_equal(world.icp->lines[4].group, 1);
	assert_int_equal(world.icp->lines[5].group, 1);
	assert_int_equal(world.icp->lines[7].group, 2);
	assert_int_equal(world.icp->group_count, 2);
	assert_int_equal(world.icp->tier_count, 2);
	assert_true(world.icp->has_floor);
	assert_int_equal(world.icp->owner.len, 0);
	assert_true(dictionary_find(world.dictionary, WN_STR("x_seats")) != NO_FIELD);
	assert_int_equal(icp_score(world.icp, SECTION_FIT, NULL, NULL).possible, 30000);
	world_free(&world);
}

static void fields_of_two_types_are_refused(void **state)
{
	struct profile_world world = world_with_base("icp { name = \"t\", base = \"base.lua\", fields = { x_seats = \"text\" } }", base);

	(void)state;
	assert_null(world.icp);
	world_free(&world);
}

static void bases_have_no_bases(void **state)
{
	struct profile_world world = world_with_base("icp { name = \"t\", base = { \"base.lua\" } }", "icp { name = \"b\", base = \"other.lua\" }");

	(void)state;
	assert_null(world.icp);
	assert_string_equal(diags_at(world.diags, 0)->place.path, "base.lua");
	assert_non_null(strstr(diags_at(world.diags, 0)->text.ptr, "a base has no base of its own"));
	world_free(&world);
}

/* ---- document and offers ------------------------------------------------------------------------------------ */

static void the_document_is_one_page(void **state)
{
	static const char text[] =
		"icp { name = \"A|B\", about = \"Short.\", owner = \"me\", review_by = \"2027-02-01\", must = { { country = \"FR\" } },\n"
		"must_not = { { \"listed\", listed = true } },\n"
		"fit = { { 30, \"big\", employees = at_least(100) }, best_of { { 20, \"x\", uses = \"X\" }, { 10, \"y\", uses = \"Y\" } }, { -5, \"old\", founded = older_than(years(9)) } },\n"
		"timing = { { 7, \"money\", signal = \"funding\", half_life = days(10) } }, tiers = { A = 75 }, heat = { hot = 50 },\n"
		"personas = { { \"boss\", titles = { \"CEO\", \"MD\" } } }, contact = { email = \"needs_consent\" } }";
	static const char wanted[] =
		"# A\\|B\nShort.\n*Owner: me. Review by 1 February 2027.*\n\n"
		"**It is one of ours only if all of this holds.** What we do not know yet keeps a company in, marked \"open\".\n"
		"1. country is FR\n\n**Never, whatever its score:** listed · ceased, sole trader *(built in)*\n\n"
		"| What makes it a better fit | points |\n|---|---|\n"
		"| big (at least 100 employees) | 30 |\n| the best one counts: x (X) 20, y (Y) 10 | 20 |\n"
		"| old (founded at least 9 years ago) | takes away 5 |\n| **possible** | **50** |\n\n"
		"A from 75 %, that is 37.5 points. Below that: listed after the others, without a letter.\n\n"
		"| Why now | points |\n|---|---|\n| money (a signal \"funding\"); worth half after 10 days | 7 |\n\n"
		"Hot from 50 %. Timing orders companies inside a letter; it never lifts a poor fit.\n\n"
		"**Whom to talk to:** boss (CEO or MD; at most 1). **Channels:** as the law of the person's country allows, but "
		"e-mail only with consent.\n\n"
		"*Two people who read this page and look at one company should come to the same answer; where they do not, the line is at fault: "
		"change it, and the change shows up in the next list with its reason.*\n";
	struct profile_world world = good(text, NULL);
	struct buf out = {0};

	(void)state;
	icp_show(world.icp, world.dictionary, &out);
	assert_string_equal(out.data, wanted);
	buf_free(&out);
	world_free(&world);
}

/* What stands in the tables of the document: the label, how long ago, and what the label does not say. */
static void rows_of_the_document_are_short(void **state)
{
	static const char *const rows[][2] = {
		{"\"50 to 99 people\", employees = between(50, 99)", "50 to 99 people"},
		{"\"50 people\", employees = between(50, 99)", "50 people (50 to 99 employees)"},
		{"\"hires lately\", openings = has { title = mentions { \"a b\", \"c*\" }, date = within(days(90)) }", "hires in the last 90 days (a b or c\\*)"},
		{"\"hiring now\", openings = count(at_least(2), { date = within(days(60)) })", "hiring in the last 60 days (at least 2 openings)"},
		{"\"jobs in 90 days\", openings = count(at_least(3), { department = \"sales\", date = within(days(90)) })", "jobs in 90 days (at least 3 openings in sales)"},
		{"\"jobs of a month\", openings = count(at_least(3), { date = within(days(31)) })", "jobs of a month (at least 3 openings in the last 31 days)"},
		{"\"raised money\", signal = has { \"funding\", date = within(days(365)) }", "raised money in the last 365 days"},
		{"\"money\", signal = \"funding\"", "money (a signal \"funding\")"},
		{"\"bought\", signal = has { \"acquisition\", role = \"buyer\", amount = at_least(money(5, \"EUR\")), date = within(months(18)) }",
		 "bought in the last 18 months (amount at least 5 EUR and role buyer)"},
		{"\"ERP\", uses = has { category = \"erp\" }", "ERP (a product of the category erp)"},
		{"\"moved lately\", uses = has { \"Orbit\", since = within(months(6)) }", "moved in the last 6 months (Orbit)"},
		{"\"CRM\", uses = { \"A\", \"B\" }", "CRM (A or B)"},
		{"\"agency\", industry = nace { \"73.1\" }", "agency (NACE 73.1)"},
		{"\"lost\", on_list = \"deals\"", "lost (on the list deals)"},
		{"\"either\", any_of { openings = count(at_least(1)), listed = true }", "either (listed, **or** has at least one opening)"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf text = {0}, page = {0}, wanted = {0};
		struct profile_world world;

		buf_printf(&text, "icp { name = \"t\", fit = { { 10, %s } } }", rows[i][0]);
		buf_printf(&wanted, "\n| %s | 10 |\n", rows[i][1]);
		world = good(text.data, NULL);
		icp_show(world.icp, world.dictionary, &page);
		if (!strstr(page.data, wanted.data))
			fail_msg("%s is not in:\n%s", wanted.data, page.data);
		world_free(&world);
		buf_free(&text);
		buf_free(&page);
		buf_free(&wanted);
	}
}

static void offers_show_what_one_condition_says(void **state)
{
	struct profile_world world = good(
		"icp { name = \"t\", without = { \"ceased\", \"natural-person\" }, must = {\n"
		"{ \"a\", country = { \"FR\", \"BE\" }, employees = any_of { between(5, 7), between(8, 9) } }, { \"b\", industry = nace { \"62.01\", \"63\" } },\n"
		"{ \"c\", any_of { listed = true, country = \"FR\" } }, { \"d\", founded = within(days(9)) }, { \"e\", region = \"FR-69\", sure = 0.9 } },\n"
		"must_not = { { \"f\", uses = { \"X\", \"Y\" } }, { \"g\", listed = true, country = \"FR\" } }, fit = { { 5, \"h\", charges = 0 } } }", NULL);
	static const char *const wanted =
		"a must country any_of 2; a must employees between 1; b must industry nace 2; c must country  0; c must listed  0; d must founded  0; "
		"e must region  0; f must_not uses any_of 2; g must_not country  0; g must_not listed  0; ";
	struct buf out = {0};
	struct wn_line *lines;
	size_t count;

	(void)state;
	lines = icp_offer(world.arena, (const struct icp *const *)&world.icp, 1, world.dictionary, &count);
	for (size_t i = 0; i < count; i++)
		buf_printf(&out, "%.*s %.*s %.*s %.*s %zu; ", STR_ARG(lines[i].id), STR_ARG(lines[i].section), STR_ARG(lines[i].field),
		           STR_ARG(lines[i].word), lines[i].value_count);
	assert_string_equal(out.data, wanted);
	assert_int_equal(lines[1].values[0].as.range.low, 5);
	assert_int_equal(lines[1].values[0].as.range.high, 9);
	assert_int_equal(lines[2].values[0].type, WN_CODE);
	buf_free(&out);
	world_free(&world);
}

/* A source may leave out only whom every profile leaves out. */
static void two_profiles_offer_what_both_have(void **state)
{
	static const char other[] = "icp { name = \"u\", without = { \"ceased\", \"natural-person\" }, must = { { \"other label\", country = \"FR\" }, { \"size\", employees = at_least(6) } },\n"
	                            "must_not = { { \"listed\", listed = true } } }";
	struct profile_world world = good("icp { name = \"t\", without = { \"ceased\", \"natural-person\" }, must = { { \"size\", employees = at_least(5) }, { \"home\", country = any_of { \"FR\" } } },\n"
	                                  "must_not = { { \"listed\", listed = true } } }", NULL);
	const struct wn_tree *tree = describe_text(world.arena, WN_STR("q.lua"), arena_str(world.arena, str_of(other)), world.diags);
	const struct icp *both[] = {world.icp, icp_compile(world.arena, world.dictionary, tree, NULL, world.diags)};
	size_t count;
	struct wn_line *lines = icp_offer(world.arena, both, 2, world.dictionary, &count);

	(void)state;
	assert_int_equal(count, 2);
	assert_true(str_is(lines[0].field, "country") && str_is(lines[1].field, "listed"));
	world_free(&world);
}

/* The dictionary outlives a profile, and two profiles may declare the same field. */
static void two_profiles_share_a_dictionary(void **state)
{
	static const char text[] = "icp { name = \"t\", fields = { x_seats = \"number\", x_orders = { name = \"text\", date = \"date\", amount = \"money\" } },\n"
	                           "timing = { { 5, \"o\", x_orders = has { \"big\", amount = above(money(5, \"EUR\")), date = within(days(9)) }, half_life = days(3) } } }";
	struct profile_world world = good(text, NULL);
	const struct wn_tree *tree = describe_text(world.arena, WN_STR("q.lua"), arena_str(world.arena, str_of(text)), world.diags);
	struct icp *second = icp_compile(world.arena, world.dictionary, tree, NULL, world.diags);

	(void)state;
	assert_non_null(second);
	assert_string_equal(second->meaning, world.icp->meaning);
	world_free(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_come_from_labels_or_fields), cmocka_unit_test(labels_are_made_from_conditions),
		cmocka_unit_test(order_and_spelling_have_no_meaning), cmocka_unit_test(the_whole_has_a_meaning), cmocka_unit_test(the_meaning_of_the_whole_stays),
		cmocka_unit_test(the_document_shows_text_as_text), cmocka_unit_test(bases_come_first),
		cmocka_unit_test(fields_of_two_types_are_refused), cmocka_unit_test(bases_have_no_bases), cmocka_unit_test(the_document_is_one_page),
		cmocka_unit_test(rows_of_the_document_are_short),
		cmocka_unit_test(offers_show_what_one_condition_says), cmocka_unit_test(two_profiles_share_a_dictionary),
		cmocka_unit_test(two_profiles_offer_what_both_have),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
