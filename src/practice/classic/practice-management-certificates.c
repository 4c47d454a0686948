/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-management-certificates.h"

#include <gnutls/x509.h>
#include <string.h>

#include "practice-directory.h"
#include "practice-json.h"
#include "practice-page.h"

#define COLLECTION "classic-certificates"
#define MAX_FILE 65536

static GBytes *
read_der (GBytes *file)
{
  gnutls_x509_crt_t certificate = NULL;
  gsize size;
  gnutls_datum_t given = { (unsigned char *) g_bytes_get_data (file, &size), 0 };
  gnutls_datum_t der = { NULL, 0 };
  GBytes *bytes = NULL;

  given.size = (unsigned) size;
  gnutls_x509_crt_init (&certificate);
  if (size > 0 && size <= MAX_FILE
      && (gnutls_x509_crt_import (certificate, &given, GNUTLS_X509_FMT_DER) >= 0
          || gnutls_x509_crt_import (certificate, &given, GNUTLS_X509_FMT_PEM) >= 0)
      && gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_DER, &der) >= 0)
    bytes = g_bytes_new (der.data, der.size);
  gnutls_free (der.data);
  gnutls_x509_crt_deinit (certificate);
  return bytes;
}

static char *
make_thumbprint (GBytes *der)
{
  g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA1, der);

  return g_ascii_strup (digest, -1);
}

static char *
make_key (const char *subscription, const char *thumbprint)
{
  return g_strconcat (subscription, "/", thumbprint, NULL);
}

char *
practice_management_certificates_add (PracticeCloud *cloud,
                                      const char *subscription,
                                      GBytes *file,
                                      GError **error)
{
  g_autoptr (GBytes) der = read_der (file);
  g_autofree char *thumbprint = NULL;
  g_autofree char *key = NULL;
  g_autofree char *data = NULL;
  g_autofree char *now = NULL;
  g_autoptr (JsonObject) document = NULL;

  if (der == NULL || practice_directory_find_subscription (subscription) == NULL)
    {
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_INVALID_DATA,
                   der == NULL ? "The file is not a certificate. Upload the .cer file, which holds "
                                 "the public half."
                               : "There is no such subscription.");
      return NULL;
    }
  thumbprint = make_thumbprint (der);
  key = make_key (subscription, thumbprint);
  data = g_base64_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  now = practice_cloud_format_now (cloud);
  document = practice_json_object (
      "subscription", subscription, "thumbprint", thumbprint, "data", data, "created", now, NULL);
  practice_state_put (practice_cloud_get_state (cloud), COLLECTION, key, document);
  return g_steal_pointer (&thumbprint);
}

static gboolean
is_in_time (PracticeCloud *cloud, GTlsCertificate *certificate)
{
  g_autoptr (GDateTime) from = g_tls_certificate_get_not_valid_before (certificate);
  g_autoptr (GDateTime) to = g_tls_certificate_get_not_valid_after (certificate);
  gint64 now = practice_cloud_get_now (cloud) / G_USEC_PER_SEC;

  return from != NULL && to != NULL && g_date_time_to_unix (from) <= now
         && now < g_date_time_to_unix (to);
}

gboolean
practice_management_certificates_open (PracticeCloud *cloud,
                                       const char *subscription,
                                       GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *thumbprint = NULL;
  g_autofree char *key = NULL;
  g_autofree char *data = NULL;
  g_autoptr (JsonObject) document = NULL;

  if (certificate == NULL || !is_in_time (cloud, certificate))
    return FALSE;
  g_object_get (certificate, "certificate", &der, NULL);
  bytes = g_bytes_new (der->data, der->len);
  thumbprint = make_thumbprint (bytes);
  key = make_key (subscription, thumbprint);
  document = practice_state_get (practice_cloud_get_state (cloud), COLLECTION, key);
  data = g_base64_encode (der->data, der->len);
  return document != NULL && g_strcmp0 (practice_json_get_string (document, "data"), data) == 0;
}

/* The lever. */

static void
put_certificate (PracticeRequest *request, gpointer data)
{
  const char *type = practice_request_get_header (request, "Content-Type");
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) file = NULL;
  g_autofree char *thumbprint = NULL;
  const char *subscription, *encoded;

  if (practice_request_get_header (request, "Origin") != NULL || type == NULL
      || !g_str_has_prefix (type, "application/json"))
    {
      practice_request_reply_error (
          request,
          403,
          "Forbidden",
          "The levers of the practice cloud take JSON from programs only.");
      return;
    }
  body = practice_request_read_json (request, FALSE);
  if (body == NULL)
    return;
  subscription = practice_json_get_string (body, "subscription");
  encoded = practice_json_get_string (body, "certificate");
  if (encoded != NULL)
    {
      gsize size;
      guchar *bytes = g_base64_decode (encoded, &size);

      file = g_bytes_new_take (bytes, size);
    }
  if (subscription != NULL && file != NULL)
    thumbprint = practice_management_certificates_add (
        practice_request_get_cloud (request), subscription, file, &error);
  if (thumbprint != NULL)
    practice_request_reply_empty (request, SOUP_STATUS_NO_CONTENT);
  else
    practice_request_reply_error (request,
                                  400,
                                  "InvalidCertificate",
                                  "%s",
                                  error != NULL ? error->message
                                                : "Give 'subscription' and 'certificate'.");
}

/* The portal's page. */

