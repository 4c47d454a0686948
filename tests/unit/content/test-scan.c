/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "content-fixture.h"
#include "depot-error.h"
#include "depot-scan.h"

static DepotScanResult *
scan (const char *path, DepotScanOptions *options)
{
  GError *error = NULL;
  g_autoptr (DepotFolder) folder = depot_folder_open (path, &error);
  DepotScanResult *result;

  g_assert_no_error (error);
  result = depot_scan_run (folder, options, NULL, &error);
  g_assert_no_error (error);
  return result;
}

static DepotScanResult *
scan_all (const char *path)
{
  return scan (path, &(DepotScanOptions) { 0 });
}

static void
assert_sha256 (const DepotManifestEntry *entry, const char *content, gsize size)
{
  g_autofree char *expected
      = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) content, size);
  g_autofree char *found = content_hex (entry->sha256, 32);

  g_assert_cmpstr (found, ==, expected);
}

static DepotManifest *
round_trip (const DepotManifest *manifest, char **text)
{
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GBytes) bytes = NULL;
  GError *error = NULL;
  DepotManifest *again;

  depot_manifest_write (manifest, DEPOT_MANIFEST_LOCAL, memory, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (memory, NULL, NULL);
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
  stream = g_memory_input_stream_new_from_bytes (bytes);
  again = depot_manifest_read (stream, NULL, &error);
  g_assert_no_error (error);
  if (text != NULL)
    *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return again;
}

static void
test_files (void)
{
  g_autofree char *top = content_make_folder ();
  g_autofree guint8 *big = content_random (20 * 1024 * 1024 + 17, 1);
  g_autoptr (DepotScanResult) result = NULL;
  g_autoptr (DepotManifest) again = NULL;
  const DepotManifestEntry *entry;

  content_write (top, "empty", "", 0);
  content_write (top, "sub/deep/hello", "hello", 5);
  content_write (top, "sub/same", "hello", 5);
  content_write (top, "big", big, 20 * 1024 * 1024 + 17);
  content_mkdir (top, "nothing/in/here");
  content_write (top, "run", "#!", 2);
  content_chmod (top, "run", 0755);
  result = scan_all (top);
  g_assert_cmpuint (result->refusals->len, ==, 0);
  g_assert_cmpuint (depot_manifest_get_count (result->manifest), ==, 6);
  g_assert_cmpuint (depot_manifest_count_files (result->manifest), ==, 5);
  g_assert_cmpuint (depot_manifest_get_size_bytes (result->manifest)
                        - depot_manifest_get_stored_bytes (result->manifest),
                    ==,
                    5);
  assert_sha256 (depot_manifest_find (result->manifest, "empty"), "", 0);
  assert_sha256 (depot_manifest_find (result->manifest, "sub/deep/hello"), "hello", 5);
  entry = depot_manifest_find (result->manifest, "big");
  assert_sha256 (entry, (const char *) big, 20 * 1024 * 1024 + 17);
  g_assert_nonnull (entry->parts);
  g_assert_true (depot_manifest_find (result->manifest, "run")->is_executable);
  g_assert_cmpint (
      depot_manifest_find (result->manifest, "nothing/in/here")->kind, ==, DEPOT_ENTRY_FOLDER);
  again = round_trip (result->manifest, NULL);
  g_assert_true (depot_manifest_equal (result->manifest, again));
  g_assert_cmpmem (depot_manifest_find (again, "big")->parts, 21 * 16, entry->parts, 21 * 16);
  content_remove_folder (top);
}

