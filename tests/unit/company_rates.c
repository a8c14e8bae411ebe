/* company_rates.c - amounts in another currency: as wide as the rates of the year, never wider, never narrower; and what lines say
 * of them.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/error.h"
#include "company/money.h"
#include "company/rates.h"
#include "support_profile.h"
#include "support_random.h"

#define MILLION INT64_C(1000000)

static struct rates *some_rates(struct wn_arena *arena)
{
	struct rates *rates = rates_new(arena);
	struct wn_error error = {0};

	assert_int_equal(rates_add(rates, 2025, WN_STR("USD"), 1070000, 1180000, &error), WN_OK);
	assert_int_equal(rates_add(rates, 2024, WN_STR("USD"), 1040000, 1120000, &error), WN_OK);
	assert_int_equal(rates_add(rates, 2025, WN_STR("JPY"), 160 * MILLION, 170 * MILLION, &error), WN_OK);
	assert_int_equal(rates_add(rates, 2025, WN_STR("KWD"), 330000, 340000, &error), WN_OK);
	assert_int_equal(rates_add(rates, 2025, WN_STR("GBP"), 850000, 850000, &error), WN_OK);
	return rates;
}

static struct wn_money amount(int64_t low, int64_t high, const char *currency, int32_t day)
{
	struct wn_money money = {.range = {low, high}, .day = day};

	snprintf(money.currency, sizeof money.currency, "%s", currency);
	return money;
}

static void test_table_is_checked(void **state)
{
	static const struct {
		int year;
		const char *currency;
		int64_t low, high;
		const char *message;
	} refused[] = {
		{0, "USD", 1, 2, "year 0 is none"}, {2025, "UsD", 1, 2, "\"UsD\" is not a currency; write its ISO 4217 code, such as USD"},
		{2025, "", 1, 2, "\"\" is not a currency; write its ISO 4217 code, such as USD"},
		{2025, "EUR", 1, 2, "EUR is 1 in every year: rates are units of other currencies per EUR"},
		{2023, "USD", 0, 2, "rates are above 0 and at most a thousand million"}, {2023, "USD", 1, INT64_MAX, "rates are above 0 and at most a thousand million"},
		{2023, "USD", 3, 2, "low is the smaller rate, high the larger"}, {2025, "USD", 1, 2, "USD has a rate for 2025 already"},
	};
	struct wn_arena *arena = arena_new();
	struct rates *rates = some_rates(arena);

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct wn_error error = {0};

		assert_int_equal(rates_add(rates, refused[i].year, str_of(refused[i].currency), refused[i].low, refused[i].high, &error), WN_INVALID);
		assert_string_equal(error.text, refused[i].message);
	}
	assert_int_equal(rates_count(rates), 5);
	arena_free(arena);
}

static void test_examples(void **state)
{
	struct wn_arena *arena = arena_new();
	struct rates *rates = some_rates(arena);
	struct wn_money usd = amount(1100000000, 1100000000, "USD", day_of(2025, 6, 30)), yen = amount(1700, WN_OPEN_HIGH, "JPY", WN_NO_DAY);
	struct wn_money debt = amount(-107, 118, "USD", day_of(2025, 1, 1)), huge = amount(INT64_MAX - 1, INT64_MAX - 1, "JPY", day_of(2025, 1, 1));
	struct wn_range range;

	(void)state;
	/* 11 million / 1.18 and / 1.07, in cents. */
	assert_true(rates_convert(rates, &usd, WN_NO_DAY, "EUR", &range));
	assert_int_equal(range.low, 932203389);
	assert_int_equal(range.high, 1028037384);
	/* 1700 yen are 10 EUR at least, which are 10.70 USD at least; an open end stays open. */
	assert_true(rates_convert(rates, &yen, day_of(2025, 12, 31), "USD", &range));
	assert_int_equal(range.low, 1070);
	assert_int_equal(range.high, WN_OPEN_HIGH);
	assert_true(rates_convert(rates, &debt, WN_NO_DAY, "EUR", &range));
	assert_int_equal(range.low, -100);
	assert_int_equal(range.high, 111);
	assert_true(rates_convert(rates, &huge, WN_NO_DAY, "KWD", &range));
	assert_int_equal(range.high, WN_OPEN_HIGH);
	/* The amount's own year counts before the other one. */
	assert_true(rates_convert(rates, &usd, day_of(2024, 1, 1), "EUR", &range));
	assert_int_equal(range.low, 932203389);
	arena_free(arena);
}

