/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads rows of content_status with the names of their package and point. Private to the store; its thread. */
#pragma once

#include "depot-content-status.h"
#include "depot-database-private.h"

G_BEGIN_DECLS

/* Columns of a statement that depot_content_read_row() understands, and the tables they come from. */
#define DEPOT_CONTENT_COLUMNS                                                                      \
  "c.package, c.point, c.state, c.version, c.published_version, c.retries_left, c.message_id, "    \
  "c.size_bytes, c.sent_bytes, c.speed, c.retry_at, c.changed_at, c.checked_at, c.reason, "        \
  "c.operation_id, p.id, p.name, k.point_id, t.name "
#define DEPOT_CONTENT_NAMES                                                                        \
  "JOIN packages p ON p.number = c.package JOIN content_points k ON k.number = c.point "           \
  "LEFT JOIN points t ON t.id = k.point_id "

void depot_content_read_row (sqlite3_stmt *statement, DepotContentRow *row);

G_END_DECLS
