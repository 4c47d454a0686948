/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the classic management API says and is told: readers from XML to plain structures, writers
 * of request bodies and of the service configuration. Element order is the API's own. Labels and
 * configurations travel as base64. Pure, any thread (Azure reference, "Classic").
 */
#pragma once

#include "depot-secret-bytes.h"

G_BEGIN_DECLS

typedef enum
{
  DEPOT_CLASSIC_IN_PROGRESS,
  DEPOT_CLASSIC_SUCCEEDED,
  DEPOT_CLASSIC_FAILED,
} DepotClassicProgress;

typedef struct
{
  char *name, *role;
  char *status; /* "ReadyRole", "BusyRole", "CreatingVM" … */
} DepotClassicInstance;

typedef struct
{
  char *name, *slot; /* "Production" */
  char *status;      /* "Running", "Suspended", "Deploying" … */
  char *url;
  DepotSecretBytes *configuration; /* the .cscfg as text: it carries the storage key */
  char *address;                   /* virtual IP; NULL until there is one */
  GPtrArray *instances;            /* of DepotClassicInstance */
} DepotClassicDeployment;

typedef struct
{
  char *name, *location, *label;
} DepotClassicService;

typedef struct
{
  char *name, *location, *label;
  char *status; /* "Creating", "Created" … */
  char *blob_endpoint;
} DepotClassicStorage;

void depot_classic_deployment_free (DepotClassicDeployment *deployment);
void depot_classic_service_free (DepotClassicService *service);
void depot_classic_storage_free (DepotClassicStorage *storage);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotClassicDeployment, depot_classic_deployment_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotClassicService, depot_classic_service_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotClassicStorage, depot_classic_storage_free)

/* Running, and every instance ReadyRole. */
gboolean depot_classic_deployment_is_ready (const DepotClassicDeployment *deployment);
/* The state an admin should read: that of the instance furthest from ready. Borrowed. */
const char *depot_classic_deployment_get_role_status (const DepotClassicDeployment *deployment);

char **depot_classic_read_locations (GBytes *xml, GError **error); /* display names */
/* reason (may be NULL): Azure's own words when the name is not free. */
gboolean
depot_classic_read_availability (GBytes *xml, gboolean *is_free, char **reason, GError **error);
DepotClassicService *depot_classic_read_service (GBytes *xml, GError **error);
DepotClassicStorage *depot_classic_read_storage (GBytes *xml, GError **error);
DepotSecretBytes *depot_classic_read_key (GBytes *xml, GError **error); /* the primary, base64 */
char **depot_classic_read_thumbprints (GBytes *xml, GError **error);    /* upper-case hex */
DepotClassicDeployment *depot_classic_read_deployment (GBytes *xml, GError **error);
/* failure: what went wrong, of a failed operation. */
gboolean depot_classic_read_operation (GBytes *xml,
                                       DepotClassicProgress *progress,
                                       GError **failure,
                                       GError **error);

/* Bodies. Pairs of element name and text up to NULL; a NULL text leaves the element out. */
GBytes *depot_classic_write (const char *root, const char *first_name, ...) G_GNUC_NULL_TERMINATED;
/* The same for bodies with a secret in them: Data and Password of a certificate file. */
DepotSecretBytes *depot_classic_write_certificate (DepotSecretBytes *pfx,
                                                   DepotSecretBytes *password);
char *depot_classic_encode (const char *text);

/* The service configuration of the edge role. All borrowed. */
typedef struct
{
  const char *service_name;
  const char *container;
  const char *storage_account;
  DepotSecretBytes *storage_key;
  DepotSecretBytes *edge_key; /* base64 */
  const char *thumbprint;
  guint n_instances;
} DepotClassicSettings;
DepotSecretBytes *depot_classic_write_configuration (const DepotClassicSettings *settings);
/* Label, package, configuration: the body of a new deployment. */
DepotSecretBytes *depot_classic_write_deployment (const char *name,
                                                  const char *label,
                                                  const char *package_url,
                                                  DepotSecretBytes *configuration);
DepotSecretBytes *depot_classic_write_change (DepotSecretBytes *configuration);

G_END_DECLS
