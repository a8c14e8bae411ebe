/* words.c - the environment in which descriptions run: words that Lua does not define become calls. */
#include "lua/describe.h"

static const char word_key = 0, calls_key = 0, marks_key = 0, functions_key = 0;

struct describing *describing_of(lua_State *lua)
{
	return sandbox_of(lua)->describing;
}

void words_calls(lua_State *lua)
{
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &calls_key);
}

void words_marks(lua_State *lua)
{
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &marks_key);
}

void words_functions(lua_State *lua)
{
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &functions_key);
}

struct word *word_at(lua_State *lua, int index)
{
	struct word *word = lua_type(lua, index) == LUA_TUSERDATA ? lua_touserdata(lua, index) : NULL;

	if (!word || !lua_getmetatable(lua, index))
		return NULL;
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &word_key);
	bool same = lua_rawequal(lua, -1, -2);
	lua_pop(lua, 2);
	return same ? word : NULL;
}

/* Pushes a new word or call; the name is on the top and is replaced. */
static struct word *push_word(lua_State *lua)
{
	struct word *word = lua_newuserdatauv(lua, sizeof *word, 2);

	*word = (struct word){0};
	lua_rotate(lua, -2, 1);
	lua_setiuservalue(lua, -2, 2);
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &word_key);
	lua_setmetatable(lua, -2);
	return word;
}

static uint32_t calling_line(lua_State *lua)
{
	lua_Debug at;

	if (!lua_getstack(lua, 1, &at))
		return 0;
	lua_getinfo(lua, "l", &at);
	return at.currentline > 0 ? (uint32_t)at.currentline : 0;
}

/* Arguments of the call at 1, then those at 2 and up, into a new table on the top. */
static int join_arguments(lua_State *lua, const struct word *old, int last)
{
	int count = 0;

	lua_createtable(lua, old->count + last - 1, 0);
	if (old->called)
		lua_getiuservalue(lua, 1, 1);
	for (; count < old->count;) {
		lua_rawgeti(lua, -1, ++count);
		lua_rawseti(lua, -3, count);
	}
	if (old->called)
		lua_pop(lua, 1);
	for (int i = 2; i <= last; i++) {
		lua_pushvalue(lua, i);
		lua_rawseti(lua, -2, ++count);
	}
	return count;
}

/* A call of a call appends its arguments: source "x" { }. The old one stays as it is. */
static int word_call(lua_State *lua)
{
	struct word *old = word_at(lua, 1);
	struct describing *describing = describing_of(lua);
	int last = lua_gettop(lua);

	sandbox_charge(lua, (uint64_t)(old->count + last));
	if (describing->done) {
		lua_getiuservalue(lua, 1, 2);
		return luaL_error(lua, "'%s' is a word of the description: it means nothing inside of a function that runs", lua_tostring(lua, -1));
	}
	int count = join_arguments(lua, old, last);
	lua_getiuservalue(lua, 1, 2);
	struct word *call = push_word(lua);
	call->called = true;
	call->count = count;
	call->line = old->called ? old->line : calling_line(lua);
	old->inside = true;
	lua_rotate(lua, -2, 1);
	lua_setiuservalue(lua, -2, 1);
	words_calls(lua);
	lua_pushvalue(lua, -2);
	lua_rawseti(lua, -2, ++describing->calls);
	lua_pop(lua, 1);
	return 1;
}

/* Upvalue 1: what cannot be done with a word. */
static int word_misuse(lua_State *lua)
{
	int index = word_at(lua, 1) ? 1 : 2;
	bool called = word_at(lua, index)->called;

	lua_getiuservalue(lua, index, 2);
	if (called)
		return luaL_error(lua, "%s(...) is a part of the description, not a value of Lua: it %s", lua_tostring(lua, -1),
		                  lua_tostring(lua, lua_upvalueindex(1)));
	return luaL_error(lua, "'%s' is not defined in Lua, which makes it a word of the description: it %s", lua_tostring(lua, -1),
	                  lua_tostring(lua, lua_upvalueindex(1)));
}

static int word_index(lua_State *lua)
{
	sandbox_text(lua, 2);
	lua_pushfstring(lua, "has no '%s'", lua_tostring(lua, -1));
	lua_replace(lua, lua_upvalueindex(1));
	return word_misuse(lua);
}

static int word_text(lua_State *lua)
{
	lua_getiuservalue(lua, 1, 2);
	return 1;
}

