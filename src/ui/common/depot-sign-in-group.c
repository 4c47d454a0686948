/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-sign-in-group.h"

#include <glib/gi18n.h>

#include "depot-account-row.h"
#include "depot-error-text.h"
#include "depot-verdict-row.h"

struct _DepotSignInGroup
{
  AdwPreferencesGroup parent_instance;

  AdwActionRow *account_row, *waiting_row, *keyring_row;
  DepotAccountRow *choice_row;
  GtkWidget *buttons_row, *sign_in_button, *copy_button;
  DepotVerdictRow *verdict_row;

  DepotHouse *house;
  char *cloud_id, *client_id, *tenant;
  DepotAccount *account;
  gboolean is_again; /* the same person once more */
  char *claims;      /* what Azure demands of that sign-in */
  DepotSignInSession *session;
};

G_DEFINE_FINAL_TYPE (DepotSignInGroup, depot_sign_in_group, ADW_TYPE_PREFERENCES_GROUP)

typedef enum
{
  PROP_ACCOUNT = 1,
} DepotSignInGroupProperty;

static GParamSpec *props[PROP_ACCOUNT + 1];
static guint signed_in_signal;

static gboolean
is_waiting (DepotSessionState state)
{
  return state == DEPOT_SESSION_PREPARING || state == DEPOT_SESSION_WAITING
         || state == DEPOT_SESSION_REDEEMING;
}

static DepotSessionState
session_state (DepotSignInGroup *self)
{
  return self->session != NULL ? depot_sign_in_session_get_state (self->session)
                               : DEPOT_SESSION_IDLE;
}

static void
show_account (DepotSignInGroup *self)
{
  g_autofree char *text = NULL;

  if (self->account == NULL)
    text = g_strdup (_ ("Not signed in"));
  else if (self->is_again)
    /* Translators: %s is a user name such as "admin@contoso.com". */
    text = g_strdup_printf (_ ("%s has to sign in again"),
                            depot_account_get_user_name (self->account));
  else
    /* Translators: %s is a user name such as "admin@contoso.com". */
    text = g_strdup_printf (_ ("Signed in as %s"), depot_account_get_user_name (self->account));
  adw_action_row_set_subtitle (self->account_row, text);
  gtk_button_set_label (GTK_BUTTON (self->sign_in_button),
                        self->account == NULL ? _ ("S_ign In…")
                        : self->is_again      ? _ ("S_ign In Again…")
                                              : _ ("_Add Another Account…"));
}

/* The person types the code elsewhere; NULL: the browser of this computer has the address. */
static const char *
user_code (DepotSignInGroup *self)
{
  return self->session != NULL ? depot_sign_in_session_get_user_code (self->session) : NULL;
}

static void
show_code (DepotSignInGroup *self, const char *code)
{
  /* Translators: %s is a code such as "BCDFGHJKL" that is typed into a web page. */
  g_autofree char *title = g_strdup_printf (_ ("Code %s"), code);
  /* Translators: %s is the address of a web page. */
  g_autofree char *hint = g_strdup_printf (_ ("Open %s on any device and enter this code."),
                                           depot_sign_in_session_get_address (self->session));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->waiting_row), title);
  adw_action_row_set_subtitle (self->waiting_row, hint);
}

static void
show_waiting (DepotSignInGroup *self, DepotSessionState state)
{
  gboolean has_address = state == DEPOT_SESSION_WAITING;

  gtk_widget_set_visible (GTK_WIDGET (self->waiting_row), is_waiting (state));
  gtk_widget_set_visible (self->copy_button, has_address);
  gtk_button_set_label (GTK_BUTTON (self->copy_button),
                        user_code (self) != NULL ? _ ("Copy Code") : _ ("Copy Lin_k"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sign-in.copy-link", has_address);
  if (state == DEPOT_SESSION_REDEEMING)
    {
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->waiting_row),
                                     _ ("Completing the sign-in"));
      adw_action_row_set_subtitle (self->waiting_row, "");
    }
  else if (user_code (self) != NULL)
    show_code (self, user_code (self));
  else
    {
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->waiting_row),
                                     _ ("Waiting for the browser"));
      adw_action_row_set_subtitle (self->waiting_row,
                                   _ ("Sign in there, then come back to this window."));
    }
}

