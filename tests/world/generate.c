/* generate.c - large registry files in the true layouts, invented: for measuring, and for tests that need many rows.
 *
 *     generate --rows N --out DIR [--seed S] [--layout 33|34|35] [--companies-house M] [--establishments 0|1]
 *
 * DIR/StockUniteLegale.csv has N rows in the layout of SIRENE with so many columns, DIR/BasicCompanyData.csv has M rows
 * (N / 5 if not said; 0: no such file) in the layout of Companies House. With --establishments 1 there are also
 * DIR/StockEtablissement.csv, of the same year's layout, and DIR/seats.csv, what a reader must find in it (seats.h). The same arguments give the same bytes on
 * every machine: all chance comes from the seed and the number of the row, no time and no library is asked.
 * Shares (forms, headcounts, ceased, masked) follow what is published about the registers; names are drawn from the
 * lists of words.h, so that a company of this name may exist is chance.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "words.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define PICK(random, array) ((array)[below(random, COUNT(array))])

/* ---- chance ---- */

struct random {
	uint64_t state;
};

/* Splitmix64: one addition and a mix, good enough for shares, and each row has a start of its own. */
static uint64_t next(struct random *random)
{
	uint64_t z = random->state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

static struct random random_of_row(uint64_t seed, uint64_t register_number, uint64_t row)
{
	struct random random = {seed ^ register_number << 56};

	random.state = next(&random) + row * UINT64_C(0xD1342543DE82EF95);
	return random;
}

static uint32_t below(struct random *random, uint64_t limit)
{
	return (uint32_t)((next(random) >> 32) * limit >> 32);
}

/* With a chance of so many in ten thousand. */
static bool chance(struct random *random, uint32_t share)
{
	return below(random, 10000) < share;
}

/* Days from `low` to `high`, both included; `low` where there is nothing between. */
static int32_t day_between(struct random *random, int32_t low, int32_t high)
{
	return high <= low ? low : low + (int32_t)below(random, (uint64_t)(high - low) + 1);
}

/* A weighted draw in one look-up: slots filled in proportion to weights. */
enum { WHEEL = 4096 };
struct wheel {
	uint16_t slots[WHEEL];
};

static void wheel_fill(struct wheel *wheel, const uint32_t *weights, size_t count)
{
	uint64_t total = 0, sum = 0;
	size_t i, at = 0;

	for (i = 0; i < count; i++)
		total += weights[i];
	for (i = 0; i < count; i++)
		for (sum += weights[i]; at * total < sum * WHEEL && at < WHEEL; at++)
			wheel->slots[at] = (uint16_t)i;
}

static size_t wheel_turn(const struct wheel *wheel, struct random *random)
{
	return wheel->slots[below(random, WHEEL)];
}

/* ---- output ---- */

enum { ROOM = 1 << 20, LINE_LONGEST = 4096 };
struct output {
	FILE *file;
	const char *path;
	size_t len;
	char bytes[ROOM];
};

static void stop(const char *what, const char *path)
{
	fprintf(stderr, "generate: cannot %s '%s': %s\n", what, path, strerror(errno));
	exit(2);
}

static struct output *output_open(const char *path)
{
	struct output *output = malloc(sizeof *output);

	if (!output)
		stop("write", path);
	output->path = path;
	output->len = 0;
	output->file = fopen(path, "wb");
	if (!output->file)
		stop("write", path);
	return output;
}

static void output_flush(struct output *output)
{
	if (fwrite(output->bytes, 1, output->len, output->file) != output->len)
		stop("write", output->path);
	output->len = 0;
}

static void output_close(struct output *output)
{
	output_flush(output);
	if (fclose(output->file) != 0)
		stop("write", output->path);
	free(output);
}

/* Called once a row, so that the rest need not look. */
static void output_room(struct output *output)
{
	if (output->len + LINE_LONGEST > ROOM)
		output_flush(output);
}

static void put_byte(struct output *output, char byte)
{
	output->bytes[output->len++] = byte;
}

static void put(struct output *output, const char *text)
{
	size_t len = strlen(text);

	memcpy(output->bytes + output->len, text, len);
	output->len += len;
}

static void put_number(struct output *output, uint32_t number, int digits)
{
	char text[10];
	int i;

	for (i = 9; i >= 0; i--, number /= 10)
		text[i] = (char)('0' + number % 10);
	for (i = 0; i < 10 - digits && text[i] == '0'; i++)
		;
	memcpy(output->bytes + output->len, text + i, (size_t)(10 - i));
	output->len += (size_t)(10 - i);
}

/* In double quotes, those inside doubled. */
static void put_quoted(struct output *output, const char *text)
{
	put_byte(output, '"');
	for (; *text; text++) {
		if (*text == '"')
			put_byte(output, '"');
		put_byte(output, *text);
	}
	put_byte(output, '"');
}

/* A short text under construction. */
struct text {
	size_t len;
	char at[200];
};

static void add(struct text *text, const char *more, size_t len)
{
	if (text->len + len < sizeof text->at) {
		memcpy(text->at + text->len, more, len);
		text->len += len;
		text->at[text->len] = 0;
	}
}

static void add_number(struct text *text, uint32_t number)
{
	char digits[16];

	add(text, digits, (size_t)snprintf(digits, sizeof digits, "%" PRIu32, number));
}

/* The pattern with %x replaced by a word of the list x, %d by a number to 9, %n by one to 300, %l by a letter. Words are
 * drawn from left to right; the arguments of one call in C are not, and the bytes must not depend on the compiler. */
static const char *compose(struct random *random, struct text *text, const char *pattern)
{
	const struct list *list;
	const char *word;

	for (; *pattern; pattern++) {
		if (*pattern != '%') {
			add(text, pattern, 1);
			continue;
		}
		pattern++;
		for (list = lists; list->key && list->key != *pattern; list++)
			;
		if (list->key) {
			word = list->words[below(random, list->count)];
			add(text, word, strlen(word));
		} else if (*pattern == 'l') {
			add(text, &"ABDEFGHJLNPQRSTUWXYZ"[below(random, 20)], 1);
		} else {
			add_number(text, 1 + below(random, *pattern == 'd' ? 9 : 300));
		}
	}
	return text->at;
}

/* ---- days, counted from 1970-01-01 ---- */

enum { NO_DAY = INT32_MIN, DAY_1900 = -25567, DAY_1993 = 8401, DAY_2003 = 12053, DAY_2008 = 13879, DAY_2017 = 17167 };

struct date {
	uint32_t year, month, day;
};

static struct date date_of(int32_t day)
{
	uint32_t n = (uint32_t)(day + 719468); /* since 0000-03-01; all our days are behind it */
	uint32_t era = n / 146097, of_era = n % 146097;
	uint32_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	uint32_t of_year = of_era - (365 * year + year / 4 - year / 100);
	uint32_t month = (5 * of_year + 2) / 153;
	struct date date = {year + era * 400, month < 10 ? month + 3 : month - 9, of_year - (153 * month + 2) / 5 + 1};

	date.year += date.month <= 2;
	return date;
}

/* A curve through points: at which day stands a number of so many of 1,000,000. */
struct knot {
	int32_t at, day;
};

static int32_t curve(const struct knot *knots, uint32_t at)
{
	int64_t width;

	while ((uint32_t)knots[1].at <= at)
		knots++;
	width = knots[1].at - knots[0].at;
	return knots[0].day + (int32_t)((int64_t)(knots[1].day - knots[0].day) * ((int32_t)at - knots[0].at) / width);
}

/* ---- France ---- */

static const char *const bands[] = {"NN", "00", "01", "02", "03", "11", "12", "21", "22", "31", "32", "41", "42", "51", "52", "53"};
/* In millionths of what is active. */
static const uint32_t bands_of_persons[] = {970000, 8000, 15500, 4600, 1400, 400, 90, 8, 2, 0, 0, 0, 0, 0, 0, 0};
static const uint32_t bands_of_others[] = {652000, 30000, 135000, 75000, 42000, 32000, 21000, 7000, 3600, 800, 1000, 350, 150, 80, 14, 6};
enum { BAND_ETI = 11, BAND_GE = 14 };

/* SIREN numbers were given out in blocks: low ones are old. */
static const struct knot created_knots[] = {
	{0, -9000}, {300000, 5100}, {450000, 12900}, {550000, 15400}, {750000, 15900}, {850000, 18000}, {1000000, 20757}, {2000000, 20757},
};

struct stock {
	struct output *output;
	struct output *establishments, *truth; /* or null */
	uint32_t columns; /* 33, 34 or 35 */
	int32_t today;    /* the day of the file */
	uint64_t rows, seed;
	struct wheel forms, activities_person, activities_legal;
};

struct unit {
	struct random random;
	const struct form *form; /* null: a sole trader */
	uint32_t prefix, digit;  /* siren: eight digits and the check digit */
	uint32_t seat;           /* the seat's number in the siret, without its check digit */
	uint32_t sum;            /* Luhn sum of the siren as the front of a siret */
	int32_t created, started;
	bool ceased, partial;
	const char *activity, *nomenclature, *activity_2025;
	size_t band;
};

/* Sum of the digits of `number`, every second doubled, beginning with the last one if `doubled`. */
static uint32_t luhn(uint32_t number, bool doubled)
{
	uint32_t sum = 0;

	for (; number > 0; number /= 10, doubled = !doubled) {
		uint32_t digit = number % 10 << doubled;

		sum += digit > 9 ? digit - 9 : digit;
	}
	return sum;
}

/* Ascending: each row has a piece of the numbers for itself. */
static void set_siren(const struct stock *stock, uint64_t row, struct unit *unit)
{
	uint64_t first = 32517, span = 99000000, low = first + row * span / stock->rows, high = first + (row + 1) * span / stock->rows;

	unit->prefix = (uint32_t)(low + below(&unit->random, high - low));
	unit->digit = (10 - luhn(unit->prefix, true) % 10) % 10;
	unit->sum = luhn(unit->prefix * 10 + unit->digit, true);
}

static void set_days(const struct stock *stock, struct unit *unit)
{
	struct random *random = &unit->random;
	uint32_t at = unit->prefix / 100;
	int32_t from;

	unit->created = curve(created_knots, at) + (int32_t)below(random, 1500) - 750;
	if (unit->created > stock->today)
		unit->created = stock->today - (int32_t)below(random, 600);
	from = unit->created;
	if (chance(random, 50))
		unit->created = NO_DAY;
	else if (at < 400000 && chance(random, 120))
		unit->created = DAY_1900;
	/* Of old ones more are gone: 52 to 8 of a hundred, 30 altogether. */
	unit->ceased = below(random, 1000000) < 520000 - at * 44 / 100;
	if (unit->ceased)
		unit->started = day_between(random, from + 90, stock->today);
	else if (from >= DAY_2008)
		unit->started = chance(random, 6500) ? from : day_between(random, from, stock->today);
	else
		unit->started = chance(random, 4500) ? DAY_2008 : day_between(random, DAY_2008, stock->today);
	if (unit->started > stock->today)
		unit->started = stock->today;
}

/* What most of a kind do, and else what the weights say. */
static const struct activity *draw_activity(const struct stock *stock, const struct unit *unit, struct random *random)
{
	static const struct activity property = {"68.20B", "68.20Y", 0, 0}, owners = {"81.10Z", "81.10Y", 0, 0}, town = {"84.11Z", "84.11Y", 0, 0};

	if (!unit->form)
		return &activities[wheel_turn(&stock->activities_person, random)];
	if (unit->form->kind == PROPERTY && chance(random, 8000))
		return &property;
	if (unit->form->kind == OWNERS)
		return &owners;
	if (unit->form->kind == TOWN)
		return &town;
	return &activities[wheel_turn(&stock->activities_legal, random)];
}

/* What ceased before a nomenclature came keeps the one before. */
static void set_activity(const struct stock *stock, struct unit *unit)
{
	struct random *random = &unit->random;
	const struct activity *activity = draw_activity(stock, unit, random);

	unit->activity_2025 = "";
	if (unit->ceased && unit->started < DAY_2008) {
		bool rev1 = unit->started >= DAY_2003, old = unit->started < DAY_1993;

		unit->nomenclature = rev1 ? "NAFRev1" : old ? "NAP" : "NAF1993";
		unit->activity = rev1 ? PICK(random, codes_2003) : old ? PICK(random, codes_1973) : PICK(random, codes_1993);
		return;
	}
	unit->activity = activity->code;
	unit->nomenclature = "NAFRev2";
	if (!unit->ceased || chance(random, 1500))
		unit->activity_2025 = activity->code_2025;
	/* New ones may have the new code alone. */
	if (!unit->ceased && stock->columns >= 35 && chance(random, 40))
		unit->activity = unit->nomenclature = "";
}

static void set_band(const struct unit *unit, struct random *random, size_t *band)
{
	bool small = !unit->form || unit->form->kind == PROPERTY || unit->form->kind == OWNERS;
	const uint32_t *shares = small ? bands_of_persons : bands_of_others;
	uint32_t at = below(random, 1000000);

	*band = 0;
	if (unit->ceased && !chance(random, 200))
		return;
	while (*band + 1 < COUNT(bands) && at >= shares[*band])
		at -= shares[(*band)++];
}

/* ---- names ---- */

static const char *legal_name(const struct unit *unit, struct random *random, struct text *text)
{
	switch (unit->form->kind) {
	case PROPERTY:
		return compose(random, text, PICK(random, property_names));
	case CLUB:
		return compose(random, text, chance(random, 500) ? "CLUB \"LES AMIS %p\"" : chance(random, 300) ? "%c, %t" : "%c DE %t");
	case TOWN:
		return compose(random, text, "COMMUNE DE %t");
	case OWNERS:
		return compose(random, text, chance(random, 1000) ? "SYND COPR %n RUE %p, %t" : "SYND COPR %n RUE %p %t");
	case FARM:
		return compose(random, text, PICK(random, farm_names));
	default:
		/* A few in quotes: with a comma, or with quotes inside. */
		if (chance(random, 250))
			return compose(random, text, chance(random, 5000) ? "%s, %s ET ASSOCIES" : "SOCIETE D'EXPLOITATION \"LE %b%e\"");
		return compose(random, text, PICK(random, company_names));
	}
}

/* ---- one row ---- */

static void put_day(struct output *output, int32_t day)
{
	struct date date;

	if (day == NO_DAY)
		return;
	date = date_of(day);
	put_number(output, date.year, 4);
	put_byte(output, '-');
	put_number(output, date.month, 2);
	put_byte(output, '-');
	put_number(output, date.day, 2);
}

/* A cell and the comma behind it, in quotes where it needs them. */
static void put_cell(struct output *output, const char *text)
{
	if (strpbrk(text, ",\""))
		put_quoted(output, text);
	else
		put(output, text);
	put_byte(output, ',');
}

/* What a partial row hides, where there is something to hide; old files, whose rows are then wholly closed, leave it out. */
static void put_hidden(const struct stock *stock, const struct unit *unit, const char *text)
{
	put_cell(stock->output, !unit->partial || !*text ? text : stock->columns == 33 ? "" : "[ND]");
}

static void put_front(const struct stock *stock, const struct unit *unit, bool purged)
{
	struct output *output = stock->output;

	put_number(output, unit->prefix, 8);
	put_byte(output, (char)('0' + unit->digit));
	put(output, !unit->partial ? ",O," : stock->columns == 33 ? ",N," : ",P,");
	put(output, purged ? "true," : ",");
	put_day(output, unit->created);
	put_byte(output, ',');
}

/* Columns 5 to 13: acronym, sex, first names, pseudonym, number of an association. */
static void put_person(const struct stock *stock, struct unit *unit, bool purged, bool *woman)
{
	struct random *random = &unit->random;
	const char *given[4] = {"", "", "", ""}, *usual;
	uint32_t i, count = chance(random, 3500) ? 2 + below(random, 3) : 1;

	*woman = chance(random, 4100);
	for (i = 0; i < count; i++)
		given[i] = *woman ? PICK(random, women) : PICK(random, men);
	usual = count > 1 && chance(random, 800) ? given[1] : given[0];
	put_cell(stock->output, "");
	put_hidden(stock, unit, purged && chance(random, 3000) ? "" : *woman ? "F" : "M");
	for (i = 0; i < 4; i++)
		put_hidden(stock, unit, given[i]);
	put_hidden(stock, unit, usual);
	put_hidden(stock, unit, chance(random, 30) ? PICK(random, brand_starts) : "");
	put_cell(stock->output, "");
}

static void put_no_person(const struct stock *stock, struct unit *unit, const char *name)
{
	struct random *random = &unit->random;
	struct text sigle = {0};
	const char *at;

	if (chance(random, 800))
		for (at = name; *at; at++)
			if (*at >= 'A' && *at <= 'Z' && (at == name || at[-1] == ' '))
				add(&sigle, at, 1);
	put_hidden(stock, unit, sigle.at);
	put(stock->output, ",,,,,,,");
	if (unit->form->kind == CLUB && chance(random, 6500)) {
		put_byte(stock->output, 'W');
		put_number(stock->output, 10000000 + below(random, 950000000), 9);
	}
	put_byte(stock->output, ',');
}

/* Columns 14 to 21: headcount, last change, periods, category, start and state. */
static void put_state(const struct stock *stock, struct unit *unit, bool purged)
{
	struct output *output = stock->output;
	struct random *random = &unit->random;
	uint32_t year = date_of(stock->today).year - 3;
	uint32_t most = 1 + below(random, 9), periods = purged ? 1 : 1 + below(random, most);
	bool category = !unit->ceased ? chance(random, unit->form ? 7500 : 5500) : chance(random, 1200);

	put(output, unit->band > 0 ? bands[unit->band] : stock->columns == 33 ? "" : "NN");
	put_byte(output, ',');
	if (unit->band > 0)
		put_number(output, unit->ceased ? year - 1 - below(random, 6) : year - chance(random, 300), 4);
	put_byte(output, ',');
	put_day(output, day_between(random, unit->started > DAY_2017 ? unit->started : DAY_2017, stock->today));
	put_byte(output, 'T');
	put_number(output, below(random, 24), 2);
	put_byte(output, ':');
	put_number(output, below(random, 60), 2);
	put_byte(output, ':');
	put_number(output, below(random, 60), 2);
	put_byte(output, ',');
	put_number(output, periods, 1);
	put_byte(output, ',');
	/* Small ones too are of a group at times. */
	if (unit->band >= BAND_ETI)
		put(output, unit->band >= BAND_GE || chance(random, 1500) ? "GE" : "ETI");
	else if (category)
		put(output, !unit->form || !chance(random, 180) ? "PME" : chance(random, 3000) ? "GE" : "ETI");
	put_byte(output, ',');
	if (category || unit->band >= BAND_ETI)
		put_number(output, unit->ceased ? year - below(random, 8) : year, 4);
	put_byte(output, ',');
	put_day(output, unit->started);
	put(output, unit->ceased ? ",C," : ",A,");
}

/* Columns 22 to 27: birth name, used name, company name, trade names. */
static void put_names(const struct stock *stock, struct unit *unit, const char *name, bool woman)
{
	struct random *random = &unit->random;
	const char *shop = !unit->ceased && chance(random, unit->form ? 700 : 500) ? PICK(random, shops) : "";

	put_hidden(stock, unit, unit->form ? "" : PICK(random, surnames));
	put_hidden(stock, unit, !unit->form && chance(random, woman ? 2200 : 60) ? PICK(random, surnames) : "");
	put_hidden(stock, unit, name);
	put_hidden(stock, unit, shop);
	put_hidden(stock, unit, *shop && chance(random, 300) ? PICK(random, shops) : "");
	put_cell(stock->output, "");
}

/* Columns 28 to the end. */
static void put_back(const struct stock *stock, struct unit *unit)
{
	struct output *output = stock->output;
	struct random *random = &unit->random;
	uint32_t moves = below(random, 5), number = 1 + moves * (chance(random, 3000) ? 5 : 1);
	bool active = !unit->ceased;

	put_cell(output, unit->form ? unit->form->code : "1000");
	put_cell(output, unit->activity);
	put_cell(output, unit->nomenclature);
	/* The seat's number ends in the check digit of the siret; its five digits shift those of the siren by one. */
	unit->seat = number;
	put_number(output, number, 4);
	put_byte(output, (char)('0' + (10 - (unit->sum + luhn(number, true)) % 10) % 10));
	put_byte(output, ',');
	put_cell(output, unit->form && active ? (unit->form->kind == CLUB || chance(random, 150)) ? "O" : chance(random, 6000) ? "N" : "" : "");
	if (stock->columns >= 34)
		put_cell(output, unit->form && active && chance(random, 40) ? "O" : unit->form && active && chance(random, 1000) ? "N" : "");
	put(output, stock->columns > 33 ? "" : unit->band > 0 && active ? "O" : "N");
	if (stock->columns >= 35) {
		put_byte(output, ',');
		put(output, unit->activity_2025);
	}
	put_byte(output, '\n');
}

#include "seats.h"

static void put_unit(const struct stock *stock, uint64_t row)
{
	struct unit unit = {.random = random_of_row(stock->seed, 1, row)};
	struct text text = {0};
	const char *name = "";
	bool purged, woman = false;

	output_room(stock->output);
	set_siren(stock, row, &unit);
	if (!chance(&unit.random, 5640))
		unit.form = &forms[wheel_turn(&stock->forms, &unit.random)];
	set_days(stock, &unit);
	set_activity(stock, &unit);
	set_band(&unit, &unit.random, &unit.band);
	unit.partial = chance(&unit.random, unit.form ? 30 : 65);
	purged = unit.ceased && unit.started < DAY_2003 && chance(&unit.random, 2500);
	if (unit.form)
		name = legal_name(&unit, &unit.random, &text);
	put_front(stock, &unit, purged);
	if (unit.form)
		put_no_person(stock, &unit, name);
	else
		put_person(stock, &unit, purged, &woman);
	put_state(stock, &unit, purged);
	put_names(stock, &unit, name, woman);
	put_back(stock, &unit);
	if (stock->establishments)
		put_establishments(stock, &unit, row);
}

static void put_stock_header(const struct stock *stock)
{
	put(stock->output,
	    "siren,statutDiffusionUniteLegale,unitePurgeeUniteLegale,dateCreationUniteLegale,sigleUniteLegale,sexeUniteLegale,"
	    "prenom1UniteLegale,prenom2UniteLegale,prenom3UniteLegale,prenom4UniteLegale,prenomUsuelUniteLegale,pseudonymeUniteLegale,"
	    "identifiantAssociationUniteLegale,trancheEffectifsUniteLegale,anneeEffectifsUniteLegale,dateDernierTraitementUniteLegale,"
	    "nombrePeriodesUniteLegale,categorieEntreprise,anneeCategorieEntreprise,dateDebut,etatAdministratifUniteLegale,"
	    "nomUniteLegale,nomUsageUniteLegale,denominationUniteLegale,denominationUsuelle1UniteLegale,"
	    "denominationUsuelle2UniteLegale,denominationUsuelle3UniteLegale,categorieJuridiqueUniteLegale,"
	    "activitePrincipaleUniteLegale,nomenclatureActivitePrincipaleUniteLegale,nicSiegeUniteLegale,"
	    "economieSocialeSolidaireUniteLegale,");
	put(stock->output, stock->columns >= 34 ? "societeMissionUniteLegale," : "");
	put(stock->output, "caractereEmployeurUniteLegale");
	put(stock->output, stock->columns >= 35 ? ",activitePrincipaleNAF25UniteLegale\n" : "\n");
}

static void fill_wheels(struct stock *stock)
{
	uint32_t weights[COUNT(activities) + COUNT(forms)];
	size_t i;

	for (i = 0; i < COUNT(forms); i++)
		weights[i] = forms[i].weight;
	wheel_fill(&stock->forms, weights, COUNT(forms));
	for (i = 0; i < COUNT(activities); i++)
		weights[i] = activities[i].person;
	wheel_fill(&stock->activities_person, weights, COUNT(activities));
	for (i = 0; i < COUNT(activities); i++)
		weights[i] = activities[i].legal;
	wheel_fill(&stock->activities_legal, weights, COUNT(activities));
}

/* `establishments` and `truth` may be null. */
static void write_stock(const char *path, const char *establishments, const char *truth, uint64_t rows, uint64_t seed, uint32_t columns)
{
	/* The last day of a month in which files had this layout: 2022-10-31, 2025-10-31, 2026-10-31. */
	static const int32_t days[] = {19296, 20392, 20757};
	struct stock stock = {.output = output_open(path), .columns = columns, .today = days[columns - 33], .rows = rows, .seed = seed};
	uint64_t row;

	fill_wheels(&stock);
	put_stock_header(&stock);
	if (establishments) {
		stock.establishments = output_open(establishments);
		stock.truth = output_open(truth);
		put_establishments_header(&stock);
	}
	for (row = 0; row < rows; row++)
		put_unit(&stock, row);
	output_close(stock.output);
	if (establishments) {
		output_close(stock.establishments);
		output_close(stock.truth);
	}
}

/* ---- United Kingdom ---- */

/* Series of numbers: prefix, share in ten thousand of rows. Six digits behind a prefix, eight without. */
enum series { ENGLISH, SCOTS, IRISH, LLP, PARTNERSHIP, SERIES };
static const struct {
	const char *prefix;
	uint32_t share;
} uk_series[SERIES] = {{"", 9180}, {"SC", 480}, {"NI", 170}, {"OC", 120}, {"LP", 50}};

static const struct knot uk_knots[] = {
	{0, -26000}, {60000, -4000}, {180000, 6600}, {300000, 12000}, {420000, 14300}, {600000, 17000}, {800000, 19100}, {1000000, 20757}, {2000000, 20757},
};

struct houses {
	struct output *output;
	uint64_t rows, seed;
	int32_t today;
	uint32_t given[SERIES]; /* numbers used of each series */
	struct wheel activities, states, accounts;
};

struct house {
	struct random random;
	enum series series;
	char number[9];
	int32_t incorporated;
	bool filed, dormant;
};

/* One of 2^bits numbers, each once: an odd factor shuffles them. */
static uint32_t shuffled(uint32_t index, uint32_t bits)
{
	return (index * UINT32_C(0x9E3779B1) & ((UINT32_C(1) << bits) - 1)) + 1;
}

static void set_number(struct houses *houses, struct house *house)
{
	uint32_t share = below(&house->random, 10000), number, bits, index;

	for (house->series = 0; house->series + 1 < SERIES && share >= uk_series[house->series].share; house->series++)
		share -= uk_series[house->series].share;
	index = houses->given[house->series]++;
	bits = house->series == ENGLISH ? 24 : 19;
	number = shuffled(index, bits);
	if (house->series == ENGLISH)
		snprintf(house->number, sizeof house->number, "%08" PRIu32, number);
	else
		snprintf(house->number, sizeof house->number, "%s%06" PRIu32, uk_series[house->series].prefix, number % 1000000);
	house->incorporated = curve(uk_knots, (uint32_t)((uint64_t)number * 1000000 >> bits)) - (int32_t)below(&house->random, 60);
	house->filed = houses->today - house->incorporated > 600;
	house->dormant = chance(&house->random, 1200);
}

static void put_item(struct output *output, const char *text)
{
	put_quoted(output, text);
	put_byte(output, ',');
}

static void put_uk_date(struct output *output, struct date date)
{
	put_byte(output, '"');
	put_number(output, date.day, 2);
	put_byte(output, '/');
	put_number(output, date.month, 2);
	put_byte(output, '/');
	put_number(output, date.year, 4);
	put(output, "\",");
}

static void put_uk_day(struct output *output, int32_t day)
{
	if (day == NO_DAY)
		put(output, "\"\",");
	else
		put_uk_date(output, date_of(day));
}

/* The last day of a month that lies so many months behind one of `year`. */
static struct date month_end(uint32_t year, uint32_t month, uint32_t later)
{
	static const uint8_t last[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	uint32_t months = month - 1 + later;

	return (struct date){year + months / 12, months % 12 + 1, last[months % 12]};
}

static const char *uk_name(struct random *random, struct text *text, const char *start, enum series series)
{
	add(text, start, strlen(start));
	if (chance(random, 200))
		compose(random, text, ", %u & CO");
	else if (chance(random, 100))
		compose(random, text, " \"THE %k\"");
	else if (chance(random, 2500))
		compose(random, text, " & %u");
	else if (chance(random, 4000))
		compose(random, text, " %k");
	compose(random, text, chance(random, 1500) ? " %m (%v)" : " %m");
	return compose(random, text, series == LLP ? " LLP" : series == PARTNERSHIP ? " LP" : chance(random, 5500) ? " LIMITED" : " LTD");
}

static const struct town *draw_town(struct house *house)
{
	if (house->series == SCOTS)
		return &PICK(&house->random, scots_towns);
	return house->series == IRISH ? &PICK(&house->random, irish_towns) : &PICK(&house->random, uk_towns);
}

static const char *draw_country(struct house *house)
{
	if (chance(&house->random, 3500))
		return "";
	if (house->series == SCOTS || house->series == IRISH)
		return house->series == SCOTS ? "SCOTLAND" : "NORTHERN IRELAND";
	return chance(&house->random, 4000) ? "UNITED KINGDOM" : "ENGLAND";
}

static void put_address(const struct houses *houses, struct house *house)
{
	struct random *random = &house->random;
	struct output *output = houses->output;
	const struct town *town = draw_town(house);
	struct text line = {0}, code = {0};

	put_item(output, chance(random, 150) ? "THE COMPANY SECRETARY" : "");
	put_item(output, chance(random, 40) ? "PO BOX 41" : "");
	put_item(output, compose(random, &line, chance(random, 1500) ? chance(random, 5000) ? "UNIT %d, %f" : "FLAT %d, %f" : "%n %f"));
	put_item(output, chance(random, 2500) ? PICK(random, uk_starts) : "");
	put_item(output, town->name);
	put_item(output, town->county);
	put_item(output, draw_country(house));
	add(&code, town->area, strlen(town->area));
	compose(random, &code, " %d%l%l");
	put_item(output, chance(random, 120) ? "" : code.at);
}

static const char *uk_category(struct house *house)
{
	struct random *random = &house->random;

	if (house->series == LLP)
		return "Limited Liability Partnership";
	if (house->series == PARTNERSHIP)
		return "Limited Partnership";
	if (chance(random, 250))
		return "PRI/LTD BY GUAR/NSC (Private, limited by guarantee, no share capital)";
	if (chance(random, 120))
		return "PRI/LBG/NSC (Private, Limited by guarantee, no share capital, use of 'Limited' exemption)";
	if (chance(random, 40))
		return "Community Interest Company";
	if (chance(random, 12))
		return "Public Limited Company";
	return chance(random, 8) ? "Private Unlimited Company" : "Private Limited Company";
}

static void put_accounts(const struct houses *houses, struct house *house)
{
	struct random *random = &house->random;
	struct output *output = houses->output;
	uint32_t month = 1 + below(random, 12);
	struct date today = date_of(houses->today), end;

	/* Accounts are filed within nine months of the year's end. */
	end = month_end(today.year - (month >= today.month || chance(random, 4000)), month, 0);
	put_byte(output, '"');
	put_number(output, end.day, 1);
	put(output, "\",\"");
	put_number(output, end.month, 1);
	put(output, "\",");
	if (house->filed) {
		put_uk_date(output, month_end(end.year, month, 21));
		put_uk_date(output, end);
	} else {
		put_uk_day(output, house->incorporated + 640);
		put_uk_day(output, NO_DAY);
	}
	put_item(output, !house->filed ? "NO ACCOUNTS FILED" : house->dormant ? "DORMANT" : uk_accounts[wheel_turn(&houses->accounts, random)].text);
	/* Annual returns ended in 2016. */
	put_uk_day(output, house->incorporated < 16800 ? 16982 + (int32_t)below(random, 330) : NO_DAY);
	put_uk_day(output, house->incorporated < 16800 ? 16617 + (int32_t)below(random, 330) : NO_DAY);
}

static void put_mortgages(struct output *output, struct random *random)
{
	uint32_t charges = chance(random, 1100) ? 1 + below(random, 6) : 0, outstanding = charges ? below(random, charges + 1) : 0;

	put_byte(output, '"');
	put_number(output, charges, 1);
	put(output, "\",\"");
	put_number(output, outstanding, 1);
	put(output, "\",\"0\",\"");
	put_number(output, charges - outstanding, 1);
	put(output, "\",");
}

static void put_activities(const struct houses *houses, struct house *house)
{
	struct random *random = &house->random;
	uint32_t i, count = chance(random, 1800) ? 2 + below(random, 3) : 1;
	const char *first = "";

	if (house->series >= LLP || chance(random, 250))
		first = "None Supplied";
	else if (house->dormant)
		first = "99999 - Dormant Company";
	put_item(houses->output, *first ? first : uk_activities[wheel_turn(&houses->activities, random)].text);
	for (i = 1; i < 4; i++)
		put_item(houses->output, !*first && i < count ? uk_activities[wheel_turn(&houses->activities, random)].text : "");
}

static void put_history(const struct houses *houses, struct house *house, const char *start)
{
	struct random *random = &house->random;
	uint32_t i, names = chance(random, 900) ? 1 + chance(random, 1000) : 0;
	int32_t statement = houses->today - (int32_t)below(random, 365);

	for (i = 0; i < 10; i++) {
		struct text text = {0};

		put_uk_day(houses->output, i < names ? day_between(random, house->incorporated, houses->today) : NO_DAY);
		put_item(houses->output, i < names ? uk_name(random, &text, start, house->series) : "");
	}
	put_uk_day(houses->output, house->series == PARTNERSHIP ? NO_DAY : statement + 379);
	put_uk_day(houses->output, house->filed && house->series != PARTNERSHIP ? statement : NO_DAY);
	houses->output->len--; /* the last comma */
	put(houses->output, "\r\n");
}

static void put_house(struct houses *houses, uint64_t row)
{
	struct house house = {.random = random_of_row(houses->seed, 2, row)};
	struct output *output = houses->output;
	struct random *random = &house.random;
	const char *start = uk_starts[row * COUNT(uk_starts) / houses->rows];
	struct text name = {0}, uri = {0};

	output_room(output);
	set_number(houses, &house);
	add(&uri, "http://business.data.gov.uk/id/company/", 39);
	add(&uri, house.number, strlen(house.number));
	put_item(output, uk_name(random, &name, start, house.series));
	put_item(output, house.number);
	put_address(houses, &house);
	put_item(output, uk_category(&house));
	put_item(output, uk_states[wheel_turn(&houses->states, random)].text);
	put_item(output, "United Kingdom");
	put_uk_day(output, NO_DAY);
	put_uk_day(output, chance(random, 30) ? NO_DAY : house.incorporated);
	put_accounts(houses, &house);
	put_mortgages(output, random);
	put_activities(houses, &house);
	put_item(output, house.series == PARTNERSHIP ? "1" : "0");
	put_item(output, house.series == PARTNERSHIP ? "3" : "0");
	put_item(output, uri.at);
	put_history(houses, &house, PICK(random, uk_starts));
}

/* Blanks in front of some names are part of the true file. */
static void put_houses_header(struct output *output)
{
	uint32_t i;

	put(output,
	    "CompanyName, CompanyNumber,RegAddress.CareOf,RegAddress.POBox,RegAddress.AddressLine1, RegAddress.AddressLine2,"
	    "RegAddress.PostTown,RegAddress.County,RegAddress.Country,RegAddress.PostCode,CompanyCategory,CompanyStatus,CountryOfOrigin,"
	    "DissolutionDate,IncorporationDate,Accounts.AccountRefDay,Accounts.AccountRefMonth,Accounts.NextDueDate,"
	    "Accounts.LastMadeUpDate,Accounts.AccountCategory,Returns.NextDueDate,Returns.LastMadeUpDate,Mortgages.NumMortCharges,"
	    "Mortgages.NumMortOutstanding,Mortgages.NumMortPartSatisfied,Mortgages.NumMortSatisfied,SICCode.SicText_1,"
	    "SICCode.SicText_2,SICCode.SicText_3,SICCode.SicText_4,LimitedPartnerships.NumGenPartners,"
	    "LimitedPartnerships.NumLimPartners,URI,");
	for (i = 1; i <= 10; i++) {
		put(output, i == 2 ? " PreviousName_" : "PreviousName_");
		put_number(output, i, 1);
		put(output, ".CONDATE, PreviousName_");
		put_number(output, i, 1);
		put(output, ".CompanyName,");
	}
	put(output, "ConfStmtNextDueDate, ConfStmtLastMadeUpDate\r\n");
}

static void fill_weighted(struct wheel *wheel, const struct weighted *entries, size_t count)
{
	uint32_t weights[WHEEL];
	size_t i;

	for (i = 0; i < count; i++)
		weights[i] = entries[i].weight;
	wheel_fill(wheel, weights, count);
}

static void write_houses(const char *path, uint64_t rows, uint64_t seed)
{
	struct houses houses = {.output = output_open(path), .rows = rows, .seed = seed, .today = 20757};
	uint64_t row;

	fill_weighted(&houses.activities, uk_activities, COUNT(uk_activities));
	fill_weighted(&houses.states, uk_states, COUNT(uk_states));
	fill_weighted(&houses.accounts, uk_accounts, COUNT(uk_accounts));
	put_houses_header(houses.output);
	for (row = 0; row < rows; row++)
		put_house(&houses, row);
	output_close(houses.output);
}

/* ---- the command ---- */

/* As many as there are numbers: three SIREN for each row of 30 million, Scottish numbers of 19 bits for each twentieth. */
enum { ROWS_MOST = 90000000, HOUSES_MOST = 10000000 };

struct wishes {
	const char *out;
	uint64_t rows, houses, seed, layout, establishments;
	bool houses_said;
};

static void usage(FILE *file)
{
	fprintf(file, "usage: generate --rows N --out DIR [--seed S] [--layout 33|34|35] [--companies-house M] [--establishments 0|1]\n"
	              "  N 1 to %d, M 0 to %d (N / 5 if not said; 0: no such file)\n", ROWS_MOST, HOUSES_MOST);
}

static uint64_t number_of(const char *name, const char *text, uint64_t low, uint64_t high)
{
	char *end;
	uint64_t number;

	errno = 0;
	number = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || errno || number < low || number > high) {
		fprintf(stderr, "generate: %s: '%s' is no number from %" PRIu64 " to %" PRIu64 "\n", name, text, low, high);
		exit(1);
	}
	return number;
}

static void read_wish(struct wishes *wishes, const char *name, const char *text)
{
	if (strcmp(name, "--rows") == 0)
		wishes->rows = number_of(name, text, 1, ROWS_MOST);
	else if (strcmp(name, "--out") == 0)
		wishes->out = text;
	else if (strcmp(name, "--seed") == 0)
		wishes->seed = number_of(name, text, 0, UINT64_MAX);
	else if (strcmp(name, "--layout") == 0)
		wishes->layout = number_of(name, text, 33, 35);
	else if (strcmp(name, "--establishments") == 0)
		wishes->establishments = number_of(name, text, 0, 1);
	else if (strcmp(name, "--companies-house") == 0) {
		wishes->houses_said = true;
		wishes->houses = number_of(name, text, 0, HOUSES_MOST);
	} else {
		fprintf(stderr, "generate: no such option: '%s'\n", name);
		usage(stderr);
		exit(1);
	}
}

static char *file_in(const char *folder, const char *name)
{
	size_t room = strlen(folder) + strlen(name) + 2;
	char *path = malloc(room);

	if (!path)
		stop("write", folder);
	snprintf(path, room, "%s/%s", folder, name);
	return path;
}

int main(int count, char **words)
{
	struct wishes wishes = {.seed = 1, .layout = 35};
	char *stock, *houses, *establishments = NULL, *truth = NULL;
	int i;

	if (count == 2 && strcmp(words[1], "--help") == 0) {
		usage(stdout);
		return 0;
	}
	for (i = 1; i + 1 < count; i += 2)
		read_wish(&wishes, words[i], words[i + 1]);
	if (i < count || !wishes.rows || !wishes.out) {
		usage(stderr);
		return 1;
	}
	if (!wishes.houses_said)
		wishes.houses = wishes.rows / 5 < HOUSES_MOST ? wishes.rows / 5 : HOUSES_MOST;
	if (mkdir(wishes.out, 0777) != 0 && errno != EEXIST)
		stop("make the folder", wishes.out);
	stock = file_in(wishes.out, "StockUniteLegale.csv");
	houses = file_in(wishes.out, "BasicCompanyData.csv");
	if (wishes.establishments) {
		establishments = file_in(wishes.out, "StockEtablissement.csv");
		truth = file_in(wishes.out, "seats.csv");
	}
	write_stock(stock, establishments, truth, wishes.rows, wishes.seed, (uint32_t)wishes.layout);
	if (wishes.houses > 0)
		write_houses(houses, wishes.houses, wishes.seed);
	free(stock);
	free(establishments);
	free(truth);
	free(houses);
	return 0;
}
