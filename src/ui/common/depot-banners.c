/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-banners.h"

#include <glib/gi18n.h>

#include "depot-error-text.h"
#include "depot-service-expiry.h"

#define HOUR_SECONDS (60 * 60)

struct _DepotBanners
{
  AdwBin parent_instance;

  AdwBanner *banner;
  DepotHouse *house;
  guint hourly;
};

G_DEFINE_FINAL_TYPE (DepotBanners, depot_banners, ADW_TYPE_BIN)

static gboolean
is_waiting_for_sign_in (DepotHouse *house)
{
  GListModel *operations = depot_house_get_operations (house);

  for (guint i = 0; i < MIN (g_list_model_get_n_items (operations), 100); i++)
    {
      g_autoptr (DepotOperation) operation = g_list_model_get_item (operations, i);

      if (depot_operation_get_state (operation) == DEPOT_OPERATION_WAITING
          && depot_error_text_asks_for_sign_in (depot_operation_get_error (operation)))
        return TRUE;
    }
  return FALSE;
}

static void
show (DepotBanners *self,
      const char *title,
      const char *button,
      const char *action,
      const char *target)
{
  adw_banner_set_title (self->banner, title);
  adw_banner_set_button_label (self->banner, button);
  /* an action never meets the target of another one */
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->banner), NULL);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (self->banner),
                                          target != NULL ? g_variant_new_string (target) : NULL);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->banner), action);
  adw_banner_set_revealed (self->banner, TRUE);
}

static void
update (DepotBanners *self)
{
  g_autofree char *keeper = depot_house_dup_keeper_text (self->house);
  g_autofree char *expiry = depot_service_expiry_dup_banner (self->house);
  g_autofree char *text = NULL;

  if (is_waiting_for_sign_in (self->house))
    show (self, _ ("An operation waits for you to sign in."), _ ("_Sign In…"), "win.sign-in", NULL);
  else if (expiry != NULL)
    show (self, expiry, _ ("_Azure Services"), "win.go", "azure-services");
  else if (!depot_house_is_keeper (self->house) && keeper != NULL)
    {
      /* Translators: %s is "user@host, process 123, since 12:01". */
      text = g_strdup_printf (_ ("Operations run in another process: %s"), keeper);
      show (self, text, NULL, NULL, NULL);
    }
  else if (depot_house_find_cloud (self->house, DEPOT_CLOUD_PRACTICE) != NULL)
    show (self,
          _ ("Practice cloud: nothing here costs money or leaves this computer"),
          NULL,
          NULL,
          NULL);
  else
    adw_banner_set_revealed (self->banner, FALSE);
}

/* Days pass while nothing else changes. */
static gboolean
look_again (gpointer data)
{
  update (data);
  return G_SOURCE_CONTINUE;
}

static void
depot_banners_dispose (GObject *object)
{
  DepotBanners *self = DEPOT_BANNERS (object);

  if (self->hourly != 0)
    depot_clock_forget (depot_house_get_clock (self->house), self->hourly);
  self->hourly = 0;
  g_clear_object (&DEPOT_BANNERS (object)->house);
  G_OBJECT_CLASS (depot_banners_parent_class)->dispose (object);
}

static void
depot_banners_class_init (DepotBannersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_banners_dispose;
}

static void
depot_banners_init (DepotBanners *self)
{
  self->banner = ADW_BANNER (adw_banner_new (""));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->banner));
}

void
depot_banners_set_house (DepotBanners *self, DepotHouse *house)
{
  self->house = g_object_ref (house);
  g_signal_connect_object (house, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (depot_house_get_clouds (house),
                           "items-changed",
                           G_CALLBACK (update),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (depot_house_get_accounts (house),
                           "items-changed",
                           G_CALLBACK (update),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (depot_house_get_operations (house),
                           "items-changed",
                           G_CALLBACK (update),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (depot_house_get_azure_services (house),
                           "items-changed",
                           G_CALLBACK (update),
                           self,
                           G_CONNECT_SWAPPED);
  self->hourly = depot_clock_call_after (
      depot_house_get_clock (house), HOUR_SECONDS, look_again, self, NULL);
  update (self);
}
