/* sandbox.c - a Lua state with bounds: memory, instructions, time; calls into it, and what errors look like. */
#include "lua/sandbox.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"

#define MIB ((size_t)1 << 20)
#define HOOK_STEP 1000
#define CHARGE_PER_KIB 10
#define TRAIL_LEVELS 5
#define TEXT_MAX 450 /* bytes of a message, so that the trail has room behind it */

const struct lua_limits describe_limits = {64 * MIB, 50000000}, script_limits = {64 * MIB, 50000000};

static const char out_of_instructions[] = "it ran too long: the limit on instructions is reached";
static const char out_of_time[] = "it ran too long: the limit on time is reached";

/* ---- instructions and time ---- */

static void raise_spent(lua_State *lua, lua_Debug *at)
{
	lua_getinfo(lua, "Sl", at);
	/* not luaL_error, which would say a place once more */
	if (at->currentline > 0)
		lua_pushfstring(lua, "%s:%d: %s", at->short_src, at->currentline, sandbox_of(lua)->spent);
	else
		lua_pushstring(lua, sandbox_of(lua)->spent);
	lua_error(lua);
}

/* With the place in the script, not in the prelude. */
static void raise_from_c(lua_State *lua)
{
	lua_Debug at;

	for (int level = 1; lua_getstack(lua, level, &at); level++) {
		lua_getinfo(lua, "Sl", &at);
		if (at.currentline > 0 && !str_begins(str_of(at.source), WN_STR("=prelude")))
			raise_spent(lua, &at);
	}
	luaL_error(lua, "%s", sandbox_of(lua)->spent);
}

/* The clock that costs little says when to look at the one that counts: a machine that is busy with other work must not change
 * what a script finds. */
static bool is_late(struct sandbox *box)
{
	int64_t now = clock_monotonic();

	if (box->deadline == 0) {
		box->began = clock_thread();
		box->deadline = now + SANDBOX_DEADLINE;
	}
	if (now <= box->deadline)
		return false;
	int64_t left = SANDBOX_DEADLINE - (clock_thread() - box->began);
	box->deadline = now + left;
	return left <= 0;
}

static void hook(lua_State *lua, lua_Debug *at);

/* lua_sethook only sets flags and may be called at any point. */
static void spend(struct sandbox *box, const char *why)
{
	box->spent = why;
	if (box->running)
		lua_sethook(box->running, hook, LUA_MASKCOUNT, 1);
}

static void hook(lua_State *lua, lua_Debug *at)
{
	struct sandbox *box = sandbox_of(lua);

	if (!box->running)
		return; /* the host is at work */
	if (!box->spent) {
		box->left -= HOOK_STEP;
		if (box->left <= 0)
			box->spent = out_of_instructions;
		else if (is_late(box))
			box->spent = out_of_time;
		if (box->spent)
			spend(box, box->spent);
	}
	if (box->spent)
		raise_spent(lua, at);
}

/* Also called from within the allocator, where nothing may be raised: the hook does so at the next instruction. */
static void pay(struct sandbox *box, uint64_t instructions)
{
	if (!box->running || box->spent)
		return;
	box->left -= instructions > INT64_MAX / 2 ? INT64_MAX / 2 : (int64_t)instructions;
	if (box->left <= 0)
		spend(box, out_of_instructions);
}

void sandbox_charge(lua_State *lua, uint64_t instructions)
{
	struct sandbox *box = sandbox_of(lua);

	pay(box, instructions);
	if (box->running && box->spent)
		raise_from_c(lua);
}

int sandbox_end(lua_State *lua, const char *format, ...)
{
	struct sandbox *box = sandbox_of(lua);
	va_list args;

	if (!box->spent) {
		va_start(args, format);
		vsnprintf(box->last, sizeof box->last, format, args);
		va_end(args);
		spend(box, box->last);
	}
	raise_from_c(lua);
	return 0;
}

void sandbox_budget(lua_State *lua)
{
	struct sandbox *box = sandbox_of(lua);

	box->running = lua;
	box->left = (int64_t)box->limits.instructions;
	box->deadline = 0; /* most calls are over before the first hook: they need no clock */
	box->spent = NULL;
	box->starved = false;
	box->refused_size = 0;
	box->trail[0] = box->place[0] = '\0';
	lua_sethook(lua, hook, LUA_MASKCOUNT, HOOK_STEP);
}

