/* vm_read.c - what a script says of itself: its kind, names, options, needs and cost. */
#include <limits.h>
#include <stdio.h>

#include "base/diag.h"
#include "lua/bind.h"

static const char *const kinds[] = {"source", "enricher", "filter", "sink", NULL};

struct reader_of_script {
	struct vm *vm;
	struct wn_arena *arena;
	struct vm_says *says;
	struct wn_needs *needs; /* of describe */
};

/* Index of the text at `index` in words, or -1. */
static int word_at_index(lua_State *lua, int index, const char *const *words)
{
	const char *text = lua_type(lua, index) == LUA_TSTRING ? lua_tostring(lua, index) : "";

	for (int i = 0; words[i]; i++)
		if (strcmp(words[i], text) == 0)
			return i;
	return -1;
}

/* Raises for a key of the table at `index` that is not among `known`. */
static void refuse_unknown(lua_State *lua, int index, const char *const *known, const char *what)
{
	lua_Integer count = sandbox_keys(lua, index);
	char near[128];

	for (lua_Integer i = 1; i <= count; i++) {
		lua_rawgeti(lua, -1, i);
		if (word_at_index(lua, lua_gettop(lua), known) < 0) {
			sandbox_text(lua, -1);
			const char *key = lua_tostring(lua, -1);
			luaL_error(lua, "%s has no '%s'%s", what, key, did_you_mean(near, str_of(key), known));
		}
		lua_pop(lua, 1);
	}
	lua_pop(lua, 1);
}

/* The text at a key of the table at `index`, copied; null where it is left out. */
static const char *text_at(struct reader_of_script *reader, int index, const char *key)
{
	lua_State *lua = reader->vm->lua;
	const char *copy = NULL;

	lua_pushstring(lua, key);
	int kind = lua_rawget(lua, index);
	if (kind != LUA_TNIL && kind != LUA_TSTRING)
		luaL_error(lua, "'%s' is a text, not a %s", key, luaL_typename(lua, -1));
	if (kind == LUA_TSTRING) {
		struct wn_str text = sandbox_check(lua, -1);
		if (!str_is_utf8(text) || memchr(text.ptr, '\0', text.len))
			luaL_error(lua, "'%s' is not UTF-8", key);
		copy = arena_str(reader->arena, text).ptr;
	}
	lua_pop(lua, 1);
	return copy;
}

static const char *text_needed(struct reader_of_script *reader, int index, const char *key)
{
	const char *text = text_at(reader, index, key);

	if (!text || !*text)
		luaL_error(reader->vm->lua, "'%s' is missing", key);
	return text;
}

static bool flag_at(lua_State *lua, int index, const char *key)
{
	lua_pushstring(lua, key);
	int kind = lua_rawget(lua, index);
	if (kind != LUA_TNIL && kind != LUA_TBOOLEAN)
		luaL_error(lua, "'%s' is true or false, not a %s", key, luaL_typename(lua, -1));
	bool flag = lua_toboolean(lua, -1);
	lua_pop(lua, 1);
	return flag;
}

static uint32_t count_at(lua_State *lua, int index, const char *key)
{
	int whole = 1;

	lua_pushstring(lua, key);
	int kind = lua_rawget(lua, index);
	lua_Integer count = kind == LUA_TNIL ? 0 : lua_tointegerx(lua, -1, &whole);
	if (!whole || kind == LUA_TSTRING || count < 0 || count > UINT32_MAX)
		luaL_error(lua, "'%s' is a whole number from 0", key);
	lua_pop(lua, 1);
	return (uint32_t)count;
}

/* Raises where the table at `index` has other keys than 1, 2, 3 ... */
static void must_be_list(lua_State *lua, int index, const char *key, const char *form)
{
	if (sandbox_keys(lua, index) != (lua_Integer)lua_rawlen(lua, index))
		luaL_error(lua, "'%s' is a list: write %s", key, form);
	lua_pop(lua, 1);
}

/* ---- options ---- */

static const struct {
	const char *name;
	uint32_t type;
	size_t size;
} option_types[] = {
	{"text", WN_OPT_TEXT, sizeof(struct wn_str)}, {"integer", WN_OPT_INTEGER, sizeof(int64_t)}, {"number", WN_OPT_NUMBER, sizeof(double)},
	{"flag", WN_OPT_FLAG, sizeof(int)}, {"choice", WN_OPT_CHOICE, sizeof(int)}, {"duration", WN_OPT_DURATION, sizeof(int64_t)},
	{"bytes", WN_OPT_BYTES, sizeof(int64_t)}, {"date", WN_OPT_DATE, sizeof(int32_t)}, {"file", WN_OPT_FILE, sizeof(struct wn_str)},
	{"folder", WN_OPT_FOLDER, sizeof(struct wn_str)}, {"secret", WN_OPT_SECRET, sizeof(struct wn_str)},
	{"list", WN_OPT_LIST, sizeof(struct wn_list_value)}, {"field", WN_OPT_FIELD, sizeof(struct wn_str)},
};

