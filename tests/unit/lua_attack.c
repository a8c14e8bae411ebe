/* lua_attack.c - scripts that mean harm, run by the real host with the real limits: each ends in one line that says where, the
 * next company is not touched by it, and neither time nor memory leave their bounds. The tests run from the repository's root. */
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
#include <sys/resource.h>
#include <time.h>

#include "base/log.h"
#include "company/date.h"
#include "unit/support_folder.h"
#include "unit/support_plugin.h"

#define SECRET "hush-7f3a9c51e0"
/* Far above what any of these takes; the clock of the sandbox itself would end a call after ten seconds. */
#define LONGEST_CALL 9000000
/* A state may have 64 MiB, and Lua works on a copy while it makes a table larger. */
#define MOST_MEMORY_KB (200 * 1024)

enum host { BOTH, ENRICHER, FILTER, EITHER }; /* EITHER: filter and enricher in turn, since it lasts */

struct attack {
	const char *name;
	enum host host;
	const char *body;  /* of a function with company and options; ends in an error */
	const char *words; /* of the message; or two, split by | */
};

static const struct attack attacks[] = {
	/* the nine that pass a plain hook */
	{"pcall for ever", EITHER, "local function loop() while true do end end\nwhile true do pcall(loop) end", "limit on instructions"},
	{"xpcall with itself as handler", EITHER, "local function loop() while true do end end\nwhile true do xpcall(loop, loop) end", "limit on instructions"},
	{"a finalizer that loops", BOTH, "setmetatable({}, { __gc = function() while true do end end })", "__gc is not allowed"},
	{"a finalizer set later", EITHER, "local meta = {}\nlocal t = setmetatable({}, meta)\nmeta.__gc = function() while true do end end\nt = nil\nerror('left to close')",
	 "left to close"},
	{"rep of nothing", EITHER, "local s = (''):rep(1e18 // 1 | 0)\nwhile true do s = s .. s end", "limit on instructions"},
	{"rep of something", BOTH, "return ('x'):rep(1e18 // 1 | 0)", "too large"},
	{"a pattern that explodes", EITHER, "return (('a'):rep(40)):find(('a*'):rep(12) .. 'b')", "ran too long"},
	{"table.move over all numbers", BOTH, "table.move({}, 1, math.maxinteger - 1, 2)", "too many elements"},
	{"table.insert into a liar", BOTH, "table.insert(setmetatable({}, { __len = function() return math.maxinteger - 1 end }), 1, 0)", "length of its own"},
	{"quadratic copying", EITHER, "local s = ''\nwhile true do s = s .. 'x' end", "limit on instructions|not enough memory"},
	{"load", BOTH, "load('return 1')", "'load' is not defined"},
	{"string.dump", BOTH, "string.dump(function() end)", "'dump'"},
	{"%p", BOTH, "error(string.format('%p', {}))", "%p is not allowed"},
	{"tostring of a table", BOTH, "error(tostring({}))", ": table ("},
	/* those that a plain hook catches already */
	{"a long loop", EITHER, "while true do end", "limit on instructions"},
	{"unpack of much", BOTH, "return table.unpack({}, 1, 1e8 // 1 | 0)", "too many elements"},
	{"sort with a liar", EITHER, "local t = {}\nfor i = 1, 200000 do t[i] = i end\nwhile true do table.sort(t, function() return true end) end", "ran too long"},
	{"__index loops", EITHER, "local t = setmetatable({}, { __index = function(t, k) return t[k + 1] end })\nwhile true do pcall(function() return t[1] end) end", "ran too long"},
	{"__index of itself", BOTH, "local t = {}\nsetmetatable(t, { __index = t })\nreturn t.x", "loop"},
	{"a big width", BOTH, "return string.format('%99999d', 1)", "invalid"},
	{"__close loops", EITHER, "local t <close> = setmetatable({}, { __close = function() while true do end end })\nerror('x')", "limit on instructions"},
	{"recursion", BOTH, "local function f(n) return 1 + f(n) end\nreturn f(1)", "stack overflow"},
	{"recursion in C", BOTH, "local function f(s) return (s:gsub('.', f)) end\nreturn f('x')", "overflow"},
	{"recursion of pcall", EITHER, "local function f() return pcall(f) end\nwhile true do f() end", "ran too long"},
	/* memory */
	{"ten million entries", EITHER, "local t = {}\nfor i = 1, 10000000 do t[i] = i end", "not enough memory"},
	{"ten million keys", EITHER, "local t = {}\nfor i = 1, 10000000 do t['k' .. i] = i end", "not enough memory"},
	{"ten million tables", EITHER, "local t = {}\nfor i = 1, 10000000 do t[#t + 1] = {} end", "not enough memory|ran too long"},
	{"a text that doubles", BOTH, "local s = 'x'\nwhile true do s = s .. s end", "not enough memory"},
	{"memory refused for ever", EITHER, "while true do pcall(function() local s = 'x' while true do s = s .. s end end) end", "ran too long|not enough memory"},
	{"memory refused once within pcall", BOTH, "pcall(function() local t = {} for i = 1, 1e7 do t[i] = i end end)", "not enough memory: the limit is 8 MiB"},
	{"memory refused in the last call", BOTH, "return pcall(string.rep, ('x'):rep(1000), 8300), pcall(function() local s = 'x' while true do s = s .. s end end)",
	 "not enough memory"},
	{"instructions used up in the last call", EITHER, "return pcall(function() while true do end end)", "limit on instructions"},
	{"gsub that grows", BOTH, "local s = ('x'):rep(1000000)\nreturn s:gsub('x', s)", "not enough memory"},
	{"concat that grows", BOTH, "local s = ('x'):rep(1000000)\nlocal t = {}\nfor i = 1, 100 do t[i] = s end\nreturn table.concat(t)", "not enough memory"},
	/* out of the sandbox */
	{"os", BOTH, "os.execute('true')", "'os' is not defined"},
	{"io", BOTH, "io.open('/etc/passwd')", "'io' is not defined"},
	{"debug", BOTH, "debug.getregistry()", "'debug' is not defined"},
	{"package", BOTH, "return package.loadlib('libc.so.6', 'system')", "'package' is not defined"},
	{"collectgarbage", BOTH, "collectgarbage('stop')", "'collectgarbage' is not defined"},
	{"coroutine", BOTH, "coroutine.wrap(function() end)()", "'coroutine' is not defined"},
	{"rawset", BOTH, "rawset(string, 'rep', nil)", "'rawset' is not defined"},
	{"_G", BOTH, "_G.x = 1", "'_G' is not defined"},
	{"a file elsewhere", BOTH, "return require('../../etc/passwd')", "beside the script"},
	{"a module in bytecode", BOTH, "return require('bytecode')", "binary chunk"},
	{"a file that no option names", BOTH, "local t, why = read_file('/etc/passwd')\nerror(t or why)", "option"},
	{"a library changed", BOTH, "string.rep = function() end", "read-only"},
	{"the metatable of texts", BOTH, "getmetatable('').__index.rep = nil", "attempt to index a boolean"},
	{"a library's metatable", BOTH, "setmetatable(string, {})", "protected"},
	{"the company's metatable", BOTH, "getmetatable(company).__index = nil", "attempt to index a boolean"},
	{"a company changed", BOTH, "company.name = 'x'", "cannot be changed"},
	{"a method of no company", BOTH, "company.why({}, 'name')", "write company:name"},
	{"an option changed", BOTH, "options.token = 'x'", "read-only"},
	{"a global for others", BOTH, "shared = company.name", "'shared' is set without local"},
	{"a field not declared", BOTH, "return company.phone", "not declared"},
	/* the text of a secret */
	{"a secret in an error", BOTH, "error(options.token)", "***"},
	{"a secret behind a long text", BOTH, "error(('x'):rep(441) .. options.token)", "***|xxx"},
	{"a secret as fact", ENRICHER, "fact('region', 'x' .. options.token)", "without a secret"},
	{"a secret as verdict", FILTER, "return options.token", "'***'"},
	/* what the host keeps, outside of the state's memory */
	{"facts without end", ENRICHER, "for i = 1, 200000 do fact('region', 'FR-69') end", "10000 facts about one company"},
	{"unknowns without end", ENRICHER, "for i = 1, 200000 do unknown('region', 'absent') end", "10000 facts about one company"},
	{"facts and pcall", ENRICHER, "while true do pcall(fact, 'region', 'FR-69') end", "10000 facts about one company"},
	{"facts, once within pcall", ENRICHER, "pcall(function() for i = 1, 10001 do fact('region', 'FR-69') end end)", "10000 facts about one company"},
	{"large evidence", ENRICHER, "local s = ('x'):rep(1000000)\nfor i = 1, 20 do fact('region', 'FR-69', { where = s }) end", "can hand over 16 MiB"},
	/* waiting where nobody can */
	{"waiting in sort", ENRICHER, "table.sort({ 2, 1 }, function() http.get('https://a.fr') return true end)", "not inside table.sort"},
	{"waiting in gsub", ENRICHER, "return ('x'):gsub('x', function() http.get('https://a.fr') end)", "string.gsub"},
	{"waiting in a metamethod", ENRICHER, "return tostring(setmetatable({}, { __tostring = function() http.get('https://a.fr') return 'x' end }))", "a metamethod"},
	{"waiting in a filter", FILTER, "http.get('https://a.fr')", "a filter cannot ask the world"},
	/* documents */
	{"billion laughs", BOTH, "local t = { '<!DOCTYPE a [<!ENTITY e0 \"lol\">' }\nfor i = 1, 30 do t[#t + 1] = '<!ENTITY e' .. i .. ' \"' .. ('&e' .. i - 1 .. ';'):rep(10) .. '\">' end\n"
	 "error(select(2, xml.parse(table.concat(t) .. ']><a>&e30;</a>')))", "of its own"},
	{"quadratic entities", BOTH, "error(select(2, xml.parse('<!DOCTYPE a [<!ENTITY e \"' .. ('x'):rep(100000) .. '\">]><a>' .. ('&e;'):rep(100000) .. '</a>')))", "of its own"},
	{"an entity of a file", BOTH, "error(select(2, xml.parse('<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;</a>')))", "of its own"},
	{"an entity of parameters", BOTH, "error(select(2, xml.parse('<!DOCTYPE a [<!ENTITY % e SYSTEM \"file:///etc/passwd\"> %e;]><a/>')))", "of its own"},
	{"an external DTD", BOTH, "error((xml.parse('<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a>&root; &eacute;</a>'):text()))", "&root; \xc3\xa9"},
	{"default attributes", BOTH, "error(select(2, xml.parse('<!DOCTYPE a [<!ATTLIST b x CDATA \"' .. ('x'):rep(100000) .. '\">]><a>' .. ('<b/>'):rep(100000) .. '</a>')))", "of its own"},
	{"XML 100,000 deep", BOTH, "error(select(2, xml.parse(('<a>'):rep(100000) .. ('</a>'):rep(100000))))", "nested more than 256"},
	{"HTML 100,000 deep", BOTH, "error(select(2, html.parse(('<div>'):rep(100000))))", "nested more than 512"},
	{"a tag of a million attributes", BOTH, "local t = {}\nfor i = 1, 500000 do t[i] = ' a' .. i end\nerror(select(2, html.parse('<p' .. table.concat(t) .. '>')))", "too many attributes"},
	{"XML of many attributes", BOTH, "local t = {}\nfor i = 1, 300000 do t[i] = ' a' .. i .. '=\"\"' end\nerror(select(2, xml.parse('<p' .. table.concat(t) .. '/>')))", "too many attributes"},
	{"a million elements", BOTH, "error(select(2, html.parse(('<b></b>'):rep(1000000))))", "more memory than the script has left"},
	{"a million ends", BOTH, "html.parse(('<div>'):rep(500) .. ('</b>'):rep(1000000))\nwhile true do html.parse(('<div>'):rep(500) .. ('</b>'):rep(1000000)) end", "ran too long"},
	{"namespaces without end", EITHER, "local t = {}\nfor i = 1, 3000 do t[i] = ' xmlns:n' .. i .. '=\"u' .. i .. '\"' end\n"
	 "local text = '<p' .. table.concat(t) .. '>' .. ('<n1:a n2:b=\"\"/>'):rep(300000) .. '</p>'\nwhile true do xml.parse(text) end", "ran too long"},
	{"documents without end", EITHER, "local all, text = {}, ('<p>x</p>'):rep(10000)\nwhile true do all[#all + 1] = html.parse(text) end", "ran too long|not enough memory"},
	{"garbage documents", EITHER, "local text = ('<p>x</p>'):rep(10000)\nwhile true do assert(html.parse(text)) end", "ran too long"},
	{"NUL in XML", BOTH, "error(select(2, xml.parse('<a>\\0</a>')))", "NUL byte"},
	{"bytes in XML", BOTH, "error(select(2, xml.parse('<a>\\xff</a>')))", "encoding"},
	{"XPath in XPath", EITHER, "local d = html.parse(('<p><b>x</b></p>'):rep(5000))\nreturn d:find('//*[//*[//*[//*[//*]]]]')", "ran too long"},
	{"XPath of all pairs", EITHER, "local d = html.parse(('<p>x</p><b>y</b>'):rep(20000))\nreturn d:find('//p = //b')", "ran too long"},
	{"XPath unions", EITHER, "local d = html.parse(('<p>x</p><b>y</b>'):rep(20000))\nwhile true do d:find('//p | //b | //p/following::b') end", "ran too long|takes more than"},
	{"XPath of the whole text", EITHER, "local d = html.parse(('<p>' .. ('x'):rep(100) .. '</p>'):rep(20000))\nreturn d:find('//p[contains(string(/), \"z\")]')", "ran too long|takes more than"},
	{"XPath comparing the root", EITHER, "local d = html.parse(('<p>' .. ('x'):rep(100) .. '</p>'):rep(20000))\nreturn d:find('//p[/ > 5]')", "ran too long|takes more than"},
	{"XPath backwards", EITHER, "local d = html.parse(('<p><b>x</b></p>'):rep(20000))\nreturn d:find('//b/preceding::*/following::*')", "ran too long|takes more than"},
	{"XPath that translates", EITHER, "local d = html.parse('<p>' .. ('x'):rep(1000000))\nreturn d:find('translate(/, \"' .. ('y'):rep(3000) .. '\", \"\")')", "ran too long"},
	{"XPath that concatenates", BOTH, "local d = html.parse('<p>' .. ('x'):rep(1000000))\nreturn d:find('concat(' .. ('/,'):rep(19) .. '/' .. ')') and d:find('string(concat(concat(/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/),concat(/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/)))')",
	 "not enough memory|takes more than"},
	{"XPath in brackets", BOTH, "return html.parse('<p>'):find(('('):rep(2000) .. '1' .. (')'):rep(2000))", "nested more than 100"},
	{"a long XPath", BOTH, "return html.parse('<p>'):find(('1+'):rep(100000) .. '1')", "longer than 4096"},
	{"an XPath of many operators", BOTH, "error(html.parse('<p>'):find(('1+'):rep(2000) .. '1') .. ' in all')", "2001 in all"},
	{"an XPath that is wrong", BOTH, "return html.parse('<p>'):find('//p[')", "the XPath is wrong at byte"},
	{"a prefix that nobody declared", BOTH, "return xml.parse('<a/>'):find('//x:a')", "'x' is not declared"},
	{"a document that was closed", BOTH, "local d = html.parse('<p>x')\nlocal p = d:first('//p')\nd:close()\nd:close()\nreturn p:text()", "no longer at hand"},
	{"a document for later", BOTH, "kept.doc = html.parse('<p>x')\nkept.node = kept.doc:first('//p')\nerror('kept')", "kept"},
	{"a document of another company", BOTH, "return kept.doc:text()", "no longer at hand"},
	{"a node of another company", BOTH, "return kept.node:attr('x')", "no longer at hand"},
	{"closing what is gone", BOTH, "kept.doc:close()\nerror('closed')", "closed"},
	{"a document and an error", BOTH, "local d <close> = html.parse('<p>x')\nlocal all = { d, d:first('//p'), html.parse('<b>') }\nerror('with ' .. #all)", "with 3"},
	{"a method of no node", BOTH, "html.parse('<p>').text({})", "documents and nodes"},
	{"the metatable of nodes", BOTH, "getmetatable(html.parse('<p>')).__index = nil", "attempt to index a boolean"},
	{"a method changed", BOTH, "html.parse = nil", "read-only"},
	{"rows of CSV", EITHER, "local text = ('a,b,c\\n'):rep(1000000)\nwhile true do csv.parse(text) end", "ran too long|not enough memory"},
	{"columns of CSV", BOTH, "error(select(2, csv.parse((','):rep(1000000))))", "more than 4096 columns"},
	{"URLs without end", EITHER, "local s = ('../'):rep(10000)\nwhile true do url.join('https://a.example/', s) end", "ran too long"},
	{"a URL of megabytes", BOTH, "error(select(2, url.join('https://a.example/', ('x'):rep(1000000))))", "too long"},
	/* odd values raised */
	{"nil raised", BOTH, "error(nil)", "an error without a text"},
	{"a table raised", BOTH, "error({ 1 })", "an error that is no text"},
	{"a table that loops as text", BOTH, "error(setmetatable({}, { __tostring = function() while true do end end }))", "an error that is no text"},
	{"a table with a name", BOTH, "error(setmetatable({}, { __name = ('x'):rep(1000000) }))", "an error that is no text"},
	{"a userdata raised", BOTH, "error(company)", "an error that is no text"},
	{"a function raised", BOTH, "error(function() while true do end end)", "an error that is no text"},
	{"a number raised", BOTH, "error(12)", "an error that is no text|12"},
	{"lines raised", BOTH, "error('a\\nb\\r\\nc')", "a b  c"},
	{"zeros raised", BOTH, "error('a\\0b')", ": a"},
	{"a megabyte raised", BOTH, "error(('x'):rep(1000000))", "xxx"},
	{"an error in the handler", BOTH, "error(select(2, xpcall(error, function() error('again') end)))", "again"},
	/* verdicts that are none */
	{"true as verdict", FILTER, "return true", "a verdict is"},
	{"drop without a reason", FILTER, "return 'drop'", "without a reason"},
	{"a company as verdict", FILTER, "return company", "a verdict is"},
	{"a reason that is no text", FILTER, "return 'drop', { 1 }", "without a reason"},
};

