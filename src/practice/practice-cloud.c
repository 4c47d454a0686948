/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-cloud.h"

#include <unistd.h>

#include "practice-certificates.h"
#include "practice-endpoints.h"
#include "practice-journal.h"
#include "practice-json.h"
#include "practice-listener.h"
#include "practice-operation.h"

/* Chosen below the range the kernel gives to outgoing connections, so that a restart finds them
 * free. */
#define FIRST_PORT 20000
#define LAST_PORT 32000

#define MAIN_SURFACES                                                                              \
  (PRACTICE_SURFACE_IDENTITY | PRACTICE_SURFACE_MANAGEMENT | PRACTICE_SURFACE_PLAIN                \
   | PRACTICE_SURFACE_BLOB | PRACTICE_SURFACE_VAULT)

struct _PracticeCloud
{
  GObject parent_instance;

  /* As it was asked to be. */
  char *state_dir;
  char *scenario_name;
  char *record_dir;
  double speed;
  int port;

  /* What it is made of. */
  PracticeState *state;
  PracticeScenario *scenario;
  PracticeRouter *router;
  PracticeCertificates *certificates;
  PracticeJournal *journal;
  PracticeRoleCheck role_check;
  GPtrArray *listeners;
  GHashTable *timers;
  GHashTable *held_ports; /* name → GSocket */

  /* What it found out. */
  JsonObject *settings;
  char *base_url;
  char *browser_url;
  gint64 clock_shift;
};

G_DEFINE_FINAL_TYPE (PracticeCloud, practice_cloud, G_TYPE_OBJECT)

typedef struct
{
  PracticeCloud *cloud;
  PracticeTimerFunc func;
  gpointer data;
  GDestroyNotify destroy;
  guint id;
} Timer;

static void
practice_cloud_finalize (GObject *object)
{
  PracticeCloud *self = PRACTICE_CLOUD (object);

  practice_cloud_stop (self);
  g_hash_table_unref (self->timers);
  g_hash_table_unref (self->held_ports);
  g_ptr_array_unref (self->listeners);
  g_clear_object (&self->router);
  g_clear_pointer (&self->journal, practice_journal_free);
  g_clear_pointer (&self->scenario, practice_scenario_free);
  g_clear_pointer (&self->certificates, practice_certificates_free);
  g_clear_pointer (&self->settings, json_object_unref);
  g_clear_object (&self->state);
  g_free (self->state_dir);
  g_free (self->scenario_name);
  g_free (self->record_dir);
  g_free (self->base_url);
  g_free (self->browser_url);
  G_OBJECT_CLASS (practice_cloud_parent_class)->finalize (object);
}

static void
practice_cloud_class_init (PracticeCloudClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = practice_cloud_finalize;
}

static void
practice_cloud_init (PracticeCloud *self)
{
  self->router = practice_router_new ();
  self->listeners = g_ptr_array_new_with_free_func ((GDestroyNotify) practice_listener_free);
  self->timers = g_hash_table_new (NULL, NULL);
  self->held_ports = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

PracticeCloud *
practice_cloud_new (const PracticeOptions *options)
{
  PracticeCloud *self = g_object_new (PRACTICE_TYPE_CLOUD, NULL);

  self->state_dir = g_canonicalize_filename (options->state_dir, NULL);
  self->scenario_name = g_strdup (options->scenario);
  self->record_dir = g_strdup (options->record_dir);
  self->speed = options->speed;
  self->port = options->port;
  return self;
}

/* Settings: what was chosen once and holds over restarts (ports, speed, scenario, clock). */
static void
save_settings (PracticeCloud *self)
{
  practice_state_put (self->state, "settings", "cloud", self->settings);
}

static gboolean
open_settings (PracticeCloud *self, GError **error)
{
  const char *scenario;

  self->settings = practice_state_get (self->state, "settings", "cloud");
  if (self->settings == NULL)
    self->settings = json_object_new ();
  if (self->speed <= 0)
    self->speed = practice_json_get_number (self->settings, "speed", 1);
  json_object_set_double_member (self->settings, "speed", self->speed);
  self->clock_shift = practice_json_get_int (self->settings, "clockShift", 0);

  scenario = practice_json_get_string (self->settings, "scenario");
  if (self->scenario_name == NULL)
    self->scenario_name = g_strdup (scenario != NULL ? scenario : "normal");
  self->scenario = practice_scenario_load (self->scenario_name, error);
  if (self->scenario == NULL)
    return FALSE;
  json_object_set_string_member (self->settings, "scenario", self->scenario_name);
  save_settings (self);
  return TRUE;
}

/* A socket that holds the port until it is listened on, so that no other practice cloud which
 * starts at the same moment chooses it too. NULL: not free. */
static GSocket *
hold_port (guint16 port)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  g_autoptr (GSocket) socket = NULL;

  socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, 0, NULL);
  if (socket == NULL || !g_socket_bind (socket, address, FALSE, NULL))
    return NULL;
  return g_steal_pointer (&socket);
}

