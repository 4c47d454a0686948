/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-arm-json.h"
#include "practice-template.h"

#include <glib.h>
#include <string.h>

#define GROUP "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/depot"

static JsonObject *
object_from (const char *text)
{
  JsonObject *object = practice_arm_json_parse_object (text);

  g_assert_nonnull (object);
  return object;
}

static PracticeTemplate *
read_template (const char *template_text, const char *parameters_text, GError **error)
{
  g_autoptr (JsonObject) source = object_from (template_text);
  g_autoptr (JsonObject) parameters
      = parameters_text != NULL ? object_from (parameters_text) : NULL;
  g_autoptr (JsonObject) subscription = object_from (
      "{\"id\":\"/subscriptions/11111111-2222-3333-4444-555555555555\","
      "\"subscriptionId\":\"11111111-2222-3333-4444-555555555555\",\"tenantId\":\"t\"}");
  g_autoptr (JsonObject) group
      = object_from ("{\"id\":\"" GROUP "\",\"name\":\"depot\",\"location\":\"westeurope\"}");
  PracticeTemplateScope scope
      = { .base_id = GROUP, .subscription = subscription, .resource_group = group };

  return practice_template_new (source, parameters, &scope, error);
}

#define FRAME(members) "{\"$schema\":\"s\",\"contentVersion\":\"1.0.0.0\"," members "}"

typedef struct
{
  const char *expression;
  const char *value; /* as JSON; NULL: refused */
} Case;

static const Case cases[] = {
  { "[concat('a', 'b', 3)]", "\"ab3\"" },
  { "[concat('it''s')]", "\"it's\"" },
  { "[concat(createArray(1), createArray(2, 'x'))]", "[1,2,\"x\"]" },
  { "[format('{0}/{1}/{{x}}', 'a', 7)]", "\"a/7/{x}\"" },
  { "[format('{2}', 'a')]", NULL },
  { "[toLower('ABC')]", "\"abc\"" },
  { "[toUpper('abc')]", "\"ABC\"" },
  { "[replace('a-b-c', '-', '')]", "\"abc\"" },
  { "[split('a,b', ',')]", "[\"a\",\"b\"]" },
  { "[substring('abcdef', 2, 3)]", "\"cde\"" },
  { "[substring('abc', 2, 5)]", NULL },
  { "[length('abc')]", "3" },
  { "[length(createArray(1,2))]", "2" },
  { "[empty('')]", "true" },
  { "[contains('abc', 'b')]", "true" },
  { "[contains(createArray('a'), 'b')]", "false" },
  { "[contains(createObject('A', 1), 'a')]", "true" },
  { "[equals('a', 'A')]", "false" },
  { "[not(equals(1, 1))]", "false" },
  { "[and(true(), or(false(), true()))]", "true" },
  { "[if(equals(1, 1), 'yes', variables('missing'))]", "\"yes\"" },
  { "[if('x', 1, 2)]", NULL },
  { "[union(createObject('a', 1), createObject('b', 2))]", "{\"a\":1,\"b\":2}" },
  { "[json('{\"a\":[1,null]}')]", "{\"a\":[1,null]}" },
  { "[json('{')]", NULL },
  { "[string(createObject('a', 1))]", "\"{\\\"a\\\":1}\"" },
  { "[string(true())]", "\"True\"" },
  { "[int('42')]", "42" },
  { "[int('4x')]", NULL },
  { "[base64('abc')]", "\"YWJj\"" },
  { "[base64ToString('YWJj')]", "\"abc\"" },
  { "[first(split('a/b', '/'))]", "\"a\"" },
  { "[last('abc')]", "\"c\"" },
  { "[take('abc', 2)]", "\"ab\"" },
  { "[skip(createArray(1, 2, 3), 1)]", "[2,3]" },
  { "[coalesce(null(), 'x')]", "\"x\"" },
  { "[add(2, mul(3, 4))]", "14" },
  { "[div(1, 0)]", NULL },
  { "[parameters('list')[1].name]", "\"two\"" },
  { "[parameters('LIST')[0]['name']]", "\"one\"" },
  { "[parameters('list')[9]]", NULL },
  { "[variables('both')]", "\"one-two\"" },
  { "[variables('circle')]", NULL },
  { "[subscription().subscriptionId]", "\"11111111-2222-3333-4444-555555555555\"" },
  { "[resourceGroup().location]", "\"westeurope\"" },
  { "[resourceId('Microsoft.Network/loadBalancers/probes', 'lb', 'https')]",
    "\"" GROUP "/providers/Microsoft.Network/loadBalancers/lb/probes/https\"" },
  { "[resourceId('other', 'A.B/c', 'n')]",
    "\"/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/other/providers/A.B/c/"
    "n\"" },
  { "[resourceId('s', 'other', 'A.B/c', 'n')]",
    "\"/subscriptions/s/resourceGroups/other/providers/A.B/c/n\"" },
  { "[resourceId('A.B/c/d', 'n')]", NULL },
  { "[subscriptionResourceId('A.B/c', 'n')]",
    "\"/subscriptions/11111111-2222-3333-4444-555555555555/providers/A.B/c/n\"" },
  { "[tenantResourceId('A.B/c', 'n')]", "\"/providers/A.B/c/n\"" },
  { "[equals(guid('a', 'b'), guid('a', 'b'))]", "true" },
  { "[equals(guid('a', 'b'), guid('a', 'c'))]", "false" },
  { "[length(uniqueString('a'))]", "13" },
  { "[[concat('a')]", "\"[concat('a')]\"" },
  { "plain [text", "\"plain [text\"" },
  { "[ concat( 'a' , 'b' ) ]", "\"ab\"" },
  { "[-5]", "-5" },
  { "[concat('a')", "\"[concat('a')\"" },
  { "[concat('a'))]", NULL },
  { "[concat('a]", NULL },
  { "[concat(]", NULL },
  { "[nosuch('a')]", NULL },
  { "[toLower()]", NULL },
  { "[]", NULL },
  { "[a]", NULL },
  { "[concat('a').]", NULL },
};

