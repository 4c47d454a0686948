/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-edge-inside.h"

#include "practice-edge-content.h"
#include "practice-edge-listener.h"
#include "practice-edge-metadata.h"
#include "practice-edge-relay.h"
#include "practice-edge-token.h"

#include "arm/practice-arm-json.h"
#include "arm/practice-resources.h"
#include "vault/practice-vault.h"

#include "practice-certificates.h"
#include "practice-principal.h"

#include <libsoup/soup.h>
#include <string.h>

#define PERIOD 300
#define RETRY 10
#define TOKEN_SECONDS 3600

struct _PracticeEdgeInside
{
  PracticeCloud *cloud;
  PracticeEdgePlan *plan;
  guint timer;

  SoupSession *session;
  PracticeEdgeListener *listener;
  char *certificate_text; /* the secret it shows */
  GBytes *key;
};

static const char *
get_config (PracticeEdgeInside *self, const char *name)
{
  const char *value = practice_arm_json_string (self->plan->config, name);

  return value != NULL ? value : "";
}

/* A secret as the instance's identity would get it: NULL without the role. */
static char *
read_secret (PracticeEdgeInside *self, const char *name)
{
  g_autoptr (GUri) vault = g_uri_parse (get_config (self, "vaultUri"), G_URI_FLAGS_NONE, NULL);
  g_autoptr (JsonObject) scale_set = practice_resources_get (self->cloud, self->plan->id);
  g_autofree char *identity = NULL;
  g_autofree char *scope = NULL;
  g_autofree char *key = NULL;
  g_auto (GStrv) host = NULL;
  g_autoptr (JsonObject) owner = NULL;
  g_autoptr (JsonObject) object = NULL;
  PracticePrincipal principal = { NULL };

  if (vault == NULL || scale_set == NULL)
    return NULL;
  host = g_strsplit (g_uri_get_host (vault), ".", 2);
  owner = practice_state_get (practice_cloud_get_state (self->cloud), "vaults", host[0]);
  identity = practice_edge_metadata_dup_principal (
      self->cloud, scale_set, get_config (self, "identityClientId"));
  if (owner == NULL || identity == NULL)
    return NULL;
  principal.object_id = identity;
  scope = g_strconcat (practice_arm_json_string (owner, "id"), "/secrets/", name, NULL);
  if (!practice_cloud_allows (
          self->cloud, &principal, scope, "Microsoft.KeyVault/vaults/secrets/getSecret/action"))
    return NULL;
  key = g_strconcat (host[0], "/", name, NULL);
  object = practice_state_get (practice_cloud_get_state (self->cloud), PRACTICE_VAULT_SECRETS, key);
  if (object == NULL || practice_vault_is_deleted (object))
    return NULL;
  return g_strdup (practice_arm_json_string (practice_vault_find_version (object, NULL), "value"));
}

static void
reply_health (PracticeEdgeInside *self, SoupServerMessage *message)
{
  g_autoptr (JsonObject) body = json_object_new ();
  char *text;

  json_object_set_string_member (body, "service", get_config (self, "serviceName"));
  json_object_set_string_member (body, "version", "1");
  text = practice_arm_json_object_to_text (body);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (
      message, "application/json", SOUP_MEMORY_TAKE, text, strlen (text));
}

static const char *
find_token (SoupServerMessage *message, GHashTable *query)
{
  const char *token = soup_message_headers_get_one (
      soup_server_message_get_request_headers (message), "X-Depot-Token");

  if (token == NULL && query != NULL)
    token = g_hash_table_lookup (query, "t");
  return token;
}

static char *
find_blob (PracticeEdgeInside *self, const char *package, const char *file)
{
  g_autoptr (GUri) storage
      = g_uri_parse (get_config (self, "blobEndpoint"), G_URI_FLAGS_NONE, NULL);
  g_auto (GStrv) host = NULL;

  if (storage == NULL || g_uri_get_host (storage) == NULL)
    return NULL;
  host = g_strsplit (g_uri_get_host (storage), ".", 2);
  return practice_edge_content_find (
      self->cloud, host[0], get_config (self, "container"), package, file);
}

static void
reply_content (PracticeEdgeInside *self, SoupServerMessage *message, const char *blob)
{
  g_autoptr (JsonObject) scale_set = practice_resources_get (self->cloud, self->plan->id);
  const char *endpoint = get_config (self, "blobEndpoint");
  g_autofree char *url = g_strdup_printf ("%s%s%s/%s",
                                          endpoint,
                                          g_str_has_suffix (endpoint, "/") ? "" : "/",
                                          get_config (self, "container"),
                                          blob);
  g_autofree char *token = practice_edge_metadata_issue (self->cloud,
                                                         scale_set,
                                                         get_config (self, "identityClientId"),
                                                         "https://storage.azure.com/",
                                                         TOKEN_SECONDS);
  g_autofree char *authorization = g_strconcat ("Bearer ", token, NULL);

  if (token == NULL)
    soup_server_message_set_status (message, SOUP_STATUS_SERVICE_UNAVAILABLE, NULL);
  else
    practice_edge_relay (self->session, message, url, authorization);
}

