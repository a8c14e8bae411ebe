/* xpath.c - answering XPath expressions: steps over the tree, sets in document order, comparisons. */
#include "lua/xpath.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lua/xpath_inside.h"

/* Instructions for looking at one node. */
#define VISIT 3

struct set {
	xmlNode **nodes;
	size_t count, room;
};

static void set_add(struct xpath_host *host, struct set *set, xmlNode *node)
{
	if (set->count == set->room) {
		size_t room = set->room ? 2 * set->room : 4;
		xmlNode **nodes = xpath_alloc(host, room, sizeof *nodes);
		if (set->count)
			memcpy(nodes, set->nodes, set->count * sizeof *nodes);
		set->nodes = nodes;
		set->room = room;
	}
	set->nodes[set->count++] = node;
}

static int compare_places(const void *left, const void *right)
{
	const xmlNode *const *a = left, *const *b = right;

	return document_place(*a) < document_place(*b) ? -1 : document_place(*a) > document_place(*b);
}

/* In document order, each once. */
static void set_settle(struct xpath_host *host, struct set *set)
{
	bool sorted = true;
	size_t kept = 0;

	for (size_t i = 1; i < set->count && sorted; i++)
		sorted = document_place(set->nodes[i - 1]) < document_place(set->nodes[i]);
	xpath_pay(host, set->count + 1);
	if (sorted)
		return;
	xpath_pay(host, set->count * 16);
	qsort(set->nodes, set->count, sizeof *set->nodes, compare_places);
	for (size_t i = 0; i < set->count; i++)
		if (kept == 0 || set->nodes[kept - 1] != set->nodes[i])
			set->nodes[kept++] = set->nodes[i];
	set->count = kept;
}

/* ---- texts of nodes ---- */

static bool is_text(const xmlNode *node)
{
	return node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
}

static struct wn_str content_of(const xmlNode *node)
{
	return str_of(node->content ? (const char *)node->content : "");
}

/* The next node behind `node` inside of `top`, not counting what is in it where `into` is false. */
static xmlNode *next_inside(const xmlNode *top, xmlNode *node, bool into)
{
	if (into && (node->type == XML_ELEMENT_NODE || node == top) && node->type != XML_ATTRIBUTE_NODE && node->children)
		return node->children;
	while (node != top && !node->next)
		node = node->parent;
	return node == top ? NULL : node->next;
}

static struct wn_str join_texts(struct xpath_host *host, const xmlNode *top, xmlNode *first)
{
	size_t len = 0, at = 0, visits = 0;

	for (xmlNode *node = first; node; node = next_inside(top, node, true), visits++)
		len += is_text(node) ? content_of(node).len : 0;
	xpath_pay(host, visits * VISIT + len / 8);
	char *text = xpath_alloc(host, len + 1, 1);
	for (xmlNode *node = first; node; node = next_inside(top, node, true))
		if (is_text(node) && node->content) {
			size_t more = content_of(node).len;
			memcpy(text + at, node->content, more);
			at += more;
		}
	return (struct wn_str){text, len};
}

static struct wn_str attribute_text(struct xpath_host *host, const xmlNode *node)
{
	struct wn_str text = {"", 0};

	if (node->children && !node->children->next) {
		text = content_of(node->children);
	} else {
		struct set parts = {0};
		for (xmlNode *part = node->children; part; part = part->next)
			set_add(host, &parts, part);
		size_t len = 0;
		for (size_t i = 0; i < parts.count; i++)
			len += content_of(parts.nodes[i]).len;
		char *joined = xpath_alloc(host, len + 1, 1);
		text = (struct wn_str){joined, 0};
		for (size_t i = 0; i < parts.count; i++) {
			struct wn_str part = content_of(parts.nodes[i]);
			memcpy(joined + text.len, part.ptr, part.len);
			text.len += part.len;
		}
	}
	xpath_pay(host, text.len / 32 + VISIT);
	return text;
}

struct wn_str xpath_text(struct xpath_host *host, const xmlNode *node)
{
	if (node->type == XML_ATTRIBUTE_NODE)
		return attribute_text(host, node);
	if (node->type != XML_ELEMENT_NODE && node->type != XML_DOCUMENT_NODE && node->type != XML_HTML_DOCUMENT_NODE) {
		struct wn_str text = content_of(node);
		xpath_pay(host, text.len / 32 + VISIT);
		return text;
	}
	if (node->children && !node->children->next && is_text(node->children)) {
		struct wn_str text = content_of(node->children);
		xpath_pay(host, text.len / 32 + VISIT);
		return text;
	}
	return join_texts(host, node, node->children);
}

/* ---- steps ---- */

