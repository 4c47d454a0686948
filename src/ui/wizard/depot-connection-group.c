/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-connection-group.h"

#include <glib/gi18n.h>

#include "depot-check-list.h"
#include "depot-error-text.h"
#include "depot-register-providers.h"

struct _DepotConnectionGroup
{
  AdwPreferencesGroup parent_instance;

  DepotCheckList *check_list;
  GtkWidget *unsure_row, *go_on_button;

  DepotHouse *house;
  DepotDraft *draft;
  GListStore *checks;
  int frames_to_focus;
  GCancellable *working; /* the test or the registration under way */
};

G_DEFINE_FINAL_TYPE (DepotConnectionGroup, depot_connection_group, ADW_TYPE_PREFERENCES_GROUP)

typedef enum
{
  PROP_BUSY = 1,
} DepotConnectionGroupProperty;

static GParamSpec *props[PROP_BUSY + 1];
static guint passed_signal, failed_signal;

static void
set_working (DepotConnectionGroup *self, GCancellable *working)
{
  if (g_set_object (&self->working, working))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
}

static void
show_unsure (DepotConnectionGroup *self, gboolean is_unsure)
{
  gtk_widget_set_visible (self->unsure_row, is_unsure);
}

/* What answers after Cancel, or after the page has gone, is of no interest any longer. */
static gboolean
is_current (DepotConnectionGroup *self, GAsyncResult *result)
{
  return self->working != NULL && g_task_get_cancellable (G_TASK (result)) == self->working;
}

/* --- the test --- */

/* Brings the lines into view, once banner and sentences have taken their room. */
static gboolean
move_focus (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  DepotConnectionGroup *self = DEPOT_CONNECTION_GROUP (widget);

  if (self->frames_to_focus-- > 0)
    return G_SOURCE_CONTINUE;
  depot_check_list_focus_trouble (self->check_list);
  return G_SOURCE_REMOVE;
}

static void
tested (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotConnectionGroup) self = data;
  g_autoptr (GError) error = NULL;

  if (!is_current (self, result))
    return;
  set_working (self, NULL);
  if (depot_connection_test_finish (self->house, result, &error))
    {
      g_signal_emit (self, passed_signal, 0);
      return;
    }
  show_unsure (self, depot_connection_test_may_go_on (G_LIST_MODEL (self->checks)));
  g_signal_emit (self, failed_signal, 0, error);
  self->frames_to_focus = 2;
  gtk_widget_add_tick_callback (GTK_WIDGET (self), move_focus, NULL, NULL);
}

static void
go_on_anyway (DepotConnectionGroup *self)
{
  g_signal_emit (self, passed_signal, 0);
}

/* --- Register --- */

static void
registered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotConnectionGroup) self = data;
  g_autoptr (GError) error = NULL;

  if (!is_current (self, result))
    return;
  set_working (self, NULL);
  if (!depot_register_providers_finish (self->house, result, &error))
    g_signal_emit (self, failed_signal, 0, error);
}

static void
on_remedy_wanted (DepotConnectionGroup *self, DepotCheckItem *item)
{
  g_autoptr (GCancellable) working = g_cancellable_new ();

  if (self->working != NULL)
    return;
  set_working (self, working);
  depot_register_providers_async (self->house,
                                  depot_draft_get_account_id (self->draft),
                                  depot_draft_get_subscription_id (self->draft),
                                  G_OBJECT (item),
                                  working,
                                  registered,
                                  g_object_ref (self));
}

/* --- what makes the lines untrue --- */

static void
forget (DepotConnectionGroup *self)
{
  depot_connection_group_cancel (self);
  g_list_store_remove_all (self->checks);
  show_unsure (self, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
depot_connection_group_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((DepotConnectionGroupProperty) id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, DEPOT_CONNECTION_GROUP (object)->working != NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
depot_connection_group_dispose (GObject *object)
{
  DepotConnectionGroup *self = DEPOT_CONNECTION_GROUP (object);

  g_cancellable_cancel (self->working);
  g_clear_object (&self->working);
  g_clear_object (&self->checks);
  g_clear_object (&self->draft);
  g_clear_object (&self->house);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_CONNECTION_GROUP);

  G_OBJECT_CLASS (depot_connection_group_parent_class)->dispose (object);
}

static void
make_signals (void)
{
  passed_signal = g_signal_new ("passed",
                                DEPOT_TYPE_CONNECTION_GROUP,
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                0);
  failed_signal = g_signal_new ("failed",
                                DEPOT_TYPE_CONNECTION_GROUP,
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
depot_connection_group_class_init (DepotConnectionGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = depot_connection_group_get_property;
  object_class->dispose = depot_connection_group_dispose;
  props[PROP_BUSY]
      = g_param_spec_boolean ("busy",
                              NULL,
                              NULL,
                              FALSE,
                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
  make_signals ();

  g_type_ensure (DEPOT_TYPE_CHECK_LIST);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/wizard/depot-connection-group.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotConnectionGroup, check_list);
  gtk_widget_class_bind_template_child (widget_class, DepotConnectionGroup, unsure_row);
  gtk_widget_class_bind_template_child (widget_class, DepotConnectionGroup, go_on_button);
}

static void
depot_connection_group_init (DepotConnectionGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->checks = g_list_store_new (DEPOT_TYPE_CHECK_ITEM);
  depot_check_list_set_items (self->check_list, G_LIST_MODEL (self->checks));
  g_signal_connect_object (
      self->check_list, "remedy-wanted", G_CALLBACK (on_remedy_wanted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->go_on_button, "clicked", G_CALLBACK (go_on_anyway), self, G_CONNECT_SWAPPED);
}

void
depot_connection_group_set_up (DepotConnectionGroup *self, DepotHouse *house, DepotDraft *draft)
{
  static const char *const about[]
      = { "notify::cloud-id", "notify::account-id", "notify::subscription-id", "notify::method" };

  g_return_if_fail (DEPOT_IS_CONNECTION_GROUP (self));

  self->house = g_object_ref (house);
  self->draft = g_object_ref (draft);
  for (guint i = 0; i < G_N_ELEMENTS (about); i++)
    g_signal_connect_object (draft, about[i], G_CALLBACK (forget), self, G_CONNECT_SWAPPED);
}

void
depot_connection_group_run (DepotConnectionGroup *self)
{
  g_autoptr (GCancellable) working = g_cancellable_new ();

  g_return_if_fail (DEPOT_IS_CONNECTION_GROUP (self));

  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  show_unsure (self, FALSE);
  set_working (self, working);
  depot_connection_test_async (
      self->house, self->draft, self->checks, working, tested, g_object_ref (self));
}

/* At once, though the answer may take a while: the lines that have none say so. */
void
depot_connection_group_cancel (DepotConnectionGroup *self)
{
  g_return_if_fail (DEPOT_IS_CONNECTION_GROUP (self));

  g_cancellable_cancel (self->working);
  set_working (self, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->checks)); i++)
    {
      g_autoptr (DepotCheckItem) item = g_list_model_get_item (G_LIST_MODEL (self->checks), i);

      if (g_str_equal (depot_check_item_get_state (item), "running"))
        depot_check_item_set (item, "warning", _ ("Stopped"));
    }
}

gboolean
depot_connection_group_is_busy (DepotConnectionGroup *self)
{
  return self->working != NULL;
}
