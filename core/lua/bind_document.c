/* bind_document.c - documents of html.parse and xml.parse, and their nodes.
 *
 * A document belongs to the call that parsed it: when that ends its tree is freed, and what the script may still hold of it says so. The tree
 * is memory of libxml2; it is counted as the state's own.
 */
#include <math.h>
#include <stdlib.h>

#include "lua/bind.h"
#include "lua/charset.h"
#include "lua/xpath.h"

#define RESERVE ((size_t)4 << 20) /* of the state's memory that documents leave to the script */

/* A userdata that owns the tree. User value 1: the page's URL or nil. */
struct document_box {
	struct document document;
	struct vm *vm;
	uint64_t call;          /* number of the call that it belongs to */
	size_t held;            /* bytes counted as the state's */
	struct wn_arena *arena; /* of the namespaces, or null */
	struct xpath_namespace *namespaces;
	size_t namespace_count;
	struct document_box *next, **back; /* in vm->documents */
};

/* What scripts have: a document or an element of it. User value 1: the document_box. */
struct node_box {
	struct document_box *document;
	xmlNode *node;
};

static const char document_key = 0, node_key = 0;

/* ---- life ---- */

static void give_back(struct document_box *box)
{
	document_free(&box->document);
	sandbox_of(box->vm->lua)->used -= box->held;
	box->held = 0;
	if (box->back) {
		*box->back = box->next;
		if (box->next)
			box->next->back = box->back;
	}
	box->back = NULL;
}

static int document_gc(lua_State *lua)
{
	struct document_box *box = lua_touserdata(lua, 1);

	give_back(box);
	arena_free(box->arena);
	box->arena = NULL;
	return 0;
}

void bind_end_documents(struct vm *vm, uint64_t call)
{
	struct document_box *next;

	for (struct document_box *box = vm->documents; box; box = next) {
		next = box->next;
		if (box->call == call)
			give_back(box);
	}
}

static struct document_box *push_document_box(lua_State *lua)
{
	struct vm *vm = vm_of(lua);
	struct document_box *box = lua_newuserdatauv(lua, sizeof *box, 1);

	*box = (struct document_box){.vm = vm, .call = vm->number, .next = vm->documents, .back = &vm->documents};
	if (box->next)
		box->next->back = &box->next;
	vm->documents = box;
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &document_key);
	lua_setmetatable(lua, -2);
	return box;
}

/* Pushes a node of the document whose box is at `index`. */
static void push_node(lua_State *lua, int index, xmlNode *node)
{
	struct node_box *box;

	index = lua_absindex(lua, index);
	box = lua_newuserdatauv(lua, sizeof *box, 1);
	*box = (struct node_box){lua_touserdata(lua, index), node};
	lua_pushvalue(lua, index);
	lua_setiuservalue(lua, -2, 1);
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &node_key);
	lua_setmetatable(lua, -2);
	sandbox_charge(lua, 20);
}

static struct node_box *box_at(lua_State *lua, int index)
{
	struct node_box *box = lua_type(lua, index) == LUA_TUSERDATA && lua_getmetatable(lua, index) ? lua_touserdata(lua, index) : NULL;

	if (!box)
		return NULL;
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &node_key);
	if (!lua_rawequal(lua, -1, -2))
		box = NULL;
	lua_pop(lua, 2);
	return box;
}

static struct node_box *node_at(lua_State *lua)
{
	struct node_box *box = box_at(lua, 1);

	if (!box)
		bind_error(lua, "this is a method of documents and nodes: write node:name(...) with a colon");
	if (!box->document->document.tree || box->document->call != vm_of(lua)->number)
		bind_error(lua, "this document is no longer at hand: it was closed, or the call that parsed it has ended");
	return box;
}

/* ---- parsing ---- */

