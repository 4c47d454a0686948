/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The regions of the practice cloud, as data: a handful of Azure's, with the real names and pairs,
 * and one logical region that a console must not offer. */

#include <json-glib/json-glib.h>

typedef struct
{
  const char *name;
  const char *title;
  const char *regional_title;
  const char *geography;
  const char *pair; /* NULL for a region without one, and for a logical region */
  gboolean is_logical;
} PracticeLocation;

const PracticeLocation *practice_locations_at (guint index); /* NULL behind the last */
gboolean practice_locations_has (const char *name);          /* physical ones only */
JsonObject *practice_location_to_json (const PracticeLocation *self, const char *subscription);
