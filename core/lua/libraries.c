/* libraries.c - string, table and utf8: what scripts have of them, each at a price. */
#include <string.h>

#include "lua/sandbox.h"

/* Values that table.unpack gives at once: every vararg function copies them. */
#define UNPACK_MAX 10000

/* Moves functions of the library on the top into the table below it, each behind a charge. */
static void take_counted(lua_State *lua, const char *const *names)
{
	for (; *names; names++) {
		lua_getfield(lua, -1, *names);
		push_counted(lua, lua_tocfunction(lua, -1));
		lua_setfield(lua, -4, *names);
		lua_pop(lua, 1);
	}
}

static void take_plain(lua_State *lua, const char *const *names)
{
	for (; *names; names++) {
		lua_getfield(lua, -1, *names);
		lua_setfield(lua, -3, *names);
	}
}

/* Sets a function of ours whose upvalue is the library's own. */
static void take_wrapped(lua_State *lua, const char *name, lua_CFunction wrapper)
{
	lua_getfield(lua, -1, name);
	lua_pushcclosure(lua, wrapper, 1);
	lua_setfield(lua, -3, name);
}

static int call_library(lua_State *lua)
{
	return lua_tocfunction(lua, lua_upvalueindex(1))(lua);
}

/* ---- string ---- */

static int string_rep(lua_State *lua)
{
	struct wn_str text = sandbox_check(lua, 1), between = {"", 0};
	lua_Integer count = luaL_checkinteger(lua, 2);
	luaL_Buffer out;

	if (!lua_isnoneornil(lua, 3))
		between = sandbox_check(lua, 3);
	if (count <= 0 || text.len + between.len == 0) {
		lua_pushliteral(lua, "");
		return 1;
	}
	size_t largest = sandbox_of(lua)->limits.memory / SANDBOX_LARGEST;
	if (count > SANDBOX_ELEMENTS || text.len + between.len > largest / (size_t)count)
		return luaL_error(lua, "rep: the text would be too large: the limit is %d MiB, and %d times", (int)(largest >> 20), SANDBOX_ELEMENTS);
	sandbox_charge(lua, (uint64_t)count);
	size_t size = (text.len + between.len) * (size_t)count - between.len;
	char *at = luaL_buffinitsize(lua, &out, size);
	for (lua_Integer i = 0; i < count; i++) {
		at = mempcpy(at, text.ptr, text.len);
		if (i + 1 < count)
			at = mempcpy(at, between.ptr, between.len);
	}
	luaL_pushresultsize(&out, size);
	return 1;
}

/* Passes one conversion behind its % and gives its letter; 0: the text ended. */
static char pass_conversion(const char **at, const char *end)
{
	while (*at < end && **at && strchr("-+ #0123456789.", **at))
		(*at)++;
	return *at < end ? *(*at)++ : '\0';
}

/* As tostring() would give it, in place of the argument. */
static void replace_by_text(lua_State *lua, int argument)
{
	if (!luaL_callmeta(lua, argument, "__tostring"))
		sandbox_text(lua, argument);
	else if (!lua_isstring(lua, -1))
		luaL_error(lua, "'__tostring' must return a string");
	lua_replace(lua, argument);
}

/* Upvalue 1: the library's function. No %p, and %s of a table tells no address. */
static int string_format(lua_State *lua)
{
	struct wn_str format = sandbox_check(lua, 1);
	int argument = 1, arguments = lua_gettop(lua);

	uint64_t bytes = format.len * 4;
	for (int i = 2; i <= arguments; i++)
		bytes += lua_type(lua, i) == LUA_TSTRING ? lua_rawlen(lua, i) : 0;
	sandbox_charge(lua, bytes / 16 + (uint64_t)arguments);
	for (const char *at = format.ptr, *end = format.ptr + format.len; at < end;) {
		if (*at++ != '%')
			continue;
		char letter = pass_conversion(&at, end);
		if (letter == 'p')
			return luaL_error(lua, "%%p is not allowed here");
		if (letter == '%')
			continue;
		argument++;
		if (letter == 's' && argument <= arguments && lua_type(lua, argument) != LUA_TSTRING)
			replace_by_text(lua, argument);
	}
	return call_library(lua);
}

