/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-error.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>

typedef struct
{
  char *azure_code;
  char *azure_text;
  char *request_id;
  char *claims;
  guint retry_after_seconds;
} DepotErrorPrivate;

static void
depot_error_private_init (DepotErrorPrivate *priv)
{
}

static void
depot_error_private_copy (const DepotErrorPrivate *source, DepotErrorPrivate *target)
{
  target->azure_code = g_strdup (source->azure_code);
  target->azure_text = g_strdup (source->azure_text);
  target->request_id = g_strdup (source->request_id);
  target->claims = g_strdup (source->claims);
  target->retry_after_seconds = source->retry_after_seconds;
}

static void
depot_error_private_clear (DepotErrorPrivate *priv)
{
  g_free (priv->azure_code);
  g_free (priv->azure_text);
  g_free (priv->request_id);
  g_free (priv->claims);
}

G_DEFINE_EXTENDED_ERROR (DepotError, depot_error)

static const char *const nicks[DEPOT_N_ERRORS] = {
  [DEPOT_ERROR_FAILED] = "failed",
  [DEPOT_ERROR_CANCELLED] = "cancelled",
  [DEPOT_ERROR_INVALID_INPUT] = "invalid-input",
  [DEPOT_ERROR_SIGN_IN_NEEDED] = "sign-in-needed",
  [DEPOT_ERROR_SECOND_FACTOR_NEEDED] = "second-factor-needed",
  [DEPOT_ERROR_SIGN_IN_REFUSED] = "sign-in-refused",
  [DEPOT_ERROR_SIGN_IN_SETTINGS] = "sign-in-settings",
  [DEPOT_ERROR_PERMISSION_DENIED] = "permission-denied",
  [DEPOT_ERROR_ROLE_NOT_ACTIVE] = "role-not-active",
  [DEPOT_ERROR_SUBSCRIPTION] = "subscription",
  [DEPOT_ERROR_PROVIDER_NOT_REGISTERED] = "provider-not-registered",
  [DEPOT_ERROR_NAME_TAKEN] = "name-taken",
  [DEPOT_ERROR_QUOTA_EXCEEDED] = "quota-exceeded",
  [DEPOT_ERROR_NOT_OFFERED] = "not-offered",
  [DEPOT_ERROR_POLICY] = "policy",
  [DEPOT_ERROR_LOCKED] = "locked",
  [DEPOT_ERROR_NOT_FOUND] = "not-found",
  [DEPOT_ERROR_CONFLICT] = "conflict",
  [DEPOT_ERROR_DEPLOYMENT_FAILED] = "deployment-failed",
  [DEPOT_ERROR_CERTIFICATE_PASSWORD] = "certificate-password",
  [DEPOT_ERROR_CERTIFICATE_UNREADABLE] = "certificate-unreadable",
  [DEPOT_ERROR_CERTIFICATE_REFUSED] = "certificate-refused",
  [DEPOT_ERROR_CERTIFICATE_COSTLY] = "certificate-costly",
  [DEPOT_ERROR_NOT_REACHABLE] = "not-reachable",
  [DEPOT_ERROR_TLS] = "tls",
  [DEPOT_ERROR_PROXY] = "proxy",
  [DEPOT_ERROR_CAPTIVE_PORTAL] = "captive-portal",
  [DEPOT_ERROR_BUSY] = "busy",
  [DEPOT_ERROR_TIMED_OUT] = "timed-out",
  [DEPOT_ERROR_UNEXPECTED_REPLY] = "unexpected-reply",
  [DEPOT_ERROR_KEYRING] = "keyring",
  [DEPOT_ERROR_STORE] = "store",
  [DEPOT_ERROR_FILE] = "file",
  [DEPOT_ERROR_PAUSED] = "paused",
};

const char *
depot_error_get_nick (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != DEPOT_ERROR || error->code < 0 || error->code >= DEPOT_N_ERRORS)
    return NULL;
  return nicks[error->code];
}

DepotErrorCode
depot_error_code_from_nick (const char *nick)
{
  for (int code = 0; code < DEPOT_N_ERRORS; code++)
    if (g_strcmp0 (nicks[code], nick) == 0)
      return code;
  return DEPOT_ERROR_FAILED;
}

static DepotErrorPrivate *
get_private (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return error->domain == DEPOT_ERROR ? depot_error_get_private (error) : NULL;
}

const char *
depot_error_get_azure_code (const GError *error)
{
  DepotErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->azure_code : NULL;
}

