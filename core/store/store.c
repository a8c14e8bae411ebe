/* store.c - opening the store: the lock, what is refused, a new file, and leaving nothing behind on close. */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/map.h"
#include "base/str.h"
#include "store/lock.h"
#include "store/schema.h"
#include "store/statement.h"

enum { HEADER_SIZE = 100, BUSY_MS = 5000 };

#define MOVE_AWAY "move it away, or name another file with `store`"

/* `path` with `end` behind it. */
static int name_of(char name[PATH_MAX], const char *path, const char *end, struct wn_error *error)
{
	int len = snprintf(name, PATH_MAX, "%s%s", path, end);

	return len < PATH_MAX ? WN_OK : fail(error, WN_INVALID, "the path '%.60s...' is too long for a store", path);
}

static bool is_there(const char *path, const char *end)
{
	char name[PATH_MAX];

	return name_of(name, path, end, NULL) == WN_OK && access(name, F_OK) == 0;
}

/* ---- what is refused, before SQLite sees it for writing ---- */

static uint32_t big_endian(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static int judge_version(const char *path, int64_t version, struct wn_error *error)
{
	if (version > STORE_VERSION)
		return fail(error, WN_REFUSED, "the store '%s' was written by a newer winnow (version %lld, this one knows %d): use that one, "
		            "or name another file with `store`", path, (long long)version, STORE_VERSION);
	if (version < 1)
		return fail(error, WN_REFUSED, "the store '%s' is damaged (it has no version): restore it from a copy, or move it away", path);
	return WN_OK;
}

/* The first bytes of the file, as SQLite lays them out: magic, version at 60, application at 68. */
static int judge_header(const char *path, struct wn_error *error)
{
	uint8_t header[HEADER_SIZE];
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t got = -1;

	if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
		got = read(fd, header, sizeof header);
	else if (fd >= 0)
		errno = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
	if (got < 0) {
		fail_errno(error, "cannot read the store '%s'", path);
		if (fd >= 0)
			close(fd);
		return WN_FAIL;
	}
	close(fd);
	if (got < HEADER_SIZE || memcmp(header, "SQLite format 3", 16) != 0)
		return fail(error, WN_REFUSED, "'%s' is no store of winnow: " MOVE_AWAY, path);
	if (big_endian(header + 68) != STORE_APPLICATION)
		return fail(error, WN_REFUSED, "'%s' is a database of another program: " MOVE_AWAY, path);
	return judge_version(path, big_endian(header + 60), error);
}

/* One number that a PRAGMA gives. */
static int pragma_number(struct store *store, const char *sql, int64_t *number, struct wn_error *error)
{
	struct statement ask;

	statement_open(&ask, store, sql, error);
	if (statement_next(&ask))
		*number = row_int(&ask);
	return statement_end(&ask);
}

static int check_pages(struct store *store, struct wn_error *error)
{
	struct wn_arena *arena = arena_new();
	struct wn_str said = {0};
	struct statement ask;
	int result;

	statement_open(&ask, store, "PRAGMA quick_check(1)", error);
	if (statement_next(&ask))
		said = row_str(&ask, arena);
	result = statement_end(&ask);
	if (result == WN_OK && !str_is(said, "ok"))
		result = fail(error, WN_REFUSED, "the store '%s' is damaged (%.*s): restore it from a copy, or move it away and run again",
		              store->path, STR_ARG(said));
	arena_free(arena);
	return result;
}

/* ---- connections ---- */

/* Of SQLite's URI form the file name alone is escaped: '%', '?' and '#' mean something there. */
static void uri_of(char *uri, size_t room, const char *path, const char *query)
{
	size_t len = (size_t)snprintf(uri, room, "file:");

	for (; *path && len + 4 < room; path++) {
		if (strchr("%?#", *path))
			len += (size_t)snprintf(uri + len, room - len, "%%%02X", (unsigned char)*path);
		else
			uri[len++] = *path;
	}
	snprintf(uri + len, room - len, "%s", query);
}

/* `query` is empty or "?immutable=1", for files that nobody can be writing. */
static int connect_to(struct store *store, const char *path, int flags, const char *query, struct wn_error *error)
{
	char uri[3 * PATH_MAX + 32];

	uri_of(uri, sizeof uri, path, query);
	if (sqlite3_open_v2(uri, &store->db, flags | SQLITE_OPEN_URI, NULL) != SQLITE_OK) {
		fail(error, WN_FAIL, "cannot open the store '%s': %s", path, store->db ? sqlite3_errmsg(store->db) : "no memory");
		sqlite3_close(store->db);
		store->db = NULL;
		return WN_FAIL;
	}
	sqlite3_busy_timeout(store->db, BUSY_MS);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
	return store_run(store, "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;"
	                        "PRAGMA foreign_keys = ON", error);
}

static void disconnect(struct store *store)
{
	sqlite3_close(store->db);
	store->db = NULL;
}

/* Reading only, so that a file which is then refused is as it was, and its log too. */
static int connect_to_read(struct store *store, struct wn_error *error)
{
	char folder[PATH_MAX];
	struct wn_str path = str_of(store->path), name = path_name(path);
	bool still = !is_there(store->path, "-wal");

	snprintf(folder, sizeof folder, "%.*s", name.len < path.len ? (int)(path.len - name.len) : 1, name.len < path.len ? path.ptr : ".");
	/* Without the lock a writer may come at any time; where the folder cannot be written, none can. */
	if (store->lock < 0 && access(folder, W_OK) == 0)
		still = false;
	store->makes_log = store->read_only && !still && !is_there(store->path, "-wal");
	return connect_to(store, store->path, SQLITE_OPEN_READONLY, still ? "?immutable=1" : "", error);
}

static int open_to_read(struct store *store, int64_t *version, struct wn_error *error)
{
	int result = judge_header(store->path, error);

	if (result == WN_OK)
		result = connect_to_read(store, error);
	if (result == WN_OK)
		result = pragma_number(store, "PRAGMA user_version", version, error);
	/* The log may hold a newer header than the file. */
	if (result == WN_OK)
		result = judge_version(store->path, *version, error);
	if (result == WN_OK)
		result = check_pages(store, error);
	return result;
}

static int check_wal(struct store *store, struct wn_error *error)
{
	struct wn_arena *arena = arena_new();
	struct wn_str mode = {0};
	struct statement ask;
	int result;

	statement_open(&ask, store, "PRAGMA journal_mode = WAL", error);
	if (statement_next(&ask))
		mode = row_str(&ask, arena);
	result = statement_end(&ask);
	if (result == WN_OK && !str_is(mode, "wal"))
		result = fail(error, WN_FAIL, "the store '%s' lies where SQLite can keep no log (a network share?): name a local file with `store`",
		              store->path);
	arena_free(arena);
	return result;
}

static int open_to_write(struct store *store, int64_t version, struct wn_error *error)
{
	int result = connect_to(store, store->path, SQLITE_OPEN_READWRITE, "", error);

	if (result == WN_OK)
		result = check_wal(store, error);
	if (result == WN_OK)
		result = store_run(store, "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON", error);
	return result == WN_OK ? schema_migrate(store, (int)version, error) : result;
}

/* ---- a new file: made whole beside its place, then renamed, so that there is never half a store ---- */

static int sync_folder(const char *path, struct wn_error *error)
{
	struct wn_arena *arena = arena_new();
	struct wn_str folder = path_folder(arena, str_of(path));
	int fd = open(folder.ptr, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result = WN_OK;

	/* Some file systems cannot sync a folder; they say EINVAL. */
	if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL))
		result = fail_errno(error, "cannot make '%s' durable", path);
	if (fd >= 0)
		close(fd);
	arena_free(arena);
	return result;
}

