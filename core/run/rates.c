/* rates.c - reads a file of rates: year, currency, low, high, one rate a row. */
#include "run/rates.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "company/money.h"
#include "company/rates.h"
#include "scan/csv.h"

#define RATES_LIMIT ((size_t)4 << 20)
#define CELLS 64

enum { YEAR, CURRENCY, LOW, HIGH, COLUMNS };
static const char *const columns[COLUMNS] = {"year", "currency", "low", "high"};

struct table {
	struct run *run;
	struct csv csv;
	size_t column[COLUMNS];
	struct place place; /* of the row that is read */
};

static size_t cells_of(const struct table *table, struct wn_str row, struct wn_str cells[CELLS])
{
	struct cell raw[CELLS];
	size_t count = csv_split(&table->csv, row, raw, CELLS);

	for (size_t i = 0; i < count && i < CELLS; i++)
		cells[i] = str_trim(csv_text(table->run->arena, &table->csv, &raw[i]));
	return count < CELLS ? count : CELLS;
}

static bool read_header(struct table *table, struct wn_str row)
{
	struct wn_str cells[CELLS];
	size_t count = cells_of(table, row, cells);

	for (int i = 0; i < COLUMNS; i++) {
		for (table->column[i] = 0; table->column[i] < count && !str_is(cells[table->column[i]], columns[i]);)
			table->column[i]++;
		if (table->column[i] == count) {
			diag_error(table->run->diags, table->place, "no column '%s': a file of rates begins with year,currency,low,high", columns[i]);
			return false;
		}
	}
	return true;
}

static void read_row(struct table *table, struct wn_str row)
{
	struct diags *diags = table->run->diags;
	struct wn_str cells[CELLS], cell[COLUMNS];
	size_t count = cells_of(table, row, cells);
	int64_t year, low, high;
	struct wn_error error = {0};

	for (int i = 0; i < COLUMNS; i++)
		cell[i] = table->column[i] < count ? cells[table->column[i]] : (struct wn_str){0};
	if (!str_to_int(cell[YEAR], &year) || year < 1 || year > 9999)
		diag_error(diags, table->place, "'%.*s' is no year", STR_ARG(cell[YEAR]));
	else if (!number_parse(cell[LOW], &low) || !number_parse(cell[HIGH], &high))
		diag_error(diags, table->place, "low and high are numbers with at most six decimals, units per EUR");
	else if (rates_add(table->run->rates, (int)year, cell[CURRENCY], low, high, &error) < 0)
		diag_error(diags, table->place, "%s", error.text);
}

static void read_rows(struct table *table, struct wn_str text)
{
	bool header = false;

	while (text.len > 0) {
		struct row_span span = csv_row(&table->csv, text, true);
		size_t end = span.end == CSV_NOWHERE ? text.len : span.end;
		struct wn_str row = csv_line(str_first(text, end));

		if (span.state != ROW_WHOLE)
			diag_error(table->run->diags, table->place, "this row is broken: a quote is opened and not closed as CSV wants it");
		else if (str_trim(row).len > 0 && header)
			read_row(table, row);
		else if (str_trim(row).len > 0 && !(header = read_header(table, row)))
			return;
		table->place.line += (uint32_t)csv_lines(str_first(text, end));
		text = str_from(text, end);
	}
	if (!header)
		diag_error(table->run->diags, table->place, "an empty file: a file of rates begins with year,currency,low,high");
}

int run_need_rates(struct run *run)
{
	struct wn_str path = run->settings.rates_path;

	if (path.len == 0 || run->rates)
		return WN_OK;
	return fail(&run->error, WN_FAIL, "rates: no such file: %.*s", STR_ARG(path));
}

void run_load_rates(struct run *run, struct place place)
{
	struct table table = {.run = run, .csv = {.quote = '"', .limit = CSV_LIMIT}};
	uint8_t digest[DIGEST_SIZE];
	struct wn_error error = {0};
	struct wn_str text;

	if (!file_exists(run->settings.rates_path))
		return; /* as a source that is not there: for who runs to miss */
	if (file_read(run->arena, run->settings.rates_path, RATES_LIMIT, &text, &error) < 0) {
		diag_error(run->diags, place, "rates: %s", error.text);
		return;
	}
	digest_bytes(text, digest);
	digest_hex(digest, run->rates_digest);
	if (str_begins(text, WN_STR("\xEF\xBB\xBF")))
		text = str_from(text, 3);
	run->rates = rates_new(run->arena);
	table.csv.delimiter = csv_delimiter(text, '"');
	table.place = (struct place){.path = arena_str(run->arena, run->settings.rates_path).ptr, .line = 1, .column = 1};
	read_rows(&table, text);
}
