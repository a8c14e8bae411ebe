/* test_update.c - winnow test --update: what came takes the place of what was expected, in the file. Only the bytes of values
 * that differ are written anew; what is computed, or shared by several tests, is left to people.
 */
#include <stdlib.h>

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "company/date.h"
#include "lua/lua.h"
#include "run/testing.h"

#define FILE_LIMIT ((size_t)4 << 20)

struct edit {
	size_t from, to;
	struct wn_str text;
	const struct difference *difference;
};

struct updating {
	struct run *run;
	const struct tests *tests;
	struct update *update;
	struct wn_str path, text; /* of the file */
	struct edit *edits;
	size_t count;
};

static void say(struct updating *updating, const struct difference *difference, const char *format, ...) WN_PRINTF(3, 4);

static void say(struct updating *updating, const struct difference *difference, const char *format, ...)
{
	struct update *update = updating->update;
	const struct place *place = &difference->old->place;
	struct buf line = {0};
	va_list args;
	va_start(args, format);
	buf_printf(&line, "%s:%u:%u: ", place->path, place->line, place->column);
	buf_vprintf(&line, format, args);
	va_end(args);
	struct wn_str *lines = arena_array(updating->run->arena, update->count + 1, sizeof *lines);
	for (size_t i = 0; i < update->count; i++)
		lines[i] = update->lines[i];
	lines[update->count++] = arena_str(updating->run->arena, buf_as_str(&line));
	update->lines = lines;
	buf_free(&line);
}

static void refuse(struct updating *updating, const struct difference *difference, const char *why)
{
	updating->update->refused++;
	say(updating, difference, "left alone: %s; change it by hand (%.*s)", why, STR_ARG(difference->text));
}

/* ---- what may be written ---- */

static bool same_place(struct place a, struct place b)
{
	return a.line == b.line && a.column == b.column && strcmp(a.path, b.path) == 0;
}

/* The `expect` of the test that found it, and how many tests it speaks for: those of a loop stand in one place. */
static const struct wn_tree *expect_of(const struct updating *updating, const struct difference *difference, size_t *shared)
{
	const struct tests *tests = updating->tests;
	const struct wn_tree *expect = NULL;
	*shared = 0;
	for (size_t i = 0; i < tests->count; i++)
		if (same_place(tests->outcomes[i].place, difference->test))
			expect = tests->expects[i];
	for (size_t i = 0; expect && i < tests->count; i++)
		*shared += tests->expects[i] && same_place(tests->expects[i]->place, expect->place);
	return expect;
}

static bool find_span(struct updating *updating, const struct difference *difference, struct span_of_text *span)
{
	size_t shared;
	const struct wn_tree *expect = expect_of(updating, difference, &shared);
	struct span_of_text all;
	struct wn_str today = day_text(updating->run->arena, updating->run->options.as_of);
	if (difference->undated && memmem(difference->now.ptr, difference->now.len, today.ptr, today.len))
		refuse(updating, difference, "it holds the day of today: give the test its as_of = \"YYYY-MM-DD\"");
	else if (shared > 1)
		refuse(updating, difference, "several tests share this expectation");
	else if (!value_span(updating->text, difference->old, span) || !span->plain)
		refuse(updating, difference, "it is computed");
	else if (!expect || !value_span(updating->text, expect, &all) || span->from < all.from || span->to > all.to)
		refuse(updating, difference, "it is written outside of the test");
	else
		return true;
	return false;
}

/* ---- how it is written ---- */

static struct wn_str indent_at(const struct updating *updating, size_t from)
{
	const char *at = updating->text.ptr + from, *start = at;
	while (start > updating->text.ptr && start[-1] != '\n')
		start--;
	size_t length = 0;
	while (start + length < at && (start[length] == ' ' || start[length] == '\t'))
		length++;
	return (struct wn_str){start, length};
}

static struct wn_str filled(struct updating *updating, const struct difference *difference, size_t from)
{
	struct wn_str indent = indent_at(updating, from), rest = difference->now, line;
	struct buf text = {0};
	buf_text(&text, "{\n");
	while (str_cut(&rest, (struct wn_str)WN_STR("\n"), &line)) {
		buf_str(&text, indent);
		buf_text(&text, "  ");
		buf_str(&text, line);
		buf_byte(&text, '\n');
	}
	buf_str(&text, indent);
	buf_byte(&text, '}');
	struct wn_str kept = arena_str(updating->run->arena, buf_as_str(&text));
	buf_free(&text);
	return kept;
}

static bool holds(struct wn_str text, struct wn_str part)
{
	return memmem(text.ptr, text.len, part.ptr, part.len) != NULL;
}

