/* parallel.c - the same work on every candidate, on all threads. */
#include "run/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/error.h"

/* So many indices are taken at a time: enough to keep the counter cool, few enough to share the end. */
#define SHARE 32

struct pool {
	struct run *run;
	const char *phase, *unit;
	size_t count;
	int (*work)(struct judge *judge, size_t index, void *context);
	void *context;
	atomic_size_t next, done;
	atomic_bool stop;
	pthread_mutex_t lock;
	size_t failed_index; /* under the lock */
	struct wn_error error;
};

struct worker {
	struct pool *pool;
	struct judge judge;
	pthread_t thread;
	bool first; /* the caller's own thread: the one that may tell the progress */
};

static void record_failure(struct pool *pool, size_t index, const struct wn_error *error)
{
	pthread_mutex_lock(&pool->lock);
	if (!pool->error.code || index < pool->failed_index) {
		pool->failed_index = index;
		pool->error = *error;
	}
	pthread_mutex_unlock(&pool->lock);
	atomic_store(&pool->stop, true);
}

static void work_share(struct worker *worker, size_t from, size_t to)
{
	struct pool *pool = worker->pool;
	for (size_t i = from; i < to && !atomic_load_explicit(&pool->stop, memory_order_relaxed); i++)
		if (pool->work(&worker->judge, i, pool->context) < 0)
			record_failure(pool, i, &worker->judge.error);
	atomic_fetch_add(&pool->done, to - from);
}

static void *work_all(void *argument)
{
	struct worker *worker = argument;
	struct pool *pool = worker->pool;
	for (;;) {
		size_t from = atomic_fetch_add(&pool->next, SHARE);
		if (from >= pool->count || atomic_load(&pool->stop))
			return NULL;
		work_share(worker, from, from + SHARE < pool->count ? from + SHARE : pool->count);
		if (worker->first && !run_progress(pool->run, pool->phase, pool->unit, atomic_load(&pool->done), pool->count))
			atomic_store(&pool->stop, true);
	}
}

/* Judges are made one after the other: plugins' `enter` need not be ready for two callers at once. */
static int begin_workers(struct pool *pool, struct worker *workers, unsigned threads, unsigned *begun)
{
	for (*begun = 0; *begun < threads; ++*begun) {
		struct worker *worker = &workers[*begun];
		*worker = (struct worker){.pool = pool, .first = *begun == 0};
		if (judge_begin(&worker->judge, pool->run, *begun) < 0) {
			pool->error = worker->judge.error;
			judge_end(&worker->judge);
			return pool->error.code;
		}
	}
	return WN_OK;
}

static void run_workers(struct worker *workers, unsigned threads)
{
	unsigned started = 1;
	for (; started < threads; started++)
		if (pthread_create(&workers[started].thread, NULL, work_all, &workers[started]) != 0)
			break;
	work_all(&workers[0]);
	for (unsigned i = 1; i < started; i++)
		pthread_join(workers[i].thread, NULL);
}

int run_each(struct run *run, const char *phase, const char *unit, size_t count,
             int (*work)(struct judge *judge, size_t index, void *context), void *context)
{
	struct pool pool = {.run = run, .phase = phase, .unit = unit, .count = count, .work = work, .context = context};
	unsigned threads = run_threads(run), begun;
	if (threads > count / SHARE + 1)
		threads = (unsigned)(count / SHARE + 1);
	struct worker *workers = xmalloc(threads * sizeof *workers);
	pthread_mutex_init(&pool.lock, NULL);
	if (begin_workers(&pool, workers, threads, &begun) == WN_OK)
		run_workers(workers, threads);
	for (unsigned i = 0; i < begun; i++)
		judge_end(&workers[i].judge);
	free(workers);
	pthread_mutex_destroy(&pool.lock);
	if (run->interrupted)
		return fail(&run->error, WN_FAIL, "interrupted");
	if (pool.error.code)
		run->error = pool.error;
	return pool.error.code;
}
