/* support_profile.h - profiles from text and companies from values, for tests of what profiles say. */
#ifndef TESTS_UNIT_SUPPORT_PROFILE_H
#define TESTS_UNIT_SUPPORT_PROFILE_H

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "icp/icp.h"
#include "lua/lua.h"

/* One profile and one company that may be asked. Provider 0 brings every field. */
struct profile_world {
	struct wn_arena *arena, *scratch;
	struct dictionary *dictionary;
	struct diags *diags;
	struct providers *providers;
	struct icp *icp;
	struct company company;
	struct subject subject;
	const char *base;    /* the text of base.lua, or null */
	struct result *results;
};

static const struct wn_tree *world_load(void *context, struct wn_str path, struct place place, struct diags *diags)
{
	struct profile_world *world = context;

	if (world->base && str_is(path, "base.lua"))
		return describe_text(world->arena, path, str_of(world->base), diags);
	diag_error(diags, place, "%.*s: no such file", STR_ARG(path));
	return NULL;
}

static inline void world_provide(struct profile_world *world)
{
	provider_id all;

	world->providers = providers_new(world->dictionary);
	all = providers_add(world->providers, WN_STR("test"));
	for (size_t i = 0; i < dictionary_count(world->dictionary); i++)
		providers_provide(world->providers, all, (field_id)i);
}

/* As of 2026-11-01. Mistakes are in world->diags, world->icp may be null. */
static inline struct profile_world world_with_base(const char *text, const char *base)
{
	struct profile_world world = {.arena = arena_new(), .scratch = arena_new(), .dictionary = dictionary_new(), .diags = diags_new(), .base = base};
	struct icp_loader loader = {world_load, &world};
	const struct wn_tree *tree = describe_text(world.arena, WN_STR("p.lua"), arena_str(world.arena, str_of(text)), world.diags);

	if (tree)
		world.icp = icp_compile(world.arena, world.dictionary, tree, &loader, world.diags);
	world_provide(&world);
	company_init(&world.company, world.arena, world.dictionary);
	world.subject = (struct subject){.providers = world.providers, .as_of = day_of(2026, 11, 1), .final = true, .scratch = world.scratch};
	if (world.icp)
		world.results = arena_array(world.arena, world.icp->line_count, sizeof *world.results);
	return world;
}

static inline struct profile_world world_new(const char *text)
{
	return world_with_base(text, NULL);
}

/* A profile of one must line with these conditions and options; a profile with mistakes ends the test. */
static inline struct profile_world world_of_line(const char *line)
{
	struct buf text = {0};
	struct profile_world world;

	buf_printf(&text, "icp { name = \"t\", without = { \"ceased\", \"natural-person\" }, fields = { x_flag = \"flag\" }, must = { { \"l\", %s } } }", line);
	world = world_new(text.data);
	if (!world.icp) {
		fprintf(stderr, "%s\n", text.data);
		diags_print(world.diags, stderr);
		abort();
	}
	buf_free(&text);
	return world;
}

static inline void world_free(struct profile_world *world)
{
	providers_free(world->providers);
	diags_free(world->diags);
	dictionary_free(world->dictionary);
	arena_free(world->scratch);
	arena_free(world->arena);
}

/* ---- facts ----------------------------------------------------------------------------------------------- */

static inline field_id world_field(const struct profile_world *world, const char *name)
{
	field_id id = dictionary_find(world->dictionary, str_of(name));

	if (id == NO_FIELD) {
		fprintf(stderr, "no field %s\n", name);
		abort();
	}
	return id;
}

static inline struct fact world_make(const struct profile_world *world, const char *field, struct wn_value value)
{
	return (struct fact){.field = world_field(world, field), .provider = 0, .cause = WN_KNOWN, .value = value, .evidence = {.day = WN_NO_DAY}};
}

static inline void world_add(struct profile_world *world, const char *field, struct wn_value value)
{
	struct fact fact = world_make(world, field, value);

	company_add(&world->company, &fact);
}

static inline struct wn_value a_text(const char *text)
{
	return value_of_text(str_of(text));
}