/* ---- the script ---- */

static char *folder;

/* One function per attack, chosen by the company's name; any other company is treated well. */
static void write_script(const char *kind, const char *name)
{
	struct buf text = {0};
	char file[60];

	buf_text(&text, "local attacks, kept = {}, {}\n");
	for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++)
		buf_printf(&text, "attacks[\"%s\"] = function(company, options)\n%s\nend\n", attacks[i].name, attacks[i].body);
	buf_text(&text, "local function act(company, options)\n  local attack = attacks[company.name]\n  if attack then local a, b = attack(company, options) return a, b end\n");
	buf_text(&text, *kind == 'e' ? "  fact('region', 'FR-69')\nend\n" : "  return 'drop', 'seen'\nend\n");
	buf_printf(&text, "return { kind = '%s', name = '%s', summary = 's', version = '1', needs = { 'name' },\n"
	                  "options = { { name = 'token', type = 'secret', help = 'h' } },\n%s = act }\n", kind, name,
	           *kind == 'e' ? "provides = { 'region' }, enrich" : "judge");
	snprintf(file, sizeof file, "%s.lua", name);
	folder_write(folder, file, text.data);
	buf_free(&text);
}

static int write_bytes(lua_State *lua, const void *bytes, size_t size, void *file)
{
	(void)lua;
	return fwrite(bytes, 1, size, file) != size;
}

