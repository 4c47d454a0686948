/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-deployments.h"

#include "practice-arm-id.h"
#include "practice-arm-json.h"
#include "practice-groups.h"
#include "practice-operation.h"
#include "practice-resources.h"
#include "practice-roles.h"

#include <string.h>

/* One run of a deployment between two waits. Time is counted in Azure seconds since the deployment
 * began ("clock"), so neither --speed nor a restart changes the order of things. */
typedef struct
{
  PracticeCloud *cloud;
  PracticeOperation *operation;
  const char *id;
  JsonObject *document;
  JsonObject *inner;
  JsonArray *entries;
  PracticeTemplate *template;
  double clock;
} Run;

static JsonObject *
find_entry (Run *run, const char *id)
{
  for (guint i = 0; i < json_array_get_length (run->entries); i++)
    {
      JsonObject *entry = json_array_get_object_element (run->entries, i);

      if (practice_arm_id_equal (practice_arm_json_string (entry, "id"), id))
        return entry;
    }
  return NULL;
}

static gboolean
entry_is (JsonObject *entry, const char *state)
{
  return strcmp (practice_arm_json_string (entry, "state"), state) == 0;
}

static char *
format_duration (gint64 microseconds)
{
  double seconds = (double) microseconds / G_USEC_PER_SEC;
  int minutes = (int) (seconds / 60);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (number, sizeof number, "%.3f", seconds - 60.0 * minutes);
  return minutes > 0 ? g_strdup_printf ("PT%dM%sS", minutes, number)
                     : g_strdup_printf ("PT%sS", number);
}

static void
stamp (Run *run, JsonObject *entry, const char *state)
{
  gint64 started = practice_arm_json_int (entry, "startedAt", practice_cloud_get_now (run->cloud));
  g_autofree char *now = practice_cloud_format_now (run->cloud);
  g_autofree char *duration
      = format_duration (MAX (0, practice_cloud_get_now (run->cloud) - started));

  json_object_set_string_member (entry, "state", state);
  json_object_set_string_member (entry, "timestamp", now);
  json_object_set_string_member (entry, "duration", duration);
}

static void
finish_due (Run *run)
{
  for (guint i = 0; i < json_array_get_length (run->entries); i++)
    {
      JsonObject *entry = json_array_get_object_element (run->entries, i);

      if (!entry_is (entry, "Running")
          || json_object_get_double_member (entry, "ends") > run->clock + 1e-6)
        continue;
      if (practice_state_has (practice_cloud_get_state (run->cloud),
                              "resources",
                              practice_arm_json_string (entry, "id")))
        practice_resources_finish (run->cloud, practice_arm_json_string (entry, "id"));
      stamp (run, entry, "Succeeded");
    }
}

static gboolean
is_ready (Run *run, PracticeTemplateResource *resource)
{
  for (guint i = 0; i < resource->depends_on->len; i++)
    {
      JsonObject *entry = find_entry (run, resource->depends_on->pdata[i]);

      if (entry != NULL && !entry_is (entry, "Succeeded"))
        return FALSE;
    }
  return TRUE;
}

static PracticeRefusal *
begin_assignment (Run *run, const char *id, JsonObject *body, gboolean *created)
{
  g_autoptr (JsonObject) assignment = NULL;
  g_autoptr (PracticeArmId) parsed = practice_arm_id_parse (id);

  if (!practice_resources_scope_exists (run->cloud, parsed->scope))
    return practice_refusal_new (
        404, "ResourceNotFound", "The resource at scope '%s' was not found.", parsed->scope);
  return practice_roles_assign (run->cloud,
                                id,
                                body,
                                practice_arm_json_string (run->inner, "principal"),
                                created,
                                &assignment);
}

static PracticeRefusal *
begin_group (Run *run, PracticeTemplateResource *resource, JsonObject *body, gboolean *created)
{
  g_auto (GStrv) parts = g_strsplit (resource->id, "/", -1);
  g_autoptr (JsonObject) group = NULL;

  return practice_groups_put (run->cloud, parts[2], resource->name, body, created, &group);
}

