/* lexer.c - walks over the tokens of a description and notes every table constructor, entry and function. */
#include "lua/lexer.h"

#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/str.h"
#include "lua/token.h"

enum frame_kind { FRAME_FILE, FRAME_TABLE, FRAME_ROUND, FRAME_SQUARE, FRAME_FUNCTION, FRAME_BLOCK, FRAME_REPEAT };

/* What is open at a point of the text: braces, brackets, functions and blocks. */
struct frame {
	enum frame_kind kind;
	size_t index;             /* table: in literals.at; function: in literals.functions */
	struct wn_str word;       /* the name before ( or {, or empty */
	bool argument;            /* table: it is the argument of a call, f{...} */
	bool entry_next;          /* table: the next token begins an entry */
	bool key_pending;         /* table: [expression] was read and its = is awaited */
	size_t room;              /* table: of literal.entries */
	struct wn_str *texts;     /* table: the values as written, one per entry */
};

struct walk {
	struct wn_arena *arena;
	struct diags *diags;
	const char *path;
	struct literals *literals;
	size_t literal_room, function_room, frame_room, depth; /* depth: index of the innermost frame */
	struct frame *frames;
	struct tokens tokens;
	struct token before, now;
	bool taken;         /* the text uses a name of a mark */
	const char *copied; /* up to here the text is in `marked` */
	struct buf marked;
};

/* An array in the arena with room for one more. */
static void *grown(struct wn_arena *arena, void *old, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return old;
	*room = *room ? *room * 2 : 4;
	void *new = arena_array(arena, *room, size);
	if (old)
		memcpy(new, old, count * size);
	return new;
}

static struct place place_of(const struct walk *walk, const struct token *token)
{
	return (struct place){walk->path, token->line, token->column};
}

static struct wn_str word_of(const struct token *token)
{
	return token->kind == TOKEN_NAME ? (struct wn_str){token->start, (size_t)(token->end - token->start)} : (struct wn_str){0};
}

static struct frame *top(struct walk *walk)
{
	return &walk->frames[walk->depth];
}

static struct frame *push(struct walk *walk, enum frame_kind kind)
{
	size_t count = walk->depth + 1;

	walk->frames = grown(walk->arena, walk->frames, count, &walk->frame_room, sizeof *walk->frames);
	walk->depth = count;
	*top(walk) = (struct frame){.kind = kind};
	return top(walk);
}

static void copy_up_to(struct walk *walk, const char *end)
{
	buf_add(&walk->marked, walk->copied, (size_t)(end - walk->copied));
	walk->copied = end;
}

/* ---- entries ---- */

static struct literal *literal_of(struct walk *walk)
{
	return &walk->literals->at[top(walk)->index];
}

/* The token at the head of what follows, without moving. */
static bool peek(const struct tokens *tokens, struct token *token)
{
	struct tokens ahead = *tokens;

	return tokens_next(&ahead, token);
}

/* After `=`: where the value of the newest entry begins. */
static void note_value(struct walk *walk, struct literal_entry *entry, const struct tokens *behind)
{
	struct token value;

	if (!peek(behind, &value))
		return;
	entry->value_place = place_of(walk, &value);
	top(walk)->texts[literal_of(walk)->count - 1].ptr = value.start;
}

/* Name = , or ["text"] = ; otherwise a bare value or the beginning of [expression] = . */
static void read_key(struct walk *walk, struct literal_entry *entry)
{
	struct tokens ahead = walk->tokens;
	struct token text, token;

	if (walk->now.kind == TOKEN_NAME) {
		if (tokens_next(&ahead, &token) && token.sign == '=') {
			entry->key = word_of(&walk->now);
			note_value(walk, entry, &ahead);
		}
		return;
	}
	if (walk->now.sign != '[')
		return;
	entry->computed = top(walk)->key_pending = true;
	if (!tokens_next(&ahead, &text) || text.kind != TOKEN_STRING || !tokens_next(&ahead, &token) || token.sign != ']' ||
	    !tokens_next(&ahead, &token) || token.sign != '=')
		return;
	entry->key = token_string(walk->arena, &text);
	entry->computed = false;
}

static void begin_entry(struct walk *walk)
{
	struct frame *frame = top(walk);
	struct literal *literal = literal_of(walk);
	size_t room = frame->room;

	literal->entries = grown(walk->arena, literal->entries, literal->count, &room, sizeof *literal->entries);
	frame->texts = grown(walk->arena, frame->texts, literal->count, &frame->room, sizeof *frame->texts);
	struct literal_entry *entry = &literal->entries[literal->count];
	*entry = (struct literal_entry){.place = place_of(walk, &walk->now)};
	entry->value_place = entry->place;
	frame->texts[literal->count++] = (struct wn_str){walk->now.start, 0};
	frame->entry_next = false;
	read_key(walk, entry);
}

