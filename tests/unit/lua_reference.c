/* lua_reference.c - what a script really sees is what docs/plugins-lua.md describes, name by name and both ways. The tests run from the
 * repository's root. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include "base/file.h"
#include "base/map.h"
#include "lua/bind.h"
#include "lua/sandbox.h"
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

struct names {
	struct wn_arena *arena;
	struct map *there;        /* "http.get", "node:find", "fact" */
	const char *list[500];
	size_t count;
};

static void add(struct names *names, const char *object, const char *mark, const char *name)
{
	const char *text = arena_printf(names->arena, "%s%s%s", object, mark, name).ptr;

	assert_true(names->count < sizeof names->list / sizeof *names->list);
	names->list[names->count++] = text;
	map_put(names->there, str_of(text), (void *)1);
}

/* The keys of the table on the top. */
static void add_keys(struct names *names, lua_State *lua, const char *object, const char *mark)
{
	lua_pushnil(lua);
	while (lua_next(lua, -2)) {
		lua_pop(lua, 1);
		if (lua_type(lua, -1) == LUA_TSTRING)
			add(names, object, mark, lua_tostring(lua, -1));
	}
}

/* What stands behind the proxy on the top; false: it is none. */
static bool push_behind(lua_State *lua)
{
	if (!lua_istable(lua, -1) || !lua_getmetatable(lua, -1))
		return false;
	lua_getfield(lua, -1, "__index");
	lua_remove(lua, -2);
	return true;
}

static void add_globals(struct names *names, lua_State *lua)
{
	sandbox_globals(lua);
	lua_pushnil(lua);
	while (lua_next(lua, -2)) {
		const char *name = lua_tostring(lua, -2);
		if (push_behind(lua)) {
			add_keys(names, lua, name, ".");
			lua_pop(lua, 1);
		} else {
			add(names, "", "", name);
		}
		lua_pop(lua, 1);
	}
	lua_pop(lua, 1);
}

static int raw_field(lua_State *lua, int index, const char *name)
{
	lua_pushstring(lua, name);
	return lua_rawget(lua, index);
}

/* Methods of userdata: metatables with a name in the registry, `__index` a table or a function that holds one. */
static void add_methods(struct names *names, lua_State *lua)
{
	lua_pushnil(lua);
	while (lua_next(lua, LUA_REGISTRYINDEX)) {
		int top = lua_gettop(lua);
		if (lua_istable(lua, top) && raw_field(lua, top, "__name") == LUA_TSTRING) {
			if (raw_field(lua, top, "__index") == LUA_TFUNCTION)
				assert_non_null(lua_getupvalue(lua, -1, 1));
			add_keys(names, lua, lua_tostring(lua, top + 1), ":");
		}
		lua_settop(lua, top - 1);
	}
}

/* Methods of answers: what http.request, written in Lua, has at hand under that name. */
static void add_answers(struct names *names, lua_State *lua)
{
	const char *name;
	int top = lua_gettop(lua);

	sandbox_globals(lua);
	lua_getfield(lua, -1, "http");
	lua_getfield(lua, -1, "request");
	for (int i = 1; (name = lua_getupvalue(lua, top + 3, i)); i++)
		if (strcmp(name, "answer_metatable") == 0) {
			lua_getfield(lua, -1, "__index");
			add_keys(names, lua, "answer", ":");
		}
	lua_settop(lua, top);
}

static int collect(lua_State *lua)
{
	struct names *names = lua_touserdata(lua, 1);

	add_globals(names, lua);
	add_methods(names, lua);
	add_answers(names, lua);
	return 0;
}

/* The section of the reference. */
static struct wn_str reference(struct wn_arena *arena)
{
	struct wn_error error = {0};
	struct wn_str text;

