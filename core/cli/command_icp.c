/* command_icp.c - winnow icp show FILE: the profile as a document. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "run/config.h"
#include "base/str.h"

int command_icp(int argc, char **argv)
{
	struct arguments arguments;
	if (!arguments_read(argc, argv, 2, 2, &arguments))
		return RUN_USAGE;
	if (strcmp(arguments.positional[0], "show") != 0) {
		complain("usage: winnow icp show FILE");
		return RUN_USAGE;
	}
	arguments.run.path = str_of(arguments.positional[1]);
	struct run *run = run_new(&arguments.run);
	struct buf document = {0};
	int code = run_load_icp(run, arguments.run.path, (struct place){.path = arguments.positional[1], .line = 1, .column = 1});
	print_diags(run);
	if (code == WN_OK) {
		icp_show(run->icp, run->dictionary, &document);
		fwrite(document.data, 1, document.len, stdout);
	}
	buf_free(&document);
	run_free(run);
	return code == WN_OK ? RUN_DONE : RUN_USAGE;
}
