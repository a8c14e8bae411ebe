/* recorded.c - reading and writing one recorded answer. */
#include "net/recorded.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/str.h"
#include "company/date.h"
#include "company/value.h"
#include "net/net.h"
#include "net/url.h"

/* Where in the file we are. Lines end in LF, or CR LF. */
struct lines {
	struct wn_str name, rest;
	size_t number; /* of the line last taken */
	struct wn_error *error;
};

static int bad(const struct lines *lines, const char *text)
{
	return fail(lines->error, WN_INVALID, "%.*s:%zu: %s", STR_ARG(lines->name), lines->number, text);
}

/* false: the file has ended. */
static bool take_line(struct lines *lines, struct wn_str *line)
{
	const char *end = lines->rest.len > 0 ? memchr(lines->rest.ptr, '\n', lines->rest.len) : NULL;

	lines->number++;
	if (lines->rest.len == 0)
		return false;
	*line = str_first(lines->rest, end ? (size_t)(end - lines->rest.ptr) : lines->rest.len);
	lines->rest = str_from(lines->rest, line->len + (end != NULL));
	if (line->len > 0 && line->ptr[line->len - 1] == '\r')
		line->len--;
	return true;
}

/* "name: value"; the name in lower case. */
static int parse_header(struct wn_arena *arena, const struct lines *lines, struct wn_str line, struct wn_header *header)
{
	const char *colon = memchr(line.ptr, ':', line.len);
	char *name;
	size_t i;

	if (!colon)
		return bad(lines, "expected 'name: value', or an empty line where the headers end");
	header->name = arena_str(arena, str_first(line, (size_t)(colon - line.ptr)));
	header->value = str_trim(str_from(line, header->name.len + 1));
	name = (char *)header->name.ptr;
	for (i = 0; i < header->name.len; i++)
		if (name[i] >= 'A' && name[i] <= 'Z')
			name[i] = (char)(name[i] - 'A' + 'a');
	return header_check(header, lines->error) < 0 ? bad(lines, lines->error ? lines->error->text : "bad header") : WN_OK;
}

/* ---- the request ---- */

struct asked {
	struct wn_str method, url, body_hash;
};

static int parse_request_line(const struct lines *lines, struct wn_str line, struct asked *asked)
{
	struct wn_request request = {0};

	if (!str_cut(&line, WN_STR(" "), &asked->method) || asked->method.len == 0)
		return bad(lines, "expected the method and the URL, such as 'GET https://example.com/'");
	asked->url = line;
	request.method = asked->method;
	request.url = asked->url;
	return request_check(&request, lines->error) < 0 ? bad(lines, lines->error ? lines->error->text : "bad request") : WN_OK;
}

static bool is_hash(struct wn_str text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if (!memchr("0123456789abcdef", text.ptr[i], 16))
			return false;
	return text.len == DIGEST_HEX - 1;
}

static int parse_request(struct wn_arena *arena, struct lines *lines, struct asked *asked)
{
	struct wn_header header;
	struct wn_str line;
	int result;

	if (!take_line(lines, &line))
		return bad(lines, "the file is empty: expected the method and the URL");
	for (result = parse_request_line(lines, line, asked); result == WN_OK; ) {
		if (!take_line(lines, &line))
			return bad(lines, "the file ends in the request: expected an empty line, then 'HTTP 200'");
		if (line.len == 0)
			return WN_OK;
		result = parse_header(arena, lines, line, &header);
		if (result < 0 || !str_is(header.name, "body-sha256"))
			continue;
		if (asked->body_hash.len > 0 || !is_hash(header.value))
			return bad(lines, "expected one 'body-sha256' of 64 hex digits in lower case");
		asked->body_hash = header.value;
	}
	return result;
}

/* ---- the answer ---- */

static int parse_status(const struct lines *lines, struct wn_str line, struct wn_answer *answer)
{
	struct wn_str digits = str_from(line, 5);
	int64_t status = -1;

	/* A reason behind the number is what servers write; people may paste it. */
	for (size_t i = 0; i < digits.len; i++)
		if (digits.ptr[i] == ' ')
			digits.len = i;
	if (!str_begins(line, WN_STR("HTTP ")) || !str_is_digits(digits) || !str_to_int(digits, &status))
		return bad(lines, "expected the status, such as 'HTTP 200'");
	if (status != 0 && (status < 200 || status > 999))
		return bad(lines, "a status is 0 (no answer) or between 200 and 999");
	answer->status = (uint32_t)status;
	return WN_OK;
}

static int parse_cause(const struct lines *lines, struct wn_str word, struct wn_answer *answer)
{
	enum wn_cause cause = cause_of(word);

	if (cause == WN_CAUSE_COUNT || cause == WN_KNOWN)
		return bad(lines, "no such cause: it is a word such as unreachable, timeout, robots or too_large");
	if (answer->status != 0)
		return bad(lines, "an answer with a status has no cause: write 'HTTP 0', or leave the cause out");
	answer->cause = cause;
	return WN_OK;
}

/* Headers that are ours: 1; of the answer: 0; negative: wrong. */
static int take_ours(const struct lines *lines, const struct wn_header *header, struct wn_answer *answer)
{
	struct url parts;

	if (str_is(header->name, "cause"))
		return parse_cause(lines, header->value, answer) < 0 ? WN_INVALID : 1;
	if (str_is(header->name, "date-recorded"))
		return day_parse(header->value, &answer->day) ? 1 : bad(lines, "expected a day as YYYY-MM-DD");
	if (!str_is(header->name, "url-recorded"))
		return 0;
	if (url_split(header->value, &parts, lines->error) < 0)
		return bad(lines, lines->error ? lines->error->text : "bad URL");
	answer->url = header->value;
	return 1;
}

