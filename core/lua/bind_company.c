/* bind_company.c - the company, and the account of a sink: a userdata whose fields are read when they are asked for. */
#include "company/value.h"
#include "lua/bind.h"

static const char company_key = 0;

/* The company at 1 while its task is the one that runs. */
static struct company_box *company_at(lua_State *lua)
{
	struct company_box *box = lua_type(lua, 1) == LUA_TUSERDATA && lua_getmetatable(lua, 1) ? lua_touserdata(lua, 1) : NULL;

	if (box) {
		lua_rawgetp(lua, LUA_REGISTRYINDEX, &company_key);
		if (!lua_rawequal(lua, -1, -2))
			box = NULL;
		lua_pop(lua, 2);
	}
	if (!box)
		bind_error(lua, "this is a method: write company:name(...) with a colon");
	if (!box->task || box->task != vm_of(lua)->task)
		bind_error(lua, "this company is no longer at hand: the call it was given to has ended");
	return box;
}

/* Filled by the host in every case. By pointer: this is where a filter's call spends its time. */
static void read_fact(lua_State *lua, struct company_box *box, struct wn_str field, struct wn_fact *fact)
{
	sandbox_charge(lua, 20);
	if (vm_of(lua)->setting.host->get(box->task, field, fact) < 0)
		bind_refused(lua, box->task, "company");
}

/* ---- methods ---- */

/* company:why(field): nil where it is known, else the cause. */
static int company_why(lua_State *lua)
{
	struct company_box *box = company_at(lua);
	struct wn_fact fact;

	read_fact(lua, box, sandbox_check(lua, 2), &fact);
	if (fact.cause == WN_KNOWN)
		lua_pushnil(lua);
	else
		lua_pushstring(lua, cause_name((enum wn_cause)fact.cause));
	return 1;
}

/* company:complete(field): was everything there is read? */
static int company_complete(lua_State *lua)
{
	struct company_box *box = company_at(lua);
	struct wn_fact fact;

	read_fact(lua, box, sandbox_check(lua, 2), &fact);
	lua_pushboolean(lua, fact.cause == WN_KNOWN && fact.value.complete);
	return 1;
}

/* company:evidence(field): { where =, date =, sure =, provider = }, or nil. */
static int company_evidence(lua_State *lua)
{
	struct company_box *box = company_at(lua);
	struct vm *vm = vm_of(lua);
	struct wn_fact fact;

	read_fact(lua, box, sandbox_check(lua, 2), &fact);
	if (fact.cause != WN_KNOWN) {
		lua_pushnil(lua);
		return 1;
	}
	lua_createtable(lua, 0, 4);
	sandbox_push(lua, fact.evidence.where);
	lua_setfield(lua, -2, "where");
	sandbox_push(lua, fact.provider);
	lua_setfield(lua, -2, "provider");
	lua_pushnumber(lua, fact.evidence.sure ? fact.evidence.sure / 1000.0 : 1.0);
	lua_setfield(lua, -2, "sure");
	if (fact.evidence.day != WN_NO_DAY) {
		arena_clear(vm->scratch);
		sandbox_push(lua, vm->setting.host->format_day(vm->scratch, fact.evidence.day));
		lua_setfield(lua, -2, "date");
	}
	return 1;
}

/* account:cell(field): as the list prints it. */
static int company_cell(lua_State *lua)
{
	struct company_box *box = company_at(lua);
	struct wn_fact fact;

	if (!box->account)
		return bind_error(lua, "cell is for sinks");
	read_fact(lua, box, sandbox_check(lua, 2), &fact); /* raises for a field that there is not */
	sandbox_push(lua, vm_of(lua)->setting.host->cell(box->task, sandbox_check(lua, 2)));
	return 1;
}

/* account:fields(): names of the fields of the list, in order. */
static int company_fields(lua_State *lua)
{
	struct company_box *box = company_at(lua);
	const char *name;

	if (!box->account)
		return bind_error(lua, "fields is for sinks");
	lua_newtable(lua);
	for (lua_Integer i = 0; (name = vm_of(lua)->setting.host->field_at(box->task, (size_t)i)); i++) {
		lua_pushstring(lua, name);
		lua_rawseti(lua, -2, i + 1);
	}
	return 1;
}

/* ---- fields ---- */

