/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-point.h"

#include <glib/gi18n.h>

#include "depot-dns-record.h"
#include "depot-draft-private.h"
#include "depot-error.h"
#include "depot-json.h"
#include "depot-point-private.h"
#include "depot-region-names.h"

G_DEFINE_FINAL_TYPE (DepotPoint, depot_point, G_TYPE_OBJECT)

static GParamSpec *props[DEPOT_POINT_N_FIELDS];

static void
depot_point_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  depot_fields_get (object, &depot_point_fields[id], value);
}

static void
depot_point_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  if (depot_fields_set (object, &depot_point_fields[id], value))
    g_object_notify_by_pspec (object, props[id]);
}

static void
depot_point_finalize (GObject *object)
{
  depot_fields_clear (object, depot_point_fields, DEPOT_POINT_N_FIELDS);
  G_OBJECT_CLASS (depot_point_parent_class)->finalize (object);
}

static void
depot_point_class_init (DepotPointClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = depot_point_get_property;
  object_class->set_property = depot_point_set_property;
  object_class->finalize = depot_point_finalize;
  depot_fields_install (object_class,
                        depot_point_fields,
                        DEPOT_POINT_N_FIELDS,
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY,
                        props);
}

static void
depot_point_init (DepotPoint *self)
{
  depot_fields_init (self, depot_point_fields, DEPOT_POINT_N_FIELDS);
}

DepotPoint *
depot_point_new (const char *id)
{
  return g_object_new (DEPOT_TYPE_POINT, "id", id, NULL);
}

DepotPoint *
depot_point_new_from_draft (DepotDraft *draft, const char *id, gint64 now)
{
  DepotPoint *self = depot_point_new (id);

  g_return_val_if_fail (DEPOT_IS_DRAFT (draft), self);

  depot_fields_copy (
      G_OBJECT (draft), depot_draft_fields, DEPOT_DRAFT_N_FIELDS, FALSE, G_OBJECT (self));
  g_object_set (self,
                "name",
                depot_draft_get_service_name (draft),
                "group-is-ours",
                depot_draft_get_group_is_new (draft),
                "created-at",
                now,
                NULL);
  depot_point_set_state (self, DEPOT_POINT_PROVISIONING, now);
  return self;
}

DepotDraft *
depot_point_make_draft (DepotPoint *self)
{
  DepotDraft *draft = depot_draft_new ();

  g_return_val_if_fail (DEPOT_IS_POINT (self), draft);

  draft->is_loading = TRUE;
  depot_fields_copy (
      G_OBJECT (self), depot_point_fields, DEPOT_POINT_N_FIELDS, FALSE, G_OBJECT (draft));
  draft->is_loading = FALSE;
  g_object_set (draft, "group-is-new", self->group_is_ours, NULL);
  depot_draft_mark_untouched (draft);
  return draft;
}

#define MAKE_GETTER(type, member, nothing)                                                         \
  type depot_point_get_##member (DepotPoint *self)                                                 \
  {                                                                                                \
    g_return_val_if_fail (DEPOT_IS_POINT (self), nothing);                                         \
    return self->member;                                                                           \
  }

MAKE_GETTER (const char *, id, NULL)
MAKE_GETTER (const char *, name, NULL)
MAKE_GETTER (DepotPointState, state, DEPOT_POINT_UNKNOWN)
MAKE_GETTER (gint64, state_since, 0)
MAKE_GETTER (double, progress, -1.0)
MAKE_GETTER (const char *, operation_id, NULL)
MAKE_GETTER (const char *, cloud_id, NULL)
MAKE_GETTER (const char *, region, NULL)
MAKE_GETTER (const char *, group_name, NULL)
MAKE_GETTER (const char *, site_code, NULL)
MAKE_GETTER (const char *, service_fqdn, NULL)
MAKE_GETTER (const char *, service_name, NULL)
MAKE_GETTER (const char *, azure_fqdn, NULL)
MAKE_GETTER (const char *, public_ip, NULL)
MAKE_GETTER (const char *, subscription_id, NULL)
MAKE_GETTER (DepotCertificate *, certificate, NULL)
MAKE_GETTER (guint, token_hours, DEPOT_TOKEN_HOURS)
MAKE_GETTER (const char *, replaces_id, NULL)
MAKE_GETTER (gint64, created_at, 0)
MAKE_GETTER (gint64, ready_at, 0)
MAKE_GETTER (gint64, serial, 0)
MAKE_GETTER (const char *, health, NULL)
MAKE_GETTER (gint64, checked_at, 0)

