/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What clients will meet, asked from outside: the address, the name, the admin's certificate.
 * Instances take a while to install themselves and re-read the vault every five minutes, so any
 * failure may pass until the time is up. Behind one address a new connection may meet any instance:
 * several good answers in a row speak for all.
 */
#include "config.h"

#include "depot-point-operation.h"

#include <glib/gi18n.h>

#include "depot-data-plane.h"

#define HEALTHY 200
#define VERIFY_SECONDS 10
#define VERIFY_LIMIT_SECONDS (15 * 60)

/* One question under way. */
typedef struct
{
  DepotPointOperation *operation;
  char *thumbprint;
  guint n_needed;
  DepotPointBody then;
} Verify;

static void
verify_free (Verify *verify)
{
  g_free (verify->thumbprint);
  g_object_unref (verify->operation);
  g_free (verify);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Verify, verify_free)

static void
log_instance_status (DepotPointOperation *self, const char *status)
{
  depot_house_log (self->house,
                   DEPOT_SEVERITY_INFO,
                   "Deployment instance status for service %s is %s.",
                   depot_point_operation_get_facts (self).name,
                   status);
}

static GError *
judge (const Verify *verify, const DepotEdgeProbe *probe)
{
  if (g_ascii_strcasecmp (probe->thumbprint != NULL ? probe->thumbprint : "", verify->thumbprint)
      != 0)
    return depot_error_new (
        DEPOT_ERROR_TLS, _ ("The service presents another certificate (%s)."), probe->thumbprint);
  if (probe->status != HEALTHY)
    return depot_error_new (
        DEPOT_ERROR_UNEXPECTED_REPLY, _ ("The service answers with status %u."), probe->status);
  return NULL;
}

/* Each reason once: the same one comes back every ten seconds. */
static void
log_reason (DepotPointOperation *self, const char *reason)
{
  if (g_set_str (&self->probe_text, reason))
    depot_house_log (self->house,
                     DEPOT_SEVERITY_INFO,
                     "Service %s does not answer as it should yet: %s",
                     depot_point_operation_get_facts (self).name,
                     reason);
}

/* Takes the error. */
static void
verify_later (DepotPointOperation *self, GError *error)
{
  g_autoptr (GError) reason = error;

  if (g_error_matches (reason, DEPOT_ERROR, DEPOT_ERROR_CANCELLED)
      || g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      depot_point_operation_went_wrong (self, g_steal_pointer (&reason));
      return;
    }
  log_instance_status (self, "BusyRole");
  log_reason (self, reason->message);
  self->n_verified = 0;
  self->verify_seconds += VERIFY_SECONDS;
  if (self->verify_seconds > VERIFY_LIMIT_SECONDS)
    {
      depot_point_operation_went_wrong (
          self,
          depot_error_new (DEPOT_ERROR_TIMED_OUT,
                           _ ("The service did not answer as it should within %d minutes. %s"),
                           VERIFY_LIMIT_SECONDS / 60,
                           reason->message));
      return;
    }
  depot_operation_set_status (
      DEPOT_OPERATION (self), NULL, self->verify_seconds / VERIFY_LIMIT_SECONDS);
  depot_point_operation_again (self, VERIFY_SECONDS);
}

static void
probed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Verify) verify = data;
  DepotPointOperation *self = verify->operation;
  GError *error = NULL;
  g_autoptr (DepotEdgeProbe) probe = depot_edge_probe_finish (result, &error);

  if (probe != NULL)
    error = judge (verify, probe);
  if (error != NULL)
    {
      verify_later (self, error);
      return;
    }
  if (++self->n_verified < verify->n_needed)
    {
      depot_point_operation_again (self, 0);
      return;
    }
  log_instance_status (self, "ReadyRole");
  verify->then (self);
}

void
depot_point_operation_verify (DepotPointOperation *self,
                              const char *address,
                              const char *thumbprint,
                              guint n_needed,
                              DepotPointBody then)
{
  DepotPointFacts facts = depot_point_operation_get_facts (self);
  DepotCloud *cloud = depot_house_find_cloud (self->house, facts.cloud_id);
  Verify *verify = g_new0 (Verify, 1);

  verify->operation = g_object_ref (self);
  verify->thumbprint = g_strdup (thumbprint);
  verify->n_needed = n_needed;
  verify->then = then;
  depot_edge_probe_async (address,
                          depot_cloud_get_edge_port (cloud),
                          facts.service_fqdn,
                          depot_clients_get_proxy (depot_house_get_clients (self->house)),
                          depot_point_operation_get_cancellable (self),
                          probed,
                          verify);
}
