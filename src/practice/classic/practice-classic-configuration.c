/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-classic-configuration.h"

#include "practice-classic-xml.h"

#define NAMESPACE "http://schemas.microsoft.com/ServiceHosting/2008/10/ServiceConfiguration"
#define MAX_INSTANCES 20

void
practice_classic_configuration_free (PracticeClassicConfiguration *self)
{
  g_free (self->role);
  g_free (self->thumbprint);
  g_hash_table_unref (self->settings);
  g_free (self);
}

const char *
practice_classic_configuration_get (PracticeClassicConfiguration *self, const char *setting)
{
  return g_hash_table_lookup (self->settings, setting);
}

static void
read_settings (PracticeClassicConfiguration *self, PracticeXml *role)
{
  PracticeXml *settings = practice_xml_get_child (role, "ConfigurationSettings");
  GPtrArray *all = settings != NULL ? practice_xml_get_children (settings) : NULL;

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const char *name = practice_xml_get_attribute (all->pdata[i], "name");
      const char *value = practice_xml_get_attribute (all->pdata[i], "value");

      if (name != NULL && value != NULL)
        g_hash_table_insert (self->settings, g_strdup (name), g_strdup (value));
    }
}

static gboolean
read_role (PracticeClassicConfiguration *self, PracticeXml *role, GError **error)
{
  const char *count
      = practice_xml_get_attribute (practice_xml_get_child (role, "Instances"), "count");
  PracticeXml *certificate
      = practice_xml_get_child (practice_xml_get_child (role, "Certificates"), "Certificate");
  guint64 number = 0;

  self->role = g_strdup (practice_xml_get_attribute (role, "name"));
  self->thumbprint = g_strdup (practice_xml_get_attribute (certificate, "thumbprint"));
  read_settings (self, role);
  if (self->role != NULL && count != NULL
      && g_ascii_string_to_unsigned (count, 10, 1, MAX_INSTANCES, &number, NULL))
    {
      self->instances = (guint) number;
      return TRUE;
    }
  g_set_error (error,
               G_MARKUP_ERROR,
               G_MARKUP_ERROR_MISSING_ATTRIBUTE,
               "a role needs a name and 1 to %d instances",
               MAX_INSTANCES);
  return FALSE;
}

PracticeClassicConfiguration *
practice_classic_configuration_parse (const char *text, GError **error)
{
  g_autoptr (PracticeXml) xml
      = practice_xml_parse (text, strlen (text), "ServiceConfiguration", NAMESPACE, error);
  g_autoptr (PracticeClassicConfiguration) self = NULL;
  PracticeXml *role;

  if (xml == NULL)
    return NULL;
  self = g_new0 (PracticeClassicConfiguration, 1);
  self->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  role = practice_xml_get_child (xml, "Role");
  if (role == NULL)
    {
      g_set_error (
          error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "the element Role is missing");
      return NULL;
    }
  return read_role (self, role, error) ? g_steal_pointer (&self) : NULL;
}
