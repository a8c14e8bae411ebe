/* base_file.c - reading whole files, making folders, and the digest of a file. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "unit/support_folder.h"

static struct wn_str in(const char *folder, const char *name)
{
	return str_of(folder_path(folder, name));
}

static void files_are_read_up_to_the_limit(void **state)
{
	char *folder = folder_make(), *big = malloc(300001);
	struct wn_arena *arena = arena_new();
	struct wn_error error = {0};
	struct wn_str content;

	(void)state;
	folder_write(folder, "small", "hello");
	folder_write(folder, "empty", "");
	memset(big, 'b', 300000);
	big[300000] = 0;
	folder_write(folder, "big", big);
	assert_int_equal(file_read(arena, in(folder, "small"), 5, &content, &error), WN_OK);
	assert_true(str_is(content, "hello"));
	assert_int_equal(file_read(arena, in(folder, "empty"), 0, &content, &error), WN_OK);
	assert_true(content.ptr && content.len == 0);
	assert_int_equal(file_read(arena, in(folder, "big"), 300000, &content, &error), WN_OK);
	assert_true(str_is(content, big));
	assert_int_equal(file_read(arena, in(folder, "big"), SIZE_MAX, &content, &error), WN_OK);
	assert_int_equal(content.len, 300000);
	assert_int_equal(error.code, 0);
	assert_int_equal(file_read(arena, in(folder, "big"), 299999, &content, &error), WN_FAIL);
	assert_non_null(strstr(error.text, "/big' is too large: more than 299999 bytes"));
	assert_int_equal(file_read(arena, in(folder, "small"), 0, &content, &error), WN_FAIL);
	free(big);
	arena_free(arena);
	folder_remove(folder);
}

static void what_cannot_be_read_is_named(void **state)
{
	char *folder = folder_make();
	struct wn_arena *arena = arena_new();
	struct wn_error error = {0};
	struct wn_str content;

	(void)state;
	assert_int_equal(file_read(arena, in(folder, "none"), 9, &content, &error), WN_FAIL);
	assert_non_null(strstr(error.text, "/none': No such file or directory"));
	assert_int_equal(file_read(arena, str_of(folder), 9, &content, &error), WN_FAIL);
	assert_non_null(strstr(error.text, folder));
	assert_non_null(strstr(error.text, "is a folder: name a plain file"));
	assert_int_equal(file_read(arena, WN_STR("/dev/zero"), 9, &content, &error), WN_FAIL);
	assert_string_equal(error.text, "'/dev/zero' is a device: name a plain file");
	assert_int_equal(mkfifo(in(folder, "pipe").ptr, 0600), 0);
	assert_int_equal(file_read(arena, in(folder, "pipe"), 9, &content, &error), WN_FAIL); /* at once, though nobody writes */
	assert_non_null(strstr(error.text, "/pipe' is a pipe: name a plain file"));
	assert_int_equal(file_read(arena, WN_STR("a\0b"), 9, &content, &error), WN_INVALID);
	assert_int_equal(file_read(arena, WN_STR(""), 9, &content, NULL), WN_INVALID);
	assert_false(file_exists(in(folder, "none")) || file_exists(WN_STR("")) || file_exists(WN_STR("/\0x")));
	assert_true(file_exists(str_of(folder)));
	arena_free(arena);
	folder_remove(folder);
}

static void folders_are_made(void **state)
{
	char *folder = folder_make();
	struct wn_error error = {0};
	struct stat status;
	mode_t old = umask(027);

	(void)state;
	assert_int_equal(make_folders(in(folder, "a/b//c/"), &error), WN_OK);
	assert_int_equal(stat(folder_path(folder, "a/b/c"), &status), 0);
	assert_true(S_ISDIR(status.st_mode));
	assert_int_equal(status.st_mode & 0777, 0750);
	umask(old);
	assert_int_equal(make_folders(in(folder, "a/b/c"), &error), WN_OK);
	assert_int_equal(make_folders(WN_STR("/"), &error), WN_OK);
	assert_int_equal(make_folders(WN_STR("."), &error), WN_OK);
	folder_write(folder, "file", "x");
	assert_int_equal(make_folders(in(folder, "file/x"), &error), WN_FAIL);
	assert_non_null(strstr(error.text, "/file': Not a directory"));
	assert_int_equal(make_folders(in(folder, "file"), &error), WN_FAIL);
	assert_non_null(strstr(error.text, "/file': Not a directory"));
	assert_int_equal(symlink("a", folder_path(folder, "link")), 0);
	assert_int_equal(make_folders(in(folder, "link/d"), &error), WN_OK);
	assert_true(file_exists(in(folder, "a/d")));
	assert_int_equal(make_folders(WN_STR(""), &error), WN_INVALID);
	folder_remove(folder);
}

static void a_file_has_the_digest_of_its_bytes(void **state)
{
	char *folder = folder_make(), *million = malloc(1000001), hex[DIGEST_HEX];
	uint8_t digest[DIGEST_SIZE];
	struct wn_error error = {0};

	(void)state;
	memset(million, 'a', 1000000);
	million[1000000] = 0;
	folder_write(folder, "million", million);
	assert_int_equal(digest_file(folder_path(folder, "million"), digest, &error), WN_OK);
	digest_hex(digest, hex);
	assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	assert_int_equal(digest_file(folder_path(folder, "none"), digest, &error), WN_FAIL);
	assert_non_null(strstr(error.text, "/none': No such file or directory"));
	assert_int_equal(digest_file(folder, digest, &error), WN_FAIL);
	assert_non_null(strstr(error.text, "Is a directory"));
	free(million);
	folder_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_read_up_to_the_limit),
		cmocka_unit_test(what_cannot_be_read_is_named),
		cmocka_unit_test(folders_are_made),
		cmocka_unit_test(a_file_has_the_digest_of_its_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
