/* winnow/plugin.h - the one header that a plugin includes.
 *
 * A shared object exports one symbol, `winnow_plugin`, a const descriptor:
 *
 *     WN_EXPORT const struct wn_plugin winnow_plugin = {
 *         WN_PLUGIN_HEAD,
 *         .kind = WN_ENRICHER,
 *         .name = "example",
 *         ...
 *     };
 *
 * magic, ABI numbers and size are read and checked before anything else. The same major is required; a
 * plugin built against an older minor loads. Structures passed by the host grow at their end and carry their
 * size; those of the plugin are read no further than the size it gives. docs/plugins-c.md is the guide.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef WINNOW_PLUGIN_H
#define WINNOW_PLUGIN_H

#include <winnow/base.h>
#include <winnow/enricher.h>
#include <winnow/filter.h>
#include <winnow/host.h>
#include <winnow/option.h>
#include <winnow/sink.h>
#include <winnow/source.h>
#include <winnow/task.h>
#include <winnow/value.h>

#ifdef __cplusplus
extern "C" {
#endif

#define WN_PLUGIN_MAGIC 0x574e4f57u /* "WNOW" */
#define WN_ABI_MAJOR 1u
#define WN_ABI_MINOR 1u /* 1: joined files, WN_CONV_PREFIX, WN_CONV_WHEN, JSON arrays and XML */

#if defined(__GNUC__)
#define WN_EXPORT __attribute__((visibility("default")))
#else
#define WN_EXPORT
#endif

/* The first four members of the descriptor. */
#define WN_PLUGIN_HEAD WN_PLUGIN_MAGIC, WN_ABI_MAJOR, WN_ABI_MINOR, sizeof(struct wn_plugin)

enum wn_kind { WN_SOURCE = 1, WN_ENRICHER, WN_FILTER, WN_SINK };

struct wn_plugin {
	uint32_t magic, abi_major, abi_minor, size;
	uint32_t kind;                   /* enum wn_kind */
	uint32_t fresh_days;             /* enrichers: how long a probe's facts stay good; 0: one run */
	const char *name;                /* the word in the pipeline: lower case, digits, underscores; that of the file */
	const char *summary;             /* one line, no full stop */
	const char *version;             /* changes when answers may change */
	const struct wn_option *options; /* ends with a null name; null: none */
	size_t config_size;              /* of the structure that options fill; 0 with no options */

	/* What it reads, brings and costs, from the options alone: no input or output, secrets still empty.
	 * Checks between options belong here too. */
	int (*describe)(const void *config, struct wn_needs *needs, struct wn_error *error);
	/* Once per step of a pipeline. `*state` is read-only afterwards and shared by all workers. A failure
	 * means no `close`. */
	int (*open)(const struct wn_open *open, void **state, struct wn_error *error);
	/* Optional: once per worker thread, scratch memory that only it sees. */
	int (*enter)(void *state, void **worker, struct wn_error *error);
	void (*leave)(void *worker);
	/* Optional: gives back what `open` took; the open arena is freed after it. */
	void (*close)(void *state);

	const void *ops; /* wn_source_ops, wn_enricher_ops, wn_filter_ops or wn_sink_ops, by kind */
};

/* The symbol that the host looks up. */
#define WN_PLUGIN_SYMBOL "winnow_plugin"

#ifdef __cplusplus
}
#endif
#endif
