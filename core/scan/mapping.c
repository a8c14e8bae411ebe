/* mapping.c - what a declared source says, checked and copied. */
#include "scan/mapping.h"

#include "base/diag.h"
#include "base/error.h"
#include "base/map.h"
#include "base/str.h"
#include "company/identity.h"
#include "company/text.h"
#include "scan/convert.h"

struct wn_mapping *mapping_new(struct wn_arena *arena, const struct dictionary *dictionary, struct wn_str name)
{
	struct wn_mapping *mapping = arena_alloc(arena, sizeof *mapping);

	*mapping = (struct wn_mapping){.arena = arena, .dictionary = dictionary, .name = arena_str(arena, name)};
	return mapping;
}

/* One more element behind `count`: doubles the room at every power of two. */
static void *grow(struct wn_arena *arena, void *old, size_t count, size_t size)
{
	void *fresh;

	if (count & (count - 1))
		return old;
	fresh = arena_array(arena, count ? 2 * count : 1, size);
	if (count > 0)
		memcpy(fresh, old, count * size);
	return fresh;
}

/* ---- files ---- */

static bool encoding_known(struct wn_arena *arena, struct wn_str encoding)
{
	struct wn_str text;

	return encoding.len == 0 || str_is(encoding, "utf-8") || text_decode(arena, encoding, WN_STR("a"), &text);
}

static int check_dialect(struct wn_arena *arena, const struct wn_dialect *dialect, struct wn_error *error)
{
	char quote = dialect->quote ? dialect->quote : '"';

	if (dialect->delimiter == quote || strchr("\r\n", dialect->delimiter ? dialect->delimiter : ',') || strchr("\r\n", quote))
		return fail(error, WN_INVALID, "a delimiter or quote cannot be a line end, and they cannot be the same character");
	if (dialect->format > WN_FORMAT_XML_RECORDS)
		return fail(error, WN_INVALID, "there is no format number %u", dialect->format);
	if (dialect->format == WN_FORMAT_JSON_LINES && dialect->encoding.len > 0 && !str_is(dialect->encoding, "utf-8"))
		return fail(error, WN_INVALID, "JSON is always UTF-8");
	if (dialect->format == WN_FORMAT_XML_RECORDS && dialect->encoding.len > 0 && !str_is(dialect->encoding, "utf-8"))
		return fail(error, WN_INVALID, "XML is read as UTF-8 alone");
	if ((dialect->format == WN_FORMAT_XML_RECORDS) != (dialect->record.len > 0))
		return fail(error, WN_INVALID, dialect->record.len > 0 ? "only XML has records by name" : "XML needs the name of the elements that are records");
	if (!encoding_known(arena, dialect->encoding))
		return fail(error, WN_INVALID, "there is no encoding \"%.*s\": write utf-8, latin1 or windows-1252", STR_ARG(dialect->encoding));
	return WN_OK;
}

int mapping_file(struct wn_mapping *mapping, struct wn_str path, const struct wn_dialect *dialect, struct wn_error *error)
{
	struct mapped_file file = {.path = arena_str(mapping->arena, path)};

	if (path.len == 0)
		return fail(error, WN_INVALID, "the path of the file is empty");
	if (dialect) {
		/* A plugin of an older minor version gives a shorter structure. */
		memcpy(&file.dialect, dialect, dialect->size < sizeof file.dialect ? dialect->size : sizeof file.dialect);
		file.dialect.encoding = arena_str(mapping->arena, file.dialect.encoding);
		file.dialect.member = arena_str(mapping->arena, file.dialect.member);
		file.dialect.record = arena_str(mapping->arena, file.dialect.record);
		if (check_dialect(mapping->arena, &file.dialect, error) < 0)
			return WN_INVALID;
	}
	file.dialect.size = sizeof file.dialect;
	mapping->files = grow(mapping->arena, mapping->files, mapping->file_count, sizeof file);
	mapping->files[mapping->file_count++] = file;
	return WN_OK;
}

/* ---- id, opt-out, sure ---- */

static int no_scheme(const struct wn_mapping *mapping, struct wn_str scheme, struct wn_error *error)
{
	static const char *const schemes[] = {"fr-siren", "gb-crn", "no-orgnr", "be-kbo", "lei", "vat", "domain", NULL};
	field_id id = dictionary_find(mapping->dictionary, scheme);
	char near[128];

	if (id != NO_FIELD && dictionary_field(mapping->dictionary, id)->scheme[0])
		return fail(error, WN_INVALID, "'%.*s' is a field; its ids are of the scheme \"%s\"", STR_ARG(scheme),
		            dictionary_field(mapping->dictionary, id)->scheme);
	return fail(error, WN_INVALID, "there are no ids of the scheme \"%.*s\" (fr-siren, gb-crn, no-orgnr, be-kbo, lei, vat, domain)%s",
	            STR_ARG(scheme), did_you_mean(near, scheme, schemes));
}

