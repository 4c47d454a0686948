/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page of the window that shows something of the house. Every place of the sidebar, and every
 * object opened from a list, is one. The window's keys reach the visible page through these three
 * wishes; a page answers those it knows. Main thread.
 */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_PAGE (depot_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (DepotPage, depot_page, DEPOT, PAGE, AdwNavigationPage)

struct _DepotPageClass
{
  AdwNavigationPageClass parent_class;

  void (*search) (DepotPage *self);         /* Ctrl+F */
  void (*refresh) (DepotPage *self);        /* F5 */
  void (*toggle_details) (DepotPage *self); /* F9 */
};

DepotHouse *depot_page_get_house (DepotPage *self);
void depot_page_set_house (DepotPage *self, DepotHouse *house);

G_END_DECLS
