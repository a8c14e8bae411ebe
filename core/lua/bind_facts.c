/* bind_facts.c - what a script says: facts, unknowns, rows of a source. */
#include "company/value.h"
#include "lua/bind.h"

#define FACT_PRICE 200    /* instructions */
#define FACTS_MOST 10000  /* about one company */
#define ROW_BYTES 256     /* what the host notes of a row, a fact, an objection */

/* ---- evidence ---- */

/* What stands beside a value: { where =, date =, sure =, complete =, absent = }. */
struct saying {
	struct wn_evidence evidence;
	bool complete;
	int absent; /* index on the stack, or 0 */
};

static int32_t read_date(lua_State *lua, const char *function, int index)
{
	int32_t day = WN_NO_DAY;

	if (lua_type(lua, index) != LUA_TSTRING || vm_of(lua)->setting.host->parse_day(sandbox_check(lua, index), &day) < 0)
		bind_error(lua, "%s: date is a day such as \"2026-01-31\"", function);
	return day;
}

static uint32_t read_sure(lua_State *lua, const char *function, int index)
{
	lua_Number sure = lua_type(lua, index) == LUA_TNUMBER ? lua_tonumber(lua, index) : 0;

	if (!(sure >= 0.001 && sure <= 1))
		bind_error(lua, "%s: sure is a number above 0, at most 1", function);
	return (uint32_t)(sure * 1000 + 0.5);
}

static struct wn_str read_text(lua_State *lua, const char *function, const char *key, int index)
{
	if (lua_type(lua, index) != LUA_TSTRING)
		bind_error(lua, "%s: %s is a text, not a %s", function, key, luaL_typename(lua, index));
	sandbox_charge(lua, lua_rawlen(lua, index) / 4 + 1); /* the host copies it */
	return sandbox_check(lua, index);
}

/* One key of the evidence; the value is on the top and stays. False: no such key. */
static bool read_evidence(lua_State *lua, const char *function, const char *key, struct saying *saying)
{
	int index = lua_gettop(lua);

	if (strcmp(key, "where") == 0)
		saying->evidence.where = read_text(lua, function, key, index);
	else if (strcmp(key, "date") == 0)
		saying->evidence.day = read_date(lua, function, index);
	else if (strcmp(key, "sure") == 0)
		saying->evidence.sure = read_sure(lua, function, index);
	else
		return false;
	return true;
}

/* The values stay on the stack, where they are safe until the fact is said. */
static struct saying read_saying(lua_State *lua, int index)
{
	struct saying saying = {.evidence = {.day = WN_NO_DAY}};

	if (lua_isnoneornil(lua, index))
		return saying;
	if (!lua_istable(lua, index))
		bind_error(lua, "fact: the third argument is a table such as { where = url, date = \"2026-01-31\", sure = 0.9 }");
	lua_Integer count = sandbox_keys(lua, index);
	int keys = lua_gettop(lua);
	luaL_checkstack(lua, (int)count + 8, "too many keys");
	for (lua_Integer i = 1; i <= count; i++) {
		lua_rawgeti(lua, keys, i);
		const char *key = lua_type(lua, -1) == LUA_TSTRING ? lua_tostring(lua, -1) : "?";
		lua_pushvalue(lua, -1);
		lua_rawget(lua, index);
		if (strcmp(key, "complete") == 0)
			saying.complete = lua_toboolean(lua, -1);
		else if (strcmp(key, "absent") == 0)
			saying.absent = lua_gettop(lua);
		else if (!read_evidence(lua, "fact", key, &saying))
			bind_error(lua, "fact: there is no '%s' beside a value; there are where, date, sure, complete and absent", key);
	}
	return saying;
}

/* ---- what it costs the host ---- */

static size_t texts_bytes(const struct wn_str *at, size_t count)
{
	size_t bytes = count * sizeof *at;

	for (size_t i = 0; i < count; i++)
		bytes += at[i].len;
	return bytes;
}

static size_t value_bytes(const struct wn_value *value);

