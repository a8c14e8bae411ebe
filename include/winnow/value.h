/* winnow/value.h - typed values, evidence, causes of unknown.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef WINNOW_VALUE_H
#define WINNOW_VALUE_H

#include <winnow/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The type of a field (see `winnow fields`) or of an attribute of an item. */
enum wn_type {
	WN_TEXT = 1, /* one short text */
	WN_CODE,     /* codes of classifications, each with its scheme: industry, legal form */
	WN_INTEGER,  /* a range of whole numbers: a headcount */
	WN_NUMBER,   /* a range of numbers in millionths: 1.5 is 1500000 */
	WN_MONEY,    /* a range of an amount in minor units of one currency */
	WN_DATE,     /* a range of days: one day, or a month, or a year */
	WN_FLAG,     /* yes or no */
	WN_SET,      /* texts, each once */
	WN_LIST,     /* items with attributes: technologies, signals, openings */
	WN_BODY,     /* a long text, such as that of a web site */
	WN_VERSION,  /* an attribute only: numbers with dots */
};

/* A closed interval, both ends included. An exact value has low == high. Never low > high. */
#define WN_OPEN_LOW INT64_MIN  /* no lower end */
#define WN_OPEN_HIGH INT64_MAX /* no upper end */
struct wn_range {
	int64_t low, high;
};

/* Millionths: the unit of WN_NUMBER, so that comparison is exact on every machine. */
#define WN_NUMBER_UNIT 1000000

/* An amount. `currency` is ISO 4217, NUL-terminated. `range` is in minor units (cents where the currency has
 * two decimals). `day` is the day of the amount (the end of the financial year, the day of the round). */
struct wn_money {
	struct wn_range range;
	char currency[4];
	int32_t day; /* days since 1970-01-01, or WN_NO_DAY */
};

/* Days are counted from 1970-01-01 in the proleptic Gregorian calendar. */
#define WN_NO_DAY INT32_MIN

/* One code. Schemes: naf (rev 2), naf25, nace, nace21, sic (UK 2007), us_sic, naics, isic, cj (French legal
 * category); others are kept as they are. `code` may be empty where a register gives words only. */
struct wn_code {
	struct wn_str scheme;
	struct wn_str code;
	struct wn_str label;
};

struct wn_item;

/* A value. Everything it points at must live as long as the call it is passed to; the host copies.
 * `complete` is for WN_SET, WN_LIST and WN_BODY: everything there is was read, so what is not in it is not
 * there. `absent` holds members (of a set) or keys (of a list) that were looked for in a telling way and not
 * found: "not there" for them, unknown for all others. */
struct wn_value {
	uint32_t type;     /* enum wn_type */
	uint32_t complete; /* 0 or 1 */
	union {
		struct wn_str text;     /* WN_TEXT, WN_BODY, WN_VERSION */
		struct wn_range range;  /* WN_INTEGER, WN_NUMBER, WN_DATE (days) */
		struct wn_money money;  /* WN_MONEY */
		uint32_t flag;          /* WN_FLAG: 0 or 1 */
		struct {
			const struct wn_code *at;
			size_t count;
		} codes; /* WN_CODE */
		struct {
			const struct wn_str *at;
			size_t count;
			const struct wn_str *absent;
			size_t absent_count;
		} set; /* WN_SET */
		struct {
			const struct wn_item *at;
			size_t count;
			const struct wn_str *absent;
			size_t absent_count;
		} list; /* WN_LIST */
	} as;
};

/* One attribute of an item: its name as `winnow fields` prints it, or the user's own, beginning with x_. */
struct wn_attribute {
	struct wn_str name;
	struct wn_value value; /* never a set, list or body */
};

/* One item of a list. The key attribute (name, kind, title, ...) is among the attributes. */
struct wn_item {
	const struct wn_attribute *attributes;
	size_t count;
	struct wn_str where; /* URL, or file and row; empty: that of the fact */
	uint32_t sure;       /* thousandths; 0: that of the fact */
};

/* Who says so is added by the host (the step's name); the rest is said here. */
struct wn_evidence {
	struct wn_str where; /* URL; or file and row, as "file#id" where rows have ids, else "file:line" */
	int32_t day;         /* when it was true or observed, days since 1970-01-01; WN_NO_DAY: not said */
	uint32_t sure;       /* thousandths, 1 to 1000; 0: certain */
};

/* Why a fact is not known: a closed list. It says whether asking again may help. */
enum wn_cause {
	WN_KNOWN = 0,
	WN_NOT_ASKED,       /* a provider exists and has not been asked */
	WN_NO_PROVIDER,     /* nothing in this pipeline can bring the field */
	WN_ABSENT,          /* looked, and the source has no value */
	WN_PARTIAL,         /* a value is known, too wide to decide */
	WN_INCOMPLETE,      /* not found, but not everything was read */
	WN_MASKED,          /* the source hides it */
	WN_MALFORMED,       /* the source's value cannot be read */
	WN_BUDGET,          /* the budget ran out */
	WN_ROBOTS,          /* robots.txt forbids it */
	WN_REFUSED_ADDRESS, /* the address guard forbids it */
	WN_UNREACHABLE,     /* no connection, no name */
	WN_TIMEOUT,
	WN_STATUS,          /* the server answered with an error */
	WN_TOO_LARGE,
	WN_LIMIT,           /* a limit of time, memory or depth */
	WN_PLUGIN_ERROR,    /* the plugin's own code failed */
	WN_INTERRUPTED,     /* a paid call whose answer was lost */
	WN_OFFLINE,         /* not in memory, and the network is off */
	WN_EXPIRED,         /* known once, too old now */
	WN_ERASED,          /* removed on request */
	WN_CAUSE_COUNT
};

/* A fact as the host shows it: a value with its evidence, or the cause why there is none. */
struct wn_fact {
	uint32_t cause; /* enum wn_cause; WN_KNOWN: value and evidence hold */
	struct wn_value value;
	struct wn_evidence evidence;
	struct wn_str provider; /* the step that says so */
};

#ifdef __cplusplus
}
#endif
#endif
