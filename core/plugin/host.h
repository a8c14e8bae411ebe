/* host.h - the functions behind the one host table, by the file they stand in; and what they share. */
#ifndef CORE_PLUGIN_HOST_H
#define CORE_PLUGIN_HOST_H

#include "base/error.h"
#include "plugin/task.h"

/* Begins with the public part, so that the struct wn_needs * of `describe` is a struct needs *. */
struct needs {
	struct wn_needs public;
	struct step *step;
	const struct dictionary *dictionary;
	struct wn_error error; /* the first mistake: reported also where the plugin overlooks it */
};
/* Room for every field of the dictionary. */
void needs_init(struct needs *needs, struct step *step, struct wn_arena *arena);

/* Every arena that a plugin is given knows the dictionary of the run: some services have nothing else to find it by. */
void host_use_dictionary(struct wn_arena *arena, const struct dictionary *dictionary);

bool field_among(const field_id *fields, size_t count, field_id field);
/* A field by name; unknown: WN_REFUSED with near names. */
int host_field(const struct dictionary *dictionary, struct wn_str name, field_id *field, struct wn_error *error);
/* An array in the task's arena, with room for one more. */
void *task_grow(struct task *task, void *at, size_t count, size_t *room, size_t size);

/* As vfail, in one line whatever the plugin quotes. */
int host_vfail(struct wn_error *error, int code, const char *format, va_list args);

/* host_needs.c */
int host_need(struct wn_needs *needs, struct wn_str field);
int host_want(struct wn_needs *needs, struct wn_str field);
int host_provide(struct wn_needs *needs, struct wn_str field);
int host_provide_joined(struct wn_needs *needs, struct wn_str field, struct wn_str file);
int host_cost(struct wn_needs *needs, uint32_t requests, uint32_t credits);

/* host_fact.c */
int host_get(struct wn_task *task, struct wn_str field, struct wn_fact *fact);
struct wn_str host_company_id(struct wn_task *task);
int host_fact(struct wn_task *task, struct wn_str field, const struct wn_value *value, const struct wn_evidence *evidence);
int host_unknown(struct wn_task *task, struct wn_str field, enum wn_cause cause);

/* host_ask.c */
int host_request(struct wn_task *task, const struct wn_request *request);
const struct wn_answer *host_answer(struct wn_task *task, uint32_t index);

/* host_source.c */
int host_row(struct wn_task *task, struct wn_str scheme, struct wn_str id, struct wn_str where);
int host_opt_out(struct wn_task *task, struct wn_str scheme, struct wn_str id);
int host_cursor(struct wn_task *task, const void *bytes, size_t size);
int host_bad_row(struct wn_task *task, struct wn_str kind, struct wn_str where);

/* host_sink.c */
struct wn_str host_cell(struct wn_task *task, struct wn_str field);
const char *host_field_at(struct wn_task *task, size_t index);
int host_stage_open(struct wn_task *task, struct wn_str path);
int host_stage_write(struct wn_task *task, const void *bytes, size_t size);
int host_stage_prepare(struct wn_task *task, struct wn_str *token);
int host_stage_commit(struct wn_task *task, struct wn_str token);
int host_stage_abort(struct wn_task *task, struct wn_str token);

/* host_file.c */
int host_read_file(struct wn_arena *arena, struct wn_str path, struct wn_str *content, struct wn_error *error);
int host_convert(struct wn_arena *arena, const struct wn_column *column, const struct wn_str *cells, size_t count, struct wn_fact *fact);
int host_read_columns(struct wn_arena *arena, const struct wn_tree *tree, const struct wn_column **columns, size_t *count, struct wn_error *error);
int host_read_item(struct wn_arena *arena, struct wn_str list, const struct wn_tree *item, const struct wn_column **columns, size_t *count,
                   struct wn_error *error);

/* host_map.c */
int host_map_file(struct wn_mapping *mapping, struct wn_str path, const struct wn_dialect *dialect, struct wn_error *error);
int host_map_id(struct wn_mapping *mapping, struct wn_str scheme, struct wn_str column, struct wn_error *error);
int host_map_column(struct wn_mapping *mapping, const struct wn_column *column, struct wn_error *error);
int host_map_opt_out(struct wn_mapping *mapping, struct wn_str column, struct wn_str open_value, struct wn_error *error);
int host_map_join(struct wn_mapping *mapping, const struct wn_join *join, struct wn_mapping **joined, struct wn_error *error);
int host_map_sure(struct wn_mapping *mapping, uint32_t sure);
int host_map_tree(struct wn_mapping *mapping, const struct wn_tree *columns, struct wn_error *error);

/* host_tree.c */
enum wn_tree_kind host_tree_kind(const struct wn_tree *tree);
size_t host_tree_count(const struct wn_tree *tree);
const struct wn_tree *host_tree_at(const struct wn_tree *tree, size_t index);
struct wn_str host_tree_key(const struct wn_tree *tree, size_t index);
const struct wn_tree *host_tree_get(const struct wn_tree *tree, struct wn_str key);
struct wn_str host_tree_text(const struct wn_tree *tree);
int64_t host_tree_integer(const struct wn_tree *tree);
double host_tree_number(const struct wn_tree *tree);
int host_tree_fail(struct wn_error *error, const struct wn_tree *tree, const char *format, ...) WN_PRINTF(3, 4);

#endif
