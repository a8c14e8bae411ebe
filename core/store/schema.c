/* schema.c - the tables of a store, as steps from each version to the next. */
#include "store/schema.h"

#include <stdio.h>

/* A step is never changed once a release has it: what changes is a further step. */
static const char *const steps[STORE_VERSION] = {
	"CREATE TABLE list ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT, pipeline TEXT NOT NULL, as_of INTEGER NOT NULL, manifest TEXT NOT NULL"
	") STRICT;"
	"CREATE INDEX list_pipeline ON list (pipeline, id);"

	"CREATE TABLE list_row ("
	" list INTEGER NOT NULL REFERENCES list (id), place INTEGER NOT NULL, id TEXT NOT NULL, winnow_id TEXT NOT NULL,"
	" tier TEXT NOT NULL, heat TEXT NOT NULL, fit TEXT NOT NULL, timing TEXT NOT NULL, undecided INTEGER NOT NULL,"
	" json TEXT NOT NULL, PRIMARY KEY (list, place)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX list_row_id ON list_row (id);"
	"CREATE INDEX list_row_winnow_id ON list_row (winnow_id);"

	"CREATE TABLE delivery ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT, pipeline TEXT NOT NULL, step TEXT NOT NULL, plugin TEXT NOT NULL,"
	" options TEXT NOT NULL, token TEXT NOT NULL, state INTEGER NOT NULL CHECK (state IN (1, 2, 3)),"
	" list INTEGER REFERENCES list (id)"
	") STRICT;"
	"CREATE INDEX delivery_open ON delivery (pipeline, id) WHERE state <> 3;"

	/* What is still to be sent: at most one row per account and step, the newest. */
	"CREATE TABLE outbox ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT, step TEXT NOT NULL, winnow_id TEXT NOT NULL, hash TEXT NOT NULL,"
	" json TEXT NOT NULL, place INTEGER NOT NULL, UNIQUE (step, winnow_id)"
	") STRICT;"
	"CREATE INDEX outbox_winnow_id ON outbox (winnow_id);"
	"CREATE TABLE acknowledged ("
	" step TEXT NOT NULL, winnow_id TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (step, winnow_id)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX acknowledged_winnow_id ON acknowledged (winnow_id);"

	"CREATE TABLE alias (name TEXT PRIMARY KEY, winnow_id TEXT NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE INDEX alias_winnow_id ON alias (winnow_id);"

	"CREATE TABLE tombstone ("
	" hash BLOB PRIMARY KEY CHECK (length(hash) = 32), day INTEGER NOT NULL, reason TEXT NOT NULL"
	") STRICT, WITHOUT ROWID;"

	/* A row 'erase': something was forgotten since the file was last rewritten. */
	"CREATE TABLE mark (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;",
};

static int step(struct store *store, int version, struct wn_error *error)
{
	char sql[64];
	int result = store_run(store, steps[version], error);

	snprintf(sql, sizeof sql, "PRAGMA user_version = %d", version + 1);
	return result == WN_OK ? store_run(store, sql, error) : result;
}

int schema_migrate(struct store *store, int version, struct wn_error *error)
{
	int result = WN_OK;

	for (; result == WN_OK && version < STORE_VERSION; version++) {
		result = store_begin(store, error);
		if (result == WN_OK)
			result = store_end(store, step(store, version, error), error);
	}
	return result;
}
