/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-point-actions.h"

#include <glib/gi18n.h>

#include "depot-certificate-dialog.h"
#include "depot-delete-dialog.h"
#include "depot-error-dialog.h"
#include "depot-error-text.h"
#include "depot-point-check.h"
#include "depot-point-verbs.h"
#include "depot-properties-dialog.h"
#include "depot-redeploy-dialog.h"
#include "depot-scale-dialog.h"

G_DEFINE_INTERFACE (DepotPointHolder, depot_point_holder, DEPOT_TYPE_PAGE)

/* Names in a question; more would not be read. */
#define MAX_NAMES 8

static void
depot_point_holder_default_init (DepotPointHolderInterface *iface)
{
}

/* Those of the meant points to which the verb applies. */
static GPtrArray *
dup_fitting (DepotPointHolder *self, DepotPointVerb verb)
{
  g_autoptr (GPtrArray) points = DEPOT_POINT_HOLDER_GET_IFACE (self)->dup_points (self);
  GPtrArray *fitting = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < points->len; i++)
    if (depot_point_can (points->pdata[i], verb))
      g_ptr_array_add (fitting, g_object_ref (points->pdata[i]));
  return fitting;
}

/* The only meant point, or NULL. Caller owns. */
DepotPoint *
depot_point_holder_dup_single (DepotPointHolder *self)
{
  g_autoptr (GPtrArray) points = DEPOT_POINT_HOLDER_GET_IFACE (self)->dup_points (self);

  return points->len == 1 ? g_object_ref (points->pdata[0]) : NULL;
}

static DepotHouse *
get_house (gpointer page)
{
  return depot_page_get_house (DEPOT_PAGE (page));
}

/* --- start and stop --- */

/* The row shows what goes on; only a refusal needs words of its own. */
static void
requested (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) page = data;
  g_autoptr (GError) error = NULL;

  if (depot_point_verb_finish (DEPOT_HOUSE (source), result, &error) == NULL
      && gtk_widget_get_root (page) != NULL && !depot_error_text_is_cancelled (error))
    depot_error_dialog_present (page, error);
}

typedef void (*Request) (DepotHouse *house,
                         DepotPoint *point,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data);

static void
request_all (GtkWidget *page, DepotPointVerb verb, Request request)
{
  g_autoptr (GPtrArray) points = dup_fitting (DEPOT_POINT_HOLDER (page), verb);

  for (guint i = 0; i < points->len; i++)
    request (get_house (page), points->pdata[i], NULL, requested, g_object_ref (page));
}

static void
start (GtkWidget *widget, const char *action, GVariant *parameter)
{
  request_all (widget, DEPOT_VERB_START, depot_start_point_async);
}

static void
reapply (GtkWidget *widget, const char *action, GVariant *parameter)
{
  request_all (widget, DEPOT_VERB_REAPPLY, depot_reapply_point_async);
}

static char *
dup_names (GPtrArray *points)
{
  GString *names = g_string_new (NULL);
  guint n_more = points->len > MAX_NAMES ? points->len - MAX_NAMES : 0;

  for (guint i = 0; i < points->len - n_more; i++)
    g_string_append_printf (
        names, "%s%s", i > 0 ? ", " : "", depot_point_get_name (points->pdata[i]));
  if (n_more > 0)
    {
      g_string_append (names, ", ");
      g_string_append_printf (names, ngettext ("and %u more", "and %u more", n_more), n_more);
    }
  return g_string_free (names, FALSE);
}

static void
on_stop_answered (GtkWidget *page)
{
  if (get_house (page) != NULL)
    request_all (page, DEPOT_VERB_STOP, depot_stop_point_async);
}

static AdwAlertDialog *
make_stop_question (GPtrArray *points)
{
  const char *what = _ ("Stops downloads at once. Content stays, and Azure goes on charging for "
                        "storage.");
  g_autofree char *names = dup_names (points);
  AdwDialog *dialog = adw_alert_dialog_new (NULL, NULL);

  if (points->len == 1)
    {
      /* Translators: %s is the name of a distribution point */
      adw_alert_dialog_format_heading (
          ADW_ALERT_DIALOG (dialog), _ ("Stop %s?"), depot_point_get_name (points->pdata[0]));
      adw_alert_dialog_set_body (ADW_ALERT_DIALOG (dialog), what);
    }
  else
    {
      adw_alert_dialog_format_heading (
          ADW_ALERT_DIALOG (dialog),
          ngettext ("Stop %u Distribution Point?", "Stop %u Distribution Points?", points->len),
          points->len);
      adw_alert_dialog_format_body (ADW_ALERT_DIALOG (dialog), "%s\n\n%s", what, names);
    }
  return ADW_ALERT_DIALOG (dialog);
}

