/* bind_value.c - values of facts between the host and Lua. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "lua/bind.h"

#define DAY_ROOM 32 /* of a day as text */

/* ---- to Lua ---- */

/* The day before 1 or behind 9999 has no text. */
static void set_day(lua_State *lua, const struct wn_host *host, struct wn_arena *arena, const char *key, int64_t day)
{
	if (day <= INT32_MIN || day >= INT32_MAX)
		return;
	sandbox_push(lua, host->format_day(arena, (int32_t)day));
	lua_setfield(lua, -2, key);
}

/* A limit in units; open ends are infinite, whole numbers stay integers. */
static void set_limit(lua_State *lua, const char *key, int64_t limit, int64_t unit)
{
	if (limit == WN_OPEN_LOW)
		lua_pushnumber(lua, -HUGE_VAL);
	else if (limit == WN_OPEN_HIGH)
		lua_pushnumber(lua, HUGE_VAL);
	else if (limit % unit == 0)
		lua_pushinteger(lua, limit / unit);
	else
		lua_pushnumber(lua, (double)limit / (double)unit);
	lua_setfield(lua, -2, key);
}

static void push_range(lua_State *lua, struct wn_range range, int64_t unit)
{
	lua_createtable(lua, 0, 4);
	set_limit(lua, "low", range.low, unit);
	set_limit(lua, "high", range.high, unit);
}

/* Minor units in one major one: 1, 100 or 1000. */
static int64_t minor_units(const struct wn_host *host, struct wn_str currency)
{
	int64_t minor;

	return host->parse_money(WN_STR("1"), currency, &minor) == WN_OK && minor > 0 ? minor : 0;
}

static void push_money(lua_State *lua, const struct wn_host *host, struct wn_arena *arena, const struct wn_money *money)
{
	int64_t unit = minor_units(host, str_of(money->currency));

	push_range(lua, money->range, unit ? unit : 1);
	lua_pushstring(lua, money->currency);
	lua_setfield(lua, -2, "currency");
	if (money->day != WN_NO_DAY)
		set_day(lua, host, arena, "date", money->day);
}

static void set_text(lua_State *lua, const char *key, struct wn_str text)
{
	if (text.len == 0)
		return;
	sandbox_push(lua, text);
	lua_setfield(lua, -2, key);
}

static void push_codes(lua_State *lua, const struct wn_value *value)
{
	lua_createtable(lua, (int)value->as.codes.count, 0);
	for (size_t i = 0; i < value->as.codes.count; i++) {
		lua_createtable(lua, 0, 3);
		set_text(lua, "scheme", value->as.codes.at[i].scheme);
		set_text(lua, "code", value->as.codes.at[i].code);
		set_text(lua, "label", value->as.codes.at[i].label);
		lua_rawseti(lua, -2, (lua_Integer)i + 1);
	}
}

static void push_items(lua_State *lua, const struct wn_host *host, struct wn_arena *arena, const struct wn_value *value)
{
	lua_createtable(lua, (int)value->as.list.count, 0);
	for (size_t i = 0; i < value->as.list.count; i++) {
		const struct wn_item *item = &value->as.list.at[i];
		lua_createtable(lua, 0, (int)item->count);
		for (size_t j = 0; j < item->count; j++) {
			sandbox_push(lua, item->attributes[j].name);
			push_value(lua, host, arena, &item->attributes[j].value);
			lua_rawset(lua, -3);
		}
		lua_rawseti(lua, -2, (lua_Integer)i + 1);
	}
}

void push_value(lua_State *lua, const struct wn_host *host, struct wn_arena *arena, const struct wn_value *value)
{
	luaL_checkstack(lua, 8, "too many values");
	switch ((enum wn_type)value->type) {
	case WN_TEXT:
	case WN_BODY:
	case WN_VERSION:
		sandbox_push(lua, value->as.text);
		break;
	case WN_CODE:
		push_codes(lua, value);
		break;
	case WN_INTEGER:
		push_range(lua, value->as.range, 1);
		break;
	case WN_NUMBER:
		push_range(lua, value->as.range, WN_NUMBER_UNIT);
		break;
	case WN_MONEY:
		push_money(lua, host, arena, &value->as.money);
		break;
	case WN_DATE:
		lua_createtable(lua, 0, 2);
		set_day(lua, host, arena, "first", value->as.range.low);
		set_day(lua, host, arena, "last", value->as.range.high);
		break;
	case WN_FLAG:
		lua_pushboolean(lua, value->as.flag != 0);
		break;
	case WN_SET:
		lua_createtable(lua, (int)value->as.set.count, 0);
		for (size_t i = 0; i < value->as.set.count; i++) {
			sandbox_push(lua, value->as.set.at[i]);
			lua_rawseti(lua, -2, (lua_Integer)i + 1);
		}
		break;
	case WN_LIST:
		push_items(lua, host, arena, value);
		break;
	default:
		lua_pushnil(lua);
	}
}

