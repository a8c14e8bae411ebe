/* lua_sandbox.c - the limits of the sandbox hold, whatever a script does; what is left of Lua works. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "lua/lua.h"

/* Small, so that the tests are quick. */
static const struct lua_limits limits = {(size_t)16 << 20, 3000000};

/* Runs a text; its results are turned into a text in `answer`. Negative: error->text. */
static int run(const char *text, char answer[200], struct wn_error *error)
{
	struct lua_State *lua = sandbox_new(&limits, WN_STR(""), error);
	int result = sandbox_load(lua, WN_STR("s.lua"), str_of(text), error);

	if (result == WN_OK)
		result = sandbox_call(lua, 0, 1, error);
	if (result == WN_OK)
		snprintf(answer, 200, "%s", lua_isboolean(lua, -1) ? (lua_toboolean(lua, -1) ? "true" : "false") : lua_tostring(lua, -1) ? lua_tostring(lua, -1) : "nil");
	sandbox_free(lua);
	return result;
}

static void expect(const char *text, const char *wanted)
{
	struct wn_error error = {0};
	char answer[200];

	if (run(text, answer, &error) < 0)
		fail_msg("%s: %s", text, error.text);
	assert_string_equal(answer, wanted);
}

/* Fails with these words. The clock is the last resort: it must not be what ended it. */
static void expect_error(const char *text, const char *words)
{
	struct wn_error error = {0};
	char answer[200] = "";

	if (run(text, answer, &error) >= 0)
		fail_msg("no error: %s: %s", text, answer);
	if (!strstr(error.text, words))
		fail_msg("%s: %s", text, error.text);
	assert_null(strchr(error.text, '\n'));
	if (strstr(error.text, "limit on time"))
		fail_msg("only the clock ended it: %s", text);
}

static void test_language(void **state)
{
	(void)state;
	expect("local t = {} for k, v in pairs({b = 1, a = 2, [2] = 3, [1] = 4, [1.5] = 5}) do t[#t + 1] = tostring(k) .. '=' .. v end return table.concat(t, ' ')",
	       "1=4 1.5=5 2=3 a=2 b=1");
	expect("return tostring({}) .. tostring(print) .. tostring(nil) .. tostring(true) .. tostring(12)", "tablefunctionniltrue12");
	expect("return string.format('%s %5.2f %d %q %s', {}, 1.5, 3, 'a', setmetatable({}, {__tostring = function() return 'x' end}))", "table  1.50 3 \"a\" x");
	expect("return ('ab'):rep(3, '-')", "ab-ab-ab");
	expect("return ('ab'):rep(0) .. ('x'):rep(-1) .. (''):rep(1e9 // 1 | 0)", "");
	expect("local t = {3, 1, 2} table.sort(t) return table.concat(t, ',')", "1,2,3");
	expect("local t = {'b', 'a', 'B'} table.sort(t, function(x, y) return x > y end) return table.concat(t)", "baB");
	expect("local t = {} for i = 1, 100 do t[i] = {k = i % 3, i = i} end table.sort(t, function(a, b) return a.k < b.k end) "
	       "for i = 2, 100 do if t[i - 1].k == t[i].k and t[i - 1].i > t[i].i then return 'unstable' end end return 'stable'", "stable");
	expect("local ok, text = xpcall(function() error('x', 0) end, function(m) return 'handled ' .. m end) return tostring(ok) .. text", "falsehandled x");
	expect("return select(2, xpcall(function(a, b) return a + b end, print, 1, 2))", "3");
	expect("return select('#', table.unpack({1, 2, nil, 4}, 1, 4))", "4");
	expect("return utf8.len('h\xc3\xa9') .. utf8.char(233, 8364)", "2\xc3\xa9\xe2\x82\xac");
	expect("return #table.pack(('abc'):byte(1, -1))", "3");
	expect("return math.type(3) .. math.max(1, 2) .. tostring(math.random) .. tostring(math.randomseed)", "integer2nilnil");
	expect("return string.dump", "nil");
	expect("return pcall(error, {code = 1})", "false");
	expect("return type(next({a = 1}))", "string");
	expect("local _, a = pcall(error, {code = 7}) return a.code", "7");
}