/* Members of an account that are no fields; false: `key` is none of them. */
static bool push_member(lua_State *lua, const struct wn_account *account, struct wn_str key)
{
	const struct {
		const char *name;
		struct wn_str text;
	} texts[] = {
		{"winnow_id", account->winnow_id}, {"tier", account->tier}, {"heat", account->heat}, {"fit", account->fit},
		{"timing", account->timing}, {"reasons", account->reasons}, {"json", account->json}, {"hash", account->hash}, {"id", account->id},
		{"icp", account->icp}, {"others", account->others},
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (str_is(key, texts[i].name)) {
			sandbox_push(lua, texts[i].text);
			return true;
		}
	if (!str_is(key, "place") && !str_is(key, "undecided"))
		return false;
	lua_pushinteger(lua, *key.ptr == 'p' ? account->place : account->undecided);
	return true;
}

/* Does the name begin as a method's does? Most are of fields, and need no look into the table of methods. */
static bool may_be_method(struct wn_str key)
{
	static const char beginnings[][3] = {"wh", "co", "ev", "ce", "fi"};

	for (size_t i = 0; key.len >= 2 && i < sizeof beginnings / sizeof *beginnings; i++)
		if (key.ptr[0] == beginnings[i][0] && key.ptr[1] == beginnings[i][1])
			return true;
	return false;
}

/* Upvalue 1: methods. */
static int company_index(lua_State *lua)
{
	struct company_box *box = lua_touserdata(lua, 1);
	struct vm *vm = vm_of(lua);
	struct wn_str key = {0};
	struct wn_fact fact;

	if (lua_type(lua, 2) == LUA_TSTRING)
		key.ptr = lua_tolstring(lua, 2, &key.len);
	if (may_be_method(key)) {
		lua_pushvalue(lua, 2);
		if (lua_rawget(lua, lua_upvalueindex(1)) != LUA_TNIL)
			return 1;
	}
	if (!box->task || box->task != vm->task)
		company_at(lua);
	if (!key.ptr)
		return bind_error(lua, "fields of a company have names");
	if (box->account && push_member(lua, box->account, key))
		return 1;
	if (key.len == 2 && str_is(key, "id")) {
		sandbox_push(lua, vm->setting.host->company_id(box->task));
		return 1;
	}
	read_fact(lua, box, key, &fact);
	if (fact.cause != WN_KNOWN) {
		lua_pushnil(lua);
		return 1;
	}
	if (fact.value.type == WN_MONEY || fact.value.type == WN_DATE || fact.value.type == WN_LIST)
		arena_clear(vm->scratch); /* days become texts there */
	push_value(lua, vm->setting.host, vm->scratch, &fact.value);
	return 1;
}

static int company_newindex(lua_State *lua)
{
	return bind_error(lua, "a company cannot be changed: an enricher says fact(field, value)");
}

void bind_company(lua_State *lua)
{
	static const luaL_Reg methods[] = {
		{"why", company_why}, {"complete", company_complete}, {"evidence", company_evidence}, {"cell", company_cell},
		{"fields", company_fields}, {NULL, NULL},
	};

	lua_newtable(lua);
	luaL_newlib(lua, methods);
	lua_pushcclosure(lua, company_index, 1);
	lua_setfield(lua, -2, "__index");
	lua_pushcfunction(lua, company_newindex);
	lua_setfield(lua, -2, "__newindex");
	lua_pushliteral(lua, "company");
	lua_setfield(lua, -2, "__name");
	lua_pushboolean(lua, 0);
	lua_setfield(lua, -2, "__metatable");
	lua_rawsetp(lua, LUA_REGISTRYINDEX, &company_key);
}

struct company_box *push_company(lua_State *lua)
{
	struct company_box *box = lua_newuserdatauv(lua, sizeof *box, 0);

	*box = (struct company_box){0};
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &company_key);
	lua_setmetatable(lua, -2);
	return box;
}

static void set_text(lua_State *lua, const char *key, struct wn_str text)
{
	sandbox_push(lua, text);
	lua_setfield(lua, -2, key);
}

void push_list(lua_State *lua, const struct vm *vm, const struct wn_list *list)
{
	lua_createtable(lua, 0, 7);
	set_text(lua, "pipeline", list->pipeline);
	set_text(lua, "icp", list->icp);
	set_text(lua, "one_per", list->one_per);
	arena_clear(vm->scratch);
	set_text(lua, "as_of", vm->setting.host->format_day(vm->scratch, list->as_of));
	set_text(lua, "json", list->json);
	lua_pushinteger(lua, list->count);
	lua_setfield(lua, -2, "count");
	lua_pushinteger(lua, list->cap);
	lua_setfield(lua, -2, "cap");
	sandbox_freeze(lua);
}
