/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-operation.h"

#include <math.h>
#include <string.h>

#include "practice-json.h"
#include "practice-principal.h"

#define COLLECTION "operations"
#define POLL_AZURE_SECONDS 5

typedef struct
{
  PracticeOperationStep step;
  gpointer data;
} Kind;

struct _PracticeOperation
{
  gatomicrefcount references;
  PracticeCloud *cloud;
  JsonObject *document;
};

static GHashTable *
get_kinds (PracticeCloud *cloud)
{
  GHashTable *kinds = g_object_get_data (G_OBJECT (cloud), "operation-kinds");

  if (kinds == NULL)
    {
      kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_object_set_data_full (
          G_OBJECT (cloud), "operation-kinds", kinds, (GDestroyNotify) g_hash_table_unref);
    }
  return kinds;
}

void
practice_operation_add_kind (PracticeCloud *cloud,
                             const char *kind,
                             PracticeOperationStep step,
                             gpointer data)
{
  Kind *entry = g_new0 (Kind, 1);

  entry->step = step;
  entry->data = data;
  g_hash_table_insert (get_kinds (cloud), g_strdup (kind), entry);
}

static PracticeOperation *
operation_new (PracticeCloud *cloud, JsonObject *document)
{
  PracticeOperation *self = g_new0 (PracticeOperation, 1);

  g_atomic_ref_count_init (&self->references);
  self->cloud = cloud;
  self->document = document;
  return self;
}

void
practice_operation_unref (PracticeOperation *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  json_object_unref (self->document);
  g_free (self);
}

PracticeOperation *
practice_operation_lookup (PracticeCloud *cloud, const char *id)
{
  JsonObject *document = practice_state_get (practice_cloud_get_state (cloud), COLLECTION, id);

  return document != NULL ? operation_new (cloud, document) : NULL;
}

const char *
practice_operation_get_id (PracticeOperation *self)
{
  return practice_json_get_string (self->document, "id");
}

const char *
practice_operation_get_status (PracticeOperation *self)
{
  return practice_json_get_string (self->document, "status");
}

JsonObject *
practice_operation_get_data (PracticeOperation *self)
{
  return practice_json_get_object (self->document, "data");
}

void
practice_operation_save (PracticeOperation *self)
{
  practice_state_put (practice_cloud_get_state (self->cloud),
                      COLLECTION,
                      practice_operation_get_id (self),
                      self->document);
}

void
practice_operation_set_percent (PracticeOperation *self, double percent)
{
  json_object_set_double_member (self->document, "percentComplete", CLAMP (percent, 0, 100));
}

static gboolean
is_running (PracticeOperation *self)
{
  return g_strcmp0 (practice_operation_get_status (self), "Running") == 0;
}

static void
end (PracticeOperation *self, const char *status)
{
  g_autofree char *now = practice_cloud_format_now (self->cloud);

  json_object_set_string_member (self->document, "status", status);
  json_object_set_string_member (self->document, "endTime", now);
  practice_operation_save (self);
}

void
practice_operation_succeed (PracticeOperation *self, JsonObject *result)
{
  if (result != NULL)
    json_object_set_object_member (self->document, "result", json_object_ref (result));
  end (self, "Succeeded");
}

void
practice_operation_fail (PracticeOperation *self, JsonObject *error)
{
  json_object_set_object_member (self->document, "error", json_object_ref (error));
  end (self, "Failed");
}

void
practice_operation_fail_with (PracticeOperation *self,
                              guint http_status,
                              const char *code,
                              const char *message)
{
  g_autoptr (JsonObject) error = practice_json_object ("code", code, "message", message, NULL);

  json_object_set_int_member (self->document, "httpStatus", http_status);
  practice_operation_fail (self, error);
}

void
practice_operation_cancel (PracticeOperation *self)
{
  end (self, "Canceled");
}

static void on_due (PracticeCloud *cloud, gpointer id);

