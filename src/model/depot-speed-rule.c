/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-speed-rule.h"

#include <glib/gi18n.h>

#include "depot-error.h"

static const char *const days[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

static gboolean
read_day (const char **text, guint *day)
{
  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    if (g_ascii_strncasecmp (*text, days[i], 3) == 0)
      {
        *text += 3;
        *day = i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_number (const char **text, guint64 max, guint64 *value)
{
  char *end;

  if (!g_ascii_isdigit (**text))
    return FALSE;
  *value = g_ascii_strtoull (*text, &end, 10);
  *text = end;
  return *value <= max;
}

static gboolean
read_letter (const char **text, char letter)
{
  if (**text != letter)
    return FALSE;
  (*text)++;
  return TRUE;
}

/* "mon-fri 8-18 5000"; a single day and a single hour have no dash. */
static gboolean
read_rule (const char *text, DepotSpeedRule *rule)
{
  guint64 first_hour, end_hour, rate;

  if (!read_day (&text, &rule->first_day))
    return FALSE;
  rule->last_day = rule->first_day;
  if (read_letter (&text, '-') && !read_day (&text, &rule->last_day))
    return FALSE;
  if (rule->last_day < rule->first_day || !read_letter (&text, ' ')
      || !read_number (&text, 23, &first_hour))
    return FALSE;
  end_hour = first_hour + 1;
  if (read_letter (&text, '-') && !read_number (&text, 24, &end_hour))
    return FALSE;
  if (end_hour <= first_hour || !read_letter (&text, ' ')
      || !read_number (&text, G_MAXUINT32 - 1, &rate) || *text != '\0')
    return FALSE;
  rule->first_hour = (guint) first_hour;
  rule->end_hour = (guint) end_hour;
  rule->rate = (guint32) rate;
  return TRUE;
}

GArray *
depot_speed_rules_parse (const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, ";", -1);
  g_autoptr (GArray) rules = g_array_new (FALSE, FALSE, sizeof (DepotSpeedRule));

  for (char **word = words; *word != NULL; word++)
    {
      DepotSpeedRule rule;

      if (*g_strstrip (*word) == '\0')
        continue;
      if (!read_rule (*word, &rule))
        {
          g_propagate_error (error,
                             depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                                              _ ("“%s” is not days, hours and kbit/s, as in "
                                                 "“mon-fri 8-18 5000”"),
                                              *word));
          return NULL;
        }
      g_array_append_val (rules, rule);
    }
  return g_steal_pointer (&rules);
}

char *
depot_speed_rules_dup_text (GArray *rules)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < rules->len; i++)
    {
      const DepotSpeedRule *rule = &g_array_index (rules, DepotSpeedRule, i);

      g_string_append_printf (text,
                              "%s%s-%s %u-%u %u",
                              i > 0 ? "; " : "",
                              days[MIN (rule->first_day, 6)],
                              days[MIN (rule->last_day, 6)],
                              rule->first_hour,
                              rule->end_hour,
                              rule->rate);
    }
  return g_string_free_and_steal (g_steal_pointer (&text));
}
