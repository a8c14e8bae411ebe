/* html.c - the document of a profile as one HTML page that needs nothing else. It is made from the Markdown, so that both say the
 * same; of Markdown it knows what document.c writes.
 */
#include "base/arena.h"
#include "base/str.h"
#include "icp/icp.h"

static const char style[] =
	"body{font:16px/1.5 system-ui,sans-serif;max-width:46em;margin:2em auto;padding:0 1em;color:#1a1a1a;background:#fff}"
	"h1{line-height:1.2}table{border-collapse:collapse;width:100%;margin:1em 0}"
	"th,td{border-bottom:1px solid #ccc;padding:.3em .6em;text-align:left;vertical-align:top}"
	"th:last-child,td:last-child{text-align:right;white-space:nowrap}li{margin:.2em 0}"
	"@media print{body{margin:0;max-width:none}}";

/* What a line of Markdown belongs to. */
enum block { BLOCK_NONE, BLOCK_HEAD, BLOCK_PARAGRAPH, BLOCK_NUMBERED, BLOCK_BULLETS, BLOCK_TABLE };

static const char *const opening[] = {"", "<h1>", "<p>", "<ol>\n", "<ul>\n", "<table>\n"};
static const char *const closing[] = {"", "</h1>\n", "</p>\n", "</ol>\n", "</ul>\n", "</table>\n"};

static void add_escaped(struct buf *out, char c)
{
	switch (c) {
	case '&':
		buf_text(out, "&amp;");
		break;
	case '<':
		buf_text(out, "&lt;");
		break;
	case '>':
		buf_text(out, "&gt;");
		break;
	case '"':
		buf_text(out, "&quot;");
		break;
	default:
		buf_byte(out, c);
	}
}

/* Text with *emphasis*, **strong** and backslashes before what is no markup. */
static void add_inline(struct buf *out, struct wn_str text)
{
	bool strong = false, emphasis = false;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\\' && i + 1 < text.len) {
			add_escaped(out, text.ptr[++i]);
		} else if (text.ptr[i] == '*' && i + 1 < text.len && text.ptr[i + 1] == '*') {
			buf_text(out, strong ? "</strong>" : "<strong>");
			strong = !strong;
			i++;
		} else if (text.ptr[i] == '*') {
			buf_text(out, emphasis ? "</em>" : "<em>");
			emphasis = !emphasis;
		} else {
			add_escaped(out, text.ptr[i]);
		}
	}
}

/* What kind of line it is; cuts its mark off. */
static enum block block_of(struct wn_str *line)
{
	size_t digits = 0;

	if (line->len == 0)
		return BLOCK_NONE;
	if (str_begins(*line, WN_STR("| ")) || str_begins(*line, WN_STR("|-")))
		return BLOCK_TABLE;
	if (str_begins(*line, WN_STR("# "))) {
		*line = str_from(*line, 2);
		return BLOCK_HEAD;
	}
	if (str_begins(*line, WN_STR("- "))) {
		*line = str_from(*line, 2);
		return BLOCK_BULLETS;
	}
	while (digits < line->len && line->ptr[digits] >= '0' && line->ptr[digits] <= '9')
		digits++;
	if (digits > 0 && str_begins(str_from(*line, digits), WN_STR(". "))) {
		*line = str_from(*line, digits + 2);
		return BLOCK_NUMBERED;
	}
	return BLOCK_PARAGRAPH;
}

/* | a | b |; a sign | in a text has a backslash before it. */
static void add_row(struct buf *out, struct wn_str line, const char *cell)
{
	size_t begin = 1;

	buf_text(out, "<tr>");
	for (size_t i = 1; i < line.len; i++) {
		if (line.ptr[i] == '\\') {
			i++;
		} else if (line.ptr[i] == '|') {
			buf_printf(out, "<%s>", cell);
			add_inline(out, str_trim((struct wn_str){line.ptr + begin, i - begin}));
			buf_printf(out, "</%s>", cell);
			begin = i + 1;
		}
	}
	buf_text(out, "</tr>\n");
}

static void add_line(struct buf *out, enum block block, struct wn_str line, bool first)
{
	if (block == BLOCK_TABLE && !str_begins(line, WN_STR("|-"))) {
		add_row(out, line, first ? "th" : "td");
	} else if (block == BLOCK_NUMBERED || block == BLOCK_BULLETS) {
		buf_text(out, "<li>");
		add_inline(out, line);
		buf_text(out, "</li>\n");
	} else if (block == BLOCK_HEAD || block == BLOCK_PARAGRAPH) {
		buf_text(out, first ? "" : "<br>\n"); /* who writes two lines there means two */
		add_inline(out, line);
	}
}

static void add_body(struct buf *out, struct wn_str markdown)
{
	enum block open = BLOCK_NONE;
	struct wn_str line;

	while (str_cut(&markdown, WN_STR("\n"), &line)) {
		enum block block = block_of(&line);
		bool first = block != open || block == BLOCK_HEAD;

		if (first) {
			buf_text(out, closing[open]);
			buf_text(out, opening[block]);
		}
		add_line(out, block, line, first);
		open = block;
	}
	buf_text(out, closing[open]);
}

void icp_show_html(const struct icp *icp, const struct dictionary *dictionary, struct buf *out)
{
	struct buf markdown = {0}, title = {0};

	icp_show(icp, dictionary, &markdown);
	buf_text(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	              "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
	buf_visible(&title, icp->name, "");
	for (size_t i = 0; i < title.len; i++)
		add_escaped(out, title.data[i]);
	buf_free(&title);
	buf_printf(out, "</title>\n<style>%s</style>\n</head>\n<body>\n", style);
	add_body(out, buf_as_str(&markdown));
	buf_text(out, "</body>\n</html>\n");
	buf_free(&markdown);
}