static char *
template_with_output (const char *expression)
{
  g_autoptr (JsonNode) text = practice_arm_json_new_string (expression);
  g_autofree char *quoted = practice_arm_json_to_text (text);

  return g_strdup_printf (
      FRAME ("\"parameters\":{\"list\":{\"type\":\"array\",\"defaultValue\":"
             "[{\"name\":\"one\"},{\"name\":\"two\"}]}},"
             "\"variables\":{\"both\":\"[concat(parameters('list')[0].name, '-', variables('two'))]"
             "\",\"two\":\"[parameters('list')[1].name]\",\"circle\":\"[variables('circle')]\"},"
             "\"resources\":[{\"type\":\"A.B/c\",\"apiVersion\":\"1\",\"name\":\"n\","
             "\"properties\":{\"x\":%s}}]"),
      quoted);
}

static void
test_expressions (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = template_with_output (cases[i].expression);
      g_autoptr (GError) error = NULL;
      g_autoptr (PracticeTemplate) template = read_template (text, NULL, &error);
      g_autoptr (JsonObject) body = NULL;
      g_autofree char *value = NULL;

      g_test_message ("%s", cases[i].expression);
      g_assert_no_error (error);
      body = practice_template_evaluate_resource (
          template,
          practice_template_get_resources (template)->pdata[0],
          FALSE,
          NULL,
          NULL,
          &error);
      if (cases[i].value == NULL)
        {
          g_assert_error (error, PRACTICE_TEMPLATE_ERROR, PRACTICE_TEMPLATE_ERROR_INVALID);
          continue;
        }
      g_assert_no_error (error);
      value = practice_arm_json_to_text (practice_arm_json_at (body, "properties", "x", NULL));
      g_assert_cmpstr (value, ==, cases[i].value);
    }
}

static void
test_guid_is_version_5 (void)
{
  g_autofree char *text = template_with_output ("[guid('x')]");
  g_autoptr (PracticeTemplate) template = read_template (text, NULL, NULL);
  g_autoptr (JsonObject) body = practice_template_evaluate_resource (
      template, practice_template_get_resources (template)->pdata[0], FALSE, NULL, NULL, NULL);
  const char *guid = json_node_get_string (practice_arm_json_at (body, "properties", "x", NULL));

  g_assert_true (g_uuid_string_is_valid (guid));
  g_assert_cmpint (guid[14], ==, '5');
}

typedef struct
{
  const char *declaration;
  const char *given;
  const char *complaint; /* part of the message; NULL: accepted */
} ParameterCase;

