/* profiles.c - headers and cells as importers want them. An importer refuses a row, or worse takes it wrong, where a person would
 * understand: so a cell is written where it is sure what the reader makes of it, and empty otherwise. */
#include "profiles.h"

#include <string.h>

#define S(text) {"" text, sizeof("" text) - 1}
#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Industry is left out of both: HubSpot takes one of a fixed list of codes and refuses the row else, and which of them a NACE code
 * means is nothing that a table can say. */
static const struct column hubspot[] = {
	{S("Company name"), HOW_NAME, S("name")},
	{S("Company Domain Name"), HOW_FIELD, S("domain")},
	{S("Website URL"), HOW_WEBSITE, S("website")},
	{S("Phone Number"), HOW_FIELD, S("phone")},
	{S("Street Address"), HOW_FIELD, S("address")},
	{S("City"), HOW_FIELD, S("city")},
	{S("State/Region"), HOW_STATE, S("region")},
	{S("Postal Code"), HOW_FIELD, S("postcode")},
	{S("Country/Region"), HOW_FIELD, S("country")},
	{S("Number of Employees"), HOW_COUNT, S("employees")},
	{S("Annual Revenue"), HOW_MONEY, S("revenue")},
	{S("icp_account_id"), HOW_WINNOW_ID, S("")},
};

static const struct column salesforce[] = {
	{S("Name"), HOW_NAME, S("name")},
	{S("Website"), HOW_WEBSITE, S("website")},
	{S("Phone"), HOW_FIELD, S("phone")},
	{S("BillingStreet"), HOW_FIELD, S("address")},
	{S("BillingCity"), HOW_FIELD, S("city")},
	{S("BillingPostalCode"), HOW_FIELD, S("postcode")},
	{S("BillingCountry"), HOW_FIELD, S("country")},
	{S("NumberOfEmployees"), HOW_COUNT, S("employees")},
	{S("AnnualRevenue"), HOW_MONEY, S("revenue")},
	{S("Description"), HOW_REASONS, S("")},
	{S("ICP_Account_Id__c"), HOW_WINNOW_ID, S("")},
};

/* All ten must be there, in this order. */
static const struct column linkedin[] = {
	{S("companyname"), HOW_BARE_NAME, S("name")},
	{S("companywebsite"), HOW_WEBSITE, S("website")},
	{S("companyemaildomain"), HOW_MAIL_DOMAIN, S("email")},
	{S("linkedincompanypageurl"), HOW_EMPTY, S("")},
	{S("stocksymbol"), HOW_EMPTY, S("")},
	{S("industry"), HOW_EMPTY, S("")},
	{S("city"), HOW_FIELD, S("city")},
	{S("state"), HOW_STATE_ALONE, S("region")},
	{S("companycountry"), HOW_FIELD, S("country")},
	{S("zipcode"), HOW_FIELD, S("postcode")},
};

/* Rows are companies: whom to write to there is for somebody else to say, and the general address of a company is no person. */
static const struct column lemlist[] = {
	{S("email"), HOW_EMPTY, S("")},
	{S("firstName"), HOW_EMPTY, S("")},
	{S("lastName"), HOW_EMPTY, S("")},
	{S("companyName"), HOW_BARE_NAME, S("name")},
	{S("jobTitle"), HOW_EMPTY, S("")},
	{S("phone"), HOW_FIELD, S("phone")},
	{S("linkedinUrl"), HOW_EMPTY, S("")},
	{S("companyDomain"), HOW_FIELD, S("domain")},
	{S("icebreaker"), HOW_EMPTY, S("")},
	{S("picture"), HOW_EMPTY, S("")},
	{S("icp_account_id"), HOW_WINNOW_ID, S("")},
};

const struct column *profile_columns(enum profile profile, size_t *count)
{
	switch (profile) {
	case HUBSPOT:
		*count = COUNT(hubspot);
		return hubspot;
	case SALESFORCE:
		*count = COUNT(salesforce);
		return salesforce;
	case LINKEDIN:
		*count = COUNT(linkedin);
		return linkedin;
	case LEMLIST:
		*count = COUNT(lemlist);
		return lemlist;
	case PLAIN:
	case EXCEL:
		break;
	}
	*count = 0;
	return NULL;
}

static int is(struct wn_str text, const char *word)
{
	return text.len == strlen(word) && memcmp(text.ptr, word, text.len) == 0;
}

int how_of_word(struct wn_str word, enum how *how)
{
	static const struct { const char *word; enum how how; } words[] = {
		{"tier", HOW_TIER}, {"heat", HOW_HEAT}, {"fit", HOW_FIT}, {"timing", HOW_TIMING}, {"undecided", HOW_UNDECIDED}, {"reasons", HOW_REASONS},
		{"winnow_id", HOW_WINNOW_ID}, {"id", HOW_ID}, {"place", HOW_PLACE}, {"icp", HOW_ICP}, {"others", HOW_OTHERS}};

	for (size_t i = 0; i < COUNT(words); i++)
		if (is(word, words[i].word)) {
			*how = words[i].how;
			return 1;
		}
	return 0;
}

/* ---- names ---- */

/* Legal forms as registers write them in front of a name or behind it. */
static const char *const forms[] = {"SAS", "SASU", "SARL", "EURL", "SA", "SNC", "SCOP", "SELARL", "LIMITED", "LTD", "PLC", "LLP", "GMBH", "AG", "KG",
	"UG", "SE", "BV", "NV", "SRL", "SPA", "SL", "AB", "AS", "ASA", "APS", "OY", "OYJ", "INC", "LLC", "CORP", "CORPORATION", "LP"};

static char upper(char byte)
{
	return byte >= 'a' && byte <= 'z' ? (char)(byte - 'a' + 'A') : byte;
}

