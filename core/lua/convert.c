/* convert.c - values of Lua to the description tree, with the order and the places that the lexer found. */
#include <math.h>

#include "lua/describe.h"

#define DEPTH_MAX 200
#define NODES_MAX 1000000            /* a few tables that share entries can stand for a tree without end */
#define BYTES_MAX ((size_t)64 << 20) /* of texts */

struct conversion {
	struct describing *describing;
	lua_State *lua;
	const void *path[DEPTH_MAX]; /* tables and calls that are being converted */
	int depth;
	size_t nodes, bytes;
	bool stopped;                /* a limit is reached, and reported */
};

static struct wn_tree *convert(struct conversion *conversion, int index, struct place place);

static void stop(struct conversion *conversion, struct place place, const char *text)
{
	if (!conversion->stopped)
		diag_error(conversion->describing->diags, place, "%s", text);
	conversion->stopped = true;
}

static struct wn_tree *node(struct conversion *conversion, enum wn_tree_kind kind, struct place place)
{
	if (++conversion->nodes > NODES_MAX)
		stop(conversion, place, "the description is too large: more than a million values");
	return tree_new(conversion->describing->arena, kind, place);
}

/* False: the value is part of itself, or lies too deep. */
static bool enter(struct conversion *conversion, int index, struct place place)
{
	const void *self = lua_topointer(conversion->lua, index);

	for (int i = 0; i < conversion->depth; i++)
		if (conversion->path[i] == self) {
			diag_error(conversion->describing->diags, place, "this table contains itself");
			return false;
		}
	if (conversion->depth == DEPTH_MAX) {
		stop(conversion, place, "the description is nested more than 200 deep");
		return false;
	}
	luaL_checkstack(conversion->lua, 12, "the description is nested too deep");
	conversion->path[conversion->depth++] = self;
	return true;
}

/* ---- leaves ---- */

static bool text_of(struct conversion *conversion, int index, struct place place, struct wn_str *text)
{
	struct wn_str raw;

	raw.ptr = lua_tolstring(conversion->lua, index, &raw.len);
	if (raw.len && (!str_is_utf8(raw) || memchr(raw.ptr, '\0', raw.len))) {
		diag_error(conversion->describing->diags, place, "this text is not UTF-8: save the file in that encoding, and write characters instead of escapes such as \\xe9");
		return false;
	}
	conversion->bytes += raw.len;
	if (conversion->bytes > BYTES_MAX) {
		stop(conversion, place, "the description is too large: more than 64 MiB of text");
		return false;
	}
	*text = arena_str(conversion->describing->arena, raw);
	return true;
}

static struct wn_tree *convert_text(struct conversion *conversion, int index, struct place place)
{
	struct wn_tree *tree = node(conversion, WN_TREE_TEXT, place);

	return text_of(conversion, index, place, &tree->as.text) ? tree : NULL;
}

static struct wn_tree *convert_number(struct conversion *conversion, int index, struct place place)
{
	lua_Number number = lua_tonumber(conversion->lua, index);

	if (lua_isinteger(conversion->lua, index)) {
		struct wn_tree *tree = node(conversion, WN_TREE_INTEGER, place);
		tree->as.integer = lua_tointeger(conversion->lua, index);
		return tree;
	}
	if (!isfinite(number)) {
		diag_error(conversion->describing->diags, place, "%s cannot stand here", isnan(number) ? "0/0, which is no number," : "an infinite number");
		return NULL;
	}
	struct wn_tree *tree = node(conversion, WN_TREE_NUMBER, place);
	tree->as.number = number;
	return tree;
}

/* By its mark, or by its lines where it has a name; null: it is none of this file. */
static const struct function_text *function_text(struct conversion *conversion, int index)
{
	const struct literals *literals = &conversion->describing->literals;
	const struct function_text *found = NULL;
	lua_State *lua = conversion->lua;
	lua_Debug at;

	words_marks(lua);
	lua_pushvalue(lua, index);
	bool marked = lua_rawget(lua, -2) == LUA_TNUMBER;
	size_t mark = (size_t)lua_tointeger(lua, -1);
	lua_pop(lua, 2);
	if (marked)
		return mark < literals->function_count ? &literals->functions[mark] : NULL;
	lua_pushvalue(lua, index);
	lua_getinfo(lua, ">S", &at);
	for (size_t i = 0; i < literals->function_count; i++) {
		const struct function_text *text = &literals->functions[i];
		if (!text->named || (int)text->place.line != at.linedefined || (int)text->last_line != at.lastlinedefined)
			continue;
		if (found)
			return NULL;
		found = text;
	}
	return found;
}

