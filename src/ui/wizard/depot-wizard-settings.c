/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-wizard-settings.h"

#include <glib/gi18n.h>

#include "depot-certificate-group.h"
#include "depot-form.h"
#include "depot-name-probe.h"
#include "depot-nouns.h"
#include "depot-place-lists.h"

struct _DepotWizardSettings
{
  DepotWizardPage parent_instance;

  AdwComboRow *region_row, *site_row, *group_row;
  GtkCheckButton *existing_check, *new_check;
  GtkEditable *new_group_row;
  DepotCertificateGroup *certificate_group;
  GtkEditable *fqdn_row, *name_row, *description_row, *vm_size_row;
  GtkWidget *instances_row, *place_group;
  GtkMenuButton *names_button;

  DepotForm *form;
  DepotNameProbe *probe;
  DepotCombo *region_combo, *group_combo; /* borrowed from their rows */
  DepotPlaceLists *lists;
};

G_DEFINE_FINAL_TYPE (DepotWizardSettings, depot_wizard_settings, DEPOT_TYPE_WIZARD_PAGE)

static const DepotRowBinding rows[] = {
  DEPOT_ROW (DepotWizardSettings, region_row, NULL, "region"),
  DEPOT_ROW (DepotWizardSettings, site_row, NULL, "site-code"),
  DEPOT_ROW (DepotWizardSettings, group_row, NULL, "group-name"),
  DEPOT_ROW (DepotWizardSettings, new_group_row, NULL, "group-name"),
  DEPOT_ROW (DepotWizardSettings, fqdn_row, "text", "service-fqdn"),
  DEPOT_ROW (DepotWizardSettings, name_row, "text", "service-name"),
  DEPOT_ROW (DepotWizardSettings, description_row, "text", "description"),
  DEPOT_ROW (DepotWizardSettings, instances_row, "value", "instance-count"),
  DEPOT_ROW (DepotWizardSettings, vm_size_row, "text", "vm-size"),
};

static DepotDraft *
get_draft (DepotWizardSettings *self)
{
  return depot_wizard_page_get_draft (DEPOT_WIZARD_PAGE (self));
}

static DepotHouse *
get_house (DepotWizardSettings *self)
{
  return depot_wizard_page_get_house (DEPOT_WIZARD_PAGE (self));
}

static gboolean
is_classic (DepotWizardSettings *self)
{
  return depot_draft_get_method (get_draft (self)) == DEPOT_METHOD_CLASSIC;
}

/* --- lists from Azure --- */

static void
on_failed (DepotWizardSettings *self, const GError *error)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->region_row), "");
  depot_form_set_extra (self->form, "group-name", DEPOT_VERDICT_NONE, NULL);
  depot_wizard_page_failed (DEPOT_WIZARD_PAGE (self), error);
}

static void
on_groups (DepotWizardSettings *self, GListModel *groups)
{
  depot_form_set_extra (self->form, "group-name", DEPOT_VERDICT_NONE, NULL);
  depot_combo_set_model (self->group_combo, groups);
  if (g_list_model_get_n_items (groups) == 0)
    gtk_check_button_set_active (self->new_check, TRUE);
}

/* The first row could not take the focus while it was empty. Somebody who types already is left
 * alone. */
static void
lead_to_region (DepotWizardSettings *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  gboolean is_typing = root != NULL && GTK_IS_TEXT (gtk_root_get_focus (root));

  if (!is_typing && depot_draft_get_region (get_draft (self)) == NULL
      && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self->region_row));
}

static void
on_regions (DepotWizardSettings *self, GListModel *regions)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->region_row), "");
  depot_combo_set_model (self->region_combo, regions);
  lead_to_region (self);
}

static void
set_up_lists (DepotWizardSettings *self)
{
  self->lists = depot_place_lists_new (get_house (self), get_draft (self));
  g_signal_connect_object (
      self->lists, "regions", G_CALLBACK (on_regions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lists, "groups", G_CALLBACK (on_groups), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lists, "failed", G_CALLBACK (on_failed), self, G_CONNECT_SWAPPED);
}

static void
depot_wizard_settings_enter (DepotWizardPage *page)
{
  DepotWizardSettings *self = DEPOT_WIZARD_SETTINGS (page);

  gtk_widget_set_visible (self->place_group, !is_classic (self));
  gtk_widget_set_visible (GTK_WIDGET (self->vm_size_row), !is_classic (self));
  if (depot_place_lists_ask (self->lists, depot_wizard_page_get_account (page)))
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->region_row), _ ("Listing regions…"));
}

/* --- resource group --- */

