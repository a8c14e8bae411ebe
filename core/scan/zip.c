/* zip.c - end record, central directory and local header, with and without the 64-bit fields. */
#include "scan/zip.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

#define END_SIZE 22
#define END64_SIZE 56
#define LOCATOR_SIZE 20
#define ENTRY_SIZE 46
#define LOCAL_SIZE 30
#define COMMENT_MOST 65535
#define DIRECTORY_MOST ((uint64_t)64 << 20)
#define NAMES_SHOWN 10

#define FLAG_ENCRYPTED 1u
#define MAX16 0xffffu
#define MAX32 0xffffffffu

struct archive {
	struct wn_arena *arena;
	int fd;
	struct wn_str path;
	uint64_t size;
	/* of the central directory */
	uint64_t at, bytes, entries;
	uint64_t limit; /* where the records behind the directory begin */
	struct wn_error *error;
};

struct entry {
	struct zip_member member; /* `at` is that of its local header */
	uint16_t flags;
};

static uint64_t number(const unsigned char *bytes, int size)
{
	uint64_t value = 0;

	while (size-- > 0)
		value = value << 8 | bytes[size];
	return value;
}

static int damaged(const struct archive *archive, const char *what)
{
	return fail(archive->error, WN_INVALID, "%.*s is a damaged zip archive: %s; fetch it again", STR_ARG(archive->path), what);
}

static int read_at(const struct archive *archive, void *bytes, size_t size, uint64_t at)
{
	size_t done = 0;

	if (at > archive->size || size > archive->size - at)
		return damaged(archive, "it ends early");
	while (done < size) {
		ssize_t got = pread(archive->fd, (char *)bytes + done, size - done, (off_t)(at + done));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail_errno(archive->error, "cannot read %.*s", STR_ARG(archive->path));
		if (got == 0)
			return damaged(archive, "it became shorter while it was read");
		done += (size_t)got;
	}
	return WN_OK;
}

/* ---- the end record ---- */

/* Where a locator stands before the end record, the 64-bit record counts for every field that the short one had no room for. */
static int read_end64(struct archive *archive, uint64_t end_at)
{
	unsigned char locator[LOCATOR_SIZE], end[END64_SIZE];
	uint64_t at;

	if (end_at < LOCATOR_SIZE)
		return WN_OK;
	if (read_at(archive, locator, sizeof locator, end_at - LOCATOR_SIZE) < 0)
		return WN_INVALID;
	if (memcmp(locator, "PK\006\007", 4) != 0)
		return WN_OK;
	at = number(locator + 8, 8);
	if (at > end_at - LOCATOR_SIZE || end_at - LOCATOR_SIZE - at < END64_SIZE)
		return damaged(archive, "its 64-bit end record lies outside");
	if (read_at(archive, end, sizeof end, at) < 0)
		return WN_INVALID;
	if (memcmp(end, "PK\006\006", 4) != 0)
		return damaged(archive, "its 64-bit end record is missing");
	if (number(end + 16, 4) != 0 || number(end + 20, 4) != 0)
		return damaged(archive, "it is one of several volumes");
	if (archive->entries == MAX16)
		archive->entries = number(end + 32, 8);
	if (archive->bytes == MAX32)
		archive->bytes = number(end + 40, 8);
	if (archive->at == MAX32)
		archive->at = number(end + 48, 8);
	archive->limit = at;
	return WN_OK;
}

