/* suppress.c - drops companies that stand on a list of customers, objections or the like. LIBS: nettle
 *
 * The list is a CSV or JSON Lines file whose columns are recognised by name, or a plain list with one key a
 * line, `type:value` where the type is not plain from the value, and # comments. */
#include <stdlib.h>
#include <string.h>

#include <nettle/sha2.h>
#include <winnow/plugin.h>

struct config {
	struct wn_str file, reason;
	int allow_empty;
};

static const struct wn_option options[] = {
	{"file", WN_OPT_FILE, WN_OPT_REQUIRED, .help = "the list: CSV, JSON Lines, or one e-mail, domain, phone, id or hash a line",
	 .offset = offsetof(struct config, file)},
	{"reason", WN_OPT_TEXT, 0, "suppressed", .help = "why, as the report says it", .offset = offsetof(struct config, reason)},
	{"allow_empty", WN_OPT_FLAG, .help = "a list with nobody on it is no mistake", .offset = offsetof(struct config, allow_empty)},
	{0},
};

/* What a key is. The letter stands in front of each key, so that keys of two kinds never meet. */
enum kind { NONE = 0, SIREN = 'a', SIRET, VAT, LEI, CRN, ORGNR, KBO, DOMAIN, EMAIL, PHONE, HASH, ID };

/* Names of columns, without case, blanks and signs; also the types of a plain list. */
static const struct {
	const char *name;
	enum kind kind;
} names[] = {
	{"siren", SIREN}, {"frsiren", SIREN}, {"numerosiren", SIREN},
	{"siret", SIRET}, {"numerosiret", SIRET},
	{"vat", VAT}, {"vatnumber", VAT}, {"vatid", VAT}, {"tva", VAT}, {"numerotva", VAT}, {"tvaintracommunautaire", VAT},
	{"lei", LEI},
	{"crn", CRN}, {"gbcrn", CRN}, {"companynumber", CRN}, {"companyregistrationnumber", CRN},
	{"orgnr", ORGNR}, {"noorgnr", ORGNR}, {"organisasjonsnummer", ORGNR},
	{"kbo", KBO}, {"bekbo", KBO}, {"bce", KBO}, {"enterprisenumber", KBO},
	{"domain", DOMAIN}, {"domainname", DOMAIN}, {"companydomain", DOMAIN}, {"companydomainname", DOMAIN}, {"emaildomain", DOMAIN},
	{"companyemaildomain", DOMAIN}, {"website", DOMAIN}, {"websiteurl", DOMAIN}, {"companywebsite", DOMAIN}, {"siteweb", DOMAIN}, {"url", DOMAIN},
	{"homepage", DOMAIN},
	{"email", EMAIL}, {"emailaddress", EMAIL}, {"mail", EMAIL}, {"courriel", EMAIL},
	{"phone", PHONE}, {"phonenumber", PHONE}, {"telephone", PHONE}, {"tel", PHONE}, {"mobilephone", PHONE}, {"corporatephone", PHONE},
	{"hash", HASH}, {"sha256", HASH},
	{"id", ID},
};

