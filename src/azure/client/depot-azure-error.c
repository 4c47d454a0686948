/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-azure-error.h"

#include <string.h>

#include <glib/gi18n.h>
#include <gnutls/gnutls.h>

#include "depot-blob-xml.h"
#include "depot-json.h"

/* Nested errors deeper than this are no answer of Azure. */
#define MAX_DEPTH 8

typedef struct
{
  const char *azure_code;
  DepotErrorCode code;
} Meaning;

static const Meaning meanings[] = {
  /* signing in */
  { "InvalidAuthenticationToken", DEPOT_ERROR_SIGN_IN_NEEDED },
  { "ExpiredAuthenticationToken", DEPOT_ERROR_SIGN_IN_NEEDED },
  { "AuthenticationFailed", DEPOT_ERROR_SIGN_IN_NEEDED },
  { "NoAuthenticationInformation", DEPOT_ERROR_SIGN_IN_NEEDED },
  { "InvalidAuthenticationTokenTenant", DEPOT_ERROR_SIGN_IN_SETTINGS },
  { "InvalidAuthenticationTokenAudience", DEPOT_ERROR_SIGN_IN_SETTINGS },
  /* roles */
  { "AuthorizationFailed", DEPOT_ERROR_PERMISSION_DENIED },
  { "LinkedAuthorizationFailed", DEPOT_ERROR_PERMISSION_DENIED },
  { "RoleAssignmentUpdateNotPermitted", DEPOT_ERROR_PERMISSION_DENIED },
  { "AuthorizationPermissionMismatch", DEPOT_ERROR_ROLE_NOT_ACTIVE },
  { "ForbiddenByRbac", DEPOT_ERROR_ROLE_NOT_ACTIVE },
  { "PrincipalNotFound", DEPOT_ERROR_ROLE_NOT_ACTIVE },
  { "AuthorizationFailure", DEPOT_ERROR_PERMISSION_DENIED },
  { "ForbiddenByFirewall", DEPOT_ERROR_PERMISSION_DENIED },
  { "ForbiddenByPolicy", DEPOT_ERROR_PERMISSION_DENIED },
  { "KeyBasedAuthenticationNotPermitted", DEPOT_ERROR_PERMISSION_DENIED },
  /* the subscription */
  { "SubscriptionNotFound", DEPOT_ERROR_SUBSCRIPTION },
  { "InvalidSubscriptionId", DEPOT_ERROR_SUBSCRIPTION },
  { "ReadOnlyDisabledSubscription", DEPOT_ERROR_SUBSCRIPTION },
  { "SubscriptionIsDisabled", DEPOT_ERROR_SUBSCRIPTION },
  { "DisallowedOperation", DEPOT_ERROR_SUBSCRIPTION },
  { "MissingSubscriptionRegistration", DEPOT_ERROR_PROVIDER_NOT_REGISTERED },
  { "NoRegisteredProviderFound", DEPOT_ERROR_NOT_OFFERED },
  /* names */
  { "StorageAccountAlreadyTaken", DEPOT_ERROR_NAME_TAKEN },
  { "StorageAccountAlreadyExists", DEPOT_ERROR_NAME_TAKEN },
  { "StorageAccountInAnotherResourceGroup", DEPOT_ERROR_NAME_TAKEN },
  { "VaultAlreadyExists", DEPOT_ERROR_NAME_TAKEN },
  { "DnsRecordInUse", DEPOT_ERROR_NAME_TAKEN },
  { "DnsRecordIsReserved", DEPOT_ERROR_NAME_TAKEN },
  { "AccountNameInvalid", DEPOT_ERROR_INVALID_INPUT },
  { "VaultNameNotValid", DEPOT_ERROR_INVALID_INPUT },
  { "InvalidDomainNameLabel", DEPOT_ERROR_INVALID_INPUT },
  { "InvalidResourceGroupLocation", DEPOT_ERROR_CONFLICT },
  /* what Azure will not give */
  { "QuotaExceeded", DEPOT_ERROR_QUOTA_EXCEEDED },
  { "OperationNotAllowed", DEPOT_ERROR_QUOTA_EXCEEDED },
  { "PublicIPCountLimitReached", DEPOT_ERROR_QUOTA_EXCEEDED },
  { "ResourceQuotaExceeded", DEPOT_ERROR_QUOTA_EXCEEDED },
  { "MaxStorageAccountsCountPerSubscriptionExceeded", DEPOT_ERROR_QUOTA_EXCEEDED },
  { "SkuNotAvailable", DEPOT_ERROR_NOT_OFFERED },
  { "AllocationFailed", DEPOT_ERROR_NOT_OFFERED },
  { "ZonalAllocationFailed", DEPOT_ERROR_NOT_OFFERED },
  { "OverconstrainedAllocationRequest", DEPOT_ERROR_NOT_OFFERED },
  { "LocationNotAvailableForResourceType", DEPOT_ERROR_NOT_OFFERED },
  { "LocationNotAvailableForResourceGroup", DEPOT_ERROR_NOT_OFFERED },
  { "RequestDisallowedByPolicy", DEPOT_ERROR_POLICY },
  { "RequestDisallowedByAzure", DEPOT_ERROR_POLICY },
  { "ScopeLocked", DEPOT_ERROR_LOCKED },
  /* things and their state */
  { "ResourceNotFound", DEPOT_ERROR_NOT_FOUND },
  { "ResourceGroupNotFound", DEPOT_ERROR_NOT_FOUND },
  { "DeploymentNotFound", DEPOT_ERROR_NOT_FOUND },
  { "ContainerNotFound", DEPOT_ERROR_NOT_FOUND },
  { "BlobNotFound", DEPOT_ERROR_NOT_FOUND },
  { "CertificateNotFound", DEPOT_ERROR_NOT_FOUND },
  { "SecretNotFound", DEPOT_ERROR_NOT_FOUND },
  { "DeploymentActive", DEPOT_ERROR_CONFLICT },
  { "ResourceGroupBeingDeleted", DEPOT_ERROR_CONFLICT },
  { "ObjectIsDeletedButRecoverable", DEPOT_ERROR_CONFLICT },
  { "ObjectIsBeingDeleted", DEPOT_ERROR_CONFLICT },
  { "ContainerBeingDeleted", DEPOT_ERROR_CONFLICT },
  { "ConditionNotMet", DEPOT_ERROR_CONFLICT },
  { "RoleAssignmentExists", DEPOT_ERROR_CONFLICT },
  /* Microsoft Graph */
  { "Authorization_RequestDenied", DEPOT_ERROR_PERMISSION_DENIED },
  { "Request_ResourceNotFound", DEPOT_ERROR_NOT_FOUND },
  { "NoBackingApplicationObject", DEPOT_ERROR_NOT_FOUND },
  /* come again */
  { "TooManyRequests", DEPOT_ERROR_BUSY },
  { "SubscriptionRequestsThrottled", DEPOT_ERROR_BUSY },
  { "RetryableErrorDueToAnotherOperation", DEPOT_ERROR_BUSY },
  { "ServerBusy", DEPOT_ERROR_BUSY },
  { "OperationTimedOut", DEPOT_ERROR_BUSY },
};