/* Whatever bytes a name has, the manifest gives them back, and is JSON all the same. */
static void
test_names (void)
{
  g_autofree char *top = content_make_folder ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (DepotScanResult) result = NULL;
  g_autoptr (DepotManifest) again = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;
  GError *error = NULL;
  static const char *const odd[] = {
    "trailing dot.",
    "trailing blank ",
    " leading",
    "back\\slash",
    "quote\"",
    "50%",
    "%2e%2e",
    "%00",
    "new\nline",
    "tab\t",
    "esc\033[31m",
    "del\177",
    "...",
    "-rf",
    "~",
    "*?",
    "caf\xc3\xa9",
    "cafe\xcc\x81",
    "caf\xe9",
    "\xff\xfe",
    "\xc3\x28",
    "half\xf0\x9f\x98",
    "\xf0\x9f\x98\x80",
    "Case",
    "case",
    "\xe2\x80\xae"
    "rtl",
    "\xef\xbf\xbe",
    "\xed\xa0\x80",
    "con",
    "a:b",
    "x{}[],",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    g_ptr_array_add (names, g_strdup (odd[i]));
  for (guint byte = 1; byte < 256; byte++)
    if (byte != '/')
      g_ptr_array_add (names, g_strdup_printf ("b%c%03u", (char) byte, byte));
  g_ptr_array_add (names, g_strnfill (255, 'n'));
  for (guint i = 0; i < names->len; i++)
    content_write (top, g_ptr_array_index (names, i), &i, sizeof i);
  result = scan_all (top);
  g_assert_cmpuint (result->refusals->len, ==, 0);
  g_assert_cmpuint (depot_manifest_get_count (result->manifest), ==, names->len);
  again = round_trip (result->manifest, &text);
  g_assert_true (depot_manifest_equal (result->manifest, again));
  for (guint i = 0; i < names->len; i++)
    {
      const DepotManifestEntry *entry = depot_manifest_find (again, g_ptr_array_index (names, i));

      g_assert_nonnull (entry);
      assert_sha256 (entry, (const char *) &i, sizeof i);
    }
  node = depot_json_parse (text, -1, &error);
  g_assert_no_error (error);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (node));
  content_remove_folder (top);
}

static const DepotRefusal *
find_refusal (const DepotScanResult *result, const char *path)
{
  for (guint i = 0; i < result->refusals->len; i++)
    if (g_str_equal (((DepotRefusal *) g_ptr_array_index (result->refusals, i))->path, path))
      return g_ptr_array_index (result->refusals, i);
  return NULL;
}

static void
link_to (const char *top, const char *target, const char *name)
{
  g_autofree char *path = g_build_filename (top, name, NULL);

  g_assert_cmpint (symlink (target, path), ==, 0);
}

static void
test_links (void)
{
  g_autofree char *top = content_make_folder ();
  g_autoptr (DepotScanResult) result = NULL;
  g_autoptr (GError) error = NULL;
  static const struct
  {
    const char *name, *target;
    int reason; /* -1: stays */
  } links[] = {
    { "a/good", "file", -1 },
    { "a/up", "../other", -1 },
    { "folder", "a", -1 },
    { "odd", "./a/../other", -1 },
    { "passwd", "/etc/passwd", DEPOT_REFUSAL_LINK_OUTSIDE },
    { "a/out", "../../x", DEPOT_REFUSAL_LINK_OUTSIDE },
    { "above", "..", DEPOT_REFUSAL_LINK_OUTSIDE },
    { "gone", "nowhere", DEPOT_REFUSAL_LINK_NOWHERE },
    { "self", "self", DEPOT_REFUSAL_LINK_NOWHERE },
    { "round", "about", DEPOT_REFUSAL_LINK_NOWHERE },
    { "about", "round", DEPOT_REFUSAL_LINK_NOWHERE },
    /* inside by its letters, outside on the way */
    { "a/root", "..", -1 },
    { "a/sly", "root/../x", DEPOT_REFUSAL_LINK_OUTSIDE },
  };

  content_write (top, "a/file", "1", 1);
  content_write (top, "other", "2", 1);
  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    link_to (top, links[i].target, links[i].name);
  result = scan_all (top);
  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    {
      const DepotManifestEntry *entry = depot_manifest_find (result->manifest, links[i].name);
      const DepotRefusal *refusal = find_refusal (result, links[i].name);

      g_test_message ("%s → %s", links[i].name, links[i].target);
      g_assert_true ((entry != NULL) == (links[i].reason < 0));
      if (entry != NULL)
        g_assert_cmpstr (entry->target, ==, links[i].target);
      else
        g_assert_cmpint (refusal->reason, ==, links[i].reason);
    }
  error = depot_scan_result_dup_error (result);
  g_assert_no_error (error);
  content_remove_folder (top);
}