gboolean
depot_point_is_classic (DepotPoint *self)
{
  g_return_val_if_fail (DEPOT_IS_POINT (self), FALSE);

  return self->method == DEPOT_METHOD_CLASSIC;
}

const char *
depot_point_get_region_name (DepotPoint *self)
{
  g_return_val_if_fail (DEPOT_IS_POINT (self), NULL);

  return depot_region_names_get (self->cloud_id, self->region);
}

/* a state that ends something takes the text of what was going on with it */
void
depot_point_set_state (DepotPoint *self, DepotPointState state, gint64 now)
{
  g_return_if_fail (DEPOT_IS_POINT (self));

  if (self->state == state && self->state_since != 0)
    return;
  g_object_freeze_notify (G_OBJECT (self));
  g_object_set (self, "state", (guint) state, "state-since", now, "progress", -1.0, NULL);
  if (state == DEPOT_POINT_READY || state == DEPOT_POINT_STOPPED)
    g_object_set (self, "status-text", NULL, NULL);
  if (state == DEPOT_POINT_READY && self->ready_at == 0)
    g_object_set (self, "ready-at", now, NULL);
  g_object_thaw_notify (G_OBJECT (self));
}

char *
depot_point_dup_status (DepotPoint *self)
{
  const char *label;

  g_return_val_if_fail (DEPOT_IS_POINT (self), NULL);

  label = depot_point_state_get_label (self->state);
  if (self->health != NULL
      && (self->state == DEPOT_POINT_READY || self->state == DEPOT_POINT_STOPPED))
    return g_strdup (self->health);
  if (self->status_text == NULL && self->progress < 0)
    return g_strdup (label);
  if (self->state == DEPOT_POINT_FAILED)
    /* Translators: a state and why it came to that: "Failed: the name is taken" */
    return g_strdup_printf (C_ ("point status", "%s: %s"), label, self->status_text);
  if (self->progress < 0)
    return g_strdup (self->status_text);
  /* Translators: what is being done and how far it is: "Creating the storage account, 40 %" */
  return g_strdup_printf (C_ ("point status", "%s, %d %%"),
                          self->status_text ? self->status_text : label,
                          (int) (self->progress * 100));
}

char *
depot_point_dup_cname_record (DepotPoint *self)
{
  g_return_val_if_fail (DEPOT_IS_POINT (self), NULL);

  return depot_dns_record_dup (DEPOT_DNS_FORMAT_ZONE, self->service_fqdn, self->azure_fqdn, NULL);
}

JsonObject *
depot_point_to_json (DepotPoint *self)
{
  JsonObject *object = json_object_new ();

  g_return_val_if_fail (DEPOT_IS_POINT (self), object);

  depot_fields_to_json (self, depot_point_fields, DEPOT_POINT_N_FIELDS, object);
  return object;
}

/* A row written by a newer version may hold members this one does not know: they pass. */
DepotPoint *
depot_point_from_json (JsonObject *object, GError **error)
{
  g_autoptr (DepotPoint) self = NULL;
  const char *id;

  g_return_val_if_fail (object != NULL, NULL);

  id = depot_json_get_string (object, "id", error);
  if (id == NULL)
    return NULL;
  self = depot_point_new (id);
  if (!depot_fields_fill (G_OBJECT (self), depot_point_fields, DEPOT_POINT_N_FIELDS, object, error))
    return NULL;
  return g_steal_pointer (&self);
}

DepotPoint *
depot_point_from_text (const char *text, GError **error)
{
  g_autoptr (DepotPoint) self = depot_point_new (NULL);
  g_autoptr (JsonObject) object = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (depot_fields_fill_text (self, depot_point_fields, DEPOT_POINT_N_FIELDS, text)
      && self->id != NULL)
    return g_steal_pointer (&self);
  object = depot_json_parse_object (text, -1, error);
  return object != NULL ? depot_point_from_json (object, error) : NULL;
}

void
depot_point_update (DepotPoint *self, DepotPoint *other)
{
  g_return_if_fail (DEPOT_IS_POINT (self));
  g_return_if_fail (DEPOT_IS_POINT (other));
  g_return_if_fail (g_strcmp0 (self->id, other->id) == 0);

  depot_fields_copy (
      G_OBJECT (other), depot_point_fields, DEPOT_POINT_N_FIELDS, TRUE, G_OBJECT (self));
}
