/* icp_verdict.c - the verdict tables of the language, every row, and every matcher on facts of its type. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "support_profile.h"

#define NONE_LOW WN_OPEN_LOW
#define NONE_HIGH WN_OPEN_HIGH

static void expect(struct profile_world *world, const char *line, const char *letter)
{
	const char *got = verdict_letter(world_verdict(world));

	if (strcmp(got, letter) != 0)
		fprintf(stderr, "{ %s }: %s, not %s\n", line, got, letter);
	assert_string_equal(got, letter);
}

/* One fact, one line. */
static void on(const char *field, struct wn_value value, const char *line, const char *letter)
{
	struct profile_world world = world_of_line(line);

	world_add(&world, field, value);
	expect(&world, line, letter);
	world_free(&world);
}

static void nothing(const char *line, const char *letter)
{
	struct profile_world world = world_of_line(line);

	expect(&world, line, letter);
	world_free(&world);
}

static void on_list(const char *field, const char *items, const char *absent, bool complete, const char *line, const char *letter)
{
	struct profile_world world = world_of_line(line);

	world_add(&world, field, a_list(&world, field, items, absent, complete));
	expect(&world, line, letter);
	world_free(&world);
}

static void on_set(const char *field, const char *members, const char *absent, bool complete, const char *line, const char *letter)
{
	struct profile_world world = world_of_line(line);

	world_add(&world, field, a_set(&world, members, absent, complete));
	expect(&world, line, letter);
	world_free(&world);
}

static void on_code(const char *field, const char *scheme, const char *code, const char *label, const char *line, const char *letter)
{
	struct profile_world world = world_of_line(line);

	world_add(&world, field, a_code(&world, scheme, code, label));
	expect(&world, line, letter);
	world_free(&world);
}

/* ---- Kleene ---------------------------------------------------------------------------------------------- */

/* a and b are flags that are true, false or not known. */
static void the_table_of_words(void **state)
{
	static const char *const rows[] = {"MMMMX", "MXXMX", "MUUMX", "XXXXM", "XUXUU", "UUUUU"};
	static const char *const words[] = {"all_of", "any_of", "none_of"};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (int swap = 0; swap < 2; swap++)
			for (size_t word = 0; word < 3; word++) {
				char line[160], letter[2] = {rows[i][2 + word], 0};
				struct profile_world world;

				snprintf(line, sizeof line, "%s { listed = true, is_national_parent = true }", words[word]);
				world = world_of_line(line);
				for (int side = 0; side < 2; side++)
					if (rows[i][side] != 'U')
						world_add(&world, side == swap ? "listed" : "is_national_parent", value_of_flag(rows[i][side] == 'M'));
				expect(&world, line, letter);
				world_free(&world);
			}
}

static void some_of_counts(void **state)
{
	(void)state;
	on_set("languages", "a, b", "d", false, "languages = some_of(2, { \"a\", \"b\", \"c\" })", "M");
	on_set("languages", "a, b", "d", false, "languages = some_of(3, { \"a\", \"b\", \"c\" })", "U");
	on_set("languages", "a, b", "d", false, "languages = some_of(3, { \"a\", \"b\", \"d\" })", "X");
	on_set("languages", "a", "d", false, "some_of(2, { languages = \"a\", { languages = \"d\" }, { languages = \"c\" } })", "U");
	on_set("languages", "a", "d", true, "some_of(2, { languages = \"a\", { languages = \"d\" }, { languages = \"c\" } })", "X");
}