static void
make_socket (const char *top)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  g_autofree char *path = g_build_filename (top, "socket", NULL);
  int descriptor = socket (AF_UNIX, SOCK_STREAM, 0);

  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  g_assert_cmpint (bind (descriptor, (struct sockaddr *) &address, sizeof address), ==, 0);
  close (descriptor);
}

static void
test_special_files (void)
{
  g_autofree char *top = content_make_folder ();
  g_autofree char *fifo = g_build_filename (top, "fifo", NULL);
  g_autoptr (DepotScanResult) result = NULL;

  content_write (top, "file", "1", 1);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  make_socket (top);
  result = scan_all (top);
  g_assert_cmpuint (depot_manifest_get_count (result->manifest), ==, 1);
  g_assert_cmpuint (result->refusals->len, ==, 2);
  g_assert_cmpint (find_refusal (result, "fifo")->reason, ==, DEPOT_REFUSAL_SPECIAL);
  g_assert_cmpint (find_refusal (result, "socket")->reason, ==, DEPOT_REFUSAL_SPECIAL);
  content_remove_folder (top);
}

static void
test_sparse (void)
{
  g_autofree char *top = content_make_folder ();
  g_autofree char *path = g_build_filename (top, "sparse", NULL);
  g_autoptr (DepotScanResult) result = NULL;
  g_autofree guint8 *zeros = g_malloc0 (64 * 1024 * 1024);
  const DepotManifestEntry *entry;

  content_write (top, "sparse", "", 0);
  g_assert_cmpint (truncate (path, 64 * 1024 * 1024), ==, 0);
  result = scan_all (top);
  entry = depot_manifest_find (result->manifest, "sparse");
  assert_sha256 (entry, (const char *) zeros, 64 * 1024 * 1024);
  g_assert_cmpmem (entry->parts, 16, entry->parts + 63 * 16, 16);
  g_assert_cmpuint (depot_manifest_n_parts (G_GUINT64_CONSTANT (1) << 40), ==, 65536);
  content_remove_folder (top);
}

typedef struct
{
  const char *top;
  guint times, limit;
  enum
  {
    GROW,
    SHRINK,
    REPLACE,
    OVERWRITE,
    TOUCH,
  } how;
} Meddler;

static void
replace_file (const char *path)
{
  g_autofree char *other = g_strconcat (path, ".new", NULL);

  g_assert_true (g_file_set_contents (other, "another one", 11, NULL));
  g_assert_cmpint (g_rename (other, path), ==, 0);
}

static void
meddle (const char *name, gpointer user)
{
  Meddler *meddler = user;
  g_autofree char *path = g_build_filename (meddler->top, name, NULL);
  int descriptor;

  if (!g_str_equal (name, "victim") || meddler->times++ >= meddler->limit)
    return;
  descriptor = open (path, O_WRONLY | O_APPEND * (meddler->how == GROW));
  switch (meddler->how)
    {
    case GROW:
    case OVERWRITE:
      g_assert_cmpint (write (descriptor, "!", 1), ==, 1);
      break;
    case SHRINK:
      g_assert_cmpint (ftruncate (descriptor, 100), ==, 0);
      break;
    case REPLACE:
      replace_file (path);
      break;
    case TOUCH:
      g_assert_cmpint (futimens (descriptor, NULL), ==, 0);
      break;
    }
  close (descriptor);
}

