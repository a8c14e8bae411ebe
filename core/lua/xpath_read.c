/* xpath_read.c - the text of an XPath expression to its tree. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lua/xpath_inside.h"

struct source {
	struct xpath_host *host;
	struct wn_str all, rest;
	struct wn_str token; /* empty at the end */
	bool operand;        /* the token before was an operand: `*`, and, or, div, mod are operators now */
	int depth;
};

_Noreturn void xpath_fail(struct xpath_host *host, const char *format, ...)
{
	char text[300];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	host->fail(host->context, text);
}

void xpath_pay(struct xpath_host *host, uint64_t work)
{
	host->pay(host->context, work);
}

void *xpath_alloc(struct xpath_host *host, size_t count, size_t size)
{
	if (count > XPATH_BYTES / size || host->bytes + count * size > XPATH_BYTES)
		xpath_fail(host, "the question takes more than 32 MiB");
	host->bytes += count * size + 16;
	xpath_pay(host, count * size / 64 + 1);
	return arena_array(host->arena, count, size);
}

/* ---- tokens ---- */

static bool is_name_start(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
}

static bool is_name_char(unsigned char c)
{
	return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static struct wn_str skip_blanks(struct wn_str text)
{
	while (text.len && strchr(" \t\r\n", *text.ptr))
		text = str_from(text, 1);
	return text;
}

static _Noreturn void complain(struct source *source, const char *what)
{
	xpath_fail(source->host, "the XPath is wrong at byte %d: %s", (int)(source->all.len - source->rest.len - source->token.len) + 1, what);
}

static size_t literal_length(struct source *source, struct wn_str text)
{
	const char *end = text.len > 1 ? memchr(text.ptr + 1, *text.ptr, text.len - 1) : NULL;

	if (!end)
		complain(source, "a text in quotes does not end");
	return (size_t)(end - text.ptr) + 1;
}

static size_t number_length(struct wn_str text)
{
	size_t len = 0;

	while (len < text.len && (is_digit(text.ptr[len]) || text.ptr[len] == '.'))
		len++;
	return len;
}

static size_t token_length(struct source *source, struct wn_str text)
{
	static const char *const pairs[] = {"::", "//", "..", "!=", "<=", ">="};
	size_t len = 0;

	if (*text.ptr == '"' || *text.ptr == '\'')
		return literal_length(source, text);
	if (is_digit(*text.ptr) || (*text.ptr == '.' && text.len > 1 && is_digit(text.ptr[1])))
		return number_length(text);
	while (len < text.len && (len ? is_name_char((unsigned char)text.ptr[len]) : is_name_start((unsigned char)*text.ptr)))
		len++;
	if (len)
		return len;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (str_begins(text, str_of(pairs[i])))
			return 2;
	if (!strchr("()[].@,/|+-=<>*:$", *text.ptr))
		complain(source, "this character has no meaning here");
	return 1;
}

/* Whether what follows may be an operator, by the token that is left behind. */
static bool ends_operand(struct wn_str token, bool was_operator)
{
	if (!token.len || was_operator)
		return false;
	unsigned char c = (unsigned char)*token.ptr;
	return c == ')' || c == ']' || c == '.' || c == '*' || c == '"' || c == '\'' || is_digit((char)c) || is_name_start(c);
}

static bool is_word_operator(struct wn_str token)
{
	return str_is(token, "and") || str_is(token, "or") || str_is(token, "div") || str_is(token, "mod") || str_is(token, "*");
}

static void advance(struct source *source)
{
	bool was_operator = source->operand && is_word_operator(source->token);

	source->operand = ends_operand(source->token, was_operator);
	source->rest = skip_blanks(source->rest);
	source->token = str_first(source->rest, 0);
	if (source->rest.len == 0)
		return;
	source->token = str_first(source->rest, token_length(source, source->rest));
	source->rest = str_from(source->rest, source->token.len);
}

static bool is_token(const struct source *source, const char *word)
{
	return str_is(source->token, word);
}

static bool take(struct source *source, const char *word)
{
	if (!is_token(source, word))
		return false;
	advance(source);
	return true;
}

static bool take_operator(struct source *source, const char *word)
{
	return source->operand && take(source, word);
}

static void expect(struct source *source, const char *word)
{
	char text[60];

	if (take(source, word))
		return;
	snprintf(text, sizeof text, "'%s' is missing", word);
	complain(source, text);
}

static bool at_name(const struct source *source)
{
	return source->token.len && is_name_start((unsigned char)*source->token.ptr);
}

static bool followed_by(const struct source *source, const char *word)
{
	return str_begins(skip_blanks(source->rest), str_of(word));
}

/* ---- steps ---- */

static struct xpath_node *read_or(struct source *source);

static struct xpath_node *new_node(struct source *source, enum xpath_kind kind)
{
	struct xpath_node *node = xpath_alloc(source->host, 1, sizeof *node);

	node->kind = kind;
	return node;
}

/* May the value be a number, or ask for a place? */
static bool asks_place(const struct xpath_node *node)
{
	if (!node)
		return false;
	if (node->kind == X_CALL && (str_is(node->text, "position") || str_is(node->text, "last")))
		return true;
	for (size_t i = 0; i < node->count; i++)
		if (asks_place(node->arguments[i]))
			return true;
	return asks_place(node->left) || asks_place(node->right);
}

static bool is_number(const struct xpath_node *node)
{
	return node->kind == X_NUMBER || node->kind == X_NEGATE || (node->kind >= X_ADD && node->kind <= X_MODULO) ||
	       (node->kind == X_CALL && node->function->number);
}

static struct predicate *read_predicates(struct source *source)
{
	struct predicate *first = NULL, **last = &first;

	while (take(source, "[")) {
		struct predicate *predicate = xpath_alloc(source->host, 1, sizeof *predicate);
		predicate->expression = read_or(source);
		predicate->counts = is_number(predicate->expression) || asks_place(predicate->expression);
		expect(source, "]");
		*last = predicate;
		last = &predicate->next;
	}
	return first;
}

static void read_axis(struct source *source, struct xpath_step *step)
{
	static const struct {
		const char *name;
		enum axis axis;
	} axes[] = {
		{"child", AXIS_CHILD}, {"descendant", AXIS_DESCENDANT}, {"descendant-or-self", AXIS_DESCENDANT_OR_SELF}, {"parent", AXIS_PARENT},
		{"ancestor", AXIS_ANCESTOR}, {"ancestor-or-self", AXIS_ANCESTOR_OR_SELF}, {"following-sibling", AXIS_FOLLOWING_SIBLING},
		{"preceding-sibling", AXIS_PRECEDING_SIBLING}, {"following", AXIS_FOLLOWING}, {"preceding", AXIS_PRECEDING},
		{"attribute", AXIS_ATTRIBUTE}, {"self", AXIS_SELF},
	};

	step->axis = AXIS_CHILD;
	if (take(source, "@")) {
		step->axis = AXIS_ATTRIBUTE;
		return;
	}
	if (!at_name(source) || !followed_by(source, "::"))
		return;
	for (size_t i = 0; i < sizeof axes / sizeof *axes; i++)
		if (is_token(source, axes[i].name)) {
			step->axis = axes[i].axis;
			advance(source);
			expect(source, "::");
			return;
		}
	complain(source, "there is no such axis");
}

static struct wn_str address_of(struct source *source, struct wn_str prefix)
{
	for (size_t i = 0; i < source->host->namespace_count; i++)
		if (str_equal(source->host->namespaces[i].prefix, prefix))
			return source->host->namespaces[i].address;
	if (prefix.len)
		xpath_fail(source->host, "the prefix '%.*s' is not declared: xml.parse(text, { ns = { %.*s = \"http://...\" } })", (int)(prefix.len < 40 ? prefix.len : 40),
		           prefix.ptr, (int)(prefix.len < 40 ? prefix.len : 40), prefix.ptr);
	return (struct wn_str){0};
}

static bool read_node_type(struct source *source, struct xpath_step *step)
{
	static const struct {
		const char *name;
		enum test_kind test;
	} types[] = {{"node", TEST_NODE}, {"text", TEST_TEXT}, {"comment", TEST_COMMENT}, {"processing-instruction", TEST_INSTRUCTION}};

	if (!followed_by(source, "("))
		return false;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (is_token(source, types[i].name)) {
			step->test = types[i].test;
			advance(source);
			expect(source, "(");
			if (step->test == TEST_INSTRUCTION && source->token.len && strchr("\"'", *source->token.ptr)) {
				step->name = str_first(str_from(source->token, 1), source->token.len - 2);
				advance(source);
			}
			expect(source, ")");
			return true;
		}
	complain(source, "a function cannot stand here");
}

static void read_test(struct source *source, struct xpath_step *step)
{
	if (take(source, "*")) {
		step->test = TEST_ANY;
		step->any_namespace = true;
		return;
	}
	if (!at_name(source))
		complain(source, source->token.len ? "a name is missing" : "it ends too early");
	if (read_node_type(source, step))
		return;
	step->test = TEST_NAME;
	step->name = source->token;
	bool prefixed = followed_by(source, ":") && !followed_by(source, "::");
	if (!prefixed && step->axis != AXIS_ATTRIBUTE)
		step->address = address_of(source, str_first(step->name, 0));
	advance(source);
	if (!prefixed)
		return;
	step->address = address_of(source, step->name);
	expect(source, ":");
	if (take(source, "*")) {
		step->test = TEST_ANY;
		return;
	}
	if (!at_name(source))
		complain(source, "a name is missing behind the prefix");
	step->name = source->token;
	advance(source);
}

static struct xpath_step *read_step(struct source *source)
{
	struct xpath_step *step = xpath_alloc(source->host, 1, sizeof *step);

	step->test = TEST_NODE;
	if (take(source, ".")) {
		step->axis = AXIS_SELF;
		return step;
	}
	if (take(source, "..")) {
		step->axis = AXIS_PARENT;
		return step;
	}
	read_axis(source, step);
	read_test(source, step);
	step->predicates = read_predicates(source);
	return step;
}

/* "//x" is all descendants' children x; where no predicate asks for places that is all descendants x. */
static struct xpath_step *through_all(struct source *source, struct xpath_step *step)
{
	bool counts = false;

	for (struct predicate *predicate = step->predicates; predicate; predicate = predicate->next)
		counts = counts || predicate->counts;
	if (step->axis == AXIS_CHILD && !counts) {
		step->axis = AXIS_DESCENDANT;
		return step;
	}
	struct xpath_step *all = xpath_alloc(source->host, 1, sizeof *all);
	all->axis = AXIS_DESCENDANT_OR_SELF;
	all->test = TEST_NODE;
	all->next = step;
	return all;
}

static bool begins_step(const struct source *source)
{
	return at_name(source) || is_token(source, "*") || is_token(source, "@") || is_token(source, ".") || is_token(source, "..");
}

/* Steps and what stands between them; `all`: a "//" has been taken. */
static struct xpath_step *read_steps(struct source *source, bool all)
{
	struct xpath_step *first = NULL, **last = &first;

	do {
		struct xpath_step *step = read_step(source);
		*last = all ? through_all(source, step) : step;
		last = &step->next;
		all = is_token(source, "//");
	} while (take(source, "/") || take(source, "//"));
	return first;
}

/* ---- expressions ---- */

static struct xpath_node *read_call(struct source *source)
{
	struct xpath_node *node = new_node(source, X_CALL);
	char text[80];

	node->text = source->token;
	node->function = xpath_function(source->token);
	snprintf(text, sizeof text, "there is no function '%.*s'", (int)(source->token.len < 40 ? source->token.len : 40), source->token.ptr);
	if (!node->function)
		complain(source, text);
	node->arguments = xpath_alloc(source->host, XPATH_ARGUMENTS, sizeof *node->arguments);
	advance(source);
	expect(source, "(");
	while (!is_token(source, ")")) {
		if (node->count == XPATH_ARGUMENTS)
			complain(source, "too many arguments");
		node->arguments[node->count++] = read_or(source);
		if (!take(source, ","))
			break;
	}
	expect(source, ")");
	if ((int)node->count < node->function->least || (node->function->most >= 0 && (int)node->count > node->function->most))
		xpath_fail(source->host, "the XPath function %s does not take %d arguments", node->function->name, (int)node->count);
	return node;
}

static bool at_call(const struct source *source)
{
	return at_name(source) && followed_by(source, "(") && !is_token(source, "node") && !is_token(source, "text") &&
	       !is_token(source, "comment") && !is_token(source, "processing-instruction");
}

static struct xpath_node *read_primary(struct source *source)
{
	struct xpath_node *node;

	if (take(source, "(")) {
		node = read_or(source);
		expect(source, ")");
		return node;
	}
	if (at_call(source))
		return read_call(source);
	char c = source->token.len ? *source->token.ptr : 0;
	if (c == '"' || c == '\'') {
		node = new_node(source, X_TEXT);
		node->text = str_first(str_from(source->token, 1), source->token.len - 2);
	} else if (is_digit(c) || (c == '.' && source->token.len > 1 && is_digit(source->token.ptr[1]))) {
		node = new_node(source, X_NUMBER);
		node->number = xpath_number_of(source->token);
	} else {
		complain(source, c == '$' ? "variables are not known" : c ? "this cannot stand here" : "it ends too early");
	}
	advance(source);
	return node;
}

static struct xpath_node *read_filter(struct source *source)
{
	struct xpath_node *primary = read_primary(source), *node;
	bool all;

	if (!is_token(source, "[") && !is_token(source, "/") && !is_token(source, "//"))
		return primary;
	node = new_node(source, X_PATH);
	node->left = primary;
	node->predicates = read_predicates(source);
	all = is_token(source, "//");
	if (take(source, "/") || take(source, "//"))
		node->steps = read_steps(source, all);
	return node;
}

static struct xpath_node *read_path(struct source *source)
{
	bool all = is_token(source, "//");

	if (!all && !is_token(source, "/") && (!begins_step(source) || at_call(source)))
		return read_filter(source);
	struct xpath_node *node = new_node(source, X_PATH);
	node->absolute = take(source, "/") || take(source, "//");
	if (!node->absolute || all || begins_step(source))
		node->steps = read_steps(source, all);
	return node;
}

static struct xpath_node *pair(struct source *source, enum xpath_kind kind, struct xpath_node *left, struct xpath_node *right)
{
	struct xpath_node *node = new_node(source, kind);

	node->left = left;
	node->right = right;
	return node;
}

static struct xpath_node *read_union(struct source *source)
{
	struct xpath_node *node = read_path(source);

	while (take(source, "|"))
		node = pair(source, X_UNION, node, read_path(source));
	return node;
}

static struct xpath_node *read_unary(struct source *source)
{
	bool negative = false, number = false;

	while (take(source, "-")) {
		negative = !negative;
		number = true;
	}
	struct xpath_node *node = read_union(source);
	for (int i = number ? negative ? 1 : 2 : 0; i > 0; i--)
		node = pair(source, X_NEGATE, node, NULL);
	return node;
}

/* Operators by how tightly they bind, the loosest first; each binds to the left. */
static const struct {
	const char *word;
	enum xpath_kind kind;
	int level;
} operators[] = {
	{"or", X_OR, 0}, {"and", X_AND, 1}, {"=", X_EQUAL, 2}, {"!=", X_DIFFERENT, 2}, {"<=", X_LESS_EQUAL, 3}, {"<", X_LESS, 3},
	{">=", X_MORE_EQUAL, 3}, {">", X_MORE, 3}, {"+", X_ADD, 4}, {"-", X_SUBTRACT, 4}, {"*", X_MULTIPLY, 5}, {"div", X_DIVIDE, 5},
	{"mod", X_MODULO, 5},
};
#define LEVELS 6

static int operator_at(struct source *source, int level)
{
	for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
		if (operators[i].level == level && take_operator(source, operators[i].word))
			return (int)operators[i].kind;
	return -1;
}

static struct xpath_node *read_level(struct source *source, int level)
{
	struct xpath_node *node = level + 1 < LEVELS ? read_level(source, level + 1) : read_unary(source);
	int kind;

	while ((kind = operator_at(source, level)) >= 0)
		node = pair(source, (enum xpath_kind)kind, node, level + 1 < LEVELS ? read_level(source, level + 1) : read_unary(source));
	return node;
}

static struct xpath_node *read_or(struct source *source)
{
	if (++source->depth > XPATH_DEPTH)
		complain(source, "it is nested more than 100 deep");
	struct xpath_node *node = read_level(source, 0);
	source->depth--;
	return node;
}

struct xpath_node *xpath_read(struct xpath_host *host, struct wn_str expression)
{
	struct source source = {.host = host, .all = expression, .rest = expression};

	if (expression.len > XPATH_LONGEST)
		xpath_fail(host, "the XPath is longer than %d bytes", XPATH_LONGEST);
	xpath_pay(host, 20 * expression.len + 100);
	advance(&source);
	struct xpath_node *node = read_or(&source);
	if (source.token.len)
		complain(&source, "this is more than the expression");
	return node;
}