static void
append_registered (GString *html, PracticeCloud *cloud)
{
  g_autoptr (GPtrArray) all
      = practice_state_list (practice_cloud_get_state (cloud), COLLECTION, NULL);

  if (all->len == 0)
    g_string_append (html, "<p class=\"quiet\">There is none yet.</p>");
  else
    g_string_append (html, "<table><tr><th>Subscription</th><th>Thumbprint</th></tr>");
  for (guint i = 0; i < all->len; i++)
    {
      const char *id = practice_json_get_string (all->pdata[i], "subscription");
      const PracticeSubscription *subscription = practice_directory_find_subscription (id);
      g_autofree char *row
          = g_markup_printf_escaped ("<tr><td>%s</td><td><code>%s</code></td></tr>",
                                     subscription != NULL ? subscription->name : id,
                                     practice_json_get_string (all->pdata[i], "thumbprint"));

      g_string_append (html, row);
    }
  if (all->len > 0)
    g_string_append (html, "</table>");
}

static void
append_form (GString *html)
{
  guint count;
  const PracticeSubscription *subscriptions = practice_directory_get_subscriptions (&count);

  g_string_append (html,
                   "<h2>Upload</h2><form method=\"post\" action=\"/portal\" "
                   "enctype=\"multipart/form-data\"><label>Subscription <select "
                   "name=\"subscription\">");
  for (guint i = 0; i < count; i++)
    {
      g_autofree char *option = g_markup_printf_escaped (
          "<option value=\"%s\">%s</option>", subscriptions[i].id, subscriptions[i].name);

      g_string_append (html, option);
    }
  g_string_append (html,
                   "</select></label><label>Certificate file (.cer) <input type=\"file\" "
                   "name=\"file\" accept=\".cer,.crt,.pem\" required></label>"
                   "<button type=\"submit\">Upload</button></form>"
                   "<p><a href=\"/\">What is in the practice cloud</a></p>");
}

static void
reply_page (PracticeRequest *request, guint status, const char *message)
{
  g_autoptr (GString) html = g_string_new (NULL);

  if (message != NULL)
    {
      g_autofree char *text = g_markup_printf_escaped ("<p role=\"status\">%s</p>", message);

      g_string_append (html, text);
    }
  append_registered (html, practice_request_get_cloud (request));
  append_form (html);
  practice_page_reply (request, status, "Management certificates", html->str);
}

static void
get_page (PracticeRequest *request, gpointer data)
{
  reply_page (request, SOUP_STATUS_OK, NULL);
}

/* A page of somebody else must not register a certificate through the person's browser. */
static gboolean
is_own_page (PracticeRequest *request)
{
  const char *origin = practice_request_get_header (request, "Origin");
  const char *own = practice_cloud_get_browser_url (practice_request_get_cloud (request));
  const char *port = strrchr (own, ':');
  g_autofree char *by_number = g_strconcat ("http://127.0.0.1", port, NULL);

  return origin == NULL || g_str_equal (origin, own) || g_str_equal (origin, by_number);
}

/* The named part of the form: a file, or a field's text. */
static GBytes *
find_part (SoupMultipart *form, const char *wanted)
{
  for (int i = 0; form != NULL && i < soup_multipart_get_length (form); i++)
    {
      SoupMessageHeaders *headers;
      g_autoptr (GHashTable) values = NULL;
      g_autofree char *disposition = NULL;
      GBytes *body;

      if (soup_multipart_get_part (form, i, &headers, &body)
          && soup_message_headers_get_content_disposition (headers, &disposition, &values)
          && g_strcmp0 (g_hash_table_lookup (values, "name"), wanted) == 0)
        return body;
    }
  return NULL;
}

static void
post_page (PracticeRequest *request, gpointer data)
{
  SoupMultipart *form
      = is_own_page (request)
            ? soup_multipart_new_from_message (practice_request_get_headers (request),
                                               practice_request_get_body (request))
            : NULL;
  GBytes *file = find_part (form, "file");
  GBytes *field = find_part (form, "subscription");
  g_autoptr (GError) error = NULL;
  g_autofree char *subscription = NULL;
  g_autofree char *thumbprint = NULL;
  g_autofree char *message = NULL;

  if (file != NULL && field != NULL)
    {
      subscription = g_strndup (g_bytes_get_data (field, NULL), g_bytes_get_size (field));
      thumbprint = practice_management_certificates_add (
          practice_request_get_cloud (request), subscription, file, &error);
    }
  if (thumbprint != NULL)
    message = g_strdup_printf ("Certificate %s may manage this subscription now.", thumbprint);
  reply_page (request,
              thumbprint != NULL ? SOUP_STATUS_OK : SOUP_STATUS_BAD_REQUEST,
              message != NULL ? message
              : error != NULL ? error->message
                              : "Choose a subscription and a file.");
  g_clear_pointer (&form, soup_multipart_free);
}

void
practice_management_certificates_register (PracticeCloud *cloud)
{
  PracticeRouter *router = practice_cloud_get_router (cloud);

  practice_router_add (router, PRACTICE_SURFACE_BROWSER, "GET", "/portal", get_page, NULL);
  practice_router_add (router, PRACTICE_SURFACE_BROWSER, "POST", "/portal", post_page, NULL);
  practice_router_add (router,
                       PRACTICE_SURFACE_PLAIN | PRACTICE_SURFACE_BROWSER,
                       "PUT",
                       "/_practice/management-certificate",
                       put_certificate,
                       NULL);
}
