/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-operation-private.h"

#include <glib/gi18n.h>

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (DepotOperation, depot_operation, G_TYPE_OBJECT)

typedef enum
{
  PROP_ID = 1,
  PROP_KIND,
  PROP_TITLE,
  PROP_SUBJECT,
  PROP_STATE,
  PROP_STEP_INDEX,
  PROP_FRACTION,
  PROP_STATUS_TEXT,
  PROP_ERROR,
  PROP_ATTEMPT,
  PROP_CREATED_AT,
  PROP_STARTED_AT,
  PROP_ENDED_AT,
  PROP_REQUESTED_BY,
} DepotOperationProperty;

static GParamSpec *props[PROP_REQUESTED_BY + 1];

DepotOperationPrivate *
depot_operation_get_private (DepotOperation *self)
{
  return depot_operation_get_instance_private (self);
}

static void
notify (DepotOperation *self, DepotOperationProperty property)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[property]);
}

static void
set_text (DepotOperation *self, char **field, const char *text, DepotOperationProperty property)
{
  if (g_set_str (field, text))
    notify (self, property);
}

static void
set_time (DepotOperation *self, gint64 *field, gint64 at, DepotOperationProperty property)
{
  if (*field == at)
    return;
  *field = at;
  notify (self, property);
}

void
depot_operation_set_state (DepotOperation *self, DepotOperationState state)
{
  DepotOperationPrivate *priv = depot_operation_get_private (self);

  if (priv->state == state)
    return;
  priv->state = state;
  notify (self, PROP_STATE);
}

void
depot_operation_take_error (DepotOperation *self, GError *error)
{
  DepotOperationPrivate *priv = depot_operation_get_private (self);

  if (priv->error == NULL && error == NULL)
    return;
  g_clear_error (&priv->error);
  priv->error = error;
  notify (self, PROP_ERROR);
}

void
depot_operation_show_progress (DepotOperation *self, const char *text, double fraction)
{
  DepotOperationPrivate *priv = depot_operation_get_private (self);

  set_text (self, &priv->status_text, text, PROP_STATUS_TEXT);
  fraction = CLAMP (fraction, 0, 1);
  if (priv->fraction == fraction)
    return;
  priv->fraction = fraction;
  notify (self, PROP_FRACTION);
}

void
depot_operation_go_to (DepotOperation *self, guint step_index, guint attempt)
{
  DepotOperationPrivate *priv = depot_operation_get_private (self);
  const DepotStep *step;

  if (priv->step_index != step_index)
    {
      priv->step_index = step_index;
      notify (self, PROP_STEP_INDEX);
    }
  if (priv->attempt != attempt)
    {
      priv->attempt = attempt;
      notify (self, PROP_ATTEMPT);
    }
  step = depot_operation_get_step (self);
  depot_operation_show_progress (self,
                                 step != NULL ? _ (step->label) : NULL,
                                 depot_operation_fraction_at (self, step_index, 0));
}

void
depot_operation_set_times (DepotOperation *self,
                           gint64 created_at,
                           gint64 started_at,
                           gint64 ended_at)
{
  DepotOperationPrivate *priv = depot_operation_get_private (self);

  set_time (self, &priv->created_at, created_at, PROP_CREATED_AT);
  set_time (self, &priv->started_at, started_at, PROP_STARTED_AT);
  set_time (self, &priv->ended_at, ended_at, PROP_ENDED_AT);
}

void
depot_operation_set_clock (DepotOperation *self, DepotClock *clock)
{
  g_set_object (&depot_operation_get_private (self)->clock, clock);
}

void
depot_operation_tell_settled (DepotOperation *self)
{
  if (DEPOT_OPERATION_GET_CLASS (self)->settled != NULL)
    DEPOT_OPERATION_GET_CLASS (self)->settled (self);
}

static void
depot_operation_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DepotOperation *self = DEPOT_OPERATION (object);
  DepotOperationPrivate *priv = depot_operation_get_private (self);

  switch ((DepotOperationProperty) id)
    {
    case PROP_ID:
      g_value_set_string (value, priv->id);
      break;
    case PROP_KIND:
      g_value_set_string (value, depot_operation_get_kind (self));
      break;
    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;
    case PROP_SUBJECT:
      g_value_set_string (value, priv->subject);
      break;
    case PROP_STATE:
      g_value_set_uint (value, priv->state);
      break;
    case PROP_STEP_INDEX:
      g_value_set_uint (value, priv->step_index);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, priv->fraction);
      break;
    case PROP_STATUS_TEXT:
      g_value_set_string (value, priv->status_text);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, priv->error);
      break;
    case PROP_ATTEMPT:
      g_value_set_uint (value, priv->attempt);
      break;
    case PROP_CREATED_AT:
      g_value_set_int64 (value, priv->created_at);
      break;
    case PROP_STARTED_AT:
      g_value_set_int64 (value, priv->started_at);
      break;
    case PROP_ENDED_AT:
      g_value_set_int64 (value, priv->ended_at);
      break;
    case PROP_REQUESTED_BY:
      g_value_set_string (value, priv->requested_by);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