int mapping_id(struct wn_mapping *mapping, struct wn_str scheme, struct wn_str column, struct wn_error *error)
{
	if (mapping->of)
		return fail(error, WN_REFUSED, "a joined file takes no id of its own: it is that of the file it is joined to");
	if (scheme_rank(scheme) < 0)
		return no_scheme(mapping, scheme, error);
	if (str_trim(column).len == 0)
		return fail(error, WN_INVALID, "the id needs the name of its column");
	if (mapping->id_column.len > 0)
		return fail(error, WN_INVALID, "the id is given twice: it stands in \"%.*s\" already", STR_ARG(mapping->id_column));
	mapping->id_scheme = arena_str(mapping->arena, scheme);
	mapping->id_column = arena_str(mapping->arena, str_trim(column));
	return WN_OK;
}

int mapping_opt_out(struct wn_mapping *mapping, struct wn_str column, struct wn_str open_value, struct wn_error *error)
{
	if (mapping->of)
		return fail(error, WN_REFUSED, "a joined file takes no opt-out: say so in the file it is joined to");
	if (str_trim(column).len == 0 || open_value.len == 0)
		return fail(error, WN_INVALID, "the opt-out needs a column and the text that means open");
	if (mapping->opt_out_column.len > 0)
		return fail(error, WN_INVALID, "the opt-out is given twice: it stands in \"%.*s\" already", STR_ARG(mapping->opt_out_column));
	mapping->opt_out_column = arena_str(mapping->arena, str_trim(column));
	mapping->opt_out_open = arena_str(mapping->arena, open_value);
	return WN_OK;
}

int mapping_sure(struct wn_mapping *mapping, uint32_t sure)
{
	if (sure > 1000 || mapping->of)
		return WN_INVALID;
	mapping->sure = sure;
	for (size_t i = 0; i < mapping->join_count; i++)
		mapping->joins[i]->sure = sure;
	return WN_OK;
}

/* ---- columns ---- */

static int no_field(const struct dictionary *dictionary, struct wn_str name, struct wn_error *error)
{
	struct wn_str rest = name, base;
	char near[128];

	if (field_is_forbidden(name))
		return fail(error, WN_INVALID, "'%.*s' is never collected about people and cannot be mapped", STR_ARG(name));
	if (str_cut(&rest, WN_STR("."), &base) && base.len < name.len && dictionary_find(dictionary, base) != NO_FIELD)
		return fail(error, WN_INVALID, "'%.*s' has no attribute '%.*s'; see winnow fields", STR_ARG(base), STR_ARG(rest));
	return fail(error, WN_INVALID, "'%.*s' is no field%s", STR_ARG(name), did_you_mean(near, name, dictionary_names(dictionary)));
}

static int check_table(const struct field *field, const struct wn_column *column, struct wn_error *error)
{
	bool scheme_or_label = column->convert == WN_CONV_CODE;
	struct map *seen;
	int result = WN_OK;

	if (column->table_count == 0)
		return column->convert == WN_CONV_TABLE || column->convert == WN_CONV_PREFIX || column->convert == WN_CONV_WHEN ? fail(error, WN_INVALID, "its table is empty") : WN_OK;
	seen = map_new();
	for (size_t i = 0; i < column->table_count && result == WN_OK; i++) {
		const struct wn_table_entry *entry = &column->table[i];

		if (column->convert == WN_CONV_PREFIX && (entry->raw.len == 0 || entry->raw.len > PREFIX_LONGEST))
			result = fail(error, WN_INVALID, "its table has a beginning that is empty or longer than %d bytes", PREFIX_LONGEST);
		else if (map_put(seen, entry->raw, seen))
			result = fail(error, WN_INVALID, "its table has \"%.*s\" twice", STR_ARG(entry->raw));
		else if (entry->cause >= WN_CAUSE_COUNT)
			result = fail(error, WN_INVALID, "its table has an unknown cause for \"%.*s\"", STR_ARG(entry->raw));
		else if (entry->cause == WN_KNOWN && scheme_or_label && entry->value.type != WN_TEXT)
			result = fail(error, WN_INVALID, "its table needs texts: \"%.*s\" has none", STR_ARG(entry->raw));
		else if (entry->cause == WN_KNOWN && !scheme_or_label && column->convert != WN_CONV_WHEN)
			result = value_check(field, &entry->value, error);
	}
	map_free(seen);
	if (result == WN_OK && column->otherwise && column->otherwise->cause == WN_KNOWN)
		result = value_check(field, &column->otherwise->value, error);
	return result;
}

static int check_constant(struct wn_arena *arena, const struct field *field, const struct wn_column *column, struct wn_error *error)
{
	struct wn_fact fact;

	if (column->column_count > 0)
		return fail(error, WN_INVALID, "a constant has no column");
	if (column->constant.len == 0)
		return fail(error, WN_INVALID, "a constant cannot be empty");
	convert_cells(arena, field, column, NULL, NULL, 0, &fact);
	if (fact.cause != WN_KNOWN)
		return fail(error, WN_INVALID, "\"%.*s\" is no value of it", STR_ARG(column->constant));
	return WN_OK;
}

