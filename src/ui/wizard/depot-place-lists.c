/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-place-lists.h"

#include "depot-discovery.h"
#include "depot-error-text.h"

struct _DepotPlaceLists
{
  GObject parent_instance;

  DepotHouse *house;
  DepotDraft *draft;
  GCancellable *listing; /* NULL once this is disposed */
  char *listed_for;      /* the subscription whose lists are shown */
};

G_DEFINE_FINAL_TYPE (DepotPlaceLists, depot_place_lists, G_TYPE_OBJECT)

typedef enum
{
  SIGNAL_REGIONS,
  SIGNAL_GROUPS,
  SIGNAL_FAILED,
  N_SIGNALS,
} DepotPlaceListsSignal;

static guint signals[N_SIGNALS];

static void
take_list (DepotPlaceLists *self, DepotPlaceListsSignal which, GListModel *list, GError *error)
{
  if (list != NULL)
    {
      g_signal_emit (self, signals[which], 0, list);
      return;
    }
  if (depot_error_text_is_cancelled (error))
    return;
  /* Coming back to the page asks again. */
  g_clear_pointer (&self->listed_for, g_free);
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

static void
groups_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPlaceLists) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) groups
      = depot_discovery_groups_finish (DEPOT_HOUSE (source), result, &error);

  if (self->listing != NULL)
    take_list (self, SIGNAL_GROUPS, groups, error);
}

static void
regions_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPlaceLists) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) regions
      = depot_discovery_regions_finish (DEPOT_HOUSE (source), result, &error);

  if (self->listing != NULL)
    take_list (self, SIGNAL_REGIONS, regions, error);
}

static void
classic_regions_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPlaceLists) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) regions
      = depot_discovery_classic_regions_finish (DEPOT_HOUSE (source), result, &error);

  if (self->listing != NULL)
    take_list (self, SIGNAL_REGIONS, regions, error);
}

static void
list_for (DepotPlaceLists *self, DepotAccount *account, const char *subscription_id)
{
  depot_discovery_regions_async (
      self->house, account, subscription_id, self->listing, regions_listed, g_object_ref (self));
  depot_discovery_groups_async (
      self->house, account, subscription_id, self->listing, groups_listed, g_object_ref (self));
}

static void
depot_place_lists_dispose (GObject *object)
{
  DepotPlaceLists *self = DEPOT_PLACE_LISTS (object);

  g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  g_clear_object (&self->house);
  g_clear_object (&self->draft);
  g_clear_pointer (&self->listed_for, g_free);
  G_OBJECT_CLASS (depot_place_lists_parent_class)->dispose (object);
}

static guint
add_signal (const char *name, GType type)
{
  return g_signal_new (
      name, DEPOT_TYPE_PLACE_LISTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, type);
}

static void
depot_place_lists_class_init (DepotPlaceListsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_place_lists_dispose;
  signals[SIGNAL_REGIONS] = add_signal ("regions", G_TYPE_LIST_MODEL);
  signals[SIGNAL_GROUPS] = add_signal ("groups", G_TYPE_LIST_MODEL);
  signals[SIGNAL_FAILED] = add_signal ("failed", G_TYPE_ERROR);
}

static void
depot_place_lists_init (DepotPlaceLists *self)
{
}

DepotPlaceLists *
depot_place_lists_new (DepotHouse *house, DepotDraft *draft)
{
  DepotPlaceLists *self = g_object_new (DEPOT_TYPE_PLACE_LISTS, NULL);

  self->house = g_object_ref (house);
  self->draft = g_object_ref (draft);
  return self;
}

gboolean
depot_place_lists_ask (DepotPlaceLists *self, DepotAccount *account)
{
  const char *subscription_id = depot_draft_get_subscription_id (self->draft);
  gboolean is_classic = depot_draft_get_method (self->draft) == DEPOT_METHOD_CLASSIC;
  g_autofree char *wanted = g_strconcat (
      is_classic ? "classic " : "", subscription_id != NULL ? subscription_id : "", NULL);

  if ((account == NULL && !is_classic) || subscription_id == NULL
      || g_strcmp0 (self->listed_for, wanted) == 0)
    return FALSE;
  g_set_str (&self->listed_for, wanted);
  g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  self->listing = g_cancellable_new ();
  if (is_classic)
    depot_discovery_classic_regions_async (
        self->house, self->draft, self->listing, classic_regions_listed, g_object_ref (self));
  else
    list_for (self, account, subscription_id);
  return TRUE;
}