static size_t read_type(struct reader_of_script *reader, int index, struct wn_option *option)
{
	const char *name = text_needed(reader, index, "type");

	for (size_t i = 0; i < sizeof option_types / sizeof *option_types; i++)
		if (strcmp(option_types[i].name, name) == 0) {
			option->type = option_types[i].type;
			return option_types[i].size;
		}
	luaL_error(reader->vm->lua, "'%s' is no type of options: there are text, integer, number, flag, choice, duration, bytes, date, file, folder, "
	           "secret, list and field", name);
	return 0;
}

/* A limit in the unit of the config: thousandths for numbers. */
static bool read_bound(struct reader_of_script *reader, int index, const char *key, const struct wn_option *option, int64_t *bound)
{
	lua_State *lua = reader->vm->lua;
	lua_Number number;

	lua_pushstring(lua, key);
	int kind = lua_rawget(lua, index);
	if (kind != LUA_TNIL && kind != LUA_TNUMBER)
		luaL_error(lua, "'%s' is a number, not a %s", key, luaL_typename(lua, -1));
	number = lua_tonumber(lua, -1) * (option->type == WN_OPT_NUMBER ? 1000 : 1);
	lua_pop(lua, 1);
	if (kind == LUA_TNUMBER && !(number > -9e15 && number < 9e15))
		luaL_error(lua, "'%s' is too large", key);
	*bound = (int64_t)number;
	return kind == LUA_TNUMBER;
}

/* Texts of the list at the top; ends with null. */
static const char *const *read_words(struct reader_of_script *reader, const char *key)
{
	lua_State *lua = reader->vm->lua;

	if (!lua_istable(lua, -1))
		luaL_error(lua, "'%s' is a list of texts, not a %s", key, luaL_typename(lua, -1));
	must_be_list(lua, lua_gettop(lua), key, "{ \"a\", \"b\" }");
	size_t count = (size_t)lua_rawlen(lua, -1);
	const char **words = arena_array(reader->arena, count + 1, sizeof *words);
	for (size_t i = 0; i < count; i++) {
		if (lua_rawgeti(lua, -1, (lua_Integer)i + 1) != LUA_TSTRING)
			luaL_error(lua, "'%s' is a list of texts, and number %d is a %s", key, (int)i + 1, luaL_typename(lua, -1));
		words[i] = arena_str(reader->arena, sandbox_check(lua, -1)).ptr;
		lua_pop(lua, 1);
	}
	return words;
}

/* { "a", "b" }, as an option table writes it. */
static const char *list_default(struct reader_of_script *reader)
{
	const char *const *words = read_words(reader, "default");
	struct buf *out = &sandbox_of(reader->vm->lua)->scratch;

	buf_clear(out);
	buf_text(out, "{");
	for (; *words; words++) {
		if (strpbrk(*words, "\","))
			luaL_error(reader->vm->lua, "a text in the default of a list cannot hold a quote or a comma");
		buf_printf(out, "%s \"%s\"", out->len > 1 ? "," : "", *words);
	}
	buf_text(out, " }");
	return arena_str(reader->arena, buf_as_str(out)).ptr;
}

/* The default as the user would write it. */
static const char *read_default(struct reader_of_script *reader, int index)
{
	lua_State *lua = reader->vm->lua;
	const char *text = NULL;

	lua_pushliteral(lua, "default");
	switch (lua_rawget(lua, index)) {
	case LUA_TNIL:
		break;
	case LUA_TBOOLEAN:
		text = lua_toboolean(lua, -1) ? "true" : "false";
		break;
	case LUA_TTABLE:
		text = list_default(reader);
		break;
	case LUA_TNUMBER:
	case LUA_TSTRING:
		text = arena_str(reader->arena, sandbox_check(lua, -1)).ptr;
		break;
	default:
		luaL_error(lua, "a default cannot be a %s", luaL_typename(lua, -1));
	}
	lua_pop(lua, 1);
	return text;
}

