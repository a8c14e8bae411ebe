/* pattern.c - Lua's patterns with counted steps: the library's own matcher can take exponential time in one
 * instruction. A pattern is compiled into items first; each single character is a set of 256 bits. */
#include <string.h>

#include "lua/sandbox.h"

#define ITEMS_MAX 10000   /* of one pattern */
#define BRANCHES_MAX 200  /* items that may be tried again: bounds the recursion */
#define CAPTURES_MAX 32
#define STEPS_PER_CHARGE 256

enum item_kind { ITEM_SET, ITEM_OPEN, ITEM_POSITION, ITEM_CLOSE, ITEM_BACK, ITEM_BALANCED, ITEM_FRONTIER, ITEM_LAST, ITEM_DONE };

struct bits {
	uint64_t at[4];
};

struct item {
	uint8_t kind;
	char repeat;      /* ITEM_SET: * + - ? or 0 */
	uint8_t number;   /* of a capture */
	char open, close; /* ITEM_BALANCED */
	struct bits bits; /* ITEM_SET, ITEM_FRONTIER */
};

struct pattern {
	bool anchored;
	int captures;
	struct item items[]; /* ends with ITEM_DONE */
};

/* ---- sets ---- */

/* Classes of ASCII, lower and upper half; bytes from 128 belong to none, whatever the locale. */
static const struct {
	char letter;
	uint64_t low, high;
} classes[] = {
	{'a', 0, 0x07fffffe07fffffe},
	{'c', 0x00000000ffffffff, 0x8000000000000000},
	{'d', 0x03ff000000000000, 0},
	{'g', 0xfffffffe00000000, 0x7fffffffffffffff},
	{'l', 0, 0x07fffffe00000000},
	{'p', 0xfc00fffe00000000, 0x78000001f8000001},
	{'s', 0x0000000100003e00, 0},
	{'u', 0, 0x0000000007fffffe},
	{'w', 0x03ff000000000000, 0x07fffffe07fffffe},
	{'x', 0x03ff000000000000, 0x0000007e0000007e},
	{'z', 0x0000000000000001, 0}, /* an old spelling of %\0, which the library still knows */
};

static void bits_add(struct bits *bits, unsigned char c)
{
	bits->at[c >> 6] |= (uint64_t)1 << (c & 63);
}

static bool bits_have(const struct bits *bits, unsigned char c)
{
	return bits->at[c >> 6] >> (c & 63) & 1;
}

static void bits_turn(struct bits *bits)
{
	for (int i = 0; i < 4; i++)
		bits->at[i] = ~bits->at[i];
}

/* What %c stands for: a class, its complement, or the character itself. */
static void bits_add_escaped(struct bits *bits, char c)
{
	char lower = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;

	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
		if (classes[i].letter == lower) {
			struct bits class = {{classes[i].low, classes[i].high, 0, 0}};
			if (c != lower)
				bits_turn(&class);
			for (int j = 0; j < 4; j++)
				bits->at[j] |= class.at[j];
			return;
		}
	bits_add(bits, (unsigned char)c);
}

/* ---- compiling ---- */

struct compiler {
	lua_State *lua;
	const char *at, *end;
	struct pattern *pattern;
	size_t count;
	int branches;
	uint8_t open[CAPTURES_MAX]; /* captures not closed yet */
	int open_count;
};

static struct item *add_item(struct compiler *compiler, enum item_kind kind)
{
	struct item *item = &compiler->pattern->items[compiler->count++];

	*item = (struct item){.kind = (uint8_t)kind};
	if (kind == ITEM_OPEN || kind == ITEM_CLOSE || kind == ITEM_POSITION)
		compiler->branches++;
	return item;
}

/* The ] that ends a set: one that comes first is a member, and so is one behind a %, wherever that % stands. */
static const char *set_end(const struct compiler *compiler)
{
	const char *at = compiler->at;

	do {
		if (at >= compiler->end)
			luaL_error(compiler->lua, "malformed pattern (missing ']')");
		at += *at == '%' ? 2 : 1;
	} while (at >= compiler->end || *at != ']');
	return at;
}

/* Behind the [ : up to and with the ]. */
static void read_set(struct compiler *compiler, struct bits *bits)
{
	bool turned = compiler->at < compiler->end && *compiler->at == '^';
	const char *end;

	compiler->at += turned;
	end = set_end(compiler);
	while (compiler->at < end) {
		char c = *compiler->at++;

		if (c == '%') {
			bits_add_escaped(bits, *compiler->at++);
		} else if (end - compiler->at >= 2 && *compiler->at == '-') {
			for (int i = (unsigned char)c; i <= (unsigned char)compiler->at[1]; i++)
				bits_add(bits, (unsigned char)i);
			compiler->at += 2;
		} else {
			bits_add(bits, (unsigned char)c);
		}
	}
	compiler->at = end + 1;
	if (turned)
		bits_turn(bits);
}

