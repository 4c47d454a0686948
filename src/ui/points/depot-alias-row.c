/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-alias-row.h"

#include <glib/gi18n.h>

#include "depot-dns-alias.h"
#include "depot-error-text.h"
#include "depot-question.h"

struct _DepotAliasRow
{
  AdwActionRow parent_instance;

  GtkWidget *button;

  DepotHouse *house;
  DepotPoint *point;
  DepotDnsAlias *seen;   /* what the question is about */
  GCancellable *working; /* NULL: nothing is under way */
};

G_DEFINE_FINAL_TYPE (DepotAliasRow, depot_alias_row, ADW_TYPE_ACTION_ROW)

static void
say (DepotAliasRow *self, const char *text)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text);
}

static void
forget (DepotAliasRow *self)
{
  g_cancellable_cancel (self->working);
  g_clear_object (&self->working);
  g_clear_pointer (&self->seen, depot_dns_alias_free);
  g_clear_object (&self->point);
}

/* FALSE: another point is shown, or none. Takes error. */
static gboolean
may_go_on (DepotAliasRow *self, GError *error)
{
  g_autoptr (GError) flaw = error;
  g_autofree char *line = NULL;

  if (depot_error_text_is_cancelled (flaw))
    return FALSE;
  g_clear_object (&self->working);
  gtk_widget_set_sensitive (self->button, TRUE);
  if (flaw == NULL)
    return TRUE;
  line = depot_error_text_dup_line (flaw);
  say (self, line);
  return FALSE;
}

static void
begin (DepotAliasRow *self, const char *text)
{
  self->working = g_cancellable_new ();
  gtk_widget_set_sensitive (self->button, FALSE);
  say (self, text);
}

static void
written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotAliasRow) self = data;
  GError *error = NULL;

  depot_dns_alias_change_finish (DEPOT_HOUSE (source), result, &error);
  if (may_go_on (self, error))
    say (self, _ ("Written. It takes some minutes until the DNS knows it everywhere."));
}

/* Also the answer to the question: what was seen is what may be replaced. */
static void
write_alias (GObject *asker)
{
  DepotAliasRow *self = DEPOT_ALIAS_ROW (asker);

  if (self->seen == NULL || self->working != NULL)
    return;
  begin (self, _ ("Writing the record…"));
  depot_dns_alias_write_async (
      self->house, self->point, self->seen, TRUE, self->working, written, g_object_ref (self));
}

static void
ask_to_replace (DepotAliasRow *self)
{
  g_autofree char *body
      /* Translators: name of a record, where it leads now, where it shall lead. */
      = g_strdup_printf (
          _ ("The zone has a record of this name that this console did not write.\n\n"
             "%s\nPresent: %s\nWanted: %s"),
          self->seen->name,
          self->seen->found != NULL ? self->seen->found : "–",
          self->seen->wanted);

  depot_question_ask (
      GTK_WIDGET (self), _ ("Replace the Record?"), body, _ ("_Replace"), write_alias);
}

static void
looked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotAliasRow) self = data;
  GError *error = NULL;
  DepotDnsAlias *alias = depot_dns_alias_look_finish (DEPOT_HOUSE (source), result, &error);

  if (!may_go_on (self, error))
    {
      g_clear_pointer (&alias, depot_dns_alias_free);
      return;
    }
  g_clear_pointer (&self->seen, depot_dns_alias_free);
  self->seen = alias;
  say (self, alias->text);
  if (alias->state == DEPOT_DNS_ALIAS_OTHER && !alias->is_ours)
    ask_to_replace (self);
  else if (alias->state == DEPOT_DNS_ALIAS_OTHER || alias->state == DEPOT_DNS_ALIAS_FREE)
    write_alias (G_OBJECT (self));
}

static void
on_clicked (DepotAliasRow *self)
{
  if (self->working != NULL || self->point == NULL)
    return;
  begin (self, _ ("Looking for the zone…"));
  depot_dns_alias_look_async (self->house, self->point, self->working, looked, g_object_ref (self));
}

static void
depot_alias_row_dispose (GObject *object)
{
  DepotAliasRow *self = DEPOT_ALIAS_ROW (object);

  forget (self);
  g_clear_object (&self->house);
  G_OBJECT_CLASS (depot_alias_row_parent_class)->dispose (object);
}

static void
depot_alias_row_class_init (DepotAliasRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_alias_row_dispose;
}

static void
depot_alias_row_init (DepotAliasRow *self)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Zone in Azure DNS"));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  self->button = gtk_button_new_with_label (_ ("Write Record…"));
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->button);
  g_signal_connect_object (
      self->button, "clicked", G_CALLBACK (on_clicked), self, G_CONNECT_SWAPPED);
}

GtkWidget *
depot_alias_row_new (void)
{
  return g_object_new (DEPOT_TYPE_ALIAS_ROW, NULL);
}

void
depot_alias_row_show (DepotAliasRow *self, DepotHouse *house, DepotPoint *point)
{
  g_return_if_fail (DEPOT_IS_ALIAS_ROW (self));

  if (self->point == point)
    return;
  forget (self);
  g_set_object (&self->house, house);
  self->point = g_object_ref (point);
  gtk_widget_set_sensitive (self->button, TRUE);
  say (self, _ ("Where a subscription of yours has the zone, the record is made from here."));
}