	if (file_read(arena, WN_STR("docs/plugins-lua.md"), (size_t)1 << 20, &text, &error) < 0)
		fail_msg("%s", error.text);
	const char *from = strstr(arena_str(arena, text).ptr, "\n## Functions that scripts have"), *to = from ? strstr(from + 1, "\n## ") : NULL;
	assert_non_null(to);
	return (struct wn_str){from, (size_t)(to - from)};
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool mentions(struct wn_str text, struct wn_str name)
{
	for (size_t i = 1; i + name.len < text.len; i++)
		if (str_begins(str_from(text, i), name) && !is_word(text.ptr[i - 1]) && text.ptr[i - 1] != '.' && !is_word(text.ptr[i + name.len]))
			return true;
	return false;
}

/* doc and node, company and account have the same methods. */
static bool is_mentioned(struct names *names, struct wn_str text, const char *name)
{
	struct wn_str rest = str_of(name), object;

	if (mentions(text, rest))
		return true;
	if (!str_cut(&rest, WN_STR(":"), &object) || rest.len == 0)
		return false;
	const char *other = str_is(object, "node") ? "doc" : str_is(object, "company") ? "account" : "-";
	return mentions(text, arena_printf(names->arena, "%s:%.*s", other, STR_ARG(rest)));
}

static void test_everything_is_described(void **state)
{
	struct names *names = *state;
	struct wn_str text = reference(names->arena);

	assert_true(names->count > 80);
	for (size_t i = 0; i < names->count; i++)
		if (!is_mentioned(names, text, names->list[i]))
			fail_msg("scripts have %s, and docs/plugins-lua.md does not say so", names->list[i]);
}

/* `object.name` and `object:name(` in the text, of objects that there are, must be there. */
static void test_nothing_else_is_described(void **state)
{
	static const char *const objects[] = {"http", "json", "html", "xml", "csv", "url", "date", "text", "id", "log", "string", "table", "math", "utf8", "node",
		"doc", "company", "account", "answer"};
	struct names *names = *state;
	struct wn_str text = reference(names->arena);
	size_t seen = 0;

	text = str_first(text, (size_t)(strstr(text.ptr, "### A page") - text.ptr));
	for (size_t i = 1; i < text.len; i++)
		for (size_t k = 0; k < sizeof objects / sizeof *objects; k++) {
			struct wn_str rest = str_from(text, i), object = str_of(objects[k]);
			if (!str_begins(rest, object) || is_word(text.ptr[i - 1]) || (text.ptr[i - 1] != '`' && text.ptr[i - 1] != ' ') || rest.len < object.len + 2)
				continue;
			char mark = rest.ptr[object.len];
			size_t len = object.len + 1;
			while (len < rest.len && is_word(rest.ptr[len]))
				len++;
			if ((mark != '.' && mark != ':') || len == object.len + 1 || (k >= 14 && mark == '.'))
				continue;
			struct wn_str name = str_from(str_first(rest, len), object.len + 1);
			const char *owner = k == 15 ? "node" : k == 17 ? "company" : objects[k];
			seen++;
			if (!map_has(names->there, arena_printf(names->arena, "%s%c%.*s", owner, mark, STR_ARG(name))))
				fail_msg("docs/plugins-lua.md describes %.*s, which scripts do not have", (int)len, rest.ptr);
		}
	assert_true(seen > 40);
}

static int setup(void **state)
{
	struct names *names = calloc(1, sizeof *names);
	struct wn_error error = {0};
	struct vm *vm = vm_open(WN_STR("x.lua"), WN_STR("return {}"), &error);

	assert_non_null(vm);
	names->arena = arena_new();
	names->there = map_new();
	if (sandbox_protect(vm->lua, collect, names, &error) < 0)
		fail_msg("%s", error.text);
	vm_close(vm);
	*state = names;
	return 0;
}

static int teardown(void **state)
{
	struct names *names = *state;

	map_free(names->there);
	arena_free(names->arena);
	free(names);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_everything_is_described), cmocka_unit_test(test_nothing_else_is_described)};

	return cmocka_run_group_tests(tests, setup, teardown);
}
