/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of tests/support/msi_file.py, whole and damaged in thousands of ways. */
#include "config.h"

#include <string.h>

#include "depot-package-guess.h"

#define DAMAGES 4000

static char *folder;

/* What is read lies in memory of just its size, so that a sanitizer sees a step outside. */
static gboolean
read_at (gpointer data, guint64 offset, guint8 *buffer, gsize n_bytes)
{
  GByteArray *file = data;

  g_assert_cmpuint (offset + n_bytes, <=, file->len);
  memcpy (buffer, file->data + offset, n_bytes);
  return TRUE;
}

static GByteArray *
load (const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *content = NULL;
  gsize size = 0;

  g_file_get_contents (path, &content, &size, &error);
  g_assert_no_error (error);
  return g_byte_array_new_take ((guint8 *) content, size);
}

static DepotPackageGuess *
guess (const char *name, GByteArray *file)
{
  DepotByteSource bytes = { read_at, file, file->len };

  return depot_package_guess (name, &bytes);
}

static void
test_files (void)
{
  static const struct
  {
    const char *file, *name, *version, *publisher, *language;
  } rows[] = {
    { "property.msi", "Contoso Viewer", "4.5.6", "Contoso", "English" },
    { "wide.msi", "Contoso Viewer", "4.5.6", "Contoso", "English" },
    { "large.msi", "Contoso Viewer", "4.5.6", "Contoso", "English" },
    { "summary.msi", "Summary Viewer", NULL, "Fabrikam", "German" },
    { "foreign.msi", "Просмотр", "1", "Контосо", "Russian" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GByteArray) file = load (rows[i].file);
      g_autoptr (DepotPackageGuess) found = guess (rows[i].file, file);

      g_test_message ("%s", rows[i].file);
      g_assert_cmpstr (found->name, ==, rows[i].name);
      g_assert_cmpstr (found->version, ==, rows[i].version);
      g_assert_cmpstr (found->publisher, ==, rows[i].publisher);
      g_assert_cmpstr (found->language, ==, rows[i].language);
    }
}

static void
test_damage (gconstpointer name)
{
  g_autoptr (GByteArray) whole = load (name);
  g_autoptr (GRand) dice = g_rand_new_with_seed (7);

  for (guint i = 0; i < DAMAGES; i++)
    {
      g_autoptr (GByteArray) file = g_byte_array_new ();
      guint length = i % 4 == 0 ? (guint) g_rand_int_range (dice, 0, (int) whole->len) : whole->len;
      g_autoptr (DepotPackageGuess) found = NULL;

      g_byte_array_append (file, whole->data, length);
      for (guint n = (guint) g_rand_int_range (dice, 1, 8); n > 0 && length > 4; n--)
        {
          /* heads and tables more often than the rest */
          guint most = n % 2 == 0 ? MIN (length, 1024) : length;
          guint at = (guint) g_rand_int_range (dice, 0, (int) most - 3);
          guint32 value = n % 3 == 0 ? 0xffffffff : n % 3 == 1 ? g_rand_int (dice) : i % 64;

          memcpy (file->data + at, &value, 4);
        }
      found = guess ("setup-1.0.msi", file);
      g_assert_nonnull (found->name);
      g_assert_true (g_utf8_validate (found->name, -1, NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  folder = argv[1];
  g_test_add_func ("/package-msi/files", test_files);
  g_test_add_data_func ("/package-msi/damage/property", "property.msi", test_damage);
  g_test_add_data_func ("/package-msi/damage/wide", "wide.msi", test_damage);
  g_test_add_data_func ("/package-msi/damage/summary", "summary.msi", test_damage);
  return g_test_run ();
}