static size_t item_bytes(const struct wn_item *item)
{
	size_t bytes = sizeof *item + item->where.len;

	for (size_t i = 0; i < item->count; i++)
		bytes += item->attributes[i].name.len + sizeof item->attributes[i] + value_bytes(&item->attributes[i].value);
	return bytes;
}

static size_t value_bytes(const struct wn_value *value)
{
	size_t bytes = 0;

	switch (value->type) {
	case WN_TEXT:
	case WN_BODY:
	case WN_VERSION:
		return value->as.text.len;
	case WN_SET:
		return texts_bytes(value->as.set.at, value->as.set.count) + texts_bytes(value->as.set.absent, value->as.set.absent_count);
	case WN_LIST:
		for (size_t i = 0; i < value->as.list.count; i++)
			bytes += item_bytes(&value->as.list.at[i]);
		return bytes + texts_bytes(value->as.list.absent, value->as.list.absent_count);
	case WN_CODE:
		for (size_t i = 0; i < value->as.codes.count; i++)
			bytes += sizeof *value->as.codes.at + value->as.codes.at[i].scheme.len + value->as.codes.at[i].code.len + value->as.codes.at[i].label.len;
		return bytes;
	default:
		return 0;
	}
}

/* Before a value is read, so that a script which catches the error gains nothing. */
static void count_fact(lua_State *lua, const char *function)
{
	struct vm_call *call = vm_of(lua)->call;

	sandbox_charge(lua, FACT_PRICE);
	if (call && ++call->facts > FACTS_MOST)
		sandbox_end(lua, "%s: %d facts about one company are the limit, and this is one more", function, FACTS_MOST);
	bind_keep(lua, function, ROW_BYTES);
}

/* ---- facts ---- */

static bool add_saying(struct reading *reading, const struct saying *saying, struct wn_value *value)
{
	const struct wn_str *absent = NULL;
	size_t count = 0;

	if (saying->complete && value->type != WN_SET && value->type != WN_LIST && value->type != WN_BODY)
		return reading->wants = "no complete: that is for sets, lists and bodies", false;
	value->complete = saying->complete;
	if (!saying->absent)
		return true;
	struct wn_value texts;
	if (value->type != WN_SET && value->type != WN_LIST)
		return reading->wants = "no absent: that is for sets and lists", false;
	if (!read_value(reading, saying->absent, WN_SET, &texts))
		return reading->wants = "a list of texts in absent", false;
	absent = texts.as.set.at;
	count = texts.as.set.count;
	if (value->type == WN_SET)
		value->as.set.absent = absent, value->as.set.absent_count = count;
	else
		value->as.list.absent = absent, value->as.list.absent_count = count;
	return true;
}

/* Says a value of one type. WN_OK, WN_REFUSED or WN_INVALID as the host; WN_NONE: the value is none of this type. */
static int say_as(struct reading *reading, struct wn_task *task, struct wn_str name, int index, enum wn_type type,
                  const struct saying *saying)
{
	struct wn_value value;

	if (!read_value(reading, index, type, &value) || !add_saying(reading, saying, &value))
		return WN_NONE;
	bind_keep(reading->lua, vm_of(reading->lua)->setting.kind == WN_SOURCE ? "row" : "fact", value_bytes(&value) + saying->evidence.where.len);
	return reading->host->fact(task, name, &value, &saying->evidence);
}

/* A field of the user's own is known to the host alone: what its value may be is tried. */
static int say_own(struct reading *reading, struct wn_task *task, struct wn_str name, int index, const struct saying *saying)
{
	enum wn_type types[4];
	int count = guess_types(reading->lua, index, types), result = WN_NONE;

	reading->wants = "a value";
	for (int i = 0; i < count; i++) {
		int now = say_as(reading, task, name, index, types[i], saying);
		if (now == WN_OK)
			*task->error = (struct wn_error){0};
		if (now == WN_OK || now == WN_REFUSED)
			return now;
		if (now == WN_INVALID)
			result = now;
	}
	return result;
}

