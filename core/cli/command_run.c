/* command_run.c - winnow run PIPELINE: all seven phases, then the report. */
#include <stdio.h>

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

static int (*const phases[])(struct run *) = {run_resume, run_open, run_recover, run_scan, run_probe, run_select, run_finish, run_deliver};

static bool complete(const struct run *run)
{
	return !run->funnel.held && !run->funnel.failed_probes && !run->funnel.unsent;
}

static int run_phases(struct run *run)
{
	for (size_t i = 0; i < sizeof phases / sizeof *phases; i++)
		if (phases[i](run) < 0)
			return failed(run);
	progress_end();
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
	int code = described ? run_phases(run) : RUN_USAGE;
	if (code == RUN_DONE || code == RUN_INCOMPLETE) {
		if (arguments.json)
			report_json(run, stdout);
		else
			report_text(run, stdout);
	}
	run_free(run);
	return code;
}
