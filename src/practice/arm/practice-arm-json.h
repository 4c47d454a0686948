/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Words for reading and copying JSON the way Azure Resource Manager does: member names are matched
 * without regard to case, a member of the wrong type counts as absent, and a copy shares nothing
 * with its original. Nothing here keeps state; every function may be called from any thread. */

#include <json-glib/json-glib.h>

JsonNode *practice_arm_json_member (JsonObject *object, const char *name);
JsonObject *practice_arm_json_object (JsonObject *object, const char *name);
JsonArray *practice_arm_json_array (JsonObject *object, const char *name);
const char *practice_arm_json_string (JsonObject *object, const char *name);
gint64 practice_arm_json_int (JsonObject *object, const char *name, gint64 otherwise);
gboolean practice_arm_json_bool (JsonObject *object, const char *name, gboolean otherwise);

/* Walks down a path of members; the list of names ends with NULL. */
JsonNode *practice_arm_json_at (JsonObject *object, ...) G_GNUC_NULL_TERMINATED;

gboolean practice_arm_json_is_string (JsonNode *node);
gboolean practice_arm_json_is_int (JsonNode *node);
gboolean practice_arm_json_is_bool (JsonNode *node);

JsonNode *practice_arm_json_clone (JsonNode *node);
JsonObject *practice_arm_json_clone_object (JsonObject *object);
JsonNode *practice_arm_json_from_object (JsonObject *object); /* takes a reference of its own */
JsonNode *practice_arm_json_new_string (const char *text);
JsonNode *practice_arm_json_new_int (gint64 number);
JsonNode *practice_arm_json_new_bool (gboolean truth);
char *practice_arm_json_to_text (JsonNode *node);
char *practice_arm_json_object_to_text (JsonObject *object);
JsonObject *practice_arm_json_parse_object (const char *text); /* NULL when it is no object */

/* Sets the member whatever case it is written in now. Takes the node. */
void practice_arm_json_set (JsonObject *object, const char *name, JsonNode *node);
void practice_arm_json_set_default (JsonObject *object, const char *name, JsonNode *node);

/* Lays the members of `patch` over `object`: objects are merged, all else is replaced (JSON merge
 * patch without the removal by null, as resource providers do it). */
void practice_arm_json_merge (JsonObject *object, JsonObject *patch);
