/* descriptor.c - is what a plugin says of itself well made? Checked before any of its functions is called. */
#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "plugin/native.h"

#define SIZE_MOST 4096        /* bytes of a descriptor that can be meant */
#define CONFIG_MOST (1 << 20) /* bytes of a config */
#define COMPILE_AGAIN "compile it again with the headers of this winnow"

const struct abi host_abi = {WN_ABI_MAJOR, WN_ABI_MINOR};

static const char *const kinds[][2] = {
	[WN_SOURCE] = {"source", "source"},
	[WN_ENRICHER] = {"enricher", "enrich"},
	[WN_FILTER] = {"filter", "filter"},
	[WN_SINK] = {"sink", "sink"},
};

const char *kind_name(enum wn_kind kind)
{
	return kind >= WN_SOURCE && kind <= WN_SINK ? kinds[kind][0] : "plugin";
}

const char *kind_word(enum wn_kind kind)
{
	return kind >= WN_SOURCE && kind <= WN_SINK ? kinds[kind][1] : "plugin";
}

uint32_t kind_of(struct wn_str name)
{
	uint32_t kind;

	for (kind = WN_SOURCE; kind <= WN_SINK; kind++)
		if (str_is(name, kinds[kind][0]))
			return kind;
	return 0;
}

/* The four numbers in front, which never move. */
static int check_numbers(const struct wn_plugin *plugin, size_t room, const struct abi *abi, struct wn_error *error)
{
	if (room > 0 && room < 4 * sizeof(uint32_t))
		return fail(error, WN_FAIL, WN_PLUGIN_SYMBOL " is %zu bytes long and no descriptor", room);
	if (plugin->magic != WN_PLUGIN_MAGIC)
		return fail(error, WN_FAIL, WN_PLUGIN_SYMBOL " is no descriptor: its magic number is %08x, not %08x; begin it with WN_PLUGIN_HEAD", plugin->magic,
		            WN_PLUGIN_MAGIC);
	if (plugin->abi_major != abi->major)
		return fail(error, WN_FAIL, "it is made for plugin contract %u.%u, this winnow has %u.%u: " COMPILE_AGAIN, plugin->abi_major, plugin->abi_minor,
		            abi->major, abi->minor);
	if (plugin->abi_minor > abi->minor)
		return fail(error, WN_FAIL, "it is made for plugin contract %u.%u, newer than %u.%u of this winnow: update winnow, or " COMPILE_AGAIN,
		            plugin->abi_major, plugin->abi_minor, abi->major, abi->minor);
	/* Every minor so far has the same members. */
	if (plugin->size < sizeof *plugin || plugin->size > SIZE_MOST || (room > 0 && plugin->size > room))
		return fail(error, WN_FAIL, "its descriptor says that it is %u bytes long, which cannot be (%zu are expected): " COMPILE_AGAIN, plugin->size,
		            sizeof *plugin);
	return WN_OK;
}

static bool good_name(const char *name)
{
	size_t i;

	for (i = 0; i < 64 && name[i]; i++)
		if (!((name[i] >= 'a' && name[i] <= 'z') || (i > 0 && (name[i] == '_' || (name[i] >= '0' && name[i] <= '9')))))
			return false;
	return i > 0 && i < 64;
}

static int check_words(const struct wn_plugin *plugin, struct wn_str name, uint32_t kind, struct wn_error *error)
{
	if (plugin->kind < WN_SOURCE || plugin->kind > WN_SINK)
		return fail(error, WN_FAIL, "its kind is %u: write WN_SOURCE, WN_ENRICHER, WN_FILTER or WN_SINK", plugin->kind);
	if (kind && kind != plugin->kind)
		return fail(error, WN_FAIL, "it is of kind %s, and lies in the folder of kind %s: move it", kind_name(plugin->kind), kind_name(kind));
	if (!plugin->name || !good_name(plugin->name))
		return fail(error, WN_FAIL, "its name is missing or none: lower case, digits and underscores, at most 63");
	if (!str_is(name, plugin->name))
		return fail(error, WN_FAIL, "it calls itself '%s', and its file '%.*s': the two must be equal", plugin->name, STR_ARG(name));
	if (!plugin->summary || !plugin->summary[0] || !plugin->version || !plugin->version[0])
		return fail(error, WN_FAIL, "its summary or version is missing");
	return WN_OK;
}

static int short_ops(uint32_t size, size_t expected, struct wn_error *error)
{
	return fail(error, WN_FAIL, "its ops say that they are %u bytes long, which cannot be (%zu are expected): begin them with their sizeof", size, expected);
}

static int needs_callback(const char *name, struct wn_error *error)
{
	return fail(error, WN_FAIL, "its callback '%s' is missing", name);
}

static int check_sink(const struct wn_sink_ops *ops, struct wn_error *error)
{
	if (ops->mode != WN_TRANSACTIONAL && ops->mode != WN_OUTBOX)
		return fail(error, WN_FAIL, "its mode is %u: write WN_TRANSACTIONAL or WN_OUTBOX", ops->mode);
	if (ops->mode == WN_OUTBOX)
		return ops->send ? WN_OK : needs_callback("send", error);
	if (!ops->begin || !ops->account || !ops->prepare)
		return needs_callback(!ops->begin ? "begin" : !ops->account ? "account" : "prepare", error);
	if (!ops->commit || !ops->abort)
		return needs_callback(!ops->commit ? "commit" : "abort", error);
	return WN_OK;
}

static int check_ops(const struct wn_plugin *plugin, struct wn_error *error)
{
	static const size_t sizes[] = {
		[WN_SOURCE] = sizeof(struct wn_source_ops),
		[WN_ENRICHER] = sizeof(struct wn_enricher_ops),
		[WN_FILTER] = sizeof(struct wn_filter_ops),
		[WN_SINK] = sizeof(struct wn_sink_ops),
	};
	const uint32_t *size = plugin->ops;

	if (!plugin->ops)
		return fail(error, WN_FAIL, "its ops are missing");
	if (*size < sizes[plugin->kind] || *size > SIZE_MOST)
		return short_ops(*size, sizes[plugin->kind], error);
	if (plugin->kind == WN_ENRICHER && !((const struct wn_enricher_ops *)plugin->ops)->step)
		return needs_callback("step", error);
	if (plugin->kind == WN_FILTER && !((const struct wn_filter_ops *)plugin->ops)->judge)
		return needs_callback("judge", error);
	return plugin->kind == WN_SINK ? check_sink(plugin->ops, error) : WN_OK;
}

static int check_callbacks(const struct wn_plugin *plugin, struct wn_error *error)
{
	if (!plugin->describe || !plugin->open)
		return needs_callback(!plugin->describe ? "describe" : "open", error);
	if (plugin->leave && !plugin->enter)
		return fail(error, WN_FAIL, "it has 'leave' without 'enter'");
	if (plugin->config_size > CONFIG_MOST)
		return fail(error, WN_FAIL, "its config is %zu bytes long, which cannot be meant", plugin->config_size);
	return check_ops(plugin, error);
}

int descriptor_check(const struct wn_plugin *plugin, size_t room, struct wn_str name, uint32_t kind, const struct abi *abi,
                     struct wn_error *error)
{
	int result = check_numbers(plugin, room, abi, error);

	if (result == WN_OK)
		result = check_words(plugin, name, kind, error);
	if (result == WN_OK)
		result = check_callbacks(plugin, error);
	if (result == WN_OK && options_check(plugin->options, plugin->config_size, error) < 0)
		result = WN_FAIL;
	return result;
}
