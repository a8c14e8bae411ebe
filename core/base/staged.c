/* staged.c - a file that is written under another name beside its place, made durable, and then renamed. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/str.h"

#define MARK ".winnow-"
#define RANDOM_LEN 16
#define TOKEN_MAX 4096     /* what sink.h allows */
#define FLUSH_AT 65536
#define LINKS_MAX 40

struct staged {
	struct wn_arena *arena;
	struct wn_str folder, temp, final; /* absolute; C strings */
	struct buf pending;
	int fd; /* -1: closed */
	bool prepared;
	struct wn_error broken; /* of the first write that failed: nothing works after it */
};

/* ---- where the file shall be ----------------------------------------------------------------------------- */

/* One step along a symbolic link in `path`; false where it is none. */
static bool follow(struct wn_arena *arena, struct wn_str *path)
{
	char target[PATH_MAX];
	ssize_t len = readlink(path->ptr, target, sizeof target);

	if (len <= 0)
		return false;
	/* Not path_clean: "a/.." may lead elsewhere when `a` is a link itself. */
	*path = path_join(arena, path_folder(arena, *path), (struct wn_str){target, (size_t)len});
	return true;
}

/* `path` with links at its end followed and its folder resolved. */
static int resolve(struct staged *staged, struct wn_str path, struct wn_error *error)
{
	char folder[PATH_MAX];
	struct wn_str name;
	int links = 0;

	path = arena_str(staged->arena, path);
	while (follow(staged->arena, &path))
		if (++links > LINKS_MAX) {
			errno = ELOOP;
			return fail_errno(error, "cannot follow '%s'", path.ptr);
		}
	name = path_name(path);
	if (name.len == 0 || str_is(name, ".") || str_is(name, ".."))
		return fail(error, WN_FAIL, "'%s' is a folder: name a file", path.ptr);
	if (!realpath(path_folder(staged->arena, path).ptr, folder))
		return fail_errno(error, "cannot use the folder of '%s'", path.ptr);
	staged->folder = arena_str(staged->arena, str_of(folder));
	staged->final = path_join(staged->arena, staged->folder, name);
	return WN_OK;
}

/* What stands there now, if anything: only a plain file may be replaced. */
static int look(const struct staged *staged, struct stat *status, bool *there, struct wn_error *error)
{
	*there = lstat(staged->final.ptr, status) == 0;
	if (!*there && errno != ENOENT)
		return fail_errno(error, "cannot look at '%s'", staged->final.ptr);
	if (*there && S_ISDIR(status->st_mode))
		return fail(error, WN_FAIL, "'%s' is a folder: name a file", staged->final.ptr);
	if (*there && !S_ISREG(status->st_mode))
		return fail(error, WN_FAIL, "'%s' is not a plain file and cannot be replaced by one", staged->final.ptr);
	return WN_OK;
}

static void name_temp(struct staged *staged)
{
	uint64_t number;

	random_bytes(&number, sizeof number);
	staged->temp = path_join(staged->arena, staged->folder, arena_printf(staged->arena, ".%s" MARK "%016llx",
		path_name(staged->final).ptr, (unsigned long long)number));
}