const char *
depot_error_get_azure_text (const GError *error)
{
  DepotErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->azure_text : NULL;
}

const char *
depot_error_get_request_id (const GError *error)
{
  DepotErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->request_id : NULL;
}

const char *
depot_error_get_claims (const GError *error)
{
  DepotErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->claims : NULL;
}

guint
depot_error_get_retry_after_seconds (const GError *error)
{
  DepotErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->retry_after_seconds : 0;
}

GError *
depot_error_new (DepotErrorCode code, const char *format, ...)
{
  GError *error;
  va_list args;

  va_start (args, format);
  error = g_error_new_valist (DEPOT_ERROR, code, format, args);
  va_end (args);
  return error;
}

void
depot_error_set_azure (GError *error, const char *code, const char *text, const char *request_id)
{
  DepotErrorPrivate *priv = get_private (error);

  if (priv == NULL)
    return;
  g_set_str (&priv->azure_code, code);
  g_set_str (&priv->azure_text, text);
  g_set_str (&priv->request_id, request_id);
}

void
depot_error_set_claims (GError *error, const char *claims_json)
{
  DepotErrorPrivate *priv = get_private (error);

  if (priv != NULL)
    g_set_str (&priv->claims, claims_json);
}

void
depot_error_set_retry_after_seconds (GError *error, guint seconds)
{
  DepotErrorPrivate *priv = get_private (error);

  if (priv != NULL)
    priv->retry_after_seconds = seconds;
}

/* The words of GIO for "the other side cannot be reached", "the proxy …" and "a file …". */
static DepotErrorCode
code_from_io_error (GIOErrorEnum io_code)
{
  switch ((int) io_code)
    {
    case G_IO_ERROR_CANCELLED:
      return DEPOT_ERROR_CANCELLED;
    case G_IO_ERROR_HOST_NOT_FOUND:
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
    case G_IO_ERROR_CONNECTION_REFUSED:
    case G_IO_ERROR_CONNECTION_CLOSED:
    case G_IO_ERROR_NOT_CONNECTED:
    case G_IO_ERROR_PARTIAL_INPUT:
    case G_IO_ERROR_TIMED_OUT:
      return DEPOT_ERROR_NOT_REACHABLE;
    case G_IO_ERROR_PROXY_FAILED:
    case G_IO_ERROR_PROXY_AUTH_FAILED:
    case G_IO_ERROR_PROXY_NEED_AUTH:
    case G_IO_ERROR_PROXY_NOT_ALLOWED:
      return DEPOT_ERROR_PROXY;
    case G_IO_ERROR_NOT_FOUND:
    case G_IO_ERROR_EXISTS:
    case G_IO_ERROR_IS_DIRECTORY:
    case G_IO_ERROR_NOT_DIRECTORY:
    case G_IO_ERROR_NOT_REGULAR_FILE:
    case G_IO_ERROR_NOT_MOUNTABLE_FILE:
    case G_IO_ERROR_FILENAME_TOO_LONG:
    case G_IO_ERROR_INVALID_FILENAME:
    case G_IO_ERROR_TOO_MANY_LINKS:
    case G_IO_ERROR_NO_SPACE:
    case G_IO_ERROR_PERMISSION_DENIED:
    case G_IO_ERROR_READ_ONLY:
      return DEPOT_ERROR_FILE;
    default:
      return DEPOT_ERROR_FAILED;
    }
}

static DepotErrorCode
code_from_foreign (const GError *error)
{
  if (error->domain == G_IO_ERROR)
    return code_from_io_error (error->code);
  /* a connection cut within the handshake also reads as "not TLS" */
  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_EOF)
      || g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_NOT_TLS)
      || error->domain == G_RESOLVER_ERROR)
    return DEPOT_ERROR_NOT_REACHABLE;
  if (error->domain == G_TLS_ERROR)
    return DEPOT_ERROR_TLS;
  if (error->domain == G_FILE_ERROR)
    return DEPOT_ERROR_FILE;
  if (error->domain == JSON_PARSER_ERROR || error->domain == G_MARKUP_ERROR)
    return DEPOT_ERROR_UNEXPECTED_REPLY;
  return DEPOT_ERROR_FAILED;
}

GError *
depot_error_from_any (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == DEPOT_ERROR)
    return g_error_copy (error);
  return g_error_new_literal (DEPOT_ERROR, code_from_foreign (error), error->message);
}
