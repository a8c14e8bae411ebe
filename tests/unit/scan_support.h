/* scan_support.h - scanning in tests: a mapping of a file, and everything that came out as one text. */
#ifndef TESTS_UNIT_SCAN_SUPPORT_H
#define TESTS_UNIT_SCAN_SUPPORT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "company/pack.h"
#include "scan/scan.h"
#include "unit/support_folder.h"
#include "unit/support_random.h"

struct bench {
	struct wn_arena *arena;
	struct dictionary *dictionary;
	struct wn_mapping *mapping;
	char *folder;
	struct buf out;  /* the transcript */
	struct buf raw;  /* every byte the sink was given */
	bool with_evidence, with_causes;
	struct scan_counts counts;
	struct wn_error error;
	struct scan_options options;
	struct scan_gate *gate;
};

static inline void bench_open(struct bench *bench)
{
	*bench = (struct bench){.arena = arena_new(), .dictionary = dictionary_new(), .folder = folder_make()};
	bench->mapping = mapping_new(bench->arena, bench->dictionary, WN_STR("test"));
	bench->options = (struct scan_options){.threads = 1, .provider = 3, .file_day = WN_NO_DAY};
}

static inline void bench_close(struct bench *bench)
{
	folder_remove(bench->folder);
	buf_free(&bench->out);
	buf_free(&bench->raw);
	dictionary_free(bench->dictionary);
	arena_free(bench->arena);
}

static inline void bench_bytes(struct bench *bench, const char *name, struct wn_str bytes)
{
	FILE *file = fopen(folder_path(bench->folder, name), "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
	assert_int_equal(fclose(file), 0);
}

/* A file of this content, mapped. */
static inline void bench_file(struct bench *bench, const char *name, struct wn_str bytes, const struct wn_dialect *dialect)
{
	bench_bytes(bench, name, bytes);
	assert_int_equal(mapping_file(bench->mapping, str_of(folder_path(bench->folder, name)), dialect, &bench->error), WN_OK);
}

static inline void bench_column(struct bench *bench, struct wn_column column)
{
	int result;

	column.size = sizeof column;
	result = mapping_column(bench->mapping, &column, &bench->error);
	if (result < 0)
		fail_msg("%s", bench->error.text);
}

static inline void bench_plain(struct bench *bench, const char *field, uint32_t convert, const char *column)
{
	struct wn_str name = str_of(column);

	bench_column(bench, (struct wn_column){.convert = convert, .field = str_of(field), .columns = &name, .column_count = 1});
}

/* ---- transcript ---- */

static inline void say_fact(struct bench *bench, const struct fact *fact)
{
	const struct field *field = dictionary_field(bench->dictionary, fact->field);

	if (fact->cause != WN_KNOWN && !bench->with_causes)
		return;
	buf_printf(&bench->out, " %s=", field->name);
	if (fact->cause == WN_KNOWN)
		value_print(&bench->out, field, &fact->value);
	else
		buf_printf(&bench->out, "?%s", cause_name((enum wn_cause)fact->cause));
	if (bench->with_evidence)
		buf_printf(&bench->out, "(%.*s %d %u)", STR_ARG(fact->evidence.where), fact->evidence.day, fact->evidence.sure);
}

static inline void say_company(void *context, struct wn_str packed)
{
	struct bench *bench = context;
	struct wn_arena *arena = arena_new();
	struct company company;

	buf_str(&bench->raw, packed);
	assert_int_equal(company_unpack(&company, arena, bench->dictionary, packed, &bench->error), WN_OK);
	assert_int_equal(company.id.len, 0);
	buf_text(&bench->out, "company");
	if (company.fact_count > 0 && !bench->with_evidence)
		buf_printf(&bench->out, " %.*s", STR_ARG(company.facts[0].evidence.where));
	for (size_t i = 0; i < company.key_count; i++)
		buf_printf(&bench->out, " [%.*s:%.*s]", STR_ARG(company.keys[i].scheme), STR_ARG(company.keys[i].value));
	for (size_t i = 0; i < company.fact_count; i++) {
		assert_int_equal(company.facts[i].provider, 3);
		say_fact(bench, &company.facts[i]);
	}
	buf_byte(&bench->out, '\n');
	arena_free(arena);
}

static inline void say_opt_out(void *context, const struct key *key)
{
	struct bench *bench = context;

	buf_printf(&bench->out, "opt-out %.*s:%.*s\n", STR_ARG(key->scheme), STR_ARG(key->value));
	buf_str(&bench->raw, key->value);
}

static inline void say_bad(void *context, const struct bad_row *bad)
{
	struct bench *bench = context;

	buf_printf(&bench->out, "bad %.*s:%llu:%u %s\n", STR_ARG(bad->file), (unsigned long long)bad->line, bad->column, bad_kind_name(bad->kind));
}

static inline int bench_scan(struct bench *bench)
{
	struct scan_sink sink = {.context = bench, .company = say_company, .opt_out = say_opt_out, .bad = say_bad};

	buf_clear(&bench->out);
	buf_clear(&bench->raw);
	bench->counts = (struct scan_counts){0};
	bench->error = (struct wn_error){0};
	return scan_files(bench->mapping, &bench->options, bench->gate, &sink, &bench->counts, &bench->error);
}

static inline void bench_expect(struct bench *bench, const char *transcript)
{
	if (bench_scan(bench) < 0)
		fail_msg("%s", bench->error.text);
	assert_string_equal(bench->out.data ? bench->out.data : "", transcript);
}

#endif
