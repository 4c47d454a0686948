/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings of the site that all processes and later all admins share (what belongs to one desktop is in GSettings). Plain
 * text by key; no secret. Main thread.
 */
#pragma once

#include "depot-store.h"

G_BEGIN_DECLS

/* NULL value removes the key. */
void     depot_store_set_setting_async  (DepotStore *self, const char *key, const char *value, GAsyncReadyCallback callback, gpointer data);
gboolean depot_store_set_setting_finish (DepotStore *self, GAsyncResult *result, GError **error);
/* The setting is a JSON object, of which these members are set, or removed where they are null (a merge patch, RFC 7396).
 * Two processes that change different members at once both succeed. */
void     depot_store_merge_setting_async  (DepotStore *self, const char *key, const char *changes, GAsyncReadyCallback callback, gpointer data);
gboolean depot_store_merge_setting_finish (DepotStore *self, GAsyncResult *result, GError **error);
/* NULL without error when it is not set; caller owns. */
void     depot_store_get_setting_async  (DepotStore *self, const char *key, GAsyncReadyCallback callback, gpointer data);
char    *depot_store_get_setting_finish (DepotStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
