/* base.c - the basic functions that scripts have, with our own versions of those that a script could misuse. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "lua/sandbox.h"

#define MODULE_LIMIT ((size_t)1 << 20)
#define PRINT_LIMIT 1000
/* Saving the place to come back to, and coming back, takes C far longer than one instruction. */
#define PROTECT_PRICE 50

/* ---- calling library functions at a price ---- */

/* The library's function is called in our place, with our arguments: its messages name the right function. */
static int counted(lua_State *lua)
{
	int arguments = lua_gettop(lua);
	uint64_t bytes = 0;

	for (int i = 1; i <= arguments; i++)
		if (lua_type(lua, i) == LUA_TSTRING)
			bytes += lua_rawlen(lua, i);
	sandbox_charge(lua, bytes / 8 + (uint64_t)arguments / 8);
	return lua_tocfunction(lua, lua_upvalueindex(1))(lua);
}

void push_counted(lua_State *lua, lua_CFunction function)
{
	lua_pushcfunction(lua, function);
	lua_pushcclosure(lua, counted, 1);
}

/* ---- pairs in order ---- */

/* One key, so that C can sort without touching the state. Numbers by value, then texts by bytes, then the rest
 * as the table has it. */
struct sort_key {
	int rank;
	lua_Number number;
	lua_Integer integer;
	struct wn_str text;
	lua_Integer index;
};

static int compare_keys(const void *left, const void *right)
{
	const struct sort_key *a = left, *b = right;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (a->rank == 0 && a->number != b->number)
		return a->number < b->number ? -1 : 1;
	if (a->rank == 0 && a->integer != b->integer)
		return a->integer < b->integer ? -1 : 1;
	int order = a->rank == 1 ? str_compare(a->text, b->text) : 0;
	if (order)
		return order;
	return a->index < b->index ? -1 : a->index > b->index;
}

/* The key on the top of the stack, which the table keeps alive. */
static struct sort_key sort_key_of(lua_State *lua, lua_Integer index)
{
	struct sort_key key = {.rank = 2, .index = index};

	if (lua_type(lua, -1) == LUA_TNUMBER) {
		key.rank = 0;
		key.number = lua_tonumber(lua, -1);
		key.integer = lua_isinteger(lua, -1) ? lua_tointeger(lua, -1) : 0;
	} else if (lua_type(lua, -1) == LUA_TSTRING) {
		key.rank = 1;
		key.text.ptr = lua_tolstring(lua, -1, &key.text.len);
	}
	return key;
}

/* Pushes an array of the keys of a table as the table has them; returns how many. */
static lua_Integer collect_keys(lua_State *lua, int index)
{
	lua_Integer count = 0;

	lua_newtable(lua);
	lua_pushnil(lua);
	while (lua_next(lua, index)) {
		lua_pop(lua, 1);
		lua_pushvalue(lua, -1);
		lua_rawseti(lua, -3, ++count);
	}
	return count;
}

/* Replaces the array of keys on the top by one in order. */
static void sort_keys(lua_State *lua, lua_Integer count)
{
	struct sort_key *keys = lua_newuserdatauv(lua, (size_t)count * sizeof *keys, 0);
	bool sorted = true;

	for (lua_Integer i = 1; i <= count; i++) {
		lua_rawgeti(lua, -2, i);
		keys[i - 1] = sort_key_of(lua, i);
		lua_pop(lua, 1);
		sorted = sorted && (i == 1 || compare_keys(&keys[i - 2], &keys[i - 1]) < 0);
	}
	if (!sorted) {
		qsort(keys, (size_t)count, sizeof *keys, compare_keys);
		lua_createtable(lua, (int)count, 0);
		for (lua_Integer i = 1; i <= count; i++) {
			lua_rawgeti(lua, -3, keys[i - 1].index);
			lua_rawseti(lua, -2, i);
		}
		lua_replace(lua, -3);
	}
	lua_pop(lua, 1);
}

lua_Integer sandbox_keys(lua_State *lua, int index)
{
	lua_Integer count = collect_keys(lua, lua_absindex(lua, index));

	sandbox_charge(lua, (uint64_t)count * 8 + 1);
	if (count > 1)
		sort_keys(lua, count);
	return count;
}

/* Upvalues: table, keys, index of the last one given. The table itself is not handed out: it may be one that
 * stands frozen behind a proxy. */
