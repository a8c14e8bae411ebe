/* map.h - hash map from bytes to a pointer. Iteration is in order of insertion, so results never depend on
 * the hash, which is seeded per process (SipHash) against hostile keys. */
#ifndef CORE_BASE_MAP_H
#define CORE_BASE_MAP_H

#include <stdbool.h>

#include <winnow/base.h>

struct map;

struct map *map_new(void);
void map_free(struct map *map); /* keys too; values belong to the caller; null is allowed */
size_t map_count(const struct map *map);
/* Copies the key. Returns the value that was there before, or null. A null value may not be stored. */
void *map_put(struct map *map, struct wn_str key, void *value);
void *map_get(const struct map *map, struct wn_str key);
bool map_has(const struct map *map, struct wn_str key);
/* The i-th entry in order of insertion; false past the end; `key` and `value` may be null. Nothing is ever removed from a map. */
bool map_at(const struct map *map, size_t index, struct wn_str *key, void **value);
/* The hash itself, SipHash-1-3, for tests and for whoever builds a table of his own with a key of his own. */
uint64_t map_hash(const uint64_t key[2], struct wn_str text);

#endif