guint16
practice_cloud_get_port (PracticeCloud *self, const char *name)
{
  g_autofree char *member = g_strconcat ("port-", name, NULL);
  gint64 port = practice_json_get_int (self->settings, member, 0);

  if (g_str_equal (name, "main") && self->port != 0)
    port = self->port;
  for (int tries = 0; port == 0 && tries < 200; tries++)
    {
      gint32 candidate = g_random_int_range (FIRST_PORT, LAST_PORT);
      GSocket *socket = hold_port (candidate);

      if (socket == NULL)
        continue;
      g_hash_table_insert (self->held_ports, g_strdup (name), socket);
      port = candidate;
    }
  json_object_set_int_member (self->settings, member, port);
  save_settings (self);
  return port;
}

gboolean
practice_cloud_listen (
    PracticeCloud *self, const char *name, PracticeSurface surfaces, gboolean tls, GError **error)
{
  guint16 port = practice_cloud_get_port (self, name);
  GTlsCertificate *certificate = tls ? practice_certificates_get_server (self->certificates) : NULL;
  PracticeListener *listener;

  g_hash_table_remove (self->held_ports, name);
  listener = practice_listener_new (self, surfaces, port, certificate, error);
  if (listener == NULL)
    return FALSE;
  g_ptr_array_add (self->listeners, listener);
  return TRUE;
}

static gboolean
listen_everywhere (PracticeCloud *self, GError **error)
{
  return practice_cloud_listen (self, "main", MAIN_SURFACES, TRUE, error)
         && practice_cloud_listen (
             self, "browser", PRACTICE_SURFACE_BROWSER | PRACTICE_SURFACE_IDENTITY, FALSE, error)
         && practice_cloud_listen (self, "blob", PRACTICE_SURFACE_BLOB, TRUE, error)
         && practice_cloud_listen (self, "classic", PRACTICE_SURFACE_CLASSIC, TRUE, error);
}

gboolean
practice_cloud_start (PracticeCloud *self, GError **error)
{
  self->state = practice_state_open (self->state_dir, error);
  if (self->state == NULL || !open_settings (self, error))
    return FALSE;
  self->certificates = practice_certificates_open (self->state_dir, error);
  if (self->certificates == NULL)
    return FALSE;
  self->journal = practice_journal_new (self->record_dir);
  self->base_url = g_strdup_printf ("https://localhost:%u", practice_cloud_get_port (self, "main"));
  self->browser_url
      = g_strdup_printf ("http://localhost:%u", practice_cloud_get_port (self, "browser"));
  practice_state_begin (self->state);
  practice_parts_register (self);
  practice_operation_resume (self);
  practice_state_commit (self->state);
  return listen_everywhere (self, error) && practice_endpoints_write (self, error);
}

static void
timer_free (gpointer data)
{
  Timer *timer = data;

  if (timer->destroy != NULL)
    timer->destroy (timer->data);
  g_free (timer);
}

