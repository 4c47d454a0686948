/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of the keeper lease, apart from who asks when (depot-store-lease.c). Private to the store. */
#pragma once

#include "depot-database.h"
#include "depot-store.h"

G_BEGIN_DECLS

/* A lease for this process, dated now. */
DepotLease *depot_lease_new_for_me (const char *holder, gint64 now);
/* me: the lease this process would have. */
gboolean    depot_lease_is_dead    (const DepotLease *lease, const DepotLease *me);

typedef enum
{
  DEPOT_LEASE_LOOK,
  DEPOT_LEASE_TRY,
  DEPOT_LEASE_BREAK,
} DepotLeaseWish;

/* In one transaction: look, decide, write. *holder: whoever living holds it afterwards, or NULL; caller owns. */
gboolean    depot_lease_negotiate  (DepotDatabase *database, DepotLeaseWish wish, const DepotLease *me,
                                    DepotLease **holder, GError **error);

G_END_DECLS
