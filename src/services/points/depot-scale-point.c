/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scale: another number of instances, another size. Azure refuses what its quota does not hold
 * before anything changes; then the point goes back to what it was. A new size reaches the running
 * instances one after the other, so that the others keep answering.
 */
#include "config.h"

#include "depot-verb-operation.h"

#include <glib/gi18n.h>

#include "depot-arm-actions.h"
#include "depot-json.h"

#define RESIZING_SECONDS 10

struct _DepotScalePoint
{
  DepotVerbOperation parent_instance;

  /* Asked for; in the memory. */
  guint instances;
  char *vm_size; /* NULL: as it is */

  /* This run only. */
  char *size_now; /* Azure's word */
};

G_DEFINE_FINAL_TYPE (DepotScalePoint, depot_scale_point, DEPOT_TYPE_VERB_OPERATION)

/* resize */

static void
resized (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotVerbOperation) self = data;
  GError *error = NULL;
  char *poll_url = depot_arm_patch_resource_finish (DEPOT_ARM (source), result, &error);

  if (depot_verb_operation_went_wrong (self, error))
    return;
  self->has_changed = TRUE;
  depot_point_operation_poll_later (&self->parent, poll_url);
}

static void
patch (DepotVerbOperation *operation)
{
  DepotScalePoint *self = DEPOT_SCALE_POINT (operation);
  g_autoptr (JsonObject) body = json_object_new ();
  const char *size = self->vm_size != NULL ? self->vm_size : self->size_now;
  JsonObject *sku = depot_json_object_of_strings ("name", size, "tier", "Standard", NULL);

  json_object_set_int_member (sku, "capacity", self->instances);
  json_object_set_object_member (body, "sku", sku);
  depot_house_log (operation->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Scaling service %s to %u instances of size %s",
                   depot_verb_operation_get_name (operation),
                   self->instances,
                   size);
  depot_arm_patch_resource_async (depot_verb_operation_get_arm (operation),
                                  operation->scale_set_id,
                                  DEPOT_COMPUTE_VERSION,
                                  body,
                                  depot_verb_operation_get_cancellable (operation),
                                  resized,
                                  g_object_ref (self));
}

static gboolean
has_asked_size (DepotScalePoint *self, JsonObject *scale_set)
{
  return depot_json_peek_int (scale_set, "sku.capacity", 0) == self->instances
         && (self->vm_size == NULL
             || g_ascii_strcasecmp (self->vm_size, self->size_now != NULL ? self->size_now : "")
                    == 0);
}

static void
scale_set_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotVerbOperation) operation = data;
  DepotScalePoint *self = DEPOT_SCALE_POINT (operation);
  GError *error = NULL;
  g_autoptr (JsonObject) scale_set
      = depot_arm_get_resource_finish (DEPOT_ARM (source), result, &error);
  const char *state;

  if (depot_verb_operation_went_wrong (operation, error)
      || !depot_verb_operation_need (
          operation, scale_set != NULL ? operation->scale_set_id : NULL, _ ("scale set")))
    return;
  g_set_str (&self->size_now, depot_json_peek_string (scale_set, "sku.name"));
  state = depot_json_peek_string (scale_set, "properties.provisioningState");
  if (!has_asked_size (self, scale_set))
    patch (operation);
  else if (g_strcmp0 (state, "Updating") == 0 || g_strcmp0 (state, "Creating") == 0)
    depot_point_operation_again (&operation->parent, RESIZING_SECONDS);
  else
    depot_verb_operation_next (operation);
}

static void
resize (DepotVerbOperation *self)
{
  if (depot_verb_operation_need (self, self->scale_set_id, _ ("scale set"))
      && !depot_point_operation_is_polling (&self->parent))
    depot_arm_get_resource_async (depot_verb_operation_get_arm (self),
                                  self->scale_set_id,
                                  DEPOT_COMPUTE_VERSION,
                                  depot_verb_operation_get_cancellable (self),
                                  scale_set_read,
                                  g_object_ref (self));
}

static void
step_resize (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, resize);
}

/* upgrade */

