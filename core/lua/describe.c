/* describe.c - runs a description file and hands its tree over; what goes wrong becomes a mistake with its line. */
#include "lua/describe.h"

#include <stdlib.h>

#include "base/file.h"

#define FILE_LIMIT ((size_t)4 << 20)
/* The name of the chunk: in messages it stands where the path would, and the place says the path. */
#define CHUNK "?"

/* ---- mistakes ---- */

/* "?:12: text" gives the line, and leaves the text. */
static uint32_t take_line(struct wn_str *text)
{
	struct wn_str rest = *text, number;
	int64_t line;

	if (!str_begins(rest, WN_STR(CHUNK ":")))
		return 0;
	rest = str_from(rest, sizeof CHUNK);
	if (!str_cut(&rest, WN_STR(":"), &number) || !str_to_int(number, &line) || line <= 0 || line > UINT32_MAX)
		return 0;
	*text = str_trim(rest);
	return (uint32_t)line;
}

static void report(struct describing *describing, const struct wn_error *error)
{
	if (!*error->text)
		return; /* the lexer has said it */
	struct wn_str text = str_of(error->text);
	uint32_t line = take_line(&text);

	if (line == 0)
		line = (uint32_t)sandbox_of(describing->lua)->line;
	diag_error(describing->diags, (struct place){describing->path.ptr, line, 0}, "%.*s", STR_ARG(text));
}

/* ---- places ---- */

static void find_lines(struct describing *describing)
{
	const char *at = describing->text.ptr, *end = at + describing->text.len;
	size_t room = 64;

	describing->lines = xmalloc(room * sizeof *describing->lines);
	describing->lines[describing->line_count++] = at;
	while (at < end) {
		char c = *at++;
		if (c != '\n' && c != '\r')
			continue;
		if (at < end && (*at == '\n' || *at == '\r') && *at != c)
			at++;
		if (describing->line_count == room)
			describing->lines = xrealloc(describing->lines, (room *= 2) * sizeof *describing->lines);
		describing->lines[describing->line_count++] = at;
	}
}

static bool is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

struct place describing_place(struct describing *describing, uint32_t line, struct wn_str word)
{
	struct place place = {describing->path.ptr, line, 0};

	if (!describing->lines)
		find_lines(describing);
	if (line == 0 || line > describing->line_count || word.len == 0)
		return place;
	const char *start = describing->lines[line - 1], *end = describing->text.ptr + describing->text.len;
	if (line < describing->line_count)
		end = describing->lines[line];
	for (const char *at = start; (at = memmem(at, (size_t)(end - at), word.ptr, word.len)); at++)
		if ((at == start || !is_name_byte(at[-1])) && (at + word.len == end || !is_name_byte(at[word.len]))) {
			place.column = (uint32_t)(at - start) + 1;
			break;
		}
	return place;
}

/* ---- running ---- */

static int open_words(lua_State *lua)
{
	words_open(lua);
	return 0;
}

/* Lua's own parser reads the text as the user wrote it, so its messages are about that. */
static int load(struct describing *describing, struct wn_error *error)
{
	if (sandbox_load(describing->lua, describing->chunk, describing->text, error) < 0)
		return WN_FAIL;
	lua_settop(describing->lua, 0);
	int lexed = lex_literals(describing->arena, describing->path, describing->text, &describing->literals, describing->diags);
	if (lexed == WN_REFUSED)
		return WN_REFUSED;
	if (lexed < 0)
		return fail(error, WN_FAIL, "internal error: the text is Lua, and its tables cannot be found");
	if (sandbox_load(describing->lua, describing->chunk, describing->literals.marked, error) < 0)
		return fail(error, WN_FAIL, "tables and calls are nested too deep: %s", error->text);
	return WN_OK;
}

int describing_open(struct describing *describing, struct wn_arena *arena, struct wn_str path, struct wn_str text, struct wn_str chunk,
                    struct diags *diags)
{
	struct wn_error error = {0};

	*describing = (struct describing){.arena = arena, .path = arena_str(arena, path), .text = arena_str(arena, text), .chunk = arena_str(arena, chunk), .diags = diags};
	describing->lua = sandbox_new(&describe_limits, (struct wn_str){0}, &error);
	if (!describing->lua) {
		diag_error(diags, (struct place){describing->path.ptr, 0, 0}, "%s", error.text);
		return WN_FAIL;
	}
	struct sandbox *box = sandbox_of(describing->lua);
	box->describing = describing;
	box->quiet = true;
	if (sandbox_protect(describing->lua, open_words, NULL, &error) < 0 || load(describing, &error) < 0 ||
	    sandbox_call(describing->lua, 0, 0, &error) < 0) {
		report(describing, &error);
		return WN_FAIL;
	}
	return WN_OK;
}

void describing_close(struct describing *describing)
{
	sandbox_free(describing->lua);
	free(describing->lines);
}

struct converted {
	struct describing *describing;
	struct wn_tree *root;
};

static int convert_all(lua_State *lua)
{
	struct converted *converted = lua_touserdata(lua, 1);

	converted->root = describe_convert(converted->describing);
	return 0;
}

struct wn_tree *describing_convert(struct describing *describing)
{
	struct converted converted = {describing, NULL};
	struct wn_error error = {0};

	if (sandbox_protect(describing->lua, convert_all, &converted, &error) < 0)
		report(describing, &error);
	return converted.root;
}

struct wn_tree *describe_text(struct wn_arena *arena, struct wn_str path, struct wn_str text, struct diags *diags)
{
	struct describing describing;
	struct wn_tree *root = NULL;

	if (describing_open(&describing, arena, path, text, WN_STR(CHUNK), diags) == WN_OK)
		root = describing_convert(&describing);
	describing_close(&describing);
	return root;
}

struct wn_tree *describe_file_text(struct wn_arena *arena, struct wn_str path, struct wn_str *text, struct diags *diags)
{
	struct wn_error error = {0};

	if (file_read(arena, path, FILE_LIMIT, text, &error) < 0) {
		diag_error(diags, (struct place){arena_str(arena, path).ptr, 0, 0}, "%s", error.text);
		return NULL;
	}
	return describe_text(arena, path, *text, diags);
}

struct wn_tree *describe_file(struct wn_arena *arena, struct wn_str path, struct diags *diags)
{
	struct wn_str text;

	return describe_file_text(arena, path, &text, diags);
}
