/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A package or application: a folder of the admin's disk with an ID, a name and a version, that cloud distribution points
 * carry. Its content is snapshotted into numbered source versions; each has a content ID (domain reference B4.2). The
 * source folder is kept as a URI, so that every possible file name survives. Properties notify. Main thread.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "depot-content-state.h"

G_BEGIN_DECLS

/* The numbers are the original's package types (domain reference B4.1). */
typedef enum
{
  DEPOT_PACKAGE_REGULAR = 0,
  DEPOT_PACKAGE_UPDATES = 5,
  DEPOT_PACKAGE_OS_UPGRADE = 259,
  DEPOT_PACKAGE_APPLICATION = 512,
} DepotPackageKind;

/* Whose content goes first when several wait (domain reference B4.7). */
typedef enum
{
  DEPOT_PRIORITY_LOW,
  DEPOT_PRIORITY_NORMAL,
  DEPOT_PRIORITY_HIGH,
} DepotPriority;

/* One way to install an application. */
typedef struct
{
  char *name;              /* "Contoso Viewer for Windows" */
  char *folder;            /* below the source folder, '/' between parts; NULL: the whole of it */
  char *install_command;   /* may be NULL */
  char *uninstall_command; /* may be NULL */
} DepotDeploymentType;

void                 depot_deployment_type_free (DepotDeploymentType *type);
DepotDeploymentType *depot_deployment_type_new  (const char *name, const char *folder, const char *install_command,
                                                 const char *uninstall_command);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotDeploymentType, depot_deployment_type_free)

#define DEPOT_TYPE_PACKAGE (depot_package_get_type ())
G_DECLARE_FINAL_TYPE (DepotPackage, depot_package, DEPOT, PACKAGE, GObject)

#define DEPOT_PACKAGE_ID_LENGTH 8
#define DEPOT_PACKAGE_MAX_NUMBER 0xfffff   /* five hexadecimal digits */

/* Properties (all notify): id s, name s, version s, publisher s, language s, category s, description s, kind u,
 * source-uri s, content-guid s (applications), source-version u (0: no snapshot yet; counts every snapshot), content-id s,
 * size-bytes t, n-files u, snapshot-at x, created-at x, created-by s, changed-at x, priority u, paused b (its content waits),
 * and from the store, never saved with it:
 * serial x, n-targeted u, n-success u, n-in-progress u, n-error u, n-unknown u. */
DepotPackage    *depot_package_new                (const char *id);
const char      *depot_package_get_id             (DepotPackage *self);
const char      *depot_package_get_name           (DepotPackage *self);
const char      *depot_package_get_version        (DepotPackage *self);
const char      *depot_package_get_publisher      (DepotPackage *self);
DepotPackageKind depot_package_get_kind           (DepotPackage *self);
const char      *depot_package_get_source_uri     (DepotPackage *self);
guint            depot_package_get_source_version (DepotPackage *self);
const char      *depot_package_get_content_id     (DepotPackage *self);
guint64          depot_package_get_size_bytes     (DepotPackage *self);
gint64           depot_package_get_serial         (DepotPackage *self);
DepotPriority    depot_package_get_priority       (DepotPackage *self);
gboolean         depot_package_is_paused          (DepotPackage *self);
/* What the original shows: 1 for every application, else the source version. */
guint            depot_package_get_shown_version  (DepotPackage *self);
/* "CEN00001.2", or "Content_<guid>.2" for an application; caller owns. */
char            *depot_package_dup_content_id_for (DepotPackage *self, guint source_version);
/* The folder for people; caller owns. */
char            *depot_package_dup_source_text    (DepotPackage *self);
void             depot_package_get_counts         (DepotPackage *self, DepotContentCounts *counts);
void             depot_package_set_counts         (DepotPackage *self, const DepotContentCounts *counts);

GPtrArray       *depot_package_get_deployment_types (DepotPackage *self);  /* DepotDeploymentType; borrowed */
void             depot_package_add_deployment_type  (DepotPackage *self, DepotDeploymentType *type);  /* takes */
/* IDs of packages that have to be there, too. NULL-terminated; borrowed; never NULL. */
const char *const *depot_package_get_dependencies (DepotPackage *self);
void             depot_package_set_dependencies   (DepotPackage *self, const char *const *ids);

JsonObject      *depot_package_to_json            (DepotPackage *self);
DepotPackage    *depot_package_from_json          (JsonObject *object, GError **error);
DepotPackage    *depot_package_copy               (DepotPackage *self);   /* live values, too */
/* Take over all values of other (same id). */
void             depot_package_update             (DepotPackage *self, DepotPackage *other);

const char      *depot_package_kind_get_nick      (DepotPackageKind kind);
gboolean         depot_package_kind_from_nick     (const char *nick, DepotPackageKind *kind);
const char      *depot_package_kind_get_label     (DepotPackageKind kind);   /* translated */

const char      *depot_priority_get_nick          (DepotPriority priority);   /* "high" */
gboolean         depot_priority_from_nick         (const char *nick, DepotPriority *priority);
const char      *depot_priority_get_label         (DepotPriority priority);   /* translated */

/* Rules. Each: NULL if good, else a translated sentence. */
const char      *depot_package_check_id           (const char *id);
const char      *depot_package_check_name         (const char *name);
const char      *depot_package_check_version      (const char *version);     /* NULL is good */
const char      *depot_package_check_source       (const char *source_uri);  /* NULL: no content (yet), good */
const char      *depot_package_check_folder       (const char *folder);      /* of a deployment type */
/* All of the above and the lists; INVALID_INPUT. */
gboolean         depot_package_check              (DepotPackage *self, GError **error);
/* Content that had better not go to the cloud; NULL when nothing speaks against it. */
const char      *depot_package_get_warning        (DepotPackage *self);
/* "CEN00001" for site CEN and number 1; NULL above DEPOT_PACKAGE_MAX_NUMBER. Caller owns. */
char            *depot_package_dup_id             (const char *site_code, guint number);
/* The number in an ID of this site; 0 if it is another's. */
guint            depot_package_id_get_number      (const char *id, const char *site_code);

G_END_DECLS
