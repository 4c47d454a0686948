/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-tar.h"

#include <string.h>

/* Where the fields stand. */
#define NAME 0
#define NAME_BYTES 100
#define MODE 100
#define USER 108
#define GROUP 116
#define SIZE 124
#define SIZE_BYTES 12
#define TIME 136
#define SUM 148
#define SUM_BYTES 8
#define KIND 156
#define MAGIC 257
#define PREFIX 345

#define LARGE G_GUINT64_CONSTANT (077777777777)

gsize
depot_tar_get_padding (guint64 size_bytes)
{
  return (gsize) ((DEPOT_TAR_BLOCK - size_bytes % DEPOT_TAR_BLOCK) % DEPOT_TAR_BLOCK);
}

/* Of all bytes, with those of the sum itself taken for blanks. */
static guint
sum_up (const guint8 *block)
{
  guint sum = 0;

  for (guint i = 0; i < DEPOT_TAR_BLOCK; i++)
    sum += i >= SUM && i < SUM + SUM_BYTES ? ' ' : block[i];
  return sum;
}

static void
write_octal (guint8 *field, guint n_digits, guint64 value)
{
  for (guint i = n_digits; i > 0; i--, value >>= 3)
    field[i - 1] = (guint8) ('0' + (value & 7));
}

static void
write_size (guint8 *field, guint64 size_bytes)
{
  if (size_bytes <= LARGE)
    {
      write_octal (field, SIZE_BYTES - 1, size_bytes);
      return;
    }
  field[0] = 0x80;
  for (guint i = SIZE_BYTES; i > SIZE_BYTES - 8; i--, size_bytes >>= 8)
    field[i - 1] = (guint8) size_bytes;
}

void
depot_tar_write_head (guint8 *block, const char *name, guint64 size_bytes)
{
  memset (block, 0, DEPOT_TAR_BLOCK);
  memcpy (block + NAME, name, MIN (strlen (name), NAME_BYTES));
  memcpy (block + MODE, "0000644", 8);
  memcpy (block + USER, "0000000", 8);
  memcpy (block + GROUP, "0000000", 8);
  write_size (block + SIZE, size_bytes);
  memcpy (block + TIME, "00000000000", 12);
  block[KIND] = '0';
  memcpy (block + MAGIC, "ustar\00000", 8);
  write_octal (block + SUM, 6, sum_up (block));
  block[SUM + 7] = ' ';
}

static gboolean
read_octal (const guint8 *field, guint n_bytes, guint64 *value)
{
  guint i = 0;

  *value = 0;
  for (; i < n_bytes && field[i] >= '0' && field[i] <= '7'; i++)
    *value = *value << 3 | (guint) (field[i] - '0');
  return i > 0 && (i == n_bytes || field[i] == 0 || field[i] == ' ');
}

static gboolean
read_size (const guint8 *field, guint64 *size_bytes)
{
  if (field[0] != 0x80)
    return read_octal (field, SIZE_BYTES, size_bytes);
  *size_bytes = 0;
  for (guint i = 1; i < SIZE_BYTES; i++)
    {
      if (*size_bytes >> 55 != 0)
        return FALSE;
      *size_bytes = *size_bytes << 8 | field[i];
    }
  return TRUE;
}

static gboolean
is_empty (const guint8 *block)
{
  for (guint i = 0; i < DEPOT_TAR_BLOCK; i++)
    if (block[i] != 0)
      return FALSE;
  return TRUE;
}

DepotTarHead
depot_tar_read_head (const guint8 *block, char *name, guint64 *size_bytes)
{
  guint64 sum;

  if (is_empty (block))
    return DEPOT_TAR_END;
  if (!read_octal (block + SUM, SUM_BYTES, &sum) || sum != sum_up (block)
      || memcmp (block + MAGIC, "ustar", 5) != 0 || (block[KIND] != '0' && block[KIND] != 0)
      || block[PREFIX] != 0 || !read_size (block + SIZE, size_bytes))
    return DEPOT_TAR_BAD;
  memcpy (name, block + NAME, NAME_BYTES);
  name[NAME_BYTES] = '\0';
  return *name != '\0' ? DEPOT_TAR_FILE : DEPOT_TAR_BAD;
}
