/* convert.c - raw cells to typed values. */
#include "scan/convert.h"

#include "base/str.h"
#include "company/code.h"
#include "company/date.h"
#include "company/identity.h"
#include "company/money.h"
#include "company/text.h"
#include "scan/numbers.h"

/* What stands in a cell, before anybody reads it. */
enum content { CONTENT_TEXT, CONTENT_NOTHING, CONTENT_MASKED, CONTENT_BAD };

const char *converter_name(uint32_t converter)
{
	static const char *const names[] = {NULL, "text", "join", "split", "integer", "number", "money", "date",
		"code", "table", "flag", "constant", "domain", "prefix", "when"};

	return converter < sizeof names / sizeof *names ? names[converter] : NULL;
}

bool converter_fits(const struct field *field, uint32_t converter)
{
	enum wn_type type = field->type;
	bool words = type == WN_TEXT || type == WN_BODY || type == WN_VERSION;

	switch (converter) {
	case WN_CONV_TEXT:
	case WN_CONV_WHEN:
		return words || type == WN_CODE || type == WN_SET || type == WN_LIST;
	case WN_CONV_JOIN:
		return words || type == WN_SET || type == WN_LIST;
	case WN_CONV_SPLIT:
		return type == WN_SET || type == WN_LIST;
	case WN_CONV_INTEGER:
		return type == WN_INTEGER;
	case WN_CONV_NUMBER:
		return type == WN_NUMBER;
	case WN_CONV_MONEY:
		return type == WN_MONEY;
	case WN_CONV_DATE:
		return type == WN_DATE;
	case WN_CONV_CODE:
		return type == WN_CODE;
	case WN_CONV_FLAG:
		return type == WN_FLAG;
	case WN_CONV_DOMAIN:
		return type == WN_TEXT || type == WN_SET;
	case WN_CONV_CONSTANT:
		return type != WN_MONEY;
	case WN_CONV_TABLE:
	case WN_CONV_PREFIX:
		return true;
	}
	return false;
}

bool mapped_field(const struct dictionary *dictionary, struct wn_str name, field_id *list, struct field *field)
{
	struct wn_str rest = name, base;
	const struct field *found;
	const struct attribute *attribute;
	field_id id;

	if (!str_cut(&rest, WN_STR("."), &base))
		return false;
	id = dictionary_find(dictionary, base);
	if (id == NO_FIELD)
		return false;
	found = dictionary_field(dictionary, id);
	if (list)
		*list = id;
	*field = *found;
	if (base.len == name.len)
		return true;
	if (found->type != WN_LIST || rest.len == 0)
		return false;
	attribute = field_attribute(found, rest);
	if (!attribute && (!str_begins(rest, WN_STR("x_")) || field_is_forbidden(rest)))
		return false;
	*field = (struct field){.name = attribute ? attribute->name : "x_", .type = attribute ? attribute->type : WN_TEXT,
		.unit = "", .help = "", .scheme = "", .words = attribute ? attribute->words : NULL, .own = found->own};
	return true;
}

/* ---- cells ---- */

/* No byte above ASCII and no NUL: such text is NFC as it is. */
static bool is_plain(struct wn_str text)
{
	unsigned char odd = 0;

	for (size_t i = 0; i < text.len; i++)
		odd |= (unsigned char)((unsigned char)(text.ptr[i] - 1) >= 0x7f);
	return !odd;
}

static enum content look(struct wn_arena *arena, const struct wn_column *column, struct wn_str cell, struct wn_str *text)
{
	*text = (struct wn_str){0};
	if (cell.len == 0)
		return CONTENT_NOTHING;
	if (column->masked.len > 0 && str_equal(cell, column->masked))
		return CONTENT_MASKED;
	if (column->sentinel.len > 0 && str_equal(cell, column->sentinel))
		return CONTENT_NOTHING;
	*text = str_trim(cell);
	if (text->len == 0)
		return CONTENT_NOTHING;
	if (is_plain(*text) || text_nfc(arena, *text, text))
		return CONTENT_TEXT;
	return CONTENT_BAD;
}

