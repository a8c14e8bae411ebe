/* xpath.h - XPath 1.0 over a tree of document.h, under the budget of whoever asks.
 *
 * libxml2's own evaluator counts steps but not what a step costs: a union of two large sets, a comparison that takes the text of the whole
 * document a hundred thousand times. Here everything that takes time or memory is paid for before it is done, so no expression
 * runs away. All memory comes from one arena, so that `fail` and `pay` may leave by longjmp.
 *
 * Not there: the namespace axis, id(), lang(), variables. More than there: ends-with, lower-case.
 */
#ifndef CORE_LUA_XPATH_H
#define CORE_LUA_XPATH_H

#include "base/arena.h"
#include "lua/document.h"

#define XPATH_LONGEST 4096              /* bytes of an expression */
#define XPATH_DEPTH 100                 /* of brackets in it */
#define XPATH_BYTES ((size_t)32 << 20)  /* that one question may take */

/* Prefixes of an expression; the empty one is for names without a prefix. */
struct xpath_namespace {
	struct wn_str prefix, address;
};

struct xpath_host {
	struct wn_arena *arena;
	void *context;
	void (*pay)(void *context, uint64_t instructions); /* may not return */
	void (*fail)(void *context, const char *message) __attribute__((noreturn));
	const struct xpath_namespace *namespaces;
	size_t namespace_count;
	size_t bytes; /* taken so far */
};

enum xpath_type { XPATH_NODES, XPATH_TEXT, XPATH_NUMBER, XPATH_FLAG };

struct xpath_value {
	enum xpath_type type;
	xmlNode **nodes; /* in document order, each once */
	size_t count;
	struct wn_str text;
	double number;
	bool flag;
};

/* Answers the question at a node: an element, or the document. */
struct xpath_value xpath_ask(struct xpath_host *host, struct wn_str expression, const struct document *document, xmlNode *node);
/* The text of a node: all texts inside. */
struct wn_str xpath_text(struct xpath_host *host, const xmlNode *node);

#endif
