/* optout.c - forgetting a company: tombstones, what they remove, and the slack that removal leaves. */
#include "store/store.h"

#include "base/arena.h"
#include "store/statement.h"

static int add_tombstone(struct store *store, const struct tombstone *tombstone, struct wn_error *error)
{
	struct statement add;

	/* The first day and reason hold. */
	statement_open(&add, store, "INSERT OR IGNORE INTO tombstone (hash, day, reason) VALUES (?, ?, ?)", error);
	bind_bytes(&add, tombstone->hash, sizeof tombstone->hash);
	bind_int(&add, tombstone->day);
	bind_str(&add, tombstone->reason);
	statement_run(&add);
	return statement_end(&add);
}

/* Into temporary tables, which are in memory: all winnow_ids of the company, and all its names. It may have
 * been listed under other ids than today's. */
static int collect(struct store *store, struct wn_str id, struct wn_error *error)
{
	struct wn_arena *arena = arena_new();
	struct statement add;
	int result = store_run(store,
	                       "CREATE TEMP TABLE IF NOT EXISTS gone (winnow_id TEXT PRIMARY KEY) WITHOUT ROWID;"
	                       "CREATE TEMP TABLE IF NOT EXISTS gone_name (name TEXT PRIMARY KEY) WITHOUT ROWID;"
	                       "DELETE FROM gone; DELETE FROM gone_name", error);

	if (result == WN_OK) {
		statement_open(&add, store,
		               "INSERT INTO gone SELECT winnow_id FROM alias WHERE name = ?1"
		               " UNION SELECT winnow_id FROM list_row WHERE id = ?1 UNION SELECT ?2", error);
		bind_str(&add, id);
		bind_str(&add, winnow_id_new(arena, id));
		statement_run(&add);
		result = statement_end(&add);
	}
	if (result == WN_OK) {
		statement_open(&add, store,
		               "INSERT INTO gone_name SELECT ? UNION SELECT winnow_id FROM gone"
		               " UNION SELECT name FROM alias WHERE winnow_id IN gone"
		               " UNION SELECT id FROM list_row WHERE winnow_id IN gone", error);
		bind_str(&add, id);
		statement_run(&add);
		result = statement_end(&add);
	}
	arena_free(arena);
	return result;
}

/* A manifest names no account; should one do so all the same, it does not now. */
static int clean_manifests(struct store *store, struct wn_error *error)
{
	struct wn_arena *arena = arena_new();
	struct statement ask, clean;
	int result;

	statement_open(&ask, store, "SELECT name FROM gone_name WHERE EXISTS (SELECT 1 FROM list WHERE instr(manifest, name) > 0)"
	                            " ORDER BY length(name) DESC", error);
	statement_open(&clean, store, "UPDATE list SET manifest = replace(manifest, ?1, 'erased') WHERE instr(manifest, ?1) > 0", error);
	while (clean.result == WN_OK && statement_next(&ask)) {
		bind_str(&clean, row_str(&ask, arena));
		statement_run(&clean);
	}
	result = statement_end(&ask);
	arena_free(arena);
	return statement_end(&clean) < 0 ? clean.result : result;
}

/* An account that stands for its group names the others. */
static int leave_others(struct store *store, struct wn_error *error)
{
	static const char *const updates[] = {
/* The table is named with the column: json_each has a column of this name as well. */
#define LEAVE(table) \
	"UPDATE " table " SET json = json_set(json, '$.others', (SELECT json_group_array(json(value)) FROM json_each(" table ".json, '$.others')" \
	" WHERE json_extract(value, '$.id') NOT IN gone_name)) WHERE instr(json, '\"others\"') > 0 AND json_valid(json)" \
	" AND EXISTS (SELECT 1 FROM json_each(" table ".json, '$.others') WHERE json_extract(value, '$.id') IN gone_name)"
		LEAVE("list_row"),
		LEAVE("outbox"),
#undef LEAVE
	};
	int result = WN_OK;

	for (size_t i = 0; result == WN_OK && i < sizeof updates / sizeof *updates; i++)
		result = store_run(store, updates[i], error);
	return result;
}

static int forget(struct store *store, struct wn_str id, struct wn_error *error)
{
	int result = collect(store, id, error);

	if (result == WN_OK)
		result = clean_manifests(store, error);
	if (result == WN_OK)
		result = leave_others(store, error);
	if (result == WN_OK)
		result = store_run(store,
		                   "DELETE FROM list_row WHERE winnow_id IN gone OR id IN gone_name;"
		                   "DELETE FROM outbox WHERE winnow_id IN gone;"
		                   "DELETE FROM acknowledged WHERE winnow_id IN gone;"
		                   "DELETE FROM alias WHERE winnow_id IN gone OR name IN gone_name;"
		                   "DELETE FROM gone; DELETE FROM gone_name", error);
	return result;
}

int tombstones_add(struct store *store, const struct tombstone *tombstones, size_t count, struct wn_error *error)
{
	int result = WN_OK;
	size_t i;

	for (i = 0; result == WN_OK && i < count; i++) {
		result = add_tombstone(store, &tombstones[i], error);
		if (result == WN_OK && tombstones[i].id.len > 0)
			result = forget(store, tombstones[i].id, error);
	}
	if (result == WN_OK && count > 0)
		result = store_run(store, "INSERT OR IGNORE INTO mark VALUES ('erase')", error);
	return result;
}

/* secure_delete overwrites what is deleted, but not the copies that earlier shifting of rows between pages
 * left in their slack; only writing the file anew does. The mark survives a crash, so this happens at the
 * latest when the next command closes the store. */
int erase_slack(struct store *store, struct wn_error *error)
{
	struct statement ask;
	bool due;
	int result;

	statement_open(&ask, store, "SELECT 1 FROM mark WHERE name = 'erase'", error);
	due = statement_next(&ask);
	result = statement_end(&ask);
	if (result == WN_OK && due)
		result = store_run(store, "VACUUM; DELETE FROM mark WHERE name = 'erase'", error);
	return result;
}
