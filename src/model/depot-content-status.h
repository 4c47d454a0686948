/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of Distribution Status: one package on one cloud distribution point. There may be a million of them, so the
 * values lie in a plain struct, and one signal says that any of them changed. A row that the store has not delivered
 * yet is there all the same, and says so. Main thread.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "depot-content-state.h"

G_BEGIN_DECLS

/* Strings are owned by whoever owns the struct. */
typedef struct
{
  guint32 package, point;        /* numbers of the store */
  DepotContentState state;
  guint version;                 /* source version that was asked for */
  guint published_version;       /* the one that clients get; 0: none */
  guint retries_left;
  guint message_id;              /* of the last status message; 0: none */
  guint64 size_bytes, sent_bytes;
  guint64 speed;                 /* bytes a second, while updating */
  gint64 retry_at, changed_at, checked_at;   /* 0: none */
  char *reason;                  /* last message's reason; may be NULL */
  char *operation_id;            /* at work on it, or the last one; may be NULL */
  char *package_id, *package_name;
  char *point_id, *point_name;
} DepotContentRow;

void            depot_content_row_clear         (DepotContentRow *row);
void            depot_content_row_free          (DepotContentRow *row);
void            depot_content_row_copy          (const DepotContentRow *from, DepotContentRow *to);
guint           depot_content_row_get_percent   (const DepotContentRow *row);
gint64          depot_content_row_get_seconds_left (const DepotContentRow *row);   /* -1: nobody knows */
gboolean        depot_content_row_is_equal      (const DepotContentRow *one, const DepotContentRow *other);
/* "Being distributed, 40 %, 12 MB/s, 3 min left": the Status cell; caller owns. */
char           *depot_content_row_dup_text      (const DepotContentRow *row);
JsonObject     *depot_content_row_to_json       (const DepotContentRow *row);      /* for --json */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotContentRow, depot_content_row_free)

#define DEPOT_TYPE_CONTENT_STATUS (depot_content_status_get_type ())
G_DECLARE_FINAL_TYPE (DepotContentStatus, depot_content_status, DEPOT, CONTENT_STATUS, GObject)

/* Signal "changed" (no argument): the row has other values now; the property "row" (pointer) notifies with it. */
DepotContentStatus    *depot_content_status_new       (void);
gboolean               depot_content_status_is_loaded (DepotContentStatus *self);
const DepotContentRow *depot_content_status_get_row   (DepotContentStatus *self);   /* all zero before it is loaded */
/* Takes the strings over and leaves row empty. */
void                   depot_content_status_take      (DepotContentStatus *self, DepotContentRow *row);

G_END_DECLS
