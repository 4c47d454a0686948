/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Azure's ways of saying no, in our codes. */
#include "config.h"

#include <string.h>

#include "azure-fixture.h"
#include "depot-azure-error.h"
#include "depot-blob-xml.h"
#include "depot-data-plane.h"
#include "depot-identity-error.h"

static DepotAzureReply *
make_reply (guint status, const char *body)
{
  DepotAzureReply *reply = g_new0 (DepotAzureReply, 1);

  reply->status = status;
  reply->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  reply->body = g_bytes_new (body, strlen (body));
  reply->json = depot_json_parse_object (body, -1, NULL);
  reply->request_id = g_strdup ("request-9");
  reply->retry_after_seconds = -1;
  return reply;
}

static void
test_codes (void)
{
  static const struct
  {
    guint status;
    const char *body;
    int code;
    const char *azure_code;
  } cases[] = {
    { 401,
      "{\"error\":{\"code\":\"ExpiredAuthenticationToken\",\"message\":\"m\"}}",
      DEPOT_ERROR_SIGN_IN_NEEDED,
      "ExpiredAuthenticationToken" },
    { 403,
      "{\"error\":{\"code\":\"AuthorizationFailed\",\"message\":\"m\"}}",
      DEPOT_ERROR_PERMISSION_DENIED,
      "AuthorizationFailed" },
    { 403,
      "{\"error\":{\"code\":\"RequestDisallowedByPolicy\",\"message\":\"m\"}}",
      DEPOT_ERROR_POLICY,
      "RequestDisallowedByPolicy" },
    { 404,
      "{\"error\":{\"code\":\"SubscriptionNotFound\",\"message\":\"m\"}}",
      DEPOT_ERROR_SUBSCRIPTION,
      "SubscriptionNotFound" },
    { 409,
      "{\"error\":{\"code\":\"ScopeLocked\",\"message\":\"m\"}}",
      DEPOT_ERROR_LOCKED,
      "ScopeLocked" },
    { 409,
      "{\"error\":{\"code\":\"SkuNotAvailable\",\"message\":\"m\"}}",
      DEPOT_ERROR_NOT_OFFERED,
      "SkuNotAvailable" },
    { 409,
      "{\"error\":{\"code\":\"StorageAccountAlreadyTaken\",\"message\":\"m\"}}",
      DEPOT_ERROR_NAME_TAKEN,
      "StorageAccountAlreadyTaken" },
    { 409,
      "{\"error\":{\"code\":\"SomethingNew\",\"message\":\"m\"}}",
      DEPOT_ERROR_CONFLICT,
      "SomethingNew" },
    { 403,
      "{\"error\":{\"code\":\"Forbidden\",\"message\":\"m\",\"innererror\":{\"code\":"
      "\"ForbiddenByRbac\"}}}",
      DEPOT_ERROR_ROLE_NOT_ACTIVE,
      "ForbiddenByRbac" },
    { 409,
      "{\"error\":{\"code\":\"Conflict\",\"message\":\"m\",\"innererror\":{\"code\":"
      "\"ObjectIsDeletedButRecoverable\"}}}",
      DEPOT_ERROR_CONFLICT,
      "ObjectIsDeletedButRecoverable" },
    { 400,
      "{\"error\":{\"code\":\"InvalidTemplateDeployment\",\"message\":\"m\",\"details\":[{\"code\":"
      "\"Noise\",\"message\":\"n\"},{\"code\":\"QuotaExceeded\",\"message\":\"q\"},{\"code\":"
      "\"SkuNotAvailable\",\"message\":\"s\"}]}}",
      DEPOT_ERROR_QUOTA_EXCEEDED,
      "QuotaExceeded" },
    { 400,
      "{\"code\":\"MissingSubscriptionRegistration\",\"message\":\"m\"}",
      DEPOT_ERROR_PROVIDER_NOT_REGISTERED,
      "MissingSubscriptionRegistration" },
    { 502, "<html>bad gateway</html>", DEPOT_ERROR_BUSY, NULL },
    { 418, "", DEPOT_ERROR_UNEXPECTED_REPLY, NULL },
    { 500, "{\"error\":\"text\"}", DEPOT_ERROR_BUSY, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DepotAzureReply) reply = make_reply (cases[i].status, cases[i].body);
      g_autoptr (GError) error = depot_azure_error_from_reply (reply);

      g_assert_error (error, DEPOT_ERROR, cases[i].code);
      g_assert_cmpstr (depot_error_get_azure_code (error), ==, cases[i].azure_code);
      g_assert_cmpstr (depot_error_get_request_id (error), ==, "request-9");
      g_assert_cmpuint (strlen (error->message), >, 0);
    }
}

