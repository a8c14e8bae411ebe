/* pack.c - packed companies. Layout: a version byte, id, keys, then the facts in dictionary order, each with
 * the distance of its field to the one before, provider, cause, value, evidence. Most facts of a company come from one row,
 * so evidence that is that of the fact before is one bit beside the cause. */
#include "company/pack.h"

#include "base/error.h"
#include "base/str.h"
#include "company/union.h"

#define PACK_VERSION 2
/* The fewest bytes of a key and of a fact: a count that the bytes cannot hold must not be talked into allocations. */
#define KEY_LEAST 2
#define FACT_LEAST 3

static bool same_evidence(const struct wn_evidence *a, const struct wn_evidence *b)
{
	return a->day == b->day && a->sure == b->sure && str_equal(a->where, b->where);
}

/* ---- writing ---- */

static void pack_fact(struct buf *out, const struct fact *fact, const struct fact *before)
{
	bool same = before && same_evidence(&fact->evidence, &before->evidence);
	buf_varint(out, (uint64_t)(fact->field - (before ? before->field : 0)));
	buf_varint(out, fact->provider);
	buf_varint(out, (uint64_t)fact->cause << 1 | same);
	if (fact->cause == WN_KNOWN)
		value_pack(out, &fact->value);
	if (same)
		return;
	buf_packed_str(out, fact->evidence.where);
	buf_signed(out, fact->evidence.day);
	buf_varint(out, fact->evidence.sure);
}

void company_pack(struct buf *out, const struct company *company)
{
	buf_byte(out, PACK_VERSION);
	buf_packed_str(out, company->id);
	buf_varint(out, company->key_count);
	for (size_t i = 0; i < company->key_count; i++) {
		buf_packed_str(out, company->keys[i].scheme);
		buf_packed_str(out, company->keys[i].value);
	}
	buf_varint(out, company->fact_count);
	for (size_t i = 0; i < company->fact_count; i++)
		pack_fact(out, &company->facts[i], i ? &company->facts[i - 1] : NULL);
}

/* ---- reading ---- */

static bool unpack_evidence(struct reader *in, struct wn_evidence *evidence)
{
	evidence->where = read_packed_str(in);
	int64_t day = read_signed(in);
	uint64_t sure = read_varint(in);
	if (day < INT32_MIN || day > INT32_MAX || sure > 1000)
		return false;
	evidence->day = (int32_t)day;
	evidence->sure = (uint32_t)sure;
	return !in->bad;
}

/* Facts stand in order, and of one provider only those of a union may be several. Lookups lean on it. */
static bool in_order(const struct field *field, const struct fact *before, const struct fact *fact)
{
	if (before->field != fact->field || before->provider != fact->provider)
		return before->field < fact->field || before->provider < fact->provider;
	return field->merge == MERGE_UNION && fact_order(before, fact) < 0;
}

static bool unpack_fact(struct company *company, struct reader *in, const struct fact *before, struct fact *fact)
{
	size_t fields = dictionary_count(company->dictionary);
	uint64_t distance = read_varint(in), provider = read_varint(in), cause = read_varint(in);
	bool same = cause & 1;
	if (in->bad || distance >= fields || provider >= NO_PROVIDER || cause >> 1 >= WN_CAUSE_COUNT)
		return false;
	size_t id = (before ? before->field : 0) + (size_t)distance;
	const struct field *field = id < fields ? dictionary_field(company->dictionary, (field_id)id) : NULL;
	if (!field || (same && !before))
		return false;
	*fact = (struct fact){.field = (field_id)id, .provider = (provider_id)provider, .cause = (uint16_t)(cause >> 1)};
	if (fact->cause == WN_KNOWN && !value_unpack(company->arena, in, field->type, &fact->value))
		return false;
	if (same)
		fact->evidence = before->evidence;
	else if (!unpack_evidence(in, &fact->evidence) || (before && same_evidence(&before->evidence, &fact->evidence)))
		return false;
	return !before || in_order(field, before, fact);
}

static bool unpack_keys(struct company *company, struct reader *in)
{
	uint64_t count = read_varint(in);
	if (in->bad || count > (uint64_t)(in->end - in->at) / KEY_LEAST)
		return false;
	company->keys = arena_array(company->arena, count, sizeof *company->keys);
	company->key_count = count;
	for (size_t i = 0; i < count; i++) {
		company->keys[i].scheme = read_packed_str(in);
		company->keys[i].value = read_packed_str(in);
		if (in->bad || (i && str_compare(company->keys[i - 1].scheme, company->keys[i].scheme) >= 0))
			return false;
	}
	return true;
}

static bool unpack_facts(struct company *company, struct reader *in)
{
	uint64_t count = read_varint(in);
	if (in->bad || count > (uint64_t)(in->end - in->at) / FACT_LEAST)
		return false;
	company->facts = arena_array(company->arena, count, sizeof *company->facts);
	company->fact_room = count;
	for (; company->fact_count < count; company->fact_count++) {
		struct fact *fact = &company->facts[company->fact_count];
		if (!unpack_fact(company, in, company->fact_count ? fact - 1 : NULL, fact))
			return false;
	}
	return true;
}

int company_unpack(struct company *company, struct wn_arena *arena, const struct dictionary *dictionary, struct wn_str bytes,
                   struct wn_error *error)
{
	company_init(company, arena, dictionary);
	if (!bytes.len || bytes.ptr[0] != PACK_VERSION)
		return fail(error, WN_INVALID, "these bytes are no packed company of this version");
	struct reader in = {.at = (const uint8_t *)bytes.ptr + 1, .end = (const uint8_t *)bytes.ptr + bytes.len};
	company->id = read_packed_str(&in);
	if (!in.bad && unpack_keys(company, &in) && unpack_facts(company, &in) && in.at == in.end)
		return WN_OK;
	company_init(company, arena, dictionary);
	return fail(error, WN_INVALID, "a packed company is damaged");
}
