/* rates.c - any bytes as a file of rates: rates within bounds, or messages. */
#include "company/rates.h"
#include "fuzz/support_file.h"
#include "run/rates.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memory_file file = memory_file_new(bytes_rest(data, size));
	struct run run = {.arena = arena_new(), .diags = diags_new(), .settings.rates_path = str_of(file.path)};
	struct wn_money money = {.range = {-5, 1000000}, .currency = "USD", .day = WN_NO_DAY};
	struct wn_range range;

	run_load_rates(&run, (struct place){.path = "pipe.lua", .line = 1, .column = 1});
	MUST(run.rates);
	for (int32_t day = -800000; day < 3000000; day += 36500)
		if (rates_convert(run.rates, &money, day, "EUR", &range))
			MUST(range.low <= 0 && range.high >= 0 && range.low <= range.high);
	diags_free(run.diags);
	arena_free(run.arena);
	memory_file_close(&file);
	return 0;
}