static PracticeRefusal *
begin_resource (Run *run, PracticeTemplateResource *resource, gboolean *created, double *seconds)
{
  PracticeReferenceScope scope = { run->cloud, run->template };
  g_autoptr (PracticeArmId) id = practice_arm_id_parse (resource->id);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = practice_template_evaluate_resource (
      run->template, resource, FALSE, practice_deployment_resolve, &scope, &error);

  *seconds = 3;
  if (body == NULL)
    return practice_refusal_new (400, "InvalidTemplate", "%s", error->message);
  if (g_ascii_strcasecmp (resource->type, "Microsoft.Authorization/roleAssignments") == 0)
    return begin_assignment (run, resource->id, body, created);
  if (g_ascii_strcasecmp (resource->type, "Microsoft.Resources/resourceGroups") == 0)
    return begin_group (run, resource, body, created);
  return practice_resources_begin (run->cloud, id, body, created, seconds);
}

static void
start_entry (Run *run, JsonObject *entry, PracticeTemplateResource *resource)
{
  g_autoptr (PracticeRefusal) refusal = NULL;
  gboolean created = FALSE;
  double seconds = 0;

  json_object_set_int_member (entry, "startedAt", practice_cloud_get_now (run->cloud));
  refusal = begin_resource (run, resource, &created, &seconds);
  if (refusal != NULL)
    {
      json_object_set_object_member (entry, "error", practice_refusal_to_json (refusal, TRUE));
      stamp (run, entry, "Failed");
      return;
    }
  json_object_set_boolean_member (entry, "created", created);
  json_object_set_double_member (entry, "ends", run->clock + MAX (seconds, 1));
  stamp (run, entry, "Running");
}

static void
start_ready (Run *run)
{
  for (guint i = 0; i < json_array_get_length (run->entries); i++)
    {
      JsonObject *entry = json_array_get_object_element (run->entries, i);
      PracticeTemplateResource *resource
          = practice_template_find (run->template, practice_arm_json_string (entry, "id"));

      if (entry_is (entry, "waiting") && is_ready (run, resource))
        start_entry (run, entry, resource);
    }
}

static double
next_end (Run *run)
{
  double next = -1;

  for (guint i = 0; i < json_array_get_length (run->entries); i++)
    {
      JsonObject *entry = json_array_get_object_element (run->entries, i);
      double ends;

      if (!entry_is (entry, "Running"))
        continue;
      ends = json_object_get_double_member (entry, "ends");
      if (next < 0 || ends < next)
        next = ends;
    }
  return next;
}

static JsonObject *
make_detail (JsonObject *error)
{
  g_autoptr (PracticeRefusal) refusal = practice_refusal_from_json (error);
  g_autoptr (JsonObject) wrapped = json_object_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  JsonObject *detail = json_object_new ();

  json_object_set_object_member (wrapped, "error", practice_refusal_to_json (refusal, FALSE));
  node = practice_arm_json_from_object (wrapped);
  text = json_to_string (node, TRUE);
  json_object_set_string_member (detail, "code", practice_refusal_get_status_word (refusal));
  json_object_set_string_member (detail, "message", text);
  return detail;
}

/* NULL when nothing failed. */
static JsonObject *
make_error (Run *run)
{
  JsonObject *error = NULL;
  JsonArray *details = NULL;

  for (guint i = 0; i < json_array_get_length (run->entries); i++)
    {
      JsonObject *entry = json_array_get_object_element (run->entries, i);

      if (!entry_is (entry, "Failed"))
        continue;
      if (error == NULL)
        {
          error = json_object_new ();
          details = json_array_new ();
          json_object_set_string_member (error, "code", "DeploymentFailed");
          json_object_set_string_member (
              error,
              "message",
              "At least one resource deployment operation failed. Please list deployment "
              "operations for details. Please see https://aka.ms/arm-deployment-operations for "
              "usage details.");
          json_object_set_string_member (error, "target", run->id);
          json_object_set_array_member (error, "details", details);
        }
      json_array_add_object_element (details,
                                     make_detail (practice_arm_json_object (entry, "error")));
    }
  return error;
}

static void
set_duration (Run *run)
{
  gint64 started = practice_arm_json_int (run->inner, "startedAt", 0);
  g_autofree char *duration
      = format_duration (MAX (0, practice_cloud_get_now (run->cloud) - started));

  json_object_set_string_member (
      practice_arm_json_object (run->document, "properties"), "duration", duration);
}

/* What was asked for holds secrets; nobody needs it any more. */
static void
forget_parameters (Run *run)
{
  JsonObject *properties
      = practice_arm_json_object (practice_arm_json_object (run->inner, "body"), "properties");

  json_object_remove_member (properties, "parameters");
}