static void open_capture(struct compiler *compiler)
{
	struct pattern *pattern = compiler->pattern;
	bool position = compiler->at < compiler->end && *compiler->at == ')';

	if (pattern->captures == CAPTURES_MAX)
		luaL_error(compiler->lua, "too many captures");
	add_item(compiler, position ? ITEM_POSITION : ITEM_OPEN)->number = (uint8_t)pattern->captures;
	if (position)
		compiler->at++;
	else
		compiler->open[compiler->open_count++] = (uint8_t)pattern->captures;
	pattern->captures++;
}

static void close_capture(struct compiler *compiler)
{
	if (compiler->open_count == 0)
		luaL_error(compiler->lua, "invalid pattern capture");
	add_item(compiler, ITEM_CLOSE)->number = compiler->open[--compiler->open_count];
}

static void back_reference(struct compiler *compiler, int number)
{
	bool good = number >= 0 && number < compiler->pattern->captures;

	for (int i = 0; i < compiler->open_count; i++)
		good = good && compiler->open[i] != number;
	if (!good)
		luaL_error(compiler->lua, "invalid capture index %%%d", number + 1);
	add_item(compiler, ITEM_BACK)->number = (uint8_t)number;
}

static void repeated(struct compiler *compiler, struct item *item)
{
	if (compiler->at == compiler->end || !strchr("*+-?", *compiler->at) || !*compiler->at)
		return;
	item->repeat = *compiler->at++;
	compiler->branches++;
}

static void balanced(struct compiler *compiler)
{
	if (compiler->end - compiler->at < 2)
		luaL_error(compiler->lua, "malformed pattern (missing arguments to '%%b')");
	struct item *item = add_item(compiler, ITEM_BALANCED);
	item->open = *compiler->at++;
	item->close = *compiler->at++;
}

/* Behind the %. */
static void compile_escape(struct compiler *compiler)
{
	if (compiler->at == compiler->end)
		luaL_error(compiler->lua, "malformed pattern (ends with '%%')");
	char c = *compiler->at++;
	if (c == 'b') {
		balanced(compiler);
	} else if (c == 'f') {
		if (compiler->at == compiler->end || *compiler->at++ != '[')
			luaL_error(compiler->lua, "missing '[' after '%%f' in pattern");
		read_set(compiler, &add_item(compiler, ITEM_FRONTIER)->bits);
	} else if (c >= '0' && c <= '9') {
		back_reference(compiler, c - '1');
	} else {
		struct item *item = add_item(compiler, ITEM_SET);
		bits_add_escaped(&item->bits, c);
		repeated(compiler, item);
	}
}

static void compile_item(struct compiler *compiler)
{
	char c = *compiler->at++;

	if (c == '(') {
		open_capture(compiler);
	} else if (c == ')') {
		close_capture(compiler);
	} else if (c == '$' && compiler->at == compiler->end) {
		add_item(compiler, ITEM_LAST);
	} else if (c == '%') {
		compile_escape(compiler);
	} else {
		struct item *item = add_item(compiler, ITEM_SET);
		if (c == '[')
			read_set(compiler, &item->bits);
		else if (c == '.')
			bits_turn(&item->bits);
		else
			bits_add(&item->bits, (unsigned char)c);
		repeated(compiler, item);
	}
}

/* Pushes the compiled pattern. `anchors`: a leading ^ is one (in gmatch it is a character). */
static const struct pattern *compile(lua_State *lua, struct wn_str text, bool anchors)
{
	if (text.len > ITEMS_MAX)
		luaL_error(lua, "the pattern is too long (over %d bytes)", ITEMS_MAX);
	sandbox_charge(lua, text.len);
	struct pattern *pattern = lua_newuserdatauv(lua, sizeof *pattern + (text.len + 1) * sizeof *pattern->items, 0);
	*pattern = (struct pattern){.anchored = anchors && text.len && *text.ptr == '^'};
	struct compiler compiler = {lua, text.ptr + pattern->anchored, text.ptr + text.len, pattern, 0, 0, {0}, 0};
	while (compiler.at < compiler.end)
		compile_item(&compiler);
	if (compiler.open_count)
		luaL_error(lua, "unfinished capture");
	if (compiler.branches > BRANCHES_MAX)
		luaL_error(lua, "the pattern is too complex");
	add_item(&compiler, ITEM_DONE);
	return pattern;
}

