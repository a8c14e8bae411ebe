/* functions.c - functions of a description file: found by number in a state that has run the same text, and called. */
#include "lua/functions.h"

#include <stdlib.h>

#include "lua/bind.h"
#include "lua/describe.h"

struct functions {
	struct wn_arena *arena;
	struct diags *diags;
	struct describing describing;
	struct vm vm; /* what the bindings know; there is no script behind it */
	const struct wn_tree **codes; /* by number */
	size_t count;
};

/* ---- opening ---- */

static size_t count_codes(const struct wn_tree *tree)
{
	size_t count = tree->kind == WN_TREE_CODE ? tree->code + 1 : 0;

	for (size_t i = 0; i < tree->count; i++) {
		size_t below = count_codes(tree->entries[i].value);
		count = below > count ? below : count;
	}
	return count;
}

static void note_codes(struct functions *functions, const struct wn_tree *tree)
{
	if (tree->kind == WN_TREE_CODE)
		functions->codes[tree->code] = tree;
	for (size_t i = 0; i < tree->count; i++)
		note_codes(functions, tree->entries[i].value);
}

/* The same mistakes as when it was described are not said again; there are none in a file that is called. */
static int run_again(struct functions *functions, struct wn_str path, struct wn_str text, struct wn_error *error)
{
	struct describing *describing = &functions->describing;
	const struct wn_tree *tree = NULL;

	if (describing_open(describing, functions->arena, path, text, path, functions->diags) == WN_OK)
		tree = describing_convert(describing);
	if (!tree || diags_errors(functions->diags))
		return fail(error, WN_FAIL, "internal error: %.*s: it was described, and now it cannot be run", STR_ARG(path));
	functions->count = count_codes(tree);
	functions->codes = arena_array(functions->arena, functions->count + 1, sizeof(struct wn_tree *));
	note_codes(functions, tree);
	return WN_OK;
}

/* From now on the names of the bindings mean what they mean in scripts, and all other words are mistakes. */
static int bind_all(struct functions *functions, const struct wn_host *host, struct wn_error *error)
{
	struct vm *vm = &functions->vm;

	*vm = (struct vm){.lua = functions->describing.lua, .scratch = functions->arena, .script = LUA_NOREF, .options = LUA_NOREF,
	                  .judge = LUA_NOREF, .company = LUA_NOREF};
	vm->scratch = arena_new();
	vm->setting = (struct vm_setting){.host = host, .kind = WN_FILTER, .who = WN_STR("filter")};
	sandbox_of(vm->lua)->vm = vm;
	sandbox_of(vm->lua)->quiet = false;
	functions->describing.done = true;
	return vm_open_bindings(vm, error);
}

struct functions *functions_open(struct wn_str path, struct wn_str text, const struct wn_host *host, struct wn_error *error)
{
	struct functions *functions = xmalloc(sizeof *functions);

	*functions = (struct functions){.arena = arena_new(), .diags = diags_new()};
	if (run_again(functions, path, text, error) == WN_OK && bind_all(functions, host, error) == WN_OK)
		return functions;
	functions_close(functions);
	return NULL;
}

void functions_close(struct functions *functions)
{
	if (!functions)
		return;
	describing_close(&functions->describing);
	if (functions->vm.scratch)
		arena_free(functions->vm.scratch);
	diags_free(functions->diags);
	arena_free(functions->arena);
	free(functions);
}

bool functions_are_worn(const struct functions *functions)
{
	return vm_is_worn(&functions->vm);
}

/* ---- finding ---- */

/* Pushes the function. A number that means another one here would let a line be decided by the wrong rule. */
static int push_function(struct functions *functions, const struct wn_tree *code, struct wn_error *error)
{
	const struct wn_tree *mine = code->code < functions->count ? functions->codes[code->code] : NULL;
	lua_State *lua = functions->describing.lua;

	if (!mine || mine->place.line != code->place.line || mine->place.column != code->place.column || !str_equal(mine->as.text, code->as.text))
		return fail(error, WN_FAIL, "internal error: function %u of %s is another one in this state: does the file depend on anything but its text?",
		            code->code, code->place.path);
	if (!lua_checkstack(lua, 8))
		return fail(error, WN_FAIL, "the stack is full");
	words_functions(lua);
	lua_rawgeti(lua, -1, (lua_Integer)code->code + 1);
	lua_remove(lua, -2);
	return WN_OK;
}

