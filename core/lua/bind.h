/* bind.h - the inside of a vm, for the files that bind one object each. */
#ifndef CORE_LUA_BIND_H
#define CORE_LUA_BIND_H

#include "company/field.h"
#include "lua/sandbox.h"
#include "lua/vm.h"

struct document_box;

struct vm {
	lua_State *lua;
	struct vm_setting setting;
	struct wn_task *task;          /* whose function is running, or null */
	struct vm_call *call;          /* its run, or null */
	struct dictionary *dictionary; /* types of the fields that every run has; null until a fact is said */
	struct wn_arena *scratch;      /* of one call of a binding */
	int files;                     /* rows that are open */
	uint64_t begun, number;        /* calls so far; the number of the one that runs */
	struct document_box *documents; /* whose trees are there */
	bool worn;
	/* In the registry. */
	int script, options, judge, company;
	struct company_box *company_box; /* behind `company` */
};

/* The userdata behind `company` and `account`: which task it belongs to. */
struct company_box {
	struct wn_task *task;
	const struct wn_account *account;
};

struct vm *vm_of(lua_State *lua);
/* The names that scripts have, into the globals of vm->lua; and the company of filters. */
int vm_open_bindings(struct vm *vm, struct wn_error *error);
/* After a failed call: was a limit the reason? */
void vm_note_wear(struct vm *vm);
/* The message handler and above it the function of a filter are on the top, and are taken. */
int vm_judge_with(struct vm *vm, struct wn_task *task, struct wn_judgement *judgement);
/* Kinds of plugins a function is for, as bits 1 << enum wn_kind. */
#define FOR_SOURCE (1u << WN_SOURCE)
#define FOR_ENRICHER (1u << WN_ENRICHER)
#define FOR_FILTER (1u << WN_FILTER)
#define FOR_SINK (1u << WN_SINK)
#define FOR_ALL (FOR_SOURCE | FOR_ENRICHER | FOR_FILTER | FOR_SINK)
/* The running task; raises where there is none, or the function is not for plugins of this kind. */
struct wn_task *bind_task(lua_State *lua, const char *function, unsigned kinds);
/* The host; raises before vm_bind. */
const struct wn_host *bind_host(lua_State *lua, const char *function);
/* Raises with the place in the script, not in the prelude. */
int bind_error(lua_State *lua, const char *format, ...);
/* Raises with what the host said. */
int bind_refused(lua_State *lua, struct wn_task *task, const char *function);
/* Counts bytes that the host is to keep or to write for this call. Raises where it is too much: they are outside of
 * the state, whose allocator does not see them. */
void bind_keep(lua_State *lua, const char *function, size_t bytes);
/* Among the texts that are keys of the table at `index`: "; did you mean 'x'?", or "". */
void bind_near(lua_State *lua, char words[128], const char *name, int index);
/* nil, message */
int bind_failure(lua_State *lua, const char *format, ...);

/* ---- one file each ---- */

/* Functions that are set in the table on the top; most are for the prelude, see there. */
void bind_json(lua_State *lua);
void bind_http(lua_State *lua);
void bind_text(lua_State *lua);  /* texts, ids, days, log */
void bind_facts(lua_State *lua);
void bind_files(lua_State *lua);
void bind_sink(lua_State *lua);
void bind_document(lua_State *lua);
void bind_csv(lua_State *lua);
void bind_url(lua_State *lua);
/* Frees the trees of documents that this call has parsed. */
void bind_end_documents(struct vm *vm, uint64_t number);
/* Makes the metatable of companies. */
void bind_company(lua_State *lua);
struct company_box *push_company(lua_State *lua);
void push_list(lua_State *lua, const struct vm *vm, const struct wn_list *list);
/* The options as the script sees them: a table that cannot be written, pushed. */
void push_options(lua_State *lua, const struct vm_setting *setting);

/* JSON: the text of the value at `index`, in the sandbox's scratch buffer; raises for what JSON cannot say. */
struct wn_str json_encode(lua_State *lua, int index);
/* Pushes the value; false: pushed is the message. */
bool json_decode(lua_State *lua, struct wn_str text);

/* A value of the host to Lua, pushed. */
void push_value(lua_State *lua, const struct wn_host *host, struct wn_arena *arena, const struct wn_value *value);
/* A value of Lua to one of the host, of this type; texts point into Lua's strings, arrays into the arena. False: it is
 * none, `*wants` says what would be. `field`: whose attributes items have, or null. */
struct reading {
	lua_State *lua;
	const struct wn_host *host;
	struct wn_arena *arena;
	const struct field *field;
	const char *wants;
};
bool read_value(struct reading *reading, int index, enum wn_type type, struct wn_value *value);
/* Types that the value at `index` may be meant as, best first; for fields of the user's own. Returns how many. */
int guess_types(lua_State *lua, int index, enum wn_type types[4]);

/* The text of prelude.lua. */
struct wn_str prelude_text(void);

#endif
