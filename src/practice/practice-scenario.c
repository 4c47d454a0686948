/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-scenario.h"

#include <string.h>

#include <gio/gio.h>

#include "practice-json.h"

#define SCENARIO_FOLDER "/io/github/clouddepot/practice/scenarios/"

/* One thing that goes wrong: for the matches number `from` to `from + count - 1`. */
typedef struct
{
  JsonObject *source;
  GPatternSpec *path; /* lower case; NULL: any */
  const char *method; /* NULL: any */
  const char *type;   /* a resource type; NULL: a rule for requests */
  JsonObject *effect;
  gint64 from;
  gint64 count; /* 0: for ever */
  gint64 every; /* of the matching ones, only each nth */
  gint64 seen;
} Rule;

struct _PracticeScenario
{
  JsonObject *source;
  JsonObject *settings;
  GPtrArray *rules;
  gint64 set_at;
};

static void
rule_free (Rule *rule)
{
  g_clear_pointer (&rule->path, g_pattern_spec_free);
  json_object_unref (rule->source);
  g_free (rule);
}

void
practice_scenario_free (PracticeScenario *self)
{
  g_ptr_array_unref (self->rules);
  json_object_unref (self->source);
  g_free (self);
}

gboolean
practice_scenario_add_rule (PracticeScenario *self, JsonObject *source, GError **error)
{
  JsonObject *effect = practice_json_get_object (source, "effect");
  const char *path = practice_json_get_string (source, "path");
  Rule *rule;

  if (effect == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "A rule needs an effect.");
      return FALSE;
    }
  rule = g_new0 (Rule, 1);
  rule->source = json_object_ref (source);
  rule->effect = effect;
  rule->method = practice_json_get_string (source, "method");
  rule->type = practice_json_get_string (source, "resourceType");
  rule->from = practice_json_get_int (source, "from", 1);
  rule->count = practice_json_get_int (source, "count", 0);
  rule->every = MAX (1, practice_json_get_int (source, "every", 1));
  if (path != NULL)
    {
      g_autofree char *folded = g_ascii_strdown (path, -1);

      rule->path = g_pattern_spec_new (folded);
    }
  g_ptr_array_insert (self->rules, 0, rule);
  return TRUE;
}

static gboolean
add_rules (PracticeScenario *self, GError **error)
{
  JsonArray *rules = practice_json_get_array (self->source, "rules");

  /* Each rule is put in front, so that injected ones come first; hence from the last to the first.
   */
  for (guint i = rules != NULL ? json_array_get_length (rules) : 0; i-- > 0;)
    {
      JsonNode *node = json_array_get_element (rules, i);

      if (!JSON_NODE_HOLDS_OBJECT (node)
          || !practice_scenario_add_rule (self, json_node_get_object (node), error))
        {
          if (error != NULL && *error == NULL)
            g_set_error_literal (error,
                                 G_IO_ERROR,
                                 G_IO_ERROR_INVALID_DATA,
                                 "A rule of a scenario is not an object.");
          return FALSE;
        }
    }
  return TRUE;
}

static GBytes *
load_bytes (const char *name_or_file, GError **error)
{
  g_autofree char *resource = g_strconcat (SCENARIO_FOLDER, name_or_file, ".json", NULL);
  g_autoptr (GBytes) bytes = NULL;
  char *contents;
  gsize length;

  bytes = g_resources_lookup_data (resource, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  if (bytes != NULL)
    return g_steal_pointer (&bytes);
  if (strchr (name_or_file, '/') == NULL && !g_str_has_suffix (name_or_file, ".json"))
    {
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_NOT_FOUND,
                   "There is no scenario “%s”; --list-scenarios names them.",
                   name_or_file);
      return NULL;
    }
  if (!g_file_get_contents (name_or_file, &contents, &length, error))
    return NULL;
  return g_bytes_new_take (contents, length);
}