/* `due` is a wall-clock time, so that a restart waits only for the rest. */
static void
schedule (PracticeOperation *self, double azure_seconds)
{
  double wait = practice_cloud_seconds (self->cloud, azure_seconds);

  json_object_set_int_member (
      self->document, "due", g_get_real_time () + (gint64) (wait * G_USEC_PER_SEC));
  practice_operation_save (self);
  practice_cloud_after (
      self->cloud, azure_seconds, on_due, g_strdup (practice_operation_get_id (self)), g_free);
}

static void
on_due (PracticeCloud *cloud, gpointer id)
{
  g_autoptr (PracticeOperation) self = practice_operation_lookup (cloud, id);
  Kind *kind;
  double next;

  if (self == NULL || !is_running (self))
    return;
  kind = g_hash_table_lookup (get_kinds (cloud), practice_json_get_string (self->document, "kind"));
  if (kind == NULL)
    {
      practice_operation_fail_with (self, 500, "InternalServerError", "The operation was lost.");
      return;
    }
  next = kind->step (cloud, self, kind->data);
  if (is_running (self))
    schedule (self, MAX (next, 0));
}

PracticeOperation *
practice_operation_start (PracticeCloud *cloud,
                          const char *kind,
                          const char *base,
                          double first_azure_seconds,
                          JsonObject *data)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *now = practice_cloud_format_now (cloud);
  JsonObject *document = practice_json_object (
      "id", id, "kind", kind, "base", base, "status", "Running", "startTime", now, NULL);
  PracticeOperation *self = operation_new (cloud, document);

  json_object_set_object_member (
      document, "data", data != NULL ? json_object_ref (data) : json_object_new ());
  schedule (self, first_azure_seconds);
  return self;
}

static double
remaining_azure_seconds (PracticeOperation *self)
{
  gint64 due = practice_json_get_int (self->document, "due", 0);
  double left = (double) (due - g_get_real_time ()) / G_USEC_PER_SEC;
  double unit = practice_cloud_seconds (self->cloud, 1);

  return left > 0 && unit > 0 ? left / unit : 0;
}

void
practice_operation_resume (PracticeCloud *cloud)
{
  g_autoptr (GPtrArray) documents
      = practice_state_list (practice_cloud_get_state (cloud), COLLECTION, NULL);

  for (guint i = 0; i < documents->len; i++)
    {
      JsonObject *document = json_object_ref (g_ptr_array_index (documents, i));
      g_autoptr (PracticeOperation) self = operation_new (cloud, document);

      if (is_running (self))
        schedule (self, remaining_azure_seconds (self));
    }
}

/* Whole seconds of at least one, but 0 when time is so short that even one would be long. Azure's
 * own Python library takes 0 for no answer and waits its 30 seconds: the scenario may name a least.
 */
static void
set_retry_after (PracticeOperation *self, PracticeRequest *request)
{
  PracticeScenario *scenario = practice_cloud_get_scenario (self->cloud);
  double least = practice_scenario_get_number (scenario, "leastRetryAfter", 0);
  double wait = practice_cloud_seconds (self->cloud, POLL_AZURE_SECONDS);
  int seconds = MAX (wait < 0.5 ? 0 : ceil (wait), CLAMP (least, 0, 3600));
  g_autofree char *text = g_strdup_printf ("%d", seconds);

  practice_request_set_reply_header (request, "Retry-After", text);
}

static char *
make_url (PracticeOperation *self, PracticeRequest *request, const char *word)
{
  const char *version = practice_request_get_query (request, "api-version");
  g_autofree char *escaped
      = g_uri_escape_string (version != NULL ? version : "2024-03-01", NULL, FALSE);

  return g_strdup_printf ("%s%s/%s/%s?api-version=%s",
                          practice_cloud_get_base_url (self->cloud),
                          practice_json_get_string (self->document, "base"),
                          word,
                          practice_operation_get_id (self),
                          escaped);
}

void
practice_operation_reply (PracticeOperation *self,
                          PracticeRequest *request,
                          guint status,
                          PracticeAsyncStyle style,
                          JsonObject *body)
{
  g_autofree char *status_url = make_url (self, request, "operationStatuses");
  g_autofree char *result_url = make_url (self, request, "operationResults");

  if (style & PRACTICE_ASYNC_HEADER)
    practice_request_set_reply_header (request, "Azure-AsyncOperation", status_url);
  if (style & PRACTICE_ASYNC_LOCATION)
    practice_request_set_reply_header (request, "Location", result_url);
  set_retry_after (self, request);
  if (body != NULL)
    practice_request_reply_json (request, status, body);
  else
    practice_request_reply_empty (request, status);
}

