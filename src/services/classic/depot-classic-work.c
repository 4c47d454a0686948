/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-classic-work.h"

#include "depot-classic-way.h"
#include "depot-pfx-pair.h"

#define WORK_KEY "depot-classic-work"
#define WORK_SECONDS 5
#define BUSY_SECONDS 10
#define MAX_CONFLICTS 20

typedef struct
{
  DepotClassic *classic;
  DepotPointBody body; /* of the step, while the way is opened */
  char *fingerprint;
  char *id; /* of what Azure still carries out */
  guint n_conflicts;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_object (&work->classic);
  g_free (work->fingerprint);
  g_free (work->id);
  g_free (work);
}

static Work *
get_work (DepotPointOperation *self)
{
  Work *work = g_object_get_data (G_OBJECT (self), WORK_KEY);

  if (work == NULL)
    {
      work = g_new0 (Work, 1);
      g_object_set_data_full (G_OBJECT (self), WORK_KEY, work, work_free);
    }
  return work;
}

DepotClassic *
depot_classic_work_get_classic (DepotPointOperation *self)
{
  return get_work (self)->classic;
}

void
depot_classic_work_forget (DepotPointOperation *self)
{
  Work *work = get_work (self);

  g_clear_object (&work->classic);
  work->n_conflicts = 0;
}

gboolean
depot_classic_work_is_ours (DepotPointOperation *self, const char *label)
{
  return g_strcmp0 (label, depot_point_operation_get_tag (self)) == 0;
}

/* What Azure still carries out goes first: asking for more would be refused until it has ended. */

static void
work_told (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPointOperation) self = data;
  DepotClassicProgress progress = DEPOT_CLASSIC_IN_PROGRESS;
  GError *failure = NULL;
  GError *error = NULL;

  depot_classic_get_operation_finish (DEPOT_CLASSIC (source), result, &progress, &failure, &error);
  /* forgotten operations are judged by what they left */
  if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_NOT_FOUND))
    {
      g_clear_error (&error);
      progress = DEPOT_CLASSIC_SUCCEEDED;
    }
  if (error == NULL && progress != DEPOT_CLASSIC_IN_PROGRESS)
    g_clear_pointer (&get_work (self)->id, g_free);
  if (depot_point_operation_went_wrong (self, error != NULL ? error : failure))
    return;
  depot_point_operation_again (self, progress == DEPOT_CLASSIC_IN_PROGRESS ? WORK_SECONDS : 0);
}

static void
run_body (DepotPointOperation *self)
{
  Work *work = get_work (self);

  if (work->id == NULL)
    work->body (self);
  else
    depot_classic_get_operation_async (work->classic,
                                       work->id,
                                       depot_point_operation_get_cancellable (self),
                                       work_told,
                                       g_object_ref (self));
}

static void
way_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPointOperation) self = data;
  GError *error = NULL;

  g_clear_object (&get_work (self)->classic);
  get_work (self)->classic = depot_classic_way_open_finish (DEPOT_HOUSE (source), result, &error);
  if (!depot_point_operation_went_wrong (self, error))
    run_body (self);
}

static void
open_way (DepotPointOperation *self)
{
  DepotPointFacts facts = depot_point_operation_get_facts (self);
  Work *work = get_work (self);

  if (work->classic != NULL)
    run_body (self);
  else
    depot_classic_way_open_async (self->house,
                                  facts.cloud_id,
                                  facts.subscription_id,
                                  work->fingerprint,
                                  depot_point_operation_get_cancellable (self),
                                  way_opened,
                                  g_object_ref (self));
}

void
depot_classic_work_begin (DepotPointOperation *self, const char *fingerprint, DepotPointBody body)
{
  g_set_str (&get_work (self)->fingerprint, fingerprint);
  get_work (self)->body = body;
  depot_point_operation_begin (self, open_way);
}

void
depot_classic_work_begin_undo (DepotPointOperation *self,
                               const char *fingerprint,
                               DepotPointBody body)
{
  g_set_str (&get_work (self)->fingerprint, fingerprint);
  get_work (self)->body = body;
  depot_point_operation_begin_undo (self, open_way);
}

/* A conflict is mostly an operation we do not know of, begun before a restart; a name that somebody
 * else has is one too, and stays one. */
void
depot_classic_work_changed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPointOperation) self = data;
  Work *work = get_work (self);
  GError *error = NULL;
  g_autofree char *id = depot_classic_change_finish (DEPOT_CLASSIC (source), result, &error);

  if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT)
      && work->n_conflicts++ < MAX_CONFLICTS)
    {
      g_clear_error (&error);
      depot_point_operation_again (self, BUSY_SECONDS);
      return;
    }
  if (depot_point_operation_went_wrong (self, error))
    return;
  g_set_str (&work->id, id);
  depot_point_operation_again (self, 0);
}

/* Removing. */

typedef struct
{
  DepotPointOperation *operation;
  char *name;
  DepotPointBody then;
} Removal;

static void
removal_free (Removal *removal)
{
  g_object_unref (removal->operation);
  g_free (removal->name);
  g_free (removal);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Removal, removal_free)

static Removal *
removal_new (DepotPointOperation *self, const char *name, DepotPointBody then)
{
  Removal *removal = g_new0 (Removal, 1);

  removal->operation = g_object_ref (self);
  removal->name = g_strdup (name);
  removal->then = then;
  return removal;
}

