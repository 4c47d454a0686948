/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "depot-package-guess.h"

static gboolean
read_at (gpointer data, guint64 offset, guint8 *buffer, gsize n_bytes)
{
  GByteArray *file = data;

  g_assert_cmpuint (offset + n_bytes, <=, file->len);
  memcpy (buffer, file->data + offset, n_bytes);
  return TRUE;
}

static DepotPackageGuess *
guess (const char *name, GByteArray *file)
{
  DepotByteSource bytes = { read_at, file, file->len };

  return depot_package_guess (name, &bytes);
}

static void
test_names (void)
{
  static const struct
  {
    const char *file, *name, *version;
  } rows[] = {
    { "contoso-viewer_1.2.3-1_amd64.deb", "contoso-viewer", "1.2.3-1" },
    { "contoso-viewer-1.2-3.x86_64.rpm", "contoso-viewer", "1.2-3" },
    { "Viewer-1.2-x86_64.AppImage", "Viewer", "1.2" },
    { "Contoso Viewer 4", "Contoso Viewer", "4" },
    { "Contoso Viewer v4.0.1", "Contoso Viewer", "4.0.1" },
    { "contoso_viewer", "contoso viewer", NULL },
    { "setup.exe", "setup", NULL },
    { "archive-2.0.tar.gz", "archive", "2.0" },
    { "7-zip", "7-zip", NULL },
    { ".exe", ".exe", NULL },
    { "/srv/share/Viewer-3.1/", "Viewer", "3.1" },
    { "\xff\xfe", "\xef\xbf\xbd\xef\xbf\xbd", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (DepotPackageGuess) found = depot_package_guess (rows[i].file, NULL);

      g_test_message ("row %u", i);
      g_assert_cmpstr (found->name, ==, rows[i].name);
      g_assert_cmpstr (found->version, ==, rows[i].version);
    }
}

static void
append (GByteArray *file, gconstpointer data, guint size)
{
  g_byte_array_append (file, data, size);
}

static void
append_16 (GByteArray *file, guint16 value)
{
  const guint8 bytes[] = { (guint8) value, (guint8) (value >> 8) };

  append (file, bytes, 2);
}

static void
append_32 (GByteArray *file, guint32 value)
{
  append_16 (file, (guint16) value);
  append_16 (file, (guint16) (value >> 16));
}

static void
pad (GByteArray *file, guint to)
{
  while (file->len < to)
    append (file, "", 1);
}

static void
append_string (GByteArray *file, const char *key, const char *value)
{
  append_16 (file, 0);
  append_16 (file, (guint16) (strlen (value) + 1));
  append_16 (file, 1);
  for (gsize i = 0; i <= strlen (key); i++)
    append_16 (file, (guint8) key[i]);
  pad (file, (file->len + 3) & ~3u);
  for (gsize i = 0; i <= strlen (value); i++)
    append_16 (file, (guint8) value[i]);
  pad (file, (file->len + 3) & ~3u);
}

/* The smallest program with one section, which holds one version resource. */
static GByteArray *
make_program (void)
{
  GByteArray *file = g_byte_array_new ();
  guint32 size_at;

  append (file, "MZ", 2);
  pad (file, 60);
  append_32 (file, 64);
  append (file, "PE\0\0", 4);
  append_16 (file, 0x8664);
  append_16 (file, 1); /* sections */
  pad (file, 64 + 20);
  append_16 (file, 240);
  append_16 (file, 0);
  append_16 (file, 0x20b);
  pad (file, 64 + 24 + 112 + 16);
  append_32 (file, 0x1000); /* resources */
  append_32 (file, 0x400);
  pad (file, 64 + 24 + 240);
  append (file, ".rsrc\0\0\0", 8);
  append_32 (file, 0x400);
  append_32 (file, 0x1000);
  append_32 (file, 0x400);
  append_32 (file, 0x200);
  pad (file, 0x200);
  for (guint level = 0; level < 3; level++)
    {
      pad (file, 0x200 + 32 * level + 12);
      append_16 (file, 0);
      append_16 (file, 1);
      append_32 (file, level == 0 ? 16 : 1);
      append_32 (file, level < 2 ? 0x80000000 | (32 * (level + 1)) : 96);
      pad (file, 0x200 + 32 * (level + 1));
    }
  append_32 (file, 0x1000 + 128);
  size_at = file->len;
  append_32 (file, 0);
  pad (file, 0x200 + 128);
  append_string (file, "CompanyName", "Contoso");
  append_string (file, "ProductName", "Contoso Viewer");
  append_string (file, "ProductVersion", "4.5.6");
  file->data[size_at] = (guint8) (file->len - 0x280);
  file->data[size_at + 1] = (guint8) ((file->len - 0x280) >> 8);
  pad (file, 0x600);
  return file;
}

static GByteArray *
make_deb (void)
{
  static const char control[] = "Package: contoso-viewer\nVersion: 2:1.0-1\n"
                                "Maintainer: Contoso <viewer@contoso.com>\n";
  GByteArray *file = g_byte_array_new ();
  guint8 tar[1024] = { 0 };
  g_autofree char *size = g_strdup_printf ("%011o", (guint) strlen (control));

  strcpy ((char *) tar, "./control");
  memcpy (tar + 124, size, 11);
  memcpy (tar + 512, control, strlen (control));
  append (file, "!<arch>\n", 8);
  append (file, "debian-binary   0           0     0     100644  4         `\n2.0\n", 64);
  append (file, "control.tar     0           0     0     100644  1024      `\n", 60);
  append (file, tar, sizeof tar);
  return file;
}

static void
append_big (GByteArray *file, guint32 value)
{
  guint32 big = GUINT32_TO_BE (value);

  append (file, &big, 4);
}

static void
append_rpm_header (GByteArray *file, const guint32 *tags, const char *const *values, guint n)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();

  append (file, "\x8e\xad\xe8\x01\0\0\0\0", 8);
  append_big (file, n);
  for (guint i = 0; i < n; i++)
    append (data, values[i], (guint) strlen (values[i]) + 1);
  append_big (file, data->len);
  for (guint i = 0, at = 0; i < n; at += (guint) strlen (values[i]) + 1, i++)
    {
      append_big (file, tags[i]);
      append_big (file, 6);
      append_big (file, at);
      append_big (file, 1);
    }
  append (file, data->data, data->len);
}

