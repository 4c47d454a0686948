/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The identity platform's two machine calls: where its endpoints are, and "give me tokens for this
 * grant". Endpoints count only on the environment's own hosts; the practice cloud may show its
 * sign-in page on a plain loopback address. Sources: Azure reference, "Sign-in"; RFC 9700 for the
 * issuer. Main thread.
 */
#pragma once

#include "depot-azure-client.h"
#include "depot-id-token.h"
#include "depot-token-form.h"

G_BEGIN_DECLS

typedef struct
{
  char *authorization, *token, *issuer; /* issuer may hold "{tenantid}" */
  char *device;                         /* where a device code comes from; NULL: nowhere */
} DepotIdentityEndpoints;

void depot_identity_endpoints_free (DepotIdentityEndpoints *endpoints);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotIdentityEndpoints, depot_identity_endpoints_free)

/* FALSE: not a tenant id, domain or word of the platform. */
gboolean depot_identity_is_tenant (const char *tenant);
void depot_identity_discover_async (DepotAzureClient *client,
                                    const char *tenant,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data);
DepotIdentityEndpoints *
depot_identity_discover_finish (DepotAzureClient *client, GAsyncResult *result, GError **error);
DepotIdentityEndpoints *
depot_identity_read_endpoints (DepotCloud *cloud, JsonObject *answer, GError **error);

typedef struct
{
  DepotSecretBytes *access_token, *refresh_token; /* refresh_token: NULL when none came */
  char *id_token;                                 /* NULL when none came */
  gint64 expires_in_seconds;
} DepotTokenAnswer;

void depot_token_answer_free (DepotTokenAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotTokenAnswer, depot_token_answer_free)

/* repeatable: may go out twice (a refresh), or not (a code works once). */
void depot_identity_ask_token_async (DepotAzureClient *client,
                                     const char *token_endpoint,
                                     DepotTokenForm *form,
                                     gboolean repeatable,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer data);
DepotTokenAnswer *
depot_identity_ask_token_finish (DepotAzureClient *client, GAsyncResult *result, GError **error);
/* Wipes the secrets out of answer's own memory once they are taken. */
DepotTokenAnswer *depot_identity_read_tokens (JsonObject *answer, GError **error);

/* Who a person's tokens belong to; both tokens of a person must be there. asked: client_id, tenant
 * and nonce (NULL where none was sent). Caller owns. */
DepotAccount *depot_identity_read_account (DepotAzureClient *client,
                                           const DepotIdentityEndpoints *endpoints,
                                           const DepotTokenAnswer *answer,
                                           const DepotIdTokenRules *asked,
                                           GError **error);

/* The first step of a device code sign-in (RFC 8628, 3.1): the answer as it came. */
void depot_identity_ask_device_code_async (DepotAzureClient *client,
                                           const char *endpoint,
                                           DepotTokenForm *form,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer data);
JsonObject *depot_identity_ask_device_code_finish (DepotAzureClient *client,
                                                   GAsyncResult *result,
                                                   GError **error);

G_END_DECLS