static int parse_answer(struct wn_arena *arena, struct lines *lines, struct wn_answer *answer)
{
	struct wn_header *headers = arena_array(arena, 16, sizeof *headers);
	size_t room = 16, count = 0;
	struct wn_str line = {0};
	int result;

	if (!take_line(lines, &line))
		return bad(lines, "the file ends before the answer: expected 'HTTP 200'");
	result = parse_status(lines, line, answer);
	while (result >= 0 && take_line(lines, &line) && line.len > 0) {
		if (count == room) {
			struct wn_header *larger = arena_array(arena, room *= 2, sizeof *headers);

			memcpy(larger, headers, count * sizeof *headers);
			headers = larger;
		}
		result = parse_header(arena, lines, line, &headers[count]);
		if (result == WN_OK)
			result = take_ours(lines, &headers[count], answer);
		if (result == 0)
			count++;
	}
	answer->headers = headers;
	answer->header_count = count;
	if (result >= 0 && answer->status == 0 && answer->cause == WN_KNOWN)
		return bad(lines, "'HTTP 0' says that there was no answer: add 'cause: unreachable', or another cause");
	return result < 0 ? result : WN_OK;
}

int recorded_parse(struct wn_arena *arena, struct wn_str name, struct wn_str content, struct wn_str *key,
                   struct wn_answer *answer, struct wn_error *error)
{
	struct lines lines = {.name = name, .rest = arena_str(arena, content), .error = error};
	struct asked asked = {0};
	int result = parse_request(arena, &lines, &asked);

	*answer = (struct wn_answer){.day = WN_NO_DAY, .url = asked.url};
	if (result == WN_OK)
		result = parse_answer(arena, &lines, answer);
	if (result == WN_OK && answer->status == 0 && lines.rest.len > 0) {
		lines.number++;
		return bad(&lines, "'HTTP 0' says that there was no answer, and an answer has text");
	}
	answer->body = lines.rest;
	*key = key_of(arena, asked.method, asked.url, asked.body_hash);
	return result;
}

/* ---- writing ---- */

/* What people need to understand a request and what never is a secret; tokens travel in all other headers. */
static const char *const plain[] = {"accept", "accept-language", "content-type", "range", NULL};
/* Sessions are secrets too; and what follows is written by ourselves. */
static const char *const dropped[] = {"set-cookie", "set-cookie2", "date-recorded", "url-recorded", "cause", NULL};

static bool is_among(struct wn_str name, const char *const *words)
{
	for (; *words; words++)
		if (str_is(name, *words))
			return true;
	return false;
}

static struct wn_str lowered(struct wn_arena *arena, struct wn_str text)
{
	struct wn_str copy = arena_str(arena, text);
	char *bytes = (char *)copy.ptr;

	for (size_t i = 0; i < copy.len; i++)
		if (bytes[i] >= 'A' && bytes[i] <= 'Z')
			bytes[i] = (char)(bytes[i] - 'A' + 'a');
	return copy;
}

static void write_headers(struct buf *out, struct wn_arena *arena, const struct wn_header *headers, size_t count, const char *const *words,
                          bool wanted)
{
	size_t i;

	for (i = 0; i < count; i++) {
		struct wn_str name = lowered(arena, headers[i].name);

		/* What could not be read back is left out: servers send anything. */
		if (is_among(name, words) != wanted || header_check(&headers[i], NULL) < 0)
			continue;
		buf_str(out, name);
		buf_text(out, ": ");
		buf_str(out, str_trim(headers[i].value));
		buf_byte(out, '\n');
	}
}

static void write_request(struct buf *out, struct wn_arena *arena, const struct wn_request *request)
{
	uint8_t digest[DIGEST_SIZE];
	char hex[DIGEST_HEX];

	buf_str(out, request->method.len > 0 ? request->method : WN_STR("GET"));
	buf_byte(out, ' ');
	buf_str(out, request->url);
	buf_byte(out, '\n');
	write_headers(out, arena, request->headers, request->header_count, plain, true);
	if (request->body.len > 0) {
		digest_bytes(request->body, digest);
		digest_hex(digest, hex);
		buf_printf(out, "body-sha256: %s\n", hex);
	}
	buf_byte(out, '\n');
}

void recorded_write(struct buf *out, const struct wn_request *request, const struct wn_answer *answer)
{
	struct wn_arena *arena = arena_new();

	write_request(out, arena, request);
	buf_printf(out, "HTTP %u\n", answer->cause == WN_KNOWN ? answer->status : 0);
	if (answer->cause != WN_KNOWN)
		buf_printf(out, "cause: %s\n", cause_name(answer->cause));
	if (answer->day != WN_NO_DAY)
		buf_printf(out, "date-recorded: %.*s\n", STR_ARG(day_text(arena, answer->day)));
	if (answer->url.len > 0 && !str_equal(answer->url, request->url))
		buf_printf(out, "url-recorded: %.*s\n", STR_ARG(answer->url));
	if (answer->cause == WN_KNOWN)
		write_headers(out, arena, answer->headers, answer->header_count, dropped, false);
	buf_byte(out, '\n');
	if (answer->cause == WN_KNOWN)
		buf_str(out, answer->body);
	arena_free(arena);
}