static void write_bytecode(void)
{
	lua_State *lua = luaL_newstate();
	FILE *file = fopen(folder_path(folder, "bytecode.lua"), "wb");

	assert_int_equal(luaL_loadstring(lua, "return 1"), LUA_OK);
	assert_int_equal(lua_dump(lua, write_bytes, file, 1), 0);
	fclose(file);
	lua_close(lua);
}

static int setup(void **state)
{
	(void)state;
	folder = folder_make();
	write_script("enricher", "raider");
	write_script("filter", "bouncer");
	write_script("filter", "bystander");
	write_bytecode();
	setenv("ATTACK_TOKEN", SECRET, 1);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	folder_remove(folder);
	return 0;
}

/* ---- one plugin of the script ---- */

struct place_of_work {
	struct bench bench;
	void *worker;
	const char *script;
};

static void begin(struct place_of_work *at, const char *script)
{
	bench_init(&at->bench);
	at->script = script;
	if (plugin_load_file(str_of(folder_path(folder, script)), &at->bench.step.plugin, &at->bench.error) < 0)
		fail_msg("%s", at->bench.error.text);
	at->bench.step.kind = (enum wn_kind)at->bench.step.plugin->vtable->kind;
	option_add(&at->bench, "token", node_call(&at->bench, "secret", node_text(&at->bench, "ATTACK_TOKEN")));
	bench_open(&at->bench);
	if (step_enter(&at->bench.step, &at->worker, &at->bench.error) < 0)
		fail_msg("%s", at->bench.error.text);
}

