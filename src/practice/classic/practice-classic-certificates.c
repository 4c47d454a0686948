/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The certificates of a hosted service: the file is opened for real, and a wrong password is told
 * by the operation, as classic Azure did. The password is not kept. */
#include "config.h"

#include "practice-classic.h"

#include <string.h>

#include "practice-json.h"
#include "vault/practice-pfx.h"

#define SECONDS 8

JsonObject *
practice_classic_get_certificate (JsonObject *service, const char *thumbprint)
{
  JsonArray *certificates = practice_json_get_array (service, "certificates");

  for (guint i = 0; thumbprint != NULL && i < json_array_get_length (certificates); i++)
    {
      JsonObject *certificate = json_array_get_object_element (certificates, i);

      if (g_ascii_strcasecmp (practice_json_get_string (certificate, "thumbprint"), thumbprint)
          == 0)
        return certificate;
    }
  return NULL;
}

static char *
encode (GBytes *bytes)
{
  return g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static JsonObject *
describe (PracticePfx *pfx)
{
  const guchar *digest = g_bytes_get_data (pfx->thumbprint, NULL);
  g_autoptr (GString) thumbprint = g_string_new (NULL);
  g_autofree char *data = encode (pfx->certificate);
  g_autofree char *file = encode (pfx->without_password);

  for (gsize i = 0; i < g_bytes_get_size (pfx->thumbprint); i++)
    g_string_append_printf (thumbprint, "%02X", digest[i]);
  return practice_json_object ("thumbprint", thumbprint->str, "data", data, "pfx", file, NULL);
}

static double
finish_add (PracticeCloud *cloud, JsonObject *data)
{
  JsonObject *certificate = practice_json_get_object (data, "certificate");
  g_autoptr (JsonObject) service = practice_state_get (practice_cloud_get_state (cloud),
                                                       PRACTICE_CLASSIC_SERVICES,
                                                       practice_json_get_string (data, "service"));

  if (certificate == NULL)
    json_object_set_string_member (
        data, "failure", "The password used to protect the certificate file is invalid.");
  else if (service != NULL
           && practice_classic_get_certificate (
                  service, practice_json_get_string (certificate, "thumbprint"))
                  == NULL)
    {
      json_array_add_object_element (practice_json_get_array (service, "certificates"),
                                     json_object_ref (certificate));
      practice_classic_save_service (cloud, service);
    }
  /* the operation's own document needs the key no longer */
  json_object_remove_member (data, "certificate");
  return 0;
}

static PracticePfx *
open_file (PracticeXml *body)
{
  const char *encoded = practice_xml_get_text (body, "Data");
  gsize size = 0;
  guchar *file = encoded != NULL ? g_base64_decode (encoded, &size) : NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_take (file, size);

  return practice_pfx_open (bytes, practice_xml_get_text (body, "Password"));
}

static void
add_certificate (PracticeClassicCall *call)
{
  g_autoptr (JsonObject) service = practice_classic_find_service (call, TRUE);
  g_autoptr (PracticeXml) body
      = service != NULL ? practice_classic_read (call, "CertificateFile") : NULL;
  g_autoptr (PracticePfx) pfx = NULL;
  JsonObject *data;

  if (body == NULL)
    return;
  if (g_strcmp0 (practice_xml_get_text (body, "CertificateFormat"), "pfx") != 0)
    {
      practice_classic_refuse (call->request,
                               SOUP_STATUS_BAD_REQUEST,
                               "BadRequest",
                               "The only certificate format is pfx.");
      return;
    }
  pfx = open_file (body);
  data = json_object_new ();
  if (pfx != NULL)
    json_object_set_object_member (data, "certificate", describe (pfx));
  practice_classic_start (call, "add-certificate", SECONDS, service, data);
}

static void
list_certificates (PracticeClassicCall *call)
{
  g_autoptr (JsonObject) service = practice_classic_find_service (call, FALSE);
  JsonArray *certificates;
  GString *xml;

  if (service == NULL)
    return;
  certificates = practice_json_get_array (service, "certificates");
  xml = practice_xml_begin ("Certificates");
  for (guint i = 0; i < json_array_get_length (certificates); i++)
    {
      JsonObject *certificate = json_array_get_object_element (certificates, i);
      const char *thumbprint = practice_json_get_string (certificate, "thumbprint");
      GUri *uri = soup_server_message_get_uri (practice_request_get_message (call->request));
      g_autofree char *url = g_strdup_printf (
          "https://localhost:%d/%s/services/hostedservices/%s/certificates/sha1-%s",
          g_uri_get_port (uri),
          call->subscription,
          practice_json_get_string (service, "name"),
          thumbprint);

      practice_xml_open (xml, "Certificate");
      practice_xml_add (xml, "CertificateUrl", url);
      practice_xml_add (xml, "Thumbprint", thumbprint);
      practice_xml_add (xml, "ThumbprintAlgorithm", "sha1");
      practice_xml_add (xml, "Data", practice_json_get_string (certificate, "data"));
      practice_xml_close (xml, "Certificate");
    }
  practice_xml_close (xml, "Certificates");
  practice_classic_reply (call, SOUP_STATUS_OK, xml);
}

void
practice_classic_certificates_register (PracticeCloud *cloud)
{
  practice_classic_add_work (cloud, "add-certificate", finish_add);
  practice_classic_add_route (
      cloud, "POST", "/services/hostedservices/{service}/certificates", add_certificate);
  practice_classic_add_route (
      cloud, "GET", "/services/hostedservices/{service}/certificates", list_certificates);
}
