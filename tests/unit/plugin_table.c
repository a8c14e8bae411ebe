/* plugin_table.c - enrich "table": joins by keys, items, membership, and what no row means. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "unit/support_folder.h"
#include "unit/support_plugin.h"

struct room {
	struct bench bench;
	char *folder;
};

static int setup(void **state)
{
	struct room *room = malloc(sizeof *room);

	bench_init(&room->bench);
	room->folder = folder_make();
	bench_load(&room->bench, "plugins/enricher/table.so");
	*state = room;
	return 0;
}

static int teardown(void **state)
{
	struct room *room = *state;

	bench_free(&room->bench);
	folder_remove(room->folder);
	free(room);
	return 0;
}

static void write_file(struct room *room, const char *content)
{
	folder_write(room->folder, "data.csv", content);
	option_text(&room->bench, "file", folder_path(room->folder, "data.csv"));
}

/* columns = { FIELD = "Column" } */
static void one_column(struct room *room, const char *field, const char *column)
{
	struct wn_tree *columns = node_table(&room->bench);

	node_add(&room->bench, columns, field, node_text(&room->bench, column));
	option_add(&room->bench, "columns", columns);
}

static void join(struct room *room)
{
	struct wn_task *task;

	bench_open(&room->bench);
	task = bench_task(&room->bench, true);
	if (((const struct wn_enricher_ops *)room->bench.step.plugin->vtable->ops)->step(task) < 0)
		fail_msg("%s", room->bench.error.text);
}

/* Describes and opens, one of which must fail. */
static const char *refusal(struct room *room)
{
	struct bench *bench = &room->bench;
	struct option_context context = {bench->arena, WN_STR("/pipelines/pipe.lua"), bench->dictionary, bench->diags};

	if (step_describe(&bench->step, &context) < 0)
		return bench_mistakes(bench);
	assert_int_equal(step_open(&bench->step, 0, &bench->error), WN_FAIL);
	return bench->error.text;
}

static void assert_says(const char *said, const char *part)
{
	if (!strstr(said, part))
		fail_msg("\"%s\" does not say \"%s\"", said, part);
}

static void ids_meet_in_one_spelling(void **state)
{
	struct room *room = *state;

	write_file(room, "Siren;website\n443061841;google.fr\n552 100 554;https://www.peugeot.com/fr\n");
	option_add(&room->bench, "by", node_table(&room->bench));
	node_add(&room->bench, room->bench.table->entries[1].value, "", node_text(&room->bench, "siren"));
	node_add(&room->bench, room->bench.table->entries[1].value, "", node_text(&room->bench, "Siren"));
	one_column(room, "domain", "website");
	option_add(&room->bench, "sure", node_number(&room->bench, 0.9));
	option_text(&room->bench, "date", "2026-10-01");
	bench_text(&room->bench, "siren", "552100554");
	join(room);
	assert_string_equal(bench_said(&room->bench, "domain"), "peugeot.com @ data.csv:3 sure 900 day 2026-10-01");
}

static void domains_meet_whatever_the_host(void **state)
{
	struct room *room = *state;

	write_file(room, "domain,staff\nhttps://blog.acme.co.uk/x,50-99\n");
	option_text(&room->bench, "by", "domain");
	one_column(room, "employees", "staff");
	bench_text(&room->bench, "domain", "acme.co.uk");
	join(room);
	assert_string_equal(bench_said(&room->bench, "employees"), "50-99 @ data.csv:2 sure 1000");
}

static void texts_meet_folded(void **state)
{
	struct room *room = *state;

	write_file(room, "{\"name\": \"SOCI\xc3\x89T\xc3\x89  Dupont\", \"town\": \"Lyon\"}\n{\"name\": \"x\", \"town\": \"Paris\"}\n");
	option_text(&room->bench, "by", "name");
	one_column(room, "city", "town");
	bench_text(&room->bench, "name", "Soci\xc3\xa9t\xc3\xa9 Dupont");
	join(room);
	assert_string_equal(bench_said(&room->bench, "city"), "Lyon @ data.csv:1 sure 1000");
}

static void no_row_says_nothing(void **state)
{
	struct room *room = *state;

	write_file(room, "siren,staff\n443061841,5\n");
	option_text(&room->bench, "by", "siren");
	one_column(room, "employees", "staff");
	bench_text(&room->bench, "siren", "552100554");
	join(room);
	assert_int_equal(room->bench.task.fact_count, 0);
}

static void unreadable_cells_have_a_cause(void **state)
{
	struct room *room = *state;

	write_file(room, "siren,staff\n552100554,many\n");
	option_text(&room->bench, "by", "siren");
	one_column(room, "employees", "staff");
	bench_text(&room->bench, "siren", "552100554");
	join(room);
	assert_string_equal(bench_said(&room->bench, "employees"), "unknown malformed");
}

static void add_visits(struct room *room, bool complete)
{
	struct bench *bench = &room->bench;
	struct wn_tree *item = node_table(bench);

	option_text(bench, "by", "domain");
	option_text(bench, "list", "signal");
	node_add(bench, item, "kind", node_call(bench, "const", node_text(bench, "visit")));
	node_add(bench, item, "date", node_text(bench, "day"));
	node_add(bench, item, "page", node_text(bench, "path"));
	option_add(bench, "item", item);
	if (complete)
		option_add(bench, "complete", node_flag(bench, true));
}

