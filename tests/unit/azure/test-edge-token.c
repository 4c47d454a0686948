/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Content tokens, compared with what Python's hmac and base64 make of the same claims, and the key
 * of the classic way. */
#include "config.h"

#include "depot-classic-settings.h"
#include "depot-classic-xml.h"
#include "depot-edge-token.h"
#include "depot-error.h"

static const struct
{
  const char *key, *service, *package;
  gint64 expires_at;
  const char *token, *id;
} vectors[] = {
  { "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    "wallacefalls",
    "CEN00001",
    1795000000,
    "eyJwIjoiL2NvbnRlbnQvQ0VOMDAwMDEvIiwiZXhwIjoxNzk1MDAwMDAwLCJhdWQiOiJ3YWxsYWNlZmFsbHMifQ."
    "QBqexOBzp_HgetGrz1qGgJKrWcHYP4Gs56KGmXiY4oY",
    "0f72349bbedb78b5" },
  { "//////////////////////////////////////////8=",
    "granitefalls",
    "a",
    0,
    "eyJwIjoiL2NvbnRlbnQvYS8iLCJleHAiOjAsImF1ZCI6ImdyYW5pdGVmYWxscyJ9."
    "Ba69_WCG3WhDzN4Y6FxDD61OPaZYfcDFJLhW4tPxMB8",
    "551923769f4613f9" },
  { "KvipEEs/ZO1kDYx+KY0tSA8Do2EMvCszR0Mh7FkCSkhZLqhUXkHgnV0RCHWd9I7eAFTyJd851PDzEkUOCqndJQ==",
    "x9-y",
    "Z_-9999999999999999999999999999999999999999999999999999999999999",
    253402300799,
    "eyJwIjoiL2NvbnRlbnQvWl8tOTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OT"
    "k5OTk5OTk5OS8iLCJleHAiOjI1MzQwMjMwMDc5OSwiYXVkIjoieDkteSJ9."
    "V0jNJRtgCUD7rzi45YvRKTmmM2pF-oIMs8cfFgjPsjs",
    "9eb10549f9f99a1d" },
};

static void
test_vectors (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DepotSecretBytes) key = depot_secret_bytes_new_text (vectors[i].key);
      g_autoptr (DepotSecretBytes) token = depot_edge_token_make (
          key, vectors[i].service, vectors[i].package, vectors[i].expires_at, &error);
      g_autofree char *id = NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (depot_secret_bytes_peek_text (token), ==, vectors[i].token);
      id = depot_edge_token_dup_id (token);
      g_assert_cmpstr (id, ==, vectors[i].id);
    }
}

/* A package that needs an escape could mean another one to somebody. */
static void
test_packages (void)
{
  static const char *const wrong[] = {
    "",     ".",   "..",  "a/b",
    "a b",  "a.b", "é",   "a\"b",
    "a\\b", "a\n", "%2e", "Z_-99999999999999999999999999999999999999999999999999999999999990"
  };
  g_autoptr (DepotSecretBytes) key = depot_secret_bytes_new_text (vectors[0].key);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DepotSecretBytes) token
          = depot_edge_token_make (key, "wallacefalls", wrong[i], 1, &error);

      g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_INVALID_INPUT);
      g_assert_null (token);
    }
}

static void
test_keys (void)
{
  static const char *const wrong[] = { "",
                                       "=",
                                       "AAAA",
                                       "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
                                       "not base64 at all, is it?",
                                       "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
                                       "AAECAwQFBgcICQoLDA0OD===" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DepotSecretBytes) key = depot_secret_bytes_new_text (wrong[i]);
      g_autoptr (DepotSecretBytes) token = depot_edge_token_make (key, "a", "a", 1, &error);

      g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
      g_assert_null (token);
      g_assert_null (strstr (error->message, "AAEC"));
    }
}

static void
test_classic_key (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotSecretBytes) edge_key = depot_secret_bytes_new_text (vectors[0].key);
  g_autoptr (DepotSecretBytes) storage_key = depot_secret_bytes_new_text ("c3RvcmFnZQ==");
  const DepotClassicSettings settings = { .service_name = "wallacefalls",
                                          .container = "content",
                                          .storage_account = "edgekey",
                                          .storage_key = storage_key,
                                          .edge_key = edge_key,
                                          .thumbprint = "00",
                                          .n_instances = 2 };
  g_autoptr (DepotSecretBytes) configuration = depot_classic_write_configuration (&settings);
  g_autoptr (DepotSecretBytes) read
      = depot_classic_read_key_setting (configuration, "EdgeKey", &error);
  g_autoptr (DepotSecretBytes) none = NULL;

  g_assert_no_error (error);
  g_assert_true (depot_secret_bytes_equal (read, edge_key));
  none = depot_classic_read_key_setting (configuration, "OtherKey", &error);
  g_assert_null (none);
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/edge-token/vectors", test_vectors);
  g_test_add_func ("/edge-token/packages", test_packages);
  g_test_add_func ("/edge-token/keys", test_keys);
  g_test_add_func ("/edge-token/classic-key", test_classic_key);
  return g_test_run ();
}
