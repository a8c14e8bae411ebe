/* icp_breadth.c - masks and histograms against counting by hand, and every edit of a line: it reads as it is meant, and its number is
 * that of the companies counted one by one.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "icp/breadth.h"
#include "icp/condition.h"
#include "support_profile.h"
#include "support_random.h"

/* ---- histograms ------------------------------------------------------------------------------------------ */

#define BARS_MOST 13
#define COMPANIES 400

struct crowd {
	size_t bars, count;
	enum bar at[COMPANIES][BARS_MOST];
};

static struct crowd crowd_new(struct dice *dice)
{
	struct crowd crowd = {.bars = 1 + dice_below(dice, BARS_MOST), .count = dice_below(dice, COMPANIES)};

	for (size_t i = 0; i < crowd.count; i++)
		for (size_t j = 0; j < crowd.bars; j++)
			crowd.at[i][j] = dice_below(dice, 4) ? (enum bar)dice_below(dice, 2) : (enum bar)dice_below(dice, 4);
	return crowd;
}

static struct histogram histogram_of_crowd(const struct crowd *crowd, struct tally *tally, struct wn_arena *arena)
{
	struct tally *other = tally_new();

	for (size_t i = 0; i < crowd->count; i++) {
		char mask[(BARS_MOST + 3) / 4] = {0};

		for (size_t j = 0; j < crowd->bars; j++)
			mask_set(mask, j, crowd->at[i][j]);
		tally_add(i % 2 ? tally : other, (struct wn_str){mask, mask_size(crowd->bars)}, 1);
	}
	tally_join(tally, other);
	tally_free(other);
	return histogram_of(tally, crowd->bars, arena);
}

static bool is_in(const struct crowd *crowd, size_t company, const bool *with)
{
	for (size_t j = 0; j < crowd->bars; j++)
		if (with[j] && bar_is_out(crowd->at[company][j]))
			return false;
	return true;
}

static uint64_t left_of(const struct crowd *crowd, const bool *with)
{
	uint64_t left = 0;

	for (size_t i = 0; i < crowd->count; i++)
		left += is_in(crowd, i, with);
	return left;
}

static void check_bar(const struct crowd *crowd, const struct bar_count *count, size_t bar)
{
	struct bar_count want = {0};
	bool all[BARS_MOST], before[BARS_MOST] = {false}, others[BARS_MOST];

	for (size_t j = 0; j < crowd->bars; j++) {
		all[j] = true;
		before[j] = j <= bar;
		others[j] = j != bar;
	}
	want.left = left_of(crowd, before);
	for (size_t i = 0; i < crowd->count; i++) {
		enum bar at = crowd->at[i][bar];
		bool only = bar_is_out(at) && is_in(crowd, i, others);

		want.passes += at == BAR_PASSES;
		want.open += at == BAR_OPEN;
		want.drops += at == BAR_DROPS;
		want.not_known += at == BAR_NOT_KNOWN;
		want.sole += only;
		want.sole_not_known += only && at == BAR_NOT_KNOWN;
		want.open_left += at == BAR_OPEN && is_in(crowd, i, all);
	}
	assert_memory_equal(count, &want, sizeof want);
}

static void check_greedy(const struct crowd *crowd, const struct histogram *histogram)
{
	size_t order[BARS_MOST];
	uint64_t left[BARS_MOST];
	bool with[BARS_MOST] = {false};

	histogram_greedy(histogram, crowd->bars, order, left);
	for (size_t place = 0; place < crowd->bars; place++) {
		assert_false(with[order[place]]);
		for (size_t bar = 0; bar < crowd->bars; bar++) {
			if (with[bar])
				continue;
			with[bar] = true;
			assert_true(left_of(crowd, with) >= left[place]);
			with[bar] = false;
		}
		with[order[place]] = true;
		assert_int_equal(left_of(crowd, with), left[place]);
	}
}

