/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The software library: every package and application, and every distribution point group, as lists that follow what this
 * and other processes write. Made when first asked for, so that a start does not wait for it. Main thread; owned by the house.
 */
#pragma once

#include "depot-house.h"
#include "depot-package.h"
#include "depot-point-group.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_LIBRARY (depot_library_get_type ())
G_DECLARE_FINAL_TYPE (DepotLibrary, depot_library, DEPOT, LIBRARY, GObject)

/* Properties: "is-loaded" b, "n-error" u (assignments that failed, for the sidebar). Signal "content-changed": the state of
 * some package on some point is another one; several changes share one signal. */
DepotLibrary    *depot_house_get_library      (DepotHouse *house);   /* borrowed */
GListModel      *depot_library_get_packages   (DepotLibrary *self);  /* DepotPackage; a row keeps its object */
GListModel      *depot_library_get_groups     (DepotLibrary *self);  /* DepotPointGroup, by name */
DepotPackage    *depot_library_find_package   (DepotLibrary *self, const char *id);          /* borrowed or NULL */
DepotPointGroup *depot_library_find_group     (DepotLibrary *self, const char *id_or_name);  /* borrowed or NULL */
/* States of all assignments together. */
void             depot_library_get_counts     (DepotLibrary *self, DepotContentCounts *counts);
/* Returns when the lists hold everything written before the call. */
void             depot_library_load_async     (DepotLibrary *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean         depot_library_load_finish    (DepotLibrary *self, GAsyncResult *result, GError **error);

G_END_DECLS
