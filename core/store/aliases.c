/* aliases.c - the names under which a listed company is known, and its winnow_id. */
#include "store/store.h"

#include "base/arena.h"
#include "base/digest.h"
#include "base/map.h"
#include "store/statement.h"

int aliases_add(struct store *store, const struct alias *aliases, size_t count, struct wn_error *error)
{
	struct statement add;
	int result = WN_OK;
	size_t i;

	/* A name that moved to another company belongs to whom the newest list says. */
	statement_open(&add, store, "INSERT OR REPLACE INTO alias (name, winnow_id) VALUES (?, ?)", error);
	for (i = 0; result == WN_OK && i < count; i++) {
		bind_str(&add, aliases[i].name);
		bind_str(&add, aliases[i].winnow_id);
		result = statement_run(&add);
	}
	return statement_end(&add);
}

int store_winnow_id(struct store *store, struct wn_arena *arena, struct wn_str name, struct wn_str *winnow_id, struct wn_error *error)
{
	struct statement ask;
	bool found;

	statement_open(&ask, store, "SELECT winnow_id FROM alias WHERE name = ?", error);
	bind_str(&ask, name);
	found = statement_next(&ask);
	if (found)
		*winnow_id = row_str(&ask, arena);
	if (statement_end(&ask) < 0)
		return ask.result;
	return found ? WN_OK : WN_NONE;
}

struct wn_str winnow_id_new(struct wn_arena *arena, struct wn_str id)
{
	static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";
	enum { LETTERS = 20 };
	uint8_t digest[DIGEST_SIZE];
	char *out = arena_alloc(arena, 2 + LETTERS + 1);
	uint32_t bits = 0;
	size_t i, at = 0, have = 0;

	digest_bytes(id, digest);
	out[0] = 'w';
	out[1] = '_';
	for (i = 0; i < LETTERS; i++) {
		if (have < 5) {
			bits = bits << 8 | digest[at++];
			have += 8;
		}
		have -= 5;
		out[2 + i] = letters[bits >> have & 31];
	}
	return (struct wn_str){out, 2 + LETTERS};
}

static int load(struct store *store, const char *sql, struct map **into, struct wn_error *error)
{
	struct wn_arena *arena = arena_new();
	struct map *map = map_new();
	struct statement ask;

	statement_open(&ask, store, sql, error);
	while (statement_next(&ask)) {
		map_put(map, row_str(&ask, arena), store); /* any value that is not null */
		arena_clear(arena);
	}
	arena_free(arena);
	if (statement_end(&ask) < 0) {
		map_free(map);
		return ask.result;
	}
	map_free(*into);
	*into = map;
	return WN_OK;
}

int names_load(struct store *store, struct wn_error *error)
{
	int result = load(store, "SELECT name FROM alias UNION SELECT id FROM list_row", &store->names, error);

	return result == WN_OK ? load(store, "SELECT hash FROM tombstone", &store->tombstones, error) : result;
}

bool store_knows(struct store *store, struct wn_str name)
{
	return store && map_has(store->names, name);
}

bool store_has_tombstones(struct store *store)
{
	return store && map_count(store->tombstones) > 0;
}

bool store_is_tombstoned(struct store *store, const uint8_t hash[32])
{
	return store && map_has(store->tombstones, (struct wn_str){(const char *)hash, 32});
}
