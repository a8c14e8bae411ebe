/* memo.c - an open-addressed table in pages of entries. */
#include "scan/memo.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

#define PAGE 256
#define PAGES_MOST (MEMO_MOST / PAGE)
#define CELL_MOST 256 /* bytes: longer texts hardly come twice */
#define TRIES_MOST 32 /* so that nobody can make it slow with texts that collide */

/* The key of a single short cell is its length and its bytes; of everything else a hash, with the highest bit set. */
#define SHORT_MOST 7
#define HASHED ((uint64_t)1 << 63)

static void make_slots(struct memo *memo, size_t count)
{
	memo->mask = count - 1;
	memo->slots = xrealloc(memo->slots, count * sizeof *memo->slots);
	memset(memo->slots, 0, count * sizeof *memo->slots);
}

void memo_init(struct memo *memo, struct wn_arena *arena)
{
	*memo = (struct memo){.arena = arena, .pages = arena_array(arena, PAGES_MOST, sizeof *memo->pages)};
	make_slots(memo, 256);
}

void memo_end(struct memo *memo)
{
	free(memo->slots);
	memo->slots = NULL;
}

struct memo_entry *memo_at(const struct memo *memo, size_t number)
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

/* A cell of up to eight bytes, as nearly all are, is one step; its length goes where its bytes seldom are. */
static inline uint64_t key_of(const struct cell *cells, size_t count)
{
	uint64_t hash = count;

	if (count == 1 && cells[0].len <= SHORT_MOST)
		return word_at(cells[0].ptr, cells[0].len) | (uint64_t)cells[0].len << 56;
	for (size_t i = 0; i < count; i++) {
		hash = mix(hash, word_at(cells[i].ptr, cells[i].len) + ((uint64_t)cells[i].len << 56));
		for (size_t at = 8; at < cells[i].len; at += 8)
			hash = mix(hash, word_at(cells[i].ptr + at, cells[i].len - at));
	}
	return hash | HASHED;
}

static inline size_t slot_of(const struct memo *memo, uint64_t key)
{
	return (size_t)((key * 0x9e3779b97f4a7c15) >> 40) & memo->mask;
}

static inline bool same(const char *raw, const struct cell *cells, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t len, word;

		memcpy(&len, raw, sizeof len);
		memcpy(&word, raw + 8, sizeof word);
		if (len != cells[i].len || word != word_at(cells[i].ptr, len))
			return false;
		raw += 16;
		for (size_t at = 8; at < len; at += 8, raw += 8) {
			memcpy(&word, raw, sizeof word);
			if (word != word_at(cells[i].ptr + at, len - at))
				return false;
		}
	}
	return true;
}

static size_t raw_size(const struct cell *cell)
{
	return 8 + (cell->len ? (cell->len + 7) / 8 * 8 : 8);
}

static const char *keep_raw(struct memo *memo, const struct cell *cells, size_t count)
{
	size_t size = 1;
	char *raw, *to;

	for (size_t i = 0; i < count; i++)
		size += raw_size(&cells[i]);
	to = raw = arena_array(memo->arena, size, 1);
	for (size_t i = 0; i < count; i++) {
		uint64_t len = cells[i].len;

		memcpy(to, &len, sizeof len);
		if (len)
			memcpy(to + 8, cells[i].ptr, len);
		to += raw_size(&cells[i]);
	}
	return raw;
}

/* ---- the table ---- */

static inline bool is_it(const struct memo_entry *entry, uint64_t key, const struct cell *cells, size_t count)
{
	return entry->key == key && (!(key & HASHED) || same(entry->raw, cells, count));
}

struct memo_entry *memo_find(struct memo *memo, const struct cell *cells, size_t count, uint64_t *key)
{
	uint64_t wanted = *key = key_of(cells, count);
	size_t at = slot_of(memo, wanted);

	if (memo->last && is_it(memo->last, wanted, cells, count))
		return memo->last;
	for (int tries = 0; memo->slots[at].entry && tries < TRIES_MOST; tries++, at = (at + 1) & memo->mask)
		if (memo->slots[at].key == wanted && is_it(memo->slots[at].entry, wanted, cells, count))
			return memo->last = memo->slots[at].entry;
	return NULL;
}

static void place(struct memo *memo, struct memo_entry *entry)
{
	size_t at = slot_of(memo, entry->key);

	while (memo->slots[at].entry)
		at = (at + 1) & memo->mask;
	memo->slots[at] = (struct memo_slot){entry->key, entry};
}

static void grow(struct memo *memo)
{
	make_slots(memo, 2 * (memo->mask + 1));
	for (size_t i = 0; i < memo->count; i++)
		place(memo, memo_at(memo, i));
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

	if (memo->count == MEMO_MOST || too_long(cells, count))
		return NULL;
	if (memo->count % PAGE == 0)
		memo->pages[memo->count / PAGE] = arena_array(memo->arena, PAGE, sizeof *entry);
	if (4 * (memo->count + 1) > memo->mask)
		grow(memo);
	entry = memo_at(memo, memo->count);
	*entry = (struct memo_entry){.number = (uint32_t)memo->count++, .key = key, .raw = keep_raw(memo, cells, count)};
	place(memo, entry);
	return entry;
}
