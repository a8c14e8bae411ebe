/* functions.h - the functions that a description file holds, in a state of their own.
 *
 * The description was read in one state, which is gone; each worker runs the same text again in its own and finds
 * a function by its number in the tree. The number, the place and the text of the function must be the same there.
 */
#ifndef CORE_LUA_FUNCTIONS_H
#define CORE_LUA_FUNCTIONS_H

#include <stdbool.h>

#include "base/tree.h"
#include "company/code.h" /* enum verdict */
#include <winnow/plugin.h>

struct functions;

/* `path` as it was shown when the file was described, `text` as it was read then; `host` serves the bindings. Null with a
 * text. */
struct functions *functions_open(struct wn_str path, struct wn_str text, const struct wn_host *host, struct wn_error *error);
void functions_close(struct functions *functions); /* null is allowed */
/* A limit was reached: the state may be in any condition, and no new call should begin in it. */
bool functions_are_worn(const struct functions *functions);

/* A condition: the function is given these values in order and answers true, false or nil (unknown). Anything else, and an error
 * of its own, is a failure. Ranges and money are { low, high }, money in euros also low_eur and high_eur, dates { first, last };
 * the rest is as scripts see it. */
int functions_test(struct functions *functions, const struct wn_tree *code, const struct wn_value *const *values, size_t count,
                   enum verdict *verdict, struct wn_error *error);
/* A filter: the function is given the task's company, and answers as a filter script does. */
int functions_judge(struct functions *functions, const struct wn_tree *code, struct wn_task *task, struct wn_judgement *judgement);

#endif
