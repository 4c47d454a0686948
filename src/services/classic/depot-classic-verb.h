/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Start, Stop and Delete of a point that was created in the classic way: the deployment's status, its role instances, the
 * removal of service and storage. Scale and a new certificate are not offered there. What a failure means for the point is
 * the same as in the other way. Main thread; made by the house for the queue.
 */
#pragma once

#include "depot-verb-operation.h"

G_BEGIN_DECLS

/* The class for a verb on such a point; G_TYPE_INVALID: not offered. */
GType           depot_classic_verb_get_type_of (DepotPointVerb verb);
gboolean        depot_classic_verb_is_for      (DepotPoint *point);
/* For the queue, which fills it from the journal; NULL for another kind. */
DepotOperation *depot_classic_verb_new         (const char *kind, DepotHouse *house);

G_END_DECLS
