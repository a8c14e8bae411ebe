/* statement.c - prepared statements that carry their first failure, and transactions. */
#include "store/statement.h"

#include <errno.h>

#include "base/arena.h"
#include "base/error.h"

int store_fail(struct store *store, struct wn_error *error)
{
	int code = sqlite3_errcode(store->db) & 0xff;

	if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
		return fail(error, WN_REFUSED, "the store '%s' is damaged (%s): restore it from a copy, or move it away and run again",
		            store->path, sqlite3_errmsg(store->db));
	if (code == SQLITE_FULL)
		return fail(error, WN_FAIL, "the store '%s' cannot grow: the disk is full; make room and run again", store->path);
	/* "disk I/O error" hides what the system said. */
	if (code == SQLITE_IOERR && sqlite3_system_errno(store->db)) {
		errno = sqlite3_system_errno(store->db);
		return fail_errno(error, "the store '%s' cannot be read or written", store->path);
	}
	return fail(error, WN_FAIL, "the store '%s': %s", store->path, sqlite3_errmsg(store->db));
}

static void note(struct statement *statement, int code)
{
	if (code != SQLITE_OK && statement->result == WN_OK)
		statement->result = store_fail(statement->store, statement->error);
}

void statement_open(struct statement *statement, struct store *store, const char *sql, struct wn_error *error)
{
	*statement = (struct statement){.store = store, .error = error};
	note(statement, sqlite3_prepare_v2(store->db, sql, -1, &statement->handle, NULL));
}

void bind_str(struct statement *statement, struct wn_str text)
{
	if (statement->result == WN_OK)
		note(statement, sqlite3_bind_text64(statement->handle, ++statement->bound, text.ptr ? text.ptr : "", text.len,
		                                    SQLITE_STATIC, SQLITE_UTF8));
}

void bind_int(struct statement *statement, int64_t number)
{
	if (statement->result == WN_OK)
		note(statement, sqlite3_bind_int64(statement->handle, ++statement->bound, number));
}

void bind_bytes(struct statement *statement, const void *bytes, size_t size)
{
	if (statement->result == WN_OK)
		note(statement, sqlite3_bind_blob64(statement->handle, ++statement->bound, bytes, size, SQLITE_STATIC));
}

bool statement_next(struct statement *statement)
{
	int code;

	if (statement->result != WN_OK)
		return false;
	statement->read = 0;
	code = sqlite3_step(statement->handle);
	if (code != SQLITE_DONE && code != SQLITE_ROW)
		note(statement, code);
	return code == SQLITE_ROW;
}

struct wn_str row_str(struct statement *statement, struct wn_arena *arena)
{
	int column = statement->read++;
	const void *text = sqlite3_column_text(statement->handle, column);

	/* The length is that of the text only after the text was asked for. */
	return arena_str(arena, (struct wn_str){text, (size_t)sqlite3_column_bytes(statement->handle, column)});
}

int64_t row_int(struct statement *statement)
{
	return sqlite3_column_int64(statement->handle, statement->read++);
}

int statement_run(struct statement *statement)
{
	while (statement_next(statement))
		;
	statement->bound = 0;
	if (statement->result == WN_OK)
		note(statement, sqlite3_reset(statement->handle));
	return statement->result;
}

int statement_end(struct statement *statement)
{
	/* Its code repeats what the last step said. */
	sqlite3_finalize(statement->handle);
	statement->handle = NULL;
	return statement->result;
}

int store_run(struct store *store, const char *sql, struct wn_error *error)
{
	return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK ? WN_OK : store_fail(store, error);
}

int store_begin(struct store *store, struct wn_error *error)
{
	if (store->read_only)
		return fail(error, WN_REFUSED, "the store '%s' is open for reading only", store->path);
	return store_run(store, "BEGIN IMMEDIATE", error);
}

int store_end(struct store *store, int result, struct wn_error *error)
{
	if (result >= 0) {
		int committed = store_run(store, "COMMIT", error);

		if (committed == WN_OK)
			return result;
		result = committed;
	}
	/* SQLite may have rolled back by itself; then there is nothing left to do. */
	store_run(store, "ROLLBACK", NULL);
	return result;
}