static void words_nest(void **state)
{
	(void)state;
	on("country", a_text("FR"), "none_of { country = \"FR\", employees = below(10) }", "X");
	on("country", a_text("FR"), "none_of { { country = \"FR\", employees = below(10) } }", "U");
	on("country", a_text("BE"), "none_of { { country = \"FR\", employees = below(10) } }", "M");
	on("country", a_text("BE"), "any_of { { country = \"FR\" }, all_of { country = \"BE\", none_of { { country = \"FR\" } } } }", "M");
	on_set("sells_to", "consumers", "businesses", false, "sells_to = all_of { \"consumers\", none_of { \"businesses\" } }", "M");
	on_set("sells_to", "consumers, businesses", "", false, "sells_to = all_of { \"consumers\", none_of { \"businesses\" } }", "X");
	on_set("sells_to", "consumers", "", false, "sells_to = all_of { \"consumers\", none_of { \"businesses\" } }", "U");
}

/* ---- the second table of section 4 ------------------------------------------------------------------------ */

static void the_table_of_facts(void **state)
{
	(void)state;
	on("employees", a_range(50, 99), "employees = between(50, 500)", "M");
	on("employees", a_range(50, 99), "employees = between(60, 500)", "U");
	on("employees", a_range(50, 99), "employees = between(100, 500)", "X");
	on("employees", a_range(6, 19), "employees = none_of { between(1, 9) }", "U");
	on("employees", a_range(10000, NONE_HIGH), "employees = at_most(12000)", "U");
	on("founded", a_date("2023"), "founded = older_than(years(3))", "U");
	on("founded", a_date("2023-11-01"), "founded = within(years(3))", "X");
	on_code("industry", "naf", "62.01Z", "", "industry = nace { \"62.01\" }", "M");
	on_code("industry", "nace", "62", "", "industry = nace { \"62.01\" }", "U");
	on_code("industry", "naf", "46.19A", "", "industry = all_of { naf { \"46\" }, none_of { naf { \"46.1\" } } }", "X");
	on_set("languages", "de", "", true, "languages = { \"fr\" }", "X");
	on_list("uses", "name=B", "", false, "uses = \"A\"", "U");
	on_list("uses", "name=B", "A", false, "uses = \"A\"", "X");
	on_list("uses", "name=B", "A", false, "uses = none_of { \"A\" }", "M");
	on_list("uses", "name=B", "A", false, "uses = none_of { \"A\", \"C\" }", "U");
	on_list("uses", "name=A", "", false, "uses = has { \"A\", version = below(\"9\") }", "U");
	on_list("uses", "name=A,version=9", "", false, "uses = has { \"A\", version = below(\"9.1\") }", "U");
	on_list("openings", "title=a,department=sales;title=b", "", true, "openings = count(at_least(2), { department = \"sales\" })", "U");
	on_list("openings", "", "", false, "openings = count(at_most(1))", "U");
	/* Money without a rate, and in one currency. */
	on("revenue", a_money(1100000000, 1100000000, "USD"), "revenue = at_least(money(10e6, \"EUR\"))", "U");
	on("revenue", a_money(1100000000, 1100000000, "EUR"), "revenue = at_least(money(10e6, \"EUR\"))", "M");
	on("revenue", a_money(900000000, 1100000000, "EUR"), "revenue = at_least(money(10e6, \"EUR\"))", "U");
	on("revenue", a_money(900000000, 999999999, "EUR"), "revenue = at_least(money(10e6, \"EUR\"))", "X");
}

/* ---- folding --------------------------------------------------------------------------------------------- */

