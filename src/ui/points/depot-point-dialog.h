/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the dialogs about one distribution point have in common: Cancel at one end, the verb at the other, a banner for a
 * refusal, and no second press while the first is on its way. Properties: content (GtkWidget), verb s (label with access
 * key), is-destructive b. Main thread.
 */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_POINT_DIALOG (depot_point_dialog_get_type ())
G_DECLARE_DERIVABLE_TYPE (DepotPointDialog, depot_point_dialog, DEPOT, POINT_DIALOG, AdwDialog)

struct _DepotPointDialogClass
{
  AdwDialogClass parent_class;

  void (*set_up) (DepotPointDialog *self); /* house and point are known */
  /* The verb was pressed: ends with depot_point_dialog_applied(), or does nothing because a row says what is wrong. */
  void (*apply) (DepotPointDialog *self);
};

/* point may be NULL for a dialog about several. */
AdwDialog *depot_point_dialog_new (GType type, DepotHouse *house, DepotPoint *point);
DepotHouse *depot_point_dialog_get_house (DepotPointDialog *self);
DepotPoint *depot_point_dialog_get_point (DepotPointDialog *self);
/* Can the verb be pressed? It cannot until this was said. */
void depot_point_dialog_set_ready (DepotPointDialog *self, gboolean is_ready);
/* Before a request leaves. */
void depot_point_dialog_set_busy (DepotPointDialog *self);
/* Its end: closes, or shows the error (NULL: none) and lets the person try again. */
void depot_point_dialog_applied (DepotPointDialog *self, const GError *error);
/* For depot_point_verb_finish(): a GAsyncReadyCallback whose data is a reference to the dialog. */
void depot_point_dialog_requested (GObject *source, GAsyncResult *result, gpointer data);
/* The same as pressing the verb, for Enter in a field. */
void depot_point_dialog_activate (DepotPointDialog *self);

G_END_DECLS
