/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-form.h"

#include <adwaita.h>

/* Long enough not to contradict somebody who is still typing. */
#define PAUSE_SECONDS 0.6

typedef struct
{
  DepotForm *form;
  GtkWidget *row;
  DepotVerdictRow *verdict;
  const char *property;
  gboolean is_touched;
  guint pause;
  DepotVerdict extra;
  char *extra_text;
} FormField;

struct _DepotForm
{
  GObject parent_instance;

  DepotDraft *draft;
  DepotClock *clock;
  GBindingGroup *bindings;
  GPtrArray *fields;
};

G_DEFINE_FINAL_TYPE (DepotForm, depot_form, G_TYPE_OBJECT)

static const char *
complaint (FormField *field)
{
  return depot_draft_check (
      field->form->draft, field->property, depot_clock_now (field->form->clock));
}

static void
mark_row (FormField *field, gboolean is_bad)
{
  GtkAccessible *row = GTK_ACCESSIBLE (field->row);

  if (is_bad)
    {
      gtk_widget_add_css_class (field->row, "error");
      gtk_accessible_update_state (
          row, GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE, -1);
    }
  else
    {
      gtk_widget_remove_css_class (field->row, "error");
      gtk_accessible_reset_state (row, GTK_ACCESSIBLE_STATE_INVALID);
    }
}

static void
show_verdict (FormField *field)
{
  const char *text = field->is_touched ? complaint (field) : NULL;

  mark_row (field, text != NULL);
  if (text != NULL)
    depot_verdict_row_set (field->verdict, DEPOT_VERDICT_BAD, text);
  else if (complaint (field) == NULL)
    depot_verdict_row_set (field->verdict, field->extra, field->extra_text);
  else
    depot_verdict_row_set (field->verdict, DEPOT_VERDICT_NONE, NULL);
}

static gboolean
on_pause_over (gpointer data)
{
  FormField *field = data;

  field->pause = 0;
  field->is_touched = TRUE;
  show_verdict (field);
  return G_SOURCE_REMOVE;
}

static void
forget_pause (FormField *field)
{
  if (field->pause != 0)
    depot_clock_forget (field->form->clock, field->pause);
  field->pause = 0;
}

/* Good news at once, bad news after a pause in typing. */
static void
on_draft_changed (DepotForm *self)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      FormField *field = g_ptr_array_index (self->fields, i);

      if (complaint (field) == NULL
          || depot_verdict_row_get_verdict (field->verdict) == DEPOT_VERDICT_BAD)
        show_verdict (field);
    }
}

static void
on_row_changed (DepotForm *self, GParamSpec *pspec, GtkWidget *row)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      FormField *field = g_ptr_array_index (self->fields, i);

      if (field->row != row)
        continue;
      forget_pause (field);
      field->pause
          = depot_clock_call_after (self->clock, PAUSE_SECONDS, on_pause_over, field, NULL);
    }
}

static void
field_free (FormField *field)
{
  forget_pause (field);
  g_free (field->extra_text);
  g_free (field);
}

static void
depot_form_dispose (GObject *object)
{
  DepotForm *self = DEPOT_FORM (object);

  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_clear_object (&self->bindings);
  g_clear_object (&self->draft);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (depot_form_parent_class)->dispose (object);
}

static void
depot_form_class_init (DepotFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_form_dispose;
}

static void
depot_form_init (DepotForm *self)
{
  self->bindings = g_binding_group_new ();
  self->fields = g_ptr_array_new_with_free_func ((GDestroyNotify) field_free);
}

DepotForm *
depot_form_new (DepotDraft *draft, DepotClock *clock)
{
  DepotForm *self = g_object_new (DEPOT_TYPE_FORM, NULL);

  self->draft = g_object_ref (draft);
  self->clock = g_object_ref (clock);
  g_signal_connect_object (draft, "notify", G_CALLBACK (on_draft_changed), self, G_CONNECT_SWAPPED);
  return self;
}