/* The kernel applies the umask to a new file; one that replaces another gets its mode, and its owner where we may. */
static int create(struct staged *staged, const struct stat *old, struct wn_error *error)
{
	mode_t mode = old ? old->st_mode & 0777 : 0666;

	staged->fd = open(staged->temp.ptr, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
	if (staged->fd < 0)
		return fail_errno(error, "cannot create '%s'", staged->temp.ptr);
	if (!old)
		return WN_OK;
	if (fchown(staged->fd, old->st_uid, old->st_gid) < 0 && fchown(staged->fd, (uid_t)-1, old->st_gid) < 0)
		errno = 0; /* then it is ours */
	if (fchmod(staged->fd, mode) < 0)
		return fail_errno(error, "cannot set the mode of '%s'", staged->temp.ptr);
	return WN_OK;
}

static int plan_at(struct staged *staged, struct wn_str path, struct wn_error *error)
{
	char checked[PATH_MAX];
	struct stat status;
	bool there;
	int result = path_chars(path, checked, error);

	if (result == WN_OK)
		result = resolve(staged, path, error);
	if (result == WN_OK && memchr(staged->final.ptr, '\n', staged->final.len))
		result = fail(error, WN_FAIL, "'%s': a path with a line break cannot be written", staged->final.ptr);
	if (result == WN_OK && 2 * staged->final.len + sizeof MARK + RANDOM_LEN + 4 > TOKEN_MAX)
		result = fail(error, WN_FAIL, "'%s': the path is too long to be written", staged->final.ptr);
	if (result == WN_OK)
		result = look(staged, &status, &there, error);
	if (result == WN_OK)
		name_temp(staged);
	return result;
}

int staged_plan(struct wn_str path, struct staged **staged, struct wn_error *error)
{
	struct staged *made = xmalloc(sizeof *made);
	int result;

	*made = (struct staged){.arena = arena_new(), .fd = -1};
	result = plan_at(made, path, error);
	if (result == WN_OK) {
		*staged = made;
		return WN_OK;
	}
	staged_free(made);
	*staged = NULL;
	return result;
}

int staged_create(struct staged *staged, struct wn_error *error)
{
	struct stat status;
	bool there;
	int result = look(staged, &status, &there, error);

	return result == WN_OK ? create(staged, there ? &status : NULL, error) : result;
}

int staged_open(struct wn_str path, struct staged **staged, struct wn_error *error)
{
	int result = staged_plan(path, staged, error);

	if (result == WN_OK)
		result = staged_create(*staged, error);
	if (result < 0) {
		staged_free(*staged);
		*staged = NULL;
	}
	return result;
}

/* ---- writing --------------------------------------------------------------------------------------------- */

static int sync_folder(const char *folder, struct wn_error *error)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result = WN_OK;

	if (fd < 0)
		return fail_errno(error, "cannot open the folder '%s'", folder);
	/* Some file systems cannot sync a folder, and say EINVAL. */
	if (fsync(fd) < 0 && errno != EINVAL && errno != ENOTSUP)
		result = fail_errno(error, "cannot sync the folder '%s'", folder);
	close(fd);
	return result;
}

static int write_all(struct staged *staged, const char *at, size_t left)
{
	while (left > 0) {
		ssize_t written = write(staged->fd, at, left);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return fail_errno(&staged->broken, "cannot write '%s'", staged->final.ptr);
		at += written;
		left -= (size_t)written;
	}
	return WN_OK;
}

static int flush(struct staged *staged)
{
	int result = write_all(staged, staged->pending.data, staged->pending.len);

	buf_clear(&staged->pending);
	return result;
}

static int pass_on(const struct staged *staged, struct wn_error *error)
{
	return fail(error, staged->broken.code, "%s", staged->broken.text);
}

int staged_write(struct staged *staged, const void *bytes, size_t size, struct wn_error *error)
{
	if (staged->broken.code == 0 && staged->fd < 0)
		return fail(error, WN_FAIL, "'%s' is finished: nothing more can be written", staged->final.ptr);
	if (staged->broken.code == 0 && staged->pending.len + size >= FLUSH_AT)
		flush(staged);
	if (staged->broken.code == 0 && size >= FLUSH_AT)
		write_all(staged, bytes, size);
	else if (staged->broken.code == 0)
		buf_add(&staged->pending, bytes, size);
	return staged->broken.code == 0 ? WN_OK : pass_on(staged, error);
}

static void finish(struct staged *staged)
{
	int fd = staged->fd;

	if (flush(staged) < 0)
		return;
	if (fsync(fd) < 0) {
		fail_errno(&staged->broken, "cannot write '%s'", staged->final.ptr);
		return;
	}
	staged->fd = -1;
	if (close(fd) < 0)
		fail_errno(&staged->broken, "cannot write '%s'", staged->final.ptr);
	else
		staged->prepared = sync_folder(staged->folder.ptr, &staged->broken) == WN_OK;
}

int staged_prepare(struct staged *staged, struct wn_arena *arena, struct wn_str *token, struct wn_error *error)
{
	if (!staged->prepared && staged->broken.code == 0)
		finish(staged);
	if (!staged->prepared)
		return pass_on(staged, error);
	*token = staged_token(staged, arena);
	return WN_OK;
}

struct wn_str staged_token(struct staged *staged, struct wn_arena *arena)
{
	return arena_printf(arena, "1\n%s\n%s", staged->temp.ptr, staged->final.ptr);
}

