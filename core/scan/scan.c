/* scan.c - windows to workers and back, in the order of the file.
 *
 * The caller's thread reads windows and hands them out; workers take the oldest that waits; the caller's thread
 * gives the results to the sink, oldest first. There are few slots, each with its own memory, so what is in
 * flight does not depend on the size of the file.
 */
#include "scan/scan.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "company/date.h"
#include "scan/row.h"

#define MOST_THREADS 256
/* All windows together: many cores get smaller ones. */
#define WINDOWS_MOST ((size_t)64 << 20)
#define WINDOW_LEAST ((size_t)256 << 10)

struct slot {
	struct window window;
	struct results results;
	uint64_t taken; /* bytes of the file read when the window was full */
	bool done;
};

struct pool {
	pthread_mutex_t lock;
	pthread_cond_t work, done;
	struct slot *slots;
	size_t slot_count;
	/* Numbers of windows, ever upwards; the slot is the number modulo slot_count. */
	size_t filled, begun, delivered;
	const struct scan_plan *plan; /* of the file at hand */
	bool stop;
	pthread_t *threads;
	struct row_worker *workers;
	struct pool_seat *seats;
	unsigned worker_count, running;
};

struct pool_seat {
	struct pool *pool;
	struct row_worker *worker;
};

/* One call of scan_files. */
struct scanner {
	const struct wn_mapping *mapping;
	const struct scan_options *options;
	const struct scan_gate *gate;
	const struct scan_sink *sink;
	struct scan_counts counts; /* of this call */
	struct pool pool;
	uint64_t before, total;    /* bytes of the files before, of all */
	struct wn_str file;
};

const char *bad_kind_name(enum bad_kind kind)
{
	static const char *const names[BAD_KIND_COUNT] = {
		[BAD_UTF8] = "bad UTF-8",
		[BAD_COLUMNS] = "wrong number of columns",
		[BAD_QUOTE] = "unclosed quote",
		[BAD_DATE] = "impossible date",
		[BAD_ID] = "bad id",
		[BAD_NUL] = "NUL byte",
		[BAD_JSON] = "no JSON object",
		[BAD_XML] = "no sound XML",
		[BAD_LONG] = "row too long",
		[BAD_OTHER] = "unusable row",
	};

	return (unsigned)kind < BAD_KIND_COUNT ? names[kind] : "bad row";
}

/* ---- workers ---- */

static void *work(void *argument)
{
	struct pool_seat *seat = argument;
	struct pool *pool = seat->pool;

	pthread_mutex_lock(&pool->lock);
	for (;;) {
		struct slot *slot;

		while (!pool->stop && pool->begun == pool->filled)
			pthread_cond_wait(&pool->work, &pool->lock);
		if (pool->stop)
			break;
		slot = &pool->slots[pool->begun++ % pool->slot_count];
		pthread_mutex_unlock(&pool->lock);
		row_window(seat->worker, pool->plan, &slot->window, &slot->results);
		pthread_mutex_lock(&pool->lock);
		slot->done = true;
		pthread_cond_signal(&pool->done);
	}
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}

static unsigned thread_count(unsigned wanted)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (wanted == 0)
		wanted = cores > 0 ? (unsigned)cores : 1;
	return wanted < MOST_THREADS ? wanted : MOST_THREADS;
}

static void pool_init(struct pool *pool, unsigned workers, const struct scan_gate *gate)
{
	*pool = (struct pool){.worker_count = workers, .slot_count = workers + 2};
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->work, NULL);
	pthread_cond_init(&pool->done, NULL);
	pool->slots = xmalloc(pool->slot_count * sizeof *pool->slots);
	for (size_t i = 0; i < pool->slot_count; i++)
		pool->slots[i] = (struct slot){0};
	pool->workers = xmalloc(workers * sizeof *pool->workers);
	pool->seats = xmalloc(workers * sizeof *pool->seats);
	pool->threads = xmalloc(workers * sizeof *pool->threads);
	for (unsigned i = 0; i < workers; i++) {
		row_worker_init(&pool->workers[i], i, gate);
		pool->seats[i] = (struct pool_seat){pool, &pool->workers[i]};
	}
}

