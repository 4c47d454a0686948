/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statements that change one noun, for its own file and for a batch. Values are copied; nothing is sent yet.
 * Private to the store.
 */
#pragma once

#include "depot-journal.h"
#include "depot-point.h"
#include "depot-site.h"
#include "depot-statement.h"
#include "depot-status-message.h"

G_BEGIN_DECLS

/* Each returns the statement whose first row holds the number given to the row (serial, record), or NULL. */
DepotStatement *depot_rows_save_point    (GPtrArray *statements, DepotPoint *point, const char *writer);
void            depot_rows_remove_point  (GPtrArray *statements, const char *id);
/* The point carries nothing any more, and the counts know it. */
void            depot_rows_forget_point_content (GPtrArray *statements, const char *point_id);
void            depot_rows_set_group_package (GPtrArray *statements, const char *group_id, const char *package_id, gboolean is_in);
void            depot_rows_save_site     (GPtrArray *statements, DepotSite *site);
DepotStatement *depot_rows_add_message   (GPtrArray *statements, DepotStatusMessage *message);
/* writer: refused for an existing row while another holds the keeper lease. */
void            depot_rows_write_entry   (GPtrArray *statements, const DepotJournalEntry *entry, const char *writer);
void            depot_rows_set_setting   (GPtrArray *statements, const char *key, const char *value);
void            depot_rows_merge_setting (GPtrArray *statements, const char *key, const char *changes);
void            depot_rows_remove_draft  (GPtrArray *statements, const char *name);

G_END_DECLS
