/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-compound-file.h"

#include <string.h>

#define HEAD_BYTES 512
#define N_FAT_IN_HEAD 109
#define ENTRY_BYTES 128
#define MINI_SECTOR_BITS 6
/* Sectors of the table, of the folder and of the mini stream that are looked at: 2 GB of an
 * installer with 512-byte sectors, far more with the common 4096. */
#define MAX_FAT_SECTORS 32768
#define MAX_FOLDER_BYTES (4 * 1024 * 1024)
#define MAX_MINI_BYTES (16 * 1024 * 1024)
#define END_OF_CHAIN 0xfffffffeu

struct _DepotCompoundFile
{
  const DepotByteSource *bytes;
  guint sector_bits;
  guint32 mini_cutoff;
  guint8 *fat, *mini_fat;
  gsize n_fat, n_mini_fat; /* entries */
  guint8 *folder;
  gsize n_entries;
  guint8 *mini; /* the stream in which small streams lie */
  gsize mini_bytes;
};

static guint64
get_sector_offset (DepotCompoundFile *self, guint32 sector)
{
  return ((guint64) sector + 1) << self->sector_bits;
}

/* Appends the sectors of a chain: as many as size needs, or, where that is G_MAXSIZE, all. A chain
 * cannot be longer than the table, so that one that turns back ends. */
static guint8 *
read_chain (DepotCompoundFile *self, guint32 sector, gsize size, gsize max, gsize *n_read)
{
  g_autoptr (GByteArray) found = g_byte_array_new ();
  gsize sector_bytes = (gsize) 1 << self->sector_bits;

  for (gsize i = 0; sector < END_OF_CHAIN - 3 && i <= self->n_fat && found->len < size; i++)
    {
      g_autofree guint8 *part = depot_byte_source_read (
          self->bytes, get_sector_offset (self, sector), sector_bytes, sector_bytes);

      if (part == NULL || found->len + sector_bytes > max + sector_bytes - 1
          || sector >= self->n_fat)
        break;
      g_byte_array_append (found, part, (guint) sector_bytes);
      sector = depot_get_32 (self->fat + 4 * (gsize) sector);
    }
  if (found->len == 0 || (size != G_MAXSIZE && found->len < size))
    return NULL;
  *n_read = size != G_MAXSIZE ? size : found->len;
  return g_byte_array_free (g_steal_pointer (&found), FALSE);
}

/* The table of sectors: its own sectors are named in the head, further ones in sectors of names. */
static GArray *
list_fat_sectors (DepotCompoundFile *self, const guint8 *head)
{
  GArray *sectors = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint n_wanted = MIN (depot_get_32 (head + 44), MAX_FAT_SECTORS);
  guint n_in_sector = (1u << self->sector_bits) / 4 - 1;
  guint32 next = depot_get_32 (head + 68);

  for (guint i = 0; i < MIN (n_wanted, N_FAT_IN_HEAD); i++)
    {
      guint32 sector = depot_get_32 (head + 76 + 4 * i);

      g_array_append_val (sectors, sector);
    }
  while (sectors->len < n_wanted && next < END_OF_CHAIN - 3)
    {
      gsize size = (gsize) 1 << self->sector_bits;
      g_autofree guint8 *names
          = depot_byte_source_read (self->bytes, get_sector_offset (self, next), size, size);

      if (names == NULL)
        break;
      for (guint i = 0; i < n_in_sector && sectors->len < n_wanted; i++)
        {
          guint32 sector = depot_get_32 (names + 4 * i);

          g_array_append_val (sectors, sector);
        }
      next = depot_get_32 (names + 4 * n_in_sector);
    }
  return sectors;
}

static gboolean
read_fat (DepotCompoundFile *self, const guint8 *head)
{
  g_autoptr (GArray) sectors = list_fat_sectors (self, head);
  gsize size = (gsize) 1 << self->sector_bits;
  g_autoptr (GByteArray) fat = g_byte_array_new ();

  for (guint i = 0; i < sectors->len; i++)
    {
      g_autofree guint8 *part = depot_byte_source_read (
          self->bytes, get_sector_offset (self, g_array_index (sectors, guint32, i)), size, size);

      if (part == NULL)
        break;
      g_byte_array_append (fat, part, (guint) size);
    }
  self->n_fat = fat->len / 4;
  self->fat = g_byte_array_free (g_steal_pointer (&fat), FALSE);
  return self->n_fat > 0;
}