static void ranges_fold(void **state)
{
	(void)state;
	on("employees", a_range(50, 99), "employees = any_of { between(1, 60), between(61, 500) }", "M");
	on("employees", a_range(50, 99), "any_of { employees = between(1, 60), { employees = between(61, 500) } }", "M");
	on("employees", a_range(50, 99), "none_of { employees = below(50), { employees = above(99) } }", "M");
	on("employees", a_range(50, 99), "employees = some_of(1, { at_most(60), at_least(61) })", "M");
	on("employees", a_range(50, 99), "some_of(2, { employees = at_most(60), { employees = at_least(61) }, { employees = between(50, 99) } })", "M");
	on("employees", a_range(50, 99), "employees = any_of { between(1, 60), between(62, 500) }", "U");
	on("employees", a_range(50, 99), "employees = all_of { at_least(40), below(100), none_of { 75 } }", "U");
	on("employees", a_range(50, 99), "employees = all_of { at_least(70), at_most(60) }", "X");
	on("employees", a_range(50, 99), "all_of { employees = at_least(70), all_of { employees = at_most(60) } }", "X");
	on("employees", a_range(50, 99), "employees = any_of { known(), 5 }", "M");
	on("employees", a_range(NONE_LOW, NONE_HIGH), "employees = any_of { at_most(9), above(9) }", "M");
	on("revenue", a_money(100, 900, "EUR"), "revenue = any_of { below(money(5, \"EUR\")), at_least(money(5, \"EUR\")) }", "M");
	on("revenue", a_money(100, 900, "EUR"), "revenue = any_of { below(money(9.01, \"EUR\")), at_least(money(5, \"USD\")) }", "M");
	on("founded", a_date("2023"), "founded = any_of { older_than(years(3)), within(years(3)) }", "M");
	on("founded", a_date("2023"), "any_of { founded = older_than(years(3)), { founded = within(years(3)) } }", "M");
	on("founded", a_date("2015"), "founded = all_of { older_than(years(3)), within(years(15)) }", "M");
	on("founded", a_date("2015"), "founded = all_of { older_than(years(3)), none_of { between(\"2015-03-01\", \"2015-03-31\") } }", "U");
}

/* ---- each matcher ---------------------------------------------------------------------------------------- */

static void numbers(void **state)
{
	(void)state;
	nothing("employees = at_least(5)", "U");
	on("employees", a_range(5, 5), "employees = 5", "M");
	on("employees", a_range(5, 6), "employees = 5", "U");
	on("employees", a_range(5, 5), "employees = { 4, 6 }", "X");
	on("employees", a_range(5, 5), "employees = at_least(5)", "M");
	on("employees", a_range(5, 5), "employees = above(5)", "X");
	on("employees", a_range(5, 5), "employees = at_most(5)", "M");
	on("employees", a_range(5, 5), "employees = below(5)", "X");
	on("employees", a_range(5, 5), "employees = above(4.5)", "M");
	on("employees", a_range(5, 5), "employees = below(5.5)", "M");
	on("employees", a_range(-5, -5), "employees = between(-5.5, -4.5)", "M");
	on("growth", value_of_range(WN_NUMBER, 33300000, 33300000), "growth = at_least(33.3)", "M");
	on("growth", value_of_range(WN_NUMBER, 33299999, 33299999), "growth = at_least(33.3)", "X");
	on("employees", a_range(5, 5), "employees = known()", "M");
	nothing("employees = known()", "U");
}

static void days(void **state)
{
	(void)state;
	on("founded", a_date("2026-11-01"), "founded = within(days(1))", "M");
	on("founded", a_date("2026-10-31"), "founded = within(days(1))", "X");
	on("founded", a_date("2026-11-02"), "founded = within(days(30))", "X");
	on("founded", a_date("2026-11"), "founded = within(days(30))", "U");
	on("founded", a_date("2026-10"), "founded = within(months(2))", "M");
	on("founded", a_date("2026-10-02"), "founded = within(days(30))", "X");
	on("founded", a_date("2026-10-03"), "founded = within(days(30))", "M");
	on("founded", a_date("2026-10-18"), "founded = older_than(weeks(2))", "M");
	on("founded", a_date("2026-10-19"), "founded = older_than(weeks(2))", "X");
	on("founded", a_date("2024-01-01"), "founded = since(\"2024-01-01\")", "M");
	on("founded", a_date("2024-01-01"), "founded = before(\"2024-01-01\")", "X");
	on("founded", a_date("2023-12-31"), "founded = before(\"2024-01-01\")", "M");
	on("founded", a_date("2024"), "founded = between(\"2024-01-01\", \"2024-12-31\")", "M");
	on("founded", a_date("2024"), "founded = between(\"2024-01-01\", \"2024-12-30\")", "U");
}

