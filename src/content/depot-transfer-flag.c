/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-transfer-flag.h"

#include <string.h>

#define PREFIX "t/"
/* Of a lock: no flag ends so. */
#define LOCK ".lock"
#define FLAG_COUNTS_SECONDS (7 * 24 * 60 * 60)
#define LOCK_COUNTS_SECONDS (60 * 60)
#define LOOK_AGAIN_MS 1000

typedef struct
{
  const char *mine, *own_lock; /* mine: this blob's time is now, by the service's clock */
  gint64 now;
  gint64 lock_at, flag_at; /* the youngest of others, 0: none */
  gint64 own_lock_at;
} Seen;

static gboolean
note (const char *name, const DepotBlobFacts *facts, gpointer user, GError **error)
{
  Seen *seen = user;

  if (g_str_equal (name, seen->own_lock))
    seen->own_lock_at = facts->modified_at;
  else if (g_str_has_suffix (name, LOCK))
    seen->lock_at = MAX (seen->lock_at, facts->modified_at);
  else if (!g_str_equal (name, seen->mine))
    seen->flag_at = MAX (seen->flag_at, facts->modified_at);
  if (g_str_equal (name, seen->mine))
    seen->now = facts->modified_at;
  return TRUE;
}

static char *
dup_lock_name (const char *flag)
{
  return g_strconcat (PREFIX, flag != NULL ? flag : "clean", LOCK, NULL);
}

static gboolean
put_empty (DepotBlobPlace *place, const char *name, GCancellable *cancellable, GError **error)
{
  return depot_blob_place_put (place,
                               name,
                               "application/octet-stream",
                               NULL,
                               (const guint8 *) "",
                               0,
                               DEPOT_BLOB_PUT_REPLACE,
                               cancellable,
                               error);
}

static gboolean
wait_a_moment (GCancellable *cancellable, GError **error)
{
  GPollFD descriptor;
  gboolean has = cancellable != NULL && g_cancellable_make_pollfd (cancellable, &descriptor);

  g_poll (&descriptor, has ? 1 : 0, LOOK_AGAIN_MS);
  if (has)
    g_cancellable_release_fd (cancellable);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

gboolean
depot_flag_raise (DepotBlobPlace *place,
                  const char *flag,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autofree char *name = g_strconcat (PREFIX, flag, NULL);
  g_autofree char *lock = dup_lock_name (flag);
  gint64 began_us = g_get_monotonic_time ();

  if (!put_empty (place, name, cancellable, error))
    return FALSE;
  for (;;)
    {
      Seen seen = { .mine = name, .own_lock = lock };
      gint64 waited;

      if (!depot_blob_place_list (place, PREFIX, note, &seen, cancellable, error))
        return FALSE;
      /* a run of the same that was killed while it removed */
      if (seen.own_lock_at != 0 && !depot_blob_place_remove (place, lock, cancellable, error))
        return FALSE;
      waited = (g_get_monotonic_time () - began_us) / G_USEC_PER_SEC;
      if (seen.lock_at == 0 || seen.now + waited - seen.lock_at > LOCK_COUNTS_SECONDS)
        return TRUE;
      if (!wait_a_moment (cancellable, error))
        return FALSE;
    }
}

gboolean
depot_flag_lower (DepotBlobPlace *place,
                  const char *flag,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autofree char *name = g_strconcat (PREFIX, flag, NULL);

  return depot_blob_place_remove (place, name, cancellable, error);
}

gboolean
depot_flag_lock (DepotBlobPlace *place,
                 const char *flag,
                 gboolean *may,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autofree char *own = g_strconcat (PREFIX, flag != NULL ? flag : "", NULL);
  g_autofree char *lock = dup_lock_name (flag);
  Seen before = { .mine = own, .own_lock = lock }, after = { .mine = own, .own_lock = lock };

  *may = FALSE;
  if (!depot_blob_place_list (place, PREFIX, note, &before, cancellable, error))
    return FALSE;
  if (before.lock_at != 0
      && g_get_real_time () / G_USEC_PER_SEC - before.lock_at < LOCK_COUNTS_SECONDS)
    return TRUE;
  if (!put_empty (place, lock, cancellable, error)
      || !depot_blob_place_list (place, PREFIX, note, &after, cancellable, error))
    return FALSE;
  /* of two that lock in the same moment each sees the other, and both let it be */
  *may = (after.flag_at == 0 || after.own_lock_at - after.flag_at > FLAG_COUNTS_SECONDS)
         && (after.lock_at == 0 || after.own_lock_at - after.lock_at > LOCK_COUNTS_SECONDS);
  return *may || depot_flag_unlock (place, flag, cancellable, error);
}

gboolean
depot_flag_unlock (DepotBlobPlace *place,
                   const char *flag,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autofree char *lock = dup_lock_name (flag);

  return depot_blob_place_remove (place, lock, cancellable, error);
}
