/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A site of the hierarchy: stand-alone primary, central administration site, or a primary below one. Code: three of
 * A–Z 0–9, never AUX CON NUL PRN SMS ENV (domain reference B4.2). Cloud distribution points are created at the top-level
 * site and managed by a primary site. Properties notify; main thread.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  DEPOT_SITE_STANDALONE_PRIMARY,
  DEPOT_SITE_CENTRAL,              /* central administration site */
  DEPOT_SITE_CHILD_PRIMARY,        /* primary below the central site */
} DepotSiteKind;

#define DEPOT_TYPE_SITE (depot_site_get_type ())
G_DECLARE_FINAL_TYPE (DepotSite, depot_site, DEPOT, SITE, GObject)

/* Properties: code, name, kind, parent-code. */
DepotSite    *depot_site_new             (const char *code, const char *name, DepotSiteKind kind, const char *parent_code);
const char   *depot_site_get_code        (DepotSite *self);
const char   *depot_site_get_name        (DepotSite *self);
DepotSiteKind depot_site_get_kind        (DepotSite *self);
const char   *depot_site_get_parent_code (DepotSite *self);   /* NULL at the top */
char         *depot_site_dup_label       (DepotSite *self);   /* "CEN - Contoso" */
gboolean      depot_site_is_top_level    (DepotSite *self);
gboolean      depot_site_is_primary      (DepotSite *self);   /* may manage a distribution point */
const char   *depot_site_kind_get_nick   (DepotSiteKind kind); /* "stand-alone-primary", "central", "child-primary" */
gboolean      depot_site_kind_from_nick  (const char *nick, DepotSiteKind *kind);
const char   *depot_site_kind_get_label  (DepotSiteKind kind); /* translated */
/* NULL if good, else a translated sentence. code is judged after upper-casing. */
const char   *depot_site_check_code      (const char *code);
const char   *depot_site_check_name      (const char *name);   /* A–Z a–z 0–9 blank and hyphen, 1 to 50 */

G_END_DECLS
