/* lists.c - the decision, and the lists that were decided. */
#include "store/store.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/log.h"
#include "base/str.h"
#include "store/statement.h"

static int add_header(struct store *store, struct list *list, struct wn_error *error)
{
	struct statement add;

	statement_open(&add, store, "INSERT INTO list (pipeline, as_of, manifest) VALUES (?, ?, ?)", error);
	bind_str(&add, list->pipeline);
	bind_int(&add, list->as_of);
	bind_str(&add, list->manifest);
	statement_run(&add);
	list->id = sqlite3_last_insert_rowid(store->db);
	return statement_end(&add);
}

static int add_row(struct statement *add, int64_t list, const struct list_row *row)
{
	bind_int(add, list);
	bind_int(add, row->place);
	bind_str(add, row->id);
	bind_str(add, row->winnow_id);
	bind_str(add, row->tier);
	bind_str(add, row->heat);
	bind_str(add, row->fit);
	bind_str(add, row->timing);
	bind_int(add, row->undecided);
	bind_str(add, row->json);
	return statement_run(add);
}

/* Every listed id is also an alias, so that it stays known when the rows of its list are dropped. */
static int add_rows(struct store *store, const struct list *list, struct wn_error *error)
{
	struct statement add;
	int result = WN_OK;
	size_t i;

	statement_open(&add, store, "INSERT INTO list_row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", error);
	for (i = 0; result == WN_OK && i < list->count; i++) {
		struct alias alias = {list->rows[i].id, list->rows[i].winnow_id};

		result = add_row(&add, list->id, &list->rows[i]);
		if (result == WN_OK)
			result = aliases_add(store, &alias, 1, error);
	}
	return statement_end(&add) < 0 ? add.result : result;
}

/* `diff` compares the last two lists; of older ones nobody asks for rows, and what is not kept cannot leak. */
static int drop_old_rows(struct store *store, struct wn_str pipeline, struct wn_error *error)
{
	struct statement drop;

	statement_open(&drop, store,
	               "DELETE FROM list_row WHERE list IN"
	               " (SELECT id FROM list WHERE pipeline = ? ORDER BY id DESC LIMIT -1 OFFSET ?)", error);
	bind_str(&drop, pipeline);
	bind_int(&drop, STORE_LISTS_KEPT);
	statement_run(&drop);
	return statement_end(&drop);
}

static int decide(struct store *store, struct decision *decision, struct wn_error *error)
{
	struct list *list = decision->list;
	int result = add_header(store, list, error);

	if (result == WN_OK)
		result = add_rows(store, list, error);
	if (result == WN_OK)
		result = drop_old_rows(store, list->pipeline, error);
	if (result == WN_OK)
		result = aliases_add(store, decision->aliases, decision->alias_count, error);
	if (result == WN_OK)
		result = deliveries_decide(store, list->pipeline, list->id, decision->deliveries, decision->delivery_count, error);
	if (result == WN_OK)
		result = deliveries_prune(store, list->pipeline, list->id, error);
	if (result == WN_OK)
		result = outbox_add(store, decision->outbox, decision->outbox_count, error);
	/* Last, so that what the decision itself brought in goes too. */
	if (result == WN_OK)
		result = tombstones_add(store, decision->tombstones, decision->tombstone_count, error);
	return result;
}

/* What is written to a file that has no name any more is gone with the process, and the list would be delivered all the same. */
static int check_place(struct store *store, struct wn_error *error)
{
	int moved = 0;

	if (sqlite3_file_control(store->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved)
		return fail(error, WN_FAIL, "the store '%s' was removed while the run was at work; nothing was changed: run again", store->path);
	return WN_OK;
}

int store_decide(struct store *store, struct decision *decision, struct wn_error *error)
{
	struct wn_error later = {0};
	int result = check_place(store, error);

	if (result == WN_OK)
		result = store_begin(store, error);

	if (result == WN_OK)
		result = store_end(store, decide(store, decision, error), error);
	if (result < 0) {
		decision->list->id = 0;
		return result;
	}
	/* The decision stands, whatever becomes of this. */
	if (names_load(store, &later) < 0)
		log_warning("%s", later.text);
	return result;
}

/* ---- reading back ---- */

static void read_row(struct statement *ask, struct wn_arena *arena, struct list_row *row)
{
	row->place = (uint32_t)row_int(ask);
	row->id = row_str(ask, arena);
	row->winnow_id = row_str(ask, arena);
	row->tier = row_str(ask, arena);
	row->heat = row_str(ask, arena);
	row->fit = row_str(ask, arena);
	row->timing = row_str(ask, arena);
	row->undecided = (uint32_t)row_int(ask);
	row->json = row_str(ask, arena);
}

static int count_rows(struct store *store, int64_t list, size_t *count, struct wn_error *error)
{
	struct statement ask;

	statement_open(&ask, store, "SELECT count(*) FROM list_row WHERE list = ?", error);
	bind_int(&ask, list);
	if (statement_next(&ask))
		*count = (size_t)row_int(&ask);
	return statement_end(&ask);
}

static int read_rows(struct store *store, struct wn_arena *arena, struct list *list, struct wn_error *error)
{
	struct statement ask;
	size_t room = 0;
	int result = count_rows(store, list->id, &room, error);

	if (result < 0)
		return result;
	list->rows = arena_array(arena, room, sizeof *list->rows);
	statement_open(&ask, store,
	               "SELECT place, id, winnow_id, tier, heat, fit, timing, undecided, json FROM list_row WHERE list = ?"
	               " ORDER BY place", error);
	bind_int(&ask, list->id);
	while (list->count < room && statement_next(&ask))
		read_row(&ask, arena, &list->rows[list->count++]);
	return statement_end(&ask);
}

static int read_list(struct store *store, struct wn_arena *arena, struct wn_str pipeline, int64_t before, struct list *list,
                     struct wn_error *error)
{
	struct statement ask;
	bool found;

	*list = (struct list){0};
	statement_open(&ask, store, "SELECT id, pipeline, as_of, manifest FROM list WHERE pipeline = ? AND id < ? ORDER BY id DESC LIMIT 1",
	               error);
	bind_str(&ask, pipeline);
	bind_int(&ask, before);
	found = statement_next(&ask);
	if (found) {
		list->id = row_int(&ask);
		list->pipeline = row_str(&ask, arena);
		list->as_of = (int32_t)row_int(&ask);
		list->manifest = row_str(&ask, arena);
	}
	if (statement_end(&ask) < 0)
		return ask.result;
	return found ? read_rows(store, arena, list, error) : WN_NONE;
}

/* One state of the file for header and rows: a reader holds no lock, and a run may decide in between. */
int store_list_before(struct store *store, struct wn_arena *arena, struct wn_str pipeline, int64_t id, struct list *list,
                      struct wn_error *error)
{
	int result = store_run(store, "BEGIN", error);

	if (result < 0)
		return result;
	result = read_list(store, arena, pipeline, id, list, error);
	store_run(store, "ROLLBACK", NULL);
	return result;
}

int store_last_list(struct store *store, struct wn_arena *arena, struct wn_str pipeline, struct list *list, struct wn_error *error)
{
	return store_list_before(store, arena, pipeline, INT64_MAX, list, error);
}
