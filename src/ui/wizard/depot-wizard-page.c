/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-wizard-page.h"

typedef struct
{
  DepotHouse *house;
  DepotDraft *draft;
  gboolean is_busy;
} DepotWizardPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (DepotWizardPage, depot_wizard_page, ADW_TYPE_BIN)

typedef enum
{
  PROP_BUSY = 1,
} DepotWizardPageProperty;

static GParamSpec *props[PROP_BUSY + 1];
static guint applied_signal, failed_signal;

static DepotWizardPagePrivate *
get_private (DepotWizardPage *self)
{
  return depot_wizard_page_get_instance_private (self);
}

static void
depot_wizard_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DepotWizardPagePrivate *priv = get_private (DEPOT_WIZARD_PAGE (object));

  switch ((DepotWizardPageProperty) id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, priv->is_busy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
depot_wizard_page_dispose (GObject *object)
{
  DepotWizardPagePrivate *priv = get_private (DEPOT_WIZARD_PAGE (object));

  g_clear_object (&priv->house);
  g_clear_object (&priv->draft);

  G_OBJECT_CLASS (depot_wizard_page_parent_class)->dispose (object);
}

static void
depot_wizard_page_class_init (DepotWizardPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = depot_wizard_page_get_property;
  object_class->dispose = depot_wizard_page_dispose;
  props[PROP_BUSY]
      = g_param_spec_boolean ("busy",
                              NULL,
                              NULL,
                              FALSE,
                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
  applied_signal = g_signal_new (
      "applied", DEPOT_TYPE_WIZARD_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  failed_signal = g_signal_new ("failed",
                                DEPOT_TYPE_WIZARD_PAGE,
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                1,
                                G_TYPE_ERROR);
}

static void
depot_wizard_page_init (DepotWizardPage *self)
{
}

void
depot_wizard_page_set_up (DepotWizardPage *self, DepotHouse *house, DepotDraft *draft)
{
  DepotWizardPagePrivate *priv = get_private (self);
  DepotWizardPageClass *klass = DEPOT_WIZARD_PAGE_GET_CLASS (self);

  priv->house = g_object_ref (house);
  priv->draft = g_object_ref (draft);
  if (klass->set_up != NULL)
    klass->set_up (self);
}

DepotHouse *
depot_wizard_page_get_house (DepotWizardPage *self)
{
  return get_private (self)->house;
}

DepotDraft *
depot_wizard_page_get_draft (DepotWizardPage *self)
{
  return get_private (self)->draft;
}

DepotAccount *
depot_wizard_page_get_account (DepotWizardPage *self)
{
  DepotWizardPagePrivate *priv = get_private (self);
  const char *id = depot_draft_get_account_id (priv->draft);

  return id != NULL ? depot_house_find_account (priv->house, id) : NULL;
}

DepotCloud *
depot_wizard_page_get_cloud (DepotWizardPage *self)
{
  DepotWizardPagePrivate *priv = get_private (self);
  const char *id = depot_draft_get_cloud_id (priv->draft);

  return id != NULL ? depot_house_find_cloud (priv->house, id) : NULL;
}

void
depot_wizard_page_enter (DepotWizardPage *self)
{
  DepotWizardPageClass *klass = DEPOT_WIZARD_PAGE_GET_CLASS (self);

  if (klass->enter != NULL)
    klass->enter (self);
}

GtkWidget *
depot_wizard_page_check (DepotWizardPage *self)
{
  DepotWizardPageClass *klass = DEPOT_WIZARD_PAGE_GET_CLASS (self);

  return klass->check != NULL ? klass->check (self) : NULL;
}

void
depot_wizard_page_apply (DepotWizardPage *self)
{
  DepotWizardPageClass *klass = DEPOT_WIZARD_PAGE_GET_CLASS (self);

  if (klass->apply != NULL)
    klass->apply (self);
  else
    depot_wizard_page_applied (self);
}

void
depot_wizard_page_cancel (DepotWizardPage *self)
{
  DepotWizardPageClass *klass = DEPOT_WIZARD_PAGE_GET_CLASS (self);

  if (klass->cancel != NULL)
    klass->cancel (self);
}

gboolean
depot_wizard_page_is_busy (DepotWizardPage *self)
{
  return get_private (self)->is_busy;
}

void
depot_wizard_page_applied (DepotWizardPage *self)
{
  g_signal_emit (self, applied_signal, 0);
}

void
depot_wizard_page_failed (DepotWizardPage *self, const GError *error)
{
  g_signal_emit (self, failed_signal, 0, error);
}

void
depot_wizard_page_set_busy (DepotWizardPage *self, gboolean is_busy)
{
  DepotWizardPagePrivate *priv = get_private (self);

  if (priv->is_busy == is_busy)
    return;
  priv->is_busy = is_busy;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
}
