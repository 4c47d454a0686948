/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Status messages on disk: written once, never changed, read in pages from the newest backwards. Main thread. */
#pragma once

#include "depot-status-message.h"
#include "depot-store.h"

G_BEGIN_DECLS

/* What to list; zeroes and NULLs mean "no such limit", severity -1 all. */
typedef struct
{
  const char *component;   /* DEPOT_COMPONENT_CLOUD_SERVICES */
  const char *point_id;
  int severity;            /* DepotSeverity or -1 */
  gint64 since;            /* seconds UTC */
  gint64 before_record;    /* next page: the record of the last message of this one */
  guint limit;             /* 0: 500 */
} DepotMessageQuery;

typedef struct
{
  guint info, warning, error;
} DepotMessageCounts;

/* The message gets its record number when finished. */
void       depot_store_add_message_async    (DepotStore *self, DepotStatusMessage *message, GAsyncReadyCallback callback, gpointer data);
gboolean   depot_store_add_message_finish   (DepotStore *self, GAsyncResult *result, GError **error);
/* Newest first. GPtrArray of DepotStatusMessage; caller owns. */
void       depot_store_list_messages_async  (DepotStore *self, const DepotMessageQuery *query, GAsyncReadyCallback callback, gpointer data);
GPtrArray *depot_store_list_messages_finish (DepotStore *self, GAsyncResult *result, GError **error);
/* How many of each severity a component has said since then (Component Status). */
void       depot_store_count_messages_async (DepotStore *self, const char *component, gint64 since, GAsyncReadyCallback callback, gpointer data);
gboolean   depot_store_count_messages_finish (DepotStore *self, GAsyncResult *result, DepotMessageCounts *counts, GError **error);

G_END_DECLS