static void texts(void **state)
{
	(void)state;
	on("country", a_text("FR"), "country = { \"FR\", \"BE\" }", "M");
	on("country", a_text("DE"), "country = { \"FR\", \"BE\" }", "X");
	on("country", a_text("DE"), "country = none_of { \"FR\", \"BE\" }", "M");
	nothing("country = none_of { \"FR\" }", "U");
	on("city", a_text("SAINT-\xc3\x89TIENNE"), "city = \"Saint-Etienne\"", "M");
	on("city", a_text("Lyon"), "city = prefix { \"Ly\", \"Pa\" }", "M");
	on("city", a_text("lyon"), "city = prefix { \"Ly\" }", "X");
	on("city", a_text("Lyon 3e"), "city = mentions { \"lyon\" }", "M");
	on("city", a_text("Lyonnais"), "city = mentions { \"lyon\" }", "X");
	on("city", a_text("Lyonnais"), "city = mentions { \"lyon*\" }", "M");
	on("listed", value_of_flag(true), "listed = true", "M");
	on("listed", value_of_flag(false), "listed = true", "X");
	on("status", a_text("ceased"), "status = { \"insolvency\", \"ceased\" }", "M");
	on("x_flag", value_of_flag(true), "x_flag = false", "X");
}

static void bodies(void **state)
{
	const char *text = "We ship: inter-national exporters, \xc3\xa9t\xc3\xa9 2024. Case studies!";

	(void)state;
	on("site_text", a_body(text, true), "site_text = mentions { \"EXPORT*\" }", "M");
	on("site_text", a_body(text, true), "site_text = mentions { \"export\" }", "X");
	on("site_text", a_body(text, false), "site_text = mentions { \"export\" }", "U");
	on("site_text", a_body(text, true), "site_text = mentions { \"nothing\", \"Ete\" }", "M");
	on("site_text", a_body(text, true), "site_text = mentions { \"inter national\" }", "M");
	on("site_text", a_body(text, true), "site_text = mentions { \"case stud*\" }", "M");
	on("site_text", a_body(text, true), "site_text = mentions { \"hip\" }", "X");
	on("site_text", a_body("", true), "site_text = mentions { \"hip\" }", "X");
	on("site_text", a_body(text, false), "site_text = known()", "M");
	on("site_text", a_body(text, true), "site_text = some_of(2, { mentions { \"ship\" }, mentions { \"x\" }, mentions { \"2024\" } })", "M");
	nothing("site_text = mentions { \"hip\" }", "U");
}

static void codes(void **state)
{
	struct profile_world world;

	(void)state;
	on_code("industry", "sic", "62012", "", "industry = sic { \"62012\" }", "M");
	on_code("industry", "sic", "62020", "", "industry = nace { \"62.02\" }", "M");
	on_code("industry", "nace", "47.11", "", "industry = nace { \"62\", \"63\" }", "X");
	on_code("industry", "naics", "541511", "", "industry = any_of { naics { \"5132\", \"5415\" }, us_sic { \"7372\" } }", "M");
	on_code("industry", "naics", "541511", "", "industry = us_sic { \"7372\" }", "U");
	on_code("industry", "nace", "62.01", "", "industry = known()", "M");
	on_code("legal_form", "cj", "5710", "SAS", "legal_form = cj { \"5\" }", "M");
	on_code("legal_form", "cj", "5710", "SAS", "legal_form = cj { \"1\", \"56\" }", "X");
	on_code("legal_form", "cj", "5710", "SAS", "legal_form = { \"GmbH\", \"sas\" }", "M");
	on_code("legal_form", "x", "", "GmbH", "legal_form = \"AG\"", "X");
	on_code("legal_form", "cj", "5710", "", "legal_form = \"AG\"", "U");
	on_code("legal_form", "x", "", "GmbH", "legal_form = cj { \"5\" }", "U");
	on("country", a_text("DE"), "legal_form = cj { \"5\" }", "X");
	on("country", a_text("FR"), "legal_form = cj { \"5\" }", "U");
	nothing("legal_form = cj { \"5\" }", "U");
	world = world_of_line("legal_form = cj { \"5\" }");
	world_add(&world, "country", a_text("DE"));
	world_add(&world, "legal_form", a_code(&world, "x", "", "GmbH"));
	expect(&world, "cj of a German company", "X");
	assert_int_equal(world.icp->lines[0].field_count, 2);
	world_free(&world);
}