static void end(struct place_of_work *at)
{
	step_leave(&at->bench.step, at->worker);
	bench_free(&at->bench);
}

/* The script's answer for a company of this name. */
static int act(struct place_of_work *at, const char *name, struct wn_judgement *judgement)
{
	struct bench *bench = &at->bench;

	company_init(&bench->company, bench->arena, bench->dictionary);
	bench_text(bench, "name", name);
	struct wn_task *task = bench_task(bench, true);
	task->worker = at->worker;
	*judgement = (struct wn_judgement){0};
	if (bench->step.kind == WN_FILTER)
		return ((const struct wn_filter_ops *)bench->step.plugin->vtable->ops)->judge(task, judgement);
	return ((const struct wn_enricher_ops *)bench->step.plugin->vtable->ops)->step(task);
}

static void expect_well(struct place_of_work *at, const char *after)
{
	struct wn_judgement judgement;

	if (act(at, "a good company", &judgement) != WN_OK)
		fail_msg("%s: after '%s' others fail too: %s", at->script, after, at->bench.error.text);
	if (at->bench.step.kind == WN_FILTER)
		assert_true(judgement.verdict == WN_DROP && str_is(judgement.reason, "seen"));
	else
		assert_non_null(strstr(bench_said(&at->bench, "region"), "FR-69"));
}

