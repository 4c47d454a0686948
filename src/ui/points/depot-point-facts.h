/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the facts of a cloud distribution point read: one table that the details pane shows, and the
 * words the table of points shares with it. Strings translated; caller owns them; main thread.
 */
#pragma once

#include "depot-house.h"

G_BEGIN_DECLS

typedef enum
{
  DEPOT_FACTS_ADDRESSES,
  DEPOT_FACTS_SERVICE,
  DEPOT_FACTS_AZURE,
  DEPOT_FACTS_CERTIFICATE,
  DEPOT_FACTS_THRESHOLDS,
} DepotFactsGroup;

typedef struct
{
  DepotFactsGroup group;
  const char *title; /* N_() */
  char *(*dup_value) (gpointer point);
  gboolean is_changeable; /* the properties dialog has a field for it */
} DepotPointFact;

const DepotPointFact *depot_point_facts_get (guint *n_facts);
/* A DepotFactRow for each, in the order of the table; held by the array, which the
 * caller owns. */
GPtrArray *depot_point_facts_make_rows (void);
void depot_point_facts_show (DepotPoint *point, GPtrArray *rows);

char *depot_point_facts_dup_method (gpointer point);
char *depot_point_facts_dup_subscription (gpointer point);
char *depot_point_facts_dup_created (gpointer point);
char *depot_point_facts_dup_machines (gpointer point); /* "1 × Standard_B2s_v2" */
/* Where a resource of the point can be looked at in the Azure portal: property is "scale-set-id"
 * and the like. NULL while Azure has not named it. */
char *
depot_point_facts_dup_portal_link (DepotHouse *house, DepotPoint *point, const char *property);

G_END_DECLS
