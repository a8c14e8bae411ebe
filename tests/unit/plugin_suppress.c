/* plugin_suppress.c - filter "suppress": which lists can be read, and whom they drop. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/digest.h"
#include "unit/support_folder.h"
#include "unit/support_plugin.h"

/* A list, a company with one fact, and what the filter makes of it: "keep", or "drop FIELD WHERE: REASON", or the
 * words with which the list was refused. */
static const char *judge_by(const char *list, const char *field, const char *text, const char *id)
{
	static char said[1100];
	char *folder = folder_make();
	struct wn_judgement judgement = {0};
	struct option_context context;
	struct bench bench;
	struct wn_task *task;

	bench_init(&bench);
	bench_load(&bench, "plugins/filter/suppress.so");
	folder_write(folder, "list.csv", list);
	option_text(&bench, "file", folder_path(folder, "list.csv"));
	option_text(&bench, "reason", "a customer");
	if (field)
		bench_text(&bench, field, text);
	bench.company.id = str_of(id);
	context = (struct option_context){bench.arena, WN_STR("/pipelines/pipe.lua"), bench.dictionary, bench.diags};
	assert_int_equal(step_describe(&bench.step, &context), WN_OK);
	if (step_open(&bench.step, 0, &bench.error) < 0) {
		snprintf(said, sizeof said, "%s", bench.error.text);
	} else {
		task = bench_task(&bench, true);
		assert_int_equal(((const struct wn_filter_ops *)bench.step.plugin->vtable->ops)->judge(task, &judgement), WN_OK);
		if (judgement.verdict == WN_KEEP)
			snprintf(said, sizeof said, "keep");
		else
			snprintf(said, sizeof said, "drop %.*s %.*s: %.*s", STR_ARG(judgement.field), STR_ARG(judgement.where), STR_ARG(judgement.reason));
	}
	bench_free(&bench);
	folder_remove(folder);
	return said;
}

static const char crm[] = "Company Name,Company Domain Name,SIRET,VAT number,Phone,E-mail\n"
                          "Peugeot,peugeot.com,,,,\n"
                          "Google,,44306184100047,,,\n"
                          "Somebody,,,BE0403170701,+32 2 505 12 34,Info@Somebody.be\n";

static void columns_are_recognised(void **state)
{
	(void)state;
	assert_string_equal(judge_by(crm, "domain", "peugeot.com", ""), "drop domain list.csv:2: a customer");
	assert_string_equal(judge_by(crm, "website", "https://www.peugeot.com/fr/", ""), "drop website list.csv:2: a customer");
	assert_string_equal(judge_by(crm, "phone", "0032 (2) 505-12-34", ""), "drop phone list.csv:4: a customer");
	assert_string_equal(judge_by(crm, "email", "info@somebody.be", ""), "drop email list.csv:4: a customer");
	assert_string_equal(judge_by(crm, "email", "other@somebody.be", ""), "keep");
	assert_string_equal(judge_by(crm, "domain", "renault.fr", ""), "keep");
}

static void ids_reach_the_company_within(void **state)
{
	(void)state;
	/* A customer's establishment, or VAT number, is the company. */
	assert_string_equal(judge_by(crm, "siren", "443061841", ""), "drop siren list.csv:3: a customer");
	assert_string_equal(judge_by(crm, "kbo", "0403170701", ""), "drop kbo list.csv:4: a customer");
	assert_string_equal(judge_by(crm, NULL, NULL, "fr-siren:443061841"), "drop  list.csv:3: a customer");
	assert_string_equal(judge_by("siren\n443061841\n", "siret", "44306184100047", ""), "drop siret list.csv:2: a customer");
	assert_string_equal(judge_by("siren\n443061841\n", "vat", "FR64443061841", ""), "drop vat list.csv:2: a customer");
	assert_string_equal(judge_by("id\nfr-siren:443061841\n", "siren", "443061841", ""), "drop siren list.csv:2: a customer");
}

static void a_missing_key_keeps(void **state)
{
	(void)state;
	assert_string_equal(judge_by(crm, "name", "Peugeot", ""), "keep");
	assert_string_equal(judge_by(crm, NULL, NULL, ""), "keep");
}

