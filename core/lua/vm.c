/* vm.c - the life of a script's state, and calls of its functions as coroutines. */
#include "lua/vm.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/log.h"
#include "lua/bind.h"

#define TURNS_MAX 1000 /* times that one call may wait */

/* ---- opening ---- */

/* Lets the prelude turn the bindings into what scripts see, each object frozen. */
static int open_bindings(lua_State *lua)
{
	struct wn_str text = prelude_text();

	bind_company(lua);
	lua_newtable(lua);
	bind_json(lua);
	bind_http(lua);
	bind_text(lua);
	bind_facts(lua);
	bind_files(lua);
	bind_sink(lua);
	bind_document(lua);
	bind_csv(lua);
	bind_url(lua);
	if (luaL_loadbufferx(lua, text.ptr, text.len, "=prelude", "t") != LUA_OK)
		return lua_error(lua);
	lua_insert(lua, -2);
	lua_call(lua, 1, 1);
	int api = lua_gettop(lua);
	sandbox_globals(lua);
	lua_pushnil(lua);
	while (lua_next(lua, api)) {
		if (lua_istable(lua, -1))
			sandbox_freeze(lua);
		lua_pushvalue(lua, -2);
		lua_insert(lua, -2);
		lua_rawset(lua, api + 1);
	}
	return 0;
}

static int keep_company(lua_State *lua)
{
	struct vm *vm = lua_touserdata(lua, 1);

	vm->company_box = push_company(lua);
	vm->company = luaL_ref(lua, LUA_REGISTRYINDEX);
	return 0;
}

int vm_open_bindings(struct vm *vm, struct wn_error *error)
{
	int result = sandbox_protect(vm->lua, open_bindings, NULL, error);

	return result < 0 ? result : sandbox_protect(vm->lua, keep_company, vm, error);
}

/* The script's table becomes vm->script. */
static int keep_script(lua_State *lua)
{
	struct vm *vm = vm_of(lua);

	lua_settop(lua, 1);
	vm->script = luaL_ref(lua, LUA_REGISTRYINDEX);
	return 0;
}

static int run_script(struct vm *vm, struct wn_str path, struct wn_str text, struct wn_error *error)
{
	lua_State *lua = vm->lua;

	if (sandbox_protect(lua, open_bindings, NULL, error) < 0 || sandbox_load(lua, path, text, error) < 0 ||
	    sandbox_call(lua, 0, 1, error) < 0)
		return str_begins(str_of(error->text), path) ? WN_FAIL : fail_in(error, "%.*s", STR_ARG(path));
	if (!lua_istable(lua, -1))
		return fail(error, WN_FAIL, "%.*s: it gives no table: a script ends with return { kind = ..., ... }", STR_ARG(path));
	lua_pushcfunction(lua, keep_script);
	lua_insert(lua, -2);
	if (lua_pcall(lua, 1, 0, 0) != LUA_OK)
		return fail(error, WN_FAIL, "%.*s: not enough memory", STR_ARG(path));
	return WN_OK;
}

struct vm *vm_open(struct wn_str path, struct wn_str text, struct wn_error *error)
{
	struct vm *vm = xmalloc(sizeof *vm);

	*vm = (struct vm){.scratch = arena_new(), .script = LUA_NOREF, .options = LUA_NOREF, .judge = LUA_NOREF, .company = LUA_NOREF};
	struct wn_str folder = path_folder(vm->scratch, path);
	vm->lua = sandbox_new(&script_limits, folder, error);
	if (vm->lua) {
		sandbox_of(vm->lua)->vm = vm;
		if (run_script(vm, path, text, error) == WN_OK)
			return vm;
	}
	vm_close(vm);
	return NULL;
}

void vm_close(struct vm *vm)
{
	if (!vm)
		return;
	sandbox_free(vm->lua);
	if (vm->dictionary)
		dictionary_free(vm->dictionary);
	arena_free(vm->scratch);
	free(vm);
}

