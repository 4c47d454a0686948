/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whoever can hand out an access token: a signed-in person, a service principal, a test. The client
 * asks it before *every* request, because long operations outlive tokens; it answers from memory
 * while the token is fresh and refreshes otherwise (one refresh at a time). Errors: SIGN_IN_NEEDED,
 * SECOND_FACTOR_NEEDED, SIGN_IN_REFUSED, NOT_REACHABLE …
 */
#pragma once

#include <gio/gio.h>

#include "depot-secret-bytes.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_TOKEN_SOURCE (depot_token_source_get_type ())
G_DECLARE_INTERFACE (DepotTokenSource, depot_token_source, DEPOT, TOKEN_SOURCE, GObject)

struct _DepotTokenSourceInterface
{
  GTypeInterface parent;

  /* scope: "https://management.azure.com/.default". refused: the last token was answered 401, get a
   * new one. claims_json: of a claims challenge, or NULL. */
  void (*get_token_async) (DepotTokenSource *self,
                           const char *scope,
                           gboolean refused,
                           const char *claims_json,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data);
  DepotSecretBytes *(*get_token_finish) (DepotTokenSource *self,
                                         GAsyncResult *result,
                                         GError **error);
};

void depot_token_source_get_token_async (DepotTokenSource *self,
                                         const char *scope,
                                         gboolean refused,
                                         const char *claims_json,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer data);
DepotSecretBytes *
depot_token_source_get_token_finish (DepotTokenSource *self, GAsyncResult *result, GError **error);

G_END_DECLS
