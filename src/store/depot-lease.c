/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-lease.h"

#include <unistd.h>

#include "depot-database-private.h"
#include "depot-process.h"
#include "depot-store-private.h"

G_DEFINE_BOXED_TYPE (DepotLease, depot_lease, depot_lease_copy, depot_lease_free)

DepotLease *
depot_lease_copy (const DepotLease *lease)
{
  DepotLease *copy = g_memdup2 (lease, sizeof *lease);

  copy->holder = g_strdup (lease->holder);
  copy->owner = g_strdup (lease->owner);
  copy->host = g_strdup (lease->host);
  copy->boot_id = g_strdup (lease->boot_id);
  copy->pid_namespace = g_strdup (lease->pid_namespace);
  return copy;
}

void
depot_lease_free (DepotLease *lease)
{
  if (lease == NULL)
    return;
  g_free (lease->holder);
  g_free (lease->owner);
  g_free (lease->host);
  g_free (lease->boot_id);
  g_free (lease->pid_namespace);
  g_free (lease);
}

DepotLease *
depot_lease_new_for_me (const char *holder, gint64 now)
{
  DepotLease *me = g_new0 (DepotLease, 1);

  me->holder = g_strdup (holder);
  me->owner = g_strdup_printf ("%s@%s", g_get_user_name (), g_get_host_name ());
  me->host = depot_process_dup_host ();
  me->boot_id = depot_process_dup_boot_id ();
  me->pid_namespace = depot_process_dup_pid_namespace ();
  me->pid = getpid ();
  me->process_started = depot_process_get_start (me->pid);
  me->since = me->heartbeat = now;
  return me;
}

static gboolean
can_see_its_process (const DepotLease *lease, const DepotLease *me)
{
  return g_str_equal (lease->host, me->host) && *me->boot_id != '\0'
         && g_str_equal (lease->boot_id, me->boot_id) && *me->pid_namespace != '\0'
         && g_str_equal (lease->pid_namespace, me->pid_namespace);
}

gboolean
depot_lease_is_dead (const DepotLease *lease, const DepotLease *me)
{
  if (can_see_its_process (lease, me)
      && depot_process_get_start (lease->pid) != lease->process_started)
    return TRUE;
  /* also a heartbeat from far in the future: then a clock was set back, and its owner would have
   * renewed since */
  return ABS (me->heartbeat - lease->heartbeat) > DEPOT_LEASE_DEAD_SECONDS;
}

static DepotLease *
read_lease (DepotDatabase *database, GError **error)
{
  g_autoptr (GPtrArray) statements = depot_statements_new ();
  DepotStatement *row;
  DepotLease *lease;

  depot_statements_add (
      statements,
      "SELECT holder, owner, host, boot_id, pid_namespace, pid, process_started, since, heartbeat "
      "FROM keeper",
      "");
  if (!depot_database_run_inside (database, statements, error))
    return NULL;
  row = statements->pdata[0];
  if (depot_statement_get_n_rows (row) == 0)
    return NULL;
  lease = g_new0 (DepotLease, 1);
  lease->holder = g_strdup (depot_statement_get_text (row, 0, 0));
  lease->owner = g_strdup (depot_statement_get_text (row, 0, 1));
  lease->host = g_strdup (depot_statement_get_text (row, 0, 2));
  lease->boot_id = g_strdup (depot_statement_get_text (row, 0, 3));
  lease->pid_namespace = g_strdup (depot_statement_get_text (row, 0, 4));
  lease->pid = depot_statement_get_int (row, 0, 5);
  lease->process_started = depot_statement_get_int (row, 0, 6);
  lease->since = depot_statement_get_int (row, 0, 7);
  lease->heartbeat = depot_statement_get_int (row, 0, 8);
  return lease;
}

static gboolean
write_lease (DepotDatabase *database, const DepotLease *lease, GError **error)
{
  g_autoptr (GPtrArray) statements = depot_statements_new ();

  depot_statements_add (
      statements,
      "INSERT INTO keeper (name, holder, owner, host, boot_id, pid_namespace, pid, "
      "process_started, "
      "since, heartbeat) VALUES ('keeper', $1, $2, $3, $4, $5, $6, $7, $8, $9) "
      "ON CONFLICT (name) DO UPDATE SET holder = $1, owner = $2, host = $3, boot_id = $4, "
      "pid_namespace = $5, pid = $6, process_started = $7, since = $8, heartbeat = $9",
      "sssssiiii",
      lease->holder,
      lease->owner,
      lease->host,
      lease->boot_id,
      lease->pid_namespace,
      lease->pid,
      lease->process_started,
      lease->since,
      lease->heartbeat);
  return depot_database_run_inside (database, statements, error);
}

static gboolean
delete_lease (DepotDatabase *database, const char *holder, GError **error)
{
  g_autoptr (GPtrArray) statements = depot_statements_new ();

  depot_statements_add (statements, "DELETE FROM keeper WHERE holder = $1", "s", holder);
  return depot_database_run_inside (database, statements, error);
}

/* Within the transaction: what is in the row, and what becomes of it. */
static gboolean
decide (DepotDatabase *database,
        DepotLeaseWish wish,
        const DepotLease *me,
        DepotLease **holder,
        GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (DepotLease) found = read_lease (database, &problem);
  gboolean is_mine = found != NULL && g_strcmp0 (found->holder, me->holder) == 0;

  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (found != NULL && !is_mine && depot_lease_is_dead (found, me))
    g_clear_pointer (&found, depot_lease_free);

  if (wish == DEPOT_LEASE_LOOK || (wish == DEPOT_LEASE_TRY && found != NULL && !is_mine))
    {
      *holder = g_steal_pointer (&found);
      return TRUE;
    }
  *holder = depot_lease_copy (me);
  if (is_mine)
    (*holder)->since = found->since;
  return write_lease (database, *holder, error);
}

gboolean
depot_lease_negotiate (DepotDatabase *database,
                       DepotLeaseWish wish,
                       const DepotLease *me,
                       DepotLease **holder,
                       GError **error)
{
  if (!depot_database_exec (
          database, wish == DEPOT_LEASE_LOOK ? "BEGIN" : "BEGIN IMMEDIATE", error))
    return FALSE;
  if (decide (database, wish, me, holder, error) && depot_database_exec (database, "COMMIT", error))
    return TRUE;
  depot_database_exec (database, "ROLLBACK", NULL);
  g_clear_pointer (holder, depot_lease_free);
  return FALSE;
}

void
depot_lease_release (DepotDatabase *database, const char *holder)
{
  g_autoptr (GError) error = NULL;

  /* not so bad when it fails: the process is about to end, and a dead holder counts as none */
  if (!delete_lease (database, holder, &error))
    g_debug ("The lease was not given back: %s", error->message);
}
