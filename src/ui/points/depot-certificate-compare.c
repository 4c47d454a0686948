/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-certificate-compare.h"

#include <glib/gi18n.h>

#include "depot-point-verbs.h"
#include "depot-text.h"

#define NOTHING "–"

static char *
dup_subject (DepotCertificate *certificate)
{
  return g_strdup (depot_certificate_get_subject (certificate));
}

static char *
dup_names (DepotCertificate *certificate)
{
  return g_strjoinv ("\n", (char **) depot_certificate_get_names (certificate));
}

static char *
dup_issuer (DepotCertificate *certificate)
{
  return g_strdup (depot_certificate_get_issuer (certificate));
}

static char *
dup_not_before (DepotCertificate *certificate)
{
  return depot_text_time_exact (depot_certificate_get_not_before (certificate));
}

static char *
dup_not_after (DepotCertificate *certificate)
{
  return depot_text_time_exact (depot_certificate_get_not_after (certificate));
}

static char *
dup_thumbprint (DepotCertificate *certificate)
{
  return g_strdup (depot_certificate_get_thumbprint (certificate));
}

/* Dates and thumbprints differ in any case: letters are marked only where they should be the same.
 */
static const struct
{
  const char *title;
  char *(*dup_value) (DepotCertificate *certificate);
  gboolean is_marked;
} facts[] = {
  { N_ ("Issued To"), dup_subject, TRUE },      { N_ ("Names"), dup_names, TRUE },
  { N_ ("Issued By"), dup_issuer, TRUE },       { N_ ("Valid From"), dup_not_before, FALSE },
  { N_ ("Valid Until"), dup_not_after, FALSE }, { N_ ("Thumbprint"), dup_thumbprint, FALSE },
};

struct _DepotCertificateCompare
{
  AdwBin parent_instance;

  GtkLabel *present_labels[G_N_ELEMENTS (facts)], *other_labels[G_N_ELEMENTS (facts)];
};

G_DEFINE_FINAL_TYPE (DepotCertificateCompare, depot_certificate_compare, ADW_TYPE_BIN)

static void
mark (PangoAttrList *list, const char *text, glong from, glong to)
{
  PangoAttribute *attributes[] = {
    pango_attr_weight_new (PANGO_WEIGHT_HEAVY),
    pango_attr_underline_new (PANGO_UNDERLINE_SINGLE),
  };

  for (guint i = 0; i < G_N_ELEMENTS (attributes); i++)
    {
      attributes[i]->start_index = (guint) (g_utf8_offset_to_pointer (text, from) - text);
      attributes[i]->end_index = (guint) (g_utf8_offset_to_pointer (text, to) - text);
      pango_attr_list_insert (list, attributes[i]);
    }
}

/* A hyphen at a line's end would read as a part of the name. */
static PangoAttrList *
make_attributes (void)
{
  PangoAttrList *list = pango_attr_list_new ();

  pango_attr_list_insert (list, pango_attr_insert_hyphens_new (FALSE));
  return list;
}

/* TRUE: something was marked. */
static gboolean
mark_differences (GtkLabel *label, const char *present, const char *other)
{
  g_autoptr (GArray) flags = depot_name_find_differences (present, other);
  g_autoptr (PangoAttrList) list = make_attributes ();
  gboolean is_marked = FALSE;

  for (guint i = 0; i < flags->len; i++)
    if (g_array_index (flags, gboolean, i))
      {
        mark (list, other, i, i + 1);
        is_marked = TRUE;
      }
  gtk_label_set_attributes (label, list);
  return is_marked;
}

static void
describe (GtkLabel *label, const char *title, const char *whose, const char *text)
{
  /* Translators: a fact of a certificate for people who do not see it: "Issued To, New: …" */
  g_autofree char *spoken = g_strdup_printf (_ ("%s, %s: %s"), title, whose, text);

  gtk_accessible_update_property (
      GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
show_fact (DepotCertificateCompare *self,
           guint index,
           DepotCertificate *present,
           DepotCertificate *other)
{
  g_autofree char *is = present != NULL ? facts[index].dup_value (present) : NULL;
  g_autofree char *becomes = other != NULL ? facts[index].dup_value (other) : NULL;
  const char *title = _ (facts[index].title);
  g_autoptr (PangoAttrList) plain = make_attributes ();
  gboolean is_marked = FALSE;

  gtk_label_set_attributes (self->present_labels[index], plain);
  gtk_label_set_label (self->present_labels[index], is != NULL ? is : NOTHING);
  gtk_label_set_label (self->other_labels[index], becomes != NULL ? becomes : NOTHING);
  gtk_label_set_attributes (self->other_labels[index], plain);
  if (facts[index].is_marked && is != NULL && becomes != NULL)
    is_marked = mark_differences (self->other_labels[index], is, becomes);
  describe (self->present_labels[index], title, _ ("present"), is != NULL ? is : NOTHING);
  describe (self->other_labels[index],
            title,
            is_marked ? _ ("new, differs") : _ ("new"),
            becomes != NULL ? becomes : NOTHING);
}

static GtkLabel *
add_label (GtkGrid *grid, const char *text, int column, int row, int width, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_widget_set_hexpand (label, TRUE);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  gtk_grid_attach (grid, label, column, row, width, 1);
  return GTK_LABEL (label);
}

static void
depot_certificate_compare_class_init (DepotCertificateCompareClass *klass)
{
}

static void
depot_certificate_compare_init (DepotCertificateCompare *self)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_widget_add_css_class (grid, "card");
  gtk_widget_add_css_class (grid, "compare");
  add_label (GTK_GRID (grid), _ ("Present"), 0, 0, 1, "heading");
  add_label (GTK_GRID (grid), _ ("New"), 1, 0, 1, "heading");
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      add_label (GTK_GRID (grid), _ (facts[i].title), 0, 2 * (int) i + 1, 2, "caption");
      self->present_labels[i] = add_label (GTK_GRID (grid), NOTHING, 0, 2 * (int) i + 2, 1, NULL);
      self->other_labels[i] = add_label (GTK_GRID (grid), NOTHING, 1, 2 * (int) i + 2, 1, NULL);
      gtk_label_set_selectable (self->present_labels[i], TRUE);
      gtk_label_set_selectable (self->other_labels[i], TRUE);
    }
  adw_bin_set_child (ADW_BIN (self), grid);
}

void
depot_certificate_compare_set (DepotCertificateCompare *self,
                               DepotCertificate *present,
                               DepotCertificate *other)
{
  g_return_if_fail (DEPOT_IS_CERTIFICATE_COMPARE (self));

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    show_fact (self, i, present, other);
}
