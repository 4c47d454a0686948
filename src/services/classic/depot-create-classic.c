/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-create-classic-private.h"

#include <glib/gi18n.h>

#include "depot-create-private.h"
#include "depot-json.h"

G_DEFINE_FINAL_TYPE (DepotCreateClassic, depot_create_classic, DEPOT_TYPE_POINT_OPERATION)

#define STEP(id, weight, label, step, undo)                                                        \
  { id, weight, label, depot_create_classic_step_##step, undo }

/* The ids are in journals on disk: they stay. */
static const DepotStep steps[] = {
  STEP ("connection", 2, N_ ("Checking the management certificate"), connection, NULL),
  STEP ("storage",
        12,
        N_ ("Creating the storage service"),
        storage,
        depot_create_classic_undo_storage),
  STEP ("container", 5, N_ ("Waiting for the container"), container, NULL),
  STEP (
      "service", 4, N_ ("Creating the cloud service"), service, depot_create_classic_undo_service),
  STEP ("certificate", 6, N_ ("Uploading the certificate"), certificate, NULL),
  STEP ("package", 2, N_ ("Uploading the package"), package, NULL),
  STEP ("deployment", 18, N_ ("Deploying to production"), deployment, NULL),
  STEP ("instances", 40, N_ ("Azure is starting the instances"), instances, NULL),
  STEP ("verify", 10, N_ ("Checking that it answers"), verify, NULL),
  STEP ("ready", 1, N_ ("Finishing"), ready, NULL),
};

const char *
depot_create_classic_get_name (DepotCreateClassic *self)
{
  return depot_draft_get_service_name (self->draft);
}

GError *
depot_create_classic_taken (DepotCreateClassic *self)
{
  return depot_error_new (DEPOT_ERROR_NAME_TAKEN,
                          /* Translators: %s is a generated name of 24 letters and digits */
                          _ ("The generated name %s belongs to somebody else. Clean up and create "
                             "the distribution point again."),
                          self->azure_name);
}

static const DepotStep *
get_steps (DepotOperation *operation, guint *n_steps)
{
  *n_steps = G_N_ELEMENTS (steps);
  return steps;
}

static JsonObject *
save (DepotOperation *operation)
{
  DepotCreateClassic *self = DEPOT_CREATE_CLASSIC (operation);
  JsonObject *memory = depot_json_object_of_strings ("azureName",
                                                     self->azure_name,
                                                     "location",
                                                     self->location,
                                                     "blobEndpoint",
                                                     self->blob_endpoint,
                                                     "azureFqdn",
                                                     self->azure_fqdn,
                                                     "publicIp",
                                                     self->public_ip,
                                                     NULL);

  json_object_set_object_member (memory, "draft", depot_draft_to_json (self->draft));
  json_object_set_int_member (memory, "said", self->parent.said);
  return memory;
}

static gboolean
load (DepotOperation *operation, JsonObject *memory, GError **error)
{
  DepotCreateClassic *self = DEPOT_CREATE_CLASSIC (operation);
  JsonObject *object = depot_json_get_object (memory, "draft", error);
  const char *name = object != NULL ? depot_json_get_string (memory, "azureName", error) : NULL;
  g_autoptr (DepotDraft) draft = name != NULL ? depot_draft_from_json (object, error) : NULL;

  if (draft == NULL)
    return FALSE;
  g_set_object (&self->draft, draft);
  g_set_str (&self->azure_name, name);
  g_set_str (&self->location, depot_json_peek_string (memory, "location"));
  g_set_str (&self->blob_endpoint, depot_json_peek_string (memory, "blobEndpoint"));
  g_set_str (&self->azure_fqdn, depot_json_peek_string (memory, "azureFqdn"));
  g_set_str (&self->public_ip, depot_json_peek_string (memory, "publicIp"));
  self->parent.said = (guint) depot_json_peek_int (memory, "said", 0);
  return TRUE;
}

static void
get_facts (DepotPointOperation *operation, DepotPointFacts *facts)
{
  DepotCreateClassic *self = DEPOT_CREATE_CLASSIC (operation);

  facts->name = depot_create_classic_get_name (self);
  facts->service_fqdn = depot_draft_get_service_fqdn (self->draft);
  facts->site_code = depot_draft_get_site_code (self->draft);
  facts->cloud_id = depot_draft_get_cloud_id (self->draft);
  facts->subscription_id = depot_draft_get_subscription_id (self->draft);
  facts->region = depot_draft_get_region (self->draft);
}

/* Try Again is the moment a mended certificate is looked up anew. */
static void
run_began (DepotPointOperation *operation)
{
  DepotCreateClassic *self = DEPOT_CREATE_CLASSIC (operation);

  depot_classic_work_forget (operation);
  g_clear_object (&self->key);
}

static void
depot_create_classic_dispose (GObject *object)
{
  DepotCreateClassic *self = DEPOT_CREATE_CLASSIC (object);

  g_clear_object (&self->draft);
  g_clear_object (&self->key);
  G_OBJECT_CLASS (depot_create_classic_parent_class)->dispose (object);
}

static void
depot_create_classic_finalize (GObject *object)
{
  DepotCreateClassic *self = DEPOT_CREATE_CLASSIC (object);

  g_free (self->azure_name);
  g_free (self->location);
  g_free (self->blob_endpoint);
  g_free (self->azure_fqdn);
  g_free (self->public_ip);
  G_OBJECT_CLASS (depot_create_classic_parent_class)->finalize (object);
}

static void
depot_create_classic_class_init (DepotCreateClassicClass *klass)
{
  DepotOperationClass *operation_class = DEPOT_OPERATION_CLASS (klass);
  DepotPointOperationClass *point_class = DEPOT_POINT_OPERATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_create_classic_dispose;
  G_OBJECT_CLASS (klass)->finalize = depot_create_classic_finalize;
  operation_class->kind = DEPOT_CREATE_CLASSIC_KIND;
  operation_class->get_steps = get_steps;
  operation_class->save = save;
  operation_class->load = load;
  point_class->get_facts = get_facts;
  point_class->run_began = run_began;
  point_class->settle_point = depot_create_settle_point;
  point_class->busy_state = DEPOT_POINT_PROVISIONING;
  point_class->needs_account = FALSE;
}

static void
depot_create_classic_init (DepotCreateClassic *self)
{
  self->draft = depot_draft_new ();
}

DepotOperation *
depot_create_classic_new (DepotHouse *house)
{
  DepotCreateClassic *self = g_object_new (DEPOT_TYPE_CREATE_CLASSIC, NULL);

  self->parent.house = g_object_ref (house);
  return DEPOT_OPERATION (self);
}

/* The original let Azure make such an identifier; it is the longest name of a storage account. */
static char *
make_azure_name (void)
{
  g_autofree char *guid = g_uuid_string_random ();
  g_auto (GStrv) parts = g_strsplit (guid, "-", -1);
  g_autofree char *digits = g_strjoinv ("", parts);

  return g_strndup (digits, 24);
}

DepotOperation *
depot_create_classic_new_for (DepotHouse *house, const char *point_id, DepotDraft *draft)
{
  /* Translators: title of long work; %s is the name of a distribution point */
  g_autofree char *title = g_strdup_printf (_ ("Create %s"), depot_draft_get_service_name (draft));
  g_autofree char *requested_by = depot_house_dup_user_at_host ();
  DepotCreateClassic *self = g_object_new (DEPOT_TYPE_CREATE_CLASSIC,
                                           "title",
                                           title,
                                           "subject",
                                           point_id,
                                           "requested-by",
                                           requested_by,
                                           NULL);
  g_autoptr (DepotDraft) frozen = depot_draft_copy (draft);

  self->parent.house = g_object_ref (house);
  g_set_object (&self->draft, frozen);
  self->azure_name = make_azure_name ();
  return DEPOT_OPERATION (self);
}

const char *
depot_create_classic_get_azure_name (DepotCreateClassic *self)
{
  g_return_val_if_fail (DEPOT_IS_CREATE_CLASSIC (self), NULL);

  return self->azure_name;
}
