/* test_files.c - files of a pipeline that a test brings along.
 *
 * Plugins open what their options name, so a text of a test has to be a file for as long as it runs: in a folder of its own, under
 * the name that the pipeline gives it.
 */
#include "run/test_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"

struct test_files {
	struct wn_str folder;
	struct wn_str *paths;
	struct wn_tree *stead; /* path in the pipeline -> path of the text, with `code` 1 where the pipeline names it */
	size_t count;
};

/* ---- writing ---- */

static int make_folder(struct testing *testing, struct test_files *files)
{
	const char *temporary = getenv("TMPDIR");
	struct wn_str name = arena_printf(testing->arena, "%s/winnow-given-XXXXXX", temporary && *temporary ? temporary : "/tmp");
	if (!mkdtemp((char *)name.ptr))
		return fail_errno(&testing->error, "cannot make a folder for the files of the test: %.*s", STR_ARG(name));
	files->folder = name;
	return WN_OK;
}

static int write_text(struct testing *testing, struct wn_str path, struct wn_str text)
{
	int fd = open(path.ptr, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool written = fd >= 0 && write(fd, text.ptr, text.len) == (ssize_t)text.len;
	if (fd >= 0 && close(fd) != 0)
		written = false;
	return written ? WN_OK : fail_errno(&testing->error, "cannot write %.*s", STR_ARG(path));
}

/* Each in a folder of its own, so that two of one name do not meet. */
static int write_one(struct testing *testing, struct test_files *files, const struct entry *entry)
{
	struct wn_str folder = arena_printf(testing->arena, "%.*s/%zu", STR_ARG(files->folder), files->count);
	struct wn_str path = path_join(testing->arena, folder, path_name(entry->key));
	if (make_folders(folder, &testing->error) < 0)
		return testing->error.code;
	files->paths[files->count++] = path;
	tree_add(testing->arena, files->stead, entry->key, entry->place, tree_text(testing->arena, path));
	return write_text(testing, path, entry->value->as.text);
}

int files_write(struct testing *testing, const struct wn_tree *named, struct test_files **written)
{
	struct test_files *files = arena_alloc(testing->arena, sizeof *files);
	*files = (struct test_files){.paths = arena_array(testing->arena, named->count, sizeof *files->paths), .stead = new_table(testing)};
	for (size_t i = 0; i < named->count; i++)
		if (!named->entries[i].key.len || named->entries[i].value->kind != WN_TREE_TEXT) {
			diag_error(testing->run->diags, named->entries[i].place, "write files = { [\"PATH as in the pipeline\"] = [[what stands in it]] }");
			return WN_INVALID;
		}
	int code = make_folder(testing, files);
	*written = files;
	for (size_t i = 0; code == WN_OK && i < named->count; i++)
		code = write_one(testing, files, &named->entries[i]);
	testing->run->files = files->stead;
	return code;
}

void files_remove(struct test_files *files)
{
	for (size_t i = 0; files && i < files->count; i++) {
		char *path = (char *)files->paths[i].ptr;
		unlink(path);
		*strrchr(path, '/') = 0;
		rmdir(path);
	}
	if (files && files->folder.len)
		rmdir(files->folder.ptr);
}

/* ---- in the stead of ---- */

static struct entry *named_by(struct run *run, const struct wn_tree *leaf)
{
	struct wn_str path = path_beside(run->arena, run->settings.path, leaf->as.text);
	for (size_t i = 0; i < run->files->count; i++) {
		struct entry *entry = &run->files->entries[i];
		if (str_equal(path, path_beside(run->arena, run->settings.path, entry->key)))
			return entry;
	}
	return NULL;
}

/* A leaf may be shared by several tables, so a new one takes its place. */
void files_replace(struct run *run, const struct wn_tree *table)
{
	for (size_t i = 0; i < table->count; i++) {
		struct wn_tree *value = table->entries[i].value;
		struct entry *entry = value->kind == WN_TREE_TEXT && value->as.text.len ? named_by(run, value) : NULL;
		if (entry) {
			struct wn_tree *leaf = tree_new(run->arena, WN_TREE_TEXT, value->place);
			leaf->as.text = entry->value->as.text;
			table->entries[i].value = leaf;
			entry->value->code = 1; /* found */
		} else if (value->kind != WN_TREE_TEXT) {
			files_replace(run, value);
		}
	}
}

void files_check(struct testing *testing, const struct test_files *files)
{
	for (size_t i = 0; i < files->stead->count; i++)
		if (!files->stead->entries[i].value->code)
			diag_error(testing->run->diags, files->stead->entries[i].place, "%.*s names no file '%.*s'; write the path as it stands there",
			           STR_ARG(path_name(testing->subject)), STR_ARG(files->stead->entries[i].key));
}