static void
on_group_chosen (DepotWizardSettings *self)
{
  DepotResourceGroup *group = depot_combo_get_chosen (self->group_combo);

  if (group == NULL || depot_draft_get_group_is_new (get_draft (self)))
    return;
  g_object_set (get_draft (self),
                "group-name",
                depot_resource_group_get_name (group),
                "group-region",
                depot_resource_group_get_region (group),
                NULL);
  /* A group of another region is marked at once. */
  if (depot_draft_get_region (get_draft (self)) != NULL)
    depot_form_touch (self->form, "group-name");
}

static void
on_new_group_typed (DepotWizardSettings *self)
{
  if (depot_draft_get_group_is_new (get_draft (self)))
    g_object_set (get_draft (self),
                  "group-name",
                  gtk_editable_get_text (self->new_group_row),
                  "group-region",
                  NULL,
                  NULL);
}

static void
show_group_rows (DepotWizardSettings *self)
{
  gboolean is_new = depot_draft_get_group_is_new (get_draft (self));

  gtk_widget_set_visible (GTK_WIDGET (self->group_row), !is_new);
  gtk_widget_set_visible (GTK_WIDGET (self->new_group_row), is_new);
}

static void
on_group_kind_toggled (DepotWizardSettings *self)
{
  g_object_set (get_draft (self),
                "group-is-new",
                gtk_check_button_get_active (self->new_check),
                "group-name",
                NULL,
                NULL);
  show_group_rows (self);
  on_group_chosen (self);
  on_new_group_typed (self);
}

static gboolean
group_exists (DepotWizardSettings *self)
{
  GListModel *groups = depot_combo_get_model (self->group_combo);
  const char *name = depot_draft_get_group_name (get_draft (self));

  for (guint i = 0; groups != NULL && name != NULL && i < g_list_model_get_n_items (groups); i++)
    {
      g_autoptr (DepotResourceGroup) group = g_list_model_get_item (groups, i);

      if (g_ascii_strcasecmp (depot_resource_group_get_name (group), name) == 0)
        return TRUE;
    }
  return FALSE;
}

/* --- names --- */

static void
on_probe_changed (DepotWizardSettings *self)
{
  depot_form_set_extra (self->form,
                        "service-name",
                        depot_name_probe_get_verdict (self->probe),
                        depot_name_probe_get_text (self->probe));
}

static void
use_name (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_object_set (get_draft (DEPOT_WIZARD_SETTINGS (widget)),
                "service-fqdn",
                g_variant_get_string (parameter, NULL),
                NULL);
}

static void
show_names (DepotWizardSettings *self)
{
  DepotCertificate *certificate = depot_draft_get_certificate (get_draft (self));
  const char *const *names = certificate != NULL ? depot_certificate_get_names (certificate) : NULL;
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (names[i], NULL);

      g_menu_item_set_action_and_target (item, "settings.use-name", "s", names[i]);
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_menu_model (self->names_button, G_MENU_MODEL (menu));
  gtk_widget_set_visible (GTK_WIDGET (self->names_button),
                          names != NULL && g_strv_length ((char **) names) > 1);
}

/* A wildcard is filled in and said to be replaced; the person does not have to find out by Next. */
static void
on_certificate_changed (DepotWizardSettings *self)
{
  DepotCertificate *certificate = depot_draft_get_certificate (get_draft (self));

  show_names (self);
  if (certificate != NULL && depot_certificate_is_wildcard_only (certificate))
    depot_form_touch (self->form, "service-fqdn");
}

/* --- Next --- */

static gboolean
is_name_used_here (DepotWizardSettings *self)
{
  const char *name = depot_draft_get_service_name (get_draft (self));

  return name != NULL && depot_house_find_point (get_house (self), name) != NULL;
}

static GtkWidget *
check_more (DepotWizardSettings *self)
{
  if (!is_classic (self) && depot_draft_get_group_is_new (get_draft (self)) && group_exists (self))
    {
      depot_form_set_extra (
          self->form,
          "group-name",
          DEPOT_VERDICT_BAD,
          _ ("This resource group exists. Choose Use Existing, or another name."));
      return GTK_WIDGET (self->new_group_row);
    }
  if (is_name_used_here (self))
    {
      depot_form_set_extra (self->form,
                            "service-name",
                            DEPOT_VERDICT_BAD,
                            _ ("Another cloud distribution point has this name."));
      return GTK_WIDGET (self->name_row);
    }
  if (depot_name_probe_get_verdict (self->probe) == DEPOT_VERDICT_BAD)
    return GTK_WIDGET (self->name_row);
  return NULL;
}

