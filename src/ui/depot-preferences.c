/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-preferences.h"

GSettings *
depot_preferences_get (void)
{
  static GSettings *settings;
  static gboolean is_looked_up;
  g_autoptr (GSettingsSchema) schema = NULL;
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();

  if (is_looked_up)
    return settings;
  is_looked_up = TRUE;
  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, APPLICATION_ID, TRUE);
  if (schema != NULL)
    settings = g_settings_new (APPLICATION_ID);
  return settings;
}

void
depot_preferences_bind (const char *key, gpointer object, const char *property)
{
  GSettings *settings = depot_preferences_get ();

  if (settings != NULL)
    g_settings_bind (settings, key, object, property, G_SETTINGS_BIND_DEFAULT);
}