static void
show_keyring (DepotSignInGroup *self, DepotSessionState state)
{
  const GError *error
      = self->session != NULL ? depot_sign_in_session_get_error (self->session) : NULL;
  gboolean asks = state == DEPOT_SESSION_KEYRING_ASKS && error != NULL;

  if (asks)
    {
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->keyring_row),
                                     depot_error_text_get_title (error));
      adw_action_row_set_subtitle (self->keyring_row, error->message);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->keyring_row), asks);
}

/* Where several are signed in, the row that tells who it is lets another be chosen. What the
 * chosen one has to do stands in its own row. */
static void
show_choice (DepotSignInGroup *self, gboolean is_busy)
{
  gboolean has_choice = depot_account_row_get_n_accounts (self->choice_row) > 1;

  gtk_widget_set_visible (GTK_WIDGET (self->choice_row), !is_busy && has_choice);
  gtk_widget_set_visible (GTK_WIDGET (self->account_row),
                          !is_busy && (!has_choice || self->is_again || self->account == NULL));
  gtk_widget_set_visible (self->buttons_row, !is_busy);
}

static void
show (DepotSignInGroup *self)
{
  DepotSessionState state = session_state (self);
  gboolean is_busy = is_waiting (state) || state == DEPOT_SESSION_KEYRING_ASKS;

  show_account (self);
  show_waiting (self, state);
  show_keyring (self, state);
  show_choice (self, is_busy);
  gtk_widget_action_set_enabled (
      GTK_WIDGET (self), "sign-in.start", !is_busy && self->cloud_id != NULL);
  gtk_widget_action_set_enabled (
      GTK_WIDGET (self), "sign-in.start-elsewhere", !is_busy && self->cloud_id != NULL);
}

static void
show_failure (DepotSignInGroup *self, const GError *error)
{
  g_autofree char *line = NULL;

  if (error == NULL || g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_CANCELLED))
    return;
  line = depot_error_text_dup_line (error);
  depot_verdict_row_set (self->verdict_row, DEPOT_VERDICT_BAD, line);
}

static void
forget_demand (DepotSignInGroup *self)
{
  self->is_again = FALSE;
  g_clear_pointer (&self->claims, g_free);
}

static void
on_session_changed (DepotSignInGroup *self)
{
  DepotSessionState state = session_state (self);

  if (state == DEPOT_SESSION_DONE)
    {
      forget_demand (self);
      depot_sign_in_group_set_account (self, depot_sign_in_session_get_account (self->session));
      g_signal_emit (self, signed_in_signal, 0);
    }
  else if (state == DEPOT_SESSION_FAILED)
    show_failure (self, depot_sign_in_session_get_error (self->session));
  show (self);
}

static void
browser_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotSignInGroup) self = data;
  g_autoptr (GError) error = NULL;

  if (!gtk_uri_launcher_launch_finish (GTK_URI_LAUNCHER (source), result, &error))
    depot_verdict_row_set (
        self->verdict_row,
        DEPOT_VERDICT_WARNING,
        _ ("No browser opened. Copy the link and open it in a browser on this computer."));
}

static void
on_open_address (DepotSignInGroup *self, const char *address)
{
  g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (address);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_uri_launcher_launch (launcher,
                           GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                           NULL,
                           browser_opened,
                           g_object_ref (self));
}

static void
forget_session (DepotSignInGroup *self)
{
  if (self->session == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->session, self);
  if (is_waiting (session_state (self)) || session_state (self) == DEPOT_SESSION_KEYRING_ASKS)
    depot_sign_in_session_cancel (self->session);
  g_clear_object (&self->session);
}

static void run_session (DepotSignInGroup *self, gboolean other_device);

static void
start (GtkWidget *widget, const char *action, GVariant *parameter)
{
  depot_sign_in_group_start (DEPOT_SIGN_IN_GROUP (widget));
}

static void
start_elsewhere (GtkWidget *widget, const char *action, GVariant *parameter)
{
  run_session (DEPOT_SIGN_IN_GROUP (widget), TRUE);
}

static void
cancel (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotSignInGroup *self = DEPOT_SIGN_IN_GROUP (widget);

  forget_session (self);
  show (self);
  gtk_widget_grab_focus (self->sign_in_button);
}