static GtkWidget *
depot_wizard_settings_check (DepotWizardPage *page)
{
  DepotWizardSettings *self = DEPOT_WIZARD_SETTINGS (page);
  GtkWidget *wrong = depot_form_touch_all (self->form);
  GtkWidget *wrong_certificate = depot_certificate_group_check (self->certificate_group);

  /* In the order of the page: rows above the certificate first. */
  if (wrong == GTK_WIDGET (self->region_row) || wrong == GTK_WIDGET (self->site_row)
      || wrong == GTK_WIDGET (self->group_row) || wrong == GTK_WIDGET (self->new_group_row))
    return wrong;
  if (wrong_certificate != NULL)
    return wrong_certificate;
  return wrong != NULL ? wrong : check_more (self);
}

/* --- life --- */

static void
set_up_combos (DepotWizardSettings *self)
{
  GObject *draft = G_OBJECT (get_draft (self));
  gboolean was_touched = depot_draft_is_touched (get_draft (self));

  self->region_combo = depot_combo_attach (
      self->region_row, draft, "region", depot_noun_get_region_id, depot_noun_dup_region_label);
  self->group_combo = depot_combo_attach (
      self->group_row, draft, "group-name", depot_noun_get_group_id, depot_noun_dup_group_label);
  depot_noun_attach_sites (self->site_row, depot_house_get_sites (get_house (self)), draft);
  if (!was_touched)
    depot_draft_mark_untouched (get_draft (self));
}

static void
set_up_group (DepotWizardSettings *self)
{
  gboolean is_new = depot_draft_get_group_is_new (get_draft (self));
  const char *name = depot_draft_get_group_name (get_draft (self));

  if (is_new && name != NULL)
    gtk_editable_set_text (self->new_group_row, name);
  gtk_check_button_set_active (is_new ? self->new_check : self->existing_check, TRUE);
  show_group_rows (self);
  g_signal_connect_object (
      self->new_check, "toggled", G_CALLBACK (on_group_kind_toggled), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->new_group_row, "changed", G_CALLBACK (on_new_group_typed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->group_row,
                           "notify::selected-item",
                           G_CALLBACK (on_group_chosen),
                           self,
                           G_CONNECT_SWAPPED);
}

static void
depot_wizard_settings_set_up (DepotWizardPage *page)
{
  DepotWizardSettings *self = DEPOT_WIZARD_SETTINGS (page);

  set_up_combos (self);
  self->form = depot_form_new (get_draft (self), depot_house_get_clock (get_house (self)));
  depot_form_bind (self->form, self, rows, G_N_ELEMENTS (rows));
  set_up_group (self);
  set_up_lists (self);
  depot_certificate_group_set_up (self->certificate_group, get_house (self), get_draft (self));
  self->probe = depot_name_probe_new (get_house (self), get_draft (self));
  g_signal_connect_object (
      self->probe, "changed", G_CALLBACK (on_probe_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_draft (self),
                           "notify::certificate",
                           G_CALLBACK (on_certificate_changed),
                           self,
                           G_CONNECT_SWAPPED);
  on_certificate_changed (self);
}

static void
depot_wizard_settings_dispose (GObject *object)
{
  DepotWizardSettings *self = DEPOT_WIZARD_SETTINGS (object);

  /* answers under way hold it: they are called off */
  if (self->lists != NULL)
    g_object_run_dispose (G_OBJECT (self->lists));
  g_clear_object (&self->lists);
  g_clear_object (&self->probe);
  g_clear_object (&self->form);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_WIZARD_SETTINGS);

  G_OBJECT_CLASS (depot_wizard_settings_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, DepotWizardSettings, region_row);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardSettings, site_row);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardSettings, group_row);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardSettings, existing_check);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardSettings, new_check);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardSettings, new_group_row);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardSettings, certificate_group);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardSettings, fqdn_row);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardSettings, name_row);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardSettings, description_row);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardSettings, instances_row);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardSettings, place_group);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardSettings, vm_size_row);
  gtk_widget_class_bind_template_child (widget_class, DepotWizardSettings, names_button);
}

static void
depot_wizard_settings_class_init (DepotWizardSettingsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  DepotWizardPageClass *page_class = DEPOT_WIZARD_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_wizard_settings_dispose;
  page_class->set_up = depot_wizard_settings_set_up;
  page_class->enter = depot_wizard_settings_enter;
  page_class->check = depot_wizard_settings_check;

  g_type_ensure (DEPOT_TYPE_CERTIFICATE_GROUP);
  gtk_widget_class_install_action (widget_class, "settings.use-name", "s", use_name);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/wizard/depot-wizard-settings.ui");
  bind_children (widget_class);
}

static void
depot_wizard_settings_init (DepotWizardSettings *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

DepotWizardPage *
depot_wizard_settings_new (void)
{
  return g_object_new (DEPOT_TYPE_WIZARD_SETTINGS, NULL);
}