static int read_end(struct archive *archive)
{
	size_t tail_len = archive->size < END_SIZE + COMMENT_MOST ? (size_t)archive->size : END_SIZE + COMMENT_MOST;
	unsigned char *tail = arena_alloc(archive->arena, tail_len + 1), *end = NULL;

	if (read_at(archive, tail, tail_len, archive->size - tail_len) < 0)
		return WN_INVALID;
	/* Its comment reaches to the very end of the file, or it is not the record. */
	for (size_t at = tail_len >= END_SIZE ? tail_len - END_SIZE + 1 : 0; at-- > 0 && !end;)
		if (memcmp(tail + at, "PK\005\006", 4) == 0 && number(tail + at + 20, 2) == tail_len - END_SIZE - at)
			end = tail + at;
	if (!end)
		return damaged(archive, "its end record is missing, so it is cut off or something was added");
	if (number(end + 4, 2) != 0 || number(end + 6, 2) != 0 || number(end + 8, 2) != number(end + 10, 2))
		return damaged(archive, "it is one of several volumes");
	archive->entries = number(end + 10, 2);
	archive->bytes = number(end + 12, 4);
	archive->at = number(end + 16, 4);
	archive->limit = archive->size - tail_len + (uint64_t)(end - tail);
	if (read_end64(archive, archive->limit) < 0)
		return WN_INVALID;
	if (archive->at > archive->limit || archive->bytes > archive->limit - archive->at)
		return damaged(archive, "its directory lies outside");
	if (archive->bytes > DIRECTORY_MOST || archive->entries > archive->bytes / ENTRY_SIZE)
		return damaged(archive, "its directory has an impossible size");
	return WN_OK;
}

/* ---- the directory ---- */

/* The 64-bit values in the order of the fields that had no room for them. */
static int read_extra(const struct archive *archive, const unsigned char *extra, size_t len, struct zip_member *member)
{
	uint64_t *wanted[3] = {&member->size, &member->packed, &member->at};

	while (len >= 4) {
		uint64_t id = number(extra, 2), size = number(extra + 2, 2);

		extra += 4;
		len -= 4;
		if (size > len)
			return damaged(archive, "a field of its directory is cut off");
		for (size_t i = 0, at = 0; id == 1 && i < 3; i++) {
			if (*wanted[i] != MAX32)
				continue;
			if (at + 8 > size)
				return damaged(archive, "a 64-bit field of its directory is cut off");
			*wanted[i] = number(extra + at, 8);
			at += 8;
		}
		if (id == 1)
			return WN_OK;
		extra += size;
		len -= (size_t)size;
	}
	return WN_OK;
}

/* The entry at the beginning of `rest`, which then goes on behind it. */
static int read_entry(const struct archive *archive, struct wn_str *rest, struct entry *entry)
{
	const unsigned char *bytes = (const unsigned char *)rest->ptr;
	size_t name, extra, comment;

	if (rest->len < ENTRY_SIZE || memcmp(bytes, "PK\001\002", 4) != 0)
		return damaged(archive, "its directory is broken");
	name = (size_t)number(bytes + 28, 2);
	extra = (size_t)number(bytes + 30, 2);
	comment = (size_t)number(bytes + 32, 2);
	if (rest->len - ENTRY_SIZE < name + extra + comment)
		return damaged(archive, "its directory is cut off");
	entry->flags = (uint16_t)number(bytes + 8, 2);
	entry->member = (struct zip_member){.name = {rest->ptr + ENTRY_SIZE, name}, .at = number(bytes + 42, 4), .packed = number(bytes + 20, 4),
		.size = number(bytes + 24, 4), .crc = (uint32_t)number(bytes + 16, 4), .method = (uint16_t)number(bytes + 10, 2)};
	*rest = str_from(*rest, ENTRY_SIZE + name + extra + comment);
	return read_extra(archive, bytes + ENTRY_SIZE + name, extra, &entry->member);
}

static bool is_file(struct wn_str name)
{
	return name.len > 0 && !str_ends(name, WN_STR("/")) && !str_begins(name, WN_STR("__MACOSX/"));
}

struct found {
	struct entry entry;
	size_t files, matches;
	struct buf names; /* of the files, for messages */
};

static int look_through(const struct archive *archive, struct wn_str rest, struct wn_str wanted, struct found *found)
{
	for (uint64_t i = 0; i < archive->entries; i++) {
		struct entry entry;

		if (read_entry(archive, &rest, &entry) < 0)
			return WN_INVALID;
		if (!is_file(entry.member.name))
			continue;
		if (found->files < NAMES_SHOWN) {
			buf_text(&found->names, found->files ? ", " : "");
			buf_visible(&found->names, entry.member.name, "");
		} else if (found->files == NAMES_SHOWN) {
			buf_text(&found->names, ", ...");
		}
		found->files++;
		if (wanted.len > 0 && !str_equal(entry.member.name, wanted))
			continue;
		found->matches++;
		found->entry = entry;
	}
	return rest.len == 0 ? WN_OK : damaged(archive, "its directory is longer than it says");
}

