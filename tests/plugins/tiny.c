/* tiny.c - exports two bytes where a descriptor should be. */
#include "minimal.h"

extern const char winnow_plugin[2];
WN_EXPORT const char winnow_plugin[2] = "W";