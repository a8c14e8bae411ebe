/* narrow.c - too broad: before anybody is asked, and once everybody was. */
#include "run/breadth.h"

#define FAR 2 /* so many times the cap are far too many candidates */

bool run_lists_all(const struct run *run)
{
	return !run->quota_count && run->settings.one_per == ONE_PER_COMPANY;
}

static void measure(struct run *run, uint64_t at_least, uint64_t at_most)
{
	run->at_least = at_least;
	run->at_most = at_most;
	/* Whom a quota passes over, or who stands beside an account, asks for no place: then only the list that was filled can tell. */
	run->too_broad = run_lists_all(run) ? at_least > run->settings.cap : run->funnel.beyond_cap > 0;
	run->withheld = run->options.strict && run->too_broad;
}

/* Of several profiles none can say alone how many fit, or what an edit would do: who leaves one may stay under another. */
int run_narrow(struct run *run)
{
	run->far = run->candidate_count > (size_t)FAR * run->settings.cap;
	if (!run->far || run->profile_count > 1)
		return WN_OK;
	int code = breadth_of_candidates(run, &run->breadth);
	if (code == WN_OK)
		measure(run, run->breadth->at_least, run->breadth->at_most);
	return code;
}

int run_measure(struct run *run)
{
	measure(run, run->funnel.fitting, run->funnel.fitting + run->funnel.held);
	return WN_OK;
}
