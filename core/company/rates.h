/* rates.h - what a currency was worth in a year, and amounts of one currency in another: whole numbers only.
 *
 * A rate is a span, in units per EUR: the lowest and the highest of its year. EUR is 1 in every year. An amount becomes
 * a range that is certain to hold what it was worth, so comparing it can end in unknown, and never in a wrong answer.
 */
#ifndef CORE_COMPANY_RATES_H
#define CORE_COMPANY_RATES_H

#include <stdbool.h>

#include "base/arena.h"
#include <winnow/value.h>

struct rates;

struct rates *rates_new(struct wn_arena *arena);
/* Rates in millionths, 0 < low <= high. WN_INVALID: no currency, EUR, no such year, out of bounds, or given before. */
int rates_add(struct rates *rates, int year, struct wn_str currency, int64_t low, int64_t high, struct wn_error *error);
size_t rates_count(const struct rates *rates);

/* The amount in minor units of `currency`, as wide as the rates of the year of `day` make it, ends rounded outwards; an open
 * end stays open. The amount's own day is preferred to `day`. False: a rate is missing, or the day is WN_NO_DAY. The same
 * currency needs no rate and no day. `rates` may be null. */
bool rates_convert(const struct rates *rates, const struct wn_money *money, int32_t day, const char currency[4], struct wn_range *range);

#endif