static int pool_start(struct pool *pool, struct wn_error *error)
{
	for (; pool->running < pool->worker_count; pool->running++) {
		int code = pthread_create(&pool->threads[pool->running], NULL, work, &pool->seats[pool->running]);

		if (code != 0 && pool->running == 0)
			return fail(error, WN_FAIL, "cannot start a thread: %s", strerror(code));
		/* Fewer than wanted will do. */
		if (code != 0)
			break;
	}
	return WN_OK;
}

static void pool_end(struct pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	pool->stop = true;
	pthread_cond_broadcast(&pool->work);
	pthread_mutex_unlock(&pool->lock);
	for (unsigned i = 0; i < pool->running; i++)
		pthread_join(pool->threads[i], NULL);
	for (unsigned i = 0; i < pool->worker_count; i++)
		row_worker_free(&pool->workers[i]);
	for (size_t i = 0; i < pool->slot_count; i++) {
		window_free(&pool->slots[i].window);
		results_free(&pool->slots[i].results);
	}
	free(pool->slots);
	free(pool->workers);
	free(pool->seats);
	free(pool->threads);
	pthread_cond_destroy(&pool->work);
	pthread_cond_destroy(&pool->done);
	pthread_mutex_destroy(&pool->lock);
}

static void hand_out(struct pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	pool->slots[pool->filled++ % pool->slot_count].done = false;
	pthread_cond_signal(&pool->work);
	pthread_mutex_unlock(&pool->lock);
}

/* The oldest window that is not delivered yet, once it is done; null where it is not and `wait` is false, or where
 * nothing is in flight. */
static struct slot *oldest(struct pool *pool, bool wait)
{
	struct slot *slot = &pool->slots[pool->delivered % pool->slot_count];
	bool done;

	if (pool->delivered == pool->filled)
		return NULL;
	pthread_mutex_lock(&pool->lock);
	while (wait && !slot->done)
		pthread_cond_wait(&pool->done, &pool->lock);
	done = slot->done;
	pthread_mutex_unlock(&pool->lock);
	return done ? slot : NULL;
}

/* ---- delivery ---- */

static void deliver_joined(struct scanner *scanner, struct wn_str bytes)
{
	struct reader in = {(const uint8_t *)bytes.ptr, (const uint8_t *)bytes.ptr + bytes.len, 0};
	struct joined_row row;

	row.id = read_packed_str(&in);
	row.newest = read_packed_str(&in);
	row.name = read_packed_str(&in);
	row.packed = (struct wn_str){(const char *)in.at, (size_t)(in.end - in.at)};
	scanner->counts.kept++;
	if (scanner->sink->joined)
		scanner->sink->joined(scanner->sink->context, &row);
}

static void deliver_event(struct scanner *scanner, const struct results *results, const struct event *event)
{
	const struct scan_sink *sink = scanner->sink;
	struct wn_str bytes = {results->data.data ? results->data.data + event->at : NULL, event->len};

	if (event->kind == EVENT_COMPANY) {
		scanner->counts.kept++;
		if (sink->company)
			sink->company(sink->context, bytes);
	} else if (event->kind == EVENT_JOINED) {
		deliver_joined(scanner, bytes);
	} else if (event->kind == EVENT_OPT_OUT) {
		struct reader in = {(const uint8_t *)bytes.ptr, (const uint8_t *)bytes.ptr + bytes.len, 0};
		struct key key;

		key.scheme = read_packed_str(&in);
		key.value = read_packed_str(&in);
		if (sink->opt_out)
			sink->opt_out(sink->context, &key);
	} else {
		struct bad_row bad = {event->bad, scanner->file, event->line, event->column};

		scanner->counts.bad[event->bad]++;
		if (sink->bad)
			sink->bad(sink->context, &bad);
	}
}