/* The number of a function in the tree: functions are counted as the tree first shows them, so every state
 * that runs the file counts alike. */
static uint32_t function_number(struct conversion *conversion, int index)
{
	lua_State *lua = conversion->lua;
	uint32_t number;

	words_functions(lua);
	lua_pushvalue(lua, index);
	if (lua_rawget(lua, -2) == LUA_TNUMBER) {
		number = (uint32_t)lua_tointeger(lua, -1);
		lua_pop(lua, 2);
		return number;
	}
	number = conversion->describing->codes++;
	lua_pop(lua, 1);
	lua_pushvalue(lua, index);
	lua_rawseti(lua, -2, (lua_Integer)number + 1);
	lua_pushvalue(lua, index);
	lua_pushinteger(lua, number);
	lua_rawset(lua, -3);
	lua_pop(lua, 1);
	return number;
}

static struct wn_tree *convert_function(struct conversion *conversion, int index, struct place place)
{
	const struct function_text *text = lua_iscfunction(conversion->lua, index) ? NULL : function_text(conversion, index);

	if (!text && lua_iscfunction(conversion->lua, index)) {
		diag_error(conversion->describing->diags, place, "a function of Lua's own cannot stand here: write function(...) ... end around it");
		return NULL;
	}
	if (!text) {
		diag_error(conversion->describing->diags, place, "which function is this? two functions with names stand on one line: give each its own");
		return NULL;
	}
	conversion->bytes += text->text.len;
	if (conversion->bytes > BYTES_MAX) {
		stop(conversion, place, "the description is too large: more than 64 MiB of text");
		return NULL;
	}
	struct wn_tree *tree = node(conversion, WN_TREE_CODE, text->place);
	tree->as.text = arena_str(conversion->describing->arena, text->text);
	tree->code = function_number(conversion, index);
	return tree;
}

/* ---- tables ---- */

/* The value on the top becomes an entry, and is popped. */
static void add_value(struct conversion *conversion, struct wn_tree *table, struct wn_str key, struct place place, struct place value_place)
{
	struct wn_tree *value = conversion->stopped ? NULL : convert(conversion, lua_gettop(conversion->lua), value_place);

	lua_pop(conversion->lua, 1);
	if (value)
		tree_add(conversion->describing->arena, table, key, place, value);
}

/* Entries that the text shows, in its order. Returns how many of the table's entries these are; `*bare` is the last
 * place in the list among them. */
static size_t add_written(struct conversion *conversion, int index, struct wn_tree *table, const struct literal *literal, lua_Integer *bare)
{
	lua_State *lua = conversion->lua;
	size_t found = 0;

	for (size_t i = 0; i < literal->count && !conversion->stopped; i++) {
		const struct literal_entry *entry = &literal->entries[i];
		if (entry->computed || entry->again)
			continue;
		if (entry->key.len) {
			sandbox_push(lua, entry->key);
			lua_rawget(lua, index);
		} else if (entry->place.line != entry->value_place.line || entry->place.column != entry->value_place.column) {
			continue; /* [""] = */
		} else {
			lua_rawgeti(lua, index, ++*bare);
		}
		if (lua_isnil(lua, -1)) {
			lua_pop(lua, 1);
			continue;
		}
		found++;
		add_value(conversion, table, entry->key, entry->place, entry->value_place);
	}
	return found;
}

/* What the keys of computed entries become; false: reported. */
static bool key_of(struct conversion *conversion, int index, struct place place, lua_Integer *bare, struct wn_str *key)
{
	lua_State *lua = conversion->lua;

	*key = (struct wn_str){0};
	if (lua_isinteger(lua, index)) {
		lua_Integer number = lua_tointeger(lua, index);
		if (number == *bare + 1)
			++*bare;
		else
			*key = arena_printf(conversion->describing->arena, "%lld", (long long)number);
		return true;
	}
	if (lua_type(lua, index) != LUA_TSTRING) {
		diag_error(conversion->describing->diags, place, "a key must be a text or a whole number, not a %s", luaL_typename(lua, index));
		return false;
	}
	if (lua_rawlen(lua, index) == 0) {
		diag_error(conversion->describing->diags, place, "a key must not be empty");
		return false;
	}
	return text_of(conversion, index, place, key);
}

