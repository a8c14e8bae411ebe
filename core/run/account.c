/* account.c - what sinks, store and report are shown of an account. */
#include "run/account.h"

#include "base/digest.h"
#include "base/str.h"
#include "company/pack.h"

struct wn_str points_text(struct wn_arena *arena, int64_t thousandths)
{
	const char *sign = thousandths < 0 ? "-" : "";
	uint64_t whole = (uint64_t)(thousandths < 0 ? -thousandths : thousandths);
	struct wn_str text = arena_printf(arena, "%s%llu.%03llu", sign, (unsigned long long)(whole / 1000), (unsigned long long)(whole % 1000));
	while (text.len && text.ptr[text.len - 1] == '0')
		text.len--;
	if (text.len && text.ptr[text.len - 1] == '.')
		text.len--;
	return text;
}

static bool is_gate(const struct line *line)
{
	return line->section == SECTION_MUST || line->section == SECTION_MUST_NOT;
}

static void add_reason(struct buf *out, struct run *run, const struct line *line, const struct result *result, bool counted)
{
	const char *between = out->len ? "; " : "";
	if (!is_gate(line) && result->verdict == VERDICT_MATCH && counted) {
		struct wn_str earned = points_text(run->arena, result->earned);
		buf_printf(out, "%s%.*s of %d: %.*s", between, STR_ARG(earned), line->points, STR_ARG(line->label));
	} else if (is_gate(line) && result->verdict == VERDICT_UNKNOWN && !line->built_in) {
		buf_printf(out, "%sopen: %.*s", between, STR_ARG(line->label));
	}
}

struct wn_str account_reasons(struct run *run, const struct account *account)
{
	struct buf out = {0};
	for (size_t i = 0; i < run->icp->line_count; i++)
		add_reason(&out, run, &run->icp->lines[i], &account->results[i], account->counted[i]);
	struct wn_str reasons = arena_str(run->arena, buf_as_str(&out));
	buf_free(&out);
	return reasons;
}

int account_evaluate(struct run *run, struct account *account, bool final)
{
	int code = company_unpack(&account->company, run->arena, run->dictionary, buf_as_str(&account->candidate->packed), &run->error);
	if (code < 0)
		return code;
	account->company.id = account->candidate->id;
	account->results = arena_array(run->arena, run->icp->line_count + 1, sizeof *account->results);
	account->counted = arena_array(run->arena, run->icp->line_count + 1, sizeof *account->counted);
	/* The run's arena holds the proofs, so it must not be cleared: subjects of accounts get one of their own. */
	struct wn_arena *scratch = arena_new();
	arena_defer(run->arena, (void (*)(void *))arena_free, scratch);
	struct subject subject = {.providers = run->providers, .as_of = run->options.as_of, .final = final, .scratch = scratch};
	subject_begin(&subject, &account->company);
	icp_evaluate(run->icp, &subject, true, account->results);
	account->fit = icp_score(run->icp, SECTION_FIT, account->results, account->counted);
	account->timing = icp_score(run->icp, SECTION_TIMING, account->results, account->counted);
	return WN_OK;
}

static struct wn_str tier_name(const struct tier *tiers, size_t count, size_t index)
{
	return index < count ? tiers[index].name : (struct wn_str)WN_STR("-");
}

/* The id that stays with an account: the one the store knows under any of its keys, else a new one. */
static int find_winnow_id(struct run *run, struct account *account)
{
	const struct company *company = &account->company;
	struct wn_str *winnow_id = &account->shown.winnow_id;
	int code = WN_NONE;
	if (run->store)
		code = store_winnow_id(run->store, run->arena, company->id, winnow_id, &run->error);
	for (size_t i = 0; run->store && code == WN_NONE && i < company->key_count; i++) {
		struct wn_str name = arena_printf(run->arena, "%.*s:%.*s", STR_ARG(company->keys[i].scheme), STR_ARG(company->keys[i].value));
		code = store_winnow_id(run->store, run->arena, name, winnow_id, &run->error);
	}
	if (code == WN_NONE)
		*winnow_id = winnow_id_new(run->arena, company->id);
	return code < 0 && code != WN_NONE ? code : WN_OK;
}

int account_describe(struct run *run, struct account *account, uint32_t place)
{
	struct wn_account *shown = &account->shown;
	const struct standing *standing = &account->candidate->standing;
	*shown = (struct wn_account){.size = sizeof *shown, .place = place, .id = account->candidate->id, .undecided = standing->undecided};
	if (find_winnow_id(run, account) < 0)
		return run->error.code;
	shown->tier = tier_name(run->icp->tiers, run->icp->tier_count, standing->tier);
	shown->heat = tier_name(run->icp->heats, run->icp->heat_count, icp_heat(run->icp, account->timing));
	shown->fit = score_text(run->arena, SECTION_FIT, account->fit);
	shown->timing = score_text(run->arena, SECTION_TIMING, account->timing);
	shown->reasons = account_reasons(run, account);
	return WN_OK;
}

static int show(struct run *run, struct account *account, uint32_t place)
{
	struct wn_account *shown = &account->shown;
	uint8_t digest[DIGEST_SIZE];
	char hex[DIGEST_HEX];
	if (account_evaluate(run, account, true) < 0 || account_describe(run, account, place) < 0)
		return run->error.code;
	shown->json = account_json(run, account);
	digest_bytes(shown->json, digest);
	digest_hex(digest, hex);
	shown->hash = arena_str(run->arena, str_of(hex));
	return WN_OK;
}

int accounts_show(struct run *run)
{
	for (size_t i = 0; i < run->account_count; i++)
		if (show(run, &run->accounts[i], (uint32_t)i + 1) < 0)
			return run->error.code;
	return WN_OK;
}
