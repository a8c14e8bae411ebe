/* marks.c - a block of 64 bytes becomes four sets of bits; the rest is arithmetic on them. */
#include "scan/marks.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* A bit for each byte of a block, the first byte lowest. */
struct block {
	uint64_t delimiter, newline, quote, nul;
};

typedef void classify(const struct csv *csv, const char *at, struct block *block);

#define INLINE static inline __attribute__((always_inline))

/* ---- a block, each in its way ---- */

/* Bit i of the result: byte i of the word equals the byte. */
INLINE uint64_t equal_bytes(uint64_t word, unsigned char byte)
{
	const uint64_t low = 0x7f7f7f7f7f7f7f7f;
	uint64_t differs = word ^ (0x0101010101010101 * byte);
	uint64_t same = ~(((differs & low) + low) | differs | low); /* the highest bit of each equal byte */

	return ((same >> 7) * 0x0102040810204080) >> 56;
}

INLINE void classify_portable(const struct csv *csv, const char *at, struct block *block)
{
	*block = (struct block){0};
	for (int i = 0; i < 8; i++) {
		uint64_t word;

		memcpy(&word, at + 8 * i, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		word = __builtin_bswap64(word);
#endif
		block->delimiter |= equal_bytes(word, (unsigned char)csv->delimiter) << (8 * i);
		block->newline |= equal_bytes(word, '\n') << (8 * i);
		block->quote |= equal_bytes(word, (unsigned char)csv->quote) << (8 * i);
		block->nul |= equal_bytes(word, 0) << (8 * i);
	}
}

#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt")))
#define AVX512 __attribute__((target("avx512f,avx512bw,avx2,bmi,bmi2,popcnt,lzcnt")))

AVX2 INLINE uint64_t equal_halves(__m256i low, __m256i high, char byte)
{
	__m256i same = _mm256_set1_epi8(byte);
	uint64_t first = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, same));
	uint64_t second = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, same));

	return first | second << 32;
}

AVX2 INLINE void classify_avx2(const struct csv *csv, const char *at, struct block *block)
{
	__m256i low = _mm256_loadu_si256((const __m256i *)at), high = _mm256_loadu_si256((const __m256i *)(at + 32));

	block->delimiter = equal_halves(low, high, csv->delimiter);
	block->newline = equal_halves(low, high, '\n');
	block->quote = equal_halves(low, high, csv->quote);
	block->nul = equal_halves(low, high, 0);
}

AVX512 INLINE void classify_avx512(const struct csv *csv, const char *at, struct block *block)
{
	__m512i bytes = _mm512_loadu_si512(at);

	block->delimiter = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(csv->delimiter));
	block->newline = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\n'));
	block->quote = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(csv->quote));
	block->nul = _mm512_testn_epi8_mask(bytes, bytes);
}
#endif

/* ---- quotes ---- */

/* Bit i of the result: an odd number of bits up to and with i are set. */
INLINE uint64_t parity_up_to(uint64_t bits)
{
	for (int shift = 1; shift < 64; shift *= 2)
		bits ^= bits << shift;
	return bits;
}

/* What one block hands to the next. */
struct carry {
	uint64_t inside; /* all ones: within quotes */
	uint64_t begins; /* 1: the next byte begins a cell */
	uint64_t closed; /* 1: the byte before was a closing quote */
};

/* All bits up to and with the first that is set; all where none is. */
INLINE uint64_t up_to_first(uint64_t bits)
{
	return bits ? bits ^ (bits - 1) : ~(uint64_t)0;
}

/* Behind a closing quote a line may end in \r\n as well. */
INLINE bool is_line_end(const char *at, uint64_t bit)
{
	const char *behind = at + __builtin_ctzll(bit);

	return (bit & (bit - 1)) == 0 && behind[0] == '\r' && behind[1] == '\n';
}

/* Takes delimiters and newlines within quotes away. False: in this row a quote stands where none may, or is doubled. */
INLINE bool read_quotes(const char *at, struct block *block, struct carry *carry)
{
	uint64_t inside = parity_up_to(block->quote) ^ carry->inside, ours, opening, closing, separators, behind;

	block->delimiter &= ~inside;
	block->newline &= ~inside;
	ours = up_to_first(block->newline);
	opening = block->quote & inside & ours;
	closing = block->quote & ~inside & ours;
	separators = block->delimiter | block->newline;
	behind = (closing << 1 | carry->closed) & ~separators & ours;
	if ((opening & ~(separators << 1 | carry->begins)) || (behind && !is_line_end(at, behind)))
		return false;
	carry->inside = (uint64_t)((int64_t)inside >> 63);
	carry->closed = closing >> 63;
	return true;
}

/* ---- a row ---- */

/* The lowest bit that is set; 64 where none is. */
INLINE uint32_t lowest(uint64_t bits)
{
	return bits ? (uint32_t)__builtin_ctzll(bits) : 64;
}

/* Eight at a time, needed or not: how many there are in a block is what no processor can guess. */
INLINE bool add_ends(struct marks *marks, uint64_t ends, size_t at)
{
	size_t count = (size_t)__builtin_popcountll(ends);
	uint32_t *to = &marks->ends[marks->count];

	if (count > marks->room - marks->count)
		return false;
	marks->count += count;
	for (size_t i = 0; i < count; i += 8)
		for (int j = 0; j < 8; j++, ends &= ends - 1)
			*to++ = (uint32_t)at + lowest(ends);
	return true;
}

