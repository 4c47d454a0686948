/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-test-tokens.h"

struct _DepotTestTokens
{
  GObject parent_instance;

  guint asked, refused, number;
  char *claims, *scope;
  GError *error;
};

static void token_source_init (DepotTokenSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DepotTestTokens,
                               depot_test_tokens,
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
  DepotTestTokens *self = DEPOT_TEST_TOKENS (source);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  g_autofree char *text = NULL;

  self->asked++;
  self->refused += refused;
  g_set_str (&self->scope, scope);
  if (claims_json != NULL)
    g_set_str (&self->claims, claims_json);
  if (self->error != NULL)
    {
      g_task_return_error (task, g_error_copy (self->error));
      return;
    }
  if (refused || claims_json != NULL || self->number == 0)
    self->number++;
  text = g_strdup_printf ("token-%u", self->number);
  g_task_return_pointer (
      task, depot_secret_bytes_new_text (text), (GDestroyNotify) depot_secret_bytes_unref);
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
depot_test_tokens_finalize (GObject *object)
{
  DepotTestTokens *self = DEPOT_TEST_TOKENS (object);

  g_free (self->claims);
  g_free (self->scope);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (depot_test_tokens_parent_class)->finalize (object);
}

static void
depot_test_tokens_class_init (DepotTestTokensClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = depot_test_tokens_finalize;
}

static void
depot_test_tokens_init (DepotTestTokens *self)
{
}

DepotTestTokens *
depot_test_tokens_new (void)
{
  return g_object_new (DEPOT_TYPE_TEST_TOKENS, NULL);
}

void
depot_test_tokens_refuse (DepotTestTokens *self, const GError *error)
{
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
}

guint
depot_test_tokens_get_asked (DepotTestTokens *self)
{
  return self->asked;
}

guint
depot_test_tokens_get_refused (DepotTestTokens *self)
{
  return self->refused;
}

const char *
depot_test_tokens_get_claims (DepotTestTokens *self)
{
  return self->claims;
}

const char *
depot_test_tokens_get_scope (DepotTestTokens *self)
{
  return self->scope;
}
