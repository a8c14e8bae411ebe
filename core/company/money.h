/* money.h - amounts in minor units. */
#ifndef CORE_COMPANY_MONEY_H
#define CORE_COMPANY_MONEY_H

#include <stdbool.h>

#include "base/arena.h"
#include <winnow/value.h>

bool currency_valid(struct wn_str currency);  /* an ISO 4217 code in use */
int currency_decimals(struct wn_str currency); /* 0, 2 or 3 */
/* "1234.5", "1 234,50" to minor units; false: no number, too many decimals, overflow. */
bool money_parse(struct wn_str text, struct wn_str currency, int64_t *minor);
struct wn_str money_text(struct wn_arena *arena, int64_t minor, struct wn_str currency); /* "1234.50" or "1234" */
/* Decimal text to millionths (WN_NUMBER); same rules. */
bool number_parse(struct wn_str text, int64_t *millionths);
struct wn_str number_text(struct wn_arena *arena, int64_t millionths);
bool country_valid(struct wn_str country);    /* ISO 3166-1 alpha-2 */

#endif
