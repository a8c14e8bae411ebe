/* minimal.h - the parts that a test plugin does not care about: no options, nothing to describe, nothing to open. */
#ifndef TESTS_PLUGINS_MINIMAL_H
#define TESTS_PLUGINS_MINIMAL_H

#include <winnow/plugin.h>

static inline int minimal_describe(const void *config, struct wn_needs *needs, struct wn_error *error)
{
	(void)config, (void)needs, (void)error;
	return WN_OK;
}

static inline int minimal_open(const struct wn_open *open, void **state, struct wn_error *error)
{
	(void)error;
	*state = (void *)open->config;
	return WN_OK;
}

static inline int minimal_judge(struct wn_task *task, struct wn_judgement *judgement)
{
	(void)task;
	judgement->verdict = WN_KEEP;
	return WN_OK;
}

static const struct wn_filter_ops minimal_filter = {sizeof(struct wn_filter_ops), minimal_judge};

/* The rest of a filter's descriptor, behind its four numbers. */
#define MINIMAL_FILTER(called) \
	.kind = WN_FILTER, .name = called, .summary = "a test", .version = "1", .describe = minimal_describe, .open = minimal_open, \
	.ops = &minimal_filter

#endif
