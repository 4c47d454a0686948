/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading JSON that comes from outside, without trusting it: strict syntax, a size cap before parsing,
 * no embedded NUL, and typed look-ups that name the missing or mistyped member
 * (DEPOT_ERROR_UNEXPECTED_REPLY "properties.dnsSettings.fqdn is missing"). Any thread.
 * json-glib is lenient by default and cuts strings at \u0000 (measured; docs/design.md).
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define DEPOT_JSON_MAX_BYTES (16 * 1024 * 1024)

/* Caller owns the node. Root may be any JSON value. */
JsonNode   *depot_json_parse           (const char *data, gssize length, GError **error);
JsonObject *depot_json_parse_object    (const char *data, gssize length, GError **error);  /* caller owns */

/* Path: member names joined by '.', e.g. "properties.outputs.publicIp.value". Required ones set the error and
 * return NULL/FALSE; optional ones return NULL/fallback when absent or null, and still fail on a wrong type
 * through *error where given. All borrowed from root. */
const char *depot_json_get_string      (JsonObject *root, const char *path, GError **error);
gboolean    depot_json_get_int         (JsonObject *root, const char *path, gint64 min, gint64 max, gint64 *value, GError **error);
gboolean    depot_json_get_bool        (JsonObject *root, const char *path, gboolean *value, GError **error);
JsonObject *depot_json_get_object      (JsonObject *root, const char *path, GError **error);
JsonArray  *depot_json_get_array       (JsonObject *root, const char *path, GError **error);
const char *depot_json_peek_string     (JsonObject *root, const char *path);                 /* optional: NULL */
gint64      depot_json_peek_int        (JsonObject *root, const char *path, gint64 fallback);
gboolean    depot_json_peek_bool       (JsonObject *root, const char *path, gboolean fallback);
JsonObject *depot_json_peek_object     (JsonObject *root, const char *path);
JsonArray  *depot_json_peek_array      (JsonObject *root, const char *path);

char       *depot_json_object_to_text  (JsonObject *object);  /* compact; caller owns */
char       *depot_json_object_to_pretty_text (JsonObject *object);
/* An object literal from name, value string pairs, NULL at the end; NULL values are left out. Caller owns. */
JsonObject *depot_json_object_of_strings (const char *name, ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