static bool passes(const struct xpath_step *step, const xmlNode *node)
{
	bool named = node->type == (step->axis == AXIS_ATTRIBUTE ? XML_ATTRIBUTE_NODE : XML_ELEMENT_NODE);
	const char *address = named && node->ns ? (const char *)node->ns->href : NULL;
	bool same = step->any_namespace || (step->address.ptr ? address && str_is(step->address, address) : !address || !*address);

	switch (step->test) {
	case TEST_NODE:
		return node->type != XML_DTD_NODE;
	case TEST_TEXT:
		return is_text(node);
	case TEST_COMMENT:
		return node->type == XML_COMMENT_NODE;
	case TEST_INSTRUCTION:
		return node->type == XML_PI_NODE && (!step->name.len || str_is(step->name, (const char *)node->name));
	case TEST_ANY:
		return named && same;
	default:
		return named && str_is(step->name, (const char *)node->name) && same;
	}
}

static xmlNode *parent_of(const xmlNode *node)
{
	return node->type == XML_DOCUMENT_NODE || node->type == XML_HTML_DOCUMENT_NODE ? NULL : node->parent;
}

static bool has_children(const xmlNode *node)
{
	return node->type == XML_ELEMENT_NODE || node->type == XML_DOCUMENT_NODE || node->type == XML_HTML_DOCUMENT_NODE;
}

/* The last node inside, or the node itself. */
static xmlNode *deepest_last(xmlNode *node)
{
	while (has_children(node) && node->last)
		node = node->last;
	return node;
}

/* The node before in the document, ancestors left out. */
static xmlNode *previous_of(const xmlNode *node)
{
	while (node && !node->prev)
		node = parent_of(node);
	return node ? deepest_last(node->prev) : NULL;
}

static xmlNode *previous_step(const xmlNode *start, xmlNode *node)
{
	if (node->prev)
		return deepest_last(node->prev);
	for (node = parent_of(node); node; node = parent_of(node)) {
		bool above = false;
		for (const xmlNode *up = start; up; up = parent_of(up))
			above = above || up == node;
		if (!above)
			return node;
		if (node->prev)
			return deepest_last(node->prev);
	}
	return NULL;
}

static xmlNode *behind(xmlNode *node)
{
	while (node && !node->next)
		node = parent_of(node);
	return node ? node->next : NULL;
}

static xmlNode *following_step(xmlNode *node)
{
	return has_children(node) && node->children ? node->children : behind(node);
}

/* The first node of the axis, then the one behind each, in the order of the axis. */
static xmlNode *axis_first(enum axis axis, xmlNode *start)
{
	bool attribute = start->type == XML_ATTRIBUTE_NODE;

	switch (axis) {
	case AXIS_CHILD:
	case AXIS_DESCENDANT:
		return has_children(start) ? start->children : NULL;
	case AXIS_PARENT:
	case AXIS_ANCESTOR:
		return parent_of(start);
	case AXIS_FOLLOWING_SIBLING:
		return attribute ? NULL : start->next;
	case AXIS_PRECEDING_SIBLING:
		return attribute ? NULL : start->prev;
	case AXIS_FOLLOWING:
		return attribute ? following_step(start->parent) : behind(start);
	case AXIS_PRECEDING:
		return previous_of(attribute ? start->parent : start);
	case AXIS_ATTRIBUTE:
		return start->type == XML_ELEMENT_NODE ? (xmlNode *)start->properties : NULL;
	default:
		return start;
	}
}

static xmlNode *axis_next(enum axis axis, const xmlNode *start, xmlNode *node)
{
	switch (axis) {
	case AXIS_CHILD:
	case AXIS_FOLLOWING_SIBLING:
	case AXIS_ATTRIBUTE:
		return node->next;
	case AXIS_PRECEDING_SIBLING:
		return node->prev;
	case AXIS_DESCENDANT:
	case AXIS_DESCENDANT_OR_SELF:
		return start->type == XML_ATTRIBUTE_NODE ? NULL : next_inside(start, node, true);
	case AXIS_ANCESTOR:
	case AXIS_ANCESTOR_OR_SELF:
		return parent_of(node);
	case AXIS_FOLLOWING:
		return following_step(node);
	case AXIS_PRECEDING:
		return previous_step(start->type == XML_ATTRIBUTE_NODE ? start->parent : start, node);
	default:
		return NULL;
	}
}

static bool is_reverse(enum axis axis)
{
	return axis == AXIS_ANCESTOR || axis == AXIS_ANCESTOR_OR_SELF || axis == AXIS_PRECEDING || axis == AXIS_PRECEDING_SIBLING;
}

/* Those of the candidates, in their order, for which the predicate holds. */
static void select_by(const struct xpath_place *place, const struct predicate *predicate, struct set *set)
{
	size_t kept = 0, last = set->count;

	for (size_t i = 0; i < last; i++) {
		struct xpath_place here = {place->host, place->document, set->nodes[i], i + 1, last};
		struct xpath_value value = xpath_evaluate(&here, predicate->expression);
		if (value.type == XPATH_NUMBER ? value.number == (double)(i + 1) : xpath_as_flag(&value))
			set->nodes[kept++] = set->nodes[i];
	}
	set->count = kept;
}

