/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes rows of content_status and the counts that go with them, inside a transaction. Private to the store; its thread. */
#pragma once

#include "depot-content-status.h"
#include "depot-database-private.h"

G_BEGIN_DECLS

typedef struct _DepotContentWriter DepotContentWriter;

DepotContentWriter *depot_content_writer_new    (DepotDatabase *database, const char *only_operation);
void                depot_content_writer_free   (DepotContentWriter *self);
/* row's numbers may be 0: looked up by its ids. */
gboolean            depot_content_writer_put    (DepotContentWriter *self, const DepotContentRow *row, GError **error);
gboolean            depot_content_writer_remove (DepotContentWriter *self, const DepotContentRow *row, GError **error);
/* The counts, after the last row. */
gboolean            depot_content_writer_finish (DepotContentWriter *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotContentWriter, depot_content_writer_free)

G_END_DECLS
