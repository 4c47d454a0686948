/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "content-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

char *
content_make_folder (void)
{
  GError *error = NULL;
  g_autofree char *outer = g_dir_make_tmp ("depot-content-XXXXXX", &error);
  char *top;

  g_assert_no_error (error);
  top = g_build_filename (outer, "folder", NULL);
  g_assert_cmpint (g_mkdir (top, 0700), ==, 0);
  return top;
}

static void
remove_all (const char *path)
{
  GDir *folder = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
  g_clear_pointer (&folder, g_dir_close);
  g_assert_cmpint (g_remove (path), ==, 0);
}

void
content_remove_folder (const char *top)
{
  g_autofree char *outer = g_path_get_dirname (top);

  remove_all (outer);
}

void
content_mkdir (const char *top, const char *path)
{
  g_autofree char *whole = g_build_filename (top, path, NULL);

  g_assert_cmpint (g_mkdir_with_parents (whole, 0700), ==, 0);
}

void
content_write (const char *top, const char *path, gconstpointer data, gsize size)
{
  g_autofree char *whole = g_strconcat (top, "/", path, NULL);
  g_autofree char *parent = g_path_get_dirname (whole);
  int descriptor;

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  descriptor = open (whole, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  g_assert_cmpint (descriptor, >=, 0);
  for (gsize done = 0; done < size;)
    {
      gssize now = write (descriptor, (const char *) data + done, size - done);

      g_assert_cmpint (now, >, 0);
      done += (gsize) now;
    }
  close (descriptor);
}

void
content_chmod (const char *top, const char *path, guint mode)
{
  g_autofree char *whole = g_build_filename (top, path, NULL);

  g_assert_cmpint (g_chmod (whole, (int) mode), ==, 0);
}

guint8 *
content_random (gsize size, guint64 seed)
{
  guint64 *words = g_malloc (size + sizeof *words);
  guint64 state = seed * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) + 1;

  for (gsize i = 0; i * sizeof *words < size; i++)
    {
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      words[i] = state;
    }
  return (guint8 *) words;
}

char *
content_hex (const guint8 *bytes, gsize size)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free_and_steal (text);
}
