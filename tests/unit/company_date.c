/* company_date.c - civil days against a calendar that counts one by one; spellings; lengths of time. */
/* Before cmocka, which makes a macro of `fail`. */
#include "base/arena.h"
#include "base/str.h"
#include "company/date.h"
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

static int32_t at(const char *text)
{
	int32_t day;

	if (!day_parse(str_of(text), &day))
		fail_msg("%s is a day", text);
	return day;
}

static void assert_day(int32_t day, const char *text)
{
	struct wn_str got = day_text(arena, day);

	if (!str_is(got, text))
		fail_msg("%s instead of %s", got.ptr, text);
}

static void known_days(void **state)
{
	(void)state;
	assert_int_equal(day_of(1970, 1, 1), 0);
	assert_int_equal(day_of(1969, 12, 31), -1);
	assert_int_equal(day_of(2000, 2, 29), 11016);
	assert_int_equal(day_of(2026, 11, 22), 20779);
	assert_int_equal(day_of(1, 1, 1), -719162);
	assert_int_equal(day_of(9999, 12, 31), 2932896);
}

static bool leaps(int year)
{
	return (year % 400 == 0) || (year % 100 != 0 && year % 4 == 0);
}

/* All days of 10,000 years, walked one by one. */
static void every_day_in_order(void **state)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int32_t expected = -719162;
	int y, m, d;

	(void)state;
	for (int year = 1; year <= 9999; year++)
		for (int month = 1; month <= 12; month++) {
			int length = lengths[month - 1] + (month == 2 && leaps(year));

			for (int day = 1; day <= length; day++, expected++) {
				day_split(expected, &y, &m, &d);
				if (day_of(year, month, day) != expected || y != year || m != month || d != day)
					fail_msg("%d-%d-%d is day %d, not %d", year, month, day, expected, day_of(year, month, day));
			}
			assert_true(day_valid(year, month, length));
			assert_false(day_valid(year, month, length + 1));
		}
	assert_int_equal(expected, 2932897);
}

static void leap_years(void **state)
{
	(void)state;
	assert_true(day_valid(2024, 2, 29));
	assert_true(day_valid(2000, 2, 29));
	assert_false(day_valid(2023, 2, 29));
	assert_false(day_valid(1900, 2, 29));
	assert_false(day_valid(2100, 2, 29));
}

static void invalid_days(void **state)
{
	(void)state;
	assert_false(day_valid(0, 1, 1));
	assert_false(day_valid(10000, 1, 1));
	assert_false(day_valid(2023, 0, 1));
	assert_false(day_valid(2023, 13, 1));
	assert_false(day_valid(2023, 1, 0));
	assert_false(day_valid(2023, 4, 31));
}

/* Whatever 32 bits hold can be split, and put together again. */
static void any_day_splits(void **state)
{
	struct dice dice = dice_new();
	int year, month, mday;

	(void)state;
	for (int i = 0; i < 100000; i++) {
		int32_t day = i == 0 ? INT32_MIN : i == 1 ? INT32_MAX : (int32_t)(uint32_t)dice_bits(&dice);

		day_split(day, &year, &month, &mday);
		if (day_of(year, month, mday) != day || month < 1 || month > 12 || mday < 1 || mday > 31)
			fail_msg("day %d is %d-%d-%d", day, year, month, mday);
	}
}

static void one_spelling_of_a_day(void **state)
{
	static const char *const wrong[] = {"", "2023", "2023-11", "2023-1-1", "2023-11-02T10:00", " 2023-11-02", "2023-11-02 ", "2023/11/02",
		"20231102", "2023-02-29", "2023-13-01", "0000-01-01", "-023-01-01", "2023-11-0x"};
	int32_t day;

	(void)state;
	assert_day(at("2023-11-02"), "2023-11-02");
	assert_day(at("0001-01-01"), "0001-01-01");
	for (size_t i = 0; i < COUNT(wrong); i++)
		if (day_parse(str_of(wrong[i]), &day))
			fail_msg("'%s' was taken for a day", wrong[i]);
}