depot_operation_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  DepotOperation *self = DEPOT_OPERATION (object);
  DepotOperationPrivate *priv = depot_operation_get_private (self);

  switch (id)
    {
    case PROP_ID:
      priv->id = g_value_dup_string (value);
      break;
    case PROP_TITLE:
      set_text (self, &priv->title, g_value_get_string (value), PROP_TITLE);
      break;
    case PROP_SUBJECT:
      set_text (self, &priv->subject, g_value_get_string (value), PROP_SUBJECT);
      break;
    case PROP_REQUESTED_BY:
      set_text (self, &priv->requested_by, g_value_get_string (value), PROP_REQUESTED_BY);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
depot_operation_constructed (GObject *object)
{
  DepotOperationPrivate *priv = depot_operation_get_private (DEPOT_OPERATION (object));

  G_OBJECT_CLASS (depot_operation_parent_class)->constructed (object);

  if (priv->id == NULL)
    priv->id = g_uuid_string_random ();
  if (priv->requested_by == NULL)
    priv->requested_by = g_strdup_printf ("%s@%s", g_get_user_name (), g_get_host_name ());
}

static void
depot_operation_finalize (GObject *object)
{
  DepotOperationPrivate *priv = depot_operation_get_private (DEPOT_OPERATION (object));

  g_free (priv->id);
  g_free (priv->title);
  g_free (priv->subject);
  g_free (priv->requested_by);
  g_free (priv->status_text);
  g_free (priv->memory_seen);
  g_clear_error (&priv->error);
  g_clear_object (&priv->cancellable);
  g_clear_object (&priv->clock);
  G_OBJECT_CLASS (depot_operation_parent_class)->finalize (object);
}

static void
depot_operation_class_init (DepotOperationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags shown = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags given = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = depot_operation_get_property;
  object_class->set_property = depot_operation_set_property;
  object_class->constructed = depot_operation_constructed;
  object_class->finalize = depot_operation_finalize;

  props[PROP_ID] = g_param_spec_string (
      "id", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  props[PROP_KIND] = g_param_spec_string ("kind", NULL, NULL, NULL, shown);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, given);
  props[PROP_SUBJECT] = g_param_spec_string ("subject", NULL, NULL, NULL, given);
  props[PROP_STATE]
      = g_param_spec_uint ("state", NULL, NULL, 0, DEPOT_OPERATION_CLEANED_UP, 0, shown);
  props[PROP_STEP_INDEX] = g_param_spec_uint ("step-index", NULL, NULL, 0, G_MAXUINT, 0, shown);
  props[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, shown);
  props[PROP_STATUS_TEXT] = g_param_spec_string ("status-text", NULL, NULL, NULL, shown);
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, shown);
  props[PROP_ATTEMPT] = g_param_spec_uint ("attempt", NULL, NULL, 0, G_MAXUINT, 0, shown);
  props[PROP_CREATED_AT] = g_param_spec_int64 ("created-at", NULL, NULL, 0, G_MAXINT64, 0, shown);
  props[PROP_STARTED_AT] = g_param_spec_int64 ("started-at", NULL, NULL, 0, G_MAXINT64, 0, shown);
  props[PROP_ENDED_AT] = g_param_spec_int64 ("ended-at", NULL, NULL, 0, G_MAXINT64, 0, shown);
  props[PROP_REQUESTED_BY] = g_param_spec_string ("requested-by", NULL, NULL, NULL, given);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
depot_operation_init (DepotOperation *self)
{
}

const char *
depot_operation_get_id (DepotOperation *self)
{
  g_return_val_if_fail (DEPOT_IS_OPERATION (self), NULL);
  return depot_operation_get_private (self)->id;
}

const char *
depot_operation_get_kind (DepotOperation *self)
{
  g_return_val_if_fail (DEPOT_IS_OPERATION (self), NULL);
  return DEPOT_OPERATION_GET_CLASS (self)->kind;
}

const char *
depot_operation_get_title (DepotOperation *self)
{
  g_return_val_if_fail (DEPOT_IS_OPERATION (self), NULL);
  return depot_operation_get_private (self)->title;
}

const char *
depot_operation_get_subject (DepotOperation *self)
{
  g_return_val_if_fail (DEPOT_IS_OPERATION (self), NULL);
  return depot_operation_get_private (self)->subject;
}

DepotOperationState
depot_operation_get_state (DepotOperation *self)
{
  g_return_val_if_fail (DEPOT_IS_OPERATION (self), DEPOT_OPERATION_FAILED);
  return depot_operation_get_private (self)->state;
}

const char *
depot_operation_get_status_text (DepotOperation *self)
{
  g_return_val_if_fail (DEPOT_IS_OPERATION (self), NULL);
  return depot_operation_get_private (self)->status_text;
}

double
depot_operation_get_fraction (DepotOperation *self)
{
  g_return_val_if_fail (DEPOT_IS_OPERATION (self), 0);
  return depot_operation_get_private (self)->fraction;
}

const GError *
depot_operation_get_error (DepotOperation *self)
{
  g_return_val_if_fail (DEPOT_IS_OPERATION (self), NULL);
  return depot_operation_get_private (self)->error;
}

guint
depot_operation_get_step_index (DepotOperation *self)
{
  g_return_val_if_fail (DEPOT_IS_OPERATION (self), 0);
  return depot_operation_get_private (self)->step_index;
}

gint64
depot_operation_get_created_at (DepotOperation *self)
{
  g_return_val_if_fail (DEPOT_IS_OPERATION (self), 0);
  return depot_operation_get_private (self)->created_at;
}

gint64
depot_operation_get_started_at (DepotOperation *self)
{
  g_return_val_if_fail (DEPOT_IS_OPERATION (self), 0);
  return depot_operation_get_private (self)->started_at;
}

gint64
depot_operation_get_ended_at (DepotOperation *self)
{
  g_return_val_if_fail (DEPOT_IS_OPERATION (self), 0);
  return depot_operation_get_private (self)->ended_at;
}

guint
depot_operation_get_attempt (DepotOperation *self)
{
  g_return_val_if_fail (DEPOT_IS_OPERATION (self), 0);
  return depot_operation_get_private (self)->attempt;
}

const char *
depot_operation_get_requested_by (DepotOperation *self)
{
  g_return_val_if_fail (DEPOT_IS_OPERATION (self), NULL);
  return depot_operation_get_private (self)->requested_by;
}
