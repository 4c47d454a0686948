/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file: what is accepted, what is refused, and that nothing refused is ever changed. */
#include "config.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "depot-database.h"
#include "depot-error.h"
#include "store-test.h"

static const char *const one_script[] = {
  "CREATE TABLE counters (name TEXT PRIMARY KEY, value BIGINT);"
  "INSERT INTO counters VALUES ('commits', 0), ('kept', 7);",
  NULL,
};
static const char *const two_scripts[] = {
  "CREATE TABLE counters (name TEXT PRIMARY KEY, value BIGINT);"
  "INSERT INTO counters VALUES ('commits', 0), ('kept', 7);",
  "ALTER TABLE counters ADD COLUMN note TEXT; UPDATE counters SET note = 'new';",
  NULL,
};
static const char *const broken_scripts[] = {
  "CREATE TABLE counters (name TEXT PRIMARY KEY, value BIGINT);",
  "UPDATE counters SET value = 8 WHERE name = 'kept'; ALTER TABLE nowhere ADD COLUMN note TEXT;",
  NULL,
};

static gint64
ask (DepotDatabase *database, const char *sql)
{
  g_autoptr (GPtrArray) statements = depot_statements_new ();
  g_autoptr (GError) error = NULL;

  depot_statements_add (statements, sql, "");
  g_assert_true (depot_database_run (database, statements, DEPOT_TRANSACTION_READ, &error));
  g_assert_no_error (error);
  return depot_statement_get_int (statements->pdata[0], 0, 0);
}

static guint
count_files (const char *folder, const char *part)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (strstr (name, part) != NULL)
      n++;
  return n;
}

static void
make_good_file (StoreTest *test)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotStore) store = store_test_open (test, &error);

  g_assert_no_error (error);
  depot_store_close (store);
}