static void
keep_for_run (GtkWidget *widget, const char *action, GVariant *parameter)
{
  depot_sign_in_session_keep_for_run (DEPOT_SIGN_IN_GROUP (widget)->session);
}

static void
try_keyring (GtkWidget *widget, const char *action, GVariant *parameter)
{
  depot_sign_in_session_try_keyring (DEPOT_SIGN_IN_GROUP (widget)->session);
}

static void
copy_link (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotSignInGroup *self = DEPOT_SIGN_IN_GROUP (widget);
  const char *code = user_code (self);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          code != NULL ? code : depot_sign_in_session_get_address (self->session));
  gtk_widget_activate_action (
      widget, "win.toast", "s", code != NULL ? _ ("Code copied") : _ ("Link copied"));
}

/* An account that another window or the chip signed out is not offered here any longer. */
static void
on_accounts_changed (DepotSignInGroup *self)
{
  if (self->account != NULL
      && depot_house_find_account (self->house, depot_account_get_id (self->account)) == NULL)
    depot_sign_in_group_set_account (self, NULL);
  show (self);
}

static DepotAccount *
find_account_of_cloud (DepotSignInGroup *self)
{
  GListModel *accounts = depot_house_get_accounts (self->house);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (DepotAccount) account = g_list_model_get_item (accounts, i);

      if (g_strcmp0 (depot_account_get_cloud_id (account), self->cloud_id) == 0)
        return account;
    }
  return NULL;
}

static void
on_account_chosen (DepotSignInGroup *self)
{
  depot_sign_in_group_set_account (self, depot_account_row_get_account (self->choice_row));
}

static void
depot_sign_in_group_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((DepotSignInGroupProperty) id)
    {
    case PROP_ACCOUNT:
      g_value_set_object (value, DEPOT_SIGN_IN_GROUP (object)->account);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
depot_sign_in_group_dispose (GObject *object)
{
  DepotSignInGroup *self = DEPOT_SIGN_IN_GROUP (object);

  forget_session (self);
  g_clear_object (&self->account);
  g_clear_object (&self->house);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_SIGN_IN_GROUP);

  G_OBJECT_CLASS (depot_sign_in_group_parent_class)->dispose (object);
}

static void
depot_sign_in_group_finalize (GObject *object)
{
  DepotSignInGroup *self = DEPOT_SIGN_IN_GROUP (object);

  g_free (self->cloud_id);
  g_free (self->client_id);
  g_free (self->tenant);
  g_free (self->claims);

  G_OBJECT_CLASS (depot_sign_in_group_parent_class)->finalize (object);
}

static void
depot_sign_in_group_class_init (DepotSignInGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = depot_sign_in_group_get_property;
  object_class->dispose = depot_sign_in_group_dispose;
  object_class->finalize = depot_sign_in_group_finalize;
  props[PROP_ACCOUNT]
      = g_param_spec_object ("account",
                             NULL,
                             NULL,
                             DEPOT_TYPE_ACCOUNT,
                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  signed_in_signal = g_signal_new ("signed-in",
                                   DEPOT_TYPE_SIGN_IN_GROUP,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   0);

  g_type_ensure (DEPOT_TYPE_ACCOUNT_ROW);
  g_type_ensure (DEPOT_TYPE_VERDICT_ROW);
  gtk_widget_class_install_action (widget_class, "sign-in.start", NULL, start);
  gtk_widget_class_install_action (widget_class, "sign-in.start-elsewhere", NULL, start_elsewhere);
  gtk_widget_class_install_action (widget_class, "sign-in.cancel", NULL, cancel);
  gtk_widget_class_install_action (widget_class, "sign-in.keep-for-run", NULL, keep_for_run);
  gtk_widget_class_install_action (widget_class, "sign-in.try-keyring", NULL, try_keyring);
  gtk_widget_class_install_action (widget_class, "sign-in.copy-link", NULL, copy_link);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/common/depot-sign-in-group.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotSignInGroup, account_row);
  gtk_widget_class_bind_template_child (widget_class, DepotSignInGroup, choice_row);
  gtk_widget_class_bind_template_child (widget_class, DepotSignInGroup, waiting_row);
  gtk_widget_class_bind_template_child (widget_class, DepotSignInGroup, keyring_row);
  gtk_widget_class_bind_template_child (widget_class, DepotSignInGroup, buttons_row);
  gtk_widget_class_bind_template_child (widget_class, DepotSignInGroup, sign_in_button);
  gtk_widget_class_bind_template_child (widget_class, DepotSignInGroup, copy_button);
  gtk_widget_class_bind_template_child (widget_class, DepotSignInGroup, verdict_row);
}