/* Pushes the set of keys that the text shows. */
static void push_written(struct conversion *conversion, const struct literal *literal)
{
	lua_newtable(conversion->lua);
	for (size_t i = 0; literal && i < literal->count; i++) {
		if (literal->entries[i].key.len == 0)
			continue;
		sandbox_push(conversion->lua, literal->entries[i].key);
		lua_pushboolean(conversion->lua, 1);
		lua_rawset(conversion->lua, -3);
	}
}

/* Is the key on the top one of those that add_written has dealt with? */
static bool is_written(lua_State *lua, int written, lua_Integer bare)
{
	if (lua_isinteger(lua, -1))
		return lua_tointeger(lua, -1) >= 1 && lua_tointeger(lua, -1) <= bare;
	lua_pushvalue(lua, -1);
	bool found = lua_rawget(lua, written) != LUA_TNIL;
	lua_pop(lua, 1);
	return found;
}

/* What was computed, in order of the keys: numbers, then texts. */
static void add_computed(struct conversion *conversion, int index, struct wn_tree *table, const struct literal *literal, lua_Integer bare)
{
	lua_State *lua = conversion->lua;
	lua_Integer last = bare, count = sandbox_keys(lua, index);
	struct wn_str key;

	push_written(conversion, literal);
	int written = lua_gettop(lua), keys = written - 1;
	for (lua_Integer i = 1; i <= count && !conversion->stopped; i++) {
		lua_rawgeti(lua, keys, i);
		if (is_written(lua, written, bare) || !key_of(conversion, written + 1, table->place, &last, &key)) {
			lua_settop(lua, written);
			continue;
		}
		lua_rawget(lua, index);
		add_value(conversion, table, key, table->place, table->place);
	}
	lua_settop(lua, keys - 1);
}

static size_t count_entries(lua_State *lua, int index)
{
	size_t count = 0;

	lua_pushnil(lua);
	for (; lua_next(lua, index); count++)
		lua_pop(lua, 1);
	return count;
}

static const struct literal *literal_of(struct conversion *conversion, int index)
{
	lua_State *lua = conversion->lua;

	words_marks(lua);
	lua_pushvalue(lua, index);
	bool marked = lua_rawget(lua, -2) == LUA_TNUMBER;
	size_t mark = (size_t)lua_tointeger(lua, -1);
	lua_pop(lua, 2);
	return marked && mark < conversion->describing->literals.count ? &conversion->describing->literals.at[mark] : NULL;
}

static struct wn_tree *convert_table(struct conversion *conversion, int index, struct place place)
{
	const struct literal *literal = literal_of(conversion, index);
	struct wn_tree *tree = node(conversion, WN_TREE_TABLE, literal ? literal->place : place);
	lua_Integer bare = 0;

	if (!enter(conversion, index, tree->place))
		return NULL;
	size_t found = literal ? add_written(conversion, index, tree, literal, &bare) : 0;
	if (count_entries(conversion->lua, index) > found)
		add_computed(conversion, index, tree, literal, bare);
	conversion->depth--;
	return tree;
}

/* ---- calls ---- */

static struct wn_tree *convert_word(struct conversion *conversion, int index, struct place place)
{
	lua_State *lua = conversion->lua;
	const struct word *word = word_at(lua, index);
	struct wn_tree *tree = node(conversion, WN_TREE_CALL, place);

	if (!enter(conversion, index, place))
		return NULL;
	lua_getiuservalue(lua, index, 2);
	bool good = text_of(conversion, lua_gettop(lua), place, &tree->as.text);
	lua_pop(lua, 1);
	lua_getiuservalue(lua, index, 1);
	int arguments = lua_gettop(lua);
	for (int i = 1; good && i <= word->count && !conversion->stopped; i++) {
		lua_rawgeti(lua, arguments, i);
		struct wn_tree *value = convert(conversion, arguments + 1, place);
		lua_settop(lua, arguments);
		if (value)
			tree_add(conversion->describing->arena, tree, (struct wn_str){0}, value->place, value);
	}
	lua_settop(lua, arguments - 1);
	conversion->depth--;
	return good ? tree : NULL;
}

