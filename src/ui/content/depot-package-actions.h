/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with packages: those chosen in the list, or the one whose page is shown. A page that holds packages says
 * which, and gets the actions "packages.distribute" and so on. Main thread.
 */
#pragma once

#include "depot-package.h"
#include "depot-page.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_PACKAGE_HOLDER (depot_package_holder_get_type ())
G_DECLARE_INTERFACE (DepotPackageHolder, depot_package_holder, DEPOT, PACKAGE_HOLDER, DepotPage)

struct _DepotPackageHolderInterface
{
  GTypeInterface parent_iface;

  GPtrArray *(*dup_packages) (DepotPackageHolder *self);   /* DepotPackage; caller owns */
};

void        depot_package_actions_install   (GtkWidgetClass *widget_class);
/* Caller owns. */
GMenuModel *depot_package_actions_make_menu (void);
/* One place decides what is possible now; call it when others are meant. */
void        depot_package_actions_update    (DepotPackageHolder *holder);

G_END_DECLS