/* ---- matching ---- */

struct match {
	lua_State *lua;
	const struct pattern *pattern;
	const char *start, *end; /* of the subject */
	unsigned steps;
	struct {
		const char *start;
		ptrdiff_t len; /* of a position: -1 */
	} captures[CAPTURES_MAX];
};

static void step(struct match *match, size_t steps)
{
	match->steps += steps > STEPS_PER_CHARGE ? STEPS_PER_CHARGE : (unsigned)steps;
	if (steps > STEPS_PER_CHARGE)
		sandbox_charge(match->lua, steps);
	if (match->steps < STEPS_PER_CHARGE)
		return;
	match->steps = 0;
	sandbox_charge(match->lua, STEPS_PER_CHARGE);
}

static bool single(const struct match *match, const struct item *item, const char *at)
{
	return at < match->end && bits_have(&item->bits, (unsigned char)*at);
}

static const char *run(struct match *match, const struct item *item, const char *at);

static const char *run_greedy(struct match *match, const struct item *item, const char *at)
{
	const char *last = at, *least = at + (item->repeat == '+');

	while (single(match, item, last) && (item->repeat != '?' || last == at))
		last++;
	step(match, (size_t)(last - at) / 4 + 1);
	for (; last >= least; last--) {
		const char *end = run(match, item + 1, last);
		if (end)
			return end;
	}
	return NULL;
}

static const char *run_lazy(struct match *match, const struct item *item, const char *at)
{
	for (;; at++) {
		const char *end = run(match, item + 1, at);
		if (end || !single(match, item, at))
			return end;
		step(match, 1);
	}
}

static const char *run_capture(struct match *match, const struct item *item, const char *at)
{
	const char *start = match->captures[item->number].start;
	ptrdiff_t len = match->captures[item->number].len;

	if (item->kind != ITEM_CLOSE)
		match->captures[item->number].start = at;
	match->captures[item->number].len = item->kind == ITEM_POSITION ? -1 : at - match->captures[item->number].start;
	const char *end = run(match, item + 1, at);
	if (!end) {
		match->captures[item->number].start = start;
		match->captures[item->number].len = len;
	}
	return end;
}

static const char *pass_balanced(struct match *match, const struct item *item, const char *at)
{
	size_t depth = 1;

	if (at == match->end || *at != item->open)
		return NULL;
	for (const char *c = at + 1; c < match->end; c++) {
		step(match, 1);
		if (*c == item->close) {
			if (--depth == 0)
				return c + 1;
		} else if (*c == item->open) {
			depth++;
		}
	}
	return NULL;
}

static const char *pass_back(struct match *match, const struct item *item, const char *at)
{
	ptrdiff_t len = match->captures[item->number].len;

	if (len < 0)
		luaL_error(match->lua, "invalid capture index %%%d", item->number + 1);
	step(match, (size_t)len / 16 + 1);
	return match->end - at >= len && memcmp(at, match->captures[item->number].start, (size_t)len) == 0 ? at + len : NULL;
}

static bool at_frontier(const struct match *match, const struct item *item, const char *at)
{
	char before = at == match->start ? '\0' : at[-1], here = at == match->end ? '\0' : *at;

	return !bits_have(&item->bits, (unsigned char)before) && bits_have(&item->bits, (unsigned char)here);
}

/* The end of the match from this item on, or null. */
static const char *run(struct match *match, const struct item *item, const char *at)
{
	for (;; item++) {
		step(match, 1);
		switch ((enum item_kind)item->kind) {
		case ITEM_SET:
			if (item->repeat == '-')
				return run_lazy(match, item, at);
			if (item->repeat)
				return run_greedy(match, item, at);
			if (!single(match, item, at))
				return NULL;
			at++;
			break;
		case ITEM_OPEN:
		case ITEM_POSITION:
		case ITEM_CLOSE:
			return run_capture(match, item, at);
		case ITEM_BACK:
			if (!(at = pass_back(match, item, at)))
				return NULL;
			break;
		case ITEM_BALANCED:
			if (!(at = pass_balanced(match, item, at)))
				return NULL;
			break;
		case ITEM_FRONTIER:
			if (!at_frontier(match, item, at))
				return NULL;
			break;
		case ITEM_LAST:
			if (at != match->end)
				return NULL;
			break;
		case ITEM_DONE:
			return at;
		}
	}
}

/* ---- the functions ---- */

