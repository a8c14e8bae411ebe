/* winnow/host.h - the services that the host gives to a plugin.
 *
 * A const table of functions: plugins need no symbol of the host, so the same source also links statically
 * into a test. The table grows only at its end; `size` says how far it reaches. Unless said otherwise
 * functions return WN_OK or a negative wn_result, may be called from any worker, copy what is passed in, and
 * never keep a pointer of the plugin.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef WINNOW_HOST_H
#define WINNOW_HOST_H

#include <winnow/filter.h>
#include <winnow/option.h>
#include <winnow/sink.h>
#include <winnow/source.h>
#include <winnow/task.h>
#include <winnow/value.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define WN_PRINTF(at, first) __attribute__((__format__(__printf__, at, first)))
#else
#define WN_PRINTF(at, first)
#endif

struct wn_host;

/* What a plugin says of itself in `describe`: which fields it reads and brings, and what a run of it costs.
 * Made by the host; `host` is its first use. Field names that do not exist are an error of the plugin,
 * reported with its name. */
struct wn_needs {
	uint32_t size;
	const struct wn_host *host;
	struct wn_arena *arena; /* lives as long as the run: for checking descriptions */
};

/* What `open` is given. `arena` lives until `close` has returned. */
struct wn_open {
	uint32_t size;
	const struct wn_host *host;
	struct wn_arena *arena;
	const void *config;          /* the filled options, valid until `close` has returned */
	struct wn_str name;          /* of the step: `as`, or the plugin's name; for messages */
	struct wn_mapping *mapping;  /* declared sources: to be filled; otherwise null */
	int32_t as_of;               /* the day of the run */
};

/* Levels of host->say. */
enum wn_level { WN_DEBUG = 1, WN_INFO, WN_WARNING, WN_ERROR };

/* Kinds of a description node. */
enum wn_tree_kind { WN_TREE_NONE = 0, WN_TREE_FLAG, WN_TREE_INTEGER, WN_TREE_NUMBER, WN_TREE_TEXT,
	WN_TREE_TABLE, WN_TREE_CALL, WN_TREE_CODE };

/* A file of rows with named columns: CSV with a header, or JSON Lines (objects; nested values are JSON text). */
struct wn_rows;
struct wn_row {
	uint64_t number;             /* line in the file, 1 is the first; the header is line 1 */
	const struct wn_str *cells;  /* one per column; of the last wn_rows call only */
	size_t count;
};

struct wn_host {
	uint32_t size;
	uint32_t abi_minor;

	/* ---- anywhere ---- */

	/* Writes the text of a failure and returns `code`, so that `return host->fail(...)` reads well. One
	 * sentence, no final stop, no line end; what was expected and the remedy, never secrets or row content. */
	int (*fail)(struct wn_error *error, int code, const char *format, ...) WN_PRINTF(3, 4);
	/* A line for the operator; the host adds time and step. `who` is the step's name or empty. */
	void (*say)(enum wn_level level, struct wn_str who, const char *format, ...) WN_PRINTF(3, 4);
	/* Zeroed memory, aligned for anything; never null. */
	void *(*alloc)(struct wn_arena *arena, size_t size);
	/* A formatted text in the arena, NUL-terminated behind its length. */
	struct wn_str (*text)(struct wn_arena *arena, const char *format, ...) WN_PRINTF(2, 3);

	/* ---- describe ---- */

	int (*need)(struct wn_needs *needs, struct wn_str field);    /* known before the step starts, or it does not start */
	int (*want)(struct wn_needs *needs, struct wn_str field);    /* seen if a source gave it */
	int (*provide)(struct wn_needs *needs, struct wn_str field); /* may be brought */
	/* At most so many requests and credits for one company. */
	int (*cost)(struct wn_needs *needs, uint32_t requests, uint32_t credits);

	/* ---- tasks ---- */