/* Opening must fail with words in it, and leave every byte alone. */
static void
assert_refused (StoreTest *test, const char *word)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize length_before = 0, length_after = 0;
  gboolean is_file = g_file_get_contents (test->path, &before, &length_before, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (store_test_open (test, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_STORE);
  g_assert_nonnull (strstr (error->message, test->path));
  if (strstr (error->message, word) == NULL)
    g_error ("“%s” does not say “%s”", error->message, word);
  g_assert_true (is_file == g_file_get_contents (test->path, &after, &length_after, NULL));
  g_assert_cmpmem (before, length_before, after, length_after);
}

static void
test_created_whole (void)
{
  StoreTest test;
  struct stat info;

  store_test_make_folder (&test);
  g_free (test.path);
  test.path = g_build_filename (test.folder, "deep", "er", "depot.sqlite", NULL);
  umask (0);
  make_good_file (&test);
  g_assert_cmpint (stat (test.path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  umask (022);
  {
    g_autofree char *folder = g_path_get_dirname (test.path);

    g_assert_cmpuint (count_files (folder, ".new-"), ==, 0);
    g_assert_cmpint (stat (folder, &info), ==, 0);
    g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  }
  store_test_tear_down (&test);
}

static void
test_open_mode_is_mended (void)
{
  StoreTest test;
  struct stat info;

  store_test_make_folder (&test);
  make_good_file (&test);
  g_assert_cmpint (g_chmod (test.path, 0644), ==, 0);
  make_good_file (&test);
  g_assert_cmpint (stat (test.path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  store_test_tear_down (&test);
}

static void
test_not_a_database (void)
{
  StoreTest test;

  store_test_make_folder (&test);
  g_assert_true (g_file_set_contents (test.path, "", 0, NULL));
  assert_refused (&test, "empty");
  g_assert_true (g_file_set_contents (
      test.path, "Dear diary, this is no database. It is long enough to have a header.", -1, NULL));
  assert_refused (&test, "not a database");
  g_assert_cmpint (g_unlink (test.path), ==, 0);
  g_assert_cmpint (g_mkdir (test.path, 0700), ==, 0);
  assert_refused (&test, "not a file");
  store_test_tear_down (&test);
}

static void
test_another_programs_database (void)
{
  StoreTest test;
  g_autoptr (DepotDatabase) database = NULL;
  g_autoptr (GPtrArray) statements = depot_statements_new ();

  store_test_make_folder (&test);
  database = depot_database_open (test.path, one_script, NULL);
  depot_statements_add (statements, "PRAGMA application_id = 7", "");
  g_assert_true (depot_database_run (database, statements, DEPOT_TRANSACTION_QUIET, NULL));
  g_clear_pointer (&database, depot_database_close);
  assert_refused (&test, "another program");
  store_test_tear_down (&test);
}

static void
test_truncated (void)
{
  StoreTest test;
  g_autofree char *content = NULL;
  gsize length;

  store_test_make_folder (&test);
  make_good_file (&test);
  g_assert_true (g_file_get_contents (test.path, &content, &length, NULL));
  for (gsize part = 1; part < 8; part++)
    {
      g_assert_true (g_file_set_contents (test.path, content, (gssize) (length * part / 8), NULL));
      assert_refused (&test, "not been changed");
    }
  store_test_tear_down (&test);
}

/* Pages full of noise: refused or, where the page holds nothing, still sound; never a crash, never
 * overwritten. */
static void
test_noise (void)
{
  StoreTest test;
  g_autofree char *content = NULL;
  gsize length;
  guint n_refused = 0;

  store_test_make_folder (&test);
  make_good_file (&test);
  g_assert_true (g_file_get_contents (test.path, &content, &length, NULL));
  for (guint page = 0; page < length / 4096; page++)
    {
      g_autofree char *damaged = g_memdup2 (content, length);
      g_autoptr (DepotStore) store = NULL;
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < 512; i++)
        damaged[page * 4096 + i] = (char) g_random_int_range (0, 256);
      g_assert_true (g_file_set_contents (test.path, damaged, (gssize) length, NULL));
      store = store_test_open (&test, &error);
      if (store != NULL)
        depot_store_close (store);
      else
        {
          g_autofree char *after = NULL;
          gsize length_after;

          n_refused++;
          g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_STORE);
          g_assert_true (g_file_get_contents (test.path, &after, &length_after, NULL));
          g_assert_cmpmem (damaged, length, after, length_after);
        }
    }
  g_assert_cmpuint (n_refused, >, length / 4096 / 2);
  store_test_tear_down (&test);
}

/* A large file that is still as it was left is not read whole again; one that anybody wrote to is.
 */
static void
test_large (void)
{
  static const char noise[64 * 1024] = "noise";
  StoreTest test;
  g_autoptr (GError) error = NULL;
  DepotStore *store;
  sqlite3 *raw = NULL;
  int fd;

  store_test_make_folder (&test);
  make_good_file (&test);
  g_assert_cmpint (sqlite3_open (test.path, &raw), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (raw,
                                 "CREATE TABLE filling (it); "
                                 "INSERT INTO filling VALUES (zeroblob (20000000));",
                                 NULL,
                                 NULL,
                                 NULL),
                   ==,
                   SQLITE_OK);
  sqlite3_close (raw);
  for (guint i = 0; i < 2; i++)
    {
      store = store_test_open (&test, &error);
      g_assert_no_error (error);
      depot_store_close (store);
      g_object_unref (store);
    }
  fd = open (test.path, O_WRONLY | O_CLOEXEC);
  g_assert_cmpint (pwrite (fd, noise, sizeof noise, 4096), ==, sizeof noise);
  close (fd);
  assert_refused (&test, "not been changed");
  assert_refused (&test, "not been changed");
  store_test_tear_down (&test);
}

static void
test_migration (void)
{
  StoreTest test;
  g_autoptr (DepotDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  store_test_make_folder (&test);
  database = depot_database_open (test.path, one_script, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (depot_database_get_version (database), ==, 1);
  g_clear_pointer (&database, depot_database_close);

  database = depot_database_open (test.path, two_scripts, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (depot_database_get_version (database), ==, 2);
  g_assert_cmpint (
      ask (database, "SELECT value FROM counters WHERE name = 'kept' AND note = 'new'"), ==, 7);
  g_assert_cmpuint (count_files (test.folder, ".version-1-"), ==, 1);
  g_clear_pointer (&database, depot_database_close);

  /* once is enough */
  database = depot_database_open (test.path, two_scripts, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (test.folder, ".version-1-"), ==, 1);
  store_test_tear_down (&test);
}

static void
test_migration_that_fails (void)
{
  StoreTest test;
  g_autoptr (DepotDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  store_test_make_folder (&test);
  database = depot_database_open (test.path, one_script, NULL);
  g_clear_pointer (&database, depot_database_close);
  g_assert_null (depot_database_open (test.path, broken_scripts, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_STORE);

  database = depot_database_open (test.path, one_script, NULL);
  g_assert_cmpuint (depot_database_get_version (database), ==, 1);
  g_assert_cmpint (ask (database, "SELECT value FROM counters WHERE name = 'kept'"), ==, 7);
  store_test_tear_down (&test);
}

static void
test_newer (void)
{
  StoreTest test;
  g_autoptr (DepotDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  store_test_make_folder (&test);
  database = depot_database_open (test.path, two_scripts, NULL);
  g_clear_pointer (&database, depot_database_close);
  g_assert_null (depot_database_open (test.path, one_script, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_STORE);
  g_assert_nonnull (strstr (error->message, "version 2"));
  g_assert_nonnull (strstr (error->message, "version 1"));
  g_assert_cmpuint (count_files (test.folder, ".version-"), ==, 0);
  store_test_tear_down (&test);
}

static void
test_rules_of_the_file (void)
{
  StoreTest test;
  g_autoptr (DepotDatabase) database = NULL;
  g_autoptr (GPtrArray) statements = depot_statements_new ();

  store_test_make_folder (&test);
  database = depot_database_open (test.path, NULL, NULL);
  depot_statements_add (statements, "PRAGMA journal_mode", "");
  g_assert_true (depot_database_run (database, statements, DEPOT_TRANSACTION_READ, NULL));
  g_assert_cmpstr (depot_statement_get_text (statements->pdata[0], 0, 0), ==, "truncate");
  g_assert_cmpint (ask (database, "PRAGMA synchronous"), ==, 2);
  g_assert_cmpint (ask (database, "PRAGMA foreign_keys"), ==, 1);
  g_assert_cmpint (ask (database, "PRAGMA busy_timeout"), >=, 5000);
  store_test_tear_down (&test);
}

static GError *
refuse (const DepotStatement *statement)
{
  return depot_error_new (
      DEPOT_ERROR_CONFLICT, "%s", depot_statement_peek_given_text (statement, 1));
}

static void
test_statements (void)
{
  StoreTest test;
  g_autoptr (DepotDatabase) database = NULL;
  g_autoptr (GPtrArray) good = depot_statements_new ();
  g_autoptr (GPtrArray) bad = depot_statements_new ();
  DepotStatement *refused = depot_statement_new ("SELECT $1", "s", "because");
  g_autoptr (GError) error = NULL;

  store_test_make_folder (&test);
  database = depot_database_open (test.path, NULL, NULL);
  /* $2 stands first: values go by their number, not by their place */
  depot_statements_add (good, "SELECT $2, $1, $3, $4", "sids", "one", (gint64) 2, 3.5, NULL);
  g_assert_true (depot_database_run (database, good, DEPOT_TRANSACTION_READ, NULL));
  g_assert_cmpint (depot_statement_get_int (good->pdata[0], 0, 0), ==, 2);
  g_assert_cmpstr (depot_statement_get_text (good->pdata[0], 0, 1), ==, "one");
  g_assert_cmpfloat (depot_statement_get_double (good->pdata[0], 0, 2), ==, 3.5);
  g_assert_null (depot_statement_get_text (good->pdata[0], 0, 3));

  depot_statements_add (bad, "INSERT INTO settings (name, value) VALUES ('a', 'b')", "");
  depot_statement_set_check (refused, refuse);
  g_ptr_array_add (bad, refused);
  g_assert_false (depot_database_run (database, bad, DEPOT_TRANSACTION_WRITE, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT);
  g_assert_cmpstr (error->message, ==, "because");
  g_assert_cmpint (ask (database, "SELECT count(*) FROM settings"), ==, 0);
  g_assert_cmpint (depot_database_get_commits (database), ==, 0);
  store_test_tear_down (&test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/database/created-whole", test_created_whole);
  g_test_add_func ("/database/mode-is-mended", test_open_mode_is_mended);
  g_test_add_func ("/database/rules", test_rules_of_the_file);
  g_test_add_func ("/database/statements", test_statements);
  g_test_add_func ("/database/refused/not-a-database", test_not_a_database);
  g_test_add_func ("/database/refused/another-program", test_another_programs_database);
  g_test_add_func ("/database/refused/truncated", test_truncated);
  g_test_add_func ("/database/refused/noise", test_noise);
  g_test_add_func ("/database/refused/large", test_large);
  g_test_add_func ("/database/refused/newer", test_newer);
  g_test_add_func ("/database/migration", test_migration);
  g_test_add_func ("/database/migration-fails", test_migration_that_fails);
  return g_test_run ();
}
