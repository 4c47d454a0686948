/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every file of a public JSON test suite: what its name says must be refused is refused, what must
 * be read is read, except for one thing we refuse on purpose: an escaped NUL, at which json-glib
 * would cut the string.
 */
#include "config.h"

#include <string.h>

#include "depot-error.h"
#include "depot-json.h"

static GPtrArray *
list_files (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (dir == NULL)
    g_error ("The JSON files the test reads are missing: %s", error->message);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json"))
      g_ptr_array_add (names, g_strdup (name));
  return names;
}

static gboolean
holds_escaped_nul (const char *data, gsize length)
{
  return memmem (data, length, "\\u0000", 6) != NULL;
}

static void
judge (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  node = depot_json_parse (data, (gssize) length, &error);
  g_assert_true ((node != NULL) != (error != NULL));
  if (g_str_has_prefix (name, "n_") && node != NULL)
    g_error ("%s was accepted", name);
  if (g_str_has_prefix (name, "y_") && node == NULL && !holds_escaped_nul (data, length))
    g_error ("%s was refused: %s", name, error->message);
}

static void
test_folder (gconstpointer sub_folder)
{
  g_autofree char *folder = g_build_filename (g_getenv ("DEPOT_CORPORA"), "json", sub_folder, NULL);
  g_autoptr (GPtrArray) names = list_files (folder);

  g_assert_cmpuint (names->len, >, 10);
  for (guint i = 0; i < names->len; i++)
    judge (folder, g_ptr_array_index (names, i));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/json-corpora/parsing", "test_parsing", test_folder);
  g_test_add_data_func ("/json-corpora/transform", "test_transform", test_folder);
  return g_test_run ();
}
