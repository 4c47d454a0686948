/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The version resource of a Windows program (Microsoft's "PE Format" and "VS_VERSIONINFO"). */
#include "config.h"

#include "depot-package-guess-private.h"

#include <string.h>

#define MAX_SECTIONS 96
#define MAX_ENTRIES 256
#define MAX_RESOURCE_BYTES (256 * 1024)
#define TYPE_VERSION 16

typedef struct
{
  const DepotByteSource *bytes;
  guint8 *sections;
  guint n_sections;
  guint64 resources; /* offset of the root folder in the file */
  guint32 resources_address;
} Program;

/* Where an address of the loaded program lies in the file; 0: nowhere. */
static guint64
find_in_file (const Program *program, guint32 address)
{
  for (guint i = 0; i < program->n_sections; i++)
    {
      const guint8 *section = program->sections + 40 * i;
      guint32 begins = depot_get_32 (section + 12);
      guint32 size = depot_get_32 (section + 16);

      if (address >= begins && address - begins < size)
        return (guint64) depot_get_32 (section + 20) + (address - begins);
    }
  return 0;
}

static gboolean
read_headers (Program *program)
{
  g_autofree guint8 *dos = depot_byte_source_read (program->bytes, 0, 64, 64);
  guint64 at = dos != NULL ? depot_get_32 (dos + 60) : 0;
  g_autofree guint8 *coff = depot_byte_source_read (program->bytes, at, 24 + 2, 26);
  g_autofree guint8 *directory = NULL;
  guint64 optional = at + 24;
  guint64 resource_entry;

  if (dos == NULL || coff == NULL || memcmp (coff, "PE\0\0", 4) != 0)
    return FALSE;
  program->n_sections = MIN (depot_get_16 (coff + 6), MAX_SECTIONS);
  resource_entry = optional + (depot_get_16 (coff + 24) == 0x20b ? 112 : 96) + 2 * 8;
  directory = depot_byte_source_read (program->bytes, resource_entry, 8, 8);
  program->sections = depot_byte_source_read (program->bytes,
                                              optional + depot_get_16 (coff + 20),
                                              40 * (guint64) program->n_sections,
                                              40 * MAX_SECTIONS);
  if (directory == NULL || program->sections == NULL)
    return FALSE;
  program->resources_address = depot_get_32 (directory);
  program->resources = find_in_file (program, program->resources_address);
  return program->resources != 0;
}

/* The entry with this id (0: the first one); what it points to, or 0. */
static guint32
find_entry (const Program *program, guint32 folder, guint id)
{
  g_autofree guint8 *head
      = depot_byte_source_read (program->bytes, program->resources + folder, 16, 16);
  guint n_entries
      = head != NULL ? MIN (depot_get_16 (head + 12) + depot_get_16 (head + 14), MAX_ENTRIES) : 0;
  g_autofree guint8 *entries = depot_byte_source_read (
      program->bytes, program->resources + folder + 16, 8 * (guint64) n_entries, 8 * MAX_ENTRIES);

  for (guint i = 0; entries != NULL && i < n_entries; i++)
    if (id == 0 || depot_get_32 (entries + 8 * i) == id)
      return depot_get_32 (entries + 8 * i + 4);
  return 0;
}

/* Three folders deep: type, name, language. */
static guint8 *
read_version (const Program *program, gsize *size)
{
  const guint32 is_folder = 0x80000000;
  guint32 names = find_entry (program, 0, TYPE_VERSION);
  guint32 languages = (names & is_folder) != 0 ? find_entry (program, names & ~is_folder, 0) : 0;
  guint32 data = (languages & is_folder) != 0 ? find_entry (program, languages & ~is_folder, 0) : 0;
  g_autofree guint8 *place
      = data != 0 && (data & is_folder) == 0
            ? depot_byte_source_read (program->bytes, program->resources + data, 8, 8)
            : NULL;
  guint64 offset = place != NULL ? find_in_file (program, depot_get_32 (place)) : 0;

  if (offset == 0)
    return NULL;
  *size = depot_get_32 (place + 4);
  return depot_byte_source_read (program->bytes, offset, *size, MAX_RESOURCE_BYTES);
}

/* Is there a String with this key at offset? Its value; NULL if not. Caller owns. */
static char *
read_string (const guint8 *block, gsize size, gsize offset, const char *key)
{
  gsize key_bytes = 2 * (strlen (key) + 1);
  gsize value = (offset + 6 + key_bytes + 3) & ~(gsize) 3;
  gsize n_units = depot_get_16 (block + offset + 2);
  g_autofree gunichar2 *units = NULL;

  if (offset + 6 + key_bytes > size || value > size || n_units == 0 || 2 * n_units > size - value)
    return NULL;
  for (gsize i = 0; i < key_bytes / 2; i++)
    if (depot_get_16 (block + offset + 6 + 2 * i) != (guint8) key[i])
      return NULL;
  units = g_new (gunichar2, n_units);
  for (gsize i = 0; i < n_units; i++)
    units[i] = depot_get_16 (block + value + 2 * i);
  return g_utf16_to_utf8 (units, (glong) n_units, NULL, NULL, NULL);
}

static void
find_string (const guint8 *block, gsize size, const char *key, char **place)
{
  for (gsize offset = 0; *place == NULL && offset + 8 <= size; offset += 4)
    depot_guess_take (place, read_string (block, size, offset, key));
}

void
depot_guess_from_pe (DepotPackageGuess *guess, const DepotByteSource *bytes)
{
  Program program = { .bytes = bytes };
  g_autofree guint8 *block = NULL;
  gsize size = 0;

  if (read_headers (&program))
    block = read_version (&program, &size);
  if (block != NULL)
    {
      find_string (block, size, "ProductName", &guess->name);
      find_string (block, size, "FileDescription", &guess->name);
      find_string (block, size, "ProductVersion", &guess->version);
      find_string (block, size, "FileVersion", &guess->version);
      find_string (block, size, "CompanyName", &guess->publisher);
    }
  g_free (program.sections);
}