static void
log_removal (const Removal *removal, const char *kind)
{
  depot_house_log (removal->operation->house,
                   DEPOT_SEVERITY_INFO,
                   "Deleting %s %s of service %s",
                   kind,
                   removal->name,
                   depot_point_operation_get_facts (removal->operation).name);
}

static void
service_seen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Removal) removal = data;
  DepotPointOperation *self = removal->operation;
  GError *error = NULL;
  g_autoptr (DepotClassicService) service
      = depot_classic_get_service_finish (DEPOT_CLASSIC (source), result, &error);

  if (depot_point_operation_went_wrong (self, error))
    return;
  if (service == NULL || !depot_classic_work_is_ours (self, service->label))
    {
      removal->then (self);
      return;
    }
  log_removal (removal, "cloud service");
  depot_classic_delete_service_async (DEPOT_CLASSIC (source),
                                      removal->name,
                                      depot_point_operation_get_cancellable (self),
                                      depot_classic_work_changed,
                                      g_object_ref (self));
}

void
depot_classic_work_remove_service (DepotPointOperation *self,
                                   const char *service,
                                   DepotPointBody then)
{
  depot_classic_get_service_async (depot_classic_work_get_classic (self),
                                   service,
                                   depot_point_operation_get_cancellable (self),
                                   service_seen,
                                   removal_new (self, service, then));
}

static void
storage_seen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Removal) removal = data;
  DepotPointOperation *self = removal->operation;
  GError *error = NULL;
  g_autoptr (DepotClassicStorage) storage
      = depot_classic_get_storage_finish (DEPOT_CLASSIC (source), result, &error);

  if (depot_point_operation_went_wrong (self, error))
    return;
  if (storage == NULL || !depot_classic_work_is_ours (self, storage->label))
    {
      removal->then (self);
      return;
    }
  log_removal (removal, "storage service");
  depot_classic_delete_storage_async (DEPOT_CLASSIC (source),
                                      removal->name,
                                      depot_point_operation_get_cancellable (self),
                                      depot_classic_work_changed,
                                      g_object_ref (self));
}

void
depot_classic_work_remove_storage (DepotPointOperation *self,
                                   const char *account,
                                   DepotPointBody then)
{
  depot_classic_get_storage_async (depot_classic_work_get_classic (self),
                                   account,
                                   depot_point_operation_get_cancellable (self),
                                   storage_seen,
                                   removal_new (self, account, then));
}

/* Certificates. */

typedef struct
{
  DepotPointOperation *operation;
  char *service;
  DepotCertificate *certificate;
  DepotPointBody then;
} Addition;

static void
addition_free (Addition *addition)
{
  g_object_unref (addition->operation);
  g_object_unref (addition->certificate);
  g_free (addition->service);
  g_free (addition);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Addition, addition_free)

static void
pair_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Addition) addition = data;
  DepotPointOperation *self = addition->operation;
  GError *error = NULL;
  g_autoptr (DepotPfxPair) pair
      = depot_pfx_pair_lookup_finish (DEPOT_KEYRING (source), result, &error);

  if (depot_point_operation_went_wrong (self, error))
    return;
  depot_house_log (self->house,
                   DEPOT_SEVERITY_INFO,
                   "Uploading certificate with thumbprint %s to service %s",
                   depot_certificate_get_thumbprint (addition->certificate),
                   depot_point_operation_get_facts (self).name);
  depot_classic_add_certificate_async (depot_classic_work_get_classic (self),
                                       addition->service,
                                       pair->pfx,
                                       pair->password,
                                       depot_point_operation_get_cancellable (self),
                                       depot_classic_work_changed,
                                       g_object_ref (self));
}

static gboolean
holds (char **thumbprints, const char *thumbprint)
{
  for (gsize i = 0; thumbprints[i] != NULL; i++)
    if (g_ascii_strcasecmp (thumbprints[i], thumbprint) == 0)
      return TRUE;
  return FALSE;
}

static void
certificates_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Addition) addition = data;
  DepotPointOperation *self = addition->operation;
  DepotCertificate *certificate = addition->certificate;
  GError *error = NULL;
  g_auto (GStrv) thumbprints
      = depot_classic_list_certificates_finish (DEPOT_CLASSIC (source), result, &error);

  if (depot_point_operation_went_wrong (self, error))
    return;
  if (holds (thumbprints, depot_certificate_get_thumbprint (certificate)))
    addition->then (self);
  else
    depot_pfx_pair_lookup_async (self->house->keyring,
                                 depot_certificate_get_fingerprint (certificate),
                                 depot_point_operation_get_cancellable (self),
                                 pair_found,
                                 g_steal_pointer (&addition));
}

void
depot_classic_work_add_certificate (DepotPointOperation *self,
                                    const char *service,
                                    DepotCertificate *certificate,
                                    DepotPointBody then)
{
  Addition *addition = g_new0 (Addition, 1);

  addition->operation = g_object_ref (self);
  addition->service = g_strdup (service);
  addition->certificate = g_object_ref (certificate);
  addition->then = then;
  depot_classic_list_certificates_async (depot_classic_work_get_classic (self),
                                         service,
                                         depot_point_operation_get_cancellable (self),
                                         certificates_listed,
                                         addition);
}