static int check_names(const struct wn_column *column, struct wn_error *error)
{
	if (column->convert != WN_CONV_CONSTANT && column->column_count == 0)
		return fail(error, WN_INVALID, "it needs the name of a column");
	for (size_t i = 0; i < column->column_count; i++)
		if (str_trim(column->columns[i]).len == 0)
			return fail(error, WN_INVALID, "the name of its column is empty");
	return WN_OK;
}

static int check_words(const struct wn_column *column, struct wn_error *error)
{
	size_t most = column->convert == WN_CONV_MONEY && column->constant.len == 0 ? 2 :
	              column->convert == WN_CONV_SPLIT ? 1 : SIZE_MAX;

	if (column->column_count > most)
		return fail(error, WN_INVALID, "converter %s takes %zu column%s, not %zu", converter_name(column->convert), most,
		            most == 1 ? "" : "s", column->column_count);
	if (column->convert == WN_CONV_WHEN && column->column_count != 2)
		return fail(error, WN_INVALID, "converter when takes 2 columns, not %zu: that of the text, and that which decides", column->column_count);
	if (column->convert == WN_CONV_MONEY && column->constant.len == 0 && column->column_count < 2)
		return fail(error, WN_INVALID, "an amount needs its currency: a constant, or a second column");
	if (column->convert == WN_CONV_SPLIT && column->separator.len == 0)
		return fail(error, WN_INVALID, "split needs a separator");
	if (column->convert == WN_CONV_CODE && column->scheme.len == 0 && column->scheme_column.len == 0)
		return fail(error, WN_INVALID, "a code needs its scheme");
	return WN_OK;
}

static int check_column(struct wn_arena *arena, const struct field *field, const struct wn_column *column, struct wn_error *error)
{
	const char *name = converter_name(column->convert);

	if (!name)
		return fail(error, WN_INVALID, "there is no converter number %u", column->convert);
	if (!converter_fits(field, column->convert))
		return fail(error, WN_INVALID, "it holds %s, which converter %s cannot make", type_name(field->type), name);
	if (check_names(column, error) < 0 || check_words(column, error) < 0 || check_table(field, column, error) < 0)
		return WN_INVALID;
	return column->convert == WN_CONV_CONSTANT ? check_constant(arena, field, column, error) : WN_OK;
}

static struct wn_table_entry copy_entry(struct wn_arena *arena, const struct wn_table_entry *entry)
{
	struct wn_table_entry copy = {.raw = arena_str(arena, entry->raw), .cause = entry->cause};

	if (entry->cause == WN_KNOWN)
		copy.value = value_copy(arena, &entry->value);
	return copy;
}

static void copy_table(struct wn_arena *arena, struct wn_column *copy)
{
	struct wn_table_entry *table = arena_array(arena, copy->table_count, sizeof *table), *otherwise;

	for (size_t i = 0; i < copy->table_count; i++)
		table[i] = copy_entry(arena, &copy->table[i]);
	copy->table = table;
	if (!copy->otherwise)
		return;
	otherwise = arena_alloc(arena, sizeof *otherwise);
	*otherwise = copy_entry(arena, copy->otherwise);
	copy->otherwise = otherwise;
}

static struct wn_column copy_column(struct wn_arena *arena, const struct wn_column *column)
{
	struct wn_column copy = *column;
	struct wn_str *names = arena_array(arena, column->column_count, sizeof *names);

	for (size_t i = 0; i < column->column_count; i++)
		names[i] = arena_str(arena, str_trim(column->columns[i]));
	copy.columns = names;
	copy.field = arena_str(arena, column->field);
	copy.separator = arena_str(arena, column->separator);
	copy.constant = arena_str(arena, column->constant);
	copy.scheme = arena_str(arena, column->scheme);
	copy.scheme_column = arena_str(arena, str_trim(column->scheme_column));
	copy.masked = arena_str(arena, column->masked);
	copy.sentinel = arena_str(arena, column->sentinel);
	copy.observed = arena_str(arena, str_trim(column->observed));
	copy_table(arena, &copy);
	return copy;
}

int mapping_column(struct wn_mapping *mapping, const struct wn_column *column, struct wn_error *error)
{
	struct wn_column given = {0};
	struct field field;
	field_id id;

	memcpy(&given, column, column->size < sizeof given ? column->size : sizeof given);
	given.size = sizeof given;
	if (!mapped_field(mapping->dictionary, given.field, &id, &field))
		return no_field(mapping->dictionary, given.field, error);
	if (check_column(mapping->arena, &field, &given, error) < 0 || mapping_join_allows(mapping, id, error) < 0)
		return fail_in(error, "field '%.*s'", STR_ARG(given.field));
	mapping->columns = grow(mapping->arena, mapping->columns, mapping->column_count, sizeof given);
	mapping->fields = grow(mapping->arena, mapping->fields, mapping->column_count, sizeof id);
	mapping->columns[mapping->column_count] = copy_column(mapping->arena, &given);
	mapping->fields[mapping->column_count++] = id;
	return WN_OK;
}