	/* A declared field of the company. WN_OK: `fact` holds a value or a cause, living as long as the task.
	 * WN_REFUSED: the field is neither in needs nor wants (sinks may read all). */
	int (*get)(struct wn_task *task, struct wn_str field, struct wn_fact *fact);
	/* The canonical id of the company, "fr-siren:552100554". */
	struct wn_str (*company_id)(struct wn_task *task);
	/* Asks the world; see task.h. Returns the number of the request in this turn (0, 1, ...), or negative. */
	int (*request)(struct wn_task *task, const struct wn_request *request);
	/* The answer to request number `index` of the turn before; null if there was none. */
	const struct wn_answer *(*answer)(struct wn_task *task, uint32_t index);
	/* Says a fact of the current company. A null `evidence` means: certain, on the day of the answer, where unsaid.
	 * WN_REFUSED: the field is not declared; WN_INVALID: value of the wrong type or out of its range. */
	int (*fact)(struct wn_task *task, struct wn_str field, const struct wn_value *value, const struct wn_evidence *evidence);
	/* Says that a field was looked for in vain, and why. */
	int (*unknown)(struct wn_task *task, struct wn_str field, enum wn_cause cause);

	/* ---- sources ---- */

	/* Driven: begins a company. `scheme` is fr-siren, gb-crn, no-orgnr, be-kbo, lei, domain, or empty where
	 * the source has no id (then a domain fact, or name with country and postcode, identifies it).
	 * WN_INVALID: the id is malformed or its check digit is wrong; the row is counted as bad. */
	int (*row)(struct wn_task *task, struct wn_str scheme, struct wn_str id, struct wn_str where);
	/* Driven: this company objects to re-use; the host forgets it. Instead of row(). */
	int (*opt_out)(struct wn_task *task, struct wn_str scheme, struct wn_str id);
	/* Driven: what the next page's task finds as `data`: a copy of these bytes in its arena. */
	int (*cursor)(struct wn_task *task, const void *bytes, size_t size);
	/* Driven: of the rows of a page, one that cannot be used. `kind` is a few words, never content: "wrong number of columns",
	 * "impossible date", "bad id", "bad UTF-8", "unclosed quote", "NUL byte"; others count as "unusable row". */
	int (*bad_row)(struct wn_task *task, struct wn_str kind, struct wn_str where);

	/* Declared, in `open`: a file to read; several files add up. A null dialect: found out. */
	int (*map_file)(struct wn_mapping *mapping, struct wn_str path, const struct wn_dialect *dialect, struct wn_error *error);
	/* The column with the company's id in this scheme. Without it see row(). */
	int (*map_id)(struct wn_mapping *mapping, struct wn_str scheme, struct wn_str column, struct wn_error *error);
	int (*map_column)(struct wn_mapping *mapping, const struct wn_column *column, struct wn_error *error);
	/* Rows whose `column` holds anything but `open_value` object to re-use. */
	int (*map_opt_out)(struct wn_mapping *mapping, struct wn_str column, struct wn_str open_value, struct wn_error *error);
	/* How sure this source is of everything it says, in thousandths. */
	int (*map_sure)(struct wn_mapping *mapping, uint32_t sure);
	/* Mapping words of a description (columns = { field = "Column", ... }, see docs/plugins-c.md), with
	 * messages at their place in the file. */
	int (*map_tree)(struct wn_mapping *mapping, const struct wn_tree *columns, struct wn_error *error);

	/* ---- sinks ---- */

	/* An account's field as the list prints it: unknown is empty, ranges 50-99, sets joined by "; ". */
	struct wn_str (*cell)(struct wn_task *task, struct wn_str field);
	/* The fields of the list in dictionary order: those that this pipeline can bring. Null at the end. */
	const char *(*field_at)(struct wn_task *task, size_t index);
	/* The staged file: written beside `path` under another name, seen by nobody until commit. `open`
	 * makes missing folders. `prepare` makes it durable and gives the token for commit and abort, which
	 * are safe to repeat. One staged file per task. */
	int (*stage_open)(struct wn_task *task, struct wn_str path);
	int (*stage_write)(struct wn_task *task, const void *bytes, size_t size);
	int (*stage_prepare)(struct wn_task *task, struct wn_str *token);
	int (*stage_commit)(struct wn_task *task, struct wn_str token);
	int (*stage_abort)(struct wn_task *task, struct wn_str token);

	/* ---- files of the user ---- */