/* ---- from Lua ---- */

static const char *const range_keys[] = {"low", "high", NULL}, *const money_keys[] = {"low", "high", "currency", "date", NULL};
static const char *const day_keys[] = {"first", "last", NULL}, *const no_keys[] = {NULL};

static bool wants(struct reading *reading, const char *what)
{
	reading->wants = what;
	return false;
}

static bool read_text(struct reading *reading, int index, struct wn_str *text)
{
	if (lua_type(reading->lua, index) != LUA_TSTRING)
		return wants(reading, "a text");
	text->ptr = lua_tolstring(reading->lua, index, &text->len);
	sandbox_charge(reading->lua, text->len / 4 + 1); /* the host copies it */
	if (sandbox_of(reading->lua)->secrets && log_tells_secret(*text))
		return wants(reading, "a text without a secret in it");
	return true;
}

/* A number in whole units. */
static bool read_units(struct reading *reading, int index, int64_t unit, int64_t *units)
{
	lua_State *lua = reading->lua;

	if (lua_type(lua, index) != LUA_TNUMBER)
		return wants(reading, "a number");
	if (lua_isinteger(lua, index))
		return __builtin_mul_overflow((int64_t)lua_tointeger(lua, index), unit, units) ? wants(reading, "a smaller number") : true;
	double number = lua_tonumber(lua, index) * (double)unit;
	if (!(fabs(number) < 9e18))
		return wants(reading, "a finite number");
	*units = llround(number);
	return unit > 1 || (double)*units == number ? true : wants(reading, "a whole number");
}

/* One end of a range at key or, in the other spelling, at a place: nil and infinite are open. */
static bool read_end(struct reading *reading, int index, const char *key, int place, int64_t unit, int64_t open, int64_t *end)
{
	lua_State *lua = reading->lua;

	if (lua_getfield(lua, index, key) == LUA_TNIL) {
		lua_pop(lua, 1);
		lua_rawgeti(lua, index, place);
	}
	bool infinite = lua_type(lua, -1) == LUA_TNUMBER && isinf(lua_tonumber(lua, -1));
	bool good = true;
	if (lua_isnil(lua, -1) || infinite)
		*end = open;
	else
		good = read_units(reading, lua_gettop(lua), unit, end);
	lua_pop(lua, 1);
	return good;
}

/* Has the table no other keys than these and the places up to `places`? */
static bool has_only(struct reading *reading, int index, lua_Integer places, const char *const *known)
{
	lua_State *lua = reading->lua;
	bool good = true;

	lua_pushnil(lua);
	while (good && lua_next(lua, index)) {
		lua_pop(lua, 1);
		good = lua_isinteger(lua, -1) && lua_tointeger(lua, -1) >= 1 && lua_tointeger(lua, -1) <= places;
		for (size_t i = 0; !good && lua_type(lua, -1) == LUA_TSTRING && known[i]; i++)
			good = strcmp(lua_tostring(lua, -1), known[i]) == 0;
	}
	if (!good)
		lua_pop(lua, 1);
	return good;
}

/* 50, { 50, 99 }, { low = 50, high = 99 }. */
static bool read_range(struct reading *reading, int index, int64_t unit, bool money, struct wn_range *range)
{
	if (!lua_istable(reading->lua, index)) {
		if (!read_units(reading, index, unit, &range->low))
			return false;
		range->high = range->low;
		return true;
	}
	if (lua_rawlen(reading->lua, index) == 1 || (!money && !has_only(reading, index, 2, range_keys)))
		return wants(reading, "two ends, such as { 50, 99 } or { low = 10000 }, and nothing else");
	if (!read_end(reading, index, "low", 1, unit, WN_OPEN_LOW, &range->low) ||
	    !read_end(reading, index, "high", 2, unit, WN_OPEN_HIGH, &range->high))
		return false;
	if (range->low > range->high || (range->low == WN_OPEN_LOW && range->high == WN_OPEN_HIGH))
		return wants(reading, "a range with the smaller end first, such as { 50, 99 }");
	return true;
}

