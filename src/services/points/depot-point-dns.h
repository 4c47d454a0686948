/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does the DNS lead clients to a point? Its service FQDN has to be an alias (CNAME) of the name
 * Azure gave (Azure reference 8; domain reference A5, C3 33, 38): asked for at the system's DNS
 * servers or at one that is named, so that a split DNS shows. The console only looks; the record is
 * made by whoever has the zone. Main thread.
 */
#pragma once

#include "depot-house.h"

G_BEGIN_DECLS

typedef enum
{
  DEPOT_DNS_GOOD,        /* an alias of this point's Azure name */
  DEPOT_DNS_BY_ADDRESS,  /* no alias, but the right address: wrong as soon as Azure gives another */
  DEPOT_DNS_MISSING,     /* neither alias nor address */
  DEPOT_DNS_OTHER_POINT, /* leads to another point of this console, the one it replaces or is
                            replaced by for example */
  DEPOT_DNS_ELSEWHERE,
  DEPOT_DNS_APEX,       /* the name is the top of a zone, where no alias can be */
  DEPOT_DNS_NO_ADDRESS, /* the alias is right, but Azure's name has no IPv4 address */
  DEPOT_DNS_ENDLESS,    /* aliases in a ring, or too many */
} DepotDnsVerdict;

typedef struct
{
  DepotDnsVerdict verdict;
  char *other_id;       /* DEPOT_DNS_OTHER_POINT: which one */
  gboolean is_replaced; /* and that one takes the place of this */
  char *way;            /* "wallacefalls.contoso.com → … → 20.1.2.3" */
  char *text;           /* translated: what it means, one or two sentences */
  char *zone;           /* the zone of the service FQDN; may be NULL */
} DepotDnsReport;

void depot_dns_report_free (DepotDnsReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotDnsReport, depot_dns_report_free)

const char *depot_dns_verdict_get_nick (DepotDnsVerdict verdict);  /* "other-point" */
const char *depot_dns_verdict_get_label (DepotDnsVerdict verdict); /* translated, short */
/* Do clients get there, now? */
gboolean depot_dns_verdict_is_good (DepotDnsVerdict verdict);

/* server: "9.9.9.9" or "127.0.0.1:5353"; NULL: what DEPOT_DNS_SERVER says, else the system's.
 * CONFLICT before Azure gave the point a name; INVALID_INPUT, NOT_REACHABLE and UNEXPECTED_REPLY of
 * the look-up. */
void depot_point_dns_async (DepotHouse *house,
                            DepotPoint *point,
                            const char *server,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data);
DepotDnsReport *depot_point_dns_finish (DepotHouse *house, GAsyncResult *result, GError **error);

/* May the health watch ask? The practice cloud's names are in nobody's DNS; only a named server can
 * know them. */
gboolean depot_point_dns_is_watched (DepotPoint *point);
/* The point that takes the place of this one, or NULL; borrowed. */
DepotPoint *depot_point_find_successor (DepotHouse *house, DepotPoint *point);

G_END_DECLS
