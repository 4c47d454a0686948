/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of a PFX file's way: out of the keyring, once no point needs it. */
#include "config.h"

#include "depot-create.h"

#include <glib/gi18n.h>

#include "depot-house-private.h"

static gboolean
has_certificate (DepotPoint *point, const char *fingerprint)
{
  DepotCertificate *certificate = depot_point_get_certificate (point);
  g_autofree char *management = NULL;

  g_object_get (point, "management-fingerprint", &management, NULL);
  return g_strcmp0 (management, fingerprint) == 0
         || (certificate != NULL
             && g_strcmp0 (depot_certificate_get_fingerprint (certificate), fingerprint) == 0);
}

static DepotPoint *
find_user (DepotHouse *house, const char *fingerprint)
{
  GListModel *points = depot_house_get_points (house);

  for (guint i = 0; i < g_list_model_get_n_items (points); i++)
    {
      g_autoptr (DepotPoint) point = g_list_model_get_item (points, i);

      if (depot_point_get_state (point) != DEPOT_POINT_DELETING
          && has_certificate (point, fingerprint))
        return point; /* the list holds it */
    }
  return NULL;
}

static void
password_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (depot_keyring_clear_finish (DEPOT_KEYRING (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
pfx_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!depot_keyring_clear_finish (DEPOT_KEYRING (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  depot_keyring_clear_async (DEPOT_KEYRING (source),
                             DEPOT_KEYRING_PFX_PASSWORD,
                             g_task_get_task_data (task),
                             g_task_get_cancellable (task),
                             password_cleared,
                             g_object_ref (task));
}

void
depot_certificate_forget_async (DepotHouse *house,
                                const char *fingerprint,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  g_autoptr (GTask) task = g_task_new (house, cancellable, callback, data);
  DepotPoint *user;

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (fingerprint != NULL);

  g_task_set_source_tag (task, depot_certificate_forget_async);
  g_task_set_task_data (task, g_strdup (fingerprint), g_free);
  user = find_user (house, fingerprint);
  if (user != NULL)
    g_task_return_error (task,
                         depot_error_new (DEPOT_ERROR_CONFLICT,
                                          _ ("The certificate stays in the keyring: %s needs it."),
                                          depot_point_get_name (user)));
  else
    depot_keyring_clear_async (house->keyring,
                               DEPOT_KEYRING_PFX,
                               fingerprint,
                               cancellable,
                               pfx_cleared,
                               g_object_ref (task));
}

gboolean
depot_certificate_forget_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
