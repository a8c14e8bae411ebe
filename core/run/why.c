/* why.c - everything there is to say about one company. */
#include "run/why.h"

#include <jansson.h>
#include <sys/stat.h>

#include "base/str.h"
#include "company/pack.h"
#include "run/account.h"
#include "run/opt_out.h"
#include "run/profiles.h"
#include "run/scan.h"
#include "run/select.h"

/* By its own id, or by another key of the company that it is. */
static bool objects_today(struct run *run)
{
	const struct trace *trace = run->trace;
	struct wn_error error = {0};
	struct company company;
	if (key_is_in(run->opted_out, run->only))
		return true;
	return trace->seen && company_unpack(&company, run->arena, run->dictionary, buf_as_str(&trace->company.packed), &error) == WN_OK &&
	       opt_out_today(run, &company);
}

static int32_t file_day(const struct mapped_file *file)
{
	struct stat status;
	if (file->dialect.day != 0 && file->dialect.day != WN_NO_DAY)
		return file->dialect.day;
	return stat(file->path.ptr, &status) == 0 ? (int32_t)(status.st_mtime / 86400) : WN_NO_DAY;
}

struct wn_str why_objecting_source(struct run *run)
{
	size_t from = 0;
	bool today = objects_today(run);
	for (struct step *step; today && (step = run_next_step(run, WN_SOURCE, &from));) {
		if (!step->mapping || !step->mapping->opt_out_column.len)
			continue;
		int32_t day = step->mapping->file_count ? file_day(&step->mapping->files[0]) : WN_NO_DAY;
		return day == WN_NO_DAY ? step->name : arena_printf(run->arena, "%.*s, file of %s", STR_ARG(step->name), day_text(run->arena, day).ptr);
	}
	return (struct wn_str)WN_STR("an earlier run");
}

bool why_objects(struct run *run)
{
	const struct trace *trace = run->trace;
	return trace->opted_out || key_is_in(run->opted_out, run->only) || (!trace->seen && opt_out_remembered(run, run->only));
}

/* What the last list says of the company beside its place: whom it stands beside, and how full the quotas were. Quotas are
 * known by their label; the pipeline may have others today. */
static void read_last_row(struct run *run, const struct list_row *row, struct wn_str id)
{
	struct trace *trace = run->trace;
	json_t *account = json_loadb(row->json.ptr, row->json.len, 0, NULL), *value;
	size_t i;
	json_array_foreach(json_object_get(account, "others"), i, value) {
		json_t *other = json_object_get(value, "id");
		if (!json_is_string(other) || !str_is(id, json_string_value(other)))
			continue;
		trace->beside_place = row->place;
		trace->beside_id = row->id;
	}
	json_array_foreach(json_object_get(account, "quota"), i, value)
		for (size_t j = 0; j < run->quota_count && json_is_string(value); j++)
			trace->quota_listed[j] += str_is(run->quotas[j].line->label, json_string_value(value));
	json_decref(account);
}

static int last_place(struct run *run, const struct account *account, uint32_t *place)
{
	struct list list;
	run->trace->quota_listed = arena_array(run->arena, run->quota_count + 1, sizeof *run->trace->quota_listed);
	int code = run->store ? store_last_list(run->store, run->arena, run->settings.path, &list, &run->error) : WN_NONE;
	*place = 0;
	run->trace->last_list = code == WN_OK ? list.as_of : WN_NO_DAY;
	for (size_t i = 0; code == WN_OK && i < list.count; i++) {
		if (str_equal(list.rows[i].id, account->candidate->id))
			*place = list.rows[i].place;
		if (run->quota_count || run->settings.one_per)
			read_last_row(run, &list.rows[i], account->candidate->id);
	}
	return code == WN_NONE ? WN_OK : code;
}

/* A company that the scan dropped is judged once more with all its lines, from what was known then. */
static int judge_as_it_stands(struct run *run, struct account *account)
{
	struct trace *trace = run->trace;
	*account = (struct account){.candidate = &trace->company};
	bool probed = trace->phase == NULL || trace->company.late, ranked = trace->company.fate == FATE_LISTED;
	uint32_t place;
	if (account_evaluate(run, account, probed) < 0 || last_place(run, account, &place) < 0 || accounts_name(run, &account, 1) < 0)
		return run->error.code;
	for (size_t i = 0; i < run->profile_count; i++)
		if (!ranked || trace->company.standings[i].fate != FATE_CANDIDATE)
			account_stand(run, account, i);
	account_count_quotas(run, account);
	account_describe(run, account, place);
	return WN_OK;
}

int run_why(struct run *run, const struct key *key, struct account *account)
{
	run->only = key;
	trace_begin(run);
	if (run_look(run) < 0 || run_open(run) < 0 || run_scan(run) < 0)
		return run->error.code;
	if (why_objects(run)) {
		run->trace->opted_out = true;
		return WN_OK;
	}
	if (!run->trace->seen)
		return WN_NONE;
	if (run->candidate_count && (run_probe(run) < 0 || run_select(run) < 0 || run_finish(run) < 0))
		return run->error.code;
	return judge_as_it_stands(run, account);
}
