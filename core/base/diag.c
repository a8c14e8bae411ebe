/* diag.c - collecting mistakes, so that the user sees all of them at once and each once. */
#include "base/diag.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "base/str.h"

#define SHOWN 50

struct found {
	struct diag diag; /* first: a pointer to it is one to the whole */
	size_t order;     /* in which they came */
};

struct diags {
	struct wn_arena *arena;
	struct map *seen;     /* place and text -> struct found */
	struct found **found; /* pointers, because `seen` points at them while they are sorted */
	size_t count, room, errors;
	bool sorted;
};

struct diags *diags_new(void)
{
	struct diags *diags = xmalloc(sizeof *diags);

	*diags = (struct diags){.arena = arena_new(), .seen = map_new()};
	return diags;
}

void diags_free(struct diags *diags)
{
	if (!diags)
		return;
	arena_free(diags->arena);
	map_free(diags->seen);
	free(diags->found);
	free(diags);
}

static struct found *add(struct diags *diags, struct place place, struct wn_str text)
{
	struct found *found = arena_alloc(diags->arena, sizeof *found);

	if (diags->count == diags->room) {
		diags->room = diags->room ? 2 * diags->room : 16;
		diags->found = xrealloc(diags->found, diags->room * sizeof(struct found *));
	}
	if (place.path)
		place.path = arena_str(diags->arena, str_of(place.path)).ptr;
	*found = (struct found){{place, SEVERITY_WARNING, arena_str(diags->arena, text)}, diags->count};
	diags->found[diags->count++] = found;
	diags->sorted = false;
	return found;
}

static void say(struct diags *diags, struct place place, enum severity severity, const char *format, va_list args)
{
	struct buf raw = {0}, text = {0}, key = {0};
	struct found *found;

	buf_vprintf(&raw, format, args);
	buf_visible(&text, buf_as_str(&raw), "");
	buf_printf(&key, "%s%c%u:%u:", place.path ? place.path : "", 0, place.line, place.column);
	buf_str(&key, buf_as_str(&text));
	found = map_get(diags->seen, buf_as_str(&key));
	if (!found) {
		found = add(diags, place, buf_as_str(&text));
		map_put(diags->seen, buf_as_str(&key), found);
	}
	if (severity == SEVERITY_ERROR && found->diag.severity != SEVERITY_ERROR) {
		found->diag.severity = SEVERITY_ERROR;
		diags->errors++;
	}
	buf_free(&raw);
	buf_free(&text);
	buf_free(&key);
}

void diag_error(struct diags *diags, struct place place, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(diags, place, SEVERITY_ERROR, format, args);
	va_end(args);
}

void diag_warning(struct diags *diags, struct place place, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(diags, place, SEVERITY_WARNING, format, args);
	va_end(args);
}

size_t diags_errors(const struct diags *diags)
{
	return diags->errors;
}

size_t diags_warnings(const struct diags *diags)
{
	return diags->count - diags->errors;
}

static int compare(const void *left, const void *right)
{
	const struct found *a = *(const struct found *const *)left, *b = *(const struct found *const *)right;
	const struct place *p = &a->diag.place, *q = &b->diag.place;
	int order = strcmp(p->path ? p->path : "", q->path ? q->path : "");

	if (order == 0)
		order = (p->line > q->line) - (p->line < q->line);
	if (order == 0)
		order = (p->column > q->column) - (p->column < q->column);
	return order != 0 ? order : (a->order > b->order) - (a->order < b->order);
}

const struct diag *diags_at(struct diags *diags, size_t index)
{
	if (index >= diags->count)
		return NULL;
	if (!diags->sorted)
		qsort(diags->found, diags->count, sizeof(struct found *), compare);
	diags->sorted = true;
	return &diags->found[index]->diag;
}

static void add_place(struct buf *line, struct place place)
{
	buf_visible(line, str_of(place.path), "");
	if (place.line > 0)
		buf_printf(line, ":%u", place.line);
	if (place.line > 0 && place.column > 0)
		buf_printf(line, ":%u", place.column);
	buf_text(line, ": ");
}

static void print(const struct diag *diag, FILE *out)
{
	struct buf line = {0};

	if (diag->place.path)
		add_place(&line, diag->place);
	if (diag->severity == SEVERITY_WARNING)
		buf_text(&line, "warning: ");
	buf_str(&line, diag->text);
	buf_byte(&line, '\n');
	fwrite(line.data, 1, line.len, out);
	buf_free(&line);
}

void diags_print(struct diags *diags, FILE *out)
{
	static const enum severity order[] = {SEVERITY_ERROR, SEVERITY_WARNING};
	const struct diag *diag;
	size_t shown = 0, pass, i;

	for (pass = 0; pass < 2; pass++)
		for (i = 0; shown < SHOWN && (diag = diags_at(diags, i)); i++)
			if (diag->severity == order[pass]) {
				print(diag, out);
				shown++;
			}
	if (shown < diags->count)
		fprintf(out, "and %zu more\n", diags->count - shown);
}

const char *did_you_mean(char buffer[128], struct wn_str text, const char *const *words)
{
	const char *word = str_nearest(text, words);

	buffer[0] = 0;
	if (word)
		snprintf(buffer, 128, "; did you mean '%s'?", word);
	return buffer;
}