static int fill_new(struct store *store, const char *fresh, struct wn_error *error)
{
	char sql[64];
	int result = connect_to(store, fresh, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "", error);

	snprintf(sql, sizeof sql, "PRAGMA application_id = %d", STORE_APPLICATION);
	if (result == WN_OK)
		result = store_run(store, sql, error);
	if (result == WN_OK)
		result = schema_migrate(store, 0, error);
	disconnect(store);
	return result;
}

static int make_new(struct store *store, struct wn_error *error)
{
	char fresh[PATH_MAX], journal[PATH_MAX];
	int result = name_of(fresh, store->path, ".new", error);

	if (result == WN_OK)
		result = name_of(journal, fresh, "-journal", error);
	if (result < 0)
		return result;
	unlink(fresh);
	unlink(journal);
	result = fill_new(store, fresh, error);
	if (result == WN_OK && rename(fresh, store->path) != 0)
		result = fail_errno(error, "cannot make the store '%s'", store->path);
	if (result == WN_OK)
		return sync_folder(store->path, error);
	unlink(fresh);
	return result;
}

/* ---- open and close ---- */

static int take_place(struct store *store, struct wn_error *error)
{
	struct wn_arena *arena = arena_new();
	char lock[PATH_MAX];
	int result = name_of(lock, store->path, ".lock", error);

	if (result == WN_OK)
		result = make_folders(path_folder(arena, str_of(store->path)), error);
	if (result == WN_OK)
		result = lock_take(lock, &store->lock, error);
	arena_free(arena);
	if (result == WN_OK && !is_there(store->path, ""))
		result = make_new(store, error);
	return result;
}