static void
step_upgrade (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, depot_verb_upgrade_instances);
}

/* running, verify */

static void
bring_up (DepotVerbOperation *self)
{
  static const char *const on[] = { "running", NULL };

  depot_verb_bring_power (self, on, "start", NULL);
}

static void
step_running (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, bring_up);
}

static void
verify (DepotVerbOperation *self)
{
  g_autofree char *address = depot_verb_operation_dup_fact (self, "public-ip");
  DepotCertificate *certificate = depot_point_get_certificate (self->point);

  depot_point_operation_verify (&self->parent,
                                address,
                                depot_certificate_get_thumbprint (certificate),
                                DEPOT_SCALE_POINT (self)->instances,
                                depot_point_operation_say_next);
}

static void
step_verify (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, verify);
}

/* scaled */

static void
note_scaled (DepotPointOperation *operation, DepotPoint *point)
{
  DepotScalePoint *self = DEPOT_SCALE_POINT (operation);

  g_object_set (point, "instance-count", self->instances, NULL);
  if (self->vm_size != NULL)
    g_object_set (point, "vm-size", self->vm_size, NULL);
  depot_point_set_state (point, DEPOT_POINT_READY, depot_clock_now (operation->house->clock));
}

static void
say_scaled (DepotVerbOperation *self)
{
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Cloud distribution point %s has %u instances.",
                   depot_verb_operation_get_name (self),
                   DEPOT_SCALE_POINT (self)->instances);
  depot_point_operation_commit (
      &self->parent, 0, NULL, note_scaled, depot_point_operation_say_next);
}

static void
step_scaled (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, say_scaled);
}

/* The ids are in journals on disk: they stay. */
static const DepotStep steps[] = {
  { "resize", 60, N_ ("Changing the number or size of the instances"), step_resize, NULL },
  { "upgrade", 15, N_ ("Bringing the instances up to date"), step_upgrade, NULL },
  { "running", 10, N_ ("Waiting for the instances"), step_running, NULL },
  { "verify", 10, N_ ("Checking that it answers"), step_verify, NULL },
  { "scaled", 5, N_ ("Finishing"), step_scaled, NULL },
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
  DepotScalePoint *self = DEPOT_SCALE_POINT (operation);

  json_object_set_int_member (memory, "instances", self->instances);
  if (self->vm_size != NULL)
    json_object_set_string_member (memory, "vmSize", self->vm_size);
}

static gboolean
load_more (DepotVerbOperation *operation, JsonObject *memory, GError **error)
{
  DepotScalePoint *self = DEPOT_SCALE_POINT (operation);
  gint64 instances;

  if (!depot_json_get_int (
          memory, "instances", DEPOT_MIN_INSTANCES, DEPOT_MAX_INSTANCES, &instances, error))
    return FALSE;
  self->instances = (guint) instances;
  g_set_str (&self->vm_size, depot_json_peek_string (memory, "vmSize"));
  return TRUE;
}

static void
depot_scale_point_finalize (GObject *object)
{
  DepotScalePoint *self = DEPOT_SCALE_POINT (object);

  g_free (self->vm_size);
  g_free (self->size_now);
  G_OBJECT_CLASS (depot_scale_point_parent_class)->finalize (object);
}

static void
depot_scale_point_class_init (DepotScalePointClass *klass)
{
  DepotVerbOperationClass *verb_class = DEPOT_VERB_OPERATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = depot_scale_point_finalize;
  DEPOT_OPERATION_CLASS (klass)->kind = "scale-point";
  DEPOT_OPERATION_CLASS (klass)->get_steps = get_steps;
  DEPOT_POINT_OPERATION_CLASS (klass)->busy_state = DEPOT_POINT_UPGRADING;
  verb_class->save_more = save_more;
  verb_class->load_more = load_more;
}

static void
depot_scale_point_init (DepotScalePoint *self)
{
  self->instances = DEPOT_MIN_INSTANCES;
}

void
depot_scale_point_ask (DepotScalePoint *self, guint instances, const char *vm_size)
{
  self->instances = instances;
  g_set_str (&self->vm_size, vm_size);
}
