/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-token-source.h"

G_DEFINE_INTERFACE (DepotTokenSource, depot_token_source, G_TYPE_OBJECT)

static void
depot_token_source_default_init (DepotTokenSourceInterface *iface)
{
}

void
depot_token_source_get_token_async (DepotTokenSource *self,
                                    const char *scope,
                                    gboolean refused,
                                    const char *claims_json,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data)
{
  g_return_if_fail (DEPOT_IS_TOKEN_SOURCE (self));

  DEPOT_TOKEN_SOURCE_GET_IFACE (self)->get_token_async (
      self, scope, refused, claims_json, cancellable, callback, data);
}

DepotSecretBytes *
depot_token_source_get_token_finish (DepotTokenSource *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (DEPOT_IS_TOKEN_SOURCE (self), NULL);

  return DEPOT_TOKEN_SOURCE_GET_IFACE (self)->get_token_finish (self, result, error);
}
