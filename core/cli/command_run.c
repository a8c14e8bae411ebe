/* command_run.c - winnow run PIPELINE: all seven phases, then the report. */
#include <stdio.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/report.h"

static int failed(struct run *run)
{
	progress_end();
	if (interrupted() && !run->decided) {
		complain("interrupted; nothing was changed");
		return 128 + interrupted_by();
	}
	complain("%s", run->error.code ? run->error.text : "failed");
	return run->decided ? RUN_INCOMPLETE : RUN_FAILED;
}

static int (*const phases[])(struct run *) = {run_resume, run_open, run_recover, run_scan, run_narrow, run_probe, run_select, run_finish,
	run_measure, run_deliver};

static bool complete(const struct run *run)
{
	return !run->funnel.held && !run->funnel.failed_probes && !run->funnel.unsent;
}

/* While nobody was asked yet: whoever reads this may still stop. True: who reads the report on the same terminal has seen the edits. */
static bool say_broad(const struct run *run)
{
	if (!run->far || run->withheld || !run->probe_count)
		return false;
	progress_end();
	fprintf(stderr, "%zu candidates for a cap of %u: the enrichers will be asked about all of them\n", run->candidate_count, run->settings.cap);
	report_edits(run, stderr);
	return isatty(STDERR_FILENO) && isatty(STDOUT_FILENO);
}

static int run_phases(struct run *run, bool *seen)
{
	for (size_t i = 0; i < sizeof phases / sizeof *phases && !run->withheld; i++) {
		if (phases[i](run) < 0)
			return failed(run);
		if (phases[i] == run_narrow)
			*seen = say_broad(run);
	}
	progress_end();
	if (run->withheld)
		return RUN_TOO_BROAD;
	return complete(run) ? RUN_DONE : RUN_INCOMPLETE;
}

int command_run(int argc, char **argv)
{
	struct arguments arguments;
	if (!arguments_read(argc, argv, 1, 1, &arguments))
		return RUN_USAGE;
	progress_begin(&arguments.run);
	struct run *run = run_new(&arguments.run);
	bool described = run_describe(run) == WN_OK;
	print_diags(run);
	bool seen = false;
	int code = described ? run_phases(run, &seen) : RUN_USAGE;
	if (code == RUN_DONE || code == RUN_INCOMPLETE || code == RUN_TOO_BROAD) {
		if (arguments.json)
			report_json(run, stdout);
		else
			report_text(run, !seen, stdout);
	}
	run_free(run);
	return code;
}
