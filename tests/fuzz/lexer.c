/* lexer.c - any bytes as the text of a description: the tokens, the marks that keep places, and the whole reading in the sandbox. */
#include <string.h>

#include "fuzz/support_bytes.h"
#include "lua/lexer.h"
#include "lua/lua.h"
#include "lua/token.h"

static bool ends_line(char c)
{
	return c == '\n' || c == '\r';
}

/* As Lua counts them: \n, \r, and either with the other behind it. */
static size_t lines_of(struct wn_str text)
{
	size_t lines = 0;

	for (size_t i = 0; i < text.len; i++) {
		lines += ends_line(text.ptr[i]);
		if (i + 1 < text.len && ends_line(text.ptr[i]) && ends_line(text.ptr[i + 1]) && text.ptr[i] != text.ptr[i + 1])
			i++;
	}
	return lines;
}

static void read_tokens(struct wn_arena *arena, struct wn_str text)
{
	struct tokens tokens = tokens_of(text);
	const char *before = text.ptr;
	struct token token;

	while (tokens_next(&tokens, &token) && token.kind != TOKEN_END) {
		MUST(token.start >= before && token.end > token.start && token.end <= text.ptr + text.len);
		before = token.end;
		if (token.kind == TOKEN_STRING)
			token_string(arena, &token);
	}
}

static void check_literals(const struct literals *literals, struct wn_str text)
{
	MUST(lines_of(literals->marked) == lines_of(text));
	for (size_t i = 0; i < literals->count; i++)
		MUST(literals->at[i].place.line >= 1 && literals->at[i].place.line <= lines_of(text) + 1);
	for (size_t i = 0; i < literals->function_count; i++)
		MUST(str_begins(literals->functions[i].text, WN_STR("function")) && str_ends(literals->functions[i].text, WN_STR("end")));
}

/* Loops take fifty million instructions before the sandbox ends them: nothing for every input. */
static bool may_loop(struct wn_str text)
{
	static const char *const words[] = {"while", "repeat", "for", "goto", "function", "rep", "gsub", "sort", "concat"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (memmem(text.ptr, text.len, words[i], strlen(words[i])))
			return true;
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wn_arena *arena = arena_new();
	struct diags *diags = diags_new();
	struct wn_str text = arena_str(arena, bytes_rest(data, size));
	struct literals literals = {0};
	const struct wn_tree *tree;

	read_tokens(arena, text);
	if (lex_literals(arena, WN_STR("input.lua"), text, &literals, diags) == WN_OK)
		check_literals(&literals, text);
	if (!may_loop(text) || size < 64) {
		tree = describe_text(arena, WN_STR("input.lua"), text, diags);
		MUST(tree || diags_errors(diags) > 0);
		if (tree)
			tree_print(arena, tree);
	}
	diags_free(diags);
	arena_free(arena);
	return 0;
}
