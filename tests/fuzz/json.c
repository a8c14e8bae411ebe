/* json.c - any bytes as a line of JSON Lines: cells that are texts, or what is wrong with it. */
#include "fuzz/support_bytes.h"
#include "scan/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wn_arena *arena = arena_new();
	atomic_bool seen[5] = {false};
	struct json_column at[] = {
		{.path = WN_STR("a")},
		{.path = WN_STR("a.b"), .separator = WN_STR(", ")},
		{.path = WN_STR("c.0.d")},
		{.path = WN_STR("\xc3\xa9"), .required = true},
	};
	struct json_columns columns = {at, sizeof(at) / sizeof(at[0]), seen};
	struct cell cells[4] = {{0}};

	if (json_row(arena, &columns, bytes_rest(data, size), cells) == JSON_FINE)
		for (size_t i = 0; i < columns.count; i++)
			MUST(str_is_utf8((struct wn_str){cells[i].ptr, cells[i].len}));
	arena_free(arena);
	return 0;
}