static void
on_request (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer data)
{
  PracticeEdgeInside *self = data;
  const char *method = soup_server_message_get_method (message);
  const char *raw = g_uri_get_path (soup_server_message_get_uri (message));
  g_autofree char *package = NULL;
  g_autofree char *file = NULL;
  g_autofree char *blob = NULL;
  guint status;

  if (strcmp (method, "GET") != 0 && strcmp (method, "HEAD") != 0)
    soup_server_message_set_status (message, SOUP_STATUS_METHOD_NOT_ALLOWED, NULL);
  else if (strcmp (raw, "/healthz") == 0)
    reply_health (self, message);
  else if (!practice_edge_token_split_path (raw, &package, &file))
    soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
  else
    {
      status = practice_edge_token_check (find_token (message, query),
                                          package,
                                          get_config (self, "serviceName"),
                                          self->key,
                                          g_get_real_time () / G_USEC_PER_SEC);
      blob = status == 200 ? find_blob (self, package, file) : NULL;
      if (blob != NULL)
        reply_content (self, message, blob);
      else
        soup_server_message_set_status (message, status == 200 ? 404 : status, NULL);
    }
}

static void
stop_listening (PracticeEdgeInside *self)
{
  g_clear_pointer (&self->listener, practice_edge_listener_free);
  g_clear_pointer (&self->certificate_text, g_free);
}

static GTlsCertificate *
make_certificate (const char *text)
{
  gsize length = 0;
  g_autofree guchar *pfx = g_base64_decode (text, &length);

  return g_tls_certificate_new_from_pkcs12 (pfx, length, NULL, NULL);
}

static void
show_certificate (PracticeEdgeInside *self, const char *certificate_text)
{
  g_autoptr (GTlsCertificate) certificate = make_certificate (certificate_text);
  g_autoptr (GError) error = NULL;

  if (certificate == NULL)
    return;
  if (self->listener != NULL)
    practice_edge_listener_set_certificate (self->listener, certificate);
  else
    self->listener = practice_edge_listener_new (self->plan->address,
                                                 practice_cloud_get_port (self->cloud, "edge"),
                                                 certificate,
                                                 on_request,
                                                 self,
                                                 &error);
  if (self->listener != NULL)
    g_set_str (&self->certificate_text, certificate_text);
  else
    g_warning ("The instance at %s does not answer: %s", self->plan->address, error->message);
}

static void
read_key (PracticeEdgeInside *self, const char *text)
{
  gsize length = 0;
  guchar *data = g_base64_decode (text, &length);

  g_clear_pointer (&self->key, g_bytes_unref);
  self->key = g_bytes_new_take (data, length);
}

static void
refresh (PracticeCloud *cloud, gpointer data)
{
  PracticeEdgeInside *self = data;
  g_autofree char *certificate = read_secret (self, get_config (self, "certificateName"));
  g_autofree char *key = read_secret (self, get_config (self, "edgeKeyName"));
  gboolean complete = certificate != NULL && key != NULL;

  if (complete)
    read_key (self, key);
  if (complete && g_strcmp0 (certificate, self->certificate_text) != 0)
    show_certificate (self, certificate);
  self->timer = practice_cloud_after (cloud, complete ? PERIOD : RETRY, refresh, self, NULL);
}

PracticeEdgeInside *
practice_edge_inside_new (PracticeCloud *cloud)
{
  PracticeEdgeInside *self = g_new0 (PracticeEdgeInside, 1);
  const char *ca_file = practice_certificates_get_ca_file (practice_cloud_get_certificates (cloud));
  g_autoptr (GTlsDatabase) trust = g_tls_file_database_new (ca_file, NULL);

  self->cloud = cloud;
  self->session = soup_session_new ();
  soup_session_set_tls_database (self->session, trust);
  return self;
}

void
practice_edge_inside_set_plan (PracticeEdgeInside *self, PracticeEdgePlan *plan)
{
  if (practice_edge_plan_equal (self->plan, plan))
    return;
  if (self->timer != 0)
    practice_cloud_cancel_timer (self->cloud, self->timer);
  self->timer = 0;
  stop_listening (self);
  g_clear_pointer (&self->plan, practice_edge_plan_free);
  if (plan == NULL)
    return;
  self->plan = practice_edge_plan_copy (plan);
  self->timer = practice_cloud_after (self->cloud, 0, refresh, self, NULL);
}

void
practice_edge_inside_free (PracticeEdgeInside *self)
{
  practice_edge_inside_set_plan (self, NULL);
  g_clear_pointer (&self->key, g_bytes_unref);
  g_object_unref (self->session);
  g_free (self);
}
