/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the nouns that stand in lists are called there, and by which id they are chosen (DepotCombo).
 */
#pragma once

#include "depot-combo.h"

G_BEGIN_DECLS

const char *depot_noun_get_cloud_id (gpointer item);
char *depot_noun_dup_cloud_label (gpointer item);
const char *depot_noun_get_subscription_id (gpointer item);
char *depot_noun_dup_subscription_label (gpointer item);
const char *depot_noun_get_region_id (gpointer item);
char *depot_noun_dup_region_label (gpointer item);
const char *depot_noun_get_group_id (gpointer item);
char *depot_noun_dup_group_label (gpointer item);
const char *depot_noun_get_site_id (gpointer item);
char *depot_noun_dup_site_label (gpointer item);
const char *depot_noun_get_size_id (gpointer item);
char *depot_noun_dup_size_label (gpointer item);
/* Lets the row choose among the primary sites; the property is "site-code". Borrowed from the row. */
DepotCombo *depot_noun_attach_sites (AdwComboRow *row, GListModel *sites, GObject *target);
/* Caller owns. */
GtkExpression *depot_noun_label_expression (DepotItemLabel dup_label);

G_END_DECLS
