/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-content-status.h"

struct _DepotContentStatus
{
  GObject parent_instance;

  DepotContentRow row;
  gboolean is_loaded;
};

G_DEFINE_FINAL_TYPE (DepotContentStatus, depot_content_status, G_TYPE_OBJECT)

typedef enum
{
  PROP_ROW = 1,
} DepotContentStatusProperty;

static GParamSpec *props[PROP_ROW + 1];
static guint changed_signal;

static void
depot_content_status_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((DepotContentStatusProperty) id)
    {
    case PROP_ROW:
      g_value_set_pointer (value, &DEPOT_CONTENT_STATUS (object)->row);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
depot_content_status_finalize (GObject *object)
{
  depot_content_row_clear (&DEPOT_CONTENT_STATUS (object)->row);
  G_OBJECT_CLASS (depot_content_status_parent_class)->finalize (object);
}

static void
depot_content_status_class_init (DepotContentStatusClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = depot_content_status_get_property;
  object_class->finalize = depot_content_status_finalize;
  props[PROP_ROW] = g_param_spec_pointer (
      "row", NULL, NULL, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
  changed_signal = g_signal_new (
      "changed", DEPOT_TYPE_CONTENT_STATUS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
depot_content_status_init (DepotContentStatus *self)
{
}

DepotContentStatus *
depot_content_status_new (void)
{
  return g_object_new (DEPOT_TYPE_CONTENT_STATUS, NULL);
}

gboolean
depot_content_status_is_loaded (DepotContentStatus *self)
{
  g_return_val_if_fail (DEPOT_IS_CONTENT_STATUS (self), FALSE);
  return self->is_loaded;
}

const DepotContentRow *
depot_content_status_get_row (DepotContentStatus *self)
{
  g_return_val_if_fail (DEPOT_IS_CONTENT_STATUS (self), NULL);
  return &self->row;
}

void
depot_content_status_take (DepotContentStatus *self, DepotContentRow *row)
{
  g_return_if_fail (DEPOT_IS_CONTENT_STATUS (self));

  if (self->is_loaded && depot_content_row_is_equal (&self->row, row))
    {
      depot_content_row_clear (row);
      return;
    }
  depot_content_row_clear (&self->row);
  self->row = *row;
  *row = (DepotContentRow) { 0 };
  self->is_loaded = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ROW]);
  g_signal_emit (self, changed_signal, 0);
}
