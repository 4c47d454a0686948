/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rows of Distribution Status somebody wants to see, and in what order. A plain value; any thread. */
#pragma once

#include "depot-content-state.h"

G_BEGIN_DECLS

typedef enum
{
  DEPOT_CONTENT_SORT_NONE,      /* as stored: by the age of package and point */
  DEPOT_CONTENT_SORT_PACKAGE,   /* by its name, then the point's */
  DEPOT_CONTENT_SORT_POINT,
  DEPOT_CONTENT_SORT_STATE,
  DEPOT_CONTENT_SORT_PERCENT,
  DEPOT_CONTENT_SORT_SIZE,
  DEPOT_CONTENT_SORT_CHANGED,
} DepotContentSort;

/* What is shown. Strings NULL: no limit; all strings are copied. */
typedef struct
{
  const char *package_id, *point_id, *group_id;
  const char *text;             /* part of a package's ID or name or of a point's name; letter case does not count */
  guint words;                  /* bit (1 << DepotContentWord); 0: all */
  DepotContentSort sort;
  gboolean is_descending;
} DepotContentQuery;

G_END_DECLS
