/* clock.h - the only place that asks what time it is. Tests set it. */
#ifndef CORE_BASE_CLOCK_H
#define CORE_BASE_CLOCK_H

#include <stdint.h>

int64_t clock_now(void);      /* wall clock, microseconds since 1970-01-01 UTC */
int64_t clock_monotonic(void); /* microseconds, for durations */
int64_t clock_thread(void);    /* processor time of this thread, microseconds */
int32_t clock_today(void);    /* civil day in UTC, days since 1970-01-01 */
void clock_set(int64_t now);  /* freezes all of them at `now`; 0 lets them run again */

#endif