static int choose(const struct archive *archive, struct wn_str wanted, const struct found *found)
{
	if (found->files == 0)
		return fail(archive->error, WN_INVALID, "%.*s holds no file", STR_ARG(archive->path));
	if (wanted.len == 0 && found->matches > 1)
		return fail(archive->error, WN_INVALID, "%.*s holds %zu files (%s): which is meant? name it, or pack one alone", STR_ARG(archive->path),
		            found->files, found->names.data);
	if (found->matches == 0)
		return fail(archive->error, WN_INVALID, "%.*s holds no \"%.*s\", but %s", STR_ARG(archive->path), STR_ARG(wanted), found->names.data);
	if (found->matches > 1)
		return fail(archive->error, WN_INVALID, "%.*s holds \"%.*s\" %zu times", STR_ARG(archive->path), STR_ARG(wanted), found->matches);
	return WN_OK;
}

static int read_directory(const struct archive *archive, struct wn_str wanted, struct entry *entry)
{
	char *bytes = arena_alloc(archive->arena, (size_t)archive->bytes + 1);
	struct found found = {0};
	int result = read_at(archive, bytes, (size_t)archive->bytes, archive->at);

	if (result == WN_OK)
		result = look_through(archive, (struct wn_str){bytes, (size_t)archive->bytes}, wanted, &found);
	if (result == WN_OK)
		result = choose(archive, wanted, &found);
	*entry = found.entry;
	buf_free(&found.names);
	return result;
}

/* ---- the member ---- */

/* From the local header, which must say the same, to the bytes behind it. */
static int read_local(const struct archive *archive, struct entry *entry)
{
	struct zip_member *member = &entry->member;
	unsigned char local[LOCAL_SIZE];

	if (entry->flags & FLAG_ENCRYPTED)
		return fail(archive->error, WN_INVALID, "%.*s is encrypted: unpack it first", STR_ARG(archive->path));
	if (member->method != ZIP_STORED && member->method != ZIP_DEFLATED)
		return fail(archive->error, WN_INVALID, "%.*s is packed by method %u, which is not read here: pack it by deflate, or unpack it first",
		            STR_ARG(archive->path), member->method);
	if (member->method == ZIP_STORED && member->packed != member->size)
		return damaged(archive, "its sizes contradict each other");
	if (read_at(archive, local, sizeof local, member->at) < 0)
		return WN_INVALID;
	if (memcmp(local, "PK\003\004", 4) != 0 || number(local + 8, 2) != member->method || number(local + 26, 2) != member->name.len)
		return damaged(archive, "the header of its file is not where the directory says");
	member->at += LOCAL_SIZE + number(local + 26, 2) + number(local + 28, 2);
	if (member->at > archive->at || member->packed > archive->at - member->at)
		return damaged(archive, "its file reaches into its directory");
	return WN_OK;
}

int zip_find(struct wn_arena *arena, int fd, struct wn_str path, struct wn_str wanted, struct zip_member *member, struct wn_error *error)
{
	struct archive archive = {.arena = arena, .fd = fd, .path = path, .error = error};
	struct entry entry = {0};
	struct stat status;
	int result;

	if (fstat(fd, &status) < 0)
		return fail_errno(error, "cannot read %.*s", STR_ARG(path));
	if (!S_ISREG(status.st_mode))
		return fail(error, WN_INVALID, "%.*s is a zip archive that cannot be read from a pipe: its directory is at its end", STR_ARG(path));
	archive.size = (uint64_t)status.st_size;
	result = read_end(&archive);
	if (result == WN_OK)
		result = read_directory(&archive, wanted, &entry);
	if (result == WN_OK)
		result = read_local(&archive, &entry);
	*member = entry.member;
	return result;
}