static void
add_field (DepotForm *self, GtkWidget *row, const DepotRowBinding *binding)
{
  FormField *field = g_new0 (FormField, 1);

  field->form = self;
  field->row = row;
  field->property = binding->draft_property;
  field->verdict = depot_verdict_row_new_below (row);
  gtk_accessible_update_relation (
      GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_RELATION_ERROR_MESSAGE, field->verdict, NULL, -1);
  g_ptr_array_add (self->fields, field);
}

/* The draft trims what it is given; copied back into the row that would swallow a blank as it is
 * typed. */
static gboolean
text_to_row (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  GtkEditable *row = GTK_EDITABLE (g_binding_dup_target (binding));
  g_autoptr (GObject) keep = G_OBJECT (row);
  g_autofree char *shown = g_strstrip (g_strdup (gtk_editable_get_text (row)));
  const char *text = g_value_get_string (from) != NULL ? g_value_get_string (from) : "";

  if (g_str_equal (shown, text))
    return FALSE;
  g_value_set_string (to, text);
  return TRUE;
}

/* Enter in a field goes on. No default button does this: it would take Enter from combo rows too.
 */
static void
on_entry_activated (GtkWidget *row)
{
  gtk_widget_activate_action (row, "wizard.next", NULL);
}

static void
bind_row (DepotForm *self, GtkWidget *row, const DepotRowBinding *binding)
{
  GBindingFlags flags = G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE;
  g_autofree char *signal = g_strconcat ("notify::", binding->row_property, NULL);

  if (GTK_IS_EDITABLE (row) && g_str_equal (binding->row_property, "text"))
    g_binding_group_bind_full (
        self->bindings, binding->draft_property, row, "text", flags, text_to_row, NULL, NULL, NULL);
  else
    g_binding_group_bind (
        self->bindings, binding->draft_property, row, binding->row_property, flags);
  g_signal_connect_object (row, signal, G_CALLBACK (on_row_changed), self, G_CONNECT_SWAPPED);
  if (ADW_IS_ENTRY_ROW (row))
    g_signal_connect (row, "entry-activated", G_CALLBACK (on_entry_activated), NULL);
}

void
depot_form_bind (DepotForm *self, gpointer page, const DepotRowBinding *rows, guint n_rows)
{
  g_return_if_fail (DEPOT_IS_FORM (self));

  g_binding_group_set_source (self->bindings, self->draft);
  for (guint i = 0; i < n_rows; i++)
    {
      GtkWidget *row = G_STRUCT_MEMBER (GtkWidget *, page, rows[i].offset);

      add_field (self, row, &rows[i]);
      if (rows[i].row_property != NULL)
        bind_row (self, row, &rows[i]);
    }
}

static FormField *
find_field (DepotForm *self, const char *property)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      FormField *field = g_ptr_array_index (self->fields, i);

      if (g_str_equal (field->property, property))
        return field;
    }
  return NULL;
}

DepotVerdictRow *
depot_form_get_verdict (DepotForm *self, const char *draft_property)
{
  FormField *field = find_field (self, draft_property);

  return field != NULL ? field->verdict : NULL;
}

void
depot_form_set_extra (DepotForm *self,
                      const char *draft_property,
                      DepotVerdict verdict,
                      const char *text)
{
  FormField *field = find_field (self, draft_property);

  g_return_if_fail (field != NULL);
  field->extra = verdict;
  g_set_str (&field->extra_text, text);
  show_verdict (field);
}

void
depot_form_touch (DepotForm *self, const char *draft_property)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      FormField *field = g_ptr_array_index (self->fields, i);

      if (!g_str_equal (field->property, draft_property))
        continue;
      field->is_touched = TRUE;
      show_verdict (field);
    }
}

GtkWidget *
depot_form_touch_all (DepotForm *self)
{
  GtkWidget *first = NULL;

  for (guint i = 0; i < self->fields->len; i++)
    {
      FormField *field = g_ptr_array_index (self->fields, i);

      if (!gtk_widget_is_visible (field->row))
        continue;
      field->is_touched = TRUE;
      show_verdict (field);
      if (first == NULL && complaint (field) != NULL)
        first = field->row;
    }
  return first;
}