/* string.byte and utf8.codepoint: one character is cheap, a range gives as many values. */
static int ranged(lua_State *lua)
{
	if (!lua_isnoneornil(lua, 3))
		sandbox_charge(lua, sandbox_check(lua, 1).len / 4);
	return call_library(lua);
}

void open_string(lua_State *lua)
{
	static const char *const plain[] = {"len", "sub", NULL};
	static const char *const priced[] = {"char", "lower", "upper", "reverse", "pack", "unpack", "packsize", NULL};

	lua_newtable(lua);
	luaopen_string(lua);
	take_plain(lua, plain);
	take_counted(lua, priced);
	take_wrapped(lua, "format", string_format);
	take_wrapped(lua, "byte", ranged);
	lua_pop(lua, 1);
	lua_pushcfunction(lua, string_rep);
	lua_setfield(lua, -2, "rep");
	luaL_setfuncs(lua, pattern_functions, 0);
	lua_pushliteral(lua, "");
	lua_getmetatable(lua, -1);
	lua_pushvalue(lua, -3);
	lua_setfield(lua, -2, "__index");
	lua_pushboolean(lua, 0);
	lua_setfield(lua, -2, "__metatable");
	lua_pop(lua, 2);
}

/* ---- utf8 ---- */

static int utf8_offset(lua_State *lua)
{
	size_t len = sandbox_check(lua, 1).len;
	lua_Integer count = luaL_checkinteger(lua, 2);
	size_t steps = count < 0 ? (size_t)0 - (size_t)count : (size_t)count;

	sandbox_charge(lua, (steps < len ? steps : len) / 4);
	return call_library(lua);
}

void open_utf8(lua_State *lua)
{
	static const char *const plain[] = {"charpattern", "codes", NULL};
	static const char *const priced[] = {"char", "len", NULL};

	lua_newtable(lua);
	luaopen_utf8(lua);
	take_plain(lua, plain);
	take_counted(lua, priced);
	take_wrapped(lua, "codepoint", ranged);
	take_wrapped(lua, "offset", utf8_offset);
	lua_pop(lua, 1);
}

/* ---- table ---- */

/* A plain table as first argument, and its length. A table that lies about its length would keep C busy. */
static lua_Integer plain_table(lua_State *lua)
{
	luaL_checktype(lua, 1, LUA_TTABLE);
	if (luaL_getmetafield(lua, 1, "__len") != LUA_TNIL)
		luaL_error(lua, "functions of table work on plain tables: this one has a length of its own");
	lua_Unsigned count = lua_rawlen(lua, 1);
	if (count > SANDBOX_ELEMENTS)
		luaL_error(lua, "the table has more than %d elements", SANDBOX_ELEMENTS);
	return (lua_Integer)count;
}

/* Elements from `first` to `last`, at most `most`. */
static void charge_range(lua_State *lua, lua_Integer first, lua_Integer last, lua_Integer most)
{
	if (first > last)
		return;
	lua_Unsigned count = (lua_Unsigned)last - (lua_Unsigned)first;
	if (count >= (lua_Unsigned)most)
		luaL_error(lua, "too many elements at once: the limit is %I", most);
	sandbox_charge(lua, (count + 1) * 4);
}

static int table_insert(lua_State *lua)
{
	lua_Integer count = plain_table(lua);

	if (lua_gettop(lua) > 2)
		sandbox_charge(lua, (uint64_t)count * 4);
	return call_library(lua);
}

static int table_remove(lua_State *lua)
{
	lua_Integer count = plain_table(lua);

	if (lua_gettop(lua) > 1)
		sandbox_charge(lua, (uint64_t)count * 4);
	return call_library(lua);
}

static int table_concat(lua_State *lua)
{
	lua_Integer count = plain_table(lua);

	charge_range(lua, luaL_optinteger(lua, 3, 1), luaL_optinteger(lua, 4, count), SANDBOX_ELEMENTS);
	return call_library(lua);
}

