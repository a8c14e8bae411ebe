/* scan_tree.h - description trees for tests, from a line of text: enough of the language to write what a user would:
 * { key = value, ["key"] = value, value }, word(value, ...), word { }, word "text", word, "text", 5, 2.5, true. */
#ifndef TESTS_UNIT_SCAN_TREE_H
#define TESTS_UNIT_SCAN_TREE_H

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/tree.h"

struct writer {
	struct wn_arena *arena;
	const char *at, *begin;
};

static inline struct wn_tree *read_value(struct writer *writer);

static inline void skip_blanks(struct writer *writer)
{
	while (*writer->at == ' ')
		writer->at++;
}

static inline bool take(struct writer *writer, char c)
{
	skip_blanks(writer);
	if (*writer->at != c)
		return false;
	writer->at++;
	return true;
}

static inline struct place here(const struct writer *writer)
{
	return (struct place){"p.lua", 1, (uint32_t)(writer->at - writer->begin) + 1};
}

static inline struct wn_str read_word(struct writer *writer)
{
	const char *begin = writer->at;

	while ((*writer->at >= 'a' && *writer->at <= 'z') || *writer->at == '_' || (*writer->at >= '0' && *writer->at <= '9'))
		writer->at++;
	assert_true(writer->at > begin);
	return arena_str(writer->arena, (struct wn_str){begin, (size_t)(writer->at - begin)});
}

static inline struct wn_str read_text(struct writer *writer)
{
	const char *begin = writer->at, *end = strchr(begin, '"');

	assert_non_null(end);
	writer->at = end + 1;
	return arena_str(writer->arena, (struct wn_str){begin, (size_t)(end - begin)});
}

/* "key =" if that is what comes. */
static inline struct wn_str read_key(struct writer *writer)
{
	const char *begin = writer->at;
	struct wn_str key = {0};

	if (take(writer, '[')) {
		assert_true(take(writer, '"'));
		key = read_text(writer);
		assert_true(take(writer, ']') && take(writer, '='));
	} else if (*writer->at >= 'a' && *writer->at <= 'z') {
		key = read_word(writer);
		if (!take(writer, '=')) {
			writer->at = begin;
			return (struct wn_str){0};
		}
	}
	return key;
}

static inline void read_entries(struct writer *writer, struct wn_tree *into, char end)
{
	while (!take(writer, end)) {
		struct place place = here(writer);
		struct wn_str key = read_key(writer);

		tree_add(writer->arena, into, key, place, read_value(writer));
		take(writer, ',');
	}
}

static inline struct wn_tree *read_word_or_call(struct writer *writer, struct place place)
{
	struct wn_str word = read_word(writer);
	struct wn_tree *tree = tree_new(writer->arena, str_is(word, "true") ? WN_TREE_FLAG : WN_TREE_CALL, place);

	if (tree->kind == WN_TREE_FLAG) {
		tree->as.flag = true;
		return tree;
	}
	tree->as.text = word;
	skip_blanks(writer);
	if (take(writer, '('))
		read_entries(writer, tree, ')');
	else if (*writer->at == '{' || *writer->at == '"' || (*writer->at >= '0' && *writer->at <= '9') || strncmp(writer->at, "true", 4) == 0)
		tree_add(writer->arena, tree, (struct wn_str){0}, here(writer), read_value(writer));
	return tree;
}

static inline struct wn_tree *read_value(struct writer *writer)
{
	struct wn_tree *tree;
	struct place place;

	skip_blanks(writer);
	place = here(writer);
	if (take(writer, '{')) {
		tree = tree_new(writer->arena, WN_TREE_TABLE, place);
		read_entries(writer, tree, '}');
	} else if (take(writer, '"')) {
		tree = tree_new(writer->arena, WN_TREE_TEXT, place);
		tree->as.text = read_text(writer);
	} else if (*writer->at >= '0' && *writer->at <= '9') {
		char *end;

		tree = tree_new(writer->arena, WN_TREE_INTEGER, place);
		tree->as.integer = strtoll(writer->at, &end, 10);
		writer->at = end;
		if (*end == '.') {
			tree->kind = WN_TREE_NUMBER;
			tree->as.number = (double)tree->as.integer + 0.5; /* only .5 is ever written here */
			writer->at += 2;
		}
	} else {
		tree = read_word_or_call(writer, place);
	}
	return tree;
}

/* Places are "p.lua", line 1 and the column in the text. */
static inline struct wn_tree *tree_of(struct wn_arena *arena, const char *text)
{
	struct writer writer = {arena, text, text};
	struct wn_tree *tree = read_value(&writer);

	skip_blanks(&writer);
	assert_int_equal(*writer.at, 0);
	return tree;
}

#endif
