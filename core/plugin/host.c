/* host.c - the one table that every plugin is given, and the entries that only pass on. */
#include "plugin/host.h"

#include <string.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/log.h"
#include "company/date.h"
#include "company/identity.h"
#include "company/money.h"
#include "company/text.h"
#include "scan/rows.h"

int host_vfail(struct wn_error *error, int code, const char *format, va_list args)
{
	char *at;

	code = vfail(error, code, format, args);
	for (at = error ? error->text : NULL; at && (at = strpbrk(at, "\r\n")) != NULL;)
		*at = ' ';
	return code;
}

static int host_fail(struct wn_error *error, int code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	code = host_vfail(error, code, format, args);
	va_end(args);
	return code;
}

static void host_say(enum wn_level level, struct wn_str who, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_vsay(level, who, format, args);
	va_end(args);
}

static struct wn_str host_text(struct wn_arena *arena, const char *format, ...)
{
	struct wn_str text;
	va_list args;

	va_start(args, format);
	text = arena_vprintf(arena, format, args);
	va_end(args);
	return text;
}

static int host_parse_day(struct wn_str text, int32_t *day)
{
	return day_parse(text, day) ? WN_OK : WN_INVALID;
}

static int host_parse_money(struct wn_str text, struct wn_str currency, int64_t *minor)
{
	return currency_valid(currency) && money_parse(text, currency, minor) ? WN_OK : WN_INVALID;
}

static void host_hmac(struct wn_str key, struct wn_str data, uint8_t digest[32])
{
	hmac_bytes(key, data, digest);
}

const struct wn_host host_table = {
	.size = sizeof(struct wn_host),
	.abi_minor = WN_ABI_MINOR,

	.fail = host_fail,
	.say = host_say,
	.alloc = arena_alloc,
	.text = host_text,

	.need = host_need,
	.want = host_want,
	.provide = host_provide,
	.cost = host_cost,

	.get = host_get,
	.company_id = host_company_id,
	.request = host_request,
	.answer = host_answer,
	.fact = host_fact,
	.unknown = host_unknown,

	.row = host_row,
	.opt_out = host_opt_out,
	.cursor = host_cursor,
	.bad_row = host_bad_row,

	.map_file = host_map_file,
	.map_id = host_map_id,
	.map_column = host_map_column,
	.map_opt_out = host_map_opt_out,
	.map_sure = host_map_sure,
	.map_tree = host_map_tree,

	.cell = host_cell,
	.field_at = host_field_at,
	.stage_open = host_stage_open,
	.stage_write = host_stage_write,
	.stage_prepare = host_stage_prepare,
	.stage_commit = host_stage_commit,
	.stage_abort = host_stage_abort,

	.read_file = host_read_file,
	.rows_open = rows_open,
	.rows_column = rows_column,
	.rows_next = rows_next,
	.rows_close = rows_close,
	.convert = host_convert,
	.read_columns = host_read_columns,

	.tree_kind = host_tree_kind,
	.tree_count = host_tree_count,
	.tree_at = host_tree_at,
	.tree_key = host_tree_key,
	.tree_get = host_tree_get,
	.tree_text = host_tree_text,
	.tree_integer = host_tree_integer,
	.tree_number = host_tree_number,
	.tree_fail = host_tree_fail,

	.fold = text_key,
	.domain = registrable_domain,
	.id_check = id_check,
	.parse_day = host_parse_day,
	.format_day = day_text,
	.parse_money = host_parse_money,
	.hmac = host_hmac,
	.read_item = host_read_item,

	.provide_joined = host_provide_joined,
	.map_join = host_map_join,
};