static const ParameterCase parameter_cases[] = {
  { "{\"p\":{\"type\":\"string\"}}", "{\"p\":{\"value\":\"x\"}}", NULL },
  { "{\"p\":{\"type\":\"string\"}}", NULL, "'p' is not provided" },
  { "{\"p\":{\"type\":\"string\"}}", "{\"p\":{\"value\":5}}", "of type 'String'" },
  { "{\"p\":{\"type\":\"int\"}}", "{\"p\":{\"value\":\"5\"}}", "of type 'Integer'" },
  { "{\"p\":{\"type\":\"int\",\"maxValue\":16}}", "{\"p\":{\"value\":17}}", "less than" },
  { "{\"p\":{\"type\":\"int\",\"minValue\":1}}", "{\"p\":{\"value\":0}}", "greater than" },
  { "{\"p\":{\"type\":\"int\",\"minValue\":1}}", "{\"p\":{\"value\":1}}", NULL },
  { "{\"p\":{\"type\":\"string\",\"minLength\":3}}", "{\"p\":{\"value\":\"ab\"}}", "Length" },
  { "{\"p\":{\"type\":\"string\",\"allowedValues\":[\"a\",\"b\"]}}",
    "{\"p\":{\"value\":\"c\"}}",
    "'a,b'" },
  { "{\"p\":{\"type\":\"string\",\"allowedValues\":[\"a\",\"b\"]}}",
    "{\"P\":{\"value\":\"b\"}}",
    NULL },
  { "{\"p\":{\"type\":\"bool\"}}", "{\"p\":{\"value\":true}}", NULL },
  { "{\"p\":{\"type\":\"object\"}}", "{\"p\":{\"value\":[]}}", "of type 'Object'" },
  { "{\"p\":{\"type\":\"nosuch\"}}", "{\"p\":{\"value\":[]}}", "no type" },
  { "{\"p\":{\"type\":\"string\"}}",
    "{\"p\":{\"value\":\"x\"},\"q\":{\"value\":\"y\"}}",
    "'q' in the parameters file are not valid" },
  { "{\"p\":{\"type\":\"string\",\"defaultValue\":\"[parameters('q')]\"},"
    "\"q\":{\"type\":\"string\",\"defaultValue\":\"x\"}}",
    NULL,
    NULL },
  { "{\"p\":{\"type\":\"string\",\"defaultValue\":\"[parameters('p')]\"}}", NULL, "not found" },
};

static void
test_parameters (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (parameter_cases); i++)
    {
      const ParameterCase *one = &parameter_cases[i];
      g_autofree char *text
          = g_strdup_printf (FRAME ("\"resources\":[],\"parameters\":%s"), one->declaration);
      g_autoptr (GError) error = NULL;
      g_autoptr (PracticeTemplate) template = read_template (text, one->given, &error);

      g_test_message ("%s with %s", one->declaration, one->given);
      if (one->complaint == NULL)
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_error (error, PRACTICE_TEMPLATE_ERROR, PRACTICE_TEMPLATE_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, one->complaint));
      g_assert_true (g_str_has_prefix (error->message, "Deployment template validation failed: '"));
    }
}

static void
test_secure_parameters_are_not_shown (void)
{
  g_autoptr (PracticeTemplate) template = read_template (
      FRAME ("\"resources\":[],\"parameters\":{\"a\":{\"type\":\"securestring\"},\"b\":{\"type\":"
             "\"string\"}}"),
      "{\"a\":{\"value\":\"secret\"},\"b\":{\"value\":\"open\"}}",
      NULL);
  g_autoptr (JsonObject) shown = practice_template_show_parameters (template);
  g_autofree char *text = practice_arm_json_object_to_text (shown);

  g_assert_cmpstr (text,
                   ==,
                   "{\"a\":{\"type\":\"SecureString\"},\"b\":{\"type\":\"String\",\"value\":"
                   "\"open\"}}");
}

static const char chain[] = FRAME (
    "\"resources\":["
    "{\"type\":\"A.B/last\",\"apiVersion\":\"1\",\"name\":\"l\",\"properties\":"
    "{\"ip\":\"[concat(reference('f').ip, reference(resourceId('A.B/mid', 'm')).port)]\","
    "\"[concat('k', 'ey')]\":1}},"
    "{\"type\":\"A.B/mid\",\"apiVersion\":\"1\",\"name\":\"m\",\"dependsOn\":[\"f\"],"
    "\"resources\":[{\"type\":\"child\",\"apiVersion\":\"1\",\"name\":\"c\"}]},"
    "{\"type\":\"A.B/first\",\"apiVersion\":\"1\",\"name\":\"f\"},"
    "{\"type\":\"A.B/no\",\"apiVersion\":\"1\",\"name\":\"n\",\"condition\":\"[equals(1,2)]\"},"
    "{\"type\":\"X.Y/lock\",\"apiVersion\":\"1\",\"name\":\"k\",\"scope\":\"A.B/first/f\"}],"
    "\"outputs\":{\"ip\":{\"type\":\"string\",\"value\":\"[reference('f').ip]\"},"
    "\"key\":{\"type\":\"securestring\",\"value\":\"x\"}}");

