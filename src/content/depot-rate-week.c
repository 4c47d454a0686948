/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-rate-week.h"

#include "depot-speed-rule.h"

static void
apply (const DepotSpeedRule *rule, guint32 *week)
{
  for (guint day = rule->first_day; day <= rule->last_day; day++)
    for (guint hour = rule->first_hour; hour < rule->end_hour; hour++)
      week[day * 24 + hour] = rule->rate;
}

gboolean
depot_rate_week_parse (const char *text, guint32 *week, GError **error)
{
  g_autoptr (GArray) rules = depot_speed_rules_parse (text, error);

  for (gsize i = 0; i < DEPOT_HOURS_PER_WEEK; i++)
    week[i] = DEPOT_RATE_UNLIMITED;
  for (guint i = 0; rules != NULL && i < rules->len; i++)
    apply (&g_array_index (rules, DepotSpeedRule, i), week);
  return rules != NULL;
}
