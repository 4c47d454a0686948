/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-arm-access.h"

#include "practice-arm-id.h"
#include "practice-arm-json.h"
#include "practice-directory.h"
#include "practice-subscriptions.h"

#include <math.h>
#include <string.h>

/* Azure's token buckets for a subscription: size, and how many come back in a second. */
#define READS 250.0
#define READS_PER_SECOND 25.0
#define WRITES 200.0
#define WRITES_PER_SECOND 10.0

typedef struct
{
  double left;
  gint64 filled_at;
} Bucket;

static Bucket *
get_bucket (PracticeCloud *cloud, const char *kind, const char *subscription)
{
  GHashTable *buckets = g_object_get_data (G_OBJECT (cloud), "arm-buckets");
  g_autofree char *key = g_strconcat (subscription, "/", kind, NULL);
  Bucket *bucket;

  if (buckets == NULL)
    {
      buckets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_object_set_data_full (
          G_OBJECT (cloud), "arm-buckets", buckets, (GDestroyNotify) g_hash_table_unref);
    }
  bucket = g_hash_table_lookup (buckets, key);
  if (bucket == NULL)
    {
      bucket = g_new0 (Bucket, 1);
      bucket->left = strcmp (kind, "reads") == 0 ? READS : WRITES;
      bucket->filled_at = g_get_monotonic_time ();
      g_hash_table_insert (buckets, g_steal_pointer (&key), bucket);
    }
  return bucket;
}

/* Time runs as fast in a bucket as it does for provisioning. */
static void
fill_bucket (PracticeCloud *cloud, Bucket *bucket, double size, double per_second)
{
  gint64 now = g_get_monotonic_time ();
  double unit = practice_cloud_seconds (cloud, 1);
  double seconds = (double) (now - bucket->filled_at) / G_USEC_PER_SEC / MAX (unit, 1e-6);

  bucket->left = MIN (size, bucket->left + seconds * per_second);
  bucket->filled_at = now;
}

static const char *
kind_of (PracticeRequest *request)
{
  const char *method = practice_request_get_method (request);

  if (strcmp (method, "GET") == 0 || strcmp (method, "HEAD") == 0)
    return "reads";
  return strcmp (method, "DELETE") == 0 ? "deletes" : "writes";
}

static gboolean
take_from_bucket (PracticeRequest *request, const char *subscription)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  const char *kind = kind_of (request);
  gboolean reads = strcmp (kind, "reads") == 0;
  Bucket *bucket = get_bucket (cloud, kind, subscription);
  g_autofree char *header = g_strconcat (
      "x-ms-ratelimit-remaining-", *subscription != '\0' ? "subscription-" : "tenant-", kind, NULL);
  g_autofree char *left = NULL;

  fill_bucket (cloud, bucket, reads ? READS : WRITES, reads ? READS_PER_SECOND : WRITES_PER_SECOND);
  if (bucket->left < 1)
    {
      practice_request_set_reply_header (request, "Retry-After", "1");
      practice_request_reply_error (request,
                                    429,
                                    "SubscriptionRequestsThrottled",
                                    "Number of '%s' requests for subscription '%s' exceeded the "
                                    "limit. Try again after '1' seconds.",
                                    kind,
                                    subscription);
      return FALSE;
    }
  bucket->left -= 1;
  left = g_strdup_printf ("%d", (int) floor (bucket->left));
  practice_request_set_reply_header (request, header, left);
  return TRUE;
}