/* Fields of a company that hold a key. */
static const struct {
	const char *field;
	enum kind kind;
} fields[] = {
	{"siren", SIREN}, {"siret", SIRET}, {"vat", VAT}, {"lei", LEI}, {"crn", CRN}, {"orgnr", ORGNR}, {"kbo", KBO},
	{"domain", DOMAIN}, {"website", DOMAIN}, {"email", EMAIL}, {"phone", PHONE},
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

struct key {
	struct wn_str text; /* letter of the kind, then the one spelling */
	uint64_t row;
};

/* Read-only after open; keys are sorted. */
struct list {
	const struct wn_host *host;
	struct wn_arena *arena;
	const struct config *config;
	struct wn_str name; /* of the step */
	struct wn_str file; /* for evidence and messages */
	struct key *keys;
	size_t count, room;
	int has_hashes;
};

/* ---- texts ---- */

static struct wn_str of(const char *text)
{
	return (struct wn_str){text, strlen(text)};
}

static int equal(struct wn_str a, struct wn_str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static int compare(struct wn_str a, struct wn_str b)
{
	size_t shared = a.len < b.len ? a.len : b.len;
	int order = shared ? memcmp(a.ptr, b.ptr, shared) : 0;

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

static struct wn_str from(struct wn_str text, size_t at)
{
	return (struct wn_str){text.ptr + at, text.len - at};
}

static struct wn_str trim(struct wn_str text)
{
	while (text.len && strchr(" \t\r", text.ptr[0]))
		text = from(text, 1);
	while (text.len && strchr(" \t\r", text.ptr[text.len - 1]))
		text.len--;
	return text;
}

static char lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte + 32) : byte;
}

static int is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* Letters and digits alone, small. */
static struct wn_str plain(const struct wn_host *host, struct wn_arena *arena, struct wn_str text)
{
	char *out = host->alloc(arena, text.len + 1);
	size_t len = 0, i;

	for (i = 0; i < text.len; i++) {
		char c = lower(text.ptr[i]);

		if ((c >= 'a' && c <= 'z') || is_digit(c))
			out[len++] = c;
	}
	return (struct wn_str){out, len};
}

static enum kind kind_of(const struct wn_host *host, struct wn_arena *arena, struct wn_str name)
{
	struct wn_str wanted = plain(host, arena, name);
	size_t i;

	for (i = 0; i < COUNT(names); i++)
		if (equal(wanted, of(names[i].name)))
			return names[i].kind;
	return NONE;
}

/* ---- the one spelling of a key; empty: it is none of its kind ---- */

static struct wn_str email_of(const struct wn_host *host, struct wn_arena *arena, struct wn_str text)
{
	const char *at = memchr(text.ptr, '@', text.len);
	char *out = host->alloc(arena, text.len + 1);
	size_t i;

	if (!at || at == text.ptr || memchr(at + 1, '@', text.len - (size_t)(at + 1 - text.ptr)) || memchr(text.ptr, ' ', text.len)
	    || !memchr(at, '.', text.len - (size_t)(at - text.ptr)))
		return (struct wn_str){0};
	for (i = 0; i < text.len; i++)
		out[i] = lower(text.ptr[i]);
	return (struct wn_str){out, text.len};
}

/* Digits, with + and the country where they are written. */
static struct wn_str phone_of(const struct wn_host *host, struct wn_arena *arena, struct wn_str text)
{
	char *out = host->alloc(arena, text.len + 1);
	size_t len = 0, i;

	for (i = 0; i < text.len; i++) {
		if (is_digit(text.ptr[i]) || (text.ptr[i] == '+' && len == 0))
			out[len++] = text.ptr[i];
		else if (!strchr(" .-/()", text.ptr[i]))
			return (struct wn_str){0};
	}
	if (len > 2 && out[0] == '0' && out[1] == '0') {
		out[1] = '+';
		out++, len--;
	}
	return len >= 6 ? (struct wn_str){out, len} : (struct wn_str){0};
}

static struct wn_str hash_of(const struct wn_host *host, struct wn_arena *arena, struct wn_str text)
{
	struct wn_str hex = plain(host, arena, text);
	size_t i;

	if (hex.len != 64 || text.len != 64)
		return (struct wn_str){0};
	for (i = 0; i < hex.len; i++)
		if (hex.ptr[i] > 'f')
			return (struct wn_str){0};
	return hex;
}

/* A page on a site of many is nobody's domain: one customer there would suppress all who are there. */
static struct wn_str domain_of(const struct wn_host *host, struct wn_arena *arena, struct wn_str text)
{
	static const char *const shared[] = {"facebook.com", "linkedin.com", "instagram.com", "x.com", "twitter.com", "youtube.com", "tiktok.com",
		"google.com", "gmail.com", "outlook.com", "hotmail.com", "yahoo.com", "orange.fr", "wanadoo.fr", "free.fr", "pagesjaunes.fr"};
	struct wn_str domain = host->domain(arena, text);
	size_t i;

	for (i = 0; i < COUNT(shared); i++)
		if (equal(domain, of(shared[i])))
			return (struct wn_str){0};
	return domain;
}

static struct wn_str canonical(const struct wn_host *host, struct wn_arena *arena, enum kind kind, struct wn_str text)
{
	struct wn_str id;
	size_t i;

	text = trim(text);
	if (text.len == 0)
		return text;
	switch (kind) {
	case DOMAIN:
		return domain_of(host, arena, text);
	case EMAIL:
		return email_of(host, arena, text);
	case PHONE:
		return phone_of(host, arena, text);
	case HASH:
		return hash_of(host, arena, text);
	default:
		for (i = 0; i < COUNT(fields); i++)
			if (fields[i].kind == kind)
				return host->id_check(arena, of(fields[i].field), text, &id) == WN_OK ? id : (struct wn_str){0};
		return (struct wn_str){0};
	}
}

/* The id of the company inside the id of its seat or its VAT number. */
static struct wn_str inner_id(const struct wn_host *host, struct wn_arena *arena, enum kind *kind, struct wn_str id)
{
	struct wn_str inner = {0};

	if (*kind == SIRET && id.len == 14) {
		*kind = SIREN;
		inner = (struct wn_str){id.ptr, 9};
	} else if (*kind == VAT && id.len > 4) {
		*kind = memcmp(id.ptr, "FR", 2) == 0 ? SIREN : memcmp(id.ptr, "BE", 2) == 0 ? KBO : memcmp(id.ptr, "NO", 2) == 0 ? ORGNR : NONE;
		inner = *kind == SIREN ? from(id, 4) : *kind == ORGNR ? (struct wn_str){id.ptr + 2, id.len < 11 ? 0 : 9} : from(id, 2);
	}
	return inner.len && *kind ? canonical(host, arena, *kind, inner) : (struct wn_str){0};
}

/* ---- the list ---- */

static void put(struct list *list, enum kind kind, struct wn_str spelling, uint64_t row)
{
	if (list->count == list->room) {
		size_t room = list->room ? 2 * list->room : 64;
		struct key *grown = list->host->alloc(list->arena, room * sizeof *grown);

		if (list->count)
			memcpy(grown, list->keys, list->count * sizeof *grown);
		list->keys = grown;
		list->room = room;
	}
	list->has_hashes |= kind == HASH;
	list->keys[list->count++] = (struct key){list->host->text(list->arena, "%c%.*s", kind, (int)spelling.len, spelling.ptr), row};
}

static int add_id(struct list *list, struct wn_str text, uint64_t row);

/* 1: it was a key of its kind. */
static int add(struct list *list, enum kind kind, struct wn_str text, uint64_t row)
{
	struct wn_str spelling, inner;

	if (kind == ID)
		return add_id(list, text, row);
	spelling = canonical(list->host, list->arena, kind, text);
	if (spelling.len == 0)
		return 0;
	put(list, kind, spelling, row);
	inner = inner_id(list->host, list->arena, &kind, spelling);
	if (inner.len)
		put(list, kind, inner, row);
	return 1;
}

/* Where text stands before the colon. */
static int cut_type(const struct list *list, struct wn_str text, enum kind *kind, struct wn_str *value)
{
	const char *colon = text.len ? memchr(text.ptr, ':', text.len) : NULL;

	if (!colon)
		return 0;
	*kind = kind_of(list->host, list->arena, (struct wn_str){text.ptr, (size_t)(colon - text.ptr)});
	*value = trim(from(text, (size_t)(colon + 1 - text.ptr)));
	return *kind != NONE;
}

/* A column `id` is often a number of the CRM: only scheme:value is meant. */
static int add_id(struct list *list, struct wn_str text, uint64_t row)
{
	struct wn_str value;
	enum kind kind;

	return cut_type(list, trim(text), &kind, &value) && kind != ID && add(list, kind, value, row);
}

/* ---- a plain list ---- */

static int add_registry_number(struct list *list, struct wn_str text, uint64_t row)
{
	static const enum kind kinds[] = {SIREN, SIRET, ORGNR, KBO, CRN};
	size_t i;
	int found = 0;

	for (i = 0; i < COUNT(kinds); i++)
		found += add(list, kinds[i], text, row);
	return found > 0;
}

static int all_digits(struct wn_str text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if (!is_digit(text.ptr[i]) && text.ptr[i] != ' ')
			return 0;
	return text.len > 0;
}

static int add_bare(struct list *list, struct wn_str text, uint64_t row)
{
	if (memchr(text.ptr, '@', text.len))
		return text.ptr[0] == '@' ? add(list, DOMAIN, from(text, 1), row) : add(list, EMAIL, text, row);
	if (text.ptr[0] == '+')
		return add(list, PHONE, text, row);
	if (all_digits(text))
		return add_registry_number(list, text, row);
	return add(list, HASH, text, row) || add(list, LEI, text, row) || add(list, VAT, text, row) || add(list, DOMAIN, text, row)
	       || add(list, PHONE, text, row);
}

static int add_line(struct list *list, struct wn_str line, uint64_t row, struct wn_error *error)
{
	struct wn_str value;
	enum kind kind;

	line = trim(line);
	if (line.len == 0 || line.ptr[0] == '#')
		return WN_OK;
	if (cut_type(list, line, &kind, &value) ? add(list, kind, value, row) : add_bare(list, line, row))
		return WN_OK;
	return list->host->fail(error, WN_INVALID,
	                        "%.*s:%llu: this is no key: write an e-mail, domain, phone with +, registry id or SHA-256, or type:value such as siren:552100554",
	                        (int)list->file.len, list->file.ptr, (unsigned long long)row);
}

/* Cuts the first line off; 0 at the end. */
static int next_line(struct wn_str *rest, struct wn_str *line)
{
	const char *end = rest->len ? memchr(rest->ptr, '\n', rest->len) : NULL;

	if (rest->len == 0)
		return 0;
	*line = (struct wn_str){rest->ptr, end ? (size_t)(end - rest->ptr) : rest->len};
	*rest = from(*rest, line->len + (end != NULL));
	return 1;
}

static int read_plain(struct list *list, struct wn_str content, struct wn_error *error)
{
	struct wn_str line;
	uint64_t row = 0;
	int result = WN_OK;

	while (result == WN_OK && next_line(&content, &line))
		result = add_line(list, line, ++row, error);
	return result;
}

/* ---- rows with columns ---- */

struct reading {
	struct list *list;
	struct wn_rows *rows;
	int columns[COUNT(names)]; /* index of each name's column, or negative */
	size_t keyless;
	uint64_t first_keyless;
};

static int find_columns(struct reading *reading, struct wn_str header, struct wn_error *error);

static void read_row(struct reading *reading, const struct wn_row *row)
{
	size_t i;
	int found = 0;

	for (i = 0; i < COUNT(names); i++) {
		int column = reading->columns[i];

		if (column >= 0 && (size_t)column < row->count && row->cells[column].len)
			found |= add(reading->list, names[i].kind, row->cells[column], row->number);
	}
	if (!found)
		reading->first_keyless = reading->keyless++ ? reading->first_keyless : row->number;
}

static int read_rows(struct list *list, struct wn_str header, struct wn_error *error)
{
	const struct wn_host *host = list->host;
	struct reading reading = {.list = list};
	struct wn_row row;
	int result = host->rows_open(list->config->file, &reading.rows, error);

	if (result < 0)
		return result;
	result = find_columns(&reading, header, error);
	while (result == WN_OK && (result = host->rows_next(reading.rows, &row, error)) == WN_OK)
		read_row(&reading, &row);
	host->rows_close(reading.rows);
	if (result != WN_NONE)
		return result;
	if (reading.keyless && !list->count)
		return host->fail(error, WN_INVALID, "no row of %.*s has a key that can be read: it would suppress nobody", (int)list->file.len, list->file.ptr);
	if (reading.keyless)
		host->say(WN_WARNING, list->name, "%zu rows of %.*s have no key that can be read, the first in line %llu: they suppress nobody",
		          reading.keyless, (int)list->file.len, list->file.ptr, (unsigned long long)reading.first_keyless);
	return WN_OK;
}

static int next_cell(struct wn_str *rest, struct wn_str *cell)
{
	size_t len = 0;

	if (!rest->ptr)
		return 0;
	while (len < rest->len && !strchr(",;\t|", rest->ptr[len]))
		len++;
	*cell = trim((struct wn_str){rest->ptr, len});
	*rest = len < rest->len ? from(*rest, len + 1) : (struct wn_str){0};
	while (cell->len > 1 && cell->ptr[0] == '"' && cell->ptr[cell->len - 1] == '"')
		*cell = trim((struct wn_str){cell->ptr + 1, cell->len - 2});
	return 1;
}

/* JSON Lines has no header: keys are asked for by name. */
static int find_keys(struct reading *reading)
{
	const struct wn_host *host = reading->list->host;
	size_t i, found = 0;

	for (i = 0; i < COUNT(names); i++) {
		reading->columns[i] = host->rows_column(reading->rows, of(names[i].name));
		found += reading->columns[i] >= 0;
	}
	return found > 0;
}

static int find_headers(struct reading *reading, struct wn_str header)
{
	const struct list *list = reading->list;
	struct wn_str cell;
	size_t i, found = 0;

	for (i = 0; i < COUNT(names); i++)
		reading->columns[i] = -1;
	while (next_cell(&header, &cell))
		for (i = 0; i < COUNT(names); i++)
			if (equal(plain(list->host, list->arena, cell), of(names[i].name))) {
				reading->columns[i] = list->host->rows_column(reading->rows, cell);
				found += reading->columns[i] >= 0;
			}
	return found > 0;
}

static int find_columns(struct reading *reading, struct wn_str header, struct wn_error *error)
{
	const struct list *list = reading->list;

	if (header.ptr[0] == '{' ? find_keys(reading) : find_headers(reading, header))
		return WN_OK;
	return list->host->fail(error, WN_INVALID, "%.*s has no column that names a company: siren, siret, vat, lei, crn, orgnr, kbo, domain, website, email or phone",
	                        (int)list->file.len, list->file.ptr);
}

/* ---- open ---- */

/* Several cells, or one that is the name of a column: a header. */
static int is_header(const struct list *list, struct wn_str line)
{
	struct wn_str rest = line, cell;
	size_t cells = 0;

	if (line.ptr[0] == '{')
		return 1;
	while (next_cell(&rest, &cell)) {
		if (kind_of(list->host, list->arena, cell) != NONE)
			return 1;
		cells++;
	}
	return cells > 1;
}

static int read_list(struct list *list, struct wn_error *error)
{
	struct wn_str content, rest, line = {0};
	int result = list->host->read_file(list->arena, list->config->file, &content, error);

	if (result < 0)
		return result;
	if (content.len >= 3 && memcmp(content.ptr, "\xef\xbb\xbf", 3) == 0)
		content = from(content, 3);
	rest = content;
	while (next_line(&rest, &line) && trim(line).len == 0)
		;
	line = trim(line);
	return line.len && line.ptr[0] != '#' && is_header(list, line) ? read_rows(list, line, error) : read_plain(list, content, error);
}

static int by_text(const void *a, const void *b)
{
	const struct key *left = a, *right = b;
	int order = compare(left->text, right->text);

	return order ? order : (left->row > right->row) - (left->row < right->row);
}

static int suppress_open(const struct wn_open *open, void **state, struct wn_error *error)
{
	struct list *list = open->host->alloc(open->arena, sizeof *list);
	const char *slash;
	int result;

	*list = (struct list){.host = open->host, .arena = open->arena, .config = open->config, .name = open->name};
	slash = memrchr(list->config->file.ptr, '/', list->config->file.len);
	list->file = slash ? from(list->config->file, (size_t)(slash + 1 - list->config->file.ptr)) : list->config->file;
	*state = list;
	result = read_list(list, error);
	if (result == WN_OK && !list->count && !list->config->allow_empty)
		return open->host->fail(error, WN_INVALID, "%.*s lists nobody: an empty suppression list is usually a failed export; leave the step out, or "
		                        "write allow_empty = true", (int)list->file.len, list->file.ptr);
	if (result == WN_OK && list->count)
		qsort(list->keys, list->count, sizeof *list->keys, by_text);
	return result;
}

static int describe(const void *config, struct wn_needs *needs, struct wn_error *error)
{
	size_t i;
	int result = WN_OK;

	(void)config;
	(void)error;
	for (i = 0; result == WN_OK && i < COUNT(fields); i++)
		result = needs->host->want(needs, of(fields[i].field));
	return result;
}

/* ---- one company ---- */

static const struct key *find(const struct list *list, struct wn_arena *arena, enum kind kind, struct wn_str spelling)
{
	struct wn_str text = list->host->text(arena, "%c%.*s", kind, (int)spelling.len, spelling.ptr);
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(list->keys[middle].text, text) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < list->count && equal(list->keys[low].text, text) ? &list->keys[low] : NULL;
}

static const struct key *find_hashed(const struct list *list, struct wn_arena *arena, struct wn_str spelling)
{
	static const char digits[] = "0123456789abcdef";
	struct sha256_ctx context;
	uint8_t digest[SHA256_DIGEST_SIZE];
	char hex[2 * SHA256_DIGEST_SIZE];
	size_t i;

	if (!list->has_hashes)
		return NULL;
	sha256_init(&context);
	sha256_update(&context, spelling.len, (const uint8_t *)spelling.ptr);
	sha256_digest(&context, sizeof digest, digest);
	for (i = 0; i < sizeof digest; i++) {
		hex[2 * i] = digits[digest[i] >> 4];
		hex[2 * i + 1] = digits[digest[i] & 15];
	}
	return find(list, arena, HASH, (struct wn_str){hex, sizeof hex});
}

/* On the list as it is, by the id within it, or by its hash? */
static const struct key *look_up(const struct list *list, struct wn_arena *arena, enum kind kind, struct wn_str text)
{
	struct wn_str spelling = canonical(list->host, arena, kind, text), inner;
	const struct key *found;

	if (spelling.len == 0)
		return NULL;
	found = find(list, arena, kind, spelling);
	if (!found)
		found = find_hashed(list, arena, spelling);
	if (found)
		return found;
	inner = inner_id(list->host, arena, &kind, spelling);
	return inner.len ? find(list, arena, kind, inner) : NULL;
}

static void drop(const struct list *list, struct wn_task *task, const struct key *key, struct wn_str field, struct wn_judgement *judgement)
{
	judgement->verdict = WN_DROP;
	judgement->reason = list->config->reason;
	judgement->field = field;
	judgement->where = list->host->text(task->arena, "%.*s:%llu", (int)list->file.len, list->file.ptr, (unsigned long long)key->row);
}

static int judge_field(const struct list *list, struct wn_task *task, size_t at, struct wn_judgement *judgement)
{
	struct wn_str field = of(fields[at].field);
	const struct key *key;
	struct wn_fact fact;
	int result = list->host->get(task, field, &fact);

	if (result < 0 || fact.cause != WN_KNOWN || fact.value.type != WN_TEXT)
		return result;
	key = look_up(list, task->arena, fields[at].kind, fact.value.as.text);
	if (key)
		drop(list, task, key, field, judgement);
	return WN_OK;
}

/* The id that a source gave may be no fact of the company. */
static void judge_id(const struct list *list, struct wn_task *task, struct wn_judgement *judgement)
{
	struct wn_str id = list->host->company_id(task);
	const char *colon = id.len ? memchr(id.ptr, ':', id.len) : NULL;
	const struct key *key = NULL;
	enum kind kind;

	if (!colon)
		return;
	kind = kind_of(list->host, task->arena, (struct wn_str){id.ptr, (size_t)(colon - id.ptr)});
	if (kind && kind != ID)
		key = look_up(list, task->arena, kind, from(id, (size_t)(colon + 1 - id.ptr)));
	if (key)
		drop(list, task, key, WN_STR(""), judgement);
}

/* A key that is not known is not on the list as far as anybody knows: the company is asked about again when it
 * appears. */
static int judge(struct wn_task *task, struct wn_judgement *judgement)
{
	const struct list *list = task->state;
	size_t i;
	int result = WN_OK;

	judgement->verdict = WN_KEEP;
	for (i = 0; result == WN_OK && judgement->verdict == WN_KEEP && i < COUNT(fields); i++)
		result = judge_field(list, task, i, judgement);
	if (result == WN_OK && judgement->verdict == WN_KEEP)
		judge_id(list, task, judgement);
	return result;
}

static const struct wn_filter_ops ops = {sizeof ops, judge};

WN_EXPORT const struct wn_plugin winnow_plugin = {
	WN_PLUGIN_HEAD,
	.kind = WN_FILTER,
	.name = "suppress",
	.summary = "Drops companies on a list of yours: customers, open deals, objections",
	.version = "1",
	.options = options,
	.config_size = sizeof(struct config),
	.describe = describe,
	.open = suppress_open,
	.ops = &ops,
};
