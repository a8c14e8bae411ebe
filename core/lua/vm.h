/* vm.h - a plugin script in a state of its own: what it says of itself, and calls of its functions.
 *
 * One vm serves one worker. Its functions run as coroutines, so that a request to the world is a plain call in
 * the script: the coroutine yields, the task waits, and goes on when it is called again. The script reaches the
 * host through the public table struct wn_host alone. What a script sees is described in prelude.lua.
 */
#ifndef CORE_LUA_VM_H
#define CORE_LUA_VM_H

#include <stdbool.h>

#include "base/arena.h"
#include <winnow/plugin.h>

struct vm;

/* Runs the script once, so that its table is at hand. Null with a text. */
struct vm *vm_open(struct wn_str path, struct wn_str text, struct wn_error *error);
void vm_close(struct vm *vm); /* null is allowed */
/* A limit was reached: the state may be in any condition, so no new call should begin in it. */
bool vm_is_worn(const struct vm *vm);

/* What the script's table says. Texts and options are in the arena. The options' offsets begin behind one
 * pointer, which is the caller's. */
struct vm_says {
	uint32_t kind, fresh_days;
	const char *name, *summary, *version;
	const struct wn_option *options; /* ends with a null name */
	size_t config_size;
	bool outbox; /* of a sink */
};
int vm_read(struct vm *vm, struct wn_arena *arena, struct vm_says *says, struct wn_error *error);

/* What calls need to know; everything must outlive the vm. */
struct vm_setting {
	const struct wn_host *host;
	const struct wn_option *options;
	const void *config;
	struct wn_str who; /* name of the step, for its log lines */
	uint32_t kind;
};
int vm_bind(struct vm *vm, const struct vm_setting *setting, struct wn_error *error);

/* needs, wants, provides and cost, lists or functions of the options. After vm_bind. */
int vm_describe(struct vm *vm, struct wn_needs *needs, struct wn_error *error);

/* One run of a function of the script. Zero-initialise; no more is needed to give it up. */
struct vm_call {
	struct lua_State *thread;
	int reference;
	struct company_box *box; /* the company that was given to it */
	int anchor;              /* in the registry: holds the box as long as the call lives */
	unsigned turns;
	uint64_t number;         /* what it opened belongs to this number */
	int64_t left;            /* instructions, over all turns */
	size_t facts, bytes;     /* that the host keeps for it: facts about one company, bytes over all turns */
};
/* Begins enrich, page, send, begin, account, finish, as far as the script has it (has it not: WN_OK). WN_OK: it has returned; WN_WAIT:
 * call vm_go_on when its requests are answered; negative: task->error says why. `list`: of a sink; `account`: of a
 * sink, else null; `cursor`: of a source, what vm_cursor wrote or null. */
int vm_begin(struct vm *vm, struct vm_call *call, struct wn_task *task, const char *function, const struct wn_list *list,
             const struct wn_account *account, const char *cursor);
int vm_go_on(struct vm *vm, struct vm_call *call, struct wn_task *task);
/* A page has returned: its cursor as NUL-terminated text, in the task's arena; null: that was the last page. */
int vm_cursor(struct vm *vm, struct vm_call *call, struct wn_task *task, const char **cursor);
/* A send has returned: anything but true is a failure. */
int vm_acknowledged(struct vm *vm, struct vm_call *call, struct wn_task *task);
/* Gives the coroutine back. */
void vm_end(struct vm *vm, struct vm_call *call);
/* A filter's verdict, without a coroutine. */
int vm_judge(struct vm *vm, struct wn_task *task, struct wn_judgement *judgement);

#endif