/* [[ ]] where it was written so, with as many = as it takes. A carriage return would not survive it. */
static struct wn_str in_brackets(struct updating *updating, struct wn_str raw)
{
	struct wn_str level = {"", 0};
	while (holds(raw, arena_printf(updating->run->arena, "]%.*s]", STR_ARG(level))) || str_ends(raw, arena_printf(updating->run->arena, "]%.*s", STR_ARG(level))))
		level = arena_printf(updating->run->arena, "%.*s=", STR_ARG(level));
	const char *first = memchr(raw.ptr, '\n', raw.len) ? "\n" : ""; /* Lua passes over a line end behind the brackets */
	return arena_printf(updating->run->arena, "[%.*s[%s%.*s]%.*s]", STR_ARG(level), first, STR_ARG(raw), STR_ARG(level));
}

static struct wn_str written(struct updating *updating, const struct difference *difference, size_t from)
{
	if (difference->fill)
		return filled(updating, difference, from);
	if (difference->raw.len && updating->text.ptr[from] == '[' && !memchr(difference->raw.ptr, '\r', difference->raw.len))
		return in_brackets(updating, difference->raw);
	return difference->now;
}

/* ---- one file ---- */

static int by_place(const void *a, const void *b)
{
	const struct edit *x = a, *y = b;
	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->to < y->to) - (x->to > y->to); /* the larger first: what lies in it is written with it */
}

static struct wn_str shortened(struct updating *updating, struct wn_str text)
{
	struct buf shown = {0};
	buf_visible(&shown, str_first(text, 60), "");
	struct wn_str kept = arena_printf(updating->run->arena, "%.*s%s", STR_ARG(buf_as_str(&shown)), text.len > 60 ? "..." : "");
	buf_free(&shown);
	return kept;
}

static struct wn_str apply(struct updating *updating)
{
	struct buf out = {0};
	size_t done = 0;
	qsort(updating->edits, updating->count, sizeof *updating->edits, by_place);
	for (size_t i = 0; i < updating->count; i++) {
		const struct edit *edit = &updating->edits[i];
		if (edit->from < done)
			continue;
		struct wn_str old = shortened(updating, (struct wn_str){updating->text.ptr + edit->from, edit->to - edit->from});
		struct wn_str now = shortened(updating, edit->text);
		buf_add(&out, updating->text.ptr + done, edit->from - done);
		buf_str(&out, edit->text);
		done = edit->to;
		if (edit->difference->fill)
			say(updating, edit->difference, "the empty expect is filled");
		else
			say(updating, edit->difference, "%.*s is now %.*s", STR_ARG(old), STR_ARG(now));
	}
	buf_add(&out, updating->text.ptr + done, updating->text.len - done);
	struct wn_str text = arena_str(updating->run->arena, buf_as_str(&out));
	buf_free(&out);
	return text;
}

/* At once: the file is the old one or the new one. */
static int replace_file(struct updating *updating, struct wn_str text)
{
	struct run *run = updating->run;
	struct staged *staged = NULL;
	struct wn_str token;
	int code = staged_open(updating->path, &staged, &run->error);
	if (code == WN_OK)
		code = staged_write(staged, text.ptr, text.len, &run->error);
	if (code == WN_OK)
		code = staged_prepare(staged, run->arena, &token, &run->error);
	if (code == WN_OK)
		code = staged_commit(token, &run->error);
	staged_free(staged);
	return code;
}

static int update_one(struct updating *updating)
{
	size_t room = 0;
	if (file_read(updating->run->arena, updating->path, FILE_LIMIT, &updating->text, &updating->run->error) < 0)
		return updating->run->error.code;
	for (const struct difference *difference = updating->tests->differences; difference; difference = difference->next)
		room++;
	updating->edits = arena_array(updating->run->arena, room + 1, sizeof *updating->edits);
	for (const struct difference *difference = updating->tests->differences; difference; difference = difference->next) {
		struct span_of_text span;
		if (str_is(updating->path, difference->old->place.path) && find_span(updating, difference, &span))
			updating->edits[updating->count++] = (struct edit){span.from, span.to, written(updating, difference, span.from), difference};
	}
	return updating->count ? replace_file(updating, apply(updating)) : WN_OK;
}

int update_files(struct run *run, const struct tests *tests, struct update *update)
{
	const char *done = NULL;
	int code = WN_OK;
	/* Tests stand in at most two files, one after the other. */
	for (size_t i = 0; code == WN_OK && i < tests->count; i++) {
		const char *path = tests->outcomes[i].place.path;
		if (done && strcmp(path, done) == 0)
			continue;
		struct updating updating = {.run = run, .tests = tests, .update = update, .path = str_of(path)};
		code = update_one(&updating);
		done = path;
	}
	return code;
}
