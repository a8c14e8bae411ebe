/* bind_text.c - texts, ids, days and the log, as the host has them. */
#include "base/log.h"
#include "lua/bind.h"
#include "lua/charset.h"

#define LINE_MAX_BYTES 1000 /* of a line of the log */

/* Clears the scratch arena and pays for a text that the host will walk over. */
static struct wn_arena *scratch_for(lua_State *lua, struct wn_str text)
{
	struct vm *vm = vm_of(lua);

	sandbox_charge(lua, text.len + 50);
	arena_clear(vm->scratch);
	return vm->scratch;
}

static int text_fold(lua_State *lua)
{
	const struct wn_host *host = bind_host(lua, "text.fold");
	struct wn_str text = sandbox_check(lua, 1);

	sandbox_push(lua, host->fold(scratch_for(lua, text), text));
	return 1;
}

static int text_domain(lua_State *lua)
{
	const struct wn_host *host = bind_host(lua, "text.domain");
	struct wn_str text = sandbox_check(lua, 1);
	struct wn_str domain = host->domain(scratch_for(lua, text), text);

	if (domain.len == 0)
		return bind_failure(lua, "no registrable domain");
	sandbox_push(lua, domain);
	return 1;
}

static int id_check_binding(lua_State *lua)
{
	const struct wn_host *host = bind_host(lua, "id.check");
	struct wn_str scheme = sandbox_check(lua, 1), text = sandbox_check(lua, 2), canonical;

	if (host->id_check(scratch_for(lua, text), scheme, text, &canonical) < 0)
		return bind_failure(lua, "no %s: form or check digits are wrong", scheme.ptr);
	sandbox_push(lua, canonical);
	return 1;
}

static int day_parse(lua_State *lua)
{
	const struct wn_host *host = bind_host(lua, "date.parse");
	int32_t day;

	if (host->parse_day(sandbox_check(lua, 1), &day) < 0)
		return bind_failure(lua, "no day as YYYY-MM-DD");
	lua_pushinteger(lua, day);
	return 1;
}

static int day_format(lua_State *lua)
{
	const struct wn_host *host = bind_host(lua, "date.format");
	lua_Integer day = luaL_checkinteger(lua, 1);
	int32_t back;

	if (day < -800000 || day > 3000000)
		return bind_error(lua, "date: day %I lies outside of the years 1 to 9999", day);
	struct wn_str text = host->format_day(scratch_for(lua, (struct wn_str){0}), (int32_t)day);
	if (host->parse_day(text, &back) < 0)
		return bind_error(lua, "date: day %I lies outside of the years 1 to 9999", day);
	sandbox_push(lua, text);
	return 1;
}

/* The day of the run, for functions that work on a company, page or list. */
static int day_as_of(lua_State *lua)
{
	struct wn_task *task = bind_task(lua, "date.as_of", FOR_ALL);

	lua_pushinteger(lua, task->as_of);
	return 1;
}

static int say(lua_State *lua)
{
	const struct wn_host *host = vm_of(lua)->setting.host;
	lua_Integer level = luaL_checkinteger(lua, 1);
	struct wn_str text = sandbox_check(lua, 2);
	struct buf masked = {0};

	sandbox_charge(lua, 1000 + text.len);
	/* Before it is cut: half a secret would not be known for one. */
	if (sandbox_of(lua)->secrets) {
		log_mask(&masked, text);
		text = buf_as_str(&masked);
	}
	if (host && level >= WN_DEBUG && level <= WN_ERROR)
		host->say((enum wn_level)level, vm_of(lua)->setting.who, "%.*s", STR_ARG(str_first(text, LINE_MAX_BYTES)));
	buf_free(&masked);
	return 0;
}

/* raise(message): an error with the place in the script that called the prelude. */
static int raise_error(lua_State *lua)
{
	return bind_error(lua, "%s", sandbox_check(lua, 1).ptr);
}

/* near(name, table): "; did you mean 'x'?" of the names in the table, or "". */
static int near(lua_State *lua)
{
	char words[128];

	sandbox_text(lua, 1);
	bind_near(lua, words, lua_tostring(lua, -1), 2);
	lua_pushstring(lua, words);
	return 1;
}

/* charset_known(label): is it one that browsers know? */
static int charset_known(lua_State *lua)
{
	lua_pushboolean(lua, charset_is_known(sandbox_check(lua, 1)));
	return 1;
}

void bind_text(lua_State *lua)
{
	static const luaL_Reg functions[] = {
		{"fold", text_fold}, {"domain", text_domain}, {"id_check", id_check_binding}, {"day_parse", day_parse},
		{"day_format", day_format}, {"day_as_of", day_as_of}, {"say", say}, {"raise", raise_error},
		{"near", near}, {"charset_known", charset_known}, {NULL, NULL},
	};

	luaL_setfuncs(lua, functions, 0);
}