static void take_step(const struct xpath_place *place, const struct xpath_step *step, xmlNode *start, struct set *found)
{
	struct set mine = {0}, *set = step->predicates ? &mine : found;
	uint64_t price = VISIT;

	for (const xmlNode *up = step->axis == AXIS_PRECEDING ? start : NULL; up; up = parent_of(up))
		price++; /* each node that has an end is looked for among the ancestors */
	for (xmlNode *node = axis_first(step->axis, start); node; node = axis_next(step->axis, start, node)) {
		xpath_pay(place->host, price);
		if (passes(step, node))
			set_add(place->host, set, node);
	}
	for (const struct predicate *predicate = step->predicates; predicate; predicate = predicate->next)
		select_by(place, predicate, set);
	for (size_t i = 0; set != found && i < mine.count; i++)
		set_add(place->host, found, mine.nodes[i]);
}

static struct xpath_value of_set(struct set set)
{
	return (struct xpath_value){.type = XPATH_NODES, .nodes = set.nodes, .count = set.count};
}

static struct set start_of(const struct xpath_place *place, const struct xpath_node *node, xmlNode **one)
{
	struct set set = {0};

	if (!node->left) {
		*one = node->absolute ? (xmlNode *)place->document->tree : place->node;
		return (struct set){one, 1, 1};
	}
	struct xpath_value value = xpath_evaluate(place, node->left);
	if (value.type != XPATH_NODES)
		xpath_fail(place->host, "the XPath asks for nodes of what is no node");
	for (size_t i = 0; i < value.count; i++)
		set_add(place->host, &set, value.nodes[i]);
	for (const struct predicate *predicate = node->predicates; predicate; predicate = predicate->next)
		select_by(place, predicate, &set);
	return set;
}

static struct xpath_value walk(const struct xpath_place *place, const struct xpath_node *node)
{
	xmlNode *one;
	struct set set = start_of(place, node, &one);

	for (const struct xpath_step *step = node->steps; step; step = step->next) {
		struct set found = {0};
		for (size_t i = 0; i < set.count; i++)
			take_step(place, step, set.nodes[i], &found);
		if (set.count > 1 || is_reverse(step->axis))
			set_settle(place->host, &found);
		set = found;
	}
	if (set.nodes == &one) {
		set = (struct set){0};
		set_add(place->host, &set, one);
	}
	return of_set(set);
}

static struct xpath_value unite(const struct xpath_place *place, const struct xpath_node *node)
{
	struct xpath_value left = xpath_evaluate(place, node->left), right = xpath_evaluate(place, node->right);
	struct set set = {0};

	if (left.type != XPATH_NODES || right.type != XPATH_NODES)
		xpath_fail(place->host, "the XPath joins by | what are no nodes");
	for (size_t i = 0; i < left.count; i++)
		set_add(place->host, &set, left.nodes[i]);
	for (size_t i = 0; i < right.count; i++)
		set_add(place->host, &set, right.nodes[i]);
	set_settle(place->host, &set);
	return of_set(set);
}

/* ---- comparing ---- */

static bool compare_numbers(enum xpath_kind kind, double a, double b)
{
	switch (kind) {
	case X_EQUAL:
		return a == b;
	case X_DIFFERENT:
		return a != b;
	case X_LESS:
		return a < b;
	case X_LESS_EQUAL:
		return a <= b;
	case X_MORE:
		return a > b;
	default:
		return a >= b;
	}
}

static bool compare_texts(const struct xpath_place *place, enum xpath_kind kind, struct wn_str a, struct wn_str b)
{
	xpath_pay(place->host, VISIT + (a.len < b.len ? a.len : b.len) / 16);
	if (kind == X_EQUAL || kind == X_DIFFERENT)
		return str_equal(a, b) == (kind == X_EQUAL);
	xpath_pay(place->host, (a.len + b.len) / 2);
	return compare_numbers(kind, xpath_number_of(a), xpath_number_of(b));
}

static struct wn_str *texts_of(const struct xpath_place *place, const struct xpath_value *value)
{
	struct wn_str *texts = xpath_alloc(place->host, value->count + 1, sizeof *texts);

	for (size_t i = 0; i < value->count; i++)
		texts[i] = xpath_text(place->host, value->nodes[i]);
	return texts;
}

/* Of two sets any pair may do. */
static bool compare_sets(const struct xpath_place *place, enum xpath_kind kind, const struct xpath_value *a, const struct xpath_value *b)
{
	struct wn_str *left = texts_of(place, a), *right = texts_of(place, b);

	for (size_t i = 0; i < a->count; i++)
		for (size_t k = 0; k < b->count; k++)
			if (compare_texts(place, kind, left[i], right[k]))
				return true;
	return false;
}

