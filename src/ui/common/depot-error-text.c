/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-error-text.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

const char *
depot_error_text_get_title (const GError *error)
{
  g_autoptr (GError) ours = depot_error_from_any (error);

  return depot_error_code_get_title (ours->code);
}

char *
depot_error_text_dup_line (const GError *error)
{
  /* Translators: title of an error, then its sentence. */
  return g_strdup_printf (_ ("%s: %s"), depot_error_text_get_title (error), error->message);
}

gboolean
depot_error_text_is_cancelled (const GError *error)
{
  return g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_CANCELLED)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

gboolean
depot_error_text_asks_for_sign_in (const GError *error)
{
  return g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_SIGN_IN_NEEDED)
         || g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_SECOND_FACTOR_NEEDED)
         || g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_KEYRING);
}
