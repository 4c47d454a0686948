/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-environment-facts.h"

#include "depot-clouds.h"
#include "depot-fact-row.h"

static void
add_fact (AdwPreferencesGroup *group, GPtrArray *rows, const char *label, const char *value)
{
  GtkWidget *row = depot_fact_row_new (label);

  depot_fact_row_set_value (DEPOT_FACT_ROW (row), value);
  adw_preferences_group_add (group, row);
  g_ptr_array_add (rows, row);
}

void
depot_environment_facts_show (AdwPreferencesGroup *group, GPtrArray *rows, DepotCloud *cloud)
{
  g_auto (GStrv) facts = cloud != NULL ? depot_clouds_describe (cloud) : NULL;

  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, rows->pdata[i]);
  g_ptr_array_set_size (rows, 0);
  for (guint i = 0; facts != NULL && facts[i] != NULL; i += 2)
    add_fact (group, rows, facts[i], facts[i + 1]);
}