/* { prefix = address } at `index` into the box's own memory. */
static void read_namespaces(lua_State *lua, struct document_box *box, int index)
{
	size_t count = (size_t)sandbox_keys(lua, index);
	int keys = lua_gettop(lua);

	if (count > 100)
		bind_error(lua, "xml.parse: at most 100 namespaces");
	box->arena = arena_new();
	box->namespaces = arena_array(box->arena, count + 1, sizeof *box->namespaces);
	for (size_t i = 0; i < count; i++) {
		lua_rawgeti(lua, keys, (lua_Integer)i + 1);
		lua_pushvalue(lua, -1);
		lua_rawget(lua, index);
		if (lua_type(lua, -2) != LUA_TSTRING || lua_type(lua, -1) != LUA_TSTRING)
			bind_error(lua, "xml.parse: ns maps prefixes to addresses, such as { ns = { lei = \"http://...\" } }");
		box->namespaces[i].prefix = arena_str(box->arena, sandbox_check(lua, -2));
		box->namespaces[i].address = arena_str(box->arena, sandbox_check(lua, -1));
		sandbox_charge(lua, 20 + box->namespaces[i].address.len / 8);
		box->namespace_count++;
		lua_pop(lua, 2);
	}
	lua_pop(lua, 1);
}

static struct document_bounds bounds_of(lua_State *lua)
{
	struct sandbox *box = sandbox_of(lua);
	size_t most = box->limits.memory - RESERVE;

	/* The collector knows nothing of trees: those that nobody holds go when there is much in use. */
	if (vm_of(lua)->documents && box->used > most / 2)
		lua_gc(lua, LUA_GCCOLLECT);
	return (struct document_bounds){box->used < most ? most - box->used : 0, box->left > 0 ? (uint64_t)box->left : 0};
}

/* document_parse(text, html, url or nil, charset or nil, namespaces or nil): the document, or nil and why. */
static int document_parse(lua_State *lua)
{
	struct vm *vm = vm_of(lua);
	struct wn_str bytes = sandbox_check(lua, 1), label = lua_isnil(lua, 4) ? (struct wn_str){0} : sandbox_check(lua, 4), text;
	bool html = lua_toboolean(lua, 2);
	const char *why;
	char words[200];
	uint64_t work;

	lua_settop(lua, 5);
	bind_task(lua, html ? "html.parse" : "xml.parse", FOR_ALL);
	sandbox_charge(lua, bytes.len / 2 + 1000);
	struct document_box *box = push_document_box(lua);
	lua_pushvalue(lua, 3);
	lua_setiuservalue(lua, -2, 1);
	if (!lua_isnil(lua, 5))
		read_namespaces(lua, box, 5);
	struct document_bounds bounds = bounds_of(lua);
	arena_clear(vm->scratch);
	if (!charset_decode(vm->scratch, bytes, label, html, &text, &why))
		return bind_failure(lua, "%s", why);
	bool good = document_read(text, html, &bounds, &box->document, &work, words);
	box->held = good ? box->document.bytes : 0;
	sandbox_of(lua)->used += box->held;
	arena_clear(vm->scratch);
	sandbox_charge(lua, work);
	if (!good)
		return bind_failure(lua, "%s", words);
	push_node(lua, -1, (xmlNode *)box->document.tree);
	return 1;
}

/* ---- asking ---- */

static void pay(void *context, uint64_t instructions)
{
	sandbox_charge(context, instructions);
}

__attribute__((noreturn)) static void complain(void *context, const char *message)
{
	bind_error(context, "%s", message);
	abort();
}

static struct xpath_host host_of_question(lua_State *lua, const struct document_box *box)
{
	struct wn_arena *arena = vm_of(lua)->scratch;

	arena_clear(arena);
	return (struct xpath_host){.arena = arena, .context = lua, .pay = pay, .fail = complain, .namespaces = box->namespaces,
	                           .namespace_count = box->namespace_count};
}

/* Whatever it is, Lua gets UTF-8. */
static void push_text(lua_State *lua, struct xpath_host *host, struct wn_str text)
{
	sandbox_charge(lua, text.len / 8 + 4);
	sandbox_push(lua, charset_mend(host->arena, text));
}

