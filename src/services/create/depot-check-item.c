/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-discovery.h"

struct _DepotCheckItem
{
  GObject parent_instance;

  char *title;
  char *state;
  char *detail;
  char *sheet;
  char *remedy;
};

typedef enum
{
  PROP_TITLE = 1,
  PROP_STATE,
  PROP_DETAIL,
  PROP_SHEET,
  PROP_REMEDY,
} DepotCheckItemProperty;

static GParamSpec *props[PROP_REMEDY + 1];

G_DEFINE_FINAL_TYPE (DepotCheckItem, depot_check_item, G_TYPE_OBJECT)

const char *
depot_check_item_get_title (DepotCheckItem *self)
{
  g_return_val_if_fail (DEPOT_IS_CHECK_ITEM (self), NULL);
  return self->title;
}

const char *
depot_check_item_get_state (DepotCheckItem *self)
{
  g_return_val_if_fail (DEPOT_IS_CHECK_ITEM (self), NULL);
  return self->state;
}

const char *
depot_check_item_get_detail (DepotCheckItem *self)
{
  g_return_val_if_fail (DEPOT_IS_CHECK_ITEM (self), NULL);
  return self->detail;
}

void
depot_check_item_set (DepotCheckItem *self, const char *state, const char *detail)
{
  g_return_if_fail (DEPOT_IS_CHECK_ITEM (self));

  if (g_set_str (&self->detail, detail))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DETAIL]);
  if (g_set_str (&self->state, state))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

const char *
depot_check_item_get_sheet (DepotCheckItem *self)
{
  g_return_val_if_fail (DEPOT_IS_CHECK_ITEM (self), NULL);
  return self->sheet;
}

void
depot_check_item_set_sheet (DepotCheckItem *self, const char *sheet)
{
  g_return_if_fail (DEPOT_IS_CHECK_ITEM (self));

  if (g_set_str (&self->sheet, sheet))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SHEET]);
}

const char *
depot_check_item_get_remedy (DepotCheckItem *self)
{
  g_return_val_if_fail (DEPOT_IS_CHECK_ITEM (self), NULL);
  return self->remedy;
}

void
depot_check_item_set_remedy (DepotCheckItem *self, const char *remedy)
{
  g_return_if_fail (DEPOT_IS_CHECK_ITEM (self));

  if (g_set_str (&self->remedy, remedy))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REMEDY]);
}

static void
depot_check_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DepotCheckItem *self = DEPOT_CHECK_ITEM (object);

  switch ((DepotCheckItemProperty) id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_STATE:
      g_value_set_string (value, self->state);
      break;
    case PROP_DETAIL:
      g_value_set_string (value, self->detail);
      break;
    case PROP_SHEET:
      g_value_set_string (value, self->sheet);
      break;
    case PROP_REMEDY:
      g_value_set_string (value, self->remedy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
depot_check_item_finalize (GObject *object)
{
  DepotCheckItem *self = DEPOT_CHECK_ITEM (object);

  g_free (self->title);
  g_free (self->state);
  g_free (self->detail);
  g_free (self->sheet);
  g_free (self->remedy);
  G_OBJECT_CLASS (depot_check_item_parent_class)->finalize (object);
}

static void
depot_check_item_class_init (DepotCheckItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = depot_check_item_get_property;
  object_class->finalize = depot_check_item_finalize;
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_STATE] = g_param_spec_string ("state", NULL, NULL, "running", flags);
  props[PROP_DETAIL] = g_param_spec_string ("detail", NULL, NULL, NULL, flags);
  props[PROP_SHEET] = g_param_spec_string ("sheet", NULL, NULL, NULL, flags);
  props[PROP_REMEDY] = g_param_spec_string ("remedy", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
depot_check_item_init (DepotCheckItem *self)
{
  self->state = g_strdup ("running");
}

DepotCheckItem *
depot_check_item_new (const char *title)
{
  DepotCheckItem *self = g_object_new (DEPOT_TYPE_CHECK_ITEM, NULL);

  self->title = g_strdup (title);
  return self;
}