static void test_what_is_not_there(void **state)
{
	static const char *const names[] = {"os", "io", "debug", "package", "load", "loadstring", "loadfile", "dofile", "collectgarbage", "rawset", "rawget",
		"coroutine", "_G", "getfenv", "newproxy"};
	(void)state;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char text[60];
		snprintf(text, sizeof text, "return %s", names[i]);
		expect_error(text, "is not defined here");
	}
	expect_error("x = 1", "'x' is set without local: write local x = ...");
	expect_error("string.rep = nil", "read-only");
	expect_error("function string.x() end", "read-only");
	expect_error("_ENV.x = 1", "set without local");
	expect("return getmetatable('')", "false");
	expect("return getmetatable(string)", "false");
	expect("return getmetatable(_ENV)", "false");
	expect_error("setmetatable(string, {})", "protected");
	expect_error("setmetatable(_ENV, {})", "protected");
	expect_error("table.insert(math, 1)", "length of its own");
	expect("return pcall(table.move, {1}, 1, 1, 1, string)", "false");
	/* the iteration over a library does not hand out the table behind it */
	expect("local f, s, i = pairs(string) return tostring(s) .. tostring(i)", "nilnil");
	expect("local n = 0 for k in pairs(string) do n = n + 1 end return n > 10", "true");
	expect("local s = string return pcall(function() ('x').y.z = 1 end)", "false");
}

static void test_metatables(void **state)
{
	(void)state;
	expect_error("setmetatable({}, {__gc = function() while true do end end})", "__gc is not allowed");
	expect_error("setmetatable({}, {__mode = 'k'})", "__mode is not allowed");
	/* set later it has no effect, also when the state is closed */
	expect("local m = {} local t = setmetatable({}, m) m.__gc = function() while true do end end t = nil return 'closed'", "closed");
	expect("local m = {} setmetatable({}, m) m.__gc = 1 return pcall(setmetatable, {}, m)", "false");
	expect_error("setmetatable(setmetatable({}, {__metatable = 1}), {})", "protected");
	expect("return setmetatable({}, {__index = function(t, k) return k .. '!' end}).a", "a!");
}

static void test_endless(void **state)
{
	static const char *const texts[] = {
		"while true do end",
		"local function loop() while true do end end while true do pcall(loop) end",
		"local function loop() while true do end end while true do xpcall(loop, loop) end",
		"local function f() return pcall(f) end while true do f() end",
		"repeat local ok = pcall(error) until false",
		"local t = setmetatable({}, {__index = function(t, k) return t[k + 1] end}) while true do pcall(function() return t[1] end) end",
		"local t <close> = setmetatable({}, {__close = function() while true do end end}) error('x')",
		"while true do pcall(function() local t <close> = setmetatable({}, {__close = function() while true do end end}) end) end",
		"for i = 1, 1e9 do string.format('%s', i) end",
		"local s = '' while true do s = s .. 'x' end",
		"local s = ('x'):rep(1000000) while true do local t = s .. 'y' end",
		"local t = {} for i = 1, 200000 do t[i] = i end while true do table.insert(t, 1, 0) table.remove(t, 1) end",
		"local t = {} for i = 1, 100000 do t[i] = i end while true do table.sort(t) end",
		"local t = {} for i = 1, 100000 do t[i] = i end while true do for k in pairs(t) do break end end",
		"local t = {1, 2} table.sort(t, function() while true do end end)",
		"(''):gsub('', function() while true do end end)",
		"local s = ('a'):rep(100000) while true do s:upper() end",
		"local s = ('a'):rep(100000) while true do s:find('b', 1, true) end",
		"local s = ('a'):rep(500000) while true do utf8.len(s) end",
		"local s = ('1'):rep(500000) while true do tonumber(s) end",
		"local s = ('a'):rep(500000) while true do s:byte(1, 1000) end",
		"while true do print('x') end",
		"local function f(...) return f(1, ...) end f()",
		"local t = table.pack(('x'):rep(9000):byte(1, -1)) local function f(...) while true do local a = select(2, ...) end end f(table.unpack(t))",
		"local s = ('a'):rep(1000000) local t = {} for i = 1, 20 do t[i] = s end while true do table.sort(t) end",
	};
	(void)state;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct wn_error error = {0};
		char answer[200] = "";
		if (run(texts[i], answer, &error) >= 0 || (!strstr(error.text, "limit on instructions") && !strstr(error.text, "memory") && !strstr(error.text, "stack")))
			fail_msg("%s: '%s' %s", texts[i], answer, error.text);
	}
}

