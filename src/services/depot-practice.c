/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-practice-private.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "depot-house-private.h"
#include "depot-json.h"
#include "depot-paths.h"
#include "depot-proxy.h"
#include "depot-self-signed.h"

#define PROGRAM "depot-practice-cloud"
#define ENDPOINTS_FILE "endpoints.json"
#define OUTPUT_FILE "output.log"
#define LOCK_FILE "start.lock"
#define SCENARIO_PATH "/_practice/scenario"
#define METADATA_PATH "/metadata/endpoints?api-version=2022-09-01"
#define MAX_ENDPOINTS_BYTES (64 * 1024)
#define LOOK_AGAIN_MILLISECONDS 100
#define START_SECONDS 30
/* A create of half an hour takes a minute and a half: long enough to watch, short enough to like.
 */
#define DEFAULT_SPEED "20"

static GFile *
endpoints_file (void)
{
  g_autofree char *folder = depot_paths_dup_practice ();

  return g_file_new_build_filename (folder, ENDPOINTS_FILE, NULL);
}

static DepotCloud *
read_endpoints (GFile *file, GAsyncResult *result, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) object = NULL;
  gsize length;

  if (!g_file_load_contents_finish (file, result, &text, &length, NULL, error))
    return NULL;
  if (length > MAX_ENDPOINTS_BYTES)
    {
      g_propagate_error (
          error,
          depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY, _ ("%s is too large."), ENDPOINTS_FILE));
      return NULL;
    }
  object = depot_json_parse_object (text, (gssize) length, error);
  return object != NULL ? depot_cloud_new_practice (object, error) : NULL;
}

static void
looked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotCloud) cloud = read_endpoints (G_FILE (source), result, &error);

  if (cloud != NULL)
    depot_house_add_cloud (g_task_get_source_object (task), cloud);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_warning ("The practice cloud's endpoints cannot be read: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

void
depot_practice_look_async (DepotHouse *house, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (house, NULL, callback, data);
  g_autoptr (GFile) file = endpoints_file ();

  g_task_set_source_tag (task, depot_practice_look_async);
  g_file_load_contents_async (file, NULL, looked, task);
}

void
depot_practice_look_finish (DepotHouse *house, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

/* One attempt to have it running. */
typedef struct
{
  DepotCloud *cloud;
  GSubprocess *process; /* ours, once we had to start it */
  gboolean has_ended;
  gint64 deadline;
  GCancellable *watching; /* of its end; over when we are */
  int lock;               /* file descriptor; -1: another process may be starting it */
} Start;

static void
start_free (Start *start)
{
  g_clear_object (&start->cloud);
  g_clear_object (&start->process);
  g_clear_object (&start->watching);
  g_clear_fd (&start->lock, NULL);
  g_free (start);
}

static void attempt (GTask *task);

static gboolean
attempt_again (gpointer data)
{
  attempt (G_TASK (data));
  return G_SOURCE_REMOVE;
}

static void
process_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Start *start = g_task_get_task_data (task);

  start->has_ended = g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
}

/* Its own session: closing the terminal or the console must not end it. */
static void
leave_session (gpointer data)
{
  setsid ();
}

/* What goes wrong in it, by name; NULL: as it was. */
static const char *
get_scenario (void)
{
  const char *name = g_getenv ("DEPOT_PRACTICE_SCENARIO");

  return name != NULL && *name != '\0' ? name : NULL;
}

static GSubprocess *
spawn (GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autofree char *program = depot_paths_dup_program (PROGRAM);
  g_autofree char *folder = depot_paths_dup_practice ();
  g_autofree char *output = g_build_filename (folder, OUTPUT_FILE, NULL);
  const char *speed = g_getenv ("DEPOT_PRACTICE_SPEED");

  g_subprocess_launcher_set_stderr_file_path (launcher, output);
  g_subprocess_launcher_set_child_setup (launcher, leave_session, NULL, NULL);
  return g_subprocess_launcher_spawn (launcher,
                                      error,
                                      program,
                                      "--state-dir",
                                      folder,
                                      "--speed",
                                      speed != NULL && *speed != '\0' ? speed : DEFAULT_SPEED,
                                      get_scenario () != NULL ? "--scenario" : NULL,
                                      get_scenario (),
                                      NULL);
}

/* Two consoles opened at once must not start two. Whoever gets the lock looks once more before it
 * starts. */
static gboolean
take_lock (Start *start)
{
  g_autofree char *folder = depot_paths_dup_practice ();
  g_autofree char *path = g_build_filename (folder, LOCK_FILE, NULL);
  int lock = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (lock >= 0 && flock (lock, LOCK_EX | LOCK_NB) == 0)
    start->lock = lock;
  else if (lock >= 0)
    close (lock);
  return start->lock >= 0;
}

/* It runs on without us. */
static void
let_go (Start *start)
{
  g_cancellable_cancel (start->watching);
  g_clear_fd (&start->lock, NULL);
}

static gboolean
start_it (GTask *task, Start *start)
{
  g_autoptr (GError) error = NULL;

  start->process = spawn (&error);
  if (start->process == NULL)
    {
      let_go (start);
      g_task_return_error (task,
                           depot_error_new (DEPOT_ERROR_FAILED,
                                            _ ("The practice cloud cannot be started: %s"),
                                            error->message));
      return FALSE;
    }
  g_subprocess_wait_async (start->process, start->watching, process_ended, g_object_ref (task));
  return TRUE;
}

/* It does not answer: start it unless that was done, then look again until the time is up. */
static void
not_running (GTask *task)
{
  Start *start = g_task_get_task_data (task);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      let_go (start);
      g_task_return_error_if_cancelled (task);
      return;
    }
  if (start->has_ended || g_get_monotonic_time () > start->deadline)
    {
      let_go (start);
      g_task_return_error (
          task,
          depot_error_new (DEPOT_ERROR_NOT_REACHABLE,
                           _ ("The practice cloud did not start. Its own words are in %s."),
                           OUTPUT_FILE));
      return;
    }
  if (start->lock < 0)
    take_lock (start);
  else if (start->process == NULL && !start_it (task, start))
    return;
  g_timeout_add_full (G_PRIORITY_DEFAULT,
                      LOOK_AGAIN_MILLISECONDS,
                      attempt_again,
                      g_object_ref (task),
                      g_object_unref);
}

