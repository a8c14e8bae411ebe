/* winnow/source.h - what a source implements: declared (bulk files) or driven (everything else).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef WINNOW_SOURCE_H
#define WINNOW_SOURCE_H

#include <winnow/task.h>
#include <winnow/value.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- declared sources ----------------------------------------------------------------------------------
 * A declared source says in `open`, by host->map_*(), which files it reads and how their columns become
 * fields. From then on no code of the plugin runs: the host scans, converts and decides. */

/* How raw text of one or more columns becomes a value. A closed list. An empty cell is unknown (`absent`). */
enum wn_converter {
	WN_CONV_TEXT = 1, /* the text; several columns: the first that is not empty */
	WN_CONV_JOIN,     /* the columns joined by `separator`; none where one of them is empty */
	WN_CONV_SPLIT,    /* one column cut at `separator`: a set, or the keys of a list */
	WN_CONV_INTEGER,  /* digits, also "50-99", "10000-" and grouping by blank or comma */
	WN_CONV_NUMBER,   /* a decimal number */
	WN_CONV_MONEY,    /* amount; the currency is `constant`, or stands in the second column */
	WN_CONV_DATE,     /* YYYY-MM-DD, YYYYMMDD, DD/MM/YYYY, YYYY-MM or YYYY; time after it is ignored */
	WN_CONV_CODE,     /* a code of `scheme` in each column; what follows a blank is its label */
	WN_CONV_TABLE,    /* the raw text is looked up in `table`; not found: see `otherwise` */
	WN_CONV_FLAG,     /* true/false, 1/0, O/N, yes/no, Y/N */
	WN_CONV_CONSTANT, /* `constant`, whatever the row says */
	WN_CONV_DOMAIN,   /* a URL, host name or e-mail address, cut down to the host without www. */
	WN_CONV_PREFIX,   /* the longest `raw` of `table` that the text begins with; none: see `otherwise` (since 1.1) */
	WN_CONV_WHEN,     /* the text of the first column, if `table` has the text of the second; else nothing (since 1.1) */
};

/* One line of a raw-text table. */
struct wn_table_entry {
	struct wn_str raw;     /* exact bytes of the cell */
	uint32_t cause;        /* enum wn_cause: other than WN_KNOWN, this text means unknown */
	struct wn_value value; /* of the field's type; for WN_CODE the scheme, code and label */
};

/* One column mapping. Everything is copied. A field that takes one value may be mapped several times: the
 * first that gives a value counts. Sets, lists and codes add up. */
struct wn_column {
	uint32_t size;                /* sizeof(struct wn_column) */
	uint32_t convert;             /* enum wn_converter */
	struct wn_str field;          /* a field of the dictionary, or declared by the user */
	const struct wn_str *columns; /* header names, compared after trimming blanks */
	size_t column_count;
	struct wn_str separator;      /* WN_CONV_JOIN, WN_CONV_SPLIT */
	struct wn_str constant;       /* WN_CONV_CONSTANT, WN_CONV_MONEY */
	struct wn_str scheme;         /* WN_CONV_CODE; may be overridden per row by scheme_column. WN_CONV_TEXT: the text is an id of this
	                               * scheme, of another company, and becomes "scheme:id" (since 1.1) */
	struct wn_str scheme_column;  /* its text is looked up in `table`, whose values are texts: the scheme. Without it,
	                               * WN_CONV_CODE finds labels there: raw is a code, the value a text */
	const struct wn_table_entry *table;
	size_t table_count;
	const struct wn_table_entry *otherwise; /* WN_CONV_TABLE: what is not found; null: `malformed` */
	struct wn_str masked;         /* a cell of exactly these bytes is unknown, cause `masked`; empty: none */
	struct wn_str sentinel;       /* a cell of exactly these bytes is no value (1900-01-01); empty: none */
	struct wn_str observed;       /* header of a column with the year or day of the value; empty: that of the file */
	uint32_t optional;            /* 1: the file may lack the columns (older layouts) */
};

