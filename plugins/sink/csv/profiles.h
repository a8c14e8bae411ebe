/* profiles.h - who reads the file: the headers that it insists on, and how each cell is written for it. */
#ifndef PLUGINS_SINK_CSV_PROFILES_H
#define PLUGINS_SINK_CSV_PROFILES_H

#include <winnow/plugin.h>

enum profile { PLAIN, EXCEL, HUBSPOT, SALESFORCE, LINKEDIN, LEMLIST };

/* How a cell comes from an account. */
enum how {
	HOW_EMPTY,    /* a column that must be there, and of which nothing is known here */
	HOW_FIELD,    /* as the list prints it */
	HOW_NAME,     /* never empty: where there is no name the domain, else the id */
	HOW_BARE_NAME, /* the same without its legal form */
	HOW_WEBSITE,  /* the site's address, else that of the domain */
	HOW_MAIL_DOMAIN, /* of the company's e-mail address */
	HOW_STATE,    /* of US, CA and AU the letters that everybody writes, elsewhere the ISO code */
	HOW_STATE_ALONE, /* the same, and nothing elsewhere */
	HOW_COUNT,    /* one number: the low end of a range */
	HOW_MONEY,    /* an amount, if it is in the currency of the reader */
	HOW_TIER, HOW_HEAT, HOW_FIT, HOW_TIMING, HOW_UNDECIDED, HOW_REASONS, HOW_WINNOW_ID, HOW_ID, HOW_PLACE, HOW_ICP, HOW_OTHERS,
};

struct column {
	struct wn_str header;
	enum how how;
	struct wn_str field; /* that is read, where one is */
};

/* The columns of a profile with headers of its own; null for the others. */
const struct column *profile_columns(enum profile profile, size_t *count);
/* "tier", "winnow_id", ...: what an account has besides its fields. False: no such word. */
int how_of_word(struct wn_str word, enum how *how);
struct wn_str column_cell(struct wn_task *task, const struct wn_account *account, const struct column *column, struct wn_str currency);

#endif
