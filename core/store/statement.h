/* statement.h - the inside of the store: its handle, and the one way its files talk SQL.
 *
 * A statement carries its first failure along, so that callers bind, step and read without a test at
 * each line, and ask once at the end.
 */
#ifndef CORE_STORE_STATEMENT_H
#define CORE_STORE_STATEMENT_H

#include <limits.h>
#include <stdbool.h>

#include <sqlite3.h>

#include "store/store.h"

struct map;

struct store {
	sqlite3 *db;
	int lock; /* descriptor of the lock file, -1 for readers */
	bool read_only;
	bool makes_log;         /* a reader, where there was no log: SQLite makes an empty one */
	struct map *names;      /* what store_knows answers from */
	struct map *tombstones; /* keys: the hashes */
	char path[PATH_MAX];
};

struct statement {
	struct store *store;
	sqlite3_stmt *handle;
	struct wn_error *error;
	int result; /* WN_OK until something failed */
	int bound;  /* parameters bound since the last run */
	int read;   /* columns read of this row */
};

void statement_open(struct statement *statement, struct store *store, const char *sql, struct wn_error *error);
/* The next parameter. Texts and bytes must live until the statement has run. */
void bind_str(struct statement *statement, struct wn_str text);
void bind_int(struct statement *statement, int64_t number);
void bind_bytes(struct statement *statement, const void *bytes, size_t size);
/* True: there is a row to read. */
bool statement_next(struct statement *statement);
/* The next column of the row; a copy in the arena. */
struct wn_str row_str(struct statement *statement, struct wn_arena *arena);
int64_t row_int(struct statement *statement);
/* To the end, then ready to be bound again. */
int statement_run(struct statement *statement);
/* Frees it; the first failure, or WN_OK. */
int statement_end(struct statement *statement);

/* Statements without parameters. */
int store_run(struct store *store, const char *sql, struct wn_error *error);
/* The words for what SQLite just refused. */
int store_fail(struct store *store, struct wn_error *error);
/* One transaction: begin, and end it by what came of it: commit for 0 and more, else take everything back.
 * Gives back `result`, or the failure of the commit. */
int store_begin(struct store *store, struct wn_error *error);
int store_end(struct store *store, int result, struct wn_error *error);

/* Parts of store_decide, within its transaction. */
int outbox_add(struct store *store, const struct outbox_row *rows, size_t count, struct wn_error *error);
int aliases_add(struct store *store, const struct alias *aliases, size_t count, struct wn_error *error);
/* Forgets those that were done before list `list`: nobody asks for them any more. */
int deliveries_prune(struct store *store, struct wn_str pipeline, int64_t list, struct wn_error *error);
int deliveries_decide(struct store *store, struct wn_str pipeline, int64_t list, const int64_t *ids, size_t count,
                      struct wn_error *error);
int tombstones_add(struct store *store, const struct tombstone *tombstones, size_t count, struct wn_error *error);

/* Reads all names and tombstones into memory. */
int names_load(struct store *store, struct wn_error *error);
/* What tombstones removed still lies in the slack of pages: rewrites the file if that is due. */
int erase_slack(struct store *store, struct wn_error *error);

#endif
