/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-token-form.h"

#include <string.h>

struct _DepotTokenForm
{
  GPtrArray *pieces; /* "name=value", escaped */
};

DepotTokenForm *
depot_token_form_new (void)
{
  DepotTokenForm *self = g_new0 (DepotTokenForm, 1);

  self->pieces = g_ptr_array_new_with_free_func ((GDestroyNotify) depot_secret_free_text);
  return self;
}

void
depot_token_form_add (DepotTokenForm *self, const char *name, const char *value)
{
  char *escaped;

  if (value == NULL)
    return;
  escaped = g_uri_escape_string (value, NULL, FALSE);
  g_ptr_array_add (self->pieces, g_strconcat (name, "=", escaped, NULL));
  depot_secret_free_text (escaped);
}

DepotSecretBytes *
depot_token_form_to_secret (DepotTokenForm *self)
{
  gsize length = 1;
  char *text, *end;

  for (guint i = 0; i < self->pieces->len; i++)
    length += strlen (g_ptr_array_index (self->pieces, i)) + 1;
  end = text = g_malloc0 (length);
  for (guint i = 0; i < self->pieces->len; i++)
    {
      if (i > 0)
        *end++ = '&';
      end = stpcpy (end, g_ptr_array_index (self->pieces, i));
    }
  return depot_secret_bytes_take_text (text);
}

void
depot_token_form_free (DepotTokenForm *self)
{
  g_ptr_array_unref (self->pieces);
  g_free (self);
}