static int table_unpack(lua_State *lua)
{
	lua_Integer last = lua_isnoneornil(lua, 3) ? plain_table(lua) : luaL_checkinteger(lua, 3);

	charge_range(lua, luaL_optinteger(lua, 2, 1), last, UNPACK_MAX);
	return call_library(lua);
}

static int table_move(lua_State *lua)
{
	charge_range(lua, luaL_checkinteger(lua, 2), luaL_checkinteger(lua, 3), SANDBOX_ELEMENTS);
	return call_library(lua);
}

/* Is the value at `left` before the one at `right`? Texts by bytes, paid by length; argument 2 may be a function. */
static bool is_before(lua_State *lua, int left, int right)
{
	if (!lua_isnil(lua, 2)) {
		lua_pushvalue(lua, 2);
		lua_pushvalue(lua, left);
		lua_pushvalue(lua, right);
		lua_call(lua, 2, 1);
		bool before = lua_toboolean(lua, -1);
		lua_pop(lua, 1);
		return before;
	}
	if (lua_type(lua, left) != LUA_TSTRING || lua_type(lua, right) != LUA_TSTRING)
		return lua_compare(lua, left, right, LUA_OPLT);
	struct wn_str a, b;
	a.ptr = lua_tolstring(lua, left, &a.len);
	b.ptr = lua_tolstring(lua, right, &b.len);
	sandbox_charge(lua, (a.len < b.len ? a.len : b.len) / 16 + 4);
	return str_compare(a, b) < 0;
}

/* Merges [low, middle) and [middle, high) of the array at `from` into the one at `to`. Stable. */
static void merge(lua_State *lua, int from, int to, lua_Integer low, lua_Integer middle, lua_Integer high)
{
	lua_Integer left = low, right = middle;

	sandbox_charge(lua, (uint64_t)(high - low) * 4);
	for (lua_Integer at = low; at < high; at++) {
		bool take_right = left == middle;
		if (!take_right && right < high) {
			lua_rawgeti(lua, from, left);
			lua_rawgeti(lua, from, right);
			take_right = is_before(lua, lua_gettop(lua), lua_gettop(lua) - 1);
			lua_pop(lua, 2);
		}
		lua_rawgeti(lua, from, take_right ? right++ : left++);
		lua_rawseti(lua, to, at);
	}
}

static void copy_array(lua_State *lua, int from, int to, lua_Integer count)
{
	for (lua_Integer i = 1; i <= count; i++) {
		lua_rawgeti(lua, from, i);
		lua_rawseti(lua, to, i);
	}
}

/* A merge sort: stable, no worse for an order that contradicts itself, and the comparison of long texts is paid. The
 * table is changed at the end only. */
static int table_sort(lua_State *lua)
{
	lua_Integer count = plain_table(lua);

	if (!lua_isnoneornil(lua, 2))
		luaL_checktype(lua, 2, LUA_TFUNCTION);
	lua_settop(lua, 2);
	sandbox_charge(lua, (uint64_t)count * 8);
	lua_createtable(lua, (int)count, 0);
	lua_createtable(lua, (int)count, 0);
	copy_array(lua, 1, 3, count);
	int from = 3, to = 4;
	for (lua_Integer width = 1; width < count; width *= 2) {
		for (lua_Integer low = 1; low <= count; low += 2 * width) {
			lua_Integer middle = low + width <= count ? low + width : count + 1;
			lua_Integer high = middle + width <= count ? middle + width : count + 1;
			merge(lua, from, to, low, middle, high);
		}
		int swap = from;
		from = to;
		to = swap;
	}
	copy_array(lua, from, 1, count);
	return 0;
}

void open_table(lua_State *lua)
{
	static const char *const priced[] = {"pack", NULL};

	lua_newtable(lua);
	luaopen_table(lua);
	take_counted(lua, priced);
	take_wrapped(lua, "insert", table_insert);
	take_wrapped(lua, "remove", table_remove);
	take_wrapped(lua, "concat", table_concat);
	take_wrapped(lua, "unpack", table_unpack);
	take_wrapped(lua, "move", table_move);
	lua_pop(lua, 1);
	lua_pushcfunction(lua, table_sort);
	lua_setfield(lua, -2, "sort");
}
