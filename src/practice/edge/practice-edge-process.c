/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-edge-process.h"

#include "practice-edge-metadata.h"

#include "arm/practice-arm-json.h"

#include "practice-certificates.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#define PERIOD 300
#define RETRY 10
#define SHIP 3600
#define RESTART_MILLISECONDS 1000

struct _PracticeEdgeProcess
{
  PracticeCloud *cloud;
  PracticeEdgePlan *wanted;

  PracticeEdgePlan *running; /* what the process was started with */
  GSubprocess *process;
  guint restart;
  gboolean gone; /* freed while the process was ending */
};

static void start (PracticeEdgeProcess *self);

static gboolean
has_program (const char *name)
{
  g_autofree char *found = g_find_program_in_path (name);
  g_autofree char *system = g_strconcat ("/usr/sbin/", name, NULL);

  return found != NULL || g_file_test (system, G_FILE_TEST_IS_EXECUTABLE);
}

static char *
dup_agent_path (void)
{
  const char *folder = g_getenv ("DEPOT_DATADIR");

  return g_build_filename (
      folder != NULL ? folder : PKGDATADIR, "azure", "edge", "depot-edge-agent", NULL);
}

gboolean
practice_edge_process_is_possible (void)
{
  g_autofree char *agent = dup_agent_path ();

  return has_program ("nginx") && has_program ("python3") && has_program ("openssl")
         && g_file_test (agent, G_FILE_TEST_EXISTS);
}

PracticeEdgeProcess *
practice_edge_process_new (PracticeCloud *cloud)
{
  PracticeEdgeProcess *self = g_new0 (PracticeEdgeProcess, 1);

  self->cloud = cloud;
  return self;
}

/* One folder for each service, named after its address, which no other service ever has. */
static char *
make_folder (PracticeEdgeProcess *self)
{
  g_autofree char *state
      = g_canonicalize_filename (practice_cloud_get_state_dir (self->cloud), NULL);
  char *folder = g_build_filename (state, "instances", self->wanted->address, NULL);

  g_mkdir_with_parents (folder, 0700);
  return folder;
}

static char *
write_config (PracticeEdgeProcess *self, const char *folder)
{
  g_autoptr (JsonObject) config = practice_arm_json_clone_object (self->wanted->config);
  PracticeCertificates *certificates = practice_cloud_get_certificates (self->cloud);
  g_autofree char *imds = practice_edge_metadata_dup_url (self->cloud, self->wanted->key);
  g_autofree char *ca_file
      = g_canonicalize_filename (practice_certificates_get_ca_file (certificates), NULL);
  g_autofree char *text = NULL;
  char *path = g_build_filename (folder, "config.json", NULL);

  json_object_set_string_member (config, "imds", imds);
  json_object_set_string_member (config, "listenAddress", self->wanted->address);
  json_object_set_int_member (config, "listenPort", practice_cloud_get_port (self->cloud, "edge"));
  json_object_set_string_member (config, "stateFolder", folder);
  json_object_set_string_member (config, "caFile", ca_file);
  json_object_set_double_member (
      config, "periodSeconds", MAX (0.5, practice_cloud_seconds (self->cloud, PERIOD)));
  json_object_set_double_member (
      config, "retrySeconds", MAX (0.2, practice_cloud_seconds (self->cloud, RETRY)));
  json_object_set_double_member (
      config, "shipSeconds", MAX (1.0, practice_cloud_seconds (self->cloud, SHIP)));
  json_object_set_string_member (config, "instance", "edge000000");
  text = practice_arm_json_object_to_text (config);
  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
  return path;
}

static gboolean
on_restart (gpointer data)
{
  PracticeEdgeProcess *self = data;

  self->restart = 0;
  start (self);
  return G_SOURCE_REMOVE;
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  PracticeEdgeProcess *self = data;
  gboolean as_wanted = !practice_edge_plan_equal (self->running, self->wanted);

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  if (self->gone)
    {
      g_free (self);
      return;
    }
  g_clear_object (&self->process);
  g_clear_pointer (&self->running, practice_edge_plan_free);
  if (self->wanted != NULL && self->restart == 0)
    self->restart = g_timeout_add (as_wanted ? 0 : RESTART_MILLISECONDS, on_restart, self);
}

/* In the child: it shall not outlive this program. */
static void
tie_to_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static void
start (PracticeEdgeProcess *self)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *agent = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *config = NULL;
  g_autofree char *log = NULL;

  if (self->wanted == NULL || self->process != NULL)
    return;
  agent = dup_agent_path ();
  folder = make_folder (self);
  config = write_config (self, folder);
  log = g_build_filename (folder, "agent.log", NULL);
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_subprocess_launcher_setenv (launcher, "PYTHONDONTWRITEBYTECODE", "1", TRUE);
  g_subprocess_launcher_set_stderr_file_path (launcher, log);
  g_subprocess_launcher_set_child_setup (launcher, tie_to_parent, NULL, NULL);
  self->process = g_subprocess_launcher_spawn (launcher, &error, "python3", agent, config, NULL);
  if (self->process == NULL)
    {
      g_warning ("The instance at %s does not start: %s", self->wanted->address, error->message);
      return;
    }
  self->running = practice_edge_plan_copy (self->wanted);
  g_subprocess_wait_async (self->process, NULL, on_ended, self);
}

void
practice_edge_process_set_plan (PracticeEdgeProcess *self, PracticeEdgePlan *plan)
{
  if (practice_edge_plan_equal (self->wanted, plan))
    return;
  g_clear_pointer (&self->wanted, practice_edge_plan_free);
  self->wanted = plan != NULL ? practice_edge_plan_copy (plan) : NULL;
  if (self->process != NULL)
    g_subprocess_send_signal (self->process, SIGTERM);
  else
    start (self);
}

void
practice_edge_process_free (PracticeEdgeProcess *self)
{
  g_autoptr (GSubprocess) process = g_steal_pointer (&self->process);

  g_clear_handle_id (&self->restart, g_source_remove);
  g_clear_pointer (&self->wanted, practice_edge_plan_free);
  g_clear_pointer (&self->running, practice_edge_plan_free);
  if (process == NULL)
    {
      g_free (self);
      return;
    }
  self->gone = TRUE;
  g_subprocess_send_signal (process, SIGTERM);
  g_subprocess_wait (process, NULL, NULL);
}
