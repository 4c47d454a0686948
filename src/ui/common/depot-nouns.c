/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-nouns.h"

#include <glib/gi18n.h>

#include "depot-azure-nouns.h"
#include "depot-cloud.h"
#include "depot-region-names.h"
#include "depot-site.h"

const char *
depot_noun_get_cloud_id (gpointer item)
{
  return depot_cloud_get_id (item);
}

char *
depot_noun_dup_cloud_label (gpointer item)
{
  return g_strdup (depot_cloud_get_name (item));
}

const char *
depot_noun_get_subscription_id (gpointer item)
{
  return depot_subscription_get_id (item);
}

char *
depot_noun_dup_subscription_label (gpointer item)
{
  if (depot_subscription_is_usable (item))
    return g_strdup (depot_subscription_get_name (item));
  /* Translators: a subscription and its state in Azure, such as "Research (Disabled)". */
  return g_strdup_printf (
      _ ("%s (%s)"), depot_subscription_get_name (item), depot_subscription_get_state (item));
}

const char *
depot_noun_get_region_id (gpointer item)
{
  return depot_region_get_id (item);
}

char *
depot_noun_dup_region_label (gpointer item)
{
  return g_strdup (depot_region_get_name (item));
}

const char *
depot_noun_get_group_id (gpointer item)
{
  return depot_resource_group_get_name (item);
}

char *
depot_noun_dup_group_label (gpointer item)
{
  /* Translators: a resource group and its region, such as "depots (West Europe)". */
  return g_strdup_printf (_ ("%s (%s)"),
                          depot_resource_group_get_name (item),
                          depot_region_names_get (NULL, depot_resource_group_get_region (item)));
}

const char *
depot_noun_get_site_id (gpointer item)
{
  return depot_site_get_code (item);
}

char *
depot_noun_dup_site_label (gpointer item)
{
  return depot_site_dup_label (item);
}

static gboolean
is_primary (gpointer item, gpointer data)
{
  return depot_site_is_primary (item);
}

DepotCombo *
depot_noun_attach_sites (AdwComboRow *row, GListModel *sites, GObject *target)
{
  g_autoptr (GtkFilterListModel) primary = gtk_filter_list_model_new (
      g_object_ref (sites), GTK_FILTER (gtk_custom_filter_new (is_primary, NULL, NULL)));
  DepotCombo *combo = depot_combo_attach (
      row, target, "site-code", depot_noun_get_site_id, depot_noun_dup_site_label);

  depot_combo_choose_first_of (combo, 1);
  depot_combo_set_model (combo, G_LIST_MODEL (primary));
  return combo;
}

const char *
depot_noun_get_size_id (gpointer item)
{
  return depot_vm_size_get_name (item);
}

char *
depot_noun_dup_size_label (gpointer item)
{
  const char *cores = depot_vm_size_get_cores (item), *memory = depot_vm_size_get_memory_gb (item);

  if (cores == NULL || memory == NULL)
    return g_strdup (depot_vm_size_get_name (item));
  /* Translators: a size of virtual machines: "Standard_B2s_v2 (2 cores, 8 GB)" */
  return g_strdup_printf (_ ("%s (%s cores, %s GB)"), depot_vm_size_get_name (item), cores, memory);
}

static char *
label_of_item (gpointer item, DepotItemLabel dup_label)
{
  return item != NULL ? dup_label (item) : NULL;
}

GtkExpression *
depot_noun_label_expression (DepotItemLabel dup_label)
{
  return gtk_cclosure_expression_new (
      G_TYPE_STRING, NULL, 0, NULL, G_CALLBACK (label_of_item), (gpointer) dup_label, NULL);
}