/* "2026-01-31", "2026-01", "2026": the days that it may be. */
static bool read_days(struct reading *reading, struct wn_str text, struct wn_range *days)
{
	const struct wn_host *host = reading->host;
	char first[DAY_ROOM], last[DAY_ROOM];
	int year, month;
	int32_t low, high;

	if (host->parse_day(text, &low) == WN_OK) {
		*days = (struct wn_range){low, low};
		return true;
	}
	if (text.len == 7 && text.ptr[4] == '-' && sscanf(text.ptr, "%4d-%2d", &year, &month) == 2) {
		snprintf(first, sizeof first, "%04d-%02d-01", year, month);
		snprintf(last, sizeof last, "%04d-%02d-01", month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1);
	} else if (text.len == 4 && str_is_digits(text)) {
		year = (int)strtol(text.ptr, NULL, 10);
		snprintf(first, sizeof first, "%04d-01-01", year);
		snprintf(last, sizeof last, "%04d-01-01", year + 1);
	} else {
		return wants(reading, "a date such as \"2026-01-31\", \"2026-01\" or \"2026\"");
	}
	if (host->parse_day(str_of(first), &low) != WN_OK || host->parse_day(str_of(last), &high) != WN_OK)
		return wants(reading, "a date that exists");
	*days = (struct wn_range){low, high - 1};
	return true;
}

/* A text, or { first =, last = }. */
static bool read_date(struct reading *reading, int index, struct wn_range *days)
{
	lua_State *lua = reading->lua;
	struct wn_range first, last;

	if (lua_type(lua, index) == LUA_TSTRING) {
		struct wn_str text;
		return read_text(reading, index, &text) && read_days(reading, text, days);
	}
	if (!lua_istable(lua, index) || !has_only(reading, index, 0, day_keys))
		return wants(reading, "a date such as \"2026-01-31\", \"2026-01\" or \"2026\", or { first =, last = }");
	lua_getfield(lua, index, "first");
	lua_getfield(lua, index, "last");
	int top = lua_gettop(lua);
	struct wn_str from, to;
	bool good = read_text(reading, top - 1, &from) && read_text(reading, top, &to) && read_days(reading, from, &first) &&
	            read_days(reading, to, &last);
	lua_pop(lua, 2);
	if (!good || first.low > last.high)
		return wants(reading, "a date such as \"2026-01-31\", or { first =, last = }");
	*days = (struct wn_range){first.low, last.high};
	return true;
}

/* The last of the bare values, or currency =. Pushes nothing. */
static bool read_currency(struct reading *reading, int index, struct wn_str *currency)
{
	lua_State *lua = reading->lua;

	if (lua_getfield(lua, index, "currency") == LUA_TNIL) {
		lua_pop(lua, 1);
		lua_rawgeti(lua, index, (lua_Integer)lua_rawlen(lua, index));
	}
	bool good = read_text(reading, lua_gettop(lua), currency);
	lua_pop(lua, 1);
	return good && currency->len == 3;
}

/* { 2000000, "EUR" }, { 1e6, 2e6, "EUR" }, { low =, high =, currency =, date = }; in major units. */
static bool read_money(struct reading *reading, int index, struct wn_money *money)
{
	static const char form[] = "an amount with its currency, such as { 2000000, \"EUR\" }";
	lua_State *lua = reading->lua;
	int top = lua_gettop(lua);
	struct wn_str currency;
	struct wn_range day;

	if (!lua_istable(lua, index) || !has_only(reading, index, 3, money_keys) || !read_currency(reading, index, &currency))
		return wants(reading, form);
	int64_t unit = minor_units(reading->host, currency);
	if (!unit)
		return wants(reading, "a currency of ISO 4217, such as \"EUR\"");
	*money = (struct wn_money){.day = WN_NO_DAY};
	memcpy(money->currency, currency.ptr, 3);
	bool exact = lua_rawgeti(lua, index, 1) == LUA_TNUMBER && lua_rawgeti(lua, index, 2) != LUA_TNUMBER;
	lua_settop(lua, top);
	if (exact) {
		if (!read_end(reading, index, "low", 1, unit, WN_OPEN_LOW, &money->range.low) || money->range.low == WN_OPEN_LOW)
			return wants(reading, form);
		money->range.high = money->range.low;
	} else if (!read_range(reading, index, unit, true, &money->range)) {
		return wants(reading, form);
	}
	bool good = true;
	if (lua_getfield(lua, index, "date") != LUA_TNIL) {
		good = read_date(reading, lua_gettop(lua), &day);
		money->day = good ? (int32_t)day.high : WN_NO_DAY;
	}
	lua_pop(lua, 1);
	return good;
}