bool vm_is_worn(const struct vm *vm)
{
	return vm->worn;
}

/* What is called most is kept at hand: the options, a filter's function and its company. */
static int keep_setting(lua_State *lua)
{
	struct vm *vm = lua_touserdata(lua, 1);

	push_options(lua, &vm->setting);
	vm->options = luaL_ref(lua, LUA_REGISTRYINDEX);
	lua_rawgeti(lua, LUA_REGISTRYINDEX, vm->script);
	lua_pushliteral(lua, "judge");
	lua_rawget(lua, -2);
	vm->judge = luaL_ref(lua, LUA_REGISTRYINDEX);
	vm->company_box = push_company(lua);
	vm->company = luaL_ref(lua, LUA_REGISTRYINDEX);
	return 0;
}

static bool knows_secrets(const struct wn_option *option)
{
	for (; option && option->name; option++)
		if (option->type == WN_OPT_SECRET)
			return true;
	return false;
}

int vm_bind(struct vm *vm, const struct vm_setting *setting, struct wn_error *error)
{
	vm->setting = *setting;
	sandbox_of(vm->lua)->secrets = knows_secrets(setting->options);
	arena_clear(vm->scratch);
	luaL_unref(vm->lua, LUA_REGISTRYINDEX, vm->options);
	luaL_unref(vm->lua, LUA_REGISTRYINDEX, vm->judge);
	luaL_unref(vm->lua, LUA_REGISTRYINDEX, vm->company);
	vm->options = vm->judge = vm->company = LUA_NOREF;
	return sandbox_protect(vm->lua, keep_setting, vm, error);
}

/* ---- calls ---- */

struct beginning {
	struct vm *vm;
	struct vm_call *call;
	struct wn_task *task;
	const char *function;
	const struct wn_list *list;
	const struct wn_account *account;
	const char *cursor;
	int arguments;
};

/* The first argument: of a page the cursor, of begin and finish the list, else the company. */
static void push_subject(lua_State *lua, struct beginning *beginning)
{
	struct vm_call *call = beginning->call;

	if (beginning->list) {
		push_list(lua, beginning->vm, beginning->list);
	} else if (beginning->vm->setting.kind == WN_SOURCE) {
		if (!beginning->cursor)
			lua_pushnil(lua);
		else if (!json_decode(lua, str_of(beginning->cursor)))
			lua_error(lua);
	} else {
		/* the function may drop its argument, and vm_end writes into the box: the registry holds it until then */
		call->box = push_company(lua);
		lua_pushvalue(lua, -1);
		call->anchor = luaL_ref(lua, LUA_REGISTRYINDEX);
		*call->box = (struct company_box){beginning->task, beginning->account};
	}
}

/* A coroutine with the function and its arguments on its stack. */
static int begin_thread(lua_State *lua)
{
	struct beginning *beginning = lua_touserdata(lua, 1);
	struct vm_call *call = beginning->call;

	lua_rawgeti(lua, LUA_REGISTRYINDEX, beginning->vm->script);
	lua_pushstring(lua, beginning->function);
	if (lua_rawget(lua, -2) != LUA_TFUNCTION)
		return 0;
	push_subject(lua, beginning);
	lua_rawgeti(lua, LUA_REGISTRYINDEX, beginning->vm->options);
	lua_State *thread = lua_newthread(lua);
	lua_insert(lua, -4);
	luaL_checkstack(thread, 8, NULL);
	lua_xmove(lua, thread, 3);
	call->reference = luaL_ref(lua, LUA_REGISTRYINDEX);
	call->thread = thread;
	call->number = ++beginning->vm->begun;
	beginning->arguments = 2;
	return 0;
}

/* A state that hit a limit is not asked again; an ordinary error leaves it as it was. */
void vm_note_wear(struct vm *vm)
{
	const struct sandbox *box = sandbox_of(vm->lua);

	vm->worn = vm->worn || box->spent || box->starved;
}