void staged_free(struct staged *staged)
{
	if (!staged)
		return;
	if (staged->fd >= 0)
		close(staged->fd);
	/* The name is ours only once the file was created. */
	if (!staged->prepared && (staged->fd >= 0 || staged->broken.code != 0))
		unlink(staged->temp.ptr);
	buf_free(&staged->pending);
	arena_free(staged->arena);
	free(staged);
}

/* ---- by token, perhaps in another process ---------------------------------------------------------------- */

struct token {
	struct wn_str folder, temp, final; /* C strings in the arena */
};

static bool is_random(struct wn_str text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if (!memchr("0123456789abcdef", text.ptr[i], 16))
			return false;
	return text.len == RANDOM_LEN;
}

static bool is_clean(struct wn_arena *arena, struct wn_str path)
{
	return path.len > 1 && path.ptr[0] == '/' && str_equal(path, path_clean(arena, path));
}

/* STAGED is ".NAME.winnow-RANDOM" in the folder of FINAL, whose name is NAME. */
static bool is_pair(struct wn_arena *arena, const struct token *token)
{
	struct wn_str temp = path_name(token->temp), name = path_name(token->final);

	if (!is_clean(arena, token->final) || !is_clean(arena, token->temp) ||
	    !str_equal(path_folder(arena, token->temp), token->folder))
		return false;
	if (!str_begins(temp, WN_STR(".")) || !str_begins(str_from(temp, 1), name))
		return false;
	temp = str_from(temp, 1 + name.len);
	return str_begins(temp, WN_STR(MARK)) && is_random(str_from(temp, sizeof MARK - 1));
}

static int parse_token(struct wn_arena *arena, struct wn_str text, struct token *token, struct wn_error *error)
{
	struct wn_str version = {0}, temp = {0}, rest = text;

	if (text.len > TOKEN_MAX || (text.len > 0 && memchr(text.ptr, 0, text.len)) ||
	    !str_cut(&rest, WN_STR("\n"), &version) || !str_is(version, "1") || !str_cut(&rest, WN_STR("\n"), &temp))
		return fail(error, WN_INVALID, "this is not the token of a staged file; nothing was touched");
	token->temp = arena_str(arena, temp);
	token->final = arena_str(arena, rest);
	token->folder = path_folder(arena, token->final);
	if (memchr(token->final.ptr, '\n', token->final.len + 1) || !is_pair(arena, token))
		return fail(error, WN_INVALID, "the token of a staged file is damaged; nothing was touched");
	return WN_OK;
}

/* 1 where there is a staged file, 0 where there is none. */
static int staged_is_there(const struct token *token, struct wn_error *error)
{
	struct stat status;

	if (lstat(token->temp.ptr, &status) < 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 : fail_errno(error, "cannot look at '%s'", token->temp.ptr);
	if (!S_ISREG(status.st_mode))
		return fail(error, WN_FAIL, "'%s' is not a plain file: it was left alone", token->temp.ptr);
	return 1;
}

static int commit(const struct token *token, struct wn_error *error)
{
	struct stat status;
	int there = staged_is_there(token, error);

	if (there < 0)
		return there;
	if (there && rename(token->temp.ptr, token->final.ptr) < 0)
		return fail_errno(error, "cannot rename '%s' to '%s'", token->temp.ptr, token->final.ptr);
	if (!there && lstat(token->final.ptr, &status) < 0)
		return fail_errno(error, "'%s' is gone, and so is the staged '%s'", token->final.ptr, path_name(token->temp).ptr);
	return sync_folder(token->folder.ptr, error);
}

static int take_back(const struct token *token, struct wn_error *error)
{
	int there = staged_is_there(token, error);

	if (there <= 0)
		return there;
	if (unlink(token->temp.ptr) < 0 && errno != ENOENT)
		return fail_errno(error, "cannot remove '%s'", token->temp.ptr);
	return sync_folder(token->folder.ptr, error);
}

static int with_token(struct wn_str text, int (*act)(const struct token *, struct wn_error *), struct wn_error *error)
{
	struct wn_arena *arena = arena_new();
	struct token token;
	int result = parse_token(arena, text, &token, error);

	if (result == WN_OK)
		result = act(&token, error);
	arena_free(arena);
	return result;
}

int staged_commit(struct wn_str token, struct wn_error *error)
{
	return with_token(token, commit, error);
}

int staged_abort(struct wn_str token, struct wn_error *error)
{
	return with_token(token, take_back, error);
}
