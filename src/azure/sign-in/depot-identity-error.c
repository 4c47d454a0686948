/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-identity-error.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-error.h"
#include "depot-json.h"

#define MAX_TEXT_BYTES 2048
#define SLOW_DOWN_SECONDS 5 /* RFC 8628, 3.5 */

typedef struct
{
  gint64 number;
  DepotErrorCode code;
} NumberMeaning;

static const NumberMeaning numbers[] = {
  { 50072, DEPOT_ERROR_SECOND_FACTOR_NEEDED }, { 50074, DEPOT_ERROR_SECOND_FACTOR_NEEDED },
  { 50076, DEPOT_ERROR_SECOND_FACTOR_NEEDED }, { 50079, DEPOT_ERROR_SECOND_FACTOR_NEEDED },
  { 53000, DEPOT_ERROR_SECOND_FACTOR_NEEDED }, { 53001, DEPOT_ERROR_SECOND_FACTOR_NEEDED },
  { 53002, DEPOT_ERROR_SECOND_FACTOR_NEEDED }, { 53003, DEPOT_ERROR_SIGN_IN_REFUSED },
  { 53004, DEPOT_ERROR_SECOND_FACTOR_NEEDED }, { 50173, DEPOT_ERROR_SIGN_IN_NEEDED },
  { 700082, DEPOT_ERROR_SIGN_IN_NEEDED },      { 70043, DEPOT_ERROR_SIGN_IN_NEEDED },
  { 50078, DEPOT_ERROR_SIGN_IN_NEEDED },       { 501481, DEPOT_ERROR_SIGN_IN_NEEDED },
  { 54005, DEPOT_ERROR_SIGN_IN_NEEDED },       { 65001, DEPOT_ERROR_SIGN_IN_REFUSED },
  { 65004, DEPOT_ERROR_SIGN_IN_REFUSED },      { 700016, DEPOT_ERROR_SIGN_IN_SETTINGS },
  { 700011, DEPOT_ERROR_SIGN_IN_SETTINGS },    { 70001, DEPOT_ERROR_SIGN_IN_SETTINGS },
  { 50194, DEPOT_ERROR_SIGN_IN_SETTINGS },     { 7000215, DEPOT_ERROR_SIGN_IN_SETTINGS },
  { 7000222, DEPOT_ERROR_SIGN_IN_SETTINGS },   { 700027, DEPOT_ERROR_SIGN_IN_SETTINGS },
  { 7000218, DEPOT_ERROR_SIGN_IN_SETTINGS },   { 50011, DEPOT_ERROR_SIGN_IN_SETTINGS },
  { 90002, DEPOT_ERROR_SIGN_IN_SETTINGS },     { 900144, DEPOT_ERROR_SIGN_IN_SETTINGS },
  { 65002, DEPOT_ERROR_SIGN_IN_SETTINGS },     { 50020, DEPOT_ERROR_SIGN_IN_REFUSED },
  { 50034, DEPOT_ERROR_SIGN_IN_REFUSED },      { 50057, DEPOT_ERROR_SIGN_IN_REFUSED },
  { 50105, DEPOT_ERROR_SIGN_IN_REFUSED },      { 50196, DEPOT_ERROR_SIGN_IN_REFUSED },
};

typedef struct
{
  const char *word;
  DepotErrorCode code;
} WordMeaning;

static const WordMeaning words[] = {
  { "invalid_grant", DEPOT_ERROR_SIGN_IN_NEEDED },
  { "login_required", DEPOT_ERROR_SIGN_IN_NEEDED },
  { "interaction_required", DEPOT_ERROR_SECOND_FACTOR_NEEDED },
  { "consent_required", DEPOT_ERROR_SIGN_IN_REFUSED },
  { "access_denied", DEPOT_ERROR_SIGN_IN_REFUSED },
  { "unauthorized_client", DEPOT_ERROR_SIGN_IN_SETTINGS },
  { "invalid_client", DEPOT_ERROR_SIGN_IN_SETTINGS },
  { "invalid_request", DEPOT_ERROR_SIGN_IN_SETTINGS },
  { "invalid_scope", DEPOT_ERROR_SIGN_IN_SETTINGS },
  { "invalid_resource", DEPOT_ERROR_SIGN_IN_SETTINGS },
  { "unsupported_response_type", DEPOT_ERROR_SIGN_IN_SETTINGS },
  { "unsupported_grant_type", DEPOT_ERROR_SIGN_IN_SETTINGS },
  { "temporarily_unavailable", DEPOT_ERROR_BUSY },
  { "server_error", DEPOT_ERROR_BUSY },
  { "authorization_pending", DEPOT_ERROR_BUSY },
  { "slow_down", DEPOT_ERROR_BUSY },
  { "authorization_declined", DEPOT_ERROR_SIGN_IN_REFUSED },
  { "expired_token", DEPOT_ERROR_TIMED_OUT },
};

/* "AADSTS53003: …" → 53003; 0 if the text does not begin like that. */
static gint64
number_of_text (const char *description)
{
  if (description == NULL || !g_str_has_prefix (description, "AADSTS"))
    return 0;
  return g_ascii_strtoll (description + strlen ("AADSTS"), NULL, 10);
}

static DepotErrorCode
code_of (const char *word, gint64 number, gboolean has_claims)
{
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (numbers[i].number == number)
      return numbers[i].code;
  if (has_claims)
    return DEPOT_ERROR_SECOND_FACTOR_NEEDED;
  for (gsize i = 0; word != NULL && i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].word, word))
      return words[i].code;
  return DEPOT_ERROR_SIGN_IN_REFUSED;
}

/* The text proper, without the number that is told apart; trace id, correlation id and time follow
 * on lines of their own. */
static char *
dup_first_line (const char *description)
{
  g_autofree char *line = NULL;
  const char *colon = number_of_text (description) > 0 ? strstr (description, ": ") : NULL;

  if (colon != NULL)
    description = colon + 2;
  line = g_strndup (description, strcspn (description, "\r\n"));

  if (strlen (line) > MAX_TEXT_BYTES)
    line[MAX_TEXT_BYTES] = '\0';
  return g_utf8_make_valid (line, -1);
}

static GError *
make_error (const char *word, const char *description, const char *claims, const char *request_id)
{
  gint64 number = number_of_text (description);
  DepotErrorCode code = code_of (word, number, claims != NULL);
  g_autofree char *text = description != NULL ? dup_first_line (description) : NULL;
  g_autofree char *azure_code = number > 0 ? g_strdup_printf ("AADSTS%" G_GINT64_FORMAT, number)
                                           : g_utf8_make_valid (word != NULL ? word : "", -1);
  GError *error;

  if (text != NULL && *text != '\0')
    error = depot_error_new (code, "%s", text);
  else
    error = depot_error_new (code, _ ("The sign-in was refused: %s"), azure_code);
  depot_error_set_azure (error, azure_code, text, request_id);
  depot_error_set_claims (error, claims);
  if (g_strcmp0 (word, "slow_down") == 0)
    depot_error_set_retry_after_seconds (error, SLOW_DOWN_SECONDS);
  return error;
}

GError *
depot_identity_error_from_answer (JsonObject *answer)
{
  const char *trace_id = depot_json_peek_string (answer, "trace_id");

  return make_error (depot_json_peek_string (answer, "error"),
                     depot_json_peek_string (answer, "error_description"),
                     depot_json_peek_string (answer, "claims"),
                     trace_id != NULL ? trace_id
                                      : depot_json_peek_string (answer, "correlation_id"));
}

GError *
depot_identity_error_new (const char *word, const char *description)
{
  return make_error (word, description, NULL, NULL);
}
