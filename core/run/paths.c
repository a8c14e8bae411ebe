/* paths.c - which files a pipeline reads, which it writes, and that no file is both. */
#include "run/paths.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"

#define LINKS_MOST 40 /* as many as the kernel follows */

/* A path as it would be opened for writing. */
struct target {
	struct wn_str shown;  /* as the description gave it, absolute */
	struct wn_str real;   /* no links, no ".."; of a file that is not there yet: where it would be made */
	struct stat status;
	bool there;
	bool of_process;      /* behind /proc: /dev/stdout and its like, whatever they stand for */
	const char *what;     /* "which source "csv" reads" */
	const struct step *step; /* of what is written: who */
};

struct target_list {
	struct target *at;
	size_t count, room;
};

struct checking {
	struct run *run;
	const struct step *step; /* whose options are looked at */
	struct target_list read, written;
};

/* ---- resolving ---- */

/* The real path of a folder, of which only the first part may exist. */
static struct wn_str real_folder(struct wn_arena *arena, struct wn_str folder)
{
	char chars[PATH_MAX], real[PATH_MAX];
	if (path_chars(folder, chars, NULL) == WN_OK && realpath(chars, real))
		return arena_str(arena, str_of(real));
	struct wn_str above = path_folder(arena, folder);
	if (str_equal(above, folder) || above.len >= folder.len)
		return path_clean(arena, folder);
	return path_join(arena, real_folder(arena, above), path_name(folder));
}

/* One step of a symbolic link, whether or not anything is at its end. */
static bool follow(struct wn_arena *arena, struct wn_str *path)
{
	char chars[PATH_MAX], to[PATH_MAX];
	if (path_chars(*path, chars, NULL) < 0)
		return false;
	ssize_t len = readlink(chars, to, sizeof to);
	if (len <= 0 || (size_t)len == sizeof to)
		return false;
	struct wn_str text = arena_str(arena, (struct wn_str){to, (size_t)len});
	*path = to[0] == '/' ? text : path_join(arena, path_folder(arena, *path), text);
	return true;
}

static struct target resolve(struct wn_arena *arena, struct wn_str path)
{
	struct target target = {.shown = path};
	char chars[PATH_MAX];
	struct wn_str at = path;
	int links = 0;
	do {
		at = path_join(arena, real_folder(arena, path_folder(arena, at)), path_name(at));
		target.of_process |= str_begins(at, WN_STR("/proc/"));
	} while (links++ < LINKS_MOST && follow(arena, &at));
	target.real = path_clean(arena, at);
	target.there = path_chars(path, chars, NULL) == WN_OK && stat(chars, &target.status) == 0;
	return target;
}

static void target_add(struct wn_arena *arena, struct target_list *list, const struct target *target)
{
	if (list->count == list->room) {
		struct target *old = list->at;
		list->room = list->room ? 2 * list->room : 16;
		list->at = arena_array(arena, list->room, sizeof *list->at);
		if (list->count)
			memcpy(list->at, old, list->count * sizeof *old);
	}
	list->at[list->count++] = *target;
}

/* ---- what is read ---- */

static void add_read(struct checking *checking, struct wn_str path, const char *what)
{
	struct wn_arena *arena = checking->run->arena;
	struct target target = resolve(arena, path);
	target.what = what;
	target_add(arena, &checking->read, &target);
}

static void add_store(struct checking *checking)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-journal", ".lock", ".new", ".new-journal"};
	struct run *run = checking->run;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		add_read(checking, arena_printf(run->arena, "%.*s%s", STR_ARG(run->settings.store_path), ends[i]),
		         "which belongs to the store of this pipeline");
}

static void add_descriptions(struct checking *checking)
{
	const struct run *run = checking->run;
	add_read(checking, run->settings.path, "which is this pipeline itself");
	for (const struct profile_file *file = run->profile_files; file; file = file->next)
		add_read(checking, file->path, file->base ? "which is a base of the profile" : "which is the profile of this pipeline");
	if (run->settings.rates_path.len)
		add_read(checking, run->settings.rates_path, "which is the file of rates");
}

static const char *says_step(struct run *run, const struct step *step, const char *verb)
{
	return arena_printf(run->arena, "which %s \"%.*s\" %s", kind_word(step->kind), STR_ARG(step->name), verb).ptr;
}

/* ---- what is written ---- */

