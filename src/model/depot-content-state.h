/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far the content of one package is on one cloud distribution point, in the words of the original's monitoring, and
 * what may be asked of it. The numbers 0 to 8 are the original's for a file copy on a point (domain reference B4.6); the
 * five words of the Distribution Status page are derived from them, never kept beside them. Pure; any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  DEPOT_CONTENT_INSTALLED = 0,
  DEPOT_CONTENT_INSTALL_PENDING = 1,
  DEPOT_CONTENT_INSTALL_RETRYING = 2,
  DEPOT_CONTENT_INSTALL_FAILED = 3,
  DEPOT_CONTENT_REMOVAL_PENDING = 4,
  DEPOT_CONTENT_REMOVAL_RETRYING = 5,
  DEPOT_CONTENT_REMOVAL_FAILED = 6,
  DEPOT_CONTENT_UPDATING = 7,      /* bytes travel right now */
  DEPOT_CONTENT_MONITORING = 8,    /* what lies on the point is being read back */
  DEPOT_CONTENT_UNKNOWN = 9,
} DepotContentState;

#define DEPOT_N_CONTENT_STATES (DEPOT_CONTENT_UNKNOWN + 1)

/* The tabs of Content Status, and the word for a whole package, point or group. */
typedef enum
{
  DEPOT_CONTENT_WORD_SUCCESS,
  DEPOT_CONTENT_WORD_IN_PROGRESS,
  DEPOT_CONTENT_WORD_ERROR,
  DEPOT_CONTENT_WORD_UNKNOWN,
} DepotContentWord;

#define DEPOT_N_CONTENT_WORDS (DEPOT_CONTENT_WORD_UNKNOWN + 1)

typedef enum
{
  DEPOT_CONTENT_DISTRIBUTE,
  DEPOT_CONTENT_UPDATE,
  DEPOT_CONTENT_REDISTRIBUTE,
  DEPOT_CONTENT_VALIDATE,
  DEPOT_CONTENT_REMOVE,
  DEPOT_CONTENT_CANCEL,
} DepotContentAction;

#define DEPOT_N_CONTENT_ACTIONS (DEPOT_CONTENT_CANCEL + 1)

const char      *depot_content_state_get_nick   (DepotContentState state);   /* "install-pending" */
gboolean         depot_content_state_from_nick  (const char *nick, DepotContentState *state);
const char      *depot_content_state_get_label  (DepotContentState state);   /* translated */
DepotContentWord depot_content_state_get_word   (DepotContentState state);

const char      *depot_content_word_get_nick    (DepotContentWord word);     /* "in-progress" */
gboolean         depot_content_word_from_nick   (const char *nick, DepotContentWord *word);
const char      *depot_content_word_get_label   (DepotContentWord word);     /* translated */
const char      *depot_content_word_get_icon    (DepotContentWord word);     /* symbolic icon name */

const char      *depot_content_action_get_nick  (DepotContentAction action); /* "redistribute" */
gboolean         depot_content_action_from_nick (const char *nick, DepotContentAction *action);
const char      *depot_content_action_get_label (DepotContentAction action); /* translated, header capitals */

/* For a package that is assigned to the point. has_content: a version of it lies there. */
gboolean         depot_content_state_allows     (DepotContentState state, gboolean has_content, DepotContentAction action);
/* May the action be asked for a package that was never sent to the point? Only Distribute may. */
gboolean         depot_content_action_starts    (DepotContentAction action);

/* How many assignments are in each state: what a chart and a column of counts show. */
typedef struct
{
  guint64 n[DEPOT_N_CONTENT_STATES];
} DepotContentCounts;

guint64          depot_content_counts_get_total (const DepotContentCounts *counts);
guint64          depot_content_counts_get       (const DepotContentCounts *counts, DepotContentWord word);
/* Share that succeeded, whole percent rounded down; 100 when nothing is assigned. */
guint            depot_content_counts_get_compliance (const DepotContentCounts *counts);
/* One word for all of them: the worst that is there; Success when nothing is assigned. */
DepotContentWord depot_content_counts_get_word  (const DepotContentCounts *counts);

G_END_DECLS
