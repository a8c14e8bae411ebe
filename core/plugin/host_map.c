/* host_map.c - a declared source's mapping; a plugin that has none is told so. */
#include "base/error.h"
#include "plugin/host.h"
#include "scan/mapping.h"

static int has_mapping(const struct wn_mapping *mapping, struct wn_error *error)
{
	return mapping ? WN_OK : fail(error, WN_REFUSED, "there is no mapping to fill: only a source without pages has one");
}

int host_map_file(struct wn_mapping *mapping, struct wn_str path, const struct wn_dialect *dialect, struct wn_error *error)
{
	int result = has_mapping(mapping, error);

	return result < 0 ? result : mapping_file(mapping, path, dialect, error);
}

int host_map_id(struct wn_mapping *mapping, struct wn_str scheme, struct wn_str column, struct wn_error *error)
{
	int result = has_mapping(mapping, error);

	return result < 0 ? result : mapping_id(mapping, scheme, column, error);
}

int host_map_column(struct wn_mapping *mapping, const struct wn_column *column, struct wn_error *error)
{
	int result = has_mapping(mapping, error);

	return result < 0 ? result : mapping_column(mapping, column, error);
}

int host_map_opt_out(struct wn_mapping *mapping, struct wn_str column, struct wn_str open_value, struct wn_error *error)
{
	int result = has_mapping(mapping, error);

	return result < 0 ? result : mapping_opt_out(mapping, column, open_value, error);
}

int host_map_join(struct wn_mapping *mapping, const struct wn_join *join, struct wn_mapping **joined, struct wn_error *error)
{
	int result = has_mapping(mapping, error);

	*joined = NULL;
	return result < 0 ? result : mapping_join(mapping, join, joined, error);
}

int host_map_sure(struct wn_mapping *mapping, uint32_t sure)
{
	return mapping ? mapping_sure(mapping, sure) : WN_REFUSED;
}

int host_map_tree(struct wn_mapping *mapping, const struct wn_tree *columns, struct wn_error *error)
{
	const struct wn_column *at;
	size_t count, i;
	int result = has_mapping(mapping, error);

	if (result == WN_OK)
		result = columns_of_tree(mapping->arena, mapping->dictionary, columns, &at, &count, error);
	for (i = 0; result == WN_OK && i < count; i++)
		result = mapping_column(mapping, &at[i], error);
	return result;
}
