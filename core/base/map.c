/* map.c - an array of entries in order of insertion, and an open-addressed table of places in it. */
#include "base/map.h"

#include <endian.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/str.h"

struct cell {
	struct wn_str key; /* in the map's arena */
	void *value;
	uint64_t hash;
};

struct map {
	struct wn_arena *arena;
	struct cell *cells;
	size_t count, room;
	uint32_t *slots; /* index of a cell + 1; 0: free */
	size_t mask;     /* number of slots - 1, a power of two; at most two thirds are taken */
};

/* Per process, set once and then only read. */
static uint64_t process_key[2];
static pthread_once_t process_key_once = PTHREAD_ONCE_INIT;

static void draw_process_key(void)
{
	random_bytes(process_key, sizeof process_key);
}

static uint64_t rotate(uint64_t x, unsigned by)
{
	return x << by | x >> (64 - by);
}

static void sip_round(uint64_t v[4])
{
	v[0] += v[1], v[1] = rotate(v[1], 13) ^ v[0], v[0] = rotate(v[0], 32);
	v[2] += v[3], v[3] = rotate(v[3], 16) ^ v[2];
	v[0] += v[3], v[3] = rotate(v[3], 21) ^ v[0];
	v[2] += v[1], v[1] = rotate(v[1], 17) ^ v[2], v[2] = rotate(v[2], 32);
}

/* SipHash-1-3: one round a word, three at the end. */
uint64_t map_hash(const uint64_t key[2], struct wn_str text)
{
	uint64_t v[4] = {key[0] ^ UINT64_C(0x736f6d6570736575), key[1] ^ UINT64_C(0x646f72616e646f6d),
		key[0] ^ UINT64_C(0x6c7967656e657261), key[1] ^ UINT64_C(0x7465646279746573)};
	uint64_t word;
	size_t at;

	for (at = 0; text.len - at >= 8; at += 8) {
		memcpy(&word, text.ptr + at, 8);
		word = le64toh(word);
		v[3] ^= word;
		sip_round(v);
		v[0] ^= word;
	}
	word = 0;
	if (text.len > at)
		memcpy(&word, text.ptr + at, text.len - at);
	word = le64toh(word) | (uint64_t)text.len << 56;
	v[3] ^= word;
	sip_round(v);
	v[0] ^= word;
	v[2] ^= 0xFF;
	sip_round(v), sip_round(v), sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

struct map *map_new(void)
{
	struct map *map = xmalloc(sizeof *map);

	pthread_once(&process_key_once, draw_process_key);
	*map = (struct map){.arena = arena_new()};
	return map;
}

void map_free(struct map *map)
{
	if (!map)
		return;
	arena_free(map->arena);
	free(map->cells);
	free(map->slots);
	free(map);
}

size_t map_count(const struct map *map)
{
	return map->count;
}

/* The slot that holds the key, or the free one where it belongs. There are slots. */
static uint32_t *find(const struct map *map, struct wn_str key, uint64_t hash)
{
	size_t at = (size_t)hash & map->mask;

	for (; map->slots[at] != 0; at = (at + 1) & map->mask) {
		const struct cell *cell = &map->cells[map->slots[at] - 1];

		if (cell->hash == hash && str_equal(cell->key, key))
			break;
	}
	return &map->slots[at];
}

static void grow(struct map *map)
{
	size_t slots = map->slots ? 2 * (map->mask + 1) : 16;
	size_t i, at;

	if (slots > UINT32_MAX)
		out_of_memory(slots * sizeof *map->slots);
	map->room = slots / 3 * 2;
	map->cells = xrealloc(map->cells, map->room * sizeof *map->cells);
	map->slots = xrealloc(map->slots, slots * sizeof *map->slots);
	memset(map->slots, 0, slots * sizeof *map->slots);
	map->mask = slots - 1;
	for (i = 0; i < map->count; i++) {
		for (at = (size_t)map->cells[i].hash & map->mask; map->slots[at] != 0;)
			at = (at + 1) & map->mask;
		map->slots[at] = (uint32_t)i + 1;
	}
}

void *map_put(struct map *map, struct wn_str key, void *value)
{
	uint64_t hash = map_hash(process_key, key);
	uint32_t *slot = map->slots ? find(map, key, hash) : NULL;

	if (!value) {
		fputs("winnow: internal error: map_put of a null value\n", stderr);
		abort();
	}
	if (slot && *slot != 0) {
		void *before = map->cells[*slot - 1].value;

		map->cells[*slot - 1].value = value;
		return before;
	}
	if (map->count == map->room) {
		grow(map);
		slot = find(map, key, hash);
	}
	map->cells[map->count] = (struct cell){arena_str(map->arena, key), value, hash};
	*slot = (uint32_t)++map->count;
	return NULL;
}

void *map_get(const struct map *map, struct wn_str key)
{
	uint32_t slot = map->slots ? *find(map, key, map_hash(process_key, key)) : 0;

	return slot ? map->cells[slot - 1].value : NULL;
}

bool map_has(const struct map *map, struct wn_str key)
{
	return map_get(map, key) != NULL;
}

bool map_at(const struct map *map, size_t index, struct wn_str *key, void **value)
{
	if (index >= map->count)
		return false;
	if (key)
		*key = map->cells[index].key;
	if (value)
		*value = map->cells[index].value;
	return true;
}
