/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The life of a resource: asked for, being made, there, going, gone. A request and a deployment go
 * the same way: begin, wait as long as Azure would, finish. Documents are in the collection
 * "resources"; what ARM does not answer (custom data, power state) is beside them in
 * "resource-inner". Every function runs inside a transaction of the state. */

#include "practice-resource-type.h"

JsonObject *practice_resources_get (PracticeCloud *cloud, const char *id);
void practice_resources_put (PracticeCloud *cloud, const char *id, JsonObject *resource);

/* Never NULL. */
JsonObject *practice_resources_get_inner (PracticeCloud *cloud, const char *id);
void practice_resources_put_inner (PracticeCloud *cloud, const char *id, JsonObject *inner);

/* All of a type, or all when `type` is NULL, below `scope`; the array owns them. */
GPtrArray *practice_resources_list (PracticeCloud *cloud, const char *scope, const char *type);

/* A subscription, a group or a resource that is there. */
gboolean practice_resources_scope_exists (PracticeCloud *cloud, const char *scope);

/* Looks whether it may be made now and, when it may, puts it into the state of being made.
 * `seconds` is how long that takes; then practice_resources_finish() is due. */
PracticeRefusal *practice_resources_begin (PracticeCloud *cloud,
                                           const PracticeArmId *id,
                                           JsonObject *body,
                                           gboolean *created,
                                           double *seconds);
void practice_resources_finish (PracticeCloud *cloud, const char *id);

PracticeRefusal *
practice_resources_begin_delete (PracticeCloud *cloud, const PracticeArmId *id, double *seconds);
void practice_resources_finish_delete (PracticeCloud *cloud, const char *id);

/* The body that a PATCH amounts to: the resource with the changes laid over it. */
JsonObject *practice_resources_patched (JsonObject *resource, JsonObject *patch);

gboolean practice_resources_is_busy (JsonObject *resource);

/* Is any resource whose document holds this id (or one below it) in need of it? NULL or its id. */
char *practice_resources_find_user (PracticeCloud *cloud, const char *id);

void practice_resources_register (PracticeCloud *cloud);
