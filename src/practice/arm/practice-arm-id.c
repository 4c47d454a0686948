/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-arm-id.h"

#include <string.h>

static int
find_last_providers (char **parts)
{
  int found = -1;

  for (int i = 0; parts[i] != NULL; i++)
    if (g_ascii_strcasecmp (parts[i], "providers") == 0)
      found = i;
  return found;
}

static char *
join_range (char **parts, guint from, guint to)
{
  g_autoptr (GString) path = g_string_new (NULL);

  for (guint i = from; i < to; i++)
    g_string_append_printf (path, "/%s", parts[i]);
  return g_strdup (path->str);
}

static void
read_scope (PracticeArmId *self, char **parts, guint length)
{
  if (length >= 2 && g_ascii_strcasecmp (parts[0], "subscriptions") == 0)
    self->subscription = g_strdup (parts[1]);
  if (length >= 4 && g_ascii_strcasecmp (parts[2], "resourceGroups") == 0)
    self->group = g_strdup (parts[3]);
}

static void
read_names (PracticeArmId *self, char **parts, guint at, guint length)
{
  g_autoptr (GString) type = g_string_new (parts[at]);
  g_autoptr (GString) name = g_string_new (NULL);

  for (guint i = at + 1; i < length; i += 2)
    {
      g_string_append_printf (type, "/%s", parts[i]);
      if (i + 1 < length)
        {
          g_string_append_printf (name, "%s%s", name->len > 0 ? "/" : "", parts[i + 1]);
          self->depth++;
        }
    }
  self->type = g_strdup (type->str);
  if ((length - at) % 2 == 0)
    return;
  self->name = g_strdup (name->str);
  self->leaf = g_strdup (parts[length - 1]);
  if (self->depth > 1)
    self->parent_id = join_range (parts, 0, length - 2);
}

PracticeArmId *
practice_arm_id_parse (const char *path)
{
  g_auto (GStrv) parts = NULL;
  PracticeArmId *self;
  guint length;
  int at;

  if (path == NULL || path[0] != '/')
    return NULL;
  parts = g_strsplit (path + 1, "/", -1);
  length = g_strv_length (parts);
  if (length > 0 && *parts[length - 1] == '\0')
    length--;
  at = find_last_providers (parts);
  if (at < 0 || (guint) at + 3 > length)
    return NULL;

  self = g_new0 (PracticeArmId, 1);
  self->id = join_range (parts, 0, length);
  self->scope = join_range (parts, 0, at);
  self->provider = g_strdup (parts[at + 1]);
  read_scope (self, parts, at);
  read_names (self, parts, at + 1, length);
  return self;
}

void
practice_arm_id_free (PracticeArmId *self)
{
  g_free (self->id);
  g_free (self->scope);
  g_free (self->subscription);
  g_free (self->group);
  g_free (self->provider);
  g_free (self->type);
  g_free (self->name);
  g_free (self->leaf);
  g_free (self->parent_id);
  g_free (self);
}

gboolean
practice_arm_id_equal (const char *left, const char *right)
{
  return left != NULL && right != NULL && g_ascii_strcasecmp (left, right) == 0;
}

gboolean
practice_arm_id_is_within (const char *id, const char *scope)
{
  gsize length = strlen (scope);

  while (length > 0 && scope[length - 1] == '/')
    length--;
  return g_ascii_strncasecmp (id, scope, length) == 0 && (id[length] == '\0' || id[length] == '/');
}

char *
practice_arm_id_for_group (const char *subscription, const char *group)
{
  return g_strconcat ("/subscriptions/", subscription, "/resourceGroups/", group, NULL);
}