static void sets(void **state)
{
	(void)state;
	on_set("languages", "fr, en", "de", false, "languages = \"FR\"", "M");
	on_set("languages", "fr, en", "de", false, "languages = \"de\"", "X");
	on_set("languages", "fr, en", "de", false, "languages = \"it\"", "U");
	on_set("languages", "fr, en", "", true, "languages = count(at_least(2))", "M");
	on_set("languages", "fr, en", "", true, "languages = count(at_least(3))", "X");
	on_set("languages", "fr, en", "", false, "languages = count(at_least(2))", "M");
	on_set("languages", "fr, en", "", false, "languages = count(at_least(3))", "U");
	on_set("languages", "fr, en", "", false, "languages = count(at_most(1))", "X");
	on_set("languages", "", "", true, "languages = known()", "X");
	on_set("languages", "", "", false, "languages = known()", "U");
	on_set("languages", "fr", "", false, "languages = known()", "M");
	nothing("languages = count(0)", "U");
}

static void lists(void **state)
{
	const char *two = "name=A,version=9.2,category=crm;name=B,category=erp";

	(void)state;
	on_list("uses", two, "", false, "uses = \"a\"", "M");
	on_list("uses", two, "", false, "uses = all_of { \"A\", \"B\" }", "M");
	on_list("uses", two, "", false, "uses = has { category = \"erp\" }", "M");
	on_list("uses", two, "", false, "uses = has { name = { \"B\", \"C\" }, category = \"crm\" }", "U");
	on_list("uses", two, "", true, "uses = has { name = { \"B\", \"C\" }, category = \"crm\" }", "X");
	on_list("uses", two, "C", false, "uses = has { \"C\", version = below(\"8\") }", "X");
	on_list("uses", two, "", true, "uses = has { \"B\", version = below(\"8\") }", "U");
	on_list("uses", two, "", false, "uses = count(2)", "U");
	on_list("uses", two, "", true, "uses = count(2)", "M");
	on_list("uses", two, "", true, "uses = count(at_least(1), { \"A\", category = \"crm\" })", "M");
	on_list("uses", two, "C", false, "uses = count(0, { \"C\" })", "M");
	on_list("uses", two, "", false, "uses = known()", "M");
	on_list("uses", "", "", true, "uses = known()", "X");
	on_list("uses", "name=A,x_seats=many", "", false, "uses = has { \"A\", x_seats = \"Many\" }", "M");
	on_list("uses", "name=A,x_seats=many", "", false, "uses = has { \"A\", x_seats = at_least(5) }", "U");
	on_list("uses", "name=A", "", false, "uses = has { \"A\", sure = at_least(0.7) }", "M");
	on_list("uses", "name=A,@sure=650", "", false, "uses = has { \"A\", sure = at_least(0.7) }", "U");
	on_list("uses", "name=A,@sure=650", "", true, "uses = has { \"A\", sure = at_least(0.7) }", "X");
	on_list("subsidiaries", "name=A,country=FR;name=B,country=US", "", true, "subsidiaries = count(1, { country = { \"FR\", \"DE\" } })", "M");
}