static void test_memory(void **state)
{
	(void)state;
	expect_error("local t = {} while true do t[#t + 1] = {} end", "not enough memory: the limit is 2 MiB for one text or table");
	expect_error("local s = 'x' while true do s = s .. s end", "not enough memory");
	expect_error("return ('x'):rep(1000001)", "too large");
	expect_error("return ('x'):rep(1e18 // 1 | 0)", "too large");
	expect_error("return (('x'):rep(1000)):rep(1000000)", "too large");
	expect_error("return ('x'):rep(10, ('y'):rep(1000000))", "too large");
	expect_error("local s = ('x'):rep(1000000) return s:gsub('x', s)", "memory");
	expect_error("return table.concat({('x'):rep(1000000)}, '', 1, 1000000)", "ran too long");
	expect_error("return table.unpack({}, 1, 1e7 // 1 | 0)", "too many elements");
	expect_error("return table.unpack({}, math.mininteger, math.maxinteger)", "too many elements");
	expect_error("table.move({}, 1, math.maxinteger - 1, 2)", "too many elements");
	expect_error("return table.concat({}, 'x', 1, math.maxinteger)", "too many elements");
	expect_error("table.insert(setmetatable({}, {__len = function() return math.maxinteger - 1 end}), 1, 0)", "length of its own");
	expect_error("return string.format('%99999d', 1)", "invalid");
	/* memory that was refused is not survived, also not in the last thing that is done */
	expect_error("local ok = pcall(function() local t = {} while true do t[#t + 1] = {} end end) return ok", "not enough memory");
	expect_error("return pcall(function() local s = 'x' while true do s = s .. s end end)", "not enough memory");
	expect_error("return pcall(function() while true do end end)", "limit on instructions");
	/* what a collection makes room for was not refused */
	expect("local s, x = nil, ('x'):rep(1000) for i = 1, 400 do s = x:rep(100 + i) end return #s", "500000");
	expect_error("while true do pcall(function() local t = {} while true do t[#t + 1] = {} end end) end", "");
}

static void test_patterns_that_explode(void **state)
{
	(void)state;
	expect_error("return (('a'):rep(40)):find(('a*'):rep(12) .. 'b')", "ran too long");
	expect_error("return (('a'):rep(100000)):find('.-.-.-b')", "ran too long");
	expect_error("return (('('):rep(100000)):gsub('%b()', '')", "ran too long");
	expect_error("return ('x'):find(('(a)'):rep(33))", "too many captures");
	expect_error("return ('x'):find(('a?'):rep(300))", "too complex");
	expect_error("return ('x'):find(('a'):rep(20000) .. '.')", "too long");
	expect_error("while true do pcall(string.find, ('a'):rep(40), ('a*'):rep(12) .. 'b') end", "ran too long");
}

static void test_bytecode(void **state)
{
	lua_State *plain = luaL_newstate();
	struct wn_error error = {0};
	char answer[200];
	(void)state;

	luaL_openlibs(plain);
	assert_int_equal(luaL_dostring(plain, "return string.dump(function() return 1 end)"), LUA_OK);
	size_t len;
	const char *code = lua_tolstring(plain, -1, &len);
	struct lua_State *lua = sandbox_new(&limits, WN_STR(""), &error);
	assert_true(sandbox_load(lua, WN_STR("s.lua"), (struct wn_str){code, len}, &error) < 0);
	assert_non_null(strstr(error.text, "compiled Lua"));
	sandbox_free(lua);
	lua_close(plain);
	assert_true(run("# a first line\nreturn 1", answer, &error) == WN_OK);
}

static void test_no_addresses(void **state)
{
	(void)state;
	expect("return string.format('%s %s', {}, print)", "table function");
	expect_error("return string.format('%p', {})", "%p is not allowed");
	expect_error("return string.format('%-10p', {})", "%p is not allowed");
	expect_error("error(setmetatable({}, {__tostring = function() while true do end end}))", "no text");
	expect_error("error({})", "no text");
	expect_error("error()", "without a text");
}