/* The host has its call back. The hook stays: setting it costs as much as a short call, and it does nothing for the host. */
static void rest(lua_State *lua)
{
	sandbox_of(lua)->running = NULL;
}

static void note_want(lua_State *lua);

/* ---- memory ---- */

static bool is_large(const struct sandbox *box, size_t size)
{
	return size > box->limits.memory / SANDBOX_LARGEST;
}

static bool has_room(const struct sandbox *box, size_t old_size, size_t size)
{
	if (is_large(box, size))
		return false;
	return box->used - old_size <= box->limits.memory && size <= box->limits.memory - (box->used - old_size);
}

/* Lua asks twice, with a collection between; what it does not get then is an error. pcall catches that, so the budget is
 * gone with it: no script goes on at the limit. */
static void refuse(struct sandbox *box, const void *old, size_t size)
{
	bool again = box->refused_size == size && box->refused == old;

	box->starved = true;
	box->refused = old;
	box->refused_size = size;
	if (!box->running)
		return;
	note_want(box->running); /* Lua calls no message handler for want of memory */
	pay(box, box->used / 64);
	if (!again || box->spent)
		return;
	if (is_large(box, size))
		snprintf(box->last, sizeof box->last, "not enough memory: the limit is %zu MiB for one text or table", box->limits.memory / SANDBOX_LARGEST / MIB);
	else
		snprintf(box->last, sizeof box->last, "not enough memory: the limit is %zu MiB", box->limits.memory / MIB);
	spend(box, box->last);
}

/* When memory is refused Lua collects everything and asks again, which costs time in proportion to what is
 * there; a script that lives at the limit pays for it. */
static void *allocate(void *context, void *old, size_t old_size, size_t size)
{
	struct sandbox *box = context;

	if (!old)
		old_size = 0; /* Lua passes the kind of object here */
	if (size == 0) {
		box->used -= old_size;
		free(old);
		return NULL;
	}
	if (size > old_size) {
		if (!has_room(box, old_size, size)) {
			refuse(box, old, size);
			return NULL;
		}
		pay(box, size / 1024 * CHARGE_PER_KIB);
	}
	if (size > old_size)
		box->refused_size = 0;
	void *new = realloc(old, size);
	if (!new)
		return size <= old_size ? old : NULL;
	box->used = box->used - old_size + size;
	return new;
}

/* ---- errors ---- */

static void append(struct sandbox *box, size_t *len, const char *text)
{
	int more = snprintf(box->trail + *len, sizeof box->trail - *len, "%s", text);

	*len += (size_t)more < sizeof box->trail - *len ? (size_t)more : sizeof box->trail - *len - 1;
}

/* ", in 'f' path:12": one function that was under way. */
static void append_level(struct sandbox *box, size_t *len, lua_Debug *at)
{
	char text[300];
	const char *source = *at->source == '@' || *at->source == '=' ? at->source + 1 : at->short_src;

	snprintf(text, sizeof text, "%s%s%.60s%s%s:%d", *len ? ", " : "", at->name ? "in '" : "", at->name ? at->name : "",
	         at->name ? "' " : *at->what == 'm' ? "in the file " : "", source, at->currentline);
	append(box, len, text);
}

/* Writes the way to the error into box->trail. Takes no memory of the state and runs no code of it, so that it
 * works when both are used up. */
static void note_trail(lua_State *lua, int level)
{
	struct sandbox *box = sandbox_of(lua);
	lua_Debug at;
	size_t len = 0;

	box->trail[0] = box->place[0] = '\0';
	box->line = 0;
	for (int shown = 0; shown < TRAIL_LEVELS && lua_getstack(lua, level, &at); level++) {
		lua_getinfo(lua, "Sln", &at);
		if (at.currentline <= 0 || str_begins(str_of(at.source), WN_STR("=prelude")))
			continue;
		if (shown == 0) {
			box->line = at.currentline;
			snprintf(box->place, sizeof box->place, "%.250s:%d: ", at.source + 1, at.currentline);
		}
		append_level(box, &len, &at);
		shown++;
	}
}

/* Lua asks once more when it has left the script's functions, to make its stack smaller: the way to the first want is kept. */
static void note_want(lua_State *lua)
{
	lua_Debug at;

	for (int level = 0; lua_getstack(lua, level, &at); level++) {
		lua_getinfo(lua, "l", &at);
		if (at.currentline <= 0)
			continue;
		note_trail(lua, 0);
		return;
	}
}

static int handle(lua_State *lua)
{
	note_trail(lua, 1);
	return 1;
}

