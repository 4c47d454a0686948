/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-word-chart.h"

#include <glib/gi18n.h>

#define HEIGHT 28
#define STRIPE 6

struct _DepotWordChart
{
  GtkWidget parent_instance;

  DepotContentCounts counts;
  int chosen; /* DepotContentWord; -1: none */
};

typedef enum
{
  PROP_CHOSEN_TEXT = 1,
} DepotWordChartProperty;

static GParamSpec *props[PROP_CHOSEN_TEXT + 1];

G_DEFINE_FINAL_TYPE (DepotWordChart, depot_word_chart, GTK_TYPE_WIDGET)

char *
depot_word_chart_dup_text (DepotWordChart *self, DepotContentWord word)
{
  guint64 total, number;

  g_return_val_if_fail (DEPOT_IS_WORD_CHART (self), NULL);

  total = depot_content_counts_get_total (&self->counts);
  number = depot_content_counts_get (&self->counts, word);
  /* Translators: "Success: 12 (40 %)" */
  return g_strdup_printf (_ ("%s: %" G_GUINT64_FORMAT " (%u %%)"),
                          depot_content_word_get_label (word),
                          number,
                          total > 0 ? (guint) (number * 100 / total) : 0);
}

/* Drawing. */

static void
get_color (DepotWordChart *self, DepotContentWord word, GdkRGBA *color)
{
  static const GdkRGBA colors[] = {
    [DEPOT_CONTENT_WORD_SUCCESS] = { 0.18f, 0.63f, 0.36f, 1 },
    [DEPOT_CONTENT_WORD_IN_PROGRESS] = { 0.21f, 0.52f, 0.89f, 1 },
    [DEPOT_CONTENT_WORD_ERROR] = { 0.80f, 0.16f, 0.16f, 1 },
    [DEPOT_CONTENT_WORD_UNKNOWN] = { 0.55f, 0.55f, 0.55f, 1 },
  };

  *color = colors[word];
}

/* Plain, upright stripes, squares, level stripes: told apart without colours. */
static void
add_pattern (GtkSnapshot *snapshot, DepotContentWord word, const graphene_rect_t *area)
{
  static const float sizes[][4] = {
    [DEPOT_CONTENT_WORD_SUCCESS] = { 0, 0, 0, 0 },
    [DEPOT_CONTENT_WORD_IN_PROGRESS] = { 2, STRIPE, STRIPE, STRIPE },
    [DEPOT_CONTENT_WORD_ERROR] = { STRIPE / 2, STRIPE / 2, STRIPE, STRIPE },
    [DEPOT_CONTENT_WORD_UNKNOWN] = { STRIPE, 2, STRIPE, STRIPE },
  };
  GdkRGBA white = { 1, 1, 1, 0.55f };
  const float *size = sizes[word];

  if (size[0] <= 0)
    return;
  gtk_snapshot_push_repeat (
      snapshot, area, &GRAPHENE_RECT_INIT (area->origin.x, area->origin.y, size[2], size[3]));
  gtk_snapshot_append_color (
      snapshot, &white, &GRAPHENE_RECT_INIT (area->origin.x, area->origin.y, size[0], size[1]));
  gtk_snapshot_pop (snapshot);
}

static void
draw_share (DepotWordChart *self,
            GtkSnapshot *snapshot,
            DepotContentWord word,
            const graphene_rect_t *area)
{
  GdkRGBA color, ring;

  get_color (self, word, &color);
  gtk_snapshot_append_color (snapshot, &color, area);
  add_pattern (snapshot, word, area);
  if ((int) word != self->chosen || !gtk_widget_has_focus (GTK_WIDGET (self)))
    return;
  gtk_widget_get_color (GTK_WIDGET (self), &ring);
  gtk_snapshot_append_border (
      snapshot,
      &GSK_ROUNDED_RECT_INIT (area->origin.x, area->origin.y, area->size.width, area->size.height),
      (const float[]) { 3, 3, 3, 3 },
      (const GdkRGBA[]) { ring, ring, ring, ring });
}

static void
depot_word_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  DepotWordChart *self = DEPOT_WORD_CHART (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  guint64 total = depot_content_counts_get_total (&self->counts);
  gboolean is_mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GdkRGBA track;
  float x = 0;

  gtk_widget_get_color (widget, &track);
  track.alpha *= 0.1f;
  gtk_snapshot_append_color (snapshot, &track, &GRAPHENE_RECT_INIT (0, 0, width, height));
  for (guint word = 0; total > 0 && word < DEPOT_N_CONTENT_WORDS; word++)
    {
      guint64 number = depot_content_counts_get (&self->counts, word);
      float share = width * (float) ((double) number / (double) total);

      if (number == 0)
        continue;
      draw_share (
          self,
          snapshot,
          word,
          &GRAPHENE_RECT_INIT (is_mirrored ? width - x - share : x, 0, MAX (share, 2), height));
      x += share;
    }
}

static void
depot_word_chart_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 120;
  *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 480;
}

/* Keys and screen readers. */

static void
tell (DepotWordChart *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint word = 0; word < DEPOT_N_CONTENT_WORDS; word++)
    {
      g_autofree char *part = depot_word_chart_dup_text (self, word);

      if (word > 0)
        g_string_append (text, ", ");
      g_string_append (text, part);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Content status"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text->str,
                                  -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CHOSEN_TEXT]);
}

static gboolean
on_key (GtkEventControllerKey *keys,
        guint key,
        guint code,
        GdkModifierType modifiers,
        DepotWordChart *self)
{
  int step = key == GDK_KEY_Right ? 1 : key == GDK_KEY_Left ? -1 : 0;
  int word = self->chosen;

  if (step == 0)
    return GDK_EVENT_PROPAGATE;
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    step = -step;
  do
    word += step;
  while (word >= 0 && word < DEPOT_N_CONTENT_WORDS
         && depot_content_counts_get (&self->counts, (DepotContentWord) word) == 0);
  if (word < 0 || word >= DEPOT_N_CONTENT_WORDS)
    return GDK_EVENT_STOP;
  self->chosen = word;
  tell (self);
  return GDK_EVENT_STOP;
}

static void
depot_word_chart_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  DepotWordChart *self = DEPOT_WORD_CHART (object);

  g_value_take_string (value,
                       self->chosen >= 0 ? depot_word_chart_dup_text (self, self->chosen) : NULL);
}

static void
depot_word_chart_class_init (DepotWordChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->get_property = depot_word_chart_get_property;
  widget_class->snapshot = depot_word_chart_snapshot;
  widget_class->measure = depot_word_chart_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  props[PROP_CHOSEN_TEXT] = g_param_spec_string (
      "chosen-text", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), G_N_ELEMENTS (props), props);
}

static void
depot_word_chart_init (DepotWordChart *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->chosen = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  tell (self);
}

void
depot_word_chart_set_counts (DepotWordChart *self, const DepotContentCounts *counts)
{
  g_return_if_fail (DEPOT_IS_WORD_CHART (self));

  self->counts = *counts;
  tell (self);
}
