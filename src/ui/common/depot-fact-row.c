/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-fact-row.h"

#include <glib/gi18n.h>

struct _DepotFactRow
{
  AdwActionRow parent_instance;

  GtkWidget *copy_button;
  char *value;
};

G_DEFINE_FINAL_TYPE (DepotFactRow, depot_fact_row, ADW_TYPE_ACTION_ROW)

typedef enum
{
  PROP_VALUE = 1,
} DepotFactRowProperty;

static GParamSpec *props[PROP_VALUE + 1];

static void
copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotFactRow *self = DEPOT_FACT_ROW (widget);
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self));
  /* Translators: %s is the name of a fact, such as "Service FQDN". */
  g_autofree char *told = g_strdup_printf (_ ("%s copied"), title);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), self->value);
  gtk_widget_activate_action (widget, "win.toast", "s", told);
}

/* "Copy Service FQDN": a screen reader hears more than "button" from an icon. */
static void
on_title_changed (DepotFactRow *self)
{
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self));
  /* Translators: tooltip of a copy button; %s is the name of a fact, such as "Service FQDN". */
  g_autofree char *label = g_strdup_printf (_ ("Copy %s"), title);

  gtk_widget_set_tooltip_text (self->copy_button, label);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->copy_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/* A host name that is broken into two lines must not gain a hyphen that is not part of it. */
static void
show_value (DepotFactRow *self)
{
  g_autofree char *markup = NULL;

  if (self->value != NULL)
    markup = g_markup_printf_escaped ("<span insert_hyphens=\"false\">%s</span>", self->value);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), markup != NULL ? markup : "");
}

static void
depot_fact_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DepotFactRow *self = DEPOT_FACT_ROW (object);

  switch ((DepotFactRowProperty) id)
    {
    case PROP_VALUE:
      g_value_set_string (value, self->value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
depot_fact_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  DepotFactRow *self = DEPOT_FACT_ROW (object);

  switch ((DepotFactRowProperty) id)
    {
    case PROP_VALUE:
      depot_fact_row_set_value (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
depot_fact_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_FACT_ROW);
  G_OBJECT_CLASS (depot_fact_row_parent_class)->dispose (object);
}

static void
depot_fact_row_finalize (GObject *object)
{
  g_free (DEPOT_FACT_ROW (object)->value);
  G_OBJECT_CLASS (depot_fact_row_parent_class)->finalize (object);
}

static void
depot_fact_row_class_init (DepotFactRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = depot_fact_row_get_property;
  object_class->set_property = depot_fact_row_set_property;
  object_class->dispose = depot_fact_row_dispose;
  object_class->finalize = depot_fact_row_finalize;

  props[PROP_VALUE]
      = g_param_spec_string ("value",
                             NULL,
                             NULL,
                             NULL,
                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  gtk_widget_class_install_action (widget_class, "fact.copy", NULL, copy);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               DEPOT_RESOURCE_PATH "/ui/common/depot-fact-row.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotFactRow, copy_button);
}

static void
depot_fact_row_init (DepotFactRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::title", G_CALLBACK (on_title_changed), NULL);
  on_title_changed (self);
}

GtkWidget *
depot_fact_row_new (const char *title)
{
  return g_object_new (DEPOT_TYPE_FACT_ROW, "title", title, NULL);
}

void
depot_fact_row_set_value (DepotFactRow *self, const char *value)
{
  g_return_if_fail (DEPOT_IS_FACT_ROW (self));

  if (!g_set_str (&self->value, value))
    return;
  gtk_widget_set_visible (GTK_WIDGET (self), value != NULL && *value != '\0');
  show_value (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VALUE]);
}

const char *
depot_fact_row_get_value (DepotFactRow *self)
{
  return self->value;
}
