/* host_needs.c - what a plugin says in `describe`: fields it reads, fields it brings, what it costs. */
#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "plugin/host.h"

#define STR_SHORT(s) STR_ARG(str_first(s, 60))

void needs_init(struct needs *needs, struct step *step, struct wn_arena *arena)
{
	size_t count = dictionary_count(step->dictionary);

	*needs = (struct needs){.public = {sizeof(struct wn_needs), &host_table, arena}, .step = step, .dictionary = step->dictionary};
	step->said = (struct needs_said){
		.needs = arena_array(arena, count, sizeof(field_id)),
		.wants = arena_array(arena, count, sizeof(field_id)),
		.provides = arena_array(arena, count, sizeof(field_id)),
	};
}

bool field_among(const field_id *fields, size_t count, field_id field)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (fields[i] == field)
			return true;
	return false;
}

int host_field(const struct dictionary *dictionary, struct wn_str name, field_id *field, struct wn_error *error)
{
	char near[128];

	*field = dictionary_find(dictionary, name);
	if (*field != NO_FIELD)
		return WN_OK;
	return fail(error, WN_REFUSED, "'%.*s' is no field (winnow fields lists them)%s", STR_SHORT(name),
	            did_you_mean(near, name, dictionary_names(dictionary)));
}

/* Keeps the first mistake. */
static int remember(struct needs *needs, const struct wn_error *error)
{
	if (!needs->error.code)
		needs->error = *error;
	return error->code;
}

static int add(struct needs *needs, field_id *fields, size_t *count, struct wn_str name)
{
	struct wn_error error = {0};
	field_id field;

	if (host_field(needs->dictionary, name, &field, &error) < 0)
		return remember(needs, &error);
	if (!field_among(fields, *count, field))
		fields[(*count)++] = field;
	return WN_OK;
}

static int refuse(struct needs *needs, const char *does, struct wn_str name)
{
	struct wn_error error = {0};

	fail(&error, WN_REFUSED, "a %s %s: '%.*s' cannot be said", kind_name(needs->step->kind), does, STR_SHORT(name));
	return remember(needs, &error);
}

int host_need(struct wn_needs *public, struct wn_str field)
{
	struct needs *needs = (struct needs *)public;

	if (needs->step->kind == WN_SOURCE)
		return refuse(needs, "needs no field", field);
	return add(needs, needs->step->said.needs, &needs->step->said.need_count, field);
}

int host_want(struct wn_needs *public, struct wn_str field)
{
	struct needs *needs = (struct needs *)public;

	if (needs->step->kind == WN_SOURCE)
		return refuse(needs, "wants no field", field);
	return add(needs, needs->step->said.wants, &needs->step->said.want_count, field);
}

int host_provide(struct wn_needs *public, struct wn_str field)
{
	struct needs *needs = (struct needs *)public;

	if (needs->step->kind == WN_FILTER || needs->step->kind == WN_SINK)
		return refuse(needs, "brings no field", field);
	return add(needs, needs->step->said.provides, &needs->step->said.provide_count, field);
}

/* Several columns of one file may make a field. */
static bool says_joined(const struct needs_said *said, field_id field, struct wn_str file)
{
	for (size_t i = 0; i < said->joined_count; i++)
		if (said->joined[i].field == field && str_equal(said->joined[i].file, file))
			return true;
	return false;
}

int host_provide_joined(struct wn_needs *public, struct wn_str name, struct wn_str file)
{
	struct needs *needs = (struct needs *)public;
	struct needs_said *said = &needs->step->said;
	int result;

	if (needs->step->kind != WN_SOURCE)
		return refuse(needs, "joins no file", name);
	result = host_provide(public, name);
	if (result < 0 || says_joined(said, dictionary_find(needs->dictionary, name), file))
		return result;
	if (said->joined_count == said->joined_room) {
		struct joined_field *more = arena_array(public->arena, said->joined_room ? 2 * said->joined_room : 8, sizeof *more);

		if (said->joined_count > 0)
			memcpy(more, said->joined, said->joined_count * sizeof *more);
		said->joined = more;
		said->joined_room = said->joined_room ? 2 * said->joined_room : 8;
	}
	said->joined[said->joined_count++] = (struct joined_field){dictionary_find(needs->dictionary, name), arena_str(public->arena, file)};
	return WN_OK;
}

int host_cost(struct wn_needs *public, uint32_t requests, uint32_t credits)
{
	struct needs *needs = (struct needs *)public;

	if (needs->step->kind == WN_FILTER && (requests > 0 || credits > 0))
		return refuse(needs, "cannot ask the world", WN_STR("cost"));
	needs->step->said.requests = requests;
	needs->step->said.credits = credits;
	return WN_OK;
}
