/* memo.c - an open-addressed table in pages of entries. */
#include "scan/memo.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

#define PAGE 256
#define PAGES_MOST 256
#define CELL_MOST 256  /* bytes: longer texts hardly come twice */
#define TRIES_MOST 32  /* so that nobody can make it slow with texts that collide */

/* The key of a single short cell is its length and its bytes; of everything else a hash, with the highest bit set. */
#define SHORT_MOST 7
#define HASHED ((uint64_t)1 << 63)

struct memo_slot {
	uint64_t key;
	uint64_t entry; /* from 1; 0: free */
};

struct memo {
	struct wn_arena *arena;
	struct memo_slot *slots;
	size_t mask;
	struct memo_entry *pages[PAGES_MOST];
	size_t count;
};

struct memo *memo_new(struct wn_arena *arena)
{
	struct memo *memo = arena_alloc(arena, sizeof *memo);

	*memo = (struct memo){.arena = arena, .mask = 4 * PAGE - 1};
	memo->slots = xmalloc((memo->mask + 1) * sizeof *memo->slots);
	memset(memo->slots, 0, (memo->mask + 1) * sizeof *memo->slots);
	return memo;
}

void memo_free(struct memo *memo)
{
	if (memo)
		free(memo->slots);
}

size_t memo_count(const struct memo *memo)
{
	return memo->count;
}

struct memo_entry *memo_at(const struct memo *memo, uint32_t number)
{
	return &memo->pages[number / PAGE][number % PAGE];
}

/* ---- bytes, eight at a time ---- */

/* `left` bytes from `at`, zeros behind them. Reads eight. */
static inline uint64_t word_at(const char *at, size_t left)
{
	uint64_t word;

	memcpy(&word, at, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	return left >= 8 ? word : left ? word & (~(uint64_t)0 << (64 - 8 * left)) : 0;
#else
	return left >= 8 ? word : word & (((uint64_t)1 << (8 * left)) - 1);
#endif
}

static inline uint64_t mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * 0x9e3779b97f4a7c15;
	return hash ^ hash >> 29;
}

static inline uint64_t key_of(const struct cell *cells, size_t count)
{
	uint64_t hash = 0x243f6a8885a308d3;

	if (count == 1 && cells[0].len <= SHORT_MOST)
		return word_at(cells[0].ptr, cells[0].len) | (uint64_t)cells[0].len << 56;
	for (size_t i = 0; i < count; i++) {
		hash = mix(hash, cells[i].len);
		for (size_t at = 0; at < cells[i].len; at += 8)
			hash = mix(hash, word_at(cells[i].ptr + at, cells[i].len - at));
	}
	return hash | HASHED;
}

static inline size_t slot_of(const struct memo *memo, uint64_t key)
{
	return (size_t)((key * 0x9e3779b97f4a7c15) >> 32) & memo->mask;
}

static inline bool same(const char *raw, const struct cell *cells, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t len;

		memcpy(&len, raw, sizeof len);
		raw += sizeof len;
		if (len != cells[i].len)
			return false;
		for (size_t at = 0; at < cells[i].len; at += 8, raw += 8) {
			uint64_t word;

			memcpy(&word, raw, sizeof word);
			if (word != word_at(cells[i].ptr + at, cells[i].len - at))
				return false;
		}
	}
	return true;
}

static const char *keep_raw(struct memo *memo, const struct cell *cells, size_t count)
{
	size_t size = 0;
	char *raw, *to;

	for (size_t i = 0; i < count; i++)
		size += 8 + (cells[i].len + 7) / 8 * 8;
	to = raw = arena_array(memo->arena, size + 8, 1);
	for (size_t i = 0; i < count; i++) {
		uint64_t len = cells[i].len;

		memcpy(to, &len, sizeof len);
		if (len)
			memcpy(to + 8, cells[i].ptr, len);
		to += 8 + (len + 7) / 8 * 8;
	}
	return raw;
}

/* ---- the table ---- */

struct memo_entry *memo_find(struct memo *memo, const struct cell *cells, size_t count, uint64_t *key)
{
	uint64_t wanted = *key = key_of(cells, count);
	size_t at = slot_of(memo, wanted);

	for (int tries = 0; memo->slots[at].entry && tries < TRIES_MOST; tries++, at = (at + 1) & memo->mask) {
		struct memo_entry *entry;

		if (memo->slots[at].key != wanted)
			continue;
		entry = memo_at(memo, (uint32_t)memo->slots[at].entry - 1);
		if (!(wanted & HASHED) || same(entry->raw, cells, count))
			return entry;
	}
	return NULL;
}

static void place(struct memo *memo, uint64_t key, uint32_t entry)
{
	size_t at = slot_of(memo, key);

	while (memo->slots[at].entry)
		at = (at + 1) & memo->mask;
	memo->slots[at] = (struct memo_slot){key, entry};
}

static void grow(struct memo *memo)
{
	memo->mask = 2 * memo->mask + 1;
	memo->slots = xrealloc(memo->slots, (memo->mask + 1) * sizeof *memo->slots);
	memset(memo->slots, 0, (memo->mask + 1) * sizeof *memo->slots);
	for (uint32_t i = 0; i < memo->count; i++)
		place(memo, memo_at(memo, i)->key, i + 1);
}

static bool too_long(const struct cell *cells, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (cells[i].len > CELL_MOST)
			return true;
	return false;
}

struct memo_entry *memo_add(struct memo *memo, const struct cell *cells, size_t count, uint64_t key)
{
	struct memo_entry *entry;

	if (memo->count == (size_t)PAGE * PAGES_MOST || too_long(cells, count))
		return NULL;
	if (memo->count % PAGE == 0)
		memo->pages[memo->count / PAGE] = arena_array(memo->arena, PAGE, sizeof *entry);
	if (4 * (memo->count + 1) > memo->mask)
		grow(memo);
	entry = memo_at(memo, (uint32_t)memo->count);
	*entry = (struct memo_entry){.number = (uint32_t)memo->count, .key = key, .raw = keep_raw(memo, cells, count)};
	memo->count++;
	place(memo, key, entry->number + 1);
	return entry;
}