/* As say_as; a value that is none of the field's type raises, but in a row. */
static int say_fact(lua_State *lua, struct wn_task *task, const char *function, struct wn_str name, int index, const struct saying *saying)
{
	struct vm *vm = vm_of(lua);
	if (!vm->dictionary)
		vm->dictionary = dictionary_new(); /* large, and filters have no use for it */
	field_id id = dictionary_find(vm->dictionary, name);
	const struct field *field = id == NO_FIELD ? NULL : dictionary_field(vm->dictionary, id);
	struct reading reading = {lua, vm->setting.host, vm->scratch, field, NULL};

	count_fact(lua, function);
	arena_clear(vm->scratch);
	int result = field ? say_as(&reading, task, name, index, field->type, saying) : say_own(&reading, task, name, index, saying);
	if (result == WN_NONE && strcmp(function, "row") != 0)
		bind_error(lua, "%s: '%s' wants %s", function, name.ptr, reading.wants);
	return result;
}

static int fact(lua_State *lua)
{
	struct wn_task *task = bind_task(lua, "fact", FOR_ENRICHER | FOR_SOURCE);

	lua_settop(lua, 3);
	struct wn_str name = read_text(lua, "fact", "the field", 1);
	if (lua_isnil(lua, 2))
		return bind_error(lua, "fact: '%s' has no value; say unknown(\"%s\", cause) where there is none", name.ptr, name.ptr);
	struct saying saying = read_saying(lua, 3);
	if (say_fact(lua, task, "fact", name, 2, &saying) < 0)
		return bind_refused(lua, task, "fact");
	return 0;
}

static int unknown(lua_State *lua)
{
	struct wn_task *task = bind_task(lua, "unknown", FOR_ENRICHER | FOR_SOURCE);
	struct wn_str name = read_text(lua, "unknown", "the field", 1);
	enum wn_cause cause = WN_ABSENT;

	count_fact(lua, "unknown");
	if (!lua_isnoneornil(lua, 2))
		cause = cause_of(read_text(lua, "unknown", "the cause", 2));
	if (cause == WN_CAUSE_COUNT || cause == WN_KNOWN)
		return bind_error(lua, "unknown: '%s' is no cause; the usual ones are absent, masked, malformed and incomplete", lua_tostring(lua, 2));
	if (vm_of(lua)->setting.host->unknown(task, name, cause) < 0)
		return bind_refused(lua, task, "unknown");
	return 0;
}

/* ---- rows ---- */

/* { "fr-siren", "552100554" } at key `id` of the row at 1; both stay on the stack. */
static void read_id(lua_State *lua, struct wn_str *scheme, struct wn_str *id)
{
	*scheme = *id = (struct wn_str){0};
	if (lua_getfield(lua, 1, "id") == LUA_TNIL)
		return;
	if (!lua_istable(lua, -1) || lua_rawgeti(lua, -1, 1) != LUA_TSTRING)
		bind_error(lua, "row: id is a scheme and a text, such as { \"fr-siren\", \"552100554\" }");
	*scheme = sandbox_check(lua, -1);
	/* a row without an id text is a bad row, not a mistake of the script */
	if (lua_rawgeti(lua, -2, 2) == LUA_TSTRING)
		*id = sandbox_check(lua, -1);
	else if (!lua_isnil(lua, -1))
		bind_error(lua, "row: the id itself is a text, not a %s", luaL_typename(lua, -1));
}

/* What does not fit in a row is the data's fault: the field is unknown there. */
static void say_field(lua_State *lua, struct wn_task *task, struct wn_str name, int index, const struct saying *saying)
{
	int result = say_fact(lua, task, "row", name, index, saying);

	if (result == WN_INVALID || result == WN_NONE) {
		*task->error = (struct wn_error){0};
		result = vm_of(lua)->setting.host->unknown(task, name, WN_MALFORMED);
	}
	if (result < 0)
		bind_refused(lua, task, "row");
}

