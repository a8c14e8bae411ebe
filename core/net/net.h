/* net.h - the one way out. In this version requests are answered from recorded answers only: a folder in
 * the format that recording writes. What is not in it is unknown, cause `offline`.
 */
#ifndef CORE_NET_NET_H
#define CORE_NET_NET_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include <winnow/task.h>

struct net;

/* `replay`: a folder of recorded answers (see net/recorded.h), or empty. */
int net_open(struct wn_str replay, struct net **net, struct wn_error *error);
/* For `winnow test`: adds one answer in the recorded format. */
int net_add(struct net *net, struct wn_str name, struct wn_str recorded, struct wn_error *error);
/* Of answers that net_add took: those that nobody asked for, and, while net_watch is on, requests that nothing was recorded for. One
 * after the other, "GET https://...", parted by ", "; nothing: there are none. */
void net_watch(struct net *net, bool on);
void net_unused(struct net *net, struct buf *out);
void net_missing(struct net *net, struct buf *out);
void net_close(struct net *net);

/* Refuses what is no absolute http or https URL, a bad method or header: WN_REFUSED with the reason. */
int request_check(const struct wn_request *request, struct wn_error *error);
/* Answers one request; everything in `arena`. Thread-safe. The answer's cause says why there is none. */
void net_ask(struct net *net, const struct wn_request *request, struct wn_arena *arena, struct wn_answer *answer);

struct net_counts {
	uint64_t asked, answered, offline;
};
struct net_counts net_counts(const struct net *net);

#endif