static void
stop (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (GPtrArray) points = dup_fitting (DEPOT_POINT_HOLDER (widget), DEPOT_VERB_STOP);
  AdwAlertDialog *question;

  if (points->len == 0)
    return;
  question = make_stop_question (points);
  adw_alert_dialog_add_responses (question, "cancel", _ ("_Cancel"), "stop", _ ("_Stop"), NULL);
  adw_alert_dialog_set_response_appearance (question, "stop", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_close_response (question, "cancel");
  g_signal_connect_object (
      question, "response::stop", G_CALLBACK (on_stop_answered), widget, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (question), widget);
}

/* --- the verbs with a dialog --- */

typedef AdwDialog *(*MakeDialog) (DepotHouse *house, DepotPoint *point);

static void
present_for_single (GtkWidget *widget, MakeDialog make)
{
  g_autoptr (DepotPoint) point = depot_point_holder_dup_single (DEPOT_POINT_HOLDER (widget));

  if (point != NULL)
    adw_dialog_present (make (get_house (widget), point), widget);
}

static void
scale (GtkWidget *widget, const char *action, GVariant *parameter)
{
  present_for_single (widget, depot_scale_dialog_new);
}

static void
redeploy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  present_for_single (widget, depot_redeploy_dialog_new);
}

static void
renew (GtkWidget *widget, const char *action, GVariant *parameter)
{
  present_for_single (widget, depot_certificate_dialog_new);
}

static void
properties (GtkWidget *widget, const char *action, GVariant *parameter)
{
  present_for_single (widget, depot_properties_dialog_new);
}

static void
remove_points (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (GPtrArray) points = dup_fitting (DEPOT_POINT_HOLDER (widget), DEPOT_VERB_DELETE);

  if (points->len > 0)
    adw_dialog_present (depot_delete_dialog_new (get_house (widget), points), widget);
}

/* --- looking now --- */

static void
check (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (DepotPoint) point = depot_point_holder_dup_single (DEPOT_POINT_HOLDER (widget));

  if (point != NULL)
    depot_point_check_now (widget, get_house (widget), point);
}

/* --- what applies --- */

/* An operation that is at work looks by itself. */
static gboolean
can_check (DepotPoint *point)
{
  return !depot_point_state_is_busy (depot_point_get_state (point));
}

/* By one recipe or the other. */
static gboolean
can_redeploy (DepotPoint *point)
{
  DepotPointState state = depot_point_get_state (point);

  return depot_point_can_redeploy (point) || state == DEPOT_POINT_READY
         || state == DEPOT_POINT_STOPPED;
}

static gboolean
can_always (DepotPoint *point)
{
  return TRUE;
}

typedef struct
{
  const char *name;
  const char *label; /* with its access key */
  GtkWidgetActionActivateFunc activate;
  DepotPointVerb verb;
  gboolean (*can) (DepotPoint *point); /* instead of the verb's rule */
  gboolean is_for_many;
  gboolean begins_section;
} PointAction;

/* The dangerous one stands last. */
static const PointAction actions[] = {
  { "point.start", N_ ("S_tart"), start, DEPOT_VERB_START, NULL, TRUE, TRUE },
  { "point.stop", N_ ("Sto_p"), stop, DEPOT_VERB_STOP, NULL, TRUE, FALSE },
  { "point.scale", N_ ("Sca_le…"), scale, DEPOT_VERB_SCALE, NULL, FALSE, FALSE },
  { "point.renew", N_ ("Certi_ficate…"), renew, DEPOT_VERB_RENEW, NULL, FALSE, FALSE },
  { "point.re-apply", N_ ("Re-appl_y Settings"), reapply, DEPOT_VERB_REAPPLY, NULL, TRUE, FALSE },
  { "point.check", N_ ("Chec_k Now"), check, 0, can_check, FALSE, TRUE },
  { "point.properties", N_ ("P_roperties…"), properties, 0, can_always, FALSE, FALSE },
  { "point.redeploy", N_ ("Redeplo_y…"), redeploy, 0, can_redeploy, FALSE, TRUE },
  { "point.delete", N_ ("_Delete…"), remove_points, DEPOT_VERB_DELETE, NULL, TRUE, FALSE },
};

static gboolean
applies_to_any (const PointAction *action, GPtrArray *points)
{
  if (points->len > 1 && !action->is_for_many)
    return FALSE;
  for (guint i = 0; i < points->len; i++)
    if (action->can != NULL ? action->can (points->pdata[i])
                            : depot_point_can (points->pdata[i], action->verb))
      return TRUE;
  return FALSE;
}

void
depot_point_actions_update (DepotPointHolder *self)
{
  g_autoptr (GPtrArray) points = DEPOT_POINT_HOLDER_GET_IFACE (self)->dup_points (self);

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (
        GTK_WIDGET (self), actions[i].name, applies_to_any (&actions[i], points));
}

void
depot_point_actions_install (GtkWidgetClass *widget_class)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "point.delete", NULL);
  gtk_widget_class_add_binding_action (
      widget_class, GDK_KEY_Return, GDK_ALT_MASK, "point.properties", NULL);
  gtk_widget_class_add_binding_action (
      widget_class, GDK_KEY_KP_Enter, GDK_ALT_MASK, "point.properties", NULL);
}

GMenuModel *
depot_point_actions_make_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) section = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_ (actions[i].label), actions[i].name);

      if (actions[i].begins_section)
        {
          g_clear_object (&section);
          section = g_menu_new ();
          g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
        }
      g_menu_append_item (section, item);
    }
  return G_MENU_MODEL (menu);
}
