/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-proxy.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>

#include "depot-certificate.h"
#include "depot-error.h"

#define DIRECT "direct://"
/* A keyring may ask the person to unlock it; then this is over, too. */
#define PASSWORD_LIMIT_US (150 * G_USEC_PER_SEC)

struct _DepotProxy
{
  GObject parent_instance;

  DepotProxySettings *settings;
  GMutex lock; /* for all below; settings change on the main thread only */
  GCond told;
  DepotSecretBytes *password;
  GError *flaw; /* why there is no password */
  gboolean is_awaited;
  GQueue waiting; /* GTask of lookups */
};

static void depot_proxy_resolver_init (GProxyResolverInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DepotProxy,
                               depot_proxy,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER,
                                                      depot_proxy_resolver_init))

GProxyResolver *
depot_proxy_new_direct (void)
{
  return g_simple_proxy_resolver_new (DIRECT, NULL);
}

/* Tests have nothing but this computer to lead to. */
static gboolean
is_for_all (void)
{
#ifdef DEPOT_TEST_HOOKS
  return g_getenv ("DEPOT_PROXY_LOOPBACK") != NULL;
#else
  return FALSE;
#endif
}

static gboolean
is_at_home (const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);

  return uri != NULL && depot_name_is_loopback (g_uri_get_host (uri)) && !is_for_all ();
}

static char *
dup_server (DepotProxy *self)
{
  const char *user = depot_proxy_settings_get_user_name (self->settings);

  return g_uri_join_with_user (
      G_URI_FLAGS_HAS_PASSWORD,
      "http",
      *user != '\0' ? user : NULL,
      self->password != NULL ? depot_secret_bytes_peek_text (self->password) : NULL,
      NULL,
      depot_proxy_settings_get_server (self->settings),
      (int) depot_proxy_settings_get_port (self->settings),
      "",
      NULL,
      NULL);
}

/* Whoever answers for this address. Under the lock. */
static GProxyResolver *
choose (DepotProxy *self, const char *address, GError **error)
{
  g_auto (GStrv) exceptions = depot_proxy_settings_split_exceptions (self->settings);
  DepotProxyMode mode = depot_proxy_settings_get_mode (self->settings);
  GProxyResolver *chosen;
  char *server;

  if (mode == DEPOT_PROXY_NONE || is_at_home (address))
    return depot_proxy_new_direct ();
  if (mode == DEPOT_PROXY_SYSTEM)
    return g_object_ref (g_proxy_resolver_get_default ());
  if (self->flaw != NULL)
    {
      g_propagate_error (error, g_error_copy (self->flaw));
      return NULL;
    }
  server = dup_server (self);
  chosen = g_simple_proxy_resolver_new (server, exceptions);
  depot_secret_free_text (server);
  return chosen;
}

/* TRUE while the password is on its way. */
static gboolean
must_wait (DepotProxy *self, const char *address)
{
  return self->is_awaited && !is_at_home (address);
}

static gboolean
depot_proxy_is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

GError *
depot_proxy_refusal_new (guint status)
{
  if (status == SOUP_STATUS_PROXY_AUTHENTICATION_REQUIRED)
    return depot_error_new (DEPOT_ERROR_PROXY,
                            _ ("The proxy server asks for a name and password, or refuses those of "
                               "the proxy settings. Set them in Sites and Servers or with "
                               "“depotctl site proxy”."));
  return depot_error_new (
      DEPOT_ERROR_PROXY, _ ("The proxy server refused the connection with status %u"), status);
}

static GStrv
depot_proxy_lookup (GProxyResolver *resolver,
                    const char *address,
                    GCancellable *cancellable,
                    GError **error)
{
  DepotProxy *self = DEPOT_PROXY (resolver);
  gint64 limit = g_get_monotonic_time () + PASSWORD_LIMIT_US;
  g_autoptr (GProxyResolver) chosen = NULL;

  g_mutex_lock (&self->lock);
  while (must_wait (self, address) && g_cond_wait_until (&self->told, &self->lock, limit))
    ;
  chosen = choose (self, address, error);
  g_mutex_unlock (&self->lock);
  return chosen != NULL ? g_proxy_resolver_lookup (chosen, address, cancellable, error) : NULL;
}

