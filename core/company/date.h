/* date.h - civil days, proleptic Gregorian, counted from 1970-01-01. */
#ifndef CORE_COMPANY_DATE_H
#define CORE_COMPANY_DATE_H

#include <stdbool.h>

#include "base/arena.h"
#include <winnow/value.h>

int32_t day_of(int year, int month, int day);                /* arguments must be valid */
void day_split(int32_t day, int *year, int *month, int *mday);
bool day_valid(int year, int month, int day);                /* years 1 to 9999 */
bool day_parse(struct wn_str text, int32_t *day);            /* exactly YYYY-MM-DD */
/* YYYY-MM-DD (time behind it ignored), YYYYMMDD, DD/MM/YYYY, DD-MM-YYYY, YYYY-MM, YYYY: the days it may be. */
bool days_parse(struct wn_str text, struct wn_range *days);
struct wn_str day_text(struct wn_arena *arena, int32_t day);

/* A length of time as the profile language writes it. */
enum span_unit { SPAN_DAYS, SPAN_WEEKS, SPAN_MONTHS, SPAN_YEARS };
struct span {
	enum span_unit unit;
	int64_t count;
};
/* as_of minus the span: months and years by calendar, the day clamped to the month's end. Stays within
 * years 1 to 9999. */
int32_t day_before(int32_t as_of, struct span span);

#endif