static void say_fields(lua_State *lua, struct wn_task *task, const struct saying *saying)
{
	lua_Integer count = sandbox_keys(lua, 1);
	int keys = lua_gettop(lua);

	for (lua_Integer i = 1; i <= count; i++) {
		lua_rawgeti(lua, keys, i);
		struct wn_str name = read_text(lua, "row", "a key", keys + 1);
		if (!str_is(name, "id") && !str_is(name, "where") && !str_is(name, "date") && !str_is(name, "sure")) {
			lua_pushvalue(lua, keys + 1);
			lua_rawget(lua, 1);
			say_field(lua, task, name, keys + 2, saying);
		}
		lua_settop(lua, keys);
	}
}

static struct saying row_saying(lua_State *lua)
{
	static const char *const keys[] = {"where", "date", "sure"};
	struct saying saying = {.evidence = {.day = WN_NO_DAY}};

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (lua_getfield(lua, 1, keys[i]) != LUA_TNIL)
			read_evidence(lua, "row", keys[i], &saying);
	return saying;
}

/* Facts are counted for each company. */
static void begin_row(lua_State *lua, size_t bytes)
{
	struct vm_call *call = vm_of(lua)->call;

	sandbox_charge(lua, FACT_PRICE);
	bind_keep(lua, "row", ROW_BYTES + bytes);
	if (call)
		call->facts = 0;
}

/* row { id =, where =, date =, sure =, field = value, ... }: true, or false and why the row is bad. */
static int row(lua_State *lua)
{
	struct wn_task *task = bind_task(lua, "row", FOR_SOURCE);
	struct wn_str scheme, id;

	lua_settop(lua, 1);
	if (!lua_istable(lua, 1))
		return bind_error(lua, "row: a row is a table, row { id = ..., name = ... }");
	struct saying saying = row_saying(lua);
	read_id(lua, &scheme, &id);
	begin_row(lua, scheme.len + id.len + saying.evidence.where.len);
	int result = vm_of(lua)->setting.host->row(task, scheme, id, saying.evidence.where);
	if (result == WN_INVALID) {
		lua_pushboolean(lua, 0);
		lua_pushstring(lua, task->error->text);
		*task->error = (struct wn_error){0};
		return 2;
	}
	if (result < 0)
		return bind_refused(lua, task, "row");
	say_fields(lua, task, &saying);
	lua_pushboolean(lua, 1);
	return 1;
}

static int bad_row(lua_State *lua)
{
	struct wn_task *task = bind_task(lua, "bad_row", FOR_SOURCE);
	struct wn_str kind = read_text(lua, "bad_row", "the kind", 1);
	struct wn_str where = lua_isnoneornil(lua, 2) ? WN_STR("") : read_text(lua, "bad_row", "where", 2);

	sandbox_charge(lua, FACT_PRICE);
	bind_keep(lua, "bad_row", ROW_BYTES + kind.len + where.len);
	if (vm_of(lua)->setting.host->bad_row(task, kind, where) < 0)
		return bind_refused(lua, task, "bad_row");
	return 0;
}

static int opt_out(lua_State *lua)
{
	struct wn_task *task = bind_task(lua, "opt_out", FOR_SOURCE);
	struct wn_str scheme = read_text(lua, "opt_out", "the scheme", 1), id = read_text(lua, "opt_out", "the id", 2);

	sandbox_charge(lua, FACT_PRICE);
	bind_keep(lua, "opt_out", ROW_BYTES + scheme.len + id.len);
	int result = vm_of(lua)->setting.host->opt_out(task, scheme, id);
	if (result == WN_INVALID)
		*task->error = (struct wn_error){0};
	else if (result < 0)
		return bind_refused(lua, task, "opt_out");
	lua_pushboolean(lua, result == WN_OK);
	return 1;
}

void bind_facts(lua_State *lua)
{
	static const luaL_Reg functions[] = {
		{"fact", fact}, {"unknown", unknown}, {"row", row}, {"bad_row", bad_row}, {"opt_out", opt_out}, {NULL, NULL},
	};

	luaL_setfuncs(lua, functions, 0);
}