static void
depot_sign_in_group_init (DepotSignInGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (
      self->choice_row, "notify::account", G_CALLBACK (on_account_chosen), self, G_CONNECT_SWAPPED);
  show (self);
}

void
depot_sign_in_group_set_house (DepotSignInGroup *self, DepotHouse *house)
{
  g_return_if_fail (DEPOT_IS_SIGN_IN_GROUP (self));

  self->house = g_object_ref (house);
  depot_account_row_set_accounts (self->choice_row, depot_house_get_accounts (house));
  g_signal_connect_object (depot_house_get_accounts (house),
                           "items-changed",
                           G_CALLBACK (on_accounts_changed),
                           self,
                           G_CONNECT_SWAPPED);
}

void
depot_sign_in_group_set_registration (DepotSignInGroup *self,
                                      const char *cloud_id,
                                      const char *client_id,
                                      const char *tenant)
{
  gboolean is_other_cloud;

  g_return_if_fail (DEPOT_IS_SIGN_IN_GROUP (self));

  is_other_cloud = g_set_str (&self->cloud_id, cloud_id);
  g_set_str (&self->client_id, client_id);
  g_set_str (&self->tenant, tenant);
  if (is_other_cloud)
    {
      forget_session (self);
      depot_verdict_row_set (self->verdict_row, DEPOT_VERDICT_NONE, NULL);
      depot_account_row_set_cloud (self->choice_row, cloud_id);
      depot_sign_in_group_set_account (self, find_account_of_cloud (self));
    }
  show (self);
}

void
depot_sign_in_group_set_account (DepotSignInGroup *self, DepotAccount *account)
{
  g_return_if_fail (DEPOT_IS_SIGN_IN_GROUP (self));

  if (!g_set_object (&self->account, account))
    return;
  forget_demand (self);
  if (account != NULL)
    depot_verdict_row_set (self->verdict_row, DEPOT_VERDICT_NONE, NULL);
  depot_account_row_set_account (self->choice_row, account);
  show (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACCOUNT]);
}

DepotAccount *
depot_sign_in_group_get_account (DepotSignInGroup *self)
{
  return self->account;
}

void
depot_sign_in_group_ask_again (DepotSignInGroup *self, const GError *error)
{
  g_return_if_fail (DEPOT_IS_SIGN_IN_GROUP (self));

  self->is_again = TRUE;
  g_set_str (&self->claims, depot_error_get_claims (error));
  show (self);
}

static void
run_session (DepotSignInGroup *self, gboolean other_device)
{
  forget_session (self);
  depot_verdict_row_set (self->verdict_row, DEPOT_VERDICT_NONE, NULL);
  /* Again is as the same person; Add Another Account lets another one in. */
  self->session = depot_sign_in_session_new (self->house,
                                             self->cloud_id,
                                             self->client_id,
                                             self->tenant,
                                             self->is_again ? self->account : NULL,
                                             self->claims);
  g_signal_connect_object (
      self->session, "notify::state", G_CALLBACK (on_session_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->session, "open-address", G_CALLBACK (on_open_address), self, G_CONNECT_SWAPPED);
  depot_sign_in_session_set_other_device (self->session, other_device);
  depot_sign_in_session_start (self->session);
  show (self);
}

void
depot_sign_in_group_start (DepotSignInGroup *self)
{
  g_return_if_fail (DEPOT_IS_SIGN_IN_GROUP (self));

  run_session (self, FALSE);
}

void
depot_sign_in_group_complain (DepotSignInGroup *self, const char *text)
{
  g_return_if_fail (DEPOT_IS_SIGN_IN_GROUP (self));

  depot_verdict_row_set (self->verdict_row, DEPOT_VERDICT_BAD, text);
  gtk_widget_grab_focus (self->sign_in_button);
}