/* ---- attacks ---- */

static bool says(const char *text, const char *words)
{
	struct wn_str rest = str_of(words), one;
	char word[200];

	while (str_cut(&rest, WN_STR("|"), &one)) {
		snprintf(word, sizeof word, "%.*s", STR_ARG(one));
		if (strstr(text, word))
			return true;
	}
	snprintf(word, sizeof word, "%.*s", STR_ARG(rest));
	return strstr(text, word);
}

/* "FOLDER/script.lua:12" stands in the text, with the line somewhere in the script; and so does the way there. */
static bool has_place(const char *text, const char *script)
{
	char path[300];

	snprintf(path, sizeof path, "%s:", folder_path(folder, script));
	const char *at = strstr(text, path);
	return at && at[strlen(path)] >= '1' && at[strlen(path)] <= '9';
}

static void check_message(const struct attack *attack, const struct place_of_work *at, bool verdict)
{
	const char *text = at->bench.error.text;

	if (!says(text, attack->words))
		fail_msg("%s, %s: %s", at->script, attack->name, text);
	const char *way = strrchr(text, '(');
	if (!verdict && (!has_place(text, at->script) || !way || !has_place(way, at->script) || text[strlen(text) - 1] != ')'))
		fail_msg("%s, %s: no place or way: %s", at->script, attack->name, text);
	if (strpbrk(text, "\n\r") || strstr(text, "hush") || strstr(text, "0x"))
		fail_msg("%s, %s: lines, secrets or addresses: %s", at->script, attack->name, text);
	if (strstr(text, "limit on time"))
		fail_msg("%s, %s: only the clock ended it", at->script, attack->name);
}

