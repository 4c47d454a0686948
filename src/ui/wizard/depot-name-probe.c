/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-name-probe.h"

#include <glib/gi18n.h>

#include "depot-discovery.h"
#include "depot-error-text.h"

#define PAUSE_SECONDS 0.4

struct _DepotNameProbe
{
  GObject parent_instance;

  DepotHouse *house;
  DepotDraft *draft;
  guint pause;
  GCancellable *cancellable;
  DepotVerdict verdict;
  char *text;
};

G_DEFINE_FINAL_TYPE (DepotNameProbe, depot_name_probe, G_TYPE_OBJECT)

static guint changed_signal;

static void
settle (DepotNameProbe *self, DepotVerdict verdict, const char *text)
{
  self->verdict = verdict;
  g_set_str (&self->text, text);
  g_signal_emit (self, changed_signal, 0);
}

static void
name_asked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotNameProbe) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  DepotAvailability availability = DEPOT_AVAILABILITY_TAKEN;

  if (self->house == NULL)
    return;
  if (depot_discovery_name_finish (self->house, result, &availability, &text, &error))
    settle (self,
            availability == DEPOT_AVAILABILITY_FREE ? DEPOT_VERDICT_GOOD : DEPOT_VERDICT_BAD,
            availability == DEPOT_AVAILABILITY_FREE
                ? _ ("Free as DNS name, storage account and key vault")
                : text);
  else if (!depot_error_text_is_cancelled (error))
    settle (self, DEPOT_VERDICT_WARNING, error->message);
}

static DepotAccount *
find_account (DepotNameProbe *self)
{
  const char *id = depot_draft_get_account_id (self->draft);

  return id != NULL ? depot_house_find_account (self->house, id) : NULL;
}

static gboolean
on_pause_over (gpointer data)
{
  DepotNameProbe *self = data;

  self->pause = 0;
  self->cancellable = g_cancellable_new ();
  settle (self, DEPOT_VERDICT_CHECKING, _ ("Asking Azure whether the name is free…"));
  depot_discovery_name_async (self->house,
                              find_account (self),
                              depot_draft_get_subscription_id (self->draft),
                              depot_draft_get_region (self->draft),
                              depot_draft_get_service_name (self->draft),
                              self->cancellable,
                              name_asked,
                              g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
forget_question (DepotNameProbe *self)
{
  if (self->pause != 0)
    depot_clock_forget (depot_house_get_clock (self->house), self->pause);
  self->pause = 0;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

/* Azure gets a generated name in the classic way: only our own points count. */
static void
settle_classic (DepotNameProbe *self)
{
  const char *name = depot_draft_get_service_name (self->draft);

  if (name == NULL || depot_draft_check (self->draft, "service-name", 0) != NULL)
    return;
  if (depot_house_find_point (self->house, name) != NULL)
    settle (self, DEPOT_VERDICT_BAD, _ ("Another cloud distribution point has this name."));
  else
    settle (self,
            DEPOT_VERDICT_GOOD,
            _ ("No other distribution point has this name; Azure gets a generated one"));
}

static void
on_draft_changed (DepotNameProbe *self)
{
  gboolean can_ask = depot_draft_get_service_name (self->draft) != NULL
                     && depot_draft_get_region (self->draft) != NULL
                     && depot_draft_check (self->draft, "service-name", 0) == NULL
                     && find_account (self) != NULL;

  forget_question (self);
  settle (self, DEPOT_VERDICT_NONE, NULL);
  if (depot_draft_get_method (self->draft) == DEPOT_METHOD_CLASSIC)
    settle_classic (self);
  else if (can_ask)
    self->pause = depot_clock_call_after (
        depot_house_get_clock (self->house), PAUSE_SECONDS, on_pause_over, self, NULL);
}

static void
depot_name_probe_dispose (GObject *object)
{
  DepotNameProbe *self = DEPOT_NAME_PROBE (object);

  if (self->house != NULL)
    forget_question (self);
  g_clear_object (&self->house);
  g_clear_object (&self->draft);
  g_clear_pointer (&self->text, g_free);

  G_OBJECT_CLASS (depot_name_probe_parent_class)->dispose (object);
}

static void
depot_name_probe_class_init (DepotNameProbeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_name_probe_dispose;
  changed_signal = g_signal_new (
      "changed", DEPOT_TYPE_NAME_PROBE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
depot_name_probe_init (DepotNameProbe *self)
{
}

DepotNameProbe *
depot_name_probe_new (DepotHouse *house, DepotDraft *draft)
{
  static const char *const questions[] = {
    "notify::service-name", "notify::region", "notify::subscription-id",
    "notify::account-id",   "notify::method",
  };
  DepotNameProbe *self = g_object_new (DEPOT_TYPE_NAME_PROBE, NULL);

  self->house = g_object_ref (house);
  self->draft = g_object_ref (draft);
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    g_signal_connect_object (
        draft, questions[i], G_CALLBACK (on_draft_changed), self, G_CONNECT_SWAPPED);
  on_draft_changed (self);
  return self;
}

DepotVerdict
depot_name_probe_get_verdict (DepotNameProbe *self)
{
  return self->verdict;
}

const char *
depot_name_probe_get_text (DepotNameProbe *self)
{
  return self->text;
}
