/* bind_url.c - URLs: as pages write them, and their parts. */
#include "base/error.h"
#include "company/identity.h"
#include "lua/bind.h"
#include "lua/charset.h"
#include "net/reference.h"
#include "net/url.h"

/* The text argument, paid for, with the scratch arena cleared. */
static struct wn_str text_argument(lua_State *lua, int argument)
{
	struct wn_str text = sandbox_check(lua, argument);

	sandbox_charge(lua, text.len * 4 + 200);
	return text;
}

/* url_join(base or nil, reference): the URL, or nil and why. */
static int url_join(lua_State *lua)
{
	struct wn_arena *arena = vm_of(lua)->scratch;
	struct wn_str base = lua_isnil(lua, 1) ? (struct wn_str){0} : text_argument(lua, 1), reference = text_argument(lua, 2), url;
	struct wn_error error = {0};

	arena_clear(arena);
	if (url_resolve(arena, base, reference, &url, NULL, &error) < 0)
		return bind_failure(lua, "%s", error.text);
	sandbox_push(lua, url);
	return 1;
}

static void set_text(lua_State *lua, const char *key, struct wn_str text)
{
	sandbox_push(lua, text);
	lua_setfield(lua, -2, key);
}

static void set_parts(lua_State *lua, const struct url *parts)
{
	const char *mark = parts->rest.len ? memchr(parts->rest.ptr, '?', parts->rest.len) : NULL;
	size_t path = mark ? (size_t)(mark - parts->rest.ptr) : parts->rest.len;

	set_text(lua, "scheme", parts->scheme);
	set_text(lua, "host", parts->host);
	set_text(lua, "path", str_first(parts->rest, path));
	if (mark)
		set_text(lua, "query", str_from(parts->rest, path + 1));
	if (parts->port.len) {
		int64_t port = 0;
		str_to_int(parts->port, &port);
		lua_pushinteger(lua, port);
		lua_setfield(lua, -2, "port");
	}
}

/* url_parse(text): the parts of an absolute URL, or nil and why. */
static int url_parse(lua_State *lua)
{
	struct wn_arena *arena = vm_of(lua)->scratch;
	struct wn_str text = text_argument(lua, 1), url, fragment;
	struct wn_error error = {0};
	struct url parts;

	arena_clear(arena);
	if (url_resolve(arena, (struct wn_str){0}, text, &url, &fragment, &error) < 0 || url_split(url, &parts, &error) < 0)
		return bind_failure(lua, "%s", error.text);
	lua_createtable(lua, 0, 8);
	set_text(lua, "url", url);
	set_parts(lua, &parts);
	if (fragment.len)
		set_text(lua, "fragment", charset_mend(arena, fragment));
	return 1;
}

/* url_domain(text): the registrable domain, or nil and why. */
static int url_domain(lua_State *lua)
{
	struct wn_arena *arena = vm_of(lua)->scratch;
	struct wn_str text = text_argument(lua, 1);

	arena_clear(arena);
	struct wn_str domain = registrable_domain(arena, text);
	if (domain.len == 0)
		return bind_failure(lua, "no registrable domain");
	sandbox_push(lua, domain);
	return 1;
}

/* mend(text): with U+FFFD where it is no UTF-8. */
static int mend(lua_State *lua)
{
	struct wn_str text = text_argument(lua, 1);

	arena_clear(vm_of(lua)->scratch);
	sandbox_push(lua, charset_mend(vm_of(lua)->scratch, text));
	return 1;
}

void bind_url(lua_State *lua)
{
	static const luaL_Reg functions[] = {
		{"url_join", url_join}, {"url_parse", url_parse}, {"url_domain", url_domain}, {"mend", mend}, {NULL, NULL},
	};

	luaL_setfuncs(lua, functions, 0);
}
