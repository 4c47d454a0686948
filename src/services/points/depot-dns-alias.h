/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record that leads clients to a point (service FQDN → Azure's name), where an Azure subscription of the admin has the zone (Azure
 * reference 8): found, written, and taken away again. Somebody else's record is never replaced without the admin having
 * seen both; one that changed since it was shown is left alone. Ours is known by its metadata. Main thread.
 */
#pragma once

#include "depot-house.h"

G_BEGIN_DECLS

typedef enum
{
  DEPOT_DNS_ALIAS_NO_ZONE, /* no subscription the account sees has the zone */
  DEPOT_DNS_ALIAS_APEX,    /* the name is the zone's own: no alias can be there */
  DEPOT_DNS_ALIAS_FREE,    /* a zone, and no record yet */
  DEPOT_DNS_ALIAS_OURS,    /* written by this console for this point, and right */
  DEPOT_DNS_ALIAS_RIGHT,   /* somebody's, and right */
  DEPOT_DNS_ALIAS_OTHER,   /* leads elsewhere */
} DepotDnsAliasState;

typedef struct
{
  DepotDnsAliasState state;
  char *zone;      /* "contoso.com"; NULL without one */
  char *zone_id;
  char *record_id;
  char *name;      /* service FQDN */
  char *wanted;    /* Azure's name of the point */
  char *found;     /* where it leads now; NULL: nowhere */
  char *etag;      /* of what was found */
  gboolean is_ours;
  char *text;      /* translated: what it means */
} DepotDnsAlias;

void           depot_dns_alias_free          (DepotDnsAlias *alias);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotDnsAlias, depot_dns_alias_free)
const char    *depot_dns_alias_state_get_nick (DepotDnsAliasState state); /* "other" */

/* Looks in all subscriptions the point's account sees. CONFLICT before Azure gave the point a name. */
void           depot_dns_alias_look_async    (DepotHouse *house, DepotPoint *point, GCancellable *cancellable,
                                              GAsyncReadyCallback callback, gpointer data);
DepotDnsAlias *depot_dns_alias_look_finish   (DepotHouse *house, GAsyncResult *result, GError **error);

/* Makes it right, as far as it is still as seen. CONFLICT where there is another's and may_replace is FALSE. */
void           depot_dns_alias_write_async   (DepotHouse *house, DepotPoint *point, const DepotDnsAlias *seen, gboolean may_replace,
                                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* Only ours: CONFLICT for another's. */
void           depot_dns_alias_remove_async  (DepotHouse *house, DepotPoint *point, const DepotDnsAlias *seen,
                                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* Of the last two. */
gboolean       depot_dns_alias_change_finish (DepotHouse *house, GAsyncResult *result, GError **error);

G_END_DECLS