/* JSON in a string in JSON, as deep as somebody likes: it ends, and says something. */
static void
test_endless_nesting (void)
{
  g_autofree char *text = g_strdup ("{\"code\":\"Core\",\"message\":\"deep\"}");

  for (guint i = 0; i < 12; i++)
    {
      g_autoptr (JsonObject) object = json_object_new ();
      char *outer;

      json_object_set_string_member (object, "code", "Shell");
      json_object_set_string_member (object, "message", text);
      outer = depot_json_object_to_text (object);
      g_free (text);
      text = outer;
    }
  g_autoptr (DepotAzureReply) reply = make_reply (400, text);
  g_autoptr (GError) error = depot_azure_error_from_reply (reply);

  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_INVALID_INPUT);
  g_assert_cmpuint (strlen (error->message), >, 0);
}

static void
test_blob_error (void)
{
  g_autofree char *xml = fixture_dup_text ("blob-error.xml");
  g_autoptr (DepotAzureReply) reply = make_reply (403, xml);
  g_autoptr (GError) error = depot_azure_error_from_reply (reply);

  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_ROLE_NOT_ACTIVE);
  g_assert_cmpstr (
      error->message,
      ==,
      "This request is not authorized to perform this operation using this permission.");
}

static void
test_blob_error_of_head (void)
{
  g_autoptr (DepotAzureReply) reply = make_reply (403, "");
  g_autoptr (GError) error = NULL;

  soup_message_headers_append (
      reply->headers, "x-ms-error-code", "AuthorizationPermissionMismatch");
  error = depot_azure_error_from_reply (reply);
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_ROLE_NOT_ACTIVE);
}

static void
test_identity_errors (void)
{
  static const struct
  {
    const char *answer;
    int code;
    const char *azure_code;
  } cases[] = {
    { "{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS700082: The refresh token has "
      "expired.\\r\\nTrace ID: t\"}",
      DEPOT_ERROR_SIGN_IN_NEEDED,
      "AADSTS700082" },
    { "{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS50076: second "
      "factor\",\"claims\":\"{}\"}",
      DEPOT_ERROR_SECOND_FACTOR_NEEDED,
      "AADSTS50076" },
    { "{\"error\":\"interaction_required\",\"error_description\":\"AADSTS53003: blocked\"}",
      DEPOT_ERROR_SIGN_IN_REFUSED,
      "AADSTS53003" },
    { "{\"error\":\"unauthorized_client\",\"error_description\":\"AADSTS700016: no app\"}",
      DEPOT_ERROR_SIGN_IN_SETTINGS,
      "AADSTS700016" },
    { "{\"error\":\"invalid_request\",\"error_description\":\"AADSTS90002: no tenant\"}",
      DEPOT_ERROR_SIGN_IN_SETTINGS,
      "AADSTS90002" },
    { "{\"error\":\"temporarily_unavailable\"}", DEPOT_ERROR_BUSY, "temporarily_unavailable" },
    { "{\"error\":\"invalid_grant\"}", DEPOT_ERROR_SIGN_IN_NEEDED, "invalid_grant" },
    { "{\"error\":\"never_heard_of\",\"error_description\":\"what now?\"}",
      DEPOT_ERROR_SIGN_IN_REFUSED,
      "never_heard_of" },
    { "{}", DEPOT_ERROR_SIGN_IN_REFUSED, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) answer = depot_json_parse_object (cases[i].answer, -1, NULL);
      g_autoptr (GError) error = depot_identity_error_from_answer (answer);

      g_assert_error (error, DEPOT_ERROR, cases[i].code);
      g_assert_cmpstr (depot_error_get_azure_code (error), ==, cases[i].azure_code);
      g_assert_null (strchr (error->message, '\n'));
    }
}

