/* bind_json.c - JSON between texts and values of Lua: null, integers, empty lists and empty objects survive. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "lua/bind.h"

#define DEPTH_MAX 200
#define TEXT_MAX ((size_t)16 << 20)
/* Values in one text: the parser's memory is not the script's, so it is bounded before. */
#define VALUES_MAX 500000

static const char null_key = 0, array_key = 0, tree_key = 0;

static void push_null(lua_State *lua)
{
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &null_key);
}

static bool is_null(lua_State *lua, int index)
{
	push_null(lua);
	bool null = lua_rawequal(lua, index < 0 ? index - 1 : index, -1);
	lua_pop(lua, 1);
	return null;
}

/* Marks the table on the top as a list, also when it is empty. */
static void mark_array(lua_State *lua)
{
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &array_key);
	lua_setmetatable(lua, -2);
}

static bool is_marked(lua_State *lua, int index)
{
	if (!lua_getmetatable(lua, index))
		return false;
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &array_key);
	bool marked = lua_rawequal(lua, -1, -2);
	lua_pop(lua, 2);
	return marked;
}

/* ---- decoding ---- */

static void push_tree(lua_State *lua, const json_t *json);

static void push_json_object(lua_State *lua, json_t *json)
{
	const char *key;
	json_t *value;

	lua_createtable(lua, 0, (int)json_object_size(json));
	json_object_foreach(json, key, value) {
		lua_pushstring(lua, key);
		push_tree(lua, value);
		lua_rawset(lua, -3);
	}
}

static void push_json_array(lua_State *lua, const json_t *json)
{
	size_t count = json_array_size(json);

	lua_createtable(lua, (int)count, 0);
	for (size_t i = 0; i < count; i++) {
		push_tree(lua, json_array_get(json, i));
		lua_rawseti(lua, -2, (lua_Integer)i + 1);
	}
	mark_array(lua);
}

static void push_tree(lua_State *lua, const json_t *json)
{
	luaL_checkstack(lua, 6, "nested too deep");
	switch (json_typeof(json)) {
	case JSON_OBJECT:
		push_json_object(lua, (json_t *)json);
		break;
	case JSON_ARRAY:
		push_json_array(lua, json);
		break;
	case JSON_STRING:
		lua_pushlstring(lua, json_string_value(json), json_string_length(json));
		break;
	case JSON_INTEGER:
		lua_pushinteger(lua, json_integer_value(json));
		break;
	case JSON_REAL:
		lua_pushnumber(lua, json_real_value(json));
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		lua_pushboolean(lua, json_is_true(json));
		break;
	default:
		push_null(lua);
	}
}

/* The parsed tree lives in a userdata, so that running out of memory on the way does not lose it. */
static int free_tree(lua_State *lua)
{
	json_t **tree = lua_touserdata(lua, 1);

	json_decref(*tree);
	*tree = NULL;
	return 0;
}

static json_t **push_holder(lua_State *lua)
{
	json_t **tree = lua_newuserdatauv(lua, sizeof *tree, 0);

	*tree = NULL;
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &tree_key);
	lua_setmetatable(lua, -2);
	return tree;
}

/* At least as many as the text has values, and nested no deeper than we go. */
static bool is_moderate(struct wn_str text, const char **why)
{
	size_t values = 1, depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '[' || c == '{'))
			values++, depth++;
		else if (!quoted && (c == ']' || c == '}'))
			depth -= depth > 0;
		else if (!quoted && c == ',')
			values++;
		if (depth > DEPTH_MAX || values > VALUES_MAX) {
			*why = depth > DEPTH_MAX ? "nested more than 200 deep" : "more than 500000 values";
			return false;
		}
	}
	*why = "longer than 16 MiB";
	return text.len <= TEXT_MAX;
}