static void spellings_of_registers(void **state)
{
	static const struct {
		const char *text, *low, *high;
	} cases[] = {
		{"2023-11-02", "2023-11-02", "2023-11-02"},
		{" 2023-11-02 ", "2023-11-02", "2023-11-02"},
		{"2023-11-02T09:30:00Z", "2023-11-02", "2023-11-02"},
		{"2023-11-02 09:30", "2023-11-02", "2023-11-02"},
		{"20231102", "2023-11-02", "2023-11-02"},
		{"02/11/2023", "2023-11-02", "2023-11-02"},
		{"02-11-2023", "2023-11-02", "2023-11-02"},
		{"2023-11", "2023-11-01", "2023-11-30"},
		{"2024-02", "2024-02-01", "2024-02-29"},
		{"2023-02", "2023-02-01", "2023-02-28"},
		{"2023", "2023-01-01", "2023-12-31"},
	};
	struct wn_range days;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		if (!days_parse(str_of(cases[i].text), &days))
			fail_msg("'%s' was not taken", cases[i].text);
		assert_day((int32_t)days.low, cases[i].low);
		assert_day((int32_t)days.high, cases[i].high);
	}
}

static void no_spellings(void **state)
{
	static const char *const wrong[] = {"", " ", "23", "0000", "2023-00", "2023-13", "20230229", "31/04/2023", "11/31/2023", "2023-11-02x",
		"2023-11-02T", "2023-11-02Tx1", "2023-11-02T9", "1900-01-01-01", "[ND]", "2/11/2023", "2023.11.02", "99999"};
	struct wn_range days;

	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++)
		if (days_parse(str_of(wrong[i]), &days))
			fail_msg("'%s' was taken for a date", wrong[i]);
}

static void lengths_of_time(void **state)
{
	static const struct {
		const char *as_of;
		enum span_unit unit;
		int64_t count;
		const char *before;
	} cases[] = {
		{"2026-11-01", SPAN_DAYS, 0, "2026-11-01"},    {"2026-11-01", SPAN_DAYS, 1, "2026-10-31"},
		{"2026-03-01", SPAN_DAYS, 365, "2025-03-01"},  {"2024-03-01", SPAN_WEEKS, 1, "2024-02-23"},
		{"2026-03-31", SPAN_MONTHS, 1, "2026-02-28"},  {"2024-03-31", SPAN_MONTHS, 1, "2024-02-29"},
		{"2024-03-30", SPAN_MONTHS, 13, "2023-02-28"}, {"2026-01-15", SPAN_MONTHS, 1, "2025-12-15"},
		{"2026-12-31", SPAN_MONTHS, 18, "2025-06-30"}, {"2024-02-29", SPAN_YEARS, 1, "2023-02-28"},
		{"2024-02-29", SPAN_YEARS, 4, "2020-02-29"},   {"2100-02-28", SPAN_YEARS, 100, "2000-02-28"},
		{"2026-11-01", SPAN_YEARS, 3, "2023-11-01"},   {"2026-01-31", SPAN_MONTHS, -1, "2026-02-28"},
		{"2026-01-31", SPAN_DAYS, -1, "2026-02-01"},   {"2026-01-31", SPAN_YEARS, 2025, "0001-01-31"},
		{"2026-01-31", SPAN_YEARS, 2026, "0001-01-01"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_day(day_before(at(cases[i].as_of), (struct span){cases[i].unit, cases[i].count}), cases[i].before);
}

static void absurd_lengths_end_at_the_ends(void **state)
{
	(void)state;
	for (int unit = SPAN_DAYS; unit <= SPAN_YEARS; unit++) {
		assert_day(day_before(at("2026-11-01"), (struct span){(enum span_unit)unit, INT64_MAX}), "0001-01-01");
		assert_day(day_before(at("2026-11-01"), (struct span){(enum span_unit)unit, INT64_MIN}), "9999-12-31");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_days),
		cmocka_unit_test(every_day_in_order),
		cmocka_unit_test(leap_years),
		cmocka_unit_test(invalid_days),
		cmocka_unit_test(any_day_splits),
		cmocka_unit_test(one_spelling_of_a_day),
		cmocka_unit_test(spellings_of_registers),
		cmocka_unit_test(no_spellings),
		cmocka_unit_test(lengths_of_time),
		cmocka_unit_test(absurd_lengths_end_at_the_ends),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