/* limit changes happen; fewer than three are survived, with the bytes of the last state. */
static void
check_meddling (int how, guint limit)
{
  g_autofree char *top = content_make_folder ();
  g_autofree guint8 *data = content_random (3 * 1024 * 1024, 7);
  Meddler meddler = { .top = top, .how = how, .limit = limit };
  DepotScanOptions options = { .while_hashing = meddle, .user = &meddler };
  g_autoptr (DepotScanResult) result = NULL;
  g_autofree char *path = g_build_filename (top, "victim", NULL);
  g_autofree char *now = NULL;
  gsize size;

  content_write (top, "victim", data, 3 * 1024 * 1024);
  content_write (top, "witness", "w", 1);
  result = scan (top, &options);
  g_assert_true (g_file_get_contents (path, &now, &size, NULL));
  if (limit < 3)
    {
      g_assert_cmpuint (result->refusals->len, ==, 0);
      assert_sha256 (depot_manifest_find (result->manifest, "victim"), now, size);
    }
  else
    {
      g_autoptr (GError) error = depot_scan_result_dup_error (result);

      g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_FILE);
      g_assert_cmpint (find_refusal (result, "victim")->reason, ==, DEPOT_REFUSAL_CHANGING);
      g_assert_null (depot_manifest_find (result->manifest, "victim"));
    }
  g_assert_nonnull (depot_manifest_find (result->manifest, "witness"));
  content_remove_folder (top);
}

static void
test_changing (void)
{
  for (int how = GROW; how <= TOUCH; how++)
    {
      check_meddling (how, 1);
      /* What replaces a file is open already when it is replaced: a rename is no change of the
       * bytes that were read, unless it happens at every try. */
      check_meddling (how, how == SHRINK || how == REPLACE ? 1 : 9);
    }
}

static void
test_previous (void)
{
  g_autofree char *top = content_make_folder ();
  g_autofree char *saved = g_build_filename (top, "..", "manifest", NULL);
  g_autofree guint8 *big = content_random (9 * 1024 * 1024, 3);
  Meddler counter = { .top = top, .limit = 0 };
  DepotScanOptions options = { .while_hashing = meddle, .user = &counter };
  g_autoptr (DepotScanResult) first = NULL;
  g_autoptr (DepotScanResult) second = NULL;
  g_autoptr (DepotScanResult) third = NULL;
  g_autoptr (DepotManifest) loaded = NULL;
  GError *error = NULL;

  content_write (top, "victim", big, 9 * 1024 * 1024);
  first = scan (top, &options);
  g_assert_cmpuint (counter.times, ==, 1);
  depot_manifest_save (first->manifest, saved, &error);
  g_assert_no_error (error);
  loaded = depot_manifest_load (saved, &error);
  g_assert_no_error (error);
  options.previous = loaded;
  second = scan (top, &options);
  g_assert_cmpuint (counter.times, ==, 1);
  g_assert_true (depot_manifest_equal (first->manifest, second->manifest));
  /* one byte: hashed again, and one part differs */
  big[5 * 1024 * 1024] ^= 1;
  content_write (top, "victim", big, 9 * 1024 * 1024);
  third = scan (top, &options);
  g_assert_cmpuint (counter.times, ==, 2);
  g_assert_false (depot_manifest_equal (first->manifest, third->manifest));
  for (guint part = 0; part < 9; part++)
    g_assert_true ((memcmp (depot_manifest_get (first->manifest, 0)->parts + 16 * part,
                            depot_manifest_get (third->manifest, 0)->parts + 16 * part,
                            16)
                    != 0)
                   == (part == 5));
  g_unlink (saved);
  content_remove_folder (top);
}