bool json_decode(lua_State *lua, struct wn_str text)
{
	json_error_t error;
	const char *why;

	sandbox_charge(lua, text.len / 2 + 1);
	if (str_begins(text, WN_STR("\xef\xbb\xbf")))
		text = str_from(text, 3); /* servers write it, though they must not */
	if (!is_moderate(text, &why)) {
		lua_pushstring(lua, why);
		return false;
	}
	json_t **tree = push_holder(lua);
	*tree = json_loadb(text.ptr ? text.ptr : "", text.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
	if (!*tree) {
		lua_pop(lua, 1);
		lua_pushfstring(lua, "line %d, column %d: %s", error.line, error.column, error.text);
		return false;
	}
	push_tree(lua, *tree);
	json_decref(*tree);
	*tree = NULL;
	lua_remove(lua, -2);
	return true;
}

static int json_decode_binding(lua_State *lua)
{
	if (lua_type(lua, 1) != LUA_TSTRING)
		return bind_error(lua, "json.decode needs a text, not a %s", luaL_typename(lua, 1));
	if (json_decode(lua, sandbox_check(lua, 1)))
		return 1;
	lua_pushnil(lua);
	lua_insert(lua, -2);
	return 2;
}

/* ---- encoding ---- */

struct encoding {
	lua_State *lua;
	struct buf *out; /* of the sandbox: an error on the way leaves it in good hands */
	int depth;
};

static void encode(struct encoding *encoding, int index);

static void put_char(struct buf *out, unsigned char c)
{
	static const char letters[] = "\b\f\n\r\t\"\\", names[] = "bfnrt\"\\";
	const char *known = c ? memchr(letters, c, sizeof letters - 1) : NULL;

	if (known)
		buf_printf(out, "\\%c", names[known - letters]);
	else if (c < 0x20 || c == 0x7f)
		buf_printf(out, "\\u%04x", c);
	else
		buf_byte(out, (char)c);
}

static void encode_text(struct encoding *encoding, int index)
{
	struct wn_str text;

	text.ptr = lua_tolstring(encoding->lua, index, &text.len);
	sandbox_charge(encoding->lua, text.len / 2 + 1);
	if (!str_is_utf8(text))
		bind_error(encoding->lua, "json.encode: a text is not UTF-8");
	if (encoding->out->len + text.len > TEXT_MAX)
		bind_error(encoding->lua, "json.encode: the text grows beyond 16 MiB");
	buf_byte(encoding->out, '"');
	for (size_t i = 0; i < text.len; i++)
		put_char(encoding->out, (unsigned char)text.ptr[i]);
	buf_byte(encoding->out, '"');
}

/* The shortest text that reads back as the same number, and as no integer. */
static void encode_number(struct encoding *encoding, int index)
{
	double number = lua_tonumber(encoding->lua, index);
	char text[40];

	if (lua_isinteger(encoding->lua, index)) {
		buf_printf(encoding->out, "%lld", (long long)lua_tointeger(encoding->lua, index));
		return;
	}
	if (!isfinite(number))
		bind_error(encoding->lua, "json.encode: JSON has no word for %s", isnan(number) ? "0/0" : "an infinite number");
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, number);
		if (strtod(text, NULL) == number)
			break;
	}
	buf_text(encoding->out, text);
	if (!strpbrk(text, ".e"))
		buf_text(encoding->out, ".0");
}

static void encode_array(struct encoding *encoding, int index, lua_Integer count)
{
	buf_byte(encoding->out, '[');
	for (lua_Integer i = 1; i <= count; i++) {
		if (i > 1)
			buf_byte(encoding->out, ',');
		lua_rawgeti(encoding->lua, index, i);
		encode(encoding, lua_gettop(encoding->lua));
		lua_pop(encoding->lua, 1);
	}
	buf_byte(encoding->out, ']');
}

static void encode_object(struct encoding *encoding, int index, int keys, lua_Integer count)
{
	lua_State *lua = encoding->lua;

	buf_byte(encoding->out, '{');
	for (lua_Integer i = 1; i <= count; i++) {
		if (lua_rawgeti(lua, keys, i) != LUA_TSTRING)
			bind_error(lua, "json.encode: a table is a list or has texts as keys, not a key that is a %s", luaL_typename(lua, -1));
		if (i > 1)
			buf_byte(encoding->out, ',');
		encode_text(encoding, keys + 1);
		buf_byte(encoding->out, ':');
		lua_rawget(lua, index);
		encode(encoding, keys + 1);
		lua_settop(lua, keys);
	}
	buf_byte(encoding->out, '}');
}