static void read_flags(struct reader_of_script *reader, int index, struct wn_option *option)
{
	lua_State *lua = reader->vm->lua;

	if (flag_at(lua, index, "required"))
		option->flags |= WN_OPT_REQUIRED;
	if (flag_at(lua, index, "output"))
		option->flags |= WN_OPT_OUTPUT;
	if (flag_at(lua, index, "gone"))
		option->flags |= WN_OPT_GONE;
	if (read_bound(reader, index, "min", option, &option->min))
		option->flags |= WN_OPT_HAS_MIN;
	if (read_bound(reader, index, "max", option, &option->max))
		option->flags |= WN_OPT_HAS_MAX;
}

/* The option at `index`; `*offset` is where the config ends so far. */
static void read_option(struct reader_of_script *reader, int index, struct wn_option *option, size_t *offset)
{
	static const char *const known[] = {"name", "type", "default", "required", "output", "gone", "min", "max", "choices", "help", NULL};
	lua_State *lua = reader->vm->lua;

	if (!lua_istable(lua, index))
		luaL_error(lua, "an option is a table, such as { name = \"max\", type = \"integer\", help = \"...\" }");
	refuse_unknown(lua, index, known, "an option");
	option->name = text_needed(reader, index, "name");
	size_t size = read_type(reader, index, option);
	option->help = text_needed(reader, index, "help");
	option->default_text = read_default(reader, index);
	read_flags(reader, index, option);
	lua_pushliteral(lua, "choices");
	if (lua_rawget(lua, index) != LUA_TNIL)
		option->choices = read_words(reader, "choices");
	lua_pop(lua, 1);
	*offset = (*offset + 7) / 8 * 8;
	option->offset = *offset;
	*offset += size;
}

static void read_options(struct reader_of_script *reader, int script)
{
	lua_State *lua = reader->vm->lua;
	size_t offset = sizeof(void *);

	lua_pushliteral(lua, "options");
	int kind = lua_rawget(lua, script), list = lua_gettop(lua);
	if (kind != LUA_TNIL && kind != LUA_TTABLE)
		luaL_error(lua, "'options' is a list of tables, not a %s", luaL_typename(lua, list));
	if (kind == LUA_TTABLE)
		must_be_list(lua, list, "options", "{ { name = \"max\", type = \"integer\", help = \"...\" } }");
	size_t count = kind == LUA_TTABLE ? (size_t)lua_rawlen(lua, list) : 0;
	if (count > 200)
		luaL_error(lua, "more than 200 options");
	struct wn_option *options = arena_array(reader->arena, count + 1, sizeof *options);
	for (size_t i = 0; i < count; i++) {
		lua_rawgeti(lua, list, (lua_Integer)i + 1);
		read_option(reader, lua_gettop(lua), &options[i], &offset);
		lua_settop(lua, list);
	}
	lua_settop(lua, list - 1);
	reader->says->options = options;
	reader->says->config_size = (offset + 7) / 8 * 8;
}

/* ---- the whole ---- */

/* Which functions a kind has; the first must be there. */
static const char *const functions[][4] = {
	[WN_SOURCE] = {"page", NULL}, [WN_ENRICHER] = {"enrich", NULL}, [WN_FILTER] = {"judge", NULL}, [WN_SINK] = {"account", "begin", "finish", NULL},
};
static const char *const outbox_functions[] = {"send", NULL};

static void check_functions(lua_State *lua, int script, const char *const *wanted)
{
	for (int i = 0; wanted[i]; i++) {
		lua_pushstring(lua, wanted[i]);
		int kind = lua_rawget(lua, script);
		if (kind == LUA_TNIL && i == 0)
			luaL_error(lua, "the function '%s' is missing", wanted[0]);
		if (kind != LUA_TNIL && kind != LUA_TFUNCTION)
			luaL_error(lua, "'%s' is a function, not a %s", wanted[i], luaL_typename(lua, -1));
		lua_pop(lua, 1);
	}
}

static void check_keys(struct reader_of_script *reader, int script, const char *const *wanted)
{
	static const char *const common[] = {"kind", "name", "summary", "version", "fresh_days", "options", "needs", "wants", "provides", "cost", "mode"};
	const char *known[sizeof common / sizeof *common + 5];
	size_t count = 0;

	for (; count < sizeof common / sizeof *common; count++)
		known[count] = common[count];
	for (; *wanted; wanted++)
		known[count++] = *wanted;
	known[count] = NULL;
	refuse_unknown(reader->vm->lua, script, known, "a script of this kind");
}