static void
test_hostile_manifests (void)
{
  static const char head[] = "{\"format\":\"cloud-depot-manifest\",\"version\":1,\"partKey\":"
                             "\"00112233445566778899aabbccddeeff\",\"entries\":[\n";
  static const char *const bad[] = {
    "",
    "{}",
    "]}\n",
    "{\"file\":\"../x\",\"size\":0,\"sha256\":\"%H\",\"modified\":0}\n]}\n",
    "{\"file\":\"/x\",\"size\":0,\"sha256\":\"%H\",\"modified\":0}\n]}\n",
    "{\"file\":\"a//x\",\"size\":0,\"sha256\":\"%H\",\"modified\":0}\n]}\n",
    "{\"file\":\"\",\"size\":0,\"sha256\":\"%H\",\"modified\":0}\n]}\n",
    "{\"file\":\"%%2E%%2E\",\"size\":0,\"sha256\":\"%H\",\"modified\":0}\n]}\n",
    "{\"file\":\"a%%2Fb\",\"size\":0,\"sha256\":\"%H\",\"modified\":0}\n]}\n",
    "{\"file\":\"a%%00b\",\"size\":0,\"sha256\":\"%H\",\"modified\":0}\n]}\n",
    "{\"file\":\"a\",\"size\":-1,\"sha256\":\"%H\",\"modified\":0}\n]}\n",
    "{\"file\":\"a\",\"size\":1,\"sha256\":\"12\",\"modified\":0}\n]}\n",
    "{\"file\":\"a\",\"size\":1,\"sha256\":\"%H\",\"modified\":0,\"parts\":\"00\"}\n]}\n",
    "{\"file\":\"b\",\"size\":1,\"sha256\":\"%H\",\"modified\":0},\n{\"folder\":\"a\"}\n]}\n",
    "{\"folder\":\"a\"},\n{\"folder\":\"a\"}\n]}\n",
    "{\"folder\":\"a\"}\n{\"folder\":\"b\"}\n]}\n",
    "{\"folder\":\"a\"},\n]}\n",
    "{\"folder\":\"a\"}\n",
    "{\"link\":\"a\",\"target\":\"\"}\n]}\n",
    "{\"folder\":\"a\"}\n]}\n]}\n",
    "{\"device\":\"a\"}\n]}\n",
  };
  g_autofree char *hash = g_strnfill (64, 'a');

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GString) text = g_string_new (i < 2 ? bad[i] : head);
      g_autoptr (GInputStream) stream = NULL;
      g_autoptr (GError) error = NULL;

      if (i > 2)
        g_string_append (text, bad[i]);
      else if (i == 2)
        g_string_assign (text, bad[i]);
      g_string_replace (text, "%%", "%", 0);
      g_string_replace (text, "%H", hash, 0);
      g_test_message ("%s", text->str);
      stream = g_memory_input_stream_new_from_data (text->str, (gssize) text->len, NULL);
      g_assert_null (depot_manifest_read (stream, NULL, &error));
      g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
    }
}

static void
cancel_now (const char *path, gpointer user)
{
  g_cancellable_cancel (user);
}

static void
test_cancel (void)
{
  g_autofree char *top = content_make_folder ();
  g_autofree guint8 *data = content_random (2 * 1024 * 1024, 5);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  DepotScanOptions options = { .while_hashing = cancel_now, .user = cancellable };
  g_autoptr (DepotFolder) folder = NULL;
  g_autoptr (GError) error = NULL;

  content_write (top, "a", data, 2 * 1024 * 1024);
  content_write (top, "b", data, 2 * 1024 * 1024);
  folder = depot_folder_open (top, NULL);
  g_assert_null (depot_scan_run (folder, &options, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  content_remove_folder (top);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scan/files", test_files);
  g_test_add_func ("/scan/names", test_names);
  g_test_add_func ("/scan/links", test_links);
  g_test_add_func ("/scan/special-files", test_special_files);
  g_test_add_func ("/scan/sparse", test_sparse);
  g_test_add_func ("/scan/changing", test_changing);
  g_test_add_func ("/scan/previous", test_previous);
  g_test_add_func ("/scan/cancel", test_cancel);
  g_test_add_func ("/manifest/hostile", test_hostile_manifests);
  return g_test_run ();
}