static void test_what_is_missing(void **state)
{
	struct wn_arena *arena = arena_new();
	struct rates *rates = some_rates(arena);
	struct wn_money usd = amount(100, 200, "USD", WN_NO_DAY), chf = amount(100, 200, "CHF", day_of(2025, 1, 1));
	struct wn_range range;

	(void)state;
	assert_false(rates_convert(rates, &usd, WN_NO_DAY, "EUR", &range));
	assert_false(rates_convert(rates, &usd, day_of(2023, 12, 31), "EUR", &range));
	assert_false(rates_convert(rates, &usd, day_of(2024, 12, 31), "GBP", &range));
	assert_false(rates_convert(rates, &chf, WN_NO_DAY, "EUR", &range));
	assert_false(rates_convert(NULL, &usd, day_of(2025, 1, 1), "EUR", &range));
	assert_true(rates_convert(NULL, &usd, WN_NO_DAY, "USD", &range));
	assert_int_equal(range.low, 100);
	assert_int_equal(range.high, 200);
	arena_free(arena);
}

/* ---- against the sum done another way --------------------------------------------------------------------- */

/* Whether a / b <= c / d or so, in long whole numbers; all but a and c are positive. */
static int compare_fractions(__int128 a, __int128 b, __int128 c, __int128 d)
{
	return (a * d > c * b) - (a * d < c * b);
}

static void test_random_amounts(void **state)
{
	static const struct {
		char code[4];
		int64_t units;
	} currencies[] = {{"USD", 100}, {"JPY", 1}, {"KWD", 1000}, {"GBP", 100}};
	struct dice dice = dice_new();

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct wn_arena *arena = arena_new();
		struct rates *rates = rates_new(arena);
		size_t one = dice_below(&dice, 4), two = (one + 1 + dice_below(&dice, 3)) % 4;
		int64_t rate[4], at = (int64_t)dice_below(&dice, 2000000) - 1000000;
		struct wn_money money = amount(at, at + (int64_t)dice_below(&dice, 1000), currencies[one].code, day_of(2025, 5, 5));
		struct wn_range range;
		bool low_met = false, high_met = false;

		for (int i = 0; i < 4; i += 2) {
			rate[i] = 1 + (int64_t)dice_below(&dice, 200000000);
			rate[i + 1] = rate[i] + (int64_t)dice_below(&dice, 1000000);
		}
		rates_add(rates, 2025, str_of(currencies[one].code), rate[0], rate[1], NULL);
		rates_add(rates, 2025, str_of(currencies[two].code), rate[2], rate[3], NULL);
		assert_true(rates_convert(rates, &money, WN_NO_DAY, currencies[two].code, &range));
		/* At every corner of amount and rates: inside, and at some corner within one unit of each end. */
		for (int corner = 0; corner < 8; corner++) {
			__int128 top = (__int128)(corner & 1 ? money.range.low : money.range.high) * rate[corner & 2 ? 2 : 3] * currencies[two].units;
			__int128 below = (__int128)rate[corner & 4 ? 0 : 1] * currencies[one].units;

			assert_true(compare_fractions(top, below, range.low, 1) >= 0 && compare_fractions(top, below, range.high, 1) <= 0);
			low_met |= compare_fractions(top, below, range.low + 1, 1) < 0;
			high_met |= compare_fractions(top, below, range.high - 1, 1) > 0;
		}
		assert_true(low_met && high_met);
		arena_free(arena);
	}
}

/* ---- in lines -------------------------------------------------------------------------------------------- */