static void test_traceback(void **state)
{
	struct wn_error error = {0};
	char answer[200];
	(void)state;

	assert_true(run("local function inner()\n  error('boom')\nend\nlocal function outer()\n  inner()\n  return 1\nend\nouter()\n", answer, &error) < 0);
	assert_string_equal(error.text, "s.lua:2: boom (in 'inner' s.lua:2, in 'outer' s.lua:5, in the file s.lua:8)");
	assert_true(run("local x = {}\nlocal y = x.z.w", answer, &error) < 0);
	assert_non_null(strstr(error.text, "s.lua:2: attempt to index a nil value (field 'z')"));
	assert_true(run("return = 1", answer, &error) < 0);
	assert_non_null(strstr(error.text, "s.lua:1: unexpected symbol near '='"));
	assert_true(run("error('a\\nb\\rc', 0)", answer, &error) < 0);
	assert_null(strpbrk(error.text, "\n\r"));
}

/* After an error that is none of a limit the state goes on; the budget begins anew with each call. */
static void test_calls_again(void **state)
{
	struct wn_error error = {0};
	struct lua_State *lua = sandbox_new(&limits, WN_STR(""), &error);
	(void)state;

	assert_int_equal(sandbox_load(lua, WN_STR("s.lua"), WN_STR("return function(n) for i = 1, n do end return n end"), &error), WN_OK);
	assert_int_equal(sandbox_call(lua, 0, 1, &error), WN_OK);
	for (int i = 0; i < 20; i++) {
		lua_pushvalue(lua, 1);
		lua_pushinteger(lua, i % 2 ? 100000000 : 1000000);
		assert_int_equal(sandbox_call(lua, 1, 1, &error), i % 2 ? WN_FAIL : WN_OK);
		lua_settop(lua, 1);
	}
	sandbox_free(lua);
}

/* ---- require ---- */

static void put(const char *folder, const char *name, const char *text)
{
	char path[200];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void expect_required(const char *folder, const char *text, const char *wanted)
{
	struct wn_error error = {0};
	struct lua_State *lua = sandbox_new(&limits, str_of(folder), &error);

	assert_int_equal(sandbox_load(lua, WN_STR("s.lua"), str_of(text), &error), WN_OK);
	if (sandbox_call(lua, 0, 1, &error) < 0) {
		if (!strstr(error.text, wanted))
			fail_msg("%s: %s", text, error.text);
	} else {
		assert_string_equal(lua_tostring(lua, -1), wanted);
	}
	sandbox_free(lua);
}

static void test_require(void **state)
{
	char folder[] = "/tmp/winnow-require-XXXXXX", path[200];
	(void)state;

	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/sub", folder);
	mkdir(path, 0700);
	put(folder, "one.lua", "return { value = 'one' }");
	put(folder, "sub/two.lua", "return require('one').value .. 'two'");
	put(folder, "loop.lua", "return require 'loop'");
	put(folder, "broken.lua", "return +");
	put(folder, "code.lua", "\x1bLua");
	put(folder, "forever.lua", "while true do end");
	expect_required(folder, "return require('one').value", "one");
	expect_required(folder, "return require('sub.two')", "onetwo");
	expect_required(folder, "return require('sub/two')", "onetwo");
	expect_required(folder, "return tostring(require('one') == require('one'))", "true");
	expect_required(folder, "require 'loop'", "requires itself");
	expect_required(folder, "require 'broken'", "unexpected symbol");
	expect_required(folder, "require 'code'", "binary chunk");
	expect_required(folder, "pcall(require, 'forever')", "ran too long");
	expect_required(folder, "require 'none'", "none.lua");
	static const char *const bad[] = {"../one", "..", "/etc/passwd", "sub..two", "a/../one", "", ".one", "one.", "a//b", "one\\0", "-one", "~/x", "one.lua/"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		snprintf(path, sizeof path, "require '%s'", bad[i]);
		expect_required(folder, path, "require takes the name of a file beside the script");
	}
	static const char *const files[] = {"one.lua", "sub/two.lua", "loop.lua", "broken.lua", "code.lua", "forever.lua", "sub", ""};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, files[i]);
		remove(path);
	}
}

/* ---- patterns: the same answers as the library's own, which is linked beside it ---- */

static uint64_t seed = 42;

static unsigned draw(unsigned below)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % below;
}

