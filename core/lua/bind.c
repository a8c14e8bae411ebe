/* bind.c - what all bindings share: the running task, errors with the script's place, the options. */
#include "lua/bind.h"

#include <stdio.h>

#include "base/diag.h"

struct vm *vm_of(lua_State *lua)
{
	return sandbox_of(lua)->vm;
}

/* ---- errors ---- */

/* Pushes "path:12: " of the function of the script that called. */
static void push_place(lua_State *lua)
{
	lua_Debug at;

	for (int level = 1; lua_getstack(lua, level, &at); level++) {
		lua_getinfo(lua, "Sl", &at);
		if (at.currentline <= 0 || str_begins(str_of(at.source), WN_STR("=prelude")))
			continue;
		lua_pushfstring(lua, "%s:%d: ", at.short_src, at.currentline);
		return;
	}
	lua_pushliteral(lua, "");
}

int bind_error(lua_State *lua, const char *format, ...)
{
	va_list args;

	push_place(lua);
	va_start(args, format);
	lua_pushvfstring(lua, format, args);
	va_end(args);
	lua_concat(lua, 2);
	return lua_error(lua);
}

int bind_refused(lua_State *lua, struct wn_task *task, const char *function)
{
	char text[sizeof task->error->text];

	snprintf(text, sizeof text, "%s", *task->error->text ? task->error->text : "the host refuses");
	*task->error = (struct wn_error){0};
	return bind_error(lua, "%s: %s", function, text);
}

int bind_failure(lua_State *lua, const char *format, ...)
{
	va_list args;

	lua_pushnil(lua);
	va_start(args, format);
	lua_pushvfstring(lua, format, args);
	va_end(args);
	return 2;
}

void bind_near(lua_State *lua, char words[128], const char *name, int index)
{
	const char *known[200];
	size_t count = 0;

	lua_pushnil(lua);
	while (lua_next(lua, index)) {
		lua_pop(lua, 1);
		if (lua_type(lua, -1) == LUA_TSTRING && count + 1 < sizeof known / sizeof *known)
			known[count++] = lua_tostring(lua, -1);
	}
	known[count] = NULL;
	did_you_mean(words, str_of(name), known);
}

/* ---- who is asking ---- */

const struct wn_host *bind_host(lua_State *lua, const char *function)
{
	const struct wn_host *host = vm_of(lua)->setting.host;

	if (!host)
		bind_error(lua, "%s cannot be used while the script is loaded, only inside its functions", function);
	return host;
}

struct wn_task *bind_task(lua_State *lua, const char *function, unsigned kinds)
{
	static const char *const names[] = {"plugin", "source", "enricher", "filter", "sink"};
	struct vm *vm = vm_of(lua);

	bind_host(lua, function);
	if (!(kinds & 1u << vm->setting.kind))
		bind_error(lua, "%s is not for plugins of kind %s", function, names[vm->setting.kind]);
	if (!vm->task)
		bind_error(lua, "%s cannot be used here: no company, page or list is at hand", function);
	return vm->task;
}

/* ---- what the host keeps ---- */

#define ENRICHER_BYTES ((size_t)16 << 20) /* about one company */
#define CALL_BYTES ((size_t)64 << 20)     /* a page of a source, a part of a sink's file */
#define BYTES_A_INSTRUCTION 16

void bind_keep(lua_State *lua, const char *function, size_t bytes)
{
	struct vm *vm = vm_of(lua);
	size_t most = vm->setting.kind == WN_ENRICHER ? ENRICHER_BYTES : CALL_BYTES;

	sandbox_charge(lua, bytes / BYTES_A_INSTRUCTION);
	if (!vm->call)
		return;
	vm->call->bytes = bytes > SIZE_MAX - vm->call->bytes ? SIZE_MAX : vm->call->bytes + bytes;
	if (vm->call->bytes > most)
		sandbox_end(lua, "%s: one call can hand over %d MiB, and this is more", function, (int)(most >> 20));
}

/* ---- options ---- */

static void push_text_or_nil(lua_State *lua, struct wn_str text)
{
	if (text.ptr)
		sandbox_push(lua, text);
	else
		lua_pushnil(lua);
}

static void push_texts(lua_State *lua, const struct wn_list_value *list)
{
	lua_createtable(lua, (int)list->count, 0);
	for (size_t i = 0; i < list->count; i++) {
		sandbox_push(lua, list->at[i]);
		lua_rawseti(lua, -2, (lua_Integer)i + 1);
	}
}

static void push_day(lua_State *lua, const struct vm *vm, int32_t day)
{
	if (day == WN_NO_DAY)
		lua_pushnil(lua);
	else
		sandbox_push(lua, vm->setting.host->format_day(vm->scratch, day));
}

static void push_option(lua_State *lua, const struct vm *vm, const struct wn_option *option, const void *at)
{
	switch ((enum wn_option_type)option->type) {
	case WN_OPT_INTEGER:
	case WN_OPT_DURATION:
	case WN_OPT_BYTES:
		lua_pushinteger(lua, *(const int64_t *)at);
		break;
	case WN_OPT_NUMBER:
		lua_pushnumber(lua, *(const double *)at);
		break;
	case WN_OPT_FLAG:
		lua_pushboolean(lua, *(const int *)at);
		break;
	case WN_OPT_CHOICE:
		lua_pushstring(lua, option->choices[*(const int *)at]);
		break;
	case WN_OPT_DATE:
		push_day(lua, vm, *(const int32_t *)at);
		break;
	case WN_OPT_LIST:
	case WN_OPT_FILES:
		push_texts(lua, at);
		break;
	default:
		push_text_or_nil(lua, *(const struct wn_str *)at);
	}
}

/* Upvalue 1: the names of all options. One that was left out is nil; one that nobody declared is a slip. */
static int missing_option(lua_State *lua)
{
	char near[128];

	lua_settop(lua, 2);
	lua_pushvalue(lua, 2);
	if (lua_rawget(lua, lua_upvalueindex(1)) != LUA_TNIL) {
		lua_pushnil(lua);
		return 1;
	}
	lua_pushvalue(lua, lua_upvalueindex(1));
	sandbox_text(lua, 2);
	const char *name = lua_tostring(lua, -1);
	bind_near(lua, near, name, lua_gettop(lua) - 1);
	return bind_error(lua, "there is no option '%s'%s", name, near);
}

/* Gives the table on the top, which is not yet frozen, the function for names that it does not have. */
static void guard_options(lua_State *lua, const struct wn_option *option)
{
	lua_newtable(lua);
	lua_newtable(lua);
	for (; option && option->name; option++) {
		lua_pushboolean(lua, 1);
		lua_setfield(lua, -2, option->name);
	}
	lua_pushcclosure(lua, missing_option, 1);
	lua_setfield(lua, -2, "__index");
	lua_setmetatable(lua, -2);
}

/* Options that were left out and have no default are nil. */
void push_options(lua_State *lua, const struct vm_setting *setting)
{
	const struct vm *vm = vm_of(lua);

	lua_newtable(lua);
	for (const struct wn_option *option = setting->options; option && option->name; option++) {
		if (option->flags & WN_OPT_GONE)
			continue;
		push_option(lua, vm, option, (const char *)setting->config + option->offset);
		lua_setfield(lua, -2, option->name);
	}
	guard_options(lua, setting->options);
	sandbox_freeze(lua);
}
