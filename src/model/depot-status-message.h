/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A status message as the admins of the original know it: id, severity, component, time, text (domain reference B3.3, F3).
 * 9409 and 9425 carry the original's meaning; the other numbers of the range are ours, with their text in the catalogue.
 * Immutable; main thread.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define DEPOT_COMPONENT_CLOUD_SERVICES "SMS_CLOUD_SERVICES_MANAGER"
#define DEPOT_COMPONENT_DISTRIBUTION "SMS_DISTRIBUTION_MANAGER"

typedef enum
{
  DEPOT_SEVERITY_INFO,
  DEPOT_SEVERITY_WARNING,
  DEPOT_SEVERITY_ERROR,
} DepotSeverity;

typedef enum
{
  DEPOT_MESSAGE_MILESTONE,
  DEPOT_MESSAGE_DETAIL,
  DEPOT_MESSAGE_AUDIT,
} DepotMessageType;

/* Ids used by the verbs; the whole catalogue is in depot-status-message.c. */
enum
{
  DEPOT_MESSAGE_PACKAGE_REQUESTED = 2300,
  DEPOT_MESSAGE_PACKAGE_DONE = 2301,
  DEPOT_MESSAGE_PACKAGE_FAILED = 2323,
  DEPOT_MESSAGE_CONTENT_DISTRIBUTED = 2330,
  DEPOT_MESSAGE_SENDING_BEGAN = 2342,
  DEPOT_MESSAGE_SNAPSHOT_MADE = 2376,
  DEPOT_MESSAGE_CONTENT_INVALID = 2383,
  DEPOT_MESSAGE_CONTENT_VALID = 2384,
  DEPOT_MESSAGE_CONTENT_REMOVED = 2396,
  DEPOT_MESSAGE_REMOVAL_FAILED = 2397,
  DEPOT_MESSAGE_SENDING_FAILED = 8203,
  DEPOT_MESSAGE_TASK_QUEUED = 9400,
  DEPOT_MESSAGE_CONNECTION_TESTED = 9401,
  DEPOT_MESSAGE_CONNECTION_FAILED = 9402,
  DEPOT_MESSAGE_STORAGE_CREATING = 9403,
  DEPOT_MESSAGE_WAITING_FOR_CONTAINER = 9404,
  DEPOT_MESSAGE_SERVICE_CREATING = 9405,
  DEPOT_MESSAGE_SERVICE_CONFIGURING = 9406,
  DEPOT_MESSAGE_PROVISIONING_FAILED = 9407,
  DEPOT_MESSAGE_CREATION_REQUESTED = 9408,
  DEPOT_MESSAGE_INSTALLED = 9409,
  DEPOT_MESSAGE_STOP_REQUESTED = 9410,
  DEPOT_MESSAGE_STOPPED = 9411,
  DEPOT_MESSAGE_START_REQUESTED = 9412,
  DEPOT_MESSAGE_STARTED = 9413,
  DEPOT_MESSAGE_STOP_OR_START_FAILED = 9414,
  DEPOT_MESSAGE_DELETION_REQUESTED = 9415,
  DEPOT_MESSAGE_DELETED = 9416,
  DEPOT_MESSAGE_DELETION_INCOMPLETE = 9417,
  DEPOT_MESSAGE_NOT_ACTIVE = 9418,
  DEPOT_MESSAGE_ACTIVE_AGAIN = 9419,
  DEPOT_MESSAGE_SUBSCRIPTION_PROBLEM = 9420,
  DEPOT_MESSAGE_CERTIFICATE_EXPIRES = 9423,
  DEPOT_MESSAGE_CERTIFICATE_REPLACED = 9424,
  DEPOT_MESSAGE_CERTIFICATE_EXPIRED = 9425,
  DEPOT_MESSAGE_DRIFT = 9432,
  DEPOT_MESSAGE_DNS = 9433,
  DEPOT_MESSAGE_PROPERTIES_CHANGED = 9434,
  DEPOT_MESSAGE_IN_ORDER_AGAIN = 9440,
  DEPOT_MESSAGE_SERVICE_EXPIRES = 9441,
  DEPOT_MESSAGE_SERVICE_EXPIRED = 9442,
  DEPOT_MESSAGE_MANAGEMENT_EXPIRES = 9443,
  DEPOT_MESSAGE_MANAGEMENT_EXPIRED = 9444,
};

#define DEPOT_TYPE_STATUS_MESSAGE (depot_status_message_get_type ())
G_DECLARE_FINAL_TYPE (DepotStatusMessage, depot_status_message, DEPOT, STATUS_MESSAGE, GObject)

/* Properties: record x (row number), message-id u, severity u, message-type u, component s, site-code s, system s (host), at x,
 * point-id s, point-name s, strings (GStrv: 1 point name, 2 service FQDN, 3 value, 4 limit, 5 reason), text s (derived). */
/* Severity, type and text come from the catalogue. inserts may be NULL-padded, at most 10. */
DepotStatusMessage *depot_status_message_new            (guint message_id, const char *component, const char *site_code, const char *system,
                                                         gint64 at, const char *point_id, const char *const *inserts);
guint               depot_status_message_get_message_id (DepotStatusMessage *self);
DepotSeverity       depot_status_message_get_severity   (DepotStatusMessage *self);
DepotMessageType    depot_status_message_get_message_type (DepotStatusMessage *self);
const char         *depot_status_message_get_component  (DepotStatusMessage *self);
const char         *depot_status_message_get_site_code  (DepotStatusMessage *self);
const char         *depot_status_message_get_system     (DepotStatusMessage *self);
gint64              depot_status_message_get_at         (DepotStatusMessage *self);
const char         *depot_status_message_get_point_id   (DepotStatusMessage *self);
const char *const  *depot_status_message_get_inserts    (DepotStatusMessage *self);
const char         *depot_status_message_get_text       (DepotStatusMessage *self);   /* translated, inserts filled in */
gint64              depot_status_message_get_record     (DepotStatusMessage *self);
void                depot_status_message_set_record     (DepotStatusMessage *self, gint64 record);
const char         *depot_severity_get_nick             (DepotSeverity severity);     /* "info" */
const char         *depot_severity_get_label            (DepotSeverity severity);
const char         *depot_message_type_get_nick         (DepotMessageType type);
gboolean            depot_status_message_id_is_known    (guint message_id);

G_END_DECLS