static enum wn_cause cause_for(enum content content)
{
	return content == CONTENT_TEXT ? WN_KNOWN : content == CONTENT_MASKED ? WN_MASKED :
	       content == CONTENT_BAD ? WN_MALFORMED : WN_ABSENT;
}

/* Of two causes the one that says more: hidden, unreadable, nothing there. */
static enum wn_cause worse(enum wn_cause a, enum wn_cause b)
{
	if (a == WN_MASKED || b == WN_MASKED)
		return WN_MASKED;
	return a == WN_MALFORMED || b == WN_MALFORMED ? WN_MALFORMED : WN_ABSENT;
}

/* The first cell that holds something readable, and which one it is. */
static enum wn_cause first_cell(struct wn_arena *arena, const struct wn_column *column, const struct wn_str *cells,
                                size_t count, struct wn_str *text, size_t *which)
{
	enum wn_cause cause = WN_ABSENT;

	for (size_t i = 0; i < count; i++) {
		enum content content = look(arena, column, cells[i], text);

		*which = i;
		if (content == CONTENT_TEXT)
			return WN_KNOWN;
		cause = worse(cause, cause_for(content));
	}
	return cause;
}

/* ---- texts ---- */

/* ISO 3166-2: the country, a hyphen, one to three letters or digits. */
static bool is_region(struct wn_str text)
{
	if (text.len < 4 || text.len > 6 || text.ptr[2] != '-' || !country_valid(str_first(text, 2)))
		return false;
	for (size_t i = 3; i < text.len; i++)
		if (!(text.ptr[i] >= 'A' && text.ptr[i] <= 'Z') && !(text.ptr[i] >= '0' && text.ptr[i] <= '9'))
			return false;
	return true;
}

static bool is_word(const char *const *words, struct wn_str text)
{
	for (; *words; words++)
		if (str_is(text, *words))
			return true;
	return false;
}

/* Brings a text to the field's one spelling; false where it is none of its texts. What is taken as it stands would
 * be "other" to a line that asks for FR, where it is only unreadable. */
static bool fit_text(struct wn_arena *arena, const struct field *field, struct wn_str *text)
{
	if (field->words)
		return is_word(field->words, *text);
	if (field->scheme[0])
		return id_check(arena, str_of(field->scheme), *text, text) == WN_OK;
	if (strcmp(field->name, "siret") == 0)
		return id_check(arena, WN_STR("siret"), *text, text) == WN_OK;
	if (strcmp(field->name, "country") == 0)
		return country_valid(*text);
	if (strcmp(field->name, "region") == 0)
		return is_region(*text);
	return true;
}

static bool fit_key(const struct field *field, struct wn_str text)
{
	return !field->attributes || !field->attributes[0].words || is_word(field->attributes[0].words, text);
}

static struct wn_value list_of_keys(struct wn_arena *arena, const struct field *field, const struct wn_str *keys, size_t count)
{
	struct wn_item *items = arena_array(arena, count, sizeof *items);
	struct wn_value value = {.type = WN_LIST};

	for (size_t i = 0; i < count; i++) {
		struct wn_attribute *key = arena_alloc(arena, sizeof *key);

		*key = (struct wn_attribute){str_of(field->attributes[0].name), value_of_text(keys[i])};
		items[i] = (struct wn_item){.attributes = key, .count = 1};
	}
	value.as.list.at = items;
	value.as.list.count = count;
	return value;
}

static struct wn_value set_of(const struct wn_str *members, size_t count)
{
	struct wn_value value = {.type = WN_SET};

	value.as.set.at = members;
	value.as.set.count = count;
	return value;
}

/* Members or keys: those that the field does not know are left out. */
static bool several_texts(struct wn_arena *arena, const struct field *field, struct wn_str *texts, size_t count, struct wn_value *value)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (field->type == WN_LIST ? fit_key(field, texts[i]) : fit_text(arena, field, &texts[i]))
			texts[kept++] = texts[i];
	if (kept == 0)
		return false;
	*value = field->type == WN_LIST ? list_of_keys(arena, field, texts, kept) : set_of(texts, kept);
	return true;
}

static const struct wn_table_entry *find(const struct wn_column *column, const struct lookup *lookup, struct wn_str raw);

