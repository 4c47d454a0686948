/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The instances of a scale set and their power. They are kept beside the resource: a list of
 * {"id", "vmId", "power", "created", "latest"}. The edge part starts and stops real processes by
 * it. Source: the OpenAPI file of virtual machine scale sets. */

#include "practice-resource-type.h"

/* Makes the list as long as the scale set's capacity says. */
void practice_scale_set_fit_instances (PracticeCloud *cloud, const char *id, JsonObject *resource);

/* The model has changed: with the upgrade mode "Manual", instances that are there keep the old one
 * until they are told. */
void practice_scale_set_outdate_instances (PracticeCloud *cloud, const char *id);

gboolean practice_scale_set_has_running (PracticeCloud *cloud, const char *id);

/* Asks whether the scale set's custom data (a secret) says something; the caller owns the text. */
char *practice_scale_set_dup_custom_data (PracticeCloud *cloud, const char *id);

/* Called after anything that may change which instances serve: power, rules, addresses. Set by the
 * edge part. */
typedef void (*PracticeInstancesChanged) (PracticeCloud *cloud);
void practice_scale_set_set_listener (PracticeCloud *cloud, PracticeInstancesChanged listener);
void practice_scale_set_changed (PracticeCloud *cloud);

/* Routes of instances and actions. */
void practice_scale_set_actions_register (PracticeCloud *cloud);
void practice_scale_set_instances_register (PracticeCloud *cloud);
