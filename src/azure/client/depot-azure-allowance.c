/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-azure-allowance.h"

/* The buckets of Azure hold hundreds of calls and fill by ten or more a second. */
#define FEW_CALLS 10
#define FEW_SECONDS 1
/* Resource Graph gives a handful of questions for some seconds. */
#define MAX_RESET_SECONDS 60

static gboolean
read_number (SoupMessageHeaders *headers, const char *name, guint64 *number)
{
  const char *text = soup_message_headers_get_one (headers, name);

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, number, NULL);
}

static gboolean
is_low (SoupMessageHeaders *headers)
{
  static const char *const counters[] = { "x-ms-ratelimit-remaining-subscription-reads",
                                          "x-ms-ratelimit-remaining-subscription-writes",
                                          "x-ms-ratelimit-remaining-subscription-deletes",
                                          "x-ms-ratelimit-remaining-tenant-reads",
                                          "x-ms-ratelimit-remaining-tenant-writes" };
  guint64 left;

  for (guint i = 0; i < G_N_ELEMENTS (counters); i++)
    if (read_number (headers, counters[i], &left) && left < FEW_CALLS)
      return TRUE;
  return FALSE;
}

/* "00:00:05" */
static double
read_reset (SoupMessageHeaders *headers)
{
  const char *text = soup_message_headers_get_one (headers, "x-ms-user-quota-resets-after");
  g_auto (GStrv) parts = text != NULL ? g_strsplit (text, ":", 4) : NULL;
  guint64 seconds = 0, part;

  if (parts == NULL || g_strv_length (parts) != 3)
    return FEW_SECONDS;
  for (guint i = 0; i < 3; i++)
    {
      if (!g_ascii_string_to_unsigned (parts[i], 10, 0, 59, &part, NULL))
        return FEW_SECONDS;
      seconds = seconds * 60 + part;
    }
  return MIN (seconds, MAX_RESET_SECONDS);
}

double
depot_azure_allowance_get_silence (SoupMessageHeaders *headers)
{
  guint64 questions;

  if (read_number (headers, "x-ms-user-quota-remaining", &questions) && questions == 0)
    return read_reset (headers);
  return is_low (headers) ? FEW_SECONDS : 0;
}