enum wn_format {
	WN_FORMAT_DELIMITED = 0,  /* rows of cells under a header line */
	WN_FORMAT_JSON_LINES = 1, /* an object a line; a column is a key, or a path of keys as "address.city", "codes.0". A file that begins
	                           * with [ is one array of such objects, in any layout (since 1.1) */
	WN_FORMAT_XML_RECORDS = 2, /* elements called `record`, under any prefix; a column is a path of names from there, as "Entity.LegalName",
	                            * of several of one name "Names.Name.2" the second; its last name may be an attribute, as xmllang for xml:lang (since 1.1) */
};

/* The shape of a file. It may be packed: .gz, or a .zip with one file in it. */
struct wn_dialect {
	uint32_t size;
	char delimiter;          /* 0: found from the header line among , ; TAB | */
	char quote;              /* 0: the double quote */
	struct wn_str encoding;  /* "utf-8" (default, a byte order mark is skipped), "latin1", "windows-1252" */
	int32_t day;             /* on which the file was true; 0 or WN_NO_DAY: the day it was last changed */
	struct wn_str member;    /* the file of a .zip that is meant; empty: the only one */
	uint32_t format;         /* enum wn_format */
	struct wn_str record;    /* WN_FORMAT_XML_RECORDS: the name of an element that is a record, without prefix */
};

/* A mapping under construction; only within `open`. */
struct wn_mapping;

/* A second file that says more about the companies of the first, found by their id: read once, after the first, and nothing of
 * it is kept but the rows of companies that no line has dropped. `size` grows at its end. */
struct wn_join {
	uint32_t size;                /* sizeof(struct wn_join) */
	uint32_t several;             /* 1: all rows of a company add up; 0: one row counts, see `newest` */
	struct wn_str id_column;      /* the company's id, in the scheme of map_id */
	struct wn_str when_column, when_value; /* only rows whose cell is exactly these bytes; empty: all */
	struct wn_str open_column, open_value; /* a row whose cell is anything else says nothing: its fields are `masked`; empty: all speak */
	struct wn_str name_column;    /* what evidence calls the row, as FILE#NAME; empty: the company's id */
	struct wn_str newest_column;  /* of several rows where one counts: the greatest text here, then the greatest name; may be empty */
	struct wn_str also_column, also_value; /* and of these only rows whose cell is exactly these bytes; empty: all */
	uint32_t others;              /* 1: a row whose id is none of the scheme is of something else (an establishment, say), and no mistake */
};

/* ---- driven sources ------------------------------------------------------------------------------------
 * A driven source is shown the lines of the ICP that read fields it provides, so that it can narrow what it
 * asks for, and emits companies page by page as a task. */

/* How well a driven source will apply a line by itself. The host checks every line again in any case. */
enum wn_push {
	WN_PUSH_NO = 0,      /* not at all */
	WN_PUSH_PARTLY = 1,  /* removes some misses, never a match */
	WN_PUSH_EXACT = 2,   /* removes exactly the misses */
};

/* One condition of a line, as far as it can be shown: `words` name what is tested. */
struct wn_line {
	uint32_t size;
	struct wn_str id;       /* the line's id in the profile */
	struct wn_str section;  /* must or must_not */
	struct wn_str field;
	struct wn_str word;     /* any_of, between, nace, ... of icp-language; "" where the line is not a plain one */
	const struct wn_value *values; /* the texts or codes of any_of and nace; the one range of between */
	size_t value_count;
	uint32_t push;          /* out: enum wn_push; WN_PUSH_NO on entry */
};

struct wn_source_ops {
	uint32_t size; /* sizeof(struct wn_source_ops) */
	/* Optional, driven sources: called once after `open`, with all lines; sets `push` in each. What it
	 * derives it keeps in memory that `state` owns. Runs before any worker. */
	int (*offer)(void *state, struct wn_line *lines, size_t count, struct wn_error *error);
	/* Driven sources: one page. host->row() begins a company, host->fact() fills it. WN_MORE: call again
	 * with a new task whose `data` is what host->cursor() kept; WN_OK: that was the last page; WN_WAIT:
	 * requests are out. Null: the source is declared. */
	int (*page)(struct wn_task *task);
};

#ifdef __cplusplus
}
#endif
#endif