static const struct {
	const char *line, *verdict;
	int64_t low, high; /* of the fact, in minor units */
	const char *currency;
	int32_t year;      /* of the fact's evidence; 0: none */
} rows[] = {
	{"revenue = at_least(money(10e6, \"EUR\"))", "U", 1100000000, 1100000000, "USD", 2025},
	{"revenue = at_least(money(10e6, \"EUR\"))", "M", 1200000000, 1200000000, "USD", 2025},
	{"revenue = at_least(money(10e6, \"EUR\"))", "X", 1000000000, 1000000000, "USD", 2025},
	{"revenue = at_least(money(10e6, \"EUR\"))", "U", 1200000000, 1200000000, "USD", 2020},
	{"revenue = at_least(money(10e6, \"EUR\"))", "U", 1200000000, 1200000000, "USD", 0},
	{"revenue = at_least(money(10e6, \"EUR\"))", "U", 1200000000, 1200000000, "CHF", 2025},
	{"revenue = at_least(money(10e6, \"EUR\"))", "M", 1000000000, 1000000000, "EUR", 0},
	{"revenue = at_most(money(12e6, \"USD\"))", "M", 1000000000, 1000000000, "EUR", 2025},
	{"revenue = at_most(money(11e6, \"USD\"))", "U", 1000000000, 1000000000, "EUR", 2025},
	{"revenue = at_most(money(10e6, \"USD\"))", "X", 1000000000, 1000000000, "EUR", 2025},
	{"revenue = any_of { between(money(1, \"EUR\"), money(10e6, \"EUR\")), above(money(10e6, \"EUR\")) }", "M", 1100000000, 1100000000, "USD", 2025},
	{"revenue = any_of { at_least(money(11e6, \"USD\")), at_least(money(10e6, \"EUR\")) }", "M", 1100000000, 1100000000, "USD", 2025},
	{"revenue = none_of { at_least(money(10e6, \"EUR\")) }", "U", 1100000000, 1100000000, "USD", 2025},
	{"revenue = known()", "M", 1100000000, 1100000000, "CHF", 0},
};

static void test_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct profile_world world = world_of_line(rows[i].line);
		struct fact fact = world_make(&world, "revenue", a_money(rows[i].low, rows[i].high, rows[i].currency));

		world.subject.rates = some_rates(world.arena);
		fact.evidence.day = rows[i].year ? day_of(rows[i].year, 7, 1) : WN_NO_DAY;
		company_add(&world.company, &fact);
		if (strcmp(verdict_letter(world_verdict(&world)), rows[i].verdict) != 0)
			fail_msg("row %zu: %s on %lld %s: expected %s", i, rows[i].line, (long long)rows[i].low, rows[i].currency, rows[i].verdict);
		world_free(&world);
	}
}

/* The year of an amount in a list is that of the item. */
static void test_items(void **state)
{
	static const struct {
		const char *date, *verdict;
	} items[] = {{"2025-03-01", "M"}, {"2025", "M"}, {"2023-03-01", "U"}, {NULL, "M"}};

	(void)state;
	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++) {
		struct profile_world world = world_of_line("signal = has { \"funding\", amount = at_least(money(1e6, \"EUR\")) }");
		struct wn_attribute attributes[] = {{.name = WN_STR("kind"), .value = a_text("funding")}, {.name = WN_STR("amount"), .value = a_money(200000000, 200000000, "USD")},
			{.name = WN_STR("date")}};
		struct wn_item item = {.attributes = attributes, .count = items[i].date ? 3 : 2};
		struct wn_value list = {.type = WN_LIST};
		struct fact fact;

		if (items[i].date)
			attributes[2].value = a_date(items[i].date);
		list.as.list.at = &item;
		list.as.list.count = 1;
		fact = world_make(&world, "signal", list);
		fact.evidence.day = day_of(2025, 7, 1);
		world.subject.rates = some_rates(world.arena);
		company_add(&world.company, &fact);
		assert_string_equal(verdict_letter(world_verdict(&world)), items[i].verdict);
		world_free(&world);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table_is_checked), cmocka_unit_test(test_examples), cmocka_unit_test(test_what_is_missing),
		cmocka_unit_test(test_random_amounts), cmocka_unit_test(test_lines), cmocka_unit_test(test_items),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