/* The text of an error value; a value that is no text is named, never asked. */
static struct wn_str words_of(lua_State *lua, int index)
{
	if (lua_type(lua, index) == LUA_TSTRING) {
		struct wn_str text;
		text.ptr = lua_tolstring(lua, index, &text.len);
		return text;
	}
	return lua_isnil(lua, index) ? WN_STR("an error without a text") : WN_STR("an error that is no text");
}

/* In one line, without the secrets that a script was given. */
static void tidy(struct wn_error *error, bool hide)
{
	struct buf masked = {0};

	if (!error)
		return;
	for (char *c = error->text; *c; c++)
		if (*c == '\n' || *c == '\r')
			*c = ' ';
	if (!hide)
		return;
	log_mask(&masked, str_of(error->text));
	fail(error, error->code, "%.*s", STR_ARG(buf_as_str(&masked)));
	buf_free(&masked);
}

/* Hidden before anything is cut off: half a secret would not be known for one. */
static struct wn_str words_shown(lua_State *lua, struct buf *masked)
{
	struct wn_str text = words_of(lua, -1);

	if (!sandbox_of(lua)->secrets)
		return text;
	log_mask(masked, text);
	return buf_as_str(masked);
}

/* Error text and trail in one line. What has no place of its own gets that of the innermost function. */
static int tell(lua_State *lua, int status, struct wn_error *error)
{
	struct sandbox *box = sandbox_of(lua);
	struct buf masked = {0};
	struct wn_str text = words_shown(lua, &masked);
	bool placed = status != LUA_ERRMEM && lua_type(lua, -1) == LUA_TSTRING;
	const char *place = placed ? "" : box->place;
	bool trail = box->trail[0] && !box->quiet;
	const char *before = trail ? " (" : "", *way = trail ? box->trail : "", *behind = trail ? ")" : "";

	if (status == LUA_ERRMEM && box->spent == box->last)
		fail(error, WN_FAIL, "%s%s%s%s%s", place, box->spent, before, way, behind);
	else if (status == LUA_ERRMEM)
		fail(error, WN_FAIL, "%snot enough memory: the limit is %zu MiB%s%s%s", place, box->limits.memory / MIB, before, way, behind);
	else
		fail(error, WN_FAIL, "%s%.*s%s%s%s", place, STR_ARG(str_first(text, TEXT_MAX)), before, way, behind);
	buf_free(&masked);
	tidy(error, box->secrets);
	return WN_FAIL;
}

/* A script that hit a limit in the last thing it did, such as return pcall(...), has no instruction left in which it could be told. */
static int tell_spent(lua_State *lua, struct wn_error *error)
{
	struct sandbox *box = sandbox_of(lua);

	fail(error, WN_FAIL, "%s%s", box->place, box->spent);
	tidy(error, box->secrets);
	return WN_FAIL;
}

void sandbox_push_handler(lua_State *lua)
{
	lua_pushcfunction(lua, handle);
}

int sandbox_call_over(lua_State *lua, int handler, int arguments, int results, struct wn_error *error)
{
	sandbox_budget(lua);
	int top = lua_gettop(lua) - arguments - 1, status = lua_pcall(lua, arguments, results, handler);
	rest(lua);
	if (status == LUA_OK && !sandbox_of(lua)->spent)
		return WN_OK;
	if (status == LUA_OK)
		tell_spent(lua, error);
	else
		tell(lua, status, error);
	lua_settop(lua, top);
	return WN_FAIL;
}

int sandbox_call(lua_State *lua, int arguments, int results, struct wn_error *error)
{
	int function = lua_gettop(lua) - arguments;

	if (!lua_checkstack(lua, 4))
		return fail(error, WN_FAIL, "the stack is full");
	sandbox_push_handler(lua);
	lua_insert(lua, function);
	int result = sandbox_call_over(lua, function, arguments, results, error);
	lua_remove(lua, function);
	return result;
}

int sandbox_resume(lua_State *thread, lua_State *from, int arguments, int *results, int64_t *left, struct wn_error *error)
{
	sandbox_budget(thread);
	if (*left > 0)
		sandbox_of(thread)->left = *left;
	int status = lua_resume(thread, from, arguments, results);
	rest(thread);
	*left = sandbox_of(thread)->left > 1 ? sandbox_of(thread)->left : 1;
	if ((status == LUA_OK || status == LUA_YIELD) && sandbox_of(thread)->spent)
		return tell_spent(thread, error);
	if (status == LUA_OK)
		return WN_OK;
	if (status == LUA_YIELD)
		return WN_WAIT;
	note_trail(thread, 0);
	return tell(thread, status, error);
}