static void
start_done (GTask *task)
{
  DepotHouse *house = g_task_get_source_object (task);
  Start *start = g_task_get_task_data (task);

  let_go (start);
  depot_house_add_cloud (house, start->cloud);
  g_task_return_pointer (
      task, depot_house_find_cloud (house, depot_cloud_get_id (start->cloud)), NULL);
}

static void
scenario_set (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (DepotAzureReply) reply
      = depot_azure_client_send_finish (DEPOT_AZURE_CLIENT (source), result, &error);

  if (reply != NULL)
    {
      start_done (task);
      return;
    }
  let_go (g_task_get_task_data (task));
  g_task_return_error (task, error);
}

/* It ran already and knows nothing of what is wished for today. */
static void
set_scenario (GTask *task, DepotAzureClient *client)
{
  Start *start = g_task_get_task_data (task);
  g_autofree char *url = g_strconcat (depot_cloud_get_arm (start->cloud), SCENARIO_PATH, NULL);
  DepotAzureRequest *request = depot_azure_request_new ("PUT", url);
  g_autoptr (JsonObject) body = depot_json_object_of_strings ("name", get_scenario (), NULL);

  depot_azure_request_set_json (request, body);
  depot_azure_client_send_async (
      client, NULL, request, g_task_get_cancellable (task), scenario_set, g_object_ref (task));
}

static void
metadata_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Start *start = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotAzureReply) reply
      = depot_azure_client_send_finish (DEPOT_AZURE_CLIENT (source), result, &error);

  if (reply == NULL)
    {
      g_debug ("The practice cloud does not answer: %s", error->message);
      not_running (task);
      return;
    }
  if (start->process == NULL && get_scenario () != NULL)
    set_scenario (task, DEPOT_AZURE_CLIENT (source));
  else
    start_done (task);
}

