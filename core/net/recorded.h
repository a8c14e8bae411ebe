/* recorded.h - one recorded answer as a file, readable and writable by hand:
 *
 *     GET https://example.com/path?q=1
 *     accept: application/json
 *
 *     HTTP 200
 *     date-recorded: 2026-11-01
 *     content-type: application/json
 *
 *     {"body": "to the end of the file, every byte"}
 *
 * First line: method and URL. A request body is named by its hash, `body-sha256: HEX`; other request headers
 * are kept for people and play no part in finding the answer. An answer that is a failure has `HTTP 0` and
 * `cause: unreachable`; one that came after redirects has `url-recorded: URL`. Files end in .http; folders below
 * are read too, what begins with a dot is not. Two files for one request: the first in order of file names answers
 * the first time, the next the next time, the last from then on.
 */
#ifndef CORE_NET_RECORDED_H
#define CORE_NET_RECORDED_H

#include "base/arena.h"
#include "base/buf.h"
#include <winnow/task.h>

/* "METHOD URL" plus the hash of the body where there is one: what makes two requests the same. The URL loses
 * its fragment and a port that is the default, host and scheme are lower-case, an empty path is "/". */
struct wn_str request_key(struct wn_arena *arena, const struct wn_request *request);
/* The same from its parts; `body_hash` may be empty. */
struct wn_str key_of(struct wn_arena *arena, struct wn_str method, struct wn_str url, struct wn_str body_hash);
/* Is this a header by its bytes? WN_REFUSED; the value is never quoted. */
int header_check(const struct wn_header *header, struct wn_error *error);
/* WN_INVALID with file and line. The answer points into the arena; names of headers are in lower case, the day is
 * WN_NO_DAY where the file does not say. */
int recorded_parse(struct wn_arena *arena, struct wn_str name, struct wn_str content, struct wn_str *key,
                   struct wn_answer *answer, struct wn_error *error);
/* Writes no secrets: of the request's headers only what describes the content, and no cookies. */
void recorded_write(struct buf *out, const struct wn_request *request, const struct wn_answer *answer);

#endif
