/* xml.h - an element of XML as a row of cells. */
#ifndef CORE_SCAN_XML_H
#define CORE_SCAN_XML_H

#include "scan/json.h"

/* What a mapping calls a column is a path of names, without prefixes, from within the record: "Entity.LegalName"; of several
 * elements of one name the first, or by number from 1, "Names.Name.2"; its last name may be an attribute ("xmllang"). One reader a worker. */
struct xml_reader;
struct xml_reader *xml_reader_new(const struct json_columns *columns);
void xml_reader_free(struct xml_reader *reader); /* may be null */
/* Texts as they are, character references resolved. No entity is defined but the five of XML itself, so none can grow. The cells
 * are in the arena. */
enum json_fault xml_row(struct xml_reader *reader, struct wn_arena *arena, struct wn_str record, struct cell *cells);
/* The cells of a record that is written plainly, without looking at whether it is sound: what xml_row gives if it is. False: it needs
 * a closer look. */
bool xml_glance(struct xml_reader *reader, struct wn_arena *arena, struct wn_str record, struct cell *cells);

#endif