static GByteArray *
make_rpm (void)
{
  static const guint32 tags[] = { 1000, 1001, 1002, 1011 };
  static const char *const values[] = { "contoso-viewer", "3.2", "7", "Contoso" };
  GByteArray *file = g_byte_array_new ();

  append (file, "\xed\xab\xee\xdb", 4);
  pad (file, 96);
  append_rpm_header (file, tags, values, 1);
  pad (file, (file->len + 7) & ~7u);
  append_rpm_header (file, tags, values, 4);
  return file;
}

static void
test_formats (void)
{
  g_autoptr (GByteArray) program = make_program ();
  g_autoptr (GByteArray) deb = make_deb ();
  g_autoptr (GByteArray) rpm = make_rpm ();
  g_autoptr (DepotPackageGuess) of_program = guess ("setup.exe", program);
  g_autoptr (DepotPackageGuess) of_deb = guess ("x.deb", deb);
  g_autoptr (DepotPackageGuess) of_rpm = guess ("x.rpm", rpm);

  g_assert_cmpstr (of_program->name, ==, "Contoso Viewer");
  g_assert_cmpstr (of_program->version, ==, "4.5.6");
  g_assert_cmpstr (of_program->publisher, ==, "Contoso");
  g_assert_cmpstr (of_deb->name, ==, "contoso-viewer");
  g_assert_cmpstr (of_deb->version, ==, "2:1.0-1");
  g_assert_cmpstr (of_deb->publisher, ==, "Contoso");
  g_assert_cmpstr (of_rpm->name, ==, "contoso-viewer");
  g_assert_cmpstr (of_rpm->version, ==, "3.2-7");
}

/* Whatever the bytes: no read outside of them, and always a name. */
static void
test_damage (void)
{
  GByteArray *(*const makers[]) (void) = { make_program, make_deb, make_rpm };
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);

  for (guint round = 0; round < 6000; round++)
    {
      g_autoptr (GByteArray) file = makers[round % G_N_ELEMENTS (makers)]();
      g_autoptr (DepotPackageGuess) found = NULL;

      if (round % 2 == 0)
        g_byte_array_set_size (file, (guint) g_rand_int_range (rand, 0, (gint) file->len + 1));
      for (guint i = 0; file->len > 0 && i < round % 7; i++)
        file->data[g_rand_int_range (rand, 0, (gint) file->len)]
            = (guint8) (g_rand_boolean (rand) ? 0xff : g_rand_int_range (rand, 0, 256));
      found = guess ("viewer.bin", file);
      g_assert_nonnull (found->name);
      g_assert_true (g_utf8_validate (found->name, -1, NULL));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/package-guess/names", test_names);
  g_test_add_func ("/package-guess/formats", test_formats);
  g_test_add_func ("/package-guess/damage", test_damage);
  return g_test_run ();
}
