/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests: an operation of three steps (one, two, three; two has no undo) whose steps end as a script says. What the steps
 * did goes to a world outside, as Azure is outside: it survives a crash of the program.
 */
#pragma once

#include "depot-operation.h"

#define TRIAL_TYPE_OPERATION (trial_operation_get_type ())
G_DECLARE_FINAL_TYPE (TrialOperation, trial_operation, TRIAL, OPERATION, DepotOperation)

/* What a step does when it is called; the rest of the calls end by next. */
typedef enum
{
  TRIAL_NEXT,
  TRIAL_AGAIN, /* in 10 seconds */
  TRIAL_WAIT,
  TRIAL_FAIL,
  TRIAL_HANG,  /* until trial_operation_end() */
  TRIAL_TWICE, /* ends twice */
} TrialEnd;

typedef struct
{
  GString *calls;        /* "one two -one": steps called, '-' for undo */
  GHashTable *resources; /* what exists out there, by step */
  char *script;          /* "two:again three:fail": consumed from the front when its step is called */
  guint n_settled;
} TrialWorld;

TrialWorld     *trial_world_new       (const char *script);
void            trial_world_free      (TrialWorld *world);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TrialWorld, trial_world_free)

/* A subject that begins with '!' goes before others. */
DepotOperation *trial_operation_new   (TrialWorld *world, const char *subject);
/* A DepotOperationFactory; data is the world. */
DepotOperation *trial_operation_make  (const char *kind, gpointer world);
/* A number of its own memory. */
void            trial_operation_set_number (DepotOperation *operation, int number);
int             trial_operation_get_number (DepotOperation *operation);
