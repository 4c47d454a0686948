/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of a noun as one table: property, kind and place in the struct. Property installation, get, set, JSON and
 * copying all read the same table, so a field added there is known everywhere at once. Only for the nouns of this room.
 * The index of a field in its table is its property id; entry 0 is unused.
 */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  DEPOT_FIELD_TEXT,        /* char *; trimmed on set, NULL when empty */
  DEPOT_FIELD_FLAG,        /* gboolean */
  DEPOT_FIELD_NUMBER,      /* guint */
  DEPOT_FIELD_SIZE,        /* guint64 */
  DEPOT_FIELD_COUNT,       /* gint64 */
  DEPOT_FIELD_TIME,        /* gint64, seconds UTC; 0 = none; ISO 8601 in JSON */
  DEPOT_FIELD_FRACTION,    /* double */
  DEPOT_FIELD_WORD,        /* guint enum; its nick in JSON */
  DEPOT_FIELD_CERTIFICATE, /* DepotCertificate */
} DepotFieldKind;

typedef struct
{
  guint value;
  const char *nick;
  const char *label;
} DepotWord;

typedef struct
{
  const char *property;
  DepotFieldKind kind;
  gsize offset;
  guint standard;          /* default of FLAG, NUMBER and WORD */
  const DepotWord *words;  /* WORD: ends with a NULL nick */
  gboolean is_live;        /* never saved */
} DepotField;

const DepotWord *depot_word_find (const DepotWord *words, guint value);
const DepotWord *depot_word_from_nick (const DepotWord *words, const char *nick);

void depot_fields_install (GObjectClass *klass, const DepotField *fields, guint n_fields, GParamFlags access, GParamSpec **props);
void depot_fields_init (gpointer self, const DepotField *fields, guint n_fields);
void depot_fields_clear (gpointer self, const DepotField *fields, guint n_fields);
void depot_fields_get (gpointer self, const DepotField *field, GValue *value);
/* TRUE when the value is another one than before. */
gboolean depot_fields_set (gpointer self, const DepotField *field, const GValue *value);
/* Give to every property that both have (live ones too when asked). */
void depot_fields_copy (GObject *from, const DepotField *fields, guint n_fields, gboolean with_live, GObject *to);

void depot_fields_to_json (gpointer self, const DepotField *fields, guint n_fields, JsonObject *object);
/* Members that are no field and not among known: an error that names them; known NULL lets everything pass. */
gboolean depot_fields_from_json (GObject *self, const DepotField *fields, guint n_fields, JsonObject *object,
                                 const char *const *known, GError **error);

/* The names of the members by the id of their field (0: NULL). */
const char *const *depot_fields_get_members (const DepotField *fields, guint n_fields);
/* The text of an object as depot_fields_to_json() makes it, into one that nobody knows yet. FALSE: not understood, and the
 * object is to be thrown away; depot_fields_fill() then says why, or knows better. */
gboolean depot_fields_fill_text (gpointer self, const DepotField *fields, guint n_fields, const char *text);
/* The same for an object that nobody knows yet: nothing is notified, everything passes. */
gboolean depot_fields_fill (GObject *self, const DepotField *fields, guint n_fields, JsonObject *object, GError **error);

G_END_DECLS
