/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ties the rows of a wizard page to the properties of a draft and puts the draft's verdict under
 * each row once the person touched it. The rules themselves live in the model. Main thread; owned
 * by the page.
 */
#pragma once

#include "depot-clock.h"
#include "depot-draft.h"
#include "depot-verdict-row.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_FORM (depot_form_get_type ())
G_DECLARE_FINAL_TYPE (DepotForm, depot_form, DEPOT, FORM, GObject)

typedef struct
{
  gsize offset;             /* of the GtkWidget * in the page's struct */
  const char *row_property; /* "text", "value", "active"; NULL: only the verdict */
  const char *draft_property;
} DepotRowBinding;

#define DEPOT_ROW(Page, row, row_property, draft_property)                                         \
  { G_STRUCT_OFFSET (Page, row), row_property, draft_property }

DepotForm *depot_form_new (DepotDraft *draft, DepotClock *clock);
void depot_form_bind (DepotForm *self, gpointer page, const DepotRowBinding *rows, guint n_rows);
/* The verdict row of a property, for what the page knows beyond the draft (a name's availability).
 * Borrowed. */
DepotVerdictRow *depot_form_get_verdict (DepotForm *self, const char *draft_property);
/* Another sentence than the rules' while those are content: "Free", "Checking…". NONE takes it
 * back. */
void depot_form_set_extra (DepotForm *self,
                           const char *draft_property,
                           DepotVerdict verdict,
                           const char *text);
void depot_form_touch (DepotForm *self, const char *draft_property);
/* As Next does: everything counts as touched. Returns the first row that is not good, or NULL.
 * Borrowed. */
GtkWidget *depot_form_touch_all (DepotForm *self);

G_END_DECLS