static bool read_field(struct reading *reading, int index, const char *key, struct wn_str *text)
{
	*text = (struct wn_str){0};
	bool good = lua_getfield(reading->lua, index, key) == LUA_TNIL || read_text(reading, lua_gettop(reading->lua), text);
	lua_pop(reading->lua, 1);
	return good;
}

static bool read_code(struct reading *reading, int index, struct wn_code *code)
{
	return read_field(reading, index, "scheme", &code->scheme) && read_field(reading, index, "code", &code->code) &&
	       read_field(reading, index, "label", &code->label) && code->code.len + code->label.len > 0 && (code->code.len == 0 || code->scheme.len > 0);
}

/* An array, or one alone where `single` says so; how many elements. */
static size_t elements(lua_State *lua, int index, bool single)
{
	return single ? 1 : (size_t)lua_rawlen(lua, index);
}

static bool is_single(lua_State *lua, int index, const char *key)
{
	bool single = lua_getfield(lua, index, key) != LUA_TNIL;

	lua_pop(lua, 1);
	return single;
}

static bool read_codes(struct reading *reading, int index, struct wn_value *value)
{
	static const char form[] = "a code with its scheme, such as { scheme = \"naf\", code = \"62.01Z\" }, or a list of them";
	lua_State *lua = reading->lua;

	if (!lua_istable(lua, index))
		return wants(reading, form);
	bool single = is_single(lua, index, "code") || is_single(lua, index, "label");
	size_t count = elements(lua, index, single);
	struct wn_code *codes = arena_array(reading->arena, count, sizeof *codes);
	for (size_t i = 0; i < count; i++) {
		if (single)
			lua_pushvalue(lua, index);
		else
			lua_rawgeti(lua, index, (lua_Integer)i + 1);
		bool good = lua_istable(lua, -1) && read_code(reading, lua_gettop(lua), &codes[i]);
		lua_pop(lua, 1);
		if (!good)
			return wants(reading, form);
	}
	value->as.codes.at = codes;
	value->as.codes.count = count;
	return count > 0 ? true : wants(reading, form);
}

static bool read_texts(struct reading *reading, int index, const struct wn_str **at, size_t *count)
{
	lua_State *lua = reading->lua;
	bool single = lua_type(lua, index) == LUA_TSTRING;

	if (!single && (!lua_istable(lua, index) || !has_only(reading, index, (lua_Integer)lua_rawlen(lua, index), no_keys)))
		return wants(reading, "a list of texts");
	*count = elements(lua, index, single);
	struct wn_str *texts = arena_array(reading->arena, *count, sizeof *texts);
	for (size_t i = 0; i < *count; i++) {
		if (single)
			lua_pushvalue(lua, index);
		else
			lua_rawgeti(lua, index, (lua_Integer)i + 1);
		bool good = read_text(reading, lua_gettop(lua), &texts[i]);
		lua_pop(lua, 1);
		if (!good)
			return wants(reading, "a list of texts");
	}
	*at = texts;
	return true;
}

/* ---- lists of items ---- */

/* An attribute that the field does not know is the user's own: its form says what it is. */
static bool read_attribute(struct reading *reading, int index, struct wn_attribute *attribute)
{
	const struct attribute *known = reading->field ? field_attribute(reading->field, attribute->name) : NULL;
	enum wn_type types[4];
	int count = 1;

	if (known)
		types[0] = known->type;
	else
		count = guess_types(reading->lua, index, types);
	for (int i = 0; i < count; i++)
		if (types[i] != WN_SET && types[i] != WN_LIST && types[i] != WN_BODY && read_value(reading, index, types[i], &attribute->value))
			return true;
	return false;
}

/* `where` and `sure` belong to the item, not to its attributes. True: taken. */
static bool read_evidence(struct reading *reading, struct wn_str key, int index, struct wn_item *item, bool *good)
{
	int64_t sure;

	if (str_is(key, "where")) {
		*good = read_text(reading, index, &item->where);
		return true;
	}
	if (!str_is(key, "sure"))
		return false;
	*good = read_units(reading, index, 1000, &sure) && sure > 0 && sure <= 1000;
	item->sure = *good ? (uint32_t)sure : 0;
	return true;
}

