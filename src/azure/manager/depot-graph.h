/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The few calls of Microsoft Graph (v1.0) that set up an Azure service: an app registration with
 * the permissions of Azure reference "App registration", its service principal, and the credential
 * of unattended work. Who calls needs the Graph permission Application.ReadWrite.All; without it
 * Graph answers PERMISSION_DENIED. What was made a moment ago may not be known everywhere yet:
 * those calls repeat themselves for a while. Async pairs on DepotArm, which carries client and
 * tokens of one account. Main thread.
 */
#pragma once

#include "depot-arm.h"
#include "depot-graph-permissions.h"

G_BEGIN_DECLS

typedef struct
{
  char *object_id; /* of the registration itself: what the calls below name */
  char *client_id; /* what people call application id */
} DepotGraphApplication;

void depot_graph_application_free (DepotGraphApplication *application);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotGraphApplication, depot_graph_application_free)

#define DEPOT_GRAPH_CALL(name, ResultType, ...)                                                    \
  void depot_graph_##name##_async (DepotArm *arm,                                                  \
                                   __VA_ARGS__,                                                    \
                                   GCancellable *cancellable,                                      \
                                   GAsyncReadyCallback callback,                                   \
                                   gpointer data);                                                 \
  ResultType depot_graph_##name##_finish (DepotArm *arm, GAsyncResult *result, GError **error);

void depot_graph_create_application_async (DepotArm *arm,
                                           const char *display_name,
                                           DepotGraphPermissions *permissions,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer data);
DepotGraphApplication *
depot_graph_create_application_finish (DepotArm *arm, GAsyncResult *result, GError **error);
/* NULL without error: the tenant has none with this client id. */
DEPOT_GRAPH_CALL (find_application, DepotGraphApplication *, const char *client_id)
DEPOT_GRAPH_CALL (delete_application, gboolean, const char *object_id)
/* Its object id; caller owns. */
DEPOT_GRAPH_CALL (create_principal, char *, const char *client_id)

typedef struct
{
  DepotSecretBytes *secret; /* shown once, by nobody but this answer */
  char *key_id;
  gint64 expires;
} DepotGraphSecret;

void depot_graph_secret_free (DepotGraphSecret *secret);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotGraphSecret, depot_graph_secret_free)

/* expires: seconds UTC asked for; the tenant may shorten it. */
void depot_graph_add_secret_async (DepotArm *arm,
                                   const char *object_id,
                                   const char *display_name,
                                   gint64 expires,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
DepotGraphSecret *
depot_graph_add_secret_finish (DepotArm *arm, GAsyncResult *result, GError **error);
DEPOT_GRAPH_CALL (remove_secret, gboolean, const char *object_id, const char *key_id)
/* der: the certificate. It becomes the only one of the registration. */
void depot_graph_set_certificate_async (DepotArm *arm,
                                        const char *object_id,
                                        const char *display_name,
                                        GBytes *der,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer data);
gboolean depot_graph_set_certificate_finish (DepotArm *arm, GAsyncResult *result, GError **error);

G_END_DECLS
