/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long work as an admin sees it: "Create wallacefalls", with its steps, progress and outcome. A subclass
 * brings a table of named steps; each step is safe to run twice and ends by calling exactly one of
 * next / again / wait / fail. The queue (depot-operation-queue.h) runs it and writes its position to the journal before
 * every step, so closing or killing the program loses nothing. No secret is ever part of the memory.
 * Main thread only.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "depot-clock.h"

G_BEGIN_DECLS

typedef enum
{
  DEPOT_OPERATION_QUEUED,
  DEPOT_OPERATION_RUNNING,
  DEPOT_OPERATION_WAITING,     /* for a person: sign-in, keyring, certificate password; error says what */
  DEPOT_OPERATION_CANCELLING,
  DEPOT_OPERATION_DONE,
  DEPOT_OPERATION_FAILED,
  DEPOT_OPERATION_CANCELLED,
  DEPOT_OPERATION_CLEANING_UP, /* walking the undo column backwards */
  DEPOT_OPERATION_CLEANED_UP,
} DepotOperationState;

#define DEPOT_TYPE_OPERATION (depot_operation_get_type ())
G_DECLARE_DERIVABLE_TYPE (DepotOperation, depot_operation, DEPOT, OPERATION, GObject)

typedef void (*DepotStepFunc) (DepotOperation *self);

typedef struct
{
  const char *id;        /* saved in the journal: never rename */
  guint weight;          /* share of the whole, for the fraction */
  const char *label;     /* N_(): "Creating the storage account" */
  DepotStepFunc run;
  DepotStepFunc undo;    /* NULL: nothing to take back */
} DepotStep;

struct _DepotOperationClass
{
  GObjectClass parent_class;

  const char *kind;                                        /* "create-point": saved in the journal */
  const DepotStep *(*get_steps) (DepotOperation *self, guint *n_steps);
  /* The operation's own memory (intent and what was brought home so far) to and from the journal. */
  JsonObject *(*save)    (DepotOperation *self);           /* caller owns */
  gboolean    (*load)    (DepotOperation *self, JsonObject *memory, GError **error);
  /* Told once after the last step, failure or clean-up has been written. Optional. */
  void        (*settled) (DepotOperation *self);
  /* May the sign-in of this one (as the house names accounts and services) be what it waits for? NULL: any may be. */
  gboolean    (*waits_for) (DepotOperation *self, const char *whom);
  /* Above 0: before the others that wait for their turn; below: after them. NULL: 0. */
  int         (*get_priority) (DepotOperation *self);
};

/* Properties, all notify: "id" (uuid), "kind", "title", "subject" (one operation per subject at a time), "state",
 * "step-index" (guint), "fraction" (0…1 of the whole), "status-text" (what it does right now, translated),
 * "error" (GError boxed, NULL unless failed or waiting), "attempt" (times a step was tried),
 * "created-at", "started-at", "ended-at" (gint64, 0 = not yet), "requested-by" ("user@host"). */
const char          *depot_operation_get_id         (DepotOperation *self);
const char          *depot_operation_get_kind       (DepotOperation *self);
const char          *depot_operation_get_title      (DepotOperation *self);
const char          *depot_operation_get_subject    (DepotOperation *self);
DepotOperationState  depot_operation_get_state      (DepotOperation *self);
const char          *depot_operation_get_status_text (DepotOperation *self);
double               depot_operation_get_fraction   (DepotOperation *self);
const GError        *depot_operation_get_error      (DepotOperation *self);
guint                depot_operation_get_step_index (DepotOperation *self);
const DepotStep     *depot_operation_get_steps      (DepotOperation *self, guint *n_steps);
const DepotStep     *depot_operation_get_step       (DepotOperation *self);  /* NULL when past the end */
gint64               depot_operation_get_created_at (DepotOperation *self);
gint64               depot_operation_get_started_at (DepotOperation *self);
gint64               depot_operation_get_ended_at   (DepotOperation *self);
guint                depot_operation_get_attempt    (DepotOperation *self);
const char          *depot_operation_get_requested_by (DepotOperation *self);
gboolean             depot_operation_is_settled     (DepotOperation *self);  /* done, failed, cancelled, cleaned up */
const char          *depot_operation_state_get_nick  (DepotOperationState state);   /* "running" */
DepotOperationState  depot_operation_state_from_nick (const char *nick);
const char          *depot_operation_state_get_label (DepotOperationState state);   /* translated word */

/* For a subclass, inside a step. Exactly one of these ends it. */
void                 depot_operation_next           (DepotOperation *self);
void                 depot_operation_again          (DepotOperation *self, double seconds);
void                 depot_operation_wait           (DepotOperation *self, GError *error);  /* takes error; a person must act */
void                 depot_operation_fail           (DepotOperation *self, GError *error);  /* takes error */
/* Within a step, any time. Saving writes the memory to the journal; callback when it is durable (before a request
 * whose loss would matter). */
void                 depot_operation_set_status     (DepotOperation *self, const char *text, double within_step);
void                 depot_operation_save_async     (DepotOperation *self, GAsyncReadyCallback callback, gpointer data);
gboolean             depot_operation_save_finish    (DepotOperation *self, GAsyncResult *result, GError **error);
GCancellable        *depot_operation_get_cancellable (DepotOperation *self);

G_END_DECLS