/* Whatever its case and dots: S.A.S. is SAS. */
static int is_form(struct wn_str word)
{
	char plain[16];
	size_t len = 0;

	for (size_t i = 0; i < word.len; i++) {
		if (word.ptr[i] == '.' || word.ptr[i] == ',')
			continue;
		if (len == sizeof plain)
			return 0;
		plain[len++] = upper(word.ptr[i]);
	}
	for (size_t i = 0; i < COUNT(forms); i++)
		if (is((struct wn_str){plain, len}, forms[i]))
			return 1;
	return 0;
}

static struct wn_str trim(struct wn_str text)
{
	while (text.len > 0 && memchr(" ,", text.ptr[0], 2))
		text.ptr++, text.len--;
	while (text.len > 0 && memchr(" ,", text.ptr[text.len - 1], 2))
		text.len--;
	return text;
}

/* Forms behind the name, or one in front, as long as a name is left. */
static struct wn_str without_form(struct wn_str name)
{
	const char *blank;
	struct wn_str word;

	name = trim(name);
	while ((blank = memrchr(name.ptr, ' ', name.len)) != NULL) {
		word = (struct wn_str){blank + 1, name.len - (size_t)(blank + 1 - name.ptr)};
		if (!is_form(word))
			break;
		name = trim((struct wn_str){name.ptr, name.len - word.len});
	}
	blank = name.len > 0 ? memchr(name.ptr, ' ', name.len) : NULL;
	word = (struct wn_str){name.ptr, blank ? (size_t)(blank - name.ptr) : 0};
	return blank && is_form(word) ? trim((struct wn_str){blank, name.len - word.len}) : name;
}

/* ---- cells ---- */

static struct wn_str cell(struct wn_task *task, const char *field)
{
	return task->host->cell(task, (struct wn_str){field, strlen(field)});
}

static struct wn_str name_of(struct wn_task *task, const struct wn_account *account)
{
	struct wn_str name = cell(task, "name");

	if (name.len == 0)
		name = cell(task, "domain");
	return name.len > 0 ? name : account->id;
}

static struct wn_str website_of(struct wn_task *task)
{
	struct wn_str website = cell(task, "website"), domain;

	if (website.len > 0)
		return website;
	domain = cell(task, "domain");
	return domain.len > 0 ? task->host->text(task->arena, "https://%.*s", (int)domain.len, domain.ptr) : domain;
}

static struct wn_str state_of(struct wn_str region, int alone)
{
	static const char *const spelt[] = {"US-", "CA-", "AU-"};

	for (size_t i = 0; i < COUNT(spelt); i++)
		if (region.len > 3 && memcmp(region.ptr, spelt[i], 3) == 0)
			return (struct wn_str){region.ptr + 3, region.len - 3};
	return alone ? (struct wn_str){"", 0} : region;
}

/* A register says "50 to 99"; an importer takes one number, and the least is the one that is surely not too much. */
static struct wn_str count_of(struct wn_task *task, struct wn_str field)
{
	struct wn_fact fact;

	if (task->host->get(task, field, &fact) < 0 || fact.cause != WN_KNOWN || fact.value.type != WN_INTEGER || fact.value.as.range.low == WN_OPEN_LOW)
		return (struct wn_str){"", 0};
	return task->host->text(task->arena, "%lld", (long long)fact.value.as.range.low);
}

/* In whole units, the low end of a range; how many minor units make one is the host's to know: the yen has none. */
static struct wn_str money_of(struct wn_task *task, struct wn_str field, struct wn_str currency)
{
	const struct wn_host *host = task->host;
	struct wn_fact fact;
	int64_t unit = 0, minor;

	if (currency.len != 3 || host->get(task, field, &fact) < 0 || fact.cause != WN_KNOWN || fact.value.type != WN_MONEY)
		return (struct wn_str){"", 0};
	minor = fact.value.as.money.range.low;
	if (memcmp(fact.value.as.money.currency, currency.ptr, 3) != 0 || minor == WN_OPEN_LOW || host->parse_money(WN_STR("1"), currency, &unit) < 0 || unit < 1)
		return (struct wn_str){"", 0};
	return host->text(task->arena, "%lld", (long long)(minor / unit));
}

struct wn_str column_cell(struct wn_task *task, const struct wn_account *account, const struct column *column, struct wn_str currency)
{
	const struct wn_host *host = task->host;

	switch (column->how) {
	case HOW_EMPTY:
		break;
	case HOW_FIELD:
		return host->cell(task, column->field);
	case HOW_NAME:
		return name_of(task, account);
	case HOW_BARE_NAME:
		return without_form(name_of(task, account));
	case HOW_WEBSITE:
		return website_of(task);
	case HOW_MAIL_DOMAIN:
		return host->domain(task->arena, host->cell(task, column->field));
	case HOW_STATE:
	case HOW_STATE_ALONE:
		return state_of(host->cell(task, column->field), column->how == HOW_STATE_ALONE);
	case HOW_COUNT:
		return count_of(task, column->field);
	case HOW_MONEY:
		return money_of(task, column->field, currency);
	case HOW_TIER:
		return account->tier;
	case HOW_HEAT:
		return account->heat;
	case HOW_FIT:
		return account->fit;
	case HOW_TIMING:
		return account->timing;
	case HOW_UNDECIDED:
		return host->text(task->arena, "%u", account->undecided);
	case HOW_REASONS:
		return account->reasons;
	case HOW_WINNOW_ID:
		return account->winnow_id;
	case HOW_ICP:
		return account->icp;
	case HOW_OTHERS:
		return account->others;
	case HOW_ID:
		return account->id;
	case HOW_PLACE:
		return host->text(task->arena, "%u", account->place);
	}
	return (struct wn_str){"", 0};
}