static JsonNode *
answer_reference (const char *what, gboolean full, gpointer data, GError **error)
{
  PracticeTemplate *template = data;
  g_autofree char *id = practice_template_dup_reference_id (template, what, error);

  if (id == NULL)
    return NULL;
  if (g_str_has_suffix (id, "/f"))
    return json_from_string ("{\"ip\":\"10.0.0.1\"}", NULL);
  return json_from_string ("{\"port\":443}", NULL);
}

static JsonNode *
not_yet (const char *what, gboolean full, gpointer data, GError **error)
{
  g_set_error_literal (error, PRACTICE_TEMPLATE_ERROR, PRACTICE_TEMPLATE_ERROR_NOT_YET, "later");
  return NULL;
}

static void
test_resources (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PracticeTemplate) template = read_template (chain, NULL, &error);
  PracticeTemplateResource *last = practice_template_find (template, GROUP "/providers/a.b/LAST/l");
  PracticeTemplateResource *child
      = practice_template_find (template, GROUP "/providers/A.B/mid/m/child/c");
  g_autoptr (JsonObject) body = NULL, preview = NULL, outputs = NULL;
  g_autofree char *text = NULL, *preview_text = NULL, *outputs_text = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (practice_template_get_resources (template)->len, ==, 6);
  g_assert_cmpuint (last->depends_on->len, ==, 2);
  g_assert_cmpuint (child->depends_on->len, ==, 1);
  g_assert_false (practice_template_find (template, GROUP "/providers/A.B/no/n")->wanted);
  g_assert_nonnull (
      practice_template_find (template, GROUP "/providers/A.B/first/f/providers/X.Y/lock/k"));

  body = practice_template_evaluate_resource (
      template, last, FALSE, answer_reference, template, &error);
  g_assert_no_error (error);
  text = practice_arm_json_to_text (practice_arm_json_member (body, "properties"));
  g_assert_cmpstr (text, ==, "{\"ip\":\"10.0.0.1443\",\"key\":1}");

  preview = practice_template_evaluate_resource (template, last, TRUE, not_yet, NULL, &error);
  g_assert_no_error (error);
  preview_text = practice_arm_json_to_text (practice_arm_json_member (preview, "properties"));
  g_assert_nonnull (strstr (preview_text, "[concat(reference('f')"));

  outputs = practice_template_evaluate_outputs (template, answer_reference, template, &error);
  g_assert_no_error (error);
  outputs_text = practice_arm_json_object_to_text (outputs);
  g_assert_cmpstr (outputs_text,
                   ==,
                   "{\"ip\":{\"type\":\"String\",\"value\":\"10.0.0.1\"},\"key\":{\"type\":"
                   "\"SecureString\"}}");
}

#define ONE(name, more) "{\"type\":\"A.B/c\",\"apiVersion\":\"1\",\"name\":\"" name "\"" more "}"

static const struct
{
  const char *template;
  const char *complaint;
} refused[] = {
  { "{}", "Required property" },
  { FRAME ("\"resources\":[5]"), "must be objects" },
  { FRAME ("\"resources\":[{}]"), "no property 'type'" },
  { FRAME ("\"resources\":[" ONE ("a/b", "") "]"), "incorrect segment lengths" },
  { FRAME ("\"resources\":[" ONE ("a", "") "," ONE ("A", "") "]"), "multiple times" },
  { FRAME ("\"resources\":[" ONE ("a", ",\"dependsOn\":[\"z\"]") "]"), "'z' is not defined" },
  { FRAME ("\"resources\":[" ONE ("a", ",\"dependsOn\":[\"a\"]") "]"), "Circular dependency" },
  { FRAME ("\"resources\":[" ONE ("a", ",\"dependsOn\":[\"b\"]") "," ONE (
        "b", ",\"tags\":{\"x\":\"[reference('a').y]\"}") "]"),
    "Circular dependency" },
  { FRAME ("\"resources\":[" ONE ("[reference('a').x]", "") "]"), "not expected at this location" },
  { FRAME ("\"resources\":[" ONE ("a", ",\"condition\":\"x\"") "]"), "must be a boolean" },
};

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", refused[i].template);
      g_assert_null (read_template (refused[i].template, NULL, &error));
      g_assert_error (error, PRACTICE_TEMPLATE_ERROR, PRACTICE_TEMPLATE_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, refused[i].complaint));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/template/expressions", test_expressions);
  g_test_add_func ("/template/guid", test_guid_is_version_5);
  g_test_add_func ("/template/parameters", test_parameters);
  g_test_add_func ("/template/secure", test_secure_parameters_are_not_shown);
  g_test_add_func ("/template/resources", test_resources);
  g_test_add_func ("/template/refused", test_refused);
  return g_test_run ();
}