static void end_entry(struct walk *walk)
{
	struct frame *frame = top(walk);
	size_t count = literal_of(walk)->count;

	if (count == 0 || frame->entry_next)
		return;
	struct wn_str *text = &frame->texts[count - 1];
	text->len = walk->before.end > text->ptr ? (size_t)(walk->before.end - text->ptr) : 0;
	frame->entry_next = true;
}

/* ---- keys written twice ---- */

static bool is_one_of(struct wn_str text, const char *const *words)
{
	for (; *words; words++)
		if (str_is(text, *words))
			return true;
	return false;
}

/* Is the innermost table a line of a profile, or inside one? There conditions can be joined. */
static bool inside_lines(struct walk *walk)
{
	static const char *const sections[] = {"must", "must_not", "fit", "timing", NULL};

	for (size_t i = walk->depth; i-- > 0;) {
		const struct frame *frame = &walk->frames[i];
		if (frame->kind != FRAME_TABLE)
			continue;
		const struct literal *literal = &walk->literals->at[frame->index];
		if (literal->count && is_one_of(literal->entries[literal->count - 1].key, sections))
			return true;
	}
	return false;
}

/* The nearest name before this brace: f{...} and f(n, {...}). */
static struct wn_str calling_word(struct walk *walk)
{
	const struct frame *frame = top(walk);

	if (!frame->argument && walk->depth > 0 && walk->frames[walk->depth - 1].kind == FRAME_ROUND)
		frame--;
	return frame->word;
}

static struct wn_str remedy(struct walk *walk, size_t first, size_t second)
{
	static const char *const joins[] = {"any_of", "none_of", "all_of", NULL};
	static const char *const options[] = {"id", "note", "unknown", "sure", "fresh", "half_life", "replace", NULL};
	const struct frame *frame = top(walk);
	struct wn_str key = literal_of(walk)->entries[second].key, word = calling_word(walk);
	struct wn_str a = frame->texts[first], b = frame->texts[second];

	if (is_one_of(key, options) || !(inside_lines(walk) || is_one_of(word, joins)))
		return WN_STR("leave one out");
	if (!is_one_of(word, joins))
		return WN_STR("write all_of { ... }");
	bool brief = a.len + b.len <= 60 && !memchr(a.ptr, '\n', a.len) && !memchr(b.ptr, '\n', b.len);
	if (!brief)
		return arena_printf(walk->arena, "write %.*s = %.*s { ... }", STR_ARG(key), STR_ARG(word));
	return arena_printf(walk->arena, "write %.*s = %.*s { %.*s, %.*s }", STR_ARG(key), STR_ARG(word), STR_ARG(a), STR_ARG(b));
}

static void report_twice(struct walk *walk, size_t first, size_t second)
{
	const struct literal_entry *entries = literal_of(walk)->entries;
	struct wn_str advice = remedy(walk, first, second);

	diag_error(walk->diags, entries[second].place, "'%.*s' is given twice in the same braces (first on line %u): Lua would keep only one; %.*s",
	           STR_ARG(entries[second].key), entries[first].place.line, STR_ARG(advice));
}

/* The map holds entries, so that its values are never null. */
static void find_twice(struct walk *walk)
{
	struct literal *literal = literal_of(walk);
	struct map *seen = NULL;

	for (size_t i = 0; i < literal->count; i++) {
		struct literal_entry *entry = &literal->entries[i];
		if (entry->key.len == 0)
			continue;
		if (!seen)
			seen = map_new();
		struct literal_entry *first = map_get(seen, entry->key);
		entry->again = first != NULL;
		if (first)
			report_twice(walk, (size_t)(first - literal->entries), i);
		else
			map_put(seen, entry->key, entry);
	}
	map_free(seen);
}

/* ---- what opens and closes ---- */

static void open_table(struct walk *walk)
{
	const struct token *before = &walk->before;
	bool argument = before->kind == TOKEN_NAME || before->kind == TOKEN_STRING ||
	                (before->kind == TOKEN_SIGN && before->sign && strchr(")]}", before->sign));
	struct literals *literals = walk->literals;

	copy_up_to(walk, walk->now.start);
	buf_printf(&walk->marked, "%s" LITERAL_MARK "(%zu,", argument ? "(" : "", literals->count);
	literals->at = grown(walk->arena, literals->at, literals->count, &walk->literal_room, sizeof *literals->at);
	literals->at[literals->count] = (struct literal){.place = place_of(walk, &walk->now)};
	struct frame *frame = push(walk, FRAME_TABLE);
	frame->index = literals->count++;
	frame->argument = argument;
	frame->word = argument ? word_of(before) : (struct wn_str){0};
	frame->entry_next = true;
}

static void close_table(struct walk *walk)
{
	end_entry(walk);
	find_twice(walk);
	copy_up_to(walk, walk->now.end);
	buf_text(&walk->marked, top(walk)->argument ? "))" : ")");
	walk->depth--;
}

