/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A resource id taken apart. "/subscriptions/S/resourceGroups/G/providers/N/t/n/u/m" has the
 * provider N, the type "N/t/u", the name "n/m" and the leaf "m". What stands before the last
 * "/providers/" is the scope: of an extension resource (lock, role assignment) that is another
 * resource. Ids are compared without regard to case, here and everywhere. */

#include <glib.h>

typedef struct
{
  char *id;
  char *scope;
  char *subscription; /* NULL for a resource of the tenant */
  char *group;        /* NULL outside a group */
  char *provider;
  char *type;
  char *name;      /* NULL when the id is that of a collection */
  char *leaf;      /* the last part of the name */
  char *parent_id; /* of a child resource; else NULL */
  guint depth;     /* how many names */
} PracticeArmId;

/* NULL when the path is no id of a resource or of a collection of resources. */
PracticeArmId *practice_arm_id_parse (const char *path);
void practice_arm_id_free (PracticeArmId *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeArmId, practice_arm_id_free)

gboolean practice_arm_id_equal (const char *left, const char *right);

/* TRUE when `id` is `scope` or stands below it. */
gboolean practice_arm_id_is_within (const char *id, const char *scope);

char *practice_arm_id_for_group (const char *subscription, const char *group);