static bool one_text(struct wn_arena *arena, const struct field *field, struct wn_str text, struct wn_value *value)
{
	if (field->type == WN_SET || field->type == WN_LIST) {
		struct wn_str *copy = arena_alloc(arena, sizeof *copy);

		*copy = text;
		return several_texts(arena, field, copy, 1, value);
	}
	if (field->type == WN_CODE) {
		*value = value_of_code(arena, (struct wn_str){0}, (struct wn_str){0}, text);
		return true;
	}
	if (field->type == WN_TEXT && !fit_text(arena, field, &text))
		return false;
	*value = (struct wn_value){.type = field->type};
	value->as.text = text;
	return true;
}

/* An id of another company, as ids are written: lei:5299... Without a scheme the text as it is. */
static bool as_id(struct wn_arena *arena, struct wn_str scheme, struct wn_str *text)
{
	struct wn_str id;

	if (scheme.len == 0)
		return true;
	if (id_check(arena, scheme, *text, &id) < 0)
		return false;
	*text = arena_printf(arena, "%.*s:%.*s", STR_ARG(scheme), STR_ARG(id));
	return true;
}

static enum wn_cause of_text(struct wn_arena *arena, const struct field *field, const struct wn_column *column,
                             const struct wn_str *cells, size_t count, struct wn_value *value)
{
	enum wn_cause cause = WN_ABSENT;

	for (size_t i = 0; i < count; i++) {
		struct wn_str text;
		enum content content = look(arena, column, cells[i], &text);

		if (content == CONTENT_TEXT && as_id(arena, column->scheme, &text) && one_text(arena, field, text, value))
			return WN_KNOWN;
		cause = worse(cause, content == CONTENT_TEXT ? WN_MALFORMED : cause_for(content));
	}
	return cause;
}

/* The second cell decides whether the first one means this field at all. */
static enum wn_cause of_when(struct wn_arena *arena, const struct field *field, const struct wn_column *column, const struct lookup *lookup,
                             const struct wn_str *cells, size_t count, struct wn_value *value)
{
	if (count < 2 || !find(column, lookup, str_trim(cells[1])))
		return WN_ABSENT;
	return of_text(arena, field, column, cells, 1, value);
}

static enum wn_cause of_join(struct wn_arena *arena, const struct field *field, const struct wn_column *column,
                             const struct wn_str *cells, size_t count, struct wn_value *value)
{
	struct wn_str *texts = arena_array(arena, count, sizeof *texts), joined;
	size_t len = 0;
	char *at;

	for (size_t i = 0; i < count; i++) {
		enum content content = look(arena, column, cells[i], &texts[i]);

		if (content != CONTENT_TEXT)
			return cause_for(content);
		len += texts[i].len + (i > 0 ? column->separator.len : 0);
	}
	at = arena_alloc(arena, len);
	joined = (struct wn_str){at, len};
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && column->separator.len > 0) {
			memcpy(at, column->separator.ptr, column->separator.len);
			at += column->separator.len;
		}
		memcpy(at, texts[i].ptr, texts[i].len);
		at += texts[i].len;
	}
	return one_text(arena, field, joined, value) ? WN_KNOWN : WN_MALFORMED;
}

static enum wn_cause of_split(struct wn_arena *arena, const struct field *field, const struct wn_column *column,
                              struct wn_str text, struct wn_value *value)
{
	struct wn_str *parts, rest, part, end = str_trim(column->separator);
	size_t count = 0;

	/* The blank of a separator behind the last part went with the end of the cell. */
	if (end.len > 0 && end.len < column->separator.len && str_ends(text, end))
		text = str_first(text, text.len - end.len);
	rest = text;
	while (str_cut(&rest, column->separator, &part))
		count++;
	parts = arena_array(arena, count, sizeof *parts);
	rest = text;
	count = 0;
	while (str_cut(&rest, column->separator, &part)) {
		part = str_trim(part);
		if (part.len > 0)
			parts[count++] = part;
	}
	if (count == 0)
		return WN_ABSENT;
	return several_texts(arena, field, parts, count, value) ? WN_KNOWN : WN_MALFORMED;
}

