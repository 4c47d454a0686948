/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-dns-group.h"

#include <glib/gi18n.h>

#include "depot-alias-row.h"
#include "depot-dns-record.h"
#include "depot-error-text.h"
#include "depot-fact-row.h"
#include "depot-point-dns.h"

static const struct
{
  DepotDnsFormat format;
  const char *title;
} records[] = {
  { DEPOT_DNS_FORMAT_ZONE, N_ ("CNAME Record") },
  { DEPOT_DNS_FORMAT_WINDOWS, N_ ("Command for Windows Server DNS") },
  { DEPOT_DNS_FORMAT_AZURE, N_ ("Command for Azure DNS") },
};

struct _DepotDnsGroup
{
  AdwPreferencesGroup parent_instance;

  AdwActionRow *result_row;
  GtkWidget *check_button;
  DepotFactRow *way_row;
  DepotFactRow *record_rows[G_N_ELEMENTS (records)];
  DepotAliasRow *alias_row;

  DepotHouse *house;
  DepotPoint *point;
  char *zone;             /* that the last answer told */
  GCancellable *checking; /* NULL: not under way */
};

G_DEFINE_FINAL_TYPE (DepotDnsGroup, depot_dns_group, ADW_TYPE_PREFERENCES_GROUP)

static void
show_records (DepotDnsGroup *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (records); i++)
    {
      g_autofree char *record = depot_dns_record_dup (records[i].format,
                                                      depot_point_get_service_fqdn (self->point),
                                                      depot_point_get_azure_fqdn (self->point),
                                                      self->zone);

      depot_fact_row_set_value (self->record_rows[i], record);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), depot_point_get_azure_fqdn (self->point) != NULL);
}

static void
say (DepotDnsGroup *self, const char *title, const char *text)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->result_row), title);
  adw_action_row_set_subtitle (self->result_row, text);
}

static void
show_report (DepotDnsGroup *self, const DepotDnsReport *report)
{
  say (self, depot_dns_verdict_get_label (report->verdict), report->text);
  depot_fact_row_set_value (self->way_row, report->way);
  g_set_str (&self->zone, report->zone);
  show_records (self);
}

static void
checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotDnsGroup) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotDnsReport) report = depot_point_dns_finish (DEPOT_HOUSE (source), result, &error);
  g_autofree char *line = NULL;

  if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_CANCELLED))
    return; /* another point is shown, or none */
  g_clear_object (&self->checking);
  gtk_widget_set_sensitive (self->check_button, TRUE);
  if (report != NULL)
    {
      show_report (self, report);
      return;
    }
  line = depot_error_text_dup_line (error);
  say (self, _ ("The DNS Gave No Answer"), line);
}

static void
on_check_clicked (DepotDnsGroup *self)
{
  if (self->checking != NULL)
    return;
  self->checking = g_cancellable_new ();
  gtk_widget_set_sensitive (self->check_button, FALSE);
  say (self, _ ("Asking the DNS…"), "");
  depot_point_dns_async (
      self->house, self->point, NULL, self->checking, checked, g_object_ref (self));
}

static void
forget (DepotDnsGroup *self)
{
  g_cancellable_cancel (self->checking);
  g_clear_object (&self->checking);
  g_clear_pointer (&self->zone, g_free);
  g_clear_object (&self->point);
}

static void
depot_dns_group_dispose (GObject *object)
{
  DepotDnsGroup *self = DEPOT_DNS_GROUP (object);

  forget (self);
  g_clear_object (&self->house);
  G_OBJECT_CLASS (depot_dns_group_parent_class)->dispose (object);
}

static void
depot_dns_group_class_init (DepotDnsGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_dns_group_dispose;
}

static void
add_result_row (DepotDnsGroup *self)
{
  self->result_row = ADW_ACTION_ROW (adw_action_row_new ());
  self->check_button = gtk_button_new_with_label (_ ("Check DNS"));
  gtk_widget_set_valign (self->check_button, GTK_ALIGN_CENTER);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->result_row), FALSE);
  adw_action_row_set_subtitle_selectable (self->result_row, TRUE);
  adw_action_row_add_suffix (self->result_row, self->check_button);
  g_signal_connect_object (
      self->check_button, "clicked", G_CALLBACK (on_check_clicked), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->result_row));
}

static DepotFactRow *
add_fact_row (DepotDnsGroup *self, const char *title)
{
  GtkWidget *row = depot_fact_row_new (title);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  return DEPOT_FACT_ROW (row);
}

static void
depot_dns_group_init (DepotDnsGroup *self)
{
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("DNS Record to Make"));
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (self),
      _ ("Clients find the service by its own name once this record is in the DNS of your "
         "domain."));
  add_result_row (self);
  self->way_row = add_fact_row (self, _ ("Found in the DNS"));
  for (guint i = 0; i < G_N_ELEMENTS (records); i++)
    self->record_rows[i] = add_fact_row (self, _ (records[i].title));
  self->alias_row = DEPOT_ALIAS_ROW (depot_alias_row_new ());
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->alias_row));
}

void
depot_dns_group_show (DepotDnsGroup *self, DepotHouse *house, DepotPoint *point)
{
  g_return_if_fail (DEPOT_IS_DNS_GROUP (self));
  g_return_if_fail (DEPOT_IS_POINT (point));

  if (self->point != point)
    {
      forget (self);
      g_set_object (&self->house, house);
      self->point = g_object_ref (point);
      gtk_widget_set_sensitive (self->check_button, TRUE);
      say (self, _ ("Not Checked Yet"), "");
      depot_fact_row_set_value (self->way_row, NULL);
      depot_alias_row_show (self->alias_row, house, point);
    }
  show_records (self);
}
