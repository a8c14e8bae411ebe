/* regex.c - a pattern read into a tree, and the tree written as a program; the search is in regex_search.c. */
#include "icp/regex_program.h"

#include "base/error.h"
#include "base/str.h"

/* ---- the tree -------------------------------------------------------------------------------------------- */

enum node_kind { NODE_EMPTY, NODE_STEP, NODE_JOIN, NODE_EITHER, NODE_REPEAT };

struct node {
	enum node_kind kind;
	struct step step;           /* STEP */
	struct node *first, *second; /* JOIN, EITHER; REPEAT has first only */
	uint32_t least, most;       /* REPEAT */
	size_t size;                /* steps that it will take, at most REGEX_PROGRAM + 1 */
};

#define WITHOUT_END UINT32_MAX
#define DEEPEST 50

struct reader {
	struct wn_arena *arena;
	struct wn_str pattern;
	size_t at;
	int depth;
	bool fold, failed;
	struct wn_error *error;
};

/* Says it with the place, counted in characters as people do. Gives null, so that callers can return it. */
static struct node *wrong_at(struct reader *reader, size_t at, const char *what)
{
	size_t character = 1;

	for (size_t i = 0; i < at && i < reader->pattern.len; i++)
		character += (reader->pattern.ptr[i] & 0xC0) != 0x80;
	if (!reader->failed)
		fail(reader->error, WN_INVALID, "%s (character %zu of the pattern)", what, character);
	reader->failed = true;
	return NULL;
}

static bool more(const struct reader *reader)
{
	return reader->at < reader->pattern.len;
}

static char peek(const struct reader *reader)
{
	return more(reader) ? reader->pattern.ptr[reader->at] : 0;
}

static bool looks_at(const struct reader *reader, const char *text)
{
	return str_begins(str_from(reader->pattern, reader->at), str_of(text));
}

static bool take(struct reader *reader, const char *text)
{
	if (!looks_at(reader, text))
		return false;
	reader->at += strlen(text);
	return true;
}

static int32_t take_character(struct reader *reader)
{
	return regex_character(reader->pattern, &reader->at);
}

static struct node *node_new(struct reader *reader, enum node_kind kind, struct node *first, struct node *second, size_t size)
{
	struct node *node = arena_alloc(reader->arena, sizeof *node);

	*node = (struct node){.kind = kind, .first = first, .second = second};
	node->size = size < REGEX_PROGRAM ? size : REGEX_PROGRAM + 1;
	return node;
}

static struct node *step_node(struct reader *reader, struct step step)
{
	struct node *node = node_new(reader, NODE_STEP, NULL, NULL, 1);

	node->step = step;
	return node;
}

static struct node *join(struct reader *reader, enum node_kind kind, struct node *first, struct node *second)
{
	if (kind == NODE_JOIN && first->kind == NODE_EMPTY)
		return second;
	return node_new(reader, kind, first, second, first->size + second->size + (kind == NODE_EITHER ? 2 : 0));
}

/* ---- classes --------------------------------------------------------------------------------------------- */

struct class_builder {
	struct char_class *class;
	size_t room;
};

static void class_range(struct reader *reader, struct class_builder *builder, int32_t low, int32_t high)
{
	struct char_class *class = builder->class;

	if (class->count == builder->room) {
		struct char_range *wider = arena_array(reader->arena, builder->room ? 2 * builder->room : 8, sizeof *wider);

		if (class->count)
			memcpy(wider, class->at, class->count * sizeof *wider);
		class->at = wider;
		builder->room = builder->room ? 2 * builder->room : 8;
	}
	class->at[class->count++] = (struct char_range){low, high};
}

/* \d and the like: the kind of their letter, or 0. */
static unsigned kind_of(char letter)
{
	switch (letter) {
	case 'd': return KIND_DIGIT;
	case 'w': return KIND_WORD;
	case 's': return KIND_BLANK;
	case 'D': return KIND_NO_DIGIT;
	case 'W': return KIND_NO_WORD;
	case 'S': return KIND_NO_BLANK;
	default: return 0;
	}
}

