/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests and figures: a house in a folder of its own, with packages, points and their content. */
#pragma once

#include "depot-house-private.h"

typedef struct
{
  char *folder;
  DepotClock *clock;
  DepotHouse *house;
} ContentFill;

/* Sets DEPOT_HOME. */
void content_fill_set_up    (ContentFill *fill);
void content_fill_tear_down (ContentFill *fill);
void content_fill_add       (ContentFill *fill, guint n_packages, guint n_points);
/* Every package on every point, by numbers; nine of ten are distributed. Caller owns. */
GArray *content_fill_make_rows (guint n_packages, guint n_points);
void content_fill_write     (ContentFill *fill, GArray *rows);
