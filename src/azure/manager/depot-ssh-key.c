/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-ssh-key.h"

#include <string.h>

#define KEY_BYTES 32

/* RFC 4253, 5: a string is its length in four bytes, then itself. */
static void
append_string (GByteArray *blob, gconstpointer data, guint32 length)
{
  guint32 wire_length = GUINT32_TO_BE (length);

  g_byte_array_append (blob, (const guint8 *) &wire_length, sizeof wire_length);
  g_byte_array_append (blob, data, length);
}

char *
depot_ssh_key_for_service (const char *service_id)
{
  static const char kind[] = "ssh-ed25519";
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GByteArray) blob = g_byte_array_new ();
  g_autofree char *text = NULL;
  guint8 point[KEY_BYTES];
  gsize length = sizeof point;

  g_checksum_update (checksum, (const guchar *) "depot-ssh-key", -1);
  g_checksum_update (checksum, (const guchar *) service_id, -1);
  g_checksum_get_digest (checksum, point, &length);
  append_string (blob, kind, strlen (kind));
  append_string (blob, point, sizeof point);
  text = g_base64_encode (blob->data, blob->len);
  return g_strconcat (kind, " ", text, " depot", NULL);
}