static bool compare_plain(const struct xpath_place *place, enum xpath_kind kind, const struct xpath_value *a, const struct xpath_value *b)
{
	bool equality = kind == X_EQUAL || kind == X_DIFFERENT;

	if (equality && (a->type == XPATH_FLAG || b->type == XPATH_FLAG))
		return (xpath_as_flag(a) == xpath_as_flag(b)) == (kind == X_EQUAL);
	if (equality && a->type == XPATH_TEXT && b->type == XPATH_TEXT)
		return compare_texts(place, kind, a->text, b->text);
	return compare_numbers(kind, xpath_as_number(place, a), xpath_as_number(place, b));
}

/* One set against a plain value, on the side that `swapped` says. */
static bool compare_mixed(const struct xpath_place *place, enum xpath_kind kind, const struct xpath_value *set, const struct xpath_value *plain,
                          bool swapped)
{
	if (plain->type == XPATH_FLAG) {
		struct xpath_value flag = xpath_of_flag(set->count > 0);
		return swapped ? compare_plain(place, kind, plain, &flag) : compare_plain(place, kind, &flag, plain);
	}
	for (size_t i = 0; i < set->count; i++) {
		struct xpath_value text = xpath_of_text(xpath_text(place->host, set->nodes[i]));
		if (swapped ? compare_plain(place, kind, plain, &text) : compare_plain(place, kind, &text, plain))
			return true;
	}
	return false;
}

static bool compare(const struct xpath_place *place, const struct xpath_node *node)
{
	struct xpath_value a = xpath_evaluate(place, node->left), b = xpath_evaluate(place, node->right);

	if (a.type == XPATH_NODES && b.type == XPATH_NODES)
		return compare_sets(place, node->kind, &a, &b);
	if (a.type == XPATH_NODES)
		return compare_mixed(place, node->kind, &a, &b, false);
	if (b.type == XPATH_NODES)
		return compare_mixed(place, node->kind, &b, &a, true);
	return compare_plain(place, node->kind, &a, &b);
}

/* ---- the rest ---- */

static double calculate(enum xpath_kind kind, double a, double b)
{
	switch (kind) {
	case X_ADD:
		return a + b;
	case X_SUBTRACT:
		return a - b;
	case X_MULTIPLY:
		return a * b;
	case X_DIVIDE:
		return a / b;
	default:
		return fmod(a, b);
	}
}

static struct xpath_value call(const struct xpath_place *place, const struct xpath_node *node)
{
	struct xpath_value arguments[XPATH_ARGUMENTS];

	for (size_t i = 0; i < node->count; i++)
		arguments[i] = xpath_evaluate(place, node->arguments[i]);
	xpath_pay(place->host, 10);
	return node->function->call(place, arguments, node->count);
}

static bool logical(const struct xpath_place *place, const struct xpath_node *node)
{
	struct xpath_value value = xpath_evaluate(place, node->left);

	if (xpath_as_flag(&value) == (node->kind == X_OR))
		return node->kind == X_OR;
	value = xpath_evaluate(place, node->right);
	return xpath_as_flag(&value);
}

static struct xpath_value arithmetic(const struct xpath_place *place, const struct xpath_node *node)
{
	struct xpath_value a = xpath_evaluate(place, node->left), b = xpath_evaluate(place, node->right);
	double left = xpath_as_number(place, &a);

	return xpath_of_number(calculate(node->kind, left, xpath_as_number(place, &b)));
}

struct xpath_value xpath_evaluate(const struct xpath_place *place, const struct xpath_node *node)
{
	struct xpath_value value;

	xpath_pay(place->host, 5);
	switch (node->kind) {
	case X_OR:
	case X_AND:
		return xpath_of_flag(logical(place, node));
	case X_EQUAL:
	case X_DIFFERENT:
	case X_LESS:
	case X_LESS_EQUAL:
	case X_MORE:
	case X_MORE_EQUAL:
		return xpath_of_flag(compare(place, node));
	case X_UNION:
		return unite(place, node);
	case X_NEGATE:
		value = xpath_evaluate(place, node->left);
		return xpath_of_number(-xpath_as_number(place, &value));
	case X_TEXT:
		return xpath_of_text(node->text);
	case X_NUMBER:
		return xpath_of_number(node->number);
	case X_CALL:
		return call(place, node);
	case X_PATH:
		return walk(place, node);
	default:
		return arithmetic(place, node);
	}
}

struct xpath_value xpath_ask(struct xpath_host *host, struct wn_str expression, const struct document *document, xmlNode *node)
{
	struct xpath_node *tree = xpath_read(host, expression);
	struct xpath_place place = {host, document, node, 1, 1};

	return xpath_evaluate(&place, tree);
}
