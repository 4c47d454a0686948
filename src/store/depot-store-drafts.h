/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a wizard had typed in it when it was closed, as JSON under a name ("create-point"). No secret. Main thread. */
#pragma once

#include <json-glib/json-glib.h>

#include "depot-store.h"

G_BEGIN_DECLS

void        depot_store_save_draft_async    (DepotStore *self, const char *name, JsonObject *draft, GAsyncReadyCallback callback, gpointer data);
gboolean    depot_store_save_draft_finish   (DepotStore *self, GAsyncResult *result, GError **error);
/* NULL without error when there is none; caller owns. */
void        depot_store_load_draft_async    (DepotStore *self, const char *name, GAsyncReadyCallback callback, gpointer data);
JsonObject *depot_store_load_draft_finish   (DepotStore *self, GAsyncResult *result, GError **error);
void        depot_store_remove_draft_async  (DepotStore *self, const char *name, GAsyncReadyCallback callback, gpointer data);
gboolean    depot_store_remove_draft_finish (DepotStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