/* Sanitizers make the same work longer. */
static int64_t longest_call(void)
{
	const char *sanitize = getenv("SANITIZE");

	return sanitize && *sanitize ? 2 * LONGEST_CALL : LONGEST_CALL;
}

static void run_attack(const struct attack *attack, struct place_of_work *at)
{
	struct wn_judgement judgement;
	clock_t start = clock(); /* processor time: the machine may have other work */
	int result = act(at, attack->name, &judgement);
	int64_t took = (int64_t)(clock() - start) * 1000000 / CLOCKS_PER_SEC;

	if (result >= 0)
		fail_msg("%s, %s: it came through", at->script, attack->name);
	if (took > longest_call())
		fail_msg("%s, %s: %lld ms", at->script, attack->name, (long long)took / 1000);
	check_message(attack, at, strstr(at->bench.error.text, "judge returned"));
	expect_well(at, attack->name);
}

static void test_attacks(void **state)
{
	struct place_of_work raider, bouncer, bystander;
	bool turn = false;
	(void)state;

	begin(&raider, "raider.lua");
	begin(&bouncer, "bouncer.lua");
	begin(&bystander, "bystander.lua");
	for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
		const struct attack *attack = &attacks[i];
		turn = attack->host == EITHER ? !turn : turn;
		if (attack->host == BOTH || attack->host == ENRICHER || (attack->host == EITHER && turn))
			run_attack(attack, &raider);
		if (attack->host == BOTH || attack->host == FILTER || (attack->host == EITHER && !turn))
			run_attack(attack, &bouncer);
		expect_well(&bystander, attack->name);
	}
	end(&raider);
	end(&bouncer);
	end(&bystander);
}

