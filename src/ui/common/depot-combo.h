/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A combo row of nouns tied to a text property: the row shows labels, the property holds ids. Whichever comes first, the
 * list or the id, both end up agreeing; an id that is not in the list selects nothing. Main thread.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Borrowed id and owned label of an item of the list. */
typedef const char *(*DepotItemId)    (gpointer item);
typedef char       *(*DepotItemLabel) (gpointer item);

#define DEPOT_TYPE_COMBO (depot_combo_get_type ())
G_DECLARE_FINAL_TYPE (DepotCombo, depot_combo, DEPOT, COMBO, GObject)

/* Lives as long as the row; borrowed. */
DepotCombo *depot_combo_attach    (AdwComboRow *row, GObject *target, const char *property, DepotItemId get_id, DepotItemLabel dup_label);
void        depot_combo_set_model (DepotCombo *self, GListModel *model);
/* Select the only item by itself when nothing is chosen (FALSE unless told). */
void        depot_combo_set_choose_only (DepotCombo *self, gboolean choose_only);

G_END_DECLS
