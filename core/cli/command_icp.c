/* command_icp.c - winnow icp show FILE: the profile as a document; icp diff OLD NEW is in command_icp_diff.c. */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cli/cli.h"
#include "run/config.h"

static int show(struct arguments *arguments)
{
	if (arguments->html && arguments->lua) {
		complain("icp show: one of --html and --lua");
		return RUN_USAGE;
	}
	arguments->run.path = str_of(arguments->positional[1]);
	struct run *run = run_new(&arguments->run);
	struct buf document = {0};
	int code = run_load_icp(run, arguments->run.path, (struct place){.path = arguments->positional[1], .line = 1, .column = 1});
	print_diags(run);
	if (code == WN_OK) {
		(arguments->html ? icp_show_html : arguments->lua ? icp_print : icp_show)(run->profiles[0].icp, run->dictionary, &document);
		fwrite(document.data, 1, document.len, stdout);
	}
	buf_free(&document);
	run_free(run);
	return code == WN_OK ? RUN_DONE : RUN_USAGE;
}

int command_icp(int argc, char **argv)
{
	struct arguments arguments;
	if (!arguments_read(argc, argv, 2, 3, &arguments))
		return RUN_USAGE;
	if (strcmp(arguments.positional[0], "show") == 0 && arguments.positional_count == 2)
		return show(&arguments);
	if (strcmp(arguments.positional[0], "diff") == 0 && arguments.positional_count == 3 && !arguments.html && !arguments.lua)
		return command_icp_diff(&arguments);
	complain("usage: winnow icp %s", command_find("icp")->usage);
	return RUN_USAGE;
}
