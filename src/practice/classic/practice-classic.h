/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The classic management API ("Azure Service Management"): hosted services, their certificates and
 * deployments, storage services. It knows its callers by the certificate of their TLS connection,
 * whose public half was registered on the subscription (the portal's page, or the lever
 * /_practice/management-certificate). Everything asynchronous is an operation under the request's
 * id. Source: Azure reference, 5.
 *
 * Documents of the state:
 *   classic-certificates  "<subscription>/<thumbprint>" → {"subscription","thumbprint","data",…}
 *   classic-services      service name → {"subscription","name","label",…,"certificates",
 *                         "deployments": {"production": {…}, "staging": {…}}, "busy": request id}
 *   classic-storage       account name → {"subscription","name","id","status",…}
 *   classic-operations    request id → {"id","subscription","status","httpStatus",…}
 */
#pragma once

#include "practice-classic-xml.h"
#include "practice-cloud.h"
#include "practice-operation.h"

G_BEGIN_DECLS

#define PRACTICE_CLASSIC_SERVICES "classic-services"
#define PRACTICE_CLASSIC_STORAGE "classic-storage"
#define PRACTICE_CLASSIC_SUFFIX "cloudapp.localhost"

/* One exchange, after the door: the caller may manage the subscription. */
typedef struct
{
  PracticeCloud *cloud;
  PracticeRequest *request;
  const char *subscription;
} PracticeClassicCall;

typedef void (*PracticeClassicHandler) (PracticeClassicCall *call);

/* `pattern` without the subscription in front. */
void practice_classic_add_route (PracticeCloud *cloud,
                                 const char *method,
                                 const char *pattern,
                                 PracticeClassicHandler handler);

/* Answers. `xml` is taken. */
void practice_classic_reply (PracticeClassicCall *call, guint status, GString *xml);
void practice_classic_refuse (PracticeRequest *request,
                              guint status,
                              const char *code,
                              const char *format,
                              ...) G_GNUC_PRINTF (4, 5);
void practice_classic_not_found (PracticeClassicCall *call);

/* The body as `root`, or NULL after answering 400. */
PracticeXml *practice_classic_read (PracticeClassicCall *call, const char *root);
/* Base64 text that must be there and be UTF-8; NULL after answering 400. */
char *practice_classic_read_base64 (PracticeClassicCall *call, PracticeXml *body, const char *name);

/* Work that takes time. `step` is called when it is due, with the data given at the start, until it
 * returns no more seconds; it may set "failure" (a message) in the data before it ends. */
typedef double (*PracticeClassicStep) (PracticeCloud *cloud, JsonObject *data);
void practice_classic_add_work (PracticeCloud *cloud, const char *kind, PracticeClassicStep step);
/* Answers 202; the work is known by the request's id. Takes `data` (may be NULL). `service` (may be
 * NULL) is locked until the work has ended. */
void practice_classic_start (PracticeClassicCall *call,
                             const char *kind,
                             double azure_seconds,
                             JsonObject *service,
                             JsonObject *data);
/* Answers `status` for work that is done already. */
void practice_classic_done (PracticeClassicCall *call, guint status);

/* Services. NULL after answering 404; `lock` also answers 409 while another operation runs. */
JsonObject *practice_classic_find_service (PracticeClassicCall *call, gboolean lock);
void practice_classic_save_service (PracticeCloud *cloud, JsonObject *service);
char *practice_classic_format_time (PracticeCloud *cloud);
gboolean practice_classic_has_location (const char *title);

/* Deployments; the slot is "production" or "staging". Borrowed. */
JsonObject *practice_classic_get_deployment (JsonObject *service, const char *slot);
JsonObject *practice_classic_get_certificate (JsonObject *service, const char *thumbprint);
void practice_classic_append_deployment (PracticeCloud *cloud,
                                         GString *xml,
                                         JsonObject *service,
                                         const char *slot);
/* What a deployment leaves behind goes. */
void practice_classic_forget_deployment (PracticeCloud *cloud, JsonObject *deployment);

/* Role instances, in practice-classic-roles.c: begins the way to ready or to stopped. */
typedef enum
{
  PRACTICE_CLASSIC_START,
  PRACTICE_CLASSIC_RESUME,
  PRACTICE_CLASSIC_RECYCLE,
  PRACTICE_CLASSIC_STOP,
} PracticeClassicWay;
void practice_classic_roles_go (PracticeCloud *cloud,
                                JsonObject *service,
                                JsonObject *deployment,
                                PracticeClassicWay way);
/* Makes the list of instances as long as the configuration says. */
void practice_classic_roles_fit (JsonObject *deployment, guint count);

void practice_classic_certificates_register (PracticeCloud *cloud);
void practice_classic_deployments_register (PracticeCloud *cloud);
void practice_classic_roles_register (PracticeCloud *cloud);
void practice_classic_services_register (PracticeCloud *cloud);
void practice_classic_storage_register (PracticeCloud *cloud);
void practice_classic_register (PracticeCloud *cloud);

G_END_DECLS