static gboolean
read_tables (DepotCompoundFile *self, const guint8 *head)
{
  gsize n_bytes = 0;
  const guint8 *root;

  if (!read_fat (self, head))
    return FALSE;
  self->folder = read_chain (self, depot_get_32 (head + 48), G_MAXSIZE, MAX_FOLDER_BYTES, &n_bytes);
  self->n_entries = self->folder != NULL ? n_bytes / ENTRY_BYTES : 0;
  if (self->n_entries == 0)
    return FALSE;
  self->mini_fat
      = read_chain (self, depot_get_32 (head + 60), G_MAXSIZE, MAX_FOLDER_BYTES, &n_bytes);
  self->n_mini_fat = self->mini_fat != NULL ? n_bytes / 4 : 0;
  root = self->folder;
  self->mini
      = read_chain (self, depot_get_32 (root + 116), G_MAXSIZE, MAX_MINI_BYTES, &self->mini_bytes);
  return TRUE;
}

DepotCompoundFile *
depot_compound_file_open (const DepotByteSource *bytes)
{
  g_autoptr (DepotCompoundFile) self = g_new0 (DepotCompoundFile, 1);
  g_autofree guint8 *head = depot_byte_source_read (bytes, 0, HEAD_BYTES, HEAD_BYTES);

  if (head == NULL || memcmp (head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) != 0)
    return NULL;
  self->bytes = bytes;
  self->sector_bits = depot_get_16 (head + 30);
  self->mini_cutoff = depot_get_32 (head + 56);
  if ((self->sector_bits != 9 && self->sector_bits != 12)
      || depot_get_16 (head + 32) != MINI_SECTOR_BITS || !read_tables (self, head))
    return NULL;
  return g_steal_pointer (&self);
}

void
depot_compound_file_free (DepotCompoundFile *self)
{
  g_free (self->fat);
  g_free (self->mini_fat);
  g_free (self->folder);
  g_free (self->mini);
  g_free (self);
}

/* Entries are looked through one after the other: their tree may be damaged, and they are few. */
static const guint8 *
find_entry (DepotCompoundFile *self, const gunichar2 *name, guint n_units)
{
  for (gsize i = 0; i < self->n_entries; i++)
    {
      const guint8 *entry = self->folder + ENTRY_BYTES * i;
      guint same = 0;

      if (entry[66] != 2 || depot_get_16 (entry + 64) != 2 * (n_units + 1))
        continue;
      while (same < n_units && depot_get_16 (entry + 2 * same) == name[same])
        same++;
      if (same == n_units)
        return entry;
    }
  return NULL;
}

static guint8 *
read_small (DepotCompoundFile *self, guint32 sector, gsize size)
{
  const gsize step = (gsize) 1 << MINI_SECTOR_BITS;
  g_autofree guint8 *found = g_malloc (size + step);
  gsize done = 0;

  while (done < size && sector < self->n_mini_fat
         && ((gsize) sector + 1) * step <= self->mini_bytes)
    {
      memcpy (found + done, self->mini + sector * step, step);
      done += step;
      sector = depot_get_32 (self->mini_fat + 4 * (gsize) sector);
    }
  return done >= size ? g_steal_pointer (&found) : NULL;
}

guint8 *
depot_compound_file_read (
    DepotCompoundFile *self, const gunichar2 *name, guint n_units, gsize max, gsize *size)
{
  const guint8 *entry = n_units <= 31 ? find_entry (self, name, n_units) : NULL;

  if (entry == NULL)
    return NULL;
  *size = depot_get_32 (entry + 120);
  if (*size == 0 || *size > max)
    return NULL;
  return *size < self->mini_cutoff
             ? read_small (self, depot_get_32 (entry + 116), *size)
             : read_chain (self, depot_get_32 (entry + 116), *size, max, size);
}
