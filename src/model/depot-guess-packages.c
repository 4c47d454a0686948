/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Debian packages (deb(5): an ar archive with control.tar) and RPM packages (RPM's format v3/v4:
 * lead, signature, header). A control archive that is compressed otherwise than with gzip is left
 * to the file's name, which says the same. */
#include "config.h"

#include "depot-package-guess-private.h"

#include <gio/gio.h>
#include <string.h>

#define MAX_CONTROL_BYTES (1024 * 1024)
#define MAX_HEADER_BYTES (4 * 1024 * 1024)
#define MAX_MEMBERS 8

/* Debian. */

static guint64
get_decimal (const guint8 *text, gsize n_characters, guint base)
{
  g_autofree char *copy = g_strndup ((const char *) text, n_characters);

  return g_ascii_strtoull (copy, NULL, base);
}

static guint8 *
unpack_gzip (const guint8 *packed, gsize n_packed, gsize *n_bytes)
{
  g_autoptr (GInputStream) plain
      = g_memory_input_stream_new_from_data (packed, (gssize) n_packed, NULL);
  g_autoptr (GZlibDecompressor) unzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (GInputStream) stream = g_converter_input_stream_new (plain, G_CONVERTER (unzip));
  guint8 *bytes = g_malloc (MAX_CONTROL_BYTES);

  /* a stream that breaks off still gives what came before */
  *n_bytes = 0;
  g_input_stream_read_all (stream, bytes, MAX_CONTROL_BYTES, n_bytes, NULL, NULL);
  return bytes;
}

static char *
dup_field (const char *control, const char *field)
{
  g_auto (GStrv) lines = g_strsplit (control, "\n", 200);

  for (char **line = lines; *line != NULL; line++)
    if (g_str_has_prefix (*line, field) && (*line)[strlen (field)] == ':')
      return g_strdup (*line + strlen (field) + 1);
  return NULL;
}

static void
take_control (DepotPackageGuess *guess, const guint8 *text, gsize n_bytes)
{
  g_autofree char *control = g_strndup ((const char *) text, n_bytes);
  g_autofree char *maintainer = dup_field (control, "Maintainer");

  if (maintainer != NULL && strchr (maintainer, '<') != NULL)
    *strchr (maintainer, '<') = '\0';
  depot_guess_take (&guess->name, dup_field (control, "Package"));
  depot_guess_take (&guess->version, dup_field (control, "Version"));
  depot_guess_take (&guess->publisher, g_steal_pointer (&maintainer));
}

static void
take_tar (DepotPackageGuess *guess, const guint8 *tar, gsize n_bytes)
{
  for (gsize at = 0; at + 512 <= n_bytes && tar[at] != 0;)
    {
      const char *name = (const char *) tar + at;
      guint64 size = get_decimal (tar + at + 124, 12, 8);

      if (size > n_bytes - at - 512)
        return;
      if (strncmp (name, "./control", 100) == 0 || strncmp (name, "control", 100) == 0)
        {
          take_control (guess, tar + at + 512, size);
          return;
        }
      at += 512 + ((size + 511) & ~(guint64) 511);
    }
}

void
depot_guess_from_deb (DepotPackageGuess *guess, const DepotByteSource *bytes)
{
  guint64 at = 8;

  for (guint i = 0; i < MAX_MEMBERS; i++)
    {
      g_autofree guint8 *head = depot_byte_source_read (bytes, at, 60, 60);
      guint64 size = head != NULL ? get_decimal (head + 48, 10, 10) : 0;
      g_autofree guint8 *member = NULL;
      g_autofree guint8 *plain = NULL;
      gsize n_plain = 0;

      if (head == NULL)
        return;
      if (memcmp (head, "control.tar", 11) == 0)
        {
          member = depot_byte_source_read (bytes, at + 60, size, MAX_CONTROL_BYTES);
          if (member != NULL && memcmp (head + 11, ".gz", 3) == 0)
            plain = unpack_gzip (member, size, &n_plain);
          if (plain != NULL)
            take_tar (guess, plain, n_plain);
          else if (member != NULL && (head[11] == ' ' || head[11] == '/'))
            take_tar (guess, member, size);
          return;
        }
      at += 60 + size + (size & 1);
    }
}

/* RPM: all numbers in network order. */

#define TAG_NAME 1000
#define TAG_VERSION 1001
#define TAG_RELEASE 1002
#define TAG_VENDOR 1011
#define TYPE_STRING 6

static guint32
get_big_32 (const guint8 *at)
{
  return (guint32) at[0] << 24 | (guint32) at[1] << 16 | (guint32) at[2] << 8 | at[3];
}

/* Size of the header at offset, its index and its data; 0 if there is none. */
static guint64
read_header_size (const DepotByteSource *bytes, guint64 at, guint32 *n_entries, guint32 *n_data)
{
  g_autofree guint8 *head = depot_byte_source_read (bytes, at, 16, 16);

  if (head == NULL || memcmp (head, "\x8e\xad\xe8", 3) != 0)
    return 0;
  *n_entries = get_big_32 (head + 8);
  *n_data = get_big_32 (head + 12);
  if (*n_entries > MAX_HEADER_BYTES / 16 || *n_data > MAX_HEADER_BYTES)
    return 0;
  return 16 + 16 * (guint64) *n_entries + *n_data;
}

static char *
find_tag (const guint8 *index, guint32 n_entries, guint32 n_data, guint32 tag)
{
  const guint8 *data = index + 16 * (gsize) n_entries;

  for (guint32 i = 0; i < n_entries; i++)
    {
      const guint8 *entry = index + 16 * (gsize) i;
      guint32 offset = get_big_32 (entry + 8);

      if (get_big_32 (entry) == tag && get_big_32 (entry + 4) == TYPE_STRING && offset < n_data)
        return g_strndup ((const char *) data + offset, n_data - offset);
    }
  return NULL;
}

void
depot_guess_from_rpm (DepotPackageGuess *guess, const DepotByteSource *bytes)
{
  guint32 n_entries = 0, n_data = 0;
  guint64 at = 96;
  guint64 size = read_header_size (bytes, at, &n_entries, &n_data);
  g_autofree guint8 *index = NULL;
  g_autofree char *version = NULL;
  g_autofree char *release = NULL;

  if (size == 0)
    return;
  at += (size + 7) & ~(guint64) 7; /* the signature is padded */
  size = read_header_size (bytes, at, &n_entries, &n_data);
  if (size > 16)
    index = depot_byte_source_read (bytes, at + 16, size - 16, 2 * MAX_HEADER_BYTES);
  if (index == NULL)
    return;
  version = find_tag (index, n_entries, n_data, TAG_VERSION);
  release = find_tag (index, n_entries, n_data, TAG_RELEASE);
  depot_guess_take (&guess->name, find_tag (index, n_entries, n_data, TAG_NAME));
  if (version != NULL)
    depot_guess_take (&guess->version,
                      release != NULL ? g_strdup_printf ("%s-%s", version, release)
                                      : g_strdup (version));
  depot_guess_take (&guess->publisher, find_tag (index, n_entries, n_data, TAG_VENDOR));
}
