/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-word-chart.h"

#include <glib/gi18n.h>

#define HEIGHT 28
#define STRIPE 6
#define KEY_SIZE 14
#define KEY_GAP 8

struct _DepotWordChart
{
  GtkWidget parent_instance;

  GtkWidget *words[DEPOT_N_CONTENT_WORDS]; /* the key below the bar */
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

/* The theme's colours for text, as light, dark and high contrast have them: the words below the bar
 * wear them. */
static void
get_color (DepotWordChart *self, DepotContentWord word, GdkRGBA *color)
{
  gtk_widget_get_color (self->words[word], color);
  if (word == DEPOT_CONTENT_WORD_UNKNOWN)
    color->alpha *= 0.55f; /* its word is paler, too */
}

/* What stands out from the theme's colours: dark where its text is light. */
static void
get_stripe_color (DepotWordChart *self, GdkRGBA *color)
{
  GdkRGBA text;

  gtk_widget_get_color (GTK_WIDGET (self), &text);
  *color = text.red + text.green + text.blue > 1.5f ? (GdkRGBA) { 0, 0, 0, 0.5f }
                                                    : (GdkRGBA) { 1, 1, 1, 0.6f };
}

/* Plain, upright stripes, squares, level stripes: told apart without colours. */
static void
add_pattern (DepotWordChart *self,
             GtkSnapshot *snapshot,
             DepotContentWord word,
             const graphene_rect_t *area)
{
  static const float sizes[][4] = {
    [DEPOT_CONTENT_WORD_SUCCESS] = { 0, 0, 0, 0 },
    [DEPOT_CONTENT_WORD_IN_PROGRESS] = { 2, STRIPE, STRIPE, STRIPE },
    [DEPOT_CONTENT_WORD_ERROR] = { STRIPE / 2, STRIPE / 2, STRIPE, STRIPE },
    [DEPOT_CONTENT_WORD_UNKNOWN] = { STRIPE, 2, STRIPE, STRIPE },
  };
  const float *size = sizes[word];
  GdkRGBA stripe;

  if (size[0] <= 0)
    return;
  get_stripe_color (self, &stripe);
  gtk_snapshot_push_repeat (
      snapshot, area, &GRAPHENE_RECT_INIT (area->origin.x, area->origin.y, size[2], size[3]));
  gtk_snapshot_append_color (
      snapshot, &stripe, &GRAPHENE_RECT_INIT (area->origin.x, area->origin.y, size[0], size[1]));
  gtk_snapshot_pop (snapshot);
}

static void
draw_area (DepotWordChart *self,
           GtkSnapshot *snapshot,
           DepotContentWord word,
           const graphene_rect_t *area)
{
  GdkRGBA color;

  get_color (self, word, &color);
  gtk_snapshot_append_color (snapshot, &color, area);
  add_pattern (self, snapshot, word, area);
}

static void
draw_share (DepotWordChart *self,
            GtkSnapshot *snapshot,
            DepotContentWord word,
            const graphene_rect_t *area)
{
  GdkRGBA ring;

  draw_area (self, snapshot, word, area);
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
draw_bar (DepotWordChart *self, GtkSnapshot *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  float width = (float) gtk_widget_get_width (widget);
  guint64 total = depot_content_counts_get_total (&self->counts);
  gboolean is_mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GdkRGBA track;
  float x = 0;

  gtk_widget_get_color (widget, &track);
  track.alpha *= 0.1f;
  gtk_snapshot_append_color (snapshot, &track, &GRAPHENE_RECT_INIT (0, 0, width, HEIGHT));
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
          &GRAPHENE_RECT_INIT (is_mirrored ? width - x - share : x, 0, MAX (share, 2), HEIGHT));
      x += share;
    }
}

/* Its colour and pattern stand before every word. */
static void
draw_key (DepotWordChart *self, GtkSnapshot *snapshot, DepotContentWord word)
{
  GtkWidget *widget = GTK_WIDGET (self);
  graphene_rect_t bounds;
  float x;

  if (!gtk_widget_compute_bounds (self->words[word], widget, &bounds))
    return;
  x = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL
          ? bounds.origin.x + bounds.size.width + KEY_GAP
          : bounds.origin.x - KEY_SIZE - KEY_GAP;
  draw_area (self,
             snapshot,
             word,
             &GRAPHENE_RECT_INIT (
                 x, bounds.origin.y + (bounds.size.height - KEY_SIZE) / 2, KEY_SIZE, KEY_SIZE));
}

static void
depot_word_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  DepotWordChart *self = DEPOT_WORD_CHART (widget);

  draw_bar (self, snapshot);
  for (guint word = 0; word < DEPOT_N_CONTENT_WORDS; word++)
    draw_key (self, snapshot, word);
  GTK_WIDGET_CLASS (depot_word_chart_parent_class)->snapshot (widget, snapshot);
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
depot_word_chart_dispose (GObject *object)
{
  GtkWidget *key = gtk_widget_get_first_child (GTK_WIDGET (object));

  if (key != NULL)
    gtk_widget_unparent (key);
  G_OBJECT_CLASS (depot_word_chart_parent_class)->dispose (object);
}

static void
depot_word_chart_class_init (DepotWordChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->get_property = depot_word_chart_get_property;
  G_OBJECT_CLASS (klass)->dispose = depot_word_chart_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  widget_class->snapshot = depot_word_chart_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  props[PROP_CHOSEN_TEXT] = g_param_spec_string (
      "chosen-text", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), G_N_ELEMENTS (props), props);
}

static void
add_words (DepotWordChart *self)
{
  static const char *const classes[] = { [DEPOT_CONTENT_WORD_SUCCESS] = "success",
                                         [DEPOT_CONTENT_WORD_IN_PROGRESS] = "accent",
                                         [DEPOT_CONTENT_WORD_ERROR] = "error",
                                         [DEPOT_CONTENT_WORD_UNKNOWN] = "dimmed" };
  GtkWidget *key
      = g_object_new (ADW_TYPE_WRAP_BOX, "child-spacing", 18, "margin-top", HEIGHT + 6, NULL);

  for (guint word = 0; word < DEPOT_N_CONTENT_WORDS; word++)
    {
      self->words[word]
          = g_object_new (GTK_TYPE_LABEL,
                          "label",
                          depot_content_word_get_label (word),
                          "margin-start",
                          KEY_SIZE + KEY_GAP,
                          "css-classes",
                          (const char *const[]) { "caption-heading", classes[word], NULL },
                          NULL);
      adw_wrap_box_append (ADW_WRAP_BOX (key), self->words[word]);
    }
  gtk_widget_set_parent (key, GTK_WIDGET (self));
}

static void
depot_word_chart_init (DepotWordChart *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->chosen = -1;
  add_words (self);
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