PracticeScenario *
practice_scenario_new (JsonObject *source, GError **error)
{
  g_autoptr (PracticeScenario) self = NULL;

  if (practice_json_get_string (source, "name") == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "A scenario needs a name.");
      return NULL;
    }
  self = g_new0 (PracticeScenario, 1);
  self->set_at = g_get_real_time ();
  self->source = json_object_ref (source);
  self->settings = practice_json_get_object (self->source, "settings");
  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) rule_free);
  return add_rules (self, error) ? g_steal_pointer (&self) : NULL;
}

PracticeScenario *
practice_scenario_load (const char *name_or_file, GError **error)
{
  g_autoptr (GBytes) bytes = load_bytes (name_or_file, error);
  g_autoptr (JsonObject) source = NULL;
  gsize length;
  const char *text;

  if (bytes == NULL)
    return NULL;
  text = g_bytes_get_data (bytes, &length);
  source = practice_json_parse_object (text, length, FALSE, error);
  return source != NULL ? practice_scenario_new (source, error) : NULL;
}

char **
practice_scenario_list_names (void)
{
  g_auto (GStrv) files = NULL;
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  files = g_resources_enumerate_children (SCENARIO_FOLDER, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    g_strv_builder_take (names, g_strndup (files[i], strlen (files[i]) - strlen (".json")));
  return g_strv_builder_end (names);
}

const char *
practice_scenario_get_name (PracticeScenario *self)
{
  return practice_json_get_string (self->source, "name");
}

const char *
practice_scenario_get_title (PracticeScenario *self)
{
  return practice_json_get_string (self->source, "title");
}

double
practice_scenario_get_number (PracticeScenario *self, const char *setting, double fallback)
{
  return practice_json_get_number (self->settings, setting, fallback);
}

const char *
practice_scenario_get_string (PracticeScenario *self, const char *setting)
{
  return practice_json_get_string (self->settings, setting);
}

gboolean
practice_scenario_get_flag (PracticeScenario *self, const char *setting)
{
  return practice_json_get_flag (self->settings, setting, FALSE);
}

gboolean
practice_scenario_lists (PracticeScenario *self, const char *setting, const char *value)
{
  JsonArray *list = practice_json_get_array (self->settings, setting);
  g_autofree char *folded = g_ascii_strdown (value, -1);

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      const char *item = practice_json_get_element (list, i);
      g_autofree char *pattern = g_ascii_strdown (item != NULL ? item : "", -1);

      if (g_pattern_match_simple (pattern, folded))
        return TRUE;
    }
  return FALSE;
}

gint64
practice_scenario_get_set_at (PracticeScenario *self)
{
  return self->set_at;
}

static gboolean
rule_counts (Rule *rule)
{
  gint64 nth = ++rule->seen;

  return nth >= rule->from && (rule->count == 0 || nth < rule->from + rule->count * rule->every)
         && (nth - rule->from) % rule->every == 0;
}

JsonObject *
practice_scenario_fail_resource (PracticeScenario *self,
                                 const char *resource_type,
                                 const char *resource_name)
{
  for (guint i = 0; i < self->rules->len; i++)
    {
      Rule *rule = g_ptr_array_index (self->rules, i);
      const char *name = practice_json_get_string (rule->source, "resourceName");

      if (rule->type != NULL && g_ascii_strcasecmp (rule->type, resource_type) == 0
          && (name == NULL || g_pattern_match_simple (name, resource_name)) && rule_counts (rule))
        return rule->effect;
    }
  return NULL;
}

JsonObject *
practice_scenario_match_request (PracticeScenario *self, const char *method, const char *path)
{
  g_autofree char *folded = g_ascii_strdown (path, -1);

  for (guint i = 0; i < self->rules->len; i++)
    {
      Rule *rule = g_ptr_array_index (self->rules, i);

      if (rule->type == NULL && (rule->method == NULL || g_str_equal (rule->method, method))
          && (rule->path == NULL || g_pattern_spec_match_string (rule->path, folded))
          && rule_counts (rule))
        return rule->effect;
    }
  return NULL;
}
