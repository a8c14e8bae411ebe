/* host_source.c - what a driven source says: companies, objections, rows that cannot be used, where to go on. */
#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "company/identity.h"
#include "plugin/host.h"

static int must_be_page(struct task *task, const char *call)
{
	if (task->step->kind == WN_SOURCE)
		return WN_OK;
	return fail(task->public.error, WN_REFUSED, "%s() is for sources: a %s is given its company", call, kind_name(task->step->kind));
}

/* "file:row" apart; a `where` of another form is all file. */
static void split_where(struct wn_arena *arena, struct wn_str where, struct bad_row *bad)
{
	const char *colon = where.len ? memrchr(where.ptr, ':', where.len) : NULL;
	int64_t line;

	bad->file = arena_str(arena, where);
	if (colon && str_to_int(str_from(where, (size_t)(colon - where.ptr) + 1), &line) && line >= 0) {
		bad->file = arena_str(arena, str_first(where, (size_t)(colon - where.ptr)));
		bad->line = (uint64_t)line;
	}
}

static void add_bad(struct task *task, enum bad_kind kind, struct wn_str where)
{
	struct bad_row bad = {.kind = kind};

	split_where(task->public.arena, where, &bad);
	task->bad = task_grow(task, task->bad, task->bad_count, &task->bad_room, sizeof *task->bad);
	task->bad[task->bad_count++] = bad;
}

static int key_of(struct task *task, struct wn_str scheme, struct wn_str id, struct key *key)
{
	struct wn_arena *arena = task->public.arena;

	if (scheme_rank(scheme) < 0)
		return fail(task->public.error, WN_REFUSED, "'%.*s' is no scheme of ids; there are fr-siren, gb-crn, no-orgnr, be-kbo, lei, vat and domain",
		            STR_ARG(str_first(scheme, 60)));
	struct wn_str checked;
	if (id_check(arena, scheme, id, &checked) == WN_OK) {
		*key = key_for(arena, arena_str(arena, scheme), checked);
		return WN_OK;
	}
	return fail(task->public.error, WN_INVALID, "an id is no %.*s: its form or its check digits are wrong", STR_ARG(scheme));
}

static struct emitted_row *add_row(struct task *task)
{
	task->rows = task_grow(task, task->rows, task->row_count, &task->row_room, sizeof *task->rows);
	task->rows[task->row_count] = (struct emitted_row){0};
	return &task->rows[task->row_count++];
}

int host_row(struct wn_task *public, struct wn_str scheme, struct wn_str id, struct wn_str where)
{
	struct task *task = (struct task *)public;
	struct emitted_row *row;
	struct key key = {0};
	int result = must_be_page(task, "row");

	task->row_open = false;
	if (result == WN_OK && scheme.len > 0)
		result = key_of(task, scheme, id, &key);
	if (result == WN_INVALID)
		add_bad(task, BAD_ID, where);
	if (result < 0)
		return result;
	row = add_row(task);
	company_init(&row->company, public->arena, task->dictionary);
	if (scheme.len > 0)
		company_add_key(&row->company, key.scheme, key.value);
	task->row_open = true;
	return WN_OK;
}

int host_opt_out(struct wn_task *public, struct wn_str scheme, struct wn_str id)
{
	struct task *task = (struct task *)public;
	struct emitted_row *row;
	struct key key;
	int result = must_be_page(task, "opt_out");

	task->row_open = false;
	if (result == WN_OK)
		result = key_of(task, scheme, id, &key);
	if (result == WN_INVALID)
		add_bad(task, BAD_ID, (struct wn_str){"", 0});
	if (result < 0)
		return result;
	row = add_row(task);
	company_init(&row->company, public->arena, task->dictionary);
	row->opt_out = true;
	row->key = key;
	return WN_OK;
}

int host_cursor(struct wn_task *public, const void *bytes, size_t size)
{
	struct task *task = (struct task *)public;
	int result = must_be_page(task, "cursor");

	if (result == WN_OK)
		task->cursor = arena_str(public->arena, (struct wn_str){bytes, size});
	return result;
}

/* Words of the plugin's own are counted together: they might quote content. */
int host_bad_row(struct wn_task *public, struct wn_str kind, struct wn_str where)
{
	struct task *task = (struct task *)public;
	int result = must_be_page(task, "bad_row"), i;

	if (result < 0)
		return result;
	task->row_open = false;
	for (i = 0; i < BAD_KIND_COUNT; i++)
		if (str_is(kind, bad_kind_name((enum bad_kind)i)))
			break;
	add_bad(task, i < BAD_KIND_COUNT ? (enum bad_kind)i : BAD_OTHER, where);
	return WN_OK;
}