	/* The whole file, at most 64 MiB; what is packed as .gz or .zip comes unpacked, here and in rows_open. */
	int (*read_file)(struct wn_arena *arena, struct wn_str path, struct wn_str *content, struct wn_error *error);
	/* Rows of a CSV or JSON Lines file (told apart by content), as text cells. Bad rows fail with file, line and kind. */
	int (*rows_open)(struct wn_str path, struct wn_rows **rows, struct wn_error *error);
	/* Index of a column by header name (trimmed), or WN_NONE. JSON Lines: keys of the first 1000 rows. */
	int (*rows_column)(const struct wn_rows *rows, struct wn_str name);
	/* WN_OK with a row, or WN_NONE at the end. */
	int (*rows_next)(struct wn_rows *rows, struct wn_row *row, struct wn_error *error);
	void (*rows_close)(struct wn_rows *rows);
	/* (convert, read_columns and read_item want an arena that the host gave: from it they know which fields there are.)
	 * One converter on the cells of one row, as a declared source would do it. `columns` of `column` are
	 * indices given in order in `cells`. WN_OK: `fact` holds a value or a cause, in the arena. */
	int (*convert)(struct wn_arena *arena, const struct wn_column *column, const struct wn_str *cells, size_t count, struct wn_fact *fact);
	/* Reads mapping words of a description (as map_tree) into columns, for plugins that join rows themselves.
	 * Each column's `columns` name headers. */
	int (*read_columns)(struct wn_arena *arena, const struct wn_tree *tree, const struct wn_column **columns, size_t *count, struct wn_error *error);

	/* ---- descriptions (WN_OPT_TREE) ---- */

	enum wn_tree_kind (*tree_kind)(const struct wn_tree *tree); /* null is WN_TREE_NONE */
	size_t (*tree_count)(const struct wn_tree *tree);           /* entries of a table, arguments of a call */
	const struct wn_tree *(*tree_at)(const struct wn_tree *tree, size_t index);      /* in file order */
	struct wn_str (*tree_key)(const struct wn_tree *tree, size_t index);             /* empty: a bare value */
	const struct wn_tree *(*tree_get)(const struct wn_tree *tree, struct wn_str key); /* null: not there */
	struct wn_str (*tree_text)(const struct wn_tree *tree);     /* a text; the word of a call */
	int64_t (*tree_integer)(const struct wn_tree *tree);
	double (*tree_number)(const struct wn_tree *tree);          /* also of an integer */
	/* As fail(), with file:line:col of the node in front. */
	int (*tree_fail)(struct wn_error *error, const struct wn_tree *tree, const char *format, ...) WN_PRINTF(3, 4);

	/* ---- texts, ids, days ---- */

	/* The key under which texts are equal: NFKC, case folded, accents removed, blanks collapsed. */
	struct wn_str (*fold)(struct wn_arena *arena, struct wn_str text);
	/* Registrable domain of a host name, URL or e-mail address (public suffix list with its private
	 * section), in lower-case ASCII; empty: there is none. */
	struct wn_str (*domain)(struct wn_arena *arena, struct wn_str text);
	/* Checks an id's form and check digits and gives its one spelling: siren, siret, vat, lei, crn, orgnr,
	 * kbo, or the names of the schemes. WN_INVALID where it cannot be. */
	int (*id_check)(struct wn_arena *arena, struct wn_str scheme, struct wn_str text, struct wn_str *canonical);
	/* YYYY-MM-DD to days since 1970-01-01; WN_INVALID for days that do not exist. */
	int (*parse_day)(struct wn_str text, int32_t *day);
	struct wn_str (*format_day)(struct wn_arena *arena, int32_t day);
	/* Decimal text ("1234.5") to minor units of a currency; WN_INVALID. */
	int (*parse_money)(struct wn_str text, struct wn_str currency, int64_t *minor);
	/* HMAC-SHA-256. */
	void (*hmac)(struct wn_str key, struct wn_str data, uint8_t digest[32]);

	/* As read_columns, for a description whose keys are the attributes of one item of `list`: item = { date = "Column", ... }.
	 * Each column's field is "list.attribute", and convert() gives the attribute's value. */
	int (*read_item)(struct wn_arena *arena, struct wn_str list, const struct wn_tree *item, const struct wn_column **columns, size_t *count,
	                 struct wn_error *error);

	/* ---- since 1.1: joined files of declared sources ---- */

	/* In `describe`: as provide(), for a field that the joined file `file` brings. `winnow plan` shows it. */
	int (*provide_joined)(struct wn_needs *needs, struct wn_str field, struct wn_str file);
	/* In `open`, after map_id: a file to be joined. `*joined` is then filled by map_file and map_column; it takes no id, opt-out, sure or
	 * join of its own. A field that takes one value cannot be mapped in both files. */
	int (*map_join)(struct wn_mapping *mapping, const struct wn_join *join, struct wn_mapping **joined, struct wn_error *error);
};

#ifdef __cplusplus
}
#endif
#endif