static void histograms_are_counted_by_hand(void **state)
{
	struct dice dice = dice_new();

	(void)state;
	for (int round = 0; round < 200; round++) {
		struct crowd crowd = crowd_new(&dice);
		struct wn_arena *arena = arena_new();
		struct tally *tally = tally_new();
		struct histogram histogram = histogram_of_crowd(&crowd, tally, arena);
		struct bar_count *bars = histogram_bars(&histogram, arena);
		bool with[BARS_MOST];

		assert_int_equal(histogram_total(&histogram), crowd.count);
		for (size_t i = 1; i < histogram.count; i++)
			assert_true(histogram.counts[i - 1] >= histogram.counts[i]);
		for (size_t bar = 0; bar < crowd.bars; bar++) {
			check_bar(&crowd, &bars[bar], bar);
			with[bar] = dice_below(&dice, 2);
		}
		assert_int_equal(histogram_left(&histogram, with), left_of(&crowd, with));
		check_greedy(&crowd, &histogram);
		tally_free(tally);
		arena_free(arena);
	}
}

/* ---- edits ----------------------------------------------------------------------------------------------- */

#define SAMPLES 40
#define LEAVES 3

/* The conditions of a line, each of another field. */
static const char *const lines[][LEAVES] = {
	{"employees = between(20, 499)"},
	{"employees = at_least(50)"},
	{"employees = at_most(249)"},
	{"employees = above(9)"},
	{"revenue = between(money(1000000, \"EUR\"), money(20000000, \"EUR\"))"},
	{"revenue = below(money(5000000.5, \"EUR\"))"},
	{"founded = older_than(years(3))"},
	{"founded = within(months(18))"},
	{"founded = since(\"2015-06-30\")"},
	{"founded = before(\"2020-01-01\")"},
	{"founded = between(\"2010-01-01\", \"2022-12-31\")"},
	{"country = \"FR\""},
	{"country = { \"FR\", \"BE\", \"DE\" }"},
	{"city = any_of { \"Lyon\", \"Saint-\\195\\137tienne\" }"},
	{"industry = nace { \"58.29\", \"62\" }"},
	{"industry = naf { \"62.02A\", \"58\" }"},
	{"legal_form = cj { \"5\", \"6540\" }"},
	{"employees = between(20, 499)", "country = { \"FR\", \"BE\" }", "founded = older_than(years(10))"},
	{"legal_form = cj \"57\"", "employees = at_least(10)"},
};
#define LINES (sizeof lines / sizeof *lines)

static struct profile_world world_of_leaves(const char *const *leaves, bool drop)
{
	struct buf text = {0};
	struct profile_world world;

	for (size_t i = 0; i < LEAVES && leaves[i]; i++)
		buf_printf(&text, "%s%s", i ? ", " : "", leaves[i]);
	buf_text(&text, drop ? ", unknown = \"drop\"" : "");
	world = world_of_line(text.data);
	world.icp->lines[0].settled = true;
	buf_free(&text);
	return world;
}

static const char *pick(struct dice *dice, const char *const *from)
{
	size_t count = 0;

	while (from[count])
		count++;
	return from[dice_below(dice, count)];
}

static void add_fact(struct profile_world *world, struct company *company, const char *field, struct wn_value value)
{
	struct fact fact = world_make(world, field, value);

	company_add(company, &fact);
}