gboolean
depot_azure_error_lookup (const char *azure_code, DepotErrorCode *code)
{
  for (gsize i = 0; azure_code != NULL && i < G_N_ELEMENTS (meanings); i++)
    if (g_ascii_strcasecmp (azure_code, meanings[i].azure_code) == 0)
      {
        *code = meanings[i].code;
        return TRUE;
      }
  return FALSE;
}

/* What is known so far on the way inwards. Text is owned, the rest points into the answer. */
typedef struct
{
  char *azure_code, *text, *target;
  gboolean is_known;
  DepotErrorCode code;
} Finding;

static void
finding_clear (Finding *finding)
{
  g_free (finding->azure_code);
  g_free (finding->text);
  g_free (finding->target);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Finding, finding_clear)

static void descend (Finding *finding, JsonObject *object, guint depth);

/* "{\r\n \"error\": {…}}": an answer of another provider, handed on as text. */
static gboolean
descend_into_text (Finding *finding, const char *text, guint depth)
{
  g_autoptr (JsonObject) object = NULL;
  JsonObject *inner;

  while (g_ascii_isspace (*text))
    text++;
  if (*text != '{')
    return FALSE;
  object = depot_json_parse_object (text, -1, NULL);
  if (object == NULL)
    return FALSE;
  inner = depot_json_peek_object (object, "error");
  descend (finding, inner != NULL ? inner : object, depth + 1);
  return TRUE;
}

static void
take_words (Finding *finding, JsonObject *object, guint depth)
{
  const char *code = depot_json_peek_string (object, "code");
  const char *text = depot_json_peek_string (object, "message");
  const char *target = depot_json_peek_string (object, "target");
  DepotErrorCode known;

  if (target != NULL)
    g_set_str (&finding->target, target);
  if (depot_azure_error_lookup (code, &known))
    {
      finding->is_known = TRUE;
      finding->code = known;
      g_set_str (&finding->azure_code, code);
    }
  else if (code != NULL && !finding->is_known)
    g_set_str (&finding->azure_code, code);
  if (text != NULL && *text != '\0' && !descend_into_text (finding, text, depth))
    g_set_str (&finding->text, text);
}