/* ---- conditions ---- */

struct calling {
	struct functions *functions;
	const struct wn_value *const *values;
	size_t count;
};

/* Money that comes here is in euros, see icp/evaluate.c. */
static void push_argument(lua_State *lua, const struct vm *vm, const struct wn_value *value)
{
	push_value(lua, vm->setting.host, vm->scratch, value);
	if (value->type != WN_MONEY || strcmp(value->as.money.currency, "EUR") != 0)
		return;
	lua_getfield(lua, -1, "low");
	lua_setfield(lua, -2, "low_eur");
	lua_getfield(lua, -1, "high");
	lua_setfield(lua, -2, "high_eur");
}

/* At 1 the function, at 2 what it is called with: pushing takes memory, so it is done under protection. */
static int call_with_values(lua_State *lua)
{
	const struct calling *calling = lua_touserdata(lua, 2);

	lua_settop(lua, 1);
	luaL_checkstack(lua, (int)calling->count + 8, "too many arguments");
	arena_clear(calling->functions->vm.scratch);
	for (size_t i = 0; i < calling->count; i++)
		push_argument(lua, &calling->functions->vm, calling->values[i]);
	lua_call(lua, (int)calling->count, 1);
	return 1;
}

static int read_answer(lua_State *lua, const struct wn_tree *code, enum verdict *verdict, struct wn_error *error)
{
	if (lua_isnil(lua, -1))
		*verdict = VERDICT_UNKNOWN;
	else if (lua_isboolean(lua, -1))
		*verdict = lua_toboolean(lua, -1) ? VERDICT_MATCH : VERDICT_MISS;
	else
		return fail(error, WN_FAIL, "%s:%u: the function answered with a %s: a condition is true, false, or nil for unknown", code->place.path,
		            code->place.line, luaL_typename(lua, -1));
	return WN_OK;
}

/* A function that ends with a call of another has left the stack when that fails: then it is named by its own place. */
static void note_failure(struct functions *functions, const struct wn_tree *code, struct wn_error *error)
{
	vm_note_wear(&functions->vm);
	if (!strstr(error->text, code->place.path))
		fail_in(error, "%s:%u", code->place.path, code->place.line);
}

int functions_test(struct functions *functions, const struct wn_tree *code, const struct wn_value *const *values, size_t count,
                   enum verdict *verdict, struct wn_error *error)
{
	struct calling calling = {functions, values, count};
	lua_State *lua = functions->describing.lua;
	int top = lua_gettop(lua);

	if (push_function(functions, code, error) < 0)
		return WN_FAIL;
	lua_pushcfunction(lua, call_with_values);
	lua_insert(lua, -2);
	lua_pushlightuserdata(lua, &calling);
	int result = sandbox_call(lua, 2, 1, error);
	if (result == WN_OK)
		result = read_answer(lua, code, verdict, error);
	else
		note_failure(functions, code, error);
	lua_settop(lua, top);
	return result;
}

/* ---- filters ---- */

int functions_judge(struct functions *functions, const struct wn_tree *code, struct wn_task *task, struct wn_judgement *judgement)
{
	lua_State *lua = functions->describing.lua;
	int top = lua_gettop(lua), result = WN_FAIL;

	if (lua_checkstack(lua, 8))
		sandbox_push_handler(lua);
	if (push_function(functions, code, task->error) == WN_OK)
		result = vm_judge_with(&functions->vm, task, judgement);
	lua_settop(lua, top);
	if (result < 0)
		note_failure(functions, code, task->error);
	return result;
}
