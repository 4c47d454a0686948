/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The places of the sidebar in order: id, name, icon, group, and how each page is made. */
#pragma once

#include "depot-page.h"

G_BEGIN_DECLS

typedef struct
{
  const char *id;
  const char *title; /* N_() */
  const char *icon;
  const char *group; /* N_(); NULL: without heading */
  DepotPage *(*make) (DepotHouse *house);
} DepotPlace;

const DepotPlace *depot_places_get (guint *n_places);
const DepotPlace *depot_places_find (const char *id);

G_END_DECLS