/* A slash at the end is cleaned away when options are read; here it is still there. */
static bool is_written_as_folder(const struct step *step, const struct wn_option *option)
{
	const struct wn_tree *value = step->table ? tree_value(step->table, option->name) : NULL;
	return value && value->kind == WN_TREE_TEXT && str_ends(value->as.text, WN_STR("/"));
}

static const char *kind_of_file(const struct target *target)
{
	mode_t mode = target->status.st_mode;
	if (target->of_process)
		return "an open file of the process";
	if (S_ISDIR(mode))
		return "a folder";
	if (S_ISFIFO(mode))
		return "a pipe";
	return S_ISSOCK(mode) ? "a socket" : "a device";
}

static void add_written(struct checking *checking, const struct wn_option *option, struct wn_str path)
{
	struct run *run = checking->run;
	const struct step *step = checking->step;
	struct target target = resolve(run->arena, path);
	target.step = step;
	if (is_written_as_folder(step, option))
		diag_error(run->diags, step->place, "%s \"%.*s\" cannot write %.*s/: a path that ends in '/' is a folder; name a file in it",
		           kind_word(step->kind), STR_ARG(step->name), STR_ARG(path));
	else if (target.of_process || (target.there && !S_ISREG(target.status.st_mode)))
		diag_error(run->diags, step->place, "%s \"%.*s\" cannot write %.*s: it is %s; a list is made whole and then put in its place, so name a plain file",
		           kind_word(step->kind), STR_ARG(step->name), STR_ARG(path), kind_of_file(&target));
	else
		target_add(run->arena, &checking->written, &target);
}

static void add_option(void *context, const struct wn_option *option, struct wn_str path)
{
	struct checking *checking = context;
	if (!(option->flags & WN_OPT_OUTPUT))
		add_read(checking, path, says_step(checking->run, checking->step, "reads"));
	else if (option->type == WN_OPT_FILE)
		add_written(checking, option, path); /* into one folder several may write */
}

static void add_step(struct checking *checking, const struct step *step)
{
	if (!step->plugin)
		return;
	checking->step = step;
	if (step->plugin->path.len)
		add_read(checking, step->plugin->path, says_step(checking->run, step, "is made of"));
	if (step->config)
		options_each_file(step->plugin->vtable->options, step->config, add_option, checking);
}

/* ---- comparing ---- */

static bool same_inode(const struct target *a, const struct target *b)
{
	return a->there && b->there && a->status.st_dev == b->status.st_dev && a->status.st_ino == b->status.st_ino;
}

static void check_against_read(struct checking *checking, const struct target *written)
{
	const struct step *step = written->step;
	for (size_t i = 0; i < checking->read.count; i++) {
		const struct target *read = &checking->read.at[i];
		if (!str_equal(written->real, read->real) && !same_inode(written, read))
			continue;
		diag_error(checking->run->diags, step->place, "%s \"%.*s\" would overwrite %.*s, %s: name another file", kind_word(step->kind),
		           STR_ARG(step->name), STR_ARG(written->shown), read->what);
		return;
	}
}

/* Two hard links are two files once each was replaced; one link under two names, as on a file system without case, is one. */
static bool same_place(const struct target *a, const struct target *b)
{
	return str_equal(a->real, b->real) || (same_inode(a, b) && a->status.st_nlink == 1);
}

static void check_against_written(struct checking *checking, size_t index)
{
	const struct target *written = &checking->written.at[index];
	const struct step *step = written->step;
	for (size_t i = 0; i < index; i++) {
		const struct target *first = &checking->written.at[i];
		if (!same_place(written, first))
			continue;
		diag_error(checking->run->diags, step->place, "%s \"%.*s\" would overwrite %.*s, %s (line %u): name another file",
		           kind_word(step->kind), STR_ARG(step->name), STR_ARG(written->shown), says_step(checking->run, first->step, "writes"),
		           first->step->place.line);
		return;
	}
}

void paths_check(struct run *run)
{
	struct checking checking = {.run = run};
	add_descriptions(&checking);
	add_store(&checking);
	for (size_t i = 0; i < run->step_count; i++)
		add_step(&checking, &run->steps[i]);
	for (size_t i = 0; i < checking.written.count; i++) {
		check_against_read(&checking, &checking.written.at[i]);
		check_against_written(&checking, i);
	}
}