static void events(void **state)
{
	(void)state;
	on_list("signal", "kind=funding,date=2026-10-05", "", false, "signal = has { \"funding\", date = within(days(30)) }", "M");
	on_list("signal", "kind=funding,date=2026-09-05", "", false, "signal = has { \"funding\", date = within(days(30)) }", "U");
	on_list("signal", "kind=funding,date=2026-09-05", "", true, "signal = has { \"funding\", date = within(days(30)) }", "X");
	on_list("signal", "kind=funding", "", true, "signal = has { \"funding\", date = within(days(30)) }", "U");
	/* What lies after as-of does not exist; what may lie after it may not. */
	on_list("signal", "kind=funding,date=2026-11-02", "", true, "signal = \"funding\"", "X");
	on_list("signal", "kind=funding,date=2026-11-01", "", true, "signal = \"funding\"", "M");
	on_list("signal", "kind=funding,date=2026", "", true, "signal = \"funding\"", "U");
	on_list("signal", "kind=funding,date=2026-11-02", "", true, "signal = known()", "X");
	on_list("signal", "kind=visit,date=2026-10-31;kind=visit,date=2026-10-30;kind=visit,date=2026-12-01", "", true,
	        "signal = count(2, { \"visit\", date = within(days(9)) })", "M");
}

static void versions(void **state)
{
	/* Fact, limit, then: is, below, at_least, at_most, above. */
	static const char *const rows[][3] = {
		{"9", "9", "MXMUU"},   {"9.1", "9", "MXMXM"},  {"9", "9.1", "UUUUU"},     {"9", "9.0", "UXMUU"},  {"8.9", "9", "XMXMX"},
		{"10", "9", "XXMXM"},  {"10", "9.5", "XXMXM"}, {"9.10", "9.9", "XXMXM"},  {"v9.2", "9.2", "MXMUU"}, {"9.0.1", "9", "MXMXM"},
		{"9.0", "9", "MXMUU"}, {"beta", "9", "UUUUU"}, {"9.1-rc2", "9.1", "MXMUU"},
	};
	static const char *const words[] = {"\"%s\"", "below(\"%s\")", "at_least(\"%s\")", "at_most(\"%s\")", "above(\"%s\")"};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (size_t word = 0; word < 5; word++) {
			char items[64], limit[64], line[160], letter[2] = {rows[i][2][word], 0};

			snprintf(items, sizeof items, "name=A,version=%s", rows[i][0]);
			snprintf(limit, sizeof limit, words[word], rows[i][1]);
			snprintf(line, sizeof line, "uses = has { \"A\", version = %s }", limit);
			on_list("uses", items, "", true, line, letter);
		}
}

/* ---- what counts as present ------------------------------------------------------------------------------- */

