/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A combo row of nouns tied to a text property: the row shows labels, the property holds ids.
 * Whichever comes first, the list or the id, both agree in the end; while nothing is chosen the row
 * says so. Main thread.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Borrowed id and owned label of an item of the list. */
typedef const char *(*DepotItemId) (gpointer item);
typedef char *(*DepotItemLabel) (gpointer item);

#define DEPOT_TYPE_COMBO (depot_combo_get_type ())
G_DECLARE_FINAL_TYPE (DepotCombo, depot_combo, DEPOT, COMBO, GObject)

/* Lives as long as the row; borrowed. */
DepotCombo *depot_combo_attach (AdwComboRow *row,
                                GObject *target,
                                const char *property,
                                DepotItemId get_id,
                                DepotItemLabel dup_label);
void depot_combo_set_model (DepotCombo *self, GListModel *model);
GListModel *depot_combo_get_model (DepotCombo *self); /* borrowed; NULL before it was set */
/* The chosen noun, or NULL while the person has yet to choose. Borrowed. */
gpointer depot_combo_get_chosen (DepotCombo *self);
/* While nothing is chosen: select the first item by itself if the list has at most so many (0:
 * never). */
void depot_combo_choose_first_of (DepotCombo *self, guint most);
/* A line below the nouns that is no noun ("Custom Environment…"): choosing it changes nothing but
 * emits "last-line". Before depot_combo_set_model(). */
void depot_combo_set_last_line (DepotCombo *self, const char *label);

G_END_DECLS
