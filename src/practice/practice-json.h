/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small words for reading and making JSON. Readers return NULL, 0 or FALSE when a member is missing
 * or of another type: bodies come from outside. Paths are member names joined by '.', such as
 * "properties.mode".
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Strict by the standard; `lenient` also takes // and block comments and unquoted member names. */
JsonNode *practice_json_parse (const char *text, gssize length, gboolean lenient, GError **error);
JsonObject *
practice_json_parse_object (const char *text, gssize length, gboolean lenient, GError **error);

JsonNode *practice_json_get (JsonObject *object, const char *path);
const char *practice_json_get_string (JsonObject *object, const char *path);
gint64 practice_json_get_int (JsonObject *object, const char *path, gint64 fallback);
double practice_json_get_number (JsonObject *object, const char *path, double fallback);
gboolean practice_json_get_flag (JsonObject *object, const char *path, gboolean fallback);
JsonObject *practice_json_get_object (JsonObject *object, const char *path);
JsonArray *practice_json_get_array (JsonObject *object, const char *path);

/* Element `index` when it is text, otherwise NULL. */
const char *practice_json_get_element (JsonArray *array, guint index);

/* Takes pairs (name, string value) up to a NULL name; a NULL value leaves the member out. */
JsonObject *practice_json_object (const char *first_name, ...) G_GNUC_NULL_TERMINATED;
char *practice_json_to_string (JsonObject *object);
JsonObject *practice_json_copy (JsonObject *object);

G_END_DECLS
