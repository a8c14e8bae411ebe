/* base_staged.c - staged files: commit, abort, crashes between, links, modes, damaged tokens, full disks. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "unit/support_folder.h"

/* ---- system calls that are written down, and of which the n-th fails ------------------------------------- */

static char calls[32]; /* w: write, f: fsync of a file, d: of a folder, r: rename, u: unlink */
static int fail_at;    /* 0: none fails */
static bool watching;

static bool goes_wrong(char what)
{
	size_t len = strlen(calls);

	if (!watching)
		return false;
	if (len + 1 < sizeof calls)
		calls[len] = what;
	if (fail_at == 0 || --fail_at > 0)
		return false;
	errno = EIO;
	return true;
}

ssize_t write(int fd, const void *bytes, size_t size)
{
	return goes_wrong('w') ? -1 : syscall(SYS_write, fd, bytes, size);
}

int fsync(int fd)
{
	struct stat status;
	bool is_folder = fstat(fd, &status) == 0 && S_ISDIR(status.st_mode);

	return goes_wrong(is_folder ? 'd' : 'f') ? -1 : (int)syscall(SYS_fsync, fd);
}

int rename(const char *from, const char *to)
{
	return goes_wrong('r') ? -1 : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int unlink(const char *path)
{
	return goes_wrong('u') ? -1 : (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

static void watch(int failing)
{
	memset(calls, 0, sizeof calls);
	fail_at = failing;
	watching = true;
}

/* ---- the folder of a test -------------------------------------------------------------------------------- */

static char *folder;
static struct wn_arena *arena;
static struct wn_error error;

static int set_up(void **state)
{
	(void)state;
	folder = folder_make();
	arena = arena_new();
	error = (struct wn_error){0};
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	watching = false;
	arena_free(arena);
	folder_remove(folder);
	return 0;
}

static struct staged *open_in(const char *name)
{
	struct staged *staged;

	if (staged_open(str_of(folder_path(folder, name)), &staged, &error) != WN_OK)
		fail_msg("%s", error.text);
	return staged;
}

static void write_text(struct staged *staged, const char *text)
{
	assert_int_equal(staged_write(staged, text, strlen(text), &error), WN_OK);
}

static struct wn_str prepare(struct staged *staged)
{
	struct wn_str token;

	if (staged_prepare(staged, arena, &token, &error) != WN_OK)
		fail_msg("%s", error.text);
	return token;
}

/* A prepared file, whose token is returned. */
static struct wn_str stage(const char *name, const char *text)
{
	struct staged *staged = open_in(name);
	struct wn_str token;

	write_text(staged, text);
	token = prepare(staged);
	staged_free(staged);
	return token;
}

static void assert_content(const char *name, const char *expected)
{
	char *content = folder_read(folder, name);

	assert_non_null(content);
	assert_string_equal(content, expected);
	free(content);
}

static mode_t mode_of(const char *name)
{
	struct stat status;

	assert_int_equal(lstat(folder_path(folder, name), &status), 0);
	return status.st_mode & 07777;
}

static void a_commit_makes_it_visible_at_once(void **state)
{
	struct staged *staged = open_in("out.csv");
	struct wn_str token;

	(void)state;
	write_text(staged, "a,");
	assert_int_equal(folder_count(folder), 1);
	assert_null(folder_read(folder, "out.csv"));
	write_text(staged, "b\n");
	token = prepare(staged);
	assert_null(folder_read(folder, "out.csv"));
	staged_free(staged);
	assert_int_equal(folder_count(folder), 1);
	assert_int_equal(staged_commit(token, &error), WN_OK);
	assert_content("out.csv", "a,b\n");
	assert_int_equal(folder_count(folder), 1);
	assert_int_equal(staged_commit(token, &error), WN_OK);
	assert_int_equal(staged_abort(token, &error), WN_OK);
	assert_content("out.csv", "a,b\n");
}

static void an_abort_takes_it_back(void **state)
{
	struct wn_str token;

	(void)state;
	folder_write(folder, "out", "old");
	token = stage("out", "new");
	assert_int_equal(folder_count(folder), 2);
	assert_int_equal(staged_abort(token, &error), WN_OK);
	assert_int_equal(staged_abort(token, &error), WN_OK);
	assert_int_equal(folder_count(folder), 1);
	assert_content("out", "old");
	/* The old one is there, so a commit behind the abort has nothing to do, as after a commit. */
	assert_int_equal(staged_commit(token, &error), WN_OK);
	assert_content("out", "old");
}

static void a_commit_without_any_file_fails(void **state)
{
	struct wn_str token = stage("out", "new");

	(void)state;
	assert_int_equal(staged_abort(token, &error), WN_OK);
	assert_int_equal(staged_commit(token, &error), WN_FAIL);
	assert_non_null(strstr(error.text, folder_path(folder, "out")));
	assert_non_null(strstr(error.text, "No such file or directory"));
}

static void what_was_not_prepared_goes(void **state)
{
	struct staged *staged = open_in("out");

	(void)state;
	write_text(staged, "half");
	staged_free(staged);
	assert_int_equal(folder_count(folder), 0);
	staged_free(NULL);
}

static void the_token_is_known_before(void **state)
{
	struct staged *staged = open_in("out");
	struct wn_str early = staged_token(staged, arena), token = prepare(staged), again = prepare(staged), rest = token, part;

	(void)state;
	assert_true(str_equal(early, token));
	assert_true(str_equal(again, token));
	assert_true(str_cut(&rest, WN_STR("\n"), &part) && str_is(part, "1"));
	assert_true(str_cut(&rest, WN_STR("\n"), &part) && str_begins(part, str_of(folder_path(folder, ".out.winnow-"))));
	assert_true(str_is(rest, folder_path(folder, "out")));
	assert_int_equal(staged_write(staged, "x", 1, &error), WN_FAIL);
	assert_non_null(strstr(error.text, "/out' is finished"));
	staged_free(staged);
	assert_int_equal(staged_abort(token, &error), WN_OK);
}

static void a_plan_creates_nothing(void **state)
{
	struct staged *staged;
	struct wn_str token;

	(void)state;
	assert_int_equal(staged_plan(str_of(folder_path(folder, "out")), &staged, &error), WN_OK);
	token = staged_token(staged, arena);
	assert_int_equal(folder_count(folder), 0);
	assert_int_equal(staged_abort(token, &error), WN_OK);
	assert_int_equal(staged_create(staged, &error), WN_OK);
	assert_int_equal(folder_count(folder), 1);
	assert_true(str_equal(staged_token(staged, arena), token));
	staged_free(staged);
	assert_int_equal(folder_count(folder), 0);
	assert_int_equal(staged_plan(str_of(folder_path(folder, "out")), &staged, &error), WN_OK);
	staged_free(staged);
	assert_int_equal(staged_plan(str_of(folder_path(folder, "none/out")), &staged, &error), WN_FAIL);
	assert_null(staged);
}

static void large_writes_and_small_ones_keep_their_order(void **state)
{
	size_t size = 200000, i;
	char *expected = malloc(size + 1);
	struct staged *staged = open_in("out");
	struct wn_str token;

	(void)state;
	for (i = 0; i < size; i++)
		expected[i] = (char)('a' + i * i % 26);
	expected[size] = 0;
	for (i = 0; i < 70000; i += 7)
		assert_int_equal(staged_write(staged, expected + i, 7, &error), WN_OK);
	assert_int_equal(staged_write(staged, expected + 70000, 100000, &error), WN_OK);
	assert_int_equal(staged_write(staged, expected + 170000, 30000, &error), WN_OK);
	assert_int_equal(staged_write(staged, NULL, 0, &error), WN_OK);
	token = prepare(staged);
	staged_free(staged);
	assert_int_equal(staged_commit(token, &error), WN_OK);
	assert_content("out", expected);
	free(expected);
}

/* ---- crashes: a child that ends without tidying ----------------------------------------------------------- */

/* How far the child gets: 0 opened, 1 written, 2 prepared, 3 committed. */
static struct wn_str crash_after(int step)
{
	struct wn_str token;
	int pipes[2], status;
	char text[4096];
	ssize_t len;
	pid_t child;

	assert_int_equal(pipe(pipes), 0);
	child = fork();
	if (child == 0) {
		struct staged *staged = open_in("out");

		token = staged_token(staged, arena);
		if (write(pipes[1], token.ptr, token.len) != (ssize_t)token.len)
			_exit(1);
		if (step > 0)
			write_text(staged, "new");
		if (step > 1)
			token = prepare(staged);
		if (step > 2)
			staged_commit(token, &error);
		kill(getpid(), SIGKILL);
	}
	close(pipes[1]);
	len = read(pipes[0], text, sizeof text);
	close(pipes[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_true(len > 0);
	return arena_str(arena, (struct wn_str){text, (size_t)len});
}

static void orphans_of_a_crash_are_rolled_back(void **state)
{
	int step;

	(void)state;
	folder_write(folder, "out", "old");
	for (step = 0; step < 3; step++) {
		struct wn_str token = crash_after(step);

		assert_int_equal(folder_count(folder), 2);
		assert_content("out", "old");
		assert_int_equal(staged_abort(token, &error), WN_OK);
		assert_int_equal(folder_count(folder), 1);
		assert_content("out", "old");
	}
}

static void prepared_files_are_rolled_forward(void **state)
{
	int step;

	(void)state;
	for (step = 2; step < 4; step++) {
		struct wn_str token;

		folder_write(folder, "out", "old");
		token = crash_after(step);
		assert_int_equal(staged_commit(token, &error), WN_OK);
		assert_int_equal(staged_commit(token, &error), WN_OK);
		assert_content("out", "new");
		assert_int_equal(folder_count(folder), 1);
	}
}

/* ---- modes and links ------------------------------------------------------------------------------------- */

static void modes_are_kept(void **state)
{
	mode_t old = umask(022);

	(void)state;
	assert_int_equal(staged_commit(stage("fresh", "x"), &error), WN_OK);
	assert_int_equal(mode_of("fresh"), 0644);
	umask(077);
	assert_int_equal(staged_commit(stage("closed", "x"), &error), WN_OK);
	assert_int_equal(mode_of("closed"), 0600);
	assert_int_equal(chmod(folder_path(folder, "closed"), 0664), 0);
	assert_int_equal(staged_commit(stage("closed", "y"), &error), WN_OK);
	assert_int_equal(mode_of("closed"), 0664);
	umask(0);
	assert_int_equal(chmod(folder_path(folder, "closed"), 0600), 0);
	assert_int_equal(staged_commit(stage("closed", "z"), &error), WN_OK);
	assert_int_equal(mode_of("closed"), 0600);
	umask(old);
}

static bool is_link(const char *name)
{
	struct stat status;

	return lstat(folder_path(folder, name), &status) == 0 && S_ISLNK(status.st_mode);
}

static void a_link_stays_and_its_target_is_replaced(void **state)
{
	struct wn_str token;

	(void)state;
	assert_int_equal(mkdir(folder_path(folder, "data"), 0777), 0);
	folder_write(folder, "data/real", "old");
	assert_int_equal(symlink("data/real", folder_path(folder, "first")), 0);
	assert_int_equal(symlink(folder_path(folder, "first"), folder_path(folder, "second")), 0);
	token = stage("second", "new");
	assert_int_equal(folder_count(folder_path(folder, "data")), 2);
	assert_int_equal(staged_commit(token, &error), WN_OK);
	assert_content("data/real", "new");
	assert_true(is_link("first") && is_link("second") && !is_link("data/real"));
}

static void a_link_to_nothing_makes_its_target(void **state)
{
	(void)state;
	assert_int_equal(mkdir(folder_path(folder, "data"), 0777), 0);
	assert_int_equal(symlink("data", folder_path(folder, "alias")), 0);
	assert_int_equal(symlink("alias/../data/new", folder_path(folder, "link")), 0);
	assert_int_equal(staged_commit(stage("link", "x"), &error), WN_OK);
	assert_true(is_link("link"));
	assert_content("data/new", "x");
}

static void relative_paths_become_absolute(void **state)
{
	char before[4096];
	struct staged *staged;
	struct wn_str token;

	(void)state;
	assert_non_null(getcwd(before, sizeof before));
	assert_int_equal(chdir(folder), 0);
	assert_int_equal(staged_open(WN_STR("./out"), &staged, &error), WN_OK);
	token = prepare(staged);
	staged_free(staged);
	assert_int_equal(chdir(before), 0);
	assert_int_equal(staged_commit(token, &error), WN_OK);
	assert_content("out", "");
}

/* ---- what is refused ------------------------------------------------------------------------------------- */

static void refuse(const char *name, const char *words)
{
	struct staged *staged = (struct staged *)1;

	error = (struct wn_error){0};
	assert_true(staged_open(str_of(folder_path(folder, name)), &staged, &error) < 0);
	assert_null(staged);
	if (!strstr(error.text, words))
		fail_msg("'%s' is not in '%s'", words, error.text);
}

static void what_cannot_be_a_file_is_refused(void **state)
{
	char name[300];

	(void)state;
	assert_int_equal(mkdir(folder_path(folder, "sub"), 0777), 0);
	assert_int_equal(mkfifo(folder_path(folder, "pipe"), 0666), 0);
	assert_int_equal(symlink("round", folder_path(folder, "round")), 0);
	assert_int_equal(symlink("/dev/null", folder_path(folder, "null")), 0);
	refuse("sub", "is a folder");
	refuse("sub/", "is a folder");
	refuse("sub/..", "is a folder");
	refuse("none/out", "No such file or directory");
	refuse("pipe", "not a plain file");
	refuse("null", "'/dev/null' is not a plain file");
	refuse("round", "Too many levels of symbolic links");
	refuse("line\nbreak", "line break");
	memset(name, 'n', sizeof name);
	name[240] = 0;
	refuse(name, "File name too long");
	assert_int_equal(folder_count(folder), 4);
}

static void a_full_disk_is_an_error_that_stays(void **state)
{
	struct rlimit before, small;
	struct staged *staged = open_in("out");
	char *bytes = calloc(1, 100000);
	struct wn_str token;

	(void)state;
	folder_write(folder, "out", "old");
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 1000;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(staged_write(staged, bytes, 100000, &error), WN_FAIL);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_non_null(strstr(error.text, "/out': ")); /* the name that the user knows */
	assert_null(strstr(error.text, ".winnow-"));
	assert_non_null(strstr(error.text, "File too large"));
	error = (struct wn_error){0};
	assert_int_equal(staged_write(staged, bytes, 1, &error), WN_FAIL);
	assert_int_equal(staged_prepare(staged, arena, &token, &error), WN_FAIL);
	assert_non_null(strstr(error.text, "File too large"));
	staged_free(staged);
	assert_int_equal(folder_count(folder), 1);
	assert_content("out", "old");
	free(bytes);
}

static void the_last_bytes_may_fail_too(void **state)
{
	struct rlimit before, small;
	struct staged *staged = open_in("out");
	struct wn_str token;

	(void)state;
	write_text(staged, "buffered");
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 3;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(staged_prepare(staged, arena, &token, &error), WN_FAIL);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_non_null(strstr(error.text, "File too large"));
	staged_free(staged);
	assert_int_equal(folder_count(folder), 0);
}

static void everything_is_durable_before_it_is_visible(void **state)
{
	struct wn_str token;

	(void)state;
	watch(0);
	token = stage("out", "new");
	assert_string_equal(calls, "wfd");
	watch(0);
	assert_int_equal(staged_commit(token, &error), WN_OK);
	assert_string_equal(calls, "rd");
	token = stage("out", "newer");
	watch(0);
	assert_int_equal(staged_abort(token, &error), WN_OK);
	assert_string_equal(calls, "ud");
}

/* write, fsync, fsync of the folder: whichever fails, prepare fails, and nothing stays behind. */
static void any_failure_of_prepare_leaves_the_old_file(void **state)
{
	int failing;

	(void)state;
	folder_write(folder, "out", "old");
	for (failing = 1; failing <= 3; failing++) {
		struct staged *staged = open_in("out");
		struct wn_str token;

		write_text(staged, "new");
		error = (struct wn_error){0};
		watch(failing);
		assert_int_equal(staged_prepare(staged, arena, &token, &error), WN_FAIL);
		assert_int_equal(strlen(calls), failing);
		assert_non_null(strstr(error.text, folder));
		assert_non_null(strstr(error.text, ": Input/output error"));
		assert_int_equal(staged_prepare(staged, arena, &token, &error), WN_FAIL);
		staged_free(staged);
		assert_int_equal(folder_count(folder), 1);
		assert_content("out", "old");
	}
}

/* rename, fsync of the folder: whichever fails, the next commit goes through. Likewise abort. */
static void what_failed_is_repeated(void **state)
{
	int failing;

	(void)state;
	for (failing = 1; failing <= 2; failing++) {
		struct wn_str token;

		folder_write(folder, "out", "old");
		token = stage("out", "new");
		watch(failing);
		assert_int_equal(staged_commit(token, &error), WN_FAIL);
		assert_non_null(strstr(error.text, folder));
		assert_non_null(strstr(error.text, ": Input/output error"));
		assert_content("out", failing == 1 ? "old" : "new");
		watch(0);
		assert_int_equal(staged_commit(token, &error), WN_OK);
		assert_content("out", "new");
		token = stage("out", "newer");
		watch(failing);
		assert_int_equal(staged_abort(token, &error), WN_FAIL);
		assert_non_null(strstr(error.text, ": Input/output error"));
		assert_int_equal(staged_abort(token, &error), WN_OK);
		assert_int_equal(folder_count(folder), 1);
		assert_content("out", "new");
	}
}

static void a_folder_in_the_way_of_commit(void **state)
{
	struct wn_str token = stage("out", "new");

	(void)state;
	assert_int_equal(mkdir(folder_path(folder, "out"), 0777), 0);
	assert_int_equal(staged_commit(token, &error), WN_FAIL);
	assert_non_null(strstr(error.text, folder_path(folder, "out")));
	assert_non_null(strstr(error.text, strerror(EISDIR)));
	assert_int_equal(rmdir(folder_path(folder, "out")), 0);
	assert_int_equal(staged_commit(token, &error), WN_OK);
	assert_content("out", "new");
}

/* ---- tokens that are not ours ---------------------------------------------------------------------------- */

static void refuse_token(struct wn_str token)
{
	error = (struct wn_error){0};
	if (staged_abort(token, &error) != WN_INVALID || staged_commit(token, &error) != WN_INVALID)
		fail_msg("accepted: %.*s", STR_ARG(token));
	assert_non_null(strstr(error.text, "nothing was touched"));
}

static void damaged_tokens_touch_nothing(void **state)
{
	static const char *const forms[] = {"", "1", "1\n", "1\n\n", "\n\n", "1\n%1$s/victim", "1\n%1$s/victim\n", "1\n%1$s/victim\n%1$s/out",
		"2\n%1$s/.out.winnow-0123456789abcdef\n%1$s/out", "1\n%1$s/.out.winnow-0123456789abcdef\n%1$s/other",
		"1\n%1$s/.out.winnow-0123456789abcdef\n%1$s/sub/out", "1\n%1$s/sub/../.out.winnow-0123456789abcdef\n%1$s/out",
		"1\n%1$s/.out.winnow-0123456789abcdef\n%1$s/./out", "1\n%1$s/.out.winnow-0123456789abcde\n%1$s/out",
		"1\n%1$s/.out.winnow-0123456789abcdefa\n%1$s/out", "1\n%1$s/.out.winnow-0123456789abcdeF\n%1$s/out",
		"1\n%1$s/.out.winnow-../../../../x\n%1$s/out", "1\n%1$s/out.winnow-0123456789abcdef\n%1$s/out",
		"1\n%1$s/.out.winnow-0123456789abcdef\n%1$s/out\n", "1\n%1$s/.out.winnow-0123456789abcdef\n%1$s/out\nx",
		"1\n.out.winnow-0123456789abcdef\nout", "1\n%1$s/.out-winnow-0123456789abcdef\n%1$s/out", "1\n%1$s/..winnow-0123456789abcdef\n%1$s/",
		"01\n%1$s/.out.winnow-0123456789abcdef\n%1$s/out", "1\n%1$s/.out.winnow-0123456789abcdef/\n%1$s/out"};
	size_t i;

	(void)state;
	folder_write(folder, "victim", "v");
	folder_write(folder, ".out.winnow-0123456789abcdef", "staged");
	for (i = 0; i < sizeof forms / sizeof *forms; i++) {
		char text[8192];
		int len = snprintf(text, sizeof text, forms[i], folder);

		refuse_token((struct wn_str){text, (size_t)len});
	}
	refuse_token((struct wn_str){0});
	assert_int_equal(folder_count(folder), 2);
}

/* Every single byte of a good token changed, cut or doubled: refused, or about the same two names. */
static void no_damage_of_one_byte_reaches_another_file(void **state)
{
	struct wn_str token = stage("out", "new");
	size_t at, count;

	(void)state;
	folder_write(folder, "victim", "v");
	folder_write(folder, "ou", "v");
	count = folder_count(folder);
	for (at = 0; at <= token.len; at++) {
		char *shorter = memcpy(arena_alloc(arena, token.len + 2), token.ptr, token.len);
		char *changed = memcpy(arena_alloc(arena, token.len + 2), token.ptr, token.len);

		if (at < token.len) {
			memmove(shorter + at, shorter + at + 1, token.len - at);
			staged_abort((struct wn_str){shorter, token.len - 1}, NULL);
			changed[at] = (char)(changed[at] ^ 1);
			staged_abort((struct wn_str){changed, token.len}, NULL);
			changed[at] = 0;
			refuse_token((struct wn_str){changed, token.len});
		}
		if (at < token.len)
			refuse_token(str_first(token, at));
	}
	assert_int_equal(folder_count(folder), count);
	assert_int_equal(staged_commit(token, &error), WN_OK);
}

static void a_folder_with_a_staged_name_is_left_alone(void **state)
{
	struct wn_str token = arena_printf(arena, "1\n%1$s/.out.winnow-0123456789abcdef\n%1$s/out", folder);

	(void)state;
	assert_int_equal(mkdir(folder_path(folder, ".out.winnow-0123456789abcdef"), 0777), 0);
	assert_int_equal(staged_commit(token, &error), WN_FAIL);
	assert_int_equal(staged_abort(token, &error), WN_FAIL);
	assert_non_null(strstr(error.text, "left alone"));
	assert_int_equal(folder_count(folder), 1);
}

static void a_gone_folder_is_an_abort_done(void **state)
{
	struct wn_str token;

	(void)state;
	assert_int_equal(mkdir(folder_path(folder, "sub"), 0777), 0);
	token = stage("sub/out", "x");
	assert_int_equal(unlink(arena_printf(arena, "%.*s", (int)(strchr(token.ptr + 2, '\n') - token.ptr - 2), token.ptr + 2).ptr), 0);
	assert_int_equal(rmdir(folder_path(folder, "sub")), 0);
	assert_int_equal(staged_abort(token, &error), WN_OK);
	folder_write(folder, "sub", "a file now");
	assert_int_equal(staged_abort(token, &error), WN_OK);
	assert_int_equal(staged_commit(token, &error), WN_FAIL);
	assert_non_null(strstr(error.text, "/sub/out"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_commit_makes_it_visible_at_once),
		TEST(an_abort_takes_it_back),
		TEST(a_commit_without_any_file_fails),
		TEST(what_was_not_prepared_goes),
		TEST(the_token_is_known_before),
		TEST(a_plan_creates_nothing),
		TEST(large_writes_and_small_ones_keep_their_order),
		TEST(orphans_of_a_crash_are_rolled_back),
		TEST(prepared_files_are_rolled_forward),
		TEST(modes_are_kept),
		TEST(a_link_stays_and_its_target_is_replaced),
		TEST(a_link_to_nothing_makes_its_target),
		TEST(relative_paths_become_absolute),
		TEST(what_cannot_be_a_file_is_refused),
		TEST(a_full_disk_is_an_error_that_stays),
		TEST(the_last_bytes_may_fail_too),
		TEST(everything_is_durable_before_it_is_visible),
		TEST(any_failure_of_prepare_leaves_the_old_file),
		TEST(what_failed_is_repeated),
		TEST(a_folder_in_the_way_of_commit),
		TEST(damaged_tokens_touch_nothing),
		TEST(no_damage_of_one_byte_reaches_another_file),
		TEST(a_folder_with_a_staged_name_is_left_alone),
		TEST(a_gone_folder_is_an_abort_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