static int deliver(struct scanner *scanner, const struct slot *slot, struct wn_error *error)
{
	const struct results *results = &slot->results;
	const struct scan_sink *sink = scanner->sink;
	uint64_t bytes = scanner->before + slot->taken;

	for (size_t i = 0; i < results->count; i++)
		deliver_event(scanner, results, &results->events[i]);
	scanner->counts.rows += results->rows;
	scanner->counts.opted_out += results->opted_out;
	for (size_t i = 0; scanner->counts.cells && i < results->field_count; i++) {
		scanner->counts.cells[i].full += results->cells[i].full;
		scanner->counts.cells[i].unread += results->cells[i].unread;
		scanner->counts.cells[i].not_utf8 += results->cells[i].not_utf8;
	}
	scanner->pool.delivered++;
	/* A file that grows while it is read, or a pipe, has more than was announced. */
	if (sink->progress && !sink->progress(sink->context, scanner->file, scanner->counts.rows, bytes, bytes > scanner->total ? bytes : scanner->total))
		return fail(error, WN_FAIL, "stopped while reading %.*s", STR_ARG(scanner->file));
	return WN_OK;
}

/* Waits for all windows in flight; what is not delivered is dropped. */
static void drain(struct pool *pool)
{
	while (oldest(pool, true))
		pool->delivered++;
}

static int feed_pool(struct scanner *scanner, struct feed *feed, struct wn_error *error)
{
	struct pool *pool = &scanner->pool;
	struct slot *slot;

	for (;;) {
		int result;

		while ((slot = oldest(pool, pool->filled - pool->delivered == pool->slot_count)))
			if (deliver(scanner, slot, error) < 0)
				return WN_FAIL;
		slot = &pool->slots[pool->filled % pool->slot_count];
		result = feed_next(feed, &slot->window, error);
		if (result == WN_NONE)
			break;
		if (result < 0)
			return result;
		slot->taken = feed->taken;
		hand_out(pool);
	}
	while ((slot = oldest(pool, true)))
		if (deliver(scanner, slot, error) < 0)
			return WN_FAIL;
	return WN_OK;
}

/* ---- files ---- */

static int32_t day_of_file(const struct scanner *scanner, const struct mapped_file *file, const struct feed *feed)
{
	struct stat status;
	int64_t seconds;

	if (file->dialect.day != 0 && file->dialect.day != WN_NO_DAY)
		return file->dialect.day;
	if (scanner->options->file_day != WN_NO_DAY)
		return scanner->options->file_day;
	if (fstat(input_fd(feed->input), &status) < 0)
		return WN_NO_DAY;
	seconds = (int64_t)status.st_mtime;
	return (int32_t)(seconds / 86400 - (seconds % 86400 < 0));
}

/* Reads the header, where there is one, and finds the columns. */
static int bind_file(struct scanner *scanner, struct feed *feed, struct scan_plan *plan, struct wn_arena *arena, struct wn_error *error)
{
	const bool *gate_fields = scanner->gate ? scanner->gate->fields : NULL;
	struct wn_str header;
	int result = feed->csv.lines ? feed_begin(feed, error) : feed_header(feed, arena, &header, error);

	plan->csv = feed->csv;
	if (result < 0)
		return result;
	return feed->csv.lines ? plan_bind_json(plan, arena, gate_fields, error) : plan_bind(plan, arena, header, gate_fields, error);
}

static void begin_workers(struct scanner *scanner, const struct scan_plan *plan)
{
	struct pool *pool = &scanner->pool;

	pool->plan = plan;
	for (unsigned i = 0; i < pool->worker_count; i++)
		row_worker_begin(&pool->workers[i], plan, scanner->options->path, scanner->options->plainly);
}

static void end_workers(struct scanner *scanner)
{
	for (unsigned i = 0; i < scanner->pool.worker_count; i++)
		row_worker_end(&scanner->pool.workers[i], scanner->counts.cells);
}

/* The plan for a file whose feed was opened, and how its bytes are cut into rows. */
static struct scan_plan plan_file(struct scanner *scanner, const struct mapped_file *file, struct feed *feed)
{
	const struct scan_options *options = scanner->options;
	const struct wn_mapping *mapping = scanner->mapping;
	struct scan_plan plan = {.mapping = mapping, .dictionary = mapping->dictionary, .file = scanner->file,
		.provider = options->provider, .day = day_of_file(scanner, file, feed)};

	if (!str_is(file->dialect.encoding, "utf-8"))
		plan.encoding = file->dialect.encoding;
	feed->csv = (struct csv){file->dialect.delimiter, file->dialect.quote ? file->dialect.quote : '"',
		options->row_limit ? options->row_limit : CSV_LIMIT, file->dialect.format != WN_FORMAT_DELIMITED};
	plan.xml = file->dialect.format == WN_FORMAT_XML_RECORDS;
	if (plan.xml)
		feed->cut = (struct cut){.kind = CUT_XML, .record = file->dialect.record};
	feed->way = options->path;
	return plan;
}