static enum wn_cause of_domain(struct wn_arena *arena, const struct field *field, struct wn_str text, struct wn_value *value)
{
	/* The field that identifies a company holds what was registered, not one host of many. */
	bool is_key = strcmp(field->scheme, "domain") == 0;
	struct wn_str host = is_key ? registrable_domain(arena, text) : host_of(arena, text);

	if (host.len == 0)
		return WN_MALFORMED;
	if (field->type == WN_SET) {
		struct wn_str *copy = arena_alloc(arena, sizeof *copy);

		*copy = host;
		*value = set_of(copy, 1);
	} else {
		*value = value_of_text(host);
	}
	return WN_KNOWN;
}

/* ---- codes ---- */

/* "62012 - Business software" is a code and its label. */
static void cut_label(struct wn_str text, struct wn_str *code, struct wn_str *label)
{
	size_t at = 0;

	while (at < text.len && text.ptr[at] != ' ' && text.ptr[at] != '\t')
		at++;
	*code = str_first(text, at);
	*label = str_trim(str_from(text, at));
	if (label->len > 1 && label->ptr[0] == '-' && label->ptr[1] == ' ')
		*label = str_trim(str_from(*label, 1));
}

/* The scheme of this row, or nothing where the row does not say. Words that the table does not know are schemes of
 * their own: their codes compare with nothing. */
static struct wn_str row_scheme(const struct wn_column *column, const struct lookup *lookup, struct wn_str cell)
{
	struct wn_str text = str_trim(cell);
	const struct wn_table_entry *entry;

	if (text.len == 0)
		return column->scheme;
	entry = find(column, lookup, text);
	if (entry)
		return entry->cause == WN_KNOWN ? entry->value.as.text : (struct wn_str){0};
	return str_is_utf8(text) ? text : (struct wn_str){0};
}

static bool one_code(struct wn_arena *arena, const struct wn_column *column, const struct lookup *lookup,
                     struct wn_str scheme, struct wn_str text, struct wn_code *code)
{
	*code = (struct wn_code){.scheme = scheme};
	cut_label(text, &code->code, &code->label);
	if (scheme.len == 0)
		return false;
	if (code_scheme_known(scheme) && !code_normal(arena, scheme, code->code, &code->code))
		return false;
	if (column->scheme_column.len == 0 && column->table_count > 0) {
		const struct wn_table_entry *entry = find(column, lookup, code->code);

		if (entry && entry->cause == WN_KNOWN)
			code->label = entry->value.as.text;
	}
	return true;
}

static enum wn_cause of_code(struct wn_arena *arena, const struct wn_column *column, const struct lookup *lookup,
                             const struct wn_str *cells, size_t count, struct wn_value *value)
{
	size_t wanted = count < column->column_count ? count : column->column_count, found = 0;
	struct wn_code *codes = arena_array(arena, wanted, sizeof *codes);
	struct wn_str scheme = column->scheme, text;
	enum wn_cause cause = WN_ABSENT;

	if (column->scheme_column.len > 0)
		scheme = row_scheme(column, lookup, count > column->column_count ? cells[column->column_count] : (struct wn_str){0});
	for (size_t i = 0; i < wanted; i++) {
		enum content content = look(arena, column, cells[i], &text);

		if (content == CONTENT_TEXT && one_code(arena, column, lookup, scheme, text, &codes[found]))
			found++;
		else
			cause = worse(cause, content == CONTENT_TEXT ? WN_MALFORMED : cause_for(content));
	}
	if (found == 0)
		return cause;
	*value = (struct wn_value){.type = WN_CODE};
	value->as.codes.at = codes;
	value->as.codes.count = found;
	return WN_KNOWN;
}

/* ---- tables ---- */

static uint64_t hash_of(struct wn_str text)
{
	uint64_t hash = 14695981039346656037u;

	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)text.ptr[i]) * 1099511628211u;
	return hash ^ hash >> 32;
}

void lookup_init(struct lookup *lookup, struct wn_arena *arena, const struct wn_column *column)
{
	size_t size = 16;

	*lookup = (struct lookup){0};
	if (column->table_count < 4)
		return;
	while (size < 2 * column->table_count)
		size *= 2;
	lookup->slots = arena_array(arena, size, sizeof *lookup->slots);
	lookup->mask = size - 1;
	for (size_t i = 0; i < column->table_count; i++) {
		size_t slot = hash_of(column->table[i].raw) & lookup->mask;

		while (lookup->slots[slot])
			slot = (slot + 1) & lookup->mask;
		lookup->slots[slot] = &column->table[i];
	}
}