static bool is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* The character behind a backslash, which has been taken; -1 after a message. */
static int32_t escaped_character(struct reader *reader)
{
	static const char letters[] = "tnr", characters[] = "\t\n\r";
	size_t start = reader->at - 1;
	char c = peek(reader);
	const char *letter = c ? strchr(letters, c) : NULL;

	if (!more(reader)) {
		wrong_at(reader, start, "a backslash at the end stands for nothing: write \\\\ for a backslash itself");
		return -1;
	}
	if (letter) {
		reader->at++;
		return characters[letter - letters];
	}
	if (c >= '1' && c <= '9')
		wrong_at(reader, start, "references to earlier groups (\\1) are not possible in linear time");
	else if (is_letter_or_digit(c))
		wrong_at(reader, start, "a backslash before this letter means nothing here; there are \\d \\w \\s \\D \\W \\S \\b \\B \\t \\n \\r");
	return reader->failed ? -1 : take_character(reader);
}

/* One character inside [ ]; or a kind such as \d, then *kind is set. */
static int32_t class_character(struct reader *reader, unsigned *kind)
{
	*kind = 0;
	if (looks_at(reader, "[:")) {
		wrong_at(reader, reader->at, "[:names:] are not known; write \\d, \\w, \\s or ranges such as a-z");
		return -1;
	}
	if (!take(reader, "\\"))
		return take_character(reader);
	*kind = kind_of(peek(reader));
	if (!*kind)
		return escaped_character(reader);
	reader->at++;
	return 0;
}

static bool class_item(struct reader *reader, struct class_builder *builder)
{
	size_t start = reader->at;
	unsigned kind, end_kind = 0;
	int32_t low = class_character(reader, &kind), high = low;

	if (low < 0)
		return false;
	if (peek(reader) == '-' && reader->at + 1 < reader->pattern.len && reader->pattern.ptr[reader->at + 1] != ']') {
		reader->at++;
		high = class_character(reader, &end_kind);
		if (high < 0)
			return false;
		if (kind || end_kind || high < low) {
			wrong_at(reader, start, kind || end_kind ? "a range goes from one character to another" : "a range goes from the smaller character to the larger");
			return false;
		}
	}
	builder->class->kinds |= kind;
	if (!kind)
		class_range(reader, builder, low, high);
	return true;
}

/* Behind the opening bracket. */
static struct node *read_class(struct reader *reader)
{
	size_t start = reader->at - 1;
	struct class_builder builder = {arena_alloc(reader->arena, sizeof(struct char_class)), 0};

	builder.class->negative = take(reader, "^");
	while (more(reader) && peek(reader) != ']')
		if (!class_item(reader, &builder))
			return NULL;
	if (!take(reader, "]"))
		return wrong_at(reader, start, "this [ has no ]");
	if (builder.class->count == 0 && builder.class->kinds == 0)
		return wrong_at(reader, start, "there is nothing between [ and ]; write \\] for a bracket itself");
	return step_node(reader, (struct step){.op = OP_CLASS, .class = builder.class});
}

/* ---- atoms ----------------------------------------------------------------------------------------------- */

static struct node *read_either(struct reader *reader);

static struct node *literal(struct reader *reader, int32_t character)
{
	if (character < 0)
		return NULL;
	return step_node(reader, (struct step){.op = OP_CHARACTER, .character = reader->fold ? regex_fold(character) : character});
}

static struct node *read_escape(struct reader *reader)
{
	unsigned kind = kind_of(peek(reader));
	struct char_class *class;

	if (take(reader, "b"))
		return step_node(reader, (struct step){.op = OP_WORD_EDGE});
	if (take(reader, "B"))
		return step_node(reader, (struct step){.op = OP_NO_WORD_EDGE});
	if (!kind)
		return literal(reader, escaped_character(reader));
	reader->at++;
	class = arena_alloc(reader->arena, sizeof *class);
	class->kinds = kind;
	return step_node(reader, (struct step){.op = OP_CLASS, .class = class});
}

/* Behind the opening parenthesis. */
static struct node *read_group(struct reader *reader)
{
	size_t start = reader->at - 1;
	struct node *inside;