static int run(struct vm *vm, struct vm_call *call, struct wn_task *task, int arguments)
{
	int results = 0;

	vm->task = task;
	vm->call = call;
	vm->number = call->number;
	int result = sandbox_resume(call->thread, vm->lua, arguments, &results, &call->left, task->error);
	vm->task = NULL;
	vm->call = NULL;
	if (result < 0)
		vm_note_wear(vm);
	if (result == WN_WAIT && ++call->turns > TURNS_MAX)
		result = fail(task->error, WN_FAIL, "it waited for http %d times in a row in one call: the limit is reached", TURNS_MAX);
	if (result < 0)
		vm_end(vm, call);
	return result;
}

int vm_begin(struct vm *vm, struct vm_call *call, struct wn_task *task, const char *function, const struct wn_list *list,
             const struct wn_account *account, const char *cursor)
{
	struct beginning beginning = {vm, call, task, function, list, account, cursor, 0};

	if (sandbox_protect(vm->lua, begin_thread, &beginning, task->error) < 0) {
		vm->worn = true;
		vm_end(vm, call);
		return WN_FAIL;
	}
	return call->thread ? run(vm, call, task, beginning.arguments) : WN_OK;
}

int vm_go_on(struct vm *vm, struct vm_call *call, struct wn_task *task)
{
	if (!call->thread)
		return fail(task->error, WN_FAIL, "internal error: a call that has ended is to go on");
	return run(vm, call, task, 0);
}

void vm_end(struct vm *vm, struct vm_call *call)
{
	if (!call->thread)
		return;
	if (call->box) {
		call->box->task = NULL;
		luaL_unref(vm->lua, LUA_REGISTRYINDEX, call->anchor);
	}
	if (vm->documents)
		bind_end_documents(vm, call->number);
	luaL_unref(vm->lua, LUA_REGISTRYINDEX, call->reference);
	*call = (struct vm_call){0};
}

/* ---- what they return ---- */

struct cursor {
	struct vm_call *call;
	struct wn_task *task;
	const struct wn_host *host;
	const char *text;
};

static int encode_cursor(lua_State *lua)
{
	struct cursor *cursor = lua_touserdata(lua, 1);

	if (lua_gettop(cursor->call->thread) == 0)
		return 0;
	lua_settop(cursor->call->thread, 1);
	lua_xmove(cursor->call->thread, lua, 1);
	if (!lua_toboolean(lua, -1)) /* page.more and page.next gives false at the end */
		return 0;
	struct wn_str text = json_encode(lua, -1);
	char *copy = cursor->host->alloc(cursor->task->arena, text.len + 1);
	memcpy(copy, text.ptr, text.len);
	cursor->text = copy;
	return 0;
}

int vm_cursor(struct vm *vm, struct vm_call *call, struct wn_task *task, const char **text)
{
	struct cursor cursor = {call, task, vm->setting.host, NULL};
	struct wn_error error = {0};

	*text = NULL;
	if (call->thread && sandbox_protect(vm->lua, encode_cursor, &cursor, &error) < 0)
		return fail(task->error, WN_FAIL, "page returned a cursor that cannot be kept: %s", error.text);
	*text = cursor.text;
	return WN_OK;
}

/* What `send` gave as its reason. */
static int refused_by(struct vm *vm, lua_State *thread, struct wn_task *task)
{
	struct buf masked = {0};
	struct wn_str text;

	text.ptr = lua_tolstring(thread, 2, &text.len);
	if (sandbox_of(vm->lua)->secrets) {
		log_mask(&masked, text);
		text = buf_as_str(&masked);
	}
	fail(task->error, WN_FAIL, "not acknowledged: %.*s", STR_ARG(text));
	buf_free(&masked);
	return WN_FAIL;
}

int vm_acknowledged(struct vm *vm, struct vm_call *call, struct wn_task *task)
{
	lua_State *thread = call->thread;

	if (thread && lua_gettop(thread) >= 1 && lua_isboolean(thread, 1) && lua_toboolean(thread, 1))
		return WN_OK;
	if (thread && lua_gettop(thread) >= 2 && lua_type(thread, 2) == LUA_TSTRING)
		return refused_by(vm, thread, task);
	return fail(task->error, WN_FAIL, "not acknowledged: send returns true, or nil and a text");
}

