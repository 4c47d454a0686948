/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-error-json.h"

#include <glib/gi18n.h>

#include "depot-json.h"
#include "depot-redact.h"

JsonObject *
depot_error_to_json (const GError *error)
{
  g_autoptr (GError) ours = NULL;
  g_autofree char *message = NULL;
  g_autofree char *azure_text = NULL;
  JsonObject *object;

  g_return_val_if_fail (error != NULL, NULL);

  ours = depot_error_from_any (error);
  message = depot_redact (ours->message);
  azure_text = depot_redact (depot_error_get_azure_text (ours));
  object = depot_json_object_of_strings ("code",
                                         depot_error_get_nick (ours),
                                         "message",
                                         message,
                                         "azureCode",
                                         depot_error_get_azure_code (ours),
                                         "azureText",
                                         azure_text,
                                         "requestId",
                                         depot_error_get_request_id (ours),
                                         "claims",
                                         depot_error_get_claims (ours),
                                         NULL);
  if (depot_error_get_retry_after_seconds (ours) > 0)
    json_object_set_int_member (
        object, "retryAfterSeconds", depot_error_get_retry_after_seconds (ours));
  return object;
}

GError *
depot_error_from_json (JsonObject *object)
{
  const char *message;
  GError *error;

  if (object == NULL)
    return NULL;
  message = depot_json_peek_string (object, "message");
  error = depot_error_new (depot_error_code_from_nick (depot_json_peek_string (object, "code")),
                           "%s",
                           message != NULL ? message : _ ("No reason was written down"));
  depot_error_set_azure (error,
                         depot_json_peek_string (object, "azureCode"),
                         depot_json_peek_string (object, "azureText"),
                         depot_json_peek_string (object, "requestId"));
  depot_error_set_claims (error, depot_json_peek_string (object, "claims"));
  depot_error_set_retry_after_seconds (
      error, CLAMP (depot_json_peek_int (object, "retryAfterSeconds", 0), 0, G_MAXINT));
  return error;
}
