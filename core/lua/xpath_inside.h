/* xpath_inside.h - the tree of an expression, shared by the files that read and that answer it. */
#ifndef CORE_LUA_XPATH_INSIDE_H
#define CORE_LUA_XPATH_INSIDE_H

#include "lua/xpath.h"

enum axis {
	AXIS_CHILD, AXIS_DESCENDANT, AXIS_DESCENDANT_OR_SELF, AXIS_PARENT, AXIS_ANCESTOR, AXIS_ANCESTOR_OR_SELF, AXIS_FOLLOWING_SIBLING,
	AXIS_PRECEDING_SIBLING, AXIS_FOLLOWING, AXIS_PRECEDING, AXIS_ATTRIBUTE, AXIS_SELF,
};

enum test_kind { TEST_NAME, TEST_ANY, TEST_NODE, TEST_TEXT, TEST_COMMENT, TEST_INSTRUCTION };

struct xpath_step {
	struct xpath_step *next;
	enum axis axis;
	enum test_kind test;
	struct wn_str name;      /* of TEST_NAME, and of an instruction where it is said */
	struct wn_str address;   /* namespace; with a null pointer: in none */
	bool any_namespace;      /* of TEST_ANY without a prefix */
	struct predicate *predicates;
};

struct predicate {
	struct predicate *next;
	struct xpath_node *expression;
	bool counts; /* it may ask for a place, so the order and number of candidates matter */
};

enum xpath_kind {
	X_OR, X_AND, X_EQUAL, X_DIFFERENT, X_LESS, X_LESS_EQUAL, X_MORE, X_MORE_EQUAL, X_ADD, X_SUBTRACT, X_MULTIPLY, X_DIVIDE, X_MODULO,
	X_UNION, X_NEGATE, X_TEXT, X_NUMBER, X_CALL, X_PATH,
};

#define XPATH_ARGUMENTS 20

struct xpath_node {
	enum xpath_kind kind;
	struct xpath_node *left, *right;
	struct wn_str text;     /* literal, or the name of a function */
	double number;
	const struct xpath_function *function;
	struct xpath_node **arguments;
	size_t count;
	/* Paths: from the root, from `left` (then predicates of that first), or from the node at hand. */
	bool absolute;
	struct predicate *predicates;
	struct xpath_step *steps;
};

/* Where a predicate is asked. */
struct xpath_place {
	struct xpath_host *host;
	const struct document *document;
	xmlNode *node;
	size_t position, last;
};

struct xpath_function {
	const char *name;
	int least, most; /* arguments; most -1: any number */
	bool number;     /* gives a number */
	struct xpath_value (*call)(const struct xpath_place *place, const struct xpath_value *arguments, size_t count);
};
const struct xpath_function *xpath_function(struct wn_str name);

_Noreturn void xpath_fail(struct xpath_host *host, const char *format, ...) WN_PRINTF(2, 3);
void *xpath_alloc(struct xpath_host *host, size_t count, size_t size);
void xpath_pay(struct xpath_host *host, uint64_t work);

struct xpath_node *xpath_read(struct xpath_host *host, struct wn_str expression);

struct xpath_value xpath_evaluate(const struct xpath_place *place, const struct xpath_node *node);
struct wn_str xpath_as_text(const struct xpath_place *place, const struct xpath_value *value);
double xpath_as_number(const struct xpath_place *place, const struct xpath_value *value);
bool xpath_as_flag(const struct xpath_value *value);
double xpath_number_of(struct wn_str text);
struct xpath_value xpath_of_text(struct wn_str text);
struct xpath_value xpath_of_number(double number);
struct xpath_value xpath_of_flag(bool flag);

#endif
