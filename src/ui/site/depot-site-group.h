/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Code and name of one site, checked as one types. Stands in the first run and in Add Primary Site.
 * Signal: activated, when Enter was pressed in a field. */
#pragma once

#include <adwaita.h>

#include "depot-site.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_SITE_GROUP (depot_site_group_get_type ())
G_DECLARE_FINAL_TYPE (DepotSiteGroup, depot_site_group, DEPOT, SITE_GROUP, AdwPreferencesGroup)

/* Shows what is wrong and moves the focus there; TRUE when both fields are good. */
gboolean depot_site_group_check (DepotSiteGroup *self);
DepotSite *
depot_site_group_make_site (DepotSiteGroup *self, DepotSiteKind kind, const char *parent_code);
/* Caller owns. */
char *depot_site_group_dup_code (DepotSiteGroup *self);
/* A sentence from elsewhere about the code, such as "in use already". */
void depot_site_group_complain (DepotSiteGroup *self, const char *text);

G_END_DECLS