static void push_capture(struct match *match, int index, const char *start, const char *end)
{
	if (index == 0 && match->pattern->captures == 0)
		lua_pushlstring(match->lua, start, (size_t)(end - start));
	else if (index >= match->pattern->captures)
		luaL_error(match->lua, "invalid capture index %%%d", index + 1);
	else if (match->captures[index].len < 0)
		lua_pushinteger(match->lua, match->captures[index].start - match->start + 1);
	else
		lua_pushlstring(match->lua, match->captures[index].start, (size_t)match->captures[index].len);
}

/* All captures, or the whole match where there are none and `whole` is set. */
static int push_captures(struct match *match, const char *start, const char *end, bool whole)
{
	int count = match->pattern->captures ? match->pattern->captures : whole;

	luaL_checkstack(match->lua, count, "too many captures");
	for (int i = 0; i < count; i++)
		push_capture(match, i, start, end);
	return count;
}

/* The argument `init` as an offset, or SIZE_MAX where it lies behind the text. */
static size_t offset_of(lua_State *lua, int argument, size_t len)
{
	lua_Integer init = luaL_optinteger(lua, argument, 1);

	if (init > 0)
		return (size_t)init - 1 > len ? SIZE_MAX : (size_t)init - 1;
	if (init == 0 || init < -(lua_Integer)len)
		return 0;
	return len - (size_t)-init;
}

static struct match match_of(lua_State *lua, const struct pattern *pattern, struct wn_str text)
{
	return (struct match){.lua = lua, .pattern = pattern, .start = text.ptr, .end = text.ptr + text.len};
}

/* The first match at or behind `at`; null: none. */
static const char *search(struct match *match, const char *at, const char **start)
{
	for (;; at++) {
		const char *end = run(match, match->pattern->items, at);
		*start = at;
		if (end || match->pattern->anchored || at == match->end)
			return end;
	}
}

static int find_plain(lua_State *lua, struct wn_str text, struct wn_str what, size_t offset)
{
	sandbox_charge(lua, (text.len - offset + what.len) / 16 + 1);
	const char *found = what.len ? memmem(text.ptr + offset, text.len - offset, what.ptr, what.len) : text.ptr + offset;
	if (!found) {
		luaL_pushfail(lua);
		return 1;
	}
	lua_pushinteger(lua, found - text.ptr + 1);
	lua_pushinteger(lua, found - text.ptr + (lua_Integer)what.len);
	return 2;
}

static bool is_plain(struct wn_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] && strchr("^$*+?.([%-", text.ptr[i]))
			return false;
	return true;
}

static int find_or_match(lua_State *lua, bool find)
{
	struct wn_str text = sandbox_check(lua, 1), what = sandbox_check(lua, 2);
	size_t offset = offset_of(lua, 3, text.len);
	const char *start;

	if (offset == SIZE_MAX) {
		luaL_pushfail(lua);
		return 1;
	}
	if (find && (lua_toboolean(lua, 4) || is_plain(what)))
		return find_plain(lua, text, what, offset);
	struct match match = match_of(lua, compile(lua, what, true), text);
	const char *end = search(&match, text.ptr + offset, &start);
	if (!end) {
		luaL_pushfail(lua);
		return 1;
	}
	if (!find)
		return push_captures(&match, start, end, true);
	lua_pushinteger(lua, start - text.ptr + 1);
	lua_pushinteger(lua, end - text.ptr);
	return 2 + push_captures(&match, start, end, false);
}

static int string_find(lua_State *lua)
{
	return find_or_match(lua, true);
}

static int string_match(lua_State *lua)
{
	return find_or_match(lua, false);
}

/* Upvalues: text, compiled pattern, offset to go on from, end of the last match. */
static int gmatch_next(lua_State *lua)
{
	struct wn_str text;
	const char *start;

	text.ptr = lua_tolstring(lua, lua_upvalueindex(1), &text.len);
	struct match match = match_of(lua, lua_touserdata(lua, lua_upvalueindex(2)), text);
	lua_Integer offset = lua_tointeger(lua, lua_upvalueindex(3)), last = lua_tointeger(lua, lua_upvalueindex(4));
	for (; offset <= (lua_Integer)text.len; offset++) {
		const char *end = search(&match, text.ptr + offset, &start);
		if (!end)
			break;
		offset = start - text.ptr;
		if (end - text.ptr == last)
			continue; /* an empty match where the last one ended */
		lua_pushinteger(lua, end - text.ptr);
		lua_copy(lua, -1, lua_upvalueindex(3));
		lua_replace(lua, lua_upvalueindex(4));
		return push_captures(&match, start, end, true);
	}
	lua_pushinteger(lua, (lua_Integer)text.len + 1);
	lua_replace(lua, lua_upvalueindex(3));
	return 0;
}