static inline struct wn_value a_range(int64_t low, int64_t high)
{
	return value_of_range(WN_INTEGER, low, high);
}

static inline struct wn_value a_date(const char *text)
{
	struct wn_range days = {0, 0};

	if (!days_parse(str_of(text), &days))
		abort();
	return value_of_range(WN_DATE, days.low, days.high);
}

static inline struct wn_value a_money(int64_t low, int64_t high, const char *currency)
{
	struct wn_value value = {.type = WN_MONEY};

	value.as.money.range = (struct wn_range){low, high};
	snprintf(value.as.money.currency, sizeof value.as.money.currency, "%s", currency);
	value.as.money.day = WN_NO_DAY;
	return value;
}

static inline struct wn_str *world_texts(struct profile_world *world, const char *list, size_t *count)
{
	struct wn_str rest = arena_str(world->arena, str_of(list)), part, *at = arena_array(world->arena, rest.len + 1, sizeof *at);

	*count = 0;
	while (str_cut(&rest, WN_STR(","), &part))
		at[(*count)++] = str_trim(part);
	return at;
}

/* Members and "not there" members, parted by commas. */
static inline struct wn_value a_set(struct profile_world *world, const char *members, const char *absent, bool complete)
{
	struct wn_value value = {.type = WN_SET, .complete = complete};

	value.as.set.at = world_texts(world, members, &value.as.set.count);
	value.as.set.absent = world_texts(world, absent, &value.as.set.absent_count);
	return value;
}

/* Items are parted by ";", attributes by ",", as "name=A,version=9;name=B". Types are those of the field. */
static inline struct wn_value a_list(struct profile_world *world, const char *field, const char *items, const char *absent, bool complete)
{
	const struct field *list = dictionary_field(world->dictionary, world_field(world, field));
	struct wn_value value = {.type = WN_LIST, .complete = complete};
	struct wn_str rest = arena_str(world->arena, str_of(items)), item;
	struct wn_item *at = arena_array(world->arena, rest.len + 1, sizeof *at);

	while (str_cut(&rest, WN_STR(";"), &item)) {
		struct wn_attribute *attributes = arena_array(world->arena, item.len + 1, sizeof *attributes);
		struct wn_str part;
		size_t count = 0;

		while (str_cut(&item, WN_STR(","), &part)) {
			struct wn_str name = {NULL, 0};
			const struct attribute *attribute;

			str_cut(&part, WN_STR("="), &name);
			attribute = field_attribute(list, name);
			if (str_is(name, "@sure")) {
				int64_t sure = 0;

				str_to_int(part, &sure);
				at[value.as.list.count].sure = (uint32_t)sure;
				continue;
			}
			attributes[count].name = name;
			if (attribute && attribute->type == WN_DATE)
				attributes[count].value = a_date(arena_str(world->arena, part).ptr);
			else
				attributes[count].value = value_of_text(part);
			if (attribute && attribute->type == WN_VERSION)
				attributes[count].value.type = WN_VERSION;
			count++;
		}
		at[value.as.list.count].attributes = attributes;
		at[value.as.list.count++].count = count;
	}
	value.as.list.at = at;
	value.as.list.absent = world_texts(world, absent, &value.as.list.absent_count);
	return value;
}

static inline struct wn_value a_code(struct profile_world *world, const char *scheme, const char *code, const char *label)
{
	return value_of_code(world->arena, str_of(scheme), str_of(code), str_of(label));
}

static inline struct wn_value a_body(const char *text, bool complete)
{
	struct wn_value value = {.type = WN_BODY, .complete = complete};

	value.as.text = str_of(text);
	return value;
}

/* ---- answers --------------------------------------------------------------------------------------------- */

/* The verdict of the first line. */
static inline enum verdict world_verdict(struct profile_world *world)
{
	subject_begin(&world->subject, &world->company);
	line_evaluate(&world->icp->lines[0], &world->subject, false, &world->results[0]);
	return world->results[0].verdict;
}

static inline const char *verdict_letter(enum verdict verdict)
{
	return verdict == VERDICT_MATCH ? "M" : verdict == VERDICT_MISS ? "X" : "U";
}

#endif
