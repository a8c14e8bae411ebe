/* winnow/sink.h - what a sink implements: transactional or outbox.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef WINNOW_SINK_H
#define WINNOW_SINK_H

#include <winnow/task.h>
#include <winnow/value.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How a sink delivers. */
enum wn_sink_mode {
	WN_TRANSACTIONAL = 1, /* files, SQLite, PostgreSQL: prepare, then commit or abort */
	WN_OUTBOX = 2,        /* anything over HTTP: one send per account, repeated until acknowledged */
};

/* The list as a whole. Lives as long as the task. */
struct wn_list {
	uint32_t size;
	struct wn_str pipeline; /* name of the pipeline file without .lua */
	struct wn_str icp;      /* name of the profile; of several all, with " + " between */
	int32_t as_of;          /* days since 1970-01-01 */
	uint32_t count;         /* accounts on it */
	uint32_t cap;
	struct wn_str json;     /* the same and the funnel, as one JSON object on one line */
	uint32_t icp_count;     /* profiles of the pipeline; with one, no account says `icp` */
	struct wn_str one_per;  /* "group", "domain" or empty; only if it is set an account says `others` */
};

/* One account, in rank order. A transactional sink also reads its fields, with host->get(), host->cell() and
 * host->field_at(); an outbox sink has `json` alone, since it may be called for a list of an earlier run. */
struct wn_account {
	uint32_t size;
	uint32_t place;            /* 1 is the best */
	struct wn_str id;          /* canonical id, "fr-siren:552100554" */
	struct wn_str winnow_id;   /* stable through changes of the canonical id */
	struct wn_str tier;        /* "A", or "-" */
	struct wn_str heat;        /* "hot", or "-" */
	struct wn_str fit, timing; /* scores with one decimal, "83.3" */
	uint32_t undecided;        /* gate lines that stayed unknown */
	struct wn_str reasons;     /* why it is listed, one line of text for people */
	struct wn_str json;        /* all of it, facts and lines with evidence, as one JSON object on one line, keys sorted */
	struct wn_str hash;        /* of what `json` says but the place, 64 hex digits: an outbox sends only what changed */
	struct wn_str icp;         /* file name, without .lua, of the profile that it is listed under; empty where there is one */
	struct wn_str others;      /* of its group or domain, which it stands for: "NAME (ID); NAME (ID)", best first */
};

struct wn_sink_ops {
	uint32_t size; /* sizeof(struct wn_sink_ops) */
	uint32_t mode; /* enum wn_sink_mode */

	/* Transactional. begin, then account once for each in rank order, then prepare: after it the new
	 * content is complete and durable, and not yet visible. `token` names it: text that commit and abort
	 * can act on in another process after a crash, at most 4096 bytes, in the task's arena. One task for all three;
	 * none of them may wait. A failure before prepare is cleaned up by `abort` with an empty token. */
	int (*begin)(struct wn_task *task, const struct wn_list *list);
	int (*account)(struct wn_task *task, const struct wn_account *account);
	int (*prepare)(struct wn_task *task, struct wn_str *token);
	/* Make visible, or take back. Called again after a crash, also when it has already happened: both must
	 * then succeed. */
	int (*commit)(struct wn_task *task, struct wn_str token);
	int (*abort)(struct wn_task *task, struct wn_str token);

	/* Outbox. One account, as a task that may wait; WN_OK means acknowledged. Sent after the commits, and
	 * again by later commands until acknowledged, so the receiver must take winnow_id as the key. */
	int (*send)(struct wn_task *task, const struct wn_account *account);
};

#ifdef __cplusplus
}
#endif
#endif