static void
ask_metadata (GTask *task)
{
  DepotHouse *house = g_task_get_source_object (task);
  Start *start = g_task_get_task_data (task);
  g_autofree char *url = g_strconcat (depot_cloud_get_arm (start->cloud), METADATA_PATH, NULL);
  /* not the house's client: whether these endpoints are right is not known yet */
  g_autoptr (GProxyResolver) direct = depot_proxy_new_direct ();
  g_autoptr (DepotAzureClient) client = depot_azure_client_new (start->cloud, house->clock, direct);

  depot_azure_client_send_async (client,
                                 NULL,
                                 depot_azure_request_new ("GET", url),
                                 g_task_get_cancellable (task),
                                 metadata_answered,
                                 g_object_ref (task));
}

/* A refused connection is told at once; the client would politely try again for a while. */
static void
connected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GSocketConnection) connection
      = g_socket_client_connect_to_uri_finish (G_SOCKET_CLIENT (source), result, NULL);

  if (connection == NULL)
    not_running (task);
  else
    ask_metadata (task);
}

static void
endpoints_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Start *start = g_task_get_task_data (task);
  g_autoptr (GSocketClient) client = NULL;

  g_clear_object (&start->cloud);
  start->cloud = read_endpoints (G_FILE (source), result, NULL);
  if (start->cloud == NULL)
    {
      not_running (task);
      return;
    }
  client = g_socket_client_new ();
  g_socket_client_set_timeout (client, 5);
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_to_uri_async (client,
                                        depot_cloud_get_arm (start->cloud),
                                        443,
                                        g_task_get_cancellable (task),
                                        connected,
                                        g_object_ref (task));
}

static void
attempt (GTask *task)
{
  g_autoptr (GFile) file = endpoints_file ();

  g_file_load_contents_async (
      file, g_task_get_cancellable (task), endpoints_read, g_object_ref (task));
}

void
depot_practice_start_async (DepotHouse *house,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task = g_task_new (house, cancellable, callback, data);
  Start *start = g_new0 (Start, 1);

  g_return_if_fail (DEPOT_IS_HOUSE (house));

  start->lock = -1;
  start->watching = g_cancellable_new ();
  start->deadline = g_get_monotonic_time () + START_SECONDS * G_USEC_PER_SEC;
  g_task_set_source_tag (task, depot_practice_start_async);
  g_task_set_task_data (task, start, (GDestroyNotify) start_free);
  attempt (task);
}

DepotCloud *
depot_practice_start_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
forget_secret (gpointer secret)
{
  depot_secret_bytes_unref (secret);
}

static void
pfx_made (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  DepotSecretBytes *pfx = depot_self_signed_make_finish (result, &error);
  gconstpointer content;
  gsize size;

  if (pfx == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  content = depot_secret_bytes_get_data (pfx, &size);
  g_task_return_pointer (task,
                         g_bytes_new_with_free_func (content, size, forget_secret, pfx),
                         (GDestroyNotify) g_bytes_unref);
}

void
depot_practice_make_pfx_async (DepotHouse *house,
                               const char *service_fqdn,
                               DepotSecretBytes *password,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  g_autoptr (GTask) task = g_task_new (house, cancellable, callback, data);
  const char *wrong = depot_name_check_service_fqdn (service_fqdn);

  g_return_if_fail (DEPOT_IS_HOUSE (house));

  g_task_set_source_tag (task, depot_practice_make_pfx_async);
  if (wrong != NULL)
    g_task_return_error (task, depot_error_new (DEPOT_ERROR_INVALID_INPUT, "%s", wrong));
  else
    depot_self_signed_make_async (service_fqdn,
                                  password,
                                  depot_clock_now (house->clock),
                                  cancellable,
                                  pfx_made,
                                  g_steal_pointer (&task));
}

GBytes *
depot_practice_make_pfx_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
