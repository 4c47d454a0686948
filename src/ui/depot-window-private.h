/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What depot-window.c (life and places) and depot-window-actions.c (all commands) share. */
#pragma once

#include "depot-page.h"
#include "depot-sidebar.h"
#include "depot-window.h"

G_BEGIN_DECLS

struct _DepotWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  GtkStack *stack;
  AdwBin *first_run_bin;
  AdwStatusPage *failure_page;
  AdwNavigationSplitView *split_view;
  AdwNavigationView *places_view;
  AdwNavigationPage *content_page;
  DepotSidebar *sidebar;

  DepotHouse *house;
  AdwDialog *wizard; /* borrowed while it is open */
  gboolean is_opened; /* from here on a person chooses the place */
  gboolean may_close;
};

void depot_window_install_actions (GtkWidgetClass *widget_class);
/* One place decides what is possible now. */
void depot_window_update_actions (DepotWindow *self);
DepotPage *depot_window_get_page (DepotWindow *self); /* the visible one, or NULL */
guint depot_window_count_running (DepotWindow *self);

G_END_DECLS
