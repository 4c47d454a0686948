/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-account-row.h"

struct _DepotAccountRow
{
  AdwComboRow parent_instance;

  GListModel *all;
  char *cloud_id;
  GPtrArray *accounts; /* those of the environment, as the lines stand */
  DepotAccount *account;
  gboolean is_filling;
};

G_DEFINE_FINAL_TYPE (DepotAccountRow, depot_account_row, ADW_TYPE_COMBO_ROW)

typedef enum
{
  PROP_ACCOUNT = 1,
} DepotAccountRowProperty;

static GParamSpec *props[PROP_ACCOUNT + 1];

static void
collect (DepotAccountRow *self)
{
  g_ptr_array_set_size (self->accounts, 0);
  for (guint i = 0; self->all != NULL && i < g_list_model_get_n_items (self->all); i++)
    {
      g_autoptr (DepotAccount) account = g_list_model_get_item (self->all, i);

      if (g_strcmp0 (depot_account_get_cloud_id (account), self->cloud_id) == 0)
        g_ptr_array_add (self->accounts, g_steal_pointer (&account));
    }
}

static gboolean
is_name_shared (DepotAccountRow *self, DepotAccount *account)
{
  guint n_same = 0;

  for (guint i = 0; i < self->accounts->len; i++)
    if (g_strcmp0 (depot_account_get_user_name (self->accounts->pdata[i]),
                   depot_account_get_user_name (account))
        == 0)
      n_same++;
  return n_same > 1;
}

static char *
dup_label (DepotAccountRow *self, DepotAccount *account)
{
  const char *name = depot_account_get_user_name (account);

  return is_name_shared (self, account)
             ? g_strdup_printf ("%s (%s)", name, depot_account_get_tenant_id (account))
             : g_strdup (name);
}

/* The same person may stand here as another object after a sign-in. */
static guint
find_line (DepotAccountRow *self)
{
  for (guint i = 0; self->account != NULL && i < self->accounts->len; i++)
    if (g_strcmp0 (depot_account_get_id (self->accounts->pdata[i]),
                   depot_account_get_id (self->account))
        == 0)
      return i;
  return GTK_INVALID_LIST_POSITION;
}

static void
fill (DepotAccountRow *self)
{
  g_autoptr (GtkStringList) lines = gtk_string_list_new (NULL);

  collect (self);
  for (guint i = 0; i < self->accounts->len; i++)
    gtk_string_list_take (lines, dup_label (self, self->accounts->pdata[i]));
  self->is_filling = TRUE;
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (lines));
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), find_line (self));
  self->is_filling = FALSE;
}

static void
on_selected (DepotAccountRow *self)
{
  guint at = adw_combo_row_get_selected (ADW_COMBO_ROW (self));

  if (!self->is_filling && at < self->accounts->len)
    depot_account_row_set_account (self, self->accounts->pdata[at]);
}

static void
depot_account_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((DepotAccountRowProperty) id)
    {
    case PROP_ACCOUNT:
      g_value_set_object (value, DEPOT_ACCOUNT_ROW (object)->account);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
depot_account_row_finalize (GObject *object)
{
  DepotAccountRow *self = DEPOT_ACCOUNT_ROW (object);

  g_clear_object (&self->all);
  g_clear_object (&self->account);
  g_free (self->cloud_id);
  g_ptr_array_unref (self->accounts);
  G_OBJECT_CLASS (depot_account_row_parent_class)->finalize (object);
}

static void
depot_account_row_class_init (DepotAccountRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = depot_account_row_get_property;
  object_class->finalize = depot_account_row_finalize;
  props[PROP_ACCOUNT]
      = g_param_spec_object ("account",
                             NULL,
                             NULL,
                             DEPOT_TYPE_ACCOUNT,
                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
depot_account_row_init (DepotAccountRow *self)
{
  self->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect (self, "notify::selected", G_CALLBACK (on_selected), NULL);
}

void
depot_account_row_set_accounts (DepotAccountRow *self, GListModel *accounts)
{
  g_return_if_fail (DEPOT_IS_ACCOUNT_ROW (self));

  g_set_object (&self->all, accounts);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
}

void
depot_account_row_set_cloud (DepotAccountRow *self, const char *cloud_id)
{
  g_return_if_fail (DEPOT_IS_ACCOUNT_ROW (self));

  if (g_set_str (&self->cloud_id, cloud_id))
    fill (self);
}

void
depot_account_row_set_account (DepotAccountRow *self, DepotAccount *account)
{
  g_return_if_fail (DEPOT_IS_ACCOUNT_ROW (self));

  if (!g_set_object (&self->account, account))
    return;
  self->is_filling = TRUE;
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), find_line (self));
  self->is_filling = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACCOUNT]);
}

DepotAccount *
depot_account_row_get_account (DepotAccountRow *self)
{
  return self->account;
}

guint
depot_account_row_get_n_accounts (DepotAccountRow *self)
{
  return self->accounts->len;
}