	if (looks_at(reader, "?=") || looks_at(reader, "?!") || looks_at(reader, "?<=") || looks_at(reader, "?<!"))
		return wrong_at(reader, start, "looking ahead or behind is not possible in linear time");
	if (looks_at(reader, "?i"))
		return wrong_at(reader, start, "(?i) stands at the beginning of the pattern and is for all of it");
	if (!take(reader, "?:") && peek(reader) == '?')
		return wrong_at(reader, start, "of groups with (? there are only (?: and, at the beginning, (?i)");
	if (++reader->depth > DEEPEST)
		return wrong_at(reader, start, "more than 50 groups inside each other");
	inside = read_either(reader);
	reader->depth--;
	if (!inside)
		return NULL;
	return take(reader, ")") ? inside : wrong_at(reader, start, "this ( has no )");
}

static struct node *read_atom(struct reader *reader)
{
	size_t start = reader->at;

	if (take(reader, "("))
		return read_group(reader);
	if (take(reader, "["))
		return read_class(reader);
	if (take(reader, "."))
		return step_node(reader, (struct step){.op = OP_ANY});
	if (take(reader, "^"))
		return step_node(reader, (struct step){.op = OP_BEGIN});
	if (take(reader, "$"))
		return step_node(reader, (struct step){.op = OP_END});
	if (take(reader, "\\"))
		return read_escape(reader);
	if (strchr("*+?{", peek(reader)))
		return wrong_at(reader, start, "there is nothing before this to repeat; write a backslash before it for the sign itself");
	return literal(reader, take_character(reader));
}

/* ---- repeating ------------------------------------------------------------------------------------------- */

static bool read_number(struct reader *reader, uint32_t *number)
{
	size_t start = reader->at;

	*number = 0;
	for (; peek(reader) >= '0' && peek(reader) <= '9'; reader->at++)
		*number = *number > REGEX_REPEAT ? *number : *number * 10 + (uint32_t)(peek(reader) - '0');
	return reader->at > start;
}

/* Behind the opening brace. */
static bool read_counts(struct reader *reader, uint32_t *least, uint32_t *most)
{
	size_t start = reader->at - 1;
	bool good = read_number(reader, least);

	*most = *least;
	if (good && take(reader, ",") && !read_number(reader, most))
		*most = WITHOUT_END;
	if (!good || !take(reader, "}"))
		wrong_at(reader, start, "{ } holds how often: {2}, {2,} or {2,5}; write \\{ for a brace itself");
	else if (*least > REGEX_REPEAT || (*most > REGEX_REPEAT && *most != WITHOUT_END))
		wrong_at(reader, start, "more than 1000 repetitions");
	else if (*least > *most)
		wrong_at(reader, start, "the smaller number comes first");
	return !reader->failed;
}

static bool read_how_often(struct reader *reader, uint32_t *least, uint32_t *most)
{
	*least = 0;
	*most = WITHOUT_END;
	if (take(reader, "*"))
		return true;
	if (take(reader, "+")) {
		*least = 1;
		return true;
	}
	if (take(reader, "?")) {
		*most = 1;
		return true;
	}
	return take(reader, "{") && read_counts(reader, least, most);
}

static struct node *repeated(struct reader *reader, struct node *node, uint32_t least, uint32_t most)
{
	/* x{2,} is x x x*; x{2,4} is x x (x (x)?)?. Nothing, however often, is nothing. */
	size_t copies = most == WITHOUT_END ? (size_t)least + 1 : most, extra = most == WITHOUT_END ? 2 : (size_t)most - least;
	struct node *repeat;

	if (node->size == 0)
		return node;
	repeat = node_new(reader, NODE_REPEAT, node, NULL, node->size * copies + extra);
	repeat->least = least;
	repeat->most = most;
	return repeat;
}

static struct node *read_piece(struct reader *reader)
{
	struct node *node = read_atom(reader);
	uint32_t least, most;

	if (!node || !more(reader) || !strchr("*+?{", peek(reader)))
		return node;
	if (!read_how_often(reader, &least, &most))
		return NULL;
	take(reader, "?");
	if (more(reader) && strchr("*+?{", peek(reader)))
		return wrong_at(reader, reader->at, "this repeats what is repeated already: put ( ) around it");
	return repeated(reader, node, least, most);
}

static struct node *read_join(struct reader *reader)
{
	struct node *joined = node_new(reader, NODE_EMPTY, NULL, NULL, 0);

