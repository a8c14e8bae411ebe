/* deliveries.c - what a crash must not leave half done: intended, decided, done. */
#include "store/store.h"

#include "base/arena.h"
#include "base/error.h"
#include "store/statement.h"

/* One row or none was changed by an UPDATE on a delivery that has to be there. */
static int expect_one(struct store *store, struct statement *change, int64_t id, const char *state, struct wn_error *error)
{
	statement_run(change);
	if (statement_end(change) == WN_OK && sqlite3_changes(store->db) != 1)
		return fail(error, WN_FAIL, "the store '%s' has no %s delivery %lld", store->path, state, (long long)id);
	return change->result;
}

int store_delivery_intend(struct store *store, struct delivery *delivery, struct wn_error *error)
{
	struct statement add;
	int result = store_begin(store, error);

	if (result < 0)
		return result;
	statement_open(&add, store, "INSERT INTO delivery (pipeline, step, plugin, options, token, state) VALUES (?, ?, ?, ?, ?, 1)", error);
	bind_str(&add, delivery->pipeline);
	bind_str(&add, delivery->step);
	bind_str(&add, delivery->plugin);
	bind_str(&add, delivery->options);
	bind_str(&add, delivery->token);
	statement_run(&add);
	result = store_end(store, statement_end(&add), error);
	if (result == WN_OK) {
		delivery->id = sqlite3_last_insert_rowid(store->db);
		delivery->state = DELIVERY_INTENDED;
	}
	return result;
}

int store_delivery_token(struct store *store, int64_t id, struct wn_str token, struct wn_error *error)
{
	struct statement change;
	int result = store_begin(store, error);

	if (result < 0)
		return result;
	statement_open(&change, store, "UPDATE delivery SET token = ? WHERE id = ? AND state = 1", error);
	bind_str(&change, token);
	bind_int(&change, id);
	return store_end(store, expect_one(store, &change, id, "intended", error), error);
}

int store_delivery_done(struct store *store, int64_t id, struct wn_error *error)
{
	struct statement change;
	int result = store_begin(store, error);

	if (result < 0)
		return result;
	statement_open(&change, store, "UPDATE delivery SET state = 3 WHERE id = ?", error);
	bind_int(&change, id);
	return store_end(store, expect_one(store, &change, id, "such", error), error);
}

int deliveries_decide(struct store *store, struct wn_str pipeline, int64_t list, const int64_t *ids, size_t count,
                      struct wn_error *error)
{
	int result = WN_OK;
	size_t i;

	for (i = 0; result == WN_OK && i < count; i++) {
		struct statement change;

		statement_open(&change, store, "UPDATE delivery SET state = 2, list = ? WHERE id = ? AND pipeline = ? AND state = 1", error);
		bind_int(&change, list);
		bind_int(&change, ids[i]);
		bind_str(&change, pipeline);
		result = expect_one(store, &change, ids[i], "intended", error);
	}
	return result;
}

int deliveries_prune(struct store *store, struct wn_str pipeline, int64_t list, struct wn_error *error)
{
	struct statement drop;

	statement_open(&drop, store, "DELETE FROM delivery WHERE pipeline = ? AND state = 3 AND (list IS NULL OR list < ?)", error);
	bind_str(&drop, pipeline);
	bind_int(&drop, list);
	statement_run(&drop);
	return statement_end(&drop);
}

static void read_delivery(struct statement *ask, struct wn_arena *arena, struct delivery *delivery)
{
	delivery->id = row_int(ask);
	delivery->pipeline = row_str(ask, arena);
	delivery->step = row_str(ask, arena);
	delivery->plugin = row_str(ask, arena);
	delivery->options = row_str(ask, arena);
	delivery->token = row_str(ask, arena);
	delivery->state = (enum delivery_state)row_int(ask);
}

int store_deliveries(struct store *store, struct wn_arena *arena, struct wn_str pipeline, struct delivery **deliveries,
                     size_t *count, struct wn_error *error)
{
	struct statement ask;
	size_t room = 0;

	*deliveries = NULL;
	*count = 0;
	statement_open(&ask, store,
	               "SELECT id, pipeline, step, plugin, options, token, state, count(*) OVER () FROM delivery"
	               " WHERE pipeline = ? AND state <> 3 ORDER BY id", error);
	bind_str(&ask, pipeline);
	while (statement_next(&ask)) {
		if (room == 0) {
			room = (size_t)sqlite3_column_int64(ask.handle, 7);
			*deliveries = arena_array(arena, room, sizeof **deliveries);
		}
		read_delivery(&ask, arena, &(*deliveries)[(*count)++]);
	}
	return statement_end(&ask);
}
