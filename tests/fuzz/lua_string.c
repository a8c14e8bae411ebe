/* lua_string.c - the string functions that scripts get, which have matchers and bounds of their own, against those of the Lua
 * library: the same results, and an error where that has an error. Texts are short, so that the library's matcher ends as well.
 */
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <string.h>

#include "fuzz/support_bytes.h"
#include "lua/sandbox.h"

static const char chunk[] =
	"local name, a, b, c, d = ...\n"
	"local out = {}\n"
	"local function add(...)\n"
	"  for i = 1, select('#', ...) do local v = select(i, ...) out[#out + 1] = type(v) .. ':' .. tostring(v) end\n"
	"end\n"
	"if name == 'gmatch' then\n"
	"  for x, y, z in string.gmatch(a, b, c) do add(x, y, z) if #out > 60 then break end end\n"
	"elseif name == 'table' then add(string.gsub(a, b, { a = 'A', b = false, [''] = 7, [1] = '1' }, d))\n"
	"elseif name == 'call' then add(string.gsub(a, b, function(x, y) if y then return y end if x == 'b' then return nil end return x end, d))\n"
	"else add(string[name](a, b, c, d)) end\n"
	"return table.concat(out, '|')\n";

struct states {
	lua_State *ours, *library;
};

static struct states states_new(void)
{
	struct states states = {NULL, luaL_newstate()};
	struct wn_error error = {0};

	states.ours = sandbox_new(&script_limits, WN_STR("."), &error);
	MUST(states.ours && states.library);
	luaL_openlibs(states.library);
	MUST(sandbox_load(states.ours, WN_STR("input.lua"), str_of(chunk), &error) == WN_OK);
	MUST(luaL_loadstring(states.library, chunk) == LUA_OK);
	return states;
}

/* What is passed on, in the same way to both. */
struct call {
	const char *name;
	struct wn_str first, second, third;
	bool text; /* the third argument is one, not a number */
	int64_t number, fourth;
	bool has_number, has_fourth;
};

static void push_text(lua_State *lua, struct wn_str text)
{
	lua_pushlstring(lua, text.ptr ? text.ptr : "", text.len);
}

static int push_call(lua_State *lua, const struct call *call)
{
	lua_pushvalue(lua, 1);
	lua_pushstring(lua, call->name);
	push_text(lua, call->first);
	if (strcmp(call->name, "rep") == 0)
		lua_pushinteger(lua, call->number);
	else
		push_text(lua, call->second);
	if (call->text)
		push_text(lua, call->third);
	else if (call->has_number)
		lua_pushinteger(lua, call->number);
	else
		lua_pushnil(lua);
	if (!call->has_fourth)
		lua_pushnil(lua);
	else if (strcmp(call->name, "find") == 0)
		lua_pushboolean(lua, (int)call->fourth & 1);
	else
		lua_pushinteger(lua, call->fourth);
	return 5;
}

/* So many repetitions make a matcher try for very long. */
static bool library_ends(const struct call *call)
{
	size_t repeats = 0;

	for (size_t i = 0; i < call->second.len; i++)
		repeats += strchr("*+-?", call->second.ptr[i]) != NULL;
	return repeats <= 4;
}

static struct call call_of(struct bytes *bytes)
{
	static const char *const names[] = {"find", "match", "gmatch", "gsub", "table", "call", "format", "rep"};
	struct call call = {.name = names[bytes_below(bytes, 8)]};
	uint8_t flags = bytes_one(bytes);
	bool gsub = strcmp(call.name, "gsub") == 0, rep = strcmp(call.name, "rep") == 0, format = strcmp(call.name, "format") == 0;

	call.number = rep ? (int64_t)bytes_below(bytes, 24) - 2 : (int8_t)bytes_one(bytes);
	call.fourth = (int8_t)bytes_one(bytes);
	call.has_number = flags & 1;
	call.has_fourth = flags & 2;
	call.text = gsub || rep || (format && flags & 4);
	call.first = bytes_take(bytes, bytes_below(bytes, 28));
	if (gsub || rep || format)
		call.third = bytes_take(bytes, bytes_below(bytes, 12));
	call.second = bytes_take(bytes, 40);
	if (!library_ends(&call)) /* ours counts its steps, but many of them */
		call.first = str_first(call.first, 6);
	return call;
}

/* %p is refused in scripts, and an address is no result. A width of two digits is what %s may have. */
static bool is_comparable(const struct call *call)
{
	return strcmp(call->name, "format") != 0 || !memchr(call->first.ptr ? call->first.ptr : "", 'p', call->first.len);
}

/* A pattern is read as a whole here; the library meets what is wrong with it only when a text leads there. */
static bool is_about_pattern(const struct wn_error *error)
{
	static const char *const says[] = {"malformed pattern", "invalid pattern capture", "invalid capture index", "unfinished capture", "missing '['",
		"too many captures"};

	for (size_t i = 0; i < sizeof(says) / sizeof(says[0]); i++)
		if (strstr(error->text, says[i]))
			return true;
	return false;
}

static void compare(const struct states *states, bool ours, bool library, const struct wn_error *error)
{
	size_t len = 0, library_len = 0;
	const char *text, *library_text;

	if (!ours && library && is_about_pattern(error))
		return;
	if (ours != library)
		fprintf(stderr, "ours: %s; the library: %s\n", ours ? "a result" : error->text, library ? "a result" : lua_tostring(states->library, -1));
	MUST(ours == library);
	if (!ours)
		return;
	text = lua_tolstring(states->ours, -1, &len);
	library_text = lua_tolstring(states->library, -1, &library_len);
	if (len != library_len || memcmp(text, library_text, len) != 0) {
		fprintf(stderr, "ours: %.*s\nthe library: %.*s\n", (int)len, text, (int)library_len, library_text);
		MUST(!"the same results");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct states states = states_new();
	struct bytes bytes = {data, size};
	struct call call = call_of(&bytes);
	struct wn_error error = {0};
	bool ours, library;

	ours = sandbox_call(states.ours, push_call(states.ours, &call), 1, &error) == WN_OK;
	if (library_ends(&call) && is_comparable(&call)) {
		library = lua_pcall(states.library, push_call(states.library, &call), 1, 0) == LUA_OK;
		compare(&states, ours, library, &error);
	}
	sandbox_free(states.ours);
	lua_close(states.library);
	return 0;
}