	while (more(reader) && peek(reader) != '|' && peek(reader) != ')') {
		struct node *piece = read_piece(reader);

		if (!piece)
			return NULL;
		joined = join(reader, NODE_JOIN, joined, piece);
	}
	return joined;
}

static struct node *read_either(struct reader *reader)
{
	struct node *either = read_join(reader);

	while (either && take(reader, "|")) {
		struct node *other = read_join(reader);

		either = other ? join(reader, NODE_EITHER, either, other) : NULL;
	}
	return either;
}

/* ---- the program ----------------------------------------------------------------------------------------- */

static uint32_t add_step(struct regex *regex, enum op op)
{
	regex->steps[regex->count] = (struct step){.op = op};
	return regex->count++;
}

static void write_node(struct regex *regex, const struct node *node);

static void write_repeat(struct regex *regex, const struct node *node)
{
	uint32_t split, last_skip = UINT32_MAX;

	for (uint32_t i = 0; i < node->least; i++)
		write_node(regex, node->first);
	if (node->most == WITHOUT_END) {
		split = add_step(regex, OP_SPLIT);
		regex->steps[split].next = regex->count;
		write_node(regex, node->first);
		regex->steps[add_step(regex, OP_JUMP)].next = split;
		regex->steps[split].other = regex->count;
		return;
	}
	/* All the ways out lead to the end, which is not known yet: until then each holds the one before it. */
	for (uint32_t i = node->least; i < node->most; i++) {
		split = add_step(regex, OP_SPLIT);
		regex->steps[split].next = regex->count;
		regex->steps[split].other = last_skip;
		last_skip = split;
		write_node(regex, node->first);
	}
	while (last_skip != UINT32_MAX) {
		uint32_t before = regex->steps[last_skip].other;

		regex->steps[last_skip].other = regex->count;
		last_skip = before;
	}
}

static void write_either(struct regex *regex, const struct node *node)
{
	uint32_t split = add_step(regex, OP_SPLIT), jump;

	regex->steps[split].next = regex->count;
	write_node(regex, node->first);
	jump = add_step(regex, OP_JUMP);
	regex->steps[split].other = regex->count;
	write_node(regex, node->second);
	regex->steps[jump].next = regex->count;
}

static void write_node(struct regex *regex, const struct node *node)
{
	switch (node->kind) {
	case NODE_EMPTY:
		break;
	case NODE_STEP:
		regex->steps[add_step(regex, node->step.op)] = node->step;
		break;
	case NODE_JOIN:
		write_node(regex, node->first);
		write_node(regex, node->second);
		break;
	case NODE_EITHER:
		write_either(regex, node);
		break;
	case NODE_REPEAT:
		write_repeat(regex, node);
		break;
	}
}

struct regex *regex_compile(struct wn_arena *arena, struct wn_str pattern, struct wn_error *error)
{
	struct reader reader = {.arena = arena, .pattern = pattern, .error = error};
	struct regex *regex;
	struct node *tree;

	if (pattern.len == 0) {
		fail(error, WN_INVALID, "an empty pattern is found everywhere: it would decide nothing");
		return NULL;
	}
	if (pattern.len > REGEX_PATTERN) {
		fail(error, WN_INVALID, "a pattern has at most %d bytes, not %zu", REGEX_PATTERN, pattern.len);
		return NULL;
	}
	if (!str_is_utf8(pattern) || memchr(pattern.ptr, 0, pattern.len)) {
		fail(error, WN_INVALID, "a pattern is UTF-8 text without NUL bytes");
		return NULL;
	}
	reader.fold = take(&reader, "(?i)");
	tree = read_either(&reader);
	if (tree && more(&reader))
		tree = wrong_at(&reader, reader.at, "this ) closes nothing");
	if (!tree)
		return NULL;
	if (tree->size > REGEX_PROGRAM) {
		fail(error, WN_INVALID, "this pattern is too large: its program would have more than %d steps; repeat less", REGEX_PROGRAM);
		return NULL;
	}
	regex = arena_alloc(arena, sizeof *regex);
	regex->fold = reader.fold;
	regex->steps = arena_array(arena, tree->size + 1, sizeof *regex->steps);
	write_node(regex, tree);
	add_step(regex, OP_FOUND);
	return regex;
}

size_t regex_size(const struct regex *regex)
{
	return regex->count;
}