static void open_function(struct walk *walk)
{
	struct literals *literals = walk->literals;
	struct token next;
	bool named = !peek(&walk->tokens, &next) || next.sign != '(';

	if (!named) {
		copy_up_to(walk, walk->now.start);
		buf_printf(&walk->marked, FUNCTION_MARK "(%zu,", literals->function_count);
	}
	literals->functions =
		grown(walk->arena, literals->functions, literals->function_count, &walk->function_room, sizeof *literals->functions);
	literals->functions[literals->function_count] =
		(struct function_text){.place = place_of(walk, &walk->now), .text = {walk->now.start, 0}, .named = named};
	push(walk, FRAME_FUNCTION)->index = literals->function_count++;
}

static void close_function(struct walk *walk)
{
	struct function_text *function = &walk->literals->functions[top(walk)->index];

	function->last_line = walk->now.line;
	function->text.len = (size_t)(walk->now.end - function->text.ptr);
	if (!function->named) {
		copy_up_to(walk, walk->now.end);
		buf_byte(&walk->marked, ')');
	}
	walk->depth--;
}

static bool close_frame(struct walk *walk, enum frame_kind kind)
{
	if (top(walk)->kind != kind)
		return false;
	walk->depth--;
	return true;
}

/* [expression] of a table is closed: its = and value follow. */
static void end_computed_key(struct walk *walk)
{
	struct frame *frame = top(walk);
	struct tokens ahead = walk->tokens;
	struct token equals;

	if (frame->kind != FRAME_TABLE || !frame->key_pending)
		return;
	frame->key_pending = false;
	struct literal *literal = literal_of(walk);
	if (tokens_next(&ahead, &equals) && equals.sign == '=')
		note_value(walk, &literal->entries[literal->count - 1], &ahead);
}

static bool walk_keyword(struct walk *walk)
{
	const struct token *now = &walk->now;

	if (token_is(now, "function"))
		open_function(walk);
	else if (token_is(now, "do") || token_is(now, "if"))
		push(walk, FRAME_BLOCK);
	else if (token_is(now, "repeat"))
		push(walk, FRAME_REPEAT);
	else if (token_is(now, "until"))
		return close_frame(walk, FRAME_REPEAT);
	else if (token_is(now, "end") && top(walk)->kind == FRAME_FUNCTION)
		close_function(walk);
	else if (token_is(now, "end"))
		return close_frame(walk, FRAME_BLOCK);
	return true;
}

static bool walk_sign(struct walk *walk)
{
	switch (walk->now.sign) {
	case '{':
		open_table(walk);
		return true;
	case '}':
		if (top(walk)->kind != FRAME_TABLE)
			return false;
		close_table(walk);
		return true;
	case '(':
		push(walk, FRAME_ROUND)->word = word_of(&walk->before);
		return true;
	case ')':
		return close_frame(walk, FRAME_ROUND);
	case '[':
		push(walk, FRAME_SQUARE);
		return true;
	case ']':
		if (!close_frame(walk, FRAME_SQUARE))
			return false;
		end_computed_key(walk);
		return true;
	case ',':
	case ';':
		if (top(walk)->kind == FRAME_TABLE)
			end_entry(walk);
		return true;
	default:
		return true;
	}
}

static bool walk_token(struct walk *walk)
{
	const struct frame *frame = top(walk);
	const struct token *now = &walk->now;

	if (frame->kind == FRAME_TABLE && frame->entry_next && !(now->kind == TOKEN_SIGN && now->sign == '}'))
		begin_entry(walk);
	if (now->kind == TOKEN_SIGN)
		return walk_sign(walk);
	if (now->kind == TOKEN_NAME && (token_is(now, LITERAL_MARK) || token_is(now, FUNCTION_MARK))) {
		walk->taken = true;
		diag_error(walk->diags, place_of(walk, now), "the name %.*s is taken by winnow itself: choose another", STR_ARG(word_of(now)));
	}
	return now->kind != TOKEN_KEYWORD || walk_keyword(walk);
}

static bool walk_file(struct walk *walk)
{
	push(walk, FRAME_FILE);
	for (;;) {
		walk->before = walk->now;
		if (!tokens_next(&walk->tokens, &walk->now))
			return false;
		if (walk->now.kind == TOKEN_END)
			return top(walk)->kind == FRAME_FILE;
		if (!walk_token(walk))
			return false;
	}
}

int lex_literals(struct wn_arena *arena, struct wn_str path, struct wn_str text, struct literals *literals, struct diags *diags)
{
	if (text.len == 0)
		text = WN_STR("");
	struct walk walk = {.arena = arena, .diags = diags, .path = path.ptr, .literals = literals, .tokens = tokens_of(text)};

	*literals = (struct literals){0};
	walk.copied = walk.tokens.at;
	bool good = walk_file(&walk);
	if (good) {
		copy_up_to(&walk, text.ptr + text.len);
		literals->marked = arena_str(arena, buf_as_str(&walk.marked));
	}
	buf_free(&walk.marked);
	if (!good)
		return WN_INVALID;
	return walk.taken ? WN_REFUSED : WN_OK;
}
