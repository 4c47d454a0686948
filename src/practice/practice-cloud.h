/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The practice cloud as one object: its options, durable state, clock, routes and listeners.
 * An admin meets it as "Azure on this computer"; nothing in it reaches the network beyond loopback.
 * Everything runs on the main context of the thread that called practice_cloud_start().
 *
 * A part of the cloud (identity, blob, arm, vault, edge) has one `void practice_<part>_register
 * (PracticeCloud *)` which adds its routes, hooks and operation kinds. To join: list the sources in
 * src/practice/meson.build and call the function in practice-parts.c.
 *
 * Time: `azure_seconds` is how long the real Azure would take; practice_cloud_seconds() turns it
 * into the shortened wait of --speed and of the scenario. `now` values are microseconds UTC.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "practice-router.h"
#include "practice-scenario.h"
#include "practice-state.h"

G_BEGIN_DECLS

#define PRACTICE_TYPE_CLOUD (practice_cloud_get_type ())
G_DECLARE_FINAL_TYPE (PracticeCloud, practice_cloud, PRACTICE, CLOUD, GObject)

typedef struct _PracticePrincipal PracticePrincipal;
typedef struct _PracticeCertificates PracticeCertificates;
typedef struct _PracticeJournal PracticeJournal;

typedef struct
{
  char *state_dir;
  char *scenario;   /* a name of the set, or the path of a JSON file; NULL: as last time */
  char *record_dir; /* NULL: no record */
  double speed;     /* 0: as last time, 1 at first */
  int port;         /* 0: as last time, a free one at first */
} PracticeOptions;

PracticeCloud *practice_cloud_new (const PracticeOptions *options);
gboolean practice_cloud_start (PracticeCloud *self, GError **error);
void practice_cloud_stop (PracticeCloud *self);

PracticeState *practice_cloud_get_state (PracticeCloud *self);
PracticeRouter *practice_cloud_get_router (PracticeCloud *self);
PracticeScenario *practice_cloud_get_scenario (PracticeCloud *self);
PracticeCertificates *practice_cloud_get_certificates (PracticeCloud *self);
PracticeJournal *practice_cloud_get_journal (PracticeCloud *self);
const char *practice_cloud_get_state_dir (PracticeCloud *self);

/* "https://localhost:P" and "http://localhost:H", without a slash at the end. */
const char *practice_cloud_get_base_url (PracticeCloud *self);
const char *practice_cloud_get_browser_url (PracticeCloud *self);

/* Listens on loopback and serves the routes of `surfaces` there. The port is kept under `name` over
 * restarts; practice_cloud_get_port() tells it. */
gboolean practice_cloud_listen (
    PracticeCloud *self, const char *name, PracticeSurface surfaces, gboolean tls, GError **error);

/* The port kept under `name`, chosen now (and free at this moment) when there is none yet. */
guint16 practice_cloud_get_port (PracticeCloud *self, const char *name);

gint64 practice_cloud_get_now (PracticeCloud *self);
char *practice_cloud_format_now (PracticeCloud *self);
void practice_cloud_shift_clock (PracticeCloud *self, double seconds);
double practice_cloud_get_clock_shift (PracticeCloud *self);

double practice_cloud_seconds (PracticeCloud *self, double azure_seconds);

/* Calls `func` once, `azure_seconds` (shortened) from now, inside a transaction of the state. What
 * must survive a restart is a PracticeOperation instead. */
typedef void (*PracticeTimerFunc) (PracticeCloud *cloud, gpointer data);
guint practice_cloud_after (PracticeCloud *self,
                            double azure_seconds,
                            PracticeTimerFunc func,
                            gpointer data,
                            GDestroyNotify destroy);
void practice_cloud_cancel_timer (PracticeCloud *self, guint id);

/* May `principal` do `action` (control action, or data action such as
 * "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read") at `scope_id`?
 * Answered by the part that stores role assignments; while none is joined, nothing is allowed. */
typedef gboolean (*PracticeRoleCheck) (PracticeCloud *cloud,
                                       const PracticePrincipal *principal,
                                       const char *scope_id,
                                       const char *action);
void practice_cloud_set_role_check (PracticeCloud *self, PracticeRoleCheck check);
gboolean practice_cloud_allows (PracticeCloud *self,
                                const PracticePrincipal *principal,
                                const char *scope_id,
                                const char *action);

void practice_cloud_set_scenario (PracticeCloud *self, PracticeScenario *scenario);

/* Joins all parts; in practice-parts.c. */
void practice_parts_register (PracticeCloud *cloud);

G_END_DECLS
