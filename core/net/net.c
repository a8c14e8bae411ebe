/* net.c - answering requests from recorded answers. */
#include "net/net.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/map.h"
#include "base/str.h"
#include "net/recorded.h"

enum { FOLDERS_DEEPEST = 16, FILE_LARGEST = 64 << 20 };

/* The answers to one request, in the order in which they are given. */
struct tape {
	struct wn_answer *answers;
	size_t count, room, next;
	struct wn_str label; /* "GET https://..." */
	bool asked;
	struct tape *before; /* of those that were added */
};

struct net {
	struct wn_arena *arena; /* owns tapes and answers */
	struct map *tapes;      /* by request key */
	struct tape *last;
	struct buf missing;     /* labels of requests that nothing was recorded for */
	bool watched;
	pthread_mutex_t turn;   /* guards all of the above and every tape's `next` */
	_Atomic uint64_t asked, answered, offline;
};

/* ---- the folder ---- */

struct names {
	struct wn_str *at;
	size_t count, room;
};

static void add_name(struct wn_arena *arena, struct names *names, struct wn_str name)
{
	if (names->count == names->room) {
		struct wn_str *larger = arena_array(arena, names->room = names->room ? 2 * names->room : 64, sizeof *larger);

		if (names->count > 0)
			memcpy(larger, names->at, names->count * sizeof *larger);
		names->at = larger;
	}
	names->at[names->count++] = name;
}

static int list_folder(struct wn_arena *arena, struct wn_str folder, int depth, struct names *names, struct wn_error *error);

static int list_entry(struct wn_arena *arena, struct wn_str path, int depth, struct names *names, struct wn_error *error)
{
	struct stat status;

	if (stat(path.ptr, &status) != 0)
		return fail_errno(error, "cannot read '%s'", path.ptr);
	if (S_ISDIR(status.st_mode))
		return list_folder(arena, path, depth + 1, names, error);
	if (S_ISREG(status.st_mode) && str_ends(path, WN_STR(".http")))
		add_name(arena, names, path);
	return WN_OK;
}

static int list_folder(struct wn_arena *arena, struct wn_str folder, int depth, struct names *names, struct wn_error *error)
{
	struct dirent *entry;
	DIR *open;
	int result = WN_OK;

	if (depth > FOLDERS_DEEPEST)
		return fail(error, WN_FAIL, "'%s' lies more than %d folders deep: does a link lead back up?", folder.ptr, FOLDERS_DEEPEST);
	open = opendir(folder.ptr);
	if (!open)
		return fail_errno(error, "cannot read the folder of recorded answers '%s'", folder.ptr);
	while (result == WN_OK && (errno = 0, entry = readdir(open)))
		if (entry->d_name[0] != '.')
			result = list_entry(arena, path_join(arena, folder, str_of(entry->d_name)), depth, names, error);
	if (result == WN_OK && errno != 0)
		result = fail_errno(error, "cannot read the folder of recorded answers '%s'", folder.ptr);
	closedir(open);
	return result;
}

static int by_bytes(const void *a, const void *b)
{
	return str_compare(*(const struct wn_str *)a, *(const struct wn_str *)b);
}

static int add_files(struct net *net, const struct names *names, struct wn_error *error)
{
	struct wn_str content;
	int result = WN_OK;
	size_t i;

	for (i = 0; result == WN_OK && i < names->count; i++) {
		struct wn_arena *scratch = arena_new();

		result = file_read(scratch, names->at[i], FILE_LARGEST, &content, error);
		if (result == WN_OK)
			result = net_add(net, names->at[i], content, error);
		arena_free(scratch);
	}
	return result;
}

static int read_folder(struct net *net, struct wn_str folder, struct wn_error *error)
{
	struct wn_arena *arena = arena_new();
	struct names names = {0};
	char chars[PATH_MAX];
	int result = path_chars(folder, chars, error);

	if (result == WN_OK)
		result = list_folder(arena, arena_str(arena, folder), 0, &names, error);
	if (result == WN_OK && names.count > 0)
		qsort(names.at, names.count, sizeof *names.at, by_bytes);
	if (result == WN_OK)
		result = add_files(net, &names, error);
	if (result == WN_OK && names.count == 0)
		log_warning("'%s' holds no recorded answers (*.http): every request will be offline", chars);
	arena_free(arena);
	return result;
}

/* ---- the net ---- */

int net_open(struct wn_str replay, struct net **opened, struct wn_error *error)
{
	struct net *net = xmalloc(sizeof *net);
	int result = WN_OK;

	*opened = NULL;
	*net = (struct net){.arena = arena_new(), .tapes = map_new()};
	pthread_mutex_init(&net->turn, NULL);
	if (replay.len > 0)
		result = read_folder(net, replay, error);
	if (result < 0)
		net_close(net);
	else
		*opened = net;
	return result;
}

