/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-package-guess-private.h"

#include <string.h>

#define MAX_CHARACTERS 127
/* Names are read from the front; longer ones are cut. */
#define MAX_NAME_BYTES 255

guint8 *
depot_byte_source_read (const DepotByteSource *bytes, guint64 offset, guint64 n_bytes, gsize max)
{
  g_autofree guint8 *buffer = NULL;

  if (n_bytes == 0 || n_bytes > max || n_bytes > bytes->size_bytes
      || offset > bytes->size_bytes - n_bytes)
    return NULL;
  buffer = g_malloc (n_bytes);
  return bytes->read_at (bytes->data, offset, buffer, n_bytes) ? g_steal_pointer (&buffer) : NULL;
}

void
depot_guess_take (char **place, char *text)
{
  g_autofree char *owned = text;
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  if (*place != NULL || valid == NULL)
    return;
  for (char *at = valid; *at; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  g_strstrip (valid);
  if (g_utf8_strlen (valid, -1) > MAX_CHARACTERS)
    *g_utf8_offset_to_pointer (valid, MAX_CHARACTERS) = '\0';
  if (*valid != '\0')
    *place = g_steal_pointer (&valid);
}

guint16
depot_get_16 (const guint8 *at)
{
  return (guint16) (at[0] | at[1] << 8);
}

guint32
depot_get_32 (const guint8 *at)
{
  return depot_get_16 (at) | (guint32) depot_get_16 (at + 2) << 16;
}

/* Languages: the lower ten bits of a number say which, the rest only where it is spoken. */

void
depot_guess_take_language (DepotPackageGuess *guess, const char *numbers)
{
  static const struct
  {
    guint number;
    const char *name;
  } known[] = {
    { 0x01, "Arabic" },    { 0x04, "Chinese" },  { 0x05, "Czech" },      { 0x06, "Danish" },
    { 0x07, "German" },    { 0x08, "Greek" },    { 0x09, "English" },    { 0x0a, "Spanish" },
    { 0x0b, "Finnish" },   { 0x0c, "French" },   { 0x0d, "Hebrew" },     { 0x0e, "Hungarian" },
    { 0x10, "Italian" },   { 0x11, "Japanese" }, { 0x12, "Korean" },     { 0x13, "Dutch" },
    { 0x14, "Norwegian" }, { 0x15, "Polish" },   { 0x16, "Portuguese" }, { 0x18, "Romanian" },
    { 0x19, "Russian" },   { 0x1b, "Slovak" },   { 0x1d, "Swedish" },    { 0x1f, "Turkish" },
    { 0x22, "Ukrainian" },
  };
  guint64 number = numbers != NULL ? g_ascii_strtoull (numbers, NULL, 10) & 0x3ff : 0;

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (known[i].number == number)
      depot_guess_take (&guess->language, g_strdup (known[i].name));
}

/* By name. */

static gboolean
is_extension (const char *text)
{
  static const char *const known[] = { ".exe",     ".msi", ".deb", ".rpm", ".appimage", ".zip",
                                       ".flatpak", ".tar", ".gz",  ".xz",  ".msix",     ".run" };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_ascii_strcasecmp (text, known[i]) == 0)
      return TRUE;
  return FALSE;
}

static void
cut_extensions (char *name)
{
  char *dot;

  while ((dot = strrchr (name, '.')) != NULL && dot != name && is_extension (dot))
    *dot = '\0';
}

static gboolean
is_architecture (const char *text)
{
  static const char *const known[]
      = { "amd64", "x86_64", "x64", "i386", "i686", "arm64", "aarch64", "all", "noarch", "x86" };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_ascii_strcasecmp (text, known[i]) == 0)
      return TRUE;
  return FALSE;
}

static void
cut_architecture (char *name)
{
  static const char *const separators[] = { "_", "-", ".", " " };

  /* "x86_64" itself holds a separator, so each place is tried from the front */
  for (char *at = name; *at != '\0'; at++)
    for (guint i = 0; i < G_N_ELEMENTS (separators); i++)
      if (at != name && *at == *separators[i] && is_architecture (at + 1))
        {
          *at = '\0';
          return;
        }
}

void
depot_guess_from_name (DepotPackageGuess *guess, const char *file_name)
{
  g_autofree char *base = g_path_get_basename (file_name);
  g_autofree char *name = g_utf8_make_valid (base, -1);
  g_autoptr (GRegex) pattern = NULL;
  g_autoptr (GMatchInfo) match = NULL;

  if (strlen (name) > MAX_NAME_BYTES)
    *(char *) g_utf8_find_prev_char (name, name + MAX_NAME_BYTES) = '\0';
  cut_extensions (name);
  cut_architecture (name);
  /* the last part that begins with a digit, perhaps after a "v" */
  pattern = g_regex_new ("^(.+)[-_ ][vV]?([0-9][0-9A-Za-z.+~:-]*)$", G_REGEX_UNGREEDY, 0, NULL);
  if (g_regex_match (pattern, name, 0, &match))
    {
      g_autofree char *rest = g_match_info_fetch (match, 1);

      depot_guess_take (&guess->version, g_match_info_fetch (match, 2));
      g_strlcpy (name, rest, strlen (name) + 1);
    }
  for (char *at = name; *at; at++)
    if (*at == '_')
      *at = ' ';
  depot_guess_take (&guess->name, g_strdup (name));
}

DepotPackageGuess *
depot_package_guess (const char *file_name, const DepotByteSource *bytes)
{
  DepotPackageGuess *guess = g_new0 (DepotPackageGuess, 1);
  g_autofree guint8 *head = bytes != NULL ? depot_byte_source_read (bytes, 0, 8, 8) : NULL;

  if (head != NULL && memcmp (head, "MZ", 2) == 0)
    depot_guess_from_pe (guess, bytes);
  else if (head != NULL && memcmp (head, "\xd0\xcf\x11\xe0", 4) == 0)
    depot_guess_from_msi (guess, bytes);
  else if (head != NULL && memcmp (head, "!<arch>\n", 8) == 0)
    depot_guess_from_deb (guess, bytes);
  else if (head != NULL && memcmp (head, "\xed\xab\xee\xdb", 4) == 0)
    depot_guess_from_rpm (guess, bytes);
  depot_guess_from_name (guess, file_name);
  return guess;
}

void
depot_package_guess_free (DepotPackageGuess *guess)
{
  g_free (guess->name);
  g_free (guess->version);
  g_free (guess->publisher);
  g_free (guess->language);
  g_free (guess);
}