static int open_checked(struct store *store, struct wn_error *error)
{
	int64_t version = 0;
	int result = store->read_only ? WN_OK : take_place(store, error);

	if (result == WN_OK)
		result = open_to_read(store, &version, error);
	if (result == WN_OK && !store->read_only) {
		disconnect(store);
		result = open_to_write(store, version, error);
	}
	return result == WN_OK ? names_load(store, error) : result;
}

/* Only a connection that may write clears the log away, and only if it is the last one: nobody is disturbed, and who
 * only looked has left nothing. */
static void clear_log(struct store *store)
{
	struct wn_error error = {0};
	int64_t version;

	if (connect_to(store, store->path, SQLITE_OPEN_READWRITE, "", &error) == WN_OK)
		pragma_number(store, "PRAGMA user_version", &version, &error);
	disconnect(store);
}

static void release(struct store *store)
{
	disconnect(store);
	if (store->makes_log)
		clear_log(store);
	lock_give(store->lock);
	map_free(store->names);
	map_free(store->tombstones);
	free(store);
}

int store_open(struct wn_str path, bool read_only, struct store **opened, struct wn_error *error)
{
	struct store *store = xmalloc(sizeof *store);
	int result;

	*opened = NULL;
	*store = (struct store){.lock = -1, .read_only = read_only};
	result = path_chars(path, store->path, error);
	if (result == WN_OK && read_only && !is_there(store->path, ""))
		result = WN_NONE;
	if (result == WN_OK)
		result = open_checked(store, error);
	if (result < 0)
		release(store);
	else
		*opened = store;
	return result;
}

static int look_inside(struct store *store, bool *tombstones, struct wn_error *error)
{
	int64_t version = 0, some = 0;
	int result = connect_to(store, store->path, SQLITE_OPEN_READONLY, "?immutable=1", error);

	if (result == WN_OK)
		result = pragma_number(store, "PRAGMA user_version", &version, error);
	if (result == WN_OK)
		result = check_pages(store, error);
	if (result == WN_OK)
		result = pragma_number(store, "SELECT EXISTS (SELECT 1 FROM tombstone)", &some, error);
	*tombstones = some != 0;
	disconnect(store);
	return result;
}

int store_look(struct wn_str path, bool *tombstones, struct wn_error *error)
{
	struct store store = {.lock = -1, .read_only = true};
	char lock[PATH_MAX];
	int result = path_chars(path, store.path, error);

	*tombstones = false;
	if (result == WN_OK && !is_there(store.path, ""))
		return WN_NONE;
	if (result == WN_OK)
		result = name_of(lock, store.path, ".lock", error);
	if (result == WN_OK)
		result = lock_look(lock, error);
	if (result == WN_OK)
		result = judge_header(store.path, error);
	/* A log is there after a crash, or while somebody reads: SQLite would write when it looked into that. */
	if (result == WN_OK && !is_there(store.path, "-wal"))
		result = look_inside(&store, tombstones, error);
	return result;
}

/* Everything into the file itself, and an empty log: no old image of a page stays in it. */
static int empty_log(struct store *store, struct wn_error *error)
{
	int64_t busy = 0;
	int result = pragma_number(store, "PRAGMA wal_checkpoint(TRUNCATE)", &busy, error);

	if (result == WN_OK && busy)
		result = fail(error, WN_FAIL, "the store '%s' is being read: what was forgotten stays in its log until the next command", store->path);
	return result;
}

void store_close(struct store *store)
{
	struct wn_error error = {0};

	if (!store)
		return;
	if (!store->read_only && (erase_slack(store, &error) < 0 || empty_log(store, &error) < 0))
		log_warning("%s", error.text);
	release(store);
}