static void
test_blob_lists (void)
{
  g_autofree char *one = fixture_dup_text ("blobs-1.xml");
  g_autofree char *two = fixture_dup_text ("blobs-2.xml");
  g_autoptr (GBytes) first = g_bytes_new (one, strlen (one));
  g_autoptr (GBytes) second = g_bytes_new (two, strlen (two));
  g_autoptr (GPtrArray) items = depot_blob_items_new ();
  g_autofree char *marker = NULL;
  g_autofree char *end = NULL;
  g_autoptr (GError) error = NULL;
  const DepotBlobItem *item;

  g_assert_true (depot_blob_xml_read_list (first, items, &marker, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (marker, ==, "2!76!MDAwMDE2");
  g_assert_true (depot_blob_xml_read_list (second, items, &end, &error));
  g_assert_null (end);
  g_assert_cmpuint (items->len, ==, 3);
  item = g_ptr_array_index (items, 0);
  g_assert_cmpstr (item->name, ==, "CEN00001.1/1");
  g_assert_cmpuint (item->size_bytes, ==, 8388608);
  g_assert_cmpstr (item->etag, ==, "0x8DE1");
  g_assert_cmpstr (
      ((DepotBlobItem *) g_ptr_array_index (items, 1))->name, ==, "CEN00001.1/\xef\xbf\xbe");
  g_assert_cmpstr (((DepotBlobItem *) g_ptr_array_index (items, 2))->name, ==, "CEN00001.1/a&b");
}

static void
test_hostile_xml (void)
{
  static const char *const texts[] = {
    "",
    "{}",
    "<!DOCTYPE x [<!ENTITY a \"b\">]><EnumerationResults/>",
    "<?xml version=\"1.0\"?><!DOCTYPE lolz SYSTEM \"file:///etc/hostname\"><EnumerationResults/>",
    "<EnumerationResults><Blobs><Blob><Name>a",
    "<EnumerationResults><Blobs><Blob></Blob></Blobs></EnumerationResults>",
    "<EnumerationResults><Blobs><Blob><Name>a</Name><Properties><Content-Length>-1</"
    "Content-Length></Properties></Blob></Blobs></EnumerationResults>",
    "<EnumerationResults><Blobs><Blob><Name>a</"
    "Name><Properties><Content-Length>99999999999999999999</Content-Length></Properties></Blob></"
    "Blobs></EnumerationResults>",
    "<EnumerationResults><Blobs><Blob><Name>&lol;</Name></Blob></Blobs></EnumerationResults>",
    "<EnumerationResults>\xff</EnumerationResults>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) xml = g_bytes_new (texts[i], strlen (texts[i]));
      g_autoptr (GPtrArray) items = depot_blob_items_new ();
      g_autofree char *marker = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("text %u", i);
      g_assert_false (depot_blob_xml_read_list (xml, items, &marker, &error));
      g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/azure/error/codes", test_codes);
  g_test_add_func ("/azure/error/endless-nesting", test_endless_nesting);
  g_test_add_func ("/azure/error/blob-error", test_blob_error);
  g_test_add_func ("/azure/error/blob-error-of-head", test_blob_error_of_head);
  g_test_add_func ("/azure/error/identity", test_identity_errors);
  g_test_add_func ("/azure/error/blob-lists", test_blob_lists);
  g_test_add_func ("/azure/error/hostile-xml", test_hostile_xml);
  return g_test_run ();
}
