/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Renew: the new certificate becomes the vault's next version under the same name; the instances
 * look every five minutes and change over without losing a download (Azure reference 4.3). It is
 * proved by asking until none of many new connections meets the old one. A stopped point only gets
 * it into the vault: its instances read it when they start.
 */
#include "config.h"

#include "depot-verb-operation.h"

#include <glib/gi18n.h>

#include "depot-json.h"

struct _DepotRenewCertificate
{
  DepotVerbOperation parent_instance;

  /* Asked for; in the memory. */
  DepotCertificate *certificate;
};

G_DEFINE_FINAL_TYPE (DepotRenewCertificate, depot_renew_certificate, DEPOT_TYPE_VERB_OPERATION)

static void
imported (DepotPointOperation *operation)
{
  DEPOT_VERB_OPERATION (operation)->has_changed = TRUE;
  depot_operation_next (DEPOT_OPERATION (operation));
}

static void
import (DepotVerbOperation *self)
{
  g_autofree char *vault_uri = depot_verb_operation_dup_fact (self, "vault-uri");

  if (depot_verb_operation_need (self, self->vault_id, _ ("key vault")))
    depot_point_operation_import (
        &self->parent, vault_uri, DEPOT_RENEW_CERTIFICATE (self)->certificate, imported);
}

static void
step_import (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, import);
}

static void
verify (DepotVerbOperation *self)
{
  DepotCertificate *certificate = DEPOT_RENEW_CERTIFICATE (self)->certificate;
  g_autofree char *address = NULL;

  if (self->state_before == DEPOT_POINT_STOPPED)
    {
      depot_verb_operation_next (self);
      return;
    }
  address = depot_verb_operation_dup_fact (self, "public-ip");
  depot_point_operation_verify (&self->parent,
                                address,
                                depot_certificate_get_thumbprint (certificate),
                                DEPOT_QUESTIONS_PER_INSTANCE
                                    * depot_verb_operation_get_instances (self),
                                depot_point_operation_say_next);
}

static void
step_verify (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, verify);
}

static void
note_renewed (DepotPointOperation *operation, DepotPoint *point)
{
  DepotVerbOperation *self = DEPOT_VERB_OPERATION (operation);
  gboolean was_stopped = self->state_before == DEPOT_POINT_STOPPED;

  g_object_set (point, "certificate", DEPOT_RENEW_CERTIFICATE (self)->certificate, NULL);
  depot_point_set_state (point,
                         was_stopped ? DEPOT_POINT_STOPPED : DEPOT_POINT_READY,
                         depot_clock_now (operation->house->clock));
}

static void
say_renewed (DepotVerbOperation *self)
{
  DepotCertificate *certificate = DEPOT_RENEW_CERTIFICATE (self)->certificate;
  g_autofree char *day = depot_certificate_dup_end_day (certificate);

  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "The certificate of service %s was replaced; new thumbprint %s, valid until %s",
                   depot_verb_operation_get_name (self),
                   depot_certificate_get_thumbprint (certificate),
                   day);
  depot_point_operation_commit (&self->parent,
                                DEPOT_MESSAGE_CERTIFICATE_REPLACED,
                                day,
                                note_renewed,
                                depot_point_operation_say_next);
}

static void
step_renewed (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, say_renewed);
}

/* The ids are in journals on disk: they stay. */
static const DepotStep steps[] = {
  { "import", 20, N_ ("Storing the certificate"), step_import, NULL },
  { "verify", 75, N_ ("Waiting until every instance shows it"), step_verify, NULL },
  { "renewed", 5, N_ ("Finishing"), step_renewed, NULL },
};

static const DepotStep *
get_steps (DepotOperation *operation, guint *n_steps)
{
  *n_steps = G_N_ELEMENTS (steps);
  return steps;
}

static void
save_more (DepotVerbOperation *operation, JsonObject *memory)
{
  DepotRenewCertificate *self = DEPOT_RENEW_CERTIFICATE (operation);

  if (self->certificate != NULL)
    json_object_set_object_member (
        memory, "certificate", depot_certificate_to_json (self->certificate));
}

static gboolean
load_more (DepotVerbOperation *operation, JsonObject *memory, GError **error)
{
  DepotRenewCertificate *self = DEPOT_RENEW_CERTIFICATE (operation);
  JsonObject *object = depot_json_get_object (memory, "certificate", error);
  g_autoptr (DepotCertificate) certificate
      = object != NULL ? depot_certificate_from_json (object, error) : NULL;

  g_set_object (&self->certificate, certificate);
  return certificate != NULL;
}

static void
depot_renew_certificate_dispose (GObject *object)
{
  g_clear_object (&DEPOT_RENEW_CERTIFICATE (object)->certificate);
  G_OBJECT_CLASS (depot_renew_certificate_parent_class)->dispose (object);
}

static void
depot_renew_certificate_class_init (DepotRenewCertificateClass *klass)
{
  DepotVerbOperationClass *verb_class = DEPOT_VERB_OPERATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_renew_certificate_dispose;
  DEPOT_OPERATION_CLASS (klass)->kind = "renew-certificate";
  DEPOT_OPERATION_CLASS (klass)->get_steps = get_steps;
  DEPOT_POINT_OPERATION_CLASS (klass)->busy_state = DEPOT_POINT_UPGRADING;
  verb_class->save_more = save_more;
  verb_class->load_more = load_more;
}

static void
depot_renew_certificate_init (DepotRenewCertificate *self)
{
}

void
depot_renew_certificate_ask (DepotRenewCertificate *self, DepotCertificate *certificate)
{
  g_set_object (&self->certificate, certificate);
}
