/* native.h - shared objects as plugins: what is looked at before the loader may touch one, and after. */
#ifndef CORE_PLUGIN_NATIVE_H
#define CORE_PLUGIN_NATIVE_H

#include "plugin/plugin.h"

/* Loads the file now and for itself, and checks its descriptor. Every refusal is WN_FAIL and says what to do. */
int native_load(struct wn_str path, const struct wn_plugin **vtable, struct wn_error *error);
/* May this file be run as us? Refused where others can write it or its folder. Scripts too. */
int native_check_owner(struct wn_str path, struct wn_error *error);
/* The file as the loader will see it: an ELF object of this machine, with all of its segments. */
int native_check_elf(struct wn_str path, struct wn_error *error);

/* What a host understands. `minor` is the newest. */
struct abi {
	uint32_t major, minor;
};
extern const struct abi host_abi;
/* `room`: bytes that can be read at `plugin`; 0: not known. `name`: of the file, without its ending. `kind`: of the
 * folder, or 0. */
int descriptor_check(const struct wn_plugin *plugin, size_t room, struct wn_str name, uint32_t kind, const struct abi *abi,
                     struct wn_error *error);
/* 0: no kind is called that. */
uint32_t kind_of(struct wn_str name);

#endif