/* Runs last: the most that the process ever had. A sanitizer keeps what was freed. */
static void test_memory(void **state)
{
	struct rusage usage;
	(void)state;
	const char *sanitizer = getenv("SANITIZE");

	assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
	if (!sanitizer || !*sanitizer)
		assert_true(usage.ru_maxrss < MOST_MEMORY_KB);
}

/* ---- scripts that harm while they are loaded ---- */

static void refused(const char *text, size_t len, const char *words)
{
	const struct plugin *plugin;
	struct wn_error error = {0};
	FILE *file = fopen(folder_path(folder, "loaded.lua"), "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, len, file), len);
	fclose(file);
	assert_true(plugin_load_file(str_of(folder_path(folder, "loaded.lua")), &plugin, &error) < 0);
	if (!strstr(error.text, words) || strchr(error.text, '\n') || !strstr(error.text, "loaded.lua"))
		fail_msg("%.60s: %s", text, error.text);
}

static void test_loading(void **state)
{
	static const struct {
		const char *text, *words;
	} scripts[] = {
		{"while true do end", "limit on instructions"},
		{"local t = {}\nfor i = 1, 1e7 do t[i] = i end", "not enough memory"},
		{"http.get('https://a.fr')", "while the script is loaded"},
		{"error(setmetatable({}, { __tostring = function() while true do end end }))", "no text"},
		{"return setmetatable({}, { __index = function() while true do end end })", "kind"},
		{"return {kind = 'filter', name = 'loaded', summary = 's', version = '1', judge = function() end, needs = function() while true do end end", "expected"},
	};
	char deep[60000] = "return ";
	(void)state;

	for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
		refused(scripts[i].text, strlen(scripts[i].text), scripts[i].words);
	memset(deep + 7, '(', sizeof deep - 8);
	refused(deep, sizeof deep - 1, "overflow");
	refused("\x1bLua", 4, "compiled Lua");
	refused("\x1bLuaT\0\x19\x93\r\n\x1a\n", 12, "compiled Lua");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_loading), cmocka_unit_test(test_attacks), cmocka_unit_test(test_memory),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
