/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may be done with a point that was created in the classic way. Start, Stop and Delete: the deployment's status, its role
 * instances, the removal of service and storage. Scale, Renew and Re-apply change its configuration (depot-classic-change.h).
 * What a failure means for the point is the same as in the other way. Main thread; made by the house for the queue.
 */
#pragma once

#include "depot-verb-operation.h"

G_BEGIN_DECLS

/* The class for a verb on such a point. */
GType           depot_classic_verb_get_type_of (DepotPointVerb verb);
/* For the queue, which fills it from the journal; NULL for another kind. */
DepotOperation *depot_classic_verb_new         (const char *kind, DepotHouse *house);

/* What the verbs share. A step begins with an open way, after what Azure still carries out has ended. */
void            depot_classic_verb_begin       (DepotOperation *operation, DepotPointBody body);
/* Hosted service and storage service share the generated name. Caller owns. */
char           *depot_classic_verb_dup_service (DepotPointOperation *self);
/* Ends the step when the role instances are at rest (Stop) or all ready (any other verb), asking for it where needed. */
void            depot_classic_verb_bring       (DepotPointOperation *self);
void            depot_classic_verb_set_up_class (gpointer klass, const char *kind, DepotPointState busy_state, guint failed_message);

G_END_DECLS
