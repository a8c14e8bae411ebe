/* clock.c - the system's clocks, unless a test froze them. */
#include "base/clock.h"

#include <stdatomic.h>
#include <time.h>

#define SECOND INT64_C(1000000)
#define DAY (86400 * SECOND)

static _Atomic int64_t frozen; /* 0: running */

static int64_t ask(clockid_t clock)
{
	struct timespec now = {0};
	int64_t set = atomic_load(&frozen);

	if (set != 0)
		return set;
	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * SECOND + now.tv_nsec / 1000;
}

int64_t clock_now(void)
{
	return ask(CLOCK_REALTIME);
}

int64_t clock_thread(void)
{
	return ask(CLOCK_THREAD_CPUTIME_ID);
}

int64_t clock_monotonic(void)
{
	return ask(CLOCK_MONOTONIC);
}

int32_t clock_today(void)
{
	int64_t now = clock_now();

	return (int32_t)(now / DAY - (now % DAY < 0));
}

void clock_set(int64_t now)
{
	atomic_store(&frozen, now);
}