int sandbox_protect(lua_State *lua, lua_CFunction function, void *argument, struct wn_error *error)
{
	if (!lua_checkstack(lua, 8))
		return fail(error, WN_FAIL, "the stack is full");
	lua_pushcfunction(lua, function);
	lua_pushlightuserdata(lua, argument);
	int status = lua_pcall(lua, 1, 0, 0);
	if (status == LUA_OK)
		return WN_OK;
	sandbox_of(lua)->trail[0] = sandbox_of(lua)->place[0] = '\0';
	tell(lua, status, error);
	lua_pop(lua, 1);
	return WN_FAIL;
}

/* ---- loading ---- */

struct chunk {
	struct wn_str path, text;
};

/* What Lua's own file loader does: a byte order mark and a first line with # are passed over. */
static struct wn_str without_head(struct wn_str text)
{
	if (str_begins(text, WN_STR("\xef\xbb\xbf")))
		text = str_from(text, 3);
	if (text.len && *text.ptr == '#')
		while (text.len && *text.ptr != '\n' && *text.ptr != '\r')
			text = str_from(text, 1);
	return text;
}

static int load_chunk(lua_State *lua)
{
	const struct chunk *chunk = lua_touserdata(lua, 1);
	struct wn_str text = without_head(chunk->text);

	lua_pushliteral(lua, "@");
	sandbox_push(lua, chunk->path);
	lua_concat(lua, 2);
	if (luaL_loadbufferx(lua, text.ptr ? text.ptr : "", text.len, lua_tostring(lua, -1), "t") != LUA_OK)
		return lua_error(lua);
	return 1;
}

int sandbox_load(lua_State *lua, struct wn_str path, struct wn_str text, struct wn_error *error)
{
	struct chunk chunk = {path, text};

	if (text.len && *text.ptr == *LUA_SIGNATURE)
		return fail(error, WN_INVALID, "this is compiled Lua: only text is read");
	if (!lua_checkstack(lua, 8))
		return fail(error, WN_FAIL, "the stack is full");
	lua_pushcfunction(lua, load_chunk);
	lua_pushlightuserdata(lua, &chunk);
	int status = lua_pcall(lua, 1, 1, 0);
	if (status == LUA_OK)
		return WN_OK;
	sandbox_of(lua)->trail[0] = sandbox_of(lua)->place[0] = '\0';
	tell(lua, status, error);
	lua_pop(lua, 1);
	return WN_FAIL;
}

/* ---- making ---- */

/* Every call of this room is protected; an error that nobody catches is a mistake of ours. */
static int panic(lua_State *lua)
{
	struct wn_str text = words_of(lua, -1);

	log_error("internal error in Lua: %.*s", STR_ARG(text));
	return 0;
}

static int refuse_write(lua_State *lua)
{
	sandbox_text(lua, 2);
	return luaL_error(lua, "'%s' cannot be set: what winnow gives is read-only", lua_tostring(lua, -1));
}

static int frozen_pairs(lua_State *lua)
{
	lua_getglobal(lua, "pairs");
	lua_pushvalue(lua, lua_upvalueindex(1));
	lua_call(lua, 1, 3);
	return 3;
}

static int frozen_len(lua_State *lua)
{
	lua_pushinteger(lua, (lua_Integer)lua_rawlen(lua, lua_upvalueindex(1)));
	return 1;
}

void sandbox_freeze(lua_State *lua)
{
	lua_newtable(lua);
	lua_createtable(lua, 0, 5);
	lua_pushvalue(lua, -3);
	lua_setfield(lua, -2, "__index");
	lua_pushcfunction(lua, refuse_write);
	lua_setfield(lua, -2, "__newindex");
	lua_pushvalue(lua, -3);
	lua_pushcclosure(lua, frozen_pairs, 1);
	lua_setfield(lua, -2, "__pairs");
	lua_pushvalue(lua, -3);
	lua_pushcclosure(lua, frozen_len, 1);
	lua_setfield(lua, -2, "__len");
	lua_pushboolean(lua, 0);
	lua_setfield(lua, -2, "__metatable");
	lua_setmetatable(lua, -2);
	lua_remove(lua, -2);
}

