/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-backoff.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define LONGEST_OWN_WAIT 60.0
#define LONGEST_ASKED_WAIT 900.0

double
depot_backoff_next (DepotBackoff *self, double retry_after_seconds, double jitter)
{
  double own;

  g_return_val_if_fail (self != NULL, -1);

  if (self->tries >= self->max_tries)
    return -1;
  own = ldexp (1.0, (int) MIN (self->tries, 6u));
  self->tries++;

  /* never earlier than asked, but not all at the same moment either */
  if (retry_after_seconds >= 0)
    return MIN (retry_after_seconds, LONGEST_ASKED_WAIT) + jitter;
  return MIN (own * (1 + jitter / 4), LONGEST_OWN_WAIT);
}

/* "Sun, 06 Nov 1994 08:49:37 GMT": the one form of HTTP dates that is still sent (RFC 9110, 5.6.7).
 */
static gint64
parse_http_date (const char *text)
{
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  g_autoptr (GDateTime) time = NULL;
  int day, year, hour, minute, second, end = 0;
  char month[4];
  const char *found;

  if (sscanf (text,
              "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n",
              &day,
              month,
              &year,
              &hour,
              &minute,
              &second,
              &end)
          != 6
      || end == 0 || text[end] != '\0' || strlen (month) != 3)
    return -1;
  found = strstr (months, month);
  if (found == NULL || (found - months) % 3 != 0)
    return -1;
  time = g_date_time_new_utc (year, (int) (found - months) / 3 + 1, day, hour, minute, second);
  return time != NULL ? g_date_time_to_unix (time) : -1;
}

double
depot_backoff_parse_retry_after (const char *header, gint64 now)
{
  g_autofree char *text = NULL;
  gint64 at;

  if (header == NULL)
    return -1;
  text = g_strstrip (g_strdup (header));
  if (*text != '\0' && strspn (text, "0123456789") == strlen (text))
    return MIN (g_ascii_strtod (text, NULL), LONGEST_ASKED_WAIT);

  at = parse_http_date (text);
  if (at < 0)
    return -1;
  return CLAMP ((double) (at - now), 0, LONGEST_ASKED_WAIT);
}
