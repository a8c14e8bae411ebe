/* bind_csv.c - delimited text that a script has at hand; files are read by rows(). */
#include "company/text.h"
#include "lua/bind.h"
#include "lua/charset.h"
#include "scan/csv.h"

#define COLUMNS_MAX 4096

struct reading_csv {
	lua_State *lua;
	struct wn_arena *arena;
	struct csv csv;
	struct wn_str rest;
	size_t line, next; /* of the row at hand, and behind it */
	struct cell cells[COLUMNS_MAX];
	size_t count;
};

/* The next row that is no empty line. WN_NONE at the end; WN_INVALID: its quotes are wrong. */
static int next_row(struct reading_csv *reading)
{
	while (reading->rest.len) {
		struct row_span span = csv_row(&reading->csv, reading->rest, true);
		struct wn_str all = str_first(reading->rest, span.end), row = csv_line(all);

		reading->line = reading->next;
		reading->next += csv_lines(all);
		reading->rest = str_from(reading->rest, span.end);
		sandbox_charge(reading->lua, all.len / 2 + 5);
		if (span.state != ROW_WHOLE)
			return WN_INVALID;
		if (row.len == 0)
			continue;
		reading->count = csv_split(&reading->csv, row, reading->cells, COLUMNS_MAX);
		return WN_OK;
	}
	return WN_NONE;
}

/* Pushes an array of the cells; in NFC, as all text inside is. */
static void push_cells(struct reading_csv *reading, bool trim)
{
	lua_createtable(reading->lua, (int)reading->count, 0);
	for (size_t i = 0; i < reading->count; i++) {
		struct wn_str text = csv_text(reading->arena, &reading->csv, &reading->cells[i]), nfc;
		if (text_nfc(reading->arena, text, &nfc))
			text = nfc;
		sandbox_push(reading->lua, trim ? str_trim(text) : text);
		lua_rawseti(reading->lua, -2, (lua_Integer)i + 1);
	}
	sandbox_charge(reading->lua, reading->count * 8);
	arena_clear(reading->arena);
}

static int failed(struct reading_csv *reading, const char *what)
{
	return bind_failure(reading->lua, "line %d: %s", (int)reading->line, what);
}

/* Pushes the array of rows. 2: nil and why were pushed. */
static int push_rows(struct reading_csv *reading, size_t columns)
{
	lua_Integer number = 0;
	int result;

	lua_newtable(reading->lua);
	while ((result = next_row(reading)) == WN_OK) {
		if (columns == 0)
			columns = reading->count;
		if (reading->count > COLUMNS_MAX)
			return failed(reading, "more than 4096 columns");
		if (reading->count != columns)
			return bind_failure(reading->lua, "line %d: %d cells, and %d in the first line", (int)reading->line, (int)reading->count, (int)columns);
		push_cells(reading, false);
		lua_rawseti(reading->lua, -2, ++number);
	}
	return result == WN_NONE ? 1 : failed(reading, "a quote is not closed, or a row is longer than 1 MiB");
}

static struct wn_str decode(lua_State *lua, struct wn_arena *arena, struct wn_str bytes, const char **why)
{
	struct wn_str label = lua_isnil(lua, 4) ? (struct wn_str){0} : sandbox_check(lua, 4), text;

	*why = NULL;
	if (charset_decode(arena, bytes, label, false, &text, why))
		*why = NULL;
	return *why ? (struct wn_str){0} : text;
}

/* csv_parse(text, delimiter or nil, header, charset or nil): rows and the names of the columns (or nil); or nil and why. The text is kept in
 * a userdata, since the arena is cleared row by row. */
static int csv_parse(lua_State *lua)
{
	struct wn_str bytes = sandbox_check(lua, 1), delimiter = lua_isnil(lua, 2) ? (struct wn_str){0} : sandbox_check(lua, 2);
	bool header = lua_toboolean(lua, 3);
	const char *why;

	lua_settop(lua, 4);
	sandbox_charge(lua, bytes.len + 1000);
	arena_clear(vm_of(lua)->scratch);
	struct wn_str text = decode(lua, vm_of(lua)->scratch, bytes, &why);
	if (why)
		return bind_failure(lua, "%s", why);
	sandbox_push(lua, text);
	text.ptr = lua_tolstring(lua, -1, &text.len);
	struct reading_csv *reading = lua_newuserdatauv(lua, sizeof *reading, 0);
	*reading = (struct reading_csv){.lua = lua, .arena = vm_of(lua)->scratch, .csv = {',', '"', CSV_LIMIT, false}, .rest = text, .next = 1};
	reading->csv.delimiter = delimiter.len ? *delimiter.ptr : csv_delimiter(text, '"');
	arena_clear(reading->arena);
	int result = header ? next_row(reading) : WN_OK;
	if (result < 0)
		return result == WN_NONE ? bind_failure(lua, "it is empty: there is no header line") : failed(reading, "a quote is not closed");
	if (header && reading->count > COLUMNS_MAX)
		return failed(reading, "more than 4096 columns");
	size_t columns = header ? reading->count : 0;
	if (header)
		push_cells(reading, true);
	else
		lua_pushnil(lua);
	if (push_rows(reading, columns) == 2)
		return 2;
	lua_insert(lua, -2);
	return 2;
}

void bind_csv(lua_State *lua)
{
	lua_pushcfunction(lua, csv_parse);
	lua_setfield(lua, -2, "csv_parse");
}
