/* outbox.c - accounts still to be sent, and the last hash that each receiver acknowledged. */
#include "store/store.h"

#include "base/arena.h"
#include "store/statement.h"

/* Nothing waits and the receiver has exactly this: nothing to send. Where a row waits, it may have arrived
 * without an answer, so what the receiver has is not known, and the newest content goes out in its place. */
static int is_known(struct store *store, const struct outbox_row *row, bool *known, struct wn_error *error)
{
	struct statement ask;

	statement_open(&ask, store,
	               "SELECT 1 FROM acknowledged AS a WHERE a.step = ?1 AND a.winnow_id = ?2 AND a.hash = ?3"
	               " AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.step = ?1 AND o.winnow_id = ?2)", error);
	bind_str(&ask, row->step);
	bind_str(&ask, row->winnow_id);
	bind_str(&ask, row->hash);
	*known = statement_next(&ask);
	return statement_end(&ask);
}

/* A new number each time, so that an answer to older content acknowledges nothing. */
static int replace(struct store *store, const struct outbox_row *row, struct wn_error *error)
{
	struct statement add;

	statement_open(&add, store, "INSERT OR REPLACE INTO outbox (step, winnow_id, hash, json, place) VALUES (?, ?, ?, ?, ?)", error);
	bind_str(&add, row->step);
	bind_str(&add, row->winnow_id);
	bind_str(&add, row->hash);
	bind_str(&add, row->json);
	bind_int(&add, row->place);
	statement_run(&add);
	return statement_end(&add);
}

int outbox_add(struct store *store, const struct outbox_row *rows, size_t count, struct wn_error *error)
{
	int result = WN_OK;
	size_t i;

	for (i = 0; result == WN_OK && i < count; i++) {
		bool known = false;

		result = is_known(store, &rows[i], &known, error);
		if (result == WN_OK && !known)
			result = replace(store, &rows[i], error);
	}
	return result;
}

static void read_row(struct statement *ask, struct wn_arena *arena, struct outbox_row *row)
{
	row->id = row_int(ask);
	row->step = row_str(ask, arena);
	row->winnow_id = row_str(ask, arena);
	row->hash = row_str(ask, arena);
	row->json = row_str(ask, arena);
	row->place = (uint32_t)row_int(ask);
}

int store_outbox(struct store *store, struct wn_arena *arena, struct wn_str step, struct outbox_row **rows, size_t *count,
                 struct wn_error *error)
{
	struct statement ask;
	size_t room = 0;

	*rows = NULL;
	*count = 0;
	statement_open(&ask, store,
	               "SELECT id, step, winnow_id, hash, json, place, count(*) OVER () FROM outbox WHERE step = ? ORDER BY id", error);
	bind_str(&ask, step);
	while (statement_next(&ask)) {
		if (room == 0) {
			room = (size_t)sqlite3_column_int64(ask.handle, 6);
			*rows = arena_array(arena, room, sizeof **rows);
		}
		read_row(&ask, arena, &(*rows)[(*count)++]);
	}
	return statement_end(&ask);
}

int store_outbox_withdraw(struct store *store, int64_t id, struct wn_error *error)
{
	struct statement drop;

	statement_open(&drop, store, "DELETE FROM outbox WHERE id = ?", error);
	bind_int(&drop, id);
	statement_run(&drop);
	return statement_end(&drop);
}

static int acknowledge(struct store *store, int64_t id, struct wn_error *error)
{
	struct statement note;

	statement_open(&note, store, "INSERT OR REPLACE INTO acknowledged SELECT step, winnow_id, hash FROM outbox WHERE id = ?", error);
	bind_int(&note, id);
	statement_run(&note);
	if (statement_end(&note) < 0)
		return note.result;
	if (sqlite3_changes(store->db) == 0)
		return WN_NONE;
	return store_outbox_withdraw(store, id, error);
}

int store_outbox_acknowledge(struct store *store, int64_t id, struct wn_error *error)
{
	int result = store_begin(store, error);

	return result == WN_OK ? store_end(store, acknowledge(store, id, error), error) : result;
}
