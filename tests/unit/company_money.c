/* company_money.c - amounts and numbers as they are written, exact in both directions; currencies and countries. */
/* Before cmocka, which makes a macro of `fail`. */
#include "base/arena.h"
#include "base/str.h"
#include "company/money.h"
#include "unit/support_random.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct wn_arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void amounts(void **state)
{
	static const struct {
		const char *text, *currency;
		int64_t minor;
	} cases[] = {
		{"0", "EUR", 0},
		{"-0", "EUR", 0},
		{"1234.5", "EUR", 123450},
		{"1234,5", "EUR", 123450},
		{"1 234,50", "EUR", 123450},
		{"1\xC2\xA0""234,50", "EUR", 123450},
		{"1\xE2\x80\xAF""234\xE2\x80\xAF""567,8", "EUR", 123456780},
		{"1'234.50", "CHF", 123450},
		{"1,234.50", "USD", 123450},
		{"1.234,50", "EUR", 123450},
		{"1,234,567", "USD", 123456700},
		{"1.234.567", "EUR", 123456700},
		{"-12.34", "EUR", -1234},
		{"  7  ", "EUR", 700},
		{"007", "EUR", 700},
		{"1234", "JPY", 1234},
		{"1.234", "KWD", 1234},
		{"92233720368547758.06", "EUR", INT64_MAX - 1},
	};
	int64_t minor;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		if (!money_parse(str_of(cases[i].text), str_of(cases[i].currency), &minor))
			fail_msg("'%s' was not taken", cases[i].text);
		if (minor != cases[i].minor)
			fail_msg("'%s' %s is %lld", cases[i].text, cases[i].currency, (long long)minor);
	}
}

static void no_amounts(void **state)
{
	static const char *const wrong[] = {"", " ", "-", ".", "1.", ".5", "1.234", "1,234", "1.2.3", "12 34", "1 23", "1234 567", " 1 2345",
		"1,23,456", "1 234.567,8", "1,234.567,8", "1e6", "+5", "--5", "5-", "5 EUR", "0x10", "12,345.6.7", "1  234", "one", "NaN",
		"1.234,567", "92233720368547758.07", "92233720368547758.08", "99999999999999999999999999999999999999999999999999999999999999999"};
	int64_t minor;

	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++)
		if (money_parse(str_of(wrong[i]), WN_STR("EUR"), &minor))
			fail_msg("'%s' was taken for %lld", wrong[i], (long long)minor);
	assert_false(money_parse(WN_STR("1.5"), WN_STR("JPY"), &minor));
	assert_false(money_parse((struct wn_str){"1\0""2", 3}, WN_STR("EUR"), &minor));
}

static void amounts_are_written(void **state)
{
	(void)state;
	assert_string_equal(money_text(arena, 123450, WN_STR("EUR")).ptr, "1234.50");
	assert_string_equal(money_text(arena, 123400, WN_STR("EUR")).ptr, "1234");
	assert_string_equal(money_text(arena, -5, WN_STR("EUR")).ptr, "-0.05");
	assert_string_equal(money_text(arena, 1234, WN_STR("JPY")).ptr, "1234");
	assert_string_equal(money_text(arena, 1234, WN_STR("KWD")).ptr, "1.234");
	assert_string_equal(money_text(arena, INT64_MIN, WN_STR("JPY")).ptr, "-9223372036854775808");
}

static void numbers(void **state)
{
	int64_t number;

	(void)state;
	assert_true(number_parse(WN_STR("1.5"), &number) && number == 1500000);
	assert_true(number_parse(WN_STR("-0,000001"), &number) && number == -1);
	assert_true(number_parse(WN_STR("33"), &number) && number == 33000000);
	assert_false(number_parse(WN_STR("0.0000001"), &number));
	assert_false(number_parse(WN_STR("9223372036855"), &number));
	assert_string_equal(number_text(arena, 1500000).ptr, "1.5");
	assert_true(str_is(number_text(arena, 1500000), "1.5"));
	assert_true(str_is(number_text(arena, 100000000), "100"));
	assert_true(str_is(number_text(arena, -1), "-0.000001"));
	assert_true(str_is(number_text(arena, 0), "0"));
}

/* What is written is read back as the same amount. */
static void writing_and_reading_back(void **state)
{
	static const char *const currencies[] = {"EUR", "JPY", "KWD"};
	struct dice dice = dice_new();
	int64_t again;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		int64_t amount = (int64_t)(dice_bits(&dice) >> dice_below(&dice, 64)) / 2;
		struct wn_str currency = str_of(currencies[dice_below(&dice, 3)]);

		if (dice_below(&dice, 2))
			amount = -amount;
		if (!money_parse(money_text(arena, amount, currency), currency, &again) || again != amount)
			fail_msg("%lld %s is read as %lld", (long long)amount, currency.ptr, (long long)again);
		if (!number_parse(number_text(arena, amount), &again) || again != amount)
			fail_msg("%lld millionths are read as %lld", (long long)amount, (long long)again);
	}
}

static void tables(void **state)
{
	static const char *const no_country[] = {"", "F", "fr", "FRA", "UK", "XX", "EU", "ZZ", "AA"};
	static const char *const no_currency[] = {"", "EU", "eur", "EURO", "XXX", "AAA", "ZZZ"};

	(void)state;
	assert_true(country_valid(WN_STR("FR")) && country_valid(WN_STR("GB")) && country_valid(WN_STR("AD")) && country_valid(WN_STR("ZW")));
	for (size_t i = 0; i < COUNT(no_country); i++)
		assert_false(country_valid(str_of(no_country[i])));
	assert_true(currency_valid(WN_STR("EUR")) && currency_valid(WN_STR("AED")) && currency_valid(WN_STR("ZWG")));
	for (size_t i = 0; i < COUNT(no_currency); i++)
		assert_false(currency_valid(str_of(no_currency[i])));
	assert_int_equal(currency_decimals(WN_STR("EUR")), 2);
	assert_int_equal(currency_decimals(WN_STR("JPY")), 0);
	assert_int_equal(currency_decimals(WN_STR("TND")), 3);
}

/* Every entry is found, so the tables are in order. */
static void every_entry_is_found(void **state)
{
	static const char *const countries[] = {
#define COUNTRY(code) code,
#include "company/countries.def"
#undef COUNTRY
	};
	static const char *const currencies[] = {
#define CURRENCY(code, decimals) code,
#include "company/currencies.def"
#undef CURRENCY
	};

	(void)state;
	assert_int_equal(COUNT(countries), 249);
	for (size_t i = 0; i < COUNT(countries); i++)
		assert_true(country_valid(str_of(countries[i])));
	for (size_t i = 0; i < COUNT(currencies); i++)
		assert_true(currency_valid(str_of(currencies[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(amounts),
		cmocka_unit_test(no_amounts),
		cmocka_unit_test(amounts_are_written),
		cmocka_unit_test(numbers),
		cmocka_unit_test(writing_and_reading_back),
		cmocka_unit_test(tables),
		cmocka_unit_test(every_entry_is_found),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
