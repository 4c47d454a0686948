/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A content token for one package of a point, as `depotctl edge token` gives it out: the key comes from the point's key vault
 * (in the classic way from its deployment's configuration), signs, and is forgotten. Whoever holds the token can download the
 * package until it ends. Main thread. Errors: INVALID_INPUT (package, hours), CONFLICT (the point has no key yet), and what
 * Azure says.
 */
#pragma once

#include "depot-house.h"
#include "depot-secret-bytes.h"

G_BEGIN_DECLS

#define DEPOT_CONTENT_TOKEN_AS_SET G_MAXUINT

typedef struct
{
  DepotSecretBytes *token;
  char *id;                 /* what the edge's log calls it */
  char *url;                /* "https://wallacefalls.contoso.com/content/CEN00001/": a file's name is put behind it */
  gint64 expires_at;
} DepotContentToken;

void               depot_content_token_free   (DepotContentToken *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotContentToken, depot_content_token_free)

/* hours: 1 to 24, or as the properties of the point say. */
void               depot_content_token_async  (DepotHouse *house, DepotPoint *point, const char *package, guint hours,
                                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
DepotContentToken *depot_content_token_finish (DepotHouse *house, GAsyncResult *result, GError **error);

G_END_DECLS