static int scan_open_file(struct scanner *scanner, const struct mapped_file *file, struct feed *feed, struct wn_error *error)
{
	struct wn_arena *arena = arena_new();
	struct scan_plan plan = plan_file(scanner, file, feed);
	int result = bind_file(scanner, feed, &plan, arena, error);

	if (result == WN_OK) {
		begin_workers(scanner, &plan);
		result = feed_pool(scanner, feed, error);
		drain(&scanner->pool);
		end_workers(scanner);
	}
	if (result == WN_OK && plan.xml && feed->cut.records == 0)
		result = fail(error, WN_INVALID, "%.*s has no element %.*s: it is another kind of file", STR_ARG(file->path), STR_ARG(file->dialect.record));
	if (result == WN_OK && plan.json)
		result = plan_check_seen(&plan, error);
	arena_free(arena);
	return result;
}

static size_t window_size(const struct scanner *scanner)
{
	size_t share = WINDOWS_MOST / scanner->pool.slot_count;

	if (scanner->options->window)
		return scanner->options->window;
	return share > WINDOW_SIZE ? WINDOW_SIZE : share < WINDOW_LEAST ? WINDOW_LEAST : share;
}

static int scan_file(struct scanner *scanner, const struct mapped_file *file, struct wn_error *error)
{
	struct feed feed;
	int result = feed_open(&feed, file->path, file->dialect.member, window_size(scanner), error);

	if (result < 0)
		return result;
	scanner->file = input_name(feed.input);
	result = scan_open_file(scanner, file, &feed, error);
	scanner->before += feed.taken;
	feed_close(&feed);
	return result;
}

static uint64_t size_of_files(const struct wn_mapping *mapping)
{
	uint64_t total = 0;

	for (size_t i = 0; i < mapping->file_count; i++) {
		char chars[PATH_MAX];
		struct stat status;

		if (path_chars(mapping->files[i].path, chars, NULL) == WN_OK && stat(chars, &status) == 0)
			total += (uint64_t)status.st_size;
	}
	return total;
}

static void add_counts(struct scan_counts *counts, const struct scan_counts *more)
{
	counts->rows += more->rows;
	counts->kept += more->kept;
	counts->opted_out += more->opted_out;
	for (int i = 0; i < BAD_KIND_COUNT; i++)
		counts->bad[i] += more->bad[i];
}

int scan_files(const struct wn_mapping *mapping, const struct scan_options *options, const struct scan_gate *gate,
               const struct scan_sink *sink, struct scan_counts *counts, struct wn_error *error)
{
	struct scanner scanner = {.mapping = mapping, .options = options, .gate = gate, .sink = sink, .total = size_of_files(mapping), .counts.cells = counts->cells};
	int result;

	if (mapping->file_count == 0)
		return fail(error, WN_INVALID, "source %.*s names no file", STR_ARG(mapping->name));
	pool_init(&scanner.pool, thread_count(options->threads), gate);
	result = pool_start(&scanner.pool, error);
	for (size_t i = 0; i < mapping->file_count && result == WN_OK; i++)
		result = scan_file(&scanner, &mapping->files[i], error);
	pool_end(&scanner.pool);
	add_counts(counts, &scanner.counts);
	return result;
}

int scan_look(const struct wn_mapping *mapping, size_t file, struct wn_error *error)
{
	const struct scan_options options = {.file_day = WN_NO_DAY};
	struct scanner scanner = {.mapping = mapping, .options = &options};
	struct wn_arena *arena = arena_new();
	struct scan_plan plan;
	struct feed feed;
	int result = feed_open(&feed, mapping->files[file].path, mapping->files[file].dialect.member, WINDOW_LEAST, error);

	if (result == WN_OK) {
		scanner.file = input_name(feed.input);
		plan = plan_file(&scanner, &mapping->files[file], &feed);
		result = bind_file(&scanner, &feed, &plan, arena, error);
		feed_close(&feed);
	}
	arena_free(arena);
	return result;
}