static struct wn_tree *convert(struct conversion *conversion, int index, struct place place)
{
	lua_State *lua = conversion->lua;
	struct wn_tree *tree;

	switch (lua_type(lua, index)) {
	case LUA_TNIL:
		return node(conversion, WN_TREE_NONE, place);
	case LUA_TBOOLEAN:
		tree = node(conversion, WN_TREE_FLAG, place);
		tree->as.flag = lua_toboolean(lua, index);
		return tree;
	case LUA_TNUMBER:
		return convert_number(conversion, index, place);
	case LUA_TSTRING:
		return convert_text(conversion, index, place);
	case LUA_TFUNCTION:
		return convert_function(conversion, index, place);
	case LUA_TTABLE:
		return convert_table(conversion, index, place);
	default:
		if (word_at(lua, index))
			return convert_word(conversion, index, place);
		diag_error(conversion->describing->diags, place, "a %s cannot stand in a description", luaL_typename(lua, index));
		return NULL;
	}
}

/* ---- the root ---- */

static void note_inside(struct conversion *conversion, int index, int seen);

/* Every call below the value on the top stands in another. Pops it. */
static void note_value(struct conversion *conversion, int seen)
{
	lua_State *lua = conversion->lua;
	struct word *word = word_at(lua, -1);

	if (word)
		word->inside = true;
	else if (lua_type(lua, -1) == LUA_TTABLE)
		note_inside(conversion, lua_gettop(lua), seen);
	lua_pop(lua, 1);
}

/* Each table once: `seen` is the index of the set of those that were looked at. Arguments of calls are looked at when it
 * is the call's own turn. */
static void note_inside(struct conversion *conversion, int index, int seen)
{
	lua_State *lua = conversion->lua;

	lua_pushvalue(lua, index);
	bool known = lua_rawget(lua, seen) != LUA_TNIL;
	lua_pop(lua, 1);
	if (known || conversion->depth == DEPTH_MAX)
		return;
	lua_pushvalue(lua, index);
	lua_pushboolean(lua, 1);
	lua_rawset(lua, seen);
	luaL_checkstack(lua, 8, "the description is nested too deep");
	conversion->depth++;
	lua_pushnil(lua);
	while (lua_next(lua, index))
		note_value(conversion, seen);
	conversion->depth--;
}

static void note_all(struct conversion *conversion, int calls)
{
	lua_State *lua = conversion->lua;

	lua_newtable(lua);
	int seen = lua_gettop(lua);
	for (int i = 1; i <= conversion->describing->calls; i++) {
		lua_rawgeti(lua, calls, i);
		lua_getiuservalue(lua, -1, 1);
		note_value(conversion, seen);
		lua_pop(lua, 1);
	}
	lua_settop(lua, seen - 1);
}

static struct place place_of_call(struct conversion *conversion, const struct word *word, int index)
{
	struct wn_str text;

	lua_getiuservalue(conversion->lua, index, 2);
	text.ptr = lua_tolstring(conversion->lua, -1, &text.len);
	struct place place = describing_place(conversion->describing, word->line, text);
	lua_pop(conversion->lua, 1);
	return place;
}

struct wn_tree *describe_convert(struct describing *describing)
{
	struct conversion conversion = {.describing = describing, .lua = describing->lua};
	lua_State *lua = describing->lua;
	struct wn_tree *root = tree_new(describing->arena, WN_TREE_TABLE, (struct place){describing->path.ptr, 1, 1});

	words_calls(lua);
	int calls = lua_gettop(lua);
	note_all(&conversion, calls);
	for (int i = 1; i <= describing->calls && !conversion.stopped; i++) {
		lua_rawgeti(lua, calls, i);
		const struct word *word = word_at(lua, calls + 1);
		if (!word->inside) {
			struct place place = place_of_call(&conversion, word, calls + 1);
			add_value(&conversion, root, (struct wn_str){0}, place, place);
		}
		lua_settop(lua, calls);
	}
	lua_settop(lua, calls - 1);
	return root;
}