static gboolean
check_subscription (PracticeRequest *request,
                    const PracticePrincipal *principal,
                    const char *subscription)
{
  const PracticeSubscription *found = practice_directory_find_subscription (subscription);
  const char *state;

  if (found == NULL)
    {
      practice_request_reply_error (request,
                                    404,
                                    "SubscriptionNotFound",
                                    "The subscription '%s' could not be found.",
                                    subscription);
      return FALSE;
    }
  if (g_ascii_strcasecmp (found->tenant_id, principal->tenant_id) != 0)
    {
      practice_request_reply_error (
          request,
          401,
          "InvalidAuthenticationTokenTenant",
          "The access token is from the wrong issuer 'https://sts.windows.net/%s/'. It must match "
          "the tenant 'https://sts.windows.net/%s/' associated with this subscription.",
          principal->tenant_id,
          found->tenant_id);
      return FALSE;
    }
  state = practice_subscription_get_state (practice_request_get_cloud (request), found);
  if (strcmp (state, "Enabled") != 0 && strcmp (state, "Warned") != 0
      && strcmp (state, "PastDue") != 0 && strcmp (kind_of (request), "reads") != 0)
    {
      practice_request_reply_error (request,
                                    409,
                                    "ReadOnlyDisabledSubscription",
                                    "The subscription '%s' is disabled and therefore marked as "
                                    "read only. You cannot perform any write actions on this "
                                    "subscription until it is re-enabled.",
                                    subscription);
      return FALSE;
    }
  return TRUE;
}

PracticeRefusal *
practice_arm_check_role (PracticeCloud *cloud,
                         const PracticePrincipal *principal,
                         const char *scope_id,
                         const char *action)
{
  if (practice_cloud_allows (cloud, principal, scope_id, action))
    return NULL;
  return practice_refusal_new (
      403,
      "AuthorizationFailed",
      "The client '%s' with object id '%s' does not have authorization to perform action '%s' over "
      "scope '%s' or the scope is invalid. If access was recently granted, please refresh your "
      "credentials.",
      principal->name != NULL ? principal->name : principal->app_id,
      principal->object_id,
      action,
      scope_id);
}

/* Reads of what nobody is refused: the lists of tenants and subscriptions. */
static gboolean
may (PracticeRequest *request, const PracticePrincipal *principal, const char *action)
{
  g_autoptr (PracticeRefusal) refusal = NULL;

  if (action == NULL)
    return TRUE;
  refusal = practice_arm_check_role (
      practice_request_get_cloud (request), principal, practice_request_get_path (request), action);
  if (refusal != NULL)
    practice_refusal_reply (refusal, request);
  return refusal == NULL;
}

static char *
dup_subscription (PracticeRequest *request)
{
  const char *const *segments = practice_request_get_segments (request);

  if (segments[0] != NULL && segments[1] != NULL
      && g_ascii_strcasecmp (segments[0], "subscriptions") == 0)
    return g_strdup (segments[1]);
  return g_strdup ("");
}

PracticePrincipal *
practice_arm_enter (PracticeRequest *request, const char *action)
{
  g_autoptr (PracticePrincipal) principal = NULL;
  g_autofree char *subscription = dup_subscription (request);

  principal = practice_identity_authenticate (
      practice_request_get_cloud (request), request, PRACTICE_AUDIENCE_MANAGEMENT);
  if (principal == NULL)
    return NULL;
  if (*subscription != '\0' && !check_subscription (request, principal, subscription))
    return NULL;
  if (!may (request, principal, action) || !take_from_bucket (request, subscription))
    return NULL;
  return g_steal_pointer (&principal);
}

JsonObject *
practice_arm_get_group (PracticeCloud *cloud, const char *subscription, const char *group)
{
  g_autofree char *id = practice_arm_id_for_group (subscription, group);

  return practice_state_get (practice_cloud_get_state (cloud), "resource-groups", id);
}

PracticePrincipal *
practice_arm_enter_group (PracticeRequest *request, const char *action)
{
  g_autoptr (PracticePrincipal) principal = practice_arm_enter (request, action);
  g_autoptr (JsonObject) group = NULL;
  const char *name = practice_request_get_capture (request, "group");

  if (principal == NULL)
    return NULL;
  group = practice_arm_get_group (practice_request_get_cloud (request),
                                  practice_request_get_capture (request, "subscription"),
                                  name);
  if (group != NULL)
    return g_steal_pointer (&principal);
  practice_request_reply_error (
      request, 404, "ResourceGroupNotFound", "Resource group '%s' could not be found.", name);
  return NULL;
}

char *
practice_arm_fold_location (const char *location)
{
  GString *folded = g_string_new (NULL);

  for (const char *at = location; *at != '\0'; at++)
    if (*at != ' ')
      g_string_append_c (folded, g_ascii_tolower (*at));
  return g_string_free_and_steal (folded);
}