/* The line end is the last of the ends; an empty line is no row. */
INLINE bool end_row(const char *row, struct marks *marks, size_t reach)
{
	uint32_t *end = &marks->ends[marks->count - 1];

	marks->next = (size_t)*end + 1;
	if (*end > 0 && row[*end - 1] == '\r')
		--*end;
	return *end > 0 && marks->next <= reach;
}

INLINE bool mark(const struct csv *csv, struct wn_str bytes, struct marks *marks, classify *look)
{
	struct carry carry = {.begins = 1};
	size_t reach = bytes.len < csv->limit ? bytes.len : csv->limit;

	marks->quoted = false;
	marks->count = 0;
	for (size_t at = 0; at < reach; at += 64) {
		struct block block;
		uint64_t ours;

		look(csv, bytes.ptr + at, &block);
		if (block.quote | carry.inside | carry.closed) {
			marks->quoted = true;
			if (!read_quotes(bytes.ptr + at, &block, &carry))
				return false;
		}
		carry.begins = block.delimiter >> 63;
		ours = up_to_first(block.newline);
		if ((block.nul & ours) || !add_ends(marks, (block.delimiter | block.newline) & ours, at))
			return false;
		if (block.newline)
			return end_row(bytes.ptr, marks, reach);
	}
	return false;
}

/* Line ends up to the last row end that was found, and those behind it. */
struct line_ends {
	uint64_t told, open;
};

/* The rows that end in this block. False: one of them is too long. */
INLINE bool end_rows(size_t at, uint64_t newlines, uint64_t all, size_t limit, size_t *end, struct line_ends *lines)
{
	uint64_t last;

	if (!newlines) {
		lines->open += (uint64_t)__builtin_popcountll(all);
		return at + 64 - *end <= limit;
	}
	if (at + (size_t)__builtin_ctzll(newlines) + 1 - *end > limit)
		return false;
	last = (uint64_t)1 << (63 - __builtin_clzll(newlines));
	lines->told += lines->open + (uint64_t)__builtin_popcountll(all & (last | (last - 1)));
	lines->open = (uint64_t)__builtin_popcountll(all & ~(last | (last - 1)));
	*end = at + 64 - (size_t)__builtin_clzll(newlines);
	return true;
}

/* As read_quotes, of all rows in the block. */
INLINE bool read_all_quotes(const char *at, struct block *block, struct carry *carry)
{
	uint64_t inside = parity_up_to(block->quote) ^ carry->inside, opening = block->quote & inside, closing = block->quote & ~inside;
	uint64_t separators, behind;

	block->newline &= ~inside;
	separators = (block->delimiter & ~inside) | block->newline;
	behind = (closing << 1 | carry->closed) & ~separators;
	for (uint64_t left = behind; left; left &= left - 1)
		if (!is_line_end(at, left & -left))
			return false;
	carry->inside = (uint64_t)((int64_t)inside >> 63);
	carry->closed = closing >> 63;
	if (opening & ~(separators << 1 | carry->begins))
		return false;
	carry->begins = separators >> 63;
	return true;
}

INLINE size_t mark_rows(const struct csv *csv, struct wn_str bytes, uint64_t *lines, classify *look)
{
	struct carry carry = {.begins = 1};
	struct line_ends told = {0};
	size_t end = 0;

	/* Of the rows that end within one block only the first is measured. */
	for (size_t at = 0; csv->limit >= 64 && at < bytes.len; at += 64) {
		struct block block;
		uint64_t ours = bytes.len - at < 64 ? ((uint64_t)1 << (bytes.len - at)) - 1 : ~(uint64_t)0, all;

		look(csv, bytes.ptr + at, &block);
		block.delimiter &= ours;
		block.quote &= ours;
		block.newline &= ours;
		all = block.newline;
		if (!(block.quote | carry.inside | carry.closed))
			carry.begins = (block.delimiter | block.newline) >> 63;
		else if (!read_all_quotes(bytes.ptr + at, &block, &carry))
			break;
		if (!end_rows(at, block.newline, all, csv->limit, &end, &told))
			break;
	}
	*lines = told.told;
	return end;
}

/* ---- the paths ---- */

#define WAY(path, attributes)                                                                                   \
	attributes static bool row_##path(const struct csv *csv, struct wn_str bytes, struct marks *marks)       \
	{                                                                                                        \
		return mark(csv, bytes, marks, classify_##path);                                                 \
	}                                                                                                        \
	attributes static size_t rows_##path(const struct csv *csv, struct wn_str bytes, uint64_t *lines)        \
	{                                                                                                        \
		return mark_rows(csv, bytes, lines, classify_##path);                                            \
	}                                                                                                        \
	static const struct marks_way way_##path = {row_##path, rows_##path};

WAY(portable, )
#if defined(__x86_64__)
WAY(avx2, AVX2)
WAY(avx512, AVX512)

static bool can_run(enum marks_path path)
{
	bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");

	return path == MARKS_AVX512 ? avx2 && __builtin_cpu_supports("avx512bw") : avx2;
}

const struct marks_way *marks_of(enum marks_path path)
{
	bool best = path == MARKS_BEST;

	if ((best || path == MARKS_AVX512) && can_run(MARKS_AVX512))
		return &way_avx512;
	if ((best || path == MARKS_AVX2) && can_run(MARKS_AVX2))
		return &way_avx2;
	return best || path == MARKS_PORTABLE ? &way_portable : NULL;
}
#else
const struct marks_way *marks_of(enum marks_path path)
{
	return path == MARKS_BEST || path == MARKS_PORTABLE ? &way_portable : NULL;
}
#endif