static void random_company(struct profile_world *world, struct dice *dice, struct company *company)
{
	static const int64_t bands[][2] = {{0, 0}, {1, 2}, {3, 5}, {6, 9}, {10, 19}, {20, 49}, {50, 99}, {100, 199}, {200, 249}, {250, 499}, {500, 999}, {1000, INT64_MAX}};
	static const char *const countries[] = {"FR", "BE", "DE", "CH", "GB", NULL}, *const cities[] = {"Lyon", "LYON", "Paris \"bis\"", "Saint-\303\211tienne", NULL};
	static const char *const nafs[] = {"62.01Z", "62.02A", "62.02B", "58.29A", "58.29C", "47.11B", "63.11Z", NULL}, *const forms[] = {"5710", "5499", "6540", "9220", "1000", NULL};
	static const char *const days[] = {"2009-12-31", "2010-01-01", "2015-06-30", "2019", "2020-01-01", "2023-11", "2025-06-01", "2026-10-31", NULL};
	const int64_t *band = bands[dice_below(dice, sizeof bands / sizeof *bands)];
	int64_t amount = (int64_t)dice_below(dice, 60) * 50000000;

	company_init(company, world->arena, world->dictionary);
	if (dice_below(dice, 6))
		add_fact(world, company, "employees", a_range(band[0], band[1]));
	if (dice_below(dice, 6))
		add_fact(world, company, "revenue", a_money(amount, amount + (int64_t)dice_below(dice, 2) * 10000000, dice_below(dice, 5) ? "EUR" : "USD"));
	if (dice_below(dice, 6))
		add_fact(world, company, "founded", a_date(pick(dice, days)));
	if (dice_below(dice, 6))
		add_fact(world, company, "country", a_text(pick(dice, countries)));
	if (dice_below(dice, 6))
		add_fact(world, company, "city", a_text(pick(dice, cities)));
	if (dice_below(dice, 6))
		add_fact(world, company, "industry", a_code(world, "naf", pick(dice, nafs), ""));
	if (dice_below(dice, 6))
		add_fact(world, company, "legal_form", a_code(world, "cj", pick(dice, forms), ""));
}

static bool drops(struct profile_world *world, const struct line *line, const struct company *company)
{
	struct result result;

	subject_begin(&world->subject, company);
	line_evaluate(line, &world->subject, false, &result);
	return bar_is_out(bar_of(line, &result, false));
}

/* The line with the edit written into it, read anew. */
static struct profile_world edited(const char *const *leaves, const struct edit *edit, bool drop)
{
	const char *with[LEAVES] = {NULL};
	size_t equals = (size_t)(strchr(edit->text.ptr, '=') - edit->text.ptr);

	for (size_t i = 0; i < LEAVES && leaves[i]; i++)
		with[i] = strncmp(leaves[i], edit->text.ptr, equals + 1) == 0 ? edit->text.ptr : leaves[i];
	return world_of_leaves(with, drop);
}

static uint64_t count_by_hand(struct profile_world *world, const struct line *line, const struct sample *samples)
{
	uint64_t count = 0;

	for (size_t i = 0; i < SAMPLES; i++)
		if (!drops(world, line, &samples[i].company))
			count += samples[i].candidates + samples[i].near;
	return count;
}

static size_t check_edits(struct dice *dice, const char *const *leaves, bool drop)
{
	struct profile_world world = world_of_leaves(leaves, drop);
	struct line *line = &world.icp->lines[0];
	struct sample samples[SAMPLES] = {0};
	uint64_t total = 0;
	size_t count;

	world.subject.final = false;
	for (size_t i = 0; i < SAMPLES; i++) {
		random_company(&world, dice, &samples[i].company);
		*(drops(&world, line, &samples[i].company) ? &samples[i].near : &samples[i].candidates) = 1 + dice_below(dice, 5);
		total += samples[i].candidates;
	}
	assert_true(line_has_values(line));
	struct edit *edits = edits_of_values(world.arena, world.dictionary, line, samples, SAMPLES, total, &world.subject, &count);
	for (size_t i = 0; i < count; i++) {
		struct profile_world again = edited(leaves, &edits[i], drop);

		if (strcmp(again.icp->lines[0].meaning, edits[i].changed.meaning) != 0)
			fprintf(stderr, "%s\n", edits[i].text.ptr);
		assert_string_equal(again.icp->lines[0].meaning, edits[i].changed.meaning);
		assert_int_equal(count_by_hand(&world, &again.icp->lines[0], samples), edits[i].candidates);
		assert_int_not_equal(edits[i].candidates, total);
		world_free(&again);
	}
	world_free(&world);
	return count;
}

static void edits_are_counted_by_hand(void **state)
{
	struct dice dice = dice_new();

	(void)state;
	for (size_t i = 0; i < LINES; i++) {
		size_t count = 0;

		for (int round = 0; round < 12; round++)
			count += check_edits(&dice, lines[i], round % 3 == 2);
		if (!count)
			fprintf(stderr, "no edit of %s\n", lines[i][0]);
		assert_true(count > 0);
	}
}