static int string_gmatch(lua_State *lua)
{
	struct wn_str text = sandbox_check(lua, 1), what = sandbox_check(lua, 2);
	size_t offset = offset_of(lua, 3, text.len);

	lua_settop(lua, 1);
	compile(lua, what, false);
	lua_pushinteger(lua, offset == SIZE_MAX ? (lua_Integer)text.len + 1 : (lua_Integer)offset);
	lua_pushinteger(lua, -1);
	lua_pushcclosure(lua, gmatch_next, 4);
	return 1;
}

/* ---- gsub ---- */

struct replacing {
	struct match match;
	luaL_Buffer out;
	int kind; /* Lua type of argument 3 */
};

static void add_text(struct replacing *replacing, const char *start, const char *end)
{
	lua_State *lua = replacing->match.lua;
	struct wn_str by;

	by.ptr = lua_tolstring(lua, 3, &by.len);
	step(&replacing->match, by.len / 4);
	for (const char *c = by.ptr, *last = by.ptr + by.len; c < last; c++) {
		if (*c != '%') {
			luaL_addchar(&replacing->out, *c);
			continue;
		}
		c++;
		if (c < last && *c == '%') {
			luaL_addchar(&replacing->out, '%');
		} else if (c < last && *c == '0') {
			luaL_addlstring(&replacing->out, start, (size_t)(end - start));
		} else if (c < last && *c >= '1' && *c <= '9') {
			push_capture(&replacing->match, *c - '1', start, end);
			lua_tostring(lua, -1);
			luaL_addvalue(&replacing->out);
		} else {
			luaL_error(lua, "invalid use of '%%' in replacement string");
		}
	}
}

/* By a table or a function; false and nil keep what was found. */
static void add_answer(struct replacing *replacing, const char *start, const char *end)
{
	lua_State *lua = replacing->match.lua;

	if (replacing->kind == LUA_TTABLE) {
		push_capture(&replacing->match, 0, start, end);
		lua_gettable(lua, 3);
	} else {
		lua_pushvalue(lua, 3);
		int count = push_captures(&replacing->match, start, end, true);
		lua_call(lua, count, 1);
	}
	if (!lua_toboolean(lua, -1)) {
		lua_pop(lua, 1);
		luaL_addlstring(&replacing->out, start, (size_t)(end - start));
	} else if (lua_isstring(lua, -1)) {
		luaL_addvalue(&replacing->out);
	} else {
		luaL_error(lua, "invalid replacement value (a %s)", luaL_typename(lua, -1));
	}
}

static void add_replaced(struct replacing *replacing, const char *start, const char *end)
{
	if (replacing->kind == LUA_TTABLE || replacing->kind == LUA_TFUNCTION)
		add_answer(replacing, start, end);
	else
		add_text(replacing, start, end);
}

/* Everything from the text into `out`; returns how many were replaced. */
static lua_Integer replace_all(struct replacing *replacing, lua_Integer most)
{
	struct match *match = &replacing->match;
	const char *at = match->start, *last = NULL;
	lua_Integer count = 0;

	while (count < most) {
		const char *end = run(match, match->pattern->items, at);
		if (end && end != last) {
			count++;
			add_replaced(replacing, at, end);
			at = last = end;
		} else if (at < match->end) {
			luaL_addchar(&replacing->out, *at++);
		} else {
			break;
		}
		if (match->pattern->anchored)
			break;
	}
	luaL_addlstring(&replacing->out, at, (size_t)(match->end - at));
	return count;
}

static int string_gsub(lua_State *lua)
{
	struct wn_str text = sandbox_check(lua, 1), what = sandbox_check(lua, 2);
	struct replacing replacing = {.kind = lua_type(lua, 3)};
	lua_Integer most = luaL_optinteger(lua, 4, (lua_Integer)text.len + 1);

	luaL_argexpected(lua, replacing.kind == LUA_TNUMBER || replacing.kind == LUA_TSTRING || replacing.kind == LUA_TTABLE ||
	                 replacing.kind == LUA_TFUNCTION, 3, "string/function/table");
	lua_settop(lua, 3);
	replacing.match = match_of(lua, compile(lua, what, true), text);
	luaL_buffinit(lua, &replacing.out);
	lua_Integer count = replace_all(&replacing, most);
	luaL_pushresult(&replacing.out);
	lua_pushinteger(lua, count);
	return 2;
}

const luaL_Reg pattern_functions[] = {
	{"find", string_find}, {"match", string_match}, {"gmatch", string_gmatch}, {"gsub", string_gsub}, {NULL, NULL},
};
