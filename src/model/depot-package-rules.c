/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-package.h"

#include <glib/gi18n.h>
#include <string.h>

#include "depot-error.h"
#include "depot-site.h"

#define MAX_NAME_CHARACTERS 127
#define MAX_VERSION_CHARACTERS 64

static gboolean
has_control_characters (const char *text)
{
  for (const char *at = text; *at; at = g_utf8_next_char (at))
    if (g_unichar_iscntrl (g_utf8_get_char (at)))
      return TRUE;
  return FALSE;
}

/* NULL, or what is wrong with a one-line text. */
static const char *
check_line (const char *text, glong max_characters, const char *too_long)
{
  if (!g_utf8_validate (text, -1, NULL) || has_control_characters (text))
    return _ ("Use one line of text.");
  return g_utf8_strlen (text, -1) > max_characters ? too_long : NULL;
}

const char *
depot_package_check_id (const char *id)
{
  g_autofree char *site_code = id != NULL ? g_strndup (id, 3) : g_strdup ("");
  gboolean is_good = id != NULL && strlen (id) == DEPOT_PACKAGE_ID_LENGTH
                     && strspn (id + 3, "0123456789ABCDEF") == 5
                     && g_strcmp0 (id + 3, "00000") != 0;

  for (const char *at = site_code; is_good && *at; at++)
    is_good = g_ascii_isupper (*at) || g_ascii_isdigit (*at);
  if (is_good && depot_site_check_code (site_code) == NULL)
    return NULL;
  return _ ("A package ID is a site code and five hexadecimal digits, such as CEN0001A.");
}

const char *
depot_package_check_name (const char *name)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (name != NULL ? name : ""));

  if (*trimmed == '\0')
    return _ ("Enter a name for the package.");
  return check_line (
      trimmed, MAX_NAME_CHARACTERS, _ ("A package name has at most 127 characters."));
}

const char *
depot_package_check_version (const char *version)
{
  if (version == NULL)
    return NULL;
  return check_line (version, MAX_VERSION_CHARACTERS, _ ("A version has at most 64 characters."));
}

const char *
depot_package_check_source (const char *source_uri)
{
  g_autofree char *path = NULL;

  if (source_uri == NULL)
    return NULL;
  path = g_filename_from_uri (source_uri, NULL, NULL);
  if (path == NULL)
    return _ ("The source must be a folder or file of this computer.");
  return strcmp (path, "/") == 0 ? _ ("Choose a folder below the root of the disk.") : NULL;
}

const char *
depot_package_check_folder (const char *folder)
{
  g_auto (GStrv) parts = NULL;

  if (folder == NULL)
    return NULL;
  parts = g_strsplit (*folder != '\0' ? folder : "/", "/", -1);
  for (char **part = parts; *part != NULL; part++)
    if (**part == '\0' || strcmp (*part, ".") == 0 || strcmp (*part, "..") == 0)
      return _ ("Name a folder inside the source folder, without “..”.");
  return NULL;
}

static gboolean
refuse (const char *reason, GError **error)
{
  if (reason == NULL)
    return TRUE;
  g_propagate_error (error, depot_error_new (DEPOT_ERROR_INVALID_INPUT, "%s", reason));
  return FALSE;
}

static gboolean
check_types (DepotPackage *self, GError **error)
{
  GPtrArray *types = depot_package_get_deployment_types (self);

  if (types->len > 0 && depot_package_get_kind (self) != DEPOT_PACKAGE_APPLICATION)
    return refuse (_ ("Only an application has deployment types."), error);
  for (guint i = 0; i < types->len; i++)
    {
      const DepotDeploymentType *type = types->pdata[i];

      if (!refuse (depot_package_check_name (type->name), error)
          || !refuse (depot_package_check_folder (type->folder), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_dependencies (DepotPackage *self, GError **error)
{
  for (const char *const *id = depot_package_get_dependencies (self); *id != NULL; id++)
    {
      if (!refuse (depot_package_check_id (*id), error))
        return FALSE;
      if (g_strcmp0 (*id, depot_package_get_id (self)) == 0)
        return refuse (_ ("A package cannot depend on itself."), error);
    }
  return TRUE;
}

gboolean
depot_package_check (DepotPackage *self, GError **error)
{
  return refuse (depot_package_check_id (depot_package_get_id (self)), error)
         && refuse (depot_package_check_name (depot_package_get_name (self)), error)
         && refuse (depot_package_check_version (depot_package_get_version (self)), error)
         && refuse (depot_package_check_source (depot_package_get_source_uri (self)), error)
         && check_types (self, error) && check_dependencies (self, error);
}

const char *
depot_package_get_warning (DepotPackage *self)
{
  switch (depot_package_get_kind (self))
    {
    case DEPOT_PACKAGE_UPDATES:
      return _ ("Clients fetch Microsoft updates from Microsoft, at no cost. Third-party updates "
                "do not download from the cloud while Delivery Optimization is on.");
    case DEPOT_PACKAGE_REGULAR:
    case DEPOT_PACKAGE_OS_UPGRADE:
    case DEPOT_PACKAGE_APPLICATION:
    default:
      return NULL;
    }
}

char *
depot_package_dup_id (const char *site_code, guint number)
{
  if (number == 0 || number > DEPOT_PACKAGE_MAX_NUMBER)
    return NULL;
  return g_strdup_printf ("%s%05X", site_code, number);
}

guint
depot_package_id_get_number (const char *id, const char *site_code)
{
  if (depot_package_check_id (id) != NULL || !g_str_has_prefix (id, site_code))
    return 0;
  return (guint) g_ascii_strtoull (id + 3, NULL, 16);
}