static void
found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GStrv servers = g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (source), result, &error);

  if (servers != NULL)
    g_task_return_pointer (task, servers, (GDestroyNotify) g_strfreev);
  else
    g_task_return_error (task, error);
}

/* Takes the task. */
static void
look_up (DepotProxy *self, GTask *task)
{
  const char *address = g_task_get_task_data (task);
  g_autoptr (GProxyResolver) chosen = NULL;
  g_autoptr (GError) flaw = NULL;

  g_mutex_lock (&self->lock);
  if (must_wait (self, address))
    {
      g_queue_push_tail (&self->waiting, task);
      g_mutex_unlock (&self->lock);
      return;
    }
  chosen = choose (self, address, &flaw);
  g_mutex_unlock (&self->lock);
  if (chosen != NULL)
    {
      g_proxy_resolver_lookup_async (chosen, address, g_task_get_cancellable (task), found, task);
      return;
    }
  g_task_return_error (task, g_steal_pointer (&flaw));
  g_object_unref (task);
}

static void
depot_proxy_lookup_async (GProxyResolver *resolver,
                          const char *address,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  GTask *task = g_task_new (resolver, cancellable, callback, data);

  g_task_set_source_tag (task, depot_proxy_lookup_async);
  g_task_set_task_data (task, g_strdup (address), g_free);
  look_up (DEPOT_PROXY (resolver), task);
}

static GStrv
depot_proxy_lookup_finish (GProxyResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
depot_proxy_resolver_init (GProxyResolverInterface *interface)
{
  interface->is_supported = depot_proxy_is_supported;
  interface->lookup = depot_proxy_lookup;
  interface->lookup_async = depot_proxy_lookup_async;
  interface->lookup_finish = depot_proxy_lookup_finish;
}

DepotProxySettings *
depot_proxy_get_settings (DepotProxy *self)
{
  g_return_val_if_fail (DEPOT_IS_PROXY (self), NULL);

  return self->settings;
}

/* Those that waited ask again, now that there is an answer. */
static void
wake (DepotProxy *self)
{
  GQueue waiting = G_QUEUE_INIT;
  GTask *task;

  g_mutex_lock (&self->lock);
  while (!self->is_awaited && (task = g_queue_pop_head (&self->waiting)) != NULL)
    g_queue_push_tail (&waiting, task);
  g_cond_broadcast (&self->told);
  g_mutex_unlock (&self->lock);
  while ((task = g_queue_pop_head (&waiting)) != NULL)
    look_up (self, task);
}

static void
set_password (DepotProxy *self, DepotSecretBytes *password, gboolean is_awaited)
{
  g_clear_error (&self->flaw);
  g_clear_pointer (&self->password, depot_secret_bytes_unref);
  self->password = password != NULL ? depot_secret_bytes_ref (password) : NULL;
  self->is_awaited = is_awaited;
}

void
depot_proxy_apply (DepotProxy *self, DepotProxySettings *settings)
{
  g_return_if_fail (DEPOT_IS_PROXY (self));

  g_mutex_lock (&self->lock);
  g_set_object (&self->settings, settings);
  set_password (self, NULL, depot_proxy_settings_has_user (settings));
  g_mutex_unlock (&self->lock);
  wake (self);
}

void
depot_proxy_give_password (DepotProxy *self, DepotSecretBytes *password, GError *error)
{
  g_return_if_fail (DEPOT_IS_PROXY (self));

  g_mutex_lock (&self->lock);
  set_password (self, password, FALSE);
  self->flaw = error;
  g_mutex_unlock (&self->lock);
  wake (self);
}

static void
depot_proxy_finalize (GObject *object)
{
  DepotProxy *self = DEPOT_PROXY (object);

  g_clear_object (&self->settings);
  g_clear_pointer (&self->password, depot_secret_bytes_unref);
  g_clear_error (&self->flaw);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->told);
  G_OBJECT_CLASS (depot_proxy_parent_class)->finalize (object);
}

static void
depot_proxy_class_init (DepotProxyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = depot_proxy_finalize;
}

static void
depot_proxy_init (DepotProxy *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->told);
  g_queue_init (&self->waiting);
  self->settings = depot_proxy_settings_new (DEPOT_PROXY_SYSTEM, NULL, 0, NULL, NULL);
}

DepotProxy *
depot_proxy_new (void)
{
  return g_object_new (DEPOT_TYPE_PROXY, NULL);
}