static void plain_lists_are_read(void **state)
{
	static const char list[] = "# objections\n\npeugeot.com\n443 061 841  \ninfo@somebody.be\n+32 2 505 12 34\ngb-crn: 445790\ndomain:acme.co.uk\n"
	                           "https://www.example.org/path\n@renault.fr\n";

	(void)state;
	assert_string_equal(judge_by(list, "domain", "peugeot.com", ""), "drop domain list.csv:3: a customer");
	assert_string_equal(judge_by(list, "siren", "443061841", ""), "drop siren list.csv:4: a customer");
	assert_string_equal(judge_by(list, "email", "INFO@somebody.be", ""), "drop email list.csv:5: a customer");
	assert_string_equal(judge_by(list, "phone", "+3225051234", ""), "drop phone list.csv:6: a customer");
	assert_string_equal(judge_by(list, "crn", "00445790", ""), "drop crn list.csv:7: a customer");
	assert_string_equal(judge_by(list, "website", "http://acme.co.uk", ""), "drop website list.csv:8: a customer");
	assert_string_equal(judge_by(list, "domain", "example.org", ""), "drop domain list.csv:9: a customer");
	assert_string_equal(judge_by(list, "domain", "renault.fr", ""), "drop domain list.csv:10: a customer");
	assert_string_equal(judge_by(list, "domain", "somebody.be", ""), "keep");
}

static void hashes_are_compared(void **state)
{
	uint8_t digest[DIGEST_SIZE];
	char hex[DIGEST_HEX], list[DIGEST_HEX + 16];

	(void)state;
	digest_bytes(WN_STR("info@somebody.be"), digest);
	digest_hex(digest, hex);
	snprintf(list, sizeof list, "sha256:%s\n", hex);
	assert_string_equal(judge_by(list, "email", "Info@Somebody.BE", ""), "drop email list.csv:1: a customer");
	assert_string_equal(judge_by(list + 7, "email", "info@somebody.be", ""), "drop email list.csv:1: a customer");
	assert_string_equal(judge_by(list, "email", "info@elsewhere.be", ""), "keep");
}

static void shared_sites_suppress_nobody(void **state)
{
	(void)state;
	assert_string_equal(judge_by("website,siren\nhttps://facebook.com/a,443061841\n", "website", "https://www.facebook.com/b", ""), "keep");
}

static void json_lines_are_read(void **state)
{
	(void)state;
	assert_string_equal(judge_by("{\"domain\": \"peugeot.com\"}\n{\"domain\": \"acme.fr\"}\n", "domain", "acme.fr", ""), "drop domain list.csv:2: a customer");
}

static void lists_that_cannot_be_read_stop(void **state)
{
	(void)state;
	assert_string_equal(judge_by("Account,Owner\nAcme,Jane\n", NULL, NULL, ""),
	                    "filter \"suppress\": list.csv has no column that names a company: siren, siret, vat, lei, crn, orgnr, kbo, domain, website, email or "
	                    "phone");
	assert_string_equal(judge_by("acme.fr\nwho is this\n", NULL, NULL, ""),
	                    "filter \"suppress\": list.csv:2: this is no key: write an e-mail, domain, phone with +, registry id or SHA-256, or type:value such as "
	                    "siren:552100554");
	assert_string_equal(judge_by("siren:552100555\n", NULL, NULL, ""),
	                    "filter \"suppress\": list.csv:1: this is no key: write an e-mail, domain, phone with +, registry id or SHA-256, or type:value such as "
	                    "siren:552100554");
	assert_string_equal(judge_by("siren,name\n552100555,x\n", NULL, NULL, ""),
	                    "filter \"suppress\": no row of list.csv has a key that can be read: it would suppress nobody");
	assert_string_equal(judge_by("", "domain", "acme.fr", ""),
	                    "filter \"suppress\": list.csv lists nobody: an empty suppression list is usually a failed export; leave the step out, or write "
	                    "allow_empty = true");
}

static void a_list_that_is_not_there_stops(void **state)
{
	struct bench bench;
	struct option_context context;

	(void)state;
	bench_init(&bench);
	bench_load(&bench, "plugins/filter/suppress.so");
	option_text(&bench, "file", "/nowhere/list.csv");
	context = (struct option_context){bench.arena, WN_STR("/pipelines/pipe.lua"), bench.dictionary, bench.diags};
	assert_int_equal(step_describe(&bench.step, &context), WN_OK);
	assert_int_equal(bench.step.said.want_count, 11);
	assert_int_equal(step_open(&bench.step, 0, &bench.error), WN_FAIL);
	assert_string_equal(bench.error.text, "filter \"suppress\": cannot open /nowhere/list.csv: No such file or directory");
	bench_free(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_are_recognised),
		cmocka_unit_test(ids_reach_the_company_within),
		cmocka_unit_test(a_missing_key_keeps),
		cmocka_unit_test(plain_lists_are_read),
		cmocka_unit_test(hashes_are_compared),
		cmocka_unit_test(shared_sites_suppress_nobody),
		cmocka_unit_test(json_lines_are_read),
		cmocka_unit_test(lists_that_cannot_be_read_stop),
		cmocka_unit_test(a_list_that_is_not_there_stops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