/* The first detail that says something known wins; a sibling's noise does not overwrite it. */
static void
descend_into_details (Finding *finding, JsonArray *details, guint depth)
{
  for (guint i = 0; i < json_array_get_length (details); i++)
    {
      JsonNode *node = json_array_get_element (details, i);
      gboolean was_known = finding->is_known;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        continue;
      descend (finding, json_node_get_object (node), depth + 1);
      if (finding->is_known && !was_known)
        return;
    }
}

static void
descend (Finding *finding, JsonObject *object, guint depth)
{
  JsonArray *details = depot_json_peek_array (object, "details");
  JsonObject *inner = depot_json_peek_object (object, "innererror");

  if (depth > MAX_DEPTH)
    return;
  take_words (finding, object, depth);
  if (details != NULL)
    descend_into_details (finding, details, depth);
  if (inner != NULL)
    descend (finding, inner, depth + 1);
}

static GError *
error_of_finding (const Finding *finding, DepotErrorCode fallback, const char *request_id)
{
  DepotErrorCode code = finding->is_known ? finding->code : fallback;
  const char *text = finding->text != NULL ? finding->text : finding->azure_code;
  GError *error;

  if (text == NULL)
    error = depot_error_new (code, _ ("Azure refused without saying why"));
  else if (finding->target != NULL)
    error = depot_error_new (code, "%s: %s", finding->target, text);
  else
    error = depot_error_new (code, "%s", text);
  depot_error_set_azure (error, finding->azure_code, finding->text, request_id);
  return error;
}

GError *
depot_azure_error_from_object (JsonObject *object, DepotErrorCode fallback, const char *request_id)
{
  g_auto (Finding) finding = { 0 };

  descend (&finding, object, 0);
  return error_of_finding (&finding, fallback, request_id);
}

static DepotErrorCode
code_of_status (guint status)
{
  switch (status)
    {
    case 400:
      return DEPOT_ERROR_INVALID_INPUT;
    case 401:
      return DEPOT_ERROR_SIGN_IN_NEEDED;
    case 403:
      return DEPOT_ERROR_PERMISSION_DENIED;
    case 404:
    case 410:
      return DEPOT_ERROR_NOT_FOUND;
    case 408:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
      return DEPOT_ERROR_BUSY;
    case 409:
    case 412:
      return DEPOT_ERROR_CONFLICT;
    case 511:
      return DEPOT_ERROR_CAPTIVE_PORTAL;
    default:
      return DEPOT_ERROR_UNEXPECTED_REPLY;
    }
}

static const char *
sentence_of_status (guint status)
{
  switch (status)
    {
    case 511:
      return _ ("A sign-in page of this network answered instead of Azure");
    case 429:
      return _ ("Azure asks to wait: too many requests");
    case 500:
    case 502:
    case 503:
    case 504:
      return _ ("Azure is out of order right now");
    default:
      return NULL;
    }
}

/* HEAD has no body: blob storage names its code in a header. */
static void
read_blob_words (Finding *finding, const DepotAzureReply *reply)
{
  g_autofree char *code = NULL, *text = NULL;
  const char *header = soup_message_headers_get_one (reply->headers, "x-ms-error-code");

  if (reply->json == NULL && g_bytes_get_size (reply->body) > 0)
    depot_blob_xml_read_error (reply->body, &code, &text);
  g_set_str (&finding->azure_code, code != NULL ? code : header);
  g_set_str (&finding->text, text);
  finding->is_known = depot_azure_error_lookup (finding->azure_code, &finding->code);
}

GError *
depot_azure_error_from_reply (const DepotAzureReply *reply)
{
  g_auto (Finding) finding = { 0 };
  JsonObject *object = reply->json != NULL ? depot_json_peek_object (reply->json, "error") : NULL;
  GError *error;

  if (object != NULL)
    descend (&finding, object, 0);
  else if (reply->json != NULL && json_object_has_member (reply->json, "code"))
    descend (&finding, reply->json, 0);
  else
    read_blob_words (&finding, reply);
  if (finding.text == NULL && sentence_of_status (reply->status) != NULL)
    g_set_str (&finding.text, sentence_of_status (reply->status));
  if (finding.text == NULL && finding.azure_code == NULL)
    finding.text = g_strdup_printf (_ ("Azure answered with status %u"), reply->status);
  error = error_of_finding (&finding, code_of_status (reply->status), reply->request_id);
  if (reply->retry_after_seconds > 0)
    depot_error_set_retry_after_seconds (error, (guint) reply->retry_after_seconds);
  return error;
}