static int refuse_global(lua_State *lua)
{
	if (lua_type(lua, 2) == LUA_TSTRING)
		return luaL_error(lua, "'%s' is set without local: write local %s = ...", lua_tostring(lua, 2), lua_tostring(lua, 2));
	return luaL_error(lua, "globals cannot be set");
}

static int refuse_undefined(lua_State *lua)
{
	sandbox_text(lua, 2);
	return luaL_error(lua, "'%s' is not defined here", lua_tostring(lua, -1));
}

static const char globals_key = 0;

void sandbox_globals(lua_State *lua)
{
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &globals_key);
}

/* _ENV of every chunk is an empty table in front of the allowed names, so that nothing can be set. */
static void make_environment(lua_State *lua)
{
	lua_pushvalue(lua, -1);
	lua_rawsetp(lua, LUA_REGISTRYINDEX, &globals_key);
	lua_createtable(lua, 0, 1);
	lua_pushcfunction(lua, refuse_undefined);
	lua_setfield(lua, -2, "__index");
	lua_setmetatable(lua, -2);
	lua_newtable(lua);
	lua_createtable(lua, 0, 3);
	lua_rotate(lua, -3, -1);
	lua_setfield(lua, -2, "__index");
	lua_pushcfunction(lua, refuse_global);
	lua_setfield(lua, -2, "__newindex");
	lua_pushboolean(lua, 0);
	lua_setfield(lua, -2, "__metatable");
	lua_setmetatable(lua, -2);
	lua_rawseti(lua, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
}

/* Nothing random, and nothing that only a Lua built for older scripts has. */
static void open_math(lua_State *lua)
{
	static const char *const names[] = {
		"abs", "acos", "asin", "atan", "ceil", "cos", "deg", "exp", "floor", "fmod", "huge", "log", "max", "maxinteger", "min", "mininteger", "modf", "pi",
		"rad", "sin", "sqrt", "tan", "tointeger", "type", "ult",
	};

	lua_newtable(lua);
	luaopen_math(lua);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		lua_getfield(lua, -1, names[i]);
		lua_setfield(lua, -3, names[i]);
	}
	lua_pop(lua, 1);
}

static int open_all(lua_State *lua)
{
	static const struct {
		const char *name;
		void (*open)(lua_State *lua);
	} libraries[] = {{"string", open_string}, {"table", open_table}, {"math", open_math}, {"utf8", open_utf8}};

	open_base(lua);
	for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
		libraries[i].open(lua);
		sandbox_freeze(lua);
		lua_setfield(lua, -2, libraries[i].name);
	}
	make_environment(lua);
	return 0;
}

lua_State *sandbox_new(const struct lua_limits *limits, struct wn_str folder, struct wn_error *error)
{
	struct sandbox *box = xmalloc(sizeof *box);

	*box = (struct sandbox){.limits = *limits, .arena = arena_new()};
	box->folder = (char *)arena_str(box->arena, folder).ptr;
	lua_State *lua = lua_newstate(allocate, box);
	if (!lua) {
		arena_free(box->arena);
		free(box);
		fail(error, WN_FAIL, "no memory for a Lua state");
		return NULL;
	}
	*(struct sandbox **)lua_getextraspace(lua) = box;
	lua_atpanic(lua, panic);
	if (sandbox_protect(lua, open_all, NULL, error) < 0) {
		sandbox_free(lua);
		return NULL;
	}
	return lua;
}

void sandbox_free(lua_State *lua)
{
	if (!lua)
		return;
	struct sandbox *box = sandbox_of(lua);
	lua_close(lua);
	arena_free(box->arena);
	buf_free(&box->scratch);
	free(box);
}

/* ---- texts ---- */

void sandbox_push(lua_State *lua, struct wn_str text)
{
	lua_pushlstring(lua, text.ptr ? text.ptr : "", text.len);
}

struct wn_str sandbox_check(lua_State *lua, int argument)
{
	struct wn_str text;

	text.ptr = luaL_checklstring(lua, argument, &text.len);
	return text;
}

void sandbox_text(lua_State *lua, int index)
{
	switch (lua_type(lua, index)) {
	case LUA_TSTRING:
	case LUA_TNUMBER:
		lua_pushvalue(lua, index);
		lua_tostring(lua, -1);
		break;
	case LUA_TBOOLEAN:
		lua_pushstring(lua, lua_toboolean(lua, index) ? "true" : "false");
		break;
	default:
		lua_pushstring(lua, luaL_typename(lua, index));
	}
}
