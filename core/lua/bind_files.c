/* bind_files.c - the user's files: only those that an option names, and the file that a sink writes. */
#include "lua/bind.h"

#define FILES_MAX 16

/* Is it the value of a file option, to be read or to be written? */
static bool is_named(const struct vm *vm, struct wn_str path, bool output)
{
	for (const struct wn_option *option = vm->setting.options; option && option->name; option++) {
		if (option->type != WN_OPT_FILE || option->flags & WN_OPT_GONE || !(option->flags & WN_OPT_OUTPUT) != !output)
			continue;
		const struct wn_str *value = (const struct wn_str *)(const void *)((const char *)vm->setting.config + option->offset);
		if (value->len && str_equal(*value, path))
			return true;
	}
	return false;
}

static struct wn_str named_path(lua_State *lua, const char *function, bool output)
{
	if (lua_type(lua, 1) != LUA_TSTRING)
		bind_error(lua, "%s needs the value of a file option, not a %s", function, luaL_typename(lua, 1));
	struct wn_str path = sandbox_check(lua, 1);
	if (!is_named(vm_of(lua), path, output))
		bind_error(lua, "%s: this is not the value of %s option of the script: only what a user names can be %s", function,
		           output ? "an output" : "a file", output ? "written" : "read");
	return path;
}

/* ---- whole files ---- */

static int read_whole(lua_State *lua)
{
	struct vm *vm = vm_of(lua);
	const struct wn_host *host = bind_host(lua, "read_file");
	struct wn_str path = named_path(lua, "read_file", false), content;
	struct wn_error error = {0};

	arena_clear(vm->scratch);
	if (host->read_file(vm->scratch, path, &content, &error) < 0)
		return bind_failure(lua, "%s", error.text);
	sandbox_charge(lua, content.len / 64 + 1000);
	if (content.len >= sandbox_of(lua)->limits.memory / SANDBOX_LARGEST - 64)
		return bind_failure(lua, "%s is larger than %d MiB: read it with rows()", path.ptr, (int)(sandbox_of(lua)->limits.memory / SANDBOX_LARGEST >> 20));
	sandbox_push(lua, content);
	return 1;
}

/* ---- rows ---- */

struct rows_box {
	struct vm *vm;
	struct wn_rows *rows;
};

static const char rows_key = 0;

static int rows_close(lua_State *lua)
{
	struct rows_box *box = lua_touserdata(lua, 1);

	if (box->rows) {
		box->vm->setting.host->rows_close(box->rows);
		box->vm->files--;
	}
	box->rows = NULL;
	return 0;
}

static int rows_open(lua_State *lua)
{
	struct vm *vm = vm_of(lua);
	const struct wn_host *host = bind_host(lua, "rows");
	struct wn_str path = named_path(lua, "rows", false);
	struct wn_error error = {0};

	sandbox_charge(lua, 10000);
	if (vm->files >= FILES_MAX)
		lua_gc(lua, LUA_GCCOLLECT);
	if (vm->files >= FILES_MAX)
		return bind_error(lua, "rows: %d files are open already: read them to their ends", FILES_MAX);
	struct rows_box *box = lua_newuserdatauv(lua, sizeof *box, 0);
	*box = (struct rows_box){vm, NULL};
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &rows_key);
	lua_setmetatable(lua, -2);
	if (host->rows_open(path, &box->rows, &error) < 0) {
		box->rows = NULL;
		return bind_error(lua, "rows: %s", error.text);
	}
	vm->files++;
	return 1;
}

/* rows_next(rows): an array of cells and the line, or nothing at the end. Only the prelude has the userdata. */
static int rows_next(lua_State *lua)
{
	struct rows_box *box = lua_touserdata(lua, 1);
	struct wn_error error = {0};
	struct wn_row row;

	if (!box->rows)
		return 0;
	int result = box->vm->setting.host->rows_next(box->rows, &row, &error);
	if (result == WN_NONE)
		return 0; /* columns of rows that were read may still be asked for: the collector closes */
	if (result < 0)
		return bind_error(lua, "rows: %s", error.text);
	sandbox_charge(lua, row.count * 4 + 20);
	lua_createtable(lua, (int)row.count, 0);
	for (size_t i = 0; i < row.count; i++) {
		sandbox_push(lua, row.cells[i]);
		lua_rawseti(lua, -2, (lua_Integer)i + 1);
	}
	lua_pushinteger(lua, (lua_Integer)row.number);
	return 2;
}

/* rows_column(rows, name): its place among the cells, or false. */
static int rows_column(lua_State *lua)
{
	struct rows_box *box = lua_touserdata(lua, 1);
	int column = box->rows ? box->vm->setting.host->rows_column(box->rows, sandbox_check(lua, 2)) : -1;

	if (column < 0)
		lua_pushboolean(lua, 0);
	else
		lua_pushinteger(lua, column + 1);
	return 1;
}

void bind_files(lua_State *lua)
{
	static const luaL_Reg functions[] = {
		{"read_file", read_whole}, {"rows_open", rows_open}, {"rows_next", rows_next}, {"rows_column", rows_column}, {NULL, NULL},
	};

	lua_newtable(lua);
	lua_pushcfunction(lua, rows_close);
	lua_setfield(lua, -2, "__gc");
	lua_pushboolean(lua, 0);
	lua_setfield(lua, -2, "__metatable");
	lua_rawsetp(lua, LUA_REGISTRYINDEX, &rows_key);
	luaL_setfuncs(lua, functions, 0);
}

/* ---- the file of a sink ---- */

static int output(lua_State *lua)
{
	struct wn_task *task = bind_task(lua, "output", FOR_SINK);
	struct wn_str path = named_path(lua, "output", true);

	if (vm_of(lua)->setting.host->stage_open(task, path) < 0)
		return bind_refused(lua, task, "output");
	return 0;
}

/* write(...): texts and numbers, one behind the other. */
static int write_text(lua_State *lua)
{
	struct wn_task *task = bind_task(lua, "write", FOR_SINK);
	int arguments = lua_gettop(lua);

	for (int i = 1; i <= arguments; i++) {
		if (!lua_isstring(lua, i))
			return bind_error(lua, "write: a text or a number, not a %s", luaL_typename(lua, i));
		struct wn_str text = sandbox_check(lua, i);
		sandbox_charge(lua, 20);
		bind_keep(lua, "write", text.len);
		if (vm_of(lua)->setting.host->stage_write(task, text.ptr, text.len) < 0)
			return bind_refused(lua, task, "write");
	}
	return 0;
}

void bind_sink(lua_State *lua)
{
	static const luaL_Reg functions[] = {{"output", output}, {"write", write_text}, {NULL, NULL}};

	luaL_setfuncs(lua, functions, 0);
}
