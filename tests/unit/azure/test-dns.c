/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Look-ups at a DNS server on loopback that also lies, loops, cuts off and keeps silent. */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "depot-dns.h"
#include "depot-error.h"
#include "depot-test-wait.h"

#define AZURE "wallacefalls.westeurope.cloudapp.azure.com"

static const char knowledge[] = "contoso.com SOA\n"
                                "wallacefalls.contoso.com CNAME " AZURE "\n" AZURE " A 20.1.2.3\n"
                                "straight.contoso.com A 20.1.2.4\n"
                                "contoso.com A 20.1.2.5\n"
                                "six.contoso.com AAAA 2001:db8::7\n"
                                "dangling.contoso.com CNAME gone.contoso.com\n"
                                "ring1.contoso.com CNAME ring2.contoso.com\n"
                                "ring2.contoso.com CNAME ring1.contoso.com\n"
                                "part.contoso.com STEP step.contoso.com\n"
                                "step.contoso.com STEP straight.contoso.com\n"
                                "broken.contoso.com SERVFAIL\n"
                                "silent.contoso.com SILENT\n"
                                "garbage.contoso.com GARBAGE\n"
                                "cut.contoso.com CUT\n"
                                "cut.contoso.com A 20.1.2.6\n"
                                "liar.contoso.com FOREIGN 20.9.9.9\n";

typedef struct
{
  char *folder, *path, *address;
  GSubprocess *process;
} Server;

static void
write_knowledge (const char *path)
{
  g_autoptr (GString) text = g_string_new (knowledge);
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 30; i++)
    g_string_append_printf (text, "long%d.contoso.com CNAME long%d.contoso.com\n", i, i + 1);
  g_file_set_contents (path, text->str, -1, &error);
  g_assert_no_error (error);
}

static void
set_up (Server *server, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) lines = NULL;

  server->folder = g_dir_make_tmp ("depot-dns-XXXXXX", &error);
  g_assert_no_error (error);
  server->path = g_build_filename (server->folder, "zone", NULL);
  write_knowledge (server->path);
  server->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                      &error,
                                      "python3",
                                      g_getenv ("DEPOT_TEST_DNS_SERVER"),
                                      server->path,
                                      NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server->process));
  server->address = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (server->address);
}

static void
tear_down (Server *server, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_send_signal (server->process, SIGTERM);
  g_subprocess_wait (server->process, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&server->process);
  g_unlink (server->path);
  g_rmdir (server->folder);
  g_free (server->path);
  g_free (server->folder);
  g_free (server->address);
}

static DepotDnsAnswer *
look_up (Server *server, const char *name, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  depot_dns_look_up_async (name, server->address, NULL, depot_test_keep_result, &result);
  return depot_dns_look_up_finish (depot_test_result (result), error);
}

/* "alias alias: address address" */
static void
assert_answer (Server *server, const char *name, const char *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotDnsAnswer) answer = look_up (server, name, &error);
  g_autoptr (GString) got = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < answer->aliases->len; i++)
    g_string_append_printf (got, "%s ", (const char *) answer->aliases->pdata[i]);
  g_string_append_c (got, ':');
  for (guint i = 0; i < answer->addresses->len; i++)
    g_string_append_printf (got, " %s", (const char *) answer->addresses->pdata[i]);
  for (guint i = 0; i < answer->addresses6->len; i++)
    g_string_append_printf (got, " %s", (const char *) answer->addresses6->pdata[i]);
  g_assert_cmpstr (got->str, ==, wanted);
}

static void
test_ways (Server *server, gconstpointer data)
{
  assert_answer (server, "wallacefalls.contoso.com", AZURE " : 20.1.2.3");
  assert_answer (server, "WallaceFalls.Contoso.COM.", AZURE " : 20.1.2.3");
  assert_answer (server, "straight.contoso.com", ": 20.1.2.4");
  assert_answer (server, "six.contoso.com", ": 2001:db8::7");
  assert_answer (server, "nothing.contoso.com", ":");
  assert_answer (server, "dangling.contoso.com", "gone.contoso.com :");
  assert_answer (server, "part.contoso.com", "step.contoso.com straight.contoso.com : 20.1.2.4");
  assert_answer (server, "cut.contoso.com", ": 20.1.2.6");
  /* an address of another name is no answer */
  assert_answer (server, "liar.contoso.com", ":");
}

static void
test_zones (Server *server, gconstpointer data)
{
  g_autoptr (DepotDnsAnswer) below = look_up (server, "nothing.contoso.com", NULL);
  g_autoptr (DepotDnsAnswer) top = look_up (server, "contoso.com", NULL);

  g_assert_cmpstr (below->zone, ==, "contoso.com");
  g_assert_false (below->is_zone);
  g_assert_cmpstr (top->zone, ==, "contoso.com");
  g_assert_true (top->is_zone);
}

static void
test_endless (Server *server, gconstpointer data)
{
  g_autoptr (DepotDnsAnswer) ring = look_up (server, "ring1.contoso.com", NULL);
  g_autoptr (DepotDnsAnswer) far = look_up (server, "long0.contoso.com", NULL);

  g_assert_nonnull (ring);
  g_assert_true (ring->is_endless);
  g_assert_cmpuint (ring->aliases->len, ==, 1);
  g_assert_nonnull (far);
  g_assert_true (far->is_endless);
  g_assert_cmpuint (far->aliases->len, ==, DEPOT_DNS_MAX_ALIASES);
}

static void
test_no_answer (Server *server, gconstpointer data)
{
  static const struct
  {
    const char *name;
    DepotErrorCode code;
  } names[] = {
    { "broken.contoso.com", DEPOT_ERROR_NOT_REACHABLE },
    { "silent.contoso.com", DEPOT_ERROR_NOT_REACHABLE },
    { "garbage.contoso.com", DEPOT_ERROR_UNEXPECTED_REPLY },
    { "two..dots", DEPOT_ERROR_INVALID_INPUT },
    { "", DEPOT_ERROR_INVALID_INPUT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", names[i].name);
      g_assert_null (look_up (server, names[i].name, &error));
      g_assert_error (error, DEPOT_ERROR, (int) names[i].code);
    }
}

static void
test_no_server (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  depot_dns_look_up_async (
      "wallacefalls.contoso.com", "not an address", NULL, depot_test_keep_result, &result);
  g_assert_null (depot_dns_look_up_finish (depot_test_result (result), &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_INVALID_INPUT);
}

static void
test_cancelled (Server *server, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  depot_dns_look_up_async (
      "silent.contoso.com", server->address, cancellable, depot_test_keep_result, &result);
  g_cancellable_cancel (cancellable);
  g_assert_null (depot_dns_look_up_finish (depot_test_result (result), &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_TIME_SPAN_SECOND);
}

#define ADD(path, test) g_test_add (path, Server, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/dns/ways", test_ways);
  ADD ("/dns/zones", test_zones);
  ADD ("/dns/endless", test_endless);
  ADD ("/dns/no-answer", test_no_answer);
  ADD ("/dns/cancelled", test_cancelled);
  g_test_add_func ("/dns/no-server", test_no_server);
  return g_test_run ();
}
