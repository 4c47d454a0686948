/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CloudMgr.log: one line per thing done towards Azure, in the format CMTrace and OneTrace read, rotated to .lo_ at its
 * maximum size (domain reference B3.1). Written by the keeper; read by the viewer. Lines are redacted. Appending never blocks
 * the main thread.
 */
#pragma once

#include <gio/gio.h>

#include "depot-status-message.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_SERVICE_LOG (depot_service_log_get_type ())
G_DECLARE_FINAL_TYPE (DepotServiceLog, depot_service_log, DEPOT, SERVICE_LOG, GObject)

/* folder: where the file lies; max_bytes: 250000 in the original's default. */
DepotServiceLog *depot_service_log_new    (const char *folder, const char *file_name, guint64 max_bytes);
/* What is written is English, word for word as documented: admins and their tools search for these lines. */
void             depot_service_log_write  (DepotServiceLog *self, DepotSeverity severity, const char *component, const char *format, ...) G_GNUC_PRINTF (4, 5);
void             depot_service_log_flush_async  (DepotServiceLog *self, GAsyncReadyCallback callback, gpointer data);
gboolean         depot_service_log_flush_finish (DepotServiceLog *self, GAsyncResult *result, GError **error);

/* One parsed line for the viewer; both the client and the site-server format. */
#define DEPOT_TYPE_LOG_LINE (depot_log_line_get_type ())
G_DECLARE_FINAL_TYPE (DepotLogLine, depot_log_line, DEPOT, LOG_LINE, GObject)
DepotLogLine  *depot_log_line_parse         (const char *line);   /* never NULL: an unknown format is text only */
const char    *depot_log_line_get_text      (DepotLogLine *self);
const char    *depot_log_line_get_component (DepotLogLine *self);
gint64         depot_log_line_get_at        (DepotLogLine *self);  /* seconds UTC, 0 if unknown */
DepotSeverity  depot_log_line_get_severity  (DepotLogLine *self);
guint          depot_log_line_get_thread    (DepotLogLine *self);

/* A followed log file (and its .lo_ before it) as a GListModel of DepotLogLine that grows as lines arrive; reads in a worker. */
#define DEPOT_TYPE_LOG_FILE (depot_log_file_get_type ())
G_DECLARE_FINAL_TYPE (DepotLogFile, depot_log_file, DEPOT, LOG_FILE, GObject)
DepotLogFile  *depot_log_file_new           (const char *folder, const char *file_name);
const char    *depot_log_file_get_path      (DepotLogFile *self);

G_END_DECLS