static int pairs_next(lua_State *lua)
{
	lua_Integer index = lua_tointeger(lua, lua_upvalueindex(3));

	for (;;) {
		if (lua_rawgeti(lua, lua_upvalueindex(2), ++index) == LUA_TNIL)
			return 1;
		lua_pushvalue(lua, -1);
		if (lua_rawget(lua, lua_upvalueindex(1)) != LUA_TNIL)
			break;
		lua_pop(lua, 2);
	}
	lua_pushinteger(lua, index);
	lua_replace(lua, lua_upvalueindex(3));
	return 2;
}

static int base_pairs(lua_State *lua)
{
	luaL_checkany(lua, 1);
	if (luaL_getmetafield(lua, 1, "__pairs") != LUA_TNIL) {
		lua_pushvalue(lua, 1);
		lua_call(lua, 1, 3);
		return 3;
	}
	luaL_checktype(lua, 1, LUA_TTABLE);
	lua_settop(lua, 1);
	sandbox_keys(lua, 1);
	lua_pushinteger(lua, 0);
	lua_pushcclosure(lua, pairs_next, 3);
	return 1;
}

/* ---- texts ---- */

static int base_tostring(lua_State *lua)
{
	luaL_checkany(lua, 1);
	if (luaL_callmeta(lua, 1, "__tostring")) {
		if (!lua_isstring(lua, -1))
			return luaL_error(lua, "'__tostring' must return a string");
		return 1;
	}
	sandbox_text(lua, 1);
	return 1;
}

static int base_print(lua_State *lua)
{
	int arguments = lua_gettop(lua);
	char line[PRINT_LIMIT];
	struct buf *masked = &sandbox_of(lua)->scratch; /* freed with the state, whatever is raised here */
	size_t len = 0;

	sandbox_charge(lua, 1000);
	for (int i = 1; i <= arguments; i++) {
		sandbox_text(lua, i);
		struct wn_str text = sandbox_check(lua, -1);
		if (sandbox_of(lua)->secrets) {
			sandbox_charge(lua, text.len);
			buf_clear(masked);
			log_mask(masked, text);
			text = buf_as_str(masked);
		}
		size_t room = sizeof line - len, more = text.len + (i > 1) < room ? text.len + (i > 1) : room;
		if (i > 1 && more)
			line[len] = ' ';
		if (more > (size_t)(i > 1))
			memcpy(line + len + (i > 1), text.ptr, more - (i > 1));
		len += more;
		lua_pop(lua, 1);
	}
	log_info("%.*s", (int)len, line);
	return 0;
}

/* ---- metatables and protected calls ---- */

/* A finalizer would run outside of every limit; weak tables would make results depend on the collector. */
static int base_setmetatable(lua_State *lua)
{
	static const char *const refused[] = {"__gc", "__mode"};
	int kind = lua_type(lua, 2);

	luaL_checktype(lua, 1, LUA_TTABLE);
	luaL_argexpected(lua, kind == LUA_TNIL || kind == LUA_TTABLE, 2, "nil or table");
	if (luaL_getmetafield(lua, 1, "__metatable") != LUA_TNIL)
		return luaL_error(lua, "cannot change a protected metatable");
	lua_settop(lua, 2);
	for (size_t i = 0; kind == LUA_TTABLE && i < sizeof refused / sizeof *refused; i++) {
		lua_pushstring(lua, refused[i]);
		if (lua_rawget(lua, 2) != LUA_TNIL)
			return luaL_error(lua, "a metatable with %s is not allowed here", refused[i]);
		lua_pop(lua, 1);
	}
	lua_setmetatable(lua, 1);
	return 1;
}

static int xpcall_answered(lua_State *lua, int status, lua_KContext context)
{
	(void)status;
	(void)context;
	lua_pushboolean(lua, 0);
	lua_insert(lua, -2);
	return 2;
}

/* On the stack: the handler, then results or the error. The handler is called when the error has been caught, as
 * any other function: inside Lua's own message handler no limit would hold. */
static int xpcall_done(lua_State *lua, int status, lua_KContext context)
{
	if (status == LUA_OK || status == LUA_YIELD) {
		lua_pushboolean(lua, 1);
		lua_replace(lua, 1);
		return lua_gettop(lua);
	}
	lua_callk(lua, 1, 1, context, xpcall_answered);
	return xpcall_answered(lua, LUA_OK, context);
}

/* Upvalue 1: the library's own. */
static int base_pcall(lua_State *lua)
{
	sandbox_charge(lua, PROTECT_PRICE);
	return lua_tocfunction(lua, lua_upvalueindex(1))(lua);
}