static PracticeOperation *
find_asked (PracticeRequest *request)
{
  const char *id = practice_request_get_capture (request, "id");
  PracticeOperation *self = practice_operation_lookup (practice_request_get_cloud (request), id);

  if (self == NULL)
    practice_request_reply_error (request,
                                  SOUP_STATUS_NOT_FOUND,
                                  "OperationNotFound",
                                  "The operation '%s' could not be found.",
                                  id);
  return self;
}

static void
copy_member (JsonObject *from, const char *name, JsonObject *to, const char *new_name)
{
  JsonNode *node = json_object_get_member (from, name);

  if (node != NULL)
    json_object_set_member (to, new_name, json_node_copy (node));
}

static void
reply_status (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticeOperation) self = find_asked (request);
  g_autoptr (JsonObject) body = NULL;

  if (self == NULL)
    return;
  body = json_object_new ();
  copy_member (self->document, "status", body, "status");
  copy_member (self->document, "id", body, "name");
  json_object_set_string_member (body, "id", practice_request_get_path (request));
  copy_member (self->document, "startTime", body, "startTime");
  copy_member (self->document, "endTime", body, "endTime");
  copy_member (self->document, "percentComplete", body, "percentComplete");
  copy_member (self->document, "result", body, "properties");
  copy_member (self->document, "error", body, "error");
  if (is_running (self))
    set_retry_after (self, request);
  practice_request_reply_json (request, SOUP_STATUS_OK, body);
}

static void
reply_failed_result (PracticeRequest *request, PracticeOperation *self)
{
  g_autoptr (JsonObject) body = json_object_new ();

  copy_member (self->document, "error", body, "error");
  practice_request_reply_json (
      request, practice_json_get_int (self->document, "httpStatus", 409), body);
}

static void
reply_result (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticeOperation) self = find_asked (request);
  JsonObject *result;

  if (self == NULL)
    return;
  result = practice_json_get_object (self->document, "result");
  if (is_running (self))
    practice_operation_reply (self, request, SOUP_STATUS_ACCEPTED, PRACTICE_ASYNC_LOCATION, NULL);
  else if (practice_json_get (self->document, "error") != NULL)
    reply_failed_result (request, self);
  else if (result != NULL)
    practice_request_reply_json (request, SOUP_STATUS_OK, result);
  else
    practice_request_reply_empty (request, SOUP_STATUS_OK);
}

/* Polling needs a sign-in like any other call; whose, Azure does not compare. */
static void
authenticate_then (PracticeRequest *request, gpointer data)
{
  PracticeHandler handler = (PracticeHandler) data;
  PracticeCloud *cloud = practice_request_get_cloud (request);
  g_autoptr (PracticePrincipal) caller
      = practice_identity_authenticate (cloud, request, PRACTICE_AUDIENCE_MANAGEMENT);

  if (caller != NULL)
    handler (request, NULL);
}

void
practice_operation_register (PracticeCloud *cloud)
{
  /* the longer pattern is for operations of a deployment: its path is also that of a resource */
  static const char *const bases[]
      = { "/{base*}", "/subscriptions/{subscription}/resourceGroups/{group}/providers/{base*}" };

  for (guint i = 0; i < G_N_ELEMENTS (bases); i++)
    {
      g_autofree char *status = g_strconcat (bases[i], "/operationstatuses/{id}", NULL);
      g_autofree char *result = g_strconcat (bases[i], "/operationresults/{id}", NULL);

      practice_router_add (practice_cloud_get_router (cloud),
                           PRACTICE_SURFACE_MANAGEMENT,
                           "GET",
                           status,
                           authenticate_then,
                           reply_status);
      practice_router_add (practice_cloud_get_router (cloud),
                           PRACTICE_SURFACE_MANAGEMENT,
                           "GET",
                           result,
                           authenticate_then,
                           reply_result);
    }
}
