/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the files of PracticeTemplate share. */

#include "practice-template.h"

struct _PracticeTemplate
{
  JsonObject *source;
  JsonObject *declared; /* parameters */
  char *base_id;
  PracticeTemplateContext context;
  GPtrArray *resources;
};

void practice_template_resource_free (PracticeTemplateResource *resource);

/* Names the resources, children included, then finds their dependencies. */
gboolean practice_template_read_resources (PracticeTemplate *self, GError **error);

/* dependsOn and reference (); refuses a circle. */
gboolean practice_template_find_dependencies (PracticeTemplate *self, GError **error);

/* By id, by name, or by type and name; NULL with an error when two have the name, NULL without one
 * when none has it. */
PracticeTemplateResource *
practice_template_find_named (PracticeTemplate *self, const char *what, GError **error);

/* Works out the resource's condition; TRUE in `wanted` when it has none. */
gboolean practice_template_find_condition (PracticeTemplate *self,
                                           JsonObject *source,
                                           gboolean *wanted,
                                           GError **error);