static const char compare_text[] =
	"local s, p = SUBJECT, PATTERN\n"
	"local out = {}\n"
	"local function add(...) for i = 1, select('#', ...) do out[#out + 1] = tostring((select(i, ...))) end out[#out + 1] = ';' end\n"
	"add(pcall(string.find, s, p)) add(pcall(string.match, s, p, 2)) add(pcall(string.gsub, s, p, '<%0>'))\n"
	"add(pcall(string.find, s, p, -2)) add(pcall(string.gsub, s, p, function(a) return #tostring(a) > 1 and '#' end, 2))\n"
	"add(pcall(function() for a, b in string.gmatch(s, p) do add(a, b) end end))\n"
	"return table.concat(out, '|')";

static void quote(char *out, const char *text, size_t len)
{
	*out++ = '"';
	for (size_t i = 0; i < len; i++)
		out += snprintf(out, 5, "\\%03u", (unsigned char)text[i]);
	*out++ = '"';
	*out = '\0';
}

static void answer_of(lua_State *lua, const char *text, char answer[2000])
{
	if (luaL_loadstring(lua, text) != LUA_OK || lua_pcall(lua, 0, 1, 0) != LUA_OK)
		fail_msg("%s", lua_tostring(lua, -1));
	snprintf(answer, 2000, "%s", lua_tostring(lua, -1));
	lua_settop(lua, 0);
}

/* Messages differ in words: only that it failed counts. */
static void without_messages(char *answer)
{
	for (char *at = answer; (at = strstr(at, "false|")); at++) {
		char *end = strstr(at, "|;");
		if (end)
			memmove(at + 5, end, strlen(end) + 1);
	}
}

static void test_patterns_against_the_library(void **state)
{
	static const char *const pieces[] = {"a", "b", ".", "%a", "%d", "%s", "%W", "*", "+", "-", "?", "(", ")", "()", "[ab]", "[^a]", "[a-c%d]", "%b()", "%f[%w]",
		"%1", "^", "$", "%%", "x", "[]]", "[%]a-]"};
	static const char letters[] = "aab1 x()]%b\n";
	struct wn_error error = {0};
	struct lua_State *ours = sandbox_new(&script_limits, WN_STR(""), &error);
	lua_State *theirs = luaL_newstate();
	int matched = 0, malformed = 0;
	(void)state;

	luaL_openlibs(theirs);
	for (int round = 0; round < 6000; round++) {
		char subject[20], pattern[60] = "", a[2000], b[2000], text[2000], quoted_subject[200], quoted_pattern[300];
		unsigned len = draw(10), count = 1 + draw(5);
		for (unsigned i = 0; i < len; i++)
			subject[i] = letters[draw(sizeof letters - 1)];
		for (unsigned i = 0; i < count; i++)
			strncat(pattern, pieces[draw(sizeof pieces / sizeof *pieces)], sizeof pattern - strlen(pattern) - 1);
		quote(quoted_subject, subject, len);
		quote(quoted_pattern, pattern, strlen(pattern));
		snprintf(text, sizeof text, "local SUBJECT, PATTERN = %s, %s\n%s", quoted_subject, quoted_pattern, compare_text);
		answer_of(ours, text, a);
		answer_of(theirs, text, b);
		without_messages(a);
		without_messages(b);
		/* a pattern that is malformed at its end is refused by us at once, by the library when it gets there */
		if (strstr(a, "false|;") && strcmp(a, b) != 0) {
			malformed++;
			continue;
		}
		if (strcmp(a, b) != 0)
			fail_msg("seed 42, round %d, subject %s pattern '%s':\nours   %s\ntheirs %s", round, quoted_subject, pattern, a, b);
		matched += strstr(a, "true|1|") != NULL;
	}
	assert_true(matched > 500 && malformed < 4000);
	lua_close(theirs);
	sandbox_free(ours);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_language), cmocka_unit_test(test_what_is_not_there), cmocka_unit_test(test_metatables),
		cmocka_unit_test(test_endless), cmocka_unit_test(test_memory), cmocka_unit_test(test_patterns_that_explode),
		cmocka_unit_test(test_bytecode), cmocka_unit_test(test_no_addresses), cmocka_unit_test(test_traceback),
		cmocka_unit_test(test_calls_again), cmocka_unit_test(test_require), cmocka_unit_test(test_patterns_against_the_library),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