/* An element as a node, everything else as its text. */
static void push_item(lua_State *lua, struct xpath_host *host, int document, xmlNode *node)
{
	if (node->type == XML_ELEMENT_NODE || node->type == XML_DOCUMENT_NODE || node->type == XML_HTML_DOCUMENT_NODE)
		push_node(lua, document, node);
	else
		push_text(lua, host, xpath_text(host, node));
}

static void push_number(lua_State *lua, double number)
{
	if (number == trunc(number) && fabs(number) < 1e15)
		lua_pushinteger(lua, (lua_Integer)number);
	else
		lua_pushnumber(lua, number);
}

static void push_plain(lua_State *lua, struct xpath_host *host, const struct xpath_value *value)
{
	if (value->type == XPATH_TEXT)
		push_text(lua, host, value->text);
	else if (value->type == XPATH_NUMBER)
		push_number(lua, value->number);
	else
		lua_pushboolean(lua, value->flag);
}

static int ask(lua_State *lua, const char *method, bool first)
{
	struct node_box *box = node_at(lua);

	if (lua_type(lua, 2) != LUA_TSTRING)
		return bind_error(lua, "%s needs an XPath, such as node:%s(\"//a/@href\"), not a %s", method, method, luaL_typename(lua, 2));
	struct xpath_host host = host_of_question(lua, box->document);
	struct xpath_value value = xpath_ask(&host, sandbox_check(lua, 2), &box->document->document, box->node);
	lua_getiuservalue(lua, 1, 1);
	int document = lua_gettop(lua);
	if (value.type != XPATH_NODES) {
		push_plain(lua, &host, &value);
		return 1;
	}
	if (first) {
		if (value.count)
			push_item(lua, &host, document, value.nodes[0]);
		else
			lua_pushnil(lua);
		return 1;
	}
	lua_createtable(lua, (int)value.count, 0);
	for (size_t i = 0; i < value.count; i++) {
		push_item(lua, &host, document, value.nodes[i]);
		lua_rawseti(lua, -2, (lua_Integer)i + 1);
	}
	return 1;
}

static int node_find(lua_State *lua)
{
	return ask(lua, "find", false);
}

static int node_first(lua_State *lua)
{
	return ask(lua, "first", true);
}

/* ---- readable text ---- */

static bool is_among(const xmlNode *node, const char *const *names)
{
	for (; node->type == XML_ELEMENT_NODE && *names; names++)
		if (strcmp((const char *)node->name, *names) == 0)
			return true;
	return false;
}

static const char *const unread[] = {"script", "style", "template", "noscript", "head", "svg", "iframe", "object", NULL};
static const char *const blocks[] = {
	"address", "article", "aside", "blockquote", "body", "br", "button", "dd", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption",
	"figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "li", "main", "nav", "ol", "option", "p", "pre",
	"section", "summary", "table", "tbody", "tfoot", "thead", "title", "tr", "ul", NULL,
};
static const char *const cells[] = {"td", "th", NULL};

/* What is to come before the next word: nothing, a blank, a line end. */
enum gap { GAP_NONE, GAP_BLANK, GAP_LINE };

struct readable {
	struct buf *out; /* of the sandbox: an error on the way leaves it in good hands */
	enum gap gap;
};

static void widen(struct readable *readable, enum gap gap)
{
	if (gap > readable->gap)
		readable->gap = gap;
}

/* Blanks, those that do not break too, are one blank; spaces of no width are none. */
static size_t blank_length(struct wn_str text, bool *nothing)
{
	*nothing = str_begins(text, WN_STR("\xe2\x80\x8b")) || str_begins(text, WN_STR("\xef\xbb\xbf")) || str_begins(text, WN_STR("\xc2\xad"));
	if (*nothing)
		return *text.ptr == '\xc2' ? 2 : 3;
	if (str_begins(text, WN_STR("\xc2\xa0")))
		return 2;
	if (str_begins(text, WN_STR("\xe2\x80\xaf")) || str_begins(text, WN_STR("\xe2\x80\x89")))
		return 3;
	return strchr(" \t\r\n\f", *text.ptr) && *text.ptr ? 1 : 0;
}

