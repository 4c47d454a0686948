/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-point-dialog.h"

#include "depot-error-text.h"
#include "depot-point-verbs.h"

typedef struct
{
  AdwToolbarView *view;
  AdwWindowTitle *title_widget;
  GtkButton *verb_button;
  AdwBanner *banner;

  DepotHouse *house;
  DepotPoint *point;
  gboolean is_ready, is_busy, is_destructive;
} DepotPointDialogPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (DepotPointDialog, depot_point_dialog, ADW_TYPE_DIALOG)

typedef enum
{
  PROP_CONTENT = 1,
  PROP_VERB,
  PROP_IS_DESTRUCTIVE,
} DepotPointDialogProperty;

static GParamSpec *props[PROP_IS_DESTRUCTIVE + 1];

static DepotPointDialogPrivate *
get_private (DepotPointDialog *self)
{
  return depot_point_dialog_get_instance_private (self);
}

static void
update (DepotPointDialog *self)
{
  DepotPointDialogPrivate *priv = get_private (self);

  gtk_widget_action_set_enabled (
      GTK_WIDGET (self), "dialog.apply", priv->is_ready && !priv->is_busy);
}

static void
apply (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotPointDialog *self = DEPOT_POINT_DIALOG (widget);

  adw_banner_set_revealed (get_private (self)->banner, FALSE);
  DEPOT_POINT_DIALOG_GET_CLASS (self)->apply (self);
}

static void
show_verb (DepotPointDialog *self)
{
  DepotPointDialogPrivate *priv = get_private (self);
  const char *const classes[]
      = { priv->is_destructive ? "destructive-action" : "suggested-action", NULL };

  gtk_widget_set_css_classes (GTK_WIDGET (priv->verb_button), (const char **) classes);
}

static void
depot_point_dialog_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  DepotPointDialogPrivate *priv = get_private (DEPOT_POINT_DIALOG (object));

  switch ((DepotPointDialogProperty) id)
    {
    case PROP_CONTENT:
      g_value_set_object (value, adw_toolbar_view_get_content (priv->view));
      break;
    case PROP_VERB:
      g_value_set_string (value, gtk_button_get_label (priv->verb_button));
      break;
    case PROP_IS_DESTRUCTIVE:
      g_value_set_boolean (value, priv->is_destructive);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
depot_point_dialog_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  DepotPointDialogPrivate *priv = get_private (DEPOT_POINT_DIALOG (object));

  switch ((DepotPointDialogProperty) id)
    {
    case PROP_CONTENT:
      adw_toolbar_view_set_content (priv->view, g_value_get_object (value));
      break;
    case PROP_VERB:
      gtk_button_set_label (priv->verb_button, g_value_get_string (value));
      break;
    case PROP_IS_DESTRUCTIVE:
      priv->is_destructive = g_value_get_boolean (value);
      show_verb (DEPOT_POINT_DIALOG (object));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
depot_point_dialog_dispose (GObject *object)
{
  DepotPointDialogPrivate *priv = get_private (DEPOT_POINT_DIALOG (object));

  g_clear_object (&priv->house);
  g_clear_object (&priv->point);
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_POINT_DIALOG);
  G_OBJECT_CLASS (depot_point_dialog_parent_class)->dispose (object);
}

static void
install_properties (GObjectClass *object_class)
{
  props[PROP_CONTENT] = g_param_spec_object (
      "content", NULL, NULL, GTK_TYPE_WIDGET, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_VERB]
      = g_param_spec_string ("verb", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_IS_DESTRUCTIVE] = g_param_spec_boolean (
      "is-destructive", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
depot_point_dialog_class_init (DepotPointDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = depot_point_dialog_get_property;
  object_class->set_property = depot_point_dialog_set_property;
  object_class->dispose = depot_point_dialog_dispose;
  install_properties (object_class);

  gtk_widget_class_install_action (widget_class, "dialog.apply", NULL, apply);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/points/depot-point-dialog.ui");
  gtk_widget_class_bind_template_child_private (widget_class, DepotPointDialog, view);
  gtk_widget_class_bind_template_child_private (widget_class, DepotPointDialog, title_widget);
  gtk_widget_class_bind_template_child_private (widget_class, DepotPointDialog, verb_button);
  gtk_widget_class_bind_template_child_private (widget_class, DepotPointDialog, banner);
}

static void
depot_point_dialog_init (DepotPointDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  show_verb (self);
  update (self);
}

AdwDialog *
depot_point_dialog_new (GType type, DepotHouse *house, DepotPoint *point)
{
  DepotPointDialog *self = g_object_new (type, NULL);
  DepotPointDialogPrivate *priv = get_private (self);

  priv->house = g_object_ref (house);
  g_set_object (&priv->point, point);
  if (point != NULL)
    adw_window_title_set_subtitle (priv->title_widget, depot_point_get_name (point));
  if (DEPOT_POINT_DIALOG_GET_CLASS (self)->set_up != NULL)
    DEPOT_POINT_DIALOG_GET_CLASS (self)->set_up (self);
  return ADW_DIALOG (self);
}

DepotHouse *
depot_point_dialog_get_house (DepotPointDialog *self)
{
  return get_private (self)->house;
}

DepotPoint *
depot_point_dialog_get_point (DepotPointDialog *self)
{
  return get_private (self)->point;
}

void
depot_point_dialog_set_ready (DepotPointDialog *self, gboolean is_ready)
{
  get_private (self)->is_ready = is_ready;
  update (self);
}

void
depot_point_dialog_set_busy (DepotPointDialog *self)
{
  get_private (self)->is_busy = TRUE;
  update (self);
}

void
depot_point_dialog_applied (DepotPointDialog *self, const GError *error)
{
  DepotPointDialogPrivate *priv = get_private (self);
  g_autofree char *line = NULL;

  /* It may have been closed while the request was under way. */
  if (priv->house == NULL)
    return;
  priv->is_busy = FALSE;
  update (self);
  if (error == NULL)
    {
      adw_dialog_close (ADW_DIALOG (self));
      return;
    }
  line = depot_error_text_dup_line (error);
  adw_banner_set_title (priv->banner, line);
  adw_banner_set_revealed (priv->banner, TRUE);
}

void
depot_point_dialog_requested (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPointDialog) self = data;
  g_autoptr (GError) error = NULL;

  depot_point_verb_finish (DEPOT_HOUSE (source), result, &error);
  depot_point_dialog_applied (self, error);
}

void
depot_point_dialog_activate (DepotPointDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "dialog.apply", NULL);
}