static gboolean
on_timer (gpointer data)
{
  Timer *timer = data;
  PracticeCloud *self = timer->cloud;

  g_hash_table_remove (self->timers, GUINT_TO_POINTER (timer->id));
  practice_state_begin (self->state);
  timer->func (self, timer->data);
  practice_state_commit (self->state);
  return G_SOURCE_REMOVE;
}

guint
practice_cloud_after (PracticeCloud *self,
                      double azure_seconds,
                      PracticeTimerFunc func,
                      gpointer data,
                      GDestroyNotify destroy)
{
  Timer *timer = g_new0 (Timer, 1);
  guint milliseconds = 1000 * practice_cloud_seconds (self, MAX (0, azure_seconds));

  *timer = (Timer) { .cloud = self, .func = func, .data = data, .destroy = destroy };
  timer->id = g_timeout_add_full (G_PRIORITY_DEFAULT, milliseconds, on_timer, timer, timer_free);
  g_hash_table_add (self->timers, GUINT_TO_POINTER (timer->id));
  return timer->id;
}

void
practice_cloud_cancel_timer (PracticeCloud *self, guint id)
{
  if (g_hash_table_remove (self->timers, GUINT_TO_POINTER (id)))
    g_source_remove (id);
}

void
practice_cloud_stop (PracticeCloud *self)
{
  GHashTableIter iter;
  gpointer id;

  g_ptr_array_set_size (self->listeners, 0);
  g_hash_table_iter_init (&iter, self->timers);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_source_remove (GPOINTER_TO_UINT (id));
  g_hash_table_remove_all (self->timers);
}

double
practice_cloud_seconds (PracticeCloud *self, double azure_seconds)
{
  return azure_seconds * practice_scenario_get_number (self->scenario, "slowness", 1) / self->speed;
}

gint64
practice_cloud_get_now (PracticeCloud *self)
{
  return g_get_real_time () + self->clock_shift;
}

char *
practice_cloud_format_now (PracticeCloud *self)
{
  gint64 now = practice_cloud_get_now (self);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc_usec (now);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");

  return g_strdup_printf ("%s.%06dZ", text, (int) (now % G_USEC_PER_SEC));
}

void
practice_cloud_shift_clock (PracticeCloud *self, double seconds)
{
  self->clock_shift = seconds * G_USEC_PER_SEC;
  json_object_set_int_member (self->settings, "clockShift", self->clock_shift);
  save_settings (self);
}

double
practice_cloud_get_clock_shift (PracticeCloud *self)
{
  return (double) self->clock_shift / G_USEC_PER_SEC;
}

void
practice_cloud_set_scenario (PracticeCloud *self, PracticeScenario *scenario)
{
  g_clear_pointer (&self->scenario, practice_scenario_free);
  self->scenario = scenario;
  json_object_set_string_member (self->settings, "scenario", practice_scenario_get_name (scenario));
  save_settings (self);
}

void
practice_cloud_set_role_check (PracticeCloud *self, PracticeRoleCheck check)
{
  self->role_check = check;
}

gboolean
practice_cloud_allows (PracticeCloud *self,
                       const PracticePrincipal *principal,
                       const char *scope_id,
                       const char *action)
{
  return self->role_check != NULL && self->role_check (self, principal, scope_id, action);
}

PracticeState *
practice_cloud_get_state (PracticeCloud *self)
{
  return self->state;
}

PracticeRouter *
practice_cloud_get_router (PracticeCloud *self)
{
  return self->router;
}

PracticeScenario *
practice_cloud_get_scenario (PracticeCloud *self)
{
  return self->scenario;
}

PracticeCertificates *
practice_cloud_get_certificates (PracticeCloud *self)
{
  return self->certificates;
}

PracticeJournal *
practice_cloud_get_journal (PracticeCloud *self)
{
  return self->journal;
}

const char *
practice_cloud_get_state_dir (PracticeCloud *self)
{
  return self->state_dir;
}

const char *
practice_cloud_get_base_url (PracticeCloud *self)
{
  return self->base_url;
}

const char *
practice_cloud_get_browser_url (PracticeCloud *self)
{
  return self->browser_url;
}