static void rows_are_items(void **state)
{
	struct room *room = *state;
	const struct wn_value *value;

	write_file(room, "domain,day,path\nacme.fr,2026-10-01,/pricing\nother.fr,2026-10-02,/\nwww.acme.fr,2026-10-03,\n");
	add_visits(room, true);
	bench_text(&room->bench, "domain", "acme.fr");
	join(room);
	assert_int_equal(room->bench.task.fact_count, 2);
	assert_string_equal(bench_said(&room->bench, "signal"), "visit complete @ data.csv:2 sure 1000; visit complete @ data.csv:4 sure 1000");
	value = &room->bench.task.facts[0].value;
	assert_int_equal(value->as.list.at[0].count, 3);
	assert_int_equal(room->bench.task.facts[1].value.as.list.at[0].count, 2);
}

static void no_row_of_a_complete_list_is_an_empty_list(void **state)
{
	struct room *room = *state;

	write_file(room, "domain,day,path\nother.fr,2026-10-02,/\n");
	add_visits(room, true);
	bench_text(&room->bench, "domain", "acme.fr");
	join(room);
	assert_string_equal(bench_said(&room->bench, "signal"), " complete @ data.csv sure 1000");
}

static void membership_is_a_member(void **state)
{
	struct room *room = *state;

	write_file(room, "siren\n552100554\n552100554\n");
	option_text(&room->bench, "by", "siren");
	option_text(&room->bench, "on_list", "customers");
	bench_text(&room->bench, "siren", "552100554");
	join(room);
	assert_string_equal(bench_said(&room->bench, "on_list"), "customers @ data.csv:2 sure 1000");
}

static void no_row_of_a_complete_membership_is_no(void **state)
{
	struct room *room = *state;

	write_file(room, "siren\n443061841\n");
	option_text(&room->bench, "by", "siren");
	option_text(&room->bench, "on_list", "customers");
	option_add(&room->bench, "complete", node_flag(&room->bench, true));
	bench_text(&room->bench, "siren", "552100554");
	join(room);
	assert_string_equal(bench_said(&room->bench, "on_list"), "not customers complete @ data.csv sure 1000");
}

static void no_row_of_a_complete_flag_is_no(void **state)
{
	struct room *room = *state;

	write_file(room, "siren,public\n443061841,yes\n");
	option_text(&room->bench, "by", "siren");
	one_column(room, "listed", "public");
	option_add(&room->bench, "complete", node_flag(&room->bench, true));
	bench_text(&room->bench, "siren", "552100554");
	join(room);
	assert_int_equal(room->bench.task.fact_count, 1);
	assert_int_equal(room->bench.task.facts[0].value.as.flag, 0);
}

static void a_column_that_is_not_there(void **state)
{
	struct room *room = *state;

	write_file(room, "siren,staff\n552100554,5\n");
	option_text(&room->bench, "by", "siren");
	one_column(room, "employees", "headcount");
	assert_string_equal(refusal(room), "enrich \"table\": data.csv has no column 'headcount'");
}

static void a_key_that_is_not_there(void **state)
{
	struct room *room = *state;

	write_file(room, "id,staff\n552100554,5\n");
	option_text(&room->bench, "by", "siren");
	one_column(room, "employees", "staff");
	assert_string_equal(refusal(room), "enrich \"table\": data.csv has no column 'siren'");
}

static void a_file_that_is_not_there(void **state)
{
	struct room *room = *state;

	option_text(&room->bench, "file", folder_path(room->folder, "none.csv"));
	option_text(&room->bench, "by", "siren");
	option_text(&room->bench, "on_list", "x");
	assert_says(refusal(room), "none.csv");
}

static void nothing_to_bring(void **state)
{
	struct room *room = *state;

	option_text(&room->bench, "file", "x.csv");
	option_text(&room->bench, "by", "siren");
	assert_string_equal(refusal(room), "1: enrich \"table\": the table brings nothing: write columns, or list and item, or on_list");
}

static void a_key_that_is_no_field(void **state)
{
	struct room *room = *state;

	option_text(&room->bench, "file", "x.csv");
	option_text(&room->bench, "by", "sirn");
	option_text(&room->bench, "on_list", "x");
	assert_says(refusal(room), "'sirn' is no field (winnow fields lists them); did you mean 'siren'?");
}

static void a_list_without_items(void **state)
{
	struct room *room = *state;

	option_text(&room->bench, "file", "x.csv");
	option_text(&room->bench, "by", "siren");
	option_text(&room->bench, "list", "signal");
	assert_says(refusal(room), "list needs item");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(ids_meet_in_one_spelling),
		TEST(domains_meet_whatever_the_host),
		TEST(texts_meet_folded),
		TEST(no_row_says_nothing),
		TEST(unreadable_cells_have_a_cause),
		TEST(rows_are_items),
		TEST(no_row_of_a_complete_list_is_an_empty_list),
		TEST(membership_is_a_member),
		TEST(no_row_of_a_complete_membership_is_no),
		TEST(no_row_of_a_complete_flag_is_no),
		TEST(a_column_that_is_not_there),
		TEST(a_key_that_is_not_there),
		TEST(a_file_that_is_not_there),
		TEST(nothing_to_bring),
		TEST(a_key_that_is_no_field),
		TEST(a_list_without_items),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