static void encode_table(struct encoding *encoding, int index)
{
	lua_State *lua = encoding->lua;
	lua_Integer count = sandbox_keys(lua, index), length = (lua_Integer)lua_rawlen(lua, index);
	int keys = lua_gettop(lua);

	if (++encoding->depth > DEPTH_MAX)
		bind_error(lua, "json.encode: nested more than 200 deep, or a table contains itself");
	if (encoding->out->len > TEXT_MAX)
		bind_error(lua, "json.encode: the text grows beyond 16 MiB");
	if (count == length && (count > 0 || is_marked(lua, index)))
		encode_array(encoding, index, count);
	else if (is_marked(lua, index))
		bind_error(lua, "json.encode: a list has gaps, or keys that are no places");
	else
		encode_object(encoding, index, keys, count);
	encoding->depth--;
	lua_settop(lua, keys - 1);
}

static void encode(struct encoding *encoding, int index)
{
	lua_State *lua = encoding->lua;

	luaL_checkstack(lua, 8, "nested too deep");
	sandbox_charge(lua, 4);
	switch (lua_type(lua, index)) {
	case LUA_TBOOLEAN:
		buf_text(encoding->out, lua_toboolean(lua, index) ? "true" : "false");
		break;
	case LUA_TNUMBER:
		encode_number(encoding, index);
		break;
	case LUA_TSTRING:
		encode_text(encoding, index);
		break;
	case LUA_TTABLE:
		encode_table(encoding, index);
		break;
	default:
		if (!is_null(lua, index))
			bind_error(lua, "json.encode: JSON has no word for a %s%s", luaL_typename(lua, index), lua_isnil(lua, index) ? "; write json.null" : "");
		buf_text(encoding->out, "null");
	}
}

struct wn_str json_encode(lua_State *lua, int index)
{
	struct encoding encoding = {lua, &sandbox_of(lua)->scratch, 0};

	buf_clear(encoding.out);
	encode(&encoding, lua_absindex(lua, index));
	return buf_as_str(encoding.out);
}

static int json_encode_binding(lua_State *lua)
{
	if (lua_isnone(lua, 1))
		return bind_error(lua, "json.encode needs a value, and got none");
	sandbox_push(lua, json_encode(lua, 1));
	return 1;
}

static int json_array_binding(lua_State *lua)
{
	lua_settop(lua, 1);
	if (lua_isnil(lua, 1))
		lua_newtable(lua);
	else if (lua_type(lua, 1) != LUA_TTABLE || lua_getmetatable(lua, 1))
		return bind_error(lua, "json.array needs a plain table");
	lua_settop(lua, lua_isnil(lua, 1) ? 2 : 1);
	mark_array(lua);
	return 1;
}

/* ---- all ---- */

static int null_text(lua_State *lua)
{
	lua_pushliteral(lua, "null");
	return 1;
}

static void protect_metatable(lua_State *lua)
{
	lua_pushboolean(lua, 0);
	lua_setfield(lua, -2, "__metatable");
}

void bind_json(lua_State *lua)
{
	static const luaL_Reg functions[] = {
		{"json_decode", json_decode_binding}, {"json_encode", json_encode_binding}, {"json_array", json_array_binding}, {NULL, NULL},
	};

	lua_newtable(lua);
	protect_metatable(lua);
	lua_rawsetp(lua, LUA_REGISTRYINDEX, &array_key);
	lua_newtable(lua);
	lua_pushcfunction(lua, free_tree);
	lua_setfield(lua, -2, "__gc");
	lua_rawsetp(lua, LUA_REGISTRYINDEX, &tree_key);
	lua_newuserdatauv(lua, 0, 0);
	lua_newtable(lua);
	protect_metatable(lua);
	lua_pushcfunction(lua, null_text);
	lua_setfield(lua, -2, "__tostring");
	lua_setmetatable(lua, -2);
	lua_pushvalue(lua, -1);
	lua_rawsetp(lua, LUA_REGISTRYINDEX, &null_key);
	lua_setfield(lua, -2, "json_null");
	luaL_setfuncs(lua, functions, 0);
}