/* All of them: a certificate that is replaced for one flaw should not fail for the next. */
static char *
dup_tls_flaws (GTlsCertificateFlags flaws, gboolean is_self_signed)
{
  const char *words[] = {
    flaws & G_TLS_CERTIFICATE_UNKNOWN_CA
        ? is_self_signed ? _ ("it is signed by itself and not trusted by this computer")
                         : _ ("its issuer is not trusted by this computer")
        : "",
    flaws & G_TLS_CERTIFICATE_BAD_IDENTITY ? _ ("it belongs to another host name") : "",
    flaws & G_TLS_CERTIFICATE_EXPIRED ? _ ("it has expired") : "",
    flaws & G_TLS_CERTIFICATE_NOT_ACTIVATED ? _ ("it is not valid yet") : "",
    flaws & G_TLS_CERTIFICATE_REVOKED ? _ ("it was revoked") : "",
    flaws & G_TLS_CERTIFICATE_INSECURE ? _ ("its key or its signature is too weak") : "",
  };
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (*words[i] != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", words[i]);
  return g_strdup (text->len > 0 ? text->str : _ ("it does not pass the checks"));
}

/* What mends it, by the gravest flaw. */
static const char *
remedy_of_tls_flaw (GTlsCertificateFlags flaws)
{
  if (flaws & (G_TLS_CERTIFICATE_UNKNOWN_CA | G_TLS_CERTIFICATE_GENERIC_ERROR))
    return _ ("If a proxy inspects connections here, add its authority to those trusted in this "
              "environment.");
  if (flaws & G_TLS_CERTIFICATE_BAD_IDENTITY)
    return _ ("Check the DNS of this network, and whether a proxy answers in its place.");
  if (flaws & (G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_NOT_ACTIVATED))
    return _ ("Check the date and time of this computer.");
  return _ ("Only its owner can replace it.");
}

static GError *
error_of_tls_flaws (GTlsCertificateFlags flaws, SoupMessage *message)
{
  GTlsCertificate *certificate = soup_message_get_tls_peer_certificate (message);
  g_autofree char *issuer = g_tls_certificate_get_issuer_name (certificate);
  g_autofree char *subject = g_tls_certificate_get_subject_name (certificate);
  g_autofree char *words = dup_tls_flaws (flaws, g_strcmp0 (issuer, subject) == 0);
  g_autofree char *shown = g_utf8_make_valid (issuer != NULL ? issuer : "?", -1);

  return depot_error_new (DEPOT_ERROR_TLS,
                          /* Translators: host, why the certificate is bad, issuer of it, remedy. */
                          _ ("The certificate of %s was refused: %s (issuer: %s). %s"),
                          g_uri_get_host (soup_message_get_uri (message)),
                          words,
                          shown,
                          remedy_of_tls_flaw (flaws));
}

/* GIO has one word for "speaks no TLS", "speaks an old one" and "was cut"; only the backend's text
 * tells the second. */
static gboolean
is_old_tls (const GError *error)
{
  return g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_NOT_TLS)
         && strstr (error->message, gnutls_strerror (GNUTLS_E_UNSUPPORTED_VERSION_PACKET)) != NULL;
}

/* The two sides never came to speak TLS; a cut connection stays one that may be tried again. */
static GError *
error_of_handshake (const GError *error, SoupMessage *message)
{
  g_autoptr (GError) told = depot_error_from_any (error);
  const char *host = g_uri_get_host (soup_message_get_uri (message));

  if (is_old_tls (error))
    return depot_error_new (DEPOT_ERROR_TLS,
                            /* Translators: host. */
                            _ ("%s offers no TLS newer than 1.1, which is not safe any more. If a "
                               "proxy inspects connections here, it needs TLS 1.2."),
                            host);
  if (told->code == DEPOT_ERROR_TLS)
    return depot_error_new (DEPOT_ERROR_TLS,
                            /* Translators: host, reason. */
                            _ ("%s and this computer found no secure way to speak. If a proxy "
                               "inspects connections here, look at its settings. (%s)"),
                            host,
                            error->message);
  return depot_error_new (told->code,
                          /* Translators: host, reason. */
                          _ ("The connection with %s ended before it was secure. A firewall or a "
                             "proxy may cut it. (%s)"),
                          host,
                          error->message);
}

/* The other side's certificate is known once the connection is secure. */
static gboolean
is_of_handshake (const GError *error, SoupMessage *message)
{
  return error->domain == G_TLS_ERROR
         || (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED)
             && soup_message_get_tls_peer_certificate (message) == NULL);
}

GError *
depot_azure_error_from_transport (const GError *error, SoupMessage *message)
{
  GTlsCertificateFlags flaws
      = message != NULL ? soup_message_get_tls_peer_certificate_errors (message) : 0;

  if (error->domain == G_TLS_ERROR && flaws != 0)
    return error_of_tls_flaws (flaws, message);
  if (message != NULL && is_of_handshake (error, message))
    return error_of_handshake (error, message);
  if (error->domain == SOUP_SESSION_ERROR)
    return depot_error_new (
        DEPOT_ERROR_NOT_REACHABLE, _ ("The connection broke: %s"), error->message);
  return depot_error_from_any (error);
}