static void sure_and_fresh(void **state)
{
	static const struct {
		uint32_t sure;
		const char *day, *line, *letter;
	} rows[] = {
		{400, "2026-01-01", "employees = 5", "U"},
		{500, "2026-01-01", "employees = 5", "M"},
		{700, "2026-01-01", "employees = 5, sure = 0.8", "U"},
		{400, "2026-01-01", "employees = 5, sure = 0.3", "M"},
		{0, "2024-05-01", "employees = 5, fresh = months(30)", "U"},
		{0, "2024-05-02", "employees = 5, fresh = months(30)", "M"},
		{0, "2024-05-01", "employees = 6", "X"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct profile_world world = world_of_line(rows[i].line);
		struct fact fact = world_make(&world, "employees", a_range(5, 5));

		fact.evidence.sure = rows[i].sure;
		fact.evidence.day = (int32_t)a_date(rows[i].day).as.range.low;
		company_add(&world.company, &fact);
		expect(&world, rows[i].line, rows[i].letter);
		world_free(&world);
	}
}

/* What the sieve leaves out is unknown, never absent. */
static void doubtful_items_are_unknown(void **state)
{
	(void)state;
	on_list("uses", "name=A,@sure=300;name=B", "", true, "uses = \"A\"", "U");
	on_list("uses", "name=A,@sure=300;name=B", "", true, "uses = \"B\"", "M");
	on_list("uses", "name=A,@sure=300;name=B", "", true, "uses = \"C\"", "X");
	on_list("uses", "name=A,@sure=300;name=B", "", true, "uses = none_of { \"A\" }", "U");
	on_list("uses", "name=A,@sure=300;name=B", "", true, "uses = count(1)", "U");
	on_list("uses", "name=A,@sure=300;name=B", "", true, "uses = \"A\", sure = 0.2", "M");
}

/* Before all have been asked only firm facts decide, and nothing drops for being unknown. */
static void before_the_end(void **state)
{
	struct profile_world world = world_of_line("employees = at_least(10), unknown = \"drop\"");
	provider_id better = providers_add(world.providers, WN_STR("better"));
	struct fact fact = world_make(&world, "employees", a_range(5, 5));
	struct wn_str name = WN_STR("better");
	struct wn_error error = {0};

	(void)state;
	providers_provide(world.providers, better, world_field(&world, "employees"));
	assert_int_equal(providers_prefer(world.providers, world_field(&world, "employees"), &name, 1, &error), 0);
	company_add(&world.company, &fact);
	world.subject.final = false;
	expect(&world, "not firm", "U");
	assert_int_equal(world.results[0].cause, WN_NOT_ASKED);
	assert_int_equal(icp_gate(world.icp, &world.subject), -1);
	world.subject.final = true;
	expect(&world, "final", "X");
	subject_begin(&world.subject, &world.company);
	assert_int_equal(icp_gate(world.icp, &world.subject), 0);
	world_free(&world);
}

static void gates(void **state)
{
	struct profile_world world = world_new("icp { name = \"t\", must = { { \"a\", country = \"FR\" }, { \"b\", listed = false, unknown = \"drop\" } },\n"
	                                       "must_not = { { \"c\", employees = below(5) } } }");

	(void)state;
	assert_non_null(world.icp);
	subject_begin(&world.subject, &world.company);
	assert_int_equal(icp_gate(world.icp, &world.subject), 1);
	world_add(&world, "listed", value_of_flag(false));
	subject_begin(&world.subject, &world.company);
	assert_int_equal(icp_gate(world.icp, &world.subject), -1);
	world_add(&world, "employees", a_range(1, 4));
	subject_begin(&world.subject, &world.company);
	assert_int_equal(icp_gate(world.icp, &world.subject), 2);
	world_add(&world, "country", a_text("BE"));
	subject_begin(&world.subject, &world.company);
	assert_int_equal(icp_gate(world.icp, &world.subject), 0);
	world_free(&world);
	/* The built-in lines. */
	world = world_new("icp { name = \"t\" }");
	world_add(&world, "natural_person", value_of_flag(true));
	subject_begin(&world.subject, &world.company);
	assert_int_equal(icp_gate(world.icp, &world.subject), 1);
	assert_true(world.icp->lines[1].built_in);
	world_free(&world);
}

/* ---- causes and proofs ------------------------------------------------------------------------------------ */

static enum wn_cause cause_of_line(struct profile_world *world)
{
	assert_int_equal(world_verdict(world), VERDICT_UNKNOWN);
	return world->results[0].cause;
}

static void causes(void **state)
{
	struct profile_world world = world_of_line("any_of { employees = 5, uses = \"A\" }");
	struct fact fact = {.field = world_field(&world, "employees"), .cause = WN_TIMEOUT, .evidence = {.day = WN_NO_DAY}};

	(void)state;
	assert_int_equal(cause_of_line(&world), WN_NOT_ASKED);
	world_add(&world, "uses", a_list(&world, "uses", "name=B", "", false));
	assert_int_equal(cause_of_line(&world), WN_NOT_ASKED);
	company_add(&world.company, &fact);
	assert_int_equal(cause_of_line(&world), WN_TIMEOUT);
	world_free(&world);
	world = world_of_line("employees = 5");
	world_add(&world, "employees", a_range(4, 9));
	assert_int_equal(cause_of_line(&world), WN_PARTIAL);
	world_free(&world);
	world = world_of_line("uses = \"A\"");
	world_add(&world, "uses", a_list(&world, "uses", "name=B", "", false));
	assert_int_equal(cause_of_line(&world), WN_INCOMPLETE);
	providers_free(world.providers);
	world.providers = providers_new(world.dictionary);
	world.subject.providers = world.providers;
	company_init(&world.company, world.arena, world.dictionary);
	assert_int_equal(cause_of_line(&world), WN_NO_PROVIDER);
	world_free(&world);
}

static void proofs(void **state)
{
	struct profile_world world = world_of_line("country = \"FR\", uses = { \"A\", \"B\" }, employees = at_least(5)");
	struct result result;

	(void)state;
	world_add(&world, "country", a_text("FR"));
	world_add(&world, "uses", a_list(&world, "uses", "name=A;name=B;name=C", "", false));
	subject_begin(&world.subject, &world.company);
	line_evaluate(&world.icp->lines[0], &world.subject, true, &result);
	assert_int_equal(result.verdict, VERDICT_UNKNOWN);
	assert_int_equal(result.proof_count, 4); /* country, employees, A, B in the order of the dictionary */
	assert_int_equal(result.proofs[0].field, world_field(&world, "country"));
	assert_non_null(result.proofs[0].fact);
	assert_null(result.proofs[1].fact);
	assert_int_equal(result.proofs[1].cause, WN_NOT_ASKED);
	for (size_t i = 2; i < 4; i++) {
		assert_int_equal(result.proofs[i].value.as.list.count, 1);
		assert_non_null(result.proofs[i].fact);
	}
	world_free(&world);
}

/* ---- functions -------------------------------------------------------------------------------------------- */

struct called {
	int times, code;
	enum verdict verdict;
	int64_t low;
};

static int call(void *context, const struct wn_tree *code, const struct merged *arguments, size_t count, enum verdict *verdict, struct wn_error *error)
{
	struct called *called = context;

	assert_int_equal(code->kind, WN_TREE_CODE);
	assert_int_equal(count, 1);
	called->times++;
	called->low = arguments[0].value.as.range.low;
	*verdict = called->verdict;
	if (called->code < 0)
		snprintf(error->text, sizeof error->text, "boom");
	return called->code;
}

static void functions(void **state)
{
	struct profile_world world = world_of_line("when({ \"employees\" }, function(e) return e.low > 5 end)");
	struct called called = {.verdict = VERDICT_MATCH};
	struct code_caller caller = {call, &called};

	(void)state;
	world.subject.caller = &caller;
	expect(&world, "no fact", "U");
	assert_int_equal(called.times, 0);
	world_add(&world, "employees", a_range(7, 9));
	expect(&world, "called", "M");
	assert_int_equal(called.low, 7);
	called.verdict = VERDICT_MISS;
	expect(&world, "called", "X");
	called.code = WN_FAIL;
	expect(&world, "failed", "U");
	assert_true(world.results[0].failed);
	assert_true(str_is(world.results[0].error, "boom"));
	assert_int_equal(world.results[0].cause, WN_PLUGIN_ERROR);
	world.subject.caller = NULL;
	expect(&world, "nobody to call", "U");
	assert_false(world.results[0].failed);
	world_free(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_of_words), cmocka_unit_test(some_of_counts), cmocka_unit_test(words_nest), cmocka_unit_test(the_table_of_facts),
		cmocka_unit_test(ranges_fold), cmocka_unit_test(numbers), cmocka_unit_test(days), cmocka_unit_test(texts), cmocka_unit_test(bodies),
		cmocka_unit_test(codes), cmocka_unit_test(sets), cmocka_unit_test(lists), cmocka_unit_test(events), cmocka_unit_test(versions),
		cmocka_unit_test(sure_and_fresh), cmocka_unit_test(doubtful_items_are_unknown), cmocka_unit_test(before_the_end), cmocka_unit_test(gates),
		cmocka_unit_test(causes), cmocka_unit_test(proofs), cmocka_unit_test(functions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