static const struct wn_table_entry *find(const struct wn_column *column, const struct lookup *lookup, struct wn_str raw)
{
	if (lookup && lookup->slots) {
		for (size_t slot = hash_of(raw) & lookup->mask; lookup->slots[slot]; slot = (slot + 1) & lookup->mask)
			if (str_equal(lookup->slots[slot]->raw, raw))
				return lookup->slots[slot];
		return NULL;
	}
	for (size_t i = 0; i < column->table_count; i++)
		if (str_equal(column->table[i].raw, raw))
			return &column->table[i];
	return NULL;
}

/* The longest beginning of the text that the table knows. */
static const struct wn_table_entry *find_prefix(const struct wn_column *column, const struct lookup *lookup, struct wn_str raw)
{
	const struct wn_table_entry *entry = NULL;
	size_t len = raw.len < PREFIX_LONGEST ? raw.len : PREFIX_LONGEST;

	for (; len > 0 && !entry; len--)
		entry = find(column, lookup, str_first(raw, len));
	return entry;
}

static enum wn_cause of_table(const struct wn_column *column, const struct lookup *lookup, struct wn_str raw, struct wn_value *value)
{
	const struct wn_table_entry *entry = column->convert == WN_CONV_PREFIX ? find_prefix(column, lookup, raw) : find(column, lookup, raw);

	if (!entry)
		entry = column->otherwise;
	if (!entry)
		return WN_MALFORMED;
	if (entry->cause == WN_KNOWN)
		*value = entry->value;
	return entry->cause;
}

/* ---- numbers, money, dates ---- */

static enum wn_cause of_money(const struct wn_column *column, const struct wn_str *cells, size_t count,
                              struct wn_str text, struct wn_value *value)
{
	struct wn_str currency = column->constant;
	int64_t minor;

	if (currency.len == 0)
		currency = count > 1 ? str_trim(cells[1]) : (struct wn_str){0};
	if (currency.len == 0)
		return WN_ABSENT;
	if (!currency_valid(currency) || !money_parse(text, currency, &minor))
		return WN_MALFORMED;
	*value = (struct wn_value){.type = WN_MONEY};
	value->as.money = (struct wn_money){{minor, minor}, {0}, WN_NO_DAY};
	memcpy(value->as.money.currency, currency.ptr, 3);
	return WN_KNOWN;
}

static enum wn_cause of_scalar(const struct field *field, struct wn_str text, struct wn_value *value)
{
	struct wn_range range;
	bool flag;

	*value = (struct wn_value){.type = field->type};
	switch (field->type) {
	case WN_INTEGER:
		if (!count_parse(text, &range))
			return WN_MALFORMED;
		break;
	case WN_NUMBER:
		if (!number_parse(text, &range.low))
			return WN_MALFORMED;
		range.high = range.low;
		break;
	case WN_DATE:
		if (!days_parse(text, &range))
			return WN_MALFORMED;
		break;
	case WN_FLAG:
		if (!flag_parse(text, &flag))
			return WN_MALFORMED;
		value->as.flag = flag;
		return WN_KNOWN;
	default:
		return WN_MALFORMED;
	}
	value->as.range = range;
	return WN_KNOWN;
}

static enum wn_cause of_constant(struct wn_arena *arena, const struct field *field, const struct wn_column *column, struct wn_value *value)
{
	struct wn_str text = column->constant;

	if (field->type == WN_CODE && column->scheme.len > 0) {
		struct wn_code *code = arena_alloc(arena, sizeof *code);

		if (!one_code(arena, column, NULL, column->scheme, text, code))
			return WN_MALFORMED;
		*value = (struct wn_value){.type = WN_CODE};
		value->as.codes.at = code;
		value->as.codes.count = 1;
		return WN_KNOWN;
	}
	if (field->type == WN_INTEGER || field->type == WN_NUMBER || field->type == WN_DATE || field->type == WN_FLAG)
		return of_scalar(field, text, value);
	return one_text(arena, field, text, value) ? WN_KNOWN : WN_MALFORMED;
}

