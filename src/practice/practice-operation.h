/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A long-running operation of Resource Manager. It is a document of the state: its progress comes
 * from the clock, so it goes on after a restart as if nothing had happened. Each kind has one step
 * function, which runs inside a transaction when the operation is due; it ends the operation or
 * asks to be called again. Source: Azure reference, 3.2.
 *
 * Status URL:  {base}/operationStatuses/{id}   (style AZURE_ASYNC)
 * Result URL:  {base}/operationResults/{id}    (style LOCATION)
 */
#pragma once

#include "practice-cloud.h"

G_BEGIN_DECLS

typedef struct _PracticeOperation PracticeOperation;

typedef enum
{
  PRACTICE_ASYNC_HEADER = 1 << 0,   /* Azure-AsyncOperation */
  PRACTICE_ASYNC_LOCATION = 1 << 1, /* Location */
  PRACTICE_ASYNC_STATE = 0,         /* neither: the client reads provisioningState */
} PracticeAsyncStyle;

/* Azure seconds until the next call; ignored once the operation is succeeded, failed or cancelled.
 */
typedef double (*PracticeOperationStep) (PracticeCloud *cloud,
                                         PracticeOperation *operation,
                                         gpointer data);

/* Before practice_cloud_start() has finished, so that saved operations find their kind. */
void practice_operation_add_kind (PracticeCloud *cloud,
                                  const char *kind,
                                  PracticeOperationStep step,
                                  gpointer data);

/* `base` is a path such as "/subscriptions/…/providers/Microsoft.Storage/locations/westeurope";
 * `data` (may be NULL) is kept with the operation. The caller releases the operation. */
PracticeOperation *practice_operation_start (PracticeCloud *cloud,
                                             const char *kind,
                                             const char *base,
                                             double first_azure_seconds,
                                             JsonObject *data);
PracticeOperation *practice_operation_lookup (PracticeCloud *cloud, const char *id);
void practice_operation_unref (PracticeOperation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeOperation, practice_operation_unref)

const char *practice_operation_get_id (PracticeOperation *self);
const char *
practice_operation_get_status (PracticeOperation *self); /* Running, Succeeded, Failed, Canceled */
JsonObject *practice_operation_get_data (PracticeOperation *self); /* change it, then save */
void practice_operation_save (PracticeOperation *self);
void practice_operation_set_percent (PracticeOperation *self, double percent);

/* `result` (may be NULL) becomes `properties` of the status and the body of the Location. */
void practice_operation_succeed (PracticeOperation *self, JsonObject *result);
void practice_operation_fail (PracticeOperation *self, JsonObject *error);
void practice_operation_fail_with (PracticeOperation *self,
                                   guint http_status,
                                   const char *code,
                                   const char *message);
void practice_operation_cancel (PracticeOperation *self);

/* Answers the request that began it: 201 or 202 (or 200), the headers of `style`, Retry-After. */
void practice_operation_reply (PracticeOperation *self,
                               PracticeRequest *request,
                               guint status,
                               PracticeAsyncStyle style,
                               JsonObject *body);

/* Routes of the two URLs, and continuation of what was running when the program last ended. */
void practice_operation_register (PracticeCloud *cloud);
void practice_operation_resume (PracticeCloud *cloud);

G_END_DECLS
