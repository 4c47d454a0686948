/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-site.h"

#include <glib/gi18n.h>
#include <string.h>

#include "depot-fields-private.h"

struct _DepotSite
{
  GObject parent_instance;

  char *code, *name, *parent_code;
  guint kind;
};

G_DEFINE_FINAL_TYPE (DepotSite, depot_site, G_TYPE_OBJECT)

typedef enum
{
  PROP_CODE = 1,
  PROP_NAME,
  PROP_KIND,
  PROP_PARENT_CODE,
} DepotSiteProperty;

static const DepotWord kind_words[] = {
  { DEPOT_SITE_STANDALONE_PRIMARY, "stand-alone-primary", N_ ("Stand-alone primary site") },
  { DEPOT_SITE_CENTRAL, "central", N_ ("Central administration site") },
  { DEPOT_SITE_CHILD_PRIMARY, "child-primary", N_ ("Primary site") },
  { 0, NULL, NULL },
};

static const DepotField fields[] = {
  [PROP_CODE] = { "code", DEPOT_FIELD_TEXT, G_STRUCT_OFFSET (DepotSite, code) },
  [PROP_NAME] = { "name", DEPOT_FIELD_TEXT, G_STRUCT_OFFSET (DepotSite, name) },
  [PROP_KIND] = { "kind", DEPOT_FIELD_WORD, G_STRUCT_OFFSET (DepotSite, kind), 0, kind_words },
  [PROP_PARENT_CODE]
  = { "parent-code", DEPOT_FIELD_TEXT, G_STRUCT_OFFSET (DepotSite, parent_code) },
};

static GParamSpec *props[G_N_ELEMENTS (fields)];

static void
depot_site_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  depot_fields_get (object, &fields[id], value);
}

static void
depot_site_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  if (depot_fields_set (object, &fields[id], value))
    g_object_notify_by_pspec (object, props[id]);
}

static void
depot_site_finalize (GObject *object)
{
  depot_fields_clear (object, fields, G_N_ELEMENTS (fields));
  G_OBJECT_CLASS (depot_site_parent_class)->finalize (object);
}

static void
depot_site_class_init (DepotSiteClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = depot_site_get_property;
  object_class->set_property = depot_site_set_property;
  object_class->finalize = depot_site_finalize;
  depot_fields_install (object_class,
                        fields,
                        G_N_ELEMENTS (fields),
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY,
                        props);
}

static void
depot_site_init (DepotSite *self)
{
}

/* codes are shown and compared in capitals, however they were typed */
DepotSite *
depot_site_new (const char *code, const char *name, DepotSiteKind kind, const char *parent_code)
{
  g_autofree char *upper = code ? g_ascii_strup (code, -1) : NULL;

  return g_object_new (DEPOT_TYPE_SITE,
                       "code",
                       upper,
                       "name",
                       name,
                       "kind",
                       (guint) kind,
                       "parent-code",
                       parent_code,
                       NULL);
}

const char *
depot_site_get_code (DepotSite *self)
{
  g_return_val_if_fail (DEPOT_IS_SITE (self), NULL);
  return self->code;
}

const char *
depot_site_get_name (DepotSite *self)
{
  g_return_val_if_fail (DEPOT_IS_SITE (self), NULL);
  return self->name;
}

DepotSiteKind
depot_site_get_kind (DepotSite *self)
{
  g_return_val_if_fail (DEPOT_IS_SITE (self), DEPOT_SITE_STANDALONE_PRIMARY);
  return self->kind;
}

const char *
depot_site_get_parent_code (DepotSite *self)
{
  g_return_val_if_fail (DEPOT_IS_SITE (self), NULL);
  return self->parent_code;
}

char *
depot_site_dup_label (DepotSite *self)
{
  g_return_val_if_fail (DEPOT_IS_SITE (self), NULL);
  return g_strdup_printf ("%s - %s", self->code, self->name);
}

gboolean
depot_site_is_top_level (DepotSite *self)
{
  g_return_val_if_fail (DEPOT_IS_SITE (self), FALSE);
  return self->kind != DEPOT_SITE_CHILD_PRIMARY;
}

gboolean
depot_site_is_primary (DepotSite *self)
{
  g_return_val_if_fail (DEPOT_IS_SITE (self), FALSE);
  return self->kind != DEPOT_SITE_CENTRAL;
}

const char *
depot_site_kind_get_nick (DepotSiteKind kind)
{
  const DepotWord *word = depot_word_find (kind_words, kind);

  return word ? word->nick : NULL;
}

gboolean
depot_site_kind_from_nick (const char *nick, DepotSiteKind *kind)
{
  const DepotWord *word = depot_word_from_nick (kind_words, nick);

  if (word)
    *kind = word->value;
  return word != NULL;
}

const char *
depot_site_kind_get_label (DepotSiteKind kind)
{
  const DepotWord *word = depot_word_find (kind_words, kind);

  return word ? _ (word->label) : NULL;
}

const char *
depot_site_check_code (const char *code)
{
  /* folder names that Windows keeps for itself, and two the original used for its own folders */
  static const char *const reserved[] = { "AUX", "CON", "NUL", "PRN", "SMS", "ENV", NULL };
  g_autofree char *upper = code ? g_ascii_strup (code, -1) : g_strdup ("");

  if (strlen (upper) != 3)
    return _ ("A site code has exactly three characters.");
  for (const char *at = upper; *at; at++)
    if (!g_ascii_isupper (*at) && !g_ascii_isdigit (*at))
      return _ ("Use only the letters A to Z and digits.");
  if (g_strv_contains (reserved, upper))
    return _ ("This code is reserved. Choose another.");
  return NULL;
}

const char *
depot_site_check_name (const char *name)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (name ? name : ""));

  if (*trimmed == '\0')
    return _ ("Enter a name for the site.");
  if (strlen (trimmed) > 50)
    return _ ("A site name has at most 50 characters.");
  for (const char *at = trimmed; *at; at++)
    if (!g_ascii_isalnum (*at) && *at != ' ' && *at != '-')
      return _ ("Use only the letters A to Z, digits, blanks and hyphens.");
  return NULL;
}