static void make_metatable(lua_State *lua)
{
	static const struct {
		const char *event, *cannot;
	} misuses[] = {
		{"__newindex", "has nothing that can be set"}, {"__concat", "cannot be joined to a text"}, {"__len", "has no length"},
		{"__lt", "cannot be compared"}, {"__le", "cannot be compared"}, {"__add", "cannot be reckoned with"},
		{"__sub", "cannot be reckoned with"}, {"__mul", "cannot be reckoned with"}, {"__div", "cannot be reckoned with"},
		{"__mod", "cannot be reckoned with"}, {"__pow", "cannot be reckoned with"}, {"__unm", "cannot be reckoned with"},
		{"__idiv", "cannot be reckoned with"}, {"__band", "cannot be reckoned with"}, {"__bor", "cannot be reckoned with"},
		{"__bxor", "cannot be reckoned with"}, {"__shl", "cannot be reckoned with"}, {"__shr", "cannot be reckoned with"},
		{"__bnot", "cannot be reckoned with"}, {"__pairs", "has no entries"}, {"__close", "cannot be closed"},
	};
	static const luaL_Reg own[] = {{"__call", word_call}, {"__tostring", word_text}, {NULL, NULL}};

	lua_newtable(lua);
	luaL_setfuncs(lua, own, 0);
	for (size_t i = 0; i < sizeof misuses / sizeof *misuses; i++) {
		lua_pushstring(lua, misuses[i].cannot);
		lua_pushcclosure(lua, word_misuse, 1);
		lua_setfield(lua, -2, misuses[i].event);
	}
	lua_pushnil(lua);
	lua_pushcclosure(lua, word_index, 1);
	lua_setfield(lua, -2, "__index");
	lua_pushboolean(lua, 0);
	lua_setfield(lua, -2, "__metatable");
	lua_rawsetp(lua, LUA_REGISTRYINDEX, &word_key);
}

/* Upvalues: allowed globals, words met so far. */
static int environment_index(lua_State *lua)
{
	lua_settop(lua, 2);
	lua_pushvalue(lua, 2);
	if (lua_rawget(lua, lua_upvalueindex(1)) != LUA_TNIL)
		return 1;
	lua_pushvalue(lua, 2);
	if (lua_rawget(lua, lua_upvalueindex(2)) != LUA_TNIL)
		return 1;
	lua_pushvalue(lua, 2);
	push_word(lua);
	lua_pushvalue(lua, 2);
	lua_pushvalue(lua, -2);
	lua_rawset(lua, lua_upvalueindex(2));
	return 1;
}

static int environment_newindex(lua_State *lua)
{
	sandbox_text(lua, 2);
	const char *name = lua_tostring(lua, -1);
	return luaL_error(lua, "'%s' is set outside of all braces: move it into them, or write local %s = ...", name, name);
}

/* __literal(n, table) and __function(n, function): remembers the mark and gives the value back. */
static int mark(lua_State *lua)
{
	luaL_checkinteger(lua, 1);
	lua_settop(lua, 2);
	words_marks(lua);
	lua_pushvalue(lua, 2);
	lua_pushvalue(lua, 1);
	lua_rawset(lua, -3);
	lua_settop(lua, 2);
	return 1;
}

static void make_registry(lua_State *lua)
{
	lua_newtable(lua);
	lua_rawsetp(lua, LUA_REGISTRYINDEX, &calls_key);
	lua_newtable(lua);
	lua_rawsetp(lua, LUA_REGISTRYINDEX, &functions_key);
	lua_newtable(lua);
	lua_createtable(lua, 0, 1);
	lua_pushliteral(lua, "k");
	lua_setfield(lua, -2, "__mode");
	lua_setmetatable(lua, -2);
	lua_rawsetp(lua, LUA_REGISTRYINDEX, &marks_key);
}

void words_open(lua_State *lua)
{
	static const luaL_Reg marks[] = {{LITERAL_MARK, mark}, {FUNCTION_MARK, mark}, {NULL, NULL}};

	make_metatable(lua);
	make_registry(lua);
	sandbox_globals(lua);
	luaL_setfuncs(lua, marks, 0);
	lua_newtable(lua);
	lua_createtable(lua, 0, 3);
	lua_pushvalue(lua, -3);
	lua_newtable(lua);
	lua_pushcclosure(lua, environment_index, 2);
	lua_setfield(lua, -2, "__index");
	lua_pushcfunction(lua, environment_newindex);
	lua_setfield(lua, -2, "__newindex");
	lua_pushboolean(lua, 0);
	lua_setfield(lua, -2, "__metatable");
	lua_setmetatable(lua, -2);
	lua_rawseti(lua, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
	lua_pop(lua, 1);
}
