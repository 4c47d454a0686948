/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Network resources hold parts in arrays (rules, subnets, probes); each part has an id, a type and
 * a state of its own, and some can also be put and deleted by themselves. These words keep both
 * views the same: the array in the parent and, where a part has its own calls, its own document. */

#include "practice-resource-type.h"

/* Gives every element of properties.<array> its id, type, etag and state. With `own` they become
 * resources of their own too, and those no longer in the array go. */
void practice_network_fill_parts (PracticeCloud *cloud,
                                  const PracticeArmId *parent,
                                  JsonObject *resource,
                                  const char *array,
                                  gboolean own);

/* Puts a part that was made by itself into its parent's array, or takes it out of it. */
void practice_network_join_part (PracticeCloud *cloud,
                                 const PracticeArmId *part,
                                 const char *array,
                                 JsonObject *document);
void
practice_network_leave_part (PracticeCloud *cloud, const PracticeArmId *part, const char *array);

/* NULL, or InvalidResourceReference when "properties.<…>.id" of the body names nothing that is
 * there. */
PracticeRefusal *practice_network_check_reference (PracticeCloud *cloud,
                                                   const PracticeArmId *user,
                                                   JsonObject *holder);

/* NULL, or `code` telling who uses it. */
PracticeRefusal *
practice_network_check_unused (PracticeCloud *cloud, const PracticeArmId *id, const char *code);
