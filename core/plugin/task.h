/* task.h - the host's side of struct wn_task: what a task may see, what it asked, what it said. */
#ifndef CORE_PLUGIN_TASK_H
#define CORE_PLUGIN_TASK_H

#include "base/file.h"
#include "plugin/plugin.h"
#include "scan/scan.h"

/* A company that a driven source began with host->row(). */
struct emitted_row {
	struct company company;
	bool opt_out;
	struct key key; /* opt_out */
};

/* Begins with the public part, so that a struct wn_task * of a callback is a struct task *. */
struct task {
	struct wn_task public;
	struct step *step;
	const struct dictionary *dictionary;
	/* What it may read: a company and how its facts merge; null in sources. */
	const struct company *company;
	const struct providers *providers;
	bool sees_all; /* sinks */
	/* What it asked in this turn. */
	struct wn_request *requests;
	size_t request_count, request_room;
	struct wn_answer *answers; /* of the turn before */
	size_t answer_count;
	int32_t answer_day;        /* of the newest answer, for evidence that does not say */
	/* What it said: facts about the company, or rows. */
	struct fact *facts;
	size_t fact_count, fact_room;
	struct emitted_row *rows;
	size_t row_count, row_room;
	bool row_open; /* a row was begun and not refused: facts belong to it */
	struct bad_row *bad;
	size_t bad_count, bad_room;
	struct wn_str cursor;
	struct staged *staged;
	/* Told the token of a staged file before there is one, so that a crash leaves nothing unknown behind; may be null. */
	int (*intend)(void *context, struct wn_str token, struct wn_error *error);
	void *intend_context;
	const struct wn_account *account; /* outbox sinks: what is to be sent */
	const field_id *list_fields; /* sinks: columns of the list */
	size_t list_field_count;
};

/* A task for a step: arena and error are the caller's. `company` may be null. */
void task_init(struct task *task, struct step *step, void *worker, const struct company *company,
               const struct providers *providers, struct wn_arena *arena, struct wn_error *error, int32_t as_of);
/* Forgets the requests of the turn that was answered: answers are set, turn counted up. */
void task_next_turn(struct task *task, struct wn_answer *answers, size_t count);
/* Closes what a failed sink left open. */
void task_end(struct task *task);

/* The one host table. */
extern const struct wn_host host_table;

#endif