static void read_kind(struct reader_of_script *reader, int script)
{
	lua_State *lua = reader->vm->lua;
	const char *mode = text_at(reader, script, "mode");

	lua_pushliteral(lua, "kind");
	lua_rawget(lua, script);
	reader->says->kind = (uint32_t)(word_at_index(lua, lua_gettop(lua), kinds) + 1);
	lua_pop(lua, 1);
	if (reader->says->kind == 0)
		luaL_error(lua, "'kind' is \"source\", \"enricher\", \"filter\" or \"sink\"");
	if (mode && (reader->says->kind != WN_SINK || (strcmp(mode, "outbox") != 0 && strcmp(mode, "transactional") != 0)))
		luaL_error(lua, "'mode' is for sinks: \"transactional\" (a file) or \"outbox\" (over HTTP)");
	reader->says->outbox = mode && strcmp(mode, "outbox") == 0;
}

static int read_script(lua_State *lua)
{
	struct reader_of_script *reader = lua_touserdata(lua, 1);
	struct vm_says *says = reader->says;

	lua_rawgeti(lua, LUA_REGISTRYINDEX, reader->vm->script);
	int script = lua_gettop(lua);
	read_kind(reader, script);
	const char *const *wanted = says->outbox ? outbox_functions : functions[says->kind];
	check_functions(lua, script, wanted);
	check_keys(reader, script, wanted);
	says->name = text_needed(reader, script, "name");
	says->summary = text_needed(reader, script, "summary");
	says->version = text_needed(reader, script, "version");
	says->fresh_days = count_at(lua, script, "fresh_days");
	if (says->fresh_days && says->kind != WN_ENRICHER)
		luaL_error(lua, "'fresh_days' is for enrichers");
	read_options(reader, script);
	return 0;
}

int vm_read(struct vm *vm, struct wn_arena *arena, struct vm_says *says, struct wn_error *error)
{
	struct reader_of_script reader = {vm, arena, says, NULL};

	*says = (struct vm_says){0};
	return sandbox_protect(vm->lua, read_script, &reader, error);
}

/* ---- needs ---- */

/* The value at a key of the script: if it is a function, what it answers to the options. */
static int push_said(struct reader_of_script *reader, int script, const char *key)
{
	lua_State *lua = reader->vm->lua;

	lua_pushstring(lua, key);
	if (lua_rawget(lua, script) == LUA_TFUNCTION) {
		lua_rawgeti(lua, LUA_REGISTRYINDEX, reader->vm->options);
		lua_call(lua, 1, 1);
	}
	return lua_type(lua, -1);
}

/* Each field of a list to the host; the first refusal counts. */
static int say_fields(struct reader_of_script *reader, int script, const char *key, int (*say)(struct wn_needs *needs, struct wn_str field))
{
	lua_State *lua = reader->vm->lua;
	int result = WN_OK;

	if (push_said(reader, script, key) != LUA_TNIL) {
		const char *const *words = read_words(reader, key);
		for (; result >= 0 && *words; words++)
			result = say(reader->needs, str_of(*words));
	}
	lua_pop(lua, 1);
	return result;
}

static void say_cost(struct reader_of_script *reader, int script)
{
	static const char *const known[] = {"requests", "credits", NULL};
	lua_State *lua = reader->vm->lua;
	int kind = push_said(reader, script, "cost"), index = lua_gettop(lua);

	if (kind == LUA_TTABLE) {
		refuse_unknown(lua, index, known, "cost");
		reader->needs->host->cost(reader->needs, count_at(lua, index, "requests"), count_at(lua, index, "credits"));
	} else if (kind != LUA_TNIL) {
		luaL_error(lua, "'cost' is a table, such as { requests = 1, credits = 0 }");
	}
	lua_pop(lua, 1);
}

static int say_all(lua_State *lua)
{
	struct reader_of_script *reader = lua_touserdata(lua, 1);
	const struct wn_host *host = reader->needs->host;

	lua_rawgeti(lua, LUA_REGISTRYINDEX, reader->vm->script);
	int script = lua_gettop(lua);
	/* a field that the host refuses is the host's to report */
	if (say_fields(reader, script, "needs", host->need) >= 0 && say_fields(reader, script, "wants", host->want) >= 0)
		say_fields(reader, script, "provides", host->provide);
	say_cost(reader, script);
	return 0;
}

/* Under the limits: needs and the others may be functions of the script. */
int vm_describe(struct vm *vm, struct wn_needs *needs, struct wn_error *error)
{
	struct wn_arena *arena = arena_new();
	struct reader_of_script reader = {vm, arena, NULL, needs};
	int result = WN_FAIL;

	if (lua_checkstack(vm->lua, 4)) {
		lua_pushcfunction(vm->lua, say_all);
		lua_pushlightuserdata(vm->lua, &reader);
		result = sandbox_call(vm->lua, 1, 0, error);
		vm->worn = vm->worn || sandbox_of(vm->lua)->spent || sandbox_of(vm->lua)->starved;
	}
	arena_free(arena);
	return result;
}
