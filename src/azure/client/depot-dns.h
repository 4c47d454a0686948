/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the DNS what a client is told about a name: the way from alias to alias, the addresses at
 * its end, and whether the name is the top of a zone, where no alias can be (Azure reference 8;
 * reliability N9). One look-up takes at most about 20 s. Answers are believed only about the name
 * that was asked for, and only as far as they are host names; an endless or very long way is cut.
 * Works in a thread of its own; call and finish on the main thread. Errors: INVALID_INPUT for a
 * name or server that is none, NOT_REACHABLE when no server gave an answer, UNEXPECTED_REPLY for
 * one that cannot be read.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DEPOT_DNS_MAX_ALIASES 10

typedef struct
{
  GPtrArray
      *aliases; /* char *, lower case: where the name leads, in order; the last one is the end */
  GPtrArray *addresses;  /* char *, IPv4 of the end */
  GPtrArray *addresses6; /* char *, IPv6 of the end */
  char *zone;            /* the zone the name lies in, as far as the answers say; else NULL */
  gboolean is_zone;      /* the name itself is the top of its zone */
  gboolean is_endless;   /* the aliases form a ring, or are more than a client would follow */
} DepotDnsAnswer;

void depot_dns_answer_free (DepotDnsAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotDnsAnswer, depot_dns_answer_free)

/* server: "9.9.9.9", "127.0.0.1:5353", "[::1]:53"; NULL: those of the system. A name that does not
 * exist is an answer without aliases and addresses. */
void depot_dns_look_up_async (const char *name,
                              const char *server,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data);
DepotDnsAnswer *depot_dns_look_up_finish (GAsyncResult *result, GError **error);

G_END_DECLS
