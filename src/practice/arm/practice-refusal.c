/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-refusal.h"

#include "practice-arm-json.h"

#include <stdarg.h>

PracticeRefusal *
practice_refusal_new (guint status, const char *code, const char *format, ...)
{
  PracticeRefusal *self = g_new0 (PracticeRefusal, 1);
  va_list values;

  va_start (values, format);
  self->status = status;
  self->code = g_strdup (code);
  self->message = g_strdup_vprintf (format, values);
  va_end (values);
  return self;
}

PracticeRefusal *
practice_refusal_from_json (JsonObject *json)
{
  PracticeRefusal *self = g_new0 (PracticeRefusal, 1);
  const char *code = practice_arm_json_string (json, "code");
  const char *message = practice_arm_json_string (json, "message");
  JsonArray *details = practice_arm_json_array (json, "details");
  JsonArray *additional = practice_arm_json_array (json, "additionalInfo");

  self->status = (guint) practice_arm_json_int (json, "status", 409);
  self->code = g_strdup (code != NULL ? code : "Conflict");
  self->message = g_strdup (message != NULL ? message : self->code);
  self->target = g_strdup (practice_arm_json_string (json, "target"));
  if (details != NULL)
    self->details = json_array_ref (details);
  if (additional != NULL)
    self->additional_info = json_array_ref (additional);
  return self;
}

static JsonArray *
make_policy_info (const char *assignment)
{
  JsonArray *array = json_array_new ();
  JsonObject *entry = json_object_new ();
  JsonObject *info = json_object_new ();

  json_object_set_string_member (info, "policyAssignmentDisplayName", assignment);
  json_object_set_string_member (entry, "type", "PolicyViolation");
  json_object_set_object_member (entry, "info", info);
  json_array_add_object_element (array, entry);
  return array;
}

PracticeRefusal *
practice_refusal_from_effect (JsonObject *effect)
{
  PracticeRefusal *self = practice_refusal_from_json (effect);
  const char *assignment = practice_arm_json_string (effect, "policyAssignment");

  if (assignment != NULL && self->additional_info == NULL)
    self->additional_info = make_policy_info (assignment);
  return self;
}

void
practice_refusal_free (PracticeRefusal *self)
{
  if (self == NULL)
    return;
  g_free (self->code);
  g_free (self->message);
  g_free (self->target);
  g_clear_pointer (&self->details, json_array_unref);
  g_clear_pointer (&self->additional_info, json_array_unref);
  g_free (self);
}

JsonObject *
practice_refusal_to_json (PracticeRefusal *self, gboolean with_status)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "code", self->code);
  json_object_set_string_member (json, "message", self->message);
  if (self->target != NULL)
    json_object_set_string_member (json, "target", self->target);
  if (self->details != NULL)
    json_object_set_array_member (json, "details", json_array_ref (self->details));
  if (self->additional_info != NULL)
    json_object_set_array_member (json, "additionalInfo", json_array_ref (self->additional_info));
  if (with_status)
    json_object_set_int_member (json, "status", self->status);
  return json;
}

const char *
practice_refusal_get_status_word (PracticeRefusal *self)
{
  switch (self->status)
    {
    case 400:
      return "BadRequest";
    case 403:
      return "Forbidden";
    case 404:
      return "NotFound";
    case 409:
      return "Conflict";
    case 412:
      return "PreconditionFailed";
    case 429:
      return "TooManyRequests";
    default:
      return self->status >= 500 ? "InternalServerError" : "BadRequest";
    }
}

void
practice_refusal_reply (PracticeRefusal *self, PracticeRequest *request)
{
  g_autoptr (JsonObject) body = json_object_new ();

  json_object_set_object_member (body, "error", practice_refusal_to_json (self, FALSE));
  practice_request_reply_json (request, self->status, body);
}