static void
end_failed (Run *run, JsonObject *error)
{
  JsonObject *properties = practice_arm_json_object (run->document, "properties");

  practice_deployment_set_state (run->cloud, run->document, "Failed");
  json_object_set_object_member (properties, "error", json_object_ref (error));
  practice_operation_fail (run->operation, error);
}

static void
end_succeeded (Run *run)
{
  JsonObject *properties = practice_arm_json_object (run->document, "properties");
  PracticeReferenceScope scope = { run->cloud, run->template };
  g_autoptr (GError) error = NULL;
  JsonObject *outputs = practice_template_evaluate_outputs (
      run->template, practice_deployment_resolve, &scope, &error);
  JsonArray *made = json_array_new ();

  if (outputs == NULL)
    {
      g_autoptr (JsonObject) failure = json_object_new ();

      json_array_unref (made);
      json_object_set_string_member (failure, "code", "DeploymentOutputEvaluationFailed");
      json_object_set_string_member (failure, "message", error->message);
      end_failed (run, failure);
      return;
    }
  for (guint i = 0; i < json_array_get_length (run->entries); i++)
    {
      JsonObject *one = json_object_new ();

      json_object_set_string_member (
          one,
          "id",
          practice_arm_json_string (json_array_get_object_element (run->entries, i), "id"));
      json_array_add_object_element (made, one);
    }
  json_object_set_object_member (properties, "outputs", outputs);
  json_object_set_array_member (properties, "outputResources", made);
  practice_deployment_set_state (run->cloud, run->document, "Succeeded");
  practice_operation_succeed (run->operation, NULL);
}

static void
end (Run *run)
{
  g_autoptr (JsonObject) error = make_error (run);

  set_duration (run);
  if (practice_arm_json_bool (run->inner, "cancelled", FALSE))
    practice_operation_cancel (run->operation);
  else if (error != NULL)
    end_failed (run, error);
  else
    end_succeeded (run);
  forget_parameters (run);
}

static double
advance (Run *run)
{
  guint finished = 0;
  double next;

  finish_due (run);
  if (!practice_arm_json_bool (run->inner, "cancelled", FALSE))
    {
      practice_deployment_set_state (run->cloud, run->document, "Running");
      start_ready (run);
    }
  next = next_end (run);
  if (next < 0)
    {
      end (run);
      return 0;
    }
  for (guint i = 0; i < json_array_get_length (run->entries); i++)
    finished += entry_is (json_array_get_object_element (run->entries, i), "Succeeded");
  practice_operation_set_percent (run->operation,
                                  100.0 * finished / json_array_get_length (run->entries));
  set_duration (run);
  json_object_set_double_member (run->inner, "clock", next);
  return next - run->clock;
}

static double
deployment_step (PracticeCloud *cloud, PracticeOperation *operation, gpointer data)
{
  const char *id = practice_arm_json_string (practice_operation_get_data (operation), "id");
  g_autoptr (JsonObject) document = practice_deployment_get (cloud, id);
  g_autoptr (JsonObject) inner = practice_deployment_get_inner (cloud, id);
  g_autoptr (PracticeTemplate) template = NULL;
  g_autoptr (PracticeRefusal) refusal = NULL;
  Run run = { cloud, operation, id, document, inner };
  double wait;

  if (document == NULL || inner == NULL)
    {
      practice_operation_cancel (operation);
      return 0;
    }
  template = practice_deployment_read (cloud,
                                       practice_arm_json_string (inner, "scope"),
                                       practice_arm_json_string (document, "name"),
                                       practice_arm_json_object (inner, "body"),
                                       &refusal);
  if (template == NULL)
    {
      g_autoptr (JsonObject) error = practice_refusal_to_json (refusal, FALSE);

      end_failed (&run, error);
      practice_deployment_put (cloud, id, document);
      return 0;
    }
  run.template = template;
  run.entries = practice_arm_json_array (inner, "entries");
  run.clock = json_object_get_double_member (inner, "clock");
  wait = advance (&run);
  practice_deployment_put (cloud, id, document);
  practice_deployment_put_inner (cloud, id, inner);
  return wait;
}

void
practice_deployment_run_register (PracticeCloud *cloud)
{
  practice_operation_add_kind (cloud, "deployment", deployment_step, NULL);
}
