/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-template-functions.h"

#include "practice-arm-json.h"

#include <string.h>

static JsonNode *
call_parameters (PracticeTemplateContext *context,
                 const char *name,
                 GPtrArray *arguments,
                 GError **error)
{
  const char *wanted = practice_template_string_argument (name, arguments, 0, error);

  return wanted != NULL ? practice_template_get_parameter (context, wanted, error) : NULL;
}

static JsonNode *
call_variables (PracticeTemplateContext *context,
                const char *name,
                GPtrArray *arguments,
                GError **error)
{
  const char *wanted = practice_template_string_argument (name, arguments, 0, error);

  return wanted != NULL ? practice_template_get_variable (context, wanted, error) : NULL;
}

static JsonNode *
scope_value (JsonObject *object, const char *name, GError **error)
{
  if (object == NULL)
    return practice_template_refuse (
        error, "The template function '%s' is not expected at this location.", name);
  return practice_arm_json_from_object (object);
}

static JsonNode *
call_subscription (PracticeTemplateContext *context,
                   const char *name,
                   GPtrArray *arguments,
                   GError **error)
{
  return scope_value (context->subscription, name, error);
}

static JsonNode *
call_resource_group (PracticeTemplateContext *context,
                     const char *name,
                     GPtrArray *arguments,
                     GError **error)
{
  return scope_value (context->resource_group, name, error);
}

static JsonNode *
call_deployment (PracticeTemplateContext *context,
                 const char *name,
                 GPtrArray *arguments,
                 GError **error)
{
  return scope_value (context->deployment, name, error);
}

static JsonNode *
call_environment (PracticeTemplateContext *context,
                  const char *name,
                  GPtrArray *arguments,
                  GError **error)
{
  return scope_value (context->environment, name, error);
}

/* "A.B/c/d" with two names → "A.B/c/<name>/d/<name>"; the names begin at `first`. */
static char *
join_type_and_names (const char *name, GPtrArray *arguments, guint first, GError **error)
{
  const char *type = json_node_get_string (arguments->pdata[first - 1]);
  g_auto (GStrv) parts = g_strsplit (type, "/", -1);
  guint wanted = g_strv_length (parts) - 1;
  g_autoptr (GString) id = g_string_new (parts[0]);

  if (arguments->len - first != wanted)
    return practice_template_refuse (error,
                                     "Unable to evaluate template language function '%s': the "
                                     "type '%s' requires '%u' resource name argument(s).",
                                     name,
                                     type,
                                     wanted);
  for (guint i = 0; i < wanted; i++)
    {
      const char *part = practice_template_string_argument (name, arguments, first + i, error);

      if (part == NULL)
        return NULL;
      g_string_append_printf (id, "/%s/%s", parts[i + 1], part);
    }
  return g_strdup (id->str);
}

/* The argument that is a type is the first one with a slash; what stands before it chooses the
 * subscription and the group. */
static gboolean
find_type (const char *name, GPtrArray *arguments, guint most_before, guint *at, GError **error)
{
  for (guint i = 0; i < arguments->len && i <= most_before; i++)
    {
      const char *text = practice_template_string_argument (name, arguments, i, error);

      if (text == NULL)
        return FALSE;
      if (strchr (text, '/') != NULL)
        {
          *at = i;
          return TRUE;
        }
    }
  practice_template_refuse (error,
                            "Unable to evaluate template language function '%s': function "
                            "requires a fully qualified resource type including its namespace.",
                            name);
  return FALSE;
}

static JsonNode *
take_id (char *prefix, char *rest)
{
  g_autofree char *id = g_strconcat (prefix, "/providers/", rest, NULL);

  g_free (prefix);
  g_free (rest);
  return practice_arm_json_new_string (id);
}

