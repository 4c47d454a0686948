/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixed-token.h"

struct _FixedToken
{
  GObject parent_instance;

  char *token;
};

static void token_source_init (DepotTokenSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FixedToken,
                               fixed_token,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DEPOT_TYPE_TOKEN_SOURCE, token_source_init))

static void
get_token_async (DepotTokenSource *source,
                 const char *scope,
                 gboolean refused,
                 const char *claims_json,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer data)
{
  FixedToken *self = FIXED_TOKEN (source);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_return_pointer (
      task, depot_secret_bytes_new_text (self->token), (GDestroyNotify) depot_secret_bytes_unref);
}

static DepotSecretBytes *
get_token_finish (DepotTokenSource *source, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
token_source_init (DepotTokenSourceInterface *iface)
{
  iface->get_token_async = get_token_async;
  iface->get_token_finish = get_token_finish;
}

static void
fixed_token_finalize (GObject *object)
{
  g_free (FIXED_TOKEN (object)->token);
  G_OBJECT_CLASS (fixed_token_parent_class)->finalize (object);
}

static void
fixed_token_class_init (FixedTokenClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fixed_token_finalize;
}

static void
fixed_token_init (FixedToken *self)
{
}

FixedToken *
fixed_token_new (const char *token)
{
  FixedToken *self = g_object_new (FIXED_TYPE_TOKEN, NULL);

  self->token = g_strdup (token);
  return self;
}
