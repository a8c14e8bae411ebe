/* bind_http.c - requests: the script's coroutine yields, and goes on with the answers. */
#include <stdio.h>
#include <string.h>

#include "company/value.h"
#include "lua/bind.h"

#define REQUESTS_MAX 100 /* at once */

/* ---- asking ---- */

/* The text at a key of the table at `index`, or empty; the table keeps it alive. */
static struct wn_str text_at(lua_State *lua, int index, const char *key)
{
	struct wn_str text = {0};

	int kind = lua_getfield(lua, index, key);
	if (kind != LUA_TNIL && kind != LUA_TSTRING)
		bind_error(lua, "http: %s is a text, not a %s", key, luaL_typename(lua, -1));
	if (kind == LUA_TSTRING)
		text.ptr = lua_tolstring(lua, -1, &text.len);
	sandbox_charge(lua, text.len / 4 + 100); /* the host copies it */
	lua_pop(lua, 1);
	return text;
}

/* In order of their names, so that a request is the same each time. */
static void read_headers(lua_State *lua, int index, struct wn_request *request, struct wn_arena *arena)
{
	int kind = lua_getfield(lua, index, "headers"), headers = lua_gettop(lua);

	if (kind != LUA_TNIL && kind != LUA_TTABLE)
		bind_error(lua, "http: headers is a table, such as { accept = \"application/json\" }");
	size_t count = kind == LUA_TTABLE ? (size_t)sandbox_keys(lua, headers) : 0;
	struct wn_header *list = arena_array(arena, count, sizeof *list);
	for (size_t i = 0; i < count; i++) {
		lua_rawgeti(lua, headers + 1, (lua_Integer)i + 1);
		lua_pushvalue(lua, -1);
		lua_rawget(lua, headers);
		if (lua_type(lua, -2) != LUA_TSTRING || lua_type(lua, -1) != LUA_TSTRING)
			bind_error(lua, "http: names and values of headers are texts");
		list[i].name.ptr = lua_tolstring(lua, -2, &list[i].name.len);
		list[i].value.ptr = lua_tolstring(lua, -1, &list[i].value.len);
		sandbox_charge(lua, (list[i].name.len + list[i].value.len) / 4 + 10);
		lua_pop(lua, 2);
	}
	request->headers = list;
	request->header_count = count;
	lua_settop(lua, headers - 1);
}

static void refuse_unknown(lua_State *lua, int index)
{
	static const char *const known[] = {"url", "method", "headers", "body", "credits", NULL};
	lua_Integer count = sandbox_keys(lua, index);

	for (lua_Integer i = 1; i <= count; i++) {
		lua_rawgeti(lua, -1, i);
		const char *key = lua_type(lua, -1) == LUA_TSTRING ? lua_tostring(lua, -1) : "?";
		size_t at = 0;
		while (known[at] && strcmp(known[at], key) != 0)
			at++;
		if (!known[at])
			bind_error(lua, "http: a request has no '%s': there are url, method, headers, body and credits", key);
		lua_pop(lua, 1);
	}
	lua_pop(lua, 1);
}

/* Adds a remedy to what the host said. */
static void fail_more(struct wn_error *error, const char *remedy)
{
	size_t len = strlen(error->text);

	snprintf(error->text + len, sizeof error->text - len, "%s", remedy);
}

static int ask_one(lua_State *lua, int index, struct wn_task *task)
{
	struct vm *vm = vm_of(lua);
	struct wn_request request = {0};
	int whole;

	if (!lua_istable(lua, index))
		bind_error(lua, "http: a request is a table, such as { url = ... }");
	refuse_unknown(lua, index);
	arena_clear(vm->scratch);
	request.method = text_at(lua, index, "method");
	request.url = text_at(lua, index, "url");
	request.body = text_at(lua, index, "body");
	read_headers(lua, index, &request, vm->scratch);
	lua_getfield(lua, index, "credits");
	lua_Integer credits = lua_isnil(lua, -1) ? 0 : lua_tointegerx(lua, -1, &whole);
	if (!lua_isnil(lua, -1) && (!whole || credits < 0 || credits > UINT32_MAX))
		bind_error(lua, "http: credits is a whole number from 0");
	lua_pop(lua, 1);
	request.credits = (uint32_t)credits;
	if (request.url.len == 0)
		bind_error(lua, "http: the url is missing");
	int number = vm->setting.host->request(task, &request);
	if (number < 0 && strstr(task->error->text, "URL"))
		fail_more(task->error, "; url.parse(text).url and url.join(page, reference) spell a URL as it has to be");
	return number < 0 ? bind_refused(lua, task, "http") : number;
}

