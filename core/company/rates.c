/* rates.c - a table of yearly rates, and amounts carried over by it. */
#include "company/rates.h"

#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "company/date.h"
#include "company/money.h"

/* A thousand million units per EUR; with it no product below leaves 128 bits. */
#define HIGHEST_RATE 1000000000000000LL

struct rate {
	int year;
	char currency[4];
	int64_t low, high;
};

struct rates {
	struct wn_arena *arena;
	struct rate *at; /* by year and currency */
	size_t count, room;
};

struct rates *rates_new(struct wn_arena *arena)
{
	struct rates *rates = arena_alloc(arena, sizeof *rates);

	*rates = (struct rates){.arena = arena};
	return rates;
}

size_t rates_count(const struct rates *rates)
{
	return rates->count;
}

static int compare(const struct rate *rate, int year, const char *currency)
{
	return rate->year != year ? (rate->year > year) - (rate->year < year) : strcmp(rate->currency, currency);
}

/* The first that is not before this year and currency. */
static size_t place_of(const struct rates *rates, int year, const char *currency)
{
	size_t low = 0, high = rates->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&rates->at[middle], year, currency) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct rate *find(const struct rates *rates, int year, const char *currency)
{
	size_t at = place_of(rates, year, currency);

	return at < rates->count && compare(&rates->at[at], year, currency) == 0 ? &rates->at[at] : NULL;
}

static void grow(struct rates *rates)
{
	size_t room = rates->room ? 2 * rates->room : 64;
	struct rate *wider = arena_array(rates->arena, room, sizeof *wider);

	if (rates->count)
		memcpy(wider, rates->at, rates->count * sizeof *wider);
	rates->at = wider;
	rates->room = room;
}

static int check(int year, struct wn_str currency, int64_t low, int64_t high, struct wn_error *error)
{
	if (year < 1 || year > 9999)
		return fail(error, WN_INVALID, "year %d is none", year);
	if (!currency_valid(currency))
		return fail(error, WN_INVALID, "\"%.*s\" is not a currency; write its ISO 4217 code, such as USD", STR_ARG(currency));
	if (str_is(currency, "EUR"))
		return fail(error, WN_INVALID, "EUR is 1 in every year: rates are units of other currencies per EUR");
	if (low <= 0 || high > HIGHEST_RATE)
		return fail(error, WN_INVALID, "rates are above 0 and at most a thousand million");
	if (low > high)
		return fail(error, WN_INVALID, "low is the smaller rate, high the larger");
	return WN_OK;
}

int rates_add(struct rates *rates, int year, struct wn_str currency, int64_t low, int64_t high, struct wn_error *error)
{
	struct rate rate = {.year = year, .low = low, .high = high};
	int code = check(year, currency, low, high, error);
	size_t at;

	if (code < 0)
		return code;
	memcpy(rate.currency, currency.ptr, 3);
	if (find(rates, year, rate.currency))
		return fail(error, WN_INVALID, "%s has a rate for %d already", rate.currency, year);
	if (rates->count == rates->room)
		grow(rates);
	at = place_of(rates, year, rate.currency);
	memmove(rates->at + at + 1, rates->at + at, (rates->count - at) * sizeof rate);
	rates->at[at] = rate;
	rates->count++;
	return WN_OK;
}

/* ---- carrying over --------------------------------------------------------------------------------------- */

static bool rate_of(const struct rates *rates, int year, const char *currency, struct rate *rate)
{
	const struct rate *found;

	if (strcmp(currency, "EUR") == 0) {
		*rate = (struct rate){.low = WN_NUMBER_UNIT, .high = WN_NUMBER_UNIT};
		return true;
	}
	found = rates ? find(rates, year, currency) : NULL;
	if (found)
		*rate = *found;
	return found != NULL;
}

static int64_t power_of_ten(int exponent)
{
	int64_t power = 1;

	while (exponent-- > 0)
		power *= 10;
	return power;
}

/* amount x times / by, towards minus infinity or plus infinity; beyond what there is: open. */
static int64_t carried(int64_t amount, __int128 times, __int128 by, bool up)
{
	__int128 product, result;

	if (amount == WN_OPEN_LOW || amount == WN_OPEN_HIGH)
		return amount;
	product = (__int128)amount * times;
	result = product / by;
	if (product % by != 0 && (product > 0) == up)
		result += up ? 1 : -1;
	return result >= WN_OPEN_HIGH ? WN_OPEN_HIGH : result <= WN_OPEN_LOW ? WN_OPEN_LOW : (int64_t)result;
}

bool rates_convert(const struct rates *rates, const struct wn_money *money, int32_t day, const char currency[4], struct wn_range *range)
{
	int year, month, mday, decimals;
	__int128 to_unit, from_unit;
	struct rate from, to;

	*range = money->range;
	if (strcmp(money->currency, currency) == 0)
		return true;
	if (money->day != WN_NO_DAY)
		day = money->day;
	if (day == WN_NO_DAY)
		return false;
	day_split(day, &year, &month, &mday);
	if (!rate_of(rates, year, money->currency, &from) || !rate_of(rates, year, currency, &to))
		return false;
	decimals = currency_decimals(str_of(currency)) - currency_decimals(str_of(money->currency));
	to_unit = power_of_ten(decimals);
	from_unit = power_of_ten(-decimals);
	/* A debt is widest the other way round. */
	range->low = carried(range->low, (range->low < 0 ? to.high : to.low) * to_unit, (range->low < 0 ? from.low : from.high) * from_unit, false);
	range->high = carried(range->high, (range->high < 0 ? to.low : to.high) * to_unit, (range->high < 0 ? from.high : from.low) * from_unit, true);
	return true;
}