/* ---- all of them ---- */

/* Converters that read the first cell that is not empty. */
static enum wn_cause of_first(struct wn_arena *arena, const struct field *field, const struct wn_column *column,
                              const struct lookup *lookup, const struct wn_str *cells, size_t count, struct wn_value *value)
{
	bool pair = column->convert == WN_CONV_MONEY && column->constant.len == 0;
	struct wn_str text;
	size_t which = 0;
	enum wn_cause cause = first_cell(arena, column, cells, pair && count > 1 ? 1 : count, &text, &which);

	if (cause != WN_KNOWN)
		return cause;
	switch (column->convert) {
	case WN_CONV_SPLIT:
		return of_split(arena, field, column, text, value);
	case WN_CONV_MONEY:
		return of_money(column, cells, count, text, value);
	case WN_CONV_TABLE:
		return of_table(column, lookup, cells[which], value);
	case WN_CONV_PREFIX:
		return of_table(column, lookup, text, value);
	case WN_CONV_DOMAIN:
		return of_domain(arena, field, text, value);
	}
	return of_scalar(field, text, value);
}

void convert_cells(struct wn_arena *arena, const struct field *field, const struct wn_column *column,
                   const struct lookup *lookup, const struct wn_str *cells, size_t count, struct wn_fact *fact)
{
	size_t own = count < column->column_count ? count : column->column_count;

	*fact = (struct wn_fact){.evidence.day = WN_NO_DAY};
	switch (column->convert) {
	case WN_CONV_TEXT:
		fact->cause = of_text(arena, field, column, cells, own, &fact->value);
		break;
	case WN_CONV_WHEN:
		fact->cause = of_when(arena, field, column, lookup, cells, own, &fact->value);
		break;
	case WN_CONV_JOIN:
		fact->cause = of_join(arena, field, column, cells, own, &fact->value);
		break;
	case WN_CONV_CODE:
		fact->cause = of_code(arena, column, lookup, cells, count, &fact->value);
		break;
	case WN_CONV_CONSTANT:
		fact->cause = of_constant(arena, field, column, &fact->value);
		break;
	default:
		fact->cause = of_first(arena, field, column, lookup, cells, own, &fact->value);
	}
	if (fact->cause != WN_KNOWN)
		fact->value = (struct wn_value){0};
}

int observed_day(const struct wn_column *column, struct wn_str cell, int32_t *day)
{
	struct wn_str text = str_trim(cell);
	struct wn_range days;

	*day = WN_NO_DAY;
	if (text.len == 0 || (column->masked.len > 0 && str_equal(cell, column->masked)) ||
	    (column->sentinel.len > 0 && str_equal(cell, column->sentinel)))
		return WN_NONE;
	if (!days_parse(text, &days))
		return WN_INVALID;
	*day = (int32_t)days.high;
	return WN_OK;
}

int convert(struct wn_arena *arena, const struct field *field, const struct wn_column *column,
            const struct wn_str *cells, size_t count, struct wn_fact *fact)
{
	size_t observed = column->column_count + (column->scheme_column.len > 0);

	*fact = (struct wn_fact){.cause = WN_MALFORMED, .evidence.day = WN_NO_DAY};
	if (!converter_fits(field, column->convert))
		return WN_INVALID;
	convert_cells(arena, field, column, NULL, cells, count, fact);
	if (fact->cause == WN_KNOWN)
		fact->value = value_copy(arena, &fact->value);
	if (column->observed.len > 0 && count > observed)
		observed_day(column, cells[observed], &fact->evidence.day);
	return WN_OK;
}

int convert_named(struct wn_arena *arena, const struct dictionary *dictionary, const struct wn_column *column,
                  const struct wn_str *cells, size_t count, struct wn_fact *fact)
{
	struct field field;

	*fact = (struct wn_fact){.cause = WN_MALFORMED, .evidence.day = WN_NO_DAY};
	if (!mapped_field(dictionary, column->field, NULL, &field))
		return WN_REFUSED;
	return convert(arena, &field, column, cells, count, fact);
}