/* ---- verdicts ---- */

/* A copy in the task's arena, without the secrets that the script was given. */
static struct wn_str keep_text(struct vm *vm, struct wn_task *task, int index)
{
	struct wn_str text;
	struct buf masked = {0};

	text.ptr = lua_tolstring(vm->lua, index, &text.len);
	if (sandbox_of(vm->lua)->secrets) {
		log_mask(&masked, text);
		text = buf_as_str(&masked);
	}
	text = vm->setting.host->text(task->arena, "%.*s", STR_ARG(text));
	buf_free(&masked);
	return text;
}

/* The three results at `first`. Everything outside of the closed list is a failure. */
static int read_verdict(struct vm *vm, struct wn_task *task, int first, struct wn_judgement *judgement)
{
	lua_State *lua = vm->lua;
	const char *name = vm->judge == LUA_NOREF ? "the function" : "judge";

	if (lua_isnil(lua, first)) {
		judgement->verdict = WN_UNDECIDED;
		return WN_OK;
	}
	struct wn_str verdict = str_of(luaL_typename(lua, first));
	if (lua_type(lua, first) == LUA_TSTRING)
		verdict.ptr = lua_tolstring(lua, first, &verdict.len);
	if (lua_type(lua, first) == LUA_TSTRING && str_is(verdict, "keep")) {
		judgement->verdict = WN_KEEP;
		return WN_OK;
	}
	if (lua_type(lua, first) != LUA_TSTRING || !str_is(verdict, "drop"))
		return fail(task->error, WN_FAIL, "%s returned %s'%.*s': a verdict is \"keep\", \"drop\" with a reason, or nil",
		            name, lua_type(lua, first) == LUA_TSTRING ? "" : "a ",
		            STR_ARG(str_first(lua_type(lua, first) == LUA_TSTRING ? keep_text(vm, task, first) : verdict, 40)));
	if (lua_type(lua, first + 1) != LUA_TSTRING || lua_rawlen(lua, first + 1) == 0)
		return fail(task->error, WN_FAIL, "%s returned \"drop\" without a reason: return \"drop\", \"why\"", name);
	judgement->verdict = WN_DROP;
	judgement->reason = keep_text(vm, task, first + 1);
	if (lua_type(lua, first + 2) == LUA_TSTRING)
		judgement->field = keep_text(vm, task, first + 2);
	return WN_OK;
}

/* Nothing here takes memory of the state outside of the protected call. */
int vm_judge_with(struct vm *vm, struct wn_task *task, struct wn_judgement *judgement)
{
	lua_State *lua = vm->lua;
	int top = lua_gettop(lua) - 2;

	lua_rawgeti(lua, LUA_REGISTRYINDEX, vm->company);
	lua_rawgeti(lua, LUA_REGISTRYINDEX, vm->options);
	*vm->company_box = (struct company_box){task, NULL};
	vm->task = task;
	vm->number = ++vm->begun;
	int result = sandbox_call_over(lua, top + 1, 2, 3, task->error);
	vm->task = NULL;
	if (vm->documents)
		bind_end_documents(vm, vm->number);
	vm->company_box->task = NULL;
	if (result < 0)
		vm_note_wear(vm);
	else
		result = read_verdict(vm, task, top + 2, judgement);
	lua_settop(lua, top);
	return result;
}

int vm_judge(struct vm *vm, struct wn_task *task, struct wn_judgement *judgement)
{
	if (!lua_checkstack(vm->lua, 8))
		return fail(task->error, WN_FAIL, "the stack is full");
	sandbox_push_handler(vm->lua);
	lua_rawgeti(vm->lua, LUA_REGISTRYINDEX, vm->judge);
	return vm_judge_with(vm, task, judgement);
}