static void put_words(struct readable *readable, struct wn_str text)
{
	bool nothing;

	while (text.len) {
		size_t blank = blank_length(text, &nothing);
		if (blank) {
			widen(readable, nothing ? GAP_NONE : GAP_BLANK);
			text = str_from(text, blank);
			continue;
		}
		if (readable->gap != GAP_NONE && readable->out->len)
			buf_byte(readable->out, readable->gap == GAP_LINE ? '\n' : ' ');
		readable->gap = GAP_NONE;
		buf_byte(readable->out, *text.ptr);
		text = str_from(text, 1);
	}
}

static void around(struct readable *readable, const xmlNode *node)
{
	if (is_among(node, blocks))
		widen(readable, GAP_LINE);
	else if (is_among(node, cells))
		widen(readable, GAP_BLANK);
}

/* The next node to read, ends of elements on the way there noted. */
static const xmlNode *next_read(struct readable *readable, const xmlNode *top, const xmlNode *node, bool into)
{
	if (into && node->type != XML_DTD_NODE && node->children)
		return node->children;
	while (node != top && !node->next) {
		node = node->parent;
		around(readable, node);
	}
	return node == top ? NULL : node->next;
}

static void read_page(lua_State *lua, struct readable *readable, const xmlNode *top)
{
	bool into = true;

	for (const xmlNode *node = top; node; node = next_read(readable, top, node, into)) {
		sandbox_charge(lua, 20);
		into = node == top || !is_among(node, unread);
		around(readable, node);
		if (node->type == XML_TEXT_NODE && node->content) {
			struct wn_str text = str_of((const char *)node->content);
			sandbox_charge(lua, text.len);
			put_words(readable, text);
		} else if (!into || !node->children) {
			around(readable, node);
		}
	}
}

/* node:text(): of HTML as it reads on the page; of XML all texts inside as they are. */
static int node_text(lua_State *lua)
{
	struct node_box *box = node_at(lua);
	struct xpath_host host = host_of_question(lua, box->document);

	if (!box->document->document.html || (is_among(box->node, unread) && strcmp((const char *)box->node->name, "head") != 0)) {
		push_text(lua, &host, xpath_text(&host, box->node));
		return 1;
	}
	struct readable readable = {&sandbox_of(lua)->scratch, GAP_NONE};
	buf_clear(readable.out);
	read_page(lua, &readable, box->node);
	push_text(lua, &host, buf_as_str(readable.out));
	return 1;
}

/* ---- one node ---- */

static void push_name(lua_State *lua, const xmlNs *space, const xmlChar *name)
{
	if (space && space->prefix)
		lua_pushfstring(lua, "%s:%s", (const char *)space->prefix, (const char *)name);
	else
		lua_pushstring(lua, (const char *)name);
}

/* node:name(): of an element, with its prefix as written; of a document nil. */
static int node_name(lua_State *lua)
{
	struct node_box *box = node_at(lua);

	sandbox_charge(lua, 10);
	if (box->node->type == XML_ELEMENT_NODE)
		push_name(lua, box->node->ns, box->node->name);
	else
		lua_pushnil(lua);
	return 1;
}

static bool is_called(const xmlAttr *attribute, struct wn_str name)
{
	const char *prefix = attribute->ns && attribute->ns->prefix ? (const char *)attribute->ns->prefix : NULL;
	size_t len = prefix ? strlen(prefix) : 0;

	if (!prefix)
		return str_is(name, (const char *)attribute->name);
	return name.len > len && str_begins(name, (struct wn_str){prefix, len}) && name.ptr[len] == ':' &&
	       str_is(str_from(name, len + 1), (const char *)attribute->name);
}