static void what_has_no_values(void **state)
{
	static const char *const rows[] = {"uses = \"A\"", "on_list = { \"a\" }", "employees = 50", "any_of { country = \"FR\", employees = 5 }", "listed = true",
		"domain = known()", "none_of { country = \"FR\" }", "when({ \"country\" }, function() return true end)"};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct profile_world world = world_of_line(rows[i]);

		assert_false(line_has_values(&world.icp->lines[0]));
		world_free(&world);
	}
}

/* ---- the choice ------------------------------------------------------------------------------------------ */

static void the_choice(void **state)
{
	static const struct {
		uint64_t total, cap;
		const char *of, *chosen; /* candidates, of a line of its own each */
	} rows[] = {
		{1000, 400, "900 500 400 380 20 0 1000 1100", "400 380 20 500 900"},
		{1000, 400, "0 1000 2000", ""},
		{100, 400, "90 120 399 401 4000 100", "399 120 401 4000"},
		{400, 400, "90 500", ""},
		{0, 10, "0 5 10 11", "10 5 11"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct line named[16] = {0};
		struct edit edits[16] = {0};
		struct wn_str rest = str_of(rows[i].of), part;
		struct buf got = {0};
		size_t count = 0;

		buf_text(&got, "");
		for (; str_cut(&rest, WN_STR(" "), &part); count++) {
			int64_t number = 0;

			str_to_int(part, &number);
			edits[count] = (struct edit){.line = &named[count], .candidates = (uint64_t)number};
		}
		size_t chosen = edits_choose(edits, count, rows[i].total, rows[i].cap, 5);
		for (size_t j = 0; j < chosen; j++)
			buf_printf(&got, "%s%d", j ? " " : "", (int)edits[j].candidates);
		assert_string_equal(got.data ? got.data : "", rows[i].chosen);
		buf_free(&got);
	}
}

static void no_line_more_than_twice(void **state)
{
	struct line one = {0}, two = {0};
	struct edit edits[] = {{.line = &one, .candidates = 9}, {.line = &one, .candidates = 8}, {.line = &one, .candidates = 7}, {.line = &two, .candidates = 1}};

	(void)state;
	assert_int_equal(edits_choose(edits, 4, 20, 10, 5), 3);
	assert_ptr_equal(edits[2].line, &two);
}

static void no_idea_twice(void **state)
{
	field_id staff[] = {3}, both[] = {3, 5};
	struct line named[] = {{.fields = staff, .field_count = 1}, {.fields = staff, .field_count = 1}, {.fields = both, .field_count = 2}};
	const struct condition leaf = {.kind = CONDITION_FIELD, .as.field.id = 3}, other = {.kind = CONDITION_FIELD, .as.field.id = 5};
	struct edit values[] = {{.line = &named[0], .leaf = &leaf, .candidates = 9}, {.line = &named[1], .leaf = &leaf, .candidates = 9},
		{.line = &named[2], .leaf = &other, .candidates = 9}};
	struct edit unknown[] = {{.kind = EDIT_DROP_UNKNOWN, .line = &named[0], .candidates = 9}, {.kind = EDIT_DROP_UNKNOWN, .line = &named[1], .candidates = 9},
		{.kind = EDIT_DROP_UNKNOWN, .line = &named[2], .candidates = 9}};
	struct edit gone[] = {{.kind = EDIT_DELETE, .line = &named[0], .candidates = 29}, {.kind = EDIT_DELETE, .line = &named[1], .candidates = 29}};

	(void)state;
	assert_int_equal(edits_choose(values, 3, 20, 10, 5), 2);
	assert_int_equal(edits_choose(unknown, 3, 20, 10, 5), 2);
	assert_int_equal(edits_choose(gone, 2, 20, 30, 5), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(histograms_are_counted_by_hand), cmocka_unit_test(edits_are_counted_by_hand), cmocka_unit_test(what_has_no_values),
		cmocka_unit_test(the_choice), cmocka_unit_test(no_line_more_than_twice), cmocka_unit_test(no_idea_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
