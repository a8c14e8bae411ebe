/* date.c - days counted from 1970-01-01, their spellings, and lengths of time by calendar. */
#include "company/date.h"

#include <stdio.h>

#include "base/str.h"

#define FIRST_YEAR 1
#define LAST_YEAR 9999
#define DAYS_OF_400_YEARS 146097
#define DAYS_OF_100_YEARS 36524
#define DAYS_OF_4_YEARS 1461
#define EPOCH 719468 /* days from 0000-03-01 to 1970-01-01 */

/* Years are counted from March, so that the leap day is the last of its year and needs no case of its own. */
int32_t day_of(int year, int month, int day)
{
	int64_t from_march = (month + 9) % 12;
	int64_t y = (int64_t)year - (month < 3);
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * from_march + 2) / 5 + day - 1;

	return (int32_t)(era * DAYS_OF_400_YEARS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH);
}

void day_split(int32_t day, int *year, int *month, int *mday)
{
	int64_t days = (int64_t)day + EPOCH;
	int64_t era = (days >= 0 ? days : days - (DAYS_OF_400_YEARS - 1)) / DAYS_OF_400_YEARS;
	int64_t rest = days - era * DAYS_OF_400_YEARS;
	int64_t years = (rest - rest / (DAYS_OF_4_YEARS - 1) + rest / DAYS_OF_100_YEARS - rest / (DAYS_OF_400_YEARS - 1)) / 365;
	int64_t of_year = rest - (365 * years + years / 4 - years / 100);
	int64_t from_march = (5 * of_year + 2) / 153;

	*mday = (int)(of_year - (153 * from_march + 2) / 5 + 1);
	*month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);
	*year = (int)(era * 400 + years + (*month < 3));
}

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_of_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[month - 1] + (month == 2 && is_leap(year));
}

bool day_valid(int year, int month, int day)
{
	return year >= FIRST_YEAR && year <= LAST_YEAR && month >= 1 && month <= 12 && day >= 1 && day <= days_of_month(year, month);
}

/* ---- spellings ------------------------------------------------------------------------------------------- */

/* Does the text have this form? '9' stands for a digit, everything else for itself. */
static bool has_form(struct wn_str text, const char *form)
{
	if (text.len != strlen(form))
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (form[i] == '9' ? text.ptr[i] < '0' || text.ptr[i] > '9' : text.ptr[i] != form[i])
			return false;
	return true;
}

static int digits(struct wn_str text, size_t from, size_t count)
{
	int number = 0;

	for (size_t i = from; i < from + count; i++)
		number = number * 10 + (text.ptr[i] - '0');
	return number;
}

static bool exact(int year, int month, int day, struct wn_range *days)
{
	if (!day_valid(year, month, day))
		return false;
	days->low = days->high = day_of(year, month, day);
	return true;
}

static bool whole_month(int year, int month, struct wn_range *days)
{
	if (!day_valid(year, month, 1))
		return false;
	days->low = day_of(year, month, 1);
	days->high = day_of(year, month, days_of_month(year, month));
	return true;
}

static bool whole_year(int year, struct wn_range *days)
{
	if (!day_valid(year, 1, 1))
		return false;
	days->low = day_of(year, 1, 1);
	days->high = day_of(year, 12, 31);
	return true;
}

bool day_parse(struct wn_str text, int32_t *day)
{
	struct wn_range days;

	if (!has_form(text, "9999-99-99") || !exact(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2), &days))
		return false;
	*day = (int32_t)days.low;
	return true;
}

/* The date of "2023-11-02T09:30:00Z" or "2023-11-02 09:30"; other texts as they are. */
static struct wn_str without_time(struct wn_str text)
{
	struct wn_str time = str_from(text, 11);

	if (time.len < 2 || (text.ptr[10] != 'T' && text.ptr[10] != ' ') || !str_is_digits(str_first(time, 2)))
		return text;
	return str_first(text, 10);
}

bool days_parse(struct wn_str text, struct wn_range *days)
{
	text = without_time(str_trim(text));
	if (has_form(text, "9999-99-99"))
		return exact(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2), days);
	if (has_form(text, "99999999"))
		return exact(digits(text, 0, 4), digits(text, 4, 2), digits(text, 6, 2), days);
	if (has_form(text, "99/99/9999") || has_form(text, "99-99-9999"))
		return exact(digits(text, 6, 4), digits(text, 3, 2), digits(text, 0, 2), days);
	if (has_form(text, "9999-99"))
		return whole_month(digits(text, 0, 4), digits(text, 5, 2), days);
	if (has_form(text, "9999"))
		return whole_year(digits(text, 0, 4), days);
	return false;
}

struct wn_str day_text(struct wn_arena *arena, int32_t day)
{
	int year, month, mday;

	day_split(day, &year, &month, &mday);
	return arena_printf(arena, "%04d-%02d-%02d", year, month, mday);
}

/* ---- lengths of time ------------------------------------------------------------------------------------- */

static int64_t bounded(int64_t number, int64_t low, int64_t high)
{
	return number < low ? low : number > high ? high : number;
}

static int32_t bounded_day(int64_t day)
{
	return (int32_t)bounded(day, day_of(FIRST_YEAR, 1, 1), day_of(LAST_YEAR, 12, 31));
}

static int32_t months_before(int32_t as_of, int64_t count)
{
	int year, month, mday, last;
	int64_t months;

	day_split(as_of, &year, &month, &mday);
	months = (int64_t)year * 12 + (month - 1) - count;
	if (months < FIRST_YEAR * 12)
		return day_of(FIRST_YEAR, 1, 1);
	if (months > LAST_YEAR * 12 + 11)
		return day_of(LAST_YEAR, 12, 31);
	year = (int)(months / 12);
	month = (int)(months % 12) + 1;
	last = days_of_month(year, month);
	return day_of(year, month, mday < last ? mday : last);
}

int32_t day_before(int32_t as_of, struct span span)
{
	/* More than all days there are; keeps the products below from overflowing. */
	int64_t count = bounded(span.count, -10000000, 10000000);

	switch (span.unit) {
	case SPAN_DAYS:
		return bounded_day(as_of - count);
	case SPAN_WEEKS:
		return bounded_day(as_of - count * 7);
	case SPAN_MONTHS:
		return months_before(as_of, count);
	case SPAN_YEARS:
		break;
	}
	return months_before(as_of, count * 12);
}
