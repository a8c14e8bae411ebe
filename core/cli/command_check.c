/* command_check.c - winnow check FILE: a pipeline or a profile, all that can be checked from the descriptions. */
#include <stdio.h>

#include "base/str.h"
#include "cli/cli.h"
#include "lua/lua.h"
#include "run/config.h"

/* A file that calls icp { } is a profile; anything else is checked as a pipeline. */
static bool is_profile(struct wn_str path)
{
	struct wn_arena *arena = arena_new();
	struct diags *diags = diags_new();
	const struct wn_tree *file = describe_file(arena, path, diags);
	bool profile = false;
	for (size_t i = 0; file && i < file->count; i++)
		profile |= tree_is_call(file->entries[i].value, "icp");
	diags_free(diags);
	arena_free(arena);
	return profile;
}

static int check_profile(struct run *run)
{
	return run_load_icp(run, run->options.path, (struct place){.path = run->options.path.ptr, .line = 1, .column = 1});
}

int command_check(int argc, char **argv)
{
	struct arguments arguments;
	if (!arguments_read(argc, argv, 1, 1, &arguments))
		return RUN_USAGE;
	struct run *run = run_new(&arguments.run);
	int code = is_profile(arguments.run.path) ? check_profile(run) : run_describe(run);
	print_diags(run);
	if (code == WN_OK)
		printf("%s: ok\n", arguments.positional[0]);
	run_free(run);
	return code == WN_OK ? RUN_DONE : RUN_USAGE;
}
