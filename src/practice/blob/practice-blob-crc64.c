/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-blob-crc64.h"

#define POLYNOMIAL G_GUINT64_CONSTANT (0x9A6C9329AC4BC9B5)

static const guint64 *
get_table (void)
{
  static guint64 table[256];

  for (guint i = 0; table[255] == 0 && i < 256; i++)
    {
      guint64 value = i;

      for (int bit = 0; bit < 8; bit++)
        value = value & 1 ? (value >> 1) ^ POLYNOMIAL : value >> 1;
      table[i] = value;
    }
  return table;
}

guint64
practice_crc64 (gconstpointer data, gsize length)
{
  const guint64 *table = get_table ();
  const guchar *bytes = data;
  guint64 value = G_MAXUINT64;

  for (gsize i = 0; i < length; i++)
    value = table[(value ^ bytes[i]) & 0xff] ^ (value >> 8);
  return ~value;
}
