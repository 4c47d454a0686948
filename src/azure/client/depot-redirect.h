/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what a browser, or anybody on this computer, sends to the loopback port during a sign-in.
 * Strict: one GET of "/", one Host header naming this very port, nothing else counts. Pure, any
 * thread. Source: RFC 8252; DNS rebinding and stray requests are refused here.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DEPOT_REDIRECT_MAX_BYTES (32 * 1024)

typedef enum
{
  DEPOT_REDIRECT_INCOMPLETE, /* the head has not ended yet */
  DEPOT_REDIRECT_ANSWER,     /* parameters are the query's */
  DEPOT_REDIRECT_BAD_REQUEST,
  DEPOT_REDIRECT_BAD_METHOD,
  DEPOT_REDIRECT_NOT_FOUND, /* another path, such as /favicon.ico */
} DepotRedirectVerdict;

/* parameters: name → value, unescaped; set for ANSWER only, caller owns. */
DepotRedirectVerdict
depot_redirect_read (const char *data, gsize length, guint port, GHashTable **parameters);

G_END_DECLS
