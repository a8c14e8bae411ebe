/* sandbox.h - the inside of the sandbox, for the files of this room.
 *
 * A state is bounded four ways: bytes in the allocator, instructions in a hook, a charge on everything that C
 * does in one instruction (copying, matching, sorting, large allocations), and, as the last resort, a
 * clock. When any of them is used up the state is spent: the hook raises at every instruction until the host
 * has its call back, so that no pcall keeps a script alive.
 */
#ifndef CORE_LUA_SANDBOX_H
#define CORE_LUA_SANDBOX_H

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "lua/lua.h"

/* Processor time that no call takes more of, whatever it does. Microseconds. */
#define SANDBOX_DEADLINE 10000000
/* No single string or table is larger than this part of the memory: comparing and copying takes time. */
#define SANDBOX_LARGEST 8
/* Elements that a table function or string.rep deals with in one call. */
#define SANDBOX_ELEMENTS 1000000

struct describing;
struct vm;

struct sandbox {
	struct lua_limits limits;
	size_t used;            /* bytes */
	lua_State *running;     /* the thread that counts; null: the host is at work, nothing is counted */
	int64_t left;           /* instructions */
	int64_t deadline;       /* of clock_monotonic; 0: the hook sets it when it comes for the first time */
	int64_t began;          /* of clock_thread, when the deadline was set */
	const char *spent;      /* why the budget is gone, or null */
	bool starved;           /* memory was refused during this call */
	const void *refused;    /* what was to grow when memory was last refused, and to which size */
	size_t refused_size;
	char last[160];         /* room for what `spent` says */
	char trail[512];        /* the way to the last error, filled by the message handler */
	char place[300];        /* "path:12: " of its innermost function */
	int line;               /* where it was raised, or 0 */
	bool secrets;           /* the script knows some: they are hidden in error texts */
	bool quiet;             /* error texts come without the trail */
	char *folder;           /* where require looks */
	struct wn_arena *arena; /* scratch that survives an error thrown through C */
	struct buf scratch;     /* the same, growing */
	struct describing *describing; /* a description is read in this state, or its functions are called */
	struct vm *vm;          /* of scripts and functions: what the bindings know */
};

/* In the space that Lua keeps beside each thread, copied from the main one. */
static inline struct sandbox *sandbox_of(lua_State *lua)
{
	return *(struct sandbox **)lua_getextraspace(lua);
}
/* Pays for work done in C. Raises when the budget is gone. */
void sandbox_charge(lua_State *lua, uint64_t instructions);
/* Ends the call, whatever the script does: another limit than those of the sandbox is reached. */
int sandbox_end(lua_State *lua, const char *format, ...) WN_PRINTF(2, 3);
/* Resumes a coroutine under the limits. `*results` are on its stack. WN_OK: it has returned; WN_WAIT: it has yielded.
 * `*left` is what it may still use, over all of its turns; 0: it begins, with the whole budget. */
int sandbox_resume(lua_State *thread, lua_State *from, int arguments, int *results, int64_t *left, struct wn_error *error);
/* The message handler, to be pushed below a function; and sandbox_call with it at `handler`, where it stays. */
void sandbox_push_handler(lua_State *lua);
int sandbox_call_over(lua_State *lua, int handler, int arguments, int results, struct wn_error *error);
/* Runs C code that uses the Lua API and so may throw: nothing of the host may do so unprotected. Instructions are
 * not counted; memory is. */
int sandbox_protect(lua_State *lua, lua_CFunction function, void *argument, struct wn_error *error);

/* Replaces the table on the top by a proxy that can be read and not written. */
void sandbox_freeze(lua_State *lua);
/* The table of what scripts see as globals, on the stack; before the host hands out the state it may add to it. */
void sandbox_globals(lua_State *lua);
/* Pushes an array of the keys of a table: numbers by value, then texts by bytes, then the rest. Returns how many. */
lua_Integer sandbox_keys(lua_State *lua, int index);
/* A text for any value, without addresses and without running code; pushed. */
void sandbox_text(lua_State *lua, int index);
void sandbox_push(lua_State *lua, struct wn_str text);
/* A string argument as it is; raises as luaL_checklstring does. */
struct wn_str sandbox_check(lua_State *lua, int argument);

/* The allowed parts of the libraries, each leaves a table on the stack. */
void open_base(lua_State *lua);    /* basic functions */
void open_string(lua_State *lua);  /* also sets the metatable of strings */
void open_table(lua_State *lua);
void open_utf8(lua_State *lua);
/* string.find, match, gmatch, gsub with counted steps. */
extern const luaL_Reg pattern_functions[];
/* A library function behind a charge for the size of its arguments; pushes the closure. */
void push_counted(lua_State *lua, lua_CFunction function);

#endif