/* ---- answers ---- */

static void push_lower(lua_State *lua, struct wn_str text)
{
	luaL_Buffer out;
	char *at = luaL_buffinitsize(lua, &out, text.len);

	for (size_t i = 0; i < text.len; i++)
		at[i] = text.ptr[i] >= 'A' && text.ptr[i] <= 'Z' ? (char)(text.ptr[i] + 32) : text.ptr[i];
	luaL_pushresultsize(&out, text.len);
}

/* Names in small letters; what comes several times is joined by ", ". */
static void push_headers(lua_State *lua, const struct wn_answer *answer)
{
	lua_createtable(lua, 0, (int)answer->header_count);
	for (size_t i = 0; i < answer->header_count; i++) {
		push_lower(lua, answer->headers[i].name);
		lua_pushvalue(lua, -1);
		if (lua_rawget(lua, -3) == LUA_TSTRING) {
			lua_pushliteral(lua, ", ");
			sandbox_push(lua, answer->headers[i].value);
			lua_concat(lua, 3);
		} else {
			lua_pop(lua, 1);
			sandbox_push(lua, answer->headers[i].value);
		}
		lua_rawset(lua, -3);
	}
}

static void push_answer(lua_State *lua, const struct wn_host *host, struct wn_arena *arena, const struct wn_answer *answer)
{
	size_t largest = sandbox_of(lua)->limits.memory / SANDBOX_LARGEST;
	uint32_t cause = answer ? answer->cause : WN_PLUGIN_ERROR;

	lua_createtable(lua, 0, 5);
	if (cause == WN_KNOWN && answer->body.len >= largest - 64)
		cause = WN_TOO_LARGE;
	if (cause != WN_KNOWN) {
		lua_pushstring(lua, cause_name((enum wn_cause)cause));
		lua_setfield(lua, -2, "cause");
		return;
	}
	lua_pushinteger(lua, answer->status);
	lua_setfield(lua, -2, "status");
	sandbox_push(lua, answer->url);
	lua_setfield(lua, -2, "url");
	sandbox_push(lua, answer->body);
	lua_setfield(lua, -2, "body");
	push_headers(lua, answer);
	lua_setfield(lua, -2, "headers");
	if (answer->day != WN_NO_DAY) {
		sandbox_push(lua, host->format_day(arena, answer->day));
		lua_setfield(lua, -2, "date");
	}
}

/* Behind the yield: the task has gone on. `context` holds the number of the first request and how many there are. */
static int answered(lua_State *lua, int status, lua_KContext context)
{
	struct vm *vm = vm_of(lua);
	uint32_t first = (uint32_t)(context / (REQUESTS_MAX + 1));
	int count = (int)(context % (REQUESTS_MAX + 1));
	(void)status;

	arena_clear(vm->scratch);
	lua_createtable(lua, count, 0);
	for (int i = 0; i < count; i++) {
		push_answer(lua, vm->setting.host, vm->scratch, vm->setting.host->answer(vm->task, first + (uint32_t)i));
		lua_rawseti(lua, -2, i + 1);
	}
	return 1;
}

/* A list of requests to a list of answers, in the same order. */
static int http_ask(lua_State *lua)
{
	if (vm_of(lua)->setting.kind == WN_FILTER)
		return bind_error(lua, "a filter cannot ask the world: make it an enricher that brings a field");
	struct wn_task *task = bind_task(lua, "http", FOR_ALL);
	lua_Integer count = (lua_Integer)lua_rawlen(lua, 1);
	int first = 0;

	luaL_checktype(lua, 1, LUA_TTABLE);
	if (!lua_isyieldable(lua))
		return bind_error(lua, "http cannot be used here: not inside table.sort, string.gsub, __tostring or a module that is loading");
	if (count > REQUESTS_MAX)
		return bind_error(lua, "http: at most %d requests at once", REQUESTS_MAX);
	if (count == 0)
		return answered(lua, LUA_OK, 0);
	for (lua_Integer i = 1; i <= count; i++) {
		lua_rawgeti(lua, 1, i);
		int number = ask_one(lua, lua_gettop(lua), task);
		if (i == 1)
			first = number;
		lua_pop(lua, 1);
	}
	return lua_yieldk(lua, 0, (lua_KContext)first * (REQUESTS_MAX + 1) + (lua_KContext)count, answered);
}

void bind_http(lua_State *lua)
{
	lua_pushcfunction(lua, http_ask);
	lua_setfield(lua, -2, "ask");
}