static JsonNode *
call_resource_id (PracticeTemplateContext *context,
                  const char *name,
                  GPtrArray *arguments,
                  GError **error)
{
  const char *subscription = practice_arm_json_string (context->subscription, "subscriptionId");
  const char *group = context->resource_group != NULL
                          ? practice_arm_json_string (context->resource_group, "name")
                          : NULL;
  char *rest;
  guint at = 0;

  if (!find_type (name, arguments, 2, &at, error))
    return NULL;
  if (at == 2)
    subscription = json_node_get_string (arguments->pdata[0]);
  if (at >= 1)
    group = json_node_get_string (arguments->pdata[at - 1]);
  rest = join_type_and_names (name, arguments, at + 1, error);
  if (rest == NULL)
    return NULL;
  if (group == NULL)
    return take_id (g_strconcat ("/subscriptions/", subscription, NULL), rest);
  return take_id (g_strconcat ("/subscriptions/", subscription, "/resourceGroups/", group, NULL),
                  rest);
}

static JsonNode *
call_subscription_resource_id (PracticeTemplateContext *context,
                               const char *name,
                               GPtrArray *arguments,
                               GError **error)
{
  const char *subscription = practice_arm_json_string (context->subscription, "subscriptionId");
  char *rest;
  guint at = 0;

  if (!find_type (name, arguments, 1, &at, error))
    return NULL;
  if (at == 1)
    subscription = json_node_get_string (arguments->pdata[0]);
  rest = join_type_and_names (name, arguments, at + 1, error);
  return rest != NULL ? take_id (g_strconcat ("/subscriptions/", subscription, NULL), rest) : NULL;
}

static JsonNode *
call_tenant_resource_id (PracticeTemplateContext *context,
                         const char *name,
                         GPtrArray *arguments,
                         GError **error)
{
  char *rest;
  guint at = 0;

  if (!find_type (name, arguments, 0, &at, error))
    return NULL;
  rest = join_type_and_names (name, arguments, 1, error);
  return rest != NULL ? take_id (g_strdup (""), rest) : NULL;
}

static JsonNode *
call_extension_resource_id (PracticeTemplateContext *context,
                            const char *name,
                            GPtrArray *arguments,
                            GError **error)
{
  const char *scope = practice_template_string_argument (name, arguments, 0, error);
  const char *type
      = scope != NULL ? practice_template_string_argument (name, arguments, 1, error) : NULL;
  char *rest;

  if (type == NULL)
    return NULL;
  rest = join_type_and_names (name, arguments, 2, error);
  return rest != NULL ? take_id (g_strdup (scope), rest) : NULL;
}

static JsonNode *
call_reference (PracticeTemplateContext *context,
                const char *name,
                GPtrArray *arguments,
                GError **error)
{
  const char *what = practice_template_string_argument (name, arguments, 0, error);
  const char *form = NULL;

  if (what == NULL)
    return NULL;
  if (arguments->len > 1 && practice_template_string_argument (name, arguments, 1, error) == NULL)
    return NULL;
  if (arguments->len > 2)
    {
      form = practice_template_string_argument (name, arguments, 2, error);
      if (form == NULL)
        return NULL;
    }
  if (context->resolve == NULL)
    return practice_template_refuse (error,
                                     "The template function 'reference' is not expected at this "
                                     "location.");
  return context->resolve (
      what, form != NULL && g_ascii_strcasecmp (form, "Full") == 0, context->resolve_data, error);
}

const PracticeTemplateFunction practice_template_scope_functions[] = {
  { "parameters", 1, 1, call_parameters },
  { "variables", 1, 1, call_variables },
  { "subscription", 0, 0, call_subscription },
  { "resourceGroup", 0, 0, call_resource_group },
  { "deployment", 0, 0, call_deployment },
  { "environment", 0, 0, call_environment },
  { "resourceId", 2, PRACTICE_TEMPLATE_ANY_NUMBER, call_resource_id },
  { "subscriptionResourceId", 2, PRACTICE_TEMPLATE_ANY_NUMBER, call_subscription_resource_id },
  { "tenantResourceId", 2, PRACTICE_TEMPLATE_ANY_NUMBER, call_tenant_resource_id },
  { "extensionResourceId", 3, PRACTICE_TEMPLATE_ANY_NUMBER, call_extension_resource_id },
  { "reference", 1, 3, call_reference },
  { NULL },
};