static bool read_item(struct reading *reading, int index, struct wn_item *item)
{
	lua_State *lua = reading->lua;
	size_t count = (size_t)sandbox_keys(lua, index);
	int keys = lua_gettop(lua);
	struct wn_attribute *attributes = arena_array(reading->arena, count, sizeof *attributes);
	bool good = true;

	*item = (struct wn_item){.attributes = attributes};
	for (size_t i = 1; good && i <= count; i++) {
		struct wn_attribute *attribute = &attributes[item->count];
		lua_rawgeti(lua, keys, (lua_Integer)i);
		good = read_text(reading, keys + 1, &attribute->name);
		lua_pushvalue(lua, keys + 1);
		lua_rawget(lua, index);
		if (good && !read_evidence(reading, attribute->name, keys + 2, item, &good)) {
			good = read_attribute(reading, keys + 2, attribute);
			item->count++;
		}
		lua_settop(lua, keys);
	}
	lua_settop(lua, keys - 1);
	return good && item->count > 0;
}

/* A list of tables, or of texts, which are keys alone. */
static bool read_items(struct reading *reading, int index, struct wn_value *value)
{
	static const char form[] = "a list of items, each a table of its attributes";
	lua_State *lua = reading->lua;

	if (!lua_istable(lua, index) || !has_only(reading, index, (lua_Integer)lua_rawlen(lua, index), no_keys))
		return wants(reading, form);
	size_t count = (size_t)lua_rawlen(lua, index);
	struct wn_item *items = arena_array(reading->arena, count, sizeof *items);
	for (size_t i = 0; i < count; i++) {
		lua_rawgeti(lua, index, (lua_Integer)i + 1);
		const char *before = reading->wants;
		bool good = lua_istable(lua, -1) && read_item(reading, lua_gettop(lua), &items[i]);
		lua_pop(lua, 1);
		if (!good)
			return reading->wants == before ? wants(reading, form) : false;
	}
	value->as.list.at = items;
	value->as.list.count = count;
	return true;
}

/* ---- all types ---- */

static bool read_plain(struct reading *reading, int index, enum wn_type type, struct wn_value *value)
{
	switch (type) {
	case WN_TEXT:
	case WN_BODY:
	case WN_VERSION:
		return read_text(reading, index, &value->as.text);
	case WN_CODE:
		return read_codes(reading, index, value);
	case WN_INTEGER:
		return read_range(reading, index, 1, false, &value->as.range);
	case WN_NUMBER:
		return read_range(reading, index, WN_NUMBER_UNIT, false, &value->as.range);
	case WN_MONEY:
		return read_money(reading, index, &value->as.money);
	case WN_DATE:
		return read_date(reading, index, &value->as.range);
	case WN_FLAG:
		value->as.flag = (uint32_t)lua_toboolean(reading->lua, index);
		return lua_isboolean(reading->lua, index) ? true : wants(reading, "true or false");
	case WN_SET:
		return read_texts(reading, index, &value->as.set.at, &value->as.set.count);
	case WN_LIST:
		return read_items(reading, index, value);
	default:
		return wants(reading, "a value");
	}
}

bool read_value(struct reading *reading, int index, enum wn_type type, struct wn_value *value)
{
	luaL_checkstack(reading->lua, 12, "too many values");
	*value = (struct wn_value){.type = (uint32_t)type};
	return read_plain(reading, index, type, value);
}

static int guess_table(lua_State *lua, int index, enum wn_type types[4])
{
	if (is_single(lua, index, "currency"))
		return types[0] = WN_MONEY, 1;
	if (is_single(lua, index, "first"))
		return types[0] = WN_DATE, 1;
	if (is_single(lua, index, "low") || is_single(lua, index, "high"))
		return types[0] = WN_INTEGER, types[1] = WN_NUMBER, 2;
	if (is_single(lua, index, "scheme"))
		return types[0] = WN_CODE, 1;
	int kind = lua_rawgeti(lua, index, 1);
	bool code = kind == LUA_TTABLE && is_single(lua, lua_gettop(lua), "scheme");
	lua_pop(lua, 1);
	if (kind == LUA_TNUMBER)
		return types[0] = WN_MONEY, types[1] = WN_INTEGER, types[2] = WN_NUMBER, 3;
	if (code)
		return types[0] = WN_CODE, types[1] = WN_LIST, 2;
	return types[0] = WN_SET, types[1] = WN_LIST, 2;
}

int guess_types(lua_State *lua, int index, enum wn_type types[4])
{
	switch (lua_type(lua, index)) {
	case LUA_TSTRING:
		return types[0] = WN_TEXT, types[1] = WN_DATE, types[2] = WN_VERSION, types[3] = WN_BODY, 4;
	case LUA_TNUMBER:
		return types[0] = WN_INTEGER, types[1] = WN_NUMBER, 2;
	case LUA_TBOOLEAN:
		return types[0] = WN_FLAG, 1;
	case LUA_TTABLE:
		return guess_table(lua, index, types);
	default:
		return 0;
	}
}