/* node:attr(name): its text, or nil. */
static int node_attr(lua_State *lua)
{
	struct node_box *box = node_at(lua);

	if (lua_type(lua, 2) != LUA_TSTRING)
		return bind_error(lua, "attr needs the name of an attribute, not a %s", luaL_typename(lua, 2));
	struct wn_str name = sandbox_check(lua, 2);
	struct xpath_host host = host_of_question(lua, box->document);
	for (xmlAttr *attribute = box->node->type == XML_ELEMENT_NODE ? box->node->properties : NULL; attribute; attribute = attribute->next) {
		sandbox_charge(lua, 5);
		if (!is_called(attribute, name))
			continue;
		push_text(lua, &host, xpath_text(&host, (xmlNode *)attribute));
		return 1;
	}
	lua_pushnil(lua);
	return 1;
}

/* node:children(): the elements right below. */
static int node_children(lua_State *lua)
{
	struct node_box *box = node_at(lua);
	lua_Integer count = 0;

	lua_getiuservalue(lua, 1, 1);
	int document = lua_gettop(lua);
	lua_newtable(lua);
	for (xmlNode *child = box->node->children; child; child = child->next) {
		sandbox_charge(lua, 5);
		if (child->type != XML_ELEMENT_NODE)
			continue;
		push_node(lua, document, child);
		lua_rawseti(lua, -2, ++count);
	}
	return 1;
}

/* doc:close(): its memory is free at once. */
static int node_close(lua_State *lua)
{
	struct node_box *box = box_at(lua, 1);

	if (!box)
		return bind_error(lua, "this is a method of documents: write doc:close() with a colon");
	give_back(box->document);
	return 0;
}

static int node_equal(lua_State *lua)
{
	struct node_box *left = box_at(lua, 1), *right = box_at(lua, 2);

	lua_pushboolean(lua, left && right && left->document == right->document && left->node == right->node);
	return 1;
}

/* document_url(node): that of the page, or nil. */
static int document_url(lua_State *lua)
{
	node_at(lua);
	lua_getiuservalue(lua, 1, 1);
	lua_getiuservalue(lua, -1, 1);
	return 1;
}

/* ---- all ---- */

/* The methods are in a table of the bindings too: the prelude adds those that are written in Lua. */
static void make_node_metatable(lua_State *lua)
{
	static const luaL_Reg methods[] = {
		{"find", node_find}, {"first", node_first}, {"text", node_text}, {"name", node_name}, {"attr", node_attr},
		{"children", node_children}, {"close", node_close}, {NULL, NULL},
	};

	lua_newtable(lua);
	luaL_newlib(lua, methods);
	lua_pushvalue(lua, -1);
	lua_setfield(lua, -4, "node_methods");
	lua_setfield(lua, -2, "__index");
	lua_pushcfunction(lua, node_equal);
	lua_setfield(lua, -2, "__eq");
	lua_pushcfunction(lua, node_close);
	lua_setfield(lua, -2, "__close");
	lua_pushliteral(lua, "node");
	lua_setfield(lua, -2, "__name");
	lua_pushboolean(lua, 0);
	lua_setfield(lua, -2, "__metatable");
	lua_rawsetp(lua, LUA_REGISTRYINDEX, &node_key);
}

void bind_document(lua_State *lua)
{
	static const luaL_Reg functions[] = {{"document_parse", document_parse}, {"document_url", document_url}, {NULL, NULL}};

	lua_newtable(lua);
	lua_pushcfunction(lua, document_gc);
	lua_setfield(lua, -2, "__gc");
	lua_pushboolean(lua, 0);
	lua_setfield(lua, -2, "__metatable");
	lua_rawsetp(lua, LUA_REGISTRYINDEX, &document_key);
	make_node_metatable(lua);
	luaL_setfuncs(lua, functions, 0);
}