void net_close(struct net *net)
{
	if (!net)
		return;
	pthread_mutex_destroy(&net->turn);
	map_free(net->tapes);
	buf_free(&net->missing);
	arena_free(net->arena);
	free(net);
}

static void tape_add(struct wn_arena *arena, struct tape *tape, const struct wn_answer *answer)
{
	if (tape->count == tape->room) {
		struct wn_answer *larger = arena_array(arena, tape->room = tape->room ? 2 * tape->room : 1, sizeof *larger);

		if (tape->count > 0)
			memcpy(larger, tape->answers, tape->count * sizeof *larger);
		tape->answers = larger;
	}
	tape->answers[tape->count++] = *answer;
}

/* The first line of the recorded text. */
static struct wn_str label_of(struct wn_arena *arena, struct wn_str recorded)
{
	const char *end = memchr(recorded.ptr, '\n', recorded.len);

	return arena_str(arena, str_trim(str_first(recorded, end ? (size_t)(end - recorded.ptr) : recorded.len)));
}

int net_add(struct net *net, struct wn_str name, struct wn_str recorded, struct wn_error *error)
{
	struct wn_answer answer;
	struct wn_str key;
	struct tape *tape;
	int result;

	pthread_mutex_lock(&net->turn);
	result = recorded_parse(net->arena, name, recorded, &key, &answer, error);
	if (result == WN_OK) {
		tape = map_get(net->tapes, key);
		if (!tape) {
			tape = arena_alloc(net->arena, sizeof *tape);
			*tape = (struct tape){.label = label_of(net->arena, recorded), .before = net->last};
			net->last = tape;
			map_put(net->tapes, key, tape);
		}
		tape_add(net->arena, tape, &answer);
	}
	pthread_mutex_unlock(&net->turn);
	return result;
}

/* ---- asking ---- */

static void copy_answer(struct wn_arena *arena, const struct wn_answer *from, struct wn_answer *to)
{
	struct wn_header *headers = arena_array(arena, from->header_count, sizeof *headers);
	size_t i;

	*to = *from;
	to->url = arena_str(arena, from->url);
	to->body = arena_str(arena, from->body);
	for (i = 0; i < from->header_count; i++) {
		headers[i].name = arena_str(arena, from->headers[i].name);
		headers[i].value = arena_str(arena, from->headers[i].value);
	}
	to->headers = headers;
}

/* The next answer for this key, or null. Answers never change once they are there, so they are copied unlocked. */
static bool next_answer(struct net *net, struct wn_str key, struct wn_answer *answer)
{
	struct tape *tape;

	pthread_mutex_lock(&net->turn);
	tape = map_get(net->tapes, key);
	if (tape) {
		*answer = tape->answers[tape->next];
		tape->asked = true;
		if (tape->next + 1 < tape->count)
			tape->next++;
	}
	pthread_mutex_unlock(&net->turn);
	return tape != NULL;
}

/* ---- what did not meet ---- */

static void add_label(struct buf *out, struct wn_str label)
{
	if (out->len)
		buf_text(out, ", ");
	buf_str(out, label);
}

void net_watch(struct net *net, bool on)
{
	net->watched = on;
}

void net_unused(struct net *net, struct buf *out)
{
	pthread_mutex_lock(&net->turn);
	for (const struct tape *tape = net->last; tape; tape = tape->before)
		if (!tape->asked)
			add_label(out, tape->label);
	pthread_mutex_unlock(&net->turn);
}

void net_missing(struct net *net, struct buf *out)
{
	pthread_mutex_lock(&net->turn);
	if (net->missing.len)
		add_label(out, buf_as_str(&net->missing));
	pthread_mutex_unlock(&net->turn);
}

static void note_missing(struct net *net, const struct wn_request *request)
{
	if (!net->watched)
		return;
	pthread_mutex_lock(&net->turn);
	if (net->missing.len)
		buf_text(&net->missing, ", ");
	buf_printf(&net->missing, "%.*s %.*s", STR_ARG(request->method.len ? request->method : (struct wn_str)WN_STR("GET")), STR_ARG(request->url));
	pthread_mutex_unlock(&net->turn);
}

/* ---- answers ---- */

void net_ask(struct net *net, const struct wn_request *request, struct wn_arena *arena, struct wn_answer *answer)
{
	struct wn_answer found;

	atomic_fetch_add(&net->asked, 1);
	if (next_answer(net, request_key(arena, request), &found)) {
		atomic_fetch_add(&net->answered, 1);
		copy_answer(arena, &found, answer);
		return;
	}
	atomic_fetch_add(&net->offline, 1);
	note_missing(net, request);
	*answer = (struct wn_answer){.cause = WN_OFFLINE, .url = arena_str(arena, request->url), .day = WN_NO_DAY};
}

struct net_counts net_counts(const struct net *net)
{
	return (struct net_counts){net->asked, net->answered, net->offline};
}