static int base_xpcall(lua_State *lua)
{
	sandbox_charge(lua, PROTECT_PRICE);
	luaL_checktype(lua, 2, LUA_TFUNCTION);
	lua_pushvalue(lua, 1);
	lua_copy(lua, 2, 1);
	lua_replace(lua, 2);
	return xpcall_done(lua, lua_pcallk(lua, lua_gettop(lua) - 2, LUA_MULTRET, 0, 0, xpcall_done), 0);
}

/* ---- require ---- */

static bool is_module_name(struct wn_str name)
{
	bool begins = true;

	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];
		bool separator = c == '.' || c == '/';
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
		if (separator ? begins : !letter && (c != '-' || begins))
			return false;
		begins = separator;
	}
	return name.len > 0 && name.len < 200 && !begins;
}

static struct wn_str module_path(struct sandbox *box, struct wn_str name)
{
	struct wn_str path = arena_printf(box->arena, "%s/%.*s.lua", box->folder, STR_ARG(name));
	char *at = (char *)path.ptr + strlen(box->folder) + 1;

	for (size_t i = 0; i < name.len; i++)
		if (at[i] == '.')
			at[i] = '/';
	return path;
}

static void load_module(lua_State *lua, struct wn_str name)
{
	struct sandbox *box = sandbox_of(lua);
	struct wn_error error = {0};
	struct wn_str path = module_path(box, name), text;

	sandbox_charge(lua, 10000);
	if (file_read(box->arena, path, MODULE_LIMIT, &text, &error) < 0)
		luaL_error(lua, "require: %s", error.text);
	lua_pushfstring(lua, "@%s", path.ptr);
	if (luaL_loadbufferx(lua, text.ptr ? text.ptr : "", text.len, lua_tostring(lua, -1), "t") != LUA_OK)
		lua_error(lua);
	lua_call(lua, 0, 1);
	if (lua_isnil(lua, -1)) {
		lua_pop(lua, 1);
		lua_pushboolean(lua, 1);
	}
}

static const char modules_key = 0;

/* Upvalue 1: what is loaded, by name; `false` while a module is loading, and after it has failed. */
static int base_require(lua_State *lua)
{
	struct wn_str name = sandbox_check(lua, 1);

	if (!*sandbox_of(lua)->folder)
		return luaL_error(lua, "a description stands alone: require is for scripts");
	if (!is_module_name(name))
		return luaL_error(lua, "require takes the name of a file beside the script, such as \"shared.dates\", not \"%s\"", name.ptr);
	lua_settop(lua, 1);
	if (lua_rawgetp(lua, LUA_REGISTRYINDEX, &modules_key) == LUA_TNIL) {
		lua_pop(lua, 1);
		lua_newtable(lua);
		lua_pushvalue(lua, -1);
		lua_rawsetp(lua, LUA_REGISTRYINDEX, &modules_key);
	}
	int kind = lua_getfield(lua, 2, name.ptr);
	if (kind == LUA_TBOOLEAN && !lua_toboolean(lua, -1))
		return luaL_error(lua, "module '%s' requires itself, or has failed before", name.ptr);
	if (kind != LUA_TNIL)
		return 1;
	lua_pushboolean(lua, 0);
	lua_setfield(lua, 2, name.ptr);
	load_module(lua, name);
	lua_pushvalue(lua, -1);
	lua_setfield(lua, 2, name.ptr);
	return 1;
}

/* ---- all ---- */

void open_base(lua_State *lua)
{
	static const char *const plain[] = {"assert", "error", "getmetatable", "ipairs", "next", "rawequal", "rawlen", "type"};
	static const char *const priced[] = {"select", "tonumber"};
	static const luaL_Reg own[] = {
		{"pairs", base_pairs}, {"tostring", base_tostring}, {"print", base_print}, {"setmetatable", base_setmetatable},
		{"xpcall", base_xpcall}, {"require", base_require}, {NULL, NULL},
	};

	lua_newtable(lua);
	luaopen_base(lua);
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
		lua_getfield(lua, -1, plain[i]);
		lua_setfield(lua, -3, plain[i]);
	}
	for (size_t i = 0; i < sizeof priced / sizeof *priced; i++) {
		lua_getfield(lua, -1, priced[i]);
		push_counted(lua, lua_tocfunction(lua, -1));
		lua_setfield(lua, -4, priced[i]);
		lua_pop(lua, 1);
	}
	lua_getfield(lua, -1, "pcall");
	lua_pushcclosure(lua, base_pcall, 1);
	lua_setfield(lua, -3, "pcall");
	lua_pop(lua, 1);
	luaL_setfuncs(lua, own, 0);
}
